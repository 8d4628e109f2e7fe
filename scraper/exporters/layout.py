"""Layout of blocks common to all output formats: grouping, nested lists, links, safe URLs.

The formats themselves are in markdown.py, html.py and text.py.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from itertools import groupby

from scraper.record import Block, Image, Link, Record

# Schemes of URLs that are kept as links; pages may contain others (javascript:, data:, file:).
_SAFE = re.compile(r"(?:https?|ftp|mailto|tel):", re.IGNORECASE)
_SAFE_IMAGE = re.compile(r"https?:", re.IGNORECASE)

# Not allowed in text formats: control characters other than tab and line break, lone surrogates.
_UNPRINTABLE = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ud800-\udfff]")

# Maximum list depth; deeper items are shown at this depth. Real lists have four or five levels,
# deeper ones are hostile input.
_MAX_DEPTH = 12

# The standfirst is searched in this many first blocks: kickers and headings may precede it.
_STANDFIRST_WINDOW = 3

# Languages written from right to left if no script is given (CLDR likely subtags).
_RIGHT_TO_LEFT = re.compile(
    r"ar[cz]?|azb|bal|bgn|bqi|ckb|dv|fa|glk|he|iw|ji|khw|ks|lrc|luz|mzn|nqo|pnb|ps|sdh?|skr|syr"
    r"|ug|ur|uzs|yi"
)
_RIGHT_TO_LEFT_SCRIPTS = re.compile("adlm|arab|hebr|mand|nkoo|rohg|samr|syrc|thaa")


@dataclass(slots=True)
class Item:
    """One list item with its nested lists."""

    block: Block
    lists: list[ItemList] = field(default_factory=list)


@dataclass(slots=True)
class ItemList:
    """A list, numbered or not, and its items."""

    ordered: bool
    items: list[Item] = field(default_factory=list)


def group_blocks(blocks: Iterable[Block]) -> Iterator[list[Block]]:
    """Group blocks that are displayed together: the items of a list, the paragraphs of a quote.

    Every other block is its own group. Blocks without content are left out.
    """

    def group_key(pair: tuple[int, Block]) -> object:
        number, block = pair
        if block.type == "list_item":
            return "list"
        if block.type == "quote":
            return ("quote", block.cite)
        return number

    shown = ((n, b) for n, b in enumerate(blocks) if b.text.strip() or b.url or b.rows)
    for _, pairs in groupby(shown, key=group_key):
        yield [block for _, block in pairs]


def build_lists(items: Iterable[Block]) -> list[ItemList]:
    """Build nested lists from consecutive list items, using their ``level`` and ``ordered``."""
    top: list[ItemList] = []
    open_lists: list[ItemList] = []
    for block in items:
        # An item can be at most one level deeper than the previous one.
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


def split_links(text: str, links: Sequence[Link]) -> Iterator[tuple[str, str | None]]:
    """Split a text into pieces, each with its link URL, or None if it is not a link.

    Links that overlap another link, are outside the text or have an unsafe URL become plain text.
    """
    position = 0
    for link in sorted(links, key=lambda link: link.start):
        url = safe_url(link.url)
        if url is None or not position <= link.start < link.end <= len(text):
            continue
        if link.start > position:
            yield text[position : link.start], None
        yield text[link.start : link.end], url
        position = link.end
    if position < len(text):
        yield text[position:], None


def table_rows(block: Block) -> list[list[str]]:
    """The cells of a table, with rows padded to the same length."""
    return [[text for text, _ in row] for row in linked_rows(block)]


def linked_rows(block: Block) -> list[list[tuple[str, list[Link]]]]:
    """The cells of a table, each with its links, whose offsets are in the cell; with rows padded to
    the same length."""
    rows = block.rows or [line.split("\t") for line in block.text.split("\n")]
    width = max(map(len, rows), default=0)
    waiting = sorted(block.links, key=lambda link: link.start, reverse=True)
    linked: list[list[tuple[str, list[Link]]]] = []
    start = 0
    for row in rows:
        cells: list[tuple[str, list[Link]]] = []
        for cell in row:
            links = []
            while waiting and waiting[-1].start < start + len(cell):
                link = waiting.pop()
                links.append(Link(start=link.start - start, end=link.end - start, url=link.url))
            cells.append((cell, links))
            start += len(cell) + 1
        linked.append([*cells, *[("", [])] * (width - len(cells))])
    return linked


def printable(text: str) -> str:
    """The text without characters that are not allowed in text formats."""
    return _UNPRINTABLE.sub("", text)


def safe_url(url: str | None, *, image: bool = False) -> str | None:
    """The URL if its scheme is safe for links (or for images); otherwise None."""
    pattern = _SAFE_IMAGE if image else _SAFE
    return url if url and pattern.match(url) else None


def direction(language: str | None) -> str:
    """The HTML ``dir`` of a language: ``rtl`` or ``ltr``; ``auto`` if the language is unknown."""
    if not language:
        return "auto"
    first, *rest = language.lower().replace("_", "-").split("-")
    scripts = [part for part in rest if len(part) == 4 and part.isalpha()]
    if scripts:
        return "rtl" if _RIGHT_TO_LEFT_SCRIPTS.fullmatch(scripts[0]) else "ltr"
    return "rtl" if _RIGHT_TO_LEFT.fullmatch(first) else "ltr"


def split_standfirst(record: Record) -> tuple[str | None, Sequence[Block]]:
    """The standfirst, and the blocks to show below it.

    On many pages the standfirst is also one of the story's first blocks. It is removed from the
    returned blocks, since it would otherwise be shown twice.
    """
    if not record.subtitle:
        return None, record.blocks
    folded_standfirst = _folded(record.subtitle)
    for number, block in enumerate(record.blocks[:_STANDFIRST_WINDOW]):
        if _folded(block.text) == folded_standfirst:
            return record.subtitle, [*record.blocks[:number], *record.blocks[number + 1 :]]
    return record.subtitle, record.blocks


def _folded(text: str) -> str:
    return " ".join(text.split()).casefold().rstrip(".")


def caption_and_credit(image: Image) -> tuple[str, str]:
    """One line each; no credit if the caption ends with it, as on pages saved as text."""
    caption, credit = (" ".join((part or "").split()) for part in (image.caption, image.credit))
    repeated = re.search(rf"(?:^|\W){re.escape(credit)}\W*$", caption) if credit else None
    return caption, "" if repeated else credit


def byline(record: Record) -> list[str]:
    """The parts of the byline in display order: authors, agency, publisher."""
    parts = [", ".join(record.authors), record.agency, record.publisher]
    return list(dict.fromkeys(printable(part) for part in parts if part))
