"""Finds the page in a page that only shows it: its source as a browser's "view source" prints it,
or in a text field, or the page itself in a frame whose content is an attribute (``srcdoc``)."""

from __future__ import annotations

import re
from collections.abc import Iterator

from scraper.extractors.parsing.html import parse_html
from scraper.extractors.parsing.search import holds_any
from scraper.extractors.parsing.tree import Tree

_SIGNS = (b"&lt;!DOCTYPE", b"&lt;!doctype", b"&lt;html", b"&lt;HTML", b"viewsource", b"srcdoc=")
_IN_FIELD = re.compile(rb"<textarea\b[^>]{0,500}>\s{0,99}<(?:!DOCTYPE|!doctype|html|HTML)")
"""The content of a text field need not be escaped."""
_DOCUMENT = re.compile(
    r"\s*(?:<\?xml[^>]*>\s*)?(?:<!--(?:(?!-->).)*-->\s*)*<(?:!doctype\s|html\b)", re.I | re.S
)
_ADDRESS = re.compile(rb"(?:<!--\s{0,9}saved from url=\(\d+\)|view-source:)(https?://[^\s<>\"']+)")
_BEGINNING = 100_000
"""Bytes in which the page that is shown begins: there is hardly any text around it."""
_HEAD = 4_000
"""Bytes in which the address of the page is searched."""
MIN_SHARE = 0.8
"""Share of the text that the source must make up: an article that explains HTML has more around it.
"""
MAX_AROUND = 0.1
"""Text around a frame, as a share of the text in it. Beside the frames of advertisements there is a
story."""
MAX_NESTED = 3
"""Pages in one another."""


def enclosed_page(utf8: bytes) -> bytes | None:
    """The page that a page shows, in UTF-8; None if it is a page itself.

    The address that it was saved from is put before it as browsers do, if the outer page has it.
    """
    found = None
    for _ in range(MAX_NESTED):
        inner = _enclosed(utf8)
        if inner is None:
            break
        address = _ADDRESS.search(utf8, 0, _HEAD)
        mark = b""
        if address and b"-->" not in address[1]:
            mark = b"<!-- saved from url=(%04d)%b -->\n" % (len(address[1]), address[1])
        found = utf8 = mark + inner.encode("utf-8", "replace")
    return found


def _enclosed(utf8: bytes) -> str | None:
    if not holds_any(utf8, _SIGNS, _BEGINNING) and not (
        holds_any(utf8, (b"<textarea",), _BEGINNING) and _IN_FIELD.search(utf8, 0, _BEGINNING)
    ):
        return None
    tree = parse_html(utf8)
    around = len(tree.text_content(0))
    for source in _sources(tree):
        if _DOCUMENT.match(source) and len(" ".join(source.split())) >= MIN_SHARE * around:
            return source
    for i in tree.places("iframe"):
        source = tree.attrs[i].get("srcdoc", "")
        if len(source) > around and around <= MAX_AROUND * len(
            parse_html(source.encode("utf-8", "replace")).text_content(0)
        ):
            return source
    return None


def _sources(tree: Tree) -> Iterator[str]:
    """Texts that may be the source of a page: the lines of a browser's table, else the elements
    that keep line breaks."""
    lines = [
        _raw_text(tree, i)
        for i in tree.places("td")
        if tree.attrs[i].get("class") == "line-content"
    ]
    if lines:
        yield "\n".join(lines)
    fields = tree.named(("pre", "textarea"))
    if fields:
        yield max((_raw_text(tree, i) for i in fields if not _is_within(tree, i)), key=len)


def _is_within(tree: Tree, i: int) -> bool:
    """Whether an element is the only child's child, and so on, of one of its kind."""
    return tree.parents[i] >= 0 and tree.tags[tree.parents[i]] in ("pre", "textarea")


def _raw_text(tree: Tree, i: int) -> str:
    """All text in an element, with its white space."""
    parts = [tree.texts[i]]
    within: list[int] = []
    for j in range(i + 1, tree.ends[i]):
        while within and tree.ends[within[-1]] <= j:
            parts.append(tree.tails[within.pop()])
        parts.append(tree.texts[j])
        within.append(j)
    parts += [tree.tails[j] for j in reversed(within)]
    return "".join(parts)
