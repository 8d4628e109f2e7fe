"""What discovery gives: an address and what was said about it where it was found."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import IntEnum


class Kind(IntEnum):
    """What an address is expected to be. Stored in the frontier: never reuse a number."""

    ARTICLE = 0
    SECTION = 1
    FEED = 2
    SITEMAP = 3
    HOME = 4
    PAGE = 5
    """A single page that the configuration names: it gives a record whatever its type."""
    ROBOTS = 6
    """robots.txt, read for the sitemaps it declares."""


@dataclass(frozen=True, slots=True)
class Found:
    """One address found in a listing.

    Attributes:
        url: canonical form.
        kind: what it is expected to be.
        date: when the story was published or the listing changed, as said there; aware, or None.
        modified: when the story was last changed, as said there; aware, or None.
        next_page: it continues the listing that it was found in.
    """

    url: str
    kind: Kind
    date: datetime | None = None
    modified: datetime | None = None
    next_page: bool = False


@dataclass(frozen=True, slots=True)
class Listing:
    """What one listing page gave.

    Attributes:
        kind: what the bytes turned out to be, which need not be what was asked for.
        found: its addresses in the listing's order, each once.
        problem: what was wrong with it, in words for the operator; None if nothing was.
    """

    kind: Kind
    found: tuple[Found, ...] = ()
    problem: str | None = None
