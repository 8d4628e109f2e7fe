"""Sitemaps, their indexes and news sitemaps, also malformed ones."""

from __future__ import annotations

import gzip
from datetime import UTC, datetime

from scraper.discovery import Found, Kind, read_listing
from scraper.discovery.read import MAX_EXPANDED
from scraper.discovery.sitemaps import MAX_ENTRIES, read_sitemap

URL = "https://example.org/sitemap.xml"


def test_urls_with_dates_and_without_their_images() -> None:
    listing = read_sitemap(
        b"""<?xml version="1.0" encoding="UTF-8"?>
        <urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9" xmlns:image="i">
        <url><image:image><image:loc>https://example.org/a.jpg</image:loc></image:image>
          <loc> https://example.org/a </loc><lastmod>2024-05-17</lastmod></url>
        <url><loc>https://example.org/b?x=1&amp;y=2</loc></url>
        <url><loc>https://example.org/b?x=1&y=2</loc></url>
        <url><loc>nonsense:</loc></url>
        </urlset>""",
        URL,
    )
    day = datetime(2024, 5, 17, tzinfo=UTC)
    assert listing.found == (
        Found("https://example.org/a", Kind.ARTICLE, date=day, modified=day),
        Found("https://example.org/b?x=1&y=2", Kind.ARTICLE),
    )


def test_news_sitemap_tells_when_a_story_was_published() -> None:
    (story,) = read_sitemap(
        b"""<urlset xmlns:n="http://www.google.com/schemas/sitemap-news/0.9"><url>
        <loc>https://example.org/a</loc><lastmod>2024-05-18T10:00:00Z</lastmod>
        <n:news><n:publication_date>2024-05-17T10:00:00+02:00</n:publication_date></n:news>
        </url></urlset>""",
        URL,
    ).found
    assert story.date == datetime(2024, 5, 17, 8, tzinfo=UTC)
    assert story.modified == datetime(2024, 5, 18, 10, tzinfo=UTC)


def test_index_names_sitemaps() -> None:
    listing = read_sitemap(
        b"""<sitemapindex><sitemap><loc>https://example.org/2024-05.xml.gz</loc>
        <lastmod>2024-05-17T10:00:00Z</lastmod></sitemap></sitemapindex>""",
        URL,
    )
    assert [(found.kind, found.url) for found in listing.found] == [
        (Kind.SITEMAP, "https://example.org/2024-05.xml.gz")
    ]


def test_plain_list_and_gzip() -> None:
    body = b"\xef\xbb\xbfhttps://example.org/a\r\n\r\nhttps://example.org/b\nnot an address\n"
    for given in (body, gzip.compress(body)):
        listing = read_listing(Kind.SITEMAP, given, URL)
        assert [found.url for found in listing.found] == [
            "https://example.org/a",
            "https://example.org/b",
        ]


def test_feed_in_the_place_of_a_sitemap_is_read_as_one() -> None:
    body = b"<rss><channel><item><link>https://example.org/a</link></item></channel></rss>"
    listing = read_listing(Kind.SITEMAP, body, URL)
    assert (listing.kind, listing.found[0].url) == (Kind.FEED, "https://example.org/a")


def test_broken_sitemaps_give_what_was_read() -> None:
    whole = b"<urlset>" + b"".join(
        b"<url><loc>https://example.org/%d</loc></url>" % n for n in range(3)
    )
    assert len(read_sitemap(whole, URL).found) == 3
    assert len(read_sitemap(whole[:-30], URL).found) == 2
    assert len(read_sitemap(b"<html>x" + whole, URL).found) == 3
    problem = read_listing(Kind.SITEMAP, b"<html><body>Not found</body></html>", URL).problem
    assert problem == "is a web page, not a sitemap: name it in sections if it has stories"


def test_large_sitemap_is_read_as_a_stream_and_ends_at_the_limit() -> None:
    body = b"<urlset>" + b"".join(
        b"<url><loc>https://example.org/news/%d</loc><lastmod>2024-05-17</lastmod></url>" % n
        for n in range(MAX_ENTRIES + 20_000)
    )
    assert len(read_sitemap(body, URL).found) == MAX_ENTRIES


def test_entity_bomb_is_harmless() -> None:
    levels = "".join(f'<!ENTITY e{n + 1} "{f"&e{n};" * 10}">' for n in range(12))
    bomb = (
        f'<?xml version="1.0"?><!DOCTYPE u [<!ENTITY e0 "aaaaaaaaaa">{levels}]><urlset>'
        "<url><loc>https://example.org/&e12;</loc></url>"
        "<url><loc>https://example.org/good</loc></url></urlset>"
    )
    found = read_sitemap(bomb.encode(), URL).found
    assert found[-1].url == "https://example.org/good"


def test_gzip_bomb_and_broken_gzip_are_refused() -> None:
    bomb = gzip.compress(b"\0" * (MAX_EXPANDED + 1))
    problem = read_listing(Kind.SITEMAP, bomb, URL).problem
    assert problem is not None
    assert "expands to more than" in problem
    problem = read_listing(Kind.SITEMAP, b"\x1f\x8bnonsense", URL).problem
    assert problem is not None
    assert "broken gzip" in problem
