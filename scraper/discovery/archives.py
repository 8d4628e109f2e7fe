"""Archives by date: the listing of each day, month or year, at an address that has the date in it.

A template such as ``https://example.org/archive/{yyyy}/{mm}/{dd}/`` gives the addresses. So they
need not be found by following links, which in an archive or a calendar never ends.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta

from scraper.urls import canonical_url

_FIELD = re.compile(r"\{([^{}]*)\}")
_FIELDS = {
    "yyyy": ("{:04}", 0), "mm": ("{:02}", 1), "m": ("{}", 1), "dd": ("{:02}", 2), "d": ("{}", 2),
}  # fmt: skip
"""How each field is written, and whether it is the year, the month or the day."""
_PATTERNS = {
    "yyyy": r"(?:19|20)\d\d", "mm": r"(?:0[1-9]|1[0-2])", "m": r"(?:[1-9]|1[0-2])",
    "dd": r"(?:0[1-9]|[12]\d|3[01])", "d": r"(?:[1-9]|[12]\d|3[01])",
}  # fmt: skip
"""What each field is written as. No more: a story may have a number at the same place."""
_MARK = re.compile(r"field(yyyy|mm?|dd?)field")
"""Stands for a field in an address that is brought to its canonical form."""


@dataclass(frozen=True, slots=True)
class Period:
    """A day, month or year of an archive.

    Attributes:
        url: of its listing.
        begin, end: its first day, and the first one after it.
    """

    url: str
    begin: date
    end: date


def check_template(template: str) -> None:
    """Raise a ValueError if a template cannot give the address of each period."""
    fields = _FIELD.findall(template)
    unknown = next((field for field in fields if field not in _FIELDS), None)
    if unknown is not None:
        raise ValueError(f"expected {{yyyy}}, {{mm}}, {{m}}, {{dd}} or {{d}}, got {{{unknown}}}")
    parts = {_FIELDS[field][1] for field in fields}
    if parts not in ({0}, {0, 1}, {0, 1, 2}):
        raise ValueError(
            "expected an address with a year {yyyy}, perhaps a month {mm} and a day {dd}, "
            f"got {template!r}"
        )
    marked = _marked(template)
    if marked is not None and sorted(_MARK.findall(marked)) != sorted(fields):
        raise ValueError(
            "expected the date in the path or the query: what follows # is not sent to the server, "
            f"got {template!r}"
        )


def archive_url(template: str, day: date) -> str:
    """The address of the period that a day is in."""
    values = (day.year, day.month, day.day)

    def written(match: re.Match[str]) -> str:
        form, part = _FIELDS[match[1]]
        return form.format(values[part])

    return _FIELD.sub(written, template)


def archive_pattern(template: str) -> re.Pattern[str]:
    """Matches the addresses of a template's periods in canonical form, and nothing below them.

    Raises a ValueError if the template is no address.
    """
    marked = _marked(template)
    if marked is None:
        raise ValueError(f"expected an address, got {template!r}")
    pieces = _MARK.split(marked.rstrip("/"))
    pieces[::2] = map(re.escape, pieces[::2])
    pieces[1::2] = [_PATTERNS[field] for field in pieces[1::2]]
    return re.compile("".join(pieces) + "/?")


def _marked(template: str) -> str | None:
    """The canonical form of a template, with marks for its fields; None if it is no address."""
    return canonical_url(_FIELD.sub(r"field\1field", template))


def periods(template: str, first: date, last: date) -> Iterator[Period]:
    """The periods that have a day from ``first`` to ``last``, the latest first."""
    finest = max(_FIELDS[field][1] for field in _FIELD.findall(template))
    day = last
    while day >= first:
        begin = day.replace(day=1 if finest < 2 else day.day, month=1 if finest < 1 else day.month)
        end = begin + timedelta(days=(366, 31, 1)[finest])
        if finest < 2:
            end = end.replace(day=1, month=1 if finest < 1 else end.month)
        yield Period(archive_url(template, begin), begin, end)
        if begin == date.min:
            return
        day = begin - timedelta(days=1)
