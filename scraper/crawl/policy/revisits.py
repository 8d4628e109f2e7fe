"""When a URL is fetched again, by what its last visit brought.

Pure functions of the task, its outcome and the time. Which URLs a source wants is decided in
selection.py.
"""

from __future__ import annotations

from dataclasses import replace

from scraper.crawl.frontier.entries import DAY, FURTHER_INTERVAL, Task, Visit, is_page
from scraper.crawl.frontier.states import State
from scraper.crawl.policy.timing import interval_of
from scraper.discovery import Kind
from scraper.errors import (
    AddressRefused,
    FetchError,
    HTTPStatusError,
    RobotsDenied,
    TooLarge,
    TooManyRedirects,
)
from scraper.settings import Source

RETRY_LISTING = (600, 3600, 6 * 3600, DAY, 3 * DAY)
"""Seconds until a listing that failed is tried again, by failures in a row; after the last of these
for ever. Most outages are over within the hour."""
RETRY_START = RETRY_LISTING[:3]
"""The same for start URLs: after an outage of weeks, a feed is read within six hours, before its
news have left it."""
RETRY_PAGE = (*RETRY_LISTING, 7 * DAY, 30 * DAY)
"""The same for stories, which are given up after the last of these. A broken page is hardly ever
repaired after four days, but a site may be in trouble for longer, or take the crawl for a robot
that it does not want, and nothing finds its stories of that time again."""
RETRY_REFUSED = (DAY, 7 * DAY, 30 * DAY)
"""The same for pages that the server refuses (401, 403, a redirect loop), which asking again soon
does not change: a wall against robots, a login that was needed by mistake."""
RETRY_MISSING = (600, DAY)
"""The same for new stories that the server does not have (404): some sites list a story before all
of their servers can show it."""
RETRY_ONCE = (DAY,)
"""The same for what is rarely repaired: one more try."""
NEW_STORY = 2 * DAY
"""Seconds after its date, or after it was found, in which a story counts as new."""
ROBOTS_RETRY = DAY
"""Seconds until a page that robots.txt forbids is tried again, for ever; the file is cached for at
most a day."""
MAX_LISTING_INTERVAL = DAY
"""A section that did not change for weeks is still fetched daily."""
MAX_PAST_SITEMAP_INTERVAL = 30 * DAY
"""The same for a sitemap of the past: its index says when it is changed."""
MIN_ARCHIVE_INTERVAL, MAX_ARCHIVE_INTERVAL = 30 * DAY, 365 * DAY
"""Seconds until the listing of a past day in an archive is fetched again."""
MAX_FURTHER_INTERVAL = 4 * DAY
"""Seconds until a further page of a section or feed that has nothing new is fetched again for the
last time by itself: afterwards, if the page before leads to it. Many lists give their further pages
other addresses with each story, and what is new is on the first."""
OLD_STORY = 7 * DAY
"""Seconds after publication from which a story that was just found is not looked at again, unless
``revisit`` goes further: corrections come in the first days."""
MIN_DISTRUST, MAX_DISTRUST = 3600, 30 * DAY
"""Seconds after a visit within which a listing is not believed that a page has changed. They double
each time that it had not."""


def after_listing(task: Task, new: int, source: Source, now: int, visit: Visit) -> Visit:
    """When to fetch a listing again: sooner if it had something new, later if not.

    The source's own front page and feeds are fetched in every pass: they are few, and the first
    story after a quiet night must not wait.
    """
    base = int(interval_of(source))
    interval = task.interval or base
    is_past = task.kind is Kind.SITEMAP and interval > max(base, MAX_LISTING_INTERVAL)
    if task.kind is Kind.ARCHIVE:
        # As long as its day may have new stories, policy/selection.py says that it has changed.
        interval = _interval_of_archive(task, new, now)
        return _again(visit, now + interval, interval)
    if task.kind in (Kind.SECTION, Kind.FEED) and not task.is_start:
        is_beyond = task.kind is Kind.SECTION and task.depth > source.limits.depth
        if is_beyond or interval >= FURTHER_INTERVAL:
            wait = max(interval - FURTHER_INTERVAL, 0)
            wait = DAY if new or not wait else 2 * wait
            is_over = is_beyond or wait > MAX_FURTHER_INTERVAL
            return _again(visit, None if is_over else now + wait, FURTHER_INTERVAL + wait)
    if task.is_start and task.kind in (Kind.HOME, Kind.FEED):
        interval = base
    elif is_past and task.visited is None:
        pass  # everything in it was new
    elif new:
        interval = max(base, min(interval, MAX_LISTING_INTERVAL) // 2)
    else:
        longest = MAX_PAST_SITEMAP_INTERVAL if is_past else MAX_LISTING_INTERVAL
        interval = max(base, min(interval * 3 // 2, longest))
    # Passes begin an interval apart, and this visit was some time after its pass began. So it is
    # due half an interval early: otherwise the next pass would be too early for it, and only
    # every second pass would fetch it.
    visit = _again(visit, now + interval - base // 2, interval)
    if task.kind in (Kind.SECTION, Kind.FEED) and interval >= FURTHER_INTERVAL:
        return replace(visit, interval=FURTHER_INTERVAL - 1)  # the source has such intervals itself
    return visit


def _interval_of_archive(task: Task, new: int, now: int) -> int:
    """Twice as long as before if the listing had nothing new."""
    # The stories that a listing of these days still gets may stand on its last page.
    is_present = task.depth > 0 and task.rank > now - MIN_ARCHIVE_INTERVAL
    shortest = DAY if is_present else MIN_ARCHIVE_INTERVAL
    if new or task.visited is None or task.interval is None:
        return shortest
    return min(max(2 * task.interval, shortest), MAX_ARCHIVE_INTERVAL)


def after_article(
    task: Task,
    source: Source,
    now: int,
    visit: Visit,
    *,
    published: int | None,
    lively: bool,
    changed: bool,
) -> Visit:
    """When to fetch an article again for corrections.

    The configured times count from the first fetch. A story that was already old then is not
    corrected any more; a live blog that has just changed will change again.

    Args:
        published: when the page says it was published.
        lively: a live blog that has changed.
        changed: the story is new or has changed.
    """
    visit = replace(visit, interval=None if changed else _distrust(task, now))
    first = task.first_visit or now
    ages = [int(age) for age in source.revisit]
    if lively and ages:
        return _again(visit, now + min(ages), visit.interval)
    if not ages or (published is not None and first - published > max(*ages, OLD_STORY)):
        return visit
    coming = [first + age for age in ages if first + age > now]
    if not coming:
        return visit
    return _again(visit, min(coming), visit.interval)


def _distrust(task: Task, now: int) -> int | None:
    """How long a listing is not believed that a page has changed, after a visit that found it
    unchanged: longer than before, if the visit was made because a listing had said so."""
    is_revisit = task.next_visit is not None and task.next_visit <= now
    if task.visited is None or is_revisit:
        return task.interval
    return min(2 * (task.interval or MIN_DISTRUST), MAX_DISTRUST)


def after_error(task: Task, error: FetchError, now: int) -> tuple[Visit, str, bool]:
    """The state after a failed fetch, its cause in one word, and whether it counts as skipped."""
    if isinstance(error, RobotsDenied):
        if task.is_start:
            return _retried(task, now, "robots", RETRY_PAGE), "robots", True
        # No request was made, so this is not counted as an attempt.
        visit = _failed(task, State.WAITING, now, now + ROBOTS_RETRY, task.attempts, "robots")
        return visit, "robots", True
    if isinstance(error, AddressRefused):
        return _refused(task, now, State.SKIPPED, "address_refused"), "address_refused", True
    if isinstance(error, TooLarge):
        return _refused(task, now, State.SKIPPED, "too_large"), "too_large", True
    if isinstance(error, HTTPStatusError):
        cause = f"http_{error.status}"
        if error.status in (404, 410):
            return _missing(task, now, cause, error.status), cause, False
        if error.status < 500 and error.status not in (408, 425, 429):
            return _retried(task, now, cause, RETRY_REFUSED), cause, False
        return _retried(task, now, cause, RETRY_PAGE), cause, False
    if isinstance(error, TooManyRedirects):
        return _retried(task, now, "redirects", RETRY_REFUSED), "redirects", False
    return _retried(task, now, "network", RETRY_PAGE), "network", False


def after_rest(task: Task, seconds: float, now: int) -> Visit:
    """The state of a page that redirects to a host which is paused for ``seconds``."""
    wait = int(min(max(seconds, RETRY_PAGE[0]), DAY))
    return _failed(task, State.WAITING, now, now + wait, task.attempts, "host_rests")


def after_unreadable(task: Task, cause: str, now: int, lasting: bool) -> Visit:
    """The state of a page that could not be extracted."""
    times = RETRY_ONCE if lasting else RETRY_PAGE
    return _retried(task, now, cause, times)


def after_truncated(visit: Visit, now: int) -> Visit:
    """When to fetch a page again whose body was cut off at its first visit."""
    soon = now + RETRY_PAGE[0]
    return _again(visit, min(visit.next_visit or soon, soon), visit.interval)


def after_further_page(visit: Visit, now: int) -> Visit:
    """When to look at a further page of a story again, if the story has not taken it over until
    then: its first page is ready, and is fetched within the day unless the pass is limited."""
    return replace(
        visit,
        state=State.WAITING,
        next_visit=now + DAY,
        cause="further_page",
        etag=None,
        last_modified=None,
        body_hash=None,
    )


def after_skip(visit: Visit, cause: str) -> Visit:
    """The state of a page that was fetched and is not wanted."""
    return replace(visit, state=State.SKIPPED, cause=cause)


def _again(visit: Visit, next_visit: int | None, interval: int | None) -> Visit:
    return replace(visit, state=State.WAITING, next_visit=next_visit, interval=interval)


def _retried(task: Task, now: int, cause: str, waits: tuple[int, ...]) -> Visit:
    """After a failure: to be tried again after the next of ``waits``, or given up after the last.

    Start URLs are never given up: they are what the source consists of. Neither are the listings
    found there, where only a server or the network failed: nothing would find them again.
    """
    is_kept = task.is_start or (waits is RETRY_PAGE and not is_page(task.kind))
    if is_kept:
        waits = RETRY_START if task.is_start else RETRY_LISTING
    attempts = task.attempts + 1
    if attempts > len(waits) and not is_kept:
        return _failed(task, State.FAILED, now, None, attempts, cause)
    wait = waits[min(attempts, len(waits)) - 1]
    return _failed(task, State.WAITING, now, now + wait, attempts, cause)


def _missing(task: Task, now: int, cause: str, status: int) -> Visit:
    """After an answer that there is no such page. One that was there before may be missing by
    mistake, a new story may not be there yet, and a day without stories has no archive."""
    if task.kind is Kind.ARCHIVE:
        interval = _interval_of_archive(task, 0, now)
        return Visit(State.WAITING, now, now + interval, interval=interval, cause=cause)
    if task.body_hash is not None:
        return _retried(task, now, cause, RETRY_ONCE)
    if status == 404 and is_page(task.kind) and task.rank > now - NEW_STORY:
        return _retried(task, now, cause, RETRY_MISSING)
    return _refused(task, now, State.FAILED, cause)


def _refused(task: Task, now: int, state: State, cause: str) -> Visit:
    """After a failure that another try would only repeat."""
    if task.is_start:
        return _retried(task, now, cause, RETRY_PAGE)
    return _failed(task, state, now, None, task.attempts + 1, cause)


def _failed(
    task: Task, state: State, now: int, next_visit: int | None, attempts: int, cause: str
) -> Visit:
    """A visit without a page, which keeps what is known of the page's last good state."""
    return Visit(
        state,
        now,
        next_visit,
        attempts,
        task.interval,
        task.etag,
        task.last_modified,
        task.body_hash,
        cause,
    )
