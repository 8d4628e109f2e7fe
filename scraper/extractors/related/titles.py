"""Word counts of headlines, and how well a headline matches the words of an address (its slug)."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence

LABEL_WORDS = 3
"""Words up to which a link's text is considered a label (section, author, "read more")."""

_UNSPACED = re.compile(r"[\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff\u3040-\u30ff\u3400-\u9fff]")
_SLUG = re.compile(r"[a-z0-9\u0080-\uffff]+")


def word_count(text: str) -> int:
    """Words between spaces; in scripts without spaces, two characters count as one word."""
    spaces = text.count(" ") + 1
    if text.isascii():
        return spaces
    return max(spaces, len(_UNSPACED.findall(text)) // 2)


def path_parts(url: str) -> list[str]:
    """The non-empty segments of an address's path."""
    path = url.partition("://")[2].partition("/")[2].partition("?")[0]
    return [part for part in path.split("/") if part]


def query_form(url: str) -> str:
    """An address's host and path with the parameter names of its query: ``news.php?id=7`` and
    ``news.php?id=8`` have the same. Empty without a query."""
    path, mark, query = url.partition("#")[0].partition("?")
    if not mark:
        return ""
    names = sorted([pair.partition("=")[0] for pair in query.split("&")])
    return f"{path.partition('://')[2].removeprefix('www.')}?{'&'.join(names)}"


def title_words(text: str) -> set[str]:
    """The words of a headline as slugs have them: lower case, without accents."""
    folded = text.lower()
    if not folded.isascii():
        folded = unicodedata.normalize("NFKD", folded)
        folded = "".join([c for c in folded if c < "\u0300" or not unicodedata.combining(c)])
    return set(_SLUG.findall(folded))


def slug_words(parts: Sequence[str]) -> set[str]:
    """The words of an address's longest path segment; empty if it is a single word."""
    if not parts:
        return set()
    words = {w for w in _SLUG.findall(max(parts, key=len).lower()) if len(w) > 1}
    return words if len(words) > 1 else set()


def slug_overlap(parts: Sequence[str], title: str) -> float:
    """Share of the words in an address's longest path segment that the title also has."""
    words = slug_words(parts)
    return len(words & title_words(title)) / len(words) if words else 0.0
