"""Labelled lines -> the story's blocks and its metadata."""

from __future__ import annotations

import re
from collections.abc import Sequence, Set
from dataclasses import dataclass, field

from scraper.extractors.boilerplate_lines import is_boilerplate_line
from scraper.extractors.metadata.agency import agency_at_end, credited_agency
from scraper.extractors.metadata.dateline import MAX_DATELINE, read_dateline
from scraper.extractors.metadata.dates.printed_dates import find_dates
from scraper.extractors.metadata.east_asian_dateline import read_reporters
from scraper.extractors.metadata.names.forms import is_ideographic
from scraper.extractors.metadata.sources.sitename import key_of
from scraper.extractors.plaintext.author_notes import without_author_note
from scraper.extractors.plaintext.breadcrumbs import parts_of, section_of
from scraper.extractors.plaintext.credits import byline_names, credit_of, is_job, lone_names
from scraper.extractors.plaintext.cues import MAX_MAILING_WIDTH, cues_of
from scraper.extractors.plaintext.items import related_items
from scraper.extractors.plaintext.lines import Line, measure_lines, read_lines
from scraper.extractors.plaintext.relabel import relabel
from scraper.extractors.plaintext.segment import Role, State, label
from scraper.extractors.plaintext.story_parts import is_live
from scraper.extractors.plaintext.tables import Rows, header_rows
from scraper.extractors.plaintext.words import FIELD, JOB_OR_CHAIR, MAILING, UPDATED
from scraper.record import Block, BlockType, Image, Link, PageType, RelatedItem, Warning


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
    lines, states = relabel(*_label(lines))
    story = PlainStory()
    _read_head(story, lines, states)
    states = without_author_note(lines, states, story.authors)
    story.blocks, story.related = _blocks(lines, states), related_items(lines, states)
    _read_dateline(story)
    if story.blocks:
        story.page_type = "liveblog" if is_live(lines, states) else "article"
    else:
        # Three items are a list; fewer may be a fragment of a page.
        story.page_type = "listing" if len(story.related) > 2 else "other"
        story.warnings.append("no_story")
    if limited:
        story.warnings.append("markup_limit")
    return story


def _label(lines: list[Line]) -> tuple[list[Line], list[State]]:
    """(lines, states), without a newsletter's first line where that would be the headline: "View
    this email in your browser"."""
    states = label(lines)
    first = lines[0] if lines else None
    if (
        first
        and states[0] == ("head", "title")
        and first.width <= MAX_MAILING_WIDTH
        and MAILING.match(first.text)
    ):
        lines, states = lines[1:], label(lines[1:])
    return lines, states


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


# --- head ---------------------------------------------------------------------------------------


MAX_SHORT_CAPTION_WIDTH = 40
"""Width up to which a line without credit and full stop is a button, not a caption."""
MAX_SECTION_WIDTH = 30
"""Maximum width of a section's name."""
MAX_MENU_LINES = 60
"""Lines above the headline in which a menu is looked for."""
MAX_LINES_TO_TITLE = 3
"""Lines above the headline in which a date is the story's; above them it may be the masthead's."""


def _read_head(story: PlainStory, lines: Sequence[Line], states: Sequence[State]) -> None:
    """Set everything but blocks, related items and what the first paragraph begins with."""
    for line, (_, role) in zip(lines, states, strict=True):
        if role == "title":
            field = FIELD.match(line.text)
            story.title = line.text[field.end() :] if field and field["title"] else line.text
        elif role == "subtitle" and story.subtitle is None:
            story.subtitle = line.text
        elif role == "caption" and not _is_button(line):
            # The caption keeps its credit: without markup the boundary is not certain.
            story.images.append(Image(caption=line.text, credit=credit_of(line.text)))
    story.section = _read_section(lines, states)
    meta = _meta_lines(lines, states)
    dated = {i for i in meta if find_dates(lines[i].text)}
    texts = [lines[i].text for i in meta]
    labelled = (byline_names(text) for text in texts if not credited_agency(text))
    story.authors = next(filter(None, labelled), [])
    for i, text in zip(meta, texts, strict=True):
        agency = credited_agency(text)
        story.agency = story.agency or agency
        if agency and not find_dates(text):
            continue
        _read_dates(story, text)
        if not story.authors and _may_be_lone_byline(lines, states, i, dated):
            story.authors = lone_names(text)


def _is_button(line: Line) -> bool:
    """Whether a line labelled as a caption is a button."""
    return (
        line.end == "none"
        and line.width <= MAX_SHORT_CAPTION_WIDTH
        and cues_of(line) == ["says nothing"]
    )


def _meta_lines(lines: Sequence[Line], states: Sequence[State]) -> list[int]:
    """Indices of the lines that may have authors, agency or date; those above the story's head
    last."""
    title = states.index(("head", "title")) if ("head", "title") in states else None
    meta: list[int] = []
    above: list[int] = []
    for i, (line, (phase, role)) in enumerate(zip(lines, states, strict=True)):
        if role == "meta" and phase == "before" and title is not None:
            above.append(i)
        elif role == "meta" or (
            # A name as short as a button. In other scripts, buttons may look like names.
            (phase, role) == ("head", "prompt")
            and is_ideographic(line.text)
            and lone_names(line.text)
        ):
            meta.append(i)
    # If only these lines precede the headline, a date among them is not a masthead's either.
    if title is not None and len(above) < title:
        above = [i for i in above if title - i <= MAX_LINES_TO_TITLE]
    return meta + above


def _may_be_lone_byline(
    lines: Sequence[Line], states: Sequence[State], i: int, dated: Set[int]
) -> bool:
    """Whether a name without "By" in a line may be an author's: it is beside a date, above a job,
    or alone between the headline and the story.

    Args:
        dated: indices of the lines with dates.
    """
    has_job = i + 1 < len(lines) and (
        is_job(lines[i + 1].text)
        or (
            states[i + 1] == ("head", "meta") and JOB_OR_CHAIR.search(lines[i + 1].text) is not None
        )
    )
    below = i + 2 if has_job else i + 1
    beside_date = bool({i - 1, i, i + 1, below} & dated) and not UPDATED.search(lines[i].text)
    return beside_date or has_job or states[i + 1 : i + 2] == [("story", "paragraph")]


def _read_section(lines: Sequence[Line], states: Sequence[State]) -> str | None:
    """The section of the story: from a labelled line, the last breadcrumb above the story, or a
    word above the headline that the menu has as well."""
    start = next((i for i, (phase, _) in enumerate(states) if phase == "story"), 0)
    if not start:
        return None
    for line in lines[:start]:
        field = FIELD.match(line.text)
        if field and field["section"] and line.width <= MAX_SECTION_WIDTH:
            # "City; Pg. B3"
            return line.text[field.end() :].partition(";")[0].strip()
    at = states.index(("head", "title")) if ("head", "title") in states else start
    title = lines[at].text
    for i in range(start - 1, -1, -1):
        parts = parts_of(lines[i].text)
        if parts:
            return section_of(parts, {key_of(line.text) for line in lines[:i]}, title)
    above = [line for line in lines[:at] if not find_dates(line.text)][-MAX_MENU_LINES:]
    if not above or above[-1].width > MAX_SECTION_WIDTH:
        return None
    # The name of a section may also be a usual heading of lists: "Wiadomości".
    if cues_of(above[-1]) not in (["says nothing"], ["section"]):
        return None
    # Printed twice with nothing between, it may be the last part of a breadcrumb.
    menu = [line.text for line in above[:-2]]
    same = [text for text in menu if key_of(text) == key_of(above[-1].text)]
    # The menu's spelling, where the word above the headline is in capitals.
    return same[0] if same else None


_DATELINE_END = re.compile(r"\s[-–—]{1,2}\s|[–—]|--|(?<=日)\s?[电電讯訊]")


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
        if story.published_at is None and (end := _DATELINE_END.search(paragraphs[0])):
            _read_dates(story, paragraphs[0][: min(end.start(), MAX_DATELINE)])
    story.authors = story.authors or read_reporters(paragraphs[0])
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
