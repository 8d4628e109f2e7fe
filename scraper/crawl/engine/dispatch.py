"""Which URL is fetched next: hosts take turns, as politeness allows; the newest story first.

Only what the running passes need is in memory: the queues of each host, and a few tasks of each
queue. Everything else stays in the frontier.
"""

from __future__ import annotations

import heapq
import math
import time
from collections import deque
from collections.abc import Iterable

from scraper.crawl.engine.passes import Pass, Queue
from scraper.crawl.frontier.entries import Lane, Task
from scraper.crawl.frontier.frontier import Frontier
from scraper.discovery import Kind
from scraper.fetchers.politeness import Gate, hostname_of

READ_AHEAD = 32
"""URLs read at once from a queue; one query takes 50 microseconds, whatever the frontier's size."""
MAX_REST = 60.0
"""Seconds that a pass waits for a host that is paused after failures; hosts with a longer pause are
left to the next pass."""
LONG_DELAY = 600.0
"""Seconds between two requests, by a crawl-delay, beyond which a pass makes one request to the host
and leaves the others to the passes after it: waiting would hold the source for days."""
RECHECK_SECONDS = 1.0
"""Seconds until the gate is asked again if it could not tell when a host will be ready."""


class Dispatcher:
    """Picks the next task of all running passes.

    Args:
        gate: decides when the next request to a host may start.
    """

    def __init__(self, frontier: Frontier, gate: Gate) -> None:
        self._frontier = frontier
        self._gate = gate
        self._hosts: dict[str, deque[Queue]] = {}
        self._busy: set[str] = set()
        self._timers: list[tuple[float, str]] = []
        self._timed: set[str] = set()
        self._left: list[tuple[Pass, Task, bool]] = []

    def open(self, run: Pass, lanes: Iterable[Lane]) -> list[Queue]:
        """Add lanes to a pass; known ones are read again, since URLs were added to them.

        Returns:
            The new queues.
        """
        new = []
        for lane in lanes:
            queue = run.queues.get(lane.id)
            if queue is None:
                queue = run.queues[lane.id] = Queue(lane, run, hostname_of(lane.origin))
                new.append(queue)
            queue.is_stale = True
            if queue.is_open:
                self._enqueue(queue)
                self._update_timer(queue.host)
        return new

    def _enqueue(self, queue: Queue) -> None:
        if not queue.is_queued:
            queue.is_queued = True
            queue.run.queued += 1
            self._hosts.setdefault(queue.host, deque()).append(queue)

    def add_further_page(self, queue: Queue, task: Task) -> None:
        """Have a further page of a story fetched, whose first page was taken from a queue."""
        queue.further.append(task)
        self._enqueue(queue)
        self._update_timer(queue.host)

    def take_left(self) -> list[tuple[Pass, Task, bool]]:
        """The further pages that will not be fetched, since their host is paused (True), or since
        it wants very long delays."""
        left, self._left = self._left, []
        return left

    def close(self, run: Pass) -> None:
        """Remove the queues of a pass."""
        for queue in run.queues.values():
            self._drop(queue)

    def next(self) -> tuple[Queue, Task] | None:
        """A task whose request may start now. Its host is busy until ``request_ended``."""
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
        """Seconds until ``next`` may return a task; infinite if a request has to end first."""
        return max(0.0, self._timers[0][0] - time.monotonic()) if self._timers else math.inf

    def request_ended(self, host: str) -> None:
        """Note that a request to a host has ended."""
        self._busy.discard(host)
        self._update_timer(host)

    def outcome_stored(self, queue: Queue, task: Task) -> None:
        """Note that a task's outcome is stored in the frontier."""
        queue.taken.discard(task.id)
        run = queue.run
        if task.id in run.starts_left:
            run.starts_left.discard(task.id)
            if not run.starts_left:
                self._update_timers(run)
        if not queue.taken and self._peek(queue) is None:
            self._drop(queue)  # now, not only after its host's delay

    def _update_timer(self, host: str) -> None:
        """Set a host's timer, unless it is set or a request is running."""
        if host in self._hosts and host not in self._busy and host not in self._timed:
            self._set_timer(host, self._wait_for(host))

    def _wait_for(self, host: str) -> float:
        return self._gate.ready_in(f"http://[{host}]/" if ":" in host else f"http://{host}/")

    def _update_timers(self, run: Pass) -> None:
        for queue in run.queues.values():
            self._update_timer(queue.host)

    def _set_timer(self, host: str, wait: float) -> None:
        if math.isinf(wait):
            wait = RECHECK_SECONDS
        elif wait > LONG_DELAY or (wait > MAX_REST and self._gate.state(host).resting > MAX_REST):
            self._postpone(host, is_pause=self._gate.state(host).resting > MAX_REST)
            return
        self._timed.add(host)
        heapq.heappush(self._timers, (time.monotonic() + wait, host))

    def _next_of(self, host: str) -> tuple[Queue, Task] | None:
        """The next task of a host. Its queues take turns."""
        queues = self._hosts[host]
        for _ in range(len(queues)):
            queue = queues[0]
            queues.rotate(-1)
            if queue.further:
                return queue, queue.further.popleft()
            task = self._peek(queue)
            if task is None:
                if not queue.taken:
                    self._drop(queue)
            elif task.is_start or not queue.run.starts_left:
                if task.kind in (Kind.ARTICLE, Kind.PAGE) and queue.run.pages_left <= 0:
                    queue.is_open = False
                    self._drop(queue)
                    continue
                queue.ahead.popleft()
                queue.taken.add(task.id)
                return queue, task
            # else: wait until the starts are read, which may list newer stories
        return None

    def _peek(self, queue: Queue) -> Task | None:
        if not queue.is_open:
            return None  # it has only further pages left
        if queue.is_stale or not queue.ahead:
            queue.ahead = deque(self._frontier.ready_tasks(queue.lane, READ_AHEAD, queue.taken))
            queue.is_stale = False
        return queue.ahead[0] if queue.ahead else None

    def _drop(self, queue: Queue) -> None:
        if not queue.is_queued:
            return
        queue.is_queued = False
        queue.run.queued -= 1
        queues = self._hosts[queue.host]
        queues.remove(queue)
        if not queues:
            del self._hosts[queue.host]

    def _postpone(self, host: str, *, is_pause: bool) -> None:
        """Leave a host that is paused for long to the next pass."""
        for queue in list(self._hosts.get(host, ())):
            queue.is_open = False
            self._left += [(queue.run, task, is_pause) for task in queue.further]
            queue.further.clear()
            self._drop(queue)
            run = queue.run
            ready = self._frontier.count_ready(queue.lane.id, 10_000)
            run.figures.postponed += ready - len(queue.taken)
            if run.starts_left:
                # A start that cannot be read now must not delay the others.
                rest = self._frontier.ready_tasks(queue.lane, len(run.starts_left), queue.taken)
                run.starts_left -= {task.id for task in rest}
                if not run.starts_left:
                    self._update_timers(run)
