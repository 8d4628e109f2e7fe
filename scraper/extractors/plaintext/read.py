"""Labelled lines -> the story's blocks, its metadata and the related items."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field
from itertools import pairwise

from scraper.extractors.boilerplate_lines import is_boilerplate_line
from scraper.extractors.metadata.agency import agency_at_end, credited_agency
from scraper.extractors.metadata.dateline import read_dateline
from scraper.extractors.metadata.printed_dates import find_dates
from scraper.extractors.metadata.sitename import key_of
from scraper.extractors.plaintext.author_notes import without_author_note
from scraper.extractors.plaintext.breadcrumbs import parts_of, section_of
from scraper.extractors.plaintext.credits import byline_names, credit_of, is_job, lone_names
from scraper.extractors.plaintext.lines import ADDRESS, Line, measure_lines, read_lines
from scraper.extractors.plaintext.segment import Phase, Role, State, label
from scraper.extractors.plaintext.shape import LABEL, cues_of, is_no_title, marks_sentences
from scraper.extractors.plaintext.tables import Rows, header_rows
from scraper.extractors.plaintext.words import FIELD, SECTION, UPDATED
from scraper.record import Block, BlockType, Image, Link, PageType, Position, RelatedItem, Warning


@dataclass(slots=True)
class PlainStory:
    """Result of reading a plain-text page; the fields are those of ``Record``."""

    page_type: PageType = "other"
    title: str | None = None
    subtitle: str | None = None
    authors: list[str] = field(default_factory=list)
    agency: str | None = None
    dateline: str | None = None
    section: str | None = None
    published_at: str | None = None
    modified_at: str | None = None
    images: list[Image] = field(default_factory=list)
    blocks: list[Block] = field(default_factory=list)
    related: list[RelatedItem] = field(default_factory=list)
    warnings: list[Warning] = field(default_factory=list)


_POSITIONS: dict[Phase, Position] = {
    "before": "sidebar",
    "head": "sidebar",
    "story": "inline",
    "after": "below",
}


def read_plain_text(text: str) -> PlainStory:
    """Read a plain-text page.

    Args:
        text: the decoded page.

    Returns:
        The story with its metadata and the related items, in page order. Without a story,
        ``blocks`` is empty and ``warnings`` contains ``no_story``.
    """
    return _read(*read_lines(text))


def read_plain_lines(
    lines: Sequence[str], *, links: Sequence[str] = (), wrapped: bool = False
) -> PlainStory:
    """Read a page that is already split into lines, as ``read_plain_text`` does.

    Args:
        lines: in page order.
        links: for each line, its address if the whole line is a link, else "".
        wrapped: lines may be parts of hard-wrapped paragraphs.
    """
    if wrapped:
        return read_plain_text("\n".join(lines))
    return _read(*measure_lines(lines, links))


def _read(lines: list[Line], limited: bool) -> PlainStory:
    states = _with_headline(lines, _with_announced(lines, label(lines)))
    lines, states = _put_titles_first(lines, states)
    story = PlainStory()
    _read_head(story, lines, states)
    states = without_author_note(lines, states, story.authors)
    story.blocks, story.related = _blocks(lines, states), _related(lines, states)
    _read_dateline(story)
    if story.blocks:
        story.page_type = "article"
    else:
        # Three items are a list; fewer may be a fragment of a page.
        story.page_type = "listing" if len(story.related) > 2 else "other"
        story.warnings.append("no_story")
    if limited:
        story.warnings.append("markup_limit")
    return story


# --- story --------------------------------------------------------------------------------------


def _blocks(lines: Sequence[Line], states: Sequence[State]) -> list[Block]:
    blocks: list[Block] = []
    questions = sum(state == ("story", "question") for state in states)
    following = [*states[1:], ("after", "nav")][: len(lines)]
    for line, (phase, role), after in zip(lines, states, following, strict=True):
        if phase != "story" or is_boilerplate_line(line.text):
            continue
        links = [_link(link, line.bullet if role == "item" else 0) for link in line.links]
        if role == "item":
            ordered = line.text[:1].isdigit() or line.text[1:2].isdigit()
            words = line.text[line.bullet :]
            blocks.append(
                Block(type="list_item", text=words, level=1, ordered=ordered, links=links)
            )
        elif _is_heading(line, role, opens_list=after[1] == "item", questions=questions):
            level = max(2, line.level)
            blocks.append(Block(type="heading", text=line.text, level=level, links=links))
        elif role in ("paragraph", "question", "heading"):
            kind: BlockType = "quote" if line.quoted else "paragraph"
            blocks.append(Block(type=kind, text=line.text, links=links))
        if line.rows:
            blocks.append(_table(line.rows))
    return blocks


def _table(rows: Rows) -> Block:
    return Block(
        type="table",
        text="\n".join(map("\t".join, rows)),
        rows=[list(row) for row in rows],
        header_rows=header_rows(rows),
    )


def _is_heading(line: Line, role: Role, *, opens_list: bool, questions: int) -> bool:
    if role == "question":
        # A single short question is a heading; several are an interview or part of the text.
        return questions == 1 and line.width <= 45
    return role == "heading" and not (line.end == "colon" and opens_list)


def _link(link: tuple[int, int, str], shift: int) -> Link:
    start, end, url = link
    return Link(start=max(0, start - shift), end=end - shift, url=url)


MAX_SHORT_CAPTION_WIDTH = 40
"""Width up to which a line without credit and full stop is a button, not a caption."""
MIN_TEASER_RATIO = 1.2
"""Minimum median ratio of teaser to title width, on pages without sentence-ending marks."""

# --- related items ------------------------------------------------------------------------------


def _related(lines: Sequence[Line], states: Sequence[State]) -> list[RelatedItem]:
    found: list[RelatedItem] = []
    section: str | None = None
    open_item = ended = False
    kickers = _kickers(lines, states)
    counters = _counters(lines, states)
    alone = _teasers_are_titles(lines, states)
    for i, (line, (phase, role)) in enumerate(zip(lines, states, strict=True)):
        address = ADDRESS.fullmatch(line.text) if phase != "story" else None
        if address and found and open_item:
            if found[-1].url is None:
                found[-1] = found[-1].model_copy(update={"url": address[1]})
        elif i in counters:
            continue
        elif role in ("related_title", "teaser") and is_boilerplate_line(line.text):
            open_item = False
        elif role == "related_title" and is_no_title(line):
            open_item, ended = False, True
        elif role == "related_title" and ended and not _has_teaser(states, i):
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
        elif role == "teaser" and found and open_item:
            found[-1] = found[-1].model_copy(update={"teaser": line.text})
        elif role != "related_meta":
            section, open_item = None, False
    if not any(phase == "story" for phase, _ in states):
        # On a page without a story, "beside" and "inline" have no meaning.
        found = [item.model_copy(update={"position": "below"}) for item in found]
    return found


def _with_announced(lines: Sequence[Line], states: Sequence[State]) -> list[State]:
    """The states, with lines of several words directly below a list's heading, and below each
    other, as its items where they were labelled as the page's foot."""
    found = list(states)
    announced = False
    for i, (phase, role) in enumerate(states):
        if phase != "after":
            continue
        if role == "section" or "section" in cues_of(lines[i]):
            announced = True
        elif role in ("nav", "prompt") and announced:
            line = lines[i]
            announced = (
                (" " in line.text or line.width > LABEL)
                and cues_of(line) == ["says nothing"]
                and not is_no_title(line)
                and not is_boilerplate_line(line.text)
            )
            if announced:
                found[i] = ("after", TITLE)
    return found


MIN_TITLE_WORDS = 3
"""Minimum words of a headline that was labelled as the last entry of a menu."""


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


def _has_teaser(states: Sequence[State], i: int) -> bool:
    return i + 1 < len(states) and states[i + 1][1] == "teaser"


MIN_TEASER_FIRST_TITLES = 3
"""Minimum titles of a list with teasers above titles: fewer may be a caption and a truncated
list."""


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


TITLE: Role = "related_title"
MIN_COUNTERS = 3
"""Minimum lines that differ in their numbers alone."""
MIN_DATED = 2
"""Minimum items of a list with a date below."""
MAX_COUNTER_WIDTH = 30
"""Maximum width of such a line."""
_DIGITS = re.compile(r"\d+")
MIN_KICKERS = 3
"""Minimum words above titles, some of them labelled as titles, and those above two thirds of the
titles with teasers."""


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
    headed = sum(_has_teaser(states, i) for i, state in enumerate(states) if state[1] == TITLE)
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
        if states[i - 1][1] == "teaser" and (i + 1 == len(lines) or _has_teaser(states, i + 1))
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


# --- head ---------------------------------------------------------------------------------------


MAX_SECTION_WIDTH = 30
"""Maximum width of a section's name."""
MAX_MENU_LINES = 60
"""Lines above the headline in which a menu is looked for."""
MAX_LINES_TO_TITLE = 3
"""Lines above the headline in which a date is the story's; above them it may be the masthead's."""


def _read_head(story: PlainStory, lines: Sequence[Line], states: Sequence[State]) -> None:
    meta: list[tuple[int, Line]] = []
    above: list[tuple[int, Line]] = []
    for i, (line, (phase, role)) in enumerate(zip(lines, states, strict=True)):
        if role == "title":
            field = FIELD.match(line.text)
            story.title = line.text[field.end() :] if field and field["title"] else line.text
        elif role == "subtitle" and story.subtitle is None:
            story.subtitle = line.text
        elif role == "caption":
            if (
                line.end == "none"
                and line.width <= MAX_SHORT_CAPTION_WIDTH
                and (cues_of(line) == ["says nothing"])
            ):
                continue  # a button
            # The caption keeps its credit: without markup the boundary is not certain.
            story.images.append(Image(caption=line.text, credit=credit_of(line.text)))
        elif role == "meta" and phase == "before" and ("head", "title") in states:
            above.append((i, line))
        elif role == "meta":
            meta.append((i, line))
    if above:
        title = states.index(("head", "title"))
        if len(above) < title:
            above = [(i, line) for i, line in above if title - i <= MAX_LINES_TO_TITLE]
        # If only these lines precede the headline, a date among them is not a masthead's either.
        meta += above
    story.section = _read_section(lines, states)
    dated = {i for i, line in meta if find_dates(line.text)}
    for i, line in meta:
        agency = credited_agency(line.text)
        story.agency = story.agency or agency
        if agency and not find_dates(line.text):
            continue
        _read_dates(story, line.text)
        if not story.authors:
            below = i + 2 if i + 1 < len(lines) and is_job(lines[i + 1].text) else i + 1
            beside_date = bool({i - 1, i, i + 1, below} & dated) and not UPDATED.search(line.text)
            story.authors = byline_names(line.text) or (
                lone_names(line.text) if beside_date else []
            )


def _read_section(lines: Sequence[Line], states: Sequence[State]) -> str | None:
    """The section of the story: from a labelled line, the last breadcrumb above the story, or a
    word above the headline that the menu has as well."""
    start = next((i for i, (phase, _) in enumerate(states) if phase == "story"), 0)
    if not start:
        return None
    for line in lines[:start]:
        field = FIELD.match(line.text)
        if field and field["section"] and line.width <= MAX_SECTION_WIDTH:
            return line.text[field.end() :]
    at = states.index(("head", "title")) if ("head", "title") in states else start
    title = lines[at].text
    for i in range(start - 1, -1, -1):
        parts = parts_of(lines[i].text)
        if parts:
            return section_of(parts, {key_of(line.text) for line in lines[:i]}, title)
    above = [line for line in lines[:at] if not find_dates(line.text)][-MAX_MENU_LINES:]
    if not above or above[-1].width > MAX_SECTION_WIDTH or cues_of(above[-1]) != ["says nothing"]:
        return None
    # Printed twice with nothing between, it may be the last part of a breadcrumb.
    menu = [line.text for line in above[:-2]]
    same = [text for text in menu if key_of(text) == key_of(above[-1].text)]
    # The menu's spelling, where the word above the headline is in capitals.
    return same[0] if same else None


def _read_dateline(story: PlainStory) -> None:
    paragraphs = [block.text for block in story.blocks if block.type == "paragraph"]
    if not paragraphs:
        return

    def rest(place: str) -> str:
        after = paragraphs[0].partition(place.partition(",")[0])[2]
        return " ".join([story.title or "", after, *paragraphs[1:]])

    dateline = read_dateline(paragraphs[0], rest=rest)
    # A name at the start of several paragraphs is a speaker, not a place.
    if dateline.place and not any(
        read_dateline(p).place == dateline.place for p in paragraphs[1:20]
    ):
        story.dateline = dateline.place
        story.agency = story.agency or dateline.agency
    story.agency = story.agency or agency_at_end(paragraphs[-1]) or agency_at_end(paragraphs[0])


def _read_dates(story: PlainStory, text: str) -> None:
    at = 0
    for date in find_dates(text):
        value = date.stamp.text()
        if UPDATED.search(text[at : date.start]):
            story.modified_at = story.modified_at or value
        else:
            story.published_at = story.published_at or value
        if date.stamp.converted and "calendar_converted" not in story.warnings:
            story.warnings.append("calendar_converted")
        at = date.end
