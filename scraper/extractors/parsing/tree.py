"""The parsed page as flat arrays in document order: what every extractor reads.

lxml's elements are made anew at each touch, which costs more than the parse itself. So the tree is
walked once, here, and everything later indexes plain lists. `_treewalk.pyx` is the same walk over
libxml2's own nodes; where it was not compiled, the walk below gives the same arrays, slower.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any, cast

from lxml import etree

MAX_NODES = 120_000
"""Elements looked at in one page. The largest labelled page has 16,000; a page of a million links
must still be done within two seconds."""

LONG = 500
"""Characters of a text that is kept for whoever asks next; a shorter one is soon made again."""

MAX_DEPTH = 2_000
"""Nesting that is followed; deeper elements count as children of the element at this depth.
Browsers stop nesting at 512."""


@dataclass(slots=True)
class Tree:
    """Elements in document order; index 0 is the root. All lists have one entry an element.

    Attributes:
        tags: lower-case element names.
        parents: index of the parent, -1 for the root.
        ends: one past the index of the last descendant, so ``range(i + 1, ends[i])`` is the
            inside of element ``i``.
        texts: the text between the start tag and the first child element; "" for none.
        tails: the text between the end tag and the next element; "" for none.
        attrs: attribute names (lower case) to values; one shared empty dict where there are none.
        limited: the page had more than ``MAX_NODES`` elements; the rest is missing here.
    """

    tags: list[str]
    parents: list[int]
    ends: list[int]
    texts: list[str]
    tails: list[str]
    attrs: list[dict[str, str]]
    limited: bool = False
    _told: tuple[int, str] = field(default=(-1, ""), init=False, repr=False, compare=False)
    """The last long text that was asked for, and its element: a story in one element, its lines
    parted by breaks, is asked for by five fields in a row."""

    def __len__(self) -> int:
        return len(self.tags)

    def text_content(self, index: int) -> str:
        """All text inside element ``index``, scripts and styles left out, white space folded."""
        if self._told[0] == index:
            return self._told[1]
        text: str = _fast_content(self.tags, self.texts, self.tails, self.ends, index)
        if len(text) >= LONG:
            self._told = (index, text)
        return text


UNSEEN = frozenset({"script", "style", "noscript", "template", "head", "title"})
BREAKS = frozenset(
    {"br", "p", "div", "li", "td", "th", "tr", "h1", "h2", "h3", "h4", "h5", "h6", "section"}
)
RAW = frozenset(b"script style textarea title xmp iframe noembed noframes plaintext".split())
"""Elements whose inside holds no tags."""
NO_ATTRS: dict[str, str] = {}

Arrays = tuple[list[str], list[int], list[int], list[str], list[str], list[dict[str, str]], bool]


def walk(root: Any) -> Arrays:
    """Flatten an lxml element and all below it; the pure-Python twin of ``_treewalk.walk``."""
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
        attrs.append(dict(element.attrib) or NO_ATTRS)
    return tags, parents, ends, texts, tails, attrs, limited


def text_inside(
    tags: list[str], texts: list[str], tails: list[str], ends: list[int], index: int
) -> str:
    """The plain twin of ``_treewalk.text_content``."""
    parts = [texts[index]]
    i, end = index + 1, ends[index]
    # A tail comes after everything inside its element, so it waits until the walk leaves it.
    waiting: list[int] = []
    while i < end:
        while waiting and ends[waiting[-1]] <= i:
            left = waiting.pop()
            parts.append(" " + tails[left] if tags[left] in BREAKS else tails[left])
        waiting.append(i)
        if tags[i] in UNSEEN:
            i = ends[i]
            continue
        if tags[i] in BREAKS:
            parts.append(" ")
        parts.append(texts[i])
        i += 1
    while waiting:
        left = waiting.pop()
        parts.append(" " + tails[left] if tags[left] in BREAKS else tails[left])
    return " ".join("".join(parts).split())


try:
    from scraper.extractors.parsing._treewalk import text_content as _fast_content
    from scraper.extractors.parsing._treewalk import walk as _fast_walk
except ImportError:  # not compiled: the same, slower
    _fast_walk, _fast_content = walk, text_inside


def flatten(root: Any) -> Tree:
    """The tree below ``root``, an lxml element parsed without comments and instructions."""
    return Tree(*cast(Arrays, _fast_walk(root)))
