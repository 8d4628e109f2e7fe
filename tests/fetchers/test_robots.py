"""robots.txt by RFC 9309, and the directives in headers and meta tags."""

from __future__ import annotations

import socket
import threading
import time
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime

import pytest

from scraper.errors import NetworkError, RobotsDenied
from scraper.fetchers.http import HttpFetcher
from scraper.fetchers.politeness import Gate, GateSettings
from scraper.fetchers.robots import (
    MAX_AGE,
    Directives,
    RobotsCache,
    header_directives,
    meta_directives,
    product_token,
)
from tests.fetchers.conftest import Asked, RawServer, Serve, answer

AGENT = "Mozilla/5.0 (compatible; HarbourBot/2.1; +https://bot.example)"


class SteppedClock:
    def __init__(self) -> None:
        self.time = 0.0

    def __call__(self) -> float:
        return self.time


def robots_of(
    serve: Serve, fetcher: HttpFetcher, text: str | bytes, *headers: str, status: str = "200 OK"
) -> tuple[RobotsCache, str]:
    body = text.encode() if isinstance(text, str) else text
    server = serve({"/robots.txt": answer(body, *headers, status=status)})
    return RobotsCache(fetcher, AGENT), server.url


@pytest.mark.parametrize(
    ("rules", "path", "allowed"),
    [
        ("User-agent: *\nDisallow: /private/", "/private/x", False),
        ("User-agent: *\nDisallow: /private/", "/privately", True),
        ("User-agent: *\nDisallow:", "/anything", True),
        ("User-agent: *\nDisallow: /", "/robots.txt", True),
        ("User-agent: *\nDisallow: /a\nAllow: /a/b", "/a/b/c", True),
        ("User-agent: *\nAllow: /a\nDisallow: /a", "/a", True),
        ("User-agent: *\nDisallow: /*.pdf$", "/x/y.pdf", False),
        ("User-agent: *\nDisallow: /*.pdf$", "/x/y.pdf?page=1", True),
        ("User-agent: *\nDisallow: /*?print=", "/story?print=1", False),
        ("User-agent: *\nDisallow: /\n\nUser-agent: harbourbot\nAllow: /", "/x", True),
        ("User-agent: HARBOURBOT\nDisallow: /\n\nUser-agent: *\nAllow: /", "/x", False),
        ("User-agent: otherbot\nDisallow: /", "/x", True),
        ("User-agent: one\nUser-agent: harbourbot\nDisallow: /x", "/x", False),
        (
            "User-agent: harbourbot\nDisallow: /x\n\nUser-agent: harbourbot\nDisallow: /y",
            "/x",
            False,
        ),
        ("User-agent: *\nDisallow: /caf%C3%A9", "/café", False),
        ("User-agent: *\nDisallow: /新聞", "/%E6%96%B0%E8%81%9E/1", False),
        ("\ufeffUser-agent: *\nDisallow: /x", "/x", False),
        ("user-agent:*\r\ndisallow:/x # why\r\n", "/x", False),
        ("User-agent: *\rDisallow: /x", "/x", False),
        ("<html><body>Not found</body></html>", "/x", True),
        ("", "/x", True),
    ],
)
def test_robots_txt_allows_and_forbids_paths(
    serve: Serve, fetcher: HttpFetcher, rules: str, path: str, allowed: bool
) -> None:
    robots, url = robots_of(serve, fetcher, rules)
    assert robots.allowed(url + path) == allowed


def test_a_denial_names_the_file_and_the_robot(serve: Serve, fetcher: HttpFetcher) -> None:
    robots, url = robots_of(serve, fetcher, "User-agent: *\nDisallow: /x")
    with pytest.raises(RobotsDenied, match=r"robots\.txt forbids it to HarbourBot"):
        robots.check(f"{url}/x")
    robots.check(f"{url}/y")


@pytest.mark.parametrize(
    "status", ["404 Not Found", "403 Forbidden", "401 Unauthorized", "410 Gone"]
)
def test_4xx_allows_everything(serve: Serve, fetcher: HttpFetcher, status: str) -> None:
    robots, url = robots_of(serve, fetcher, "User-agent: *\nDisallow: /", status=status)
    assert robots.allowed(f"{url}/x")


@pytest.mark.parametrize("status", ["500 Oops", "503 Busy", "429 Too Many Requests"])
def test_5xx_and_429_forbid_everything_for_now(
    serve: Serve, fetcher: HttpFetcher, status: str
) -> None:
    robots, url = robots_of(serve, fetcher, "", status=status)
    assert not robots.allowed(f"{url}/x")
    with pytest.raises(NetworkError, match=r"robots\.txt cannot be read \(status"):
        robots.check(f"{url}/x")


def test_an_unreachable_file_forbids_everything_for_now(fetcher: HttpFetcher) -> None:
    with socket.create_server(("127.0.0.1", 0)) as listener:
        port = listener.getsockname()[1]
    robots = RobotsCache(fetcher, AGENT)
    assert not robots.allowed(f"http://127.0.0.1:{port}/x")


def test_five_redirects_are_followed_and_a_sixth_means_no_rules(
    serve: Serve, fetcher: HttpFetcher
) -> None:
    steps = {f"/{n}": answer(b"", f"Location: /{n + 1}", status="301 Moved") for n in range(1, 5)}
    text = b"User-agent: *\nDisallow: /x"
    start = {"/robots.txt": answer(b"", "Location: /1", status="301 Moved")}
    five = serve({**start, **steps, "/5": answer(text)})
    six = serve(
        {**start, **steps, "/5": answer(b"", "Location: /6", status="301 M"), "/6": answer(text)}
    )
    robots = RobotsCache(fetcher, AGENT)
    assert not robots.allowed(f"{five.url}/x")
    assert robots.allowed(f"{six.url}/x")
    assert "/6" not in six.targets


def test_what_stands_beyond_500_kib_is_ignored(serve: Serve, fetcher: HttpFetcher) -> None:
    near = b"User-agent: *\nDisallow: /near\n"
    filler = b"# " + b"x" * 98 + b"\n"
    text = near + filler * 5200 + b"Disallow: /far\n"
    robots, url = robots_of(serve, fetcher, text)
    assert not robots.allowed(f"{url}/near")
    assert robots.allowed(f"{url}/far")


def test_an_endless_file_costs_its_limit_alone(serve: Serve, fetcher: HttpFetcher) -> None:
    def handler(asked: Asked, connection: socket.socket) -> None:
        connection.sendall(b"HTTP/1.1 200 OK\r\n\r\nUser-agent: *\nDisallow: /x\n")
        while True:
            connection.sendall(b"Disallow: /y\n" * 1000)

    robots = RobotsCache(fetcher, AGENT)
    assert not robots.allowed(f"{serve(handler).url}/x")


def test_rules_made_to_be_slow_are_not(serve: Serve, fetcher: HttpFetcher) -> None:
    rule = "Disallow: /" + "a*" * 2000 + "b$\n"
    robots, url = robots_of(serve, fetcher, "User-agent: *\n" + rule * 100)
    path = "/" + "a" * 4000
    assert robots.allowed(url + path)


def counting(serve: Serve, text: str, status: str = "200 OK") -> tuple[RawServer, list[bytes]]:
    answers = [answer(text.encode(), status=status)]
    server = serve(lambda asked, connection: connection.sendall(answers[0]))
    return server, answers


def test_the_file_is_asked_for_once_a_day(serve: Serve, fetcher: HttpFetcher) -> None:
    server, answers = counting(serve, "User-agent: *\nDisallow: /x")
    clock = SteppedClock()
    robots = RobotsCache(fetcher, AGENT, clock=clock)
    for _ in range(3):
        robots.allowed(f"{server.url}/x")
    clock.time = MAX_AGE - 1
    assert not robots.allowed(f"{server.url}/x")
    assert len(server.asked) == 1
    answers[0] = answer(b"")
    clock.time = MAX_AGE + 1
    assert robots.allowed(f"{server.url}/x")
    assert len(server.asked) == 2


def test_a_failed_file_is_asked_for_again_after_ten_minutes(
    serve: Serve, fetcher: HttpFetcher
) -> None:
    server, answers = counting(serve, "", "500 Oops")
    clock = SteppedClock()
    robots = RobotsCache(fetcher, AGENT, clock=clock)
    assert not robots.allowed(f"{server.url}/x")
    answers[0] = answer(b"")
    clock.time = 599
    assert not robots.allowed(f"{server.url}/x")
    clock.time = 601
    assert robots.allowed(f"{server.url}/x")


def test_old_rules_hold_while_the_file_cannot_be_reached(
    serve: Serve, fetcher: HttpFetcher
) -> None:
    server, answers = counting(serve, "User-agent: *\nDisallow: /x")
    clock = SteppedClock()
    robots = RobotsCache(fetcher, AGENT, clock=clock)
    robots.allowed(f"{server.url}/x")
    answers[0] = answer(status="503 Busy")
    clock.time = MAX_AGE + 1
    assert robots.allowed(f"{server.url}/y")
    assert not robots.allowed(f"{server.url}/x")


def test_many_threads_ask_for_one_file_once(serve: Serve, fetcher: HttpFetcher) -> None:
    ready = threading.Event()

    def handler(asked: Asked, connection: socket.socket) -> None:
        ready.wait(2)
        connection.sendall(answer(b"User-agent: *\nDisallow: /x"))

    server = serve(handler)
    robots = RobotsCache(fetcher, AGENT)
    with ThreadPoolExecutor(8) as threads:
        waiting = [threads.submit(robots.allowed, f"{server.url}/x") for _ in range(8)]
        time.sleep(0.1)
        ready.set()
        assert [done.result() for done in waiting] == [False] * 8
    assert len(server.asked) == 1


def test_each_origin_has_its_own_file(serve: Serve, fetcher: HttpFetcher) -> None:
    one, url_one = robots_of(serve, fetcher, "User-agent: *\nDisallow: /x")
    _, url_two = robots_of(serve, fetcher, "")
    assert not one.allowed(f"{url_one}/x")
    assert one.allowed(f"{url_two}/x")


def test_crawl_delay_and_request_rate_reach_the_gate(serve: Serve, fetcher: HttpFetcher) -> None:
    gate = Gate(GateSettings(delay=1.0))
    for text, delay in (
        ("User-agent: *\nCrawl-delay: 7.5", 7.5),
        ("User-agent: *\nRequest-rate: 1/10", 10.0),
        ("User-agent: *\nCrawl-delay: 2\nRequest-rate: 2/1m", 30.0),
        ("User-agent: *\nCrawl-delay: -3", None),
        ("User-agent: *\nCrawl-delay: nan", None),
        ("User-agent: other\nCrawl-delay: 9", None),
    ):
        server = serve({"/robots.txt": answer(text.encode())})
        robots = RobotsCache(fetcher, AGENT, gate=gate)
        assert robots.crawl_delay(f"{server.url}/x") == delay
        if delay is not None:
            assert gate.state("127.0.0.1").delay == delay


def test_sitemaps_are_listed_once_with_whole_addresses(serve: Serve, fetcher: HttpFetcher) -> None:
    text = (
        "Sitemap: https://news.example/a.xml\nUser-agent: *\nDisallow:\n"
        "sitemap: /b.xml\nSitemap: https://news.example/a.xml\nSitemap: ftp://x/c.xml\n"
        "Sitemap: http://[bad\n"
    )
    robots, url = robots_of(serve, fetcher, text)
    assert robots.sitemaps(url) == ("https://news.example/a.xml", f"{url}/b.xml")


@pytest.mark.parametrize(
    ("agent", "token"),
    [
        (AGENT, "HarbourBot"),
        ("NewsBot/1.0 (+mailto:x@y.example)", "NewsBot"),
        ("scraper/1.0", "scraper"),
        ("Mozilla/5.0 (X11; Linux x86_64)", "Mozilla"),
        ("my-news_bot", "my-news_bot"),
        ("123", "*"),
    ],
)
def test_the_product_token_of_a_user_agent(agent: str, token: str) -> None:
    assert product_token(agent) == token


DATE = datetime(2010, 6, 25, 15, 0, tzinfo=UTC)


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        ("noindex", Directives(noindex=True)),
        ("NoIndex, NOFOLLOW", Directives(noindex=True, nofollow=True)),
        ("none", Directives(noindex=True, nofollow=True)),
        ("all", Directives()),
        ("index, follow, max-snippet:-1, max-image-preview:none", Directives()),
        ("max-image-preview: none, nofollow", Directives(nofollow=True)),
        ("otherbot: noindex", Directives()),
        ("otherbot: noindex, nofollow", Directives()),
        ("harbourbot: noindex", Directives(noindex=True)),
        ("otherbot: noindex, harbourbot: nofollow", Directives(nofollow=True)),
        ("nofollow, otherbot: noindex", Directives(nofollow=True)),
        ("unavailable_after: 25 Jun 2010 15:00:00 GMT", Directives(unavailable_after=DATE)),
        (
            "noindex, unavailable_after: Friday, 25-Jun-10 15:00:00 GMT",
            Directives(noindex=True, unavailable_after=DATE),
        ),
        ("unavailable_after: 2010-06-25T15:00:00Z", Directives(unavailable_after=DATE)),
        ("unavailable_after: one day", Directives()),
        ("noarchive, nosnippet", Directives()),
        ("", Directives()),
        (None, Directives()),
    ],
)
def test_directives_of_the_x_robots_tag_header(value: str | None, expected: Directives) -> None:
    assert header_directives(value, AGENT) == expected


def test_meta_tags_for_all_and_for_this_robot_add_up() -> None:
    tags = [
        ("ROBOTS", "nofollow"),
        ("harbourbot", "unavailable_after: 2010-06-25"),
        ("otherbot", "noindex"),
        ("description", "none"),
    ]
    expected = Directives(nofollow=True, unavailable_after=datetime(2010, 6, 25, tzinfo=UTC))
    assert meta_directives(tags, AGENT) == expected
