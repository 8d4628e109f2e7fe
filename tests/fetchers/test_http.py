"""HttpFetcher over real sockets: pages, redirects, retries, conditional requests, cookies."""

from __future__ import annotations

import gzip
import socket
from dataclasses import replace
from datetime import UTC, datetime
from email.utils import format_datetime

import pytest

from scraper.errors import (
    AddressRefused,
    HTTPStatusError,
    NetworkError,
    RobotsDenied,
    TooManyRedirects,
)
from scraper.fetchers.addresses import Resolver
from scraper.fetchers.answers import read_retry_after
from scraper.fetchers.http import HttpFetcher
from scraper.fetchers.settings import HttpSettings
from tests.fetchers.conftest import NAMES, Asked, Serve, answer, loopback_names

HTML = b"<!DOCTYPE html><title>Ferry returns</title><p>The ferry is back in service.</p>"
SETTINGS = HttpSettings(allow_private=NAMES, proxies={}, total_timeout=5)


def opened(**changes: object) -> HttpFetcher:
    """A fetcher that does not wait between its tries."""
    settings = replace(SETTINGS, **changes)  # type: ignore[arg-type]
    return HttpFetcher(settings, resolver=Resolver(loopback_names), sleep=lambda _: None)


def test_a_page_has_its_bytes_url_headers_and_time(serve: Serve, fetcher: HttpFetcher) -> None:
    server = serve({"/a?b=1": answer(HTML, "Content-Type: text/html", "X-One: 1", "x-one: 2")})
    before = datetime.now(UTC)
    page = fetcher.fetch(f"{server.url}/a?b=1#part")
    assert page.body == HTML
    assert page.url == f"{server.url}/a?b=1"
    assert page.status == 200
    assert page.headers["content-type"] == "text/html"
    assert page.headers["x-one"] == "1, 2"
    assert page.fetched_at is not None
    assert before <= page.fetched_at <= datetime.now(UTC)
    assert not page.truncated
    assert server.asked[0].headers["user-agent"] == "scraper/1.0"
    assert server.asked[0].headers["accept-encoding"] == "gzip, deflate, br, zstd"


def test_the_connection_is_kept_for_the_next_page(serve: Serve, fetcher: HttpFetcher) -> None:
    server = serve(
        {
            "/1": answer(HTML),
            "/2": answer(b"", "Location: /1", status="302 Found"),
            "/3": answer(gzip.compress(HTML), "Content-Encoding: gzip"),
            "/4": b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n2\r\nhi\r\n0\r\n\r\n",
            "/5": answer(b"short", status="404 Not Found"),
        }
    )
    for path in ("/1", "/2", "/3", "/4", "/1"):
        fetcher.fetch(server.url + path)
    with pytest.raises(HTTPStatusError):
        fetcher.fetch(f"{server.url}/5")
    fetcher.fetch(f"{server.url}/1")
    assert server.connections == 1


def test_redirects_are_followed_to_the_last_address(serve: Serve, fetcher: HttpFetcher) -> None:
    utf8 = "Location: /año".encode().decode("latin-1")  # as a server sends it: bytes
    server = serve(
        {
            "/old": answer(b"moved", "Location: new?x=1#top", status="301 Moved Permanently"),
            "/new?x=1": answer(b"", utf8, status="308 Permanent Redirect"),
            "/a%C3%B1o": answer(HTML),
        }
    )
    page = fetcher.fetch(f"{server.url}/old")
    assert page.url == f"{server.url}/a%C3%B1o"
    assert page.body == HTML


def test_each_address_of_a_redirect_is_checked_before_it_is_asked(
    serve: Serve, fetcher: HttpFetcher
) -> None:
    server = serve({"/a": answer(b"", "Location: /secret", status="302 Found")})
    checked: list[str] = []

    def check(url: str) -> None:
        checked.append(url)
        if "secret" in url:
            raise RobotsDenied("no", url=url)

    with pytest.raises(RobotsDenied):
        fetcher.fetch(f"{server.url}/a", check=check)
    assert checked == [f"{server.url}/a", f"{server.url}/secret"]
    assert server.targets == ["/a"]


def test_unchanged_page_is_told_by_etag_and_date(serve: Serve, fetcher: HttpFetcher) -> None:
    def handler(asked: Asked, connection: socket.socket) -> None:
        if asked.headers.get("if-none-match") == '"v1"':
            connection.sendall(b'HTTP/1.1 304 Not Modified\r\nETag: "v1"\r\n\r\n')
        else:
            connection.sendall(answer(HTML, 'ETag: "v1"'))

    server = serve(handler)
    first = fetcher.fetch(f"{server.url}/")
    date = "Mon, 08 Jan 2024 10:00:00 GMT"
    again = fetcher.fetch(f"{server.url}/", etag=first.headers["etag"], last_modified=date)
    assert (again.status, again.body) == (304, b"")
    assert server.asked[1].headers["if-modified-since"] == date


def test_304_that_nobody_asked_for_is_an_error(serve: Serve, fetcher: HttpFetcher) -> None:
    server = serve({"/": b"HTTP/1.1 304 Not Modified\r\n\r\n"})
    with pytest.raises(HTTPStatusError):
        fetcher.fetch(f"{server.url}/")


def test_an_error_status_says_what_and_for_how_long(serve: Serve, fetcher: HttpFetcher) -> None:
    server = serve({"/": answer(b"", "Retry-After: 120", status="503 Service Unavailable")})
    with pytest.raises(HTTPStatusError, match="answered 503 Service Unavailable") as caught:
        fetcher.fetch(f"{server.url}/")
    assert caught.value.status == 503
    assert caught.value.retry_after == 120


def test_another_try_after_5xx_and_a_broken_connection(serve: Serve) -> None:
    answers = [answer(status="500 Oops"), b"", answer(HTML)]

    def handler(asked: Asked, connection: socket.socket) -> None:
        text = answers.pop(0)
        connection.sendall(text)
        if not text:
            connection.shutdown(socket.SHUT_RDWR)

    server = serve(handler)
    with opened(retries=2) as fetcher:
        assert fetcher.fetch(f"{server.url}/").body == HTML
    assert len(server.asked) == 3


@pytest.mark.parametrize("status", ["404 Not Found", "403 Forbidden", "501 Not Implemented"])
def test_no_other_try_after_an_answer_that_will_not_change(serve: Serve, status: str) -> None:
    server = serve({"/": answer(status=status)})
    with opened(retries=2) as fetcher, pytest.raises(HTTPStatusError):
        fetcher.fetch(f"{server.url}/")
    assert len(server.asked) == 1


def test_the_wait_before_a_retry_is_the_servers_where_it_names_one(serve: Serve) -> None:
    soon = format_datetime(datetime.now(UTC).replace(microsecond=0), usegmt=True)
    answers = [
        answer(b"", "Retry-After: 7", status="429 Too Many Requests"),
        answer(b"", f"Retry-After: {soon}", status="503 Service Unavailable"),
        answer(HTML),
    ]
    server = serve(lambda asked, connection: connection.sendall(answers.pop(0)))
    waits: list[float] = []
    resolver = Resolver(loopback_names)
    settings = replace(SETTINGS, total_timeout=10)
    with HttpFetcher(settings, resolver=resolver, sleep=waits.append) as fetcher:
        fetcher.fetch(f"{server.url}/")
    assert waits == [7.0, 1.0]


def test_a_wait_that_does_not_fit_into_the_time_limit_is_left_to_the_caller(serve: Serve) -> None:
    server = serve({"/": answer(b"", "Retry-After: 7", status="429 Too Many Requests")})
    with opened(retries=5, total_timeout=5) as fetcher, pytest.raises(HTTPStatusError):
        fetcher.fetch(f"{server.url}/")
    assert len(server.asked) == 1


def test_a_long_wait_is_left_to_the_caller(serve: Serve) -> None:
    server = serve({"/": answer(b"", "Retry-After: 3600", status="429 Too Many Requests")})
    with opened(retries=5) as fetcher, pytest.raises(HTTPStatusError) as caught:
        fetcher.fetch(f"{server.url}/")
    assert caught.value.retry_after == 3600
    assert len(server.asked) == 1


@pytest.mark.parametrize(
    ("value", "seconds"),
    [
        ("30", 30.0),
        (" 0 ", 0.0),
        ("Mon, 08 Jan 2024 10:01:00 GMT", 60.0),
        ("Mon, 08 Jan 2024 09:00:00 GMT", 0.0),
        ("Monday, 08-Jan-24 10:00:30 GMT", 30.0),
        ("-5", None),
        ("soon", None),
        ("", None),
        (None, None),
        ("٣", None),
        ("9" * 500, 999999999999.0),
        ("Mon, 99 Jan 99999 10:01:00 GMT", None),
    ],
)
def test_retry_after_is_read_as_seconds_and_as_a_date(
    value: str | None, seconds: float | None
) -> None:
    now = datetime(2024, 1, 8, 10, 0, tzinfo=UTC)
    assert read_retry_after(value, now) == seconds


def test_a_body_that_breaks_off_is_tried_again(serve: Serve) -> None:
    part = b"HTTP/1.1 200 OK\r\nContent-Length: 5000\r\n\r\n" + HTML
    answers = [part, answer(HTML + HTML)]

    def handler(asked: Asked, connection: socket.socket) -> None:
        connection.sendall(answers.pop(0))
        connection.shutdown(socket.SHUT_RDWR)

    server = serve(handler)
    with opened(retries=2) as fetcher:
        page = fetcher.fetch(f"{server.url}/")
    assert (page.body, page.truncated) == (HTML + HTML, False)


@pytest.mark.parametrize("retries", [0, 2])
@pytest.mark.parametrize(
    "head", ["Content-Length: 5000\r\n\r\n", "Transfer-Encoding: chunked\r\n\r\nff\r\n"]
)
def test_a_body_that_always_breaks_off_is_a_truncated_page(
    serve: Serve, head: str, retries: int
) -> None:
    def handler(asked: Asked, connection: socket.socket) -> None:
        connection.sendall(b"HTTP/1.1 200 OK\r\n" + head.encode() + HTML)
        connection.shutdown(socket.SHUT_RDWR)

    server = serve(handler)
    with opened(retries=retries) as fetcher:
        page = fetcher.fetch(f"{server.url}/")
    assert (page.body, page.truncated) == (HTML, True)
    assert len(server.asked) == min(retries, 1) + 1


def test_cookies_go_back_to_their_site_and_to_no_other(serve: Serve, fetcher: HttpFetcher) -> None:
    def handler(asked: Asked, connection: socket.socket) -> None:
        host = asked.headers["host"].partition(":")[0]
        if asked.target == "/wall" and "cookie" not in asked.headers:
            connection.sendall(
                answer(
                    b"",
                    f"Location: http://consent.example.org:{server.port}/ask",
                    f"Set-Cookie: own={host}",
                    status="302 Found",
                )
            )
        elif asked.target == "/ask":
            connection.sendall(
                answer(
                    b"",
                    f"Location: http://www.example.org:{server.port}/wall",
                    "Set-Cookie: seen=yes; Domain=example.org",
                    "Set-Cookie: evil=1; Domain=org",
                    "Set-Cookie: evil=1; Domain=www.example.com",
                    status="302 Found",
                )
            )
        else:
            connection.sendall(answer(HTML))

    server = serve(handler)
    page = fetcher.fetch(f"http://www.example.org:{server.port}/wall")
    assert page.body == HTML
    assert "set-cookie" not in page.headers
    assert server.asked[-1].headers["cookie"] == "own=www.example.org; seen=yes"
    fetcher.fetch(f"http://www.example.com:{server.port}/wall2")
    assert "cookie" not in server.asked[-1].headers
    fetcher.fetch(f"http://consent.example.org:{server.port}/other")
    assert server.asked[-1].headers["cookie"] == "seen=yes"


def test_a_cookie_check_that_redirects_to_itself_is_passed(
    serve: Serve, fetcher: HttpFetcher
) -> None:
    def handler(asked: Asked, connection: socket.socket) -> None:
        if "cookie" in asked.headers:
            connection.sendall(answer(HTML))
        else:
            connection.sendall(answer(b"", "Location: /", "Set-Cookie: a=b", status="302 Found"))

    assert fetcher.fetch(f"{serve(handler).url}/").body == HTML


def test_early_hints_come_before_the_answer(serve: Serve, fetcher: HttpFetcher) -> None:
    hints = b"HTTP/1.1 103 Early Hints\r\nLink: </a.css>; rel=preload\r\n\r\n"
    server = serve({"/": hints + b"HTTP/1.1 100 Continue\r\n\r\n" + answer(HTML)})
    assert fetcher.fetch(f"{server.url}/").body == HTML


@pytest.mark.parametrize(
    "url",
    [
        "ftp://news.test/a",
        "file:///etc/passwd",
        "javascript:alert(1)",
        "http://",
        "http:///path",
        "http://[::1",
        "http://news.test:99999/",
        "http://news.test:port/",
        "//news.test/",
        "news.test",
        "",
        "http://exa mple.test/",
        f"http://news.test/{'x' * 9000}",
        "http://*.news.test/",
    ],
)
def test_what_is_no_http_address_is_refused(fetcher: HttpFetcher, url: str) -> None:
    with pytest.raises(AddressRefused):
        fetcher.fetch(url)


def test_an_address_with_a_name_in_another_script(serve: Serve, fetcher: HttpFetcher) -> None:
    server = serve({"/%E6%96%B0%E8%81%9E?q=%C3%A9": answer(HTML)})
    page = fetcher.fetch(f"http://münchen.test:{server.port}/新聞?q=é")
    assert page.url == f"http://xn--mnchen-3ya.test:{server.port}/%E6%96%B0%E8%81%9E?q=%C3%A9"
    assert server.asked[0].headers["host"] == f"xn--mnchen-3ya.test:{server.port}"


def test_no_server_and_no_such_name() -> None:
    with socket.create_server(("127.0.0.1", 0)) as listener:
        port = listener.getsockname()[1]
    with opened(retries=0) as fetcher, pytest.raises(NetworkError, match="refused"):
        fetcher.fetch(f"http://127.0.0.1:{port}/")

    def nobody(*_: object, **__: object) -> list[tuple[object, ...]]:
        raise socket.gaierror(socket.EAI_NONAME, "Name or service not known")

    settings = replace(SETTINGS, retries=0)
    with HttpFetcher(settings, resolver=Resolver(nobody)) as fetcher:  # noqa: SIM117
        with pytest.raises(NetworkError, match=r"cannot find the host gone\.test"):
            fetcher.fetch("http://gone.test/")


def test_what_is_not_http_is_a_network_error(serve: Serve, fetcher: HttpFetcher) -> None:
    for text in (b"SSH-2.0-OpenSSH_9.2\r\n\r\n", b"\x00" * 100, b"HTTP/9 abc\r\n\r\n"):

        def handler(asked: Asked, connection: socket.socket, text: bytes = text) -> None:
            connection.sendall(text)
            connection.shutdown(socket.SHUT_RDWR)

        with pytest.raises(NetworkError):
            fetcher.fetch(f"{serve(handler).url}/")


def test_cut_at_reads_no_further_and_says_so(serve: Serve, fetcher: HttpFetcher) -> None:
    server = serve({"/": answer(HTML * 1000)})
    page = fetcher.fetch(f"{server.url}/", cut_at=1000)
    assert len(page.body) == 1000
    assert page.truncated


def test_settings_that_cannot_work_are_refused() -> None:
    with pytest.raises(ValueError, match="Host cannot be set"):
        HttpSettings(headers={"Host": "example.org"})
    with pytest.raises(ValueError, match="on one line"):
        HttpSettings(headers={"Cookie": "a=1\r\nX: y"})
    with pytest.raises(ValueError, match="cannot be sent"):
        HttpSettings(user_agent="Bot\r\nX: y")
    with pytest.raises(ValueError, match="greater than 0"):
        HttpSettings(total_timeout=0)


def test_too_many_redirects_names_where_it_ended(serve: Serve, fetcher: HttpFetcher) -> None:
    def handler(asked: Asked, connection: socket.socket) -> None:
        number = int(asked.target[1:])
        connection.sendall(answer(b"", f"Location: /{number + 1}", status="302 Found"))

    server = serve(handler)
    with pytest.raises(TooManyRedirects, match=r"more than 10 redirects, the last to .*/11"):
        fetcher.fetch(f"{server.url}/0")
    assert len(server.asked) == 11


MOVED = (
    b"<html><head><title>Moved</title><script>var a = 1;</script>"
    b"<meta content='0;URL=\"/new?a=1&amp;b=2#top\"' http-equiv=Refresh>"
    b"</head><body><p>This page has <a href='/new'>moved</a>.</p></body></html>"
)


def test_a_redirect_in_markup_is_followed_and_checked(serve: Serve, fetcher: HttpFetcher) -> None:
    kind = "Content-Type: text/html"
    server = serve({"/old": answer(MOVED, kind), "/new?a=1&b=2": answer(HTML, kind)})
    checked: list[str] = []
    page = fetcher.fetch(f"{server.url}/old", check=checked.append)
    assert (page.url, page.body) == (f"{server.url}/new?a=1&b=2", HTML)
    assert checked == [f"{server.url}/old", f"{server.url}/new?a=1&b=2"]


def test_redirects_in_markup_that_go_in_circles_end(serve: Serve, fetcher: HttpFetcher) -> None:
    there, back = (
        b"<meta http-equiv=refresh content='0; url=/%s'>" % path for path in (b"b", b"a")
    )
    server = serve({"/a": answer(there), "/b": answer(back)})
    with pytest.raises(TooManyRedirects, match="in a loop"):
        fetcher.fetch(f"{server.url}/a")


@pytest.mark.parametrize(
    "body",
    [
        b"<meta http-equiv=refresh content=300>" + HTML,
        b"<meta http-equiv=refresh content='300; url=/b'>" + HTML,
        b"<meta http-equiv=refresh content='0; url=/a#top'>" + HTML,
        b"<meta http-equiv=refresh content='0; url=javascript:go()'>" + HTML,
        b"<noscript><meta http-equiv=refresh content='0; url=/b'></noscript>" + HTML,
        b"<!-- <meta http-equiv=refresh content='0; url=/b'> -->" + HTML,
        b"<meta http-equiv=refresh content='0; url=/b'>" + b"<p>It rained in Lund.</p>" * 30,
    ],
)
def test_a_page_to_be_read_is_no_redirect(serve: Serve, fetcher: HttpFetcher, body: bytes) -> None:
    server = serve({"/a": answer(body)})
    assert fetcher.fetch(f"{server.url}/a").body == body
    assert server.targets == ["/a"]


def test_a_redirect_without_an_address_is_an_error_status(
    serve: Serve, fetcher: HttpFetcher
) -> None:
    server = serve({"/": answer(b"", status="302 Found")})
    with pytest.raises(HTTPStatusError, match="302"):
        fetcher.fetch(f"{server.url}/")
