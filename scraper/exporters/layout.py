"""How blocks are laid out, whatever they are written as: which belong together, and what links.

The formats themselves are in markdown.py, html.py and text.py.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from itertools import groupby

from scraper.record import Block, Link, Record

# Addresses that a reader may follow; a page can carry others (javascript:, data:, file:).
_SAFE = re.compile(r"(?:https?|ftp|mailto|tel):", re.IGNORECASE)
_SAFE_IMAGE = re.compile(r"https?:", re.IGNORECASE)

# What no text format can carry: control characters but tab and line break, and lone surrogates.
_UNPRINTABLE = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ud800-\udfff]")

# Deeper nesting is shown at this depth: written lists end at four or five, the rest is hostile.
_MAX_DEPTH = 12

# Blocks among which a standfirst stands: kickers and headings may come before it.
_OPENING = 3

# Languages written from right to left where no script is named (CLDR likely subtags).
_RIGHT_TO_LEFT = re.compile(
    r"ar[cz]?|azb|bal|bgn|bqi|ckb|dv|fa|glk|he|iw|ji|khw|ks|lrc|luz|mzn|nqo|pnb|ps|sdh?|skr|syr"
    r"|ug|ur|uzs|yi"
)
_RIGHT_TO_LEFT_SCRIPTS = re.compile("adlm|arab|hebr|mand|nkoo|rohg|samr|syrc|thaa")


@dataclass(slots=True)
class Item:
    """One list item with the lists inside it."""

    block: Block
    lists: list[ItemList] = field(default_factory=list)


@dataclass(slots=True)
class ItemList:
    """A list: numbered or not, and its items."""

    ordered: bool
    items: list[Item] = field(default_factory=list)


def groups(blocks: Iterable[Block]) -> Iterator[list[Block]]:
    """Blocks that are shown as one thing: the items of a list, the paragraphs of one quote.

    Every other block is a group of its own. Blocks with nothing to show are left out.
    """

    def together(pair: tuple[int, Block]) -> object:
        number, block = pair
        if block.type == "list_item":
            return "list"
        if block.type == "quote":
            return ("quote", block.cite)
        return number

    shown = ((n, b) for n, b in enumerate(blocks) if b.text.strip() or b.url or b.rows)
    for _, pairs in groupby(shown, key=together):
        yield [block for _, block in pairs]


def nested(items: Iterable[Block]) -> list[ItemList]:
    """The lists that a run of list items forms, by their ``level`` and ``ordered``."""
    top: list[ItemList] = []
    open_lists: list[ItemList] = []
    for block in items:
        # An item may be at most one level deeper than the one before it.
        depth = min(max(block.level or 1, 1), len(open_lists) + 1, _MAX_DEPTH)
        del open_lists[depth:]
        ordered = bool(block.ordered)
        if len(open_lists) == depth and open_lists[-1].ordered != ordered:
            open_lists.pop()
        if len(open_lists) < depth:
            new = ItemList(ordered)
            (open_lists[-1].items[-1].lists if open_lists else top).append(new)
            open_lists.append(new)
        open_lists[-1].items.append(Item(block))
    return top


def pieces(text: str, links: Sequence[Link]) -> Iterator[tuple[str, str | None]]:
    """The text in pieces with the address of each, None where it is no link.

    Links that overlap another, lie outside the text or have an unsafe address are plain text.
    """
    at = 0
    for link in sorted(links, key=lambda link: link.start):
        url = safe_url(link.url)
        if url is None or not at <= link.start < link.end <= len(text):
            continue
        if link.start > at:
            yield text[at : link.start], None
        yield text[link.start : link.end], url
        at = link.end
    if at < len(text):
        yield text[at:], None


def table_rows(block: Block) -> list[list[str]]:
    """A table's cells, every row with as many of them."""
    rows = block.rows or [line.split("\t") for line in block.text.split("\n")]
    width = max(map(len, rows), default=0)
    return [[*row, *[""] * (width - len(row))] for row in rows]


def printable(text: str) -> str:
    """The text without what no text format can carry."""
    return _UNPRINTABLE.sub("", text)


def safe_url(url: str | None, *, image: bool = False) -> str | None:
    """The address, if a reader may follow it (or a page may show it, for an image)."""
    pattern = _SAFE_IMAGE if image else _SAFE
    return url if url and pattern.match(url) else None


def direction(language: str | None) -> str:
    """``rtl``, ``ltr``, or ``auto`` where no language is known, for an HTML ``dir`` attribute."""
    if not language:
        return "auto"
    first, *rest = language.lower().replace("_", "-").split("-")
    scripts = [part for part in rest if len(part) == 4 and part.isalpha()]
    if scripts:
        return "rtl" if _RIGHT_TO_LEFT_SCRIPTS.fullmatch(scripts[0]) else "ltr"
    return "rtl" if _RIGHT_TO_LEFT.fullmatch(first) else "ltr"


def head_and_story(record: Record) -> tuple[str | None, Sequence[Block]]:
    """The standfirst, and the blocks to be shown below it.

    Many pages print the standfirst as the story's first block: then it is one of the record's
    blocks too, and would be shown twice.
    """
    if not record.subtitle:
        return None, record.blocks
    own = _folded(record.subtitle)
    for number, block in enumerate(record.blocks[:_OPENING]):
        if _folded(block.text) == own:
            return record.subtitle, [*record.blocks[:number], *record.blocks[number + 1 :]]
    return record.subtitle, record.blocks


def _folded(text: str) -> str:
    return " ".join(text.split()).casefold().rstrip(".")


def byline(record: Record) -> list[str]:
    """Who and where it is from, in the order it is shown: authors, agency, publisher."""
    parts = [", ".join(record.authors), record.agency, record.publisher]
    return list(dict.fromkeys(printable(part) for part in parts if part))
