"""Extraction processes: one page that crashes, hangs or raises costs itself and nothing else."""

from __future__ import annotations

import signal
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from scraper.crawl.extraction.forkserver import _START, ForkServer
from scraper.crawl.extraction.jobs import Extracted, Job, NoResult, Result
from scraper.crawl.extraction.process import ExtractionProcess
from scraper.discovery import Kind, Listing
from scraper.errors import ExtractionFailed
from scraper.page import Page
from tests.command import ROOT, run_python
from tests.crawl.news_site import article, feed

FAKE = "tests.crawl.fake_extractor:extract"
URL = "https://example.org/news/a-story"


@pytest.fixture(scope="module")
def server() -> Iterator[ForkServer]:
    running = ForkServer(FAKE, 2.0)
    yield running
    running.close()
    running.join()


@pytest.fixture(scope="module")
def worker(server: ForkServer) -> Iterator[ExtractionProcess]:
    served = ExtractionProcess(server)
    yield served
    served.close()
    served.join()


def job(text: str = "", kind: Kind = Kind.ARTICLE, body: bytes | None = None) -> Job:
    return Job(Page(article("x", text) if body is None else body, url=URL, status=200), kind, "a")


def cause(result: Result) -> str:
    assert isinstance(result, NoResult)
    assert URL in result.message or result.cause == "NotText"
    return result.cause


def test_a_server_whose_crawl_was_killed_while_it_loaded_ends_without_a_word() -> None:
    ours, theirs = socket.socketpair()
    with ours, theirs:
        process = subprocess.Popen(
            [sys.executable, "-c", _START, str(theirs.fileno()), FAKE, "2.0"],
            stderr=subprocess.PIPE,
            pass_fds=[theirs.fileno()],
            cwd=ROOT,
        )
    assert process.communicate(timeout=60) == (None, b"")
    assert process.returncode == 0


def test_page_gives_its_record(worker: ExtractionProcess) -> None:
    result = worker.read(job("Some words."))
    assert isinstance(result, Extracted)
    assert b'"text":"Some words."' in result.line
    assert b"\n" not in result.line
    assert (result.page_type, result.letters, result.title) == ("article", 11, True)


@pytest.mark.parametrize("quotes", ["''", '""'])
def test_page_with_an_empty_meta_tag(worker: ExtractionProcess, quotes: str) -> None:
    head = f"<head><meta name='description' content={quotes}><style>p {{display: none}}</style>"
    body = article("x", "Some words.").replace(b"<head>", head.encode())
    assert head.encode() in body
    assert isinstance(worker.read(job(body=body)), Extracted)


def test_listing_gives_its_addresses(worker: ExtractionProcess) -> None:
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
def test_a_bad_page_gives_an_error_and_the_next_page_is_read(
    worker: ExtractionProcess, text: str, expected: str
) -> None:
    assert cause(worker.read(job(text))) == expected
    assert isinstance(worker.read(job("The next page.")), Extracted)


def test_process_that_died_meanwhile_is_replaced(worker: ExtractionProcess) -> None:
    worker.read(job("One."))
    assert worker._process is not None
    gone = worker._process
    gone.kill()
    assert gone.end(5.0) == -signal.SIGKILL
    assert isinstance(worker.read(job("Two.")), Extracted)
    assert worker._process.pid != gone.pid


def test_large_pages_pass_whole(worker: ExtractionProcess) -> None:
    text = "x" * 7_000_000
    result = worker.read(job(text))
    assert isinstance(result, Extracted)
    assert result.letters == len(text)


def test_close_ends_a_page_under_way() -> None:
    server = ForkServer(FAKE, 30.0)
    closing = ExtractionProcess(server)
    closing.read(job("Started."))
    threading.Timer(0.3, closing.close).start()
    result = closing.read(job("HANG"))
    assert isinstance(result, NoResult)
    assert not result.lasting
    server.close()
    server.join()


def test_extractor_that_does_not_exist_is_no_page_s_fault() -> None:
    lost = ExtractionProcess(ForkServer("no.such.module:extract", 2.0))
    with pytest.raises(ExtractionFailed, match=r"no\.such\.module:extract"):
        lost.read(job("Words."))
    lost.close()


def test_two_processes_are_forked_from_one_server(server: ForkServer) -> None:
    """Two processes of one server have the same parent, which loaded the extractor once."""
    assert server._process is not None
    workers = [ExtractionProcess(server) for _ in range(2)]
    parents = set()
    for worker in workers:
        worker.read(job("One."))
        assert worker._process is not None
        stat = Path(f"/proc/{worker._process.pid}/stat").read_text()
        parents.add(int(stat.rpartition(")")[2].split()[1]))
    assert parents == {server._process.pid}
    for worker in workers:
        worker.close()
        worker.join()


def test_server_that_died_is_started_again() -> None:
    server = ForkServer(FAKE, 2.0)
    first, second = ExtractionProcess(server), ExtractionProcess(server)
    first.read(job("One."))
    assert server._process is not None
    server._process.kill()
    server._process.wait()
    # A process that was there lives on; one that ends now ends untold, and costs its page.
    assert isinstance(first.read(job("Two.")), Extracted)
    assert isinstance(second.read(job("Three.")), Extracted)
    assert cause(first.read(job("CRASH"))) == "crash"
    assert isinstance(first.read(job("Four.")), Extracted)
    for worker in (first, second):
        worker.close()
        worker.join()
    server.close()
    server.join()


def test_processes_end_with_the_crawl() -> None:
    """kill -9 of the crawl leaves no process behind: their streams end."""
    script = (
        "from tests.crawl.extraction.test_process import *\n"
        "import os, signal\n"
        f"server = ForkServer({FAKE!r}, 30.0)\n"
        "worker = ExtractionProcess(server)\n"
        "worker.read(job('One.'))\n"
        "print(worker._process.pid, server._process.pid, flush=True)\n"
        "os.kill(os.getpid(), signal.SIGKILL)\n"
    )
    done = run_python(script)
    assert done.returncode == -signal.SIGKILL, done.stderr
    pids = [int(pid) for pid in done.stdout.split()]
    assert len(pids) == 2
    deadline = time.monotonic() + 10
    while time.monotonic() < deadline and any(is_running(pid) for pid in pids):
        time.sleep(0.05)
    assert not any(is_running(pid) for pid in pids)


def is_running(pid: int) -> bool:
    try:
        stat = Path(f"/proc/{pid}/stat").read_text()
    except FileNotFoundError:
        return False
    return stat.rpartition(")")[2].split()[0] != "Z"
