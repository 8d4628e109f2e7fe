"""Collects from the page's head what helps to find the story: titles, authors, summary, type."""

from __future__ import annotations

import re

from scraper.extractors.classify.page_features import Hints
from scraper.extractors.metadata.sources.collect import Clues
from scraper.extractors.metadata.sources.jsonld import LinkedData

MAX_AUTHORS = 20
"""Author names kept; a page with more lists its whole staff."""
MIN_BODY_CHARS = 300
"""Characters from which a JSON-LD ``articleBody`` is more than a summary."""


def read_hints(clues: Clues, linked: LinkedData, url: str | None) -> Hints:
    """The hints of one page.

    Args:
        clues: from `metadata.sources.collect.collect`.
        linked: from `metadata.sources.jsonld.read_jsonld`.
        url: the page's address, None if unknown.
    """
    titles = [clues.title, clues.meta("og:title"), clues.meta("twitter:title")]
    headline = linked.main.get("headline")
    if isinstance(headline, str):
        titles.append(headline)
    descriptions = [clues.meta("description"), clues.meta("og:description")]
    body = ""
    for name in ("articleBody", "text"):
        value = linked.main.get(name)
        if isinstance(value, str) and len(value) >= MIN_BODY_CHARS:
            body = " ".join(value.split())
            break
    kinds = {kind for name in linked.types for kind in _page_kinds(name)}
    if clues.meta("og:type").lower() == "article":
        kinds.add("og:article")
    if clues.meta("article:published_time") or linked.main.get("datePublished"):
        kinds.add("dated")
    return Hints(
        titles=tuple(dict.fromkeys(title for title in titles if title)),
        authors=_authors(clues, linked),
        description=max(descriptions, key=len),
        body=body,
        types=frozenset(kinds),
        url=url or "",
    )


_AUTHOR_METAS = (
    "author", "article:author", "parsely-author", "sailthru.author", "dc.creator", "byl",
)  # fmt: skip
_NAME_SEPARATORS = re.compile(r"[,;&|/]| and | und | et | y | e ")


def _authors(clues: Clues, linked: LinkedData) -> tuple[str, ...]:
    """Author names of two words or more, from meta elements and JSON-LD."""
    declared = [clues.meta(name) for name in _AUTHOR_METAS]
    declared += linked.strings(linked.main.get("author"))
    names = (
        " ".join(name.split())
        for value in declared
        if "://" not in value
        for name in _NAME_SEPARATORS.split(value[:400])
    )
    known = dict.fromkeys(name for name in names if " " in name and 4 < len(name) < 50)
    return tuple(known)[:MAX_AUTHORS]


def _page_kinds(name: str) -> list[str]:
    """The page kinds (``Hints.types``) of a schema.org type, given in lower case."""
    kinds = []
    if "article" in name or name in ("blogposting", "report", "liveblogposting"):
        kinds.append("article")
    if "product" in name or name == "offer":
        kinds.append("product")
    if "forum" in name or name in ("qapage", "question"):
        kinds.append("forum")
    if "collection" in name or name == "itemlist":
        kinds.append("list")
    return kinds
