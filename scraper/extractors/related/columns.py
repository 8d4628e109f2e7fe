"""What the cards of one list have in common: which line is the title in all, which the teaser.

A line of three words may be a headline or a kicker, and one of five a teaser or a byline; counts of
words differ over languages. The cards of one list are made alike, so what stands at the same place
in each of them is the same kind of line, and the list tells what one card cannot.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence, Set
from dataclasses import dataclass
from functools import lru_cache
from statistics import median

from scraper.extractors.classify.features import CLOSING, TERMINAL
from scraper.extractors.parsing.blocks import HEADINGS
from scraper.extractors.parsing.tree import UNSEEN, Tree
from scraper.extractors.related.candidates import Candidate
from scraper.extractors.related.titles import MINOR, path_parts, slug_words, title_words

LISTED = 3
"""Cards from which a list has columns; two can be alike by chance."""
MOST = 0.6
"""Share of a column's lines from which what is true of them is true of the column."""
FEW = 0.3
"""Share of a column's lines up to which it is chance."""
SLUG_GAIN = 0.2
"""How much better than the line seen as title another one must fit the cards' addresses."""
LETTERS = 20
"""Letters that half the lines of a column without full stops have at least for it to hold teasers;
most names and places have fewer."""

LEADING = " -–—:|·•»›►▶,"
"""What stands between a link and the teaser in its line."""
_INLINE = frozenset(
    "b strong em i u s small mark font sub sup wbr abbr q cite span bdi bdo ins img picture".split()
)
"""Elements whose words belong to the line around them, unless a class gives them a look."""
_KICKER = re.compile(
    r"kicker|topline|overline|over-?title|eyebrow|dachzeile|spitzmarke|roofline|surtitle|antetitulo"
)
"""What classes call a line above the title."""
_NUMBER = re.compile(r"\d+")
_WIDE = re.compile(
    r"[\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff\u3040-\u30ff\u3400-\u9fff\uac00-\ud7af]"
)


@dataclass(frozen=True, slots=True)
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


def kind_of(tree: Tree, node: int) -> str:
    """An element's tag and classes, as all cards of a list have them."""
    name = tree.attrs[node].get("class", "")
    return tree.tags[node] + ("." + _NUMBER.sub("", name) if name else "")


def own_card(tree: Tree, item: Candidate, links: Sequence[int]) -> int:
    """The largest part of an item's card that holds no other item's link.

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

    Words in links to other addresses are left out.
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
            tag in _INLINE
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


def part_leads(cards: Sequence[list[Line]]) -> list[list[Line]]:
    """The lines with the marked beginnings parted, where the lines of nearly all cards have one.

    ``<a><b>Title</b> Teaser</a>`` in every card is two lines; a word marked in one title is none.
    """
    times: Counter[str] = Counter()
    leads: Counter[str] = Counter()
    for lines in cards:
        times.update(line.path for line in lines)
        leads.update(line.path for line in lines if line.lead)
    parted = []
    for lines in cards:
        own: list[Line] = []
        for line in lines:
            if line.lead and leads[line.path] >= LISTED and leads[line.path] == times[line.path]:
                rest = line.text[len(line.lead) :].strip()
                own.append(Line(line.path + "^", line.lead, line.linked))
                own.append(Line(line.path, rest, line.linked))
            else:
                own.append(line)
        parted.append(own)
    return parted


def ends_sentence(text: str) -> bool:
    """Whether a line is closed by a full stop or its like."""
    return text.rstrip("".join(CLOSING))[-1:] in TERMINAL


@lru_cache(maxsize=1024)  # a line is asked for with each column that it may be of
def letters(text: str) -> int:
    """Letters of a line; one of a script that writes syllables or words counts three."""
    found = sum(map(str.isalpha, text))
    return found if text.isascii() else found + 2 * len(_WIDE.findall(text))


@lru_cache(maxsize=1024)
def _is_count(text: str) -> bool:
    """Whether a line is a date, a rank or another figure."""
    return sum(map(str.isdigit, text)) * 6 >= len(text) or letters(text) < 3


class Columns:
    """The columns of one list's cards.

    Args:
        cards: the lines of each.
        labels: what the links of several candidates say.
    """

    def __init__(self, cards: Sequence[list[Line]], labels: Set[str]) -> None:
        self.cards = cards
        self.labels = labels
        self.count = len(cards)
        self.texts: dict[str, list[str]] = {}
        self.order: list[str] = []
        for lines in cards:
            for line in lines:
                if line.path not in self.texts:
                    self.order.append(line.path)
                self.texts.setdefault(line.path, []).append(line.text)
        self.linked = {line.path for lines in cards for line in lines if line.linked}

    def _share(self, path: str, number: int) -> float:
        return number / len(self.texts[path])

    def closed(self, path: str) -> float:
        """Share of a column's lines that end as sentences."""
        return self._share(path, sum(map(ends_sentence, self.texts[path])))

    def told_once(self, path: str) -> bool:
        """Whether a column says something of its own in nearly every card."""
        texts = self.texts[path]
        counts = sum(map(_is_count, texts))
        return len(set(texts)) > MOST * len(texts) and counts < FEW * len(texts)

    def title(self, items: Sequence[Candidate]) -> str | None:
        """The column of the titles; None where the list does not tell."""
        if self.count < LISTED:
            return None
        votes: Counter[str] = Counter()
        for item, lines in zip(items, self.cards, strict=True):
            votes.update({line.path for line in lines if line.text == item.title})
        if any(item.heading for item in items):
            return None
        full = [
            path
            for path in self.order
            if len(self.texts[path]) >= 0.8 * self.count and self.told_once(path)
        ]
        named = [path for path in full if not _KICKER.search(path.rpartition(">")[2].lower())]
        full = named or full
        likeness: dict[str, float] = {}
        for item, lines in zip(items, self.cards, strict=True):
            slug = slug_words(path_parts(item.url))
            if len(slug) > MINOR - 1:
                for line in lines:
                    words = title_words(line.text)
                    alike = 2 * len(slug & words) / (len(slug) + len(words))
                    likeness[line.path] = likeness.get(line.path, 0.0) + alike / self.count
        best = max(full, key=lambda path: likeness.get(path, 0.0), default=None)
        seen = max(full, key=lambda path: votes[path], default=None)
        # A kicker's words stand in addresses too ("/war-in-the-east-…").
        least = FEW if seen in (None, best) else likeness.get(seen or "", 0.0) + SLUG_GAIN
        if best is not None and likeness.get(best, 0.0) > max(FEW, least):
            return best
        present = [path for path in full if votes[path]]
        if not present:
            glued = [
                path
                for path in full
                if all(
                    any(line.path == path and item.title.startswith(line.text) for line in lines)
                    for item, lines in zip(items, self.cards, strict=True)
                )
            ]
            return glued[0] if glued else None
        chosen = max(present, key=lambda path: votes[path])
        if self.closed(chosen) >= MOST:
            # Sentences with full stops are teasers where lines without stand above them.
            for path in full[: full.index(chosen)]:
                if self.closed(path) < FEW and (path in self.linked) >= (chosen in self.linked):
                    return path
        rivals = [path for path in present if path != chosen]
        plainly = self.closed(chosen) < FEW and all(self.closed(path) >= MOST for path in rivals)
        return chosen if plainly or votes[chosen] > MOST * self.count else None

    def teaser(self, title: str | None, told: Sequence[str | None]) -> str | None:
        """The column of the teasers.

        Args:
            title: the column of the titles.
            told: of each card the line that is a teaser by itself.
        """
        if self.count < LISTED:
            return None
        lone: Counter[str] = Counter()
        for lines, text in zip(self.cards, told, strict=True):
            lone.update({line.path for line in lines if line.text == text})
        found = [
            path
            for path in self.order
            if path != title
            and len(self.texts[path]) >= LISTED
            and (
                self._share(path, lone[path]) >= 0.5
                or (self.told_once(path) and (self._sentences(path) or self._clauses(path)))
            )
        ]
        return max(found, key=lambda path: sum(map(letters, self.texts[path])), default=None)

    def _sentences(self, path: str) -> bool:
        texts = self.texts[path]
        return self.closed(path) >= MOST and median(map(letters, texts)) > LETTERS / 2

    def _clauses(self, path: str) -> bool:
        """Whether lines without full stops are more than bylines, names and places."""
        texts = self.texts[path]
        if median(map(letters, texts)) < LETTERS:
            return False
        opened = Counter(text.split()[0] for text in texts)
        if max(opened.values()) > max(2, FEW * len(texts)):
            return False
        named = sum(all(not w[0].islower() for w in t.split() if w[0].isalpha())
                    and any(c.isupper() for c in t) for t in texts)  # fmt: skip
        return named < FEW * len(texts)

    def at(self, number: int, path: str | None) -> str | None:
        """What a card has in a column; a date or a label there is nothing."""
        for line in self.cards[number]:
            if line.path == path and line.text not in self.labels and not _is_count(line.text):
                return line.text
        return None
