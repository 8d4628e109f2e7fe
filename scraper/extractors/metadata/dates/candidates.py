"""Candidates for the day of publication, each with features.

All dates of one day are one candidate with the features of all of them. The weights of the features
are fitted by ``training/fit_metadata.py``; renaming a feature loses its weight.
"""

from __future__ import annotations

import re
from collections.abc import Sequence, Set
from dataclasses import dataclass, field
from datetime import date

from scraper.extractors.metadata.dates.places import (
    FoundDate,
    dates_anywhere,
    dates_in_jsonld,
    dates_in_metas,
    dates_near_story,
    event_days,
)
from scraper.extractors.metadata.dates.printed_dates import find_dates, order_of
from scraper.extractors.metadata.dates.stamp import Stamp, make_day, offset_of
from scraper.extractors.metadata.sources.collect import Clues
from scraper.extractors.metadata.sources.jsonld import LinkedData
from scraper.extractors.metadata.sources.layout import ABOVE
from scraper.extractors.parsing.tree import Tree

_URL_DATE = re.compile(
    r"[/_.=-]((?:19|20)\d{2})([/_.-])(0?[1-9]|1[0-2])\2(0?[1-9]|[12]\d|3[01])(?=\D|$)"
    r"|[/_.=-]((?:19|20)\d{2})(0[1-9]|1[0-2])(0[1-9]|[12]\d|3[01])"
)
_URL_DAY_FIRST = re.compile(
    r"[/_-](0[1-9]|[12]\d|3[01])([_.-])(0[1-9]|1[0-2])\2((?:19|20)\d{2})(?=\D|$)"
)
_URL_MONTH = re.compile(r"/((?:19|20)\d{2})[/-](0?[1-9]|1[0-2])(?=/|$)")
_GROUPS = {"ld": "ld", "meta": "meta"}
_STATED = frozenset(
    {"ld.published.main", "meta.article", "meta.item", "time.published.head", "ld.published.page"}
)
"""Sources that state the story's own date of publication."""


@dataclass(slots=True)
class Day:
    """One day, with all dates of the page on that day and their features."""

    day: date
    dates: list[FoundDate] = field(default_factory=list)
    features: set[str] = field(default_factory=set)


def date_candidates(
    tree: Tree, clues: Clues, data: LinkedData, url: str | None, lang: str
) -> list[Day]:
    """All days that the page mentions as dates, in order, each with its features.

    Args:
        url: the page's address. It may contain a date, and its country hints at the order of
            numeric dates.
        lang: the page's language, or "".
    """
    found = _all_dates(tree, clues, data, order_of(lang, _country(url)), lang)
    by_day: dict[date, Day] = {}
    for each in found:
        by_day.setdefault(each.stamp.day, Day(each.stamp.day)).dates.append(each)
    in_url = url_date(url)
    if in_url and in_url not in by_day:
        by_day[in_url] = Day(in_url)
    days = sorted(by_day.values(), key=lambda day: day.day)
    _note_nearest(found, by_day, clues.headline)
    stated = {each.stamp.day for each in found if each.source in _STATED}
    for day in days:
        _note_dates(day, stated)
        _note_rank(day, days)
        _note_address(day, url, in_url)
    return days


def _all_dates(
    tree: Tree, clues: Clues, data: LinkedData, order: str, lang: str
) -> list[FoundDate]:
    """The dates from all usual sources; if there are none, dates anywhere on the page."""
    found = [*dates_in_jsonld(data), *dates_in_metas(clues)]
    titled = find_dates(clues.title, order, lang)
    found += [FoundDate(hit.stamp, "title", hit.sure) for hit in titled]
    found += dates_near_story(tree, clues, order, lang)
    if not found:
        found = dates_anywhere(tree, clues, order, lang)
    held = event_days(data)
    if held:
        # What a page announces is no date of the page.
        found = [each for each in found if each.stamp.day not in held or _is_stated(each.source)]
    return _localised(_settled(found))


def _is_stated(source: str) -> bool:
    """Whether a source is the page's data, not its text."""
    return source.startswith(("ld.", "meta.", "time.published"))


def _note_dates(day: Day, stated: Set[date]) -> None:
    """Add features of the sources and properties of the day's dates.

    Args:
        stated: days that a source in ``_STATED`` gives.
    """
    features = day.features
    features.update(each.source for each in day.dates)
    groups = {_GROUPS.get(source.partition(".")[0], "page") for source in features}
    features.add(f"groups={len(groups)}")
    modified = sum("modified" in source for source in features)
    if modified and modified == len({each.source for each in day.dates}):
        features.add("modified.alone.later" if stated - {day.day} else "modified.alone")
    if any(each.stamp.time for each in day.dates):
        features.add("timed")
    if all(not each.sure for each in day.dates) and day.dates:
        features.add("unsure")


def _note_rank(day: Day, days: Sequence[Day]) -> None:
    """Add features of the day's rank among all days of the page, which are in order."""
    day.features.add("first" if day is days[0] else "later")
    if day is days[-1]:
        day.features.add("last")
    if len(days) == 1:
        day.features.add("only")


def _note_address(day: Day, url: str | None, in_url: date | None) -> None:
    """Add features of the day's relation to the date in the page's address. If that is the day's
    only source, it becomes the day's date."""
    if in_url:
        day.features.add("url=day" if in_url == day.day else _near_url(in_url, day.day))
        if not day.dates:
            day.features.add("url.alone")
            day.dates.append(FoundDate(Stamp(in_url), "url"))
    elif url and (month := _URL_MONTH.search(url)):
        same = (day.day.year, day.day.month) == tuple(map(int, month.groups()))
        day.features.add("url=month" if same else "url!month")


def _note_nearest(found: list[FoundDate], by_day: dict[date, Day], headline: int) -> None:
    """Add features to the days of the first date below the headline and of the last one above."""
    placed = [c for c in found if c.index >= 0 and ".far" not in c.source]
    if headline < 0 or not placed:
        return
    below = min((c for c in placed if c.index > headline), key=lambda c: c.index, default=None)
    above = max((c for c in placed if c.index < headline), key=lambda c: c.index, default=None)
    if below is not None:
        by_day[below.stamp.day].features.add("first.below")
    if above is not None and headline - above.index <= ABOVE:
        by_day[above.stamp.day].features.add("last.above")


_UTC = ("Z", "+00:00")


def _localised(found: list[FoundDate]) -> list[FoundDate]:
    """The dates, with UTC times shifted to the page's own offset if the page also has the same
    moment in local time on another day: ``02:25Z``, and "9:25 pm" or ``21:25-05:00`` of the day
    before."""
    if not any(c.stamp.offset in _UTC for c in found):
        return found
    printed = [
        c.stamp for c in found
        if c.index >= 0 and c.stamp.time and c.stamp.offset not in _UTC
        and (".near" in c.source or ".head" in c.source)
    ]  # fmt: skip
    minutes = 0
    for candidate in found:
        if candidate.stamp.offset not in _UTC or "modified" in candidate.source or minutes:
            continue
        for other in printed:
            minutes = minutes or _shift(candidate.stamp, other)
    if not minutes:
        return found
    return [
        FoundDate(c.stamp.shifted(minutes), c.source, c.sure, c.index)
        if c.stamp.offset in _UTC else c
        for c in found
    ]  # fmt: skip


def _shift(stamp: Stamp, other: Stamp) -> int:
    """The offset in minutes at which a UTC time is the moment of ``other``, if that is on another
    day; else 0. ``other`` has a time, with an offset or in local time."""
    local = Stamp(other.day, other.time)
    gap = local.instant() - stamp.instant()
    # Times for readers have no seconds, so they are up to a minute earlier than the stamp.
    shift = 15 * round(gap / 900)
    same = -60 < gap - 60 * shift <= 0 and (not other.offset or other.offset == offset_of(shift))
    return shift if same and shift and stamp.day != other.day and _is_offset(shift) else 0


def _is_offset(minutes: int) -> bool:
    """Whether any time zone has this offset from UTC."""
    if minutes % 60 == 0:
        return -12 * 60 <= minutes <= 14 * 60
    return minutes in (-570, -210, -150, 210, 270, 330, 345, 390, 525, 570, 630, 765)


def _settled(found: list[FoundDate]) -> list[FoundDate]:
    """The dates, with day and month of an ambiguous numeric date swapped if that gives a certain
    date of the page."""
    sure = {candidate.stamp.day for candidate in found if candidate.sure}
    settled = []
    for candidate in found:
        day = candidate.stamp.day
        if not candidate.sure and day not in sure:
            swapped = make_day(day.year, day.day, day.month)
            if swapped in sure:
                stamp = Stamp(swapped, candidate.stamp.time, candidate.stamp.offset)
                candidate = FoundDate(stamp, candidate.source, index=candidate.index)
        settled.append(candidate)
    return settled


def url_date(url: str | None) -> date | None:
    """The date in an address: /2023/06/19/, /2023-06-19-, /20230619, /19-06-2023."""
    if not url:
        return None
    for found in _URL_DATE.finditer(url[8:]):
        parts = found.group(1, 3, 4) if found.group(1) else found.group(5, 6, 7)
        day = make_day(*map(int, parts))
        if day is not None and day.year >= 1990:
            return day
    last = _URL_DAY_FIRST.search(url[8:])
    return make_day(*(int(last.group(k)) for k in (4, 3, 1))) if last else None


def _near_url(in_url: date, day: date) -> str:
    gap = (day - in_url).days
    if abs(gap) == 1:
        return "url~day"
    return "url<day" if gap > 0 else "url>day"


def _country(url: str | None) -> str:
    """Country of a national top-level domain; "" for .com and its like."""
    if not url:
        return ""
    host = url.partition("://")[2].partition("/")[0].partition(":")[0]
    last = host.rpartition(".")[2]
    if len(last) != 2 or last in ("io", "co", "tv", "me", "ai", "fm"):
        return ""
    return "gb" if last == "uk" else last
