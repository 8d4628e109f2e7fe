"""Features of a block's markup: its tag, its element, the elements around it."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise
from typing import NamedTuple

from scraper.extractors.classify.columns import HIDDEN, INSIDE, LANDMARKS, MEDIA
from scraper.extractors.classify.layout import Layout, lca_depth, path_of
from scraper.extractors.classify.text_shape import GOOD_CHARS, log
from scraper.extractors.parsing.blocks import HEADINGS, RawBlock
from scraper.extractors.parsing.tree import Tree

SIBLING_LEVELS = 6
"""Elements from a block's own upwards that are considered for ``siblings_max`` and cards."""
MIN_CARD_SIBLINGS, MIN_CARD_BLOCKS = 3, 2
"""Siblings and blocks from which an element is a card."""
NO_LEVEL = 20
"""Stands for "none" in columns that are numbers of levels (``up_to_50``)."""
FAR_LEVEL = 10
"""The same in ``media_up`` and ``time_up``."""


def tag_columns(tag: str) -> list[float]:
    """The values of the columns ``TAG``."""
    level = HEADINGS.get(tag, 0)
    return [
        float(tag == "p"), float(level > 0), float(level), float(tag == "li"), float(tag == "tr"),
        float(tag == "div"), float(tag == "blockquote"), float(tag == "figcaption"),
        float(tag == "pre"), float(tag in ("dt", "dd")), float(tag == "button"),
        float(tag in ("section", "article", "td")),
    ]  # fmt: skip


class AncestorColumns(NamedTuple):
    """Features of a block's element and its ancestors.

    Attributes:
        inside: the values of the columns ``INSIDE``.
        near: those of ``ANCESTORS``.
        later: those of ``LATER_ANCESTORS``.
    """

    inside: list[float]
    near: list[float]
    later: list[float]


class Shares:
    """Distribution of the main container's running text over kinds of children and tag paths.

    In most page templates the story's paragraphs share one kind of child (tag and class) or one tag
    path, and inserted boxes have another.
    """

    __slots__ = ("kinds", "paths", "tags", "total")

    def __init__(self, tree: Tree, blocks: Sequence[RawBlock], main: int, stretch: int) -> None:
        self.tags: dict[str, int] = {}
        self.kinds: dict[tuple[str, str], int] = {}
        self.paths: dict[tuple[str, ...], int] = {}
        self.total = 1
        end = tree.ends[main]
        for block in blocks:
            size, links = stretch * len(block.text), stretch * block.link_chars
            if size < GOOD_CHARS or links * 3 >= size or not main <= block.node < end:
                continue
            inset, path = self.below(tree, block.node, main)
            tag = tree.tags[inset]
            kind = (tag, tree.attrs[inset].get("class", ""))
            self.total += size
            self.tags[tag] = self.tags.get(tag, 0) + size
            self.kinds[kind] = self.kinds.get(kind, 0) + size
            self.paths[path] = self.paths.get(path, 0) + size

    @staticmethod
    def below(tree: Tree, node: int, main: int) -> tuple[int, tuple[str, ...]]:
        """The child of ``main`` that contains ``node``, and the tags from ``node`` up to it."""
        tags, parents = tree.tags, tree.parents
        path = [tags[node]]
        while node != main and parents[node] >= 0 and parents[node] != main:
            node = parents[node]
            path.append(tags[node])
        return node, tuple(path)

    def of(self, tree: Tree, node: int, inset: int, main: int) -> tuple[float, float, float]:
        """Shares of running text with the same child tag, child kind and path as ``node``."""
        if not main <= node < tree.ends[main]:
            return -1.0, -1.0, -1.0
        tag = tree.tags[inset]
        kind = (tag, tree.attrs[inset].get("class", ""))
        path = self.below(tree, node, main)[1]
        return (
            self.tags.get(tag, 0) / self.total,
            self.kinds.get(kind, 0) / self.total,
            self.paths.get(path, 0) / self.total,
        )


class AncestorFeatures:
    """Computes ``AncestorColumns``, which are equal for all blocks of one element.

    Args:
        main50, main80: the deepest elements with 50 and 80 % of the running text.
    """

    def __init__(
        self, tree: Tree, blocks: Sequence[RawBlock], layout: Layout, main50: int, main80: int
    ) -> None:
        self.tree, self.layout = tree, layout
        self.main50, self.main80 = main50, main80
        self.total_good = layout.good[0] or 1
        self.shares = Shares(tree, blocks, main50, layout.stretch)
        self.has_media = _with_ancestors(tree, MEDIA)
        self.has_time = _with_ancestors(tree, frozenset({"time"}))
        self.known: dict[int, AncestorColumns] = {}

    def of(self, node: int) -> AncestorColumns:
        """The features of a block's element."""
        columns = self.known.get(node)
        if columns is None:
            columns = self.known[node] = self._compute(node)
        return columns

    def _compute(self, node: int) -> AncestorColumns:
        path = path_of(self.tree, node)
        return AncestorColumns(self._inside(path), self._near(node, path), self._later(node, path))

    def _inside(self, path: Sequence[int]) -> list[float]:
        """The values of the columns ``INSIDE``."""
        tags, attrs = self.tree.tags, self.tree.attrs
        inside = [0.0] * len(INSIDE)
        for at in path:
            column = LANDMARKS.get(tags[at])
            if column is not None:
                inside[column] = 1.0
            if attrs[at] and ("hidden" in attrs[at] or "none" in attrs[at].get("style", "")):
                inside[HIDDEN] = 1.0
        return inside

    def _near(self, node: int, path: Sequence[int]) -> list[float]:
        """The values of the columns ``ANCESTORS``."""
        layout, ends, total_good = self.layout, self.tree.ends, self.total_good
        chars, link_chars, good, count = layout.chars, layout.link_chars, layout.good, layout.count
        goods, paragraphs, siblings = layout.goods, layout.paragraphs, layout.siblings
        markup, depth, main50, main80 = layout.markup, layout.depth, self.main50, self.main80
        minimum = maximum = total = word_low = 0.0
        low_up = NO_LEVEL
        for up, at in enumerate(path):
            value = markup[at]
            total += value
            if value < minimum:
                minimum, low_up = value, up
            maximum = max(maximum, value)
            word_low = min(word_low, layout.lowest[at])
        shares = [good[at] / total_good for at in path]
        levels = [
            next(
                # Where it is NO_LEVEL levels up, the one above it counts: so the model was fitted.
                (float(up) for up, share in enumerate(shares) if share >= least and up != NO_LEVEL),
                float(NO_LEVEL),
            )
            for least in (0.25, 0.5, 0.8)
        ]
        close = path[:SIBLING_LEVELS]
        card = next(
            (at for at in close
             if siblings[at] >= MIN_CARD_SIBLINGS and count[at] >= MIN_CARD_BLOCKS),
            -1,
        )  # fmt: skip
        last = len(path) - 1
        a1, a2, a3, a4 = (path[min(up, last)] for up in (1, 2, 3, 4))
        lca = lca_depth(self.tree, depth, min(node, main50), max(node, main50))
        return [
            markup[node], markup[a1], markup[a2], markup[a3], minimum, maximum, total,
            float(low_up), word_low, *levels, float(depth[main50] - lca),
            float(main50 <= node < ends[main50]), float(main80 <= node < ends[main80]),
            *(good[at] / total_good for at in (a1, a2, a3, a4)),
            *(link_chars[at] / (chars[at] or 1) for at in (a1, a2, a3, a4)),
            float(count[a1]), float(count[a2]), float(count[a3]),
            paragraphs[a1] / (chars[a1] or 1), paragraphs[a2] / (chars[a2] or 1),
            goods[a1] / (count[a1] or 1), goods[a2] / (count[a2] or 1),
            float(siblings[node]), float(siblings[a1]), float(siblings[a2]), float(siblings[a3]),
            float(max(1, *(siblings[at] for at in close))),
            log(chars[card]) if card >= 0 else -1.0,
            link_chars[card] / (chars[card] or 1) if card >= 0 else -1.0,
            float(count[card]) if card >= 0 else -1.0,
            float(depth[node] - depth[card]) if card >= 0 else -1.0,
        ]  # fmt: skip

    def _later(self, node: int, path: Sequence[int]) -> list[float]:
        """The values of the columns ``LATER_ANCESTORS``."""
        tree, layout, main50 = self.tree, self.layout, self.main50
        chars, link_chars, good, count = layout.chars, layout.link_chars, layout.good, layout.count
        goods, siblings, depth, lowest = layout.goods, layout.siblings, layout.depth, layout.lowest
        media_up = next((up for up, at in enumerate(path) if self.has_media[at]), -1)
        media = path[media_up] if media_up >= 0 else -1
        time_up = next((up for up, at in enumerate(path) if self.has_time[at]), FAR_LEVEL)
        # A block directly in the main container is its own inset.
        inset = next(
            (at for at, parent in pairwise(path) if parent <= main50 < tree.ends[parent]), node
        )
        parent = path[min(1, len(path) - 1)]
        grandparent = path[min(2, len(path) - 1)]
        return [
            float(any(tree.tags[at] == "noscript" for at in path)),
            float(min(media_up, FAR_LEVEL) if media >= 0 else FAR_LEVEL),
            chars[node] / (chars[media] or 1) if media >= 0 else 0.0,
            log(chars[media]) if media >= 0 else -1.0,
            layout.markup[inset], log(chars[inset]), float(count[inset]),
            link_chars[inset] / (chars[inset] or 1),
            float(siblings[inset]), goods[inset] / (count[inset] or 1),
            float(depth[node] - depth[inset]),
            float(count[inset] == 1), good[inset] / self.total_good,
            float(min(time_up, FAR_LEVEL)),
            lowest[node], lowest[parent], lowest[grandparent], float(layout.headings[inset]),
            lowest[inset], *self.shares.of(tree, node, inset, main50),
            layout.words[node], layout.words[parent],
        ]  # fmt: skip


def _with_ancestors(tree: Tree, tags: frozenset[str]) -> bytearray:
    """For each element, 1 if it is one of ``tags`` or contains one."""
    found = bytearray(len(tree.tags))
    for i, tag in enumerate(tree.tags):
        if tag in tags:
            while i >= 0 and not found[i]:
                found[i] = 1
                i = tree.parents[i]
    return found
