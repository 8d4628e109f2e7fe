"""`scraper extract URL`, where somebody sits and waits: what it says, and how soon it ends.

The servers are real, on 127.0.0.1.
"""

from __future__ import annotations

import os
import pty
import re
import signal
import socket
import ssl
import subprocess
import threading
import time
from pathlib import Path

import pytest

from scraper.cli import run
from tests.command import run_command, start_command
from tests.commands.pages import records
from tests.fetchers.conftest import Asked, Serve, TlsServer, answer

STORY = b"<title>Ferry returns</title><h1>Ferry returns</h1><p>It sails again on Monday, at last."


def silent(asked: Asked, connection: socket.socket) -> None:
    connection.recv(1)  # until the client has gone


def trickle(asked: Asked, connection: socket.socket) -> None:
    connection.sendall(b"HTTP/1.1 200 OK\r\nContent-Length: 100000\r\n\r\n")
    while True:
        connection.sendall(b"a")
        time.sleep(0.05)


def hangs_up(asked: Asked, connection: socket.socket) -> None:
    connection.shutdown(socket.SHUT_RDWR)


def extract(url: str, *options: str) -> int:
    return run(["extract", url, "--allow-private", *options])


def free_port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as listener:
        port: int = listener.getsockname()[1]
    return port


@pytest.fixture(autouse=True)
def no_proxy(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("http_proxy", "https_proxy", "all_proxy"):
        monkeypatch.delenv(name, raising=False)
        monkeypatch.delenv(name.upper(), raising=False)


@pytest.mark.parametrize(
    ("given", "told"),
    [
        (answer(status="401 Unauthorized"), "401 Unauthorized; it wants a login: save the page"),
        (answer(status="403 Forbidden"), "403 Forbidden; it may refuse programs: save the page"),
        (answer(status="404 Not Found"), "404 Not Found; check the address"),
        (answer(status="410 Gone"), "410 Gone; the page was taken down"),
        (
            answer(b"", "Retry-After: 3600", status="503 Service Unavailable"),
            "503 Service Unavailable; it asks to be left alone for 60 minutes",
        ),
        (
            answer(b"", "Retry-After: 90000", status="429 Too Many Requests"),
            "429 Too Many Requests; it asks to be left alone for 25 hours",
        ),
        (
            answer(b"", "Location: /", status="302 Found"),
            "redirects in a loop, at {url}; it may want a login or cookies: save the page",
        ),
        (
            answer(b"%PDF-1.7\n%\xe2\xe3\xcf\xd3", "Content-Type: application/pdf"),
            "the input is a PDF, not a page",
        ),
        (
            answer(b"\x89PNG\r\n\x1a\n" + bytes(range(256)), "Content-Type: image/png"),
            "the input is a PNG image, not a page",
        ),
        (
            answer(b'{"headline": "Rain"}', "Content-Type: application/json"),
            "the input is JSON, not a page",
        ),
        (
            answer(b"<svg xmlns='http://www.w3.org/2000/svg'/>", "Content-Type: image/svg+xml"),
            "this is an SVG image, not a page: give the page that it belongs to",
        ),
        (
            answer(b"window.open();", "Content-Type: text/javascript; charset=utf-8"),
            "this is a script, not a page",
        ),
        (answer(b""), "the input is empty"),
        (
            b"HTTP/1.1 200 OK\r\nContent-Length: 1000000000\r\n\r\n",
            "over the limit of 16,777,216; download it and give the file",
        ),
    ],
    ids=lambda value: value.partition(";")[0][:30] if isinstance(value, str) else "",
)
def test_errors_that_a_retry_would_not_change_are_one_line_without_retry(
    given: bytes, told: str, serve: Serve, capfd: pytest.CaptureFixture[str]
) -> None:
    server = serve({"/": given})
    url = f"{server.url}/"
    assert extract(url) == 1
    out, err = capfd.readouterr()
    assert out == ""
    assert err.startswith(f"scraper: {url}: ")
    assert told.format(url=url) in err
    assert err.count("\n") == 1
    assert len(server.asked) == 1


def test_a_page_under_a_wrong_type_is_read(serve: Serve, capfd: pytest.CaptureFixture[str]) -> None:
    server = serve({"/": answer(b"<!DOCTYPE html><html>" + STORY, "Content-Type: text/css")})
    assert extract(f"{server.url}/") == 0
    assert capfd.readouterr().err == ""


def test_a_closed_port_an_unknown_host_and_missing_tls_are_explained(
    serve: Serve, capfd: pytest.CaptureFixture[str]
) -> None:
    server = serve({"/": answer(STORY)})
    tls = socket.create_server(("127.0.0.1", 0))

    def greet() -> None:
        connection, _ = tls.accept()
        with connection:
            connection.sendall(answer(STORY))

    threading.Thread(target=greet, daemon=True).start()
    closed = f"http://127.0.0.1:{free_port()}/"
    plain = f"https://127.0.0.1:{tls.getsockname()[1]}/"
    cases = {
        closed: "connection refused; check the address and its port, or try later",
        "http://no-such-host.invalid/": "cannot find the host no-such-host.invalid: ",
        plain: "no TLS connection: wrong version number; try http:// if",
    }
    with tls:
        for url, told in cases.items():
            assert extract(url) == 1
            out, err = capfd.readouterr()
            assert out == ""
            assert err.startswith(f"scraper: {url}: {told}")
            assert err.count("\n") == 1
    assert server.asked == []


def test_a_certificate_that_nobody_vouches_for(
    certificate: tuple[Path, Path],
    monkeypatch: pytest.MonkeyPatch,
    capfd: pytest.CaptureFixture[str],
) -> None:
    cert, key = certificate
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(cert, key)
    server = TlsServer(lambda asked, line: line.sendall(answer(STORY)), context=context)
    url = f"https://127.0.0.1:{server.port}/"
    monkeypatch.delenv("REQUESTS_CA_BUNDLE", raising=False)
    monkeypatch.delenv("SSL_CERT_FILE", raising=False)
    try:
        assert extract(url) == 1
        err = capfd.readouterr().err
        assert f"{url}: the server's certificate is not valid: self-signed" in err
        assert err.count("\n") == 1
        monkeypatch.setenv("SSL_CERT_FILE", str(cert))  # as the message says
        assert extract(url) == 0
    finally:
        server.close()


def test_another_try_is_told_with_what_happened_which_it_is_and_when(
    serve: Serve, capfd: pytest.CaptureFixture[str]
) -> None:
    answers = [answer(status="502 Bad Gateway"), b"", answer(STORY)]

    def handler(asked: Asked, connection: socket.socket) -> None:
        text = answers.pop(0)
        connection.sendall(text)
        if not text:
            connection.shutdown(socket.SHUT_RDWR)

    url = f"{serve(handler).url}/"
    assert extract(url) == 0
    out, err = capfd.readouterr()
    assert '"title":"Ferry returns"' in out
    assert re.sub(r"\d+ s left", "N s left", err).splitlines() == [
        f"scraper: {url}: the server answered 502 Bad Gateway; trying again in 0.5 s "
        "(attempt 2 of 3, N s left)",
        f"scraper: {url}: the server closed the connection without an answer; trying again in 1 s "
        "(attempt 3 of 3, N s left)",
    ]


def test_a_server_that_never_answers_is_asked_twice_within_the_limit(
    serve: Serve, capfd: pytest.CaptureFixture[str]
) -> None:
    server = serve(silent)
    url = f"{server.url}/"
    started = time.monotonic()
    assert extract(url, "--timeout", "1.5") == 1
    assert time.monotonic() - started < 20
    first, last = capfd.readouterr().err.splitlines()
    assert first == (
        f"scraper: {url}: nothing came for 0.75 s; trying again in 0.5 s (attempt 2 of 3, 0 s left)"
    )
    assert last == (
        f"scraper: {url}: not finished within the time limit of 1.5 s; "
        "try later, or wait longer with --timeout"
    )
    assert len(server.asked) == 2


@pytest.mark.parametrize("handler", [trickle, hangs_up])
def test_slow_or_closing_servers_do_not_exceed_the_time_limit(
    handler: object, serve: Serve, capfd: pytest.CaptureFixture[str]
) -> None:
    started = time.monotonic()
    assert extract(f"{serve(handler).url}/", "--timeout", "1") == 1
    assert time.monotonic() - started < 20
    assert (
        capfd.readouterr()
        .err.splitlines()[-1]
        .endswith(("try later, or wait longer with --timeout", "without an answer; try later"))
    )


def test_a_wait_that_the_limit_has_no_room_for_is_not_begun(
    serve: Serve, capfd: pytest.CaptureFixture[str]
) -> None:
    url = serve({"/": answer(b"", "Retry-After: 10", status="503 Service Unavailable")}).url
    started = time.monotonic()
    assert extract(f"{url}/", "--timeout", "5") == 1
    assert time.monotonic() - started < 20
    assert "it asks to be left alone for 10 s" in capfd.readouterr().err


def test_a_tls_handshake_that_never_ends_is_a_connection_that_was_not_made(
    capfd: pytest.CaptureFixture[str],
) -> None:
    with socket.create_server(("127.0.0.1", 0)) as listener:
        assert extract(f"https://127.0.0.1:{listener.getsockname()[1]}/", "--timeout", "2") == 1
    assert "no connection within 1 s; trying again" in capfd.readouterr().err


@pytest.mark.parametrize("seconds", ["0", "-1", "soon", "1e9"])
def test_a_limit_that_is_none_is_wrong_usage(
    seconds: str, capfd: pytest.CaptureFixture[str]
) -> None:
    assert extract("http://127.0.0.1/", "--timeout", seconds) == 2
    assert "--timeout" in capfd.readouterr().err


def test_ctrl_c_ends_at_once_and_says_what_was_waited_for(serve: Serve) -> None:
    server = serve(silent)
    process = start_command(
        "extract",
        "--allow-private",
        f"{server.url}/",
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
    )
    deadline = time.monotonic() + 60
    while not server.asked and time.monotonic() < deadline:
        time.sleep(0.02)
    time.sleep(0.1)
    process.send_signal(signal.SIGINT)
    started = time.monotonic()
    told = f"scraper: {server.url}/: stopped before the page had come\n"
    assert process.communicate(timeout=60) == (b"", told.encode())
    assert process.returncode == 130
    assert time.monotonic() - started < 5


def test_a_message_on_the_terminal_says_that_the_command_still_waits(serve: Serve) -> None:
    server = serve(silent)
    url = f"{server.url}/"
    ours, theirs = pty.openpty()
    process = start_command(
        "extract", "--allow-private", url, stdout=subprocess.PIPE, stderr=theirs
    )
    os.close(theirs)
    try:
        line = os.read(ours, 4096)
        assert line.decode().rstrip() == (
            f"scraper: {url}: still waiting (30 s at most; Ctrl-C ends it)"
        )
    finally:
        process.send_signal(signal.SIGINT)
        process.communicate(timeout=60)
        os.close(ours)


@pytest.mark.parametrize("scheme", ["http", "https"])
def test_a_proxy_that_cannot_be_used_is_named(
    scheme: str, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    port = free_port()
    monkeypatch.setenv(f"{scheme}_proxy", f"http://me:s3cret@127.0.0.1:{port}")
    monkeypatch.setenv("no_proxy", "")
    assert run(["extract", f"{scheme}://93.184.215.14/"]) == 1
    (line,) = capsys.readouterr().err.splitlines()
    assert f"through the proxy http://127.0.0.1:{port}: connection refused; check" in line
    assert "http_proxy" in line


def test_headers_are_sent_to_the_host_of_the_address_alone(serve: Serve) -> None:
    other = serve({"/": answer(STORY)})
    first = serve({"/": answer(b"", f"Location: {other.url}/", status="302 Found")})
    options = ["--header", "Cookie: id=1; b=2", "--header", "X-Key:k:3"]
    assert extract(f"{first.url}/", *options) == 0
    assert first.asked[0].headers["cookie"] == "id=1; b=2"
    assert first.asked[0].headers["x-key"] == "k:3"
    assert not {"cookie", "x-key"} & set(other.asked[0].headers)


@pytest.mark.parametrize(
    ("arguments", "told"),
    [
        (["https://a.test/", "--header", "Cookie"], "expected 'Name: value', with a colon"),
        (["https://a.test/", "--header", "Host: b.test"], "Host cannot be set"),
        (["https://a.test/", "--header", "content-length: 1"], "content-length cannot be set"),
        (["https://a.test/", "--header", "X: s3cret\r\nY: z"], "X: expected ASCII characters"),
        (["https://a.test/", "--header", "X: 1", "--header", "x: 2"], "x is given twice"),
        (["page.html", "--header", "Cookie: s3cret"], "give it with a URL"),
        (["https://a.test/", "https://b.test/", "--header", "Cookie: s3cret"], "one host"),
    ],
)
def test_headers_that_cannot_be_sent_are_wrong_usage(
    arguments: list[str], told: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run(["extract", *arguments]) == 2
    error = " ".join(capsys.readouterr().err.split())
    assert told in error
    assert "s3cret" not in error


def test_two_pages_of_one_host_are_asked_for_with_a_pause(demo_site: str) -> None:
    pages = [f"{demo_site}about.html?{number}" for number in range(3)]
    started = time.monotonic()
    done = run_command("extract", "--allow-private", *pages)
    assert len(records(done.stdout)) == 3
    assert time.monotonic() - started >= 2
