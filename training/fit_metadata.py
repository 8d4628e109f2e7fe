"""Fits what the metadata reader ranks titles, dates and authors by.

    python -m training.fit_metadata --data DATA [--half dev] [--dry-run]

A page's candidates compete in a softmax; the right ones share the likelihood. The forest of the
titles (``fit_titles.py``) goes to scraper/extractors/metadata/forests.npz, the weights of dates and
authors and the cross-validated accuracy of all to weights.json. Same data, same files.
"""

from __future__ import annotations

import argparse
import hashlib
import json
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from scipy.optimize import minimize

from scraper.extractors.metadata import scoring
from scraper.extractors.metadata.authors.candidates import author_candidates
from scraper.extractors.metadata.authors.selection import without_house
from scraper.extractors.metadata.dates.candidates import date_candidates
from scraper.extractors.metadata.dates.selection import date_lines
from scraper.extractors.metadata.reader import gather
from training.fit_titles import Titles, fit_titles, title_examples
from training.metadata_pages import (
    MetadataPage,
    load_own,
    load_pages,
    right_authors,
    right_date,
)

FOLDER = Path("scraper/extractors/metadata")
FOLDS = 5
L2 = {"date": 2.0, "authors": 2.0}
"""Strength of the pull towards zero, in the scale of summed log likelihood."""
MIN_SITES = 3
"""Sites that a feature must be seen on."""
SET_WEIGHT = {"news-dev": 4.0, "fixtures": 4.0, "readability-dev": 0.3}
LABELLED = 0.3
"""Weight from which a row is of a page with a label."""
NONE_WEIGHT = {"date": 0.1, "authors": 0.15}
"""Weight of wcxb-dev's pages without a label, taken to say "none": its labels are not complete."""


@dataclass
class Example:
    """One page's candidates for one field: features of each, and which are right."""

    site: str
    set: str
    features: list[frozenset[str]]
    right: list[bool]
    weight: float


def examples(pages: list[MetadataPage]) -> dict[str, list[Example]]:
    """Candidates and labels of all pages, by field. Pages in two sets count once."""
    found: dict[str, list[Example]] = {field: [] for field in _MAKERS}
    seen: set[tuple[str, str]] = set()
    for page in pages:
        key = (page.url or page.id, page.site)
        for field, make in _MAKERS.items():
            label = page.truth.get(field)
            if not label and page.set not in ("wcxb-dev", "own"):
                continue
            if (field, *key) in seen:
                continue
            seen.add((field, *key))
            weight = SET_WEIGHT.get(page.set, 1.0)
            feats, right = make(page)
            if not label:
                feats, right = [*feats, frozenset()], [False] * len(feats) + [True]
                weight *= NONE_WEIGHT[field] if page.set == "wcxb-dev" else 1.0
            else:
                feats, right = [*feats, frozenset()], [*right, False]
            found[field].append(Example(page.site, page.set, feats, right, weight))
    return found


def _date(page: MetadataPage) -> tuple[list[frozenset[str]], list[bool]]:
    g = gather(page.tree, page.url, page.story)
    days = date_candidates(page.tree, g.clues, g.data, g.address, g.clues.lang)
    return (
        [frozenset(d.features) for d in days],
        [bool(right_date(page.truth, d.day.isoformat())) for d in days],
    )


def _authors(page: MetadataPage) -> tuple[list[frozenset[str]], list[bool]]:
    g = gather(page.tree, page.url, page.story)
    days = date_candidates(page.tree, g.clues, g.data, g.address, g.clues.lang)
    lines = date_lines(days)
    cands = author_candidates(page.tree, g.clues, g.data, g.site, lines)
    return (
        [frozenset(c.features) for c in cands],
        [bool(right_authors(page.truth, without_house(c.names, g.site))) for c in cands],
    )


_MAKERS: dict[str, Callable[[MetadataPage], tuple[list[frozenset[str]], list[bool]]]] = {
    "date": _date,
    "authors": _authors,
}


def fit(rows: list[Example], l2: float) -> dict[str, float]:
    """Weights that make the right candidates likely."""
    sites: dict[str, set[str]] = {}
    for row in rows:
        for features in row.features:
            for name in features:
                sites.setdefault(name, set()).add(row.site)
    names = sorted(name for name, where in sites.items() if len(where) >= MIN_SITES)
    index = {name: k for k, name in enumerate(names)}
    usable = [row for row in rows if any(row.right) and not all(row.right)]
    owners, columns, starts, right, weight = [], [], [0], [], []
    cell = 0
    for row in usable:
        for features, good in zip(row.features, row.right, strict=True):
            for name in sorted(features):  # sets differ in order between runs
                if name in index:
                    owners.append(cell)
                    columns.append(index[name])
            right.append(good)
            cell += 1
        starts.append(cell)
        weight.append(row.weight)
    owner, column = np.array(owners), np.array(columns)
    good = np.array(right)
    begin = np.array(starts[:-1])
    sizes = np.diff(starts)
    weights_of_rows = np.array(weight)
    per_cell = np.repeat(weights_of_rows, sizes)

    def loss(w: Any) -> tuple[float, Any]:
        scores = np.bincount(owner, weights=w[column], minlength=cell)
        top = np.repeat(np.maximum.reduceat(scores, begin), sizes)
        e = np.exp(scores - top)
        total = np.add.reduceat(e, begin)
        hit = np.add.reduceat(e * good, begin)
        p = e / np.repeat(total, sizes)
        q = e * good / np.repeat(hit, sizes)
        value = float(weights_of_rows @ (np.log(total) - np.log(hit))) + l2 * float(w @ w) / 2
        slope = np.bincount(column, weights=((p - q) * per_cell)[owner], minlength=len(names))
        return value, slope + l2 * w

    result = minimize(loss, np.zeros(len(names)), jac=True, method="L-BFGS-B",
                      options={"maxiter": 400})  # fmt: skip
    return {name: round(float(v), 3) for name, v in zip(names, result.x, strict=True)
            if abs(v) >= 0.0005}  # fmt: skip


def accuracy(rows: list[Example], weights: dict[str, float]) -> Iterator[tuple[Example, bool]]:
    """Each labelled page and whether its best candidate is right."""
    for row in rows:
        if not row.features:
            yield row, False
            continue
        scores = [scoring.score(features, weights) for features in row.features]
        yield row, row.right[max(range(len(scores)), key=scores.__getitem__)]


def fold_of(site: str) -> int:
    """The fold that a site is judged in."""
    return hashlib.sha256(b"fold" + site.encode()).digest()[0] % FOLDS


def cross_validated(rows: list[Example], l2: float) -> dict[str, float]:
    """Out-of-fold accuracy on each set, in per cent."""
    hits: dict[str, list[bool]] = {}
    for fold in range(FOLDS):
        weights = fit([row for row in rows if fold_of(row.site) != fold], l2)
        held = [row for row in rows if fold_of(row.site) == fold]
        for row, hit in accuracy(held, weights):
            name = row.set if row.weight >= LABELLED else f"{row.set} none"
            hits.setdefault(name, []).append(hit)
    return {name: round(100 * sum(v) / len(v), 2) for name, v in sorted(hits.items())}


def cross_validated_titles(pages: list[Titles]) -> dict[str, float]:
    """Out-of-fold accuracy of the titles' forest on each set, in per cent."""
    hits: dict[str, list[bool]] = {}
    for fold in range(FOLDS):
        forest = fit_titles([page for page in pages if fold_of(page.site) != fold])
        for page in pages:
            if fold_of(page.site) == fold:
                best = int(forest.scores(page.rows).argmax())
                hits.setdefault(page.set, []).append(bool(page.right[best]))
    return {name: round(100 * sum(v) / len(v), 2) for name, v in sorted(hits.items())}


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--data", type=Path, required=True)
    parser.add_argument("--half", choices=("dev", "judge"), help="fit on one half of the sites")
    parser.add_argument("--cache", type=Path, help="pickle of the loaded pages, made where missing")
    parser.add_argument("--dry-run", action="store_true", help="print, write nothing")
    args = parser.parse_args()
    pages = [*load_pages(args.data, cache=args.cache), *load_own()]
    if args.half:
        pages = [page for page in pages if page.half == args.half]
    titles = title_examples(pages)
    scores = cross_validated_titles(titles)
    print(f"title: {len(titles)} pages, {scores}")
    # The headline places bylines and dates, so its forest is needed for what follows.
    fitted = scoring.forests()["title"] = fit_titles(titles)
    stored: dict[str, Any] = {"fields": {"title": {"cross_validated": scores}}}
    for field, rows in examples(pages).items():
        weights = fit(rows, L2[field])
        scores = cross_validated(rows, L2[field])
        labelled = [row for row in rows if row.weight >= LABELLED]
        ceiling = sum(any(row.right[:-1]) for row in labelled) / len(labelled)
        print(
            f"{field}: {len(rows)} pages, {len(weights)} weights, ceiling {ceiling:.3f}, {scores}"
        )
        stored["fields"][field] = {"cross_validated": scores, "weights": weights}
    if not args.dry_run:
        np.savez_compressed(FOLDER / scoring.FORESTS, **fitted.arrays("title"))
        (FOLDER / scoring.WEIGHTS).write_text(
            json.dumps(stored, ensure_ascii=False, indent=1, sort_keys=True) + "\n", "utf-8"
        )


if __name__ == "__main__":
    main()
