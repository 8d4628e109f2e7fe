"""Archives by date: which days are read, and when again."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta

from scraper.crawl import CrawlReport, crawl
from scraper.crawl.frontier.frontier import Frontier
from scraper.crawl.frontier.open_frontier import open_database
from scraper.settings import Config
from tests.crawl.frontier_time import let_time_pass
from tests.crawl.news_site import Answer, Site

Configure = Callable[..., Config]
FAKE = "tests.crawl.fake_extractor:extract"
TODAY = datetime.now(UTC).date()
TOMORROW = f"{TODAY + timedelta(days=1):%Y/%m/%d}"


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


def test_the_chosen_days_are_read_with_all_their_pages(site: Site, configure: Configure) -> None:
    for day in range(1, 6):
        add_day(site, date(2023, 3, day), 3, pages=15 if day == 3 else 1)
    del site.pages["/archive/2023/03/02/"]
    config = configure(
        f'archives = "{site.url}/archive/{{yyyy}}/{{mm}}/{{dd}}/"\n'
        "limits = { since = 2023-03-02, until = 2023-03-04 }"
    )
    report = run(config)
    assert (report.records, report.failures) == (3 * 15 + 3, {})
    assert report.skipped == {"no_archive": 1}
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
    report = run(config)
    assert report.records == 8, "those of the last week"
    # Where the day begins earlier than in UTC, it is tomorrow already.
    assert set(report.skipped) <= {"no_archive"}
    site.forget()
    let_time_pass(config, 2 * 3600)
    add_day(site, TODAY, 3)
    assert run(config).records == 2
    expected = [f"{TODAY - timedelta(days=n):%Y/%m/%d}/" for n in (0, 1)]
    assert [day for day in days_asked(site) if not day.startswith(TOMORROW)] == expected


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


def test_a_story_with_a_long_number_is_no_day(site: Site, configure: Configure) -> None:
    """Where stories and days stand at the same place."""
    stories = ["/4711815", "/12345678", "/2023/03/1815"]
    links = "".join(f"<h2><a href='{path}'>A headline of some length</a></h2>" for path in stories)
    for day in ("/20230301", "/2023/03/01"):
        site.pages[day] = Answer(f"<main>{links}</main>".encode())
    for path in stories:
        site.add_article(path)
    config = configure(
        f'archives = ["{site.url}/{{yyyy}}{{mm}}{{dd}}", "{site.url}/{{yyyy}}/{{mm}}/{{dd}}"]\n'
        "limits = { since = 2023-03-01, until = 2023-03-01 }"
    )
    assert run(config).records == 3


def test_the_next_month_is_no_further_page_of_a_month(site: Site, configure: Configure) -> None:
    """The date may be in the query, whose parameters have another order in the canonical form."""
    for month in range(1, 13):
        story = f"/news/{month}-a-story-of-many-words"
        site.add_article(story)
        following = f"/list?year=2010&month={month + 1}"
        site.pages[f"/list?month={month}&year=2010"] = Answer(
            f"<h2><a href='{story}'>A headline of some length</a></h2>"
            f"<a rel=next href='{following}'>next month</a>".encode()
        )
    config = configure(
        f'archives = "{site.url}/list?year={{yyyy}}&month={{m}}"\n'
        "limits = { since = 2010-03-01, until = 2010-04-03 }"
    )
    assert run(config).records == 2
    assert site.asked("/list") == ["/list?month=4&year=2010", "/list?month=3&year=2010"]


def test_a_last_page_that_is_repeated_for_ever_is_read_twice(
    site: Site, configure: Configure
) -> None:
    day = date(2023, 3, 1)
    add_day(site, day, 3, pages=4)
    path = f"/archive/{day:%Y/%m/%d}/"
    last = site.pages[f"{path}?page=4"].body.decode()  # type: ignore[union-attr]
    for page in range(4, 50):
        link = f"<a href='{path}?page={page + 1}'>older</a></main>"
        site.pages[f"{path}?page={page}"] = Answer(last.replace("</main>", link).encode())
    config = configure(
        f'archives = "{site.url}/archive/{{yyyy}}/{{mm}}/{{dd}}/"\n'
        "limits = { since = 2023-03-01, until = 2023-03-01 }"
    )
    assert run(config).records == 12
    assert len(days_asked(site)) == 5


def test_a_day_with_the_oldest_stories_first_is_read_to_its_end(
    site: Site, configure: Configure
) -> None:
    yesterday = TODAY - timedelta(days=1)
    add_day(site, yesterday, 3, pages=2)
    config = configure(f'archives = "{site.url}/archive/{{yyyy}}/{{mm}}/{{dd}}/"\nrevisit = []')
    assert run(config).records == 6
    path = f"/archive/{yesterday:%Y/%m/%d}/"
    page = site.pages[f"{path}?page=2"].body.decode()  # type: ignore[union-attr]
    late = f"/news/{yesterday:%Y%m%d}-a-late-story-of-many-words"
    site.add_article(late)
    link = f"<h2><a href='{late}'>A headline of some length</a></h2></main>"
    site.pages[f"{path}?page=2"] = Answer(page.replace("</main>", link).encode())
    let_time_pass(config, 90_000)
    assert run(config).records == 1


def test_days_that_are_over_are_read_more_and_more_rarely(site: Site, configure: Configure) -> None:
    add_day(site, date(2023, 3, 1), 2, pages=2)
    config = configure(
        f'archives = "{site.url}/archive/{{yyyy}}/{{mm}}/{{dd}}/"\nrevisit = []\n'
        "limits = { since = 2023-03-01, until = 2023-03-02 }"
    )
    run(config)
    asked = []
    for _ in range(26):
        site.forget()
        let_time_pass(config, 31 * 86400)
        run(config)
        asked.append(len(days_asked(site)))
    assert asked[0] == 3, "both days, one of which is not there, and the further page"
    assert sum(asked) <= 3 * 6, "in more than two years"


def test_days_that_are_not_chosen_any_more_are_not_read(site: Site, configure: Configure) -> None:
    for day in range(1, 6):
        add_day(site, date(2023, 3, day), 2, pages=2)
    archives = f'archives = "{site.url}/archive/{{yyyy}}/{{mm}}/{{dd}}/"\n'
    run(configure(archives + "limits = { since = 2023-03-01, until = 2023-03-03 }"))
    site.forget()
    config = configure(archives + "limits = { since = 2023-03-03, until = 2023-03-04 }")
    assert run(config).records == 4
    assert set(days_asked(site)) == {
        "2023/03/03/", "2023/03/03/?page=2", "2023/03/04/", "2023/03/04/?page=2"
    }  # fmt: skip
    site.forget()
    let_time_pass(config, 400 * 86400)
    run(config)
    assert {day[:10] for day in days_asked(site)} == {"2023/03/03", "2023/03/04"}


def test_a_template_that_was_wrong_is_told_and_forgotten(site: Site, configure: Configure) -> None:
    for n in range(8):
        add_day(site, TODAY - timedelta(days=n), 1)
    report = run(configure(f'archives = "{site.url}/archives/{{yyyy}}-{{m}}-{{d}}"'))
    assert (report.records, set(report.skipped)) == (0, {"no_archive"})
    (source,) = report.sources
    assert [flag.figure for flag in source.flags] == ["empty"]
    site.forget()
    config = configure(f'archives = "{site.url}/archive/{{yyyy}}/{{mm}}/{{dd}}/"\nrevisit = []')
    let_time_pass(config, 400 * 86400)
    assert run(config).records == 8
    assert site.asked("/archives") == []
