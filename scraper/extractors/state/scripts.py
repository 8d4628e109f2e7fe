"""Reads the values in a page's scripts: JSON, assignments, and the streams of some frameworks.

Scripts are parsed, never run. The result is plain Python values, in which ``search.py`` finds the
story.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from contextlib import suppress
from typing import Any
from urllib.parse import unquote

from scraper.extractors.metadata.sources.lenient_json import parse_lenient
from scraper.extractors.parsing.json_text import decode_json, load_json
from scraper.extractors.state.javascript import LiteralReader, NotALiteral

MAX_CHARS = 12_000_000
"""Maximum characters of scripts read in one page; the largest labelled page has 4 million."""
MAX_ATTEMPTS = 200
"""Assignments tried in one script. The data are at the first or second; a minified library has
thousands."""
SHORTEST = 200
"""Characters below which a script or a value in it cannot contain a story."""

_ASSIGNED = re.compile(
    # window.__STATE__ = {…}; var state = […]; Fusion.globalContent={…}; "props": is none
    r"(?:[\w$\])]|[\"']\])\s*=\s*(?=[{\[\"'`(]|JSON\.parse|decodeURI|atob|function|new )"
    # start(app, {…, data: [{…}]})
    r"|[{,]\s*(?:data|state|props|payload|article|story|content|body)\s*:\s*(?=[{\[])"
    # queue.push({…}), render("app", {…}), JSON.parse("…")
    r"|\b(?:push|render|hydrate|hydrateRoot|init|enqueue|parse|setData|load|start|mount)\s*\((?=\s*[\[{\"'`])"
)
_FLIGHT = re.compile(r"__next_f\s*\.?\s*push\(\s*\[\s*1\s*,\s*(?=\")")
_ROW = re.compile(rb"(?:^|\n)([0-9a-f]{1,8}):")


def values_in(scripts: Iterable[tuple[dict[str, str], str]]) -> Iterator[Any]:
    """The values of all scripts; JSON-LD first, which is the most reliable.

    Args:
        scripts: attributes and text of each ``script`` element, in document order.
    """
    budget = MAX_CHARS
    linked: list[str] = []
    data: list[str] = []
    code: list[str] = []
    for attrs, text in scripts:
        kind = attrs.get("type", "").lower()
        # Pieces of a stream may be short, and without any one of them the rest is unreadable.
        if len(text) > budget or (len(text) < SHORTEST and "__next_f" not in text):
            continue
        budget -= len(text)
        if "ld+json" in kind:
            linked.append(text)
        elif "json" in kind:
            data.append(text)
        elif not kind or "javascript" in kind or "ecma" in kind or kind in ("module", "text/babel"):
            code.append(text)
    for text in linked:
        yield from parse_lenient(text)
    for text in data:
        for value in _json(text):
            yield _unflatten(value)
    flight = "".join(_flight_text(code))
    if flight:
        yield from _flight_rows(flight)
    for text in code:
        if not _FLIGHT.search(text[:2_000]):
            yield from _assigned_values(text)


def _json(text: str) -> list[Any]:
    try:
        return [load_json(text)]
    except (ValueError, RecursionError):
        pass
    if text.rstrip()[-1:] not in ("}", "]", ";", ">"):  # the page was cut here
        with suppress(NotALiteral):
            return [LiteralReader(text, partial=True).value()]
    if "&quot;" in text[:200]:
        import html

        return parse_lenient(html.unescape(text))
    return parse_lenient(text)


# --- assignments and calls --------------------------------------------------------------------


def _assigned_values(text: str) -> Iterator[Any]:
    """Values assigned to a name or passed to a call, of at least ``SHORTEST`` characters."""
    end = tried = 0
    for match in _ASSIGNED.finditer(text):
        start = match.end()
        if start < end or len(text) - start < SHORTEST:
            continue
        tried += 1
        if tried > MAX_ATTEMPTS:
            return
        value, at = _literal(text, start)
        if at - start >= SHORTEST:
            end = at
            yield _unflatten(text_as_json(value))


def _literal(text: str, start: int) -> tuple[Any, int]:
    """(value at ``start``, offset of its end); (None, ``start``) for none."""
    while text[start : start + 1].isspace():
        start += 1
    if text[start : start + 1] in ("{", "["):
        try:
            return decode_json(text, start)
        except (ValueError, RecursionError):
            pass
    try:
        reader = LiteralReader(text, start)
        return reader.value(), reader.at
    except NotALiteral:
        return None, start


def text_as_json(value: Any) -> Any:
    """The value of JSON in a string, percent-encoded or not; other values unchanged."""
    for _ in range(2):
        if not isinstance(value, str):
            break
        text = unquote(value) if value[:6].upper().startswith(("%7B", "%5B", "%22")) else value
        if not text.lstrip().startswith(("{", "[")):
            break
        try:
            value = load_json(text)
        except (ValueError, RecursionError):
            break
    return value


# --- flattened values (devalue: Nuxt 3, SvelteKit; turbo-stream: React Router) ----------------


def _unflatten(value: Any) -> Any:
    """Rebuild a value serialised as a flat list whose parts refer to each other by index."""
    if not isinstance(value, list) or len(value) < 3 or len(value) > 500_000:
        return value
    head = value[0]
    if isinstance(head, list) and len(head) == 2 and isinstance(head[0], str):
        head = value[head[1]] if isinstance(head[1], int) and 0 < head[1] < len(value) else None
    if not isinstance(head, dict) or not head or not all(type(v) is int for v in head.values()):
        return value
    built: dict[int, Any] = {}

    def name(key: str) -> str:
        if key.startswith("_") and key[1:].isdigit() and int(key[1:]) < len(value):
            named = value[int(key[1:])]
            return named if isinstance(named, str) else key
        return key

    def at(index: Any) -> Any:
        return built.get(index) if type(index) is int else None

    # Empty containers first, so that forward references and cycles can be filled in.
    for i, part in enumerate(value):
        if isinstance(part, dict):
            built[i] = {}
        elif isinstance(part, list):
            built[i] = []
        else:
            built[i] = part
    for i, part in enumerate(value):
        if isinstance(part, dict):
            built[i].update((name(key), at(index)) for key, index in part.items())
        elif isinstance(part, list):
            if part and isinstance(part[0], str):  # ["Date", "…"], ["Reactive", 7]
                built[i].extend(at(p) if type(p) is int else p for p in part[1:])
            else:
                built[i].extend(at(index) for index in part)
    return built[0]


# --- React's stream of server components ------------------------------------------------------


def _flight_text(scripts: Iterable[str]) -> Iterator[str]:
    for text in scripts:
        for match in _FLIGHT.finditer(text):
            try:
                yield LiteralReader(text, match.end()).string()
            except NotALiteral:
                continue


def _flight_rows(stream: str) -> Iterator[Any]:
    """The rows of the stream, ``1a:{…}`` or ``1a:T4f,…`` (text with its length in bytes).

    Yields one mapping of row numbers to values, so that references such as ``$1a`` can be resolved.
    """
    data = stream.encode("utf-8", "replace")
    rows: dict[str, Any] = {}
    at = 0
    while (match := _ROW.match(data, at) or _ROW.search(data, at)) is not None:
        number, at = match[1].decode(), match.end()
        if data[at : at + 1] == b"T":
            comma = data.find(b",", at, at + 12)
            try:
                length = int(data[at + 1 : comma], 16)
            except ValueError:
                continue
            rows[number] = data[comma + 1 : comma + 1 + length].decode("utf-8", "replace")
            at = comma + 1 + length
            # The next row follows without a line break.
            data, at = b"\n" + data[at:], 0
            continue
        end = data.find(b"\n", at)
        end = len(data) if end < 0 else end
        with suppress(ValueError, RecursionError):
            rows[number] = load_json(data[at:end].decode())
        at = end
    if rows:
        yield {"$rows": rows}
