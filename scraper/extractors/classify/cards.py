"""Features of cards: repeated sibling elements that each present another story.

A teaser can be a full paragraph without a link, in the same column as the story. What distinguishes
it is its card: the card begins with a fully linked heading, and has siblings with the same tag and
class and of similar size that begin the same way.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from scraper.extractors.classify.columns import Matrix
from scraper.extractors.classify.layout import Layout
from scraper.extractors.classify.limits import CARD_LEVELS, FULLY_LINKED, LINK_LINE_BLOCKS
from scraper.extractors.classify.token_table import added
from scraper.extractors.compiled import compiled
from scraper.extractors.parsing.blocks import HEADINGS, RawBlock
from scraper.extractors.parsing.tree import Tree

CARDS: tuple[str, ...] = (
    "group_size", "group_first_linked", "group_any_linked", "group_spread", "group_mean_chars",
    "group_up", "under_linked_heading", "after_linked_line", "linked_lines_before",
    "linked_lines_after", "heading_linked_share",
)  # fmt: skip


def card_features(tree: Tree, blocks: Sequence[RawBlock], layout: Layout) -> Matrix:
    """Card features, one row a block; the columns are ``CARDS``."""
    return np.asarray(_fast_cards(tree, blocks, layout))


def cards_of(tree: Tree, blocks: Sequence[RawBlock], layout: Layout) -> Matrix:
    """The plain twin of ``_features.cards``."""
    n = len(blocks)
    out = np.zeros((n, len(CARDS)), dtype=np.float32)
    if not n:
        return out
    parents, tags, attrs = tree.parents, tree.tags, tree.attrs
    siblings = layout.siblings
    linked = [
        block.link_chars >= FULLY_LINKED * len(block.text) and layout.stretch * len(block.text) > 15
        for block in blocks
    ]
    # card_of: the nearest repeated element around each block, or -1; first_of: its first block.
    first_of: dict[int, int] = {}
    card_of: list[int] = []
    up_of: list[int] = []
    nearest: dict[int, tuple[int, int]] = {}
    for number, block in enumerate(blocks):
        found = nearest.get(block.node)
        if found is None:
            node, card, up_to = block.node, -1, 0
            for up in range(CARD_LEVELS):
                # A card has more than one block, unlike a paragraph among paragraphs.
                if siblings[node] >= 3 and layout.count[node] >= 2:
                    card, up_to = node, up
                    break
                node = parents[node]
                if node < 0:
                    break
            found = nearest[block.node] = (card, up_to)
        card_of.append(found[0])
        up_of.append(found[1])
        if found[0] >= 0 and found[0] not in first_of:
            first_of[found[0]] = number
    groups: dict[tuple[int, str, str], list[int]] = {}
    for card in first_of:
        key = (parents[card], tags[card], attrs[card].get("class", ""))
        groups.setdefault(key, []).append(card)
    facts: dict[int, tuple[float, float, float, float, float]] = {}
    for cards in groups.values():
        sizes = [layout.chars[card] for card in cards]
        mean = sum(sizes) / len(sizes)
        spread = (added([(size - mean) ** 2 for size in sizes]) / len(sizes)) ** 0.5 / (mean or 1)
        begins = sum(linked[first_of[card]] for card in cards) / len(cards)
        holds = sum(layout.link_chars[card] > 0 for card in cards) / len(cards)
        row = (float(len(cards)), begins, holds, spread, mean)
        for card in cards:
            facts[card] = row
    before = np.concatenate(([0], np.cumsum(linked)))
    heads = [block.tag in HEADINGS for block in blocks]
    linked_heads = sum(a and b for a, b in zip(linked, heads, strict=True))
    head_share = linked_heads / (sum(heads) or 1)
    heading = -1
    for number in range(n):
        card = card_of[number]
        row = facts[card] if card >= 0 else (0.0, 0.0, 0.0, 0.0, 0.0)
        same_card = heading >= 0 and card >= 0 and first_of[card] <= heading
        out[number] = (
            *row,
            float(up_of[number]) if card >= 0 else -1.0,
            float(same_card and linked[heading]),
            float(number > 0 and linked[number - 1]),
            float(before[number] - before[max(number - LINK_LINE_BLOCKS, 0)]),
            float(before[min(number + 1 + LINK_LINE_BLOCKS, n)] - before[number + 1]),
            head_share,
        )
        if heads[number]:
            heading = number
    return out


_fast_cards = compiled(cards_of)
