"""No host is asked faster than it allows; a host that fails is left alone, and the others not.

With fifty hosts: ``python -m benchmarks.politeness``.
"""

from __future__ import annotations

import re
import time
from collections.abc import Callable
from itertools import pairwise
from pathlib import Path

from benchmarks.politeness import politeness_test
from scraper.crawl import crawl
from scraper.crawl.frontier.frontier import Frontier
from scraper.crawl.frontier.open_frontier import open_database
from scraper.settings import Config
from tests.crawl.news_site import Answer, Site

FAKE = "tests.crawl.fake_extractor:extract"
Configure = Callable[..., Config]


def test_delay_holds_over_feeds_robots_redirects_and_shared_addresses(tmp_path: Path) -> None:
    result = politeness_test(8, 5, 0.3, tmp_path, extractor=FAKE)
    assert result.early == []
    assert result.addresses == 9
    assert result.requests > 60


def test_crawl_delay_of_robots_txt_is_kept(site: Site, configure: Configure) -> None:
    site.pages["/robots.txt"] = Answer(b"User-agent: *\nCrawl-delay: 0.6\n", "text/plain")
    stories = [f"/news/story-number-{n}-of-many" for n in range(4)]
    site.add_feed("/feed.xml", stories)
    for story in stories:
        site.add_article(story)
    crawl(configure(f'feeds = "{site.url}/feed.xml"'), extractor=FAKE)
    times = [request.time for request in site.requests]
    assert len(times) == 6
    assert min(later - before for before, later in pairwise(times[1:])) >= 0.6


def test_every_request_names_whom_a_site_can_turn_to(site: Site, configure: Configure) -> None:
    site.add_feed("/feed.xml", ["/news/one-story-of-many-words", "/news/moved-and-gone-from-here"])
    site.add_article("/news/one-story-of-many-words")
    site.pages["/news/moved-and-gone-from-here"] = Answer(
        b"", status=302, headers={"Location": "/news/one-story-of-many-words"}
    )
    config = configure(
        f'feeds = "{site.url}/feed.xml"', crawl='contact = "https://example.org/crawler"'
    )
    crawl(config, extractor=FAKE)
    agents = {request.headers["user-agent"] for request in site.requests}
    assert len(site.requests) >= 5
    assert len(agents) == 1
    assert re.fullmatch(r"scraper/[\d.]+ \(\+https://example\.org/crawler\)", agents.pop())


def test_host_that_fails_is_left_to_the_next_pass_and_the_others_are_not(
    site: Site, configure: Configure
) -> None:
    other = Site("127.0.0.2")
    bad = [f"/bad/story-number-{n}-of-many" for n in range(30)]
    good = [f"/good/story-number-{n}-of-many" for n in range(5)]
    site.add_feed("/feed.xml", [*bad, *(other.url + path for path in good)])
    for path in bad:
        site.pages[path] = Answer(b"", status=503, headers={"Retry-After": "3600"})
    for path in good:
        other.add_article(path)
    config = configure(
        f'feeds = "{site.url}/feed.xml"\nallow = "*"\nallow_private = ["127.0.0.1", "127.0.0.2"]'
    )
    report = crawl(config, extractor=FAKE)
    assert report.records == 5
    assert len(site.asked("/bad")) == 1
    assert report.figures.postponed == 29
    with Frontier(open_database(config)) as frontier:
        ((host, failures, until),) = frontier.rests()
    assert (host, failures) == ("127.0.0.1", 1)
    assert until - time.time() > 3000
    site.forget()
    crawl(config, extractor=FAKE)
    other.close()
    assert site.requests == [], "a rest outlives the process"
