"""Finds lists of other stories in the story's own element: a linked headline and a teaser, again
and again, in the markup of the paragraphs.

The block model, which decides about each block, may leave a teaser or two of such a list in the
story. A list at the story's end is part of it as a whole or not at all: it is not where the model
leaves out most of it, and where it links to other stories of the site. Without links, what stands
behind an agency and a date is a list if the plain-text reader finds one there.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from statistics import median

from scraper.extractors.classify.signs import bare_host, is_internal_link
from scraper.extractors.metadata.agency import agency_at_end
from scraper.extractors.metadata.story_text import credit_kind, without_closing_credits
from scraper.extractors.parsing.blocks import HEADINGS, RawBlock
from scraper.extractors.parsing.tree import Tree
from scraper.extractors.plaintext import read_plain_lines
from scraper.extractors.plaintext.words import CAPTION, CREDIT
from scraper.extractors.related.fast_lines import is_count, letters
from scraper.extractors.related.section_headings import is_related_heading
from scraper.record import RelatedItem

MIN_ITEMS = 3
"""Items with a teaser from which headlines and teasers are a list."""
MIN_HEADLINE, MAX_HEADLINE = 12, 160
"""Size of a linked headline (``_size``), and its maximum characters."""
MIN_TEASER, MAX_TEASER = 15, 400
"""Size of a teaser, and its maximum characters."""
MIN_PARAGRAPHS = 2
"""Paragraphs above a list at the story's end; a page with fewer may itself be the list."""
MAX_LINES = 1_000
"""Lines, the story's among them, up to which the plain-text reader is asked for a list."""
MAX_CLOSING = 4
"""Maximum lines of closing credits: agency, date, and captions."""
MIN_TYPICAL_HEADLINE = 22
"""Median size of the headlines of a list at the story's end; those of offers are shorter. The lists
of the labelled pages have medians up to 17.5 or from 23.5 on."""
_ETHIOPIC = re.compile("[\u1200-\u137f]")
_QUESTION = ("?", "？", "؟", ";")
"""Marks of a question; the last is the Greek one."""

Item = tuple[int, ...]
"""Numbers of an item's blocks: headline and teaser, a headline alone, or both in one."""


@dataclass(frozen=True, slots=True)
class ListedTeasers:
    """A list of other stories among the chosen blocks.

    Attributes:
        blocks: the chosen blocks that are no story: the list's own, the heading above it, and
            another story behind it.
        headlines: the blocks with the headlines above teasers, where they are sure to be stories.
    """

    blocks: frozenset[int] = frozenset()
    headlines: frozenset[int] = frozenset()


NO_TEASERS = ListedTeasers()


def listed_teasers(
    tree: Tree, raw: Sequence[RawBlock], chosen: Sequence[int], host: str
) -> ListedTeasers:
    """The list of other stories that the chosen blocks end with, or that a heading among them
    announces.

    Args:
        host: host of the page, without ``www.``.
    """
    for items in _lists(raw, chosen[0] if chosen else len(raw)):
        announced = is_announced(raw, items[0][0])
        if announced or items[0][0] <= chosen[-1] <= items[-1][-1]:
            blocks = {number for item in items for number in item}
            own = blocks.intersection(chosen)
            are_stories = _are_stories(tree, raw, chosen, items, host)
            if 2 * len(own) < len(blocks) or are_stories:
                if announced:
                    own |= {items[0][0] - 1}.intersection(chosen)
                    own |= _next_story(raw, chosen, items[-1][-1])
                teased = frozenset(item[0] for item in items if _has_teaser(raw, item))
                return ListedTeasers(frozenset(own), teased if are_stories else frozenset())
    return NO_TEASERS


def is_announced(raw: Sequence[RawBlock], number: int) -> bool:
    """Whether a block is a heading that announces other stories, or right below one."""
    return any(is_related_heading(block) for block in raw[max(0, number - 1) : number + 1])


def _next_story(raw: Sequence[RawBlock], chosen: Sequence[int], last: int) -> set[int]:
    """The chosen blocks of another story behind a list, which begins with a headline of its own.

    Args:
        last: the list's last block.
    """
    behind = [number for number in chosen if number > last]
    begins = behind and raw[behind[0]].tag == "h1"
    return set(behind) if begins and any(block.tag == "h1" for block in raw[:last]) else set()


def items_behind_credits(
    tree: Tree, raw: Sequence[RawBlock], chosen: Sequence[int]
) -> tuple[set[int], list[RelatedItem]]:
    """The chosen blocks that belong to a list without links behind the story's closing credits (a
    line with an agency and one with a date, or an agency at a paragraph's end), or below a heading
    that announces it, and the list's items. Both are empty where there is no such list."""
    if not chosen:
        return set(), []
    blocks = _with_siblings(tree, raw, chosen)
    if len(blocks) > MAX_LINES:
        return set(), []
    end = len(without_closing_credits(tree, [block.node for block in blocks]))
    linked = max((n for n, block in enumerate(blocks) if block.link_chars), default=-1)
    for number in range(max(MIN_PARAGRAPHS, linked), min(end, len(blocks) - 2 * MIN_ITEMS)):
        signed = agency_at_end(blocks[number - 1].text) is not None
        if signed or is_related_heading(blocks[number]):
            end = number
            break
    else:
        signed = False
    first = chosen[0] + end
    behind = {number for number in chosen if number >= first}
    if not behind or any(block.link_chars for block in blocks[end:]):
        return set(), []
    lines = [block.text for block in blocks]
    told = set(lines[end:])
    # Reading the lines takes half a millisecond each, so what is surely no list is left out before.
    if signed and (max(map(len, told)) > MAX_TEASER or len(told) < len(lines) - end):
        return set(), []  # paragraphs, or a line that stands between all others
    found = read_plain_lines(lines)
    items = [item for item in found.related if item.title in told]
    if sum(item.teaser is not None for item in items) < MIN_ITEMS:
        return set(), []
    if signed and told.difference(*((item.title, item.teaser) for item in items)):
        return set(), []  # the parts of a story that is told by several reporters
    return behind, items


def closing_lines(tree: Tree, raw: Sequence[RawBlock], chosen: Sequence[int]) -> set[int]:
    """The chosen blocks of a story's closing credits, if only captions are left behind them: what
    a wire story ends with where its list has been taken out."""
    if not chosen:
        return set()
    nodes = [block.node for block in raw[chosen[0] : chosen[-1] + 1]]  # one may not be chosen
    end = chosen[0] + len(without_closing_credits(tree, nodes))
    closing = [number for number in chosen if number >= end]
    are_credits = len(closing) <= MAX_CLOSING and all(
        credit_kind(raw[number].text)
        or CREDIT.search(raw[number].text)
        or CAPTION.match(raw[number].text)
        for number in closing
    )
    return set(closing) if are_credits else set()


def _with_siblings(tree: Tree, raw: Sequence[RawBlock], chosen: Sequence[int]) -> list[RawBlock]:
    """All blocks from the first chosen one to the last, and those behind it in the same element:
    the last titles of a list may not have been chosen."""
    last = chosen[-1]
    around = tree.parents[raw[last].node]
    while last + 1 < len(raw) and tree.parents[raw[last + 1].node] == around:
        last += 1
    return list(raw[chosen[0] : last + 1])


def _lists(raw: Sequence[RawBlock], start: int) -> list[list[Item]]:
    """The lists of linked headlines with teasers from block ``start`` on."""
    found: list[list[Item]] = []
    number = start
    while number < len(raw):
        if raw[number].link_count != 1:  # most blocks
            number += 1
            continue
        items: list[Item] = []
        while item := _item_at(raw, number):
            items.append(item)
            number = item[-1] + 1
        teased = sum(_has_teaser(raw, item) for item in items)
        if teased >= MIN_ITEMS and 2 * teased >= len(items):
            found.append(items)
        if not items:
            number += 1
    return found


def _has_teaser(raw: Sequence[RawBlock], item: Item) -> bool:
    return len(item) > 1 or not _is_headline(raw[item[0]])


def _item_at(raw: Sequence[RawBlock], number: int) -> Item:
    """The item that begins at a block; () for none."""
    if number >= len(raw):
        return ()
    block = raw[number]
    if _is_headline(block):
        below = raw[number + 1] if number + 1 < len(raw) else block
        is_teaser = (
            not below.link_chars
            and len(below.text) <= MAX_TEASER
            and (len(below.text) >= MIN_TEASER or _size(below.text) >= MIN_TEASER)
            and below.tag not in HEADINGS
            and not is_count(below.text)  # a date below the author's name
        )
        return (number, number + 1) if is_teaser else (number,)
    return (number,) if _is_headline_with_teaser(block) else ()


def _is_headline(block: RawBlock) -> bool:
    """Whether a block is a link and nothing else, as long as headlines are."""
    length = len(block.text)
    return (
        block.link_count == 1
        and length <= MAX_HEADLINE
        and 20 * block.link_chars >= 19 * length
        and (length >= MIN_HEADLINE or _size(block.text) >= MIN_HEADLINE)
    )


def _size(text: str) -> int:
    """The length of a text as it would be in Latin script: characters, those of dense scripts
    weighted."""
    if text.isascii():
        return len(text)
    weight = letters(text) - sum(map(str.isalpha, text))
    return len(text) + weight + len(_ETHIOPIC.findall(text))


def _is_headline_with_teaser(block: RawBlock) -> bool:
    """Whether a block is a linked headline, a line break, and a teaser."""
    if block.link_count != 1 or len(block.text) > MAX_HEADLINE + MAX_TEASER:
        return False
    pieces = [(words, anchor) for words, anchor in block.pieces if words]
    linked = 0
    while linked < len(pieces) and pieces[linked][1] >= 0:
        linked += 1
    rest = pieces[linked:]
    return (
        linked > 0
        and len(rest) > 1
        and rest[0][0].startswith("\n")
        and not rest[0][0].strip()
        and all(anchor < 0 for _, anchor in rest)
        and block.link_chars <= MAX_HEADLINE
        and _size("".join(words for words, _ in pieces[:linked])) >= MIN_HEADLINE
        and _size("".join(words.strip() for words, _ in rest)) >= MIN_TEASER
    )


def _are_stories(
    tree: Tree, raw: Sequence[RawBlock], chosen: Sequence[int], items: Sequence[Item], host: str
) -> bool:
    """Whether the items of a list below a story are other stories of the site. The questions of a
    guide may be links too."""
    paragraphs = sum(
        number < items[0][0] and raw[number].tag not in HEADINGS and not raw[number].link_chars
        for number in chosen
    )
    blocks = [raw[item[0]] for item in items]
    links = [tree.attrs[block.anchor].get("href", "") for block in blocks]
    if not host and "://" in links[0]:
        host = bare_host(links[0])  # the page's own address is not known
    if paragraphs < MIN_PARAGRAPHS or not all(is_internal_link(link, host) for link in links):
        return False
    headlines = [_headline(block) for block in blocks]
    questions = sum(headline.endswith(_QUESTION) for headline in headlines)
    return 2 * questions < len(items) and (
        is_announced(raw, items[0][0]) or median(map(_size, headlines)) >= MIN_TYPICAL_HEADLINE
    )


def _headline(block: RawBlock) -> str:
    return "".join([words for words, anchor in block.pieces if anchor >= 0]).strip()
