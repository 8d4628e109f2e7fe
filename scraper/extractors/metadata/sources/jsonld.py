"""JSON-LD scripts of a page: parsed even if invalid, flattened, and searched for the main node.

JSON-LD is the format (W3C recommendation), schema.org the vocabulary. A node is a JSON object with
``@type`` or ``@id``; the main node is the one that describes this page's story.

Not here: microdata and RDFa (``collect.py``), and the choice among the page's titles, authors and
dates (``titles/``, ``authors/``, ``dates/``).
"""

from __future__ import annotations

import html
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from typing import Any

from scraper.extractors.metadata.sources.lenient_json import parse_lenient
from scraper.extractors.parsing.decode import without_breaks
from scraper.extractors.parsing.json_text import load_json
from scraper.urls import identity

Node = dict[str, Any]


MAX_NODES = 2_000
"""Maximum nodes that are read. Graphs of the labelled pages have up to 600. Lists of products may
have more, but these do not describe the page."""
MAX_DEPTH = 40
"""Maximum nesting that is read; pages that use schema.org as intended nest about ten levels."""

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
"""Properties (in lower case) whose values are not the page itself, even if they are articles."""


@dataclass(slots=True)
class LinkedData:
    """The nodes of a page's JSON-LD.

    Attributes:
        nodes: (node, its types in lower case, whether it is part of another) in document order. A
            part is a value of one of the properties ``_PARTS``, or inside of one.
        main: the node that describes this page's story; {} if there is none.
        page: the first WebPage node; {} if there is none.
        types: schema.org types of the nodes that are not parts, in lower case.
        by_id: ``@id`` -> node; of several nodes the one with the most properties.
    """

    nodes: list[tuple[Node, frozenset[str], bool]] = field(default_factory=list)
    main: Node = field(default_factory=dict)
    page: Node = field(default_factory=dict)
    types: list[str] = field(default_factory=list)
    by_id: dict[str, Node] = field(default_factory=dict)

    def resolve(self, value: Any) -> Any:
        """The node that a reference ``{"@id": …}`` points to; any other value unchanged."""
        if isinstance(value, dict) and "@id" in value and len(value) <= 2:
            found = self.by_id.get(str(value["@id"]))
            if found is not None:
                return found
        return value

    def strings(self, value: Any) -> list[str]:
        """The texts in a property's value, without HTML entities and repeated spaces.

        Args:
            value: a string, an object (its name counts), or a list of both.
        """
        found: list[str] = []
        for item in _listed(value):
            item = self.resolve(item)
            if isinstance(item, str):
                inner = parse_scripts([item]) if item[:1] == "{" else []  # an object, quoted
                found += self.strings(inner) if inner else [_clean(item)]
            elif isinstance(item, dict):
                name = item.get("name") or item.get("@value") or item.get("headline")
                name = name or _name_from_parts(item)
                found.extend(_clean(text) for text in _listed(name) if isinstance(text, str))
        return [text for text in found if text]

    def first(self, *names: str) -> str:
        """The first text of the main node in one of the properties ``names``; "" for none."""
        for name in names:
            for text in self.strings(self.main.get(name)):
                return text
        return ""


def parse_scripts(scripts: Iterable[str]) -> list[Any]:
    """The JSON values of the scripts; of invalid JSON what ``parse_lenient`` can read."""
    values: list[Any] = []
    for script in scripts:
        text = script.strip().lstrip("\ufeff")
        if not text:
            continue
        try:
            values.append(load_json(text))
        except (ValueError, RecursionError):
            if "&quot;" in text and '"' not in text:
                text = html.unescape(text)
            values.extend(parse_lenient(text))
    return values


def read_jsonld(scripts: Iterable[str], url: str | None = None, title: str = "") -> LinkedData:
    """Read the scripts and choose the main node. Invalid scripts raise no error.

    Args:
        scripts: texts of the ``application/ld+json`` scripts, in document order.
        url: the page's address. A node with this address is preferred as the main node.
        title: the page's ``title`` and headline. A node whose headline is in it is preferred.
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
    """A score of a node as the main node, 0 or less for none. The weights are hand-set."""
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
    """The absolute URLs of a node or of its page, without fragments."""
    for name in ("url", "mainEntityOfPage", "@id"):
        for value in _listed(node.get(name)):
            if isinstance(value, dict):
                value = value.get("@id") or value.get("url")
            if isinstance(value, str) and value.startswith("http"):
                yield value.partition("#")[0]


def _objects(value: Any) -> Iterator[tuple[Node, bool]]:
    """(node, whether it is part of another) for all nodes in a JSON value, in document order."""
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


_IDEOGRAPH = re.compile(r"[\u2e80-\u9fff\uac00-\ud7af]")


def _name_from_parts(node: Node) -> str:
    """The name of a person with ``givenName`` and ``familyName`` but no ``name``; "" for none."""
    given, middle, family = (
        next((text for text in _listed(node.get(name)) if isinstance(text, str)), "")
        for name in ("givenName", "additionalName", "familyName")
    )
    if not family:
        return given
    if _IDEOGRAPH.match(family):
        return family + given
    return " ".join(filter(None, (given, middle, family)))


def _types(node: Node) -> list[str]:
    """The node's types in lower case, without the vocabulary's URL or prefix."""
    return [
        name.rpartition("/")[2].rpartition(":")[2].lower()
        for name in _listed(node.get("@type"))
        if isinstance(name, str)
    ]


def _listed(value: Any) -> list[Any]:
    """A property's value as a list; JSON-LD writes a list of one value as the value."""
    if value is None:
        return []
    return value if isinstance(value, list) else [value]


def _clean(text: str) -> str:
    if "&" in text and ";" in text:
        text = html.unescape(text)
    return " ".join(without_breaks(text, has_references=False).split())
