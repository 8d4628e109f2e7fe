"""Politeness among machines that share a crawl: a gate that asks the others before each request.

A host, and each address that it has, is a door. One machine at a time goes through a door; when it
comes out, it tells when it was answered, what the host asked for, and how often it failed. So
between two requests to a host its delay passes, whoever made them.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Protocol

from scraper.fetchers.politeness import Clock, Gate, GateSettings, Turn

SOON = 0.05
"""Seconds within which two machines' reckonings of one moment count as the same."""


@dataclass(frozen=True, slots=True)
class DoorState:
    """What one machine tells the others of a door. Times in seconds from now.

    Attributes:
        ago: since the door's last request, or its answer.
        rest: until the door may be used, by what the host asked for or by its failures.
        failures: in a row.
        throttle: the delay that the host's answers have brought about.
        delay: kept by that machine between two requests, for whatever reason.
    """

    name: str
    ago: float
    rest: float
    failures: int
    throttle: float
    delay: float


@dataclass(frozen=True, slots=True)
class Claimed:
    """What came of a claim: 0 ``wait`` where the doors are this machine's now, otherwise seconds
    until it is worth another try. ``learned``: the doors that another machine used last."""

    wait: float
    learned: tuple[DoorState, ...] = ()


class SharedDoors(Protocol):
    """The doors as all machines see them. Used by several threads."""

    def claim(self, names: Sequence[str], delay: float) -> Claimed:
        """Take doors, all or none, the host's own first; a request may follow at once.

        Args:
            delay: seconds that this machine keeps between two requests to the host.
        """

    def release(self, states: Sequence[DoorState]) -> None:
        """The request is over; others may use the doors when it is time."""


class SharedGate(Gate):
    """A gate whose doors are those of all machines. One request to a host at a time.

    Args:
        shared: asked before each request, and told after it.
        settings, clock, addresses: as for ``Gate``.
    """

    def __init__(
        self,
        shared: SharedDoors,
        settings: GateSettings,
        *,
        clock: Clock | None = None,
        addresses: Callable[[str], Sequence[str]] | None = None,
    ) -> None:
        if settings.connections != 1:
            raise ValueError(f"connections: expected 1, got {settings.connections}")
        super().__init__(settings, clock=clock, addresses=addresses)
        self._shared = shared

    def _enter(self, url: str, max_wait: float) -> Turn:
        limit = self._clock.now() + max_wait
        while True:
            turn = super()._enter(url, max(limit - self._clock.now(), 0.0))
            try:
                claimed = self._shared.claim(turn.names, self._delay_of(turn))
            except BaseException:
                self._take_back(turn)
                raise
            if claimed.wait <= 0:
                self._learn(turn, claimed, is_granted=True)
                return turn
            with self._changed:
                self._take_back(turn)
                self._learn(turn, claimed, is_granted=False)

    def _leave(self, turn: Turn) -> None:
        with self._changed:
            now = self._clock.now()
            states = [
                DoorState(
                    name,
                    now - door.last,
                    max(door.rest_until - now, 0.0),
                    door.failures,
                    door.throttle,
                    self._delay(door),
                )
                for name, door in zip(turn.names, turn.doors, strict=True)
            ]
        # Told before the place is given up here: the next thread takes the doors by the same name.
        try:
            self._shared.release(states)
        finally:
            super()._leave(turn)

    def _delay_of(self, turn: Turn) -> float:
        with self._changed:
            return self._delay(turn.doors[0])

    def _take_back(self, turn: Turn) -> None:
        """Give up the place of a request that was not made."""
        with self._changed:
            # Nobody else could enter meanwhile, so nobody else has changed what ``before`` tells.
            for door, last in zip(turn.doors, turn.before, strict=True):
                door.last = last
            super()._leave(turn)

    def _learn(self, turn: Turn, claimed: Claimed, *, is_granted: bool) -> None:
        """Take over what another machine knows of the doors."""
        with self._changed:
            now = self._clock.now()
            own = dict(zip(turn.names, turn.doors, strict=True))
            for state in claimed.learned:
                door = own[state.name]
                door.last = max(door.last, now - state.ago)
                door.failures = state.failures
                door.throttle = state.throttle
                door.rest_until = now + state.rest
            if is_granted:
                return
            start = self._earliest(turn.doors)
            if start is None or start + SOON < now + claimed.wait:
                turn.doors[0].rest_until = max(turn.doors[0].rest_until, now + claimed.wait)
            self._changed.notify_all()
