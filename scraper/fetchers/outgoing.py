"""What one HTTP request carries: a checked address, and the headers and credentials for its host.

Nothing is sent here; requests' own redirects and sessions are not used, since they know nothing
of which host a header or a password is meant for.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from urllib.parse import unquote, urlsplit, urlunsplit

import requests
from requests.auth import _basic_auth_str

from scraper.errors import AddressRefused, FetchError
from scraper.fetchers.encodings import ACCEPT_ENCODING
from scraper.fetchers.settings import HARMLESS_HEADERS, HttpSettings

# Longest address that is asked: servers take 8 KB at most, and longer ones come out of traps.
MAX_URL = 8192


def standing_headers(settings: HttpSettings) -> dict[str, str]:
    """The headers of every request to a host that was asked for by itself."""
    return {
        "User-Agent": settings.user_agent,
        "Accept-Encoding": ACCEPT_ENCODING,
        **settings.headers,
    }


def prepare_request(
    target: str,
    *,
    start: str | None,
    headers: Mapping[str, str],
    settings: HttpSettings,
    credentials: tuple[str, str] | None,
) -> requests.PreparedRequest:
    """A GET request for ``target``.

    Args:
        start: the address that the redirects began at; None where this is it. Headers and
            credentials are for its host, and not in the clear where it was asked over TLS.
        headers: those of this one fetch, for any host.
        credentials: user and password that stood in the start address.

    Raises AddressRefused where ``target`` is no http or https address.
    """
    if len(target) > MAX_URL:
        message = f"{target[:200]}…: an address of {len(target):,} characters"
        raise AddressRefused(message, url=target[:200])
    request = requests.PreparedRequest()
    try:
        request.prepare_method("GET")
        request.prepare_url(target, None)
        parts = urlsplit(str(request.url))
        port = parts.port
    except (ValueError, requests.exceptions.RequestException) as error:
        raise AddressRefused(f"{target}: not a valid address: {error}", url=target) from error
    if parts.scheme not in ("http", "https") or not parts.hostname:
        raise AddressRefused(f"{target}: only http and https addresses are fetched", url=target)
    first = urlsplit(start) if start is not None else parts
    downgraded = first.scheme == "https" and parts.scheme == "http"
    trusted = parts.hostname == first.hostname and not downgraded
    kept = {
        name: value
        for name, value in standing_headers(settings).items()
        if trusted or name.lower() in HARMLESS_HEADERS
    }
    try:
        request.prepare_headers({**kept, **headers, "Connection": "keep-alive"})
    except requests.exceptions.InvalidHeader as error:
        raise FetchError(f"{target}: {error}", url=target) from error
    login = None
    if not downgraded:
        default = 443 if parts.scheme == "https" else 80
        auth, host = settings.auth, parts.hostname
        login = auth.get(f"{host}:{port or default}") or auth.get(host)
        if (parts.scheme, host, port) == (first.scheme, first.hostname, first.port):
            login = credentials or login
    if login is not None:
        request.headers["Authorization"] = _basic_auth_str(*login)
    return request


def split_credentials(url: str) -> tuple[str, tuple[str, str] | None]:
    """The address without user, password and fragment; and the user and password, if any."""
    try:
        parts = urlsplit(url.strip())
        netloc = parts.netloc
    except ValueError as error:
        shown = re.sub(r"//[^/]*@", "//", url)
        raise AddressRefused(f"{shown}: not a valid address: {error}", url=shown) from error
    credentials = None
    if "@" in netloc:
        userinfo, _, netloc = netloc.rpartition("@")
        user, _, password = userinfo.partition(":")
        credentials = (unquote(user), unquote(password))
    return urlunsplit(parts._replace(netloc=netloc, fragment="")), credentials
