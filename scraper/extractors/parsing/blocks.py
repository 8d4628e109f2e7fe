"""Cuts the tree into blocks: the runs of text between block-level boundaries, in document order.

A block is what a reader sees as one paragraph, heading, list item, table row or caption. Nothing is
classified here: `classify/features.py` computes features, `classify/judge.py` probabilities.

`_blocks.pyx` is the compiled twin of ``runs``; without it, ``runs`` gives the same blocks.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from scraper.extractors.compiled import compiled
from scraper.extractors.parsing.hidden import is_hidden_beside_text, space_left
from scraper.extractors.parsing.tree import INLINE, SKIPPED, Tree

BOLD = frozenset({"b", "strong"})
EMPHASIS = frozenset({"i", "em", "cite"})
LINES = frozenset({"p", "div", "span", "em", "i", "small"})
"""Elements that may hold a line apart from the story: a signature, a credit. Headings, list items
and cells of tables are none."""
HEADINGS = {"h1": 1, "h2": 2, "h3": 3, "h4": 4, "h5": 5, "h6": 6}
CELLS = frozenset({"td", "th"})
NOT_IN_DATA = frozenset({"table", "form", "article", "section", "aside", "h1", "nav", "iframe"})
"""Elements that no data table contains."""
LONG_CELL = 400
"""Characters in one cell above which a table without header cells is page layout and not data. 95 %
of the data tables on the labelled pages have no longer cell."""
LONG_HEADED_CELL = 3_000
"""The same for a table with a row or a column of header cells."""

MAX_BLOCKS = 10_000
"""Maximum blocks of one page; the largest labelled page has 2,641. Classification takes about 20
microseconds a block, and a hostile page must not take seconds."""

_NONE = -1


class RawBlock:
    """A run of text between two block-level boundaries.

    Attributes:
        node: index of the nearest block-level element around the text.
        first: index of the element that directly contains the first text of the run.
        tag: tag of element ``node``; ``tr`` for a row of a data table.
        text: the text with white space collapsed; a ``pre`` keeps its white space.
        pieces: (text, index of the enclosing anchor or -1) in document order, not collapsed; link
            offsets are computed from them.
        link_chars, bold_chars, italic_chars: number of linked, bold and italic characters.
        link_count: number of anchors with text.
        anchor: index of the first anchor with text, or -1.
        row: cells of a table row, else None.
        table: index of the data table that the row belongs to, or -1.
    """

    __slots__ = (
        "anchor",
        "bold_chars",
        "first",
        "italic_chars",
        "link_chars",
        "link_count",
        "node",
        "pieces",
        "row",
        "table",
        "tag",
        "text",
    )

    def __init__(self, node: int, first: int, tag: str, text: str) -> None:
        self.node = node
        self.first = first
        self.tag = tag
        self.text = text
        self.pieces: list[tuple[str, int]] = []
        self.link_chars = 0
        self.bold_chars = 0
        self.italic_chars = 0
        self.link_count = 0
        self.anchor = _NONE
        self.row: list[str] | None = None
        self.table = _NONE


FIELDS = RawBlock.__slots__


def is_indented(text: str) -> bool:
    """Whether the text after a line break begins as a paragraph does in print: with an ideographic
    space, or with two non-breaking ones."""
    return text.lstrip(" \t\r\n").startswith(("\u3000", "\u00a0\u00a0"))


def is_inline(tag: str, parent_tag: str) -> bool:
    """Whether an element is part of the run of text around it."""
    if tag in INLINE:
        return True
    # A custom element is inline inside a paragraph or heading; elsewhere it is a component.
    return ("-" in tag or ":" in tag) and (parent_tag == "p" or parent_tag in HEADINGS)


def data_tables(tree: Tree) -> dict[int, int]:
    """Rows of data tables: index of the ``tr`` element -> index of its table.

    A data table has no nested table, form or section, at least two rows, two cells a row on
    average (one missing cell is allowed), and no cell longer than ``LONG_CELL``, or
    ``LONG_HEADED_CELL`` where the first row consists of header cells or each row has one. Rows
    without cells do not count.
    """
    rows: dict[int, int] = {}
    end = 0
    for i in tree.places("table"):
        own = _rows_of_data(tree, i) if i >= end else None
        if own is not None:
            rows.update(dict.fromkeys(own, i))
            end = tree.ends[i]
    return rows


def _rows_of_data(tree: Tree, table: int) -> list[int] | None:
    """The ``tr`` elements of a data table; None for any other table."""
    tags, ends, texts, tails = tree.tags, tree.ends, tree.texts, tree.tails
    found: list[int] = []
    cells = headers = leading_headers = filled = counted = 0
    cell_end = cell_chars = longest = 0
    for j in range(table + 1, ends[table]):
        tag = tags[j]
        if tag in NOT_IN_DATA:
            return None
        if tag == "tr":
            found.append(j)
        elif tag in CELLS:
            cells += 1
            if found and found[-1] != counted:
                counted = found[-1]
                filled += 1
            if tag == "th":
                headers += 1
                leading_headers += headers == cells
            elif filled == 1:
                leading_headers = 0
            cell_end = ends[j]
            cell_chars = 0
        if j < cell_end:
            cell_chars += len(texts[j].strip()) + len(tails[j].strip())
            longest = max(longest, cell_chars)
    headed = leading_headers >= 2 or headers >= filled
    if longest > (LONG_HEADED_CELL if headed else LONG_CELL):
        return None
    if filled < 2 or cells < 2 * filled - 1:
        return None
    # A row whose parent is not part of this table is broken markup.
    return [row for row in found if tree.parents[row] >= table]


def cut(tree: Tree) -> list[RawBlock]:
    """The page's blocks in document order, up to ``MAX_BLOCKS``; beyond that ``tree.limited`` is
    set."""
    return _fast_cut(tree)


def runs(tree: Tree) -> list[RawBlock]:
    """The plain twin of ``_blocks.cut``."""
    tags, parents, ends, attrs = tree.tags, tree.parents, tree.ends, tree.attrs
    texts, tails = tree.texts, tree.tails
    rows = data_tables(tree)
    at = _Cutter(tags)
    stack: list[int] = []
    containers: list[int] = []
    n = len(tags)
    i = 0
    while True:
        while stack and (i >= n or ends[stack[-1]] <= i):
            j = stack.pop()
            if containers and containers[-1] == j:
                at.flush(j)
                containers.pop()
                at.breaks = 0
            else:
                at.leave(j)
            at.put(tails[j], parents[j])
        if i >= n:
            break
        if len(at.blocks) >= MAX_BLOCKS:
            tree.limited = True
            return at.blocks
        tag = tags[i]
        container = containers[-1] if containers else 0
        hidden = tag in INLINE and bool(attrs[i]) and is_hidden_beside_text(tree, i)
        if hidden or tag in SKIPPED:
            if hidden and space_left(tree, i):
                at.put_blank()
            at.put(tails[i], parents[i])
            i = ends[i]
            continue
        if tag == "br":
            at.breaks += 1
            if at.breaks >= 2 or is_indented(tails[i]):
                at.flush(container)
            at.put_blank("\n")
            if not tails[i].isspace():
                at.put(tails[i], parents[i])
            i = ends[i]
            continue
        if i in rows or tag == "pre":
            at.flush(container)
            if tag == "pre":
                cut_pre(tree, at.blocks, i)
            else:
                cut_row(tree, at.blocks, i, rows[i])
            at.put(tails[i], parents[i], formatted=False)
            at.breaks = 0
            i = ends[i]
            continue
        parent = parents[i]
        if not at.enter(i) and not is_inline(tag, tags[parent] if parent >= 0 else ""):
            at.flush(container)
            containers.append(i)
            at.breaks = 0
        stack.append(i)
        at.put(texts[i], i)
        i += 1
    at.flush(0)
    return at.blocks


class _Cutter:
    """The finished blocks and the run of text that becomes the next one.

    Attributes:
        pieces: of the run; see ``RawBlock``.
        marks: for each piece, 1 for bold plus 2 for italic.
        first: index of the element that directly contains the first text of the run.
        breaks: ``br`` elements since the last text.
        anchor: index of the open anchor, or -1; ``bold`` and ``italic``: number of open elements.
    """

    def __init__(self, tags: list[str]) -> None:
        self.tags = tags
        self.blocks: list[RawBlock] = []
        self.pieces: list[tuple[str, int]] = []
        self.marks: list[int] = []
        self.first = self.breaks = self.bold = self.italic = 0
        self.anchor = _NONE

    def enter(self, node: int) -> bool:
        """Begin an element that formats its text or links it; False for other elements."""
        tag = self.tags[node]
        if tag == "a":
            self.anchor = node
        elif tag in BOLD:
            self.bold += 1
        elif tag in EMPHASIS:
            self.italic += 1
        else:
            return False
        return True

    def leave(self, node: int) -> None:
        """End an element that is not a container of blocks."""
        tag = self.tags[node]
        if tag == "a":
            if self.anchor == node:
                self.anchor = _NONE
        elif tag in BOLD:
            self.bold -= 1
        elif tag in EMPHASIS:
            self.italic -= 1

    def put(self, text: str, node: int, *, formatted: bool = True) -> None:
        """Add the text that element ``node`` directly contains; white space only within a run."""
        if not text:
            return
        if text.isspace():
            self.put_blank()
            return
        if not self.pieces:
            self.first = node
        self.pieces.append((text, self.anchor))
        self.marks.append((self.bold > 0) + 2 * (self.italic > 0) if formatted else 0)
        self.breaks = 0

    def put_blank(self, blank: str = " ") -> None:
        """Add white space to the run if it has begun."""
        if self.pieces:
            self.pieces.append((blank, _NONE))
            self.marks.append(0)

    def flush(self, node: int) -> None:
        """End the run; it becomes a block of element ``node`` if it has text."""
        pieces, marks = self.pieces, self.marks
        self.pieces, self.marks = [], []
        text = " ".join("".join([piece[0] for piece in pieces]).split())
        if not text:
            return
        block = RawBlock(node, self.first, self.tags[node], text)
        block.pieces = pieces
        anchor = _NONE
        for (piece, link), mark in zip(pieces, marks, strict=True):
            if link >= 0 or mark:
                size = len(" ".join(piece.split()))
                if link >= 0:
                    block.link_chars += size
                    if link != anchor and size:
                        block.link_count += 1
                        if block.anchor < 0:
                            block.anchor = link
                        anchor = link
                if mark & 1:
                    block.bold_chars += size
                if mark & 2:
                    block.italic_chars += size
        self.blocks.append(block)


def cut_row(tree: Tree, blocks: list[RawBlock], row: int, table: int) -> None:
    """Append a row of a data table as one block; its cells are separated by tabs in ``text``."""
    tags, ends = tree.tags, tree.ends
    cells: list[str] = []
    block = RawBlock(row, row, "tr", "")
    i, end = row + 1, ends[row]
    while i < end:
        if tags[i] in CELLS:
            cells.append(tree.text_content(i))
            i = ends[i]
            continue
        i += 1
    text = "\t".join(cells)
    if not text.strip():
        return
    block.text = text
    block.row = cells
    block.table = table
    for j in range(row + 1, end):
        if tags[j] == "a":
            size = len(tree.text_content(j))
            if size:
                block.link_chars += size
                block.link_count += 1
                if block.anchor < 0:
                    block.anchor = j
    blocks.append(block)


def cut_pre(tree: Tree, blocks: list[RawBlock], pre: int) -> None:
    """Append a ``pre`` as one block, with its white space except line breaks at both ends."""
    tags, ends, texts, tails = tree.tags, tree.ends, tree.texts, tree.tails
    parts = [texts[pre]]
    open_elements: list[int] = []
    for i in range(pre + 1, ends[pre]):
        while open_elements and ends[open_elements[-1]] <= i:
            parts.append(tails[open_elements.pop()])
        open_elements.append(i)
        if tags[i] == "br":
            parts.append("\n")
        if tags[i] not in SKIPPED:
            parts.append(texts[i])
    while open_elements:
        parts.append(tails[open_elements.pop()])
    text = "".join(parts).replace("\r\n", "\n").strip("\n").rstrip()
    if text.strip():
        block = RawBlock(pre, pre, "pre", text)
        block.pieces = [(text, _NONE)]
        blocks.append(block)


_fast_cut = compiled(runs)
if not TYPE_CHECKING:  # which does not let a class be assigned
    RawBlock = compiled(RawBlock)


def heading_around(tree: Tree, node: int) -> int:
    """Level of the heading that an element is, or that one of the two elements around it is; 0 for
    none."""
    for _ in range(3):
        if node < 0:
            return 0
        level = HEADINGS.get(tree.tags[node], 0)
        if level:
            return level
        node = tree.parents[node]
    return 0
