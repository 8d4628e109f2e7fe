"""The headline of a chosen card, told from the kicker, counter or date beside it."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence, Set

from scraper.extractors.classify.features import CLOSING, markup_words
from scraper.extractors.parsing.blocks import RawBlock
from scraper.extractors.parsing.tree import Tree
from scraper.extractors.related.candidates import Candidate
from scraper.extractors.related.lines import Line
from scraper.extractors.related.names import names_kicker, names_title
from scraper.extractors.related.pointers import bare_title
from scraper.extractors.related.titles import MINOR, path_parts, slug_words, title_words, word_count

try:
    from scraper.extractors.related._lines import ends_sentence, is_count, letters
except ImportError:  # not compiled: the same, slower
    from scraper.extractors.related.lines import ends_sentence, is_count, letters


CLEARLY = 0.5
"""How well another line of a card must fit the address to be taken for the title by that alone."""
SLUG_GAIN = 0.2
"""How much better than the present title another line of the card must fit the address."""
FULL_STOPS = frozenset(".。।።။")
"""What ends a teaser; headlines end with the marks of questions and calls too."""

_NEIGHBOURS = frozenset("nav navigation prev previous next nextprev prevnext".split())
_LEVEL = re.compile(r">h([1-6])\b")


def link_lines(tree: Tree, anchor: int) -> tuple[list[str], str]:
    """The texts of a link's elements where they are lines apart, and its own words among them.

    A link around a whole card runs its kicker, title and counter together; only the elements inside
    it tell them apart. Words marked inside a sentence (``<b>Salt</b> prices``) are no lines of
    their own; but words beside elements that a class gives a look, or beside a ``time``, are.
    """
    lines: list[str] = []
    bare = _add_lines(tree, anchor, lines)
    return lines, bare


def _add_lines(tree: Tree, node: int, lines: list[str]) -> str:
    tags, ends, texts, tails, attrs = tree.tags, tree.ends, tree.texts, tree.tails, tree.attrs
    own = []
    speaking = []
    parts = []
    if text := " ".join(texts[node].split()):
        own.append(text)
        parts.append(text)
    i = node + 1
    while i < ends[node]:
        if text := tree.text_content(i):
            speaking.append(i)
            parts.append(text)
        if text := " ".join(tails[i].split()):
            own.append(text)
            parts.append(text)
        i = ends[i]
    if not own:
        bare = ""
        for i in speaking:
            bare = _add_lines(tree, i, lines) or bare
        return bare
    # The headline has more words than what is set beside it.
    others = [part for part in parts if part not in own]
    apart = (
        len(own) == 1
        and word_count(own[0]) > max(map(word_count, others), default=0)
        and all(
            tags[i] == "time" or (tags[i] in ("span", "div", "small") and "class" in attrs[i])
            for i in speaking
        )
    )
    if not speaking or not apart:
        lines.append(tree.text_content(node))
        return ""
    lines.extend(parts)
    return own[0]


def refine_title(tree: Tree, item: Candidate, labels: Set[str]) -> list[str]:
    """Put the headline alone where the card's link says more, and give the lines of the link.

    Which of several lines is the headline is told by the address, whose words are mostly those of
    the headline, in whatever language.

    Args:
        labels: what the links of several candidates say.
    """
    for anchor in item.anchors:
        if not _fast_twice(tree, anchor):
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
            fewest = MINOR + 1
            if item.title in labels:
                most, fewest = 0.0, 2
            for line in lines:
                likeness = _likeness(wanted, line)
                if likeness > most and line not in labels and word_count(line) >= fewest:
                    best, most = line, likeness
            item.title = best
        return lines
    return []


def is_neighbour(tree: Tree, item: Candidate) -> bool:
    """Whether the markup calls a link, or an element around it, one to the story before or after,
    or to move between stories by."""
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


def speaks_twice(tree: Tree, node: int) -> bool:
    """Whether an element holds two stretches of text. The plain twin of
    ``_candidates.speaks_twice``."""
    inside = range(node + 1, tree.ends[node])
    texts, tails = tree.texts, tree.tails
    voices = sum([bool(texts[i].strip()) + bool(tails[i].strip()) for i in inside])
    return voices + bool(texts[node].strip()) > 1


def whole_title(tree: Tree, item: Candidate) -> str:
    """A headline that was cut short, as the link's own attributes have it whole; without the words
    before it that another link to the story does not have ("Previous article: …")."""
    title = item.title
    for anchor in item.anchors if len(item.anchors) > 1 else ():
        text = tree.text_content(anchor)
        before = title.removesuffix(text).rstrip()
        if (
            word_count(text) > MINOR
            and len(text) < len(title)
            and title.endswith(text)
            and before.endswith((":", "："))
            and word_count(before) <= MINOR
        ):
            title = text
    begun = title.rstrip(".… ")
    if title.endswith(("...", "…")) and len(begun) > 10:
        for anchor in item.anchors:
            for name in ("title", "aria-label"):
                value = " ".join(tree.attrs[anchor].get(name, "").split())
                if value.startswith(begun) and len(value) > len(title):
                    return value
    return title


def retitle(
    blocks: Sequence[RawBlock],
    item: Candidate,
    lines: Sequence[Line],
    labels: Set[str],
    said: Mapping[str, int],
    neighbouring: bool = False,
) -> None:
    """Take for the title another line of the card's links, where the card says that it is.

    Of a short headline and its longer teaser, words alone show the teaser as the likelier title.

    Args:
        lines: of the card.
        said: how often each line is said in all cards.
        neighbouring: the card leads to the story before or after, where the first of two lines is
            what says so.
    """
    linked = [line for line in lines if line.linked]
    at = next((n for n, line in enumerate(linked) if line.text == item.title), -1)
    if item.heading and not (at > 0 and _outranks(linked[at - 1], linked[at])):
        return
    dated = is_count(item.title)
    if at < 0 or len(linked) < 2 or (names_title(linked[at].path) and not dated):
        return
    free = [
        line
        for line in linked
        if line.text not in labels
        and not is_count(line.text)
        and word_count(bare_title(line.text)) > 1
    ]
    slug = slug_words(path_parts(item.url))
    above = _line_above(free, linked, at, slug, said)
    if item.heading:
        chosen = above
    else:
        chosen = (
            (_line_below(free, linked, at) if neighbouring else None)
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
    """Whether a line is a heading of a higher level than another that is one too."""
    levels = [_LEVEL.findall(part.path) for part in (line, other)]
    return all(levels) and levels[0][-1] < levels[1][-1]


def _line_named_title(free: Sequence[Line], present: Line, slug: Set[str]) -> Line | None:
    """The one line whose element is called a title.

    A few words may be a button, whatever its element is called, where the address fits them less.
    """
    named = [
        line
        for line in free
        if names_title(line.path)
        and line.text[-1] not in ":："
        and (
            word_count(bare_title(line.text)) > MINOR
            or not slug
            or names_kicker(present.path)
            or _likeness(slug, line.text) >= _likeness(slug, present.text)
        )
    ]
    return named[0] if len(named) == 1 else None


def _line_of_address(free: Sequence[Line], title: str, slug: Set[str]) -> Line | None:
    """The line that the words of the address clearly fit better than the present title."""
    if not slug or not free:
        return None
    best = max(free, key=lambda line: _likeness(slug, line.text))
    alike = _likeness(slug, best.text)
    fits = alike >= CLEARLY and alike > _likeness(slug, title) + SLUG_GAIN
    return best if fits else None


def _line_above(
    free: Sequence[Line], linked: Sequence[Line], at: int, slug: Set[str], said: Mapping[str, int]
) -> Line | None:
    """The shorter line above the present title, where that is a sentence: its teaser.

    Args:
        at: which of the linked lines is the present title.
    """
    title = linked[at].text
    if not at or title.rstrip("".join(CLOSING))[-1:] not in FULL_STOPS:
        return None
    above = linked[at - 1]
    is_title = (
        above in free
        and not ends_sentence(above.text)
        and said[above.text] == 1
        and 2 * letters(title) > 3 * letters(above.text)
        and not names_kicker(above.path)
        and _likeness(slug, above.text) >= _likeness(slug, title)
    )
    return above if is_title else None


def _line_below(free: Sequence[Line], linked: Sequence[Line], at: int) -> Line | None:
    """The longer of two lines, below the present title."""
    if at or len(linked) != 2 or linked[1] not in free:
        return None
    return linked[1] if letters(linked[1].text) > letters(linked[0].text) else None


def _likeness(slug: Set[str], line: str) -> float:
    """How alike the words of an address and a line are (Dice), so that a long teaser is less so."""
    words = title_words(line)
    return 2 * len(slug & words) / (len(slug) + len(words))


try:
    from scraper.extractors.related._candidates import speaks_twice as _fast_twice
except ImportError:  # not compiled: the same, slower
    _fast_twice = speaks_twice
