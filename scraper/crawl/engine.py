"""The loop of a crawl: picks what to fetch, hands it to the stages, stores what comes back.

One thread runs this and owns the frontier and the segments. The order of things is what keeps the
promise that each fetched version gives exactly one record, whatever happens: in one transaction of
the frontier the outcomes are judged, their records appended to the segments and synced, the
segments' positions and the URLs' states stored. A crash before the commit leaves URLs that are
still ready, and bytes behind the stored position that the next start cuts off.

Where several machines share the frontier, a pass belongs to the one that claimed its source; what
it stores is refused once another machine has taken the source over.
"""

from __future__ import annotations

import concurrent.futures
import contextlib
import logging
import math
import os
import queue
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime
from typing import Self

from scraper.crawl.database import ClaimLost, CommitUnknown
from scraper.crawl.dispatch import Dispatcher, Pass
from scraper.crawl.fetching import Fetching, user_agent
from scraper.crawl.frontier import Candidate, Frontier, Lane
from scraper.crawl.health import LOOKED_AT, judge
from scraper.crawl.outputs import OutputFiles
from scraper.crawl.report import Progress, RunState, SourceReport
from scraper.crawl.selection import Rules, start_urls
from scraper.crawl.settle import settle
from scraper.crawl.stages import Broken, Freed, Order, Outcome, Stages
from scraper.crawl.timing import DAY
from scraper.discovery import Kind
from scraper.errors import FrontierError, HostResting
from scraper.exporters.segments import Position
from scraper.exporters.warc import Received
from scraper.fetchers.politeness import host_of
from scraper.settings import Config, Source

log = logging.getLogger(__name__)

EXTRACTOR = "scraper.extractors:extract_page"
BATCH = 256
"""Outcomes stored together. A commit costs an fsync of the frontier and one of each source's
segment, some 5 ms each on common disks; those of the segments go side by side."""
SYNCS = 16
"""Segments written and synced at the same time: file systems put such syncs into one journal
write. Measured with 50 sources: 16 at a time took a sixth of the time of one by one."""
BATCH_BYTES = 16_000_000
"""Bytes of pages to be kept that wait to be stored; they are in memory so long."""
BATCH_SECONDS = 0.5
"""Longest that an outcome waits to be stored, so that a slow crawl is stored page by page."""
STOP_SECONDS = 4.0
"""What is under way when the crawl is stopped has this long to come in; a clean stop is promised
within 10 s, and the rest is for storing and for ending the processes: 2 s where eight programs
want each core."""
DUPLICATE_DAYS = 30
"""Near duplicates are looked for among the stories of this many days."""

ProgressCallback = Callable[[Progress], None]


class Engine:
    """A crawl that runs. Sources are begun in it, one pass at a time each.

    Args:
        config: the whole configuration.
        frontier: open.
        progress: called after each commit, in the thread that runs the crawl.
        extractor: ``module:function``, for tests.

    Raises:
        FrontierError, ExportError, ExtractionFailed: from any method; what was committed stays.
    """

    def __init__(
        self,
        config: Config,
        frontier: Frontier,
        *,
        progress: ProgressCallback | None = None,
        extractor: str = EXTRACTOR,
    ) -> None:
        self.config = config
        self.frontier = frontier
        self.reports: list[SourceReport] = []
        self._progress = progress
        self._fetching = Fetching(config, frontier.doors)
        self._fetching.restore(frontier.runs.rests())
        self._dispatcher = Dispatcher(frontier, self._fetching.gate)
        self._passes: dict[int, Pass] = {}
        self._finished: set[str] = set()
        self._threads = self._free_threads = config.crawl.threads
        self._outcomes: list[Outcome] = []
        self._kept_bytes = 0
        self._oldest = math.inf
        self._stop_at: float | None = None
        self._stop_told = False
        self._simhashes_expired_at = 0
        self._syncing = ThreadPoolExecutor(SYNCS, thread_name_prefix="sync")
        self._stages = Stages(
            self._fetching,
            threads=self._threads,
            processes=config.crawl.processes or os.cpu_count() or 1,
            extractor=extractor,
            page_timeout=config.crawl.page_timeout,
        )

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def close(self) -> None:
        """End everything. A pass that still runs is marked as interrupted when its source is
        begun again."""
        self._stages.close()
        self._syncing.shutdown()
        self._fetching.close()
        for run in self._passes.values():
            run.files.close()

    @property
    def running(self) -> set[str]:
        """The names of the sources whose pass runs."""
        return {run.source.name for run in self._passes.values()}

    @property
    def kept(self) -> int:
        """How many passes run that were not given back."""
        return sum(not run.is_given_back for run in self._passes.values())

    @property
    def is_stopping(self) -> bool:
        """Whether ``stop`` was called."""
        return self._stop_at is not None

    def stop(self) -> None:
        """Fetch nothing more, store what comes in soon, end. A signal handler may call it."""
        if self._stop_at is None:
            self._stop_at = time.monotonic() + STOP_SECONDS

    def reconfigure(self, config: Config) -> None:
        """Use other settings for the passes begun from now on. The number of threads, of
        processes and the time limit of a page stay as they are."""
        self.config = config
        self._fetching.reconfigure(config)

    def begin(self, source: Source, *, forced: bool) -> bool:
        """Begin a pass over a source.

        Args:
            forced: every start address is asked, not only those whose time has come.

        Returns:
            Whether it was begun; False where another machine has the source.

        Raises:
            ScraperError: the source wants a browser, and there is none; nothing was begun.
        """
        if source.name in self.running:
            raise ValueError(f"a pass over {source.name!r} is under way")
        self._fetching.way(source)
        frontier = self.frontier
        with frontier.transaction():
            number = frontier.source_id(source.name)
            is_claimed = frontier.claim(number)
        if not is_claimed:
            self.finish_parts(source)
            return False
        try:
            self._begin(source, number, forced)
        except ClaimLost:
            return False
        except BaseException:
            # If this cannot be stored either, the claim ends with the others of this process.
            with contextlib.suppress(FrontierError), frontier.transaction():
                frontier.release(number)
            raise
        return True

    def _begin(self, source: Source, number: int, forced: bool) -> None:
        # Before the run is stored: a source whose folder cannot be written has no run.
        files = OutputFiles.open(self.config.output_of(source), source, number, self.frontier)
        try:
            run = self._start_run(source, number, files, forced)
        except BaseException:
            files.close()
            raise
        self._passes[run.id] = run
        self._open(run, {lane.id: lane for lane in self.frontier.ready_lanes(number)})

    def _start_run(self, source: Source, number: int, files: OutputFiles, forced: bool) -> Pass:
        """Store that a run begins, and make ready what is due for it."""
        now = int(time.time())
        frontier = self.frontier
        with frontier.transaction([number]):
            if abs(now - self._simhashes_expired_at) >= DAY:
                frontier.stories.forget_simhashes(now - DUPLICATE_DAYS * DAY)
                self._simhashes_expired_at = now
            id = frontier.runs.begin(number, now)
            frontier.runs.set_position(number, files.folder, files.position)
            starts = set()
            for url, kind in start_urls(source):
                if kind is Kind.PAGE:
                    frontier.add(number, [Candidate(url, kind, now, 0)], now)
                elif (
                    start := frontier.add_start(number, url, kind, now, forced=forced)
                ) is not None:
                    starts.add(start)
            frontier.make_due_ready(now)
        return Pass(
            id=id,
            source=source,
            number=number,
            rules=Rules.of(source),
            files=files,
            pages_left=source.limits.pages,
            starts_left=starts,
        )

    def finish_parts(self, source: Source) -> None:
        """Finish the files that an earlier process of this machine left open in a source that
        another machine has claimed now: no pass of this machine would come to them."""
        if source.name in self._finished:
            return
        frontier, runs = self.frontier, self.frontier.runs
        with frontier.transaction():
            number = frontier.source_id(source.name)
        if runs.position(number)[1] is not None or runs.warc_position(number) is not None:
            files = OutputFiles.open(self.config.output_of(source), source, number, frontier)
            files.finish()
            with frontier.transaction():
                runs.clear_positions(number, files.folder)
        self._finished.add(source.name)

    def give_back(self, count: int) -> None:
        """End some passes as soon as what is under way is stored, for other machines to go on with
        their sources."""
        given = [run for run in self._passes.values() if not run.is_given_back][-count:]
        for run in given:
            run.is_given_back = True
            self._dispatcher.close(run)

    def run(self) -> None:
        """Go on until every pass that was begun is over."""
        while self._passes:
            self.step(BATCH_SECONDS)

    def step(self, timeout: float) -> None:
        """Go on, waiting for at most ``timeout`` seconds."""
        self.frontier.renew()
        if not self.is_stopping:
            self._dispatch()
        elif not self._stop_told:  # told here, since ``stop`` may be called by a signal handler
            self._stop_told = True
            log.info("stopping: what is under way has %g s to come in", STOP_SECONDS)
        wait = self._dispatcher.wait() if self._free_threads and not self.is_stopping else timeout
        self._collect(min(timeout, wait))
        if self._outcomes and (
            len(self._outcomes) >= BATCH
            or self._kept_bytes >= BATCH_BYTES
            or time.monotonic() - self._oldest >= BATCH_SECONDS
            or self._free_threads == self._threads
        ):
            self._commit()
        for run in list(self._passes.values()):
            if self._is_over(run):
                is_cut = self.is_stopping or run.is_given_back
                self._end(run, "stopped" if is_cut else "done")

    def _open(self, run: Pass, lanes: dict[int, Lane]) -> None:
        if run.is_given_back:
            return
        for opened in self._dispatcher.open(run, lanes.values()):
            self._fetching.pace(opened.host, run.source.delay)

    def _dispatch(self) -> None:
        while self._free_threads:
            found = self._dispatcher.next()
            if found is None:
                return
            run, task = found[0].run, found[1]
            run.under_way += 1
            run.pages_left -= task.kind in (Kind.ARTICLE, Kind.PAGE)
            self._free_threads -= 1
            self._stages.fetch(Order(run.id, task, run.source, self._fetching.way(run.source)))

    def _collect(self, timeout: float) -> None:
        """Take in what the stages have, waiting for the first of it."""
        try:
            event = self._stages.events.get(timeout=timeout)
            while True:
                if isinstance(event, Freed):
                    self._free_threads += 1
                    self._dispatcher.freed(host_of(event.order.task.url))
                elif isinstance(event, Broken):
                    raise event.error
                else:
                    if not self._outcomes:
                        self._oldest = time.monotonic()
                    self._outcomes.append(event)
                    self._kept_bytes += event.size if event.page is not None else 0
                    if len(self._outcomes) >= BATCH:
                        return
                event = self._stages.events.get_nowait()
        except queue.Empty:
            return

    def _commit(self) -> None:
        """Judge the outcomes, write their records, store it all: together or not at all."""
        # Of a pass that was cut off by ``stop`` something may still come in; it stays ready.
        outcomes = [o for o in self._outcomes if o.order.run in self._passes]
        self._outcomes = []
        self._kept_bytes = 0
        self._oldest = math.inf
        if not outcomes:
            return
        now = int(time.time())
        lines: dict[int, list[bytes]] = {}
        grown: list[tuple[Pass, dict[int, Lane]]] = []
        touched = {outcome.order.run: self._passes[outcome.order.run] for outcome in outcomes}
        try:
            with self.frontier.transaction({run.number for run in touched.values()}):
                for outcome in outcomes:
                    run = touched[outcome.order.run]
                    line, lanes = settle(
                        self.frontier, outcome, run.rules, run.number, run.figures, now
                    )
                    if line is not None:
                        lines.setdefault(run.id, []).append(line)
                    grown.append((run, lanes))
                positions = self._append(lines)
                for id, position in positions.items():
                    run = touched[id]
                    self.frontier.runs.set_position(run.number, run.files.folder, position)
                for run in touched.values():
                    self._keep_pages(run, outcomes)
                    self.frontier.runs.update(run.id, "running", run.figures.to_json(), None)
        except ClaimLost as lost:
            for run in touched.values():
                if run.number in lost.sources:
                    self._lose(run)
            self._outcomes = outcomes
            self._commit()
            return
        except CommitUnknown:
            raise  # the records may be committed: the next start knows where to cut
        except BaseException:
            for id in lines:
                touched[id].files.records.rollback(touched[id].files.position)
            raise
        for id, position in positions.items():
            touched[id].files.committed(position)
        for outcome in outcomes:
            task, run = outcome.order.task, touched[outcome.order.run]
            run.under_way -= 1
            if isinstance(outcome.error, HostResting) and task.kind in (Kind.ARTICLE, Kind.PAGE):
                run.pages_left += 1  # it was not asked
            self._dispatcher.settled(run.queues[task.lane], task)
        for run, lanes in grown:
            self._open(run, lanes)
        if self._progress is not None:
            url = outcomes[-1].order.task.url
            for run in touched.values():
                self._progress(Progress(run.source.name, run.figures, run.under_way, url))

    def _append(self, lines: dict[int, list[bytes]]) -> dict[int, Position]:
        """Write and sync each pass's records; all are tried before an error is raised."""

        def append(item: tuple[int, list[bytes]]) -> Position:
            return self._passes[item[0]].files.records.append(item[1])

        if len(lines) < 2:
            return {id: append((id, records)) for id, records in lines.items()}
        futures = {id: self._syncing.submit(append, (id, lines[id])) for id in lines}
        concurrent.futures.wait(futures.values())
        return {id: future.result() for id, future in futures.items()}

    def _keep_pages(self, run: Pass, outcomes: list[Outcome]) -> None:
        """Store what the servers sent, where the source wants it."""
        if run.files.warc is None:
            return
        sent = {"User-Agent": user_agent(self.config, run.source)}
        received = [
            Received(
                outcome.page,
                sent,
                datetime.fromtimestamp(outcome.order.task.visited, UTC)
                if outcome.unchanged and outcome.order.task.visited
                else None,
            )
            for outcome in outcomes
            if outcome.page is not None and outcome.order.run == run.id
        ]
        if received:
            self.frontier.runs.set_warc_position(run.number, run.files.warc.append(received))

    def _is_over(self, run: Pass) -> bool:
        if self._stop_at is not None and time.monotonic() >= self._stop_at:
            return True
        if run.under_way:
            return False
        return self.is_stopping or not run.listed

    def _end(self, run: Pass, state: RunState) -> None:
        self._dispatcher.close(run)
        run.files.finish()
        try:
            with self.frontier.transaction([run.number]):
                self.frontier.runs.clear_positions(run.number, run.files.folder)
                self.frontier.runs.update(run.id, state, run.figures.to_json(), int(time.time()))
                self.frontier.runs.set_rests(self._fetching.rests())
                self.frontier.release(run.number)
        except ClaimLost:
            self._lose(run)
            return
        self._report(run, state)

    def _lose(self, run: Pass) -> None:
        """Drop a pass whose source another machine has taken over. What was committed stays; what
        came in since is fetched by the other one."""
        log.warning(
            "%s: another machine has taken over, since this one gave no sign of life for too long",
            run.source.name,
            extra={"source": run.source.name},
        )
        self._dispatcher.close(run)
        run.files.finish()
        with self.frontier.transaction():
            self.frontier.runs.clear_positions(run.number, run.files.folder)
        self._report(run, "interrupted")

    def _report(self, run: Pass, state: RunState) -> None:
        del self._passes[run.id]
        name = run.source.name
        flags = judge(self.frontier.runs.figures(name, LOOKED_AT)) if state == "done" else []
        self.reports.append(
            SourceReport(
                name, state, run.figures, run.files.folder, tuple(run.files.finished), tuple(flags)
            )
        )
