"""Output of long-running commands: log lines, or a progress bar on a terminal.

Everything goes to stderr. JSON lines are for log collectors: time, level, logger, message, and the
extra fields of the event.
"""

from __future__ import annotations

import json
import logging
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any, Literal

import click

from scraper.cli import SOME_FAILED, WRONG_USAGE

if TYPE_CHECKING:
    from scraper.crawl import Progress

LogFormat = Literal["text", "json"]

LINE_SECONDS = 10.0
"""Seconds between two progress lines in a log: six lines a minute are readable and cheap."""

_STANDARD_FIELDS = frozenset(logging.makeLogRecord({}).__dict__) | {
    "message",
    "asctime",
    "taskName",
}


class JsonFormatter(logging.Formatter):
    """One JSON object per line."""

    def format(self, record: logging.LogRecord) -> str:
        event: dict[str, Any] = {
            "time": _time(record.created),
            "level": record.levelname.lower(),
            "logger": record.name,
            "message": record.getMessage(),
        }
        event |= {key: value for key, value in vars(record).items() if key not in _STANDARD_FIELDS}
        if record.exc_info:
            event["exception"] = self.formatException(record.exc_info)
        return json.dumps(event, ensure_ascii=False, default=str)


class TextFormatter(logging.Formatter):
    """``2026-01-31T08:00:00Z INFO message``."""

    def format(self, record: logging.LogRecord) -> str:
        text = f"{_time(record.created)} {record.levelname} {record.getMessage()}"
        if record.exc_info:
            text += "\n" + self.formatException(record.exc_info)
        return text


def _time(seconds: float) -> str:
    return datetime.fromtimestamp(seconds, UTC).strftime("%Y-%m-%dT%H:%M:%SZ")


@contextmanager
def fatal_errors(form: LogFormat) -> Iterator[None]:
    """Print an error that ends the command as a JSON line, if log lines are. Otherwise the command
    line prints it as it prints all errors.

    Raises:
        click.exceptions.Exit: with the exit status, after the error was printed.
    """
    from scraper.errors import ConfigError

    try:
        yield
    except (click.exceptions.Exit, click.Abort, BrokenPipeError):
        raise
    except Exception as error:
        if form != "json":
            raise
        print_fatal(form, error)
        if isinstance(error, click.ClickException):
            status = error.exit_code
        else:
            status = WRONG_USAGE if isinstance(error, ConfigError) else SOME_FAILED
        raise click.exceptions.Exit(status) from error


def print_fatal(form: LogFormat, error: Exception) -> None:
    """Print an error that ends the command on stderr; as JSON with its type, and with its traceback
    if it is a fault of ours."""
    from scraper.errors import ScraperError, describe_fault

    if form != "json":
        click.echo(f"scraper: {error}", err=True)
        return
    is_fault = not isinstance(error, (ScraperError, click.ClickException))
    message = describe_fault(error) if is_fault else str(error)
    if isinstance(error, click.ClickException):
        message = error.format_message()
    info = (type(error), error, error.__traceback__) if is_fault else None
    record = logging.LogRecord("scraper", logging.CRITICAL, __file__, 0, message, None, info)
    record.error = type(error).__name__
    click.echo(JsonFormatter().format(record), err=True)


@contextmanager
def logging_to_stderr(
    form: LogFormat, *, verbose: bool = False
) -> Iterator[Callable[[Progress], None]]:
    """Set up logging; yields the function that shows a crawl's progress.

    On a terminal it shows a progress bar, with log lines printed above it. Otherwise, and with JSON
    format, it logs a line every ``LINE_SECONDS``.
    """
    root = logging.getLogger()
    handler = logging.StreamHandler(sys.stderr)
    handler.setFormatter(JsonFormatter() if form == "json" else TextFormatter())
    previous = root.level, list(root.handlers)
    root.handlers[:] = [handler]
    root.setLevel(logging.DEBUG if verbose else logging.INFO)
    # These log every connection; relevant problems are reported as errors.
    for logger_name in ("urllib3", "charset_normalizer", "asyncio"):
        logging.getLogger(logger_name).setLevel(logging.WARNING)
    try:
        if form == "text" and sys.stderr.isatty():
            with _bar(handler) as show:
                yield show
        else:
            yield _lines()
    finally:
        root.level, root.handlers[:] = previous


def _lines() -> Callable[[Progress], None]:
    log = logging.getLogger("scraper.progress")
    last = time.monotonic()

    def show(progress: Progress) -> None:
        nonlocal last
        now = time.monotonic()
        if now - last < LINE_SECONDS:
            return
        last = now
        figures = progress.figures
        log.info(
            "%s: %d fetched, %d records, %d under way",
            progress.source,
            figures.fetched,
            figures.records,
            progress.waiting,
            extra={
                "source": progress.source,
                "fetched": figures.fetched,
                "records": figures.records,
                "waiting": progress.waiting,
            },
        )

    return show


@contextmanager
def page_counter() -> Iterator[Callable[[str], None]]:
    """Yields a function to call with each page's name; it shows a page counter on a terminal.

    It shows nothing if the records are printed on the terminal, or during the first second.
    """
    if not sys.stderr.isatty() or sys.stdout.isatty():
        yield lambda name: None
        return
    started = time.monotonic()
    count = 0
    with ExitStack() as stack:
        set_text: Callable[[str], None] | None = None

        def show(name: str) -> None:
            nonlocal count, set_text
            count += 1
            if set_text is None and time.monotonic() - started > 1:
                set_text = stack.enter_context(_spinner())
            if set_text is not None:
                set_text(f"{count} pages · {name[-60:]}")

        yield show


@contextmanager
def _spinner() -> Iterator[Callable[[str], None]]:
    from rich.console import Console
    from rich.markup import escape
    from rich.progress import Progress as Bar
    from rich.progress import SpinnerColumn, TextColumn, TimeElapsedColumn

    columns = (SpinnerColumn(), TextColumn("{task.description}"), TimeElapsedColumn())
    with Bar(*columns, console=Console(stderr=True), transient=True, redirect_stdout=False) as bar:
        task = bar.add_task("", total=None)
        yield lambda text: bar.update(task, description=escape(text))


@contextmanager
def _bar(handler: logging.StreamHandler[Any]) -> Iterator[Callable[[Progress], None]]:
    from rich.console import Console
    from rich.markup import escape
    from rich.progress import BarColumn, SpinnerColumn, TextColumn, TimeElapsedColumn
    from rich.progress import Progress as Bar

    console = Console(stderr=True)
    fetched: dict[str, tuple[int, int]] = {}
    with Bar(
        SpinnerColumn(),
        BarColumn(bar_width=20),
        TextColumn("{task.description}"),
        TimeElapsedColumn(),
        console=console,
        transient=True,
        redirect_stdout=False,
    ) as bar:
        handler.setStream(sys.stderr)  # replaced by rich with a stream that prints above the bar
        task = bar.add_task("starting", total=None)

        def show(progress: Progress) -> None:
            fetched[progress.source] = (progress.figures.fetched, progress.figures.records)
            pages = sum(count for count, _ in fetched.values())
            records = sum(count for _, count in fetched.values())
            bar.update(
                task,
                description=f"{pages} fetched, {records} records · "
                f"{escape(progress.source)} · {escape(progress.url[-60:])}",
            )

        try:
            yield show
        finally:
            handler.setStream(sys.__stderr__ or sys.stderr)
