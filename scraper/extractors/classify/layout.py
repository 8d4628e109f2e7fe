"""Per-element sums over a page: how much text, links and running text each element contains."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from typing import Any

from scraper.extractors.classify.text_shape import STRETCH, WIDE, is_good
from scraper.extractors.classify.token_table import TokenTable, added
from scraper.extractors.classify.tokens import node_words
from scraper.extractors.compiled import compiled
from scraper.extractors.parsing.blocks import HEADINGS, RawBlock
from scraper.extractors.parsing.tree import Tree


class Layout:
    """Per-element sums over the tree, used by features and later steps; one entry an element.

    Except ``depth``, all values are 0 for elements without blocks inside.

    Attributes:
        depth: levels below the root.
        chars, link_chars: characters, and linked characters, of all blocks inside the element.
        good, goods: characters, and number, of the running-text blocks inside.
        count, headings: number of all blocks, and of heading blocks, inside.
        paragraphs: characters of ``p`` blocks inside.
        markup: sum of log-odds of the element's tokens; ``words`` the same without the tag name,
            ``lowest`` the lowest log-odds, at most 0.
        siblings: number of children of its parent with the same tag and class, itself included.
        stretch: weight of a character in lengths: ``STRETCH`` on pages in dense scripts, else 1.
        numbers: the same data for the compiled modules; None without these.
    """

    __slots__ = (
        "chars", "count", "depth", "good", "goods", "headings", "link_chars", "lowest", "markup",
        "numbers", "paragraphs", "siblings", "stretch", "words",
    )  # fmt: skip
    numbers: Any

    def __init__(self, tree: Tree, blocks: Sequence[RawBlock], table: TokenTable) -> None:
        self.stretch = _fast_stretch(blocks)
        found, self.numbers = _fast_sums(tree, blocks, table, self.stretch)
        if found is not None:
            self._fill(found)

    def __getattr__(self, name: str) -> Any:
        # The compiled modules read ``numbers``; the lists are only made at the first access.
        if name not in Layout.__slots__ or name == "numbers":
            raise AttributeError(name)
        self._fill(self.numbers.lists())
        return getattr(self, name)

    def at(self, node: int) -> tuple[int, int, int, int]:
        """An element's ``chars``, ``link_chars``, ``good`` and ``goods``."""
        if self.numbers is not None:
            chars, link_chars, good, goods = self.numbers.at(node)
            return chars, link_chars, good, goods
        return self.chars[node], self.link_chars[node], self.good[node], self.goods[node]

    def _fill(self, found: Sums) -> None:
        (
            self.depth, self.chars, self.link_chars, self.good, self.count, self.goods,
            self.paragraphs, self.headings, self.markup, self.lowest, self.words, self.siblings,
        ) = found  # fmt: skip


Sums = tuple[
    list[int], list[int], list[int], list[int], list[int], list[int], list[int], list[int],
    list[float], list[float], list[float], list[int],
]  # fmt: skip


def stretch_of(blocks: Sequence[RawBlock]) -> int:
    """``Layout.stretch``. The plain twin of ``_layout.stretch_of``."""
    texts = [block.text for block in blocks]
    wide = sum(len(WIDE.findall(text)) for text in texts if not text.isascii())
    return STRETCH if 3 * wide > sum(map(len, texts)) else 1


def sums(
    tree: Tree, blocks: Sequence[RawBlock], table: TokenTable, stretch: int
) -> tuple[Sums | None, object]:
    """The lists of ``Layout``, and None for ``numbers``. The plain twin of ``_layout.sums``."""
    depth = [0] * len(tree.tags)
    for i in range(1, len(depth)):
        depth[i] = depth[tree.parents[i]] + 1
    chars, link_chars, good, count, goods, paragraphs, headings = _text_sums(tree, blocks, stretch)
    markup, lowest, words = _markup_scores(tree, table.markup, count)
    return (
        depth, chars, link_chars, good, count, goods, paragraphs, headings, markup, lowest,
        words, _siblings(tree, count),
    ), None  # fmt: skip


def _text_sums(tree: Tree, blocks: Sequence[RawBlock], stretch: int) -> list[list[int]]:
    """The attributes of ``Layout`` that are sums over the blocks inside each element: ``chars``,
    ``link_chars``, ``good``, ``count``, ``goods``, ``paragraphs``, ``headings``."""
    own: list[list[int]] = [[0] * len(tree.tags) for _ in range(7)]
    chars, link_chars, good, count, goods, paragraphs, headings = own
    for block in blocks:
        node = block.node
        size, links = stretch * len(block.text), stretch * block.link_chars
        chars[node] += size
        link_chars[node] += links
        count[node] += 1
        if is_good(block, stretch):
            good[node] += size
            goods[node] += 1
        if block.tag == "p":
            paragraphs[node] += size
        elif block.tag in HEADINGS:
            headings[node] += 1
    for i in range(len(count) - 1, 0, -1):
        if count[i]:
            parent = tree.parents[i]
            for sums in own:
                sums[parent] += sums[i]
    return own


def _markup_scores(
    tree: Tree, known: Mapping[str, float], count: Sequence[int]
) -> tuple[list[float], list[float], list[float]]:
    """The attributes ``markup``, ``lowest`` and ``words`` of ``Layout``.

    Args:
        known: log-odds of tokens.
        count: number of blocks inside each element.
    """
    n = len(tree.tags)
    markup, lowest, without_tag = [0.0] * n, [0.0] * n, [0.0] * n
    cache: dict[tuple[str, ...], tuple[float, float, float]] = {}
    for i in range(n):
        if not count[i]:
            continue
        words = node_words(tree.tags[i], tree.attrs[i])
        scored = cache.get(words)
        if scored is None:
            values = [known[word] for word in words if word in known]
            total = added(values)
            scored = (total, min([0.0, *values]), total - known.get(words[0], 0.0))
            cache[words] = scored
        markup[i], lowest[i], without_tag[i] = scored
    return markup, lowest, without_tag


def _siblings(tree: Tree, count: Sequence[int]) -> list[int]:
    """The attribute ``siblings`` of ``Layout``."""
    keys = [
        (tree.parents[i], tree.tags[i], tree.attrs[i].get("class", "")) if count[i] else None
        for i in range(len(count))
    ]
    sizes = Counter(keys)
    return [sizes[key] if key else 0 for key in keys]


def path_of(tree: Tree, node: int) -> list[int]:
    """The element and its ancestors, innermost first."""
    parents = tree.parents
    path = [node]
    while parents[node] >= 0:
        node = parents[node]
        path.append(node)
    return path


def lca_depth(tree: Tree, depth: Sequence[int], a: int, b: int) -> int:
    """Depth of the lowest common ancestor of elements ``a`` and ``b``; requires ``a <= b``."""
    ends, parents = tree.ends, tree.parents
    while not (a <= b < ends[a]):
        a = parents[a]
    return depth[a]


def main_container(tree: Tree, layout: Layout, share: float) -> int:
    """Index of the deepest element with at least ``share`` of the page's running text."""
    return int(_fast_container(tree, layout, share))


def container_of(tree: Tree, layout: Layout, share: float) -> int:
    """The plain twin of ``_layout.main_container``."""
    good = layout.good
    wanted = good[0] * share
    if not wanted:
        return 0
    node, end = 0, tree.ends[0]
    i = 1
    while i < end:
        if good[i] >= wanted and good[i]:
            node, end = i, tree.ends[i]
            i += 1
        else:
            i = tree.ends[i]
    return node


_fast_container = compiled(container_of)
_fast_stretch = compiled(stretch_of)
_fast_sums = compiled(sums)
