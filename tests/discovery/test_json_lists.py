"""Stories in JSON that is no JSON Feed, as the "load more" buttons of sites get it."""

from __future__ import annotations

import json
from datetime import UTC, datetime

import pytest

from scraper.discovery import Found, Kind, Listing, read_listing

URL = "https://example.org/api/more?page=1"
STORY = "/news/the-harbour-bridge-opens-again-12345"


def read(data: object, kind: Kind = Kind.FEED, **headers: str) -> Listing:
    return read_listing(kind, json.dumps(data).encode(), URL, headers)


def urls(data: object) -> list[str]:
    return [found.url.removeprefix("https://example.org") for found in read(data).found]


def test_posts_of_wordpress() -> None:
    post = {
        "id": 7, "date": "2024-05-17T12:00:00", "date_gmt": "2024-05-17T10:00:00",
        "modified_gmt": "2024-05-18T10:00:00", "guid": {"rendered": "https://example.org/?p=7"},
        "link": "https://example.org/bridge/", "title": {"rendered": "The bridge opens again"},
        "content": {"rendered": "<p>As <a href='/news/we-told-in-march-12'>told in March</a></p>"},
        "_links": {"self": [{"href": "https://example.org/wp-json/wp/v2/posts/7"}],
                   "author": [{"href": "https://example.org/wp-json/wp/v2/users/2"}]},
    }  # fmt: skip
    listing = read([post], link='<https://example.org/wp-json/x?page=2>; rel="next"')
    assert listing.found == (
        Found(
            "https://example.org/bridge/",
            Kind.ARTICLE,
            date=datetime(2024, 5, 17, 10, tzinfo=UTC),
            modified=datetime(2024, 5, 18, 10, tzinfo=UTC),
        ),
        Found("https://example.org/wp-json/x?page=2", Kind.FEED, next_page=True),
    )
    assert listing.problem is None


@pytest.mark.parametrize("published", ["2024-05-17T10:00:00Z", 1715940000, 1715940000000])
@pytest.mark.parametrize("key", ["publishedAt", "published_at", "datePublished", "timestamp"])
def test_dates_as_text_or_number_under_usual_names(key: str, published: object) -> None:
    (story,) = read({"data": {"items": [{"url": STORY, key: published}]}}).found
    assert story.date == datetime(2024, 5, 17, 10, tzinfo=UTC)


def test_stories_are_told_from_authors_sections_and_pictures() -> None:
    story = {
        "headline": "The harbour bridge opens again", "path": "/harbour/bridge",
        "image": {"url": "/pictures/the-harbour-bridge-opens-again-12345.jpg"},
        "author": {"name": "Ann Example of the harbour desk", "url": "/author/ann-example"},
        "section": {"title": "Harbour", "url": "/harbour/"},
    }  # fmt: skip
    menu = [{"title": "Sport", "url": "/sport/"}, {"title": "Log in", "url": "/login"}]
    assert urls({"menu": menu, "stories": [story, {"link": STORY}]}) == ["/harbour/bridge", STORY]


@pytest.mark.parametrize(
    "following",
    [
        {"next": "/api/more?page=2"},
        {"paging": {"nextUrl": "https://example.org/api/more?page=2"}},
        {"links": {"next": {"href": "?page=2"}}},
    ],
)
def test_the_next_page_is_followed(following: dict[str, object]) -> None:
    data = {"stories": [{"url": STORY, "next": "/news/another-story-of-many-words-12"}]}
    assert read({**data, **following}).found[1:] == (
        Found("https://example.org/api/more?page=2", Kind.FEED, next_page=True),
    )
    assert urls({**data, "next": URL}) == urls({**data, "next": 2}) == [STORY]
    assert urls({**data, "next": "https://other.example/more"}) == [STORY]


def test_html_in_a_string_is_read_if_there_is_nothing_else() -> None:
    html = f"<div><h3><a href='{STORY}'>The harbour bridge opens again</a></h3></div>"
    assert urls({"html": html, "more": True}) == [STORY]
    assert urls(["success", html]) == [STORY]


def test_json_is_read_wherever_a_source_names_it() -> None:
    for kind in (Kind.SECTION, Kind.HOME, Kind.ARCHIVE):
        assert len(read({"stories": [{"url": STORY}]}, kind).found) == 1


def test_a_page_that_begins_with_a_bracket_is_a_page() -> None:
    page = f"[ad]<html><body><a href='{STORY}'>The harbour bridge opens again</a></body></html>"
    assert len(read_listing(Kind.SECTION, page.encode(), URL).found) == 1


@pytest.mark.parametrize("data", [{}, [], {"error": "no such page"}, [[[]]], {"url": 3}, "<a"])
def test_json_without_stories_says_so(data: object) -> None:
    listing = read(data)
    assert listing.found == ()
    assert listing.problem


def test_hostile_json_is_survived() -> None:
    deep = b"[" * 200_000 + b"]" * 200_000
    wide = json.dumps([{"url": "/x", "a": [{}] * 400}] * 2000).encode()
    number = b'[{"url": "/news/a-story-of-many-words", "date": ' + b"9" * 5000 + b"}]"
    for body in (deep, wide, number, b'[{"url": "/news/a-b-c-d", "date": 1e999}]', b"[\xff"):
        assert read_listing(Kind.FEED, body, URL).kind is Kind.FEED


def test_a_number_that_is_no_date_costs_no_story() -> None:
    for number in ("1" + "0" * 400, "-1" + "0" * 400, "1e999", "NaN", "1e20", "true"):
        body = f'[{{"url": "{STORY}", "date": {number}}}]'.encode()
        (story,) = read_listing(Kind.FEED, body, URL).found
        assert story.date is None
