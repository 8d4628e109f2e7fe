"""Copies of pages that archives, caches and translators keep: their addresses, and what the keeper
added to the page.

The addresses in a copy are made those of the originals before anything else is read, so that the
record is that of the original page. archive.today also writes its own metadata.
"""

from __future__ import annotations

import re
from dataclasses import replace

from scraper.copies import Copy, is_archive_today, original_of, without_prefixes
from scraper.extractors.parsing.search import holds_any
from scraper.extractors.parsing.tree import Tree

_OWN = (
    "article:published_time", "article:modified_time", "datecreated", "og:site_name", "og:url",
    "og:type", "twitter:site", "twitter:card",
)  # fmt: skip
"""Meta elements that archive.today writes: its name, and the time of the capture as that of
publication."""
_ADDRESSES = ("href", "src", "srcset", "data-src", "data-srcset", "content", "poster", "action")
_TOLD_BY = frozenset({"canonical", "bookmark"})
_PLAYED_BACK = re.compile(rb"__wm\.wombat\(\s*\"(https?://[^\"\s]+)\",\s*\"(\d{14})\"")
"""The call by which the Wayback Machine tells its script what the page is a copy of."""
_HEAD = 200_000
"""Bytes of a page that are searched for this call; it is at the beginning of the head."""
_TOOLBARS = frozenset({"wm-ipp-base", "wm-ipp-print", "donato"})
"""Ids of the elements that the Wayback Machine adds to the body; a browser that saves the page may
save them as shown."""
MAX_HEADER = 120
"""Maximum elements of archive.today's header."""


def restore(tree: Tree, url: str | None, utf8: bytes, saved: str | None) -> Copy | None:
    """Make the addresses in a copy those of the originals, and hide an archive's toolbar.

    Args:
        url: the page's address, if known: that of the copy or that of the original.
        utf8: the page.
        saved: the address in a browser's comment about where it saved the page from.

    Returns:
        None if the page is no copy, and nothing was changed.
    """
    told = _original(url) or _original(saved) or _told_by_head(tree) or _told_by_script(utf8)
    if told is None:
        return None
    for attrs in tree.attrs:
        for name in _ADDRESSES:
            value = attrs.get(name)
            if value and not value.startswith("data:"):
                attrs[name] = _restored(value)
        if attrs.get("id") in _TOOLBARS:
            attrs["hidden"] = ""
    for i in tree.places("script"):
        if "json" in tree.attrs[i].get("type", ""):
            tree.texts[i] = without_prefixes(tree.texts[i])
    if url and _original(url) is None and not is_archive_today(url):
        return replace(told, url=url)
    return told


def _original(url: str | None) -> Copy | None:
    return original_of(url) if url else None


def _restored(value: str) -> str:
    without = without_prefixes(value)
    if without == value and value.startswith("http") and (copy := original_of(value)):
        return copy.url
    return without


def _told_by_head(tree: Tree) -> Copy | None:
    """What the address that a copy declares as its own tells, as archives rewrite it."""
    for i in tree.places("link"):
        attrs = tree.attrs[i]
        if not _TOLD_BY.isdisjoint(attrs.get("rel", "").split()):
            found = original_of(attrs.get("href", ""))
            if found:
                return found
    for i in tree.places("meta"):
        attrs = tree.attrs[i]
        if attrs.get("property") == "og:url" and (found := original_of(attrs.get("content", ""))):
            return found
    return None


def _told_by_script(utf8: bytes) -> Copy | None:
    if not holds_any(utf8, (b"__wm.wombat(",), _HEAD):
        return None
    found = _PLAYED_BACK.search(utf8, 0, _HEAD)
    if found is None:
        return None
    address, time = found[1].decode("utf-8", "replace"), found[2].decode()
    return original_of(f"https://web.archive.org/web/{time}/{address}")  # as of a capture


def forget_archive(tree: Tree, metas: dict[str, list[str]]) -> tuple[str, int]:
    """The original address of archive.today's copy, or "", and the end of the archive's header.

    Args:
        metas: the meta elements' contents; those of the archive are removed.
    """
    for name in _OWN:
        metas.pop(name, None)
    address, end = "", 0
    for i in range(len(tree)):
        attrs = tree.attrs[i]
        if tree.tags[i] == "link" and "bookmark" in attrs.get("rel", ""):
            href = attrs.get("href", "")
            address = href if href.startswith("http") else address
        elif tree.tags[i] == "input" and attrs.get("name") == "q" and not address:
            value = attrs.get("value", "").strip()
            address = value if value.startswith(("http://", "https://")) else ""
        elif attrs.get("id") == "HEADER" and tree.ends[i] - i <= MAX_HEADER:
            end = tree.ends[i]
        elif attrs.get("id") == "CONTENT":
            break
    return address, end
