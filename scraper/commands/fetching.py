"""One page that somebody waits for: fetched within a limit, with its retries told and its errors
followed by what to do about them.

The crawl, which nobody waits for, has its own ways (scraper/crawl/fetching.py).
"""

from __future__ import annotations

import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING

import click

if TYPE_CHECKING:
    from scraper.errors import FetchError, ScraperError
    from scraper.fetchers.http import Retry
    from scraper.page import Page

TIMEOUT = 30.0
"""Seconds for one URL in all. News pages come within three; at 30 a server that is merely slow has
answered, and a person has not yet given up."""
TRIES = 3
QUIET = 5.0
"""Seconds after which a terminal is told that the server has not answered yet."""

NO_PAGES = {
    "application/javascript": "a script",
    "application/x-javascript": "a script",
    "text/javascript": "a script",
    "text/css": "a style sheet",
    "image/svg+xml": "an SVG image",
}
"""Text that is no page, and that its bytes do not give away; what is no text, they do."""

timeout_option = click.option(
    "--timeout",
    type=click.FloatRange(min=0, min_open=True, max=3600),
    default=TIMEOUT,
    show_default=True,
    metavar="SECONDS",
    help="The most that fetching one URL may take, further tries included.",
)
allow_private_option = click.option(
    "--allow-private", is_flag=True, help="Fetch the given URLs even from private addresses."
)


def fetch(url: str, *, allow_private: bool, timeout: float) -> Page | ScraperError:
    """The page, or why it cannot be had and what to do."""
    from urllib.parse import urlsplit

    from scraper.errors import AddressRefused, FetchError, InputError, NotText
    from scraper.fetchers.http import HttpFetcher
    from scraper.fetchers.settings import HttpSettings

    try:
        host = urlsplit(url).hostname or ""
    except ValueError as error:  # half an IPv6 address
        return InputError(f"{url}: not a valid address: {error}")
    settings = HttpSettings(
        allow_private=frozenset({host} if allow_private else ()),
        total_timeout=timeout,
        # Half of it, so that a server which swallowed one request is asked once more.
        read_timeout=timeout / 2,
        connect_timeout=min(HttpSettings().connect_timeout, timeout / 2),
        retries=TRIES - 1,
        retry_refused=False,
    )
    try:
        with _told_to_wait(url, timeout), HttpFetcher(settings, on_retry=_tell_retry) as fetcher:
            page = fetcher.fetch(url)
    except AddressRefused as error:
        hint = "" if allow_private else " (here: --allow-private)"
        return AddressRefused(f"{error}{hint}", url=url)
    except FetchError as error:
        what_to_do = advice(error)
        return FetchError(f"{error}; {what_to_do}", url=url) if what_to_do else error
    kind = NO_PAGES.get(page.headers.get("content-type", "").partition(";")[0].strip().lower())
    if kind and b"<html" not in page.body[:4096].lower():  # some servers name a wrong type
        return NotText(f"{url}: this is {kind}, not a page: give the page that it belongs to")
    return page


def advice(error: FetchError) -> str:
    """What somebody who wants this one page can do; empty where there is nothing to say."""
    from scraper.errors import HTTPStatusError, NetworkError, TooLarge, TooManyRedirects

    by_hand = "save the page from a browser and give the file"
    if isinstance(error, NetworkError):
        return {
            "name": "check the spelling and this machine's network",
            "refused": "check the address and its port, or try later",
            "certificate": f"{by_hand}, or name the authority to trust in SSL_CERT_FILE",
            "tls": "try http:// if the server speaks no TLS",
            "timeout": "try later, or wait longer with --timeout",
            "broken": "try later",
        }[error.trouble]
    if isinstance(error, HTTPStatusError):
        if error.retry_after:
            return f"it asks to be left alone for {_duration(error.retry_after)}"
        if error.status in (401, 407):
            return f"it wants a login: {by_hand}"
        if error.status in (404, 410):
            return "check the address" if error.status == 404 else "the page was taken down"
        if error.status == 429:
            return "too many requests came from here: try later"
        return "try later" if error.status >= 500 else f"it may refuse programs: {by_hand}"
    if isinstance(error, TooManyRedirects):
        return f"it may want a login or cookies: {by_hand}"
    if isinstance(error, TooLarge):
        return "download it and give the file, if it is a page"
    return ""


def _tell_retry(retry: Retry) -> None:
    click.echo(
        f"scraper: {retry.error}; trying again in {retry.wait:g} s "
        f"(attempt {retry.attempt} of {retry.attempts}, {retry.seconds_left:.0f} s left)",
        err=True,
    )


@contextmanager
def _told_to_wait(url: str, timeout: float) -> Iterator[None]:
    """On a terminal, a line when nothing has come for a while; a log has no use for it."""
    if timeout <= QUIET or not sys.stderr.isatty():
        yield
        return
    line = f"scraper: {url}: still waiting ({timeout:g} s at most; Ctrl-C ends it)"
    timer = threading.Timer(QUIET, click.echo, (line,), {"err": True})
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
