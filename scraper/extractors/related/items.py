"""What the chosen candidates say as related items: title, teaser and picture.

The cards of the few that were chosen are read with care, alone (``item_titles.py``,
``teasers.py``) and beside the others of their list (``columns.py``).
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence, Set

from scraper.extractors.parsing.blocks import RawBlock
from scraper.extractors.parsing.tree import Tree
from scraper.extractors.related.candidates import Candidate
from scraper.extractors.related.columns import LISTED, Columns, part_leads
from scraper.extractors.related.item_titles import is_neighbour, refine_title, retitle, whole_title
from scraper.extractors.related.lines import Line, kind_named, runs
from scraper.extractors.related.pictures import images_of
from scraper.extractors.related.pointers import bare_title, pointer_in, without_ranks
from scraper.extractors.related.teasers import (
    adds_to_title,
    cut_buttons,
    named_teaser,
    rest_of,
    second_line,
    teaser_of,
)
from scraper.extractors.related.titles import MINOR
from scraper.urls import absolute

try:
    from scraper.extractors.related._lines import card_lines, ends_sentence, own_card
except ImportError:  # not compiled: the same, slower
    from scraper.extractors.related.lines import card_lines, ends_sentence, own_card


def read_items(
    tree: Tree,
    blocks: Sequence[RawBlock],
    items: Sequence[Candidate],
    candidates: Sequence[Candidate],
    base: str,
    story: Sequence[bool] = (),
) -> list[str | None]:
    """Refine the titles and pictures of the chosen, in place.

    Args:
        candidates: all of the page.
        base: what the addresses of pictures are relative to.
        story: for each block, whether it is part of the story.

    Returns:
        The teaser of each item, or None.
    """
    counts = Counter(candidate.title for candidate in candidates)
    labels = {title for title, n in counts.items() if n > 1}
    cards = cards_of(tree, blocks, items, candidates, story)
    said = Counter(line.text for lines in cards for line in lines)
    teasers: list[str | None] = []
    for item, lines in zip(items, cards, strict=True):
        parts = refine_title(tree, item, labels)
        retitle(blocks, item, lines, labels, said, is_neighbour(tree, item))
        item.title = bare_title(whole_title(tree, item))
        rest = rest_of(blocks[item.title_block], lines, item.title)
        teasers.append(teaser_of(blocks, item, parts, rest))
    for numbers in lists_of(tree, items):
        _read_list(tree, items, cards, numbers, labels, teasers)
    for number, (item, lines) in enumerate(zip(items, cards, strict=True)):
        teaser = teasers[number]
        if teaser and said[teaser] >= LISTED and not ends_sentence(teaser):
            teasers[number] = None  # what every card says: "2 hours ago", "Subscribers only"
        if teasers[number] is None:
            teasers[number] = named_teaser(item, lines, labels, said) or second_line(
                item, lines, labels, said
            )
    _read_images(tree, items, base)
    return teasers


def _read_list(
    tree: Tree,
    items: Sequence[Candidate],
    cards: Sequence[list[Line]],
    numbers: Sequence[int],
    labels: Set[str],
    teasers: list[str | None],
) -> None:
    """Read the cards of one list side by side, and change titles and teasers by it.

    Args:
        numbers: those of the list's items.
        labels: what the links of several candidates say.
        teasers: of all items, as each card tells them alone.
    """
    members = [items[n] for n in numbers]
    columns = Columns(part_leads([cards[n] for n in numbers]), labels)
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
        # Of a teaser with a link inside, the column has but a part.
        if teaser not in (teasers[number] or ""):
            teasers[number] = teaser
    for item, title in zip(members, without_ranks(tree, members), strict=True):
        parted = pointer_in(title)
        item.title = bare_title(parted[1] if parted else title)
    cut_buttons(teasers, numbers)


def _read_images(tree: Tree, items: Sequence[Candidate], base: str) -> None:
    """Give each item its card's picture.

    What stands in three cards and more is a placeholder or a badge, nobody's own.
    """
    pictures = [images_of(tree, item.card) for item in items]
    shared = Counter(source for sources in pictures for source in set(sources))
    for item, sources in zip(items, pictures, strict=True):
        item.image = ""
        for source in sources:
            if shared[source] < 3 and (address := absolute(base, source)):
                item.image = address
                break


def cards_of(
    tree: Tree,
    blocks: Sequence[RawBlock],
    items: Sequence[Candidate],
    candidates: Sequence[Candidate],
    story: Sequence[bool],
) -> list[list[Line]]:
    """The lines of each item's card; a card that holds other items too is made smaller."""
    links = sorted(anchor for item in items for anchor in item.anchors)
    for item in items:
        card = own_card(tree, item, links)
        if card != item.card:
            item.card = card
            item.blocks = [n for n in item.blocks if card <= blocks[n].first < tree.ends[card]]
    owners = {
        anchor: (-1, candidate.words > MINOR)
        for candidate in candidates
        for anchor in candidate.anchors
    }
    for number, item in enumerate(items):
        owners.update((anchor, (number, True)) for anchor in item.anchors)
    stops = {block.first for block, part in zip(blocks, story, strict=False) if part}
    following = runs(tree, {item.card: n for n, item in enumerate(items)}, owners, stops)
    cards = []
    for number, item in enumerate(items):
        lines = card_lines(tree, item, item.card, following.get(number, []))
        # An address that is printed twice may have another headline where its first link is.
        told = any(item.title in line.text for line in lines)
        if not told:
            inside = {line.text for line in lines if line.text in item.title}
            told = 2 * sum(map(len, inside)) >= len(item.title)
        cards.append(lines if told else [])
    return cards


def lists_of(tree: Tree, items: Sequence[Candidate]) -> list[list[int]]:
    """The numbers of the items by lists: those whose links stand in elements of one look."""
    tags, attrs, parents = tree.tags, tree.attrs, tree.parents
    lists: dict[tuple[str, ...], list[int]] = {}
    # The same by tags and classes as they stand, numbers and all, which is seen at once.
    alike: dict[tuple[str, ...], list[int]] = {}
    for number, item in enumerate(items):
        node = item.anchors[0]
        around: list[str] = []
        while node >= 0 and len(around) < 8:
            around += tags[node], attrs[node].get("class", "")
            node = parents[node]
        look = tuple(around)
        known = alike.get(look)
        if known is None:
            kinds = tuple(map(kind_named, around[::2], around[1::2]))
            known = alike[look] = lists.setdefault(kinds, [])
        known.append(number)
    return list(lists.values())
