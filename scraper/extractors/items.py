"""What a chosen candidate says as a related item: title, teaser, picture, heading and place.

`related.py` finds the candidates, reads their cards roughly and chooses. Here the few that were
chosen are read with care: a kicker, a counter or a date is told from the headline beside it, and
the heading of a list from the labels inside it.
"""

from __future__ import annotations

import re
import unicodedata
from collections import Counter
from collections.abc import Sequence, Set
from typing import TYPE_CHECKING

from scraper.extractors.blocks import HEADINGS, RawBlock
from scraper.extractors.features import CLOSING, TERMINAL, markup_words
from scraper.extractors.tree import Tree
from scraper.record import Position
from scraper.urls import absolute

if TYPE_CHECKING:
    from scraper.extractors.related import Candidate

MINOR = 3
"""Words up to which a link's text is taken for a label (section, author, "read more")."""
LONG_TEASER = 100
"""Characters of a line that a teaser has one of; a card with more of them holds the whole story."""
TEASER_WORDS = 8
"""Words from which a line without a full stop is a teaser: more than bylines and dates have."""
MAX_SECTION = 60
"""Characters of a section heading; a longer line above a list is a headline or a sentence."""
LEVELS = 8
"""Elements around a card that are looked through for its heading."""
SLUG_GAIN = 0.2
"""How much better than the present title another line of the card must fit the address."""

_UNSPACED = re.compile(r"[\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff\u3040-\u30ff\u3400-\u9fff]")
_SLUG = re.compile(r"[a-z0-9\u0080-\uffff]+")


def word_count(text: str) -> int:
    """Words between blanks; of scripts without blanks, two characters are counted as one."""
    spaces = text.count(" ") + 1
    if text.isascii():
        return spaces
    return max(spaces, len(_UNSPACED.findall(text)) // 2)


def path_parts(url: str) -> list[str]:
    """The parts of an address's path that are not empty."""
    path = url.partition("://")[2].partition("/")[2].partition("?")[0]
    return [part for part in path.split("/") if part]


def title_words(text: str) -> set[str]:
    """The words of a headline as slugs are written: small letters, without accents."""
    folded = text.lower()
    if not folded.isascii():
        folded = unicodedata.normalize("NFKD", folded)
        folded = "".join([c for c in folded if c < "\u0300" or not unicodedata.combining(c)])
    return set(_SLUG.findall(folded))


def slug_words(parts: Sequence[str]) -> set[str]:
    """The words of an address's longest path part; none where it has but one."""
    if not parts:
        return set()
    words = {w for w in _SLUG.findall(max(parts, key=len).lower()) if len(w) > 1}
    return words if len(words) > 1 else set()


def slug_overlap(parts: Sequence[str], title: str) -> float:
    """Share of the words in an address's longest path part that the title has too."""
    words = slug_words(parts)
    return len(words & title_words(title)) / len(words) if words else 0.0


def link_lines(tree: Tree, anchor: int) -> tuple[list[str], str]:
    """The texts of a link's elements where they are lines apart, and its own words among them.

    A link around a whole card runs its kicker, title and counter together; only the elements inside
    it tell them apart. Words marked inside a sentence (``<b>Salt</b> prices``) are no lines of
    their own; but words beside elements that a class gives a look, or beside a ``time``, are.
    """
    lines: list[str] = []
    bare = _add_lines(tree, anchor, lines)
    return lines, bare


def _add_lines(tree: Tree, node: int, lines: list[str]) -> str:
    tags, ends, texts, tails, attrs = tree.tags, tree.ends, tree.texts, tree.tails, tree.attrs
    own = []
    speaking = []
    parts = []
    if text := " ".join(texts[node].split()):
        own.append(text)
        parts.append(text)
    i = node + 1
    while i < ends[node]:
        if text := tree.text_content(i):
            speaking.append(i)
            parts.append(text)
        if text := " ".join(tails[i].split()):
            own.append(text)
            parts.append(text)
        i = ends[i]
    if not own:
        bare = ""
        for i in speaking:
            bare = _add_lines(tree, i, lines) or bare
        return bare
    # The headline has more words than what is set beside it.
    others = [part for part in parts if part not in own]
    apart = (
        len(own) == 1
        and word_count(own[0]) > max(map(word_count, others), default=0)
        and all(
            tags[i] == "time" or (tags[i] in ("span", "div", "small") and "class" in attrs[i])
            for i in speaking
        )
    )
    if not speaking or not apart:
        lines.append(tree.text_content(node))
        return ""
    lines.extend(parts)
    return own[0]


def refine_title(tree: Tree, item: Candidate, labels: Set[str]) -> list[str]:
    """Put the headline alone where the card's link says more, and give the lines of the link.

    Which of several lines is the headline is told by the address, whose words are mostly those of
    the headline, in whatever language.

    Args:
        labels: what the links of several candidates say.
    """
    for anchor in item.anchors:
        if _voices(tree, anchor) < 2:
            continue
        lines, own = link_lines(tree, anchor)
        if len(lines) < 2 or not any(line in item.title for line in lines):
            continue
        if own:
            item.title = own
            return lines
        wanted = slug_words(path_parts(item.url))
        if wanted:
            best, most = item.title, _likeness(wanted, item.title) + SLUG_GAIN
            fewest = MINOR + 1
            if item.title in labels:
                most, fewest = 0.0, 2
            for line in lines:
                likeness = _likeness(wanted, line)
                if likeness > most and line not in labels and word_count(line) >= fewest:
                    best, most = line, likeness
            item.title = best
        return lines
    return []


def _voices(tree: Tree, node: int) -> int:
    """How many stretches of text an element holds."""
    inside = range(node + 1, tree.ends[node])
    texts, tails = tree.texts, tree.tails
    return sum([bool(texts[i].strip()) + bool(tails[i].strip()) for i in inside]) + bool(
        texts[node].strip()
    )


def _likeness(slug: Set[str], line: str) -> float:
    """How alike the words of an address and a line are (Dice), so that a long teaser is less so."""
    words = title_words(line)
    return 2 * len(slug & words) / (len(slug) + len(words))


ORNAMENT = " \xa0|»›→▶►•·"
"""Arrows and dots that are set around links."""


def whole_title(tree: Tree, item: Candidate) -> str:
    """A headline that was cut short, as the link's own attributes have it whole."""
    title = item.title
    begun = title.rstrip(".… ")
    if title.endswith(("...", "…")) and len(begun) > 10:
        for anchor in item.anchors:
            for name in ("title", "aria-label"):
                value = " ".join(tree.attrs[anchor].get(name, "").split())
                if value.startswith(begun) and len(value) > len(title):
                    return value
    return title


def is_teaser(text: str, title: str) -> bool:
    """Whether a line of a card says something of the story: not its title, date or byline."""
    if text == title or word_count(text) <= 4:
        return False
    return len(text) > 60 or sum(c.isdigit() for c in text) * 6 < len(text)


def teaser_of(blocks: Sequence[RawBlock], item: Candidate, lines: Sequence[str]) -> str | None:
    """A card's teaser; where it holds a whole story, as pages that scroll on do, its standfirst.

    Args:
        lines: what ``refine_title`` gave.
    """
    title = item.title
    after: list[str] = []
    before: list[str] = []
    for number in item.blocks:
        if number != item.title_block:
            (after if number > item.title_block else before).append(blocks[number].text)
    after = [text for text in (*lines, *after) if _tells(text, title)]
    if sum(len(text) > LONG_TEASER for text in after) > 1:
        return after[0]
    return max(after or [text for text in before if _tells(text, title)], key=len, default=None)


def _tells(text: str, title: str) -> bool:
    if not is_teaser(text, title):
        return False
    if title in text and len(text) - len(title) < len(title):
        return False  # the headline once more, with its kicker or a date
    if text in title:
        return False
    return word_count(text) >= TEASER_WORDS or text.rstrip("".join(CLOSING))[-1:] in TERMINAL


LAZY = ("data-src", "data-lazy-src", "data-original", "data-srcset", "srcset", "src")
SMALL = 48
"""Pixels of width or height up to which a picture is an icon or a portrait of the author."""


def image_source(attrs: dict[str, str]) -> str:
    """The address of an image element's picture; lazy-loading attributes before ``src``."""
    for name in LAZY:
        value = attrs.get(name, "").strip()
        if value and not value.startswith("data:"):
            return value.split()[0].rstrip(",") if "srcset" in name else value
    return ""


_BACKGROUND = re.compile(r"url\(\s*['\"]?([^'\")]+)")


_BLANK = re.compile(r"placeholder|lazy|blank|spacer|transparent|pixel|loading|1x1|grey\.|gray\.")


def images_of(tree: Tree, item: Candidate) -> list[str]:
    """The pictures of a card as its markup names them, the likeliest first."""
    tags, attrs = tree.tags, tree.attrs
    images: list[str] = []
    others: list[str] = []
    for i in range(item.card, tree.ends[item.card]):
        tag, own = tags[i], attrs[i]
        if tag in ("img", "amp-img"):
            if not any(own.get(side, "").isdecimal() and int(own[side]) <= SMALL
                       for side in ("width", "height")):  # fmt: skip
                source = image_source(own)
                (others if _BLANK.search(source.lower()) else images).append(source)
        elif tag == "source":
            others.insert(0, image_source(own))
        elif "url(" in own.get("style", ""):
            match = _BACKGROUND.search(own["style"])
            if match and not match[1].startswith("data:"):
                others.insert(0, match[1])
    return [source for source in (*images, *others) if source]


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

    def of(self, item: Candidate) -> str | None:
        """One item's heading; to be asked in document order."""
        label = self.labels[id(item)]
        if label and label not in self.kickers:
            return label
        return self._above(item)

    def _label(self, item: Candidate) -> str | None:
        """What the item's own line says before its link."""
        block = self.blocks[item.title_block]
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
                    found = heading_text(block.text)
                    break
                elif before < 0:
                    first = k
                k -= 1
            if found is None and first >= 0:
                # The first line of the element that holds the list, whatever its tag.
                found = heading_text(blocks[first].text)
            if found is not None:
                break
            node = tree.parents[node]
        self.lists[around] = (start, found)
        return found or alone

    def _inside(self, item: Candidate) -> str | None:
        """The heading that a card which stands alone may hold itself."""
        number = item.title_block
        start = item.blocks[0] if item.blocks else number
        block = self.blocks[start]
        if start >= number or block.link_chars or len(block.text) > MAX_SECTION // 2:
            return None
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
        letters = sum(c.isalpha() for c in text)
        digits = sum(c.isdigit() for c in text)
        return letters < 2 or digits > 4 or digits > letters


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


_RELATED = re.compile(
    r"\brelated\b|\bread (?:also|more|next)|\bsee also|\balso read|"
    r"\bmore (?:on|stories|news|from)\b|"
    r"mehr zum thema|lesen sie|weitere (?:artikel|meldungen|themen)|auch interessant|"
    r"(?:à|a) lire|lire aussi|même sujet|relacionad|lee también|te puede interesar|leia também|"
    r"correlat|leggi anche|baca juga|berkaitan|terkait|lees ook|læs også|les også|"
    r"läs (?:också|mer)|"
    r"lue myös|zobacz (?:też|także)|czytaj (?:też|także)|souvisej|čtěte|súvisi|kapcsolódó|ilgili|"
    r"citește și|читайте (?:також|также)|по теме|за темою|σχετικ|διαβάστε|اقرأ|ذات صلة|مرتبط|"
    r"यह भी पढ़|संबंधित|सम्बंधित|আরও পড়ুন|เกี่ยวข้อง|liên quan|xem thêm|相关|相關|関連|관련",
    re.IGNORECASE,
)


def says_related(heading: str) -> bool:
    """Whether a heading announces other stories on the subject, in the usual words for it."""
    return bool(_RELATED.search(heading))


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
            words = (*markup_words(attrs.get("class", "")), *markup_words(attrs.get("id", "")))
            beside = (
                beside
                or any(word.startswith(SIDE_WORDS) for word in words)
                # A column of a layout table, or of a grid.
                or (tree.tags[inner] in ("td", "th") and tree.tags[parent] == "tr")
                or self._in_grid(inner, parent)
            )
            # An aside under the page's own frame comes below the story; in a row, beside it.
            aside = aside or (tree.tags[inner] == "aside" and self._framed(parent))
            self.known[inner] = beside, aside
        return beside, aside

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
    return any(0 < int(width) < 12 for width in _COLUMN.findall(attrs.get("class", "")))


def read_items(
    tree: Tree,
    blocks: Sequence[RawBlock],
    items: Sequence[Candidate],
    candidates: Sequence[Candidate],
    base: str,
) -> list[str | None]:
    """Refine the titles and pictures of the chosen, and give their teasers.

    Args:
        candidates: all of the page.
        base: what the addresses of pictures are relative to.
    """
    counts = Counter(candidate.title for candidate in candidates)
    labels = {title for title, n in counts.items() if n > 1}
    teasers = []
    for item in items:
        lines = refine_title(tree, item, labels)
        item.title = whole_title(tree, item).strip(ORNAMENT) or item.title
        teasers.append(teaser_of(blocks, item, lines))
    pictures = [images_of(tree, item) for item in items]
    # What stands in three cards and more is a placeholder or a badge, nobody's own.
    shared = Counter(source for sources in pictures for source in set(sources))
    for item, sources in zip(items, pictures, strict=True):
        item.image = ""
        for source in sources:
            if shared[source] < 3 and (address := absolute(base, source)):
                item.image = address
                break
    return teasers
