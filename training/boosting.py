"""LightGBM -> the arrays of `scraper/extractors/classify/forest.py`."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import lightgbm
import numpy as np
from numpy.typing import NDArray

from scraper.extractors.classify.forest import Forest

SEED = 20261124


def fit(
    rows: NDArray[np.float32],
    labels: NDArray[np.float64],
    weights: NDArray[np.float64] | None = None,
    *,
    rounds: int,
    objective: str | Callable[..., Any] = "binary",
    **settings: Any,
) -> Forest:
    """Fit boosted trees; the same data and seed give the same trees to the bit."""
    parameters: dict[str, Any] = {
        "objective": objective,
        "learning_rate": 0.06,
        "num_leaves": 31,
        "min_data_in_leaf": 40,
        "feature_fraction": 0.4,
        "bagging_fraction": 0.7,
        "bagging_freq": 1,
        "lambda_l2": 2.0,
        "max_bin": 127,
        "seed": SEED,
        "deterministic": True,
        "force_row_wise": True,
        "num_threads": 1,
        "verbose": -1,
    }
    parameters.update(settings)
    data = lightgbm.Dataset(rows, labels, weight=weights)
    return to_forest(lightgbm.train(parameters, data, rounds))


def to_forest(booster: lightgbm.Booster) -> Forest:
    """The booster's trees as arrays. Thresholds are rounded down to float32, so that a float32
    value compares with them as it did with the double."""
    roots: list[int] = []
    feature: list[int] = []
    threshold: list[float] = []
    left: list[int] = []
    right: list[int] = []

    def lay(node: dict[str, Any]) -> int:
        at = len(feature)
        for column in (feature, threshold, left, right):
            column.append(0)
        if "split_feature" not in node:
            feature[at] = -1
            threshold[at] = float(np.float32(node["leaf_value"]))
            return at
        feature[at] = node["split_feature"]
        exact = float(node["threshold"])
        rounded = np.float32(exact)
        if float(rounded) > exact:
            rounded = np.nextafter(rounded, np.float32(-np.inf))
        threshold[at] = float(rounded)
        left[at] = lay(node["left_child"])
        right[at] = lay(node["right_child"])
        return at

    for tree in booster.dump_model()["tree_info"]:
        roots.append(lay(tree["tree_structure"]))
    return Forest(
        np.array(roots, dtype=np.int32),
        np.array(feature, dtype=np.int16),
        np.array(threshold, dtype=np.float32),
        np.array(left, dtype=np.int32),
        np.array(right, dtype=np.int32),
    )
