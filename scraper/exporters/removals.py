"""Removals: lines that tell of stories whose page is gone, or there again, after they were written.

They are not records, so they are in files of their own, whose names no pattern for records matches:
``NAME.ndjson``, JSON Lines like the segments. segments.py implements crash-safe appending.
"""

from __future__ import annotations

import json
import secrets
from collections.abc import Sequence
from datetime import UTC, datetime
from pathlib import Path

from scraper.exporters.segments import Position, Segments

MAX_BYTES = 64_000_000
"""Maximum size of a file, as for segments. A line has some 200 bytes."""


class RemovalWriter(Segments):
    """Writes removals to one folder.

    Args:
        folder, max_bytes: as for ``Segments``.

    Raises:
        ExportError: the folder cannot be created.

    Example:
        >>> import tempfile
        >>> folder = Path(tempfile.mkdtemp())
        >>> line = removal_line("ab12", "https://example.org/a", "a", "2024-05-01T06:30:00Z", 410)
        >>> with RemovalWriter(folder) as writer:
        ...     position = writer.append([line])
        >>> [path.suffix for path in folder.iterdir()]
        ['.ndjson']
    """

    PATTERN = "*.ndjson"

    def __init__(self, folder: Path, *, max_bytes: int = MAX_BYTES) -> None:
        super().__init__(folder, max_bytes=max_bytes)

    def append(self, lines: Sequence[bytes]) -> Position:
        """Write lines, and sync them to disk.

        Returns:
            The new end of the file; the caller has to store it before the next append.

        Raises:
            ExportError: they cannot be written; none of them is kept.
        """
        return self.append_bytes(b"\n".join(lines) + b"\n")

    def _new_name(self) -> str:
        time = datetime.now(UTC).strftime("%Y%m%dT%H%M%S%fZ")
        return f"{time}-{secrets.token_hex(4)}.ndjson"


def removal_line(record: str, url: str, source: str, seen_at: str, status: int) -> bytes:
    """One line, without its line break.

    Args:
        record: the ``id`` of the story's records.
        seen_at: RFC 3339, in UTC.
        status: what the server answered: 404 or 410; 200 if the page is there again.
    """
    values = {"id": record, "url": url, "source": source, "seen_at": seen_at, "status": status}
    return json.dumps(values, ensure_ascii=False, separators=(",", ":")).encode()
