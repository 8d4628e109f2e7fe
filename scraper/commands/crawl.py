"""``scraper crawl``: one pass over the sources of the configuration."""

from __future__ import annotations

import click

from scraper.commands.logs import LogFormat
from scraper.commands.options import config_option, log_options

CANNOT_RUN = 3
"""Exit status of a crawl that could not run, or not go on, on this machine."""
SIGNALLED = 128
"""Exit status of a process ended by a signal, as in shells: 128 + signal."""


@click.command("crawl")
@click.argument("sources", nargs=-1, metavar="[SOURCE]...")
@config_option
@log_options
def command(sources: tuple[str, ...], config: str, log_format: LogFormat, verbose: bool) -> int:
    """Crawl once over the SOURCEs of the configuration, all of them if none is named.

    New and changed stories are written to the sources' output folders; a story that is known and
    unchanged is not written again. What the pass did is printed on stderr.

    Ctrl-C or SIGTERM ends it cleanly within 10 seconds; the next pass continues with what is left.

    \b
    Exit status:
      0    the pass is complete
      1    it is complete, and some pages or sources failed
      2    the usage or the configuration is wrong
      3    it could not run: another crawl is running, the disk is full, the frontier is damaged
      130  Ctrl-C ended it; 143: SIGTERM

    \b
    Examples:
      scraper crawl
      scraper crawl --config news.toml times-of-elsewhere
    """
    from scraper.commands.limits import allow_open_files
    from scraper.commands.logs import logging_to_stderr, print_fatal
    from scraper.commands.report import print_crawl
    from scraper.config import load_config
    from scraper.crawl import crawl
    from scraper.errors import ExportError, FrontierError

    settings = load_config(config)
    allow_open_files()
    try:
        with logging_to_stderr(log_format, verbose=verbose) as show:
            report = crawl(settings, sources, progress=show)
    except (ExportError, FrontierError) as error:
        print_fatal(log_format, error)
        return CANNOT_RUN
    print_crawl(report)
    if report.stopped_by is not None:
        return SIGNALLED + report.stopped_by
    return 1 if report.failures else 0
