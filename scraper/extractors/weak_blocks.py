"""Paragraphs and subheadings of an article that the model scores too low, by what is around them.

The model scores short paragraphs and languages that it has seen little of lower than others. Where
most of the story is one row of paragraphs in the same element, another one in that row is part of
it, also at the row's end if what follows is surely none.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray

from scraper.extractors.assemble import MAX_HEADING
from scraper.extractors.classify.text_shape import CLOSING, TERMINAL
from scraper.extractors.parsing.blocks import HEADINGS, RawBlock
from scraper.extractors.parsing.tree import Tree
from scraper.extractors.related.lines import is_count, kind_of

MIN_ROW = 5
"""Paragraphs of the story from which they are a row; they must be half of the story's blocks."""
MIN_PROBABILITY = 0.25
"""Story probability from which a block of the row is part of the story. The labelled pages say
little about it, since the model has seen their stories: of 2,499 pages a few get a block more. On
eighteen invented pages that it had not seen, six stories lacked one to six blocks, all with 0.25 to
0.41, and what was no story had less than 0.1."""
MAX_BEHIND = 0.1
"""Story probability up to which a block is surely no part of the story."""
MAX_LAST = 3
"""Paragraphs that are added to the end of a story."""
MIN_BELOW = 2
"""Blocks of the story that a subheading has below it."""
MAX_BETWEEN = 6
"""Blocks between two of the story's that are looked at: an insert of several lines may be there."""

_STOPS = TERMINAL | frozenset("\u06d4\u17d4")
"""Sentence-ending marks, also those of Urdu and Khmer."""
_CLOSING = "".join(CLOSING)
_NOTE_MARKS = "*†"
"""Signs that begin a note on the author or the text."""


def with_weak_blocks(
    tree: Tree,
    raw: Sequence[RawBlock],
    chosen: list[int],
    probabilities: NDArray[np.float64],
    threshold: float,
) -> list[int]:
    """The chosen blocks of an article, and those of its row of paragraphs that are below the
    threshold, with the subheadings among them.

    Args:
        threshold: probability from which blocks were chosen. Those above it that are not among the
            chosen were left out on purpose.
    """
    row = _row_of(tree, raw, chosen)
    if row is None:
        return chosen
    container, kind = row

    def is_missed(number: int) -> bool:
        """Whether a block was not chosen for its probability only, and contains no link."""
        return (
            MIN_PROBABILITY <= probabilities[number] < threshold
            and not raw[number].link_chars
            and raw[number].row is None
        )

    def in_row(number: int) -> bool:
        node = raw[number].node
        return tree.parents[node] == container and kind_of(tree, node) == kind

    missed = [
        number
        for before, after in pairwise(chosen)
        if 1 < after - before <= MAX_BETWEEN + 1 and in_row(before) and in_row(after)
        for number in range(before + 1, after)
        if is_missed(number) and in_row(number) and _is_sentence(raw[number])
    ]
    last = chosen[-1]
    end = last + 1
    while end < len(raw) and end <= last + MAX_LAST and is_missed(end) and in_row(end):
        if not _is_sentence(raw[end]):
            break
        end += 1
    if in_row(last) and (end == len(raw) or probabilities[end] <= MAX_BEHIND):
        missed += range(last + 1, end)
    found = sorted({*chosen, *missed})
    heads = [
        before + 1
        for place, (before, after) in enumerate(pairwise(found))
        if after - before == 2
        and place + MIN_BELOW < len(found)
        and in_row(before)
        and in_row(after)
        and is_missed(before + 1)
        and _is_subheading(tree, raw[before + 1], raw[after], container)
    ]
    return sorted([*found, *heads]) if heads or missed else chosen


def _row_of(tree: Tree, raw: Sequence[RawBlock], chosen: Sequence[int]) -> tuple[int, str] | None:
    """The element around most of the story's paragraphs, and their kind."""
    rows = Counter(
        (tree.parents[raw[number].node], kind_of(tree, raw[number].node)) for number in chosen
    )
    for row, times in rows.most_common(1):
        if times >= MIN_ROW and 2 * times >= len(chosen):
            return row
    return None


def _is_sentence(block: RawBlock) -> bool:
    """Whether a block is a sentence, and not a note, a copyright line or a line in bold."""
    return (
        block.text.rstrip(_CLOSING)[-1:] in _STOPS
        and not is_count(block.text)
        and block.text[0] not in _NOTE_MARKS
        and "©" not in block.text
        and 2 * block.bold_chars < len(block.text)
    )


def _is_subheading(tree: Tree, block: RawBlock, below: RawBlock, container: int) -> bool:
    """Whether a block between two paragraphs of a row is a heading or a whole line in bold."""
    text = block.text
    is_set = block.tag in HEADINGS or block.bold_chars >= 0.95 * len(text)
    return (
        is_set
        and block.tag != "h1"
        and container in (block.node, tree.parents[block.node])
        and len(text) <= min(MAX_HEADING, len(below.text))
        and (block.tag in HEADINGS or text.rstrip(_CLOSING)[-1:] not in _STOPS)
        and text[-1] not in ":："
        and 2 * below.bold_chars < len(below.text)
        and any(map(str.isalpha, text))
    )
