"""Lists of stories in JSON of any form: what a site's own pages load when a reader asks for more.

There is no standard for them, so they are read by what they have in common: each story is an
object with its address, and most have a headline or a date beside it. The names of the keys are
those that publishing systems use, whatever language they publish in. If there are no such objects,
the list may be HTML in a string.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from datetime import UTC, datetime
from typing import Any

from scraper.discovery.articles import guess, is_trap, names_listing
from scraper.discovery.dates import parse_date
from scraper.discovery.found import Found, Kind
from scraper.discovery.sections import HEADLINE_LENGTH, parse_html, read_section, visible_length
from scraper.urls import absolute, same_site

MAX_VALUES = 200_000
"""Objects and lists that are looked at; a page of 100 WordPress posts has about 10,000."""

_ADDRESSES = (
    "url", "link", "href", "permalink", "canonicalurl", "weburl", "pageurl", "articleurl",
    "storyurl", "shareurl", "fullurl", "canonical", "uri", "path", "pathname",
)  # fmt: skip
"""Keys of a story's address, in lower case without separators, the most reliable first."""
_HEADLINES = ("title", "headline", "heading", "subject")
_PUBLISHED = (
    "dategmt", "datepublished", "publishedat", "publisheddate", "publishdate", "publicationdate",
    "firstpublished", "publishedon", "publishtime", "pubdate", "published", "date", "createdat",
    "timestamp", "time",
)  # fmt: skip
_MODIFIED = (
    "modifiedgmt", "datemodified", "modifiedat", "updatedat", "lastmodified", "updated", "modified",
)  # fmt: skip
_NEXT = frozenset(
    """
    next nexturl nexthref nextlink nextpage nextpageurl nextpagelink moreurl loadmoreurl
    """.split()
)
_SEPARATORS = re.compile(r"[^a-z]+")
_MILLISECONDS = 1e11
"""A number beyond this counts milliseconds: as seconds, it would be in the year 5138."""
_LATEST = 1000 * _MILLISECONDS


def read_json_list(data: object, url: str) -> tuple[Found, ...]:
    """The stories of a list, in its order, and its next page.

    Args:
        data: what the JSON says.
        url: its address; relative ones are resolved against it.
    """
    stories: dict[str, Found] = {}
    following: Found | None = None
    html: list[str] = []
    for value in _values(data):
        if isinstance(value, str):
            html += [value] if "<a" in value else []
            continue
        named = {_SEPARATORS.sub("", str(key).lower()): each for key, each in value.items()}
        story = _story(named, url)
        if story is not None:
            stories.setdefault(story.url, story)
        elif following is None:  # the next of a story is another story
            following = _next_page(named, url)
    if not stories and html:
        root = parse_html("\n".join(html).encode("utf-8", "replace"), "utf-8")
        listed = read_section(root, url).found if root is not None else ()
        stories = {item.url: item for item in listed if item.kind is Kind.ARTICLE}
    return (*stories.values(), *((following,) if following else ()))


def _values(data: object) -> Iterator[dict[str, Any] | str]:
    """Every object and every string, in the order of the document."""
    waiting = [data]
    for _ in range(MAX_VALUES):
        if not waiting:
            return
        value = waiting.pop()
        if isinstance(value, dict):
            yield value
            waiting += reversed(value.values())
        elif isinstance(value, list):
            waiting += reversed(value)
        elif isinstance(value, str):
            yield value


def _story(named: Mapping[str, Any], url: str) -> Found | None:
    address = next((found for key in _ADDRESSES if (found := _address(named.get(key), url))), None)
    if address is None or is_trap(address):
        return None
    kind = guess(address)
    published, modified = _date_of(named, _PUBLISHED), _date_of(named, _MODIFIED)
    is_announced = published is not None or any(
        visible_length(_text(named.get(key))) >= HEADLINE_LENGTH for key in _HEADLINES
    )
    if kind != "article" and (not is_announced or kind == "other" or names_listing(address)):
        return None
    return Found(address, Kind.ARTICLE, date=published or modified, modified=modified)


def _address(value: object, url: str) -> str | None:
    if not isinstance(value, str) or not value.startswith(("http://", "https://", "/")):
        return None
    return absolute(url, value)


def _next_page(named: Mapping[str, Any], url: str) -> Found | None:
    for key in _NEXT & named.keys():
        value = named[key]
        if isinstance(value, dict):
            value = value.get("href") or value.get("url")
        if isinstance(value, str) and value.startswith(("http://", "https://", "/", "?")):
            found = absolute(url, value)
            if found is not None and found != url and same_site(found, url):
                return Found(found, Kind.FEED, next_page=True)
    return None


def _text(value: object) -> str:
    """A text, or the one that WordPress renders."""
    if isinstance(value, dict):
        value = value.get("rendered")
    return value if isinstance(value, str) else ""


def _date_of(named: Mapping[str, Any], keys: tuple[str, ...]) -> datetime | None:
    return next((date for key in keys if (date := _date(named.get(key))) is not None), None)


def _date(value: object) -> datetime | None:
    """A date as text, or in seconds or milliseconds since 1970."""
    if isinstance(value, str):
        return parse_date(value)
    if isinstance(value, int | float) and 1e8 < value < _LATEST:  # from 1973
        return datetime.fromtimestamp(value / 1000 if value > _MILLISECONDS else value, UTC)
    return None
