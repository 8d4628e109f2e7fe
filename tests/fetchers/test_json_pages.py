"""Pages in JSON, as other crawlers write them."""

from __future__ import annotations

import gzip
import json
from pathlib import Path

import pytest

from scraper.fetchers.files import Saved, Unreadable, read_pages

HTML = "<!DOCTYPE html><title>Rain in Lund</title><p>It rained in Lund on Monday, at last.</p>"
URL = "https://gauge.example/rain"


def pages(path: Path) -> list[tuple[str, str | None]]:
    """The names of the pages read, relative to the folder, and their addresses."""
    found = list(read_pages(path))
    assert all(isinstance(each, Saved) and b"Monday" in each.page.body for each in found)
    return [
        (each.name.removeprefix(f"{path.parent}/"), each.page.url)
        for each in found
        if isinstance(each, Saved)
    ]


@pytest.mark.parametrize("key", ["html", "rawHtml", "body"])
def test_an_object_with_a_page(tmp_path: Path, key: str) -> None:
    path = tmp_path / "page.json"
    path.write_text(json.dumps({"url": URL, "status": 200, key: HTML}, indent=1))
    assert pages(path) == [("page.json", URL)]


def test_a_list_of_objects(tmp_path: Path) -> None:
    path = tmp_path / "pages.json"
    path.write_text(json.dumps([{"html": HTML, "link": URL}, {"note": "none"}, {"html": HTML}]))
    assert pages(path) == [("pages.json#1", URL), ("pages.json#2", None)]


@pytest.mark.parametrize("name", ["pages.jsonl", "pages.ndjson", "pages.jsonl.gz"])
def test_json_lines(tmp_path: Path, name: str) -> None:
    path = tmp_path / name
    lines = "\n".join(json.dumps({"url": f"{URL}/{n}", "html": HTML}) for n in range(3)) + "\n\n"
    data = lines.encode()
    path.write_bytes(gzip.compress(data) if name.endswith(".gz") else data)
    assert pages(path) == [(f"{name}#{n + 1}", f"{URL}/{n}") for n in range(3)]


def test_a_bad_line_costs_only_itself(tmp_path: Path) -> None:
    path = tmp_path / "pages.jsonl"
    line = json.dumps({"html": HTML})
    path.write_text(f'{line}\n{{"html": \n{{"html": ""}}\n{" " * 3000}"x"\n{line}\n')
    found = list(read_pages(path, max_bytes=2000))
    assert [type(each) for each in found] == [Saved, Unreadable, Unreadable, Unreadable, Saved]
    errors = [str(each.error) for each in found if isinstance(each, Unreadable)]
    assert "pages.jsonl#2: this line is no JSON" in errors[0]
    assert "pages.jsonl#3: no page in this line" in errors[1]
    assert "more than 2,000 bytes" in errors[2]


def test_a_first_line_without_a_page_costs_only_itself(tmp_path: Path) -> None:
    """Crawlers write a line for a page that failed, too."""
    path = tmp_path / "pages.jsonl"
    failed, page = json.dumps({"url": URL, "html": None}), json.dumps({"html": HTML})
    path.write_text(f"{failed}\n{failed}\n{page}\n{failed}\n")
    found = [(each.name.removeprefix(f"{tmp_path}/"), type(each)) for each in read_pages(path)]
    assert found == [
        ("pages.jsonl#1", Unreadable), ("pages.jsonl#2", Unreadable), ("pages.jsonl#3", Saved),
        ("pages.jsonl#4", Unreadable),
    ]  # fmt: skip


@pytest.mark.parametrize("lines", [1, 5, 500])
def test_other_json_is_one_error(tmp_path: Path, lines: int) -> None:
    path = tmp_path / "records.jsonl"
    path.write_text('{"title": "Rain", "text": "It rained."}\n' * lines)
    (found,) = read_pages(path)
    assert isinstance(found, Unreadable)
    assert "expected an object with a page's HTML" in str(found.error)


def test_compressed_lines_that_end_early(tmp_path: Path) -> None:
    path = tmp_path / "pages.jsonl.gz"
    lines = "".join(json.dumps({"html": HTML, "n": n}) + "\n" for n in range(3000))
    path.write_bytes(gzip.compress(lines.encode())[:-2000])
    *read, last = read_pages(path)
    assert len(read) > 100
    assert isinstance(last, Unreadable)
    assert "ends early, after" in str(last.error)


def test_a_story_in_brackets_is_text(tmp_path: Path) -> None:
    path = tmp_path / "page.txt"
    path.write_text('{"Rain in Lund"} It rained on Monday.')
    assert pages(path) == [("page.txt", None)]
