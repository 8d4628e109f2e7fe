"""Title, teaser and picture of the candidates that were selected as related items.

Each card is read first by itself (``item_titles.py``, ``teasers.py``), then compared with the other
cards of its list (``columns.py``).
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence, Set

from scraper.extractors.compiled import compiled
from scraper.extractors.metadata.names.forms import begins_small
from scraper.extractors.parsing.blocks import RawBlock
from scraper.extractors.parsing.tree import Tree
from scraper.extractors.related.candidates import ItemCandidate
from scraper.extractors.related.columns import MIN_LIST_CARDS, Columns, split_leads
from scraper.extractors.related.fast_lines import card_lines, ends_sentence, own_card
from scraper.extractors.related.item_dates import without_dates
from scraper.extractors.related.item_titles import (
    choose_title_line,
    prefer_heading,
    refine_title,
    whole_title,
)
from scraper.extractors.related.lines import Line, following_elements, kind_named
from scraper.extractors.related.pictures import images_of
from scraper.extractors.related.pointers import (
    bare_title,
    pointer_in_element,
    split_pointer,
    without_ranks,
)
from scraper.extractors.related.teasers import (
    adds_to_title,
    cut_buttons,
    cut_own_links,
    named_teaser,
    second_line,
    short_sentence,
    teaser_of,
    texts_after_title,
)
from scraper.extractors.related.titles import LABEL_WORDS
from scraper.extractors.related.two_links import titles_and_teasers
from scraper.urls import absolute


def read_items(
    tree: Tree,
    blocks: Sequence[RawBlock],
    items: Sequence[ItemCandidate],
    candidates: Sequence[ItemCandidate],
    base: str,
    story: Sequence[bool] = (),
    lists: Sequence[Sequence[int]] | None = None,
) -> list[str | None]:
    """Refine the titles and pictures of the selected items, in place.

    Args:
        items: their cards contain no other items: see ``separate_cards``.
        candidates: all candidates of the page.
        base: address that the pictures' addresses are relative to.
        story: for each block, whether it is part of the story.
        lists: the result of ``lists_of`` for the candidates, if it is already known.

    Returns:
        The teaser of each item, or None.
    """
    counts = Counter(candidate.title for candidate in candidates)
    labels = {title for title, n in counts.items() if n > 1}
    cards = read_cards(tree, blocks, items, candidates, story)
    line_counts = Counter(line.text for lines in cards for line in lines)
    teasers: list[str | None] = []
    for item, lines in zip(items, cards, strict=True):
        prefer_heading(tree, blocks, item, labels)
        parts = refine_title(tree, item, labels)
        choose_title_line(tree, blocks, item, lines, labels, line_counts)
        item.title = bare_title(whole_title(tree, item))
        rest = texts_after_title(blocks[item.title_block], lines, item.title)
        teasers.append(teaser_of(blocks, item, parts, rest))
    places = {id(item): number for number, item in enumerate(items)}
    for members in lists_of(tree, candidates) if lists is None else lists:
        if numbers := [places[key] for n in members if (key := id(candidates[n])) in places]:
            if len(numbers) >= MIN_LIST_CARDS:
                _compare_cards(tree, items, cards, numbers, labels, teasers)
            else:
                _read_alike(cards, numbers, items, teasers)
            _cut_lead_ins(tree, items, numbers)
            cut_buttons(teasers, numbers)
            cut_own_links(blocks, items, numbers, teasers)
    for number, (item, lines) in enumerate(zip(items, cards, strict=True)):
        teaser = teasers[number]
        if teaser and line_counts[teaser] >= MIN_LIST_CARDS and not ends_sentence(teaser):
            teasers[number] = None  # the same in several cards: "2 hours ago", "Subscribers only"
        if teasers[number] is None:
            teasers[number] = (
                named_teaser(item, lines, labels, line_counts)
                or second_line(item, lines, labels, line_counts)
                or short_sentence(blocks, item, labels, line_counts)
            )
        teaser = teasers[number]
        if teaser and begins_small(teaser) and _is_link(teaser, lines):
            teasers[number] = None  # the second half of a headline in two links
        item.title, teasers[number] = without_dates(tree, blocks, item, teasers[number])
    _read_images(tree, items, base)
    return teasers


def _is_link(text: str, lines: Sequence[Line]) -> bool:
    """Whether a text is a line of a card that is linked as a whole."""
    return any(line.linked and line.text == text for line in lines)


def _compare_cards(
    tree: Tree,
    items: Sequence[ItemCandidate],
    cards: Sequence[list[Line]],
    numbers: Sequence[int],
    labels: Set[str],
    teasers: list[str | None],
) -> None:
    """Compare the cards of one list, and correct titles and teasers accordingly, in place.

    Args:
        numbers: indices of the list's items.
        labels: titles that several candidates have.
        teasers: of all items, as read from each card by itself.
    """
    for number, (upper, lower) in titles_and_teasers(tree, items, numbers, labels).items():
        items[number].title = upper
        teasers[number] = teasers[number] if lower in (teasers[number] or "") else lower
    members = [items[n] for n in numbers]
    columns = Columns(split_leads([cards[n] for n in numbers]), labels)
    titles = columns.title(members)
    column = columns.teaser(titles, members, [teasers[n] for n in numbers])
    for place, number in enumerate(numbers):
        item = items[number]
        title = columns.at(place, titles)
        if title is not None and title != item.title:
            item.title = bare_title(title)
            if teasers[number] == title:
                teasers[number] = None
        teaser = columns.at(place, column)
        if teaser is None or not adds_to_title(teaser, item.title, cards[number]):
            continue
        # If a teaser contains a link, its column has only part of it.
        if teaser not in (teasers[number] or ""):
            teasers[number] = teaser
    if column is None and (short := columns.short_teaser(members)):
        texts = [columns.at(place, short) for place in range(len(numbers))]
        if all(teasers[n] in (None, text) for n, text in zip(numbers, texts, strict=True)):
            for number, line in zip(numbers, texts, strict=True):
                teasers[number] = line


def _cut_lead_ins(tree: Tree, items: Sequence[ItemCandidate], numbers: Sequence[int]) -> None:
    """Cut ranks, lead-in words and arrows from the titles of one list, in place."""
    members = [items[n] for n in numbers]
    for item, title in zip(members, without_ranks(tree, members), strict=True):
        pointer = split_pointer(title) or pointer_in_element(tree, item, title)
        item.title = bare_title(pointer[1] if pointer else title)


def _read_alike(
    cards: Sequence[list[Line]],
    numbers: Sequence[int],
    items: Sequence[ItemCandidate],
    teasers: list[str | None],
) -> None:
    """Give a card the short sentence in the element in which the other card of its list has its
    teaser, in place."""
    paths = {line.path for n in numbers for line in cards[n] if line.text == teasers[n]}
    for n in numbers:
        if teasers[n] is None:
            alike = [line.text for line in cards[n] if line.path in paths]
            if len(alike) == 1 and ends_sentence(alike[0]) and alike[0] != items[n].title:
                teasers[n] = alike[0]


SHARED_IMAGE_CARDS = 3
"""Cards with the same picture from which it is a placeholder or a badge."""


def _read_images(tree: Tree, items: Sequence[ItemCandidate], base: str) -> None:
    """Give each item the first picture of its card that few other cards have."""
    pictures = [images_of(tree, item.card) for item in items]
    shared = Counter(source for sources in pictures for source in set(sources))
    for item, sources in zip(items, pictures, strict=True):
        item.image = ""
        for source in sources:
            if shared[source] < SHARED_IMAGE_CARDS and (address := absolute(base, source)):
                item.image = address
                break


def separate_cards(tree: Tree, blocks: Sequence[RawBlock], items: Sequence[ItemCandidate]) -> None:
    """Reduce cards that contain other items too, in place.

    A link with few words does not delimit the cards of a page, but that of an item does.
    """
    links = sorted(anchor for item in items for anchor in item.anchors)
    for item in items:
        card = own_card(tree, item, links)
        if card != item.card:
            item.card = card
            item.blocks = [n for n in item.blocks if card <= blocks[n].first < tree.ends[card]]


def read_cards(
    tree: Tree,
    blocks: Sequence[RawBlock],
    items: Sequence[ItemCandidate],
    candidates: Sequence[ItemCandidate],
    story: Sequence[bool],
) -> list[list[Line]]:
    """The lines of each item's card."""
    owners = {
        anchor: (-1, candidate.words > LABEL_WORDS)
        for candidate in candidates
        for anchor in candidate.anchors
    }
    for number, item in enumerate(items):
        owners.update((anchor, (number, True)) for anchor in item.anchors)
    stops = {block.first for block, part in zip(blocks, story, strict=False) if part}
    following = following_elements(
        tree, {item.card: n for n, item in enumerate(items)}, owners, stops
    )
    cards = []
    for number, item in enumerate(items):
        lines = card_lines(tree, item, item.card, following.get(number, []))
        # If an address is linked twice, the card of its first link may have another headline.
        has_title = any(item.title in line.text for line in lines)
        if not has_title:
            inside = {line.text for line in lines if line.text in item.title}
            has_title = 2 * sum(map(len, inside)) >= len(item.title)
        cards.append(lines if has_title else [])
    return cards


LIST_LEVELS = 4
"""Elements from a link upwards whose tags and classes items of one list have in common."""


def lists_of(tree: Tree, items: Sequence[ItemCandidate]) -> list[list[int]]:
    """Indices of the items, grouped by list: items whose links have ancestors with the same tags
    and classes."""
    lists: dict[tuple[str, ...], list[int]] = {}
    # A cache of the same lists by unchanged class names, which saves removing their numbers.
    by_exact_classes: dict[tuple[str, ...], list[int]] = {}
    for number, path in enumerate(_fast_paths(tree, items, LIST_LEVELS)):
        members = by_exact_classes.get(path)
        if members is None:
            kinds = tuple(map(kind_named, path[::2], path[1::2]))
            members = by_exact_classes[path] = lists.setdefault(kinds, [])
        members.append(number)
    return list(lists.values())


def link_paths(tree: Tree, items: Sequence[ItemCandidate], levels: int) -> list[tuple[str, ...]]:
    """Tag and class of each item's first link and of the elements around it, up to ``levels``: tag,
    class, tag, class, …; the plain twin of ``_candidates.link_paths``."""
    paths = []
    for item in items:
        node = item.anchors[0]
        path: list[str] = []
        while node >= 0 and len(path) < 2 * levels:
            path += tree.tags[node], tree.attrs[node].get("class", "")
            node = tree.parents[node]
        paths.append(tuple(path))
    return paths


_fast_paths = compiled(link_paths)
