"""What the extraction process reads from a page's bytes, beside its record."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from scraper.crawl.extraction.jobs import Extracted, Job
from scraper.crawl.extraction.read_job import claims_article, read_job
from scraper.discovery import Kind
from scraper.extractors import extract_page
from scraper.page import Page

STORY = "<h1>Rain in Lund</h1>" + "<p>It rained in Lund on Monday, and nobody was out.</p>" * 5


def is_unwanted(markup: str) -> bool:
    page = Page(markup.encode(), url="https://news.example/rain", fetched_at=datetime.now(UTC))
    result = read_job(Job(page, Kind.ARTICLE, "news", "lund-crawler/1.0"), extract_page)
    assert isinstance(result, Extracted)
    return result.noindex


@pytest.mark.parametrize(
    "tag",
    [
        '<meta name="robots" content="noindex, follow">',
        "<META content='NONE' name=ROBOTS>",
        '<meta name="lund-crawler" content="noindex">',
        '<meta name="robots" content="unavailable_after: 25 Jun 2010 15:00:00 GMT">',
    ],
)
def test_page_that_asks_not_to_be_kept(tag: str) -> None:
    assert is_unwanted(f"<html><head>{tag}</head><body>{STORY}</body></html>")


@pytest.mark.parametrize(
    "markup",
    [
        f'<head><meta name="robots" content="index, max-image-preview:none"></head>{STORY}',
        f'<head><meta name="other-crawler" content="noindex"></head>{STORY}',
        f'<head><meta name="description" content="noindex explained"></head>{STORY}',
        f'<head></head>{STORY}<meta name="robots" content="noindex">',
    ],
)
def test_page_that_asks_for_nothing(markup: str) -> None:
    assert not is_unwanted(f"<html>{markup}</html>")


@pytest.mark.parametrize(
    ("markup", "claimed"),
    [
        (b'<meta property="article:published_time" content="2024-05-17">', True),
        (b'<script>{"@type":"NewsArticle"}</script>', True),
        (b'<script>{"@type": ["ReportageNewsArticle"]}</script>', True),
        (b'<script>{"@type":"WebPage","author":{"@type":"Person"}}</script>', False),
        (b'<script>[{"@type":"NewsArticle"},{"@type":"NewsArticle"}]</script>', False),
        (b'@type":"Article" <p>no quotation mark before it', False),
        (b" " * 250_000 + b'{"@type":"NewsArticle"}', False),
    ],
)
def test_page_claims_to_be_one_article(markup: bytes, claimed: bool) -> None:
    assert claims_article(markup) is claimed
