"""Read the pages in a ZIP archive: a zipped folder of saved pages, or a WACZ with its WARC files.

Nothing is unpacked to the disk. A member that is itself a ZIP archive is not opened.
"""

from __future__ import annotations

import re
import zipfile
import zlib
from collections import Counter
from collections.abc import Iterator, Set
from functools import partial
from io import BytesIO
from pathlib import PurePosixPath
from typing import BinaryIO, cast

from scraper.errors import InputError, NotText
from scraper.fetchers.files import (
    SUFFIXES,
    Saved,
    Unreadable,
    begins_or_is_named_as_page,
    page_of,
    read_stream,
)
from scraper.page import Page

_DAMAGE = (zipfile.BadZipFile, zlib.error, EOFError, OSError)
ENCRYPTED = 0x1
"""The bit in a member's flags that says that it has a password."""
_UNSUPPORTED = (NotImplementedError, RuntimeError)  # a compression method; a password


def read_zip(
    stream: BinaryIO, name: str, *, max_bytes: int, passed_over: Counter[str]
) -> Iterator[Saved | Unreadable]:
    """Yield the pages in an archive, in the order of their names.

    Args:
        stream: the archive, seekable.
        name: the archive's name; that of a member is put behind it: ``saved.zip/town/rain.html``.
        max_bytes: maximum size of a page.
        passed_over: counts the members that are no pages by suffix.
    """
    try:
        archive = zipfile.ZipFile(stream)
    except (*_DAMAGE, ValueError) as error:
        yield Unreadable(
            name, InputError(f"{name}: this ZIP archive is damaged or incomplete: {error}")
        )
        return
    found = False
    with archive:
        members = [(_path_of(member.filename), member) for member in archive.infolist()]
        pages = {path.with_suffix("") for path, _ in members if path.suffix.lower() in SUFFIXES}
        for path, member in sorted(members, key=lambda each: each[0].parts):
            if member.is_dir() or _is_hidden(path, pages):
                continue
            label = f"{name}/{path}"
            try:
                if not begins_or_is_named_as_page(path, partial(_head, archive, member)):
                    passed_over[path.suffix.lower()] += 1
                    continue
                found = True
                with archive.open(member) as file:
                    yield from read_stream(
                        cast(BinaryIO, file), label, url=None, max_bytes=max_bytes, passed_over=None
                    )
            except _UNSUPPORTED as error:
                reason = str(error)
                if member.flag_bits & ENCRYPTED:
                    reason = "it has a password: unpack the archive, and give the folder"
                yield Unreadable(label, InputError(f"{label}: cannot be unpacked: {reason}"))
            except _DAMAGE as error:
                yield Unreadable(label, InputError(f"{label}: damaged in the archive: {error}"))
    if not found:
        is_office = any(member.filename == "[Content_Types].xml" for _, member in members)
        what = "an Office document" if is_office else "a ZIP archive without pages"
        yield Unreadable(name, NotText(f"{name}: this is {what}: give HTML or plain text"))


_SAVED_FROM = re.compile(rb"\surl:\s(https?://\S+)")
"""The address in SingleFile's comment at the beginning of a page."""


def read_self_extracting(body: bytes, name: str, max_bytes: int) -> Page:
    """The page ``index.html`` in the ZIP archive that a page unpacks itself from.

    Raises InputError if the archive is damaged or has no such page.
    """
    advice = "open it in a browser and save the page as one file without compression"
    try:
        with zipfile.ZipFile(BytesIO(body)) as archive, archive.open("index.html") as file:
            content = file.read(max_bytes + 1)
    except (*_DAMAGE, *_UNSUPPORTED, KeyError, ValueError) as error:
        message = f"{name}: the page in this self-extracting file cannot be read: {advice}"
        raise InputError(message) from error
    if len(content) > max_bytes:
        raise InputError(f"{name}: expands to more than {max_bytes:,} bytes")
    address = _SAVED_FROM.search(body, 0, 4096)
    return Page(body=content, url=address[1].decode("ascii", "replace") if address else None)


def _path_of(filename: str) -> PurePosixPath:
    """A member's path, relative and without "..", whatever the archive says."""
    parts = filename.replace("\\", "/").split("/")
    return PurePosixPath(*(part for part in parts if part not in ("", ".", "..")))


def _is_hidden(path: PurePosixPath, pages: Set[PurePosixPath]) -> bool:
    """Whether a member is not looked at, as in a folder.

    Args:
        pages: the archive's pages, without suffix.
    """
    # macOS puts a copy of each file's attributes into __MACOSX.
    if path.parts[:1] == ("__MACOSX",) or any(part.startswith(".") for part in path.parts):
        return True
    return any(
        folder.with_name(page) in pages for folder in path.parents if (page := page_of(folder.name))
    )


def _head(archive: zipfile.ZipFile, member: zipfile.ZipInfo) -> bytes:
    with archive.open(member) as file:
        return file.read(1024)
