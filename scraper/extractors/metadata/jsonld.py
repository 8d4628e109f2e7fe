"""JSON-LD scripts: parsed however broken, flattened, and the node that describes this page found.

Not here: microdata and RDFa, whose elements `collect.py` marks like any other; which of several
claims about title, author or date is believed, which those fields decide.
"""

from __future__ import annotations

import html
import json
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from typing import Any

from scraper.extractors.metadata.lenient_json import parse_lenient
from scraper.urls import identity

Node = dict[str, Any]

_DECODER = json.JSONDecoder(strict=False)

MAX_NODES = 2_000
"""Objects looked at in one page. Graphs of the labelled pages have up to 600; a product list may
have more, none of which describes the page."""
MAX_DEPTH = 40
"""Nesting that is followed: no vocabulary of schema.org nests deeper than about ten."""

ARTICLE_TYPES = frozenset(
    """article newsarticle blogposting reportagenewsarticle analysisnewsarticle opinionnewsarticle
    backgroundnewsarticle reviewnewsarticle askpublicnewsarticle liveblogposting techarticle report
    scholarlyarticle satiricalarticle advertisercontentarticle socialmediaposting
    discussionforumposting blog creativework""".split()
)
_PAGE_TYPES = frozenset(
    """webpage itempage aboutpage faqpage qapage collectionpage profilepage checkoutpage
    contactpage medicalwebpage searchresultspage website""".split()
)
_OTHER_WORKS = frozenset(
    """recipe product question event jobposting course book movie musicalbum podcastepisode
    videoobject howto softwareapplication review claimreview dataset""".split()
)
_PARTS = frozenset(
    """itemlistelement comment review haspart mentions citation relatedlink suggestedanswer
    acceptedanswer liveblogupdate blogpost isrelatedto issimilarto about video subjectof
    breadcrumb potentialaction image logo offers aggregaterating""".split()
)
"""Properties whose objects are other things than the page, even when they are articles."""


@dataclass(slots=True)
class LinkedData:
    """What the JSON-LD of a page says, flattened.

    Attributes:
        nodes: (object, lower-case types, is part of another thing) in document order.
        main: the node that describes this page's story; {} where there is none.
        page: the WebPage node, or {}.
        types: schema.org types of the nodes that are not parts of others.
        by_id: objects by ``@id``, the one with most properties.
    """

    nodes: list[tuple[Node, frozenset[str], bool]] = field(default_factory=list)
    main: Node = field(default_factory=dict)
    page: Node = field(default_factory=dict)
    types: list[str] = field(default_factory=list)
    by_id: dict[str, Node] = field(default_factory=dict)

    def resolve(self, value: Any) -> Any:
        """The object that a bare ``{"@id": …}`` reference stands for, else the value itself."""
        if isinstance(value, dict) and "@id" in value and len(value) <= 2:
            found = self.by_id.get(str(value["@id"]))
            if found is not None:
                return found
        return value

    def strings(self, value: Any) -> list[str]:
        """The texts of a value: of strings, names of objects, or lists of either."""
        found: list[str] = []
        for item in _listed(value):
            item = self.resolve(item)
            if isinstance(item, str):
                found.append(_clean(item))
            elif isinstance(item, dict):
                name = item.get("name") or item.get("@value") or item.get("headline")
                found.extend(_clean(text) for text in _listed(name) if isinstance(text, str))
        return [text for text in found if text]

    def first(self, *names: str) -> str:
        """The first text of the main node under one of ``names``; else ""."""
        for name in names:
            for text in self.strings(self.main.get(name)):
                return text
        return ""


def parse_scripts(scripts: Iterable[str]) -> list[Any]:
    """The JSON values of the scripts; broken ones as far as they can be read."""
    values: list[Any] = []
    for script in scripts:
        text = script.strip().lstrip("\ufeff")
        if not text:
            continue
        try:
            values.append(_DECODER.decode(text))
        except (ValueError, RecursionError):
            if "&quot;" in text and '"' not in text:
                text = html.unescape(text)
            values.extend(parse_lenient(text))
    return values


def read_jsonld(scripts: Iterable[str], url: str | None = None, title: str = "") -> LinkedData:
    """Flatten the scripts and choose the node that describes the page.

    Args:
        scripts: texts of the ``application/ld+json`` scripts.
        url: the page's address, to know its own node among others.
        title: the page's ``title`` and headline, for the same.
    """
    data = LinkedData()
    for value in parse_scripts(scripts):
        for node, part in _objects(value):
            if len(data.nodes) >= MAX_NODES:
                break
            types = frozenset(_types(node))
            data.nodes.append((node, types, part))
            key = node.get("@id")
            if isinstance(key, str) and len(node) > len(data.by_id.get(key, ())):
                data.by_id[key] = node
    own = identity(url) if url else ""
    best = 0.0
    for node, types, part in data.nodes:
        if not part:
            data.types.extend(_types(node))
        if not data.page and types & _PAGE_TYPES and "website" not in types:
            data.page = node
        worth = _worth(node, types, part, own, title)
        if worth > best:
            best, data.main = worth, node
    return data


def _worth(node: Node, types: frozenset[str], part: bool, own: str, title: str) -> float:
    """How surely a node describes the page; 0 for one that does not."""
    if types & ARTICLE_TYPES:
        worth = 4.0
    elif types & _OTHER_WORKS:
        worth = 2.0
    elif types & _PAGE_TYPES and "website" not in types:
        worth = 1.0
    else:
        return 0.0
    if part:
        worth -= 3.0
    headline = node.get("headline") or node.get("name")
    if isinstance(headline, str) and len(headline) > 8 and headline in title:
        worth += 1.5
    if own and any(identity(link) == own for link in addresses(node)):
        worth += 1.0
    if "datePublished" in node or "author" in node:
        worth += 0.5
    return worth


def addresses(node: Node) -> Iterator[str]:
    """The absolute addresses by which an object names itself or its page."""
    for name in ("url", "mainEntityOfPage", "@id"):
        for value in _listed(node.get(name)):
            if isinstance(value, dict):
                value = value.get("@id") or value.get("url")
            if isinstance(value, str) and value.startswith("http"):
                yield value.partition("#")[0]


def _objects(value: Any) -> Iterator[tuple[Node, bool]]:
    """All objects of a JSON value in document order, with whether they are parts of others."""
    waiting: list[tuple[Any, bool, int]] = [(value, False, 0)]
    while waiting:
        item, part, depth = waiting.pop()
        if depth > MAX_DEPTH:
            continue
        if isinstance(item, list):
            waiting.extend((inner, part, depth + 1) for inner in reversed(item))
        elif isinstance(item, dict):
            if "@type" in item or "@id" in item:
                yield item, part
            for name, inner in reversed(item.items()):
                if isinstance(inner, dict | list):
                    waiting.append((inner, part or name.lower() in _PARTS, depth + 1))


def _types(node: Node) -> list[str]:
    return [
        name.rpartition("/")[2].rpartition(":")[2].lower()
        for name in _listed(node.get("@type"))
        if isinstance(name, str)
    ]


def _listed(value: Any) -> list[Any]:
    if value is None:
        return []
    return value if isinstance(value, list) else [value]


def _clean(text: str) -> str:
    if "&" in text and ";" in text:
        text = html.unescape(text)
    return " ".join(text.split())
