"""Whatever happens, each fetched version gives exactly one record: killed at every point where it
matters, on a full disk, on a damaged frontier.

The same with random moments and thousands of pages: ``python -m benchmarks.kill``.
"""

from __future__ import annotations

import json
import signal
import sqlite3
import subprocess
from collections import Counter
from collections.abc import Callable
from pathlib import Path

import pytest

from benchmarks.kill import full_disk_test, kill_test
from scraper.crawl import crawl, status
from scraper.crawl.frontier.frontier import Frontier
from scraper.crawl.frontier.open_frontier import open_database
from scraper.crawl.frontier.sqlite import SQLite
from scraper.errors import ExportError, FrontierError
from scraper.fetchers.files import read_pages
from scraper.settings import Config
from tests.command import run_python
from tests.crawl.news_site import Site

FAKE = "tests.crawl.fake_extractor:extract"
Configure = Callable[..., Config]

# Runs a crawl that ends, at its n-th coming to a point, as if the power had failed.
CRASHING = """
import os, signal, sys
from pathlib import Path
from scraper.config import load_config
from scraper.crawl import crawl
from scraper.crawl.engine.dispatch import Dispatcher
from scraper.crawl.frontier.runs import Runs
from scraper.errors import ScraperError
from scraper.exporters import jsonl, removals, segments

config, point, count = sys.argv[1], sys.argv[2], int(sys.argv[3])

def die():
    global count
    count -= 1
    if count == 0:
        os.kill(os.getpid(), signal.SIGKILL)

def after(owner, name, only=lambda *a: True):
    real = getattr(owner, name)
    def patched(*args, **named):
        result = real(*args, **named)
        if only(*args):
            die()
        return result
    setattr(owner, name, patched)

if point == "written":
    after(jsonl.SegmentWriter, "append")
elif point == "removals written":
    after(removals.RemovalWriter, "append")
elif point == "removals finished":
    after(removals.RemovalWriter, "finish")
elif point == "half-written":
    real = segments.write_all
    def half(file, data):
        global count
        real(file, data[: len(data) // 2] if count == 1 else data)
        die()
    segments.write_all = half
elif point == "stored":
    after(Runs, "update")
elif point == "committed":
    after(Dispatcher, "outcome_stored")
elif point == "finished":
    after(jsonl.SegmentWriter, "finish")
elif point == "renamed":
    after(Path, "rename", lambda path, target: ".part" in path.name)
elif point == "full":
    import resource
    resource.setrlimit(resource.RLIMIT_FSIZE, (count, count))
try:
    crawl(load_config(config), extractor="tests.crawl.fake_extractor:extract")
except ScraperError as error:
    print(f"{type(error).__name__}: {error}", file=sys.stderr)
    sys.exit(3)
"""


def crash(config: Config, point: str, count: int) -> subprocess.CompletedProcess[str]:
    return run_python(CRASHING, str(config.path), point, str(count))


def stories(config: Config) -> Counter[str]:
    found: Counter[str] = Counter()
    for path in config.crawl.output.rglob("*.jsonl"):
        for line in path.read_text().splitlines():
            found[json.loads(line)["url"].rpartition("/")[2]] += 1
    return found


@pytest.fixture
def config(site: Site, configure: Configure) -> Config:
    names = [f"story-number-{n}-of-many" for n in range(30)]
    site.add_feed("/feed.xml", [f"/news/{name}" for name in names])
    for name in names:
        site.add_article(f"/news/{name}")
    return configure(f'feeds = "{site.url}/feed.xml"\nsegment_size = "4 KB"')


@pytest.fixture
def file(config: Config) -> Path:
    """The frontier's, where it is one."""
    if not isinstance(config.frontier, Path):
        pytest.skip("the frontier is not a file")
    return config.frontier


EVERY_STORY_ONCE = Counter({f"story-number-{n}-of-many": 1 for n in range(30)})


@pytest.mark.parametrize(
    ("point", "count"),
    [("written", 1), ("written", 2), ("half-written", 1), ("half-written", 2), ("stored", 1),
     ("stored", 3), ("committed", 1), ("finished", 1), ("renamed", 1)],
)  # fmt: skip
def test_killed_at_any_point_each_story_is_written_once(
    config: Config, point: str, count: int
) -> None:
    assert crash(config, point, count).returncode == -signal.SIGKILL
    crawl(config, extractor=FAKE)
    assert stories(config) == EVERY_STORY_ONCE
    assert not list(config.crawl.output.rglob("*.part"))
    assert [run.state for run in status(config)[0].runs] == ["done", "interrupted"]


@pytest.mark.parametrize(
    ("point", "count"),
    [("removals written", 1), ("removals written", 2), ("half-written", 1), ("stored", 1),
     ("committed", 1), ("committed", 20), ("removals finished", 1), ("renamed", 1)],
)  # fmt: skip
def test_killed_at_any_point_each_story_that_is_gone_is_told_once(
    config: Config, site: Site, point: str, count: int
) -> None:
    crawl(config, extractor=FAKE)
    for name in EVERY_STORY_ONCE:
        del site.pages[f"/news/{name}"]
    with Frontier(open_database(config)) as frontier, frontier.transaction():
        frontier.make_due_ready(1 << 40)
    assert crash(config, point, count).returncode == -signal.SIGKILL
    crawl(config, extractor=FAKE)
    told = Counter(
        json.loads(line)["url"].rpartition("/")[2]
        for path in config.crawl.output.rglob("*.ndjson")
        for line in path.read_text().splitlines()
    )
    assert told == EVERY_STORY_ONCE
    assert not list(config.crawl.output.rglob("*.part"))


def test_killed_at_random_moments(tmp_path: Path) -> None:
    result = kill_test(120, 4, tmp_path, seed=1, extractor=FAKE)
    assert (result.kills, result.missing, result.extra, result.parts) == (4, 0, 0, 0)
    assert result.records == 120


def test_disk_that_fills_up_again_and_again(tmp_path: Path) -> None:
    try:
        result = full_disk_test(120, 3, tmp_path, extractor=FAKE)
    except PermissionError as error:
        pytest.skip(str(error))
    assert result.kills >= 3
    assert (result.records, result.missing, result.extra, result.parts) == (120, 0, 0, 0)


@pytest.mark.parametrize("bytes_left", [3_000, 20_000, 90_000])
def test_full_disk_is_a_clear_error_and_what_was_committed_stays(
    config: Config, file: Path, bytes_left: int
) -> None:
    # A file size limit gives the same error to every write as a disk that is full.
    ended = crash(config, "full", bytes_left)
    assert ended.returncode == 3
    assert "start again" in ended.stderr
    assert ended.stderr.startswith(("ExportError", "FrontierError"))
    crawl(config, extractor=FAKE)
    assert stories(config) == EVERY_STORY_ONCE


def test_unwritable_folder_is_named(config: Config) -> None:
    config.crawl.output.mkdir()
    (config.crawl.output / "site").write_text("a file where the folder should be")
    with pytest.raises(ExportError, match="site"):
        crawl(config, extractor=FAKE)


def test_damaged_frontier_is_told_and_left_alone(config: Config, file: Path) -> None:
    config.crawl.output.mkdir()
    file.write_bytes(b"this is no database" * 100)
    with pytest.raises(FrontierError, match="damaged"):
        crawl(config, extractor=FAKE)
    with pytest.raises(FrontierError, match="damaged"):
        status(config)
    assert file.read_bytes().startswith(b"this is no database")


def test_frontier_damaged_in_the_middle(config: Config, file: Path) -> None:
    crawl(config, extractor=FAKE)
    data = bytearray(file.read_bytes())
    data[8192:-4096] = b"\xff" * (len(data) - 8192 - 4096)
    file.write_bytes(data)
    with pytest.raises(FrontierError, match=r"damaged|check the disk"):
        crawl(config, extractor=FAKE)


def test_foreign_and_newer_files_are_refused(config: Config, file: Path) -> None:
    config.crawl.output.mkdir()
    with sqlite3.connect(file) as other:
        other.execute("CREATE TABLE notes (text)")
    with pytest.raises(FrontierError, match="not a frontier"):
        crawl(config, extractor=FAKE)
    file.unlink()
    SQLite(file).close()
    with sqlite3.connect(file) as newer:
        newer.execute("PRAGMA user_version = 99")
    with pytest.raises(FrontierError, match="version 99"):
        crawl(config, extractor=FAKE)


def test_a_crash_while_the_folder_changes_loses_nothing(
    config: Config, site: Site, configure: Configure
) -> None:
    assert crash(config, "committed", 2).returncode == -signal.SIGKILL
    moved = configure(f'feeds = "{site.url}/feed.xml"\noutput = "elsewhere"')
    crawl(moved, extractor=FAKE)
    elsewhere = moved.model_copy(
        update={"crawl": moved.crawl.model_copy(update={"output": moved.crawl.output.parent})}
    )
    assert stories(elsewhere) == EVERY_STORY_ONCE


def test_a_warc_file_left_open_in_another_folder_is_finished(
    site: Site, configure: Configure
) -> None:
    site.add_feed("/feed.xml", [f"/news/story-number-{n}-of-many" for n in range(9)])
    for n in range(9):
        site.add_article(f"/news/story-number-{n}-of-many")
    first = configure(f'feeds = "{site.url}/feed.xml"\nwarc = true')
    assert crash(first, "committed", 3).returncode == -signal.SIGKILL
    assert list(first.crawl.output.rglob("*.warc.gz.part"))
    moved = configure(f'feeds = "{site.url}/feed.xml"\nwarc = true\noutput = "elsewhere"')
    crawl(moved, extractor=FAKE)
    assert not list(moved.crawl.output.parent.rglob("*.part"))
    kept = [list(read_pages(path)) for path in moved.crawl.output.parent.rglob("*.warc.gz")]
    assert len(kept) == 2
    assert all(kept)


def test_a_source_whose_folder_cannot_be_written_has_no_run_under_way(config: Config) -> None:
    config.crawl.output.mkdir()
    (config.crawl.output / "site").write_text("a file where the folder should be")
    with pytest.raises(ExportError, match="site"):
        crawl(config, extractor=FAKE)
    assert status(config)[0].runs == ()
