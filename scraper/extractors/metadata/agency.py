"""The news agency (wire service) that a story is credited to.

It is searched where agencies are credited: in the dateline, the author fields, and the story's
first and last lines. ``agencies.txt`` lists the agencies. A story that only quotes an agency ("told
Reuters") is not credited to it.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Sequence
from functools import cache, lru_cache
from importlib import resources

MAX_CREDIT = 80
"""Maximum characters of a credit line; those of the labelled pages have fewer than 60."""
GENERIC = "Agencies"
"""The agency of a story that is credited to agencies without a name."""

WITH = (
    r"with|mit|avec|con|com|amb|cu|med|met|z|ze|s|se|so|со|с|із|зі|з|са|με|ile|ilə|dengan|bersama|"
    r"cùng|su|ar|koos|kanssa|sareng|kasama ang|kasama|na|və|bilan"
)
"""Words for "with" between a reporter and the agency whose text was used. Most are parts of names
in other languages, so they only count before an agency."""
_SPLIT = re.compile(
    r"\s*[/,;|+&·•]\s*|\s+[-–—]\s+"
    r"|\s+(?:and|und|et|y|e|i|og|och|with|mit|avec|con|com|amb)\s+"
)
_DESK_OR_NAME = (
    r"(?:(?i:redac|redak|redaz|rédac|redaç|редакц|уредн|toimitus|szerk|συντακτικ|newsroom|"
    r"newsdesk)"
    r"[^\W\d_]*|[^\W\d_a-zß-ÿа-яα-ω][^\W\d_]*\.?(?:[ -][^\W\d_]+\.?){1,3}?)"
)
_WITH_HOUSE = re.compile(
    rf"{_DESK_OR_NAME}(?:\s*/\s*|\s+(?:{WITH})\s+)(?P<agency>[^\W\d_][^/|:]{{1,40}})"
)
"""A reporter or a desk, followed by an agency: "Ana Reis com Lusa", "Redacció / ACN"."""
_INITIALS = re.compile(r"[^\W\d_]{2,4}\s*//?\s*(?P<agency>[^\W\d_][^/|:]{1,40})")
"""A reporter's initials before an agency: "AR/Lusa"."""
_OPENING = re.compile(
    r"^(?:\W*)(?:(?:source|quelle|fuente|fonte|sursa|kilde|källa|lähde|bron|źródło|zdroj|forrás|"
    r"kaynak|sumber|nguồn|источник|джерело|πηγή|المصدر|منبع|出典|來源|来源|稿源|출처|स्रोत|by|von|par|por|"
    r"with|mit|avec|con|com|amb|dengan|reporting by|copyright|text|photo|foto|(?:©|\(c\)))"
    r"\s*[:：]?\s*"
    r"|(?:avots|šaltinis|allikas|izvor|vir|burimi|font|iturria|heimild|heimildir|chanzo|manba|mənbə|"
    r"дереккөз|крыніца|източник|извор|ماخذ|ذریعہ|מקור|सौजन्य|সূত্র|ที่มา|წყარო|աղբյուր|ምንጭ|ប្រភព)"
    r"\s*[:：՝]\s*)*",
    re.IGNORECASE,
)
_TRAILING = re.compile(
    r"\s*(?:\d{4}|all rights reserved|alle rechte vorbehalten|inputs?|contributed to this report|"
    r"newsroom|staff|\d{1,2}[./]\d{1,2}[./]\d{2,4})\W*$",
    re.IGNORECASE,
)
_AT_END = re.compile(
    r"[\s.!?。»”\"’」]\s*[-–—/(（\[【]\s*([^()（）\[\]【】]{2,40}?)\s*[)）\]】]?\s*\.?$"
)

_BEHIND = re.compile(r"[\s,(（\[|/]\s*([^\s,()（）\[\]|/][^,()（）\[\]|/]{1,40})\s*[)）\]]?$")


@cache
def _table() -> tuple[dict[str, str], dict[str, str]]:
    """(spelling's key -> agency, for unambiguous spellings; spelling -> agency, for those that only
    count where an agency is expected)."""
    text = resources.files(__package__).joinpath("agencies.txt").read_text("utf-8")
    sure: dict[str, str] = {}
    short: dict[str, str] = {}
    for line in text.splitlines():
        if not line or line.startswith("#"):
            continue
        name, _, spellings = (part.strip() for part in line.partition("="))
        listed = [part.strip() for part in spellings.split(",") if part.strip()]
        # If a name's own abbreviation is marked as ambiguous, its lower-case form is too.
        if not any(
            spelling[:1] == "!" and spelling[1:].upper() == name.upper() for spelling in listed
        ):
            sure[_key(name)] = name
        for spelling in listed:
            if spelling.startswith("!"):
                short[spelling[1:]] = name
            else:
                sure[_key(spelling)] = name
    return sure, short


@cache
def _first_words() -> frozenset[str]:
    sure, short = _table()
    return frozenset(_key(spelling).partition(" ")[0] for spelling in (*sure, *short))


def _names_none(text: str) -> bool:
    """Whether an ASCII text certainly names no agency: a fast test before the exact one."""
    return text.isascii() and _first_words().isdisjoint(_WORD.findall(text.lower()))


_WORD = re.compile(r"\w+")


def _key(text: str) -> str:
    folded = unicodedata.normalize("NFKC", text).casefold()
    return " ".join(re.sub(r"[^\w]+", " ", folded).split())


@lru_cache(maxsize=4096)  # the same name occurs in several sources
def agency_named(text: str, *, expected: bool = False) -> str | None:
    """The agency of a text that is only an agency's name; else None.

    Args:
        text: a name or an abbreviation: "AP", "Deutsche Presse-Agentur", "dpa/lno".
        expected: the text is where agencies are credited, so ambiguous abbreviations ("AA", "PA")
            count too.

    Example:
        >>> agency_named("Deutsche Presse-Agentur")
        'dpa'
    """
    if not 2 <= len(text) <= MAX_CREDIT or _names_none(text):
        return None
    sure, short = _table()
    found = sure.get(_key(text))
    if found is None and expected:
        found = short.get(text.strip())
    if found is None and "/" in text:
        # "dpa/lno", "ATS/AFP": a regional desk or a second agency after the first.
        first = text.partition("/")[0].strip()
        found = sure.get(_key(first)) or (short.get(first) if expected else None)
    if found and found == text.upper() and text.istitle():
        return None  # "Ani", "Una": a word or a name; the agency is written in capitals
    return found


def is_agency(text: str) -> bool:
    """Whether a name in an author field is that of an agency, not of a person."""
    return agency_named(text, expected=text.isupper()) is not None


@lru_cache(maxsize=1024)
def credited_agency(line: str) -> str | None:
    """The agency of a credit line: "Source: Reuters", "© AFP 2024", "(dpa)", "AP, Reuters"."""
    line = line.strip()
    if not 2 <= len(line) <= MAX_CREDIT or _names_none(line):
        return None
    found = _OPENING.match(line)
    text = line[found.end() :] if found else line
    while (shorter := _TRAILING.sub("", text)) != text:
        text = shorter
    text = text.strip(" .()（）[]【】-–—*:©")
    whole = agency_named(text, expected=True)
    if whole:
        return whole
    parts = [part for part in _SPLIT.split(text) if part]
    names = [agency_named(part, expected=True) for part in parts]
    known = [name for name in names if name]
    # All parts are agencies, or the first of two or three: "Reuters/Jane Doe".
    if known and (len(known) == len(parts) or (names[0] and len(parts) <= 3)):
        return next((name for name in known if name != GENERIC), GENERIC)
    beside = _WITH_HOUSE.fullmatch(text) or _INITIALS.fullmatch(text)
    if beside is not None and len(parts) < 3:
        named = agency_named(beside.group("agency"), expected=True)
        if named:
            return named
    if not found or not any(map(str.isalpha, line[: found.end()])) or len(parts) > 3:
        return None
    # "By Jane Doe (Reuters)", "By Jane Doe, AP".
    behind = _BEHIND.search(line)
    return agency_named(behind.group(1), expected=True) if behind else None


def agency_at_end(text: str) -> str | None:
    """The agency at the end of a paragraph: "… he said. — Bernama", "… (ANI)"."""
    found = _AT_END.search(text[-60:])
    return credited_agency(found.group(1)) if found else None


def find_agency(
    dateline_agency: str | None,
    authors: Iterable[str],
    first_lines: Sequence[str],
    last_lines: Sequence[str],
    credits: Iterable[str],
) -> str | None:
    """The agency that the story is credited to.

    Args:
        dateline_agency: the one in the dateline's brackets.
        authors: names in the author fields.
        first_lines: the story's first blocks, and lines between headline and story.
        last_lines: the story's last blocks, last one first, and the lines after it.
        credits: texts of elements near the story that are marked as source or credit, except those
            of pictures.
    """
    if dateline_agency:
        return dateline_agency
    generic = None
    for name in authors:
        found = agency_named(name, expected=name.isupper())
        if found and found != GENERIC:
            return found
        generic = generic or found
    for line in (*last_lines, *first_lines, *credits):
        found = credited_agency(line)
        if found and found != GENERIC:
            return found
        generic = generic or found
    for line in last_lines[:2]:
        found = agency_at_end(line)
        if found and found != GENERIC:
            return found
    return generic
