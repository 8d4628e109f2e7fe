"""Finds the note about the author below a story, which is not a part of it.

It repeats the name from the byline, alone ("JANE DOE") or as the first words of a sentence ("Jane
Doe covers the harbour for the Quay News."), or has a heading ("About the author").
"""

from __future__ import annotations

from collections.abc import Sequence

from scraper.extractors.plaintext.lines import Line
from scraper.extractors.plaintext.segment import State
from scraper.extractors.plaintext.words import ABOUT_AUTHOR

MAX_NOTE_LINES = 4
"""Maximum lines of such a note at the end of a story, with the name above it."""
MIN_STORY_LINES = 2
"""Minimum lines of the story above it."""
MAX_NOTE_SENTENCES = 4
"""Maximum sentences of one of its lines."""

NOTE: State = ("after", "prompt")


def without_author_note(
    lines: Sequence[Line], states: Sequence[State], authors: Sequence[str]
) -> list[State]:
    """The states of the lines, those of the note changed to a line below the story.

    Args:
        authors: the names in the byline.
    """
    found = list(states)
    names = [name.casefold() for name in authors if " " in name or not name.isascii()]
    story = [i for i, (phase, _) in enumerate(states) if phase == "story"]
    for i in story[MIN_STORY_LINES:][-MAX_NOTE_LINES:]:
        last = i == story[-1]
        if _heads_note(lines[i], names) or (last and _is_note(lines[i], names)):
            found[i : story[-1] + 1] = [NOTE] * (story[-1] + 1 - i)
            break
    if not story:
        return found
    # Without a full stop, or below other lines, a note may look like an item.
    for i in range(story[-1] + 1, min(len(lines), story[-1] + 1 + 2 * MAX_NOTE_LINES)):
        below = (i > 0 and found[i - 1] == NOTE) or _heads_note(lines[i - 1], names)
        if _heads_note(lines[i], names):
            if states[i][1] not in ("meta", "related_meta"):
                found[i] = NOTE
        elif _is_note(lines[i], names) or (below and _begins_with_surname(lines[i], names)):
            found[i] = NOTE
    return found


def _heads_note(line: Line, names: Sequence[str]) -> bool:
    text = line.text.casefold().strip(" :：.-–—*")
    return text in names or ABOUT_AUTHOR.match(line.text) is not None


def _is_note(line: Line, names: Sequence[str]) -> bool:
    """Whether a line is a sentence that begins with the author's name."""
    text = line.text.casefold()
    begins = any(
        text.startswith(name) and not text[len(name) : len(name) + 1].isalpha() for name in names
    )
    return begins and line.end == "stop" and line.sentences <= MAX_NOTE_SENTENCES


def _begins_with_surname(line: Line, names: Sequence[str]) -> bool:
    first = line.text.casefold().split()[0].strip(",")
    return line.end == "stop" and any(first in (name, name.split()[-1]) for name in names)
