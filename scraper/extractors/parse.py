"""Bytes in UTF-8 -> the flat tree. One parse, one walk."""

from __future__ import annotations

import re

from lxml import etree

from scraper.extractors.tree import MAX_DEPTH, Tree, flatten

NESTED = 400
"""Containers in one another that are kept of a page too deep for libxml2, whose parser ends where
2,048 elements stand in one another. Browsers stop nesting at 512."""

_TAG = re.compile(
    rb"<!--.*?(?:-->|\Z)|<(script|style|textarea|title)\b.*?(?:</\1\s*>|\Z)"
    rb"|<(/?)([a-z][a-z0-9:-]*)[^>]*>",
    re.I | re.S,
)
_SHALLOW = frozenset(
    b"p li td th tr dt dd h1 h2 h3 h4 h5 h6 a option html head body thead tbody tfoot img br hr "
    b"input link meta area base col embed source track wbr param button select".split()
)
"""Elements that hold nothing, or that the parser closes by itself where the next one opens."""


def parse_html(utf8: bytes) -> Tree:
    """Parse a page's bytes.

    Args:
        utf8: the page in UTF-8, whatever charset it came in (see `decode.py`).

    Returns:
        The tree; an empty document gives a tree of a lone ``html`` element. Of a page that nests
        deeper than the parser goes, the containers beyond ``NESTED`` are left out and what they
        hold is kept.
    """
    tree = _parse(utf8)
    if _is_cut(tree):
        tree = _parse(_flattened(utf8))
    return tree


def _parse(utf8: bytes) -> Tree:
    parser = etree.HTMLParser(
        encoding="utf-8", huge_tree=True, remove_comments=True, remove_pis=True, collect_ids=False
    )
    root = etree.fromstring(utf8, parser) if utf8.strip() else None
    if root is None:
        root = etree.fromstring(b"<html></html>", parser)
    return flatten(root)


def _is_cut(tree: Tree) -> bool:
    """Whether the parse ended at its depth limit: then the last element is at that depth."""
    depth, at = 0, len(tree) - 1
    if at < MAX_DEPTH:
        return False
    while at > 0 and depth < MAX_DEPTH:
        at = tree.parents[at]
        depth += 1
    return depth >= MAX_DEPTH


def _flattened(utf8: bytes) -> bytes:
    """The page without the tags of containers that stand in ``NESTED`` others or more.

    Two line breaks stand for tags that are left out, so that the words beside them stay apart.
    """
    kept: list[bytes] = []
    open_names: list[bytes] = []
    closed_at = 0
    for found in _TAG.finditer(utf8):
        name = (found.group(3) or b"").lower()
        if not name or name in _SHALLOW or found.group().endswith(b"/>"):
            continue
        deep = len(open_names) >= NESTED
        if not found.group(2):
            open_names.append(name)
        elif name in open_names[-8:]:
            # What was left open inside is closed with it, as the parser does.
            while open_names.pop() != name:
                pass
            deep = len(open_names) >= NESTED
        else:
            deep = True
        if deep:
            between = utf8[closed_at : found.start()]
            if between.strip() or not kept:
                kept += (between, b"<br><br>")
            closed_at = found.end()
    kept.append(utf8[closed_at:])
    return b"".join(kept)
