"""What each line of a plain text looks like, by itself and among its neighbours: features by name.

Nothing is decided here; ``segment.py`` weighs the features. A feature is present or not, so that a
weight says how much it speaks for a role.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections import Counter
from collections.abc import Sequence

from scraper.extractors.metadata.agency import credited_agency
from scraper.extractors.metadata.printed_dates import find_dates
from scraper.extractors.plaintext.credits import opens_as_byline
from scraper.extractors.plaintext.lines import OPENERS, Line, words_of
from scraper.extractors.plaintext.words import CAPTION, CREDIT, CREDIT_CHARS, PROMPT, SECTION

WIDTHS = (12, 25, 45, 70, 110, 160, 240, 400)
"""Upper edges of the bins of a line's width, in Latin letters."""
COHESIONS = (0.2, 0.45, 0.8)
"""Edges of the bins of cohesion, the words in common with the long paragraphs."""
SHORT = 130
"""Width up to which a line without a full stop can be a title."""


def features_of(lines: Sequence[Line]) -> list[list[str]]:
    """Names of the features of each line."""
    marks = marks_sentences(lines)
    counts = Counter(line.text for line in lines)
    asked = sum(line.end == "ask" and line.width > 20 for line in lines)
    titles = [line.end != "stop" and line.width <= SHORT for line in lines]
    found = []
    kin: set[str] = set()
    for i, line in enumerate(lines):
        names = by_itself(line, marks=marks)
        names += cues_of(line, repeated=counts[line.text] > 2)
        if line.end == "ask" and asked > 2:
            names.append("asks among others")
        if marks:
            names.append(_alternation(titles, i))
            around = titles[max(0, i - 3) : i] + titles[i + 1 : i + 4]
            names.append(f"titles around {sum(around) * 3 // max(1, len(around))}")
        if i:
            ratio = (line.width + 10) / (lines[i - 1].width + 10)
            names.append(f"grows {bisect_left((0.4, 0.75, 1.33, 2.5), ratio)}")
        words = words_of(line.text)
        if i and min(len(words), len(kin)) > 1:
            share = len(words & kin) / min(len(words), len(kin))
            names.append(f"kin {bisect_left((0.01, 0.25, 0.5), share)}")
        kin = words
        found.append(names)
    return found


def by_itself(line: Line, *, marks: bool) -> list[str]:
    """Features of a line alone.

    Args:
        marks: the page closes its sentences with a mark. Thai and Lao do not, and some copies have
            lost theirs; then how a line ends tells nothing.
    """
    names = [
        f"width {bisect_left(WIDTHS, line.width)}",
        f"sentences {min(line.sentences, 3)}",
    ]
    if marks:
        names.append(f"end {line.end}")
    if line.case != "none":
        names.append(f"case {line.case}")
    if line.cohesion is not None:
        names.append(f"cohesion {bisect_right(COHESIONS, line.cohesion)}")
    names.append("bullet" if line.bullet else "no bullet")
    if line.level:
        names.append("first heading" if line.level == 1 else "heading")
    if line.quoted:
        names.append("quoted")
    if line.text[:1] in OPENERS:
        names.append("opens with a quote")
    return names


def cues_of(line: Line, *, repeated: bool = False) -> list[str]:
    """What a line's words say: dates, bylines, and the words of ``words.py``.

    Args:
        repeated: the page has the same line three times or more.
    """
    text, width = line.text, line.width
    if width > 500:
        return ["says nothing"]
    names = ["repeated"] if repeated else []
    if width <= 110:
        if find_dates(text):
            names.append("date")
        if line.sentences == 1 and opens_as_byline(text):
            names.append("byline")
        if SECTION.match(text):
            head, mark, rest = split_at_colon(text)
            names.append("points" if mark and rest and len(head) < 40 else "section")
    if width <= 60 and line.end != "ask" and credited_agency(text) is not None:
        names.append("agency")
    if width < 300 and PROMPT.search(text):
        names.append("prompt")
    if width < 400 and CREDIT.search(text[-CREDIT_CHARS:]):
        names.append("credit")
    if CAPTION.match(text):
        names.append("caption")
    if text.startswith(("http://", "https://", "www.")) and " " not in text:
        names.append("address")
    return names or ["says nothing"]


def split_at_colon(text: str) -> tuple[str, str, str]:
    """What stands before the first colon, the colon, and the rest."""
    for mark in (":", "："):
        if mark in text:
            head, _, rest = text.partition(mark)
            return head, mark, rest.strip()
    return text, "", ""


def _alternation(titles: Sequence[bool], i: int) -> str:
    """How strictly titles and sentences take turns around a line, as pairs do."""
    near = range(max(0, i - 4), min(len(titles), i + 5))
    turns = sum(titles[k] == (titles[i] == ((k - i) % 2 == 0)) for k in near)
    off = len(near) - turns
    return f"turns {0 if off > 2 else 3 - off}"


def marks_sentences(lines: Sequence[Line]) -> bool:
    """Whether the page's sentences are closed by a mark, by its long lines."""
    long = [line for line in lines if line.width >= 140]
    return len(long) < 3 or sum(line.end != "none" for line in long) * 3 >= len(long)
