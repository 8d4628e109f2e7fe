"""What ``crawl`` returns, and what it tells while it runs."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from scraper.crawl.frontier.figures import MAX_EXAMPLES, Figures
from scraper.crawl.frontier.runs import RunState
from scraper.crawl.reports.flags import Flag


@dataclass(frozen=True, slots=True)
class SourceReport:
    """One source's pass.

    Attributes:
        segments: the finished files that it wrote.
        flags: figures that deviate from the source's own history.
    """

    name: str
    state: RunState
    figures: Figures
    output: Path
    segments: tuple[Path, ...] = ()
    flags: tuple[Flag, ...] = ()


@dataclass(frozen=True, slots=True)
class CrawlReport:
    """One pass over the sources.

    Attributes:
        stopped_by: the signal that stopped it; None if it was not stopped.
    """

    sources: tuple[SourceReport, ...]
    seconds: float
    stopped_by: int | None = None

    @property
    def figures(self) -> Figures:
        """The sources' figures together."""
        total = Figures()
        for source in self.sources:
            total += source.figures
        total.examples = total.examples[:MAX_EXAMPLES]
        return total

    @property
    def fetched(self) -> int:
        """Pages asked for."""
        return self.figures.fetched

    @property
    def records(self) -> int:
        """Records written."""
        return self.figures.records

    @property
    def skipped(self) -> dict[str, int]:
        """Pages not wanted, by reason."""
        return dict(self.figures.skipped.most_common())

    @property
    def failures(self) -> dict[str, int]:
        """Pages that failed, by cause."""
        return dict(self.figures.failed.most_common())

    @property
    def outputs(self) -> tuple[Path, ...]:
        """The folders that records were written to."""
        return tuple(dict.fromkeys(source.output for source in self.sources))


@dataclass(frozen=True, slots=True)
class Progress:
    """The state of a pass. ``waiting``: requests in progress; ``url``: the last one stored."""

    source: str
    figures: Figures
    waiting: int
    url: str
