"""Where a command writes its records (stdout or a file), and the errors of failed writes.

A file is written as FILE.part and gets its name when it is complete, as the segments of a crawl
do. So an existing file is not lost if nothing can be read, or if the command is stopped.
"""

from __future__ import annotations

import os
import shutil
import sys
from collections.abc import Iterable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any

import click

from scraper.commands.places import is_file, is_there

output_option = click.option(
    "-o",
    "--output",
    type=click.Path(dir_okay=False, path_type=Path),
    help="The file to write, instead of stdout. It is written as FILE.part and renamed at the end; "
    "until then, an existing FILE stays as it is. A pipe is written as the records come.",
)

PART = ".part"


def check_output_is_not_read(output: Path, targets: Iterable[str]) -> None:
    """Raise if a page that is to be read, itself or in a folder, would be replaced."""
    if not is_file(output):
        return
    from scraper.fetchers.files import is_page

    for target in filter(os.path.exists, targets):
        is_in_folder = output.resolve().is_relative_to(Path(target).resolve()) and is_page(output)
        if is_in_folder or output.samefile(target):
            raise click.UsageError(
                f"-o: {output} is a page that is read, and would be replaced: name another file."
            )


class Output:
    """An open output.

    Attributes:
        is_kept: an existing file stays if nothing is written, instead of being replaced by an empty
            one.
        written: bytes written so far.
    """

    def __init__(self, name: str, file: Any) -> None:
        self.is_kept = False
        self.written = 0
        self._name = name
        self._file = file

    def write(self, data: bytes) -> None:
        """Write, and flush to the operating system.

        Raises:
            ExportError: it cannot be written, for example because the disk is full.
            BrokenPipeError: the reader of a pipe has closed it.
        """
        from scraper.errors import ExportError

        rest = memoryview(data)
        try:
            while rest:
                count = self._file.write(rest) or 0
                self.written += count
                rest = rest[count:]
            self._file.flush()
        except BrokenPipeError:
            raise
        except OSError as error:
            raise ExportError(cannot_write(self._name, error)) from error


@contextmanager
def writing_to(path: Path | None) -> Iterator[Output]:
    """Open a file for writing; stdout if ``path`` is None, ``-`` or ``/dev/stdout``.

    A file gets its name at the end. If it was not reached, FILE.part has what was written.

    Raises:
        ExportError: the file cannot be opened, or renamed.
    """
    from scraper.errors import ExportError

    if path is None or str(path) in ("-", "/dev/stdout"):
        if sys.stdout is None:
            raise ExportError("stdout is closed, so that nothing can be written: give -o FILE")
        yield Output("stdout", sys.stdout.buffer)
        return
    target = Path(os.path.realpath(path))  # a symbolic link stays one
    is_special = is_there(target) and not is_file(target)
    part = target if is_special else target.with_name(target.name + PART)
    try:
        # Unbuffered, so that closing the file has nothing left to write that could fail again.
        file = part.open("wb", buffering=0)
    except OSError as error:
        raise ExportError(
            f"{path}: cannot be written: {error.strerror}: name a file in a folder that is there "
            f"and that you may write to"
        ) from error
    output = Output(str(path) if is_special else f"{path}{PART}", file)
    try:
        with file:
            yield output
    except BaseException as error:
        if not is_special:
            _leave(part, path, output, error)
        raise
    if is_special:
        return
    try:
        if output.is_kept and not output.written:
            part.unlink()
            return
        if target.exists():
            shutil.copymode(target, part)
        part.replace(target)
    except OSError as error:
        raise ExportError(cannot_write(str(path), error)) from error


def _leave(part: Path, path: Path, output: Output, error: BaseException) -> None:
    """Leave what was written when the command ends early, and say where."""
    from scraper.errors import ExportError

    if not output.written:
        with suppress(OSError):
            part.unlink()
        if isinstance(error, KeyboardInterrupt):
            click.echo(f"scraper: nothing was written to {path}", err=True)
    elif not isinstance(error, ExportError):  # which names the file
        click.echo(f"scraper: what was written so far is in {path}{PART}", err=True)


def cannot_write(name: str, error: OSError) -> str:
    """The error message for a failed write."""
    return (
        f"cannot write to {name}: {error.strerror or error}. Make room or write elsewhere, then "
        f"start again; what was written before may end in the middle of a line"
    )
