"""robots.txt (RFC 9309), X-Robots-Tag headers and robots meta tags.

The rules are parsed by Protego. This module decides whether a URL may be fetched;
scraper/fetchers/politeness.py decides when.
"""

from __future__ import annotations

import re
import threading
import time
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from typing import Protocol
from urllib.parse import urljoin, urlsplit

from protego import Protego

from scraper.errors import (
    AddressRefused,
    FetchError,
    HostResting,
    HTTPStatusError,
    NetworkError,
    RobotsDenied,
    TooLarge,
    TooManyRedirects,
)
from scraper.fetchers.politeness import Gate
from scraper.page import Page

# RFC 9309 2.5: at least 500 KiB must be read; the rest is ignored.
MAX_ROBOTS_BYTES = 500 * 1024
# RFC 9309 2.3.1.2: at least five redirects are followed.
MAX_REDIRECTS = 5
# RFC 9309 2.4: a cached copy is used for at most a day if the file is reachable.
MAX_AGE = 24 * 3600.0
# A robots.txt that could not be fetched is requested again after ten minutes: a server restart
# should not cost a day's news, and six requests an hour are not a burden.
RETRY_AFTER_FAILURE = 600.0
# Maximum number of sitemaps read from a robots.txt; the largest publishers list a few hundred.
MAX_SITEMAPS = 1000


class Fetcher(Protocol):
    """The part of HttpFetcher that RobotsCache uses."""

    def fetch(
        self,
        url: str,
        *,
        accept: str = ...,
        max_redirects: int | None = ...,
        cut_at: int | None = ...,
    ) -> Page: ...


@dataclass(frozen=True, slots=True)
class Rules:
    """The robots.txt of one origin, for one robot.

    Attributes:
        origin: scheme, host and port.
        parsed: the rules; None if everything is allowed, or nothing (see ``unreachable``).
        unreachable: why the file could not be fetched, which forbids everything; otherwise None.
        crawl_delay: minimum seconds between requests according to the file, or None.
        sitemaps: absolute URLs, in file order.
        expires: when the file has to be fetched again, on the cache's clock.
    """

    origin: str
    parsed: Protego | None
    unreachable: str | None
    crawl_delay: float | None
    sitemaps: tuple[str, ...]
    expires: float

    def allows(self, url: str, token: str) -> bool:
        if self.unreachable is not None:
            return False
        if self.parsed is None or urlsplit(url).path == "/robots.txt":
            return True
        return bool(self.parsed.can_fetch(url, token))


class RobotsCache:
    """The robots.txt files of all origins, fetched when first needed. Thread-safe.

    Args:
        fetcher: usually the crawl's HttpFetcher, so that its gate applies to these requests too.
        user_agent: the User-Agent header; its product token selects the rules.
        gate: gets the crawl-delay of each host.
        clock: monotonic time in seconds.
    """

    def __init__(
        self,
        fetcher: Fetcher,
        user_agent: str,
        *,
        gate: Gate | None = None,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        self.token = product_token(user_agent)
        self._fetcher = fetcher
        self._gate = gate
        self._clock = clock
        self._lock = threading.Lock()
        self._known: dict[str, Rules] = {}
        self._fetching: dict[str, threading.Lock] = {}

    def allowed(self, url: str) -> bool:
        """Whether ``url`` may be fetched; also False while its robots.txt is unreachable."""
        return self.rules(url).allows(url, self.token)

    def check(self, url: str) -> None:
        """Raise RobotsDenied if robots.txt forbids ``url``.

        Raises NetworkError if the file is unreachable, which forbids the whole host for now
        (RFC 9309 2.3.1.4).
        """
        rules = self.rules(url)
        if rules.unreachable is not None:
            raise NetworkError(
                f"{url}: not asked, since {rules.origin}/robots.txt cannot be read "
                f"({rules.unreachable})",
                url=url,
            )
        if not rules.allows(url, self.token):
            raise RobotsDenied(
                f"{url}: {rules.origin}/robots.txt forbids it to {self.token}", url=url
            )

    def crawl_delay(self, url: str) -> float | None:
        """The minimum seconds between two requests according to robots.txt, or None."""
        return self.rules(url).crawl_delay

    def sitemaps(self, url: str) -> tuple[str, ...]:
        """The sitemaps listed in the robots.txt of the URL's origin."""
        return self.rules(url).sitemaps

    def rules(self, url: str) -> Rules:
        """The rules for the URL's origin, from the cache or fetched."""
        origin = origin_of(url)
        rules = self._fresh(origin)
        if rules is None:
            with self._lock:
                fetching = self._fetching.setdefault(origin, threading.Lock())
            with fetching:  # one thread fetches the file; others wait for it
                rules = self._fresh(origin)
                if rules is None:
                    try:
                        rules = self._fetch(origin)
                        self._keep(rules)
                    finally:
                        with self._lock:
                            self._fetching.pop(origin, None)
        if self._gate is not None and rules.crawl_delay is not None:
            # Set each time, since the gate drops the state of idle hosts.
            self._gate.set_crawl_delay(urlsplit(origin).hostname or "", rules.crawl_delay)
        return rules

    def _fresh(self, origin: str) -> Rules | None:
        with self._lock:
            rules = self._known.get(origin)
        return rules if rules is not None and rules.expires > self._clock() else None

    def _keep(self, rules: Rules) -> None:
        with self._lock:
            self._known[rules.origin] = rules
            if len(self._known) % 1000 == 0:  # so that a long-running crawl does not grow
                now = self._clock()
                for origin in [o for o, r in self._known.items() if r.expires + MAX_AGE < now]:
                    del self._known[origin]

    def _fetch(self, origin: str) -> Rules:
        unreachable: str
        try:
            page = self._fetcher.fetch(
                f"{origin}/robots.txt",
                accept="text/plain,*/*;q=0.5",
                max_redirects=MAX_REDIRECTS,
                cut_at=MAX_ROBOTS_BYTES,
            )
        except HTTPStatusError as error:
            # RFC 9309 2.3.1.3: 4xx means that there are no rules, except for 429.
            if error.status < 500 and error.status != 429:
                return Rules(origin, None, None, None, (), self._clock() + MAX_AGE)
            unreachable = f"status {error.status}"
        except (TooManyRedirects, TooLarge):
            return Rules(origin, None, None, None, (), self._clock() + MAX_AGE)
        except AddressRefused as error:
            if urlsplit(error.url).netloc == urlsplit(origin).netloc:
                raise
            unreachable = str(error)
        except HostResting:
            raise  # no request was sent, so nothing is known
        except FetchError as error:
            unreachable = str(error)
        else:
            return self._read(origin, page)
        with self._lock:
            cached = self._known.get(origin)
        if cached is not None and cached.unreachable is None:
            # RFC 9309 2.4: a cached copy may still be used while the file is unreachable.
            return Rules(
                origin,
                cached.parsed,
                None,
                cached.crawl_delay,
                cached.sitemaps,
                self._clock() + RETRY_AFTER_FAILURE,
            )
        return Rules(origin, None, unreachable, None, (), self._clock() + RETRY_AFTER_FAILURE)

    def _read(self, origin: str, page: Page) -> Rules:
        parsed = Protego.parse(page.body[:MAX_ROBOTS_BYTES].decode("utf-8-sig", "replace"))
        delays = []
        if (delay := parsed.crawl_delay(self.token)) is not None:
            delays.append(float(delay))
        if (rate := parsed.request_rate(self.token)) is not None:
            delays.append(rate.seconds / rate.requests)
        sitemaps: dict[str, None] = {}
        for line in parsed.sitemaps:
            try:
                address = urljoin(page.url or origin, line.strip())
            except ValueError:
                continue
            if address.startswith(("http://", "https://")) and len(sitemaps) < MAX_SITEMAPS:
                sitemaps[address] = None
        expires = self._clock() + MAX_AGE
        return Rules(origin, parsed, None, max(delays, default=None), tuple(sitemaps), expires)


def origin_of(url: str) -> str:
    """The origin that a robots.txt applies to: scheme, host, and port unless it is the default."""
    try:
        parts = urlsplit(url)
        port = parts.port
    except ValueError as error:
        raise AddressRefused(f"{url}: not a valid address: {error}", url=url) from error
    host = (parts.hostname or "").rstrip(".")
    if ":" in host:
        host = f"[{host}]"
    default = {"http": 80, "https": 443}.get(parts.scheme)
    return f"{parts.scheme}://{host}" + (f":{port}" if port and port != default else "")


def product_token(user_agent: str) -> str:
    """The product token (RFC 9309 2.2.1) of a User-Agent, by which robots.txt selects a robot.

    ``Mozilla/5.0 (compatible; ExampleBot/2.1; +https://…)`` is ExampleBot.
    """
    inner = re.search(r"\(\s*compatible\s*;\s*([A-Za-z_-]+)", user_agent)
    first = inner or re.search(r"[A-Za-z_-]+", user_agent)
    return (first.group(1) if inner else first.group()) if first else "*"


@dataclass(frozen=True, slots=True)
class Directives:
    """The directives of X-Robots-Tag headers and robots meta tags for this robot.

    Attributes:
        noindex: the page must not be stored or shown.
        nofollow: its links must not be followed.
        unavailable_after: after this time the page counts as noindex; an aware datetime.
    """

    noindex: bool = False
    nofollow: bool = False
    unavailable_after: datetime | None = None

    def __or__(self, other: Directives) -> Directives:
        dates = [date for date in (self.unavailable_after, other.unavailable_after) if date]
        return Directives(
            self.noindex or other.noindex,
            self.nofollow or other.nofollow,
            min(dates, default=None),
        )


# Directives with a value after a colon; any other word before a colon is a robot's name.
DIRECTIVES_WITH_VALUE = frozenset(
    {"unavailable_after", "max-snippet", "max-image-preview", "max-video-preview", "noai"}
)


def header_directives(value: str | None, user_agent: str) -> Directives:
    """Parse an X-Robots-Tag header: ``noindex, otherbot: nofollow``.

    A robot's name applies to the directives after it, up to the next name.
    """
    token = product_token(user_agent).lower()
    kept: list[str] = []
    applies = True
    for part in (value or "").split(","):
        name, colon, rest = part.partition(":")
        name = name.strip().lower()
        if colon and name not in DIRECTIVES_WITH_VALUE and re.fullmatch(r"[a-z_*-]+", name):
            applies = name in (token, "*", "robots")
            part = rest
        if applies:
            kept.append(part)
    return content_directives(",".join(kept))


def meta_directives(tags: Iterable[tuple[str, str]], user_agent: str) -> Directives:
    """Parse the meta tags, given as (name, content), for all robots and for this one."""
    token = product_token(user_agent).lower()
    directives = Directives()
    for name, content in tags:
        if name.strip().lower() in ("robots", token):
            directives |= content_directives(content)
    return directives


IMAGE_PREVIEW_NONE = re.compile(r"max-image-preview\s*[:=]\s*none")


def content_directives(content: str) -> Directives:
    """Parse ``noindex, nofollow``, ``none``, ``unavailable_after: 25 Jun 2010 15:00:00 PST``."""
    lowered = content.lower()
    words = set(re.findall(r"[a-z_-]+", IMAGE_PREVIEW_NONE.sub("", lowered)))
    noindex = "noindex" in words or "none" in words
    nofollow = "nofollow" in words or "none" in words
    start = lowered.find("unavailable_after")
    if start < 0:
        return Directives(noindex, nofollow)
    date = content[start + len("unavailable_after") :].lstrip(" :=")
    return Directives(noindex, nofollow, read_date(date))


def read_date(text: str) -> datetime | None:
    """Parse a date in RFC 822, RFC 850 or ISO 8601 format; without a time zone it is UTC."""
    iso = re.match(r"\d{4}-\d{2}-\d{2}([T ]\d{2}:\d{2}(:\d{2})?(Z|[+-]\d{2}:?\d{2})?)?", text)
    try:
        date = datetime.fromisoformat(iso.group()) if iso else parsedate_to_datetime(text)
    except (ValueError, TypeError, IndexError, OverflowError):
        return None
    return date if date.tzinfo is not None else date.replace(tzinfo=UTC)
