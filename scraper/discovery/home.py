"""The feeds that a front page declares, and common locations of feeds and sitemaps.

Common locations are tried only if a site declares nothing.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from urllib.parse import urlsplit

from lxml import etree

from scraper.discovery.found import Found, Kind
from scraper.urls import absolute, origin_of

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
        # A comment feed lists the URLs of comments, not of stories.
        if address is not None and not _COMMENTS.search(urlsplit(address).path):
            yield Found(address, Kind.FEED)


def usual_places(url: str, *, feeds: bool, sitemaps: bool) -> Iterator[Found]:
    """Common feed and sitemap URLs on the site of ``url``: guesses for sites that declare none."""
    origin = origin_of(url)
    if feeds:
        yield from (Found(origin + path, Kind.FEED) for path in USUAL_FEEDS)
    if sitemaps:
        yield from (Found(origin + path, Kind.SITEMAP) for path in USUAL_SITEMAPS)


def is_usual_place(url: str) -> bool:
    """Whether a URL may be a guess of ``usual_places``, so that an error there is expected."""
    return url.removeprefix(origin_of(url)) in (*USUAL_FEEDS, *USUAL_SITEMAPS)
