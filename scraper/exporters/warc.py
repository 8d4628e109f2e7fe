"""Write the HTTP responses of a crawl as WARC (ISO 28500:2017, version 1.1).

segments.py implements crash-safe appending. Every record is a separate gzip member, so a file that
was truncated after a crash is valid. fetchers/warc.py reads WARC files.
"""

from __future__ import annotations

import io
import re
import secrets
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from http import HTTPStatus
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from warcio.statusandheaders import StatusAndHeaders
from warcio.warcwriter import WARCWriter

from scraper.exporters.segments import Position, Segments
from scraper.page import Page

# The file size recommended by ISO 28500 annex C.
MAX_BYTES = 1_000_000_000
# Headers that describe the transferred bytes, not the decoded body that is stored.
WIRE_HEADERS = frozenset({"content-encoding", "transfer-encoding", "content-length"})
ORIGINAL = "X-Archive-Orig-"
NOT_MODIFIED = "http://netpreserve.org/warc/1.1/revisit/server-not-modified"
IDENTICAL = "http://netpreserve.org/warc/1.1/revisit/identical-payload-digest"


@dataclass(frozen=True, slots=True)
class Received:
    """One page to store.

    Attributes:
        request_headers: the headers of its request, without credentials and cookies.
        unchanged_since: when the same body was stored before; the page is then stored as a
            revisit record without body.
    """

    page: Page
    request_headers: Mapping[str, str] = field(default_factory=dict)
    unchanged_since: datetime | None = None


class WarcWriter(Segments):
    """Writes WARC files to one folder.

    Args:
        folder, max_bytes: as for ``Segments``.
        prefix: start of each file name; characters other than letters, digits, ``.``, ``_`` and
            ``-`` are replaced.
        info: additional fields of each file's warcinfo record, such as ``operator`` or ``robots``.

    Raises:
        ExportError: the folder cannot be created.
    """

    PATTERN = "*.warc.gz"

    def __init__(
        self,
        folder: Path,
        *,
        prefix: str = "crawl",
        max_bytes: int = MAX_BYTES,
        info: Mapping[str, str] | None = None,
    ) -> None:
        self.prefix = re.sub(r"[^A-Za-z0-9._-]+", "_", prefix).strip("._")[:64] or "crawl"
        self._info = dict(info or {})
        super().__init__(folder, max_bytes=max_bytes)

    def append(self, received: Iterable[Received]) -> Position:
        """Write pages, and sync them to disk.

        Returns:
            The new end of the file; the caller has to store it before the next append.

        Raises:
            ExportError: they cannot be written; none of them is kept.
        """
        buffer = io.BytesIO()
        writer = WARCWriter(buffer, gzip=True, warc_version="1.1")
        for one in received:
            write_page(writer, one)
        return self.append_bytes(buffer.getvalue())

    def _new_name(self) -> str:
        time = datetime.now(UTC).strftime("%Y%m%dT%H%M%S%fZ")
        return f"{self.prefix}-{time}-{secrets.token_hex(4)}.warc.gz"

    def _head(self) -> bytes:
        buffer = io.BytesIO()
        writer = WARCWriter(buffer, gzip=True, warc_version="1.1")
        info = {
            "format": "WARC File Format 1.1",
            "conformsTo": "http://iipc.github.io/warc-specifications/specifications/warc-format/warc-1.1/",
            **self._info,
        }
        writer.write_record(writer.create_warcinfo_record(self._name, info))
        return buffer.getvalue()


def write_page(writer: Any, received: Received) -> None:
    page = received.page
    url = page.url or ""
    date = (page.fetched_at or datetime.now(UTC)).astimezone(UTC)
    warc_headers = {"WARC-Date": date.strftime("%Y-%m-%dT%H:%M:%S.%fZ")}
    is_revisit = received.unchanged_since is not None or page.status == 304
    if is_revisit:
        since = received.unchanged_since
        warc_headers["WARC-Profile"] = NOT_MODIFIED if page.status == 304 else IDENTICAL
        if since is not None:
            warc_headers["WARC-Refers-To-Target-URI"] = url
            time = since.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%S.%fZ")
            warc_headers["WARC-Refers-To-Date"] = time
    elif page.truncated:
        warc_headers["WARC-Truncated"] = "unspecified"
    body = b"" if is_revisit else page.body
    response = writer.create_warc_record(
        url,
        "revisit" if is_revisit else "response",
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
    """The response headers, adapted to the stored body, whose Content-Encoding is decoded."""
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
