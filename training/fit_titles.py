"""Fits the forest that ranks headlines: boosted trees under a softmax over each page's candidates.

LightGBM's own ranking objectives know one right candidate and a list; here several candidates may
be right and share the likelihood, as in ``fit_metadata.py``.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from scraper.extractors.classify.forest import Forest
from scraper.extractors.metadata.sources.address import page_url
from scraper.extractors.metadata.sources.collect import body_of, collect
from scraper.extractors.metadata.sources.jsonld import read_jsonld
from scraper.extractors.metadata.sources.sitename import read_sitename
from scraper.extractors.metadata.titles.selection import StatedTitles, title_candidates
from training.boosting import fit as boost
from training.metadata_pages import MetadataPage, right_title

SETTINGS: dict[str, Any] = {
    "learning_rate": 0.03,
    "num_leaves": 8,
    "min_data_in_leaf": 40,
    "min_sum_hessian_in_leaf": 1.0,
    "lambda_l2": 5.0,
    "feature_fraction": 0.5,
    "bagging_fraction": 0.8,
    "max_bin": 63,
}
ROUNDS = 300
"""Trees. 150 of twice the step gave the same within the scatter of the folds; leaves of 4 and 16
were both half a point worse on wcxb-dev."""
SET_WEIGHT = {"news-dev": 12.0, "fixtures": 4.0, "own": 2.0, "readability-dev": 0.3}
"""News pages are few and what the reader is for: 4 gave 81.5 on them and 80.9 on wcxb-dev, 15 gave
84.5 and 81.0, out-of-fold, mean of four ways to cut the folds."""
OTHER_KIND = 0.4
"""Weight of pages that are no articles, whose labels follow the ``title`` as often as the h1."""


@dataclass(frozen=True, slots=True)
class Titles:
    """One page's candidates: a row of numbers each, whether it is right, and the page's weight."""

    site: str
    set: str
    rows: NDArray[np.float32]
    right: NDArray[np.bool_]
    weight: float


def title_examples(pages: Sequence[MetadataPage]) -> list[Titles]:
    """Candidates of the pages that have a title label; a page in two sets counts once.

    Pages of one site share their weight by its square root, so that no publisher's habit rules.
    """
    found = []
    seen: set[tuple[str, str]] = set()
    labelled = [page for page in pages if page.truth.get("title")]
    sizes = Counter((page.set, page.site) for page in labelled)
    for page in labelled:
        key = (page.url or page.id, page.site)
        if key in seen:
            continue
        seen.add(key)
        clues = collect(page.tree)
        clues.body = body_of(page.tree, page.story)
        address = page.url or page_url(clues)
        data = read_jsonld(clues.jsonld, address, clues.title)
        site = read_sitename(clues, data, address, page.tree)
        stated = StatedTitles(page.tree, clues, data, site)
        candidates, rows = title_candidates(page.tree, clues, data, site, address, stated)
        if not candidates:
            continue
        weight = SET_WEIGHT.get(page.set, 1.0) / sizes[page.set, page.site] ** 0.5
        if page.truth.get("page_type", "article") != "article":
            weight *= OTHER_KIND
        right = np.array([bool(right_title(page.truth, c.text)) for c in candidates])
        found.append(Titles(page.site, page.set, rows, right, weight))
    return found


def fit_titles(pages: Sequence[Titles]) -> Forest:
    """The forest that gives each page's right candidates the highest scores."""
    usable = [page for page in pages if page.right.any() and not page.right.all()]
    rows = np.vstack([page.rows for page in usable])
    right = np.concatenate([page.right for page in usable]).astype(np.float64)
    sizes = np.array([len(page.right) for page in usable])
    weights = np.repeat([page.weight for page in usable], sizes)
    return boost(
        rows, right, rounds=ROUNDS, objective=_softmax(sizes, weights), **SETTINGS
    )  # fmt: skip


def _softmax(
    sizes: NDArray[np.int64], weights: NDArray[np.float64]
) -> Callable[[NDArray[np.float64], Any], tuple[NDArray[np.float64], NDArray[np.float64]]]:
    """Gradient and hessian of the likelihood that a right candidate wins its page."""
    starts = np.concatenate([[0], np.cumsum(sizes)[:-1]])

    def objective(
        scores: NDArray[np.float64], data: Any
    ) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
        right = data.get_label()
        e = np.exp(scores - np.repeat(np.maximum.reduceat(scores, starts), sizes))
        p = e / np.repeat(np.add.reduceat(e, starts), sizes)
        q = e * right / np.repeat(np.add.reduceat(e * right, starts), sizes)
        # The floor keeps leaves of pages that are settled from growing without bound.
        return (p - q) * weights, np.maximum(p * (1 - p), 0.02) * weights

    return objective
