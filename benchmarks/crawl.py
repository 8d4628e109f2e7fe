"""Crawl throughput: pages a second from URL to record on disk, peak memory, processor seconds.

    python -m benchmarks.crawl [--pages 5000] [--hosts 50] [--tool scraper] [--tool scrapy]

Serves the invented sites of news_pages.py from a process of its own, without delay, and has each
tool crawl all of them, one after the other on the same machine. ``scrapy`` is Scrapy with
trafilatura in its item pipeline; it is measured where both are installed.
"""

from __future__ import annotations

import argparse
import importlib.util
import json
import os
import resource
import subprocess
import sys
import tempfile
import threading
import time
from dataclasses import dataclass
from pathlib import Path

from benchmarks.news_pages import host

_OURS = """
import sys
from scraper.config import load_config
from scraper.crawl import crawl
report = crawl(load_config(sys.argv[1]))
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


def ours(folder: Path, hosts: int, port: int) -> tuple[list[str], str]:
    text = '[crawl]\noutput = "out"\nthreads = 32\n[defaults]\ndelay = 0\n'
    allowed = ", ".join(f'"{host(n)}"' for n in range(hosts))
    text += f"limits = {{ pages = 1000000 }}\nallow_private = [{allowed}]\n"
    for n in range(hosts):
        text += f'[[source]]\nname = "s{n}"\nfeeds = "http://{host(n)}:{port}/feed.xml"\n'
    (folder / "config.toml").write_text(text)
    return [sys.executable, "-c", _OURS, str(folder / "config.toml")], "out/*/*.jsonl"


def scrapy(folder: Path, hosts: int, port: int) -> tuple[list[str], str]:
    here = str(Path(__file__).parents[1])
    return (
        [sys.executable, "-c", _SCRAPY, str(hosts), str(port), str(folder / "out.jsonl"), here],
        "out.jsonl",
    )


TOOLS = {"scraper": ours, "scrapy": scrapy}


def measure(tool: str, hosts: int, port: int) -> Measured:
    """Run a tool in processes of its own; memory is the peak of all of them together."""
    with tempfile.TemporaryDirectory(prefix="crawl-") as name:
        folder = Path(name)
        command, output = TOOLS[tool](folder, hosts, port)
        before = resource.getrusage(resource.RUSAGE_CHILDREN)
        began = time.monotonic()
        process = subprocess.Popen(command, env={**os.environ, "PYTHONPATH": str(Path.cwd())})
        peak = Peak(process.pid)
        status = process.wait()
        seconds = time.monotonic() - began
        memory = peak.stop()
        after = resource.getrusage(resource.RUSAGE_CHILDREN)
        if status:
            raise SystemExit(f"{tool} failed with status {status}")
        records = sum(len(path.read_bytes().splitlines()) for path in folder.glob(output))
        cpu = after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime
        return Measured(tool, records, seconds, cpu, memory)


class Peak:
    """Samples the memory of a process and its children: proportional set size, so that what they
    share counts once."""

    def __init__(self, pid: int) -> None:
        self._pid, self._peak, self._stopped = pid, 0, threading.Event()
        self._thread = threading.Thread(target=self._watch, daemon=True)
        self._thread.start()

    def stop(self) -> int:
        self._stopped.set()
        self._thread.join()
        return self._peak

    def _watch(self) -> None:
        while not self._stopped.wait(0.5):
            self._peak = max(self._peak, sum(map(_memory, _family(self._pid))))


def _family(pid: int) -> list[int]:
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
    parser.add_argument("--tool", action="append", choices=list(TOOLS))
    parser.add_argument("--json", type=Path, help="write the figures here too")
    options = parser.parse_args()
    tools = options.tool or ["scraper"]
    if not options.tool and all(map(importlib.util.find_spec, ("scrapy", "trafilatura"))):
        tools.append("scrapy")
    server = subprocess.Popen(
        [sys.executable, "-m", "benchmarks.news_pages", "--pages", str(options.pages),
         "--hosts", str(options.hosts), "--port", str(options.port)],
        stdout=subprocess.PIPE,
    )  # fmt: skip
    try:
        assert server.stdout is not None
        server.stdout.readline()
        print("tool      records   seconds  pages/s  CPU s   peak MB")
        rows = []
        for tool in tools:
            row = measure(tool, options.hosts, options.port)
            rows.append(row)
            print(
                f"{row.tool:8} {row.records:8} {row.seconds:9.1f} {row.records / row.seconds:8.1f}"
                f" {row.cpu:7.1f} {row.memory / 1e6:8.0f}",
                flush=True,
            )
        if options.json:
            options.json.write_text(json.dumps([row.__dict__ for row in rows], indent=1))
    finally:
        server.kill()
        server.wait()


if __name__ == "__main__":
    main()
