"""Read saved pages: files, folders, standard input, WARC, ZIP, JSON, MHTML, e-mail, web archives.

Nothing is extracted here; the URL in a page's markup (canonical link, og:url) is read by the
extractors. A file that cannot be read is yielded as an Unreadable and does not affect the others.
"""

from __future__ import annotations

import os
import re
import sys
from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, replace
from functools import partial
from pathlib import Path, PurePath
from typing import BinaryIO

from scraper.copies import SAVED_FILES
from scraper.errors import EmptyInput, InputError, NotText, TooLarge
from scraper.fetchers.encodings import GZIP_MAGIC, EndsEarlyError, decode_layer, expand
from scraper.fetchers.json_pages import LINES as JSON_LINES
from scraper.fetchers.json_pages import begins_as_json, pages_in, read_lines
from scraper.page import Page

# The largest saved story pages, with inlined pictures, have about 30 MB.
MAX_PAGE_BYTES = 64 * 1024 * 1024
READ = 256 * 1024  # bytes of a file that are read at once
HEAD = 4096  # bytes from which the format is detected

SUFFIXES = {
    ".html": "text/html",
    ".htm": "text/html",
    ".shtml": "text/html",
    ".xhtml": "application/xhtml+xml",
    ".txt": "text/plain",
    ".text": "text/plain",
    ".mhtml": "",
    ".mht": "",
    ".eml": "",
    ".webarchive": "",
    ".warc": "",
    ".wacz": "",
}
COMPRESSED_SUFFIXES = (".gz", ".zst", ".br")
ZIP_SIGNATURES = (b"PK\x03\x04", b"PK\x05\x06")


@dataclass(frozen=True, slots=True)
class Saved:
    """A page, and the name to display for it: its path, with the record's number in a WARC, or with
    its path in a ZIP archive."""

    name: str
    page: Page


@dataclass(frozen=True, slots=True)
class Unreadable:
    """A file, or a part of one, that could not be read, and the error."""

    name: str
    error: InputError


def read_pages(
    target: str | Path,
    *,
    url: str | None = None,
    max_bytes: int = MAX_PAGE_BYTES,
    passed_over: Counter[str] | None = None,
) -> Iterator[Saved | Unreadable]:
    """Yield the pages of ``target``, one at a time.

    Args:
        target: a file, a folder (read recursively, in the order of names), or ``-`` for standard
            input.
        url: the URL of a single saved page. It takes precedence over the URL in an MHTML file; it
            is ignored for WARCs and JSON Lines, whose pages have their own, for ZIP archives, and
            for folders.
        max_bytes: maximum size of a page, compressed and decompressed. Larger ones are Unreadable.
        passed_over: counts, by suffix ("" if there is none), the files of a folder or ZIP archive
            that are not read because neither their name nor their content looks like a page. Hidden
            files, and the pictures and frames that browsers save in NAME_files, are not counted.
    """
    passed_over = Counter() if passed_over is None else passed_over
    if str(target) == "-":
        yield from read_stream(
            sys.stdin.buffer, "-", url=url, max_bytes=max_bytes, passed_over=passed_over
        )
        return
    path = Path(target)
    try:
        is_folder = path.is_dir()
    except OSError as error:  # for example, the name is too long
        yield Unreadable(str(target), InputError(f"{target}: {error.strerror}"))
        return
    if is_folder:
        yield from read_folder(path, max_bytes, passed_over)
    else:
        yield from read_file(path, url, max_bytes, passed_over)


def read_folder(
    folder: Path, max_bytes: int, passed_over: Counter[str]
) -> Iterator[Saved | Unreadable]:
    found = False
    failed: list[OSError] = []
    for here, folders, names in os.walk(folder, onerror=failed.append):
        stems = {Path(name).stem for name in names if Path(name).suffix.lower() in SUFFIXES}
        folders[:] = sorted(
            name for name in folders if not name.startswith(".") and page_of(name) not in stems
        )
        for name in sorted(names):
            path = Path(here, name)
            if name.startswith(".") or not path.is_file():
                continue
            if not is_page(path):
                passed_over[path.suffix.lower()] += 1
                continue
            found = True
            yield from read_file(path, None, max_bytes, passed_over)
    for error in failed:
        name = str(error.filename)
        yield Unreadable(name, InputError(f"{name}: cannot be opened: {error.strerror}"))
    if not found and not failed:
        yield Unreadable(
            str(folder),
            EmptyInput(f"{folder}: no pages in this folder (looked for {', '.join(SUFFIXES)})"),
        )


def page_of(folder: str) -> str | None:
    """The name of the page, without suffix, whose frames and scripts a browser saved in a folder of
    this name; None if that is no such name."""
    for suffix in SAVED_FILES:
        if folder.endswith(suffix):
            return folder.removesuffix(suffix)
    return None


def is_page(path: Path) -> bool:
    """Whether a file in a folder is read: by its suffix, or else by its first bytes."""

    def head() -> bytes:
        with path.open("rb") as file:
            return file.read(1024)

    try:
        return begins_or_is_named_as_page(path, head)
    except OSError:
        return True  # the error is reported when it is read


def begins_or_is_named_as_page(path: PurePath, head: Callable[[], bytes]) -> bool:
    """Whether a file is a page: by its suffix, or else by its first bytes, which ``head`` reads.

    Mirrored sites have pages without a suffix ("2024/05/some-story") or with that of a program
    ("story.php").
    """
    suffix = path.suffix.lower()
    if suffix in COMPRESSED_SUFFIXES:
        suffix = Path(path.stem).suffix.lower()
    if suffix in SUFFIXES:
        return True
    start = head().removeprefix(b"\xef\xbb\xbf").lstrip().lower()
    return start.startswith((b"<!doctype html", b"<html"))


def read_file(
    path: Path, url: str | None, max_bytes: int, passed_over: Counter[str]
) -> Iterator[Saved | Unreadable]:
    name = str(path)
    try:
        with path.open("rb") as file:
            yield from read_stream(
                file, name, url=url, max_bytes=max_bytes, passed_over=passed_over
            )
    except FileNotFoundError:
        yield Unreadable(name, InputError(f"{name}: no such file"))
    except OSError as error:
        yield Unreadable(name, InputError(f"{name}: cannot be opened: {error.strerror}"))


def read_stream(
    stream: BinaryIO,
    name: str,
    *,
    url: str | None,
    max_bytes: int,
    passed_over: Counter[str] | None,
) -> Iterator[Saved | Unreadable]:
    """Detect the format of a stream from its first bytes and the suffix of its name, and read it.

    Args:
        passed_over: None if the stream is in a ZIP archive; then it is not opened as one.
    """
    suffix = Path(name).suffix.lower()
    if suffix in COMPRESSED_SUFFIXES and suffix != ".br":
        suffix = Path(Path(name).stem).suffix.lower()
    head = read_exactly(stream, HEAD)
    source = PrefixedStream(head, stream)
    if head.startswith(ZIP_SIGNATURES) and passed_over is not None:
        if rewound(stream, source) is source:
            yield Unreadable(
                name, NotText(f"{name}: a ZIP archive cannot be read from a pipe: give a file")
            )
        else:
            from scraper.fetchers.zips import read_zip  # rare

            yield from read_zip(stream, name, max_bytes=max_bytes, passed_over=passed_over)
        return
    if is_warc(head):
        from scraper.fetchers.warc import read_warc  # rare, and takes 15 ms to load

        for number, found in enumerate(read_warc(rewound(stream, source), max_bytes=max_bytes), 1):
            record = f"{name}#{number}"
            if isinstance(found, Page):
                yield Saved(record, found)
            else:
                yield Unreadable(record, InputError(f"{record}: {found}"))
        return
    encoding = "gzip"
    if suffix == ".br":
        encoding, suffix = "br", Path(Path(name).stem).suffix.lower()
    chunks = iter(partial(source.read, READ), b"")
    if suffix in JSON_LINES:
        yield from read_json_lines(decode_layer(chunks, encoding), name, max_bytes)
        return
    try:
        body, truncated = expand(chunks, encoding, limit=max_bytes, url=name)
        if not body.strip():
            raise EmptyInput(f"{name}: the file is empty")
        if begins_as_json(body) and (pages := pages_in(body)):
            for number, page in enumerate(pages, 1):
                label = name if len(pages) == 1 else f"{name}#{number}"
                given = url if len(pages) == 1 else None
                yield Saved(label, replace(page, url=given or page.url))
            return
        if is_mime(body, is_mail=suffix == ".eml"):
            from scraper.fetchers.mime import read_mime  # rare, and takes 25 ms to load

            page = read_mime(body, name)
        elif is_webarchive(body):
            from scraper.fetchers.webarchive import read_webarchive

            page = read_webarchive(body, name)
        elif holds_archive(body):
            from scraper.fetchers.zips import read_self_extracting

            page = read_self_extracting(body, name, max_bytes)
        else:
            kind = SUFFIXES.get(suffix)
            page = Page(body=body, headers={"content-type": kind} if kind else {})
    except TooLarge as error:
        yield Unreadable(name, InputError(str(error)))
    except InputError as error:
        yield Unreadable(name, error)
    else:
        yield Saved(
            name,
            Page(
                body=page.body,
                url=url or page.url,
                status=page.status,
                headers=page.headers,
                fetched_at=page.fetched_at,
                truncated=truncated or page.truncated,
            ),
        )


def read_json_lines(
    chunks: Iterable[bytes], name: str, max_bytes: int
) -> Iterator[Saved | Unreadable]:
    """Read JSON Lines one line at a time; a compressed stream may end early."""
    last = name
    try:
        for last, found in read_lines(chunks, name, max_bytes):
            if isinstance(found, Page):
                yield Saved(last, found)
            else:
                yield Unreadable(last, found)
    except EndsEarlyError as error:
        yield Unreadable(name, InputError(f"{name}: ends early, after {last}: {error}"))


_HEADERS = re.compile(
    rb"(?:From [^\r\n]*\r?\n)?(?:[!-9;-~]+:[^\r\n]*\r?\n(?:[ \t][^\r\n]*\r?\n)*)+(?=\r?\n|\Z)"
)
"""The headers of a message (RFC 5322), up to the empty line after them. In mailboxes, and in files
of some programs, a line "From someone@…" precedes them."""
_MIME = re.compile(
    rb"^(?:mime-version:|content-transfer-encoding:|content-type:[ \t]*[a-z]+/|"
    rb"message-id:[ \t]*<|received:[ \t]*(?:from|by)\b)",
    re.I | re.M,
)
"""Headers that never start a story; a press release may start with From, Subject or Date."""
MAX_HEADERS = 256 * 1024
"""Bytes at the start of a file in which the headers must end."""


MAX_ARCHIVE_END = 256 * 1024
"""Bytes at the end of a page that unpacks itself in which its ZIP archive must end: the tags that
close the page are behind it."""


def is_mime(body: bytes, *, is_mail: bool = False) -> bool:
    """Whether the bytes start with the headers of a MIME message: an MHTML file or an e-mail.

    ``is_mail``: the file has the suffix of an e-mail; then any headers are accepted.
    """
    head = _HEADERS.match(body[:MAX_HEADERS].lstrip())
    return head is not None and (is_mail or _MIME.search(head[0]) is not None)


def is_webarchive(body: bytes) -> bool:
    """Whether the bytes are a Safari web archive: a property list, binary or XML, with a page."""
    return body.startswith((b"bplist00", b"<?xml")) and b"WebMainResource" in body[:HEAD]


def holds_archive(body: bytes) -> bool:
    """Whether the bytes are a page that unpacks itself from a ZIP archive behind its first tags, as
    SingleFile saves it on demand."""
    if b"PK\x05\x06" not in body[-MAX_ARCHIVE_END:] or b"PK\x03\x04" not in body:
        return False
    return body[:1024].lstrip().lower().startswith((b"<!doctype html", b"<html", b"<!--"))


def is_warc(head: bytes) -> bool:
    if head.startswith(GZIP_MAGIC):
        head, _ = expand([head], "gzip", limit=MAX_PAGE_BYTES, url="")
    return head.startswith(b"WARC/")


def read_exactly(stream: BinaryIO, size: int) -> bytes:
    """Read ``size`` bytes, fewer only at the end; a single read of a pipe may return fewer."""
    parts: list[bytes] = []
    while size > 0 and (part := stream.read(size)):
        parts.append(part)
        size -= len(part)
    return b"".join(parts)


def rewound(stream: BinaryIO, source: PrefixedStream) -> BinaryIO | PrefixedStream:
    """The stream, rewound, if it is seekable; otherwise ``source``."""
    try:
        stream.seek(0)
    except (OSError, ValueError):
        return source
    return stream


class PrefixedStream:
    """A stream with bytes that were already read put back at its start. Supports only ``read``."""

    def __init__(self, head: bytes, stream: BinaryIO) -> None:
        self._head = head
        self._stream = stream

    def read(self, size: int = -1) -> bytes:
        if not self._head:
            return self._stream.read(size)
        if size < 0:
            data, self._head = self._head + self._stream.read(), b""
        else:
            data, self._head = self._head[:size], self._head[size:]
        return data
