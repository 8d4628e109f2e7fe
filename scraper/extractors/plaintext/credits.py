"""Credits on a plain-text page: the names in a byline, the credit at the end of a caption."""

from __future__ import annotations

import re

from scraper.extractors.metadata.agency import credited_agency
from scraper.extractors.metadata.dates.printed_dates import find_dates
from scraper.extractors.metadata.names.by_words import is_picture_label
from scraper.extractors.metadata.names.east_asian_names import has_surname
from scraper.extractors.metadata.names.forms import is_ideographic, is_name
from scraper.extractors.metadata.names.split import split_names, strip_by
from scraper.extractors.plaintext.words import CAPTION, CREDIT, CREDIT_CHARS, CREDIT_WORD, JOB

_LABEL = re.compile(r"^[^\W\d_]{3,15}\s?[:：]\s*(?=\S)")
_SPACED_HAN = re.compile(r"(?<=[一-鿿·]{2})\s+(?=[一-鿿·]{2,4}(?:\s|$))")
_REPORTER = re.compile(
    r"^(?:기자명 ?[:：]? ?)?(?:(?P<korean>[가-힣]{2,4}) ?(?:기자|특파원|앵커)|"
    r"(?P<han>[一-鿿]{2,4}) ?(?:記者|记者))(?:\s|$)"
)
_ANY_LABEL = re.compile(r"^[^\W\d_]{2,15}\s?[:：]")
_NEXT_LABEL = re.compile(r"\s+(?=[^\W\d_]{2,15}\s?[:：]\s?\S)")
"""The blank before a label, in a line of several: "Source: AP Author: Jane Doe"."""
_PARTS = re.compile(r"\s*,\s+|\s+[-–—|/•·]\s+")
"""What separates a name from the job or the paper in a byline without a by-word."""
MAX_NAME_WORDS = 4
"""Words of a name, or of a paper's name, in such a byline."""
_SWAHILI_BY = re.compile(r"^Na (?=[A-Z][\w'’-]+(?: [A-Z][\w'’-]+){1,2}$)")
""""Na" is "by" in Swahili, but "on" or "and" elsewhere: it counts before a full name alone."""


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
        names = split_names(f"By {_SPACED_HAN.sub('、', rest)}")
        # "Publié le 5 mai 2025": a word before the date is a user name only after a plain by-word.
        is_dated = bool(find_dates(line))
        return [name for name in names if not (is_dated and name.islower() and " " not in name)]
    first, *parts = _NEXT_LABEL.split(line)
    if parts and (_ANY_LABEL.match(first) or not any(map(str.isalpha, first))):
        for part in parts:
            rest, opened = strip_by(part)
            if not opened or is_picture_label(part):
                continue
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
    bare = _SWAHILI_BY.sub("", _without_dates(line))
    if is_ideographic(bare):
        return [bare] if len(bare) > 2 and has_surname(bare) else []
    parts = named_parts(bare)
    names = split_names(parts[0] if parts else bare)
    # A single word is a weekday, a section or a place.
    return [name for name in names if " " in name and is_name(name)]


def named_parts(line: str) -> list[str]:
    """The parts of a byline without a by-word: a name, then a job or a paper; [] for other lines.

    Example:
        >>> named_parts("Jane Doe, staff reporter"), named_parts("Jane Doe - Quay Courier")
        (['Jane Doe', 'staff reporter'], ['Jane Doe', 'Quay Courier'])
    """
    parts = _PARTS.split(line)
    if not 2 <= len(parts) <= 3 or any(len(part.split()) > MAX_NAME_WORDS for part in parts):
        return []
    if not is_name(parts[0]) or len(parts[0].split()) < 2:
        return []
    if JOB.search(parts[1]):
        return parts
    return parts if len(parts) == 2 and "," not in line and is_name(parts[1]) else []


def is_job(line: str) -> bool:
    """Whether a line is only an author's job: "Environment correspondent"."""
    return len(line.split()) <= MAX_NAME_WORDS and len(line) <= 40 and JOB.search(line) is not None


def opens_as_byline(line: str) -> bool:
    """Whether a short line is a byline, of people or of a newsroom ("By the sports desk")."""
    if line.endswith((".", "?", "!", "。")) or len(line.split()) > 14:
        return False
    rest, opened = _strip_by(line)
    few = len(rest.split()) <= 4 and rest[:1].isupper()
    if is_named_with_job(line):
        return True
    return bool(byline_names(line)) or (opened and (few or rest.lower().startswith("the ")))


def is_named_with_job(line: str) -> bool:
    """Whether a line is a name and a job: "Jane Doe, staff reporter"."""
    parts = named_parts(_without_dates(line)) if JOB.search(line) else []
    return bool(parts) and JOB.search(parts[1]) is not None


def _without_dates(line: str) -> str:
    for date in reversed(find_dates(line)):
        line = line[: date.start] + " | " + line[date.end :]
    return line.strip(" |,·•-–—")


MIN_CREDITED_CHARS = 40
"""Minimum characters before an agency that is credited after a dash. Shorter lines may be titles:
"Storm nears the coast - AFP"."""
_LAST_PART = re.compile(r"\s[-–—/|]\s*(?P<agency>[^-–—/|](?:[^-–—/|]|(?<=\w)-(?=\w)){1,24})$")
_SIGNED_IN_CAPITALS = re.compile(
    r"[^\W\d_]{3,}[\"'”’»)]?\.\s(?P<name>(?:[^\W\d_][^\W\d_'’-]+\s){1,3}[^\W\d_][^\W\d_'’-]+)$"
)
"""Two to four words after the last full stop."""


def unlabelled_credit(line: str) -> str | None:
    """The credit at the end of a line that is not in the lists of ``words.py``: an agency after a
    dash, or a name in capitals after the sentence.

    Example:
        >>> unlabelled_credit("Boats in the harbour of Quay on Monday. ANA LOPES")
        'ANA LOPES'
    """
    if len(line) < MIN_CREDITED_CHARS:
        return None
    part = _LAST_PART.search(line[-CREDIT_CHARS:])
    if part and part.start() + max(0, len(line) - CREDIT_CHARS) >= MIN_CREDITED_CHARS:
        return part["agency"] if credited_agency(part["agency"]) else None
    signed = _SIGNED_IN_CAPITALS.search(line[-CREDIT_CHARS:])
    if signed and signed["name"].isupper() and not line.isupper() and is_name(signed["name"]):
        return signed["name"]
    return None


def credit_of(caption: str) -> str | None:
    """Photographer or agency at the end of a caption: ``A bridge. - REUTERS`` -> REUTERS."""
    match = CREDIT.search(caption[-CREDIT_CHARS:])
    if match is None:
        return unlabelled_credit(caption)
    named = (match[name] for name in ("plain", "after", "bare", "hand", "sign"))
    given = next(filter(None, named), None)
    if given is None:
        given = CREDIT_WORD.sub("", match[0])
    return given.strip(" ()（）[].:：/|-–—") or None
