"""Stories over several pages: fetched whole, one record each, nothing lost and nothing twice."""

from __future__ import annotations

import json
import time
from collections.abc import Callable
from itertools import pairwise
from typing import Any

import pytest

from scraper.crawl import crawl
from scraper.crawl.engine.further_pages import MAX_PAGES
from scraper.crawl.frontier.frontier import Frontier
from scraper.crawl.frontier.open_frontier import open_database, open_for_reading
from scraper.fetchers.files import read_pages
from scraper.settings import Config
from tests.command import run_python
from tests.crawl.news_site import Answer, Request, Site

FAKE = "tests.crawl.fake_extractor:extract"
Configure = Callable[..., Config]
STORY = "/travel/ten-walks-in-the-hills-above-the-town"


def body(
    number: int,
    count: int,
    path: str = STORY,
    *,
    word: str = "walkers",
    head: str = "",
    end: str = "",
) -> Answer:
    """One page of a story, with a pager by numbers."""
    lines = "".join(
        f"<p>Sentence {n} of page {number} tells {word} something that no other sentence says.</p>"
        for n in range(6)
    )
    pager = "".join(
        f"<li>{n}</li>" if n == number else f'<li><a href="{address(n, path)}">{n}</a></li>'
        for n in range(1, count + 1)
    )
    # For the fake extractor.
    head += f'<meta name="next" content="{address(number + 1, path)}">' if number < count else ""
    head += f'<meta name="first" content="{path}">' if 1 < number <= count else ""
    return Answer(
        f"<!doctype html><html lang=en><head><title>Ten walks in the hills</title>{head}</head>"
        "<body><nav><a href='/travel/'>Travel</a> <a href='/news/'>News</a></nav>"
        f"<article><h1>Ten walks in the hills</h1>{lines}</article>"
        f"<ul class=pages>{pager if count > 1 else ''}</ul>{end}</body></html>".encode()
    )


def address(number: int, path: str = STORY) -> str:
    return path if number == 1 else f"{path}?page={number}"


def add_story(site: Site, count: int, path: str = STORY, **more: str) -> None:
    for number in range(1, count + 1):
        site.pages[address(number, path)] = body(number, count, path, **more)


def records(config: Config) -> list[dict[str, Any]]:
    paths = sorted((config.crawl.output / "site").glob("*.jsonl"))
    return [json.loads(line) for path in paths for line in path.read_text().splitlines()]


def pages_of(record: dict[str, Any]) -> list[int]:
    """The numbers of the pages whose sentences a record has, in order."""
    lines = record["text"].splitlines()
    assert len(lines) == len(set(lines))
    return sorted({int(line.split("page ")[1].split()[0]) for line in lines})


def make_due(config: Config) -> None:
    with Frontier(open_database(config)) as frontier, frontier.transaction():
        frontier.database.execute(
            "UPDATE url SET next_visit = 1, visited = visited - 100000 WHERE state = 1"
        )


def test_a_story_over_three_pages_gives_one_record(site: Site, configure: Configure) -> None:
    add_story(site, 3)
    site.add_feed("/feed.xml", [STORY])
    config = configure(f'feeds = "{site.url}/feed.xml"')
    report = crawl(config)
    (record,) = records(config)
    assert pages_of(record) == [1, 2, 3]
    assert record["url"] == site.url + STORY
    assert record["pages"] == {"joined": [f"{site.url}{STORY}?page={n}" for n in (2, 3)]}
    assert "pages_missing" not in record["warnings"]
    assert site.asked("/travel") == [address(n) for n in (1, 2, 3)]
    assert (report.figures.new, report.fetched) == (1, 4)


@pytest.mark.parametrize("order", [(1, 2, 3), (3, 2, 1), (2, 1, 3)])
def test_further_pages_that_are_listed_too_give_no_records(
    site: Site, configure: Configure, order: tuple[int, ...]
) -> None:
    add_story(site, 3)
    site.add_feed("/feed.xml", [address(n) for n in order])
    config = configure(f'feeds = "{site.url}/feed.xml"')
    for _ in range(3):
        crawl(config, extractor=FAKE)
        make_due(config)
    assert [pages_of(record) for record in records(config)] == [[1, 2, 3]]
    site.forget()
    crawl(config, extractor=FAKE)
    assert set(site.asked("/travel?")) == set()


def test_a_listed_further_page_leads_to_its_story(site: Site, configure: Configure) -> None:
    add_story(site, 3)
    site.add_feed("/feed.xml", [address(3)])
    config = configure(f'feeds = "{site.url}/feed.xml"')
    report = crawl(config, extractor=FAKE)
    assert [pages_of(record) for record in records(config)] == [[1, 2, 3]]
    assert report.skipped == {"further_page": 1}


def test_a_further_page_whose_story_is_gone_gets_its_own_record(
    site: Site, configure: Configure
) -> None:
    add_story(site, 2)
    del site.pages[STORY]
    site.add_feed("/feed.xml", [address(2)])
    config = configure(f'feeds = "{site.url}/feed.xml"')
    crawl(config, extractor=FAKE)
    assert records(config) == []
    make_due(config)
    crawl(config, extractor=FAKE)
    (record,) = records(config)
    assert pages_of(record) == [2]
    assert "pages_missing" in record["warnings"]


def test_pages_that_declare_the_first_as_canonical(site: Site, configure: Configure) -> None:
    add_story(site, 3, head=f'<link rel="canonical" href="{site.url}{STORY}">')
    site.add_feed("/feed.xml", [address(2), address(1)])
    config = configure(f'feeds = "{site.url}/feed.xml"')
    crawl(config, extractor=FAKE)
    make_due(config)
    crawl(config, extractor=FAKE)
    assert [pages_of(record) for record in records(config)] == [[1, 2, 3]]


def test_a_change_on_the_third_page_is_a_new_version(site: Site, configure: Configure) -> None:
    add_story(site, 3)
    site.add_feed("/feed.xml", [STORY])
    config = configure(f'feeds = "{site.url}/feed.xml"')
    crawl(config, extractor=FAKE)
    make_due(config)
    assert crawl(config, extractor=FAKE).figures.unchanged == 1
    site.pages[address(3)] = body(3, 3, word="readers")
    make_due(config)
    report = crawl(config, extractor=FAKE)
    first, second = records(config)
    assert first["id"] == second["id"]
    assert report.figures.changed == 1
    assert pages_of(second) == [1, 2, 3]
    assert "tells readers" in second["text"]


def add_whole(site: Site, count: int) -> None:
    """The story's version on one page, and a link to it on all others."""
    lines = b"".join(
        page.body[page.body.index(b"<p>") : page.body.index(b"</article>")]
        for number in range(1, count + 1)
        if isinstance(page := site.pages[address(number)], Answer)
    )
    heading = b"<article><h1>Ten walks in the hills</h1>"
    site.pages[f"{STORY}?page=all"] = Answer(
        b"<html lang=en><title>Ten walks in the hills</title>" + heading + lines + b"</article>"
    )


WHOLE = {
    "head": f'<meta name="single" content="{STORY}?page=all">',
    "end": "<a href='?page=all'>Alles auf einer Seite</a>",
}


def test_the_version_on_one_page_is_preferred(site: Site, configure: Configure) -> None:
    add_story(site, 4, **WHOLE)
    add_whole(site, 4)
    site.add_feed("/feed.xml", [STORY])
    config = configure(f'feeds = "{site.url}/feed.xml"')
    crawl(config)
    (record,) = records(config)
    assert pages_of(record) == [1, 2, 3, 4]
    assert site.asked("/travel") == [STORY, f"{STORY}?page=all"]
    site.add_feed("/feed.xml", [STORY, address(3)])
    make_due(config)
    crawl(config)
    assert len(records(config)) == 1


def test_where_the_version_on_one_page_is_none_the_pages_are_joined(
    site: Site, configure: Configure
) -> None:
    add_story(site, 3, **WHOLE)
    site.pages[f"{STORY}?page=all"] = Answer(
        b"<html><title>Subscribe</title><article><h1>Subscribe to the Example Gauge today</h1>"
        b"<p>Subscribers read all stories on one page, and they get the paper on Sundays.</p>"
    )
    site.add_feed("/feed.xml", [STORY])
    config = configure(f'feeds = "{site.url}/feed.xml"')
    crawl(config, extractor=FAKE)
    (record,) = records(config)
    assert pages_of(record) == [1, 2, 3]


@pytest.mark.parametrize("status", [404, 403])
def test_a_page_that_is_missing_for_good_leaves_a_warning(
    site: Site, configure: Configure, status: int
) -> None:
    add_story(site, 3)
    site.pages[address(3)] = Answer(b"no", status=status)
    site.add_feed("/feed.xml", [STORY])
    config = configure(f'feeds = "{site.url}/feed.xml"')
    crawl(config, extractor=FAKE)
    (record,) = records(config)
    assert pages_of(record) == [1, 2]
    assert "pages_missing" in record["warnings"]
    assert record["pages"]["next"] == f"{site.url}{STORY}?page=3"


def test_a_story_whose_page_fails_for_now_is_fetched_again_whole(
    site: Site, configure: Configure
) -> None:
    add_story(site, 3)
    site.pages[address(3)] = Answer(b"no", status=500)
    site.add_feed("/feed.xml", [STORY])
    config = configure(f'feeds = "{site.url}/feed.xml"')
    crawl(config, extractor=FAKE)
    (record,) = records(config)
    assert pages_of(record) == [1, 2]
    with open_for_reading(config) as database:
        row = database.execute("SELECT next_visit, visited FROM url WHERE kind = 4").fetchone()
    assert row is None or row[0] - row[1] == 600
    add_story(site, 3)
    make_due(config)
    crawl(config, extractor=FAKE)
    assert pages_of(records(config)[1]) == [1, 2, 3]
    # and a complete version is never replaced by a part of it
    site.pages[address(3)] = Answer(b"no", status=500)
    make_due(config)
    assert crawl(config, extractor=FAKE).failures == {"truncated": 1}
    assert len(records(config)) == 2


def test_a_robots_txt_is_obeyed_for_further_pages(site: Site, configure: Configure) -> None:
    add_story(site, 3)
    site.pages["/robots.txt"] = Answer(b"User-agent: *\nDisallow: /*?page=\n", "text/plain")
    site.add_feed("/feed.xml", [STORY])
    config = configure(f'feeds = "{site.url}/feed.xml"')
    crawl(config, extractor=FAKE)
    (record,) = records(config)
    assert pages_of(record) == [1]
    assert "pages_missing" in record["warnings"]
    assert site.asked("/travel") == [STORY]


def test_a_source_can_do_without_further_pages(site: Site, configure: Configure) -> None:
    add_story(site, 3)
    site.add_feed("/feed.xml", [STORY])
    config = configure(f'feeds = "{site.url}/feed.xml"\ndeny = ["*?page=*"]')
    crawl(config, extractor=FAKE)
    (record,) = records(config)
    assert (pages_of(record), record["warnings"]) == ([1], ["pages_missing"])


def test_the_number_of_pages_is_bounded(site: Site, configure: Configure) -> None:
    add_story(site, MAX_PAGES + 10)
    site.add_feed("/feed.xml", [STORY])
    config = configure(f'feeds = "{site.url}/feed.xml"')
    crawl(config, extractor=FAKE)
    (record,) = records(config)
    assert len(site.asked("/travel")) == MAX_PAGES + 1
    assert pages_of(record) == [*range(1, MAX_PAGES + 2)]
    assert "pages_missing" in record["warnings"]


def test_the_delay_applies_to_further_pages(site: Site, configure: Configure) -> None:
    add_story(site, 3)
    site.add_feed("/feed.xml", [STORY])
    config = configure(f'feeds = "{site.url}/feed.xml"\ndelay = 0.3')
    crawl(config, extractor=FAKE)
    times = [request.time for request in site.requests]
    assert len(times) == 5  # robots.txt, feed, three pages
    assert min(later - earlier for earlier, later in pairwise(times)) > 0.29


def test_further_pages_count_for_no_limit_of_articles(site: Site, configure: Configure) -> None:
    add_story(site, 3)
    add_story(site, 3, "/travel/ten-more-walks-in-the-hills-above-the-town")
    site.add_feed("/feed.xml", [STORY, "/travel/ten-more-walks-in-the-hills-above-the-town"])
    config = configure(f'feeds = "{site.url}/feed.xml"\nlimits.pages = 1')
    crawl(config, extractor=FAKE)
    assert [pages_of(record) for record in records(config)] == [[1, 2, 3]]
    crawl(config, extractor=FAKE)
    assert [pages_of(record) for record in records(config)] == [[1, 2, 3]] * 2


def test_the_pages_that_are_kept_give_the_story_again(site: Site, configure: Configure) -> None:
    add_story(site, 3)
    site.add_feed("/feed.xml", [STORY])
    config = configure(f'feeds = "{site.url}/feed.xml"\nwarc = true')
    crawl(config, extractor=FAKE)
    (file,) = (config.crawl.output / "site" / "warc").glob("*.warc.gz")
    urls = [found.page.url for found in read_pages(file)]  # type: ignore[union-attr]
    assert [url for url in urls if url and "/travel" in url] == [
        site.url + address(n) for n in (1, 2, 3)
    ]


KILLED = """
import os, signal, sys
from scraper.config import load_config
from scraper.crawl import crawl
from scraper.crawl.engine import engine

left = int(sys.argv[2])
real = engine.with_page
def dying(story, page):
    global left
    left -= 1
    if left == 0:
        os.kill(os.getpid(), signal.SIGKILL)
    return real(story, page)
engine.with_page = dying
crawl(load_config(sys.argv[1]), extractor="tests.crawl.fake_extractor:extract")
"""


@pytest.mark.parametrize("page", [1, 2])
def test_killed_between_two_pages(site: Site, configure: Configure, page: int) -> None:
    add_story(site, 3)
    site.add_feed("/feed.xml", [STORY, address(2)])
    config = configure(f'feeds = "{site.url}/feed.xml"')
    assert run_python(KILLED, str(config.path), str(page)).returncode == -9
    assert records(config) == []
    crawl(config, extractor=FAKE)
    make_due(config)
    crawl(config, extractor=FAKE)
    assert [pages_of(record) for record in records(config)] == [[1, 2, 3]]


STOPPED = """
import sys, time
from scraper.config import load_config
from scraper.crawl import crawl
from scraper.crawl.engine import engine

real = engine.Engine._story_of
def stopping(self, outcome):
    global began
    if outcome.request.story is not None:
        began = time.monotonic()
        self.stop()
    return real(self, outcome)
engine.Engine._story_of = stopping
real_report = engine.Engine._report
def report(self, run, state):
    print(state, time.monotonic() - began < engine.STOP_SECONDS / 2)
    real_report(self, run, state)
engine.Engine._report = report
crawl(load_config(sys.argv[1]), extractor="tests.crawl.fake_extractor:extract")
"""


def test_stopped_between_two_pages(site: Site, configure: Configure) -> None:
    add_story(site, 3)
    site.add_feed("/feed.xml", [STORY])
    config = configure(f'feeds = "{site.url}/feed.xml"')
    done = run_python(STOPPED, str(config.path))
    assert done.stdout.split() == ["stopped", "True"], done.stderr
    assert records(config) == []
    crawl(config, extractor=FAKE)
    assert [pages_of(record) for record in records(config)] == [[1, 2, 3]]


def test_a_host_that_asks_for_a_pause_between_two_pages(site: Site, configure: Configure) -> None:
    add_story(site, 3)
    site.add_feed("/feed.xml", [STORY])
    asked: list[Request] = []

    def busy(request: Request) -> Answer:
        asked.append(request)
        return Answer(b"busy", status=503, headers={"Retry-After": "300"})

    site.pages[address(2)] = busy
    config = configure(f'feeds = "{site.url}/feed.xml"')
    began = time.monotonic()
    crawl(config, extractor=FAKE)
    assert time.monotonic() - began < 30
    (record,) = records(config)
    assert (pages_of(record), record["warnings"]) == ([1], ["pages_missing"])
    assert asked


def test_a_further_page_with_a_record_from_before_gets_no_more(
    site: Site, configure: Configure
) -> None:
    """It had no pager then, or an earlier version of the program did not see it."""
    site.pages[address(2)] = body(2, 1)
    site.add_feed("/feed.xml", [address(2)])
    config = configure(f'feeds = "{site.url}/feed.xml"')
    crawl(config, extractor=FAKE)
    add_story(site, 2)
    site.add_feed("/feed.xml", [address(2), address(1)])
    for _ in range(2):
        make_due(config)
        crawl(config, extractor=FAKE)
    assert [pages_of(record) for record in records(config)] == [[2], [1, 2]]
