"""Extraction time per page, compared with other extractors; by stage; and for hostile pages.

    python -m benchmarks.speed --data FOLDER [--set news-dev] [--rounds 7] [--peer PYTHON]

FOLDER contains the labelled sets, each with its pages in ``html/*.gz``. PYTHON is the interpreter
of another environment; those of trafilatura, rs-trafilatura and resiliparse that are installed
there are measured too. Each tool runs in a separate process that reads all pages first and then
extracts all of them once per round; the rounds of the tools alternate, so that other load affects
all of them. Times are CPU time of one core. Prints three tables: the tools, the ten most expensive
stages of a record, and the worst inputs with their time and peak memory.
"""

from __future__ import annotations

import argparse
import gzip
import importlib
import importlib.util
import os
import resource
import statistics
import subprocess
import sys
import tempfile
import time
from collections import defaultdict
from collections.abc import Callable
from pathlib import Path
from typing import Any

import scraper

WARM = 8
"""Number of pages extracted before the measurement, to load models and fill caches."""
PEERS = ("trafilatura", "rs_trafilatura", "resiliparse")
OURS = ("scraper", "parse")

STAGES = {
    "scraper.extractors.extract": ("decode",),
    "scraper.extractors.reading": (
        "parse_html", "collect", "read_jsonld", "read_hints", "cut", "judge", "page_facts",
        "confidence", "page_type", "separate_captions", "read_metadata", "find_related",
        "best_threshold", "saved_from",
    ),
    "scraper.extractors.compose": ("assemble", "detect_language", "read_images", "Record"),
    "scraper.extractors.parsing.html": ("flatten",),
    "scraper.extractors.classify.judge": (
        "Layout", "block_features", "card_features", "sign_features", "cohesion_features",
        "context_features",
    ),
    "scraper.extractors.related.find": ("find_candidates", "describe_candidates"),
    "scraper.extractors.fingerprint": ("fingerprints",),
    "scraper.extractors.classify.forest": ("_score",),
}  # fmt: skip
"""Functions whose own time is measured, by the module that calls them."""


def _links(count: int, before: bytes) -> bytes:
    return b"<body>" + b"".join(
        b"%s<a href='/story/%d'>a headline of some words %d</a>\n" % (before, n, n)
        for n in range(count)
    )


def _story_of_links(count: int) -> bytes:
    return b"<body><h1>x</h1><p>" + b"".join(
        b"A sentence, with a few words and <a href='/s/%d'>a link</a>, that goes on. " % n
        for n in range(count)
    )


_ATTRIBUTES = [b"a%d=b%d" % (n, n) for n in range(100_000)]
_WORDS = b"word and word, "
_PARAGRAPH = (
    b"<p>A paragraph of normal length, with a few commas, that is read by someone. "
    b"And another sentence.</p>"
)
WORST: dict[str, Callable[[], bytes]] = {
    "100,000 nested div": lambda: b"<div>" * 100_000,
    "100,000 nested div with words": lambda: b"<div>word" * 100_000,
    "600,000 nested div with words": lambda: b"<div>word" * 600_000,
    "300,000 paragraphs": lambda: b"<body><h1>x</h1>" + _PARAGRAPH * 300_000,
    "one paragraph of 10 MB": lambda: b"<body><p>" + _WORDS * 700_000,
    "a million links in paragraphs": lambda: _links(1_000_000, b"<p>"),
    "a million links in one block": lambda: _links(1_000_000, b""),
    "200,000 links in one line below a story": lambda: (
        b"<body><h1>x</h1>" + _PARAGRAPH * 8 + _links(200_000, b"").replace(b"<body>", b"<div>", 1)
    ),
    "a story of 100,000 links": lambda: _story_of_links(100_000),
    "100,000 linked pictures below a heading": lambda: (
        b"<body><a href=/a-long-story>A long story of the day</a><article><h1>x</h1>"
        + _PARAGRAPH * 8
        + b"</article><h3>More news</h3>"
        + b"".join(
            b"<a href=/story-%d-of-the-day><img src=/%d.jpg alt='Story %d of the day'></a>"
            % (n, n, n)
            for n in range(100_000)
        )
    ),
    "100,000 cards without links below a heading": lambda: (
        b"<body><article><h1>x</h1>"
        + _PARAGRAPH * 8
        + b"</article><h2>More news</h2>"
        + b"".join(
            b"<p>Storm %d shuts the line</p><p>It is the storm number %d of the whole year.</p>"
            % (n, n)
            for n in range(100_000)
        )
    ),
    "4,000 tables between paragraphs": lambda: (
        b"<body><h1>x</h1>"
        + (_PARAGRAPH + b"<table><tr><td>a<td>1<tr><td>b<td>2</table>") * 4_000
    ),
    "300,000 double line breaks": lambda: b"<body>" + b"line of text<br><br>" * 300_000,
    "text of 100,000 titles and teasers": lambda: b"".join(
        b"Storm %d shuts the line\nIt is the storm number %d of the whole year.\n" % (n, n)
        for n in range(100_000)
    ),
    "text of 100,000 divided words": lambda: b"".join(
        b"half-word-%d-that-goes-on-and-\n" % n for n in range(100_000)
    ),
    "5,000 tags of 1,000 attributes": lambda: b"<body>" + (
        b"<p " + b" ".join(_ATTRIBUTES[:1_000]) + b">text of it</p>"
    ) * 5_000,
    "one tag of 100,000 attributes": lambda: b"<p " + b" ".join(_ATTRIBUTES) + b">text of it</p>",
    "a script of 20 MB": lambda: (
        b"<head><script>" + b"var a = {b: [1, 2, 3]};\n" * 830_000 + b"</script><p>text of it"
    ),
    "JSON-LD of 20 MB": lambda: (
        b'<head><script type="application/ld+json">{"@type":"NewsArticle","articleBody":"'
        + _WORDS * 1_400_000 + b'"}</script><p>text of it'
    ),
    "2,000 nested tables": lambda: b"<body>" + b"<table><tr><td>x" * 2_000,
    "a table of 200,000 rows": lambda: b"<table>" + b"<tr><td>cell <td>other cell" * 200_000,
    "a headed table of 2,000 characters a cell": lambda: (
        b"<table>"
        + b"".join(b"<tr><th><a href=/%d>row</a><td>" % n + b"word " * 400 for n in range(15_000))
    ),
}  # fmt: skip


def read_pages(folder: Path) -> list[bytes]:
    pages = [gzip.decompress(file.read_bytes()) for file in sorted(folder.glob("html/*.gz"))]
    if not pages:
        raise SystemExit(f"{folder}: no html/*.gz")
    return pages


def tool(name: str) -> tuple[str, Callable[[bytes], Any]]:
    """A tool's version and its extraction function. The tool is imported only here."""
    if name in OURS:
        from scraper import extract
        from scraper.extractors import extractor_version
        from scraper.extractors.parsing.decode import decode
        from scraper.extractors.parsing.html import parse_html

        if name == "scraper":
            return extractor_version(), extract
        return "decode and parse alone", lambda page: parse_html(decode(page, {}).utf8)
    found = importlib.import_module(name)
    version = getattr(found, "__version__", "")
    if name == "trafilatura":
        return version, lambda page: found.bare_extraction(page, with_metadata=True)
    if name == "rs_trafilatura":
        return version, lambda page: found.extract(page.decode("utf-8", "replace"))
    plain = importlib.import_module("resiliparse.extract.html2text").extract_plain_text
    return version, lambda page: plain(page.decode("utf-8", "replace"), main_content=True)


def work(name: str, folder: Path) -> None:
    """Main loop of a tool's process: a round for each line on stdin, its seconds to stdout."""
    try:
        version, run = tool(name)
    except ImportError as error:
        # A tool that is not installed is skipped; one that is installed but broken is reported.
        absent = isinstance(error, ModuleNotFoundError) and (error.name or "") in name
        print("missing", "" if absent else str(error).partition("\n")[0], flush=True)
        return

    def try_page(page: bytes) -> None:
        try:
            run(page)
        except Exception:  # errors of a tool are not part of this measurement
            return

    pages = read_pages(folder)
    for page in pages[:WARM]:
        try_page(page)
    print("ready", version, flush=True)
    for _ in sys.stdin:
        began = time.process_time()
        for page in pages:
            try_page(page)
        print(time.process_time() - began, flush=True)


class Worker:
    """The process of a tool. If it is not ``ready``, ``version`` says why."""

    def __init__(self, python: str, name: str, folder: Path) -> None:
        self.name = name
        self.process = subprocess.Popen(
            [python, __file__, "--work", name, "--data", str(folder)],
            stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True,
            cwd=Path(__file__).parents[1], env=_environment(),
        )  # fmt: skip
        state, _, self.version = self._line().partition(" ")
        self.ready = state == "ready"
        self.seconds: list[float] = []

    def _line(self) -> str:
        assert self.process.stdout is not None
        return self.process.stdout.readline().strip()

    def round(self) -> None:
        assert self.process.stdin is not None
        self.process.stdin.write("\n")
        self.process.stdin.flush()
        self.seconds.append(float(self._line()))

    def close(self) -> None:
        self.process.communicate()


def _environment() -> dict[str, str]:
    # One core is measured, so numeric libraries must not start threads.
    root = str(Path(__file__).parents[1])
    return {**os.environ, "OMP_NUM_THREADS": "1", "OPENBLAS_NUM_THREADS": "1", "PYTHONPATH": root}


def compare(folder: Path, rounds: int, peer: str | None) -> None:
    """Print the table of tools."""
    workers = [Worker(sys.executable, name, folder) for name in OURS]
    if peer:
        workers += [Worker(peer, name, folder) for name in PEERS]
    for worker in workers:
        if not worker.ready and worker.version:
            print(f"{worker.name} left out: {worker.version}")
    workers = [worker for worker in workers if worker.ready]
    for _ in range(rounds):
        for worker in workers:
            worker.round()
    for worker in workers:
        worker.close()
    ours = workers[0].seconds
    count = len(list(folder.glob("html/*.gz")))
    print(f"{folder.name}: {count} pages, {rounds} rounds, CPU milliseconds a page\n")
    print(f"{'tool':<16}{'median':>8}{'least':>8}{'most':>8}  scraper's share (spread)  version")
    for worker in workers:
        times = [1_000 * seconds / count for seconds in worker.seconds]
        shares = [
            own_seconds / other for own_seconds, other in zip(ours, worker.seconds, strict=True)
        ]
        share = statistics.median(ours) / statistics.median(worker.seconds)
        spread = f"{share:>8.2f} ({min(shares):.2f} to {max(shares):.2f})"
        print(
            f"{worker.name:<16}{statistics.median(times):>8.2f}{min(times):>8.2f}"
            f"{max(times):>8.2f}  {spread:<26}{worker.version}"
        )


def stages(folder: Path) -> None:
    """Print the ten most expensive stages by their own time, without that of nested stages."""
    from scraper import extract

    own_seconds: dict[str, float] = defaultdict(float)
    nested_seconds = [0.0]

    def timed(name: str, run: Callable[..., Any]) -> Callable[..., Any]:
        def stage(*args: Any, **named: Any) -> Any:
            nested_seconds.append(0.0)
            began = time.process_time()
            try:
                return run(*args, **named)
            finally:
                elapsed = time.process_time() - began
                own_seconds[name] += elapsed - nested_seconds.pop()
                nested_seconds[-1] += elapsed

        return stage

    for module, names in STAGES.items():
        target = importlib.import_module(module)
        for name in names:
            setattr(target, name, timed(name.lstrip("_"), getattr(target, name)))
    pages = read_pages(folder)
    for page in pages[:WARM]:
        extract(page)
    own_seconds.clear()
    nested_seconds[0] = 0.0
    began = time.process_time()
    for page in pages:
        extract(page)
    total = time.process_time() - began
    print("\nThe ten most expensive stages, CPU milliseconds per page without nested stages\n")
    own_seconds["everything else"] = total - nested_seconds[0]
    for name, seconds in sorted(own_seconds.items(), key=lambda entry: -entry[1])[:10]:
        print(f"{name:<22}{1_000 * seconds / len(pages):>8.2f}{seconds / total:>8.1%}")


def worst_one(file: Path) -> None:
    """Extract one of the worst inputs in a separate process; prints seconds and megabytes."""
    from scraper import extract

    extract(b"<p>A page of a few words, so that the model and the languages are loaded.</p>")
    page = file.read_bytes()
    before = _peak(reset=True)
    began = time.process_time()
    record = extract(page)
    elapsed = time.process_time() - began
    print(len(page) / 1e6, elapsed, _peak() - before, ",".join(record.warnings))


def _peak(*, reset: bool = False) -> float:
    """Peak memory of this process in MB; on Linux since the last reset."""
    try:
        if reset:
            Path("/proc/self/clear_refs").write_text("5")
        state = Path("/proc/self/status").read_text()
        return int(state.partition("VmHWM:")[2].split()[0]) / 1e3
    except (OSError, IndexError):
        most = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
        return most / (1e6 if sys.platform == "darwin" else 1e3)


def worst() -> None:
    print("\nWorst inputs\n")
    print(f"{'page':<32}{'MB':>7}{'seconds':>9}{'peak MB':>9}{'times':>7}  warnings")
    for name, make in WORST.items():
        # The page is passed as a file, so that creating it does not count towards the peak.
        with tempfile.NamedTemporaryFile() as file:
            file.write(make())
            file.flush()
            found = subprocess.run(
                [sys.executable, __file__, "--worst", file.name], capture_output=True, text=True,
                cwd=Path(__file__).parents[1], env=_environment(),
            )  # fmt: skip
        if found.returncode:
            print(f"{name:<32} failed: {found.stderr.strip().splitlines()[-1:]}")
            continue
        size, elapsed, memory, warnings = found.stdout.split(" ", 3)
        print(
            f"{name:<32}{float(size):>7.1f}{float(elapsed):>9.2f}{float(memory):>9.0f}"
            f"{float(memory) / float(size):>7.1f}  {warnings.strip()}"
        )


def main() -> None:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--data", type=Path, help="folder of the labelled sets")
    parser.add_argument("--set", default="news-dev", help="the set to measure on")
    parser.add_argument("--rounds", type=int, default=7)
    parser.add_argument("--peer", help="interpreter of an environment with other extractors")
    parser.add_argument("--work", help=argparse.SUPPRESS)
    parser.add_argument("--worst", type=Path, help=argparse.SUPPRESS)
    args = parser.parse_args()
    if args.worst:
        worst_one(args.worst)
        return
    if args.data is None:
        parser.error("--data is needed")
    if args.work:
        work(args.work, args.data)
        return
    package = Path(scraper.__file__).parent
    modules = [
        ".".join(source.relative_to(package.parent).with_suffix("").parts)
        for source in sorted(package.rglob("_*.pyx"))
    ]
    missing = [name for name in modules if not importlib.util.find_spec(name)]
    if missing:
        print(f"Not compiled, so slower: {', '.join(missing)}. Build with a C compiler at hand.\n")
    folder = args.data / args.set
    compare(folder, args.rounds, args.peer)
    stages(folder)
    worst()


if __name__ == "__main__":
    main()
