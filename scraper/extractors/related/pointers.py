"""What stands around a headline inside its own link: "Read also:", arrows, dots and ranks.

The words are those that plain text is read with; the marks behind them, and the other items of the
list, tell them from headlines that begin alike.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import lru_cache

from scraper.extractors.classify.signs import is_internal_link
from scraper.extractors.parsing.blocks import RawBlock
from scraper.extractors.parsing.tree import Tree
from scraper.extractors.plaintext.words import SECTION, opening
from scraper.extractors.related.candidates import Candidate

try:
    from scraper.extractors.related._lines import letters
except ImportError:  # not compiled: the same, slower
    from scraper.extractors.related.lines import letters

_MARK = re.compile(r"\s*[:：|›»>]+\s*|\s+[-–—]+\s+")
"""What parts the words from the headline they lead to."""
_ARROWS = re.compile(r"(?:>>|>(?=\s)|»|►|▶|→|➤|➡|👉)+\ufe0f?\s*")
"""What such a line begins with where it has no words."""
LEAST = 10
"""Letters of a headline behind such words; fewer are a section's name ("Read more: Sports")."""
ARROWED = 20
"""Letters of a headline behind an arrow alone, which menus and buttons have too."""
_ORNAMENT = " \xa0|»›→▶►•·←⟶⟵⇒➔➜➤➡▸▹◀◄◂❯❮■▪◆●><"
"""Arrows and dots that are set around links."""
_RANK = re.compile(r"(?:№|#)?\s?(\d{1,3})[.)．:]?(?=\D)\s*")


@lru_cache(maxsize=1024)  # asked of each item for its heading, then for its title
def pointer_in(title: str) -> tuple[str, str] | None:
    """A link's words parted into those that lead to another story and its headline.

    None where they are a headline alone.
    """
    if not opening(title.replace("İ", "I"))[0]:  # which has two letters in lower case
        return None
    words = SECTION.match(title)
    mark = _MARK.match(title, words.end()) if words else None
    if words is None or mark is None:
        return None
    rest = title[mark.end() :]
    if letters(rest) < LEAST:
        return None
    return words[0].strip(_ORNAMENT), rest


def points(tree: Tree, block: RawBlock, host: str) -> bool:
    """Whether a line is nothing but a link to another story and the words or arrow before it.

    Args:
        host: the page's.
    """
    text = block.text
    if block.link_count != 1 or not 2 * block.link_chars > len(text):
        return False
    parted = pointer_in(text)
    if parted is None:
        arrow = _ARROWS.match(text)
        rest = text[arrow.end() :] if arrow else ""
        # Offers are beside the story too; they lead elsewhere.
        if letters(rest) < ARROWED or not is_internal_link(
            tree.attrs[block.anchor].get("href", ""), host
        ):
            return False
    else:
        rest = parted[1]
    return block.link_chars >= len(rest)


def bare_title(title: str) -> str:
    """A title without the arrows and dots around it; quotation marks that are a pair are kept."""
    marks = _ORNAMENT
    for opened, closed in ("«»", "‹›"):
        if opened in title and closed in title:
            marks = marks.replace(closed, "")
        elif title.startswith(opened):
            marks += opened
    return title.strip(marks) or title


def without_ranks(tree: Tree, items: Sequence[Candidate]) -> list[str]:
    """The titles of one list without the numbers that count its items.

    A headline may begin with a number; that those of a list go 1, 2, 3 is no chance.
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
    # Two may be chance, unless the number has an element of its own.
    if len(numbers) < 3 and not all(
        _begins(tree, item, rank[0]) for item, rank in zip(items, found, strict=True) if rank
    ):
        return titles
    rests = [title[rank.end() :] for title, rank in zip(titles, found, strict=True) if rank]
    return rests if all(map(str.strip, rests)) else titles


def _begins(tree: Tree, item: Candidate, words: str) -> bool:
    """Whether an element inside one of an item's links holds a title's first words alone."""
    for anchor in item.anchors:
        for i in range(anchor + 1, tree.ends[anchor]):
            if text := tree.texts[i].strip():
                if text == words.strip() and not tree.texts[anchor].strip():
                    return True
                break
    return False
