"""One test for each thing that a hostile server may try. Each costs one page, in bounded time
and memory. The servers are real, on 127.0.0.1, which the tests allow by name.
"""

from __future__ import annotations

import gzip
import ipaddress
import socket
import ssl
import threading
import time
import tracemalloc
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import replace
from pathlib import Path

import brotli
import pytest
import zstandard

from scraper.errors import (
    AddressRefused,
    HTTPStatusError,
    NetworkError,
    TooLarge,
    TooManyRedirects,
)
from scraper.fetchers import transport
from scraper.fetchers.addresses import Resolver, refusal
from scraper.fetchers.http import HttpFetcher
from scraper.fetchers.outgoing import own_origins
from scraper.fetchers.settings import HttpSettings
from tests.fetchers.conftest import (
    NAMES,
    Asked,
    Serve,
    TlsServer,
    answer,
    loopback_names,
)

HTML = b"<!DOCTYPE html><title>Ferry returns</title><p>The ferry is back in service.</p>"
STRICT = HttpSettings(retries=0, total_timeout=5, proxies={})


def names(table: dict[str, list[str]]):  # type: ignore[no-untyped-def]
    """A getaddrinfo with this table; each call for a name takes its next address."""

    def getaddrinfo(host: str, port: int, *_: object) -> list[tuple[object, ...]]:
        known = table.get(host, [host])
        address = known.pop(0) if len(known) > 1 else known[0]
        return [(socket.AF_INET, socket.SOCK_STREAM, 6, "", (address, port))]

    return getaddrinfo


@contextmanager
def within_megabytes(megabytes: float) -> Iterator[None]:
    """Fails if the block uses more memory at once.

    Time needs no limit here: the servers send for ever, or for longer than the time limit that
    the expected error names. Seconds are measured by benchmarks/hostile.py.
    """
    tracemalloc.start()
    try:
        yield
    finally:
        _, peak = tracemalloc.get_traced_memory()
        tracemalloc.stop()
    assert peak < megabytes * 1_000_000


@pytest.mark.parametrize(
    "address",
    [
        "127.0.0.1",
        "127.255.255.254",
        "0.0.0.0",
        "10.0.0.1",
        "172.16.0.1",
        "172.31.255.255",
        "192.168.1.1",
        "169.254.169.254",
        "100.64.0.1",
        "100.100.100.200",
        "168.63.129.16",
        "192.0.0.192",
        "192.0.2.1",
        "198.18.0.1",
        "224.0.0.1",
        "239.255.255.250",
        "240.0.0.1",
        "255.255.255.255",
        "::",
        "::1",
        "::ffff:127.0.0.1",
        "::ffff:10.0.0.1",
        "::127.0.0.1",
        "::ffff:0:127.0.0.1",
        "64:ff9b::7f00:1",
        "64:ff9b:1::a00:1",
        "2002:7f00:1::",
        "2002:a9fe:a9fe::1",
        "2001:0:53aa:64c::1",
        "fe80::1",
        "fe80::1%eth0",
        "fec0::1",
        "fc00::1",
        "fd00:ec2::254",
        "ff02::1",
        "2001:db8::1",
        "100::1",
        "not an address",
    ],
)
def test_addresses_that_are_not_public(address: str) -> None:
    assert refusal(address) is not None


@pytest.mark.parametrize(
    "address",
    ["8.8.8.8", "151.101.1.164", "2606:4700::1111", "::ffff:8.8.8.8", "64:ff9b::808:808"],
)
def test_addresses_that_are_public(address: str) -> None:
    assert refusal(address) is None


def test_random_addresses_agree_with_the_register() -> None:
    # Whatever Python's copy of the IANA register calls global is let through and nothing else.
    for number in range(1, 2**32, 2**32 // 5000):
        ip = ipaddress.IPv4Address(number)
        expected = ip.is_global and not ip.is_multicast
        assert (refusal(str(ip)) is None) == expected, ip


@pytest.mark.parametrize("host", ["127.0.0.1", "localhost", "127.1", "0x7f000001", "2130706433"])
def test_private_address_is_refused_before_it_is_asked(serve: Serve, host: str) -> None:
    server = serve({"/": answer(HTML)})
    with HttpFetcher(STRICT) as fetcher, pytest.raises(AddressRefused, match="allow_private"):
        fetcher.fetch(f"http://{host}:{server.port}/")
    assert server.connections == 0


def test_a_public_name_with_a_private_address_is_refused(serve: Serve) -> None:
    server = serve({"/": answer(HTML)})
    resolver = Resolver(names({"harmless.example": ["127.0.0.1"]}))
    settings = replace(STRICT, allow_private=frozenset({"127.0.0.1"}))
    with HttpFetcher(settings, resolver=resolver) as fetcher, pytest.raises(AddressRefused):
        fetcher.fetch(f"http://harmless.example:{server.port}/")
    assert server.connections == 0


def test_an_allowed_host_is_allowed_at_its_port_alone(serve: Serve) -> None:
    allowed, other = serve({"/": answer(HTML)}), serve({"/": answer(HTML)})
    settings = replace(STRICT, allow_private=frozenset({f"127.0.0.1:{allowed.port}"}))
    with HttpFetcher(settings) as fetcher:
        assert fetcher.fetch(f"{allowed.url}/").body == HTML
        with pytest.raises(AddressRefused):
            fetcher.fetch(f"{other.url}/")
    assert other.connections == 0


def test_redirect_to_a_private_address_is_refused(serve: Serve) -> None:
    inside = serve({"/admin": answer(b"secret")})
    outside = serve({"/": answer(b"", f"Location: {inside.url}/admin", status="302 Found")})
    settings = replace(STRICT, allow_private=frozenset({f"127.0.0.1:{outside.port}"}))
    with HttpFetcher(settings) as fetcher, pytest.raises(AddressRefused):
        fetcher.fetch(f"{outside.url}/")
    assert inside.connections == 0


@pytest.mark.parametrize("location", ["file:///etc/passwd", "gopher://x/", "data:text/html,x"])
def test_redirect_to_another_scheme_is_refused(
    serve: Serve, fetcher: HttpFetcher, location: str
) -> None:
    server = serve({"/": answer(b"", f"Location: {location}", status="302 Found")})
    with pytest.raises(AddressRefused):
        fetcher.fetch(f"{server.url}/")


def test_rebinding_between_the_check_and_the_connection_is_refused(serve: Serve) -> None:
    server = serve({"/": answer(b"secret")})
    # Public when it is checked, this machine when it is connected to.
    resolver = Resolver(names({"rebind.example": ["93.184.215.14", "127.0.0.1"]}), keep=0)
    with HttpFetcher(STRICT, resolver=resolver) as fetcher, pytest.raises(AddressRefused):
        fetcher.fetch(f"http://rebind.example:{server.port}/")
    assert server.connections == 0


def test_the_checked_address_is_the_one_connected_to(
    serve: Serve, monkeypatch: pytest.MonkeyPatch
) -> None:
    tried: list[tuple[str, int]] = []

    def no_network(target: tuple[str, int], *_: object, **__: object) -> socket.socket:
        tried.append(target)
        raise ConnectionRefusedError

    monkeypatch.setattr(transport, "create_connection", no_network)
    resolver = Resolver(names({"rebind.example": ["93.184.215.14", "127.0.0.1"]}))
    with HttpFetcher(STRICT, resolver=resolver) as fetcher, pytest.raises(NetworkError):
        fetcher.fetch("http://rebind.example/")
    assert tried == [("93.184.215.14", 80)]


def test_a_connection_that_ends_at_a_private_address_is_closed_before_anything_is_sent(
    serve: Serve, monkeypatch: pytest.MonkeyPatch
) -> None:
    server = serve({"/": answer(b"secret")})

    def elsewhere(*_: object, **__: object) -> socket.socket:
        return socket.create_connection(("127.0.0.1", server.port))

    monkeypatch.setattr(transport, "create_connection", elsewhere)
    resolver = Resolver(names({"public.example": ["93.184.215.14"]}))
    with HttpFetcher(STRICT, resolver=resolver) as fetcher, pytest.raises(AddressRefused):
        fetcher.fetch("http://public.example/")
    time.sleep(0.05)
    assert server.asked == []


BOMBS = {
    "gzip": gzip.compress(bytes(100_000_000), 9),
    "br": brotli.compress(bytes(100_000_000), quality=1),
    "zstd": zstandard.compress(bytes(300_000_000)),
}


@pytest.mark.parametrize("encoding", BOMBS)
def test_decompression_bombs_end_at_the_size_limit(
    serve: Serve, fetcher: HttpFetcher, encoding: str
) -> None:
    server = serve({"/": answer(BOMBS[encoding], f"Content-Encoding: {encoding}")})
    with within_megabytes(150), pytest.raises(TooLarge, match="expands to more"):
        fetcher.fetch(f"{server.url}/")


def sends_for_ever(chunk: bytes, pause: float = 0.0):  # type: ignore[no-untyped-def]
    def send(connection: socket.socket) -> None:
        until = time.monotonic() + 20
        while time.monotonic() < until:
            connection.sendall(chunk)
            time.sleep(pause)

    return send


@pytest.mark.parametrize(
    ("head", "chunk"),
    [
        (b"HTTP/1.1 200 OK\r\n\r\n", b"x" * 65536),
        (
            b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n",
            b"1000\r\n%b\r\n" % (b"x" * 4096),
        ),
    ],
)
def test_endless_bodies_end_at_the_size_limit(
    serve: Serve, fetcher: HttpFetcher, head: bytes, chunk: bytes
) -> None:
    def handler(asked: Asked, connection: socket.socket) -> None:
        connection.sendall(head)
        sends_for_ever(chunk)(connection)

    with within_megabytes(20), pytest.raises(TooLarge, match="more than the limit of 2,000,000"):
        fetcher.fetch(f"{serve(handler).url}/")


def test_body_announced_with_ten_gigabytes_is_not_read(serve: Serve, fetcher: HttpFetcher) -> None:
    def handler(asked: Asked, connection: socket.socket) -> None:
        connection.sendall(b"HTTP/1.1 200 OK\r\nContent-Length: 10000000000\r\n\r\n")
        sends_for_ever(b"x" * 65536)(connection)

    with within_megabytes(5), pytest.raises(TooLarge, match="10,000,000,000 bytes"):
        fetcher.fetch(f"{serve(handler).url}/")


SLOW = replace(STRICT, allow_private=NAMES, total_timeout=0.6, read_timeout=0.4)


@pytest.mark.parametrize(
    ("head", "trickle"),
    [
        (b"", b"H"),
        (b"HTTP/1.1 200 OK\r\n", b"X: y\r\n"),
        (b"HTTP/1.1 200 OK\r\nX: ", b"y"),
        (b"", b"HTTP/1.1 100 Continue\r\n\r\n"),
        (b"HTTP/1.1 200 OK\r\nContent-Length: 1000000\r\n\r\n", b"x"),
        (b"HTTP/1.1 200 OK\r\n\r\n", b"x"),
        (b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n", b"1\r\nx\r\n"),
        (b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n1;", b"x"),
        (b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n", b"X: y\r\n"),
        (b"HTTP/1.1 302 Found\r\nLocation: /\r\nContent-Length: 9999\r\n\r\n", b"x"),
    ],
)
def test_slow_loris_ends_at_the_total_time_limit(serve: Serve, head: bytes, trickle: bytes) -> None:
    def handler(asked: Asked, connection: socket.socket) -> None:
        connection.sendall(head)
        sends_for_ever(trickle, 0.03)(connection)

    server = serve(handler)
    with (
        within_megabytes(10),
        HttpFetcher(SLOW) as fetcher,
        pytest.raises((NetworkError, TooManyRedirects), match=r"time limit of 0\.6 s|interim|loop"),
    ):
        fetcher.fetch(f"{server.url}/")


def test_a_server_that_says_nothing_ends_at_the_read_limit(serve: Serve) -> None:
    server = serve(lambda asked, connection: time.sleep(5))
    with (
        within_megabytes(10),
        HttpFetcher(SLOW) as fetcher,
        pytest.raises(NetworkError, match=r"nothing came for 0\.4 s"),
    ):
        fetcher.fetch(f"{server.url}/")


def test_slow_answers_over_many_redirects_share_one_time_limit(serve: Serve) -> None:
    def handler(asked: Asked, connection: socket.socket) -> None:
        time.sleep(0.2)
        step = f"Location: {asked.target}x"
        connection.sendall(answer(b"", step, status="302 Found"))

    server = serve(handler)
    with within_megabytes(10), HttpFetcher(SLOW) as fetcher, pytest.raises(NetworkError):
        fetcher.fetch(f"{server.url}/")


def test_a_name_server_that_does_not_answer_ends_at_the_connect_limit() -> None:
    def hangs(*_: object) -> list[tuple[object, ...]]:
        time.sleep(5)
        return []

    settings = replace(STRICT, connect_timeout=0.2)
    with (
        within_megabytes(10),
        HttpFetcher(settings, resolver=Resolver(hangs)) as fetcher,
        pytest.raises(NetworkError, match="no answer from the name server"),
    ):
        fetcher.fetch("http://slow-name.example/")


def test_redirects_without_end(serve: Serve, fetcher: HttpFetcher) -> None:
    def handler(asked: Asked, connection: socket.socket) -> None:
        connection.sendall(answer(b"", f"Location: {asked.target}x", status="302 Found"))

    server = serve(handler)
    with pytest.raises(TooManyRedirects, match="more than 10"):
        fetcher.fetch(f"{server.url}/")
    assert len(server.asked) == 11


def test_redirects_in_a_loop_are_noticed_at_the_second_round(
    serve: Serve, fetcher: HttpFetcher
) -> None:
    server = serve(
        {
            "/a": answer(b"", "Location: /b", status="302 Found"),
            "/b": answer(b"", "Location: /a", status="302 Found"),
        }
    )
    with pytest.raises(TooManyRedirects, match="loop"):
        fetcher.fetch(f"{server.url}/a")
    assert server.targets == ["/a", "/b"]


def test_a_redirect_to_itself_with_a_new_cookie_each_time_ends(
    serve: Serve, fetcher: HttpFetcher
) -> None:
    def handler(asked: Asked, connection: socket.socket) -> None:
        cookie = f"Set-Cookie: n{len(server.asked)}=1"
        connection.sendall(answer(b"", "Location: /", cookie, status="302 Found"))

    server = serve(handler)
    with pytest.raises(TooManyRedirects):
        fetcher.fetch(f"{server.url}/")
    assert len(server.asked) <= 11


@pytest.mark.parametrize(
    "flood",
    [
        b"".join(b"X-%d: y\r\n" % number for number in range(100_000)),
        b"X: " + b"y" * 5_000_000 + b"\r\n",
        b"".join(b"X-%d: %b\r\n" % (number, b"y" * 60_000) for number in range(90)),
        b"X: y\r\n" + b" folded\r\n" * 500_000,
    ],
)
def test_endless_headers_end_in_an_error(serve: Serve, fetcher: HttpFetcher, flood: bytes) -> None:
    server = serve({"/": b"HTTP/1.1 200 OK\r\n" + flood + b"\r\nhello"})
    with within_megabytes(5), pytest.raises(NetworkError):
        fetcher.fetch(f"{server.url}/")


def test_cookie_flood_is_bounded(serve: Serve, fetcher: HttpFetcher) -> None:
    def handler(asked: Asked, connection: socket.socket) -> None:
        start = len(server.asked) * 80
        lines = [f"Set-Cookie: n{start + n}={'v' * 500}" for n in range(80)]
        connection.sendall(answer(HTML, *lines, f"Set-Cookie: big={'v' * 20_000}"))

    server = serve(handler)
    for _ in range(5):
        fetcher.fetch(f"{server.url}/")
    sent = server.asked[-1].headers["cookie"]
    assert sent.count(";") < 50
    assert "big" not in sent


def test_credentials_stay_with_their_host(serve: Serve) -> None:
    server = serve({"/": answer(HTML)})
    port = server.port

    def handler(asked: Asked, connection: socket.socket) -> None:
        connection.sendall(
            answer(
                b"", f"Location: http://other.test:{port}/", "Set-Cookie: own=1", status="302 Found"
            )
        )

    first = serve(handler)
    settings = replace(
        STRICT,
        allow_private=NAMES,
        auth={"news.test": ("user", "word")},
        headers={"X-Api-Key": "k", "Accept-Language": "ms"},
    )
    with HttpFetcher(settings, resolver=Resolver(loopback_names)) as fetcher:
        for url in ("http://news.test", "http://me:mine@news.test"):
            fetcher.fetch(f"{url}:{first.port}/")
    assert first.asked[0].headers["authorization"] == "Basic dXNlcjp3b3Jk"
    assert first.asked[1].headers["authorization"] == "Basic bWU6bWluZQ=="
    assert first.asked[0].headers["x-api-key"] == "k"
    for asked in server.asked:
        assert asked.headers["accept-language"] == "ms"
        assert not {"authorization", "cookie", "x-api-key"} & set(asked.headers)


def test_headers_for_origins_go_nowhere_else(serve: Serve) -> None:
    server = serve({"/": answer(HTML)})
    to = f"Location: http://other.test:{server.port}/"
    first = serve({"/": answer(b"", to, status="302 Found")})
    given = {"Cookie": "id=s3cret", "Authorization": "Bearer s3cret", "Accept-Language": "ms"}
    settings = replace(
        STRICT,
        allow_private=NAMES,
        headers={**given, "Accept": "text/html"},
        origins=own_origins([f"http://news.test:{first.port}/"]),
    )
    assert "s3cret" not in repr(settings)
    with HttpFetcher(settings, resolver=Resolver(loopback_names)) as fetcher:
        fetcher.fetch(f"http://news.test:{first.port}/")
        fetcher.fetch(f"http://news.test:{server.port}/")  # another port is another service
        assert "s3cret" not in str(fetcher.request_headers())
    assert first.asked[0].headers["accept"] == "text/html"
    for name, value in given.items():
        assert first.asked[0].headers[name.lower()] == value
        assert not any(name.lower() in asked.headers for asked in server.asked)


def test_given_cookies_are_sent_until_the_server_sets_them(serve: Serve) -> None:
    server = serve({"/": answer(HTML, "Set-Cookie: id=new", "Set-Cookie: seen=1")})
    settings = replace(STRICT, allow_private=NAMES, headers={"Cookie": "id=old; lang=ms"})
    with HttpFetcher(settings) as fetcher:
        fetcher.fetch(f"{server.url}/")
        fetcher.fetch(f"{server.url}/")
    first, second = (asked.headers["cookie"] for asked in server.asked)
    assert first == "id=old; lang=ms"
    assert sorted(second.split("; ")) == ["id=new", "lang=ms", "seen=1"]


def test_headers_of_an_http_address_follow_to_https_but_not_back() -> None:
    assert own_origins(["http://news.test/", "http://a.test:81/", "https://b.test/"]) == {
        "http://news.test",
        "https://news.test",
        "http://a.test:81",
        "https://b.test",
    }


def test_credentials_of_an_address_do_not_go_to_another_port_of_its_host(serve: Serve) -> None:
    other = serve({"/": answer(HTML)})
    first = serve({"/": answer(b"", f"Location: {other.url}/", status="302 Found")})
    with HttpFetcher(replace(STRICT, allow_private=NAMES)) as fetcher:
        page = fetcher.fetch(f"http://me:mine@127.0.0.1:{first.port}/")
    assert "authorization" in first.asked[0].headers
    assert "authorization" not in other.asked[0].headers
    assert page.url == f"{other.url}/"


def test_credentials_in_a_redirect_are_not_used(serve: Serve, fetcher: HttpFetcher) -> None:
    server = serve({"/a": answer(HTML)})
    location = f"Location: http://root:toor@127.0.0.1:{server.port}/a"
    first = serve({"/": answer(b"", location, status="302 Found")})
    page = fetcher.fetch(f"{first.url}/")
    assert "authorization" not in server.asked[0].headers
    assert page.url == f"{server.url}/a"


def test_the_password_of_an_address_is_in_no_error_message(serve: Serve) -> None:
    server = serve({"/loop": answer(b"", "Location: /loop", status="302 Found")})
    with HttpFetcher(replace(STRICT, allow_private=NAMES)) as fetcher:
        for path, error in (("/loop", TooManyRedirects), ("/gone", HTTPStatusError)):
            with pytest.raises(error) as caught:
                fetcher.fetch(f"http://me:mine@127.0.0.1:{server.port}{path}")
            assert "mine" not in str(caught.value)
            assert "mine" not in caught.value.url


@pytest.mark.parametrize("kind", ["image/png", "application/octet-stream", "", "text/html; x=\xff"])
def test_lying_content_type_leaves_the_bytes_as_they_are(
    serve: Serve, fetcher: HttpFetcher, kind: str
) -> None:
    server = serve({"/": answer(HTML, f"Content-Type: {kind}")})
    page = fetcher.fetch(f"{server.url}/")
    assert page.body == HTML
    assert page.headers["content-type"] == kind


def test_truncated_gzip_gives_what_came_and_says_so(serve: Serve, fetcher: HttpFetcher) -> None:
    long = b"".join(b"<p>Paragraph %d of a long report.</p>" % n for n in range(3000))
    server = serve({"/": answer(gzip.compress(long)[:-500], "Content-Encoding: gzip")})
    page = fetcher.fetch(f"{server.url}/")
    assert page.truncated
    assert long.startswith(page.body)
    assert len(page.body) > len(long) // 2


@pytest.mark.parametrize("encoding", ["gzip", "br", "deflate", "zstd", "utf-8", "gzip, gzip"])
def test_wrong_content_encoding_leaves_a_plain_body(
    serve: Serve, fetcher: HttpFetcher, encoding: str
) -> None:
    server = serve({"/": answer(HTML, f"Content-Encoding: {encoding}")})
    page = fetcher.fetch(f"{server.url}/")
    assert (page.body, page.truncated) == (HTML, False)


def test_gzip_that_is_not_announced_is_undone(serve: Serve, fetcher: HttpFetcher) -> None:
    server = serve({"/": answer(gzip.compress(HTML), "Content-Type: text/html")})
    assert fetcher.fetch(f"{server.url}/").body == HTML


@pytest.mark.parametrize("length", ["-5", "abc", "5, 5", "99999999999999999999999", "0x10", ""])
def test_content_length_that_is_no_length(serve: Serve, fetcher: HttpFetcher, length: str) -> None:
    def handler(asked: Asked, connection: socket.socket) -> None:
        connection.sendall(f"HTTP/1.1 200 OK\r\nContent-Length: {length}\r\n\r\n".encode() + HTML)
        connection.shutdown(socket.SHUT_RDWR)

    server = serve(handler)
    try:
        page = fetcher.fetch(f"{server.url}/")
    except (TooLarge, NetworkError):
        return
    assert HTML.startswith(page.body)


def test_answer_cannot_smuggle_one_for_the_next_request(serve: Serve, fetcher: HttpFetcher) -> None:
    # What follows the announced body belongs to no request of ours.
    server = serve({"/a": answer(HTML) + answer(b"planted"), "/b": answer(b"real")})
    fetcher.fetch(f"{server.url}/a")
    with suppress(NetworkError):
        assert fetcher.fetch(f"{server.url}/b").body == b"real"


def test_a_tls_handshake_that_never_ends(fetcher: HttpFetcher) -> None:
    listener = socket.create_server(("127.0.0.1", 0))
    settings = replace(STRICT, allow_private=NAMES, connect_timeout=0.3)
    with (
        listener,
        within_megabytes(10),
        HttpFetcher(settings) as fetcher,
        pytest.raises(NetworkError),
    ):
        fetcher.fetch(f"https://127.0.0.1:{listener.getsockname()[1]}/")


def test_plain_http_on_a_tls_port(serve: Serve, fetcher: HttpFetcher) -> None:
    server = serve({"/": answer(HTML)})
    listener = socket.create_server(("127.0.0.1", 0))

    def greet() -> None:
        connection, _ = listener.accept()
        connection.sendall(answer(HTML))

    threading.Thread(target=greet, daemon=True).start()
    with listener, pytest.raises(NetworkError, match="no TLS connection: wrong version number"):
        fetcher.fetch(f"https://127.0.0.1:{listener.getsockname()[1]}/")
    assert server.asked == []


@pytest.mark.filterwarnings("ignore:Unverified HTTPS request")
def test_tls_with_its_certificate_check_and_time_limit(
    certificate: tuple[Path, Path], monkeypatch: pytest.MonkeyPatch
) -> None:
    cert, key = certificate
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(cert, key)

    def handler(asked: Asked, connection: socket.socket) -> None:
        if asked.target == "/slow":
            connection.sendall(b"HTTP/1.1 200 OK\r\n\r\n")
            sends_for_ever(b"x", 0.03)(connection)
        connection.sendall(answer(gzip.compress(HTML), "Content-Encoding: gzip"))

    server = TlsServer(handler, context=context)
    url = f"https://127.0.0.1:{server.port}"
    trusting = replace(STRICT, allow_private=NAMES, verify=str(cert), total_timeout=0.8)
    try:
        with HttpFetcher(trusting) as fetcher:
            for _ in range(3):
                assert fetcher.fetch(f"{url}/").body == HTML
            assert server.connections == 1
            with within_megabytes(10), pytest.raises(NetworkError, match="time limit"):
                fetcher.fetch(f"{url}/slow")
        with (
            HttpFetcher(replace(STRICT, allow_private=NAMES)) as fetcher,
            pytest.raises(NetworkError, match="certificate is not valid: self-signed"),
        ):
            fetcher.fetch(f"{url}/")
        with HttpFetcher(replace(trusting, verify=False)) as fetcher:
            assert fetcher.fetch(f"{url}/").body == HTML
    finally:
        server.close()
