"""Reading -> Record: takes each field from its most reliable source.

A site's rules take precedence over the page's metadata. A story in the page's scripts (`state/`)
replaces the story where the markup has none, and supplies fields that the metadata lack; so does
the plain-text reader (`unmarked.py`) on a page without markup. For a page saved as plain text, that
reader is the only source.
"""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from functools import cache
from importlib import metadata as distribution
from typing import cast

from scraper.extractors import fingerprint
from scraper.extractors.assemble import assemble, story_text
from scraper.extractors.boilerplate_lines import is_blank, is_boilerplate_line
from scraper.extractors.classify.model import shipped_model
from scraper.extractors.classify.page_features import address_features
from scraper.extractors.classify.signs import bare_host
from scraper.extractors.closing import (
    MIN_LEFT,
    without_credit_below_break,
    without_credits,
    without_end_mark,
    without_files,
    without_follow_prompt,
    without_forward_looking,
    without_labels,
    without_notice,
    without_own_address,
    without_prompt,
    without_signature,
)
from scraper.extractors.comments import read_comments
from scraper.extractors.images import caption_behind_credits, captions_in_runs, read_images
from scraper.extractors.incomplete import is_client_rendered, is_cut_off, is_noscript_notice
from scraper.extractors.language import detect_language
from scraper.extractors.metadata import Metadata
from scraper.extractors.metadata.dates.printed_dates import find_dates, order_of
from scraper.extractors.metadata.dates.stamp import parse_machine
from scraper.extractors.metadata.embedded import NO_EXTRAS, EmbeddedExtras, read_embedded
from scraper.extractors.opening import without_date_line, without_opening_lines
from scraper.extractors.parsing.blocks import LINES, RawBlock
from scraper.extractors.parsing.decode import Decoded
from scraper.extractors.parsing.tree import Tree
from scraper.extractors.plaintext import PlainStory, read_plain_text
from scraper.extractors.plaintext.front_matter import read_front_matter
from scraper.extractors.reading import Reading, page_address
from scraper.extractors.related.empty_lists import empty_list_heading
from scraper.extractors.rules import RuleResult
from scraper.extractors.soft_404 import is_soft_404, says_not_found
from scraper.extractors.state import EmbeddedStory, find_embedded_story, find_related_stories
from scraper.extractors.story_pages import find_pages, without_pager
from scraper.extractors.text_keys import letters_only
from scraper.extractors.unmarked import matching_blocks
from scraper.page import Page
from scraper.record import (
    Block,
    Comment,
    Image,
    PageType,
    Record,
    RelatedItem,
    StoryPages,
    Warning,
)
from scraper.urls import declared_address, record_id

SHORT_STORY = 400
"""Characters below which the visible story may be a stub of one in the page's scripts. Scripts up
to this length are not searched."""


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
    """A record under construction; the fields are those of ``Record``."""

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
    pages: StoryPages | None = None
    confidence: float | None = None
    warnings: set[Warning] = field(default_factory=set)


def record_of_html(
    reading: Reading, page: Page, decoded: Decoded, *, source: str | None, comments: bool
) -> Record:
    """Make the record of an analysed HTML page.

    Args:
        source: the source's name, copied to the record.
        comments: whether to extract readers' comments too.
    """
    tree, raw, metadata, address = reading.tree, reading.raw, reading.metadata, reading.address
    draft = _initial_draft(reading)
    _add_blocks(draft, reading)
    extras = NO_EXTRAS
    embedded = _embedded(tree, draft.blocks, address, draft.title)
    if embedded is not None:
        extras = _use_embedded_story(draft, embedded, reading)
    elif reading.page_type == "article" and not reading.plain:
        draft.related = [*draft.related, *_scripted_items(reading, draft)]
    draft.blocks = _without_title(draft.blocks, draft.title or "")
    nodes = [raw[number].node for number in reading.chosen]
    draft.images = read_images(
        tree, address, nodes, metadata, extras, [item.image for item in draft.related if item.image]
    )
    if reading.plain:
        _fill_from_plain_story(draft, reading.plain)
    elif not any(image.caption for image in draft.images):
        caption, credit = caption_behind_credits(raw, reading.chosen)
        if caption:  # of a picture that the page may lack, as a copy without its files does
            lead = draft.images[0] if draft.images else Image()
            draft.images[:1] = [lead.model_copy(update={"caption": caption, "credit": credit})]
    if comments:
        draft.comments = read_comments(tree, raw, reading.chosen, address)
    draft.warnings |= {*decoded.warnings, *metadata.warnings, *_warnings(draft, reading)}
    if is_cut_off(decoded.text):
        draft.warnings.add("truncated")
    if draft.blocks and not reading.listing and embedded is None:
        draft.pages = find_pages(
            tree, raw, reading.chosen, address, metadata.canonical_url, draft.page_type,
            dated=draft.published_at is not None,
        )  # fmt: skip
    if draft.pages is not None:
        draft.warnings.add("pages_missing")
        draft.blocks = without_pager(draft.blocks, address or "")
    if not draft.blocks or "soft_404" in draft.warnings:
        draft.confidence = None
    draft.page_type = _refined_type(draft.page_type, metadata, bool(draft.blocks))
    if (
        draft.page_type == "listing"
        and not metadata.dated_headline
        and (reading.listing or not draft.blocks or not _is_page_address(address or ""))
    ):
        draft.published_at = draft.modified_at = None  # those of its items
    if "soft_404" in draft.warnings:
        draft.page_type = "other"
    if reading.captured_at and page.status is None:  # not fetched from the archive just now
        page = replace(page, fetched_at=reading.captured_at)
    return _build_record(draft, page, address, claimed=metadata.language, source=source)


def record_of_text(page: Page, decoded: Decoded, *, source: str | None) -> Record:
    """Make the record of a page saved as plain text."""
    stated = read_front_matter(decoded.text)
    story = read_plain_text(stated.body)
    draft = Draft(
        page_type=story.page_type,
        title=stated.title or story.title,
        subtitle=story.subtitle,
        description=stated.description,
        authors=stated.authors or story.authors,
        agency=story.agency,
        dateline=story.dateline,
        section=story.section,
        published_at=_most_precise(stated.published_at, story.published_at),
        modified_at=story.modified_at,
        related=story.related,
        blocks=story.blocks,
        images=story.images,
        warnings={*decoded.warnings, *story.warnings},
    )
    if story.subtitle:
        # As on an HTML page, the standfirst is both a field and the first block of the text.
        draft.blocks = [Block(type="paragraph", text=story.subtitle), *story.blocks]
    if says_not_found(decoded.text):
        draft.warnings.add("soft_404")
        draft.page_type = "other"
    return _build_record(draft, page, page_address(page, decoded), claimed=None, source=source)


def _most_precise(stated: str | None, printed: str | None) -> str | None:
    """The date stated at the head of a file, with the time of day if only the story has it."""
    if stated and printed and len(stated) == len("2024-05-01") and printed.startswith(stated):
        return printed
    return stated or printed


def _build_record(
    draft: Draft, page: Page, url: str | None, *, claimed: str | None, source: str | None
) -> Record:
    """Make the record of a draft and add the fields derived from its text and address.

    Args:
        url: the page's address, from the fetcher or stated in the page.
        claimed: the language that the page declares.
    """
    text = story_text(draft.blocks)
    exact, close = fingerprint.fingerprints(text) if text else (None, None)
    words = text or draft.description or draft.title or _items_text(draft.related)
    if url is None:
        draft.warnings.add("url_unknown")
    if page.truncated:
        draft.warnings.add("truncated")
    canonical = declared_address(draft.canonical_url, url) if url else draft.canonical_url
    return Record(
        id=record_id(canonical or url) if url else _id_of_bytes(page.body),
        url=url,
        canonical_url=canonical,
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
        pages=draft.pages,
        confidence=draft.confidence,
        warnings=sorted(draft.warnings),
        content_hash=exact,
        simhash=close,
        extractor_version=extractor_version(),
    )


def _initial_draft(reading: Reading) -> Draft:
    """A draft with the fields that come from the metadata and a site's rules."""
    metadata, rule_result = reading.metadata, reading.rule_result or RuleResult(b"")
    draft = Draft(
        page_type=cast(PageType, reading.page_type),
        title=rule_result.title or metadata.title,
        subtitle=metadata.subtitle,
        authors=rule_result.authors or list(metadata.authors),
        agency=metadata.agency,
        dateline=metadata.dateline,
        published_at=_parse_rule_date(rule_result.date, metadata.language) or metadata.published_at,
        modified_at=metadata.modified_at,
        related=reading.related,
        description=metadata.description,
        publisher=metadata.publisher,
        canonical_url=metadata.canonical_url,
        section=metadata.section,
        tags=list(metadata.tags),
    )
    if reading.listing:
        # Bylines and dates on a list belong to its items.
        draft.authors, draft.subtitle, draft.dateline = [], None, None
        if not metadata.dated_headline:
            draft.published_at = draft.modified_at = None
    return draft


def _add_blocks(draft: Draft, reading: Reading) -> None:
    """Set the draft's blocks and confidence from the page's markup."""
    chosen = reading.chosen
    if is_noscript_notice(reading.tree, [reading.raw[number] for number in chosen]):
        chosen = []
    if reading.plain and matching_blocks(reading.raw, reading.plain) is None:
        draft.blocks = reading.plain.blocks  # its lines are only parts of the page's blocks
    else:
        about, host = reading.metadata, bare_host(reading.address or "")
        story = _without_boilerplate_lines(reading.raw, chosen)
        if reading.page_type == "article":
            notes = captions_in_runs(reading.tree, reading.raw, story)
            story = [number for number in story if number not in notes]
        story = without_opening_lines(reading.raw, story, draft.authors, reading.page_type)
        site = (about.publisher or "", host)
        if about.paywalled:
            story = without_prompt(reading.tree, reading.raw, story, site)
        story = without_labels(reading.raw, story, reading.related)
        if reading.page_type == "article":
            story = without_follow_prompt(reading.raw, story, site)
        story = without_own_address(reading.raw, story, host)
        story = without_end_mark(reading.raw, story)
        house = (about.agency or "", about.publisher or "")
        story = without_notice(reading.tree, reading.raw, story, house)
        story = without_forward_looking(reading.raw, story)
        story = without_files(reading.tree, reading.raw, story)
        if reading.page_type == "article":
            story = without_date_line(reading.raw, story)
        story = without_credits(reading.raw, story)
        story = without_signature(reading.raw, story, draft.authors)
        draft.blocks = assemble(reading.tree, reading.raw, story, reading.address)
        if len(story) >= MIN_LEFT:
            draft.blocks = without_credit_below_break(draft.blocks, reading.raw[story[-1]])
    draft.confidence = reading.confidence if chosen else None


def _without_title(blocks: list[Block], title: str) -> list[Block]:
    """The blocks without a first one that only repeats the title."""
    if len(blocks) < 2 or len(blocks[0].text) > 2 * len(title):
        return blocks
    repeats = letters_only(title) and letters_only(blocks[0].text) == letters_only(title)
    return blocks[1:] if repeats else blocks


def _without_boilerplate_lines(blocks: Sequence[RawBlock], chosen: Sequence[int]) -> list[int]:
    """The chosen blocks without advertisement labels, prompts to follow and lines of symbols.

    Headings and list items are only tested for symbols: one word such as "Advertising" may be part
    of a list.
    """
    return [
        number
        for number in chosen
        if blocks[number].tag in ("pre", "tr")
        or not (is_boilerplate_line if blocks[number].tag in LINES else is_blank)(
            blocks[number].text
        )
    ]


def _use_embedded_story(draft: Draft, found: EmbeddedStory, reading: Reading) -> EmbeddedExtras:
    """Replace the draft's story by the one found in the page's scripts.

    Returns:
        Standfirst and lead image, as the scripts have them.
    """
    draft.blocks, draft.confidence, draft.page_type = found.blocks, None, "article"
    draft.title = draft.title or found.title
    draft.authors = draft.authors or found.authors
    if draft.published_at is None:
        draft.published_at, draft.modified_at = found.published_at, found.modified_at
    draft.description = draft.description or found.description
    title = found.title or draft.title or ""
    extras = read_embedded(_scripts(reading.tree), title, reading.metadata.lead_image)
    draft.subtitle = draft.subtitle or extras.standfirst or None
    draft.related = [
        _without_own_section(item, draft.title) for item in draft.related or found.related
    ]
    draft.warnings.add("embedded_state")
    return extras


def _fill_from_plain_story(draft: Draft, found: PlainStory) -> None:
    """Fill fields that the metadata left empty from the result of the plain-text reader."""
    draft.agency = draft.agency or found.agency
    draft.dateline = draft.dateline or found.dateline
    draft.authors = draft.authors or found.authors
    draft.published_at = draft.published_at or found.published_at
    draft.modified_at = draft.modified_at or found.modified_at
    known = tuple(image.caption for image in draft.images if image.caption)
    # Captions of the plain-text reader still end with the credit.
    draft.images += [image for image in found.images if not (image.caption or "").startswith(known)]


def _warnings(draft: Draft, reading: Reading) -> set[Warning]:
    """Warnings about the story of an HTML page."""
    holds: dict[Warning, bool] = {
        "no_story": not draft.blocks or reading.listing,
        "client_rendered": not draft.blocks and is_client_rendered(reading.tree, reading.raw),
        "paywalled": reading.metadata.paywalled,
        "markup_limit": reading.tree.limited,
        "rule_unmatched": reading.rule_result is not None and bool(reading.rule_result.unmatched),
        "soft_404": is_soft_404(
            reading.tree,
            reading.hints.titles,
            () if reading.listing else [block.text for block in draft.blocks],
            reading.raw,
            dated=not reading.hints.types.isdisjoint(("dated", "article")),
        ),
    }
    return {warning for warning, held in holds.items() if held}


def _embedded(
    tree: Tree, blocks: Sequence[Block], url: str | None, title: str | None
) -> EmbeddedStory | None:
    """The story in the page's scripts, where the markup has none or only its beginning."""
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


def _scripted_items(reading: Reading, draft: Draft) -> list[RelatedItem]:
    """Related stories in the page's scripts, where the list for them is empty in the markup."""
    heading = empty_list_heading(reading.tree, reading.raw, reading.chosen)
    scripts = _scripts(reading.tree) if heading else []
    if not scripts:
        return []
    known = {item.url for item in draft.related}
    found = find_related_stories(scripts, reading.address, draft.title)
    return [item.model_copy(update={"section": heading}) for item in found if item.url not in known]


def _scripts(tree: Tree) -> list[tuple[dict[str, str], str]]:
    """Attributes and texts of the scripts that are long enough to hold a story."""
    return [
        (tree.attrs[i], tree.texts[i])
        for i in tree.places("script")
        if len(tree.texts[i]) > SHORT_STORY
    ]


def _without_own_section(item: RelatedItem, title: str | None) -> RelatedItem:
    """The item, without its section where that is only the story's title: a list held by the
    story's own object has no heading."""
    return item.model_copy(update={"section": None}) if item.section == title else item


MIN_SLUG_HYPHENS = 3
"""Hyphens in the last segment of an address from which it names one page and no section."""
MIN_PAGE_DIGITS = 5
"""The same for the digits of the address."""


def _is_page_address(url: str) -> bool:
    """Whether an address looks like that of one page. Of 472 labelled pages with a date, 20 are
    taken for lists, most of them short; with such an address and text of their own they keep their
    date (7 right), as do 3 of 180 pages that are lists."""
    hyphens, _, digits = address_features(url)
    return hyphens >= MIN_SLUG_HYPHENS or digits >= MIN_PAGE_DIGITS


def _refined_type(kind: PageType, metadata: Metadata, story: bool) -> PageType:
    """The model's page type, corrected by the page's declared type and by a missing story."""
    if any("liveblog" in name for name in metadata.type_hints):
        return "liveblog"
    if not story and kind != "listing":
        return "other"
    return kind


def _parse_rule_date(text: str, language: str | None) -> str | None:
    """The date in the text that a site rule matched, machine-readable or printed; None for none."""
    if not text:
        return None
    stamp = parse_machine(text)
    if stamp is None:
        printed = find_dates(text, order_of(language or ""), language or "")
        stamp = printed[0].stamp if printed else None
    return stamp.text() if stamp else None


def _items_text(items: Sequence[RelatedItem]) -> str:
    """Titles and teasers of the first 20 items, to detect the language of a listing."""
    return "\n".join(f"{item.title}\n{item.teaser or ''}" for item in items[:20])


def _rfc3339(page: Page) -> str | None:
    return page.fetched_at.strftime("%Y-%m-%dT%H:%M:%SZ") if page.fetched_at else None


def _id_of_bytes(body: bytes) -> str:
    return hashlib.blake2b(body, digest_size=16).hexdigest()
