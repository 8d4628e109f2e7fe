"""Crawl throughput: pages a second from URL to record on disk, peak memory, processor seconds.

    python -m benchmarks.crawl [--pages 5000] [--hosts 50] [--peers PYTHON] [--tool NAME]

Serves the invented sites of news_pages.py from a separate process, without delay, and lets each
tool crawl all of them, one tool after the other on the same machine. ``scrapy`` is Scrapy with
trafilatura in its item pipeline; ``trafilatura`` is trafilatura's own command with two threads,
given the URLs as a list. Both are run with the interpreter given by ``--peers``, from an
environment separate from this project's. ``engine`` is the crawl with an extractor that does almost
nothing, which measures the cost of fetching, queueing and storing alone. Two figures are printed
for memory, the peak of the first fifth of the run and of the whole run, to show growth; ``--curve``
prints it at several points.
"""

from __future__ import annotations

import argparse
import hashlib
import json
import os
import resource
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

from benchmarks.news_pages import SLUG, host
from scraper.page import Page
from scraper.record import Record
from scraper.urls import record_id

_OURS = """
import sys
from scraper.config import load_config
from scraper.crawl import crawl
report = crawl(load_config(sys.argv[1]), extractor=sys.argv[2])
print(report.records, report.failures, report.skipped, file=sys.stderr)
"""

_SCRAPY = """
import json, sys
import scrapy, trafilatura
from scrapy.crawler import CrawlerProcess

hosts, port, output = int(sys.argv[1]), sys.argv[2], sys.argv[3]
sys.path.insert(0, sys.argv[4])
from benchmarks.news_pages import host

class Extract:
    def open_spider(self, spider):
        self.file = open(output, "w", encoding="utf-8")
    def process_item(self, item, spider):
        text = trafilatura.extract(item["html"], url=item["url"], output_format="json",
                                   with_metadata=True)
        if text:
            self.file.write(json.dumps(json.loads(text)) + "\\n")
        return {}
    def close_spider(self, spider):
        self.file.close()

class News(scrapy.Spider):
    name = "news"
    start_urls = [f"http://{host(n)}:{port}/feed.xml" for n in range(hosts)]
    def parse(self, response):
        response.selector.remove_namespaces()
        for link in response.xpath("//item/link/text()").getall():
            yield response.follow(link, self.parse_story)
    def parse_story(self, response):
        yield {"url": response.url, "html": response.text}

process = CrawlerProcess(settings={
    "ITEM_PIPELINES": {Extract: 1}, "ROBOTSTXT_OBEY": True, "LOG_LEVEL": "ERROR",
    "CONCURRENT_REQUESTS": 32, "CONCURRENT_REQUESTS_PER_DOMAIN": 1, "DOWNLOAD_DELAY": 0,
    "COOKIES_ENABLED": False, "TELNETCONSOLE_ENABLED": False})
process.crawl(News)
process.start()
"""


@dataclass(frozen=True)
class Measured:
    tool: str
    records: int
    seconds: float
    cpu: float
    memory: int
    memory_early: int
    curve: tuple[tuple[int, int, int], ...] = ()
    """Rows of: records written, and the peak memory since the previous row, of all processes and of
    the first process."""


@dataclass(frozen=True)
class Work:
    """What the tools have to crawl; ``peers``: the interpreter of the other tools."""

    pages: int
    hosts: int
    port: int
    peers: str


def ours(
    folder: Path, work: Work, extractor: str = "scraper.extractors:extract_page"
) -> tuple[list[str], str]:
    hosts, port = work.hosts, work.port
    text = '[crawl]\noutput = "out"\nthreads = 32\n[defaults]\ndelay = 0\n'
    allowed = ", ".join(f'"{host(n)}"' for n in range(hosts))
    text += f"limits = {{ pages = 1000000 }}\nallow_private = [{allowed}]\n"
    for n in range(hosts):
        text += f'[[source]]\nname = "s{n}"\nfeeds = "http://{host(n)}:{port}/feed.xml"\n'
    (folder / "config.toml").write_text(text)
    command = [sys.executable, "-c", _OURS, str(folder / "config.toml"), extractor]
    return command, "out/*/*.jsonl"


def engine(folder: Path, work: Work) -> tuple[list[str], str]:
    return ours(folder, work, "benchmarks.crawl:no_extraction")


def no_extraction(page: Page, **_: object) -> Record:
    """A record of typical size, built from the page's raw bytes."""
    digest = hashlib.blake2b(page.body, digest_size=32).hexdigest()
    url = page.url or ""
    return Record(
        id=record_id(url),
        url=url,
        page_type="article",
        title="Story",
        text=page.body[20_000:26_000].decode("utf-8", "replace"),
        content_hash=digest,
        simhash=digest[:16],
        extractor_version="none",
    )


def scrapy(folder: Path, work: Work) -> tuple[list[str], str]:
    here = str(Path(__file__).parents[1])
    arguments = [str(work.hosts), str(work.port), str(folder / "out.jsonl"), here]
    # Written to a file, since Scrapy reads the source of a spider's callbacks.
    (folder / "spider.py").write_text(_SCRAPY)
    return [work.peers, str(folder / "spider.py"), *arguments], "out.jsonl"


def trafilatura(folder: Path, work: Work) -> tuple[list[str], str]:
    addresses = (
        f"http://{host(n % work.hosts)}:{work.port}/news/{n}-{SLUG}\n" for n in range(work.pages)
    )
    (folder / "urls.txt").write_text("".join(addresses))
    find = "import trafilatura.settings as s; print(s.__file__)"
    settings = subprocess.run(
        [work.peers, "-c", find], capture_output=True, text=True, check=True
    ).stdout
    text = Path(settings.strip()).with_name("settings.cfg").read_text()
    text = text.replace("SLEEP_TIME = 5.0", "SLEEP_TIME = 0")
    text = text.replace("SSRF_PROTECTION = on", "SSRF_PROTECTION = off")
    (folder / "settings.cfg").write_text(text)
    command = [
        str(Path(work.peers).with_name("trafilatura")), "--config-file",
        str(folder / "settings.cfg"), "-i", str(folder / "urls.txt"), "--json", "--with-metadata",
        "-o", str(folder / "out"), "--parallel", "2",
    ]  # fmt: skip
    return command, "out/**/*.json"


TOOLS = {"scraper": ours, "engine": engine, "scrapy": scrapy, "trafilatura": trafilatura}
COMPARED = ["scraper", "scrapy", "trafilatura"]


def measure(tool: str, work: Work) -> Measured:
    """Run a tool in separate processes; memory is the sum over all of them."""
    with tempfile.TemporaryDirectory(prefix="crawl-") as name:
        folder = Path(name)
        command, output = TOOLS[tool](folder, work)
        before = resource.getrusage(resource.RUSAGE_CHILDREN)
        began = time.monotonic()
        process = subprocess.Popen(command, env={**os.environ, "PYTHONPATH": str(Path.cwd())})
        peak = Peak(process.pid, lambda: _written(folder, output))
        status = process.wait()
        seconds = time.monotonic() - began
        memory = peak.stop()
        after = resource.getrusage(resource.RUSAGE_CHILDREN)
        if status:
            raise SystemExit(f"{tool} failed with status {status}")
        records = sum(len(path.read_bytes().splitlines()) for path in folder.glob(output))
        cpu = after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime
        early = peak.after(0.2 * seconds)
        return Measured(tool, records, seconds, cpu, memory, early, peak.curve(records))


def _written(folder: Path, output: str) -> int:
    """Bytes of records written so far, including unfinished .part files."""
    size = 0
    for path in (*folder.glob(output), *folder.glob(f"{output}.part")):
        with suppress(FileNotFoundError):  # it was just renamed
            size += path.stat().st_size
    return size


POINTS = (1000, 2000, 5000, 10_000, 20_000, 30_000, 40_000, 50_000)
"""Numbers of records at which the memory curve is sampled."""


class Peak:
    """Samples the memory of a process and its children: proportional set size, in which shared
    memory counts once."""

    def __init__(self, pid: int, written: Callable[[], int] = lambda: 0) -> None:
        self._pid, self._stopped, self._written = pid, threading.Event(), written
        self._began = time.monotonic()
        self._samples: list[tuple[float, int]] = [(0.0, 0)]
        self._curve_samples: list[tuple[int, int, int]] = []
        self._thread = threading.Thread(target=self._watch, daemon=True)
        self._thread.start()

    def stop(self) -> int:
        self._stopped.set()
        self._thread.join()
        return max(size for _, size in self._samples)

    def after(self, seconds: float) -> int:
        """The peak within the first ``seconds``."""
        return max(size for moment, size in self._samples if moment <= seconds)

    def curve(self, records: int) -> tuple[tuple[int, int, int], ...]:
        """See ``Measured``. The number of records at a time is estimated from the bytes written."""
        rows: list[tuple[int, int, int]] = []
        last = max((written for written, _, _ in self._curve_samples), default=0)
        before = 0
        for point in (*(p for p in POINTS if p < records), records):
            until = last * point / records if records else 0
            sizes = [s[1:] for s in self._curve_samples if before < s[0] <= until]
            before = until
            if sizes:
                rows.append((point, max(s[0] for s in sizes), max(s[1] for s in sizes)))
        return tuple(rows)

    def _watch(self) -> None:
        while not self._stopped.wait(0.5):
            sizes = list(map(_memory, _process_tree(self._pid)))
            self._samples.append((time.monotonic() - self._began, sum(sizes)))
            self._curve_samples.append((self._written(), sum(sizes), sizes[0]))


def _process_tree(pid: int) -> list[int]:
    found = [pid]
    for parent in found:
        try:
            for task in Path(f"/proc/{parent}/task").iterdir():
                found += map(int, (task / "children").read_text().split())
        except OSError:
            continue
    return found


def _memory(pid: int) -> int:
    try:
        rollup = Path(f"/proc/{pid}/smaps_rollup").read_text()
    except OSError:
        return 0
    return next((int(x.split()[1]) * 1024 for x in rollup.splitlines() if x[:4] == "Pss:"), 0)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.split("\n\n")[0])
    parser.add_argument("--pages", type=int, default=5000)
    parser.add_argument("--hosts", type=int, default=50)
    parser.add_argument("--port", type=int, default=8800)
    parser.add_argument("--distinct", type=int, default=5000, help="texts; further pages repeat")
    parser.add_argument("--tool", action="append", choices=list(TOOLS))
    parser.add_argument("--peers", metavar="PYTHON", help="interpreter with Scrapy and trafilatura")
    parser.add_argument("--curve", action="store_true", help="memory along the way, too")
    parser.add_argument("--json", type=Path, help="write the figures here too")
    options = parser.parse_args()
    tools = options.tool or (COMPARED if options.peers else ["scraper"])
    work = Work(options.pages, options.hosts, options.port, options.peers or sys.executable)
    server = subprocess.Popen(
        [sys.executable, "-m", "benchmarks.news_pages", "--pages", str(options.pages),
         "--hosts", str(options.hosts), "--port", str(options.port),
         "--distinct", str(options.distinct)],
        stdout=subprocess.PIPE,
    )  # fmt: skip
    try:
        assert server.stdout is not None
        server.stdout.readline()
        print("tool         records   seconds  pages/s   CPU s  MB early  MB peak")
        rows = []
        for tool in tools:
            row = measure(tool, work)
            rows.append(row)
            print(
                f"{row.tool:11} {row.records:8} {row.seconds:9.1f} "
                f"{row.records / row.seconds:8.1f} {row.cpu:7.1f} {row.memory_early / 1e6:9.0f} "
                f"{row.memory / 1e6:8.0f}",
                flush=True,
            )
            for count, everything, first in row.curve if options.curve else ():
                print(
                    f"  up to {count:6} records: {everything / 1e6:4.0f} MB, "
                    f"{first / 1e6:.0f} of them in the process that fetches"
                )
        if options.json:
            options.json.write_text(json.dumps([row.__dict__ for row in rows], indent=1))
    finally:
        server.kill()
        server.wait()


if __name__ == "__main__":
    main()
