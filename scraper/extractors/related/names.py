"""What the names of elements say of a card's line: that it is the title, kicker or teaser.

Designers of every country name the parts of a card in classes, mostly in English. The names are a
hint for what neither the list nor the words tell.
"""

from __future__ import annotations

import re
from functools import lru_cache

_TITLE = frozenset(
    "title headline heading hed titre titel titulo titolo titulek tytul judul baslik otsikko"
    " zagolovok naslov overskrift".split()
)
_TEASER = frozenset(
    "teaser excerpt summary description desc standfirst subtitle subheadline subheading dek deck"
    " abstract intro snippet blurb synopsis lead lede ingress vorspann anriss chapo accroche"
    " resumen resumo bajada entradilla sommario perex zajawka".split()
)
_OTHER = frozenset(
    "sub over pre top super kicker topline overline roofline eyebrow dachzeile spitzmarke label tag"
    " tags category cat topic channel section block widget module group author byline meta date"
    " time info source site caption credit list".split()
)
"""What is beside such a word where it names something else: a widget's title, an author's intro."""
_KICKER = re.compile(
    r"kicker|topline|overline|over-?title|eyebrow|dachzeile|spitzmarke|roofline|surtitle|antetitulo"
)
"""What classes call a line above the title."""
_WORD = re.compile(r"[A-Z]?[a-z]+|[A-Z]+")
_AROUND = frozenset("text txt wrapper wrap inner container content span link".split())
"""Last words of elements that hold what the word before them names."""


def _last_words(path: str) -> tuple[set[str], set[str]]:
    """The last words of the class names of the element that a line stands in, and all words.

    In ``teaser__title`` and ``Card_title__x8Zk2`` the parts are parted by two underscores.
    """
    last: set[str] = set()
    found: set[str] = set()
    for part in path.rpartition("#")[0].split(">")[:-3:-1]:
        tag, _, classes = part.lstrip("+").partition(".")
        for name in classes.split():
            for piece in name.partition("--")[0].split("__"):
                words = [word.lower() for word in _WORD.findall(piece)]
                found.update(words)
                while words and words[-1] in _AROUND:
                    words.pop()
                last.update(words[-1:])
        if classes or tag not in ("a", "span", "p", "b", "strong"):
            break
    return last, found


@lru_cache(maxsize=4096)  # the cards of a list share them
def names_title(path: str) -> bool:
    """Whether a line's element is called a title."""
    last, found = _last_words(path)
    return not last.isdisjoint(_TITLE) and found.isdisjoint(_OTHER)


def names_kicker(path: str) -> bool:
    """Whether a line's element is called a line above the title."""
    return _KICKER.search(path.rpartition(">")[2].lower()) is not None


@lru_cache(maxsize=4096)
def names_teaser(path: str) -> bool:
    """Whether a line's element is called a teaser."""
    last, found = _last_words(path)
    return not last.isdisjoint(_TEASER) and found.isdisjoint(_OTHER | _TITLE)
