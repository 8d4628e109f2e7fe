"""When a source is due: cron expressions and intervals, with jitter; missed times caught up once.

Pure functions of the settings and the time; scheduler.py acts on them.
"""

from __future__ import annotations

import random
from datetime import UTC, datetime
from zoneinfo import ZoneInfo

from cronsim import CronSim

from scraper.settings import Source

DAY = 86400
"""Seconds."""
DEFAULT_INTERVAL = 1800
"""Seconds between the passes of a source that names neither ``every`` nor ``cron``."""
JITTER = 0.1
"""Share of an interval that a start is moved by at random, so that sources of one interval do not
begin in the same second for ever."""
MAX_JITTER = 60.0
"""Seconds; a cron expression names a minute, and shall be met in it."""


def interval_of(source: Source, now: float) -> float:
    """Seconds between two passes of a source; of a cron expression, between its next two times."""
    if source.cron is None:
        return source.every or DEFAULT_INTERVAL
    times = CronSim(source.cron, datetime.fromtimestamp(now, UTC))
    first = next(times)
    return (next(times) - first).total_seconds()


def next_start(
    source: Source, last: float | None, timezone: str, *, jitter: random.Random
) -> float:
    """When a source's next pass begins, in seconds since 1970; a time that has passed means now.

    A source that never ran is due at once, one with neither ``every`` nor ``cron`` half-hourly.
    Of several starts that were missed one is made up for: the next counts from then.

    Args:
        last: when its last pass began; None if it never ran.
        timezone: what the cron expression's hours mean.
        jitter: where chance comes from.
    """
    if last is None:
        return 0.0
    if source.cron is None:
        interval = interval_of(source, last)
        return last + interval + jitter.uniform(0.0, min(interval * JITTER, MAX_JITTER))
    times = CronSim(source.cron, datetime.fromtimestamp(last, ZoneInfo(timezone)))
    first = next(times)
    gap = (next(times) - first).total_seconds()
    return first.timestamp() + jitter.uniform(0.0, min(gap * JITTER, MAX_JITTER))
