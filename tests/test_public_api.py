"""What `import scraper` gives: the names in `__all__`, each the same whenever and however asked."""

from __future__ import annotations

import ast
import inspect
import subprocess
import sys
from pathlib import Path

import pytest

import scraper

SOURCE = Path(scraper.__file__).read_text("utf-8")
LIBRARY = (Path(__file__).parent.parent / "docs" / "library.md").read_text("utf-8")


def run(code: str) -> str:
    """What a fresh interpreter prints."""
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True)
    assert done.returncode == 0, done.stderr
    return done.stdout.strip()


@pytest.mark.parametrize("name", scraper.__all__)
def test_a_public_name_is_documented_where_it_is_defined(name: str) -> None:
    assert inspect.getdoc(getattr(scraper, name))


@pytest.mark.parametrize("name", scraper.__all__)
def test_a_public_name_is_in_the_page_on_the_library(name: str) -> None:
    assert f"`{name}" in LIBRARY


def test_type_checkers_see_the_names_that_there_are() -> None:
    tree = ast.parse(SOURCE)
    (checked,) = [
        node
        for node in tree.body
        if isinstance(node, ast.If) and ast.unparse(node.test) == "TYPE_CHECKING"
    ]
    seen = [
        alias.name
        for node in checked.body
        if isinstance(node, ast.ImportFrom)
        for alias in node.names
    ]
    assert sorted(seen) == sorted(scraper.__all__)


def test_the_package_is_marked_as_typed() -> None:
    assert (Path(scraper.__file__).parent / "py.typed").exists()


@pytest.mark.parametrize("first", ["crawl", "schedule", "SourceReport", "load_config"])
def test_crawl_is_the_function_although_a_module_has_its_name(first: str) -> None:
    code = f"import scraper; scraper.{first}; print(*(scraper.crawl.__name__ for _ in 'ab'))"
    assert run(code) == "crawl crawl"
    assert run(f"import scraper; scraper.{first}; from scraper import crawl; crawl.__call__") == ""


def test_importing_the_package_loads_none_of_its_parts() -> None:
    code = "import scraper, sys; print(*(n for n in sys.modules if n.startswith('scraper.')))"
    assert run(code) == ""


def test_an_unknown_name_is_an_attribute_error() -> None:
    with pytest.raises(AttributeError, match="no attribute 'extrakt'"):
        _ = scraper.extrakt  # type: ignore[attr-defined]


def test_a_record_is_printed_in_the_formats_of_the_command() -> None:
    record = scraper.extract("<h1>Rain</h1><article><p>It rained in Lund on Monday, at last.</p>")
    assert scraper.to_text(record) == "Rain\n\nIt rained in Lund on Monday, at last.\n"
    assert scraper.to_markdown(record) == "# Rain\n\nIt rained in Lund on Monday, at last.\n"
    assert "<h1>Rain</h1>" in scraper.to_html(record)


def test_the_version_is_that_of_the_installed_package() -> None:
    from importlib.metadata import version

    assert scraper.__version__ == version("scraper")
