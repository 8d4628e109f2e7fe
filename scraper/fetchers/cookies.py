"""Cookies, kept apart by site, so that consent walls and cookie checks can be passed.

A jar for each registrable domain: a cookie set by one host of a site is sent to the hosts that
its Domain attribute names, and never to another site. Kept in memory only.
"""

from __future__ import annotations

import threading
from http.cookiejar import Cookie
from typing import cast

import requests
from requests.cookies import RequestsCookieJar, extract_cookies_to_jar, get_cookie_header

from scraper.urls import site_of

# The least that RFC 6265 6.1 asks of a client, and all that a crawler needs.
MAX_COOKIES = 50
MAX_COOKIE_BYTES = 4096
# Sites whose cookies are kept; the one used longest ago goes first. About 200 bytes a cookie.
MAX_SITES = 5000


class Cookies:
    """Safe to use from several threads."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._jars: dict[str, RequestsCookieJar] = {}

    def header(self, request: requests.PreparedRequest) -> str | None:
        """The Cookie header for a request; None where there is nothing to send."""
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
        """Takes the cookies that the answer ``raw`` (urllib3's) to ``request`` sets or deletes."""
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
    # A requests jar is annotated as if it gave names, as a dictionary does; it gives cookies.
    return cast("list[Cookie]", list(jar))
