"""What strangers choose, addresses and names, met by a whole crawl.

What hostile servers send is in tests/fetchers/test_hostile.py, what hostile pages do to the
extractor in extraction/test_process.py; all at once, measured: ``python -m benchmarks.hostile``.
"""

from __future__ import annotations

import base64
import gzip
import json
import re
from collections import defaultdict
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from scraper.crawl import crawl
from scraper.settings import Config
from tests.crawl.news_site import Answer, Request, Site, article

Configure = Callable[..., Config]
FAKE = "tests.crawl.fake_extractor:extract"
INSIDE = "/news/a-story-inside-of-the-house"


@pytest.fixture
def inside() -> Iterator[Site]:
    """A host that no source allows."""
    served = Site("127.0.0.9")
    served.add_article(INSIDE)
    yield served
    served.close()


def sitemap(*urls: str, root: str = "urlset", item: str = "url") -> Answer:
    items = "".join(f"<{item}><loc>{url}</loc></{item}>" for url in urls)
    return Answer(f"<{root}>{items}</{root}>".encode(), "application/xml")


def redirect(to: str) -> Answer:
    return Answer(b"", status=302, headers={"Location": to})


@pytest.mark.parametrize("way", ["feed", "sitemap", "index", "section", "robots", "redirect"])
def test_no_way_of_finding_addresses_leads_to_a_private_one(
    way: str, site: Site, inside: Site, configure: Configure
) -> None:
    good = "/news/a-story-for-everybody-to-read"
    site.add_article(good)
    site.add_feed("/good.xml", [good])
    target = inside.url + INSIDE
    start = f'feeds = ["{site.url}/good.xml"'
    if way == "feed":
        site.add_feed("/bad.xml", [target])
        start += f', "{site.url}/bad.xml"]'
    elif way == "redirect":
        site.pages["/news/a-story-that-moved-elsewhere"] = redirect(target)
        site.add_feed("/bad.xml", ["/news/a-story-that-moved-elsewhere"])
        site.pages["/moved.xml"] = redirect(f"{inside.url}/feed.xml")
        start += f', "{site.url}/bad.xml", "{site.url}/moved.xml"]'
    elif way == "robots":
        body = f"User-agent: *\nDisallow:\nSitemap: {inside.url}/sitemap.xml\n"
        site.pages["/robots.txt"] = Answer(body.encode(), "text/plain")
        site.pages["/"] = Answer(b"<title>Front</title><a href='/x/'>Town</a>")
        start += f']\nhome = "{site.url}/"'
    elif way == "section":
        site.pages["/sport/"] = Answer(
            f'<main><h2><a href="{target}">A story from inside</a></h2></main>'.encode()
        )
        start += f']\nsections = "{site.url}/sport/"'
    else:
        site.pages["/sitemap.xml"] = (
            sitemap(target)
            if way == "sitemap"
            else sitemap(f"{inside.url}/sitemap.xml", root="sitemapindex", item="sitemap")
        )
        start += f']\nsitemaps = "{site.url}/sitemap.xml"'
    report = crawl(configure(f'{start}\nallow = "*"'), extractor=FAKE)
    assert inside.requests == []
    assert report.records == 1
    refused = report.skipped.get("address_refused", 0) + report.failures.get("address_refused", 0)
    assert refused >= 1


@pytest.mark.parametrize(
    "path",
    [
        "/news/..%2f..%2f..%2f..%2ftmp%2fowned-by-a-crawl",
        "/news/%2e%2e/%2e%2e/owned-by-a-crawl-as-it-is",
        "/news/a%00b%0ac-owned-by-a-crawl-as-it-is",
        "/news/" + "a-very-long-name-of-a-story-" * 40,
    ],
)
def test_no_file_is_named_by_an_address(
    path: str, site: Site, configure: Configure, tmp_path: Path
) -> None:
    site.pages["/robots.txt"] = Answer(b"", "text/plain")
    site.pages["/feed.xml"] = Answer(
        f"<rss><channel><item><link>{path}</link></item></channel></rss>".encode(),
        "application/rss+xml",
    )
    story = Answer(article("of a climber"))
    site.pages = defaultdict(lambda: story, site.pages)
    config = configure(f'feeds = "{site.url}/feed.xml"\nallow = "*"\nwarc = true')
    assert crawl(config, extractor=FAKE).records == 1
    made = {str(file.relative_to(tmp_path)) for file in tmp_path.rglob("*") if file.is_file()}
    name = r"\d{8}T\d{12}Z-[0-9a-f]{8}"
    ours = re.compile(
        rf"out/site/({name}\.jsonl|warc/site-{name}\.warc\.gz)|"
        r"out/frontier\.sqlite(-\w+|\.lock)?|out/machine\.id(\.lock)?|config\.toml"
    )
    assert [file for file in sorted(made) if not ours.fullmatch(file)] == []
    assert not Path("/tmp/owned-by-a-crawl").exists()


def test_credentials_come_from_the_environment_and_go_to_the_sources_host_alone(
    site: Site, configure: Configure, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PAPER_USER", "reader")
    monkeypatch.setenv("PAPER_PASSWORD", "s3cret")
    other = Site("127.0.0.2")
    expected = "Basic " + base64.b64encode(b"reader:s3cret").decode()

    def guarded(answer: Answer) -> Callable[[Request], Answer]:
        def page(request: Request) -> Answer:
            if request.headers.get("authorization") == expected:
                return answer
            return Answer(b"who are you?", "text/plain", 401)

        return page

    paid, moved = "/news/a-story-for-subscribers-alone", "/news/a-story-that-moved-elsewhere"
    site.add_feed("/feed.xml", [paid, moved])
    feed = site.pages["/feed.xml"]
    assert isinstance(feed, Answer)
    site.pages["/feed.xml"] = guarded(feed)
    site.pages[paid] = guarded(Answer(article(paid)))
    site.pages[moved] = guarded(redirect(other.url + moved))
    other.add_article(moved)
    config = configure(
        f'feeds = "{site.url}/feed.xml"\nallow = "*"\n'
        'allow_private = ["127.0.0.1", "127.0.0.2"]\n'
        'auth = { user_env = "PAPER_USER", password_env = "PAPER_PASSWORD" }'
    )
    assert crawl(config, extractor=FAKE).records == 2
    assert [r.path for r in other.requests] == ["/robots.txt", moved]
    assert not any("authorization" in r.headers for r in other.requests)
    other.close()
    written = "".join(file.read_text() for file in config.crawl.output.rglob("*.jsonl"))
    assert len([json.loads(line) for line in written.splitlines()]) == 2
    assert "s3cret" not in written


def test_headers_and_cookies_go_to_the_sources_hosts_alone_and_into_no_file(
    site: Site, configure: Configure, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PAPER_COOKIES", "session=s3cret")
    other = Site("127.0.0.2")
    paid, moved = "/news/a-story-for-subscribers-alone", "/news/a-story-that-moved-elsewhere"
    site.add_feed("/feed.xml", [paid, moved, f"{other.url}/news/a-story-of-somebody-else"])

    def for_subscribers(request: Request) -> Answer:
        is_known = request.headers.get("cookie") == "session=s3cret"
        is_known = is_known and request.headers.get("x-api-key") == "k3y-s3cret"
        return Answer(article(paid)) if is_known else Answer(b"who?", "text/plain", 403)

    site.pages[paid] = for_subscribers
    site.pages[moved] = redirect(other.url + moved)
    other.add_article(moved)
    other.add_article("/news/a-story-of-somebody-else")
    config = configure(
        f'feeds = "{site.url}/feed.xml"\nallow = "*"\nwarc = true\n'
        'allow_private = ["127.0.0.1", "127.0.0.2"]\n'
        'cookie_env = "PAPER_COOKIES"\nheaders = { X-Api-Key = "k3y-s3cret" }'
    )
    assert crawl(config, extractor=FAKE).records == 3
    assert len(other.requests) == 3
    assert not any({"cookie", "x-api-key"} & set(r.headers) for r in other.requests)
    for file in config.crawl.output.rglob("*"):
        if file.is_file():
            data = file.read_bytes()
            assert b"s3cret" not in (gzip.decompress(data) if file.suffix == ".gz" else data)
