"""What the page's head says that helps to know the story in its body."""

from __future__ import annotations

from scraper.extractors.features import Hints
from scraper.extractors.metadata.collect import Clues
from scraper.extractors.metadata.jsonld import LinkedData

MIN_BODY = 300
"""Characters from which a JSON-LD ``articleBody`` is more than a summary."""


def read_hints(clues: Clues, linked: LinkedData, url: str | None) -> Hints:
    """The hints of one page.

    Args:
        clues: from `metadata.collect.collect`.
        linked: from `metadata.jsonld.read_jsonld`.
        url: the page's address, None where nothing tells it.
    """
    titles = [clues.title, clues.meta("og:title"), clues.meta("twitter:title")]
    headline = linked.main.get("headline")
    if isinstance(headline, str):
        titles.append(headline)
    descriptions = [clues.meta("description"), clues.meta("og:description")]
    body = ""
    for name in ("articleBody", "text"):
        value = linked.main.get(name)
        if isinstance(value, str) and len(value) >= MIN_BODY:
            body = " ".join(value.split())
            break
    kinds = {kind for name in linked.types for kind in _kinds(name)}
    if clues.meta("og:type").lower() == "article":
        kinds.add("og:article")
    return Hints(
        titles=tuple(dict.fromkeys(title for title in titles if title)),
        description=max(descriptions, key=len),
        body=body,
        types=frozenset(kinds),
        url=url or "",
    )


def _kinds(name: str) -> list[str]:
    """The kinds of page that a schema.org type (lower case) speaks of."""
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
