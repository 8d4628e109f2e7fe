"""Plain text to read."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from scraper.exporters.html import to_html
from scraper.exporters.markdown import to_markdown
from scraper.exporters.text import to_text
from scraper.record import Block, Record
from tests.exporters.records import item, paragraph, record


def test_a_whole_record() -> None:
    made = to_text(
        record(
            title="Ferry returns",
            authors=["Ann Lee"],
            agency="Wire",
            publisher="Wire",
            published_at="2024-05-01",
            blocks=[
                paragraph("The ferry is back.", ("ferry", "https://example.org/f")),
                Block(type="heading", text="What now", level=2),
                item("One", ordered=True),
                item("Inner", level=2),
                item("Two", ordered=True),
                Block(type="quote", text="At last.", cite="Bo Chan"),
                Block(type="table", text="a\tb\nc", rows=[["a", "b"], ["c"]]),
                Block(type="code", text="x = 1\n  y\n"),
                Block(type="embed", text="", url="https://example.org/v", provider="video"),
            ],
        )
    )
    assert made == (
        "Ferry returns\n\nAnn Lee · Wire · 2024-05-01\n\nThe ferry is back.\n\nWhat now\n\n"
        "1. One\n   - Inner\n2. Two\n\nAt last.\n\n— Bo Chan\n\na\tb\nc\t\n\nx = 1\n  y\n\n"
        "[video: https://example.org/v]\n"
    )


@pytest.mark.parametrize("show", [to_text, to_markdown, to_html])
def test_a_standfirst_that_opens_the_story_is_shown_once(show: Callable[[Record], str]) -> None:
    standfirst = "The ferry is back after nine weeks."
    blocks = [paragraph("FERRY"), paragraph(standfirst), paragraph("It sailed.")]
    assert show(record(title="T", subtitle=standfirst, blocks=blocks)).count(standfirst) == 1
    assert show(record(title="T", subtitle=standfirst, blocks=blocks[2:])).count(standfirst) == 1


def test_a_record_without_a_story_is_nothing() -> None:
    assert to_text(record(page_type="listing")) == ""
