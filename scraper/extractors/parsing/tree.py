"""The parsed page as flat arrays in document order, the input of every extractor.

lxml creates a proxy object at each access to an element, which costs more than the parse itself. So
the tree is walked once, here, and later steps index plain lists. `_treewalk.pyx` does the same walk
on libxml2's nodes; without it, ``walk`` gives the same arrays, slower.
"""

from __future__ import annotations

from bisect import bisect_left
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from itertools import chain
from typing import Any

from lxml import etree

from scraper.extractors.compiled import compiled

MAX_NODES = 120_000
"""Maximum elements of one page. The largest labelled page has 16,000; a page of a million links
must take no more than two seconds."""

LONG = 500
"""Characters from which a result of ``text_content`` is cached; shorter texts are cheap to make."""

MAX_DEPTH = 2_000
"""Maximum nesting depth; deeper elements become children of the element at this depth. Browsers
stop nesting at 512."""


@dataclass(slots=True)
class Tree:
    """Elements in document order; index 0 is the root. All lists have one entry an element.

    Attributes:
        tags: lower-case element names.
        parents: index of the parent, -1 for the root.
        ends: one past the index of the last descendant, so ``range(i + 1, ends[i])`` is the
            inside of element ``i``.
        texts: the text between the start tag and the first child element; "" for none.
        tails: the text between the end tag and the next tag; "" for none.
        attrs: attribute names (lower case) to values; one shared empty dict where there are none.
        limited: the page was cut at a limit (elements, tags or blocks).
    """

    tags: list[str]
    parents: list[int]
    ends: list[int]
    texts: list[str]
    tails: list[str]
    attrs: list[dict[str, str]]
    limited: bool = False
    _last_text: tuple[int, str] = field(default=(-1, ""), init=False, repr=False, compare=False)
    """Cache of ``text_content``: (element, text) of the last long text. Five fields in a row read
    the text of a story whose lines are separated by ``br`` in one element."""
    _places: dict[str, list[int]] = field(
        default_factory=dict, init=False, repr=False, compare=False
    )
    """Cache of ``places``: the elements by tag; empty until the first look."""
    _runs: dict[int, tuple[dict[int, int], Counter[int]]] = field(
        default_factory=dict, init=False, repr=False, compare=False
    )
    """Cache of ``runs_in``."""

    def __len__(self) -> int:
        return len(self.tags)

    def places(self, tag: str) -> Sequence[int]:
        """Indices of the elements with a tag, in document order.

        The first call makes an index of all elements, so that no later step has to look at each.
        """
        if not self._places:
            self._places = _fast_by_tag(self.tags)
        return self._places.get(tag, ())

    def places_before(self, tag: str, end: int) -> Sequence[int]:
        """Indices of the elements with a tag before element ``end``, in document order."""
        places = self.places(tag)
        return places[: bisect_left(places, end)]

    def named(self, names: Iterable[str]) -> list[int]:
        """Indices of the elements with one of several tags, in document order."""
        return sorted(chain.from_iterable(map(self.places, names)))

    def outwards(self, index: int, limit: int = MAX_NODES) -> Iterator[int]:
        """Element ``index`` and the elements around it, the innermost first, ``limit`` at most.

        The root is not among them: its class and id say nothing about a part of the page.
        """
        while index > 0 and limit > 0:
            yield index
            index = self.parents[index]
            limit -= 1

    def previous_sibling(self, index: int) -> int:
        """The element before ``index`` under the same parent, or -1."""
        parent, previous = self.parents[index], index - 1
        while previous > parent and self.parents[previous] != parent:
            previous = self.parents[previous]
        return previous if previous > parent else -1

    def next_sibling(self, index: int) -> int:
        """The element after ``index`` under the same parent, or -1."""
        after, parent = self.ends[index], self.parents[index]
        return after if parent >= 0 and after < self.ends[parent] else -1

    def rename(self, index: int, tag: str) -> None:
        """Give an element another tag."""
        self.tags[index] = tag
        self._places = {}

    def text_content(self, index: int) -> str:
        """All text inside element ``index`` without scripts and styles, white space collapsed."""
        if self._last_text[0] == index:
            return self._last_text[1]
        text = _fast_content(self.tags, self.texts, self.tails, self.ends, index)
        if len(text) >= LONG:
            self._last_text = (index, text)
        return text

    def runs_in(self, parent: int) -> tuple[dict[int, int], Counter[int]]:
        """The runs of text and inline elements that block-level children of an element separate.

        Returns:
            (run of each inline child, texts and inline children with text in each run). The first
            run is 0.
        """
        found = self._runs.get(parent)
        if found is not None:
            return found
        run = 0
        place: dict[int, int] = {}
        spoken: Counter[int] = Counter()
        spoken[run] += bool(self.texts[parent].strip())
        at, end = parent + 1, self.ends[parent]
        while at < end:
            tag = self.tags[at]
            if tag in INLINE:
                place[at] = run
                spoken[run] += self.has_text(at)
            elif tag not in SKIPPED and tag != "br":
                run += 1
            spoken[run] += bool(self.tails[at].strip())
            at = self.ends[at]
        self._runs[parent] = place, spoken
        return place, spoken

    def has_text(self, index: int) -> bool:
        """Whether there is any text inside element ``index``."""
        texts, tails, end = self.texts, self.tails, self.ends[index]
        return bool(texts[index].strip()) or any(
            texts[i].strip() or tails[i].strip() for i in range(index + 1, end)
        )


UNSEEN = frozenset({"script", "style", "noscript", "template", "head", "title"})
BREAKS = frozenset(
    {"br", "p", "div", "li", "td", "th", "tr", "h1", "h2", "h3", "h4", "h5", "h6", "section"}
)
INLINE = frozenset(
    """
    a abbr acronym b bdi bdo big cite code data del dfn em font i img ins kbd label mark math
    nobr picture q rp rt ruby s samp small source span strike strong sub sup time tt u var wbr
    meter output progress track area map mi mo mn mrow msup msub annotation semantics
    """.split()
)
"""Elements that do not interrupt a run of text; any other element is a block boundary."""
SKIPPED = frozenset(
    """
    script style template head svg select option optgroup textarea iframe object embed canvas
    audio video input datalist applet noframes frameset param link meta base title
    """.split()
)
"""Elements whose text is not shown as running text."""
PICTURES = frozenset({"img", "amp-img"})
RAW = frozenset(b"script style textarea title xmp iframe noembed noframes plaintext".split())
"""Elements whose content is raw text, without tags."""
NO_ATTRS: dict[str, str] = {}

Arrays = tuple[list[str], list[int], list[int], list[str], list[str], list[dict[str, str]], bool]


def walk(root: Any) -> Arrays:
    """Flatten an lxml element and its descendants. The plain twin of ``_treewalk.walk``."""
    tags: list[str] = []
    parents: list[int] = []
    ends: list[int] = []
    texts: list[str] = []
    tails: list[str] = []
    attrs: list[dict[str, str]] = []
    limited = False
    path: list[int] = []
    for event, element in etree.iterwalk(root, events=("start", "end")):
        if event == "end":
            index = path.pop()
            if index >= 0:
                ends[index] = len(tags)
                tails[index] = element.tail or "" if element is not root else ""
            continue
        if limited or len(tags) >= MAX_NODES:
            limited = True
            path.append(-1)
            continue
        index = len(tags)
        path.append(index)
        tags.append(element.tag)
        parents.append(path[min(len(path) - 2, MAX_DEPTH)] if index else -1)
        ends.append(index + 1)
        texts.append("" if element.tag == "style" else element.text or "")
        tails.append("")
        attrs.append(dict(element.items()) or NO_ATTRS)
    return tags, parents, ends, texts, tails, attrs, limited


def text_inside(
    tags: list[str], texts: list[str], tails: list[str], ends: list[int], index: int
) -> str:
    """The plain twin of ``_treewalk.text_content``."""
    parts = [texts[index]]
    i, end = index + 1, ends[index]
    # A tail follows the content of its element, so it is added when the walk leaves the element.
    open_elements: list[int] = []
    while i < end:
        while open_elements and ends[open_elements[-1]] <= i:
            left = open_elements.pop()
            parts.append(" " + tails[left] if tags[left] in BREAKS else tails[left])
        open_elements.append(i)
        if tags[i] in UNSEEN:
            i = ends[i]
            continue
        if tags[i] in BREAKS:
            parts.append(" ")
        parts.append(texts[i])
        i += 1
    while open_elements:
        left = open_elements.pop()
        parts.append(" " + tails[left] if tags[left] in BREAKS else tails[left])
    return " ".join("".join(parts).split())


def by_tag(tags: list[str]) -> dict[str, list[int]]:
    """Indices of the elements with each tag. The plain twin of ``_treewalk.by_tag``."""
    places: dict[str, list[int]] = {}
    for i, tag in enumerate(tags):
        places.setdefault(tag, []).append(i)
    return places


_fast_walk = compiled(walk)
_fast_content = compiled(text_inside)
_fast_by_tag = compiled(by_tag)


def flatten(root: Any) -> Tree:
    """The flat tree of ``root``, parsed by lxml without comments and processing instructions."""
    return Tree(*_fast_walk(root))
