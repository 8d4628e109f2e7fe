"""A news site on 127.0.0.1 that tests can change while it is crawled."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler

from benchmarks.loopback import LoopbackServer


@dataclass
class Answer:
    body: bytes
    type: str = "text/html; charset=utf-8"
    status: int = 200
    headers: dict[str, str] = field(default_factory=dict)
    delay: float = 0.0
    """Seconds before the answer."""


@dataclass(frozen=True)
class Request:
    time: float
    host: str
    path: str
    headers: dict[str, str]


Page = Answer | Callable[[Request], Answer]


class Site:
    """``pages``: path to what is answered. ``requests``: what was asked, in order."""

    def __init__(self, address: str = "127.0.0.1") -> None:
        self.pages: dict[str, Page] = {}
        self.requests: list[Request] = []
        self._lock = threading.Lock()
        self._server = LoopbackServer(self._answer, address)
        self.port = self._server.server_port
        self.url = f"http://{address}:{self.port}"

    def _answer(self, asked: BaseHTTPRequestHandler) -> tuple[int, dict[str, str], bytes]:
        headers = {name.lower(): value for name, value in asked.headers.items()}
        request = Request(time.monotonic(), headers.get("host", ""), asked.path, headers)
        with self._lock:
            self.requests.append(request)
        try:
            page = self.pages[asked.path]  # may be a defaultdict
        except KeyError:
            page = Answer(b"not here", "text/plain", 404)
        given = page if isinstance(page, Answer) else page(request)
        time.sleep(given.delay)
        etag = given.headers.get("ETag")
        unchanged = etag is not None and headers.get("if-none-match") == etag
        status, body = (304, b"") if unchanged else (given.status, given.body)
        return status, {**given.headers, "Content-Type": given.type}, body

    def asked(self, prefix: str = "/") -> list[str]:
        """Paths that were asked for, without robots.txt."""
        return [
            r.path for r in self.requests if r.path.startswith(prefix) and r.path != "/robots.txt"
        ]

    def forget(self) -> None:
        self.requests.clear()

    def close(self) -> None:
        self._server.close()

    def add_article(self, path: str, text: str = "", *, head: str = "", **answer: object) -> None:
        self.pages[path] = Answer(article(path, text, head), **answer)  # type: ignore[arg-type]

    def add_feed(self, path: str, articles: list[str], dates: list[str] | None = None) -> None:
        self.pages[path] = Answer(feed(articles, dates), "application/rss+xml")


def article(name: str, text: str = "", head: str = "") -> bytes:
    story = text or "\n".join(
        f"Sentence {n} of {name} says something that no other story says." for n in range(6)
    )
    paragraphs = "".join(f"<p>{line}</p>\n" for line in story.split("\n"))
    return (
        f"<!doctype html><html lang=en><head><title>Story {name}</title>{head}</head>"
        f"<body><article><h1>Story {name}</h1>\n{paragraphs}</article></body></html>"
    ).encode()


def feed(articles: list[str], dates: list[str] | None = None) -> bytes:
    items = ""
    for number, path in enumerate(articles):
        date = f"<pubDate>{dates[number]}</pubDate>" if dates else ""
        items += f"<item><title>A</title><link>{path}</link>{date}</item>"
    return f"<?xml version='1.0'?><rss version='2.0'><channel>{items}</channel></rss>".encode()
