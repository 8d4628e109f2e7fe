"""The story's first and last lines and the credits around it, for datelines and agencies."""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache
from typing import NamedTuple

from scraper.extractors.metadata.agency import credited_agency
from scraper.extractors.metadata.authors.selection import is_byline
from scraper.extractors.metadata.dates.printed_dates import find_dates
from scraper.extractors.metadata.sources.collect import AUTHOR, CREDIT, Clues
from scraper.extractors.metadata.sources.layout import head_range, in_picture
from scraper.extractors.parsing.blocks import BOLD
from scraper.extractors.parsing.tree import Tree

AFTER = 25
"""Elements after the story's end in which its credit line is searched."""
MAX_LINE = 120
"""Maximum characters of a credit line."""
_LINES = frozenset("p div span li em i small b strong footer cite address td h6 h5 br".split())


class FirstBlock(NamedTuple):
    """The story's first block after its standfirst and byline.

    Attributes:
        node: its element, or -1 for none.
        text: its text.
        opening: the words at its beginning that are in an element of their own, or "".
        bold: whether that element is bold.
    """

    node: int = -1
    text: str = ""
    opening: str = ""
    bold: bool = False


def first_block(
    tree: Tree,
    clues: Clues,
    story: Sequence[int],
    subtitle: str | None,
    credited: Sequence[str] = (),
) -> FirstBlock:
    """The story's first block after its standfirst and the byline of the credited names."""
    if not story:
        start, _ = clues.body
        return _opened(tree, start, tree.text_content(start)) if start else FirstBlock()
    for i in _opening_blocks(tree, story):
        # Headings and one-word lines come before the block that begins with a dateline.
        if i <= clues.headline < tree.ends[i]:
            # A box around the headline begins with its kicker and date.
            inside = _after_headline(tree, clues.headline, i)
            if inside.node >= 0 and not is_byline(inside.text, credited):
                return inside
            continue
        if tree.tags[i] not in ("h1", "h2", "h3", "h4", "h5", "h6"):
            text = _without_picture(tree, i)
            if len(text) >= 20 and text != subtitle:
                if len(text) <= MAX_LINE and is_byline(text, credited):
                    continue
                return _opened(tree, i, text)
    return FirstBlock()


def _without_picture(tree: Tree, i: int) -> str:
    """The text of a block without the pictures, with their captions, that it begins with: where
    only line breaks separate the paragraphs, the first picture is in the same block."""
    text = tree.text_content(i)
    if tree.texts[i].strip():
        return text
    j = i + 1
    while j < tree.ends[i] and (
        tree.tags[j] == "br" or not _PICTURES.isdisjoint(tree.tags[j : tree.ends[j]])
    ):
        text = text.removeprefix(tree.text_content(j)).lstrip()
        if tree.tails[j].strip():
            break
        j = tree.ends[j]
    return text


MAX_CREDIT = 50
"""Maximum characters of a line at a story's end that holds only an agency or a date."""
MAX_LABEL = 12
"""Maximum letters in such a line beside the date: a weekday, or "updated"."""
BEFORE_CREDITS = 3
"""Blocks of a story before such a line."""


@lru_cache(maxsize=1024)  # the lines of a story are asked for three times
def credit_kind(text: str) -> str:
    """What a line wholly is: "agency" for a credit, "date", or "" for anything else."""
    if len(text) > MAX_CREDIT:
        return ""
    if credited_agency(text) is not None:
        return "agency"
    dates = find_dates(text)
    if not dates:
        return ""
    rest = text[: dates[0].start] + text[dates[-1].end :]
    return "date" if sum(map(str.isalpha, rest)) <= MAX_LABEL else ""


def without_closing_credits(tree: Tree, story: Sequence[int]) -> Sequence[int]:
    """The story's block elements up to its closing credits: lines at its end that are wholly an
    agency or a date, or, anywhere after its first blocks, one of each, after which nothing but
    captions and teasers of other stories is left."""
    kinds = [_kind_of(tree, story, place) for place in range(len(story))]
    for place in range(BEFORE_CREDITS, len(story) - 1):
        if {kinds[place], kinds[place + 1]} == {"agency", "date"}:
            return story[:place]
        if kinds[place] == "date" and credit_kind(_line_below_break(tree, story[place - 1])):
            return story[:place]
    end = len(story)
    while end > BEFORE_CREDITS and kinds[end - 1]:
        end -= 1
    return story[:end]


def _kind_of(tree: Tree, story: Sequence[int], place: int) -> str:
    i = story[place]
    if tree.tags[i] not in _CREDITED or tree.ends[i] - i > 3 or len(tree.texts[i]) > MAX_CREDIT:
        return ""
    if i in story[max(0, place - 1) : place] or i in story[place + 1 : place + 2]:
        return ""  # a line in a box with others
    return credit_kind(tree.text_content(i))


_CREDITED = frozenset({"p", "div", "span", "em", "i", "small", "time"})

FIRST = 4
"""Blocks at the story's beginning that may be the first one after its standfirst and byline."""
MAX_POINTS = 8
"""Maximum items of a list with the story's main points above it."""


def _opening_blocks(tree: Tree, story: Sequence[int]) -> Sequence[int]:
    """The story's first blocks, without a list of its main points before the first paragraph."""
    points = 0
    while points < min(len(story), MAX_POINTS + 1) and tree.tags[story[points]] == "li":
        points += 1
    listed = points > MAX_POINTS or points == len(story)
    return story[:FIRST] if listed else story[points : points + FIRST]


LONG = 60
"""Minimum characters of a piece of text that is a paragraph, in a box without paragraphs."""
_BOXES = frozenset({"table", "figure"})
_NO_TEXT = frozenset({"script", "style", "noscript", "template"})


def _after_headline(tree: Tree, headline: int, box: int) -> FirstBlock:
    """The first paragraph after the headline in the box around both, as in a table's cell with
    line breaks."""
    j, end = tree.ends[headline], tree.ends[box]
    while j < end:
        tag = tree.tags[j]
        pictured = tag in _BOXES and not _PICTURES.isdisjoint(tree.tags[j : tree.ends[j]])
        hidden = pictured or tag in _NO_TEXT
        if not hidden and len(tree.texts[j].strip()) >= LONG:
            return FirstBlock(j, tree.text_content(j))
        if len(tree.tails[j].strip()) >= LONG and tree.ends[j] <= end:
            tail = " ".join(tree.tails[j].split())
            opening = tree.text_content(j) if tag in _INLINE else ""
            if len(opening) >= LONG or hidden:
                opening = ""
            return FirstBlock(j, f"{opening} {tail}".strip(), opening, tag in BOLD)
        j = tree.ends[j] if hidden else j + 1
    return FirstBlock()


_PICTURES = frozenset({"img", "picture", "amp-img"})
_INLINE = BOLD | {"em", "i", "span"}


def _opened(tree: Tree, i: int, text: str) -> FirstBlock:
    """The block of an element, with the words at its beginning."""
    child = i + 1
    if tree.texts[i].strip() or tree.ends[i] <= child or tree.tags[child] not in _INLINE:
        return FirstBlock(i, text)
    return FirstBlock(i, text, tree.text_content(child), tree.tags[child] in BOLD)


PLACE_NEAR = 6
"""Elements before the story's first block that may contain the place, and half as many after."""


def place_apart(tree: Tree, clues: Clues, story: Sequence[int], block: int) -> str:
    """The text of an element at the story's beginning whose class names a location; "" for none.

    Args:
        block: the story's first block after its standfirst.
    """
    for first in dict.fromkeys((block, story[0] if story else clues.body[0])):
        for i in range(max(0, first - PLACE_NEAR), min(first + PLACE_NEAR // 2, len(tree))):
            tokens = tree.attrs[i].get("class", "").lower()
            if ("dateline" in tokens or "location" in tokens) and tree.ends[i] - i <= 3:
                alike = sum(attrs.get("class") == tree.attrs[i]["class"] for attrs in tree.attrs)
                return tree.text_content(i) if alike == 1 else ""  # events have one each
    return ""


def place_before(tree: Tree, block: int) -> str:
    """The words in bold type right before the story's first paragraph, if nothing but a dash is
    between the two: ``<strong>Lund</strong> - <p>It rained``; "" for none."""
    previous = tree.previous_sibling(block)
    while previous >= 0 and tree.tags[previous] == "br" and not tree.tails[previous].strip():
        previous = tree.previous_sibling(previous)
    bold = previous >= 0 and tree.tags[previous] in BOLD
    return tree.text_content(previous) if bold and tree.tails[previous].strip() in _DASHES else ""


_DASHES = frozenset({"-", "–", "—", "--"})


def first_lines(tree: Tree, story: Sequence[int]) -> list[str]:
    """The texts among the story's first blocks that are short enough for a credit line."""
    texts = _texts(tree, story[:3])
    return [text for text in texts if len(text) <= MAX_LINE]


def last_lines(tree: Tree, clues: Clues, story: Sequence[int]) -> list[str]:
    """The story's last blocks, the last one first, then the short lines before the last one and
    after it: a prompt to follow the paper may be below the agency's name."""
    lines: list[str] = []
    start, end = clues.body
    if story:
        lines += _texts(tree, story[:-4:-1])
        if below := _line_below_break(tree, story[-1]):
            lines.insert(0, below)
        if len(story) > 1 and 0 < story[-1] - (before := tree.ends[story[-2]]) <= AFTER:
            lines += _short_lines(tree, before, story[-1])
    elif end:
        paragraphs = [i for i in range(max(start, end - 30), end) if tree.tags[i] == "p"]
        lines += [tree.text_content(i) for i in reversed(paragraphs[-2:])]
    if end:
        lines += _short_lines(tree, end, min(end + AFTER, len(tree)))
    return lines


def _line_below_break(tree: Tree, node: int) -> str:
    """The last line of an element, where a line break is above it; "" for none."""
    if "br" not in tree.tags[node + 1 : tree.ends[node]]:
        return ""
    line = ""
    i = node + 1
    while i < tree.ends[node]:
        if tree.tags[i] != "br":
            line += tree.text_content(i) + tree.tails[i]
        elif rest := tree.tails[i].strip():
            line = rest
        elif tree.ends[i] < tree.ends[node]:
            line = ""
        i = tree.ends[i]
    line = line.strip()
    return line if 1 < len(line) <= MAX_LINE else ""


def _texts(tree: Tree, nodes: Sequence[int]) -> list[str]:
    """The texts of the elements. Several blocks may have the same large element, whose text is only
    computed once."""
    texts = {i: tree.text_content(i) for i in dict.fromkeys(nodes)}
    return [texts[i] for i in nodes]


def head_lines(tree: Tree, clues: Clues, story: Sequence[int] = ()) -> list[str]:
    """Short lines between the headline and the story, and between a standfirst and the rest."""
    _, end = head_range(tree, clues)
    if clues.headline < 0:
        return []
    lines = _short_lines(tree, tree.ends[clues.headline], min(end, clues.body[0] or end))
    if len(story) > 1 and story[1] - tree.ends[story[0]] <= AFTER:
        lines += _short_lines(tree, tree.ends[story[0]], story[1])
    # A line above the story that begins with © is the credit of the lead picture.
    return [line for line in lines if line[0] != "©" and not line.startswith("(c)")]


def _short_lines(tree: Tree, first: int, end: int) -> list[str]:
    lines = []
    for i in range(first, end):
        if tree.tags[i] in _LINES:
            for text in (tree.texts[i], tree.tails[i]):
                text = text.strip()
                if 1 < len(text) <= MAX_LINE and not in_picture(tree, i):
                    lines.append(text)
    return lines


def credit_lines(tree: Tree, clues: Clues) -> list[str]:
    """Texts of elements near the story that are marked as a source, a credit or an author."""
    first, head_end = head_range(tree, clues)
    start, end = clues.body if clues.body[1] else (head_end, head_end)
    lines = []
    for i, mask in clues.marked:
        if start <= i < end or not first <= i < end + AFTER:
            continue  # credits inside the story are those of pictures
        if mask & (CREDIT | AUTHOR) and tree.ends[i] - i <= 8:
            text = tree.text_content(i)
            if 1 < len(text) <= MAX_LINE and not in_picture(tree, i):
                lines.append(text)
    return lines
