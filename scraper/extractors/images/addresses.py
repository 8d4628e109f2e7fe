"""Addresses of pictures: which of a picture's files is used, and which addresses are of the same
picture."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import lru_cache
from urllib.parse import urljoin, urlsplit

from scraper.extractors.parsing.tree import Tree
from scraper.urls import host_and_path

_LAZY = (
    "data-src", "data-lazy-src", "data-original", "data-lazy", "data-url", "data-image",
    "data-full-src", "data-hi-res-src", "data-large-file", "data-orig-file", "data-actualsrc",
    "data-echo", "data-img-url", "data-src-large", "data-img-src", "data-flickity-lazyload",
)  # fmt: skip
_LAZY_NAMES = frozenset(_LAZY)
_SRCSETS = ("data-srcset", "data-lazy-srcset", "srcset")
_PLACEHOLDER = re.compile(
    r"^data:|blank|spacer|placeholder|transparent|pixel|1x1|loading|lazy[-_.]|grey\.gif|default-"
)
_SIZE = re.compile(
    r"[-_](?:\d{2,4}x\d{2,4}|w?\d{3,4}w?|r\d{1,2}|scaled|large|medium|small|thumb|crop)$"
)
"""A size or crop at the end of a picture's file name."""
_PLAIN = re.compile(r"https?://[A-Za-z0-9.-]+/[A-Za-z0-9_./~%-]*(?:\?[A-Za-z0-9_./~%&=-]+)?")
"""Absolute addresses that need no further parsing: most of them."""


def base_of(tree: Tree, url: str | None) -> str:
    """The base of relative addresses: ``<base href>``, else the page's address."""
    head = tree.tags[:200]
    for i, tag in enumerate(head) if "base" in head else ():
        if tag == "base" and tree.attrs[i].get("href"):
            return urljoin(url or "", tree.attrs[i]["href"])
    return url or ""


def address_of(base: str, source: str) -> str:
    """The absolute address of a picture; "" for none, and for one inside the page itself.

    Queries are kept as they are: picture servers sign them.
    """
    source = source.strip()
    if _PLAIN.fullmatch(source):
        return source
    if not source or source.startswith(("data:", "blob:", "about:", "javascript:")):
        return ""
    try:
        address = urljoin(base, source.replace(" ", "%20"))
        parts = urlsplit(address)
    except ValueError:
        return ""
    return address if parts.scheme in ("http", "https") and parts.netloc else ""


def source_of(tree: Tree, i: int) -> str:
    """The address of a picture's largest file, from its attributes or ``source`` elements."""
    attrs = tree.attrs[i]
    if not _LAZY_NAMES.isdisjoint(attrs):
        for name in _LAZY:
            value = attrs.get(name, "")
            if value and not _PLACEHOLDER.search(value[:200]):
                return value
    sets = [attrs.get(name, "") for name in _SRCSETS]
    parent = tree.parents[i]
    if parent >= 0 and tree.tags[parent] == "picture":
        for j in range(parent + 1, tree.ends[parent]):
            if tree.tags[j] == "source":
                sets += [tree.attrs[j].get(name, "") for name in _SRCSETS]
    own = attrs.get("src", "")
    best, best_width = own if not _PLACEHOLDER.search(own[:200]) else "", 1.0
    for text in sets:
        for address, width in _files_of(text):
            if width > best_width or not best:
                best, best_width = address, width
    return best


_BETWEEN_FILES = re.compile(r",(?:\s+|(?=https?:|/))")


def _files_of(srcset: str) -> Iterator[tuple[str, float]]:
    """(address, width or density) of a ``srcset`` (HTML Living Standard 4.8.4.2.1, loosely)."""
    for part in _BETWEEN_FILES.split(srcset):
        pieces = part.split()
        if not pieces or pieces[0].startswith("data:"):
            continue
        size = pieces[-1][:-1] if len(pieces) > 1 else ""
        try:
            yield pieces[0], float(size)
        except ValueError:
            yield pieces[0], 1.0


def is_same(one: str, other: str) -> bool:
    """Whether two addresses are of one picture, at whatever size."""
    return picture_key(one) == picture_key(other) or file_name(one) == file_name(other) != ""


def picture_key(address: str) -> str:
    """A key that is equal for all sizes of one picture: its file name, else its address without the
    query."""
    return file_name(address) or address.partition("?")[0]


@lru_cache(maxsize=1024)
def file_name(address: str) -> str:
    """The file name without size and extension, in lower case; "" if it is too short to compare."""
    path = host_and_path(address)[1].rstrip("/").rpartition("/")[2].lower()
    stem = path.partition(".")[0]
    while (shorter := _SIZE.sub("", stem)) != stem:
        stem = shorter
    return stem if len(stem) >= 6 else ""


def shows_picture(href: str) -> bool:
    """Whether a link opens the picture itself, in place or by a script, and not another page."""
    path = href.partition("?")[0].lower()
    if path.startswith("javascript:"):
        return True
    return path.endswith((".jpg", ".jpeg", ".png", ".webp", ".gif", ".avif")) or href[:1] == "#"
