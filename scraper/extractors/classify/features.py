"""First-pass features of blocks: one row a block, the input of the fitted model.

`columns.py` has the columns. `text_shape.py`, `markup_features.py`, `token_table.py` and
`page_features.py` compute those of a block's text, its markup, its tokens and its page. The rest is
here: the position on the page, repetition, and the blocks around. The compiled twin gives the same
rows.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from scraper.extractors.classify.columns import (
    BASE,
    FEATURES,
    MEDIA,
    OFFSETS,
    PAGE,
    SHIFTED_COLUMNS,
    Matrix,
)
from scraper.extractors.classify.layout import Layout, lca_depth
from scraper.extractors.classify.markup_features import AncestorFeatures, tag_columns
from scraper.extractors.classify.page_features import (
    Hints,
    PageContext,
    count_elements,
    page_columns,
)
from scraper.extractors.classify.text_shape import (
    GOOD_CHARS,
    HEAD_CHARS,
    WORD,
    is_good,
    log,
    shape_columns,
)
from scraper.extractors.classify.token_table import TokenTable, token_columns
from scraper.extractors.compiled import compiled
from scraper.extractors.parsing.blocks import HEADINGS, RawBlock
from scraper.extractors.parsing.tree import Tree

NO_BLOCK = -9.0
"""Value of a ``SHIFTED`` column where there is no block at that distance."""


def block_features(
    tree: Tree,
    blocks: Sequence[RawBlock],
    layout: Layout,
    hints: Hints,
    table: TokenTable,
    out: Matrix | None = None,
) -> Matrix:
    """Block features, one row a block; the columns are ``FEATURES``.

    Args:
        out: array to write to, (blocks, features); by default a new one.
    """
    n = len(blocks)
    if out is None:
        out = np.empty((n, len(FEATURES)), dtype=np.float32)
    if not n:
        return out
    counts = count_elements(tree, blocks, layout)
    page_context = PageContext(tree, blocks, layout, hints, counts[-1])
    page = page_columns(blocks, layout, hints, page_context.main50, counts)
    _fast_rows(tree, blocks, layout, table, page_context, page, out)
    return out


def write_rows(
    tree: Tree,
    blocks: Sequence[RawBlock],
    layout: Layout,
    table: TokenTable,
    page_context: PageContext,
    page: list[float],
    out: Matrix,
) -> None:
    """Fill ``out``, one row a block. The plain twin of ``_features.write_rows``.

    Args:
        page: values of the columns ``PAGE``, equal in all rows.
    """
    base = base_rows(tree, blocks, layout, table, page_context)
    width = len(BASE)
    out[:, :width] = base
    out[:, width : width + len(PAGE)] = np.array(page, dtype=np.float32)
    column = width + len(PAGE)
    picked = base[:, SHIFTED_COLUMNS]
    k = len(OFFSETS)
    for number, offset in enumerate(OFFSETS):
        target = out[:, column + number :: k]
        if offset < 0:
            target[:-offset] = NO_BLOCK
            target[-offset:] = picked[:offset]
        else:
            target[-offset:] = NO_BLOCK
            target[:-offset] = picked[offset:]


def base_rows(
    tree: Tree,
    blocks: Sequence[RawBlock],
    layout: Layout,
    table: TokenTable,
    page_context: PageContext,
) -> Matrix:
    """One row a block; the columns are ``BASE``."""
    ancestors = AncestorFeatures(tree, blocks, layout, page_context.main50, page_context.main80)
    repetition = _Repetition(tree, blocks, layout)
    reading = _ReadingOrder(tree, blocks, layout, page_context)
    rows: list[list[float]] = []
    for number, block in enumerate(blocks):
        up = ancestors.of(block.node)
        tokens = token_columns(tree, block, table)
        rows.append([
            *shape_columns(block, layout.stretch), *tag_columns(block.tag),
            *reading.position(number), *up.inside, *tokens, *up.near,
            *repetition.signature(number), *reading.headline(number),
            *reading.heading_above(number), *reading.neighbours(number),
            *repetition.sizes(number), *up.later,
        ])  # fmt: skip
        reading.advance(number, tokens[0])
    return np.array(rows, dtype=np.float32)


class _Repetition:
    """How often a page repeats a block's kind of markup and the beginning of its text.

    A block's signature is its tag and the classes of its element and its parent.
    """

    def __init__(self, tree: Tree, blocks: Sequence[RawBlock], layout: Layout) -> None:
        self.tree, self.blocks, self.layout = tree, blocks, layout
        stretch = layout.stretch
        self.total_chars = layout.chars[0] or 1
        self.signatures: dict[tuple[str, str, str], list[int]] = {}
        """Number of blocks, characters, linked characters, number of good blocks."""
        self.keys: list[tuple[str, str, str]] = []
        self.prefixes: dict[str, int] = {}
        self.prefix_keys: list[str] = []
        for block in blocks:
            text = block.text
            parent = tree.parents[block.node]
            key = (
                block.tag,
                tree.attrs[block.node].get("class", ""),
                tree.attrs[parent].get("class", "") if parent >= 0 else "",
            )
            self.keys.append(key)
            entry = self.signatures.setdefault(key, [0, 0, 0, 0])
            entry[0] += 1
            entry[1] += stretch * len(text)
            entry[2] += stretch * block.link_chars
            entry[3] += is_good(block, stretch)
            prefix = " ".join(text[:PREFIX_CHARS].lower().split(" ", 2)[:2])
            self.prefix_keys.append(prefix)
            self.prefixes[prefix] = self.prefixes.get(prefix, 0) + 1
        sizes = sorted([size for b in blocks if (size := stretch * len(b.text)) >= GOOD_CHARS])
        sizes = sizes or [GOOD_CHARS]
        self.median_size = sizes[len(sizes) // 2]

    def signature(self, number: int) -> list[float]:
        """The values of the columns ``SIGNATURE``."""
        count, chars, link_chars, goods = self.signatures[self.keys[number]]
        return [float(count), goods / count, link_chars / (chars or 1)]

    def sizes(self, number: int) -> list[float]:
        """The values of the columns ``SIZES``."""
        block, layout = self.blocks[number], self.layout
        size = layout.stretch * len(block.text)
        parent = self.tree.parents[block.node]
        is_item = block.tag == "li"
        return [
            float(layout.count[parent] if is_item and parent >= 0 else 0),
            layout.link_chars[parent] / (layout.chars[parent] or 1) if is_item else 0.0,
            log(size - layout.stretch * block.link_chars),
            log(self.prefixes[self.prefix_keys[number]]),
            self.signatures[self.keys[number]][1] / self.total_chars,
            size / self.median_size,
        ]


PREFIX_CHARS = 60
"""Characters at the start of a block in which its first two words are compared, and by which it is
searched in the JSON-LD ``articleBody``."""
MAX_HEADING_DISTANCE = 60
"""Blocks from which a heading above counts as equally far."""
NO_LCA = 20.0
"""Value of ``prev_lca`` and ``next_lca`` for the first and last block."""


class _ReadingOrder:
    """What comes before and after a block; call ``advance`` after each block."""

    def __init__(
        self,
        tree: Tree,
        blocks: Sequence[RawBlock],
        layout: Layout,
        page_context: PageContext,
    ) -> None:
        self.tree, self.blocks, self.layout, self.page = tree, blocks, layout, page_context
        self.total_good = layout.good[0] or 1
        self.h1_node = blocks[page_context.h1].node if page_context.h1 >= 0 else -1
        self.text_counts: dict[str, int] = {}
        for block in blocks:
            self.text_counts[block.text] = self.text_counts.get(block.text, 0) + 1
        self.media = tree.named(MEDIA)
        self.media_at = 0
        self.seen: set[str] = set()
        self.chars_before = self.good_before = self.h1_chars = 0
        self.heading = -1
        self.heading_text = 0.0

    def advance(self, number: int, text_mean: float) -> None:
        """Go on to the next block.

        Args:
            text_mean: column ``text_mean`` of the present block.
        """
        block = self.blocks[number]
        size = self.layout.stretch * len(block.text)
        self.seen.add(block.text)
        self.chars_before += size
        if is_good(block, self.layout.stretch):
            self.good_before += size
        if number == self.page.h1:
            self.h1_chars = self.chars_before
        if block.tag in HEADINGS:
            self.heading, self.heading_text = number, text_mean

    def position(self, number: int) -> list[float]:
        """The values of the columns ``POSITION``."""
        n = len(self.blocks)
        return [
            number / n, log(n - number), log(self.chars_before),
            self.good_before / self.total_good,
            (self.total_good - self.good_before) / self.total_good,
            float(self.layout.depth[self.blocks[number].node]),
        ]  # fmt: skip

    def headline(self, number: int) -> list[float]:
        """The values of the columns ``HEADLINE``."""
        page, text, node = self.page, self.blocks[number].text, self.blocks[number].node
        h1, depth = page.h1, self.layout.depth
        head = text[:HEAD_CHARS].lower()
        overlap = described = 0.0
        if page.title_words or page.description_words:
            own = WORD.findall(head)
            if own:
                overlap = sum(1 for w in own if w in page.title_words) / len(own)
                described = sum(1 for w in own if w in page.description_words) / len(own)
        folded = " ".join(head.split()) if len(text) <= HEAD_CHARS else ""
        below = h1 >= 0 and number > h1
        first, second = min(self.h1_node, node), max(self.h1_node, node)
        return [
            float(number - h1) if h1 >= 0 else -99.0, float(below),
            float(depth[node] - lca_depth(self.tree, depth, first, second)) if h1 >= 0 else -1.0,
            log(self.chars_before - self.h1_chars) if below else -1.0,
            overlap, float(folded in page.titles), described,
            float(text[:PREFIX_CHARS] in page.body) if page.body else -1.0,
            float(text in self.seen),
            float(self.text_counts[text] > 1 and text not in self.seen),
        ]  # fmt: skip

    def heading_above(self, number: int) -> list[float]:
        """The values of the columns ``HEADING_ABOVE``."""
        if self.heading < 0:
            return [99.0, 0.0, self.heading_text, 0.0, 0.0, 0.0]
        heading, parents = self.blocks[self.heading], self.tree.parents
        return [
            float(min(number - self.heading, MAX_HEADING_DISTANCE)), float(HEADINGS[heading.tag]),
            self.heading_text, heading.link_chars / len(heading.text),
            self.layout.markup[heading.node],
            float(parents[heading.node] == parents[self.blocks[number].node]),
        ]  # fmt: skip

    def neighbours(self, number: int) -> list[float]:
        """The values of the columns ``NEIGHBOURS``."""
        blocks, parents, depth = self.blocks, self.tree.parents, self.layout.depth
        tag, node = blocks[number].tag, blocks[number].node
        before = blocks[number - 1] if number else None
        after = blocks[number + 1] if number + 1 < len(blocks) else None
        media_before = 0
        while self.media_at < len(self.media) and self.media[self.media_at] < node:
            self.media_at += 1
            media_before += 1
        return [
            float(depth[node] - lca_depth(self.tree, depth, before.node, node)) if before
            else NO_LCA,
            float(depth[node] - lca_depth(self.tree, depth, node, after.node)) if after else NO_LCA,
            float(before is not None and parents[before.node] == parents[node]),
            float(after is not None and parents[after.node] == parents[node]),
            float(before is not None and before.tag == tag),
            float(after is not None and after.tag == tag),
            float(media_before), float(before is None), float(after is None),
        ]  # fmt: skip


_fast_rows = compiled(write_rows)
