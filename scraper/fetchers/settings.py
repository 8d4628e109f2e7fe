"""HttpSettings: how a fetcher behaves. Values only."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

DEFAULT_USER_AGENT = "scraper/1.0"
WAITED_TIMEOUT = 30.0
"""Seconds for one URL in all, where somebody waits for it. News pages come within three; at 30 a
server that is merely slow has answered, and a person has not yet given up."""

# Sent whatever host a redirect leads to; any other header of the settings stays with the host
# that was asked for, since it may be a key.
HARMLESS_HEADERS = frozenset(
    {"accept", "accept-encoding", "accept-language", "user-agent", "dnt", "sec-gpc"}
)
# Bound to a host by ``auth``, or kept by the fetcher itself.
FORBIDDEN_HEADERS = frozenset(
    {"authorization", "cookie", "proxy-authorization", "host", "content-length", "connection"}
    | {"transfer-encoding", "accept-encoding", "if-none-match", "if-modified-since"}
)


@dataclass(frozen=True, slots=True, kw_only=True)
class HttpSettings:
    """How an HttpFetcher behaves. Times in seconds, sizes in bytes.

    Attributes:
        user_agent: sent with each request; should name a way to reach whoever runs the crawl.
        connect_timeout: for the name, the connection and the TLS handshake.
        read_timeout: for each wait for the server's next bytes.
        total_timeout: for a whole ``fetch``: its redirects, its retries and the waits before
            them. A wait for the host's turn does not count.
        max_bytes: of a body as it is sent.
        max_expanded_bytes: of a body after its Content-Encoding is undone. 32 MB: the longest
            story pages with everything inlined have 10 to 15.
        max_redirects: ten, where browsers allow twenty; honest chains end after four.
        retries: after a network error, a 5xx or a 429.
        retry_refused: whether a refused connection is tried again too. A server that starts anew
            refuses for seconds, and a crawl comes back in ten minutes at the earliest; a person
            who waits for one page rather knows at once.
        max_retry_wait: a longer wait before a retry, by Retry-After or by politeness, is left to
            the caller: the error is raised at once.
        proxies: scheme ("http", "https", "all") to the proxy's URL; None takes them from the
            environment (http_proxy, https_proxy, no_proxy), an empty mapping takes none.
        auth: host (or host:port) to user and password, sent to that host alone.
        allow_private: hosts that may have a private address; see addresses.AddressPolicy.
        headers: further request headers.
        verify: False switches the check of TLS certificates off; a path names the CA
            certificates to trust instead of the usual ones.
        hosts: hosts whose connections are kept open.
        connections: connections kept open for each host.
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
    auth: Mapping[str, tuple[str, str]] = field(default_factory=dict)
    allow_private: frozenset[str] = frozenset()
    headers: Mapping[str, str] = field(default_factory=dict)
    verify: bool | str = True
    hosts: int = 256
    connections: int = 4

    def __post_init__(self) -> None:
        for name in ("connect_timeout", "read_timeout", "total_timeout", "max_bytes"):
            if getattr(self, name) <= 0:
                raise ValueError(f"{name} must be greater than 0")
        for name, value in (("user_agent", self.user_agent), *self.headers.items()):
            if not value.isascii() or not value.isprintable():
                raise ValueError(f"{name}: {value!r} cannot be sent as a header")
        wrong = sorted(name for name in self.headers if name.lower() in FORBIDDEN_HEADERS)
        if wrong:
            raise ValueError(
                f"headers: {', '.join(wrong)} cannot be set here; use auth for credentials"
            )
