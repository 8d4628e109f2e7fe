"""The addresses that a page points to, each with the card that presents it.

Candidates for "more news" items are the addresses that links outside the story's sentences point
to. Each is given its card (the largest element that holds no other candidate) and, roughly read,
the card's title and picture. Which of them are stories is not decided here.
"""

from __future__ import annotations

from bisect import bisect_left
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from scraper.extractors.assemble import base_address
from scraper.extractors.parsing.blocks import HEADINGS, RawBlock
from scraper.extractors.parsing.tree import Tree
from scraper.extractors.related.pictures import first_image
from scraper.extractors.related.titles import MINOR, word_count
from scraper.urls import absolute, identity

MAX_CANDIDATES = 2_000
"""Addresses looked at in one page, in document order; archive pages have some hundreds."""
CARD_BLOCKS = 12
"""Blocks that a card may hold; a larger element is a list or a page part, not a card."""


@dataclass(slots=True)
class Candidate:
    """One address that the page points to, with everything that stands for it.

    Attributes:
        url: absolute, canonical.
        key: what the address is known by, however it is spelled (``urls.identity``).
        anchors: tree indices of its links.
        card: tree index of the element around it that holds no other candidate.
        blocks: numbers of the blocks inside the card.
        title: what a reader sees of it first.
        image: the first picture of the card, as the markup names it.
        title_block: number of the block that holds the title, or -1.
        heading: level of the heading that the title is, 0 for none.
        words: of the title; before it is chosen, of the longest text of the links.
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


CANDIDATE_FIELDS = Candidate.__slots__


def find_candidates(
    tree: Tree, blocks: Sequence[RawBlock], story: Sequence[bool], url: str | None
) -> list[Candidate]:
    """All addresses that the page points to outside the story's sentences, in document order.

    Args:
        story: for each block, whether it is part of the story.
        url: the page's own address; links to itself are no candidates.
    """
    return list(_fast_candidates(tree, blocks, story, url))


def candidates_of(
    tree: Tree, blocks: Sequence[RawBlock], story: Sequence[bool], url: str | None
) -> list[Candidate]:
    """The plain twin of ``_candidates.find_candidates``."""
    base = base_address(tree, url)
    own = identity(url) if url else ""
    attrs, tags = tree.attrs, tree.tags
    in_story: set[int] = set()
    spoken: dict[int, list[tuple[int, str]]] = {}
    starts = [block.first for block in blocks]
    for number, block in enumerate(blocks):
        if not block.link_chars:
            continue
        if story[number]:
            in_story.update(anchor for _, anchor in block.pieces if anchor >= 0)
            continue
        if block.row is not None:
            for i in range(block.node, tree.ends[block.node]):
                if tags[i] == "a":
                    spoken.setdefault(i, []).append((number, tree.text_content(i)))
            continue
        texts: dict[int, list[str]] = {}
        last = -1
        for piece, anchor in block.pieces:
            if anchor >= 0:
                texts.setdefault(anchor, []).append(piece)
                last = anchor
            elif last >= 0:
                texts[last].append(" ")  # a line break inside the link parts its words
        for anchor, parts in texts.items():
            text = " ".join("".join(parts).split())
            if text:
                spoken.setdefault(anchor, []).append((number, text))
    found: dict[str, Candidate] = {}
    by_anchor: dict[int, Candidate] = {}
    for i, tag in enumerate(tags):
        if tag != "a" or i in in_story:
            continue
        href = attrs[i].get("href")
        if not href or href[0] == "#":
            continue
        target = absolute(base, href)
        if target is None:
            continue
        candidate = found.get(target)
        if candidate is None:
            key = identity(target)
            if key == own:
                continue
            if len(found) >= MAX_CANDIDATES:
                break
            candidate = found[target] = Candidate(target, key)
        candidate.anchors.append(i)
        by_anchor[i] = candidate
        words = sum(word_count(text) for _, text in spoken.get(i, ()))
        candidate.words = max(candidate.words, words)
    candidates = list(found.values())
    # The links that mark where another candidate's card begins: those with more than a label, and
    # labels that stand for several addresses ("Read the story" below each). Links without words
    # mark it for each other only; their number is given as -1, -2, …
    shared = Counter(
        text
        for c in candidates
        for text in {text for a in c.anchors for _, text in spoken.get(a, ())}
    )
    marks = sorted(
        (anchor, number if c.words else -number - 1)
        for number, c in enumerate(candidates)
        for anchor in (c.anchors if c.words else c.anchors[:1])
        if not c.words
        or c.words > MINOR
        or any(shared[text] > 1 for _, text in spoken.get(anchor, ()))
    )
    mark_at = [mark[0] for mark in marks]
    story_starts = [blocks[n].first for n in range(len(blocks)) if story[n]]
    for number, candidate in enumerate(candidates):
        _find_card(tree, candidate, number, marks, mark_at, story_starts)
    # No word or one, without a headline beside it, is navigation: 4 in 10 links, 6 in 1,000 items.
    candidates = [c for c in candidates if c.words > 1 or _has_headline(tree, blocks, starts, c)]
    for candidate in candidates:
        _read_card(tree, blocks, starts, candidate, spoken, frozenset())
    # What several cards say is a label ("Read the story", "Recent posts"), nobody's title.
    said = Counter(candidate.title for candidate in candidates)
    labels = frozenset(title for title, times in said.items() if times > 1)
    for candidate in candidates:
        if candidate.title in labels:
            _read_card(tree, blocks, starts, candidate, spoken, labels)
    return [c for c in candidates if c.title]


def _find_card(
    tree: Tree,
    candidate: Candidate,
    number: int,
    marks: Sequence[tuple[int, int]],
    mark_at: Sequence[int],
    story_starts: Sequence[int],
) -> None:
    """Climb from the candidate's main link while the element holds no other candidate's link."""
    ends, parents, tags = tree.ends, tree.parents, tree.tags
    # Printed twice (slider and list): the first printing gives the card.
    node = card = candidate.anchors[0]
    for _ in range(8):
        node = parents[node]
        if node < 0 or tags[node] in ("body", "html", "main"):
            break
        low = bisect_left(mark_at, node)
        high = bisect_left(mark_at, ends[node])
        if any(
            marks[k][1] not in (number, -number - 1) and (marks[k][1] >= 0 or not candidate.words)
            for k in range(low, high)
        ):
            break
        at = bisect_left(story_starts, node)
        if at < len(story_starts) and story_starts[at] < ends[node]:
            break
        card = node
    candidate.card = card


def _has_headline(
    tree: Tree, blocks: Sequence[RawBlock], starts: Sequence[int], candidate: Candidate
) -> bool:
    """Whether a candidate's card holds a heading or a line of more than a label's words."""
    low = bisect_left(starts, candidate.card)
    high = bisect_left(starts, tree.ends[candidate.card])
    return high - low <= CARD_BLOCKS and any(
        _heading_of(tree, block.node) or word_count(block.text) > MINOR
        for block in blocks[low:high]
    )


def _read_card(
    tree: Tree,
    blocks: Sequence[RawBlock],
    starts: Sequence[int],
    candidate: Candidate,
    spoken: dict[int, list[tuple[int, str]]],
    labels: frozenset[str],
) -> None:
    ends = tree.ends
    card = candidate.card
    low = bisect_left(starts, card)
    high = bisect_left(starts, ends[card])
    if high - low > CARD_BLOCKS:
        # Too much for one card: only the link's own element speaks for it.
        card = candidate.card = candidate.anchors[0]
        low = bisect_left(starts, card)
        high = bisect_left(starts, ends[card])
    candidate.blocks = list(range(low, high))
    own: list[tuple[int, str]] = []
    for anchor in candidate.anchors:
        own.extend(spoken.get(anchor, ()))
    if not own:
        # A link without words laid over a card presents what the card's heading says.
        for k in range(low, high):
            text = blocks[k].text
            if word_count(text) > 1 and text not in labels and _heading_of(tree, blocks[k].node):
                candidate.title, candidate.title_block = text, k
                candidate.heading = _heading_of(tree, blocks[k].node)
                candidate.words = word_count(text)
                break
        candidate.image = first_image(tree, card)
        return
    # The title is the heading among the link's blocks, or a heading beside the link in its card.
    best = max(
        own,
        key=lambda item: (
            item[1] not in labels,
            _heading_of(tree, blocks[item[0]].node) > 0,
            _title_rank(item[1]),
        ),
    )
    number, title = best
    level = _heading_of(tree, blocks[number].node)
    if not level:
        for k in range(low, high):
            other = _heading_of(tree, blocks[k].node)
            text = blocks[k].text
            if (
                other
                and word_count(text) > 1
                and text not in labels
                and (title in labels or word_count(title) <= MINOR)
            ):
                number, title, level = k, text, other
                break
        if title in labels:
            # A card whose link says only "Read the story": its first longer line is the title.
            for k in range(low, high):
                if word_count(blocks[k].text) > MINOR and blocks[k].text not in labels:
                    number, title = k, blocks[k].text
                    break
    if not level or word_count(title) > MINOR:
        # Within one line: the label before the title and the counter after it are apart in markup.
        for anchor in candidate.anchors:
            parts = anchor_parts(tree, anchor)
            if len(parts) > 1 and any(text == title for _, text in spoken.get(anchor, ())):
                title = next(
                    (part for part in parts if word_count(part) > MINOR and part not in labels), ""
                ) or max(parts, key=_title_rank)
                break
    candidate.title = title
    candidate.title_block = number
    candidate.heading = level
    candidate.image = first_image(tree, card)


def anchor_parts(tree: Tree, anchor: int) -> list[str]:
    """The texts of a link's elements, where it is made of several and has no words of its own.

    A link around a whole card runs its label, title and counter together; only the elements inside
    it tell them apart. Words marked inside a sentence have the sentence's blanks between them.
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
        spoken = [(i, tree.text_content(i)) for i in children]
        spoken = [(i, text) for i, text in spoken if text]
        if len(spoken) != 1:
            return [text for _, text in spoken]
        node = spoken[0][0]


def _title_rank(text: str) -> float:
    """How well a text's length suits a headline: best near ten words."""
    words = word_count(text)
    return min(words, 10) - max(0, words - 22) * 0.5


def _heading_of(tree: Tree, node: int) -> int:
    """Heading level of the element or of one of the two around it; 0 for none."""
    for _ in range(3):
        if node < 0:
            return 0
        level = HEADINGS.get(tree.tags[node], 0)
        if level:
            return level
        node = tree.parents[node]
    return 0


_fast_candidates = candidates_of
if not TYPE_CHECKING:
    try:
        from scraper.extractors.related._candidates import Candidate
        from scraper.extractors.related._candidates import find_candidates as _fast_candidates
    except ImportError:  # not compiled: the same candidates, slower
        pass
