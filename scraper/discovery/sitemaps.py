"""Sitemaps (sitemaps.org 0.9): index, news sitemap, plain list. The caller decompresses them.

They are read as a stream of parser events, so that a sitemap of 50,000 URLs and 50 MB needs no
memory for an element tree.
"""

from __future__ import annotations

import re

from lxml import etree

from scraper.discovery.dates import date_in_url, parse_date
from scraper.discovery.found import Found, Kind, Listing
from scraper.discovery.xml import clean_xml, local_name, xml_parser
from scraper.urls import absolute

_START = re.compile(rb"<\?xml|<(?:\w+:)?(?:urlset|sitemapindex)\b", re.IGNORECASE)
MAX_ENTRIES = 60_000
"""The protocol allows 50,000 URLs per file; some generators exceed it slightly."""


def read_sitemap(body: bytes, url: str) -> Listing:
    """The URLs in a sitemap, or of the sitemaps in a sitemap index, in file order."""
    match = _START.search(body, 0, 4096)
    if match is None:
        return _read_plain(body, url)
    collector = _EntryCollector(url)
    parser = xml_parser(collector)
    body = clean_xml(body[match.start() :])
    try:
        # Fed in chunks, so that parsing can stop when the limit is reached.
        for start in range(0, len(body), 1 << 16):
            parser.feed(body[start : start + (1 << 16)])
            if len(collector.found) >= MAX_ENTRIES:
                break
        parser.close()
    except (etree.XMLSyntaxError, ValueError, AssertionError):
        pass  # a malformed file gives the entries read so far
    found = tuple(collector.found.values())
    return Listing(Kind.SITEMAP, found, None if found else "is a sitemap without addresses")


def _read_plain(body: bytes, url: str) -> Listing:
    found: dict[str, Found] = {}
    for line in body.decode("utf-8-sig", "replace").splitlines()[:MAX_ENTRIES]:
        line = line.strip()
        address = absolute(url, line) if line[:4].lower() == "http" else None
        if address is not None:
            found.setdefault(address, Found(address, Kind.ARTICLE, date=date_in_url(address)))
    problem = None if found else "is not a sitemap: no XML, and no line that is an address"
    return Listing(Kind.SITEMAP, tuple(found.values()), problem)


class _EntryCollector:
    """Target of lxml's parser: collects the direct children of each ``url`` and ``sitemap``."""

    def __init__(self, url: str) -> None:
        self.url = url
        self.found: dict[str, Found] = {}
        self._path: list[str] = []
        self._text: list[str] = []
        self._entry: dict[str, str] = {}

    def start(self, tag: str, attributes: object) -> None:
        name = local_name(tag)
        self._path.append(name)
        self._text.clear()
        if name in ("url", "sitemap"):
            self._entry = {}

    def data(self, text: str) -> None:
        if self._path and self._path[-1] in ("loc", "lastmod", "publication_date"):
            self._text.append(text)

    def end(self, tag: str) -> None:
        name = self._path.pop() if self._path else ""
        parent = self._path[-1] if self._path else ""
        if name in ("url", "sitemap"):
            self._add_entry(name)
        # <image:loc> is one level deeper than the page's own <loc>; so is a news date.
        elif (name in ("loc", "lastmod") and parent in ("url", "sitemap")) or (
            name == "publication_date"
        ):
            self._entry.setdefault(name, "".join(self._text).strip())
        self._text.clear()

    def close(self) -> None:
        pass

    def _add_entry(self, name: str) -> None:
        address = absolute(self.url, self._entry.get("loc", ""))
        if address is None or len(self.found) >= MAX_ENTRIES:
            return
        changed = parse_date(self._entry.get("lastmod"))
        published = parse_date(self._entry.get("publication_date")) or date_in_url(address)
        kind = Kind.SITEMAP if name == "sitemap" else Kind.ARTICLE
        self.found.setdefault(
            address, Found(address, kind, date=published or changed, modified=changed)
        )
