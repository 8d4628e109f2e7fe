"""Dates in natural language, in the languages of CLDR: "19. Juni 2023, 10.30 Uhr", 2023年6月19日.

Finds every date of a short text with its position, so that a label before it ("Updated:") can be
read. Relative dates ("3 hours ago") are not resolved, since extraction does not read the clock, and
a missing year ("31.1. 12:05") is not guessed. Machine formats are in ``stamp.py``, names of months
in ``month_words.py``.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache

from scraper.extractors.metadata.dates import calendars
from scraper.extractors.metadata.dates.month_words import (
    YEAR_WORDS,
    month_of,
    other_month,
    spelled,
    table,
)
from scraper.extractors.metadata.dates.stamp import Stamp, make_day, make_offset, make_time

MAX_TEXT = 400
"""Characters of a text that are read; dates are at the beginning of their line."""

_DIGIT = re.compile(r"\d")
_WORD = re.compile(r"\d+|[^\W\d_][^\s\d.,;:/()|·•–—_+\-،؛।၊]*(?:\.[^\W\d_]\.|\.)?")
_NUMERIC = re.compile(
    r"(?<![\d/.-])(\d{1,4})\s?([./-])\s?(\d{1,2})\s?\2\s?(\d{4}|\d{1,2})(?![\d/]|[.-]\d)"
)
_EAST = re.compile(
    r"(?:(明治|大正|昭和|平成|令和|民國|民国|中華民國)\s?)?(\d{1,4}|元)\s?[年년]\s?"
    r"(\d{1,2})\s?[月월]\s?(\d{1,2})\s?[日일号]?"
)
_MONGOLIAN = re.compile(
    r"(\d{4})\s(?:оны?\s)?(\d{1,2})(?:\s?-?\s?[а-яүө]{1,3})?\sсарын\s(\d{1,2})(?!\d)"
)
_HOUR_WORD = (
    r"h\s?\d\d|(?:h|hrs?|hours?|uhr|heures?|horas?|ore|hodin|godz|óra\w*|uur|час\w*|год|"
    r"saat|gmt|utc)(?!\w)|[時时点點시]"
)
_CLOCK = re.compile(rf"\s?(?:[:：٫]\s?\d|{_HOUR_WORD})", re.IGNORECASE)
"""What follows a number that is an hour, not a year."""
_FOUR_CLOCK = re.compile(rf"\s?(?:{_HOUR_WORD})", re.IGNORECASE)
"""What follows a time of four digits. (A colon after four digits follows a year.)"""
_YEAR_ENDS = re.compile(r"\s*(?:$|[\n)\]|·•–—;-]|,?\s*\d{1,2}\s?[:.h]\s?\d\d|(?:UTC|GMT)\b)")
"""What may follow a two-digit year: the end of the line, a bar, the time of day."""
_APART = frozenset("|·•–—:;()[]\n")
"""Signs between a date and another number of the line: "March 17 | 2015 views"."""
HOURS = 24
"""The largest hour; a larger two-digit number can only be a year."""
_SECOND_DAY = re.compile(r"\s?[-–—/&]\s?\d{1,2}(?=,?\s\d{4}(?!\d))")
"""The second day in "March 16-19, 2026" and "January 14 & 21, 2026"."""
_VIETNAMESE = re.compile(r"(\d{1,2})\s*(?:tháng|thg)\s*(\d{1,2})(?:,|\s+năm)?\s*(\d{4})", re.I)
_TIME = re.compile(
    r"(?:(오전|오후|上午|下午|午前|午後|凌晨|早上|晚上|中午)\s?)?"
    r"(?<![\d:.])([01]?\d|2[0-4])\s?(?:[:.h：٫]|時|时|点|點|시)\s?([0-5]\d)(?:[:.]([0-5]\d))?(?!\d)"
    r"(?:\s?(?:Uhr|hrs?|h|分|분)\b)?"
    r"\s?([ap]\.?m\b\.?|μ\.μ\.|π\.μ\.|م|ص)?"
    r"\s?\(?(UTC|GMT|[A-Z]{2,4}T|MEZ|MESZ|MSK|WIB|WITA)?\)?\s?([+-]\d{1,2}(?::?\d{2})?(?!\d))?",
    re.IGNORECASE,
)
_HOUR = re.compile(r"(?<!\d)(1[0-2]|0?[1-9])\s?([ap]\.?m)\b", re.IGNORECASE)
_AFTERNOON = frozenset({"오후", "下午", "午後", "晚上"})
_ZONES = {
    "UTC": 0, "GMT": 0, "WET": 0, "WEST": 60, "CET": 60, "MEZ": 60, "CEST": 120, "MESZ": 120,
    "EET": 120, "EEST": 180, "MSK": 180, "EST": -300, "EDT": -240, "CDT": -300, "MST": -420,
    "MDT": -360, "PST": -480, "PDT": -420, "JST": 540, "KST": 540, "SGT": 480, "HKT": 480,
    "MYT": 480, "PHT": 480, "PKT": 300, "WIB": 420, "WITA": 480, "WIT": 540, "AEST": 600,
    "AEDT": 660, "ACST": 570, "AWST": 480, "NZST": 720, "NZDT": 780, "SAST": 120, "WAT": 60,
    "CAT": 120, "EAT": 180, "BRT": -180, "ART": -180,
}  # fmt: skip
"""Minutes ahead of UTC. Names that several zones share (CST, IST, BST, AST) are left out."""


@dataclass(frozen=True, slots=True)
class Printed:
    """A date found in a text.

    Attributes:
        start, end: its position in the text.
        sure: day and month are certain: the month is a word, or one number is over 12, or the year
            comes first.
    """

    stamp: Stamp
    start: int
    end: int
    sure: bool = True


def order_of(language: str, country: str = "") -> str:
    """Order of numeric dates: "dmy", "mdy" or "ymd", by language and country.

    Args:
        language: BCP 47 tag or "".
        country: ISO 3166 code, as from a national top-level domain, or "".
    """
    orders: dict[str, str] = table()["orders"]
    tag = language.lower().replace("_", "-")
    base = tag.partition("-")[0]
    for key in (tag, f"{base}-{country.lower()}"):
        if "-" in key and key in orders:
            return orders[key]
    # English outside the United States and the Philippines, wherever it is printed, is day first.
    if base == "en" and country and country.lower() != "us":
        return "dmy"
    return orders.get(base, "dmy")


def find_dates(text: str, order: str = "dmy", language: str = "") -> list[Printed]:
    """All dates of a text in order.

    Args:
        text: a line, a caption or a short paragraph; only ``MAX_TEXT`` characters are read.
        order: order of day, month and year in ambiguous numeric dates.
        language: decides between languages that share a month's name.
    """
    return list(_find_dates(text[:MAX_TEXT], order, language))


@lru_cache(maxsize=512)  # an element and its parent may have the same text
def _find_dates(text: str, order: str, language: str) -> tuple[Printed, ...]:
    found: list[Printed] = []
    if not _DIGIT.search(text):
        return ()
    if "年" in text or "년" in text:
        found += (_eastern(m, text) for m in _EAST.finditer(text))  # type: ignore[misc]
    if "сарын" in text:
        found += (_mongolian(m, text) for m in _MONGOLIAN.finditer(text))  # type: ignore[misc]
    if "tháng" in text.lower():
        found += (_vietnamese(m, text) for m in _VIETNAMESE.finditer(text))  # type: ignore[misc]
    if not found:
        numeric = [printed for printed in _numeric(text, order) if printed is not None]
        found += numeric
        found += _worded(text, language, numeric)
    return tuple(
        sorted((printed for printed in found if printed is not None), key=lambda p: p.start)
    )


def _eastern(found: re.Match[str], text: str) -> Printed | None:
    era, year_text, month, number = found.groups()
    year = 1 if year_text == "元" else int(year_text)
    converted = False
    if era:
        year += calendars.ERAS.get(era, calendars.MINGUO_OFFSET)
        converted = True
    elif year < 100 and len(year_text) == 2:
        year += 2000
    elif 100 <= year < 200:
        year += calendars.MINGUO_OFFSET
        converted = True
    return _printed(year, int(month), int(number), found, text, converted)


def _mongolian(found: re.Match[str], text: str) -> Printed | None:
    year, month, number = map(int, found.groups())
    return _printed(year, month, number, found, text)


def _vietnamese(found: re.Match[str], text: str) -> Printed | None:
    number, month, year = map(int, found.groups())
    return _printed(year, month, number, found, text)


def _printed(
    year: int, month: int, number: int, span: re.Match[str], text: str, converted: bool = False
) -> Printed | None:
    day = make_day(year, month, number)
    if day is None:
        return None
    time, offset = _time_near(text, span.start(), span.end())
    return Printed(Stamp(day, time, offset, converted), span.start(), span.end())


def _numeric(text: str, order: str) -> list[Printed | None]:
    printed: list[Printed | None] = []
    for found in _NUMERIC.finditer(text):
        first, last = found.group(1), found.group(4)
        a, b, c = int(first), int(found.group(3)), int(last)
        if len(first) == 4 and len(last) <= 2:
            printed.append(_in_calendar(a, b, c, found.start(), found.end(), text))
        elif len(first) <= 2 and _is_clock(found, text):
            continue
        elif len(first) <= 2 and len(last) == 4:
            # Dates with the month first have slashes or hyphens, not dots.
            month_first = b > 12 or (order == "mdy" and a <= 12 and found.group(2) != ".")
            month, number = (a, b) if month_first else (b, a)
            hit = _in_calendar(c, month, number, found.start(), found.end(), text)
            if hit and a <= 12 and b <= 12 and a != b:
                hit = Printed(hit.stamp, hit.start, hit.end, sure=False)
            printed.append(hit)
        elif len(first) == 2 and len(last) == 2 and found.group(2) != "-":
            if order == "ymd":
                year, month, number = a, b, c
            elif b > 12 or (order == "mdy" and a <= 12):
                year, month, number = c, a, b
            else:
                year, month, number = c, b, a
            year += 2000 if year < 70 else 1900
            hit = _in_calendar(year, month, number, found.start(), found.end(), text)
            printed.append(Printed(hit.stamp, hit.start, hit.end, sure=False) if hit else None)
    return printed


def _is_clock(found: re.Match[str], text: str) -> bool:
    """Whether the third number is an hour: "31.1. 12:05", "17. 3. 20 Uhr". After a dot and a space,
    a number that can be an hour is one, unless the line or the date ends with it."""
    if len(found.group(4)) > 2:
        return False
    if _CLOCK.match(text, found.end()):
        return True
    apart = text[found.start(4) - 1].isspace()
    may_be_hour = apart and found.group(2) != "/" and int(found.group(4)) <= HOURS
    return may_be_hour and not _YEAR_ENDS.match(text, found.end())


_Token = tuple[str, int, int]
_ZEROS = (0x660, 0x6F0, 0x966, 0x9E6, 0xA66, 0xAE6, 0xB66, 0xBE6, 0xC66, 0xCE6, 0xD66, 0xE50, 0xED0,
          0x1040, 0x17E0, 0xFF10)  # fmt: skip
_DIGITS = {zero + digit: str(digit) for zero in _ZEROS for digit in range(10)}
"""Digits of other scripts -> ASCII digits: Arabic, Persian, Indian from Devanagari to Malayalam,
Thai, Lao, Burmese, Khmer, full-width."""


def _worded(text: str, language: str, numeric: Sequence[Printed] = ()) -> list[Printed]:
    """Dates whose month is a word: 19 June 2023, June 19th, 2023, 2023. június 19.

    Args:
        numeric: the numeric dates of the same text.
    """
    if not any(map(spelled, _WORD.findall(text))):
        return []  # no month, as in most texts with a number
    tokens: list[_Token] = [(m.group(), m.start(), m.end()) for m in _WORD.finditer(text)]
    printed: list[tuple[Printed, str]] = []
    for k, (word, _, _) in enumerate(tokens):
        if not (name := spelled(word)):
            continue
        month, kind = month_of(word, language), "gregorian"
        first = k
        if not month:
            month, kind = other_month(word)
        if not month and k and not tokens[k - 1][0][0].isdecimal():
            # Names of two words: ذو القعدة, كانون الثاني.
            pair = f"{tokens[k - 1][0]} {word}"
            month, first = month_of(pair, language), k - 1
            if not month:
                month, kind = other_month(pair)
        if not month:
            continue
        hit = _around(tokens, first, k, month, kind, text)
        if hit is not None:
            printed.append((hit, name))
    if any(word in _weekdays() for _, word in printed):
        return _without_weekdays(printed, numeric)
    return [hit for hit, _ in printed]


def _weekdays() -> dict[str, list[int]]:
    """Names of months that are names of weekdays in some language -> weekdays (0 is Monday)."""
    weekdays: dict[str, list[int]] = table()["weekdays"]
    return weekdays


def _without_weekdays(
    printed: list[tuple[Printed, str]], numeric: Sequence[Printed]
) -> list[Printed]:
    """The dates without those whose month is the weekday of another date: in "Sat 15 Mar 2025" and
    "lun 05/05/2025", "Sat", "Mar" and "lun" are months in some language."""
    kept = []
    for hit, word in printed:
        weekday = word in _weekdays()
        beside = [other for other in printed if other[0] is not hit and _overlap(hit, other[0])]
        if weekday and any(_overlap(hit, number) for number in numeric):
            continue
        own = [_speaks_for(hit, other, weekday) for _, other in beside]
        others = [_speaks_for(other, word, name in _weekdays()) for other, name in beside]
        if all(mine >= theirs for mine, theirs in zip(own, others, strict=True)):
            kept.append(hit)
    return kept


def _overlap(a: Printed, b: Printed) -> bool:
    return a.start < b.end and b.start < a.end


def _speaks_for(hit: Printed, other: str, weekday: bool) -> tuple[bool, bool, int]:
    """Evidence for a date against the one with the word ``other`` as month: whether it falls on the
    weekday ``other``, whether its own word is not a weekday, how short it is."""
    falls = hit.stamp.day.weekday() in _weekdays().get(other, ())
    return falls, not weekday, hit.start - hit.end


def _around(
    tokens: list[_Token], first: int, last: int, month: int, kind: str, text: str
) -> Printed | None:
    """The date with the month in tokens ``first`` to ``last``, from the numbers beside it."""
    left = _number(tokens, first, -1, month)
    right = _number(tokens, last, 1, month)
    if left is None and right is None:
        return None
    left_value = int(tokens[left][0]) if left is not None else -1
    right_value = int(tokens[right][0]) if right is not None else -1
    candidates: list[tuple[int, int, int, int]] = []
    later = None
    if right is not None and 1 <= right_value <= 31:
        after = _number(tokens, right, 1, month)
        day = right
        if after is not None and _SECOND_DAY.match(text, tokens[right][2]):
            day, after = after, _number(tokens, after, 1, month)
        if after is not None and (year := _year(tokens, day, after, text)):
            candidates.append((year, right_value, first, after))
        elif after is not None and (later := _after_time(tokens, after, text)) is not None:
            candidates.append((int(tokens[later][0]), right_value, first, later))
        if left is not None and left_value > 999 and not _FOUR_CLOCK.match(text, tokens[left][2]):
            candidates.append((left_value, right_value, left, right))
    if left is not None and 1 <= left_value <= 31:
        if right is not None and (year := _year(tokens, last, right, text, bare=True)):
            candidates.append((year, left_value, left, right))
        # 2025. gada 4. marts, 2025-жылдын 4-марты
        before = left - 2
        if before >= 0 and tokens[left - 1][0].lower() in YEAR_WORDS:
            year = _year(tokens, before, before, text)
            if year > 999:
                candidates.append((year, left_value, before, last))
    for year, number, begin, end in candidates:
        start, stop = tokens[min(begin, first)][1], tokens[max(end, last)][2]
        stamp = _dated(year, month, number, kind)
        if stamp is not None:
            inside = end == later  # the time of day
            time, offset = _time_near(text, start, tokens[right or 0][2] if inside else stop)
            return Printed(Stamp(stamp.day, time, offset, stamp.converted), start, stop)
    return None


def _number(tokens: list[_Token], k: int, step: int, month: int) -> int | None:
    """Index of the closest number on one side, with at most two short words (de, of, th, 'e) in
    between.

    The same month in another word (نيسان / أبريل) is skipped too. Numbers beyond another month
    belong to that.
    """
    for _ in range(3):
        k += step
        if not 0 <= k < len(tokens):
            return None
        word = tokens[k][0]
        if word[0].isdecimal():
            return k
        named = month_of(word)
        if word.lower() in YEAR_WORDS:
            continue
        if named != month and (len(word) > 4 or (named and spelled(word) not in _weekdays())):
            return None
    return None


def _year(tokens: list[_Token], before: int, k: int, text: str, *, bare: bool = False) -> int:
    """The year in token ``k``; 0 if it is an hour ("17 March 14 h") or another number ("Mar 17 · 10
    min read").

    Args:
        before: index of the token of the month or day before it.
        bare: whether a two-digit year may follow after a space, as after the month in "17 Mar 23".
            After a day it would be another day: "March 17, 20 and 24".
    """
    word, start, end = tokens[k]
    between = text[tokens[before][2] : start]
    if (
        not word[0].isdecimal()
        or len(word) not in (2, 4)
        or (len(word) == 2 and _CLOCK.match(text, end))
        or not _APART.isdisjoint(between)
    ):
        return 0
    if len(word) == 4:
        return 0 if _FOUR_CLOCK.match(text, end) else int(word)
    sign = between.replace(" ", "")
    behind_month = bare and (sign in ("-", "/") or (not sign and _YEAR_ENDS.match(text, end)))
    if sign not in ("'", "’", ",'", ",’") and not behind_month:
        return 0
    value = int(word)
    if "\u0e01" <= tokens[before][0][:1] <= "\u0e2e":
        return value + 2500  # Thai calendar
    return value + (2000 if value < 70 else 1900)


def _after_time(tokens: list[_Token], k: int, text: str) -> int | None:
    """Index of the year in the Unix format "Jun 19 10:22:33 UTC 2023"; ``k`` is the hour."""
    for later in range(k + 1, min(k + 5, len(tokens))):
        word, start, end = tokens[later]
        if len(word) == 4 and word.isdecimal():
            between = text[tokens[k][2] : start].replace(":", "")
            counts = text[end : end + 2].strip()[:1].isalpha()
            return (
                later if _APART.isdisjoint(between) and "," not in between and not counts else None
            )
    return None


def _dated(year: int, month: int, number: int, kind: str) -> Stamp | None:
    if kind == "persian":
        day = calendars.from_persian(year, month, number)
        return Stamp(day, converted=True) if day else None
    if kind == "hijri":
        day = calendars.from_hijri(year, month, number)
        return Stamp(day, converted=True) if day else None
    if 2400 <= year <= 2643:
        day = make_day(year - calendars.BUDDHIST_OFFSET, month, number)
        return Stamp(day, converted=True) if day else None
    day = make_day(year, month, number)
    return Stamp(day) if day else None


def _in_calendar(
    year: int, month: int, number: int, start: int, end: int, text: str
) -> Printed | None:
    """A numeric date. A year from 1300 to 1450 is Persian, one from 2400 to 2643 Buddhist."""
    kind = "persian" if 1300 <= year <= 1450 else "gregorian"
    stamp = _dated(year, month, number, kind)
    if stamp is None:
        return None
    time, offset = _time_near(text, start, end)
    return Printed(Stamp(stamp.day, time, offset, stamp.converted), start, end)


TIME_DISTANCE = 24
"""Maximum characters between a date and its time: ", updated at 10:30 a.m. "."""


def _time_near(text: str, start: int, end: int) -> tuple[str, str]:
    """Time of day and offset after a date, or before it; "" for none."""
    text = text.translate(_DIGITS) if not text.isascii() else text
    after = text[end : end + 2 * TIME_DISTANCE]
    found = _TIME.search(after)
    if found is None or found.start() > TIME_DISTANCE:
        found = _TIME.search(text[max(0, start - TIME_DISTANCE) : start])
    if found is None:
        hour_only = _HOUR.search(after[:TIME_DISTANCE])
        if hour_only is None:
            return "", ""
        hour = int(hour_only.group(1)) % 12
        return make_time(hour + 12 * (hour_only.group(2)[0] in "pP"), 0), ""
    before, hour_text, minute, second, half, zone, shift = found.groups()
    hour = int(hour_text)
    half = (half or "").lower()
    if (half[:1] in ("p", "م") or half == "μ.μ." or before in _AFTERNOON) and hour < 12:
        hour += 12
    elif half[:1] in ("a", "ص") and hour == 12:
        hour = 0
    offset = ""
    if shift:
        offset = make_offset(shift if len(shift) > 2 else f"{shift[0]}0{shift[1]}")
    elif zone and zone.upper() in _ZONES:
        minutes = _ZONES[zone.upper()]
        sign = "-" if minutes < 0 else "+"
        offset = f"{sign}{abs(minutes) // 60:02d}:{abs(minutes) % 60:02d}" if minutes else "Z"
    elif found.string[max(found.end(3), found.end(4)) :][:1] == "Z":
        offset = "Z"
    time = make_time(hour % 24, int(minute), int(second or 0))
    return (time, offset) if time else ("", "")
