"""What an extraction process makes of a page: its record, or a listing's URLs.

worker.py calls this and guards it against what a page may do to a parser.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import UTC, datetime

from scraper.crawl.extraction.jobs import Extracted, Job, NoResult, Result
from scraper.discovery import Kind, Listing, read_listing
from scraper.discovery.dates import parse_date
from scraper.errors import InputError
from scraper.fetchers.robots import Directives, header_directives, meta_directives
from scraper.record import Record, StoryPages
from scraper.urls import canonical_url

Extractor = Callable[..., Record]

MIN_LETTERS = 300
"""Minimum length of a text with a simhash: those of shorter ones are similar by chance."""

HEAD_BYTES = 200_000
"""Bytes of a page that are searched for metadata: a head may have no end tag."""
_ARTICLE_TYPE = re.compile(
    rb"""["']@type["']\s*:\s*\[?\s*["'](?:[A-Za-z]*NewsArticle|Article|BlogPosting)["']"""
)
_META = re.compile(rb"<meta\b[^>]{0,300}>", re.IGNORECASE)
_ASKING = re.compile(rb"noindex|nofollow|none|unavailable_after", re.IGNORECASE)
_ATTRIBUTE = re.compile(rb"""\b(name|content)\s*=\s*(?:"([^"]*)"|'([^']*)'|([^\s>"']+))""", re.I)


def read_job(job: Job, extract: Extractor) -> Result:
    """A page's record, or a listing's addresses."""
    if job.kind in (Kind.ARTICLE, Kind.PAGE):
        return _read_article(job, extract)
    page = job.page
    listing = read_listing(job.kind, page.body, page.url or "", page.headers)
    if job.kind is Kind.SECTION and listing.kind is Kind.SECTION and _is_story(job, extract):
        return replace(listing, is_story=True)
    is_page = job.kind in (Kind.SECTION, Kind.HOME, Kind.ARCHIVE)
    if listing.found and is_page and _directives(job).nofollow:
        return Listing(job.kind, problem="asks robots not to follow its links")
    return listing


def _read_article(job: Job, extract: Extractor) -> Result:
    try:
        record = extract(job.page, source=job.source, rules=job.rules, comments=job.comments)
    except InputError as error:
        return NoResult(type(error).__name__, str(error))
    if job.story is not None:
        joined = _join(job.story, record, job.address)
        if joined is None:
            return NoResult("further_page", f"{job.address}: is not the next page of its story")
        record = joined
    directives = _directives(job)
    until = directives.unavailable_after
    pages = record.pages or StoryPages()
    content = int(record.content_hash[:16], 16) if record.content_hash else _hash_of(record.text)
    return Extracted(
        line=record.to_json().encode(),
        record_id=record.id,
        page_type=record.page_type,
        canonical_url=record.canonical_url,
        content_hash=_signed(content),
        head_hash=_signed(_hash_of(_head_of(record))),
        simhash=_simhash(record),
        headline=_signed(_hash_of(record.title)) if record.title else None,
        language=record.language,
        published=_seconds(record.published_at),
        modified=record.modified_at is not None,
        title=bool(record.title),
        author=bool(record.authors),
        letters=len(record.text),
        confidence=record.confidence,
        warnings=tuple(record.warnings),
        noindex=directives.noindex or (until is not None and until < datetime.now(UTC)),
        # Searched only if it matters, since it takes 0.1 to 0.2 ms.
        claims_article=record.page_type == "listing"
        and bool(record.text)
        and claims_article(job.page.body),
        first_page=canonical_url(pages.first or ""),
        following=tuple(url for url in (pages.single, pages.next) if url and not pages.joined)
        or tuple(url for url in (pages.next,) if url),
        joined=tuple(pages.joined),
        is_single=pages.single is not None and pages.single in pages.joined,
    )


def _join(line: bytes, page: Record, address: str) -> Record | None:
    # Imported here: a process that reads the crawl's listings does without the extractor.
    from scraper.extractors.story_pages import join

    return join(Record.model_validate_json(line), page, address)


def _is_story(job: Job, extract: Extractor) -> bool:
    """Whether a page taken for a section is a story, by its metadata and by the extractor: of the
    labelled pages that list others, 9 of 180 have such metadata."""
    if not claims_article(job.page.body):
        return False
    try:
        record = extract(job.page, source=job.source, rules=job.rules)
    except InputError:
        return False
    return record.page_type in ("article", "liveblog")


def claims_article(body: bytes) -> bool:
    """Whether a page's metadata say that it is one article.

    The time at which it was published is set for stories alone; ``og:type`` is "article" on the
    section pages of some publishing systems too. Linked data must name no more than one article:
    section pages name those that they list.
    """
    if body.find(b"article:published_time", 0, HEAD_BYTES) >= 0:
        return True
    named = at = 0
    # Searching the mark first is five times as fast as the expression, which tries each quote.
    while named < 2 and (mark := body.find(b"@type", at + 1, HEAD_BYTES)) > 0:
        found = _ARTICLE_TYPE.match(body, mark - 1, HEAD_BYTES)
        named += found is not None
        at = found.end() if found else mark
    return named == 1


def _hash_of(text: str) -> int:
    """A hash of a text; ``hash()`` differs between processes."""
    return int.from_bytes(hashlib.blake2b(text.encode(), digest_size=8).digest(), "big")


def _head_of(record: Record) -> str:
    """What a correction may change besides the text: headline and names. Not the times, which many
    pages give relative to now, nor counts."""
    names = sorted(" ".join(name.split()) for name in record.authors)
    return "\n".join([" ".join((record.title or "").split()), *names])


def _directives(job: Job) -> Directives:
    """The directives of the page's robots header and meta tags."""
    directives = header_directives(job.page.headers.get("x-robots-tag"), job.user_agent)
    body = job.page.body
    asking = [tag for tag in _META.finditer(body, 0, HEAD_BYTES) if _ASKING.search(tag.group())]
    if asking:
        # The end of the head is searched only now, since few pages have such tags.
        ends = [
            at for mark in (b"</head", b"</HEAD") if (at := body.find(mark, 0, HEAD_BYTES)) >= 0
        ]
        end = min(ends, default=HEAD_BYTES)
        directives |= meta_directives(
            [pair for tag in asking if tag.end() <= end for pair in _name_and_content(tag.group())],
            job.user_agent,
        )
    return directives


def _name_and_content(tag: bytes) -> Iterator[tuple[str, str]]:
    """Name and content of a meta tag, if it has both."""
    pairs = {m[1].lower(): m[2] or m[3] or m[4] or b"" for m in _ATTRIBUTE.finditer(tag)}
    if b"name" in pairs and b"content" in pairs:
        yield pairs[b"name"].decode("latin-1"), pairs[b"content"].decode("latin-1")


def _simhash(record: Record) -> int | None:
    if record.simhash is None or len(record.text) < MIN_LETTERS:
        return None
    return _signed(int(record.simhash, 16))


def _signed(value: int) -> int:
    """A 64-bit number as SQLite stores it."""
    value &= (1 << 64) - 1
    return value - (1 << 64) if value >> 63 else value


def _seconds(date: str | None) -> int | None:
    found = parse_date(date)
    return None if found is None else int(found.timestamp())
