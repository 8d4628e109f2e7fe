"""Per-element sums over a page: how much text, links and running text each element contains."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from scraper.extractors.classify.text_shape import GOOD_CHARS, STRETCH, WIDE
from scraper.extractors.classify.token_table import TokenTable
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
    """``Layout.stretch``. The plain twin of ``_features.stretch_of``."""
    texts = [block.text for block in blocks]
    wide = sum(len(WIDE.findall(text)) for text in texts if not text.isascii())
    return STRETCH if 3 * wide > sum(map(len, texts)) else 1


def sums(
    tree: Tree, blocks: Sequence[RawBlock], table: TokenTable, stretch: int
) -> tuple[Sums | None, object]:
    """The lists of ``Layout``, and None for ``numbers``. The plain twin of ``_features.sums``."""
    known = table.markup
    n = len(tree.tags)
    tags, parents, attrs = tree.tags, tree.parents, tree.attrs
    depth = [0] * n
    chars = [0] * n
    link_chars = [0] * n
    good = [0] * n
    count = [0] * n
    goods = [0] * n
    paragraphs = [0] * n
    headings = [0] * n
    for block in blocks:
        node = block.node
        size, links = stretch * len(block.text), stretch * block.link_chars
        chars[node] += size
        link_chars[node] += links
        count[node] += 1
        if size >= GOOD_CHARS and links * 3 < size:
            good[node] += size
            goods[node] += 1
        if block.tag == "p":
            paragraphs[node] += size
        elif block.tag in HEADINGS:
            headings[node] += 1
    for i in range(n - 1, 0, -1):
        if count[i]:
            parent = parents[i]
            chars[parent] += chars[i]
            link_chars[parent] += link_chars[i]
            count[parent] += count[i]
            good[parent] += good[i]
            goods[parent] += goods[i]
            paragraphs[parent] += paragraphs[i]
            headings[parent] += headings[i]
    markup = [0.0] * n
    lowest = [0.0] * n
    words_only = [0.0] * n
    cache: dict[tuple[str, ...], tuple[float, float, float]] = {}
    kinds: dict[tuple[int, str, str], int] = {}
    for i in range(n):
        if i:
            depth[i] = depth[parents[i]] + 1
        if not count[i]:
            continue
        key = (parents[i], tags[i], attrs[i].get("class", ""))
        kinds[key] = kinds.get(key, 0) + 1
        words = node_words(tags[i], attrs[i])
        scored = cache.get(words)
        if scored is None:
            total = low = 0.0
            for word in words:
                value = known.get(word)
                if value is not None:
                    total += value
                    if value < low:
                        low = value
            scored = (total, low, total - known.get(words[0], 0.0))
            cache[words] = scored
        markup[i], lowest[i], words_only[i] = scored
    siblings = [0] * n
    for i in range(n):
        if count[i]:
            siblings[i] = kinds[(parents[i], tags[i], attrs[i].get("class", ""))]
    return (
        depth, chars, link_chars, good, count, goods, paragraphs, headings, markup, lowest,
        words_only, siblings,
    ), None  # fmt: skip


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
    """The plain twin of ``_features.main_container``."""
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
