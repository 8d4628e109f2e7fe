"""The years test: scheduled crawls of two simulated years must keep every guarantee and stay small.

    python -m benchmarks.years [--days 730] [--kills 0.05] [--seed 0] [--keep FOLDER]

Serves 14 invented newspapers with different habits (newspapers.py) on loopback addresses. Crawls
them every second day with ``scraper crawl``, and each seventh time again after one hour and after
six, at a wall clock that is set before each run (simulated_clock.py). Some runs are killed with
SIGKILL and started again. A simulated year takes some 11 minutes of one core. Prints a table with a
row for each simulated month, and how often each guarantee held:

- each edition of a story that was served gave exactly one record;
- every story that a listing named while its newspaper could be reached has a record, and was
  fetched by the first run that could know it;
- corrections are found by the revisits, and later if a listing tells of them;
- a story keeps its id; if it moves to another address, its second record names the first, unless it
  was corrected since and the new address was visited before the old one, which leads there; a
  later edition has ``modified_at``;
- the health flags report the relaunch, the outage and robots.txt, and nothing else;
- nothing is fetched that robots.txt forbids; a newspaper that came back is crawled within a day;
- near-duplicate hashes and runs expire, and the frontier grows only with its stories.

Exit status 1 if one did not hold. clock_changes.py tests ``scraper schedule`` at a jumping clock.
"""

from __future__ import annotations

import argparse
import itertools
import json
import os
import random
import re
import resource
import signal
import sqlite3
import subprocess
import sys
import tempfile
import time
from collections import Counter, defaultdict
from collections.abc import Iterator
from contextlib import closing
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path

from benchmarks.newspapers import BEGIN, DAY, HOUR, Paper, Press, Servers, Story, day, free_port
from benchmarks.simulated_clock import SimulatedClock

CLI = (sys.executable, "-c", "from scraper.cli import main; main()")
TABLES = ("url", "story", "band", "run", "rest", "tally", "host")
EVERY = 2
"""Days between two runs. A run that reads a changed page takes 2 s of CPU, most of them for its
start, so more frequent ones would take hours."""
MONTH = 30
"""Days in a row of the table."""
REVISITED = 7 * DAY
"""The last revisit of the default schedule."""
BACK_AGAIN = (EVERY + 1) * DAY + HOUR
"""Time in which a newspaper that came back is crawled: a day, and the time until the next run."""
HASH_DAYS = 40
"""Days that a story's near-duplicate hashes are kept: 30 after it was last written, by a revisit up
to seven days after its first fetch, and some days until the next run."""
RUNS_KEPT = 501
BYTES_PER_URL = 1000
"""Maximum size of the frontier for each URL in it, with its partly empty pages."""

_EDITION = re.compile(r"printed as edition (\d+)")
_FLAG = re.compile(
    r"^([\w.-]+): (no new stories|\d+ new stories in|\d+% (?:without|of the pages)|mean )(.*)$",
    re.MULTILINE,
)


@dataclass(frozen=True)
class Run:
    """One start of ``scraper crawl``.

    Attributes:
        time: simulated.
        seconds, cpu: of the process and those that it started, in seconds.
        memory: of the largest of these processes, in bytes.
        flags: newspaper and health flag, as printed.
    """

    number: int
    time: int
    is_killed: bool
    status: int
    seconds: float
    cpu: float
    memory: int
    flags: tuple[tuple[str, str], ...]


@dataclass(frozen=True)
class Sizes:
    """The sizes of the files and tables at the end of a month."""

    frontier: int
    rows: dict[str, int]
    segments: int
    output: int
    parts: int
    status_seconds: float


@dataclass
class History:
    """Everything that a simulation did: what was served, and what the runs wrote."""

    press: Press
    folder: Path
    runs: list[Run] = field(default_factory=list)
    months: list[Sizes] = field(default_factory=list)
    servers: Servers = field(init=False)


def run_times(days: int, rng: random.Random) -> Iterator[int]:
    """Every second day at about the same time, and each seventh time again after 1 and 6 hours."""
    for number in range(0, days, EVERY):
        time = BEGIN + number * DAY + 6 * HOUR + rng.randrange(HOUR)
        yield time
        if number // EVERY % 7 == 3:
            yield time + HOUR + 120
            yield time + 6 * HOUR + 120


def write_config(folder: Path, press: Press, extra: str = "") -> Path:
    folder.mkdir(parents=True, exist_ok=True)
    text = f'[crawl]\noutput = "out"\nthreads = 4\nprocesses = 1\n{extra}'
    for paper in press.papers.values():
        hosts = json.dumps([h for h in (paper.host, paper.new_host) if h])
        start = paper.start.format(base=f"http://{paper.host}:{press.port}")
        text += (
            f'[[source]]\nname = "{paper.name}"\n{start}\nevery = "1d"\ndelay = 0\n'
            f"allow_private = {hosts}\n"
        )
    path = folder / "config.toml"
    path.write_text(text)
    return path


def simulate(days: int, kills: float, folder: Path, seed: int = 0) -> History:
    """Make all runs; prints a row for each month."""
    rng = random.Random(seed)
    press = Press(days, free_port(), seed)
    history = History(press, folder)
    history.servers = servers = Servers(press)
    config = write_config(folder, press)
    print(_HEAD, flush=True)
    with closing(SimulatedClock(folder / "clock")) as clock, closing(servers):
        times = list(run_times(days, rng))
        for time_, next_time in zip(times, [*times[1:], BEGIN + days * DAY], strict=True):
            is_killed = rng.random() < kills
            while True:
                number = len(history.runs)
                servers.move_to(number, time_)
                clock.set(time_)
                run = _crawl(config, clock, servers, number, time_, rng if is_killed else None)
                history.runs.append(run)
                if not run.is_killed:
                    break
                is_killed = False
            if day(time_) // MONTH != day(next_time) // MONTH or time_ == times[-1]:
                history.months.append(_sizes(config, clock))
                print(_line(history, day(time_) // MONTH), flush=True)
    return history


def _crawl(
    config: Path, clock: SimulatedClock, servers: Servers, number: int, time_: int,
    killed_by: random.Random | None,
) -> Run:  # fmt: skip
    began = time.monotonic()
    with tempfile.TemporaryFile() as stderr:
        servers.first.clear()
        process = subprocess.Popen(
            [*CLI, "crawl", "--config", str(config)],
            env=_environment(clock),
            stdout=subprocess.DEVNULL,
            stderr=stderr,
        )
        is_killed = False
        if killed_by is not None:
            if killed_by.random() < 0.2:
                time.sleep(killed_by.uniform(0.0, 1.0))
            else:
                servers.first.wait(30)
                time.sleep(killed_by.uniform(0.0, 0.8))
            process.send_signal(signal.SIGKILL)
            is_killed = True
        _, waited, usage = os.wait4(process.pid, 0)
        process.returncode = status = os.waitstatus_to_exitcode(waited)
        is_killed = is_killed and status == -signal.SIGKILL
        stderr.seek(0)
        text = stderr.read().decode("utf-8", "replace")
    if status not in (0, 1) and not is_killed:
        raise RuntimeError(f"run {number} ended with status {status}:\n{text}")
    flags = tuple((m[1], m[2] + m[3]) for m in _FLAG.finditer(text))
    return Run(
        number, time_, is_killed, status, time.monotonic() - began,
        usage.ru_utime + usage.ru_stime, usage.ru_maxrss * 1024, flags,
    )  # fmt: skip


def _environment(clock: SimulatedClock) -> dict[str, str]:
    path = os.pathsep.join(p or "." for p in sys.path)
    return {**os.environ, **clock.environment, "PYTHONPATH": path, "COLUMNS": "200"}


def _sizes(config: Path, clock: SimulatedClock) -> Sizes:
    began = time.monotonic()
    subprocess.run(
        [*CLI, "status", "--json", "--config", str(config)],
        env=_environment(clock), stdout=subprocess.DEVNULL, check=True,
    )  # fmt: skip
    seconds = time.monotonic() - began
    output = config.parent / "out"
    segments = list(output.rglob("*.jsonl"))
    return Sizes(
        sum(path.stat().st_size for path in output.glob("frontier.sqlite*")),
        rows(output / "frontier.sqlite"),
        len(segments),
        sum(path.stat().st_size for path in segments),
        len(list(output.rglob("*.part"))) + len(list(output.rglob("*.orphan"))),
        seconds,
    )


def rows(frontier: Path) -> dict[str, int]:
    """The number of rows of each table."""
    with closing(sqlite3.connect(f"file:{frontier}?mode=ro", uri=True)) as database:
        return {t: database.execute(f"SELECT count(*) FROM {t}").fetchone()[0] for t in TABLES}


_HEAD = (
    "| month | runs | killed | seconds | CPU s | MB | requests a run | status s | stories "
    "| segments | MB | frontier, bytes a URL | url | story | band | run |\n" + "|---" * 16 + "|"
)


def _line(history: History, month: int) -> str:
    runs = [run for run in history.runs if day(run.time) // MONTH == month]
    whole = [run for run in runs if not run.is_killed] or runs
    asked = sum(s.run >= runs[0].number for s in history.servers.served)
    sizes = history.months[-1]
    cells = (
        month + 1, len(runs), sum(r.is_killed for r in runs),
        f"{sum(r.seconds for r in whole) / len(whole):.1f}",
        f"{sum(r.cpu for r in whole) / len(whole):.2f}",
        f"{max(r.memory for r in whole) / 1e6:.0f}",
        f"{asked / len(runs):.0f}", f"{sizes.status_seconds:.2f}", sizes.rows["story"],
        sizes.segments, f"{sizes.output / 1e6:.1f}",
        f"{sizes.frontier / max(1, sizes.rows['url']):.0f}",
        *(sizes.rows[name] for name in ("url", "story", "band", "run")),
    )  # fmt: skip
    return "| " + " | ".join(map(str, cells)) + " |"


@dataclass(frozen=True)
class Written:
    """The parts of a record that are checked."""

    id: str
    paper: str
    story: int
    edition: int
    fetched: float
    is_modified: bool
    duplicate_of: str | None


class Check:
    """Compares what was served with what was written.

    Attributes:
        broken: what guarantee was broken, by guarantee.
        kept: how often each guarantee was looked at.
    """

    def __init__(self, history: History) -> None:
        self.history = history
        self.press = history.press
        self.whole = [run for run in history.runs if not run.is_killed]
        self.written = list(self._written())
        self.broken: dict[str, list[str]] = defaultdict(list)
        self.kept: Counter[str] = Counter()
        self.editions: dict[tuple[str, int], set[int]] = defaultdict(set)
        for record in self.written:
            self.editions[record.paper, record.story].add(record.edition)
        self._first: dict[tuple[str, int], int] = {}
        for served in history.servers.served:
            if served.story is not None:
                self._first.setdefault((served.paper, served.story), served.run)

    def all(self) -> None:
        self.once()
        self.identity()
        for paper in self.press.papers.values():
            self.completeness(paper)
            self.corrections(paper)
            self.outages(paper)
            self.flags(paper)
        self.duplicates()
        self.sizes()

    def _holds(self, guarantee: str, is_kept: bool, message: str) -> None:
        self.kept[guarantee] += 1
        if not is_kept:
            self.broken[guarantee].append(message)

    def _written(self) -> Iterator[Written]:
        for path in sorted((self.history.folder / "out").rglob("*.jsonl")):
            for line in path.read_text(encoding="utf-8").splitlines():
                record = json.loads(line)
                paper = self.press.papers[record["source"]]
                story = self.press.story_of(paper, record["url"].split("/", 3)[3].join(("/", "")))
                edition = _EDITION.search(record["text"])
                if story is None or edition is None:
                    raise RuntimeError(f"{path}: a record of no story: {record['url']}")
                fetched = datetime.fromisoformat(record["fetched_at"]).timestamp()
                yield Written(
                    record["id"], paper.name, story.number, int(edition[1]), fetched,
                    "modified_at" in record, record.get("duplicate_of"),
                )  # fmt: skip

    def once(self) -> None:
        """Each edition that was sent gave one record, at each address."""
        served = {
            (s.paper, s.story, s.edition)
            for s in self.history.servers.served
            if s.story is not None
        }
        count = Counter((r.paper, r.story, r.edition, r.id) for r in self.written)
        found = {key[:3] for key in count}
        for sent in sorted(served | found, key=str):
            self._holds("each edition sent has a record", sent in found, f"{sent}: none")
            self._holds("no record without a page", sent in served, f"{sent}: never sent")
        for key, number in count.items():
            self._holds("one record of an edition", number == 1, f"{key}: {number} records")

    def identity(self) -> None:
        ids: dict[tuple[str, int], list[Written]] = defaultdict(list)
        urls = self._urls()
        for record in sorted(self.written, key=lambda r: r.fetched):
            ids[record.paper, record.story].append(record)
        for key, records in ids.items():
            first, others = records[0], {r.id for r in records} - {records[0].id}
            if self.press.papers[key[0]].moved is None:
                self._holds("ids are stable", not others, f"{key}: {len(others) + 1} ids")
            elif others:
                second = next(r for r in records if r.id != first.id)
                self._holds("one id of each address", len(others) == 1, f"{key}: {len(others) + 1}")
                # Editions differ by more than near duplicates: that two are of one story is only
                # known if it was a visit of the first address that led to the second.
                is_same = second.edition in {r.edition for r in records if r.id == first.id}
                if is_same or urls[second.id] == urls[first.id]:
                    self._holds(
                        "a moved story names its first record",
                        second.duplicate_of == first.id,
                        f"{key}: duplicate_of {second.duplicate_of}",
                    )
            for before, after in itertools.pairwise(records):
                if before.id == after.id and after.edition > before.edition:
                    self._holds(
                        "later editions have modified_at", after.is_modified,
                        f"{key}: edition {after.edition}",
                    )  # fmt: skip

    def _urls(self) -> dict[str, int]:
        """The URL in the frontier by whose visit each record was written, by the record's id."""
        path = self.history.folder / "out" / "frontier.sqlite"
        with closing(sqlite3.connect(f"file:{path}?mode=ro", uri=True)) as database:
            return dict(database.execute("SELECT record, url FROM story"))

    def completeness(self, paper: Paper) -> None:
        """Each story in a listing that a run could fetch has a record, from that run on."""
        back = self._came_back(paper)
        seen: set[int] = set()
        for run in self.whole:
            if not self.press.is_reachable(paper, run.time):
                continue
            settling = any(end <= run.time < end + BACK_AGAIN for end in back)
            for story in self.press.shown(paper, run.time):
                if story.number in seen:
                    continue
                if settling:
                    continue
                seen.add(story.number)
                key = (paper.name, story.number)
                self._holds("nothing listed is missing", key in self.editions, f"{key}")
                first = self._first.get(key)
                self._holds(
                    "fetched by the first run that could know it",
                    first is not None and first <= run.number,
                    f"{key}: listed in run {run.number}, fetched in run {first}",
                )

    def corrections(self, paper: Paper) -> None:
        if paper.moved is not None:
            return
        for story in self.press.stories[paper.name]:
            first = self._first.get((paper.name, story.number))
            if first is None:
                continue
            time_ = self.history.runs[first].time
            later = [
                run for run in self.whole
                if run.time >= time_ + REVISITED and self.press.is_reachable(paper, run.time)
            ]  # fmt: skip
            is_fresh = time_ - story.published < REVISITED
            is_steady = all(
                self.press.is_reachable(paper, t * DAY + BEGIN)
                for t in range(day(time_), day(time_) + 12)
            )
            # What was a week old when it was first seen is not looked at again; a liar's dates
            # say that of many.
            if not later or not is_fresh or paper.lies or not is_steady:
                continue
            self._edition_is_known("corrected within a week", paper, story, later[0].time)
        if paper.late or paper.listed is None:
            last = self.whole[-1]
            for story in self.press.shown(paper, last.time):
                self._edition_is_known(
                    "corrected later, and a listing says so", paper, story, last.time
                )

    def _edition_is_known(self, guarantee: str, paper: Paper, story: Story, time_: float) -> None:
        edition = story.edition(time_)
        known = self.editions[paper.name, story.number]
        self._holds(
            guarantee, edition in known,
            f"{paper.name} {story.number}: edition {edition} of day {day(time_)}, known {known}",
        )  # fmt: skip

    def _came_back(self, paper: Paper) -> list[int]:
        return [BEGIN + days[1] * DAY for days in (paper.gone, paper.forbidden) if days]

    def outages(self, paper: Paper) -> None:
        asked = [s for s in self.history.servers.served if s.paper == paper.name]
        if paper.forbidden is not None:
            runs = {
                run.number for run in self.history.runs
                if paper.forbidden[0] <= day(run.time) < paper.forbidden[1]
            }  # fmt: skip
            against = [s for s in asked if s.run in runs and s.path != "/robots.txt"]
            self._holds("robots.txt is obeyed", not against, f"{paper.name}: {len(against)} asked")
        for end in self._came_back(paper):
            soon = {r.number for r in self.whole if end <= r.time < end + BACK_AGAIN}
            is_back = any(s.run in soon and s.story is not None for s in asked)
            if end < self.whole[-1].time - BACK_AGAIN:
                self._holds("who comes back is crawled again", is_back, paper.name)

    def flags(self, paper: Paper) -> None:
        told = [
            (run, flag) for run in self.whole for name, flag in run.flags if name == paper.name
        ]  # fmt: skip
        starts = [days[0] for days in (paper.gone, paper.forbidden) if days]
        ends = [days[1] + 2 for days in (paper.gone, paper.forbidden) if days]
        if paper.relaunched is not None:
            starts, ends = [paper.relaunched], [paper.relaunched + 60]
        for run, flag in told:
            is_due = any(a <= day(run.time) < b for a, b in zip(starts, ends, strict=True))
            self._holds(
                "no flag without a cause", is_due, f"{paper.name}, day {day(run.time)}: {flag}"
            )
        for start, end in zip(starts, ends, strict=True):
            if 45 <= start < day(self.whole[-1].time) - 10:  # it needs a past, and some stories
                first = next(
                    (day(r.time) - start for r, _ in told if start <= day(r.time) < end), None
                )
                self._holds("flags tell what happened", first is not None, paper.name)
                if first is not None:
                    print(f"{paper.name}: flagged after {first} days")

    def duplicates(self) -> None:
        """Of a story and its reprint, one record names the other."""
        ids = {(r.paper, r.story): r for r in self.written if r.edition == 0}
        for paper in self.press.papers.values():
            if not paper.reprints:
                continue
            for story in self.press.stories[paper.name]:
                name, number = self.press.original(paper, story)
                copy, first = ids.get((paper.name, story.number)), ids.get((name, number))
                if name == paper.name or copy is None or first is None:
                    continue
                is_marked = copy.duplicate_of == first.id or first.duplicate_of == copy.id
                self._holds("reprints are marked", is_marked, f"{paper.name} {story.number}")

    def sizes(self) -> None:
        for month, sizes in enumerate(self.history.months):
            end = max(run.time for run in self.whole if day(run.time) // MONTH == month)
            written = [r for r in self.written if r.fetched < end + DAY]
            recent = {r.id for r in written if r.fetched > end - HASH_DAYS * DAY}
            most = 4 * sum(r.id in recent for r in written)  # each edition has four
            self._holds(
                "near-duplicate hashes are forgotten",
                sizes.rows["band"] <= most,
                f"month {month + 1}: {sizes.rows['band']}, at most {most} of {len(recent)} stories "
                f"of the last {HASH_DAYS} days",
            )
            self._holds(
                "runs are forgotten", sizes.rows["run"] <= RUNS_KEPT * len(self.press.papers),
                f"month {month + 1}: {sizes.rows['run']}",
            )  # fmt: skip
            per_url = sizes.frontier / sizes.rows["url"]
            if month >= 3:  # before, the runs outweigh the URLs
                self._holds(
                    "the frontier stays small",
                    per_url < BYTES_PER_URL,
                    f"month {month + 1}: {per_url:.0f} bytes a URL",
                )
            self._holds(
                "no unfinished segments", not sizes.parts, f"month {month + 1}: {sizes.parts}"
            )


def report(check: Check) -> bool:
    """Print how often each guarantee held; returns whether all did always."""
    for guarantee, count in sorted(check.kept.items()):
        broken = check.broken[guarantee]
        print(f"{guarantee}: {count - len(broken)} of {count}")
        for message in broken[:8]:
            print(f"    {message}")
    return not any(check.broken.values())


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.split("\n\n")[0])
    parser.add_argument("--days", type=int, default=730)
    parser.add_argument("--kills", type=float, default=0.05)
    parser.add_argument("--seed", type=int, default=0)
    parser.add_argument("--keep", type=Path, help="keep the output here")
    options = parser.parse_args()
    began = time.monotonic()
    with tempfile.TemporaryDirectory(prefix="years-") as name:
        folder = options.keep or Path(name)
        history = simulate(options.days, options.kills, folder, options.seed)
        check = Check(history)
        check.all()
    is_kept = report(check)
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    killed = sum(run.is_killed for run in history.runs)
    print(
        f"{options.days} days, {len(history.runs)} runs, {killed} of them killed: "
        f"{len(check.written)} records, {len(history.servers.served)} requests; "
        f"{time.monotonic() - began:.0f} s, {used.ru_utime + used.ru_stime:.0f} s of CPU"
    )
    sys.exit(not is_kept)


if __name__ == "__main__":
    main()
