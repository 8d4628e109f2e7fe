"""The related items alone, on the judged half of the hand labels, as the pages are and masked.

    python -m training.related_eval --data DATA

The story is taken out by out-of-fold probabilities and the items are fitted on the other half.
"Masked" are the same pages as a site would have them that numbers its stories, and as one would
whose class names say nothing either (`masking.py`).
"""

from __future__ import annotations

import argparse
from collections.abc import Sequence
from pathlib import Path

from scraper.extractors.classify.forest import Forest
from scraper.extractors.related.find import MIN_ANNOUNCED_SCORE, MIN_SCORE, raise_to_list_mean
from scraper.extractors.related.section_headings import SectionHeadings, announces_related
from training.fit import load_pages, prepare
from training.fitted import Fitted
from training.related import LabelledCandidates, candidate_votes, describe, fit_on, load, masked
from training.tokens import Tables


def found_on(page: LabelledCandidates, forest: Forest, words: Tables) -> set[int]:
    """The numbers of the candidates that extraction gives as items."""
    if not page.candidates:
        return set()
    tree = page.page.tree
    rows = describe(page, words.table(without=page.site))
    scores = raise_to_list_mean(tree, page.candidates, forest.probabilities(rows))
    likely = [n for n, score in enumerate(scores) if score >= MIN_ANNOUNCED_SCORE]
    items = [page.candidates[n] for n in likely]
    sections = SectionHeadings(tree, page.page.blocks, items, page.story)
    headed = [sections.of(item) for item in items]
    return {
        n
        for n, section in zip(likely, headed, strict=True)
        if scores[n] >= MIN_SCORE or announces_related(section or "")
    }


def judge(
    pages: Sequence[LabelledCandidates], forest: Forest, words: Tables
) -> tuple[float, float]:
    """Precision and recall over all items, in hundredths; doubtful ones count for neither."""
    hits = given = wanted = 0
    for page in pages:
        got = {n for n in found_on(page, forest, words) if page.labels[n] >= 0}
        given += len(got)
        hits += sum(page.labels[n] > 0 for n in got)
        wanted += int((page.labels > 0).sum())
    return 100 * hits / max(given, 1), 100 * hits / max(wanted, 1)


def report(labelled: list[LabelledCandidates], story: Tables) -> None:
    """Print the figures."""
    learned = [page for page in labelled if page.half == "fit"]
    judged = [page for page in labelled if page.half == "judge"]
    _, forest = fit_on(learned, story)
    words = Tables(learned, candidate_votes)
    views = {
        "as they are": judged,
        "without slugs": [masked(page, story, classes=False) for page in judged],
        "without slugs and classes": [masked(page, story, classes=True) for page in judged],
    }
    print(f"{len(judged)} judged pages{'':16}  precision  recall")
    for name, pages in views.items():
        precision, recall = judge(pages, forest, words)
        print(f"{name:30}{precision:10.1f}{recall:8.1f}")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--data", type=Path, required=True, help="folder of the labelled sets")
    parser.add_argument("--cache", type=Path, default=Path(".cache/training"))
    args = parser.parse_args()
    made: Fitted = prepare(load_pages(args.data, args.cache))
    report(load(made), made.tables)


if __name__ == "__main__":
    main()
