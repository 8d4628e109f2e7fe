"""The headline of a selected card, as distinct from the kicker, counter or date beside it."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence, Set

from scraper.extractors.classify.text_shape import CLOSING
from scraper.extractors.classify.tokens import markup_words
from scraper.extractors.compiled import compiled
from scraper.extractors.parsing.blocks import HEADINGS, RawBlock
from scraper.extractors.parsing.tree import Tree
from scraper.extractors.related.candidates import ItemCandidate
from scraper.extractors.related.class_names import has_kicker_class, has_title_class
from scraper.extractors.related.fast_lines import ends_sentence, is_count, letters
from scraper.extractors.related.lines import Line
from scraper.extractors.related.pointers import bare_title
from scraper.extractors.related.titles import (
    LABEL_WORDS,
    path_parts,
    slug_words,
    title_words,
    word_count,
)

MIN_SLUG_LIKENESS = 0.5
"""How well another line of the card must match the address to become the title for that reason
alone (``_likeness``, 0 to 1)."""
SLUG_GAIN = 0.2
"""How much better than the present title another line of the card must match the address."""
MIN_TRUNCATED_CHARS = 10
"""Characters above which the beginning of a truncated headline identifies the full one."""
FULL_STOPS = frozenset(".。।።။")
"""Marks at the end of a teaser. Headlines may end with question and exclamation marks."""

_NEIGHBOURS = frozenset("nav navigation prev previous next nextprev prevnext".split())
"""Words of classes and ``rel`` values of links to the previous and next story."""
_LEVEL = re.compile(r">h([1-6])\b")


def prefer_heading(
    tree: Tree, blocks: Sequence[RawBlock], item: ItemCandidate, labels: Set[str]
) -> None:
    """Replace a title that is not the heading of the item's link by that heading, in place.

    In ``<header><span>Money</span><h2>Title</h2></header>``, the kicker is not in the heading, and
    a longer one (``Science · 7 March``) is no title either.

    Args:
        labels: titles that several candidates have.
    """
    if not item.heading:
        return
    block = blocks[item.title_block]
    is_other = item.title not in block.text and block.tag in HEADINGS and " " in block.text
    if (
        (is_other or (len(block.text) < len(item.title) and block.text in item.title))
        and block.text not in labels
        and not _fast_several_texts(tree, block.node)
    ):
        item.title = block.text


def link_lines(tree: Tree, anchor: int) -> tuple[list[str], str]:
    """The lines of a link, and that of them which is the link's own text, "" for none.

    The text of a link around a whole card is its kicker, title and counter joined; only the
    elements inside it separate them. Words marked up inside a sentence (``<b>Salt</b> prices``) are
    not lines, but text beside elements with a class or beside a ``time`` element is a line.
    """
    lines: list[str] = []
    bare = _add_lines(tree, anchor, lines)
    return lines, bare


def _add_lines(tree: Tree, node: int, lines: list[str]) -> str:
    """Append the lines of an element to ``lines``; returns its own text, "" for none."""
    tags, ends, texts, tails, attrs = tree.tags, tree.ends, tree.texts, tree.tails, tree.attrs
    own = []  # text directly in the element
    with_text = []  # child elements with text
    parts = []  # both, in document order
    if text := " ".join(texts[node].split()):
        own.append(text)
        parts.append(text)
    i = node + 1
    while i < ends[node]:
        if text := tree.text_content(i):
            with_text.append(i)
            parts.append(text)
        if text := " ".join(tails[i].split()):
            own.append(text)
            parts.append(text)
        i = ends[i]
    if not own:
        bare = ""
        for i in with_text:
            bare = _add_lines(tree, i, lines) or bare
        return bare
    # The headline has more words than the texts beside it.
    others = [part for part in parts if part not in own]
    apart = (
        len(own) == 1
        and word_count(own[0]) > max(map(word_count, others), default=0)
        and all(
            tags[i] == "time" or (tags[i] in ("span", "div", "small") and "class" in attrs[i])
            for i in with_text
        )
    )
    if not with_text or not apart:
        lines.append(tree.text_content(node))
        return ""
    lines.extend(parts)
    return own[0]


def refine_title(tree: Tree, item: ItemCandidate, labels: Set[str]) -> list[str]:
    """Reduce the title to the headline if the card's link has other lines too, in place.

    The headline is the line that best matches the words of the address, which are mostly those of
    the headline, in any language.

    Args:
        labels: titles that several candidates have.

    Returns:
        The lines of the link; empty if it has only one.
    """
    for anchor in item.anchors:
        if not _fast_several_texts(tree, anchor):
            continue
        lines, own = link_lines(tree, anchor)
        if len(lines) < 2 or not any(line in item.title for line in lines):
            continue
        if own:
            item.title = own
            return lines
        wanted = slug_words(path_parts(item.url))
        if wanted:
            best, most = item.title, _likeness(wanted, item.title) + SLUG_GAIN
            fewest = LABEL_WORDS + 1
            if item.title in labels:
                most, fewest = 0.0, 2
            for line in lines:
                likeness = _likeness(wanted, line)
                if likeness > most and line not in labels and word_count(line) >= fewest:
                    best, most = line, likeness
            item.title = best
        return lines
    return []


def is_neighbour(tree: Tree, item: ItemCandidate) -> bool:
    """Whether the markup of a link or of an element around it marks it as navigation to the
    previous or next story."""
    node = item.anchors[0]
    for _ in range(4):
        if node < 0:
            return False
        attrs = tree.attrs[node]
        words = markup_words(f"{attrs.get('class', '')} {attrs.get('rel', '')}")
        if tree.tags[node] == "nav" or not _NEIGHBOURS.isdisjoint(words):
            return True
        node = tree.parents[node]
    return False


def has_several_texts(tree: Tree, node: int) -> bool:
    """Whether an element contains more than one piece of text. The plain twin of
    ``_candidates.has_several_texts``."""
    inside = range(node + 1, tree.ends[node])
    texts, tails = tree.texts, tree.tails
    pieces = sum([bool(texts[i].strip()) + bool(tails[i].strip()) for i in inside])
    return pieces + bool(texts[node].strip()) > 1


def whole_title(tree: Tree, item: ItemCandidate) -> str:
    """The full headline.

    Words before it that another link to the story does not have ("Previous article: …") are
    removed. A truncated headline is replaced by the full one in the link's attributes, if present.
    """
    title = item.title
    for anchor in item.anchors if len(item.anchors) > 1 else ():
        text = tree.text_content(anchor)
        before = title.removesuffix(text).rstrip()
        if (
            word_count(text) > LABEL_WORDS
            and len(text) < len(title)
            and title.endswith(text)
            and before.endswith((":", "："))
            and word_count(before) <= LABEL_WORDS
        ):
            title = text
    beginning = title.rstrip(".… ")
    if title.endswith(("...", "…")) and len(beginning) > MIN_TRUNCATED_CHARS:
        for anchor in item.anchors:
            for name in ("title", "aria-label"):
                value = " ".join(tree.attrs[anchor].get(name, "").split())
                if value.startswith(beginning) and len(value) > len(title):
                    return value
    return title


def choose_title_line(
    tree: Tree,
    blocks: Sequence[RawBlock],
    item: ItemCandidate,
    lines: Sequence[Line],
    labels: Set[str],
    line_counts: Mapping[str, int],
) -> None:
    """Replace the title by another line of the card's links, if the card's markup or address shows
    that this is the title; in place.

    By the number of words alone, a teaser looks more like a title than a short headline does.

    Args:
        lines: lines of the card.
        labels: titles that several candidates have.
        line_counts: how often each line occurs in all cards.
    """
    linked = [line for line in lines if line.linked]
    at = next((n for n, line in enumerate(linked) if line.text == item.title), -1)
    if item.heading and not (at > 0 and _outranks(linked[at - 1], linked[at])):
        return
    dated = is_count(item.title)
    if at < 0 or len(linked) < 2 or (has_title_class(linked[at].path) and not dated):
        return
    free = [
        line
        for line in linked
        if line.text not in labels
        and not is_count(line.text)
        and word_count(bare_title(line.text)) > 1
    ]
    slug = slug_words(path_parts(item.url))
    above = _line_above(free, linked, at, slug, line_counts)
    if item.heading:
        chosen = above
    else:
        # In a link to the previous or next story, the first of two lines is a label.
        chosen = (
            (_line_below(free, linked, at) if is_neighbour(tree, item) else None)
            or _line_named_title(free, linked[at], slug)
            or _line_of_address(free, item.title, slug)
            or above
        )
    if chosen is None and dated and free:
        chosen = max(free, key=lambda line: letters(line.text))
    if chosen is None or chosen.text == item.title:
        return
    item.title = chosen.text
    item.title_block = next(
        (n for n in item.blocks if chosen.text in blocks[n].text), item.title_block
    )


def _outranks(line: Line, other: Line) -> bool:
    """Whether both lines are headings and the first is of a higher level."""
    levels = [_LEVEL.findall(part.path) for part in (line, other)]
    return all(levels) and levels[0][-1] < levels[1][-1]


def _line_named_title(free: Sequence[Line], present: Line, slug: Set[str]) -> Line | None:
    """The only line whose class marks it as a title; None if there are none or several.

    A line of few words that matches the address less than the present title may be a button.
    """
    named = [
        line
        for line in free
        if has_title_class(line.path)
        and line.text[-1] not in ":："
        and (
            word_count(bare_title(line.text)) > LABEL_WORDS
            or not slug
            or has_kicker_class(present.path)
            or _likeness(slug, line.text) >= _likeness(slug, present.text)
        )
    ]
    return named[0] if len(named) == 1 else None


def _line_of_address(free: Sequence[Line], title: str, slug: Set[str]) -> Line | None:
    """The line that matches the address clearly better than the present title."""
    if not slug or not free:
        return None
    best = max(free, key=lambda line: _likeness(slug, line.text))
    alike = _likeness(slug, best.text)
    fits = alike >= MIN_SLUG_LIKENESS and alike > _likeness(slug, title) + SLUG_GAIN
    return best if fits else None


def _line_above(
    free: Sequence[Line],
    linked: Sequence[Line],
    at: int,
    slug: Set[str],
    line_counts: Mapping[str, int],
) -> Line | None:
    """The shorter line above the present title, if the present title is a sentence and so a teaser.

    Args:
        free: linked lines that may be titles.
        at: index in ``linked`` of the present title.
    """
    title = linked[at].text
    if not at or title.rstrip("".join(CLOSING))[-1:] not in FULL_STOPS:
        return None
    above = linked[at - 1]
    is_title = (
        above in free
        and not ends_sentence(above.text)
        and line_counts[above.text] == 1
        and 2 * letters(title) > 3 * letters(above.text)
        and not has_kicker_class(above.path)
        and _likeness(slug, above.text) >= _likeness(slug, title)
    )
    return above if is_title else None


def _line_below(free: Sequence[Line], linked: Sequence[Line], at: int) -> Line | None:
    """The second of two lines, if it is longer than the present title, which is the first."""
    if at or len(linked) != 2 or linked[1] not in free:
        return None
    return linked[1] if letters(linked[1].text) > letters(linked[0].text) else None


def _likeness(slug: Set[str], line: str) -> float:
    """Dice coefficient of the words of an address and a line; a long teaser has a lower one."""
    words = title_words(line)
    return 2 * len(slug & words) / (len(slug) + len(words))


_fast_several_texts = compiled(has_several_texts)
