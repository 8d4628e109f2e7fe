"""Cues: what the words of a line say, whatever its shape. It has a date, a byline, an agency, a
credit or an address, or it matches one of the lists in ``words.py``.

Cues are features of the fitted model (``features.py``), and the rules behind it read them too.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence

from scraper.extractors.metadata.agency import credited_agency
from scraper.extractors.metadata.dates.printed_dates import find_dates
from scraper.extractors.metadata.sources.menu import HOME
from scraper.extractors.metadata.sources.sitename import key_of
from scraper.extractors.plaintext.breadcrumbs import parts_of
from scraper.extractors.plaintext.credits import (
    is_job,
    lone_names,
    named_parts,
    opens_as_byline,
    unlabelled_credit,
)
from scraper.extractors.plaintext.lines import Line
from scraper.extractors.plaintext.words import (
    AGO,
    CAPTION,
    CREDIT,
    CREDIT_CHARS,
    FOOTER,
    MAILING,
    PROMPT,
    SECTION,
)
from scraper.extractors.related import heading_words

MAX_ASIDE_WIDTH = 45
"""Maximum width of an aside: a date, a credit or a prompt between a title and its teaser."""
MAX_LIST_HEADING_WIDTH, MAX_LIST_HEADING_WORDS = 28, 4
"""Maximum width and words of a heading over other stories; headlines may begin with its words."""
TINY, LABEL = 12, 20
"""Widths up to which a line is never a title: any line; a line with a digit ("3 hours ago")."""
MIN_HEADLINE_WIDTH = 25
"""Minimum width of a headline above a name without "By"; shorter lines may be a masthead's."""
MIN_SENTENCE_WIDTH = 80
"""Width above which a line with a full stop is a paragraph."""
MAX_LONE_NAME_WORDS = 3
"""Maximum words of such a name; longer lines in title case are headlines as often."""
MAX_MAILING_WIDTH = 160
"""Maximum width of a line about the newsletter that the text was sent in."""
_ADDRESS = re.compile(
    r"(?:(?:https?://|www\.)\S+|[\w.+-]+@[\w.-]+\.\w+|[+(]?\d[\d ()/.-]{6,20}\d)$"
    # with a label or a name before it: "Tel.: +46 8 123 45", "A. Name, press@example.org"
    r"|[^\d@]{1,40}[:,.]?\s(?:[\w.+-]+@[\w.-]+\.\w+|(?:\+|\(?0)[\d ()/.+-]{6,45}\d)$"
)
"""A line that consists of a web address, an e-mail address or a telephone number."""
_PARTS = re.compile(r"\s*[,،、，;|•·]\s*")
"""What parts the names and tags of a line."""
_BARS = re.compile(r"\s[|•·/–—-]\s")
_COUNTER = re.compile(r"\d+\W{0,2}[^\W\d_]")
"""A part with a number and its unit: "2 min read"."""
MIN_COUNTERS = 3
"""Minimum such parts that differ in their numbers alone."""
_DIGITS = re.compile(r"\d+")
_LAST_BRACKETS = re.compile(r"\w\W{0,3}[(（\[【][^()（）\[\]【】]{2,40}[)）\]】]$")
"""A short remark in brackets that ends a line: a caption's credit, in any language."""


def cues_of_page(
    lines: Sequence[Line], counts: Counter[str], *, turns: bool = True
) -> list[list[str]]:
    """The cues of each line, with those that its neighbours give it.

    Args:
        counts: how often each text stands on the page.
        turns: see ``features.features_of``.
    """
    cues = [cues_of(line, repeated=counts[line.text] > 2) for line in lines]
    _add_unlabelled_byline(lines, cues)
    _add_lone_byline(lines, cues)
    if turns:
        _add_counters(lines, cues)
        _add_item_bylines(lines, cues)
    return cues


def cues_of(line: Line, *, repeated: bool = False) -> list[str]:
    """Features from a line's words: dates, bylines, and matches of the lists in ``words.py``;
    ["says nothing"] for none.

    Args:
        repeated: the page has the same line at least three times.
    """
    text, width = line.text, line.width
    if width > 500:
        return ["says nothing"]
    names = ["repeated"] if repeated else []
    if width <= 110:
        if find_dates(text) or (width <= MAX_ASIDE_WIDTH and AGO.fullmatch(text)):
            names.append("date")
        if line.sentences == 1 and opens_as_byline(text):
            names.append("byline")
        if SECTION.match(text):
            head, mark, rest = split_at_colon(text)
            names.append("points" if mark and rest and len(head) < 40 else "section")
        elif _heads_list(line):
            names.append("section")
    if width <= 60 and line.end != "ask" and credited_agency(text) is not None:
        names.append("agency")
    if width < 300 and PROMPT.search(text):
        names.append("prompt")
    if width < 400 and _is_credited(line):
        names.append("credit")
    if CAPTION.match(text):
        names.append("caption")
    if width <= 110 and _ADDRESS.match(text):
        names.append("address")
    if width <= MAX_ASIDE_WIDTH and is_job(text):
        names.append("job")
    if line.end == "none" and parts_of(text):
        names.append("breadcrumb")
    parts = _PARTS.split(split_at_colon(text)[2] or text) if width <= 160 else ()
    if len(parts) > 2 and line.end == "none" and max(map(len, parts)) <= 25:
        names.append("short parts")
    if text[:1] in "([（【" and text[-1:] in ")]）】":
        names.append("in brackets")
    elif width < 400 and _LAST_BRACKETS.search(text):
        names.append("ends in brackets")
    return names or ["says nothing"]


def _heads_list(line: Line) -> bool:
    """Whether a short line is one of the usual headings over other stories."""
    if line.width > MAX_LIST_HEADING_WIDTH or len(line.text.split()) > MAX_LIST_HEADING_WORDS:
        return False
    if line.end not in ("none", "colon"):
        return False
    if key_of(line.text) in HOME:
        return False  # an entry of the menu: "News"
    return not split_at_colon(line.text)[2] and heading_words.announces_related(line.text)


def is_no_title(line: Line) -> bool:
    """Whether a line is never the title of a story: an address, a link at the page's foot, or
    several of them in one line."""
    text = line.text
    if line.width <= 110 and _ADDRESS.match(text) and " " not in text:
        return True
    if line.width <= MAX_ASIDE_WIDTH and all(map(FOOTER.match, text.split(" | "))):
        return True
    if line.width <= MAX_MAILING_WIDTH and MAILING.match(text):
        return True
    return line.width <= 160 and text.count(" | ") > 1 and max(map(len, text.split(" | "))) <= 25


def _add_unlabelled_byline(lines: Sequence[Line], line_cues: list[list[str]]) -> None:
    """Give the first line of a name and a paper ("Jane Doe - The Quay News") beside a date the cue
    of a byline, if no line above it has one. Elsewhere such a line may be a match of two teams."""
    for i, line in enumerate(lines):
        if "byline" in line_cues[i]:
            return
        if line_cues[i] != ["says nothing"] or line.width > 60 or not named_parts(line.text):
            continue
        beside = [k for k in (i - 1, i + 1) if 0 <= k < len(lines)]
        if any("date" in line_cues[k] and lines[k].width <= 60 for k in beside):
            line_cues[i] = ["byline"]
            return


def _add_lone_byline(lines: Sequence[Line], line_cues: list[list[str]]) -> None:
    """Give the first line that is nothing but a full name the cue of a byline, if the page has no
    other and the line stands where bylines do: above a job, between a longer line and a date, or
    between the headline and the first paragraph."""
    if any("byline" in cues for cues in line_cues):
        return
    for i in range(1, len(lines) - 1):
        above, line, below = lines[i - 1 : i + 2]
        if is_sentence(above) and is_sentence(below):
            return  # the story has begun
        if line_cues[i] != ["says nothing"] or line.width > MAX_ASIDE_WIDTH or line.bullet:
            continue
        below_headline = above.width > MIN_HEADLINE_WIDTH
        if not (
            "job" in line_cues[i + 1]
            or (below_headline and below.width <= 60 and "date" in line_cues[i + 1])
            or (below_headline and above.end != "stop" and is_sentence(below))
        ):
            continue
        names = lone_names(line.text)
        if len(names) == 1 and len(names[0].split()) <= MAX_LONE_NAME_WORDS:
            line_cues[i] = ["byline"]
            return


def _add_counters(lines: Sequence[Line], line_cues: list[list[str]]) -> None:
    """Give short lines of several parts the cue of a date if three of them or more have a part that
    differs in its number alone: "Sport · 2 min read"."""
    parts = {
        i: {without_numbers(part) for part in _BARS.split(line.text) if _COUNTER.match(part)}
        for i, line in enumerate(lines)
        if line_cues[i] == ["says nothing"]
        and line.width <= MAX_ASIDE_WIDTH
        and _BARS.search(line.text)
    }
    counts = Counter(part for own in parts.values() for part in own)
    for i, own in parts.items():
        if any(counts[part] >= MIN_COUNTERS for part in own):
            line_cues[i] = ["date"]


def _add_item_bylines(lines: Sequence[Line], line_cues: list[list[str]]) -> None:
    """Give full names below wider lines the cue of a byline if three or more, and most of them,
    stand between a title and a sentence."""
    found = [
        i
        for i in range(1, len(lines) - 1)
        if line_cues[i] == ["says nothing"]
        and lines[i].width <= min(MAX_ASIDE_WIDTH, lines[i - 1].width - 1)
        and lines[i - 1].end in ("none", "ask")
        and len(lines[i].text.split()) <= MAX_LONE_NAME_WORDS
        and lone_names(lines[i].text) == [lines[i].text]
    ]
    closed = sum(lines[i + 1].end == "stop" for i in found)
    if closed >= MIN_COUNTERS and closed * 2 > len(found):
        for i in found:
            line_cues[i] = ["byline"]


def is_sentence(line: Line) -> bool:
    """Whether a line is long enough for a paragraph and ends like one."""
    return line.end == "stop" and line.width > MIN_SENTENCE_WIDTH


def _is_credited(line: Line) -> bool:
    """Whether a line ends with a credit. In a line in capitals, a word after "photo" is not taken
    for a name: PHOTO FINISH."""
    credit = CREDIT.search(line.text[-CREDIT_CHARS:])
    if credit is None:
        return unlabelled_credit(line.text) is not None
    return not (credit["bare"] and line.case == "upper")


def split_at_colon(text: str) -> tuple[str, str, str]:
    """(text before the first colon, the colon, the rest); (text, "", "") without one."""
    for mark in (":", "："):
        if mark in text:
            head, _, rest = text.partition(mark)
            return head, mark, rest.strip()
    return text, "", ""


def without_numbers(text: str) -> str:
    """A text with 0 in place of each number, so that lines which differ in numbers are alike."""
    return _DIGITS.sub("0", text)
