"""One story under several addresses of a site: one record."""

from __future__ import annotations

import json
from collections.abc import Callable

import pytest

from scraper.crawl import crawl
from scraper.crawl.frontier.frontier import Frontier
from scraper.crawl.frontier.open_frontier import open_database
from scraper.settings import Config
from tests.crawl.news_site import Answer, Site, article

Configure = Callable[..., Config]
FAKE = "tests.crawl.fake_extractor:extract"
PATH = "/news/harbour-bridge-opens-to-traffic"
TEXT = "\n".join(f"Sentence {n} says something that no other story says." for n in range(9))


def urls(config: Config) -> list[str]:
    paths = sorted((config.crawl.output / "site").glob("*.jsonl"))
    lines = [json.loads(line) for path in paths for line in path.read_text().splitlines()]
    return [line["url"].split("/", 3)[3].join(("/", "")) for line in lines]


@pytest.mark.parametrize(
    ("first", "copy"),
    [
        (PATH, PATH + "?print=1"),
        (PATH, PATH + "?from=front-page"),
        (PATH + "/", PATH + "/index.html"),
        (PATH + "/Default.aspx", PATH),
    ],
)
def test_a_copy_under_almost_the_same_address_gives_no_record(
    site: Site, configure: Configure, first: str, copy: str
) -> None:
    site.add_feed("/feed.xml", [first, copy])
    site.pages[first] = Answer(article("one", TEXT))
    site.pages[copy] = Answer(article("one", TEXT).replace(b"<body>", b"<body class=print>"))
    config = configure(f'feeds = "{site.url}/feed.xml"')
    report = crawl(config, extractor=FAKE)
    assert urls(config) == [first]
    assert report.skipped == {"same_story": 1}


@pytest.mark.parametrize(
    ("copy", "body"),
    [
        ("/town/harbour-bridge-opens-to-traffic", article("one", TEXT)),  # another path
        (PATH + "?day=2", article("another", TEXT)),  # another headline
        (PATH + "?day=2", article("one", TEXT + " It is open.")),  # another text
    ],
)
def test_what_may_be_another_story_keeps_its_record(
    site: Site, configure: Configure, copy: str, body: bytes
) -> None:
    site.add_feed("/feed.xml", [PATH, copy])
    site.pages[PATH] = Answer(article("one", TEXT))
    site.pages[copy] = Answer(body)
    config = configure(f'feeds = "{site.url}/feed.xml"')
    crawl(config, extractor=FAKE)
    assert urls(config) == [PATH, copy]


def test_pages_without_a_story_are_no_copies_of_each_other(
    site: Site, configure: Configure
) -> None:
    empty = article("app", "Please wait.")
    site.add_feed("/feed.xml", ["/news?story=10001", "/news?story=10002"])
    site.pages["/news?story=10001"] = site.pages["/news?story=10002"] = Answer(empty)
    config = configure(f'feeds = "{site.url}/feed.xml"')
    crawl(config, extractor=FAKE)
    assert len(urls(config)) == 2


def test_a_story_whose_address_changes_a_little_is_still_looked_at(
    site: Site, configure: Configure
) -> None:
    site.add_feed("/feed.xml", [PATH])
    site.pages[PATH] = Answer(article("one", TEXT))
    config = configure(f'feeds = "{site.url}/feed.xml"')
    crawl(config, extractor=FAKE)
    moved = PATH + "?edition=2"
    site.pages[PATH] = Answer(b"", status=301, headers={"Location": moved})
    site.pages[moved] = Answer(article("one", TEXT))
    look_again(config)
    site.pages[moved] = Answer(article("one", TEXT + "\nIt was closed again on Friday."))
    look_again(config)
    assert urls(config)[-1] == moved


def look_again(config: Config) -> None:
    with Frontier(open_database(config)) as frontier, frontier.transaction():
        frontier.make_due_ready(1 << 40)
    crawl(config, extractor=FAKE)
