"""Stamp: a date or time as a page gives it, and the machine-readable formats of it.

Not here: dates as people print them (``printed_dates.py``), other calendars (``calendars.py``), and
which of a page's many dates is the story's (``selection.py``).
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from functools import lru_cache

EARLIEST_YEAR = 1700
"""Newspaper archives go back to the 18th century; earlier years are not publication dates."""
LATEST_YEAR = 2100
"""The limit does not depend on today's date, so that a page always gives the same record. Dates in
the future are detected by comparison with the page's other dates (``candidates.py``)."""


@dataclass(frozen=True, slots=True)
class Stamp:
    """A date, and the time of day if the page gives it.

    Attributes:
        day: in the Gregorian calendar.
        time: local time ``HH:MM:SS``, or "" if only the date is known.
        offset: offset from UTC, ``Z`` or ``+02:00``, or "" if the page gives none.
        converted: the page gave the date in another calendar.
    """

    day: date
    time: str = ""
    offset: str = ""
    converted: bool = False

    def text(self) -> str:
        """RFC 3339; a date without time, or a time without offset, if the page gives no more."""
        return f"{self.day}T{self.time}{self.offset}" if self.time else self.day.isoformat()

    def shifted(self, minutes: int) -> Stamp:
        """The same moment at another offset.

        Args:
            minutes: the offset from UTC, negative to the west.

        The stamp itself must have a time, and be in UTC.
        """
        value = datetime.fromisoformat(f"{self.day}T{self.time}") + timedelta(minutes=minutes)
        time = value.strftime("%H:%M:%S")
        return Stamp(value.date(), time, offset_of(minutes), self.converted)

    def instant(self) -> float:
        """Unix time in seconds, for comparison; without a time midnight, without an offset UTC."""
        value = datetime.fromisoformat(f"{self.day}T{self.time or '00:00:00'}")
        shift = 0
        if len(self.offset) == 6:
            shift = 60 * (60 * int(self.offset[1:3]) + int(self.offset[4:6]))
            shift = -shift if self.offset[0] == "-" else shift
        return value.replace(tzinfo=UTC).timestamp() - shift


_ISO = re.compile(
    r"(\d{4})[-/.]?(\d{2})[-/.]?(\d{2})"
    r"(?:[T\s_,-]+(\d{2}):?(\d{2})(?::?(\d{2}))?(?:[.,:]\d+)?\s*"
    r"(Z|UTC|GMT|[+-]\d{2}:?\d{2}|[+-]\d{2}(?!\d))?)?",
    re.IGNORECASE,
)
_DIGITS = re.compile(r"\d{10}(?:\d{3})?")
_MAIL = re.compile(
    r"(?:[A-Za-z]{3},?\s+)?"
    r"(?:(\d{1,2})[\s-]([A-Za-z]{3})[\s-](\d{4})|([A-Za-z]{3})\s+(\d{1,2})(?:\s+(\d{4}))?)"
    r"\s+(\d{1,2}):(\d{2})(?::(\d{2}))?\s*((?:GMT|UTC)?[+-]\d{4}|GMT|UTC|Z)?(?:\s+(\d{4}))?"
)
_MONTHS = {
    name: number
    for number, name in enumerate(
        "jan feb mar apr may jun jul aug sep oct nov dec".split(),
        1,
    )
}


def make_day(year: int, month: int, number: int) -> date | None:
    """The date; None if there is no such day or its year is out of bounds."""
    if not EARLIEST_YEAR <= year <= LATEST_YEAR:
        return None
    try:
        return date(year, month, number)
    except ValueError:
        return None


def make_time(hour: int, minute: int, second: int = 0) -> str:
    """``HH:MM:SS``; "" if there is no such time. A leap second becomes second 59."""
    if hour > 23 or minute > 59 or second > 60:
        return ""
    return f"{hour:02d}:{minute:02d}:{min(second, 59):02d}"


def make_offset(text: str | None) -> str:
    """An offset in the form of RFC 3339, ``Z`` or ``+HH:MM``.

    Args:
        text: "Z", "UTC", "GMT", or a sign and hours with or without minutes: "+02:00", "+0200",
            "+02", also after "GMT" or "UTC"; None or "" for none.

    Returns:
        "" for none, or for more than 15 hours or 59 minutes.
    """
    if not text:
        return ""
    if text.upper() in ("Z", "UTC", "GMT"):
        return "Z"
    text = text[3:] if text[0].isalpha() else text
    digits = text[1:].replace(":", "")
    hours, minutes = int(digits[:2]), int(digits[2:4] or 0)
    if hours > 15 or minutes > 59:
        return ""
    return f"{text[0]}{hours:02d}:{minutes:02d}"


def offset_of(minutes: int) -> str:
    """An offset from UTC as ``+HH:MM``; minutes are negative to the west."""
    return f"{'-' if minutes < 0 else '+'}{abs(minutes) // 60:02d}:{abs(minutes) % 60:02d}"


@lru_cache(maxsize=512)
def parse_machine(text: str) -> Stamp | None:
    """Read a date in a machine-readable format.

    ISO 8601 and similar forms ("2023/06/19 08:30"), e-mail dates (RFC 5322), those of JavaScript
    ("Mon Jun 19 2023 08:30:00 GMT+0200"), and Unix time in seconds or milliseconds from 1990 to
    2100. In ISO forms the time 00:00:00 is taken as unknown:
    systems without a time of day fill in zeros.

    Returns:
        None if the text is none of these.

    Example:
        >>> parse_machine("2023-06-19T08:30:00+0200").text()
        '2023-06-19T08:30:00+02:00'
    """
    text = text.strip()
    found = _ISO.match(text)
    # Ten or thirteen digits are Unix time, even if they begin like 20230619.
    if found is not None and not _DIGITS.fullmatch(text):
        rest = text[found.end() :]
        return None if rest[:1].isdigit() else _from_iso(found)
    if _DIGITS.fullmatch(text):
        seconds = int(text[:10])
        # 1990 to 2100. Other numbers of this length may be phone numbers.
        if 631_152_000 <= seconds < 4_102_444_800:
            moment = datetime.fromtimestamp(seconds, UTC)
            return Stamp(moment.date(), moment.strftime("%H:%M:%S"), "Z")
        return None
    found = _MAIL.search(text)
    return _from_mail(found) if found else None


def _from_iso(found: re.Match[str]) -> Stamp | None:
    year, month, number, hour, minute, second, offset = found.groups()
    day = make_day(int(year), int(month), int(number))
    if day is None:
        return None
    time = make_time(int(hour), int(minute), int(second or 0)) if hour else ""
    if time == "00:00:00":
        time = ""
    return Stamp(day, time, make_offset(offset) if time else "")


def _from_mail(found: re.Match[str]) -> Stamp | None:
    number, name, year, other_name, other_number, other_year = found.group(1, 2, 3, 4, 5, 6)
    hour, minute, second, offset, late_year = found.group(7, 8, 9, 10, 11)
    month = _MONTHS.get((name or other_name).lower())
    year = year or other_year or late_year
    if month is None or not year:
        return None
    if other_year and not offset:
        return None  # "Jun 19 2023 08:30:00 EDT" is printed for people, who know more time zones
    day = make_day(int(year), month, int(number or other_number))
    if day is None:
        return None
    time = make_time(int(hour), int(minute), int(second or 0))
    return Stamp(day, time, make_offset(offset) if time else "")
