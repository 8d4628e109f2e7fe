"""Features of cards: repeated sibling elements that each present another story.

A teaser can be a full paragraph without a link, in the same column as the story. What distinguishes
it is its card: the card begins with a fully linked heading, and has siblings with the same tag and
class and of similar size that begin the same way.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import numpy as np

from scraper.extractors.classify.columns import Matrix
from scraper.extractors.classify.layout import Layout
from scraper.extractors.classify.token_table import added
from scraper.extractors.compiled import compiled
from scraper.extractors.parsing.blocks import HEADINGS, RawBlock
from scraper.extractors.parsing.tree import Tree

CARDS: tuple[str, ...] = (
    "group_size", "group_first_linked", "group_any_linked", "group_spread", "group_mean_chars",
    "group_up", "under_linked_heading", "after_linked_line", "linked_lines_before",
    "linked_lines_after", "heading_linked_share",
)  # fmt: skip

CARD_LEVELS = 5
"""Number of elements, from the block's own upwards, searched for its card. Cards of the labelled
pages nest up to four."""
LINK_LINE_BLOCKS = 12
"""Blocks before and after a block that are searched for fully linked lines."""
FULLY_LINKED = 0.85
"""Share of linked characters from which a line is fully linked; below 1, for a date beside it."""
MIN_LINE_CHARS = 15
"""Characters above which a fully linked line can be a headline."""


def card_features(tree: Tree, blocks: Sequence[RawBlock], layout: Layout) -> Matrix:
    """Card features, one row a block; the columns are ``CARDS``."""
    return np.asarray(_fast_cards(tree, blocks, layout))


def cards_of(tree: Tree, blocks: Sequence[RawBlock], layout: Layout) -> Matrix:
    """The plain twin of ``_cards.cards``."""
    n = len(blocks)
    out = np.zeros((n, len(CARDS)), dtype=np.float32)
    if not n:
        return out
    linked = [
        block.link_chars >= FULLY_LINKED * len(block.text)
        and layout.stretch * len(block.text) > MIN_LINE_CHARS
        for block in blocks
    ]
    found = [_card_around(tree, layout, block.node) for block in blocks]
    first_of: dict[int, int] = {}
    for number, (card, _) in enumerate(found):
        if card >= 0:
            first_of.setdefault(card, number)
    facts = _group_facts(tree, layout, linked, first_of)
    before = np.concatenate(([0], np.cumsum(linked)))
    heads = [block.tag in HEADINGS for block in blocks]
    linked_heads = sum(a and b for a, b in zip(linked, heads, strict=True))
    head_share = linked_heads / (sum(heads) or 1)
    heading = -1
    for number, (card, up) in enumerate(found):
        row = facts[card] if card >= 0 else (0.0, 0.0, 0.0, 0.0, 0.0)
        same_card = heading >= 0 and card >= 0 and first_of[card] <= heading
        out[number] = (
            *row,
            float(up),
            float(same_card and linked[heading]),
            float(number > 0 and linked[number - 1]),
            float(before[number] - before[max(number - LINK_LINE_BLOCKS, 0)]),
            float(before[min(number + 1 + LINK_LINE_BLOCKS, n)] - before[number + 1]),
            head_share,
        )
        if heads[number]:
            heading = number
    return out


def _card_around(tree: Tree, layout: Layout, node: int) -> tuple[int, int]:
    """The nearest repeated element around a block's element, and the levels up to it; -1, -1 for
    none."""
    for up in range(CARD_LEVELS):
        # A card has more than one block, unlike a paragraph among paragraphs.
        if layout.siblings[node] >= 3 and layout.count[node] >= 2:
            return node, up
        node = tree.parents[node]
        if node < 0:
            break
    return -1, -1


Facts = tuple[float, float, float, float, float]
"""The first columns of ``CARDS``, equal for all cards of a group."""


def _group_facts(
    tree: Tree, layout: Layout, linked: Sequence[bool], first_of: Mapping[int, int]
) -> dict[int, Facts]:
    """The facts of each card; cards with the same parent, tag and class are a group.

    Args:
        linked: whether each block is a fully linked line.
        first_of: each card's first block.
    """
    groups: dict[tuple[int, str, str], list[int]] = {}
    for card in first_of:
        key = (tree.parents[card], tree.tags[card], tree.attrs[card].get("class", ""))
        groups.setdefault(key, []).append(card)
    facts: dict[int, Facts] = {}
    for cards in groups.values():
        sizes = [layout.chars[card] for card in cards]
        mean = sum(sizes) / len(sizes)
        spread = (added([(size - mean) ** 2 for size in sizes]) / len(sizes)) ** 0.5 / (mean or 1)
        begins = sum(linked[first_of[card]] for card in cards) / len(cards)
        holds = sum(layout.link_chars[card] > 0 for card in cards) / len(cards)
        row = (float(len(cards)), begins, holds, spread, mean)
        for card in cards:
            facts[card] = row
    return facts


_fast_cards = compiled(cards_of)
