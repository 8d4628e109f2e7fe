"""The results of discovery: URLs, with what the listing says about each."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import IntEnum


class Kind(IntEnum):
    """The expected kind of a URL. Stored in the frontier: never reuse a number."""

    ARTICLE = 0
    SECTION = 1
    FEED = 2
    SITEMAP = 3
    HOME = 4
    PAGE = 5
    """A single page listed in the configuration: it gives a record whatever its page type."""
    ROBOTS = 6
    """robots.txt, read for the sitemaps that it declares."""
    ARCHIVE = 7
    """The listing of a day, month or year, or a further page of it."""


@dataclass(frozen=True, slots=True)
class Found:
    """One URL found in a listing.

    Attributes:
        url: the URL in canonical form.
        kind: the expected kind of page.
        date: when the story was published or the listing changed, according to the listing; an
            aware datetime, or None.
        modified: when the story was last changed, according to the listing; aware, or None.
        next_page: whether this is the next page of the listing it was found in.
    """

    url: str
    kind: Kind
    date: datetime | None = None
    modified: datetime | None = None
    next_page: bool = False


@dataclass(frozen=True, slots=True)
class Listing:
    """The content of one listing.

    Attributes:
        kind: the kind detected from the bytes, which may differ from the expected kind.
        found: its URLs in the listing's order, without duplicates.
        problem: a message for the operator if the listing is unusable; otherwise None.
        origins: of a feed, those that it says its stories are from: of the channel's own link, and
            of the original URLs of entries whose links are redirected by another host.
        is_story: a section page that turned out to be a story.
    """

    kind: Kind
    found: tuple[Found, ...] = ()
    problem: str | None = None
    origins: tuple[str, ...] = ()
    is_story: bool = False
