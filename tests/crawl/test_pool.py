"""Extraction processes: one page that crashes, hangs or raises costs itself and nothing else."""

from __future__ import annotations

import threading
from collections.abc import Iterator

import pytest

from scraper.crawl.jobs import Extracted, Job, Result, Unreadable
from scraper.crawl.pool import Worker
from scraper.discovery import Kind, Listing
from scraper.errors import ExtractionFailed
from scraper.page import Page
from tests.crawl.news_site import article, feed

FAKE = "tests.crawl.fake_extractor:extract"
URL = "https://example.org/news/a-story"


@pytest.fixture(scope="module")
def worker() -> Iterator[Worker]:
    served = Worker(FAKE, 2.0)
    yield served
    served.close()


def job(text: str = "", kind: Kind = Kind.ARTICLE, body: bytes | None = None) -> Job:
    return Job(Page(article("x", text) if body is None else body, url=URL, status=200), kind, "a")


def cause(result: Result) -> str:
    assert isinstance(result, Unreadable)
    assert URL in result.message or result.cause == "NotText"
    return result.cause


def test_page_gives_its_record(worker: Worker) -> None:
    result = worker.read(job("Some words."))
    assert isinstance(result, Extracted)
    assert b'"text":"Some words."' in result.line
    assert b"\n" not in result.line
    assert (result.page_type, result.letters, result.title) == ("article", 11, True)


def test_listing_gives_its_addresses(worker: Worker) -> None:
    result = worker.read(job(kind=Kind.FEED, body=feed(["/a", "/b"])))
    assert isinstance(result, Listing)
    assert [found.url for found in result.found] == [
        "https://example.org/a",
        "https://example.org/b",
    ]


@pytest.mark.parametrize(
    ("text", "expected"),
    [("CRASH", "crash"), ("HANG", "time_limit"), ("RAISE", "extractor_error"),
     ("BINARY", "NotText")],
)  # fmt: skip
def test_a_bad_page_costs_itself(worker: Worker, text: str, expected: str) -> None:
    assert cause(worker.read(job(text))) == expected
    assert isinstance(worker.read(job("The next page.")), Extracted)


def test_process_that_died_meanwhile_is_replaced(worker: Worker) -> None:
    worker.read(job("One."))
    assert worker._process is not None
    worker._process.kill()
    worker._process.wait()
    assert isinstance(worker.read(job("Two.")), Extracted)


def test_large_pages_pass_whole(worker: Worker) -> None:
    text = "x" * 7_000_000
    result = worker.read(job(text))
    assert isinstance(result, Extracted)
    assert result.letters == len(text)


def test_close_ends_a_page_under_way() -> None:
    closing = Worker(FAKE, 30.0)
    closing.read(job("Started."))
    threading.Timer(0.3, closing.close).start()
    result = closing.read(job("HANG"))
    assert isinstance(result, Unreadable)
    assert not result.lasting


def test_extractor_that_does_not_exist_is_no_page_s_fault() -> None:
    lost = Worker("no.such.module:extract", 2.0)
    with pytest.raises(ExtractionFailed, match=r"no\.such\.module:extract"):
        lost.read(job("Words."))
    lost.close()
