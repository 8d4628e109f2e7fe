"""HttpSettings: the settings of HTTP fetchers, and their default values."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field

DEFAULT_USER_AGENT = "scraper/1.0"
INTERACTIVE_TIMEOUT = 30.0
"""Total seconds for one URL when a user is waiting for it. News pages load within three seconds;
within 30 even a slow server has answered, and a user has not given up yet."""

# Headers that are also sent to other hosts after a redirect; all other headers of the settings are
# sent only to the requested host, since they may contain a key.
CROSS_HOST_HEADERS = frozenset(
    {"accept", "accept-encoding", "accept-language", "user-agent", "dnt", "sec-gpc"}
)
# Headers that cannot be set: they belong to the connection, or the fetcher sets them itself.
FORBIDDEN_HEADERS = frozenset(
    {"host", "content-length", "content-type", "connection", "keep-alive", "proxy-connection"}
    | {"proxy-authorization", "transfer-encoding", "te", "trailer", "upgrade", "expect", "range"}
    | {"accept-encoding", "if-none-match", "if-modified-since"}
)
_TOKEN = re.compile(r"[!#$%&'*+.^_`|~0-9A-Za-z-]+")
"""The name of a header (RFC 9110 5.6.2)."""


def header_problem(name: str, value: str) -> str | None:
    """Why a request header cannot be set; None if it can. Values may be secret: none is shown."""
    if not _TOKEN.fullmatch(name):
        return f"{name!r} is no name of a header: expected letters, digits and dashes"
    if name.lower() in FORBIDDEN_HEADERS:
        return f"{name} cannot be set: the program sets it itself"
    if not value.strip() or not value.isascii() or not value.isprintable():
        return f"{name}: expected ASCII characters on one line, without control characters"
    return None


@dataclass(frozen=True, slots=True, kw_only=True)
class HttpSettings:
    """Settings of an HttpFetcher. Times in seconds, sizes in bytes.

    Attributes:
        user_agent: sent with each request; should contain a way to reach the operator of the crawl.
        connect_timeout: for name resolution, connection and TLS handshake together.
        read_timeout: for each wait for more data.
        total_timeout: for a whole ``fetch``, including redirects, retries and the waits before
            retries, but not the wait for the host's turn at the gate.
        max_bytes: maximum size of a body as it is transferred.
        max_expanded_bytes: maximum size of a body after decoding of its Content-Encoding. 32 MB:
            the largest story pages with everything inlined have 10 to 15.
        max_redirects: ten; browsers allow twenty, and legitimate chains end after four.
        retries: maximum number of retries after a network error, a 5xx or a 429.
        retry_refused: whether refused connections are retried. A restarting server refuses
            connections for seconds, and a crawl retries a URL after ten minutes at the earliest; a
            user waiting for one page prefers an immediate error.
        max_retry_wait: if Retry-After or politeness require a longer wait before a retry, the error
            is raised at once and the caller may retry.
        proxies: mapping of scheme ("http", "https", "all") to proxy URL; None: from the environment
            (http_proxy, https_proxy, no_proxy); an empty mapping: no proxies.
        auth: mapping of host (or host:port) to user and password, sent only to that host.
        allow_private: hosts that may have a private address; see addresses.AddressPolicy.
        headers: additional request headers; may contain credentials and cookies.
        origins: the origins (``https://example.org``) that ``headers`` are sent to; None: the host
            of the requested URL, and CROSS_HOST_HEADERS also to others after a redirect.
        verify: False disables verification of TLS certificates; a path is a file or folder of CA
            certificates to trust instead of the default ones.
        hosts: number of hosts whose connections are kept open.
        connections: number of connections kept open per host.
    """

    user_agent: str = DEFAULT_USER_AGENT
    connect_timeout: float = 10.0
    read_timeout: float = 20.0
    total_timeout: float = 60.0
    max_bytes: int = 16 * 1024 * 1024
    max_expanded_bytes: int = 32 * 1024 * 1024
    max_redirects: int = 10
    retries: int = 2
    retry_refused: bool = True
    max_retry_wait: float = 30.0
    proxies: Mapping[str, str] | None = None
    auth: Mapping[str, tuple[str, str]] = field(default_factory=dict, repr=False)
    allow_private: frozenset[str] = frozenset()
    headers: Mapping[str, str] = field(default_factory=dict, repr=False)
    origins: frozenset[str] | None = None
    verify: bool | str = True
    hosts: int = 256
    connections: int = 4

    def __post_init__(self) -> None:
        for name in ("connect_timeout", "read_timeout", "total_timeout", "max_bytes"):
            if getattr(self, name) <= 0:
                raise ValueError(f"{name} must be greater than 0")
        if not self.user_agent.isascii() or not self.user_agent.isprintable():
            raise ValueError(f"user_agent: {self.user_agent!r} cannot be sent as a header")
        for name, value in self.headers.items():
            if problem := header_problem(name, value):
                raise ValueError(f"headers: {problem}")
