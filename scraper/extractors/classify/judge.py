"""Gives each block its probability of being story, and says which blocks are.

First look, second look, choice. Also the page's kind and how sure all this is.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from scraper.extractors.classify.cards import CARDS, describe_cards
from scraper.extractors.classify.cohesion import COHESION, describe_cohesion
from scraper.extractors.classify.context import CONTEXT, look_again
from scraper.extractors.classify.features import (
    FEATURES,
    PAGE,
    Hints,
    Layout,
    Matrix,
    TokenTable,
    describe,
)
from scraper.extractors.classify.model import Model
from scraper.extractors.classify.signs import SIGNS, describe_signs
from scraper.extractors.parsing.blocks import HEADINGS, RawBlock
from scraper.extractors.parsing.tree import Tree

LOWEST, HIGHEST = 0.15, 0.6
"""Bounds of the threshold that a page's own expected F1 asks for. Out-of-fold: without the lower
bound shop pages fill up with labels, without the upper one short notices lose paragraphs."""
SURE, SURE_SHARE, SURE_LOWEST = 0.9, 0.8, 0.52
"""A page that has most of its story in blocks that are sure of it needs no doubtful ones: where
blocks of ``SURE`` make ``SURE_SHARE`` of the words, ``SURE_LOWEST`` is the lower bound. Out-of-fold
this took the tenth percentile of news-dev from 94.3 to 95.3 and changed nothing elsewhere; 0.6
would give 96.1, and lose a page in a hundred of the articles that are exact."""


@dataclass(frozen=True, slots=True)
class Judgement:
    """What was made of a page's blocks.

    Attributes:
        layout: sums over the tree, for whoever looks at the page afterwards.
        rows: the features of the blocks.
        first, second: probability of each block being story, before and after the second look.
    """

    layout: Layout
    rows: Matrix
    first: NDArray[np.float64]
    second: NDArray[np.float64]


def describe_blocks(
    tree: Tree, blocks: Sequence[RawBlock], layout: Layout, hints: Hints, tokens: TokenTable
) -> Matrix:
    """Everything that the first look reads: one row a block, ``FEATURES``, ``CARDS``, ``SIGNS``."""
    return _with_room(tree, blocks, layout, hints, tokens)[:, :FIRST]


def describe_again(
    tree: Tree,
    blocks: Sequence[RawBlock],
    layout: Layout,
    hints: Hints,
    first: NDArray[np.float64],
    out: Matrix | None = None,
) -> Matrix:
    """What the second look reads beside that: one row a block, ``CONTEXT`` and ``COHESION``.

    Args:
        first: the first look's probability of each block being story.
        out: where to write it; a new array where it is not given.
    """
    if out is None:
        out = np.empty((len(blocks), len(CONTEXT) + len(COHESION)), dtype=np.float32)
    look_again(tree, blocks, layout, first, out[:, : len(CONTEXT)])
    describe_cohesion(blocks, hints.titles, first, out[:, len(CONTEXT) :])
    return out


FIRST = len(FEATURES) + len(CARDS) + len(SIGNS)
"""Columns that the first look reads; those of the second look stand behind them."""


def _with_room(
    tree: Tree, blocks: Sequence[RawBlock], layout: Layout, hints: Hints, tokens: TokenTable
) -> Matrix:
    """The first look's columns, and room for the second's: large pages are not copied twice."""
    rows = np.empty((len(blocks), FIRST + len(CONTEXT) + len(COHESION)), dtype=np.float32)
    cards, signs = len(FEATURES), len(FEATURES) + len(CARDS)
    describe(tree, blocks, layout, hints, tokens, rows[:, :cards])
    rows[:, cards:signs] = describe_cards(tree, blocks, layout)
    describe_signs(tree, blocks, hints, rows[:, signs:FIRST])
    return rows


def judge(tree: Tree, blocks: Sequence[RawBlock], hints: Hints, model: Model) -> Judgement:
    """Probabilities for all blocks of a page."""
    layout = Layout(tree, blocks, model.tokens)
    rows = _with_room(tree, blocks, layout, hints, model.tokens)
    first = model.first.probabilities(rows[:, :FIRST])
    describe_again(tree, blocks, layout, hints, first, rows[:, FIRST:])
    second = model.second.probabilities(rows)
    return Judgement(layout, rows[:, :FIRST], first, second)


def best_threshold(blocks: Sequence[RawBlock], probabilities: NDArray[np.float64]) -> float:
    """The threshold that gives the page the highest expected word F1.

    With p the probabilities and w the words of the blocks, choosing a set S expects
    2 * sum(p*w over S) / (sum(w over S) + sum(p*w over all)); the best S is a threshold on p
    (Ye et al., "Optimizing F-measure", ICML 2012).
    """
    if not len(blocks):
        return HIGHEST
    words = _fast_counts(blocks)
    order = np.argsort(-probabilities, kind="stable")
    p, w = probabilities[order], words[order]
    gained = np.cumsum(p * w)
    expected = 2 * gained / (np.cumsum(w) + gained[-1] + 1e-9)
    last = int(np.argmax(expected))
    sure = float(w[p >= SURE].sum())
    lowest = SURE_LOWEST if sure >= SURE_SHARE * float(w[: last + 1].sum()) else LOWEST
    return float(min(max(p[last], lowest), HIGHEST))


def word_counts(blocks: Sequence[RawBlock]) -> NDArray[np.float64]:
    """Words between blanks of each block. The plain twin of ``_features.word_counts``."""
    return np.array([block.text.count(" ") + 1 for block in blocks], dtype=np.float64)


PAGE_FACTS: tuple[str, ...] = (
    *PAGE,
    "story_chars", "story_blocks", "story_share", "mean_p", "unsure", "story_links",
    "story_lists", "story_mean", "story_median", "story_headings", "first_story", "spread",
    "quoted", "times", "inputs", "images", "threshold", "big_block", "short_blocks", "prices",
    "questions", "second_run", "sentences",
)  # fmt: skip
_PRICE_SIGNS = "$€£¥₹₽₩"
_PRICE = 40
MAY_LIST = 0.15
"""Probability of being a listing from which a page is looked at as one, whatever is likelier."""
"""Characters below which a block with such a sign is a price."""


def page_facts(
    tree: Tree,
    blocks: Sequence[RawBlock],
    judgement: Judgement,
    chosen: Sequence[int],
    threshold: float | None = None,
) -> Matrix:
    """One row for the whole page; the columns are ``PAGE_FACTS``.

    Args:
        threshold: from ``best_threshold``, where the caller has it already.
    """
    start = FEATURES.index(PAGE[0])
    page = (
        judgement.rows[0, start : start + len(PAGE)].tolist() if len(blocks) else [0.0] * len(PAGE)
    )
    second = judgement.second
    story = [blocks[number] for number in chosen]
    stretch = judgement.layout.stretch
    sizes = [stretch * len(block.text) for block in story] or [0]
    total = sum(sizes)
    times, inputs, images, prices = _fast_census(
        tree, blocks, judgement.layout, _PRICE_SIGNS, _PRICE
    )
    unsure = float(np.minimum(second, 1 - second).sum()) if len(blocks) else 0.0
    spread = (chosen[-1] - chosen[0] + 1) / len(chosen) if chosen else 0.0
    facts = [
        float(np.log1p(total)), float(np.log1p(len(story))),
        total / (judgement.layout.at(0)[0] or 1),
        float(second[list(chosen)].mean()) if chosen else 0.0, unsure,
        stretch * sum(block.link_chars for block in story) / (total or 1),
        sum(block.tag == "li" for block in story) / (len(story) or 1),
        total / (len(story) or 1), float(sorted(sizes)[len(sizes) // 2]),
        sum(block.tag in HEADINGS for block in story) / (len(story) or 1),
        chosen[0] / len(blocks) if chosen else 1.0, spread,
        sum(block.text[0] in "\"“„«「'‘" for block in story) / (len(story) or 1),
        float(times), float(inputs), float(images),
        best_threshold(blocks, second) if threshold is None else threshold,
        float(max(sizes)) / (total or 1),
        sum(size < 40 for size in sizes) / len(sizes),
        float(prices),
        sum(block.text.endswith(("?", "？", "؟")) for block in story) / (len(story) or 1),
        _second_run(blocks, chosen), sum(size >= 80 for size in sizes) / len(sizes),
    ]  # fmt: skip
    return np.array([[*page, *facts]], dtype=np.float32)


def census(
    tree: Tree, blocks: Sequence[RawBlock], layout: Layout, price_signs: str, most: int
) -> tuple[int, int, int, int]:
    """A page's ``time``, ``input`` and ``img`` elements, and its blocks of less than ``most``
    characters that hold a price sign. The plain twin of ``_features.census``."""
    tags, signs = tree.tags, frozenset(price_signs)
    prices = sum(len(b.text) < most and not signs.isdisjoint(b.text) for b in blocks)
    return tags.count("time"), tags.count("input"), tags.count("img"), prices


def _second_run(blocks: Sequence[RawBlock], chosen: Sequence[int]) -> float:
    """Share of the story's text outside its longest run (gaps of up to four blocks)."""
    runs: list[int] = []
    before = -9
    for number in chosen:
        if number - before > 4:
            runs.append(0)
        runs[-1] += len(blocks[number].text)
        before = number
    return 1 - max(runs) / (sum(runs) or 1) if runs else 0.0


def page_type(facts: Matrix, model: Model) -> str:
    """The kind of page, by the forest that is surest."""
    scores = [float(forest.scores(facts)[0]) for forest in model.types]
    return model.type_names[int(np.argmax(scores))]


def may_be_listing(facts: Matrix, model: Model) -> bool:
    """Whether a page taken for another kind has a chance to be a list of stories."""
    if "listing" not in model.type_names:
        return False
    forest = model.types[model.type_names.index("listing")]
    return float(forest.probabilities(facts)[0]) >= MAY_LIST


def confidence(facts: Matrix, model: Model) -> float:
    """Calibrated probability that the story's words are right (word F1 of 0.9 or more)."""
    raw = float(model.quality.probabilities(facts)[0])
    known = model.calibration
    return round(float(np.interp(raw, known[:, 0], known[:, 1])), 3)


try:
    from scraper.extractors.classify._features import census as _fast_census
    from scraper.extractors.classify._features import word_counts as _fast_counts
except ImportError:  # not compiled: the same numbers, slower
    _fast_census, _fast_counts = census, word_counts
