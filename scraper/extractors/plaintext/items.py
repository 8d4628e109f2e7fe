"""Labelled lines -> the related items."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from itertools import pairwise

from scraper.extractors.boilerplate_lines import is_boilerplate_line
from scraper.extractors.plaintext.cues import LABEL, cues_of, is_no_title
from scraper.extractors.plaintext.features import marks_sentences
from scraper.extractors.plaintext.lines import Line
from scraper.extractors.plaintext.marks import ADDRESS, OPENERS
from scraper.extractors.plaintext.segment import Phase, Role, State
from scraper.extractors.plaintext.words import SECTION
from scraper.record import Position, RelatedItem

_POSITIONS: dict[Phase, Position] = {
    "before": "sidebar",
    "head": "sidebar",
    "story": "inline",
    "after": "below",
}
MIN_TEASER_RATIO = 1.2
"""Minimum median ratio of teaser to title width, on pages without sentence-ending marks."""
TITLE: Role = "related_title"
MIN_COUNTERS = 3
"""Minimum lines that differ in their numbers alone."""
MIN_DATED = 2
"""Minimum items of a list with a date below."""
MAX_COUNTER_WIDTH = 30
"""Maximum width of such a line."""
_DIGITS = re.compile(r"\d+")
MIN_LEAD_INS = 3
"""Minimum titles that begin with a time or a kicker, and those three quarters of all titles."""
_TIME = re.compile(
    r"(?i)(?:[01]?\d|2[0-3])[:.h][0-5]\d(?:\s?[ap]\.?m\b\.?|\s?Uhr\b)?[\s\W]*\s(?=\S)"
)
"""12:40 at the beginning of a title, with what stands between."""
_LEADING_RANK = re.compile(r"^[#№]?(\d{1,2})[.):]?\s+(?=\S)")
_LINK_BELOW = re.compile(rf"(?:[^:：]{{1,30}}[:：]\s?)?{ADDRESS.pattern}")
"""The address of the item above, perhaps after a button's words."""
MAX_KICKER_WORDS, MIN_KICKER_CHARS, MIN_WORDS_BELOW_KICKER = 3, 3, 2
"""Limits of a kicker in the line of its title; the words of the title after it are at least two."""
MIN_ENDINGS, MAX_ENDING_CHARS = 3, 30
"""Minimum teasers of a list, and half of them, that end with the same words after a full stop."""
_ENDING = re.compile(
    r"(?:[.!?…؟।॥۔]\W{0,2}\s+|[。！？…」]\s*)(?=(?P<words>[^.!?…؟।॥۔。！？]*\w[^.!?…؟।॥۔。！？]*)$)"
)
"""The last full stop of a teaser, with words after it that have none."""
MIN_KICKERS = 3
"""Minimum words above titles, some of them labelled as titles, and those above two thirds of the
titles with teasers."""


def related_items(lines: Sequence[Line], states: Sequence[State]) -> list[RelatedItem]:
    """The items of a page, in page order."""
    found: list[RelatedItem] = []
    section: str | None = None
    open_item = ended = False
    kickers = _kickers(lines, states)
    counters = _counters(lines, states)
    alone = _teasers_are_titles(lines, states)
    for i, (line, (phase, role)) in enumerate(zip(lines, states, strict=True)):
        address = _LINK_BELOW.fullmatch(line.text) if phase != "story" else None
        if address and found and open_item:
            if found[-1].url is None:
                found[-1] = found[-1].model_copy(update={"url": address[1]})
        elif i in counters:
            continue
        elif role in ("related_title", "teaser") and is_boilerplate_line(line.text):
            open_item = False
        elif role == "related_title" and is_no_title(line):
            open_item, ended = False, True
        elif role == "related_title" and ended and not has_teaser(states, i):
            open_item = False
        elif role == "section" or i in kickers:
            section, open_item, ended = line.text.strip(":： ▼▶►>|•#"), False, False
        elif role == "related_title":
            own, title = _split_lead_in(line)
            url = line.links[0][2] if line.links else None
            found.append(
                RelatedItem(
                    title=title, url=url, section=own or section, position=_POSITIONS[phase]
                )
            )
            open_item = True
        elif role == "teaser" and alone and open_item:
            found.append(RelatedItem(title=line.text, section=section, position=_POSITIONS[phase]))
        elif role == "teaser" and is_no_title(line):
            open_item, ended = False, True
        elif role == "teaser" and found and open_item:
            found[-1] = found[-1].model_copy(update={"teaser": line.text})
        elif role != "related_meta":
            section, open_item = None, False
    found = _without_endings(_without_lead_ins(_without_ranks(found)))
    if not any(phase == "story" for phase, _ in states):
        # On a page without a story, "beside" and "inline" have no meaning.
        found = [item.model_copy(update={"position": "below"}) for item in found]
    return found


def _without_ranks(items: Sequence[RelatedItem]) -> list[RelatedItem]:
    """The items, with the ranks that titles begin with cut off, from 1 on: "1 Storm nears"."""
    found = list(items)
    start = 0
    for i in range(len(found) + 1):
        rank = _LEADING_RANK.match(found[i].title) if i < len(found) else None
        if rank and int(rank[1]) == i - start + 1:
            continue
        if i - start >= MIN_LEAD_INS:
            for k in range(start, i):
                title = _LEADING_RANK.sub("", found[k].title)
                found[k] = found[k].model_copy(update={"title": title})
        start = i if rank and rank[1] == "1" else i + 1
    return found


def _without_lead_ins(items: Sequence[RelatedItem]) -> list[RelatedItem]:
    """The items, with the time or the kicker in capitals that most titles begin with cut off
    ("12:40 Storm nears the coast", "SPORT Rovers win the cup"). A kicker is the item's section."""
    timed = [_TIME.match(item.title) for item in items]
    if _are_most(sum(map(bool, timed)), len(items)):
        return [
            item.model_copy(update={"title": item.title[time.end() :]}) if time else item
            for item, time in zip(items, timed, strict=True)
        ]
    kicked = [_kicker_in(item.title) for item in items]
    kickers = [kicker for kicker, _ in kicked if kicker]
    # A name in capitals that opens titles of one list may be the same everywhere.
    if not _are_most(len(kickers), len(items)) or len(set(kickers)) == 1:
        return list(items)
    return [
        item.model_copy(update={"title": title, "section": kicker}) if kicker else item
        for item, (kicker, title) in zip(items, kicked, strict=True)
    ]


def _without_endings(items: Sequence[RelatedItem]) -> list[RelatedItem]:
    """The items, with the words that teasers have in common after their last full stop cut off:
    "… Read more »". It is a button, whatever its language."""
    ends = [_ENDING.search((item.teaser or "")[-2 * MAX_ENDING_CHARS :]) for item in items]
    counts = Counter(end["words"] for end in ends if end and len(end["words"]) <= MAX_ENDING_CHARS)
    words, count = counts.most_common(1)[0] if counts else ("", 0)
    if count < MIN_ENDINGS or count * 2 < sum(item.teaser is not None for item in items):
        return list(items)
    return [
        item.model_copy(update={"teaser": item.teaser[: -len(words)].rstrip()})
        if item.teaser and end and end["words"] == words
        else item
        for item, end in zip(items, ends, strict=True)
    ]


def _are_most(count: int, of: int) -> bool:
    return count >= MIN_LEAD_INS and count * 4 >= of * 3


def _kicker_in(title: str) -> tuple[str | None, str]:
    """(kicker, the rest) of a title that begins with words in capitals and goes on with one that
    is not in capitals, but begins like a title; else (None, title). "NASA launches …" has none."""
    words = title.split(" ")
    count = next((k for k, word in enumerate(words) if not _is_in_capitals(word)), len(words))
    rest = " ".join(words[count:])
    kicker = " ".join(words[:count]).rstrip(" |:–—•/-")
    following = rest.lstrip(OPENERS)[:1]
    if (
        len(kicker) < MIN_KICKER_CHARS
        or sum(any(map(str.isalnum, word)) for word in words[:count]) > MAX_KICKER_WORDS
        or len(words) - count < MIN_WORDS_BELOW_KICKER
        or not (following.isupper() or following.isdigit())
        or rest.isupper()
    ):
        return None, title
    return kicker, rest


def _is_in_capitals(word: str) -> bool:
    """Whether a word is in capitals and longer than one letter, or a mark between words."""
    return (word.isupper() and len(word) > 1) or not any(map(str.isalnum, word))


def has_teaser(states: Sequence[State], i: int) -> bool:
    return i + 1 < len(states) and states[i + 1][1] == "teaser"


def _teasers_are_titles(lines: Sequence[Line], states: Sequence[State]) -> bool:
    """Whether lines labelled as teasers are titles. In scripts without sentence-ending marks, such
    as Thai and Lao, the two differ only in length."""
    if marks_sentences(lines):
        return False
    ratios = sorted(
        below.width / title.width
        for (title, below), (state, after) in zip(pairwise(lines), pairwise(states), strict=True)
        if state[1] == "related_title" and after[1] == "teaser"
    )
    return bool(ratios) and ratios[len(ratios) // 2] < MIN_TEASER_RATIO


def _kickers(lines: Sequence[Line], states: Sequence[State]) -> set[int]:
    """Indices of kickers: words above the titles of a list that give the subject ("Sport").

    If all are the same word, it is a button of the item above, not a kicker. Most may have been
    labelled as titles without a teaser, above the titles that have one.
    """
    found = {
        i
        for i in range(len(lines) - 1)
        if states[i][1] == "related_meta"
        and states[i + 1][1] == "related_title"
        and cues_of(lines[i]) == ["says nothing"]
        and not any(map(str.isdigit, lines[i].text))
    }
    titled = {
        i
        for i in range(1, len(lines) - 2)
        if states[i][1] == states[i + 1][1] == "related_title"
        and states[i + 2][1] == "teaser"
        and states[i - 1][1] != "related_title"
        and lines[i].width <= LABEL
        and lines[i].end == "none"
        and states[i][0] != "story"
    }
    # Some may have been labelled as headings of one item each.
    headings = {
        i
        for i in range(1, len(lines) - 2)
        if [state[1] for state in states[i - 1 : i + 3]] == ["teaser", "section", TITLE, "teaser"]
    }
    headed = sum(has_teaser(states, i) for i, state in enumerate(states) if state[1] == TITLE)
    above = len(found | titled | headings)
    if above >= MIN_KICKERS and above * 3 >= headed * 2:
        found |= titled
    return found if len({lines[i].text for i in found | headings}) > 1 else set()


def _counters(lines: Sequence[Line], states: Sequence[State]) -> set[int]:
    """Indices of lines labelled as titles or teasers that are ages, reading times or counts of
    comments: they differ in their numbers alone, or one with a number stands where other items of
    the list have their date."""
    forms = {
        i: _DIGITS.sub("0", line.text)
        for i, (line, state) in enumerate(zip(lines, states, strict=True))
        if state[1] in (TITLE, "teaser") and line.width <= MAX_COUNTER_WIDTH and line.end != "stop"
    }
    alike = Counter(form for form in forms.values() if "0" in form)
    counters = {i for i, form in forms.items() if alike[form] >= MIN_COUNTERS}
    below = [
        i
        for i in range(1, len(lines))
        if states[i - 1][1] == "teaser" and (i + 1 == len(lines) or has_teaser(states, i + 1))
    ]
    if sum(states[i][1] == "related_meta" for i in below) >= MIN_DATED:
        counters |= {
            i
            for i in below
            if states[i][1] == TITLE and lines[i].width <= LABEL and "0" in forms.get(i, "")
        }
    return counters


def _split_lead_in(line: Line) -> tuple[str | None, str]:
    """(section, title) of a line such as "Baca juga: …"; (None, title) of any other."""
    text = line.text[line.bullet :]
    if SECTION.match(text):
        for mark in (":", "："):
            head, _, rest = text.partition(mark)
            if rest and len(head) < 40:
                return head.strip(), rest.strip()
    return None, text
