"""Boosted trees at prediction time, and the file they come in."""

from pathlib import Path

import numpy as np

from scraper.extractors.classify import forest
from scraper.extractors.classify.forest import Forest
from scraper.extractors.classify.model import load, save, shipped_model

STUMPS = Forest(
    roots=np.array([0, 3], dtype=np.int32),
    feature=np.array([1, -1, -1, 0, -1, -1], dtype=np.int16),
    threshold=np.array([0.5, -1.0, 2.0, 10.0, 0.25, -0.25], dtype=np.float32),
    left=np.array([1, 0, 0, 4, 0, 0], dtype=np.int32),
    right=np.array([2, 0, 0, 5, 0, 0], dtype=np.int32),
)
ROWS = np.array([[0, 0], [0, 1], [11, 0.5], [11, 0.6]], dtype=np.float32)


def test_a_row_goes_left_up_to_the_threshold() -> None:
    assert STUMPS.scores(ROWS).tolist() == [-0.75, 2.25, -1.25, 1.75]


def test_the_compiled_walk_gives_what_numpy_gives() -> None:
    model = shipped_model()
    columns = int(model.first.feature.max()) + 1
    rows = np.random.default_rng(7).normal(size=(50, columns)).astype(np.float32)
    assert np.array_equal(model.first.scores(rows), forest.score(model.first, rows))


def test_no_rows_give_no_scores() -> None:
    assert STUMPS.scores(np.zeros((0, 2), dtype=np.float32)).shape == (0,)


def test_a_saved_model_is_the_same_again_to_the_byte(tmp_path: Path) -> None:
    model = shipped_model()
    one, two = tmp_path / "one.npz", tmp_path / "two.npz"
    save(model, str(one))
    save(load(one.read_bytes()), str(two))
    assert one.read_bytes() == two.read_bytes()
