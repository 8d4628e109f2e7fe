"""The politeness gate: by a clock that jumps, and as a server sees it, over real sockets."""

from __future__ import annotations

import math
import random
import socket
import threading
import time
from concurrent.futures import ThreadPoolExecutor
from itertools import pairwise

import pytest

from scraper.errors import FetchError, HostResting
from scraper.fetchers.addresses import Resolver
from scraper.fetchers.http import HttpFetcher
from scraper.fetchers.politeness import Clock, Gate, GateSettings, HostState
from scraper.fetchers.robots import RobotsCache
from scraper.fetchers.settings import HttpSettings
from tests.fetchers.conftest import NAMES, Asked, Serve, answer, loopback_names

A = "https://a.test/page"
B = "https://b.test/page"


class JumpingClock(Clock):
    """Time passes only where somebody waits."""

    def __init__(self) -> None:
        self.time = 1000.0

    def now(self) -> float:
        return self.time

    def wait(self, condition: threading.Condition, seconds: float | None) -> None:
        assert seconds is not None
        assert seconds > 0
        self.time += seconds


def gate_with(**settings: object) -> tuple[Gate, JumpingClock]:
    clock = JumpingClock()
    values = {"latency_factor": 0.0, "max_wait": 1e6, **settings}
    return Gate(GateSettings(**values), clock=clock), clock  # type: ignore[arg-type]


def ask(
    gate: Gate,
    clock: JumpingClock,
    url: str,
    *,
    status: int | None = 200,
    retry_after: float | None = None,
    connect: float = 0.0,
    takes: float = 0.0,
) -> float:
    """One request; the time when it was let through. No ``status``: it gets no answer."""
    with gate.turn(url) as turn:
        started = clock.time
        clock.time += connect
        turn.sent()
        clock.time += takes
        if status is None:
            turn.failed()
        else:
            turn.answered(status, retry_after=retry_after)
    return started


def test_the_delay_passes_between_two_requests_to_a_host() -> None:
    gate, clock = gate_with(delay=2.0)
    assert [ask(gate, clock, A) for _ in range(3)] == [1000, 1002, 1004]


def test_hosts_do_not_wait_for_each_other() -> None:
    gate, clock = gate_with(delay=2.0)
    assert [ask(gate, clock, url) for url in (A, B, A, B)] == [1000, 1000, 1002, 1002]


def test_ports_and_schemes_of_a_host_count_as_one() -> None:
    gate, clock = gate_with(delay=2.0)
    urls = (A, "http://A.test:8080/", "https://a.test./")
    assert [ask(gate, clock, url) for url in urls] == [1000, 1002, 1004]


def test_the_delay_counts_from_the_answer() -> None:
    # A slow connection first and a kept one next: counted from the starts, the server would see
    # the two requests 0.5 s apart.
    gate, clock = gate_with(delay=2.0)
    assert ask(gate, clock, A, connect=1.5, takes=0.2) == 1000
    assert ask(gate, clock, A) == pytest.approx(1003.7)


def test_the_longest_of_the_delays_holds() -> None:
    gate, clock = gate_with(delay=1.0)
    gate.set_crawl_delay("a.test", 10)
    gate.set_delay("b.test", 5)
    gate.set_crawl_delay("b.test", 3)
    times = [ask(gate, clock, url) for url in (A, A)], [ask(gate, clock, url) for url in (B, B)]
    assert times == ([1000, 1010], [1010, 1015])
    gate.set_crawl_delay("a.test", None)
    assert [ask(gate, clock, A) - clock.time for _ in range(2)] == [0, 0]
    assert gate.state("a.test").delay == 1.0


def test_the_delay_grows_and_falls_with_the_answer_time() -> None:
    gate, clock = gate_with(delay=1.0, latency_factor=1.0, max_delay=30)
    for _ in range(5):
        ask(gate, clock, A, takes=8.0)
    assert gate.state("a.test").delay == pytest.approx(8.0)
    for _ in range(12):
        ask(gate, clock, A, takes=0.1)
    assert gate.state("a.test").delay == pytest.approx(1.0)
    for _ in range(5):
        ask(gate, clock, A, takes=500)
    assert gate.state("a.test").delay == 30


def test_quick_error_pages_do_not_make_the_delay_fall() -> None:
    gate, clock = gate_with(delay=1.0, latency_factor=1.0)
    ask(gate, clock, A, takes=8.0)
    for _ in range(20):
        ask(gate, clock, A, status=404, takes=0.01)
    assert gate.state("a.test").delay == pytest.approx(8.0)


@pytest.mark.parametrize("status", [429, 503])
def test_too_many_requests_rests_the_host_and_doubles_its_delay(status: int) -> None:
    gate, clock = gate_with(delay=2.0, first_rest=5.0)
    ask(gate, clock, A, status=status)
    assert gate.state("a.test") == HostState("a.test", 4.0, 5.0, 1, 0.0)
    ask(gate, clock, A, status=status)
    assert gate.state("a.test") == HostState("a.test", 8.0, 10.0, 2, 0.0)
    for _ in range(12):
        ask(gate, clock, A)
    assert gate.state("a.test").delay == pytest.approx(2.0)
    assert gate.state("a.test").failures == 0


def test_retry_after_is_kept_to_the_second() -> None:
    gate, clock = gate_with(delay=1.0)
    ask(gate, clock, A, status=503, retry_after=120)
    assert gate.ready_in(A) == 120
    assert ask(gate, clock, A) == 1120


def test_a_retry_after_of_years_is_cut() -> None:
    gate, clock = gate_with(max_retry_after=3600)
    ask(gate, clock, A, status=429, retry_after=1e12)
    assert gate.ready_in(A) == 3600


def test_a_failing_host_rests_longer_each_time_and_recovers_at_once() -> None:
    gate, clock = gate_with(delay=1.0, first_rest=5.0, max_rest=60.0)
    times = [ask(gate, clock, A, status=None) for _ in range(7)]
    assert [later - earlier for earlier, later in pairwise(times)] == [5, 10, 20, 40, 60, 60]
    ask(gate, clock, A)
    assert gate.ready_in(A) == 1.0


def test_one_crashing_page_does_not_rest_its_host_but_several_do() -> None:
    gate, clock = gate_with(delay=1.0, first_rest=5.0)
    ask(gate, clock, A, status=500)
    assert gate.ready_in(A) == 1.0
    ask(gate, clock, A, status=500)
    assert gate.ready_in(A) == 10.0


def test_rests_are_taken_over_by_the_next_process() -> None:
    gate, clock = gate_with(delay=1.0, first_rest=100.0)
    ask(gate, clock, A, status=None)
    later, _ = gate_with(delay=1.0, first_rest=100.0)
    for state in gate.states():
        later.restore(state)
    assert later.ready_in(A) == 100.0
    assert later.state("a.test").failures == 1


def test_whoever_would_wait_too_long_is_told_how_long() -> None:
    gate, clock = gate_with(delay=1.0)
    ask(gate, clock, A, status=503, retry_after=500)
    with pytest.raises(HostResting, match="within 30 s") as caught, gate.turn(A, max_wait=30):
        pass
    assert caught.value.ready_in == 500
    assert clock.time == 1000


def test_one_connection_for_each_host() -> None:
    gate = Gate(GateSettings(delay=0.0))
    with gate.turn(A), gate.turn(B):
        assert gate.ready_in(A) == math.inf
        with (
            pytest.raises(HostResting, match="other requests to it are under way"),
            gate.turn(A, max_wait=0.05),
        ):
            pass
    assert gate.ready_in(A) == 0


def test_a_second_connection_may_start_once_the_first_request_has_left() -> None:
    gate = Gate(GateSettings(delay=0.0, connections=2))
    with gate.turn(A) as first:
        assert gate.ready_in(A) == math.inf
        first.sent()
        assert gate.ready_in(A) == 0
        with gate.turn(A) as second:
            second.sent()
            assert gate.ready_in(A) == math.inf
    assert gate.ready_in(A) == 0


def test_a_turn_that_ends_in_an_exception_is_given_back() -> None:
    gate = Gate(GateSettings(delay=0.0))
    with pytest.raises(ZeroDivisionError), gate.turn(A):
        raise ZeroDivisionError
    assert gate.ready_in(A) == 0


def shared(**settings: object) -> tuple[Gate, JumpingClock]:
    clock = JumpingClock()
    table = {
        "a.test": ["192.0.2.1"],
        "b.test": ["192.0.2.2", "192.0.2.1"],
        "c.test": ["192.0.2.3"],
    }

    def addresses(host: str) -> list[str]:
        if host not in table:
            raise OSError("no such host")
        return table[host]

    values = {"latency_factor": 0.0, "max_wait": 1e6, **settings}
    gate = Gate(GateSettings(**values), clock=clock, addresses=addresses)  # type: ignore[arg-type]
    return gate, clock


def test_hosts_on_one_address_wait_for_each_other() -> None:
    gate, clock = shared(delay=2.0)
    assert [ask(gate, clock, url) for url in (A, B, A)] == [1000, 1002, 1004]
    with gate.turn(A), pytest.raises(HostResting), gate.turn(B, max_wait=5):
        pass
    alone, clock = shared(delay=2.0, share_addresses=False)
    assert [ask(alone, clock, url) for url in (A, B, A)] == [1000, 1000, 1002]


def test_hosts_on_other_addresses_and_without_one_do_not() -> None:
    gate, clock = shared(delay=2.0)
    urls = (A, "https://c.test/", "https://unknown.test/")
    assert [ask(gate, clock, url) for url in urls] == [1000, 1000, 1000]


def test_a_crawl_delay_of_one_host_does_not_silence_its_neighbours() -> None:
    gate, clock = shared(delay=2.0)
    gate.set_crawl_delay("a.test", 1e9)
    ask(gate, clock, A)
    assert ask(gate, clock, B) == 1002


def test_a_rest_of_one_host_holds_its_neighbours_for_a_minute_at_most() -> None:
    gate, clock = shared(delay=2.0)
    ask(gate, clock, A, status=503, retry_after=20)
    assert ask(gate, clock, B) == 1020
    ask(gate, clock, A, status=503, retry_after=86400)
    started = clock.time
    assert ask(gate, clock, B) - started == 60


def test_hosts_of_long_ago_are_forgotten_and_those_that_owe_a_rest_are_not() -> None:
    gate, clock = gate_with(delay=1.0)
    for number in range(500):
        ask(gate, clock, f"https://h{number}.test/")
    ask(gate, clock, "https://resting.test/", status=None)
    clock.time += 7200
    for _ in range(600):
        ask(gate, clock, A)
    assert {state.host for state in gate.states()} == {"resting.test", "a.test"}


def test_no_host_is_asked_faster_than_allowed_as_the_server_sees_it(serve: Serve) -> None:
    """50 hosts, 24 threads; pages, redirects to other hosts, feeds, images and robots.txt alike."""
    hosts = [f"h{number}.test" for number in range(50)]
    delays = {host: 0.04 if number % 5 else 0.1 for number, host in enumerate(hosts)}
    chance = random.Random(7)

    def handler(asked: Asked, connection: socket.socket) -> None:
        host = asked.headers["host"].partition(":")[0]
        if asked.target == "/robots.txt":
            text = f"User-agent: *\nCrawl-delay: {delays[host]}\n"
            connection.sendall(answer(text.encode()))
        elif asked.target.startswith("/moved"):
            to = f"Location: http://{chance.choice(hosts)}:{server.port}/page"
            connection.sendall(answer(b"", to, status="302 Found"))
        else:
            time.sleep(chance.random() * 0.02)
            connection.sendall(answer(b"x" * 100))
            if chance.random() < 0.3:
                connection.shutdown(socket.SHUT_RDWR)

    server = serve(handler)
    gate = Gate(GateSettings(delay=0.04, latency_factor=0, max_wait=20))
    settings = HttpSettings(allow_private=NAMES, proxies={}, retries=0)
    with HttpFetcher(settings, gate=gate, resolver=Resolver(loopback_names)) as fetcher:
        robots = RobotsCache(fetcher, "Bot/1.0", gate=gate)
        paths = ["page", "moved/1", "feed.xml", "image.png", "moved/2"]
        jobs = [f"http://{host}:{server.port}/{path}" for host in hosts for path in paths]
        chance.shuffle(jobs)
        with ThreadPoolExecutor(24) as threads:
            pages = list(threads.map(lambda url: fetcher.fetch(url, check=robots.check), jobs))
    assert len(pages) == 250
    arrivals: dict[str, list[float]] = {}
    for asked in server.asked:
        arrivals.setdefault(asked.headers["host"].partition(":")[0], []).append(asked.arrived)
    assert len(arrivals) == 50
    assert len(server.asked) == 250 + 100 + 50
    for host, times in arrivals.items():
        gaps = [later - earlier for earlier, later in pairwise(sorted(times))]
        # Before robots.txt is read only the configured delay is known.
        assert gaps[0] >= 0.04
        assert min(gaps[1:]) >= delays[host], host


def test_hosts_on_one_address_are_not_asked_at_the_same_time_as_the_server_sees_it(
    serve: Serve,
) -> None:
    server = serve(lambda asked, connection: connection.sendall(answer(b"x")))
    resolver = Resolver(loopback_names)
    gate = Gate(GateSettings(delay=0.02, latency_factor=0), addresses=resolver.addresses)
    settings = HttpSettings(allow_private=NAMES, proxies={}, retries=0)
    with HttpFetcher(settings, gate=gate, resolver=resolver) as fetcher:
        urls = [f"http://h{number}.test:{server.port}/" for number in range(20)]
        with ThreadPoolExecutor(8) as threads:
            list(threads.map(fetcher.fetch, urls))
    times = sorted(asked.arrived for asked in server.asked)
    assert min(later - earlier for earlier, later in pairwise(times)) >= 0.02


def test_a_resting_host_is_left_alone_by_the_fetcher(serve: Serve) -> None:
    server = serve({"/": answer(b"", "Retry-After: 300", status="503 Busy")})
    gate = Gate(GateSettings(delay=0.0, max_wait=1.0))
    settings = HttpSettings(allow_private=NAMES, proxies={}, retries=2)
    with HttpFetcher(settings, gate=gate) as fetcher:
        for _ in range(3):
            with pytest.raises(FetchError):
                fetcher.fetch(f"{server.url}/")
    assert len(server.asked) == 1


def test_a_kept_connection_that_the_server_closed_is_no_failure_of_the_host(serve: Serve) -> None:
    def handler(asked: Asked, connection: socket.socket) -> None:
        if len(server.asked) == 2:  # takes the request on the kept connection, and hangs up
            connection.shutdown(socket.SHUT_RDWR)
            connection.close()
            return
        connection.sendall(answer(b"fine"))

    server = serve(handler)
    gate = Gate(GateSettings(delay=0.0))
    settings = HttpSettings(allow_private=NAMES, proxies={}, retries=1)
    with HttpFetcher(settings, gate=gate, sleep=lambda _: None) as fetcher:
        for _ in range(2):
            assert fetcher.fetch(f"{server.url}/").body == b"fine"
    assert len(server.asked) == 3
    assert gate.state("127.0.0.1").failures == 0
