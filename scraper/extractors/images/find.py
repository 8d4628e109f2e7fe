"""Selects the story's pictures: those inside it and right around it, the lead picture first."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from scraper.extractors.images.addresses import (
    address_of,
    base_of,
    file_name,
    is_same,
    picture_key,
    source_of,
)
from scraper.extractors.images.captions import caption_in, frame_of
from scraper.extractors.images.furniture import NOT_STORY, in_card, is_furniture, is_portrait
from scraper.extractors.images.separate import caption_below
from scraper.extractors.metadata import Metadata
from scraper.extractors.metadata.credits import split_credit
from scraper.extractors.metadata.embedded import NO_EXTRAS, EmbeddedExtras
from scraper.extractors.metadata.sources.saved_files import SAVED_PICTURE
from scraper.extractors.parsing.tree import PICTURES, Tree
from scraper.extractors.quotes import is_quote_figure
from scraper.record import Image

ABOVE = 120
"""Elements before the story in which its lead picture is searched. It has wrappers, sources and a
caption, and is above the headline on some sites."""
BELOW = 12
"""Elements after the story's end in which a last picture is searched."""
MAX_IMAGES = 60
"""Maximum pictures of a record."""
CHAIN = 30
"""Maximum elements from one captioned figure after the story to the next of the same series."""
KICKER = 40
"""Maximum characters between a lead picture and the headline below it: a category, a date."""
PREVIEW = 4_000
"""Characters of a data address up to which a picture may be a preview of itself. Blurred ones have
up to 2,000."""
_PLAYERS = frozenset({"video", "amp-video"})
_HIDDEN = re.compile(
    r"(?:^|[;\s])(?:(?:width|height)\s*:\s*0(?:px)?\s*(?:;|$)|visibility\s*:\s*hidden)"
)
"""The style of an invisible picture."""


@dataclass(frozen=True, slots=True)
class Found:
    """A picture as found.

    Attributes:
        index: its element; -1 for a picture that only the metadata name.
        url: "" if only the caption is known.
        framed: whether it has a caption or a figure, or the metadata name it.
    """

    index: int
    url: str
    caption: str
    credit: str
    alt: str
    framed: bool


def read_images(
    tree: Tree,
    url: str | None,
    story: Sequence[int],
    metadata: Metadata,
    extras: EmbeddedExtras = NO_EXTRAS,
    related: Sequence[str] = (),
) -> list[Image]:
    """The story's pictures, the lead picture first, each once.

    Args:
        url: the page's address, for relative addresses.
        story: tree indices of the story's block elements. If empty, the page has no story, and only
            the lead picture of the metadata is given.
        metadata: the page's metadata.
        extras: lead picture according to the page's scripts, if these contain the story.
        related: addresses of the related items' pictures, which are left out.
    """
    base = base_of(tree, url)
    named = address_of(base, metadata.lead_image or "")
    found = list(_around_story(tree, base, story, named, metadata)) if story else []
    found = _without_cards(found, story, related, named)
    lead = _lead(found, named, story[min(2, len(story) - 1)] if story else 0)
    unnamed = next((item for item in found if not item.url), None)
    found = [item for item in found if item.url or not base or tree.tags[item.index] in PICTURES]
    if lead is None and unnamed is not None and named:
        lead = Found(unnamed.index, named, unnamed.caption, unnamed.credit, "", True)
        found = [lead, *(item for item in found if item is not unnamed)]
    if lead is not None:
        return _each_once([lead, *(item for item in found if item is not lead)])
    if not named or NOT_STORY.search(file_name(named)):
        return _each_once(found)
    caption, credit = split_credit(metadata.lead_caption or "")
    unseen = Found(-1, named, extras.caption or caption, extras.credit or credit, extras.alt, True)
    return _each_once([unseen, *found])


def _without_cards(
    found: list[Found], story: Sequence[int], related: Sequence[str], named: str
) -> list[Found]:
    """The pictures without those of related items: those below the story's last block, and those
    without caption between its blocks.

    Args:
        named: address of the lead picture according to the metadata, "" for none.
    """
    if not found or not related:
        return found
    cards = {picture_key(address) for address in related}
    return [
        item
        for item in found
        if not item.url
        or (item.index < story[-1] and (item.caption or is_same(item.url, named)))
        or picture_key(item.url) not in cards
    ]


def _each_once(found: Sequence[Found]) -> list[Image]:
    """The record's images, each picture and each caption once."""
    images: list[Image] = []
    seen: set[str] = set()
    captions: set[str] = set()
    for item in found:
        key = picture_key(item.url) if item.url else item.caption
        if key in seen or len(images) >= MAX_IMAGES:
            continue
        seen.add(key)
        # The same slide in another size, or one caption for a row of pictures.
        caption = "" if item.caption in captions else item.caption
        if not item.url and not caption:
            continue
        captions.add(caption)
        images.append(
            Image(
                url=item.url or None,
                caption=caption or None,
                credit=item.credit or None,
                alt=item.alt or None,
            )
        )
    return images


def _lead(found: list[Found], named: str, start: int) -> Found | None:
    """The lead picture according to the metadata, else the first picture above ``start``."""
    if named:
        for item in found:
            if item.url and is_same(item.url, named):
                return item
    above = [item for item in found if item.index < start and (item.framed or item.caption)]
    return above[0] if above and above[0].url else None


def _around_story(
    tree: Tree, base: str, story: Sequence[int], named: str, metadata: Metadata
) -> Iterator[Found]:
    """The pictures around and inside the story, in reading order."""
    tags = tree.tags
    start, end = story[0], max(tree.ends[i] for i in story)
    blocks = frozenset(story)
    headline = _headline(tree, start, metadata.title)
    bare: list[Found] = []  # pictures above the story without caption or figure
    has_lead = False
    frames: set[int] = set()  # figures and boxes of the pictures given so far
    stop = min(end + BELOW, len(tree))
    i = max(0, start - ABOVE) - 1
    while (i := i + 1) < stop:
        tag = tags[i]
        if tag == "figure":
            if not frames and i < start + ABOVE // 4 and (scripted := _scripted_picture(tree, i)):
                yield scripted
            continue
        if tag in _PLAYERS and i < start and (poster := _poster(tree, base, i)):
            bare.append(poster)
        if tag not in PICTURES or _HIDDEN.search(tree.attrs[i].get("style", "")):
            continue
        frame = frame_of(tree, i, blocks)
        if frame in frames:
            continue
        address = address_of(base, source_of(tree, i))
        own = _is_named(tree, i, frame, address, named)
        figure = frame >= 0 and tags[frame] == "figure"
        leads = not frames and figure and i < start + ABOVE // 4
        may_embed = frame >= 0 and (leads or (not own and _holds_picture(tree, i)))
        if not address and may_embed:
            if embedded := _embedded_picture(tree, i, frame, metadata):
                frames.add(frame)
                yield embedded
                continue
            if base:
                continue
        if not address and (base or frame < 0 or not source_of(tree, i)):
            continue
        item = _described(tree, i, frame, address, own, metadata)
        if item is None:
            continue
        if not start <= i < end and not item.framed:
            if _may_lead(tree, i, headline, start):
                bare.append(replace(item, credit="", framed=True))
            continue
        has_lead = has_lead or i < start
        if frame >= 0:
            frames.add(frame)
            if figure and item.caption and i >= end:
                # A series of pictures continues below the text.
                stop = min(max(stop, tree.ends[frame] + CHAIN), len(tree))
        yield item
    if len(bare) == 1 and not has_lead and (not named or NOT_STORY.search(file_name(named))):
        # A single picture between headline and story is the lead picture, whatever its markup.
        yield bare[0]


def _described(
    tree: Tree, i: int, frame: int, address: str, own: bool, metadata: Metadata
) -> Found | None:
    """A picture with its caption; None for furniture, an author's portrait, and where neither
    address nor caption is known.

    Args:
        frame: the figure or box around the picture, or -1.
        own: whether the page's head names it.
    """
    if address and not own and is_furniture(tree, i, frame, address):
        return None
    described = _caption_and_credit(tree, i, frame, metadata)
    if described is None or (not address and not described[0]):
        return None
    caption, credit = described
    framed = own or bool(caption) or (frame >= 0 and tree.tags[frame] == "figure")
    alt = " ".join(tree.attrs[i].get("alt", "").split())
    return Found(i, address, caption, credit, alt, framed)


def _poster(tree: Tree, base: str, i: int) -> Found | None:
    """The picture that a player shows before it plays."""
    address = address_of(base, tree.attrs[i].get("poster", ""))
    return Found(i, address, "", "", "", True) if address and not in_card(tree, i) else None


def _is_named(tree: Tree, i: int, frame: int, address: str, named: str) -> bool:
    """Whether a picture is the one that the page's head names. It may be in a link to its own page,
    if there is text beside it that is not linked."""
    if not address or not named or not is_same(address, named):
        return False
    if not in_card(tree, i):
        return True
    return frame >= 0 and not is_furniture(tree, i, frame, address, linked=True)


def _may_lead(tree: Tree, i: int, headline: int, start: int) -> bool:
    """Whether a picture without figure or caption may be the lead picture: between the headline and
    the story, or above the headline in the same article."""
    if 0 <= headline < i < start:
        return _stands_by_itself(tree, i, headline, start)
    return (
        i < headline
        and _stands_by_itself(tree, i, headline, start)
        and _opens_article(tree, i, headline)
    )


def _scripted_picture(tree: Tree, figure: int) -> Found | None:
    """The caption of a figure whose picture is inserted by a script; its address is not known."""
    if PICTURES.intersection(tree.tags[figure : tree.ends[figure]]):
        return None
    if is_quote_figure(tree, figure):
        return None
    caption, credit = caption_in(tree, figure)
    return Found(figure, "", caption, credit, "", True) if caption else None


def _holds_picture(tree: Tree, i: int) -> bool:
    """Whether a picture is in the saved page itself or among its files. Until a picture is loaded,
    pages of the web have a much smaller one in place of its address."""
    source = tree.attrs[i].get("src", "")
    return source == SAVED_PICTURE or (source.startswith("data:image/") and len(source) > PREVIEW)


def _embedded_picture(tree: Tree, i: int, figure: int, metadata: Metadata) -> Found | None:
    """The caption of a picture that a page saved as one file has in place of its address."""
    if not tree.attrs[i].get("src", "").startswith("data:image/") or in_card(tree, i):
        return None
    caption, credit = caption_in(tree, figure)
    if not caption or is_portrait(caption, metadata):
        return None
    alt = " ".join(tree.attrs[i].get("alt", "").split()) if _holds_picture(tree, i) else ""
    return Found(i, "", caption, credit, alt, True)


def _caption_and_credit(
    tree: Tree, i: int, frame: int, metadata: Metadata
) -> tuple[str, str] | None:
    """(caption, credit) of a picture, each "" if there is none; None for an author's portrait.

    Args:
        frame: the figure or box around the picture, or -1.
    """
    if frame >= 0:
        caption, credit = caption_in(tree, frame)
    elif _beside_author(tree, i, metadata):
        return None
    else:
        caption, credit = caption_below(tree, i)
    if caption and is_portrait(caption, metadata):
        return None
    if caption and not credit and metadata.publisher:
        return _by_house(caption, metadata.publisher)
    return caption, credit


def _beside_author(tree: Tree, i: int, metadata: Metadata) -> bool:
    """Whether the only text beside a picture is the name of an author."""
    beside = tree.text_content(tree.parents[i]) if tree.parents[i] >= 0 else ""
    return bool(beside) and beside in metadata.authors


def _by_house(caption: str, publisher: str) -> tuple[str, str]:
    """(caption, credit) of a caption that ends with the site's own name in brackets."""
    closing = caption.rstrip(" .")[-len(publisher) - 2 :]
    if closing[:1] in _OPEN and closing[-1:] in _CLOSE and closing[1:-1] == publisher:
        return caption.rstrip(" .")[: -len(closing)].rstrip(), publisher
    return caption, ""


_OPEN, _CLOSE = frozenset("([（【"), frozenset(")]）】")


def _headline(tree: Tree, start: int, title: str | None) -> int:
    """The closest element above the story that is its headline, or -1."""
    for i in range(start - 1, max(0, start - ABOVE) - 1, -1):
        if tree.tags[i] == "h1" or (title and tree.texts[i].strip() == title):
            return i
    return -1


def _stands_by_itself(tree: Tree, i: int, headline: int, start: int) -> bool:
    """Whether the closest text around a picture is the headline or the story, and not a byline."""
    node = tree.parents[i]
    while node > 0 and not tree.text_content(node):
        node = tree.parents[node]
    return node < headline < tree.ends[node] or node <= start < tree.ends[node]


def _opens_article(tree: Tree, i: int, headline: int) -> bool:
    """Whether a picture above the headline is in the same article, not in the masthead, with at
    most ``KICKER`` characters between the two."""
    article = tree.parents[i]
    while article > 0 and tree.tags[article] != "article":
        article = tree.parents[article]
    if article <= 0 or headline >= tree.ends[article]:
        return False
    between = "".join(tree.texts[i:headline]) + "".join(
        tree.tails[k] for k in range(i, headline) if tree.ends[k] <= headline
    )
    return len(between.strip()) <= KICKER
