"""Site templates: statistics of the pages of one site, learned without labels.

A line repeated on many pages of a site is boilerplate, whatever its words; and the story stands at
the same position (tags and classes) on all pages. `learn` counts both over a site's pages, and
`SiteTemplate.weigh` adjusts the model's probabilities for one page by these counts.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from hashlib import blake2b

import numpy as np
from numpy.typing import NDArray

from scraper.extractors.parsing.blocks import RawBlock
from scraper.extractors.parsing.tree import Tree

MIN_PAGES = 3
"""Pages of a site from which its template is used."""
REPEATED_SHARE = 0.3
"""Share of a site's pages with the same line from which the line is boilerplate; at least
``MIN_PAGES`` pages. Lines of a story occur on one page, or on two where it was published twice."""
REPEATED_WEIGHT = 1e-3
"""Factor on the story odds of a repeated line."""
SHORT_LINE_CHARS = 40
"""Characters below which a line may recur in other stories: "Background", "What we know". Such
lines get the weaker factor ``SHORT_WEIGHT``."""
SHORT_WEIGHT = 0.1
MAX_REPEATED_SHARE = 0.5
"""Share of a page's story in repeated lines from which the page itself was saved several times, and
repetition is ignored."""
PLACE_WEIGHT = 0.35
"""Weight of a place's mean log-odds against the page's own, for a place with many blocks."""
PLACE_BLOCKS = 12.0
"""Number of blocks seen at a place at which it gets half of ``PLACE_WEIGHT``."""

Place = tuple[str, str, str, str]


@dataclass(slots=True)
class SiteTemplate:
    """Statistics of one site's pages.

    Attributes:
        pages: number of pages counted.
        lines: hash of a line of text -> number of pages with it.
        places: place (tag and class of a block's element and of its parent) -> (sum of the model's
            log-odds, number of blocks), over all pages.
    """

    pages: int = 0
    lines: dict[int, int] = field(default_factory=dict)
    places: dict[Place, tuple[float, int]] = field(default_factory=dict)

    def learn(
        self, tree: Tree, blocks: Sequence[RawBlock], probabilities: NDArray[np.float64]
    ) -> None:
        """Count one more page.

        Args:
            probabilities: the model's story probability of each block, unadjusted.
        """
        self.pages += 1
        for line in {line_hash(block.text) for block in blocks}:
            self.lines[line] = self.lines.get(line, 0) + 1
        for block, odds in zip(blocks, _log_odds(probabilities), strict=True):
            place = place_key(tree, block)
            total, count = self.places.get(place, (0.0, 0))
            self.places[place] = (total + float(odds), count + 1)

    def weigh(
        self, tree: Tree, blocks: Sequence[RawBlock], probabilities: NDArray[np.float64]
    ) -> NDArray[np.float64]:
        """The story probabilities, adjusted by the statistics of the site's other pages."""
        if self.pages < MIN_PAGES or not len(blocks):
            return probabilities
        odds = _log_odds(probabilities)
        for number, block in enumerate(blocks):
            total, count = self.places.get(place_key(tree, block), (0.0, 0))
            # The page may itself have been counted; its own score must count once.
            others = count - 1
            if others > 0:
                share = PLACE_WEIGHT * others / (others + PLACE_BLOCKS)
                past = (total - odds[number]) / others
                odds[number] += share * (past - odds[number])
        often = max(MIN_PAGES, REPEATED_SHARE * self.pages)
        repeated = [self.lines.get(line_hash(block.text), 0) >= often for block in blocks]
        sizes = np.array([len(block.text) for block in blocks]) * probabilities
        if sizes[repeated].sum() < MAX_REPEATED_SHARE * sizes.sum():
            for number, block in enumerate(blocks):
                if repeated[number]:
                    short = len(block.text) < SHORT_LINE_CHARS
                    odds[number] += np.log(SHORT_WEIGHT if short else REPEATED_WEIGHT)
        return np.asarray(1.0 / (1.0 + np.exp(-odds)))


def line_hash(text: str) -> int:
    """64-bit hash of a line's first 400 characters, lower case, digits alike ("12 comments")."""
    plain = "".join("0" if c.isdigit() else c for c in text[:400].lower())
    return int.from_bytes(blake2b(plain.encode("utf-8"), digest_size=8).digest(), "big")


def place_key(tree: Tree, block: RawBlock) -> Place:
    """A block's place, comparable across pages of a site: tag and class of element and parent."""
    parent = tree.parents[block.node]
    return (
        tree.tags[block.node],
        _class_or_id(tree, block.node),
        tree.tags[parent] if parent >= 0 else "",
        _class_or_id(tree, parent) if parent >= 0 else "",
    )


def _class_or_id(tree: Tree, node: int) -> str:
    """Class or id without digits: "post-4711" identifies one page, "post-" all posts."""
    named = tree.attrs[node].get("class") or tree.attrs[node].get("id") or ""
    return "".join(c for c in named[:100] if not c.isdigit())


def _log_odds(probabilities: NDArray[np.float64]) -> NDArray[np.float64]:
    kept = np.clip(probabilities, 1e-3, 1 - 1e-3)
    return np.asarray(np.log(kept / (1 - kept)))


def learn(
    pages: Iterable[tuple[Tree, Sequence[RawBlock], NDArray[np.float64]]],
) -> SiteTemplate:
    """Learn a template from a site's pages, each as (tree, blocks, story probabilities)."""
    template = SiteTemplate()
    for tree, blocks, probabilities in pages:
        template.learn(tree, blocks, probabilities)
    return template
