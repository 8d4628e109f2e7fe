"""The threads of a crawl: fetch threads, and one thread for each extraction process.

Nothing is decided here. Requests come in by ``fetch``, and events go out by ``events``; only the
thread that runs engine.py uses the frontier.
"""

from __future__ import annotations

import contextlib
import hashlib
import logging
import queue
import re
import threading
from dataclasses import dataclass

from scraper.crawl.engine.fetching import Client, Fetchers
from scraper.crawl.extraction.forkserver import ForkServer
from scraper.crawl.extraction.jobs import Job, NoResult, Result, site_rules
from scraper.crawl.extraction.process import ExtractionProcess
from scraper.crawl.frontier.entries import Task
from scraper.discovery import Found, Kind, Listing
from scraper.discovery.home import usual_place
from scraper.errors import ExtractionFailed, FetchError, describe_fault
from scraper.page import Page
from scraper.settings import Source
from scraper.urls import canonical_url

log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class FetchRequest:
    """A URL to fetch, for which run, and by which client.

    Attributes:
        host: whose turn it is; that of the task's lane.
        story: if it is a further page of a story, the line of the record of those before it.
    """

    run: int
    task: Task
    source: Source
    client: Client
    host: str
    story: bytes | None = None


@dataclass(frozen=True, slots=True)
class FetchEnded:
    """A fetch thread and its host are free again; the page may still have to be extracted."""

    request: FetchRequest


@dataclass(frozen=True, slots=True)
class Outcome:
    """What a fetch request gave: an error, an unchanged page, or a result.

    Attributes:
        url: canonical form of the URL after redirects.
        size: bytes of the body.
        body_hash: hash of the body as a signed integer.
        unchanged: according to the server or the body's hash.
        truncated: the connection broke before the end of the body.
        page: as received; only if the source keeps its pages (``warc``).
        further: what the requests for the story's further pages gave, without their results: those
            are in ``result``.
    """

    request: FetchRequest
    url: str
    size: int = 0
    body_hash: int | None = None
    etag: str | None = None
    last_modified: str | None = None
    unchanged: bool = False
    truncated: bool = False
    error: FetchError | None = None
    result: Result | None = None
    page: Page | None = None
    further: tuple[Outcome, ...] = ()


@dataclass(frozen=True, slots=True)
class ExtractionBroken:
    """The extraction processes cannot be started; the crawl has to end."""

    error: ExtractionFailed


@dataclass(frozen=True, slots=True)
class _Fetched:
    request: FetchRequest
    page: Page
    url: str
    body_hash: int


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
        fetchers: Fetchers,
        *,
        threads: int,
        processes: int,
        extractor: str,
        page_timeout: float,
    ) -> None:
        self.events: queue.SimpleQueue[FetchEnded | Outcome | ExtractionBroken] = (
            queue.SimpleQueue()
        )
        self._fetchers = fetchers
        self._requests: queue.SimpleQueue[FetchRequest | None] = queue.SimpleQueue()
        # Enough to keep the processes busy while threads wait for servers, and no more: each entry
        # may hold a page of max_page bytes.
        self._pages: queue.Queue[_Fetched | None] = queue.Queue(maxsize=2 * processes + 2)
        self._closing = False
        self._server = ForkServer(extractor, page_timeout)
        self._server.start_loading()
        self._workers = [ExtractionProcess(self._server) for _ in range(processes)]
        self._threads = [
            threading.Thread(target=self._fetch_pages, name=f"fetch-{n}", daemon=True)
            for n in range(threads)
        ] + [
            threading.Thread(target=self._read_pages, args=(w,), name=f"extract-{n}", daemon=True)
            for n, w in enumerate(self._workers)
        ]
        for thread in self._threads:
            thread.start()

    def fetch(self, request: FetchRequest) -> None:
        """Queue a request. A FetchEnded and an Outcome will follow in ``events``."""
        self._requests.put(request)

    def close(self) -> None:
        """End the threads and processes; requests in progress are dropped."""
        self._closing = True
        for _ in self._threads:
            self._requests.put(None)
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
        # Fetch threads are not joined: one that waits for a slow server ends by its own time limit.

    def _offer_end(self) -> None:
        with contextlib.suppress(queue.Full):
            self._pages.put_nowait(None)

    def _fetch_pages(self) -> None:
        while (request := self._requests.get()) is not None:
            if self._closing:
                return
            fetched: _Fetched | Outcome
            try:
                fetched = self._fetch(request)
            except FetchError as error:
                fetched = Outcome(request, request.task.url, error=error)
            except Exception as error:  # a fault of ours must not end the thread
                url = request.task.url
                log.debug("%s: the fetcher failed", url, exc_info=True)
                result = NoResult("fetcher_error", f"{url}: {describe_fault(error)}")
                fetched = Outcome(request, url, result=result)
            self.events.put(FetchEnded(request))
            if isinstance(fetched, Outcome):
                self.events.put(fetched)
                continue
            while not self._closing:
                try:
                    self._pages.put(fetched, timeout=0.5)
                    break
                except queue.Full:
                    continue

    def _fetch(self, request: FetchRequest) -> _Fetched | Outcome:
        task = request.task
        if task.kind is Kind.ROBOTS:
            # From the robots cache: its rules are needed for the host's other URLs anyway.
            return Outcome(request, task.url, result=_sitemaps(request))
        page = self._fetchers.fetch(request.client, task)
        url = canonical_url(page.url or task.url) or task.url
        if page.status == 304:
            return Outcome(
                request,
                url,
                body_hash=task.body_hash,
                etag=page.headers.get("etag") or task.etag,
                last_modified=page.headers.get("last-modified") or task.last_modified,
                unchanged=True,
                page=page if request.source.warc else None,
            )
        # The fastest in hashlib by two to three times; it need not be secure here.
        digest = hashlib.sha1(page.body, usedforsecurity=False).digest()
        body_hash = int.from_bytes(digest[:8], "big", signed=True)
        fetched = _Fetched(request, page, url, body_hash)
        if body_hash == task.body_hash:
            return self._outcome(fetched, None)
        return fetched

    def _read_pages(self, worker: ExtractionProcess) -> None:
        while not self._closing and (fetched := self._pages.get()) is not None:
            request = fetched.request
            result: Result
            try:
                job = Job(
                    fetched.page,
                    request.task.kind,
                    request.source.name,
                    request.client.http.settings.user_agent,
                    site_rules(request.source),
                    request.source.comments,
                    request.story,
                    request.task.url,
                )
                result = worker.read(job)
            except ExtractionFailed as error:
                self.events.put(ExtractionBroken(error))
                return
            except Exception as error:  # a fault of ours must not end the thread
                url = request.task.url
                log.debug("%s: the extraction process failed", url, exc_info=True)
                result = NoResult("worker", f"{url}: {describe_fault(error)}", lasting=False)
            if not self._closing:
                self.events.put(self._outcome(fetched, result))

    def _outcome(self, fetched: _Fetched, result: Result | None) -> Outcome:
        page = fetched.page
        # A server that is asked whether a truncated page has changed would say that it has not.
        # One that is too large will be as large the next time.
        is_too_large = len(page.body) >= self._fetchers.config.crawl.max_page
        is_whole = not page.truncated or is_too_large or _has_end(page.body)
        return Outcome(
            fetched.request,
            fetched.url,
            size=len(page.body),
            body_hash=fetched.body_hash if is_whole else None,
            etag=page.headers.get("etag") if is_whole else None,
            last_modified=page.headers.get("last-modified") if is_whole else None,
            unchanged=result is None,
            truncated=not is_whole,
            result=result,
            page=page if fetched.request.source.warc else None,
        )


_ENDS = re.compile(rb"</(?:html|rss|feed|urlset|sitemapindex|rdf:rdf)\s*>", re.IGNORECASE)
END_BYTES = 2_000
"""Bytes at the end of a body in which its document's end tag is searched."""


def _has_end(body: bytes) -> bool:
    """Whether a document is whole although its stream is not: some servers never send the last
    bytes of a compressed body."""
    return _ENDS.search(body[-END_BYTES:]) is not None


def _sitemaps(request: FetchRequest) -> Listing:
    url = request.task.url
    declared = request.client.robots.sitemaps(url)
    found = tuple(
        Found(address, Kind.SITEMAP) for given in declared if (address := canonical_url(given))
    )
    return Listing(Kind.ROBOTS, found or (usual_place(url, Kind.SITEMAP),))
