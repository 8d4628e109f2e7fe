"""Signs of what stands beside a story: read-also lines, bylines and lines on authors, captions.

The page tells these itself, in any language: a few words with a colon and then one link to the end
("Read also: …"), a name that the head gives as the author's, words that a picture has as its
``alt``. What only words can tell, "Advertisement" or "All rights reserved", is told by the lists
that plain text is read with. The fitted model weighs them with the rest.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from urllib.parse import urlsplit

from scraper.extractors.classify.features import NAMED_IN, Hints, Matrix
from scraper.extractors.parsing.blocks import RawBlock
from scraper.extractors.parsing.tree import Tree
from scraper.extractors.plaintext.words import opening

SIGNS: tuple[str, ...] = (
    "lead_in", "lead_in_mark", "lead_in_repeat", "lead_in_own", "author_at", "author_share",
    "is_alt", "is_pointer", "is_prompt", "is_link_on", "same_opening",
)  # fmt: skip
LEAD_IN = 60
"""Characters that may stand before the link of a read-also line."""
MARKS = frozenset(":：|>»›→–—-")
"""What such a lead-in ends with."""
PICTURES = frozenset({"img", "amp-img"})
ALT = 20
"""Characters from which a picture's ``alt`` is a caption, no label."""
CUE = 160
"""Characters up to which a block's first words may tell what it is."""
SAME = 14
"""Characters that blocks with the same opening share: "Read this too | …", "Pictured from left"."""
BEFORE = " \xa0([（【«»›▶►•·*>–—-|#"
"""Marks that may stand before these words."""


def describe_signs(tree: Tree, blocks: Sequence[RawBlock], hints: Hints, out: Matrix) -> None:
    """Write one row a block to ``out``; the columns are ``SIGNS``."""
    out.fill(0.0)
    leads = {
        number: lead
        for number in _fast_leads(blocks, LEAD_IN + 2)
        if (lead := lead_in(blocks[number])) is not None
    }
    times = Counter(leads.values())
    host = bare_host(hints.url)
    _fast_cues(tree, blocks, host, out[:, 7:])
    for number, lead in leads.items():
        row = out[number]
        row[0] = len(lead)
        row[1] = lead[-1] in MARKS
        row[2] = times[lead]
        row[3] = leads_on(tree.attrs[blocks[number].anchor].get("href", ""), host)
    names = [name.lower() for name in hints.authors]
    alts = {alt[:50].lower() for alt in _captions(tree)}
    if not names:
        out[:, 4:6] = -1.0
    if not alts:
        out[:, 6] = -1.0
    if not names and not alts:
        return
    _fast_mentions(blocks, names, alts, ALT, out[:, 4:7])


def short_leads(blocks: Sequence[RawBlock], most: int) -> list[int]:
    """The blocks of one link and few characters beside it. The plain twin of
    ``_features.short_leads``."""
    return [
        number
        for number, block in enumerate(blocks)
        if block.link_count == 1 and 2 <= len(block.text) - block.link_chars <= most
    ]


def mentions(
    blocks: Sequence[RawBlock], names: list[str], alts: set[str], least: int, out: Matrix
) -> None:
    """Write which blocks name an author or say what a picture's ``alt`` says: the columns
    ``author_at``, ``author_share`` and ``is_alt``. The plain twin of ``_features.mentions``.

    Args:
        names, alts: in small letters; of ``alts`` the first 50.
        least: characters that a block and an ``alt`` must share.
    """
    begun = {alt[:least] for alt in alts}
    for number, block in enumerate(blocks):
        head = block.text[:NAMED_IN].lower()
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
    """Write what a block's first words say, whether it is one link to another page of the site, and
    how many others begin alike. The plain twin of ``_signs.cues``."""
    openings = Counter([block.text[:SAME] for block in blocks])
    own: dict[str, bool] = {}  # whether an origin is the page's host, asked once
    for number, block in enumerate(blocks):
        text = block.text
        size = len(text)
        if size > SAME:
            out[number, 3] = openings[text[:SAME]] - 1
        if size > CUE:
            continue
        if block.anchor >= 0 and block.link_count == 1 and block.link_chars * 10 >= size * 9:
            href = tree.attrs[block.anchor].get("href", "")
            end = href.find("/", 8) if "://" in href[:9] else -1
            origin = href[:end] if end > 0 else href
            if origin not in own:
                own[origin] = leads_on(href, host)
            out[number, 2] = own[origin]
        words = text.lstrip(BEFORE)
        out[number, 0], out[number, 1] = opening(words)


def _captions(tree: Tree) -> Iterator[str]:
    """The ``alt`` of each picture that has a whole line there."""
    for at in _fast_named(tree.tags, PICTURES):
        alt = tree.attrs[at].get("alt", "")
        if len(alt) >= ALT and len(alt := " ".join(alt.split())) >= ALT:
            yield alt


def lead_in(block: RawBlock) -> str | None:
    """The words before the link of a block that is a short lead-in and one link; else None."""
    size = len(block.text)
    if block.link_count != 1 or not 2 <= size - block.link_chars <= LEAD_IN + 2:
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
    """The host that an address names, without ``www.``; "" for none."""
    try:
        return (urlsplit(url).hostname or "").removeprefix("www.")
    except ValueError:
        return ""


def leads_on(href: str, host: str) -> bool:
    """Whether a link leads to a page of ``host``, and to no place on the same page."""
    if "://" not in href[:9] and not href.startswith("//"):
        return bool(href) and href[0] != "#" and ":" not in href[:11]
    return bool(host) and bare_host(href if "://" in href[:9] else "http:" + href) == host


try:
    from scraper.extractors.classify._features import mentions as _fast_mentions
    from scraper.extractors.classify._features import short_leads as _fast_leads
    from scraper.extractors.classify._signs import cues as _fast_cues
    from scraper.extractors.parsing._treewalk import named as _fast_named
except ImportError:  # not compiled: the same, slower
    from scraper.extractors.metadata.collect import named as _fast_named

    _fast_cues, _fast_leads, _fast_mentions = cues, short_leads, mentions
