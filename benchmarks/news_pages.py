"""Invented news sites for benchmarks: realistic weight, generated text, served on loopback.

    python -m benchmarks.news_pages [--pages 5000] [--hosts 50] [--port 8800] [--distinct 5000]

Each host (127.0.1.1, 127.0.1.2, …) has a feed, a sitemap and its share of the pages. A page weighs
60 to 150 KB, as saved news pages do: inline styles and scripts, navigation, a story of 5 to 25
paragraphs, cards of other stories between and below, a footer. There are three templates, so that
no tool is favoured by one. After ``--distinct`` texts the pages repeat, under different URLs, so
that a long run fits into memory. Prints ``ready`` when it is listening. It runs in one process,
which costs all tools the same.
"""

from __future__ import annotations

import argparse
import asyncio
import random
from dataclasses import dataclass

_SYLLABLES = ("ba", "den", "kor", "li", "mas", "no", "per", "ru", "sil", "tam", "ve", "zor")
WORDS = [a + b + c for a in _SYLLABLES for b in _SYLLABLES for c in _SYLLABLES]
COMMON = ("the", "of", "and", "to", "in", "a", "for", "on", "with", "that", "was", "is", "by", "at")
SLUG = "a-story-that-was-made-for-measuring"


def host(number: int) -> str:
    return f"127.0.{1 + number // 250}.{1 + number % 250}"


def sentence(rng: random.Random) -> str:
    words = [
        rng.choice(COMMON) if rng.random() < 0.4 else rng.choice(WORDS)
        for _ in range(rng.randint(8, 26))
    ]
    return " ".join(words).capitalize() + "."


def paragraph(rng: random.Random) -> str:
    return " ".join(sentence(rng) for _ in range(rng.randint(2, 5)))


def title(rng: random.Random) -> str:
    return " ".join(rng.choices(WORDS, k=rng.randint(6, 11))).capitalize()


def card(rng: random.Random) -> str:
    number = rng.randrange(10**7)
    return (
        f'<div class="card card--{number % 7}"><a class="card__link" href="/news/{number}-{SLUG}">'
        f'<img class="card__img" src="/img/{number}.jpg" alt="" width="320" height="180" '
        f'loading="lazy"><h3 class="card__title">{title(rng)}</h3></a>'
        f'<p class="card__teaser">{sentence(rng)}</p></div>\n'
    )


def head(rng: random.Random, url: str, headline: str) -> str:
    styles = "".join(
        f".c{rng.randrange(10**6):x}{{margin:{n}px;padding:{n % 9}px;color:#{n:06x}}}\n"
        for n in range(rng.randint(400, 1100))
    )
    scripts = "".join(
        f'window.q=window.q||[];q.push(["{rng.choice(WORDS)}",{n},"{rng.random()}"]);\n'
        for n in range(rng.randint(150, 500))
    )
    day = f"2026-{rng.randint(1, 10):02}-{rng.randint(1, 28):02}T08:00:00Z"
    return (
        f'<!doctype html><html lang="en"><head><meta charset="utf-8"><title>{headline} | '
        f'The Measure</title><link rel="canonical" href="{url}">'
        f'<meta property="og:title" content="{headline}"><meta property="og:type" '
        f'content="article"><meta name="author" content="{title(rng)[:14]}">'
        f'<script type="application/ld+json">{{"@context":"https://schema.org","@type":'
        f'"NewsArticle","headline":"{headline}","datePublished":"{day}"}}</script>'
        f"<style>{styles}</style><script>{scripts}</script></head>"
    )


def page(number: int, url: str) -> bytes:
    """The page with a number; deterministic."""
    rng = random.Random(number)
    headline = title(rng)
    menu = "".join(f'<li><a href="/{w}/">{w}</a></li>' for w in rng.choices(WORDS, k=40))
    story = [paragraph(rng) for _ in range(rng.randint(5, 25))]
    template = number % 3
    if template == 0:
        body = "".join(f"<p>{text}</p>\n" for text in story)
        body = f'<article class="story"><h1>{headline}</h1><time>17 May 2026</time>{body}</article>'
    elif template == 1:
        pieces = []
        for position, text in enumerate(story):
            pieces.append(f'<div class="x{position % 3}"><div><p class="t">{text}</p></div></div>')
            if position % 5 == 4:
                pieces.append(f'<aside class="more">{card(rng)}</aside>')
        body = f"<h1>{headline}</h1><div class=body>{''.join(pieces)}</div>"
    else:
        body = f"<h1>{headline}</h1><div id=text>{'<br><br>'.join(story)}</div>"
    cards = "".join(card(rng) for _ in range(rng.randint(30, 90)))
    footer = "".join(f'<a href="/{w}">{w}</a> ' for w in rng.choices(WORDS, k=60))
    text = (
        f"{head(rng, url, headline)}<body><header><nav><ul>{menu}</ul></nav></header>"
        f"<main>{body}</main><section class=related><h2>More stories</h2>{cards}</section>"
        f"<footer>{footer}</footer></body></html>"
    )
    return text.encode()


@dataclass(frozen=True)
class Site:
    """Host and path to content type and body; of a story's page, the number of its text."""

    listings: dict[tuple[str, str], tuple[str, bytes]]
    stories: dict[tuple[str, str], int]
    texts: list[bytes]

    def answer(self, host: str, path: str, port: int) -> tuple[str, bytes] | None:
        number = self.stories.get((host, path))
        if number is None:
            return self.listings.get((host, path))
        body = self.texts[number].replace(URL, f"http://{host}:{port}{path}".encode(), 1)
        return "text/html; charset=utf-8", body


URL = b"http://address.invalid/"


def site(pages: int, hosts: int, distinct: int) -> Site:
    texts = [page(n, URL.decode()) for n in range(min(pages, distinct))]
    found = Site({}, {}, texts)
    for number in range(hosts):
        name = host(number)
        paths = {n: f"/news/{n}-{SLUG}" for n in range(number, pages, hosts)}
        items = "".join(f"<item><link>{path}</link></item>" for path in paths.values())
        feed = f"<rss><channel>{items}</channel></rss>".encode()
        found.listings[name, "/feed.xml"] = ("application/rss+xml", feed)
        found.listings[name, "/robots.txt"] = ("text/plain", b"User-agent: *\nDisallow: /no/\n")
        for n, path in paths.items():
            found.stories[name, path] = n % len(texts)
    return found


async def serve(pages: int, hosts: int, port: int, distinct: int) -> None:
    served = site(pages, hosts, distinct)
    missing = b"HTTP/1.1 404 Not Found\r\nContent-Length: 0\r\n\r\n"

    class Connection(asyncio.Protocol):
        def connection_made(self, transport: asyncio.BaseTransport) -> None:
            assert isinstance(transport, asyncio.Transport)
            self.transport = transport
            self.waiting = b""

        def data_received(self, data: bytes) -> None:
            self.waiting += data
            while b"\r\n\r\n" in self.waiting:
                request, _, self.waiting = self.waiting.partition(b"\r\n\r\n")
                first, *lines = request.decode("latin-1").split("\r\n")
                name = next((x[5:].strip() for x in lines if x[:5].lower() == "host:"), "")
                found = served.answer(name.partition(":")[0], first.split(" ")[1], port)
                if found is None:
                    self.transport.write(missing)
                    continue
                kind, body = found
                head = (
                    f"HTTP/1.1 200 OK\r\nContent-Type: {kind}\r\n"
                    f"Content-Length: {len(body)}\r\n\r\n"
                )
                self.transport.write(head.encode() + body)

    loop = asyncio.get_running_loop()
    names = [host(number) for number in range(hosts)]
    server = await loop.create_server(Connection, names, port, backlog=512)
    print("ready", flush=True)
    async with server:
        await server.serve_forever()


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.split("\n\n")[0])
    parser.add_argument("--pages", type=int, default=5000)
    parser.add_argument("--hosts", type=int, default=50)
    parser.add_argument("--port", type=int, default=8800)
    parser.add_argument("--distinct", type=int, default=5000)
    options = parser.parse_args()
    asyncio.run(serve(options.pages, options.hosts, options.port, options.distinct))


if __name__ == "__main__":
    main()
