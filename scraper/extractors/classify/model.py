"""The fitted model: loaded once from `model.npz`, which `python -m training.fit` makes.

Holds the token tables, the forests and the calibration. What they were fitted on and how well they
do on sites not fitted on is in `MODEL_CARD.md` beside the file.
"""

from __future__ import annotations

import hashlib
import io
import json
from dataclasses import dataclass
from functools import cache
from importlib import resources
from typing import Any

import numpy as np
from numpy.typing import NDArray

from scraper.extractors.classify.features import TokenTable
from scraper.extractors.classify.forest import Forest

FILE = "model.npz"
TABLES = ("markup", "text", "href")


@dataclass(frozen=True, slots=True)
class Model:
    """Everything that fitting gives and extraction needs.

    Attributes:
        version: first 12 hexadecimal digits of the file's SHA-256.
        tokens: log-odds of words; see `features.py`.
        first, second: probability of a block being story, without and with its neighbours.
        items: log-odds of words for a candidate being another story; see `related/describe.py`.
        related: probability of it.
        types: one forest a page type, in the order of ``type_names``.
        quality: the page's expected word F1, before calibration.
        calibration: rising pairs (quality, share of right pages), for interpolation.
    """

    version: str
    tokens: TokenTable
    first: Forest
    second: Forest
    items: TokenTable
    related: Forest
    types: tuple[Forest, ...]
    type_names: tuple[str, ...]
    quality: Forest
    calibration: NDArray[np.float64]


def pack_words(scores: dict[str, float]) -> tuple[NDArray[np.uint8], NDArray[np.float16]]:
    """Words and scores as two arrays, sorted by word."""
    words = sorted(scores)
    text = "\n".join(words).encode("utf-8")
    return np.frombuffer(text, dtype=np.uint8), np.array([scores[w] for w in words], np.float16)


def unpack_words(words: NDArray[np.uint8], scores: NDArray[np.float16]) -> dict[str, float]:
    """The table that ``pack_words`` packed."""
    text = words.tobytes().decode("utf-8")
    return (
        dict(zip(text.split("\n"), scores.astype(np.float64).tolist(), strict=True)) if text else {}
    )


def save(model: Model, path: str) -> None:
    """Write the model; the same model gives the same bytes."""
    arrays: dict[str, NDArray[Any]] = {}
    for prefix, table in (("", model.tokens), ("items.", model.items)):
        for name in TABLES:
            words, scores = pack_words(dict(getattr(table, name)))
            arrays[f"words.{prefix}{name}"], arrays[f"scores.{prefix}{name}"] = words, scores
    for name in ("first", "second", "related", "quality"):
        arrays.update(getattr(model, name).arrays(name))
    for name, forest in zip(model.type_names, model.types, strict=True):
        arrays.update(forest.arrays(f"type.{name}"))
    arrays["calibration"] = model.calibration
    meta = {"types": model.type_names}
    arrays["meta"] = np.frombuffer(json.dumps(meta, sort_keys=True).encode(), dtype=np.uint8)
    np.savez_compressed(path, **arrays)  # type: ignore[arg-type]


def load(data: bytes) -> Model:
    """The model in ``data``, the bytes of a model file."""
    with np.load(io.BytesIO(data), allow_pickle=False) as arrays:
        meta = json.loads(arrays["meta"].tobytes())
        tokens, items = (
            TokenTable(
                **{
                    name: unpack_words(
                        arrays[f"words.{prefix}{name}"], arrays[f"scores.{prefix}{name}"]
                    )
                    for name in TABLES
                }
            )
            for prefix in ("", "items.")
        )
        return Model(
            version=hashlib.sha256(data).hexdigest()[:12],
            tokens=tokens,
            first=Forest.from_arrays("first", arrays),
            second=Forest.from_arrays("second", arrays),
            items=items,
            related=Forest.from_arrays("related", arrays),
            types=tuple(Forest.from_arrays(f"type.{name}", arrays) for name in meta["types"]),
            type_names=tuple(meta["types"]),
            quality=Forest.from_arrays("quality", arrays),
            calibration=arrays["calibration"],
        )


@cache
def shipped_model() -> Model:
    """The model that comes with the package."""
    return load(resources.files(__package__).joinpath(FILE).read_bytes())
