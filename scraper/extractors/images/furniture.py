"""Recognises page furniture, pictures that are not the story's: logos, portraits of authors,
teasers, advertisements."""

from __future__ import annotations

import re
from functools import lru_cache

from scraper.extractors.images.addresses import shows_picture
from scraper.extractors.images.captions import UP, is_caption
from scraper.extractors.metadata import Metadata
from scraper.extractors.metadata.dates.printed_dates import find_dates
from scraper.extractors.metadata.names.split import split_names, strip_by
from scraper.extractors.parsing.tree import Tree
from scraper.urls import host_and_path

SMALLEST = 100
"""Width or height attribute in pixels below which a picture is an icon or an avatar."""
# All alternatives of these patterns begin with a letter, so "\bad" is written as "ad(?<!\wad)":
# the regular expression engine then skips positions at which none can begin.
NOT_STORY = re.compile(
    r"logo|avatar|sprite|emoji|pixel|tracking|spacer|blank|placeholder|badge|gravatar|"
    r"ad(?<!\wad)s?\b|advert|banner|sponsor|promo|teaser|related|recommend|author|byline|profile|"
    r"headshot|bio(?<!\wbio)\b|share|social|newsletter|comment|sidebar|widget|nav(?<!\wnav)|menu|"
    r"footer|subscribe|podcast-cover|more-stories|read-more|outbrain|taboola|breadcrumb|masthead|"
    r"qr-?code|qr(?<!\wqr)\b|ewm(?<!\wewm)\b|erweima"
)
_NO_PICTURE = re.compile(
    r"logo|avatar|icon(?<!\wicon)s?\b|sprite|emoji|pixel|tracking|spacer|blank|placeholder|badge|"
    r"gravatar|ad(?<!\wad)s?\b|advert|headshot|author|profile|qr-?code|qr(?<!\wqr)\b|"
    r"ewm(?<!\wewm)\b|erweima|favicon|counter|rounded-(?:full|circle|50)|img-circle"
)
"""In the class or file name of an image that is not a picture of the story."""
_FEATURED = re.compile(r"featured?[-_](?:image|img|media|photo|picture)")
"""In the class of a lead picture."""


def is_furniture(tree: Tree, i: int, frame: int, address: str, *, linked: bool = False) -> bool:
    """Whether a picture is a logo, a portrait of the author, or part of a teaser or advertisement.

    Args:
        linked: ignore a link around it to another page, because the metadata name the picture as
            the lead picture.
    """
    attrs = tree.attrs[i]
    # The two sizes of a responsive amp-img are often only its aspect ratio: 16 and 9. Those of
    # cards have no caption.
    is_ratio = (
        attrs.get("layout") == "responsive"
        and frame >= 0
        and "figcaption" in tree.tags[frame : tree.ends[frame]]
    )
    for name in ("width", "height") if not is_ratio else ():
        size = attrs.get(name, "").removesuffix("px")
        if size.isdecimal() and int(size) < SMALLEST:
            return True
    tokens = f"{attrs.get('class', '')} {attrs.get('id', '')} {_file(address)}".lower()
    if _NO_PICTURE.search(tokens):
        return True
    if address.endswith((".svg", ".gif")) and frame < 0:
        return True
    captioned = frame >= 0 and tree.tags[frame] == "figure"
    for node in tree.outwards(tree.parents[i], UP):
        tag = tree.tags[node]
        if tag in ("nav", "footer", "header", "form", "button") and not captioned:
            return tag != "header"
        if tag == "a" and not (captioned or linked or _has_own_caption(tree, frame, node)):
            href = tree.attrs[node].get("href", "")
            # A script handles a link to "#": it enlarges the picture, or it is a button.
            if not shows_picture(href) or (href == "#" and not {"width", "srcset"} & attrs.keys()):
                return True
        tokens = f"{tree.attrs[node].get('class', '')} {tree.attrs[node].get('id', '')}".lower()
        if not captioned and _is_aside(tokens):
            return True
    return False


def _has_own_caption(tree: Tree, frame: int, link: int) -> bool:
    """Whether a box has a caption by its class beside the link around its picture: a gallery opens,
    and no other story."""
    return frame >= 0 and any(
        is_caption(tree, j) and tree.text_content(j)
        for j in range(tree.ends[link], tree.ends[frame])
    )


@lru_cache(maxsize=4096)
def _is_aside(tokens: str) -> bool:
    """Whether a class and id name something beside the story. Page builders call every part a
    widget, even the lead picture, so a class of lead pictures takes precedence."""
    return NOT_STORY.search(tokens) is not None and _FEATURED.search(tokens) is None


def _file(address: str) -> str:
    return host_and_path(address)[1].rpartition("/")[2]


def in_card(tree: Tree, i: int) -> bool:
    """Whether a picture is in a link to another page."""
    for node in tree.outwards(tree.parents[i], UP):
        if tree.tags[node] == "a":
            return not shows_picture(tree.attrs[node].get("href", ""))
    return False


def is_portrait(caption: str, metadata: Metadata) -> bool:
    """Whether a caption is a byline or a date line, so that the picture shows the author."""
    if len(caption) > 90:
        return False
    dates = find_dates(caption)
    if dates and dates[0].end - dates[0].start > 0.4 * len(caption):
        return True
    if any(caption.startswith(name) for name in metadata.authors) and caption[-1] not in ".!?":
        return True
    return strip_by(caption)[1] and bool(split_names(caption))
