"""The texts that may be a page's headline, with the places that say so.

Every place gives candidates, whole and with parts cut off at separators; equal ones are one
candidate of several places. Which of them is the headline is decided in ``title.py``.
"""

from __future__ import annotations

import html
import re
import unicodedata
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import lru_cache

from scraper.extractors.metadata.collect import HEADLINE, SITE, Clues
from scraper.extractors.metadata.jsonld import LinkedData
from scraper.extractors.metadata.sitename import SiteName
from scraper.extractors.parsing.tree import Tree

MAX_TITLE = 400
"""Characters. The longest headline of the labelled pages has 260."""
KEPT = frozenset("\u00ad\u200b\u200c\u200d\u200e\u200f")
"""Characters without a shape that a headline may need: hyphens and joiners, directions."""
ALIKE = 2
"""Elements of one tag and class that may be marked as headlines: more of them are cards."""
MAX_H1 = 6
"""Headings of the first level that are read; a page with more makes one of every teaser."""

_SEPARATOR = re.compile(
    r"\s+[|\-–—:·•»«›/\\~]+\s+|\s*[|｜»›]\s*|\s+::\s+|\s*[_＿]\s*(?=[^\W_]+$)|:\s+"
    r"|(?<=[\u3040-\u30ff\u3400-\u9fff\uac00-\ud7a3])[-–—](?=[\u3040-\u30ff\u3400-\u9fff\uac00-\ud7a3])"
)
_MARK = re.compile(r"[|\-–—:·•»«›/\\~｜_＿]")
"""What every separator holds: most texts have none of these and need no slower look."""
_WORDS = re.compile(
    r"[\w\u0300-\u036f\u0610-\u061a\u064b-\u065f\u0900-\u0dff\u0e30-\u0e4e\u0eb0-\u0ece\u1000-\u109f"
    r"\u1780-\u17d3]+"
)
"""Words with their vowel signs, which ``\\w`` leaves out."""


@dataclass(slots=True)
class Candidate:
    """One headline that the page may mean.

    Attributes:
        key: its words, as ``key_of`` gives them.
        text: as the best of its places prints it.
        index: the element that prints it, or -1.
        places: names of the places that say it, and of the cuts that gave it.
        rank: of the place whose printing ``text`` is; the lowest is taken.
    """

    key: str
    text: str
    index: int = -1
    places: set[str] = field(default_factory=set)
    rank: int = 99


def find_headlines(
    tree: Tree, clues: Clues, data: LinkedData, site: SiteName, headings: list[str]
) -> list[Candidate]:
    """All candidates in the order they were found.

    Args:
        headings: texts of the page's first h1 elements.
    """
    by_key: dict[str, Candidate] = {}
    for text, place, index, rank in _places(tree, clues, data, headings):
        if index < 0:
            if any(heading.startswith((f'{text} "', f'{text}"')) for heading in headings):
                continue  # an attribute that ends at a quotation mark of its own
            text = without_site(text, site)
        key = key_of(text)
        if not key:
            continue
        candidate = by_key.get(key)
        if candidate is None:
            candidate = by_key[key] = Candidate(key, text, index)
        candidate.places.add(place)
        if rank < candidate.rank:
            candidate.rank, candidate.text = rank, text
        if index >= 0 and candidate.index < 0:
            candidate.index = index
    for whole in list(by_key.values()):
        for part, name in _cuts(whole):
            key = key_of(part)
            if key and key != whole.key:
                by_key.setdefault(key, Candidate(key, part)).places.add(name)
    return list(by_key.values())


def _places(
    tree: Tree, clues: Clues, data: LinkedData, headings: list[str]
) -> Iterator[tuple[str, str, int, int]]:
    """(text, name of the place, element, rank of its printing) of every place."""

    def metas(*names: str) -> Iterator[str]:
        for name in names:
            for content in clues.metas.get(name, ())[:1]:
                if content:
                    yield clean(content)

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
    for text in metas("og:title"):
        yield text, "og", -1, 2
    for text in metas("twitter:title", "twitter:text:title"):
        yield text, "twitter", -1, 3
    for text in metas(
        "title", "headline", "dc.title", "dcterms.title", "dc:title", "parsely-title",
        "sailthru.title", "citation_title", "cxenseparse:title", "fb_title", "hdl", "mrf:title",
    ):  # fmt: skip
        yield text, "meta", -1, 3
    if data.main:
        for text in data.strings(data.main.get("headline"))[:1]:
            yield clean(text), "ld.headline", -1, 1
        for text in data.strings(data.main.get("alternativeHeadline"))[:1]:
            yield clean(text), "ld.alternative", -1, 3
        for text in data.strings(data.main.get("name"))[:1]:
            yield clean(text), "ld.name", -1, 1
    if clues.title:
        yield clean(clues.title), "title", -1, 4
    start = clues.body[0]
    h2 = [i for i in clues.h2 if not start or i < start]
    for i in h2[-3:]:
        text = clean(tree.text_content(i))
        if 0 < len(text) <= MAX_TITLE:
            yield text, "h2", i, 1
    count = 0
    kinds = Counter(_kind(tree, i) for i, mask in clues.marked if mask & HEADLINE)
    for i, mask in clues.marked:
        if not mask & HEADLINE or mask & SITE or tree.tags[i] in ("h1", "h2", "a", "body"):
            continue
        if tree.ends[i] - i > 8 or count >= 6 or kinds[_kind(tree, i)] > ALIKE:
            continue
        text = clean(tree.text_content(i))
        if 0 < len(text) <= MAX_TITLE:
            count += 1
            yield text, "marked", i, 1


def _kind(tree: Tree, i: int) -> tuple[str, str]:
    return tree.tags[i], tree.attrs[i].get("class", "")


def _lines_of(tree: Tree, h1: int) -> list[str]:
    """The children of a headline that are lines of their own: a kicker and the headline proper."""
    parts = []
    i, end = h1 + 1, tree.ends[h1]
    while i < end:
        text = clean(tree.text_content(i))
        if text and tree.tags[i] not in ("a", "svg", "script", "style"):
            parts.append(text)
        tail = clean(tree.tails[i])
        if tail:
            parts.append(tail)
        # A lone wrapper is looked into.
        i = i + 1 if tree.ends[i] == end and not tree.tails[i].strip() else tree.ends[i]
    own = clean(tree.texts[h1])
    if own and parts:
        parts.append(own)
    return parts[:6]


@lru_cache(maxsize=256)  # a page's few texts are asked about three times each
def separators(text: str) -> tuple[re.Match[str], ...]:
    """Where a text may be cut into headline, section and site."""
    return tuple(_SEPARATOR.finditer(text)) if _MARK.search(text) else ()


def _cuts(whole: Candidate) -> Iterator[tuple[str, str]]:
    """The candidate without its first or last parts, and the name of the cut: which end of it was
    cut off, and the separator."""
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


MAX_SEPARATORS = 8
"""Separators of a text that is cut; one with more is a path or a list."""


def without_site(text: str, site: SiteName) -> str:
    """The text without the site's name at its end or beginning."""
    for _ in range(2):
        marks = separators(text)
        if not marks:
            return text
        first, last = marks[0], marks[-1]
        if site.is_name(text[last.end() :]) and _parts_site(last, text[last.end() :]):
            text = text[: last.start()].strip()
        elif site.is_name(text[: first.start()]) and _parts_site(first, text[: first.start()]):
            text = text[first.end() :].strip()
        else:
            return text
    return text


def _parts_site(mark: re.Match[str], name: str) -> bool:
    """Whether a separator can part a site's name from a headline: a colon only where the name is
    of several words, since of one it may be what the story is about ("Apple: new telephones")."""
    return mark.group().strip() != ":" or " " in name.strip()


@lru_cache(maxsize=256)
def key_of(text: str) -> str:
    """Words in lower case: how headlines are compared."""
    return " ".join(words_of(text))


def words_of(text: str) -> list[str]:
    """The words of a text in lower case."""
    if not text.isascii():
        text = unicodedata.normalize("NFKC", text)
    return _WORDS.findall(text.lower())


def clean(text: str) -> str:
    """White space folded, entities resolved that were escaped twice, controls left out."""
    if "&" in text and ";" in text:
        text = html.unescape(text)
    if not text.isprintable():
        text = "".join(c for c in text if c.isprintable() or c.isspace() or c in KEPT)
    return " ".join(text.split()).strip("¶# ")
