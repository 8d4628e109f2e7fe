"""``scraper inspect``."""

from __future__ import annotations

from pathlib import Path

from tests.command import run_command
from tests.commands.pages import FERRY


def test_inspect_writes_a_page_to_look_at(tmp_path: Path) -> None:
    shown = tmp_path / "shown.html"
    done = run_command("inspect", FERRY, "-o", shown)
    assert done.returncode == 0
    assert done.stdout == b""
    assert FERRY.name in shown.read_text("utf-8")
    nowhere = run_command("inspect", FERRY, "-o", tmp_path / "no" / "x.html")
    assert nowhere.returncode == 1
    assert b"there is no folder" in nowhere.stderr


def test_inspect_names_the_file_that_is_no_page(tmp_path: Path) -> None:
    (tmp_path / "leaflet.pdf").write_bytes(b"%PDF-1.7 ...")
    done = run_command("inspect", tmp_path / "leaflet.pdf", "-o", tmp_path / "x.html")
    assert done.returncode == 1
    assert b"leaflet.pdf: the input is a PDF" in done.stderr
