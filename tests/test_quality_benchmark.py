"""``python -m benchmarks.quality``: what it says of tools, of failures and of our own model."""

from __future__ import annotations

import gzip
import json
import subprocess
import sys
from pathlib import Path

import pytest

from benchmarks.peers import Tool
from benchmarks.quality import fixture_row, overlap_f1, shingles

ROOT = Path(__file__).parent.parent
FIXTURE = ROOT / "fixtures" / "pages" / "text-brief.txt"
SCORER = """
import json
def load(path):
    return [json.loads(line) for line in open(path, encoding="utf-8")]
def main(argv):
    data, name, *named = argv
    for entry in named:
        label, _, folder = entry.partition("=")
        rows = load(f"{folder}/{name}.jsonl")
        print(label, name, len(rows), sum("error" in row for row in rows))
"""


def run(*arguments: object) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", "benchmarks.quality", *map(str, arguments)],
        capture_output=True, text=True, cwd=ROOT, check=False,
    )  # fmt: skip


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A folder with one fixture."""
    pages = tmp_path / "pages"
    pages.mkdir()
    for file in (FIXTURE, FIXTURE.with_suffix(".json")):
        (pages / file.name).write_bytes(file.read_bytes())
    return pages


@pytest.fixture
def data(tmp_path: Path) -> Path:
    """A labelled set of one page, with a scorer beside it that counts."""
    html = tmp_path / "data" / "some-set" / "html"
    html.mkdir(parents=True)
    (html / "a.html.gz").write_bytes(gzip.compress(b"<h1>Rain</h1><p>It rained in Lund.</p>"))
    truth = {"id": "a", "url": "https://example.org/a", "text": "It rained in Lund."}
    (html.parent / "truth.jsonl").write_text(json.dumps(truth) + "\n", encoding="utf-8")
    (tmp_path / "score.py").write_text(SCORER, encoding="utf-8")
    return html.parents[1]


def test_figures_of_what_is_found_right_and_wrong() -> None:
    expected = [
        {"text": "one two three four five", "title": "A", "related": [["B", None], ["C", None]]},
        {"text": "", "title": None, "related": []},
    ]
    found = [{"text": "one two three four six", "title": "A", "related": [["B", "/b"]]}, {}]
    row = fixture_row(found, expected)
    assert row["story F1"] == pytest.approx(75)  # one shingle of two, and a page rightly empty
    assert row["exact"] == 50
    assert (row["related P"], row["related R"]) == (100, 50)
    assert row["title"] == 100
    assert row["err"] == 0


def test_a_tool_without_related_items_has_no_figure_for_them() -> None:
    expected = [{"text": "one", "title": None, "related": [["B", None]]}]
    assert "related P" not in fixture_row([{"text": "one"}], expected)


def test_shingles_of_a_text_shorter_than_one() -> None:
    assert shingles("") == {}
    assert overlap_f1(shingles("two words"), shingles("two words")) == 1


def test_missing_tools_and_seen_pages_are_told(folder: Path) -> None:
    done = run("--fixtures", folder, "--tools", "scraper,goose3", "--peer", sys.executable)
    assert done.returncode == 0, done.stderr
    assert "not run: goose3: ModuleNotFoundError" in done.stdout
    assert "its model has seen these pages" in done.stdout
    assert "fixtures: 1 pages saved as text" in done.stdout


def test_labelled_sets_are_judged_by_the_scorer_beside_them(
    folder: Path, data: Path, tmp_path: Path
) -> None:
    unseen = tmp_path / "unseen"
    unseen.mkdir()
    (unseen / "some-set.jsonl").write_text('{"id": "a", "text": ""}\n', encoding="utf-8")
    done = run(
        "--fixtures", folder, "--tools", "scraper", "--data", data, "--sets", "some-set,none",
        "--out-of-fold", unseen, "--keep", tmp_path / "kept",
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    assert "scraper some-set 1 0\nscraper, out-of-fold some-set 1 0\n" in done.stdout
    assert "no truth.jsonl, left out" in done.stdout
    assert "models that have not seen the page's site" in done.stdout
    kept = json.loads((tmp_path / "kept" / "scraper" / "some-set.jsonl").read_text("utf-8"))
    assert "It rained in Lund." in kept["text"]


def test_wrong_arguments_are_told(data: Path, tmp_path: Path) -> None:
    assert "is none of" in run("--tools", "scraper,teleport").stderr
    assert "give --data too" in run("--out-of-fold", tmp_path).stderr
    assert "no SET.jsonl" in run("--data", data, "--out-of-fold", tmp_path).stderr
    (data.parent / "score.py").unlink()
    assert "score.py: no such file" in run("--data", data, "--tools", "scraper").stderr


def test_a_page_that_a_tool_fails_on_is_an_error_and_the_next_is_read(tmp_path: Path) -> None:
    (tmp_path / "empty.html").write_bytes(b"")
    (tmp_path / "rain.html").write_bytes(b"<h1>Rain</h1><p>It rained in Lund on Monday.</p>")
    tool = Tool("scraper", sys.executable)
    assert "EmptyInput" in tool.run(tmp_path / "empty.html", None)["error"]
    assert "It rained in Lund on Monday." in tool.run(tmp_path / "rain.html", None)["text"]
    tool.close()
