"""The connections below requests: only to checked addresses, and with a total time limit.

A crawler needs two guarantees that requests and urllib3 do not give. They resolve a host name again
when they connect, so that a name that was public when it was checked may be private by then (DNS
rebinding). And their timeout applies to each read, so that a server that sends a byte now and then
blocks a thread for ever. Both are solved here, below urllib3, so that they cannot be bypassed.
scraper/fetchers/http.py decides which requests are sent.
"""

from __future__ import annotations

import http.client
import io
import socket
import ssl
import time
from collections.abc import Callable, Sequence
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import certifi
import requests
from requests.adapters import HTTPAdapter
from urllib3 import PoolManager, ProxyManager
from urllib3.connection import HTTPConnection, HTTPSConnection
from urllib3.connectionpool import HTTPConnectionPool, HTTPSConnectionPool
from urllib3.exceptions import ConnectTimeoutError, NameResolutionError, NewConnectionError
from urllib3.util import create_urllib3_context
from urllib3.util.connection import create_connection

from scraper.errors import AddressRefused
from scraper.fetchers.addresses import refusal

# Maximum size of response headers. Normal servers send a few kilobytes; nginx and Apache themselves
# accept 8 KB per line.
MAX_HEADER_BYTES = 256 * 1024
# Maximum number of interim (1xx) responses (RFC 9110 15.2) before the final one; one or two are
# usual.
MAX_INTERIM = 8
# Maximum number of addresses tried for one name: enough for IPv4 and IPv6 and a server that is
# down.
MAX_ADDRESSES = 4


@dataclass(slots=True)
class Exchange:
    """One request and its response: the state that the connection needs.

    Attributes:
        deadline: when it has to be finished, on the clock of ``time.monotonic``.
        permitted: returns the allowed addresses for a host, port and timeout; raises
            AddressRefused.
        is_private_allowed: whether the host and port may have a private address.
        on_sent: called when the request has been sent.
        reused: whether the connection was used for an earlier request.
        sent: whether the request has been sent.
        expired: whether the deadline has passed.
        peer: the IP address of the server.
    """

    url: str
    deadline: float
    connect_timeout: float
    read_timeout: float
    permitted: Callable[[str, int, float], Sequence[str]]
    is_private_allowed: Callable[[str, int], bool]
    on_sent: Callable[[], None]
    reused: bool = False
    sent: bool = False
    expired: bool = False
    peer: str | None = None

    def left(self) -> float:
        """Seconds until the deadline. Raises TimeoutError if it has passed."""
        seconds = self.deadline - time.monotonic()
        if seconds <= 0:
            self.expired = True
            raise TimeoutError("the time limit for the whole answer has passed")
        return seconds


CURRENT: ContextVar[Exchange] = ContextVar("exchange")
"""The current exchange of this thread. Connections outside of an exchange fail."""


@contextmanager
def current_exchange(exchange: Exchange) -> Any:
    token = CURRENT.set(exchange)
    try:
        yield exchange
    finally:
        CURRENT.reset(token)


class BoundedReader(io.RawIOBase):
    """Reads from a socket until the exchange's deadline, however slowly data arrive."""

    def __init__(self, sock: socket.socket, raw: io.RawIOBase, exchange: Exchange) -> None:
        self._sock = sock
        self._raw = raw  # keeps the socket open after the connection has released it
        self._exchange = exchange
        self.header_bytes_left: int | None = None

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: Any) -> int | None:
        exchange = self._exchange
        self._sock.settimeout(min(exchange.left(), exchange.read_timeout))
        try:
            size = self._raw.readinto(buffer)
        except TimeoutError:
            exchange.left()  # raises if the deadline, not the read timeout, has passed
            raise
        if self.header_bytes_left is not None and size:
            self.header_bytes_left -= size
            if self.header_bytes_left < 0:
                raise http.client.HTTPException(f"headers of more than {MAX_HEADER_BYTES:,} bytes")
        return size

    def close(self) -> None:
        if not self.closed:
            self._raw.close()
        super().close()


class BoundedResponse(http.client.HTTPResponse):
    """Reads through BoundedReader, limits the size of headers, and skips interim responses."""

    def __init__(self, sock: socket.socket, *args: Any, **kwargs: Any) -> None:
        super().__init__(sock, *args, **kwargs)
        raw = self.fp.detach()
        self._bounded = BoundedReader(sock, raw, CURRENT.get())
        self.fp = io.BufferedReader(self._bounded)

    def begin(self) -> None:
        self._bounded.header_bytes_left = MAX_HEADER_BYTES
        super().begin()
        self._bounded.header_bytes_left = None

    def _read_status(self) -> tuple[str, int, str]:
        # http.client skips only "100 Continue"; servers also send 103 Early Hints.
        for _ in range(MAX_INTERIM):
            version, status, reason = super()._read_status()  # type: ignore[misc]
            if not 100 <= status < 200 or status == 101:
                return version, status, reason
            http.client.parse_headers(self.fp)
        raise http.client.HTTPException(f"more than {MAX_INTERIM} interim answers")


class CheckedConnectionMixin:
    """Mixin for urllib3 connections: checks the address, and reports when a request is sent."""

    response_class: Any = BoundedResponse

    def _new_conn(self: Any) -> socket.socket:
        exchange = CURRENT.get()
        host, port = self._dns_host, self.port
        through_proxy = self.proxy is not None
        try:
            limit = min(exchange.connect_timeout, exchange.left())
            deadline = time.monotonic() + limit
            # The proxy is configured by the operator, so it may have a private address.
            if through_proxy:
                rows = socket.getaddrinfo(host, port, 0, socket.SOCK_STREAM)
                addresses: Sequence[str] = [str(row[4][0]) for row in rows]
            else:
                addresses = exchange.permitted(host, port, limit)
            sock: socket.socket = self._connect(addresses[:MAX_ADDRESSES], port, deadline)
        except socket.gaierror as error:
            raise NameResolutionError(host, self, error) from error
        except TimeoutError as error:
            raise ConnectTimeoutError(self, f"no connection to {host} in time") from error
        except OSError as error:
            raise NewConnectionError(self, f"no connection to {host}: {error}") from error
        peer = str(sock.getpeername()[0])
        if not through_proxy and not exchange.is_private_allowed(host, port) and refusal(peer):
            sock.close()
            raise AddressRefused(f"{exchange.url}: connected to {peer}, {refusal(peer)}", url=host)
        exchange.peer = peer
        return sock

    def _connect(self: Any, addresses: Sequence[str], port: int, deadline: float) -> socket.socket:
        last: OSError = OSError("no address")
        for attempt, address in enumerate(addresses):
            # An unresponsive address must leave time for the next ones.
            seconds = max((deadline - time.monotonic()) / (len(addresses) - attempt), 0.05)
            try:
                sock: socket.socket = create_connection(
                    (address, port), seconds, socket_options=self.socket_options
                )
                return sock
            except OSError as error:
                last = error
        raise last

    def request(self: Any, *args: Any, **kwargs: Any) -> None:
        exchange = CURRENT.get()
        super().request(*args, **kwargs)  # type: ignore[misc]
        exchange.sent = True
        exchange.on_sent()


class CheckedHTTPConnection(CheckedConnectionMixin, HTTPConnection):
    pass


class CheckedHTTPSConnection(CheckedConnectionMixin, HTTPSConnection):
    pass


class CheckedHTTPPool(HTTPConnectionPool):
    ConnectionCls = CheckedHTTPConnection

    def _get_conn(self, timeout: float | None = None) -> Any:
        return with_reuse_recorded(super()._get_conn(timeout))


class CheckedHTTPSPool(HTTPSConnectionPool):
    ConnectionCls = CheckedHTTPSConnection

    def _get_conn(self, timeout: float | None = None) -> Any:
        return with_reuse_recorded(super()._get_conn(timeout))


def with_reuse_recorded(connection: Any) -> Any:
    exchange = CURRENT.get()
    exchange.reused = connection.sock is not None
    if exchange.reused:
        exchange.peer = str(connection.sock.getpeername()[0])
    return connection


POOLS = {"http": CheckedHTTPPool, "https": CheckedHTTPSPool}


class CheckedAdapter(HTTPAdapter):
    """A requests adapter that uses the connections of this module.

    Args:
        hosts: number of hosts whose connections are kept open.
        connections: number of connections kept open per host.
        verify: False, or a file or folder of CA certificates instead of those of certifi.
    """

    def __init__(self, *, hosts: int, connections: int, verify: bool | str = True) -> None:
        self._context = tls_context(verify)
        super().__init__(pool_connections=hosts, pool_maxsize=connections, max_retries=0)

    def init_poolmanager(self, *args: Any, **kwargs: Any) -> None:
        super().init_poolmanager(*args, **kwargs)
        manager: PoolManager = self.poolmanager
        manager.pool_classes_by_scheme = dict(POOLS)

    def proxy_manager_for(self, proxy: str, **kwargs: Any) -> ProxyManager:
        if not proxy.lower().startswith(("http://", "https://")):
            raise requests.exceptions.InvalidProxyURL(f"{proxy}: only http and https proxies")
        manager: ProxyManager = super().proxy_manager_for(proxy, **kwargs)
        manager.pool_classes_by_scheme = dict(POOLS)
        return manager

    def get_connection_with_tls_context(
        self, request: requests.PreparedRequest, verify: Any, proxies: Any = None, cert: Any = None
    ) -> Any:
        if proxies:
            return super().get_connection_with_tls_context(request, verify, proxies, cert)
        # Like the inherited method, but without its three proxy lookups; invalid URLs have been
        # refused before.
        host, pool = self.build_connection_pool_key_attributes(request, verify, cert)
        return self.poolmanager.connection_from_host(**host, pool_kwargs=pool)

    def request_url(self, request: requests.PreparedRequest, proxies: Any) -> str:
        return super().request_url(request, proxies) if proxies else str(request.path_url)

    def build_connection_pool_key_attributes(
        self, request: requests.PreparedRequest, verify: Any, cert: Any = None
    ) -> Any:
        host, tls = super().build_connection_pool_key_attributes(request, verify, cert)
        # One TLS context for all hosts: loading certifi's bundle takes 20 ms per connection.
        return host, {"ssl_context": self._context, "cert_reqs": tls.get("cert_reqs")}

    def cert_verify(self, conn: Any, url: Any, verify: Any, cert: Any) -> None:
        """Does nothing: the certificates are in the TLS context."""


def tls_context(verify: bool | str) -> ssl.SSLContext:
    context = create_urllib3_context()
    if verify is False:
        context.check_hostname = False
        context.verify_mode = ssl.CERT_NONE
        return context
    where = certifi.where() if verify is True else verify
    if Path(where).is_dir():
        context.load_verify_locations(capath=where)
    else:
        context.load_verify_locations(cafile=where)
    return context
