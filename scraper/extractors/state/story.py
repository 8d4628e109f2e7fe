"""The story embedded in scripts: its blocks, its metadata, and other stories in the same data."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from scraper.extractors.assemble import assemble
from scraper.extractors.metadata.dates.stamp import parse_machine
from scraper.extractors.parsing.blocks import cut
from scraper.extractors.parsing.decode import without_breaks
from scraper.extractors.parsing.html import parse_html
from scraper.extractors.related.fast_lines import letters
from scraper.extractors.state.keys import (
    ADDRESSES,
    AUTHORS,
    CHANGES,
    DATES,
    PICTURES,
    TEASERS,
    headline_of,
    key_words,
    without_tags,
)
from scraper.extractors.state.richtext import to_html
from scraper.extractors.state.scripts import values_in
from scraper.extractors.state.search import Survey, find_story, overlap
from scraper.record import Block, RelatedItem
from scraper.urls import absolute

MAX_RELATED = 100
"""Maximum related items; the data may contain the latest stories of the whole site."""
MIN_TEXT = 200
"""Characters of all blocks below which the find is rejected: a summary is as long."""


@dataclass(frozen=True, slots=True)
class EmbeddedStory:
    """A story from the page's scripts.

    Attributes:
        blocks: in reading order.
        title, authors, published_at, modified_at, description: from the story's object.
        related: other stories in the same data that have a title and an address.
        matches: the object has the page's own title or address.
    """

    blocks: list[Block]
    title: str | None = None
    authors: list[str] = field(default_factory=list)
    published_at: str | None = None
    modified_at: str | None = None
    description: str | None = None
    related: list[RelatedItem] = field(default_factory=list)
    matches: bool = False


def find_embedded_story(
    scripts: Iterable[tuple[dict[str, str], str]], url: str | None, title: str | None = None
) -> EmbeddedStory | None:
    """Find the story in the page's scripts.

    Args:
        scripts: attributes and text of each ``script`` element, in document order.
        url: the page's address, if known.
        title: the page's title, if known; distinguishes it from other stories in the scripts.

    Returns:
        The story; None where the scripts contain no story, or only those of other pages.
    """
    values = list(values_in(scripts))
    found = find_story(values, url, title)
    if found is None:
        return None
    blocks = without_labels(blocks_of(to_html(found.body, found.references), url))
    if blocks and found.title and overlap(blocks[0].text, found.title) > 0.9:
        blocks = blocks[1:] if len(blocks[0].text) < 1.3 * len(found.title) else blocks
    if sum(len(block.text) for block in blocks) < MIN_TEXT:
        return None
    obj = found.obj
    return EmbeddedStory(
        blocks=blocks,
        title=found.title,
        authors=_names(obj),
        published_at=_date(obj, DATES),
        modified_at=_date(obj, CHANGES),
        description=_text(obj, TEASERS),
        related=_related(values, url, {found.title or "", title or ""}),
        matches=found.matches,
    )


def find_related_stories(
    scripts: Iterable[tuple[dict[str, str], str]], url: str | None, title: str | None
) -> list[RelatedItem]:
    """Other stories in lists of the page's scripts that are called related or recommended.

    Args:
        scripts, url, title: as for ``find_embedded_story``.
    """
    named = [
        (attrs, text)
        for attrs, text in scripts
        if _STREAMED in text or any(sign in text for sign in _RELATED_SIGNS)
    ]  # reading all of them costs more than the search
    return _related(values_in(named), url, {title or ""}, called=True)


def blocks_of(html: str, url: str | None) -> list[Block]:
    """Blocks of a story's HTML, cut like those of a page."""
    if not html.strip():
        return []
    page = f"<html><body>{without_breaks(html)}</body></html>"
    tree = parse_html(page.encode("utf-8", "replace"))
    raw = cut(tree)
    return assemble(tree, raw, range(len(raw)), url)


def without_labels(blocks: list[Block]) -> list[Block]:
    """Blocks without labels, if the body is mixed with user-interface texts.

    A story has few short paragraphs without a full stop; if they are two in five or more, they are
    buttons, section names and products.
    """
    paragraphs = [block for block in blocks if block.type == "paragraph"]
    labels = [b for b in paragraphs if len(b.text) < 60 and b.text[-1:] not in _CLOSING]
    if len(labels) * 5 < len(paragraphs) * 2:
        return blocks
    drop = {id(block) for block in labels}
    return [block for block in blocks if id(block) not in drop]


_CLOSING = '.!?…。！？।۔؟:："”’»」)'


# --- metadata of the object -------------------------------------------------------------------


def _date(obj: Mapping[str, Any], keys: Sequence[str]) -> str | None:
    for key in keys:
        value = obj.get(key)
        if isinstance(value, dict):
            value = value.get("iso") or value.get("date") or value.get("timestamp")
        if isinstance(value, int) and not isinstance(value, bool):
            value = str(value)
        if isinstance(value, str) and 8 <= len(value) <= 40:
            stamp = parse_machine(value)
            if stamp:
                return stamp.text()
    return None


def _text(obj: Mapping[str, Any], keys: Sequence[str]) -> str | None:
    for key in keys:
        value = obj.get(key)
        if isinstance(value, dict):
            value = value.get("rendered") or value.get("basic") or value.get("text")
        if isinstance(value, str):
            plain = without_tags(value)
            # A sentence of Chinese or Japanese has half as many characters.
            if len(plain) <= 1_000 and max(len(plain), letters(plain)) >= 20:
                return plain
    return None


def _names(obj: Mapping[str, Any]) -> list[str]:
    """Names of people under the author keys: strings, lists, or objects with a name."""
    names: list[str] = []
    pending: list[Any] = [obj[key] for key in AUTHORS if key in obj][:3]
    for _ in range(60):
        if not pending:
            break
        value = pending.pop(0)
        if isinstance(value, str):
            name = " ".join(value.split())
            if 3 <= len(name) <= 60 and "/" not in name and name not in names:
                names.append(name)
        elif isinstance(value, list):
            pending[:0] = value[:10]
        elif isinstance(value, dict):
            if value.get("@type") == "Organization":
                continue
            inner = next(
                (value[key] for key in ("name", "fullName", "displayName", "full_name", "by",
                                        "title", "node", "nodes", "items") if value.get(key)), None
            )  # fmt: skip
            if inner is not None:
                pending.insert(0, inner)
    return names


# --- other stories ----------------------------------------------------------------------------


def _related(
    values: Iterable[Any], url: str | None, own: set[str], *, called: bool = False
) -> list[RelatedItem]:
    """Other stories in lists of the values.

    Args:
        own: titles of the page's own story.
        called: only those in lists that are called related.
    """
    items: list[RelatedItem] = []
    seen: set[str] = set()
    for value in values:
        survey = Survey(value)
        for i, entry in enumerate(survey.entries):
            obj = entry.value
            # "More news" are in lists; an object outside a list is a section, a site or an ad.
            if not isinstance(obj, dict) or not _in_list(survey, i):
                continue
            title = headline_of(obj)
            if title is None or any(overlap(title, one) > 0.9 for one in own if one):
                continue
            address = _address(obj, url)
            if not _is_headline(title) or address is None or address == url or address in seen:
                continue
            if called and not _is_called_related(survey, i):
                continue
            described = any(obj.get(key) for key in (*DATES, *TEASERS, *PICTURES))
            if not described and not _is_called_related(survey, i):
                continue  # a menu's entry
            seen.add(address)
            items.append(
                RelatedItem(
                    title=title,
                    teaser=_text(obj, TEASERS),
                    url=address,
                    image=_picture(obj, url),
                    section=_section(survey, i),
                    position="below",
                )
            )
            if len(items) >= MAX_RELATED:
                return items
    return items


def _in_list(survey: Survey, i: int) -> bool:
    """Whether entry ``i`` is an element of a list, or the ``node`` or ``item`` of one."""
    for _ in range(2):
        i = survey.entries[i].parent
        if i < 0:
            return False
        if isinstance(survey.entries[i].value, list):
            return True
    return False


def _is_called_related(survey: Survey, i: int) -> bool:
    """Whether the list of entry ``i`` has a key such as ``relatedArticles``."""
    for _ in range(3):
        if i < 0:
            return False
        if not key_words(survey.entries[i].key).isdisjoint(_RELATED):
            return True
        i = survey.entries[i].parent
    return False


_RELATED = frozenset({"related", "recommended", "recommendations"})
_RELATED_SIGNS = ("elated", "ecommend", "ELATED", "ECOMMEND")
"""Each key with one of these words has one of these in it."""
_STREAMED = "__next_f"
"""A piece of a stream, in which a key and its value may be in different scripts."""


def _is_headline(title: str) -> bool:
    """Whether a title has three words, or ten characters in non-ASCII text."""
    return len(title.split()) >= 3 or (not title.isascii() and len(title) >= 10)


def _address(obj: Mapping[str, Any], url: str | None) -> str | None:
    for key in ADDRESSES:
        value = obj.get(key)
        if isinstance(value, dict):
            value = value.get("url") or value.get("href")
        if isinstance(value, str) and (value.startswith(("http://", "https://", "/"))):
            full = absolute(url, value) if url else value if value.startswith("http") else None
            if full:
                return full
    return None


def _picture(obj: Mapping[str, Any], url: str | None) -> str | None:
    for key in PICTURES:
        value = obj.get(key)
        for _ in range(3):
            if isinstance(value, list):
                value = value[0] if value else None
            if isinstance(value, dict):
                value = value.get("url") or value.get("src") or value.get("sourceUrl")
        if isinstance(value, str) and value.startswith(("http://", "https://", "/")):
            return absolute(url, value) if url else value if value.startswith("http") else None
    return None


def _section(survey: Survey, i: int) -> str | None:
    """The heading of the list that contains entry ``i``."""
    for _ in range(3):
        i = survey.entries[i].parent
        if i < 0:
            return None
        value = survey.entries[i].value
        if isinstance(value, dict):
            heading = next((value[k] for k in ("heading", "title", "label", "headline", "name")
                            if isinstance(value.get(k), str)), None)  # fmt: skip
            return heading if heading and len(heading) <= 40 else None
    return None
