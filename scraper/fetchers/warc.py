"""Read the pages of a WARC file (ISO 28500). exporters/warc.py writes WARC files."""

from __future__ import annotations

import gzip
import re
import zlib
from collections.abc import Iterator
from datetime import UTC, datetime
from typing import Any

from warcio.archiveiterator import ArchiveIterator
from warcio.bufferedreaders import ChunkedDataReader

from scraper.fetchers.encodings import GZIP_MAGIC, expand, is_text
from scraper.page import Page

READ = 64 * 1024  # bytes of a record that are read at once
MAX_MESSAGE = 200  # characters of a message about a record that cannot be read
# In a damaged file, the next record is searched in chunks of SEARCH_CHUNK bytes that overlap by the
# size of the first line of a record, which may be compressed.
SEARCH_CHUNK = 1024 * 1024
OVERLAP = 1024
RECORD_START = re.compile(rb"\x1f\x8b\x08|(?<=\n)WARC/1\.[01]\r\n")
PAGE_TYPES = ("text/html", "application/xhtml+xml", "text/plain")


CUT_OFF = "the WARC file ends in the middle of a record: it was cut off, or is still being written"


class Records(ArchiveIterator):  # type: ignore[misc]
    """The records of a stream, and whether the stream ends in the middle of one.

    warcio takes such an end for that of the file, unless it is in the first lines of a record.

    Attributes:
        is_cut: set at the end.
    """

    is_cut = False

    def _next_record(self, next_line: bytes | None) -> Any:
        try:
            return super()._next_record(next_line)
        except EOFError:
            self.is_cut = bool(next_line)  # a record had begun
            raise

    def close(self) -> None:
        decompressor = self.reader.decompressor if self.reader else None
        self.is_cut = self.is_cut or not getattr(decompressor, "eof", True)
        super().close()


def read_warc(stream: Any, *, max_bytes: int) -> Iterator[Page | Exception]:
    """Yield the pages of a WARC file (gzip or plain), in file order.

    Pages are response and resource records with HTML or plain text and a success status. Requests,
    images, redirects, error pages and revisits (which repeat an earlier record) are skipped. For a
    record that cannot be read, the exception is yielded. If the file is damaged, an exception is
    yielded and reading continues at the next complete record, or stops if the stream is not
    seekable. An end in the middle of a record gives an exception too, after the page if it is one,
    which is marked as truncated.
    """
    start = 0
    is_resumed = False
    source = stream
    while True:
        records = Records(source, no_record_parse=False)
        last, left, is_cut = start - 1, 0, False
        try:
            for record in records:
                is_resumed = False
                yield from page_or_error(record, max_bytes)
                # Only now, since get_record_offset reads the rest of the record.
                last = max(last, records.get_record_offset())
                left = getattr(record.raw_stream, "limit", 0)
            is_cut = left > 0 or records.is_cut
            if left <= 0:
                if is_cut:
                    yield ValueError(CUT_OFF)
                return  # otherwise the length of the last record is wrong and may hide others
        except Exception as error:  # warcio raises various exceptions for damaged headers
            if "non-chunked" in str(error) and source is stream and can_seek(stream):
                # The file is compressed as a whole, not per record: only one record was read so
                # far.
                stream.seek(start)
                source = gzip.GzipFile(fileobj=stream)
                start = next_record(source, 1) or 0
                source.seek(start)
                continue
            if not is_resumed:  # a failed resume finds the same damage again: report it once
                yield ValueError(f"the WARC file is broken here: {_without_bytes(str(error))}")
        start = max(start, last) + 1
        next_start = next_record(source, start) if can_seek(source) else None
        if next_start is None:
            if is_cut:
                yield ValueError(CUT_OFF)
            return
        start, is_resumed = next_start, True
        source.seek(start)


def _without_bytes(message: str) -> str:
    """A message of warcio without the line that it could not read, which is often compressed."""
    message = message.partition(", first line:")[0]
    return "".join(char for char in message if char.isprintable())[:MAX_MESSAGE]


def can_seek(stream: Any) -> bool:
    return hasattr(stream, "seekable") and bool(stream.seekable())


def page_or_error(record: Any, max_bytes: int) -> Iterator[Page | Exception]:
    try:
        page = read_record(record, max_bytes)
    except Exception as error:
        yield error
    else:
        if page is not None:
            yield page


def next_record(stream: Any, start: int) -> int | None:
    """The offset of the next record, at ``start`` or after it; None if there is none."""
    try:
        return search_record(stream, start)
    except (EOFError, OSError, zlib.error):  # the enclosing compressed stream is damaged
        return None


def search_record(stream: Any, start: int) -> int | None:
    stream.seek(start)
    before, window = start, b""
    while True:
        chunk = stream.read(SEARCH_CHUNK)
        window += chunk
        for match in RECORD_START.finditer(window):
            if match.start() > len(window) - OVERLAP and chunk:
                break  # too near to the end to be checked; it is in the next window too
            if is_record(window[match.start() : match.start() + OVERLAP]):
                return before + match.start()
        if not chunk:
            return None
        before += max(len(window) - OVERLAP, 0)
        window = window[-OVERLAP:]


def is_record(data: bytes) -> bool:
    if data.startswith(GZIP_MAGIC):
        try:
            data = zlib.decompressobj(16 + zlib.MAX_WBITS).decompress(data, 16)
        except zlib.error:
            return False
    return data.startswith(b"WARC/")


def read_record(record: Any, max_bytes: int) -> Page | None:
    if record.rec_type not in ("response", "resource"):
        return None
    url = record.rec_headers.get_header("WARC-Target-URI")
    if not url or not url.lower().startswith(("http://", "https://")):
        return None
    headers: dict[str, str] = {}
    status = None
    if record.http_headers is not None:
        status = int(record.http_headers.get_statuscode() or 0)
        if not 200 <= status < 300:
            return None
        for name, value in record.http_headers.headers:
            name = name.lower()
            if not name.startswith("x-archive-orig-"):
                headers[name] = f"{headers[name]}, {value}" if name in headers else value
    else:
        headers["content-type"] = record.rec_headers.get_header("Content-Type") or ""
    kind = headers.get("content-type", "").partition(";")[0].strip().lower()
    if kind and kind not in PAGE_TYPES:
        return None
    stream = record.raw_stream
    if headers.get("transfer-encoding", "").strip().lower() == "chunked":
        stream = ChunkedDataReader(stream, decomp_type=None)
    body, truncated = expand(
        iter(lambda: stream.read(READ), b""),
        headers.get("content-encoding", ""),
        limit=max_bytes,
        url=url,
        is_text=is_text(headers.get("content-type", "")),
    )
    if stream is record.raw_stream and getattr(stream, "limit", 0) > 0:
        truncated = True  # the file ends before the length that the record announces
    for name in ("content-encoding", "transfer-encoding", "set-cookie"):
        headers.pop(name, None)
    return Page(
        body=body,
        url=url,
        status=status,
        headers=headers,
        fetched_at=read_time(record.rec_headers.get_header("WARC-Date")),
        truncated=truncated or bool(record.rec_headers.get_header("WARC-Truncated")),
    )


def read_time(text: str | None) -> datetime | None:
    try:
        time = datetime.fromisoformat(text or "")
    except ValueError:
        return None
    return time.astimezone(UTC) if time.tzinfo else time.replace(tzinfo=UTC)
