"""The headline, without the site's name.

Every place that may hold it gives candidates, whole and with parts cut off at separators. Equal
candidates support each other; the one with the best score is the headline. Weights: see
``scoring.py``.
"""

from __future__ import annotations

import html
import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass, field
from urllib.parse import unquote

from scraper.extractors.metadata import scoring
from scraper.extractors.metadata.collect import HEADLINE, SITE, Clues
from scraper.extractors.metadata.jsonld import LinkedData
from scraper.extractors.metadata.sitename import SiteName
from scraper.extractors.tree import Tree

MAX_TITLE = 400
"""Characters. The longest headline of the labelled pages has 260."""

_SEPARATOR = re.compile(
    r"\s+[|\-–—:·•»«›/\\~]+\s+|\s*[|｜»›]\s*|\s+::\s+|\s*[_＿]\s*(?=[^\W_]+$)|:\s+"
    r"|(?<=[\u3040-\u30ff\u3400-\u9fff\uac00-\ud7a3])[-–—](?=[\u3040-\u30ff\u3400-\u9fff\uac00-\ud7a3])"
)
_WORDS = re.compile(
    r"[\w\u0300-\u036f\u0610-\u061a\u064b-\u065f\u0900-\u0dff\u0e30-\u0e4e\u0eb0-\u0ece\u1000-\u109f"
    r"\u1780-\u17d3]+"
)
"""Words with their vowel signs, which ``\\w`` leaves out."""


@dataclass(slots=True)
class Candidate:
    """One headline that the page may mean.

    Attributes:
        text: as the best of its places prints it.
        index: the element that prints it, or -1.
        features: what speaks for and against it.
    """

    text: str
    index: int = -1
    features: set[str] = field(default_factory=set)
    rank: int = 99


def read_title(
    tree: Tree, clues: Clues, data: LinkedData, site: SiteName, url: str | None
) -> tuple[str | None, int]:
    """The headline and the index of the element that prints it (-1 where none does)."""
    candidates = title_candidates(tree, clues, data, site, url)
    if not candidates:
        return None, -1
    table = scoring.weights("title")
    best = max(candidates, key=lambda candidate: scoring.score(candidate.features, table))
    best = _as_printed(best, candidates)
    index = best.index if best.index >= 0 else _nearest_heading(tree, clues, best)
    return best.text, index


def _as_printed(best: Candidate, candidates: list[Candidate]) -> Candidate:
    """The page's one h1, where ``best`` is the same with a kicker before it that machines are told
    and readers see apart: "Lund: Rain at last"."""
    if best.index >= 0:
        return best
    for candidate in candidates:
        if "h1.only" in candidate.features and len(candidate.text) >= MIN_HEADLINE:
            before = best.text.removesuffix(candidate.text).rstrip()
            if before != best.text and before.endswith(_KICKER_MARKS) and len(before) < MAX_KICKER:
                return candidate
    return best


MIN_HEADLINE = 15
MAX_KICKER = 40
"""Characters of a headline at least, and of a kicker at most."""
_KICKER_MARKS = (":", "|", "+", "»", "：", "｜")


def _nearest_heading(tree: Tree, clues: Clues, best: Candidate) -> int:
    """The h1 that prints the headline in other words, else the last one before the story."""
    words = set(key_of(best.text).split())
    alike = 0
    found = -1
    start = clues.body[0]
    for i in clues.h1[:6]:
        shared = len(words.intersection(key_of(tree.text_content(i)).split()))
        if shared > alike or (not alike and start and i < start):
            alike, found = shared, i
    return found


def title_candidates(
    tree: Tree, clues: Clues, data: LinkedData, site: SiteName, url: str | None
) -> list[Candidate]:
    """All candidates with their features, in the order they were found."""
    by_key: dict[str, Candidate] = {}
    printed = [clean(tree.text_content(i)) for i in clues.h1[:4]]
    for text, source, index, rank in _places(tree, clues, data):
        if index < 0:
            if any(h1.startswith((f'{text} "', f'{text}"')) for h1 in printed):
                continue  # an attribute that ends at a quotation mark of its own
            text = _without_site(text, site)
        key = key_of(text)
        if not key:
            continue
        candidate = by_key.setdefault(key, Candidate(text, index))
        candidate.features.add(source)
        if rank < candidate.rank:
            candidate.rank, candidate.text = rank, text
        if index >= 0 and candidate.index < 0:
            candidate.index = index
    wholes = list(by_key.items())
    for key, whole in wholes:
        for part, feature in _cuts(whole, site):
            part_key = key_of(part)
            if not part_key or part_key == key:
                continue
            candidate = by_key.setdefault(part_key, Candidate(part))
            candidate.features.add(feature)
    references = (
        ("H", [key_of(text) for text in printed]),
        ("O", [key_of(_without_site(clean(clues.meta("og:title", "twitter:title")), site))]),
        ("L", [key_of(clean(text)) for text in data.strings(data.main.get("headline"))[:1]]),
        ("T", [key_of(_without_site(clues.title, site))]),
    )
    news = any("news" in name for name in data.types)
    slug = _slug_words(url)
    lead = _lead_distance(tree, clues)
    for key, candidate in by_key.items():
        features = candidate.features
        if site.is_name(candidate.text):
            features.add("is.site")
        codes = [name + _relation(key, keys) for name, keys in references]
        features.update(codes)
        if news:
            features.add("news " + codes[0] + codes[1])
        features.update(a + b for k, a in enumerate(codes) for b in codes[k + 1 :])
        if codes[0] == "H=":
            features.add(f"lead={lead}")
        if slug:
            words = set(key.split())
            shared = len(words & slug)
            features.add(f"slug.held={4 * shared // len(slug)}")
            features.add(f"slug.covers={4 * shared // len(words)}")
        size = len(key)
        features.add("len<8" if size < 8 else "len<20" if size < 20 else "len<150" if size < 150
                     else "long")  # fmt: skip
        if " " not in key:
            features.add("one.word")
    return list(by_key.values())


def _relation(key: str, others: list[str]) -> str:
    """How a candidate stands to what one place says: equal, inside it, around it, alike,
    a little alike, other, or nothing to compare with."""
    if not any(others):
        return "0"
    if key in others:
        return "="
    code = "-"
    padded = f" {key} "
    if any(padded in f" {other} " for other in others):
        return "<"
    if any(other and f" {other} " in padded for other in others):
        return ">"
    words = set(key.split())
    for other in others:
        shared = words.intersection(other.split())
        # Half of all words in common: the same headline in other words.
        if len(shared) * 2 >= len(words.union(other.split())):
            return "~"
        if len(shared) * 5 >= len(words.union(other.split())):
            code = "."
    return code


def _slug_words(url: str | None) -> set[str]:
    """The words of the address's last part, where it is made of words."""
    if not url:
        return set()
    path = url.partition("://")[2].partition("?")[0].rstrip("/").rpartition("/")[2]
    path = unquote(path.rpartition(".")[0] or path) if "%" in path or "." in path else path
    words = [
        word for word in _WORDS.findall(path.lower().replace("_", " ")) if not word.isdecimal()
    ]
    return set(words) if len(words) >= 3 else set()


def _lead_distance(tree: Tree, clues: Clues) -> str:
    """How far below the first h1 the story's text begins, in elements."""
    if not clues.h1 or not clues.body[1]:
        return "none"
    gap = clues.body[0] - clues.h1[0]
    return "before" if gap < 0 else "near" if gap < 30 else "mid" if gap < 100 else "far"


def _without_site(text: str, site: SiteName) -> str:
    """The text without the site's name at its end or beginning."""
    for _ in range(2):
        marks = list(_SEPARATOR.finditer(text))
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


def key_of(text: str) -> str:
    """Words in lower case: how headlines are compared."""
    return " ".join(_WORDS.findall(unicodedata.normalize("NFKC", text).lower()))


def _places(tree: Tree, clues: Clues, data: LinkedData) -> Iterator[tuple[str, str, int, int]]:
    """(text, name of the place, element, rank of its printing) of every place."""

    def metas(*names: str) -> Iterator[str]:
        for name in names:
            for content in clues.metas.get(name, ())[:1]:
                if content:
                    yield clean(content)

    for number, i in enumerate(clues.h1[:6]):
        text = clean(tree.text_content(i))
        if not text or len(text) > MAX_TITLE:
            continue
        if len(clues.h1) == 1:
            source = "h1.only"
        else:
            source = "h1.first" if number == 0 else "h1.other"
        yield text, source, i, 0
        for part in _parts(tree, i):
            yield part, f"h1.part.{len(clues.h1) == 1}", i, 0
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
    for number, i in enumerate(h2[-3:]):
        text = clean(tree.text_content(i))
        if 0 < len(text) <= MAX_TITLE:
            near = "last" if number == len(h2[-3:]) - 1 else "before"
            yield text, f"h2.{near}.{'h1' if clues.h1 else 'alone'}", i, 1
    count = 0
    for i, mask in clues.marked:
        if not mask & HEADLINE or mask & SITE or tree.tags[i] in ("h1", "h2", "a", "body"):
            continue
        if tree.ends[i] - i > 8 or count >= 6:
            continue
        text = clean(tree.text_content(i))
        if 0 < len(text) <= MAX_TITLE:
            count += 1
            prop = tree.attrs[i].get("itemprop", "")
            kind = "prop" if prop in ("headline", "name headline", "headline name") else "class"
            where = "first" if count == 1 else "other"
            yield text, f"{kind}.{where}.{tree.tags[i] in ('h3', 'h4', 'h5')}", i, 1


def _parts(tree: Tree, h1: int) -> list[str]:
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


def _cuts(whole: Candidate, site: SiteName) -> Iterator[tuple[str, str]]:
    """The candidate without its first or last parts, and the name of the cut."""
    text = whole.text
    marks = list(_SEPARATOR.finditer(text))
    if not marks or len(marks) > 8:
        return
    origin = "h1" if any(f.startswith("h1") for f in whole.features) else "meta"
    last = len(marks)
    for number, mark in enumerate(marks):
        left, right = text[: mark.start()].strip(), text[mark.end() :].strip()
        kind = "bar" if "|" in mark.group() or "｜" in mark.group() else mark.group().strip()[:1]
        if right:
            what = _what(right, site)
            yield left, f"cut.{origin}.tail.{kind}.{what}.{number == last - 1}"
        if left:
            what = _what(left, site)
            yield right, f"cut.{origin}.head.{kind}.{what}.{number == 0}"
    if last == 2:
        yield text[marks[0].end() : marks[1].start()].strip(), f"cut.{origin}.middle"


def _what(part: str, site: SiteName) -> str:
    """What was cut off: the site's name, a short word, or a phrase."""
    if site.is_name(part):
        return "site"
    words = part.split()
    if len(words) > 1 and (site.is_name(words[-1]) or site.is_name(words[0])):
        return "sitelike"
    return "short" if len(part) <= 25 else "long"


def clean(text: str) -> str:
    """White space folded, entities resolved that were escaped twice."""
    if "&" in text and ";" in text:
        text = html.unescape(text)
    return " ".join(text.split()).strip("¶# ")
