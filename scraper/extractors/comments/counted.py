"""Comments among the story's blocks, recognised by a heading with their number above them."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Sequence

from scraper.extractors.comments.groups import are_story, search_comments
from scraper.extractors.comments.markup import MarkupComment
from scraper.extractors.comments.page import SearchedPage
from scraper.extractors.parsing.blocks import RawBlock
from scraper.extractors.parsing.tree import Tree

COUNTED = re.compile(r"(?=.{3,60}$)(?:(?=\D*?[^\W\d])\D+\d{1,5}\s*[)\]]?|\d{1,5}\s\D+)$")
"""A heading with the number of entries below it: "Comments (12)", "12 thoughts on …"."""
FEWEST = 2
"""Number of comments below such a heading, each with a name and a time, from which they are removed
from the story."""
BESIDE = 6
"""Maximum blocks from the heading to the first comment: a form, a note on the rules."""
MAX_HEADINGS = 20
"""Maximum headings with comments below them that are tried: each costs a pass over the blocks."""
ABOVE = 0.15
"""Minimum length of the story above as a share of the comments' length. A shorter text is a
question that the rest of the page answers."""


def counted_comments(
    tree: Tree, raw: Sequence[RawBlock], chosen: Sequence[int], url: str | None
) -> set[int]:
    """The chosen blocks of an article that are comments below a heading with their number, and the
    heading.

    The model often chooses comments that are longer than the story above them.

    Args:
        raw: all blocks of the page.
        chosen: indices of the story's blocks, ascending.
        url: the page's address, as for ``read_comments``.
    """
    comments: list[MarkupComment] | None = None
    headed: list[MarkupComment] = []
    starts: list[int] = []
    tried = 0
    for place, number in enumerate(chosen):
        if not place or not COUNTED.match(raw[number].text):
            continue
        if comments is None:
            comments = search_comments(SearchedPage(tree, raw, chosen, url))
            headed = [each for each in comments if each.typed or (each.author and each.dated)]
            headed.sort(key=lambda comment: comment.blocks[0])
            starts = [comment.blocks[0] for comment in headed]
        below = headed[bisect_right(starts, number) :]
        if len(below) < FEWEST or below[0].blocks[0] - number > BESIDE:
            continue
        tried += 1
        if tried > MAX_HEADINGS:
            break
        if are_story(raw, chosen[:place], comments):
            continue
        last = below[-1].blocks[-1]
        found = {number, *(n for n in chosen if number < n <= last)}
        above = sum(len(raw[n].text) for n in chosen[:place])
        if above >= ABOVE * sum(len(raw[n].text) for n in found):
            return found
    return set()
