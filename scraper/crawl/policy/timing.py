"""When a source is due: cron expressions and intervals, with jitter.

Pure functions of the settings and the time; crawl/scheduler.py acts on them.
"""

from __future__ import annotations

import itertools
import random
from datetime import UTC, datetime
from functools import lru_cache
from zoneinfo import ZoneInfo

from cronsim import CronSim

from scraper.settings import Source

DEFAULT_INTERVAL = 1800
"""Seconds between the passes of a source with neither ``every`` nor ``cron``."""
JITTER = 0.1
"""Maximum random delay as a share of the interval, so that sources with the same interval do not
always begin at the same second."""
MAX_JITTER = 60.0
"""Maximum random delay in seconds: a cron expression names a minute."""
CRON_TIMES = 100
"""Times of a cron expression that are compared: more than a day of quarters of an hour, so that a
gap at night is not taken for the interval."""


def interval_of(source: Source) -> float:
    """Seconds between two passes of a source; of a cron expression, its smallest gap, so that what
    is fetched in every pass is due again in the next one, however soon it follows."""
    return source.every or DEFAULT_INTERVAL if source.cron is None else _smallest_gap(source.cron)


@lru_cache(maxsize=1000)
def _smallest_gap(cron: str) -> float:
    times = itertools.islice(CronSim(cron, datetime(2024, 1, 1, tzinfo=UTC)), CRON_TIMES)
    return min((after - before).total_seconds() for before, after in itertools.pairwise(times))


def next_start(
    source: Source, last: float | None, timezone: str, *, jitter: random.Random
) -> float:
    """When a source's next pass begins, in seconds since 1970; a time in the past means now.

    A source that never ran is due at once. Of several missed starts one is made up for, since the
    next start counts from the last one.

    Args:
        last: when its last pass began; None if it never ran.
        timezone: of the cron expression.
        jitter: source of the random delay.
    """
    if last is None:
        return 0.0
    if source.cron is None:
        interval = interval_of(source)
        return last + interval + jitter.uniform(0.0, min(interval * JITTER, MAX_JITTER))
    times = CronSim(source.cron, datetime.fromtimestamp(last, ZoneInfo(timezone)))
    first = next(times)
    gap = (next(times) - first).total_seconds()
    return first.timestamp() + jitter.uniform(0.0, min(gap * JITTER, MAX_JITTER))
