"""The hostile-server test: time and memory that each attack costs a crawl.

    python -m benchmarks.hostile

Each attack has its own loopback address; its feed lists the hostile page and a good one. The crawl
runs with its default limits. Prints, for each attack, its outcome and how long it kept the server
busy, then the time and peak memory of the whole crawl. A page that makes the extractor use all
memory is crawled separately. Then measures how soon ``scraper schedule`` stops on SIGTERM while
servers hang. Exit status 1 where a good page gave no record, an address that is not allowed was
connected to, or a limit was exceeded.
"""

from __future__ import annotations

import argparse
import gzip
import json
import os
import signal
import socket
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import brotli
import zstandard

from benchmarks.crawl import Peak
from benchmarks.kill import article, start
from scraper.config import load_config
from scraper.crawl import SourceStatus, status
from scraper.crawl.extraction import worker
from scraper.page import Page
from scraper.record import Record

MAX_SECONDS = 70.0
"""A fetch may take 60 s, by HttpSettings.total_timeout."""
MAX_MEMORY = 1_400_000_000
"""Maximum memory of all processes of the crawl while all attacks but one run at once: two
extraction processes with 40 times a page of 10 MB each, in addition to their base of 150 MB each,
and 300 MB for the fetching process."""
MAX_EATEN = worker.MAX_MEMORY + 200_000_000
"""The same for the attack that makes an extraction process use all memory it can get."""
MAX_STOP = 10.0
FORBIDDEN = "127.0.5.1"
"""An address that no source allows: there must be no connection to it."""
EXTRACTOR = "benchmarks.hostile:extract"


class Send:
    """Sends data to one client. ``until_gone`` waits until the client closes the connection."""

    def __init__(self, connection: socket.socket) -> None:
        self._connection = connection
        self._port = str(connection.getsockname()[1]).encode()

    def __call__(self, data: bytes) -> None:
        self._connection.sendall(data.replace(b"PORT", self._port, 1))

    def until_gone(self) -> None:
        while self._connection.recv(4096):
            pass


Attack = Callable[[Send, str], None]


def extract(page: Page, **options: Any) -> Record:
    """The real extractor, except for pages with a marker that makes it fail."""
    from scraper.extractors import extract_page

    if b"CRASH-THE-EXTRACTOR" in page.body:
        os.abort()
    if b"HANG-THE-EXTRACTOR" in page.body:
        while True:
            pass
    if b"EAT-ALL-MEMORY" in page.body:
        eaten = []
        while True:
            eaten.append(b"x" * 100_000_000)
    return extract_page(page, **options)


def answer(body: bytes, *headers: str, status: str = "200 OK") -> bytes:
    lines = [f"HTTP/1.1 {status}", f"Content-Length: {len(body)}", *headers]
    if not any(line.lower().startswith("content-type") for line in headers):
        lines.append("Content-Type: text/html; charset=utf-8")
    return "\r\n".join(lines).encode() + b"\r\n\r\n" + body


def html(middle: bytes) -> bytes:
    return answer(b"<!doctype html><title>A page</title><body>" + middle)


def for_ever(send: Send, chunk: bytes, pause: float = 0.0) -> None:
    while True:
        send(chunk)
        time.sleep(pause)


def bomb(encoding: str, pack: Callable[[], bytes]) -> Attack:
    return lambda send, _: send(answer(pack(), f"Content-Encoding: {encoding}"))


def endless(head: bytes, chunk: bytes, pause: float = 0.0) -> Attack:
    def attack(send: Send, _: str) -> None:
        send(head)
        for_ever(send, chunk, pause)

    return attack


def redirect(to: str) -> Attack:
    return lambda send, path: send(
        answer(b"", "Location: " + to.replace("*", path), status="302 Found")
    )


def plain(body: bytes, times: int = 1) -> Attack:
    return lambda send, _: send(html(body * times))


EATER = "a page that eats all memory"
OK = b"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\n"
ATTACKS: dict[str, Attack] = {
    "redirect to a private address": redirect(f"http://{FORBIDDEN}:PORT/admin"),
    "redirect to the metadata address": redirect("http://169.254.169.254/latest/meta-data/"),
    "redirect to a file": redirect("file:///etc/passwd"),
    "redirect to the address as a number": redirect("http://2130707201:PORT/"),
    "redirects without end": redirect("*x"),
    "redirects in a loop": redirect("*"),
    "gzip bomb, 2 GB": bomb("gzip", lambda: gzip.compress(bytes(10_000_000), 9) * 200),
    "brotli bomb, 1 GB": bomb("br", lambda: brotli.compress(bytes(1_000_000_000), quality=1)),
    "zstd bomb, 1 GB": bomb("zstd", lambda: zstandard.compress(bytes(1_000_000_000))),
    "gzip in gzip in gzip": bomb(
        "gzip, gzip", lambda: gzip.compress(gzip.compress(bytes(500_000_000)))
    ),
    "endless body": endless(OK + b"\r\n", b"x" * 65536),
    "endless chunks": endless(
        OK + b"Transfer-Encoding: chunked\r\n\r\n", b"1000\r\n%b\r\n" % (b"y" * 4096)
    ),
    "10 GB announced and sent": endless(OK + b"Content-Length: 10000000000\r\n\r\n", b"z" * 65536),
    "slow loris in the headers": endless(OK, b"X: y\r\n", 0.5),
    "slow loris in the body": endless(OK + b"\r\n", b"x", 0.5),
    "silence": lambda send, _: send.until_gone(),
    "header flood": endless(OK, b"X-Flood: " + b"x" * 60_000 + b"\r\n"),
    "one endless header": endless(OK + b"X-Flood: ", b"x" * 65536),
    "cookie flood": lambda send, _: send(
        answer(b"", *(f"Set-Cookie: c{n}={'v' * 3000}" for n in range(90)))
    ),
    "not HTTP": lambda send, _: send(b"\x16\x03\x01\x00\xa5SSH-2.0\r\n\r\n"),
    "a page that crashes the extractor": plain(b"<p>CRASH-THE-EXTRACTOR"),
    "a page that hangs the extractor": plain(b"<p>HANG-THE-EXTRACTOR"),
    EATER: plain(b"<p>EAT-ALL-MEMORY"),
    "100,000 nested divs": plain(b"<div>", 100_000),
    "a paragraph of 9 MB": plain(b"word ", 1_800_000),
    "600,000 links": plain(b"<a href=/x>y</a>", 600_000),
    "a name that climbs folders": plain(b"<p>nothing"),
}
"""The response to each hostile page. ``PORT`` is replaced by the server's port."""

ENTITIES = "".join(f'<!ENTITY e{n + 1} "{f"&e{n};" * 10}">' for n in range(12))
FEED_ATTACKS = {
    "entity bomb in the feed": (
        f'<!DOCTYPE rss [<!ENTITY e0 "aaaaaaaaaa">{ENTITIES}]>',
        "<item><title>&e12;</title><link>/news/GOOD</link></item>",
    ),
    "file entity in the feed": (
        '<!DOCTYPE rss [<!ENTITY f SYSTEM "file:///etc/passwd">]>',
        "<item><title>&f;</title><link>/news/GOOD</link></item>",
    ),
    "feed of private addresses": (
        "",
        f"<item><link>http://{FORBIDDEN}:PORT/news/a-story-inside-of-the-house</link></item>"
        "<item><link>/news/GOOD</link></item>",
    ),
}
"""Feeds that are themselves the attack: the text before ``rss``, and the items."""
CLIMBING = "/news/..%2f..%2f..%2f..%2ftmp%2fowned-by-a-crawl"
GOOD = "1-a-story-made-for-the-test"


@dataclass
class Served:
    """One attack's address, and its requests as seen by the server."""

    name: str
    address: str
    requests: int = 0
    seconds: float = 0.0
    busy: list[float] = field(default_factory=list)


class Server:
    """Listens on all loopback addresses; the response depends on the address."""

    def __init__(self, names: list[str]) -> None:
        self.served = {
            f"127.0.4.{n + 1}": Served(x, f"127.0.4.{n + 1}") for n, x in enumerate(names)
        }
        self.forbidden = 0
        self._socket = socket.create_server(("0.0.0.0", 0), backlog=256)
        self.port = self._socket.getsockname()[1]
        threading.Thread(target=self._accept, daemon=True).start()

    def close(self) -> None:
        self._socket.close()

    def _accept(self) -> None:
        with suppress(OSError):
            while True:
                connection, _ = self._socket.accept()
                threading.Thread(target=self._serve, args=(connection,), daemon=True).start()

    def _serve(self, connection: socket.socket) -> None:
        address = connection.getsockname()[0]
        if address == FORBIDDEN:
            self.forbidden += 1
        served = self.served.get(address)
        with connection, suppress(OSError):
            for path in _requests(connection):
                if served is None:
                    return
                self._answer(served, path, Send(connection))

    def _answer(self, served: Served, path: str, send: Send) -> None:
        feed_attack = FEED_ATTACKS.get(served.name)
        if path == "/robots.txt":
            send(answer(b"User-agent: *\nDisallow:\n", "Content-Type: text/plain"))
        elif path == "/feed.xml":
            bad = CLIMBING if "climbs" in served.name else "/news/2-the-page-that-is-hostile"
            before, items = feed_attack or (
                "", f"<item><link>{bad}</link></item><item><link>/news/GOOD</link></item>"
            )  # fmt: skip
            items = items.replace("GOOD", GOOD).replace("PORT", str(self.port))
            body = f"<?xml version='1.0'?>{before}<rss><channel>{items}</channel></rss>"
            send(answer(body.encode(), "Content-Type: application/rss+xml"))
        elif path == f"/news/{GOOD}":
            send(answer(article(int(served.address.rpartition(".")[2]))))
        else:
            served.requests += 1
            began = time.monotonic()
            try:
                ATTACKS[served.name](send, path)
            finally:
                served.seconds += time.monotonic() - began


def _requests(connection: socket.socket) -> Iterator[str]:
    """The paths asked for on a connection."""
    waiting = b""
    while True:
        while b"\r\n\r\n" not in waiting:
            data = connection.recv(65536)
            if not data:
                return
            waiting += data
        head, _, waiting = waiting.partition(b"\r\n\r\n")
        yield head.split(b" ")[1].decode("latin-1")


def write_config(folder: Path, server: Server) -> Path:
    folder.mkdir(parents=True, exist_ok=True)
    text = '[crawl]\noutput = "out"\nthreads = 64\nprocesses = 2\n'
    text += "[defaults]\ndelay = 0\n"
    for n, served in enumerate(server.served.values()):
        text += (
            f'[[source]]\nname = "s{n}"\nfeeds = "http://{served.address}:{server.port}/feed.xml"\n'
            f'allow = "*"\nallow_private = ["{served.address}"]\nevery = "1h"\n'
        )
    path = folder / "config.toml"
    path.write_text(text)
    return path


def outcome(source_status: SourceStatus) -> str:
    """The outcome of an attack for the crawl, in a few words."""
    run = source_status.last
    if run is None:
        return "did not run"
    causes = [*run.figures.failed.elements(), *run.figures.skipped.elements()]
    if run.figures.postponed:
        causes.append("host rests")
    return ", ".join(causes) or f"{run.figures.records} records"


def crawl_test(folder: Path, attacks: list[str], max_memory: int) -> bool:
    """Crawl all attacks at once; returns whether all checks passed."""
    server = Server(attacks)
    try:
        path = write_config(folder, server)
        began = time.monotonic()
        process = start(path, EXTRACTOR)
        peak = Peak(process.pid)
        process.wait()
        seconds, memory = time.monotonic() - began, peak.stop()
    finally:
        server.close()
    config = load_config(path)
    passed = server.forbidden == 0
    print(f"{'attack':38} {'seconds':>7}  outcome")
    for source_status, served in zip(status(config), server.served.values(), strict=True):
        good = [
            json.loads(line)["url"]
            for segment in source_status.output.glob("*.jsonl")
            for line in segment.read_text("utf-8").splitlines()
        ]
        is_good = any(url.endswith(GOOD) for url in good) and served.seconds < MAX_SECONDS
        passed &= is_good
        mark = "" if is_good else "  !!"
        print(f"{served.name:38} {served.seconds:7.1f}  {outcome(source_status)}{mark}")
    unexpected_files = [
        file
        for file in folder.rglob("*")
        if file.is_file() and not file.name.startswith(("2", "frontier.sqlite", "config.toml"))
    ]
    unexpected_files += [file for file in (Path("/tmp/owned-by-a-crawl"),) if file.exists()]
    passed &= not unexpected_files and memory < max_memory
    print(
        f"together: {seconds:.0f} s, {memory / 1e6:.0f} MB at most in all processes; "
        f"{server.forbidden} connections to addresses not allowed; "
        f"{len(unexpected_files)} unexpected files\n",
        flush=True,
    )
    return passed


def stop_test(folder: Path) -> bool:
    """How soon SIGTERM ends a crawl whose servers hang."""
    server = Server([*ATTACKS])
    try:
        path = write_config(folder, server)
        process = subprocess.Popen(
            [sys.executable, "-m", "scraper.cli", "schedule", "--config", str(path)],
            stderr=subprocess.DEVNULL,
        )
        while not any(s.requests for s in server.served.values() if s.name == "silence"):
            time.sleep(0.1)
        began = time.monotonic()
        process.send_signal(signal.SIGTERM)
        code = process.wait()
        seconds = time.monotonic() - began
    finally:
        server.close()
    print(f"SIGTERM while servers hang: stopped after {seconds:.1f} s with status {code}")
    return code == 0 and seconds < MAX_STOP


def main() -> None:
    argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    ).parse_args()
    with tempfile.TemporaryDirectory(prefix="hostile-") as folder:
        together = [name for name in (*ATTACKS, *FEED_ATTACKS) if name != EATER]
        passed = crawl_test(Path(folder) / "attacks", together, MAX_MEMORY)
        passed &= crawl_test(Path(folder) / "eater", [EATER], MAX_EATEN)
        passed &= stop_test(Path(folder) / "stop")
    sys.exit(not passed)


if __name__ == "__main__":
    main()
