"""Which network addresses may be asked: name resolution under a policy against server-side
request forgery.

A crawler fetches addresses that strangers choose, so every name is resolved here, once, and the
connection is made to the very address that was checked (scraper/fetchers/transport.py). Nothing
in this file opens a connection.
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

# Reachable as a public address, yet answered by the machine's own cloud: the metadata and agent
# endpoint of Azure. The other clouds' endpoints are link-local, unique-local or shared space.
METADATA_ADDRESSES = frozenset({ipaddress.ip_address("168.63.129.16")})

# IPv6 ranges that carry an IPv4 address, with the bit where it starts: a router or translator on
# the way may deliver to the address inside (RFC 4291 2.5.5, RFC 6052, RFC 8215, RFC 3056).
EMBEDDED_IPV4 = (
    (ipaddress.IPv6Network("::/96"), 96),
    (ipaddress.IPv6Network("::ffff:0:0/96"), 96),
    (ipaddress.IPv6Network("::ffff:0:0:0/96"), 96),
    (ipaddress.IPv6Network("64:ff9b::/96"), 96),
    (ipaddress.IPv6Network("64:ff9b:1::/48"), 96),
    (ipaddress.IPv6Network("2002::/16"), 16),
)
# Special-purpose blocks that are not, or not in each Python version, told by ``is_global``: IETF
# protocol assignments (RFC 6890; Teredo among them) and the retired 6to4 relays (RFC 7526).
REFUSED_NETWORKS: tuple[ipaddress.IPv4Network | ipaddress.IPv6Network, ...] = (
    ipaddress.IPv4Network("192.0.0.0/24"),
    ipaddress.IPv4Network("192.88.99.0/24"),
    ipaddress.IPv6Network("2001::/23"),
)
# What IANA gives out as global unicast (RFC 4291 2.4); everything else has a special meaning.
GLOBAL_IPV6 = ipaddress.IPv6Network("2000::/3")

# Names that a proxy may resolve to something inside its own network (RFC 6761, RFC 6762,
# RFC 8375, and the private-use "internal").
INSIDE_SUFFIXES = (".localhost", ".local", ".internal", ".home.arpa", ".lan", ".intranet")


def refusal(address: str) -> str | None:
    """Why an IP address (text, with or without a zone) is not to be asked; None where it is public.

    Everything that IANA does not list as globally reachable is refused: private, loopback,
    link-local, shared, multicast, reserved, unspecified; so are IPv6 addresses that carry such an
    IPv4 address, and the clouds' metadata endpoints.
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
                inner = ipaddress.IPv4Address((int(ip) >> (128 - start - 32)) & 0xFFFFFFFF)
                why = ip_refusal(inner)
                return f"{why} ({inner} inside)" if why else None
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


# Names that are remembered, about 2 MB: a crawl of years must not grow.
MAX_KNOWN = 10_000


@dataclass(frozen=True, slots=True)
class AddressPolicy:
    """Which hosts may have a private address.

    ``allow_private`` holds hosts by the name (or the literal address) that the URL carries:
    ``intranet.example``, ``127.0.0.1``, ``127.0.0.1:8080`` for one port alone, or
    ``*.example`` for every name below. A public name that resolves to a private address is
    refused, whatever else is allowed.
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
        """The addresses of ``host`` that may be asked. Raises AddressRefused where none may."""
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
        """Refuses a host that a proxy would be asked for, as far as can be told from here.

        The proxy resolves the name itself. Here an address literal, a name that resolves to
        private addresses alone, and a name reserved for inside use are refused; a name that does
        not resolve here at all is left to the proxy.
        """
        if self.allows_private(host, port):
            return
        name = host.lower().rstrip(".")
        if name.endswith(INSIDE_SUFFIXES) or ("." not in name and ":" not in name):
            raise AddressRefused(f"{url}: {host} is a name for inside use", url=url)
        try:
            addresses = resolver.resolve(host, port, timeout=5.0)
        except OSError:
            return
        self.permitted(host, port, addresses, url=url)


class Resolver:
    """Host name to IP addresses, remembered for a while. Safe to use from several threads.

    Args:
        getaddrinfo: as ``socket.getaddrinfo``.
        clock: seconds from any start, never going back.
        keep: seconds for which an answer is used again. A minute: shorter than most records'
            time to live, long enough that a crawl asks once for many pages.
        keep_failure: the same for a failure, so that the links to a dead host do not each wait
            for its name server.
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
        """The host's addresses in the order of preference, each once.

        Raises socket.gaierror where there are none, TimeoutError after ``timeout`` seconds.
        """
        host = host.strip("[]")
        now = self._clock()
        with self._lock:
            expires, found = self._known.get(host, (now, ()))
        if expires <= now:
            try:
                found = self._ask(host, port, timeout)
            except OSError as error:
                found = error
            failed = isinstance(found, OSError)
            self._remember(
                host, self._clock() + (self._keep_failure if failed else self._keep), found
            )
        if isinstance(found, OSError):
            raise type(found)(*found.args)
        return found

    def _remember(self, host: str, expires: float, found: tuple[str, ...] | OSError) -> None:
        with self._lock:
            if len(self._known) >= MAX_KNOWN:
                now = self._clock()
                self._known = {h: k for h, k in self._known.items() if k[0] > now}
                while len(self._known) >= MAX_KNOWN:
                    self._known.pop(next(iter(self._known)))
            self._known[host] = (expires, found)

    def addresses(self, host: str) -> tuple[str, ...]:
        """As ``resolve``, for the politeness gate: only who shares an address matters there."""
        return self.resolve(host, 0, timeout=5.0)

    def _ask(self, host: str, port: int, timeout: float) -> tuple[str, ...]:
        # getaddrinfo cannot be told a time limit, and a hostile name server can hold it for half
        # a minute; the thread that is left behind ends with it.
        answer: list[tuple[str, ...] | OSError] = []

        def ask() -> None:
            try:
                rows = self._getaddrinfo(host, port, 0, socket.SOCK_STREAM)
                answer.append(tuple(dict.fromkeys(str(row[4][0]) for row in rows)))
            except UnicodeError:  # a label that is empty or too long for the idna codec
                answer.append(socket.gaierror(socket.EAI_NONAME, "not a valid host name"))
            except OSError as error:
                answer.append(error)

        thread = threading.Thread(target=ask, name=f"resolve {host[:40]}", daemon=True)
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
    """Resolves and checks in one step.

    Raises AddressRefused, or NetworkError where the name cannot be resolved.
    """
    try:
        addresses = resolver.resolve(host, port, timeout=timeout)
    except OSError as error:
        why = error.strerror or str(error)
        message = f"{url}: cannot find the host {host}: {why}"
        raise NetworkError(message, url=url, trouble="name") from error
    return policy.permitted(host, port, addresses, url=url)
