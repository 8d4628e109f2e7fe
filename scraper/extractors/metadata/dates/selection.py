"""Selects the dates of publication and modification.

``places.py`` finds the dates of a page, and ``candidates.py`` groups them by day and adds features;
formats are parsed by ``stamp.py`` and ``printed_dates.py``. The day with the best score is the day
of publication.
"""

from __future__ import annotations

from dataclasses import dataclass

from scraper.extractors.metadata import scoring
from scraper.extractors.metadata.dates.candidates import Day, date_candidates
from scraper.extractors.metadata.dates.places import FoundDate
from scraper.extractors.metadata.dates.stamp import Stamp
from scraper.extractors.metadata.sources.collect import Clues
from scraper.extractors.metadata.sources.jsonld import LinkedData
from scraper.extractors.metadata.sources.layout import near_headline
from scraper.extractors.parsing.tree import Tree


@dataclass(frozen=True, slots=True)
class Dates:
    """The story's dates.

    Attributes:
        lines: elements around the headline with a date; bylines are often next to them.
        by_headline: whether the day of publication is printed right below the page's headline, so
            that it is no date of another story.
    """

    published: Stamp | None
    modified: Stamp | None
    lines: tuple[int, ...] = ()
    by_headline: bool = False


def read_dates(tree: Tree, clues: Clues, data: LinkedData, url: str | None, lang: str) -> Dates:
    """Decide when the page's story was published and when it was last changed."""
    days = date_candidates(tree, clues, data, url, lang)
    if not days:
        return Dates(None, None)
    table = scoring.weights("date")
    scored = sorted(days, key=lambda day: -scoring.score(day.features, table))
    best = scored[0]
    if scoring.score(best.features, table) < 0:
        return Dates(None, None, date_lines(days))
    published = _most_precise(best.dates, clues.headline)
    return Dates(
        published,
        _modified(days, published),
        date_lines(days),
        _is_by_headline(tree, clues, best, days),
    )


MAX_HEADLINES = 2
"""Elements ``h1`` of a page with one story: its headline, and the site's name."""
MAX_BY_HEADLINE = 3
"""Elements with a date right below the headline of a story; a list of stories has more."""


def _is_by_headline(tree: Tree, clues: Clues, best: Day, days: list[Day]) -> bool:
    """Whether a day is printed right below the headline, and hardly any other day is."""
    if clues.headline < 0 or len(clues.h1) > MAX_HEADLINES:
        return False
    below = range(tree.ends[clues.headline], near_headline(tree, clues)[1])
    lines = {each.index for day in days for each in day.dates if each.index in below}
    return len(lines) <= MAX_BY_HEADLINE and any(each.index in lines for each in best.dates)


def date_lines(days: list[Day]) -> tuple[int, ...]:
    """Elements around the headline with a date."""
    return tuple(
        each.index
        for day in days
        for each in day.dates
        if each.index >= 0 and (".near" in each.source or ".head" in each.source)
    )


def _most_precise(dates: list[FoundDate], headline: int) -> Stamp:
    """The most precise date of a day: with time and offset, with time, or the day alone.

    Of equally precise ones the first, which is in a machine format if there is one; those above the
    headline last, since a time there may be the current one in the page's header.
    """
    usable = [c for c in dates if "modified" not in c.source] or dates
    best = max(
        usable,
        key=lambda c: (
            bool(c.stamp.time and c.stamp.offset),
            bool(c.stamp.time),
            not 0 <= c.index < headline,
        ),
    )
    if not best.stamp.time and best.index >= 0:
        # The class "entry-date updated" of the only date is no sign that the story was changed.
        for other in dates:
            same = other.source.startswith("time.") and 0 <= other.index - best.index <= WITHIN
            if same and other.stamp.time:
                return other.stamp
    return best.stamp


WITHIN = 8
"""Maximum elements between a date line and the ``time`` element in it."""


def _modified(days: list[Day], published: Stamp) -> Stamp | None:
    """The latest date that is marked as a modification, if it is after publication."""
    found = [
        each.stamp
        for day in days
        for each in day.dates
        if "modified" in each.source and "far" not in each.source
    ]
    found = [stamp for stamp in found if _is_after(stamp, published)]
    if not found:
        return None
    return max(found, key=lambda stamp: (stamp.day, bool(stamp.offset), stamp.instant()))


def _is_after(stamp: Stamp, published: Stamp) -> bool:
    if stamp.time and published.time and stamp.offset and published.offset:
        return stamp.instant() > published.instant()  # 23:30Z and 01:30+02:00 are equal
    if stamp.day != published.day or not stamp.time or not published.time:
        return stamp.day > published.day
    return stamp.time > published.time
