"""Split a card into its lines, each with its path: the tags and classes of the elements around it.

`columns.py` compares the lines of a list's cards to decide which is the title and which the teaser.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence, Set
from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING

from scraper.extractors.classify.text_shape import CLOSING, TERMINAL
from scraper.extractors.compiled import compiled
from scraper.extractors.metadata.names.forms import begins_small
from scraper.extractors.parsing.blocks import HEADINGS
from scraper.extractors.parsing.hidden import is_hidden_beside_text, space_left
from scraper.extractors.parsing.tree import UNSEEN, Tree
from scraper.extractors.related.candidates import ItemCandidate

LEADING = " -–—:|·•»›►▶,"
"""Characters between a link and the teaser in the same line."""
INLINE = frozenset(
    "b strong em i u s small mark font sub sup wbr abbr q cite span bdi bdo ins img picture".split()
)
"""Elements whose text belongs to the line around them, unless they have a class."""
_NUMBER = re.compile(r"\d+")
_WIDE = re.compile(
    r"[\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff\u3040-\u30ff\u3400-\u9fff\uac00-\ud7af]"
)
"""Letters of scripts in which a letter is a syllable or word, or words are not separated."""


@dataclass(slots=True)
class Line:
    """A line of a card.

    Attributes:
        path: tags and classes from the card down to the line, without digits; "+" at the beginning
            for an element after the card; "#" and a number for lines with the same path.
        text: its text.
        linked: whether it is in one of the card's own links.
        lead: its beginning, if an inline element marks that up; "" for none.
    """

    path: str
    text: str
    linked: bool
    lead: str = ""


LINE_FIELDS = Line.__slots__


def kind_of(tree: Tree, node: int) -> str:
    """An element's tag and classes without digits, the same in all cards of a list."""
    return kind_named(tree.tags[node], tree.attrs[node].get("class", ""))


@lru_cache(maxsize=4096)
def kind_named(tag: str, classes: str) -> str:
    """The same for a tag and a class attribute. Digits in classes often number the cards."""
    return tag + ("." + _NUMBER.sub("", classes) if classes else "")


def own_card(tree: Tree, item: ItemCandidate, links: Sequence[int]) -> int:
    """The largest part of an item's card that contains no link of another item.

    The plain twin of ``_lines.own_card``.

    Args:
        links: tree indices of all items' links, ascending.
    """
    own = sorted(item.anchors)
    node = card = item.anchors[0]
    while True:
        end = tree.ends[node]
        inside = bisect_left(links, end) - bisect_left(links, node)
        if inside > bisect_left(own, end) - bisect_left(own, node):
            return card
        card = node
        if node == item.card or tree.parents[node] < 0:
            return card
        node = tree.parents[node]


def following_elements(
    tree: Tree,
    cards: Mapping[int, int],
    owners: Mapping[int, tuple[int, bool]],
    stops: Set[int],
) -> dict[int, list[int]]:
    """The elements that belong to each card in lists without an element around each item.

    Where titles and teasers alternate (``h3``, ``p``, ``h3``, ``p``), an item is its card and the
    elements up to the next card. Those after the last card are limited to kinds of elements that
    follow other cards too.

    Args:
        cards: card element -> number of its item.
        owners: link -> number of its item, -1 for none, and whether the link ends an item that it
            does not belong to.
        stops: elements at which a block of the story begins.

    Returns:
        Number of the item -> the elements.
    """
    found: dict[int, list[int]] = {}
    links = sorted([*owners, *stops])
    items_in: dict[int, set[int]] = {}
    for card, number in cards.items():
        if tree.parents[card] >= 0:
            items_in.setdefault(tree.parents[card], set()).add(number)
    for parent, numbers in items_in.items():
        if len(numbers) >= 2:
            runs = _runs_after_cards(tree, parent, cards, owners, stops, links)
            found |= _of_the_list(tree, runs)
    return found


def _runs_after_cards(
    tree: Tree,
    parent: int,
    cards: Mapping[int, int],
    owners: Mapping[int, tuple[int, bool]],
    stops: Set[int],
    links: Sequence[int],
) -> dict[int, list[int]]:
    """The children of an element that follow each card in it: number of the item -> children.

    A run ends at the next card, at a block of the story, at a link that ends an item, at a heading
    without a link of an item, and at a caption.

    Args:
        links: the elements of ``owners`` and ``stops``, ascending.
    """
    ends, tags = tree.ends, tree.tags
    runs: dict[int, list[int]] = {}
    current = -1
    i = parent + 1
    at = bisect_left(links, i)
    while i < ends[parent]:
        inside = []
        while at < len(links) and links[at] < ends[i]:
            inside.append(links[at])
            at += 1
        linked = {owners[k] for k in inside if k in owners}
        others = any(ending and owner != current for owner, ending in linked)
        if any(k in stops for k in inside):
            current = -1
        elif i in cards:
            current = cards[i]
        elif others or (tags[i] in HEADINGS and not linked) or "figcaption" in tags[i : ends[i]]:
            current = -1
        if current >= 0 and cards.get(i) != current:
            runs.setdefault(current, []).append(i)
        i = ends[i]
    return runs


def _of_the_list(tree: Tree, runs: Mapping[int, list[int]]) -> dict[int, list[int]]:
    """The beginnings of the runs that consist of kinds of elements of the list.

    A kind that follows only one card does not belong to the list. Nor does, after the last card, a
    kind for the second time.
    """
    found: dict[int, list[int]] = {}
    times = Counter(kind for run in runs.values() for kind in {kind_of(tree, i) for i in run})
    for number, run in runs.items():
        kept = []
        seen: set[str] = set()
        for i in run:
            kind = kind_of(tree, i)
            if times[kind] < 2 or (number == max(runs) and kind in seen):
                break
            seen.add(kind)
            kept.append(i)
        if kept:
            found[number] = kept
    return found


def card_lines(tree: Tree, item: ItemCandidate, card: int, run: Sequence[int]) -> list[Line]:
    """The lines of a card and of the elements ``run`` after it (``following_elements``).

    Text of links to other addresses is left out. The plain twin of ``_lines.card_lines``.
    """
    own = set(item.anchors)
    lines: list[Line] = []
    lines.extend(_lines(tree, card, own, ""))
    for i in (card, *run):
        if i != card:
            lines.extend(_lines(tree, i, own, "+" + kind_of(tree, i)))
        # In a list without elements for its lines, the teaser is the text after the title.
        if run and (text := " ".join(tree.tails[i].split())):
            lines.append(Line("+", text, False))
    times: Counter[str] = Counter()
    numbered = []
    for line in lines:
        # The second paragraph of a card is in another column than its first.
        number = times[line.path]
        times[line.path] = number + 1
        numbered.append(Line(f"{line.path}#{number}", line.text, line.linked, line.lead))
    return numbered


def _lines(tree: Tree, root: int, own: Set[int], path: str) -> Iterator[Line]:
    """The lines inside an element, in document order.

    Args:
        own: the item's links.
        path: ``Line.path`` of the element.
    """
    parts: list[tuple[str, bool]] = []
    where = (path, root in own)
    tags, ends, attrs = tree.tags, tree.ends, tree.attrs
    # For each open element: its index, its end, path and link state of its lines, whether inline.
    opened: list[tuple[int, int, tuple[str, bool], bool]] = [(root, ends[root], where, False)]
    parts.append((tree.texts[root], False))
    i = root + 1
    while True:
        while opened and opened[-1][1] <= i:
            node, _, _, inline = opened.pop()
            if not inline:
                yield from _closed_line(parts, *where)
            if not opened:
                return
            where = opened[-1][2]
            parts.append((tree.tails[node], opened[-1][3]))
        tag = tags[i]
        if tag in UNSEEN or (tag == "a" and i not in own):
            if tag == "a":
                if begins_small(tree.tails[i].lstrip()):
                    parts.append((tree.text_content(i) + " ", False))  # a link within a sentence
                else:
                    yield from _closed_line(parts, *where)
            parts.append((tree.tails[i], opened[-1][3]))
            i = ends[i]
            continue
        if tag in INLINE and attrs[i] and is_hidden_beside_text(tree, i):
            parts.append((space_left(tree, i) + tree.tails[i], opened[-1][3]))
            i = ends[i]
            continue
        inline = (
            tag in INLINE
            and not (attrs[i].get("class") and tag != "img")
            and not _has_separate_parts(tree, opened[-1][0])
        )
        if not inline:
            yield from _closed_line(parts, *where)
            if tag != "br":
                kind = kind_of(tree, i)
                where = (f"{where[0]}>{kind}", where[1] or i in own)
        opened.append((i, ends[i], where, inline))
        parts.append((tree.texts[i], inline or opened[-2][3]))
        i += 1


def _closed_line(parts: list[tuple[str, bool]], path: str, linked: bool) -> Iterator[Line]:
    """The line that the parts make, if they have text; they are removed.

    Args:
        parts: texts, each with whether it is marked up inside the line.
        path, linked: see ``Line``.
    """
    text = " ".join("".join(part for part, _ in parts).split())
    if not linked:
        text = text.lstrip(LEADING)
    if text:
        filled = [(part, inline) for part, inline in parts if part.strip()]
        begins_marked_up = [inline for _, inline in filled] == [True, False]
        lead = " ".join(filled[0][0].split()) if begins_marked_up else ""
        yield Line(path, text, linked, lead)
    parts.clear()


def _has_separate_parts(tree: Tree, node: int) -> bool:
    """Whether an element contains several elements with text and no text of its own.

    Words marked up inside a sentence have at least spaces of the sentence between them; white space
    with a line break is formatting of the markup.
    """
    if tree.texts[node]:
        return False
    with_text = 0
    i = node + 1
    while i < tree.ends[node]:
        if tree.tails[i] and (not tree.tails[i].isspace() or "\n" not in tree.tails[i]):
            return False
        with_text += bool(tree.text_content(i))
        i = tree.ends[i]
    return with_text > 1


def ends_sentence(text: str) -> bool:
    """Whether a line ends with a sentence-ending mark. The plain twin of
    ``_lines.ends_sentence``."""
    return text.rstrip("".join(CLOSING))[-1:] in TERMINAL


def letters(text: str) -> int:
    """Number of letters of a line; letters of ``_WIDE`` scripts count as three. The plain twin of
    ``_lines.letters``."""
    found = sum(map(str.isalpha, text))
    return found if text.isascii() else found + 2 * len(_WIDE.findall(text))


def is_count(text: str) -> bool:
    """Whether a line is a date, a rank or another number: at least one digit in six characters, or
    fewer than three letters. The plain twin of ``_lines.is_count``."""
    return sum(map(str.isdigit, text)) * 6 >= len(text) or letters(text) < 3


def is_name(text: str) -> bool:
    """Whether no word of a line begins with a lower-case letter and the line has a capital. The
    plain twin of ``_lines.is_name``."""
    initials = (word[0] for word in text.split())
    return not any(c.islower() and c.isalpha() for c in initials) and any(c.isupper() for c in text)


if not TYPE_CHECKING:  # which does not let a class be assigned
    Line = compiled(Line)
