"""HttpFetcher: one address to one Page, over HTTP, from a server that need not be honest.

Redirects, retries and limits are decided here. What is sent stands in outgoing.py, how a
connection is made and timed in transport.py, how an answer is read in answers.py, its encodings in
encodings.py, and when a host may be asked in politeness.py.
"""

from __future__ import annotations

import math
import os
import time
from collections.abc import Callable, Mapping
from contextlib import AbstractContextManager, nullcontext
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any
from urllib.parse import urlsplit, urlunsplit

import requests
import urllib3.exceptions
from requests.utils import get_environ_proxies, select_proxy, should_bypass_proxies
from tenacity import RetryCallState, Retrying, retry_if_exception, stop_after_attempt

from scraper.errors import (
    FetchError,
    HostResting,
    HTTPStatusError,
    NetworkError,
    TooLarge,
    TooManyRedirects,
)
from scraper.fetchers.addresses import AddressPolicy, Resolver, permitted_addresses
from scraper.fetchers.answers import (
    Source,
    drain,
    explain,
    is_read,
    page_headers,
    phrase,
    read_retry_after,
    redirect_target,
)
from scraper.fetchers.cookies import Cookies
from scraper.fetchers.encodings import expand, is_text
from scraper.fetchers.outgoing import prepare_request, split_credentials, standing_headers
from scraper.fetchers.politeness import Gate, Turn
from scraper.fetchers.settings import HttpSettings
from scraper.fetchers.transport import CheckedAdapter, Exchange, exchanging
from scraper.page import Page

ACCEPT = "text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8"
REDIRECTS = frozenset({301, 302, 303, 307, 308})
# Answers that another try may change (RFC 9110, RFC 6585); 501 and 505 it will not.
RETRIED_STATUSES = frozenset({429, 500, 502, 503, 504, 520, 521, 522, 523, 524})

# What another try within the same minute does not change.
LASTING_TROUBLE = frozenset({"certificate", "tls"})

Check = Callable[[str], None]


@dataclass(frozen=True, slots=True)
class Retry:
    """Another try is about to be made.

    Attributes:
        error: what came of the last one.
        attempt, attempts: its number, and how many are made at most.
        wait: seconds until it begins.
        seconds_left: of the total time limit, from then on.
    """

    error: FetchError
    attempt: int
    attempts: int
    wait: float
    seconds_left: float


class HttpFetcher:
    """Fetches pages over HTTP. A context manager; safe to use from several threads.

    Args:
        settings: see HttpSettings.
        gate: where each request waits for its host's turn; None asks at once.
        resolver: names to addresses; fetchers of one crawl may share one.
        sleep: waits before a retry, in seconds.
        on_retry: told of each retry before the wait for it.
    """

    def __init__(
        self,
        settings: HttpSettings | None = None,
        *,
        gate: Gate | None = None,
        resolver: Resolver | None = None,
        sleep: Callable[[float], None] = time.sleep,
        on_retry: Callable[[Retry], None] | None = None,
    ) -> None:
        self.settings = settings or HttpSettings()
        self.policy = AddressPolicy.of(self.settings.allow_private)
        self.resolver = resolver or Resolver()
        self._gate = gate
        self._sleep = sleep
        self._on_retry = on_retry
        self._cookies = Cookies()
        verify = self.settings.verify
        if verify is True:
            verify = os.environ.get("REQUESTS_CA_BUNDLE") or os.environ.get("SSL_CERT_FILE") or True
        self._adapter = CheckedAdapter(
            hosts=self.settings.hosts, connections=self.settings.connections, verify=verify
        )

    def __enter__(self) -> HttpFetcher:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def close(self) -> None:
        """Closes the connections that were kept open."""
        self._adapter.close()

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
        """Gets one page.

        Args:
            url: an http or https address.
            etag, last_modified: the ETag and Last-Modified headers of the copy at hand. A server
                that has nothing newer gives a Page with status 304 and no body.
            check: called with each address before it is asked, redirects included; raises to
                forbid it (``RobotsCache.check``).
            accept: the Accept header.
            max_redirects: instead of the settings' own.
            cut_at: reads this many bytes of the body at most and marks the page as truncated,
                where a longer body would otherwise raise TooLarge.

        Raises a FetchError: NetworkError, HTTPStatusError, AddressRefused, TooManyRedirects,
        TooLarge, or what ``check`` raises.
        """
        headers = {"Accept": accept}
        if etag:
            headers["If-None-Match"] = etag
        if last_modified:
            headers["If-Modified-Since"] = last_modified
        job = Job(self, url, headers, check, max_redirects, cut_at)
        retrying = Retrying(
            retry=retry_if_exception(job.is_worth_another_try),
            stop=stop_after_attempt(self.settings.retries + 1),
            wait=job.wait_before_retry,
            before_sleep=job.tell_retry,
            sleep=self._sleep,
            reraise=True,
        )
        try:
            return retrying(job.attempt)
        except FetchError:
            if job.partial is not None:
                return job.partial
            raise

    def request_headers(self, *, accept: str = ACCEPT) -> dict[str, str]:
        """What ``fetch`` sends to the host it is given, credentials, cookies and conditions left
        out: for keeping beside the answer."""
        return {**standing_headers(self.settings), "Accept": accept}

    def _turn(self, url: str) -> AbstractContextManager[Turn | None]:
        return nullcontext() if self._gate is None else self._gate.turn(url)


class Job:
    """One call of ``fetch``: what its attempts and redirects share."""

    def __init__(
        self,
        fetcher: HttpFetcher,
        url: str,
        headers: Mapping[str, str],
        check: Check | None,
        max_redirects: int | None,
        cut_at: int | None,
    ) -> None:
        self.fetcher = fetcher
        self.settings = fetcher.settings
        self.url, self.credentials = split_credentials(url)
        self.start: str | None = None  # the first address in its normal form
        self.headers = headers
        self.check = check
        self.max_redirects = self.settings.max_redirects if max_redirects is None else max_redirects
        self.cut_at = cut_at
        self.seconds_left = self.settings.total_timeout
        self.last_url = self.url
        self.asking = False
        self.partial: Page | None = None

    def attempt(self) -> Page:
        """Follows the redirects from the first address to a page."""
        target = self.url
        seen: set[tuple[str, str | None]] = set()
        for _ in range(self.max_redirects + 1):
            self.asking = False
            request = prepare_request(
                target,
                start=self.start,
                headers=self.headers,
                settings=self.settings,
                credentials=self.credentials,
            )
            visit = str(request.url)
            self.start = self.start or visit
            cookie = self.fetcher._cookies.header(request)
            if cookie is not None:
                request.headers["Cookie"] = cookie
            state = (visit, request.headers.get("Cookie"))
            if state in seen:
                raise TooManyRedirects(f"{self.url}: redirects in a loop, at {visit}", url=self.url)
            seen.add(state)
            started = time.monotonic()
            proxies = self._admit(visit)
            self.seconds_left -= time.monotonic() - started  # a name server's time counts too
            if self.check is not None:
                self.check(visit)
            self.asking = True
            with self.fetcher._turn(visit) as turn:
                answer = self._ask(request, proxies, turn)
            if isinstance(answer, Page):
                return answer
            target, _ = split_credentials(answer)
        raise TooManyRedirects(
            f"{self.url}: more than {self.max_redirects} redirects, the last to {target}",
            url=self.url,
        )

    def _admit(self, url: str) -> dict[str, str]:
        """Refuses private addresses before anything is asked; gives the proxies to go through."""
        parts = urlsplit(url)
        host = parts.hostname or ""
        port = parts.port or (443 if parts.scheme == "https" else 80)
        policy, resolver = self.fetcher.policy, self.fetcher.resolver
        proxies = self._proxies(url, host, port)
        if proxies:
            policy.check_behind_proxy(host, port, resolver, url=url)
        else:
            timeout = min(self.settings.connect_timeout, self.seconds_left)
            permitted_addresses(host, port, policy, resolver, url=url, timeout=timeout)
        return proxies

    def _proxies(self, url: str, host: str, port: int) -> dict[str, str]:
        given = self.settings.proxies
        if given is None:
            # A host of one's own network is reached directly: the proxy is the way out of it.
            if self.fetcher.policy.allows_private(host, port):
                return {}
            given = get_environ_proxies(url)
        elif given and should_bypass_proxies(url, given.get("no_proxy")):
            return {}
        proxies = {name: value for name, value in given.items() if name != "no_proxy"}
        return proxies if proxies and select_proxy(url, proxies) else {}

    def _ask(
        self, request: requests.PreparedRequest, proxies: dict[str, str], turn: Turn | None
    ) -> Page | str:
        """One request: its page, or the address that it redirects to."""
        url = str(request.url)
        fetcher, settings = self.fetcher, self.settings

        def permitted(host: str, port: int, timeout: float) -> list[str]:
            return permitted_addresses(
                host, port, fetcher.policy, fetcher.resolver, url=url, timeout=timeout
            )

        started = time.monotonic()
        exchange = Exchange(
            url=url,
            deadline=started + self.seconds_left,
            connect_timeout=settings.connect_timeout,
            read_timeout=settings.read_timeout,
            permitted=permitted,
            is_private_allowed=fetcher.policy.allows_private,
            on_sent=turn.sent if turn is not None else do_nothing,
        )
        self.last_url = url
        response: requests.Response | None = None
        try:
            with exchanging(exchange):
                response = fetcher._adapter.send(
                    request,
                    stream=True,
                    timeout=(settings.connect_timeout, settings.read_timeout),
                    verify=settings.verify,
                    proxies=proxies,
                )
                retry_after = read_retry_after(response.headers.get("Retry-After"))
                if turn is not None:
                    turn.answered(response.status_code, retry_after=retry_after)
                return self._read(request, response, retry_after)
        except (
            requests.exceptions.RequestException,
            urllib3.exceptions.HTTPError,
            OSError,
        ) as error:
            is_timeout = exchange.expired or isinstance(error, requests.exceptions.Timeout)
            # A kept connection that the server had closed meanwhile says nothing of the server.
            is_stale = exchange.reused and response is None and not is_timeout
            if turn is not None and not is_stale:
                turn.failed()
            message, trouble = explain(error, url, exchange, settings)
            raise NetworkError(message, url=url, trouble=trouble) from error
        finally:
            self.seconds_left -= time.monotonic() - started
            if response is not None:
                response.raw.close() if not is_read(response) else response.raw.release_conn()

    def _read(
        self, request: requests.PreparedRequest, response: requests.Response, wait: float | None
    ) -> Page | str:
        url, status = str(request.url), response.status_code
        raw = response.raw
        if "Set-Cookie" in response.headers:
            self.fetcher._cookies.keep(request, raw)
        if status in REDIRECTS and response.headers.get("Location"):
            drain(raw, response.headers)
            return redirect_target(url, response.headers["Location"])
        is_conditional = "If-None-Match" in self.headers or "If-Modified-Since" in self.headers
        if not 200 <= status < 300 and not (status == 304 and is_conditional):
            drain(raw, response.headers)
            raise HTTPStatusError(
                f"{url}: the server answered {status} {phrase(status)}".rstrip(),
                url=url,
                status=status,
                retry_after=wait,
            )
        headers = page_headers(raw)
        body, truncated, broken = b"", False, False
        if status != 304:
            body, truncated, broken = self._body(raw, headers, url)
        page = Page(
            body=body,
            url=urlunsplit(urlsplit(url)._replace(fragment="")),
            status=status,
            headers=headers,
            fetched_at=datetime.now(UTC),
            truncated=truncated,
        )
        if broken and self.partial is None:
            # Once more: most connections that break do so by chance. A server that announces
            # more than it sends does it again, and then what it sent is the page.
            self.partial = page
            raise NetworkError(f"{url}: the connection broke after {len(body):,} bytes", url=url)
        return page

    def _body(self, raw: Any, headers: Mapping[str, str], url: str) -> tuple[bytes, bool, bool]:
        """The body, whether it was cut short, and whether the connection was what cut it."""
        limit = self.settings.max_bytes
        announced = headers.get("content-length", "")
        if self.cut_at is None and announced.isdecimal() and int(announced) > limit:
            raise TooLarge(f"{url}: {int(announced):,} bytes, over the limit of {limit:,}", url=url)
        source = Source(raw, limit, self.cut_at, url)
        body, ends_early = expand(
            source,
            headers.get("content-encoding", ""),
            limit=self.settings.max_expanded_bytes,
            url=url,
            is_text=is_text(headers.get("content-type", "")),
        )
        return body, ends_early or source.cut or source.broken, source.broken

    def is_worth_another_try(self, error: BaseException) -> bool:
        if not self.asking or self.seconds_left <= 0 or isinstance(error, HostResting):
            return False
        if isinstance(error, HTTPStatusError):
            worth = error.status in RETRIED_STATUSES
        elif isinstance(error, NetworkError):
            worth = error.trouble not in LASTING_TROUBLE
            worth = worth and (error.trouble != "refused" or self.settings.retry_refused)
        else:
            worth = False
        longest = min(self.settings.max_retry_wait, self.seconds_left)
        return worth and self.pause(error, 1) <= longest

    def wait_before_retry(self, state: RetryCallState) -> float:
        error = state.outcome.exception() if state.outcome is not None else None
        return self.pause(error, state.attempt_number)

    def tell_retry(self, state: RetryCallState) -> None:
        error = state.outcome.exception() if state.outcome is not None else None
        self.seconds_left -= state.upcoming_sleep
        if self.fetcher._on_retry is not None and isinstance(error, FetchError):
            attempts = self.settings.retries + 1
            retry = Retry(
                error, state.attempt_number + 1, attempts, state.upcoming_sleep, self.seconds_left
            )
            self.fetcher._on_retry(retry)

    def pause(self, error: BaseException | None, attempt: int) -> float:
        """Seconds: what the server asks for, what politeness asks for, or 0.5, 1, 2, …"""
        seconds = 0.5 * 2.0 ** (attempt - 1)
        if isinstance(error, HTTPStatusError) and error.retry_after is not None:
            seconds = max(error.retry_after, seconds)
        if self.fetcher._gate is not None:
            ready_in = self.fetcher._gate.ready_in(self.last_url)
            seconds = max(seconds, ready_in if ready_in < math.inf else 0.0)
        return seconds


def do_nothing() -> None:
    pass
