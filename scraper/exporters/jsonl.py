"""JSON Lines segments: records on disk, of which none is torn, lost or doubled.

A segment is written under ``NAME.jsonl.part`` (``.jsonl.gz.part``, ``.jsonl.zst.part``) and gets
its final name when it is complete; it never changes afterwards. ``append`` returns only when its
lines are on the disk, and tells how long the segment then is. The caller stores that position
together with its own progress, in one transaction; after a crash ``recover`` cuts the segment
back to the stored length. Each append is a gzip member or zstd frame of its own, so that the cut
leaves a file that every gzip or zstd reads.

Reading segments back is in reading.py.
"""

from __future__ import annotations

import gzip
import logging
import os
import re
import secrets
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from io import FileIO
from pathlib import Path
from types import TracebackType
from typing import Literal, Self

from scraper.errors import ExportError

log = logging.getLogger(__name__)

Compression = Literal[None, "gz", "zst"]

PART = ".part"
ORPHAN = ".orphan"
_TIME = "%Y%m%dT%H%M%S%fZ"
_TIME_LENGTH = len("20240131T235959000000Z")
_SEGMENT = re.compile(r"2\d{3}[01]\d[0-3]\dT[0-2]\d[0-5]\d[0-5]\d\d{6}Z-[0-9a-f]{8}\.jsonl")


@dataclass(frozen=True, slots=True)
class Position:
    """How far a folder's records are written: the segment's final name, and its length in bytes."""

    segment: str
    length: int


class SegmentWriter:
    """Writes one folder's segments. One writer a folder; not for use by several threads at once.

    The position of an append has to be stored before the next append: only then may a full
    segment get its final name.

    Args:
        folder: made if it does not exist.
        compression: None, ``"gz"`` or ``"zst"``.
        max_bytes: a segment ends before it would grow beyond this; one append alone may be larger.

    Raises:
        ExportError: the folder cannot be made.

    Example:
        >>> import tempfile
        >>> folder = Path(tempfile.mkdtemp())
        >>> with SegmentWriter(folder, compression="gz") as writer:
        ...     position = writer.append([b'{"schema_version":1}'])
        >>> [path.suffixes for path in folder.iterdir()]
        [['.jsonl', '.gz']]
    """

    def __init__(
        self, folder: Path, *, compression: Compression = None, max_bytes: int = 64_000_000
    ) -> None:
        if compression not in (None, "gz", "zst"):
            raise ValueError(f"compression: expected None, 'gz' or 'zst', got {compression!r}")
        if max_bytes < 1:
            raise ValueError(f"max_bytes: expected at least 1, got {max_bytes}")
        self.folder = Path(folder)
        self.compression: Compression = compression
        self.max_bytes = max_bytes
        self._file: FileIO | None = None
        self._name = ""
        self._length = 0
        self._torn = False
        _make_folder(self.folder)

    @classmethod
    def recover(
        cls,
        folder: Path,
        position: Position | None,
        *,
        compression: Compression = None,
        max_bytes: int = 64_000_000,
    ) -> Self:
        """A writer that goes on after ``position``, the last that was stored.

        Bytes beyond the stored length, and parts begun after it, were never committed and are
        removed. Where nothing was stored at all, parts are set aside as ``.orphan``: they may be
        what a lost or deleted frontier had committed.

        Raises:
            ExportError: the folder cannot be read or written, or the segment is shorter than was
                committed.
        """
        writer = cls(folder, compression=compression, max_bytes=max_bytes)
        try:
            for part in sorted(writer.folder.glob(f"*.jsonl*{PART}")):
                if position is not None and part.name == position.segment + PART:
                    writer._reopen(part, position)
                elif position is not None or part.stat().st_size == 0:
                    part.unlink()
                else:
                    aside = part.with_suffix(ORPHAN)
                    part.rename(aside)
                    log.warning("%s belongs to no known crawl: set aside as %s", part, aside.name)
            _sync_folder(writer.folder)
        except OSError as error:
            raise _failed("recover the segments in", writer.folder, error) from error
        if writer._file is not None and not writer._name.endswith(_suffix(compression)):
            writer.finish()
        return writer

    @property
    def position(self) -> Position | None:
        """Where the open segment ends; None while there is none."""
        return Position(self._name, self._length) if self._file is not None else None

    def append(self, lines: Sequence[bytes]) -> Position:
        """Write records, one JSON text each without line break, and wait until the disk has them.

        Returns:
            Where the segment ends now; to be stored before the next append.

        Raises:
            ExportError: the disk is full, the folder is read-only, …; nothing was appended, and
                what was appended before stays.
            ValueError: there are no lines, or one is empty or holds a line break.
        """
        if not lines:
            raise ValueError("append: expected at least one line")
        for line in lines:
            if not line or b"\n" in line:
                raise ValueError(f"append: expected one line of JSON, got {line[:80]!r}")
        data = _compress(b"\n".join(lines) + b"\n", self.compression)
        if self._file is not None and self._length and self._length + len(data) > self.max_bytes:
            self.finish()
        file = self._file or self._begin()
        try:
            if self._torn:
                self._cut(file)
            _write_all(file, data)
            os.fsync(file.fileno())
        except OSError as error:
            self._torn = True
            try:
                self._cut(file)
            except OSError:
                log.exception("%s: left torn; cut at the next append or start", self._part)
            raise _failed("write to", self._part, error) from error
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
            raise _failed("cut back", self._part, error) from error

    def finish(self) -> Path | None:
        """Give the open segment its final name.

        Returns:
            The segment; None if nothing was written since the last one.

        Raises:
            ExportError: it cannot be renamed; its records stay in the ``.part``.
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
            _sync_folder(self.folder)
        except OSError as error:
            raise _failed("finish", part, error) from error
        return final

    def close(self) -> None:
        """Close without finishing: the ``.part`` stays for ``recover``."""
        if self._file is not None:
            self._file.close()
            self._file = None

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        """Finish the segment; after an error leave it for ``recover``."""
        if kind is None:
            self.finish()
        else:
            self.close()

    @property
    def _part(self) -> Path:
        return self.folder / (self._name + PART)

    def _begin(self) -> FileIO:
        self._name = _next_name(self.folder, _suffix(self.compression))
        self._length, self._torn = 0, False
        try:
            self._file = FileIO(self._part, "xb")
            _sync_folder(self.folder)
        except OSError as error:
            self.close()
            raise _failed("create", self._part, error) from error
        return self._file

    def _reopen(self, part: Path, position: Position) -> None:
        size = part.stat().st_size
        if size < position.length:
            raise ExportError(
                f"{part}: {position.length} bytes were committed, but the file has only {size}: "
                f"the disk lost data. Restore the file, or delete it to go on without its records"
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


def _suffix(compression: Compression) -> str:
    return f".jsonl.{compression}" if compression else ".jsonl"


def _compress(data: bytes, compression: Compression) -> bytes:
    if compression == "gz":
        return gzip.compress(data, mtime=0)
    if compression == "zst":
        import zstandard

        return zstandard.ZstdCompressor(write_checksum=True).compress(data)
    return data


def _write_all(file: FileIO, data: bytes) -> None:
    """A raw write may take only a part, above all on a disk that is filling up."""
    rest = memoryview(data)
    while rest:
        rest = rest[file.write(rest) or 0 :]


def _next_name(folder: Path, suffix: str) -> str:
    """A name that sorts after all others of the folder, even when the clock was set back.

    The random end keeps two machines apart whose folders are put together later.
    """
    now = datetime.now(UTC)
    try:
        names = [path.name for path in folder.iterdir() if _SEGMENT.match(path.name)]
    except OSError as error:
        raise _failed("list", folder, error) from error
    if names:
        last = datetime.strptime(max(names)[:_TIME_LENGTH], _TIME).replace(tzinfo=UTC)
        now = max(now, last + timedelta(microseconds=1))
    return f"{now.strftime(_TIME)}-{secrets.token_hex(4)}{suffix}"


def _make_folder(folder: Path) -> None:
    try:
        missing = [place for place in (folder, *folder.parents) if not place.exists()]
        folder.mkdir(parents=True, exist_ok=True)
        for place in missing:
            _sync_folder(place.parent)
    except OSError as error:
        raise _failed("make the folder", folder, error) from error


def _sync_folder(folder: Path) -> None:
    """Make the folder's entries durable: a new name is safe only when its folder is synced."""
    if os.name == "nt":  # has no such call; NTFS journals names itself
        return
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


def _failed(what: str, place: Path, error: OSError) -> ExportError:
    return ExportError(
        f"cannot {what} {place}: {error.strerror or error}. What was written before is kept; "
        f"make room or give write permission, then start again"
    )
