"""HTML -> Reading: the page's blocks, which of them are the story, the metadata, the "more news".

Calls the parts of extraction in order and decides which of them selects the story: a site's rules,
the plain-text reader on a page without markup (`unmarked.py`), or the model. `compose.py` turns
the result into a record.
"""

from __future__ import annotations

from collections.abc import Sequence, Set
from dataclasses import dataclass, field, replace
from datetime import datetime

import numpy as np

from scraper.copies import original_of
from scraper.extractors.classify.columns import Matrix
from scraper.extractors.classify.hints import read_hints
from scraper.extractors.classify.judge import (
    Judgement,
    best_threshold,
    confidence,
    judge,
    may_be_listing,
    page_facts,
    page_type,
)
from scraper.extractors.classify.model import Model, shipped_model
from scraper.extractors.classify.page_features import Hints
from scraper.extractors.classify.signs import bare_host
from scraper.extractors.classify.systems import type_of_address, type_of_system
from scraper.extractors.comments import counted_comments
from scraper.extractors.images import called_captions, separate_captions
from scraper.extractors.listed_teasers import (
    NO_TEASERS,
    closing_lines,
    is_announced,
    items_behind_credits,
    listed_teasers,
)
from scraper.extractors.metadata import Metadata, read_metadata
from scraper.extractors.metadata.sources.address import (
    linked_url,
    page_url,
    saved_from,
    shown_by_reader,
)
from scraper.extractors.metadata.sources.archive_copy import restore
from scraper.extractors.metadata.sources.collect import Clues, collect
from scraper.extractors.metadata.sources.jsonld import LinkedData, read_jsonld
from scraper.extractors.metadata.sources.saved_files import forget_files, unwrap_links
from scraper.extractors.parsing.blocks import RawBlock, cut
from scraper.extractors.parsing.decode import Decoded
from scraper.extractors.parsing.html import parse_html
from scraper.extractors.parsing.rendering import unwrap_page_form
from scraper.extractors.parsing.tree import Tree
from scraper.extractors.plaintext import PlainStory
from scraper.extractors.plaintext.front_matter import read_front_matter
from scraper.extractors.polls import polls
from scraper.extractors.quotes import missed_quotes, pull_quotes
from scraper.extractors.related.find import STORY_TYPES, find_related
from scraper.extractors.related.pointers import in_embedded_card, is_pointer_line
from scraper.extractors.related.story_page import StoryPage
from scraper.extractors.related.unlinked_cards import blocks_of_cards
from scraper.extractors.rules import STORY_ATTRIBUTE, RuleResult, SiteRules, apply_rules
from scraper.extractors.story_blocks import (
    opening_headline,
    post_headlines,
    with_last_paragraph,
    with_list_items,
    with_standfirst,
    with_whole_tables,
    without_card_teasers,
    without_cards,
    without_item_links,
    without_trailing_links,
)
from scraper.extractors.story_parts import is_live_blog, posts_like_others, with_parts
from scraper.extractors.template import SiteTemplate
from scraper.extractors.unmarked import matching_blocks, read_unmarked
from scraper.extractors.weak_blocks import with_weak_blocks
from scraper.page import Page
from scraper.record import RelatedItem
from scraper.urls import identity

MIN_LIST_ITEMS = 3
"""Items from which a page can be a list of stories."""
MIN_LISTED_SHARE = 0.6
"""Share of a listing's selected text that titles and teasers of its items must make up for the page
to be nothing but a list of stories."""


@dataclass(frozen=True, slots=True)
class ParsedPage:
    """A parsed page with its declared metadata, before classification.

    Attributes:
        tree: the parsed page.
        raw: all its blocks.
        clues: metadata elements, collected in one pass over the tree.
        linked: its JSON-LD.
        address: the page's address, from the fetcher or stated in the page, of a copy the
            original's; None if unknown.
        given: the address without what the page states, unless it is a copy.
        hints: what the page's head says about the story.
        captured_at: when an archive captured the page, if it is an archive's copy.
    """

    tree: Tree
    raw: list[RawBlock]
    clues: Clues
    linked: LinkedData
    address: str | None
    given: str | None
    hints: Hints
    captured_at: datetime | None = None


def parse_page(page: Page, decoded: Decoded, markup: bytes) -> ParsedPage:
    """Parse a page and cut it into blocks.

    Args:
        markup: the UTF-8 bytes to parse: ``decoded.utf8``, or the output of a site's rules.
    """
    tree = parse_html(markup)
    unwrap_page_form(tree)
    found = _find_address(tree, page.url, decoded)
    clues, address = found.clues, found.address
    linked = read_jsonld(clues.jsonld, address, clues.title)
    hints = read_hints(clues, linked, address)
    return ParsedPage(
        tree, cut(tree), clues, linked, address, found.given, hints, found.captured_at
    )


def page_address(page: Page, decoded: Decoded) -> str | None:
    """The page's address, from the fetcher or stated in the page, of a copy the original's; None if
    unknown."""
    if decoded.kind == "text":
        url = page.url or read_front_matter(decoded.text).url
        copy = original_of(url) if url else None
        return copy.url if copy else url
    return _find_address(parse_html(decoded.utf8), page.url, decoded).address


@dataclass(frozen=True, slots=True)
class _Found:
    """A page's address and its clues; the other fields are those of ``ParsedPage``."""

    address: str | None
    given: str | None
    captured_at: datetime | None
    clues: Clues


def _find_address(tree: Tree, url: str | None, decoded: Decoded) -> _Found:
    """Find a page's address. The addresses in a copy are made those of the originals."""
    saved = saved_from(decoded.text)
    copy = restore(tree, url, decoded.utf8, saved)
    unwrap_links(tree)
    clues = collect(tree)
    if saved or url is None:
        forget_files(tree)
    if copy:
        return _Found(copy.url, copy.url, copy.captured_at, clues)
    address = (
        url
        or page_url(clues)
        or saved
        or linked_url(read_jsonld(clues.jsonld, None, clues.title))
        or shown_by_reader(tree)
    )
    return _Found(address, url, None, clues)


@dataclass(slots=True)
class Reading:
    """Result of analysing an HTML page, from which its record is made; ``inspect`` shows it.

    Attributes:
        tree: the parsed page.
        raw: all its blocks.
        judgement: story probabilities of the blocks, and their features.
        chosen: indices in ``raw`` of the story's blocks, ascending.
        page_type: the page type that the model predicts.
        confidence: calibrated confidence in ``chosen``; None where the model did not select it.
        address: the page's address, from the fetcher or stated in the page, of a copy the
            original's; None if unknown.
        hints: what the page's head says about the story.
        metadata: title, authors, dates and so on.
        related: the "more news" items.
        listing: the page is a list of stories, and the chosen blocks are its items.
        rule_result: what the site's rules matched, None without rules.
        plain: result of the plain-text reader on a page without markup; takes precedence over
            ``chosen``.
        captured_at: when an archive captured the page, if it is an archive's copy.
    """

    tree: Tree
    raw: list[RawBlock]
    judgement: Judgement
    chosen: list[int]
    page_type: str
    confidence: float | None
    address: str | None
    hints: Hints
    metadata: Metadata
    related: list[RelatedItem]
    listing: bool
    rule_result: RuleResult | None = None
    plain: PlainStory | None = None
    captured_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class Selection:
    """The blocks selected as the story.

    Attributes:
        chosen: their indices.
        facts: page features given this selection (``page_facts``), for type and confidence.
        page_type: the page type that the model predicts from them.
        confidence: calibrated confidence; None where the model did not make the selection.
        plain: result of the plain-text reader, where that made the selection.
        items: "more news" items without links that were found beside the story.
        headlines: blocks that are linked headlines of "more news" items, found beside the story.
    """

    chosen: list[int]
    facts: Matrix
    page_type: str
    confidence: float | None = None
    plain: PlainStory | None = None
    items: list[RelatedItem] = field(default_factory=list)
    headlines: frozenset[int] = frozenset()


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
    rule_result = apply_rules(decoded.text, rules) if rules else None
    parsed = parse_page(page, decoded, rule_result.utf8 if rule_result else decoded.utf8)
    tree, raw = parsed.tree, parsed.raw
    judgement = judge(tree, raw, parsed.hints, model)
    if template:
        judgement = replace(judgement, second=template.weigh(tree, raw, judgement.second))
    by_rule = rule_result is not None and rule_result.story
    selection = (
        _select_by_rule(parsed, judgement, model)
        if by_rule
        else _select_by_model(parsed, judgement, model)
    )
    nodes = [raw[number].node for number in selection.chosen]
    metadata = read_metadata(tree, parsed.given, nodes, clues=parsed.clues, data=parsed.linked)
    chosen = with_standfirst(raw, selection.chosen, metadata.subtitle, judgement)
    kind, listing = selection.page_type, False
    plain = selection.plain
    if plain:
        related, listing, kind = plain.related, not plain.blocks, plain.page_type
    else:
        listed: list[RelatedItem] = []
        if not by_rule and (kind == "listing" or may_be_listing(selection.facts, model)):
            # On a section page the items are stories of other pages; it has no story itself.
            listed = _related(parsed, judgement, [], model, "listing", metadata.authors)
            listing = _is_list_of([raw[number].text for number in chosen], listed)
        if listing:
            kind, related = "listing", listed
        else:
            related = _related(
                parsed, judgement, chosen, model, kind, metadata.authors, selection.headlines
            )
            titles = {item.title for item in related}
            related += [item for item in selection.items if item.title not in titles]
            if kind in STORY_TYPES:
                chosen = without_item_links(raw, chosen, related)
            if kind == "listing" and len(listed) >= max(MIN_LIST_ITEMS, len(related)):
                related = listed  # a section page with other text, in which its items are
    return Reading(
        tree=tree, raw=raw, judgement=judgement, chosen=chosen, page_type=kind,
        confidence=selection.confidence, address=parsed.address, hints=parsed.hints,
        metadata=metadata, related=_without_self(related, metadata.canonical_url, parsed.address),
        listing=listing, rule_result=rule_result, plain=plain, captured_at=parsed.captured_at,
    )  # fmt: skip


def _select_by_rule(parsed: ParsedPage, judgement: Judgement, model: Model) -> Selection:
    """Select the blocks inside the elements that a site rule matched as the story."""
    tree, raw = parsed.tree, parsed.raw
    ranges = [(i, tree.ends[i]) for i, attrs in enumerate(tree.attrs) if STORY_ATTRIBUTE in attrs]
    chosen = [
        number
        for number, block in enumerate(raw)
        if any(start <= block.first < end for start, end in ranges)
    ]
    facts = page_facts(tree, raw, judgement, chosen)
    return Selection(chosen, facts, _page_type(parsed, facts, model))


def _select_by_model(parsed: ParsedPage, judgement: Judgement, model: Model) -> Selection:
    """Select the blocks that the model scores as story; on a page without markup, those that the
    plain-text reader takes for it."""
    tree, raw = parsed.tree, parsed.raw
    host = bare_host(parsed.address or "")
    threshold = best_threshold(raw, judgement.second)

    def judged(chosen: list[int]) -> tuple[Matrix, str]:
        """The facts about the page, and its type, with these blocks as its story."""
        facts = page_facts(tree, raw, judgement, chosen, threshold)
        return facts, _page_type(parsed, facts, model)

    chosen = _likely_blocks(parsed, judgement, threshold)
    plain = read_unmarked(tree, raw, parsed.address, parsed.hints.titles)
    if plain:
        chosen = matching_blocks(raw, plain) or chosen
    facts, kind = judged(chosen)
    if kind == "article" and not plain:
        fuller = with_weak_blocks(tree, raw, chosen, judgement.second, threshold)
        fuller = with_parts(tree, raw, fuller, judgement.second, threshold, parsed.linked)
        if fuller != chosen:
            chosen = fuller
            facts, kind = judged(chosen)
    if kind in MAY_HAVE_CARDS and (left := without_cards(tree, raw, chosen)) != chosen:
        chosen = left
        facts, kind = judged(chosen)
    listed = listed_teasers(tree, raw, chosen, host) if kind in MAY_END_WITH_LIST else NO_TEASERS
    if listed.blocks and kind != "article":
        # A list longer than the story above it makes the page look like a list itself.
        left = [number for number in chosen if number not in listed.blocks]
        left_facts, left_kind = judged(left)
        if left_kind == "article" or is_announced(raw, min(listed.blocks)):
            chosen, facts, kind = left, left_facts, "article"
    items: list[RelatedItem] = []
    if kind == "article":
        aside, items = _beside_story(parsed, chosen, listed.blocks)
        if aside:
            chosen = [number for number in chosen if number not in aside]
            facts, kind = judged(chosen)
    # The plain-text reader has no calibrated confidence.
    sure = None if plain else confidence(facts, model)
    headlines = listed.headlines if kind == "article" else frozenset()
    return Selection(chosen, facts, kind, sure, plain, items, headlines)


def _likely_blocks(parsed: ParsedPage, judgement: Judgement, threshold: float) -> list[int]:
    """The blocks with a probability from the threshold on, and what belongs to them, whatever the
    page's type: without captions, pointers and cards of other stories, with whole tables, lists,
    quotes and the headlines of posts."""
    tree, raw = parsed.tree, parsed.raw
    chosen = np.flatnonzero(judgement.second >= threshold).tolist()
    notes = separate_captions(tree, [raw[number].node for number in chosen])
    chosen = [number for number in chosen if raw[number].node not in notes]
    host = bare_host(parsed.address or "")
    chosen = [
        number
        for number in chosen
        if not is_pointer_line(tree, raw[number], host)
        and not in_embedded_card(tree, raw[number].node)
    ] or chosen
    chosen = without_trailing_links(tree, raw, chosen, host)
    chosen = with_whole_tables(tree, raw, chosen, judgement.second)
    chosen = without_card_teasers(tree, raw, chosen)
    chosen = with_list_items(tree, raw, chosen, judgement.second)
    chosen = with_last_paragraph(tree, raw, chosen, judgement.second)
    parts = {
        *missed_quotes(tree, raw, chosen, judgement.second),
        *post_headlines(raw, chosen, parsed.linked),
    }
    if is_live_blog(parsed.linked):
        parts.update(posts_like_others(tree, raw, chosen, judgement.second))
    return sorted({*chosen, *parts})


def _beside_story(
    parsed: ParsedPage, chosen: list[int], listed: Set[int]
) -> tuple[set[int], list[RelatedItem]]:
    """The chosen blocks of an article that are not its text, and the related items among them.

    Args:
        listed: blocks of teasers, which are among them.
    """
    tree, raw = parsed.tree, parsed.raw
    notes = called_captions(tree, [raw[number].node for number in chosen])
    behind, items = items_behind_credits(tree, raw, chosen)
    aside = {
        *counted_comments(tree, raw, chosen, parsed.address),
        *(number for number in chosen if raw[number].node in notes),
        *pull_quotes(tree, raw, chosen),
        *polls(raw, chosen),
        *listed,
        *blocks_of_cards(tree, raw, chosen),
        *opening_headline(raw, chosen, parsed.hints.titles),
        *behind,
    }
    aside |= closing_lines(tree, raw, [number for number in chosen if number not in aside])
    return aside, items


MAY_HAVE_CARDS = frozenset({"article", "product", "service", "other"})
"""Types of pages with cards of other pages beside their text. On a listing the cards are the text;
the posts of forums and live blogs are in elements of the same kind too."""
MAY_END_WITH_LIST = frozenset({"article", "listing", "service", "other"})
"""Types of pages that may be a story with a list below it; by all but the first, a story shorter
than its list may be mistaken."""


MAY_BE_OF_SYSTEM = frozenset({"article", "service", "other"})
"""Predicted types that the mark of the publishing system or the address corrects. The front page of
a forum or shop has the same mark and is a listing."""


def _page_type(parsed: ParsedPage, facts: Matrix, model: Model) -> str:
    """The page type that the model predicts, or that of the page's publishing system or address."""
    kind = page_type(facts, model)
    if kind not in MAY_BE_OF_SYSTEM and kind != "listing":
        return kind
    told = type_of_system(parsed.tree, parsed.clues, parsed.linked) or type_of_address(
        parsed.address
    )
    if kind == "listing" and told != "documentation":
        return kind
    return told or kind


def _related(
    parsed: ParsedPage,
    judgement: Judgement,
    chosen: Sequence[int],
    model: Model,
    page_type: str,
    authors: Sequence[str],
    headlines: frozenset[int] = frozenset(),
) -> list[RelatedItem]:
    """The "more news" items outside the chosen blocks.

    Args:
        headlines: blocks that are items for sure.
    """
    page = StoryPage(
        parsed.tree,
        parsed.raw,
        judgement.layout,
        chosen=chosen,
        probabilities=judgement.second.tolist(),
        url=parsed.address,
        titles=parsed.hints.titles,
        page_type=page_type,
        authors=authors,
        headlines=headlines,
    )
    return find_related(page, model)


def _without_self(
    items: list[RelatedItem], canonical_url: str | None, address: str | None
) -> list[RelatedItem]:
    """The items without the page itself under the address that it declares as its own. Links to
    the address that it came from have never been candidates."""
    own = identity(canonical_url or "")
    if not own or own == identity(address or ""):
        return items
    return [item for item in items if item.url is None or identity(item.url) != own]


def _is_list_of(texts: Sequence[str], items: Sequence[RelatedItem]) -> bool:
    """Whether the texts chosen on a listing are mostly titles and teasers of its items."""
    printed = {item.title for item in items} | {item.teaser for item in items if item.teaser}
    titles = [item.title for item in items if len(item.title) > 15]
    total = sum(map(len, texts))
    listed = sum(
        len(text) for text in texts if text in printed or any(title in text for title in titles)
    )
    return len(items) >= MIN_LIST_ITEMS and listed >= MIN_LISTED_SHARE * total > 0
