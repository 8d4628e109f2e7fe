"""Titles and teasers told apart by how they take turns, where the marks at their ends do not.

Most papers close a teaser with a full stop and no title with one, and ``shape.py`` goes by that.
Some close neither; in a list of links the title alone is one; in a list with bullets the title
alone has one; Thai has no such mark. Here the lines of such a list get the ends that they have
elsewhere, and lose their bullets, so that ``shape.py`` sees a list like any other.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import replace
from itertools import pairwise
from math import log, sqrt

from scraper.extractors.plaintext.lines import End, Line

PAIRS = 3
"""Pairs that make a list: a story may have two links or two bullets with a line below each."""
TITLE = 60
"""Width of a usual title; an item that holds its teaser as well is wider."""
WIDEST = 240
"""Width of the widest teaser looked for; a paragraph between subheadings is wider."""
SURE = 2.3
"""How many standard errors titles and teasers differ by. Of lists of titles alone one in a hundred
differs so by chance, its odd titles from its even ones."""
SPREAD = {"width": 0.2, "common": 0.08, "capitals": 0.15, "marks": 0.3}
"""The least spread of each measure that is reckoned with: three pairs alike prove little."""
UNLIKE = 0.45
"""Cohesion below which a line speaks of something else than the long paragraphs."""
PARTING = frozenset({"agency", "date", "credit", "caption", "section"})
"""What parts a list from the story above it."""
LONGER = 1.5
"""How much longer than the longest title a line is a sentence, on a page without full stops."""
_WORD = re.compile(r"[^\W\d_]+")
_INNER = re.compile(r"[,;:،؛、，；]\s?(?=\S)|[.。]\s")


def by_turns(
    lines: Sequence[Line], plain: Sequence[int], said: Sequence[Sequence[str]], *, marks: bool
) -> tuple[list[Line], bool]:
    """The lines, with those of a list closed where they are teasers and open where titles; and
    whether by now marks close the page's sentences.

    Args:
        plain: numbers of the lines that are no date, credit or button.
        said: what the words of each line say (``shape.cues_of``).
        marks: marks close the page's sentences.
    """
    found = list(lines)
    for i in _below_its_end(found, plain, said):
        # The title is half of it, or less; a short one is a title that closes with a mark.
        wide = max(found[i].width // 2, min(found[i].width, TITLE))
        found[i] = replace(found[i], end="none", width=wide, sentences=1)
    for split in (_by_bullets, _by_links):
        for titles, teasers in split(found, plain):
            _mark(found, titles, teasers)
    for run in _unclosed_runs(found, plain, said):
        if _differ(found, run) and (marks or _zigzags(found, run, said)):
            _mark(found, run[::2], run[1::2])
            if not marks:
                # Where a list shows how long titles are, what is longer is a sentence.
                longest = max(found[i].width for i in run[::2])
                _mark(found, (), [i for i in plain if found[i].width > LONGER * longest])
                marks = True
    return found, marks


def _mark(lines: list[Line], titles: Sequence[int], teasers: Sequence[int]) -> None:
    for i in titles:
        end: End = "ask" if lines[i].end == "ask" else "none"
        bullet = lines[i].bullet if lines[i].text[:1].isdigit() else 0
        lines[i] = replace(lines[i], end=end, bullet=bullet)
    for i in teasers:
        if lines[i].end in ("none", "colon"):
            lines[i] = replace(lines[i], end="stop")


def _below_its_end(
    lines: Sequence[Line], plain: Sequence[int], said: Sequence[Sequence[str]]
) -> list[int]:
    """Items that hold title and teaser in one line, below the agency and the date that close the
    story. With a full stop each, they would be its paragraphs."""
    agencies = [i for i, cues in enumerate(said) if "agency" in cues]
    dates = [i for i, cues in enumerate(said) if "date" in cues and lines[i].width <= 45]
    ends = [(i, k) for i in agencies for k in dates if 0 < abs(i - k) <= 2]
    if len(agencies) != 1 or len(ends) != 1:
        return []
    above = [lines[i] for i in plain if i < min(ends[0])]
    below = [i for i in plain if i > max(ends[0]) and "credit" not in said[i]]
    closed = sum(line.end == "stop" for line in above)
    if closed < PAIRS or closed * 3 < len(above) * 2 or len(below) < PAIRS:
        return []
    if any(lines[i].end not in ("stop", "ask") or lines[i].width > WIDEST for i in below):
        return []
    # Agency and date may stand in the midst of a story, or below its summary.
    usual = sorted(line.width for line in above)[len(above) // 2]
    shared = sorted(lines[i].cohesion or 0 for i in below)[len(below) // 2]
    longer = sum(lines[i].width > usual or lines[i].sentences > 2 for i in below)
    return below if shared < UNLIKE and longer * 2 <= len(below) else []


Pairs = tuple[list[int], list[int]]


def _by_bullets(lines: Sequence[Line], plain: Sequence[int]) -> list[Pairs]:
    """Lists in which each title has a bullet and the one line below it has none."""

    def opens(i: int) -> bool:
        return lines[i].bullet > 0 and not any(map(str.isalnum, lines[i].text[: lines[i].bullet]))

    return _alternating(lines, plain, opens)


def _by_links(lines: Sequence[Line], plain: Sequence[int]) -> list[Pairs]:
    """Lists in which each title is a link and the one line below it is none, or leads to the same
    address."""
    fresh: set[int] = set()
    last = ""
    for i in plain:
        address = _address(lines[i])
        if address and address != last:
            fresh.add(i)
        last = address
    return _alternating(lines, plain, fresh.__contains__)


def _address(line: Line) -> str:
    """Where a line leads that is a link and nothing else."""
    start, end, address = line.links[0] if line.links else (0, 0, "")
    return address if end - start >= len(line.text) - line.bullet else ""


def _alternating(
    lines: Sequence[Line], plain: Sequence[int], opens: Callable[[int], bool]
) -> list[Pairs]:
    """Runs of titles with at most one line below each, where three or more have one."""
    found: list[Pairs] = []
    titles: list[int] = []
    teasers: list[int] = []
    for at, i in enumerate([*plain, -1]):
        below = i >= 0 and not opens(i) and lines[i].width <= WIDEST
        if i >= 0 and opens(i):
            titles.append(i)
        elif below and titles and plain[at - 1] == titles[-1]:
            teasers.append(i)
        else:
            if len(teasers) >= PAIRS:
                found.append((titles, teasers))
            titles, teasers = [], []
    return found


def _unclosed_runs(
    lines: Sequence[Line], plain: Sequence[int], said: Sequence[Sequence[str]]
) -> list[list[int]]:
    """Runs of lines of which none is closed by a full stop, each as long as may be, and parted by
    what stands once or twice on a page: the agency, the date, the caption."""
    counts = Counter(cue for cues in said for cue in cues)
    among = set(plain)
    found: list[list[int]] = []
    run: list[int] = []
    for i, line in enumerate(lines):
        parts = any(cue in PARTING and counts[cue] <= 2 for cue in said[i])
        if i in among and not parts and line.end != "stop" and line.width <= WIDEST:
            if not line.bullet:
                run.append(i)
                continue
        elif i not in among and not parts:
            continue
        found.append(run)
        run = []
    return [run for run in (*found, run) if len(run) >= 2 * PAIRS]


def _differ(lines: Sequence[Line], run: Sequence[int]) -> bool:
    """Whether every second line of a run is another kind of line than the ones between: longer,
    with more of the small words that the page's sentences have, fewer capitals, more commas."""
    pairs = list(zip(run[::2], run[1::2], strict=False))
    small = _small_words(lines, set(run))

    def capitals(line: Line) -> float:
        return _share(_WORD.findall(line.text)[1:], lambda word: word[0].isupper())

    measures: dict[str, Callable[[Line], float]] = {
        "width": lambda line: log(line.width + 5),
        "common": lambda line: _share(_WORD.findall(line.text.casefold()), small.__contains__),
        "capitals": lambda line: -capitals(line),
        "marks": lambda line: len(_INNER.findall(line.text)),
    }
    total, told = 0.0, 0
    for name, measure in measures.items():
        steps = [measure(lines[below]) - measure(lines[title]) for title, below in pairs]
        mean = sum(steps) / len(steps)
        spread = sum((step - mean) ** 2 for step in steps) / len(steps)
        if any(steps):
            total += mean / sqrt(spread + SPREAD[name] ** 2) * sqrt(len(steps))
            told += 1
    return told > 0 and total / sqrt(told) >= SURE


def _zigzags(lines: Sequence[Line], run: Sequence[int], said: Sequence[Sequence[str]]) -> bool:
    """Whether a run begins where the story has ended, and its lines are short and long by turns.
    Without full stops the story's own lines would be part of it, longer and shorter by chance."""
    ended = run[0] > 0 and not PARTING.isdisjoint(said[run[0] - 1])
    widths = [lines[i].width for i in run]
    turns = [(a < b) == (k % 2 == 0) for k, (a, b) in enumerate(pairwise(widths))]
    return ended and sum(turns) * 8 >= len(turns) * 7


def _share(words: Sequence[str], is_one: Callable[[str], bool]) -> float:
    return sum(map(is_one, words)) / len(words) if words else 0.0


def _small_words(lines: Sequence[Line], but: set[int]) -> frozenset[str]:
    """Words that many of the page's other sentences have: articles, pronouns, auxiliaries."""
    sentences = [
        set(_WORD.findall(line.text[:500].casefold()))
        for i, line in enumerate(lines)
        if i not in but and line.end == "stop"
    ]
    counts = Counter(word for words in sentences for word in words)
    return frozenset(word for word, n in counts.items() if n > 2 and n * 8 > len(sentences))
