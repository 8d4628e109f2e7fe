"""Feeds and JSON lists over several pages: what is read of them, and when again."""

from __future__ import annotations

import json
import re
from collections import defaultdict
from collections.abc import Callable

import pytest

from scraper.crawl import CrawlReport, crawl
from scraper.crawl.frontier.frontier import Frontier
from scraper.crawl.frontier.open_frontier import open_database
from scraper.settings import Config
from tests.crawl.frontier_time import let_time_pass
from tests.crawl.news_site import Answer, Page, Request, Site

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


class Cursors(defaultdict[str, Page]):
    """A list whose further pages have another address whenever a story is added: each names the
    last story of the page before. ``latest``: the number of the latest story."""

    def __init__(self, latest: int, *, is_section: bool) -> None:
        super().__init__()
        self.latest = latest
        self.is_section = is_section

    def __missing__(self, path: str) -> Page:
        if not path.startswith("/list"):
            raise KeyError(path)
        return self._list

    def _list(self, request: Request) -> Answer:
        before = re.search(r"before=(\d+)", request.path)
        first = int(before[1]) - 1 if before else self.latest
        stories = [f"/news/{n}-a-story-of-many-words" for n in range(first, first - 10, -1)]
        following = f"/list?before={first - 9}"
        if self.is_section:
            links = "".join(
                f"<h2><a href='{path}'>A headline of some length</a></h2>" for path in stories
            )
            page = f"<html><body>{links}<a rel=next href='{following}'>older</a></body></html>"
            return Answer(page.encode())
        data = {"stories": [{"url": path} for path in stories], "next": following}
        return Answer(json.dumps(data).encode(), "application/json")


@pytest.mark.parametrize("kind", ["feeds", "sections"])
def test_further_pages_whose_addresses_change_do_not_pile_up(
    kind: str, site: Site, configure: Configure
) -> None:
    site.pages = pages = Cursors(1100, is_section=kind == "sections")
    for n in range(900, 1200):
        site.add_article(f"/news/{n}-a-story-of-many-words")
    config = configure(f'{kind} = "{site.url}/list"\nrevisit = []')
    run(config)
    asked = []
    for _ in range(24):
        site.forget()
        pages.latest += 2
        let_time_pass(config, 43_200)
        assert run(config).records == 2
        asked.append(len(site.asked("/list")))
    # The first page, the next at its present address, and three looks at each of the past ones;
    # those at the pages of the first pass are over.
    assert max(asked[16:]) <= 6
    site.forget()
    let_time_pass(config, 400 * 86400)
    run(config)
    assert len(site.asked("/list")) < 30, "those of the last days"


def test_what_is_new_behind_stories_that_stay_at_the_head_is_found(
    site: Site, configure: Configure
) -> None:
    add_list(site, range(1000, 1020))
    config = configure(f'feeds = "{site.url}/api/stories"\nrevisit = []')
    assert run(config).records == 20
    first, second = site.pages["/api/stories"], site.pages["/api/stories?page=2"]
    for page, stories in ((first, [2001]), (second, [2002, 2003])):
        assert isinstance(page, Answer)
        data = json.loads(page.body)
        for n in stories:
            site.add_article(f"/news/{n}-a-story-of-many-words")
            data["stories"].append({"url": f"/news/{n}-a-story-of-many-words"})
        page.body = json.dumps(data).encode()
    assert run(config).records == 1, "the second page was fetched within the day"
    let_time_pass(config, 86400)
    site.add_article("/news/2004-a-story-of-many-words")
    data = json.loads(first.body)  # type: ignore[union-attr]
    data["stories"].append({"url": "/news/2004-a-story-of-many-words"})
    first.body = json.dumps(data).encode()  # type: ignore[union-attr]
    assert run(config).records == 3
