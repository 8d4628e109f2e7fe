"""First-pass features of blocks: content, markup and position, one row of numbers a block.

The rows are the input of the fitted model. Tokens (class names, opening words, parts of addresses)
are looked up in tables of log-odds that are fitted (`training/tokens.py`), so there are no manual
word lists. The compiled twin gives the same rows.

Terms: running text, or a good block, is one of at least `GOOD_CHARS` characters with less than a
third of them in links. An inset is the child of the main container that holds the block: a box or
the paragraph itself. A card is a repeated sibling element with two or more blocks. LCA is the
lowest common ancestor of two elements.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from math import log1p
from typing import Any

import numpy as np
from numpy.typing import NDArray

from scraper.extractors.parsing.blocks import HEADINGS, RawBlock
from scraper.extractors.parsing.tree import Tree

Matrix = NDArray[np.float32]

TERMINAL = frozenset(".!?。！？؟।॥…።၊။៕։")
CLOSING = frozenset("\"'”’»)]}」』›）】“")
OPENING = CLOSING | frozenset("«„“‘「『")
FULL_STOPS = "。！？؟।॥។።။"
"""Sentence-ending marks that count whatever follows them."""
BEHIND = "\"'”’»)"
"""Characters other than white space that may follow a sentence-ending mark."""
SENTENCE = re.compile(rf"[.!?…](?=[\s{BEHIND}])|[{FULL_STOPS}]")
MARKS = "".join(
    char for char in map(chr, range(0x300, 0x1D00)) if unicodedata.category(char) in ("Mn", "Mc")
)
"""Combining accents and vowel signs. They belong to words, although ``\\w`` does not match them:
without them a word of Hindi, Bengali, Tamil or Thai is split into single letters."""
WORD = re.compile(rf"(?:[^\W\d_]+|[{MARKS}]+)+|\d+")
COMMA = ",，、،;；"
STRETCH = 2
"""Weight of a character in lengths on pages mainly in Han, Kana or Hangul: a sentence has half as
many of them as of Latin letters, and lengths were fitted on Latin text. Chinese would need 2 to 3,
Korean 2."""
WIDE = re.compile(r"[\u1100-\u11ff\u3040-\u30ff\u3130-\u318f\u3400-\u9fff\uac00-\ud7a3]")
WIDE_WORD = 3
"""Characters counted as one word in scripts without spaces."""
GOOD_CHARS = 80
"""Characters from which a block with few links is running text. Of the labelled blocks of this
length with a link density under a third, four in five are story."""


@dataclass(frozen=True, slots=True)
class TokenTable:
    """Log-odds of tokens for their block being story.

    Attributes:
        markup: tokens of tag names, class, id, role, itemprop and so on (``node_words``).
        text: tokens at the start and the end of a block, all of a short one (``text_words``).
        href: tokens of the path and rel of a block's first link (``href_words``).
    """

    markup: Mapping[str, float]
    text: Mapping[str, float]
    href: Mapping[str, float]
    ready: tuple[Any, ...] | None = field(init=False, repr=False, compare=False)
    """The three tables in the form that the compiled modules read; None without these."""

    def __post_init__(self) -> None:
        object.__setattr__(self, "ready", _ready(self))


@dataclass(frozen=True, slots=True)
class Hints:
    """Data from the page's head that help to find the story.

    Attributes:
        titles: title, social-media titles and JSON-LD headline.
        authors: names.
        description: the longest description.
        body: JSON-LD ``articleBody``, "" for none.
        types: declared kinds: "article", "product", "forum", "list", "og:article", and "dated" for
            a page with a publication date.
        url: the page's address, "" if unknown.
    """

    titles: tuple[str, ...] = ()
    authors: tuple[str, ...] = ()
    description: str = ""
    body: str = ""
    types: frozenset[str] = frozenset()
    url: str = ""


_CAMEL = re.compile(r"[A-Z]?[a-z]+|[A-Z]+(?![a-z])")
_markup_cache: dict[str, tuple[str, ...]] = {}


def markup_words(value: str) -> tuple[str, ...]:
    """Lower-case tokens of a class or id: its words, and each whole name under 40 characters.

    ``articleBody--main`` -> article, articlebody--main, body, main.
    """
    words = _markup_cache.get(value)
    if words is None:
        found = {word.lower() for word in _CAMEL.findall(value) if len(word) > 1}
        for part in value.split():
            if len(part) < 40:
                found.add(part.lower())
        words = tuple(sorted(found))
        if len(_markup_cache) > 50_000:
            _markup_cache.clear()
        _markup_cache[value] = words
    return words


def node_words(tag: str, attrs: Mapping[str, str]) -> tuple[str, ...]:
    """The tokens of an element that are looked up in the markup table."""
    if not attrs:
        return ("<" + tag,)
    words: list[str] = ["<" + tag]
    for name in ("class", "id"):
        value = attrs.get(name)
        if value:
            words.extend(markup_words(value[:300]))
    for name in ("role", "itemprop", "itemtype", "data-component", "data-testid", "aria-label"):
        value = attrs.get(name)
        if value:
            words.extend([name + "=" + word for word in markup_words(value[:100])])
    if "hidden" in attrs or attrs.get("aria-hidden") == "true":
        words.append("hidden")
    style = attrs.get("style")
    if style and "none" in style and "display" in style:
        words.append("display:none")
    return tuple(words)


def text_words(text: str) -> list[str]:
    """The tokens of a block that are looked up in the text table.

    The first 14 words of a block of up to 120 characters; the first three words, marked "^", of a
    longer one. With either, n-grams at the start and the last two words, marked "$".
    """
    words = WORD.findall(text[:120].lower())
    if len(text) <= 120:
        found = words[:14]
        if len(words) > 1:
            found.append(words[0] + " " + words[1])
        if len(words) > 2:
            found.append(words[0] + " " + words[1] + " " + words[2])
            found.append("$" + words[-2] + " " + words[-1])
        return found
    found = ["^" + word for word in words[:3]]
    if len(words) > 2:
        found.append("^" + words[0] + " " + words[1])
        found.append("^" + words[0] + " " + words[1] + " " + words[2])
    tail = WORD.findall(text[-60:].lower())
    if len(tail) > 2:
        found.append("$" + tail[-2] + " " + tail[-1])
    return found


def href_words(attrs: Mapping[str, str]) -> list[str]:
    """The tokens of a link that are looked up in the href table."""
    return _href_words(attrs.get("href", ""), attrs.get("rel", ""))


@lru_cache(maxsize=4_000)
def _href_words(href: str, rel: str) -> list[str]:
    # Cached: each link of a page is looked up two or three times, and a site's pages share many.
    words = ["rel=" + word for word in rel.lower().split()]
    if href.startswith("#"):
        return [*words, "#"]
    if not href or (":" in href[:11] and not href.startswith("http")):
        return [*words, href[:8].partition(":")[0] + ":"]
    path = href.partition("://")[2].partition("/")[2] if "://" in href[:9] else href
    path = path.partition("?")[0].partition("#")[0]
    parts = [part for part in path.lower().split("/") if part]
    words.extend(["/" + part for part in parts[:2] if len(part) < 20])
    words.append("slug" if parts and (parts[-1].count("-") > 2 or len(parts[-1]) > 30) else "short")
    words.append("depth" + str(min(len(parts), 6)))
    return words


BASE: tuple[str, ...] = (
    "chars", "words", "link_density", "links", "word_length", "commas", "sentences",
    "ends_sentence", "starts_lower", "starts_quote", "digits", "uppercase", "bold", "italic",
    "colon_end", "ellipsis_end", "question", "copyright", "bars", "at_sign", "good",
    "tag_p", "tag_heading", "heading_level", "tag_li", "tag_tr", "tag_div", "tag_quote",
    "tag_caption", "tag_pre", "tag_dt", "tag_button", "tag_a_section",
    "index", "index_from_end", "chars_before", "good_before", "good_after", "depth",
    "in_article", "in_main", "in_aside", "in_nav", "in_header", "in_footer", "in_figure",
    "in_form", "in_list", "in_table", "in_quote", "in_link", "in_hidden", "in_section",
    "text_mean", "text_min", "text_max", "text_known", "href_mean", "href_min",
    "own_markup", "up1_markup", "up2_markup", "up3_markup", "min_markup", "max_markup",
    "sum_markup", "low_markup_up", "word_min_markup",
    "up_to_25", "up_to_50", "up_to_80", "lca_main", "in_main_50", "in_main_80",
    "share1", "share2", "share3", "share4", "density1", "density2", "density3", "density4",
    "blocks1", "blocks2", "blocks3", "pshare1", "pshare2", "short1", "short2",
    "siblings0", "siblings1", "siblings2", "siblings3", "siblings_max", "card_chars",
    "card_density", "card_links", "card_up", "same_signature", "signature_good",
    "signature_density",
    "h1_distance", "h1_after", "h1_lca", "h1_chars", "title_overlap", "title_equal",
    "description_overlap", "in_body", "seen_before", "seen_later",
    "heading_distance", "heading_above_level", "heading_above_text", "heading_above_link",
    "heading_above_markup", "heading_same_parent", "prev_lca", "next_lca", "prev_same_parent",
    "next_same_parent", "prev_same_tag", "next_same_tag", "media_between",
    "first_block", "last_block", "list_size", "list_density", "unlinked", "prefix_repeat",
    "signature_share", "relative_size", "in_noscript", "media_up", "media_share", "media_chars",
    "inset_markup", "inset_chars", "inset_blocks", "inset_density", "inset_siblings",
    "inset_goods", "inset_up", "inset_sole", "inset_share", "time_up",
    "own_low", "up1_low", "up2_low", "inset_headings", "inset_low",
    "inset_tag_share", "inset_kind_share", "path_share", "own_words", "up1_words",
)  # fmt: skip

PAGE: tuple[str, ...] = (
    "page_blocks", "page_chars", "page_good", "page_good_blocks", "page_density", "page_articles",
    "page_h1", "page_headings", "page_lists", "page_rows", "page_type_article",
    "page_type_product", "page_type_forum", "page_type_list", "page_og_article", "page_slug",
    "page_path_depth", "page_path_digits", "page_main_share", "page_has_body", "page_root",
    "page_dated",
)  # fmt: skip

SHIFTED = (
    "chars", "link_density", "good", "ends_sentence", "tag_p", "tag_heading", "text_mean",
    "min_markup", "own_markup", "sum_markup", "tag_li", "same_signature",
)  # fmt: skip
OFFSETS = (-3, -2, -1, 1, 2, 3)

FEATURES: tuple[str, ...] = (
    *BASE,
    *PAGE,
    *(f"{name}{offset:+d}" for name in SHIFTED for offset in OFFSETS),
)
_SHIFTED = [BASE.index(name) for name in SHIFTED]


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
    spoken = [0.0] * n
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
        markup[i], lowest[i], spoken[i] = scored
    siblings = [0] * n
    for i in range(n):
        if count[i]:
            siblings[i] = kinds[(parents[i], tags[i], attrs[i].get("class", ""))]
    return (
        depth, chars, link_chars, good, count, goods, paragraphs, headings, markup, lowest,
        spoken, siblings,
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


def _log(value: float) -> float:
    return log1p(value) if value > 0 else 0.0


def added(values: Sequence[float]) -> float:
    """The sum, rounded at each step as in C; from Python 3.12 on ``sum`` compensates rounding."""
    total = 0.0
    for value in values:
        total += value
    return total


def mean(values: Sequence[float]) -> float:
    """The mean, with the same rounding."""
    return added(values) / len(values)


FLAGS = {
    "article": 0, "main": 1, "aside": 2, "nav": 3, "header": 4, "footer": 5, "figure": 6,
    "form": 7, "ul": 8, "ol": 8, "table": 9, "blockquote": 10, "a": 11, "section": 13,
}  # fmt: skip


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
    counts = _fast_tally(tree, blocks, layout)
    page_context = _PageContext(tree, blocks, layout, hints, counts[-1])
    page = _page_features(blocks, layout, hints, page_context.main50, counts)
    _fast_rows(tree, blocks, layout, table, page_context, page, out)
    return out


def write_rows(
    tree: Tree,
    blocks: Sequence[RawBlock],
    layout: Layout,
    table: TokenTable,
    page_context: _PageContext,
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
    picked = base[:, _SHIFTED]
    k = len(OFFSETS)
    for number, offset in enumerate(OFFSETS):
        target = out[:, column + number :: k]
        if offset < 0:
            target[:-offset] = -9.0
            target[-offset:] = picked[:offset]
        else:
            target[-offset:] = -9.0
            target[:-offset] = picked[offset:]


Tally = tuple[int, int, int, int, int, list[int]]


def tally(tree: Tree, blocks: Sequence[RawBlock], layout: Layout) -> Tally:
    """Count ``article`` and ``h1`` elements, headings, list items and table rows of a page.

    The last entry is the indices of the ``h1`` and ``h2`` blocks. The plain twin of
    ``_features.tally``.
    """
    listed = rows = headings = 0
    heads = []
    for number, block in enumerate(blocks):
        if block.tag == "li":
            listed += 1
        elif block.tag == "tr":
            rows += 1
        elif block.tag in HEADINGS:
            headings += 1
            if HEADINGS[block.tag] <= 2:
                heads.append(number)
    tags = tree.tags
    return tags.count("article"), tags.count("h1"), headings, listed, rows, heads


DEFAULT_ADDRESS_FEATURES = [4.0, 2.0, 0.0]
"""Hyphens in the last path segment, path segments, digits: medians of 1,712 labelled articles. They
are used for a page without an address, which an empty path would make look like a front page."""


def _page_features(
    blocks: Sequence[RawBlock], layout: Layout, hints: Hints, main: int, counts: Tally
) -> list[float]:
    """The values of the columns ``PAGE``."""
    articles, tops, headings, listed, rows, _ = counts
    chars, link_chars, good, goods = layout.at(0)
    total = chars or 1
    types = hints.types
    if hints.url:
        path = hints.url.partition("://")[2].partition("/")[2].partition("?")[0]
        parts = [part for part in path.split("/") if part]
        last = parts[-1] if parts else ""
        address = [
            float(last.count("-")),
            float(len(parts)),
            float(sum(map(str.isdigit, path[-40:]))),
        ]
    else:
        address = DEFAULT_ADDRESS_FEATURES
    return [
        _log(len(blocks)), _log(total), _log(good), _log(goods),
        link_chars / total, _log(articles), _log(tops),
        _log(headings), _log(listed), _log(rows),
        float("article" in types), float("product" in types), float("forum" in types),
        float("list" in types), float("og:article" in types), *address,
        layout.at(main)[2] / (good or 1), float(bool(hints.body)),
        float(bool(hints.url) and not address[1]), float("dated" in types),
    ]  # fmt: skip


class _PageContext:
    """Page-level data that the features of all blocks use.

    Attributes:
        main50, main80: the deepest elements with 50 and 80 % of the running text.
        titles: titles from the head, lower case, white space collapsed.
        title_words, description_words: words of the titles and of the description.
        body: ``Hints.body``.
        h1: index of the block with the headline, or -1.

    Args:
        heads: indices of the ``h1`` and ``h2`` blocks.
    """

    __slots__ = (
        "body", "description_words", "h1", "main50", "main80", "title_words", "titles",
    )  # fmt: skip

    def __init__(
        self,
        tree: Tree,
        blocks: Sequence[RawBlock],
        layout: Layout,
        hints: Hints,
        heads: Sequence[int],
    ) -> None:
        self.main50 = main_container(tree, layout, 0.5)
        self.main80 = main_container(tree, layout, 0.8)
        self.title_words = {word for title in hints.titles for word in WORD.findall(title.lower())}
        self.titles = {" ".join(title.lower().split()) for title in hints.titles}
        self.description_words = set(WORD.findall(hints.description[:400].lower()))
        self.body = hints.body
        self.h1 = _headline_block(blocks, heads, self.titles, self.title_words)


def base_rows(
    tree: Tree,
    blocks: Sequence[RawBlock],
    layout: Layout,
    table: TokenTable,
    page_context: _PageContext,
) -> Matrix:
    """One row a block; the columns are ``BASE``."""
    tags, parents, attrs = tree.tags, tree.parents, tree.attrs
    depth, chars, link_chars, good = layout.depth, layout.chars, layout.link_chars, layout.good
    count, markup = layout.count, layout.markup
    text_table, href_table = table.text, table.href
    n = len(blocks)
    total_good = good[0] or 1
    total_chars = chars[0] or 1
    main50, main80 = page_context.main50, page_context.main80
    h1, body = page_context.h1, page_context.body
    titles, title_words = page_context.titles, page_context.title_words
    description_words, stretch = page_context.description_words, layout.stretch
    shares = Shares(tree, blocks, main50, stretch)
    h1_node = blocks[h1].node if h1 >= 0 else -1
    printed: dict[str, int] = {}
    prefixes: dict[str, int] = {}
    prefix_keys: list[str] = []
    signatures: dict[tuple[str, str, str], list[int]] = {}
    keys: list[tuple[str, str, str]] = []
    for block in blocks:
        text = block.text
        printed[text] = printed.get(text, 0) + 1
        node = block.node
        parent = parents[node]
        key = (
            block.tag,
            attrs[node].get("class", ""),
            attrs[parent].get("class", "") if parent >= 0 else "",
        )
        keys.append(key)
        entry = signatures.get(key)
        if entry is None:
            signatures[key] = entry = [0, 0, 0, 0]
        entry[0] += 1
        entry[1] += stretch * len(text)
        entry[2] += stretch * block.link_chars
        if stretch * len(text) >= GOOD_CHARS and block.link_chars * 3 < len(text):
            entry[3] += 1
        opening = " ".join(text[:60].lower().split(" ", 2)[:2])
        prefix_keys.append(opening)
        prefixes[opening] = prefixes.get(opening, 0) + 1
    sizes = sorted([size for b in blocks if (size := stretch * len(b.text)) >= GOOD_CHARS])
    sizes = sizes or [GOOD_CHARS]
    median = sizes[len(sizes) // 2]
    media = [i for i, tag in enumerate(tags) if tag in MEDIA]
    has_media = bytearray(len(tags))
    has_time = bytearray(len(tags))
    for i in media:
        while i >= 0 and not has_media[i]:
            has_media[i] = 1
            i = parents[i]
    for i, tag in enumerate(tags):
        if tag == "time":
            while i >= 0 and not has_time[i]:
                has_time[i] = 1
                i = parents[i]
    media_at = 0
    seen: set[str] = set()
    up_cache: dict[int, tuple[float, ...]] = {}
    rows: list[list[float]] = []
    chars_before = good_before = 0
    heading = -1
    heading_text = 0.0
    h1_chars = 0
    for number, block in enumerate(blocks):
        text = block.text
        node = block.node
        tag = block.tag
        length = len(text)
        size = stretch * length
        words = text.count(" ") + 1
        if stretch > 1:
            words = max(words, length // WIDE_WORD)
        links = block.link_chars / length if block.link_chars < length else 1.0
        is_good = size >= GOOD_CHARS and block.link_chars * 3 < length
        last = text[-1]
        if last in CLOSING and length > 1:
            last = text[-2]
        firstc = text[0]
        found = [text_table[w] for w in text_words(text) if w in text_table]
        if found:
            text_mean = mean(found)
            text_min = min(found)
            text_max = max(found)
        else:
            text_mean = text_min = text_max = 0.0
        href_mean = href_min = 0.0
        if block.anchor >= 0:
            scores = [href_table[w] for w in href_words(attrs[block.anchor]) if w in href_table]
            if scores:
                href_mean = mean(scores)
                href_min = min(scores)
        level = HEADINGS.get(tag, 0)
        head = text[:200].lower()
        digits = sum(c.isdigit() for c in head) / len(head)
        upper = sum(c.isupper() for c in text[:200]) / len(head)
        overlap = described = 0.0
        if title_words or description_words:
            own = WORD.findall(head)
            if own:
                overlap = sum(1 for w in own if w in title_words) / len(own)
                described = sum(1 for w in own if w in description_words) / len(own)
        folded = " ".join(head.split()) if length <= 200 else ""
        up = up_cache.get(node)
        if up is None:
            up = _ancestor_features(
                tree, layout, node, main50, main80, total_good, has_media, has_time, shares
            )
            up_cache[node] = up
        entry = signatures[keys[number]]
        prev = blocks[number - 1] if number else None
        after = blocks[number + 1] if number + 1 < n else None
        prev_lca = depth[node] - lca_depth(tree, depth, prev.node, node) if prev else 20
        next_lca = depth[node] - lca_depth(tree, depth, node, after.node) if after else 20
        media_before = 0
        while media_at < len(media) and media[media_at] < node:
            media_at += 1
            media_before += 1
        row = [
            _log(size), _log(words), links, float(block.link_count), size / words,
            sum(text.count(c) for c in COMMA) / words, _log(len(SENTENCE.findall(text))),
            float(last in TERMINAL), float(firstc.islower()),
            float(firstc in OPENING),
            digits, upper, block.bold_chars / length, block.italic_chars / length,
            float(last in ":："), float(text.endswith(("…", "...", "[…]"))),
            float("?" in text[-3:]),
            float("©" in head),
            float(head.count("|") + head.count("»") + head.count("›") + head.count("•")),
            float("@" in head), float(is_good),
            float(tag == "p"), float(level > 0), float(level), float(tag == "li"),
            float(tag == "tr"),
            float(tag == "div"), float(tag == "blockquote"), float(tag == "figcaption"),
            float(tag == "pre"), float(tag in ("dt", "dd")), float(tag == "button"),
            float(tag in ("section", "article", "td")),
            number / n, _log(n - number), _log(chars_before), good_before / total_good,
            (total_good - good_before) / total_good, float(depth[node]),
            *up[:14],
            text_mean, text_min, text_max, float(len(found)), href_mean, href_min,
            *up[14:UP_SPLIT],
            float(entry[0]), entry[3] / entry[0], entry[2] / (entry[1] or 1),
            float(number - h1) if h1 >= 0 else -99.0, float(h1 >= 0 and number > h1),
            float(depth[node] - lca_depth(tree, depth, min(h1_node, node), max(h1_node, node)))
            if h1 >= 0
            else -1.0,
            _log(chars_before - h1_chars) if h1 >= 0 and number > h1 else -1.0,
            overlap, float(folded in titles), described,
            float(text[:60] in body) if body else -1.0,
            float(text in seen), float(printed[text] > 1 and text not in seen),
            float(min(number - heading, 60)) if heading >= 0 else 99.0,
            float(HEADINGS[blocks[heading].tag]) if heading >= 0 else 0.0,
            heading_text,
            blocks[heading].link_chars / len(blocks[heading].text) if heading >= 0 else 0.0,
            markup[blocks[heading].node] if heading >= 0 else 0.0,
            float(heading >= 0 and parents[blocks[heading].node] == parents[node]),
            float(prev_lca), float(next_lca),
            float(prev is not None and (parents[prev.node] == parents[node])),
            float(after is not None and (parents[after.node] == parents[node])),
            float(prev is not None and prev.tag == tag),
            float(after is not None and after.tag == tag),
            float(media_before), float(prev is None), float(after is None),
            float(count[parents[node]] if tag == "li" and parents[node] >= 0 else 0),
            link_chars[parents[node]] / (chars[parents[node]] or 1) if tag == "li" else 0.0,
            _log(size - stretch * block.link_chars), _log(prefixes[prefix_keys[number]]),
            entry[1] / total_chars, size / median,
            *up[UP_SPLIT:],
        ]  # fmt: skip
        rows.append(row)
        seen.add(text)
        chars_before += size
        if is_good:
            good_before += size
        if number == h1:
            h1_chars = chars_before
        if level:
            heading = number
            heading_text = text_mean
    return np.array(rows, dtype=np.float32)


UP_SPLIT = 53
"""Index in the result of ``_ancestor_features`` of the values that go to the end of a row."""
MEDIA = frozenset({"img", "iframe", "video", "figure", "picture", "amp-img"})


def _headline_block(
    blocks: Sequence[RawBlock], heads: Sequence[int], titles: set[str], title_words: set[str]
) -> int:
    """Index of the block with the headline: the h1 or h2 most similar to a title; -1 for none."""
    best, best_score = -1, 0.0
    for number in heads:
        block = blocks[number]
        level = HEADINGS[block.tag]
        words = WORD.findall(block.text[:300].lower())
        if not words:
            continue
        score = sum(1 for word in words if word in title_words) / max(len(words), 4)
        if level == 1:
            score += 0.3
        if block.text.lower() in titles:
            score += 0.3
        if score > best_score:
            best, best_score = number, score
    return best


def _ancestor_features(
    tree: Tree,
    layout: Layout,
    node: int,
    main50: int,
    main80: int,
    total_good: int,
    has_media: bytearray,
    has_time: bytearray,
    shares: Shares,
) -> tuple[float, ...]:
    """Features from a block's element and its ancestors; equal for all blocks of one element."""
    tags, ends, attrs = tree.tags, tree.ends, tree.attrs
    chars, link_chars, good, count = layout.chars, layout.link_chars, layout.good, layout.count
    goods, paragraphs, siblings = layout.goods, layout.paragraphs, layout.siblings
    markup, lowest = layout.markup, layout.lowest
    flags = [0] * 14
    path = path_of(tree, node)
    up25 = up50 = up80 = 20
    minimum = maximum = total = 0.0
    low_up = 20
    word_low = 0.0
    siblings_max = 1
    card = -1
    for up, at in enumerate(path):
        flag = FLAGS.get(tags[at])
        if flag is not None:
            flags[flag] = 1
        value = markup[at]
        total += value
        if value < minimum:
            minimum, low_up = value, up
        if value > maximum:
            maximum = value
        if lowest[at] < word_low:
            word_low = lowest[at]
        if attrs[at] and ("hidden" in attrs[at] or "none" in attrs[at].get("style", "")):
            flags[12] = 1
        share = good[at] / total_good
        if up25 == 20 and share >= 0.25:
            up25 = up
        if up50 == 20 and share >= 0.5:
            up50 = up
        if up80 == 20 and share >= 0.8:
            up80 = up
        if up < 6 and siblings[at] > siblings_max:
            siblings_max = siblings[at]
        if card < 0 and up < 6 and siblings[at] >= 3 and count[at] >= 2:
            card = at
    size = len(path)
    last = size - 1
    media_up = time_up = 10
    media_node = -1
    noscript = 0
    inset = -1
    for up, at in enumerate(path):
        if has_media[at] and media_node < 0:
            media_up, media_node = min(up, 10), at
        if has_time[at] and time_up == 10 and up < 10:
            time_up = up
        if tags[at] == "noscript":
            noscript = 1
        if inset < 0 and up < last and path[up + 1] <= main50 < ends[path[up + 1]]:
            inset = at
    # What stands directly in the main container is its own inset: a box, or a paragraph.
    if inset < 0:
        inset = node
    a1, a2, a3, a4 = path[min(1, last)], path[min(2, last)], path[min(3, last)], path[min(4, last)]
    depth = layout.depth
    lca = lca_depth(tree, depth, min(node, main50), max(node, main50))
    return (
        *[float(flag) for flag in flags],
        markup[node], markup[a1], markup[a2], markup[a3], minimum, maximum, total, float(low_up),
        word_low,
        float(up25), float(up50), float(up80), float(depth[main50] - lca),
        float(main50 <= node < ends[main50]), float(main80 <= node < ends[main80]),
        good[a1] / total_good, good[a2] / total_good, good[a3] / total_good, good[a4] / total_good,
        link_chars[a1] / (chars[a1] or 1), link_chars[a2] / (chars[a2] or 1),
        link_chars[a3] / (chars[a3] or 1), link_chars[a4] / (chars[a4] or 1),
        float(count[a1]), float(count[a2]), float(count[a3]),
        paragraphs[a1] / (chars[a1] or 1), paragraphs[a2] / (chars[a2] or 1),
        goods[a1] / (count[a1] or 1), goods[a2] / (count[a2] or 1),
        float(siblings[node]), float(siblings[a1]), float(siblings[a2]), float(siblings[a3]),
        float(siblings_max),
        _log(chars[card]) if card >= 0 else -1.0,
        link_chars[card] / (chars[card] or 1) if card >= 0 else -1.0,
        float(count[card]) if card >= 0 else -1.0,
        float(depth[node] - depth[card]) if card >= 0 else -1.0,
        float(noscript), float(media_up),
        chars[node] / (chars[media_node] or 1) if media_node >= 0 else 0.0,
        _log(chars[media_node]) if media_node >= 0 else -1.0,
        markup[inset], _log(chars[inset]), float(count[inset]),
        link_chars[inset] / (chars[inset] or 1),
        float(siblings[inset]), goods[inset] / (count[inset] or 1),
        float(depth[node] - depth[inset]),
        float(count[inset] == 1), good[inset] / total_good, float(time_up),
        lowest[node], lowest[a1], lowest[a2], float(layout.headings[inset]), lowest[inset],
        *shares.of(tree, node, inset, main50),
        layout.words[node], layout.words[a1],
    )  # fmt: skip


RUN_GAP = 4
"""Maximum distance in blocks between two neighbouring story blocks of one run; see `context.py`."""
CLIMB = 5
"""Number of elements, from the block's own upwards, searched for its card. Cards of the labelled
pages nest up to four."""
NEAR = 12
"""Blocks before and after a block that are searched for fully linked lines; see `cards.py`."""
NAMED_IN = 200
"""Characters at the start of a block in which an author's name is searched; see `signs.py`."""
ALL_LINK = 0.85
"""Share of linked characters from which a line is fully linked; below 1, for a date beside it."""


def _not_ready(table: TokenTable) -> None:
    return None


try:
    from scraper.extractors.classify._features import main_container as _fast_container
    from scraper.extractors.classify._features import ready as _ready
    from scraper.extractors.classify._features import stretch_of as _fast_stretch
    from scraper.extractors.classify._features import sums as _fast_sums
    from scraper.extractors.classify._features import tally as _fast_tally
    from scraper.extractors.classify._features import write_rows as _fast_rows
except ImportError:  # not compiled: the same numbers, slower
    _fast_rows, _fast_container, _fast_sums, _fast_tally = write_rows, container_of, sums, tally
    _ready, _fast_stretch = _not_ready, stretch_of
