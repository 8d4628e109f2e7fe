"""Compare the cards of one list: which of their lines is the title, which the teaser.

A single card is ambiguous: a line of three words may be a headline or a kicker, a line of five a
teaser or a byline, and lengths differ between languages. But the cards of a list have the same
structure, so the lines with the same path form a column and are of the same kind.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence, Set
from statistics import median
from unicodedata import category

from scraper.extractors.metadata.dates.printed_dates import find_dates
from scraper.extractors.plaintext.words import AGO
from scraper.extractors.related.candidates import ItemCandidate
from scraper.extractors.related.class_names import (
    has_kicker_class,
    has_meta_class,
    has_teaser_class,
)
from scraper.extractors.related.fast_lines import ends_sentence, is_count, is_name, letters
from scraper.extractors.related.lines import Line
from scraper.extractors.related.titles import (
    LABEL_WORDS,
    path_parts,
    slug_words,
    title_words,
    word_count,
)

MIN_LIST_CARDS = 3
"""Cards from which a list is compared; two can be alike by chance."""
MAJORITY = 0.6
"""Share of a column's lines from which their property is a property of the column."""
MINORITY = 0.3
"""Share of a column's lines below which a property is considered chance."""
SLUG_GAIN = 0.2
"""How much better another column must match the cards' addresses than the present titles' does
(Dice coefficient of the words, 0 to 1)."""
MIN_TEASER_LETTERS = 20
"""Median letters from which a column without full stops can be the teasers'; most names and places
have fewer."""
MIN_NAMED_LETTERS = 6
MIN_SHORT_LETTERS = 15
"""The same for lines in the same element of all cards, with a teaser's class and without."""
TITLE_COVERAGE = 0.8
"""Share of the cards in which the column of the titles occurs at least."""


def split_leads(cards: Sequence[list[Line]]) -> list[list[Line]]:
    """Split lines whose beginning is marked up, if all lines with that path have such a beginning.

    ``<a><b>Title</b> Teaser</a>`` in every card is two lines; a word marked up in the title of one
    card is not a line.
    """
    if not any(line.lead for lines in cards for line in lines):
        return list(cards)
    times: Counter[str] = Counter()
    leads: Counter[str] = Counter()
    for lines in cards:
        times.update(line.path for line in lines)
        leads.update(line.path for line in lines if line.lead)
    split = []
    for lines in cards:
        own: list[Line] = []
        for line in lines:
            if (
                line.lead
                and leads[line.path] >= MIN_LIST_CARDS
                and leads[line.path] == times[line.path]
            ):
                rest = line.text[len(line.lead) :].strip()
                own.append(Line(line.path + "^", line.lead, line.linked))
                own.append(Line(line.path, rest, line.linked))
            else:
                own.append(line)
        split.append(own)
    return split


class Columns:
    """The columns of the cards of one list. A column is given by the path of its lines.

    Args:
        cards: the lines of each card.
        labels: titles that several candidates of the page have.
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

    def sentence_share(self, path: str) -> float:
        """Share of a column's lines that end like sentences."""
        return self._share(path, sum(map(ends_sentence, self.texts[path])))

    def is_distinctive(self, path: str) -> bool:
        """Whether a column's lines mostly differ from card to card and are not numbers or dates."""
        texts = self.texts[path]
        counts = sum(map(is_count, texts))
        return len(set(texts)) > MAJORITY * len(texts) and counts < MINORITY * len(texts)

    def title(self, items: Sequence[ItemCandidate]) -> str | None:
        """The column of the titles; None if the list does not decide."""
        if self.count < MIN_LIST_CARDS or any(item.heading for item in items):
            return None
        votes = self._title_votes(items)
        full = [
            path
            for path in self.order
            if len(self.texts[path]) >= TITLE_COVERAGE * self.count and self.is_distinctive(path)
        ]
        full = [path for path in full if not has_kicker_class(path)] or full
        if not full:
            return None
        likeness = self._slug_likeness(items, full)
        best = max(full, key=lambda path: likeness.get(path, 0.0))
        most_voted = max(full, key=lambda path: votes[path])
        # The words of a kicker occur in addresses too ("/war-in-the-east-…").
        least = MINORITY if most_voted == best else likeness.get(most_voted, 0.0) + SLUG_GAIN
        if likeness.get(best, 0.0) > max(MINORITY, least):
            return best
        present = [path for path in full if votes[path]]
        if not present:
            # The titles so far may be several lines joined.
            beginnings = [path for path in full if self._begins_titles(path, items)]
            return beginnings[0] if beginnings else None
        chosen = max(present, key=lambda path: votes[path])
        if self.sentence_share(chosen) >= MAJORITY:
            # Sentences with full stops below lines without are teasers.
            for path in full[: full.index(chosen)]:
                if self.sentence_share(path) < MINORITY and (path in self.linked) >= (
                    chosen in self.linked
                ):
                    return path
        rivals = [path for path in present if path != chosen]
        plainly = self.sentence_share(chosen) < MINORITY and all(
            self.sentence_share(path) >= MAJORITY for path in rivals
        )
        return chosen if plainly or votes[chosen] > MAJORITY * self.count else None

    def _title_votes(self, items: Sequence[ItemCandidate]) -> Counter[str]:
        """For each column, the number of cards whose present title is in it."""
        votes: Counter[str] = Counter()
        for item, lines in zip(items, self.cards, strict=True):
            for path in {line.path for line in lines if line.text == item.title}:
                votes[path] += 1
        return votes

    def _slug_likeness(
        self, items: Sequence[ItemCandidate], paths: Sequence[str]
    ) -> dict[str, float]:
        """How well each column's lines match the words of the addresses, summed over the cards."""
        likeness: dict[str, float] = {}
        for item, lines in zip(items, self.cards, strict=True):
            slug = slug_words(path_parts(item.url))
            if len(slug) < LABEL_WORDS:
                continue
            for line in lines:
                if line.path not in paths:
                    continue
                words = title_words(line.text)
                alike = 2 * len(slug & words) / (len(slug) + len(words))
                likeness[line.path] = likeness.get(line.path, 0.0) + alike / self.count
        return likeness

    def _begins_titles(self, path: str, items: Sequence[ItemCandidate]) -> bool:
        """Whether the present title of each card begins with its line in a column."""
        return all(
            any(line.path == path and item.title.startswith(line.text) for line in lines)
            for item, lines in zip(items, self.cards, strict=True)
        )

    def teaser(
        self, title: str | None, items: Sequence[ItemCandidate], teasers: Sequence[str | None]
    ) -> str | None:
        """The column of the teasers.

        Args:
            title: the column of the titles, if the list decided it.
            teasers: the teaser of each card as read from the card by itself.
        """
        if self.count < MIN_LIST_CARDS:
            return None
        votes: Counter[str] = Counter()
        for lines, text in zip(self.cards, teasers, strict=True):
            for path in {line.path for line in lines if line.text == text}:
                votes[path] += 1
        # Without a column of titles, as where they are headings, each card's title is excluded.
        titled = self._title_votes(items) if title is None else Counter[str]()
        found = [
            path
            for path in self.order
            if path != title
            and titled[path] < len(self.texts[path])
            and len(self.texts[path]) >= MIN_LIST_CARDS
            and (
                self._share(path, votes[path]) >= 0.5
                or (self.is_distinctive(path) and (self._sentences(path) or self._clauses(path)))
            )
        ]
        if len(found) < 2:
            return found[0] if found else None
        return max(found, key=lambda path: sum(map(letters, self.texts[path])))

    def _sentences(self, path: str) -> bool:
        """Whether a column's lines are mostly sentences."""
        texts = self.texts[path]
        return (
            self.sentence_share(path) >= MAJORITY
            and median(map(letters, texts)) > MIN_TEASER_LETTERS / 2
        )

    def _clauses(self, path: str) -> bool:
        """Whether lines without full stops are more than bylines, names and places."""
        texts = self.texts[path]
        if median(map(letters, texts)) < MIN_TEASER_LETTERS:
            return False
        # Bylines and the like begin with the same word.
        first_words = Counter(text.split()[0] for text in texts)
        if max(first_words.values()) > max(2, MINORITY * len(texts)):
            return False
        named: int = sum(map(is_name, texts))
        return named < MINORITY * len(texts)

    def short_teaser(self, items: Sequence[ItemCandidate]) -> str | None:
        """The column of teasers without full stops, of any length: lines in the same element below
        the title in all cards, which has a teaser's class, or is a paragraph without a class; in
        any other element, lines of several words. Lines that are names, dates, counts or begin or
        end with the same word are something else."""
        if self.count < MIN_LIST_CARDS:
            return None
        for path in self.order:
            texts = self.texts[path]
            named = has_teaser_class(path)
            if len(texts) != self.count:
                continue
            if not (named or path.rpartition("#")[0].endswith(">p")) and (
                has_meta_class(path) or median(map(word_count, texts)) < LABEL_WORDS
            ):
                continue
            if (
                len(set(texts)) == self.count
                and self._below_titles(path, items)
                and _are_clauses(texts, named)
            ):
                return path
        return None

    def _below_titles(self, path: str, items: Sequence[ItemCandidate]) -> bool:
        """Whether each card has its title above its line in a column."""
        for item, lines in zip(items, self.cards, strict=True):
            titles = [n for n, line in enumerate(lines) if line.text == item.title]
            own = [n for n, line in enumerate(lines) if line.path == path]
            if not titles or not own or own[0] <= titles[0] or lines[own[0]].text in item.title:
                return False
        return True

    def at(self, number: int, path: str | None) -> str | None:
        """A card's line in a column; None for none, a date or a label. A short sentence with a
        number is no date: it has several words beside it, or, in Chinese and Japanese, ends with an
        ideographic full stop.

        Args:
            number: index of the card.
        """
        for line in self.cards[number] if path else ():
            if line.path == path and line.text not in self.labels:
                counts = (
                    is_count(line.text)
                    and line.text[-1] not in "。！？"
                    and (_words(line.text) <= LABEL_WORDS or find_dates(line.text))
                )
                if not counts:
                    return line.text
        return None


def _words(text: str) -> int:
    """Number of words with letters and without digits."""
    return sum(
        any(map(str.isalpha, word)) and not any(map(str.isdigit, word)) for word in text.split()
    )


def _signs(text: str) -> int:
    """Letters of a line, with the vowel signs that most scripts of India put beside them."""
    signs = 0 if text.isascii() else sum(category(c) in ("Mc", "Mn") for c in text)
    return int(letters(text)) + signs


def _are_clauses(texts: Sequence[str], named: bool) -> bool:
    """Whether different lines without full stops are no dates, counts, names and labels.

    Args:
        named: whether a class marks them as teasers.
    """
    if any(
        is_count(text) or AGO.fullmatch(text) or any(map(str.isdigit, text[:2])) for text in texts
    ):
        return False
    words = [text.split() for text in texts]
    for place in (0, -1):
        if Counter(line[place] for line in words).most_common(1)[0][1] > max(
            2, MINORITY * len(texts)
        ):
            return False
    if median(map(_signs, texts)) < (MIN_NAMED_LETTERS if named else MIN_SHORT_LETTERS):
        return False
    names: int = sum(map(is_name, texts))
    return names < MINORITY * len(texts)
