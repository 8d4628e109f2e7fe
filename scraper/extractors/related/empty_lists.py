"""Headings of "more news" above an empty element, which a script fills when the page is shown.

The items are then in the data of the page's scripts (``state/``).
"""

from __future__ import annotations

from collections.abc import Sequence

from scraper.extractors.parsing.blocks import RawBlock
from scraper.extractors.parsing.tree import SKIPPED, Tree
from scraper.extractors.related.announced_lists import announcing_heading, in_frame

MAX_TRIED = 200
"""Headings of one page that are looked at."""


def empty_list_heading(tree: Tree, blocks: Sequence[RawBlock], chosen: Sequence[int]) -> str | None:
    """The heading that announces related stories, where nothing but an empty element is below it.

    Args:
        chosen: the story's blocks.
    """
    story = set(chosen)
    tried = 0
    for number, block in enumerate(blocks):
        around = tree.parents[block.node]
        end = tree.ends[around] if around >= 0 else 0
        below = tree.ends[block.node]
        if below >= end or tree.tags[around] == "body" or tree.tags[below] in SKIPPED:
            continue  # nothing is below it in its element
        if number + 1 < len(blocks) and blocks[number + 1].first < end:
            continue  # text is
        if block.link_chars or number in story:
            continue
        tried += 1
        heading = announcing_heading(tree, blocks, number)
        if heading and not in_frame(tree, block.node):
            return heading
        if tried == MAX_TRIED:
            break
    return None
