"""Invented newspapers with different habits, which publish day by day of a simulated time.

Used by years.py. What a newspaper shows depends only on its habits and the time, so the test knows
what a crawl must have found. Each has its own loopback address and its own listening socket.
"""

from __future__ import annotations

import email.utils
import hashlib
import json
import random
import socket
import threading
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime
from functools import lru_cache

from benchmarks.loopback import Answer, LoopbackServer, Request

HOUR, DAY = 3600, 86400
BEGIN = int(datetime(2024, 1, 1, tzinfo=UTC).timestamp())
"""Start of the simulated time, in a leap year."""
BACKLOG = 20 * DAY
"""Time for which the newspapers have published before the first crawl."""

_SYLLABLES = ("ba", "den", "kor", "li", "mas", "no", "per", "ru", "sil", "tam", "ve", "zor")
_WORDS = [a + b + c for a in _SYLLABLES for b in _SYLLABLES for c in _SYLLABLES]
_SECTIONS = ("harbour", "town", "sport")


@dataclass(frozen=True)
class Story:
    """``corrected``: when its text was changed; ``number``: in order of publication."""

    number: int
    published: int
    corrected: tuple[int, ...] = ()

    def edition(self, now: float) -> int:
        """How often it was corrected by ``now``."""
        return sum(moment <= now for moment in self.corrected)


@dataclass(frozen=True)
class Paper:
    """A newspaper and its habits. Days count from ``BEGIN``; of a pair the second is not included.

    Attributes:
        start: its lines in config.toml; ``{base}`` is its address.
        per_week: stories; with ``workdays`` on five days only.
        listed: the newest stories on a listing; None for all (in monthly sitemaps).
        corrected: the share of stories that are corrected, within six days.
        late: corrections after 20 days too, and one old story that stays on top and is corrected
            every 20 days, with its date in the feed.
        etag: answers 304 to conditional requests. Other pages differ at each request.
        gone: days on which it answers 503, later refuses connections.
        forbidden: days on which robots.txt forbids everything.
        relaunched: day of a new layout, without dates and authors.
        moved: day from which stories and feed have other addresses; the old ones redirect.
        new_host: the host that it moves to on that day, if it does.
        reprints: it prints the stories of this newspaper too.
        lies: its dates are wrong.
    """

    name: str
    host: str
    start: str
    per_week: float = 6.0
    listed: int | None = 20
    workdays: bool = False
    corrected: float = 0.1
    late: bool = False
    etag: bool = False
    gone: tuple[int, int] | None = None
    forbidden: tuple[int, int] | None = None
    relaunched: int | None = None
    moved: int | None = None
    new_host: str | None = None
    reprints: str | None = None
    lies: bool = False


def day(now: float) -> int:
    return int(now - BEGIN) // DAY


def _within(days: tuple[int, int] | None, now: float) -> bool:
    return days is not None and days[0] <= day(now) < days[1]


def papers(days: int) -> list[Paper]:
    """The newspapers of a simulation of so many days, over which outages and moves are spread."""

    def at(share: float) -> int:
        return round(days * share)

    month = min(30, days // 8)
    feed, base = 'feeds = ["{base}/feed.xml"]', "{base}"
    sections = ", ".join(f'"{base}/{section}/"' for section in _SECTIONS)
    gone, forbidden = (at(0.3), at(0.3) + month), (at(0.7), at(0.7) + 2 * month)
    return [
        Paper("rss", "127.0.4.1", feed, workdays=True),
        Paper("atom", "127.0.4.2", 'feeds = ["{base}/atom.xml"]', corrected=0.4, late=True),
        Paper("sitemap", "127.0.4.3", 'sitemaps = ["{base}/sitemap.xml"]', listed=None),
        Paper("sections", "127.0.4.4", f"sections = [{sections}]"),
        Paper("home", "127.0.4.5", 'home = "{base}/"'),
        Paper("relaunch", "127.0.4.6", feed, relaunched=at(0.5), per_week=9),
        Paper("outage", "127.0.4.7", feed, gone=gone, per_week=9),
        Paper("forbids", "127.0.4.8", feed, forbidden=forbidden, per_week=9),
        Paper("moves", "127.0.4.9", feed, moved=at(0.4)),
        Paper("newhost", "127.0.4.10", feed, moved=at(0.6), new_host="127.0.4.20"),
        Paper("rare", "127.0.4.11", feed, per_week=0.3),
        Paper("etag", "127.0.4.12", feed, etag=True),
        Paper("reprints", "127.0.4.13", feed, reprints="rss", per_week=2),
        Paper("lies", "127.0.4.14", feed, lies=True, listed=12),
    ]


class Press:
    """All newspapers over the simulated days: what they published, when, and what they show.

    Args:
        port: of all their addresses.
    """

    def __init__(self, days: int, port: int, seed: int = 0) -> None:
        self.papers = {paper.name: paper for paper in papers(days)}
        self.port = port
        self._seed = seed
        end = BEGIN + (days + 1) * DAY
        self.stories = {p.name: list(self._publish(p, end)) for p in self.papers.values()}
        self._copies: dict[str, dict[int, int]] = {}
        for paper in self.papers.values():
            if paper.reprints:
                self._add_reprints(paper)

    def _publish(self, paper: Paper, end: int) -> Iterator[Story]:
        rng = random.Random(f"{self._seed} {paper.name}")
        time = float(BEGIN - BACKLOG)
        number = 0
        while True:
            time += rng.expovariate(paper.per_week / (7 * DAY))
            if paper.workdays and datetime.fromtimestamp(time, UTC).weekday() > 4:
                continue
            if time > end:
                return
            published = int(time)
            after = []
            if rng.random() < paper.corrected:
                after.append(rng.choice((2 * HOUR, 9 * HOUR, 3 * DAY, 5 * DAY)))
                if paper.late:
                    after.append(20 * DAY)
            corrected = tuple(published + seconds for seconds in after)
            if paper.late and number == 0:
                corrected = tuple(range(published + 20 * DAY, end, 20 * DAY))
            yield Story(number, published, corrected)
            number += 1

    def _add_reprints(self, paper: Paper) -> None:
        """Every third story of the other newspaper, half a day later, uncorrected."""
        own = self.stories[paper.name]
        assert paper.reprints is not None
        copied = [
            Story(-story.number, story.published + DAY // 2)
            for story in self.stories[paper.reprints][1::3]
        ]
        ordered = sorted(own + copied, key=lambda story: story.published)
        sources = [-s.number if s.number < 0 else None for s in ordered]
        self._copies[paper.name] = {n: o for n, o in enumerate(sources) if o is not None}
        self.stories[paper.name] = [
            Story(n, story.published, story.corrected) for n, story in enumerate(ordered)
        ]

    def original(self, paper: Paper, story: Story) -> tuple[str, int]:
        """The newspaper that a story was first printed in, and its number there."""
        number = self._copies.get(paper.name, {}).get(story.number)
        return (paper.name, story.number) if number is None else (paper.reprints or "", number)

    def is_reachable(self, paper: Paper, now: float) -> bool:
        """Whether it answers, and robots.txt allows it."""
        return not _within(paper.gone, now) and not _within(paper.forbidden, now)

    def shown(self, paper: Paper, now: float) -> list[Story]:
        """The stories that its listings name, the newest first."""
        public = [story for story in self.stories[paper.name] if story.published <= now]
        newest = public[::-1]
        if paper.listed is None:
            return newest
        if paper.name in ("sections", "home"):
            return [
                story
                for section in _SECTIONS
                for story in [s for s in newest if _section(s) == section][: paper.listed]
            ]
        shown = newest[: paper.listed]
        return [public[0], *shown] if paper.late and public[0] not in shown else shown

    def base(self, paper: Paper, now: float) -> str:
        is_moved = paper.moved is not None and day(now) >= paper.moved
        host = paper.new_host if is_moved and paper.new_host else paper.host
        return f"http://{host}:{self.port}"

    def url(self, paper: Paper, story: Story, now: float) -> str:
        """A story's address at a time."""
        return self.base(paper, now) + self._path(paper, story, now)

    def _path(self, paper: Paper, story: Story, now: float) -> str:
        slug = _slug(f"{paper.name} {story.number}")
        if paper.moved is not None and day(now) >= paper.moved and not paper.new_host:
            return f"/stories/{slug}-{story.number:05}"
        return f"/{_section(story)}/{story.number:05}-{slug}.html"

    def story_of(self, paper: Paper, path: str) -> Story | None:
        """The story of an address, old or new."""
        digits = path[-5:] if path.startswith("/stories/") else path.split("/")[-1][:5]
        stories = self.stories[paper.name]
        if not digits.isdigit() or int(digits) >= len(stories):
            return None
        return stories[int(digits)]

    def page(self, paper: Paper, story: Story, now: float, stamp: str) -> bytes:
        """A story's page. ``stamp`` differs at each request where the newspaper has no ETags."""
        name, number = self.original(paper, story)
        seed = f"{name} {number}"
        title, paragraphs = _text(seed)
        author = _author(paper.name, story.number)
        url = self.url(paper, story, now)
        edition = story.edition(now)
        body = [f"<p>{text}</p>" for text in paragraphs]
        body.insert(
            2,
            f"<p>Numbered {number} of the desk {name}, printed as edition {edition}, "
            f"said the harbour office in a note to all its readers on the quay.</p>",
        )
        if edition:
            body.append(f"<p>Corrected: {' '.join(_words(f'{seed} {edition}', 14))}.</p>")
        published = _claimed(paper, story)
        modified = _iso(story.corrected[edition - 1]) if edition and paper.late else None
        earlier = self.stories[paper.name][max(0, story.number - 4) : story.number]
        more = "".join(
            f'<li><a href="{self.url(paper, s, now)}">'
            f"{_text(f'{paper.name} {s.number}')[0]}</a></li>"
            for s in earlier
        )
        foot = f"<footer><p>All rights reserved</p><!-- {stamp} --></footer></body></html>"
        top = (
            "<body><header><nav><a href='/harbour/'>Harbour</a> <a href='/town/'>Town</a> "
            "<a href='/sport/'>Sport</a></nav></header>"
        )
        if paper.relaunched is not None and day(now) >= paper.relaunched:
            return (
                f"<!doctype html><html lang=en><head><title>{title}</title>"
                f"<link rel=canonical href='{url}'></head>{top}"
                f"<div class='page'><div class='hero'><h1>{title}</h1></div>"
                f"<div class='txt'>{''.join(body)}</div></div>{foot}"
            ).encode()
        data = {
            "@context": "https://schema.org",
            "@type": "NewsArticle",
            "headline": title,
            "datePublished": published,
            "author": {"@type": "Person", "name": author},
        }
        if modified:
            data["dateModified"] = modified
        return (
            f"<!doctype html><html lang=en><head><title>{title}</title>"
            f"<link rel=canonical href='{url}'>"
            f"<script type='application/ld+json'>{json.dumps(data)}</script></head>{top}"
            f"<main><article><h1>{title}</h1><p class=byline>By {author}</p>"
            f"<time datetime='{published}'>{published[:10]}</time>\n{''.join(body)}</article>"
            f"<aside><h2>More news</h2><ul>{more}</ul></aside></main>{foot}"
        ).encode()

    def rss(self, paper: Paper, now: float) -> bytes:
        items = "".join(
            f"<item><title>{_text(f'{paper.name} {s.number}')[0]}</title>"
            f"<link>{self.url(paper, s, now)}</link>"
            f"<pubDate>{email.utils.formatdate(_claimed_seconds(paper, s, now))}</pubDate></item>"
            for s in self.shown(paper, now)
        )
        channel = f"<title>{paper.name}</title>{items}"
        return f"<rss version='2.0'><channel>{channel}</channel></rss>".encode()

    def atom(self, paper: Paper, now: float) -> bytes:
        entries = "".join(
            f"<entry><title>{_text(f'{paper.name} {s.number}')[0]}</title>"
            f"<link href='{self.url(paper, s, now)}'/><published>{_iso(s.published)}</published>"
            f"<updated>{_iso(_changed(s, now))}</updated></entry>"
            for s in self.shown(paper, now)
        )
        return f"<feed xmlns='http://www.w3.org/2005/Atom'>{entries}</feed>".encode()

    def sitemap_index(self, paper: Paper, now: float) -> bytes:
        months: dict[str, int] = {}
        for story in self.shown(paper, now):
            month = _iso(story.published)[:7]
            months[month] = max(months.get(month, 0), _changed(story, now))
        entries = "".join(
            f"<sitemap><loc>{self.base(paper, now)}/sitemap-{month}.xml</loc>"
            f"<lastmod>{_iso(changed)}</lastmod></sitemap>"
            for month, changed in months.items()
        )
        return f"<?xml version='1.0'?><sitemapindex>{entries}</sitemapindex>".encode()

    def sitemap(self, paper: Paper, now: float, month: str) -> bytes:
        entries = "".join(
            f"<url><loc>{self.url(paper, s, now)}</loc><lastmod>{_iso(_changed(s, now))}</lastmod>"
            f"<news:news><news:publication_date>{_iso(s.published)}</news:publication_date>"
            f"</news:news></url>"
            for s in self.shown(paper, now)
            if _iso(s.published).startswith(month)
        )
        return (
            "<?xml version='1.0'?><urlset xmlns:news='http://www.google.com/schemas/"
            f"sitemap-news/0.9'>{entries}</urlset>"
        ).encode()

    def section(self, paper: Paper, now: float, section: str) -> bytes:
        """A section page; the front page if ``section`` is empty."""
        shown = [s for s in self.shown(paper, now) if not section or _section(s) == section]
        if not section:
            shown = sorted(shown, key=lambda s: -s.published)[:8]
        cards = "".join(
            f"<div class=card><h2><a href='{self._path(paper, s, now)}'>"
            f"{_text(f'{paper.name} {s.number}')[0]}</a></h2></div>"
            for s in shown
        )
        return (
            f"<!doctype html><html lang=en><head><title>{section or 'Front page'}</title></head>"
            "<body><nav><a href='/harbour/'>Harbour</a> <a href='/town/'>Town</a> "
            f"<a href='/sport/'>Sport</a></nav><main>{cards}</main></body></html>"
        ).encode()


def _section(story: Story) -> str:
    return _SECTIONS[story.number % len(_SECTIONS)]


def _changed(story: Story, now: float) -> int:
    return max([story.published, *(moment for moment in story.corrected if moment <= now)])


def _claimed_seconds(paper: Paper, story: Story, now: float) -> float:
    """A story's date in a listing; a wrong one is the present time, years ago, or in the future."""
    if not paper.lies:
        return story.published
    return (now, story.published - 3000 * DAY, story.published + 400 * DAY)[story.number % 3]


def _claimed(paper: Paper, story: Story) -> str:
    """The date on a story's page."""
    lie = (0, -3000 * DAY, 400 * DAY)[story.number % 3] if paper.lies else 0
    return _iso(story.published + lie)


def _iso(seconds: int) -> str:
    return datetime.fromtimestamp(seconds, UTC).strftime("%Y-%m-%dT%H:%M:%SZ")


def _words(seed: str, count: int) -> list[str]:
    return random.Random(seed).choices(_WORDS, k=count)


def _slug(seed: str) -> str:
    return "-".join(_words(f"slug {seed}", 5))


def _author(name: str, number: int) -> str:
    first, last = _words(f"author {name} {number % 5}", 2)
    return f"{first.capitalize()} {last.capitalize()}"


@lru_cache(maxsize=2000)
def _text(seed: str) -> tuple[str, tuple[str, ...]]:
    """The title and the paragraphs of a story."""
    rng = random.Random(seed)
    title = " ".join(rng.choices(_WORDS, k=6)).capitalize()
    paragraphs = tuple(
        " ".join(rng.choices(_WORDS, k=rng.randint(20, 50))).capitalize() + "."
        for _ in range(rng.randint(5, 9))
    )
    return title, paragraphs


@dataclass(frozen=True)
class Served:
    """A request that was answered; with ``story`` and ``edition`` if a story was sent."""

    run: int
    paper: str
    path: str
    status: int
    story: int | None = None
    edition: int | None = None


@dataclass
class Servers:
    """The newspapers' servers. ``now`` and ``run`` are set before each run of the crawl."""

    press: Press
    now: float = float(BEGIN)
    run: int = 0
    served: list[Served] = field(default_factory=list)
    first: threading.Event = field(default_factory=threading.Event)

    def __post_init__(self) -> None:
        self._open: dict[str, LoopbackServer] = {}
        self._lock = threading.Lock()
        self._stamp = 0

    def move_to(self, run: int, now: float) -> None:
        """Set the number and time of the next run, and open or close servers for it."""
        self.run, self.now = run, now
        for paper in self.press.papers.values():
            gone = paper.gone
            # The first half of the outage answers 503, the second refuses connections.
            refuses = gone is not None and sum(gone) / 2 <= day(now) < gone[1]
            for host in filter(None, (paper.host, paper.new_host)):
                if refuses and host in self._open:
                    self._close(host)
                elif not refuses and host not in self._open:
                    self._open[host] = self._server(host, paper)

    def close(self) -> None:
        for host in list(self._open):
            self._close(host)

    def _close(self, host: str) -> None:
        server = self._open.pop(host)
        server.close()

    def _server(self, host: str, paper: Paper) -> LoopbackServer:
        def answer(request: Request) -> Answer:
            return self._answer(paper, host, request.path, request.headers.get("If-None-Match"))

        return LoopbackServer(answer, host, self.press.port)

    def _answer(
        self, paper: Paper, host: str, path: str, etag: str | None
    ) -> tuple[int, dict[str, str], bytes]:
        self.first.set()
        status, headers, body, story = self._content(paper, host, path)
        if status == 200 and paper.etag and path != "/robots.txt":
            headers["ETag"] = f'"{hashlib.md5(body).hexdigest()}"'
            if headers["ETag"] == etag:
                status, body, story = 304, b"", None
        edition = story.edition(self.now) if story else None
        number = story.number if story else None
        with self._lock:
            self.served.append(Served(self.run, paper.name, path, status, number, edition))
        return status, headers, body

    def _content(
        self, paper: Paper, host: str, path: str
    ) -> tuple[int, dict[str, str], bytes, Story | None]:
        press, now = self.press, self.now
        html = {"Content-Type": "text/html; charset=utf-8"}
        xml = {"Content-Type": "application/xml"}
        if _within(paper.gone, now):
            return 503, html, b"", None
        if path == "/robots.txt":
            rule = "Disallow: /" if _within(paper.forbidden, now) else "Disallow: /private/"
            return 200, {"Content-Type": "text/plain"}, f"User-agent: *\n{rule}\n".encode(), None
        is_moved = paper.moved is not None and day(now) >= paper.moved
        if is_moved and paper.new_host and host == paper.host:
            return 301, {"Location": f"{press.base(paper, now)}{path}"}, b"", None
        if is_moved and not paper.new_host and path == "/feed.xml":
            return 301, {"Location": "/rss/all.xml"}, b"", None
        listings: dict[str, Callable[[], bytes]] = {
            "/feed.xml": lambda: press.rss(paper, now),
            "/rss/all.xml": lambda: press.rss(paper, now),
            "/atom.xml": lambda: press.atom(paper, now),
            "/sitemap.xml": lambda: press.sitemap_index(paper, now),
        }
        names = ("/feed.xml", "/rss/all.xml", "/atom.xml", "/sitemap.xml")
        wanted = paper.start.replace("{base}", "") + (" /rss/all.xml" if is_moved else "")
        if path in names and path in wanted:
            return 200, xml, listings[path](), None
        if path.startswith("/sitemap-") and paper.listed is None:
            return 200, xml, press.sitemap(paper, now, path[9:16]), None
        if path == "/" or path.strip("/") in _SECTIONS:
            return 200, html, press.section(paper, now, path.strip("/")), None
        story = press.story_of(paper, path)
        if story is None or story.published > now:
            return 404, html, b"not here", None
        target = press.url(paper, story, now)
        if target != f"http://{host}:{press.port}{path}":
            return 301, {"Location": target}, b"", None
        self._stamp += 1
        stamp = "" if paper.etag else str(self._stamp)
        return 200, html, press.page(paper, story, now, stamp), story


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.4.1", 0))
        port: int = probe.getsockname()[1]
        return port
