"""Finds the story among the values of a page's scripts, by its structure.

A story is an object with a headline, an address or dates, and much prose below it that belongs to
no nested story. Where the page's title or address is known, the object has to match it, since the
same data contain the stories of "more news" lists, sometimes at full length.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any, NamedTuple
from urllib.parse import unquote, urlsplit

from scraper.extractors.parsing.json_text import load_json
from scraper.extractors.state.keys import (
    ADDRESSES,
    BODIES,
    FOREIGN,
    SUMMARIES,
    headline_of,
    is_story,
    key_words,
    without_tags,
)

MAX_NODES = 400_000
"""Maximum values visited in one page. The largest labelled page has 90,000."""
MIN_PROSE = 250
"""Characters of prose below which an object is not a story; a short news brief has 300."""

LONG_SUMMARY = 1_000
"""Characters from which a value under "description" and the like is the story itself."""

SURE_PROSE = 1_500
"""Characters from which prose with the title's words is the story, whatever its key."""

_TAGS = re.compile(r"<[^<>]*>")
_STOP = re.compile(r"[.!?…](?=[\s\"'”’»)<]|$)|[。！？।۔؟]")
_CODE = re.compile(r"[{};]\s*[\w$.#]+\s*[:({]|=>|function\s*\(|</?script|://\S+\s+\S+://")
_FIRST_HEADING = re.compile(r"<h1\b[^>]*>(.*?)</h1", re.DOTALL | re.IGNORECASE)
_WORD = re.compile(r"[^\W_]+")


@dataclass(slots=True)
class StoryCandidate:
    """An object that may be the story.

    Attributes:
        obj: the object with headline and metadata.
        body: the value with its prose.
        prose: characters of prose.
        title: its headline.
        matches: it has the page's title or address.
        references: see ``references_of``.
        score: positive, the highest wins.
    """

    obj: dict[str, Any]
    body: Any
    prose: int
    title: str | None
    matches: bool
    references: Mapping[str, Any]
    score: float = 0.0


@dataclass(slots=True)
class _Entry:
    """A visited value.

    Attributes:
        key: under which its parent has it; "" in a list.
        parent: index of the parent's entry, -1 for the root.
        prose: characters of prose in it, without nested stories and foreign keys.
        foreign: its key names something other than the story.
        children: indices of entries.
    """

    value: Any
    key: str
    parent: int
    depth: int
    prose: int = 0
    foreign: bool = False
    children: list[int] = field(default_factory=list)


# --- the walk ---------------------------------------------------------------------------------


class Survey:
    """A value flattened to entries in breadth-first order, with the prose below each counted."""

    def __init__(self, root: Any, budget: int = MAX_NODES) -> None:
        self.entries = [_Entry(root, "", -1, 0)]
        self.references = references_of(root)
        # A referenced entity is visited where it is referenced, not in the store of all entities;
        # entities without a visited reference are visited at the end.
        held = {id(self.references[name]): name for name in _referred(self.references)}
        seen: set[int] = set()
        i = 0
        while len(self.entries) < budget:
            if i == len(self.entries):
                if not held:
                    break
                _, name = held.popitem()
                self._add(0, name, self.references[name])
            entry = self.entries[i]
            value = entry.value
            # Values may be shared, and may contain themselves.
            new = id(value) not in seen and id(value) not in held and entry.depth < 400
            if isinstance(value, (dict, list)) and new:
                seen.add(id(value))
                for key, child in _parts(value):
                    name = reference_in(child) or ""
                    if name in self.references:
                        child = self.references[name]
                        held.pop(id(child), None)
                    self._add(i, str(key), child)
            i += 1
        for i in range(len(self.entries) - 1, -1, -1):
            entry = self.entries[i]
            if isinstance(entry.value, str):
                entry.prose = prose_chars(entry.value)
            words = key_words(entry.key)
            entry.foreign = bool(words & FOREIGN) and not (
                # Sometimes the summary's key has the whole story.
                words & SUMMARIES and entry.prose >= LONG_SUMMARY
            )
            if entry.parent >= 0 and entry.prose and not entry.foreign and not self.is_story(entry):
                self.entries[entry.parent].prose += entry.prose

    def _add(self, parent: int, key: str, child: Any) -> None:
        if isinstance(child, str) and len(child) > MIN_PROSE and child[:1] in "{[":
            child = _json_inside(child)
        if isinstance(child, (dict, list)) or (isinstance(child, str) and len(child) > 15):
            self.entries[parent].children.append(len(self.entries))
            depth = self.entries[parent].depth + 1
            self.entries.append(_Entry(child, key, parent, depth))

    def is_story(self, entry: _Entry) -> bool:
        """Whether an entry is a story itself, so that its prose does not count for its parent."""
        return is_story(entry.value)

    def headline_above(self, i: int) -> tuple[str | None, int]:
        """(headline, index of its entry) of entry ``i`` or the nearest of three levels above;
        (None, -1) for none."""
        for _ in range(4):
            value = self.entries[i].value
            if isinstance(value, dict):
                headline = headline_of(value)
                if headline:
                    return headline, i
            i = self.entries[i].parent
            if i < 0:
                break
        return None, -1

    def body_of(self, i: int) -> Any:
        """The value with the prose of entry ``i``: the smallest with three quarters of it."""
        total = self.entries[i].prose
        while True:
            entry = self.entries[i]
            if not isinstance(entry.value, dict):
                return entry.value
            best = max(
                (c for c in entry.children if not self.entries[c].foreign),
                key=lambda c: self.entries[c].prose if not self.is_story(self.entries[c]) else 0,
                default=-1,
            )
            if best < 0 or self.entries[best].prose * 4 < total * 3:
                return entry.value
            i = best


def _parts(value: Any) -> Iterable[tuple[Any, Any]]:
    """Keys and values of an object, values of a list, or a React element's properties."""
    if isinstance(value, dict):
        return value.items()
    if len(value) == 4 and value[0] == "$":
        return [(value[1], value[3])]
    return [("", child) for child in value]


def _json_inside(text: str) -> Any:
    """The value of a string with JSON; other strings unchanged."""
    if text.rstrip()[-1:] in ("}", "]"):
        try:
            return load_json(text)
        except (ValueError, RecursionError):
            pass
    return text


def reference_in(value: Any) -> str | None:
    """The name of the entity (in a cache) or row (in a stream) that a value refers to, or None."""
    if isinstance(value, str):
        return value.lstrip("$L@") if value[:1] == "$" and 1 < len(value) < 10 else None
    if isinstance(value, dict) and len(value) < 6:
        name = value.get("__ref") or (value.get("id") if value.get("type") == "id" else None)
        return name if isinstance(name, str) else None
    return None


def _referred(references: Mapping[str, Any]) -> set[str]:
    found: set[str] = set()
    pending: list[Any] = list(references.values())
    looked = 0
    while pending and looked < MAX_NODES:
        value = pending.pop()
        looked += 1
        if isinstance(value, (dict, list)):
            for _, child in _parts(value):
                name = reference_in(child)
                if name is not None and name in references:
                    found.add(name)
                elif isinstance(child, (dict, list)):
                    pending.append(child)
    return found


def references_of(root: Any) -> Mapping[str, Any]:
    """Name -> value for references within the data: entities of a cache, rows of a stream."""
    if not isinstance(root, dict):
        return {}
    if isinstance(root.get("$rows"), dict):
        return dict(root["$rows"])
    found: dict[str, Any] = {}
    for key, value in root.items():
        if isinstance(value, dict):
            if ":" in key or "." in key or "__typename" in value:
                found[key] = value
            elif key in ("data", "cache", "apollo", "apolloState", "entities", "defaultClient"):
                found.update((k, v) for k, v in value.items() if isinstance(v, dict))
    return found


def prose_chars(text: str) -> int:
    """Characters of running text in a string; 0 for names, addresses, code and labels."""
    if len(text) < 40:
        # Short paragraphs and lines of dialogue count with their few characters.
        return len(text) if len(text) > 15 and _STOP.search(text) and " " in text else 0
    start = text[:2_000]
    if start.startswith(("http://", "https://", "data:", "/", "{", "[")) and " " not in start[:80]:
        return 0
    plain = _TAGS.sub(" ", text) if "<" in start else text
    if _CODE.search(plain[:600]) or start.lstrip()[:1] in "{[":
        return 0
    if not plain or (plain.count(" ") * 15 < len(plain) and plain[:200].isascii()):
        return 0
    return len(plain) if _STOP.search(plain[-400:]) or _STOP.search(plain[:1_000]) else 0


# --- choice -----------------------------------------------------------------------------------


def find_story(values: Iterable[Any], url: str | None, title: str | None) -> StoryCandidate | None:
    """The candidate with the highest score; None where there is none."""
    found: list[StoryCandidate] = []
    budget = MAX_NODES
    for value in values:
        if budget <= 0:
            break
        survey = Survey(value, budget)
        budget -= len(survey.entries)
        found.extend(_candidates(survey, url, title))
    best = max(found, key=lambda one: one.score, default=None)
    return best if best is not None and best.score > 0 else None


def _candidates(survey: Survey, url: str | None, title: str | None) -> Iterable[StoryCandidate]:
    for i, entry in enumerate(survey.entries):
        if entry.prose < MIN_PROSE or not isinstance(entry.value, dict):
            continue
        if survey.is_story(entry) or _is_lowest(survey, i):
            candidate = _candidate(survey, i, url, title)
            if candidate is not None:
                yield candidate


class _Match(NamedTuple):
    """What speaks for an object being the page's own story.

    Attributes:
        headline: how much of the headline and the page's title is the same, from 0 to 1; None
            where one is missing.
        title_words: share of the title's words that are in the body; None without a title.
        address: whether the object has the page's address.
        declared: whether it is schema.org data, which describe the page that contains them.
    """

    headline: float | None
    title_words: float | None
    address: bool
    declared: bool

    @property
    def is_sure(self) -> bool:
        return self.address or (self.headline is not None and self.headline >= 0.6)


def _candidate(survey: Survey, i: int, url: str | None, title: str | None) -> StoryCandidate | None:
    """The story of entry ``i``; None if it may be that of another page."""
    entry = survey.entries[i]
    headline, owner = survey.headline_above(i)
    obj = survey.entries[owner].value if owner >= 0 else entry.value
    body = survey.body_of(i)
    if headline is None and isinstance(body, str):
        first = _FIRST_HEADING.search(body[:2_000])
        headline = without_tags(first[1]) if first else None
    match = _Match(
        headline=overlap(headline, title) if headline and title else None,
        title_words=title_word_share(title, body) if title else None,
        address=_same_address(obj, url),
        declared="articleBody" in entry.value and "@type" in entry.value and entry.depth < 4,
    )
    if not (match.is_sure or match.declared or _may_be_unmatched(survey, i, headline, match)):
        return None
    score = _score(survey, i, body, match)
    return StoryCandidate(obj, body, entry.prose, headline, match.is_sure, survey.references, score)


def _may_be_unmatched(survey: Survey, i: int, headline: str | None, match: _Match) -> bool:
    """Whether an entry that neither title nor address match is accepted: only if it is long, under
    a body key, and not under the key of other stories."""
    prose = survey.entries[i].prose
    share = match.title_words
    is_other = headline is not None and (match.headline is None or match.headline < 0.3)
    if is_other or (share is not None and share < 0.4) or prose < 3 * MIN_PROSE:
        return False
    has_title_words = share is not None and share >= 0.6 and prose >= SURE_PROSE
    return (has_title_words or _is_body_by_name(survey, i)) and not _under_foreign_key(survey, i)


def _score(survey: Survey, i: int, body: Any, match: _Match) -> float:
    """The length of the prose, times factors for what speaks for the entry and against it."""
    entry = survey.entries[i]
    share = match.title_words
    score = float(min(entry.prose, 20_000))
    if match.headline is not None and match.headline >= 0.6:
        score *= 4
    elif share is not None and not match.address:
        # No matching headline: then the body should contain the words of the title.
        score *= 0.8 if share >= 0.6 else 0.3 if share >= 0.4 else 0.03
    if match.address:
        score *= 3
    if survey.is_story(entry):
        score *= 1.5
    if _under_foreign_key(survey, i):
        score *= 0.1
    if isinstance(body, str) and "<" not in body[:2_000]:
        score *= 0.8  # a copy of the story with paragraph markup is preferred
    if match.declared:
        score *= 3 if share is None or share >= 0.2 else 1
    return score


def _is_body_by_name(survey: Survey, i: int) -> bool:
    """Whether the keys in and above entry ``i`` name a body, a text or an article."""
    value = survey.entries[i].value
    words = {word for key in list(value)[:50] if isinstance(key, str) for word in key_words(key)}
    for _ in range(3):
        words |= key_words(survey.entries[i].key)
        i = survey.entries[i].parent
        if i < 0:
            break
    return bool(words & BODIES)


def _is_lowest(survey: Survey, i: int) -> bool:
    """Whether no child object of entry ``i`` has nearly all of its prose and a headline."""
    prose = survey.entries[i].prose
    for child in survey.entries[i].children:
        inner = survey.entries[child]
        if inner.prose * 10 >= prose * 9 and isinstance(inner.value, dict):
            return headline_of(survey.entries[i].value) is not None and (
                headline_of(inner.value) is None
            )
    return True


def _under_foreign_key(survey: Survey, i: int) -> bool:
    while i >= 0:
        if survey.entries[i].foreign:
            return True
        i = survey.entries[i].parent
    return False


def title_word_share(title: str, body: Any) -> float:
    """Share of the title's longer words that occur in the body, 0 to 1."""
    words = {word for word in _words(title) if len(word) > 3 or not word.isascii()}
    if not words:
        return 1.0
    parts: list[str] = []
    pending, looked = [body], 0
    while pending and looked < 3_000:
        value = pending.pop()
        looked += 1
        if isinstance(value, str):
            parts.append(value[:20_000])
        elif isinstance(value, (dict, list)):
            pending.extend(child for _, child in _parts(value))
    text = " ".join(parts).casefold()
    return sum(word in text for word in words) / len(words)


def overlap(one: str, other: str) -> float:
    """Share of the shorter text's words that the other text has too, 0 to 1; for scripts without
    spaces, of its character bigrams."""
    a, b = _words(one), _words(other)
    if not a or not b:
        return 0.0
    return len(a & b) / min(len(a), len(b))


def _words(text: str) -> set[str]:
    words: set[str] = set()
    for word in _WORD.findall(text.casefold()):
        if word[0] > "\u2e80" or "\u0e00" <= word[0] <= "\u0eff":
            words.update(word[i : i + 2] for i in range(max(1, len(word) - 1)))
        else:
            words.add(word)
    return words


def _same_address(obj: Mapping[str, Any], url: str | None) -> bool:
    """Whether an object has the page's own address: its path, last path segment or number."""
    if not url:
        return False
    path = unquote(urlsplit(url).path).strip("/").lower()
    last = path.rsplit("/", 1)[-1]
    if not path:
        return False
    for key in ADDRESSES:
        value = obj.get(key)
        if isinstance(value, dict):
            value = value.get("@id") or value.get("url") or value.get("current")
        if isinstance(value, int) and not isinstance(value, bool):
            value = str(value)
        if not isinstance(value, str) or not value:
            continue
        given = unquote(urlsplit(value).path if "/" in value else value).strip("/").lower()
        if not given:
            continue
        if given == path or (len(given) > 7 and given == last):
            return True
        if len(given) > 4 and given.isalnum() and any(c.isdigit() for c in given):
            parts = re.split(r"[^a-z0-9]+", path)
            if given in parts:
                return True
    return False
