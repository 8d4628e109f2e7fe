"""Distinguishes titles from teasers by their alternation, where full stops do not.

On most pages teasers end with a full stop and titles do not, and ``features.py`` relies on that.
Elsewhere neither ends with one, or only titles are links, or only titles have bullets; Thai has no
full stop. In a list of sentences some may lack theirs. This module normalises the lines of such
lists (teasers get the end "stop", titles "none" and no bullet), so that ``features.py`` sees them
like any other list.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import replace
from itertools import pairwise
from math import log, sqrt

from scraper.extractors.plaintext.lines import End, Line
from scraper.extractors.plaintext.marks import CLOSERS

MIN_PAIRS = 3
"""Minimum title-teaser pairs of a list: a story may have two links or bullets with a line below."""
USUAL_TITLE_WIDTH = 60
"""Usual maximum width of a title; an item of title and teaser in one line is wider."""
MAX_TEASER_WIDTH = 240
"""Maximum width of a teaser; a paragraph between subheadings is wider."""
MIN_STANDARD_ERRORS = 2.3
"""Standard errors by which titles and teasers must differ. In one of a hundred lists of titles
only, odd and even lines differ as much by chance."""
MIN_SPREAD = {"width": 0.2, "common": 0.08, "capitals": 0.15, "marks": 0.3, "closed": 0.3}
"""Lower limit of each measure's standard deviation: three equal pairs are little evidence."""
MAX_UNRELATED_COHESION = 0.45
"""Cohesion below which a line has another subject than the long paragraphs."""
SEPARATOR_CUES = frozenset({"agency", "date", "credit", "caption", "section"})
"""Cues of lines that separate a list from the story above it."""
USUAL_TEASER_WIDTH = 110
"""Width above which a line without full stop is hardly a title. On composed pages, shorter lines
that were taken for teasers by their width alone were titles as often."""
MIN_LONGER = 1.4
"""Ratio of widths above which a line without full stop below a title is its teaser, in a list in
which some titles have none."""
MIN_IN_TURN = 1.15
"""The same ratio in a list in which each title has a teaser."""
MIN_TEASER_SHARE = 0.5
"""Minimum width of a teaser without full stop, as a share of the list's median teaser."""
LONGER = 1.5
"""Ratio to the longest title's width above which a line is a sentence, on pages without full
stops."""
MAX_PAIRED_TITLE_WIDTH = 130
"""Maximum width of a title that its place in the list tells from a teaser."""
MAX_TEASER_SENTENCES = 3
"""Maximum sentences of a teaser."""
MIN_CLOSED = 3
"""Minimum sentences of a list that tell titles from teasers by their place."""
MAX_LABEL_WIDTH = 20
"""Width up to which a line may be the name of a section above a part of the list."""
MIN_LABEL_RATIO = 2
"""Ratio of the next line's width above which it is one."""
MAX_GAPS = 0.85
"""Share of lines below a blank line from which blank lines say nothing."""
_WORD = re.compile(r"[^\W\d_]+")
_INNER = re.compile(r"[,;:،؛、，；]\s?(?=\S)|[.。]\s")


def by_turns(
    lines: Sequence[Line], plain: Sequence[int], line_cues: Sequence[Sequence[str]], *, marks: bool
) -> tuple[list[Line], bool]:
    """Normalise the lines of lists: set the end of teasers to "stop" and of titles to "none".

    Args:
        plain: indices of the lines that are not a date, credit or button.
        line_cues: cues of each line (``cues.cues_of``).
        marks: the page's sentences end with marks.

    Returns:
        (lines, ``marks`` after normalisation).
    """
    found = list(lines)
    for i in _one_line_items(found, plain, line_cues):
        # The title is at most half of the line; a short line is a title with a full stop.
        wide = max(found[i].width // 2, min(found[i].width, USUAL_TITLE_WIDTH))
        found[i] = replace(found[i], end="none", width=wide, sentences=1)
    for i in _exclaimed_titles(found, plain):
        found[i] = replace(found[i], end="none")
    for split in (_by_bullets, _by_links):
        for titles, teasers in split(found, plain):
            _mark(found, titles, teasers)
    for titles, teasers in _by_groups(found, plain, line_cues):
        _mark(found, titles, teasers)
    if marks:
        for titles, teasers in _in_order(found, plain, line_cues):
            _mark(found, titles, teasers)
    for run in _unclosed_runs(found, plain, line_cues):
        if _differ(found, run) and (marks or _zigzags(found, run, line_cues)):
            _mark(found, run[::2], run[1::2])
            if not marks:
                # Lines clearly longer than the titles of the list are sentences.
                longest = max(found[i].width for i in run[::2])
                _mark(found, (), [i for i in plain if found[i].width > LONGER * longest])
                marks = True
    if marks:
        _mark(found, (), _unclosed_teasers(found, plain, line_cues))
    return found, marks


def _mark(lines: list[Line], titles: Sequence[int], teasers: Sequence[int]) -> None:
    for i in titles:
        end: End = "ask" if lines[i].end == "ask" else "none"
        bullet = lines[i].bullet if lines[i].text[:1].isdigit() else 0
        lines[i] = replace(lines[i], end=end, bullet=bullet)
    for i in teasers:
        if lines[i].end != "stop":
            lines[i] = replace(lines[i], end="stop")


def _one_line_items(
    lines: Sequence[Line], plain: Sequence[int], line_cues: Sequence[Sequence[str]]
) -> list[int]:
    """Indices of items with title and teaser in one line, below the agency and date that end the
    story. Each ends with a full stop, so they would be labelled as paragraphs."""
    agencies = [i for i, cues in enumerate(line_cues) if "agency" in cues]
    dates = [i for i, cues in enumerate(line_cues) if "date" in cues and lines[i].width <= 45]
    ends = [(i, k) for i in agencies for k in dates if 0 < abs(i - k) <= 2]
    if len(agencies) != 1 or len(ends) != 1:
        return []
    above = [lines[i] for i in plain if i < min(ends[0])]
    below = [i for i in plain if i > max(ends[0]) and "credit" not in line_cues[i]]
    closed = sum(line.end == "stop" for line in above)
    if closed < MIN_PAIRS or closed * 3 < len(above) * 2 or len(below) < MIN_PAIRS:
        return []
    if any(lines[i].end not in ("stop", "ask") or lines[i].width > MAX_TEASER_WIDTH for i in below):
        return []
    # Agency and date may also be in the middle of a story, or below its summary.
    usual = sorted(line.width for line in above)[len(above) // 2]
    shared = sorted(lines[i].cohesion or 0 for i in below)[len(below) // 2]
    longer = sum(lines[i].width > usual or lines[i].sentences > 2 for i in below)
    return below if shared < MAX_UNRELATED_COHESION and longer * 2 <= len(below) else []


Pairs = tuple[list[int], list[int]]


def _by_bullets(lines: Sequence[Line], plain: Sequence[int]) -> list[Pairs]:
    """(titles, teasers) of lists in which each title has a bullet and the line below has none."""

    def opens(i: int) -> bool:
        return lines[i].bullet > 0 and not any(map(str.isalnum, lines[i].text[: lines[i].bullet]))

    return _alternating(lines, plain, opens)


def _by_links(lines: Sequence[Line], plain: Sequence[int]) -> list[Pairs]:
    """(titles, teasers) of lists in which each title is a link, and the line below is not, or has
    the same address."""
    fresh: set[int] = set()
    last = ""
    for i in plain:
        address = _address(lines[i])
        if address and address != last:
            fresh.add(i)
        last = address
    return _alternating(lines, plain, fresh.__contains__)


def _is_closed(line: Line) -> bool:
    """Whether a line ends like a sentence; titles may end in an exclamation mark."""
    return line.end == "stop" and line.text.rstrip(CLOSERS)[-1:] not in "!！"


def _exclaimed_titles(lines: Sequence[Line], plain: Sequence[int]) -> list[int]:
    """Indices of lines among unclosed ones that end in an exclamation mark: "Rovers win the cup!"
    is as good a title as without it."""
    unclosed = [not _is_closed(lines[i]) for i in plain]
    return [
        i
        for at, i in enumerate(plain)
        if lines[i].end == "stop"
        and lines[i].sentences == 1
        and lines[i].width <= MAX_PAIRED_TITLE_WIDTH
        and all(unclosed[max(0, at - 1) : at + 2])
    ]


def _by_groups(
    lines: Sequence[Line], plain: Sequence[int], line_cues: Sequence[Sequence[str]]
) -> list[Pairs]:
    """(titles, teasers) of items of two lines each, with blank lines, dates or bylines between."""
    # Blank lines between all lines say nothing.
    grouped = sum(line.gap for line in lines) < MAX_GAPS * len(lines)
    groups: list[list[int]] = []
    last = -1
    for i in plain:
        if not groups or (grouped and lines[i].gap) or i > last + 1:
            groups.append([])
        groups[-1].append(i)
        last = i
    found: list[Pairs] = []
    run: list[list[int]] = []
    for group in [*groups, []]:
        if len(group) == 2 and _may_be_item(lines, group, line_cues):
            run.append(group)
            continue
        by_gaps = grouped and all(lines[first].gap for first, _ in run[1:])
        # A date may also stand below each title; then the two lines are a teaser and a title.
        if len(run) >= MIN_PAIRS and (by_gaps or _differ(lines, [i for pair in run for i in pair])):
            found.append(([title for title, _ in run], [teaser for _, teaser in run]))
        run = []
    return found


def _may_be_item(
    lines: Sequence[Line], pair: Sequence[int], line_cues: Sequence[Sequence[str]]
) -> bool:
    title, teaser = (lines[i] for i in pair)
    return (
        not _is_closed(title)
        and title.end != "colon"
        and title.width <= MAX_PAIRED_TITLE_WIDTH
        and teaser.width <= MAX_TEASER_WIDTH
        and not title.bullet
        and not teaser.bullet
        and all(SEPARATOR_CUES.isdisjoint(line_cues[i]) for i in pair)
    )


def _in_order(
    lines: Sequence[Line], plain: Sequence[int], line_cues: Sequence[Sequence[str]]
) -> list[Pairs]:
    """(titles, teasers) of lists in which sentences end on every second line alone, but not on each
    of these."""
    found: list[Pairs] = []
    for run in _lists_of_sentences(lines, plain, line_cues):
        titles, teasers = run[::2], run[1::2]
        closed = [_is_closed(lines[i]) for i in teasers]
        if all(closed) and not any(lines[i].end == "stop" for i in titles):
            continue  # like any other list
        if all(
            not _is_closed(line) and line.end != "colon" and line.width <= MAX_PAIRED_TITLE_WIDTH
            for line in (lines[i] for i in titles)
        ) and (
            # By chance all of n sentences are on these lines once in 2 ** n lists.
            sum(closed) > MIN_CLOSED or (sum(closed) == MIN_CLOSED and _differ(lines, run))
        ):
            found.append((titles, teasers))
    return found


def _lists_of_sentences(
    lines: Sequence[Line], plain: Sequence[int], line_cues: Sequence[Sequence[str]]
) -> list[list[int]]:
    """Lists with an even number of lines, no two of which in a row end like sentences."""
    found: list[list[int]] = []
    run: list[int] = []
    last = -1
    for at, i in enumerate(plain):
        line = lines[i]
        following = lines[plain[at + 1]].width if at + 1 < len(plain) else 0
        is_label = line.width <= MAX_LABEL_WIDTH and following > MIN_LABEL_RATIO * line.width
        headed = any("section" in line_cues[k] for k in range(last + 1, i + 1)) or any(
            line_cues[k] == ["says nothing"] for k in range(last + 1, i)
        )
        ends = (
            is_label
            or not SEPARATOR_CUES.isdisjoint(line_cues[i])
            or line.width > MAX_TEASER_WIDTH
            or line.sentences > MAX_TEASER_SENTENCES
            or (bool(run) and _is_closed(line) and _is_closed(lines[run[-1]]))
        )
        if headed or ends:
            found.append(run)
            run = []
        if not ends and (run or not _is_closed(line)):
            run.append(i)
        last = i
    return [run for run in (*found, run) if len(run) >= 2 * MIN_PAIRS and len(run) % 2 == 0]


def _address(line: Line) -> str:
    """The address of a line that is wholly a link, else ""."""
    start, end, address = line.links[0] if line.links else (0, 0, "")
    return address if end - start >= len(line.text) - line.bullet else ""


def _alternating(
    lines: Sequence[Line], plain: Sequence[int], opens: Callable[[int], bool]
) -> list[Pairs]:
    """Runs of titles with at most one line below each, at least ``MIN_PAIRS`` of them with one.

    Args:
        opens: whether the line with that index is a title.
    """
    found: list[Pairs] = []
    titles: list[int] = []
    teasers: list[int] = []
    for at, i in enumerate([*plain, -1]):
        below = i >= 0 and not opens(i) and lines[i].width <= MAX_TEASER_WIDTH
        if i >= 0 and opens(i):
            titles.append(i)
        elif below and titles and plain[at - 1] == titles[-1]:
            teasers.append(i)
        else:
            if len(teasers) >= MIN_PAIRS:
                found.append((titles, teasers))
            titles, teasers = [], []
    return found


def _unclosed_runs(
    lines: Sequence[Line], plain: Sequence[int], line_cues: Sequence[Sequence[str]]
) -> list[list[int]]:
    """Maximal runs of lines without full stops, separated by lines with a cue that occurs once or
    twice on the page: the agency, the date, the caption."""
    counts = Counter(cue for cues in line_cues for cue in cues)
    among = set(plain)
    found: list[list[int]] = []
    run: list[int] = []
    for i, line in enumerate(lines):
        parts = any(cue in SEPARATOR_CUES and counts[cue] <= 2 for cue in line_cues[i])
        if i in among and not parts and line.end != "stop" and line.width <= MAX_TEASER_WIDTH:
            if not line.bullet:
                run.append(i)
                continue
        elif i not in among and not parts:
            continue
        found.append(run)
        run = []
    return [run for run in (*found, run) if len(run) >= 2 * MIN_PAIRS]


def _unclosed_teasers(
    lines: Sequence[Line], plain: Sequence[int], line_cues: Sequence[Sequence[str]]
) -> list[int]:
    """Indices of teasers without full stop, in lists in which most teasers end with one."""
    found: list[int] = []
    for pairs in _lists(lines, plain, line_cues):
        runs = _runs_of_titles(lines, pairs, line_cues)
        teasers = sorted(lines[i].width for i in pairs if lines[i].end == "stop")
        headed = [run[-1] for run, closed in runs if closed]
        if not teasers or not headed:
            continue
        usual, longest = teasers[len(teasers) // 2], max(lines[i].width for i in headed)
        # If each title has a teaser, the runs of lines without full stop have an odd number of
        # lines above a sentence, and an even number at the end.
        regular = len(teasers) >= MIN_PAIRS and all(len(run) % 2 == closed for run, closed in runs)
        unclosed: list[int] = []
        for run, closed in runs:
            for k in range(1, len(run) - closed):
                width, above = lines[run[k]].width, lines[run[k - 1]].width
                is_sentence = lines[run[k]].sentences > 1 or width > USUAL_TEASER_WIDTH
                is_long = is_sentence and width >= MIN_LONGER * above and width > longest
                in_turn = regular and k % 2 == 1 and width >= MIN_IN_TURN * above
                if (
                    (is_long or in_turn)
                    and lines[run[k]].case not in ("title", "upper")
                    and width >= MIN_TEASER_SHARE * usual
                    and run[k - 1] not in unclosed
                ):
                    unclosed.append(run[k])
        if len(unclosed) <= len(teasers):
            found += unclosed
    return found


def _lists(
    lines: Sequence[Line], plain: Sequence[int], line_cues: Sequence[Sequence[str]]
) -> list[list[int]]:
    """Maximal runs of lines that may be titles, single or several, with at most one sentence below
    each group of them."""
    found: list[list[int]] = []
    run: list[int] = []
    for i in plain:
        line = lines[i]
        fits = line.width <= MAX_TEASER_WIDTH and (line.end != "stop" or line.sentences < 3)
        if (
            not SEPARATOR_CUES.isdisjoint(line_cues[i])
            or not fits
            or (line.end == "stop" and (not run or lines[run[-1]].end == "stop"))
        ):
            found.append(run)
            run = []
        else:
            run.append(i)
    return [run for run in (*found, run) if run]


def _runs_of_titles(
    lines: Sequence[Line], pairs: Sequence[int], line_cues: Sequence[Sequence[str]]
) -> list[tuple[list[int], bool]]:
    """(consecutive lines without full stop, whether a sentence follows) in a list. The heading of
    another list ends them."""
    found: list[tuple[list[int], bool]] = []
    run: list[int] = []
    for at, i in enumerate(pairs):
        before = pairs[at - 1] if at else i
        if run and any("section" in line_cues[k] for k in range(before + 1, i + 1)):
            found.append((run, False))
            run = []
        if lines[i].end == "stop":
            found.append((run, True))
            run = []
        else:
            run.append(i)
    return [(run, closed) for run, closed in (*found, (run, False)) if run]


def _differ(lines: Sequence[Line], run: Sequence[int]) -> bool:
    """Whether every second line of a run differs significantly from the lines between: longer, more
    function words, fewer capitals, more commas."""
    pairs = list(zip(run[::2], run[1::2], strict=False))
    small = _small_words(lines, set(run))

    def capitals(line: Line) -> float:
        return _share(_WORD.findall(line.text)[1:], lambda word: word[0].isupper())

    measures: dict[str, Callable[[Line], float]] = {
        "width": lambda line: log(line.width + 5),
        "common": lambda line: _share(_WORD.findall(line.text.casefold()), small.__contains__),
        "capitals": lambda line: -capitals(line),
        "marks": lambda line: len(_INNER.findall(line.text)),
        "closed": _is_closed,
    }
    total, measured = 0.0, 0
    for name, measure in measures.items():
        steps = [measure(lines[below]) - measure(lines[title]) for title, below in pairs]
        mean = sum(steps) / len(steps)
        spread = sum((step - mean) ** 2 for step in steps) / len(steps)
        if any(steps):
            total += mean / sqrt(spread + MIN_SPREAD[name] ** 2) * sqrt(len(steps))
            measured += 1
    return measured > 0 and total / sqrt(measured) >= MIN_STANDARD_ERRORS


def _zigzags(lines: Sequence[Line], run: Sequence[int], line_cues: Sequence[Sequence[str]]) -> bool:
    """Whether a run begins after a line that ends the story, and widths alternate. Without full
    stops, lines of the story would otherwise be in the run and alternate by chance."""
    ended = run[0] > 0 and not SEPARATOR_CUES.isdisjoint(line_cues[run[0] - 1])
    widths = [lines[i].width for i in run]
    turns = [(a < b) == (k % 2 == 0) for k, (a, b) in enumerate(pairwise(widths))]
    return ended and sum(turns) * 8 >= len(turns) * 7


def _share(words: Sequence[str], is_one: Callable[[str], bool]) -> float:
    return sum(map(is_one, words)) / len(words) if words else 0.0


def _small_words(lines: Sequence[Line], but: set[int]) -> frozenset[str]:
    """Words that occur in many sentences outside ``but``: articles, pronouns, auxiliaries."""
    sentences = [
        set(_WORD.findall(line.text[:500].casefold()))
        for i, line in enumerate(lines)
        if i not in but and line.end == "stop"
    ]
    counts = Counter(word for words in sentences for word in words)
    return frozenset(word for word, n in counts.items() if n > 2 and n * 8 > len(sentences))
