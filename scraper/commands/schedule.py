"""``scraper schedule``: crawl each source on its schedule, until stopped."""

from __future__ import annotations

import signal
from contextlib import ExitStack
from typing import TYPE_CHECKING

import click

from scraper.commands.logs import LogFormat
from scraper.commands.options import config_option, log_options

if TYPE_CHECKING:
    from scraper.crawl import Progress


@click.command("schedule")
@click.argument("sources", nargs=-1, metavar="[SOURCE]...")
@config_option
@log_options
@click.option(
    "--metrics",
    metavar="[ADDRESS:]PORT",
    help="Serve figures for Prometheus there; on this machine alone if no address is given.",
)
def command(
    sources: tuple[str, ...], config: str, log_format: LogFormat, verbose: bool, metrics: str | None
) -> None:
    """Crawl every SOURCE whenever its schedule (every or cron) says so, until stopped.

    SIGTERM or Ctrl-C stops it cleanly within 10 seconds, with exit status 0, since it is meant to
    be stopped; SIGHUP reads the configuration again.

    \b
    Examples:
      scraper schedule
      scraper schedule --config news.toml --log-format json 2>> crawl.log
      scraper schedule --metrics 9464
    """
    # The crawl takes it from here; loading that takes a moment, in which SIGHUP would end us.
    signal.signal(signal.SIGHUP, signal.SIG_IGN)
    from scraper.commands.limits import allow_open_files
    from scraper.commands.logs import logging_to_stderr
    from scraper.crawl import schedule

    allow_open_files()
    metrics_address = _address(metrics) if metrics else None
    with ExitStack() as stack:
        show = stack.enter_context(logging_to_stderr(log_format, verbose=verbose))
        if metrics_address is None:
            schedule(config, sources, progress=show)
            return
        from scraper.crawl.reports.metrics import Metrics

        metrics_server = stack.enter_context(Metrics(*metrics_address))

        def progress(state: Progress) -> None:
            show(state)
            metrics_server.on_progress(state)

        schedule(
            config,
            sources,
            progress=progress,
            on_report=metrics_server.on_report,
            on_status=metrics_server.on_status,
        )


def _address(text: str) -> tuple[int, str]:
    address, _, port = text.rpartition(":")
    if not port.isdecimal() or int(port) > 65535:
        raise click.BadParameter(f"expected [ADDRESS:]PORT, got {text!r}", param_hint="--metrics")
    return int(port), address.strip("[]") or "127.0.0.1"
