"""Storing what a crawl received as WARC (ISO 28500:2017, version 1.1). Reading is in warc.py.

A file is written under ``NAME.warc.gz.part`` and gets its final name when it is full or finished.
Each ``append`` returns only when its records are on the disk, with the position that the caller
stores together with its own progress; ``recover`` cuts a file back to it after a crash. Every
record is a gzip member of its own, so a file that was cut is whole.
"""

from __future__ import annotations

import io
import os
import re
import secrets
from collections.abc import Iterable, Mapping
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import UTC, datetime
from http import HTTPStatus
from pathlib import Path
from types import TracebackType
from typing import Any, Self
from urllib.parse import urlsplit

from warcio.statusandheaders import StatusAndHeaders
from warcio.warcwriter import WARCWriter

from scraper.errors import ExportError
from scraper.page import Page

PART = ".part"
ORPHAN = ".orphan"
# The size that ISO 28500 annex C recommends for a file.
MAX_BYTES = 1_000_000_000
# Headers that were true of the bytes on the wire and not of the body as it is stored.
WIRE_HEADERS = frozenset({"content-encoding", "transfer-encoding", "content-length"})
ORIGINAL = "X-Archive-Orig-"
NOT_MODIFIED = "http://netpreserve.org/warc/1.1/revisit/server-not-modified"
IDENTICAL = "http://netpreserve.org/warc/1.1/revisit/identical-payload-digest"


@dataclass(frozen=True, slots=True)
class WarcPosition:
    """How far a folder's WARC files are written: the file's final name, its length in bytes."""

    segment: str
    length: int


@dataclass(frozen=True, slots=True)
class Received:
    """One page to store.

    Attributes:
        request_headers: what was sent for it, without credentials and cookies.
        unchanged_since: when the same body was stored before; the page is then stored as a
            revisit, without its body.
    """

    page: Page
    request_headers: Mapping[str, str] = field(default_factory=dict)
    unchanged_since: datetime | None = None


class WarcWriter:
    """Writes one folder's WARC files. One writer a folder; one thread at a time.

    Args:
        folder: made if it does not exist.
        prefix: begins each file's name; anything but letters, digits, ``.``, ``_`` and ``-`` is
            replaced.
        max_bytes: a file ends before it would grow beyond this; one append alone may be larger.
        info: further fields of each file's warcinfo record, such as ``operator`` or ``robots``.

    Raises ExportError where the folder cannot be made.
    """

    def __init__(
        self,
        folder: Path,
        *,
        prefix: str = "crawl",
        max_bytes: int = MAX_BYTES,
        info: Mapping[str, str] | None = None,
    ) -> None:
        self.folder = Path(folder)
        self.prefix = re.sub(r"[^A-Za-z0-9._-]+", "_", prefix).strip("._")[:64] or "crawl"
        self.max_bytes = max_bytes
        self._info = dict(info or {})
        self._file: io.FileIO | None = None
        self._name = ""
        self._length = 0
        self._torn = False
        try:
            self.folder.mkdir(parents=True, exist_ok=True)
        except OSError as error:
            raise failed("make the folder", self.folder, error) from error

    @classmethod
    def recover(cls, folder: Path, position: WarcPosition | None, **options: Any) -> Self:
        """A writer that goes on after ``position``, the last that was stored.

        What was written beyond it was never committed and is removed. Where nothing was stored at
        all, parts are set aside as ``.orphan``: they may be what a lost frontier had committed.
        ``options`` as for the class. Raises ExportError where the file is shorter than was
        committed.
        """
        writer = cls(folder, **options)
        try:
            for part in sorted(writer.folder.glob(f"*.warc.gz{PART}")):
                if position is None and part.stat().st_size:
                    part.rename(part.with_suffix(ORPHAN))
                    continue
                if position is None or part.name != position.segment + PART:
                    part.unlink()
                    continue
                size = part.stat().st_size
                if size < position.length:
                    raise ExportError(
                        f"{part}: {position.length} bytes were committed, but the file has only "
                        f"{size}: restore the file, or delete it to go on without its pages"
                    )
                writer._name, writer._length = position.segment, position.length
                writer._file = io.FileIO(part, "r+b")
                writer._cut()
        except OSError as error:
            raise failed("recover the WARC files in", writer.folder, error) from error
        return writer

    def append(self, received: Iterable[Received]) -> WarcPosition:
        """Stores pages, and waits until the disk has them.

        Returns where the file ends now; to be stored before the next append. Raises ExportError
        where they cannot be written: nothing of them is kept then.
        """
        buffer = io.BytesIO()
        writer = WARCWriter(buffer, gzip=True, warc_version="1.1")
        for one in received:
            write_page(writer, one)
        data = buffer.getvalue()
        if self._file is not None and self._length + len(data) > self.max_bytes:
            self.finish()
        try:
            if self._file is None:
                data = self._begin() + data
            assert self._file is not None
            if self._torn:
                self._cut()
            rest = memoryview(data)
            while rest:  # a raw write may take only a part
                rest = rest[self._file.write(rest) or 0 :]
            os.fsync(self._file.fileno())
        except OSError as error:
            self._torn = True
            with suppress(OSError):
                self._cut()
            raise failed("write to", self.folder / (self._name + PART), error) from error
        self._length += len(data)
        return WarcPosition(self._name, self._length)

    def finish(self) -> Path | None:
        """Gives the open file its final name; None where there is none."""
        if self._file is None:
            return None
        final = self.folder / self._name
        try:
            if self._torn:
                self._cut()
            self.close()
            final.with_name(self._name + PART).rename(final)
            sync_folder(self.folder)
        except OSError as error:
            raise failed("finish", final, error) from error
        return final

    def close(self) -> None:
        """Closes without finishing: the ``.part`` stays for ``recover``."""
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
        if kind is None:
            self.finish()
        else:
            self.close()

    def _begin(self) -> bytes:
        time = datetime.now(UTC).strftime("%Y%m%dT%H%M%S%fZ")
        self._name = f"{self.prefix}-{time}-{secrets.token_hex(4)}.warc.gz"
        self._length = 0
        self._file = io.FileIO(self.folder / (self._name + PART), "xb")
        sync_folder(self.folder)
        buffer = io.BytesIO()
        writer = WARCWriter(buffer, gzip=True, warc_version="1.1")
        info = {
            "format": "WARC File Format 1.1",
            "conformsTo": "http://iipc.github.io/warc-specifications/specifications/warc-format/warc-1.1/",
            **self._info,
        }
        writer.write_record(writer.create_warcinfo_record(self._name, info))
        return buffer.getvalue()

    def _cut(self) -> None:
        if self._file is not None:
            self._file.truncate(self._length)
            self._file.seek(self._length)
            self._torn = False


def write_page(writer: Any, received: Received) -> None:
    page = received.page
    url = page.url or ""
    date = (page.fetched_at or datetime.now(UTC)).astimezone(UTC)
    warc_headers = {"WARC-Date": date.strftime("%Y-%m-%dT%H:%M:%S.%fZ")}
    revisit = received.unchanged_since is not None or page.status == 304
    if revisit:
        since = received.unchanged_since
        warc_headers["WARC-Profile"] = NOT_MODIFIED if page.status == 304 else IDENTICAL
        if since is not None:
            warc_headers["WARC-Refers-To-Target-URI"] = url
            time = since.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%S.%fZ")
            warc_headers["WARC-Refers-To-Date"] = time
    elif page.truncated:
        warc_headers["WARC-Truncated"] = "unspecified"
    body = b"" if revisit else page.body
    response = writer.create_warc_record(
        url,
        "revisit" if revisit else "response",
        payload=io.BytesIO(body),
        length=len(body),
        warc_headers_dict=warc_headers,
        http_headers=response_headers(page),
    )
    request = writer.create_warc_record(
        url, "request", http_headers=request_line(url, received.request_headers)
    )
    writer.write_request_response_pair(request, response)


def response_headers(page: Page) -> StatusAndHeaders:
    """The answer's headers as they hold for the stored body, which is not encoded any more."""
    status = page.status or 200
    try:
        phrase = HTTPStatus(status).phrase
    except ValueError:
        phrase = ""
    headers = [
        (ORIGINAL + name if name in WIRE_HEADERS else name, value)
        for name, value in page.headers.items()
    ]
    headers.append(("Content-Length", str(len(page.body))))
    return StatusAndHeaders(f"{status} {phrase}".strip(), headers, protocol="HTTP/1.1")


def request_line(url: str, headers: Mapping[str, str]) -> StatusAndHeaders:
    parts = urlsplit(url)
    target = (parts.path or "/") + (f"?{parts.query}" if parts.query else "")
    pairs = [("Host", parts.netloc.rpartition("@")[2]), *headers.items()]
    return StatusAndHeaders(f"{target} HTTP/1.1", pairs, protocol="GET", is_http_request=True)


def sync_folder(folder: Path) -> None:
    """Makes the folder's entries durable: a new name is safe only when its folder is synced."""
    if os.name == "nt":
        return
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


def failed(what: str, place: Path, error: OSError) -> ExportError:
    return ExportError(
        f"cannot {what} {place}: {error.strerror or error}. What was stored before is kept; make "
        f"room or give write permission, then start again"
    )
