"""The crawl's way to the fetchers: one gate for all sources, one fetcher for each way of asking.

Sources differ in User-Agent, proxy, credentials and private addresses; politeness is towards the
host, whoever asks.
"""

from __future__ import annotations

import os
import time
from dataclasses import dataclass
from importlib.metadata import PackageNotFoundError, version
from typing import TYPE_CHECKING

from scraper.crawl.doors import SharedDoors, SharedGate
from scraper.crawl.frontier import Task
from scraper.discovery import Kind
from scraper.fetchers.addresses import Resolver
from scraper.fetchers.http import HttpFetcher
from scraper.fetchers.politeness import Gate, GateSettings, HostState, host_of
from scraper.fetchers.robots import RobotsCache
from scraper.fetchers.settings import HttpSettings
from scraper.page import Page
from scraper.settings import Config, Source

if TYPE_CHECKING:
    from scraper.fetchers.browser import BrowserFetcher


MAX_LISTING = 64_000_000
"""Bytes of a feed or sitemap after decompression; sitemaps may have 52,428,800."""
RETRIES, RETRY_WAIT = 1, 5.0
"""Within one fetch, and seconds before it: what lasts longer than a dropped connection is tried
again by the frontier, and must not keep a thread meanwhile."""


@dataclass(frozen=True)
class Way:
    """One way of asking: a fetcher with its robots.txt rules, and a browser where it is wanted."""

    http: HttpFetcher
    robots: RobotsCache
    browser: BrowserFetcher | None = None


class Fetching:
    """Fetches for every source of a crawl. Safe to use from several threads.

    Args:
        doors: of the machines that share the crawl, if it is shared.
    """

    def __init__(self, config: Config, doors: SharedDoors | None = None) -> None:
        self.config = config
        self.resolver = Resolver()
        # A turn is asked for when the gate says that it is due, so the wait here is short: it
        # covers a robots.txt that has just been fetched, and its crawl-delay.
        settings, addresses = GateSettings(max_wait=30.0), self.resolver.addresses
        self.gate = (
            Gate(settings, addresses=addresses)
            if doors is None
            else SharedGate(doors, settings, addresses=addresses)
        )
        self._ways: dict[tuple[object, ...], Way] = {}
        self._way_of: dict[str, Way] = {}
        self._paced: dict[str, float] = {}

    def reconfigure(self, config: Config) -> None:
        """Use other settings from now on; delays may become shorter only so."""
        self.config = config
        self._paced.clear()
        self._way_of.clear()

    def way(self, source: Source) -> Way:
        """The fetcher for a source. Called by the thread that runs the crawl alone.

        Raises:
            ScraperError: the source wants a browser, and there is none.
        """
        known = self._way_of.get(source.name)
        if known is not None:
            return known
        agent = user_agent(self.config, source)
        auth = _credentials(source)
        key = (agent, source.proxy, tuple(auth.items()), source.allow_private, source.render)
        found = self._ways.get(key)
        if found is None:
            settings = HttpSettings(
                user_agent=agent,
                max_bytes=MAX_LISTING,
                max_expanded_bytes=MAX_LISTING,
                retries=RETRIES,
                max_retry_wait=RETRY_WAIT,
                proxies={"all": source.proxy} if source.proxy else None,
                auth=auth,
                allow_private=frozenset(source.allow_private),
            )
            http = HttpFetcher(settings, gate=self.gate, resolver=self.resolver)
            browser = self._browser(settings) if source.render else None
            robots = RobotsCache(http, agent, gate=self.gate)
            found = self._ways[key] = Way(http, robots, browser)
        self._way_of[source.name] = found
        return found

    def _browser(self, settings: HttpSettings) -> BrowserFetcher:
        from scraper.fetchers.browser import BrowserFetcher  # needs an extra

        return BrowserFetcher(settings, gate=self.gate, resolver=self.resolver)

    def pace(self, host: str, delay: float) -> None:
        """Ask a host no faster than this; of several sources' delays the longest holds."""
        delay = max(delay, self._paced.get(host, 0.0))
        self.gate.set_delay(host, delay)
        self._paced[host] = delay

    def fetch(self, way: Way, task: Task) -> Page:
        """The page, after robots.txt and the host's turn. Raises a FetchError."""
        is_feed = task.kind in (Kind.FEED, Kind.SITEMAP)
        fetcher = way.http if is_feed or way.browser is None else way.browser
        return fetcher.fetch(
            task.url,
            etag=task.etag,
            last_modified=task.last_modified,
            check=way.robots.check,
            # Of a page that is too large the beginning holds the story; half a sitemap is none.
            cut_at=None if is_feed else self.config.crawl.max_page,
        )

    def restore(self, rests: list[tuple[str, int, int]]) -> None:
        """Take up the rests of hosts that failed in an earlier process."""
        now = time.time()
        for host, failures, until in rests:
            self.gate.restore(HostState(host, 0.0, max(until - now, 0.0), failures, None))

    def rests(self) -> list[tuple[str, int, int]]:
        """The hosts that failed, for ``restore``."""
        now = time.time()
        return [
            (state.host, state.failures, int(now + state.resting))
            for state in self.gate.states()
            if state.failures
        ]

    def close(self) -> None:
        """Close all connections."""
        for way in self._ways.values():
            way.http.close()
            if way.browser is not None:
                way.browser.close()


def user_agent(config: Config, source: Source) -> str:
    """What a source's requests call themselves: the program, and whom a site can turn to."""
    agent = source.user_agent or config.crawl.user_agent
    contact = source.contact or config.crawl.contact
    if agent:
        return agent if not contact or contact in agent else f"{agent} (+{contact})"
    try:
        number = version("scraper")
    except PackageNotFoundError:
        number = "0"
    return f"scraper/{number} (+{contact})" if contact else f"scraper/{number}"


def _credentials(source: Source) -> dict[str, tuple[str, str]]:
    if source.auth is None:
        return {}
    pair = (
        os.environ.get(source.auth.user_env, ""),
        os.environ.get(source.auth.password_env, ""),
    )
    return {host_of(url): pair for url in source.starts}
