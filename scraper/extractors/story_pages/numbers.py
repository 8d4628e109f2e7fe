"""Page numbers in addresses: which of two addresses are pages of one story.

Publishing systems number the pages of a story in a query parameter (``?page=2``), in a segment of
the path (``/2``, ``/page/2``) or at the end of the slug (``story_2.html``, ``story-page-2``). The
address of the first page has no number, or the number 1.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache

from scraper.urls import identity

MAX_DIGITS = 2
"""Digits of a page number; longer ones are years and ids."""
_WORD = (
    r"(?:[a-z]*page(?:s|d|n|no|num|number|index|nr)?|p|pg|pn|pag|pagin[ae]|p%C3%A1gina|seite|side"
    r"|sida|sivu|stran[aiky]?|stranica|strona|oldal|sayfa|halaman|trang|puslapis|lapa|lehekylg)"
)
"""Words for "page" in addresses. A parameter with another name is believed only where the page
prints the number as the link's text."""
_OTHER_PARAMETER = re.compile(
    r".*(?:comment|komment|reply|replies|cpage|slide|image|img|photo|foto|bild|picture|galer|galler"
    r"|diapo|sort|size|limit|count|rating|month|year|day|week|date).*|pic",
    re.IGNORECASE,
)
"""Names of parameters that number no pages of a story but comments, pictures, days, …"""
_OTHER_SEGMENT = re.compile(
    r"(?:comments?|kommentare?|replies|slides?|images?|photos?|fotos?|bilder|pictures?|galler(?:y|ies)"
    r"|galer[iy]\w*|diaporama)",
    re.IGNORECASE,
)
"""The same for a segment of the path before a number."""
_PARAMETER = re.compile(_WORD, re.IGNORECASE)
_SEGMENT = re.compile(
    rf"(?P<stem>.+?)/(?:(?P<word>{_WORD})[/_=,-]?)?(?P<number>\d{{1,{MAX_DIGITS}}})"
    r"(?P<suffix>\.\w{2,5})?",
    re.IGNORECASE,
)
_SLUG = re.compile(
    rf"(?P<stem>.+?)(?P<mark>[-_,.~])(?:(?P<word>{_WORD})[-_=]?)?(?P<number>\d{{1,{MAX_DIGITS}}})"
    r"(?P<suffix>\.\w{2,5})?",
    re.IGNORECASE,
)
_INDEX = re.compile(r"/(?:index|default)$", re.IGNORECASE)
_EXTENSION = re.compile(
    r"\.(?:s?html?|xhtml|php\d?|aspx?|jsp|cms|do|ece|stm|story|article)$", re.IGNORECASE
)


@dataclass(frozen=True, slots=True)
class Numbers:
    """The page numbers of two addresses of one story.

    Attributes:
        own, other: the numbers; None for an address without one, which is the first page.
        is_sure: the address says that the number is a page's: ``?page=2``, ``/seite-2``,
            ``/2``, ``_2.html``. Not ``-2``, which tells two stories with one headline apart, too.
    """

    own: int | None
    other: int | None
    is_sure: bool


def compare(own: str, other: str) -> Numbers | None:
    """The page numbers of two canonical addresses; None if they do not differ in one alone.

    Example:
        >>> compare("https://example.org/a/story.html", "https://example.org/a/story_2.html")
        Numbers(own=None, other=2, is_sure=True)
        >>> compare("https://example.org/story?page=3", "https://example.org/story?page=1").own
        3
        >>> compare("https://example.org/story-of-2025", "https://example.org/story-of-2026")
    """
    bare, other_bare = _bare(own), _bare(other)
    if bare == other_bare:
        return None
    others = _readings(other)
    for stem, number, is_sure in others:
        if stem == bare:
            return Numbers(None, number, is_sure)
    for stem, number, is_sure in _readings(own):
        if stem == other_bare:
            return Numbers(number, None, is_sure)
        for other_stem, other_number, is_other_sure in others:
            if stem == other_stem:
                return Numbers(number, other_number, is_sure and is_other_sure)
    return None


def slug_of(url: str) -> str:
    """What the addresses of a story's other pages contain, too; "" if that is hard to say."""
    shortest = min((_bare(url), *(stem for stem, _, _ in _readings(url))), key=len)
    slug = shortest.partition("?")[0].rpartition("/")[2]
    return "" if "%" in slug else slug


def has_number(url: str) -> bool:
    """Whether an address may be that of a numbered page."""
    return bool(_readings(url))


@lru_cache(maxsize=256)
def _bare(url: str) -> str:
    """The identity of an address without index file and extension."""
    path, mark, query = identity(url).partition("?")
    return _stem(path) + mark + query


def _stem(path: str) -> str:
    return _INDEX.sub("", _EXTENSION.sub("", path)).rstrip("/")


@lru_cache(maxsize=256)
def _readings(url: str) -> tuple[tuple[str, int, bool], ...]:
    """The ways to read an address as a numbered page: (the address without the number, the number,
    whether it is surely a page's)."""
    path, mark, query = identity(url).partition("?")
    found = []
    pairs = query.split("&") if query else []
    for pair in pairs:
        name, _, value = pair.partition("=")
        if _is_number(value) and not _OTHER_PARAMETER.fullmatch(name):
            rest = "&".join(other for other in pairs if other is not pair)
            stem = f"{_stem(path)}?{rest}" if rest else _stem(path)
            found.append((stem, int(value), _PARAMETER.fullmatch(name) is not None))
    for pattern in (_SEGMENT, _SLUG):
        match = pattern.fullmatch(path)
        if match is None or "/" not in match["stem"]:  # the number of a host or a front page
            continue
        if _OTHER_SEGMENT.fullmatch(match["stem"].rpartition("/")[2]):
            continue
        stem = _stem(match["stem"] + (match["suffix"] or ""))
        is_sure = match["word"] is not None or pattern is _SEGMENT or match["mark"] == "_"
        found.append((stem + mark + query, int(match["number"]), is_sure))
    return tuple(found)


_WHOLE = re.compile(
    r"all|alle|alles|full|fulltext|fullpage|single|whole|complete|komplett|komplettansicht|gesamt"
    r"|entier|complet|completo|completa|integral|integrale|todo|tutto|(?:view|show|read)[-_]?all"
    r"|all[-_]?pages|(?:single|one)[-_]?page",
    re.IGNORECASE,
)
"""What stands in place of a page number in the address of a story's version on one page."""
_YES = frozenset({"", "1", "true", "yes", "y", "on"})


def names_whole(own: str, other: str) -> bool:
    """Whether an address is that of the version on one page of the story at ``own``.

    Example:
        >>> names_whole("https://example.org/a/story", "https://example.org/a/story?page=all")
        True
    """
    stems = {_bare(own), *(stem for stem, _, _ in _readings(own))}
    path, mark, query = identity(other).partition("?")
    pairs = query.split("&") if query else []
    for pair in pairs:
        name, _, value = pair.partition("=")
        if _WHOLE.fullmatch(value) or (_WHOLE.fullmatch(name) and value.lower() in _YES):
            rest = "&".join(kept for kept in pairs if kept is not pair)
            if (f"{_stem(path)}?{rest}" if rest else _stem(path)) in stems:
                return True
    path = _EXTENSION.sub("", path)
    for separator in "/-_":
        stem, _, word = path.rpartition(separator)
        if _WHOLE.fullmatch(word) and _stem(stem) + mark + query in stems:
            return True
    return False


def _is_number(text: str) -> bool:
    return 0 < len(text) <= MAX_DIGITS and text.isascii() and text.isdigit()
