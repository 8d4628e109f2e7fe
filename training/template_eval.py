"""What site templates add, on the sites of the labelled sets that have several pages.

    python -m training.template_eval --data DATA

As in `evaluate.py` the forests have not seen the page's site. The template is learned from all
pages of the site, as `scraper extract --site` learns it, without looking at a label.
"""

from __future__ import annotations

import argparse
from collections import defaultdict
from dataclasses import replace
from pathlib import Path
from statistics import mean

from scraper.extractors import extract_page, learn_sites
from scraper.extractors.template import MIN_PAGES
from scraper.page import Page
from training.dataset import LabelledPage, load_cached, load_fixtures
from training.evaluate import body_of
from training.fit import FITTED_SETS, fold_models, fold_of, prepare
from training.scoring import word_f1


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--data", type=Path, required=True, help="folder of the labelled sets")
    parser.add_argument("--cache", type=Path, default=Path(".cache/training"))
    args = parser.parse_args()
    pages = [p for name in FITTED_SETS for p in load_cached(args.data, name, args.cache)]
    sites: dict[str, list[LabelledPage]] = defaultdict(list)
    for page in pages:
        if page.site and page.truth.get("url"):
            sites[page.site].append(page)
    made = prepare([*pages, *load_fixtures()])
    models = fold_models(made)
    rows: list[tuple[str, float, float]] = []
    for site, members in sorted(sites.items()):
        if len(members) < MIN_PAGES:
            continue
        tokens = made.tables.table(without=site)
        model = replace(models[fold_of(site)], tokens=tokens)
        saved = [Page(body_of(args.data, page), url=page.truth["url"]) for page in members]
        learned = learn_sites(saved, model=model)
        template = max(learned.values(), key=lambda found: found.pages, default=None)
        for page, one in zip(members, saved, strict=True):
            if not page.truth.get("text"):
                continue
            alone = extract_page(one, model=model).text
            together = extract_page(one, template=template, model=model).text
            truth = page.truth["text"]
            rows.append((site, word_f1(truth, alone), word_f1(truth, together)))
    named = sorted({site for site, _, _ in rows})
    print(f"{len(rows)} pages of {len(named)} sites with {MIN_PAGES} pages or more")
    print(f"word F1 alone {100 * mean(a for _, a, _ in rows):.2f}", end=", ")
    print(f"with the template {100 * mean(b for _, _, b in rows):.2f}")
    better = sum(b > a + 0.005 for _, a, b in rows)
    worse = sum(b < a - 0.005 for _, a, b in rows)
    print(f"better on {better} pages, worse on {worse}")
    for site in named:
        own = [(a, b) for name, a, b in rows if name == site]
        gain = 100 * mean(b - a for a, b in own)
        if abs(gain) >= 0.1:
            print(f"  {gain:+6.2f}  {site} ({len(own)} pages)")


if __name__ == "__main__":
    main()
