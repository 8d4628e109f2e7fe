"""Stories that are gone after they were written: downstream is told once, and if they are back."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from scraper.crawl import CrawlReport, crawl
from scraper.crawl.frontier.frontier import Frontier
from scraper.crawl.frontier.open_frontier import open_database
from scraper.crawl.frontier.upkeep import failures, refetch_failures
from scraper.errors import ExportError
from scraper.exporters import segments
from scraper.exporters.removals import RemovalWriter
from scraper.settings import Config
from tests.crawl.news_site import Answer, Site

Configure = Callable[..., Config]
FAKE = "tests.crawl.fake_extractor:extract"
PATH, OTHER = (f"/news/{name}-story-of-many-words" for name in ("one", "other"))


@pytest.fixture
def config(site: Site, configure: Configure) -> Config:
    """A source of two stories, after its first pass."""
    site.add_feed("/feed.xml", [PATH, OTHER])
    site.add_article(PATH)
    site.add_article(OTHER)
    config = configure(f'feeds = "{site.url}/feed.xml"')
    run(config)
    return config


def run(config: Config) -> CrawlReport:
    return crawl(config, extractor=FAKE)


def look_again(config: Config) -> CrawlReport:
    with Frontier(open_database(config)) as frontier, frontier.transaction():
        frontier.make_due_ready(1 << 40)
    return run(config)


def lines(config: Config, pattern: str) -> list[dict[str, Any]]:
    paths = sorted((config.crawl.output / "site").glob(pattern))
    return [json.loads(line) for path in paths for line in path.read_text().splitlines()]


def removals(config: Config) -> list[dict[str, Any]]:
    return lines(config, "removed/*.ndjson")


@pytest.mark.parametrize("status", [404, 410])
def test_a_story_that_is_gone_is_told_once(config: Config, site: Site, status: int) -> None:
    assert not (config.crawl.output / "site" / "removed").exists()
    (record,) = (r for r in lines(config, "*.jsonl") if r["url"] == site.url + PATH)
    site.pages[PATH] = Answer(b"not here", "text/plain", status)
    report = look_again(config)
    assert (report.figures.removed, report.records) == (1, 0)
    for _ in range(2):
        look_again(config)
    assert refetch_failures(config) == 1
    assert run(config).figures.removed == 0
    (told,) = removals(config)
    assert told["seen_at"].endswith("Z")
    assert told == {
        "id": record["id"],
        "url": site.url + PATH,
        "source": "site",
        "seen_at": told["seen_at"],
        "status": status,
    }
    assert len(lines(config, "*.jsonl")) == 2, "no file of records has it"
    assert not list(config.crawl.output.rglob("*.part"))


def test_a_page_without_a_record_and_other_failures_are_not_told(
    config: Config, site: Site
) -> None:
    site.add_feed("/feed.xml", [PATH, OTHER, "/news/missing-story-of-many-words"])
    site.pages[PATH] = Answer(b"not now", "text/plain", 503)
    site.pages[OTHER] = Answer(b"no", "text/plain", 403)
    report = look_again(config)
    assert report.failures == {"http_503": 1, "http_403": 1, "http_404": 1}
    assert removals(config) == []


@pytest.mark.parametrize(("text", "records"), [("", 2), ("The bridge is open again.", 3)])
def test_a_story_that_was_missing_by_mistake_is_looked_at_again_and_told_to_be_back(
    config: Config, site: Site, text: str, records: int
) -> None:
    page = site.pages.pop(PATH)
    look_again(config)
    (failure,) = failures(config)
    assert failure.next_visit is not None, "one more try"
    site.pages[PATH] = page
    if text:
        site.add_article(PATH, text)
    for _ in range(2):
        look_again(config)
    assert [told["status"] for told in removals(config)] == [404, 200]
    assert len({told["id"] for told in removals(config)}) == 1
    assert len(lines(config, "*.jsonl")) == records
    del site.pages[PATH]
    look_again(config)
    assert [told["status"] for told in removals(config)] == [404, 200, 404]


def test_a_story_under_another_canonical_url_is_told_by_its_id(
    site: Site, configure: Configure
) -> None:
    site.add_feed("/feed.xml", [PATH])
    site.add_article(PATH, head=f'<link rel="canonical" href="{site.url}/stories/1-of-many">')
    config = configure(f'feeds = "{site.url}/feed.xml"')
    run(config)
    del site.pages[PATH]
    look_again(config)
    (record,), (told,) = lines(config, "*.jsonl"), removals(config)
    assert told["id"] == record["id"]


def test_a_removal_that_cannot_be_written_is_told_by_the_next_pass(
    config: Config, site: Site, monkeypatch: pytest.MonkeyPatch
) -> None:
    del site.pages[PATH]

    def failing(self: RemovalWriter, lines: list[bytes]) -> None:
        self.append_bytes(b"half of a li")
        raise ExportError("the disk is full")

    with monkeypatch.context() as patched:
        patched.setattr(RemovalWriter, "append", failing)
        with pytest.raises(ExportError, match="full"):
            look_again(config)
    assert not list(config.crawl.output.rglob("*.ndjson*"))
    run(config)
    assert [told["status"] for told in removals(config)] == [404]


def test_a_removal_folder_that_cannot_be_written_ends_the_pass_of_its_source(
    config: Config, site: Site
) -> None:
    del site.pages[PATH]
    blocked: Path = config.crawl.output / "site" / "removed"
    blocked.write_text("a file where the folder should be")
    report = look_again(config)
    assert report.failures["output"] == 1
    blocked.unlink()
    run(config)
    assert [told["status"] for told in removals(config)] == [404]
    assert segments.PART not in "".join(path.name for path in blocked.iterdir())
