"""What a page's scripts say of the story's standfirst and lead picture, where scripts print it.

Only asked where the story itself was found in the scripts; the story is searched for in ``state/``.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any

from scraper.extractors.metadata.credits import split_credit
from scraper.extractors.state.keys import headline_of, without_tags
from scraper.extractors.state.scripts import values_in

MAX_VALUES = 50_000
"""Values looked at; a story's own object stands far before the end of a page's state."""
LONGEST = 600
"""Characters of a standfirst."""

_STANDFIRSTS = ("standfirst", "subtitle", "subTitle", "subheadline", "subHeadline", "subhead",
                "dek", "deck", "lede", "chapo", "sottotitolo", "untertitel", "bajada")  # fmt: skip
_CAPTIONS = ("caption", "description", "legend", "captionText")
_CREDITS = ("credit", "credits", "photographer", "copyright", "byline", "source", "author")
_ALTS = ("alt", "altText", "alt_text", "alternativeText")


@dataclass(frozen=True, slots=True)
class Told:
    """Standfirst, and caption, credit and description of the lead picture; "" for none."""

    standfirst: str = ""
    caption: str = ""
    credit: str = ""
    alt: str = ""


NOTHING = Told()


def read_embedded(
    scripts: Iterable[tuple[dict[str, str], str]], title: str, image: str | None
) -> Told:
    """Look for the story's object by its title, and for the picture's by its address.

    Args:
        scripts: attributes and text of the page's ``script`` elements.
        image: the address that the page names as its own picture.
    """
    standfirst = caption = credit = alt = ""
    for thing in _objects(values_in(scripts)):
        if not standfirst and headline_of(thing) == title:
            standfirst = _first(thing, _STANDFIRSTS)
        if image and not caption and image in thing.values():
            caption, printed = split_credit(_first(thing, _CAPTIONS))
            credit, alt = _first(thing, _CREDITS) or printed, _first(thing, _ALTS)
    return Told(standfirst, caption, credit, alt)


def _objects(values: Iterable[Any]) -> Iterator[dict[str, Any]]:
    waiting = list(values)
    for _ in range(MAX_VALUES):
        if not waiting:
            return
        value = waiting.pop()
        if isinstance(value, dict):
            yield value
            waiting.extend(value.values())
        elif isinstance(value, list):
            waiting.extend(value)


def _first(thing: dict[str, Any], keys: tuple[str, ...]) -> str:
    for key in keys:
        value = thing.get(key)
        if isinstance(value, str):
            text = without_tags(value)
            if 0 < len(text) <= LONGEST:
                return text
    return ""
