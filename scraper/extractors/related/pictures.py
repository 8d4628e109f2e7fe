"""Addresses of the pictures in a card, including lazy-loaded, ``srcset`` and background images."""

from __future__ import annotations

import re

from scraper.extractors.compiled import compiled
from scraper.extractors.parsing.tree import Tree

LAZY = ("data-src", "data-lazy-src", "data-original", "data-srcset", "srcset", "src")
"""Attributes of an image element that may have its address, in order of preference."""
LAZY_BACKGROUNDS = (
    "data-bg", "data-img-url", "data-image-url", "data-background-image", "data-bg-src"
)  # fmt: skip
"""Attributes of any other element whose background a script loads."""
SMALL = 48
"""Pixels up to which the longer side of an icon or a portrait of the author is."""
THIN = 24
"""The same for the shorter side: a rule, a badge. Thumbnails of 64 by 48 have more."""
BACKGROUND = re.compile(r"url\(\s*['\"]?([^'\")]+)")
BLANK = re.compile(r"placeholder|lazy|blank|spacer|transparent|pixel|loading|1x1|grey\.|gray\.")
"""In addresses of placeholders, which are shown until the picture is loaded."""


def first_image(tree: Tree, card: int) -> str:
    """The address of the first picture inside an element, as in the markup; "" for none."""
    for i in range(card, tree.ends[card]):
        if tree.tags[i] in ("img", "amp-img"):
            source = _fast_source(tree.attrs[i])
            if source:
                return str(source)
    return ""


def images_of(tree: Tree, card: int) -> list[str]:
    """Addresses of all pictures inside an element, the most likely first."""
    return list(_fast_images(tree, card))


def source_of(attrs: dict[str, str]) -> str:
    """The address of an image element's picture; lazy-loading attributes before ``src``.

    The plain twin of ``_pictures.source_of``.
    """
    for name in LAZY:
        value = attrs.get(name, "").strip()
        if value and not value.startswith("data:"):
            return value.split()[0].rstrip(",") if "srcset" in name else value
    return ""


def sources_in(tree: Tree, card: int) -> list[str]:
    """The plain twin of ``_pictures.sources_in``."""
    tags, attrs = tree.tags, tree.attrs
    images: list[str] = []
    others: list[str] = []
    for i in range(card, tree.ends[card]):
        own = attrs[i]
        if not own:
            continue
        tag = tags[i]
        if tag == "img" or tag == "amp-img":
            if not _is_small(own):
                source = source_of(own)
                (others if BLANK.search(source.lower()) else images).append(source)
        elif tag == "source":
            others.insert(0, source_of(own))
        elif (style := own.get("style")) and "url(" in style:
            match = BACKGROUND.search(style)
            if match and not match[1].startswith("data:"):
                others.insert(0, match[1])
        elif (background := lazy_background(own)) is not None:
            others.insert(0, background)
    return [source for source in (*images, *others) if source]


def lazy_background(attrs: dict[str, str]) -> str | None:
    """The address of a background that a script loads; None for none."""
    if attrs.keys().isdisjoint(LAZY_BACKGROUNDS):
        return None
    value = next(attrs[name] for name in LAZY_BACKGROUNDS if name in attrs).strip()
    match = BACKGROUND.match(value)
    return (match[1] if match else value) or None


def _is_small(attrs: dict[str, str]) -> bool:
    sides = [
        int(value)
        for side in ("width", "height")
        if (value := attrs.get(side, "")).isdecimal() and len(value) < 9
    ]
    return bool(sides) and (max(sides) <= SMALL or min(sides) <= THIN)


_fast_source = compiled(source_of)
_fast_images = compiled(sources_in)
