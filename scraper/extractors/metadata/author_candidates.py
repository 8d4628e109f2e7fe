"""The lists of names that may be the story's authors, each with the features that speak for it.

Equal lists, from whatever places, are one candidate. The weights of the features are fitted by
``training/fit_metadata.py``; a feature that is renamed loses its weight.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

from scraper.extractors.metadata.agency import is_agency
from scraper.extractors.metadata.author_places import MAX_AUTHORS, author_places
from scraper.extractors.metadata.collect import Clues
from scraper.extractors.metadata.jsonld import LinkedData
from scraper.extractors.metadata.layout import head_range, near_headline
from scraper.extractors.metadata.names import is_house, is_ideographic, is_name
from scraper.extractors.metadata.sitename import SiteName, key_of
from scraper.extractors.parsing.tree import UNSEEN, Tree

FEW = 6
"""Names that one kind of place tells until they are taken for a crowd of other stories' authors or
of a forum's members, not for the authors of one story."""
MAX_WORDS_READ = 30_000
"""Characters of the story's elements, and of what stands after them, that are read for words in
small letters."""
_GROUPS = {"ld": "ld", "meta": "meta", "card": "meta"}


@dataclass(slots=True)
class Candidate:
    """One list of names, what speaks for it, and the first element that prints it (or -1)."""

    names: list[str]
    features: set[str] = field(default_factory=set)
    index: int = -1


def author_candidates(
    tree: Tree, clues: Clues, data: LinkedData, site: SiteName, date_lines: Sequence[int]
) -> list[Candidate]:
    """All lists of names that the page may mean, each with its features.

    Args:
        date_lines: elements in which the story's date is printed.
    """
    by_key: dict[frozenset[str], Candidate] = {}
    by_source: dict[str, list[frozenset[str]]] = {}
    above: dict[frozenset[str], int] = {}
    near = near_headline(tree, clues)
    for told in author_places(tree, clues, data, site, date_lines):
        names = [name for name in told.names if name][:MAX_AUTHORS]
        key = frozenset(key_of(name) for name in names) - {""}
        if not key:
            continue
        candidate = by_key.setdefault(key, Candidate(names))
        if told.index > clues.headline and not told.index >= candidate.index >= 0:
            candidate.index = told.index
        elif near[0] <= told.index < clues.headline and not _is_weak(told.source):
            above[key] = told.index
        known = by_source.setdefault(told.source, [])
        if key not in known:
            known.append(key)
    _note_sources(by_key, by_source)
    strong = {
        key: candidate
        for key, candidate in by_key.items()
        if not all(map(_is_weak, candidate.features))
    }
    end = max(head_range(tree, clues)[1], clues.body[1])
    placed = [each for each in strong.values() if end > each.index > clues.headline >= 0]
    first = min(placed, key=lambda candidate: candidate.index, default=None)
    if above and (first is None or first.index >= clues.body[1] > 0):
        # A byline right above the headline is the story's where none stands between the two.
        first = by_key[max(above, key=lambda key: above[key])]
    story = story_text(tree, clues) if by_key else ""
    for key, candidate in by_key.items():
        _settle_weak(candidate.features)
        _note_names(candidate, site, story)
        candidate.features.add(f"names={min(len(key), 4)}")
        if candidate is first:
            candidate.features.add("first.below")
        if any(key < other for other in strong):
            candidate.features.add("part.of.other")
        if any(key > other for other in strong):
            candidate.features.add("holds.other")
    return list(by_key.values())


def _settle_weak(features: set[str]) -> None:
    """Keep the strong places of a candidate, and note whether weak ones say it too; what a strong
    place says is not doubted because of that. Note the groups of the places that are left."""
    weak = {source for source in features if _is_weak(source)}
    if len(weak) < len(features):
        features -= weak
        if weak:
            features.add("also.weak")
    groups = {_GROUPS.get(source.partition(".")[0], "page") for source in features}
    features.add("groups=" + "+".join(sorted(groups)))


def _note_names(candidate: Candidate, site: SiteName, story: str) -> None:
    """Note what the names themselves look like.

    Args:
        story: the beginning of its text, whose words in small letters are no names.
    """
    names, features = candidate.names, candidate.features
    if any(site.is_name(name) for name in names):
        features.add("has.site")
    if any(is_agency(name) for name in names):
        features.add("has.agency")
    if any(is_house(name) for name in names):
        features.add("has.house")
    shapes = [is_name(name) for name in names]
    features.add("shape.all" if all(shapes) else "shape.some" if any(shapes) else "shape.none")
    if any(_is_common(name, story) for name in names):
        features.add("common")
    if all(" " in name or is_ideographic(name) for name in names):
        features.add("two.words")


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


def story_text(tree: Tree, clues: Clues) -> str:
    """The beginning of the story's text, without scripts."""
    start, end = clues.body
    tags, texts, tails = tree.tags[start:end], tree.texts[start:end], tree.tails[start:end]
    if not UNSEEN.isdisjoint(tags):
        texts = [text for tag, text in zip(tags, texts, strict=True) if tag not in UNSEEN]
    return " ".join(texts)[:MAX_WORDS_READ] + " ".join(tails)[:MAX_WORDS_READ]
