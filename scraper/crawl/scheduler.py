"""``schedule``: passes by the clock, until stopped. One process, one frontier, all sources."""

from __future__ import annotations

import json
import logging
import random
import signal
import threading
import time
from collections.abc import Callable, Iterable
from pathlib import Path

import requests

from scraper.config import load_config, select
from scraper.crawl.database import open_database
from scraper.crawl.engine import EXTRACTOR, Engine, ProgressCallback
from scraper.crawl.frontier import Frontier
from scraper.crawl.health import LOOKED_AT, judge
from scraper.crawl.report import SourceReport
from scraper.crawl.run import stopped_by_signals
from scraper.crawl.timing import next_start
from scraper.errors import ConfigError, FrontierError, ScraperError
from scraper.settings import Config

log = logging.getLogger(__name__)

STEP = 1.0
"""Longest wait in seconds between two looks at the clock and the signals."""
BEGIN_AGAIN = 300.0
"""Seconds until a source is tried again that could not be begun."""
LOOK_AGAIN = 15.0
"""Seconds until a source is looked at again that another machine has."""


def schedule(
    config_path: str | Path,
    sources: Iterable[str] = (),
    *,
    progress: ProgressCallback | None = None,
    on_report: Callable[[SourceReport], None] | None = None,
    extractor: str = EXTRACTOR,
) -> None:
    """Crawl every source whenever its schedule says so, until SIGTERM or Ctrl-C.

    A source never overlaps itself. A start that was missed, because the source's last pass still
    ran or because nothing ran at all, is made up for once. SIGHUP reads the configuration again:
    it holds for every pass begun afterwards; a file with errors is reported and the old settings
    stay. A clean stop takes 10 s at most.

    Args:
        config_path: the configuration file.
        sources: names; all sources where none is given.
        progress: called after each commit.
        on_report: called when a source's pass has ended.
        extractor: ``module:function`` that makes a record of a page.

    Raises:
        ConfigError: the file is wrong at the start.
        FrontierLocked, FrontierError, ExportError: as for ``crawl``.
    """
    names = tuple(sources)
    config = load_config(config_path)
    select(config, names)
    with (
        Frontier(open_database(config)) as frontier,
        Engine(config, frontier, progress=progress, extractor=extractor) as engine,
        stopped_by_signals(engine.stop),
        _Reloading() as reloading,
    ):
        clock = _Clock(frontier)
        clock.use(config, names)
        while not (engine.is_stopping and not engine.running):
            if reloading.wanted():
                config = _reloaded(config, config_path, names, engine, clock)
            wait = STEP
            if not engine.is_stopping:
                _begin_due(engine, clock)
                wait = min(wait, max(0.0, clock.earliest() - time.time()))
            engine.step(wait)
            for report in _taken(engine):
                clock.ended(report.name)
                _tell(report, config, frontier)
                if on_report is not None:
                    on_report(report)
    log.info("schedule: stopped")


class _Clock:
    """When each source begins next."""

    def __init__(self, frontier: Frontier) -> None:
        self._frontier = frontier
        self._random = random.Random()
        self._config: Config | None = None
        self._names: tuple[str, ...] = ()
        self._next: dict[str, float] = {}
        self._last: dict[str, int | None] = {}

    def use(self, config: Config, names: tuple[str, ...]) -> None:
        """Take up a configuration: sources that stay keep their past."""
        self._config, self._names = config, names
        self._next = {source.name: self._due(source.name) for source in select(config, names)}

    def due(self, running: set[str]) -> list[str]:
        """The sources to begin now."""
        now = time.time()
        found = []
        for name, start in self._next.items():
            if start <= now and name not in running:
                if self._frontier.runs.last_start(name) != self._last[name]:
                    # Another machine that shares the frontier had a pass over it meanwhile.
                    self._next[name] = self._due(name)
                if self._next[name] <= now:
                    found.append(name)
        return found

    def earliest(self) -> float:
        return min(self._next.values(), default=float("inf"))

    def begun(self, name: str) -> None:
        """Not due again before its pass has ended."""
        if name in self._next:
            self._next[name] = float("inf")

    def later(self, name: str, seconds: float) -> None:
        """Due in some seconds, if no other machine has a pass over it until then."""
        self._next[name] = time.time() + seconds

    def ended(self, name: str) -> None:
        if name in self._next:
            self._next[name] = self._due(name)

    def _due(self, name: str) -> float:
        assert self._config is not None
        source = next(s for s in self._config.source if s.name == name)
        last = self._last[name] = self._frontier.runs.last_start(name)
        if last is not None:
            # A start in the future was stored while the clock was wrong; waiting for it could take
            # years.
            last = min(last, int(time.time()))
        return next_start(source, last, self._config.crawl.timezone, jitter=self._random)


def _begin_due(engine: Engine, clock: _Clock) -> None:
    for name in clock.due(engine.running):
        source = next(s for s in engine.config.source if s.name == name)
        try:
            is_begun = engine.begin(source, forced=False)
        except FrontierError:
            raise
        except ScraperError as error:
            # One source's folder, or missing browser, must not end the crawl of the others.
            log.error("%s: not begun: %s", name, error)
            clock.ended(name)
            clock.later(name, BEGIN_AGAIN)
        else:
            if is_begun:
                clock.begun(name)
            else:
                clock.later(name, LOOK_AGAIN)


def _reloaded(
    config: Config, path: str | Path, names: tuple[str, ...], engine: Engine, clock: _Clock
) -> Config:
    try:
        new = load_config(path)
        select(new, names)
    except ConfigError as error:
        log.error("SIGHUP: the old settings stay, since the new ones are wrong:\n%s", error)
        return config
    if new.frontier != config.frontier:
        log.error("SIGHUP: the old settings stay: another frontier needs a restart")
        return config
    if not isinstance(config.frontier, Path) and new.crawl.output != config.crawl.output:
        # The folder is this machine's identity in a shared frontier, and it is locked.
        log.error("SIGHUP: the old settings stay: another crawl.output needs a restart")
        return config
    engine.reconfigure(new)
    clock.use(new, names)
    for name in engine.running:
        clock.begun(name)
    log.info("SIGHUP: %s read again, %d sources", path, len(new.source))
    return new


def _taken(engine: Engine) -> list[SourceReport]:
    reports, engine.reports = engine.reports, []
    return reports


def _tell(report: SourceReport, config: Config, frontier: Frontier) -> None:
    """Log a pass that ended, and report what newly stands out in its source's figures."""
    figures = report.figures
    log.info(
        "%s: %s: %d fetched, %d records (%d changed), %d unchanged, %d skipped, %d failed",
        report.name,
        report.state,
        figures.fetched,
        figures.records,
        figures.changed,
        figures.unchanged,
        sum(figures.skipped.values()),
        sum(figures.failed.values()),
        extra={"source": report.name, "state": report.state},
    )
    if report.state != "done":
        return
    before = frontier.runs.figures(report.name, LOOKED_AT + 1)[1:]
    known = {flag.figure for flag in judge(before)}
    flags = [flag for flag in report.flags if flag.figure not in known]
    for flag in flags:
        log.warning("%s: %s", report.name, flag, extra={"source": report.name})
    if flags and config.crawl.webhook:
        message = {
            "source": report.name,
            "flags": [
                {"figure": f.figure, "now": f.now, "before": f.before, "message": str(f)}
                for f in flags
            ],
        }
        threading.Thread(
            target=_post, args=(config.crawl.webhook, message), name="webhook", daemon=True
        ).start()


def _post(webhook: str, message: object) -> None:
    try:
        requests.post(
            webhook,
            data=json.dumps(message, ensure_ascii=False).encode(),
            headers={"Content-Type": "application/json"},
            timeout=10,
        ).raise_for_status()
    except requests.RequestException as error:
        log.error("webhook: not told: %s", error)


class _Reloading:
    """Whether SIGHUP asked for the configuration to be read again."""

    def __init__(self) -> None:
        self._wanted = False
        self._before: object = None

    def __enter__(self) -> _Reloading:
        if threading.current_thread() is threading.main_thread():
            self._before = signal.signal(signal.SIGHUP, self._want)
        return self

    def __exit__(self, *_: object) -> None:
        if self._before is not None:
            signal.signal(signal.SIGHUP, self._before)  # type: ignore[arg-type]

    def wanted(self) -> bool:
        """Whether it was asked for since the last call."""
        wanted, self._wanted = self._wanted, False
        return wanted

    def _want(self, number: int, frame: object) -> None:
        self._wanted = True
