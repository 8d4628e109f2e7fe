"""Files and folders that the user may not read or write: what each command says."""

from __future__ import annotations

import os
import shutil
import sqlite3
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import closing
from pathlib import Path

import pytest

from scraper.crawl.frontier.sqlite import SQLite
from tests.command import ROOT, python_environment

CONFIG = """
[crawl]
output = "out"
contact = "https://example.org/crawler"
[[source]]
name = "courier"
home = "https://courier.example/"
"""
Scraper = Callable[..., tuple[int, str]]


@pytest.fixture
def folder(tmp_path: Path) -> Iterator[Path]:
    """A configuration, and a frontier in which nothing was stored yet."""
    (tmp_path / "config.toml").write_text(CONFIG)
    (tmp_path / "out").mkdir()
    SQLite(tmp_path / "out" / "frontier.sqlite").close()
    yield tmp_path
    for path in (tmp_path, tmp_path / "out"):
        path.chmod(0o755)


@pytest.fixture
def scraper(folder: Path) -> Scraper:
    """Runs a command in the folder without root's right to pass over permissions."""
    words = [sys.executable, "-m", "scraper"]
    if os.geteuid() == 0:
        setpriv = shutil.which("setpriv")
        if setpriv is None:
            pytest.skip("root may read and write everything, and there is no setpriv")
        words = [setpriv, "--bounding-set=-dac_override,-dac_read_search", *words]

    def run(*arguments: str) -> tuple[int, str]:
        done = subprocess.run(
            [*words, *arguments],
            cwd=folder,
            env=python_environment(),
            capture_output=True,
            text=True,
            timeout=120,
        )
        return done.returncode, done.stderr

    assert ROOT not in folder.parents
    return run


def test_a_configuration_that_cannot_be_read(folder: Path, scraper: Scraper) -> None:
    (folder / "config.toml").chmod(0)
    assert scraper("check") == (2, "config.toml: cannot be read: Permission denied\n")


def test_an_output_folder_that_cannot_be_written(folder: Path, scraper: Scraper) -> None:
    (folder / "out").chmod(0o555)
    for command in ("check", "crawl", "schedule"):
        status, told = scraper(command)
        assert status == 2
        assert told.startswith(f"config.toml: crawl.output: cannot write to {folder}/out: no perm")


def test_an_output_folder_that_cannot_be_entered(folder: Path, scraper: Scraper) -> None:
    (folder / "out").chmod(0)
    for words in (["status"], ["frontier", "failures"], ["frontier", "refetch", "http://a.b/"]):
        status, told = scraper(*words)
        assert status == 1
        assert told == (
            f"scraper: {folder}/out/frontier.sqlite: cannot be read: Permission denied: "
            "give read permission\n"
        )


def test_a_frontier_that_cannot_be_read(folder: Path, scraper: Scraper) -> None:
    (folder / "out" / "frontier.sqlite").chmod(0)
    status, told = scraper("status")
    assert status == 1
    assert told.endswith("frontier.sqlite: unable to open database file: the file cannot be read: "
                         "give read permission\n")  # fmt: skip


def test_a_frontier_that_cannot_be_written(folder: Path, scraper: Scraper) -> None:
    (folder / "out" / "frontier.sqlite").chmod(0o444)
    status, told = scraper("crawl")
    assert status == 3
    assert told.startswith("scraper: ")
    assert told.endswith("give write permission\n")
    assert "Traceback" not in told


def test_the_status_of_a_crawl_of_another_user(folder: Path, scraper: Scraper) -> None:
    """SQLite makes files beside the frontier, which the other user's folder does not allow."""
    out = folder / "out"
    with closing(sqlite3.connect(out / "frontier.sqlite")) as database:
        database.execute("INSERT INTO source (name) VALUES ('courier')")
        database.commit()
    assert not list(out.glob("*-wal"))
    out.chmod(0o555)
    assert scraper("status") == (0, "")
    assert scraper("frontier", "failures") == (0, "0 URLs\n")


def test_pages_and_outputs_in_a_folder_that_cannot_be_entered(
    folder: Path, scraper: Scraper
) -> None:
    (folder / "page.html").write_text("<h1>Rain in Lund</h1><p>It rained in Lund on Monday.</p>")
    (folder / "out").chmod(0)
    for command in (
        ("extract", "out/page.html"),
        ("extract", "out/page.html", "--url", "https://courier.example/rain"),
        ("extract", "page.html", "-o", "out/rain.md"),
        ("extract", "page.html", "--output-dir", "out/notes"),
        ("inspect", "page.html", "-o", "out/rain.html"),
        ("inspect", "out/page.html", "-o", "rain.html"),
    ):
        status, told = scraper(*command)
        assert (status, "Traceback" in told) == (1, False), told
        assert "out/" in told, told
        assert "Permission denied" in told or "there is no folder" in told
    assert scraper("validate", "out/rain.jsonl") == (1, "0 records in 1 file, 1 problem\n")


def test_records_in_a_folder_that_cannot_be_entered_are_not_passed_over(
    folder: Path, scraper: Scraper
) -> None:
    line = '{"id":"' + "a" * 32 + '","page_type":"other","extractor_version":"1"}\n'
    for name in ("out/a", "out/b"):
        (folder / name).mkdir()
        (folder / name / "20240101.jsonl").write_text(line)
    (folder / "out" / "b").chmod(0)
    try:
        told = (1, "scraper: out/b: cannot be opened: Permission denied\n")
        assert scraper("export", "out", "-o", "stories.csv") == told
        assert (folder / "stories.csv").stat().st_size
        assert scraper("export", "out/b") == told
        status, message = scraper("export", "out/b/20240101.jsonl", "-o", "out/b/x.csv")
        assert (status, "Traceback" in message) == (1, False)
        assert "Permission denied" in message
        assert scraper("validate", "out/b") == (1, "0 records in 0 files, 1 problem\n")
    finally:
        (folder / "out" / "b").chmod(0o755)
