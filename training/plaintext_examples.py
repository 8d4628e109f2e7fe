"""Plain texts -> examples for fitting: the features of each line, and the roles it may have.

From composed pages (`plaintext_pages.py`) and invented ones (`shapes.py`), where the role of every
line is known; from whole pages copied block by block, where only the story's lines are; and from
the project's own pages by their expected records.
"""

from __future__ import annotations

import json
import random
from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np

from scraper.extractors.plaintext.features import features_of
from scraper.extractors.plaintext.lines import read_lines
from scraper.extractors.plaintext.segment import Role, State
from training.plaintext_pages import Source, compose, spaced
from training.shapes import document

SHAPES_A_PAGE = 8
"""Texts composed of each labelled page."""
COPIES = 0.1
"""How much a whole copy counts against a composed text. A copy is three times as long and nearly
all of it is what few people would copy with a story; at 1 they decide nearly every weight, and
composed pages fall from 0.80 to 0.70 exact."""
TEXT_ROLES = frozenset({"paragraph", "question", "heading", "item"})
"""Roles of a story's lines; which of them a line has, the labels do not say."""
INSIDE: dict[str, Role] = {"pointer": "related_title", "aside": "caption", "time": "meta"}
"""Kinds of line that interrupt a composed story, and their roles."""


@dataclass
class Example:
    """A plain text: features of its lines, and which states each may have."""

    features: list[list[str]]
    allowed: np.ndarray[Any, np.dtype[np.bool_]]
    composed: bool
    story: list[bool]
    weight: float = 1.0


def composed_example(
    lines: Sequence[tuple[str, str]], states: Sequence[State], rng: random.Random
) -> Example | None:
    """Lines whose roles are known; the story's are some of the roles of text."""
    read, _ = read_lines(spaced(lines, rng))
    if len(read) != len(lines):
        return None  # a wrap was undone, or a line had no words
    before = {"title", "story"}
    seen: set[str] = set()
    allowed = np.zeros((len(lines), len(states)), dtype=bool)
    for i, (kind, _) in enumerate(lines):
        for k, (phase, role) in enumerate(states):
            if kind == "story":
                allowed[i, k] = phase == "story" and role in TEXT_ROLES
            elif kind == "nav":
                allowed[i, k] = phase == "before" and role in ("nav", "prompt")
            elif kind in INSIDE:
                allowed[i, k] = (phase, role) == ("story", INSIDE[kind])
            elif kind == "kicker":
                allowed[i, k] = role in ("section", "related_meta") and phase == (
                    "after" if "story" in seen else "before"
                )
            elif kind == "foot":
                allowed[i, k] = role in ("nav", "prompt") and phase == (
                    "after" if "story" in seen else "before"
                )
            elif role == kind:
                late = "story" in seen
                allowed[i, k] = phase == "after" if late else phase in ("before", "head")
        seen |= {kind} & before
    return Example(
        features_of(read, turns=False), allowed, True, [kind == "story" for kind, _ in lines]
    )


def copied_example(page: Source, states: Sequence[State]) -> Example | None:
    """A whole page; its story's lines are known, of the others only that they are none of it."""
    read, _ = read_lines("\n".join(page.copied))
    story = {_key(words) for words in page.story}
    inside = [_key(line.text) in story for line in read]
    if sum(inside) * 10 < len(page.story) * 8 or len(read) > 800:
        return None
    # A line of the story may be printed elsewhere on the page: what counts stands near the others.
    places = [i for i, is_in in enumerate(inside) if is_in]
    middle = places[len(places) // 2]
    inside = [
        is_in and abs(i - middle) < 3 * len(page.story) + 20 for i, is_in in enumerate(inside)
    ]
    allowed = np.zeros((len(read), len(states)), dtype=bool)
    for i, is_in in enumerate(inside):
        for k, (phase, role) in enumerate(states):
            allowed[i, k] = (phase == "story" and role in TEXT_ROLES) == is_in
    return Example(features_of(read, turns=False), allowed, False, inside, weight=COPIES)


def _key(words: str) -> str:
    return "".join(char for char in words.casefold() if char.isalnum())


OWN_PAGES = Path(__file__).parent.parent / "fixtures" / "pages"


def own_examples(states: Sequence[State]) -> Iterator[Example]:
    """The project's own plain-text pages, whose expected records name the role of every line."""
    for path in sorted(OWN_PAGES.glob("text-*.txt")):
        record = json.loads(path.with_suffix(".json").read_text("utf-8"))
        read, _ = read_lines(path.read_text("utf-8"))
        roles: dict[str, set[str]] = defaultdict(set)
        types = {"paragraph": {"paragraph", "question"}, "list_item": {"item"},
                 "quote": {"paragraph"}, "heading": {"heading"}}  # fmt: skip
        for block in record.get("blocks", []):
            if block["text"] == record.get("subtitle"):
                continue
            roles[_key(block["text"])] |= {f"story/{role}" for role in types[block["type"]]}
        for name in ("title", "subtitle"):
            if name in record:
                roles[_key(record[name])].add(f"head/{name}")
        for image in record.get("images", []):
            roles[_key(image["caption"])] |= {"head/caption", "after/caption"}
        for item in record.get("related", []):
            phase = {"sidebar": "before", "inline": "story", "below": "after"}[item["position"]]
            roles[_key(item["title"])].add(f"{phase}/related_title")
            roles[_key(item.get("section", "-") + item["title"])].add(f"{phase}/related_title")
            roles[_key(item.get("teaser", "-"))].add(f"{phase}/teaser")
            roles[_key(item.get("section", "-"))].add(f"{phase}/section")
        beside = {f"{phase}/{role}" for phase in ("before", "head", "after")
                  for role in ("meta", "nav", "prompt")}  # fmt: skip
        allowed = np.zeros((len(read), len(states)), dtype=bool)
        for i, line in enumerate(read):
            known = (
                roles.get(_key(line.text[line.bullet :])) or roles.get(_key(line.text)) or beside
            )
            for k, state in enumerate(states):
                allowed[i, k] = "/".join(state) in known
        story = [
            bool(allowed[i, [s[0] == "story" for s in states]].any()) for i in range(len(read))
        ]
        yield Example(features_of(read, turns=False), allowed, True, story)


def examples_of(
    sources: Sequence[Source],
    pool: Sequence[Source],
    states: Sequence[State],
    seed: int,
) -> Iterator[Example]:
    by_language: defaultdict[str, list[Source]] = defaultdict(list)
    for source in pool:
        # Some labels have a sentence of the page for its title.
        if source.title.rstrip('”“"»')[-1:] not in ("", ".", "。") and (
            source.summary or source.leads
        ):
            by_language[source.language].append(source)
    # Languages with few pages share theirs: what counts is the shape.
    few = [source for group in by_language.values() if len(group) < 10 for source in group]
    for page in sources:
        rng = random.Random(f"{seed} {page.site} {page.title}")
        others = by_language[page.language]
        for _ in range(SHAPES_A_PAGE):
            made = composed_example(
                compose(page, others if len(others) >= 10 else few, rng), states, rng
            )
            if made:
                yield made
        copied = copied_example(page, states)
        if copied:
            yield copied


def invented_examples(
    states: Sequence[State], shapes: Sequence[str], languages: Sequence[str], first: int, count: int
) -> Iterator[Example]:
    """Invented pages (``shapes.py``), whose lines are all known."""
    for shape in shapes:
        for language in languages:
            for number in range(first, first + count):
                made = document(shape, language, number)
                rng = random.Random(f"{shape} {language} {number} spaced")
                example = composed_example(made.lines, states, rng)
                if example:
                    yield example
