"""Story links of section pages, and their next pages."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from scraper.discovery import Found, Kind, Listing, read_listing
from scraper.discovery.home import USUAL_FEEDS, is_usual_place, next_usual_place

URL = "https://example.org/sport/"


def read(markup: str, kind: Kind = Kind.SECTION, url: str = URL) -> Listing:
    return read_listing(kind, f"<!doctype html><html><body>{markup}</body></html>".encode(), url)


def articles(markup: str, url: str = URL) -> list[str]:
    return [f.url for f in read(markup, url=url).found if f.kind is Kind.ARTICLE]


def test_stories_are_told_from_navigation() -> None:
    listing = read(
        """<header><nav class="main-nav"><a href="/world/">World</a><a href="/sport/">Sport</a>
        </nav></header><main>
        <article><a href="/sport/derby-ends-in-a-draw"><img alt="x"></a>
        <h3><a href="/sport/derby-ends-in-a-draw">Derby ends in a draw</a></h3></article>
        <div><a href="/s/81234567.html">Keeper signs</a></div>
        <div><a href="/odd-one/x/y">A long headline over an address that says nothing</a></div>
        </main><footer><a href="/imprint-and-terms-of-use-page">Imprint and terms</a>
        <a href="/photo.jpg">Photo</a><a href="mailto:a@b.example">Mail</a></footer>"""
    )
    assert [(found.kind, found.url) for found in listing.found] == [
        (Kind.SECTION, "https://example.org/world/"),
        (Kind.ARTICLE, "https://example.org/sport/derby-ends-in-a-draw"),
        (Kind.ARTICLE, "https://example.org/s/81234567.html"),
        (Kind.ARTICLE, "https://example.org/odd-one/x/y"),
    ]


def test_a_headline_in_a_heading_outweighs_a_short_address_or_a_query() -> None:
    headline = "<h2><a href='{}'>The final is moved to Sunday evening</a></h2>"
    stories = ["/sport/final", "/interview", "/?story=3", "/n/20240517"]
    listings = ["/tag/final", "/topics/harbour", "/?cat=3", "/archive", "/?q=final"]
    markup = "".join(headline.format(path) for path in (*stories, *listings))
    found = articles(markup + "<p><a href='/sport/final'>more</a></p>")
    assert found == ["https://example.org" + path for path in stories]


def test_a_headline_that_is_no_heading_or_is_in_a_menu_too_leaves_a_short_address_a_section() -> (
    None
):
    text = "All that happens in the town of Marrow"
    assert articles(f"<p><a href='/marrow'>{text}</a></p>") == []
    heading = f"<h2><a href='/marrow'>{text}</a></h2>"
    assert articles(f"<nav><a href='/marrow'>Marrow</a></nav>{heading}") == []


def test_headline_in_a_script_without_spaces() -> None:
    assert articles('<a href="/odd/x/y">港口大桥今日恢复通车</a><a href="/odd/x/z">体育</a>') == [
        "https://example.org/odd/x/y"
    ]


def test_date_beside_the_link() -> None:
    (story,) = read(
        '<li><a href="/sport/derby-ends-in-a-draw">Derby</a>'
        '<time datetime="2024-05-17T10:00:00Z">today</time></li>'
    ).found
    assert story.date == datetime(2024, 5, 17, 10, tzinfo=UTC)


def test_nofollow_scripts_and_the_page_itself_are_left_out() -> None:
    assert (
        read(
            '<a rel="nofollow" href="/sport/derby-ends-in-a-draw">x</a>'
            '<script><a href="/sport/one-two-three-four">x</a></script>'
            '<template><a href="/sport/one-two-three-five">x</a></template>'
            '<a href="/sport/#top">top</a><a href="">here</a>'
        ).found
        == ()
    )


def test_relative_links_start_from_base_href() -> None:
    markup = '<base href="https://example.org/deep/"><a href="a-story-of-many-words">x</a>'
    assert articles(markup) == ["https://example.org/deep/a-story-of-many-words"]


@pytest.mark.parametrize(
    ("url", "markup", "following"),
    [
        (URL, '<link rel="next" href="?page=2">', "https://example.org/sport/?page=2"),
        (URL, '<a rel="next" href="/sport/page/2/">x</a>', "https://example.org/sport/page/2/"),
        (URL, '<a href="/sport/page/2/">2</a>', "https://example.org/sport/page/2/"),
        (URL, '<a href="/sport/?page=2">2</a><a href="/sport/?page=3">3</a>',
         "https://example.org/sport/?page=2"),
        (URL + "page/2/", '<a href="/sport/page/1/">1</a><a href="/sport/page/3/">3</a>',
         "https://example.org/sport/page/3/"),
        (URL + "?page=9", '<a href="/sport/?page=10">10</a>', "https://example.org/sport/?page=10"),
        (URL, '<a href="/sport/page/7/">7</a>', None),
        (URL, '<a href="/world/page/2/">2</a>', None),
        (URL, '<a rel="next" href="https://elsewhere.example/2">x</a>', None),
    ],
)  # fmt: skip
def test_which_link_is_the_next_page(url: str, markup: str, following: str | None) -> None:
    found = [f.url for f in read(markup, url=url).found if f.next_page]
    assert found == ([following] if following else [])


def test_calendars_and_growing_paths_are_traps() -> None:
    listing = read(
        '<a href="/2024/05/17/">17</a><a href="/2024/05/18/">18</a>'
        '<a href="/a/b/a/b/a/b/story-of-very-many-words">x</a>'
    )
    assert listing.found == ()


def test_home_page_declares_its_feeds() -> None:
    listing = read_listing(
        Kind.HOME,
        b"""<html><head>
        <link rel="alternate" type="application/rss+xml" href="/rss.xml">
        <link rel="alternate" type="application/rss+xml" href="/comments/feed/">
        <link rel="alternate" hreflang="de" href="/de/">
        </head><body><a href="/world/">World</a></body></html>""",
        "https://example.org/",
    )
    assert listing.found == (
        Found("https://example.org/rss.xml", Kind.FEED),
        Found("https://example.org/robots.txt", Kind.ROBOTS),
        Found("https://example.org/world/", Kind.SECTION),
    )


def test_home_page_without_feeds_has_the_usual_ones_tried() -> None:
    listing = read("<a href='/world/'>World</a>", Kind.HOME, "https://example.org/")
    guesses = [found.url for found in listing.found if found.kind is Kind.FEED]
    assert guesses == ["https://example.org/feed"]
    tried = [Found(guesses[0], Kind.FEED)]
    while (place := next_usual_place(tried[-1].url, Kind.FEED)) is not None:
        tried.append(place)
    assert [place.url for place in tried] == ["https://example.org" + at for at in USUAL_FEEDS]
    assert all(is_usual_place(place.url, Kind.FEED) for place in tried)
    assert not is_usual_place("https://example.org/news/feed", Kind.FEED)


@pytest.mark.parametrize("body", [b"", b"\0" * 100, b"plain words", b"\x89PNG\r\n\x1a\n\0\0"])
def test_pages_without_links_say_so(body: bytes) -> None:
    listing = read_listing(Kind.SECTION, body, URL)
    assert listing.found == ()
    assert listing.problem


def test_hostile_markup_is_survived() -> None:
    assert read("<div>" * 200_000).found == ()
    many = "".join(f'<a href="/n/{n}-story-of-many-words">x</a>' for n in range(20_000))
    assert len(articles(many)) == 5000
