"""Scores of candidates for titles, authors and dates, fitted by ``training/fit_metadata.py`` and
``training/fit_titles.py``.

Titles are scored by a forest on numeric features. A candidate for authors or dates has a set of
named features, and its score is the sum of their weights. A feature without a weight counts as 0,
so features can be added before the weights are fitted again.
"""

from __future__ import annotations

import json
from collections.abc import Iterable
from functools import cache
from importlib import resources
from math import fsum

import numpy as np

from scraper.extractors.classify.forest import Forest

WEIGHTS = "weights.json"
FORESTS = "forests.npz"


@cache
def weights(field: str) -> dict[str, float]:
    """Feature -> weight of one field ("date", "authors")."""
    text = resources.files(__package__).joinpath(WEIGHTS).read_text("utf-8")
    found: dict[str, float] = json.loads(text)["fields"][field]["weights"]
    return found


def score(features: Iterable[str], table: dict[str, float]) -> float:
    """Sum of the weights of ``features``; the result does not depend on their order."""
    get = table.get
    return fsum([get(name, 0.0) for name in features])


@cache
def forests() -> dict[str, Forest]:
    """The forests by field."""
    with (
        resources.files(__package__).joinpath(FORESTS).open("rb") as file,
        np.load(file, allow_pickle=False) as arrays,
    ):
        fields = sorted({name.partition(".")[0] for name in arrays.files})
        return {name: Forest.from_arrays(name, arrays) for name in fields}


def forest(field: str) -> Forest:
    """The forest of one field ("title")."""
    return forests()[field]
