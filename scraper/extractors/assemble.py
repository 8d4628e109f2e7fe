"""Chosen blocks -> the story's structure: headings, lists, quotes, tables, code, embeds, links.

The blocks of the story are selected elsewhere (`reading.py`); their types follow from the markup.
"""

from __future__ import annotations

from collections.abc import Sequence
from itertools import takewhile

from scraper.extractors.classify.text_shape import CLOSING, TERMINAL
from scraper.extractors.embeds import embeds_of, quote_provider
from scraper.extractors.parsing.blocks import CELLS, HEADINGS, RawBlock
from scraper.extractors.parsing.tree import Tree
from scraper.extractors.quotes import is_citation, quoted_source
from scraper.record import Block, Link
from scraper.urls import absolute

MAX_HEADING = 120
"""Characters up to which a line set in bold, or in capitals, can be a heading."""
MAX_LINKS = 10_000
"""Links kept of one story; the labelled pages have 3,800 at most. A link takes about ten
microseconds."""
HEAD_ELEMENTS = 200
"""First elements of a page among which its ``base`` may be."""
LAYOUT_ITEM_PARAGRAPHS = 6
"""Paragraphs in one list item from which the list is page layout (a stream of posts)."""
_CONTEXT_TAGS = frozenset([*HEADINGS, "li", "ul", "ol", "menu", "footer", "cite", "blockquote"])
"""Elements that affect the type of blocks inside them. Checked first, since few ancestors of a
block are among them."""


def assemble(
    tree: Tree, blocks: Sequence[RawBlock], chosen: Sequence[int], url: str | None
) -> list[Block]:
    """The story's blocks in reading order, with the embeds between them.

    Args:
        chosen: indices in ``blocks`` of the story's blocks, ascending.
        url: the page's address, against which links are resolved.
    """
    base = base_address(tree, url, unknown="")
    embeds = embeds_of(tree, blocks, chosen, base)
    story: list[Block] = []
    last_table = -1
    link_budget = MAX_LINKS
    for place, number in enumerate(chosen):
        raw = blocks[number]
        while embeds and embeds[0][0] <= raw.first:
            story.append(embeds.pop(0)[1])
        if raw.row is not None:
            if raw.table != last_table or story[-1].type != "table":
                # Rows are collected up to the table's end or an embed, and made a block once:
                # growing a block row by row takes quadratic time.
                stop = embeds[0][0] if embeds else len(tree)
                rows = _rows_from(blocks, chosen, place, stop)
                story.append(_table(tree, rows, base, link_budget))
                link_budget -= len(story[-1].links)
            last_table = raw.table
            continue
        if raw.tag == "pre":
            story.append(Block(type="code", text=raw.text))
            continue
        context = _context_of(tree, raw.node)
        if context.embedded or context.cites or is_citation(tree, raw, context.quote):
            continue  # part of the embed, or of the quote's ``cite``
        text, links = _text_and_links(tree, raw, base, link_budget)
        link_budget -= len(links)
        level = context.heading or HEADINGS.get(raw.tag, 0)
        if level:
            text = _without_permalink(tree, raw, text)
            links = [link for link in links if link.end <= len(text)]
            story.append(Block(type="heading", text=text, level=level, links=links))
        elif context.depth and not context.wide:
            story.append(
                Block(
                    type="list_item",
                    text=text,
                    level=context.depth,
                    ordered=context.ordered,
                    links=links,
                )
            )
        elif context.quote >= 0:
            cite = quoted_source(tree, context.quote, base)
            story.append(Block(type="quote", text=text, cite=cite, links=links))
        elif _is_inline_heading(blocks, chosen, place):
            story.append(Block(type="heading", text=text, level=_level_after(story), links=links))
        else:
            story.append(Block(type="paragraph", text=text, links=links))
    return [*story, *[block for _, block in embeds]]


def story_text(blocks: Sequence[Block]) -> str:
    """The record's ``text``: one block a line, without the text of embedded posts."""
    return "\n".join(block.text for block in blocks if block.text and block.type != "embed")


def base_address(tree: Tree, url: str | None, unknown: str = "http://localhost/") -> str:
    """The base for relative addresses: ``<base href>``, or the page's address.

    Args:
        unknown: used in place of an unknown page address. The default makes links comparable with
            one another; with "" relative links stay unresolved, as a record requires.
    """
    own = url or unknown
    bases = tree.places("base")
    if bases and bases[0] < HEAD_ELEMENTS:
        return absolute(own, tree.attrs[bases[0]].get("href", "")) or own
    return own


def _text_and_links(
    tree: Tree, raw: RawBlock, base: str, link_budget: int
) -> tuple[str, list[Link]]:
    """The block's text with white space collapsed, and its first ``link_budget`` links with their
    offsets in that text."""
    if not raw.link_count:
        return raw.text, []
    parts: list[str] = []
    links: list[Link] = []
    length = 0
    blank = True
    open_anchor = -1
    start = begun = 0
    for piece, anchor in [*raw.pieces, ("", -1)]:
        if anchor != open_anchor:
            if open_anchor >= 0 and link_budget > 0:
                link_budget -= 1
                anchor_text = "".join(parts[begun:])
                _close_link(tree, open_anchor, start, anchor_text, links, base)
            open_anchor, start, begun = anchor, length, len(parts)
        words = piece.split()
        if not words:
            if piece and not blank:
                parts.append(" ")
                length += 1
                blank = True
            continue
        folded = " ".join(words)
        if piece[0].isspace() and not blank:
            folded = " " + folded
        if piece[-1].isspace():
            folded += " "
        parts.append(folded)
        length += len(folded)
        blank = folded[-1] == " "
    return "".join(parts).rstrip(), [link for link in links if link.start < link.end]


_PERMALINKS = frozenset("¶ # § 🔗 ⚓ \u200b".split(" "))
"""Texts of a heading's link to itself, which documentation shows beside it."""


def _without_permalink(tree: Tree, raw: RawBlock, text: str) -> str:
    """A heading's text without the sign at its end that links to the heading itself."""
    piece, anchor = next(((p, a) for p, a in reversed(raw.pieces) if p.strip()), ("", -1))
    sign = piece.strip()
    if anchor < 0 or sign not in _PERMALINKS or "#" not in tree.attrs[anchor].get("href", ""):
        return text
    return text.removesuffix(sign).rstrip() or text


def _close_link(
    tree: Tree,
    anchor: int,
    start: int,
    anchor_text: str,
    links: list[Link],
    base: str,
) -> None:
    """Append the link of ``anchor``, whose text begins at offset ``start`` of the block's text."""
    url = absolute(base, tree.attrs[anchor].get("href", ""))
    if url is None or not anchor_text:
        return
    links.append(
        Link(
            start=start + len(anchor_text) - len(anchor_text.lstrip()),
            end=start + len(anchor_text.rstrip()),
            url=url,
        )
    )


class _Context:
    """Properties of a block that its ancestor elements determine.

    Attributes:
        heading: level of a heading element up to three levels above the block, 0 for none.
        depth: number of enclosing lists; ``ordered`` whether the innermost is numbered.
        wide: its list item is as long as an article, so the list is page layout.
        quote: index of the enclosing ``blockquote`` element, or -1.
        embedded: that quote is an embedded post of a social network.
        cites: the block only names the source of the quote.
    """

    __slots__ = ("cites", "depth", "embedded", "heading", "ordered", "quote", "wide")

    def __init__(self) -> None:
        self.heading = self.depth = 0
        self.ordered = self.wide = self.embedded = self.cites = False
        self.quote = -1


def _context_of(tree: Tree, node: int) -> _Context:
    found = _Context()
    tags, parents, ends = tree.tags, tree.parents, tree.ends
    at = node
    item = -1
    cites = False
    for up in range(40):
        if at < 0:
            break
        tag = tags[at]
        if tag not in _CONTEXT_TAGS:
            pass
        elif tag in HEADINGS and up < 3 and not found.heading:
            found.heading = HEADINGS[tag]
        elif tag == "li":
            if item < 0:
                item = at
                inside = tags[at : ends[at]]
                found.wide = inside.count("p") >= LAYOUT_ITEM_PARAGRAPHS or "article" in inside
        elif tag in ("ul", "ol", "menu") and item >= 0:
            if not found.depth:
                found.ordered = tag == "ol"
            found.depth += 1
        elif tag in ("footer", "cite") and found.quote < 0:
            cites = True
        elif tag == "blockquote" and found.quote < 0:
            found.quote = at
            found.embedded = quote_provider(tree.attrs[at]) is not None
            found.cites = cites
        at = parents[at]
    return found


def _rows_from(
    blocks: Sequence[RawBlock], chosen: Sequence[int], place: int, stop: int
) -> list[RawBlock]:
    """The chosen rows of one table from ``place`` in ``chosen`` on, up to element ``stop``."""
    table = blocks[chosen[place]].table
    following = (blocks[chosen[k]] for k in range(place, len(chosen)))
    return list(takewhile(lambda raw: raw.table == table and raw.first < stop, following))


def _table(tree: Tree, rows: Sequence[RawBlock], base: str, link_budget: int) -> Block:
    links: list[Link] = []
    lines: list[str] = []
    start = 0
    grid = _grid(tree, rows)
    for raw, cells in zip(rows, grid, strict=True):
        for link in _row_links(tree, raw, cells, base)[: link_budget - len(links)]:
            moved = {"start": link.start + start, "end": link.end + start}
            links.append(link.model_copy(update=moved) if start else link)
        lines.append("\t".join(text for text, _ in cells))
        start += len(lines[-1]) + 1
    first = rows[0].node
    header = all(
        tree.tags[i] != "td" or tree.parents[i] != first for i in range(first, tree.ends[first])
    )
    return Block(
        type="table",
        text="\n".join(lines),
        rows=[[text for text, _ in cells] for cells in grid],
        header_rows=int(header),
        links=links,
    )


def _grid(tree: Tree, rows: Sequence[RawBlock]) -> list[list[tuple[str, int]]]:
    """The cells of a table's rows, each with its text and its element (-1 for none), in columns.

    A cell over several columns or rows is followed by empty ones, as far as other cells come after
    them. For columns that no row has cells in, and rows that are not of the story, there are none.
    """
    cells = [_cells_of(tree, raw) for raw in rows]
    width = max(map(len, cells))
    if all(len(row) == width for row in cells):
        return [[(text, i) for text, i, _, _ in row] for row in cells]
    grid: list[list[tuple[str, int]]] = []
    below: dict[int, int] = {}  # column -> further rows that the cell in it is over
    for row in cells:
        free = width - len(row) - len(below)  # columns for cells over several of them
        line: list[tuple[str, int]] = []
        after: dict[int, int] = {}
        for text, i, columns, span in row:
            while len(line) in below and len(line) < width:
                line.append(("", -1))
            extra = min(columns - 1, max(free, 0))
            free -= extra
            for column in range(len(line), len(line) + 1 + extra):
                if span > 1:
                    after[column] = span - 1
            line += [(text, i), *[("", -1)] * extra]
        below = {column: left - 1 for column, left in below.items() if left > 1} | after
        while line[-1][1] < 0:
            line.pop()
        grid.append(line)
    return grid


MAX_SPAN = 1000
"""Columns or rows that a cell may be over (HTML standard, 4.9.11)."""


def _cells_of(tree: Tree, raw: RawBlock) -> list[tuple[str, int, int, int]]:
    """Text, element, and number of columns and rows of each cell of a row."""
    tags, ends = tree.tags, tree.ends
    found = []
    texts = iter(raw.row or [])
    i = raw.node + 1
    while i < ends[raw.node]:
        if tags[i] not in CELLS:
            i += 1
            continue
        attrs = tree.attrs[i]
        spans = (attrs.get("colspan", ""), attrs.get("rowspan", ""))
        columns, span = (min(int(n), MAX_SPAN) if n.isdecimal() and n != "0" else 1 for n in spans)
        found.append((next(texts, ""), i, columns, span))
        i = ends[i]
    return found


def _row_links(
    tree: Tree, raw: RawBlock, cells: Sequence[tuple[str, int]], base: str
) -> list[Link]:
    """The links of a table row, with their offsets in its cells joined by tabs."""
    if not raw.link_count:
        return []
    links: list[Link] = []
    offset = 0
    for cell, i in cells:
        place = 0
        for j in range(i + 1, tree.ends[i]) if i >= 0 else ():
            words = tree.text_content(j) if tree.tags[j] == "a" else ""
            at = cell.find(words, place) if words else -1
            url = absolute(base, tree.attrs[j].get("href", "")) if at >= 0 else None
            if url:
                place = at + len(words)
                links.append(Link(start=offset + at, end=offset + place, url=url))
        offset += len(cell) + 1
    return links


def _is_inline_heading(blocks: Sequence[RawBlock], chosen: Sequence[int], place: int) -> bool:
    """Whether a block is a heading without a heading tag: a whole line in bold or in capitals above
    running text."""
    raw = blocks[chosen[place]]
    text = raw.text
    if len(text) > MAX_HEADING or place + 1 >= len(chosen) or raw.tag == "figcaption":
        return False
    last = text.rstrip("".join(CLOSING))[-1:] or text[-1]
    if last in TERMINAL or last in ":：,，;；" or not any(c.isalpha() for c in text):
        return False
    after = blocks[chosen[place + 1]]
    if after.row is not None or len(after.text) <= len(text):
        return False
    after_bold = after.bold_chars * 2 > len(after.text)
    if raw.bold_chars >= len(text) * 0.95 and not after_bold:
        return place > 0 or raw.bold_chars < 60
    return text.isupper() and len(text) > 3 and not after.text.isupper() and place > 0


def _level_after(story: Sequence[Block]) -> int:
    """The level of an inline heading: that of the heading before it, or 2."""
    for block in reversed(story):
        if block.type == "heading" and block.level:
            return block.level
    return 2
