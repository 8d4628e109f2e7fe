"""Binary features of the lines of a plain text, from each line and its neighbours.

``segment.py`` weighs them. A feature is identified by its name, and is present or absent; its
weights are in ``weights.json`` under that name. What the words of a line say is in ``cues.py``.
"""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, replace

from scraper.extractors.plaintext.cues import (
    LABEL,
    MAX_ASIDE_WIDTH,
    TINY,
    cues_of_page,
    without_numbers,
)
from scraper.extractors.plaintext.lines import Line
from scraper.extractors.plaintext.marks import OPENERS
from scraper.extractors.plaintext.turns import by_turns

WIDTHS = (12, 25, 45, 70, 110, 160, 240, 400)
"""Upper edges of the bins of line width. All widths are in Latin letters (``lines.width``)."""
COHESIONS = (0.2, 0.45, 0.8)
"""Edges of the bins of cohesion (``Line.cohesion``)."""
MAX_TITLE_WIDTH = 130
"""Maximum width of a title, which is a line without a full stop."""
MAX_TEASER_WIDTH = 240
"""Maximum width of a teaser, a sentence below a title."""
RUNS = (1, 2, 3, 5)
"""Lower edges of the bins of run length, in pairs or titles."""
RELATIVE = (0.5, 0.8, 1.25, 2.0)
"""Edges of the bins of a sentence's width relative to the page's median."""
MAX_LABEL_WORDS = 3
"""Maximum words of a label with a number: "3 hours ago"."""
MIN_WIDER = 1.3
"""Ratio of the width of the line below a short title."""
_ETHIOPIC = re.compile("[\u1200-\u135a]")
_UNMARKED = re.compile("[\u0e00-\u0eff]")
"""Letters of Thai and Lao, which part sentences by spaces."""


def features_of(lines: Sequence[Line], *, turns: bool = True) -> list[list[str]]:
    """The names of the features of each line.

    Args:
        turns: set line ends by ``by_turns`` first, as in reading. The weights are fitted without:
            fitted on ends that are always right, they rely on them where they are not.
    """
    page = _measured(lines, turns=turns)
    return [
        [
            *line_features(line, marks=page.marks), *page.cues[i], *_interview_features(page, i),
            *_alternation_features(page, i), *page.widths[i], *page.places[i],
            *_repetition_features(page, i), *_neighbour_features(page, i),
        ]
        for i, line in enumerate(page.lines)
    ]  # fmt: skip


@dataclass(frozen=True, slots=True)
class _Page:
    """The lines of a page, and what their features need of all of them.

    Attributes:
        marks: sentences end with marks.
        cues: features of words, for each line.
        counts, patterns: how often a text stands there; the same with all numbers alike.
        lone: for each line, whether it is one with a bullet between others without.
        titles: for each line, whether it can be a title.
        interview: questions and answers alternate.
        plain: the lines that are titles or sentences; ``near``: line -> its place among them;
            ``in_turn``: for each of them, whether it can be a title.
        runs, widths, places, kinds: for each line, see the functions that compute them.
        labels: the lines that are one of many labels.
        grouped: blank lines stand between some lines, not between all or none.
    """

    lines: Sequence[Line]
    marks: bool
    cues: list[list[str]]
    counts: Counter[str]
    patterns: Counter[str]
    lone: list[bool]
    titles: list[bool]
    interview: bool
    plain: list[int]
    near: dict[int, int]
    in_turn: list[bool]
    runs: list[list[str]]
    kinds: str
    labels: set[int]
    widths: list[list[str]]
    places: list[list[str]]
    grouped: bool


def _measured(lines: Sequence[Line], *, turns: bool) -> _Page:
    if turns:
        lines = [_with_ethiopic_width(line) for line in lines]
    marks = marks_sentences(lines)
    counts = Counter(line.text for line in lines)
    patterns = Counter(
        without_numbers(line.text) for line in lines if line.width <= MAX_ASIDE_WIDTH
    )
    questions = sum(line.end == "ask" and line.width > 20 for line in lines)
    cues = cues_of_page(lines, counts, turns=turns)
    plain = _plain(lines, cues)
    if turns:
        plain = sorted({*plain, *_short_titles(lines, cues, patterns)})
        lines, marks = by_turns(lines, plain, cues, marks=marks)
    lone = [_is_lone_bullet(lines, i) for i in range(len(lines))]
    titles = [
        line.end in ("none", "ask") and line.width <= MAX_TITLE_WIDTH and not is_lone
        for line, is_lone in zip(lines, lone, strict=True)
    ]
    # Questions and answers of an interview alternate like titles and teasers.
    short = sum(t and names == ["says nothing"] for t, names in zip(titles, cues, strict=True))
    interview = questions > 2 and questions * 3 > short * 2
    kinds = _kinds(lines, titles, cues)
    gaps = sum(line.gap for line in lines)
    return _Page(
        lines=lines,
        marks=marks,
        cues=cues,
        counts=counts,
        patterns=patterns,
        lone=lone,
        titles=titles,
        interview=interview,
        plain=plain,
        near={i: k for k, i in enumerate(plain)},
        in_turn=[titles[i] for i in plain],
        runs=_runs(lines, titles, plain, questions_too=not interview),
        kinds=kinds,
        labels=_labels(lines, kinds),
        widths=_relative_widths(lines, titles, plain),
        places=_places(lines, cues),
        grouped=0.1 < gaps / len(lines) < 0.85 if lines else False,
    )


def _interview_features(page: _Page, i: int) -> list[str]:
    if page.interview and page.lines[i].end == "ask":
        return ["asks among others"]
    return ["answers"] if page.interview and i and page.lines[i - 1].end == "ask" else []


def _alternation_features(page: _Page, i: int) -> list[str]:
    """How titles and sentences alternate around a line."""
    if i not in page.near:
        return []
    k = page.near[i]
    zigzag = _zigzag(page.lines, page.plain, k)
    if not page.marks:
        return zigzag
    around = page.in_turn[max(0, k - 3) : k] + page.in_turn[k + 1 : k + 4]
    share = sum(around) * 3 // max(1, len(around))
    alternation = _alternation(page.in_turn, k)
    return [alternation, f"titles around {share}", *page.runs[i], *zigzag]


def _repetition_features(page: _Page, i: int) -> list[str]:
    """Of what kind the lines beside it are, and whether the line stands there again."""
    line, counts = page.lines[i], page.counts
    inside = 0 < i < len(page.lines) - 1
    names = [f"kinds {page.kinds[i - 1 : i + 2]}" if inside else "at an end"]
    is_short = line.width <= MAX_ASIDE_WIDTH
    alike = page.patterns[without_numbers(line.text)] if is_short else 0
    if alike > max(2, counts[line.text]):
        names.append("repeated but for numbers")
    if i in page.labels:
        names.append("label of many")
    elif counts[line.text] == 2 and is_short:
        names.append("twice")
    return names


def _neighbour_features(page: _Page, i: int) -> list[str]:
    """The bullet and the blank before a line, and its width relative to the line above."""
    line, names = page.lines[i], []
    if line.bullet:
        names.append("lone bullet" if page.lone[i] else "bullets")
    if page.grouped and i:
        names.append("gap" if line.gap else "no gap")
    if i:
        ratio = (line.width + 10) / (page.lines[i - 1].width + 10)
        names.append(f"grows {bisect_left((0.4, 0.75, 1.33, 2.5), ratio)}")
    return names


def _with_ethiopic_width(line: Line) -> Line:
    """The line, with syllables of Ethiopic script counted as two letters. Like ``by_turns``, it is
    for reading alone."""
    syllables = 0 if line.text.isascii() else len(_ETHIOPIC.findall(line.text))
    return replace(line, width=line.width + syllables) if syllables else line


def line_features(line: Line, *, marks: bool) -> list[str]:
    """Features of a line without its neighbours.

    Args:
        marks: the page's sentences end with marks. In Thai, Lao and some copies they do not, and
            the end of a line is not informative.
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
    if line.width <= MAX_ASIDE_WIDTH and any(char.isdigit() for char in line.text[line.bullet :]):
        names.append("short with a number")
    if line.level:
        names.append("first heading" if line.level == 1 else "heading")
    if line.quoted:
        names.append("quoted")
    if line.text[:1] in OPENERS:
        names.append("opens with a quote")
    return names


def _is_lone_bullet(lines: Sequence[Line], i: int) -> bool:
    """Whether a line has a list mark and its neighbours have none: a numbered heading."""
    beside = (k for k in (i - 1, i + 1) if 0 <= k < len(lines))
    return lines[i].bullet > 0 and not any(lines[k].bullet for k in beside)


def _plain(lines: Sequence[Line], line_cues: Sequence[Sequence[str]]) -> list[int]:
    """Indices of the lines that are not asides. In Chinese or Hindi a title may be as short as a
    button: it is included if it alternates with longer lines, as another title near it does."""
    silent = [names == ["says nothing"] for names in line_cues]

    def is_pair(i: int) -> bool:
        """Whether a short line stands above a longer one."""
        return (
            0 <= i < len(lines) - 1
            and silent[i]
            and silent[i + 1]
            and lines[i].end in ("none", "ask")
            and lines[i].width <= min(MAX_ASIDE_WIDTH, lines[i + 1].width - 1)
        )

    return [
        i
        for i, line in enumerate(lines)
        if not _is_aside(line, line_cues[i])
        or (
            is_pair(i)
            and not any(map(str.isdigit, line.text))
            and not is_pair(i + 1)
            and not is_pair(i - 1)
            and (is_pair(i - 2) or is_pair(i + 2))
        )
    ]


def _short_titles(
    lines: Sequence[Line], line_cues: Sequence[Sequence[str]], patterns: Counter[str]
) -> list[int]:
    """Indices of titles that are as short as a label with a number, in scripts with wide letters:
    several words above a longer line, unlike any other line but for the number."""
    return [
        i
        for i, line in enumerate(lines[:-1])
        if line.width <= LABEL
        and line_cues[i] == line_cues[i + 1] == ["says nothing"]
        and line.end in ("none", "ask")
        and len(line.text.split()) > MAX_LABEL_WORDS
        and not line.text.isascii()
        and patterns[without_numbers(line.text)] == 1
        and lines[i + 1].width > MIN_WIDER * line.width
    ]


def _is_aside(line: Line, line_cues: Sequence[str]) -> bool:
    """Whether a line may stand between a title and its teaser: a date, a credit, a button."""
    if line.width <= TINY or "points" in line_cues or "prompt" in line_cues:
        return True
    if line.width <= LABEL and any(char.isdigit() for char in line.text):
        return True
    return line.width <= MAX_ASIDE_WIDTH and line_cues != ["says nothing"]


def _runs(
    lines: Sequence[Line],
    titles: Sequence[bool],
    plain: Sequence[int],
    *,
    questions_too: bool,
) -> list[list[str]]:
    """Features of each line: number of consecutive title-teaser pairs, and of consecutive titles,
    around it.

    Only lines in ``plain`` count: dates, credits and prompts are skipped. A long run of pairs is
    not part of a story, whose subheadings have several paragraphs each; the story ends before the
    run.
    """
    found: list[list[str]] = [[] for _ in lines]
    opens = [titles[i] and (questions_too or lines[i].end != "ask") for i in plain]
    follows = [
        not titles[i] and lines[i].sentences < 3 and lines[i].width <= MAX_TEASER_WIDTH
        for i in plain
    ]
    at = 0
    while at < len(plain):
        end = at
        while end + 1 < len(plain) and opens[end] and follows[end + 1]:
            end += 2
        name = f"pairs {bisect_right(RUNS, (end - at) // 2)}"
        if end > at:
            found[plain[at]].append(f"opens {name}")
        end = max(end, at + 1)
        for i in plain[at:end]:
            found[i].append(name)
        at = end
    at = 0
    while at < len(plain):
        end = at
        while end < len(plain) and opens[end]:
            end += 1
        for i in plain[at:end]:
            found[i].append(f"titles {bisect_right(RUNS, end - at)}")
        at = max(end, at + 1)
    return found


def _kinds(
    lines: Sequence[Line], titles: Sequence[bool], line_cues: Sequence[Sequence[str]]
) -> str:
    """One letter per line: c cue, x short line, t title, s one sentence, p several sentences."""
    found = []
    for line, is_title, names in zip(lines, titles, line_cues, strict=True):
        if names != ["says nothing"]:
            found.append("c")
        elif is_title:
            found.append("x" if line.width <= LABEL else "t")
        else:
            found.append("s" if line.sentences == 1 else "p")
    return "".join(found)


def _labels(lines: Sequence[Line], kinds: str) -> set[int]:
    """Indices of short lines directly above titles, such as "Sport" above each item of a list, if
    there are at least three. Subheadings of a story are above paragraphs."""
    found = {
        i
        for i in range(len(lines) - 1)
        if kinds[i] in "xc"
        and lines[i].width <= LABEL
        and lines[i].end == "none"
        and kinds[i + 1] == "t"
    }
    return found if len(found) > 2 else set()


def _relative_widths(
    lines: Sequence[Line], titles: Sequence[bool], plain: Sequence[int]
) -> list[list[str]]:
    """Features of each sentence: its width relative to the page's median. A brief above a list of
    teasers is the only line that is wider than the others."""
    found: list[list[str]] = [[] for _ in lines]
    of = [i for i in plain if not titles[i] and lines[i].width > LABEL]
    if len(of) < 3:
        return found
    usual = sorted(lines[i].width for i in of)[len(of) // 2]
    for i in of:
        found[i].append(f"wide {bisect_right(RELATIVE, lines[i].width / usual)}")
    first, rest = lines[of[0]].width, [lines[i].width for i in of[1:]]
    beaten = sum(first > 1.2 * width for width in rest)
    found[of[0]].append(f"first and wider {bisect_right((0.5, 0.9, 1), beaten / len(rest))}")
    if lines[of[0]].sentences > max(lines[i].sentences for i in of[1:]):
        found[of[0]].append("first and of more sentences")
    return found


def _zigzag(lines: Sequence[Line], plain: Sequence[int], at: int) -> list[str]:
    """Feature for strictly alternating widths around a line, as of titles and teasers. It also
    works where sentences have no ending marks."""
    turns = {-1: 0, 1: 0}
    for sign in turns:
        for k in range(max(0, at - 3), min(len(plain) - 1, at + 3)):
            up = lines[plain[k + 1]].width > lines[plain[k]].width
            turns[sign] += up == ((k - at) % 2 == (0 if sign < 0 else 1))
    near = min(len(plain) - 1, at + 3) - max(0, at - 3)
    if near < 4:
        return []
    if turns[-1] == near:
        return ["shorter by turns"]
    if turns[1] == near:
        return ["longer by turns"]
    return []


def _places(lines: Sequence[Line], line_cues: Sequence[Sequence[str]]) -> list[list[str]]:
    """Features of each line: whether a line that is unique on the page (the agency, the heading of
    a list) is above or below it."""
    found: list[list[str]] = [[] for _ in lines]
    for cue, name in (("agency", "an agency"), ("section", "a section")):
        at = [i for i, names in enumerate(line_cues) if cue in names]
        if len(at) == 1:
            for i in range(len(lines)):
                if i != at[0]:
                    found[i].append(f"place: {name} {'below' if i < at[0] else 'above'}")
    return found


def _alternation(titles: Sequence[bool], i: int) -> str:
    """Feature for how strictly titles and sentences alternate around a line."""
    near = range(max(0, i - 4), min(len(titles), i + 5))
    turns = sum(titles[k] == (titles[i] == ((k - i) % 2 == 0)) for k in near)
    off = len(near) - turns
    return f"turns {0 if off > 2 else 3 - off}"


def marks_sentences(lines: Sequence[Line]) -> bool:
    """Whether the page's sentences end with marks, judged by its long lines."""
    if sum(len(_UNMARKED.findall(line.text)) for line in lines[:50]) > 200:
        return False
    long = [line for line in lines if line.width >= 140]
    return len(long) < 3 or sum(line.end != "none" for line in long) * 3 >= len(long)
