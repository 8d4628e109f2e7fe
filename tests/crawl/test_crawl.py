"""One pass after another over a site on 127.0.0.1: what is fetched, and which records result."""

from __future__ import annotations

import gzip
import json
import shutil
import threading
import time
import zlib
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from scraper.commands.report import print_crawl, print_status
from scraper.crawl import CrawlReport, Progress, crawl, status
from scraper.crawl.engine import stages
from scraper.crawl.engine.engine import Engine
from scraper.crawl.frontier.frontier import Frontier
from scraper.crawl.frontier.open_frontier import open_database
from scraper.errors import ConfigError, ExtractionFailed, FrontierLocked
from scraper.settings import Config
from tests.crawl.news_site import Answer, Request, Site, article

Configure = Callable[..., Config]
FAKE = "tests.crawl.fake_extractor:extract"


def run(config: Config, *names: str) -> CrawlReport:
    return crawl(config, names, extractor=FAKE)


def records(config: Config, source: str = "site") -> list[dict[str, Any]]:
    folder = config.crawl.output / source
    return [
        json.loads(line)
        for path in sorted(folder.glob("*.jsonl"))
        for line in path.read_text().splitlines()
    ]


def paths(config: Config, source: str = "site") -> list[str]:
    return [r["url"].partition("//")[2].partition("/")[2] for r in records(config, source)]


def make_all_due(config: Config) -> None:
    """Let every revisit's time come."""
    with Frontier(open_database(config)) as frontier, frontier.transaction():
        frontier.make_due_ready(1 << 40)


def test_feed_gives_one_record_for_each_story(site: Site, configure: Configure) -> None:
    stories = [f"/news/{n}-a-story-of-many-words" for n in range(12)]
    site.add_feed("/feed.xml", stories)
    for story in stories:
        site.add_article(story)
    config = configure(f'feeds = "{site.url}/feed.xml"')
    report = run(config)
    assert (report.fetched, report.records, report.failures) == (13, 12, {})
    assert report.figures.extracted == 12
    assert sorted(paths(config)) == sorted(story[1:] for story in stories)
    assert report.outputs == (config.crawl.output / "site",)
    assert [r["source"] for r in records(config)] == ["site"] * 12
    assert not list(config.crawl.output.rglob("*.part"))


def test_second_pass_fetches_no_article_and_writes_nothing(
    site: Site, configure: Configure
) -> None:
    site.add_feed("/feed.xml", ["/news/one-story-of-many-words", "/news/two-story-of-many-words"])
    site.add_article("/news/one-story-of-many-words")
    site.add_article("/news/two-story-of-many-words")
    config = configure(f'feeds = "{site.url}/feed.xml"')
    run(config)
    before = sorted(config.crawl.output.rglob("*.jsonl"))
    site.forget()
    report = run(config)
    assert site.asked() == ["/feed.xml"]
    assert (report.records, report.fetched) == (0, 1)
    assert sorted(config.crawl.output.rglob("*.jsonl")) == before


def test_new_story_in_the_feed_is_the_only_one_written(site: Site, configure: Configure) -> None:
    site.add_feed("/feed.xml", ["/news/one-story-of-many-words"])
    site.add_article("/news/one-story-of-many-words")
    config = configure(f'feeds = "{site.url}/feed.xml"')
    run(config)
    site.add_feed("/feed.xml", ["/news/two-story-of-many-words", "/news/one-story-of-many-words"])
    site.add_article("/news/two-story-of-many-words")
    assert run(config).records == 1
    assert paths(config) == ["news/one-story-of-many-words", "news/two-story-of-many-words"]


def test_changed_story_gives_a_new_version_with_the_same_id(
    site: Site, configure: Configure
) -> None:
    path = "/news/one-story-of-many-words"
    site.add_feed("/feed.xml", [path])
    site.add_article(path, "The bridge is closed.")
    config = configure(f'feeds = "{site.url}/feed.xml"')
    run(config)
    make_all_due(config)
    figures = run(config).figures
    assert (figures.unchanged, figures.extracted) == (1, 0)
    site.add_article(path, "The bridge is open again.")
    make_all_due(config)
    report = run(config)
    assert (report.records, report.figures.changed) == (1, 1)
    first, second = records(config)
    assert first["id"] == second["id"]
    assert "modified_at" not in first
    assert second["modified_at"].endswith("Z"), "the page did not say when; the crawl saw it"
    assert (first["text"], second["text"]) == ("The bridge is closed.", "The bridge is open again.")


STORY_PATH = "/news/one-story-of-many-words"


def crawled_story(site: Site, configure: Configure) -> Config:
    """A source of one story, after its first pass."""
    site.add_feed("/feed.xml", [STORY_PATH])
    site.add_article(STORY_PATH)
    config = configure(f'feeds = "{site.url}/feed.xml"')
    run(config)
    return config


def test_a_corrected_headline_gives_a_new_version_and_a_new_date_alone_does_not(
    site: Site, configure: Configure
) -> None:
    path, config = STORY_PATH, crawled_story(site, configure)
    body = article(path)
    for words, new in (
        (b"<h1>The bridge is open</h1>", True),
        (b"<h1>The  bridge is open </h1>", False),
        (b'<h1>The bridge is open</h1><meta name="date" content="2024-05-01">', False),
    ):
        site.pages[path] = Answer(body.replace(f"<h1>Story {path}</h1>".encode(), words))
        make_all_due(config)
        report = run(config)
        assert (report.records, report.figures.unchanged) == ((1, 0) if new else (0, 1)), words
    first, second = records(config)
    assert first["id"] == second["id"]
    assert (first["title"], second["title"]) == (f"Story {path}", "The bridge is open")
    assert second["modified_at"]


def test_a_new_layout_without_authors_gives_no_new_version(
    site: Site, configure: Configure
) -> None:
    story = "\n".join(f"Sentence {n} says something that no other one says." for n in range(9))
    site.add_feed("/feed.xml", [STORY_PATH])
    named = '<meta name="author" content="Ada Quist">'
    site.add_article(STORY_PATH, story, head=named)
    config = configure(f'feeds = "{site.url}/feed.xml"')
    crawl(config)
    for head, authors in (("", 1), (named.replace("Ada Quist", "Tor Lind"), 2)):
        site.add_article(STORY_PATH, story, head=head)
        make_all_due(config)
        crawl(config)
        assert len(records(config)) == authors
    assert [r["authors"] for r in records(config)] == [["Ada Quist"], ["Tor Lind"]]


def test_a_story_of_an_earlier_version_is_not_written_again_for_its_headline(
    site: Site, configure: Configure
) -> None:
    path, config = STORY_PATH, crawled_story(site, configure)
    with Frontier(open_database(config)) as frontier, frontier.transaction():
        frontier.database.execute("UPDATE story SET head = NULL")
        frontier.make_due_ready(1 << 40)
    titles = ("The bridge", "The bridge is open")
    for title in titles:
        site.pages[path] = Answer(article(path).replace(b"<h1>Story", f"<h1>{title}".encode()))
        make_all_due(config)
        run(config)
    assert [r["title"] for r in records(config)] == [f"Story {path}", f"{titles[1]} {path}"]


def test_revisit_is_a_conditional_request(site: Site, configure: Configure) -> None:
    path = "/news/one-story-of-many-words"
    site.add_feed("/feed.xml", [path])
    site.add_article(
        path, headers={"ETag": '"v1"', "Last-Modified": "Fri, 17 May 2024 10:00:00 GMT"}
    )
    config = configure(f'feeds = "{site.url}/feed.xml"')
    run(config)
    make_all_due(config)
    site.forget()
    report = run(config)
    revisit = next(r for r in site.requests if r.path == path)
    assert revisit.headers["if-none-match"] == '"v1"'
    assert revisit.headers["if-modified-since"] == "Fri, 17 May 2024 10:00:00 GMT"
    assert (report.figures.unchanged, report.records) == (1, 0)


def cut(body: bytes, etag: str) -> Answer:
    """A page whose compressed body ends early, after two thirds."""
    packer = zlib.compressobj(wbits=31)
    sent = packer.compress(body[: len(body) * 2 // 3]) + packer.flush(zlib.Z_SYNC_FLUSH)
    return Answer(sent, headers={"Content-Encoding": "gzip", "ETag": etag})


def test_a_story_cut_off_at_its_first_visit_is_soon_completed(
    site: Site, configure: Configure
) -> None:
    site.add_feed("/feed.xml", [STORY_PATH])
    site.pages[STORY_PATH] = cut(article(STORY_PATH), '"v1"')
    config = configure(f'feeds = "{site.url}/feed.xml"')
    run(config)
    with Frontier(open_database(config)) as frontier, frontier.transaction():
        assert frontier.make_due_ready(int(time.time()) + 700) >= 1, "not in an hour"
    site.add_article(STORY_PATH, headers={"ETag": '"v1"'})
    assert run(config).figures.changed == 1
    first, second = records(config)
    assert first["id"] == second["id"]
    assert second["text"].startswith(first["text"])
    assert len(first["text"]) < len(second["text"])


def test_a_story_cut_off_at_a_revisit_keeps_its_record(site: Site, configure: Configure) -> None:
    config = crawled_story(site, configure)
    changed = article(
        STORY_PATH, "\n".join(f"Quite another sentence, number {n}." for n in range(9))
    )
    site.pages[STORY_PATH] = cut(changed, '"v2"')
    make_all_due(config)
    report = run(config)
    assert (report.records, report.failures) == (0, {"truncated": 1})
    site.pages[STORY_PATH] = Answer(changed, headers={"ETag": '"v2"'})
    make_all_due(config)
    assert run(config).figures.changed == 1
    assert records(config)[-1]["text"].endswith("number 8.")


def test_a_story_that_always_comes_without_the_last_bytes_has_versions(
    site: Site, configure: Configure
) -> None:
    """Some servers never send the checksum at the end of a compressed body."""
    site.add_feed("/feed.xml", [STORY_PATH])
    config = configure(f'feeds = "{site.url}/feed.xml"')
    for text in ("The bridge is closed.", "The bridge is open again."):
        body = gzip.compress(article(STORY_PATH, text))[:-8]
        site.pages[STORY_PATH] = Answer(body, headers={"Content-Encoding": "gzip"})
        make_all_due(config)
        assert run(config).failures == {}
    assert [r["text"] for r in records(config)] == [
        "The bridge is closed.",
        "The bridge is open again.",
    ]


def test_a_robot_check_instead_of_a_known_story_is_no_version_of_it(
    site: Site, configure: Configure
) -> None:
    story = "\n".join(f"Sentence {n} says something that no other one says." for n in range(9))
    site.add_feed("/feed.xml", [STORY_PATH])
    site.add_article(STORY_PATH, story)
    config = configure(f'feeds = "{site.url}/feed.xml"')
    crawl(config)
    site.pages[STORY_PATH] = Answer(
        b"<html><title>Just a moment...</title><body><h1>Checking your browser</h1>"
        b"<p>Please enable cookies and JavaScript to continue.</p></body></html>"
    )
    make_all_due(config)
    report = crawl(config)
    assert (report.records, report.failures) == (0, {"soft_404": 1})
    site.add_article(STORY_PATH, story)
    make_all_due(config)
    assert crawl(config).figures.unchanged == 1
    assert len(records(config)) == 1


ROBOT_CHECK = (
    b"<html><head><title>Just a moment...</title><meta name=robots content=noindex></head><body>"
    b"<h1>Checking your browser</h1>"
    b"<p>Please enable cookies and JavaScript to continue.</p></body></html>"
)


@pytest.mark.parametrize("key", ["", 'page_types = ["article"]'])
def test_a_page_that_first_shows_a_robot_check_is_tried_again(
    site: Site, configure: Configure, key: str
) -> None:
    site.add_feed("/feed.xml", [STORY_PATH])
    site.pages[STORY_PATH] = Answer(ROBOT_CHECK)
    config = configure(f'feeds = "{site.url}/feed.xml"\n{key}')
    report = crawl(config)
    assert (report.records, report.failures, report.skipped) == (0, {"soft_404": 1}, {})
    story = "\n".join(f"Sentence {n} says something that no other one says." for n in range(9))
    site.add_article(STORY_PATH, story)
    make_all_due(config)
    assert crawl(config).figures.new == 1
    assert "modified_at" not in records(config)[0]


def test_a_page_that_is_too_large_is_read_as_far_as_allowed_and_not_again(
    site: Site, configure: Configure
) -> None:
    site.add_feed("/feed.xml", [STORY_PATH])
    body = article(STORY_PATH).replace(b"</body>", b"<p>" + b"more words " * 20_000)
    site.pages[STORY_PATH] = Answer(body, headers={"ETag": '"v1"'})
    config = configure(f'feeds = "{site.url}/feed.xml"', crawl='max_page = "100 KB"')
    assert run(config).records == 1
    make_all_due(config)
    report = run(config)
    assert (report.figures.unchanged, report.failures) == (1, {})
    assert site.requests[-1].headers["if-none-match"] == '"v1"'


def test_robots_txt_forbids_a_path(site: Site, configure: Configure) -> None:
    site.pages["/robots.txt"] = Answer(b"User-agent: *\nDisallow: /secret/\n", "text/plain")
    site.add_feed("/feed.xml", ["/secret/one-story-of-many-words", "/news/two-story-of-many-words"])
    site.add_article("/secret/one-story-of-many-words")
    site.add_article("/news/two-story-of-many-words")
    config = configure(f'feeds = "{site.url}/feed.xml"')
    report = run(config)
    assert report.skipped == {"robots": 1}
    assert site.asked("/secret") == []
    assert report.records == 1


def test_sitemap_index_section_page_and_single_page(site: Site, configure: Configure) -> None:
    site.pages["/sitemap.xml"] = Answer(
        f"<sitemapindex><sitemap><loc>{site.url}/s1.xml</loc></sitemap></sitemapindex>".encode(),
        "text/xml",
    )
    site.pages["/s1.xml"] = Answer(
        f"<urlset><url><loc>{site.url}/news/from-the-site-map</loc></url></urlset>".encode(),
        "text/xml",
    )
    site.pages["/sport/"] = Answer(
        b'<main><h2><a href="/sport/from-a-section-page">A headline of some length</a></h2>'
        b'<a href="/sport/?page=2">2</a></main>'
    )
    site.pages["/sport/?page=2"] = Answer(
        b'<main><a href="/sport/from-the-second-page">Another headline of length</a></main>'
    )
    for story in ("/news/from-the-site-map", "/sport/from-a-section-page",
                  "/sport/from-the-second-page", "/about"):  # fmt: skip
        site.add_article(story)
    config = configure(
        f'sitemaps = "{site.url}/sitemap.xml"\nsections = "{site.url}/sport/"\n'
        f'urls = "{site.url}/about"'
    )
    run(config)
    assert sorted(paths(config)) == [
        "about",
        "news/from-the-site-map",
        "sport/from-a-section-page",
        "sport/from-the-second-page",
    ]


def add_section(site: Site, numbers: list[int], pages: int = 20) -> None:
    """A section of five stories a page; with each one, one that all pages recommend."""
    for page in range(1, pages + 1):
        part = numbers[5 * page - 5 : 5 * page]
        stories = [f"/town/story-{n}-about-the-harbour" for n in (0, *part)]
        links = "".join(
            f'<h2><a href="{s}">The harbour, in all its parts</a></h2>' for s in stories
        )
        following = f'<a rel=next href="/town/?page={page + 1}">Older</a>' if part else ""
        path = "/town/" if page == 1 else f"/town/?page={page}"
        site.pages[path] = Answer(f"<main>{links}{following}</main>".encode())
        for story in stories:
            site.add_article(story)


def test_the_pages_of_a_section_are_read_while_they_have_news(
    site: Site, configure: Configure
) -> None:
    site.pages["/"] = Answer(b'<nav><a href="/town/">Town</a></nav>')
    numbers = list(range(100, 0, -1))
    add_section(site, numbers)
    config = configure(f'home = "{site.url}/"')
    run(config)
    assert len(site.asked("/town/?page=")) == 9, "some pages beyond the limit, not all of twenty"
    assert len(records(config)) == 51
    site.forget()
    make_all_due(config)
    add_section(site, [101, *numbers])
    run(config)
    assert len(records(config)) == 52


def test_what_was_missed_is_found_on_the_further_pages_of_a_section(
    site: Site, configure: Configure
) -> None:
    numbers = list(range(12, 0, -1))
    add_section(site, numbers)
    config = configure(f'sections = "{site.url}/town/"\nevery = "1h"')
    run(config)
    site.forget()
    add_section(site, [13, *numbers])
    run(config)
    assert site.asked("/town/?page=") == [], "the first page has stories that are known"
    site.forget()
    add_section(site, [*range(31, 13, -1), 13, *numbers])
    with Frontier(open_database(config)) as frontier, frontier.transaction():
        frontier.database.execute("UPDATE url SET visited = visited - 7200")  # an outage
    run(config)
    assert site.asked("/town/?page=") == [f"/town/?page={n}" for n in (2, 3, 4)]
    assert len(records(config)) == 32


def test_home_page_leads_to_feed_sitemap_and_sections(site: Site, configure: Configure) -> None:
    site.pages["/robots.txt"] = Answer(
        f"User-agent: *\nDisallow:\nSitemap: {site.url}/map.xml\n".encode(), "text/plain"
    )
    site.pages["/"] = Answer(
        b'<head><link rel="alternate" type="application/rss+xml" href="/rss"></head>'
        b'<nav><a href="/world/">World</a></nav>'
        b'<h2><a href="/news/on-the-front-page">A story on the front page</a></h2>'
    )
    site.pages["/world/"] = Answer(
        b'<h2><a href="/news/in-a-section-page">A story in a section</a></h2>'
    )
    site.add_feed("/rss", ["/news/in-the-sites-feed"])
    site.pages["/map.xml"] = Answer(
        f"<urlset><url><loc>{site.url}/news/in-the-site-map</loc></url></urlset>".encode()
    )
    stories = ["on-the-front-page", "in-a-section-page", "in-the-sites-feed", "in-the-site-map"]
    for story in stories:
        site.add_article(f"/news/{story}")
    config = configure(f'home = "{site.url}/"')
    run(config)
    assert sorted(paths(config)) == sorted(f"news/{story}" for story in stories)


def test_front_page_alone_leads_to_the_sitemaps_of_an_index(
    site: Site, configure: Configure
) -> None:
    site.pages["/robots.txt"] = Answer(f"Sitemap: {site.url}/index.xml".encode(), "text/plain")
    site.pages["/"] = Answer(b"<h1>Welcome</h1>")
    site.pages["/index.xml"] = Answer(
        f"<sitemapindex><sitemap><loc>{site.url}/2026.xml.gz</loc></sitemap></sitemapindex>".encode()
    )
    story = f"{site.url}/news/in-the-sites-second-map"
    site.pages["/2026.xml.gz"] = Answer(
        gzip.compress(f"<urlset><url><loc>{story}</loc></url></urlset>".encode()),
        "application/gzip",
    )
    site.add_article("/news/in-the-sites-second-map")
    config = configure(f'home = "{site.url}/"')
    report = run(config)
    assert paths(config) == ["news/in-the-sites-second-map"]
    assert report.failures == {}, "feeds that were only guessed at and are not there"


def test_usual_places_are_tried_until_there_is_a_feed_and_a_sitemap(
    site: Site, configure: Configure
) -> None:
    site.pages["/"] = Answer(b"<h1>Welcome</h1>")
    site.pages["/feed"] = Answer(b"<html><p>Not a feed</p></html>")
    site.pages["/rss"] = Answer(b"", "text/plain", 410)
    site.add_feed("/rss.xml", ["/news/a-story-of-the-feed"])
    story = f"<urlset><url><loc>{site.url}/news/a-story-of-the-map</loc></url></urlset>"
    site.pages["/sitemap_index.xml"] = Answer(story.encode(), "application/xml")
    site.add_article("/news/a-story-of-the-feed")
    site.add_article("/news/a-story-of-the-map")
    config = configure(f'home = "{site.url}/"')
    run(config)
    assert sorted(paths(config)) == ["news/a-story-of-the-feed", "news/a-story-of-the-map"]
    places = dict.fromkeys(path for path in site.asked() if "news" not in path and path != "/")
    assert sorted(places) == ["/feed", "/rss", "/rss.xml", "/sitemap.xml", "/sitemap_index.xml"]


def test_front_page_that_moved_to_another_site_gives_that_sites_stories(
    site: Site, configure: Configure, caplog: pytest.LogCaptureFixture
) -> None:
    old = Site("127.0.0.2")
    old.pages["/"] = Answer(b"", status=301, headers={"Location": f"{site.url}/"})
    site.pages["/"] = Answer(
        b'<h2><a href="/news/a-story-of-the-new-site">A story on the front page</a></h2>'
        b'<nav><a href="/world/">World</a></nav>'
    )
    site.pages["/world/"] = Answer(
        b'<h2><a href="/news/a-story-of-a-section">A story in a section</a></h2>'
    )
    site.add_article("/news/a-story-of-the-new-site")
    site.add_article("/news/a-story-of-a-section")
    config = configure(f'home = "{old.url}/"\nallow_private = ["127.0.0.1", "127.0.0.2"]')
    run(config)
    old.close()
    assert sorted(paths(config)) == ["news/a-story-of-a-section", "news/a-story-of-the-new-site"]
    assert "redirects to another site" in caplog.text


def test_newest_stories_come_first_when_a_pass_is_cut_short(
    site: Site, configure: Configure
) -> None:
    stories = [f"/news/story-number-{n}-of-many" for n in range(20)]
    dates = [f"Fri, {1 + n:02} May 2026 10:00:00 GMT" for n in range(20)]
    site.add_feed("/feed.xml", stories, dates)
    for story in stories:
        site.add_article(story)
    config = configure(f'feeds = "{site.url}/feed.xml"\nlimits = {{ pages = 5 }}')
    assert run(config).records == 5
    assert sorted(paths(config)) == sorted(f"news/story-number-{n}-of-many" for n in range(15, 20))
    assert run(config).records == 5
    assert len(set(paths(config))) == 10


def test_articles_that_are_not_allowed_are_denied_or_too_old_are_not_fetched(
    site: Site, configure: Configure
) -> None:
    stories = [
        "/news/kept-story-of-words",
        "/news/denied-story-of-words",
        "/blog/other-story-it-is",
    ]
    dates = ["Fri, 20 Nov 2099 10:00:00 GMT"] * 3
    site.add_feed(
        "/feed.xml",
        [*stories, "/news/an-old-story-of-words"],
        [*dates, "Fri, 17 May 1999 10:00:00 GMT"],
    )
    for story in stories:
        site.add_article(story)
    config = configure(
        f'feeds = "{site.url}/feed.xml"\nallow = "/news/*"\ndeny = "re:/denied-"\n'
        'limits = { age = "30d" }'
    )
    run(config)
    assert site.asked("/news") + site.asked("/blog") == ["/news/kept-story-of-words"]


def test_pages_that_fail_are_counted_and_the_others_done(site: Site, configure: Configure) -> None:
    names = ["gone", "broken", "crash", "hang", "raise", "binary", "good"]
    stories = {name: f"/news/a-story-that-is-{name}" for name in names}
    site.add_feed("/feed.xml", list(stories.values()))
    site.pages[stories["broken"]] = Answer(b"no", status=501)
    for name in ("crash", "hang", "raise", "binary"):
        site.add_article(stories[name], name.upper())
    site.add_article(stories["good"])
    config = configure(f'feeds = "{site.url}/feed.xml"', crawl='page_timeout = "1s"')
    report = run(config)
    assert report.failures == {
        "http_404": 1, "http_501": 1, "crash": 1, "time_limit": 1, "extractor_error": 1,
        "NotText": 1,
    }  # fmt: skip
    assert paths(config) == ["news/a-story-that-is-good"]
    urls = {url for url, _, _ in report.figures.examples}
    assert urls == {site.url + stories[name] for name in names if name != "good"}


def test_a_story_that_is_listed_before_it_can_be_read_is_not_lost(
    site: Site, configure: Configure
) -> None:
    story = "/news/one-story-of-many-words"
    site.add_feed("/feed.xml", [story])
    config = configure(f'feeds = "{site.url}/feed.xml"')
    for _ in range(2):
        assert run(config).failures == {"http_404": 1}
        make_all_due(config)
    site.add_article(story)
    assert run(config).records == 1
    assert run(config).failures == {}


def test_a_start_that_is_refused_is_a_failure_that_says_why(
    site: Site, configure: Configure
) -> None:
    site.pages["/robots.txt"] = Answer(b"User-agent: *\nDisallow: /feed", "text/plain")
    report = run(
        configure(
            f'feeds = "{site.url}/feed.xml"',
            f'name = "private"\nallow_private = []\nfeeds = "{site.url}/rss.xml"',
        )
    )
    assert report.failures == {"robots": 1, "address_refused": 1}
    assert report.fetched == 0
    told = {cause: message for _, cause, message in report.figures.examples}
    assert "allow_private" in told["address_refused"]
    assert "/robots.txt forbids" in told["robots"]


def test_page_without_story_gives_no_record_unless_it_was_named(
    site: Site, configure: Configure
) -> None:
    site.pages["/a-page-with-no-story"] = Answer(b"<html><body><ul><li>x</li></ul></body></html>")
    site.add_feed("/feed.xml", ["/a-page-with-no-story"])
    config = configure(f'feeds = "{site.url}/feed.xml"')
    assert run(config).skipped == {"not_article:listing": 1}
    config = configure(f'name = "named"\nurls = "{site.url}/a-page-with-no-story?x=1"')
    site.pages["/a-page-with-no-story?x=1"] = site.pages["/a-page-with-no-story"]
    assert run(config).records == 1


@pytest.mark.parametrize(
    "claim",
    [
        '<meta property="article:published_time" content="2025-05-03T08:00:00Z">',
        '<script type="application/ld+json">{"@type": "NewsArticle"}</script>',
    ],
)
def test_what_says_that_it_is_an_article_is_kept_though_it_was_taken_for_a_listing(
    site: Site, configure: Configure, claim: str, caplog: pytest.LogCaptureFixture
) -> None:
    brief = "<html><head>{}</head><body><p>LISTING A brief of two sentences.</p></body></html>"
    listed = '<script type="application/ld+json">{"@type":"Article"},{"@type":"Article"}</script>'
    site.pages["/a-brief-of-today"] = Answer(brief.format(claim).encode())
    site.pages["/a-page-with-a-list"] = Answer(brief.format(listed).encode())
    site.add_feed("/feed.xml", ["/a-brief-of-today", "/a-page-with-a-list"])
    config = configure(f'feeds = "{site.url}/feed.xml"')
    with caplog.at_level("DEBUG", "scraper.crawl.engine.outcomes"):
        report = run(config)
    assert report.skipped == {"not_article:listing": 1}
    assert paths(config) == ["a-brief-of-today"]
    assert f"skipped {site.url}/a-page-with-a-list: not_article:listing" in caplog.text
    assert status(config)[0].runs[0].figures.skipped == report.skipped


def test_stories_under_short_addresses_are_found_however_a_front_page_links_to_them(
    site: Site, configure: Configure
) -> None:
    site.pages["/"] = Answer(
        b"<h2><a href='/sport/final'>The final is moved to Sunday evening</a></h2>"
        b"<h2><a href='/?story=3'>The second of two headlines of today</a></h2>"
        b"<p><a href='/interview'>An interview</a></p><p><a href='/sport'>Sport</a></p>"
    )
    claim = '<meta property="article:published_time" content="2025-05-03T08:00:00Z">'
    site.add_article("/sport/final")
    site.add_article("/?story=3")
    site.add_article("/interview", head=claim)
    site.pages["/sport"] = Answer(b"<p>LISTING</p>")
    config = configure(f'home = "{site.url}/"')
    run(config)
    assert sorted(paths(config)) == ["?story=3", "interview", "sport/final"]
    assert site.asked("/interview") == ["/interview"] * 2, "as a section, then as a story"
    make_all_due(config)
    site.forget()
    run(config)
    assert site.asked("/interview") == ["/interview"], "never again as a section"
    assert "/sport" in site.asked("/sport")


def test_a_section_that_the_front_page_prints_as_a_headline_is_read_as_a_section(
    site: Site, configure: Configure
) -> None:
    site.pages["/"] = Answer(b"<h2><a href='/marrow'>All that happens in Marrow</a></h2>")
    site.pages["/marrow"] = Answer(
        b"<p>LISTING</p><h2><a href='/marrow/a-story-of-many-words'>A story</a></h2>"
    )
    site.add_article("/marrow/a-story-of-many-words")
    config = configure(f'home = "{site.url}/"')
    assert run(config).skipped == {"not_article:listing": 1}
    assert paths(config) == ["marrow/a-story-of-many-words"]


def test_stories_in_other_languages_give_no_record_unless_they_were_named(
    site: Site, configure: Configure
) -> None:
    stories = {"en": "/a-story-in-english", "fr": "/a-story-in-french", "": "/a-story-in-none"}
    for language, path in stories.items():
        page = article(path).replace(b" lang=en", f" lang={language}".encode())
        site.pages[path] = site.pages[f"{path}?x=1"] = Answer(page)
    site.add_feed("/feed.xml", list(stories.values()))
    config = configure(f'feeds = "{site.url}/feed.xml"\nlanguages = ["en", "de"]')
    assert run(config).skipped == {"language:fr": 1}
    assert sorted(paths(config)) == ["a-story-in-english", "a-story-in-none"]
    assert run(config).fetched == 1  # the feed: what was skipped is not fetched again
    named = f'name = "named"\nlanguages = "en"\nurls = "{site.url}/a-story-in-french?x=1"'
    assert run(configure(named)).records == 1


def test_amp_copy_and_canonical_are_one_story(site: Site, configure: Configure) -> None:
    text = "The same words stand in both copies of this story."
    link = f'<link rel="canonical" href="{site.url}/news/the-one-real-story">'
    site.add_feed("/feed.xml", ["/mobile/the-one-real-story", "/news/the-one-real-story"])
    site.add_article("/mobile/the-one-real-story", text, head=link)
    site.add_article("/news/the-one-real-story", text, head=link)
    config = configure(f'feeds = "{site.url}/feed.xml"')
    assert run(config).records == 1
    make_all_due(config)
    assert run(config).records == 0
    assert len(records(config)) == 1


def test_canonical_that_every_page_declares_is_not_believed(
    site: Site, configure: Configure
) -> None:
    link = f'<link rel="canonical" href="{site.url}/">'
    stories = [f"/news/story-number-{n}-of-many" for n in range(3)]
    site.add_feed("/feed.xml", stories)
    for story in stories:
        site.add_article(story, head=link)
    config = configure(f'feeds = "{site.url}/feed.xml"')
    run(config)
    assert len({r["id"] for r in records(config)}) == 3


def test_wrong_canonical_of_another_story_does_not_swallow_it(
    site: Site, configure: Configure
) -> None:
    link = f'<link rel="canonical" href="{site.url}/news/template-left-this-here">'
    stories = [f"/news/story-number-{n}-of-many" for n in range(3)]
    site.add_feed("/feed.xml", stories)
    for number, story in enumerate(stories):
        words = " ".join(f"w{number}x{k}" for k in range(120))
        site.add_article(story, words, head=link)
    config = configure(f'feeds = "{site.url}/feed.xml"')
    assert run(config).records == 3
    assert len({r["id"] for r in records(config)}) == 3


def test_daily_stories_of_one_template_with_a_shared_canonical_are_all_written(
    site: Site, configure: Configure
) -> None:
    link = f'<link rel="canonical" href="{site.url}/weather">'
    words = " ".join(f"word{n}" for n in range(120))
    days = [f"/weather/2025-05-0{n}-the-forecast-of-the-day" for n in (3, 4, 5)]
    site.add_feed("/feed.xml", [*days, days[0] + "?copy=1"])
    for n, path in enumerate(days):
        date = f'<meta name="date" content="2025-05-0{n + 3}T06:00:00Z">'
        site.add_article(path, f"{words} {n}", head=link + date)
    site.pages[days[0] + "?copy=1"] = site.pages[days[0]]
    config = configure(f'feeds = "{site.url}/feed.xml"')
    report = run(config)
    assert (report.records, report.skipped) == (3, {"same_story": 1})
    assert len({record["id"] for record in records(config)}) == 3


def proxied(site: Site, host: Site, items: str, link: str = "") -> None:
    """A feed on another host, which redirects to the site's stories."""
    for n in range(4):
        story = f"/news/story-number-{n}-of-many"
        site.add_article(story)
        host.pages[f"/~r/{n}"] = Answer(b"", status=301, headers={"Location": site.url + story})
    host.pages["/feed"] = Answer(
        f"<rss xmlns:f='urn:f'><channel><link>{link}</link>{items}</channel></rss>".encode(),
        "application/rss+xml",
    )


ITEM = "<item><link>{}</link></item>"


@pytest.fixture
def host() -> Iterator[Site]:
    other = Site("127.0.0.2")
    yield other
    other.close()


def feed_of(host: Site) -> str:
    return f'feeds = "{host.url}/feed"\nallow_private = ["127.0.0.1", "127.0.0.2", "127.0.0.3"]'


def test_feed_that_another_host_serves_and_redirects_gives_the_stories(
    site: Site, host: Site, configure: Configure
) -> None:
    proxied(site, host, "".join(ITEM.format(f"/~r/{n}") for n in range(4)), f"{site.url}/")
    config = configure(feed_of(host) + "\nlimits = { pages = 2 }")
    assert run(config).records == 2
    assert run(config).records == 2, "the feed has not changed, and was not read again"
    assert all(record["url"].startswith(site.url) for record in records(config))


def test_original_links_in_a_feed_say_whose_stories_it_has(
    site: Site, host: Site, configure: Configure
) -> None:
    original = f"<f:origLink>{site.url}/news/story-number-3-of-many</f:origLink>"
    items = (
        ITEM.format("/~r/0")
        + ITEM.format("/~r/1")
        + f"<item><link>{host.url}/~r/3</link>{original}</item>"
    )
    proxied(site, host, items)
    config = configure(feed_of(host))
    assert run(config).records == 3


def test_what_a_feed_redirects_to_a_site_that_it_does_not_name_gives_no_record(
    site: Site, host: Site, configure: Configure
) -> None:
    shop = Site("127.0.0.3")
    shop.add_article("/news/a-shop-sells-many-things")
    shop.pages["/robots.txt"] = Answer(b"User-agent: *\nDisallow: /private/", "text/plain")
    shop.add_article("/private/what-robots-may-not-read")
    for n, path in (("8", "/news/a-shop-sells-many-things"), ("9", "/private/what-robots")):
        host.pages[f"/~r/{n}"] = Answer(b"", status=302, headers={"Location": shop.url + path})
    proxied(site, host, "".join(ITEM.format(f"/~r/{n}") for n in (0, 8, 9)), f"{site.url}/")
    config = configure(feed_of(host))
    assert run(config).skipped == {"off_site": 1, "robots": 1}
    assert paths(config) == ["news/story-number-0-of-many"]
    assert shop.asked("/private/") == []
    shop.close()


def test_near_duplicate_of_another_source_is_marked(site: Site, configure: Configure) -> None:
    words = " ".join(f"word{n}" for n in range(200))
    site.add_feed("/a.xml", ["/a/agency-story-as-it-came"])
    site.add_feed("/b.xml", ["/b/agency-story-as-it-came"])
    site.add_article("/a/agency-story-as-it-came", words)
    site.add_article("/b/agency-story-as-it-came", words + " bye")
    config = configure(
        f'name = "a"\nfeeds = "{site.url}/a.xml"', f'name = "b"\nfeeds = "{site.url}/b.xml"'
    )
    run(config, "a")
    report = run(config, "b")
    assert report.figures.duplicates == 1
    (first,), (second,) = records(config, "a"), records(config, "b")
    assert second["duplicate_of"] == first["id"]
    assert "duplicate_of" not in first


def test_simhashes_expire_while_the_process_runs(
    site: Site, configure: Configure, monkeypatch: pytest.MonkeyPatch
) -> None:
    config = configure(f'feeds = "{site.url}/feed.xml"')
    now = int(time.time())
    with Frontier(open_database(config)) as frontier, Engine(config, frontier) as engine:
        with frontier.transaction():
            frontier.records.put("first", 1, 1, 12345, now)
        assert frontier.records.near(12345, "second") == "first"
        monkeypatch.setattr(time, "time", lambda: now + 31 * 86400.0)
        assert engine.begin(config.source[0], forced=True)
        assert frontier.records.near(12345, "second") is None


def test_articles_that_a_wrong_clock_postponed_are_fetched_in_the_next_pass(
    site: Site, configure: Configure, monkeypatch: pytest.MonkeyPatch
) -> None:
    site.add_feed("/feed.xml", ["/news/one-story-of-many-words"])
    site.add_article("/news/one-story-of-many-words")
    config = configure(f'feeds = "{site.url}/feed.xml"')
    now = time.time()
    with monkeypatch.context() as patch:
        patch.setattr(time, "time", lambda: now + 365 * 86400)
        run(config)
    site.forget()
    run(config)
    assert site.asked() == ["/feed.xml", "/news/one-story-of-many-words"]
    site.forget()
    run(config)
    assert site.asked() == ["/feed.xml"], "once"


def utc(seconds: float) -> str:
    return datetime.fromtimestamp(seconds, UTC).isoformat()


def asked_in_daily_passes(
    count: int, site: Site, config: Config, monkeypatch: pytest.MonkeyPatch
) -> list[str]:
    now = time.time()
    for day in range(count):
        with monkeypatch.context() as patch:
            patch.setattr(time, "time", lambda day=day: now + day * 86400)
            run(config)
    return site.asked()


def test_sitemap_whose_pages_always_claim_to_be_new_does_not_make_each_pass_a_full_one(
    site: Site, configure: Configure, monkeypatch: pytest.MonkeyPatch
) -> None:
    page = "/news/one-story-of-many-words"
    site.add_article(page)

    def sitemap(_: Request) -> Answer:
        entry = f"<url><loc>{site.url}{page}</loc><lastmod>{utc(time.time())}</lastmod></url>"
        return Answer(f"<urlset>{entry}</urlset>".encode(), "text/xml")

    site.pages["/sitemap.xml"] = sitemap
    config = configure(f'sitemaps = "{site.url}/sitemap.xml"\nevery = "1d"\nrevisit = []')
    assert asked_in_daily_passes(16, site, config, monkeypatch).count(page) == 8


def test_a_sitemap_of_the_past_is_read_again_when_its_index_says_that_it_changed(
    site: Site, configure: Configure, monkeypatch: pytest.MonkeyPatch
) -> None:
    def change(lastmod: str, *pages: str) -> None:
        entries = "".join(f"<url><loc>{site.url}{page}</loc></url>" for page in pages)
        for path, text in (
            ("/2020.xml", f"<urlset>{entries}</urlset>"),
            (
                "/sitemap.xml",
                f"<sitemapindex><sitemap><loc>{site.url}/2020.xml</loc>"
                f"<lastmod>{lastmod}</lastmod></sitemap></sitemapindex>",
            ),
        ):
            site.pages[path] = Answer(text.encode(), "text/xml")

    first, second = "/news/one-story-of-many-words", "/news/two-story-of-many-words"
    site.add_article(first)
    site.add_article(second)
    change("2020-12-31", first)
    config = configure(f'sitemaps = "{site.url}/sitemap.xml"\nevery = "1d"\nrevisit = []')
    asked = asked_in_daily_passes(12, site, config, monkeypatch)
    assert asked.count("/sitemap.xml") == 12
    assert asked.count("/2020.xml") <= 7
    later = time.time() + 12 * 86400
    change(utc(later - 60), first, second)
    monkeypatch.setattr(time, "time", lambda: later)
    run(config)
    assert second in site.asked()


def test_an_error_before_a_page_is_extracted_affects_only_that_page(
    site: Site, configure: Configure, monkeypatch: pytest.MonkeyPatch
) -> None:
    def broken(_: object) -> None:
        raise RuntimeError("selectors cannot be loaded")

    monkeypatch.setattr(stages, "site_rules", broken)
    site.add_article("/news/a-story-of-many-words")
    site.add_feed("/feed.xml", ["/news/a-story-of-many-words"])
    report = run(configure(f'feeds = "{site.url}/feed.xml"'))
    assert report.failures == {"worker": 1}


def test_noindex_gives_no_record_and_nofollow_no_links(site: Site, configure: Configure) -> None:
    site.add_feed("/feed.xml", ["/news/asks-not-to-be-kept", "/news/asks-in-its-header"])
    site.add_article("/news/asks-not-to-be-kept", head='<meta name="robots" content="noindex">')
    site.add_article("/news/asks-in-its-header", headers={"X-Robots-Tag": "noindex"})
    site.pages["/sport/"] = Answer(
        b'<meta name="robots" content="nofollow"><a href="/news/behind-nofollow-it-is">A story</a>'
    )
    config = configure(f'feeds = "{site.url}/feed.xml"\nsections = "{site.url}/sport/"')
    report = run(config)
    assert report.skipped == {"noindex": 2}
    assert "/news/behind-nofollow-it-is" not in site.asked()


def test_second_crawl_on_the_same_frontier_is_refused(site: Site, configure: Configure) -> None:
    import os

    config = configure(f'feeds = "{site.url}/feed.xml"')
    with (
        Frontier(open_database(config)),
        pytest.raises(FrontierLocked, match=f"process {os.getpid()} "),
    ):
        run(config)


def test_unknown_source_is_named_with_what_was_meant(site: Site, configure: Configure) -> None:
    config = configure(f'name = "times"\nfeeds = "{site.url}/feed.xml"')
    with pytest.raises(ConfigError, match="did you mean 'times'"):
        run(config, "tmies")


def test_progress_and_status_tell_what_happened(site: Site, configure: Configure) -> None:
    site.add_feed("/feed.xml", ["/news/one-story-of-many-words", "/news/the-one-that-is-gone"])
    site.add_article("/news/one-story-of-many-words")
    site.pages["/news/the-one-that-is-gone"] = Answer(b"gone", "text/plain", 410)
    config = configure(f'feeds = "{site.url}/feed.xml"')
    assert status(config)[0].last is None
    seen: list[Progress] = []
    crawl(config, progress=seen.append, extractor=FAKE)
    assert seen[-1].figures.fetched == 3
    (told,) = status(config)
    assert told.last is not None
    assert told.last.state == "done"
    assert told.last.figures.records == 1
    assert told.last.figures.failed == {"http_410": 1}
    assert (told.urls, told.ready, told.failed) == (3, 0, 1)
    assert json.loads(told.to_json())["runs"][0]["figures"]["records"] == 1


def test_a_start_that_fails_is_told_in_the_passes_until_it_is_tried_again(
    site: Site, configure: Configure, capsys: pytest.CaptureFixture[str]
) -> None:
    site.add_feed("/feed.xml", ["/news/one-story-of-many-words"])
    site.add_article("/news/one-story-of-many-words")
    site.pages["/gone.xml"] = Answer(b"", status=503)
    config = configure(f'feeds = ["{site.url}/feed.xml", "{site.url}/gone.xml"]')
    assert run(config).failures == {"http_503": 1}
    site.forget()
    with Frontier(open_database(config)) as frontier, Engine(config, frontier) as engine:
        engine.begin(config.source[0], forced=False)
        engine.run()
        (report,) = engine.reports
    assert "/gone.xml" not in site.asked(), "its next try is in ten minutes"
    assert report.figures.failed == {}
    why = "http_503): the server answered 503 Service Unavailable"
    told = f"the start URL {site.url}/gone.xml fails ({why}; it is tried again"
    assert [str(flag) for flag in report.flags] == [told]
    assert [str(flag) for flag in status(config)[0].flags] == [told]
    print_status(status(config))
    assert told in capsys.readouterr().out
    site.add_feed("/gone.xml", [])
    run(config)
    assert status(config)[0].flags == ()


def test_a_site_whose_stories_only_scripts_can_find_is_told(
    site: Site, configure: Configure
) -> None:
    site.pages["/"] = Answer(b"<html><body><a href='#!/story/1'>One</a></body></html>")
    config = configure(f'home = "{site.url}/"')
    (source,) = run(config).sources
    assert [flag.figure for flag in source.flags] == ["empty"]
    assert "render = true" in str(source.flags[0])


def test_stop_keeps_what_was_fetched_and_does_not_wait_for_a_server_that_hangs(
    site: Site, configure: Configure
) -> None:
    stories = [f"/news/story-number-{n}-of-many" for n in range(20)]
    site.add_feed("/feed.xml", stories)
    for story in stories:
        site.add_article(story)
    released = threading.Event()

    def stop_and_hang(request: Request) -> Answer:
        engine.stop()
        released.wait(120)
        return Answer(article(stories[10]))

    site.pages[stories[10]] = stop_and_hang
    config = configure(f'feeds = "{site.url}/feed.xml"')
    with (
        Frontier(open_database(config)) as frontier,
        Engine(config, frontier, extractor=FAKE) as engine,
    ):
        engine.begin(config.source[0], forced=True)
        engine.run()
        (report,) = engine.reports
    released.set()
    assert report.state == "stopped"
    assert report.figures.failed == {}, "the page that hung is left to the next pass"
    assert site.asked("/news") == stories[:11], "nothing is asked after the stop"
    assert paths(config) == [story[1:] for story in stories[:10]]
    site.add_article(stories[10])
    run(config)
    assert sorted(paths(config)) == sorted(story[1:] for story in stories)


def test_segments_are_compressed_as_configured(site: Site, configure: Configure) -> None:
    site.add_feed("/feed.xml", ["/news/one-story-of-many-words"])
    site.add_article("/news/one-story-of-many-words")
    config = configure(f'feeds = "{site.url}/feed.xml"\ncompression = "gz"')
    run(config)
    (segment,) = config.crawl.output.rglob("*.jsonl.gz")
    assert json.loads(gzip.decompress(segment.read_bytes()))["source"] == "site"


def test_output_folder_that_changed_gets_the_new_records(
    site: Site, configure: Configure, tmp_path: Path
) -> None:
    site.add_feed("/feed.xml", ["/news/one-story-of-many-words"])
    site.add_article("/news/one-story-of-many-words")
    config = configure(f'feeds = "{site.url}/feed.xml"')
    run(config)
    site.add_feed("/feed.xml", ["/news/two-story-of-many-words"])
    site.add_article("/news/two-story-of-many-words")
    config = configure(f'feeds = "{site.url}/feed.xml"\noutput = "elsewhere"')
    assert run(config).outputs == (tmp_path / "elsewhere",)
    assert len(list((tmp_path / "elsewhere").glob("*.jsonl"))) == 1


def test_pages_are_kept_as_warc_and_give_the_same_records(site: Site, configure: Configure) -> None:
    from scraper.fetchers.files import Saved, read_pages

    stories = [f"/news/story-number-{n}-of-many" for n in range(5)]
    site.add_feed("/feed.xml", stories)
    for story in stories:
        site.add_article(story, headers={"ETag": '"1"'})
    config = configure(f'feeds = "{site.url}/feed.xml"\nwarc = true')
    run(config)
    make_all_due(config)
    assert run(config).figures.unchanged == 5
    first, second = sorted((config.crawl.output / "site" / "warc").glob("*.warc.gz"))
    pages = [saved.page for saved in read_pages(first) if isinstance(saved, Saved)]
    assert {page.url for page in pages} == {site.url + story for story in stories}
    assert [page.body for page in pages if page.url == site.url + stories[0]] == [
        article(stories[0])
    ]
    assert [saved for saved in read_pages(second) if isinstance(saved, Saved)] == []
    assert b"revisit" in gzip.decompress(second.read_bytes())


def test_a_source_is_asked_through_its_proxy_robots_txt_included(
    site: Site, configure: Configure
) -> None:
    paper, story = "http://paper.example", "/news/one-story-of-many-words"
    site.add_feed(f"{paper}/feed.xml", [story])
    site.add_article(paper + story)
    config = configure(
        f'feeds = "{paper}/feed.xml"\nproxy = "{site.url}"\ncontact = "desk@example.org"'
    )
    assert run(config).records == 1
    assert [r.path for r in site.requests] == [
        f"{paper}{path}" for path in ("/robots.txt", "/feed.xml", story)
    ]
    assert {r.host for r in site.requests} == {"paper.example"}


def test_source_with_render_is_fetched_with_the_browser(site: Site, configure: Configure) -> None:
    pytest.importorskip("playwright")
    if not (shutil.which("chromium") or shutil.which("google-chrome")):
        pytest.skip("needs Chromium")
    site.add_feed("/feed.xml", ["/news/a-story-filled-in-by-script"])
    site.pages["/news/a-story-filled-in-by-script"] = Answer(
        b"<!doctype html><title>x</title><div id=a></div>"
        b"<script>a.append(document.createElement('p')); a.firstChild.append("
        b"'Written by a script.')</script>"
    )
    config = configure(f'feeds = "{site.url}/feed.xml"\nrender = true')
    assert run(config).records == 1
    assert records(config)[0]["text"] == "Written by a script."


def test_extractor_that_cannot_start_ends_the_crawl_and_blames_no_page(
    site: Site, configure: Configure
) -> None:
    site.add_feed("/feed.xml", ["/news/one-story-of-many-words"])
    site.add_article("/news/one-story-of-many-words")
    config = configure(f'feeds = "{site.url}/feed.xml"')
    with pytest.raises(ExtractionFailed, match="before its first page"):
        crawl(config, extractor="no.such.module:extract")
    assert run(config).records == 1


def test_a_source_says_how_many_of_its_addresses_belong_to_another(
    site: Site, configure: Configure, capsys: pytest.CaptureFixture[str]
) -> None:
    stories = [f"/news/{n}-a-story-of-many-words" for n in range(6)]
    for story in stories:
        site.add_article(story)
    site.add_feed("/feed.xml", stories[:5])
    site.add_feed("/town.xml", stories[1:])
    site.add_feed("/again.xml", stories[1:4])
    config = configure(
        f'name = "paper"\nfeeds = "{site.url}/feed.xml"',
        f'name = "town"\nfeeds = ["{site.url}/town.xml", "{site.url}/again.xml"]\n'
        f'urls = "{site.url}{stories[0]}"',
    )
    assert run(config, "paper").figures.elsewhere == {}
    report = run(config, "town")
    assert report.figures.elsewhere == {"paper": 5}
    print_crawl(report)
    line = "town: 5 of its addresses belong to another source, which found them first and"
    assert f"{line} fetches them: paper\n" in capsys.readouterr().err
    assert run(config, "town").figures.elsewhere == {"paper": 1}  # the feeds are unchanged
    assert paths(config, "town") == [stories[5][1:]]
    print_status(status(config))
    assert line in capsys.readouterr().out
