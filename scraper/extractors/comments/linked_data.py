"""Comments in the page's JSON-LD."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

from scraper.extractors.metadata.dates.stamp import parse_machine
from scraper.extractors.metadata.sources.jsonld import parse_scripts
from scraper.extractors.parsing.blocks import RawBlock
from scraper.extractors.parsing.tree import Tree
from scraper.record import Comment


def comments_in_linked_data(
    tree: Tree, raw: Sequence[RawBlock], chosen: Sequence[int]
) -> list[Comment]:
    """The comments of the page's JSON-LD in order, without those that are part of the story."""
    scripts = [
        tree.texts[i]
        for i in tree.places("script")
        if "ld+json" in tree.attrs[i].get("type", "")
        # Parsing is slow, so scripts without the word are skipped.
        and "omment" in tree.texts[i]
    ]
    if not scripts:
        return []
    story = {raw[number].text for number in chosen}
    found: list[Comment] = []
    seen: set[tuple[str | None, str]] = set()
    for value in parse_scripts(scripts):
        for node in _comment_nodes(value):
            text = _flat(node.get("text") or node.get("commentText") or node.get("description"))
            author = _name(node.get("author") or node.get("creator"))
            if not text or text in story or (author, text) in seen:
                continue
            seen.add((author, text))
            stamp = parse_machine(
                str(node.get("dateCreated") or node.get("datePublished") or node.get("commentTime"))
            )
            found.append(
                Comment(
                    author=author or None,
                    published_at=stamp.text() if stamp else None,
                    text=text,
                )
            )
    return found


def _comment_nodes(value: Any) -> Iterator[dict[str, Any]]:
    """Objects of a comment's type in document order, each before its replies."""
    waiting = [value]
    while waiting:
        node = waiting.pop()
        if isinstance(node, list):
            waiting.extend(reversed(node))
            continue
        if not isinstance(node, dict):
            continue
        kinds = node.get("@type")
        kinds = kinds if isinstance(kinds, list) else [kinds]
        if any(str(k).rpartition("/")[2] in ("Comment", "UserComments") for k in kinds):
            yield node
        waiting.extend(reversed([v for v in node.values() if isinstance(v, dict | list)]))


def _name(value: Any) -> str:
    """The name of a person, given as a text, an object or a list of either."""
    if isinstance(value, list):
        value = value[0] if value else None
    if isinstance(value, dict):
        value = value.get("name") or value.get("alternateName")
    return _flat(value)


def _flat(value: Any) -> str:
    """A text without blank lines and with white space collapsed; "" for other values."""
    if isinstance(value, list):
        value = value[0] if value else None
    if not isinstance(value, str):
        return ""
    return "\n".join(line for part in value.splitlines() if (line := " ".join(part.split())))
