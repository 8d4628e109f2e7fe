"""Extraction processes for pages that are at hand: results in the order of the pages.

Uses the processes of the crawl: a page that crashes one, hangs or uses up its memory gives a
NoResult, and does not affect the others.
"""

from __future__ import annotations

import queue
import threading
from collections import deque
from collections.abc import Iterable, Iterator, Mapping
from concurrent.futures import Future
from typing import Any, Self, TypeVar

from scraper.crawl.extraction.forkserver import ForkServer
from scraper.crawl.extraction.process import ExtractionProcess
from scraper.fetchers.files import Saved

T = TypeVar("T")

PAGE_SECONDS = 60.0
"""Time limit for one page. Three times that of the crawl, whose pages have at most 10 MB; the worst
inputs of the benchmark take 1.5 s."""
PAGES_AHEAD = 16
"""Maximum number of pages in memory for each process: one that takes long must not make the other
processes wait, since results are returned in order."""
MAX_BYTES_AHEAD = 64_000_000
"""Maximum bytes of all these pages, unless it is one page: 16 pages of two processes have about 10
MB on average."""


class PagePool:
    """Processes that call a function with pages. A context manager.

    Args:
        processes: their number.
        function: ``module:function``. It is called with a Saved and ``arguments``, and what it
            returns is pickled.
        seconds: time limit for each page.
    """

    def __init__(
        self,
        processes: int,
        function: str,
        arguments: Mapping[str, Any],
        *,
        seconds: float = PAGE_SECONDS,
    ) -> None:
        self._tasks: queue.SimpleQueue[tuple[Saved, Future[Any]] | None] = queue.SimpleQueue()
        self._closing = False
        self._server = ForkServer(function, seconds)
        self._server.start_loading()
        self._processes = [ExtractionProcess(self._server, arguments) for _ in range(processes)]
        self._threads = [
            threading.Thread(target=self._serve, args=(process,), daemon=True)
            for process in self._processes
        ]
        for thread in self._threads:
            thread.start()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def map(self, items: Iterable[T]) -> Iterator[tuple[T, Any]]:
        """Each item with its result, in the order of the items.

        The items are read ahead only as far as PAGES_AHEAD and MAX_BYTES_AHEAD allow.

        Args:
            items: Saved pages; an item of another type has the result None.

        Raises:
            ExtractionFailed: the processes cannot be started.
        """
        ahead: deque[tuple[T, Future[Any]]] = deque()
        most = PAGES_AHEAD * len(self._processes)
        size = 0
        for item in items:
            future: Future[Any] = Future()
            ahead.append((item, future))
            size += _size(item)
            if isinstance(item, Saved):
                self._tasks.put((item, future))
            else:
                future.set_result(None)
            while ahead and (len(ahead) >= most or size > MAX_BYTES_AHEAD or ahead[0][1].done()):
                first, its_future = ahead.popleft()
                result = its_future.result()
                size -= _size(first)
                yield first, result
        while ahead:
            first, its_future = ahead.popleft()
            yield first, its_future.result()

    def close(self) -> None:
        """End the processes; pages that are being read are dropped."""
        self._closing = True
        for _ in self._threads:
            self._tasks.put(None)
        for process in self._processes:
            process.close()
        self._server.close()
        for thread in self._threads:
            thread.join()
        for process in self._processes:
            process.join()
        self._server.join()

    def _serve(self, process: ExtractionProcess) -> None:
        while (task := self._tasks.get()) is not None and not self._closing:
            page, future = task
            try:
                future.set_result(process.read(page))
            except Exception as error:
                future.set_exception(error)


def _size(item: object) -> int:
    return len(item.page.body) if isinstance(item, Saved) else 0
