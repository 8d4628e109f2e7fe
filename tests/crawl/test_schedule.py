"""The schedule: when sources are due, and the running scheduler with its signals."""

from __future__ import annotations

import json
import random
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import ClassVar

import pytest
from pydantic import ValidationError

from benchmarks.loopback import LoopbackServer, Request
from scraper.config import load_config
from scraper.crawl import crawl, schedule, status
from scraper.crawl.frontier.figures import Figures
from scraper.crawl.frontier.frontier import Frontier
from scraper.crawl.frontier.open_frontier import open_database
from scraper.crawl.policy.timing import interval_of, next_start
from scraper.crawl.reports.report import SourceReport
from scraper.crawl.scheduler import _reloaded, _Timetable
from scraper.errors import ConfigError
from scraper.settings import Config, Source
from tests.command import python_environment
from tests.crawl.news_site import Answer, Site, article, feed

Configure = Callable[..., Config]
GUARD = 120.0
"""Seconds until a test gives up; on a busy machine everything here takes its time. How soon a crawl
stops is measured by benchmarks/hostile.py."""


def source(**settings: object) -> Source:
    return Source.model_validate({"name": "a", "home": "https://example.org/", **settings})


def starts(given: Source, last: datetime | None, zone: str = "UTC") -> datetime:
    seconds = None if last is None else last.timestamp()
    found = next_start(given, seconds, zone, jitter=random.Random(0))
    return datetime.fromtimestamp(found, UTC)


LAST = datetime(2024, 5, 17, 10, 7, tzinfo=UTC)


def minutes(given: Source, zone: str = "UTC") -> float:
    return (starts(given, LAST, zone) - LAST).total_seconds() / 60


def test_source_that_never_ran_is_due_at_once() -> None:
    assert starts(source(cron="0 6 * * *"), None).year == 1970


def test_intervals_count_from_the_last_start_with_a_little_jitter() -> None:
    assert 30 <= minutes(source(every="30m")) <= 31
    assert 30 <= minutes(source()) <= 31
    assert 1440 <= minutes(source(every="1d")) <= 1441
    assert 0.5 <= minutes(source(every="30s")) <= 0.55
    moved = {next_start(source(every="1h"), 0.0, "UTC", jitter=random.Random(n)) for n in range(20)}
    assert len(moved) == 20


def test_cron_names_the_minute_in_its_time_zone() -> None:
    assert 8 <= minutes(source(cron="*/15 * * * *")) <= 9
    assert starts(source(cron="0 6 * * *"), LAST).hour == 6
    assert starts(source(cron="0 6 * * *"), LAST, "Asia/Kuala_Lumpur").hour == 22


def test_leap_days_are_found_and_dates_that_never_come_are_refused() -> None:
    assert starts(source(cron="0 0 29 2 *"), LAST).year == 2028
    with pytest.raises(ValidationError, match="bad day-of-month"):
        source(cron="0 0 30 2 *")


def test_the_interval_of_a_cron_expression_is_its_smallest_gap() -> None:
    assert interval_of(source(cron="0 6 * * 1-5")) == 86400
    assert interval_of(source(cron="*/15 6-22 * * *")) == 900
    assert interval_of(source(cron="0 6,20 * * *")) == 10 * 3600
    assert interval_of(source(cron="0 12 29 2 *")) == 1461 * 86400


# An interval of 10 s, the shortest that the configuration accepts, takes 2 s.
RUN = """
import logging, sys
from scraper.crawl import schedule, scheduler
real = scheduler.next_start
def next_start(source, last, zone, **options):
    due = real(source, last, zone, **options)
    return last + (due - last) / 5 if last and source.every == 10 else due
scheduler.next_start = next_start
logging.basicConfig(level=logging.INFO, format="%(message)s", stream=sys.stderr)
schedule(sys.argv[1], extractor="tests.crawl.fake_extractor:extract")
"""


@contextmanager
def scheduler(config: Config) -> Iterator[subprocess.Popen[str]]:
    process = subprocess.Popen(
        [sys.executable, "-c", RUN, str(config.path)],
        env=python_environment(),
        stderr=subprocess.PIPE,
        text=True,
    )
    try:
        yield process
    finally:
        if process.poll() is None:
            process.kill()
        process.wait()


def wait_for(condition: Callable[[], bool], seconds: float = GUARD) -> None:
    end = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < end, "it did not happen in time"
        time.sleep(0.05)


def read_until(process: subprocess.Popen[str], words: str) -> None:
    """Wait until the process says these words."""
    assert process.stderr is not None
    said = []
    for line in process.stderr:
        said.append(line)
        if words in line:
            return
    raise AssertionError(f"{words!r} was not said: {said}")


def runs(config: Config, name: str = "site") -> list[str]:
    told = {s.name: s for s in status(config)}
    return [run.state for run in told[name].runs]


def site_of_stories(site: Site, count: int, *, delay: float = 0.0) -> None:
    names = [f"/news/story-number-{n}-of-many" for n in range(count)]
    site.add_feed("/feed.xml", names)
    for name in names:
        site.pages[name] = Answer(article(name), delay=delay)


def test_passes_are_repeated_and_sigterm_ends_cleanly(site: Site, configure: Configure) -> None:
    site_of_stories(site, 3)
    config = configure(f'feeds = "{site.url}/feed.xml"\nevery = "10s"')
    with scheduler(config) as process:
        wait_for(lambda: site.asked("/feed").count("/feed.xml") >= 2)
        site.add_feed("/feed.xml", ["/news/story-number-0-of-many", "/news/the-newest-of-them-all"])
        site.add_article("/news/the-newest-of-them-all")
        wait_for(lambda: "/news/the-newest-of-them-all" in site.asked())
        process.send_signal(signal.SIGTERM)
        _, messages = process.communicate(timeout=GUARD)
    assert process.returncode == 0
    assert "stopped" in messages
    assert len(set(site.asked("/news"))) == len(site.asked("/news")) == 4
    assert not list(config.crawl.output.rglob("*.part"))


def test_sigterm_in_the_middle_of_a_pass_keeps_what_was_fetched(
    site: Site, configure: Configure
) -> None:
    site_of_stories(site, 300, delay=0.05)
    config = configure(f'feeds = "{site.url}/feed.xml"\nevery = "1h"')
    with scheduler(config) as process:
        wait_for(lambda: len(site.asked("/news")) > 10)
        process.send_signal(signal.SIGINT)
        process.wait(timeout=GUARD)
    assert runs(config) == ["stopped"]
    lines = [line for path in config.crawl.output.rglob("*.jsonl") for line in path.open()]
    assert 5 < len(lines) < 300
    assert len({json.loads(line)["id"] for line in lines}) == len(lines)


def test_a_source_does_not_overlap_itself_nor_hold_up_others(
    site: Site, configure: Configure
) -> None:
    site_of_stories(site, 300, delay=0.5)
    other = Site("127.0.0.2")
    other.pages["/quick.xml"] = Answer(feed([]), "application/rss+xml")
    config = configure(
        f'name = "slow"\nfeeds = "{site.url}/feed.xml"\nevery = "10s"',
        f'name = "quick"\nfeeds = "{other.url}/quick.xml"\nevery = "10s"\n'
        'allow_private = ["127.0.0.2"]',
    )
    with scheduler(config) as process:
        wait_for(lambda: other.asked("/quick").count("/quick.xml") >= 2)
        assert site.asked("/feed").count("/feed.xml") == 1
        assert runs(config, "slow") == ["running"]
        process.send_signal(signal.SIGTERM)
        process.wait(timeout=GUARD)
    other.close()


def test_sighup_reads_the_configuration_again(site: Site, configure: Configure) -> None:
    site_of_stories(site, 1)
    site.pages["/other.xml"] = Answer(feed([]), "application/rss+xml")
    config = configure(f'feeds = "{site.url}/feed.xml"\nevery = "1h"')
    good = config.path.read_text()
    with scheduler(config) as process:
        wait_for(lambda: runs(config) == ["done"])
        config.path.write_text(good.replace("every", "evry"))
        process.send_signal(signal.SIGHUP)
        read_until(process, "did you mean 'every'")
        config.path.write_text(
            good + f'[[source]]\nname = "new"\nfeeds = "{site.url}/other.xml"\nevery = "1h"\n'
        )
        process.send_signal(signal.SIGHUP)
        wait_for(lambda: "/other.xml" in site.asked())
        process.send_signal(signal.SIGTERM)
        process.wait(timeout=GUARD)
    assert site.asked("/feed") == ["/feed.xml"], "a source that stays is not begun anew"


def test_missed_run_is_made_up_for_after_a_restart(site: Site, configure: Configure) -> None:
    site_of_stories(site, 1)
    config = configure(f'feeds = "{site.url}/feed.xml"\ncron = "*/5 * * * *"')
    with Frontier(open_database(config)) as frontier, frontier.transaction():
        number = frontier.source_id("site")
        run = frontier.runs.begin(number, int(time.time()) - 3600)
        frontier.runs.update(run, "done", Figures().to_json(), int(time.time()) - 3500)
    with scheduler(config) as process:
        wait_for(lambda: "/feed.xml" in site.asked())
        wait_for(lambda: runs(config)[0] == "done")
        process.send_signal(signal.SIGTERM)
        process.wait(timeout=GUARD)
    assert runs(config) == ["done", "done"]


def test_a_source_is_not_due_when_another_machine_had_a_pass_over_it(
    site: Site, configure: Configure
) -> None:
    config = configure(f'feeds = "{site.url}/feed.xml"\nevery = "30m"')
    with Frontier(open_database(config)) as frontier:
        now = int(time.time())
        with frontier.transaction():
            number = frontier.source_id("site")
            frontier.runs.begin(number, now - 3600)
        timetable = _Timetable(frontier)
        timetable.use(config, ())
        assert timetable.due(set()) == ["site"]
        timetable.postpone("site", -1)
        with frontier.transaction():
            frontier.runs.begin(number, now)
        assert timetable.due(set()) == []
        assert timetable.earliest() >= now + 1800


@pytest.mark.parametrize("state", ["running", "stopped", "interrupted", "done"])
def test_a_pass_that_was_not_finished_goes_on_at_the_next_start(
    state: str, site: Site, configure: Configure
) -> None:
    config = configure(f'feeds = "{site.url}/feed.xml"\nevery = "1d"')
    with Frontier(open_database(config)) as frontier:
        now = int(time.time())
        with frontier.transaction():
            run = frontier.runs.begin(frontier.source_id("site"), now - 60)
            frontier.runs.update(run, state, "{}", now)
        timetable = _Timetable(frontier)
        timetable.use(config, ())
        assert timetable.due(set()) == ([] if state == "done" else ["site"])
        timetable.ended("site")
        assert timetable.due(set()) == [], "at the next start, not at once again"


def test_a_last_start_in_the_future_does_not_stop_a_source(
    site: Site, configure: Configure
) -> None:
    config = configure(f'feeds = "{site.url}/feed.xml"\nevery = "30m"')
    with Frontier(open_database(config)) as frontier:
        now = int(time.time())
        with frontier.transaction():
            run = frontier.runs.begin(frontier.source_id("site"), now + 365 * 86400)
            frontier.runs.update(run, "done", "{}", now)
        timetable = _Timetable(frontier)
        timetable.use(config, ())
        assert now + 1800 <= timetable.earliest() <= now + 2000


def test_a_clock_that_is_set_back_does_not_stop_a_source(
    site: Site, configure: Configure, monkeypatch: pytest.MonkeyPatch
) -> None:
    config = configure(f'feeds = "{site.url}/feed.xml"\nevery = "30m"')
    now = time.time()
    with Frontier(open_database(config)) as frontier:
        monkeypatch.setattr(time, "time", lambda: now + 365 * 86400)
        with frontier.transaction():
            run = frontier.runs.begin(frontier.source_id("site"), int(time.time()))
            frontier.runs.update(run, "done", "{}", int(time.time()))
        timetable = _Timetable(frontier)
        timetable.use(config, ())
        assert timetable.due(set()) == []
        monkeypatch.setattr(time, "time", lambda: now)
        assert timetable.due(set()) == []
        assert now + 1700 <= timetable.earliest() <= now + 2000


def test_a_source_that_is_due_while_the_schedule_stops_does_not_make_it_spin(
    site: Site, configure: Configure, monkeypatch: pytest.MonkeyPatch
) -> None:
    waits: list[float] = []

    class Stopping:
        """An engine that was asked to stop, with a pass under way for three steps."""

        is_stopping = True
        reports: ClassVar[list[SourceReport]] = []

        def __init__(self, *_: object, **__: object) -> None:
            self.running = {"site"}

        def __enter__(self) -> Stopping:
            return self

        def __exit__(self, *_: object) -> None: ...

        def stop(self) -> None: ...

        def step(self, timeout: float) -> None:
            waits.append(timeout)
            self.running = {"site"} if len(waits) < 3 else set()

    monkeypatch.setattr("scraper.crawl.scheduler.Engine", Stopping)
    config = configure(f'feeds = "{site.url}/feed.xml"\nevery = "30m"')
    schedule(config.path)
    assert len(waits) == 3
    assert min(waits) >= 0.5


def test_sighup_does_not_change_the_folder_that_identifies_a_machine(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    path = tmp_path / "config.toml"
    text = (
        '[crawl]\noutput = "{}"\nfrontier = "postgresql://example.org/crawl"\n'
        'contact = "me@example.org"\n'
        '[[source]]\nname = "site"\nhome = "https://example.org/"\n'
    )
    path.write_text(text.format("out"))
    config = load_config(path)
    path.write_text(text.format("elsewhere"))
    # Neither the engine nor the timetable may be told of it.
    assert _reloaded(config, path, (), engine=None, timetable=None) is config  # type: ignore[arg-type]
    assert "crawl.output needs a restart" in caplog.text


@pytest.mark.parametrize("once", [False, True], ids=["schedule", "crawl"])
def test_unusual_figures_are_sent_to_the_webhook(
    once: bool, site: Site, configure: Configure
) -> None:
    told: list[dict[str, object]] = []

    def hook(request: Request) -> tuple[int, dict[str, str], bytes]:
        told.append(json.loads(request.rfile.read(int(request.headers["Content-Length"]))))
        return 204, {}, b""

    server = LoopbackServer(hook)
    site_of_stories(site, 8)  # the fake extractor finds no date in them
    config = configure(
        f'feeds = "{site.url}/feed.xml"\nevery = "1h"',
        crawl=f'webhook = "http://127.0.0.1:{server.server_port}/"',
    )
    with Frontier(open_database(config)) as frontier, frontier.transaction():
        number = frontier.source_id("site")
        for hours in range(20, 1, -1):
            began = int(time.time()) - hours * 3600
            run = frontier.runs.begin(number, began)
            past = Figures(records=6, new=6, letters=2400, no_author=6)
            frontier.runs.update(run, "done", past.to_json(), began + 60)
    try:
        if once:
            crawl(config, extractor="tests.crawl.fake_extractor:extract")
        else:
            with scheduler(config) as process:
                wait_for(lambda: bool(told))
                process.send_signal(signal.SIGTERM)
                process.wait(timeout=GUARD)
    finally:
        server.close()
    assert len(told) == 1
    assert told[0]["source"] == "site"
    assert "without date" in json.dumps(told[0]["flags"])
    assert [flag.figure for flag in status(config)[0].flags] == ["no_date"]


@pytest.mark.parametrize("text", ["", "[[source]]\n"])
def test_wrong_configuration_ends_at_once(tmp_path: Path, text: str) -> None:
    path = tmp_path / "config.toml"
    path.write_text(text)
    with pytest.raises(ConfigError):
        schedule(path)


STATUS = """
import sys
from scraper.crawl import schedule
def told(sources):
    for source in sources:
        print(source.name, [run.state for run in source.runs], file=sys.stderr, flush=True)
schedule(sys.argv[1], on_status=told, extractor="tests.crawl.fake_extractor:extract")
"""


def test_the_state_of_all_sources_is_told_at_the_start_and_after_a_reload(
    site: Site, configure: Configure
) -> None:
    site_of_stories(site, 1)
    first = f'name = "first"\nfeeds = "{site.url}/feed.xml"\nevery = "1h"'
    second = f'name = "second"\nfeeds = "{site.url}/feed.xml"\nevery = "1h"'
    config = configure(first)
    crawl(config, extractor="tests.crawl.fake_extractor:extract")
    process = subprocess.Popen(
        [sys.executable, "-c", STATUS, str(config.path)],
        env=python_environment(),
        stderr=subprocess.PIPE,
        text=True,
    )
    try:
        read_until(process, "first ['done']")
        configure(second)
        process.send_signal(signal.SIGHUP)
        read_until(process, "second []")
    finally:
        process.send_signal(signal.SIGTERM)
        process.communicate(timeout=GUARD)
    assert process.returncode == 0


EARLY = """
import os, signal, sys
from scraper import cli, config
from scraper.commands import limits
from scraper.crawl import scheduler

def hang_up(before):
    def hung_up(*arguments):
        os.kill(os.getpid(), signal.SIGHUP)
        return before(*arguments)
    return hung_up

limits.allow_open_files = hang_up(limits.allow_open_files)
scheduler.select = hang_up(config.select)  # the configuration was just loaded
real = scheduler._Timetable.use
def use(*arguments):
    scheduler.select = config.select
    real(*arguments)
scheduler._Timetable.use = use
sys.argv = ["scraper", "schedule", "--config", sys.argv[1]]
cli.main()
"""


def test_sighup_while_it_starts_does_not_end_it(site: Site, configure: Configure) -> None:
    site_of_stories(site, 1)
    config = configure(f'feeds = "{site.url}/feed.xml"\nevery = "1h"')
    process = subprocess.Popen(
        [sys.executable, "-c", EARLY, str(config.path)],
        env=python_environment(),
        stderr=subprocess.PIPE,
        text=True,
    )
    try:
        read_until(process, "SIGHUP: ")  # the one after loading is not forgotten
        wait_for(lambda: runs(config) == ["done"])
    finally:
        process.send_signal(signal.SIGTERM)
        process.communicate(timeout=GUARD)
    assert process.returncode == 0
