"""A URL on its way through the frontier: found (``Candidate``), to be fetched (``Task``), fetched
(``Visit``); and the queue it waits in (``Lane``).
"""

from __future__ import annotations

from dataclasses import dataclass

from scraper.crawl.frontier.states import PAGE_KINDS, State
from scraper.discovery import Kind
from scraper.urls import url_key

DAY = 86400
"""Seconds, as all durations; all times are seconds since 1970."""
START_RANK = 1 << 40
"""Start URLs come before all stories, whose rank is a date in seconds: below 2**34 until 2514."""
FURTHER_INTERVAL = 30 * DAY
"""Is added to the interval of a further page of a section or feed. By that they are known: no other
section or feed has so long an interval."""
FURTHER_PAGE = "further_page"
"""Cause of a page that is skipped since the record of its story's first page has it."""


@dataclass(frozen=True, slots=True)
class Candidate:
    """A URL to add.

    Attributes:
        rank: the date of its page, known or estimated, in seconds since 1970; newest first.
        depth: steps from a start URL.
        changed: when its page was last changed, as far as a listing says.
        is_further: a further page of a list, to which only the page before it leads.
    """

    url: str
    kind: Kind
    rank: int
    depth: int
    changed: int | None = None
    is_further: bool = False


@dataclass(frozen=True, slots=True)
class Task:
    """A URL to fetch, with what is stored about it."""

    id: int
    url: str
    kind: Kind
    lane: int
    rank: int
    depth: int
    next_visit: int | None
    first_visit: int | None
    visited: int | None
    attempts: int
    interval: int | None
    etag: str | None
    last_modified: str | None
    body_hash: int | None

    @property
    def is_start(self) -> bool:
        return self.rank >= START_RANK


@dataclass(frozen=True, slots=True)
class KnownPage:
    """What is stored of a page that is not being fetched now."""

    state: State
    visited: int | None
    cause: str | None


@dataclass(frozen=True, slots=True)
class Visit:
    """What is stored in a URL's row after a visit.

    Attributes:
        cause: why it failed or is not wanted, in one word.
        error: what went wrong, as a message.
    """

    state: State
    visited: int
    next_visit: int | None = None
    attempts: int = 0
    interval: int | None = None
    etag: str | None = None
    last_modified: str | None = None
    body_hash: int | None = None
    cause: str | None = None
    error: str | None = None


@dataclass(frozen=True, slots=True)
class Lane:
    """One source's queue at one host."""

    id: int
    source: int
    origin: str


def is_page(kind: Kind) -> bool:
    """Whether a URL of this kind is a story's, which all sources have in common."""
    return kind in PAGE_KINDS


def key_of(source: int, url: str, kind: Kind) -> int:
    """The hash by which a URL is known: the same for all sources if it is a page's."""
    return url_key(url, "" if is_page(kind) else f"{source}:{int(kind)}")
