"""robots.txt (RFC 9309), and what a page says to robots in its headers and meta tags.

The rules are read by Protego. When a host may be asked is the gate's matter
(scraper/fetchers/politeness.py); here only whether.
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

# RFC 9309 2.5: at least 500 KiB must be read; what stands beyond is ignored.
MAX_ROBOTS_BYTES = 500 * 1024
# RFC 9309 2.3.1.2: at least five redirects are followed.
MAX_REDIRECTS = 5
# RFC 9309 2.4: not used for longer than a day while the file can be reached.
DAY = 24 * 3600.0
# A host whose robots.txt failed is asked for it again after ten minutes: a restart of the server
# should not cost a day's news, and six requests an hour are no burden.
RETRY_FAILED = 600.0
# Sitemap lines that are kept; the largest publishers list a few hundred.
MAX_SITEMAPS = 1000


class Fetches(Protocol):
    """The part of HttpFetcher that is used here."""

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
    """One origin's robots.txt as it holds for one robot.

    Attributes:
        origin: scheme, host and port.
        parsed: the rules; None where all or nothing is allowed.
        unreachable: why the file could not be had, which forbids everything; None otherwise.
        crawl_delay: seconds between requests that the file asks for, or None.
        sitemaps: absolute addresses, in the file's order.
        expires: when it is asked for again, on the cache's clock.
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
    """Every origin's robots.txt, fetched when first needed. Safe to use from several threads.

    Args:
        fetcher: usually the crawl's HttpFetcher; its gate paces these requests like any other.
        user_agent: as sent; the product token in it is what the rules are looked up by.
        gate: is told each host's crawl-delay.
        clock: seconds from any start, never going back.
    """

    def __init__(
        self,
        fetcher: Fetches,
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
        """Whether ``url`` may be fetched; False too while its robots.txt cannot be reached."""
        return self.rules(url).allows(url, self.token)

    def check(self, url: str) -> None:
        """Raises RobotsDenied where robots.txt forbids ``url``.

        Raises NetworkError where the file cannot be reached, which forbids the host for now
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
        """Seconds that robots.txt asks for between two requests."""
        return self.rules(url).crawl_delay

    def sitemaps(self, url: str) -> tuple[str, ...]:
        """The sitemaps that robots.txt of the URL's origin lists."""
        return self.rules(url).sitemaps

    def rules(self, url: str) -> Rules:
        """The rules for the URL's origin, fetched where they are not at hand."""
        origin = origin_of(url)
        rules = self._fresh(origin)
        if rules is None:
            with self._lock:
                fetching = self._fetching.setdefault(origin, threading.Lock())
            with fetching:  # one thread asks; the others wait for its answer
                rules = self._fresh(origin)
                if rules is None:
                    rules = self._fetch(origin)
                    self._keep(rules)
        if self._gate is not None and rules.crawl_delay is not None:
            # Told each time, since the gate forgets hosts that are not asked for long.
            self._gate.set_crawl_delay(urlsplit(origin).hostname or "", rules.crawl_delay)
        return rules

    def _fresh(self, origin: str) -> Rules | None:
        with self._lock:
            rules = self._known.get(origin)
        return rules if rules is not None and rules.expires > self._clock() else None

    def _keep(self, rules: Rules) -> None:
        with self._lock:
            self._known[rules.origin] = rules
            self._fetching.pop(rules.origin, None)
            if len(self._known) % 1000 == 0:  # a crawl of years must not grow
                now = self._clock()
                for origin in [o for o, r in self._known.items() if r.expires + DAY < now]:
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
            # RFC 9309 2.3.1.3: 4xx means that there are no rules. 429 is no such statement.
            if error.status < 500 and error.status != 429:
                return Rules(origin, None, None, None, (), self._clock() + DAY)
            unreachable = f"status {error.status}"
        except (TooManyRedirects, TooLarge):
            return Rules(origin, None, None, None, (), self._clock() + DAY)
        except AddressRefused as error:
            if urlsplit(error.url).netloc == urlsplit(origin).netloc:
                raise
            unreachable = str(error)
        except HostResting:
            raise  # the host was not asked, so nothing is known
        except FetchError as error:
            unreachable = str(error)
        else:
            return self._read(origin, page)
        with self._lock:
            stale = self._known.get(origin)
        if stale is not None and stale.unreachable is None:
            # RFC 9309 2.4: an old copy may be used on while the file cannot be reached.
            return Rules(
                origin,
                stale.parsed,
                None,
                stale.crawl_delay,
                stale.sitemaps,
                self._clock() + RETRY_FAILED,
            )
        return Rules(origin, None, unreachable, None, (), self._clock() + RETRY_FAILED)

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
        expires = self._clock() + DAY
        return Rules(origin, parsed, None, max(delays, default=None), tuple(sitemaps), expires)


def origin_of(url: str) -> str:
    """Scheme, host and port, as robots.txt holds for them; the default port is left out."""
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
    """The name that robots.txt addresses a robot by (RFC 9309 2.2.1), from its User-Agent.

    ``Mozilla/5.0 (compatible; ExampleBot/2.1; +https://…)`` is ExampleBot.
    """
    inner = re.search(r"\(\s*compatible\s*;\s*([A-Za-z_-]+)", user_agent)
    first = inner or re.search(r"[A-Za-z_-]+", user_agent)
    return (first.group(1) if inner else first.group()) if first else "*"


@dataclass(frozen=True, slots=True)
class Directives:
    """What a page's X-Robots-Tag headers and robots meta tags say to this robot.

    Attributes:
        noindex: the page is not to be kept or shown.
        nofollow: its links are not to be followed.
        unavailable_after: from then on it counts as noindex; an aware datetime.
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


# What may stand before a colon without being a robot's name.
VALUED = frozenset(
    {"unavailable_after", "max-snippet", "max-image-preview", "max-video-preview", "noai"}
)


def header_directives(value: str | None, user_agent: str) -> Directives:
    """Reads an X-Robots-Tag header: ``noindex, otherbot: nofollow``.

    A robot's name holds for what follows it, up to the next name.
    """
    token = product_token(user_agent).lower()
    kept: list[str] = []
    concerned = True
    for part in (value or "").split(","):
        name, colon, rest = part.partition(":")
        name = name.strip().lower()
        if colon and name not in VALUED and re.fullmatch(r"[a-z_*-]+", name):
            concerned = name in (token, "*", "robots")
            part = rest
        if concerned:
            kept.append(part)
    return content_directives(",".join(kept))


def meta_directives(tags: Iterable[tuple[str, str]], user_agent: str) -> Directives:
    """Reads meta tags, given as (name, content): those for all robots and those for this one."""
    token = product_token(user_agent).lower()
    said = Directives()
    for name, content in tags:
        if name.strip().lower() in ("robots", token):
            said |= content_directives(content)
    return said


VALUED_NONE = re.compile(r"max-image-preview\s*[:=]\s*none")


def content_directives(content: str) -> Directives:
    """``noindex, nofollow``, ``none``, ``unavailable_after: 25 Jun 2010 15:00:00 PST``."""
    lowered = content.lower()
    words = set(re.findall(r"[a-z_-]+", VALUED_NONE.sub("", lowered)))
    noindex = "noindex" in words or "none" in words
    nofollow = "nofollow" in words or "none" in words
    start = lowered.find("unavailable_after")
    if start < 0:
        return Directives(noindex, nofollow)
    date = content[start + len("unavailable_after") :].lstrip(" :=")
    return Directives(noindex, nofollow, read_date(date))


def read_date(text: str) -> datetime | None:
    """A date as these tags carry it: RFC 822, RFC 850 or ISO 8601; without a zone it is UTC."""
    iso = re.match(r"\d{4}-\d{2}-\d{2}([T ]\d{2}:\d{2}(:\d{2})?(Z|[+-]\d{2}:?\d{2})?)?", text)
    try:
        date = datetime.fromisoformat(iso.group()) if iso else parsedate_to_datetime(text)
    except (ValueError, TypeError, IndexError, OverflowError):
        return None
    return date if date.tzinfo is not None else date.replace(tzinfo=UTC)
