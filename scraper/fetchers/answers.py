"""Read one HTTP response: its body within limits, its headers; and describe errors.

http.py handles redirects, errors and retries.
"""

from __future__ import annotations

import http
import http.client
import re
import ssl
from collections.abc import Iterator, Mapping
from contextlib import suppress
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from typing import Any
from urllib.parse import urljoin

import requests
import urllib3.exceptions

from scraper.errors import AddressRefused, TooLarge, Trouble
from scraper.fetchers.settings import HttpSettings
from scraper.fetchers.transport import Exchange

READ = 64 * 1024  # bytes of a body that are read at once
# The body of a redirect or an error is read, so that its connection can be reused, but only if it
# is at most 16 KB and arrives within two reads: slow servers are not waited for.
MAX_DRAINED = 16 * 1024


class BodyReader:
    """Iterates over the chunks of a response body.

    Raises TooLarge after ``limit`` bytes. Stops after ``cut_at`` bytes (then ``cut`` is set), and
    when the connection breaks (then ``broken`` is set).
    """

    def __init__(self, raw: Any, limit: int, cut_at: int | None, url: str) -> None:
        self._raw = raw
        self._limit = limit
        self._cut_at = cut_at
        self._url = url
        self.cut = False
        self.broken = False

    def __iter__(self) -> Iterator[bytes]:
        size = 0
        while True:
            try:
                chunk = self._raw.read1(READ, decode_content=False)
            except urllib3.exceptions.ReadTimeoutError:
                raise
            except urllib3.exceptions.HTTPError:
                self.broken = True
                return
            if not chunk:
                return
            size += len(chunk)
            if self._cut_at is not None and size > self._cut_at:
                self.cut = True
                yield chunk[: len(chunk) - (size - self._cut_at)]
                return
            if size > self._limit:
                raise TooLarge(
                    f"{self._url}: more than the limit of {self._limit:,} bytes", url=self._url
                )
            yield chunk


def redirect_target(url: str, location: str) -> str:
    # Headers are decoded as Latin-1, but non-ASCII URLs in them are UTF-8.
    with suppress(UnicodeError):
        location = location.encode("latin-1").decode("utf-8")
    try:
        return urljoin(url, location.strip())
    except ValueError as error:
        raise AddressRefused(f"{url}: redirects to {location!r}: {error}", url=url) from error


def drain(raw: Any, headers: Mapping[str, str]) -> None:
    """Read the rest of a short body, so that its connection can be reused."""
    length = headers.get("Content-Length", "")
    if length.isdecimal() and int(length) <= MAX_DRAINED:
        with suppress(urllib3.exceptions.HTTPError):
            for _ in range(2):
                raw.read1(READ, decode_content=False)


def is_fully_read(response: requests.Response) -> bool:
    original = getattr(response.raw, "_original_response", None)
    return original is None or original.isclosed()


def page_headers(raw: Any) -> dict[str, str]:
    """Response headers with names in lower case, repeated ones joined by ", ", without cookies."""
    merged: dict[str, str] = {}
    for name, value in raw.headers.items():
        key = name.lower()
        if key in merged:
            merged[key] += f", {value}"
        elif key != "set-cookie":
            merged[key] = value
    return merged


def read_retry_after(value: str | None, now: datetime | None = None) -> float | None:
    """Seconds from a Retry-After header: a number of seconds or a date (RFC 9110 10.2.3)."""
    if value is None:
        return None
    value = value.strip()
    if value.isascii() and value.isdecimal():
        return float(value[:12])
    try:
        date = parsedate_to_datetime(value)
    except (ValueError, TypeError, IndexError, OverflowError):
        return None
    if date.tzinfo is None:
        date = date.replace(tzinfo=UTC)
    return max((date - (now or datetime.now(UTC))).total_seconds(), 0.0)


def reason_phrase(status: int) -> str:
    try:
        return http.HTTPStatus(status).phrase
    except ValueError:
        return ""


def describe_error(
    error: Exception, url: str, exchange: Exchange, settings: HttpSettings, proxy: str | None
) -> tuple[str, Trouble]:
    """A message for an error, and its category. ``proxy``: the proxy's URL, if there is one."""
    if exchange.expired:
        limit = f"{settings.total_timeout:g} s"
        return f"{url}: not finished within the time limit of {limit}", "timeout"
    if isinstance(error, (requests.exceptions.Timeout, urllib3.exceptions.ReadTimeoutError)):
        if exchange.sent:
            return f"{url}: nothing came for {settings.read_timeout:g} s", "timeout"
        # urllib3 also reports "read timed out" for a TLS handshake that does not finish.
        return f"{url}: no connection within {settings.connect_timeout:g} s", "timeout"
    reason = root_cause(error)
    if proxy is not None and isinstance(error, requests.exceptions.ProxyError):
        is_refused = isinstance(reason, ConnectionRefusedError)
        detail = "connection refused" if is_refused else getattr(reason, "strerror", None) or reason
        return f"{url}: no connection through the proxy {_without_login(proxy)}: {detail}", "proxy"
    if isinstance(reason, ssl.SSLCertVerificationError):
        return f"{url}: the server's certificate is not valid: {reason.verify_message}", (
            "certificate"
        )
    if isinstance(reason, ssl.SSLError) and not isinstance(reason, ssl.SSLEOFError):
        named = (reason.reason or str(reason)).replace("_", " ").lower()
        return f"{url}: no TLS connection: {named}", "tls"
    if isinstance(reason, ConnectionRefusedError):
        return f"{url}: connection refused", "refused"
    if isinstance(reason, http.client.BadStatusLine):
        if not isinstance(reason, ConnectionError):  # RemoteDisconnected is both
            return f"{url}: the answer is not HTTP: {str(reason)[:80]!r}", "broken"
        return f"{url}: the server closed the connection without an answer", "broken"
    return f"{url}: {type(reason).__name__}: {reason}", "broken"


def _without_login(proxy: str) -> str:
    return re.sub(r"^([a-z]+://)?[^/]*@", r"\1", proxy, flags=re.IGNORECASE)


def root_cause(error: BaseException) -> BaseException:
    """The original exception, unwrapped from those of requests and urllib3."""
    reason = error
    while True:
        inner = getattr(reason, "reason", None) or reason.__cause__
        if inner is None and reason.args and isinstance(reason.args[-1], BaseException):
            inner = reason.args[-1]
        if inner is None and reason.args and isinstance(reason.args[0], BaseException):
            inner = reason.args[0]
        if not isinstance(inner, BaseException) or inner is reason:
            break
        reason = inner
    return reason
