"""Guess from a URL, before it is fetched, whether it is an article, a listing, or neither.

The guess uses URL structure, which news sites share across languages: a slug of several words, a
long number, a date in the path. The few words that are checked are path conventions of publishing
software (``/tag/``, ``/category/``), not the vocabulary of a language.
"""

from __future__ import annotations

import re
from typing import Literal
from urllib.parse import unquote

from scraper.discovery.dates import date_in_url
from scraper.urls import names_file

Guess = Literal["article", "listing", "unknown", "other"]

_PAGE_EXTENSION = re.compile(
    r"\.(?:s?html?|xhtml|php\d?|aspx?|jsp|cms|ece|stm|story|article|dhtml|amp)$", re.IGNORECASE
)
_LISTING_PARENTS = frozenset(
    """
    tag tags category categories author authors writer search kategorie kategori categoria categorie
    etiqueta autor auteur autore label labels
    """.split()
)
"""A URL below one of these path segments is a listing, however long its slug."""
_LIKELY_LISTING_PARENTS = frozenset(
    """
    topic topics thema themen tema temas page pages feed feeds rss cat section sections
    """.split()
)
"""A URL below one of these path segments is a listing unless its slug is as long as a headline."""
_LISTING_NAMES = (
    _LISTING_PARENTS
    | _LIKELY_LISTING_PARENTS
    | frozenset(
        """
        archive archives archiv home main newsletter newsletters podcast podcasts
        """.split()
    )
)
"""A path that ends with one of these is a listing; stories may be below some of them."""
_ACCOUNT_PAGES = frozenset("login signin register account subscribe cart".split())
"""Paths that end with one of these are account and subscription pages."""
_PROGRAM_PARENTS = frozenset("wp-login wp-admin wp-json cgi-bin".split())
"""URLs below these path segments are programs, not pages."""
_LONG_NUMBER = re.compile(r"\d{5,}|(?=[0-9a-f]*\d)(?=[0-9a-f]*[a-f])[0-9a-f]{16,}")
_NUMBER_ID = re.compile(r"(?:^|[-_.,/])[a-z]{0,3}\d{3,}(?:$|[-_.,])")
_QUERY_ID = re.compile(
    r"(?:^|&)(?:(?:id|aid|nid|sid|artid|newsid|articleid|article_id|news_id|storyid|docid|no|idx|idxno)"
    r"=[\w-]*\d{2,}|p=\d{3,}"
    r"|(?!(?:page|offset|start|from|limit|size|year|month|day|date|time|ts?|v|ver|version|w|h|width"
    r"|height|cache|rnd)=)\w+=\d{4,12}(?:&|$))",
    re.IGNORECASE,
)
"""An article id in a query: a parameter named like an id, or four or more digits in any parameter
that is not a list position, a date or a size."""
_LIST_PARAMETERS = frozenset(
    """
    page pages paged pg pn offset start from limit size per_page count year month day date time ts t
    v ver version w h width height cache rnd cat category categoria kategorie section rubrik tag
    tags topic thema author user sort order orderby dir filter view tab lang language search query s
    keyword keywords amount ref source sid
    """.split()
)
"""Parameters that number pages, sections and filters, or give a date, a size or a view."""
_NUMBER_VALUE = re.compile(r"(?:[a-z]+/)?\d+(?:$|[:-])", re.IGNORECASE)
_BARE_DATE = re.compile(
    r"(?:19|20)\d{2}(?:[/-](?:0?[1-9]|1[0-2])(?:[/-](?:0?[1-9]|[12]\d|3[01]))?)?"
)
_UNDIVIDED_DATE = re.compile(r"(?:199|20[0-3])\d(?:0[1-9]|1[0-2])(?:0[1-9]|[12]\d|3[01])?")
"""A month or a day, or an article id: those of many sites begin with 19 or 20 for years."""
SPACELESS = re.compile(
    r"[\u3040-\u30FF\u3400-\u9FFF\uF900-\uFAFF\u0E00-\u0EFF\u0F00-\u0FFF\u1000-\u109F\u1780-\u17FF]"
)
"""A character of a script without spaces between words: Japanese, Chinese, Thai, Lao, Tibetan,
Burmese, Khmer."""
_WORD_BREAK = re.compile(r"[-_+ ]+")


def guess(url: str) -> Guess:
    """The kind of page that a canonical URL looks like. ``other`` should not be followed: an image,
    a script, a login form, …

    Example:
        >>> guess("https://example.org/2024/05/17/harbour-bridge-opens-to-traffic")
        'article'
        >>> guess("https://example.org/sport/")
        'listing'
    """
    segments, query = _segments_and_query(url)
    if not segments:
        return "article" if _QUERY_ID.search(query) else _plain(query)
    last = segments[-1]
    if names_file(last):
        return "other"
    has_page_extension = bool(_PAGE_EXTENSION.search(last))
    segments[-1] = last = _PAGE_EXTENSION.sub("", last)
    if last.lower() in ("index", "default") and len(segments) > 1:
        segments.pop()
        last, has_page_extension = segments[-1], False
    if _QUERY_ID.search(query):
        return "article"
    names = {segment.lower() for segment in segments}
    if last.lower() in _ACCOUNT_PAGES or names & _PROGRAM_PARENTS:
        return "other"
    if last.lower() in _LISTING_NAMES or names & _LISTING_PARENTS:
        return "listing"
    if last in ("index", "default"):
        return _plain(query)
    # The slug is the last segment, or the one before a final id.
    if max(_word_count(segment) for segment in segments[-2:]) >= 4:
        return "article"
    if names & _LIKELY_LISTING_PARENTS:
        return "listing"
    if _is_bare_date(segments):
        return "listing"
    if _UNDIVIDED_DATE.fullmatch(last):
        return "unknown"
    if _LONG_NUMBER.search(last) or date_in_url(url) is not None:
        return "article"
    if _NUMBER_ID.search(last.lower()):
        return "article" if has_page_extension or len(segments) > 1 else "unknown"
    if has_page_extension or any(any(c.isdigit() for c in segment) for segment in segments):
        return "unknown"
    if len(segments) == 1:
        return _plain(query) if _word_count(last) <= 2 else "unknown"
    if len(segments) == 2 and all(_word_count(s) <= 1 for s in segments):
        return _plain(query)
    return "unknown"


def names_listing(url: str) -> bool:
    """Whether a canonical URL says that it is a listing: ``/tag/harbour``, ``/archive``, the front
    page. A short path such as ``/sport`` does not; a story may have one too."""
    segments, _ = _segments_and_query(url)
    names = {_PAGE_EXTENSION.sub("", segment).lower() for segment in segments}
    return (
        not segments
        or not names.isdisjoint(_LISTING_PARENTS | _LIKELY_LISTING_PARENTS)
        or not {_PAGE_EXTENSION.sub("", segments[-1]).lower()}.isdisjoint(
            _LISTING_NAMES | {"index", "default"}
        )
    )


def is_trap(url: str) -> bool:
    """Whether a URL looks like a crawler trap: repeated path segments, or a path or query much
    longer than sites use (the longest in the test sets: 9 segments, 6 parameters).
    """
    path, _, query = url.partition("://")[2].partition("?")
    segments = path.split("/")[1:]
    if len(segments) > 14 or query.count("&") > 9:
        return True
    return any(segments.count(s) > 2 for s in set(segments) if s and not s.isdigit())


def _segments_and_query(url: str) -> tuple[list[str], str]:
    path, _, query = url.partition("://")[2].partition("/")[2].partition("?")
    return [unquote(segment) for segment in path.split("/") if segment], query


def _plain(query: str) -> Guess:
    """The kind of a URL whose path is that of a section or front page: a number in a query, even a
    short one, may be a story's."""
    for name, _, value in (pair.partition("=") for pair in query.split("&")):
        if name.lower() not in _LIST_PARAMETERS and _NUMBER_VALUE.match(unquote(value)):
            return "unknown"
    return "listing"


def _word_count(segment: str) -> int:
    """The number of words in a slug. In a script without spaces, two characters count as one word;
    in others, a word of 14 letters or more is a compound and counts as two."""
    words = [word for word in _WORD_BREAK.split(segment) if any(c.isalpha() for c in word)]
    return sum(max(1 + (len(word) >= 14), len(SPACELESS.findall(word)) // 2) for word in words)


def _is_bare_date(segments: list[str]) -> bool:
    """Whether the path ends with the date: ``/2024/05/17/`` is the archive of a day."""
    digits = [segment for segment in segments if segment.replace("-", "").isdigit()]
    return (
        digits[-1:] == segments[-1:]
        and len(segments) - len(digits) <= 1
        and _BARE_DATE.fullmatch("/".join(digits)) is not None
    )
