"""Fixtures, saved pages with expected records: adding a fixture, and comparing all of them.

A fixture is a page (NAME.html, .txt, .html.gz, …) and its expected record NAME.json, without the
fields that vary between versions or follow from other fields. Empty lists may be left out.
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

OMITTED_FIELDS = frozenset(
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
"""Fields left out of expected records: they vary between versions, or follow from other fields
(``text`` is the joined text of the blocks, which is checked separately)."""

_NAME = re.compile(r"[\w-]+")
"""Without dots, since the expected record is named after the part before the page's first dot."""


def pages_in(folder: Path) -> list[Path]:
    """The pages in a folder of fixtures: every file that is not an expected record.

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
    """The path of a page's expected record: ``news.html.gz`` -> ``news.json``."""
    return page.with_name(page.name.split(".")[0] + ".json")


def record_of(page: Path) -> Record:
    """The current record of a saved page, as ``scraper extract`` gives it.

    Raises:
        ScraperError: the page cannot be read or extracted, or the file has several.
    """
    found = list(read_pages(page))
    if len(found) != 1:
        raise InputError(f"{page}: expected one page in the file, found {len(found)}")
    if not isinstance(found[0], Saved):
        raise found[0].error
    return extract_page(found[0].page)


def to_expected(record: Record) -> dict[str, Any]:
    """A record as it is stored in a fixture."""
    data = record.model_dump(mode="json", exclude_none=True, exclude=set(OMITTED_FIELDS))
    pruned: dict[str, Any] = _without_empty_lists(data)
    return pruned


def add(folder: Path, name: str, page: Page, suffix: str, *, replace: bool = False) -> Path:
    """Save a page with its current record as a fixture.

    Args:
        suffix: the suffix of the page's file: ``.html``, ``.txt``, ``.html.gz``, …
        replace: whether a fixture of that name may be overwritten.

    Returns:
        The path of the expected record, for review.

    Raises:
        InputError: a fixture of that name exists, or the name is not valid.
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
    """An expected record as JSON, in the format of the fixture files."""
    return json.dumps(expected, indent=1, ensure_ascii=False) + "\n"


def differences(expected: Mapping[str, Any], record: Record) -> Iterator[str]:
    """The differences between an expected record and the current one, as lines to print.

    Blocks and related items are shown as a diff with one line each, other fields as JSON. ``-``
    marks the expected value, ``+`` the current one.
    """
    before: dict[str, Any] = _without_empty_lists(dict(expected))
    after = to_expected(record)
    for field in sorted({*before, *after}, key=_field_order):
        old, new = before.get(field), after.get(field)
        if field in OMITTED_FIELDS:
            yield f"{field}: does not belong in an expected record"
        elif field in _LINE_FORMATS:
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
    line = _LINE_FORMATS[field]
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


_LINE_FORMATS = {"blocks": _block_line, "related": _related_line}


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
    """The page with the comment in which browsers record the URL of a saved page."""
    if not body.lstrip().startswith(b"<"):  # a byte order mark has to stay first
        return body
    return f"<!-- saved from url=({len(url):04d}){url} -->\n".encode() + body
