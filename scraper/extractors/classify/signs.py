"""Signs of what stands beside a story: read-also lines, bylines and lines on authors, captions.

The page tells these itself, in any language: a few words with a colon and then one link to the end
("Read also: …"), a name that the head gives as the author's, words that a picture has as its
``alt``. The fitted model weighs them with the rest.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from urllib.parse import urlsplit

from scraper.extractors.classify.features import Hints, Matrix
from scraper.extractors.parsing.blocks import RawBlock
from scraper.extractors.parsing.tree import Tree

SIGNS: tuple[str, ...] = (
    "lead_in", "lead_in_mark", "lead_in_repeat", "lead_in_own", "author_at", "author_share",
    "is_alt",
)  # fmt: skip
LEAD_IN = 60
"""Characters that may stand before the link of a read-also line."""
MARKS = frozenset(":：|>»›→–—-")
"""What such a lead-in ends with."""
OPENING = 200
"""Characters of a block in which its author's name is looked for."""
ALT = 20
"""Characters from which a picture's ``alt`` is a caption, no label."""


def describe_signs(tree: Tree, blocks: Sequence[RawBlock], hints: Hints, out: Matrix) -> None:
    """Write one row a block to ``out``; the columns are ``SIGNS``."""
    out.fill(0.0)
    leads = {
        number: lead for number, block in enumerate(blocks) if (lead := lead_in(block)) is not None
    }
    times = Counter(leads.values())
    host = bare_host(hints.url)
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
    begun = {alt[:ALT] for alt in alts}
    for number, block in enumerate(blocks):
        head = block.text[:OPENING].lower()
        for name in names:
            at = head.find(name)
            if at >= 0:
                out[number, 4] = 1.0 if at <= 3 else 0.5
                out[number, 5] = len(name) / len(block.text)
                break
        if head[:ALT] in begun and len(head) >= ALT:
            start = head[:50]
            out[number, 6] = any(alt.startswith(start) or start.startswith(alt) for alt in alts)


def _captions(tree: Tree) -> Iterator[str]:
    """The ``alt`` of each picture that has a whole line there."""
    for name in ("img", "amp-img"):
        at = -1
        for _ in range(tree.tags.count(name)):
            at = tree.tags.index(name, at + 1)
            alt = " ".join(tree.attrs[at].get("alt", "").split())
            if len(alt) >= ALT:
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
