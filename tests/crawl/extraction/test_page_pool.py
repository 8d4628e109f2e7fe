"""Pages that are at hand, read by several processes: each has its result, in order."""

from __future__ import annotations

import time
from collections.abc import Iterator

import pytest

from scraper.crawl.extraction import page_pool
from scraper.crawl.extraction.jobs import NoResult
from scraper.crawl.extraction.page_pool import PagePool
from scraper.errors import ExtractionFailed
from scraper.fetchers.files import Saved
from scraper.page import Page


def saved(*bodies: str) -> list[Saved]:
    return [Saved(f"{number}.html", Page(body.encode())) for number, body in enumerate(bodies)]


def pool(seconds: float = 60.0, mark: str = "=") -> PagePool:
    return PagePool(2, "tests.crawl.extraction.fake_pages:read", {"mark": mark}, seconds=seconds)


def test_results_have_the_order_of_the_pages_and_other_items_pass() -> None:
    items: list[object] = [*saved("SLOW", *map(str, range(50))), "not a page", *saved("last")]
    with pool() as running:
        given = list(running.map(items))
    assert [item for item, _ in given] == items
    assert [result for _, result in given] == [
        "=SLOW", *(f"={n}" for n in range(50)), None, "=last"
    ]  # fmt: skip


def test_a_page_that_crashes_hangs_or_raises_costs_itself() -> None:
    bodies = ["a", "CRASH", "b", "HANG", "c", "RAISE", "d"]
    with pool(seconds=1.0) as running:
        results = [result for _, result in running.map(saved(*bodies))]
    assert [r for r in results if isinstance(r, str)] == ["=a", "=b", "=c", "=d"]
    crash, hang, error = (r for r in results if isinstance(r, NoResult))
    assert crash.message == "1.html: ended the extraction process (SIGABRT)"
    assert hang.message == "3.html: not extracted within 1 s"
    assert error.message.startswith("5.html: RuntimeError: the function is at fault")


@pytest.mark.parametrize(("size", "most"), [(1, 2 * page_pool.PAGES_AHEAD), (40_000_000, 2)])
def test_pages_are_read_ahead_only_so_far(size: int, most: int) -> None:
    read = done = ahead = 0

    def pages() -> Iterator[Saved]:
        nonlocal read, ahead
        body = b" " * size
        for number in range(100 if size == 1 else 4):
            read += 1
            ahead = max(ahead, read - done)
            yield Saved(f"{number}.html", Page(b"SLOW" if number == 0 else body))

    with pool(mark="") as running:
        for _ in running.map(pages()):
            done += 1
    assert done == read
    assert ahead <= most + 1


def test_closing_does_not_wait_for_pages_under_way() -> None:
    with pool() as running:
        results = running.map(saved("a", *["HANG"] * 5))
        assert next(results)[1] == "=a"
        started = time.monotonic()
    assert time.monotonic() - started < 10


def test_a_function_that_is_not_there_is_an_error() -> None:
    with pytest.raises(ExtractionFailed), PagePool(1, "tests.crawl.nowhere:read", {}) as running:
        list(running.map(saved("a")))
