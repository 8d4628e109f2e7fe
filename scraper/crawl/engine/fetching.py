"""The HTTP clients of a crawl: one politeness gate for all sources, one client for each setup.

Sources differ in User-Agent, proxy, credentials, headers and allowed private addresses; the delay
of a host applies to all of them together.
"""

from __future__ import annotations

import os
import time
from dataclasses import dataclass
from importlib.metadata import PackageNotFoundError, version
from typing import TYPE_CHECKING

from scraper.crawl.engine.shared_gate import SharedGate
from scraper.crawl.frontier.entries import Task
from scraper.crawl.frontier.shared_hosts import SharedHosts
from scraper.discovery import Kind
from scraper.fetchers.addresses import Resolver
from scraper.fetchers.http import HttpFetcher
from scraper.fetchers.outgoing import own_origins
from scraper.fetchers.politeness import Gate, GateSettings, HostState, hostname_of
from scraper.fetchers.robots import RobotsCache
from scraper.fetchers.settings import HttpSettings
from scraper.page import Page
from scraper.settings import Config, Source

if TYPE_CHECKING:
    from scraper.fetchers.browser import BrowserFetcher


MAX_LISTING = 64_000_000
"""Bytes of a feed or sitemap after decompression; sitemaps may have 52,428,800."""
RETRIES, RETRY_WAIT = 1, 5.0
"""Retries within one fetch, and the maximum seconds before one: it covers dropped connections.
Anything longer would block a thread, so the frontier schedules it (policy/revisits.py)."""


@dataclass(frozen=True)
class Client:
    """A fetcher with its robots.txt rules, and a browser if the source is rendered."""

    http: HttpFetcher
    robots: RobotsCache
    browser: BrowserFetcher | None = None


class Fetchers:
    """The clients of all sources of a crawl. Thread-safe, but for ``client``.

    Args:
        shared_hosts: if several machines share the crawl.
    """

    def __init__(self, config: Config, shared_hosts: SharedHosts | None = None) -> None:
        self.config = config
        self.resolver = Resolver()
        # The dispatcher starts a request when the gate is ready, so the wait here is short: it
        # covers a robots.txt that is fetched first, and its crawl-delay.
        settings, addresses = GateSettings(max_wait=30.0), self.resolver.addresses
        self.gate = (
            Gate(settings, addresses=addresses)
            if shared_hosts is None
            else SharedGate(shared_hosts, settings, addresses=addresses)
        )
        self._clients: dict[tuple[object, ...], Client] = {}
        self._client_of: dict[str, Client] = {}
        self._delays: dict[str, float] = {}

    def reconfigure(self, config: Config) -> None:
        """Use other settings from now on. Only this can shorten a host's delay."""
        self.config = config
        self._delays.clear()
        self._client_of.clear()

    def client(self, source: Source) -> Client:
        """The client of a source. Only the thread that runs the crawl may call it.

        Raises:
            ScraperError: the source wants a browser, and there is none.
        """
        known = self._client_of.get(source.name)
        if known is not None:
            return known
        agent = user_agent(self.config, source)
        auth, headers = _credentials(source), _headers(source)
        origins = own_origins(source.starts) if headers else None
        key = (
            agent,
            source.proxy,
            tuple(auth.items()),
            tuple(headers.items()),
            origins,
            source.allow_private,
            source.render,
        )
        found = self._clients.get(key)
        if found is None:
            settings = HttpSettings(
                user_agent=agent,
                max_bytes=MAX_LISTING,
                max_expanded_bytes=MAX_LISTING,
                retries=RETRIES,
                max_retry_wait=RETRY_WAIT,
                proxies={"all": source.proxy} if source.proxy else None,
                auth=auth,
                headers=headers,
                origins=origins,
                allow_private=frozenset(source.allow_private),
            )
            http = HttpFetcher(settings, gate=self.gate, resolver=self.resolver)
            browser = self._browser(settings) if source.render else None
            robots = RobotsCache(http, agent, gate=self.gate)
            found = self._clients[key] = Client(http, robots, browser)
        self._client_of[source.name] = found
        return found

    def _browser(self, settings: HttpSettings) -> BrowserFetcher:
        from scraper.fetchers.browser import BrowserFetcher  # needs an extra

        return BrowserFetcher(settings, gate=self.gate, resolver=self.resolver)

    def set_delay(self, host: str, delay: float) -> None:
        """Set a host's minimum delay in seconds; of several sources' delays the longest applies."""
        delay = max(delay, self._delays.get(host, 0.0))
        self.gate.set_delay(host, delay)
        self._delays[host] = delay

    def fetch(self, client: Client, task: Task) -> Page:
        """The page, if robots.txt allows it, when the host is ready. Raises FetchError."""
        is_feed = task.kind in (Kind.FEED, Kind.SITEMAP)
        fetcher = client.http if is_feed or client.browser is None else client.browser
        return fetcher.fetch(
            task.url,
            etag=task.etag,
            last_modified=task.last_modified,
            check=client.robots.check,
            # The beginning of a page that is too large has the story; half a sitemap is useless.
            cut_at=None if is_feed else self.config.crawl.max_page,
        )

    def restore(self, rests: list[tuple[str, int, int]]) -> None:
        """Restore the pauses of hosts that failed in an earlier process."""
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
        for client in self._clients.values():
            client.http.close()
            if client.browser is not None:
                client.browser.close()


def user_agent(config: Config, source: Source) -> str:
    """The User-Agent of a source's requests: the program, and a contact for the site."""
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
    return {hostname_of(url): pair for url in source.starts}


def _headers(source: Source) -> dict[str, str]:
    """The source's own request headers, and its cookies from the environment."""
    cookie = os.environ.get(source.cookie_env, "") if source.cookie_env else ""
    return {**source.headers, "Cookie": cookie.strip()} if cookie.strip() else dict(source.headers)
