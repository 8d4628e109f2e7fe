"""Tasks and sources as the tests of the crawl's rules need them."""

from __future__ import annotations

from scraper.crawl.frontier.entries import START_RANK, Task
from scraper.discovery import Kind
from scraper.settings import Source

NOW = 1_700_000_000
SITE = "https://example.org"


def source(**settings: object) -> Source:
    return Source.model_validate({"name": "a", "home": SITE + "/", **settings})


def task(kind: Kind = Kind.ARTICLE, *, is_start: bool = False, **known: object) -> Task:
    values: dict[str, object] = dict.fromkeys(
        (
            "next_visit",
            "first_visit",
            "visited",
            "interval",
            "etag",
            "last_modified",
            "body_hash",
        )
    )
    rank = START_RANK if is_start else NOW
    values |= {"id": 1, "url": SITE + "/x", "kind": kind, "lane": 1, "rank": rank, "depth": 0}
    return Task(**{**values, "attempts": 0, **known})  # type: ignore[arg-type]
