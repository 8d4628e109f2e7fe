"""Features of the page as a whole, and page-level data that the features of its blocks use."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from scraper.extractors.classify.layout import Layout, main_container
from scraper.extractors.classify.text_shape import WORD, log
from scraper.extractors.compiled import compiled
from scraper.extractors.parsing.blocks import HEADINGS, RawBlock
from scraper.extractors.parsing.tree import Tree


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


Tally = tuple[int, int, int, int, int, list[int]]
"""Numbers of ``article`` and ``h1`` elements, of headings, list items and table rows; then the
indices of the ``h1`` and ``h2`` blocks."""


def tally(tree: Tree, blocks: Sequence[RawBlock], layout: Layout) -> Tally:
    """Count ``article`` and ``h1`` elements, headings, list items and table rows of a page.

    The last entry is the indices of the ``h1`` and ``h2`` blocks. The plain twin of
    ``_page_features.tally``.
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


def count_elements(tree: Tree, blocks: Sequence[RawBlock], layout: Layout) -> Tally:
    """The counts of a page; see ``tally``."""
    found: Tally = _fast_tally(tree, blocks, layout)
    return found


def census(
    tree: Tree, blocks: Sequence[RawBlock], layout: Layout, price_signs: str, most: int
) -> tuple[int, int, int, int]:
    """Count ``time``, ``input`` and ``img`` elements, and blocks of less than ``most`` characters
    with a price sign. The plain twin of ``_page_features.census``."""
    tags, signs = tree.tags, frozenset(price_signs)
    prices = sum(len(b.text) < most and not signs.isdisjoint(b.text) for b in blocks)
    return tags.count("time"), tags.count("input"), tags.count("img"), prices


def take_census(
    tree: Tree, blocks: Sequence[RawBlock], layout: Layout, price_signs: str, most: int
) -> tuple[int, int, int, int]:
    """The counts of a page; see ``census``."""
    found: tuple[int, int, int, int] = _fast_census(tree, blocks, layout, price_signs, most)
    return found


DEFAULT_ADDRESS_FEATURES = [4.0, 2.0, 0.0]
"""Hyphens in the last path segment, path segments, digits: medians of 1,712 labelled articles. They
are used for a page without an address, which an empty path would make look like a front page."""


MIN_ID_DIGITS = 3
"""Digits of a number in an address's query from which it is taken for a page's id."""


def address_features(url: str) -> list[float]:
    """Hyphens in the last path segment, path segments, digits.

    The id in a query counts as a segment: ``/view.php?id=219044`` is as little of a section page as
    ``/view/219044``.
    """
    path, _, query = url.partition("://")[2].partition("/")[2].partition("#")[0].partition("?")
    for pair in query.split("&") if query else ():
        value = pair.partition("=")[2]
        if value.isdecimal() and len(value) >= MIN_ID_DIGITS:
            path += f"/{value}"
    parts = [part for part in path.split("/") if part]
    last = parts[-1] if parts else ""
    return [
        float(last.count("-")),
        float(len(parts)),
        float(sum(map(str.isdigit, path[-40:]))),
    ]


def page_columns(
    blocks: Sequence[RawBlock], layout: Layout, hints: Hints, main: int, counts: Tally
) -> list[float]:
    """The values of the columns ``PAGE``."""
    articles, tops, headings, listed, rows, _ = counts
    chars, link_chars, good, goods = layout.at(0)
    total = chars or 1
    types = hints.types
    address = address_features(hints.url) if hints.url else DEFAULT_ADDRESS_FEATURES
    return [
        log(len(blocks)), log(total), log(good), log(goods),
        link_chars / total, log(articles), log(tops),
        log(headings), log(listed), log(rows),
        float("article" in types), float("product" in types), float("forum" in types),
        float("list" in types), float("og:article" in types), *address,
        layout.at(main)[2] / (good or 1), float(bool(hints.body)),
        float(bool(hints.url) and not address[1]), float("dated" in types),
    ]  # fmt: skip


class PageContext:
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


_fast_census = compiled(census)
_fast_tally = compiled(tally)
