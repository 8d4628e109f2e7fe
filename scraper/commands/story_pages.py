"""Stories over several pages in ``scraper extract``: pages that follow one another in the input are
joined, and the further pages of a URL are fetched."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterable, Iterator
from dataclasses import replace
from typing import TYPE_CHECKING

from scraper.commands.fetching import FetchOptions, fetch, is_url
from scraper.commands.page_output import Options, Printed, print_record, record_of
from scraper.errors import ScraperError
from scraper.extractors.story_pages import join
from scraper.fetchers.files import Saved
from scraper.urls import canonical_url, identity, origin_of

if TYPE_CHECKING:
    from scraper.page import Page
    from scraper.record import Record

    Fetch = Callable[[str], Page | ScraperError]

MAX_PAGES = 20
"""Further pages that are fetched for one URL, as in a crawl (``crawl.further_pages``, which loads
no extractor and is not loaded here)."""
DELAY = 1.0
"""Seconds between two requests to one host."""


def join_stories(
    pages: Iterable[tuple[str, Printed]], options: Options, fetching: FetchOptions
) -> Iterator[tuple[str, Printed]]:
    """What is printed for each page, but once for the pages of a story that follow one another, or
    that are fetched since the first is a URL; by the name of the first."""
    story: tuple[str, Record] | None = None
    for name, printed in pages:
        if story is not None:
            whole = None if printed.story is None else _with_next(story[1], printed.story)
            if whole is not None:
                story = story[0], whole
                continue
            yield story[0], _finished(*story, options, fetching)
            story = None
        if printed.story is not None and _goes_on(printed.story):
            story = name, printed.story
        else:
            yield name, printed
    if story is not None:
        yield story[0], _finished(*story, options, fetching)


def _finished(name: str, record: Record, options: Options, fetching: FetchOptions) -> Printed:
    """What is printed for a story with the pages of the input that belong to it."""
    if not is_url(name):
        return print_record(record, options)

    def fetch_page(address: str) -> Page | ScraperError:
        # A page may name its next one by http, where cookies must not go.
        is_same = origin_of(canonical_url(name) or name) == origin_of(address)
        return fetch(address, fetching if is_same else replace(fetching, headers={}))

    return _follow(record, fetch_page, options)


def _follow(record: Record, fetch: Fetch, options: Options) -> Printed:
    """Fetch the further pages of a story, and print it whole."""
    note = None
    for _ in range(MAX_PAGES):
        pages = record.pages
        if pages is None:
            break
        for address in filter(None, [pages.next] if pages.joined else [pages.single, pages.next]):
            time.sleep(DELAY)
            page = fetch(address)
            if isinstance(page, ScraperError):
                note = f"a page of the story is missing: {page}"
                continue
            whole = _joined_with(record, page, address, options)
            if whole is not None:
                record, note = whole, None
                break
            note = f"a page of the story is missing: {address} is not the next one"
        else:
            break
    return print_record(record, options, note)


def _joined_with(record: Record, page: Page, address: str, options: Options) -> Record | None:
    try:
        return join(record, record_of(Saved(address, page), options, {}), address)
    except ScraperError:
        return None


def _with_next(story: Record, page: Record) -> Record | None:
    """A story with a page, if that is its next one."""
    following = story.pages.next if story.pages else None
    if following is None or page.url is None or identity(page.url) != identity(following):
        return None
    return join(story, page, following)


def _goes_on(record: Record) -> bool:
    """Whether a record is the beginning of a story with further pages."""
    pages = record.pages
    return pages is not None and pages.next is not None and pages.first is None
