"""Validation of written records: ``scraper validate``.

Besides the JSON Schema it checks what a schema cannot express: torn lines, invalid UTF-8, NaN, null
or "" instead of an absent value, duplicate keys, relative URLs, invalid dates, link offsets outside
of their text, ``text`` that differs from the blocks, and duplicate records. Records of two saved
pages of one story are not duplicates: they have different files.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime
from hashlib import blake2b
from pathlib import Path
from typing import Any, NoReturn

from pydantic import ValidationError

from scraper.errors import InputError
from scraper.exporters.reading import Line, read_lines
from scraper.record import Record, always_written

_TYPES = {
    "string_type": "a string",
    "int_type": "an integer",
    "float_type": "a number",
    "bool_type": "true or false",
    "list_type": "an array",
    "model_type": "an object",
}


@dataclass(frozen=True, slots=True)
class Problem:
    """One problem: the file, the line (from 1; 0 for the whole file), the field's path such as
    ``images[0].url`` (empty for the whole line), and what was expected."""

    file: str
    line: int
    field: str
    message: str

    def __str__(self) -> str:
        location = f"{self.file}:{self.line}" if self.line else self.file
        text = ": ".join(part for part in (location, self.field, self.message) if part)
        return text.encode("utf-8", "backslashreplace").decode()  # a key may be no valid Unicode


@dataclass(slots=True)
class Checked:
    """The number of lines checked so far."""

    lines: int = 0


def validate_files(files: Iterable[Path | str], checked: Checked) -> Iterator[Problem]:
    """All problems of JSON Lines files, in order; ``checked`` is updated after each line."""
    seen: dict[bytes, tuple[bytes, str, int]] = {}
    for file in files:
        name = str(file)
        try:
            for line in read_lines(file):
                checked.lines += 1
                for field, message in _line_problems(line, name, seen):
                    yield Problem(name, line.number, field, message)
        except InputError as error:
            yield Problem(name, 0, "", str(error).removeprefix(f"{name}: "))


def _line_problems(
    line: Line, file: str, seen: dict[bytes, tuple[bytes, str, int]]
) -> Iterator[tuple[str, str]]:
    if not line.whole:
        yield "", "torn: the file ends without a line break"
    if not line.data.strip():
        yield "", "blank line: expected one record"
        return
    try:
        text = line.data.decode("utf-8")
    except UnicodeDecodeError as error:
        yield "", f"not UTF-8: byte {line.data[error.start]:#04x} at position {error.start}"
        return
    duplicate_keys: list[str] = []
    try:
        value = json.loads(
            text,
            parse_constant=_no_constant,
            object_pairs_hook=lambda pairs: _object(pairs, duplicate_keys),
        )
    except (ValueError, RecursionError) as error:
        reason = str(error) or "nested too deep"
        yield "", "byte order mark" if text.startswith("\ufeff") else f"not JSON: {reason}"
        return
    for key in duplicate_keys:
        yield key, "the key is given twice"
    yield from record_problems(value)
    if isinstance(value, dict) and value.get("id") and value.get("content_hash"):
        # A new version has another text, title or authors than the one before.
        version = _digest(value["content_hash"], value.get("title"), value.get("authors"))
        record_key = _digest(value["id"], value.get("file"))
        before = seen.get(record_key)
        seen[record_key] = (version, file, line.number)
        if before is not None and before[0] == version:
            yield "id", f"the same id and version of the story as {before[1]}:{before[2]}"


def _digest(*values: object) -> bytes:
    """128 bits: a random collision is impossible in practice."""
    return blake2b(repr(values).encode(errors="surrogatepass"), digest_size=16).digest()


def record_problems(value: Any) -> Iterator[tuple[str, str]]:
    """The problems of one record, given as parsed JSON, as pairs of field and message."""
    if not isinstance(value, dict):
        yield "", f"expected an object, got {_short(value)}"
        return
    nulls = set()
    has_invalid_text = False
    for field, leaf in _leaves(value, ""):
        if leaf is None:
            nulls.add(field)
            yield field, "null: leave the field out"
        elif isinstance(leaf, str) and not _is_unicode(leaf):
            has_invalid_text = True
            yield field, "a lone surrogate: not valid Unicode"
    if has_invalid_text:
        return
    try:
        record = Record.model_validate_json(json.dumps(value), strict=True)
    except ValidationError as error:
        for item in error.errors(include_url=False):
            field = _path(item["loc"])
            if field not in nulls:
                yield field, _message(item["type"], item["msg"], item["input"])
        return
    for field in always_written(Record):
        if field not in value:
            yield field, "is missing: it is always written, a list also where it is empty"
    yield from _value_problems(value)
    yield from _consistency_problems(record)


def _consistency_problems(record: Record) -> Iterator[tuple[str, str]]:
    """Problems between the fields of a record."""
    for number, block in enumerate(record.blocks):
        for position, link in enumerate(block.links):
            if not link.start < link.end <= len(block.text):
                yield (
                    f"blocks[{number}].links[{position}]",
                    f"start {link.start} and end {link.end} are not a piece of the block's "
                    f"{len(block.text)} characters",
                )
    if record.blocks and record.text != "\n".join(
        b.text for b in record.blocks if b.text and b.type != "embed"
    ):
        yield "text", "expected the blocks' texts, joined by line breaks"


_MAY_BE_EMPTY = re.compile(r"text|blocks\[\d+\]\.(?:text|rows\[\d+\]\[\d+\])")
"""Fields that may be "": a page without a story, an embed without text, an empty table cell."""
_URL_FIELD = re.compile(r"(?:.*\.)?(?:url|canonical_url|image)")
_TIME_FIELD = re.compile(r"published_at|modified_at|fetched_at")


def _value_problems(value: dict[str, Any]) -> Iterator[tuple[str, str]]:
    """Problems of single values that have the right type."""
    for field, leaf in _leaves(value, ""):
        if not isinstance(leaf, str):
            continue
        if not leaf.strip():
            if not _MAY_BE_EMPTY.fullmatch(field):
                yield field, f"{_short(leaf)}: leave out what is not known"
        elif _URL_FIELD.fullmatch(field) and not leaf.startswith(("http://", "https://")):
            yield field, f"expected an absolute http:// or https:// address, got {_short(leaf)}"
        elif _TIME_FIELD.fullmatch(field) and not _is_time(leaf):
            yield field, f"expected a day and time of the calendar, got {_short(leaf)}"


def _is_time(text: str) -> bool:
    try:
        datetime.fromisoformat(text)
    except ValueError:
        return False
    return True


def _object(pairs: list[tuple[str, Any]], duplicate_keys: list[str]) -> dict[str, Any]:
    value = dict(pairs)
    if len(value) < len(pairs):
        keys = [key for key, _ in pairs]
        duplicate_keys.extend(sorted({key for key in keys if keys.count(key) > 1}))
    return value


def _no_constant(name: str) -> NoReturn:
    raise ValueError(f"{name} is not a JSON number")


def _leaves(value: Any, path: str) -> Iterator[tuple[str, Any]]:
    """All values that are not objects or arrays, with their paths."""
    if isinstance(value, dict):
        for key, inner in value.items():
            yield from _leaves(inner, f"{path}.{key}" if path else key)
    elif isinstance(value, list):
        for number, inner in enumerate(value):
            yield from _leaves(inner, f"{path}[{number}]")
    else:
        yield path, value


def _is_unicode(text: str) -> bool:
    try:
        text.encode()
    except UnicodeEncodeError:
        return False
    return True


def _path(location: Iterable[int | str]) -> str:
    path = ""
    for part in location:
        path += f"[{part}]" if isinstance(part, int) else f".{part}" if path else part
    return path


def _message(kind: str, message: str, value: Any) -> str:
    if kind == "missing":
        return "is missing"
    if kind == "extra_forbidden":
        return "unknown field"
    if kind == "string_pattern_mismatch" and r"\d{4}-\d{2}" in message:
        shape = "RFC 3339 such as 2024-05-01T08:30:00+02:00 or 2024-05-01"
        return f"expected {shape}, got {_short(value)}"
    if kind in _TYPES:
        return f"expected {_TYPES[kind]}, got {_short(value)}"
    for start in ("Input should be ", "String should match "):
        if message.startswith(start):
            return f"expected {message.removeprefix(start)}, got {_short(value)}"
    return f"{message[:1].lower()}{message[1:]}, got {_short(value)}"


def _short(value: Any) -> str:
    text = json.dumps(value, ensure_ascii=True, default=str)
    return text if len(text) <= 60 else f"{text[:57]}..."
