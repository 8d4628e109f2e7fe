"""An HTML page with hardly any markup, read as the plain text that it is.

The block model knows pages by their containers, classes and links, and the "more news" are found by
their addresses (`related/`). A page that was saved or converted to bare paragraphs has none of
these, and its titles and teasers are paragraphs like any other. What is left to go by is what a
plain text has, the order and shape of its lines, so its reader decides. It is asked on no other
pages: there, markup says more.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from statistics import median

from scraper.extractors.assemble import base_address
from scraper.extractors.parsing.blocks import HEADINGS, INLINE, SKIPPED, RawBlock
from scraper.extractors.parsing.tree import Tree
from scraper.extractors.plaintext import PlainStory, read_plain_lines
from scraper.extractors.plaintext.lines import measure_lines
from scraper.extractors.plaintext.words import RELATED
from scraper.urls import absolute

MARKED = 3
"""Elements of a page's frame, or with a class, that a bare page may have: a wrapper, a body's."""
MAX_LINKS = 3
"""Links to elsewhere that a page without them may have: home, a licence, a print view."""
MAX_LINES = 1_500
"""Lines of a page that is read so; a long story with a hundred items has 400, and these take 0.4 s.
"""
MAX_ELEMENTS = 20 * MAX_LINES
"""Elements of such a page: line breaks, words in bold. One with more is left to the model."""
LEAST_ITEMS = 3
"""Items below which a list is none: a story's subheadings are fewer."""
LOST = 0.1
"""Share of the page that long lines without a place may make up. On the small test pages among the
labelled ones that are read wrongly it is a half; on invented pages nothing."""
SHORT_LINE = 45
"""Width up to which a line may be a date, a name or a button, and needs no place."""
LEAST_PARAGRAPHS = 2
"""Paragraphs that a story has at least whose "more news" are headings without an address."""
TEASER_SHARE = 0.8
"""Length of a teaser beside a paragraph of the story, from which it is itself a paragraph: on the
pages of the tests a teaser has 0.3, the parts of a guide 1.2."""
LONGEST_TEASER = 400
"""Characters; those of the labelled pages have 60 to 250."""
FRAME = frozenset({"article", "aside", "nav", "header", "footer", "section", "main", "form"})
NAMES = frozenset(
    ["class", "id", "role", "itemprop", "style", "bgcolor", "background", "align", "valign",
     "width", "color", "cellpadding"]
)  # fmt: skip
"""Attributes that say what an element is for, or, on pages of the 1990s, how it is laid out."""


def read_unmarked(
    tree: Tree, raw: Sequence[RawBlock], url: str | None, titles: Sequence[str] = ()
) -> PlainStory | None:
    """The page's story and "more news" by the order of its lines alone.

    Args:
        titles: the page's own, as its head tells them.

    Returns:
        None where markup or links tell more, where the lines hold no list, or where long lines
        would be given no place.
    """
    bare = _is_bare(tree)
    if not bare and (_is_framed(tree) or _links(tree) > MAX_LINKS):
        return None
    if (
        len(raw) > MAX_LINES
        or len(tree) > MAX_ELEMENTS
        or any(block.row is not None for block in raw)
    ):
        return None  # rows: a table with data, of which lines would be nothing but cells
    lines, wrapped = lines_of(tree)
    if len(lines) > MAX_LINES:
        return None
    base = base_address(tree, url)
    found = read_plain_lines(
        [line.text for line in lines],
        links=[absolute(base, line.href) or "" for line in lines],
        wrapped=wrapped,
    )
    teased = sum(item.teaser is not None or item.url is not None for item in found.related)
    is_list = teased >= LEAST_ITEMS or (bare and len(found.related) > LEAST_ITEMS)
    credited = found.agency or found.published_at or found.images or found.authors
    if not is_list and not (bare and found.blocks and credited and not _links(tree)):
        return None  # a story and nothing else, which the block model reads as well
    if not found.blocks and len(lines) > len(raw):
        return None  # broken lines of one paragraph look like titles
    if any(len(item.teaser or "") > LONGEST_TEASER for item in found.related):
        return None  # a paragraph, and so its title is a heading
    if _takes_own_head(raw, found, titles):
        return None
    lost = 0.0 if wrapped else _share_lost([line.text for line in lines], found)
    if lost > LOST or _headed_alike(raw, found) or _heads_story(raw, found, bare=bare):
        return None
    if not base_address(tree, url, unknown=""):
        _leave_out_addresses(found, base)
    return found


def _leave_out_addresses(found: PlainStory, base: str) -> None:
    """Take out the addresses that were relative, where nothing tells to what."""
    found.related = [
        item.model_copy(update={"url": None}) if (item.url or "").startswith(base) else item
        for item in found.related
    ]
    found.blocks = [
        block.model_copy(
            update={"links": [link for link in block.links if not link.url.startswith(base)]}
        )
        for block in found.blocks
    ]


def _share_lost(texts: Sequence[str], found: PlainStory) -> float:
    """The share of the page's text that is in long lines to which the reading gives no place:
    neither in the story, nor among the items or the captions."""
    lines, _ = measure_lines(texts)
    placed = {block.text for block in found.blocks} | {found.title, found.subtitle}
    placed |= {words for item in found.related for words in (item.title, item.teaser)}
    placed |= {image.caption for image in found.images}
    # Items that a list's mark or a pointer's word opens are placed without these.
    lost = sum(
        line.width
        for line in lines
        if line.width > SHORT_LINE
        and not line.bullet
        and line.text not in placed
        and line.text.partition(": ")[2] not in placed
    )
    return lost / max(1, sum(line.width for line in lines))


def _headed_alike(raw: Sequence[RawBlock], found: PlainStory) -> bool:
    """Whether titles of items are rather the headings of a guide.

    They have the tag of the story's own headings, or stand above more than a teaser: above two
    sentences, where they are headings of the second level, as a guide's mostly are.
    """
    tags = {block.text: block.tag for block in raw if block.tag in HEADINGS}
    own = {tags.get(block.text) for block in found.blocks if block.type == "heading"} - {None}
    headed = [item for item in found.related if item.title in tags]
    if any(tags[item.title] in own for item in headed):
        return True
    teasers, _ = measure_lines([item.teaser for item in headed if item.teaser])
    most = 1 if any(tags[item.title] in ("h1", "h2") for item in headed) else 2
    return sum(line.sentences > most for line in teasers) * 2 > len(teasers)


def _takes_own_head(raw: Sequence[RawBlock], found: PlainStory, titles: Sequence[str]) -> bool:
    """Whether the page's own title was taken for an item of the list before it, and so its lead
    paragraph for a teaser."""
    heads = [block.text for block in raw if block.tag == "h1"]
    own = [*titles, *(heads if len(heads) == 1 else ())]
    return any(
        item.url is None
        and any(
            item.title == title or (len(item.title) > 15 and item.title in title) for title in own
        )
        for item in found.related
    )


def _heads_story(raw: Sequence[RawBlock], found: PlainStory, *, bare: bool) -> bool:
    """Whether most items are heading elements that lead nowhere, and so open the story's parts.

    On a bare page they may be titles all the same: behind a story that has paragraphs of its own,
    longer than the lines below them, as paragraphs are longer than teasers.
    """
    tags = {block.text: block.tag for block in raw if block.tag in HEADINGS}
    headed = [item for item in found.related if item.url is None and item.title in tags]
    if len(headed) * 2 <= len(found.related):
        return False
    if all(item.section and RELATED.search(item.section) for item in headed):
        return False
    paragraphs = [len(block.text) for block in found.blocks if block.type != "heading"]
    teasers = [len(item.teaser) for item in headed if item.teaser]
    if not bare or len(paragraphs) < LEAST_PARAGRAPHS:
        return True
    return bool(teasers) and median(teasers) >= TEASER_SHARE * median(paragraphs)


def _is_framed(tree: Tree) -> bool:
    """Whether elements say what the page's parts are; the model knows such pages without links."""
    return sum(tag in FRAME for tag in tree.tags) > MARKED


def _is_bare(tree: Tree) -> bool:
    marked = 0
    for tag, attrs in zip(tree.tags, tree.attrs, strict=True):
        if tag in FRAME or (tag != "img" and not NAMES.isdisjoint(attrs)):
            marked += 1
            if marked > MARKED:
                return False
    return True


def blocks_of(raw: Sequence[RawBlock], found: PlainStory) -> list[int] | None:
    """Numbers of the blocks that are the story found; None where lines were not blocks."""
    texts = [block.text for block in found.blocks]
    numbers: list[int] = []
    at = 0
    for number, block in enumerate(raw):
        if at < len(texts) and block.text == texts[at]:
            numbers.append(number)
            at += 1
    return numbers if texts and at == len(texts) else None


def _links(tree: Tree) -> int:
    """Links with an address that is not on the page itself, counted no further than needed."""
    count = 0
    for tag, attrs in zip(tree.tags, tree.attrs, strict=True):
        if tag == "a" and attrs.get("href", "#")[:1] != "#":
            count += 1
            if count > MAX_LINKS:
                break
    return count


def _is_hidden(attrs: dict[str, str]) -> bool:
    style = attrs.get("style", "").replace(" ", "").lower()
    return "hidden" in attrs or "display:none" in style or "visibility:hidden" in style


@dataclass(slots=True)
class Written:
    """A line as it is put together: its pieces, and what of them is a link."""

    pieces: list[str] = field(default_factory=list)
    linked: int = 0
    address: str = ""

    @property
    def text(self) -> str:
        return "".join(self.pieces)

    @property
    def href(self) -> str:
        """The address of a line that is a link and nothing else."""
        letters = sum(map(len, map(str.strip, self.pieces)))
        return self.address if self.linked * 10 > letters * 9 else ""


def lines_of(tree: Tree) -> tuple[list[Written], bool]:
    """What stands between block-level boundaries and line breaks, and whether the lines may be
    wrapped: those of a ``pre`` that holds most of the page."""
    lines = [Written()]
    written = kept = 0
    stack: list[int] = []
    pre = link = 0  # one past the last element inside the ``pre``, inside the link
    address = ""

    def write(text: str, i: int) -> None:
        """Add text that stands inside element ``i``; a ``pre`` keeps its line breaks."""
        first, *rest = text.split("\n") if i < pre else [text]
        for k, words in enumerate([first, *rest]):
            if k:
                lines.append(Written())
            lines[-1].pieces.append(words)
            if i < link and words:
                lines[-1].linked += len(words.strip())
                lines[-1].address = address

    i = 0
    while i <= len(tree):
        while stack and (i == len(tree) or tree.ends[stack[-1]] <= i):
            closed = stack.pop()
            if tree.tags[closed] not in INLINE:
                lines.append(Written())
            write(tree.tails[closed], tree.parents[closed])
        if i == len(tree):
            break
        tag = tree.tags[i]
        if tag in SKIPPED or tag == "noscript" or _is_hidden(tree.attrs[i]):
            write(tree.tails[i], tree.parents[i])
            i = tree.ends[i]
            continue
        if tag not in INLINE:
            lines.append(Written())
        if tag == "pre":
            pre = tree.ends[i]
        elif tag == "a" and tree.attrs[i].get("href", "#")[:1] != "#":
            link, address = tree.ends[i], tree.attrs[i]["href"]
        write(tree.texts[i], i)
        written += len(tree.texts[i])
        kept += len(tree.texts[i]) if i < pre else 0
        stack.append(i)
        i += 1
    found = [line for line in lines if line.text and not line.text.isspace()]
    return found, kept * 2 > written > 0
