"""Archives by date: which days are read, and when again."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta

from scraper.crawl import CrawlReport, crawl
from scraper.crawl.frontier.frontier import Frontier
from scraper.crawl.frontier.open_frontier import open_database
from scraper.settings import Config
from tests.crawl.news_site import Answer, Site

Configure = Callable[..., Config]
FAKE = "tests.crawl.fake_extractor:extract"
TODAY = datetime.now(UTC).date()


def run(config: Config) -> CrawlReport:
    return crawl(config, extractor=FAKE)


def add_day(site: Site, day: date, stories: int, *, pages: int = 1) -> None:
    """The archive of a day: pages of so many stories, beside links to the days around it."""
    path = f"/archive/{day:%Y/%m/%d}/"
    around = "".join(
        f"<a href='/archive/{day + timedelta(days=n):%Y/%m/%d}/'>{n}</a>" for n in (-1, 1)
    )
    for page in range(1, pages + 1):
        links = ""
        for n in range(stories):
            story = f"/news/{day:%Y%m%d}{page}{n}-a-story-of-many-words"
            site.add_article(story)
            links += f"<h2><a href='{story}'>A headline of some length, number {n}</a></h2>"
        if page < pages:
            links += f"<a href='{path}?page={page + 1}'>older</a>"
        html = f"<html><body><nav>{around}</nav><main>{links}</main></body></html>"
        site.pages[path if page == 1 else f"{path}?page={page}"] = Answer(html.encode())


def days_asked(site: Site) -> list[str]:
    return [path.removeprefix("/archive/") for path in site.asked("/archive/")]


def let_time_pass(config: Config, seconds: int) -> None:
    with Frontier(open_database(config)) as frontier, frontier.transaction():
        frontier.database.execute(
            "UPDATE url SET visited = visited - :s, first_visit = first_visit - :s, "
            "next_visit = next_visit - :s",
            {"s": seconds},
        )


def test_the_chosen_days_are_read_with_all_their_pages(site: Site, configure: Configure) -> None:
    for day in range(1, 6):
        add_day(site, date(2023, 3, day), 3, pages=15 if day == 3 else 1)
    del site.pages["/archive/2023/03/02/"]
    config = configure(
        f'archives = "{site.url}/archive/{{yyyy}}/{{mm}}/{{dd}}/"\n'
        "limits = { since = 2023-03-02, until = 2023-03-04 }"
    )
    report = run(config)
    assert (report.records, report.failures, report.skipped) == (3 * 15 + 3, {}, {})
    asked = days_asked(site)
    assert asked[0] == "2023/03/04/", "the latest day first"
    assert set(asked) == {
        "2023/03/04/", "2023/03/03/", "2023/03/02/",
        *(f"2023/03/03/?page={page}" for page in range(2, 16)),
    }  # fmt: skip
    stories = [path[6:14] for path in site.asked("/news/")]
    assert stories == sorted(stories, reverse=True), "the newest first"
    site.forget()
    assert run(config).records == 0
    assert days_asked(site) == [], "days of the past are not read in every pass"


def test_more_days_are_read_when_the_configuration_asks_for_them(
    site: Site, configure: Configure
) -> None:
    for day in range(1, 6):
        add_day(site, date(2023, 3, day), 2)
    archives = f'archives = "{site.url}/archive/{{yyyy}}/{{mm}}/{{dd}}/"\n'
    run(configure(archives + "limits = { since = 2023-03-04, until = 2023-03-05 }"))
    config = configure(archives + "limits = { since = 2023-03-01, until = 2023-03-05 }")
    assert run(config).records == 6


def test_today_is_read_again_in_later_passes(site: Site, configure: Configure) -> None:
    for n in range(9):
        add_day(site, TODAY - timedelta(days=n), 1)
    config = configure(f'archives = "{site.url}/archive/{{yyyy}}/{{mm}}/{{dd}}/"\nrevisit = []')
    assert run(config).records == 8, "those of the last week"
    site.forget()
    let_time_pass(config, 2 * 3600)
    add_day(site, TODAY, 3)
    assert run(config).records == 2
    assert days_asked(site) == [f"{TODAY - timedelta(days=n):%Y/%m/%d}/" for n in (0, 1)]


def test_a_day_is_read_until_it_can_be(site: Site, configure: Configure) -> None:
    add_day(site, date(2023, 3, 1), 2)
    page = site.pages["/archive/2023/03/01/"]
    site.pages["/archive/2023/03/01/"] = Answer(b"", status=503)
    config = configure(
        f'archives = "{site.url}/archive/{{yyyy}}/{{mm}}/{{dd}}/"\n'
        "limits = { since = 2023-03-01, until = 2023-03-01 }"
    )
    assert run(config).failures == {"http_503": 1}
    site.pages["/archive/2023/03/01/"] = page
    let_time_pass(config, 3600)
    with Frontier(open_database(config)) as frontier, frontier.transaction():
        frontier.set_rests([])
    assert run(config).records == 2


def test_links_to_other_days_are_no_stories(site: Site, configure: Configure) -> None:
    add_day(site, date(2023, 3, 1), 2)
    site.pages = {re.sub("^/archive/(.*)/$", r"/day-\1.html", p): a for p, a in site.pages.items()}
    for day in ("2023/02/28", "2023/03/02"):
        site.pages[f"/archive/{day}/"] = Answer(b"<p>LISTING</p>")
    config = configure(
        f'archives = ["{site.url}/day-{{yyyy}}/{{mm}}/{{dd}}.html", '
        f'"{site.url}/archive/{{yyyy}}/{{mm}}/{{dd}}/"]\n'
        "limits = { since = 2023-03-01, until = 2023-03-01 }"
    )
    assert run(config).records == 2
    assert days_asked(site) == ["2023/03/01/"]
