"""How far the card around a candidate's link extends: up to where the next card begins.

The authors, the section and the comments of a story are often linked beside its headline. Such
links say less than the headline does, are set in another way, and are few; all other links to
stories begin cards of their own.
"""

from __future__ import annotations

from bisect import bisect_left
from collections import Counter
from collections.abc import Sequence
from typing import TYPE_CHECKING, NamedTuple

from scraper.extractors.parsing.blocks import RawBlock, heading_around
from scraper.extractors.parsing.tree import Tree
from scraper.extractors.related.titles import LABEL_WORDS

if TYPE_CHECKING:
    from scraper.extractors.related.candidates import ItemCandidate

MAX_CARD_LEVELS = 8
"""Elements above a link that are tried as its card."""
CARD_BLOCKS = 12
"""Maximum number of blocks of a card; a larger element is a list or a part of the page."""
SIDE_LINK_WORDS = 6
"""Maximum number of words of the names and sections that are linked beside a headline."""
MAX_SIDE_LINKS = 3
"""Maximum number of addresses linked beside a headline in the same card."""

WORDLESS, LABEL, SHORT, HEADLINE = range(4)
"""Kinds of links by what they say, from least to most. A link to an address for which the page has
no words is WORDLESS; one with at most ``LABEL_WORDS`` words a LABEL; one with at most
``SIDE_LINK_WORDS`` SHORT, except inside a heading."""

LinkTexts = dict[int, list[tuple[int, str]]]
"""Tree index of a link -> its texts, each with the number of the block that it is in."""


class Boundary(NamedTuple):
    """A link at which the card of another candidate may begin.

    Attributes:
        node: tree index of the link.
        number: number of its candidate.
        kind: WORDLESS, LABEL, SHORT or HEADLINE.
    """

    node: int
    number: int
    kind: int


class CardExtents:
    """The cards of a page's candidates.

    Args:
        story: for each block, whether it is part of the story.
    """

    def __init__(
        self,
        tree: Tree,
        blocks: Sequence[RawBlock],
        story: Sequence[bool],
        candidates: Sequence[ItemCandidate],
        link_texts: LinkTexts,
    ) -> None:
        self._tree = tree
        self._link_texts = link_texts
        self._levels = [heading_around(tree, block.node) for block in blocks]
        self._starts = [block.first for block in blocks]
        self._story_starts = [b.first for b, part in zip(blocks, story, strict=True) if part]
        self._boundaries = self._find_boundaries(candidates)

    def _find_boundaries(self, candidates: Sequence[ItemCandidate]) -> list[Boundary]:
        """In document order. A link with few words is none, unless several addresses share its text
        ("Read the story" below each)."""
        addresses_with_text = Counter(
            text
            for c in candidates
            for text in {text for a in c.anchors for _, text in self._link_texts.get(a, ())}
        )
        found = []
        for number, c in enumerate(candidates):
            if not c.words:
                found.append(Boundary(c.anchors[0], number, WORDLESS))
                continue
            for anchor in c.anchors:
                if c.words > SIDE_LINK_WORDS:
                    found.append(Boundary(anchor, number, HEADLINE))
                elif c.words > LABEL_WORDS or any(
                    addresses_with_text[text] > 1 for _, text in self._link_texts.get(anchor, ())
                ):
                    found.append(Boundary(anchor, number, self._kind(c.words, anchor)))
        return sorted(found)

    def _kind(self, words: int, anchor: int) -> int:
        """What a link outside of running text says.

        Args:
            words: number of words that the page has for the link's address.
        """
        if any(self._levels[block] for block, _ in self._link_texts.get(anchor, ())):
            return HEADLINE
        return SHORT if words > LABEL_WORDS else LABEL

    def of(self, number: int, candidate: ItemCandidate) -> int:
        """Tree index of a candidate's card: the largest element around its first link that contains
        no block of the story and no link at which another card begins.

        Args:
            number: number of the candidate.
        """
        ends, parents, tags = self._tree.ends, self._tree.parents, self._tree.tags
        # Of a story that is linked twice (in a slider and a list), the first link gives the card.
        node = card = candidate.anchors[0]
        for _ in range(MAX_CARD_LEVELS):
            node = parents[node]
            if node < 0 or tags[node] in ("body", "html", "main"):
                break
            if self._has_other_card(node, number, candidate):
                break
            at = bisect_left(self._story_starts, node)
            if at < len(self._story_starts) and self._story_starts[at] < ends[node]:
                break
            card = node
        return card

    def _has_other_card(self, node: int, number: int, candidate: ItemCandidate) -> bool:
        """Whether the card of another candidate begins in an element around a candidate's link.

        Args:
            number: number of the candidate.
        """
        end = self._tree.ends[node]
        kind, headline = self._headline(candidate, end)
        low, high = bisect_left(self._boundaries, (node,)), bisect_left(self._boundaries, (end,))
        beside: set[int] = set()
        for k in range(low, high):
            other = self._boundaries[k]
            if other.number == number or (other.kind == WORDLESS and kind > WORDLESS):
                continue
            if other.kind >= kind or self._place(other.node) == self._place(headline):
                return True
            beside.add(other.number)
            if len(beside) > MAX_SIDE_LINKS:
                return True
        blocks = bisect_left(self._starts, end) - bisect_left(self._starts, node)
        return bool(beside) and blocks > CARD_BLOCKS

    def _headline(self, candidate: ItemCandidate, end: int) -> tuple[int, int]:
        """What a candidate's links before a tree index say, and the link that says most: the first
        of these that has words."""
        best, has_text = candidate.anchors[0], False
        if not candidate.words:
            return WORDLESS, best
        kind = WORDLESS
        for anchor in candidate.anchors:
            if anchor >= end:
                break
            said, texts = self._kind(candidate.words, anchor), anchor in self._link_texts
            if (said, texts) > (kind, has_text):
                kind, has_text, best = said, texts, anchor
        return kind, best

    def _place(self, link: int) -> tuple[str | None, str, str | None]:
        """How a link is set: its class, and tag and class of the element around it."""
        tree, parent = self._tree, self._tree.parents[link]
        return tree.attrs[link].get("class"), tree.tags[parent], tree.attrs[parent].get("class")
