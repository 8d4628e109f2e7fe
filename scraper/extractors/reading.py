"""HTML -> Reading: the page's blocks, which of them are the story, the metadata, the "more news".

Here the parts of extraction are called in their order, and it is decided which of them tells the
story: a site's rules, the order of lines on a page without markup (`unmarked.py`), or the model.
`compose.py` makes the record.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np

from scraper.extractors.classify.features import Hints, Matrix
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
from scraper.extractors.classify.signs import bare_host, leads_on
from scraper.extractors.comments import counted_comments
from scraper.extractors.images import called_captions, separate_captions
from scraper.extractors.metadata import Metadata, read_metadata
from scraper.extractors.metadata.address import linked_url, page_url, saved_from
from scraper.extractors.metadata.collect import Clues, collect
from scraper.extractors.metadata.jsonld import LinkedData, read_jsonld
from scraper.extractors.parsing.blocks import HEADINGS, RawBlock, cut
from scraper.extractors.parsing.decode import Decoded
from scraper.extractors.parsing.html import parse_html
from scraper.extractors.parsing.tree import Tree
from scraper.extractors.plaintext import PlainStory
from scraper.extractors.quotes import figure_quotes, pull_quotes
from scraper.extractors.related.find import find_related
from scraper.extractors.related.places import heads_related
from scraper.extractors.related.pointers import points
from scraper.extractors.rules import MARK, Ruled, SiteRules, apply_rules
from scraper.extractors.template import SiteTemplate
from scraper.extractors.unmarked import blocks_of, read_unmarked
from scraper.page import Page
from scraper.record import RelatedItem

BEFORE_STORY = 20
"""Blocks above the story in which its standfirst stands: byline, date and buttons come between."""
UNLIKELY = 0.15
"""Probability of being story under which a line below the headline is no standfirst, whatever its
markup calls it: further headlines of the labelled pages have 0.1 and less."""
PARAGRAPHS = 2
"""Paragraphs that are left of a story where links at its end are taken from it; a page with fewer
is a list of links itself."""
LIST = 3
"""Items that make a list."""
LISTED_SHARE = 0.6
"""Share of a listing's chosen text that its items' titles and teasers must make up for the page to
be a list of stories and nothing else."""


@dataclass(frozen=True, slots=True)
class Opened:
    """A parsed page and what it says of itself, before anything is judged.

    Attributes:
        tree: the parsed page.
        raw: all its blocks.
        clues: what one pass over the page found for the metadata.
        linked: its JSON-LD.
        address: the page's address, given or told by the page.
        hints: what the head says of the story.
    """

    tree: Tree
    raw: list[RawBlock]
    clues: Clues
    linked: LinkedData
    address: str | None
    hints: Hints


def open_html(page: Page, decoded: Decoded, markup: bytes) -> Opened:
    """Parse a page and cut it into blocks.

    Args:
        markup: what is parsed, UTF-8: ``decoded.utf8``, or what a site's rules made of it.
    """
    tree = parse_html(markup)
    clues = collect(tree)
    address = _address(page, decoded, clues)
    linked = read_jsonld(clues.jsonld, address, clues.title)
    return Opened(tree, cut(tree), clues, linked, address, read_hints(clues, linked, address))


def told_address(page: Page, decoded: Decoded) -> str | None:
    """The page's address alone: as it was fetched, or as the page itself tells."""
    if page.url or decoded.kind == "text":
        return page.url
    return _address(page, decoded, collect(parse_html(decoded.utf8)))


def _address(page: Page, decoded: Decoded, clues: Clues) -> str | None:
    return (
        page.url
        or page_url(clues)
        or saved_from(decoded.text)
        or linked_url(read_jsonld(clues.jsonld, None, clues.title))
    )


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


@dataclass(frozen=True, slots=True)
class Choice:
    """The blocks taken for the story.

    Attributes:
        chosen: their numbers.
        facts: the page with this choice, as the model is asked for its type.
        confidence: of the choice; None where it was not the model's.
        plain: the reading by the order of lines, where that decided.
    """

    chosen: list[int]
    facts: Matrix
    confidence: float | None = None
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
    opened = open_html(page, decoded, ruled.utf8 if ruled else decoded.utf8)
    tree, raw = opened.tree, opened.raw
    judgement = judge(tree, raw, opened.hints, model)
    if template:
        judgement = replace(judgement, second=template.weigh(tree, raw, judgement.second))
    by_rule = ruled is not None and ruled.story
    choice = _marked(opened, judgement) if by_rule else _judged(opened, judgement, model)
    nodes = [raw[number].node for number in choice.chosen]
    about = read_metadata(tree, page.url, nodes, clues=opened.clues, data=opened.linked)
    chosen = _with_standfirst(raw, choice.chosen, about.subtitle, judgement)
    kind, listing = page_type(choice.facts, model), False
    plain = choice.plain
    if plain:
        related, listing, kind = plain.related, not plain.blocks, plain.page_type
    else:
        if not by_rule and (kind == "listing" or may_be_listing(choice.facts, model)):
            # A section page: its items are stories of other pages, and it has none of its own.
            related = _related(opened, judgement, [], model)
            listing = _is_list_of([raw[number].text for number in chosen], related)
        if listing:
            kind = "listing"
        else:
            related = _related(opened, judgement, chosen, model)
    return Reading(
        tree=tree, raw=raw, judgement=judgement, chosen=chosen, kind=kind,
        confidence=choice.confidence, address=opened.address, hints=opened.hints, about=about,
        related=related, listing=listing, ruled=ruled, plain=plain,
    )  # fmt: skip


def _marked(opened: Opened, judgement: Judgement) -> Choice:
    """The blocks inside the elements that a site rule named as the story."""
    tree, raw = opened.tree, opened.raw
    ranges = [(i, tree.ends[i]) for i, attrs in enumerate(tree.attrs) if MARK in attrs]
    chosen = [
        number
        for number, block in enumerate(raw)
        if any(start <= block.first < end for start, end in ranges)
    ]
    return Choice(chosen, page_facts(tree, raw, judgement, chosen))


def _judged(opened: Opened, judgement: Judgement, model: Model) -> Choice:
    """The blocks that the model takes for the story; on a page without markup, those that the order
    of its lines tells."""
    tree, raw = opened.tree, opened.raw
    threshold = best_threshold(raw, judgement.second)
    chosen = np.flatnonzero(judgement.second >= threshold).tolist()
    notes = separate_captions(tree, [raw[number].node for number in chosen])
    chosen = [number for number in chosen if raw[number].node not in notes]
    host = bare_host(opened.address or "")
    chosen = [number for number in chosen if not points(tree, raw[number], host)] or chosen
    chosen = without_pointers(tree, raw, chosen, host)
    chosen = sorted({*chosen, *figure_quotes(tree, raw, chosen), *_of_posts(opened, chosen)})
    plain = read_unmarked(tree, raw, opened.address, opened.hints.titles)
    if plain:
        chosen = blocks_of(raw, plain) or chosen
    facts = page_facts(tree, raw, judgement, chosen, threshold)
    if page_type(facts, model) == "article":
        aside = counted_comments(tree, raw, chosen, opened.address)
        notes = called_captions(tree, [raw[number].node for number in chosen])
        aside = {*aside, *(number for number in chosen if raw[number].node in notes)}
        aside |= pull_quotes(tree, raw, chosen)
        if aside:
            chosen = [number for number in chosen if number not in aside]
            facts = page_facts(tree, raw, judgement, chosen, threshold)
    # Nothing says how often the order of lines is right.
    return Choice(chosen, facts, None if plain else confidence(facts, model), plain)


def without_pointers(
    tree: Tree, raw: Sequence[RawBlock], chosen: list[int], host: str
) -> list[int]:
    """The story's blocks without the links to other stories at its end and the heading over them.

    Args:
        host: the page's.
    """
    end = len(chosen)
    while end and _is_link_on(tree, raw[chosen[end - 1]], host):
        end -= 1
    if end in (0, len(chosen)):
        return chosen
    # The heading itself may not have been chosen.
    head = chosen[end] - 1
    if not heads_related(raw[head]):
        return chosen
    kept = [number for number in chosen[:end] if number != head]
    told = sum(
        raw[number].tag not in HEADINGS and 2 * raw[number].link_chars < len(raw[number].text)
        for number in kept
    )
    return kept if told >= PARAGRAPHS else chosen


def _is_link_on(tree: Tree, block: RawBlock, host: str) -> bool:
    """Whether a block is wholly one link to another page of the site."""
    return (
        block.link_count == 1
        and block.link_chars >= len(block.text)
        and leads_on(tree.attrs[block.anchor].get("href", ""), host)
    )


def _of_posts(opened: Opened, chosen: Sequence[int]) -> list[int]:
    """The headings above chosen blocks that a live blog's data name as headlines of its posts:
    a word or two, as "Summary", that stand above lists of all kinds."""
    linked = opened.linked
    posts = linked.main.get("liveBlogUpdate")
    told = [linked.resolve(post) for post in (posts if isinstance(posts, list) else [posts])]
    headlines = {
        _folded(post["headline"])
        for post in told
        if isinstance(post, dict) and isinstance(post.get("headline"), str)
    }
    below = {number - 1 for number in chosen}
    return [
        number
        for number in sorted(below - set(chosen))
        if number >= 0
        and opened.raw[number].tag in HEADINGS
        and _folded(opened.raw[number].text) in headlines
    ]


def _folded(text: str) -> str:
    """A line in small letters, white space folded."""
    return " ".join(text.split()).casefold()


def _with_standfirst(
    raw: Sequence[RawBlock], chosen: list[int], subtitle: str | None, judgement: Judgement
) -> list[int]:
    """The story's blocks, opened by its standfirst where that stands above them."""
    if not chosen or not subtitle:
        return chosen
    for number in range(chosen[0] - 1, max(-1, chosen[0] - BEFORE_STORY - 1), -1):
        if raw[number].text == subtitle and judgement.second[number] >= UNLIKELY:
            return [number, *chosen]
    return chosen


def _related(
    opened: Opened, judgement: Judgement, chosen: Sequence[int], model: Model
) -> list[RelatedItem]:
    """The "more news" items beside the chosen blocks."""
    return find_related(
        opened.tree, opened.raw, judgement.layout, model, chosen, judgement.second.tolist(),
        opened.address, opened.hints.titles,
    )  # fmt: skip


def _is_list_of(texts: Sequence[str], items: Sequence[RelatedItem]) -> bool:
    """Whether the texts chosen on a listing are its items' titles and teasers for the most part."""
    said = {item.title for item in items} | {item.teaser for item in items if item.teaser}
    titles = [item.title for item in items if len(item.title) > 15]
    total = sum(map(len, texts))
    listed = sum(
        len(text) for text in texts if text in said or any(title in text for title in titles)
    )
    return len(items) >= LIST and listed >= LISTED_SHARE * total > 0
