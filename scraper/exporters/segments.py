"""Append-only files with atomic appends: after a crash no append is torn, lost or duplicated.

A segment is written as ``NAME.part`` and renamed to its final name when it is complete; it never
changes afterwards. An append returns after its bytes are synced to disk, with the new length of the
segment. The caller stores that position together with its own progress in one transaction. After a
crash ``recover`` truncates the segment to the stored length.

The content of segments is defined in jsonl.py and warc.py.
"""

from __future__ import annotations

import errno
import logging
import os
from collections.abc import Collection
from dataclasses import dataclass
from io import FileIO
from pathlib import Path
from typing import Any, ClassVar, Self

from scraper.errors import ExportError, FolderUnusable

log = logging.getLogger(__name__)

PART = ".part"
ORPHAN = ".orphan"

_OF_ONE_FOLDER = frozenset(
    {
        errno.ENOENT,
        errno.ENOTDIR,
        errno.EACCES,
        errno.EPERM,
        errno.EEXIST,
        errno.ESTALE,
    }
)
"""Errors of one folder; others, such as those of a full or failing disk, concern all of them."""


MISSING = (
    "%s: the segment %s, of which %d bytes were committed, is not there: was the folder moved, or "
    "did a consumer take it?"
)


@dataclass(frozen=True, slots=True)
class Position:
    """The end of a folder's committed data: the segment's final name, and its length in bytes."""

    segment: str
    length: int


class Segments:
    """The segments of one kind in one folder. One writer per folder; not thread-safe.

    The caller has to store the position of an append before the next append, because that may give
    a full segment its final name.

    Args:
        folder: created if it does not exist.
        max_bytes: maximum size of a segment; only a single append may be larger.

    Raises:
        ExportError: the folder cannot be created.
    """

    PATTERN: ClassVar[str]
    """Glob pattern of the segment names, without ``.part``."""

    def __init__(self, folder: Path, *, max_bytes: int) -> None:
        if max_bytes < 1:
            raise ValueError(f"max_bytes: expected at least 1, got {max_bytes}")
        self.folder = Path(folder)
        self.max_bytes = max_bytes
        self._file: FileIO | None = None
        self._name = ""
        self._length = 0
        self._torn = False
        make_folder(self.folder)

    def _new_name(self) -> str:
        """The final name of a new segment."""
        raise NotImplementedError

    def _head(self) -> bytes:
        """The bytes at the start of each new segment."""
        return b""

    @classmethod
    def recover(
        cls,
        folder: Path,
        position: Position | None,
        *,
        others: Collection[str] = (),
        **options: Any,
    ) -> Self:
        """A writer that continues after ``position``, the last stored position.

        Bytes beyond the stored length were not committed and are removed. Parts that nobody knows
        are renamed to ``.orphan``: another frontier may have committed them, or one that was
        deleted. A frontier whose part was set aside so takes it back.

        Args:
            others: names of open segments of other sources, which stay as they are.
            options: the arguments of the class.

        Raises:
            ExportError: the folder cannot be read or written, or the segment is shorter than its
                committed length.
        """
        writer = cls(folder, **options)
        try:
            if position is not None:
                writer._reopen(position)
            for part in sorted(writer.folder.glob(cls.PATTERN + PART)):
                name = part.name.removesuffix(PART)
                if name in others or (position is not None and name == position.segment):
                    continue
                if part.stat().st_size == 0:
                    part.unlink()
                else:
                    aside = part.with_suffix(ORPHAN)
                    part.rename(aside)
                    log.warning("%s belongs to no known crawl: set aside as %s", part, aside.name)
            sync_folder(writer.folder)
        except OSError as error:
            raise write_error("recover the files in", writer.folder, error) from error
        return writer

    @classmethod
    def complete(cls, folder: Path, position: Position, **options: Any) -> None:
        """Finish one segment in a folder that is no longer written to. Other files in it, which
        may belong to others by now, stay as they are.

        Raises:
            ExportError: as for ``recover``.
        """
        if not folder.is_dir():
            log.warning(MISSING, folder, position.segment, position.length)
            return
        writer = cls(folder, **options)
        try:
            writer._reopen(position)
        except OSError as error:
            raise write_error("recover the files in", folder, error) from error
        writer.finish()

    @property
    def position(self) -> Position | None:
        """The end of the open segment; None if no segment is open."""
        return Position(self._name, self._length) if self._file is not None else None

    def append_bytes(self, data: bytes) -> Position:
        """Write, and sync to disk.

        Returns:
            The new end of the segment; the caller has to store it before the next append.

        Raises:
            ExportError: the disk is full, the folder is read-only, …; nothing was appended, and
                earlier appends are kept.
        """
        if self._file is not None and self._length and self._length + len(data) > self.max_bytes:
            self.finish()
        file = self._file
        if file is None:
            file = self._begin()
            data = self._head() + data
        try:
            if self._torn:
                self._truncate(file)
            write_all(file, data)
            os.fsync(file.fileno())
        except OSError as error:
            self._torn = True
            try:
                self._truncate(file)
            except OSError:
                log.exception("%s: left torn; cut at the next append or start", self._part)
            raise write_error("write to", self._part, error) from error
        self._length += len(data)
        return Position(self._name, self._length)

    def rollback(self, position: Position | None) -> None:
        """Undo the last append, whose position could not be stored.

        Args:
            position: the last stored position.

        Raises:
            ExportError: the segment cannot be truncated.
        """
        if self._file is None:
            return
        same = position is not None and position.segment == self._name
        self._length = position.length if position is not None and same else 0
        try:
            self._truncate(self._file)
            if not self._length:  # the next append begins another one, with its head
                self.close()
                self._part.unlink(missing_ok=True)
        except OSError as error:
            self._torn = True
            raise write_error("cut back", self._part, error) from error

    def finish(self) -> Path | None:
        """Give the open segment its final name.

        Returns:
            The segment; None if nothing was written since the last one.

        Raises:
            ExportError: it cannot be renamed; its content stays in the ``.part``.
        """
        if self._file is None:
            return None
        part, final = self._part, self.folder / self._name
        try:
            if self._torn:
                self._truncate(self._file)
            self.close()
            if not self._length:
                part.unlink()
                return None
            if final.exists():
                raise FileExistsError(17, "there is already a segment of this name", str(final))
            part.rename(final)
            sync_folder(self.folder)
        except OSError as error:
            raise write_error("finish", part, error) from error
        return final

    def close(self) -> None:
        """Close without finishing; ``recover`` can continue the ``.part``."""
        if self._file is not None:
            self._file.close()
            self._file = None

    def __enter__(self) -> Self:
        return self

    def __exit__(self, kind: type[BaseException] | None, *_: object) -> None:
        """Finish the segment; after an error, only close it, for ``recover``."""
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
            raise write_error("create", self._part, error) from error
        return self._file

    def _reopen(self, position: Position) -> None:
        """Open the segment of a stored position, if it is not finished."""
        part = self.folder / (position.segment + PART)
        aside = part.with_suffix(ORPHAN)
        if not part.exists():
            if (self.folder / position.segment).exists():
                return
            if not aside.exists():
                log.warning(MISSING, self.folder, position.segment, position.length)
                return
            aside.rename(part)
        size = part.stat().st_size
        if size < position.length:
            raise ExportError(
                f"{part}: {position.length} bytes were committed, but the file has only {size}: "
                f"the disk lost data. Restore the file, or delete it to go on without it"
            )
        self._name, self._length = position.segment, position.length
        self._file = FileIO(part, "r+b")
        self._truncate(self._file)

    def _truncate(self, file: FileIO) -> None:
        """Truncate the file to the end of its last complete append."""
        file.truncate(self._length)
        file.seek(self._length)
        os.fsync(file.fileno())
        self._torn = False


def write_all(file: FileIO, data: bytes) -> None:
    """Write all of ``data``: a raw write may be partial, especially when a disk is nearly full."""
    rest = memoryview(data)
    while rest:
        rest = rest[file.write(rest) or 0 :]


def make_folder(folder: Path) -> None:
    """Create a folder, durably, if it does not exist."""
    try:
        missing = [path for path in (folder, *folder.parents) if not path.exists()]
        folder.mkdir(parents=True, exist_ok=True)
        for path in missing:
            sync_folder(path.parent)
    except OSError as error:
        raise write_error("make the folder", folder, error) from error


def sync_folder(folder: Path) -> None:
    """Sync a folder: a new or renamed file is durable only after its folder is synced."""
    if os.name == "nt":  # Windows cannot sync folders; NTFS journals file names itself
        return
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


def write_error(action: str, path: Path, error: OSError) -> ExportError:
    """The ExportError for a failed file operation."""
    kind = FolderUnusable if error.errno in _OF_ONE_FOLDER else ExportError
    return kind(
        f"cannot {action} {path}: {error.strerror or error}. What was written before is kept; "
        f"make room or give write permission, then start again"
    )
