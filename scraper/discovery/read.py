"""Read a listing of any kind except robots.txt, with its format detected from its bytes.

The URL and the headers are not reliable: servers return a feed for a sitemap's URL or a page for a
feed's, and compress content without declaring it.
"""

from __future__ import annotations

import re
import zlib
from collections.abc import Mapping
from dataclasses import replace

from scraper.discovery.feeds import is_json, read_feed
from scraper.discovery.found import Found, Kind, Listing
from scraper.discovery.home import declared_feeds, usual_place
from scraper.discovery.sections import parse_html, read_section
from scraper.discovery.sitemaps import read_sitemap
from scraper.discovery.xml import as_utf8
from scraper.errors import InputError
from scraper.urls import absolute, origin_of, same_site

MAX_EXPANDED = 64_000_000
"""Bytes of a listing after decompression; the sitemap protocol allows 50 MB (52,428,800)."""

_LINK = re.compile(r"<([^>]{0,2000})>([^<]{0,500})")
_NEXT = re.compile(r"""\brel\s*=\s*(?:"[^"]*\bnext\b|'?next\b)""", re.IGNORECASE)
_ROOT = re.compile(rb"<(?:\w+:)?(urlset|sitemapindex|rss|feed|rdf|html|!doctype\s+html)\b", re.I)


def read_listing(
    kind: Kind, body: bytes, url: str, headers: Mapping[str, str] | None = None
) -> Listing:
    """The URLs in a feed, sitemap, section page or front page.

    Args:
        kind: the expected kind.
        body: its bytes, plain or gzip.
        url: its URL after redirects.
        headers: its response headers, names in lower case.
    """
    body, problem = _decompressed(body)
    if problem is not None:
        return Listing(kind, problem=problem)
    if not body.strip():
        return Listing(kind, problem="is empty")
    body = as_utf8(body)
    root = _ROOT.search(body, 0, 4096)
    name = root[1].lower() if root else b""
    if name in (b"urlset", b"sitemapindex"):
        return read_sitemap(body, url)
    if name in (b"rss", b"feed", b"rdf"):
        return _with_next_page(read_feed(body, url), url, headers or {})
    # A page may begin with a bracket, too.
    if is_json(body) and (kind is Kind.FEED or (root is None and kind is not Kind.SITEMAP)):
        return _with_next_page(read_feed(body, url), url, headers or {})
    if kind in (Kind.SECTION, Kind.HOME, Kind.ARCHIVE):
        return _read_page(kind, body, url, headers or {})
    if root is not None:
        problem = f"is a web page, not a {kind.name.lower()}: name it in sections if it has stories"
        return Listing(kind, problem=problem)
    return read_feed(body, url) if kind is Kind.FEED else read_sitemap(body, url)


def _with_next_page(listing: Listing, url: str, headers: Mapping[str, str]) -> Listing:
    """A listing with the next page that its Link header names (RFC 8288), if it has none."""
    if any(item.next_page for item in listing.found):
        return listing
    for address, parameters in _LINK.findall(headers.get("link", "")):
        if _NEXT.search(parameters):
            next_url = absolute(url, address.strip())
            if next_url is not None and next_url != url and same_site(next_url, url):
                found = (*listing.found, Found(next_url, Kind.FEED, next_page=True))
                return replace(listing, found=found)
    return listing


def _read_page(kind: Kind, body: bytes, url: str, headers: Mapping[str, str]) -> Listing:
    # Imported here: the fetching process imports this package but never reads a page.
    from scraper.extractors.parsing.decode import decode

    try:
        decoded = decode(body, headers)
    except InputError as error:
        return Listing(kind, problem=f"cannot be read: {error}")
    root = parse_html(decoded.utf8, "utf-8")
    if root is None:
        return Listing(kind, problem="has no markup")
    listing = read_section(root, url)
    if kind is not Kind.HOME:
        return listing
    feeds = tuple(declared_feeds(root, url)) or (usual_place(url, Kind.FEED),)
    robots = Found(origin_of(url) + "/robots.txt", Kind.ROBOTS)
    return Listing(Kind.HOME, (*feeds, robots, *listing.found))


def _decompressed(body: bytes) -> tuple[bytes, str | None]:
    """The decompressed body, and a problem or None.

    A sitemap.xml.gz is gzip by its media type, without a Content-Encoding.
    """
    if body[:2] != b"\x1f\x8b":
        return body, None
    inflater = zlib.decompressobj(wbits=31)
    try:
        expanded = inflater.decompress(body, MAX_EXPANDED)
    except zlib.error as error:
        return b"", f"is broken gzip: {error}"
    if inflater.unconsumed_tail:
        return b"", f"expands to more than {MAX_EXPANDED:,} bytes"
    return expanded, None
