"""Linear scoring of candidates, with weights fitted by ``training/fit_metadata.py``.

A candidate has a set of named features; its score is the sum of their weights. Features without a
weight count nothing, so that a feature may be added before the weights are fitted again.
"""

from __future__ import annotations

import json
from collections.abc import Iterable
from functools import cache
from importlib import resources


@cache
def weights(field: str) -> dict[str, float]:
    """Feature -> weight of one field ("title", "date", "authors")."""
    text = resources.files(__package__).joinpath("weights.json").read_text("utf-8")
    found: dict[str, float] = json.loads(text)["fields"][field]["weights"]
    return found


def score(features: Iterable[str], table: dict[str, float]) -> float:
    """Sum of the weights of ``features``."""
    get = table.get
    return sum([get(name, 0.0) for name in features])
