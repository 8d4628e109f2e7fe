"""Scores the metadata reader on labelled pages.

    python -m training.metadata_eval --data DATA [--sets news-dev,wcxb-dev] [--cross]

Prints the share of pages, in per cent, whose title, authors and day of publication are right, as
``score.py`` of the labelled pages counts them, for the developing half of the sites, the judging
half and all; "own" and "fixtures" are pages that we wrote. The shipped weights are fitted on all
sites; what counts for pages of unseen sites are the figures with ``--cross``: each site is read
with weights fitted without it.
"""

from __future__ import annotations

import argparse
import gc
import json
import time
from collections import defaultdict
from pathlib import Path
from typing import Any

from scraper.extractors.metadata import read_metadata, scoring
from training.fit_metadata import FOLDS, L2, examples, fit, fold_of
from training.fit_titles import fit_titles, title_examples
from training.metadata_pages import (
    SETS,
    MetadataPage,
    load_own,
    load_pages,
    right_authors,
    right_date,
    right_title,
)

FIELDS = ("title", "authors", "date")
Hits = dict[tuple[str, str, str], list[bool]]


def judge(pages: list[MetadataPage], hits: Hits, misses: list[dict[str, Any]]) -> float:
    """Add each page's rights and wrongs to ``hits``, and what is wrong to ``misses``; returns the
    seconds taken."""
    seconds = 0.0
    for page in pages:
        start = time.perf_counter()
        found = read_metadata(page.tree, page.url, page.story)
        seconds += time.perf_counter() - start
        results = {
            "title": right_title(page.truth, found.title),
            "authors": right_authors(page.truth, found.authors),
            "date": right_date(page.truth, found.published_at),
        }
        values = {"title": found.title, "authors": found.authors, "date": found.published_at}
        for field, right in results.items():
            if right is False:
                place = {"set": page.set, "id": page.id, "url": page.url, "field": field}
                misses.append({**place, "label": page.truth[field], "read": values[field]})
        groups = [page.set]
        if page.truth.get("page_type"):
            groups.append(f"{page.set}/{page.truth['page_type']}")
        for field, right in results.items():
            if right is not None:
                for group in groups:
                    hits[group, page.half, field].append(right)
    return seconds


def cross_judge(pages: list[MetadataPage], hits: Hits, misses: list[dict[str, Any]]) -> float:
    """The same with weights fitted on the other sites."""
    shipped = {field: dict(scoring.weights(field)) for field in L2}
    forest = scoring.forest("title")
    titles, rows = title_examples(pages), examples(pages)
    seconds = 0.0
    for fold in range(FOLDS):
        kept = [page for page in titles if fold_of(page.site) != fold]
        scoring.forests()["title"] = fit_titles(kept)
        for field in L2:
            _use(field, fit([row for row in rows[field] if fold_of(row.site) != fold], L2[field]))
        held = [page for page in pages if fold_of(page.site) == fold]
        seconds += judge(held, hits, misses)
    scoring.forests()["title"] = forest
    for field, weights in shipped.items():
        _use(field, weights)
    return seconds


def _use(field: str, weights: dict[str, float]) -> None:
    table = scoring.weights(field)
    table.clear()
    table.update(weights)


def table(hits: Hits) -> str:
    """One line a set: title, authors, date; each for both halves and all."""
    groups = sorted({key[0] for key in hits}, key=lambda name: (name.partition("/")[0], name))
    lines = [f"{'':28}" + "".join(f"{f + ' ' + h:>15}" for f in FIELDS
                                  for h in ("dev", "judge", "all"))]  # fmt: skip
    for group in groups:
        cells = ""
        for field in FIELDS:
            both: list[bool] = []
            for half in ("dev", "judge"):
                found = hits.get((group, half, field), [])
                both += found
                cells += f"{_percent(found):>15}"
            cells += f"{_percent(both) + ' (' + str(len(both)) + ')':>15}"
        lines.append(f"{group:28}{cells}")
    return "\n".join(lines)


def _percent(found: list[bool]) -> str:
    return f"{100 * sum(found) / len(found):.2f}" if found else ""


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--data", type=Path, required=True)
    parser.add_argument("--sets", default=",".join(SETS))
    parser.add_argument("--cache", type=Path, help="pickle of the loaded pages, made where missing")
    parser.add_argument("--cross", action="store_true", help="weights without the page's own site")
    parser.add_argument("--json", type=Path, help="write the figures there")
    parser.add_argument("--misses", type=Path, help="write each wrong value there, as JSON lines")
    args = parser.parse_args()
    wanted = tuple(args.sets.split(","))
    pages = [*load_pages(args.data, wanted, args.cache), *load_own()]
    # Thousands of parsed pages, gone through at every collection, would be most of the time.
    gc.freeze()
    hits: Hits = defaultdict(list)
    misses: list[dict[str, Any]] = []
    seconds = (cross_judge if args.cross else judge)(pages, hits, misses)
    print(table(hits))
    print(f"{1000 * seconds / max(1, len(pages)):.2f} ms a page, {len(pages)} pages")
    if args.misses:
        lines = (json.dumps(miss, ensure_ascii=False) + "\n" for miss in misses)
        args.misses.write_text("".join(lines), "utf-8")
    if args.json:
        flat = {"/".join(key): sum(v) / len(v) for key, v in sorted(hits.items())}
        args.json.write_text(json.dumps(flat, indent=1) + "\n", "utf-8")


if __name__ == "__main__":
    main()
