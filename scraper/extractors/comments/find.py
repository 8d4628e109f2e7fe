"""The comments of a page, of its linked data or of its markup, whichever tells more of them."""

from __future__ import annotations

from collections.abc import Sequence

from scraper.extractors.comments.groups import comments_in_markup
from scraper.extractors.comments.linked_data import comments_in_linked_data
from scraper.extractors.parsing.blocks import RawBlock
from scraper.extractors.parsing.tree import Tree
from scraper.record import Comment


def read_comments(
    tree: Tree, raw: Sequence[RawBlock], chosen: Sequence[int], url: str | None
) -> list[Comment]:
    """The readers' comments of a page in reading order.

    Args:
        raw: all blocks of the page.
        chosen: numbers of the story's blocks.
        url: the page's address; its top-level domain helps to read numeric dates.

    Returns:
        The comments of the linked data or of the markup, whichever tells more of them. Empty
        where the page has none in its file: many sites load them later by a script.
    """
    told = comments_in_linked_data(tree, raw, chosen)
    found = comments_in_markup(tree, raw, chosen, url)
    if len(told) >= len(found):
        return told
    return [
        Comment(author=each.author or None, published_at=each.published_at or None, text=each.text)
        for each in found
    ]
