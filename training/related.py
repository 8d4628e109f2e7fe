"""Fitting and judging the "more news" items on the hand labels in `training/labels/`.

Two things are fitted: a table of the words in markup, titles and addresses that speak for an item
or against it, and a forest over the candidates. A page is described with a table that leaves its
own site out.
"""

from __future__ import annotations

import json
import random
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any

import numpy as np
from numpy.typing import NDArray

from scraper.extractors.classify.columns import Matrix
from scraper.extractors.classify.forest import Forest
from scraper.extractors.classify.layout import Layout, path_of
from scraper.extractors.classify.token_table import TokenTable
from scraper.extractors.classify.tokens import href_words, node_words, text_words
from scraper.extractors.related.candidates import ItemCandidate, find_candidates
from scraper.extractors.related.describe import describe_candidates
from scraper.extractors.related.story_page import StoryPage
from scraper.urls import identity
from training.boosting import fit
from training.dataset import LabelledPage
from training.fitted import Fitted
from training.hand_labels import LABELS, read_labels
from training.masking import mask_addresses, mask_classes
from training.tokens import KINDS, Tables, Votes

ROUNDS = 600
"""In five folds by site over the pages that are not judged, pages of many items capped at thirty,
F1 and recall at precision 95: 300 trees 93.9 and 92.0, 600 94.1 and 92.9."""
SETTINGS: dict[str, Any] = {
    "learning_rate": 0.05,
    "num_leaves": 31,
    "min_data_in_leaf": 20,
    "feature_fraction": 0.5,
}
OWN = ("own", "fixtures", "shapes")
"""Sets of pages that we wrote, with all their items known."""
RARE = ("fixtures", "shapes")
"""Those in rare shapes: out-of-fold such a page may lose its items to the story."""
POSITIVE_WEIGHT = 2.0
"""An item among twenty links of navigation counts twice: recall 70 -> 82 at the same precision."""
FIXTURE_WEIGHT = 6.0
"""Our own pages are few, in shapes that the labelled sets hardly have (tables of the nineties)."""
LISTINGS = ("listing", "collection")
MASKED = 0.25
"""Weight of a page's copy without slugs, and of the one without class names too (`masking.py`).
In five folds by site, F1 with lists judged as one, for 0, 0.2, 0.25: 92.1, 91.8, 91.6 as the pages
are, 74.5, 89.3, 89.8 without slugs, 73.2, 89.9, 89.9 without both."""


@dataclass
class LabelledCandidates:
    """The candidates of one hand-labelled page; labels are 1, 0, or -1 for a doubtful one."""

    page: LabelledPage
    layout: Layout
    half: str
    story: list[bool]
    probabilities: list[float]
    candidates: list[ItemCandidate]
    labels: NDArray[np.float64]

    @property
    def site(self) -> str:
        return self.page.site


def load(made: Fitted) -> list[LabelledCandidates]:
    """All hand-labelled pages, with the story taken out by out-of-fold probabilities."""
    places = {(page.set, page.id): i for i, page in enumerate(made.pages)}
    split = json.loads((LABELS / "related_split.json").read_text())
    half = {tuple(key): name for name, keys in split.items() for key in keys}
    found = []
    own = [
        {"doubtful": (), **page.truth, "set": page.set} for page in made.pages if page.set in OWN
    ]
    for row in [*read_labels(), *own]:
        i = places.get((row["set"], row["id"]), -1)
        if i < 0:  # a page that this fitting leaves out
            continue
        page = made.pages[i]
        wanted = {identity(href) for href in row["hrefs"]}
        doubtful = {identity(href) for href in row.get("doubtful", [])} - wanted
        if page.set in RARE and page.labels:
            story = [label > 0.5 for label in page.labels]
        elif page.truth.get("page_type") in LISTINGS:
            story = [False] * len(page.blocks)  # as extraction takes such pages
        else:
            story = [bool(p > 0.5) for p in made.second[i]]
        candidates = find_candidates(page.tree, page.blocks, story, page.address)
        labels = np.array(
            [1.0 if c.key in wanted else -1.0 if c.key in doubtful else 0.0 for c in candidates]
        )
        found.append(
            LabelledCandidates(
                page,
                made.layouts[i],
                half.get((row["set"], row["id"]), "fit"),
                story,
                made.second[i].tolist(),
                candidates,
                labels,
            )
        )
    return found


def candidate_votes(page: LabelledCandidates) -> dict[str, Votes]:
    """For each word of the candidates: [times it stood on an item, times on something else]."""
    votes: dict[str, Votes] = {kind: defaultdict(lambda: [0.0, 0.0]) for kind in KINDS}
    tree = page.page.tree
    for candidate, label in zip(page.candidates, page.labels, strict=True):
        if label < 0:
            continue
        anchor = candidate.anchors[0]
        found = {
            "markup": {
                word
                for i in path_of(tree, anchor)
                for word in node_words(tree.tags[i], tree.attrs[i])
            },
            "text": set(text_words(candidate.title)),
            "href": set(href_words(tree.attrs[anchor])),
        }
        for kind, words in found.items():
            for word in words:
                votes[kind][word][0 if label else 1] += 1
    return votes


def describe(page: LabelledCandidates, table: TokenTable) -> Matrix:
    """The rows of a page's candidates.

    Args:
        table: the items' word table, without the page's own site.
    """
    known = StoryPage(
        page.page.tree,
        page.page.blocks,
        page.layout,
        chosen=[number for number, part in enumerate(page.story) if part],
        probabilities=page.probabilities,
        url=page.page.address,
    )
    return describe_candidates(known, table, page.candidates)


def masked(page: LabelledCandidates, story: Tables, *, classes: bool) -> LabelledCandidates:
    """A page as a site would have it that numbers its stories.

    Args:
        story: the story's tables, for what the elements' words say of it.
        classes: take the meaning from class names too, and from every second page its address.
    """
    rng = random.Random(f"{page.page.set} {page.page.id} {classes}")
    tree, candidates, address = mask_addresses(
        page.page.tree, page.candidates, page.page.address, rng
    )
    layout = page.layout
    if classes:
        tree = mask_classes(tree, rng)
        layout = Layout(tree, page.page.blocks, story.table(without=page.site))
        if rng.random() < 0.5:
            address = None  # as a reader saves a page
    return replace(
        page,
        page=replace(page.page, tree=tree, address=address),
        candidates=candidates,
        layout=layout,
    )


def fit_on(pages: list[LabelledCandidates], story: Tables) -> tuple[TokenTable, Forest]:
    """A table of words and a forest for the probability of a candidate being another story.

    Args:
        story: the story's tables.
    """
    tables = Tables(pages, candidate_votes)
    rows, labels, weights = [], [], []
    for page in pages:
        table = tables.table(without=page.site)  # the dearest step: once for the three copies
        copies = (
            (page, 1 - 2 * MASKED),
            (masked(page, story, classes=False), MASKED),
            (masked(page, story, classes=True), MASKED),
        )
        for copy, share in copies:
            rows.append(describe(copy, table))
            labels.append(copy.labels)
            weights.append(_weights(copy) * share)
    target = np.concatenate(labels)
    known = target >= 0
    forest = fit(
        np.concatenate(rows)[known],
        target[known],
        np.concatenate(weights)[known],
        rounds=ROUNDS,
        **SETTINGS,
    )
    return tables.table(), forest


def _weights(page: LabelledCandidates) -> NDArray[np.float64]:
    # A page of four hundred links must not outvote ten of forty.
    weights = np.full(len(page.labels), max(30, len(page.labels)) ** -0.5)
    if page.page.set == "shapes":
        # Hundreds of items of a few makes: 0.3 cost half a point of precision on real pages.
        weights *= 0.05
    elif page.page.set == "fixtures":
        weights *= FIXTURE_WEIGHT
    elif page.page.set != "wcxb-dev":
        weights *= 1.5
    elif page.page.truth.get("page_type") != "article":
        weights *= 0.4
    return np.where(page.labels > 0, weights * POSITIVE_WEIGHT, weights)


def fit_halves(
    made: Fitted, halves: Sequence[str], kept: Sequence[int]
) -> tuple[TokenTable, Forest]:
    """Fitted on the named halves of the labels, as far as the pages are kept."""
    sites = {made.pages[i].site for i in kept}
    pages = [p for p in load(made) if p.half in halves and p.page.site in sites]
    return fit_on(pages, made.tables)
