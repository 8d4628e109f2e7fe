"""Time of a whole record beside other extractors, where it goes, and what hostile pages cost.

    python -m benchmarks.speed --data FOLDER [--set news-dev] [--rounds 7] [--peer PYTHON]

FOLDER holds the labelled sets, each with its pages in ``html/*.gz``. PYTHON is the interpreter of
another environment; whichever of trafilatura, rs-trafilatura and resiliparse can be imported there
are measured beside this package. Each tool is a process of its own that reads all pages first and
then works through them once a round; the rounds of the tools take turns, so that what else the
machine does meets all of them. Times are CPU time of one core. Prints three tables: the tools, the
ten dearest stages of a record, and the worst inputs with their time and peak memory.
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
"""Pages that each tool extracts before it is measured: models are loaded, caches exist."""
PEERS = ("trafilatura", "rs_trafilatura", "resiliparse")
OURS = ("scraper", "parse")

STAGES = {
    "scraper.extractors.extract": ("decode",),
    "scraper.extractors.reading": (
        "parse_html", "collect", "read_jsonld", "read_hints", "cut", "judge", "page_facts",
        "confidence", "page_type", "picture_notes", "read_metadata", "find_related",
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
"""Functions whose own time is told, by the module that calls them."""


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
    "a story of 100,000 links": lambda: _story_of_links(100_000),
    "300,000 double line breaks": lambda: b"<body>" + b"line of text<br><br>" * 300_000,
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
}  # fmt: skip


def read_pages(folder: Path) -> list[bytes]:
    pages = [gzip.decompress(file.read_bytes()) for file in sorted(folder.glob("html/*.gz"))]
    if not pages:
        raise SystemExit(f"{folder}: no html/*.gz")
    return pages


def tool(name: str) -> tuple[str, Callable[[bytes], Any]]:
    """A tool's version, and what it does to a page. Imported only where it is asked for."""
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
    """A tool's own process: a round for each line on standard input, its seconds on output."""
    try:
        version, run = tool(name)
    except ImportError as error:
        # What is not installed is passed over; what is installed and broken is told.
        absent = isinstance(error, ModuleNotFoundError) and (error.name or "") in name
        print("missing", "" if absent else str(error).partition("\n")[0], flush=True)
        return

    def try_page(page: bytes) -> None:
        try:
            run(page)
        except Exception:  # a tool that fails on a page is not measured for its errors
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
    """A running tool; ``version`` is why it cannot run where it is not ``ready``."""

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
    # Numeric libraries would start threads of their own, and one core is what is measured.
    root = str(Path(__file__).parents[1])
    return {**os.environ, "OMP_NUM_THREADS": "1", "OPENBLAS_NUM_THREADS": "1", "PYTHONPATH": root}


def compare(folder: Path, rounds: int, peer: str | None) -> None:
    """The table of tools."""
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
        shares = [own / other for own, other in zip(ours, worker.seconds, strict=True)]
        share = statistics.median(ours) / statistics.median(worker.seconds)
        spread = f"{share:>8.2f} ({min(shares):.2f} to {max(shares):.2f})"
        print(
            f"{worker.name:<16}{statistics.median(times):>8.2f}{min(times):>8.2f}"
            f"{max(times):>8.2f}  {spread:<26}{worker.version}"
        )


def stages(folder: Path) -> None:
    """The table of the ten dearest stages: time of their own, without the stages inside them."""
    from scraper import extract

    own: dict[str, float] = defaultdict(float)
    inside = [0.0]

    def timed(name: str, run: Callable[..., Any]) -> Callable[..., Any]:
        def stage(*args: Any, **named: Any) -> Any:
            inside.append(0.0)
            began = time.process_time()
            try:
                return run(*args, **named)
            finally:
                took = time.process_time() - began
                own[name] += took - inside.pop()
                inside[-1] += took

        return stage

    for module, names in STAGES.items():
        place = importlib.import_module(module)
        for name in names:
            setattr(place, name, timed(name.lstrip("_"), getattr(place, name)))
    pages = read_pages(folder)
    for page in pages[:WARM]:
        extract(page)
    own.clear()
    inside[0] = 0.0
    began = time.process_time()
    for page in pages:
        extract(page)
    total = time.process_time() - began
    print("\nThe ten dearest stages, CPU milliseconds a page without the stages inside them\n")
    own["everything else"] = total - inside[0]
    for name, seconds in sorted(own.items(), key=lambda entry: -entry[1])[:10]:
        print(f"{name:<22}{1_000 * seconds / len(pages):>8.2f}{seconds / total:>8.1%}")


def worst_one(file: Path) -> None:
    """One of the worst inputs, in a process of its own: seconds and megabytes."""
    from scraper import extract

    extract(b"<p>A page of a few words, so that the model and the languages are loaded.</p>")
    page = file.read_bytes()
    before = _peak(reset=True)
    began = time.process_time()
    record = extract(page)
    took = time.process_time() - began
    print(len(page) / 1e6, took, _peak() - before, ",".join(record.warnings))


def _peak(*, reset: bool = False) -> float:
    """The most memory that this process has held, in MB; since the last reset, on Linux."""
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
        # The page comes from a file, so that making it is no part of the peak.
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
        size, took, held, warnings = found.stdout.split(" ", 3)
        print(
            f"{name:<32}{float(size):>7.1f}{float(took):>9.2f}{float(held):>9.0f}"
            f"{float(held) / float(size):>7.1f}  {warnings.strip()}"
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
