"""RSS, Atom and JSON feeds, also malformed ones."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from scraper.discovery import Found, Kind, read_listing
from scraper.discovery.feeds import read_feed

URL = "https://example.org/feeds/news.xml"


def urls(body: bytes | str) -> list[str]:
    data = body.encode() if isinstance(body, str) else body
    return [found.url for found in read_feed(data, URL).found]


def test_rss_with_dates() -> None:
    listing = read_feed(
        b"""<?xml version="1.0"?><rss version="2.0"><channel><link>https://example.org/</link>
        <item><title>One</title><link>https://example.org/one?utm_source=rss</link>
          <pubDate>Fri, 17 May 2024 10:00:00 +0200</pubDate></item>
        <item><title>Two</title><link>/two</link></item>
        </channel></rss>""",
        URL,
    )
    date = datetime(2024, 5, 17, 8, tzinfo=UTC)
    assert listing.found == (
        Found("https://example.org/one", Kind.ARTICLE, date=date),
        Found("https://example.org/two", Kind.ARTICLE),
    )
    assert listing.problem is None


def test_atom_takes_the_page_not_its_audio_and_knows_changes() -> None:
    listing = read_feed(
        b"""<feed xmlns="http://www.w3.org/2005/Atom" xml:base="https://example.org/base/">
        <link rel="self" href="https://example.org/atom.xml"/>
        <link rel="next" href="?page=2"/>
        <entry><link rel="enclosure" href="a.mp3"/><link rel="alternate" type="audio/mpeg"
          href="b.mp3"/><link href="story"/><id>tag:example.org,2024:1</id>
          <published>2024-05-17T10:00:00Z</published><updated>2024-05-18T10:00:00Z</updated>
        </entry></feed>""",
        URL,
    )
    following, story = listing.found
    assert following == Found("https://example.org/base/?page=2", Kind.FEED, next_page=True)
    assert story.url == "https://example.org/base/story"
    assert (story.date, story.modified) == (
        datetime(2024, 5, 17, 10, tzinfo=UTC),
        datetime(2024, 5, 18, 10, tzinfo=UTC),
    )


def test_rdf_and_guid_and_original_link() -> None:
    assert urls(
        """<rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#"
        xmlns="http://purl.org/rss/1.0/"><item rdf:about="https://example.org/a"></item>
        <item><guid>https://example.org/b</guid></item>
        <item><guid isPermaLink="false">https://example.org/no</guid></item>
        <item xmlns:feedburner="f"><link>https://proxy.example/x</link>
        <feedburner:origLink>https://example.org/c</feedburner:origLink></item></rdf:RDF>"""
    ) == ["https://example.org/a", "https://example.org/b", "https://example.org/c"]


def test_a_json_feed_gives_its_addresses_dates_and_next_page() -> None:
    listing = read_feed(
        b"""{"version": "https://jsonfeed.org/version/1.1", "next_url": "https://example.org/2",
        "items": [{"id": "1", "url": "https://example.org/a", "date_published":
        "2024-05-17T10:00:00Z"}, {"external_url": "/b"}, {"url": 3}, "x"]}""",
        URL,
    )
    assert [found.url for found in listing.found] == [
        "https://example.org/a",
        "https://example.org/b",
        "https://example.org/2",
    ]


@pytest.mark.parametrize(
    "broken",
    [
        "<rss><channel><item><link>https://example.org/a?x=1&y=2</link></item></channel></rss>",
        "<rss><channel><item><link><![CDATA[https://example.org/a?x=1&y=2]]></link></item>",
        "\n\n <?xml version='1.0'?><rss><channel><item><link>https://example.org/a?x=1&amp;y=2",
        "<br/><b>Warning</b>: x in y.php<br/><rss><channel><item>"
        "<media:thumb url='a'/><link>https://example.org/a?x=1&#38;y=2</link></item></rss>",
        "<rss><item><title>A &nbsp; & <b>B</title><link>https://example.org/a?x=1&amp;y=2</link>",
        "<RSS><CHANNEL><ITEM><LINK>https://example.org/a?x=1&amp;y=2</LINK></ITEM></CHANNEL></RSS>",
    ],
)
def test_broken_feeds_give_what_is_in_them(broken: str) -> None:
    assert urls(broken) == ["https://example.org/a?x=1&y=2"]


def test_feeds_in_utf16_or_with_a_wrong_charset_are_read() -> None:
    text = "<item><title>é</title><link>https://example.org/a</link></item>"
    declared = f'<?xml version="1.0" encoding="utf-8"?><rss>{text}</rss>'
    assert urls(declared.encode("windows-1252")) == ["https://example.org/a"]
    assert urls(f'<?xml version="1.0" encoding="utf-16"?><rss>{text}</rss>'.encode("utf-16")) == [
        "https://example.org/a"
    ]
    assert urls(f'<?xml version="1.0" encoding="klingon"?><rss>{text}</rss>') == [
        "https://example.org/a"
    ]


@pytest.mark.parametrize(
    ("body", "problem"),
    [
        (b"", "is empty"),
        (
            b"<!doctype html><html><body>Not found</body></html>",
            "is a web page, not a feed: name it in sections if it has stories",
        ),
        (b"\x89PNG\r\n\x1a\n\x00\x00", "is not a feed"),
        (b'{"items": 3}', "is not a JSON Feed"),
        (b'{"a": 3}', "has no stories"),
        (b"{", "JSON is broken"),
        (b"<rss><channel></channel></rss>", "without entries"),
    ],
)
def test_what_is_no_feed_says_so(body: bytes, problem: str) -> None:
    listing = read_listing(Kind.FEED, body, URL)
    assert listing.found == ()
    assert listing.problem is not None
    assert problem in listing.problem


def test_entities_are_not_expanded_and_files_not_read() -> None:
    levels = "".join(f'<!ENTITY e{n + 1} "{f"&e{n};" * 10}">' for n in range(12))
    bomb = (
        f'<?xml version="1.0"?><!DOCTYPE rss [<!ENTITY e0 "aaaaaaaaaa">{levels}'
        '<!ENTITY file SYSTEM "file:///etc/passwd">]><rss><channel>'
        "<item><link>https://example.org/&e12;&file;</link></item>"
        "<item><link>https://example.org/good</link></item></channel></rss>"
    )
    found = urls(bomb)
    assert found[-1] == "https://example.org/good"
    assert not any("root" in url or len(url) > 100 for url in found)


def test_each_story_once_in_the_feeds_order() -> None:
    items = "".join(f"<item><link>/{name}</link></item>" for name in "abcabd")
    assert urls(f"<rss>{items}</rss>") == [f"https://example.org/{name}" for name in "abcd"]


def test_deep_nesting_and_long_text_are_survived() -> None:
    assert urls("<rss>" + "<a>" * 100_000) == []
    assert urls("<rss><item><link>https://example.org/" + "a" * 3_000_000) == []
