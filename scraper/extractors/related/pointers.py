"""Lead-ins to a headline within its own link: "Read also:", arrows, bullets and ranks.

The lead-in words are those of the plain-text reader. The punctuation after them, and the other
items of the list, distinguish them from headlines that begin with the same words.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import lru_cache

from scraper.extractors.classify.signs import is_internal_link
from scraper.extractors.parsing.blocks import RawBlock
from scraper.extractors.parsing.tree import Tree
from scraper.extractors.plaintext.words import BEGINNINGS, SECTION, opening
from scraper.extractors.related.candidates import ItemCandidate
from scraper.extractors.related.fast_lines import letters
from scraper.extractors.related.heading_words import announces_list

_MARK = re.compile(r"\s*[:：|›»>]+\s*|\s+[-–—]+\s+")
"""Punctuation between lead-in words and the headline."""
_ARROWS = re.compile(r"(?:>>|>(?=\s)|»|►|▶|→|➤|➡|👉)+\ufe0f?\s*")
"""Arrows that replace the lead-in words."""
MIN_HEADLINE_LETTERS = 10
"""Letters that a headline after lead-in words has at least; fewer are the name of a section ("Read
more: Sports")."""
MIN_ARROW_HEADLINE_LETTERS = 20
"""The same after an arrow alone, which menus and buttons have too."""
_ORNAMENT = " \xa0|»›→▶►•·←⟶⟵⇒➔➜➤➡▸▹◀◄◂❯❮■▪◆●><"
"""Arrows and bullets around link texts."""
_EDGES = frozenset(_ORNAMENT + "«‹")
"""Characters of which a title without arrows and bullets has none at either end."""
_RANK = re.compile(r"(?:№|#)?\s?(\d{1,3})[.)．:]?(?=\D)\s*")


@lru_cache(maxsize=1024)  # called twice for each item: for its section heading and its title
def split_pointer(title: str) -> tuple[str, str] | None:
    """Split a link's text into lead-in words ("Read also") and headline; None without a lead-in."""
    # "İ" in lower case is two characters, which would shift the offsets.
    line = title.replace("İ", "I")
    if line[:3].lower() not in BEGINNINGS or not opening(line)[0]:
        return None
    words = SECTION.match(title)
    mark = _MARK.match(title, words.end()) if words else None
    if words is None or mark is None:
        return None
    rest = title[mark.end() :]
    if letters(rest) < MIN_HEADLINE_LETTERS:
        return None
    return words[0].strip(_ORNAMENT), rest


def pointer_in_element(tree: Tree, item: ItemCandidate, title: str) -> tuple[str, str] | None:
    """``split_pointer`` for lead-in words that have an element of their own instead of punctuation
    behind them: ``<b>READ ALSO</b> Salt is dearer``."""
    if title[:3].replace("İ", "I").lower() not in BEGINNINGS or not opening(title)[0]:
        return None
    words = SECTION.match(title)
    if words is None or not _is_first_element(tree, item, words[0]):
        return None
    rest = title[words.end() :].strip()
    return (words[0].strip(_ORNAMENT), rest) if letters(rest) >= MIN_HEADLINE_LETTERS else None


def is_pointer_line(tree: Tree, block: RawBlock, host: str) -> bool:
    """Whether a line consists of a link to another story and the lead-in words or arrow before it.

    Args:
        host: host of the page, without ``www.``.
    """
    text = block.text
    if block.link_count != 1 or not 2 * block.link_chars > len(text):
        return False
    pointer = split_pointer(text)
    if pointer is not None:
        return block.link_chars >= len(pointer[1])
    rest = _announced_title(block)
    if rest is None:
        # Offers in the story have arrows too, but they link to other sites.
        arrow = _ARROWS.match(text)
        rest = text[arrow.end() :] if arrow else ""
        if letters(rest) < MIN_ARROW_HEADLINE_LETTERS:
            return False
    if not is_internal_link(tree.attrs[block.anchor].get("href", ""), host):
        return False
    return block.link_chars >= len(rest)


EMBEDDED = frozenset("kg-bookmark-card is-type-wp-embed wp-embedded-content".split())
"""Classes by which publishing systems mark the card of a page that a story embeds."""
EMBED_LEVELS = 6
"""Elements around a link or line that are tested for being such a card."""


def in_embedded_card(tree: Tree, node: int) -> bool:
    """Whether an element is in the card of a page that a story embeds."""
    attrs, parents = tree.attrs, tree.parents
    for _ in range(EMBED_LEVELS):
        if node < 0:
            return False
        names = attrs[node].get("class", "")
        # The substrings are in all of these classes, and in those of few other elements.
        if ("embed" in names or "kg-" in names) and not EMBEDDED.isdisjoint(names.split()):
            return True
        node = parents[node]
    return False


def _announced_title(block: RawBlock) -> str | None:
    """The text after words that announce other stories and a colon before the line's link."""
    before = ""
    for piece, anchor in block.pieces:
        if anchor >= 0:
            break
        before += piece
    lead = before.strip()
    if lead[-1:] not in (":", "：") or not announces_list(lead) or not block.text.startswith(lead):
        return None
    rest = block.text[len(lead) :].strip()
    return rest if letters(rest) >= MIN_HEADLINE_LETTERS else None


def bare_title(title: str) -> str:
    """A title without arrows and bullets around it. Paired quotation marks are kept."""
    if title and title[0] not in _EDGES and title[-1] not in _EDGES:
        return title
    marks = _ORNAMENT
    for opened, closed in ("«»", "‹›"):
        if opened in title and closed in title:
            marks = marks.replace(closed, "")
        elif title.startswith(opened):
            marks += opened
    return title.strip(marks) or title


def without_ranks(tree: Tree, items: Sequence[ItemCandidate]) -> list[str]:
    """The titles of one list without the ranks of its items.

    A headline may begin with a number, but if the titles of a list begin with 1, 2, 3, the numbers
    are ranks.
    """
    titles = [item.title for item in items]
    if not all(title[:1].isdigit() or title[:1] in "№#" for title in titles):
        return titles
    found = [_RANK.match(title) for title in titles]
    numbers = [int(rank[1]) for rank in found if rank]
    if len(numbers) < max(2, len(titles)) or numbers[0] > 1:
        return titles
    if numbers != list(range(numbers[0], numbers[0] + len(numbers))):
        return titles
    # Two consecutive numbers may be chance, unless each number has an element of its own.
    if len(numbers) < 3 and not all(
        _is_first_element(tree, item, rank[0])
        for item, rank in zip(items, found, strict=True)
        if rank
    ):
        return titles
    rests = [title[rank.end() :] for title, rank in zip(titles, found, strict=True) if rank]
    return rests if all(map(str.strip, rests)) else titles


def _is_first_element(tree: Tree, item: ItemCandidate, words: str) -> bool:
    """Whether the first element with text inside one of an item's links has exactly these words."""
    for anchor in item.anchors:
        for i in range(anchor + 1, tree.ends[anchor]):
            if text := tree.texts[i].strip():
                if text == words.strip() and not tree.texts[anchor].strip():
                    return True
                break
    return False
