"""Labelled lines -> the story's blocks, its metadata and the related items."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from itertools import pairwise

from scraper.extractors.boilerplate_lines import is_boilerplate_line
from scraper.extractors.metadata.agency import agency_at_end, credited_agency
from scraper.extractors.metadata.dateline import read_dateline
from scraper.extractors.metadata.printed_dates import find_dates
from scraper.extractors.plaintext.credits import byline_names, credit_of, lone_names
from scraper.extractors.plaintext.lines import Line, measure_lines, read_lines
from scraper.extractors.plaintext.segment import Phase, Role, State, label
from scraper.extractors.plaintext.shape import cues_of, marks_sentences
from scraper.extractors.plaintext.words import SECTION, UPDATED
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
    lines, states = _put_titles_first(lines, label(lines))
    story = PlainStory(blocks=_blocks(lines, states), related=_related(lines, states))
    _read_head(story, lines, states)
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
    return blocks


def _is_heading(line: Line, role: Role, *, opens_list: bool, questions: int) -> bool:
    if role == "question":
        # A single short question is a heading; several are an interview or part of the text.
        return questions == 1 and line.width <= 45
    return role == "heading" and not (line.end == "colon" and opens_list)


def _link(link: tuple[int, int, str], shift: int) -> Link:
    start, end, url = link
    return Link(start=max(0, start - shift), end=end - shift, url=url)


MIN_TEASER_RATIO = 1.2
"""Minimum median ratio of teaser to title width, on pages without sentence-ending marks."""

# --- related items ------------------------------------------------------------------------------


def _related(lines: Sequence[Line], states: Sequence[State]) -> list[RelatedItem]:
    found: list[RelatedItem] = []
    section: str | None = None
    open_item = False
    kickers = _kickers(lines, states)
    alone = _teasers_are_titles(lines, states)
    for i, (line, (phase, role)) in enumerate(zip(lines, states, strict=True)):
        if role in ("related_title", "teaser") and is_boilerplate_line(line.text):
            open_item = False
        elif role == "section" or i in kickers:
            section, open_item = line.text.strip(":： ▼▶►>|•#"), False
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

    If all are the same word, it is a button of the item above, not a kicker.
    """
    found = {
        i
        for i in range(len(lines) - 1)
        if states[i][1] == "related_meta"
        and states[i + 1][1] == "related_title"
        and cues_of(lines[i]) == ["says nothing"]
        and not any(map(str.isdigit, lines[i].text))
    }
    return found if len({lines[i].text for i in found}) > 1 else set()


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


def _read_head(story: PlainStory, lines: Sequence[Line], states: Sequence[State]) -> None:
    meta: list[tuple[int, Line]] = []
    above: list[tuple[int, Line]] = []
    for i, (line, (phase, role)) in enumerate(zip(lines, states, strict=True)):
        if role == "title":
            story.title = line.text
        elif role == "subtitle" and story.subtitle is None:
            story.subtitle = line.text
        elif role == "caption":
            # The caption keeps its credit: without markup the boundary is not certain.
            story.images.append(Image(caption=line.text, credit=credit_of(line.text)))
        elif role == "meta" and phase == "before" and ("head", "title") in states:
            above.append((i, line))
        elif role == "meta":
            meta.append((i, line))
    if above and len(above) == states.index(("head", "title")):
        # Only these lines precede the headline, so a date among them is not a masthead's.
        meta += above
    dated = {i for i, line in meta if find_dates(line.text)}
    for i, line in meta:
        agency = credited_agency(line.text)
        story.agency = story.agency or agency
        if agency and not find_dates(line.text):
            continue
        _read_dates(story, line.text)
        if not story.authors:
            beside_date = bool({i - 1, i, i + 1} & dated) and not UPDATED.search(line.text)
            story.authors = byline_names(line.text) or (
                lone_names(line.text) if beside_date else []
            )
    paragraphs = [block.text for block in story.blocks if block.type == "paragraph"]
    if not paragraphs:
        return
    dateline = read_dateline(paragraphs[0])
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
