"""Fetch a page given by its URL; print retries, and add advice to errors."""

from __future__ import annotations

import sys
import threading
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

import click

from scraper.commands.interrupted import Interrupted
from scraper.fetchers.settings import INTERACTIVE_TIMEOUT

if TYPE_CHECKING:
    from scraper.errors import FetchError, ScraperError
    from scraper.fetchers.http import Retry
    from scraper.page import Page

NOTICE_AFTER = 5.0
"""Seconds without a response after which a message is printed on a terminal."""


@dataclass(frozen=True, slots=True)
class FetchOptions:
    """How the URLs among a command's targets are fetched.

    Attributes:
        timeout: seconds for one URL, including retries.
        allow_private: fetch them also from private addresses.
        headers: more request headers; ``scraper.fetch`` says where they are sent.
    """

    timeout: float = INTERACTIVE_TIMEOUT
    allow_private: bool = False
    headers: Mapping[str, str] = field(default_factory=dict)


timeout_option = click.option(
    "--timeout",
    type=click.FloatRange(min=0, min_open=True, max=3600),
    default=INTERACTIVE_TIMEOUT,
    show_default=True,
    metavar="SECONDS",
    help="Time limit for fetching one URL, including retries.",
)
allow_private_option = click.option(
    "--allow-private", is_flag=True, help="Fetch the given URLs even from private addresses."
)


def is_url(target: str) -> bool:
    """Whether a target is the URL of a page to fetch."""
    return target.lower().startswith(("http://", "https://"))


def _headers(
    context: click.Context, parameter: click.Parameter, given: tuple[str, ...]
) -> dict[str, str]:
    """The headers of --header by name. The messages do not show values, which may be secret."""
    from scraper.fetchers.settings import header_problem

    headers: dict[str, str] = {}
    for each in given:
        name, colon, value = each.partition(":")
        if not colon:
            raise click.BadParameter("expected 'Name: value', with a colon")
        if problem := header_problem(name.strip(), value):
            raise click.BadParameter(problem)
        if name.strip().lower() in map(str.lower, headers):
            raise click.BadParameter(f"{name.strip()} is given twice")
        headers[name.strip()] = value.strip()
    return headers


header_option = click.option(
    "--header",
    "headers",
    multiple=True,
    callback=_headers,
    metavar="'NAME: VALUE'",
    help="Send this header with the request, such as 'Cookie: a=1; b=2'; several times for several "
    "headers. It is sent to the URL's own host only, not to another one after a redirect.",
)


def fetch(url: str, options: FetchOptions) -> Page | ScraperError:
    """The page, or the error with advice. Ctrl-C says what was waited for."""
    from scraper.errors import AddressRefused, FetchError, InputError
    from scraper.fetchers import single

    try:
        with _waiting_notice(url, options.timeout):
            return single.fetch(
                url,
                timeout=options.timeout,
                allow_private=options.allow_private,
                headers=options.headers,
                on_retry=_print_retry,
            )
    except KeyboardInterrupt as stop:
        click.echo(f"scraper: {url}: stopped before the page had come", err=True)
        raise Interrupted from stop
    except AddressRefused as error:
        hint = "" if options.allow_private else " (here: --allow-private)"
        return AddressRefused(f"{error}{hint}", url=url)
    except FetchError as error:
        what_to_do = advice(error)
        return FetchError(f"{error}; {what_to_do}", url=url) if what_to_do else error
    except InputError as error:  # not a URL, or not a page
        return error


def advice(error: FetchError) -> str:
    """What a user who wants this one page can do; empty if there is no advice."""
    from scraper.errors import HTTPStatusError, NetworkError, TooLarge, TooManyRedirects

    save_manually = "save the page from a browser and give the file"
    if isinstance(error, NetworkError):
        return {
            "name": "check the spelling and this machine's network",
            "refused": "check the address and its port, or try later",
            "proxy": "check http_proxy and https_proxy in the environment, or except the host in "
            "no_proxy",
            "certificate": f"{save_manually}, or name the authority to trust in SSL_CERT_FILE",
            "tls": "try http:// if the server speaks no TLS",
            "timeout": "try later, or wait longer with --timeout",
            "broken": "try later",
        }[error.trouble]
    if isinstance(error, HTTPStatusError):
        if error.retry_after:
            return f"it asks to be left alone for {_duration(error.retry_after)}"
        if error.status in (401, 407):
            return f"it wants a login: {save_manually}, or send a login with --header"
        if error.status in (404, 410):
            return "check the address" if error.status == 404 else "the page was taken down"
        if error.status == 429:
            return "too many requests came from here: try later"
        return "try later" if error.status >= 500 else f"it may refuse programs: {save_manually}"
    if isinstance(error, TooManyRedirects):
        return f"it may want a login or cookies: {save_manually}, or send them with --header"
    if isinstance(error, TooLarge):
        return "download it and give the file, if it is a page"
    return ""


def _print_retry(retry: Retry) -> None:
    click.echo(
        f"scraper: {retry.error}; trying again in {retry.wait:g} s "
        f"(attempt {retry.attempt} of {retry.attempts}, {retry.seconds_left:.0f} s left)",
        err=True,
    )


@contextmanager
def _waiting_notice(url: str, timeout: float) -> Iterator[None]:
    """Print a message after ``NOTICE_AFTER`` seconds without a response, on a terminal only."""
    if timeout <= NOTICE_AFTER or not sys.stderr.isatty():
        yield
        return
    line = f"scraper: {url}: still waiting ({timeout:g} s at most; Ctrl-C ends it)"
    timer = threading.Timer(NOTICE_AFTER, click.echo, (line,), {"err": True})
    timer.daemon = True
    timer.start()
    try:
        yield
    finally:
        timer.cancel()


def _duration(seconds: float) -> str:
    if seconds < 120:
        return f"{seconds:.0f} s"
    return f"{seconds / 60:.0f} minutes" if seconds < 7200 else f"{seconds / 3600:.0f} hours"
