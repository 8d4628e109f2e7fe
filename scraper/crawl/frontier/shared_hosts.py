"""What machines that share a frontier store of the hosts that they contact.

engine/shared_gate.py claims a host for each request, and postgres_hosts.py keeps the claims. As in
fetchers/politeness.py, a *door* is the state of one host or of one of its IP addresses.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Protocol


@dataclass(frozen=True, slots=True)
class SharedHostState:
    """The state of a door as one machine stores it for the others. Times in seconds from now.

    Attributes:
        ago: since the last request or response.
        rest: until the end of the pause that the host asked for or that its failures caused.
        failures: consecutive failures.
        throttle: the delay adapted to the host's responses.
        delay: what that machine keeps between two requests, for whatever reason.
    """

    name: str
    ago: float
    rest: float
    failures: int
    throttle: float
    delay: float


@dataclass(frozen=True, slots=True)
class ClaimResult:
    """The result of a claim.

    Attributes:
        wait: 0 if the doors are claimed now; otherwise seconds until the next attempt.
        others: the state of those doors that another machine used last.
    """

    wait: float
    others: tuple[SharedHostState, ...] = ()


class SharedHosts(Protocol):
    """The doors of all machines. Thread-safe."""

    def claim(self, names: Sequence[str], delay: float) -> ClaimResult:
        """Claim doors, all or none, the host's own first; if it succeeds, a request may follow.

        Args:
            delay: seconds that this machine keeps between two requests to the host.
        """

    def release(self, states: Sequence[SharedHostState]) -> None:
        """Release doors after a request, with their new state."""
