"""Undoes what converters, mail programs and press databases add to the lines of a text.

Text browsers number their links and list the addresses at the end, mail programs put a header above
a forwarded letter, databases begin each field with a code, printed pages have running heads, and
some scripts join all texts of a page with a separator. Each is recognised by several such lines,
never by one.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from itertools import groupby, pairwise

from scraper.extractors.plaintext.marks import CLOSERS, QUESTIONS, STOPS, fold
from scraper.extractors.plaintext.words import FIELD

MIN_SEPARATORS = 6
"""Minimum separators of a text in one line. A line with fewer is a menu or a breadcrumb."""
SEPARATORS = (" | ", " ¦ ", " • ")
MIN_REFERENCES = 3
"""Minimum addresses at the end of a text that are numbered like its links."""
MIN_MENU = 3
"""Minimum links of a line that is nothing but links: a menu."""
MIN_PAGE_LINES = 6
"""Minimum lines between two running heads; the numbers of a list are closer."""
MAX_RUNNING_HEAD = 40
"""Maximum characters of the line with a page's number."""
MAX_HEAD_LINES = 4
"""Maximum lines of a running head."""
MAX_MASTHEAD_LINES = 4
"""Lines at the top of a text that are kept: the first page's head has the paper and the date."""
MIN_LINKED = 2
"""Minimum lines that end with their address in angle brackets."""
MAX_LINKED_CHARS = 300
"""Maximum characters of such a line."""
MIN_HEADERS, MAX_HEADERS = 3, 12
"""Lines of a letter's header: three at least, and those in which it is looked for."""
MIN_CODES = 5
"""Minimum codes of fields that differ."""
_REFERENCE = re.compile(
    r"\s{0,8}(?P<number>\d{1,4})\.\s{1,8}(?:https?|ftp|file|mailto):\S+\s{0,8}$"
)
_MARK = re.compile(r"\[(\d{1,4})\](?=\S)")
_LINKED = re.compile(r"(?<=\S)\s{1,8}<https?://[^<>\s]+>\s{0,8}$")
_HEADER = re.compile(r"[^\W\d_][\w-]*(?: [\w-]+)?\s?[:：]\s")
_ADDRESS = re.compile(r"[\w.+-]@[\w-]+\.\w")
_DIGITS = re.compile(r"\d+")
_CODES = "SE HD BY CR WC PD ET SN SC ED PG VOL LA CY LP TD CT RF CO IN NS RE IPC IPD PUB AN".split()
_CODE = re.compile(rf"({'|'.join(_CODES)})(?:\s{{1,8}}(?=\S)|\s{{0,8}}$)")
_KEPT_CODES = {"HD": "Headline: ", "SE": "Section: ", "BY": "By ", "PD": "", "LP": "", "TD": ""}
"""Codes of Factiva's fields that a record has, and how they are written here: headline, section,
byline, day, first paragraphs and the rest of the story."""


def without_dump(raw: Sequence[str]) -> list[str]:
    """The lines of a text, without what its way to the file added."""
    lines = _without_codes(_without_header(_separated(raw)))
    return _without_addresses(_without_references(_without_running_heads(lines)))


def _separated(raw: Sequence[str]) -> list[str]:
    """The parts of a text that is one line with the same separator all over."""
    if sum(not line.isspace() for line in raw if line) > 1:
        return list(raw)
    counts = {mark: sum(line.count(mark) for line in raw) for mark in SEPARATORS}
    mark = max(counts, key=counts.__getitem__)
    if counts[mark] < MIN_SEPARATORS:
        return list(raw)
    return [part for line in raw for part in line.split(mark)]


def _without_header(raw: Sequence[str]) -> list[str]:
    """The lines without a letter's header: labels and values, an e-mail address among them."""
    start = next((i for i, line in enumerate(raw[:MAX_HEADERS]) if _HEADER.match(line)), 0)
    end = start
    while end < min(len(raw), start + MAX_HEADERS) and _HEADER.match(raw[end]):
        end += 1
    header = raw[start:end]
    if len(header) < MIN_HEADERS or not any(_ADDRESS.search(line[:200]) for line in header):
        return list(raw)
    if any(FIELD.match(line) for line in header):
        return list(raw)  # an article's fields
    # "---- Forwarded message ----"
    above = [line for line in raw[:start] if not line.startswith("--")]
    return [*above, *raw[end:]]


def _without_codes(raw: Sequence[str]) -> list[str]:
    """The lines without the codes of a press database."""
    codes = [_CODE.match(line) for line in raw]
    known = {code[1] for code in codes if code}
    if len(known) < MIN_CODES or "HD" not in known or not known & {"LP", "TD"}:
        return list(raw)
    found: list[str] = []
    for line, code in zip(raw, codes, strict=True):
        if code is None:
            found.append(line)
        elif code[1] in _KEPT_CODES:
            value = line[code.end() :].removeprefix(_KEPT_CODES[code[1]])
            found += ["", f"{_KEPT_CODES[code[1]]}{value}"]
    return found


def _without_references(raw: Sequence[str]) -> list[str]:
    """The lines without the numbers of links and the list of their addresses."""
    references = [_REFERENCE.match(line) for line in raw]
    numbers = {reference["number"] for reference in references if reference}
    if len(numbers) < MIN_REFERENCES:
        return list(raw)
    marks = {number for line in raw for number in _MARK.findall(line)}
    if len(numbers & marks) < MIN_REFERENCES:
        return list(raw)
    first = next(i for i, reference in enumerate(references) if reference)
    heading = next((i for i in range(first - 1, -1, -1) if raw[i].strip()), 0)
    return [
        _MARK.sub(lambda mark: "" if mark[1] in numbers else mark[0], line)
        for i, line in enumerate(raw)
        if not (references[i] or _is_menu(line) or (i == heading and len(line.split()) == 1))
    ]


def _is_menu(line: str) -> bool:
    """Whether a line is links and nothing else: "[1]News [2]Sport [3]Culture"."""
    marks = [mark.start() for mark in _MARK.finditer(line)]
    return (
        len(marks) >= MIN_MENU
        and not line[: marks[0]].strip()
        and len(line.split()) <= 2 * len(marks)
        and line.rstrip()[-1].isalnum()
    )


def _without_running_heads(raw: Sequence[str]) -> list[str]:
    """The lines without the running heads and feet of a printed text's pages: the page's number,
    and the lines around it that are the same on each page. Without such lines, form feeds tell page
    numbers from those of chapters. A paragraph that goes on below a head is put together."""
    filled = [i for i, line in enumerate(raw) if line.strip()]
    numbered: dict[str, list[tuple[int, int]]] = {}
    for place, i in enumerate(filled):
        numbers = _DIGITS.findall(raw[i]) if len(raw[i]) <= MAX_RUNNING_HEAD else ()
        if len(numbers) == 1 and len(numbers[0]) < 5:
            form = _DIGITS.sub("0", fold(raw[i]))
            numbered.setdefault(form, []).append((place, int(numbers[0])))
    drop: set[int] = set()
    for pages in numbered.values():
        steps = [(k - i, after - before) for (i, before), (k, after) in pairwise(pages)]
        if not steps or any(lines <= MIN_PAGE_LINES or by != 1 for lines, by in steps):
            continue
        places = [place for place, _ in pages]
        around = _same_around([raw[i].strip() for i in filled], places)
        if len(around) > 1 or all(_is_at_break(raw, filled, place) for place in places):
            beside = {place + offset for place in places for offset in around}
            drop.update(filled[place] for place in beside if place >= MAX_MASTHEAD_LINES)
    if not drop:
        return list(raw)
    kept: list[str] = []
    for between, group in groupby(range(len(raw)), lambda i: i in drop or not raw[i].strip()):
        indices = list(group)
        if not between or drop.isdisjoint(indices):
            kept += [raw[i] for i in indices]
        elif not kept or kept[-1].rstrip().rstrip(CLOSERS)[-1:] in STOPS | QUESTIONS:
            kept.append("")
    return kept


def _same_around(texts: Sequence[str], places: Sequence[int]) -> list[int]:
    """Offsets from places, 0 among them, at which all have the same text beside them."""
    found = [0]
    for step in (-1, 1):
        for offset in range(step, step * MAX_HEAD_LINES, step):
            if not 0 <= min(places) + offset <= max(places) + offset < len(texts):
                break
            if len({texts[place + offset] for place in places}) > 1:
                break
            found.append(offset)
    return found


def _is_at_break(raw: Sequence[str], filled: Sequence[int], place: int) -> bool:
    """Whether a form feed stands between a line and one of its neighbours."""
    start = filled[place - 1] + 1 if place else 0
    end = filled[place + 1] if place + 1 < len(filled) else len(raw) - 1
    return any("\f" in line for line in raw[start : end + 1])


def _without_addresses(raw: Sequence[str]) -> list[str]:
    """The lines without the address in angle brackets that some end with."""
    ends = [len(line) <= MAX_LINKED_CHARS and _LINKED.search(line) for line in raw]
    if sum(map(bool, ends)) < MIN_LINKED:
        return list(raw)
    return [line[: end.start()] if end else line for line, end in zip(raw, ends, strict=True)]
