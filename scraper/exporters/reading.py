"""Reading JSON Lines back: plain, gzip or zstd, finished segments and ``.part`` files.

Torn files are read as far as they go: every whole line, then what was wrong.
"""

from __future__ import annotations

import zlib
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO

from scraper.errors import InputError

# 64 KiB of deflate expand to 64 MiB at most (RFC 1951: 258 bytes from 2 bits).
_CHUNK = 1 << 16
_GZIP = b"\x1f\x8b"
_ZSTD = b"\x28\xb5\x2f\xfd"


@dataclass(frozen=True, slots=True)
class Line:
    """One line of a file: its number from 1, its bytes, and whether a line break ended it."""

    number: int
    data: bytes
    whole: bool


def read_lines(path: Path | str) -> Iterator[Line]:
    """The lines of a file; the compression is told from its first bytes, not from its name.

    Raises:
        InputError: the file cannot be opened, or ends or breaks in the middle of its compression;
            raised after the lines before that point.
    """
    try:
        with Path(path).open("rb") as file:
            yield from lines_of(file, str(path))
    except OSError as error:
        raise InputError(f"{path}: cannot be read: {error.strerror or error}") from error


def lines_of(file: BinaryIO, name: str) -> Iterator[Line]:
    """The lines of an open file; see ``read_lines``. ``name`` is for messages."""
    number = 0
    held: list[bytes] = []
    problem: InputError | None = None
    chunks = _decompressed(file, name)
    while True:
        try:
            chunk = next(chunks, None)
        except InputError as error:
            problem, chunk = error, None
        if chunk is None:
            break
        first, *rest = chunk.split(b"\n")
        held.append(first)
        for piece in rest:
            number += 1
            yield Line(number, b"".join(held), whole=True)
            held = [piece]
    if last := b"".join(held):
        yield Line(number + 1, last, whole=False)
    if problem:
        raise problem


def _decompressed(file: BinaryIO, name: str) -> Iterator[bytes]:
    start = file.read(4)
    if start.startswith(_GZIP):
        return _gunzip(start, file, name)
    if start == _ZSTD:
        return _unzstd(start, file, name)
    return _plain(start, file)


def _plain(start: bytes, file: BinaryIO) -> Iterator[bytes]:
    if start:
        yield start
    while chunk := file.read(_CHUNK):
        yield chunk


def _gunzip(data: bytes, file: BinaryIO, name: str) -> Iterator[bytes]:
    """Members one after another; the standard module would drop what a torn one still gives."""
    member = zlib.decompressobj(wbits=31)
    fresh = True
    while data or (data := file.read(_CHUNK)):
        try:
            out = member.decompress(data)
        except zlib.error as error:
            raise InputError(f"{name}: the gzip data are damaged: {error}") from None
        if out:
            yield out
        fresh, data = False, b""
        if member.eof:
            data = member.unused_data
            member, fresh = zlib.decompressobj(wbits=31), True
    if not fresh:
        raise InputError(f"{name}: the gzip data end in the middle of a member: the file is torn")


def _unzstd(data: bytes, file: BinaryIO, name: str) -> Iterator[bytes]:
    import zstandard

    frame = zstandard.ZstdDecompressor().decompressobj()
    fresh = True
    while data or (data := file.read(_CHUNK)):
        try:
            out = frame.decompress(data)
        except zstandard.ZstdError as error:
            raise InputError(f"{name}: the zstd data are damaged: {error}") from None
        if out:
            yield out
        fresh, data = False, b""
        if frame.eof:
            data = frame.unused_data
            frame, fresh = zstandard.ZstdDecompressor().decompressobj(), True
    if not fresh:
        raise InputError(f"{name}: the zstd data end in the middle of a frame: the file is torn")
