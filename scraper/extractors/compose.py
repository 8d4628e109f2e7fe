"""Reading -> Record: each field from the source that tells it best.

A site's rules win over the page's metadata. A story in the page's scripts (`state/`) stands in
where the markup shows none, and fills in what the metadata leave open; so does the order of lines
(`unmarked.py`) on a page without markup. A page saved as plain text has that alone.
"""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass, field
from functools import cache
from importlib import metadata as distribution
from typing import cast

from scraper.extractors import fingerprint
from scraper.extractors.asides import is_aside, is_blank
from scraper.extractors.assemble import assemble, story_text
from scraper.extractors.classify.model import shipped_model
from scraper.extractors.classify.signs import bare_host
from scraper.extractors.closing import (
    without_files,
    without_notice,
    without_prompt,
    without_signature,
)
from scraper.extractors.comments import read_comments
from scraper.extractors.images import read_images
from scraper.extractors.incomplete import ends_early, is_filled_by_scripts, is_plea_for_scripts
from scraper.extractors.language import detect_language
from scraper.extractors.metadata import Metadata
from scraper.extractors.metadata.agency import credited_agency
from scraper.extractors.metadata.embedded import NOTHING, Told, read_embedded
from scraper.extractors.metadata.printed_dates import find_dates, order_of
from scraper.extractors.metadata.stamp import parse_machine
from scraper.extractors.parsing.blocks import RawBlock
from scraper.extractors.parsing.decode import Decoded
from scraper.extractors.parsing.tree import Tree
from scraper.extractors.plaintext import PlainStory, read_plain_text
from scraper.extractors.quotes import letters_only
from scraper.extractors.reading import Reading
from scraper.extractors.rules import Ruled
from scraper.extractors.standins import says_not_found, stands_in
from scraper.extractors.state import EmbeddedStory, find_embedded_story
from scraper.extractors.unmarked import blocks_of
from scraper.page import Page
from scraper.record import Block, Comment, Image, PageType, Record, RelatedItem, Warning
from scraper.urls import record_id

SHORT_STORY = 400
"""Characters under which the visible story may be a stub of one in the page's embedded state."""

MIN_SIGNED = 3
"""Blocks that a story must have left where lines at its end are taken for its credits."""
CREDIT_LINE = 50
"""Characters that such a line has at most."""
_LINES = frozenset({"p", "div", "span", "em", "i", "small"})
"""Elements of lines that their words alone may show to be none of the story's."""


@cache
def extractor_version() -> str:
    """Package version and the model's hash: ``1.0.0+3f2a…``."""
    try:
        version = distribution.version("scraper")
    except distribution.PackageNotFoundError:
        version = "0"
    return f"{version}+{shipped_model().version}"


@dataclass(slots=True)
class Draft:
    """A record while it is put together; the fields are those of ``Record``."""

    page_type: PageType
    title: str | None
    subtitle: str | None
    authors: list[str]
    agency: str | None
    dateline: str | None
    published_at: str | None
    modified_at: str | None
    related: list[RelatedItem]
    description: str | None = None
    publisher: str | None = None
    canonical_url: str | None = None
    section: str | None = None
    tags: list[str] = field(default_factory=list)
    blocks: list[Block] = field(default_factory=list)
    images: list[Image] = field(default_factory=list)
    comments: list[Comment] | None = None
    confidence: float | None = None
    warnings: set[Warning] = field(default_factory=set)


def record_of_html(
    reading: Reading, page: Page, decoded: Decoded, *, source: str | None, comments: bool
) -> Record:
    """The record of an HTML page that was read.

    Args:
        source: the source's name, copied to the record.
        comments: whether readers' comments are given too.
    """
    tree, raw, about, address = reading.tree, reading.raw, reading.about, reading.address
    draft = _drafted(reading)
    _put_blocks(draft, reading)
    told = NOTHING
    embedded = _embedded(tree, draft.blocks, address, draft.title)
    if embedded is not None:
        told = _take_embedded(draft, embedded, reading)
    draft.blocks = _without_title(draft.blocks, draft.title or "")
    nodes = [raw[number].node for number in reading.chosen]
    draft.images = read_images(
        tree, address, nodes, about, told, [item.image for item in draft.related if item.image]
    )
    if reading.plain:
        _take_lines(draft, reading.plain)
    if comments:
        draft.comments = read_comments(tree, raw, reading.chosen, address)
    draft.warnings |= {*decoded.warnings, *about.warnings, *_warnings(draft, reading)}
    if ends_early(decoded.text):
        draft.warnings.add("truncated")
    if not draft.blocks or "soft_404" in draft.warnings:
        draft.confidence = None
    draft.page_type = _refined_type(draft.page_type, about, bool(draft.blocks))
    if "soft_404" in draft.warnings:
        draft.page_type = "other"
    return _finished(draft, page, address, claimed=about.language, source=source)


def record_of_text(page: Page, decoded: Decoded, *, source: str | None) -> Record:
    """The record of a page that was saved as plain text."""
    story = read_plain_text(decoded.text)
    draft = Draft(
        page_type=story.page_type,
        title=story.title,
        subtitle=story.subtitle,
        authors=story.authors,
        agency=story.agency,
        dateline=story.dateline,
        published_at=story.published_at,
        modified_at=story.modified_at,
        related=story.related,
        blocks=story.blocks,
        images=story.images,
        warnings={*decoded.warnings, *story.warnings},
    )
    if story.subtitle:
        # As on an HTML page: the standfirst is told apart, and opens the text all the same.
        draft.blocks = [Block(type="paragraph", text=story.subtitle), *story.blocks]
    if says_not_found(decoded.text):
        draft.warnings.add("soft_404")
        draft.page_type = "other"
    return _finished(draft, page, page.url, claimed=None, source=source)


def _finished(
    draft: Draft, page: Page, url: str | None, *, claimed: str | None, source: str | None
) -> Record:
    """The record of a draft, with what follows from its text and its address.

    Args:
        url: the page's address, given or told by the page.
        claimed: the language that the page says it is in.
    """
    text = story_text(draft.blocks)
    exact, close = fingerprint.fingerprints(text) if text else (None, None)
    words = text or draft.description or draft.title or _listed(draft.related)
    if url is None:
        draft.warnings.add("url_unknown")
    if page.truncated:
        draft.warnings.add("truncated")
    return Record(
        id=record_id(url) if url else _id_of_bytes(page.body),
        url=url,
        canonical_url=draft.canonical_url,
        source=source,
        fetched_at=_rfc3339(page),
        page_type=draft.page_type,
        title=draft.title or None,
        subtitle=draft.subtitle,
        description=draft.description,
        authors=draft.authors,
        agency=draft.agency,
        dateline=draft.dateline,
        publisher=draft.publisher,
        published_at=draft.published_at,
        modified_at=draft.modified_at,
        language=detect_language(words, claimed),
        section=draft.section,
        tags=draft.tags,
        images=draft.images,
        text=text,
        blocks=draft.blocks,
        related=draft.related,
        comments=draft.comments,
        confidence=draft.confidence,
        warnings=sorted(draft.warnings),
        content_hash=exact,
        simhash=close,
        extractor_version=extractor_version(),
    )


def _drafted(reading: Reading) -> Draft:
    """What the metadata and a site's rules tell."""
    about, ruled = reading.about, reading.ruled or Ruled(b"")
    draft = Draft(
        page_type=cast(PageType, reading.kind),
        title=ruled.title or about.title,
        subtitle=about.subtitle,
        authors=ruled.authors or list(about.authors),
        agency=about.agency,
        dateline=about.dateline,
        published_at=_ruled_date(ruled.date, about.language) or about.published_at,
        modified_at=about.modified_at,
        related=reading.related,
        description=about.description,
        publisher=about.publisher,
        canonical_url=about.canonical_url,
        section=about.section,
        tags=list(about.tags),
    )
    if reading.listing:
        # Bylines and dates on it are its items'.
        draft.authors, draft.subtitle, draft.dateline = [], None, None
        draft.published_at = draft.modified_at = None
    return draft


def _put_blocks(draft: Draft, reading: Reading) -> None:
    """The story as the page shows it."""
    chosen = reading.chosen
    if is_plea_for_scripts(reading.tree, [reading.raw[number] for number in chosen]):
        chosen = []
    if reading.plain and blocks_of(reading.raw, reading.plain) is None:
        draft.blocks = reading.plain.blocks  # its lines are parts of the page's blocks
    else:
        told = _without_asides(reading.raw, chosen)
        if reading.about.paywalled:
            told = without_prompt(
                reading.tree, reading.raw, told, (reading.about.publisher or "", _host(reading))
            )
        house = (reading.about.agency or "", reading.about.publisher or "")
        told = without_notice(reading.tree, reading.raw, told, house)
        told = without_credits(reading.raw, without_files(reading.tree, reading.raw, told))
        told = without_signature(reading.raw, told, draft.authors)
        draft.blocks = assemble(reading.tree, reading.raw, told, reading.address)
    draft.confidence = reading.confidence if chosen else None


def _host(reading: Reading) -> str:
    return bare_host(reading.address or "")


def _without_title(blocks: list[Block], title: str) -> list[Block]:
    """The story without a first block that only repeats the title."""
    if len(blocks) < 2 or len(blocks[0].text) > 2 * len(title):
        return blocks
    repeats = letters_only(title) and letters_only(blocks[0].text) == letters_only(title)
    return blocks[1:] if repeats else blocks


def _without_asides(blocks: Sequence[RawBlock], chosen: Sequence[int]) -> list[int]:
    """The story's blocks without labels of advertisements, prompts to follow and rules of stars.

    What is marked up as a heading or an item may be one word of a list: "Advertising".
    """
    return [
        number
        for number in chosen
        if blocks[number].tag in ("pre", "tr")
        or not (is_aside if blocks[number].tag in _LINES else is_blank)(blocks[number].text)
    ]


def without_credits(blocks: Sequence[RawBlock], chosen: Sequence[int]) -> list[int]:
    """The story's blocks but for the lines at its end that hold an agency's name alone, or a date:
    the record has them in fields of their own."""
    kept = list(chosen)
    while len(kept) > MIN_SIGNED and _is_credit(blocks[kept[-1]]):
        kept.pop()
    return kept


def _is_credit(block: RawBlock) -> bool:
    text = block.text
    if len(text) > CREDIT_LINE or (block.tag not in _LINES and block.tag != "time"):
        return False
    if credited_agency(text) is not None:
        return True
    dates = find_dates(text)
    # Beside it a weekday, or "updated".
    return (
        bool(dates)
        and sum(c.isalpha() for c in text[: dates[0].start] + text[dates[-1].end :]) <= 12
    )


def _take_embedded(draft: Draft, found: EmbeddedStory, reading: Reading) -> Told:
    """Put the story of the page's scripts in place of what the markup shows.

    Returns:
        What the scripts tell of its standfirst and its picture.
    """
    draft.blocks, draft.confidence, draft.page_type = found.blocks, None, "article"
    draft.title = draft.title or found.title
    draft.authors = draft.authors or found.authors
    if draft.published_at is None:
        draft.published_at, draft.modified_at = found.published_at, found.modified_at
    draft.description = draft.description or found.description
    title = found.title or draft.title or ""
    told = read_embedded(_scripts(reading.tree), title, reading.about.lead_image)
    draft.subtitle = draft.subtitle or told.standfirst or None
    draft.related = [_without_own(item, draft.title) for item in draft.related or found.related]
    draft.warnings.add("embedded_state")
    return told


def _take_lines(draft: Draft, found: PlainStory) -> None:
    """Fill in what the order of lines tells and the metadata do not."""
    draft.agency = draft.agency or found.agency
    draft.dateline = draft.dateline or found.dateline
    draft.authors = draft.authors or found.authors
    draft.published_at = draft.published_at or found.published_at
    draft.modified_at = draft.modified_at or found.modified_at
    known = tuple(image.caption for image in draft.images if image.caption)
    # Its lines have the credit at their end still.
    draft.images += [image for image in found.images if not (image.caption or "").startswith(known)]


def _warnings(draft: Draft, reading: Reading) -> set[Warning]:
    """What is to be known of an HTML page's story before it is trusted."""
    holds: dict[Warning, bool] = {
        "no_story": not draft.blocks or reading.listing,
        "client_rendered": not draft.blocks and is_filled_by_scripts(reading.tree, reading.raw),
        "paywalled": reading.about.paywalled,
        "markup_limit": reading.tree.limited,
        "rule_unmatched": reading.ruled is not None and bool(reading.ruled.unmatched),
        "soft_404": stands_in(
            reading.tree,
            reading.hints.titles,
            story=0 if reading.listing else sum(len(block.text) for block in draft.blocks),
            dated=not reading.hints.types.isdisjoint(("dated", "article")),
        ),
    }
    return {warning for warning, held in holds.items() if held}


def _embedded(
    tree: Tree, blocks: Sequence[Block], url: str | None, title: str | None
) -> EmbeddedStory | None:
    """The story in the page's scripts, where the markup holds none, or only its beginning."""
    visible = sum(len(block.text) for block in blocks)
    if visible >= SHORT_STORY:
        return None
    scripts = _scripts(tree)
    if not scripts:
        return None
    found = find_embedded_story(scripts, url, title)
    if found is None or sum(len(block.text) for block in found.blocks) < 2 * visible:
        return None
    return found


def _scripts(tree: Tree) -> list[tuple[dict[str, str], str]]:
    """Attributes and texts of the scripts that are long enough to hold a story."""
    return [
        (tree.attrs[i], tree.texts[i])
        for i, tag in enumerate(tree.tags)
        if tag == "script" and len(tree.texts[i]) > SHORT_STORY
    ]


def _without_own(item: RelatedItem, title: str | None) -> RelatedItem:
    """An item of a list that the story's own object holds: its title is no heading of the list."""
    return item.model_copy(update={"section": None}) if item.section == title else item


def _refined_type(kind: PageType, about: Metadata, story: bool) -> PageType:
    """The model's page type, with what the page declares of itself."""
    if any("liveblog" in name for name in about.type_hints):
        return "liveblog"
    if not story and kind != "listing":
        return "other"
    return kind


def _ruled_date(text: str, language: str | None) -> str | None:
    """The date that a site rule's element prints, in a machine's or a person's words."""
    if not text:
        return None
    stamp = parse_machine(text)
    if stamp is None:
        printed = find_dates(text, order_of(language or ""), language or "")
        stamp = printed[0].stamp if printed else None
    return stamp.text() if stamp else None


def _listed(items: Sequence[RelatedItem]) -> str:
    """What a page without words of its own lists, for its language."""
    return "\n".join(f"{item.title}\n{item.teaser or ''}" for item in items[:20])


def _rfc3339(page: Page) -> str | None:
    return page.fetched_at.strftime("%Y-%m-%dT%H:%M:%SZ") if page.fetched_at else None


def _id_of_bytes(body: bytes) -> str:
    return hashlib.blake2b(body, digest_size=16).hexdigest()
