"""Where a command writes its records (stdout or a file), and the errors of failed writes."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import click

output_option = click.option(
    "-o",
    "--output",
    type=click.Path(dir_okay=False, path_type=Path),
    help="The file to write, instead of stdout.",
)


@contextmanager
def writing_to(path: Path | None) -> Iterator[Callable[[bytes], None]]:
    """Yields a function that writes to the file, or to stdout if ``path`` is None.

    The function flushes all data to the operating system before it returns.

    Raises:
        ExportError: the file cannot be opened or written, here or in the function: a full disk, a
            missing folder.
        BrokenPipeError: the reader of a pipe has closed it.
    """
    from scraper.errors import ExportError

    name = "stdout" if path is None else str(path)
    if path is None and sys.stdout is None:
        raise ExportError("stdout is closed, so that nothing can be written: give -o FILE")
    try:
        # Unbuffered, so that closing the file has nothing left to write that could fail again.
        file = path.open("wb", buffering=0) if path is not None else sys.stdout.buffer
    except OSError as error:
        raise ExportError(
            f"{name}: cannot be written: {error.strerror}: name a file in a folder that is there "
            f"and that you may write to"
        ) from error

    def write(data: bytes) -> None:
        rest = memoryview(data)
        try:
            while rest:
                rest = rest[file.write(rest) or 0 :]
            file.flush()
        except BrokenPipeError:
            raise
        except OSError as error:
            raise ExportError(cannot_write(name, error)) from error

    try:
        yield write
    finally:
        if path is not None:
            file.close()


def cannot_write(name: str, error: OSError) -> str:
    """The error message for a failed write."""
    return (
        f"cannot write to {name}: {error.strerror or error}. Make room or write elsewhere, then "
        f"start again; what was written before may end in the middle of a line"
    )
