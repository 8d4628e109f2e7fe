"""The tables that crawl and status print."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING

from rich.console import Console
from rich.table import Table
from rich.text import Text

if TYPE_CHECKING:
    from scraper.crawl import CrawlReport, Figures, SourceStatus

MAX_FAILURES_SHOWN = 5
"""Maximum number of failures printed after a crawl; status lists more, and all are counted."""

MAX_EMPTY_SHOWN = 5
"""Maximum number of sources without records that are named after a crawl: in a crawl of hundreds,
they would hide the messages of the others."""

CAUSE_DESCRIPTIONS = {
    "robots": "forbidden by robots.txt",
    "address_refused": "private or refused address",
    "too_large": "too large",
    "same_story": "another address of a known story",
    "noindex": "the page asks not to be indexed",
    "denied": "denied by the configuration",
    "off_site": "on another site",
    "too_old": "older than the limit",
    "too_new": "newer than the limit",
    "no_archive": "no archive for that date",
    "not_article": "not an article",
    "language": "in another language",
    "network": "no answer",
    "listing": "feed, sitemap or section page unreadable",
    "redirects": "endless redirects",
    "output": "output folder cannot be used",
    "soft_404": "showing an error, a robot check or a login",
    "no_story": "without the story it had",
    "truncated": "cut off",
    "NotText": "no page (an image, a PDF)",
    "EmptyInput": "empty",
}
"""Descriptions of the frontier's skip and failure causes; other causes are shown as they are."""


def print_crawl(report: CrawlReport) -> None:
    """Print the results of a pass, one row per source, and the first failures, on stderr."""
    console = Console(stderr=True, highlight=False)
    table = Table("source", "pages fetched", "records", "unchanged", "skipped", "failed")
    for source in report.sources:
        figures = source.figures
        changed = f" ({figures.changed} changed)" if figures.changed else ""
        table.add_row(
            Text(source.name + ("" if source.state == "done" else f"\n{source.state}")),
            str(figures.fetched),
            f"{figures.records}{changed}",
            str(figures.unchanged),
            Text(_cause_lines(figures.skipped)),
            Text(_cause_lines(figures.failed)),
        )
    console.print(table)
    for source in report.sources:
        for path in source.segments:
            console.print(Text(f"{source.name}: records in {_relative(path)}"), soft_wrap=True)
    without = [source for source in report.sources if not source.segments]
    if len(without) > MAX_EMPTY_SHOWN:
        console.print(f"nothing new from {len(without)} sources")
    for source in without if len(without) <= MAX_EMPTY_SHOWN else ():
        where = _relative(source.output)
        console.print(Text(f"{source.name}: nothing new for {where}"), soft_wrap=True)
    for source in report.sources:
        if source.figures.removed:
            where = _relative(source.output / "removed")
            count = source.figures.removed
            gone = "1 story is gone" if count == 1 else f"{count} stories are gone"
            text = f"{source.name}: {gone}: named in {where}"
            console.print(Text(text), soft_wrap=True)
    for source in report.sources:
        _print_elsewhere(console, source.name, source.figures)
    examples = [example for source in report.sources for example in source.figures.examples]
    for url, _, message in examples[:MAX_FAILURES_SHOWN]:
        console.print(Text(message if url in message else f"{url}: {message}"), soft_wrap=True)
    if len(examples) > MAX_FAILURES_SHOWN:
        console.print(f"… and {len(examples) - MAX_FAILURES_SHOWN} more: scraper frontier failures")
    if examples:
        console.print("temporary failures are retried in later passes")
    for source in report.sources:
        for flag in source.flags:
            console.print(Text(f"{source.name}: {flag}"), soft_wrap=True)
    if any(source.state == "stopped" for source in report.sources):
        console.print("stopped; the next pass takes up what is left")


def print_status(sources: Sequence[SourceStatus]) -> None:
    """Print the state of every source, one row each, on stdout."""
    console = Console(highlight=False)
    table = Table("source", "last run", "state", "pages", "records", "failed", "known", "waiting")
    for source in sources:
        run = source.last
        if run is None:
            table.add_row(Text(source.name), "never", "", "", "", "", str(source.urls), "")
            continue
        table.add_row(
            Text(source.name),
            _ago(run.started),
            run.state,
            str(run.figures.fetched),
            str(run.figures.records),
            Text(_cause_lines(run.figures.failed)),
            str(source.urls),
            str(source.ready + source.waiting),
        )
    console.print(table)
    for source in sources:
        if source.last is not None and source.last.figures.skipped:
            skipped = _cause_lines(source.last.figures.skipped).replace("\n", ", ")
            console.print(Text(f"{source.name}: skipped {skipped}"), soft_wrap=True)
        # A run counts only what is in the listings that have changed since the run before.
        most = max((run.figures for run in source.runs), key=_elsewhere, default=None)
        if most is not None:
            names = {other.name for other in sources}
            _print_elsewhere(console, source.name, most, names)
        for flag in source.flags:
            console.print(Text(f"{source.name}: {flag}"), soft_wrap=True)


def _print_elsewhere(
    console: Console, name: str, figures: Figures, configured: Collection[str] | None = None
) -> None:
    """Print how many of a source's addresses other sources fetch, and which ones, if any.

    Args:
        configured: the sources of today; those of an earlier run may be gone, and then their
            addresses are fetched by who finds them.
    """
    counts = [
        (owner, number)
        for owner, number in figures.elsewhere.most_common()
        if configured is None or owner in configured
    ]
    count = sum(number for _, number in counts)
    if count:
        owners = ", ".join(
            f"{owner} ({number})" if len(counts) > 1 else owner for owner, number in counts
        )
        text = (
            f"{name}: {count} of its addresses {'belongs' if count == 1 else 'belong'} to another "
            f"source, which found them first and fetches them: {owners}"
        )
        console.print(Text(text), soft_wrap=True)


def _elsewhere(figures: Figures) -> int:
    return figures.elsewhere.total()


def _cause_lines(counts: Mapping[str, int]) -> str:
    """One line per cause, the most frequent first; "not_article:forum" has a detail in brackets."""
    lines = []
    for cause, count in sorted(counts.items(), key=lambda item: -item[1]):
        kind, _, detail = cause.partition(":")
        description = CAUSE_DESCRIPTIONS.get(kind, kind.replace("_", " "))
        lines.append(f"{count} {description}{f' ({detail})' if detail else ''}")
    return "\n".join(lines) or "0"


def _relative(path: Path) -> str:
    """The path relative to the working directory, if it is inside it."""
    here = Path.cwd()
    return str(path.relative_to(here)) if path.is_relative_to(here) else str(path)


def _ago(moment: datetime) -> str:
    seconds = int((datetime.now(UTC) - moment).total_seconds())
    for size, unit in ((86400, "d"), (3600, "h"), (60, "min")):
        if seconds >= size:
            return f"{seconds // size} {unit} ago"
    return "just now"
