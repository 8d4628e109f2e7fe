"""The speed benchmark names the functions that it times; a rename must reach it."""

from __future__ import annotations

import importlib

import pytest

from benchmarks.speed import STAGES


@pytest.mark.parametrize(
    ("module", "name"), [(module, name) for module, names in STAGES.items() for name in names]
)
def test_a_timed_stage_is_there(module: str, name: str) -> None:
    assert callable(getattr(importlib.import_module(module), name))
