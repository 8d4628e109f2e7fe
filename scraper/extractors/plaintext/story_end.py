"""The end of a story: its last paragraph with the agency in brackets, the editors' initials or the
names below it, the caption below agency and date.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from scraper.extractors.metadata.agency import credited_agency
from scraper.extractors.metadata.dates.printed_dates import find_dates
from scraper.extractors.plaintext.cues import MAX_ASIDE_WIDTH, cues_of
from scraper.extractors.plaintext.lines import Line
from scraper.extractors.plaintext.segment import Role, State
from scraper.extractors.plaintext.words import UPDATED

MIN_PAIRS = 3
"""Minimum titles with teasers below a caption that has no other mark."""
MAX_SIGNATURE_LINES = 3
"""Maximum lines of names below a letter or an obituary."""
_SIGNATURE = re.compile(r"[.!?…。！？।۔»”」\"]\s?[(（\[]([^()（）\[\]]{2,24})[)）\]]$")
"""The agency in brackets after a sentence."""
_INITIALS = re.compile(r"(?=.{3,20}$)[^\W\d_A-Z]{2,5}(?:\s?/\s?[^\W\d_A-Z]{0,5}){1,4}")
"""The editors of an agency's story: abc/de/fgh."""
_NAV: State = ("after", "nav")
_META: State = ("after", "meta")
_TEXT = {("story", "paragraph"), ("story", "question"), ("story", "heading"), ("story", "item")}


def with_story_end(lines: Sequence[Line], states: Sequence[State]) -> list[State]:
    """The states, with the story's end corrected."""
    found = _with_signed_paragraph(lines, _with_closing_caption(lines, states))
    return _without_signature(lines, found)


def _with_signed_paragraph(lines: Sequence[Line], states: Sequence[State]) -> list[State]:
    """The states, with the last paragraph as such where the agency in brackets made it a caption. A
    correction may follow it; below the story there has to be another caption."""
    found = list(states)
    last = _last_of_story(states)
    captions = sum(role == "caption" for _, role in states)
    for i in range(max(1, last - 1), min(last + 2, len(lines))):
        is_caption = states[i] == ("story", "caption") or (
            states[i] == ("after", "caption") and captions > 1
        )
        signed = _SIGNATURE.search(lines[i].text) if is_caption and states[i - 1] in _TEXT else None
        if signed and credited_agency(signed[1]):
            found[i] = ("story", "paragraph")
    return found


def _without_signature(lines: Sequence[Line], states: Sequence[State]) -> list[State]:
    """The states, without initials at the end of the story, and with names that have nothing but a
    date below them as no items."""
    found = list(states)
    last = _last_of_story(states)
    while last and _INITIALS.fullmatch(lines[last].text):
        found[last] = ("after", "nav")
        last -= 1
    below = states[last + 1 :]
    names = len(below) - 1
    if (
        last
        and 0 < names <= MAX_SIGNATURE_LINES
        and set(below[:-1]) == {("after", "related_title")}
        and all(line.width <= MAX_ASIDE_WIDTH for line in lines[last + 1 : -1])
        and "date" in cues_of(lines[-1])
    ):
        found[last + 1 :] = [_NAV] * names + [_META]
    return found


def _last_of_story(states: Sequence[State]) -> int:
    return max((i for i, (phase, _) in enumerate(states) if phase == "story"), default=0)


def _with_closing_caption(lines: Sequence[Line], states: Sequence[State]) -> list[State]:
    """The states, with the longer line below the agency and the date that close the story as a
    caption: one that says more than a date, or stands above pairs of title and teaser without a
    teaser itself."""
    found = list(states)
    after = [i for i, (phase, _) in enumerate(states) if phase == "after"]
    at = next((i for i in after if lines[i].width > MAX_ASIDE_WIDTH), 0)
    closing = range(after[0], at) if after and at else range(0)
    if (
        not closing
        or ("story", "paragraph") not in states
        or any(states[i] != ("after", "meta") for i in closing)
        or not any("date" in cues_of(lines[i]) for i in closing)
        or lines[at].end in ("ask", "colon")
        or not {"says nothing", "date", "credit", "ends in brackets"}.issuperset(cues_of(lines[at]))
    ):
        return found
    role = states[at][1]
    below = [role for _, role in states[at + 1 :]]
    if (
        (role == "meta" and _says_more_than_date(lines[at].text))
        or (role == "nav" and below[:1] in (["section"], ["related_title"]))
        or (role == "related_title" and _are_pairs(below))
    ):
        found[at] = ("after", "caption")
    return found


def _says_more_than_date(text: str) -> bool:
    dated = sum(date.end - date.start for date in find_dates(text))
    return dated * 2 < len(text) and UPDATED.search(text) is None


def _are_pairs(roles: Sequence[Role]) -> bool:
    """Whether roles begin with titles and teasers by turns, at least three of them, and have no
    title without a teaser."""
    titles = [i for i, role in enumerate(roles) if role == "related_title"]
    return (
        titles[:1] == [0]
        and len(titles) >= MIN_PAIRS
        and all(list(roles[i + 1 : i + 2]) == ["teaser"] for i in titles)
    )
