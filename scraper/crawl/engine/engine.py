"""The main loop of a crawl: picks what to fetch, hands it to the stages, stores what comes back.

One thread runs it and owns the frontier and the output files. What comes back is collected and
stored in batches (commit.py), so that a fetched version gives exactly one record.

If several machines share the frontier, a pass belongs to the machine that claimed its source; its
transactions are refused once another machine has taken over the source.
"""

from __future__ import annotations

import contextlib
import logging
import math
import os
import queue
import time
from collections.abc import Callable
from typing import Self

from scraper.crawl.engine.commit import Committer, OutputLost
from scraper.crawl.engine.dispatch import Dispatcher
from scraper.crawl.engine.fetching import Fetchers
from scraper.crawl.engine.further_pages import cut, next_page, with_page
from scraper.crawl.engine.outcomes import OutcomeStore
from scraper.crawl.engine.outputs import OutputFiles, finish_files, has_unfinished_files
from scraper.crawl.engine.passes import Pass
from scraper.crawl.engine.stages import ExtractionBroken, FetchEnded, FetchRequest, Outcome, Stages
from scraper.crawl.extraction.jobs import Extracted
from scraper.crawl.frontier.database import ClaimLost
from scraper.crawl.frontier.entries import DAY, Candidate, Lane
from scraper.crawl.frontier.figures import Figures
from scraper.crawl.frontier.frontier import Frontier
from scraper.crawl.frontier.runs import RunState
from scraper.crawl.policy.changes import absent_sources, adapt
from scraper.crawl.policy.selection import Rules, archive_pages, start_urls
from scraper.crawl.reports.health import RUNS_JUDGED
from scraper.crawl.reports.report import Progress, SourceReport
from scraper.crawl.reports.status import flags_of
from scraper.discovery import Kind
from scraper.errors import ExportError, FolderUnusable, FrontierError, HostResting
from scraper.settings import Config, Source

log = logging.getLogger(__name__)

EXTRACTOR = "scraper.extractors:extract_page"
BATCH = 256
"""Maximum number of outcomes in a transaction. A commit costs one fsync of the frontier and one of
each source's segment, some 5 ms each on common disks; those of the segments run in parallel."""
BATCH_BYTES = 16_000_000
"""Maximum bytes of pages for WARC files that wait for a commit; they are in memory until then."""
BATCH_SECONDS = 0.5
"""Maximum time that an outcome waits for a commit, so that a slow crawl is stored page by page."""
STOP_SECONDS = 4.0
"""Time for open requests when the crawl is stopped. A clean stop takes at most 10 s; the rest is
for storing and for ending the processes, 2 s when eight programs compete for each core."""
CLOCK_TOLERANCE = 60
"""Seconds by which the clocks of machines that share a frontier may differ. A run that began later
than this in the future was stored while a clock was wrong."""
DUPLICATE_DAYS = 30
"""Near duplicates are searched among the stories of this many days."""

ProgressCallback = Callable[[Progress], None]


class Engine:
    """A running crawl. It runs passes over any number of sources, at most one for each.

    Args:
        config: the whole configuration.
        frontier: open.
        progress: called after each commit, in the thread that runs the crawl.
        extractor: ``module:function``, for tests.

    Attributes:
        reports: of the passes that have ended.
        abandoned: names of the sources with a pass that ended because its folder could not be used.

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
        self.abandoned: set[str] = set()
        self._progress = progress
        self._fetchers = Fetchers(config, frontier.shared_hosts)
        self._fetchers.restore(frontier.rests())
        self._dispatcher = Dispatcher(frontier, self._fetchers.gate)
        self._passes: dict[int, Pass] = {}
        self._finished_sources: set[str] = set()
        self._absent_finished = False
        self._threads = self._free_threads = config.crawl.threads
        self._outcomes: list[Outcome] = []
        self._kept_bytes = 0
        self._oldest_outcome = math.inf
        self._stop_at: float | None = None
        self._stop_logged = False
        self._simhashes_expired_at = 0
        self._committer = Committer(frontier)
        self._stages = Stages(
            self._fetchers,
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
        """Stop the threads and close the files. A pass that is still running is marked as
        interrupted when the next pass over its source begins."""
        self._stages.close()
        self._committer.close()
        self._fetchers.close()
        for run in self._passes.values():
            run.files.close()

    @property
    def running(self) -> set[str]:
        """The names of the sources with a running pass."""
        return {run.source.name for run in self._passes.values()}

    @property
    def kept_passes(self) -> int:
        """Number of running passes that were not given back."""
        return sum(not run.is_given_back for run in self._passes.values())

    @property
    def is_stopping(self) -> bool:
        """Whether ``stop`` was called."""
        return self._stop_at is not None

    def stop(self) -> None:
        """Fetch nothing more, store what arrives within STOP_SECONDS, and end. May be called by a
        signal handler."""
        if self._stop_at is None:
            self._stop_at = time.monotonic() + STOP_SECONDS

    def reconfigure(self, config: Config) -> None:
        """Use other settings for later passes. The number of threads, of
        processes and the time limit of a page stay as they are."""
        self.config = config
        self._absent_finished = False
        self._fetchers.reconfigure(config)

    def begin(self, source: Source, *, forced: bool) -> bool:
        """Begin a pass over a source.

        Args:
            forced: every start address is asked, not only those whose time has come.

        Returns:
            Whether it began; False if another machine has claimed the source.

        Raises:
            ScraperError: the source needs a browser that is not installed, or a folder cannot be
                written; the pass did not begin.
        """
        if source.name in self.running:
            raise ValueError(f"a pass over {source.name!r} is under way")
        self._fetchers.client(source)
        frontier = self.frontier
        if not self._absent_finished:
            self._absent_finished = True
            self._finish_absent()
        with frontier.transaction():
            number = frontier.source_id(source.name)
            is_claimed = frontier.claim(number)
        if not is_claimed:
            self.finish_files(source)
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

    def refuse(self, source: Source, error: ExportError) -> None:
        """Report a source whose pass could not begin, since its folder cannot be used."""
        log.error("%s: the pass cannot begin: %s", source.name, error)
        folder = self.config.output_of(source)
        figures = Figures()
        figures.fail(str(folder), "output", str(error))
        self.abandoned.add(source.name)
        self.reports.append(SourceReport(source.name, "interrupted", figures, folder))

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
        rules, figures, elsewhere = Rules.of(source), Figures(), set[int]()
        store = OutcomeStore(frontier, rules, number, figures, elsewhere, {}, [], now)
        with frontier.transaction([number]):
            self._maintain(now)
            absent = absent_sources(frontier, self._configured(), now)
            frontier.absent = frozenset(absent)
            adapt(frontier, source, number, absent, now)
            last_run = frontier.runs.last_start(source.name)
            id = frontier.runs.begin(number, now)
            frontier.runs.set_position(number, files.folder, files.position)
            starts = set()
            for url, kind in start_urls(source):
                if kind is Kind.PAGE:
                    page = Candidate(url, kind, now, 0)
                    frontier.add(number, [page], now)
                    store.count_elsewhere([page])
                elif (
                    start := frontier.add_start(number, url, kind, now, forced=forced)
                ) is not None:
                    starts.add(start)
            frontier.add(number, archive_pages(source, now, last_run), now)
            frontier.make_due_ready(now)
        return Pass(
            id=id,
            source=source,
            number=number,
            rules=rules,
            files=files,
            pages_left=source.limits.pages,
            starts_left=starts,
            figures=figures,
            elsewhere=elsewhere,
        )

    def _configured(self) -> set[str]:
        """The names of the configured sources, and of those whose pass began before they were
        removed from the configuration."""
        return {source.name for source in self.config.source} | self.running

    def _finish_absent(self) -> None:
        """Finish the files that an earlier process left open for sources that are not configured
        any more: no pass would continue them."""
        runs = self.frontier.runs
        for number, folder in runs.open_files(self._configured()):
            try:
                finish_files(folder, number, self.frontier)
            except ExportError as error:
                log.warning("unfinished files stay as they are: %s", error)

    def _maintain(self, now: int) -> None:
        """Correct the times that a wrong clock has stored, and once a day let simhashes expire.
        Inside a transaction."""
        latest = self.frontier.runs.latest_start()
        if latest is not None and latest > now + CLOCK_TOLERANCE:
            log.warning(
                "the latest run began %d s in the future: the clock was wrong then, or is now; "
                "everything visited since then is due",
                latest - now,
            )
            self.frontier.forget_the_future(now)
        if abs(now - self._simhashes_expired_at) >= DAY:
            self.frontier.records.forget_simhashes(now - DUPLICATE_DAYS * DAY)
            self._simhashes_expired_at = now

    def finish_files(self, source: Source) -> None:
        """Finish the files that an earlier process of this machine left open for a source that
        another machine has claimed since: no pass of this machine would continue them."""
        if source.name in self._finished_sources:
            return
        frontier, runs = self.frontier, self.frontier.runs
        with frontier.transaction():
            number = frontier.source_id(source.name)
        folder = self.config.output_of(source)
        # Unfinished files without a position: killed before its first commit.
        if runs.has_open_files(number) or has_unfinished_files(folder):
            try:
                files = OutputFiles.open(folder, source, number, frontier)
                files.finish()
            except FolderUnusable as error:
                log.warning("%s: unfinished files stay as they are: %s", source.name, error)
                return
            with frontier.transaction():
                runs.clear_positions(number, files.folder)
        self._finished_sources.add(source.name)

    def give_back(self, count: int) -> None:
        """End the latest ``count`` passes as soon as their open requests are stored, so that other
        machines can continue with their sources."""
        given = [run for run in self._passes.values() if not run.is_given_back][-count:]
        for run in given:
            run.is_given_back = True
            self._dispatcher.close(run)

    def run(self) -> None:
        """Run until every pass is over."""
        while self._passes:
            self.step(BATCH_SECONDS)

    def step(self, timeout: float) -> None:
        """One round of the main loop, which waits for at most ``timeout`` seconds."""
        self.frontier.renew()
        if not self.is_stopping:
            self._dispatch()
            self._cut_stories()
        elif not self._stop_logged:  # not in ``stop``, which signal handlers call
            self._stop_logged = True
            log.info("stopping: open requests have %g s to finish", STOP_SECONDS)
        wait = self._dispatcher.wait() if self._free_threads and not self.is_stopping else timeout
        self._collect(min(timeout, wait))
        if self._outcomes and (
            len(self._outcomes) >= BATCH
            or self._kept_bytes >= BATCH_BYTES
            or time.monotonic() - self._oldest_outcome >= BATCH_SECONDS
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
            self._fetchers.set_delay(opened.host, run.source.delay)

    def _dispatch(self) -> None:
        while self._free_threads:
            found = self._dispatcher.next()
            if found is None:
                return
            run, task = found[0].run, found[1]
            story = None
            if task.id in run.unrequested:
                run.unrequested.discard(task.id)
                before = run.stories[task.id].result
                story = before.line if isinstance(before, Extracted) else None
            else:
                run.under_way += 1
                run.pages_left -= task.kind in (Kind.ARTICLE, Kind.PAGE)
            self._free_threads -= 1
            client = self._fetchers.client(run.source)
            self._stages.fetch(FetchRequest(run.id, task, run.source, client, found[0].host, story))

    def _collect(self, timeout: float) -> None:
        """Receive events from the stages, waiting at most ``timeout`` seconds for the first."""
        try:
            event = self._stages.events.get(timeout=timeout)
            while True:
                if isinstance(event, FetchEnded):
                    self._free_threads += 1
                    self._dispatcher.request_ended(event.request.host)
                elif isinstance(event, ExtractionBroken):
                    raise event.error
                elif (outcome := self._story_of(event)) is not None:
                    self._add_outcome(outcome)
                    if len(self._outcomes) >= BATCH:
                        return
                event = self._stages.events.get_nowait()
        except queue.Empty:
            return

    def _add_outcome(self, outcome: Outcome) -> None:
        if not self._outcomes:
            self._oldest_outcome = time.monotonic()
        self._outcomes.append(outcome)
        self._kept_bytes += sum(each.size for each in (outcome, *outcome.further) if each.page)

    def _story_of(self, outcome: Outcome) -> Outcome | None:
        """The outcome to store; None for a story of which a further page is fetched first."""
        request = outcome.request
        run = self._passes.get(request.run)
        if run is None:
            return outcome
        id = request.task.id
        if (story := run.stories.pop(id, None)) is not None:
            outcome = with_page(story, outcome)
        task = next_page(outcome, run.rules)
        if task is None:
            return outcome
        # If the crawl stops now, the story is fetched again by the next pass.
        run.stories[id] = outcome
        run.unrequested.add(id)
        if not self.is_stopping and not run.is_given_back:
            self._dispatcher.add_further_page(run.queues[task.lane], task)
        return None

    def _cut_stories(self) -> None:
        """Store the stories whose next page cannot be fetched in this pass as they are."""
        for run, task, is_pause in self._dispatcher.take_left():
            run.unrequested.discard(task.id)
            story = run.stories.pop(task.id)
            self._add_outcome(cut(story) if is_pause else story)

    def _commit(self) -> None:
        """Store the outcomes received since the last commit."""
        # Outcomes of a pass that was ended by ``stop`` may still arrive; their URLs stay ready.
        outcomes = [o for o in self._outcomes if o.request.run in self._passes]
        self._outcomes = []
        self._kept_bytes = 0
        self._oldest_outcome = math.inf
        if not outcomes:
            return
        passes = {outcome.request.run: self._passes[outcome.request.run] for outcome in outcomes}
        before = {run.id: run.figures.to_json() for run in passes.values()}
        try:
            lanes = self._committer.commit(outcomes, passes, self.config)
        except OutputLost as lost:
            for run in passes.values():
                # Nothing was stored, so nothing was counted, except that ``run.elsewhere`` has
                # grown, by which no URL is counted twice.
                counted = run.figures.elsewhere
                run.figures = Figures.from_json(before[run.id])
                run.figures.elsewhere = counted
            self._abandon(passes[lost.run], lost.error)
            self._outcomes = outcomes
            self._commit()
            return
        except ClaimLost as lost:
            for run in passes.values():
                if run.number in lost.sources:
                    self._drop_lost(run)
            self._outcomes = outcomes
            self._commit()
            return
        for outcome in outcomes:
            task, run = outcome.request.task, passes[outcome.request.run]
            run.under_way -= 1
            if isinstance(outcome.error, HostResting) and task.kind in (Kind.ARTICLE, Kind.PAGE):
                run.pages_left += 1  # no request was made
            self._dispatcher.outcome_stored(run.queues[task.lane], task)
        for run, added in lanes:
            self._open(run, added)
        if self._progress is not None:
            url = outcomes[-1].request.task.url
            for run in passes.values():
                self._progress(Progress(run.source.name, run.figures, run.under_way, url))

    def _is_over(self, run: Pass) -> bool:
        if self._stop_at is not None and time.monotonic() >= self._stop_at:
            return True
        if run.under_way > len(run.unrequested):
            return False
        if self.is_stopping or run.is_given_back:
            return True
        return not run.unrequested and not run.queued

    def _end(self, run: Pass, state: RunState) -> None:
        self._dispatcher.close(run)
        try:
            run.files.finish()
        except FolderUnusable as error:
            self._abandon(run, error)
            return
        try:
            with self.frontier.transaction([run.number]):
                self.frontier.runs.clear_positions(run.number, run.files.folder)
                self.frontier.runs.update(run.id, state, run.figures.to_json(), int(time.time()))
                self.frontier.set_rests(self._fetchers.rests())
                self.frontier.release(run.number)
        except ClaimLost:
            self._drop_lost(run)
            return
        self._report(run, state)

    def _drop_lost(self, run: Pass) -> None:
        """Drop a pass whose source another machine has taken over. What was committed stays; the
        rest is fetched by the other machine."""
        log.warning(
            "%s: another machine has taken over, since this one sent no heartbeat for its lease",
            run.source.name,
            extra={"source": run.source.name},
        )
        self._dispatcher.close(run)
        try:
            run.files.finish()
        except FolderUnusable as error:
            self._abandon(run, error)
            return
        with self.frontier.transaction():
            self.frontier.runs.clear_positions(run.number, run.files.folder)
        self._report(run, "interrupted")

    def _abandon(self, run: Pass, error: ExportError) -> None:
        """End a pass whose folder cannot be used. Its open files stay as they are: the next pass
        continues them if they are there again."""
        log.error(
            "%s: the pass ends: %s", run.source.name, error, extra={"source": run.source.name}
        )
        self._dispatcher.close(run)
        run.files.close()
        run.figures.fail(str(run.files.folder), "output", str(error))
        self.abandoned.add(run.source.name)
        with contextlib.suppress(ClaimLost), self.frontier.transaction([run.number]):
            ended = int(time.time())
            self.frontier.runs.update(run.id, "interrupted", run.figures.to_json(), ended)
            self.frontier.release(run.number)
        self._report(run, "interrupted")

    def _report(self, run: Pass, state: RunState) -> None:
        del self._passes[run.id]
        name = run.source.name
        flags = []
        if state == "done":
            figures = self.frontier.runs.figures(name, RUNS_JUDGED)
            flags = flags_of(self.frontier, run.source, figures)
        self.reports.append(
            SourceReport(
                name, state, run.figures, run.files.folder, tuple(run.files.finished), tuple(flags)
            )
        )
