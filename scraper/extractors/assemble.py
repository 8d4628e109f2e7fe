"""Chosen blocks -> the story's structure: headings, lists, quotes, tables, code, embeds, links.

Which blocks are the story was decided before; what kind each is follows from the page's markup.
"""

from __future__ import annotations

from collections.abc import Sequence

from scraper.extractors.classify.features import CLOSING, TERMINAL
from scraper.extractors.embeds import embeds_of, quote_provider
from scraper.extractors.parsing.blocks import HEADINGS, RawBlock
from scraper.extractors.parsing.tree import Tree
from scraper.extractors.quotes import cite_of, is_cite
from scraper.record import Block, Link
from scraper.urls import absolute

MAX_HEADING = 120
"""Characters up to which a line set in bold, or in capitals, can be a heading."""
MAX_LINKS = 10_000
"""Links of one story that are kept; the labelled pages have 3,800 at most. Each takes about ten
microseconds."""
WIDE_ITEM = 6
"""Paragraphs in one list item from which the list is page layout (a stream of posts), no list."""
_TELLING = frozenset([*HEADINGS, "li", "ul", "ol", "menu", "footer", "cite", "blockquote"])
"""Elements that say something of the blocks in them: few of those around a block are of these."""


def assemble(
    tree: Tree, blocks: Sequence[RawBlock], chosen: Sequence[int], url: str | None
) -> list[Block]:
    """The story's blocks in reading order, with the embeds that stand between them.

    Args:
        chosen: numbers of the story's blocks, ascending.
        url: the page's address, for absolute links.
    """
    base = base_address(tree, url, unknown="")
    embeds = embeds_of(tree, blocks, chosen, base)
    story: list[Block] = []
    last_table = -1
    room = MAX_LINKS
    for place, number in enumerate(chosen):
        raw = blocks[number]
        while embeds and embeds[0][0] <= raw.first:
            story.append(embeds.pop(0)[1])
        if raw.row is not None:
            if raw.table == last_table and story and story[-1].type == "table":
                story[-1] = _with_row(story[-1], raw.row)
            else:
                story.append(_table(tree, raw))
            last_table = raw.table
            continue
        last_table = -1
        if raw.tag == "pre":
            story.append(Block(type="code", text=raw.text))
            continue
        around = _surroundings(tree, raw.node)
        if around.embedded or around.cites or is_cite(tree, raw, around.quote):
            continue  # told by the embed, or by the quote's own cite
        text, links = _text_and_links(tree, raw, base, room)
        room -= len(links)
        level = around.heading or HEADINGS.get(raw.tag, 0)
        if level:
            story.append(Block(type="heading", text=text, level=level, links=links))
        elif around.depth and not around.wide:
            story.append(
                Block(
                    type="list_item",
                    text=text,
                    level=around.depth,
                    ordered=around.ordered,
                    links=links,
                )
            )
        elif around.quote >= 0:
            cite = cite_of(tree, around.quote, base)
            story.append(Block(type="quote", text=text, cite=cite, links=links))
        elif _is_inline_heading(blocks, chosen, place):
            story.append(Block(type="heading", text=text, level=_level_after(story), links=links))
        else:
            story.append(Block(type="paragraph", text=text, links=links))
    return [*story, *[block for _, block in embeds]]


def story_text(blocks: Sequence[Block]) -> str:
    """The record's ``text``: one block a line. What embedded posts say is not part of it."""
    return "\n".join(block.text for block in blocks if block.text and block.type != "embed")


def base_address(tree: Tree, url: str | None, unknown: str = "http://localhost/") -> str:
    """What relative addresses are resolved against: ``<base href>``, or the page's address.

    Args:
        unknown: what stands for an address that nothing tells. The default lets links be compared
            with one another; with "" relative links lead nowhere, as a record must have it.
    """
    own = url or unknown
    head = tree.tags[:200]
    if "base" in head:
        return absolute(own, tree.attrs[head.index("base")].get("href", "")) or own
    return own


def _text_and_links(tree: Tree, raw: RawBlock, base: str, room: int) -> tuple[str, list[Link]]:
    """The block's folded text, and where its links lie in it, of the first ``room``."""
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
            if open_anchor >= 0 and room > 0:
                room -= 1
                said = "".join(parts[begun:])
                _close_link(tree, open_anchor, start, said, links, base)
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


def _close_link(
    tree: Tree,
    anchor: int,
    start: int,
    said: str,
    links: list[Link],
    base: str,
) -> None:
    url = absolute(base, tree.attrs[anchor].get("href", ""))
    if url is None or not said:
        return
    links.append(
        Link(
            start=start + len(said) - len(said.lstrip()),
            end=start + len(said.rstrip()),
            url=url,
        )
    )


class _Surroundings:
    """What the elements around a block make of it.

    Attributes:
        heading: level of a heading element close around it, 0 for none.
        depth: lists around it; ``ordered`` whether the inmost is numbered.
        wide: its list item holds as much as an article, so the list is page layout.
        quote: index of the ``blockquote`` around it, or -1.
        embedded: that quote is a post of a social network.
        cites: it names who is quoted, and says nothing of the story itself.
    """

    __slots__ = ("cites", "depth", "embedded", "heading", "ordered", "quote", "wide")

    def __init__(self) -> None:
        self.heading = self.depth = 0
        self.ordered = self.wide = self.embedded = self.cites = False
        self.quote = -1


def _surroundings(tree: Tree, node: int) -> _Surroundings:
    found = _Surroundings()
    tags, parents, ends = tree.tags, tree.parents, tree.ends
    at = node
    item = -1
    cites = False
    for up in range(40):
        if at < 0:
            break
        tag = tags[at]
        if tag not in _TELLING:
            pass
        elif tag in HEADINGS and up < 3 and not found.heading:
            found.heading = HEADINGS[tag]
        elif tag == "li":
            if item < 0:
                item = at
                inside = tags[at : ends[at]]
                found.wide = inside.count("p") >= WIDE_ITEM or "article" in inside
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


def _table(tree: Tree, raw: RawBlock) -> Block:
    row = raw.row or []
    header = all(
        tree.tags[i] != "td" or tree.parents[i] != raw.node
        for i in range(raw.node, tree.ends[raw.node])
    )
    return Block(type="table", text="\t".join(row), rows=[row], header_rows=int(header))


def _with_row(table: Block, row: list[str]) -> Block:
    return table.model_copy(
        update={"text": table.text + "\n" + "\t".join(row), "rows": [*(table.rows or []), row]}
    )


def _is_inline_heading(blocks: Sequence[RawBlock], chosen: Sequence[int], place: int) -> bool:
    """A whole line in bold or in capitals above running text is a heading without its tag."""
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
    """The level of a heading that its markup does not tell: that of the headings before it."""
    for block in reversed(story):
        if block.type == "heading" and block.level:
            return block.level
    return 2
