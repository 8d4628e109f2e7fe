"""A server on 127.0.0.1 that sends whatever bytes a test wants, as slowly as it wants."""

from __future__ import annotations

import shutil
import socket
import ssl
import subprocess
import threading
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path

import pytest

from scraper.fetchers.addresses import Resolver
from scraper.fetchers.http import HttpFetcher
from scraper.fetchers.settings import HttpSettings


@dataclass(frozen=True)
class Asked:
    """One request as the server saw it."""

    target: str
    headers: dict[str, str]
    arrived: float


Handler = Callable[[Asked, socket.socket], None]


def answer(body: bytes = b"", *headers: str, status: str = "200 OK", length: bool = True) -> bytes:
    """A whole HTTP/1.1 answer as bytes."""
    lines = [f"HTTP/1.1 {status}", *headers]
    if length:
        lines.append(f"Content-Length: {len(body)}")
    return "\r\n".join([*lines, "", ""]).encode("latin-1") + body


@dataclass
class RawServer:
    """Calls ``handler`` for each request. A handler that returns keeps the connection open."""

    handler: Handler
    host: str = "127.0.0.1"
    asked: list[Asked] = field(default_factory=list)
    connections: int = 0

    def __post_init__(self) -> None:
        self._listener = socket.create_server((self.host, 0))
        self.port: int = self._listener.getsockname()[1]
        self._closed = False
        threading.Thread(target=self._accept, daemon=True).start()

    @property
    def url(self) -> str:
        return f"http://{self.host}:{self.port}"

    @property
    def targets(self) -> list[str]:
        return [asked.target for asked in self.asked]

    def _accept(self) -> None:
        while not self._closed:
            try:
                connection, _ = self._listener.accept()
            except OSError:
                return
            self.connections += 1
            threading.Thread(target=self._serve, args=(connection,), daemon=True).start()

    def _serve(self, connection: socket.socket) -> None:
        buffer = b""
        with connection:
            connection.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
            while True:
                try:
                    while b"\r\n\r\n" not in buffer:
                        data = connection.recv(65536)
                        if not data:
                            return
                        buffer += data
                    arrived = time.monotonic()
                    head, _, buffer = buffer.partition(b"\r\n\r\n")
                    first, *lines = head.decode("latin-1").split("\r\n")
                    headers = {}
                    for line in lines:
                        name, _, value = line.partition(":")
                        headers[name.lower()] = value.strip()
                    asked = Asked(first.split(" ")[1], headers, arrived)
                    self.asked.append(asked)
                    self.handler(asked, connection)
                except OSError:
                    return

    def close(self) -> None:
        self._closed = True
        self._listener.close()


Serve = Callable[..., RawServer]


@pytest.fixture
def serve() -> Iterator[Serve]:
    """Starts servers: from a handler, or from a mapping of path to a whole answer."""
    servers: list[RawServer] = []

    def start(what: Handler | dict[str, bytes], host: str = "127.0.0.1") -> RawServer:
        if isinstance(what, dict):
            answers = what

            def handler(asked: Asked, connection: socket.socket) -> None:
                connection.sendall(answers.get(asked.target, answer(status="404 Not Found")))
        else:
            handler = what
        server = RawServer(handler, host)
        servers.append(server)
        return server

    yield start
    for server in servers:
        server.close()


@dataclass(kw_only=True)
class TlsServer(RawServer):
    """A RawServer behind TLS."""

    context: ssl.SSLContext

    def _serve(self, connection: socket.socket) -> None:
        try:
            wrapped = self.context.wrap_socket(connection, server_side=True)
        except (ssl.SSLError, OSError):
            return
        super()._serve(wrapped)


@pytest.fixture(scope="session")
def certificate(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Path]:
    """A certificate of our own for 127.0.0.1, and its key."""
    if shutil.which("openssl") is None:
        pytest.skip("the openssl command is needed to make a certificate")
    folder = tmp_path_factory.mktemp("tls")
    cert, key = folder / "cert.pem", folder / "key.pem"
    subprocess.run(
        f"openssl req -x509 -newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes -days 2 "
        f"-subj /CN=test -addext subjectAltName=IP:127.0.0.1 -keyout {key} -out {cert}".split(),
        check=True,
        capture_output=True,
    )
    return cert, key


def loopback_names(*args: object, **_: object) -> list[tuple[object, ...]]:
    """A getaddrinfo for which every name is on 127.0.0.1 (literal addresses stay what they are)."""
    host = str(args[0])
    address = host if host.replace(".", "").isdigit() else "127.0.0.1"
    return [(socket.AF_INET, socket.SOCK_STREAM, 6, "", (address, args[1]))]


NAMES = frozenset({"127.0.0.1", "*.test", "*.example.org", "*.example.com"})


@pytest.fixture
def fetcher() -> Iterator[HttpFetcher]:
    """May ask 127.0.0.1 and every name under .test, which all lead there; no retries."""
    settings = HttpSettings(
        allow_private=NAMES, retries=0, total_timeout=5, proxies={}, max_bytes=2_000_000
    )
    with HttpFetcher(settings, resolver=Resolver(loopback_names)) as opened:
        yield opened
