"""Finds the dates of a page.

Sources are linked data, meta elements, ``time`` elements, elements marked as dates, and lines near
the headline and the story; if these have none, all lines and scripts.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date
from functools import lru_cache

from scraper.extractors.compiled import compiled
from scraper.extractors.metadata.dates.printed_dates import Printed, find_dates
from scraper.extractors.metadata.dates.stamp import Stamp, make_time, parse_machine
from scraper.extractors.metadata.sources.collect import DATE, Clues
from scraper.extractors.metadata.sources.jsonld import ARTICLE_TYPES, LinkedData
from scraper.extractors.metadata.sources.layout import in_comments, layout_of
from scraper.extractors.parsing.tree import Tree
from scraper.extractors.phrase_lists import words_in

MAX_DATE_ELEMENTS = 14
"""Maximum elements inside a date line; an element with more is a card or a section."""
MIN_LINE = 6
"""Minimum characters of a text with a date."""
MAX_LINE = 160
"""Maximum characters of a date line; longer lines are sentences."""
MAX_FALLBACK = 300
"""Maximum characters of a line that is searched if the usual sources have no date."""
MAX_PRINTED = 60
"""Maximum number of dates in the text of a page; a calendar or an archive has hundreds."""
BELOW_STORY = 40
"""Elements after the story whose lines are searched for a date."""
MAX_SCRIPT = 500_000
"""Characters of one script that are searched for a date of publication."""
_MODIFIED_WORDS = words_in("metadata/phrases/modified_labels.txt")
"""First words of labels before a date of modification, in thirty languages."""
_PUBLISHED_WORDS = words_in("metadata/phrases/published_labels.txt")
_DIGIT = re.compile(r"\d")
_LABEL_SPLIT = re.compile(r"[\s:.,;|()\[\]/·•–—-]+")
_YEAR = re.compile(r"(?<!\d)(?:19|20)\d\d(?!\d)|[年년]|\d{1,2}[./]\d{1,2}[./]\d\d(?!\d)")
_JSON_DATE = re.compile(
    r'"(?:date_?published|first_?published\w*|published_?(?:at|date|time|on)?|pub_?date|'
    r"publish_?(?:date|time|at|ed)|publication_?date|created_?(?:at|date|time)|post_?date|"
    r'issue_?date|display_?date)\\?"\s*:\s*\\?"([^"\\]{8,40})',
    re.IGNORECASE,
)
_LD_NAMES = {
    "datePublished": "published",
    "dateCreated": "created",
    "uploadDate": "uploaded",
    "dateModified": "modified",
    "dateUpdated": "modified",
    "datePosted": "published",
}
_META_SPLIT = re.compile(r"[^a-z]+")
_META_SKIPPED = frozenset({"expires", "expiration", "valid", "event", "start", "end", "birth"})
_META_MODIFIED = ("modif", "updat", "revis", "lastmod", "changed")
_META_PUBLISHED = ("publish", "pubdate", "issued", "created", "posted", "displaydate", "release")
_META_DATED = ("date", "time", "publish", "modif", "created", "issued")
_META_NAMED = {
    "article:published_time": "article",
    "og:article:published_time": "article",
    "datepublished": "item",
    "sailthru.date": "sailthru",
    "parsely-pub-date": "parsely",
    "date": "date",
    "dc.date": "dc",
    "dc.date.issued": "dc",
    "dcterms.created": "dc",
    "dcterms.date": "dc",
    "pubdate": "pubdate",
    "article:modified_time": "article.modified",
    "og:updated_time": "og.modified",
    "datemodified": "item.modified",
    "last-modified": "last.modified",
}


@dataclass(frozen=True, slots=True)
class FoundDate:
    """One date of the page.

    Attributes:
        source: kind of its source, used as a feature of its day: "ld.published.main".
        sure: whether day and month are certain, not possibly swapped.
        index: the element with the date, or -1.
    """

    stamp: Stamp
    source: str
    sure: bool = True
    index: int = -1


def dates_in_jsonld(data: LinkedData) -> Iterator[FoundDate]:
    """Every date of publication or modification in the linked data, of any object."""
    for node, types, part in data.nodes:
        if _LD_NAMES.keys().isdisjoint(node):
            continue
        for name, kind in _LD_NAMES.items():
            value = node.get(name)
            if isinstance(value, list) and value:
                value = value[0]
            if isinstance(value, dict):
                value = value.get("@value")
            if not isinstance(value, str | int):
                continue
            stamp = parse_machine(str(value)) or _only_printed(str(value))
            if stamp is None:
                continue
            if node is data.main:
                which = "main" if types & ARTICLE_TYPES else "mainother"
            elif part:
                which = "part"
            elif node is data.page:
                which = "page"
            else:
                which = "article" if types & ARTICLE_TYPES else "other"
            yield FoundDate(stamp, f"ld.{kind}.{which}")


_EVENT_DATES = ("startDate", "endDate", "doorTime")


def event_days(data: LinkedData) -> set[date]:
    """The days of the event that the page is about according to its linked data; none on a page
    with an article."""
    if not ARTICLE_TYPES.isdisjoint(data.types):
        return set()
    found = (
        parse_machine(str(node[name]))
        for node, types, part in data.nodes
        if not part and any(kind.endswith("event") for kind in types)
        for name in _EVENT_DATES
        if node.get(name)
    )
    return {stamp.day for stamp in found if stamp is not None}


def _only_printed(text: str) -> Stamp | None:
    found = find_dates(text)
    return found[0].stamp if found else None


def dates_in_metas(clues: Clues) -> Iterator[FoundDate]:
    """The dates in meta elements whose name is that of a date of the story."""
    for name, contents in clues.metas.items():
        kind = _meta_kind(name)
        if kind is None:
            continue
        for content in contents[:3]:
            if 6 <= len(content) <= 60 and _DIGIT.search(content):
                stamp = parse_machine(content) or _only_printed(content)
                if stamp is not None:
                    yield FoundDate(stamp, f"meta.{kind}")


@lru_cache(maxsize=2048)  # pages use the same few hundred names
def _meta_kind(name: str) -> str | None:
    """The kind of date in a meta element of that name; None for no date of the story."""
    kind = _META_NAMED.get(name)
    if kind is not None:
        return kind
    if not any(word in name for word in _META_DATED):
        return None
    if not _META_SKIPPED.isdisjoint(_META_SPLIT.split(name)):
        return None
    if any(word in name for word in _META_MODIFIED):
        return "other.modified"
    if any(word in name for word in _META_PUBLISHED):
        return "other.published"
    return "other"


def dates_near_story(tree: Tree, clues: Clues, order: str, lang: str) -> list[FoundDate]:
    """Dates in ``time`` elements, elements marked as dates, and lines near headline and story; not
    those of readers' comments.

    Args:
        order: order of day, month and year in numeric dates, from ``order_of``.
        lang: the page's language, whose month names take precedence.
    """
    layout = layout_of(tree, clues)
    tags, ends, texts, tails = tree.tags, tree.ends, tree.texts, tree.tails
    found: list[FoundDate] = []
    seen: set[int] = set()
    for i in clues.times:
        if len(found) >= MAX_PRINTED:
            break
        seen.add(i)
        if in_comments(tree, i, layout.body) or _in_quote(tree, i):
            continue
        found += _of_time_element(tree, i, layout.place_of(i), order, lang)
    for i, mask in clues.marked:
        if not mask & DATE or ends[i] - i > MAX_DATE_ELEMENTS or tags[i] == "time":
            continue
        if len(found) >= MAX_PRINTED:
            break
        if in_comments(tree, i, layout.body):
            seen.update(range(i, ends[i]))
            continue
        found += _stated_by_mark(tree, i, layout.place_of(i))
        text = tree.text_content(i)
        if not MIN_LINE <= len(text) <= MAX_LINE or _DIGIT.search(text) is None:
            continue
        seen.update(range(i, ends[i]))
        found += _printed_in_mark(tree, i, text, layout.place_of(i), order, lang)
    below = layout.body[1]
    ranges = [layout.head, (below, min(below + BELOW_STORY, len(tree)))] if below else [layout.head]
    for first, end in ranges:
        for i in _fast_numbered(texts, tails, first, end, MIN_LINE, MAX_LINE):
            if i in seen or tags[i] in ("script", "style", "noscript"):
                continue
            if in_comments(tree, i, layout.body):
                continue
            for text in (texts[i], tails[i]):
                if not MIN_LINE <= len(text) <= MAX_LINE or _DIGIT.search(text) is None:
                    continue
                if len(found) >= MAX_PRINTED:
                    return found
                for hit in find_dates(text, order, lang)[:2]:
                    if _is_joining(tree, i, text, hit):
                        continue
                    source = f"text.{_label_kind(text[: hit.start] or _label(tree, i))}"
                    source += f".{layout.place_of(i)}.{_share_of_line(hit, text)}"
                    stamp = hit.stamp
                    if not stamp.time and source.endswith(".line") and text is texts[i]:
                        stamp = replace(stamp, time=_clock_beside(tree, i))
                    found.append(FoundDate(stamp, source, hit.sure, i))
    return found


def _in_quote(tree: Tree, i: int) -> bool:
    """Whether an element is in a quotation, as the date of a post that is shown in a story."""
    return any(tree.tags[above] == "blockquote" for above in tree.outwards(i, QUOTE_LEVELS))


QUOTE_LEVELS = 5
"""Elements around a date that are tested for being a quotation."""


_CLOCK = re.compile(r"([01]?\d|2[0-3])[:.]([0-5]\d)(?:[:.]([0-5]\d))?")
"""A time of day as the whole text of an element."""


def _clock_beside(tree: Tree, i: int) -> str:
    """The time of day in the element right before or after a date, or ""."""
    for j in (tree.previous_sibling(i), tree.next_sibling(i)):
        if j >= 0 and tree.ends[j] - j <= 2:
            clock = _CLOCK.fullmatch(tree.text_content(j))
            if clock is not None:
                return make_time(int(clock[1]), int(clock[2]), int(clock[3] or 0))
    return ""


def _of_time_element(tree: Tree, i: int, place: str, order: str, lang: str) -> Iterator[FoundDate]:
    """The date in a ``time`` element's attributes, else those in its text."""
    attrs = tree.attrs[i]
    stated = attrs.get("datetime") or attrs.get("content") or ""
    stamp = parse_machine(stated) if stated else None
    text = tree.text_content(i) if tree.ends[i] - i <= MAX_DATE_ELEMENTS else ""
    kind = _marks(attrs) or _label_kind(_label(tree, i) + " " + text[:40])
    if stamp is not None:
        yield FoundDate(stamp, f"time.{kind}.{place}", index=i)
    elif text:
        for hit in find_dates(text, order, lang)[:2]:
            yield FoundDate(hit.stamp, f"time.{kind}.{place}", hit.sure, i)


def _stated_by_mark(tree: Tree, i: int, place: str) -> Iterator[FoundDate]:
    """The date in the attributes of an element that is marked as a date."""
    attrs = tree.attrs[i]
    value = attrs.get("content") or attrs.get("datetime") or attrs.get("title") or ""
    stamp = parse_machine(value) if value and value[0].isdecimal() else None
    if stamp is not None:
        yield FoundDate(stamp, f"item.{_marks(attrs) or 'plain'}.{place}")


def _printed_in_mark(
    tree: Tree, i: int, text: str, place: str, order: str, lang: str
) -> Iterator[FoundDate]:
    """The dates in the text of an element that is marked as a date: "Published 3 May, updated 4
    May"."""
    for number, hit in enumerate(find_dates(text, order, lang)[:3]):
        before = text[: hit.start] if not number else text[max(0, hit.start - 30) : hit.start]
        kind = _label_kind(before or _label(tree, i))
        if kind == "plain":
            kind = _marks(tree.attrs[i]) or kind
        yield FoundDate(hit.stamp, f"marked.{kind}.{place}", hit.sure, i)


_PIECE = re.compile(r"\s*\n\s*|\s*(?:[|·•]|//)\s*|\s+[–—-]\s+")
"""Separators of a date and other texts in one line: "21 Jan 2022 // Jane Doe"."""


def _share_of_line(hit: Printed, text: str) -> str:
    """ "line" if a date is a large part of its line, or of its piece of the line; "words" if it is
    part of a sentence."""
    first, end = 0, len(text)
    for mark in _PIECE.finditer(text):
        if mark.end() <= hit.start:
            first = mark.end()
        elif mark.start() >= hit.end:
            end = mark.start()
            break
    return "line" if hit.end - hit.start > 0.4 * len(text[first:end].strip()) else "words"


def dates_anywhere(tree: Tree, clues: Clues, order: str, lang: str) -> list[FoundDate]:
    """Dates in all lines and scripts of a page, for a page without a date in the usual sources."""
    found: list[FoundDate] = []
    for i in _fast_numbered(tree.texts, tree.tails, 0, len(tree), MIN_LINE, MAX_FALLBACK):
        if tree.tags[i] in ("script", "style", "noscript") or in_comments(tree, i, clues.body):
            continue
        for text in (tree.texts[i], tree.tails[i]):
            if not MIN_LINE <= len(text) <= MAX_FALLBACK or _DIGIT.search(text) is None:
                continue
            if len(found) < MAX_PRINTED and _YEAR.search(text):
                for hit in find_dates(text, order, lang)[:2]:
                    kind = _label_kind(text[: hit.start] or _label(tree, i))
                    source = f"any.{kind}.{_share_of_line(hit, text)}"
                    found.append(FoundDate(hit.stamp, source, hit.sure))
    for i in tree.places("script"):
        if len(found) < MAX_PRINTED:
            text = tree.texts[i][:MAX_SCRIPT]
            if "ubl" in text or "reated" in text or "ate" in text:
                for match in list(_JSON_DATE.finditer(text))[:3]:
                    stamp = parse_machine(match.group(1))
                    if stamp:
                        found.append(FoundDate(stamp, "script.published"))
    return found


def numbered(
    texts: list[str], tails: list[str], first: int, end: int, least: int, most: int
) -> list[int]:
    """Elements of a range whose text or tail has a digit and ``least`` to ``most`` characters. The
    plain twin of ``_treewalk.numbered``."""
    return [
        i
        for i in range(first, min(end, len(texts)))
        if any(least <= len(text) <= most and _DIGIT.search(text) for text in (texts[i], tails[i]))
    ]


def _marks(attrs: dict[str, str]) -> str:
    """The kind of date according to an element's attributes: "modified", "published", "both" for a
    class with both, or ""."""
    if "pubdate" in attrs:
        return "published"
    tokens = f"{attrs.get('itemprop', '')} {attrs.get('class', '')} {attrs.get('property', '')}"
    tokens = tokens.lower()
    if "modif" in tokens or "updat" in tokens or "revis" in tokens:
        # In hAtom, a story's only date has both "updated" and "published" as class.
        return "both" if "publish" in tokens else "modified"
    return "published" if "publi" in tokens or "posted" in tokens else ""


def _label(tree: Tree, i: int) -> str:
    """The text right before an element: its parent's, or its previous sibling's."""
    parent = tree.parents[i]
    if parent < 0:
        return ""
    if i == parent + 1:
        return tree.texts[parent][-40:]
    previous = tree.previous_sibling(i)
    tail = tree.tails[previous].strip()
    if tail:
        return tail[-40:]
    if tree.ends[previous] - previous <= 3:
        return tree.text_content(previous)[-40:]
    return ""


_JOINED = words_in("metadata/phrases/joined_labels.txt")
"""Words of labels before the day on which somebody joined a forum."""


def _is_joining(tree: Tree, i: int, text: str, hit: Printed) -> bool:
    """Whether the date is that on which the member of a forum joined it: "Joined: 3 March 2015"."""
    before = text[: hit.start]
    if text is tree.tails[i] and tree.ends[i] - i <= 3:
        before = tree.text_content(i) + before
    elif not before.strip():
        before = _label(tree, i)
    label = before.rpartition(":")[0] or before
    words = [word for word in _LABEL_SPLIT.split(label.lower()) if word]
    return len(words) <= MAX_LABEL_WORDS and not _JOINED.isdisjoint(words)


MAX_LABEL_WORDS = 3
"""Words of a label; more are a sentence."""


def _label_kind(label: str) -> str:
    """The kind of date after a label: "modified", "published" or "plain"."""
    words = _LABEL_SPLIT.split(label.lower())
    for word in words[-8:]:
        if word in _MODIFIED_WORDS:
            return "modified"
    for word in words[-8:]:
        if word in _PUBLISHED_WORDS:
            return "published"
    return "plain"


_fast_numbered = compiled(numbered)
