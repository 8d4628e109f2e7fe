"""Build one HTTP request: a validated URL, and the headers and credentials for its host.

Nothing is sent here. The redirects and sessions of requests are not used, since they do not know
for which host a header or a password is meant.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from urllib.parse import unquote, urlsplit, urlunsplit

import requests
from requests.auth import _basic_auth_str

from scraper.errors import AddressRefused, FetchError
from scraper.fetchers.encodings import ACCEPT_ENCODING
from scraper.fetchers.settings import CROSS_HOST_HEADERS, HttpSettings
from scraper.urls import canonical_url, origin_of

# Maximum length of a URL: servers accept at most 8 KB, and longer URLs come from crawler traps.
MAX_URL = 8192


def default_headers(settings: HttpSettings) -> dict[str, str]:
    """The headers of every request, without those of ``settings.headers``, which may be secret."""
    return {"User-Agent": settings.user_agent, "Accept-Encoding": ACCEPT_ENCODING}


def own_origins(urls: Iterable[str]) -> frozenset[str]:
    """The origins of URLs, for ``HttpSettings.origins``. Of an http URL also the same host's https,
    to which many servers redirect; not the other way round."""
    origins = {origin_of(canonical_url(url) or "") for url in urls}
    secure = {
        origin.replace("http:", "https:", 1)
        for origin in origins
        if origin.startswith("http:") and ":" not in origin.partition("://")[2].rpartition("]")[2]
    }
    return frozenset((origins | secure) - {""})


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
        start: the URL at which the redirects started; None if ``target`` is that URL. The headers
            and credentials of the settings are sent only to its host (the headers to
            ``settings.origins``, if given), and never in the clear if it is https.
        headers: headers of this fetch, sent to any host.
        credentials: user and password from the start URL.

    Raises AddressRefused if ``target`` is not an http or https URL.
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
    if "%" in parts.hostname and ":" not in parts.hostname:
        raise AddressRefused(
            f"{target}: not a valid address: a blank in the host's name", url=target
        )
    first = urlsplit(start) if start is not None else parts
    is_downgraded = first.scheme == "https" and parts.scheme == "http"
    own = _own_headers(settings, str(request.url), parts.hostname == first.hostname, is_downgraded)
    try:
        request.prepare_headers(
            {**default_headers(settings), **headers, **own, "Connection": "keep-alive"}
        )
    except requests.exceptions.InvalidHeader as error:
        raise FetchError(f"{target}: {error}", url=target) from error
    login = None
    if not is_downgraded:
        default_port = 443 if parts.scheme == "https" else 80
        auth, host = settings.auth, parts.hostname
        login = auth.get(f"{host}:{port or default_port}") or auth.get(host)
        if (parts.scheme, host, port) == (first.scheme, first.hostname, first.port):
            login = credentials or login
    if login is not None:
        request.headers["Authorization"] = _basic_auth_str(*login)
    return request


def _own_headers(
    settings: HttpSettings, url: str, is_same_host: bool, is_downgraded: bool
) -> Mapping[str, str]:
    """Those of ``settings.headers`` that are sent to ``url``."""
    if not settings.headers:
        return {}
    if settings.origins is not None:
        is_own = origin_of(canonical_url(url) or "") in settings.origins
        return settings.headers if is_own else {}
    if is_same_host and not is_downgraded:
        return settings.headers
    return {
        name: value
        for name, value in settings.headers.items()
        if name.lower() in CROSS_HOST_HEADERS
    }


def split_credentials(url: str) -> tuple[str, tuple[str, str] | None]:
    """The URL without user, password and fragment; and the user and password, if any."""
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
