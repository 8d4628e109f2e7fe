"""The lines of a card, each with the place where it stands: the tags and classes around it.

Which line is the title and which the teaser is told by the cards of a list together
(``columns.py``).
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence, Set
from contextlib import suppress
from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING

from scraper.extractors.classify.features import CLOSING, TERMINAL
from scraper.extractors.parsing.blocks import HEADINGS
from scraper.extractors.parsing.tree import UNSEEN, Tree
from scraper.extractors.related.candidates import Candidate

LEADING = " -–—:|·•»›►▶,"
"""What stands between a link and the teaser in its line."""
INLINE = frozenset(
    "b strong em i u s small mark font sub sup wbr abbr q cite span bdi bdo ins img picture".split()
)
"""Elements whose words belong to the line around them, unless a class gives them a look."""
_NUMBER = re.compile(r"\d+")
_WIDE = re.compile(
    r"[\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff\u3040-\u30ff\u3400-\u9fff\uac00-\ud7af]"
)


@dataclass(slots=True)
class Line:
    """A line of a card.

    Attributes:
        path: where it stands: tags and classes below the card, numbers left out.
        text: its words.
        linked: it is part of one of the card's own links.
        lead: the words that an element marks at its beginning, "" for none.
    """

    path: str
    text: str
    linked: bool
    lead: str = ""


LINE_FIELDS = Line.__slots__


def kind_of(tree: Tree, node: int) -> str:
    """An element's tag and classes, as all cards of a list have them."""
    return kind_named(tree.tags[node], tree.attrs[node].get("class", ""))


@lru_cache(maxsize=4096)
def kind_named(tag: str, classes: str) -> str:
    """A tag and the classes beside it, whose numbers count the cards."""
    return tag + ("." + _NUMBER.sub("", classes) if classes else "")


def own_card(tree: Tree, item: Candidate, links: Sequence[int]) -> int:
    """The largest part of an item's card that holds no other item's link.

    The plain twin of ``_lines.own_card``.

    Args:
        links: those of all items, sorted.
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


def runs(
    tree: Tree,
    cards: Mapping[int, int],
    owners: Mapping[int, tuple[int, bool]],
    stops: Set[int],
) -> dict[int, list[int]]:
    """The elements that follow each card in a list whose cards have no element of their own.

    Where titles and teasers take turns (``h3``, ``p``, ``h3``, ``p``), an item is its card and what
    stands between it and the next one's. What follows the last is bounded by what follows the
    others.

    Args:
        cards: element to the number of the item it belongs to.
        owners: each link of the page to the number of its item, and whether it alone ends a run.
        stops: elements that begin a block of the story.
    """
    ends, tags, parents = tree.ends, tree.tags, tree.parents
    links = sorted([*owners, *stops])
    found: dict[int, list[int]] = {}
    lists: dict[int, set[int]] = {}
    for card, number in cards.items():
        if parents[card] >= 0:
            lists.setdefault(parents[card], set()).add(number)
    for parent, numbers in lists.items():
        if len(numbers) < 2:
            continue
        here: dict[int, list[int]] = {}
        current = -1
        i = parent + 1
        at = bisect_left(links, i)
        while i < ends[parent]:
            inside = []
            while at < len(links) and links[at] < ends[i]:
                inside.append(links[at])
                at += 1
            told = {owners[k] for k in inside if k in owners}
            others = any(ending and owner != current for owner, ending in told)
            if any(k in stops for k in inside):
                current = -1
            elif i in cards:
                current = cards[i]
            elif others or (tags[i] in HEADINGS and not told) or "figcaption" in tags[i : ends[i]]:
                current = -1
            if current >= 0 and cards.get(i) != current:
                here.setdefault(current, []).append(i)
            i = ends[i]
        # What follows one card alone is something else.
        times = Counter(kind for run in here.values() for kind in {kind_of(tree, i) for i in run})
        for number, run in here.items():
            kept = []
            seen: set[str] = set()
            for i in run:
                kind = kind_of(tree, i)
                if times[kind] < 2 or (number == max(here) and kind in seen):
                    break
                seen.add(kind)
                kept.append(i)
            if kept:
                found[number] = kept
    return found


def card_lines(tree: Tree, item: Candidate, card: int, run: Sequence[int]) -> list[Line]:
    """The lines of a card and of the elements that follow it in its list.

    Words in links to other addresses are left out. The plain twin of ``_lines.card_lines``.
    """
    own = set(item.anchors)
    lines: list[Line] = []
    lines.extend(_lines(tree, card, own, ""))
    for i in (card, *run):
        if i != card:
            lines.extend(_lines(tree, i, own, "+" + kind_of(tree, i)))
        # In a list without elements for its lines the teaser is what stands behind the title.
        if run and (text := " ".join(tree.tails[i].split())):
            lines.append(Line("+", text, False))
    told: Counter[str] = Counter()
    named = []
    for line in lines:
        # The second paragraph of a card is another column than its first.
        number = told[line.path]
        told[line.path] = number + 1
        named.append(Line(f"{line.path}#{number}", line.text, line.linked, line.lead))
    return named


def _lines(tree: Tree, root: int, own: Set[int], path: str) -> Iterator[Line]:
    """The lines inside an element, in document order."""
    parts: list[tuple[str, bool]] = []
    where = (path, root in own)

    def line() -> Iterator[Line]:
        text = " ".join("".join(part for part, _ in parts).split())
        if not where[1]:
            text = text.lstrip(LEADING)
        if text:
            first = [part for part, _ in parts if part.strip()]
            marked = [inline for part, inline in parts if part.strip()]
            lead = " ".join(first[0].split()) if len(first) == 2 and marked == [True, False] else ""
            yield Line(where[0], text, where[1], lead)
        parts.clear()

    tags, ends, attrs = tree.tags, tree.ends, tree.attrs
    # Of each element that is open: where it ends, what its lines are, whether it is inline.
    opened: list[tuple[int, int, tuple[str, bool], bool]] = [(root, ends[root], where, False)]
    parts.append((tree.texts[root], False))
    i = root + 1
    while True:
        while opened and opened[-1][1] <= i:
            node, _, _, inline = opened.pop()
            if not inline:
                yield from line()
            if not opened:
                return
            where = opened[-1][2]
            parts.append((tree.tails[node], opened[-1][3]))
        tag = tags[i]
        if tag in UNSEEN or (tag == "a" and i not in own):
            if tag == "a":
                if tree.tails[i].lstrip()[:1].islower():
                    parts.append((tree.text_content(i) + " ", False))  # a word of a sentence
                else:
                    yield from line()
            parts.append((tree.tails[i], opened[-1][3]))
            i = ends[i]
            continue
        inline = (
            tag in INLINE
            and not (attrs[i].get("class") and tag != "img")
            and not _parted(tree, opened[-1][0])
        )
        if not inline:
            yield from line()
            if tag != "br":
                kind = kind_of(tree, i)
                where = (f"{where[0]}>{kind}", where[1] or i in own)
        opened.append((i, ends[i], where, inline))
        parts.append((tree.texts[i], inline or opened[-2][3]))
        i += 1


def _parted(tree: Tree, node: int) -> bool:
    """Whether an element is made of several others and has no words of its own.

    Words marked inside a sentence have the sentence's blanks between them.
    """
    if tree.texts[node]:
        return False
    speaking = 0
    i = node + 1
    while i < tree.ends[node]:
        if tree.tails[i] and (not tree.tails[i].isspace() or "\n" not in tree.tails[i]):
            return False
        speaking += bool(tree.text_content(i))
        i = tree.ends[i]
    return speaking > 1


def ends_sentence(text: str) -> bool:
    """Whether a line is closed by a full stop or its like. The plain twin of
    ``_lines.ends_sentence``."""
    return text.rstrip("".join(CLOSING))[-1:] in TERMINAL


def letters(text: str) -> int:
    """Letters of a line; one of a script that writes syllables or words counts three. The plain
    twin of ``_lines.letters``."""
    found = sum(map(str.isalpha, text))
    return found if text.isascii() else found + 2 * len(_WIDE.findall(text))


def is_count(text: str) -> bool:
    """Whether a line is a date, a rank or another figure. The plain twin of ``_lines.is_count``."""
    return sum(map(str.isdigit, text)) * 6 >= len(text) or letters(text) < 3


def is_name(text: str) -> bool:
    """Whether all words of a line begin with capitals, so far as they begin with letters that have
    them. The plain twin of ``_lines.is_name``."""
    begun = (word[0] for word in text.split())
    return not any(c.islower() and c.isalpha() for c in begun) and any(c.isupper() for c in text)


if not TYPE_CHECKING:
    with suppress(ImportError):  # not compiled: the same lines, slower
        from scraper.extractors.related._lines import Line
