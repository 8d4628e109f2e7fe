"""The frontier: which URLs are stored, ready, due and claimed."""

from __future__ import annotations

import errno
import fcntl
import os
import sqlite3
import subprocess
import sys
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest

from scraper.crawl.frontier.database import Database
from scraper.crawl.frontier.entries import Candidate, Lane, Task, Visit
from scraper.crawl.frontier.frontier import Frontier
from scraper.crawl.frontier.lock import Lock
from scraper.crawl.frontier.postgres import Postgres
from scraper.crawl.frontier.records import Records
from scraper.crawl.frontier.sqlite import ADDED, SQLite
from scraper.crawl.frontier.states import State
from scraper.discovery import Kind
from scraper.errors import FrontierError, FrontierLocked
from scraper.exporters.segments import Position

NOW = 1_700_000_000
SITE = "https://example.org"
HOUR, DAY = 3600, 86400


@pytest.fixture
def file(tmp_path: Path) -> Path:
    return tmp_path / "frontier.sqlite"


@pytest.fixture(params=["sqlite", "postgres"])
def frontier(request: pytest.FixtureRequest, file: Path) -> Iterator[Frontier]:
    """What is tested with this one holds wherever the frontier is kept."""
    database: Database
    if request.param == "sqlite":
        database = SQLite(file)
    else:
        database = Postgres(request.getfixturevalue("address"), file.parent)
    with Frontier(database) as opened:
        yield opened


def add(frontier: Frontier, *candidates: Candidate, source: str = "a", now: int = NOW) -> int:
    with frontier.transaction():
        return frontier.add(frontier.source_id(source), candidates, now)[0]


def story(path: str, rank: int = NOW, changed: int | None = None) -> Candidate:
    return Candidate(SITE + path, Kind.ARTICLE, rank, 1, changed)


def taken(frontier: Frontier, limit: int = 10, source: str = "a") -> list[Task]:
    with frontier.transaction():
        number = frontier.source_id(source)
    return [t for lane in frontier.ready_lanes(number) for t in frontier.ready_tasks(lane, limit)]


def visit(frontier: Frontier, task: Task, visit: Visit) -> None:
    with frontier.transaction():
        frontier.store_visit(task, visit)


def test_a_folder_that_cannot_be_made_is_named_and_what_to_do(tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    with pytest.raises(FrontierError, match=r"file/out: cannot make this folder.*crawl\.output"):
        Lock(tmp_path / "file" / "out" / "frontier.sqlite")


def test_each_page_is_added_once_whatever_its_address(frontier: Frontier) -> None:
    assert add(frontier, story("/a"), story("/b")) == 2
    again = Candidate("http://www.example.org/a/?utm_source=x", Kind.ARTICLE, NOW, 1)
    assert add(frontier, again, story("/b")) == 0
    assert add(frontier, story("/a"), source="another source") == 0


def test_newest_first_and_none_twice(frontier: Frontier) -> None:
    add(frontier, story("/old", 1), story("/new", 9), story("/mid", 5))
    assert [task.url for task in taken(frontier)] == [SITE + p for p in ("/new", "/mid", "/old")]
    lane = Lane(1, 1, SITE)
    first = frontier.ready_tasks(lane, 1)
    assert [t.url for t in frontier.ready_tasks(lane, 1, {first[0].id})] == [SITE + "/mid"]


def test_starts_come_before_all_stories_and_belong_to_their_source(frontier: Frontier) -> None:
    add(frontier, story("/story"))
    with frontier.transaction():
        for source in ("a", "b"):
            number = frontier.source_id(source)
            frontier.add_start(number, SITE + "/feed", Kind.FEED, NOW, forced=True)
    assert [t.url for t in taken(frontier)] == [SITE + "/feed", SITE + "/story"]
    assert [t.is_start for t in taken(frontier)] == [True, False]
    assert [t.url for t in taken(frontier, source="b")] == [SITE + "/feed"]


def test_start_is_ready_when_forced_or_due(frontier: Frontier) -> None:
    def start(now: int, *, forced: bool) -> int | None:
        with frontier.transaction():
            number = frontier.source_id("a")
            return frontier.add_start(number, SITE + "/feed", Kind.FEED, now, forced=forced)

    assert start(NOW, forced=False) is not None
    (task,) = taken(frontier)
    visit(frontier, task, Visit(State.WAITING, NOW, NOW + 600, interval=600))
    assert start(NOW + 100, forced=False) is None
    assert start(NOW + 600, forced=False) is not None
    visit(frontier, task, Visit(State.WAITING, NOW, NOW + 600, interval=600))
    assert start(NOW + 100, forced=True) is not None


def test_start_visited_while_the_clock_was_wrong_is_ready(frontier: Frontier) -> None:
    with frontier.transaction():
        number = frontier.source_id("a")
        frontier.add_start(number, SITE + "/feed", Kind.FEED, NOW, forced=False)
    (task,) = taken(frontier)
    ahead = NOW + 365 * 86400
    visit(frontier, task, Visit(State.WAITING, ahead, ahead + 600, interval=600))
    with frontier.transaction():
        start = frontier.add_start(number, SITE + "/feed", Kind.FEED, NOW, forced=False)
    assert start is not None


def test_waiting_urls_become_ready_when_their_time_comes(frontier: Frontier) -> None:
    add(frontier, story("/a"))
    (task,) = taken(frontier)
    visit(frontier, task, Visit(State.WAITING, NOW, NOW + 3600, etag='"1"', body_hash=-7))
    assert taken(frontier) == []
    with frontier.transaction():
        assert frontier.make_due_ready(NOW + 3599) == 0
        assert frontier.make_due_ready(NOW + 3600) == 1
    (again,) = taken(frontier)
    assert (again.etag, again.body_hash, again.first_visit, again.visited) == ('"1"', -7, NOW, NOW)


def test_page_said_to_have_changed_is_made_ready(frontier: Frontier) -> None:
    add(frontier, story("/a"))
    (task,) = taken(frontier)
    visit(frontier, task, Visit(State.DONE, NOW))
    later = NOW + 7200
    assert add(frontier, story("/a", changed=NOW - 1), now=later) == 0
    assert add(frontier, story("/a", changed=NOW + 60), now=NOW + 120) == 0, "within the hour"
    assert add(frontier, story("/a", changed=NOW + 60), now=later) == 1
    assert len(taken(frontier)) == 1
    visit(frontier, task, Visit(State.SKIPPED, later))
    assert add(frontier, story("/a", changed=later + 9000), now=later + 9000) == 0, "not wanted"


def test_page_that_had_not_changed_is_left_alone_for_its_interval(frontier: Frontier) -> None:
    add(frontier, story("/a"))
    (task,) = taken(frontier)
    visit(frontier, task, Visit(State.DONE, NOW, interval=4 * 3600))
    for hours, ready in ((2, 0), (3, 0), (5, 1)):
        now = NOW + hours * 3600
        assert add(frontier, story("/a", changed=now), now=now) == ready


def sitemap(path: str, changed: int | None = None) -> Candidate:
    return Candidate(SITE + path, Kind.SITEMAP, NOW, 2, changed)


def test_sitemap_of_the_past_has_an_interval_of_more_than_a_day(frontier: Frontier) -> None:
    add(frontier, sitemap("/old", NOW - 3 * DAY), sitemap("/recent", NOW - DAY), sitemap("/other"))
    found = {task.url: task.interval for task in taken(frontier)}
    assert found == {SITE + "/old": DAY * 3 // 2, SITE + "/recent": None, SITE + "/other": None}


def test_sitemap_is_postponed_when_its_index_says_that_it_is_of_the_past(
    frontier: Frontier,
) -> None:
    names = ("/old", "/recent", "/undated", "/failed", "/lively")
    add(frontier, *map(sitemap, names))
    for task in taken(frontier):
        failures = int(task.url.endswith("/failed"))
        interval = DAY // 2 if task.url.endswith("/lively") else DAY
        visit(frontier, task, Visit(State.WAITING, NOW, NOW + HOUR, failures, interval))
    with frontier.transaction():
        frontier.make_due_ready(NOW + DAY)
    long_ago = NOW - 30 * DAY
    index = (
        sitemap("/old", long_ago),
        sitemap("/recent", NOW - DAY),
        sitemap("/undated"),
        sitemap("/failed", long_ago),
        sitemap("/lively", long_ago),
    )
    assert add(frontier, *index, now=NOW + DAY) == 0
    assert {t.url for t in taken(frontier)} == {SITE + name for name in names[1:]}
    with frontier.transaction():
        assert frontier.make_due_ready(NOW + DAY * 3 // 2 - 1) == 0
    changed = NOW + DAY + HOUR
    assert add(frontier, sitemap("/old", changed), now=changed) == 1


def test_transaction_that_fails_leaves_nothing(frontier: Frontier) -> None:
    def failing() -> None:
        with frontier.transaction():
            frontier.add(frontier.source_id("a"), [story("/a")], NOW)
            raise RuntimeError

    with pytest.raises(RuntimeError):
        failing()
    assert add(frontier, story("/a")) == 1
    assert len(taken(frontier)) == 1


def test_positions_are_kept(frontier: Frontier, tmp_path: Path) -> None:
    with frontier.transaction():
        source = frontier.source_id("a")
        assert frontier.claim(source)
        frontier.runs.set_position(source, tmp_path, Position("x.jsonl", 42))
    assert frontier.runs.position(source) == (tmp_path, Position("x.jsonl", 42))
    with frontier.transaction():
        frontier.runs.set_position(source, tmp_path, None)
    assert frontier.runs.position(source) == (tmp_path, None)


def test_near_duplicates_within_three_bits_the_earliest_first(frontier: Frontier) -> None:
    with frontier.transaction():
        frontier.records.put("first", 1, 0, 0, NOW)
        frontier.records.put("second", 2, 0, 0b11, NOW + 1)
    assert frontier.records.near(0b1, "new") == "first"
    assert frontier.records.near(0b1, "second") == "first"
    assert frontier.records.near(0b1, "first") is None
    assert frontier.records.near(-1, "new") is None
    # Differing bits in every quarter but one, three in all: found by the fourth.
    assert frontier.records.near(1 | 1 << 20 | 1 << 40, "new") == "first"
    assert frontier.records.near(1 | 1 << 20 | 1 << 40 | 1 << 62, "new") is None
    with frontier.transaction():
        frontier.records.forget_simhashes(NOW + 1)
    assert frontier.records.near(0, "new") == "second"


def test_no_version_of_a_story_names_its_own_copy(frontier: Frontier) -> None:
    """Otherwise each of the two would be a duplicate of the other, and both would be dropped."""
    with frontier.transaction():
        frontier.records.put("story", 1, 7, 0, NOW)
        frontier.records.put("copy", 2, 7, 0, NOW + 1)
    assert frontier.records.original(7, 0, "copy") == "story"
    assert frontier.records.original(7, 0, "story") is None
    assert frontier.records.original(8, 0b1, "story") is None
    assert frontier.records.original(7, 0, "new") == "story"


def test_the_same_text_is_found_at_any_time(frontier: Frontier) -> None:
    with frontier.transaction():
        frontier.records.put("first", 1, 7, 0, NOW)
        frontier.records.put("changed since", 2, 7, 1 << 30, NOW)
        frontier.records.put("changed since", 2, 8, 1 << 30, NOW + 1)
        frontier.records.put("second", 3, 7, 0, NOW + 1)
        frontier.records.forget_simhashes(NOW + 60)
    assert frontier.records.original(7, 0, "new") == "first"
    assert frontier.records.original(7, 0, "second") == "first"
    assert frontier.records.original(8, 1 << 30, "changed since") is None
    assert frontier.records.original(9, 0, "new") is None


def test_simhashes_are_forgotten_though_an_older_story_was_changed_lately(
    frontier: Frontier,
) -> None:
    with frontier.transaction():
        frontier.records.put("corrected", 1, 0, -1, NOW)
        frontier.records.put("old", 2, 0, 0, NOW)
        frontier.records.put("corrected", 1, 1, -1, NOW + 60)
        frontier.records.forget_simhashes(NOW + 30)
    assert frontier.records.near(0, "new") is None
    assert frontier.records.near(-1, "new") == "corrected"


def test_what_a_wrong_clock_stored_counts_as_stored_now(frontier: Frontier) -> None:
    ahead = NOW + 365 * 86400
    add(frontier, story("/a"), now=ahead)
    (task,) = taken(frontier)
    visit(frontier, task, Visit(State.WAITING, ahead, ahead + 3600))
    with frontier.transaction():
        run = frontier.runs.begin(frontier.source_id("a"), ahead)
        frontier.runs.update(run, "done", "{}", ahead + 60)
        frontier.records.put("story", 1, 0, 0, ahead)
        frontier.forget_the_future(NOW)
        assert frontier.runs.latest_start() == NOW
        assert frontier.make_due_ready(NOW) == 1
        frontier.records.forget_simhashes(NOW + 1)
    assert frontier.records.near(0, "new") is None
    (again,) = taken(frontier)
    assert (again.first_visit, again.visited) == (NOW, NOW)


def test_versions_of_a_story_are_counted_and_the_last_one_kept(frontier: Frontier) -> None:
    assert frontier.records.get("id") is None
    with frontier.transaction():
        frontier.records.put("id", 1, 10, 5, NOW)
        frontier.records.put("id", 1, 11, 6, NOW + 1)
    found = frontier.records.get("id")
    assert found is not None
    assert (found.record, found.url, found.content, found.simhash, found.versions) == (
        "id", 1, 11, 6, 2,
    )  # fmt: skip


def test_text_of_any_kind_is_stored(frontier: Frontier) -> None:
    add(frontier, story("/a"))
    (task,) = taken(frontier)
    visit(frontier, task, Visit(State.READY, NOW, etag='"a\0b"', last_modified="Понедельник"))
    (again,) = taken(frontier)
    assert again.last_modified == "Понедельник"


def test_rests_of_hosts_survive(file: Path) -> None:
    with Frontier(SQLite(file)) as frontier:
        with frontier.transaction():
            frontier.set_rests([("example.org", 3, NOW + 60)])
        assert frontier.rests() == [("example.org", 3, NOW + 60)]


def test_second_opening_is_refused_and_names_the_process(file: Path) -> None:
    opened = SQLite(file)
    with pytest.raises(FrontierLocked, match=f"process {os.getpid()} is crawling"):
        SQLite(file)
    opened.close()
    SQLite(file).close()


def test_lock_ends_with_its_process(file: Path) -> None:
    code = (
        "import os, sys; from pathlib import Path\n"
        "from scraper.crawl.frontier.sqlite import SQLite\n"
        "SQLite(Path(sys.argv[1])); os.kill(os.getpid(), 9)"
    )
    subprocess.run([sys.executable, "-c", code, str(file)], check=False, timeout=60)
    SQLite(file).close()


def test_file_system_without_locks_is_named(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refused(*_: object) -> None:
        raise OSError(errno.ENOLCK, "No locks available")

    monkeypatch.setattr(fcntl, "flock", refused)
    with pytest.raises(FrontierError, match=r"No locks available.*local disk") as caught:
        Lock(tmp_path / "frontier.sqlite")
    assert not isinstance(caught.value, FrontierLocked)


def test_lock_needs_no_room_on_the_disk(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def full(*_: object) -> None:
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr(os, "pwrite", full)
    held = Lock(tmp_path / "frontier.sqlite")
    with pytest.raises(FrontierLocked, match="unknown"):
        Lock(tmp_path / "frontier.sqlite")
    held.release()


def test_unwritable_place_is_told(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    with pytest.raises(FrontierError, match="file"):
        SQLite(tmp_path / "file" / "frontier.sqlite")


@pytest.mark.parametrize(
    ("query", "index"),
    [
        ("SELECT id FROM url WHERE state = 0 AND lane = 1 ORDER BY rank DESC LIMIT 9", "url_ready"),
        ("UPDATE url SET state = 0 WHERE state = 1 AND next_visit <= 9", "url_due"),
        ("SELECT id FROM url WHERE key = 9", "url_key"),
        ("SELECT story FROM band WHERE band = 9", "PRIMARY KEY"),
        ("SELECT id FROM story WHERE key = 9", "sqlite_autoindex_story"),
        ("SELECT id FROM story WHERE url = 9 ORDER BY id", "story_url"),
    ],
)
def test_queries_that_must_not_slow_down_use_their_index(
    file: Path, query: str, index: str
) -> None:
    SQLite(file).close()
    with sqlite3.connect(file) as database:
        (plan,) = database.execute("EXPLAIN QUERY PLAN " + query).fetchall()
    assert plan[3].startswith("SEARCH")
    assert index in plan[3]
    assert "TEMP B-TREE" not in plan[3]


def test_counts_by_state_are_kept(frontier: Frontier) -> None:
    add(frontier, story("/a"), story("/b"), story("/c"), story("/a"))
    tasks = taken(frontier)
    visit(frontier, tasks[0], Visit(State.DONE, NOW))
    visit(frontier, tasks[1], Visit(State.WAITING, NOW, NOW))
    visit(frontier, tasks[1], Visit(State.WAITING, NOW, NOW))
    query = frontier._db.execute
    kept = query("SELECT state, count FROM tally WHERE count <> 0 ORDER BY state").fetchall()
    assert kept == query("SELECT state, count(*) FROM url GROUP BY state ORDER BY state").fetchall()
    assert kept == [(0, 1), (1, 1), (2, 1)]


def test_a_frontier_without_the_later_columns_and_index_gets_them(tmp_path: Path) -> None:
    path = tmp_path / "frontier.sqlite"
    SQLite(path).close()
    with closing(sqlite3.connect(path)) as old:
        old.execute("DROP INDEX story_content")
        for table, column, _ in ADDED:
            old.execute(f"ALTER TABLE {table} DROP COLUMN {column}")
        old.execute("DROP INDEX story_url")
        old.execute("INSERT INTO story VALUES (1, 2, 'a', 3, 4, 5, 1, 6)")
        old.commit()
    with closing(SQLite(path, read_only=True)) as earlier:
        assert Records(earlier).url_of("unknown") is None
    database = SQLite(path)
    assert database.execute("PRAGMA index_info(story_url)").fetchall()
    found = database.execute("SELECT content, head, headline, published FROM story").fetchone()
    plan = database.execute("EXPLAIN QUERY PLAN SELECT 1 FROM story WHERE content = 4").fetchone()
    database.close()
    assert found == (4, None, None, None)
    assert "story_content" in plan[3]
