"""BrowserFetcher: renders pages with Chromium. Needs the extra ``browser``.

HttpFetcher fetches the page, with its checks, limits and politeness, and the browser gets it from
there and runs its scripts. The same holds for pages that scripts navigate to. Other requests of
scripts go through GuardProxy, which enforces the same address policy.
"""

from __future__ import annotations

import asyncio
import concurrent.futures
import json
import os
import shutil
import threading
import time
from collections.abc import Coroutine
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from typing import Any, TypeVar
from urllib.parse import urldefrag

from requests.utils import get_environ_proxies, select_proxy

from scraper.errors import FetchError, NetworkError, ScraperError, TooLarge
from scraper.fetchers.addresses import Resolver
from scraper.fetchers.guard_proxy import GuardProxy
from scraper.fetchers.http import ACCEPT, Check, HttpFetcher
from scraper.fetchers.politeness import Gate
from scraper.fetchers.settings import HttpSettings
from scraper.page import Page

T = TypeVar("T")

MISSING_BROWSER = (
    "pages with render = true need a browser: pip install 'scraper[browser]', and Chromium "
    "(on Debian: apt-get install chromium)"
)
EXECUTABLES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
HTML_TYPES = ("text/html", "application/xhtml+xml", "")
# Resource types that are not loaded: they contain no text, and are most of a page's bytes.
BLOCKED_TYPES = frozenset({"image", "media", "font", "texttrack", "manifest", "ping"})
# Maximum number of navigations by scripts; consent walls need one or two.
MAX_NAVIGATIONS = 5
# Seconds between two checks of the page while it is rendered.
POLL_INTERVAL = 0.1
# Seconds to wait for a tab to close whose script does not end; then the browser is closed.
CLOSE_TIMEOUT = 5.0
ARGUMENTS = [
    "--disable-quic",
    "--disable-background-networking",
    "--disable-component-update",
    "--dns-prefetch-disable",
    "--force-webrtc-ip-handling-policy=disable_non_proxied_udp",
    "--js-flags=--max-old-space-size=512",
    "--proxy-bypass-list=<-loopback>",
]


@dataclass(frozen=True, slots=True, kw_only=True)
class BrowserSettings:
    """How pages are rendered. Times in seconds.

    Attributes:
        executable: the browser; None: Chromium on the PATH, otherwise that of Playwright.
        tabs: maximum number of pages rendered at the same time.
        quiet: rendering is finished when nothing was loading and the text did not grow for this
            time.
        patience: maximum rendering time, counted from when the HTML was parsed.
        max_requests: maximum number of scripts, styles and data that one page may load.
    """

    executable: str | None = None
    tabs: int = 2
    quiet: float = 0.5
    patience: float = 8.0
    max_requests: int = 300


class BrowserFetcher:
    """Like HttpFetcher, but runs the page's scripts. A context manager; thread-safe.

    Raises ScraperError, with installation advice, if Playwright or the browser is missing.
    """

    def __init__(
        self,
        settings: HttpSettings | None = None,
        *,
        browser: BrowserSettings | None = None,
        gate: Gate | None = None,
        resolver: Resolver | None = None,
    ) -> None:
        try:
            from playwright.async_api import async_playwright
        except ImportError as error:
            raise ScraperError(MISSING_BROWSER) from error
        self.http = HttpFetcher(settings, gate=gate, resolver=resolver)
        self.settings = self.http.settings
        self.browser = browser or BrowserSettings()
        self._playwright_of = async_playwright
        self._playwright: Any = None
        self._chromium: Any = None
        self._launching = asyncio.Lock()
        self._tabs = asyncio.Semaphore(self.browser.tabs)
        self._workers = ThreadPoolExecutor(self.browser.tabs + 4, thread_name_prefix="browser-http")
        self._loop = asyncio.new_event_loop()
        self._thread = threading.Thread(target=self._loop.run_forever, name="browser", daemon=True)
        self._thread.start()
        self._proxy = GuardProxy(
            self.http.policy,
            self.http.resolver,
            connect_timeout=self.settings.connect_timeout,
            upstream=self._upstream,
        )
        try:
            self._proxy_port = self._run(self._start(), 60.0)
        except BaseException:
            self.close()
            raise

    def __enter__(self) -> BrowserFetcher:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def close(self) -> None:
        """Close the browser and the connections."""
        if self._loop.is_closed():
            return
        try:
            self._run(self._stop(), 15.0)
        except (TimeoutError, concurrent.futures.TimeoutError):
            pass
        finally:
            self._loop.call_soon_threadsafe(self._loop.stop)
            self._thread.join(5)
            self._workers.shutdown(wait=False, cancel_futures=True)
            self.http.close()
            if not self._thread.is_alive():
                self._loop.close()

    def fetch(
        self,
        url: str,
        *,
        etag: str | None = None,
        last_modified: str | None = None,
        check: Check | None = None,
        accept: str = ACCEPT,
        max_redirects: int | None = None,
        cut_at: int | None = None,
    ) -> Page:
        """Like ``HttpFetcher.fetch``, but returns HTML pages as rendered by their scripts.

        The body of a rendered page is UTF-8, and its content-type header says so.
        """
        page = self.http.fetch(
            url,
            etag=etag,
            last_modified=last_modified,
            check=check,
            accept=accept,
            max_redirects=max_redirects,
            cut_at=cut_at,
        )
        kind = page.headers.get("content-type", "").partition(";")[0].strip().lower()
        if page.status == 304 or kind not in HTML_TYPES or not page.body or page.url is None:
            return page
        limit = self.settings.total_timeout
        try:
            return self._run(self._render(page, check), limit + 2 * CLOSE_TIMEOUT)
        except (TimeoutError, concurrent.futures.TimeoutError) as error:
            raise NetworkError(f"{url}: not rendered within {limit:g} s", url=url) from error

    def _run(self, coroutine: Coroutine[Any, Any, T], seconds: float) -> T:
        future = asyncio.run_coroutine_threadsafe(coroutine, self._loop)
        try:
            return future.result(seconds)
        except concurrent.futures.TimeoutError:
            future.cancel()
            raise

    def _upstream(self, url: str) -> str | None:
        proxies = self.settings.proxies
        if proxies is None:
            proxies = get_environ_proxies(url)
        found = select_proxy(url, dict(proxies))
        return str(found) if found else None

    async def _start(self) -> int:
        port = await self._proxy.start()
        self._proxy_port = port
        await self._running_browser()
        return port

    async def _running_browser(self) -> Any:
        """The running browser; restarted if it has died."""
        from playwright.async_api import Error

        async with self._launching:
            if self._chromium is not None and self._chromium.is_connected():
                return self._chromium
            if self._playwright is None:
                self._playwright = await self._playwright_of().start()
            found = (shutil.which(name) for name in EXECUTABLES)
            executable = self.browser.executable or next((path for path in found if path), None)
            try:
                self._chromium = await self._playwright.chromium.launch(
                    executable_path=executable,
                    # Chromium refuses to run as root with its sandbox.
                    chromium_sandbox=os.name == "posix" and os.geteuid() != 0,
                    args=[*ARGUMENTS, f"--proxy-server=http://127.0.0.1:{self._proxy_port}"],
                )
            except Error as error:
                raise ScraperError(f"{MISSING_BROWSER}: {str(error).splitlines()[0]}") from error
            return self._chromium

    async def _stop(self) -> None:
        self._proxy.close()
        if self._chromium is not None:
            await self._chromium.close()
        if self._playwright is not None:
            await self._playwright.stop()

    async def _render(self, page: Page, check: Check | None) -> Page:
        from playwright.async_api import Error

        limit = self.settings.total_timeout
        async with self._tabs:
            chromium = await self._running_browser()
            context = await chromium.new_context(
                user_agent=self.settings.user_agent,
                service_workers="block",
                accept_downloads=False,
                ignore_https_errors=self.settings.verify is False,
            )
            rendering = Rendering(self, page, check)
            try:
                return await asyncio.wait_for(rendering.render(context), limit)
            except TimeoutError as error:
                message = f"{page.url}: not rendered within {limit:g} s"
                raise NetworkError(message, url=str(page.url)) from error
            except Error as error:
                first = str(error).splitlines()[0]
                raise NetworkError(f"{page.url}: {first}", url=str(page.url)) from error
            finally:
                try:
                    await asyncio.wait_for(context.close(), CLOSE_TIMEOUT)
                except (TimeoutError, Error):
                    # A script that does not end blocks its tab and may block others: restart.
                    self._chromium = None
                    closing = asyncio.ensure_future(chromium.close())
                    await asyncio.wait([closing], timeout=CLOSE_TIMEOUT)


@dataclass(slots=True)
class Rendering:
    """The rendering of one page."""

    fetcher: BrowserFetcher
    document: Page
    check: Check | None
    requests: int = 0
    loading: int = 0
    navigations: int = 0
    last_change: float = field(default_factory=time.monotonic)
    error: FetchError | None = None

    async def render(self, context: Any) -> Page:
        settings = self.fetcher.browser
        tab = await context.new_page()
        await context.route("**/*", lambda route: self._handle_request(route, tab))
        for event in ("requestfinished", "requestfailed"):
            tab.on(event, lambda _: self._on_request_done())
        context.on("page", lambda other: asyncio.ensure_future(other.close()))
        limit = self.fetcher.settings.total_timeout * 1000
        await tab.goto(self.document.url, wait_until="commit", timeout=limit)
        await tab.wait_for_load_state("domcontentloaded", timeout=limit)
        until = time.monotonic() + settings.patience
        size = -1
        while time.monotonic() < until:
            length = await self._text_length(tab)
            now = time.monotonic()
            if length != size or self.loading > 0:
                size, self.last_change = length, now
            if now - self.last_change >= settings.quiet:
                break
            await asyncio.sleep(POLL_INTERVAL)
        if self.error is not None:
            raise self.error
        length = await tab.evaluate("document.documentElement.outerHTML.length")
        max_length = self.fetcher.settings.max_expanded_bytes
        url = str(self.document.url)
        if length > max_length:
            raise TooLarge(f"{url}: grew to {length:,} characters while it was rendered", url=url)
        html: str = await tab.content()
        headers = {
            name: value
            for name, value in self.document.headers.items()
            if name not in ("content-encoding", "content-length", "transfer-encoding")
        }
        headers["content-type"] = "text/html; charset=utf-8"
        return replace(
            self.document,
            body=html.encode("utf-8", "replace"),
            headers=headers,
            fetched_at=datetime.now(UTC),
        )

    async def _text_length(self, tab: Any) -> int:
        from playwright.async_api import Error

        try:
            script = "document.body ? document.body.textContent.length : 0"
            return int(await tab.evaluate(script))
        except Error:  # the tab is navigating
            return -1

    def _on_request_done(self) -> None:
        self.loading = max(self.loading - 1, 0)
        self.last_change = time.monotonic()

    async def _handle_request(self, route: Any, tab: Any) -> None:
        from playwright.async_api import Error

        request = route.request
        self.requests += 1
        try:
            if request.is_navigation_request():
                if request.frame != tab.main_frame:
                    await route.abort()  # a frame has an advertisement or an embed, not the story
                else:
                    await self._navigate(route, urldefrag(request.url).url)
            elif (
                request.resource_type in BLOCKED_TYPES
                or self.requests > self.fetcher.browser.max_requests
            ):
                await route.abort()
            else:
                self.loading += 1
                await route.continue_()
        except Error:  # the tab has been closed
            pass

    async def _navigate(self, route: Any, url: str) -> None:
        """Answer a navigation request of the browser with a page fetched by HttpFetcher."""
        if url != self.document.url:
            self.navigations += 1
            if self.navigations > MAX_NAVIGATIONS or route.request.method != "GET":
                await route.abort()
                return
            loop = asyncio.get_running_loop()
            http, check = self.fetcher.http, self.check
            try:
                self.document = await loop.run_in_executor(
                    self.fetcher._workers, lambda: http.fetch(url, check=check)
                )
            except FetchError as error:
                self.error = error
                await route.abort()
                return
            if self.document.url != url:
                # It was redirected. The browser needs the final URL to resolve relative links.
                to = json.dumps(self.document.url).replace("<", "%3C")
                script = f"<script>location.replace({to})</script>"
                await route.fulfill(status=200, content_type="text/html", body=script)
                return
        kind = self.document.headers.get("content-type", "text/html")
        await route.fulfill(status=200, headers={"content-type": kind}, body=self.document.body)
