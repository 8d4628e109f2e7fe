"""The feeds that a front page declares, and common locations of feeds and sitemaps.

Common locations are tried only if a site declares nothing, one after another until one is there.
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
_USUAL = {Kind.FEED: USUAL_FEEDS, Kind.SITEMAP: USUAL_SITEMAPS}


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


def usual_place(url: str, kind: Kind) -> Found:
    """The most common feed or sitemap URL on the site of ``url``: a guess for sites that declare
    none."""
    return Found(origin_of(url) + _USUAL[kind][0], kind)


def next_usual_place(url: str, kind: Kind) -> Found | None:
    """What to try if a guess was wrong; None after the last."""
    origin, places = origin_of(url), _USUAL[kind]
    position = places.index(url.removeprefix(origin)) + 1
    return Found(origin + places[position], kind) if position < len(places) else None


def is_usual_place(url: str, kind: Kind) -> bool:
    """Whether a URL may be such a guess, so that an error there is expected."""
    return url.removeprefix(origin_of(url)) in _USUAL.get(kind, ())
