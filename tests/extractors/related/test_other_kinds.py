"""Addresses that say of themselves that they lead to no story."""

from __future__ import annotations

import pytest

from scraper.extractors.related.other_kinds import is_other_kind

PAGE = "https://example.org/news/2026/bridge-opens"


@pytest.mark.parametrize(
    "address",
    [
        "https://example.org/karriere/stellenmarkt/job/1234-lawyer-in-lund",
        "https://jobs.example.org/lawyer-in-lund-1234",
        "https://shop.example.org/a-book-about-bridges",
        "https://example.org/Veranstaltungen/77-fachkongress",
        "https://example.org/%C3%A9v%C3%A9nements/le-pont",
        "https://example.org/files/2026/report-on-the-bridge.PDF",
        "https://example.org/kleinanzeigen/biete/a-boat-for-two",
        "https://books.example.org?from=news",
        "https://example.org/",
        "https://example.org/radio/evening/index.html",
        "https://example.org/index.php",
    ],
)
def test_job_adverts_events_shops_files_and_front_pages_are_no_stories(address: str) -> None:
    assert is_other_kind(address, PAGE)


@pytest.mark.parametrize(
    "address",
    [
        "https://example.org/economy/jobs-lost-in-lund",
        "https://example.org/economy/shop",
        "https://www.example.org/karriere/how-to-ask-for-more",
        "https://example.shop/news/bridge",
        "https://example.org/news/version-2.0",
        "http://[broken/job/1",
        "https://example.org/?p=3289",
        "https://example.org/?story=rain-in-lund",
        "https://example.org/2026/rain/index.html",
        "https://example.org/news/rain-in-lund/index.html",
        "https://example.org:8080/news/rain",
    ],
)
def test_a_slug_or_a_domain_with_such_a_word_is_a_story(address: str) -> None:
    assert not is_other_kind(address, PAGE)


def test_a_word_that_is_in_the_pages_own_address_says_nothing() -> None:
    assert not is_other_kind("https://example.org/shop/opening", "https://example.org/shop/bridge")
    assert is_other_kind("https://example.org/shop/opening", None)


def test_index_pages_are_fronts_only_beside_pages_with_names() -> None:
    """Where each page has that name, or the page's own is not known, they may be stories."""
    address = "https://example.org/radio/evening/index.html"
    assert is_other_kind(address, "https://example.org/radio/rain.html")
    assert not is_other_kind(address, "https://example.org/news/rain/index.html")
    assert not is_other_kind(address, None)
