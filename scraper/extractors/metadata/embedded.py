"""Standfirst and lead picture of a story that was found in the page's scripts (``state/``)."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any

from scraper.extractors.metadata.credits import split_credit
from scraper.extractors.state.keys import headline_of, without_tags
from scraper.extractors.state.scripts import values_in

MAX_VALUES = 50_000
"""Maximum number of values searched. The story's object comes long before the end of the state."""
LONGEST = 600
"""Maximum characters of a standfirst."""

_STANDFIRSTS = ("standfirst", "subtitle", "subTitle", "subheadline", "subHeadline", "subhead",
                "dek", "deck", "lede", "lead", "intro", "ingress", "preamble", "chapo",
                "sottotitolo", "untertitel", "vorspann", "bajada", "entradilla",
                "perex")  # fmt: skip
_LEAD_PICTURES = ("mainPicture", "mainImage", "mainMedia", "leadImage", "leadPicture", "leadMedia",
                  "heroImage", "featuredImage", "topImage", "titleImage")  # fmt: skip
_CAPTIONS = ("caption", "description", "legend", "captionText")
_CREDITS = ("credit", "credits", "photographer", "copyright", "byline", "source", "author")
_ALTS = ("alt", "altText", "alt_text", "alternativeText")


@dataclass(frozen=True, slots=True)
class EmbeddedExtras:
    """Standfirst; caption, credit and alternative text of the lead picture; "" for none."""

    standfirst: str = ""
    caption: str = ""
    credit: str = ""
    alt: str = ""


NO_EXTRAS = EmbeddedExtras()


def read_embedded(
    scripts: Iterable[tuple[dict[str, str], str]], title: str, image: str | None
) -> EmbeddedExtras:
    """Find the story's object by its title, and the picture's object by its address, or by its key
    in the story's object.

    Args:
        scripts: attributes and text of the page's ``script`` elements.
        image: address of the lead picture according to the metadata.
    """
    standfirst = ""
    pictures: list[dict[str, Any]] = []  # the named one first, then the story's own
    for thing in _objects(values_in(scripts)):
        if headline_of(thing) == title:
            standfirst = standfirst or _first(thing, _STANDFIRSTS)
            pictures += [v for k in _LEAD_PICTURES if isinstance(v := thing.get(k), dict)]
        if image and image in thing.values():
            pictures.insert(0, thing)
    picture = next((thing for thing in pictures if _first(thing, _CAPTIONS)), {})
    caption, printed = split_credit(_first(picture, _CAPTIONS))
    credit = _first(picture, _CREDITS) or printed
    return EmbeddedExtras(standfirst, caption, credit, _first(picture, _ALTS))


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
