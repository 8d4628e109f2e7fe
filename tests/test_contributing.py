"""What leads a newcomer tells the truth: CONTRIBUTING.md, and the first lines of each room."""

from __future__ import annotations

import ast
import re
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent
TEXT = (ROOT / "CONTRIBUTING.md").read_text("utf-8")


def section(heading: str) -> str:
    return TEXT.split(f"\n## {heading}\n", 1)[1].split("\n## ", 1)[0]


def rows(text: str) -> list[tuple[str, str]]:
    """The cells of a table with two columns, without its head."""
    found = re.findall(r"^\| (.+?) \| (.+) \|$", text, re.MULTILINE)
    return [row for row in found if "---" not in row[0]][1:]


WHERE = rows(section("Where do I fix …"))
WORDS = section("Words of a language")


@pytest.mark.parametrize(("problem", "places"), WHERE, ids=[problem for problem, _ in WHERE])
def test_each_place_of_a_fix_exists(problem: str, places: str) -> None:
    defined: set[str] = set()
    files = 0
    for name in re.findall(r"`([^`]+)`", places):
        if "." in name:
            path = ROOT / "scraper" / name
            text = path.read_text("utf-8")
            files += 1
            nodes = ast.parse(text).body if path.suffix == ".py" else []
            kinds = (ast.FunctionDef, ast.ClassDef)
            defined = {node.name for node in nodes if isinstance(node, kinds)}
        else:
            assert name in defined, f"{name} is not in the file named before it"
    assert files


def test_every_word_list_is_in_a_place_that_is_named() -> None:
    named = [ROOT / "scraper" / each for each in re.findall(r"`(extractors/[^`]+)`", WORDS)]
    assert all(path.exists() for path in named)
    folders = {path if path.is_dir() else path.parent for path in named}
    lists = set((ROOT / "scraper").rglob("*.txt"))
    assert {path.parent for path in lists} <= folders


def test_the_layout_names_what_exists() -> None:
    layout = rows(section("Repository layout"))
    assert len(layout) > 10
    for place, _ in layout:
        for name in re.findall(r"`([^`]+)`", place):
            assert (ROOT / name).exists() or (ROOT / "scraper" / name).exists(), name


ROOMS = [
    f"extractors/{room}"
    for room in (
        "classify comments images metadata metadata/authors metadata/dates metadata/names"
        " metadata/sources metadata/titles parsing plaintext related state story_pages"
    ).split()
] + [
    "crawl",
    *(f"crawl/{room}" for room in "engine extraction frontier policy reports".split()),
    "discovery",
    "exporters",
    "fetchers",
]


@pytest.mark.parametrize("room", ROOMS)
def test_a_rooms_first_lines_name_each_of_its_modules(room: str) -> None:
    folder = ROOT / "scraper" / room
    described = ast.get_docstring(ast.parse((folder / "__init__.py").read_text("utf-8"))) or ""
    named = set(re.findall(r"\w+", described))
    parts = {path.parent.name for path in folder.glob("*/__init__.py")}
    modules = {path.stem for path in folder.glob("[!_]*.py")}
    assert sorted((modules | parts) - named) == []


FILES = sorted((ROOT / "scraper").rglob("*.py"))


@pytest.mark.parametrize("path", FILES, ids=[str(path.relative_to(ROOT)) for path in FILES])
def test_a_file_that_comments_point_to_exists(path: Path) -> None:
    """Beside the file, or by its path from one of the folders above."""
    named = set(re.findall(r"(?<![\w/.*])[\w/]+\.py\b(?!\w)", path.read_text("utf-8")))
    above = [folder for folder in path.parents if folder.is_relative_to(ROOT)]
    assert [name for name in named if not any((folder / name).is_file() for folder in above)] == []
