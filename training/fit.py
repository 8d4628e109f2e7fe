"""Fits everything the package ships: `python -m training.fit --data DATA`.

The same data and seed give the same file to the byte. Every number that a later stage reads from an
earlier one is out-of-fold while fitting, so the later stage learns how the earlier one errs on
sites it has not seen.
"""

from __future__ import annotations

import argparse
import hashlib
import json
from collections.abc import Sequence
from multiprocessing import Pool
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from scraper.extractors.classify.columns import Matrix
from scraper.extractors.classify.forest import Forest
from scraper.extractors.classify.judge import (
    Judgement,
    best_threshold,
    first_pass_features,
    page_facts,
    second_pass_features,
)
from scraper.extractors.classify.layout import Layout
from scraper.extractors.classify.model import Model, save
from training import related
from training.boosting import fit
from training.dataset import FOLDS as FOLDS
from training.dataset import (
    HELD_BACK,
    LabelledPage,
    fold_of,
    load_cached,
    load_fixtures,
    load_own_pages,
    load_shapes,
)
from training.disguises import SET as DISGUISED
from training.disguises import load_disguised
from training.fitted import Fitted
from training.hand_labels import read_labels
from training.inserts import load_inserts
from training.scoring import word_f1
from training.story_labels import label_story, read_story_labels
from training.tokens import Tables

FITTED_SETS = ("news-dev", "wcxb-dev", "segments-dev", "readability-dev")
ITEM_SET = "dates-dev"
"""Its pages have no text as their truth: their related items are labelled by hand, their stories by
an earlier fit."""
FIRST_ROUNDS, SECOND_ROUNDS = 400, 250
TYPES = ("article", "listing", "forum", "product", "documentation", "service")
RIGHT = 0.9
"""Word F1 from which a page counts as right, for the confidence."""


DISGUISED_WEIGHT = 0.4
"""What a page in disguise counts beside the page itself."""


def page_weight(page: LabelledPage) -> float:
    """News first; a page judged by snippets knows less, so its known blocks count more."""
    if page.set == DISGUISED:
        return DISGUISED_WEIGHT * _set_weight(page.truth["copied from"], page)
    return _set_weight(page.set, page)


def _set_weight(name: str, page: LabelledPage) -> float:
    if name == "news-dev":
        return 6.0
    if name == "fixtures":
        return 8.0
    if name in ("readability-dev", "shapes"):
        return 0.5
    if name == "segments-dev" or page.truth.get("page_type") == "article":
        return 1.5
    return 1.0


def block_weights(page: LabelledPage) -> NDArray[np.float64]:
    """Weight of each block: root of its length, evened out between long and short pages."""
    root = np.array([min(len(block.text), 1000) ** 0.5 for block in page.blocks])
    labels = np.array(page.labels)
    # A block that is half in the truth teaches little.
    clear = np.where(labels < 0, 0.0, np.maximum(np.abs(labels - 0.5) * 2, 0.2))
    return page_weight(page) * root / np.sqrt(root.sum() + 1e-9) * clear


_state: dict[str, Any] = {}


def _describe(number: int) -> tuple[Matrix, Layout]:
    page, tables = _state["pages"][number], _state["tables"]
    table = tables.table(without=page.site)
    layout = Layout(page.tree, page.blocks, table)
    rows = first_pass_features(page.tree, page.blocks, layout, page.hints, table)
    return rows, layout


def _context(number: int) -> Matrix:
    page, layouts, first = _state["pages"][number], _state["layouts"], _state["first"]
    return second_pass_features(page.tree, page.blocks, layouts[number], page.hints, first[number])


def in_processes(work: Any, count: int, *, chunk: int = 16, **state: Any) -> list[Any]:
    """``work(number)`` for each number below ``count``, in two processes that inherit ``state``."""
    _state.clear()
    _state.update(state)
    with Pool(2) as pool:
        return pool.map(work, range(count), chunksize=chunk)


def _fit_fold(number: int) -> Forest:
    """The forest of one fold; the last number stands for the forest on all pages."""
    pages, rows = _state["pages"], _state["rows"]
    kept = [i for i, page in enumerate(pages) if fold_of(page.site) != number]
    return fit_blocks([pages[i] for i in kept], [rows[i] for i in kept], _state["rounds"])


def fit_folds(
    pages: Sequence[LabelledPage], rows: Sequence[Matrix], rounds: int
) -> tuple[list[NDArray[np.float64]], list[Forest]]:
    """For each page, the probabilities by a forest that saw no page of its site; the forest
    fitted on all pages comes last. One process a forest: LightGBM's own threads wait for each
    other."""
    forests = in_processes(_fit_fold, FOLDS + 1, chunk=1, pages=pages, rows=rows, rounds=rounds)
    probabilities = [
        forests[fold_of(page.site)].probabilities(own)
        for page, own in zip(pages, rows, strict=True)
    ]
    return probabilities, forests


def fit_blocks(pages: Sequence[LabelledPage], rows: Sequence[Matrix], rounds: int) -> Forest:
    """A forest for the probability of a block being story."""
    used = [(p, r) for p, r in zip(pages, rows, strict=True) if p.blocks and p.labels]
    labels = np.concatenate([np.array(p.labels) for p, _ in used])
    weights = np.concatenate([block_weights(p) for p, _ in used])
    known = weights > 0
    matrix = np.concatenate([r for _, r in used])[known]
    return fit(matrix, (labels[known] > 0.5).astype(float), weights[known], rounds=rounds)


def load_pages(data: Path, cache: Path) -> list[LabelledPage]:
    """All pages that the story or the related items are learned from."""
    pages = [page for name in FITTED_SETS for page in load_cached(data, name, cache)]
    made = [*load_inserts(data, pages), *load_disguised(data, pages)]
    stories = read_story_labels()
    known = {(row["set"], row["id"]) for row in read_labels()} | stories.keys()
    listed = [page for page in load_cached(data, ITEM_SET, cache) if (page.set, page.id) in known]
    for page in (*pages, *listed):
        if (page.set, page.id) in stories:
            label_story(page, stories[page.set, page.id])
    own = [page for page in load_own_pages() if not page.id.startswith(HELD_BACK)]
    return [*pages, *listed, *made, *own, *load_fixtures(), *load_shapes()]


def prepare(pages: list[LabelledPage]) -> Fitted:
    """Everything up to the out-of-fold probabilities of both looks."""
    tables = Tables(pages)
    made = Fitted(pages, tables)
    described = in_processes(_describe, len(pages), pages=pages, tables=tables)
    made.rows = [rows for rows, _ in described]
    made.layouts = [layout for _, layout in described]
    made.first, made.first_forests = fit_folds(pages, made.rows, FIRST_ROUNDS)
    made.again = in_processes(
        _context, len(pages), pages=pages, layouts=made.layouts, first=made.first
    )
    made.second, made.second_forests = fit_folds(pages, both(made), SECOND_ROUNDS)
    return made


def both(made: Fitted) -> list[Matrix]:
    """The rows that the second pass reads."""
    return [np.concatenate(pair, axis=1) for pair in zip(made.rows, made.again, strict=True)]


def kind_of(page: LabelledPage) -> str | None:
    """The page's type in the record's words."""
    if page.set == "news-dev":
        return "article"
    kind = page.truth.get("page_type")
    return "listing" if kind == "collection" else kind


def choose(page: LabelledPage, probabilities: NDArray[np.float64]) -> list[int]:
    """Numbers of the blocks that extraction would take."""
    threshold = best_threshold(page.blocks, probabilities)
    return [number for number, p in enumerate(probabilities) if p >= threshold]


def facts_of(made: Fitted) -> list[Matrix]:
    """Page rows, made from out-of-fold probabilities."""
    return [
        page_facts(
            page.tree,
            page.blocks,
            Judgement(made.layouts[i], made.rows[i], made.first[i], made.second[i]),
            choose(page, made.second[i]),
        )
        for i, page in enumerate(made.pages)
    ]


SMALL = {"learning_rate": 0.05, "num_leaves": 12, "min_data_in_leaf": 15}


def fit_types(pages: Sequence[LabelledPage], facts: Sequence[Matrix]) -> tuple[Forest, ...]:
    """One forest a page type, each against all others."""
    used = [(f, kind_of(p)) for p, f in zip(pages, facts, strict=True) if kind_of(p)]
    rows = np.concatenate([f for f, _ in used])
    return tuple(
        fit(rows, np.array([float(kind == name) for _, kind in used]), rounds=80, **SMALL)
        for name in TYPES
    )


def right_pages(made: Fitted, kept: Sequence[int]) -> tuple[list[int], NDArray[np.float64]]:
    """Of the kept pages, those whose truth is a whole text, and whether the choice was right."""
    numbers, right = [], []
    for i in kept:
        page = made.pages[i]
        if page.truth.get("text") and page.set not in ("own", "fixtures", "inserted", DISGUISED):
            text = "\n".join(page.blocks[k].text for k in choose(page, made.second[i]))
            numbers.append(i)
            right.append(float(word_f1(page.truth["text"], text) >= RIGHT))
    return numbers, np.array(right)


def fit_quality(
    made: Fitted, facts: Sequence[Matrix], kept: Sequence[int]
) -> tuple[Forest, NDArray[np.float64], NDArray[np.float64], NDArray[np.float64]]:
    """The confidence's forest, its calibration, and the out-of-fold values behind it."""
    numbers, right = right_pages(made, kept)
    rows = np.concatenate([facts[i] for i in numbers])
    raw = np.zeros(len(numbers))
    folds = np.array([fold_of(made.pages[i].site) for i in numbers])
    for number in sorted(set(folds.tolist())):
        forest = fit(rows[folds != number], right[folds != number], rounds=120, **SMALL)
        raw[folds == number] = forest.probabilities(rows[folds == number])
    return fit(rows, right, rounds=120, **SMALL), isotonic(raw, right), raw, right


def isotonic(raw: NDArray[np.float64], right: NDArray[np.float64]) -> NDArray[np.float64]:
    """Rising steps (raw, share right) by pool-adjacent-violators, thinned to a few dozen pairs."""
    order = np.argsort(raw, kind="stable")
    pools: list[list[float]] = []
    for value, hit in zip(raw[order].tolist(), right[order].tolist(), strict=True):
        pools.append([value, hit, 1.0])
        while len(pools) > 1 and pools[-2][1] >= pools[-1][1]:
            value_b, hit_b, n_b = pools.pop()
            value_a, hit_a, n_a = pools.pop()
            n = n_a + n_b
            pools.append([(value_a * n_a + value_b * n_b) / n, (hit_a * n_a + hit_b * n_b) / n, n])
    # A pool of a few pages says little: neighbours are joined until each has thirty.
    joined: list[list[float]] = []
    for value, share, n in pools:
        if joined and joined[-1][2] < 30:
            value_a, share_a, n_a = joined[-1]
            m = n_a + n
            joined[-1] = [(value_a * n_a + value * n) / m, (share_a * n_a + share * n) / m, m]
        else:
            joined.append([value, share, n])
    return np.array([[value, share] for value, share, _ in joined])


def model_of(made: Fitted, fold: int = FOLDS, halves: Sequence[str] = ("fit", "judge")) -> Model:
    """The model that knows nothing of one fold's pages; of none missing, the one to ship.

    Args:
        made: from ``prepare``.
        fold: the fold to leave out; ``FOLDS`` for none.
        halves: which halves of the hand labels the related items are learned from.
    """
    kept = [i for i, page in enumerate(made.pages) if fold_of(page.site) != fold]
    facts = facts_of(made)
    quality, calibration, _, _ = fit_quality(made, facts, kept)
    items, forest = related.fit_halves(made, halves, kept)
    return Model(
        version="",
        tokens=made.tables.table(),
        first=made.first_forests[fold],
        second=made.second_forests[fold],
        items=items,
        related=forest,
        types=fit_types([made.pages[i] for i in kept], [facts[i] for i in kept]),
        type_names=TYPES,
        quality=quality,
        calibration=calibration,
    )


def _fold_model(number: int) -> Model:
    return model_of(_state["made"], number, halves=("fit",))


def fold_models(made: Fitted) -> list[Model]:
    """For each fold the model that saw no page of it, the judged half of the hand labels left out.

    Args:
        made: from ``prepare`` with all pages.
    """
    return in_processes(_fold_model, FOLDS, chunk=1, made=made)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--data", type=Path, required=True, help="folder of the labelled sets")
    parser.add_argument("--cache", type=Path, default=Path(".cache/training"))
    parser.add_argument("--out", type=Path, default=Path("scraper/extractors/classify/model.npz"))
    args = parser.parse_args()
    save(model_of(prepare(load_pages(args.data, args.cache))), str(args.out))
    digest = hashlib.sha256(args.out.read_bytes()).hexdigest()
    print(json.dumps({"file": str(args.out), "sha256": digest, "bytes": args.out.stat().st_size}))


if __name__ == "__main__":
    main()
