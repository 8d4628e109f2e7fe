"""Features of candidates for "more news" items: one row each, the input of the fitted forest.

They describe a candidate's title, address and card, and its group: the candidates whose links have
ancestors with the same tags and classes.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from typing import NamedTuple

import numpy as np

from scraper.extractors.classify.columns import Matrix
from scraper.extractors.classify.layout import Layout, lca_depth, path_of
from scraper.extractors.classify.token_table import TokenTable, added, mean
from scraper.extractors.classify.tokens import href_words, node_words, text_words
from scraper.extractors.compiled import compiled
from scraper.extractors.parsing.blocks import RawBlock
from scraper.extractors.parsing.tree import Tree
from scraper.extractors.related.candidates import ItemCandidate
from scraper.extractors.related.story_page import StoryPage
from scraper.extractors.related.titles import path_parts, query_form, slug_overlap, word_count
from scraper.urls import origin_of, site_of

CANDIDATE_FEATURES: tuple[str, ...] = (
    "title_words", "title_chars", "title_digits", "heading", "colon",
    "slug_hyphens", "slug_length", "slug_digits", "path_depth", "has_query", "first_part_of_own",
    "depth_like_own", "slug_overlap", "long_number", "year_in_path", "same_site",
    "up1_markup", "up2_markup", "min_markup", "max_markup", "sum_markup",
    "item_own", "item_up1", "item_up2", "item_up3", "item_min", "item_max",
    "title_mean", "title_min", "href_mean", "href_min",
    "card_chars", "has_image", "rest_chars", "in_nav", "in_footer", "in_header", "list_links",
    "after_story", "before_story", "index", "distance", "story_lca", "probability",
    "block_links", "block_unlinked", "block_link_count", "siblings1",
    "group_size", "group_words", "group_words_min", "group_images", "group_heads",
    "group_same_site", "group_shape", "group_slug_overlap", "group_href",
    "page_candidates", "page_slugs", "query_like_own",
)  # fmt: skip
"""``markup`` columns are log-odds of the elements' tokens for being story; ``item``, ``title`` and
``href`` columns log-odds of tokens for being a related item. training/EXPERIMENTS.md lists thirty
more features that were tried."""

LONG_NUMBER = re.compile(r"\d{5,}")
YEAR = re.compile(r"/20[0-4]\d[/-]")
_SHAPE = re.compile(r"[a-zA-Z]+|\d+")
SHAPE_CHARS = 12
"""Characters of a shape that are compared."""


def _shape(part: str) -> str:
    """The shape of a path segment: ``rain-in-june-4711.html`` -> a-9.a."""
    shape = _SHAPE.sub(lambda m: "9" if m[0][0].isdigit() else "a", part)
    return re.sub(r"(a[-_])+a?", "a-", shape)[:SHAPE_CHARS]


def describe_candidates(
    page: StoryPage, table: TokenTable, candidates: Sequence[ItemCandidate]
) -> Matrix:
    """Feature rows, one row a candidate; the columns are ``CANDIDATE_FEATURES``.

    Args:
        table: log-odds of tokens for their candidate being an item.
    """
    if not candidates:
        return np.zeros((0, len(CANDIDATE_FEATURES)), dtype=np.float32)
    base = page.url or "http://localhost/"
    own_parts = path_parts(base)
    numbers = [n for n, part in enumerate(page.story) if part]
    facts = Facts(
        own_parts=own_parts,
        own_shape=_shape(own_parts[-1]) if own_parts else "",
        own_form=query_form(base),
        site=site_of(page.url) if page.url else _usual_site(candidates),
        first=numbers[0] if numbers else -1,
        last=numbers[-1] if numbers else -1,
        story_node=page.blocks[numbers[len(numbers) // 2]].node if numbers else 0,
    )
    return np.asarray(
        _fast_rows(
            page.tree, page.blocks, page.layout, table, candidates, facts, page.probabilities
        )
    )


def _usual_site(candidates: Sequence[ItemCandidate]) -> str:
    """The site of most links; used for a page saved without its address."""
    return Counter(site_of(candidate.url) for candidate in candidates).most_common(1)[0][0]


@dataclass(frozen=True, slots=True)
class Facts:
    """Page-level data that the features of all candidates use.

    Attributes:
        own_parts: path segments of the page's address; ``own_shape`` the shape of the last one.
        own_form: ``query_form`` of the page's address.
        site: the page's site.
        first, last: indices of the story's first and last block, -1 for none.
        story_node: element of the story's middle block.
    """

    own_parts: list[str]
    own_shape: str
    own_form: str
    site: str
    first: int
    last: int
    story_node: int


def describe_rows(
    tree: Tree,
    blocks: Sequence[RawBlock],
    layout: Layout,
    table: TokenTable,
    candidates: Sequence[ItemCandidate],
    facts: Facts,
    probabilities: Sequence[float],
) -> Matrix:
    """The plain twin of ``_describe.describe_rows``.

    Args:
        table: see ``describe_candidates``.
        facts: what is the same for all candidates of the page.
        probabilities: of each block being story.
    """
    words_of: dict[int, float] = {}  # element -> the sum of its tokens' log-odds
    groups: dict[tuple[str, ...], list[int]] = {}
    shared: list[Shared] = []
    rows: list[list[float]] = []
    for candidate in candidates:
        parts = path_parts(candidate.url)
        path = path_of(tree, candidate.anchors[0])
        key = [part for i in path[:4] for part in (tree.tags[i], tree.attrs[i].get("class", ""))]
        groups.setdefault(tuple(key), []).append(len(rows))
        for i in path:
            if i not in words_of:
                words = node_words(tree.tags[i], tree.attrs[i])
                words_of[i] = added([table.markup.get(word, 0.0) for word in words])
        title_scores = [table.text[w] for w in text_words(candidate.title) if w in table.text]
        anchor = tree.attrs[candidate.anchors[0]]
        href_scores = [table.href[w] for w in href_words(anchor) if w in table.href]
        values = _shared(candidate, parts, facts, href_scores)
        shared.append(values)
        rows.append([
            *_title_and_address(candidate, parts, facts, values),
            *_scores([layout.markup[i] for i in path], [words_of[i] for i in path]),
            mean(title_scores) if title_scores else 0.0, min(title_scores, default=0.0),
            values.href, min(href_scores, default=0.0),
            *_card_and_place(tree, blocks, layout, candidate, path, facts, probabilities),
        ])  # fmt: skip
    slugs = sum(values.overlap >= 0.5 for values in shared) / len(candidates)
    for group in groups.values():
        features = _of_group([candidates[k] for k in group], [shared[k] for k in group])
        for k in group:
            rows[k] += (*features, float(len(candidates)), slugs)
    for row, candidate in zip(rows, candidates, strict=True):
        row.append(float(bool(facts.own_form) and query_form(candidate.url) == facts.own_form))
    return np.array(rows, dtype=np.float32)


class Shared(NamedTuple):
    """Features of a candidate that its group has the mean of.

    Attributes:
        site: 1 if its address is on the page's site.
        shape: 1 if its address has the shape of the page's own.
        overlap: share of the title's words in its address.
        href: mean log-odds of the tokens of its address.
    """

    site: float
    shape: float
    overlap: float
    href: float


def _shared(
    candidate: ItemCandidate, parts: list[str], facts: Facts, href_scores: Sequence[float]
) -> Shared:
    """Features of a candidate that its group has the mean of.

    Args:
        parts: path segments of its address.
    """
    slug = parts[-1] if parts else ""
    return Shared(
        site=float(site_of(origin_of(candidate.url)) == facts.site),
        shape=float(bool(facts.own_shape) and _shape(slug) == facts.own_shape),
        overlap=slug_overlap(parts, candidate.title),
        href=mean(href_scores) if href_scores else 0.0,
    )


def _title_and_address(
    candidate: ItemCandidate, parts: list[str], facts: Facts, shared: Shared
) -> tuple[float, ...]:
    """Features from ``title_words`` to ``same_site``."""
    title, url, own_parts = candidate.title, candidate.url, facts.own_parts
    slug = parts[-1] if parts else ""
    return (
        float(word_count(title)), float(len(title)),
        sum(c.isdigit() for c in title) / len(title), float(candidate.heading),
        float(":" in title),
        float(slug.count("-") + slug.count("_")), float(len(slug)),
        float(sum(c.isdigit() for c in slug)), float(len(parts)), float("?" in url),
        float(bool(own_parts) and bool(parts) and parts[0] == own_parts[0]),
        float(len(parts) - len(own_parts)) if own_parts else -9.0,
        shared.overlap, float(LONG_NUMBER.search(url) is not None),
        float(YEAR.search(url) is not None), shared.site,
    )  # fmt: skip


def _scores(story: Sequence[float], item: Sequence[float]) -> tuple[float, ...]:
    """Features from ``up1_markup`` to ``item_max``.

    Args:
        story, item: log-odds of each element from the link upwards, for being story or an item.
    """
    return (
        _at(story, 1), _at(story, 2), min(story), max(story), added(story[::-1]),
        *(_at(item, up) for up in range(4)), min(item), max(item),
    )  # fmt: skip


def _card_and_place(
    tree: Tree,
    blocks: Sequence[RawBlock],
    layout: Layout,
    candidate: ItemCandidate,
    path: Sequence[int],
    facts: Facts,
    probabilities: Sequence[float],
) -> tuple[float, ...]:
    """Features from ``card_chars`` to ``siblings1``.

    Args:
        path: the elements from the link upwards.
    """
    first, last, story_node = facts.first, facts.last, facts.story_node
    number = candidate.title_block
    block = blocks[number]
    parent = tree.parents[block.node]
    names = {tree.tags[i] for i in path}
    chars = sum(len(blocks[k].text) for k in candidate.blocks)
    common = lca_depth(tree, layout.depth, *sorted((candidate.anchors[0], story_node)))
    return (
        float(chars), float(bool(candidate.image)), float(chars - len(candidate.title)),
        float("nav" in names), float("footer" in names), float("header" in names),
        float(next((layout.count[i] for i in path if tree.tags[i] in ("ul", "ol")), 0)),
        float(number > last >= 0), float(0 <= number < first), number / len(blocks),
        float(max(number - last, first - number, 0)) if first >= 0 else -1.0,
        float(layout.depth[story_node] - common),
        float(probabilities[number]),
        block.link_chars / (len(block.text) or 1), float(len(block.text) - block.link_chars),
        float(block.link_count),
        float(layout.siblings[parent]) if parent >= 0 else 0.0,
    )  # fmt: skip


def _of_group(members: Sequence[ItemCandidate], shared: Sequence[Shared]) -> tuple[float, ...]:
    """Features from ``group_size`` to ``group_href``."""
    n = len(members)
    return (
        float(n), sum(c.words for c in members) / n, float(min(c.words for c in members)),
        sum(bool(c.image) for c in members) / n, sum(c.heading > 0 for c in members) / n,
        *(added(values) / n for values in zip(*shared, strict=True)),
    )  # fmt: skip


def _at(scores: Sequence[float], up: int) -> float:
    """The score of the element ``up`` levels above the link; 0 above the root."""
    return scores[up] if up < len(scores) else 0.0


_fast_rows = compiled(describe_rows)
