"""The pages of the targets that a command is given: paths, URLs, ``-``.

Each page comes with its name: the target, or the path of a file in it. A page that cannot be read
comes as the error that says why, so that the others are still read.
"""

from __future__ import annotations

import re
import time
from collections import Counter
from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING, TypeAlias

import click

from scraper.commands.fetching import FetchOptions, fetch, is_url
from scraper.commands.places import is_folder, is_there

if TYPE_CHECKING:
    from scraper.errors import ScraperError
    from scraper.page import Page

    Pages: TypeAlias = Iterable[tuple[str, Page | ScraperError]]

MAX_SUFFIXES_SHOWN = 6
"""Maximum number of suffixes listed for skipped files; a mirrored site has dozens."""

_HOST = re.compile(r"(?:[\w-]+\.)+[a-z]{2,}(?::\d+)?/\S*|www\.\S+", re.IGNORECASE)
_LOCAL_HOST = re.compile(
    r"(?:localhost|\d{1,3}(?:\.\d{1,3}){3}|\[[0-9a-f:]+\])(?::\d+)?(?:/\S*)?|"
    r"[\w-]+(?:\.[\w-]+)*:\d+(?:/\S*)?",
    re.IGNORECASE,
)
"""Hosts on this machine or in a local network, whose servers rarely speak https."""


def check_address(url: str) -> None:
    """Raise if the value of --url is no address."""
    from scraper.urls import canonical_url

    if canonical_url(url) is None:
        raise click.UsageError(
            f"--url: {url!r} is no address: expected https:// or http://, and a host"
        )


def check_single_page(url: str, targets: tuple[str, ...]) -> None:
    """Raise if --url is no address, or is given for more than one page."""
    if len(targets) > 1:
        raise click.UsageError("--url says where one page came from: give it with one page.")
    check_address(url)
    if is_folder(targets[0]):
        raise click.UsageError(
            f"--url says where one page came from, and {targets[0]} is a folder."
        )


def check_header_targets(targets: tuple[str, ...]) -> None:
    """Raise if --header would send one site's cookies to another, or to none."""
    from scraper.urls import canonical_url, origin_of

    origins = {origin_of(canonical_url(target) or target) for target in targets if is_url(target)}
    if not origins:
        raise click.UsageError("--header is sent with a request: give it with a URL.")
    if len(origins) > 1:
        raise click.UsageError(
            f"--header may be meant for one host: give the URLs of {' and '.join(sorted(origins))} "
            "in separate calls."
        )


def pages_of(
    targets: tuple[str, ...],
    url: str | None,
    options: FetchOptions,
    passed_over: Counter[str] | None = None,
) -> Iterator[tuple[str, Page | ScraperError]]:
    """Every page of the targets with its name, or the error if it cannot be read.

    Args:
        url: the address that a saved page came from, if the user gave it.
        options: for the targets that are URLs.
        passed_over: counts the files of folders that are not read, by suffix, as in ``read_pages``.
    """
    from scraper.errors import InputError

    asked: dict[str, float] = {}
    for target in targets:
        if is_url(target):
            _wait_for_host(target, asked)
            yield target, fetch(target, options)
        elif advice := _url_advice(target):
            yield target, InputError(f"{target}: {advice}")
        else:
            from scraper.fetchers.files import Saved, read_pages

            for found in read_pages(target, url=url, passed_over=passed_over):
                yield found.name, found.page if isinstance(found, Saved) else found.error


def _wait_for_host(url: str, asked: dict[str, float]) -> None:
    """Wait if the URL's host was asked less than ``DELAY`` seconds ago.

    Args:
        asked: when each host was asked last; is updated.
    """
    from scraper.commands.story_pages import DELAY
    from scraper.urls import canonical_url, host_of

    host = host_of(canonical_url(url) or url)
    if host in asked:
        time.sleep(max(0.0, asked[host] + DELAY - time.monotonic()))
    asked[host] = time.monotonic()


def _url_advice(target: str) -> str | None:
    """Advice for a target that looks like a URL but cannot be fetched; None for other targets."""
    scheme, mark, rest = target.partition("://")
    if mark and scheme.isalpha():
        if scheme.lower() == "file":
            return f"give the path itself: {rest}"
        return f"{scheme}:// cannot be fetched, only https:// and http://"
    if _HOST.fullmatch(target) and not is_there(target):
        return f"no such file; as an address it would be https://{target}"
    if _LOCAL_HOST.fullmatch(target) and not is_there(target):
        return f"no such file; as an address it would be http://{target}"
    return None


def of_hosts(pages: Pages, hosts: tuple[str, ...], left_out: Counter[str]) -> Pages:
    """The pages without those whose URL is known and has another host.

    Args:
        left_out: counts these, as "host".
    """
    from scraper.commands.page_output import is_of_host
    from scraper.copies import original_of

    for name, page in pages:
        url = None if isinstance(page, Exception) else page.url
        copy = original_of(url) if url else None
        if url is None or is_of_host(copy.url if copy else url, hosts):
            yield name, page
        else:
            left_out["host"] += 1


def passed_over_message(suffixes: Counter[str]) -> str:
    """What the user is told of the files of folders that were not read."""
    count = suffixes.total()
    named = [
        f"{number} {suffix or 'without a suffix'}" for suffix, number in suffixes.most_common()
    ]
    rest = sum(number for _, number in suffixes.most_common()[MAX_SUFFIXES_SHOWN:])
    shown = ", ".join(named[:MAX_SUFFIXES_SHOWN]) + (f", {rest} others" if rest else "")
    return (
        f"passed over {count} file{'' if count == 1 else 's'} that are no pages by name or "
        f"beginning: {shown}; to have one tried all the same, name it"
    )
