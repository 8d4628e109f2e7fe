"""Stories, lists and pages that the tests of plain text are made of."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

PAGES = sorted((Path(__file__).parents[3] / "fixtures" / "pages").glob("text-*.txt"))


def fixture(name: str) -> dict[str, Any]:
    path = next(path for path in PAGES if path.stem == f"text-{name}")
    loaded: dict[str, Any] = json.loads(path.with_suffix(".json").read_text(encoding="utf-8"))
    return loaded


def paragraphs_of(*names: str) -> list[str]:
    return [
        block["text"]
        for name in names
        for block in fixture(name)["blocks"]
        if block["type"] == "paragraph" and block["text"] != fixture(name).get("subtitle")
    ]


def pairs_of(*names: str) -> list[tuple[str, str]]:
    items = [item for n in names for item in fixture(n)["related"] if "teaser" in item]
    return [(item["title"], item["teaser"]) for item in items]


Material = tuple[list[str], list[tuple[str, str]]]
STORIES = {
    "harbour": (["seed-shape"], ["headline-first", "related-before", "german"]),
    "schools": (["headline-first"], ["seed-shape"]),
    "atlas": (["no-related"], ["seed-shape", "related-before"]),
    "bank": (["related-before"], ["seed-shape", "headline-first"]),
    "river": (["feature"], ["seed-shape"]),
    "mill": (["list"], ["related-before", "headline-first"]),
    "de": (["german"], ["german"]),
    "fr": (["byline-block"], ["byline-block"]),
    "id": (["indonesian"], ["indonesian"]),
    "ar": (["arabic"], ["arabic"]),
    "zh": (["chinese"], ["chinese"]),
}


def material(name: str) -> Material:
    story, pairs = STORIES[name]
    return paragraphs_of(*story), pairs_of(*pairs)


TAILS = {
    "none": [],
    "agency and date": ["Reuters", "Wed May 3 2023"],
    "section": ["More News"],
    "prompts": ["Share this article", "Facebook", "WhatsApp", "Related"],
}
STORY = """The council said on Monday that the repairs of the harbour wall would take nine weeks.
"It is what it is," said the engineer who had drawn the first plans in 2011 and had been waiting.
Nobody had objected to the plan when it was put before the public in the spring, and nobody is now.
Work will stop during the herring season, which begins on the first of May and lasts for weeks.
"""
HEADLINE = "Harbour wall repairs take nine weeks more"
LIST = [
    ("Ferry back in service after trouble", "Two of the four boats will run until parts arrive."),
    ("Police seize counterfeit shoes", "The haul was found in a disused cinema on the ring road."),
    ("Library lends tools as well", "A drill is used for thirteen minutes in its whole life."),
    ("Bakery closes after 84 years", "Three generations baked here, and no one takes over."),
]
PAIRS = [
    ("Volunteers sold the last wooden carriage", "Night bus drivers asked for it."),
    ("Archivists found a box of letters", "It lay behind a wall of the old mill for years."),
    ("The county court heard a ferry owner", "He had moored at the stone pier all winter."),
]
