"""``schedule``: a pass over each source whenever it is due, until the process is stopped."""

from __future__ import annotations

import logging
import math
import random
import threading
import time
from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from contextlib import ExitStack
from pathlib import Path

from scraper.config import load_config, select
from scraper.crawl.engine.engine import EXTRACTOR, Engine, ProgressCallback
from scraper.crawl.frontier.frontier import Frontier
from scraper.crawl.frontier.open_frontier import open_database
from scraper.crawl.policy.timing import next_start
from scraper.crawl.reports.alerts import new_flags, post_flags
from scraper.crawl.reports.report import SourceReport
from scraper.crawl.reports.status import SourceStatus, status_of
from scraper.crawl.signals import ReloadRequests, stopped_by_signals
from scraper.errors import ConfigError, FrontierError, ScraperError
from scraper.settings import Config

log = logging.getLogger(__name__)

STEP_SECONDS = 1.0
"""Maximum seconds between two checks of the clock and of signals."""
RETRY_SECONDS = 300.0
"""Seconds until the next attempt if a pass could not begin, as with an unwritable folder."""
UNFINISHED = ("running", "stopped", "interrupted")
"""States of a run that was not finished."""
MAX_CAUSES = 3
"""Causes of skipped and failed pages that are logged at the end of a pass."""
CLAIMED_RETRY_SECONDS = 15.0
"""Seconds until the next attempt if another machine has claimed the source."""


def schedule(
    config_path: str | Path,
    sources: Iterable[str] = (),
    *,
    progress: ProgressCallback | None = None,
    on_report: Callable[[SourceReport], None] | None = None,
    on_status: Callable[[Sequence[SourceStatus]], None] | None = None,
    extractor: str = EXTRACTOR,
) -> None:
    """Crawl every source whenever its schedule says so, until SIGTERM or Ctrl-C.

    Passes over a source never overlap. Starts that were missed, because the last pass was still
    running or the process was not, are made up for by one pass. SIGHUP reloads the configuration,
    which applies to later passes; if it has errors, they are logged and the old settings stay. A
    clean stop takes at most 10 s.

    Args:
        config_path: the configuration file.
        sources: names; all sources if none is given.
        progress: called after each commit.
        on_report: called when a source's pass has ended.
        on_status: called with the state of all sources to be crawled, as earlier processes left it,
            at the start and when the configuration was reloaded.
        extractor: ``module:function`` that makes a record of a page.

    Raises:
        ConfigError: the file is wrong at the start.
        FrontierLocked, FrontierError, ExportError: as for ``crawl``.
    """
    names = tuple(sources)
    with ExitStack() as stack:
        # First, since it may come at any time, and ends a process that does not expect it.
        reloading = stack.enter_context(ReloadRequests())
        config = load_config(config_path)
        select(config, names)
        frontier = stack.enter_context(Frontier(open_database(config)))
        engine = stack.enter_context(
            Engine(config, frontier, progress=progress, extractor=extractor)
        )
        stack.enter_context(stopped_by_signals(engine.stop))
        timetable = _Timetable(frontier)
        timetable.use(config, names)
        log.info(
            "schedule: %d sources, the next pass begins %s; SIGHUP reads %s again, SIGTERM or "
            "Ctrl-C stops",
            len(timetable),
            _from_now(timetable.earliest() - time.time()),
            config_path,
        )
        if on_status is not None:
            on_status(_statuses(config, names, frontier))
        while not (engine.is_stopping and not engine.running):
            if reloading.wanted():
                before = config
                config = _reloaded(config, config_path, names, engine, timetable)
                if on_status is not None and config is not before:
                    on_status(_statuses(config, names, frontier))
            wait = STEP_SECONDS
            if not engine.is_stopping:
                _begin_due(engine, timetable)
                wait = min(wait, max(0.0, timetable.earliest() - time.time()))
            engine.step(wait)
            for report in _take_reports(engine):
                timetable.ended(report.name)
                _report_pass(report, config, frontier)
                if on_report is not None:
                    on_report(report)
    log.info("schedule: stopped")


class _Timetable:
    """When the next pass over each source begins. Times are seconds since 1970."""

    def __init__(self, frontier: Frontier) -> None:
        self._frontier = frontier
        self._random = random.Random()
        self._config: Config | None = None
        self._names: tuple[str, ...] = ()
        self._next: dict[str, float] = {}
        self._last: dict[str, tuple[int | None, str | None]] = {}
        self._checked = 0.0

    def use(self, config: Config, names: tuple[str, ...]) -> None:
        """Use a configuration. The sources' last starts are in the frontier, so they are kept. A
        pass that was interrupted continues at once."""
        self._config, self._names = config, names
        self._next = {source.name: self._due(source.name) for source in select(config, names)}
        for name in self._next:
            if self._last[name][1] in UNFINISHED:
                self._next[name] = 0.0

    def due(self, running: set[str]) -> list[str]:
        """The sources whose pass should begin now."""
        now = time.time()
        if now < self._checked:
            # The clock was set back: starts that were planned before would come too late.
            self._next.update({name: self._due(name) for name in self._next if name not in running})
        self._checked = now
        found = []
        for name, start in self._next.items():
            if start <= now and name not in running:
                if self._last_run(name) != self._last[name]:
                    # Another machine has begun a pass over it meanwhile, or ended one.
                    self._next[name] = self._due(name)
                if self._next[name] <= now:
                    found.append(name)
        return found

    def __len__(self) -> int:
        return len(self._next)

    def earliest(self) -> float:
        """When the next pass begins; infinite if all sources have a running pass."""
        return min(self._next.values(), default=float("inf"))

    def begun(self, name: str) -> None:
        """Note that a pass has begun: the source is not due before it ends."""
        if name in self._next:
            self._next[name] = float("inf")

    def postpone(self, name: str, seconds: float) -> None:
        """Make a source due after some seconds, unless another machine begins a pass before."""
        self._next[name] = time.time() + seconds

    def ended(self, name: str) -> None:
        """Note that a pass has ended: the source is due by its schedule."""
        if name in self._next:
            self._next[name] = self._due(name)

    def _due(self, name: str) -> float:
        assert self._config is not None
        source = next(s for s in self._config.source if s.name == name)
        self._last[name] = self._last_run(name)
        last = self._last[name][0]
        if last is not None:
            # A start in the future was stored while the clock was wrong; waiting for it could
            # take years.
            last = min(last, int(time.time()))
        return next_start(source, last, self._config.crawl.timezone, jitter=self._random)

    def _last_run(self, name: str) -> tuple[int | None, str | None]:
        runs = self._frontier.runs
        return runs.last_start(name), runs.last_state(name)


def _from_now(seconds: float) -> str:
    if seconds < 1:
        return "now"
    minutes, hours = math.ceil(seconds / 60), math.ceil(seconds / 3600)
    return f"within {minutes} min" if minutes < 120 else f"within {hours} h"


def _begin_due(engine: Engine, timetable: _Timetable) -> None:
    for name in timetable.due(engine.running):
        source = next(s for s in engine.config.source if s.name == name)
        try:
            is_begun = engine.begin(source, forced=False)
        except FrontierError:
            raise
        except ScraperError as error:
            # The folder or missing browser of one source must not end the crawl of the others.
            log.error(
                "%s: the pass cannot begin, next attempt in %g s: %s", name, RETRY_SECONDS, error
            )
            timetable.ended(name)
            timetable.postpone(name, RETRY_SECONDS)
        else:
            if is_begun:
                timetable.begun(name)
            else:
                timetable.postpone(name, CLAIMED_RETRY_SECONDS)


def _reloaded(
    config: Config, path: str | Path, names: tuple[str, ...], engine: Engine, timetable: _Timetable
) -> Config:
    try:
        new = load_config(path)
        select(new, names)
    except ConfigError as error:
        log.error(
            "SIGHUP: the old settings stay; correct the new ones and send it again:\n%s", error
        )
        return config
    if new.frontier != config.frontier:
        log.error("SIGHUP: the old settings stay: another frontier needs a restart")
        return config
    if not isinstance(config.frontier, Path) and new.crawl.output != config.crawl.output:
        # The folder is this machine's identity in a shared frontier, and it is locked.
        log.error("SIGHUP: the old settings stay: another crawl.output needs a restart")
        return config
    engine.reconfigure(new)
    timetable.use(new, names)
    for name in engine.running:
        timetable.begun(name)
    log.info("SIGHUP: %s reloaded, %d sources", path, len(new.source))
    return new


def _statuses(config: Config, names: tuple[str, ...], frontier: Frontier) -> list[SourceStatus]:
    statuses = []
    for source in select(config, names):
        statuses.append(status_of(frontier.database, source, config.output_of(source)))
        frontier.renew()  # of hundreds of sources this takes seconds
    return statuses


def _take_reports(engine: Engine) -> list[SourceReport]:
    reports, engine.reports = engine.reports, []
    return reports


def _causes(counts: Counter[str]) -> str:
    """The most common causes, in parentheses; "" if there are none."""
    common = counts.most_common(MAX_CAUSES)
    shown = [f"{count} {cause}" for cause, count in common]
    if len(counts) > len(common):
        shown.append("…")
    return f" ({', '.join(shown)})" if shown else ""


def _report_pass(report: SourceReport, config: Config, frontier: Frontier) -> None:
    """Log a pass that ended; log the health flags that are new, and post them to the webhook."""
    figures = report.figures
    failing = sum(flag.figure == "start" for flag in report.flags)
    log.info(
        "%s: %s: %d fetched, %d records (%d changed), %d unchanged, %d skipped%s, %d failed%s%s",
        report.name,
        report.state,
        figures.fetched,
        figures.records,
        figures.changed,
        figures.unchanged,
        sum(figures.skipped.values()),
        _causes(figures.skipped),
        sum(figures.failed.values()),
        _causes(figures.failed),
        f", {failing} start URLs wait after failures" if failing else "",
        extra={
            "source": report.name,
            "state": report.state,
            "fetched": figures.fetched,
            "records": figures.records,
            "skipped": dict(figures.skipped),
            "failed": dict(figures.failed),
        },
    )
    flags = new_flags(report, frontier)
    for flag in flags:
        log.warning("%s: %s", report.name, flag, extra={"source": report.name})
    if flags and config.crawl.webhook:
        threading.Thread(
            target=post_flags,
            args=(config.crawl.webhook, report.name, flags),
            name="webhook",
            daemon=True,
        ).start()
