"""Dates and times beside an item's headline or teaser, which have an element of their own.

``<h3><small>Jun 3, 2025</small> Title</h3>`` is one line to the eye and in the blocks; only the
element separates the two. A date within a sentence stays, whether it is marked up or not.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from itertools import chain

from scraper.extractors.classify.text_shape import CLOSING, TERMINAL
from scraper.extractors.compiled import compiled
from scraper.extractors.metadata.dates.printed_dates import find_dates
from scraper.extractors.metadata.names.forms import begins_small
from scraper.extractors.metadata.story_text import MAX_CREDIT, MAX_LABEL
from scraper.extractors.parsing.blocks import RawBlock
from scraper.extractors.parsing.tree import Tree
from scraper.extractors.plaintext.words import AGO
from scraper.extractors.related.candidates import ItemCandidate
from scraper.extractors.related.fast_lines import is_name
from scraper.extractors.related.titles import LABEL_WORDS, word_count

MIN_WORDS = 2
"""Words that must remain of a title or teaser."""
MAX_ELEMENTS = 500
"""Elements of a line from which it is a page without lines, in which no dates are looked for: two
thousand links in one line would each be compared with all of its elements."""
_APART = frozenset({"time", "small"})
"""Elements that hold a date apart from the words around them; others do if they have a class."""
_MARKS = " \xa0-–—|·•:,/»›"
_CLOCK = re.compile(r"\d{1,2}\s?[:.h]\s?\d{2}(?:\s?[ap]\.?m\.?)?", re.IGNORECASE)


def without_dates(
    tree: Tree, blocks: Sequence[RawBlock], item: ItemCandidate, teaser: str | None
) -> tuple[str, str | None]:
    """An item's title and teaser without the dates beside them.

    A teaser that is only a name beside its date is a byline, and so is None; so is one that is only
    a date behind a label ("Published on 3 June 2025, 10:15").
    """
    title = _cut(tree, blocks[item.title_block], item.anchors, item.title)
    if not teaser:
        return title, teaser
    if _is_labelled_date(teaser):
        return title, None
    block = next((blocks[n] for n in item.blocks if teaser in blocks[n].text), None)
    if block is None:
        return title, teaser
    rest = _cut(tree, block, (), teaser)
    return title, None if rest != teaser and is_name(rest) else rest


def _is_labelled_date(text: str) -> bool:
    """Whether a line is a date with at most a label's words beside it."""
    if len(text) > MAX_CREDIT or not any(map(str.isdigit, text)):
        return False
    dates = find_dates(text)
    if not dates:
        return False
    rest = _CLOCK.sub("", text[: dates[0].start] + text[dates[-1].end :]).strip(_MARKS)
    return word_count(rest) <= LABEL_WORDS and rest[-1:] not in TERMINAL


def _cut(tree: Tree, block: RawBlock, anchors: Sequence[int], text: str) -> str:
    """A text without a date at its beginning and one at its end that have their own elements.

    Args:
        block: the block with the text.
        anchors: links that the text is in.
    """
    # An element with all of the text holds no date beside it.
    whole = block.node if text in block.text else -1
    nodes = [n for n in (block.node, *anchors) if tree.ends[n] - n <= MAX_ELEMENTS]
    most = min(len(text) - 1, MAX_CREDIT)
    for i, part in _fast_parts(tree, nodes, whole, text, _APART, most):
        rest = _rest(tree, i, part, text)
        if rest and word_count(rest) >= MIN_WORDS:
            text = rest
    return text


def parts_within(
    tree: Tree, nodes: list[int], whole: int, text: str, apart: frozenset[str], most: int
) -> list[tuple[int, str]]:
    """Elements that hold a part of a text by themselves, each with its text. The plain twin of
    ``_lines.parts_within``.

    Args:
        nodes: elements in which they are looked for; some may contain others.
        whole: an element with all of the text; it and those around it are left out.
        apart: tags of such elements; others are such elements if they have a class.
        most: characters of a part.
    """
    found = []
    # The links and the block contain the same elements.
    for i in dict.fromkeys(chain.from_iterable(range(node, tree.ends[node]) for node in nodes)):
        is_apart = tree.tags[i] in apart or "class" in tree.attrs[i]
        if not is_apart or i <= whole < tree.ends[i]:
            continue
        start = " ".join(tree.texts[i].split())
        if len(start) <= most and start in text:  # few
            part = tree.text_content(i)
            if part and len(part) <= most and part in text:
                found.append((i, part))
    return found


def _rest(tree: Tree, node: int, date: str, text: str) -> str:
    """The text without an element's date at its beginning or end; "" if there is none."""
    if len(date) >= len(text):
        return ""
    if text.startswith(date):
        after, rest = tree.tails[node], text[len(date) :].lstrip(_MARKS)
        # "<time>3 June</time> is a holiday", "<time>8月6日</time>に"
        if after.strip() and (after[0].isalnum() or begins_small(rest)):
            return ""
        return rest if _is_date(tree, node, date) else ""
    if text.endswith(date):
        rest = text[: -len(date)].rstrip(_MARKS)
        before = _text_before(tree, node).strip()
        if before and rest.rstrip("".join(CLOSING))[-1:] not in TERMINAL:
            return ""  # "It opens on <time>3 June</time>"
        return rest if _is_date(tree, node, date) else ""
    return ""


def _text_before(tree: Tree, node: int) -> str:
    """The text directly before an element, within the element around it."""
    parent = tree.parents[node]
    before, i = tree.texts[parent], parent + 1
    while i < node:
        before, i = tree.tails[i], tree.ends[i]
    return before


def _is_date(tree: Tree, node: int, text: str) -> bool:
    """Whether an element is nothing but a date, a time or how long ago it was."""
    if len(text) > MAX_CREDIT:
        return False
    if AGO.fullmatch(text) or _CLOCK.fullmatch(text):
        return True
    if tree.tags[node] == "time" and any(map(str.isdigit, text)):
        return True
    dates = find_dates(text)
    if not dates:
        return False
    rest = text[: dates[0].start] + text[dates[-1].end :]
    return sum(map(str.isalpha, rest)) <= MAX_LABEL


_fast_parts = compiled(parts_within)
