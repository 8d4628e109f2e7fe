from __future__ import annotations

from datetime import UTC, datetime

import pytest

from scraper.crawl.frontier import START_RANK, Candidate, State, Task, Visit
from scraper.crawl.plan import (
    DAY,
    LISTING_SELDOM,
    RETRY_AFTER,
    Rules,
    after_article,
    after_error,
    after_listing,
    after_unreadable,
    candidates,
    following,
)
from scraper.discovery import Found, Kind, Listing
from scraper.errors import (
    AddressRefused,
    FetchError,
    HTTPStatusError,
    NetworkError,
    RobotsDenied,
    TooLarge,
    TooManyRedirects,
)
from scraper.settings import Source

NOW = 1_700_000_000
SITE = "https://example.org"
HOUR = 3600


def source(**settings: object) -> Source:
    return Source.model_validate({"name": "a", "home": SITE + "/", **settings})


def task(kind: Kind = Kind.ARTICLE, *, is_start: bool = False, **known: object) -> Task:
    values: dict[str, object] = dict.fromkeys(
        ("first_visit", "visited", "interval", "etag", "last_modified", "body")
    )
    rank = START_RANK if is_start else NOW
    values |= {"id": 1, "url": SITE + "/x", "kind": kind, "lane": 1, "rank": rank, "depth": 0}
    return Task(**{**values, "attempts": 0, **known})  # type: ignore[arg-type]


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
    assert following(listing, task(Kind.SECTION), rules, NOW) == [
        Candidate(SITE + "/?page=2", Kind.SECTION, NOW - 1, 1)
    ]
    assert following(listing, task(Kind.SECTION, depth=2), rules, NOW) == []


DONE = Visit(State.DONE, NOW, etag='"1"')


def test_articles_are_looked_at_again_after_an_hour_six_a_day_and_a_week() -> None:
    first, looked = NOW, []
    now = NOW
    while True:
        known = task(first_visit=first if looked else None)
        visit = after_article(known, source(), now, DONE, published=NOW - 60, lively=False)
        if visit.next_visit is None:
            break
        looked.append(visit.next_visit - first)
        now = visit.next_visit
    assert looked == [HOUR, 6 * HOUR, DAY, 7 * DAY]
    assert visit.state is State.DONE
    assert visit.etag == '"1"'


def test_missed_looks_are_made_up_for_once() -> None:
    known = task(first_visit=NOW - 2 * DAY)
    visit = after_article(known, source(), NOW, DONE, published=None, lively=False)
    assert visit.next_visit == NOW + 5 * DAY


def test_old_stories_are_not_looked_at_again_and_live_ones_are() -> None:
    old = after_article(task(), source(), NOW, DONE, published=NOW - 8 * DAY, lively=False)
    assert old.state is State.DONE
    live = after_article(
        task(first_visit=NOW - 30 * DAY), source(), NOW, DONE, published=None, lively=True
    )
    assert live.next_visit == NOW + HOUR
    never = after_article(task(), source(revisit=[]), NOW, DONE, published=None, lively=True)
    assert never.state is State.DONE


def test_listing_that_changes_is_asked_as_often_as_allowed_one_that_does_not_daily() -> None:
    def intervals(news: list[int], **settings: object) -> list[int]:
        known, found = task(Kind.SECTION), []
        for new in news:
            visit = after_listing(known, new, source(**settings), NOW, DONE)
            assert visit.next_visit == NOW + (visit.interval or 0) - HOUR // 2
            known = task(Kind.SECTION, interval=visit.interval)
            found.append(visit.interval or 0)
        return found

    assert intervals([5] * 10, every="1h") == [HOUR] * 10
    quiet = intervals([0] * 20, every="1h")
    assert quiet == sorted(quiet)
    assert quiet[-1] == LISTING_SELDOM
    assert intervals([0] * 20 + [3] * 8, every="1h")[-1] == HOUR


def test_feeds_and_front_page_of_the_source_are_asked_in_every_pass() -> None:
    for kind in (Kind.FEED, Kind.HOME):
        known = task(kind, is_start=True, interval=DAY)
        assert after_listing(known, 0, source(every="1h"), NOW, DONE).interval == HOUR
    found = task(Kind.FEED, interval=HOUR)
    assert after_listing(found, 0, source(every="1h"), NOW, DONE).interval == HOUR * 3 // 2


@pytest.mark.parametrize("settings", [{"every": "15m"}, {"cron": "*/15 * * * *"}])
def test_a_listing_is_due_in_the_next_pass_though_it_was_read_late_in_its_own(
    settings: dict[str, object],
) -> None:
    late = NOW + 300
    visit = after_listing(task(Kind.FEED, is_start=True), 1, source(**settings), late, DONE)
    assert visit.next_visit is not None
    assert late < visit.next_visit < NOW + 900


@pytest.mark.parametrize(
    ("error", "state", "cause", "is_skip"),
    [
        (HTTPStatusError("x", url="u", status=404), State.FAILED, "http_404", False),
        (HTTPStatusError("x", url="u", status=410), State.FAILED, "http_410", False),
        (HTTPStatusError("x", url="u", status=403), State.WAITING, "http_403", False),
        (HTTPStatusError("x", url="u", status=503), State.WAITING, "http_503", False),
        (HTTPStatusError("x", url="u", status=429), State.WAITING, "http_429", False),
        (NetworkError("x", url="u"), State.WAITING, "network", False),
        (TooManyRedirects("x", url="u"), State.WAITING, "redirects", False),
        (RobotsDenied("x", url="u"), State.WAITING, "robots", True),
        (AddressRefused("x", url="u"), State.SKIPPED, "address_refused", True),
        (TooLarge("x", url="u"), State.SKIPPED, "too_large", True),
    ],
)
def test_what_a_failure_leaves_behind(
    error: FetchError, state: State, cause: str, is_skip: bool
) -> None:
    visit, told, skip = after_error(task(etag='"1"'), error, NOW)
    assert (visit.state, told, skip) == (state, cause, is_skip)
    assert (visit.etag, visit.cause) == ('"1"', cause)


def test_failing_pages_are_tried_at_growing_intervals_and_given_up() -> None:
    waits, attempts = [], 0
    while True:
        visit, _, _ = after_error(task(attempts=attempts), NetworkError("x", url="u"), NOW)
        if visit.state is not State.WAITING:
            break
        assert visit.next_visit is not None
        waits.append(visit.next_visit - NOW)
        attempts = visit.attempts
    assert tuple(waits) == RETRY_AFTER
    assert visit.state is State.FAILED


def test_start_addresses_are_never_given_up() -> None:
    known = task(Kind.FEED, is_start=True, attempts=100)
    for error in (
        HTTPStatusError("x", url="u", status=404),
        AddressRefused("x", url="u"),
        NetworkError("x", url="u"),
    ):
        visit, _, _ = after_error(known, error, NOW)
        assert (visit.state, visit.next_visit) == (State.WAITING, NOW + RETRY_AFTER[-1])


def test_page_that_breaks_the_extractor_is_tried_once_more() -> None:
    visit = after_unreadable(task(), "crash", NOW, lasting=True)
    assert (visit.state, visit.next_visit) == (State.WAITING, NOW + DAY)
    assert after_unreadable(task(attempts=1), "crash", NOW, True).state is State.FAILED
