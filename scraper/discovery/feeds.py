"""Feeds: RSS 0.9 to 2.0, RDF, Atom (RFC 4287), JSON Feed 1.1; also malformed ones. Other JSON is
read by json_lists.py.

Feeds are parsed with lxml's recovering parser, and element names are compared without their
namespace. So a feed with an undeclared prefix, a bare ``&``, a wrong charset or a missing end still
gives its entries. feedparser was evaluated: it reads no test feed that this module does not, takes
thirty times as long, and its sanitising of HTML in entries is not needed here.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Iterator
from typing import Any

from lxml import etree

from scraper.discovery.dates import parse_date
from scraper.discovery.found import Found, Kind, Listing
from scraper.discovery.json_lists import read_json_list
from scraper.discovery.xml import as_utf8, clean_xml, local_name, xml_parser
from scraper.urls import absolute, origin_of

_ROOT = re.compile(rb"<\?xml|<(?:\w+:)?(?:rss|feed|rdf)\b", re.IGNORECASE)
_ENTRY_TAGS = frozenset({"item", "entry"})
_DATE_TAGS = ("pubdate", "published", "date", "issued", "created", "updated", "modified")
_MODIFIED_TAGS = ("updated", "modified")


def read_feed(body: bytes, url: str) -> Listing:
    """The stories of a feed, in feed order.

    Args:
        body: the feed's bytes, uncompressed.
        url: the feed's URL; relative links are resolved against it.
    """
    body = as_utf8(body)
    if is_json(body):
        return _read_json(body, url)
    start = _ROOT.search(body, 0, 4096)
    if start is None:
        return Listing(Kind.FEED, problem="is not a feed: no XML and no JSON in it")
    try:
        root = etree.fromstring(clean_xml(body[start.start() :]), xml_parser())
    except (etree.XMLSyntaxError, ValueError):
        root = None
    if root is None:
        return Listing(Kind.FEED, problem="is not a feed: its XML is broken from the start")
    found = _unique(_read_entries(root, url))
    return _listing(found, url, _origins(root))


def _listing(found: tuple[Found, ...], url: str, links: Iterable[str]) -> Listing:
    origins = dict.fromkeys(origin_of(link) for given in links if (link := absolute(url, given)))
    problem = None if found else "is a feed without entries"
    return Listing(Kind.FEED, found, problem, tuple(origins))


def _origins(root: etree._Element) -> Iterator[str]:
    """The link of the channel to its site, and the original URLs of its entries."""
    for element in root.iter():
        name, above = local_name(element.tag), element.getparent()
        text = (element.text or "").strip()
        if name == "origlink":
            yield text
        elif name == "link" and above is not None and local_name(above.tag) in ("channel", "feed"):
            href, relation = element.get("href"), element.get("rel", "alternate")
            yield (href or "") if href and relation == "alternate" else "" if href else text


def _read_entries(root: etree._Element, url: str) -> Iterator[Found]:
    base = absolute(url, root.get("{http://www.w3.org/XML/1998/namespace}base") or url) or url
    for element in root.iter():
        name = local_name(element.tag)
        if name in _ENTRY_TAGS:
            entry = _read_entry(element, base)
            if entry is not None:
                yield entry
        elif name == "link" and element.get("rel") == "next" and not _inside_entry(element):
            next_url = absolute(base, element.get("href") or "")
            if next_url is not None and next_url != url:
                yield Found(next_url, Kind.FEED, next_page=True)


def _inside_entry(element: etree._Element) -> bool:
    return any(local_name(above.tag) in _ENTRY_TAGS for above in element.iterancestors())


def _read_entry(entry: etree._Element, base: str) -> Found | None:
    link, dates = _url_and_dates(entry)
    if link is None:
        # An unclosed tag in the entry has made the following elements its descendants.
        link, more = _url_and_dates(entry.iterdescendants())
        dates = {**more, **dates}
    if link is None:
        link = next((str(v) for k, v in entry.attrib.items() if str(k).endswith("about")), None)
    found = absolute(base, link) if link else None
    if found is None:
        return None
    published = next((d for n in _DATE_TAGS if (d := parse_date(dates.get(n)))), None)
    modified = next((d for n in _MODIFIED_TAGS if (d := parse_date(dates.get(n)))), None)
    return Found(found, Kind.ARTICLE, date=published, modified=modified)


def _url_and_dates(elements: Iterable[etree._Element]) -> tuple[str | None, dict[str, str]]:
    """An entry's URL and its dates by element name.

    Of several URLs the most reliable is returned: origLink, then link, then a permalink guid or id.
    """
    link = permalink = original = None
    dates: dict[str, str] = {}
    for element in elements:
        name = local_name(element.tag)
        text = (element.text or "").strip()
        if name == "origlink":
            original = text
        elif name == "link":
            href = element.get("href")
            if href and element.get("rel", "alternate") == "alternate":
                # The first alternate that is an HTML page, not audio or PDF.
                media_type = element.get("type") or "text/html"
                link = link or (href if "html" in media_type else None)
            elif text:
                link = link or text
        elif name in ("guid", "id") and text[:4].lower() == "http":
            attributes = {str(key).lower(): value for key, value in element.attrib.items()}
            permalink = text if str(attributes.get("ispermalink")).lower() != "false" else None
        elif name in _DATE_TAGS and text:
            dates.setdefault(name, text)
    return original or link or permalink or None, dates


def is_json(body: bytes) -> bool:
    """Whether bytes can be JSON and no markup."""
    return body.lstrip(b"\xef\xbb\xbf \t\r\n")[:1] in (b"{", b"[")


def _read_json(body: bytes, url: str) -> Listing:
    """A JSON Feed, or the stories in JSON of another form."""
    try:
        data = json.loads(body.decode("utf-8-sig", "replace"))
    except (ValueError, RecursionError):
        return Listing(Kind.FEED, problem="is not a feed: its JSON is broken")
    if isinstance(data, dict) and "jsonfeed.org" in str(data.get("version")):
        return _read_json_feed(data, url)
    found = read_json_list(data, url)
    if not found and isinstance(data, dict) and "items" in data:
        return _read_json_feed(data, url)
    problem = None if found else "has no stories: no object in its JSON has the address of one"
    return Listing(Kind.FEED, found, problem)


def _read_json_feed(data: dict[str, Any], url: str) -> Listing:
    items = data.get("items")
    if not isinstance(items, list):
        return Listing(Kind.FEED, problem="is not a JSON Feed: it has no items")

    def entries() -> Iterator[Found]:
        for item in items:
            address = isinstance(item, dict) and (item.get("url") or item.get("external_url"))
            found = absolute(url, address) if isinstance(address, str) else None
            if found is not None:
                yield Found(
                    found,
                    Kind.ARTICLE,
                    date=parse_date(_text(item.get("date_published"))),
                    modified=parse_date(_text(item.get("date_modified"))),
                )
        next_url = absolute(url, _text(data.get("next_url")) or "")
        if next_url is not None and next_url != url:
            yield Found(next_url, Kind.FEED, next_page=True)

    return _listing(_unique(entries()), url, [_text(data.get("home_page_url")) or ""])


def _text(value: object) -> str | None:
    return value if isinstance(value, str) else None


def _unique(found: Iterator[Found]) -> tuple[Found, ...]:
    once: dict[str, Found] = {}
    for item in found:
        once.setdefault(item.url, item)
    return tuple(once.values())
