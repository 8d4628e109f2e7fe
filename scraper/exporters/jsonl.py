"""JSON Lines segments: the records on disk.

Segments are ``NAME.jsonl``, ``.jsonl.gz`` or ``.jsonl.zst`` files. segments.py implements
crash-safe appending. Each append is a separate gzip member or zstd frame, so that a segment
truncated after a crash is still a valid gzip or zstd file. reading.py reads segments.
"""

from __future__ import annotations

import gzip
import re
import secrets
from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any, Literal, Self

from scraper.exporters.segments import Position, Segments, write_error

Compression = Literal[None, "gz", "zst"]

_TIME = "%Y%m%dT%H%M%S%fZ"
_TIME_LENGTH = len("20240131T235959000000Z")
_SEGMENT = re.compile(r"2\d{3}[01]\d[0-3]\dT[0-2]\d[0-5]\d[0-5]\d\d{6}Z-[0-9a-f]{8}\.jsonl")


class SegmentWriter(Segments):
    """Writes records to one folder.

    Args:
        folder, max_bytes: as for ``Segments``.
        compression: None, ``"gz"`` or ``"zst"``.

    Raises:
        ExportError: the folder cannot be created.

    Example:
        >>> import tempfile
        >>> folder = Path(tempfile.mkdtemp())
        >>> with SegmentWriter(folder, compression="gz") as writer:
        ...     position = writer.append([b'{"schema_version":1}'])
        >>> [path.suffixes for path in folder.iterdir()]
        [['.jsonl', '.gz']]
    """

    PATTERN = "*.jsonl*"

    def __init__(
        self, folder: Path, *, compression: Compression = None, max_bytes: int = 64_000_000
    ) -> None:
        if compression not in (None, "gz", "zst"):
            raise ValueError(f"compression: expected None, 'gz' or 'zst', got {compression!r}")
        self.compression: Compression = compression
        super().__init__(folder, max_bytes=max_bytes)

    @classmethod
    def recover(cls, folder: Path, position: Position | None, **options: Any) -> Self:
        """See ``Segments.recover``; a segment with another compression is finished."""
        writer = super().recover(folder, position, **options)
        if writer._file is not None and not writer._name.endswith(_suffix(writer.compression)):
            writer.finish()
        return writer

    def append(self, lines: Sequence[bytes]) -> Position:
        """Write records, given as JSON texts without line breaks, and sync them to disk.

        Returns:
            The new end of the segment; the caller has to store it before the next append.

        Raises:
            ExportError: the disk is full, the folder is read-only, …; nothing was appended, and
                earlier appends are kept.
            ValueError: there are no lines, or one is empty or contains a line break.
        """
        if not lines:
            raise ValueError("append: expected at least one line")
        for line in lines:
            if not line or b"\n" in line:
                raise ValueError(f"append: expected one line of JSON, got {line[:80]!r}")
        return self.append_bytes(_compress(b"\n".join(lines) + b"\n", self.compression))

    def _new_name(self) -> str:
        return _next_name(self.folder, _suffix(self.compression))


def _suffix(compression: Compression) -> str:
    return f".jsonl.{compression}" if compression else ".jsonl"


def _compress(data: bytes, compression: Compression) -> bytes:
    if compression == "gz":
        return gzip.compress(data, mtime=0)
    if compression == "zst":
        import zstandard

        return zstandard.ZstdCompressor(write_checksum=True).compress(data)
    return data


def _next_name(folder: Path, suffix: str) -> str:
    """A name that sorts after all others in the folder, even if the clock was set back.

    The random suffix keeps names unique when the folders of several machines are merged.
    """
    now = datetime.now(UTC)
    try:
        names = [path.name for path in folder.iterdir() if _SEGMENT.match(path.name)]
    except OSError as error:
        raise write_error("list", folder, error) from error
    if names:
        last = datetime.strptime(max(names)[:_TIME_LENGTH], _TIME).replace(tzinfo=UTC)
        now = max(now, last + timedelta(microseconds=1))
    return f"{now.strftime(_TIME)}-{secrets.token_hex(4)}{suffix}"
