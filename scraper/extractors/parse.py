"""Bytes in UTF-8 -> the flat tree. One parse, one walk."""

from __future__ import annotations

from lxml import etree

from scraper.extractors.tree import Tree, flatten


def parse_html(utf8: bytes) -> Tree:
    """Parse a page's bytes.

    Args:
        utf8: the page in UTF-8, whatever charset it came in (see `decode.py`).

    Returns:
        The tree; an empty document gives a tree of a lone ``html`` element.
    """
    parser = etree.HTMLParser(
        encoding="utf-8", huge_tree=True, remove_comments=True, remove_pis=True, collect_ids=False
    )
    root = etree.fromstring(utf8, parser) if utf8.strip() else None
    if root is None:
        root = etree.fromstring(b"<html></html>", parser)
    return flatten(root)
