"""The kill test: a crawl killed with SIGKILL again and again must end with exactly the records of
one that nobody disturbed.

    python -m benchmarks.kill [--pages 2000] [--kills 100] [--full-disks 20] [--seed 0]

Serves pages on loopback addresses, crawls them once undisturbed, then kills the crawl at random
moments and starts it again until all kills are done and it has ended by itself. Then compares the
two sets of records, line for line but for ``fetched_at``. Then the same on a small tmpfs that fills
up, grows a little, and fills up again. Exit status 1 where the records differ.
"""

from __future__ import annotations

import argparse
import json
import os
import random
import signal
import subprocess
import sys
import tempfile
import threading
import time
from collections import Counter
from dataclasses import dataclass
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

HOSTS = 8
"""Loopback addresses served (127.0.0.2 and on): the crawl asks each host one page at a time."""
EXTRACTOR = "scraper.extractors:extract_page"

_SYLLABLES = ("ba", "den", "kor", "li", "mas", "no", "per", "ru", "sil", "tam", "ve", "zor")
_WORDS = [a + b + c for a in _SYLLABLES for b in _SYLLABLES for c in _SYLLABLES]
"""Enough words that no two stories are near duplicates, which are marked in the order they came."""

_CRAWL = """
import sys
from scraper.config import load_config
from scraper.crawl import crawl
report = crawl(load_config(sys.argv[1]), extractor=sys.argv[2])
sys.exit(0 if not report.failures else 1)
"""


class Pages:
    """``pages`` invented articles behind one feed for each host.

    Attributes:
        first: set at each request.
        arrivals: of all requests, with the number of the host that was asked.
    """

    def __init__(self, pages: int) -> None:
        self.count = pages
        self.first = threading.Event()
        self.arrivals: list[tuple[float, int]] = []
        served = self

        class Handler(BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.1"

            def log_message(self, *_: object) -> None:
                pass

            def do_GET(self) -> None:
                host = int(self.headers["Host"].split(":")[0][8:])
                served.arrivals.append((time.monotonic(), host))
                served.first.set()
                body, kind = served.answer(self.path, host)
                self.send_response(200 if body else 404)
                self.send_header("Content-Type", kind)
                self.send_header("Content-Length", str(len(body)))
                self.end_headers()
                self.wfile.write(body)

        class Server(ThreadingHTTPServer):
            daemon_threads = True
            request_queue_size = 256

            def handle_error(self, *_: object) -> None:
                pass  # a killed crawl leaves broken connections

        self._server = Server(("0.0.0.0", 0), Handler)
        self.port = self._server.server_address[1]
        threading.Thread(target=self._server.serve_forever, daemon=True).start()

    @property
    def asked(self) -> int:
        """How many requests came."""
        return len(self.arrivals)

    def answer(self, path: str, host: int) -> tuple[bytes, str]:
        if path == "/feed.xml":
            items = "".join(
                f"<item><link>/news/{n}-a-story-made-for-the-test</link></item>"
                for n in range(host - 2, self.count, HOSTS)
            )
            return f"<rss><channel>{items}</channel></rss>".encode(), "application/rss+xml"
        if path.startswith("/news/"):
            return article(int(path.split("/")[2].split("-")[0])), "text/html; charset=utf-8"
        return b"", "text/plain"

    def close(self) -> None:
        self._server.shutdown()
        self._server.server_close()


def article(number: int) -> bytes:
    """One invented page, always the same for a number."""
    chance = random.Random(number)
    paragraphs = [
        " ".join(chance.choices(_WORDS, k=chance.randint(20, 60))).capitalize() + "."
        for _ in range(chance.randint(3, 12))
    ]
    story = "\n".join(f"<p>{text}</p>" for text in paragraphs)
    title = " ".join(chance.choices(_WORDS, k=6)).capitalize()
    return (
        f"<!doctype html><html lang=en><head><title>{title}</title></head><body>"
        f"<nav><a href='/'>Home</a> <a href='/news/'>News</a></nav><main><article>"
        f"<h1>{title}</h1>\n{story}</article></main><footer>All rights reserved</footer>"
        f"</body></html>"
    ).encode()


def write_config(folder: Path, port: int, compression: str = "none") -> Path:
    """A configuration of one source for each two hosts, in a fresh folder."""
    folder.mkdir(parents=True)
    text = '[crawl]\noutput = "out"\nthreads = 8\nprocesses = 2\n'
    for source in range(HOSTS // 2):
        hosts = [f"127.0.0.{2 + source * 2 + k}" for k in range(2)]
        feeds = ", ".join(f'"http://{host}:{port}/feed.xml"' for host in hosts)
        # Small segments, so that kills also meet their change.
        text += (
            f'[[source]]\nname = "s{source}"\nfeeds = [{feeds}]\ndelay = 0\n'
            f'allow_private = {json.dumps(hosts)}\nsegment_size = "60 KB"\n'
            f'compression = "{compression}"\nlimits = {{ pages = 1000000 }}\n'
        )
    path = folder / "config.toml"
    path.write_text(text)
    return path


def records(folder: Path) -> Counter[str]:
    """Every line of the finished segments, without its time."""
    found: Counter[str] = Counter()
    for path in folder.rglob("*.jsonl"):
        for line in path.read_text(encoding="utf-8").splitlines():
            record = json.loads(line)
            record.pop("fetched_at", None)
            found[json.dumps(record, sort_keys=True)] += 1
    return found


def start(config: Path, extractor: str, stderr: int | None = None) -> subprocess.Popen[bytes]:
    environment = {**os.environ, "PYTHONPATH": os.pathsep.join(p or "." for p in sys.path)}
    return subprocess.Popen(
        [sys.executable, "-c", _CRAWL, str(config), extractor], env=environment, stderr=stderr
    )


@dataclass(frozen=True)
class Result:
    """``missing``, ``extra``: records that the disturbed crawl lost, or had too many; ``kills``:
    how often it was disturbed."""

    kills: int
    records: int
    missing: int
    extra: int
    parts: int
    seconds: float
    requests: int


def kill_test(
    pages: int, kills: int, folder: Path, *, seed: int = 0, extractor: str = EXTRACTOR
) -> Result:
    """Crawl undisturbed, then with ``kills`` kills, and compare."""
    chance = random.Random(seed)
    site = Pages(pages)
    began = time.monotonic()
    try:
        calm = write_config(folder / "calm", site.port)
        if start(calm, extractor).wait() != 0:
            raise RuntimeError("the undisturbed crawl failed")
        expected = records(calm.parent / "out")
        asked = site.asked
        done, round_number = 0, 0
        missing = extra = parts = 0
        while done < kills or round_number == 0:
            round_number += 1
            wild = write_config(folder / f"wild{round_number}", site.port)
            done += _disturbed(wild, site, chance, kills - done, extractor)
            found = records(wild.parent / "out")
            missing += sum((expected - found).values())
            extra += sum((found - expected).values())
            parts += len(list(wild.parent.rglob("*.part")))
        return Result(
            done, sum(expected.values()), missing, extra, parts,
            time.monotonic() - began, site.asked - asked,
        )  # fmt: skip
    finally:
        site.close()


def full_disk_test(pages: int, fulls: int, folder: Path, *, extractor: str = EXTRACTOR) -> Result:
    """Crawl undisturbed, then on a disk that fills up some ``fulls`` times, and compare.

    Raises:
        PermissionError: no tmpfs may be mounted.
        RuntimeError: the crawl ended by anything else than a clear word about the full disk.
    """
    site = Pages(pages)
    began = time.monotonic()
    disk = folder / "disk"
    disk.mkdir(parents=True)
    try:
        calm = write_config(folder / "calm", site.port)
        if start(calm, extractor).wait() != 0:
            raise RuntimeError("the undisturbed crawl failed")
        expected = records(calm.parent / "out")
        asked = site.asked
        used = sum(path.stat().st_size for path in calm.parent.rglob("*") if path.is_file())
        step = used // fulls
        size = step
        _mount(disk, size)
        config = write_config(disk / "crawl", site.port)
        count = 0
        while True:
            process = start(config, extractor, stderr=subprocess.PIPE)
            said = process.communicate()[1].decode("utf-8", "replace")
            if process.returncode == 0:
                break
            if "make room" not in said:
                raise RuntimeError(f"the crawl ended without a word about the disk: {said}")
            count += 1
            size += step
            _mount(disk, size, "remount")
        found = records(config.parent / "out")
        return Result(
            count, sum(expected.values()), sum((expected - found).values()),
            sum((found - expected).values()), len(list(disk.rglob("*.part"))),
            time.monotonic() - began, site.asked - asked,
        )  # fmt: skip
    finally:
        site.close()
        subprocess.run(["umount", str(disk)], stderr=subprocess.DEVNULL, check=False)


def _mount(disk: Path, size: int, *options: str) -> None:
    given = ",".join((*options, f"size={size}"))
    command = ["mount", "-t", "tmpfs", "-o", given, "tmpfs", str(disk)]
    if subprocess.run(command, capture_output=True, check=False).returncode:
        raise PermissionError("no tmpfs may be mounted: run it as root")


def _disturbed(config: Path, site: Pages, chance: random.Random, kills: int, extractor: str) -> int:
    """Start the crawl until it ends by itself; how often it was killed."""
    done = 0
    while True:
        site.first.clear()
        process = start(config, extractor)
        if done < kills:
            # One in eight dies while it starts, the others soon after their first request.
            if chance.random() < 0.125:
                time.sleep(chance.uniform(0.0, 1.0))
            else:
                site.first.wait(30)
                time.sleep(chance.uniform(0.0, 0.8))
            if process.poll() is None:
                process.send_signal(signal.SIGKILL)
                process.wait()
                done += 1
                continue
        if process.wait() != 0:
            raise RuntimeError(f"the crawl failed with status {process.returncode}")
        return done


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.split("\n\n")[0])
    parser.add_argument("--pages", type=int, default=2000)
    parser.add_argument("--kills", type=int, default=100)
    parser.add_argument("--full-disks", type=int, default=20)
    parser.add_argument("--seed", type=int, default=0)
    parser.add_argument("--extractor", default=EXTRACTOR)
    options = parser.parse_args()
    results = []
    with tempfile.TemporaryDirectory(prefix="kill-") as name:
        folder, pages, extractor = Path(name), options.pages, options.extractor
        if options.kills:
            result = kill_test(
                pages, options.kills, folder / "kills", seed=options.seed, extractor=extractor
            )
            results.append(result)
            print(f"{result.kills} kills: {told(result)}", flush=True)
        if options.full_disks:
            try:
                result = full_disk_test(
                    pages, options.full_disks, folder / "full", extractor=extractor
                )
            except PermissionError as error:
                print(f"full disk: not run, {error}")
            else:
                results.append(result)
                print(f"{result.kills} times a full disk: {told(result)}")
    sys.exit(any(result.missing or result.extra or result.parts for result in results))


def told(result: Result) -> str:
    return (
        f"{result.records} records expected: {result.missing} missing, "
        f"{result.extra} too many or different, {result.parts} unfinished segments; "
        f"{result.requests} requests in {result.seconds:.0f} s"
    )


if __name__ == "__main__":
    main()
