"""Corrects labels of lines by rules that look at more of the page than the model does.

The model sees a line's neighbours; these rules see whole lists, or how the head is put together.
``relabel`` has them in their order, which is that of the functions below it. Each takes the lines
and the states that the rule before it gave, and gives new states.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from scraper.extractors.boilerplate_lines import is_boilerplate_line
from scraper.extractors.metadata.dateline import read_dateline
from scraper.extractors.metadata.dates.month_words import month_of
from scraper.extractors.metadata.dates.printed_dates import find_dates
from scraper.extractors.plaintext.credits import lone_names
from scraper.extractors.plaintext.cues import (
    LABEL,
    MAX_MAILING_WIDTH,
    cues_of,
    is_no_title,
    is_sentence,
)
from scraper.extractors.plaintext.features import (
    MAX_TEASER_WIDTH,
    MAX_TITLE_WIDTH,
    marks_sentences,
)
from scraper.extractors.plaintext.lines import Line
from scraper.extractors.plaintext.segment import State
from scraper.extractors.plaintext.story_end import with_story_end
from scraper.extractors.plaintext.story_parts import with_story_parts
from scraper.extractors.plaintext.words import MAILING, TOPICS

MIN_TITLE_WORDS = 3
"""Minimum words of a headline that was labelled as the last entry of a menu."""
MAX_TOPIC_WIDTH = 30
"""Maximum width of a topic."""
MIN_POINTED_WIDTH = 60
"""Minimum width of a paragraph below a pointer."""
MIN_TITLES_BELOW = 2
"""Minimum titles alone below the only one with a sentence: the list of a page that points to one
story before. A list may also be one item with its teaser."""
MIN_UNCLOSED_PAIRS = 3
"""Minimum pairs of a list in which no teaser ends like a sentence; fewer may be titles alone."""
MIN_PAIR_RATIO = {3: 1.3, 5: 1.2}
"""Pairs of a list -> the median ratio of widths from which its second lines are teasers."""
MIN_WIDER = 0.8
"""Share of pairs in which the second line is then wider, and of titles below a wider line."""
MAX_MASTHEAD_LINES = 2
"""Lines above what was labelled as the headline, where that may be a masthead."""
MAX_PAPER_WORDS = 5
"""Maximum words of a paper's name."""
MIN_NUMBERED = 3
"""Minimum numbered titles of a list below a story."""
MIN_PARAGRAPHS = 3
"""Minimum paragraphs of a wire story above such a list."""
_NUMBER = re.compile(r"\(?(\d{1,2})[.)、]\s")
_RANK = re.compile(r"[#(]?\d{1,2}[.):]?")
"""A line that is nothing but an item's rank."""
MIN_TEASER_FIRST_TITLES = 3
"""Minimum titles of a list with teasers above titles: fewer may be a caption and a truncated
list."""


def relabel(lines: list[Line], states: list[State]) -> tuple[list[Line], list[State]]:
    """(lines, states) after all corrections. Lines change their order where a list has its titles
    below its teasers."""
    for corrected in (
        _with_announced,
        _with_list_at_end,
        _without_topics,
        _without_mailing,
        _with_story_below_pointer,
        _with_headline,
        _without_masthead,
        _with_list_to_dateline,
        _with_numbered_list,
        _with_unpaired_titles,
        _with_paired_titles,
        with_story_end,
        with_story_parts,
    ):
        states = corrected(lines, states)
    return _put_titles_first(lines, states)


def _with_announced(lines: Sequence[Line], states: Sequence[State]) -> list[State]:
    """The states, with lines of several words directly below a list's heading, and below each
    other, as its items where they were labelled as the page's foot. Their ranks may stand between
    them."""
    found = list(states)
    announced = False
    for i, (phase, role) in enumerate(states):
        if phase != "after":
            continue
        if role == "section" or "section" in cues_of(lines[i]):
            announced = True
        elif role in ("nav", "prompt") and announced:
            line = lines[i]
            if _RANK.fullmatch(line.text):
                continue
            announced = (
                (" " in line.text or line.width > LABEL)
                and cues_of(line) == ["says nothing"]
                and not is_no_title(line)
                and not is_boilerplate_line(line.text)
                and not _is_day(line.text)
            )
            if announced:
                found[i] = ("after", "related_title")
    return found


def _is_day(text: str) -> bool:
    """Whether a line is a day and a month: "30 May"."""
    words = text.split()
    return len(words) == 2 and any(map(month_of, words)) and any(map(str.isdecimal, words))


def _with_list_at_end(lines: Sequence[Line], states: Sequence[State]) -> list[State]:
    """The states, with the list below a usual heading as such, where it was labelled as a part of
    the story: lines with bullets, or short ones with no full stop, to the end of the page."""
    found = list(states)
    at = len(lines)
    while at and states[at - 1][0] == "story" and _may_be_listed(lines[at - 1]):
        at -= 1
    # The heading is short and without full stop itself.
    heads = [i for i in range(at, len(lines)) if cues_of(lines[i]) == ["section"]]
    if heads and len(lines) - heads[0] > MIN_TITLES_BELOW and heads[0] > 0:
        found[heads[0]] = ("after", "section")
        for i in range(heads[0] + 1, len(lines)):
            found[i] = ("after", "section" if i in heads else "related_title")
    return found


def _may_be_listed(line: Line) -> bool:
    return line.end in ("none", "ask", "colon") and line.width <= MAX_TITLE_WIDTH


def _without_topics(lines: Sequence[Line], states: Sequence[State]) -> list[State]:
    """The states, with topics below their heading as the page's foot: short lines up to the next
    heading of a list or the next longer line."""
    found = list(states)
    within = False
    for i, (line, (phase, role)) in enumerate(zip(lines, states, strict=True)):
        if phase == "after" and TOPICS.fullmatch(line.text):
            within = True
        elif within and (
            (role == "section" and "section" in cues_of(line))
            or line.width > MAX_TOPIC_WIDTH
            or line.end != "none"
            or role == "teaser"
        ):
            within = False
        if within:
            found[i] = ("after", "nav")
    return found


def _without_mailing(lines: Sequence[Line], states: Sequence[State]) -> list[State]:
    """The states, with lines about the newsletter as prompts where the story ends with them."""
    found = list(states)
    for i in range(len(lines) - 1, -1, -1):
        if states[i][0] != "story":
            continue
        if lines[i].width > MAX_MAILING_WIDTH or not MAILING.match(lines[i].text):
            break
        found[i] = ("after", "nav")
    return found


def _with_story_below_pointer(lines: Sequence[Line], states: Sequence[State]) -> list[State]:
    """The states, with the paragraph below a pointer to one story ("Read also: …", or a heading and
    a title) in the story, where it was labelled as that story's teaser."""
    found = list(states)
    teasers = [i for i, (phase, role) in enumerate(states) if (phase, role) == ("after", "teaser")]
    first = next((i for i, (phase, _) in enumerate(states) if phase == "after"), 0)
    for i in [i for i in teasers if i - first <= 2]:
        pointed = "points" in cues_of(lines[i - 1])
        alone = (
            len(teasers) == 1
            and states[first : first + 2] == [("after", "section"), ("after", "related_title")]
            and i == first + 2
            and states[i + 1 :].count(("after", "related_title")) >= MIN_TITLES_BELOW
        )
        is_paragraph = lines[i].end == "stop" and lines[i].width >= MIN_POINTED_WIDTH
        if is_paragraph and (pointed or alone):
            found[first:i] = [("story", role) for _, role in states[first:i]]
            found[i] = ("story", "paragraph")
            break
    return found


def _with_headline(lines: Sequence[Line], states: Sequence[State]) -> list[State]:
    """The states, with a line right above the title that is longer than a menu's as the title, and
    what was taken for the title as the subtitle."""
    found = list(states)
    at = states.index(("head", "title")) if ("head", "title") in states else 0
    if not at or states[at - 1] != ("before", "nav") or ("head", "subtitle") in states:
        return found
    above = lines[at - 1]
    if (
        cues_of(above) == ["says nothing"]
        and above.width > LABEL
        and len(above.text.split()) >= MIN_TITLE_WORDS
        and above.case not in ("upper", "title")
        and above.end in ("none", "ask")
        and not lines[at].level
    ):
        found[at - 1], found[at] = ("head", "title"), ("head", "subtitle")
    return found


def _without_masthead(lines: Sequence[Line], states: Sequence[State]) -> list[State]:
    """The states, with the line above the byline or the first paragraph as the headline, where the
    first line of the page was labelled as such: a paper's name with a date below, which separates
    it from the headline."""
    found = list(states)
    story = next((i for i, line in enumerate(lines) if is_sentence(line)), 0)
    at = story - 1
    while at > 0 and (found[at] == ("head", "meta") or lone_names(lines[at].text)):
        at -= 1
    title = states.index(("head", "title")) if ("head", "title") in states else len(states)
    if (
        title <= min(MAX_MASTHEAD_LINES, at - 2)
        and not lines[title].level
        and any("date" in cues_of(line) and line.width <= 60 for line in lines[title + 1 : at])
        and cues_of(lines[at]) == ["says nothing"]
        and lines[at].end in ("none", "ask")
        and max(LABEL, lines[title].width) < lines[at].width <= MAX_TITLE_WIDTH
        and (
            _is_repeated(lines[0], lines[story:])
            or (at < story - 1 and _may_be_paper(lines[title]))
        )
    ):
        for i in range(at):
            is_meta = found[i][1] == "meta" or find_dates(lines[i].text)
            found[i] = ("head", "meta") if is_meta else ("before", "nav")
        found[at] = ("head", "title")
        found[at + 1 : story] = [("head", "meta")] * (story - at - 1)
    return found


def _may_be_paper(line: Line) -> bool:
    """Whether a line has the form of a paper's name, alone or with what it is: "The Quay News –
    your daily paper"."""
    name, *more = re.split(r"\s[-–—|·•]\s", line.text)
    few = len(name.split()) <= MAX_PAPER_WORDS
    return few and (bool(more) or line.case in ("title", "upper", "none"))


def _is_repeated(name: Line, lines: Sequence[Line]) -> bool:
    """Whether a paper's name occurs below again, as in the copyright line."""
    words = name.text.casefold()
    return any(words in line.text.casefold() for line in lines if line.width <= MAX_TITLE_WIDTH)


def _with_list_to_dateline(lines: Sequence[Line], states: Sequence[State]) -> list[State]:
    """The states, with the last title and teaser of a list before the story as such, where they
    were labelled as the story's headline and first paragraph. The line below has the dateline."""
    found = list(states)
    at = states.index(("head", "title")) if ("head", "title") in states else 0
    if (
        0 < at < len(lines) - 2
        and states[at - 1] == ("before", "teaser")
        and states[at + 1 : at + 3] == [("story", "paragraph")] * 2
        and lines[at + 1].sentences < 3
        and lines[at + 1].width <= MAX_TEASER_WIDTH
        and _has_dateline(lines[at + 2])
        and not _has_dateline(lines[at + 1])
    ):
        found[at : at + 2] = [("before", "related_title"), ("before", "teaser")]
    return found


def _has_dateline(line: Line) -> bool:
    dateline = read_dateline(line.text)
    return dateline.place is not None and dateline.certain


def _with_numbered_list(lines: Sequence[Line], states: Sequence[State]) -> list[State]:
    """The states, with numbered titles and one sentence below each as a list, where they go on from
    a wire story to the page's end. Without the agency they may be a listicle."""
    found = list(states)
    numbers = [_NUMBER.match(line.text) for line in lines]
    start = next((i for i, number in enumerate(numbers) if number and number[1] == "1"), 0)
    end = start
    while end + 1 < len(lines) and _is_numbered_pair(lines, numbers, end, 1 + (end - start) // 2):
        end += 2
    above, within = states[:start], states[start:end]
    last = max((i for i, (phase, _) in enumerate(states) if phase == "story"), default=0)
    if (
        end - start >= 2 * MIN_NUMBERED
        and last < end
        and all(phase == "story" for phase, _ in within)
        and above.count(("story", "paragraph")) >= MIN_PARAGRAPHS
        and _is_from_agency(lines, states, start)
    ):
        found[start:end] = [("after", "related_title"), ("after", "teaser")] * ((end - start) // 2)
    return found


def _is_numbered_pair(
    lines: Sequence[Line], numbers: Sequence[re.Match[str] | None], i: int, count: int
) -> bool:
    """Whether two lines are a title with that number and a sentence without one."""
    number, title, teaser = numbers[i], lines[i], lines[i + 1]
    return (
        number is not None
        and int(number[1]) == count
        and numbers[i + 1] is None
        and title.end in ("none", "ask")
        and title.width <= MAX_TITLE_WIDTH
        and teaser.end == "stop"
        and teaser.sentences < 3
        and teaser.width <= MAX_TEASER_WIDTH
    )


def _is_from_agency(lines: Sequence[Line], states: Sequence[State], end: int) -> bool:
    """Whether the story above a line has a dateline or the name of an agency."""
    first = states.index(("story", "paragraph"))
    return _has_dateline(lines[first]) or any("agency" in cues_of(line) for line in lines[:end])


def _with_unpaired_titles(lines: Sequence[Line], states: Sequence[State]) -> list[State]:
    """The states, with teasers as titles in lists in which none ends like a sentence, if there are
    few or each has a date above. Without full stops in the script only lengths would tell."""
    found = list(states)
    if not marks_sentences(lines):
        return found
    run: list[int] = []
    for i, (_, role) in enumerate([*states, ("after", "nav")]):
        if role == "teaser":
            run.append(i)
        elif role not in ("related_title", "related_meta"):
            dated = sum(states[k - 1][1] == "related_meta" for k in run) * 2 > len(run)
            closed = any(lines[k].end in ("stop", "colon") for k in run)
            if not closed and (dated or len(run) < MIN_UNCLOSED_PAIRS):
                for k in run:
                    found[k] = (states[k][0], "related_title")
            run = []
    return found


def _with_paired_titles(lines: Sequence[Line], states: Sequence[State]) -> list[State]:
    """The states, with every second title as a teaser in lists without full stops, where it is
    clearly wider than the titles above and below it. All lists of a page count together."""
    found = list(states)
    if not marks_sentences(lines):
        return found
    runs: list[list[int]] = [[]]
    for i, (phase, role) in enumerate(states):
        if role == "related_title" and phase != "story" and _may_be_unclosed(lines[i]):
            runs[-1].append(i)
        elif role == "teaser":
            return found  # the page has marked teasers
        elif runs[-1]:
            runs.append([])
    runs = [run for run in runs if len(run) > 1]
    pairs = [pair for run in runs for pair in zip(run[::2], run[1::2], strict=False)]
    if len(pairs) < min(MIN_PAIR_RATIO) or any(len(run) % 2 for run in runs):
        return found
    least = MIN_PAIR_RATIO[max(count for count in MIN_PAIR_RATIO if count <= len(pairs))]
    steps = [lines[below].width / lines[title].width for title, below in pairs]
    back = [lines[a].width / lines[b].width for run in runs for a, b in _across(run)]
    wider = MIN_WIDER if len(pairs) >= max(MIN_PAIR_RATIO) else 1
    if (
        sorted(steps)[(len(steps) - 1) // 2] >= least
        and sum(step > 1 for step in steps) >= wider * len(steps)
        and sum(step > 1 for step in back) >= wider * len(back)
        and not any(lines[below].case in ("title", "upper") for _, below in pairs)
    ):
        for _, below in pairs:
            found[below] = (states[below][0], "teaser")
    return found


def _across(run: Sequence[int]) -> zip[tuple[int, int]]:
    """(second line of a pair, first line of the next) in a run."""
    return zip(run[1::2], run[2::2], strict=False)


def _may_be_unclosed(line: Line) -> bool:
    return line.end in ("none", "ask") and not line.bullet and not line.links


def _put_titles_first(lines: list[Line], states: list[State]) -> tuple[list[Line], list[State]]:
    """(lines, states), with titles moved above their teasers where a list has them below.

    Such a list begins with a sentence that is not a caption (it follows a caption or a heading),
    and ends with a title.
    """
    start = next((i for i, state in enumerate(states) if state == ("after", "related_title")), 0)
    if start and lines[start].end == "stop":
        start += 1
    end = start
    while end < len(lines) and states[end][1] == (
        "teaser" if (end - start) % 2 else "related_title"
    ):
        end += 1
    first = start - 1
    if first < 1 or (end - start) % 2 == 0 or end - start < 2 * MIN_TEASER_FIRST_TITLES - 1:
        return lines, states
    opens = states[first][1] == "related_title" or (
        states[first][1] == "caption" and states[first - 1][1] in ("caption", "section")
    )
    sentences = lines[first:end:2]
    if not opens or any(line.end != "stop" for line in sentences):
        return lines, states
    if any(line.end == "stop" for line in lines[start:end:2]) or cues_of(lines[first]) != [
        "says nothing"
    ]:
        return lines, states
    reordered = [line for pair in zip(lines[start:end:2], sentences, strict=True) for line in pair]
    roles: list[State] = [("after", "related_title"), ("after", "teaser")] * len(sentences)
    return [*lines[:first], *reordered, *lines[end:]], [*states[:first], *roles, *states[end:]]
