"""The frontier in PostgreSQL: what machines that share it may do, and what its errors say.

What holds for every frontier is in test_frontier.py; all tests of crawls run on PostgreSQL with
``pytest tests/crawl --frontier postgres``. More kills: ``python -m benchmarks.shared``.
"""

from __future__ import annotations

import json
import os
import shutil
import socket
import sys
import threading
import time
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from itertools import count, pairwise
from pathlib import Path
from typing import Any

import psycopg
import pytest

from benchmarks.postgres_server import GUARDED, Server
from benchmarks.shared import shared_test
from scraper.crawl import crawl, status
from scraper.crawl.engine.engine import Engine
from scraper.crawl.engine.shared_gate import SharedGate
from scraper.crawl.frontier.database import ClaimLost
from scraper.crawl.frontier.entries import Candidate, Lane, Visit
from scraper.crawl.frontier.frontier import Frontier
from scraper.crawl.frontier.postgres import Postgres
from scraper.crawl.frontier.states import State
from scraper.discovery import Kind
from scraper.errors import FrontierError, FrontierLocked, HostResting
from scraper.exporters.jsonl import SegmentWriter
from scraper.fetchers.politeness import GateSettings
from scraper.settings import Config
from tests.crawl.news_site import Answer, Request, Site, article

Configure = Callable[..., Config]
FAKE = "tests.crawl.fake_extractor:extract"


@pytest.fixture
def frontier_key(address: str) -> str:
    return f'frontier = "{address}"'


@pytest.fixture
def machine(address: str, tmp_path: Path) -> Iterator[Callable[[str], Frontier]]:
    """Opens the frontier as a machine, named by its output folder."""
    with ExitStack() as opened:
        yield lambda name: opened.enter_context(Frontier(Postgres(address, tmp_path / name)))


def claimed(frontier: Frontier, source: str = "a") -> bool:
    with frontier.transaction():
        return frontier.claim(frontier.source_id(source))


def number_of(frontier: Frontier, source: str = "a") -> int:
    with frontier.transaction():
        return frontier.source_id(source)


def let_lease_run_out(address: str) -> None:
    """As if nothing had been heard of any machine for long."""
    with psycopg.connect(address) as connection:
        connection.execute("UPDATE scraper.machine SET expires = clock_timestamp()")


# Claims


def test_a_source_is_claimed_by_one_machine_until_it_is_released(
    machine: Callable[[str], Frontier],
) -> None:
    a, b = machine("a"), machine("b")
    assert claimed(a)
    assert claimed(a), "again by the same one"
    assert not claimed(b)
    assert claimed(b, "another source")
    assert b.claimed_elsewhere() == {"a"}
    with a.transaction():
        a.release(a.source_id("a"))
    assert claimed(b)
    assert a.claimed_elsewhere() == {"a", "another source"}


def test_a_machine_whose_lease_ran_out_cannot_store_once_another_took_over(
    machine: Callable[[str], Frontier], address: str
) -> None:
    a, b = machine("a"), machine("b")
    assert claimed(a)
    number = number_of(a)
    with a.transaction([number]):
        a.add(number, [Candidate("https://example.org/1", Kind.ARTICLE, 1, 1)], 0)
    let_lease_run_out(address)
    with a.transaction([number]):
        pass  # nobody has taken over, and it is alive again
    let_lease_run_out(address)
    assert claimed(b)
    (task,) = a.ready_tasks(Lane(1, number, "https://example.org"), 10)
    with pytest.raises(ClaimLost) as lost, a.transaction([number]):
        a.store_visit(task, Visit(State.DONE, 1))
    assert lost.value.sources == {number}
    assert len(b.ready_tasks(Lane(1, number, "https://example.org"), 10)) == 1, "nothing was stored"
    with b.transaction([number]):
        b.store_visit(task, Visit(State.DONE, 1))


def test_a_process_that_died_is_followed_by_one_in_its_folder_at_once(
    machine: Callable[[str], Frontier], address: str, tmp_path: Path
) -> None:
    died = Postgres(address, tmp_path / "a")
    assert claimed(Frontier(died))
    assert died.shared_hosts is not None
    assert died.shared_hosts.claim(["example.org"], 1.0).wait == 0
    died._connection.close()  # as the system does it for a process that is killed
    died.shared_hosts.close()
    assert died._lock is not None
    died._lock.release()
    assert not claimed(machine("b")), "its lease still runs"
    again = machine("a")
    assert claimed(again)
    assert again.shared_hosts is not None
    # When its last request was made is not known: the delay counts from now.
    assert again.shared_hosts.claim(["example.org"], 1.0).wait > 0.9


def test_two_processes_cannot_be_one_machine(
    machine: Callable[[str], Frontier], address: str, tmp_path: Path
) -> None:
    a = machine("a")
    with pytest.raises(FrontierLocked, match=f"process {os.getpid()} is crawling into this folder"):
        Postgres(address, tmp_path / "a")
    (tmp_path / "copy").mkdir()
    shutil.copy(tmp_path / "a" / "machine.id", tmp_path / "copy")
    machine("copy")
    with pytest.raises(FrontierError, match=r"copy of this one's. Delete the file machine\.id"):
        claimed(a)


def test_passes_are_shared_equally_among_the_machines_alive(
    machine: Callable[[str], Frontier], address: str, tmp_path: Path
) -> None:
    a = machine("a")
    assert a.share(7) == 7
    with Frontier(Postgres(address, tmp_path / "b")) as b:
        assert (a.share(7), b.share(7)) == (4, 4)
    assert a.share(7) == 7


# Politeness


def test_machines_ask_a_host_and_its_address_in_turns(
    machine: Callable[[str], Frontier],
) -> None:
    delay, moments = 0.05, []
    addresses = {"one.example": ["192.0.2.1"], "two.example": ["192.0.2.1", "192.0.2.2"]}

    def ask(frontier: Frontier, host: str) -> None:
        assert frontier.shared_hosts is not None
        gate = SharedGate(frontier.shared_hosts, GateSettings(delay=delay), addresses=addresses.get)  # type: ignore[arg-type]
        for _ in range(8):
            with gate.turn(f"http://{host}/", max_wait=60) as turn:
                moments.append(time.monotonic())
                turn.sent()
                turn.answered(200)

    threads = [
        threading.Thread(target=ask, args=(machine(name), host))
        for name, host in (("a", "one.example"), ("b", "one.example"), ("c", "two.example"))
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(moments) == 24
    assert min(after - before for before, after in pairwise(sorted(moments))) >= delay


def test_a_host_that_asks_for_rest_rests_for_all_machines(
    machine: Callable[[str], Frontier],
) -> None:
    a, b = machine("a"), machine("b")
    assert a.shared_hosts is not None
    assert b.shared_hosts is not None
    with SharedGate(a.shared_hosts, GateSettings()).turn("http://one.example/") as turn:
        turn.answered(503, retry_after=120)
    gate = SharedGate(b.shared_hosts, GateSettings())
    with pytest.raises(HostResting) as resting, gate.turn("http://one.example/"):
        pass
    assert 110 < resting.value.ready_in <= 120
    assert gate.state("one.example").failures == 1
    ((host, failures, until),) = b.rests()
    assert (host, failures) == ("one.example", 1)
    assert 100 < until - time.time() < 140


def test_nothing_is_asked_while_ones_own_lease_has_run_out(
    machine: Callable[[str], Frontier], address: str
) -> None:
    a = machine("a")
    assert a.shared_hosts is not None
    let_lease_run_out(address)
    assert a.shared_hosts.claim(["example.org"], 0.0).wait > 0
    with a.transaction():
        pass
    assert a.shared_hosts.claim(["example.org"], 0.0).wait == 0


# Crawls


def stories(config: Config) -> Counter[str]:
    return Counter(
        json.loads(line)["url"].rpartition("/")[2]
        for path in config.crawl.output.rglob("*.jsonl")
        for line in path.read_text().splitlines()
    )


NAMES = [f"story-number-{n}-of-many" for n in range(12)]


@pytest.fixture
def config(site: Site, configure: Configure) -> Config:
    site.add_feed("/feed.xml", [f"/news/{name}" for name in NAMES])
    for name in NAMES:
        site.add_article(f"/news/{name}")
    return configure(f'feeds = "{site.url}/feed.xml"')


def test_a_crawl_writes_each_story_once_and_status_counts_its_urls(
    config: Config, site: Site
) -> None:
    assert status(config)[0].last is None
    assert crawl(config, extractor=FAKE).records == 12
    site.forget()
    assert crawl(config, extractor=FAKE).records == 0
    assert site.asked() == ["/feed.xml"]
    (told,) = status(config)
    assert [run.state for run in told.runs] == ["done", "done"]
    assert (told.urls, told.ready, told.waiting) == (13, 0, 13)
    assert stories(config) == Counter(NAMES)


def test_a_pass_that_another_machine_took_over_is_dropped(
    config: Config, site: Site, address: str, tmp_path: Path
) -> None:
    other = Frontier(Postgres(address, tmp_path / "other"))

    def take_over(request: Request) -> Answer:
        let_lease_run_out(address)
        assert claimed(other, "site")
        return Answer(article("/news/" + NAMES[5]))

    site.pages["/news/" + NAMES[5]] = take_over
    with (
        other,
        Frontier(Postgres(address, config.crawl.output)) as frontier,
        Engine(config, frontier, extractor=FAKE) as engine,
    ):
        assert engine.begin(config.source[0], forced=True)
        engine.run()
        (report,) = engine.reports
        assert report.state == "interrupted"
        assert not engine.begin(config.source[0], forced=True), "the other one has it"
    assert not list(config.crawl.output.rglob("*.part"))
    before = stories(config)
    assert before[NAMES[5]] == 0
    site.add_article("/news/" + NAMES[5])
    crawl(config, extractor=FAKE)
    assert stories(config) == Counter(NAMES), "what was fetched in vain is fetched again"


def test_files_of_a_machine_killed_before_its_first_commit_do_not_stay_unfinished(
    config: Config, address: str, tmp_path: Path
) -> None:
    """Another machine has taken the source over, so that no pass of this one continues them."""
    killed = SegmentWriter(config.output_of(config.source[0]))
    killed.append([b'{"url": "https://example.com/never-committed"}'])
    killed.close()
    with (
        Frontier(Postgres(address, tmp_path / "other")) as other,
        Frontier(Postgres(address, config.crawl.output)) as frontier,
        Engine(config, frontier, extractor=FAKE) as engine,
    ):
        assert claimed(other, "site")
        assert not engine.begin(config.source[0], forced=True)
    assert not list(config.crawl.output.rglob("*.part"))
    assert len(list(config.crawl.output.rglob("*.orphan"))) == 1, "set aside, not deleted"


def test_a_pass_that_is_given_back_goes_on_elsewhere(
    site: Site, configure: Configure, address: str, tmp_path: Path
) -> None:
    for letter in "xy":
        site.add_feed(f"/{letter}.xml", [f"/{letter}/{name}" for name in NAMES])
        for name in NAMES:
            site.add_article(f"/{letter}/{name}")
    config = configure(
        f'name = "x"\nfeeds = "{site.url}/x.xml"', f'name = "y"\nfeeds = "{site.url}/y.xml"'
    )
    with (
        Frontier(Postgres(address, tmp_path / "other")) as frontier,
        Engine(config, frontier, extractor=FAKE) as engine,
    ):
        for source in config.source:
            engine.begin(source, forced=True)
        engine.give_back(1)
        engine.run()
        assert {report.name: report.state for report in engine.reports} == {
            "x": "done",
            "y": "stopped",
        }
        # Here as another machine, while that one is still alive.
        moved = config.model_copy(
            update={"crawl": config.crawl.model_copy(update={"output": tmp_path / "out" / "b"})}
        )
        assert crawl(moved, ["y"], extractor=FAKE).records == 12
    assert stories(config) == Counter(dict.fromkeys(NAMES, 2))


@pytest.mark.parametrize("is_committed", [True, False])
def test_connection_lost_while_records_are_committed(
    config: Config, monkeypatch: pytest.MonkeyPatch, is_committed: bool
) -> None:
    real = psycopg.Connection.execute
    left = count(6, -1)

    def execute(self: Any, query: Any, *values: Any, **options: Any) -> Any:
        if query == "COMMIT" and next(left) == 0:
            if is_committed:
                real(self, query)
            with socket.socket(fileno=os.dup(self.fileno())) as line:
                line.shutdown(socket.SHUT_RDWR)
        return real(self, query, *values, **options)

    monkeypatch.setattr(psycopg.Connection, "execute", execute)
    with pytest.raises(FrontierError, match="lost while records were committed"):
        crawl(config, extractor=FAKE)
    monkeypatch.undo()
    crawl(config, extractor=FAKE)
    assert stories(config) == Counter(NAMES)


@pytest.mark.parametrize("killed", ["all", "one of two"])
def test_connection_lost_in_the_middle_is_a_clear_error_and_what_was_committed_stays(
    config: Config, site: Site, address: str, killed: str
) -> None:
    def cut(request: Request) -> Answer:
        with psycopg.connect(address) as connection:
            connection.execute(
                "SELECT pg_terminate_backend(pid) FROM (SELECT pid FROM pg_stat_activity WHERE "
                "application_name = 'scraper' AND datname = current_database() "
                "ORDER BY backend_start DESC LIMIT %s) AS last",
                (1 if killed == "one of two" else None,),
            )
        return Answer(article("/news/" + NAMES[5]))

    site.pages["/news/" + NAMES[5]] = cut
    with pytest.raises(FrontierError, match=r"start again.* what was committed is kept"):
        crawl(config, extractor=FAKE)
    site.add_article("/news/" + NAMES[5])
    crawl(config, extractor=FAKE)
    assert stories(config) == Counter(NAMES)


def test_machines_killed_again_and_again_write_each_record_once(
    postgres: Server, tmp_path: Path
) -> None:
    names = count()
    result = shared_test(
        120, 6, tmp_path, lambda: postgres.new_database(f"kill{next(names)}"), seed=3,
        extractor=FAKE, stops=0.1,
    )  # fmt: skip
    assert result.kills + result.stops == 6
    assert (result.records, result.missing, result.extra, result.parts) == (120, 0, 0, 0)
    assert not result.early


# Errors


def test_server_that_cannot_be_reached(tmp_path: Path) -> None:
    with pytest.raises(FrontierError, match=r"cannot connect: .*is the server running") as told:
        Postgres("postgresql://me@127.0.0.1:1/news?connect_timeout=2", tmp_path)
    assert str(told.value).startswith("postgresql://me@127.0.0.1:1/news: ")


def test_wrong_and_missing_password(
    postgres: Server, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with psycopg.connect(postgres.address("postgres"), autocommit=True) as connection:
        connection.execute(f"DROP ROLE IF EXISTS {GUARDED}")
        connection.execute(f"CREATE ROLE {GUARDED} LOGIN PASSWORD 'right'")
    address = postgres.address("postgres", GUARDED)
    monkeypatch.delenv("PGPASSWORD", raising=False)
    monkeypatch.setenv("PGPASSFILE", os.devnull)
    with pytest.raises(FrontierError, match="no password supplied: set PGPASSWORD"):
        Postgres(address, tmp_path)
    monkeypatch.setenv("PGPASSWORD", "wrong")
    with pytest.raises(FrontierError, match=r"password authentication failed.*PGPASSWORD") as told:
        Postgres(address, tmp_path)
    assert "wrong" not in str(told.value)
    monkeypatch.setenv("PGPASSWORD", "right")
    with pytest.raises(FrontierError, match=r"permission denied for database.*give the user"):
        Postgres(address, tmp_path)


def test_missing_database(postgres: Server, tmp_path: Path) -> None:
    with pytest.raises(FrontierError, match='"nowhere" does not exist: make it with `createdb`'):
        Postgres(postgres.address("nowhere"), tmp_path)


def test_database_that_is_not_utf8_is_refused(postgres: Server, tmp_path: Path) -> None:
    address = postgres.new_database("latin", "ENCODING 'LATIN1' LOCALE 'C' TEMPLATE template0")
    with pytest.raises(FrontierError, match="encoding LATIN1"):
        Postgres(address, tmp_path)


def test_foreign_and_newer_schemas_are_refused(address: str, tmp_path: Path) -> None:
    Postgres(address, tmp_path).close()
    with psycopg.connect(address) as connection:
        connection.execute("UPDATE scraper.frontier SET version = 99")
    with pytest.raises(FrontierError, match="version 99, this program reads version 1"):
        Postgres(address, tmp_path)
    with pytest.raises(FrontierError, match="version 99"):
        Postgres(address)
    with psycopg.connect(address) as connection:
        connection.execute("DROP TABLE scraper.frontier")
    with pytest.raises(FrontierError, match="not a frontier of this program"):
        Postgres(address, tmp_path)


def test_without_psycopg_the_message_names_the_extra_to_install(
    config: Config, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delitem(sys.modules, "scraper.crawl.frontier.postgres")
    monkeypatch.setitem(sys.modules, "psycopg", None)
    with pytest.raises(FrontierError, match=r"pip install 'scraper\[postgres\]'"):
        crawl(config, extractor=FAKE)
    with pytest.raises(FrontierError, match=r"pip install 'scraper\[postgres\]'"):
        status(config)


def test_damaged_machine_id_is_refused(address: str, tmp_path: Path) -> None:
    (tmp_path / "machine.id").write_text("")
    with pytest.raises(FrontierError, match=r"machine\.id: expected 32 hexadecimal digits"):
        Postgres(address, tmp_path)
