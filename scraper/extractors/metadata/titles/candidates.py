"""Candidates for the headline, with their sources.

Each source gives its text, whole and cut at separators; equal texts are one candidate with several
sources. ``selection.py`` selects the headline.
"""

from __future__ import annotations

import html
import re
import unicodedata
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import lru_cache

from scraper.extractors.metadata.sources.collect import HEADLINE, SITE, Clues
from scraper.extractors.metadata.sources.jsonld import LinkedData
from scraper.extractors.metadata.sources.sitename import SiteName
from scraper.extractors.parsing.hidden import shown_text
from scraper.extractors.parsing.tree import Tree

MAX_TITLE = 400
"""Maximum characters. The longest headline of the labelled pages has 260."""
KEPT = frozenset("\u200c\u200d\u200e\u200f")
"""Invisible characters that headlines need: joiners, direction marks."""
ALIKE = 2
"""Maximum elements with the same tag and class that are marked as headlines; more are cards."""
MAX_H1 = 6
"""Maximum h1 elements read; on a page with more, they are teasers."""

_SEPARATOR = re.compile(
    r"\s+[|\-–—:·•»«›/\\~]+\s+|\s*[|｜»›]\s*|\s+::\s+|\s*[_＿]\s*(?=[^\W_]+$)|:\s+"
    r"|(?<=[\u3040-\u30ff\u3400-\u9fff\uac00-\ud7a3])[-–—](?=[\u3040-\u30ff\u3400-\u9fff\uac00-\ud7a3])"
)
_MARK = re.compile(r"[|\-–—:·•»«›/\\~｜_＿]")
"""A character that every separator has; a fast test, since most texts have none."""
_WORDS = re.compile(
    r"[\w\u0300-\u036f\u0610-\u061a\u064b-\u065f\u0900-\u0dff\u0e30-\u0e4e\u0eb0-\u0ece\u1000-\u109f"
    r"\u1780-\u17d3]+"
)
"""Words with their vowel signs, which ``\\w`` leaves out."""


@dataclass(slots=True)
class TitleCandidate:
    """A text that may be the headline.

    Attributes:
        key: ``key_of`` the text.
        text: its form in its best source.
        index: the element with it, or -1.
        places: names of its sources, and of the cuts that gave it.
        rank: rank of the source of ``text``; lower is better.
    """

    key: str
    text: str
    index: int = -1
    places: set[str] = field(default_factory=set)
    rank: int = 99


def find_headlines(
    tree: Tree, clues: Clues, data: LinkedData, site: SiteName, headings: list[str]
) -> list[TitleCandidate]:
    """All candidates in the order in which they were found.

    Args:
        headings: texts of the page's first h1 elements.
    """
    by_key: dict[str, TitleCandidate] = {}
    for text, place, index, rank in _places(tree, clues, data, headings):
        if index < 0:
            if any(heading.startswith((f'{text} "', f'{text}"')) for heading in headings):
                continue  # an attribute value that a quotation mark inside has cut off
            text = without_site(text, site)
        key = key_of(text)
        if not key:
            continue
        candidate = by_key.get(key)
        if candidate is None:
            candidate = by_key[key] = TitleCandidate(key, text, index)
        candidate.places.add(place)
        if rank < candidate.rank:
            candidate.rank, candidate.text = rank, text
        if index >= 0 and candidate.index < 0:
            candidate.index = index
    for whole in list(by_key.values()):
        for part, name in _cuts(whole):
            key = key_of(part)
            if key and key != whole.key:
                by_key.setdefault(key, TitleCandidate(key, part)).places.add(name)
    return list(by_key.values())


Place = tuple[str, str, int, int]
"""(text, name of the source, element or -1, rank) of a headline."""


def _places(tree: Tree, clues: Clues, data: LinkedData, headings: list[str]) -> Iterator[Place]:
    yield from _in_h1(tree, clues, headings)
    yield from _in_head(clues, data)
    yield from _in_h2(tree, clues)
    yield from _in_marked_elements(tree, clues)


def _in_h1(tree: Tree, clues: Clues, headings: list[str]) -> Iterator[Place]:
    for number, (i, text) in enumerate(zip(clues.h1, headings, strict=False)):
        if not text or len(text) > MAX_TITLE:
            continue
        if len(clues.h1) == 1:
            source = "h1.only"
        else:
            source = "h1.first" if number == 0 else "h1.other"
        yield text, source, i, 0
        for part in _lines_of(tree, i):
            yield part, "h1.part", i, 0


_META_TITLES = (
    "title", "headline", "dc.title", "dcterms.title", "dc:title", "parsely-title",
    "sailthru.title", "citation_title", "cxenseparse:title", "fb_title", "hdl", "mrf:title",
)  # fmt: skip


def _in_head(clues: Clues, data: LinkedData) -> Iterator[Place]:
    """Titles in meta elements, in linked data, and the title element."""
    for source, rank, names in (
        ("og", 2, ("og:title",)),
        ("twitter", 3, ("twitter:title", "twitter:text:title")),
        ("meta", 3, _META_TITLES),
    ):
        for name in names:
            for content in clues.metas.get(name, ())[:1]:
                if content:
                    yield clean(content), source, -1, rank
    if data.main:
        for key, source, rank in (
            ("headline", "ld.headline", 1),
            ("alternativeHeadline", "ld.alternative", 3),
            ("name", "ld.name", 1),
        ):
            for text in data.strings(data.main.get(key))[:1]:
                yield clean(text), source, -1, rank
    if clues.title:
        yield clean(clues.title), "title", -1, 4


def _in_h2(tree: Tree, clues: Clues) -> Iterator[Place]:
    """The last h2 elements above the story."""
    start = clues.body[0]
    h2 = [i for i in clues.h2 if not start or i < start]
    for i in h2[-3:]:
        text = clean(shown_text(tree, i))
        if 0 < len(text) <= MAX_TITLE:
            yield text, "h2", i, 1


def _in_marked_elements(tree: Tree, clues: Clues) -> Iterator[Place]:
    """Elements that their class or attributes call a headline, unless a list has many of them."""
    count = 0
    marked = [
        (i, mask, (tree.tags[i], tree.attrs[i].get("class", "")))
        for i, mask in clues.marked
        if mask & HEADLINE
    ]
    kinds = Counter(kind for _, _, kind in marked)
    for i, mask, kind in marked:
        if mask & SITE or kind[0] in ("h1", "h2", "a", "body"):
            continue
        if tree.ends[i] - i > 8 or count >= 6 or kinds[kind] > ALIKE:
            continue
        text = clean(shown_text(tree, i))
        if 0 < len(text) <= MAX_TITLE:
            count += 1
            yield text, "marked", i, 1


def _lines_of(tree: Tree, h1: int) -> list[str]:
    """The lines of an h1: a kicker and the headline itself."""
    parts = []
    i, end = h1 + 1, tree.ends[h1]
    while i < end:
        text = clean(shown_text(tree, i))
        if text and tree.tags[i] not in ("a", "svg", "script", "style"):
            parts.append(text)
        tail = clean(tree.tails[i])
        if tail:
            parts.append(tail)
        # A wrapper around everything is entered.
        i = i + 1 if tree.ends[i] == end and not tree.tails[i].strip() else tree.ends[i]
    own = clean(tree.texts[h1])
    if own and parts:
        parts.append(own)
    return parts[:6]


@lru_cache(maxsize=256)  # called about three times for each of a page's few texts
def separators(text: str) -> tuple[re.Match[str], ...]:
    """The separators at which a text may be split into headline, section and site."""
    return tuple(_SEPARATOR.finditer(text)) if _MARK.search(text) else ()


def _cuts(whole: TitleCandidate) -> Iterator[tuple[str, str]]:
    """The text without its first or last parts, and the name of the cut: the end that was cut off
    and the separator."""
    text = whole.text
    marks = separators(text)
    if not marks or len(marks) > MAX_SEPARATORS:
        return
    for mark in marks:
        left, right = text[: mark.start()].strip(), text[mark.end() :].strip()
        kind = mark.group().strip()[:1]
        if right:
            yield left, f"cut.tail.{kind}"
        if left:
            yield right, f"cut.head.{kind}"
    if len(marks) == 2:
        yield text[marks[0].end() : marks[1].start()].strip(), "cut.middle"


WIDE_NAME = 4
"""Minimum characters of a site's name before a full-width colon; a shorter one may be the subject
of the story."""
MAX_SEPARATORS = 8
"""Maximum separators of a text that is cut; a text with more is a path or a list."""


def without_site(text: str, site: SiteName) -> str:
    """The text without the site's name at its end or beginning."""
    name, colon, rest = text.partition("：")
    if colon and rest and len(name) >= WIDE_NAME and site.is_name(name):
        text = rest.strip()
    for _ in range(2):
        marks = separators(text)
        if not marks:
            return text
        first, last = marks[0], marks[-1]
        if site.is_name(text[last.end() :]) and _separates_site(last, text[last.end() :]):
            text = text[: last.start()].strip()
        elif site.is_name(text[: first.start()]) and _separates_site(first, text[: first.start()]):
            text = text[first.end() :].strip()
        else:
            return text
    return text


def _separates_site(mark: re.Match[str], name: str) -> bool:
    """Whether a separator can separate a site's name from a headline. A colon can only after a name
    of several words: "Apple: new telephones" is about Apple."""
    return mark.group().strip() != ":" or " " in name.strip()


@lru_cache(maxsize=256)
def key_of(text: str) -> str:
    """A text's words in lower case, for comparison of headlines."""
    return " ".join(words_of(text))


def words_of(text: str) -> list[str]:
    """The words of a text in lower case."""
    if not text.isascii():
        text = unicodedata.normalize("NFKC", text)
    return _WORDS.findall(text.lower())


def clean(text: str) -> str:
    """A text with white space collapsed, doubly escaped entities resolved, and control characters
    removed."""
    if "&" in text and ";" in text:
        text = html.unescape(text)
    if not text.isprintable():
        text = "".join(c for c in text if c.isprintable() or c.isspace() or c in KEPT)
    return " ".join(text.split()).strip("¶# ")
