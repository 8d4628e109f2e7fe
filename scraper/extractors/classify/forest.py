"""Gradient-boosted trees at prediction time: arrays in, scores out. Knows nothing of pages.

Fitting (`training/`) uses LightGBM; the package needs only these arrays and numpy. `_forest.pyx`
gives the same sums in another way; where it was not compiled, the rows go down all trees together
in numpy.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

import numpy as np
from numpy.typing import NDArray


@dataclass(frozen=True, slots=True)
class Forest:
    """Trees laid end to end; inner nodes and leaves share one numbering.

    Attributes:
        roots: int32, first node of each tree.
        feature: int16, column that a node asks for; -1 marks a leaf.
        threshold: float32, a row goes left when its value is not above it; a leaf's score.
        left, right: int32, the children.
        ranked: the nodes by feature and threshold, as the compiled twin reads them; else None.
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
        """Sum of the trees for each row, before any link function."""
        return np.asarray(_score(self, np.asarray(rows, dtype=np.float32)))

    def probabilities(self, rows: NDArray[np.float32]) -> NDArray[np.float64]:
        """Logistic of the scores."""
        with np.errstate(over="ignore"):
            return np.asarray(1.0 / (1.0 + np.exp(-self.scores(rows))))

    def arrays(self, prefix: str) -> dict[str, NDArray[Any]]:
        """The arrays under names that start with ``prefix``, for the model file."""
        return {f"{prefix}.{name}": getattr(self, name) for name in NAMES}

    @classmethod
    def from_arrays(cls, prefix: str, arrays: Any) -> Forest:
        return cls(*(np.ascontiguousarray(arrays[f"{prefix}.{name}"]) for name in NAMES))


NAMES = ("roots", "feature", "threshold", "left", "right")


def score(forest: Forest, rows: NDArray[np.float32]) -> NDArray[np.float64]:
    """The pure-Python twin of ``_forest.score``: all trees at once, one level after another."""
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
    # Summed tree after tree, as the compiled twin does, so that both give the same last digit.
    for scores in forest.threshold[at].T:
        total += scores
    return total


def _no_ranks(forest: Forest) -> None:
    return None


try:
    from scraper.extractors.classify._forest import rank as _rank
    from scraper.extractors.classify._forest import score as _score
except ImportError:  # not compiled: the same scores, slower
    _rank, _score = _no_ranks, score
