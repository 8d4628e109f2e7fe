"""Every figure of the extractor on sites it was not fitted on.

    python -m training.evaluate --data DATA

Splits the labelled pages by site into folds; for each fold the forests are fitted on all other
pages, and the whole extraction runs with them on the fold's pages, with word tables that leave the
page's own site out. The bench's own ``score.py`` (beside the data folder) judges. One thing is not
strict: the second pass of a fold is fitted on the first pass's out-of-fold values of the other
folds, and those come from forests that saw the fold. Fitting takes most of an hour on two cores.

    python -m training.evaluate --data DATA --models FILE

keeps the folds' models in FILE; where it exists they are read from it, so that a change of rules is
measured in a few minutes. After a change of blocks, features or labels, on which the models are
fitted, FILE has to be made again.
"""

from __future__ import annotations

import argparse
import json
import pickle
import sys
from collections.abc import Iterable, Sequence
from dataclasses import replace
from multiprocessing import Pool
from pathlib import Path
from typing import Any

from benchmarks.quality import load_scorer
from scraper.errors import ScraperError
from scraper.extractors import extract_page
from scraper.extractors.classify.model import Model
from scraper.page import Page
from scraper.record import Record
from scraper.urls import identity
from training.dataset import (
    FOLDS,
    OWN_PAGES,
    SETS,
    LabelledPage,
    fold_of,
    load_cached,
    load_own_pages,
    read_body,
    words,
)
from training.fit import FITTED_SETS, fold_models, load_pages, prepare
from training.hand_labels import LABELS
from training.scoring import word_f1
from training.tokens import Tables

_state: dict[str, Any] = {}


def body_of(data: Path, page: LabelledPage) -> bytes:
    if page.set == "own":
        return (OWN_PAGES / f"{page.id}.html").read_bytes()
    return read_body(data, page.set, page.id)


def prediction(record: Record) -> dict[str, Any]:
    """A record in the scorer's words."""
    return {
        "text": record.text,
        "title": record.title,
        "authors": list(record.authors),
        "date": record.published_at,
        "page_type": record.page_type,
        "confidence": record.confidence,
        "related": [item.url for item in record.related],
    }


def _predict(page: LabelledPage) -> tuple[str, str, dict[str, Any]]:
    data = _state["data"]
    tokens = _state["tables"].table(without=page.site)
    model = replace(_state["model"], tokens=tokens)
    try:
        record = extract_page(Page(body_of(data, page), url=page.truth.get("url")), model=model)
    except ScraperError as error:
        return page.set, page.id, {"id": page.id, "error": str(error)}
    return page.set, page.id, {"id": page.id, **prediction(record)}


def predict_pages(
    data: Path, pages: Iterable[LabelledPage], model: Model, tables: Tables
) -> list[tuple[str, str, dict[str, Any]]]:
    """Predictions of one model, in two processes."""
    _state.update(data=data, model=model, tables=tables)
    # Pages of one site side by side: a table without that site serves them all.
    ordered = sorted(pages, key=lambda page: page.site)
    with Pool(2) as pool:
        return pool.map(_predict, ordered, chunksize=8)


def judge_related(predictions: dict[str, dict[str, dict[str, Any]]]) -> dict[str, float]:
    """Precision and recall by address on the judged half of the hand labels.

    A page with hundreds of items would decide alone, so both are given over all items and as the
    mean over pages.
    """
    split = {tuple(key) for key in json.loads((LABELS / "related_split.json").read_text())["judge"]}
    hits = given = wanted_total = 0
    precision, recall = [], []
    for line in (LABELS / "related.jsonl").read_text().splitlines():
        row = json.loads(line)
        if (row["set"], row["id"]) not in split:
            continue
        wanted = {identity(href) for href in row["hrefs"]}
        doubtful = {identity(href) for href in row.get("doubtful", [])} - wanted
        found = predictions[row["set"]].get(row["id"], {}).get("related", [])
        got = {identity(href) for href in found if href} - doubtful
        both = len(got & wanted)
        hits, given, wanted_total = hits + both, given + len(got), wanted_total + len(wanted)
        if got:
            precision.append(both / len(got))
        if wanted:
            recall.append(both / len(wanted))
    return {
        "precision": 100 * hits / max(given, 1),
        "recall": 100 * hits / max(wanted_total, 1),
        "page precision": 100 * sum(precision) / max(len(precision), 1),
        "page recall": 100 * sum(recall) / max(len(recall), 1),
    }


def judge_own(
    pages: Iterable[LabelledPage], predictions: dict[str, dict[str, Any]]
) -> dict[str, float]:
    """Text and related items of the pages that we wrote; lines that may stay or go do not count."""
    exact, shares = [], []
    hits = given = wanted_total = 0
    for page in pages:
        found = predictions[page.id]
        wanted = {identity(href) for href in page.truth["hrefs"]}
        doubtful = {identity(href) for href in page.truth["doubtful"]} - wanted
        got = {identity(href) for href in found.get("related", []) if href} - doubtful
        hits, given = hits + len(got & wanted), given + len(got)
        wanted_total += len(wanted)
        if page.truth["text"]:
            lines = found.get("text", "").splitlines()
            text = "\n".join(line for line in lines if line not in page.truth["optional"])
            exact.append(words(text) == words(page.truth["text"]))
            shares.append(word_f1(page.truth["text"], text))
    return {
        "word": 100 * sum(shares) / len(shares),
        "exact": 100 * sum(exact) / len(exact),
        "item precision": 100 * hits / max(given, 1),
        "item recall": 100 * hits / max(wanted_total, 1),
    }


def reliability(
    pages: Iterable[LabelledPage], predictions: dict[str, dict[str, dict[str, Any]]]
) -> list[tuple[float, float, float, int]]:
    """Rows of the reliability table: (from, mean confidence, share of right pages, pages)."""
    bins: dict[int, list[tuple[float, bool]]] = {}
    for page in pages:
        found = predictions[page.set].get(page.id, {})
        sure = found.get("confidence")
        if sure is None or not page.truth.get("text"):
            continue
        right = word_f1(page.truth["text"], found.get("text", "")) >= 0.9
        bins.setdefault(min(int(sure * 10), 9), []).append((sure, right))
    return [
        (
            k / 10,
            sum(c for c, _ in rows) / len(rows),
            sum(r for _, r in rows) / len(rows),
            len(rows),
        )
        for k, rows in sorted(bins.items())
    ]


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--data", type=Path, required=True, help="folder of the labelled sets")
    parser.add_argument("--cache", type=Path, default=Path(".cache/training"))
    parser.add_argument("--out", type=Path, default=Path(".cache/evaluation"))
    parser.add_argument("--models", type=Path, help="where the folds' models are kept")
    args = parser.parse_args()
    if args.models and args.models.exists():
        models, tables = pickle.loads(args.models.read_bytes())
    else:
        made = prepare(load_pages(args.data, args.cache))
        models, tables = fold_models(made), made.tables
        if args.models:
            args.models.write_bytes(pickle.dumps((models, tables)))
    evaluate(models, tables, args.data, args.cache, args.out)


def evaluate(models: Sequence[Model], tables: Tables, data: Path, cache: Path, out: Path) -> None:
    """Print every figure, each page read with forests that saw no page of its site.

    Args:
        models: one a fold, from ``training.fit.fold_models``.
        tables: from which a page's own site is left out.
        out: folder for the predictions.
    """
    scorer = load_scorer(data)
    pages = {name: load_cached(data, name, cache) for name in SETS}
    labelled = [page for name in FITTED_SETS for page in pages[name]]
    own = load_own_pages()
    predictions: dict[str, dict[str, dict[str, Any]]] = {name: {} for name in (*SETS, "own")}
    for number, model in enumerate(models):
        known = [*(page for name in SETS for page in pages[name]), *own]
        held_out = [page for page in known if fold_of(page.site) == number]
        for name, page_id, row in predict_pages(data, held_out, model, tables):
            predictions[name][page_id] = row
        print(f"fold {number + 1} of {FOLDS}: {len(held_out)} pages", file=sys.stderr)
    out.mkdir(parents=True, exist_ok=True)
    for name, rows in predictions.items():
        with (out / f"{name}.jsonl").open("w", encoding="utf-8") as handle:
            handle.writelines(json.dumps(row, ensure_ascii=False) + "\n" for row in rows.values())
    scorer.main([str(data), ",".join(SETS), f"scraper={out}"])
    print("\nrelated items, judged half")
    for key, value in judge_related(predictions).items():
        print(f"  {key:16}{value:7.1f}")
    print("\npages that we wrote")
    for key, value in judge_own(own, predictions["own"]).items():
        print(f"  {key:16}{value:7.1f}")
    print("\nconfidence: from, mean, share right, pages")
    for low, mean, share, count in reliability(labelled, predictions):
        print(f"  {low:.1f} {mean:7.3f} {share:7.3f} {count:6}")


if __name__ == "__main__":
    main()
