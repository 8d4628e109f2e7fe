"""Read the pages in JSON, as other crawlers write them: objects with a page's HTML and its address.

In JSON Lines each line is such an object, and the file may be larger than memory. The names of the
keys differ; the page is the longest value that begins with a tag.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Iterator

from scraper.errors import InputError
from scraper.page import Page

LINES = (".jsonl", ".ndjson", ".jl")
"""Suffixes of JSON Lines."""
FIRST_LINES = 20
"""Lines without a page after which a file counts as one of other objects, if none had one before.
Crawlers write a line for a page that failed, too, and it may be the first."""
_BEGINS = re.compile(rb"(?:\xef\xbb\xbf)?\s{0,99}(?:\{\s{0,99}\"|\[\s{0,99}\{)")
_MARKUP = re.compile(r"\s{0,99}(?:<!--|<!doctype\s|<\?xml\s|<[a-z][a-z0-9]*[\s>])", re.I)
_ADDRESS_KEYS = ("url", "URL", "final_url", "finalUrl", "uri", "link", "address", "page_url")


def begins_as_json(head: bytes) -> bool:
    return _BEGINS.match(head) is not None


def page_of_object(value: object) -> Page | None:
    """The page in a JSON object; None if there is none."""
    if not isinstance(value, dict):
        return None
    texts = [text for text in value.values() if isinstance(text, str) and _MARKUP.match(text)]
    if not texts:
        return None
    urls = (value.get(key) for key in _ADDRESS_KEYS)
    url = next((u for u in urls if isinstance(u, str) and u.lower().startswith("http")), None)
    html = max(texts, key=len).encode("utf-8", "replace")
    return Page(body=html, url=url, headers={"content-type": "text/html; charset=utf-8"})


def pages_in(body: bytes) -> list[Page]:
    """The pages of a JSON object or of a list of objects; none if it is no JSON or has no page."""
    try:
        value = json.loads(body)
    except (ValueError, RecursionError):
        return []
    found = map(page_of_object, value if isinstance(value, list) else [value])
    return [page for page in found if page is not None]


def read_lines(
    chunks: Iterable[bytes], name: str, max_bytes: int
) -> Iterator[tuple[str, Page | InputError]]:
    """The pages of JSON Lines, each with its name: that of the file, and the number of its line.

    A file whose first lines have no page is one error: it has others in it than pages.
    """
    problems: list[tuple[str, InputError]] | None = []  # of the first lines; None after a page
    for number, line in enumerate(_lines(chunks, max_bytes), 1):
        label = f"{name}#{number}"
        if line is None:
            yield label, InputError(f"{label}: the line has more than {max_bytes:,} bytes")
            continue
        if not line.strip():
            continue
        found = _page_of_line(line, label)
        if problems is None:
            yield label, found
        elif isinstance(found, Page):
            yield from problems
            yield label, found
            problems = None
        else:
            problems.append((label, found))
            if len(problems) == FIRST_LINES:
                break
    if problems:
        advice = "expected an object with a page's HTML, and its address as url, in each line"
        yield name, InputError(f"{name}: this is JSON, not a page: {advice}")


def _page_of_line(line: bytes, label: str) -> Page | InputError:
    try:
        page = page_of_object(json.loads(line))
    except (ValueError, RecursionError) as error:
        return InputError(f"{label}: this line is no JSON: {error}")
    return page or InputError(f"{label}: no page in this line: expected a key with HTML")


def _lines(chunks: Iterable[bytes], limit: int) -> Iterator[bytes | None]:
    """The lines of a stream; None for each that is longer than ``limit``."""
    kept: list[bytes] = []
    size = 0
    for chunk in chunks:
        *ended, rest = chunk.split(b"\n")
        for part in ended:
            yield b"".join((*kept, part)) if size + len(part) <= limit else None
            kept, size = [], 0
        size += len(rest)
        kept.append(rest)
        if size > limit:
            kept.clear()
    if size:
        yield b"".join(kept) if size <= limit else None
