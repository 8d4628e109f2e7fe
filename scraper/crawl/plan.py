"""Which of a listing's addresses a source wants, in which order, and when to look again.

Pure functions of what was found, the source's settings and the time; the frontier stores what they
say.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime

from scraper.crawl.frontier import Candidate, State, Task, Visit
from scraper.crawl.timing import interval_of
from scraper.discovery import Found, Kind, Listing
from scraper.discovery.articles import guess, is_trap
from scraper.errors import (
    AddressRefused,
    FetchError,
    HTTPStatusError,
    RobotsDenied,
    TooLarge,
    TooManyRedirects,
)
from scraper.settings import Source, compile_pattern
from scraper.urls import site_of

DAY = 86400

RETRY_AFTER = (600, 3600, 6 * 3600, DAY, 3 * DAY)
"""Seconds until a page that failed is tried again, by failures in a row; then it is given up. Most
outages are over within the hour; after four days a page that nobody repaired stays broken."""
LASTING_TRIES = 2
"""Tries for what is rarely mended, such as 403 or a redirect loop: one more, a day later."""
ROBOTS_AGAIN = DAY
"""Until a page that robots.txt forbids is considered again; the file is cached a day at most."""
LISTING_SELDOM = DAY
"""Longest interval: a section that did not change for weeks is still looked at daily."""
MAX_SECTIONS = 300
"""Sections followed from one front page; the largest sites of the test sets link to about 200."""
FEED_DEPTH, SITEMAP_DEPTH = 2, 4
"""Steps from a start to the last feed page and sitemap: front page, robots.txt, index, sitemap are
three; one more for the indexes of indexes that some sites have, though the protocol has none."""
DEEPER = 3600
"""Seconds that an undated address counts as older for each step from the start to its listing: what
stands on the second page of a section is older than what stands on the first or on the front page,
whenever the pages are read."""


@dataclass(frozen=True)
class Rules:
    """A source with its patterns compiled."""

    source: Source
    allow: tuple[re.Pattern[str], ...]
    deny: tuple[re.Pattern[str], ...]
    sites: frozenset[str]
    listings: frozenset[str]
    """The addresses that the source names as listings: no story stands there, whatever a link to
    them looks like."""

    @classmethod
    def of(cls, source: Source) -> Rules:
        return cls(
            source,
            tuple(map(compile_pattern, source.allow)),
            tuple(map(compile_pattern, source.deny)),
            frozenset(site_of(url) for url in source.starts),
            frozenset(source.starts) - frozenset(source.urls),
        )

    def denies(self, url: str) -> bool:
        """Whether the source never wants this address."""
        return any(pattern.fullmatch(url) for pattern in self.deny)

    def wants(self, url: str, sites: frozenset[str]) -> bool:
        """Whether the source wants this address, of one of these sites, as an article."""
        if self.denies(url):
            return False
        if self.allow:
            return any(pattern.fullmatch(url) for pattern in self.allow)
        return site_of(url) in sites


def starts(source: Source) -> Iterator[tuple[str, Kind]]:
    """A source's start addresses, each with what it is."""
    for kind, urls in (
        (Kind.FEED, source.feeds),
        (Kind.SITEMAP, source.sitemaps),
        (Kind.SECTION, source.sections),
        (Kind.HOME, (source.home,) if source.home else ()),
        (Kind.PAGE, source.urls),
    ):
        for url in urls:
            yield url, kind


def candidates(
    listing: Listing, task: Task, rules: Rules, now: int, sites: frozenset[str] = frozenset()
) -> list[Candidate]:
    """What the crawl wants of a listing.

    Args:
        sites: whose stories and sections are wanted too, beside those of the source's starts.
    """
    sites = rules.sites | sites | {site_of(task.url)}
    story_sites = sites | _own_sites_of_feed(listing)
    wanted: list[Candidate] = []
    sections = 0
    for position, item in enumerate(listing.found):
        if item.next_page:
            continue
        if item.kind is Kind.ARTICLE:
            candidate = _article(item, position, listing, task, rules, story_sites, now)
            if candidate is not None:
                wanted.append(candidate)
        elif item.kind is Kind.SECTION:
            sections += 1
            if listing.kind is Kind.HOME and sections <= MAX_SECTIONS:
                wanted += _listing(item, position, task, rules, sites, now)
        else:
            wanted += _listing(item, position, task, rules, sites, now)
    return wanted


def following(
    listing: Listing, task: Task, rules: Rules, now: int, sites: frozenset[str] = frozenset()
) -> list[Candidate]:
    """The listing's next page; asked for only while its pages hold anything new."""
    sites = rules.sites | sites | {site_of(task.url)}
    last = len(listing.found)
    found = [item for item in listing.found if item.next_page]
    return [c for item in found for c in _listing(item, last, task, rules, sites, now)]


def _article(
    item: Found,
    position: int,
    listing: Listing,
    task: Task,
    rules: Rules,
    sites: frozenset[str],
    now: int,
) -> Candidate | None:
    if item.url in rules.listings or is_trap(item.url):
        return None
    if not rules.wants(item.url, sites):
        return None
    looks = guess(item.url)
    if looks == "other":
        return None
    # A sitemap names sections and service pages too; a feed only what it takes for stories.
    if looks == "listing" and listing.kind is Kind.SITEMAP and not rules.allow:
        return None
    date = _seconds(item.date)
    age = rules.source.limits.age
    if age is not None and date is not None and date < now - age:
        return None
    if date is not None:
        rank = min(date, now)
    elif listing.kind is Kind.SITEMAP:
        rank = 0  # may be of any age: after all that are dated
    else:
        rank = _undated(position, task, now)
    return Candidate(item.url, Kind.ARTICLE, rank, task.depth, _seconds(item.modified or item.date))


def _undated(position: int, task: Task, now: int) -> int:
    """Feeds and section pages have the newest first."""
    return now - position - DEEPER * task.depth


def _listing(
    item: Found, position: int, task: Task, rules: Rules, sites: frozenset[str], now: int
) -> list[Candidate]:
    depth = task.depth + 1
    if item.kind is Kind.SECTION:
        limit = rules.source.limits.depth
    else:
        limit = FEED_DEPTH if item.kind is Kind.FEED else SITEMAP_DEPTH
    if depth > limit or rules.denies(item.url) or is_trap(item.url):
        return []
    if item.kind is Kind.SECTION and site_of(item.url) not in sites:
        return []
    date = _seconds(item.date)
    age = rules.source.limits.age
    changed = _seconds(item.modified)
    if age is not None and changed is not None and changed < now - age:
        return []
    rank = _undated(position, task, now) if date is None else min(date, now)
    return [Candidate(item.url, item.kind, rank, depth, changed)]


def _own_sites_of_feed(listing: Listing) -> frozenset[str]:
    """The site that most of a feed's stories are on, where it is not the feed's own: feeds are
    often served by another company than the site that they are about."""
    if listing.kind is not Kind.FEED or not listing.found:
        return frozenset()
    sites = Counter(site_of(item.url) for item in listing.found if not item.next_page)
    if not sites:
        return frozenset()
    site, count = sites.most_common(1)[0]
    return frozenset({site}) if 2 * count > len(listing.found) else frozenset()


def after_listing(task: Task, new: int, source: Source, now: int, visit: Visit) -> Visit:
    """When to look at a listing again: sooner when it brought something new, later when not.

    The front page and the feeds that the source names are looked at in every pass: they are few,
    and after a quiet night the first story of the morning shall not wait.
    """
    base = int(interval_of(source, now))
    interval = task.interval or base
    if task.is_start and task.kind in (Kind.HOME, Kind.FEED):
        interval = base
    elif new:
        interval = max(base, interval // 2)
    else:
        interval = max(base, min(interval * 3 // 2, LISTING_SELDOM))
    # Passes begin an interval apart, and this visit came some time after the pass began: it is due
    # half a pass early, or the next pass would come too soon for it, and every second one be idle.
    return _replaced(visit, State.WAITING, now + interval - base // 2, interval)


def after_article(
    task: Task, source: Source, now: int, visit: Visit, *, published: int | None, lively: bool
) -> Visit:
    """When to look at an article again for corrections.

    The configured times count from the first fetch. A story that was old already when it was first
    fetched is not corrected any more; a live blog that has just changed will change again.
    """
    first = task.first_visit or now
    ages = [int(age) for age in source.revisit]
    if lively and ages:
        return _replaced(visit, State.WAITING, now + min(ages), None)
    if not ages or (published is not None and first - published > max(ages)):
        return _replaced(visit, State.DONE, None, None)
    coming = [first + age for age in ages if first + age > now]
    if not coming:
        return _replaced(visit, State.DONE, None, None)
    return _replaced(visit, State.WAITING, min(coming), None)


def after_error(task: Task, error: FetchError, now: int) -> tuple[Visit, str, bool]:
    """What a failed fetch leaves behind, its cause in a word, and whether it counts as skipped
    rather than failed."""
    if isinstance(error, RobotsDenied):
        visit = _retried(task, now, "robots", (ROBOTS_AGAIN,) * 1000)
        return visit, "robots", True
    if isinstance(error, AddressRefused):
        return _settled(task, now, State.SKIPPED, "address_refused"), "address_refused", True
    if isinstance(error, TooLarge):
        return _settled(task, now, State.SKIPPED, "too_large"), "too_large", True
    if isinstance(error, HTTPStatusError):
        cause = f"http_{error.status}"
        if error.status in (404, 410):
            return _settled(task, now, State.FAILED, cause), cause, False
        if error.status < 500 and error.status not in (408, 425, 429):
            return _retried(task, now, cause, (DAY,) * (LASTING_TRIES - 1)), cause, False
        return _retried(task, now, cause, RETRY_AFTER), cause, False
    if isinstance(error, TooManyRedirects):
        return _retried(task, now, "redirects", (DAY,) * (LASTING_TRIES - 1)), "redirects", False
    return _retried(task, now, "network", RETRY_AFTER), "network", False


def after_rest(task: Task, seconds: float, now: int) -> Visit:
    """A page that was not asked for, since a host on its way rests for ``seconds``."""
    wait = int(min(max(seconds, RETRY_AFTER[0]), DAY))
    return _kept(task, State.WAITING, now, now + wait, task.attempts, "host_rests")


def after_unreadable(task: Task, cause: str, now: int, lasting: bool) -> Visit:
    """What a page that could not be read leaves behind."""
    times = (DAY,) * (LASTING_TRIES - 1) if lasting else RETRY_AFTER
    return _retried(task, now, cause, times)


def skipped(task: Task, now: int, cause: str, visit: Visit) -> Visit:
    """A page that was fetched and is not wanted."""
    return Visit(
        State.SKIPPED, now, etag=visit.etag, last_modified=visit.last_modified, body=visit.body,
        cause=cause,
    )  # fmt: skip


def _retried(task: Task, now: int, cause: str, times: tuple[int, ...]) -> Visit:
    attempts = task.attempts + 1
    if task.is_start:
        # A start address is never given up: it is what the source consists of.
        wait = RETRY_AFTER[min(attempts, len(RETRY_AFTER)) - 1]
        return _kept(task, State.WAITING, now, now + wait, attempts, cause)
    if attempts > len(times):
        return _kept(task, State.FAILED, now, None, attempts, cause)
    return _kept(task, State.WAITING, now, now + times[attempts - 1], attempts, cause)


def _settled(task: Task, now: int, state: State, cause: str) -> Visit:
    if task.is_start:
        return _retried(task, now, cause, RETRY_AFTER)
    return _kept(task, state, now, None, task.attempts + 1, cause)


def _kept(
    task: Task, state: State, now: int, next_visit: int | None, attempts: int, cause: str
) -> Visit:
    """After a failure, with what is known of the page's last good state."""
    return Visit(
        state, now, next_visit, attempts, task.interval, task.etag, task.last_modified, task.body,
        cause,
    )  # fmt: skip


def _replaced(visit: Visit, state: State, next_visit: int | None, interval: int | None) -> Visit:
    return Visit(
        state,
        visit.visited,
        next_visit,
        0,
        interval,
        visit.etag,
        visit.last_modified,
        visit.body,
        None,
    )


def _seconds(date: datetime | None) -> int | None:
    if date is None:
        return None
    if date.tzinfo is None:
        date = date.replace(tzinfo=UTC)
    return int(date.timestamp())
