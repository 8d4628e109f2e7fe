"""One record of a story's pages: the blocks of all of them, without what each repeats.

A site prints its headline, standfirst and lead picture on every page of a story, and often the same
notice below each. They are kept once.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from itertools import takewhile
from typing import Any

from scraper.extractors import fingerprint
from scraper.extractors.assemble import story_text
from scraper.extractors.text_keys import letters_only
from scraper.record import Block, Comment, Image, Record, RelatedItem, StoryPages, Warning
from scraper.urls import identity

MIN_TITLE = 12
"""Letters of a title from which another one that begins with it names the same story: "Ten walks in
the hills", "Ten walks in the hills: the northern slopes"."""
MIN_WHOLE = 0.8
"""Share of the first page's text that the version on one page must have."""


def join(story: Record, page: Record, address: str) -> Record | None:
    """A story with its next page, or from its version on one page.

    Args:
        story: of the pages before.
        page: of the page that was fetched from ``address``.
        address: ``story.pages.next`` or ``story.pages.single``.

    Returns:
        The record of the story so far, with the first page's ``id``, address and metadata. None if
        the page is not of this story, or has nothing to read.
    """
    if story.pages is None or not page.text or "soft_404" in page.warnings:
        return None
    if not _is_same_story(story, page):
        return None
    if address == story.pages.single and address != story.pages.next:
        return _from_single(story, page, address) if _has_all(story, page) else None
    blocks = _joined(story, page)
    if blocks is None:
        return _record(story, story, story.blocks, StoryPages(joined=story.pages.joined))
    known = {identity(url) for url in (*own_addresses(story), *story.pages.joined, address)}
    following = page.pages.next if page.pages else None
    if following is not None and identity(following) in known:
        following = None
    pages = StoryPages(joined=[*story.pages.joined, address], next=following)
    return _record(story, page, blocks, pages)


def own_addresses(record: Record) -> list[str]:
    """The addresses of a record's page: as fetched, and as declared."""
    return [url for url in (record.url, record.canonical_url) if url]


def _is_same_story(story: Record, page: Record) -> bool:
    """Whether a page names the story's page as its first or as its own, or has its title."""
    own = {identity(url) for url in own_addresses(story)}
    named = (page.canonical_url, page.pages.first if page.pages else None)
    if any(identity(url) in own for url in named if url):
        return True
    titles = sorted((letters_only(story.title or ""), letters_only(page.title or "")), key=len)
    return bool(titles[0]) and (
        titles[0] == titles[1] or (len(titles[0]) >= MIN_TITLE and titles[1].startswith(titles[0]))
    )


def _has_all(story: Record, page: Record) -> bool:
    """Whether a page has the text of the story's page, and more."""
    known = {_block_key(block) for block in page.blocks}
    held = sum(len(block.text) for block in story.blocks if _block_key(block) in known)
    total = sum(len(block.text) for block in story.blocks)
    return held >= MIN_WHOLE * total > 0 and len(page.text) > len(story.text)


def _from_single(story: Record, page: Record, address: str) -> Record:
    return _record(
        story.model_copy(update={"warnings": [], "confidence": page.confidence}),
        page,
        page.blocks,
        StoryPages(joined=[address], single=address),
    )


def _joined(story: Record, page: Record) -> list[Block] | None:
    """The blocks of both, without those at the page's head and at the story's end that the other
    has, too; None if the page has nothing new."""
    known = {_block_key(block) for block in story.blocks}
    known |= {
        letters_only(text) for text in (story.title, story.subtitle, story.description) if text
    }
    repeated = sum(1 for _ in takewhile(lambda b: _block_key(b) in known, page.blocks))
    new = page.blocks[repeated:]
    if all(_block_key(block) in known for block in new):
        return None
    pairs = zip(reversed(story.blocks), reversed(new), strict=False)
    ending = sum(1 for _ in takewhile(lambda p: _block_key(p[0]) == _block_key(p[1]), pairs))
    return [*story.blocks[: len(story.blocks) - ending], *new]


def _record(story: Record, page: Record, blocks: Sequence[Block], pages: StoryPages) -> Record:
    """The story's record with other blocks, and with what only the page has of the rest."""
    text = story_text(list(blocks))
    exact, close = fingerprint.fingerprints(text) if text else (None, None)
    missing: set[Warning] = {"pages_missing"}
    warnings = {*story.warnings, *page.warnings} - missing
    rated = [each.confidence for each in (story, page) if each.confidence is not None]
    changed: dict[str, Any] = {
        "authors": story.authors or page.authors,
        "agency": story.agency or page.agency,
        "published_at": story.published_at or page.published_at,
        "modified_at": story.modified_at or page.modified_at,
        "language": story.language or page.language,
        "images": _images(story, page),
        "text": text,
        "blocks": list(blocks),
        "related": _related([*story.related, *page.related]),
        "comments": _comments(story, page),
        "pages": pages if pages.joined or pages.next else None,
        "confidence": min(rated, default=None),
        "warnings": sorted(warnings | (missing if pages.next else set())),
        "content_hash": exact,
        "simhash": close,
    }
    return story.model_copy(update=changed)


def _images(story: Record, page: Record) -> list[Image]:
    """The pictures of both, each once; one with the caption of a known one is that one in another
    size."""
    found = list(story.images)
    urls = {identity(image.url) for image in found if image.url}
    captions = {image.caption for image in found if image.caption}
    for image in page.images:
        is_known = (image.url and identity(image.url) in urls) or image.caption in captions
        if not is_known:
            found.append(image)
    return found


def _related(items: Iterable[RelatedItem]) -> list[RelatedItem]:
    """The items, each once."""
    found: dict[str, RelatedItem] = {}
    for item in items:
        found.setdefault(identity(item.url) if item.url else letters_only(item.title), item)
    return list(found.values())


def _comments(story: Record, page: Record) -> list[Comment] | None:
    if story.comments is None:
        return None
    return [
        *story.comments,
        *(comment for comment in page.comments or () if comment not in story.comments),
    ]


def _block_key(block: Block) -> str:
    return letters_only(block.text) or f"{block.type} {block.url}"
