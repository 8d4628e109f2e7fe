"""``status``: the last runs of each source, their results and failures; also during a crawl."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from pathlib import Path

from scraper.crawl.frontier.database import Database, FrontierEmpty
from scraper.crawl.frontier.figures import Figures
from scraper.crawl.frontier.frontier import Frontier
from scraper.crawl.frontier.open_frontier import open_for_reading
from scraper.crawl.frontier.runs import RunState
from scraper.crawl.frontier.states import State
from scraper.crawl.policy.selection import start_urls
from scraper.crawl.reports.flags import Flag
from scraper.crawl.reports.health import RUNS_JUDGED, judge
from scraper.settings import Config, Source

SHOWN_RUNS = 10
"""Runs of a source in its status."""


@dataclass(frozen=True, slots=True)
class Run:
    """One pass over a source. Times are aware, in UTC; ``ended`` is None while it runs."""

    started: datetime
    ended: datetime | None
    state: RunState
    figures: Figures


@dataclass(frozen=True, slots=True)
class SourceStatus:
    """A source's last runs.

    Attributes:
        runs: the latest first; empty if it never ran.
        urls: known URLs.
        ready: URLs to fetch in the next pass.
        waiting: URLs to fetch again later.
        failed: URLs given up.
        flags: what is wrong with it: start URLs that fail, no stories, or figures that deviate
            from its own history.
        output: where its records are.
    """

    name: str
    runs: tuple[Run, ...]
    urls: int
    ready: int
    waiting: int
    failed: int
    flags: tuple[Flag, ...]
    output: Path

    @property
    def last(self) -> Run | None:
        """The latest run."""
        return self.runs[0] if self.runs else None

    def to_json(self) -> str:
        """One line of JSON."""

        def plain(value: object) -> object:
            if isinstance(value, datetime):
                return value.isoformat().replace("+00:00", "Z")
            return str(value)

        data = asdict(self)
        for run, given in zip(data["runs"], self.runs, strict=True):
            run["figures"] = json.loads(given.figures.to_json())
        data["flags"] = [{**asdict(flag), "message": str(flag)} for flag in self.flags]
        return json.dumps(data, default=plain, ensure_ascii=False)


def status(config: Config) -> list[SourceStatus]:
    """The status of every source of the configuration, in its order.

    Raises:
        FrontierError: the frontier cannot be read. One that does not exist yet is no error:
            nothing ran so far.
    """
    try:
        with open_for_reading(config) as database:
            return [
                status_of(database, source, config.output_of(source)) for source in config.source
            ]
    except FrontierEmpty:
        return [_never_ran(config, source) for source in config.source]


def _never_ran(config: Config, source: Source) -> SourceStatus:
    return SourceStatus(source.name, (), 0, 0, 0, 0, (), config.output_of(source))


def runs_of(database: Database, source: str, limit: int) -> list[Run]:
    """A source's last runs, the latest first."""
    rows = database.execute(
        "SELECT started, ended, state, figures FROM run JOIN source ON source.id = run.source "
        "WHERE source.name = ? ORDER BY run.id DESC LIMIT ?",
        (source, limit),
    )
    return [
        Run(_time(started), _time(ended) if ended else None, state, Figures.from_json(figures))
        for started, ended, state, figures in rows
    ]


def flags_of(frontier: Frontier, source: Source, runs: Sequence[Figures]) -> list[Flag]:
    """What is wrong with a source, by its completed runs, the latest first, and its state."""
    failing = [
        Flag("start", attempts, 0.0, url, cause, error)
        for url, cause, attempts, error in frontier.failing_starts(source.name, start_urls(source))
    ]
    return judge(runs, failing, had_stories=frontier.had_stories(source.name))


def status_of(database: Database, configured: Source, output: Path) -> SourceStatus:
    """The status of one source.

    Args:
        output: where its records are.
    """
    source = configured.name
    runs = runs_of(database, source, RUNS_JUDGED)
    rows = database.execute(
        "SELECT state, sum(count) FROM tally JOIN lane ON lane.id = tally.lane "
        "JOIN source ON source.id = lane.source WHERE source.name = ? GROUP BY state",
        (source,),
    )
    counts = {state: int(count) for state, count in rows}
    ended = [run.figures for run in runs if run.state == "done"]
    return SourceStatus(
        name=source,
        runs=tuple(runs[:SHOWN_RUNS]),
        urls=sum(counts.values()),
        ready=counts.get(State.READY, 0),
        waiting=counts.get(State.WAITING, 0),
        failed=counts.get(State.FAILED, 0),
        flags=tuple(flags_of(Frontier(database), configured, ended)),
        output=output,
    )


def _time(seconds: int) -> datetime:
    return datetime.fromtimestamp(seconds, UTC)
