"""The comments of a page, from its linked data or its markup, whichever has more of them."""

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
        chosen: indices of the story's blocks.
        url: the page's address; its top-level domain helps to read numeric dates.

    Returns:
        The comments of the linked data or of the markup, whichever has more of them. Empty if the
        page's file has none: many sites load them later by a script.
    """
    in_linked_data = comments_in_linked_data(tree, raw, chosen)
    in_markup = comments_in_markup(tree, raw, chosen, url)
    if len(in_linked_data) >= len(in_markup):
        return in_linked_data
    return [
        Comment(author=each.author or None, published_at=each.published_at or None, text=each.text)
        for each in in_markup
    ]
