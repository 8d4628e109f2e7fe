"""Gradient-boosted trees at prediction time: arrays in, scores out. Knows nothing of pages.

Fitting (`training/`) uses LightGBM; the package needs only these arrays and numpy. `_forest.pyx` is
the same walk compiled; where it was not, the rows go down all trees together in numpy.
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
        column, child, depth: the same for a walk without a branch: ``child`` holds both children
            of each node beside each other, a leaf is its own child, and ``depth`` steps lead from
            a tree's root to any of its leaves.
    """

    roots: NDArray[np.int32]
    feature: NDArray[np.int16]
    threshold: NDArray[np.float32]
    left: NDArray[np.int32]
    right: NDArray[np.int32]
    column: NDArray[np.int16] = field(init=False, repr=False, compare=False)
    child: NDArray[np.int32] = field(init=False, repr=False, compare=False)
    depth: NDArray[np.int32] = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        nodes = np.arange(len(self.feature), dtype=np.int32)
        leaf = self.feature < 0
        child = np.stack(
            (np.where(leaf, nodes, self.right), np.where(leaf, nodes, self.left)), axis=1
        ).astype(np.int32)
        # A leaf is as far below as its parents say; levels are gone down until nothing moves.
        depth = np.zeros(len(self.roots), dtype=np.int32)
        tree_of = np.arange(len(self.roots))
        at = self.roots
        while len(at := at[inner := ~leaf[at]]):
            tree_of = tree_of[inner]
            depth[tree_of] += 1
            at, tree_of = child[at].ravel(), np.repeat(tree_of, 2)
            at, first = np.unique(at, return_index=True)
            tree_of = tree_of[first]
        object.__setattr__(self, "column", np.maximum(self.feature, 0))
        object.__setattr__(self, "child", np.ascontiguousarray(child))
        object.__setattr__(self, "depth", depth)

    def scores(self, rows: NDArray[np.float32]) -> NDArray[np.float64]:
        """Sum of the trees for each row, before any link function."""
        return np.asarray(_score(self, np.ascontiguousarray(rows, dtype=np.float32)))

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


try:
    from scraper.extractors._forest import score as _score
except ImportError:
    _score = score
