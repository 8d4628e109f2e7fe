"""A commit: the outcomes of a batch and the records that they give are stored together, or not at
all.

Each fetched version gives exactly one record because of the order of the steps: in one transaction
of the frontier, the outcomes are evaluated, their records are appended to the segments and synced,
and the segments' positions and the URLs' states are stored. A crash before the commit leaves URLs
that are still ready, and bytes beyond the stored position, which the next start truncates.
"""

from __future__ import annotations

import concurrent.futures
import time
from collections.abc import Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime

from scraper.crawl.engine.fetching import user_agent
from scraper.crawl.engine.outcomes import OutcomeStore
from scraper.crawl.engine.passes import Pass
from scraper.crawl.engine.stages import Outcome
from scraper.crawl.frontier.database import CommitUnknown
from scraper.crawl.frontier.entries import Lane
from scraper.crawl.frontier.frontier import Frontier
from scraper.errors import ExportError, FolderUnusable
from scraper.exporters.segments import Position
from scraper.exporters.warc import Received
from scraper.settings import Config

SYNC_THREADS = 16
"""Segments written and synced at the same time: file systems combine such syncs into one journal
write. Measured with 50 sources: 16 at a time took a sixth of the time of one at a time."""


class OutputLost(Exception):
    """The files of one running pass cannot be written; those of the others can."""

    def __init__(self, run: int, error: ExportError) -> None:
        self.run = run
        self.error = error
        super().__init__(str(error))


class Committer:
    """Stores outcomes, and writes records, pages and removals. One thread uses it.

    Args:
        frontier: open.
    """

    def __init__(self, frontier: Frontier) -> None:
        self._frontier = frontier
        self._syncing = ThreadPoolExecutor(SYNC_THREADS, thread_name_prefix="sync")

    def close(self) -> None:
        """End its threads."""
        self._syncing.shutdown()

    def commit(
        self, outcomes: Sequence[Outcome], passes: Mapping[int, Pass], config: Config
    ) -> list[tuple[Pass, dict[int, Lane]]]:
        """Store outcomes and write their records: all of it or nothing.

        Args:
            passes: those of the outcomes, by the id of their run.

        Returns:
            For each outcome, its pass and the lanes that got new URLs.

        Raises:
            OutputLost: the files of one of these passes cannot be written.
            ClaimLost: another machine has taken over some of their sources.
            CommitUnknown: whether it was stored cannot be said now.
            FrontierError, ExportError: nothing can be stored.
        """
        now = int(time.time())
        runs = self._frontier.runs
        lines: dict[int, list[bytes]] = {}
        removals: dict[int, list[bytes]] = {id: [] for id in passes}
        lanes: list[tuple[Pass, dict[int, Lane]]] = []
        try:
            with self._frontier.transaction({run.number for run in passes.values()}):
                for outcome in outcomes:
                    run = passes[outcome.request.run]
                    store = OutcomeStore(
                        self._frontier,
                        run.rules,
                        run.number,
                        run.figures,
                        run.elsewhere,
                        run.lists,
                        removals[run.id],
                        now,
                    )
                    line, added = store.store(outcome)
                    if line is not None:
                        lines.setdefault(run.id, []).append(line)
                    lanes.append((run, added))
                positions = self._append(lines, passes)
                for id, position in positions.items():
                    runs.set_position(passes[id].number, passes[id].files.folder, position)
                for run in passes.values():
                    self._store_pages(run, outcomes, config)
                    self._store_removals(run, removals[run.id])
                    runs.update(run.id, "running", run.figures.to_json(), None)
        except CommitUnknown:
            raise  # the records may be committed: the next start knows where to truncate
        except BaseException:
            for id in lines:
                passes[id].files.records.rollback(passes[id].files.position)
            for run in passes.values():
                run.files.rollback_others()
            raise
        for id, position in positions.items():
            passes[id].files.committed(position)
        for run in passes.values():
            run.files.others_committed()
        return lanes

    def _append(
        self, lines: dict[int, list[bytes]], passes: Mapping[int, Pass]
    ) -> dict[int, Position]:
        """Write and sync the records of each pass. An error is raised after all were tried, so that
        no thread still writes."""

        def append(item: tuple[int, list[bytes]]) -> Position:
            try:
                return passes[item[0]].files.records.append(item[1])
            except FolderUnusable as error:
                raise OutputLost(item[0], error) from error

        if len(lines) < 2:
            return {id: append((id, records)) for id, records in lines.items()}
        futures = {id: self._syncing.submit(append, (id, lines[id])) for id in lines}
        concurrent.futures.wait(futures.values())
        return {id: future.result() for id, future in futures.items()}

    def _store_pages(self, run: Pass, outcomes: Sequence[Outcome], config: Config) -> None:
        """Write the pages as received to the source's WARC file, if it keeps them."""
        if run.files.warc is None:
            return
        sent = {"User-Agent": user_agent(config, run.source)}
        received = [
            Received(
                outcome.page,
                sent,
                datetime.fromtimestamp(outcome.request.task.visited, UTC)
                if outcome.unchanged and outcome.request.task.visited
                else None,
            )
            for first in outcomes
            for outcome in (first, *first.further)
            if outcome.page is not None and outcome.request.run == run.id
        ]
        if received:
            try:
                position = run.files.warc.append(received)
            except FolderUnusable as error:
                raise OutputLost(run.id, error) from error
            self._frontier.runs.set_warc_position(run.number, position)

    def _store_removals(self, run: Pass, lines: list[bytes]) -> None:
        """Write the lines that tell of stories that are gone, or there again."""
        if not lines:
            return
        try:
            position = run.files.append_removals(lines)
        except FolderUnusable as error:
            raise OutputLost(run.id, error) from error
        self._frontier.runs.set_removal_position(run.number, position)
