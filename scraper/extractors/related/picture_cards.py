"""Cards that show another story by its picture alone, with the headline in ``alt`` or ``title``.

They have no text, so they have no block and are no candidates for the forest. What says that they
are stories is the heading directly above their list.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Sequence, Set

from scraper.extractors.assemble import base_address
from scraper.extractors.images.addresses import shows_picture
from scraper.extractors.parsing.tree import PICTURES, Tree
from scraper.extractors.related.announced_lists import (
    announcing_heading,
    are_headlines,
    in_frame,
    is_story_link,
)
from scraper.extractors.related.candidates import MAX_CANDIDATES, ItemCandidate
from scraper.extractors.related.columns import MIN_LIST_CARDS
from scraper.extractors.related.items import lists_of
from scraper.extractors.related.pictures import images_of
from scraper.extractors.related.story_page import StoryPage
from scraper.extractors.related.titles import path_parts, query_form, word_count
from scraper.urls import absolute, identity

MAX_CARD = 12
"""Elements inside the link of such a card: the picture, its sources, wrappers and a badge."""
_NUMBER = re.compile(r"\d{3}")
_WORDS = re.compile(r"\d|[^\W_][-_][^\W_]")
"""A number in an address's path, and a digit or several words in its last segment. Badges that lead
to a site's pages elsewhere have one word (``/facebook``)."""
_NAMES = ("alt", "title", "aria-label")


def picture_cards(page: StoryPage, known: Set[str]) -> list[tuple[ItemCandidate, str]]:
    """The cards of lists of pictures below a heading that announces other stories, each with that
    heading, in document order.

    Args:
        known: identities (``urls.identity``) of addresses that are no such cards: the page's own,
            and those that are linked with a text.
    """
    tree, blocks = page.tree, page.blocks
    starts = [block.first for block in blocks]
    below: dict[int, list[ItemCandidate]] = {}  # by the last block above the card
    headings: dict[int, str] = {}  # by the same; "" where it announces nothing
    count = 0
    for i in tree.places("a"):
        if not 1 < tree.ends[i] - i <= MAX_CARD:
            continue
        head = bisect_left(starts, i) - 1
        if head + 1 < len(starts) and starts[head + 1] < tree.ends[i]:
            continue  # most links: a line of text begins inside
        if head < 0 or page.story[head]:
            continue
        if head not in headings:
            headings[head] = announcing_heading(tree, blocks, head)
        if headings[head] and (title := _title_of(tree, i)):
            card = _card(page, i, title, head, known)
            if card is not None:
                below.setdefault(head, []).append(card)
                count += 1
                if count == MAX_CANDIDATES:
                    break
    found: list[tuple[ItemCandidate, str]] = []
    for head, cards in below.items():
        if len(cards) < MIN_LIST_CARDS or in_frame(tree, blocks[head].node):
            continue
        largest = max(lists_of(tree, cards), key=len)
        stories = _stories([cards[n] for n in largest], page.url)
        found += [(card, headings[head]) for card in stories]
    return found


def _title_of(tree: Tree, anchor: int) -> str:
    """The name of the only picture in a link without text; "" for any other link."""
    inside = range(anchor + 1, tree.ends[anchor])
    pictures = [i for i in inside if tree.tags[i] in PICTURES]
    if len(pictures) != 1 or tree.text_content(anchor):
        return ""
    for element in (pictures[0], anchor):
        for name in _NAMES:
            if title := " ".join(tree.attrs[element].get(name, "").split()):
                return title
    return ""


def _card(
    page: StoryPage, anchor: int, title: str, head: int, known: Set[str]
) -> ItemCandidate | None:
    tree = page.tree
    href = tree.attrs[anchor].get("href", "")
    url = absolute(base_address(tree, page.url), href) if href and not shows_picture(href) else None
    if url is None or identity(url) in known:
        return None
    base = base_address(tree, page.url, unknown="")
    card = ItemCandidate(url, identity(url))
    card.anchors, card.card, card.title_block = [anchor], anchor, head
    card.title, card.words = title, word_count(title)
    pictures = (absolute(base, source) for source in images_of(tree, anchor))
    card.image = next(filter(None, pictures), "")
    return card


def _stories(cards: Sequence[ItemCandidate], url: str | None) -> list[ItemCandidate]:
    """The cards of a list, each address once; none if it is no list of headlines."""
    once = list({card.key: card for card in reversed(cards)}.values())[::-1]
    different = len({card.title for card in once}) == len(once) >= MIN_LIST_CARDS
    stories = [
        card for card in once if is_story_link(card, url or card.url) and _has_long_name(card.url)
    ]
    return stories if different and are_headlines(stories, len(once)) else []


def _has_long_name(url: str) -> bool:
    """Whether an address has a number, ends with several words, or has a query."""
    parts = path_parts(url)
    return bool(
        query_form(url) or _WORDS.search("".join(parts[-1:])) or any(map(_NUMBER.search, parts))
    )
