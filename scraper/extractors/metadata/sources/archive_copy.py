"""Copies of pages that archive.today keeps: the archive's metadata and header are no part of them.
(Copies of the Wayback Machine keep the page's own head; their toolbar is hidden.)"""

from __future__ import annotations

import re

from scraper.extractors.parsing.tree import Tree

_HOSTS = frozenset(
    f"archive.{domain}" for domain in ("today", "ph", "is", "li", "vn", "fo", "md", "ec", "ph:443")
)
_OWN = (
    "article:published_time", "article:modified_time", "datecreated", "og:site_name", "og:url",
    "og:type", "twitter:site", "twitter:card",
)  # fmt: skip
"""Meta elements that the archive writes: its name, and the time of the capture as that of
publication."""
_ORIGINAL = re.compile(r"https?://archive\.[a-z]{2,5}/\d{8,14}/(https?://\S+)")
MAX_HEADER = 120
"""Maximum elements of the archive's header."""


def is_archive(address: str) -> bool:
    """Whether an address is one of archive.today's."""
    return address.partition("://")[2].partition("/")[0].lower() in _HOSTS


def forget_archive(tree: Tree, metas: dict[str, list[str]]) -> tuple[str, int]:
    """The original address of a copy, or "", and the end of the archive's header.

    Args:
        metas: the meta elements' contents; those of the archive are removed.
    """
    for name in _OWN:
        metas.pop(name, None)
    address, end = "", 0
    for i in range(len(tree)):
        attrs = tree.attrs[i]
        if tree.tags[i] == "link" and "bookmark" in attrs.get("rel", ""):
            found = _ORIGINAL.match(attrs.get("href", ""))
            address = found.group(1) if found else address
        elif tree.tags[i] == "input" and attrs.get("name") == "q" and not address:
            value = attrs.get("value", "").strip()
            address = value if value.startswith(("http://", "https://")) else ""
        elif attrs.get("id") == "HEADER" and tree.ends[i] - i <= MAX_HEADER:
            end = tree.ends[i]
        elif attrs.get("id") == "CONTENT":
            break
    return address, end
