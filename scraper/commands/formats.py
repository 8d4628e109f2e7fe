"""The formats in which ``extract`` and ``export`` write records, and how one file has several."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

import click

from scraper.commands.output import Output

if TYPE_CHECKING:
    from scraper.record import Record

SEPARATORS = {
    "jsonl": "",
    "csv": "",
    "text": f"\n{'=' * 72}\n\n",
    "markdown": "\n---\n\n",
    "html": "\n",
}
"""The formats, each with what is written between two records of one file."""
_FORMAT_OF_SUFFIX = {
    ".csv": "csv", ".md": "markdown", ".markdown": "markdown", ".html": "html", ".htm": "html",
    ".txt": "text",
}  # fmt: skip

format_option = click.option(
    "--format",
    "format_name",
    type=click.Choice(list(SEPARATORS)),
    show_default="by the name of the file given with -o, otherwise jsonl",
    help="What to print; csv is a table for spreadsheets, text, markdown and html are the story to "
    "read.",
)
front_matter_option = click.option(
    "--front-matter",
    is_flag=True,
    help="Begin Markdown with title, date, authors, URL and more as YAML.",
)


def output_dir_option(help_text: str) -> Callable[[Callable[..., int]], Callable[..., int]]:
    """The option --output-dir, whose value is the argument ``folder``."""
    return click.option(
        "--output-dir",
        "folder",
        type=click.Path(file_okay=False, path_type=Path),
        metavar="DIR",
        help=help_text,
    )


def chosen_format(
    format_name: str | None, output: Path | None, folder: Path | None, front_matter: bool
) -> str:
    """The format of --format, or that which the name of the output file asks for.

    Args:
        folder: the value of --output-dir.

    Raises:
        click.UsageError: the options do not go together.
    """
    if format_name is None:
        suffix = output.suffix.lower() if output else ""
        format_name = _FORMAT_OF_SUFFIX.get(suffix, "jsonl")
    if front_matter and format_name != "markdown":
        raise click.UsageError("--front-matter is for --format markdown.")
    if folder is not None and output is not None:
        raise click.UsageError("-o and --output-dir cannot be given together.")
    if folder is not None and format_name == "csv":
        raise click.UsageError("--format csv writes one table: give -o FILE.")
    return format_name


def formatter(format_name: str, front_matter: bool = False) -> Callable[[Record], str]:
    """The function that prints a record in a format."""
    if format_name == "csv":
        from scraper.exporters.table import to_csv_row

        return to_csv_row
    if format_name == "text":
        from scraper.exporters.text import to_text

        return to_text
    if format_name == "markdown":
        from scraper.exporters.markdown import to_markdown

        return partial(to_markdown, front_matter=front_matter)
    if format_name == "html":
        from scraper.exporters.html import to_html

        return to_html
    return lambda record: record.to_json() + "\n"


def sequence_writer(
    out: Output, format_name: str, front_matter: bool = False
) -> Callable[[str, bytes], None]:
    """A function that writes records one after the other, as ``OutputFolder.write`` writes them
    into files. Its first argument, the name, is not used."""
    between = ("\n" if front_matter else SEPARATORS[format_name]).encode()
    separator = b""
    if format_name == "csv":
        from scraper.exporters.table import csv_head

        separator = csv_head().encode()

    def write(name: str, text: bytes) -> None:
        nonlocal separator
        out.write(separator + text)
        separator = between

    return write
