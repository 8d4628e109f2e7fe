"""What a chosen candidate says as a related item: title, teaser and picture.

The cards of the few that were chosen are read with care: a kicker, a counter or a date is told from
the headline beside it, and a teaser from both.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence, Set

from scraper.extractors.classify.features import CLOSING, TERMINAL
from scraper.extractors.parsing.blocks import RawBlock
from scraper.extractors.parsing.tree import Tree
from scraper.extractors.related.candidates import Candidate, image_source
from scraper.extractors.related.titles import (
    MINOR,
    path_parts,
    slug_words,
    title_words,
    word_count,
)
from scraper.urls import absolute

LONG_TEASER = 100
"""Characters of a line that a teaser has one of; a card with more of them holds the whole story."""
TEASER_WORDS = 8
"""Words from which a line without a full stop is a teaser: more than bylines and dates have."""
SLUG_GAIN = 0.2
"""How much better than the present title another line of the card must fit the address."""


def link_lines(tree: Tree, anchor: int) -> tuple[list[str], str]:
    """The texts of a link's elements where they are lines apart, and its own words among them.

    A link around a whole card runs its kicker, title and counter together; only the elements inside
    it tell them apart. Words marked inside a sentence (``<b>Salt</b> prices``) are no lines of
    their own; but words beside elements that a class gives a look, or beside a ``time``, are.
    """
    lines: list[str] = []
    bare = _add_lines(tree, anchor, lines)
    return lines, bare


def _add_lines(tree: Tree, node: int, lines: list[str]) -> str:
    tags, ends, texts, tails, attrs = tree.tags, tree.ends, tree.texts, tree.tails, tree.attrs
    own = []
    speaking = []
    parts = []
    if text := " ".join(texts[node].split()):
        own.append(text)
        parts.append(text)
    i = node + 1
    while i < ends[node]:
        if text := tree.text_content(i):
            speaking.append(i)
            parts.append(text)
        if text := " ".join(tails[i].split()):
            own.append(text)
            parts.append(text)
        i = ends[i]
    if not own:
        bare = ""
        for i in speaking:
            bare = _add_lines(tree, i, lines) or bare
        return bare
    # The headline has more words than what is set beside it.
    others = [part for part in parts if part not in own]
    apart = (
        len(own) == 1
        and word_count(own[0]) > max(map(word_count, others), default=0)
        and all(
            tags[i] == "time" or (tags[i] in ("span", "div", "small") and "class" in attrs[i])
            for i in speaking
        )
    )
    if not speaking or not apart:
        lines.append(tree.text_content(node))
        return ""
    lines.extend(parts)
    return own[0]


def refine_title(tree: Tree, item: Candidate, labels: Set[str]) -> list[str]:
    """Put the headline alone where the card's link says more, and give the lines of the link.

    Which of several lines is the headline is told by the address, whose words are mostly those of
    the headline, in whatever language.

    Args:
        labels: what the links of several candidates say.
    """
    for anchor in item.anchors:
        if _voices(tree, anchor) < 2:
            continue
        lines, own = link_lines(tree, anchor)
        if len(lines) < 2 or not any(line in item.title for line in lines):
            continue
        if own:
            item.title = own
            return lines
        wanted = slug_words(path_parts(item.url))
        if wanted:
            best, most = item.title, _likeness(wanted, item.title) + SLUG_GAIN
            fewest = MINOR + 1
            if item.title in labels:
                most, fewest = 0.0, 2
            for line in lines:
                likeness = _likeness(wanted, line)
                if likeness > most and line not in labels and word_count(line) >= fewest:
                    best, most = line, likeness
            item.title = best
        return lines
    return []


def _voices(tree: Tree, node: int) -> int:
    """How many stretches of text an element holds."""
    inside = range(node + 1, tree.ends[node])
    texts, tails = tree.texts, tree.tails
    return sum([bool(texts[i].strip()) + bool(tails[i].strip()) for i in inside]) + bool(
        texts[node].strip()
    )


def _likeness(slug: Set[str], line: str) -> float:
    """How alike the words of an address and a line are (Dice), so that a long teaser is less so."""
    words = title_words(line)
    return 2 * len(slug & words) / (len(slug) + len(words))


ORNAMENT = " \xa0|»›→▶►•·"
"""Arrows and dots that are set around links."""


def whole_title(tree: Tree, item: Candidate) -> str:
    """A headline that was cut short, as the link's own attributes have it whole."""
    title = item.title
    begun = title.rstrip(".… ")
    if title.endswith(("...", "…")) and len(begun) > 10:
        for anchor in item.anchors:
            for name in ("title", "aria-label"):
                value = " ".join(tree.attrs[anchor].get(name, "").split())
                if value.startswith(begun) and len(value) > len(title):
                    return value
    return title


def is_teaser(text: str, title: str) -> bool:
    """Whether a line of a card says something of the story: not its title, date or byline."""
    if text == title or word_count(text) <= 4:
        return False
    return len(text) > 60 or sum(c.isdigit() for c in text) * 6 < len(text)


def teaser_of(blocks: Sequence[RawBlock], item: Candidate, lines: Sequence[str]) -> str | None:
    """A card's teaser; where it holds a whole story, as pages that scroll on do, its standfirst.

    Args:
        lines: what ``refine_title`` gave.
    """
    title = item.title
    after: list[str] = []
    before: list[str] = []
    for number in item.blocks:
        if number != item.title_block:
            (after if number > item.title_block else before).append(blocks[number].text)
    after = [text for text in (*lines, *after) if _tells(text, title)]
    if sum(len(text) > LONG_TEASER for text in after) > 1:
        return after[0]
    return max(after or [text for text in before if _tells(text, title)], key=len, default=None)


def _tells(text: str, title: str) -> bool:
    if not is_teaser(text, title):
        return False
    if title in text and len(text) - len(title) < len(title):
        return False  # the headline once more, with its kicker or a date
    if text in title:
        return False
    return word_count(text) >= TEASER_WORDS or text.rstrip("".join(CLOSING))[-1:] in TERMINAL


SMALL = 48
"""Pixels of width or height up to which a picture is an icon or a portrait of the author."""
_BACKGROUND = re.compile(r"url\(\s*['\"]?([^'\")]+)")


_BLANK = re.compile(r"placeholder|lazy|blank|spacer|transparent|pixel|loading|1x1|grey\.|gray\.")


def images_of(tree: Tree, item: Candidate) -> list[str]:
    """The pictures of a card as its markup names them, the likeliest first."""
    tags, attrs = tree.tags, tree.attrs
    images: list[str] = []
    others: list[str] = []
    for i in range(item.card, tree.ends[item.card]):
        tag, own = tags[i], attrs[i]
        if tag in ("img", "amp-img"):
            if not any(own.get(side, "").isdecimal() and int(own[side]) <= SMALL
                       for side in ("width", "height")):  # fmt: skip
                source = image_source(own)
                (others if _BLANK.search(source.lower()) else images).append(source)
        elif tag == "source":
            others.insert(0, image_source(own))
        elif "url(" in own.get("style", ""):
            match = _BACKGROUND.search(own["style"])
            if match and not match[1].startswith("data:"):
                others.insert(0, match[1])
    return [source for source in (*images, *others) if source]


def read_items(
    tree: Tree,
    blocks: Sequence[RawBlock],
    items: Sequence[Candidate],
    candidates: Sequence[Candidate],
    base: str,
) -> list[str | None]:
    """Refine the titles and pictures of the chosen, and give their teasers.

    Args:
        candidates: all of the page.
        base: what the addresses of pictures are relative to.
    """
    counts = Counter(candidate.title for candidate in candidates)
    labels = {title for title, n in counts.items() if n > 1}
    teasers = []
    for item in items:
        lines = refine_title(tree, item, labels)
        item.title = whole_title(tree, item).strip(ORNAMENT) or item.title
        teasers.append(teaser_of(blocks, item, lines))
    pictures = [images_of(tree, item) for item in items]
    # What stands in three cards and more is a placeholder or a badge, nobody's own.
    shared = Counter(source for sources in pictures for source in set(sources))
    for item, sources in zip(items, pictures, strict=True):
        item.image = ""
        for source in sources:
            if shared[source] < 3 and (address := absolute(base, source)):
                item.image = address
                break
    return teasers
