"""Parts of a story that have the form of a list of other stories: questions and answers, a live
blog's entries, the story's own lists.

The model labels them as items below the story. Here they are put back into it, where a mark shows
what they are, and where no agency, date, caption or heading of a list stands between.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from itertools import pairwise

from scraper.extractors.plaintext.cues import MAX_ASIDE_WIDTH, cues_of
from scraper.extractors.plaintext.features import MAX_TITLE_WIDTH
from scraper.extractors.plaintext.lines import Line
from scraper.extractors.plaintext.segment import Role, State
from scraper.extractors.plaintext.words import LIVE

SEPARATORS = frozenset({"agency", "date", "caption", "credit", "section", "byline", "address"})
"""Cues of lines that separate a story from what is below it."""
MIN_LABELLED = 4
"""Minimum lines of an interview that begin with the letters or names of its speakers."""
MAX_SPEAKER = 25
"""Maximum characters of a speaker's name."""
MIN_TIMES = 3
"""Minimum entries of a live blog."""
MIN_LISTED = 3
"""Minimum lines of a story's list."""
MAX_LABEL_WORDS = 3
"""Words up to which a line of a list is no title."""
MIN_PARAGRAPH_WIDTH = 60
"""Minimum width of the paragraph below a story's list."""
_SPEAKER = re.compile(rf"(?P<name>[^\W\d_][^.:：!?()]{{0,{MAX_SPEAKER}}}?)\s?[.:：]\s?(?=\S)")
_CLOCK = re.compile(r"(?i)\W*(?P<hour>[01]?\d|2[0-4])[:.h](?P<minute>[0-5]\d)\b.{0,12}")
_AFTERNOON = re.compile(r"(?i)\bp\.?m\b")


def with_story_parts(lines: Sequence[Line], states: Sequence[State]) -> list[State]:
    """The states, with such parts in the story."""
    found = list(states)
    for part in (_live_entries, _answers, _own_list):
        roles = part(lines, found)
        for i, role in roles.items():
            found[i] = ("story", role)
    return found


def is_live(lines: Sequence[Line], states: Sequence[State]) -> bool:
    """Whether the page is a live blog: its headline says so, and there are times in order."""
    return bool(_times(lines, states))


def _first_below(states: Sequence[State]) -> int:
    """Index of the first line below the story, or the number of lines."""
    return next((i for i, (phase, _) in enumerate(states) if phase == "after"), len(states))


def _is_apart(line: Line) -> bool:
    return not SEPARATORS.isdisjoint(cues_of(line))


# --- live blogs ---------------------------------------------------------------------------------


def _times(lines: Sequence[Line], states: Sequence[State]) -> list[int]:
    """Indices of the times of a live blog's entries; [] for other pages."""
    title = states.index(("head", "title")) if ("head", "title") in states else None
    if title is None or not LIVE.search(lines[title].text):
        return []
    found: list[int] = []
    clocks: list[int] = []
    for i in range(title + 1, len(lines)):
        clock = _CLOCK.fullmatch(lines[i].text) if "date" not in cues_of(lines[i]) else None
        if clock:
            found.append(i)
            hour = int(clock["hour"]) + 12 * bool(_AFTERNOON.search(clock[0]))
            clocks.append(60 * hour + int(clock["minute"]))
    steps = [after - before for before, after in pairwise(clocks)]
    in_order = all(step >= 0 for step in steps) or all(step <= 0 for step in steps)
    return found if len(found) >= MIN_TIMES and in_order else []


def _live_entries(lines: Sequence[Line], states: Sequence[State]) -> dict[int, Role]:
    times = _times(lines, states)
    if not times:
        return {}
    end = times[-1] + 1
    while end < len(lines) and not _is_apart(lines[end]) and "prompt" not in cues_of(lines[end]):
        end += 1
    roles: dict[int, Role] = {}
    for i in range(times[0], end):
        opens = i - 1 in times and lines[i].end != "stop" and lines[i].width <= MAX_TITLE_WIDTH
        roles[i] = "prompt" if i in times else "heading" if opens else "paragraph"
    return roles


# --- interviews ---------------------------------------------------------------------------------


def _answers(lines: Sequence[Line], states: Sequence[State]) -> dict[int, Role]:
    """Lines labelled as below the story, to the last that one of two speakers by turns says."""
    start = _first_below(states)
    names = {
        i: speaker["name"]
        for i in range(start, len(lines))
        if (speaker := _SPEAKER.match(lines[i].text))
    }
    pair = {name for name, count in Counter(names.values()).most_common(2) if count > 1}
    spoken = [i for i, name in names.items() if name in pair]
    if (
        len(pair) < 2
        or len(spoken) < MIN_LABELLED
        or any(names[i] == names[k] for i, k in pairwise(spoken))
        or 2 * len(spoken) < spoken[-1] + 1 - start
        or any(_is_apart(lines[i]) for i in range(start, spoken[-1] + 1))
        or not any(lines[i].end == "ask" for i in spoken)
    ):
        return {}
    return dict.fromkeys(range(start, spoken[-1] + 1), "paragraph")


# --- lists --------------------------------------------------------------------------------------


def _own_list(lines: Sequence[Line], states: Sequence[State]) -> dict[int, Role]:
    """A list directly below the story's paragraphs that goes on with a paragraph, and whose lines
    are no titles. Its heading, and other short lines such as a recipe's ingredients, may precede
    the lines with marks."""
    start = _first_below(states)
    if not start or states[start - 1][1] != "paragraph":
        return {}
    first = start
    while first < len(lines) and not lines[first].bullet and _may_precede(lines[first]):
        first += 1
    end = first
    while end < len(lines) and lines[end].bullet and not _is_apart(lines[end]):
        end += 1
    listed = lines[first:end]
    if (
        len(listed) < MIN_LISTED
        or 2 * sum(map(_is_no_title, listed)) < len(listed)
        or end == len(lines)
        or not _is_paragraph(lines[end])
    ):
        return {}
    roles: dict[int, Role] = dict.fromkeys(range(start, end), "item")
    if first > start and not any(map(str.isdigit, lines[start].text)):
        roles[start] = "heading"
    while end < len(lines) and _is_paragraph(lines[end]):
        roles[end] = "paragraph"
        end += 1
    return roles


def _may_precede(line: Line) -> bool:
    return line.width <= MAX_ASIDE_WIDTH and line.end in ("none", "colon") and not _is_apart(line)


def _is_no_title(line: Line) -> bool:
    """Whether a line of a list is a sentence, a few words, or words with a number or a value."""
    words = line.text[line.bullet :]
    return (
        line.end == "stop"
        or len(words.split()) <= MAX_LABEL_WORDS
        or (":" in words and any(map(str.isdigit, words)))
    )


def _is_paragraph(line: Line) -> bool:
    says_nothing = cues_of(line) == ["says nothing"]
    return line.end == "stop" and line.width >= MIN_PARAGRAPH_WIDTH and says_nothing
