"""Reads the metadata at the head of a Markdown file, as web clippers, note-taking programs and this
package's own export write them: lines of YAML between two lines of three dashes."""

from __future__ import annotations

import json
import re
from dataclasses import dataclass, field

from scraper.extractors.metadata.dates.stamp import parse_machine
from scraper.urls import canonical_url

_FENCE = re.compile(r"\s*---[ \t]*\r?\n")
_KEY = re.compile(r"([A-Za-z][\w -]{0,40}):(?:[ \t]+(.*))?")
_ITEM = re.compile(r"[ \t]*-[ \t]+(.+)")
_LINK = re.compile(
    r"\[\[(?:[^\[\]|]{0,200}\|)?([^\[\]|]{1,200})\]\]|\[([^\[\]]{1,200})\]\([^()]{0,1000}\)"
)
"""A link of a note-taking program (``[[Anna Berg]]``), or of Markdown."""
MAX_LINES = 200
"""Maximum lines of the metadata."""
_TITLES = ("title",)
_AUTHORS = ("authors", "author", "byline", "creator")
_DATES = ("published", "date", "published_at", "date_published", "publish_date", "pubdate")
_URLS = ("url", "source", "source_url", "link", "canonical_url", "original_url", "permalink")
_DESCRIPTIONS = ("description", "excerpt", "summary")


@dataclass(frozen=True, slots=True)
class FrontMatter:
    """What the head of a file says; absent values are None or empty.

    Attributes:
        body: the text below it; the whole text if there is none.
        url: canonical form.
        published_at: as in a record.
    """

    body: str
    title: str | None = None
    authors: list[str] = field(default_factory=list)
    published_at: str | None = None
    url: str | None = None
    description: str | None = None


def read_front_matter(text: str) -> FrontMatter:
    """Read the metadata at the head of a text.

    Nothing is read where a line between the dashes is neither a key nor belongs to one: a story may
    begin with dashes, too.
    """
    opening = _FENCE.match(text)
    if opening is None:
        return FrontMatter(text)
    fields: dict[str, list[str]] = {}
    values: list[str] | None = None
    at = opening.end()
    for _ in range(MAX_LINES):
        end = text.find("\n", at)
        if end < 0:
            return FrontMatter(text)
        line = text[at:end].rstrip()
        at = end + 1
        if line == "---":
            return _read(fields, text[at:]) if fields else FrontMatter(text)
        if found := _KEY.fullmatch(line):
            name = found[1].strip().lower().replace("-", "_").replace(" ", "_")
            values = fields.setdefault(name, [])
            values += _values(found[2] or "")
        elif values is not None and (item := _ITEM.fullmatch(line)):
            values += _values(item[1])
        elif values is not None and line[:1].isspace():
            values[:] = [" ".join((*values, line.strip()))]  # a value over several lines
        elif line and not line.startswith("#"):
            return FrontMatter(text)
    return FrontMatter(text)


def _values(text: str) -> list[str]:
    """The values of a key: a text, or a list in brackets."""
    text = text.strip()
    if text in ("", "|", ">", "|-", ">-", "[]", "null", "~"):
        return []
    if text.startswith("[") and text.endswith("]") and not text.startswith("[["):
        try:
            return [str(value) for value in json.loads(text)]
        except ValueError:
            return [_plain(part) for part in text[1:-1].split(",") if part.strip()]
    return [_plain(text)]


def _plain(text: str) -> str:
    """A value without its quotes, and with the text of a link in place of the link."""
    text = text.strip()
    if len(text) > 1 and text[0] == text[-1] == '"':
        try:
            text = str(json.loads(text))
        except ValueError:
            text = text[1:-1]
    elif len(text) > 1 and text[0] == text[-1] == "'":
        text = text[1:-1].replace("''", "'")
    return _LINK.sub(lambda found: found[1] or found[2], text).strip()


def _read(fields: dict[str, list[str]], body: str) -> FrontMatter:
    if not body.strip():
        return FrontMatter(body)

    def first(names: tuple[str, ...]) -> str | None:
        return next((fields[name][0] for name in names if fields.get(name)), None)

    stamps = (parse_machine(fields[name][0]) for name in _DATES if fields.get(name))
    stamp = next(filter(None, stamps), None)
    addresses = (canonical_url(fields[name][0]) for name in _URLS if fields.get(name))
    authors = next((fields[name] for name in _AUTHORS if fields.get(name)), [])
    return FrontMatter(
        body=body,
        title=first(_TITLES),
        authors=[author for author in authors if not author.startswith("http")],
        published_at=stamp.text() if stamp else None,
        url=next(filter(None, addresses), None),
        description=first(_DESCRIPTIONS),
    )
