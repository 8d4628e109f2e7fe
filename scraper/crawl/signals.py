"""What the signals that an operator sends mean to a crawl: SIGTERM and Ctrl-C stop it, SIGHUP lets
a schedule read its configuration again.
"""

from __future__ import annotations

import signal
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from types import FrameType


@contextmanager
def stopped_by_signals(stop: Callable[[], None]) -> Iterator[list[int]]:
    """Call ``stop`` on SIGTERM and SIGINT; a second one has its usual effect.

    Yields the list of the signals received, which grows. Outside the main thread, where Python
    allows no signal handlers, nothing changes.
    """
    caught: list[int] = []
    if threading.current_thread() is not threading.main_thread():
        yield caught
        return
    signals = (signal.SIGTERM, signal.SIGINT)
    before = {number: signal.getsignal(number) for number in signals}

    def handle(number: int, frame: FrameType | None) -> None:
        signal.signal(number, before[signal.Signals(number)])
        caught.append(int(number))
        stop()

    for number in signals:
        signal.signal(number, handle)
    try:
        yield caught
    finally:
        for number in signals:
            signal.signal(number, before[number])


class ReloadRequests:
    """Catches SIGHUP, which requests that the configuration is reloaded.

    Outside the main thread nothing changes, as in ``stopped_by_signals``.
    """

    def __init__(self) -> None:
        self._wanted = False
        self._before: object = None

    def __enter__(self) -> ReloadRequests:
        if threading.current_thread() is threading.main_thread():
            self._before = signal.signal(signal.SIGHUP, self._want)
        return self

    def __exit__(self, *_: object) -> None:
        if self._before is not None:
            signal.signal(signal.SIGHUP, self._before)  # type: ignore[arg-type]

    def wanted(self) -> bool:
        """Whether it was requested since the last call."""
        wanted, self._wanted = self._wanted, False
        return wanted

    def _want(self, number: int, frame: object) -> None:
        self._wanted = True
