"""Read JSON Lines files: plain, gzip or zstd, finished segments and ``.part`` files.

A truncated file gives all complete lines, then an error.
"""

from __future__ import annotations

import zlib
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any, BinaryIO

from scraper.errors import InputError

# Compressed bytes read at once. 64 KiB of deflate expand to at most 64 MiB (RFC 1951: 258 bytes
# from 2 bits).
_CHUNK = 1 << 16
_GZIP = b"\x1f\x8b"
_ZSTD = b"\x28\xb5\x2f\xfd"


@dataclass(frozen=True, slots=True)
class Line:
    """One line of a file: its number from 1, its bytes, and whether it ends with a line break."""

    number: int
    data: bytes
    whole: bool


def read_lines(path: Path | str) -> Iterator[Line]:
    """The lines of a file. The compression is detected from its first bytes, not from its name.

    Raises:
        InputError: the file cannot be opened, or its compressed data are truncated or damaged;
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
    pending: list[bytes] = []
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
        pending.append(first)
        for piece in rest:
            number += 1
            yield Line(number, b"".join(pending), whole=True)
            pending = [piece]
    if last := b"".join(pending):
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
    # The gzip module would lose the readable part of a truncated member.
    return _members(
        data, file, lambda: zlib.decompressobj(wbits=31), zlib.error, f"{name}: the gzip data"
    )


def _unzstd(data: bytes, file: BinaryIO, name: str) -> Iterator[bytes]:
    import zstandard

    def begin() -> Any:
        return zstandard.ZstdDecompressor().decompressobj()

    return _members(data, file, begin, zstandard.ZstdError, f"{name}: the zstd data")


def _members(
    data: bytes,
    file: BinaryIO,
    begin: Callable[[], Any],
    damage: type[Exception],
    what: str,
) -> Iterator[bytes]:
    """Decompress consecutive members (gzip) or frames (zstd).

    Args:
        data: what has been read of the file already.
        begin: returns the decompressor of one member.
        damage: the error that it raises.
        what: subject of error messages.
    """
    member, at_start = begin(), True
    while data or (data := file.read(_CHUNK)):
        try:
            out = member.decompress(data)
        except damage as error:
            raise InputError(f"{what} are damaged: {error}") from None
        if out:
            yield out
        at_start, data = False, b""
        if member.eof:
            data = member.unused_data
            member, at_start = begin(), True
    if not at_start:
        raise InputError(f"{what} end in the middle: the file is torn")
