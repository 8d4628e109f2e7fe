"""BrowserFetcher with a real Chromium, against a server on 127.0.0.1."""

from __future__ import annotations

import contextlib
import shutil
import socket
import sys
from collections.abc import Iterator

import pytest

from scraper.errors import AddressRefused, NetworkError, RobotsDenied, ScraperError, TooLarge
from scraper.fetchers.addresses import Resolver
from scraper.fetchers.browser import EXECUTABLES, BrowserFetcher, BrowserSettings
from scraper.fetchers.settings import HttpSettings
from tests.fetchers.conftest import Asked, RawServer, Serve, answer, loopback_names

pytest.importorskip("playwright.async_api", reason="the extra `browser` is not installed")

needs_chromium = pytest.mark.skipif(
    not any(shutil.which(name) for name in EXECUTABLES),
    reason="no Chromium here (on Debian: apt-get install chromium)",
)
HTML = "Content-Type: text/html; charset=utf-8"

APP = """<!DOCTYPE html><html><head><title>App</title></head><body><div id="root"></div>
<img src="/photo.jpg"><iframe src="/frame.html"></iframe><script>
fetch("data.json").then(r => r.json()).then(d => {
  setTimeout(() => { document.getElementById("root").innerHTML = "<p>" + d.story + "</p>"; }, 300);
});
</script></body></html>"""


def site(asked: Asked, connection: socket.socket) -> None:
    def html(text: str, *headers: str) -> None:
        connection.sendall(answer(text.encode(), HTML, *headers))

    match asked.target.partition("?")[0]:
        case "/news/app":
            html(APP, 'ETag: "v1"')
        case "/news/data.json":
            connection.sendall(answer('{"story": "Die Fähre fährt wieder."}'.encode()))
        case "/gbk":
            body = "<p id=p>渡轮恢复运行</p><script>p.append('。')</script>".encode("gbk")
            connection.sendall(answer(body, "Content-Type: text/html; charset=gbk"))
        case "/wall":
            html("<script>location.href = '/moved'</script>")
        case "/moved":
            connection.sendall(answer(b"", "Location: /news/app", status="302 Found"))
        case "/to-secret":
            html("<script>location.href = '/secret'</script>")
        case "/loop":
            html("<p>start</p><script>for (;;) {}</script>")
        case "/grows":
            html("<p></p><script>for (;;) document.body.append('x'.repeat(1e6))</script>")
        case "/hops":
            html("<script>location.href = '/hops?' + Math.random()</script>")
        case "/endless":
            html("<p>Story.</p><script>setInterval(() => document.body.append('x'), 20)</script>")
        case "/big":
            html("<p></p><script>document.body.append('x'.repeat(3e6))</script>")
        case "/inside":
            port = asked.target.partition("?")[2]
            html(
                f"<p>Story.</p><script>fetch('http://127.0.0.1:{port}/admin').catch(() => 0);"
                f"new WebSocket('ws://127.0.0.1:{port}/ws');</script>"
                f"<script src='http://trap.test:{port}/a.js'></script>"
                f"<link rel=stylesheet href='http://localhost:{port}/a.css'>"
            )
        case "/to-inside":
            port = asked.target.partition("?")[2]
            html(f"<script>location.href = 'http://127.0.0.1:{port}/admin'</script>")
        case "/304" if "if-none-match" in asked.headers:
            connection.sendall(b"HTTP/1.1 304 Not Modified\r\n\r\n")
        case "/feed.xml":
            connection.sendall(answer(b"<rss/>", "Content-Type: application/rss+xml"))
        case _:
            connection.sendall(answer(status="404 Not Found"))


@pytest.fixture(scope="module")
def server() -> Iterator[RawServer]:
    opened = RawServer(site)
    yield opened
    opened.close()


@pytest.fixture(scope="module")
def browser(server: RawServer) -> Iterator[BrowserFetcher]:
    settings = HttpSettings(
        allow_private=frozenset({f"127.0.0.1:{server.port}", f"site.test:{server.port}"}),
        proxies={},
        retries=0,
        total_timeout=4.0,
        max_expanded_bytes=2_000_000,
        user_agent="HarbourBot/1.0",
    )
    with BrowserFetcher(
        settings, browser=BrowserSettings(patience=2.0), resolver=Resolver(loopback_names)
    ) as opened:
        yield opened


@needs_chromium
def test_a_story_that_a_script_fills_in(browser: BrowserFetcher, server: RawServer) -> None:
    page = browser.fetch(f"{server.url}/news/app")
    assert "<p>Die Fähre fährt wieder.</p>" in page.body.decode()
    assert page.url == f"{server.url}/news/app"
    assert page.status == 200
    assert page.headers["content-type"] == "text/html; charset=utf-8"
    assert page.headers["etag"] == '"v1"'
    assert {asked.headers["user-agent"] for asked in server.asked} == {"HarbourBot/1.0"}
    assert server.targets.count("/news/app") == 1
    assert not {"/photo.jpg", "/frame.html"} & set(server.targets)


@needs_chromium
def test_the_charset_of_the_page_is_kept_in_mind(
    browser: BrowserFetcher, server: RawServer
) -> None:
    page = browser.fetch(f"{server.url}/gbk")
    assert "渡轮恢复运行。" in page.body.decode("utf-8")


@needs_chromium
def test_a_script_that_goes_on_to_another_page(browser: BrowserFetcher, server: RawServer) -> None:
    checked: list[str] = []
    page = browser.fetch(f"{server.url}/wall", check=checked.append)
    assert "Die Fähre" in page.body.decode()
    assert page.url == f"{server.url}/news/app"
    assert checked == [f"{server.url}{path}" for path in ("/wall", "/moved", "/news/app")]


@needs_chromium
def test_a_script_cannot_go_where_robots_may_not(
    browser: BrowserFetcher, server: RawServer
) -> None:
    def check(url: str) -> None:
        if "secret" in url:
            raise RobotsDenied("no", url=url)

    with pytest.raises(RobotsDenied):
        browser.fetch(f"{server.url}/to-secret", check=check)
    assert "/secret" not in server.targets


@needs_chromium
def test_a_script_cannot_reach_private_addresses(
    browser: BrowserFetcher, server: RawServer, serve: Serve
) -> None:
    inside = serve({"/admin": answer(b"secret", "Access-Control-Allow-Origin: *")})
    page = browser.fetch(f"{server.url}/inside?{inside.port}")
    assert "Story." in page.body.decode()
    with pytest.raises(AddressRefused):
        browser.fetch(f"{server.url}/to-inside?{inside.port}")
    assert inside.connections == 0
    assert any("/admin" in url for url in browser._proxy.refused)


@needs_chromium
def test_pages_that_always_go_on_come_to_an_end(browser: BrowserFetcher, server: RawServer) -> None:
    before = len(server.asked)
    with contextlib.suppress(NetworkError):
        browser.fetch(f"{server.url}/hops")
    assert len(server.asked) - before <= 6


@needs_chromium
@pytest.mark.parametrize("path", ["/loop", "/grows"])
def test_a_script_without_end_costs_its_page_alone(
    browser: BrowserFetcher, server: RawServer, path: str
) -> None:
    with pytest.raises((NetworkError, TooLarge)):
        browser.fetch(server.url + path)
    assert "Die Fähre" in browser.fetch(f"{server.url}/news/app").body.decode()


@needs_chromium
def test_a_page_that_never_rests_is_taken_when_patience_ends(
    browser: BrowserFetcher, server: RawServer
) -> None:
    assert "Story." in browser.fetch(f"{server.url}/endless").body.decode()


@needs_chromium
def test_a_page_that_grows_over_the_limit(browser: BrowserFetcher, server: RawServer) -> None:
    with pytest.raises(TooLarge, match="while it was rendered"):
        browser.fetch(f"{server.url}/big")


@needs_chromium
def test_what_is_no_page_is_not_rendered(browser: BrowserFetcher, server: RawServer) -> None:
    assert browser.fetch(f"{server.url}/feed.xml").body == b"<rss/>"
    assert browser.fetch(f"{server.url}/304", etag='"v1"').status == 304
    with pytest.raises(AddressRefused):
        browser.fetch("file:///etc/passwd")


def test_without_playwright_the_message_says_what_to_install(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setitem(sys.modules, "playwright.async_api", None)
    with pytest.raises(ScraperError, match=r"pip install 'scraper\[browser\]'"):
        BrowserFetcher()


def test_without_a_browser_the_message_says_what_to_install() -> None:
    with pytest.raises(ScraperError, match="apt-get install chromium"):
        BrowserFetcher(browser=BrowserSettings(executable="/nowhere/chromium"))
