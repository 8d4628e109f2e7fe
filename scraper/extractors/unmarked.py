"""Reads HTML pages with hardly any markup by the plain-text reader (`plaintext/`).

The block model relies on containers, classes and links, and `related/` on the addresses of items.
A page that was saved or converted to bare paragraphs has none of these: its titles and teasers are
paragraphs like any other. Only the order and shape of its lines are left, which the plain-text
reader uses. All other pages are left to the model, which does better where there is markup.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from statistics import median

from scraper.extractors.assemble import base_address
from scraper.extractors.parsing.blocks import HEADINGS, RawBlock
from scraper.extractors.parsing.hidden import is_hidden
from scraper.extractors.parsing.tree import INLINE, SKIPPED, Tree
from scraper.extractors.plaintext import PlainStory, read_plain_lines
from scraper.extractors.plaintext.lines import measure_lines
from scraper.extractors.plaintext.words import mentions_related
from scraper.record import RelatedItem
from scraper.urls import absolute

_ORNAMENTS = " \n\t\u3000\xa0·•▪■●○◆›»-–—*"
"""Marks before a linked title, which are not part of the link."""
MAX_MARKED = 3
"""Landmark elements or elements with a descriptive attribute that a bare page may have: a wrapper,
the body."""
MAX_LINKS = 3
"""Links to other pages that a page "without links" may have: home, a licence, a print view."""
MAX_LINES = 1_500
"""Maximum lines of a page read this way. A long story with a hundred items has 400; 1,500 take
0.4 s."""
MAX_ELEMENTS = 20 * MAX_LINES
"""Maximum elements (line breaks, words in bold) of such a page."""
MIN_ITEMS = 3
"""Minimum items of a list; fewer may be subheadings of the story."""
MAX_LOST_SHARE = 0.1
"""Maximum share of the page's text in long lines that the reader assigned to no part. It is a half
on the small labelled test pages that are read wrongly, and zero on invented pages."""
SHORT_LINE = 45
"""Width up to which a line may be a date, a name or a button, and is not counted as lost."""
MIN_PARAGRAPHS = 2
"""Minimum paragraphs of a story for headings without an address to count as "more news"."""
TEASER_SHARE = 0.8
"""Ratio of median teaser to median story paragraph length from which the teasers are paragraphs: it
is 0.3 on the test pages with teasers, 1.2 for the parts of a guide."""
MAX_TEASER = 400
"""Maximum characters of a teaser; those of the labelled pages have 60 to 250."""
MAX_ITEM_LINKS = 3
"""Addresses in the line of an item: its own, its section's, its comments'."""
LANDMARKS = frozenset({"article", "aside", "nav", "header", "footer", "section", "main", "form"})
DESCRIPTIVE_ATTRIBUTES = frozenset(
    ["class", "id", "role", "itemprop", "style", "bgcolor", "background", "align", "valign",
     "width", "color", "cellpadding"]
)  # fmt: skip
"""Attributes that state an element's purpose or, on pages of the 1990s, its layout."""


def read_unmarked(
    tree: Tree, raw: Sequence[RawBlock], url: str | None, titles: Sequence[str] = ()
) -> PlainStory | None:
    """Read a page's story and "more news" from the order of its lines.

    Args:
        titles: the page's titles, from its head.

    Returns:
        None where the page has enough markup or links for the model, where the lines contain no
        list, or where the result is implausible (long lines left over, titles that are headings).
    """
    bare = _is_bare(tree)
    if not bare and (_has_landmarks(tree) or _count_links(tree) > MAX_LINKS):
        return None
    if (
        len(raw) > MAX_LINES
        or len(tree) > MAX_ELEMENTS
        or any(block.row is not None for block in raw)
    ):
        return None  # a data table, whose lines would be single cells
    lines, wrapped = text_lines(tree)
    if len(lines) > MAX_LINES:
        return None
    base = base_address(tree, url)
    found = read_plain_lines(
        [line.text for line in lines],
        links=[absolute(base, line.href) or "" for line in lines],
        wrapped=wrapped,
    )
    teased = sum(item.teaser is not None or item.url is not None for item in found.related)
    is_list = teased >= MIN_ITEMS or (bare and len(found.related) > MIN_ITEMS)
    credited = found.agency or found.published_at or found.images or found.authors
    if not is_list and not (bare and found.blocks and credited and not _count_links(tree)):
        return None  # only a story, which the block model reads equally well
    if not found.blocks and len(lines) > len(raw):
        return None  # broken lines of one paragraph look like titles
    if any(len(item.teaser or "") > MAX_TEASER for item in found.related):
        return None  # the teaser is a paragraph, so its title is a heading
    if _lists_own_title(raw, found, titles):
        return None
    lost = 0.0 if wrapped else _share_lost([line.text for line in lines], found)
    if (
        lost > MAX_LOST_SHARE
        or _items_are_subheadings(raw, found)
        or _items_open_sections(raw, found, bare=bare)
    ):
        return None
    found.related = _without_menus(lines, found.related)
    if not base_address(tree, url, unknown=""):
        _drop_relative_addresses(found, base)
    return found


def _without_menus(lines: Sequence[LineBuilder], items: Sequence[RelatedItem]) -> list[RelatedItem]:
    """The items without those that are a whole menu: lines with links to many addresses. Elements
    that the reader does not know, as custom elements, do not end its lines."""
    menus = {" ".join(line.text.split()) for line in lines if len(line.addresses) > MAX_ITEM_LINKS}
    return [item for item in items if item.title not in menus]


def _drop_relative_addresses(found: PlainStory, base: str) -> None:
    """Remove addresses that were relative, on a page whose own address is unknown."""
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
    """Share of the page's text in long lines that ``found`` has neither in the story nor among the
    items and captions."""
    lines, _ = measure_lines(texts)
    placed = {block.text for block in found.blocks} | {found.title, found.subtitle}
    placed |= {words for item in found.related for words in (item.title, item.teaser)}
    placed |= {image.caption for image in found.images}
    # Items are stored without a leading bullet or lead-in ("Read also: ").
    lost = sum(
        line.width
        for line in lines
        if line.width > SHORT_LINE
        and not line.bullet
        and line.text not in placed
        and line.text.partition(": ")[2] not in placed
    )
    return lost / max(1, sum(line.width for line in lines))


def _items_are_subheadings(raw: Sequence[RawBlock], found: PlainStory) -> bool:
    """Whether titles of items are more likely subheadings, as in a guide.

    That is so if they have the same tag as the story's headings, or if most stand above text longer
    than a teaser: more than one sentence for h1 and h2 (the usual subheadings of a guide), more
    than two for other levels.
    """
    tags = {block.text: block.tag for block in raw if block.tag in HEADINGS}
    own = {tags.get(block.text) for block in found.blocks if block.type == "heading"} - {None}
    headed = [item for item in found.related if item.title in tags]
    if any(tags[item.title] in own for item in headed):
        return True
    teasers, _ = measure_lines([item.teaser for item in headed if item.teaser])
    most = 1 if any(tags[item.title] in ("h1", "h2") for item in headed) else 2
    return sum(line.sentences > most for line in teasers) * 2 > len(teasers)


def _lists_own_title(raw: Sequence[RawBlock], found: PlainStory, titles: Sequence[str]) -> bool:
    """Whether the page's own title is among the items: it was attached to the list above it, with
    the lead paragraph as its teaser."""
    heads = [block.text for block in raw if block.tag == "h1"]
    own = [*titles, *(heads if len(heads) == 1 else ())]
    return any(
        item.url is None
        and any(
            item.title == title or (len(item.title) > 15 and item.title in title) for title in own
        )
        for item in found.related
    )


def _items_open_sections(raw: Sequence[RawBlock], found: PlainStory, *, bare: bool) -> bool:
    """Whether most items are heading elements without a link, and so open sections of the story.

    On a bare page they may still be titles: after a story whose paragraphs are longer than the
    lines below the headings, as paragraphs are longer than teasers.
    """
    tags = {block.text: block.tag for block in raw if block.tag in HEADINGS}
    headed = [item for item in found.related if item.url is None and item.title in tags]
    if len(headed) * 2 <= len(found.related):
        return False
    if all(item.section and mentions_related(item.section) for item in headed):
        return False
    paragraphs = [len(block.text) for block in found.blocks if block.type != "heading"]
    teasers = [len(item.teaser) for item in headed if item.teaser]
    if not bare or len(paragraphs) < MIN_PARAGRAPHS:
        return True
    return bool(teasers) and median(teasers) >= TEASER_SHARE * median(paragraphs)


def _has_landmarks(tree: Tree) -> bool:
    """Whether landmark elements mark the page's parts; the model reads such pages without links."""
    return len(tree.named(LANDMARKS)) > MAX_MARKED


def _is_bare(tree: Tree) -> bool:
    marked = 0
    for tag, attrs in zip(tree.tags, tree.attrs, strict=True):
        if tag in LANDMARKS or (tag != "img" and not DESCRIPTIVE_ATTRIBUTES.isdisjoint(attrs)):
            marked += 1
            if marked > MAX_MARKED:
                return False
    return True


def matching_blocks(raw: Sequence[RawBlock], found: PlainStory) -> list[int] | None:
    """Indices of the blocks that make up the story found; None where its lines are not blocks."""
    texts = [block.text for block in found.blocks]
    numbers: list[int] = []
    at = 0
    for number, block in enumerate(raw):
        if at < len(texts) and block.text == texts[at]:
            numbers.append(number)
            at += 1
    return numbers if texts and at == len(texts) else None


def _count_links(tree: Tree) -> int:
    """Number of links to other pages, counted up to ``MAX_LINKS`` + 1."""
    count = 0
    for i in tree.places("a"):
        if tree.attrs[i].get("href", "#")[:1] != "#":
            count += 1
            if count > MAX_LINKS:
                break
    return count


@dataclass(slots=True)
class LineBuilder:
    """A line under construction: its pieces, the number of linked characters, the last address and
    all of them."""

    pieces: list[str] = field(default_factory=list)
    linked: int = 0
    address: str = ""
    addresses: set[str] = field(default_factory=set)

    @property
    def text(self) -> str:
        return "".join(self.pieces)

    @property
    def href(self) -> str:
        """The address of a line that is wholly a link (over 90 % of its characters), else ""."""
        letters = sum(len(piece.strip(_ORNAMENTS)) for piece in self.pieces)
        return self.address if self.linked * 10 > letters * 9 else ""


def _is_menu(tree: Tree, i: int) -> bool:
    """Whether an element is a menu, or the foot of the whole page."""
    tag = tree.tags[i]
    return tag == "nav" or (tag == "footer" and tree.tags[tree.parents[i]] == "body")


def text_lines(tree: Tree) -> tuple[list[LineBuilder], bool]:
    """The page's lines (text between block-level boundaries), and whether they may be hard-wrapped:
    that is so where a ``pre`` holds most of the page."""
    lines = [LineBuilder()]
    written = kept = 0
    stack: list[int] = []
    pre = link = 0  # one past the last element inside the ``pre``, inside the link
    address = ""

    def write(text: str, i: int) -> None:
        """Add text that stands inside element ``i``; a ``pre`` keeps its line breaks."""
        first, *rest = text.split("\n") if i < pre else [text]
        for k, words in enumerate([first, *rest]):
            if k:
                lines.append(LineBuilder())
            lines[-1].pieces.append(words)
            if i < link and words:
                lines[-1].linked += len(words.strip())
                lines[-1].address = address
                lines[-1].addresses.add(address)

    i = 0
    while i <= len(tree):
        while stack and (i == len(tree) or tree.ends[stack[-1]] <= i):
            closed = stack.pop()
            if tree.tags[closed] not in INLINE:
                lines.append(LineBuilder())
            write(tree.tails[closed], tree.parents[closed])
        if i == len(tree):
            break
        tag = tree.tags[i]
        if tag in SKIPPED or tag == "noscript" or is_hidden(tree.attrs[i]) or _is_menu(tree, i):
            write(tree.tails[i], tree.parents[i])
            i = tree.ends[i]
            continue
        if tag not in INLINE:
            lines.append(LineBuilder())
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
