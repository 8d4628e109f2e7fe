"""Position of a "more news" item relative to the story: inline, in a column beside it, or below."""

from __future__ import annotations

import re
from collections.abc import Sequence

from scraper.extractors.classify.tokens import markup_words
from scraper.extractors.parsing.blocks import RawBlock
from scraper.extractors.parsing.tree import Tree
from scraper.extractors.related.candidates import ItemCandidate
from scraper.record import Position

SIDE_WORDS = (
    "side", "rail", "right", "rhs", "aside", "rechts", "droite", "derecha", "destra", "direita",
    "prawa", "prava", "secondary", "tertiary",
)  # fmt: skip
"""Beginnings of words in the class or id of a column beside the story."""
_COLUMN = re.compile(
    r"(?:^|\s)(?:col|column|grid|span|cell|large|medium)(?:-[a-z]{2})?-?(\d{1,2})\b"
)
"""A class of a layout grid, with the number of its columns."""
GRID_COLUMNS = 12
"""Columns of the usual layout grids; an element of that width has nothing beside it."""


class Positions:
    """Gives the position of items relative to the story.

    Args:
        story: indices of the story's blocks, ascending.
    """

    def __init__(self, tree: Tree, blocks: Sequence[RawBlock], story: Sequence[int]) -> None:
        self.tree, self.story = tree, story
        # Element of the story's middle block, which stands for the story.
        self.middle = blocks[story[len(story) // 2]].node if story else -1
        # Caches of ``_column`` by element and of ``_is_side`` by class or id.
        self.columns: dict[int, tuple[bool, bool]] = {}
        self.sides: dict[str, bool] = {"": False}

    def of(self, item: ItemCandidate) -> Position:
        """The position of an item."""
        story, number = self.story, item.title_block
        if not story:
            return "below"
        if number < story[0]:
            return "sidebar"
        beside, aside = self._column(item.card)
        if beside or aside:
            return "sidebar" if number > story[-1] or beside else "inline"
        return "inline" if number <= story[-1] else "below"

    def _column(self, node: int) -> tuple[bool, bool]:
        """Whether an element is in a column beside the story, and whether it is in an ``aside``."""
        tree, middle = self.tree, self.middle
        path = []
        while node >= 0 and node not in self.columns and not node <= middle < tree.ends[node]:
            path.append(node)
            node = tree.parents[node]
        beside, aside = self.columns.get(node, (False, False))
        for inner in reversed(path):
            parent, attrs = tree.parents[inner], tree.attrs[inner]
            beside = (
                beside
                or self._is_side(attrs.get("class", ""))
                or self._is_side(attrs.get("id", ""))
                # a column of a layout table, or of a grid
                or (tree.tags[inner] in ("td", "th") and tree.tags[parent] == "tr")
                or self._in_grid(inner, parent)
            )
            # An aside directly in the page's frame is below the story; in a row, beside it.
            aside = aside or (tree.tags[inner] == "aside" and self._shares_row(parent))
            self.columns[inner] = beside, aside
        return beside, aside

    def _is_side(self, name: str) -> bool:
        """Whether a class or id is that of a column beside the story."""
        found = self.sides.get(name)
        if found is None:
            found = any(word.startswith(SIDE_WORDS) for word in markup_words(name))
            self.sides[name] = found
        return found

    def _in_grid(self, node: int, parent: int) -> bool:
        """Whether an element and its sibling that contains the story are columns of a grid."""
        tree, other = self.tree, self.middle
        if not parent <= other < tree.ends[parent] or parent == other:
            return False
        if not _is_column(tree.attrs[node]):
            return False
        while tree.parents[other] != parent:
            other = tree.parents[other]
        return _is_column(tree.attrs[other])

    def _shares_row(self, node: int) -> bool:
        """Whether the closest element around that also contains the story is not the page's frame:
        the body, ``main`` or ``article``."""
        tree = self.tree
        while node >= 0 and not node <= self.middle < tree.ends[node]:
            node = tree.parents[node]
        return node >= 0 and tree.tags[node] not in ("body", "main", "article", "html")


def _is_column(attrs: dict[str, str]) -> bool:
    """Whether an element's class gives it some, but not all, of the columns of a layout grid."""
    name = attrs.get("class")
    if not name:
        return False
    return any(0 < int(width) < GRID_COLUMNS for width in _COLUMN.findall(name))
