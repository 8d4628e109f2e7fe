"""One story under several addresses of a site: one record."""

from __future__ import annotations

import json
from collections.abc import Callable
from datetime import UTC, datetime, timedelta

import pytest

from scraper.crawl import crawl
from scraper.crawl.frontier.frontier import Frontier
from scraper.crawl.frontier.open_frontier import open_database
from scraper.crawl.frontier.records import MAX_DISTANCE
from scraper.settings import Config
from tests.crawl.news_site import Answer, Site, article

Configure = Callable[..., Config]
FAKE = "tests.crawl.fake_extractor:extract"
PATH = "/news/harbour-bridge-opens-to-traffic"
TEXT = "\n".join(f"Sentence {n} says something that no other story says." for n in range(9))


def records(config: Config) -> list[dict[str, str]]:
    paths = sorted((config.crawl.output / "site").glob("*.jsonl"))
    return [json.loads(line) for path in paths for line in path.read_text().splitlines()]


def urls(config: Config) -> list[str]:
    return [line["url"].split("/", 3)[3].join(("/", "")) for line in records(config)]


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


NEW_PATH = "/news/harbour-bridge-opens-two-days-late"
TODAY = datetime.now(UTC)  # older stories are not looked at again
YESTERDAY = TODAY - timedelta(days=1)
CORRECTION = (
    "\nThe bridge was closed again on Friday, and no one at the harbour knows for how long."
)


def dated(text: str, day: datetime = YESTERDAY) -> Answer:
    head = f'<meta name="date" content="{day:%Y-%m-%dT%H:%M:%SZ}">'
    return Answer(article("one", text, head))


def moved_to(path: str) -> Answer:
    return Answer(b"", status=301, headers={"Location": path})


def corrected_and_moved(site: Site, configure: Configure) -> Config:
    """The configuration of a crawl that has a story before and after it was corrected and moved."""
    site.add_feed("/feed.xml", [PATH])
    site.pages[PATH] = dated(TEXT)
    config = configure(f'feeds = "{site.url}/feed.xml"')
    crawl(config, extractor=FAKE)
    site.pages[PATH] = moved_to(NEW_PATH)
    site.pages[NEW_PATH] = dated(TEXT + CORRECTION)
    look_again(config)
    return config


def test_a_story_that_is_corrected_and_moves_names_its_first_record(
    site: Site, configure: Configure
) -> None:
    config = corrected_and_moved(site, configure)
    # From now on the new address is visited first: the old one only leads to it.
    site.add_feed("/feed.xml", [NEW_PATH])
    look_again(config)
    for times in (2, 3):
        site.pages[PATH] = Answer(b"", status=503)
        site.pages[NEW_PATH] = dated(TEXT + times * CORRECTION)
        look_again(config)
    first, *later = records(config)
    assert far_apart(first, later[0]), "near duplicates are marked without a visit of the old URL"
    assert "duplicate_of" not in first
    assert [record["id"] for record in later] == 3 * [later[0]["id"]]
    assert [record.get("duplicate_of") for record in later] == 3 * [first["id"]]


def test_a_story_that_moves_back_is_no_duplicate_of_itself(
    site: Site, configure: Configure
) -> None:
    config = corrected_and_moved(site, configure)
    site.pages[PATH] = dated(TEXT + 3 * CORRECTION)
    look_again(config)
    first, second, third = records(config)
    assert far_apart(first, second)
    assert far_apart(second, third)
    assert second["duplicate_of"] == first["id"] == third["id"]
    assert "duplicate_of" not in third


@pytest.mark.parametrize(
    "later",
    [
        dated(TEXT + CORRECTION, TODAY),  # the next of a daily series, in much the same words
        dated(CORRECTION * 9),
        Answer(article("one", TEXT + CORRECTION)),  # its day is not known
    ],
)
def test_another_story_at_the_address_that_one_had_is_no_duplicate(
    site: Site, configure: Configure, later: Answer
) -> None:
    site.add_feed("/feed.xml", [PATH])
    site.pages[PATH] = dated(TEXT)
    config = configure(f'feeds = "{site.url}/feed.xml"')
    crawl(config, extractor=FAKE)
    site.pages[PATH] = moved_to(NEW_PATH)
    site.pages[NEW_PATH] = later
    look_again(config)
    first, second = records(config)
    assert first["id"] != second["id"]
    assert "duplicate_of" not in second


def far_apart(one: dict[str, str], other: dict[str, str]) -> bool:
    bits = int(one["simhash"], 16) ^ int(other["simhash"], 16)
    return bits.bit_count() > MAX_DISTANCE


def look_again(config: Config) -> None:
    with Frontier(open_database(config)) as frontier, frontier.transaction():
        frontier.make_due_ready(1 << 40)
    crawl(config, extractor=FAKE)
