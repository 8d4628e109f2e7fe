"""Features that detect lines beside a story: read-also lines, bylines, author notes, captions.

Most work in any language: a short lead-in followed by one link to the end ("Read also: …"), an
author's name from the page's head, text equal to a picture's ``alt``. Lines recognisable only by
words ("Advertisement", "All rights reserved") are matched with the word lists of `plaintext/`. The
fitted model weighs these with the other features.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence

from scraper.extractors.classify.columns import Matrix
from scraper.extractors.classify.page_features import Hints
from scraper.extractors.compiled import compiled
from scraper.extractors.parsing.blocks import RawBlock
from scraper.extractors.parsing.tree import PICTURES, Tree
from scraper.extractors.plaintext.words import opening
from scraper.urls import host_and_path

SIGNS: tuple[str, ...] = (
    "lead_in", "lead_in_mark", "lead_in_repeat", "lead_in_own", "author_at", "author_share",
    "is_alt", "is_pointer", "is_prompt", "is_link_on", "same_opening",
)  # fmt: skip
MAX_LEAD_IN_CHARS = 60
"""Characters before the link of a read-also line."""
LEAD_IN_ENDS = frozenset(":：|>»›→–—-")
"""Characters with which such a lead-in usually ends."""
AUTHOR_CHARS = 200
"""Characters at the start of a block in which an author's name is searched."""
MIN_ALT_CHARS = 20
"""Characters from which a picture's ``alt`` is a caption and not a label."""
MAX_CUE_CHARS = 160
"""Characters up to which a block is tested for a link or for opening words."""
SHARED_OPENING_CHARS = 14
"""Characters compared to find blocks with the same opening: "Read this too | …", "Pictured from
left"."""
LEADING_MARKS = " \xa0([（【«»›▶►•·*>–—-|#"
"""Characters stripped before the opening words."""


def sign_features(tree: Tree, blocks: Sequence[RawBlock], hints: Hints, out: Matrix) -> None:
    """Write one row a block to ``out``; the columns are ``SIGNS``."""
    out.fill(0.0)
    leads = {
        number: lead
        for number in _fast_leads(blocks, MAX_LEAD_IN_CHARS + 2)
        if (lead := lead_in(blocks[number])) is not None
    }
    times = Counter(leads.values())
    host = bare_host(hints.url)
    _fast_cues(tree, blocks, host, out[:, 7:])
    for number, lead in leads.items():
        row = out[number]
        row[0] = len(lead)
        row[1] = lead[-1] in LEAD_IN_ENDS
        row[2] = times[lead]
        row[3] = is_internal_link(tree.attrs[blocks[number].anchor].get("href", ""), host)
    names = [name.lower() for name in hints.authors]
    alts = {alt[:50].lower() for alt in _captions(tree)}
    if not names:
        out[:, 4:6] = -1.0
    if not alts:
        out[:, 6] = -1.0
    if not names and not alts:
        return
    _fast_mentions(blocks, names, alts, MIN_ALT_CHARS, out[:, 4:7])


def short_leads(blocks: Sequence[RawBlock], most: int) -> list[int]:
    """Indices of blocks with one link and 2 to ``most`` other characters. The plain twin of
    ``_signs.short_leads``."""
    return [
        number
        for number, block in enumerate(blocks)
        if block.link_count == 1 and 2 <= len(block.text) - block.link_chars <= most
    ]


def mentions(
    blocks: Sequence[RawBlock], names: list[str], alts: set[str], least: int, out: Matrix
) -> None:
    """Write the columns ``author_at``, ``author_share`` and ``is_alt``: whether a block names an
    author or equals a picture's ``alt``. The plain twin of ``_signs.mentions``.

    Args:
        names, alts: in lower case; ``alts`` cut to 50 characters.
        least: characters at the start that a block and an ``alt`` must share.
    """
    begun = {alt[:least] for alt in alts}
    for number, block in enumerate(blocks):
        head = block.text[:AUTHOR_CHARS].lower()
        for name in names:
            at = head.find(name)
            if at >= 0:
                out[number, 0] = 1.0 if at <= 3 else 0.5
                out[number, 1] = len(name) / len(block.text)
                break
        if head[:least] in begun and len(head) >= least:
            start = head[:50]
            out[number, 2] = any(alt.startswith(start) or start.startswith(alt) for alt in alts)


def cues(tree: Tree, blocks: Sequence[RawBlock], host: str, out: Matrix) -> None:
    """Write the columns ``is_pointer``, ``is_prompt`` (opening words), ``is_link_on`` (one link to
    another page of the site) and ``same_opening`` (number of other blocks with the same opening).
    The plain twin of ``_signs.cues``."""
    openings = Counter([block.text[:SHARED_OPENING_CHARS] for block in blocks])
    own: dict[str, bool] = {}  # cache: link origin -> whether it is the page's host
    for number, block in enumerate(blocks):
        text = block.text
        size = len(text)
        if size > SHARED_OPENING_CHARS:
            out[number, 3] = openings[text[:SHARED_OPENING_CHARS]] - 1
        if size > MAX_CUE_CHARS:
            continue
        if block.anchor >= 0 and block.link_count == 1 and block.link_chars * 10 >= size * 9:
            href = tree.attrs[block.anchor].get("href", "")
            end = href.find("/", 8) if "://" in href[:9] else -1
            origin = href[:end] if end > 0 else href
            if origin not in own:
                own[origin] = is_internal_link(href, host)
            out[number, 2] = own[origin]
        words = text.lstrip(LEADING_MARKS)
        out[number, 0], out[number, 1] = opening(words)


def _captions(tree: Tree) -> Iterator[str]:
    """The ``alt`` texts of at least ``MIN_ALT_CHARS`` characters."""
    for at in tree.named(PICTURES):
        alt = tree.attrs[at].get("alt", "")
        if len(alt) >= MIN_ALT_CHARS and len(alt := " ".join(alt.split())) >= MIN_ALT_CHARS:
            yield alt


def lead_in(block: RawBlock) -> str | None:
    """The text before the link of a block that is a short lead-in and one link, else None."""
    size = len(block.text)
    if block.link_count != 1 or not 2 <= size - block.link_chars <= MAX_LEAD_IN_CHARS + 2:
        return None
    parts: list[str] = []
    linked = False
    for piece, anchor in block.pieces:
        if anchor >= 0:
            linked = linked or bool(piece.strip())
        elif not linked:
            parts.append(piece)
        elif len(piece.strip()) > 1:
            return None
    return " ".join("".join(parts).split()) or None


def bare_host(url: str) -> str:
    """The host of an address without ``www.``; "" for none."""
    try:
        return host_and_path(url)[0].removeprefix("www.")
    except ValueError:
        return ""


def is_internal_link(href: str, host: str) -> bool:
    """Whether a link leads to a page of ``host``, and not to a fragment of the same page."""
    if "://" not in href[:9] and not href.startswith("//"):
        return bool(href) and href[0] != "#" and ":" not in href[:11]
    return bool(host) and bare_host(href if "://" in href[:9] else "http:" + href) == host


_fast_cues = compiled(cues)
_fast_leads = compiled(short_leads)
_fast_mentions = compiled(mentions)
