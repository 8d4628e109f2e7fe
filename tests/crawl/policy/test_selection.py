"""What a source wants: which URLs of a listing, in which order, and which pages."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from scraper.crawl.extraction.jobs import Extracted
from scraper.crawl.frontier.entries import Candidate
from scraper.crawl.policy.selection import Rules, candidates, next_pages, why_unwanted
from scraper.discovery import Found, Kind, Listing
from tests.crawl.policy.tasks import NOW, SITE, source, task

HOUR, DAY = 3600, 86400


def wanted(kind: Kind, *found: Found, of: Kind | None = None, **settings: object) -> list[str]:
    rules = Rules.of(source(**settings))
    listing = Listing(of or kind, found)
    return [c.url.removeprefix(SITE) for c in candidates(listing, task(kind), rules, NOW)]


def story(path: str, day: datetime | None = None) -> Found:
    return Found(path if "://" in path else SITE + path, Kind.ARTICLE, date=day)


def test_sitemap_gives_articles_and_neither_sections_nor_pictures() -> None:
    found = [story(p) for p in ("/", "/sport/", "/a.jpg", "/news/a-story-of-many-words")]
    assert wanted(Kind.SITEMAP, *found) == ["/news/a-story-of-many-words"]


def test_what_allow_names_is_an_article_whatever_it_looks_like() -> None:
    found = [story(p) for p in ("/sport/", "/news/a-story-of-many-words")]
    assert wanted(Kind.SITEMAP, *found, allow=["/sport/*"]) == ["/sport/"]


def test_the_sources_own_listings_are_no_articles_whoever_links_to_them() -> None:
    found = [story(p) for p in ("/town-and-country-news-today", "/news/a-story-of-many-words")]
    sections = SITE + "/town-and-country-news-today"
    for kind in (Kind.FEED, Kind.SITEMAP, Kind.SECTION):
        assert wanted(kind, *found, sections=sections) == ["/news/a-story-of-many-words"]


def test_other_sites_are_left_out_unless_most_of_a_feed_is_about_one() -> None:
    here, there = story("/one-story-of-many-words"), story("https://other.example/a-b-c-d")
    assert wanted(Kind.FEED, here, here, there) == [here.url.removeprefix(SITE)] * 2
    assert wanted(Kind.FEED, there, there, here) == [there.url] * 2 + [here.url.removeprefix(SITE)]
    assert wanted(Kind.SECTION, there, there) == []
    assert wanted(Kind.SECTION, there, allow=["https://other.example/*"]) == [there.url]


def test_rank_is_the_date_or_the_place_in_the_listing() -> None:
    old, future = datetime(2020, 1, 1, tzinfo=UTC), datetime(2090, 1, 1, tzinfo=UTC)
    found = (story("/a-b-c-d", old), story("/b-c-d-e", future), story("/c-d-e-f"))
    rules = Rules.of(source())
    ranks = [c.rank for c in candidates(Listing(Kind.FEED, found), task(Kind.FEED), rules, NOW)]
    assert ranks == [int(old.timestamp()), NOW, NOW - 2]
    (undated,) = candidates(Listing(Kind.SITEMAP, found[2:]), task(Kind.SITEMAP), rules, NOW)
    assert undated.rank == 0


def test_too_old_stories_and_sitemaps_are_left_out() -> None:
    old = datetime(2020, 1, 1, tzinfo=UTC)
    sitemap = Found(SITE + "/2020.xml", Kind.SITEMAP, date=old, modified=old)
    assert wanted(Kind.SITEMAP, story("/a-b-c-d", old), sitemap) == ["/a-b-c-d", "/2020.xml"]
    limits = {"age": "30d"}
    assert wanted(Kind.SITEMAP, story("/a-b-c-d", old), sitemap, limits=limits) == []


def test_only_stories_of_the_chosen_days_are_wanted() -> None:
    days = [datetime(2023, month, day, 12, tzinfo=UTC) for month, day in ((2, 28), (3, 1), (3, 31))]
    found = [story(f"/a-b-c-{day.month}-{day.day}", day) for day in days]
    later = story("/a-b-c-later", datetime(2023, 4, 1, tzinfo=UTC))
    limits = {"since": "2023-03-01", "until": "2023-03-31"}
    assert wanted(Kind.FEED, *found, later, story("/a-b-c-d"), limits=limits) == [
        "/a-b-c-3-1", "/a-b-c-3-31", "/a-b-c-d",
    ]  # fmt: skip
    assert wanted(Kind.FEED, *found, later, limits={"until": "2023-02-28"}) == ["/a-b-c-2-28"]


def test_a_story_that_was_only_changed_after_the_chosen_days_comes_last() -> None:
    after, within = (datetime(2023, month, 1, tzinfo=UTC) for month in (9, 3))
    changed = Found(SITE + "/a-b-c-d", Kind.ARTICLE, date=after, modified=after)
    rules = Rules.of(source(limits={"until": "2023-03-31"}))
    listing = Listing(Kind.SITEMAP, (changed, story("/b-c-d-e", within)))
    ranks = [c.rank for c in candidates(listing, task(Kind.SITEMAP), rules, NOW)]
    assert ranks == [0, int(within.timestamp())]


def test_sitemaps_of_other_months_are_left_out() -> None:
    now = datetime(2026, 1, 1, tzinfo=UTC)  # many indexes give it as the last change of all
    months = ["2022-11", "2023-01", "2023-03", "2023-04", "2023-09"]
    found = [
        Found(f"{SITE}/sitemap-{month}.xml", Kind.SITEMAP, date=now, modified=now)
        for month in months
    ]
    named = Found(SITE + "/sitemap-7.xml", Kind.SITEMAP, date=now, modified=now)
    limits = {"since": "2023-02-01", "until": "2023-03-31"}
    assert wanted(Kind.SITEMAP, *found, named, limits=limits) == [
        "/sitemap-2023-01.xml", "/sitemap-2023-03.xml", "/sitemap-2023-04.xml", "/sitemap-7.xml",
    ]  # fmt: skip


def test_only_a_front_page_leads_to_sections_and_depth_ends_it() -> None:
    section = Found(SITE + "/sport/", Kind.SECTION)
    assert wanted(Kind.HOME, section) == ["/sport/"]
    assert wanted(Kind.SECTION, section) == []
    assert wanted(Kind.HOME, section, limits={"depth": 0}) == []


def test_sitemaps_are_followed_from_the_front_page_over_robots_txt_and_two_indexes() -> None:
    listing = Listing(Kind.SITEMAP, (Found(SITE + "/2026.xml.gz", Kind.SITEMAP),))
    rules = Rules.of(source())

    def found(depth: int) -> list[int]:
        at = task(Kind.SITEMAP, depth=depth)
        return [candidate.depth for candidate in candidates(listing, at, rules, NOW)]

    assert [found(depth) for depth in range(6)] == [[1], [2], [3], [4], [], []]


def test_what_stands_further_from_the_start_counts_as_older() -> None:
    rules = Rules.of(source())
    listing = Listing(Kind.SECTION, (story("/a-b-c-d"), story("/b-c-d-e")))

    def ranks(depth: int, now: int) -> list[int]:
        at = task(Kind.SECTION, depth=depth)
        return [candidate.rank for candidate in candidates(listing, at, rules, now)]

    front_page, second_page = ranks(0, NOW), ranks(2, NOW + 60)
    assert front_page == sorted(front_page, reverse=True)
    assert max(second_page) < min(front_page), "though it was read a minute later"


def test_a_listings_own_site_and_the_one_that_its_start_moved_to_are_wanted() -> None:
    rules = Rules.of(source())
    listing = Listing(Kind.HOME, (story("https://example.net/a-b-c-d"),))
    start = task(Kind.HOME, is_start=True)
    assert candidates(listing, start, rules, NOW) == []
    assert len(candidates(listing, start, rules, NOW, frozenset({"example.net"}))) == 1
    section = task(Kind.SECTION, url="https://example.net/sport/")
    assert len(candidates(listing, section, rules, NOW)) == 1


def test_next_page_is_followed_within_the_depth() -> None:
    listing = Listing(Kind.SECTION, (Found(SITE + "/?page=2", Kind.SECTION, next_page=True),))
    rules = Rules.of(source())
    assert candidates(listing, task(Kind.SECTION), rules, NOW) == []
    assert next_pages(listing, task(Kind.SECTION), rules, NOW) == [
        Candidate(SITE + "/?page=2", Kind.SECTION, NOW - 1, 1, NOW - DAY, is_further=True)
    ]
    assert next_pages(listing, task(Kind.SECTION, depth=2), rules, NOW) == []


@pytest.mark.parametrize(
    ("page", "moved_to", "why"),
    [
        ({}, "/y", None),
        ({"noindex": True}, "/x", "noindex"),
        ({}, "/denied", "denied"),
        ({}, "https://other.example/x", "off_site"),
        ({}, "https://own.example/x", None),
        ({"page_type": "listing"}, "/x", "not_article:listing"),
        ({"page_type": "listing", "claims_article": True}, "/x", None),
        ({"language": "fr"}, "/x", "language:fr"),
        ({"language": None}, "/x", None),
        ({"published": NOW - 2 * DAY}, "/x", "too_old"),
        ({"published": NOW - HOUR}, "/x", None),
    ],
)
def test_a_page_gives_no_record_where_the_source_does_not_want_it(
    page: dict[str, object], moved_to: str, why: str | None
) -> None:
    rules = Rules.of(source(deny=["/denied"], languages=["en"], limits={"age": "1d"}))
    known = {"page_type": "article", "language": "en", **page}
    extracted = Extracted(b"{}", "id", **known)  # type: ignore[arg-type]
    url = moved_to if "://" in moved_to else SITE + moved_to
    sites = frozenset({"own.example"})
    assert why_unwanted(extracted, task(), url, rules, sites, NOW) == why
