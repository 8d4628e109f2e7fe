"""Page -> Record: decode, parse, blocks, roles, assembly, metadata, in this order.

Pure: no network, no clock, no disk (but for the model, read once). The same bytes, address and
headers give the same record.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cache
from importlib import metadata as distribution
from typing import cast

import numpy as np

from scraper.errors import ScraperError
from scraper.extractors import fingerprint
from scraper.extractors.assemble import assemble, story_text
from scraper.extractors.blocks import RawBlock, cut
from scraper.extractors.classify import (
    Judgement,
    best_threshold,
    confidence,
    judge,
    page_facts,
    page_type,
)
from scraper.extractors.comments import read_comments
from scraper.extractors.decode import Decoded, decode
from scraper.extractors.features import Hints
from scraper.extractors.hints import read_hints
from scraper.extractors.images import picture_notes, read_images
from scraper.extractors.language import detect_language
from scraper.extractors.metadata import Metadata, read_metadata
from scraper.extractors.metadata.address import page_url, saved_from
from scraper.extractors.metadata.collect import collect
from scraper.extractors.metadata.embedded import NOTHING, read_embedded
from scraper.extractors.metadata.jsonld import read_jsonld
from scraper.extractors.metadata.printed_dates import find_dates, order_of
from scraper.extractors.metadata.stamp import parse_machine
from scraper.extractors.model import Model, shipped_model
from scraper.extractors.parse import parse_html
from scraper.extractors.plaintext import PlainStory, read_plain_text
from scraper.extractors.related import find_related
from scraper.extractors.rules import MARK, Ruled, SiteRules, apply_rules
from scraper.extractors.state import EmbeddedStory, find_embedded_story
from scraper.extractors.template import SiteTemplate
from scraper.extractors.tree import Tree
from scraper.extractors.unmarked import blocks_of, read_unmarked
from scraper.page import Page
from scraper.record import Block, PageType, Record, RelatedItem, Warning
from scraper.urls import record_id, site_of

SHORT_STORY = 400
"""Characters under which the visible story may be a stub of one in the page's embedded state."""

APP_ROOTS = frozenset(
    {"root", "app", "__next", "__nuxt", "___gatsby", "svelte", "q-app", "main-app"}
)
"""Ids of the empty element that a script fills, by the habit of the frameworks that do so."""


@cache
def extractor_version() -> str:
    """Package version and the model's hash: ``1.0.0+3f2a…``."""
    try:
        version = distribution.version("scraper")
    except distribution.PackageNotFoundError:
        version = "0"
    return f"{version}+{shipped_model().version}"


def extract(
    html: bytes | str,
    url: str | None = None,
    headers: Mapping[str, str] | None = None,
    *,
    rules: SiteRules | None = None,
    comments: bool = False,
) -> Record:
    """Extract one page.

    Args:
        html: the page as it came (bytes, so that its charset can be found) or already decoded.
            Plain text is welcome too.
        url: the page's address; where it is not given, the page is asked.
        headers: response headers, if there were any: their charset counts.
        rules: CSS selectors for this site, which win over the model.
        comments: whether to give readers' comments too.

    Raises:
        EmptyInput: there is nothing to extract.
        NotText: the bytes are an image, a PDF or other binary data.

    Example:
        >>> page = "<h1>Rain</h1><article><p>It rained in Lund on Monday, and nobody was out.</p>"
        >>> extract(page, url="https://news.example/rain").id == extract(page, url="https://news.example/rain#top").id
        True
    """
    named = {name.lower(): value for name, value in (headers or {}).items()}
    if isinstance(html, str):
        html = html.replace("\0", "").encode("utf-8", "replace")
        named["content-type"] = named.get("content-type", "").partition(";")[0] + "; charset=utf-8"
    return extract_page(Page(html, url=url, headers=named), rules=rules, comments=comments)


def extract_page(
    page: Page,
    *,
    source: str | None = None,
    rules: SiteRules | None = None,
    template: SiteTemplate | None = None,
    comments: bool = False,
    model: Model | None = None,
) -> Record:
    """Extract one page as a fetcher gave it.

    Args:
        source: the source's name, copied to the record.
        rules, comments: see ``extract``.
        template: what was learned of the page's site from its other pages; see `template.py`.
        model: another model than the shipped one; evaluation judges with models that have not
            seen the page's site.

    Raises:
        EmptyInput, NotText: see ``extract``.
    """
    decoded = decode(page.body, page.headers)
    if decoded.kind == "text":
        return from_text(page, decoded, source)
    reading = read_html(page, decoded, rules=rules, template=template, model=model)
    return to_record(reading, page, decoded, source=source, comments=comments)


def learn_sites(pages: Iterable[Page], *, model: Model | None = None) -> dict[str, SiteTemplate]:
    """The template of each site that the pages are of, for ``extract_page``.

    Args:
        pages: in any order; those that cannot be read, are plain text or tell no address are
            passed over.

    Returns:
        Registrable domain to template. A template says something from three pages on.
    """
    model = model or shipped_model()
    found: dict[str, SiteTemplate] = {}
    for page in pages:
        try:
            decoded = decode(page.body, page.headers)
        except ScraperError:
            continue
        address = _address(page, decoded) if decoded.kind == "html" else None
        if address is None:
            continue
        tree = parse_html(decoded.utf8)
        clues = collect(tree)
        hints = read_hints(clues, read_jsonld(clues.jsonld, address, clues.title), address)
        raw = cut(tree)
        template = found.setdefault(site_of(address), SiteTemplate())
        template.learn(tree, raw, judge(tree, raw, hints, model).second)
    return found


def template_for(page: Page, templates: Mapping[str, SiteTemplate]) -> SiteTemplate | None:
    """The template of the page's site, if there is one."""
    if not templates:
        return None
    try:
        decoded = decode(page.body, page.headers)
    except ScraperError:
        return None  # said again, and as an error, when the page is extracted
    address = _address(page, decoded)
    return templates.get(site_of(address)) if address else None


def _address(page: Page, decoded: Decoded) -> str | None:
    """The page's address: as it was fetched, or as the page itself tells."""
    if page.url or decoded.kind == "text":
        return page.url
    return page_url(collect(parse_html(decoded.utf8))) or saved_from(decoded.text)


@dataclass(slots=True)
class Reading:
    """What was made of an HTML page on the way to its record; ``inspect`` shows it.

    Attributes:
        tree: the parsed page.
        raw: all its blocks.
        judgement: probabilities of the blocks, and the features behind them.
        chosen: numbers of the story's blocks.
        kind: the page's type as the model sees it.
        confidence: of the choice; None where a site rule made it.
        address: the page's address, given or told by the page.
        hints: what the head says of the story.
        about: the metadata.
        related: the "more news" items.
        listing: the page is a list of stories, and what was chosen are its items.
        ruled: what the site's rules found, None without rules.
        plain: what the order of lines told on a page without links; it wins over ``chosen``.
    """

    tree: Tree
    raw: list[RawBlock]
    judgement: Judgement
    chosen: list[int]
    kind: str
    confidence: float | None
    address: str | None
    hints: Hints
    about: Metadata
    related: list[RelatedItem]
    listing: bool
    ruled: Ruled | None = None
    plain: PlainStory | None = None


def read_html(
    page: Page,
    decoded: Decoded,
    *,
    rules: SiteRules | None = None,
    template: SiteTemplate | None = None,
    model: Model | None = None,
) -> Reading:
    """Find the story, the related items and the metadata of an HTML page."""
    model = model or shipped_model()
    ruled = apply_rules(decoded.text, rules) if rules else None
    plain: PlainStory | None = None
    tree = parse_html(ruled.utf8 if ruled else decoded.utf8)
    clues = collect(tree)
    address = page.url or page_url(clues) or saved_from(decoded.text)
    linked = read_jsonld(clues.jsonld, address, clues.title)
    hints = read_hints(clues, linked, address)
    raw = cut(tree)
    judgement = judge(tree, raw, hints, model)
    if template:
        weighed = template.weigh(tree, raw, judgement.second)
        judgement = replace(judgement, second=weighed)
    sure: float | None = None
    if ruled and ruled.story:
        chosen = _marked(tree, raw)
        facts = page_facts(tree, raw, judgement, chosen)
    else:
        threshold = best_threshold(raw, judgement.second)
        chosen = np.flatnonzero(judgement.second >= threshold).tolist()
        notes = picture_notes(tree, [raw[number].node for number in chosen])
        chosen = [number for number in chosen if raw[number].node not in notes]
        plain = read_unmarked(tree, raw, address)
        if plain:
            chosen = blocks_of(raw, plain) or chosen
        facts = page_facts(tree, raw, judgement, chosen, threshold)
        # Nothing says how often the order of lines is right.
        sure = None if plain else confidence(facts, model)
    nodes = [raw[number].node for number in chosen]
    about = read_metadata(tree, page.url, nodes, clues=clues, data=linked)
    second = judgement.second.tolist()
    chosen = _with_standfirst(raw, chosen, about.subtitle, second)
    kind, listing = page_type(facts, model), False
    related = find_related(
        tree, raw, judgement.layout, model, chosen, second, address, hints.titles
    )
    if kind == "listing" and not (ruled and ruled.story):
        listed = find_related(tree, raw, judgement.layout, model, [], second, address, hints.titles)
        if _is_list_of([raw[number].text for number in chosen], listed):
            # A section page: its items are stories of other pages, and it has none of its own.
            related, listing = listed, True
    if plain:
        related, listing, kind = plain.related, not plain.blocks, plain.page_type
    return Reading(
        tree, raw, judgement, chosen, kind, sure, address, hints, about, related,
        listing, ruled, plain,
    )  # fmt: skip


def to_record(
    reading: Reading, page: Page, decoded: Decoded, *, source: str | None, comments: bool
) -> Record:
    """The record of an HTML page that was read."""
    tree, about, ruled, address = reading.tree, reading.about, reading.ruled, reading.address
    warnings: set[Warning] = {*decoded.warnings, *about.warnings}
    plain = reading.plain
    chosen = [] if _is_plea_for_scripts(tree, reading) else reading.chosen
    if plain and blocks_of(reading.raw, plain) is None:
        blocks = plain.blocks
    else:
        blocks = assemble(tree, reading.raw, chosen, address)
    related, told = reading.related, NOTHING
    kind, sure = cast(PageType, reading.kind), reading.confidence if chosen else None
    title = (ruled.title if ruled else "") or about.title
    authors = (ruled.authors if ruled else []) or list(about.authors)
    published = (_ruled_date(ruled.date, about.language) if ruled else None) or about.published_at
    modified, description = about.modified_at, about.description
    subtitle, agency, dateline = about.subtitle, about.agency, about.dateline
    if reading.listing:
        # Bylines and dates on it are its items'.
        authors, published, modified, subtitle, dateline = [], None, None, None, None
    embedded = _embedded(tree, blocks, address, title)
    if embedded is not None:
        blocks, sure, kind = embedded.blocks, None, "article"
        related = related or embedded.related
        title = title or embedded.title
        authors = authors or embedded.authors
        if published is None:
            published, modified = embedded.published_at, embedded.modified_at
        description = description or embedded.description
        told = read_embedded(_scripts(tree), embedded.title or title or "", about.lead_image)
        subtitle = subtitle or told.standfirst or None
        related = [_without_own(item, title) for item in related]
        warnings.add("embedded_state")
    images = read_images(tree, address, [reading.raw[n].node for n in reading.chosen], about, told)
    if plain:
        agency, dateline = agency or plain.agency, dateline or plain.dateline
        authors = authors or plain.authors
        published, modified = published or plain.published_at, modified or plain.modified_at
        known = tuple(image.caption for image in images if image.caption)
        # Its lines have the credit at their end still.
        images += [image for image in plain.images if not (image.caption or "").startswith(known)]
    if not blocks or reading.listing:
        warnings.add("no_story")
    if not blocks and _filled_by_scripts(tree, reading.raw):
        warnings.add("client_rendered")
    text = story_text(blocks)
    exact, close = fingerprint.fingerprints(text) if text else (None, None)
    if about.paywalled:
        warnings.add("paywalled")
    if tree.limited:
        warnings.add("markup_limit")
    if page.truncated or _ends_early(decoded.text):
        warnings.add("truncated")
    if ruled and ruled.unmatched:
        warnings.add("rule_unmatched")
    if address is None:
        warnings.add("url_unknown")
    return Record(
        id=record_id(address) if address else _id_of_bytes(page.body),
        url=address,
        canonical_url=about.canonical_url,
        source=source,
        fetched_at=_rfc3339(page),
        page_type=_refined_type(kind, about, bool(blocks)),
        title=title or None,
        subtitle=subtitle,
        description=description,
        authors=authors,
        agency=agency,
        dateline=dateline,
        publisher=about.publisher,
        published_at=published,
        modified_at=modified,
        language=detect_language(text or description or title or _listed(related), about.language),
        section=about.section,
        tags=list(about.tags),
        images=images,
        text=text,
        blocks=blocks,
        related=related,
        comments=(read_comments(tree, reading.raw, reading.chosen, address) if comments else None),
        confidence=sure if blocks else None,
        warnings=sorted(warnings),
        content_hash=exact,
        simhash=close,
        extractor_version=extractor_version(),
    )


BEFORE_STORY = 20
"""Blocks above the story in which its standfirst stands: byline, date and buttons come between."""


UNLIKELY = 0.15
"""Probability of being story under which a line below the headline is no standfirst, whatever its
markup calls it: further headlines of the labelled pages have 0.1 and less."""


def _with_standfirst(
    raw: Sequence[RawBlock],
    chosen: list[int],
    subtitle: str | None,
    probabilities: Sequence[float],
) -> list[int]:
    """The story's blocks, opened by its standfirst where that stands above them."""
    if not chosen or not subtitle:
        return chosen
    for number in range(chosen[0] - 1, max(-1, chosen[0] - BEFORE_STORY - 1), -1):
        if raw[number].text == subtitle and probabilities[number] >= UNLIKELY:
            return [number, *chosen]
    return chosen


def _marked(tree: Tree, raw: Sequence[RawBlock]) -> list[int]:
    """Blocks inside the elements that a site rule named as the story."""
    ranges = [(i, tree.ends[i]) for i, attrs in enumerate(tree.attrs) if MARK in attrs]
    return [
        number
        for number, block in enumerate(raw)
        if any(start <= block.first < end for start, end in ranges)
    ]


LISTED_SHARE = 0.6
"""Share of a listing's chosen text that its items' titles and teasers must make up for the page to
be a list of stories and nothing else."""


def _is_list_of(texts: Sequence[str], items: Sequence[RelatedItem]) -> bool:
    """Whether the texts chosen on a listing are its items' titles and teasers for the most part."""
    said = {item.title for item in items} | {item.teaser for item in items if item.teaser}
    titles = [item.title for item in items if len(item.title) > 15]
    total = sum(map(len, texts))
    listed = sum(
        len(text) for text in texts if text in said or any(title in text for title in titles)
    )
    return bool(total) and listed >= LISTED_SHARE * total


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


def _is_plea_for_scripts(tree: Tree, reading: Reading) -> bool:
    """Whether all that was taken for the story is a line for readers whose browser runs no scripts:
    "You need to enable JavaScript to run this app." A whole story in ``noscript`` is longer."""
    chosen = [reading.raw[number] for number in reading.chosen]
    if not chosen or sum(len(block.text) for block in chosen) >= 300:
        return False
    return all(_is_in_noscript(tree, block.node) for block in chosen)


def _is_in_noscript(tree: Tree, node: int) -> bool:
    while node >= 0:
        if tree.tags[node] == "noscript":
            return True
        node = tree.parents[node]
    return False


def _filled_by_scripts(tree: Tree, raw: Sequence[RawBlock]) -> bool:
    """Whether the page is a shell: an empty root element, or next to no text beside scripts."""
    shown = sum(len(block.text) for block in raw)
    if shown > 2_000:
        return False
    for i, attrs in enumerate(tree.attrs):
        if attrs and attrs.get("id") in APP_ROOTS and tree.ends[i] == i + 1:
            return True
    return shown < 300 and sum(tag == "script" for tag in tree.tags) >= 2


def _ends_early(text: str) -> bool:
    """Whether the markup breaks off: inside a tag, or inside the body's text."""
    tail = text[-2_000:].rstrip()
    lower = tail.lower()
    if "</html" in lower or "</body" in lower:
        return False
    if tail.rfind("<") > tail.rfind(">"):
        return True
    # HTML lets </body> be left out, but then the page still ends with a closing tag.
    return "<body" in text[:200_000].lower() and not tail.endswith(">")


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


def from_text(page: Page, decoded: Decoded, source: str | None) -> Record:
    """The record of a page that was saved as plain text."""
    story = read_plain_text(decoded.text)
    blocks = story.blocks
    if story.subtitle:
        # As on an HTML page: the standfirst is told apart, and opens the text all the same.
        blocks = [Block(type="paragraph", text=story.subtitle), *blocks]
    text = story_text(blocks)
    exact, close = fingerprint.fingerprints(text) if text else (None, None)
    warnings: set[Warning] = {*decoded.warnings, *story.warnings}
    if page.url is None:
        warnings.add("url_unknown")
    if page.truncated:
        warnings.add("truncated")
    return Record(
        id=record_id(page.url) if page.url else _id_of_bytes(page.body),
        url=page.url,
        source=source,
        fetched_at=_rfc3339(page),
        page_type=story.page_type,
        title=story.title,
        subtitle=story.subtitle,
        authors=story.authors,
        agency=story.agency,
        dateline=story.dateline,
        published_at=story.published_at,
        modified_at=story.modified_at,
        language=detect_language(text or story.title or _listed(story.related), None),
        images=story.images,
        text=text,
        blocks=blocks,
        related=story.related,
        warnings=sorted(warnings),
        content_hash=exact,
        simhash=close,
        extractor_version=extractor_version(),
    )
