"""The extraction processes, and the one thread that serves each of them.

A process that crashes, hangs or eats its memory costs the page it was reading, and is replaced.
The standard library's pools give up altogether when one process dies, so this is our own.
"""

from __future__ import annotations

import logging
import os
import selectors
import signal
import subprocess
import sys
import time
from typing import BinaryIO, cast

from scraper.crawl.jobs import Job, Result, Unreadable
from scraper.crawl.worker import READY, receive, send
from scraper.errors import ExtractionFailed

log = logging.getLogger(__name__)

GRACE = 10.0
"""Seconds beyond the time limit of a page, in which the process's own alarm has to have ended it;
only a stopped or swapped-out process needs them."""


START_SECONDS = 120.0
"""Longest that a process may take to load the extractor; it takes one to two on a busy machine."""
_START = "from scraper.crawl.worker import main; main()"


class Worker:
    """One extraction process. Used by one thread at a time.

    Args:
        extractor: ``module:function``, as scraper.extractors.extract_page.
        seconds: time limit for each page.
    """

    def __init__(self, extractor: str, seconds: float) -> None:
        self.extractor = extractor
        self.seconds = seconds
        self._process: subprocess.Popen[bytes] | None = None
        self._closed = False

    def read(self, job: Job) -> Result:
        """The page's result; Unreadable where the process died of it.

        Raises:
            ExtractionFailed: the process cannot be started, which is no page's fault.
        """
        for attempt in (1, 2):
            process = self._process or self._start()
            try:
                send(cast(BinaryIO, process.stdin), job)
            except (OSError, ValueError):
                # It had died before it got the page; that is not the page's fault.
                self._end()
                if attempt == 2 or self._closed:
                    break
                continue
            return self._receive(process, job)
        return Unreadable("worker", f"{job.page.url}: the extraction process did not start", False)

    def close(self) -> None:
        """End the process, also from another thread while it reads a page."""
        self._closed = True
        process = self._process
        if process is not None:
            process.kill()

    def join(self) -> None:
        """Wait until the process that ``close`` ended is gone, after its thread has ended."""
        self._end()

    def _start(self) -> subprocess.Popen[bytes]:
        environment = {**os.environ, "PYTHONPATH": os.pathsep.join(p or "." for p in sys.path)}
        # One page is one thread's work; a math library's own threads would only be in the way.
        environment.setdefault("OMP_NUM_THREADS", "1")
        self._process = subprocess.Popen(
            [sys.executable, "-c", _START, self.extractor, str(self.seconds)],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            env=environment,
            start_new_session=True,
        )
        if self._closed:
            self._process.kill()
        if self._answer(self._process, START_SECONDS) != READY and not self._closed:
            raise ExtractionFailed(
                f"the extraction process ended with status {self._end()} before its first page: "
                f"what it said stands above; is {self.extractor} installed?"
            )
        return self._process

    def _answer(self, process: subprocess.Popen[bytes], seconds: float) -> object:
        """The process's next message; None where it died, or said nothing within the time."""
        stream = cast(BinaryIO, process.stdout)
        with selectors.DefaultSelector() as ready:
            ready.register(stream, selectors.EVENT_READ)
            return receive(stream) if ready.select(seconds) else None

    def _receive(self, process: subprocess.Popen[bytes], job: Job) -> Result:
        began = time.monotonic()
        message = self._answer(process, self.seconds + GRACE)
        if message is not None:
            result, retire = cast(tuple[Result, bool], message)
            if retire:
                self._end()
            return result
        status = self._end()
        if status == -signal.SIGALRM or time.monotonic() - began >= self.seconds + GRACE:
            return Unreadable(
                "time_limit", f"{job.page.url}: not extracted within {self.seconds:g} s"
            )
        name = signal.Signals(-status).name if status and status < 0 else f"status {status}"
        log.warning("extraction process ended by %s on %s", name, job.page.url)
        return Unreadable(
            "crash", f"{job.page.url}: ended the extraction process ({name})", not self._closed
        )

    def _end(self) -> int | None:
        process, self._process = self._process, None
        if process is None:
            return None
        for stream in (process.stdin, process.stdout):
            try:
                if stream is not None:
                    stream.close()
            except OSError:
                pass
        try:
            return process.wait(1.0)
        except subprocess.TimeoutExpired:
            process.kill()
            return process.wait()
