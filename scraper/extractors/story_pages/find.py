"""Which pages of its story a page names: the next one, the first one, the one with all of it.

A link counts if its address is the page's own but for a page number (numbers.py), and if it says
so: by ``rel``, by the number as its text, or by the address. The pagers of comments, galleries and
lists on a story's page look the same; they are told by their names, and by what stands between the
story and them. Links to another story have another address.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import islice

from scraper.extractors.assemble import base_address
from scraper.extractors.parsing.blocks import RawBlock
from scraper.extractors.parsing.tree import Tree
from scraper.extractors.story_pages.numbers import (
    Numbers,
    compare,
    has_number,
    names_whole,
    slug_of,
)
from scraper.record import Block, StoryPages
from scraper.urls import absolute

MAX_LABEL = 60
"""Characters of a pager's link: "Next page: " and a heading of the story. A headline is longer."""
MAX_RELATIVE = 24
"""Characters of the longest relative address that is tested as a page number alone: ``?page=2``,
``index_2.html``."""
MAX_COMPARED = 3_000
"""Links whose address is compared with the page's own, which takes 20 microseconds each; of the
labelled pages, none has so many that look like it."""
MAX_PAGES = 100
"""Links to other pages of the story that are looked at."""
MAX_BETWEEN = 600
"""Characters between the story and its pager: tags, buttons to share, the author's box. A list or
the readers' comments have more."""
PAGE_TYPES = frozenset({"article", "liveblog", "product", "documentation", "service", "other"})
"""Types of pages whose pager is the story's. That of a list or a forum leads to other items."""

_ELEMENTS = frozenset({"a", "link"})
_OTHER_PAGER = re.compile(
    r"comment|komment|coment|disqus|respond|repl(?:y|ies)|galler|galer|slide|swiper|carousel|karusel"
    r"|lightbox|widget|related|sidebar",
    re.IGNORECASE,
)
"""Class names and ids around a pager that is not the story's."""
_ARCHIVE = re.compile(r"/page/\d+/?$", re.IGNORECASE)
"""How common publishing systems number the pages of an archive, while those of a story have the
number alone. Of the five labelled pages with such a link, all are lists or threads, and three of
them have no date."""
_NUMBERS = re.compile(r"(?:[\W_]|(?<!\d)\d{1,2}(?!\d))+")
_DIGIT = re.compile("[0-9]")
_DIGITS = re.compile(r"\W*(\d{1,2})\W*")


@dataclass(frozen=True, slots=True)
class _Link:
    """A link to another page of the story.

    Attributes:
        numbers: of the page's own address and of this one.
        label: the number that is its text; None for other texts.
        rels: its ``rel``, in lower case.
        is_short: its text is no headline.
    """

    url: str
    numbers: Numbers
    label: int | None
    rels: frozenset[str]
    is_short: bool


def find_pages(
    tree: Tree,
    raw: Sequence[RawBlock],
    chosen: Sequence[int],
    url: str | None,
    canonical: str | None,
    page_type: str,
    *,
    dated: bool,
) -> StoryPages | None:
    """The other pages of a page's story; None if it names none.

    Args:
        chosen: indices in ``raw`` of the story's blocks, ascending.
        url: the page's address.
        canonical: the address that it declares as its own.
        dated: whether it says when it was published.
    """
    if url is None or page_type not in PAGE_TYPES or not chosen:
        return None
    base, own = base_address(tree, url), [url]
    if canonical is not None and compare(url, canonical) is None:
        own.append(canonical)  # without parameters that only say where the reader came from
    links = list(islice(_links(tree, raw, chosen, own, base), MAX_PAGES))
    next_page = first_page = None
    for numbered in (False, True):
        pager = [link for link in links if (link.numbers.own is not None) == numbered]
        next_page = next_page or _next(pager)
        first_page = first_page or _first(pager)
    if first_page is None and canonical is not None:
        declared = compare(url, canonical)
        if declared is not None and (declared.other or 1) == 1 and _is_further(declared, url):
            first_page = canonical
    if next_page is not None and not dated and _ARCHIVE.search(next_page):
        next_page = None
    if next_page is None and first_page is None:
        return None
    return StoryPages(first=first_page, next=next_page, single=_single(tree, own, base))


def _is_further(declared: Numbers, url: str) -> bool:
    """Whether a page that declares the address of the first page is a later one. ``?print=1`` and
    ``?m=1`` are the same page in another form."""
    return declared.own is not None and (declared.is_sure or "?" not in url)


def without_pager(blocks: Sequence[Block], url: str) -> list[Block]:
    """The blocks of a story with other pages, without those of its pager at either end: page
    numbers, and links to nothing but its pages."""
    start, end = 0, len(blocks)
    while end > 1 and _is_pager(blocks[end - 1], url):
        end -= 1
    while start < end - 1 and _is_pager(blocks[start], url):
        start += 1
    return list(blocks[start:end])


def _is_pager(block: Block, url: str) -> bool:
    if block.type == "embed" or not block.text:
        return False
    linked = sum(link.end - link.start for link in block.links)
    is_linked = 2 * linked >= len(block.text) and len(block.text) <= MAX_LABEL
    return _NUMBERS.fullmatch(block.text) is not None or (
        is_linked
        and all(compare(url, link.url) or names_whole(url, link.url) for link in block.links)
    )


def _hrefs(tree: Tree, own: Sequence[str]) -> Iterator[tuple[int, str]]:
    """The links of a page that may lead to other pages of its story: (element, address as written,
    without fragment). Few do, and this costs less than to resolve all."""
    slugs = [slug_of(url) for url in own]
    first, last = slugs[0], slugs[-1]
    for node in tree.named(_ELEMENTS):
        attrs = tree.attrs[node]
        href = attrs.get("href", "")
        is_other = len(href) > MAX_RELATIVE and first not in href and last not in href
        if is_other and "#" not in href[: MAX_RELATIVE + 1]:
            continue  # most links
        href = href.partition("#")[0].strip()
        if not href or (tree.tags[node] != "a" and "rel" not in attrs):
            continue
        if len(href) <= MAX_RELATIVE or any(slug in href for slug in slugs):
            yield node, href


def _single(tree: Tree, own: Sequence[str], base: str) -> str | None:
    """The address of the story's version on one page."""
    for _, href in islice(_hrefs(tree, own), MAX_COMPARED):
        address = absolute(base, href)
        if address is not None and any(names_whole(url, address) for url in own):
            return address
    return None


def _links(
    tree: Tree, raw: Sequence[RawBlock], chosen: Sequence[int], own: Sequence[str], base: str
) -> Iterator[_Link]:
    """The links to other pages of the story, in page order.

    Args:
        own: the page's own addresses.
    """
    starts = [block.first for block in raw]
    is_numbered = any(map(has_number, own))
    found = (
        (node, href)
        for node, href in _hrefs(tree, own)
        if is_numbered or _DIGIT.search(href, max(len(href) - MAX_RELATIVE, 0))
    )
    for node, href in islice(found, MAX_COMPARED):
        address = absolute(base, href)
        if address is None:
            continue
        numbers = next((both for url in own if (both := compare(url, address))), None)
        if numbers is None:
            continue
        is_head = tree.tags[node] == "link"
        if not is_head and not _is_beside_story(tree, raw, starts, chosen, node):
            continue
        text = "" if is_head else tree.text_content(node)
        label = _DIGITS.fullmatch(text)
        rels = frozenset(tree.attrs[node].get("rel", "").lower().split())
        number = int(label[1]) if label else None
        yield _Link(address, numbers, number, rels, is_head or len(text) <= MAX_LABEL)


def _is_beside_story(
    tree: Tree, raw: Sequence[RawBlock], starts: Sequence[int], chosen: Sequence[int], node: int
) -> bool:
    """Whether a link is the story's own, by its place and by the names around it."""
    for around in tree.outwards(node):
        if tree.tags[around] in ("article", "main", "body"):
            break
        attrs = tree.attrs[around]
        if _OTHER_PAGER.search(f"{attrs.get('class', '')} {attrs.get('id', '')}"):
            return False
    between = raw[chosen[-1] + 1 : bisect_left(starts, node)]
    return sum(len(block.text) for block in between) <= MAX_BETWEEN


def _shift(pager: Sequence[_Link]) -> int:
    """1 for a pager that counts from 0, so that ``?page=1`` is the second page; otherwise 0."""
    labelled = [link for link in pager if link.label is not None and link.numbers.other is not None]
    return int(bool(labelled) and all(x.label == (x.numbers.other or 0) + 1 for x in labelled))


def _number(number: int | None, shift: int) -> int:
    return 1 if number is None else number + shift


def _next(pager: Sequence[_Link]) -> str | None:
    """The address of the next page."""
    shift = _shift(pager)
    for link in pager:
        if _number(link.numbers.other, shift) != _number(link.numbers.own, shift) + 1:
            continue
        if _is_said(link, _number(link.numbers.other, shift), "next", pager):
            return link.url
    # A pager that counts from 0 and prints no numbers.
    for link in pager:
        if link.numbers.own is None and link.numbers.other == 1 and "next" in link.rels:
            return link.url
    return None


def _first(pager: Sequence[_Link]) -> str | None:
    """The address of the first page, if this is a later one."""
    shift = _shift(pager)
    for link in pager:
        own = _number(link.numbers.own, shift)
        if own < 2 or _number(link.numbers.other, shift) != 1:
            continue
        if _is_said(link, 1, "prev" if own == 2 else "first", pager):
            return link.url
    return None


def _is_said(link: _Link, number: int, rel: str, pager: Sequence[_Link]) -> bool:
    """Whether a link says that it leads to a page of the story."""
    if link.label == number:
        return True
    is_pager = any(other.label is not None for other in pager)
    if rel in link.rels:
        return link.numbers.is_sure or is_pager
    # Below a page of its own number are other pages: /paths/17 is no page of /paths.
    is_next = link.numbers.own is None or is_pager
    return link.numbers.is_sure and link.is_short and is_next
