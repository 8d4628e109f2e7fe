"""``scraper export``: records of a crawl -> a table, or stories to read."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from itertools import chain
from pathlib import Path
from typing import TYPE_CHECKING

import click

from scraper.commands.formats import (
    chosen_format,
    format_option,
    formatter,
    front_matter_option,
    output_dir_option,
    sequence_writer,
)
from scraper.commands.output import output_option, writing_to
from scraper.commands.places import is_folder, is_missing, is_same

if TYPE_CHECKING:
    from scraper.errors import InputError
    from scraper.exporters.versions import WrittenRecord


@click.command("export")
@click.argument("targets", nargs=-1, required=True, metavar="FILE|FOLDER...")
@format_option
@output_option
@output_dir_option("Write one file for each story into DIR, named after its address.")
@front_matter_option
@click.option(
    "--all-versions",
    is_flag=True,
    help="Also earlier versions of a story, instead of its newest one only.",
)
def command(
    targets: tuple[str, ...],
    format_name: str | None,
    output: Path | None,
    folder: Path | None,
    front_matter: bool,
    all_versions: bool,
) -> int:
    """Print the records of a crawl, or of extract, in another format.

    A FILE has records as JSON Lines (plain, .gz, .zst); of a FOLDER, such as the output of a crawl,
    all finished ones are read. Each story is printed once, in its newest version.

    \b
    Examples:
      scraper export output/ -o stories.csv
      scraper export output/courier/ --format markdown --front-matter --output-dir notes/
      scraper export output/ > latest.jsonl
    """
    from scraper.commands.output_folder import OutputFolder
    from scraper.exporters.versions import read_records

    format_name = chosen_format(format_name, output, folder, front_matter)
    paths, unreadable = _paths(targets)
    if output is not None and any(is_same(output, path) for path in paths):
        raise click.UsageError(f"-o: {output} is read, and would be replaced: name another file.")
    print_record = _printer(format_name, front_matter)
    found = chain(unreadable, read_records(paths, all_versions=all_versions))
    if folder is not None:
        return _write(found, OutputFolder(folder, format_name, ()).write, print_record)
    with writing_to(output) as out:
        status = _write(found, sequence_writer(out, format_name, front_matter), print_record)
        out.is_kept = status > 0
    return status


def _paths(targets: tuple[str, ...]) -> tuple[list[Path], list[InputError]]:
    """The files to read, and an error for each folder that cannot be opened."""
    from scraper.exporters.versions import segments_in

    paths: list[Path] = []
    failed: list[InputError] = []
    for target in targets:
        path = Path(target)
        if not is_folder(path):
            if is_missing(path):
                raise click.UsageError(f"{target}: no such file or folder")
            paths.append(path)
            continue
        inside, unreadable = segments_in(path)
        if not inside and not unreadable:
            raise click.UsageError(f"{target}: no .jsonl, .jsonl.gz or .jsonl.zst in this folder")
        paths += inside
        failed += unreadable
    return list(dict.fromkeys(paths)), failed


def _printer(format_name: str, front_matter: bool) -> Callable[[WrittenRecord], tuple[str, bytes]]:
    """A function that gives a record's address, or its id, and what is printed for it."""
    from scraper.record import Record

    write = formatter(format_name, front_matter)

    def print_record(found: WrittenRecord) -> tuple[str, bytes]:
        record = Record.model_validate_json(found.line)
        name = record.url or found.id
        if format_name == "jsonl":  # as it was written
            return name, found.line + b"\n"
        return name, write(record).encode("utf-8", "replace")

    return print_record


def _write(
    records: Iterable[WrittenRecord | Exception],
    write: Callable[[str, bytes], None],
    print_record: Callable[[WrittenRecord], tuple[str, bytes]],
) -> int:
    """Write the records and report those that cannot be read; the exit status is returned."""
    from pydantic import ValidationError

    status = 0
    for found in records:
        if isinstance(found, Exception):
            click.echo(f"scraper: {found}", err=True)
            status = 1
            continue
        try:
            name, text = print_record(found)
        except ValidationError:
            click.echo(
                f"scraper: {found.place}: this is no record of this version: scraper validate "
                "tells what is wrong",
                err=True,
            )
            status = 1
            continue
        write(name, text)
    return status
