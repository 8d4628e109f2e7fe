"""Storing what a crawl received as WARC (ISO 28500:2017, version 1.1).

How the files grow without loss is in segments.py. Every record is a gzip member of its own, so a
file that was cut back after a crash is whole. Reading is in fetchers/warc.py.
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

# The size that ISO 28500 annex C recommends for a file.
MAX_BYTES = 1_000_000_000
# Headers that were true of the bytes on the wire and not of the body as it is stored.
WIRE_HEADERS = frozenset({"content-encoding", "transfer-encoding", "content-length"})
ORIGINAL = "X-Archive-Orig-"
NOT_MODIFIED = "http://netpreserve.org/warc/1.1/revisit/server-not-modified"
IDENTICAL = "http://netpreserve.org/warc/1.1/revisit/identical-payload-digest"


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


class WarcWriter(Segments):
    """Writes one folder's WARC files.

    Args:
        folder, max_bytes: as for ``Segments``.
        prefix: begins each file's name; anything but letters, digits, ``.``, ``_`` and ``-`` is
            replaced.
        info: further fields of each file's warcinfo record, such as ``operator`` or ``robots``.

    Raises:
        ExportError: the folder cannot be made.
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
        """Store pages, and wait until the disk has them.

        Returns:
            Where the file ends now; to be stored before the next append.

        Raises:
            ExportError: they cannot be written; nothing of them is kept then.
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
