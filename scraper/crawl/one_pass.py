"""``crawl``: one pass over the sources of a configuration."""

from __future__ import annotations

import time
from collections.abc import Iterable

from scraper.config import select
from scraper.crawl.engine.engine import BATCH_SECONDS, EXTRACTOR, Engine, ProgressCallback
from scraper.crawl.frontier.frontier import Frontier
from scraper.crawl.frontier.open_frontier import open_database
from scraper.crawl.reports.alerts import new_flags, post_flags
from scraper.crawl.reports.report import CrawlReport
from scraper.crawl.signals import stopped_by_signals
from scraper.errors import ExportError
from scraper.settings import Config, Source

CHECK_SECONDS = 1.0
"""Interval at which the state of other machines is read, while sources wait for their pass."""


def crawl(
    config: Config,
    sources: Iterable[str] = (),
    *,
    progress: ProgressCallback | None = None,
    extractor: str = EXTRACTOR,
) -> CrawlReport:
    """One pass: discovery, then every new and changed article, written to the sources' folders.

    If several machines share the frontier, each source gets its pass on one of them, and all of
    them return when all passes are done; the report covers the part of this machine.

    In the main thread, SIGTERM and Ctrl-C end it cleanly within 10 s: what was fetched is stored,
    the rest is left to the next pass.

    Args:
        config: from ``load_config``.
        sources: names; all sources if none is given.
        progress: called after each commit with the figures so far.
        extractor: ``module:function`` that makes a record of a page.

    Raises:
        ConfigError: there is no source of that name.
        FrontierLocked: another process crawls on this frontier.
        FrontierError, ExportError: the frontier or the records cannot be stored. What was
            committed stays, and the next crawl continues from there.
    """
    chosen = select(config, sources)
    started = time.monotonic()
    with Frontier(open_database(config)) as frontier:
        with (
            Engine(config, frontier, progress=progress, extractor=extractor) as engine,
            stopped_by_signals(engine.stop) as caught,
        ):
            _pass_over(chosen, engine, frontier)
        if config.crawl.webhook:
            for report in engine.reports:
                if flags := new_flags(report, frontier):
                    post_flags(config.crawl.webhook, report.name, flags)
        order = [source.name for source in chosen]
        reports = sorted(engine.reports, key=lambda report: order.index(report.name))
        by = caught[0] if caught else None
        return CrawlReport(tuple(reports), time.monotonic() - started, by)


def _pass_over(chosen: Iterable[Source], engine: Engine, frontier: Frontier) -> None:
    """Run until every source had a pass, here or on another machine that shares the frontier.

    A machine begins no more passes than its share, and gives some back when others join.
    """
    failed: ExportError | None = None
    before = {source.name: frontier.runs.last_done(source.name) for source in chosen}
    left = {source.name: source for source in chosen}
    seen = 0
    again = 0.0
    while left or engine.running:
        if engine.is_stopping:
            left.clear()
        elif time.monotonic() >= again:
            again = time.monotonic() + CHECK_SECONDS
            room = frontier.share(len(before)) - engine.kept_passes
            if room < 0:
                engine.give_back(-room)
            failed = _begin_free(left, room, before, engine, frontier) or failed
        engine.step(BATCH_SECONDS)
        for report in engine.reports[seen:]:
            if report.state == "done" or report.name in engine.abandoned:
                left.pop(report.name, None)
        seen = len(engine.reports)
    if failed is not None and all(name in engine.abandoned for name in before):
        raise failed


def _begin_free(
    left: dict[str, Source], room: int, before: dict[str, int], engine: Engine, frontier: Frontier
) -> ExportError | None:
    """Begin up to ``room`` passes over sources that no machine has claimed, and remove the sources
    from ``left`` that another machine has done, or whose folder cannot be used.

    Returns:
        The error of the last such folder.
    """
    failed = None
    waiting = [source for name, source in left.items() if name not in engine.running]
    if not waiting:
        return None
    elsewhere = frontier.claimed_elsewhere()
    for source in waiting:
        name = source.name
        is_done = name not in elsewhere and frontier.runs.last_done(name) > before[name]
        if is_done or name in elsewhere:
            engine.finish_files(source)
            if is_done:
                del left[name]
        elif room > 0:
            try:
                room -= engine.begin(source, forced=True)
            except ExportError as error:
                failed = error
                engine.refuse(source, error)
                del left[name]
    return failed
