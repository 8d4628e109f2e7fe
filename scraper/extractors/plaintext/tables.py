"""Tables in plain text: rows whose cells a browser has separated by tabs when they were copied.

They are set aside before the lines are labelled, since nothing in them is shaped like a story, and
put back behind the line that they follow.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import groupby

MIN_ROWS = 3
"""Minimum rows of a table."""
MAX_COLUMNS = 100
"""Maximum columns."""
_MARK = "\ue000table "
"""Stands for a table among the lines; a character of the private use area, which no text has."""

Rows = tuple[tuple[str, ...], ...]


def set_aside(raw: Sequence[str]) -> tuple[list[str], list[Rows]]:
    """(lines with a mark in place of each table, the tables).

    A table is a run of lines with the same number of tabs, half of them with a number. A list whose
    marks end with a tab ("1.<tab>Rain") is none.
    """
    kept: list[str] = []
    tables: list[Rows] = []
    for tabs, lines in _runs(raw):
        # A line of millions of tabs is not taken apart.
        if kept and 0 < tabs < MAX_COLUMNS and len(lines) >= MIN_ROWS:
            rows = tuple(tuple(" ".join(cell.split()) for cell in row.split("\t")) for row in lines)
            if _is_table(rows):
                kept += ("", f"{_MARK}{len(tables)}", "")
                tables.append(rows)
                continue
        kept += lines
    return kept, tables


def table_of(line: str, tables: Sequence[Rows]) -> Rows | None:
    """The table that a line stands for; None for any other line."""
    if not line.startswith(_MARK):
        return None
    number = line.removeprefix(_MARK)
    return tables[int(number)] if number.isdecimal() and int(number) < len(tables) else None


def _runs(raw: Sequence[str]) -> Iterator[tuple[int, list[str]]]:
    for tabs, lines in groupby(raw, key=lambda line: line.strip("\r\n ").count("\t")):
        yield tabs, list(lines)


def _is_table(rows: Rows) -> bool:
    numbered = sum(any(map(str.isdecimal, "".join(row))) for row in rows)
    named = sum(any(map(str.isalpha, row[0])) for row in rows)
    filled = sum(sum(map(bool, row)) > 1 for row in rows)
    return (
        2 * numbered >= len(rows)
        and 2 * filled > len(rows)
        and (len(rows[0]) > 2 or 2 * named > len(rows))
    )


def header_rows(rows: Rows) -> int:
    """1 if the first row has no number and the others have some, else 0."""
    first, rest = "".join(rows[0]), "".join(map("".join, rows[1:]))
    return int(not any(map(str.isdecimal, first)) and any(map(str.isdecimal, rest)))
