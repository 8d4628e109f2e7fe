"""The records in JSON Lines files: all of them, or each story's newest version only."""

from __future__ import annotations

import json
import os
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from scraper.errors import InputError
from scraper.exporters.reading import read_lines

SEGMENT_SUFFIXES = (".jsonl", ".jsonl.gz", ".jsonl.zst")


@dataclass(frozen=True, slots=True)
class WrittenRecord:
    """A record as it was written: its place ``FILE:LINE``, its id, and its line of JSON."""

    place: str
    id: str
    line: bytes


def segments_in(folder: Path) -> tuple[list[Path], list[InputError]]:
    """The files with records in a folder and its folders, without unfinished ones, and an error for
    each of the folders that cannot be opened."""
    failed: list[OSError] = []
    found = sorted(
        Path(here, name)
        for here, _, names in os.walk(folder, onerror=failed.append)
        for name in names
        if name.endswith(SEGMENT_SUFFIXES)
    )
    return found, [
        InputError(f"{error.filename}: cannot be opened: {error.strerror}") for error in failed
    ]


def read_records(
    paths: Iterable[Path], *, all_versions: bool = False
) -> Iterator[WrittenRecord | InputError]:
    """Yield the records of files, in the order of the files' names, and errors in between.

    Args:
        all_versions: also records that are followed by another one with the same ``id``. Without
            it, all files are read twice, and the places of all stories are in memory: about 200
            bytes each.
    """
    files = sorted(paths, key=lambda path: (path.name, path))
    last: dict[str, tuple[int, int]] = {}
    if not all_versions:
        for number, line_number, found in _numbered(files):
            if isinstance(found, WrittenRecord):
                last[found.id] = number, line_number
    for number, line_number, found in _numbered(files):
        place = (number, line_number)
        is_newest = isinstance(found, InputError) or last.get(found.id) == place
        if all_versions or is_newest:
            yield found


def _numbered(files: Sequence[Path]) -> Iterator[tuple[int, int, WrittenRecord | InputError]]:
    """What is in each line, with the numbers of its file and its line."""
    for number, path in enumerate(files):
        line_number = 0
        try:
            for line in read_lines(path):
                line_number = line.number
                place = f"{path}:{line_number}"
                id_ = _id_in(line.data)
                if id_ is None:
                    yield number, line_number, InputError(f"{place}: this is no record")
                else:
                    yield number, line_number, WrittenRecord(place, id_, line.data)
        except InputError as error:
            yield number, line_number, error


def _id_in(line: bytes) -> str | None:
    try:
        id_ = json.loads(line)["id"]
    except (ValueError, TypeError, KeyError, RecursionError):
        return None
    return id_ if isinstance(id_, str) else None
