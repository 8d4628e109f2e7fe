"""Class names that mark a line of a card as its title, kicker or teaser.

Class names are mostly English in all countries. They are a hint where neither the other cards of
the list nor the words of the line decide.
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
"""Words that, beside one of the words above, show that the class names something else: the title of
a widget, the intro of an author."""
_META = frozenset(
    "kicker topline overline eyebrow label tag tags category cat topic channel section author"
    " byline meta date time info source site caption credit place location comments views button"
    " btn more".split()
)
"""Words for what else is in a card."""
_KICKER = re.compile(
    r"kicker|topline|overline|over-?title|eyebrow|dachzeile|spitzmarke|roofline|surtitle|antetitulo"
)
"""A line above the title."""
_WORD = re.compile(r"[A-Z]?[a-z]+|[A-Z]+")
_AROUND = frozenset("text txt wrapper wrap inner container content span link".split())
"""Last words of class names that are ignored: a ``title-wrapper`` contains the title."""


def _last_words(path: str) -> tuple[set[str], set[str]]:
    """The last words of the class names of a line's element, and all their words.

    Two underscores separate the parts of names like ``teaser__title`` and ``Card_title__x8Zk2``.
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


@lru_cache(maxsize=4096)  # the cards of a list have the same paths
def has_title_class(path: str) -> bool:
    """Whether the class of a line's element marks it as a title.

    Args:
        path: ``Line.path``, here and below.
    """
    last, found = _last_words(path)
    return not last.isdisjoint(_TITLE) and found.isdisjoint(_OTHER)


def has_kicker_class(path: str) -> bool:
    """Whether the class of a line's element marks it as a line above the title."""
    return _KICKER.search(path.rpartition(">")[2].lower()) is not None


@lru_cache(maxsize=4096)
def has_teaser_class(path: str) -> bool:
    """Whether the class of a line's element marks it as a teaser."""
    last, found = _last_words(path)
    return not last.isdisjoint(_TEASER) and found.isdisjoint(_OTHER | _TITLE)


@lru_cache(maxsize=4096)
def has_meta_class(path: str) -> bool:
    """Whether the class of a line's element names neither title nor teaser, but a date, an author,
    a section or a button."""
    return not _META.isdisjoint(_last_words(path)[1])
