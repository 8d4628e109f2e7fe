"""Stories over several pages: which page is fetched next, and what came of the pages together.

A story's pages are fetched one after the other in one pass, and their outcomes are kept in memory
until the last: only then the story is stored, as one outcome of its first page. Until then the
first page stays ready in the frontier, so that a crash in between loses nothing, and stores nothing
twice.
"""

from __future__ import annotations

from dataclasses import replace

from scraper.crawl.engine.stages import Outcome
from scraper.crawl.extraction.jobs import Extracted, NoResult
from scraper.crawl.frontier.entries import Task
from scraper.crawl.policy.selection import Rules
from scraper.discovery.articles import guess
from scraper.errors import FetchError, HostResting, HTTPStatusError, NetworkError

MAX_PAGES = 20
"""Requests for the further pages of one story. The record of a longer one has the warning
``pages_missing``."""
PASSING = (408, 425, 429)
"""Statuses below 500 that a later request may not get."""


def next_page(story: Outcome, rules: Rules) -> Task | None:
    """What to fetch next of a story: the address of a further page in its first page's task. None
    if there is nothing more, or if the pages are not wanted.

    Only articles are joined: the pages of a live blog are shifted by each post, and what looks like
    a list by its address is one.
    """
    result, first = story.result, story.request.task
    if not isinstance(result, Extracted) or not result.following or len(story.further) >= MAX_PAGES:
        return None
    if result.first_page is not None or result.page_type != "article" or result.noindex:
        return None
    if guess(first.url) == "listing" or rules.denies(result.following[0]):
        return None
    return replace(first, url=result.following[0], etag=None, last_modified=None, body_hash=None)


def with_page(story: Outcome, page: Outcome) -> Outcome:
    """A story with what came of its next page."""
    before, result = story.result, page.result
    if not isinstance(before, Extracted):
        raise TypeError(f"a story without a record has no further pages: {before!r}")
    fetched = replace(page, request=story.request, result=None, further=())
    further = (*story.further, fetched)
    if isinstance(result, Extracted):
        # The first page decides whether the story is wanted.
        result = replace(
            result, noindex=before.noindex, claims_article=before.claims_article, first_page=None
        )
        truncated = story.truncated or page.truncated
        return replace(story, result=result, truncated=truncated, further=further)
    rest = replace(before, following=before.following[1:])
    is_cut = not rest.following and _is_passing(page)
    return replace(story, result=rest, truncated=story.truncated or is_cut, further=further)


def cut(story: Outcome) -> Outcome:
    """A story whose other pages cannot be fetched now."""
    return replace(story, truncated=True)


def _is_passing(page: Outcome) -> bool:
    """Whether a later request for a page may succeed."""
    if isinstance(page.result, NoResult):
        return not page.result.lasting
    return page.error is not None and _is_passing_error(page.error)


def _is_passing_error(error: FetchError) -> bool:
    if isinstance(error, HTTPStatusError):
        return error.status >= 500 or error.status in PASSING
    return isinstance(error, NetworkError | HostResting)
