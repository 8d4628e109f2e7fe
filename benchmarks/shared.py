"""The shared-frontier test: several machines that are killed repeatedly must write exactly the
records of one undisturbed machine, and must not request a host faster than it allows.

    python -m benchmarks.shared [--pages 2000] [--kills 100] [--machines 2] [--seed 0]

Starts its own PostgreSQL server (PostgreSQL has to be installed; root runs it as the user
postgres). A machine is a process with its own output folder. Each host's stories are in the feeds
of two sources, so that two machines compete for the same host all the time. At random moments one
of the machines is killed with SIGKILL, and restarted either at once or after its lease has expired
and others have taken over; or it is stopped with SIGSTOP for longer than its lease, and then
continued. Exit status 1 if the records differ, or if two requests to a host were too close
together.
"""

from __future__ import annotations

import argparse
import itertools
import json
import random
import signal
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from benchmarks.kill import EXTRACTOR, HOSTS, Pages, records, start
from benchmarks.postgres_server import running_server

LEASE = 3.0
"""Lease in seconds; short, so that there are many takeovers in little time."""
DELAY = 0.1
"""Seconds between two requests to a host."""
TOLERANCE = 0.002
"""Seconds by which arrivals may be closer than the delay kept by the sender, since the threads of
the test server record them with some jitter."""


class SharedPages(Pages):
    """Each host has two feeds, each with every second of its stories."""

    def answer(self, path: str, host: int) -> tuple[bytes, str]:
        if path not in ("/feed0.xml", "/feed1.xml"):
            return super().answer(path, host) if path != "/feed.xml" else (b"", "text/plain")
        items = "".join(
            f"<item><link>/news/{n}-a-story-made-for-the-test</link></item>"
            for n in range(host - 2, self.count, HOSTS)
            if n // HOSTS % 2 == int(path[5])
        )
        return f"<rss><channel>{items}</channel></rss>".encode(), "application/rss+xml"


@dataclass(frozen=True)
class Result:
    """The result of a test.

    Attributes:
        kills, stops: number of SIGKILLs and of SIGSTOPs.
        records: records of the undisturbed crawl.
        missing, extra: records that the machines lost, or wrote in addition.
        parts: unfinished segments.
        by_machine: records written by each machine.
        early: descriptions of requests that came too soon.
        closest: shortest interval between two requests to one host, in seconds.
    """

    kills: int
    stops: int
    records: int
    missing: int
    extra: int
    parts: int
    by_machine: tuple[int, ...]
    requests: int
    early: tuple[str, ...]
    closest: float
    seconds: float


def write_config(folder: Path, port: int, delay: float, frontier: str = "") -> Path:
    """One source for each host: it reads one feed there, and the other feed of the next host."""
    folder.mkdir(parents=True)
    text = '[crawl]\noutput = "out"\nthreads = 8\nprocesses = 1\n'
    if frontier:
        text += f'frontier = "{frontier}"\nlease = {LEASE}\n'
    for n in range(HOSTS):
        hosts = [f"127.0.0.{2 + n}", f"127.0.0.{2 + (n + 1) % HOSTS}"]
        feeds = ", ".join(f'"http://{host}:{port}/feed{k}.xml"' for k, host in enumerate(hosts))
        text += (
            f'[[source]]\nname = "s{n}"\nfeeds = [{feeds}]\ndelay = {delay}\n'
            f'allow_private = {json.dumps(hosts)}\nsegment_size = "60 KB"\n'
            f"limits = {{ pages = 1000000 }}\n"
        )
    path = folder / "config.toml"
    path.write_text(text)
    return path


class Machine:
    """A process that crawls, started again whenever it was killed."""

    def __init__(self, config: Path, extractor: str) -> None:
        self.config, self.extractor = config, extractor
        self.process = start(config, extractor)

    def is_running(self) -> bool:
        """False once it has ended by itself; RuntimeError where it failed."""
        status = self.process.poll()
        if status:
            raise RuntimeError(f"{self.config.parent.name} failed with status {status}")
        return status is None

    def kill(self) -> None:
        self.process.kill()
        self.process.wait()

    def restart(self) -> None:
        self.process = start(self.config, self.extractor)


def shared_test(
    pages: int,
    kills: int,
    folder: Path,
    new_database: Callable[[], str],
    *,
    machines: int = 2,
    delay: float = DELAY,
    stops: float = 0.2,
    seed: int = 0,
    extractor: str = EXTRACTOR,
) -> Result:
    """Crawl undisturbed on one machine, then on several with ``kills`` disturbances, and compare.

    Args:
        new_database: returns the URL of an empty database.
        stops: the share of SIGSTOPs among the disturbances.
    """
    rng = random.Random(seed)
    site = SharedPages(pages)
    began = time.monotonic()
    done: Counter[str] = Counter()
    missing = extra = parts = requests = 0
    early: list[str] = []
    closest = float("inf")
    by_machine: Counter[int] = Counter()
    try:
        undisturbed = write_config(folder / "calm", site.port, 0.0)
        if start(undisturbed, extractor).wait() != 0:
            raise RuntimeError("the undisturbed crawl failed")
        expected = records(undisturbed.parent / "out")
        while not by_machine or done.total() < kills:
            round_folder = folder / f"round{len(list(folder.iterdir()))}"
            address = new_database()
            site.arrivals.clear()
            configs = [
                write_config(round_folder / f"machine{n}", site.port, delay, address)
                for n in range(machines)
            ]
            done += _disturbed(configs, site, rng, kills - done.total(), stops, extractor)
            found = records(round_folder)
            missing += sum((expected - found).values())
            extra += sum((found - expected).values())
            parts += len(list(round_folder.rglob("*.part")))
            requests += site.asked
            for n, config in enumerate(configs):
                by_machine[n] += records(config.parent).total()
            gap, too_early = _too_early(site.arrivals, delay)
            closest = min(closest, gap)
            early += too_early
    finally:
        site.close()
    return Result(
        done["kill"], done["stop"], expected.total(), missing, extra, parts,
        tuple(by_machine[n] for n in range(machines)), requests, tuple(early), closest,
        time.monotonic() - began,
    )  # fmt: skip


def _disturbed(
    configs: list[Path],
    site: Pages,
    rng: random.Random,
    count: int,
    stops: float,
    extractor: str,
) -> Counter[str]:
    """Run the machines until all of them have ended by themselves; returns the disturbances."""
    done: Counter[str] = Counter()
    machines = [Machine(config, extractor) for config in configs]
    try:
        while sum(machine.is_running() for machine in machines):
            if done.total() >= count:
                time.sleep(0.1)
                continue
            site.first.clear()
            site.first.wait(5.0)
            time.sleep(rng.uniform(0.0, 1.5))
            machine = rng.choice(machines)
            if machine.process.poll() is not None:
                continue
            if rng.random() < stops:
                machine.process.send_signal(signal.SIGSTOP)
                time.sleep(LEASE * rng.uniform(1.2, 1.6))
                machine.process.send_signal(signal.SIGCONT)
                done["stop"] += 1
                continue
            machine.kill()
            done["kill"] += 1
            if rng.random() < 0.3:
                time.sleep(LEASE * rng.uniform(0.8, 1.6))
            machine.restart()
    finally:
        for machine in machines:
            if machine.process.poll() is None:
                machine.kill()
    return done


def _too_early(arrivals: list[tuple[float, int]], delay: float) -> tuple[float, list[str]]:
    """The shortest interval between two requests to one host, and those below the delay."""
    closest, early = float("inf"), []
    for host in range(2, 2 + HOSTS):
        times = sorted(moment for moment, asked in arrivals if asked == host)
        for before, after in itertools.pairwise(times):
            closest = min(closest, after - before)
            if after - before < delay - TOLERANCE:
                early.append(f"127.0.0.{host}: asked again after {after - before:.3f} s")
    return closest, early


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.split("\n\n")[0])
    parser.add_argument("--pages", type=int, default=2000)
    parser.add_argument("--kills", type=int, default=100)
    parser.add_argument("--machines", type=int, default=2)
    parser.add_argument("--delay", type=float, default=DELAY)
    parser.add_argument("--seed", type=int, default=0)
    parser.add_argument("--extractor", default=EXTRACTOR)
    options = parser.parse_args()
    names = itertools.count()
    with running_server() as server, tempfile.TemporaryDirectory(prefix="shared-") as folder:
        result = shared_test(
            options.pages,
            options.kills,
            Path(folder),
            lambda: server.new_database(f"round{next(names)}"),
            machines=options.machines,
            delay=options.delay,
            seed=options.seed,
            extractor=options.extractor,
        )
    for line in result.early:
        print(line)
    print(
        f"{options.machines} machines, {result.kills} killed and {result.stops} stopped for longer "
        f"than the lease: {result.records} records expected: {result.missing} missing, "
        f"{result.extra} too many or different, {result.parts} unfinished segments; by machine "
        f"{result.by_machine}; {result.requests} requests, {len(result.early)} too early, the "
        f"closest two {result.closest:.3f} s apart (delay {options.delay} s); "
        f"{result.seconds:.0f} s"
    )
    sys.exit(bool(result.missing or result.extra or result.parts or result.early))


if __name__ == "__main__":
    main()
