"""Cards of other stories without links: title and teaser, again and again, below a heading that
announces other stories.

Saved copies, feeds of agencies and pages whose links are made by scripts have such lists. Without
an address a card is no candidate for the forest; what says that it is a story is the heading above
the list, and the same two columns in all of its cards: headlines, and below each a line that says
more.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections import Counter
from collections.abc import Iterator, Sequence
from itertools import chain
from statistics import median

from scraper.extractors.parsing.blocks import BOLD, HEADINGS, RawBlock
from scraper.extractors.parsing.tree import SKIPPED, Tree
from scraper.extractors.plaintext import read_plain_lines
from scraper.extractors.related.announced_lists import (
    MAX_HEADING_LEVELS,
    announcing_heading,
    in_frame,
)
from scraper.extractors.related.candidates import ItemCandidate
from scraper.extractors.related.class_names import has_kicker_class
from scraper.extractors.related.columns import (
    MIN_LIST_CARDS,
    TITLE_COVERAGE,
    Columns,
    split_leads,
)
from scraper.extractors.related.fast_lines import card_lines, letters
from scraper.extractors.related.lines import Line, kind_of
from scraper.extractors.related.pictures import images_of
from scraper.extractors.related.story_page import StoryPage
from scraper.extractors.related.titles import LABEL_WORDS, word_count
from scraper.urls import absolute, site_of

MAX_HEADINGS = 20
"""Headings of one page whose lists are read."""
MAX_ELEMENTS = 5_000
"""Elements of such a list; thirty cards have a thousand."""
MAX_CARDS = 100
MAX_CARD_BLOCKS = 6
"""Lines of text of one card: kicker, title, teaser, date, author, place."""
MAX_UNMARKED = 2
"""Lists of one page that the plain-text reader is asked about: half a millisecond a line."""
MAX_FIRST = 3
"""Elements below the heading of which one may be the list; an advertisement may stand before it."""
MIN_TITLE_LETTERS = 12
"""Median letters of titles; names of sections and people have fewer."""

MIN_PARAGRAPHS = 2
"""Blocks of a story above a list that is no part of it."""
MAX_TEASER = 400
"""Maximum characters of a teaser; a longer line is a paragraph."""
OPENING_LINES = 4
"""Last blocks of the story that the plain-text reader gets with a list, so that it knows one."""

MAX_HANDLER = 1_000
"""Characters of an ``onclick`` that are read."""
_ADDRESS_ATTRIBUTES = ("data-href", "data-url", "data-link", "data-permalink")
_OPENED = re.compile(
    r"(?:\blocation(?:\.href)?\s*=\s*|\blocation\.(?:assign|replace)\(\s*|\bopen\(\s*)"
    r"""["']([^"'\s]+)["']"""
)
"""What an ``onclick`` opens: ``location.href='/story-7'``, ``window.open("/story-7")``."""
_PAGE_ENDS = (".html", ".htm", ".php")
_MEDIA = frozenset(("img", "picture", "source", "video", "audio", "iframe"))
"""Elements whose ``data-url`` is that of a picture or film."""

UnlinkedCard = tuple[ItemCandidate, str, str | None]
"""A card, the heading of its list, and its teaser."""
_Cards = Sequence[Sequence[int]]
"""The elements of each card of a list."""
_Read = tuple[ItemCandidate, Sequence[int], str | None]
"""A card, its elements, and its teaser."""


def unlinked_cards(page: StoryPage, base: str) -> list[UnlinkedCard]:
    """The cards without links in lists below a heading that announces other stories, in document
    order.

    Args:
        base: address that the pictures' addresses are relative to.
    """
    found: list[UnlinkedCard] = []
    for head, heading, _, items in _lists(
        page.tree, page.blocks, page.story, range(len(page.blocks))
    ):
        if page.story[head]:
            continue
        for item, elements, teaser in items:
            item.url = _scripted_address(page.tree, elements, base)
            sources = (source for i in elements for source in images_of(page.tree, i))
            pictures = (absolute(base, source) for source in sources)
            item.image = next(filter(None, pictures), "")
            found.append((item, heading, teaser))
    return found


def _scripted_address(tree: Tree, elements: Sequence[int], base: str) -> str:
    """The page of the site that a script opens when a card is clicked; "" if the markup does not
    tell it."""
    for i in (i for node in elements for i in range(node, tree.ends[node])):
        if tree.tags[i] in _MEDIA:
            continue
        attrs = tree.attrs[i]
        told = [attrs[name] for name in _ADDRESS_ATTRIBUTES if name in attrs]
        told += _OPENED.findall(attrs.get("onclick", "")[:MAX_HANDLER])
        for value in told:
            is_address = "/" in value or "?" in value or value.lower().endswith(_PAGE_ENDS)
            address = absolute(base, value) if is_address else None
            if address and (not base or site_of(address) == site_of(base)):  # no share button
                return address
    return ""


def blocks_of_cards(tree: Tree, blocks: Sequence[RawBlock], chosen: Sequence[int]) -> set[int]:
    """The chosen blocks in such lists that the story ends with, in an element of their own: teasers
    of several sentences look like paragraphs."""
    if len(chosen) <= MIN_PARAGRAPHS:
        return set()
    story = [False] * len(blocks)
    starts = [block.first for block in blocks]
    heads = range(chosen[MIN_PARAGRAPHS], chosen[-1] + 1)
    for head, _, cards, _ in _lists(tree, blocks, story, heads):
        container = tree.parents[cards[0][0]]
        last = _blocks_in(tree, starts, cards[-1][-1]).stop
        above = max(number for number in chosen if number < head or number == chosen[0])
        if chosen[-1] < last and blocks[above].node < container:
            return {number for number in chosen if number >= head}
    return set()


def _lists(
    tree: Tree, blocks: Sequence[RawBlock], story: Sequence[bool], heads: range
) -> Iterator[tuple[int, str, _Cards, list[_Read]]]:
    """The lists without links below headings that announce other stories: block of the heading, the
    heading, all cards, and the items, each with its elements and its teaser.

    Args:
        heads: the blocks that may be such headings.
    """
    starts = [block.first for block in blocks]
    read = headings = unmarked = 0
    unlinked = heads.start  # the next block without a link
    for head in heads[: max(len(blocks) - MIN_LIST_CARDS - heads.start, 0)]:
        if unlinked <= head:
            unlinked = head + 1
            while unlinked < len(blocks) and blocks[unlinked].link_chars:
                unlinked += 1
        # What follows the heading of nearly all lists is a link.
        if unlinked > min(head + 2 * MIN_LIST_CARDS, len(blocks) - 1):
            continue
        if story[head] or blocks[head].first < read or not blocks[head].text:
            continue
        heading = announcing_heading(tree, blocks, head)
        if not heading or in_frame(tree, blocks[head].node):
            continue
        headings += 1
        for cards in _lists_below(tree, blocks, story, starts, head):
            if all(_is_linked(tree, blocks, starts, elements) for elements in cards):
                continue  # most lists
            items = _read(tree, blocks, starts, cards) or _read_forms(tree, blocks, starts, cards)
            if not items and unmarked < MAX_UNMARKED and _is_unmarked(tree, blocks, starts, cards):
                unmarked += 1
                items = _read_unmarked(tree, blocks, story, starts, cards, head)
            if items:
                yield head, heading, cards, items
                read = tree.ends[cards[-1][-1]]
                break
        if headings == MAX_HEADINGS:
            break


def _lists_below(
    tree: Tree,
    blocks: Sequence[RawBlock],
    story: Sequence[bool],
    starts: Sequence[int],
    head: int,
) -> list[list[list[int]]]:
    """What may be the list below a heading: the elements of each card. The children of one of the
    first elements below the heading, or those elements themselves."""
    branch = blocks[head].node
    for _ in range(MAX_HEADING_LEVELS):
        around = tree.parents[branch]
        if around < 0 or tree.tags[around] == "html":
            return []
        below = _elements(tree, tree.ends[branch], tree.ends[around])
        below = [i for i in below if _blocks_in(tree, starts, i)]
        if below:
            break
        branch = around
    else:
        return []
    found: list[list[list[int]]] = []
    for i in below[:MAX_FIRST]:
        root = i
        while len(inside := _elements(tree, root + 1, tree.ends[root])) == 1:
            root = inside[0]
        found.append(_cards_of(tree, blocks, story, starts, inside))
    found.append(_cards_of(tree, blocks, story, starts, below))
    return [cards for cards in found if len(cards) >= MIN_LIST_CARDS]


def _elements(tree: Tree, start: int, end: int) -> list[int]:
    """The elements side by side from one to another, without scripts and the like."""
    found: list[int] = []
    while start < end and len(found) <= MAX_CARDS * MAX_CARD_BLOCKS:
        if tree.tags[start] not in SKIPPED:
            found.append(start)
        start = tree.ends[start]
    return found


def _blocks_in(tree: Tree, starts: Sequence[int], node: int) -> range:
    """Numbers of the blocks that begin in an element."""
    return range(bisect_left(starts, node), bisect_left(starts, tree.ends[node]))


def _is_linked(
    tree: Tree, blocks: Sequence[RawBlock], starts: Sequence[int], elements: Sequence[int]
) -> bool:
    """Whether a card has a link."""
    return any(blocks[n].link_chars for i in elements for n in _blocks_in(tree, starts, i))


def _cards_of(
    tree: Tree,
    blocks: Sequence[RawBlock],
    story: Sequence[bool],
    starts: Sequence[int],
    elements: Sequence[int],
) -> list[list[int]]:
    """The elements side by side that make up each card: one each, or from each element of the first
    one's kind to the next. The list ends at a block of the story, and at another heading that
    announces stories."""
    if not elements:
        return []
    kinds: list[tuple[int, str]] = []
    size = 0
    for i in elements:
        numbers = _blocks_in(tree, starts, i)
        size += tree.ends[i] - i
        if (
            size > MAX_ELEMENTS
            or any(story[n] for n in numbers)
            or (len(numbers) == 1 and announcing_heading(tree, blocks, numbers[0]))
        ):
            break
        if numbers:
            kinds.append((i, _kind(tree, i)))
    times = Counter(kind for _, kind in kinds)
    cards: list[list[int]] = []
    seen: set[str] = set()
    for i, kind in kinds:
        if times[kind] < MIN_LIST_CARDS:
            if not cards:
                continue
            break  # what no other card has is behind the list
        if not cards or kind == _kind(tree, cards[0][0]):
            cards.append([i])
            seen = {kind}
        elif kind in seen:
            break
        else:
            cards[-1].append(i)
            seen.add(kind)
    return cards[:MAX_CARDS]


def _kind(tree: Tree, node: int) -> str:
    """The kind of an element; where it is nothing but words in bold, another than otherwise."""
    first = node + 1
    bold = (
        first < tree.ends[node] == tree.ends[first]
        and tree.tags[first] in BOLD
        and not (tree.texts[node].strip() or tree.tails[first].strip())
    )
    return kind_of(tree, node) + ("*" if bold else "")


def _read(
    tree: Tree, blocks: Sequence[RawBlock], starts: Sequence[int], cards: _Cards
) -> list[_Read]:
    """The cards without links of a list, each with its elements and teaser; none if the cards have
    no columns of titles and teasers."""
    items: list[ItemCandidate] = []
    lines: list[list[Line]] = []
    linked: list[bool] = []
    for elements in cards:
        numbers = [n for i in elements for n in _blocks_in(tree, starts, i)]
        if len(numbers) > MAX_CARD_BLOCKS:
            return []
        item = _item(elements[0], numbers)
        item.anchors = [
            i for node in elements for i in range(node, tree.ends[node]) if tree.tags[i] == "a"
        ]
        items.append(item)
        lines.append(card_lines(tree, item, elements[0], elements[1:]))
        linked.append(any(blocks[n].link_chars for n in numbers))
    if all(linked):  # as one of several forms may be
        return []
    columns = Columns(split_leads(lines), frozenset())
    titles = _title_column(columns)
    if titles is None:
        return []
    for place, item in enumerate(items):
        item.title = columns.at(place, titles) or ""
    teasers = columns.teaser(titles, items, [None] * len(items)) or columns.short_teaser(items)
    if (
        teasers is None
        or columns.order.index(teasers) < columns.order.index(titles)
        or max(map(len, columns.texts[teasers])) > MAX_TEASER
    ):
        return []
    found: list[_Read] = []
    for place, (item, elements) in enumerate(zip(items, cards, strict=True)):
        if linked[place] or not item.title:
            continue
        item.anchors = [item.card]
        found.append((item, elements, columns.at(place, teasers)))
    return found


def _read_forms(
    tree: Tree, blocks: Sequence[RawBlock], starts: Sequence[int], cards: _Cards
) -> list[_Read]:
    """The same where the first cards of a list have another form than those after them: each form
    by itself, if it has enough cards."""
    forms: dict[tuple[str, ...], list[Sequence[int]]] = {}
    for elements in cards:
        numbers = (n for i in elements for n in _blocks_in(tree, starts, i))
        form = tuple(kind_of(tree, blocks[n].node) for n in numbers)
        forms.setdefault(form, []).append(elements)
    if len(forms) < 2 or min(map(len, forms.values())) < MIN_LIST_CARDS:
        return []
    read = [_read(tree, blocks, starts, alike) for alike in forms.values()]
    return sorted(chain.from_iterable(read), key=lambda card: card[1][0]) if all(read) else []


def _item(node: int, numbers: list[int]) -> ItemCandidate:
    """The card that begins with an element and has these blocks. It has no address; its key is
    that of no other."""
    item = ItemCandidate("", f"#{node}")
    item.card, item.anchors, item.blocks, item.title_block = node, [node], numbers, numbers[0]
    return item


def _is_unmarked(
    tree: Tree, blocks: Sequence[RawBlock], starts: Sequence[int], cards: _Cards
) -> bool:
    """Whether what was taken for cards are lines without links, titles and teasers by turns."""
    numbers = [n for elements in cards for i in elements for n in _blocks_in(tree, starts, i)]
    return (
        2 * MIN_LIST_CARDS <= len(cards) == len(numbers)
        and not any(blocks[n].link_chars for n in numbers)
        and max(len(blocks[n].text) for n in numbers) <= MAX_TEASER
    )


def _read_unmarked(
    tree: Tree,
    blocks: Sequence[RawBlock],
    story: Sequence[bool],
    starts: Sequence[int],
    cards: _Cards,
    head: int,
) -> list[_Read]:
    """The items of a list whose titles and teasers are paragraphs of the same kind, by the
    plain-text reader; none if it does not take all of them for titles and teasers."""
    numbers = [n for elements in cards for i in elements for n in _blocks_in(tree, starts, i)]
    opening = [n for n in range(head) if story[n]][-OPENING_LINES:]
    texts = [blocks[n].text for n in (*opening, head, *numbers)]
    places = {blocks[n].text: n for n in reversed(numbers)}
    found: list[_Read] = []
    placed: set[str] = set()
    for read in read_plain_lines(texts).related:
        number = places.get(read.title)
        if number is None or read.teaser not in places:
            continue
        item = _item(blocks[number].node, [number])
        item.title = read.title
        found.append((item, [item.card], read.teaser))
        placed |= {read.title, read.teaser}
    return found if len(found) >= MIN_LIST_CARDS and placed == places.keys() else []


def _title_column(columns: Columns) -> str | None:
    """The first column of lines that may be headlines, or the one in headings."""
    full = [
        path
        for path in columns.order
        if len(columns.texts[path]) >= TITLE_COVERAGE * columns.count
        and columns.is_distinctive(path)
        and not has_kicker_class(path)
        and median(map(word_count, columns.texts[path])) >= LABEL_WORDS
        and median(map(letters, columns.texts[path])) >= MIN_TITLE_LETTERS
    ]
    headed = [path for path in full if not HEADINGS.keys().isdisjoint(_tags(path))]
    return next(iter(headed or full), None)


def _tags(path: str) -> list[str]:
    """The tags of a line's path."""
    return [part.lstrip("+").partition(".")[0] for part in path.rpartition("#")[0].split(">")]
