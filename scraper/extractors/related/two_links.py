"""Items with two links to one address: the headline, and below it the teaser.

Beside a link of another address with the same text in every card (an author's name), such a card
is not more than its first link, so neither its lines nor the columns of its list have both texts.
By the number of words alone, the longer of the two is the title.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Sequence, Set

from scraper.extractors.metadata.names.forms import begins_small
from scraper.extractors.parsing.tree import Tree
from scraper.extractors.related.candidates import ItemCandidate
from scraper.extractors.related.class_names import has_kicker_class, has_title_class
from scraper.extractors.related.columns import MAJORITY, MIN_LIST_CARDS, MINORITY, SLUG_GAIN
from scraper.extractors.related.fast_lines import is_count, is_name
from scraper.extractors.related.lines import kind_of
from scraper.extractors.related.titles import path_parts, slug_words, title_words

MAX_BETWEEN = 8
"""Elements that begin between the two links of one item."""


def titles_and_teasers(
    tree: Tree, items: Sequence[ItemCandidate], numbers: Sequence[int], labels: Set[str]
) -> dict[int, tuple[str, str]]:
    """Title and teaser of each item of a list whose items have two links with different texts.

    The first is the title if it is in a third of the cards already, or if its class says so;
    otherwise it may be a kicker. Empty if the list is not of this kind.

    Args:
        numbers: indices of the list's items.
        labels: titles that several candidates have.
    """
    if len(numbers) < MIN_LIST_CARDS or any(len(items[n].anchors) < 2 for n in numbers):
        return {}
    starts = sorted(items[n].anchors[0] for n in numbers)
    found: dict[int, tuple[str, str]] = {}
    named = 0
    for n in numbers:
        item = items[n]
        texts: dict[str, int] = {}
        for anchor in item.anchors:
            if text := tree.text_content(anchor):
                texts.setdefault(text, anchor)
        if len(texts) != 2 or item.heading or item.title not in texts:
            return {}
        (first, upper), (second, lower) = texts.items()
        if (
            lower - tree.ends[upper] > MAX_BETWEEN
            or bisect_left(starts, lower) != bisect_left(starts, upper + 1)
            or not labels.isdisjoint(texts)
        ):
            return {}
        kind = kind_of(tree, upper)
        if has_kicker_class(kind):
            return {}
        named += has_title_class(f">{kind}#0") or item.title == first
        found[n] = (first, second)
    if named <= MINORITY * len(found) or not all(map(_differ, zip(*found.values(), strict=True))):
        return {}
    # A second line in lower case continues the first: a headline in two links.
    if any(begins_small(second) for _, second in found.values()):
        return {}
    if sum(is_name(second) for _, second in found.values()) >= MINORITY * len(found):
        return {}
    gain = sum(
        _likeness(items[n], second) - _likeness(items[n], first)
        for n, (first, second) in found.items()
    )
    return found if gain <= SLUG_GAIN * len(found) else {}


def _differ(texts: Sequence[str]) -> bool:
    """Whether the texts of a list differ from card to card, and are no counts and no single
    words."""
    words = sum(" " in text or not text.isascii() for text in texts)
    return (
        len(set(texts)) == len(texts)
        and not any(map(is_count, texts))
        and words > MAJORITY * len(texts)
    )


def _likeness(item: ItemCandidate, text: str) -> float:
    """Dice coefficient of the words of an item's address and a text; 0 for an address without
    words."""
    slug = slug_words(path_parts(item.url))
    if not slug:
        return 0.0
    words = title_words(text)
    return 2 * len(slug & words) / (len(slug) + len(words))
