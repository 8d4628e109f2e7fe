"""Candidates for "more news" items: the addresses that a page links to, each with its card.

Candidates are the addresses that links outside the story's sentences point to. The card of a
candidate is the element around its link up to the next card (`card_extent.py`). Its title and
picture are read provisionally; `items.py` reads those of the selected candidates. `find.py` decides
which candidates are stories.
"""

from __future__ import annotations

from bisect import bisect_left
from collections import Counter
from collections.abc import Sequence, Set
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from scraper.extractors.assemble import base_address
from scraper.extractors.compiled import compiled
from scraper.extractors.parsing.blocks import RawBlock, heading_around
from scraper.extractors.parsing.tree import Tree
from scraper.extractors.related.card_extent import CARD_BLOCKS, CardExtents, LinkTexts
from scraper.extractors.related.pictures import first_image
from scraper.extractors.related.titles import LABEL_WORDS, word_count
from scraper.urls import absolute, identity

MAX_CANDIDATES = 2_000
"""Addresses of one page that are considered, in document order. Archive pages have hundreds."""


@dataclass(slots=True)
class ItemCandidate:
    """One address that the page links to, with the card that presents it.

    Attributes:
        url: absolute, canonical.
        key: identity of the address, the same for all spellings (``urls.identity``).
        anchors: tree indices of its links.
        card: tree index of the element around it that presents it.
        blocks: numbers of the blocks inside the card.
        title: the headline.
        image: address of the card's first picture as in the markup.
        title_block: number of the block with the title, or -1.
        heading: level of the heading that contains the title, 0 for none.
        words: number of words of the title; before that is chosen, of the links' longest text.
    """

    url: str
    key: str
    anchors: list[int] = field(default_factory=list)
    card: int = -1
    blocks: list[int] = field(default_factory=list)
    title: str = ""
    image: str = ""
    title_block: int = -1
    heading: int = 0
    words: int = 0


CANDIDATE_FIELDS = ItemCandidate.__slots__


def find_candidates(
    tree: Tree, blocks: Sequence[RawBlock], story: Sequence[bool], url: str | None
) -> list[ItemCandidate]:
    """All addresses that the page links to outside the story's sentences, in document order.

    Args:
        story: for each block, whether it is part of the story.
        url: the page's own address; links to it are not candidates.
    """
    return list(_fast_candidates(tree, blocks, story, url))


def find_candidates_plain(
    tree: Tree, blocks: Sequence[RawBlock], story: Sequence[bool], url: str | None
) -> list[ItemCandidate]:
    """The plain twin of ``_candidates.find_candidates``."""
    link_texts, in_story = _read_link_texts(tree, blocks, story)
    candidates = _collect_addresses(tree, link_texts, in_story, url)
    extents = CardExtents(tree, blocks, story, candidates, link_texts)
    for number, candidate in enumerate(candidates):
        candidate.card = extents.of(number, candidate)
    starts = [block.first for block in blocks]
    # A link of at most one word without a headline beside it is navigation: 4 in 10 links are such,
    # but only 6 in 1,000 items.
    candidates = [c for c in candidates if c.words > 1 or _has_headline(tree, blocks, starts, c)]
    for candidate in candidates:
        _read_card(tree, blocks, starts, candidate, link_texts, frozenset())
    # A text that several cards have is a label ("Read the story", "Recent posts") and no title.
    title_counts = Counter(candidate.title for candidate in candidates)
    labels = frozenset(title for title, times in title_counts.items() if times > 1)
    for candidate in candidates:
        if candidate.title in labels:
            _read_card(tree, blocks, starts, candidate, link_texts, labels)
    return [c for c in candidates if c.title]


def _read_link_texts(
    tree: Tree, blocks: Sequence[RawBlock], story: Sequence[bool]
) -> tuple[LinkTexts, set[int]]:
    """The texts of the links outside the story, and the tree indices of the links inside it."""
    link_texts: LinkTexts = {}
    in_story: set[int] = set()
    for number, block in enumerate(blocks):
        if not block.link_chars:
            continue
        if story[number]:
            in_story.update(anchor for _, anchor in block.pieces if anchor >= 0)
            continue
        if block.row is not None:
            for i in range(block.node, tree.ends[block.node]):
                if tree.tags[i] == "a":
                    link_texts.setdefault(i, []).append((number, tree.text_content(i)))
            continue
        texts: dict[int, list[str]] = {}
        last = -1
        for piece, anchor in block.pieces:
            if anchor >= 0:
                texts.setdefault(anchor, []).append(piece)
                last = anchor
            elif last >= 0:
                texts[last].append(" ")  # a line break inside the link separates its words
        for anchor, parts in texts.items():
            text = " ".join("".join(parts).split())
            if text:
                link_texts.setdefault(anchor, []).append((number, text))
    return link_texts, in_story


def _collect_addresses(
    tree: Tree, link_texts: LinkTexts, in_story: Set[int], url: str | None
) -> list[ItemCandidate]:
    """One candidate for each address, with its links and the words of the longest."""
    base = base_address(tree, url)
    own_key = identity(url) if url else ""
    found: dict[str, ItemCandidate] = {}
    for i, tag in enumerate(tree.tags):
        if tag != "a" or i in in_story:
            continue
        href = tree.attrs[i].get("href")
        if not href or href[0] == "#":
            continue
        target = absolute(base, href)
        if target is None:
            continue
        candidate = found.get(target)
        if candidate is None:
            key = identity(target)
            if key == own_key:
                continue
            if len(found) >= MAX_CANDIDATES:
                break
            candidate = found[target] = ItemCandidate(target, key)
        candidate.anchors.append(i)
        words = sum(word_count(text) for _, text in link_texts.get(i, ()))
        candidate.words = max(candidate.words, words)
    return list(found.values())


def _has_headline(
    tree: Tree, blocks: Sequence[RawBlock], starts: Sequence[int], candidate: ItemCandidate
) -> bool:
    """Whether a candidate's card contains a heading or a line with more words than a label."""
    low = bisect_left(starts, candidate.card)
    high = bisect_left(starts, tree.ends[candidate.card])
    return high - low <= CARD_BLOCKS and any(
        heading_around(tree, block.node) or word_count(block.text) > LABEL_WORDS
        for block in blocks[low:high]
    )


def _read_card(
    tree: Tree,
    blocks: Sequence[RawBlock],
    starts: Sequence[int],
    candidate: ItemCandidate,
    link_texts: LinkTexts,
    labels: frozenset[str],
) -> None:
    """Set the candidate's blocks, title and image.

    Args:
        starts: tree index at which each block begins.
        labels: texts that several cards have, which are not titles.
    """
    ends = tree.ends
    card = candidate.card
    low = bisect_left(starts, card)
    high = bisect_left(starts, ends[card])
    if high - low > CARD_BLOCKS:
        # Too large for a card: only the link's own element is read.
        card = candidate.card = candidate.anchors[0]
        low = bisect_left(starts, card)
        high = bisect_left(starts, ends[card])
    inside = range(low, high)
    candidate.blocks = list(inside)
    candidate.image = first_image(tree, card)
    own = [item for anchor in candidate.anchors for item in link_texts.get(anchor, ())]
    if own:
        number, title, level = _title_of_link(tree, blocks, inside, own, labels)
        if not level or word_count(title) > LABEL_WORDS:
            title = _part_of_title(tree, candidate, link_texts, title, labels)
    elif (found := _heading_in(tree, blocks, inside, labels)) is not None:
        # A link without words that is laid over a card: the card's heading is its title.
        number, title, level = found
        candidate.words = word_count(title)
    else:
        return
    candidate.title, candidate.title_block, candidate.heading = title, number, level


def _title_of_link(
    tree: Tree,
    blocks: Sequence[RawBlock],
    inside: Sequence[int],
    own: Sequence[tuple[int, str]],
    labels: frozenset[str],
) -> tuple[int, str, int]:
    """(block, text, heading level) of the title: the heading among the link's texts, else a heading
    beside the link in the card.

    Args:
        inside: the card's blocks.
        own: (block, text) of the link's texts.
    """
    number, title = max(
        own,
        key=lambda item: (
            item[1] not in labels,
            heading_around(tree, blocks[item[0]].node) > 0,
            _title_rank(item[1]),
        ),
    )
    level = heading_around(tree, blocks[number].node)
    if level:
        return number, title, level
    if title in labels or word_count(title) <= LABEL_WORDS:
        found = _heading_in(tree, blocks, inside, labels)
        if found is not None:
            return found
    if title in labels:
        # The link's text is a label like "Read the story": the first longer line is the title.
        for k in inside:
            if word_count(blocks[k].text) > LABEL_WORDS and blocks[k].text not in labels:
                return k, blocks[k].text, level
    return number, title, level


def _heading_in(
    tree: Tree, blocks: Sequence[RawBlock], inside: Sequence[int], labels: frozenset[str]
) -> tuple[int, str, int] | None:
    """(block, text, level) of a card's first heading of several words that is no label."""
    for k in inside:
        text, level = blocks[k].text, heading_around(tree, blocks[k].node)
        if level and word_count(text) > 1 and text not in labels:
            return k, text, level
    return None


def _part_of_title(
    tree: Tree,
    candidate: ItemCandidate,
    link_texts: LinkTexts,
    title: str,
    labels: frozenset[str],
) -> str:
    """The title without a label before it or a counter after it, in the same line, which have
    elements of their own."""
    for anchor in candidate.anchors:
        parts = anchor_parts(tree, anchor)
        if len(parts) > 1 and any(text == title for _, text in link_texts.get(anchor, ())):
            long = (p for p in parts if word_count(p) > LABEL_WORDS and p not in labels)
            return next(long, "") or max(parts, key=_title_rank)
    return title


def anchor_parts(tree: Tree, anchor: int) -> list[str]:
    """The texts of a link's child elements; empty if the link has text outside of them.

    The text of a link around a whole card is its label, title and counter joined; only the elements
    separate them. Words marked up inside a sentence have text of the sentence beside them.
    """
    node = anchor
    while True:
        children = []
        i = node + 1
        while i < tree.ends[node]:
            children.append(i)
            i = tree.ends[i]
        if tree.texts[node].strip() or any(tree.tails[i].strip() for i in children):
            return []
        texts = [(i, text) for i in children if (text := tree.text_content(i))]
        if len(texts) != 1:
            return [text for _, text in texts]
        node = texts[0][0]


def _title_rank(text: str) -> float:
    """How well a text's length suits a headline: best from 10 to 22 words."""
    words = word_count(text)
    return min(words, 10) - max(0, words - 22) * 0.5


_fast_candidates = compiled(find_candidates_plain)
if not TYPE_CHECKING:  # which does not let a class be assigned
    ItemCandidate = compiled(ItemCandidate)
