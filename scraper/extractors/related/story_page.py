"""The input of `find.py`: a page of which the story is known."""

from __future__ import annotations

from collections.abc import Sequence, Set
from dataclasses import dataclass, field

from scraper.extractors.classify.layout import Layout
from scraper.extractors.parsing.blocks import RawBlock
from scraper.extractors.parsing.tree import Tree


@dataclass(slots=True)
class StoryPage:
    """A page whose story has been chosen among its blocks.

    Attributes:
        chosen: indices of the story's blocks, ascending.
        probabilities: of each block being story.
        url: the page's own address; links to it are no related items.
        titles: the page's own titles.
        page_type: what the page itself is.
        authors: the page's authors, whose names are no section headings.
        headlines: blocks that are known to be headlines of related items.
        story: for each block, whether it is chosen.
    """

    tree: Tree
    blocks: Sequence[RawBlock]
    layout: Layout
    chosen: Sequence[int]
    probabilities: Sequence[float]
    url: str | None
    titles: Sequence[str] = ()
    page_type: str = "article"
    authors: Sequence[str] = ()
    headlines: Set[int] = frozenset()
    story: list[bool] = field(init=False)

    def __post_init__(self) -> None:
        self.story = [False] * len(self.blocks)
        for number in self.chosen:
            self.story[number] = True
