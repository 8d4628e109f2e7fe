"""Where a "more news" item stands: the heading of its block, and its place beside the story."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from functools import lru_cache

from scraper.extractors.classify.features import markup_words
from scraper.extractors.parsing.blocks import HEADINGS, RawBlock
from scraper.extractors.parsing.tree import Tree
from scraper.extractors.plaintext.words import RELATED
from scraper.extractors.related.candidates import Candidate
from scraper.extractors.related.pointers import pointer_in
from scraper.extractors.related.titles import MINOR, word_count
from scraper.record import Position

MAX_SECTION = 60
"""Characters of a section heading; a longer line above a list is a headline or a sentence."""
LEVELS = 8
"""Elements around a card that are looked through for its heading."""


class Sections:
    """The heading of the block that each item stands in: "More News", "Baca juga".

    Args:
        items: the page's items in document order.
        story: for each block, whether it is part of the story.
        titles: the page's own titles; its entry in a list of stories is no heading.
    """

    def __init__(
        self,
        tree: Tree,
        blocks: Sequence[RawBlock],
        items: Sequence[Candidate],
        story: Sequence[bool],
        titles: Sequence[str] = (),
    ) -> None:
        self.tree, self.blocks, self.story, self.titles = tree, blocks, story, titles
        self.taken = {number for item in items for number in item.blocks}
        self.said = {item.title for item in items}
        self._add_other_links(items)
        self.heads = {heading_element(tree, blocks[item.title_block].node) for item in items}
        self.labels = {id(item): self._label(item) for item in items}
        self.insides = {id(item): self._inside(item) for item in items}
        labels = (self.labels[key] or inside for key, inside in self.insides.items())
        counts = Counter(label for label in labels if label)
        single = {label for label, n in counts.items() if n == 1 and not says_related(label)}
        # "Read also:" stands before every item; what is another word before each is its kicker.
        self.kickers = single if len(single) > 1 else set()
        # Of each list, where its last item began and the heading that was found for it.
        self.lists: dict[int, tuple[int, str | None]] = {}

    def _add_other_links(self, items: Sequence[Candidate]) -> None:
        """Add the other places of items that the page points to more than once: a list's first may
        stand in an earlier list too, and is the heading of the others nowhere."""
        owners = {anchor: item for item in items for anchor in item.anchors}
        for number, block in enumerate(self.blocks):
            if not block.link_chars or number in self.taken:
                continue
            for anchor in {anchor for _, anchor in block.pieces if anchor in owners}:
                text = self.tree.text_content(anchor)
                title = owners[anchor].title
                # A name of the list may be linked to its first story.
                if word_count(text) > MINOR and (text in title or title in text):
                    self.taken.add(number)
                    self.said.add(text)

    def of(self, item: Candidate) -> str | None:
        """One item's heading; to be asked in document order."""
        label = self.labels[id(item)]
        if label and label not in self.kickers:
            return label
        return self._above(item)

    def _label(self, item: Candidate) -> str | None:
        """What the item's own line says before its link."""
        block = self.blocks[item.title_block]
        if block.pieces and block.pieces[0][1] >= 0 and (parted := pointer_in(item.title)):
            return heading_text(parted[0])
        if block.link_chars >= len(block.text):
            return None
        before = ""
        for piece, anchor in block.pieces:
            if anchor >= 0:
                break
            before += piece
        before = " ".join(before.split())
        if 2 < len(before) <= MAX_SECTION // 2 and before[-1] in ":：»›>|–—-":
            # "Read also: …": the line names its section itself.
            return heading_text(before)
        own = before.strip(" ·•*-–—|►▶")
        if own and RELATED.fullmatch(own):
            return heading_text(own)  # in an element beside the link, which needs no colon
        if own and len(own) <= MAX_SECTION and len(own) <= block.bold_chars < len(block.text) / 2:
            return heading_text(own)  # a list without elements for its lines, headed in bold
        return None

    def _above(self, item: Candidate) -> str | None:
        tree, blocks, story = self.tree, self.blocks, self.story
        number = item.title_block
        start = item.blocks[0] if item.blocks else number
        alone = self.insides[id(item)]
        if alone in self.kickers:
            alone = None
        if alone and blocks[start].tag in HEADINGS:
            return alone  # what is above belongs to the list before
        node = around = tree.parents[item.card]
        before, known = self.lists.get(around, (-1, None))
        found: str | None = None
        first, k = -1, start - 1
        for _ in range(LEVELS):
            if node < 0 or tree.tags[node] in ("body", "html"):
                break
            while k >= 0 and blocks[k].node >= node:
                block = blocks[k]
                if k < before:
                    # The rest was looked through for the item before it in the list.
                    self.lists[around] = (start, known)
                    return known
                if k in self.taken or (not story[k] and self._is_item(block)):
                    # What was between two items belongs to one of them.
                    alone, first = None, -1
                elif story[k] or len(block.text) > MAX_SECTION or block.tag == "h1":
                    # Text of something else stands between heading and list.
                    self.lists[around] = (start, None)
                    return alone
                elif block.tag in HEADINGS or block.bold_chars >= len(block.text):
                    if not self._heads_another(k, start):
                        found = self._heading(block, number if first < 0 else first, node)
                    break
                elif before < 0:
                    first = k
                k -= 1
            if found is None and first >= 0 and not self._heads_links(first, start):
                # The first line of the element that holds the list, whatever its tag.
                found = heading_text(blocks[first].text)
            if found is not None:
                break
            node = tree.parents[node]
        self.lists[around] = (start, found)
        return found or alone

    def _heads_another(self, heading: int, item: int) -> bool:
        """Whether a heading and the items below it are in an element of their own, and something
        else stands between that and an item.

        Args:
            heading, item: numbers of the heading's block and of the item's first.
        """
        tree, blocks = self.tree, self.blocks
        below = next((k for k in range(heading + 1, item) if k in self.taken), None)
        if below is None:
            return False
        end = tree.ends[_around(tree, blocks[heading].node, blocks[below].node)]
        return blocks[item].node >= end and any(
            blocks[k].node >= end and k not in self.taken and not self._is_item(blocks[k])
            for k in range(below + 1, item)
        )

    def _heads_links(self, line: int, item: int) -> bool:
        """Whether a line stands above a row of short links in an element of its own: "Tags".

        Args:
            line, item: numbers of the line's block and of the item's first.
        """
        tree, blocks = self.tree, self.blocks
        if blocks[line].link_chars or line + 2 >= item:
            return False
        around = _around(tree, blocks[line].node, blocks[line + 1].node)
        inside = [k for k in range(line + 1, item) if blocks[k].node < tree.ends[around]]
        return (
            len(inside) > 1
            and blocks[item].node >= tree.ends[around]
            and all(blocks[k].link_chars >= len(blocks[k].text) for k in inside)
        )

    def _heading(self, block: RawBlock, below: int, node: int) -> str | None:
        """The words of a heading above a list; of the tabs of a switch, the first's."""
        tree = self.tree
        top = heading_element(tree, block.node)
        labels = [i for i in range(top + 1, tree.ends[top]) if tree.tags[i] in ("a", "button")]
        # An icon before the name, as widgets of feeds have it, is no tab.
        texts = [text for i in labels if (text := tree.text_content(i))]
        if len(texts) > 1 and "".join(texts) == block.text:
            return heading_text(texts[0])
        return heading_text(block.text)

    def _inside(self, item: Candidate) -> str | None:
        """The heading that a card which stands alone may hold itself."""
        number = item.title_block
        start = item.blocks[0] if item.blocks else number
        block = self.blocks[start]
        if start >= number or block.link_chars or len(block.text) > MAX_SECTION // 2:
            return None
        if block.text in item.title or item.title in block.text:
            return None  # the headline, printed twice
        if item.heading and block.tag not in HEADINGS:
            # Beside a headline in one element, a line that is no heading is its kicker.
            above = heading_element(self.tree, self.blocks[number].node)
            if self.tree.parents[above] in (block.node, self.tree.parents[block.node]):
                return None
        return heading_text(block.text)

    def _is_item(self, block: RawBlock) -> bool:
        """Whether a line is a headline, the page's own included, or part of one, or no words."""
        text = block.text
        if text in self.said or heading_element(self.tree, block.node) in self.heads:
            return True
        if len(text) > 15 and any(text in title for title in self.titles):
            return True
        if len(text) > MAX_SECTION:
            return False
        # A rank, a date or a symbol.
        letters = sum(map(str.isalpha, text))
        digits = sum(map(str.isdigit, text))
        return letters < 2 or digits > 4 or digits > letters


def _around(tree: Tree, node: int, other: int) -> int:
    """The smallest element that holds both an element and a later one."""
    while node >= 0 and not node <= other < tree.ends[node]:
        node = tree.parents[node]
    return max(node, 0)


def heading_element(tree: Tree, node: int) -> int:
    """The heading at or right around an element, else the element."""
    up = node
    for _ in range(3):
        if up < 0:
            break
        if tree.tags[up] in HEADINGS:
            return up
        up = tree.parents[up]
    return node


def heading_text(text: str) -> str | None:
    """A heading without the marks that lead over to its list."""
    return text.strip(" \xa0|:：»›→–—-") or None


@lru_cache(maxsize=1024)  # all items of a list have one heading
def says_related(heading: str) -> bool:
    """Whether a heading announces other stories on the subject, in the usual words for it."""
    return bool(RELATED.search(heading))


def heads_related(block: RawBlock) -> bool:
    """Whether a block is such a heading, or a line that says nothing else."""
    text = heading_text(block.text) or ""
    if block.link_chars or len(text) > MAX_SECTION:
        return False
    return says_related(text) if block.tag in HEADINGS else RELATED.fullmatch(text) is not None


SIDE_WORDS = (
    "side", "rail", "right", "rhs", "aside", "rechts", "droite", "derecha", "destra", "direita",
    "prawa", "prava", "secondary", "tertiary",
)  # fmt: skip
"""Beginnings of class and id words that name the column beside the story."""
_COLUMN = re.compile(
    r"(?:^|\s)(?:col|column|grid|span|cell|large|medium)(?:-[a-z]{2})?-?(\d{1,2})\b"
)


class Places:
    """Where items stand towards the story, given the story's block numbers."""

    def __init__(self, tree: Tree, blocks: Sequence[RawBlock], story: Sequence[int]) -> None:
        self.tree, self.story = tree, story
        self.middle = blocks[story[len(story) // 2]].node if story else -1
        self.known: dict[int, tuple[bool, bool]] = {}
        # Of classes and ids, which name the column beside the story; cards share theirs.
        self.sided: dict[str, bool] = {"": False}

    def of(self, item: Candidate) -> Position:
        """One item's place."""
        story, number = self.story, item.title_block
        if not story:
            return "below"
        if number < story[0]:
            return "sidebar"
        beside, aside = self._column(item.card)
        if beside or aside:
            return "sidebar" if number > story[-1] or beside else "inline"
        return "inline" if number <= story[-1] else "below"

    def _column(self, node: int) -> tuple[bool, bool]:
        """Whether an element stands in a column beside the story, and whether in an ``aside``."""
        tree, middle = self.tree, self.middle
        path = []
        while node >= 0 and node not in self.known and not node <= middle < tree.ends[node]:
            path.append(node)
            node = tree.parents[node]
        beside, aside = self.known.get(node, (False, False))
        for inner in reversed(path):
            parent, attrs = tree.parents[inner], tree.attrs[inner]
            beside = (
                beside
                or self._is_side(attrs.get("class", ""))
                or self._is_side(attrs.get("id", ""))
                # A column of a layout table, or of a grid.
                or (tree.tags[inner] in ("td", "th") and tree.tags[parent] == "tr")
                or self._in_grid(inner, parent)
            )
            # An aside under the page's own frame comes below the story; in a row, beside it.
            aside = aside or (tree.tags[inner] == "aside" and self._framed(parent))
            self.known[inner] = beside, aside
        return beside, aside

    def _is_side(self, name: str) -> bool:
        known = self.sided.get(name)
        if known is None:
            known = any(word.startswith(SIDE_WORDS) for word in markup_words(name))
            self.sided[name] = known
        return known

    def _in_grid(self, node: int, parent: int) -> bool:
        """Whether an element and the one beside it that holds the story share a grid's columns."""
        tree, other = self.tree, self.middle
        if not parent <= other < tree.ends[parent] or parent == other:
            return False
        if not _is_column(tree.attrs[node]):
            return False
        while tree.parents[other] != parent:
            other = tree.parents[other]
        return _is_column(tree.attrs[other])

    def _framed(self, node: int) -> bool:
        """Whether the nearest element around that holds the story too is not the page's frame."""
        tree = self.tree
        while node >= 0 and not node <= self.middle < tree.ends[node]:
            node = tree.parents[node]
        return node >= 0 and tree.tags[node] not in ("body", "main", "article", "html")


def _is_column(attrs: dict[str, str]) -> bool:
    """Whether an element's class gives it a part of the twelve columns of a layout grid."""
    name = attrs.get("class")
    if not name:
        return False
    return any(0 < int(width) < 12 for width in _COLUMN.findall(name))
