"""Position of an element relative to the headline and the story.

A byline below the headline names the author; the same byline in a list of other stories names
somebody else.
"""

from __future__ import annotations

import re
from functools import lru_cache
from typing import NamedTuple

from scraper.extractors.metadata.sources.collect import Clues
from scraper.extractors.parsing.tree import Tree

ABOVE = 40
"""Elements before the headline that belong to the story's head (kicker, date line)."""
BELOW_HEADLINE = 120
"""Elements after the headline that belong to the head if no story text was found."""
NEAR = 30
"""Elements after the headline that are near it; before it, a quarter as many. Nine in ten date
lines of the labelled pages are within."""
INTO_BODY = 12
"""Elements at the story's beginning that may contain a byline or a date line."""
FOOT = 60
"""Elements after the story's end that may contain its byline or date."""


def head_range(tree: Tree, clues: Clues) -> tuple[int, int]:
    """(first, end) of the story's head: around the headline, down to the story's first lines."""
    start, _ = clues.body
    if clues.headline >= 0:
        first = max(clues.header, clues.headline - ABOVE)
        end = tree.ends[clues.headline] + BELOW_HEADLINE
        if start > clues.headline:
            end = min(max(start + INTO_BODY, clues.headline + 10), end + BELOW_HEADLINE)
        return first, min(end, len(tree))
    if start:
        return max(clues.header, start - BELOW_HEADLINE), min(start + INTO_BODY, len(tree))
    return 0, 0


def near_headline(tree: Tree, clues: Clues) -> tuple[int, int]:
    """(first, end) of the elements near the headline, where its byline and date line are."""
    if clues.headline < 0:
        return 0, 0
    end = tree.ends[clues.headline] + NEAR
    if clues.body[0] > clues.headline:
        end = min(end, clues.body[0])
    return max(0, clues.headline - NEAR // 4), end


def place_of(index: int, head: tuple[int, int], body: tuple[int, int]) -> str:
    """The position of an element: "head", "body", "foot", "above" or "far"."""
    if head[0] <= index < head[1]:
        return "head"
    start, end = body
    if start <= index < end:
        return "body"
    if end and end <= index < end + FOOT:
        return "foot"
    return "above" if index < head[0] else "far"


class Layout(NamedTuple):
    """Positions of the parts of a page, each as (first, end) of elements.

    Attributes:
        near: near the headline.
        head: around the headline, down to the story's first lines.
        body: the story.
    """

    near: tuple[int, int]
    head: tuple[int, int]
    body: tuple[int, int]

    def place_of(self, i: int) -> str:
        """ "near", or the result of ``place_of`` for element ``i``."""
        first, end = self.near
        return "near" if first <= i < end else place_of(i, self.head, self.body)


def layout_of(tree: Tree, clues: Clues) -> Layout:
    return Layout(near_headline(tree, clues), head_range(tree, clues), clues.body)


_PICTURES = ("caption", "image", "img", "photo", "figure", "picture", "bild", "media", "gallery")


@lru_cache(maxsize=4096)  # a page repeats its few classes
def _names_picture(tokens: str) -> bool:
    return any(
        any(word in token for word in _PICTURES) and _LAYOUT.search(token) is None
        for token in tokens.lower().split()
    )


_LAYOUT = re.compile(r"(?:^|[-_])(?:has|with|no)(?=[-_]|caption|image|img|photo|pic)|-full$")
"""Classes of a box that holds a picture among other things: ``hasCaption``, ``image-full``."""


def in_picture(tree: Tree, i: int, headline: int = -1) -> bool:
    """Whether an element is in a figure, so that a credit there is the picture's.

    Args:
        headline: the element with the headline, which is in no figure.
    """
    for around in tree.outwards(i, 4):
        if around <= headline < tree.ends[around]:
            return False
        if tree.tags[around] in ("figure", "figcaption"):
            return True
        tokens = tree.attrs[around].get("class")
        if tokens and _names_picture(tokens):
            return True
    return False


_COMMENTS = ("comment", "kommentar", "koment", "comentar", "commenti", "reactie", "yorum", "disqus")
_UP = 8
"""Elements upwards that are tested for a class or id of comments."""


@lru_cache(maxsize=4096)
def _names_comments(tokens: str) -> bool:
    # "post-comments" contains comments; "writer-comment" is a note about the author.
    return any(
        token.startswith(_COMMENTS) or "comments" in token for token in tokens.lower().split()
    )


def in_comments(tree: Tree, i: int, body: tuple[int, int]) -> bool:
    """Whether an element is among the comments below the story."""
    if not i >= body[1] > 0:
        return False
    for around in tree.outwards(i, _UP):
        if around < body[1]:
            return False
        attrs = tree.attrs[around]
        if _names_comments(attrs.get("class", "")) or _names_comments(attrs.get("id", "")):
            return True
    return False
