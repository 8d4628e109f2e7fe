"""The politeness gate: when the next request to a host may start, and how many may run at once.

Every request of a crawl passes the gate: pages, redirects, feeds, sitemaps, robots.txt, images.
scraper/fetchers/robots.py decides what robots.txt forbids; the crawl decides what to fetch next.
"""

from __future__ import annotations

import math
import threading
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from urllib.parse import urlsplit

from scraper.errors import HostResting


@dataclass(frozen=True, slots=True, kw_only=True)
class GateSettings:
    """Settings of the gate. All times in seconds.

    Attributes:
        delay: minimum time between two requests to a host.
        connections: maximum number of simultaneous requests to a host.
        latency_factor: the delay grows to this multiple of the host's mean response time, so that
            servers under load get fewer requests; 0 disables it.
        max_delay: maximum of a delay that grows because of response times, 429 or 503. It limits
            neither ``delay`` nor a crawl-delay.
        first_rest, max_rest: the pause after the first failure, which doubles with each
            consecutive failure, and its maximum.
        max_retry_after: maximum of a Retry-After; longer ones are shortened to this.
        share_addresses: whether hosts with the same IP address wait for each other.
        max_wait: maximum wait of ``turn``, after which it raises HostResting.
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


# Maximum pause that a host's 429 or 503 causes for other hosts on its IP address: long enough for a
# server that is overloaded as a whole, too short for one tenant of a large CDN to block the others.
SHARED_REST = 60.0
# State of hosts without requests for an hour, without a pause and without failures is dropped; such
# hosts are looked for once in FORGET_EVERY turns.
FORGET_AFTER = 3600.0
FORGET_EVERY = 1000
# Weight of the latest response in the mean response time, as in Scrapy's AutoThrottle.
LATENCY_WEIGHT = 0.5


class Clock:
    """The gate's source of time. Tests use one that advances without waiting."""

    def now(self) -> float:
        """Monotonic time in seconds."""
        return time.monotonic()

    def wait(self, condition: threading.Condition, seconds: float | None) -> None:
        """Release ``condition`` until it is notified or ``seconds`` have passed."""
        condition.wait(seconds)


@dataclass(slots=True)
class Door:
    """The state of one host, or of one IP address; protected by the gate's lock.

    Attributes:
        active: requests in progress.
        starting: requests that are not sent yet.
        last: time of the last start, sending or response of a request.
        rest_until: end of the pause after failures.
        failures: consecutive failures.
        delay: overrides ``GateSettings.delay``.
        crawl_delay: the delay that robots.txt requires.
        throttle: the delay adapted to response times, 429 and 503.
        latency: mean response time; None before the first response.
    """

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
    """The state of a host, for status reports and to restore it after a restart.

    Attributes:
        delay: current minimum seconds between requests.
        resting: seconds until the end of the host's pause; 0 if it is not paused.
        failures: consecutive failed requests.
        latency: mean seconds until the response headers; None before the first response.
    """

    host: str
    delay: float
    resting: float
    failures: int
    latency: float | None


@dataclass(slots=True)
class Turn:
    """Permission for one request. Its holder has to report the request's progress and result.

    Attributes:
        names, doors: the host and each of its IP addresses, and their states.
        before: the ``last`` time of each door before this turn.
    """

    gate: Gate
    names: tuple[str, ...]
    doors: tuple[Door, ...]
    before: tuple[float, ...]
    started: float
    waiting: bool = True

    def sent(self) -> None:
        """Report that the request was sent. Before that, no other request to the host may start."""
        self.gate._sent(self)

    def answered(self, status: int, *, retry_after: float | None = None) -> None:
        """Report that response headers arrived. ``retry_after``: seconds, from the header."""
        self.gate._answered(self, status, retry_after)

    def failed(self) -> None:
        """Report that there was no response: connection refused or broken, timeout, TLS error."""
        self.gate._failed(self)


class Gate:
    """Schedules requests per host. Thread-safe.

    It guarantees that the server of a host receives two requests at least the host's delay apart.
    So the delay counts from the latest of the previous request's start, its sending and its
    response headers: however long a connection takes, the interval is never shorter.

    Args:
        settings: see GateSettings.
        clock: see Clock.
        addresses: returns a host's IP addresses, for ``share_addresses``; raises OSError if they
            are unknown.
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
        """Override ``settings.delay`` for one host, as configured for a source."""
        with self._changed:
            self._door(host.lower()).delay = seconds
            self._changed.notify_all()

    def set_crawl_delay(self, host: str, seconds: float | None) -> None:
        """Set the minimum delay that the host's robots.txt requires."""
        with self._changed:
            self._door(host.lower()).crawl_delay = seconds or 0.0
            self._changed.notify_all()

    def ready_in(self, url: str) -> float:
        """Seconds until a request to the URL's host may start; 0 if it may start now.

        Infinite while the maximum number of requests is in progress, since it is unknown when one
        of them will finish. Never blocks, not even for name resolution: the host's IP addresses are
        those of its last turn.
        """
        host = hostname_of(url)
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
        """The states of all known hosts."""
        with self._changed:
            hosts = [name for name in self._doors if not name.startswith("address ")]
        return [self.state(host) for host in hosts]

    def restore(self, state: HostState) -> None:
        """Restore a host's failures, latency and pause from an earlier process."""
        with self._changed:
            door = self._door(state.host)
            door.failures = state.failures
            door.latency = state.latency
            door.rest_until = self._clock.now() + min(state.resting, self.settings.max_retry_after)

    @contextmanager
    def turn(self, url: str, *, max_wait: float | None = None) -> Iterator[Turn]:
        """Wait until a request to the URL's host may start; it is active during the block.

        Do not nest turns: two threads could deadlock. Raises HostResting if the request cannot
        start within ``max_wait`` seconds.
        """
        turn = self._enter(url, self.settings.max_wait if max_wait is None else max_wait)
        try:
            yield turn
        finally:
            self._leave(turn)

    def _enter(self, url: str, max_wait: float) -> Turn:
        host = hostname_of(url)
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
            rest = self._backoff(door)
            if retry_after is not None:
                rest = min(max(retry_after, 0.0), self.settings.max_retry_after)
            elif status not in (429, 503) and door.failures == 1:
                rest = 0.0  # one failing page does not mean that the host has a problem
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
            door.rest_until = max(door.rest_until, now + self._backoff(door))

    def _backoff(self, door: Door) -> float:
        # 2 ** 40 is far above any max_rest; the cap avoids overflow.
        growth = 2.0 ** min(door.failures - 1, 40)
        return min(self.settings.first_rest * growth, self.settings.max_rest)

    def _adapt(self, door: Door, seconds: float, status: int) -> None:
        settings = self.settings
        if door.latency is None:
            door.latency = seconds
        else:
            door.latency += LATENCY_WEIGHT * (seconds - door.latency)
        throttle = settings.latency_factor * door.latency
        if status in (429, 503):
            # Double the delay, to at least one second: from a small delay, it would take ten
            # such responses until doubling had an effect.
            throttle = max(2 * self._delay(door), 1.0, throttle)
        elif status < 400:
            # Decrease by half the difference with each page, as AutoThrottle does.
            throttle = max(throttle, (door.throttle + throttle) / 2)
        else:
            throttle = max(throttle, door.throttle)  # a fast error page must not decrease it
        door.throttle = min(throttle, settings.max_delay)

    def _delay(self, door: Door) -> float:
        configured = self.settings.delay if door.delay is None else door.delay
        return max(configured, door.crawl_delay, door.throttle)

    def _earliest(self, doors: tuple[Door, ...]) -> float | None:
        """The time when a request may start; None if that depends on requests in progress."""
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
    """The names under which the gate stores the state of a host and its IP addresses."""
    return (host, *(f"address {address}" for address in addresses))


def hostname_of(url: str) -> str:
    """The host of a URL without port and scheme, which politeness applies to."""
    return (urlsplit(url).hostname or "").rstrip(".")
