"""Politeness among several machines: a gate that claims the host for each request.

A host and each of its IP addresses is claimed by one machine at a time. When the machine releases
them, it stores the time of the response, the pause that the host asked for, and its failures. So
the host's delay passes between two requests, whichever machines made them.

As in fetchers/politeness.py, a *door* is the state of one host or of one of its IP addresses.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence

from scraper.crawl.frontier.shared_hosts import ClaimResult, SharedHosts, SharedHostState
from scraper.fetchers.politeness import Clock, Gate, GateSettings, Turn

TOLERANCE = 0.05
"""Seconds by which two machines' calculations of the same moment may differ."""


class SharedGate(Gate):
    """A gate that shares its doors with other machines. One request to a host at a time.

    Args:
        shared: claims before each request, and releases after it.
        settings, clock, addresses: as for ``Gate``.
    """

    def __init__(
        self,
        shared: SharedHosts,
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
                SharedHostState(
                    name,
                    now - door.last,
                    max(door.rest_until - now, 0.0),
                    door.failures,
                    door.throttle,
                    self._delay(door),
                )
                for name, door in zip(turn.names, turn.doors, strict=True)
            ]
        # Released before the turn ends here: the next thread claims as the same machine.
        try:
            self._shared.release(states)
        finally:
            super()._leave(turn)

    def _delay_of(self, turn: Turn) -> float:
        with self._changed:
            return self._delay(turn.doors[0])

    def _take_back(self, turn: Turn) -> None:
        """End the turn of a request that was not made."""
        with self._changed:
            # No other thread could enter meanwhile, so ``before`` is still right.
            for door, last in zip(turn.doors, turn.before, strict=True):
                door.last = last
            super()._leave(turn)

    def _learn(self, turn: Turn, claimed: ClaimResult, *, is_granted: bool) -> None:
        """Take over the state that another machine has stored."""
        with self._changed:
            now = self._clock.now()
            own = dict(zip(turn.names, turn.doors, strict=True))
            for state in claimed.others:
                door = own[state.name]
                door.last = max(door.last, now - state.ago)
                door.failures = state.failures
                door.throttle = state.throttle
                door.rest_until = now + state.rest
            if is_granted:
                return
            start = self._earliest(turn.doors)
            if start is None or start + TOLERANCE < now + claimed.wait:
                turn.doors[0].rest_until = max(turn.doors[0].rest_until, now + claimed.wait)
            self._changed.notify_all()
