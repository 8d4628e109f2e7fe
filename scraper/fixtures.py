"""Saved pages with the record that is expected of each: adding one, and comparing.

A fixture is a page (NAME.html, .txt, .html.gz, …) and NAME.json beside it: the record without the
fields that change by themselves or follow from others. Empty lists may be left out there.
"""

from __future__ import annotations

import difflib
import json
import re
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from scraper.errors import InputError, ScraperError
from scraper.extractors import extract_page
from scraper.extractors.assemble import story_text
from scraper.fetchers.files import Saved, read_pages
from scraper.page import Page
from scraper.record import Record

LEFT_OUT = frozenset(
    {
        "schema_version",
        "id",
        "file",
        "fetched_at",
        "confidence",
        "content_hash",
        "simhash",
        "extractor_version",
        "text",
    }
)
"""Fields that no expected record has: they differ from version to version, or follow from the
others (``text`` is the blocks' texts, which is checked on its own)."""

_NAME = re.compile(r"[\w-]+")
"""No dot: the expected record's name is what stands before the first of the page's."""


def pages_in(folder: Path) -> list[Path]:
    """The pages of a folder of fixtures: every file that is not an expected record.

    Raises:
        InputError: the folder cannot be read.
    """
    try:
        files = list(folder.iterdir())
    except OSError as error:
        raise InputError(
            f"{folder}: cannot be read: {error.strerror}: name the folder of the fixtures "
            f"(--folder)"
        ) from error
    return sorted(
        path
        for path in files
        if path.is_file() and path.suffix != ".json" and not path.name.startswith(".")
    )


def expected_path(page: Path) -> Path:
    """Where a page's expected record is: ``news.html.gz`` -> ``news.json``."""
    return page.with_name(page.name.split(".")[0] + ".json")


def record_of(page: Path) -> Record:
    """The present record of a saved page, as ``scraper extract`` gives it.

    Raises:
        ScraperError: the page cannot be read or extracted, or the file holds several.
    """
    found = list(read_pages(page))
    if len(found) != 1:
        raise InputError(f"{page}: expected one page in the file, found {len(found)}")
    if not isinstance(found[0], Saved):
        raise found[0].error
    return extract_page(found[0].page)


def to_expected(record: Record) -> dict[str, Any]:
    """The part of a record that a fixture holds."""
    data = record.model_dump(mode="json", exclude_none=True, exclude=set(LEFT_OUT))
    pruned: dict[str, Any] = _without_empty_lists(data)
    return pruned


def add(folder: Path, name: str, page: Page, suffix: str, *, replace: bool = False) -> Path:
    """Save a page with its present record as a fixture.

    Args:
        suffix: of the page's file: ``.html``, ``.txt``, ``.html.gz``, …
        replace: whether a fixture of that name may be overwritten.

    Returns:
        The expected record's path, for review.

    Raises:
        InputError: there is a fixture of that name, or the name is none for a file.
        ScraperError: the page cannot be extracted; nothing is saved.
    """
    if not _NAME.fullmatch(name):
        raise InputError(
            f"{name}: a fixture's name has letters, digits, dashes and underscores alone: "
            f"give one with --name"
        )
    target = folder / f"{name}{suffix}"
    expected = expected_path(target)
    if not replace and (target.exists() or expected.exists()):
        raise InputError(f"{expected}: there is a fixture of this name; give another, or --replace")
    record = extract_page(page)
    folder.mkdir(parents=True, exist_ok=True)
    body = page.body
    if page.url is not None and extract_page(Page(body)).url != record.url:
        body = _with_address(body, page.url)
    target.write_bytes(body)
    try:
        record = record_of(target)
    except ScraperError:
        target.unlink()
        raise
    expected.write_text(to_json(to_expected(record)), encoding="utf-8")
    return expected


def to_json(expected: Mapping[str, Any]) -> str:
    """As expected records are written."""
    return json.dumps(expected, indent=1, ensure_ascii=False) + "\n"


def differences(expected: Mapping[str, Any], record: Record) -> Iterator[str]:
    """What differs between an expected record and the present one, to be read by people.

    Blocks and related items are shown as a diff of one line each, other fields as they are. The
    expected side has ``-``, the present one ``+``.
    """
    before: dict[str, Any] = _without_empty_lists(dict(expected))
    after = to_expected(record)
    for field in sorted({*before, *after}, key=_field_order):
        old, new = before.get(field), after.get(field)
        if field in LEFT_OUT:
            yield f"{field}: does not belong in an expected record"
        elif field in _LINES:
            yield from _list_difference(field, old or [], new or [])
        elif old != new:
            yield f"{field}:"
            if old is not None:
                yield f"  - {_json(old)}"
            if new is not None:
                yield f"  + {_json(new)}"
    if record.text != story_text(record.blocks):
        yield "text: is not the blocks' texts (but for embeds) joined by line breaks"


def _list_difference(field: str, old: list[Any], new: list[Any]) -> Iterator[str]:
    line = _LINES[field]
    diff = list(
        difflib.unified_diff(
            [line(item) for item in old], [line(item) for item in new], lineterm="", n=1
        )
    )
    if diff:
        yield f"{field}: {len(old)} expected, {len(new)} found"
        yield from (f"  {text}" for text in diff[2:])
        return
    for number, (was, now) in enumerate(zip(old, new, strict=True)):
        for key in sorted({*was, *now}):
            if was.get(key) != now.get(key):
                yield f"{field}[{number}].{key}: ({line(now)[:60]})"
                yield f"  - {_json(was.get(key))}"
                yield f"  + {_json(now.get(key))}"


def _block_line(block: Mapping[str, Any]) -> str:
    return f"{block.get('type')}: {block.get('text', '')}"


def _related_line(item: Mapping[str, Any]) -> str:
    parts = [item.get(key) for key in ("position", "title", "teaser", "url")]
    return " | ".join(str(part) for part in parts if part)


_LINES = {"blocks": _block_line, "related": _related_line}


def _field_order(field: str) -> int:
    names = list(Record.model_fields)
    return names.index(field) if field in names else len(names)


def _json(value: Any) -> str:
    return json.dumps(value, ensure_ascii=False)


def _without_empty_lists(value: Any) -> Any:
    if isinstance(value, dict):
        return {k: _without_empty_lists(v) for k, v in value.items() if v != []}
    if isinstance(value, list):
        return [_without_empty_lists(item) for item in value]
    return value


def _with_address(body: bytes, url: str) -> bytes:
    """The page with the comment by which browsers note where a saved page came from."""
    if not body.lstrip().startswith(b"<"):  # a byte order mark has to stay first
        return body
    return f"<!-- saved from url=({len(url):04d}){url} -->\n".encode() + body
