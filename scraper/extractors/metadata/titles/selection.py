"""Selects the headline, without the site's name.

If the heading, the meta elements, the linked data and the ``title`` agree, that is the headline.
Otherwise each candidate (``candidates.py``) is described by features that compare it with each of
these sources, the address and the story. A small forest, fitted by ``training/fit_titles.py``,
scores them, and the best one is the headline.
"""

from __future__ import annotations

import re
from urllib.parse import unquote

import numpy as np
from numpy.typing import NDArray

from scraper.extractors.metadata import scoring
from scraper.extractors.metadata.sources.collect import Clues
from scraper.extractors.metadata.sources.jsonld import LinkedData
from scraper.extractors.metadata.sources.sitename import SiteName
from scraper.extractors.metadata.titles.candidates import (
    MAX_H1,
    TitleCandidate,
    clean,
    find_headlines,
    key_of,
    separators,
    without_site,
    words_of,
)
from scraper.extractors.metadata.titles.prominent import (
    LINES,
    MAX_HEAD,
    MAX_INTO,
    MIN_HEADLINE,
    is_long,
    prominent_line,
)
from scraper.extractors.parsing.hidden import shown_text
from scraper.extractors.parsing.tree import Tree

FEATURES = (
    "equal", "equal_share", "inside", "around", "stated",
    "h1_relation", "h1_shared", "h1_length",
    "og_relation", "og_shared", "og_length",
    "ld_relation", "ld_shared", "ld_length",
    "title_relation", "title_shared", "title_length",
    "h1=og", "h1=title", "og=ld",
    "characters", "words", "capitals", "slug_held", "slug_covered", "description",
    "before_story", "h1_before_story", "printed", "bar", "separator", "colon", "news",
    "from_og", "from_twitter", "from_ld", "from_ld_name", "from_only_h1", "from_marked",
    "cut_tail", "cut_head", "cut_dash", "cut_colon", "cut_bar",
)  # fmt: skip
"""The columns that the forest reads, in order."""

UNKNOWN = -1.0
"""Value of a feature whose source the page does not have."""
FAR = -999.0
"""Value of ``before_story`` for a candidate that is not in the page's text."""


def read_title(
    tree: Tree, clues: Clues, data: LinkedData, site: SiteName, url: str | None
) -> tuple[str | None, int]:
    """The headline and the index of the element that shows it (-1 for none)."""
    stated = StatedTitles(tree, clues, data, site)
    if stated.unanimous():
        text = _spaced(stated.headings[stated.first], clues, data, site)
        return text, clues.h1[stated.first]
    candidates, rows = title_candidates(tree, clues, data, site, url, stated)
    if not candidates:
        return None, -1
    best = candidates[int(scoring.forest("title").scores(rows).argmax())]
    best = _without_kicker(_as_printed(best, candidates), candidates, stated)
    if site.is_name(best.text) or _ends_title(best, clues):
        best = _beside_site(best, candidates, tree, clues, site)
    if best.index < 0 and not any(candidate.index >= 0 for candidate in candidates):
        best = _as_line(best, candidates, tree, clues, site)
    if best.index < 0 and not any(stated.heading_keys) and _is_of_title(best, clues):
        best = prominent_line(best, tree, clues, site) or best
    text = _spaced(best.text, clues, data, site)
    return text, best.index if best.index >= 0 else _nearest_heading(clues, stated, best)


_GLUED = re.compile(r"[:!?।;,.][^\W\d_]")
"""No blank after a punctuation mark: a kicker that only a style separates."""


def _spaced(text: str, clues: Clues, data: LinkedData, site: SiteName) -> str:
    """The headline with the blanks that another source has after punctuation marks."""
    if not _GLUED.search(text):
        return text
    letters = "".join(text.split())
    stated = data.strings(data.main.get("headline"))[:1]
    named = [clean(text) for text in (clues.meta("og:title", "twitter:title"), *stated)]
    for other in (*named, without_site(clean(clues.title), site)):
        if len(other) > len(text) and "".join(other.split()) == letters:
            return other
    return text


MAX_KICKER = 40
"""Maximum characters of a kicker."""
_KICKER_MARKS = (":", "|", "+", "»", "：", "｜")


def _as_printed(best: TitleCandidate, candidates: list[TitleCandidate]) -> TitleCandidate:
    """The page's only h1, if ``best`` is the same text after a kicker, as in the title "Lund: Rain
    at last"; else ``best``."""
    if best.index >= 0:
        return best
    for candidate in candidates:
        if "h1.only" in candidate.places and len(candidate.text) >= MIN_HEADLINE:
            before = best.text.removesuffix(candidate.text).rstrip()
            if before != best.text and before.endswith(_KICKER_MARKS) and len(before) < MAX_KICKER:
                return candidate
    return best


def _without_kicker(
    best: TitleCandidate, candidates: list[TitleCandidate], stated: StatedTitles
) -> TitleCandidate:
    """The part of an h1 after a kicker in an element of its own, if another source states that part
    as the whole headline; else ``best``. Where none does, the labelled headline has the kicker."""
    if best.index < 0:
        return best
    for candidate in candidates:
        if (
            "h1.part" in candidate.places
            and candidate.key in stated.keys[1:]
            and best.key.endswith(f" {candidate.key}")
            and len(best.key) - len(candidate.key) < min(len(candidate.key), MAX_KICKER)
        ):
            return candidate
    return best


MAX_H2 = 20
"""Headings h2 of a page that are compared with its title."""


def _beside_site(
    best: TitleCandidate, candidates: list[TitleCandidate], tree: Tree, clues: Clues, site: SiteName
) -> TitleCandidate:
    """The heading with which the page's ``title`` begins, or another h1 with all words of that
    beginning, if ``best`` is only the site's name, as the first h1 of each page of a forum or
    manual is; else ``best``."""
    whole = key_of(clean(clues.title))
    headings = {key_of(clean(shown_text(tree, i))) for i in clues.h2[:MAX_H2]}
    others = [candidate for candidate in candidates if not site.is_name(candidate.text)]
    for candidate in others:
        shown = candidate.index >= 0 or candidate.key in headings
        if shown and f"{whole} ".startswith(f"{candidate.key} "):
            return candidate
    beginning = set(whole.removesuffix(best.key).split())
    second = [candidate for candidate in others if "h1.other" in candidate.places]
    for candidate in second:
        if candidate.index > best.index and beginning and beginning <= set(candidate.key.split()):
            return candidate
    return best


MAX_NAME = 50
"""Maximum characters of the name of a site or manual; a title in two languages has longer ends."""


def _ends_title(best: TitleCandidate, clues: Clues) -> bool:
    """Whether a heading is what the page's ``title`` has behind its last dash or bar: the name of a
    site or manual that the page names nowhere else."""
    if best.index < 0 or len(best.text) > MAX_NAME:
        return False
    whole = clean(clues.title)
    marks = separators(whole)
    return (
        bool(marks)
        and marks[-1].group().strip() != ":"
        and key_of(whole[marks[-1].end() :]) == best.key
    )


def _as_line(
    best: TitleCandidate, candidates: list[TitleCandidate], tree: Tree, clues: Clues, site: SiteName
) -> TitleCandidate:
    """The line above the story that shows ``best`` or a part of it, on a page without headings: a
    headline in bold type that the title has cut off, or has with the site's name."""
    start = clues.body[0]
    if not start:
        return best
    parts = {
        candidate.key: candidate.text
        for candidate in candidates
        if (f" {candidate.key} " in f" {best.key} " or _is_beginning(candidate, best))
        and not site.is_name(candidate.text)
    }
    found, whole = best, key_of(clean(clues.title))
    for i in range(max(0, start - MAX_HEAD), min(start + MAX_INTO, len(tree))):
        if tree.tags[i] not in LINES or tree.ends[i] - i > 3 or "a" in tree.tags[i : tree.ends[i]]:
            continue
        text = clean(shown_text(tree, i))
        if not is_long(text):
            continue
        key = key_of(text)
        if len(key) <= len(found.key) and found.index >= 0:
            continue
        # A line equal to the whole title is excluded: it contains the site's name too.
        known = key in parts or (
            key != whole
            and any(key.startswith(f"{part} ") and 2 * len(part) > len(key) for part in parts)
        )
        if known:
            found = TitleCandidate(key, text, i, best.places)
    return found


def _is_beginning(part: TitleCandidate, whole: TitleCandidate) -> bool:
    """Whether a text is another one before a separator: "雨终于来了" of "雨终于来了_云溪网"."""
    return part is not whole and any(
        whole.text[: mark.start()].strip() == part.text for mark in separators(whole.text)
    )


def _is_of_title(best: TitleCandidate, clues: Clues) -> bool:
    """Whether a candidate is the page's ``title`` or a part of it, and in no other source."""
    named = all(place == "title" or place.startswith("cut.") for place in best.places)
    return named and f" {best.key} " in f" {key_of(clean(clues.title))} "


class StatedTitles:
    """The headline according to each source: the h1, og:title, the linked data, ``title``.

    Attributes:
        headings: texts of the first h1 elements; ``heading_keys`` their ``key_of``.
        first: index of the first of them that is not empty.
        keys: ``key_of`` the text of each source; "" for none.
        words: the same as sets of words.
        count: number of sources that have a text.
    """

    def __init__(self, tree: Tree, clues: Clues, data: LinkedData, site: SiteName) -> None:
        self.headings = [clean(shown_text(tree, i)) for i in clues.h1[:MAX_H1]]
        self.heading_keys = [key_of(text) for text in self.headings]
        self.first = next((n for n, key in enumerate(self.heading_keys) if key), 0)
        stated = data.strings(data.main.get("headline"))[:1]
        self.keys = (
            self.heading_keys[self.first] if self.heading_keys else "",
            key_of(without_site(clean(clues.meta("og:title", "twitter:title")), site)),
            key_of(clean(stated[0])) if stated else "",
            key_of(without_site(clean(clues.title), site)),
        )
        self.words = tuple(frozenset(key.split()) for key in self.keys)
        self.count = sum(map(bool, self.keys))

    def unanimous(self) -> bool:
        """Whether the first heading equals at least one other source, and none differs.

        On such labelled pages it is the labelled headline in 97 of 100.
        """
        first = self.keys[0]
        return bool(first) and self.count > 1 and all(key in ("", first) for key in self.keys)


def title_candidates(
    tree: Tree,
    clues: Clues,
    data: LinkedData,
    site: SiteName,
    url: str | None,
    stated: StatedTitles,
) -> tuple[list[TitleCandidate], NDArray[np.float32]]:
    """All candidates, and one row of ``FEATURES`` for each."""
    candidates = find_headlines(tree, clues, data, site, stated.headings)
    h1, og, ld, title = stated.keys
    start = clues.body[0]
    page = (
        float(h1 == og) if h1 and og else UNKNOWN,
        float(h1 == title) if h1 and title else UNKNOWN,
        float(og == ld) if og and ld else UNKNOWN,
    )
    slug = _slug_words(url)
    described = frozenset(
        key_of(clean(clues.meta("og:description", "description"))[:MAX_DESCRIPTION]).split()
    )
    gap = float(start - clues.h1[0]) if clues.h1 and start else FAR
    news = float(any("news" in name for name in data.types))
    rows = []
    for candidate in candidates:
        words = frozenset(candidate.key.split())
        text, places = candidate.text, candidate.places
        comparisons: list[float] = []
        relations = []
        for number, (key, others) in enumerate(zip(stated.keys, stated.words, strict=True)):
            same = not number and candidate.key in stated.heading_keys
            relation, shared, length = (
                (EQUAL, 1.0, 1.0) if same else _relation(candidate.key, words, key, others)
            )
            relations.append(relation)
            comparisons += (relation, shared, length)
        equal = relations.count(EQUAL)
        opened = [word[0] for word in text.split() if word[0].isalpha()]
        cuts = [place for place in places if place.startswith("cut.")]
        rows.append((
            equal, equal / max(1, stated.count),
            equal + relations.count(INSIDE), equal + relations.count(AROUND), stated.count,
            *comparisons, *page, len(candidate.key), len(words),
            sum(map(str.isupper, opened)) / len(opened) if opened else 0.0,
            len(words & slug) / len(slug) if slug else UNKNOWN,
            len(words & slug) / len(words) if slug else UNKNOWN,
            len(words & described) / len(words),
            start - candidate.index if candidate.index >= 0 and start else FAR, gap,
            candidate.index >= 0, "|" in text, bool(separators(text)), ":" in text,
            news, "og" in places, "twitter" in places, "ld.headline" in places,
            "ld.name" in places, "h1.only" in places, "marked" in places,
            any("tail" in cut for cut in cuts), any("head" in cut for cut in cuts),
            any(cut[-1] in "-–—" for cut in cuts), any(cut[-1] in ":：" for cut in cuts),
            any(cut[-1] in "|｜" for cut in cuts),
        ))  # fmt: skip
    return candidates, np.array(rows, dtype=np.float32)


MAX_DESCRIPTION = 500
"""Characters of the page's description that are compared."""

ABSENT, OTHER, LITTLE, ALIKE, INSIDE, AROUND, EQUAL = (float(k) for k in range(7))
"""Relation of a candidate to the text of one source, from no text to the same words."""


def _relation(
    key: str, words: frozenset[str], other: str, others: frozenset[str]
) -> tuple[float, float, float]:
    """The candidate's relation to a text, the share of their words that both have, and the ratio of
    their lengths."""
    if not other:
        return ABSENT, UNKNOWN, UNKNOWN
    if key == other:
        return EQUAL, 1.0, 1.0
    common = len(words & others)
    shared = common / (len(words) + len(others) - common)
    if f" {key} " in f" {other} ":
        relation = INSIDE
    elif f" {other} " in f" {key} ":
        relation = AROUND
    else:
        # With half of all words in common, it is the same headline in other words.
        relation = ALIKE if shared >= 0.5 else LITTLE if shared >= 0.2 else OTHER
    return relation, shared, len(key) / len(other)


def _slug_words(url: str | None) -> frozenset[str]:
    """The words of the address's last segment, if it has at least three."""
    if not url:
        return frozenset()
    path = url.partition("://")[2].partition("?")[0].rstrip("/").rpartition("/")[2]
    path = unquote(path.rpartition(".")[0] or path) if "%" in path or "." in path else path
    words = [word for word in words_of(path.replace("_", " ")) if not word.isdecimal()]
    return frozenset(words) if len(words) >= 3 else frozenset()


def _nearest_heading(clues: Clues, stated: StatedTitles, best: TitleCandidate) -> int:
    """The h1 with the most words of the headline, else the last one before the story."""
    words = set(best.key.split())
    alike = 0
    found = -1
    start = clues.body[0]
    for i, key in zip(clues.h1, stated.heading_keys, strict=False):
        shared = len(words.intersection(key.split()))
        if shared > alike or (not alike and start and i < start):
            alike, found = shared, i
    return found
