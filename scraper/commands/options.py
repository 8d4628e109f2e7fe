"""Options shared by several commands."""

from __future__ import annotations

import functools
from collections.abc import Callable
from typing import Any

import click

Command = Callable[..., Any]

config_option = click.option(
    "-c",
    "--config",
    default="config.toml",
    show_default=True,
    metavar="FILE",
    help="The configuration file.",
)


def log_options(command: Command) -> Command:
    """``--log-format`` and ``--verbose``. An error that ends the command has that format, too."""

    @functools.wraps(command)
    def reporting(*arguments: Any, **options: Any) -> Any:
        from scraper.commands.logs import fatal_errors

        with fatal_errors(options["log_format"]):
            return command(*arguments, **options)

    form = click.option(
        "--log-format",
        type=click.Choice(["text", "json"]),
        default="text",
        show_default=True,
        help="How log lines on stderr look.",
    )
    verbose = click.option(
        "-v",
        "--verbose",
        is_flag=True,
        help="Log every detail: each page that is skipped, and why.",
    )
    return form(verbose(reporting))
