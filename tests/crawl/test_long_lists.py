"""Feeds and JSON lists over several pages: what is read of them, and when again."""

from __future__ import annotations

import json
from collections.abc import Callable

from scraper.crawl import CrawlReport, crawl
from scraper.crawl.frontier.frontier import Frontier
from scraper.crawl.frontier.open_frontier import open_database
from scraper.settings import Config
from tests.crawl.news_site import Answer, Site

Configure = Callable[..., Config]
FAKE = "tests.crawl.fake_extractor:extract"


def run(config: Config) -> CrawlReport:
    return crawl(config, extractor=FAKE)


def add_list(site: Site, stories: range, *, next_in_header: bool = False) -> None:
    """The stories with these numbers, the latest first, ten on each page of /api/stories."""
    numbers = list(reversed(stories))
    for page, first in enumerate(range(0, len(numbers), 10)):
        shown = numbers[first : first + 10]
        for n in shown:
            site.add_article(f"/news/{n}-a-story-of-many-words")
        data: dict[str, object] = {
            "stories": [{"id": n, "url": f"/news/{n}-a-story-of-many-words"} for n in shown]
        }
        following, headers = f"/api/stories?page={page + 2}", {}
        if first + 10 < len(numbers):
            if next_in_header:
                headers = {"Link": f'<{following}>; rel="next", </api>; rel="up"'}
            else:
                data["next"] = following
        path = "/api/stories" + (f"?page={page + 1}" if page else "")
        body = json.dumps(data).encode()
        site.pages[path] = Answer(body, "application/json", headers=headers)


def test_a_list_in_json_is_read_page_by_page(site: Site, configure: Configure) -> None:
    add_list(site, range(1000, 1035))
    config = configure(f'feeds = "{site.url}/api/stories"\nrevisit = []')
    report = run(config)
    assert (report.records, report.failures) == (35, {})
    site.forget()
    add_list(site, range(1000, 1037))
    assert run(config).records == 2
    assert site.asked("/api") == ["/api/stories"], "of further pages nothing is new"


def test_after_an_outage_a_feed_is_read_as_far_as_it_is_new(
    site: Site, configure: Configure
) -> None:
    add_list(site, range(1000, 1010), next_in_header=True)
    config = configure(f'feeds = "{site.url}/api/stories"\nrevisit = []')
    assert run(config).records == 10
    add_list(site, range(1000, 1200), next_in_header=True)
    site.forget()
    assert run(config).records == 110, "eleven pages"
    assert len(site.asked("/api")) == 11
    site.forget()
    add_list(site, range(1000, 1245), next_in_header=True)
    with Frontier(open_database(config)) as frontier, frontier.transaction():
        frontier.database.execute("UPDATE url SET visited = visited - 7200")
    assert run(config).records == 45
    assert len(site.asked("/api")) == 5, "known pages too, as far as they have news"
