"""Predicts each block's story probability, in two passes, and the threshold for selecting blocks.

The first pass scores each block by its own features, the second adds the first-pass scores of the
blocks around it. Also predicts the page type and the confidence in the selected story.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from scraper.extractors.classify.cards import CARDS, card_features
from scraper.extractors.classify.cohesion import COHESION, cohesion_features
from scraper.extractors.classify.columns import FEATURES, PAGE, Matrix
from scraper.extractors.classify.context import CONTEXT, context_features
from scraper.extractors.classify.features import block_features
from scraper.extractors.classify.layout import Layout
from scraper.extractors.classify.model import Model
from scraper.extractors.classify.page_features import Hints, take_census
from scraper.extractors.classify.signs import SIGNS, sign_features
from scraper.extractors.classify.text_shape import count_words
from scraper.extractors.classify.token_table import TokenTable
from scraper.extractors.parsing.blocks import HEADINGS, RawBlock
from scraper.extractors.parsing.tree import Tree

MIN_THRESHOLD, MAX_THRESHOLD = 0.15, 0.6
"""Bounds of the per-page threshold that maximises expected F1. Out-of-fold: without the lower bound
shop pages fill up with labels, without the upper one short notices lose paragraphs."""
CONFIDENT, CONFIDENT_SHARE, CONFIDENT_MIN_THRESHOLD = 0.9, 0.8, 0.52
"""A page with most of its story in high-probability blocks needs no doubtful ones: where blocks
with a probability of at least ``CONFIDENT`` make up ``CONFIDENT_SHARE`` of the selected words,
``CONFIDENT_MIN_THRESHOLD`` is the lower bound. Out-of-fold this took the tenth percentile of
news-dev from 94.3 to 95.3 and changed nothing elsewhere; 0.6 would give 96.1, and lose a page in a
hundred of the articles that are exact."""


@dataclass(frozen=True, slots=True)
class Judgement:
    """Result of the two passes over a page's blocks.

    Attributes:
        layout: per-element sums over the tree, reused by later steps.
        rows: first-pass features, one row a block.
        first, second: story probability of each block after the first and the second pass.
    """

    layout: Layout
    rows: Matrix
    first: NDArray[np.float64]
    second: NDArray[np.float64]


def first_pass_features(
    tree: Tree, blocks: Sequence[RawBlock], layout: Layout, hints: Hints, tokens: TokenTable
) -> Matrix:
    """Features of the first pass, one row a block: columns ``FEATURES``, ``CARDS``, ``SIGNS``."""
    return _allocate_features(tree, blocks, layout, hints, tokens)[:, :FIRST_PASS_COLUMNS]


def second_pass_features(
    tree: Tree,
    blocks: Sequence[RawBlock],
    layout: Layout,
    hints: Hints,
    first: NDArray[np.float64],
    out: Matrix | None = None,
) -> Matrix:
    """Additional features of the second pass, one row a block: columns ``CONTEXT``, ``COHESION``.

    Args:
        first: story probability of each block after the first pass.
        out: array to write to, (blocks, columns); by default a new one.
    """
    if out is None:
        out = np.empty((len(blocks), len(CONTEXT) + len(COHESION)), dtype=np.float32)
    context_features(tree, blocks, layout, first, out[:, : len(CONTEXT)])
    cohesion_features(blocks, hints.titles, first, out[:, len(CONTEXT) :])
    return out


FIRST_PASS_COLUMNS = len(FEATURES) + len(CARDS) + len(SIGNS)
"""Number of first-pass columns; the additional columns of the second pass follow them."""


def _allocate_features(
    tree: Tree, blocks: Sequence[RawBlock], layout: Layout, hints: Hints, tokens: TokenTable
) -> Matrix:
    """First-pass features in an array that has columns for the second pass too, so that a large
    page's rows are not copied."""
    rows = np.empty(
        (len(blocks), FIRST_PASS_COLUMNS + len(CONTEXT) + len(COHESION)), dtype=np.float32
    )
    cards, signs = len(FEATURES), len(FEATURES) + len(CARDS)
    block_features(tree, blocks, layout, hints, tokens, rows[:, :cards])
    rows[:, cards:signs] = card_features(tree, blocks, layout)
    sign_features(tree, blocks, hints, rows[:, signs:FIRST_PASS_COLUMNS])
    return rows


def judge(tree: Tree, blocks: Sequence[RawBlock], hints: Hints, model: Model) -> Judgement:
    """Run both passes over the blocks of a page."""
    layout = Layout(tree, blocks, model.tokens)
    rows = _allocate_features(tree, blocks, layout, hints, model.tokens)
    first = model.first.probabilities(rows[:, :FIRST_PASS_COLUMNS])
    second_pass_features(tree, blocks, layout, hints, first, rows[:, FIRST_PASS_COLUMNS:])
    second = model.second.probabilities(rows)
    return Judgement(layout, rows[:, :FIRST_PASS_COLUMNS], first, second)


def best_threshold(blocks: Sequence[RawBlock], probabilities: NDArray[np.float64]) -> float:
    """The probability threshold with the highest expected word F1 for this page, within bounds.

    With probabilities p and word counts w of the blocks, the expected F1 of a selection S is
    2 * sum(p*w over S) / (sum(w over S) + sum(p*w over all)); the best S is a threshold on p
    (Ye et al., "Optimizing F-measure", ICML 2012).
    """
    if not len(blocks):
        return MAX_THRESHOLD
    words = count_words(blocks)
    order = np.argsort(-probabilities, kind="stable")
    p, w = probabilities[order], words[order]
    gained = np.cumsum(p * w)
    expected = 2 * gained / (np.cumsum(w) + gained[-1] + 1e-9)
    last = int(np.argmax(expected))
    sure = float(w[p >= CONFIDENT].sum())
    lowest = (
        CONFIDENT_MIN_THRESHOLD
        if sure >= CONFIDENT_SHARE * float(w[: last + 1].sum())
        else MIN_THRESHOLD
    )
    return float(min(max(p[last], lowest), MAX_THRESHOLD))


PAGE_FACTS: tuple[str, ...] = (
    *PAGE,
    "story_chars", "story_blocks", "story_share", "mean_p", "unsure", "story_links",
    "story_lists", "story_mean", "story_median", "story_headings", "first_story", "spread",
    "quoted", "times", "inputs", "images", "threshold", "big_block", "short_blocks", "prices",
    "questions", "second_run", "sentences",
)  # fmt: skip
"""The columns that ``page_facts`` fills, in this order; input of fitted models."""
_PRICE_SIGNS = "$€£¥₹₽₩"
MAX_PRICE_CHARS = 40
"""Characters below which a block with a price sign is a price."""
MIN_LISTING_PROBABILITY = 0.15
"""Listing probability from which a page is tested for being a listing, whatever its page type."""


def page_facts(
    tree: Tree,
    blocks: Sequence[RawBlock],
    judgement: Judgement,
    chosen: Sequence[int],
    threshold: float | None = None,
) -> Matrix:
    """Features of the whole page for type and confidence: one row, columns ``PAGE_FACTS``.

    Args:
        chosen: indices of the blocks selected as story, ascending.
        threshold: the value of ``best_threshold``, if already computed.
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
    times, inputs, images, prices = take_census(
        tree, blocks, judgement.layout, _PRICE_SIGNS, MAX_PRICE_CHARS
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
    """The page type whose forest has the highest score."""
    scores = [float(forest.scores(facts)[0]) for forest in model.types]
    return model.type_names[int(np.argmax(scores))]


def may_be_listing(facts: Matrix, model: Model) -> bool:
    """Whether a page predicted as another type could be a list of stories."""
    if "listing" not in model.type_names:
        return False
    forest = model.types[model.type_names.index("listing")]
    return float(forest.probabilities(facts)[0]) >= MIN_LISTING_PROBABILITY


def confidence(facts: Matrix, model: Model) -> float:
    """Calibrated probability that the selected story is right (word F1 of 0.9 or more)."""
    raw = float(model.quality.probabilities(facts)[0])
    known = model.calibration
    return round(float(np.interp(raw, known[:, 0], known[:, 1])), 3)
