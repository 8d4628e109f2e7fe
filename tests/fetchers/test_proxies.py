"""Requests through a proxy: what it is asked for, what it is not, and the same limits."""

from __future__ import annotations

import socket
import time
from dataclasses import replace

import pytest

from scraper.errors import AddressRefused, NetworkError
from scraper.fetchers import transport
from scraper.fetchers.addresses import Resolver
from scraper.fetchers.http import HttpFetcher
from scraper.fetchers.settings import HttpSettings
from tests.fetchers.conftest import Asked, RawServer, Serve, answer

HTML = b"<!DOCTYPE html><title>Ferry returns</title><p>The ferry is back in service.</p>"


def table(host: str, port: int, *_: object) -> list[tuple[object, ...]]:
    known = {
        "news.example": "93.184.215.14",
        "trap.example": "10.0.0.5",
        "127.0.0.1": "127.0.0.1",
        "169.254.169.254": "169.254.169.254",
    }
    if host not in known:
        raise socket.gaierror(socket.EAI_NONAME, "Name or service not known")
    return [(socket.AF_INET, socket.SOCK_STREAM, 6, "", (known[host], port))]


def through(proxy: RawServer, **changes: object) -> HttpFetcher:
    settings = HttpSettings(proxies={"all": proxy.url}, retries=0, total_timeout=5)
    return HttpFetcher(replace(settings, **changes), resolver=Resolver(table))  # type: ignore[arg-type]


@pytest.fixture
def proxy(serve: Serve) -> RawServer:
    return serve(lambda asked, connection: connection.sendall(answer(HTML)))


def test_the_proxy_is_asked_for_the_whole_address(proxy: RawServer) -> None:
    with through(proxy) as fetcher:
        page = fetcher.fetch("http://news.example/a?b=1")
    assert page.body == HTML
    assert page.url == "http://news.example/a?b=1"
    assert proxy.targets == ["http://news.example/a?b=1"]
    assert proxy.asked[0].headers["host"] == "news.example"


def test_https_goes_through_a_tunnel(serve: Serve) -> None:
    proxy = serve({"news.example:443": answer(b"", status="407 Proxy Authentication Required")})
    login = proxy.url.replace("http://", "http://me:mine@")
    with (
        through(proxy, proxies={"all": login}) as fetcher,
        pytest.raises(NetworkError, match="407"),
    ):
        fetcher.fetch("https://news.example/")
    assert proxy.targets == ["news.example:443"]
    assert proxy.asked[0].headers["proxy-authorization"] == "Basic bWU6bWluZQ=="


@pytest.mark.parametrize(
    "url",
    [
        "http://127.0.0.1/",
        "http://169.254.169.254/latest/meta-data/",
        "http://trap.example/",
        "https://trap.example/",
        "http://localhost/",
        "http://printer/",
        "http://db.internal/",
        "http://router.local/",
    ],
)
def test_a_proxy_is_not_asked_for_what_lies_inside(proxy: RawServer, url: str) -> None:
    with through(proxy) as fetcher, pytest.raises(AddressRefused):
        fetcher.fetch(url)
    assert proxy.connections == 0


def test_a_redirect_to_the_inside_is_refused_behind_a_proxy_too(serve: Serve) -> None:
    proxy = serve(
        lambda asked, connection: connection.sendall(
            answer(b"", "Location: http://trap.example/", status="302 Found")
        )
    )
    with through(proxy) as fetcher, pytest.raises(AddressRefused):
        fetcher.fetch("http://news.example/")
    assert len(proxy.asked) == 1


def test_a_name_that_only_the_proxy_can_resolve_is_left_to_it(proxy: RawServer) -> None:
    with through(proxy) as fetcher:
        assert fetcher.fetch("http://only-outside.example/").body == HTML


def test_the_time_limit_holds_through_a_proxy(serve: Serve) -> None:
    def handler(asked: Asked, connection: socket.socket) -> None:
        for _ in range(100):
            connection.sendall(b"H")
            time.sleep(0.03)

    proxy = serve(handler)
    with through(proxy, total_timeout=0.4) as fetcher:
        for url in ("http://news.example/", "https://news.example/"):
            with pytest.raises(NetworkError):
                fetcher.fetch(url)


def test_proxies_come_from_the_environment_but_for_ones_own_hosts(
    proxy: RawServer, serve: Serve, monkeypatch: pytest.MonkeyPatch
) -> None:
    own = serve({"/": answer(b"own")})
    monkeypatch.setenv("http_proxy", proxy.url)
    monkeypatch.delenv("no_proxy", raising=False)
    monkeypatch.delenv("NO_PROXY", raising=False)
    with through(proxy, proxies=None, allow_private=frozenset({"127.0.0.1"})) as fetcher:
        assert fetcher.fetch("http://news.example/").body == HTML
        assert fetcher.fetch(f"{own.url}/").body == b"own"
        assert len(proxy.asked) == 1
        tried: list[tuple[str, int]] = []

        def no_network(target: tuple[str, int], *_: object, **__: object) -> socket.socket:
            tried.append(target)
            raise ConnectionRefusedError

        monkeypatch.setattr(transport, "create_connection", no_network)
        monkeypatch.setenv("no_proxy", "news.example")
        with pytest.raises(NetworkError):
            fetcher.fetch("http://news.example/")
    assert tried == [("93.184.215.14", 80)]


def test_other_kinds_of_proxies_are_refused_by_name(proxy: RawServer) -> None:
    settings = {"all": "socks5://127.0.0.1:1080"}
    with (
        through(proxy, proxies=settings) as fetcher,
        pytest.raises(NetworkError, match="only http and https proxies"),
    ):
        fetcher.fetch("http://news.example/")
