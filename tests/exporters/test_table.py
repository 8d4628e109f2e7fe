"""Records as CSV."""

from __future__ import annotations

import csv
import io

import pytest

from scraper.exporters.table import COLUMNS, MAX_CELL, csv_head, to_csv_row
from scraper.record import Record
from tests.exporters.records import paragraph, record


def row_of(story: Record) -> dict[str, str]:
    text = csv_head() + to_csv_row(story)
    assert text[0] == "\N{BYTE ORDER MARK}"
    (row,) = csv.DictReader(io.StringIO(text[1:], newline=""))
    return row


def test_a_column_for_each_field_without_structure() -> None:
    structured = {
        name
        for name, field in Record.model_fields.items()
        if "scraper.record." in str(field.annotation)  # list[scraper.record.Block]
    }
    assert {"blocks", "images", "related", "comments"} <= structured
    assert len(COLUMNS) == len(set(COLUMNS))
    assert set(COLUMNS) == set(Record.model_fields) - structured
    assert COLUMNS[:2] == ("published_at", "title")


def test_quotes_commas_and_line_breaks_are_kept() -> None:
    blocks = [paragraph('He said "no, never".'), paragraph("Second, and last.")]
    story = record(title="Rain, again", authors=["Ada Horn", "Jan Roe"], blocks=blocks)
    row = row_of(story)
    assert row["title"] == "Rain, again"
    assert row["authors"] == "Ada Horn; Jan Roe"
    assert row["text"] == story.text
    assert row["subtitle"] == ""
    assert row["schema_version"] == "1"
    assert to_csv_row(story).endswith("\r\n")


@pytest.mark.parametrize("title", ['=HYPERLINK("https://x.example")', "@SUM(1)", "-1", "+1"])
def test_a_page_gives_a_spreadsheet_no_formula(title: str) -> None:
    assert row_of(record(title=title))["title"] == f"'{title}"


def test_a_cell_is_not_longer_than_a_spreadsheet_takes() -> None:
    row = row_of(record(blocks=[paragraph("rain " * 10_000)]))
    assert len(row["text"]) == MAX_CELL
