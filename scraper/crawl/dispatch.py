"""Which URL is fetched next: hosts take turns, each when its gate opens; the newest story first.

Holds only what the running passes need: for each host the queues that want something of it, for
each queue a few tasks read ahead. Everything else stays in the frontier.
"""

from __future__ import annotations

import heapq
import math
import time
from collections import deque
from collections.abc import Iterable
from dataclasses import dataclass, field

from scraper.crawl.frontier import Frontier, Lane, Task
from scraper.crawl.outputs import OutputFiles
from scraper.crawl.report import Figures
from scraper.crawl.selection import Rules
from scraper.discovery import Kind
from scraper.fetchers.politeness import Gate, host_of
from scraper.settings import Source

TAKE = 32
"""URLs read ahead from a queue; one query takes 50 microseconds, whatever the frontier's size."""
PATIENCE = 60.0
"""Seconds that a pass waits for a host that rests after failures; what rests longer is left to the
next pass."""
LONG_DELAY = 600.0
"""Seconds between two requests, by a crawl-delay, beyond which a pass makes one request to the host
and leaves the others to the passes after it: waiting would hold the source for days."""
LOOK_AGAIN = 1.0
"""Seconds until a gate is looked at again that could not tell when it opens."""


@dataclass(eq=False)
class Pass:
    """One source's pass under way.

    Attributes:
        id: of its run, in the frontier.
        number: of its source, in the frontier.
        pages_left: articles that may still be fetched.
        starts_left: URLs of start addresses that are still to be read.
        listed: how many of its queues may still hold something to fetch.
        files: what it writes to.
        is_given_back: it ends early, for another machine to go on with the source.
    """

    id: int
    source: Source
    number: int
    rules: Rules
    files: OutputFiles
    pages_left: int
    starts_left: set[int]
    figures: Figures = field(default_factory=Figures)
    queues: dict[int, Queue] = field(default_factory=dict)
    listed: int = 0
    under_way: int = 0
    is_given_back: bool = False


@dataclass(eq=False)
class Queue:
    """A lane of the frontier as a pass sees it."""

    lane: Lane
    run: Pass
    host: str
    ahead: deque[Task] = field(default_factory=deque)
    is_stale: bool = True
    is_open: bool = True
    """Whether the pass may still take something from it."""
    is_listed: bool = False
    """Whether it waits for its host's turn."""
    under_way: set[int] = field(default_factory=set)
    """URLs that were taken and are still ready in the frontier."""


class Dispatcher:
    """Picks tasks for one crawl.

    Args:
        gate: tells when a host may be asked.
    """

    def __init__(self, frontier: Frontier, gate: Gate) -> None:
        self._frontier = frontier
        self._gate = gate
        self._hosts: dict[str, deque[Queue]] = {}
        self._busy: set[str] = set()
        self._timers: list[tuple[float, str]] = []
        self._timed: set[str] = set()

    def open(self, run: Pass, lanes: Iterable[Lane]) -> list[Queue]:
        """Add lanes to a pass, or say of known ones that something was added to them.

        Returns:
            The queues that are new.
        """
        new = []
        for lane in lanes:
            queue = run.queues.get(lane.id)
            if queue is None:
                queue = run.queues[lane.id] = Queue(lane, run, host_of(lane.origin))
                new.append(queue)
            queue.is_stale = True
            if queue.is_open:
                if not queue.is_listed:
                    queue.is_listed = True
                    run.listed += 1
                    self._hosts.setdefault(queue.host, deque()).append(queue)
                self.look_at(queue.host)
        return new

    def close(self, run: Pass) -> None:
        """Take a pass's queues out."""
        for queue in run.queues.values():
            self._drop(queue)

    def next(self) -> tuple[Queue, Task] | None:
        """A task whose host may be asked now; the host is busy until ``freed``."""
        now = time.monotonic()
        while self._timers and self._timers[0][0] <= now:
            host = heapq.heappop(self._timers)[1]
            self._timed.discard(host)
            if host in self._busy or host not in self._hosts:
                continue
            wait = self._wait_for(host)
            if wait > 0:
                self._set_timer(host, wait)
                continue
            found = self._next_of(host)
            if found is not None:
                self._busy.add(host)
                return found
        return None

    def wait(self) -> float:
        """Seconds until ``next`` may have something; infinite if only an event can change that."""
        return max(0.0, self._timers[0][0] - time.monotonic()) if self._timers else math.inf

    def freed(self, host: str) -> None:
        """A host was answered: it may be asked again, and hosts that share its address too."""
        self._busy.discard(host)
        self.look_at(host)

    def settled(self, queue: Queue, task: Task) -> None:
        """What came of a task is stored."""
        queue.under_way.discard(task.id)
        run = queue.run
        if task.id in run.starts_left:
            run.starts_left.discard(task.id)
            if not run.starts_left:
                self._look_at_all(run)
        if not queue.under_way and self._peek(queue) is None:
            self._drop(queue)  # now, rather than when its host's delay has passed

    def look_at(self, host: str) -> None:
        """Set a host's timer by its gate."""
        if host in self._hosts and host not in self._busy and host not in self._timed:
            self._set_timer(host, self._wait_for(host))

    def _wait_for(self, host: str) -> float:
        return self._gate.ready_in(f"http://[{host}]/" if ":" in host else f"http://{host}/")

    def _look_at_all(self, run: Pass) -> None:
        for queue in run.queues.values():
            self.look_at(queue.host)

    def _set_timer(self, host: str, wait: float) -> None:
        if math.isinf(wait):
            wait = LOOK_AGAIN
        elif wait > LONG_DELAY or (wait > PATIENCE and self._gate.state(host).resting > PATIENCE):
            self._postpone(host)
            return
        self._timed.add(host)
        heapq.heappush(self._timers, (time.monotonic() + wait, host))

    def _next_of(self, host: str) -> tuple[Queue, Task] | None:
        """The next task of a host, its queues taking turns."""
        queues = self._hosts[host]
        for _ in range(len(queues)):
            queue = queues[0]
            queues.rotate(-1)
            task = self._peek(queue)
            if task is None:
                if not queue.under_way:
                    self._drop(queue)
            elif task.is_start or not queue.run.starts_left:
                if task.kind in (Kind.ARTICLE, Kind.PAGE) and queue.run.pages_left <= 0:
                    queue.is_open = False
                    self._drop(queue)
                    continue
                queue.ahead.popleft()
                queue.under_way.add(task.id)
                return queue, task
            # else: wait until the starts are read, for the newest may still be to come
        return None

    def _peek(self, queue: Queue) -> Task | None:
        if queue.is_stale or not queue.ahead:
            queue.ahead = deque(self._frontier.take(queue.lane, TAKE, queue.under_way))
            queue.is_stale = False
        return queue.ahead[0] if queue.ahead else None

    def _drop(self, queue: Queue) -> None:
        if not queue.is_listed:
            return
        queue.is_listed = False
        queue.run.listed -= 1
        queues = self._hosts[queue.host]
        queues.remove(queue)
        if not queues:
            del self._hosts[queue.host]

    def _postpone(self, host: str) -> None:
        """Leave a resting host to the next pass."""
        for queue in list(self._hosts.get(host, ())):
            queue.is_open = False
            self._drop(queue)
            run = queue.run
            ready = self._frontier.count_ready(queue.lane.id, 10_000)
            run.figures.postponed += ready - len(queue.under_way)
            if run.starts_left:
                # A start that cannot be read now must not hold back the others' stories.
                rest = self._frontier.take(queue.lane, len(run.starts_left), queue.under_way)
                run.starts_left -= {task.id for task in rest}
                if not run.starts_left:
                    self._look_at_all(run)
