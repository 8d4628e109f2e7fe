"""The clock test: ``scraper schedule`` must keep to its schedule while the wall clock jumps.

    python -m benchmarks.clock_changes

One process crawls a small site while its clock is moved (simulated_clock.py): forward by an hour,
by days, over a leap day and both changes of daylight saving time, back by an hour, and a year ahead
for a moment. Once the site is down for twelve days. The passes that begin, and the requests to the
site, must be those of the schedule. Prints whether each guarantee held. Exit status 1 if one did
not.
"""

from __future__ import annotations

import argparse
import os
import sqlite3
import subprocess
import sys
import tempfile
import time
from collections import Counter
from contextlib import closing
from datetime import UTC, datetime
from pathlib import Path

from benchmarks.kill import article
from benchmarks.loopback import Answer, LoopbackServer, Request
from benchmarks.simulated_clock import SimulatedClock

CLI = (sys.executable, "-c", "from scraper.cli import main; main()")
SOURCES = {
    "hourly": 'every = "1h"',
    "early": 'cron = "30 1 * * *"',
    "night": 'cron = "30 2 * * *"',
    "leap": 'cron = "0 12 29 2 *"',
    "workdays": 'cron = "0 6 * * 1-5"',
    "daytime": 'cron = "0 6-22 * * *"',
}
ZONE = "America/New_York"
"""2:30 does not exist on 2028-03-12 there, and 1:30 comes twice on 2028-11-05."""
HOUR, DAY = 3600, 86400
SETTLE = 5.0
"""Seconds without a new pass after which no more is expected; the clock is checked each second."""
GUARD = 60.0
"""Maximum seconds to wait for a pass."""
JITTER = 65
"""Maximum seconds between a scheduled time and the beginning of its pass."""


def at(text: str) -> int:
    """Seconds since 1970 of a time in UTC."""
    return int(datetime.fromisoformat(text).replace(tzinfo=UTC).timestamp())


class Site:
    """The crawled site: a feed for each source, with one story."""

    def __init__(self) -> None:
        self.asked: Counter[str] = Counter()
        self.is_down = False
        self._server = LoopbackServer(self._answer, "127.0.5.1")
        self.base = f"http://127.0.5.1:{self._server.server_port}"

    def _answer(self, request: Request) -> Answer:
        if self.is_down:
            return 503, {}, b""
        path = request.path
        self.asked[path] += 1
        if path.startswith("/feed/"):
            name = path[6:-4]
            link = f"<link>/news/{name}-a-story-for-the-test-12345</link>"
            return 200, {}, f"<rss><channel><item>{link}</item></channel></rss>".encode()
        if path.startswith("/news/"):
            return 200, {}, article(list(SOURCES).index(path[6:].split("-")[0]))
        return 404, {}, b""

    def close(self) -> None:
        self._server.close()


class Test:
    """A running ``scraper schedule``, and the passes that it began."""

    def __init__(self, folder: Path, site: Site) -> None:
        self.site = site
        self.clock = SimulatedClock(folder / "clock")
        self.frontier = folder / "out" / "frontier.sqlite"
        self.broken = 0
        text = f'[crawl]\noutput = "out"\nthreads = 2\nprocesses = 1\ntimezone = "{ZONE}"\n'
        for name, schedule in SOURCES.items():
            text += (
                f'[[source]]\nname = "{name}"\nfeeds = ["{site.base}/feed/{name}.xml"]\n'
                f'{schedule}\ndelay = 0\nallow_private = ["127.0.5.1"]\nrevisit = []\n'
            )
        self.config = folder / "config.toml"
        self.config.write_text(text)
        self._process: subprocess.Popen[bytes] | None = None

    def start(self) -> None:
        path = os.pathsep.join(p or "." for p in sys.path)
        self._process = subprocess.Popen(
            [*CLI, "schedule", "--config", str(self.config)],
            env={**os.environ, **self.clock.environment, "PYTHONPATH": path},
            stderr=subprocess.DEVNULL,
        )

    def stop(self) -> None:
        if self._process is not None:
            self._process.terminate()
            self._process.wait()
            self._process = None

    def restart(self, moment: float) -> Counter[str]:
        """The same with a new process; the hourly source has to be due by then."""
        self.stop()
        self.clock.set(moment)
        before = self.settled()
        self.start()
        deadline = time.monotonic() + GUARD
        while self.settled()["hourly"] == before["hourly"] and time.monotonic() < deadline:
            pass
        return self.passes() - before

    def to(self, moment: float) -> Counter[str]:
        """Set the clock; returns how many passes of each source began then."""
        before = self.passes()
        self.clock.set(moment)
        return self.settled() - before

    def settled(self) -> Counter[str]:
        """The number of passes of each source, once no more begin."""
        known, since = self.passes(), time.monotonic()
        while time.monotonic() - since < SETTLE:
            time.sleep(0.2)
            if (found := self.passes()) != known:
                known, since = found, time.monotonic()
        return known

    def passes(self) -> Counter[str]:
        if not self.frontier.exists():
            return Counter()
        statement = (
            "SELECT name, count(*) + sum(state = 'running') / 1000.0 FROM run "
            "JOIN source ON source.id = run.source GROUP BY name"
        )
        try:
            found = dict(self._select(statement))
        except sqlite3.OperationalError:  # it is just being made
            return Counter()
        if any(count != int(count) for count in found.values()):
            return Counter({"running": time.monotonic_ns()})
        return Counter({name: int(count) for name, count in found.items()})

    def hashes(self) -> int:
        """Number of stored near-duplicate hashes."""
        return int(self._select("SELECT count(*) FROM band")[0][0])

    def _select(self, statement: str) -> list[tuple[str, int]]:
        with closing(sqlite3.connect(f"file:{self.frontier}?mode=ro", uri=True)) as database:
            return database.execute(statement).fetchall()

    def expect(self, guarantee: str, found: object, expected: object) -> None:
        is_kept = found == expected
        self.broken += not is_kept
        print(f"{guarantee}: {'kept' if is_kept else f'{found}, expected {expected}'}", flush=True)


def run(test: Test) -> None:
    """All changes of the clock, one after the other."""
    usual_days(test)
    summer_time(test)
    windows(test)
    test.expect("near-duplicate hashes are forgotten after 30 days", test.hashes(), 0)
    outage(test)
    wrong_clock(test)


def usual_days(test: Test) -> None:
    """The first passes, a leap day, and passes that are missed."""
    now = at("2028-02-27 12:30")
    test.clock.set(now)
    test.start()
    deadline = time.monotonic() + GUARD
    while test.settled().total() < len(SOURCES) and time.monotonic() < deadline:
        pass
    test.expect("each source begins at once", test.passes(), Counter(dict.fromkeys(SOURCES, 1)))

    hours = [test.to(now + n * (HOUR + JITTER))["hourly"] for n in range(1, 5)]
    test.expect("a pass each hour", hours, [1, 1, 1, 1])
    test.expect("leap day", test.to(at("2028-02-29 17:02"))["leap"], 1)
    begun = test.to(at("2028-03-10 11:02"))
    test.expect("missed passes are made up for once", (begun["hourly"], begun["night"]), (1, 1))

    begun = test.restart(at("2028-03-11 12:00"))
    test.expect("and once after a restart", (begun["hourly"], begun["night"]), (1, 1))


def summer_time(test: Test) -> None:
    """Hours that do not exist, and hours that come twice."""
    spring = [test.to(at(f"2028-03-{moment}"))["night"] for moment in
              ("12 06:45", "12 07:02", "12 08:32", "13 06:32")]  # fmt: skip
    test.expect("2:30 that does not exist is met at 3:00, once", spring, [0, 1, 0, 1])
    test.to(at("2028-11-04 12:00"))
    autumn = [test.to(at(f"2028-11-{moment}"))["early"] for moment in
              ("05 05:32", "05 06:32", "05 12:00", "06 06:32")]  # fmt: skip
    test.expect("1:30 that comes twice is met once", autumn, [1, 0, 0, 1])


def windows(test: Test) -> None:
    """Passes only on some days or at some hours."""
    asked, begun = test.site.asked["/feed/workdays.xml"], Counter[str]()
    for number in range(6, 13):  # a Monday to a Sunday
        begun += test.to(at(f"2028-11-{number:02} 11:02"))
    asked = test.site.asked["/feed/workdays.xml"] - asked
    test.expect("each pass on a workday reads the feed", (begun["workdays"], asked), (5, 5))
    asked, begun = test.site.asked["/feed/daytime.xml"], Counter()
    for moment in ("13 20", "13 21", "13 22", "13 23", "14 00", "14 01", "14 02", "14 03"):
        begun += test.to(at(f"2028-11-{moment}:02"))  # 15 to 22 o'clock
    asked = test.site.asked["/feed/daytime.xml"] - asked
    test.expect("each hourly pass of the day reads the feed", (begun["daytime"], asked), (8, 8))


def outage(test: Test) -> None:
    """A site that is down for days."""
    now = at("2028-11-14 12:00")
    test.site.is_down = True
    for n in range(12):  # rests are counted by the monotonic clock; a new process ends them
        test.restart(now + n * DAY)
    test.site.is_down = False
    asked = test.site.asked["/feed/hourly.xml"]
    away = 0
    while test.site.asked["/feed/hourly.xml"] == asked and away < 100:
        away += 6
        test.restart(now + 11 * DAY + away * HOUR)
    test.expect("an outage of 12 days: read again within 12 hours", away <= 12, True)
    print(f"    after {away} hours")


def wrong_clock(test: Test) -> None:
    """A clock that goes back an hour, and one that is a year ahead for a moment."""
    now = at("2028-12-01 12:00")
    test.to(now)
    test.to(now - HOUR)
    waited = next(
        (n for n in range(1, 20) if test.to(now - HOUR + n * 600)["hourly"]), 20
    ) * 10  # fmt: skip
    test.expect("an hour back: minutes to the next pass of an hourly source", waited <= 70, True)
    print(f"    {waited} minutes")
    now = at("2028-12-03 12:00")
    test.to(now)
    test.to(now + 365 * DAY)
    test.to(now + 60)
    begun = Counter()
    asked = test.site.asked["/feed/hourly.xml"]
    for n in range(1, 4):
        begun += test.to(now + n * DAY)
    asked = test.site.asked["/feed/hourly.xml"] - asked
    test.expect(
        "a year ahead for a moment: the hourly source goes on", (begun["hourly"], asked), (3, 3)
    )
    test.expect("and the nightly one", begun["night"], 3)


def main() -> None:
    argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    ).parse_args()
    with tempfile.TemporaryDirectory(prefix="clock-") as folder, closing(Site()) as site:
        test = Test(Path(folder), site)
        try:
            run(test)
        finally:
            test.stop()
            test.clock.close()
    sys.exit(bool(test.broken))


if __name__ == "__main__":
    main()
