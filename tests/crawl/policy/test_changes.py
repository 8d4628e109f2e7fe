"""What happens to known pages and listings when the configuration changes."""

from __future__ import annotations

import json
import signal
import sqlite3
from collections import Counter
from collections.abc import Callable
from pathlib import Path

import pytest

from scraper.commands.report import print_status
from scraper.crawl import CrawlReport, crawl, status
from scraper.crawl.frontier.frontier import Frontier
from scraper.crawl.frontier.open_frontier import open_database
from scraper.crawl.policy import changes
from scraper.settings import Config
from tests.crawl.news_site import Answer, Site
from tests.crawl.test_crashes import crash

FAKE = "tests.crawl.fake_extractor:extract"
Configure = Callable[..., Config]
STORIES = [f"/news/{n}-a-story-of-many-words" for n in range(8)]


@pytest.fixture(autouse=True)
def no_waiting(monkeypatch: pytest.MonkeyPatch) -> None:
    """On a shared frontier, the day after which a source counts as absent is over."""
    monkeypatch.setattr(changes, "ABSENT_AFTER", -60)


@pytest.fixture
def paper(site: Site) -> Site:
    for story in STORIES:
        site.add_article(story)
    site.add_feed("/feed.xml", STORIES)
    # Unchanged, so that it is not read again without a reason.
    site.pages["/feed.xml"].headers["ETag"] = '"1"'  # type: ignore[union-attr]
    return site


def run(config: Config, *names: str) -> CrawlReport:
    return crawl(config, names, extractor=FAKE)


def written(config: Config) -> Counter[str]:
    found: Counter[str] = Counter()
    for path in config.crawl.output.rglob("*.jsonl"):
        for line in path.read_text().splitlines():
            found["/" + json.loads(line)["url"].split("/", 3)[3]] += 1
    return found


def test_a_renamed_source_fetches_what_its_old_name_had_not(
    paper: Site, configure: Configure, capsys: pytest.CaptureFixture[str]
) -> None:
    feeds = f'feeds = "{paper.url}/feed.xml"'
    paper.pages[STORIES[0]] = Answer(b"later", "text/plain", 503)
    run(configure(f'name = "old"\n{feeds}\nlimits = {{ pages = 3 }}'))
    paper.add_article(STORIES[0])
    paper.add_feed("/feed.xml", STORIES[-1:])  # the others have left it
    config = configure(f'name = "new"\n{feeds}')
    make_all_due(config)
    report = run(config)
    assert written(config) == Counter(STORIES)
    assert report.figures.elsewhere == {}
    print_status(status(config))
    assert "another source" not in capsys.readouterr().out


def test_what_a_removed_source_had_not_fetched_goes_to_the_one_that_finds_it(
    paper: Site, configure: Configure
) -> None:
    a = f'name = "a"\nfeeds = "{paper.url}/feed.xml"\nlimits = {{ pages = 2 }}'
    b = f'name = "b"\nfeeds = "{paper.url}/all.xml"'
    paper.add_feed("/all.xml", STORIES)
    paper.pages["/all.xml"].headers["ETag"] = '"1"'  # type: ignore[union-attr]
    both = configure(a, b)
    run(both, "a")
    assert run(both, "b").figures.elsewhere == {"a": 8}
    config = configure(b)
    assert run(config).records == 6, "and its listings, though unchanged, are read once more"
    assert written(config) == Counter(STORIES)
    paper.forget()
    run(config)
    assert paper.asked() == ["/all.xml"]


def test_a_story_of_a_removed_source_is_looked_at_again_by_the_one_that_finds_it(
    paper: Site, configure: Configure
) -> None:
    feeds = f'feeds = "{paper.url}/feed.xml"'
    run(configure(f'name = "old"\n{feeds}'))
    config = configure(f'name = "new"\n{feeds}')
    paper.add_article(STORIES[2], "A correction: it did not rain in Lund on Monday at all.")
    make_all_due(config)
    report = run(config)
    assert (report.records, report.figures.changed, report.figures.unchanged) == (1, 1, 7)
    assert written(config) == Counter([*STORIES, STORIES[2]])


def test_segments_that_a_removed_source_left_unfinished_are_finished(
    paper: Site, configure: Configure
) -> None:
    feeds = f'feeds = "{paper.url}/feed.xml"'
    old = configure(f'name = "old"\n{feeds}')
    assert crash(old, "committed", 4).returncode == -signal.SIGKILL
    config = configure(f'name = "new"\n{feeds}')
    run(config)
    assert written(config) == Counter(STORIES)
    assert not list(config.crawl.output.rglob("*.part"))


@pytest.mark.parametrize(
    ("wrong", "right"),
    [
        ('allow = ["/sport/*"]', ""),
        ('deny = ["/news/*"]', ""),
        ('languages = ["de"]', ""),
        ('languages = ["de"]', 'languages = ["en", "de"]'),
        ('page_types = ["forum"]', 'page_types = ["article"]'),
        ('limits = { age = "1d" }', 'limits = { age = "36500d" }'),
        ("limits = { since = 2021-01-01 }", "limits = { since = 2019-01-01 }"),
        ("limits = { until = 2019-12-31 }", "limits = { until = 2020-01-01 }"),
    ],
)
def test_what_a_wrong_rule_skipped_comes_when_it_is_corrected(
    paper: Site, configure: Configure, wrong: str, right: str
) -> None:
    dated = '<meta name="date" content="2020-01-01T00:00:00Z">'
    for story in STORIES:
        paper.add_article(story, head=dated, headers={"ETag": '"1"'})
    feeds = f'feeds = "{paper.url}/feed.xml"\n'
    assert run(configure(feeds + wrong)).records == 0
    config = configure(feeds + right)
    assert run(config).records == 8
    paper.forget()
    assert run(config).records == 0
    assert paper.asked() == ["/feed.xml"], "nothing is decided anew without a change"


def test_stories_behind_redirects_to_a_site_that_is_allowed_later(
    paper: Site, configure: Configure
) -> None:
    for n, story in enumerate(STORIES):
        there = f"http://localhost:{paper.port}{story}"
        paper.pages[f"/go/{n}-a-story-of-many-words"] = Answer(
            b"", status=301, headers={"Location": there}
        )
    paper.add_feed("/feed.xml", [f"/go/{n}-a-story-of-many-words" for n in range(8)])
    feeds = f'feeds = "{paper.url}/feed.xml"\n'
    assert run(configure(feeds)).skipped == {"off_site": 8}
    assert run(configure(feeds + 'allow = ["/news/*", "/go/*"]')).records == 8


def test_the_first_pass_after_an_upgrade_fetches_nothing_again(
    paper: Site, configure: Configure
) -> None:
    config = configure(f'feeds = "{paper.url}/feed.xml"\nlanguages = ["de"]')
    assert run(config).skipped == {"language:en": 8}
    if not isinstance(config.frontier, Path):
        pytest.skip("the frontier is not a file")
    with sqlite3.connect(config.frontier) as old:  # as the version before had it
        old.execute("ALTER TABLE source DROP COLUMN rules")
        old.execute("ALTER TABLE story DROP COLUMN head")
    assert status(config)[0].last is not None
    paper.forget()
    assert run(config).records == 0
    assert paper.asked() == ["/feed.xml"]
    changed = configure(f'feeds = "{paper.url}/feed.xml"')
    assert run(changed).records == 8


def make_all_due(config: Config) -> None:
    """Let every revisit's time come."""
    with Frontier(open_database(config)) as frontier, frontier.transaction():
        frontier.make_due_ready(1 << 40)


def test_a_later_time_in_revisit_holds_for_stories_that_are_known(
    paper: Site, configure: Configure
) -> None:
    feeds = f'feeds = "{paper.url}/feed.xml"'
    paper.add_article(STORIES[1], head='<meta name="date" content="2001-02-03">')
    run(configure(f'{feeds}\nrevisit = ["1h"]'))
    config = configure(f'{feeds}\nrevisit = ["1h", "30d", "90d"]')
    with Frontier(open_database(config)) as frontier, frontier.transaction():
        frontier.database.execute(
            "UPDATE url SET first_visit = first_visit - 2 * 86400, state = 2, next_visit = NULL "
            "WHERE kind = 0"
        )
    run(config)
    with Frontier(open_database(config)) as frontier, frontier.transaction():
        rows = frontier.database.execute(
            "SELECT path, next_visit - first_visit FROM url WHERE kind = 0"
        ).fetchall()
        frontier.database.execute("UPDATE url SET next_visit = 0 WHERE next_visit > 0")
    assert dict(rows) == dict.fromkeys(STORIES, 30 * 86400) | {STORIES[1]: None}, "one was old"
    paper.pages[STORIES[0]] = Answer(b"gone", "text/plain", 410)
    assert run(config).figures.removed == 1


@pytest.mark.parametrize("is_upgraded", [False, True])
def test_a_start_that_was_removed_is_not_read_any_more_nor_what_it_led_to(
    is_upgraded: bool, paper: Site, configure: Configure
) -> None:
    paper.pages["/index.xml"] = Answer(
        f"<sitemapindex><sitemap><loc>{paper.url}/sitemap-1.xml</loc></sitemap>"
        "</sitemapindex>".encode()
    )
    paper.pages["/sitemap-1.xml"] = Answer(
        f"<urlset><url><loc>{paper.url}{STORIES[0]}</loc></url></urlset>".encode()
    )
    both = f'feeds = "{paper.url}/feed.xml"\nsitemaps = "{paper.url}/index.xml"'
    config = configure(both)
    assert run(config).records == len(STORIES)
    if is_upgraded:  # earlier versions have not stored the start URLs
        with Frontier(open_database(config)) as frontier, frontier.transaction():
            (stored,) = frontier.database.execute("SELECT rules FROM source").fetchone()
            rules = {name: rule for name, rule in json.loads(stored).items() if name != "starts"}
            frontier.database.execute("UPDATE source SET rules = ?", (json.dumps(rules),))
    for starts, asked in (
        (f'feeds = "{paper.url}/feed.xml"', {"/feed.xml"}),
        (both, {"/feed.xml", "/index.xml", "/sitemap-1.xml"}),
    ):
        config = configure(starts + "\nrevisit = []")
        paper.forget()
        with Frontier(open_database(config)) as frontier, frontier.transaction():
            frontier.database.execute("UPDATE url SET next_visit = 0 WHERE next_visit > 0")
        assert run(config).records == 0
        assert set(paper.asked("/")) - set(STORIES) == asked
        with Frontier(open_database(config)) as frontier:
            counted = frontier.database.execute("SELECT sum(count) FROM tally").fetchone()[0]
            rows = frontier.database.execute("SELECT count(*) FROM url").fetchone()[0]
        assert int(counted) == rows
