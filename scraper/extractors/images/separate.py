"""Captions in a paragraph or a table row of their own, apart from their picture."""

from __future__ import annotations

import re
from collections.abc import Sequence

from scraper.extractors.images.addresses import shows_picture
from scraper.extractors.images.captions import (
    MAX_SEPARATE,
    POINTER,
    UP,
    caption_of,
    is_caption,
)
from scraper.extractors.metadata.credits import split_credit
from scraper.extractors.metadata.story_text import credit_kind
from scraper.extractors.parsing.blocks import RawBlock
from scraper.extractors.parsing.tree import PICTURES, Tree

WRAPPED = 3
"""Elements from a paragraph upwards that are tested for a caption's class."""
ROW_LEVELS = 20
"""Elements from a caption upwards that are searched for its table row."""
CAPTIONS_SHARE = 1 / 3
"""Share of a story's text in elements with a caption's class from which these are the story, as in
a gallery."""


def separate_captions(tree: Tree, nodes: Sequence[int]) -> set[int]:
    """The story's block elements that are captions, by their position and form.

    A caption in a paragraph or cell of its own comes right after an element that contains only the
    picture. It ends with a credit, has a caption's class, or is the only text of the picture's
    table. If it begins with an arrow, it may also come before the picture.

    Args:
        nodes: tree indices of the story's block elements, in order.
    """
    found: set[int] = set()
    above: dict[int, bool] = {}  # cached, since many blocks may follow one large element
    for i in nodes:
        cell = _only_words_of(tree, i)
        before = tree.previous_sibling(cell)
        if before not in above:
            above[before] = _holds_picture_only(tree, before)
        if above[before]:
            if _is_separate_caption(tree, cell):
                found.add(i)
        elif POINTER.match(tree.texts[i].lstrip()) and _is_separate_caption(tree, i):
            found |= {i} if _holds_picture_only(tree, tree.next_sibling(i)) else set()
    return found


def called_captions(tree: Tree, nodes: Sequence[int]) -> set[int]:
    """The story's block elements that are captions by the tag or class of their element or one
    close around it, wherever they are. Empty if that is ``CAPTIONS_SHARE`` of the story.

    Only for articles: on other pages, descriptions of products have a caption's class too.
    """
    called: set[int] = set()
    length = 0
    for i in nodes:
        for node in tree.outwards(i, WRAPPED):
            if tree.tags[node] not in _CAPTIONED and "-" not in tree.tags[node]:
                break
            if is_caption(tree, node) and "title" not in tree.attrs[node].get("class", ""):
                text = len(tree.text_content(i))
                if text <= MAX_SEPARATE:
                    called.add(i)
                    length += text
                break
    if not called:
        return called
    whole = sum(len(tree.text_content(i)) for i in dict.fromkeys(nodes))
    return called if length < CAPTIONS_SHARE * whole else set()


def captions_in_runs(tree: Tree, blocks: Sequence[RawBlock], chosen: Sequence[int]) -> set[int]:
    """Indices of the chosen blocks that are captions beside their picture in an inline element,
    in a box whose paragraphs are only separated by line breaks: by its class, or by the credit that
    closes its text."""
    return {
        number
        for number in chosen
        if (first := blocks[number].first) != blocks[number].node
        and len(blocks[number].text) <= MAX_SEPARATE
        and not PICTURES.isdisjoint(tree.tags[max(tree.parents[first], first - BESIDE) : first])
        and tree.text_content(first) == blocks[number].text
        and (
            is_caption(tree, first)
            or all(split_credit(blocks[number].text))
            or _is_small_print(tree, first)
        )
    }


BESIDE = 3
"""Elements before a caption of which one is its picture."""
_CAPTIONED = frozenset("p div span figcaption figure small em i b strong font center".split())
"""Elements that captions are in; headings and list items are not captions."""


def caption_below(tree: Tree, i: int) -> tuple[str, str]:
    """(caption, credit) of the paragraph or row after a picture that is in one of its own, or
    before it if that begins with an arrow."""
    for node in tree.outwards(i, UP):
        if not _holds_picture_only(tree, node):
            break
        after = _after_breaks(tree, node)
        if after < len(tree) and tree.parents[after] == tree.parents[node]:
            if tree.text_content(after) and _is_separate_caption(tree, after):
                return caption_of(tree, [after], after)
            before = tree.previous_sibling(node)
            if before >= 0 and POINTER.match(text := tree.text_content(before)):
                return caption_of(tree, [before], before) if len(text) <= MAX_SEPARATE else ("", "")
        if tree.tags[node] == "a" and not shows_picture(tree.attrs[node].get("href", "")):
            break
    return "", ""


def _after_breaks(tree: Tree, node: int) -> int:
    """The element after ``node``, past line breaks without text behind them."""
    after = tree.ends[node]
    while after < len(tree) and tree.tags[after] == "br" and not tree.tails[after].strip():
        after = tree.ends[after]
    return after


_INITIALS = re.compile(r"[^\W\d_]{1,5}(?:\s?[/-]\s?[^\W\d_]{1,5}){1,4}")


def caption_behind_credits(blocks: Sequence[RawBlock], chosen: Sequence[int]) -> tuple[str, str]:
    """(caption, credit) of the line behind the story's closing credits (an agency, a date), where
    agencies' pages have the caption of the picture above the story; each "" if there is none."""
    number = (chosen[-1] if chosen else len(blocks)) + 1
    # The initials of an agency's editors may be above its credit.
    if number + 1 < len(blocks) and _INITIALS.fullmatch(blocks[number].text):
        number += 1
    first = number
    while number < len(blocks) and number - first < BESIDE and credit_kind(blocks[number].text):
        number += 1
    if number == first or number == len(blocks):
        return "", ""
    block = blocks[number]
    caption, credit = split_credit(block.text)
    is_line = not block.link_chars and len(block.text) <= MAX_SEPARATE
    return (caption, credit) if is_line and caption and credit else ("", "")


def _only_words_of(tree: Tree, i: int) -> int:
    """The table row of which an element is the only text, else the element itself."""
    node = i
    for _ in range(ROW_LEVELS):
        if tree.parents[node] <= 0 or tree.tags[node] in ("tr", "table"):
            break
        node = tree.parents[node]
        if tree.tags[node] not in ("td", "tr", "font", "center", "div", "p", "small"):
            return i
    return (
        node if tree.tags[node] == "tr" and tree.text_content(node) == tree.text_content(i) else i
    )


def _is_separate_caption(tree: Tree, i: int) -> bool:
    """Whether an element next to a picture is its caption, by its text, its class or its table."""
    text = tree.text_content(i)
    if not text or len(text) > MAX_SEPARATE:
        return False
    if all(split_credit(text)) or is_caption(tree, i) or POINTER.match(text):
        return True
    if _is_small_print(tree, i):
        return True
    table = tree.parents[i]
    while tree.tags[table] == "tbody":
        table = tree.parents[table]
    return tree.tags[i] == "tr" and tree.tags[table] == "table" and tree.text_content(table) == text


def _is_small_print(tree: Tree, i: int) -> bool:
    """Whether an element is in small print and right after a picture, with line breaks at most
    between the two and behind it."""
    before = tree.previous_sibling(i)
    while before >= 0 and tree.tags[before] == "br" and not tree.tails[before].strip():
        before = tree.previous_sibling(before)
    return (
        tree.tags[i] == "small" and not tree.tails[i].strip() and _holds_picture_only(tree, before)
    )


def _holds_picture_only(tree: Tree, node: int) -> bool:
    if node < 0:
        return False
    if tree.ends[node] == node + 1:
        if tree.tags[node] not in PICTURES:
            return False
    elif PICTURES.isdisjoint(tree.tags[node : tree.ends[node]]):
        return False
    return not tree.text_content(node) and not tree.tails[node].strip()
