"""The politeness gate: when a host may be asked next, and by how many at once.

Every request of a crawl passes here: pages, redirects, feeds, sitemaps, robots.txt, images. What
robots.txt forbids is told in scraper/fetchers/robots.py; what to fetch next is the crawl's matter.
"""

from __future__ import annotations

import math
import threading
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from urllib.parse import urlsplit

from scraper.errors import HostResting


@dataclass(frozen=True, slots=True, kw_only=True)
class GateSettings:
    """How politely hosts are asked. All times in seconds.

    Attributes:
        delay: least time between two requests to a host.
        connections: requests to a host at the same time.
        latency_factor: the delay grows to this many times the host's usual answer time, so that
            a server under load is asked less often; 0 turns it off.
        max_delay: where the growth by answer time and by 429 and 503 ends. Neither ``delay`` nor
            a crawl-delay is cut by it.
        first_rest, max_rest: pause after the first failure in a row, doubled by each further
            one, and where the doubling ends.
        max_retry_after: a longer Retry-After is taken for this long.
        share_addresses: hosts on the same IP address wait for each other.
        max_wait: how long ``turn`` waits before it gives up with HostResting.
    """

    delay: float = 1.0
    connections: int = 1
    latency_factor: float = 1.0
    max_delay: float = 60.0
    first_rest: float = 5.0
    max_rest: float = 6 * 3600.0
    max_retry_after: float = 24 * 3600.0
    share_addresses: bool = True
    max_wait: float = 30.0


# How long a host's 429 or 503 may hold back the other hosts on its address: enough for a server
# that is overloaded as a whole, too short for one tenant to silence the others of a large CDN.
SHARED_REST = 60.0
# A host that was not asked for an hour, owes no pause and has no failures is forgotten.
FORGET_AFTER = 3600.0
FORGET_EVERY = 1000
# Weight of the newest answer in the mean answer time; that of Scrapy's AutoThrottle.
NEWEST = 0.5


class Clock:
    """Time for the gate. Tests use one that jumps instead of waiting."""

    def now(self) -> float:
        """Seconds from any start, never going back."""
        return time.monotonic()

    def wait(self, condition: threading.Condition, seconds: float | None) -> None:
        """Lets go of ``condition`` until it is notified or ``seconds`` have passed."""
        condition.wait(seconds)


@dataclass(slots=True)
class Door:
    """What is known of one host, or of one IP address; guarded by the gate's lock."""

    active: int = 0
    starting: int = 0
    last: float = -math.inf
    rest_until: float = -math.inf
    failures: int = 0
    delay: float | None = None
    crawl_delay: float = 0.0
    throttle: float = 0.0
    latency: float | None = None


@dataclass(frozen=True, slots=True)
class HostState:
    """A host as the gate sees it, for status reports and for keeping it over a restart.

    Attributes:
        delay: seconds kept between requests at present.
        resting: seconds until the host is asked again; 0 where it may be asked.
        failures: failed requests in a row.
        latency: mean seconds to an answer's headers; None before the first.
    """

    host: str
    delay: float
    resting: float
    failures: int
    latency: float | None


@dataclass(slots=True)
class Turn:
    """One request's permission. Whoever holds it says how the request went.

    Attributes:
        names, doors: of the host, and of each of its addresses.
        before: when each of the doors was used last before this turn.
    """

    gate: Gate
    names: tuple[str, ...]
    doors: tuple[Door, ...]
    before: tuple[float, ...]
    started: float
    waiting: bool = True
    done: bool = field(default=False)

    def sent(self) -> None:
        """The request has left. Until then no other request to the host may start."""
        self.gate._sent(self)

    def answered(self, status: int, *, retry_after: float | None = None) -> None:
        """The answer's headers are here. ``retry_after`` in seconds, from the header."""
        self.gate._answered(self, status, retry_after)

    def failed(self) -> None:
        """No answer: connection refused or broken, time limit, broken TLS."""
        self.gate._failed(self)


class Gate:
    """Lets requests through, host by host. Safe to use from many threads.

    The guarantee: between two requests to a host at least its delay passes, as the server sees
    it. So the delay counts from the latest of the last request's start, its sending and the
    headers of its answer: whatever a connection cost, the next request cannot catch up.

    Args:
        settings: see GateSettings.
        clock: see Clock.
        addresses: gives a host's IP addresses, for ``share_addresses``; an OSError means unknown.
    """

    def __init__(
        self,
        settings: GateSettings | None = None,
        *,
        clock: Clock | None = None,
        addresses: Callable[[str], Sequence[str]] | None = None,
    ) -> None:
        self.settings = settings or GateSettings()
        self._clock = clock or Clock()
        self._addresses = addresses
        self._changed = threading.Condition()
        self._doors: dict[str, Door] = {}
        self._known: dict[str, tuple[str, ...]] = {}
        self._turns = 0

    def set_delay(self, host: str, seconds: float) -> None:
        """Overrides ``settings.delay`` for one host, as a source's configuration asks."""
        with self._changed:
            self._door(host.lower()).delay = seconds
            self._changed.notify_all()

    def set_crawl_delay(self, host: str, seconds: float | None) -> None:
        """What the host's robots.txt asks for; kept at least."""
        with self._changed:
            self._door(host.lower()).crawl_delay = seconds or 0.0
            self._changed.notify_all()

    def ready_in(self, url: str) -> float:
        """Seconds until a request to the URL's host may start; 0 for now.

        While as many requests as allowed are under way, the earliest time when one of them could
        be over is not known: then it is infinite. Never waits, not even for a name server: the
        host's addresses are those of its last turn.
        """
        host = host_of(url)
        with self._changed:
            start = self._earliest(self._doors_of(_names(host, self._known.get(host, ()))))
            return math.inf if start is None else max(start - self._clock.now(), 0.0)

    def state(self, host: str) -> HostState:
        with self._changed:
            door = self._door(host.lower())
            resting = max(door.rest_until - self._clock.now(), 0.0)
            delay = self._delay(door)
            return HostState(host.lower(), delay, resting, door.failures, door.latency)

    def states(self) -> list[HostState]:
        """All hosts that are remembered."""
        with self._changed:
            hosts = [name for name in self._doors if not name.startswith("address ")]
        return [self.state(host) for host in hosts]

    def restore(self, state: HostState) -> None:
        """Takes up a host's failures and rest from an earlier process."""
        with self._changed:
            door = self._door(state.host)
            door.failures = state.failures
            door.latency = state.latency
            door.rest_until = self._clock.now() + min(state.resting, self.settings.max_retry_after)

    @contextmanager
    def turn(self, url: str, *, max_wait: float | None = None) -> Iterator[Turn]:
        """Waits until the URL's host may be asked, and holds its place while the block runs.

        A turn must not be asked for inside another one: two threads could wait for each other.
        Raises HostResting where the host cannot be asked within ``max_wait`` seconds.
        """
        turn = self._enter(url, self.settings.max_wait if max_wait is None else max_wait)
        try:
            yield turn
        finally:
            self._leave(turn)

    def _enter(self, url: str, max_wait: float) -> Turn:
        host = host_of(url)
        addresses = self._addresses_of(host)
        names = _names(host, addresses)
        limit = self._clock.now() + max_wait
        with self._changed:
            self._known[host] = addresses
            self._turns += 1
            if self._turns % FORGET_EVERY == 0:
                self._forget()
            while True:
                doors = self._doors_of(names)
                now = self._clock.now()
                start = self._earliest(doors)
                if start is not None and start <= now:
                    break
                if limit <= now or (start is not None and start > limit):
                    ready_in = math.inf if start is None else start - now
                    why = "other requests to it are under way" if start is None else "it rests"
                    raise HostResting(
                        f"{url}: {host} may not be asked within {max_wait:.0f} s: {why}",
                        url=url,
                        ready_in=ready_in,
                    )
                self._clock.wait(self._changed, (limit if start is None else start) - now)
            before = tuple(door.last for door in doors)
            for door in doors:
                door.active += 1
                door.starting += 1
                door.last = max(door.last, now)
            return Turn(self, names, doors, before, now)

    def _leave(self, turn: Turn) -> None:
        with self._changed:
            if turn.waiting:
                for door in turn.doors:
                    door.starting -= 1
            for door in turn.doors:
                door.active -= 1
            turn.waiting = False
            self._changed.notify_all()

    def _sent(self, turn: Turn) -> None:
        with self._changed:
            now = self._clock.now()
            for door in turn.doors:
                door.last = max(door.last, now)
                door.starting -= turn.waiting
            turn.waiting = False
            self._changed.notify_all()

    def _answered(self, turn: Turn, status: int, retry_after: float | None) -> None:
        with self._changed:
            now = self._clock.now()
            for door in turn.doors:
                door.last = max(door.last, now)
            door, *shared = turn.doors
            self._adapt(door, now - turn.started, status)
            if status < 500 and status != 429:
                door.failures = 0
                return
            door.failures += 1
            rest = self._growing_rest(door)
            if retry_after is not None:
                rest = min(max(retry_after, 0.0), self.settings.max_retry_after)
            elif status not in (429, 503) and door.failures == 1:
                rest = 0.0  # one page that crashes its server's script says nothing of the host
            door.rest_until = max(door.rest_until, now + rest)
            if status in (429, 503):
                for other in shared:
                    other.rest_until = max(other.rest_until, now + min(rest, SHARED_REST))

    def _failed(self, turn: Turn) -> None:
        with self._changed:
            now = self._clock.now()
            for door in turn.doors:
                door.last = max(door.last, now)
            door = turn.doors[0]
            door.failures += 1
            door.rest_until = max(door.rest_until, now + self._growing_rest(door))

    def _growing_rest(self, door: Door) -> float:
        # 2 ** 40 is far over any max_rest; the cap keeps the power from growing without end.
        growth = 2.0 ** min(door.failures - 1, 40)
        return min(self.settings.first_rest * growth, self.settings.max_rest)

    def _adapt(self, door: Door, seconds: float, status: int) -> None:
        settings = self.settings
        if door.latency is None:
            door.latency = seconds
        else:
            door.latency += NEWEST * (seconds - door.latency)
        wanted = settings.latency_factor * door.latency
        if status in (429, 503):
            # Twice as slow at least, from a second on: a host that says "too many" at a smaller
            # delay would have to say it ten times over before it was noticed.
            wanted = max(2 * self._delay(door), 1.0, wanted)
        elif status < 400:
            # Comes down by half the difference with each page, as AutoThrottle's delay does.
            wanted = max(wanted, (door.throttle + wanted) / 2)
        else:
            wanted = max(wanted, door.throttle)  # an error page is fast, and proves nothing
        door.throttle = min(wanted, settings.max_delay)

    def _delay(self, door: Door) -> float:
        configured = self.settings.delay if door.delay is None else door.delay
        return max(configured, door.crawl_delay, door.throttle)

    def _earliest(self, doors: tuple[Door, ...]) -> float | None:
        """When a request may start; None while that depends on one that is under way."""
        limit = self.settings.connections
        if any(door.starting or door.active >= limit for door in doors):
            return None
        delay = self._delay(doors[0])
        return max(max(door.last + delay, door.rest_until) for door in doors)

    def _addresses_of(self, host: str) -> tuple[str, ...]:
        if self._addresses is None or not self.settings.share_addresses:
            return ()
        try:
            return tuple(self._addresses(host))
        except OSError:
            return ()

    def _doors_of(self, names: tuple[str, ...]) -> tuple[Door, ...]:
        return tuple(map(self._door, names))

    def _door(self, name: str) -> Door:
        door = self._doors.get(name)
        if door is None:
            door = self._doors[name] = Door()
        return door

    def _forget(self) -> None:
        old = self._clock.now() - FORGET_AFTER
        for name, door in list(self._doors.items()):
            idle = not door.active and not door.failures and door.delay is None
            if idle and max(door.last + self._delay(door), door.rest_until) < old:
                del self._doors[name]
                self._known.pop(name, None)


def _names(host: str, addresses: tuple[str, ...]) -> tuple[str, ...]:
    """What the gate keeps account of for a request to a host."""
    return (host, *(f"address {address}" for address in addresses))


def host_of(url: str) -> str:
    """The name that politeness goes by: the host alone, whatever the port and the scheme."""
    return (urlsplit(url).hostname or "").rstrip(".")
