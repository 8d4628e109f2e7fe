"""Candidates for the story's authors: lists of names, each with features.

Equal lists from different sources are one candidate. The weights of the features are fitted by
``training/fit_metadata.py``; renaming a feature loses its weight.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

from scraper.extractors.metadata.agency import is_agency
from scraper.extractors.metadata.authors.places import MAX_AUTHORS, author_places
from scraper.extractors.metadata.names.forms import (
    is_full_name,
    is_house,
    is_ideographic,
    is_name,
)
from scraper.extractors.metadata.sources.collect import Clues
from scraper.extractors.metadata.sources.jsonld import LinkedData
from scraper.extractors.metadata.sources.layout import head_range, near_headline
from scraper.extractors.metadata.sources.sitename import SiteName, key_of
from scraper.extractors.parsing.tree import UNSEEN, Tree

FEW = 6
"""Number of lists from one kind of source above which they are considered a crowd: authors of other
stories or members of a forum, not the authors of one story."""
MAX_WORDS_READ = 30_000
"""Characters of the story's texts, and of its tails, that are searched for lower-case words."""
_GROUPS = {"ld": "ld", "meta": "meta", "card": "meta"}


@dataclass(slots=True)
class AuthorCandidate:
    """One list of names, its features, and the first element with it (-1 for none)."""

    names: list[str]
    features: set[str] = field(default_factory=set)
    index: int = -1


def author_candidates(
    tree: Tree, clues: Clues, data: LinkedData, site: SiteName, date_lines: Sequence[int]
) -> list[AuthorCandidate]:
    """All candidates of a page, each with its features.

    Args:
        date_lines: elements with the story's date.
    """
    by_key: dict[frozenset[str], AuthorCandidate] = {}
    by_source: dict[str, list[frozenset[str]]] = {}
    above: dict[frozenset[str], int] = {}
    near = near_headline(tree, clues)
    for found in author_places(tree, clues, data, site, date_lines):
        names = [name for name in found.names if name][:MAX_AUTHORS]
        key = frozenset(key_of(name) for name in names) - {""}
        if not key:
            continue
        candidate = by_key.setdefault(key, AuthorCandidate(names))
        if found.index > clues.headline and not found.index >= candidate.index >= 0:
            candidate.index = found.index
        elif near[0] <= found.index < clues.headline and not _is_weak(found.source):
            above[key] = found.index
        known = by_source.setdefault(found.source, [])
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
        # Without a byline between headline and story, one right above the headline is the story's.
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
    """Replace the weak sources of a candidate that has strong ones by one feature, so that they do
    not lower its score; add a feature for the groups of the remaining sources. In place."""
    weak = {source for source in features if _is_weak(source)}
    if len(weak) < len(features):
        features -= weak
        if weak:
            features.add("also.weak")
    groups = {_GROUPS.get(source.partition(".")[0], "page") for source in features}
    features.add("groups=" + "+".join(sorted(groups)))


def _note_names(candidate: AuthorCandidate, site: SiteName, story: str) -> None:
    """Add features of the names themselves.

    Args:
        story: the beginning of the story's text; its lower-case words are not names.
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
    people = [name for name in names if not is_agency(name) and not is_house(name)] or names
    if all(" " in name or is_ideographic(name) or is_full_name(name) for name in people):
        features.add("two.words")


def _note_sources(
    by_key: dict[frozenset[str], AuthorCandidate], by_source: dict[str, list[frozenset[str]]]
) -> None:
    """Add the sources of the candidates as features.

    If one kind of source has several lists, their feature says so and which is the first, and their
    union is a candidate too: authors in separate links.
    """
    for source, keys in by_source.items():
        if len(keys) == 1:
            by_key[keys[0]].features.add(source)
            continue
        crowd = "crowd" if len(keys) > FEW else "many"
        for number, key in enumerate(keys):
            by_key[key].features.add(f"{source}.{crowd}{'.first' if not number else ''}")
        if crowd == "many":
            union = frozenset[str]().union(*keys)
            names: dict[str, str] = {}
            for key in keys:
                for name in by_key[key].names:
                    names.setdefault(key_of(name), name)
            by_key.setdefault(union, AuthorCandidate(list(names.values()))).features.add(
                f"{source}.all"
            )


def _is_weak(source: str) -> bool:
    """Whether a source often has words that are not names, or authors of other stories."""
    return source.startswith("bare.") or ".far" in source or ".above" in source


def _is_common(name: str, story: str) -> bool:
    """Whether all words of a name occur in lower case in the story: "Personal Care"."""
    words = name.lower().split()
    return all(word[0].islower() and _uses(story, word) for word in words)


def _uses(story: str, word: str) -> bool:
    """Whether a text contains a whole word, case-sensitive."""
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
