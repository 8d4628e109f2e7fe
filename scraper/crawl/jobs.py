"""What goes into an extraction process, and what comes out of it. Values only."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from scraper.discovery import Kind, Listing
from scraper.page import Page

if TYPE_CHECKING:
    from scraper.extractors.rules import SiteRules


@dataclass(frozen=True, slots=True)
class Job:
    """One page to read.

    Attributes:
        page: as fetched.
        kind: what it is expected to be, which decides how it is read.
        source: the source's name.
        user_agent: whom the page's robots tags may speak to.
        rules: the source's own selectors, or None.
        comments: whether readers' comments are wanted.
    """

    page: Page
    kind: Kind
    source: str
    user_agent: str = ""
    rules: SiteRules | None = None
    comments: bool = False


@dataclass(frozen=True, slots=True)
class Extracted:
    """A page's record, ready to be written, and what the crawl has to know of it.

    Attributes:
        line: the record as one line of JSON, UTF-8, without a line break.
        record: its id.
        canonical_url: as in the record.
        content: the first 8 bytes of the content hash as a signed integer.
        simhash: as a signed integer; None where the text is too short for one to mean anything.
        published: seconds since 1970; None where no date was found.
        modified: whether the record tells when the story was changed.
        noindex: the page asks not to be kept.
        claimed: it was taken for a listing, and says of itself that it is an article.
    """

    line: bytes
    record: str
    page_type: str
    canonical_url: str | None = None
    content: int = 0
    simhash: int | None = None
    published: int | None = None
    modified: bool = False
    title: bool = False
    author: bool = False
    letters: int = 0
    confidence: float | None = None
    warnings: tuple[str, ...] = ()
    noindex: bool = False
    claimed: bool = False


@dataclass(frozen=True, slots=True)
class Unreadable:
    """The page gave nothing: ``cause`` is one word for counting, ``message`` says what was wrong.
    ``lasting``: another try with the same bytes would give the same."""

    cause: str
    message: str
    lasting: bool = True


Result = Extracted | Listing | Unreadable
