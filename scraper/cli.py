"""The ``scraper`` command line: the list of commands, and the error handling common to all.

Each command is a module in scraper/commands/, imported only when it is called, so that extracting a
page does not load the crawler.
"""

from __future__ import annotations

import signal
import sys

if sys.argv[1:2] == ["schedule"]:
    # SIGHUP lets it read its configuration again, and would end it while the rest is loading.
    signal.signal(signal.SIGHUP, signal.SIG_IGN)

import errno
import importlib
import os
import shlex
from pathlib import Path
from typing import Any, NoReturn

import click

COMMANDS = {
    "extract": "Saved pages, URLs, folders or WARCs -> records on stdout.",
    "crawl": "One pass over the sources of config.toml.",
    "schedule": "Keep crawling on every source's schedule until stopped.",
    "check": "Check config.toml, and list what a crawl would do.",
    "status": "What ran, what it found, what fails.",
    "frontier": "URLs that fail; have URLs fetched again, or forget them.",
    "export": "Records of a crawl as a table, Markdown, HTML or text.",
    "inspect": "A page with every block coloured by its role, and why.",
    "schema": "Print the record's JSON Schema.",
    "validate": "Check JSON Lines files against the record's definition.",
    "fixture": "Saved pages with their expected records: add, check.",
}

# Exit statuses. As in shells, a process ended by a signal has 128 + signal: SIGINT (2) for Ctrl-C,
# SIGPIPE (13) when the reader of a pipe has closed it.
SOME_FAILED, WRONG_USAGE, INTERRUPTED, BROKEN_PIPE = 1, 2, 130, 141

WRITE_ERRNOS = {errno.ENOSPC, errno.EDQUOT, errno.EFBIG, errno.EIO}
"""errno values of failed writes to an open stdout; network connections do not raise these."""


class Commands(click.Group):
    """Imports the module of a command when it is called; the command list needs no imports."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        return list(COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        if cmd_name not in COMMANDS:
            return None
        module = importlib.import_module(f"scraper.commands.{cmd_name}")
        command: click.Command = module.command
        return command

    def resolve_command(
        self, ctx: click.Context, args: list[str]
    ) -> tuple[str | None, click.Command | None, list[str]]:
        if args[0] not in COMMANDS:
            ctx.fail(f"No such command {args[0]!r}.{_command_meant(args[0])}")
        return super().resolve_command(ctx, args)

    def invoke(self, ctx: click.Context) -> Any:
        try:
            return super().invoke(ctx)
        except KeyboardInterrupt as stop:
            from scraper.commands.interrupted import Interrupted

            if not isinstance(stop, Interrupted):
                click.echo("scraper: stopped", err=True)
            # After an interrupt inside an exec, by which dataclasses are made when a module is
            # imported, Python ends itself by SIGINT, though it was caught. Another exec resets it.
            exec("")
            return INTERRUPTED
        except BrokenPipeError:
            return BROKEN_PIPE

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        with formatter.section("Commands"):
            formatter.write_dl(list(COMMANDS.items()))


def _command_meant(name: str) -> str:
    """What a user may have meant by a first argument that is no command; empty if unknown."""
    from difflib import get_close_matches

    if name == "-" or name.lower().startswith(("http://", "https://")) or _is_path(name):
        return f" To extract a page: scraper extract {shlex.quote(name)}"
    close = get_close_matches(name.lower(), COMMANDS, 1)
    return f" Did you mean {close[0]!r}?" if close else ""


def _is_path(name: str) -> bool:
    try:
        return Path(name).exists()
    except (OSError, ValueError):  # too long for a path
        return False


@click.command(cls=Commands, context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(package_name="scraper", message="%(prog)s %(version)s")
def cli() -> None:
    """News crawler and content extraction.

    Records go to stdout, everything else to stderr. Exit status: 0 done, 1 some pages failed,
    2 wrong usage or configuration, 130 or 143 stopped by Ctrl-C or SIGTERM before all was done.
    Each command has an example: scraper extract --help
    """


def main() -> NoReturn:
    """Entry point: runs the command and turns every expected error into a line on stderr."""
    sys.exit(run(sys.argv[1:]))


def run(arguments: list[str]) -> int:
    """Run one command line and return its exit status."""
    from scraper.errors import ConfigError, ScraperError

    try:
        status = int(cli.main(arguments, prog_name="scraper", standalone_mode=False) or 0)
        if sys.stdout is not None:  # closed by the shell: >&-
            sys.stdout.flush()
    except click.ClickException as error:
        error.show()
        status = WRONG_USAGE
    except click.Abort:  # Ctrl-C before the command itself began
        status = INTERRUPTED
    except ConfigError as error:
        click.echo(str(error), err=True)
        status = WRONG_USAGE
    except ScraperError as error:
        click.echo(f"scraper: {error}", err=True)
        status = SOME_FAILED
    except BrokenPipeError:
        status = BROKEN_PIPE
    except OSError as error:
        if error.errno not in WRITE_ERRNOS or error.filename is not None:
            raise
        from scraper.commands.output import cannot_write

        click.echo(f"scraper: {cannot_write('stdout', error)}", err=True)
        status = SOME_FAILED
    _discard_buffered_output()
    return status


def _discard_buffered_output() -> None:
    """Discard output that is still buffered after a closed pipe (head, less) or a full disk.

    Otherwise flushing it would raise again when the interpreter shuts down.
    """
    try:
        if sys.stdout is not None:
            sys.stdout.flush()
    except OSError:
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())


if __name__ == "__main__":
    main()
