"""What a source wants: which URLs of a listing, which first, and which of the pages behind them.

Pure functions of a listing or page, the source's settings and the time. When a URL is fetched again
is decided in revisits.py.
"""

from __future__ import annotations

import math
import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import UTC, datetime

from scraper.crawl.extraction.jobs import Extracted
from scraper.crawl.frontier.entries import DAY, Candidate, Task
from scraper.discovery import Found, Kind, Listing
from scraper.discovery.archives import archive_pattern, periods
from scraper.discovery.articles import guess, is_trap
from scraper.discovery.dates import date_in_url
from scraper.settings import Source, compile_pattern
from scraper.urls import canonical_url, site_of

MAX_SECTIONS = 300
"""Sections followed from one front page; the largest sites of the test sets link to about 200."""
FEED_DEPTH, SITEMAP_DEPTH = 2, 4
"""Steps from a start to the last feed page and sitemap: front page, robots.txt, index, sitemap are
three; one more for the indexes of indexes that some sites have, though the protocol has none."""
MAX_PAGES_BEYOND = 8
"""Pages of one list that are read beyond ``limits.depth``, where that is not 0. By default, a
section on the front page is read to its tenth page: with 20 stories each, some days of a busy
section."""
MAX_ARCHIVE_PAGES = 200
"""Further pages of one listing of an archive: a month of a busy site has 6,000 stories."""
ARCHIVE_DAYS = 7
"""Days before the last run whose archives are read, if no days are chosen."""
SECONDS_PER_STEP = 3600
"""An undated URL counts as this much older for each step from the start to its listing: what is on
the second page of a section is older than what is on the first or on the front page, whenever the
pages are read."""

MONTH = 31 * DAY
EASTERNMOST = 14 * 3600
"""Seconds by which a day begins earlier than in UTC, at most."""


@dataclass(frozen=True)
class Rules:
    """A source with its patterns compiled."""

    source: Source
    allow: tuple[re.Pattern[str], ...]
    deny: tuple[re.Pattern[str], ...]
    sites: frozenset[str]
    listings: frozenset[str]
    """The source's own listings, which are no stories, whatever their URLs look like."""
    archives: tuple[re.Pattern[str], ...]
    """Match further ones: the URLs of all days of its archives."""

    @classmethod
    def of(cls, source: Source) -> Rules:
        return cls(
            source,
            tuple(map(compile_pattern, source.allow)),
            tuple(map(compile_pattern, source.deny)),
            frozenset(site_of(url) for url in source.starts),
            frozenset(source.starts) - frozenset(source.urls),
            tuple(map(archive_pattern, source.archives)),
        )

    def is_listing(self, url: str) -> bool:
        """Whether this is one of the source's own listings, or a day of its archives."""
        return url in self.listings or any(archive.fullmatch(url) for archive in self.archives)

    def denies(self, url: str) -> bool:
        """Whether the source excludes this URL."""
        return any(pattern.fullmatch(url) for pattern in self.deny)

    def wants(self, url: str, sites: frozenset[str]) -> bool:
        """Whether the source wants this URL as an article; ``sites`` apply without ``allow``."""
        if self.denies(url):
            return False
        if self.allow:
            return any(pattern.fullmatch(url) for pattern in self.allow)
        return site_of(url) in sites


def start_urls(source: Source) -> Iterator[tuple[str, Kind]]:
    """A source's start URLs and their kinds."""
    for kind, urls in (
        (Kind.FEED, source.feeds),
        (Kind.SITEMAP, source.sitemaps),
        (Kind.SECTION, source.sections),
        (Kind.HOME, (source.home,) if source.home else ()),
        (Kind.PAGE, source.urls),
    ):
        for url in urls:
            yield url, kind


def archive_pages(source: Source, now: int, last_run: int | None) -> Iterator[Candidate]:
    """The listings of the source's archives that may have wanted stories: those of the chosen days
    (``since``, ``until``, ``age``); otherwise those of the last days, and since the last run.

    A listing counts as changed from the beginning of its day until a day after its end, in whatever
    time zone it is. So it is read in each pass until then, and once more afterwards.
    """
    since, until = source.limits.bounds(now)
    if since == -math.inf:
        since = min(now, last_run if last_run is not None else now) - ARCHIVE_DAYS * DAY
    first = datetime.fromtimestamp(max(since, 0), UTC).date()  # no archive is older than 1970
    last = datetime.fromtimestamp(min(now + EASTERNMOST, until - 1), UTC).date()
    for template in source.archives:
        for period in periods(template, first, last):
            url = canonical_url(period.url)
            end = int(datetime(*period.end.timetuple()[:3], tzinfo=UTC).timestamp())
            if url is not None:
                yield Candidate(url, Kind.ARCHIVE, min(end, now), 0, min(end + DAY, now))


def candidates(
    listing: Listing, task: Task, rules: Rules, now: int, sites: frozenset[str] = frozenset()
) -> list[Candidate]:
    """The URLs of a listing that the source wants, except its next page.

    Args:
        sites: whose stories and sections are wanted besides those of the source's own sites.
    """
    sites = rules.sites | sites | {site_of(task.url)}
    story_sites = sites | feed_sites(listing, task)
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


def next_pages(
    listing: Listing,
    task: Task,
    rules: Rules,
    now: int,
    sites: frozenset[str] = frozenset(),
    *,
    mostly_new: bool = False,
) -> list[Candidate]:
    """The listing's next page. It is only wanted if this one had new URLs; of an archive always.

    Args:
        mostly_new: more than half of this page's stories are new, as in a first pass or after an
            outage. Then there may be more, so that the next page is fetched even if it is known,
            and some pages beyond the depth limit.
    """
    sites = rules.sites | sites | {site_of(task.url)}
    last = len(listing.found)
    depth = rules.source.limits.depth
    beyond = MAX_PAGES_BEYOND if mostly_new and depth else 0
    pages: list[Candidate] = []
    for item in listing.found:
        if item.next_page and task.kind is Kind.ARCHIVE:
            pages += _archive_page(item, last, task, rules, sites)
        elif item.next_page:
            pages += _listing(item, last, task, rules, sites, now, beyond)
    # Otherwise it is fetched again once a day: in a list with the oldest first, or with stories
    # that stay at its head, it may have what is new.
    changed = now if mostly_new else now - DAY
    is_further = task.kind is not Kind.ARCHIVE
    return [replace(page, changed=changed, is_further=is_further) for page in pages]


def _archive_page(
    item: Found, position: int, task: Task, rules: Rules, sites: frozenset[str]
) -> list[Candidate]:
    """The next page of an archive's listing. The page of another date has a listing of its own."""
    if (
        task.depth >= MAX_ARCHIVE_PAGES
        or rules.is_listing(item.url)
        or date_in_url(item.url) != date_in_url(task.url)
        or site_of(item.url) not in sites
        or rules.denies(item.url)
        or is_trap(item.url)
    ):
        return []
    return [Candidate(item.url, Kind.ARCHIVE, task.rank - position, task.depth + 1)]


def _article(
    item: Found,
    position: int,
    listing: Listing,
    task: Task,
    rules: Rules,
    sites: frozenset[str],
    now: int,
) -> Candidate | None:
    if rules.is_listing(item.url) or is_trap(item.url):
        return None
    if not rules.wants(item.url, sites):
        return None
    looks = guess(item.url)
    if looks == "other":
        return None
    # Sitemaps also list sections and service pages; feeds list only stories.
    if looks == "listing" and listing.kind is Kind.SITEMAP and not rules.allow:
        return None
    date = _seconds(item.date)
    since, until = rules.source.limits.bounds(now)
    # What a sitemap gives as a story's only date is often that of its last change.
    is_change = item.date == item.modified
    if date is not None and (date < since or (date >= until and not is_change)):
        return None
    if date is not None:
        rank = min(date, now) if date < until else 0  # which may have been published before
    elif listing.kind is Kind.SITEMAP:
        rank = 0  # of unknown age: after all that are dated
    elif task.kind is Kind.ARCHIVE:
        rank = task.rank - 1 - position  # of its day
    else:
        rank = _undated(position, task, now)
    return Candidate(item.url, Kind.ARTICLE, rank, task.depth, _seconds(item.modified or item.date))


def _undated(position: int, task: Task, now: int) -> int:
    """Ranked by position: feeds and section pages have the newest first."""
    return now - position - SECONDS_PER_STEP * task.depth


def _listing(
    item: Found,
    position: int,
    task: Task,
    rules: Rules,
    sites: frozenset[str],
    now: int,
    beyond: int = 0,
) -> list[Candidate]:
    depth = task.depth + 1
    if item.kind is Kind.SECTION:
        limit = rules.source.limits.depth + beyond
    else:
        limit = FEED_DEPTH + beyond if item.kind is Kind.FEED else SITEMAP_DEPTH
    if depth > limit or rules.denies(item.url) or is_trap(item.url):
        return []
    if item.kind is Kind.SECTION and site_of(item.url) not in sites:
        return []
    date = _seconds(item.date)
    changed = _seconds(item.modified)
    since, until = rules.source.limits.bounds(now)
    if changed is not None and changed < since:
        return []
    if item.kind is Kind.SITEMAP and not _may_overlap(item.url, since, until):
        return []
    rank = _undated(position, task, now) if date is None else min(date, now)
    return [Candidate(item.url, item.kind, rank, depth, changed)]


def _may_overlap(url: str, since: float, until: float) -> bool:
    """Whether a sitemap may have stories of a period. One with a day or a month in its URL is taken
    for one of that month, with a month to spare on both sides."""
    date = _seconds(date_in_url(url))
    return date is None or since - 2 * MONTH < date < until + MONTH


def why_unwanted(
    extracted: Extracted, task: Task, url: str, rules: Rules, sites: frozenset[str], now: int
) -> str | None:
    """Why an extracted page gives no record, in one word; None if it does.

    Args:
        url: after redirects.
        sites: whose stories are wanted besides those of the source's own sites.
    """
    if extracted.noindex:
        return "noindex"
    if url != task.url:
        if rules.denies(url):
            return "denied"
        if site_of(url) not in rules.sites | {site_of(task.url)} and not rules.wants(url, sites):
            return "off_site"
    if task.kind is Kind.PAGE:
        return None
    # The model errs on short briefs and on stories that look like lists: a page whose metadata say
    # that it is an article is kept, with the page_type that the model gave it.
    if extracted.page_type not in rules.source.page_types and not extracted.claims_article:
        return f"not_article:{extracted.page_type}"
    languages = rules.source.languages
    if languages and extracted.language is not None and extracted.language not in languages:
        return f"language:{extracted.language}"
    if extracted.published is not None:
        since, until = rules.source.limits.bounds(now)
        if extracted.published < since:
            return "too_old"
        if extracted.published >= until:
            return "too_new"
    return None


def feed_sites(listing: Listing, task: Task) -> frozenset[str]:
    """The sites of a feed's stories, which may differ from the feed's own: feeds are often served
    by another company, which also redirects the links to the stories.

    The site of most stories; and those that a feed of the configuration says it belongs to.
    """
    if listing.kind is not Kind.FEED:
        return frozenset()
    sites = [site_of(item.url) for item in listing.found if not item.next_page]
    named = frozenset(map(site_of, listing.origins) if task.is_start else ())
    own = site_of(task.url)
    if not (named - {own}).isdisjoint(sites):
        sites = [site for site in sites if site != own]  # it serves the feed and redirects
    most = Counter(sites).most_common(1)
    return named | {site for site, count in most if 2 * count > len(sites)}


def _seconds(date: datetime | None) -> int | None:
    if date is None:
        return None
    if date.tzinfo is None:
        date = date.replace(tzinfo=UTC)
    return int(date.timestamp())
