"""Name resolution with a policy of allowed addresses, against server-side request forgery.

A crawler fetches URLs chosen by third parties. So every host name is resolved here, once, and the
connection is made to exactly the address that was checked (scraper/fetchers/transport.py). This
module opens no connections.
"""

from __future__ import annotations

import ipaddress
import socket
import threading
import time
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any

from scraper.errors import AddressRefused, NetworkError

GetAddrInfo = Callable[..., list[tuple[Any, ...]]]
IPAddress = ipaddress.IPv4Address | ipaddress.IPv6Address

# A public address that is answered by the machine's own cloud: the metadata and agent endpoint of
# Azure. The endpoints of other clouds are link-local, unique-local or shared address space.
METADATA_ADDRESSES = frozenset({ipaddress.ip_address("168.63.129.16")})

# IPv6 ranges that embed an IPv4 address, with the bit offset of it: a router or translator may
# deliver to the embedded address (RFC 4291 2.5.5, RFC 6052, RFC 8215, RFC 3056).
EMBEDDED_IPV4 = (
    (ipaddress.IPv6Network("::/96"), 96),
    (ipaddress.IPv6Network("::ffff:0:0/96"), 96),
    (ipaddress.IPv6Network("::ffff:0:0:0/96"), 96),
    (ipaddress.IPv6Network("64:ff9b::/96"), 96),
    (ipaddress.IPv6Network("64:ff9b:1::/48"), 96),
    (ipaddress.IPv6Network("2002::/16"), 16),
)
# Special-purpose networks for which ``is_global`` is wrong in some Python versions: IETF protocol
# assignments (RFC 6890, including Teredo) and the retired 6to4 relays (RFC 7526).
REFUSED_NETWORKS: tuple[ipaddress.IPv4Network | ipaddress.IPv6Network, ...] = (
    ipaddress.IPv4Network("192.0.0.0/24"),
    ipaddress.IPv4Network("192.88.99.0/24"),
    ipaddress.IPv6Network("2001::/23"),
)
# Global unicast addresses assigned by IANA (RFC 4291 2.4); all others have a special purpose.
GLOBAL_IPV6 = ipaddress.IPv6Network("2000::/3")

# Suffixes of names that a proxy may resolve to addresses in its own network (RFC 6761, RFC 6762,
# RFC 8375, and the private-use "internal").
INTERNAL_SUFFIXES = (".localhost", ".local", ".internal", ".home.arpa", ".lan", ".intranet")


def refusal(address: str) -> str | None:
    """Why an IP address (text, with or without a zone) is refused; None if it is public.

    Every address that IANA does not list as globally reachable is refused: private, loopback,
    link-local, shared, multicast, reserved, unspecified. So are IPv6 addresses that embed such an
    IPv4 address, and metadata endpoints of clouds.
    """
    try:
        ip = ipaddress.ip_address(address.split("%", 1)[0])
    except ValueError:
        return "not an IP address"
    return ip_refusal(ip)


def ip_refusal(ip: IPAddress) -> str | None:
    if isinstance(ip, ipaddress.IPv6Address):
        for network, start in EMBEDDED_IPV4:
            if ip in network and int(ip) > 1:
                embedded = ipaddress.IPv4Address((int(ip) >> (128 - start - 32)) & 0xFFFFFFFF)
                why = ip_refusal(embedded)
                return f"{why} ({embedded} inside)" if why else None
    if ip in METADATA_ADDRESSES:
        return "metadata"
    for name in ("loopback", "link_local", "multicast", "unspecified", "private", "reserved"):
        if getattr(ip, f"is_{name}"):
            return name.replace("_", "-")
    if any(ip in network for network in REFUSED_NETWORKS) or not ip.is_global:
        return "not public"
    if isinstance(ip, ipaddress.IPv6Address) and ip not in GLOBAL_IPV6:
        return "not public"
    return None


# Maximum number of cached host names, about 2 MB, so that a long-running crawl does not grow.
MAX_KNOWN = 10_000


@dataclass(frozen=True, slots=True)
class AddressPolicy:
    """The hosts that may have a private address.

    ``allow_private`` holds hosts as they are written in URLs, as names or literal addresses:
    ``intranet.example``, ``127.0.0.1``, ``127.0.0.1:8080`` for one port only, or ``*.example`` for
    all subdomains. Any other name that resolves to a private address is refused, even if that
    address is allowed.
    """

    allow_private: frozenset[str] = frozenset()

    @classmethod
    def of(cls, names: Iterable[str]) -> AddressPolicy:
        return cls(frozenset(name.strip().lower() for name in names))

    def allows_private(self, host: str, port: int) -> bool:
        if not self.allow_private:
            return False
        host = host.lower().strip("[]").rstrip(".")
        if host in self.allow_private or f"{host}:{port}" in self.allow_private:
            return True
        parents = host.split(".")
        return any(
            f"*.{'.'.join(parents[i:])}" in self.allow_private for i in range(1, len(parents))
        )

    def permitted(self, host: str, port: int, addresses: Iterable[str], *, url: str) -> list[str]:
        """The addresses of ``host`` that are allowed. Raises AddressRefused if none is."""
        found = list(addresses)
        if self.allows_private(host, port):
            return found
        public = [address for address in found if refusal(address) is None]
        if not public:
            tried = ", ".join(f"{address} is {refusal(address)}" for address in found[:4])
            raise AddressRefused(
                f"{url}: the host {host} has no public address ({tried}); "
                f"add it to allow_private if it is yours",
                url=url,
            )
        return public

    def check_behind_proxy(self, host: str, port: int, resolver: Resolver, *, url: str) -> None:
        """Check a host that is to be fetched through a proxy. Raises AddressRefused.

        The proxy resolves the name itself, so the check is incomplete. It refuses private address
        literals, names that resolve only to private addresses, and names reserved for internal use.
        A name that cannot be resolved here is left to the proxy.
        """
        if self.allows_private(host, port):
            return
        name = host.lower().rstrip(".")
        if name.endswith(INTERNAL_SUFFIXES) or ("." not in name and ":" not in name):
            raise AddressRefused(f"{url}: {host} is a name for inside use", url=url)
        try:
            addresses = resolver.resolve(host, port, timeout=5.0)
        except OSError:
            return
        self.permitted(host, port, addresses, url=url)


class Resolver:
    """Resolves host names to IP addresses, with a cache. Thread-safe.

    Args:
        getaddrinfo: as ``socket.getaddrinfo``.
        clock: monotonic time in seconds.
        keep: seconds for which a result is cached. A minute is shorter than the time to live of
            most DNS records, and long enough for many pages of a host.
        keep_failure: the same for a failure, so that not every link to a dead host waits for its
            name server.
    """

    def __init__(
        self,
        getaddrinfo: GetAddrInfo = socket.getaddrinfo,
        *,
        clock: Callable[[], float] = time.monotonic,
        keep: float = 60.0,
        keep_failure: float = 10.0,
    ) -> None:
        self._getaddrinfo = getaddrinfo
        self._clock = clock
        self._keep = keep
        self._keep_failure = keep_failure
        self._lock = threading.Lock()
        self._known: dict[str, tuple[float, tuple[str, ...] | OSError]] = {}

    def resolve(self, host: str, port: int, *, timeout: float) -> tuple[str, ...]:
        """The host's addresses in order of preference, without duplicates.

        Raises socket.gaierror if there are none, TimeoutError after ``timeout`` seconds.
        """
        host = host.strip("[]")
        now = self._clock()
        with self._lock:
            expires, found = self._known.get(host, (now, ()))
        if expires <= now:
            try:
                found = self._lookup(host, port, timeout)
            except OSError as error:
                found = error
            failed = isinstance(found, OSError)
            self._store(host, self._clock() + (self._keep_failure if failed else self._keep), found)
        if isinstance(found, OSError):
            raise type(found)(*found.args)
        return found

    def _store(self, host: str, expires: float, found: tuple[str, ...] | OSError) -> None:
        with self._lock:
            if len(self._known) >= MAX_KNOWN:
                now = self._clock()
                self._known = {h: k for h, k in self._known.items() if k[0] > now}
                while len(self._known) >= MAX_KNOWN:
                    self._known.pop(next(iter(self._known)))
            self._known[host] = (expires, found)

    def addresses(self, host: str) -> tuple[str, ...]:
        """``resolve`` for the politeness gate, which only compares addresses of hosts."""
        return self.resolve(host, 0, timeout=5.0)

    def _lookup(self, host: str, port: int, timeout: float) -> tuple[str, ...]:
        # getaddrinfo has no timeout, and a hostile name server can block it for half a minute. So
        # it runs in a thread, which is abandoned after the timeout and ends with the call.
        answer: list[tuple[str, ...] | OSError] = []

        def lookup() -> None:
            try:
                rows = self._getaddrinfo(host, port, 0, socket.SOCK_STREAM)
                answer.append(tuple(dict.fromkeys(str(row[4][0]) for row in rows)))
            except UnicodeError:  # a label that is empty or too long for the idna codec
                answer.append(socket.gaierror(socket.EAI_NONAME, "not a valid host name"))
            except OSError as error:
                answer.append(error)

        thread = threading.Thread(target=lookup, name=f"resolve {host[:40]}", daemon=True)
        thread.start()
        thread.join(max(timeout, 0.0))
        if not answer:
            raise TimeoutError(f"no answer from the name server within {timeout:.1f} s")
        if isinstance(answer[0], OSError):
            raise answer[0]
        if not answer[0]:
            raise socket.gaierror(socket.EAI_NONAME, "the name has no address")
        return answer[0]


def permitted_addresses(
    host: str, port: int, policy: AddressPolicy, resolver: Resolver, *, url: str, timeout: float
) -> list[str]:
    """Resolve a host and check its addresses.

    Raises AddressRefused, or NetworkError if the name cannot be resolved.
    """
    try:
        addresses = resolver.resolve(host, port, timeout=timeout)
    except OSError as error:
        why = error.strerror or str(error)
        message = f"{url}: cannot find the host {host}: {why}"
        raise NetworkError(message, url=url, trouble="name") from error
    return policy.permitted(host, port, addresses, url=url)
