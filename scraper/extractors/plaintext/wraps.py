"""Joins the lines of hard-wrapped paragraphs.

Terminals, mail programs and print break a paragraph at a column. At a wrap, the first word of the
next line would not have fitted on the line before. In wrapped text that holds throughout a
paragraph, in other text only by chance.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Callable, Sequence
from functools import cache
from itertools import pairwise
from typing import NamedTuple

from scraper.extractors.plaintext.marks import (
    ADDRESS,
    BULLET,
    CLOSERS,
    DASHES,
    OPENERS,
    QUESTIONS,
    STOPS,
    fold,
)

MAX_COLUMN, MIN_COLUMN, MIN_PRINT_COLUMN = 132, 30, 20
"""Columns at which terminals, mails and print wrap; and columns of print, which hyphenate."""
WRAP_NEIGHBOURHOOD = 4
"""Lines before and after a detected wrap that may be wrapped as well."""
MIN_HYPHENATED = 2
"""Minimum words divided at the end of a line, and one in twenty lines with them: in other texts
wraps divide only words that have a hyphen."""
LOOSE = 0.85
"""Fullness of a line in print, as a share of the widest: its letters differ in width."""
MIN_WRAPPED_BLOCKS = 3
"""Minimum blocks between blank lines that are wrapped, and three times those that are not."""
MIN_BLOCK_WIDTH = 0.8
"""Width of a block as a share of the wrap column; narrower blocks are lists and addresses."""
_MARKS = f".,;:!?{CLOSERS}{OPENERS}"
"""What may stand around a word."""
TAB = 8
"""Columns of a tab."""


class _Printed(NamedTuple):
    """A line as printed: whether a blank line precedes it, its indent, its words."""

    gap: bool
    indent: str
    words: str

    @property
    def is_closed(self) -> bool:
        return self.words.rstrip(CLOSERS)[-1:] in STOPS | QUESTIONS


class _Wraps(NamedTuple):
    """How a text is wrapped: at which column (0 for an unwrapped text), whether words are divided,
    and the lines around which it is wrapped, or None for everywhere."""

    column: int
    hyphenated: bool = False
    only_here: Sequence[int] | None = None


Measure = Callable[[str], int]


def unwrap(raw: Sequence[str]) -> list[tuple[bool, str]]:
    """Join hard-wrapped lines. Returns (whether a blank line precedes, text) for each line."""
    lines = _printed(raw)
    wraps, measure = _Wraps(0), _columns
    for measure in (_columns, _characters):  # editors count a wide character as two or as one
        wraps = _find_wraps(lines, measure)
        if wraps.column:
            break
    dashes = sum(line.words.startswith(DASHES) for line in lines)
    indents = sum(line.indent != "" for line in lines)
    opens = 0 < indents * 2 < len(lines)  # indents mark paragraphs, when not every line has one
    # Where a divided word has its hyphen elsewhere too, it keeps it.
    compounds = {
        word.strip(_MARKS) for line in lines for word in line.words.split() if "-" in word[1:-1]
    }
    joined: list[tuple[bool, str]] = []
    within = False
    for i, line in enumerate(lines):
        # One or two lines with a dash are not a list: the text was wrapped before the dash.
        listed = BULLET.match(line.words) and not (dashes < 3 and line.words.startswith(DASHES))
        if (
            not i
            or line.gap
            or listed
            or (opens and line.indent)
            # An address below a sentence that has ended is a line of its own.
            or (ADDRESS.fullmatch(line.words) and lines[i - 1].is_closed)
            or not _is_wrapped(lines, i, wraps, measure, within=within)
        ):
            joined.append((line.gap, line.words))
            within = False
            continue
        within = True
        gap, above = joined[-1]
        if wraps.hyphenated and _is_divided(lines[i - 1], line):
            word = _divided_word(lines[i - 1].words, line.words)
            joined[-1] = gap, (above if word in compounds else above[:-1]) + line.words
        else:
            joined[-1] = gap, _join(above, line.words)
    return joined


def _printed(raw: Sequence[str]) -> list[_Printed]:
    lines: list[_Printed] = []
    gap = False
    for text in raw:
        words = fold(text)
        if not any(map(str.isalnum, words)):  # blank, or a rule of dashes or stars
            gap = True
            continue
        lines.append(_Printed(gap, text[: len(text) - len(text.lstrip(" \t\u3000"))], words))
        gap = False
    return lines


def _is_wrapped(
    lines: Sequence[_Printed], i: int, wraps: _Wraps, measure: Measure, *, within: bool
) -> bool:
    """Whether a line goes on with the paragraph of the line above, which is not its first if
    ``within``."""
    above, line = lines[i - 1], lines[i]
    if not wraps.column or (
        wraps.only_here is not None
        and not any(abs(i - k) <= WRAP_NEIGHBOURHOOD for k in wraps.only_here)
    ):
        return False
    needed = _width(above, measure) + 1 + _first_word(line.words, measure)
    if needed > wraps.column:
        return True
    if not wraps.hyphenated:
        return False
    goes_on = line.words[0].islower() or (within and not above.is_closed)
    return _is_divided(above, line) or (goes_on and needed > LOOSE * wraps.column)


def _join(first: str, second: str) -> str:
    tight = _is_wide(first[-1]) and _is_wide(second[0]) and not _is_hangul(first[-1])
    hyphen = len(first) > 1 and first[-1] == "-" and first[-2].isalpha() and second[0].isalpha()
    return first + second if tight or hyphen else f"{first} {second}"


def _divided_word(first: str, second: str) -> str:
    """The word that two lines divide, with the hyphen that it has there."""
    return f"{first.rsplit(' ', 1)[-1]}{second.split(' ', 1)[0]}".strip(_MARKS)


def _is_divided(above: _Printed, line: _Printed) -> bool:
    """Whether a line ends within a word: "tele-" above "scope"."""
    return (
        not line.gap
        and above.words[-1] in "-\xad‐"
        and above.words[-2:-1].isalpha()
        and line.words[0].islower()
    )


def _find_wraps(lines: Sequence[_Printed], measure: Measure) -> _Wraps:
    columns = [_width(line, measure) for line in lines]
    if len(lines) < 4:
        return _Wraps(0)
    divided = sum(_is_divided(above, line) for above, line in pairwise(lines))
    hyphenated = divided >= MIN_HYPHENATED and divided * 20 >= len(lines)
    # The widest 2 % are ignored: a long address in one line must not hide the column.
    limit = sorted(columns)[max(0, len(columns) - 1 - len(columns) // 50)]
    if not (MIN_PRINT_COLUMN if hyphenated else MIN_COLUMN) <= limit <= MAX_COLUMN:
        return _Wraps(0)
    if hyphenated:
        return _Wraps(limit, hyphenated=True)
    pairs = full = unclosed = 0
    continued: list[int] = []
    for i, (above, line) in enumerate(pairwise(lines)):
        if line.gap:
            continue
        pairs += 1
        if columns[i] + 1 + _first_word(line.words, measure) <= limit:
            continue
        full += 1
        if not above.is_closed:
            unclosed += 1
            if line.words[0].islower():
                continued.append(i + 1)
    # On unwrapped pages of titles and teasers, one line in eight is full by chance.
    if pairs >= 3 and full * 2 >= pairs:
        return _Wraps(limit)
    if _blocks_are_full(lines, columns, limit, measure):
        return _Wraps(limit)
    # A wrapped story above a list of short lines: continuation lines begin in lower case, unlike
    # titles and teasers. Three of them are more than chance.
    if len(continued) >= 3 and len(continued) * 2 >= unclosed:
        return _Wraps(limit, only_here=continued)
    return _Wraps(0)


def _blocks_are_full(
    lines: Sequence[_Printed], columns: Sequence[int], limit: int, measure: Measure
) -> bool:
    """Whether most blocks between blank lines have only full and unclosed lines above their last:
    the short paragraphs of a wrapped story, among many single lines."""
    starts = [i for i, line in enumerate(lines) if line.gap or not i]
    wrapped = others = 0
    for start, end in pairwise([*starts, len(lines)]):
        if end - start < 2 or max(columns[start:end]) < MIN_BLOCK_WIDTH * limit:
            continue
        if any(BULLET.match(line.words) for line in lines[start:end]):
            continue
        if all(
            columns[i] + 1 + _first_word(lines[i + 1].words, measure) > limit - 2
            and not lines[i].is_closed
            for i in range(start, end - 1)
        ):
            wrapped += 1
        else:
            others += 1
    return wrapped >= MIN_WRAPPED_BLOCKS and others * 3 <= wrapped


def _width(line: _Printed, measure: Measure) -> int:
    """Columns of a line with its indent."""
    return len(line.indent.expandtabs(TAB).replace("\u3000", "  ")) + measure(line.words)


def _columns(text: str) -> int:
    return len(text) if text.isascii() else sum(2 if _is_wide(char) else 1 for char in text)


def _characters(text: str) -> int:
    return len(text)


def _first_word(text: str, measure: Measure) -> int:
    """Columns of the first unbreakable piece of a line."""
    if text and _is_wide(text[0]) and not _is_hangul(text[0]):
        return 4  # a wide character, and a punctuation mark that may not begin a line
    return measure(text.split(" ", 1)[0])


@cache
def _is_wide(char: str) -> bool:
    return unicodedata.east_asian_width(char) in "WF"


def _is_hangul(char: str) -> bool:
    """Whether a character is Hangul; Korean has spaces between words and is wrapped at them."""
    return "\uac00" <= char <= "\ud7a3"
