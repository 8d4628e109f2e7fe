"""Credits on a plain-text page: the names in a byline, the credit at the end of a caption."""

from __future__ import annotations

import re

from scraper.extractors.metadata.names import is_name, split_names, strip_by
from scraper.extractors.metadata.printed_dates import find_dates
from scraper.extractors.plaintext.words import CAPTION, CREDIT, CREDIT_CHARS, CREDIT_WORD

_LABEL = re.compile(r"^[^\W\d_]{3,15}\s?[:：]\s*(?=\S)")
_SPACED_HAN = re.compile(r"(?<=[一-鿿·]{2})\s+(?=[一-鿿·]{2,4}(?:\s|$))")
_REPORTER = re.compile(
    r"^(?:(?P<korean>[가-힣]{2,4}) ?(?:기자|특파원|앵커)|"
    r"(?P<han>[一-鿿]{2,4}) ?(?:記者|记者))(?:\s|$)"
)


def byline_names(line: str) -> list[str]:
    """The author names in a line; none where it is not a byline.

    A byline begins with "By" in any language or with a label ("Interview: …"), or is a Korean or
    Chinese name followed by the word for reporter.

    Example:
        >>> byline_names("By Ana Lopes and Jo Brand | May 3, 2023")
        ['Ana Lopes', 'Jo Brand']
    """
    if len(line) > 150 or len(line.split()) > 14 or CAPTION.match(line):
        return []
    rest, opened = _strip_by(_without_dates(line))
    if opened:
        return split_names(f"By {_SPACED_HAN.sub('、', rest)}")
    reporter = _REPORTER.match(line)
    if reporter:
        return [reporter["korean"] or reporter["han"]]
    label = _LABEL.match(line)
    if label and not find_dates(line):
        names = split_names(line[label.end() :])
        whole = line[label.end() :].strip()
        return names if names and all(" " in name for name in names) and whole in names else []
    return []


def _strip_by(line: str) -> tuple[str, bool]:
    """(text after "By", whether the line begins with it); in capitals one word is not a name."""
    rest, opened = strip_by(line)
    return (line, False) if line.isupper() and " " not in rest else (rest, opened)


def lone_names(line: str) -> list[str]:
    """The names in a line that consists of names and possibly dates."""
    names = split_names(_without_dates(line))
    # A single word is a weekday, a section or a place.
    return [name for name in names if " " in name and is_name(name)]


def opens_as_byline(line: str) -> bool:
    """Whether a short line is a byline, of people or of a newsroom ("By the sports desk")."""
    if line.endswith((".", "?", "!", "。")) or len(line.split()) > 14:
        return False
    rest, opened = _strip_by(line)
    few = len(rest.split()) <= 4 and rest[:1].isupper()
    return bool(byline_names(line)) or (opened and (few or rest.lower().startswith("the ")))


def _without_dates(line: str) -> str:
    for date in reversed(find_dates(line)):
        line = line[: date.start] + " | " + line[date.end :]
    return line.strip(" |,·•-–—")


def credit_of(caption: str) -> str | None:
    """Photographer or agency at the end of a caption: ``A bridge. - REUTERS`` -> REUTERS."""
    match = CREDIT.search(caption[-CREDIT_CHARS:])
    if match is None:
        return None
    named = (match[name] for name in ("plain", "after", "bare", "hand", "sign"))
    given = next(filter(None, named), None)
    if given is None:
        given = CREDIT_WORD.sub("", match[0])
    return given.strip(" ()（）[].:：/|-–—") or None
