"""HttpFetcher: fetches one URL over HTTP, from a server that is not trusted, and returns a Page.

This module implements redirects, retries and limits. outgoing.py builds requests, transport.py
opens connections and enforces time limits, answers.py reads responses, encodings.py decodes them,
and politeness.py decides when a host may be requested.
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
    BodyReader,
    describe_error,
    drain,
    is_fully_read,
    page_headers,
    read_retry_after,
    reason_phrase,
    redirect_target,
)
from scraper.fetchers.cookies import Cookies, merged
from scraper.fetchers.encodings import expand, is_text
from scraper.fetchers.outgoing import default_headers, prepare_request, split_credentials
from scraper.fetchers.politeness import Gate, Turn
from scraper.fetchers.refresh import refresh_target
from scraper.fetchers.settings import HttpSettings
from scraper.fetchers.transport import CheckedAdapter, Exchange, current_exchange
from scraper.page import Page

ACCEPT = "text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8"
REDIRECTS = frozenset({301, 302, 303, 307, 308})
# Statuses for which a retry may succeed (RFC 9110, RFC 6585), unlike 501 and 505.
RETRIED_STATUSES = frozenset({429, 500, 502, 503, 504, 520, 521, 522, 523, 524})

# Errors that a retry within the same minute does not fix.
PERMANENT_TROUBLES = frozenset({"certificate", "tls"})

Check = Callable[[str], None]


@dataclass(frozen=True, slots=True)
class Retry:
    """A retry that is about to be made.

    Attributes:
        error: the error of the previous attempt.
        attempt, attempts: the number of the next attempt, and the maximum number of attempts.
        wait: seconds until the next attempt.
        seconds_left: seconds left of the total time limit after that wait.
    """

    error: FetchError
    attempt: int
    attempts: int
    wait: float
    seconds_left: float


class HttpFetcher:
    """Fetches pages over HTTP. A context manager; thread-safe.

    Args:
        settings: see HttpSettings.
        gate: the politeness gate at which each request waits for its turn; None: no waiting.
        resolver: resolves host names; fetchers of one crawl can share it.
        sleep: called to wait before a retry, with seconds.
        on_retry: called before the wait for each retry.
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
        """Close all open connections."""
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
        """Fetch one page.

        Args:
            url: an http or https URL.
            etag, last_modified: the ETag and Last-Modified headers of a stored copy. If the server
                has nothing newer, the Page has status 304 and no body.
            check: called with each URL before it is requested, including redirects; raises an
                exception to forbid it (``RobotsCache.check``).
            accept: the Accept header.
            max_redirects: overrides the settings.
            cut_at: reads at most this many bytes of the body and marks a longer page as truncated,
                instead of raising TooLarge.

        Raises a FetchError: NetworkError, HTTPStatusError, AddressRefused, TooManyRedirects,
        TooLarge, or what ``check`` raises.
        """
        headers = {"Accept": accept}
        if etag:
            headers["If-None-Match"] = etag
        if last_modified:
            headers["If-Modified-Since"] = last_modified
        job = FetchJob(self, url, headers, check, max_redirects, cut_at)
        retrying = Retrying(
            retry=retry_if_exception(job.should_retry),
            stop=stop_after_attempt(self.settings.retries + 1),
            wait=job.wait_before_retry,
            before_sleep=job.report_retry,
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
        """The headers that ``fetch`` sends, without credentials, cookies, conditions, and the
        headers of the settings.

        Used to store the request with its response.
        """
        return {**default_headers(self.settings), "Accept": accept}

    def _turn(self, url: str) -> AbstractContextManager[Turn | None]:
        return nullcontext() if self._gate is None else self._gate.turn(url)


class FetchJob:
    """One call of ``fetch``: the state shared by its attempts and redirects."""

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
        self.start: str | None = None  # the first URL in its normal form
        self.headers = headers
        self.check = check
        self.max_redirects = self.settings.max_redirects if max_redirects is None else max_redirects
        self.cut_at = cut_at
        self.seconds_left = self.settings.total_timeout
        self.last_url = self.url
        self.is_requesting = False
        self.partial: Page | None = None

    def attempt(self) -> Page:
        """Follow redirects from the first URL to a page."""
        target = self.url
        seen: set[tuple[str, str | None]] = set()
        for _ in range(self.max_redirects + 1):
            self.is_requesting = False
            request = prepare_request(
                target,
                start=self.start,
                headers=self.headers,
                settings=self.settings,
                credentials=self.credentials,
            )
            visit = str(request.url)
            self.start = self.start or visit
            given = request.headers.pop("Cookie", None)
            cookie = merged(given, self.fetcher._cookies.header(request))
            if cookie is not None:
                request.headers["Cookie"] = cookie
            state = (visit, request.headers.get("Cookie"))
            if state in seen:
                raise TooManyRedirects(f"{self.url}: redirects in a loop, at {visit}", url=self.url)
            seen.add(state)
            started = time.monotonic()
            proxies = self._check_address(visit)
            self.seconds_left -= time.monotonic() - started  # includes name resolution
            if self.check is not None:
                self.check(visit)
            self.is_requesting = True
            with self.fetcher._turn(visit) as turn:
                answer = self._send(request, proxies, turn)
            if isinstance(answer, Page):
                address = refresh_target(answer)
                if address is None:
                    return answer
                answer = address
            target, _ = split_credentials(answer)
        raise TooManyRedirects(
            f"{self.url}: more than {self.max_redirects} redirects, the last to {target}",
            url=self.url,
        )

    def _check_address(self, url: str) -> dict[str, str]:
        """Refuse private addresses before a request is sent; returns the proxies to use."""
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
            # Hosts in the private network are reached directly; the proxy is for outside hosts.
            if self.fetcher.policy.allows_private(host, port):
                return {}
            given = get_environ_proxies(url)
        elif given and should_bypass_proxies(url, given.get("no_proxy")):
            return {}
        proxies = {name: value for name, value in given.items() if name != "no_proxy"}
        return proxies if proxies and select_proxy(url, proxies) else {}

    def _send(
        self, request: requests.PreparedRequest, proxies: dict[str, str], turn: Turn | None
    ) -> Page | str:
        """Send one request; returns its page, or the URL that it redirects to."""
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
            with current_exchange(exchange):
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
            # A kept-alive connection that the server has closed is not a failure of the server.
            is_stale = exchange.reused and response is None and not is_timeout
            if turn is not None and not is_stale:
                turn.failed()
            proxy = select_proxy(url, proxies) if proxies else None
            message, trouble = describe_error(error, url, exchange, settings, proxy)
            raise NetworkError(message, url=url, trouble=trouble) from error
        finally:
            self.seconds_left -= time.monotonic() - started
            if response is not None:
                response.raw.close() if not is_fully_read(response) else response.raw.release_conn()

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
                f"{url}: the server answered {status} {reason_phrase(status)}".rstrip(),
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
            # Retry once: most connections break by chance. If a server always sends less than it
            # announced, the truncated page is returned after the last attempt.
            self.partial = page
            raise NetworkError(f"{url}: the connection broke after {len(body):,} bytes", url=url)
        return page

    def _body(self, raw: Any, headers: Mapping[str, str], url: str) -> tuple[bytes, bool, bool]:
        """The body, whether it is truncated, and whether that is because the connection broke."""
        limit = self.settings.max_bytes
        content_length = headers.get("content-length", "")
        if self.cut_at is None and content_length.isdecimal() and int(content_length) > limit:
            raise TooLarge(
                f"{url}: {int(content_length):,} bytes, over the limit of {limit:,}", url=url
            )
        reader = BodyReader(raw, limit, self.cut_at, url)
        body, is_cut_off = expand(
            reader,
            headers.get("content-encoding", ""),
            limit=self.settings.max_expanded_bytes,
            url=url,
            is_text=is_text(headers.get("content-type", "")),
        )
        return body, is_cut_off or reader.cut or reader.broken, reader.broken

    def should_retry(self, error: BaseException) -> bool:
        if not self.is_requesting or self.seconds_left <= 0 or isinstance(error, HostResting):
            return False
        if isinstance(error, HTTPStatusError):
            retryable = error.status in RETRIED_STATUSES
        elif isinstance(error, NetworkError):
            retryable = error.trouble not in PERMANENT_TROUBLES
            is_refused = error.trouble in ("refused", "proxy")
            retryable = retryable and (not is_refused or self.settings.retry_refused)
        else:
            retryable = False
        longest = min(self.settings.max_retry_wait, self.seconds_left)
        return retryable and self.pause(error, 1) <= longest

    def wait_before_retry(self, state: RetryCallState) -> float:
        error = state.outcome.exception() if state.outcome is not None else None
        return self.pause(error, state.attempt_number)

    def report_retry(self, state: RetryCallState) -> None:
        error = state.outcome.exception() if state.outcome is not None else None
        self.seconds_left -= state.upcoming_sleep
        if self.fetcher._on_retry is not None and isinstance(error, FetchError):
            attempts = self.settings.retries + 1
            retry = Retry(
                error, state.attempt_number + 1, attempts, state.upcoming_sleep, self.seconds_left
            )
            self.fetcher._on_retry(retry)

    def pause(self, error: BaseException | None, attempt: int) -> float:
        """Seconds to wait before a retry: the maximum of 0.5, 1, 2, … (exponential backoff), the
        server's Retry-After, and the politeness delay."""
        seconds = 0.5 * 2.0 ** (attempt - 1)
        if isinstance(error, HTTPStatusError) and error.retry_after is not None:
            seconds = max(error.retry_after, seconds)
        if self.fetcher._gate is not None:
            ready_in = self.fetcher._gate.ready_in(self.last_url)
            seconds = max(seconds, ready_in if ready_in < math.inf else 0.0)
        return seconds


def do_nothing() -> None:
    pass
