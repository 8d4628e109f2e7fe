"""The table of compiled functions and of the plain ones that they replace."""

from __future__ import annotations

import importlib
import os
import re
import subprocess
import sys
from pathlib import Path

import pytest

from scraper.extractors.compiled import LIBRARY_TWINS, PARTS, TWINS, compiled, compiled_module
from scraper.extractors.related import lines

FOLDER = Path(__file__).parents[2] / "scraper" / "extractors"
SOURCES = {path: path.read_text("utf-8") for path in sorted(FOLDER.rglob("*.py"))}


def named(name: str) -> object:
    module, _, attribute = name.rpartition(".")
    return getattr(importlib.import_module(f"scraper.extractors.{module}"), attribute)


def test_every_compiled_module_is_named() -> None:
    files = {
        ".".join(path.relative_to(FOLDER).with_suffix("").parts) for path in FOLDER.rglob("*.pyx")
    }
    called = {twin.rpartition(".")[0] for twin in TWINS.values()}
    assert called.isdisjoint(PARTS)
    assert called | {*PARTS} | {*LIBRARY_TWINS} == files


@pytest.mark.parametrize("plain", TWINS)
def test_every_compiled_name_has_a_plain_twin_and_is_chosen_somewhere(plain: str) -> None:
    assert callable(named(plain))
    chosen = re.compile(rf"\bcompiled\((?:\w+\.)?{plain.rpartition('.')[2]}\)")
    assert any(chosen.search(source) for source in SOURCES.values())


@pytest.mark.skipif(bool(os.environ.get("SCRAPER_PURE")), reason="the modules are not compiled")
@pytest.mark.parametrize("twin", TWINS.values())
def test_every_name_is_compiled(twin: str) -> None:
    assert callable(named(twin))


def test_no_other_module_imports_a_compiled_one() -> None:
    imports = re.compile(r"^\s*(?:from|import) [\w.]*\._[a-z]\w*", re.M)
    assert not [path.name for path, source in SOURCES.items() if imports.search(source)]


def test_the_environment_chooses_the_plain_functions(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SCRAPER_PURE", "1")
    assert compiled_module("related._lines") is None
    assert compiled(lines.letters) is lines.letters


def test_a_page_is_read_by_the_plain_functions_alone() -> None:
    code = (
        "import sys, scraper; scraper.extract('<h1>Rain</h1><p>It rained in Lund on Monday.</p>');"
        "from scraper.extractors.compiled import *; names = {*TWINS.values()};"
        "print(*({'scraper.extractors.' + n.rpartition('.')[0] for n in names} & {*sys.modules}))"
    )
    environment = {**os.environ, "SCRAPER_PURE": "1"}
    done = subprocess.run(
        [sys.executable, "-c", code], env=environment, capture_output=True, text=True, check=True
    )
    assert done.stdout.split() == []
