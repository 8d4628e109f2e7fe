"""A page given by its URL: its retries are told, its errors followed by what to do about them."""

from __future__ import annotations

import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING

import click

from scraper.fetchers.settings import WAITED_TIMEOUT

if TYPE_CHECKING:
    from scraper.errors import FetchError, ScraperError
    from scraper.fetchers.http import Retry
    from scraper.page import Page

QUIET = 5.0
"""Seconds after which a terminal is told that the server has not answered yet."""

timeout_option = click.option(
    "--timeout",
    type=click.FloatRange(min=0, min_open=True, max=3600),
    default=WAITED_TIMEOUT,
    show_default=True,
    metavar="SECONDS",
    help="The most that fetching one URL may take, further tries included.",
)
allow_private_option = click.option(
    "--allow-private", is_flag=True, help="Fetch the given URLs even from private addresses."
)


def fetch(url: str, *, allow_private: bool, timeout: float) -> Page | ScraperError:
    """The page, or why it cannot be had and what to do."""
    from scraper.errors import AddressRefused, FetchError, InputError
    from scraper.fetchers import single

    try:
        with _told_to_wait(url, timeout):
            return single.fetch(
                url, timeout=timeout, allow_private=allow_private, on_retry=_tell_retry
            )
    except AddressRefused as error:
        hint = "" if allow_private else " (here: --allow-private)"
        return AddressRefused(f"{error}{hint}", url=url)
    except FetchError as error:
        what_to_do = advice(error)
        return FetchError(f"{error}; {what_to_do}", url=url) if what_to_do else error
    except InputError as error:  # no address, or no page at it
        return error


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
