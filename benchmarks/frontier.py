"""The frontier at millions of URLs: time of adding URLs, picking URLs and storing visits.

    python -m benchmarks.frontier [--urls 10000000] [--file PATH | --postgres]

Adds URLs of 200 hosts in batches, as sitemaps would, and at each doubling of the size measures
adding new and known URLs, picking the next, and storing a visit, with the frontier's own settings
(WAL, synchronous=FULL). Prints a table: microseconds for each operation, the median of nine probes,
and bytes for each URL. With ``--postgres`` it uses a PostgreSQL server that it starts, and which
syncs every commit.
"""

from __future__ import annotations

import argparse
import random
import statistics
import tempfile
import time
from collections.abc import Iterator
from contextlib import ExitStack
from dataclasses import astuple, dataclass
from pathlib import Path

from scraper.crawl.frontier.database import Database
from scraper.crawl.frontier.entries import Candidate, Lane, Visit
from scraper.crawl.frontier.frontier import Frontier
from scraper.crawl.frontier.sqlite import SQLite
from scraper.crawl.frontier.states import State
from scraper.discovery import Kind

HOSTS = 200
BATCH = 10_000
PROBE = 2_000
PROBES = 9
_SLUG = "the-harbour-bridge-opens-to-traffic-after-nine-weeks-of-repairs"
"""Gives URLs of 105 characters; the mean of the labelled news pages is 92."""


def url(number: int) -> str:
    return f"https://www.news-site-{number % HOSTS:03}.example/world/{number:010}/{_SLUG}"


def candidates(start: int, count: int) -> Iterator[Candidate]:
    """Stories that are not in the order of their dates, as in sitemaps."""
    for number in range(start, start + count):
        rank = 1_500_000_000 + number * 2_654_435_761 % 250_000_000
        yield Candidate(url(number), Kind.ARTICLE, rank, 1)


@dataclass(frozen=True)
class Times:
    """Seconds per operation."""

    adding: float
    finding: float
    picking: float
    storing: float
    due: float


def probe(frontier: Frontier, source: int, size: int, rng: random.Random) -> Times:
    """Time each operation once on a frontier of ``size`` URLs; adds ``PROBE`` new URLs."""
    now = 1_800_000_000
    began = time.perf_counter()
    with frontier.transaction():
        frontier.add(source, candidates(size, PROBE), now)
    adding = (time.perf_counter() - began) / PROBE

    known = [Candidate(url(rng.randrange(size)), Kind.ARTICLE, 1, 1) for _ in range(PROBE)]
    began = time.perf_counter()
    with frontier.transaction():
        frontier.add(source, known, now)
    finding = (time.perf_counter() - began) / PROBE

    lanes = [Lane(n, source, "https://x.example") for n in range(1, HOSTS + 1)]
    began = time.perf_counter()
    tasks = [task for lane in lanes for task in frontier.ready_tasks(lane, 10)]
    picking = (time.perf_counter() - began) / len(lanes)

    began = time.perf_counter()
    with frontier.transaction():
        for task in tasks:
            state, again = rng.choice(((State.DONE, None), (State.WAITING, now + 3600)))
            frontier.store_visit(
                task, Visit(state, now, again, etag='"5f2b-61a3c4e1"', body_hash=task.id)
            )
    storing = (time.perf_counter() - began) / len(tasks)
    began = time.perf_counter()
    with frontier.transaction():
        frontier.make_due_ready(now)
    due = time.perf_counter() - began
    return Times(adding, finding, picking, storing, due)


def measure(frontier: Frontier, source: int, size: int, rng: random.Random) -> tuple[str, int]:
    """One row of the table, with medians of ``PROBES`` probes, and the new size."""
    probes = []
    for _ in range(PROBES):
        probes.append(probe(frontier, source, size, rng))
        size += PROBE
    medians = [statistics.median(values) for values in zip(*map(astuple, probes), strict=True)]
    return " ".join(f"{value * 1e6:10.1f}" for value in medians), size


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.split("\n\n")[0])
    parser.add_argument("--urls", type=int, default=10_000_000)
    parser.add_argument("--file", type=Path)
    parser.add_argument("--postgres", action="store_true")
    options = parser.parse_args()
    with ExitStack() as opened:
        folder = Path(opened.enter_context(tempfile.TemporaryDirectory(prefix="frontier-")))
        path = options.file or folder / "frontier.sqlite"
        rng = random.Random(0)
        database: Database
        if options.postgres:
            from benchmarks.postgres_server import running_server
            from scraper.crawl.frontier.postgres import Postgres

            server = opened.enter_context(running_server(fsync=True))
            database = Postgres(server.new_database("frontier"), folder)
        else:
            database = SQLite(path)
        print("microseconds:      add new  add known  pick a 10    visited   due none   bytes/URL")
        with Frontier(database) as frontier:
            with frontier.transaction():
                source = frontier.source_id("benchmark")
            size, next_measure = 0, min(100_000, options.urls)
            while size < options.urls:
                with frontier.transaction():
                    frontier.add(source, candidates(size, BATCH), 0)
                size += BATCH
                if size >= next_measure:
                    row, size = measure(frontier, source, size, rng)
                    if options.postgres:
                        size_query = database.execute("SELECT pg_database_size(current_database())")
                        stored = size_query.fetchone()[0]
                    else:
                        stored = path.stat().st_size
                    print(f"{size:12,} URLs {row} {stored / size:11.0f}", flush=True)
                    next_measure = min(size * 2, options.urls)


if __name__ == "__main__":
    main()
