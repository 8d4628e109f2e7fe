"""When a URL is fetched again, by what its last visit brought."""

from __future__ import annotations

from dataclasses import replace

import pytest

from scraper.crawl.frontier.entries import DAY, Task, Visit
from scraper.crawl.frontier.frontier import PAST_SITEMAP_INTERVAL
from scraper.crawl.frontier.states import State
from scraper.crawl.policy.revisits import (
    MAX_LISTING_INTERVAL,
    MAX_PAST_SITEMAP_INTERVAL,
    RETRY_PAGE,
    after_article,
    after_error,
    after_listing,
    after_unreadable,
)
from scraper.discovery import Kind
from scraper.errors import (
    AddressRefused,
    FetchError,
    HTTPStatusError,
    NetworkError,
    RobotsDenied,
    TooLarge,
    TooManyRedirects,
)
from tests.crawl.policy.tasks import NOW, source, task

HOUR = 3600

DONE = Visit(State.DONE, NOW, etag='"1"')


def test_articles_are_looked_at_again_after_an_hour_six_a_day_and_a_week() -> None:
    first, looked = NOW, []
    now = NOW
    while True:
        known = task(first_visit=first if looked else None)
        visit = after_article(
            known, source(), now, DONE, published=NOW - 60, lively=False, changed=True
        )
        if visit.next_visit is None:
            break
        looked.append(visit.next_visit - first)
        now = visit.next_visit
    assert looked == [HOUR, 6 * HOUR, DAY, 7 * DAY]
    assert visit.state is State.DONE
    assert visit.etag == '"1"'


def test_missed_looks_are_made_up_for_once() -> None:
    known = task(first_visit=NOW - 2 * DAY)
    visit = after_article(known, source(), NOW, DONE, published=None, lively=False, changed=True)
    assert visit.next_visit == NOW + 5 * DAY


def test_old_stories_are_not_looked_at_again_and_live_ones_are() -> None:
    old = after_article(
        task(), source(), NOW, DONE, published=NOW - 8 * DAY, lively=False, changed=True
    )
    assert old.state is State.DONE
    for published, looks in ((NOW - 4 * HOUR, True), (NOW - 8 * DAY, False)):
        soon = after_article(
            task(),
            source(revisit=["30m"]),
            NOW,
            DONE,
            published=published,
            lively=False,
            changed=True,
        )
        assert (soon.next_visit == NOW + HOUR // 2) is looks
    live = after_article(
        task(first_visit=NOW - 30 * DAY),
        source(),
        NOW,
        DONE,
        published=None,
        lively=True,
        changed=True,
    )
    assert live.next_visit == NOW + HOUR
    never = after_article(
        task(), source(revisit=[]), NOW, DONE, published=None, lively=True, changed=True
    )
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
    assert quiet[-1] == MAX_LISTING_INTERVAL
    assert intervals([0] * 20 + [3] * 8, every="1h")[-1] == HOUR


def test_a_sitemap_of_the_past_waits_up_to_a_month_until_something_is_new_in_it() -> None:
    def interval(start: int | None, *, new: int = 0, visited: int | None = NOW - DAY) -> int:
        known = task(Kind.SITEMAP, interval=start, visited=visited)
        visit = after_listing(known, new, source(every="1h"), NOW, DONE)
        assert visit.next_visit == NOW + (visit.interval or 0) - HOUR // 2
        return visit.interval or 0

    assert interval(PAST_SITEMAP_INTERVAL, new=500, visited=None) == PAST_SITEMAP_INTERVAL
    waited = PAST_SITEMAP_INTERVAL
    for _ in range(20):
        assert interval(waited) >= waited
        waited = interval(waited)
    assert waited == MAX_PAST_SITEMAP_INTERVAL
    assert interval(waited, new=1) == DAY // 2
    assert interval(DAY) == DAY, "of others nobody says when they change"


def test_a_listing_is_believed_the_less_the_more_often_nothing_had_changed() -> None:
    waits, interval = [], None
    for _ in range(12):
        known = task(first_visit=NOW - 99 * DAY, visited=NOW - DAY, interval=interval)
        visit = after_article(
            known, source(), NOW, DONE, published=None, lively=False, changed=False
        )
        interval = visit.interval
        waits.append(interval)
    assert waits[:3] == [2 * HOUR, 4 * HOUR, 8 * HOUR]
    assert waits[-1] == 30 * DAY
    revisit = task(visited=NOW - DAY, next_visit=NOW, interval=2 * HOUR)
    visit = after_article(revisit, source(), NOW, DONE, published=None, lively=False, changed=False)
    assert visit.interval == 2 * HOUR, "no listing had said that it has changed"
    visit = after_article(known, source(), NOW, DONE, published=None, lively=False, changed=True)
    assert visit.interval is None


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
        (HTTPStatusError("x", url="u", status=404), State.WAITING, "http_404", False),
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
def test_each_fetch_error_gives_a_state_and_a_cause_and_keeps_the_etag(
    error: FetchError, state: State, cause: str, is_skip: bool
) -> None:
    visit, told, skip = after_error(task(etag='"1"'), error, NOW)
    assert (visit.state, told, skip) == (state, cause, is_skip)
    assert (visit.etag, visit.cause) == ('"1"', cause)


def waits_of(known: Task, error: FetchError) -> tuple[int, ...]:
    """Seconds between the tries of a page that always fails, until it is given up."""
    waits, now = list[int](), NOW
    while True:
        visit, _, _ = after_error(replace(known, attempts=len(waits)), error, now)
        if visit.state is not State.WAITING:
            assert visit.state is State.FAILED
            return tuple(waits)
        assert visit.next_visit is not None
        waits.append(visit.next_visit - now)
        now = visit.next_visit


def test_failing_pages_are_tried_at_growing_intervals_and_given_up() -> None:
    assert waits_of(task(), NetworkError("x", url="u")) == RETRY_PAGE
    assert sum(RETRY_PAGE) > 40 * DAY, "an outage of weeks does not lose its stories"


def test_a_page_that_is_refused_is_tried_again_after_a_wall_of_weeks() -> None:
    for error in (HTTPStatusError("x", url="u", status=403), TooManyRedirects("x", url="u")):
        assert waits_of(task(), error) == (DAY, 7 * DAY, 30 * DAY)


def test_a_new_story_that_is_missing_is_tried_again_an_old_one_is_not() -> None:
    missing, gone = (HTTPStatusError("x", url="u", status=status) for status in (404, 410))
    assert waits_of(task(), missing) == (600, DAY)
    assert waits_of(task(rank=NOW - 3 * DAY), missing) == ()
    assert waits_of(task(), gone) == ()
    known = task(rank=NOW - 30 * DAY, body_hash=1)
    assert waits_of(known, missing) == waits_of(known, gone) == (DAY,)


def test_a_page_that_robots_txt_forbids_is_tried_daily_and_not_counted_as_failed() -> None:
    attempts = 0
    for _ in range(20):
        visit, _, _ = after_error(task(attempts=attempts), RobotsDenied("x", url="u"), NOW)
        assert (visit.state, visit.next_visit) == (State.WAITING, NOW + DAY)
        attempts = visit.attempts
    # Once it is allowed, a first failure does not give it up.
    visit, _, _ = after_error(task(attempts=attempts), NetworkError("x", url="u"), NOW)
    assert (visit.state, visit.next_visit) == (State.WAITING, NOW + RETRY_PAGE[0])


def test_start_addresses_are_never_given_up() -> None:
    known = task(Kind.FEED, is_start=True, attempts=100)
    for error in (
        HTTPStatusError("x", url="u", status=404),
        AddressRefused("x", url="u"),
        NetworkError("x", url="u"),
    ):
        visit, _, _ = after_error(known, error, NOW)
        assert (visit.state, visit.next_visit) == (State.WAITING, NOW + 6 * HOUR)


def test_listings_survive_an_outage_of_weeks() -> None:
    section = task(Kind.SECTION, attempts=100, body_hash=1)
    visit, _, _ = after_error(section, HTTPStatusError("x", url="u", status=503), NOW)
    assert (visit.state, visit.next_visit) == (State.WAITING, NOW + 3 * DAY)
    gone = HTTPStatusError("x", url="u", status=404)
    visit, _, _ = after_error(task(Kind.SECTION, body_hash=1), gone, NOW)
    assert (visit.state, visit.next_visit) == (State.WAITING, NOW + DAY)
    assert after_error(task(Kind.SECTION, attempts=1, body_hash=1), gone, NOW)[0].state is (
        State.FAILED
    )
    assert after_error(task(Kind.FEED), gone, NOW)[0].state is State.FAILED, "a wrong guess"


def test_page_that_breaks_the_extractor_is_tried_once_more() -> None:
    visit = after_unreadable(task(), "crash", NOW, lasting=True)
    assert (visit.state, visit.next_visit) == (State.WAITING, NOW + DAY)
    assert after_unreadable(task(attempts=1), "crash", NOW, True).state is State.FAILED
