"""What extraction processes receive, and what they return."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from scraper.discovery import Kind, Listing
from scraper.page import Page

if TYPE_CHECKING:
    from scraper.extractors.rules import SiteRules
    from scraper.settings import Source


def site_rules(source: Source) -> SiteRules | None:
    """A source's selectors; None if it has none."""
    if not source.selectors:
        return None
    # Imported here, since it loads the extractor, which the crawl itself does not need.
    from scraper.extractors.rules import SiteRules

    return SiteRules(**source.selectors.model_dump())


@dataclass(frozen=True, slots=True)
class Job:
    """One page to read.

    Attributes:
        page: as fetched.
        kind: what it is expected to be, which decides how it is read.
        source: the source's name.
        user_agent: the robots tags for it are obeyed.
        rules: the source's own selectors, or None.
        comments: whether readers' comments are extracted.
        story: the line of the record of the story's pages before this one.
        address: the one that they name for this page.
    """

    page: Page
    kind: Kind
    source: str
    user_agent: str = ""
    rules: SiteRules | None = None
    comments: bool = False
    story: bytes | None = None
    address: str = ""

    @property
    def name(self) -> str | None:
        """What messages call it."""
        return self.page.url


@dataclass(frozen=True, slots=True)
class Arguments:
    """Sent to a process before its first page: the same for all of them."""

    values: Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Extracted:
    """A page's record, ready to be written, and what the crawl has to know about it.

    Attributes:
        line: the record as one line of JSON, UTF-8, without a line break.
        record_id: its id.
        canonical_url: as in the record.
        content_hash: the first 8 bytes of the content hash as a signed integer.
        head_hash: hash of title and authors as a signed integer.
        simhash: as a signed integer; None if the text is too short for a meaningful one.
        headline: hash of the title as a signed integer; None if there is none.
        language: as in the record; None if unknown.
        published: seconds since 1970; None if no date was found.
        modified: whether the record has a modification date.
        noindex: the page forbids to keep it.
        claims_article: it was classified as a listing, but its metadata say that it is an article.
        first_page: address of the story's first page, if this is a further one.
        following: addresses where the story goes on, to be tried in this order.
        joined: addresses of the further pages that the record has.
        is_single: it was taken from the story's version on one page.
    """

    line: bytes
    record_id: str
    page_type: str
    canonical_url: str | None = None
    content_hash: int = 0
    head_hash: int = 0
    simhash: int | None = None
    headline: int | None = None
    language: str | None = None
    published: int | None = None
    modified: bool = False
    title: bool = False
    author: bool = False
    letters: int = 0
    confidence: float | None = None
    warnings: tuple[str, ...] = ()
    noindex: bool = False
    claims_article: bool = False
    first_page: str | None = None
    following: tuple[str, ...] = ()
    joined: tuple[str, ...] = ()
    is_single: bool = False


@dataclass(frozen=True, slots=True)
class NoResult:
    """The page gave no result.

    Attributes:
        cause: one word, for counting.
        message: what was wrong.
        lasting: whether the same bytes would fail again.
    """

    cause: str
    message: str
    lasting: bool = True


Result = Extracted | Listing | NoResult
