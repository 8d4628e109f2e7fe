"""What the cards of one list have in common: which line is the title in all, which the teaser.

A line of three words may be a headline or a kicker, and one of five a teaser or a byline; counts of
words differ over languages. The cards of one list are made alike, so what stands at the same place
in each of them is the same kind of line, and the list tells what one card cannot.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence, Set
from statistics import median

from scraper.extractors.related.candidates import Candidate
from scraper.extractors.related.lines import Line
from scraper.extractors.related.names import names_kicker
from scraper.extractors.related.titles import MINOR, path_parts, slug_words, title_words

try:
    from scraper.extractors.related._lines import ends_sentence, is_count, is_name, letters
except ImportError:  # not compiled: the same, slower
    from scraper.extractors.related.lines import ends_sentence, is_count, is_name, letters

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


def part_leads(cards: Sequence[list[Line]]) -> list[list[Line]]:
    """The lines with the marked beginnings parted, where the lines of nearly all cards have one.

    ``<a><b>Title</b> Teaser</a>`` in every card is two lines; a word marked in one title is none.
    """
    if not any(line.lead for lines in cards for line in lines):
        return list(cards)
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
        counts = sum(map(is_count, texts))
        return len(set(texts)) > MOST * len(texts) and counts < FEW * len(texts)

    def title(self, items: Sequence[Candidate]) -> str | None:
        """The column of the titles; None where the list does not tell."""
        if self.count < LISTED or any(item.heading for item in items):
            return None
        votes: Counter[str] = Counter()
        for item, lines in zip(items, self.cards, strict=True):
            votes.update({line.path for line in lines if line.text == item.title})
        full = [
            path
            for path in self.order
            if len(self.texts[path]) >= 0.8 * self.count and self.told_once(path)
        ]
        named = [path for path in full if not names_kicker(path)]
        full = named or full
        if not full:
            return None
        likeness: dict[str, float] = {}
        for item, lines in zip(items, self.cards, strict=True):
            slug = slug_words(path_parts(item.url))
            if len(slug) > MINOR - 1:
                for line in lines:
                    if line.path not in full:
                        continue
                    words = title_words(line.text)
                    alike = 2 * len(slug & words) / (len(slug) + len(words))
                    likeness[line.path] = likeness.get(line.path, 0.0) + alike / self.count
        best = max(full, key=lambda path: likeness.get(path, 0.0))
        seen = max(full, key=lambda path: votes[path])
        # A kicker's words stand in addresses too ("/war-in-the-east-…").
        least = FEW if seen == best else likeness.get(seen, 0.0) + SLUG_GAIN
        if likeness.get(best, 0.0) > max(FEW, least):
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

    def teaser(
        self, title: str | None, items: Sequence[Candidate], told: Sequence[str | None]
    ) -> str | None:
        """The column of the teasers.

        Args:
            title: the column of the titles, where the list has told it.
            told: of each card the line that is a teaser by itself.
        """
        if self.count < LISTED:
            return None
        lone: Counter[str] = Counter()
        for lines, text in zip(self.cards, told, strict=True):
            lone.update({line.path for line in lines if line.text == text})
        titled: Counter[str] = Counter()
        if title is None:  # as where the titles are headings
            for item, lines in zip(items, self.cards, strict=True):
                titled.update({line.path for line in lines if line.text == item.title})
        found = [
            path
            for path in self.order
            if path != title
            and titled[path] < len(self.texts[path])
            and len(self.texts[path]) >= LISTED
            and (
                self._share(path, lone[path]) >= 0.5
                or (self.told_once(path) and (self._sentences(path) or self._clauses(path)))
            )
        ]
        if len(found) < 2:
            return found[0] if found else None
        return max(found, key=lambda path: sum(map(letters, self.texts[path])))

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
        named: int = sum(map(is_name, texts))
        return named < FEW * len(texts)

    def at(self, number: int, path: str | None) -> str | None:
        """What a card has in a column; a date or a label there is nothing."""
        for line in self.cards[number]:
            if line.path == path and line.text not in self.labels and not is_count(line.text):
                return line.text
        return None
