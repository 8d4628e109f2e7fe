"""`scraper.fetch`: one page for a program that waits for it, from real servers on 127.0.0.1."""

from __future__ import annotations

import socket

import pytest

import scraper
from tests.fetchers.conftest import Asked, Serve, answer

STORY = b"<title>Ferry returns</title><h1>Ferry returns</h1><p>It sails again on Monday, at last."


def test_a_page_comes_with_the_address_that_redirects_led_to(serve: Serve) -> None:
    def moved(asked: Asked, connection: socket.socket) -> None:
        if asked.target == "/old":
            connection.sendall(answer(b"", "Location: /new", status="301 Moved Permanently"))
        else:
            connection.sendall(answer(STORY, "Content-Type: text/html"))

    server = serve(moved)
    page = scraper.fetch(
        f"{server.url}/old", allow_private=True, user_agent="reader/1 (a@b.example)"
    )
    assert page.url == f"{server.url}/new"
    assert scraper.extract_page(page).title == "Ferry returns"
    assert {asked.headers["user-agent"] for asked in server.asked} == {"reader/1 (a@b.example)"}


def test_a_private_address_is_refused_unless_allowed(serve: Serve) -> None:
    server = serve(lambda asked, connection: connection.sendall(answer(STORY)))
    with pytest.raises(scraper.FetchError, match="private"):
        scraper.fetch(f"{server.url}/")
    assert not server.asked


def test_a_script_is_no_page(serve: Serve) -> None:
    kind = "Content-Type: text/javascript; charset=utf-8"
    server = serve(lambda a, connection: connection.sendall(answer(b"let a", kind)))
    with pytest.raises(scraper.NotText, match="a script, not a page"):
        scraper.fetch(f"{server.url}/a.js", allow_private=True)


@pytest.mark.parametrize(
    "url", ["", "news.example/rain", "ftp://news.example/rain", "http://[::1/rain"]
)
def test_what_is_no_http_address_is_refused(url: str) -> None:
    with pytest.raises(scraper.AddressRefused, match=r"not a valid address|only http"):
        scraper.fetch(url)


def test_a_timeout_of_nothing_is_named() -> None:
    with pytest.raises(ValueError, match="timeout must be above 0"):
        scraper.fetch("http://127.0.0.1/rain", timeout=0)
