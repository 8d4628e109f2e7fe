"""Site templates: what the pages of one site have in common, learned from the pages themselves.

A prompt that stands on every page is boilerplate, whatever it says; where on a site's pages the
story stood so far, it stands on the next. `learn` counts both over a site's pages without any
labels, and `SiteTemplate.weigh` lets the counts speak beside what the model thinks of one page.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from hashlib import blake2b

import numpy as np
from numpy.typing import NDArray

from scraper.extractors.parsing.blocks import RawBlock
from scraper.extractors.parsing.tree import Tree

ENOUGH = 3
"""Pages of a site from which its template says anything."""
REPEATED_SHARE = 0.3
"""Share of a site's pages that print a line from which it is boilerplate, and at least ``ENOUGH``
pages. A story's own lines stand on one page, or on two where it was published twice."""
REPEATED_WEIGHT = 1e-3
"""What a repeated line's odds of being story are multiplied with."""
SHORT = 40
"""Characters under which a line may come again in another story: "Background", "What we know"."""
SHORT_WEIGHT = 0.1
COPIES = 0.5
"""Share of a page's story in repeated lines from which the page was saved several times."""
PLACE_WEIGHT = 0.35
"""How much a place's past counts beside one page's own look, where it is well known."""
PLACE_BLOCKS = 12.0
"""Blocks of a place's past that count as much as ``PLACE_WEIGHT`` says half of."""

Place = tuple[str, str, str, str]


@dataclass(slots=True)
class SiteTemplate:
    """What is known of one site's pages.

    Attributes:
        pages: how many were learned from.
        lines: for each line of text (as a hash), on how many pages it stands.
        places: for each place (tag and class of a block's element and of its parent), the sum of
            the model's log-odds there, and how many blocks that were, over all pages.
    """

    pages: int = 0
    lines: dict[int, int] = field(default_factory=dict)
    places: dict[Place, tuple[float, int]] = field(default_factory=dict)

    def learn(
        self, tree: Tree, blocks: Sequence[RawBlock], probabilities: NDArray[np.float64]
    ) -> None:
        """Count one more page.

        Args:
            probabilities: the model's own, of each block being story.
        """
        self.pages += 1
        for line in {line_of(block.text) for block in blocks}:
            self.lines[line] = self.lines.get(line, 0) + 1
        for block, odds in zip(blocks, _log_odds(probabilities), strict=True):
            place = place_of(tree, block)
            total, count = self.places.get(place, (0.0, 0))
            self.places[place] = (total + float(odds), count + 1)

    def weigh(
        self, tree: Tree, blocks: Sequence[RawBlock], probabilities: NDArray[np.float64]
    ) -> NDArray[np.float64]:
        """The probabilities with the site's other pages taken into account."""
        if self.pages < ENOUGH or not len(blocks):
            return probabilities
        odds = _log_odds(probabilities)
        for number, block in enumerate(blocks):
            total, count = self.places.get(place_of(tree, block), (0.0, 0))
            # The page may be one of those that were learned from; its own look counts once.
            others = count - 1
            if others > 0:
                share = PLACE_WEIGHT * others / (others + PLACE_BLOCKS)
                past = (total - odds[number]) / others
                odds[number] += share * (past - odds[number])
        often = max(ENOUGH, REPEATED_SHARE * self.pages)
        repeated = [self.lines.get(line_of(block.text), 0) >= often for block in blocks]
        sizes = np.array([len(block.text) for block in blocks]) * probabilities
        if sizes[repeated].sum() < COPIES * sizes.sum():
            for number, block in enumerate(blocks):
                if repeated[number]:
                    short = len(block.text) < SHORT
                    odds[number] += np.log(SHORT_WEIGHT if short else REPEATED_WEIGHT)
        return np.asarray(1.0 / (1.0 + np.exp(-odds)))


def line_of(text: str) -> int:
    """A line of text as a number; digits count alike, as in "12 comments"."""
    plain = "".join("0" if c.isdigit() else c for c in text[:400].lower())
    return int.from_bytes(blake2b(plain.encode("utf-8"), digest_size=8).digest(), "big")


def place_of(tree: Tree, block: RawBlock) -> Place:
    """Where a block stands, in words that the pages of a site share."""
    parent = tree.parents[block.node]
    return (
        tree.tags[block.node],
        _kind(tree, block.node),
        tree.tags[parent] if parent >= 0 else "",
        _kind(tree, parent) if parent >= 0 else "",
    )


def _kind(tree: Tree, node: int) -> str:
    """Class or id without numbers: "post-4711" names one page, "post-" the site's posts."""
    named = tree.attrs[node].get("class") or tree.attrs[node].get("id") or ""
    return "".join(c for c in named[:100] if not c.isdigit())


def _log_odds(probabilities: NDArray[np.float64]) -> NDArray[np.float64]:
    kept = np.clip(probabilities, 1e-3, 1 - 1e-3)
    return np.asarray(np.log(kept / (1 - kept)))


def learn(
    pages: Iterable[tuple[Tree, Sequence[RawBlock], NDArray[np.float64]]],
) -> SiteTemplate:
    """The template of a site from its pages: tree, blocks and the model's probabilities of each."""
    template = SiteTemplate()
    for tree, blocks, probabilities in pages:
        template.learn(tree, blocks, probabilities)
    return template
