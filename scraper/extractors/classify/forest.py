"""Prediction with gradient-boosted trees: feature rows in, scores out.

Fitting (`training/`) uses LightGBM; the package needs only these arrays and numpy. `_forest.pyx`
computes the same sums; without it, numpy evaluates all rows and trees in parallel, level by level.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

import numpy as np
from numpy.typing import NDArray

from scraper.extractors.compiled import compiled


@dataclass(frozen=True, slots=True)
class Forest:
    """The nodes of all trees in flat arrays; inner nodes and leaves share one numbering.

    Attributes:
        roots: int32, root node of each tree.
        feature: int16, column that an inner node tests; -1 marks a leaf.
        threshold: float32, of an inner node: rows with a value up to it go left; of a leaf: its
            score.
        left, right: int32, child nodes.
        ranked: nodes sorted by feature and threshold, for the compiled twin; None without it.
    """

    roots: NDArray[np.int32]
    feature: NDArray[np.int16]
    threshold: NDArray[np.float32]
    left: NDArray[np.int32]
    right: NDArray[np.int32]
    ranked: tuple[NDArray[Any], ...] | None = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "ranked", _rank(self))

    def scores(self, rows: NDArray[np.float32]) -> NDArray[np.float64]:
        """Sum of the leaf scores for each row, before any link function."""
        return np.asarray(_score(self, np.asarray(rows, dtype=np.float32)))

    def probabilities(self, rows: NDArray[np.float32]) -> NDArray[np.float64]:
        """The logistic function of the scores."""
        with np.errstate(over="ignore"):
            return np.asarray(1.0 / (1.0 + np.exp(-self.scores(rows))))

    def arrays(self, prefix: str) -> dict[str, NDArray[Any]]:
        """The arrays by name, each name with ``prefix`` before it, for the model file."""
        return {f"{prefix}.{name}": getattr(self, name) for name in NAMES}

    @classmethod
    def from_arrays(cls, prefix: str, arrays: Any) -> Forest:
        return cls(*(np.ascontiguousarray(arrays[f"{prefix}.{name}"]) for name in NAMES))


NAMES = ("roots", "feature", "threshold", "left", "right")


def score(forest: Forest, rows: NDArray[np.float32]) -> NDArray[np.float64]:
    """The plain twin of ``_forest.score``: all trees in parallel, level by level."""
    total = np.zeros(len(rows))
    if not len(rows):
        return total
    lines = np.arange(len(rows))[:, None]
    at = np.broadcast_to(forest.roots, (len(rows), len(forest.roots))).copy()
    while True:
        feature = forest.feature[at]
        inner = feature >= 0
        if not inner.any():
            break
        lower = rows[lines, np.where(inner, feature, 0)] <= forest.threshold[at]
        at = np.where(inner, np.where(lower, forest.left[at], forest.right[at]), at)
    # Summed in tree order, as the compiled twin does, so that rounding is the same.
    for scores in forest.threshold[at].T:
        total += scores
    return total


def no_ranks(forest: Forest) -> None:
    return None


_rank = compiled(no_ranks)
_score = compiled(score)
