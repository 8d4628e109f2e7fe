"""Who wrote the story.

Every place that names authors (JSON-LD, meta tags, author links, marked elements, lines that open
with "By", names beside the date line) gives a candidate: a list of names. Equal lists support each
other; the one with the best score is taken. How a byline is taken apart is in ``names.py``.

What is found is who the page credits: people, and where it names none, the desk, the agency or the
house. On the labelled pages a byline of such alone is the label in four of five.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from typing import Any

from scraper.extractors.metadata import scoring
from scraper.extractors.metadata.agency import GENERIC, agency_named, is_agency
from scraper.extractors.metadata.collect import AUTHOR, BREADCRUMB, Clues, roles_of
from scraper.extractors.metadata.dateline import read_reporters
from scraper.extractors.metadata.jsonld import ARTICLE_TYPES, LinkedData
from scraper.extractors.metadata.layout import head_range, in_comments, near_headline, place_of
from scraper.extractors.metadata.names import (
    MAX_NAME,
    is_desk,
    is_house,
    is_ideographic,
    is_name,
    opens_byline,
    split_names,
    strip_by,
)
from scraper.extractors.metadata.printed_dates import find_dates
from scraper.extractors.metadata.sitename import SiteName, key_of
from scraper.extractors.parsing.tree import UNSEEN, Tree

MAX_BYLINE = 200
"""Characters of a line that may be a byline."""
MAX_LINKED = 600
"""Characters of a byline whose names are links and which says of each author who that is."""
MAX_BYLINE_ELEMENTS = 40
"""Elements inside one that is read as a byline; what has more is a card or a biography."""
MAX_AUTHORS = 30
MAX_MARKED = 120
"""Marked elements that are read; a forum page has a thousand, and the first ones matter."""
DATE_NEAR = 12
"""Elements between a byline and its date line."""

_AUTHOR_PATH = re.compile(
    r"(?:/(?:author|autor|auteur|autore|by/|profile|profil|people/|staff/|reporter|journalist"
    r"|contributor|columnist|writer|penulis/|yazar|redakt|team/|users?/|member|person|forfatter"
    r"|skribent|u/|@|creator|editor|experts|bio/|ueber-uns/)|author=)"
)
"""Beginnings of path parts under which sites keep their authors' pages."""


@dataclass(slots=True)
class Candidate:
    """One list of names, what speaks for it, and the first element that prints it (or -1)."""

    names: list[str]
    features: set[str] = field(default_factory=set)
    index: int = -1


def read_authors(
    tree: Tree, clues: Clues, data: LinkedData, site: SiteName, date_lines: Sequence[int]
) -> list[str]:
    """Names of those credited in the order they are printed; [] where the page names none.

    Args:
        date_lines: elements in which the story's date is printed.
    """
    candidates = author_candidates(tree, clues, data, site, date_lines)
    if not candidates:
        return []
    table = scoring.weights("authors")
    best = max(candidates, key=lambda candidate: scoring.score(candidate.features, table))
    if scoring.score(best.features, table) < 0:
        return []
    best = _completed(best, candidates, table)
    if all(_is_nobody(name, site) for name in best.names):
        # Machines are told the house; another place may tell who wrote the story.
        people = [
            candidate
            for candidate in candidates
            if "common" not in candidate.features
            and all(map(_is_full_name, candidate.names))
            and not any(_is_nobody(name, site) for name in candidate.names)
            and scoring.score(candidate.features, table) > _doubt(candidate.features)
        ]
        other = max(people, key=lambda c: scoring.score(c.features, table), default=None)
        if other is not None:
            return [*other.names, *best.names]
    return _without_place(best, tree, clues)


_IN = r"in|im|en|em|à|au|na|no|w|we|v|ve|в|во|у|på|στο|στη|στην|di|at"
"""Words before a place; those that stand before a person too are left out."""


def _without_place(best: Candidate, tree: Tree, clues: Clues) -> list[str]:
    """The names without a last one that the story tells to be where the reporter was: "By Maria
    Holm, Port Lund", and in the text "in Port Lund"."""
    names = best.names
    told = any(".linked" in name or name[:2] in ("ld", "me") for name in best.features)
    if len(names) < 2 or told or is_agency(names[-1]):
        return names
    place = re.compile(rf"(?<!\w)(?:{_IN})\s+{re.escape(names[-1])}(?!\w)")
    return names[:-1] if place.search(_story_text(tree, clues)) else names


STATED, TOLD = 0.5, 1.5
"""Scores above which a byline, and a name told elsewhere near the headline or by the page's data,
is believed beside a house. 1.5 for the latter gave one page in a hundred more than 0.5 did."""


def _doubt(features: set[str]) -> float:
    """The score that a candidate must have to be believed beside a house."""
    if not _STATED.isdisjoint(features):
        return STATED
    told = any(
        name in _TOLD or (name.endswith((".near", ".head")) and not name.startswith("bare."))
        for name in features
    )
    return TOLD if told else float("inf")


_TOLD = frozenset({"meta.author", "ld.author.main", "card.by"})
_STATED = frozenset(
    {"line.by.head", "byline.by.near", "byline.by.head", "author.by.near", "author.by.head",
     "byline.linked.near", "byline.linked.head", "author.linked.head", "author.linked.near",
     "prop.by.near", "prop.by.head", "authorname.by.near", "authorname.linked.near"}
)  # fmt: skip


def _is_full_name(name: str) -> bool:
    return is_name(name) and (" " in name or is_ideographic(name))


def _is_nobody(name: str, site: SiteName) -> bool:
    return is_agency(name) or is_house(name) or site.is_name(name)


def _completed(
    best: Candidate, candidates: Sequence[Candidate], table: dict[str, float]
) -> Candidate:
    """The byline under the headline, where it names all of ``best`` and others with them."""
    own = {key_of(name) for name in best.names}
    for candidate in candidates:
        if (
            own < {key_of(name) for name in candidate.names}
            and all(key_of(name) in own or _is_full_name(name) for name in candidate.names)
            and not _BYLINES.isdisjoint(candidate.features)
            and scoring.score(candidate.features, table) > 0
        ):
            return candidate
    return best


_BYLINES = frozenset({"byline.linked.near", "byline.by.near", "author.by.near"})


_BY_IN = {
    "cy": "gan ", "fil": "ni ", "ga": "le ", "ha": "daga ", "sq": "nga ", "sw": "na ", "tl": "ni ",
}  # fmt: skip
"""By-words that are words of another sense or parts of names in other languages."""


def without_by(names: list[str], language: str) -> list[str]:
    """The names without the by-word of the page's language: "Na Asha Komba" in Swahili."""
    word = _BY_IN.get(language.partition("-")[0].lower())
    if not word:
        return names
    return [name[len(word) :] if name.lower().startswith(word) else name for name in names]


def without_house(names: Sequence[str], site: SiteName) -> list[str]:
    """The credited without the site's own name and its desks, where others are named too.

    Where it names nobody else ("Example Staff", the site itself), that is who the page credits.
    """
    others = [
        name
        for name in names
        if not site.is_name(name)
        and agency_named(name) != GENERIC
        and (is_agency(name) or not is_house(name))
        # "MDR Thüringen" on mdr.de
        and not any(word.isupper() and key_of(word) == site.domain for word in name.split())
    ]
    return others or list(names)


def author_candidates(
    tree: Tree, clues: Clues, data: LinkedData, site: SiteName, date_lines: Sequence[int]
) -> list[Candidate]:
    """All lists of names that the page may mean, each with its features."""
    by_key: dict[frozenset[str], Candidate] = {}
    by_source: dict[str, list[frozenset[str]]] = {}
    above: dict[frozenset[str], int] = {}
    near = near_headline(tree, clues)
    for names, source, index in _places(tree, clues, data, site, date_lines):
        names = [name for name in names if name][:MAX_AUTHORS]
        key = frozenset(key_of(name) for name in names) - {""}
        if not key:
            continue
        candidate = by_key.setdefault(key, Candidate(names))
        if index > clues.headline and not index >= candidate.index >= 0:
            candidate.index = index
        elif near[0] <= index < clues.headline and not _is_weak(source):
            above[key] = index
        told = by_source.setdefault(source, [])
        if key not in told:
            told.append(key)
    _note_sources(by_key, by_source)
    keys = [key for key, candidate in by_key.items() if not all(map(_is_weak, candidate.features))]
    story = _story_text(tree, clues) if by_key else ""
    end = max(head_range(tree, clues)[1], clues.body[1])
    placed = [by_key[key] for key in keys if end > by_key[key].index > clues.headline >= 0]
    first = min(placed, key=lambda candidate: candidate.index, default=None)
    if above and (first is None or first.index >= clues.body[1] > 0):
        # A byline right above the headline is the story's where none stands between the two.
        first = by_key[max(above, key=lambda key: above[key])]
    for key, candidate in by_key.items():
        features = candidate.features
        weak = {source for source in features if _is_weak(source)}
        if len(weak) < len(features):
            # What a strong place says is not doubted because a weak one says it too.
            features -= weak
            if weak:
                features.add("also.weak")
        groups = {_GROUPS.get(source.partition(".")[0], "page") for source in features}
        features.add("groups=" + "+".join(sorted(groups)))
        if candidate is first:
            features.add("first.below")
        features.add(f"names={min(len(key), 4)}")
        if any(site.is_name(name) for name in candidate.names):
            features.add("has.site")
        if any(is_agency(name) for name in candidate.names):
            features.add("has.agency")
        if any(is_house(name) for name in candidate.names):
            features.add("has.house")
        shapes = [is_name(name) for name in candidate.names]
        features.add("shape.all" if all(shapes) else "shape.some" if any(shapes) else "shape.none")
        if any(_is_common(name, story) for name in candidate.names):
            features.add("common")
        if all(" " in name or is_ideographic(name) for name in candidate.names):
            features.add("two.words")
        if any(key < other for other in keys):
            features.add("part.of.other")
        if any(key > other for other in keys):
            features.add("holds.other")
    return list(by_key.values())


MAX_WORDS_READ = 30_000
"""Characters of the story's elements, and of what stands after them, that are read for words in
small letters."""


def _is_common(name: str, story: str) -> bool:
    """Whether a name consists of words that the story uses in small letters: "Personal Care"."""
    words = name.lower().split()
    return all(word[0].islower() and _uses(story, word) for word in words)


def _uses(story: str, word: str) -> bool:
    """Whether a text has a word by itself, as it is spelled."""
    at = story.find(word)
    while at >= 0:
        end = at + len(word)
        if not story[at - 1 : at].isalnum() and not story[end : end + 1].isalnum():
            return True
        at = story.find(word, end)
    return False


def _story_text(tree: Tree, clues: Clues) -> str:
    """The beginning of the story's text, without scripts."""
    start, end = clues.body
    tags, texts, tails = tree.tags[start:end], tree.texts[start:end], tree.tails[start:end]
    if not UNSEEN.isdisjoint(tags):
        texts = [text for tag, text in zip(tags, texts, strict=True) if tag not in UNSEEN]
    return " ".join(texts)[:MAX_WORDS_READ] + " ".join(tails)[:MAX_WORDS_READ]


FEW = 6
"""Names that one kind of place tells until they are taken for a crowd of other stories' authors or
of a forum's members, not for the authors of one story."""


def _note_sources(
    by_key: dict[frozenset[str], Candidate], by_source: dict[str, list[frozenset[str]]]
) -> None:
    """Give the candidates their sources as features.

    Where one kind of place tells several lists, each is one of many, the first of them is marked,
    and all of them together are a candidate too: authors in links side by side.
    """
    for source, told in by_source.items():
        if len(told) == 1:
            by_key[told[0]].features.add(source)
            continue
        crowd = "crowd" if len(told) > FEW else "many"
        for number, key in enumerate(told):
            by_key[key].features.add(f"{source}.{crowd}{'.first' if not number else ''}")
        if crowd == "many":
            union = frozenset[str]().union(*told)
            names: dict[str, str] = {}
            for key in told:
                for name in by_key[key].names:
                    names.setdefault(key_of(name), name)
            by_key.setdefault(union, Candidate(list(names.values()))).features.add(f"{source}.all")


def _is_weak(source: str) -> bool:
    """Whether a place holds all kinds of words, or other stories' authors."""
    return source.startswith("bare.") or ".far" in source or ".above" in source


_GROUPS = {"ld": "ld", "meta": "meta", "card": "meta"}
_METAS = {
    "author": "author",
    "article:author": "article",
    "og:article:author": "article",
    "article:author_name": "article",
    "parsely-author": "analytics",
    "sailthru.author": "analytics",
    "cxenseparse:author": "analytics",
    "shareaholic:article_author_name": "analytics",
    "mrf:authors": "analytics",
    "dc.creator": "dc",
    "dcterms.creator": "dc",
    "dc:creator": "dc",
    "dc.contributor": "dc",
    "citation_author": "citation",
    "byl": "byl",
    "creator": "author",
    "og:author": "author",
    "authors": "author",
}


def _places(
    tree: Tree, clues: Clues, data: LinkedData, site: SiteName, date_lines: Sequence[int]
) -> Iterator[tuple[list[str], str, int]]:
    """(names, kind of place, element that prints them or -1) of every place that names people."""
    for names, source in _from_jsonld(data):
        yield names, source, -1
    for name, kind in _METAS.items():
        contents = clues.metas.get(name)
        if contents:
            told: list[str] = []
            for content in contents[:MAX_AUTHORS]:
                if "//" not in content and "@" not in content:
                    told += _turned(content) if kind == "citation" else _listed(content)
            yield list(dict.fromkeys(told)), f"meta.{kind}", -1
    label = clues.meta("twitter:label1")
    if label:
        names = _listed(clues.meta("twitter:data1"))
        if names:
            yield names, f"card.{'by' if strip_by(label + ' X')[1] else 'other'}", -1
    yield from _from_elements(tree, clues, site, date_lines)
    start, end = clues.body
    foot = min(end + 2, len(tree)) if end else 0
    for i in range(start, foot):
        for text in (tree.texts[i], tree.tails[i]):
            found = _SIGNED.fullmatch(text.strip()) if text[:1] in _OPENED else None
            if found:
                yield [found.group(1)], "line.by.foot", i
    for i in range(max(start, end - LAST), foot):
        names = _signature(tree, i)
        if names:
            yield names, "line.by.foot", i
    if start:
        names = read_reporters(tree.text_content(start)[:MAX_BYLINE])
        if names:
            yield names, "line.by.head", start


LAST = 4
"""Elements at the story's end in which its author signs; the line after it is read too."""
_OPENED = frozenset("（(【〔")
_SIGNED = re.compile(
    r"[（(【〔][\u4e00-\u9fff]{1,8}(?:部|局|班|室)[・：:／/\s]([\u4e00-\u9fff]{2,6})[）)】〕]"
)
"""（社会部・林麻衣）: the desk and the name, in brackets of their own."""


def _signature(tree: Tree, i: int) -> list[str]:
    """The name that signs a story in its last line, to the right."""
    attrs = tree.attrs[i]
    right = "right" in attrs.get("align", "").lower() or _RIGHT.search(attrs.get("style", ""))
    if not right or tree.tags[i] not in _LINES:
        return []
    text = tree.text_content(i)
    if len(text) > MAX_NAME or strip_by(text)[1]:
        return []
    names = split_names(text)
    return names if all(map(_is_full_name, names)) and len(" ".join(names)) + 4 >= len(text) else []


_RIGHT = re.compile(r"text-align\s*:\s*(?:right|end)", re.IGNORECASE)


def _listed(text: str) -> list[str]:
    return split_names(text, listed=True)


def _turned(text: str) -> list[str]:
    """A bibliographic name: "Doe, Jane" is Jane Doe."""
    last, comma, first = text.partition(",")
    return [f"{first.strip()} {last.strip()}"] if comma and first.strip() else _listed(text)


_LD_ORDER = ("author", "creator", "contributor", "editor")
_LD_NAMES = frozenset(_LD_ORDER)


def _from_jsonld(data: LinkedData) -> Iterator[tuple[list[str], str]]:
    for node, types, part in data.nodes:
        if _LD_NAMES.isdisjoint(node):
            continue
        for name in _LD_ORDER:
            value = node.get(name)
            if value is None:
                continue
            if node is data.main:
                which = "main" if types & ARTICLE_TYPES else "mainother"
            elif part:
                which = "part"
            else:
                which = "article" if types & ARTICLE_TYPES else "other"
            people, others = _named(data, value)
            if people:
                yield people, f"ld.{name}.{which}"
            elif others:
                yield others, f"ld.{name}.{which}.organisation"


def _named(data: LinkedData, value: Any) -> tuple[list[str], list[str]]:
    """Names of persons (or of what is not said to be anything else), and of organisations."""
    people: list[str] = []
    others: list[str] = []
    for item in value if isinstance(value, list) else [value]:
        item = data.resolve(item)
        texts = data.strings(item)
        kind = str(item.get("@type", "")).lower() if isinstance(item, dict) else ""
        for text in texts:
            if text.startswith(("http://", "https://")):
                continue
            if "organi" in kind:
                others.append(text)
            else:
                people.extend(_listed(text))
    return list(dict.fromkeys(people)), list(dict.fromkeys(others))


def byline_text(tree: Tree, index: int) -> tuple[str, list[str]]:
    """The text of a byline with a line break wherever the page begins a new piece of it, and the
    texts of its author links."""
    parts: list[str] = []
    links: list[str] = []
    tags, texts, tails, ends = tree.tags, tree.texts, tree.tails, tree.ends

    def add(text: str) -> None:
        text = " ".join(text.split())
        if not text:
            return
        if parts and not _continues(parts[-1], text):
            parts.append("\n")
        elif parts:
            parts.append(" ")
        parts.append(text)

    waiting: list[int] = []
    add(texts[index])
    i = index + 1
    while i < ends[index]:
        while waiting and ends[waiting[-1]] <= i:
            add(tails[waiting.pop()])
        waiting.append(i)
        tag = tags[i]
        if tag in ("script", "style", "noscript", "svg", "button", "template"):
            i = ends[i]
            continue
        if tag == "time":
            parts.append("\n")
            i = ends[i]
            continue
        if tag == "a" and _is_author_link(tree.attrs[i]):
            links.append(tree.text_content(i))
        add(texts[i])
        i += 1
    while waiting:
        add(tails[waiting.pop()])
    return "".join(parts), links


def _continues(before: str, after: str) -> bool:
    """Whether two pieces of a byline are one phrase: a by-word, a comma or "and" joins them."""
    if before.endswith((",", ":", "/", "&", "|", "·")) or after[:1] in ",/&|·):;":
        return True
    last = before.rpartition(" ")[2].lower().strip(":")
    return last in _JOINING or after.partition(" ")[0].lower() in _JOINING


_JOINING = frozenset(
    """by von par por door oleh av af di bởi and und et y e og och en dan i и та és ve và și with
    mit avec con text written posted published""".split()
)


def _is_author_link(attrs: dict[str, str]) -> bool:
    if "author" in attrs.get("rel", ""):
        return True
    href = attrs.get("href", "").lower()
    # The list of all authors is nobody's page.
    return _AUTHOR_PATH.search(href) is not None and any(
        href[found.end() :].removeprefix("s").strip("/") for found in _AUTHOR_PATH.finditer(href)
    )


def _from_elements(
    tree: Tree, clues: Clues, site: SiteName, date_lines: Sequence[int]
) -> Iterator[tuple[list[str], str, int]]:
    near = near_headline(tree, clues)
    head = head_range(tree, clues)
    body = clues.body
    tags, ends, attrs = tree.tags, tree.ends, tree.attrs

    def place(i: int) -> str:
        return "near" if near[0] <= i < near[1] else place_of(i, head, body)

    count = 0
    for i, mask in clues.marked:
        if not mask & AUTHOR or tags[i] in ("body", "html", "img", "input", "textarea", "form"):
            continue
        if ends[i] - i > MAX_BYLINE_ELEMENTS:
            continue
        count += 1
        if count > MAX_MARKED:
            break
        if in_comments(tree, i, body):
            continue
        kind = _kind(attrs[i])
        text = attrs[i].get("content", "")
        links: list[str] = []
        if not text:
            text, links = byline_text(tree, i)
        where = place(i)
        if MAX_BYLINE < len(text) <= MAX_LINKED and links:
            # Names as links, with what each of them does in between.
            names = [name for link in links for name in _listed(link)]
            if names and strip_by(text)[1]:
                yield names, f"{kind}.linked.{where}", i
        if len(text) > MAX_BYLINE and where in ("near", "head", "foot"):
            # A box with the author's name on top and a biography below.
            names = split_names(text[:MAX_BYLINE].partition("\n")[0])
            if names:
                yield names, f"box.{where}", i
        if not 2 <= len(text) <= MAX_BYLINE:
            continue
        opened = strip_by(text)[1]
        listed = kind in ("prop", "rel", "authorname", "username") and "\n" not in text
        names = split_names(text, listed=listed) or _credited(text, site)
        if links:
            linked = [name for link in links for name in _listed(link)]
            if linked:
                yield linked, f"{kind}.linked.{where}", i
        if not names:
            continue
        single = "\n" not in text
        if opened:
            kind += ".by"
        elif single and len(text) <= len(" ".join(names)) + 4:
            kind += ".whole"
        yield names, f"{kind}.{where}", i
    yield from _from_lines(tree, clues, site, head, near, date_lines)


def _from_lines(
    tree: Tree, clues: Clues, site: SiteName, head: tuple[int, int], near: tuple[int, int],
    date_lines: Sequence[int],
) -> Iterator[tuple[list[str], str, int]]:  # fmt: skip
    """Unmarked lines around the headline and right after the story: "By …", author links, names
    beside a date."""
    tags, texts, attrs = tree.tags, tree.texts, tree.attrs
    foot = clues.body[1]
    ranges = [head]
    if foot:
        ranges.append((max(head[1], foot - 6), min(foot + 30, len(tree))))
    for number, (first, end) in enumerate(ranges):
        where = "foot" if number else "head"
        for i in range(first, end):
            tag = tags[i]
            if tag == "a" and not number and _is_author_link(attrs[i]):
                text = tree.text_content(i)
                # The address says that the text is a name, so it may be a desk's too.
                names = split_names(text, listed=len(text) <= MAX_NAME and is_house(text))
                if names and not in_comments(tree, i, clues.body):
                    yield names, f"link.{'near' if near[0] <= i < near[1] else where}", i
            after = tree.tails[i]
            if not number and 3 < len(after) <= MAX_CREDIT and opens_byline(after.strip()):
                names = _credited(after.strip(), site)
                if names:
                    yield names, "line.by.head", i
            if tag not in _LINES:
                continue
            if len(texts[i]) < 2:
                continue
            own = texts[i].strip()
            size = len(own)
            if not 1 < size <= MAX_BYLINE:
                continue
            if not number and size > 12 and _DIGIT.search(own):
                for names, source in _pieces(own, near[0] <= i < near[1]):
                    yield names, source, i
            if opens_byline(own):
                if tree.ends[i] - i > 10 or in_comments(tree, i, clues.body):
                    continue
                text, _ = byline_text(tree, i)
                if len(text) <= MAX_LABEL and not strip_by(text)[1]:
                    text = f"{text} {_beside(tree, i)}"
                if 3 <= len(text) <= MAX_CREDIT and strip_by(text)[1]:
                    names = _credited(text, site)
                    if names:
                        yield names, f"line.by.{where}", i
            elif not number and size <= MAX_NAME and near[0] <= i < near[1] and (
                own[0].isupper() or not own[0].islower()
            ) and i not in (clues.headline, clues.headline - 1):  # fmt: skip
                if _in_menu(tree, i):
                    continue
                names = [own] if is_desk(own) else split_names(own)
                if names and size <= len(" ".join(names)) + 4:
                    beside = any(abs(i - line) <= DATE_NEAR for line in date_lines)
                    yield names, f"bare.near.{'dated' if beside else 'plain'}", i


MENU_LEVELS = 4
"""Elements around a link that are asked whether they are a menu: list, item, box."""


def _in_menu(tree: Tree, i: int) -> bool:
    """Whether an element is a link to the front page, in a menu or breadcrumbs, or one of links
    side by side that lead to no author: with nothing between they are a menu, not names."""
    attrs = tree.attrs[i]
    if tree.tags[i] != "a" or _is_author_link(attrs):
        return False
    if attrs.get("href", "").strip() == "/":
        return True
    above = i
    for _ in range(MENU_LEVELS):
        above = tree.parents[above]
        if above < 0:
            break
        if tree.tags[above] == "nav" or roles_of(tree.attrs[above].get("class", "")) & BREADCRUMB:
            return True
    return _is_link(tree, i, 1) or _is_link(tree, i, -1)


def _is_link(tree: Tree, i: int, step: int) -> bool:
    """Whether the element's neighbour on one side, line breaks left out, is a link too and no
    words stand between the two."""
    parent = tree.parents[i]
    node = i
    while True:
        last, node = node, tree.ends[node] if step > 0 else node - 1
        while node > parent and node < len(tree) and tree.parents[node] > parent:
            node = tree.parents[node]
        if not parent < node < len(tree) or tree.parents[node] != parent:
            return False
        if tree.tails[last if step > 0 else node].strip():
            return False
        if tree.tags[node] != "br":
            return tree.tags[node] == "a"


MAX_LABEL = 25
"""Characters of a by-word that stands in an element of its own: "Written by:"."""


def _beside(tree: Tree, i: int) -> str:
    """The text after element ``i``, or the next element's where there is none."""
    after = tree.tails[i].strip()
    following = tree.ends[i]
    if after or following >= len(tree) or tree.parents[following] != tree.parents[i]:
        return after
    return tree.text_content(following) if tree.ends[following] - following <= 4 else ""


MAX_CREDIT = 120
"""Characters of an unmarked line that is read as a byline."""


def _credited(text: str, site: SiteName) -> list[str]:
    """The names of a byline; what a by-word stands before may be the site too: "By 3i Global"."""
    names = split_names(text)
    if not names:
        rest, opened = strip_by(text)
        if opened and "\n" not in rest and site.is_name(rest):
            return [rest]
    return names


_DIGIT = re.compile(r"\d")
_PIECES = re.compile(r"\s*[|·•–—\xa0\u3000\t]\s*|\s{2,}|\s+(?=[\u4e00-\u9fff]{2,4}[:：])|\s+-\s+")
"""What parts date, name and source in one line of text."""


def _pieces(line: str, near: bool) -> Iterator[tuple[list[str], str]]:
    """Names in a line that gives a date and more: "4 March 2025 · Jane Doe · 6 comments"."""
    pieces = [piece.strip() for piece in _PIECES.split(line)]
    pieces = [piece for piece in pieces if len(piece) > 1]
    if not 2 <= len(pieces) <= 8:
        return
    for piece in pieces[1:]:
        if strip_by(piece)[1]:
            names = split_names(piece)
            if names:
                yield names, "line.by.head"
                return
    if near and find_dates(line):
        names = [piece for piece in pieces if is_name(piece) and " " in piece]
        if len(names) == 1:
            yield names, "piece.near.dated"


_LINES = frozenset(
    "p div span li address em strong b i td a cite h3 h4 h5 h6 small font dd figcaption".split()
)


def _kind(attrs: dict[str, str]) -> str:
    prop = f"{attrs.get('itemprop', '')} {attrs.get('property', '')}"
    if "author" in prop or "creator" in prop:
        return "prop"
    if "author" in attrs.get("rel", ""):
        return "rel"
    tokens = (
        f"{attrs.get('class', '')} {attrs.get('id', '')} {attrs.get('data-testid', '')}".lower()
    )
    if "byline" in tokens:
        return "byline"
    if "username" in tokens or "user-name" in tokens:
        return "username"
    if "name" in tokens:
        return "authorname"
    return "author"
