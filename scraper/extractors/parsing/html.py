"""UTF-8 bytes -> the flat tree, with limits against pages that would take libxml2 too long."""

from __future__ import annotations

import re

from lxml import etree

from scraper.extractors.compiled import compiled
from scraper.extractors.parsing.rendering import as_shown
from scraper.extractors.parsing.tree import MAX_DEPTH, MAX_NODES, RAW, Tree, flatten

NESTED = 400
"""Nesting depth of containers kept of a page too deep for libxml2, whose parser stops at a depth of
2,048. Browsers stop nesting at 512."""

MAX_ATTRIBUTES = 250
"""Attributes kept of one tag. libxml2 takes quadratic time in their number: 100,000 in one tag take
a minute and a half. The labelled pages have 185 at most."""
MAX_TAGS = 2 * MAX_NODES
"""Start tags that are parsed; elements after them would be beyond ``MAX_NODES``."""

_MARKUP = re.compile(
    rb"<(?:!--(?:-?>|.*?(?:--!?>|\Z))|(/?)([a-z][^ \t\n\r\f/>]*)|[!?/][^>]*(?:>|\Z))", re.I | re.S
)
_BETWEEN = re.compile(rb"[ \t\n\r\f/]*")
_ATTRIBUTE = re.compile(
    rb"""[^>][^ \t\n\r\f/>=]*(?:[ \t\n\r\f]*=[ \t\n\r\f]*"""
    rb"""(?:"[^"]*(?:"|\Z)|'[^']*(?:'|\Z)|[^ \t\n\r\f>]*))?""",
    re.S,
)
_TAG = re.compile(
    rb"<!--.*?(?:-->|\Z)|<(script|style|textarea|title)\b.*?(?:</\1\s*>|\Z)"
    rb"|<(/?)([a-z][a-z0-9:-]*)[^>]*>",
    re.I | re.S,
)
_SHALLOW = frozenset(
    b"p li td th tr dt dd h1 h2 h3 h4 h5 h6 a option html head body thead tbody tfoot img br hr "
    b"input link meta area base col embed source track wbr param button select".split()
)
"""Void elements, and elements that the parser closes implicitly when the next one opens."""


def parse_html(utf8: bytes) -> Tree:
    """Parse a page's bytes.

    Args:
        utf8: the page in UTF-8, whatever charset it came in (see `decode.py`).

    Returns:
        The tree; for an empty document, a single ``html`` element. On a page nested deeper than the
        parser's limit, containers deeper than ``NESTED`` are removed and their content is kept.
    """
    utf8 = with_body(utf8)
    utf8, whole = _fast_thinned(utf8, MAX_ATTRIBUTES, MAX_TAGS)
    tree = _parse(utf8)
    if _is_cut(tree):
        del tree
        tree = _parse(_flattened(utf8))
    tree.limited |= not whole
    as_shown(tree)
    return tree


_HEAD_PART = re.compile(
    rb"\s+|<!--.*?(?:-->|\Z)|<(script|style|title|noscript|template)\b.*?(?:</\1\s*>|\Z)"
    rb"|<[!?/][^>]*(?:>|\Z)|<(?:html|head|meta|link|base)\b[^>]*(?:>|\Z)",
    re.I | re.S,
)
_HEAD_ENDS = re.compile(rb"</head[\s>]|<body\b", re.I)


def with_body(utf8: bytes) -> bytes:
    """Insert the ``<body>`` tag into a page that omits it, as HTML 13.1.2.4 allows.

    A browser ends the head at the first tag that does not belong there. libxml2 does so only for
    tags of HTML 4: it leaves a body that begins with ``<main>`` or ``<header>`` inside the head,
    where no story is searched. Minifiers write such pages.
    """
    if b"<body" in utf8 or b"</head>" in utf8 or _HEAD_ENDS.search(utf8):
        return utf8
    at = 0
    while part := _HEAD_PART.match(utf8, at):
        at = part.end()
    return b"".join((utf8[:at], b"<body>", utf8[at:])) if utf8[:at].strip() else utf8


def thinned(utf8: bytes, most: int, tags: int) -> tuple[bytes, bool]:
    """Remove excess attributes and tags, which would take the parser too long.

    Finds tags as in WHATWG HTML 13.2.5, except comments inside scripts. The plain twin of
    ``_treewalk.thinned``.

    Args:
        most: attributes kept of each tag.
        tags: start tags after which the page is cut.

    Returns:
        (the page, whether it was not cut).
    """
    kept: list[bytes] = []
    copied = at = 0
    while found := _MARKUP.search(utf8, at):
        at = found.end()
        name = found.group(2)
        if not name:
            continue
        if not found.group(1):
            if not tags:
                return b"".join((*kept, utf8[copied : found.start()])), False
            tags -= 1
        count, cut = 0, -1
        while True:
            at = _end(_BETWEEN, utf8, at)
            if at >= len(utf8) or utf8[at] == ord(">"):
                break
            count += 1
            if count == most + 1:
                cut = at
            at = _end(_ATTRIBUTE, utf8, at)
        if cut >= 0:
            kept.append(utf8[copied:cut])
            copied = at
        if not found.group(1) and name.lower() in RAW:
            ends = re.compile(rb"</" + name + rb"[ \t\n\r\f/>]", re.I).search(utf8, at)
            at = ends.start() if ends else len(utf8)
    return b"".join((*kept, utf8[copied:])), True


def _end(pattern: re.Pattern[bytes], text: bytes, start: int) -> int:
    found = pattern.match(text, start)
    return found.end() if found else start


def _parse(utf8: bytes) -> Tree:
    root = _document_element(utf8)
    if root.getnext() is not None:
        # A document pasted into another: after the inner </html>, libxml2 begins a second tree,
        # where WHATWG HTML 13.2.6.4.19 goes on in the body.
        root = _document_element(_DOCUMENT_END.sub(b"", utf8))
    return flatten(root)


_DOCUMENT_END = re.compile(rb"</(?:html|body)\s*>", re.I)


def _document_element(utf8: bytes) -> etree._Element:
    parser = etree.HTMLParser(
        encoding="utf-8", huge_tree=True, remove_comments=True, remove_pis=True, collect_ids=False
    )
    root = etree.fromstring(utf8, parser) if utf8.strip() else None
    return etree.fromstring(b"<html></html>", parser) if root is None else root


def _is_cut(tree: Tree) -> bool:
    """Whether the parser stopped at its depth limit: then the last element is that deep."""
    depth, at = 0, len(tree) - 1
    if at < MAX_DEPTH:
        return False
    while at > 0 and depth < MAX_DEPTH:
        at = tree.parents[at]
        depth += 1
    return depth >= MAX_DEPTH


def _flattened(utf8: bytes) -> bytes:
    """Remove the tags of containers nested deeper than ``NESTED``.

    Two ``br`` replace removed tags, so that the text around them stays separate. The page is cut
    after ``MAX_NODES`` elements.
    """
    kept: list[bytes] = []
    open_names: list[bytes] = []
    closed_at = elements = 0
    for found in _TAG.finditer(utf8):
        name = (found.group(3) or b"").lower()
        if elements > MAX_NODES:
            kept.append(utf8[closed_at : found.start()])
            return b"".join(kept)
        if not name or name in _SHALLOW or found.group().endswith(b"/>"):
            elements += not found.group(2)
            continue
        deep = len(open_names) >= NESTED
        if not found.group(2):
            open_names.append(name)
        elif name in open_names[-8:]:
            # Unclosed elements inside are closed with it, as the parser does.
            while open_names.pop() != name:
                pass
            deep = len(open_names) >= NESTED
        else:
            deep = True
        if deep:
            between = utf8[closed_at : found.start()]
            if between.strip() or not kept:
                kept += (between, b"<br><br>")
                elements += 2
            closed_at = found.end()
        else:
            elements += not found.group(2)
    kept.append(utf8[closed_at:])
    return b"".join(kept)


_fast_thinned = compiled(thinned)
