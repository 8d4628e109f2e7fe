"""Where a command's records go: stdout, or a file; and what is said when they cannot be written."""

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
    """Gives the function that writes: to the file, or to stdout where there is none. What was
    written is with the system when it returns.

    Raises:
        ExportError: from here or from the function; the full disk, the folder that is not there.
        BrokenPipeError: the reader of a pipe has gone.
    """
    from scraper.errors import ExportError

    name = "stdout" if path is None else str(path)
    if path is None and sys.stdout is None:
        raise ExportError("stdout is closed, so that nothing can be written: give -o FILE")
    try:
        # Not buffered: nothing is left to be written, and to fail again, when the file is closed.
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
    """The message of a failed write."""
    return (
        f"cannot write to {name}: {error.strerror or error}. Make room or write elsewhere, then "
        f"start again; what was written before may end in the middle of a line"
    )
