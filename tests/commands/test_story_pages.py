"""Stories over several pages in ``scraper extract``: saved pages are joined, others fetched."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from scraper.cli import run
from scraper.commands import story_pages
from tests.fetchers.conftest import Serve, answer

PATH = "/travel/walks-in-the-hills"
Pages = list[Path]


def page(base: str, number: int, count: int, path: str = PATH) -> bytes:
    lines = "".join(
        f"<p>Sentence {n} of page {number} tells walkers something that no other sentence says.</p>"
        for n in range(6)
    )
    pager = "".join(
        f"<li>{n}</li>" if n == number else f'<li><a href="{base}{address(n, path)}">{n}</a></li>'
        for n in range(1, count + 1)
    )
    return (
        f'<html lang=en><head><link rel=canonical href="{base}{address(number, path)}">'
        "<title>Ten walks in the hills</title></head><body>"
        f"<article><h1>Ten walks in the hills</h1>{lines}</article>"
        f"<ul class=pages>{pager if count > 1 else ''}</ul>"
    ).encode()


def address(number: int, path: str = PATH) -> str:
    return path if number == 1 else f"{path}?page={number}"


@pytest.fixture
def saved(tmp_path: Path) -> Pages:
    """Three pages of a story, as a browser saves them."""
    paths = [tmp_path / f"page{number}.html" for number in (1, 2, 3)]
    for number, path in enumerate(paths, 1):
        path.write_bytes(page("https://example.org", number, 3))
    return paths


@pytest.fixture
def extract(capfd: pytest.CaptureFixture[str]) -> Callable[..., tuple[list[Any], str]]:
    def call(*words: str | Path) -> tuple[list[Any], str]:
        assert run(["extract", *map(str, words)]) == 0
        out, told = capfd.readouterr()
        return [json.loads(line) for line in out.splitlines()], told

    return call


Extract = Callable[..., tuple[list[Any], str]]


def pages_of(record: dict[str, Any]) -> list[int]:
    return sorted({int(line.split("page ")[1].split()[0]) for line in record["text"].splitlines()})


@pytest.mark.parametrize("options", [[], ["-j", "2"]])
def test_saved_pages_that_follow_one_another_are_joined(
    saved: Pages, extract: Extract, options: list[str]
) -> None:
    found, told = extract(*saved, *options)
    (record,) = found
    assert pages_of(record) == [1, 2, 3]
    assert record["file"] == str(saved[0])
    assert record["url"] == f"https://example.org{PATH}"
    assert (record["warnings"], told) == ([], "")


def test_pages_of_other_stories_stay_apart(saved: Pages, extract: Extract, tmp_path: Path) -> None:
    other = tmp_path / "other.html"
    other.write_bytes(page("https://example.org", 1, 1, "/travel/walks-by-the-sea"))
    found, _ = extract(saved[0], other, saved[1], saved[2])
    assert [pages_of(record) for record in found] == [[1], [1], [2], [3]]
    assert [record["warnings"] for record in found] == [
        ["pages_missing"],
        [],
        *[["pages_missing"]] * 2,
    ]


def test_the_last_story_of_the_input_may_be_incomplete(saved: Pages, extract: Extract) -> None:
    ((record,), _) = extract(*saved[:2])
    assert pages_of(record) == [1, 2]
    assert record["warnings"] == ["pages_missing"]


def test_one_file_is_written_for_a_story(saved: Pages, tmp_path: Path) -> None:
    words = ["--format", "markdown", "--output-dir", str(tmp_path / "notes")]
    assert run(["extract", *map(str, saved), *words]) == 0
    (note,) = (tmp_path / "notes").iterdir()
    assert note.name == "page1.md"
    assert "Sentence 5 of page 3" in note.read_text()


@pytest.fixture
def quick(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(story_pages, "DELAY", 0.0)


@pytest.mark.usefixtures("quick")
def test_the_further_pages_of_a_url_are_fetched(serve: Serve, extract: Extract) -> None:
    server = serve({address(n): answer(page("", n, 3)) for n in (1, 2, 3)})
    ((record,), told) = extract("--allow-private", f"{server.url}{PATH}")
    assert pages_of(record) == [1, 2, 3]
    assert record["pages"]["joined"] == [f"{server.url}{address(n)}" for n in (2, 3)]
    assert (record["warnings"], told) == ([], "")


@pytest.mark.usefixtures("quick")
def test_a_page_that_is_missing_is_told(serve: Serve, extract: Extract) -> None:
    server = serve({address(n): answer(page("", n, 3)) for n in (1, 2)})
    ((record,), told) = extract("--allow-private", f"{server.url}{PATH}")
    assert pages_of(record) == [1, 2]
    assert record["warnings"] == ["pages_missing"]
    assert "a page of the story is missing" in told
    assert f"{server.url}{address(3)}" in told


@pytest.mark.usefixtures("quick")
def test_cookies_go_to_the_same_origin_alone(serve: Serve, extract: Extract) -> None:
    server = serve({address(n): answer(page("", n, 2)) for n in (1, 2)})
    extract("--allow-private", "--header", "Cookie: a=1", f"{server.url}{PATH}")
    assert [asked.headers.get("cookie") for asked in server.asked] == ["a=1", "a=1"]
