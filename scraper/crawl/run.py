"""``crawl``: one pass over the sources of a configuration."""

from __future__ import annotations

import signal
import threading
import time
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from types import FrameType

from scraper.config import select
from scraper.crawl.database import open_database
from scraper.crawl.engine import EXTRACTOR, Engine, ProgressCallback
from scraper.crawl.frontier import Frontier
from scraper.crawl.report import CrawlReport
from scraper.settings import Config


def crawl(
    config: Config,
    sources: Iterable[str] = (),
    *,
    progress: ProgressCallback | None = None,
    extractor: str = EXTRACTOR,
) -> CrawlReport:
    """One pass: discovery, then every new and changed article, written to the sources' folders.

    SIGTERM and Ctrl-C end it cleanly within 10 s, when it runs in the main thread: what was
    fetched is stored, the rest is left to the next pass.

    Args:
        config: from ``load_config``.
        sources: names; all sources where none is given.
        progress: called after each commit with the figures so far.
        extractor: ``module:function`` that makes a record of a page.

    Raises:
        ConfigError: there is no source of that name.
        FrontierLocked: another process crawls on this frontier.
        FrontierError, ExportError: the frontier or the records cannot be stored. What was
            committed stays, and the next crawl goes on from there.
    """
    chosen = select(config, sources)
    started = time.monotonic()
    with Frontier(open_database(config)) as frontier:
        with (
            Engine(config, frontier, progress=progress, extractor=extractor) as engine,
            stopped_by_signals(engine.stop),
        ):
            for source in chosen:
                engine.begin(source, forced=True)
            engine.run()
        order = [source.name for source in chosen]
        reports = sorted(engine.reports, key=lambda report: order.index(report.name))
        return CrawlReport(tuple(reports), time.monotonic() - started)


@contextmanager
def stopped_by_signals(stop: Callable[[], None]) -> Iterator[None]:
    """SIGTERM and SIGINT call ``stop``; a second one ends the program as it would without this.

    Outside the main thread, where Python takes no signal handlers, nothing is changed.
    """
    if threading.current_thread() is not threading.main_thread():
        yield
        return
    signals = (signal.SIGTERM, signal.SIGINT)
    before = {number: signal.getsignal(number) for number in signals}

    def handle(number: int, frame: FrameType | None) -> None:
        signal.signal(number, before[signal.Signals(number)])
        stop()

    for number in signals:
        signal.signal(number, handle)
    try:
        yield
    finally:
        for number in signals:
            signal.signal(number, before[number])
