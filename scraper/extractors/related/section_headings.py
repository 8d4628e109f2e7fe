"""The heading of the section that a "more news" item is in: "More News", "Baca juga"."""

from __future__ import annotations

from bisect import bisect_left
from collections import Counter
from collections.abc import Sequence

from scraper.extractors.parsing.blocks import HEADINGS, RawBlock
from scraper.extractors.parsing.tree import Tree
from scraper.extractors.plaintext.words import RELATED, mentions_related
from scraper.extractors.related.candidates import ItemCandidate
from scraper.extractors.related.fast_lines import is_count
from scraper.extractors.related.heading_words import announces_related
from scraper.extractors.related.lines import kind_of
from scraper.extractors.related.pointers import pointer_in_element, split_pointer
from scraper.extractors.related.titles import LABEL_WORDS, word_count

MAX_SECTION = 60
"""Maximum characters of a section heading; a longer line above a list is a headline or sentence."""
MAX_LABEL = MAX_SECTION // 2
"""Maximum characters of a heading inside a card or before a link in the same line."""
LEVELS = 8
"""Elements around a card that are searched for its heading."""
TITLE_PART = 15
"""Characters above which a line that is part of the page's title is the page's own entry."""


class SectionHeadings:
    """Finds the section heading of each item of a page.

    Args:
        items: the page's items in document order.
        story: for each block, whether it is part of the story.
        titles: the page's own titles. The page's own entry in a list of stories is not a heading.
        authors: the page's authors. The name over an author's biography is not a heading either.
    """

    def __init__(
        self,
        tree: Tree,
        blocks: Sequence[RawBlock],
        items: Sequence[ItemCandidate],
        story: Sequence[bool],
        titles: Sequence[str] = (),
        authors: Sequence[str] = (),
    ) -> None:
        self.tree, self.blocks, self.story, self.titles = tree, blocks, story, titles
        self.authors = {author.casefold() for author in authors}
        self.item_blocks = {number for item in items for number in item.blocks}
        self.item_texts = {item.title for item in items}
        self._add_other_links(items)
        self._add_linked_kickers(items)
        self.title_elements = {
            heading_element(tree, blocks[item.title_block].node) for item in items
        }
        self.labels = {id(item): self._label(item) for item in items}
        self.card_headings = {id(item): self._card_heading(item) for item in items}
        labels = (self.labels[key] or heading for key, heading in self.card_headings.items())
        counts = Counter(label for label in labels if label)
        single = {label for label, n in counts.items() if n == 1 and not announces_related(label)}
        # "Read also:" is the same for each item; labels that differ between items are kickers.
        self.kickers = single if len(single) > 1 else set()
        # Element of a list -> first block of its last item so far, and the heading found for it.
        self.lists: dict[int, tuple[int, str | None]] = {}
        # Element of a list -> the line above it that announces it.
        self.lines: dict[int, str | None] = {}

    def _add_other_links(self, items: Sequence[ItemCandidate]) -> None:
        """Add the other links to items that are linked more than once: the first item of a list may
        also be in an earlier list, and must not be taken for a heading there."""
        owners = {anchor: item for item in items for anchor in item.anchors}
        for number, block in enumerate(self.blocks):
            if not block.link_chars or number in self.item_blocks:
                continue
            if block.link_count == 1 and block.anchor not in owners:
                continue  # most links of a page
            for anchor in {anchor for _, anchor in block.pieces if anchor in owners}:
                text = self.tree.text_content(anchor)
                title = owners[anchor].title
                # The heading of a list may be a link to its first story.
                if word_count(text) > LABEL_WORDS and (text in title or title in text):
                    self.item_blocks.add(number)
                    self.item_texts.add(text)

    def _add_linked_kickers(self, items: Sequence[ItemCandidate]) -> None:
        """Add links to categories above the titles, one in each part of a list, to the items.

        Such a link is not in the card if other links have the same text: "Sports" in the menu.
        """
        tree, blocks = self.tree, self.blocks
        titles = sorted(blocks[item.title_block].node for item in items)
        # Kind of the line and element of the list -> the blocks of such lines.
        found: dict[tuple[str, int], set[int]] = {}
        for item in items:
            number = (item.blocks[0] if item.blocks else item.title_block) - 1
            if number < 0 or number in self.item_blocks or not _is_link(blocks[number]):
                continue
            # The part of the list that contains no other title.
            node = blocks[item.title_block].node
            while (up := tree.parents[node]) >= 0:
                if bisect_left(titles, tree.ends[up]) - bisect_left(titles, up) > 1:
                    break
                node = up
            kind = kind_of(tree, blocks[number].node)
            # A line like the title is another link of the list.
            other = kind != kind_of(tree, blocks[item.title_block].node)
            if up >= 0 and node <= blocks[number].node and other:
                found.setdefault((kind, up), set()).add(number)
        for numbers in found.values():
            if len(numbers) > 1:
                self.item_blocks.update(numbers)

    def of(self, item: ItemCandidate) -> str | None:
        """An item's heading. Call it for the items in document order."""
        label = self.labels[id(item)]
        if label and label not in self.kickers:
            return label
        return self._above(item)

    def _label(self, item: ItemCandidate) -> str | None:
        """The text before the link in the item's own line: "Read also: …"."""
        block = self.blocks[item.title_block]
        if block.pieces and block.pieces[0][1] >= 0:
            title = item.title
            pointer = split_pointer(title) or pointer_in_element(self.tree, item, title)
            if pointer:
                return heading_text(pointer[0])
        if block.link_chars >= len(block.text):
            return None
        before = ""
        for piece, anchor in block.pieces:
            if anchor >= 0:
                break
            before += piece
        before = " ".join(before.split())
        if 2 < len(before) <= MAX_LABEL and before[-1] in ":：»›>|–—-":
            return heading_text(before)
        own = before.strip(" ·•*-–—|►▶")
        if own and len(own) <= MAX_LABEL and RELATED.match(own):
            return heading_text(own)  # an element beside the link, which needs no colon
        if own and len(own) <= min(MAX_SECTION, block.bold_chars):
            bold = block.bold_chars - self._bold_title_chars(item, block)
            if len(own) <= bold < len(block.text) / 2:
                # A bold heading in a list without elements for its lines.
                return None if is_count(own) else heading_text(own)
        return None

    def _bold_title_chars(self, item: ItemCandidate, block: RawBlock) -> int:
        """Bold characters of the item's own link in a block."""
        tree, bold, end = self.tree, 0, -1
        anchor = next((anchor for _, anchor in block.pieces if anchor in item.anchors), -1)
        if anchor < 0:
            return 0
        for i in range(anchor + 1, tree.ends[anchor]):
            if i >= end and tree.tags[i] in ("b", "strong"):
                bold, end = bold + len(tree.text_content(i)), tree.ends[i]
        return bold

    def _above(self, item: ItemCandidate) -> str | None:
        """The heading above an item: the closest heading or bold line, or the first line of the
        element that contains the list; else the heading inside its card."""
        tree, blocks, story = self.tree, self.blocks, self.story
        number = item.title_block
        start = item.blocks[0] if item.blocks else number
        own = self.card_headings[id(item)]
        if own in self.kickers:
            own = None
        if own and blocks[start].tag in HEADINGS:
            return own  # blocks above it belong to the previous list
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
                    # Earlier blocks were searched for the previous item of the list.
                    self.lists[around] = (start, known)
                    return known
                if k in self.item_blocks or (not story[k] and self._is_item(block)):
                    # A line between two items belongs to one of them.
                    own, first = None, -1
                elif self._separates(k):
                    # Other text separates the list from any heading above.
                    self.lists[around] = (start, None)
                    return own
                elif block.tag in HEADINGS or block.bold_chars >= len(block.text):
                    if not self._heads_another(k, start):
                        found = self._heading(block)
                    break
                elif before < 0:
                    first = k
                k -= 1
            if found is None and first >= 0 and not self._heads_links(first, start):
                # The first line of the element that contains the list, whatever its tag.
                found = heading_text(blocks[first].text)
            if found is not None:
                break
            node = tree.parents[node]
        self.lists[around] = (start, found)
        return found or own

    def _separates(self, number: int) -> bool:
        """Whether a block is text that separates a list from any heading above it."""
        block = self.blocks[number]
        return (
            self.story[number]
            or len(block.text) > MAX_SECTION
            or block.tag == "h1"
            or block.text.casefold() in self.authors
        )

    def line_above(self, item: ItemCandidate) -> str | None:
        """The line without a link right above an item's list, if it announces other stories: the
        heading of the list, whatever its tag. Call it for the items in document order."""
        around = self.tree.parents[item.card]
        if around not in self.lines:
            above = (item.blocks[0] if item.blocks else item.title_block) - 1
            self.lines[around] = self._announcing(above) if above >= 0 else None
        return self.lines[around]

    def _announcing(self, number: int) -> str | None:
        """The text of a block that is all of an element, has no link and announces stories."""
        block = self.blocks[number]
        if self.story[number] or block.link_chars or len(block.text) > MAX_SECTION:
            return None
        heading = heading_text(block.text)
        alone = self.blocks[number + 1].first >= self.tree.ends[block.node]
        return heading if heading and alone and announces_related(heading) else None

    def _heads_another(self, heading: int, item: int) -> bool:
        """Whether a heading is that of another list: it and the items below it have an element that
        does not contain the given item, and there is other text between the two.

        Args:
            heading, item: indices of the heading's block and of the item's first block.
        """
        tree, blocks = self.tree, self.blocks
        below = next((k for k in range(heading + 1, item) if k in self.item_blocks), None)
        if below is None:
            return False
        end = tree.ends[_common_ancestor(tree, blocks[heading].node, blocks[below].node)]
        return blocks[item].node >= end and any(
            blocks[k].node >= end and k not in self.item_blocks and not self._is_item(blocks[k])
            for k in range(below + 1, item)
        )

    def _heads_links(self, line: int, item: int) -> bool:
        """Whether a line is the heading of a row of links that does not contain the item: "Tags".

        Args:
            line, item: indices of the line's block and of the item's first block.
        """
        tree, blocks = self.tree, self.blocks
        if blocks[line].link_chars or line + 2 >= item:
            return False
        around = _common_ancestor(tree, blocks[line].node, blocks[line + 1].node)
        inside = [k for k in range(line + 1, item) if blocks[k].node < tree.ends[around]]
        return (
            len(inside) > 1
            and blocks[item].node >= tree.ends[around]
            and all(blocks[k].link_chars >= len(blocks[k].text) for k in inside)
        )

    def _heading(self, block: RawBlock) -> str | None:
        """The text of a heading above a list; of several tabs, the text of the first."""
        tree = self.tree
        top = heading_element(tree, block.node)
        labels = [i for i in range(top + 1, tree.ends[top]) if tree.tags[i] in ("a", "button")]
        # Icons have no text; they are not tabs.
        texts = [text for i in labels if (text := tree.text_content(i))]
        if len(texts) > 1 and "".join(texts) == block.text:
            return heading_text(texts[0])
        return heading_text(block.text)

    def _card_heading(self, item: ItemCandidate) -> str | None:
        """A heading inside an item's own card, above its title."""
        number = item.title_block
        start = item.blocks[0] if item.blocks else number
        block = self.blocks[start]
        if start >= number or block.link_chars or len(block.text) > MAX_LABEL:
            return None
        if block.text in item.title or item.title in block.text:
            return None  # the headline, repeated
        if item.heading and block.tag not in HEADINGS:
            # A line without a heading tag in the same element as the headline is its kicker.
            above = heading_element(self.tree, self.blocks[number].node)
            if self.tree.parents[above] in (block.node, self.tree.parents[block.node]):
                return None
        return heading_text(block.text)

    def _is_item(self, block: RawBlock) -> bool:
        """Whether a line is (part of) a headline, including the page's own, or not words at all."""
        text = block.text
        if text in self.item_texts:
            return True
        if heading_element(self.tree, block.node) in self.title_elements:
            return True
        if len(text) > TITLE_PART and any(text in title for title in self.titles):
            return True
        if len(text) > MAX_SECTION:
            return False
        # A rank, a date or a symbol.
        letters = sum(map(str.isalpha, text))
        digits = sum(map(str.isdigit, text))
        return letters < 2 or digits > 4 or digits > letters


def _is_link(block: RawBlock) -> bool:
    """Whether a block is a link and no heading."""
    return block.tag not in HEADINGS and 0 < len(block.text) <= block.link_chars


def _common_ancestor(tree: Tree, node: int, other: int) -> int:
    """The lowest common ancestor of an element and a later one."""
    while node >= 0 and not node <= other < tree.ends[node]:
        node = tree.parents[node]
    return max(node, 0)


def heading_element(tree: Tree, node: int) -> int:
    """The heading element among an element and the two around it, else the element itself."""
    up = node
    for _ in range(3):
        if up < 0:
            break
        if tree.tags[up] in HEADINGS:
            return up
        up = tree.parents[up]
    return node


def heading_text(text: str) -> str | None:
    """A heading without punctuation and arrows around it; None if nothing is left."""
    return " ".join(text.split()).strip(" |:：»›→–—-") or None


def is_related_heading(block: RawBlock) -> bool:
    """Whether a block is a heading that announces related stories, or a line of only such words."""
    if block.link_chars:
        return False
    text = heading_text(block.text) or ""
    if len(text) > MAX_SECTION:
        return False
    if block.tag in HEADINGS:
        return announces_related(text)
    return mentions_related(text) and RELATED.fullmatch(text) is not None
