"""Files that grow by whole appends, of which none is torn, lost or doubled.

A segment is written under ``NAME.part`` and gets its final name when it is complete; it never
changes afterwards. An append returns only when its bytes are on the disk, and tells how long the
segment then is. The caller stores that position together with its own progress, in one transaction;
after a crash ``recover`` cuts the segment back to the stored length.

What is in the segments is the business of jsonl.py and warc.py.
"""

from __future__ import annotations

import logging
import os
from dataclasses import dataclass
from io import FileIO
from pathlib import Path
from typing import Any, ClassVar, Self

from scraper.errors import ExportError

log = logging.getLogger(__name__)

PART = ".part"
ORPHAN = ".orphan"


@dataclass(frozen=True, slots=True)
class Position:
    """How far a folder's files are written: the segment's final name, and its length in bytes."""

    segment: str
    length: int


class Segments:
    """One folder's segments of one kind. One writer a folder; not for several threads at once.

    The position of an append has to be stored before the next append: only then may a full
    segment get its final name.

    Args:
        folder: made if it does not exist.
        max_bytes: a segment ends before it would grow beyond this; one append alone may be larger.

    Raises:
        ExportError: the folder cannot be made.
    """

    PATTERN: ClassVar[str]
    """What the names of this kind match, without ``.part``."""

    def __init__(self, folder: Path, *, max_bytes: int) -> None:
        if max_bytes < 1:
            raise ValueError(f"max_bytes: expected at least 1, got {max_bytes}")
        self.folder = Path(folder)
        self.max_bytes = max_bytes
        self._file: FileIO | None = None
        self._name = ""
        self._length = 0
        self._torn = False
        _make_folder(self.folder)

    def _new_name(self) -> str:
        """The final name of a segment that is begun now."""
        raise NotImplementedError

    def _head(self) -> bytes:
        """What a new segment begins with."""
        return b""

    @classmethod
    def recover(cls, folder: Path, position: Position | None, **options: Any) -> Self:
        """A writer that goes on after ``position``, the last that was stored.

        Bytes beyond the stored length, and parts begun after it, were never committed and are
        removed. Where nothing was stored at all, parts are set aside as ``.orphan``: they may be
        what a lost or deleted frontier had committed.

        Args:
            options: as for the class.

        Raises:
            ExportError: the folder cannot be read or written, or the segment is shorter than was
                committed.
        """
        writer = cls(folder, **options)
        try:
            for part in sorted(writer.folder.glob(cls.PATTERN + PART)):
                if position is not None and part.name == position.segment + PART:
                    writer._reopen(part, position)
                elif position is not None or part.stat().st_size == 0:
                    part.unlink()
                else:
                    aside = part.with_suffix(ORPHAN)
                    part.rename(aside)
                    log.warning("%s belongs to no known crawl: set aside as %s", part, aside.name)
            sync_folder(writer.folder)
        except OSError as error:
            raise failed("recover the files in", writer.folder, error) from error
        return writer

    @property
    def position(self) -> Position | None:
        """Where the open segment ends; None while there is none."""
        return Position(self._name, self._length) if self._file is not None else None

    def append_bytes(self, data: bytes) -> Position:
        """Write, and wait until the disk has it.

        Returns:
            Where the segment ends now; to be stored before the next append.

        Raises:
            ExportError: the disk is full, the folder is read-only, …; nothing was appended, and
                what was appended before stays.
        """
        if self._file is not None and self._length and self._length + len(data) > self.max_bytes:
            self.finish()
        file = self._file
        if file is None:
            file = self._begin()
            data = self._head() + data
        try:
            if self._torn:
                self._cut(file)
            write_all(file, data)
            os.fsync(file.fileno())
        except OSError as error:
            self._torn = True
            try:
                self._cut(file)
            except OSError:
                log.exception("%s: left torn; cut at the next append or start", self._part)
            raise failed("write to", self._part, error) from error
        self._length += len(data)
        return Position(self._name, self._length)

    def rollback(self, position: Position | None) -> None:
        """Forget the last append: its position could not be stored, ``position`` is the last one.

        Raises:
            ExportError: the segment cannot be cut back.
        """
        if self._file is None:
            return
        same = position is not None and position.segment == self._name
        self._length = position.length if position is not None and same else 0
        try:
            self._cut(self._file)
        except OSError as error:
            self._torn = True
            raise failed("cut back", self._part, error) from error

    def finish(self) -> Path | None:
        """Give the open segment its final name.

        Returns:
            The segment; None if nothing was written since the last one.

        Raises:
            ExportError: it cannot be renamed; what was written stays in the ``.part``.
        """
        if self._file is None:
            return None
        part, final = self._part, self.folder / self._name
        try:
            if self._torn:
                self._cut(self._file)
            self.close()
            if not self._length:
                part.unlink()
                return None
            if final.exists():
                raise FileExistsError(17, "there is already a segment of this name", str(final))
            part.rename(final)
            sync_folder(self.folder)
        except OSError as error:
            raise failed("finish", part, error) from error
        return final

    def close(self) -> None:
        """Close without finishing: the ``.part`` stays for ``recover``."""
        if self._file is not None:
            self._file.close()
            self._file = None

    def __enter__(self) -> Self:
        return self

    def __exit__(self, kind: type[BaseException] | None, *_: object) -> None:
        """Finish the segment; after an error leave it for ``recover``."""
        if kind is None:
            self.finish()
        else:
            self.close()

    @property
    def _part(self) -> Path:
        return self.folder / (self._name + PART)

    def _begin(self) -> FileIO:
        self._name = self._new_name()
        self._length, self._torn = 0, False
        try:
            self._file = FileIO(self._part, "xb")
            sync_folder(self.folder)
        except OSError as error:
            self.close()
            raise failed("create", self._part, error) from error
        return self._file

    def _reopen(self, part: Path, position: Position) -> None:
        size = part.stat().st_size
        if size < position.length:
            raise ExportError(
                f"{part}: {position.length} bytes were committed, but the file has only {size}: "
                f"the disk lost data. Restore the file, or delete it to go on without it"
            )
        self._name, self._length = position.segment, position.length
        self._file = FileIO(part, "r+b")
        self._cut(self._file)

    def _cut(self, file: FileIO) -> None:
        """Take the file back to the length of its last whole append."""
        file.truncate(self._length)
        file.seek(self._length)
        os.fsync(file.fileno())
        self._torn = False


def write_all(file: FileIO, data: bytes) -> None:
    """A raw write may take only a part, above all on a disk that is filling up."""
    rest = memoryview(data)
    while rest:
        rest = rest[file.write(rest) or 0 :]


def _make_folder(folder: Path) -> None:
    try:
        missing = [place for place in (folder, *folder.parents) if not place.exists()]
        folder.mkdir(parents=True, exist_ok=True)
        for place in missing:
            sync_folder(place.parent)
    except OSError as error:
        raise failed("make the folder", folder, error) from error


def sync_folder(folder: Path) -> None:
    """Make the folder's entries durable: a new name is safe only when its folder is synced."""
    if os.name == "nt":  # has no such call; NTFS journals names itself
        return
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


def failed(what: str, place: Path, error: OSError) -> ExportError:
    """The error to raise when a file cannot be written."""
    return ExportError(
        f"cannot {what} {place}: {error.strerror or error}. What was written before is kept; "
        f"make room or give write permission, then start again"
    )
