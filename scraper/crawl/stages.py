"""The threads of a crawl: some fetch, each extraction process has one. Bounded queues between.

Nothing is decided here. What to fetch comes in by ``fetch``, what came of it goes out by
``events``; the frontier belongs to the one thread that runs engine.py.
"""

from __future__ import annotations

import contextlib
import hashlib
import queue
import threading
from dataclasses import dataclass
from typing import TYPE_CHECKING

from scraper.crawl.fetching import Fetching, Way
from scraper.crawl.forkserver import ForkServer
from scraper.crawl.frontier import Task
from scraper.crawl.jobs import Job, Result, Unreadable
from scraper.crawl.pool import Worker
from scraper.discovery import Found, Kind, Listing
from scraper.discovery.home import usual_places
from scraper.errors import ExtractionFailed, FetchError
from scraper.page import Page
from scraper.settings import Source
from scraper.urls import canonical_url

if TYPE_CHECKING:
    from scraper.extractors.rules import SiteRules


@dataclass(frozen=True, slots=True)
class Order:
    """A page to get: for which run, and how."""

    run: int
    task: Task
    source: Source
    way: Way


@dataclass(frozen=True, slots=True)
class Freed:
    """A fetch is over; its host may be asked again."""

    order: Order


@dataclass(frozen=True, slots=True)
class Outcome:
    """What came of an order: an error, an unchanged page, or a result.

    Attributes:
        url: canonical form of the address after redirects.
        size: bytes of the body.
        body: hash of the body as a signed integer.
        unchanged: the server, or the body's hash, says that nothing is new.
        page: as received; only where the source keeps its pages (``warc``).
    """

    order: Order
    url: str
    size: int = 0
    body: int | None = None
    etag: str | None = None
    last_modified: str | None = None
    unchanged: bool = False
    error: FetchError | None = None
    result: Result | None = None
    page: Page | None = None


@dataclass(frozen=True, slots=True)
class Broken:
    """Nothing can be extracted any more."""

    error: ExtractionFailed


@dataclass(frozen=True, slots=True)
class _Fetched:
    order: Order
    page: Page
    url: str
    body: int


class Stages:
    """The running threads and processes.

    Args:
        threads: for fetching.
        processes: for extraction.
        extractor: ``module:function``.
        page_timeout: seconds for extracting one page.
    """

    def __init__(
        self,
        fetching: Fetching,
        *,
        threads: int,
        processes: int,
        extractor: str,
        page_timeout: float,
    ) -> None:
        self.events: queue.SimpleQueue[Freed | Outcome | Broken] = queue.SimpleQueue()
        self._fetching = fetching
        self._orders: queue.SimpleQueue[Order | None] = queue.SimpleQueue()
        # Enough to keep the processes busy while threads wait for servers, and no more: each
        # place may hold a page of max_page bytes.
        self._pages: queue.Queue[_Fetched | None] = queue.Queue(maxsize=2 * processes + 2)
        self._closing = False
        self._server = ForkServer(extractor, page_timeout)
        self._server.begin()
        self._workers = [Worker(self._server) for _ in range(processes)]
        self._threads = [
            threading.Thread(target=self._fetch_pages, name=f"fetch-{n}", daemon=True)
            for n in range(threads)
        ] + [
            threading.Thread(target=self._read_pages, args=(w,), name=f"extract-{n}", daemon=True)
            for n, w in enumerate(self._workers)
        ]
        for thread in self._threads:
            thread.start()

    def fetch(self, order: Order) -> None:
        """Hand in an order. Its Freed and its Outcome come by ``events``."""
        self._orders.put(order)

    def close(self) -> None:
        """End the threads and processes; what is under way is dropped."""
        self._closing = True
        for _ in self._threads:
            self._orders.put(None)
        for worker in self._workers:
            worker.close()
        self._server.close()
        for thread in self._threads:
            while thread.is_alive() and thread.name.startswith("extract"):
                self._offer_end()
                thread.join(0.05)
        for worker in self._workers:
            worker.join()
        self._server.join()
        # A fetch that waits for a slow server ends by its own time limit; nobody listens any more.

    def _offer_end(self) -> None:
        with contextlib.suppress(queue.Full):
            self._pages.put_nowait(None)

    def _fetch_pages(self) -> None:
        while (order := self._orders.get()) is not None:
            if self._closing:
                return
            fetched: _Fetched | Outcome
            try:
                fetched = self._fetch(order)
            except FetchError as error:
                fetched = Outcome(order, order.task.url, error=error)
            except Exception as error:  # a fault of ours must not end the thread
                fetched = Outcome(
                    order,
                    order.task.url,
                    result=Unreadable("fetcher_error", f"{order.task.url}: {error!r}"),
                )
            self.events.put(Freed(order))
            if isinstance(fetched, Outcome):
                self.events.put(fetched)
                continue
            while not self._closing:
                try:
                    self._pages.put(fetched, timeout=0.5)
                    break
                except queue.Full:
                    continue

    def _fetch(self, order: Order) -> _Fetched | Outcome:
        task = order.task
        if task.kind is Kind.ROBOTS:
            # Its rules are at hand already, or will be needed in a moment.
            return Outcome(order, task.url, result=_sitemaps(order))
        page = self._fetching.fetch(order.way, task)
        url = canonical_url(page.url or task.url) or task.url
        if page.status == 304:
            return Outcome(
                order,
                url,
                body=task.body,
                etag=page.headers.get("etag") or task.etag,
                last_modified=page.headers.get("last-modified") or task.last_modified,
                unchanged=True,
                page=page if order.source.warc else None,
            )
        # The quickest of hashlib here, by two to three times; nothing rests on its being safe.
        digest = hashlib.sha1(page.body, usedforsecurity=False).digest()
        body = int.from_bytes(digest[:8], "big", signed=True)
        fetched = _Fetched(order, page, url, body)
        if body == task.body:
            return _outcome(fetched, None)
        return fetched

    def _read_pages(self, worker: Worker) -> None:
        while not self._closing and (fetched := self._pages.get()) is not None:
            order = fetched.order
            result: Result
            try:
                job = Job(
                    fetched.page,
                    order.task.kind,
                    order.source.name,
                    order.way.http.settings.user_agent,
                    _rules(order.source),
                    order.source.comments,
                )
                result = worker.read(job)
            except ExtractionFailed as error:
                self.events.put(Broken(error))
                return
            except Exception as error:  # a fault of ours must not end the thread
                result = Unreadable("worker", f"{order.task.url}: {error!r}", lasting=False)
            if not self._closing:
                self.events.put(_outcome(fetched, result))


def _rules(source: Source) -> SiteRules | None:
    if not source.selectors:
        return None
    # Half of the modules that a crawl would load are the extractor's, which runs elsewhere.
    from scraper.extractors.rules import SiteRules

    return SiteRules(**source.selectors.model_dump())


def _outcome(fetched: _Fetched, result: Result | None) -> Outcome:
    headers = fetched.page.headers
    return Outcome(
        fetched.order,
        fetched.url,
        size=len(fetched.page.body),
        body=fetched.body,
        etag=headers.get("etag"),
        last_modified=headers.get("last-modified"),
        unchanged=result is None,
        result=result,
        page=fetched.page if fetched.order.source.warc else None,
    )


def _sitemaps(order: Order) -> Listing:
    url = order.task.url
    declared = order.way.robots.sitemaps(url)
    found = tuple(
        Found(address, Kind.SITEMAP) for given in declared if (address := canonical_url(given))
    )
    return Listing(Kind.ROBOTS, found or tuple(usual_places(url, feeds=False, sitemaps=True)))
