"""Cookies, stored per site, so that consent walls and cookie checks can be passed.

There is one cookie jar for each registrable domain. A cookie is sent to the hosts that match its
Domain attribute, and never to another site. Cookies are kept only in memory. Cookies given by the
operator are a header of the settings; ``merged`` joins both.
"""

from __future__ import annotations

import threading
from http.cookiejar import Cookie
from typing import cast

import requests
from requests.cookies import RequestsCookieJar, extract_cookies_to_jar, get_cookie_header

from scraper.urls import site_of

# The minimum that RFC 6265 6.1 requires of a client, and enough for a crawler.
MAX_COOKIES = 50
MAX_COOKIE_BYTES = 4096
# Maximum number of sites with cookies; the least recently used is dropped. A cookie takes about
# 200 bytes.
MAX_SITES = 5000


class Cookies:
    """Cookie jars of all sites. Thread-safe."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._jars: dict[str, RequestsCookieJar] = {}

    def header(self, request: requests.PreparedRequest) -> str | None:
        """The Cookie header for a request; None if it has no cookies."""
        if not self._jars:
            return None
        site = site_of(str(request.url))
        with self._lock:
            jar = self._jars.pop(site, None)
            if jar is None:
                return None
            self._jars[site] = jar  # the newest is last
        header = get_cookie_header(jar, request)  # type: ignore[no-untyped-call]
        return str(header) if header else None

    def keep(self, request: requests.PreparedRequest, raw: object) -> None:
        """Store or delete cookies as the response ``raw`` (of urllib3) to ``request`` says."""
        site = site_of(str(request.url))
        with self._lock:
            jar = self._jars.pop(site, None) or RequestsCookieJar()
            self._jars[site] = jar
            if len(self._jars) > MAX_SITES:
                self._jars.pop(next(iter(self._jars)))
        known = {(cookie.domain, cookie.path, cookie.name) for cookie in cookies_of(jar)}
        extract_cookies_to_jar(jar, request, raw)  # type: ignore[no-untyped-call]
        for cookie in cookies_of(jar):
            key = (cookie.domain, cookie.path, cookie.name)
            too_many = len(jar) > MAX_COOKIES and key not in known
            if too_many or len(cookie.name) + len(cookie.value or "") > MAX_COOKIE_BYTES:
                jar.clear(*key)


def cookies_of(jar: RequestsCookieJar) -> list[Cookie]:
    # RequestsCookieJar is annotated as an iterable of names, but iterates over cookies.
    return cast("list[Cookie]", list(jar))


def merged(given: str | None, stored: str | None) -> str | None:
    """One Cookie header of two. A cookie in both has its stored value, which the server has set
    since."""
    if not given or not stored:
        return given or stored
    known = {part.partition("=")[0].strip() for part in stored.split(";")}
    parts = (part.strip() for part in given.split(";"))
    return "; ".join(
        [*(p for p in parts if p and p.partition("=")[0].strip() not in known), stored]
    )
