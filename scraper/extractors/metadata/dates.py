"""When the story was published and when it was changed.

Every date that the page tells is a candidate: JSON-LD, meta tags, the address, ``time`` elements,
printed dates near the headline and the story. Candidates of one day support each other: a day's
features are those of all its candidates, and the day with the best score is the day of
publication. Formats are read in ``stamp.py`` and ``printed_dates.py``.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date
from functools import lru_cache

from scraper.extractors.metadata import scoring
from scraper.extractors.metadata.collect import DATE, Clues
from scraper.extractors.metadata.jsonld import ARTICLE_TYPES, LinkedData
from scraper.extractors.metadata.layout import ABOVE, head_range, near_headline, place_of
from scraper.extractors.metadata.printed_dates import find_dates, order_of
from scraper.extractors.metadata.stamp import Stamp, make_day, parse_machine
from scraper.extractors.parsing.tree import Tree

MAX_DATE_ELEMENTS = 14
"""Elements inside one that is read as a date line; what has more is a card or a section."""
MAX_LINE = 160
"""Characters of a line that may be a date line; longer ones are sentences."""
MAX_FALLBACK = 300
"""Characters of a line that is read where nothing else on the page tells a date."""
MAX_PRINTED = 60
"""Printed dates read on one page; a calendar or an archive has hundreds."""

_URL_DATE = re.compile(
    r"[/_.=-]((?:19|20)\d{2})([/_.-]?)(0?[1-9]|1[0-2])\2(0?[1-9]|[12]\d|3[01])(?=\D|$)"
    r"|[/_-]((?:19|20)\d{2})(0[1-9]|1[0-2])(0[1-9]|[12]\d|3[01])"
)
_URL_DAY_FIRST = re.compile(
    r"[/_-](0[1-9]|[12]\d|3[01])([_.-])(0[1-9]|1[0-2])\2((?:19|20)\d{2})(?=\D|$)"
)
_URL_MONTH = re.compile(r"/((?:19|20)\d{2})[/-](0?[1-9]|1[0-2])(?=/|$)")

_MODIFIED_WORDS = frozenset(
    """updated update modified revised edited aktualisiert aktualisierung stand geändert bearbeitet
    modifié mis maj actualisé actualizado actualización modificado editado atualizado aggiornato
    aggiornamento modificato bijgewerkt gewijzigd laatste oppdatert opdateret uppdaterad ändrad
    päivitetty muokattu zaktualizowano aktualizacja aktualizováno aktualizované upraveno frissítve
    frissítés módosítva actualizat обновлено обновлен изменено оновлено обновена güncelleme
    güncellendi diperbarui dikemaskini kemaskini pembaruan diubah 更新 更新日 最終更新 修改 수정
    업데이트 최종수정 cập ενημέρωση ενημερώθηκε تحديث حدث به‌روزرسانی अपडेट अद्यतन আপডেট อัปเดต
    แก้ไข עודכן""".split()
)
"""First words of labels before a date of change, in thirty languages."""
_PUBLISHED_WORDS = frozenset(
    """published posted created date publié publie publicado publicada publicación pubblicato
    veröffentlicht erschienen erstellt gepubliceerd geplaatst publisert publiceret publicerad
    julkaistu opublikowano dodano publikováno zveřejněno zverejnené megjelent publicat опубликовано
    опубліковано публикувана yayınlanma yayın giriş diterbitkan terbit dipublikasikan tayang 发布
    发表 發布 發佈 公開 公開日 投稿日 掲載 입력 등록 승인 đăng δημοσίευση δημοσιεύτηκε نشر تاريخ
    انتشار प्रकाशित প্রকাশ เผยแพร่ פורסם first on by datum fecha
    tarih tanggal dátum dato дата data ngày data: วันที่""".split()
)
_DIGIT = re.compile(r"\d")
_LABEL_SPLIT = re.compile(r"[\s:.,;|()\[\]/·•–—-]+")


@dataclass(slots=True)
class Candidate:
    """One date that the page tells: what it says, and where it was found."""

    stamp: Stamp
    source: str
    sure: bool = True
    index: int = -1


@dataclass(slots=True)
class Day:
    """All candidates of one day, and the features that speak for or against the day."""

    day: date
    candidates: list[Candidate] = field(default_factory=list)
    features: set[str] = field(default_factory=set)


@dataclass(frozen=True, slots=True)
class Dates:
    """``published`` and ``modified``, either of which may be None; and the elements near the
    headline that print a date, which tell where the byline stands."""

    published: Stamp | None
    modified: Stamp | None
    lines: tuple[int, ...] = ()


def read_dates(tree: Tree, clues: Clues, data: LinkedData, url: str | None, lang: str) -> Dates:
    """Decide when the page's story was published and when it was last changed."""
    days = date_candidates(tree, clues, data, url, lang)
    if not days:
        return Dates(None, None)
    table = scoring.weights("date")
    scored = sorted(days, key=lambda day: -scoring.score(day.features, table))
    best = scored[0]
    if scoring.score(best.features, table) < 0:
        return Dates(None, None, date_lines(days))
    published = _finest(best.candidates)
    return Dates(published, _modified(days, published), date_lines(days))


def date_lines(days: list[Day]) -> tuple[int, ...]:
    """Elements around the headline that print a date."""
    return tuple(
        candidate.index
        for day in days
        for candidate in day.candidates
        if candidate.index >= 0 and (".near" in candidate.source or ".head" in candidate.source)
    )


def _finest(candidates: list[Candidate]) -> Stamp:
    """The candidate of a day that tells most: a time with an offset, a time, then the day alone.

    Machine formats come first in the list and win where they tell as much as a printed date.
    """
    usable = [c for c in candidates if "modified" not in c.source] or candidates
    best = max(usable, key=lambda c: (bool(c.stamp.time and c.stamp.offset), bool(c.stamp.time)))
    return best.stamp


def _modified(days: list[Day], published: Stamp) -> Stamp | None:
    """The latest date that the page calls a date of change, when it is after publication."""
    found = [
        candidate.stamp
        for day in days
        for candidate in day.candidates
        if "modified" in candidate.source and "far" not in candidate.source
    ]
    found = [stamp for stamp in found if _is_after(stamp, published)]
    if not found:
        return None
    return max(found, key=lambda stamp: (stamp.day, bool(stamp.offset), stamp.instant()))


def _is_after(stamp: Stamp, published: Stamp) -> bool:
    if stamp.day != published.day or not stamp.time or not published.time:
        return stamp.day > published.day
    if bool(stamp.offset) != bool(published.offset):
        return stamp.time > published.time
    return stamp.instant() > published.instant()


# --- candidates ---------------------------------------------------------------------------------


def date_candidates(
    tree: Tree, clues: Clues, data: LinkedData, url: str | None, lang: str
) -> list[Day]:
    """All days that the page tells, each with its features."""
    found = list(_from_jsonld(data))
    found += _from_metas(clues)
    order = order_of(lang, _country(url))
    found += [
        Candidate(hit.stamp, "title", hit.sure) for hit in find_dates(clues.title, order, lang)
    ]
    found += _from_elements(tree, clues, order, lang)
    if not found:
        found = _from_anywhere(tree, order, lang)
    found = _localised(_settled(found))
    by_day: dict[date, Day] = {}
    for candidate in found:
        day = by_day.setdefault(candidate.stamp.day, Day(candidate.stamp.day))
        day.candidates.append(candidate)
    in_url = url_date(url)
    in_month = None if in_url or not url else _URL_MONTH.search(url)
    if in_url and in_url not in by_day:
        by_day[in_url] = Day(in_url)
    days = sorted(by_day.values(), key=lambda day: day.day)
    _note_nearest(found, by_day, clues.headline)
    stated = {c.stamp.day for c in found if c.source in _STATED}
    for rank, day in enumerate(days):
        features = day.features
        features.update(candidate.source for candidate in day.candidates)
        groups = {_GROUPS.get(source.partition(".")[0], "page") for source in features}
        features.add(f"groups={len(groups)}")
        modified = sum("modified" in source for source in features)
        if modified and modified == len({c.source for c in day.candidates}):
            features.add("modified.alone.later" if stated - {day.day} else "modified.alone")
        features.add("first" if rank == 0 else "later")
        if rank == len(days) - 1:
            features.add("last")
        if len(days) == 1:
            features.add("only")
        if any(candidate.stamp.time for candidate in day.candidates):
            features.add("timed")
        if all(not candidate.sure for candidate in day.candidates) and day.candidates:
            features.add("unsure")
        if in_url:
            features.add("url=day" if in_url == day.day else _near_url(in_url, day.day))
            if not day.candidates:
                features.add("url.alone")
                day.candidates.append(Candidate(Stamp(in_url), "url"))
        elif in_month:
            same = (day.day.year, day.day.month) == tuple(map(int, in_month.groups()))
            features.add("url=month" if same else "url!month")
    return days


def _note_nearest(found: list[Candidate], by_day: dict[date, Day], headline: int) -> None:
    """Mark the first day printed below the headline, and the last one printed above it."""
    placed = [c for c in found if c.index >= 0 and ".far" not in c.source]
    if headline < 0 or not placed:
        return
    below = min((c for c in placed if c.index > headline), key=lambda c: c.index, default=None)
    above = max((c for c in placed if c.index < headline), key=lambda c: c.index, default=None)
    if below is not None:
        by_day[below.stamp.day].features.add("first.below")
    if above is not None and headline - above.index <= ABOVE:
        by_day[above.stamp.day].features.add("last.above")


def _localised(found: list[Candidate]) -> list[Candidate]:
    """UTC stamps in the page's own offset, where the page prints the same moment on another day:
    ``02:25Z`` for machines and "9:25 pm" of the day before for readers."""
    if not any(c.stamp.offset == "Z" for c in found):
        return found
    printed = [
        c.stamp for c in found
        if c.index >= 0 and c.stamp.time and not c.stamp.offset
        and (".near" in c.source or ".head" in c.source)
    ]  # fmt: skip
    minutes = 0
    for candidate in found:
        if candidate.stamp.offset != "Z" or "modified" in candidate.source or minutes:
            continue
        for other in printed:
            gap = other.instant() - candidate.stamp.instant()
            # Printed times have no seconds, so they lie up to a minute before the stamp.
            shift = 15 * round(gap / 900)
            other_day = candidate.stamp.day != other.day
            if -60 < gap - 60 * shift <= 0 and shift and other_day and _is_offset(shift):
                minutes = shift
    if not minutes:
        return found
    return [
        Candidate(c.stamp.shifted(minutes), c.source, c.sure, c.index)
        if c.stamp.offset == "Z" else c
        for c in found
    ]  # fmt: skip


def _is_offset(minutes: int) -> bool:
    """Whether clocks are set at this offset from UTC anywhere."""
    if minutes % 60 == 0:
        return -12 * 60 <= minutes <= 14 * 60
    return minutes in (-570, -210, -150, 210, 270, 330, 345, 390, 525, 570, 630, 765)


_GROUPS = {"ld": "ld", "meta": "meta"}
_STATED = frozenset(
    {"ld.published.main", "meta.article", "meta.item", "time.published.head", "ld.published.page"}
)
"""Sources that say "published" of the story itself."""


def _settled(found: list[Candidate]) -> list[Candidate]:
    """Numeric dates whose day and month may be swapped, read as another date of the page is."""
    sure = {candidate.stamp.day for candidate in found if candidate.sure}
    settled = []
    for candidate in found:
        day = candidate.stamp.day
        if not candidate.sure and day not in sure:
            swapped = make_day(day.year, day.day, day.month)
            if swapped in sure:
                stamp = Stamp(swapped, candidate.stamp.time, candidate.stamp.offset)
                candidate = Candidate(stamp, candidate.source, index=candidate.index)
        settled.append(candidate)
    return settled


def url_date(url: str | None) -> date | None:
    """The day that an address tells: /2023/06/19/, /2023-06-19-, /20230619, /19-06-2023."""
    if not url:
        return None
    for found in _URL_DATE.finditer(url[8:]):
        parts = found.group(1, 3, 4) if found.group(1) else found.group(5, 6, 7)
        day = make_day(*map(int, parts))
        if day is not None and day.year >= 1990:
            return day
    last = _URL_DAY_FIRST.search(url[8:])
    return make_day(*(int(last.group(k)) for k in (4, 3, 1))) if last else None


def _near_url(in_url: date, day: date) -> str:
    gap = (day - in_url).days
    if abs(gap) == 1:
        return "url~day"
    return "url<day" if gap > 0 else "url>day"


def _country(url: str | None) -> str:
    """Country of a national top-level domain; "" for .com and its like."""
    if not url:
        return ""
    host = url.partition("://")[2].partition("/")[0].partition(":")[0]
    last = host.rpartition(".")[2]
    if len(last) != 2 or last in ("io", "co", "tv", "me", "ai", "fm"):
        return ""
    return "gb" if last == "uk" else last


_LD_NAMES = {
    "datePublished": "published",
    "dateCreated": "created",
    "uploadDate": "uploaded",
    "dateModified": "modified",
    "dateUpdated": "modified",
    "datePosted": "published",
}


def _from_jsonld(data: LinkedData) -> Iterator[Candidate]:
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
            yield Candidate(stamp, f"ld.{kind}.{which}")


def _only_printed(text: str) -> Stamp | None:
    found = find_dates(text)
    return found[0].stamp if found else None


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


@lru_cache(maxsize=2048)  # pages use the same few hundred names
def _meta_kind(name: str) -> str | None:
    """What a meta element of that name dates; None for no date of the story."""
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


def _from_metas(clues: Clues) -> Iterator[Candidate]:
    for name, contents in clues.metas.items():
        kind = _meta_kind(name)
        if kind is None:
            continue
        for content in contents[:3]:
            if 6 <= len(content) <= 60 and _DIGIT.search(content):
                stamp = parse_machine(content) or _only_printed(content)
                if stamp is not None:
                    yield Candidate(stamp, f"meta.{kind}")


def _from_elements(tree: Tree, clues: Clues, order: str, lang: str) -> list[Candidate]:
    """Printed dates: ``time`` elements, elements marked as dates, lines near the headline."""
    head = head_range(tree, clues)
    body = clues.body
    found: list[Candidate] = []
    seen: set[int] = set()
    near = near_headline(tree, clues)
    tags, ends, attrs, texts, tails = tree.tags, tree.ends, tree.attrs, tree.texts, tree.tails
    for i in clues.times:
        if len(found) >= MAX_PRINTED:
            break
        seen.add(i)
        place = _place(i, near, head, body)
        marks = _marks(attrs[i])
        stated = attrs[i].get("datetime") or attrs[i].get("content") or ""
        stamp = parse_machine(stated) if stated else None
        text = tree.text_content(i) if ends[i] - i <= MAX_DATE_ELEMENTS else ""
        label = _label(tree, i) + " " + text[:40]
        kind = marks or _label_kind(label)
        if stamp is not None:
            found.append(Candidate(stamp, f"time.{kind}.{place}", index=i))
        printed = find_dates(text, order, lang) if text and stamp is None else ()
        for hit in printed[:2]:
            found.append(Candidate(hit.stamp, f"time.{kind}.{place}", hit.sure, i))
    for i, mask in clues.marked:
        if not mask & DATE or ends[i] - i > MAX_DATE_ELEMENTS or tags[i] == "time":
            continue
        if len(found) >= MAX_PRINTED:
            break
        value = attrs[i].get("content") or attrs[i].get("datetime") or attrs[i].get("title") or ""
        if value and value[0].isdecimal():
            stamp = parse_machine(value)
            if stamp is not None:
                kind = _marks(attrs[i]) or "plain"
                found.append(Candidate(stamp, f"item.{kind}.{_place(i, near, head, body)}"))
        text = tree.text_content(i)
        if not 6 <= len(text) <= MAX_LINE or _DIGIT.search(text) is None:
            continue
        seen.update(range(i, ends[i]))
        place = _place(i, near, head, body)
        for number, hit in enumerate(find_dates(text, order, lang)[:3]):
            before = text[: hit.start] if not number else text[max(0, hit.start - 30) : hit.start]
            kind = _label_kind(before or _label(tree, i))
            if kind == "plain":
                kind = _marks(attrs[i]) or kind
            found.append(Candidate(hit.stamp, f"marked.{kind}.{place}", hit.sure, i))
    ranges = [head, (body[1], min(body[1] + 40, len(tree)))] if body[1] else [head]
    for first, end in ranges:
        for i in _fast_numbered(texts, tails, first, end, 6, MAX_LINE):
            if i in seen or tags[i] in ("script", "style", "noscript"):
                continue
            for text in (texts[i], tails[i]):
                if not 6 <= len(text) <= MAX_LINE or _DIGIT.search(text) is None:
                    continue
                if len(found) >= MAX_PRINTED:
                    return found
                for hit in find_dates(text, order, lang)[:2]:
                    kind = _label_kind(text[: hit.start] or _label(tree, i))
                    alone = hit.end - hit.start > 0.4 * len(text.strip())
                    place = _place(i, near, head, body)
                    found.append(
                        Candidate(
                            hit.stamp,
                            f"text.{kind}.{place}.{'line' if alone else 'words'}",
                            hit.sure,
                            i,
                        )
                    )
    return found


_YEAR = re.compile(r"(?<!\d)(?:19|20)\d\d(?!\d)|[年년]|\d{1,2}[./]\d{1,2}[./]\d\d(?!\d)")
_JSON_DATE = re.compile(
    r'"(?:date_?published|first_?published\w*|published_?(?:at|date|time|on)?|pub_?date|'
    r"publish_?(?:date|time|at|ed)|publication_?date|created_?(?:at|date|time)|post_?date|"
    r'issue_?date|display_?date)\\?"\s*:\s*\\?"([^"\\]{8,40})',
    re.IGNORECASE,
)
MAX_SCRIPT = 500_000
"""Characters of one script that are searched for a date of publication."""


def _from_anywhere(tree: Tree, order: str, lang: str) -> list[Candidate]:
    """Dates anywhere on a page that tells none where dates belong: lines, then scripts."""
    found: list[Candidate] = []
    for i in _fast_numbered(tree.texts, tree.tails, 0, len(tree), 6, MAX_FALLBACK):
        if tree.tags[i] in ("script", "style", "noscript"):
            continue
        for text in (tree.texts[i], tree.tails[i]):
            if not 6 <= len(text) <= MAX_FALLBACK or _DIGIT.search(text) is None:
                continue
            if len(found) < MAX_PRINTED and _YEAR.search(text):
                for hit in find_dates(text, order, lang)[:2]:
                    kind = _label_kind(text[: hit.start] or _label(tree, i))
                    alone = "line" if hit.end - hit.start > 0.4 * len(text.strip()) else "words"
                    found.append(Candidate(hit.stamp, f"any.{kind}.{alone}", hit.sure))
    for i, tag in enumerate(tree.tags):
        if tag == "script" and len(found) < MAX_PRINTED:
            text = tree.texts[i][:MAX_SCRIPT]
            if "ubl" in text or "reated" in text or "ate" in text:
                for match in list(_JSON_DATE.finditer(text))[:3]:
                    stamp = parse_machine(match.group(1))
                    if stamp:
                        found.append(Candidate(stamp, "script.published"))
    return found


def numbered(
    texts: list[str], tails: list[str], first: int, end: int, least: int, most: int
) -> list[int]:
    """Elements of a range with a digit in their text or their tail, where that has ``least`` to
    ``most`` characters; the plain twin of ``_treewalk.numbered``."""
    return [
        i
        for i in range(first, min(end, len(texts)))
        if any(least <= len(text) <= most and _DIGIT.search(text) for text in (texts[i], tails[i]))
    ]


def _place(i: int, near: tuple[int, int], head: tuple[int, int], body: tuple[int, int]) -> str:
    return "near" if near[0] <= i < near[1] else place_of(i, head, body)


def _marks(attrs: dict[str, str]) -> str:
    """What an element's own tokens say of its date: "modified", "published" or ""."""
    if "pubdate" in attrs:
        return "published"
    tokens = f"{attrs.get('itemprop', '')} {attrs.get('class', '')} {attrs.get('property', '')}"
    tokens = tokens.lower()
    if "modif" in tokens or "updat" in tokens or "revis" in tokens:
        # hAtom marks a story's only date "updated" as well as "published".
        return "both" if "publish" in tokens else "modified"
    return "published" if "publi" in tokens or "posted" in tokens else ""


def _label(tree: Tree, i: int) -> str:
    """The words right before an element: the parent's text, or the previous sibling's."""
    parent = tree.parents[i]
    if parent < 0:
        return ""
    if i == parent + 1:
        return tree.texts[parent][-40:]
    previous = i - 1
    while tree.parents[previous] > parent:
        previous = tree.parents[previous]
    tail = tree.tails[previous].strip()
    if tail:
        return tail[-40:]
    if tree.ends[previous] - previous <= 3:
        return tree.text_content(previous)[-40:]
    return ""


def _label_kind(label: str) -> str:
    words = _LABEL_SPLIT.split(label.lower())
    for word in words[-8:]:
        if word in _MODIFIED_WORDS:
            return "modified"
    for word in words[-8:]:
        if word in _PUBLISHED_WORDS:
            return "published"
    return "plain"


try:
    from scraper.extractors.parsing._treewalk import numbered as _fast_numbered
except ImportError:  # not compiled: the same, slower
    _fast_numbered = numbered
