"""The kill test: a crawl killed repeatedly with SIGKILL must end with exactly the records of an
undisturbed one.

    python -m benchmarks.kill [--pages 2000] [--kills 100] [--full-disks 20] [--seed 0]

Serves pages on loopback addresses and crawls them once undisturbed. Then kills the crawl at random
moments and restarts it, until all kills are done and it has finished. Then compares the two sets of
records line by line, without ``fetched_at``. Then the same on a small tmpfs that fills up, is
enlarged a little, and fills up again. Exit status 1 if the records differ.
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
from pathlib import Path

from benchmarks.loopback import Answer, LoopbackServer, Request

HOSTS = 8
"""Number of loopback addresses served, from 127.0.0.2; each host is crawled one page at a time."""
EXTRACTOR = "scraper.extractors:extract_page"

_SYLLABLES = ("ba", "den", "kor", "li", "mas", "no", "per", "ru", "sil", "tam", "ve", "zor")
_WORDS = [a + b + c for a in _SYLLABLES for b in _SYLLABLES for c in _SYLLABLES]
"""Enough words that no two stories are near duplicates, whose marking depends on their order."""

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
        arrivals: time and host number of each request.
    """

    def __init__(self, pages: int) -> None:
        self.count = pages
        self.first = threading.Event()
        self.arrivals: list[tuple[float, int]] = []
        self._server = LoopbackServer(self._recorded, "0.0.0.0")
        self.port = self._server.server_port

    def _recorded(self, request: Request) -> Answer:
        host = int(request.headers["Host"].split(":")[0][8:])
        self.arrivals.append((time.monotonic(), host))
        self.first.set()
        body, kind = self.answer(request.path, host)
        return 200 if body else 404, {"Content-Type": kind}, body

    @property
    def asked(self) -> int:
        """The number of requests."""
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
        self._server.close()


def article(number: int) -> bytes:
    """One invented page, always the same for a number."""
    rng = random.Random(number)
    paragraphs = [
        " ".join(rng.choices(_WORDS, k=rng.randint(20, 60))).capitalize() + "."
        for _ in range(rng.randint(3, 12))
    ]
    story = "\n".join(f"<p>{text}</p>" for text in paragraphs)
    title = " ".join(rng.choices(_WORDS, k=6)).capitalize()
    return (
        f"<!doctype html><html lang=en><head><title>{title}</title></head><body>"
        f"<nav><a href='/'>Home</a> <a href='/news/'>News</a></nav><main><article>"
        f"<h1>{title}</h1>\n{story}</article></main><footer>All rights reserved</footer>"
        f"</body></html>"
    ).encode()


def write_config(folder: Path, port: int, compression: str = "none") -> Path:
    """A configuration with one source per two hosts, in a new folder."""
    folder.mkdir(parents=True)
    text = '[crawl]\noutput = "out"\nthreads = 8\nprocesses = 2\n'
    for source in range(HOSTS // 2):
        hosts = [f"127.0.0.{2 + source * 2 + k}" for k in range(2)]
        feeds = ", ".join(f'"http://{host}:{port}/feed.xml"' for host in hosts)
        # Small segments, so that kills also happen while one is finished.
        text += (
            f'[[source]]\nname = "s{source}"\nfeeds = [{feeds}]\ndelay = 0\n'
            f'allow_private = {json.dumps(hosts)}\nsegment_size = "60 KB"\n'
            f'compression = "{compression}"\nlimits = {{ pages = 1000000 }}\n'
        )
    path = folder / "config.toml"
    path.write_text(text)
    return path


def records(folder: Path) -> Counter[str]:
    """Every line of the finished segments, without ``fetched_at``."""
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
    """The result of a test.

    Attributes:
        kills: number of kills or full disks.
        records: records of the undisturbed crawl.
        missing, extra: records that the disturbed crawl lost, or wrote in addition.
        parts: unfinished segments.
    """

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
    rng = random.Random(seed)
    site = Pages(pages)
    began = time.monotonic()
    try:
        expected = _crawl_undisturbed(folder / "calm", site, extractor)
        asked = site.asked
        done, round_number = 0, 0
        missing = extra = parts = 0
        while done < kills or round_number == 0:
            round_number += 1
            disturbed = write_config(folder / f"wild{round_number}", site.port)
            done += _disturbed(disturbed, site, rng, kills - done, extractor)
            found = records(disturbed.parent / "out")
            missing += sum((expected - found).values())
            extra += sum((found - expected).values())
            parts += len(list(disturbed.parent.rglob("*.part")))
        return Result(
            done, sum(expected.values()), missing, extra, parts,
            time.monotonic() - began, site.asked - asked,
        )  # fmt: skip
    finally:
        site.close()


def full_disk_test(
    pages: int, full_disks: int, folder: Path, *, extractor: str = EXTRACTOR
) -> Result:
    """Crawl undisturbed, then on a disk that fills up some ``full_disks`` times, and compare.

    Raises:
        PermissionError: mounting a tmpfs is not permitted.
        RuntimeError: the crawl ended without a clear message about the full disk.
    """
    site = Pages(pages)
    began = time.monotonic()
    disk = folder / "disk"
    disk.mkdir(parents=True)
    try:
        expected = _crawl_undisturbed(folder / "calm", site, extractor)
        asked = site.asked
        used = sum(path.stat().st_size for path in folder.rglob("*") if path.is_file())
        step = used // full_disks
        size = step
        _mount(disk, size)
        config = write_config(disk / "crawl", site.port)
        count = 0
        while True:
            process = start(config, extractor, stderr=subprocess.PIPE)
            stderr_text = process.communicate()[1].decode("utf-8", "replace")
            if process.returncode == 0:
                break
            if "make room" not in stderr_text:
                raise RuntimeError(f"the crawl ended without a word about the disk: {stderr_text}")
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


def _crawl_undisturbed(folder: Path, site: Pages, extractor: str) -> Counter[str]:
    """The records of a crawl into a new folder that nothing disturbs."""
    config = write_config(folder, site.port)
    if start(config, extractor).wait() != 0:
        raise RuntimeError("the undisturbed crawl failed")
    return records(folder / "out")


def _mount(disk: Path, size: int, *options: str) -> None:
    given = ",".join((*options, f"size={size}"))
    command = ["mount", "-t", "tmpfs", "-o", given, "tmpfs", str(disk)]
    if subprocess.run(command, capture_output=True, check=False).returncode:
        raise PermissionError("no tmpfs may be mounted: run it as root")


def _disturbed(config: Path, site: Pages, rng: random.Random, kills: int, extractor: str) -> int:
    """Start the crawl until it ends by itself; returns how often it was killed."""
    done = 0
    while True:
        site.first.clear()
        process = start(config, extractor)
        if done < kills:
            # One in eight is killed while it starts, the others soon after their first request.
            if rng.random() < 0.125:
                time.sleep(rng.uniform(0.0, 1.0))
            else:
                site.first.wait(30)
                time.sleep(rng.uniform(0.0, 0.8))
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
            print(f"{result.kills} kills: {summary(result)}", flush=True)
        if options.full_disks:
            try:
                result = full_disk_test(
                    pages, options.full_disks, folder / "full", extractor=extractor
                )
            except PermissionError as error:
                print(f"full disk: not run, {error}")
            else:
                results.append(result)
                print(f"{result.kills} times a full disk: {summary(result)}")
    sys.exit(any(result.missing or result.extra or result.parts for result in results))


def summary(result: Result) -> str:
    return (
        f"{result.records} records expected: {result.missing} missing, "
        f"{result.extra} too many or different, {result.parts} unfinished segments; "
        f"{result.requests} requests in {result.seconds:.0f} s"
    )


if __name__ == "__main__":
    main()
