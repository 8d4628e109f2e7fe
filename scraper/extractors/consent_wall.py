"""Detects consent walls: pages that ask for consent to cookies in place of the requested page.

Whatever their title is, their only text is about cookies and privacy, and they have a button that
gives consent. A cookie banner beside a story is not one: there the story is about something else.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from scraper.extractors.parsing.blocks import RawBlock
from scraper.extractors.parsing.tree import Tree
from scraper.extractors.phrase_lists import phrases_in

MAX_CONTROL = 60
"""Characters of a button's label."""
MAX_LINKS = 25
"""Links of a page that is only a consent wall: to its policies, partners and imprint. A page with a
menu and other stories has more, and may have a short story about cookies."""
_UNSPACED = re.compile(r"[\u0e00-\u0e7f\u3040-\u30ff\u3400-\u9fff\uac00-\ud7af]")
"""Scripts without spaces between words, in which a word may begin anywhere."""


def is_consent_wall(tree: Tree, story: Sequence[str], blocks: Sequence[RawBlock]) -> bool:
    """Whether a page asks for consent to cookies, and has nothing else.

    Args:
        story: the page's main text, by block.
        blocks: all blocks of the page; read if it has no main text, or its button's label was
            taken for it.
    """
    texts = [text for text in story if not _is_control(text)]
    if not texts:
        texts = [block.text for block in blocks if not block.link_chars]
    about = [text for text in texts if _COOKIES.search(text) or _SUBJECTS.search(text)]
    return (
        any(map(_COOKIES.search, about))
        and 2 * sum(map(len, about)) >= sum(map(len, texts))
        and sum("href" in attrs for attrs in tree.attrs) <= MAX_LINKS
        and _has_consent_control(tree)
    )


def _has_consent_control(tree: Tree) -> bool:
    for i in tree.named(("button", "a", "input")):
        attrs = tree.attrs[i]
        if tree.tags[i] == "input":
            label = attrs.get("value", "") if attrs.get("type") in ("submit", "button") else ""
        else:
            label = tree.text_content(i)
        if _is_control(label):
            return True
    return False


def _is_control(label: str) -> bool:
    return 0 < len(label) <= MAX_CONTROL and _CONTROLS.search(label) is not None


def _words(name: str) -> re.Pattern[str]:
    """A pattern for words with one of the beginnings in a file."""
    stems = phrases_in(__package__, name)
    unspaced = [re.escape(stem) for stem in stems if _UNSPACED.match(stem)]
    spaced = [re.escape(stem) for stem in stems if not _UNSPACED.match(stem)]
    return re.compile(rf"(?<!\w)(?:{'|'.join(spaced)})|{'|'.join(unspaced)}", re.IGNORECASE)


_COOKIES = _words("consent_cookies.txt")
_SUBJECTS = _words("consent_subjects.txt")
_CONTROLS = _words("consent_controls.txt")
