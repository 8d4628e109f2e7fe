"""The politeness test: checks that no host gets requests faster than it allows.

    python -m benchmarks.politeness [--hosts 50] [--pages 12] [--delay 0.5] [--machines 1]

Crawls many loopback hosts at once. The server records when each request arrives: pages, feeds,
robots.txt and redirects, including redirects from one host to another. Every fifth host requests
twice the delay in its robots.txt, every seventh answers 503 with Retry-After once, and
``localhost`` shares its address with 127.0.0.1. Exit status 1 if two requests to one address were
closer together than allowed.

With ``--machines 2`` two processes share the crawl, with a frontier in a PostgreSQL server that the
test starts.
"""

from __future__ import annotations

import argparse
import itertools
import json
import subprocess
import sys
import tempfile
import threading
import time
from contextlib import ExitStack
from dataclasses import dataclass, field
from pathlib import Path

from benchmarks.kill import EXTRACTOR, article, start
from benchmarks.loopback import Answer, LoopbackServer, Request

RETRY_AFTER = 2
"""Retry-After of a 503 response, in seconds."""


def host(number: int) -> str:
    return f"127.0.3.{1 + number}"


@dataclass
class Arrivals:
    """Time and path of the requests to each address."""

    times: dict[str, list[tuple[float, str]]] = field(default_factory=dict)
    lock: threading.Lock = field(default_factory=threading.Lock)
    refused: dict[str, float] = field(default_factory=dict)


class Server(LoopbackServer):
    """A site for each host. Every third page redirects, to the same host or to the next."""

    def __init__(self, hosts: int, pages: int, delay: float) -> None:
        self.hosts, self.pages, self.delay = hosts, pages, delay
        self.arrivals = Arrivals()
        super().__init__(self._answer, "0.0.0.0")

    def _answer(self, request: Request) -> Answer:
        now = time.monotonic()
        path = request.path
        address = request.connection.getsockname()[0]
        with self.arrivals.lock:
            self.arrivals.times.setdefault(address, []).append((now, path))
        number = int(address.rpartition(".")[2]) - 1
        if path == "/robots.txt":
            crawl_delay = f"Crawl-delay: {2 * self.delay}\n" if number % 5 == 4 else ""
            return 200, {}, f"User-agent: *\n{crawl_delay}Disallow: /no\n".encode()
        if path == "/feed.xml":
            items = "".join(
                f"<item><link>/news/{n}-a-story-made-for-the-test</link></item>"
                for n in range(self.pages)
            )
            return 200, {}, f"<rss><channel>{items}</channel></rss>".encode()
        page = int(path.split("/")[2].split("-")[0])
        if number % 7 == 6 and address not in self.arrivals.refused:
            self.arrivals.refused[address] = time.monotonic()
            return 503, {"Retry-After": str(RETRY_AFTER)}, b""
        if path.startswith("/news/") and page % 3 == 2:
            target = host((number + 1) % self.hosts) if page % 2 else request.headers["Host"]
            target = target if ":" in target else f"{target}:{self.server_port}"
            return 302, {"Location": f"http://{target}/moved{path[5:]}"}, b""
        return 200, {"Content-Type": "text/html"}, article(page + 1000 * number)


@dataclass(frozen=True)
class Result:
    """The result of a test.

    Attributes:
        addresses: number of IP addresses that got requests.
        closest: the shortest interval as a share of the required delay; at least 1 if the delay
            was always kept.
        early: descriptions of requests that came too soon.
    """

    requests: int
    addresses: int
    closest: float
    early: list[str]
    seconds: float


def politeness_test(
    hosts: int,
    pages: int,
    delay: float,
    folder: Path,
    extractor: str = EXTRACTOR,
    *,
    machines: int = 1,
    frontier: str = "",
) -> Result:
    """Crawl, and check the interval between consecutive requests.

    Args:
        machines: number of processes that share the crawl; more than one need ``frontier``, the
            URL of an empty database.
    """
    server = Server(hosts, pages, delay)
    names = [host(n) for n in range(hosts)] + ["127.0.0.1", "localhost"]
    text = '[crawl]\noutput = "out"\nthreads = 64\nprocesses = 1\n'
    text += f'frontier = "{frontier}"\n' if frontier else ""
    text += f"[defaults]\ndelay = {delay}\n"
    text += f"allow_private = {json.dumps(names)}\nallow = '*'\n"
    for n, name in enumerate(names):
        text += (
            f'[[source]]\nname = "s{n}"\nfeeds = "http://{name}:{server.server_port}/feed.xml"\n'
        )
    configs = [folder / f"machine{n}" / "config.toml" for n in range(machines)]
    for config in configs:
        config.parent.mkdir(parents=True)
        config.write_text(text)
    began = time.monotonic()
    try:
        crawls: list[subprocess.Popen[bytes]] = [start(config, extractor) for config in configs]
        for crawl in crawls:
            crawl.wait()
    finally:
        server.close()
    closest, early = float("inf"), []
    times = server.arrivals.times
    for address, arrived in times.items():
        number = int(address.rpartition(".")[2]) - 1
        allowed = delay * (2 if number % 5 == 4 and address.startswith("127.0.3.") else 1)
        arrived.sort()
        for (before, what), (after, then) in itertools.pairwise(arrived):
            # The longer delay in robots.txt is only known after it has been read.
            wait = delay if what == "/robots.txt" else allowed
            closest = min(closest, (after - before) / wait)
            if after - before < wait:
                early.append(f"{address}: {then} came {after - before:.3f} s after {what}")
        refused = server.arrivals.refused.get(address)
        if refused is not None:
            following = min((t for t, _ in arrived if t > refused), default=float("inf"))
            if following - refused < RETRY_AFTER:
                early.append(f"{address}: asked {following - refused:.2f} s after Retry-After")
    count = sum(map(len, times.values()))
    return Result(count, len(times), closest, early, time.monotonic() - began)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.split("\n\n")[0])
    parser.add_argument("--hosts", type=int, default=50)
    parser.add_argument("--pages", type=int, default=12)
    parser.add_argument("--delay", type=float, default=0.5)
    parser.add_argument("--extractor", default=EXTRACTOR)
    parser.add_argument("--machines", type=int, default=1)
    options = parser.parse_args()
    with ExitStack() as opened:
        folder = opened.enter_context(tempfile.TemporaryDirectory(prefix="politeness-"))
        frontier = ""
        if options.machines > 1:
            from benchmarks.postgres_server import running_server

            frontier = opened.enter_context(running_server()).new_database("politeness")
        result = politeness_test(
            options.hosts,
            options.pages,
            options.delay,
            Path(folder),
            options.extractor,
            machines=options.machines,
            frontier=frontier,
        )
    for line in result.early:
        print(line)
    print(
        f"{result.requests} requests to {result.addresses} addresses in {result.seconds:.0f} s; "
        f"{len(result.early)} too early; the closest two kept {result.closest:.0%} of the delay"
    )
    sys.exit(1 if result.early or not result.requests else 0)


if __name__ == "__main__":
    main()
