"""What an operator does with single URLs, wherever the frontier is kept."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from scraper.crawl import CrawlReport, crawl, status
from scraper.crawl.engine.engine import Engine
from scraper.crawl.frontier.frontier import Frontier
from scraper.crawl.frontier.open_frontier import open_database, open_for_reading
from scraper.crawl.frontier.postgres import Postgres
from scraper.crawl.frontier.upkeep import failures, forget, refetch, refetch_failures
from scraper.errors import FrontierError, FrontierLocked
from scraper.settings import Config
from tests.command import run_command
from tests.crawl.news_site import Answer, Site, article

Configure = Callable[..., Config]
FAKE = "tests.crawl.fake_extractor:extract"
GOOD, GONE, SHUT = (f"/news/{name}-story-of-many-words" for name in ("good", "gone", "shut"))


@pytest.fixture(params=["sqlite", "postgres"])
def frontier_key(request: pytest.FixtureRequest) -> str:
    if request.param == "sqlite":
        return ""
    return f'frontier = "{request.getfixturevalue("address")}"'


@pytest.fixture
def config(site: Site, configure: Configure) -> Config:
    """A source after its first pass: one story, one that is missing, one that is refused."""
    site.add_feed("/feed.xml", [GOOD, GONE, SHUT])
    site.add_article(GOOD)
    site.pages[GONE] = Answer(b"gone", "text/plain", 410)
    site.pages[SHUT] = Answer(b"no", "text/plain", 403)
    config = configure(f'feeds = "{site.url}/feed.xml"\nrevisit = []')
    run(config)
    site.forget()
    return config


def run(config: Config) -> CrawlReport:
    return crawl(config, extractor=FAKE)


def records(config: Config) -> list[dict[str, Any]]:
    paths = sorted((config.crawl.output / "site").glob("*.jsonl"))
    return [json.loads(line) for path in paths for line in path.read_text().splitlines()]


def counts(config: Config) -> dict[int, int]:
    """Number of URLs by state: as they are kept, after a comparison with those that there are."""
    with Frontier(open_database(config)) as frontier:
        query = frontier.database.execute
        kept = query("SELECT state, count FROM tally WHERE count <> 0").fetchall()
        there = query("SELECT state, count(*) FROM url GROUP BY state").fetchall()
        assert sorted(kept) == sorted(there)
        return dict(kept)


def test_failures_are_listed_with_their_cause(config: Config, site: Site) -> None:
    found = {failure.url: failure for failure in failures(config)}
    assert set(found) == {site.url + GONE, site.url + SHUT}
    gone, shut = found[site.url + GONE], found[site.url + SHUT]
    assert (gone.source, gone.kind, gone.cause, gone.attempts) == ("site", "story", "http_410", 1)
    assert gone.next_visit is None
    assert shut.cause == "http_403"
    assert shut.error == "the server answered 403 Forbidden"
    assert shut.visited is not None
    assert shut.next_visit is not None
    assert (shut.next_visit - shut.visited).total_seconds() == 86400
    assert json.loads(shut.to_json())["visited"].endswith("Z")
    assert [failure.url for failure in failures(config, ["site"], ["http_403"])] == [shut.url]
    assert list(failures(config, ["another"])) == []


def test_an_error_is_one_line_and_gone_after_a_success(
    site: Site, configure: Configure, frontier_key: str
) -> None:
    site.add_feed("/feed.xml", [GOOD])
    site.add_article(GOOD, "RAISE")
    config = configure(f'feeds = "{site.url}/feed.xml"\nrevisit = []')
    run(config)
    (failure,) = failures(config)
    assert failure.cause == "extractor_error"
    assert failure.error
    assert "the extractor is at fault" in failure.error
    assert len(failure.error.splitlines()) == 1
    assert GOOD not in failure.error
    site.add_article(GOOD)
    refetch(config, [site.url + GOOD])
    run(config)
    with open_for_reading(config) as database:
        assert database.execute("SELECT count(error) FROM url").fetchone()[0] == 0


def test_failures_of_a_frontier_of_an_earlier_version_have_no_error(config: Config) -> None:
    with Frontier(open_database(config)) as frontier, frontier.transaction():
        frontier.database.execute("ALTER TABLE url DROP COLUMN error")
    assert {failure.cause: failure.error for failure in failures(config)} == {
        "http_410": None, "http_403": None,
    }  # fmt: skip
    refetch_failures(config)
    run(config)
    assert all(failure.error for failure in failures(config))


def test_a_missing_feed_that_was_only_guessed_is_no_failure(
    site: Site, configure: Configure
) -> None:
    site.pages["/"] = Answer(article("/"))
    config = configure(f'home = "{site.url}/"')
    run(config)
    assert "/feed" in site.asked()
    assert list(failures(config)) == []


def test_nothing_fails_before_the_first_crawl(configure: Configure, tmp_path: Path) -> None:
    config = configure('home = "http://127.0.0.1/"')
    assert list(failures(config)) == []
    with pytest.raises(FrontierError, match="nothing was crawled"):
        refetch(config, ["http://127.0.0.1/"])
    with pytest.raises(FrontierError, match="nothing was crawled"):
        forget(config, ["http://127.0.0.1/"])
    assert not (tmp_path / "out").exists()


def test_failures_are_fetched_again_and_tried_as_often_as_new_ones(
    config: Config, site: Site
) -> None:
    site.add_article(SHUT)
    assert refetch_failures(config, causes=["http_403"]) == 1
    assert list(failures(config, causes=["http_403"])) == []
    assert run(config).records == 1
    assert site.asked("/news") == [SHUT]
    assert refetch_failures(config, ["site"]) == 1
    run(config)
    (failure,) = failures(config)
    assert (failure.cause, failure.attempts) == ("http_410", 1)


def test_a_story_that_is_fetched_again_gives_a_record_only_if_it_changed(
    config: Config, site: Site
) -> None:
    url = site.url + GOOD
    for text, new in (
        (None, 0),
        ("The bridge is open again.", 1),
        ("The bridge is open again.", 0),
    ):
        if text is not None:
            site.add_article(GOOD, text)
        assert refetch(config, [url, "http://127.0.0.1/unknown"]) == ["http://127.0.0.1/unknown"]
        site.forget()
        assert run(config).records == new
        assert site.asked("/news") == [GOOD]
    assert [r["text"] for r in records(config)][1:] == ["The bridge is open again."]


def test_a_listing_is_fetched_again_and_read_though_it_has_not_changed(
    config: Config, site: Site
) -> None:
    assert refetch(config, [f"{site.url}/feed.xml"]) == []
    report = run(config)
    assert (report.figures.listings, report.failures) == (1, {})


def test_a_url_is_marked_while_a_crawl_is_running_and_not_forgotten(
    config: Config, site: Site
) -> None:
    with (
        Frontier(open_database(config)) as frontier,
        Engine(config, frontier, extractor=FAKE) as engine,
    ):
        assert refetch(config, [site.url + GOOD]) == []
        assert refetch_failures(config) == 2
        with pytest.raises(FrontierLocked, match="wait until it has ended"):
            forget(config, [site.url + GOOD])
        assert engine.begin(config.source[0], forced=True)
        engine.run()
    assert sorted(site.asked("/news")) == sorted([GOOD, GONE, SHUT])
    assert len(records(config)) == 1


def test_a_forgotten_story_is_found_anew_and_the_same_version_gives_no_second_record(
    config: Config, site: Site
) -> None:
    assert counts(config) == {1: 2, 2: 1, 3: 1}
    assert forget(config, [site.url + GOOD, site.url + GONE, "http://127.0.0.1/unknown"]) == [
        "http://127.0.0.1/unknown"
    ]
    assert counts(config) == {1: 2}
    # The listing names other stories, too: by them it is told that ids are not mixed up.
    other = "/news/other-story-of-many-words"
    site.add_article(other)
    site.add_feed("/feed.xml", [other, GOOD])
    run(config)
    assert sorted(site.asked("/news")) == sorted([GOOD, other])
    assert [r["url"] for r in records(config)] == [site.url + GOOD, site.url + other]
    counts(config)


def test_a_forgotten_story_goes_on_under_its_canonical_url(
    site: Site, configure: Configure
) -> None:
    head = f'<link rel="canonical" href="{site.url}/stories/1-of-many-words">'
    site.add_feed("/feed.xml", [GOOD])
    site.add_article(GOOD, head=head)
    config = configure(f'feeds = "{site.url}/feed.xml"')
    run(config)
    assert forget(config, [f"{site.url}/stories/1-of-many-words"]) == [], "known by its record"
    site.add_feed("/feed.xml", [GOOD, GONE])
    assert run(config).records == 0
    assert refetch(config, [site.url + GOOD]) == []
    site.add_article(GOOD, "The bridge is open again.", head=head)
    assert run(config).records == 1
    first, second = records(config)
    assert first["id"] == second["id"]


def test_a_forgotten_page_that_shows_an_error_does_not_replace_its_story(
    site: Site, configure: Configure
) -> None:
    site.add_feed("/feed.xml", [GOOD])
    site.add_article(GOOD)
    config = configure(f'feeds = "{site.url}/feed.xml"')
    crawl(config)
    forget(config, [site.url + GOOD])
    site.add_feed("/feed.xml", [GOOD, GONE])
    missing = "<title>404 Not Found</title><h1>Page not found</h1><p>It may have moved.</p>"
    site.pages[GOOD] = Answer(missing.encode())
    report = crawl(config)
    assert (report.records, report.failures) == (0, {"soft_404": 1, "http_404": 1})


@pytest.mark.parametrize("frontier_key", ["postgres"], indirect=True)
def test_what_another_machine_crawls_is_not_forgotten(
    config: Config, site: Site, tmp_path: Path
) -> None:
    with Frontier(Postgres(str(config.frontier), tmp_path / "other")) as other:
        with other.transaction():
            assert other.claim(other.source_id("site"))
        with pytest.raises(FrontierLocked, match="another machine is crawling"):
            forget(config, [site.url + GOOD])
        assert refetch(config, [site.url + GOOD]) == []
    assert forget(config, [site.url + GOOD]) == []


@pytest.mark.parametrize("frontier_key", ["sqlite"], indirect=True)
def test_the_commands_print_urls_and_tell_what_they_did(config: Config, site: Site) -> None:
    def command(*words: str) -> tuple[int, list[str], list[str]]:
        done = run_command("frontier", *words, "--config", config.path)
        return (
            done.returncode,
            done.stdout.decode().splitlines(),
            done.stderr.decode().splitlines(),
        )

    code, lines, told = command("failures")
    assert (code, told) == (0, ["2 URLs: 1 http_403, 1 http_410"])
    shut, gone = (line.split("\t") for line in lines)
    assert shut[:3] == ["site", "http_403", "1"]
    assert shut[-2:] == [site.url + SHUT, "the server answered 403 Forbidden"]
    assert gone[-3:] == ["given up", site.url + GONE, "the server answered 410 Gone"]
    code, lines, told = command("failures", "--json", "--cause", "http_410")
    assert json.loads(lines[0])["next_visit"] is None
    assert command("refetch", "--source", "site") == (
        0, [], ["2 URLs to be fetched again in the next pass"],
    )  # fmt: skip
    assert status(config)[0].ready == 2
    assert command("failures") == (0, [], ["0 URLs"])
    assert command("forget", site.url + SHUT, "http://127.0.0.1/x") == (
        1, [], ["1 URL forgotten", "http://127.0.0.1/x: the frontier does not know this URL"],
    )  # fmt: skip
    assert command("refetch")[0] == 2
    assert command("refetch", site.url, "--source", "site")[0] == 2
    assert command("refetch", "--source", "nobody")[0] == 2
