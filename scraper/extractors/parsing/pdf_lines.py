"""Reads a PDF that a program made HTML of, such as pdftohtml or pdf2htmlEX.

There each printed line is an element with a place of its own, and nothing else says what is a
paragraph. Its lines are those of a text, which the plain-text reader joins.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from itertools import pairwise
from statistics import median

from scraper.extractors.parsing.html import parse_html
from scraper.extractors.parsing.search import holds_any
from scraper.extractors.parsing.tree import Tree

_SIGNS = (
    b'id="page1-div"', b"<a name=1></a>", b'<a name="1"></a>', b'id="page-container"',
    b"id=page-container",
)  # fmt: skip
"""What begins the first page: of pdftohtml with and without positions, of pdf2htmlEX."""
_BEGINNING = 100_000
"""Bytes in which the first page begins. pdf2htmlEX puts its fonts before it, and its name first."""
_NAME, _NAMED = b"pdf2htmlEX", 4_000
_TOP = re.compile(r"position:\s*absolute;\s*top:\s*(\d{1,6})")
SAME_LINE = 3
"""Pixels between two pieces of one line: a raised note, a word in another font."""
WIDE_GAP = 1.3
"""From this multiple of the usual distance of two lines in one font on, a paragraph ends.
Paragraphs are set apart by half a line at least."""
MIN_LINES = 5
MAX_TITLE_LINES = 5
_BETWEEN_IDEOGRAPHS = re.compile(r"(?<=[\u2e80-\u9fff]) (?=[\u2e80-\u9fff])")
_BLOCKS = frozenset({"p", "div", "table", "ul", "ol", "article", "section"})


@dataclass(frozen=True, slots=True)
class _Line:
    """A line with its distance from the top of its page, and the class of its font."""

    top: int
    font: str
    text: str


def pdf_text(utf8: bytes) -> str | None:
    """The lines of a converted PDF, with an empty one between paragraphs where their distance tells
    so; None for other pages."""
    end = len(utf8) if utf8.find(_NAME, 0, _NAMED) >= 0 else _BEGINNING
    if not holds_any(utf8, _SIGNS, end):
        return None
    tree = parse_html(utf8)
    lines = list(_placed_lines(tree)) or list(_class_lines(tree)) or list(_broken_lines(tree))
    return "\n".join(lines) if len(lines) >= MIN_LINES else None


def _placed_lines(tree: Tree) -> Iterator[str]:
    """The lines of ``pdftohtml -c``: paragraphs whose style is their place on the page."""
    placed: list[_Line] = []
    for i in tree.places("p"):
        attrs = tree.attrs[i]
        found = _TOP.search(attrs.get("style", "")[:200])
        text = tree.text_content(i)
        if not found or not text:
            continue
        top = int(found[1])
        if placed and abs(top - placed[-1].top) <= SAME_LINE:
            placed[-1] = replace(placed[-1], text=f"{placed[-1].text} {text}")
        else:
            placed.append(_Line(top, attrs.get("class", ""), text))
    placed = _with_whole_title(placed)
    gaps: dict[str, list[int]] = {}
    for before, line in pairwise(placed):
        if line.font == before.font and line.top > before.top:
            gaps.setdefault(line.font, []).append(line.top - before.top)
    usual = {font: median(distances) for font, distances in gaps.items()}
    for before, line in pairwise([*placed[:1], *placed]):
        is_apart = line.top - before.top > WIDE_GAP * usual.get(line.font, 0)
        if line is not before and (is_apart or line.font != before.font):
            yield ""
        yield line.text


def _with_whole_title(placed: list[_Line]) -> list[_Line]:
    """The lines with the first ones as one, if they alone have their font."""
    if not placed:
        return placed
    font = placed[0].font
    count = next((n for n, line in enumerate(placed) if line.font != font), len(placed))
    if count > MAX_TITLE_LINES or sum(line.font == font for line in placed) > count:
        return placed
    text = " ".join(line.text for line in placed[:count])
    return [replace(placed[count - 1], text=_BETWEEN_IDEOGRAPHS.sub("", text)), *placed[count:]]


def _class_lines(tree: Tree) -> Iterator[str]:
    """The lines of pdf2htmlEX: elements with the class ``t``, whose place is in the style sheet."""
    for i in tree.places("div"):
        if "t" in tree.attrs[i].get("class", "").split() and (text := tree.text_content(i)):
            yield text


def _broken_lines(tree: Tree) -> Iterator[str]:
    """The lines of plain ``pdftohtml``, which ends each with ``br``."""
    body = next(iter(tree.places("body")), 0)
    if not _BLOCKS.isdisjoint(tree.tags[body : tree.ends[body]]):
        return
    line: list[str] = [tree.texts[body]]
    for i in range(body + 1, tree.ends[body]):
        if tree.tags[i] in ("br", "hr", "h1"):  # h1: "Document Outline"
            yield from filter(None, [" ".join("".join(line).split())])
            line = []
        if tree.tags[i] != "h1":
            line += [tree.texts[i]]
        line += [tree.tails[i]]
    yield from filter(None, [" ".join("".join(line).split())])
