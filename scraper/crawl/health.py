"""A source's figures beside its own past: does it still give what it used to?

A site that changes its layout goes on answering with status 200. It shows in the figures: stories
stay away, or come without date, title or author, or much shorter, or with less confidence. Nothing
is compared with other sources or with fixed values, only a source with itself.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

from scraper.crawl.report import Figures

PAST_RUNS = 60
"""Runs that make a source's past: two days of half-hourly passes, two months of daily ones."""
WINDOW, PAST_WINDOWS = 12, 20
"""Stories are counted over so many runs together, six hours of half-hourly passes, and compared
with the past windows of that length: five days of them, so that a night is among them and most
often a weekend. A single run of a good source may well bring nothing."""
LOOKED_AT = WINDOW * (PAST_WINDOWS + 1)
"""Runs that ``judge`` looks at."""
MIN_PAST_RECORDS = 30
"""Below this the past says too little: one story in thirty without a date is chance."""
MIN_RECORDS = 5
"""Records that the present is judged by; runs are taken together, back in time, until there are
so many."""
SURPRISE = 1e-4
"""How improbable figures must be, given the past, to be flagged. With 300 sources and 4 figures of
each looked at 48 times a day, 1e-4 would still be 6 false flags a day if the looks were independent
and stories were drawn like lots; ``MARGIN`` is what keeps it quiet in practice."""
MARGIN = 0.2
"""A share must have risen by this much too, a mean have moved by twice this part of itself."""


@dataclass(frozen=True, slots=True)
class Flag:
    """One figure that fell outside a source's own past.

    Attributes:
        figure: stories (none), fewer (stories), no_date, no_title, no_author, letters, confidence;
            or client_rendered, which is told of a source whatever its past.
        now, before: its present and its past value.
    """

    figure: str
    now: float
    before: float

    def __str__(self) -> str:
        if self.figure == "stories":
            return f"no new stories, where {self.before:.1f} were usual in that time"
        if self.figure == "fewer":
            return (
                f"{self.now:.0f} new stories in the last {WINDOW} runs, never fewer than "
                f"{self.before:.0f} before"
            )
        if self.figure == "client_rendered":
            return f"{self.now:.0%} of the pages are filled in by scripts: set render = true?"
        if self.figure in ("letters", "confidence"):
            what = "mean length" if self.figure == "letters" else "mean confidence"
            return f"{what} {self.now:.4g}, usually {self.before:.4g}: layout change?"
        what = self.figure.replace("no_", "without ")
        return f"{self.now:.0%} {what}, usually {self.before:.0%}: layout change?"


def judge(runs: Sequence[Figures]) -> list[Flag]:
    """What stands out in a source's last runs.

    Args:
        runs: figures of the runs that ended, the latest first.
    """
    present = Figures()
    count = 0
    for run in runs:
        present += run
        count += 1
        if present.records >= MIN_RECORDS:
            break
    past_runs = runs[count : count + PAST_RUNS]
    silent = _silence(runs)
    if silent is not None:
        return [silent]
    rendered = _client_rendered(present)
    if rendered is not None:
        return [rendered]
    past = Figures()
    for run in past_runs:
        past += run
    if past.records < MIN_PAST_RECORDS or present.records < MIN_RECORDS:
        return []
    flags = _fewer(runs)
    for name in ("no_date", "no_title", "no_author"):
        before = getattr(past, name) / past.records
        now = getattr(present, name) / present.records
        if now - before > MARGIN and _tail(getattr(present, name), present.records, before) < (
            SURPRISE
        ):
            flags.append(Flag(name, now, before))
    flags += _moved_mean("letters", past_runs, present)
    flags += _moved_mean("confidence", past_runs, present)
    return flags


def _silence(runs: Sequence[Figures]) -> Flag | None:
    """Runs without a story, where the past had some in every such stretch."""
    quiet = 0
    for run in runs:
        if run.new:
            break
        quiet += 1
    past = runs[quiet : quiet + PAST_RUNS]
    if not quiet or len(past) < 5 or sum(run.new for run in past) < MIN_PAST_RECORDS:
        return None
    # The longest silence of the past is what nights and weekends make; stories come in bursts,
    # so their number alone would not tell what is usual.
    longest = stretch = 0
    for run in past:
        stretch = 0 if run.new else stretch + 1
        longest = max(longest, stretch)
    usual = sum(run.new for run in past) / len(past)
    expected = usual * quiet
    if quiet > 2 * longest and math.exp(-expected) < SURPRISE:
        return Flag("stories", 0.0, expected)
    return None


def _fewer(runs: Sequence[Figures]) -> list[Flag]:
    """Far fewer stories than in any stretch of the past: a feed broke, a section moved."""
    counts = [run.new for run in runs[:LOOKED_AT]]
    if len(counts) < LOOKED_AT // 2:
        return []
    now = sum(counts[:WINDOW])
    lowest = min(
        sum(counts[start : start + WINDOW]) for start in range(WINDOW, len(counts) - WINDOW + 1)
    )
    # Half of the lowest, and of at least ten: counts as small as that halve by chance.
    return [Flag("fewer", now, lowest)] if lowest >= 10 and 2 * now < lowest else []


def _client_rendered(present: Figures) -> Flag | None:
    """Pages whose story is not in the file; extraction cannot find what is not there."""
    count = present.warnings["client_rendered"]
    pages = present.records + sum(
        n for reason, n in present.skipped.items() if reason.startswith("not_article")
    )
    if pages < MIN_RECORDS or 2 * count <= pages:
        return None
    return Flag("client_rendered", count / pages, 0.0)


def _moved_mean(name: str, past_runs: Sequence[Figures], present: Figures) -> list[Flag]:
    """A mean that left the range of its past runs, and by a wide margin."""

    def mean(run: Figures) -> float | None:
        count = run.records if name == "letters" else run.rated
        return getattr(run, name) / count if count else None

    values = [value for run in past_runs if run.records and (value := mean(run)) is not None]
    now = mean(present)
    if len(values) < 5 or now is None:
        return []
    middle = sorted(values)[len(values) // 2]
    if middle <= 0 or abs(now - middle) / middle < 2 * MARGIN:
        return []
    return [Flag(name, now, middle)] if not min(values) <= now <= max(values) else []


def _tail(count: int, of: int, share: float) -> float:
    """Probability of at least ``count`` in ``of`` draws, at a share that is never quite zero."""
    share = min(max(share, 0.01), 0.99)
    return (
        sum(math.comb(of, k) * share**k * (1 - share) ** (of - k) for k in range(count, of + 1))
        if of <= 200
        else (1.0 if count / of <= share else math.exp(-2 * of * (count / of - share) ** 2))
    )
