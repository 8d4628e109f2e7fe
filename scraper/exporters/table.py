"""Records as a table in CSV (RFC 4180), for spreadsheets: one row for each record.

A column for each field that is a text, a number or a list of texts. Blocks, images, related items
and comments have structure, and are only in JSON Lines.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable
from typing import Any, get_args

from pydantic import BaseModel

from scraper.exporters.layout import printable
from scraper.record import Record

_FIRST = ("published_at", "title", "authors", "publisher", "section", "language", "url", "text")
"""The columns that a reader looks for come first, the others as in the record."""
_BETWEEN = "; "
_FORMULA = ("=", "+", "-", "@", "\t", "\r")
MAX_CELL = 32_767
"""Maximum characters of a cell in Excel and LibreOffice."""


def _has_structure(annotation: Any) -> bool:
    parts = get_args(annotation)
    if not parts:
        return isinstance(annotation, type) and issubclass(annotation, BaseModel)
    return any(map(_has_structure, parts))


def _columns() -> tuple[str, ...]:
    fields = Record.model_fields.items()
    flat = [name for name, field in fields if not _has_structure(field.annotation)]
    return tuple(dict.fromkeys((*_FIRST, *flat)))


COLUMNS = _columns()


def csv_head() -> str:
    """The names of the columns, after a byte order mark: Excel takes only such a file for UTF-8."""
    return "\N{BYTE ORDER MARK}" + _row(COLUMNS)


def to_csv_row(record: Record) -> str:
    """The record as a row: unknown values are empty, and lists are joined by "; ".

    A cell has at most ``MAX_CELL`` characters. One that a spreadsheet would run as a formula
    ("=HYPERLINK(…)" as the title of a page) has an apostrophe before it.

    Example:
        >>> to_csv_row(Record(id="1", page_type="other", extractor_version="1", title="=1+1"))[:10]
        ",'=1+1,,,,"
    """
    return _row(_cell(getattr(record, name)) for name in COLUMNS)


def _cell(value: Any) -> str:
    if value is None:
        return ""
    if not isinstance(value, str | list):
        return str(value)
    text = printable(_BETWEEN.join(value) if isinstance(value, list) else value)
    return f"'{text}"[:MAX_CELL] if text.startswith(_FORMULA) else text[:MAX_CELL]


def _row(cells: Iterable[str]) -> str:
    out = io.StringIO()
    csv.writer(out).writerow(cells)
    return out.getvalue()
