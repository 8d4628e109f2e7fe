"""An extraction process, seen from outside: one thread sends it pages and receives the results.

A process that crashes, hangs or uses up its memory costs the page that it was reading, and is
replaced. The pools of the standard library fail as a whole when one process dies.
"""

from __future__ import annotations

import logging
import signal
import time
from collections.abc import Mapping
from typing import Any

from scraper.crawl.extraction.forkserver import Child, ForkServer, is_readable
from scraper.crawl.extraction.jobs import Arguments, Job, NoResult
from scraper.crawl.extraction.worker import receive, send
from scraper.fetchers.files import Saved

log = logging.getLogger(__name__)

GRACE = 10.0
"""Seconds after the time limit of a page until the process is killed. Its own alarm ends it at the
limit, unless the process is stopped or swapped out."""


class ExtractionProcess:
    """One extraction process. Used by one thread at a time.

    Args:
        server: what the process is forked from.
        arguments: passed to the server's function with each page.
    """

    def __init__(self, server: ForkServer, arguments: Mapping[str, Any] | None = None) -> None:
        self.server = server
        self.arguments = arguments
        self.seconds = server.seconds
        self._process: Child | None = None
        self._closed = False

    def read(self, job: Job | Saved) -> Any:
        """The page's result: for a Job, a Result; for a Saved, what the server's function returns;
        NoResult if the process died of it.

        Raises:
            ExtractionFailed: the process cannot be started, which is no page's fault.
        """
        for attempt in (1, 2):
            try:
                process = self._process or self._start()
                send(process.jobs, job)
            except (OSError, ValueError):
                # It died before it received the page, which is not the page's fault.
                self._end()
                if attempt == 2 or self._closed:
                    break
                continue
            return self._receive(process, job)
        return NoResult("worker", f"{job.name}: the extraction process did not start", False)

    def close(self) -> None:
        """End the process, also from another thread while it reads a page."""
        self._closed = True
        process = self._process
        if process is not None:
            process.kill()

    def join(self) -> None:
        """Wait until the process that ``close`` ended is gone, after its thread has ended."""
        self._end()

    def _start(self) -> Child:
        process = self._process = self.server.fork()
        if self._closed:
            process.kill()
        if self.arguments is not None:
            send(process.jobs, Arguments(self.arguments))
        return process

    def _answer(self, process: Child, seconds: float) -> tuple[Any, bool] | None:
        """The page's result and whether the process asks to be replaced; None if it died, or did
        not answer in time."""
        if not is_readable(process.results, seconds):
            return None
        message: tuple[Any, bool] | None = receive(process.results)
        return message

    def _receive(self, process: Child, job: Job | Saved) -> Any:
        began = time.monotonic()
        message = self._answer(process, self.seconds + GRACE)
        if message is not None:
            result, retire = message
            if retire:
                self._end()
            return result
        status = self._end()
        if status == -signal.SIGALRM or time.monotonic() - began >= self.seconds + GRACE:
            return NoResult("time_limit", f"{job.name}: not extracted within {self.seconds:g} s")
        name = signal.Signals(-status).name if status and status < 0 else f"status {status}"
        log.warning("extraction process ended by %s on %s", name, job.name)
        return NoResult(
            "crash", f"{job.name}: ended the extraction process ({name})", not self._closed
        )

    def _end(self) -> int | None:
        process, self._process = self._process, None
        return None if process is None else process.end(1.0)
