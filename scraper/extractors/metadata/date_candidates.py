"""The days that may be the day of publication, each with the features that speak for it.

Dates of one day support each other: a day's features are those of all its dates. Their weights are
fitted by ``training/fit_metadata.py``; a feature that is renamed loses its weight.
"""

from __future__ import annotations

import re
from collections.abc import Sequence, Set
from dataclasses import dataclass, field
from datetime import date

from scraper.extractors.metadata.collect import Clues
from scraper.extractors.metadata.date_places import (
    FoundDate,
    dates_anywhere,
    dates_in_jsonld,
    dates_in_metas,
    dates_near_story,
)
from scraper.extractors.metadata.jsonld import LinkedData
from scraper.extractors.metadata.layout import ABOVE
from scraper.extractors.metadata.printed_dates import find_dates, order_of
from scraper.extractors.metadata.stamp import Stamp, make_day
from scraper.extractors.parsing.tree import Tree

_URL_DATE = re.compile(
    r"[/_.=-]((?:19|20)\d{2})([/_.-]?)(0?[1-9]|1[0-2])\2(0?[1-9]|[12]\d|3[01])(?=\D|$)"
    r"|[/_-]((?:19|20)\d{2})(0[1-9]|1[0-2])(0[1-9]|[12]\d|3[01])"
)
_URL_DAY_FIRST = re.compile(
    r"[/_-](0[1-9]|[12]\d|3[01])([_.-])(0[1-9]|1[0-2])\2((?:19|20)\d{2})(?=\D|$)"
)
_URL_MONTH = re.compile(r"/((?:19|20)\d{2})[/-](0?[1-9]|1[0-2])(?=/|$)")
_GROUPS = {"ld": "ld", "meta": "meta"}
_STATED = frozenset(
    {"ld.published.main", "meta.article", "meta.item", "time.published.head", "ld.published.page"}
)
"""Sources that say "published" of the story itself."""


@dataclass(slots=True)
class Day:
    """One day: all dates that tell it, and the features that speak for or against it."""

    day: date
    dates: list[FoundDate] = field(default_factory=list)
    features: set[str] = field(default_factory=set)


def date_candidates(
    tree: Tree, clues: Clues, data: LinkedData, url: str | None, lang: str
) -> list[Day]:
    """All days that the page tells, in order, each with its features.

    Args:
        url: the page's address, which may tell a day and hints at the order of numeric dates.
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
    """The dates of every place where a page tells one; of all the page where these have none."""
    found = [*dates_in_jsonld(data), *dates_in_metas(clues)]
    titled = find_dates(clues.title, order, lang)
    found += [FoundDate(hit.stamp, "title", hit.sure) for hit in titled]
    found += dates_near_story(tree, clues, order, lang)
    if not found:
        found = dates_anywhere(tree, order, lang)
    return _localised(_settled(found))


def _note_dates(day: Day, stated: Set[date]) -> None:
    """Note where the day's dates were found, and what they are.

    Args:
        stated: days of which the page says that the story was published then.
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
    """Note where the day stands among all days of the page, which are in order."""
    day.features.add("first" if day is days[0] else "later")
    if day is days[-1]:
        day.features.add("last")
    if len(days) == 1:
        day.features.add("only")


def _note_address(day: Day, url: str | None, in_url: date | None) -> None:
    """Note whether the page's address tells the day, or its month; a day that nothing else tells
    gets the address for its date."""
    if in_url:
        day.features.add("url=day" if in_url == day.day else _near_url(in_url, day.day))
        if not day.dates:
            day.features.add("url.alone")
            day.dates.append(FoundDate(Stamp(in_url), "url"))
    elif url and (month := _URL_MONTH.search(url)):
        same = (day.day.year, day.day.month) == tuple(map(int, month.groups()))
        day.features.add("url=month" if same else "url!month")


def _note_nearest(found: list[FoundDate], by_day: dict[date, Day], headline: int) -> None:
    """Mark the first day printed below the headline, and the last one printed above it."""
    placed = [c for c in found if c.index >= 0 and ".far" not in c.source]
    if headline < 0 or not placed:
        return
    below = min((c for c in placed if c.index > headline), key=lambda c: c.index, default=None)
    above = max((c for c in placed if c.index < headline), key=lambda c: c.index, default=None)
    if below is not None:
        by_day[below.stamp.day].features.add("first.below")
    if above is not None and headline - above.index <= ABOVE:
        by_day[above.stamp.day].features.add("last.above")


def _localised(found: list[FoundDate]) -> list[FoundDate]:
    """UTC stamps in the page's own offset, where the page prints the same moment on another day:
    ``02:25Z`` for machines and "9:25 pm" of the day before for readers."""
    if not any(c.stamp.offset == "Z" for c in found):
        return found
    printed = [
        c.stamp for c in found
        if c.index >= 0 and c.stamp.time and not c.stamp.offset
        and (".near" in c.source or ".head" in c.source)
    ]  # fmt: skip
    minutes = 0
    for candidate in found:
        if candidate.stamp.offset != "Z" or "modified" in candidate.source or minutes:
            continue
        for other in printed:
            gap = other.instant() - candidate.stamp.instant()
            # Printed times have no seconds, so they lie up to a minute before the stamp.
            shift = 15 * round(gap / 900)
            other_day = candidate.stamp.day != other.day
            if -60 < gap - 60 * shift <= 0 and shift and other_day and _is_offset(shift):
                minutes = shift
    if not minutes:
        return found
    return [
        FoundDate(c.stamp.shifted(minutes), c.source, c.sure, c.index)
        if c.stamp.offset == "Z" else c
        for c in found
    ]  # fmt: skip


def _is_offset(minutes: int) -> bool:
    """Whether clocks are set at this offset from UTC anywhere."""
    if minutes % 60 == 0:
        return -12 * 60 <= minutes <= 14 * 60
    return minutes in (-570, -210, -150, 210, 270, 330, 345, 390, 525, 570, 630, 765)


def _settled(found: list[FoundDate]) -> list[FoundDate]:
    """Numeric dates whose day and month may be swapped, read as another date of the page is."""
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
    """The day that an address tells: /2023/06/19/, /2023-06-19-, /20230619, /19-06-2023."""
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
