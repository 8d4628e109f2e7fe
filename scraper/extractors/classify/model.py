"""The fitted model, loaded once from `model.npz`, which `python -m training.fit` writes.

It holds the token tables, the forests and the calibration. `MODEL_CARD.md` gives the training data
and the results on unseen sites.
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

from scraper.extractors.classify.forest import Forest
from scraper.extractors.classify.token_table import TokenTable

FILE = "model.npz"
TABLES = ("markup", "text", "href")


@dataclass(frozen=True, slots=True)
class Model:
    """All fitted parameters that extraction uses.

    Attributes:
        version: first 12 hexadecimal digits of the file's SHA-256.
        tokens: log-odds of tokens for a block being story; see `token_table.py`.
        first, second: forests for story probability, first and second pass.
        items: log-odds of tokens for a candidate being another story; see `related/describe.py`.
        related: forest for the probability of a candidate being another story.
        types: one forest per page type, in the order of ``type_names``.
        quality: forest for the page's expected word F1, before calibration.
        calibration: ascending rows (quality, share of right pages), for interpolation.
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
    """Serialise a token table as (UTF-8 words joined by line breaks, scores), sorted by word."""
    words = sorted(scores)
    text = "\n".join(words).encode("utf-8")
    return np.frombuffer(text, dtype=np.uint8), np.array([scores[w] for w in words], np.float16)


def unpack_words(words: NDArray[np.uint8], scores: NDArray[np.float16]) -> dict[str, float]:
    """The inverse of ``pack_words``."""
    text = words.tobytes().decode("utf-8")
    return (
        dict(zip(text.split("\n"), scores.astype(np.float64).tolist(), strict=True)) if text else {}
    )


def save(model: Model, path: str) -> None:
    """Write the model file; equal models give equal bytes."""
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
    """Read a model from the bytes of a model file."""
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
