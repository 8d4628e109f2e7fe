"""The feeds and sitemaps of a site, from its front page and its robots.txt.

What a site declares is believed; only where it declares nothing are the usual addresses tried.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from urllib.parse import urlsplit

from lxml import etree

from scraper.discovery.found import Found, Kind
from scraper.urls import absolute, origin_of, same_site

_FEED_TYPES = frozenset(
    {
        "application/rss+xml",
        "application/atom+xml",
        "application/rdf+xml",
        "application/feed+json",
        "application/rss",
        "application/atom",
        "text/rss+xml",
    }
)
_SITEMAP_LINE = re.compile(r"^\s*sitemap\s*:\s*(\S+)", re.IGNORECASE | re.MULTILINE)
_COMMENTS = re.compile(r"comments?(?:/|$|\.|_|-)", re.IGNORECASE)

USUAL_SITEMAPS = ("/sitemap.xml", "/sitemap_index.xml", "/news-sitemap.xml", "/sitemap-news.xml")
USUAL_FEEDS = ("/feed", "/rss", "/rss.xml", "/feed.xml", "/atom.xml", "/index.xml")


def declared_feeds(root: etree._Element, url: str) -> Iterator[Found]:
    """The feeds that a page declares (RSS autodiscovery; HTML ``link rel=alternate``)."""
    for link in root.iter("link"):
        rel = (link.get("rel") or "").lower().split()
        if "alternate" not in rel and "feed" not in rel:
            continue
        if (link.get("type") or "").strip().lower() not in _FEED_TYPES and "feed" not in rel:
            continue
        address = absolute(url, link.get("href") or "")
        # The comments' feed names the stories that are talked about, by addresses of comments.
        if address is not None and not _COMMENTS.search(urlsplit(address).path):
            yield Found(address, Kind.FEED)


def sitemaps_of_robots(body: bytes, url: str) -> Iterator[Found]:
    """The sitemaps that a robots.txt declares (sitemaps.org, "Submitting your Sitemaps")."""
    for match in _SITEMAP_LINE.finditer(body[:512_000].decode("utf-8-sig", "replace")):
        address = absolute(url, match[1])
        if address is not None and same_site(address, url):
            yield Found(address, Kind.SITEMAP)


def usual_places(url: str, *, feeds: bool, sitemaps: bool) -> Iterator[Found]:
    """The addresses that feeds and sitemaps commonly have on the site of ``url``, as guesses."""
    origin = origin_of(url)
    if feeds:
        yield from (Found(origin + path, Kind.FEED, guess=True) for path in USUAL_FEEDS)
    if sitemaps:
        yield from (Found(origin + path, Kind.SITEMAP, guess=True) for path in USUAL_SITEMAPS)
