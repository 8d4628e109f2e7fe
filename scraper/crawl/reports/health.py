"""A source's statistics compared with its own history.

A site that changes its layout still answers with status 200. The statistics show it: no stories, or
stories without date, title or author, much shorter ones, or lower confidence. A source is compared
only with itself, not with other sources or fixed values.
"""

from __future__ import annotations

import math
from collections.abc import Sequence

from scraper.crawl.frontier.figures import Figures
from scraper.crawl.reports.flags import WARNING_MESSAGES, WINDOW, Flag

PAST_RUNS = 60
"""Runs that form a source's history: a day of half-hourly passes, two months of daily ones."""
PAST_WINDOWS = 20
"""The latest window is compared with this many past ones: five days of half-hourly passes, which
include nights and usually a weekend."""
RUNS_JUDGED = WINDOW * (PAST_WINDOWS + 1)
"""Number of runs that ``judge`` needs."""
MIN_PAST_RECORDS = 30
"""Minimum number of records in the history: one in thirty without a date is chance."""
MIN_RECORDS = 5
"""Minimum number of records to judge: the latest runs are added up until there are as many."""
SIGNIFICANCE = 1e-4
"""Maximum probability of a figure, given the history, to be flagged. For 300 sources and 4 figures
of each checked 48 times a day, 1e-4 would still mean 6 false flags a day if the checks and the
stories were independent; in practice ``MARGIN`` prevents them."""
MARGIN = 0.2
"""Besides, a share must have risen by this much, or a mean have changed by twice this part."""
EMPTY_RUNS = 3
"""Runs without a story after which a source that never had one is flagged. If it did not even find
a page to try, one run is enough."""


def judge(
    runs: Sequence[Figures], failing: Sequence[Flag] = (), *, had_stories: bool = True
) -> list[Flag]:
    """What is wrong with a source, by its last runs and its state.

    Args:
        runs: figures of the completed runs, the latest first.
        failing: of the start URLs that fail now, also while they wait for the next try.
        had_stories: whether a page of the source was ever found to be a story.
    """
    if failing:
        return [*failing, *_deviating(runs)]
    if not had_stories and (empty := _empty(runs)) is not None:
        return [empty]
    return _deviating(runs)


def _empty(runs: Sequence[Figures]) -> Flag | None:
    """A source without a story since it was added. Where its stories belong to another source, or
    its hosts are paused, that is the reason."""
    total = Figures()
    for run in runs:
        total += run
    if not runs or total.records or total.unchanged or total.elsewhere or runs[0].postponed:
        return None
    tried = total.skipped.total() - total.skipped["no_archive"] + total.failed.total()
    if tried and len(runs) < EMPTY_RUNS:
        return None
    return Flag("empty", len(runs), 0.0)


def _deviating(runs: Sequence[Figures]) -> list[Flag]:
    """The figures that deviate in a source's last runs."""
    present = Figures()
    count = 0
    for run in runs:
        present += run
        count += 1
        if present.records >= MIN_RECORDS:
            break
    past_runs = runs[count : count + PAST_RUNS]
    warned = _risen_warnings(runs)
    silent = _silence(runs)
    if silent is not None:
        return [silent, *warned]
    rendered = _client_rendered(present)
    if rendered is not None:
        return [rendered, *warned]
    past = Figures()
    for run in past_runs:
        past += run
    if past.records < MIN_PAST_RECORDS or present.records < MIN_RECORDS:
        return warned
    flags = _fewer(runs)
    for name in ("no_date", "no_title", "no_author"):
        counts = getattr(present, name), present.records, getattr(past, name), past.records
        flags += _risen_share(name, *counts)
    flags += warned
    flags += _moved_mean("letters", past_runs, present)
    flags += _moved_mean("confidence", past_runs, present)
    return flags


def _silence(runs: Sequence[Figures]) -> Flag | None:
    """Runs without a new story, longer than any such stretch in the history."""
    quiet = 0
    for run in runs:
        if run.new:
            break
        quiet += 1
    past = runs[quiet : quiet + PAST_RUNS]
    if not quiet or len(past) < 5 or sum(run.new for run in past) < MIN_PAST_RECORDS:
        return None
    # The longest silence of the history is due to nights and weekends; stories come in bursts, so
    # their mean number alone does not show what is usual.
    longest = stretch = 0
    for run in past:
        stretch = 0 if run.new else stretch + 1
        longest = max(longest, stretch)
    usual = sum(run.new for run in past) / len(past)
    expected = usual * quiet
    if quiet > 2 * longest and math.exp(-expected) < SIGNIFICANCE:
        return Flag("stories", 0.0, expected)
    return None


def _fewer(runs: Sequence[Figures]) -> list[Flag]:
    """Far fewer stories than in any past window: a feed broke, or a section moved."""
    counts = [run.new for run in runs[:RUNS_JUDGED]]
    if len(counts) < RUNS_JUDGED // 2:
        return []
    now = sum(counts[:WINDOW])
    lowest = min(
        sum(counts[start : start + WINDOW]) for start in range(WINDOW, len(counts) - WINDOW + 1)
    )
    # Small counts halve by chance, so chance has to be unlikely too.
    is_far_less = 2 * now < lowest and _poisson_tail(now, lowest) < SIGNIFICANCE
    return [Flag("fewer", now, lowest)] if is_far_less else []


def _client_rendered(present: Figures) -> Flag | None:
    """Pages whose text is not in the HTML, but loaded by scripts."""
    count = present.warnings["client_rendered"]
    pages = present.records + sum(
        n for reason, n in present.skipped.items() if reason.startswith("not_article")
    )
    if pages < MIN_RECORDS or 2 * count <= pages:
        return None
    return Flag("client_rendered", count / pages, 0.0)


def _risen_warnings(runs: Sequence[Figures]) -> list[Flag]:
    """Warnings that many more of the pages have than in the past. All pages that were read count,
    also those that gave no record: a site that blocks the crawl gives none."""
    # A version that did not count the pages read has stored none.
    runs = [run for run in runs if run.extracted]
    present = Figures()
    count = 0
    while count < len(runs) and present.extracted < MIN_RECORDS:
        present += runs[count]
        count += 1
    past = Figures()
    for run in runs[count : count + PAST_RUNS]:
        past += run
    if past.extracted < MIN_PAST_RECORDS or present.extracted < MIN_RECORDS:
        return []
    flags = []
    for name in WARNING_MESSAGES:
        counts = present.warnings[name], present.extracted, past.warnings[name], past.extracted
        flags += _risen_share(name, *counts)
    return flags


def _risen_share(name: str, count: int, of: int, past_count: int, past_of: int) -> list[Flag]:
    """The flag of a share that has risen by more than ``MARGIN`` and than chance explains."""
    now, before = count / of, past_count / past_of
    if now - before <= MARGIN or _binomial_tail(count, of, before) >= SIGNIFICANCE:
        return []
    return [Flag(name, now, before)]


def _moved_mean(name: str, past_runs: Sequence[Figures], present: Figures) -> list[Flag]:
    """A mean that is outside the range of all past runs, by a wide margin."""

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


def _poisson_tail(count: int, mean: float) -> float:
    """Probability of at most ``count`` events where ``mean`` are expected; ``mean`` > 0."""
    return sum(math.exp(k * math.log(mean) - mean - math.lgamma(k + 1)) for k in range(count + 1))


def _binomial_tail(count: int, of: int, share: float) -> float:
    """Probability of at least ``count`` in ``of`` draws, at a share that is never quite zero."""
    share = min(max(share, 0.01), 0.99)
    return (
        sum(math.comb(of, k) * share**k * (1 - share) ** (of - k) for k in range(count, of + 1))
        if of <= 200
        else (1.0 if count / of <= share else math.exp(-2 * of * (count / of - share) ** 2))
    )
