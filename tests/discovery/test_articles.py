"""What a URL looks like: an article, a listing, or a crawler trap."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from scraper.discovery.articles import guess, is_trap
from scraper.discovery.dates import date_in_url, parse_date

SITE = "https://example.org"


@pytest.mark.parametrize(
    "path",
    [
        "/news/harbour-bridge-opens-to-traffic",
        "/news/harbour-bridge-opens-to-traffic/4711/",
        "/2024/05/17/bridge-opens",
        "/2024/0517/c90000-1130.html",
        "/a/81234567.html",
        "/news/world-europe-12345678",
        "/article.php?id=4711",
        "/?p=1234",
        "/news/articleView.html?idxno=234567",
        "/story/a4f2c9d08e1b4c6fa4f2",
        "/%E6%B8%AF%E5%8F%A3%E5%A4%A7%E6%A1%A5%E4%BB%8A%E6%97%A5%E6%81%A2%E5%A4%8D%E9%80%9A",
        "/sport/derby_ends_in_a_draw.html",
    ],
)
def test_addresses_of_articles(path: str) -> None:
    assert guess(SITE + path) == "article"


@pytest.mark.parametrize(
    "path",
    ["/", "/sport/", "/sport/football", "/sport/football/", "/tag/harbour-bridge-opens-to-traffic",
     "/author/jane-doe", "/category/world/page/2/", "/2024/05/17/", "/2024/05", "/about-us",
     "/privacy-policy", "/news/index.html", "/search?q=x"],
)  # fmt: skip
def test_addresses_of_listings(path: str) -> None:
    assert guess(SITE + path) == "listing"


@pytest.mark.parametrize(
    "path",
    ["/a.jpg", "/x/y.PDF", "/app.js", "/feed.xml", "/clip.mp4",
     "/login", "/account/subscribe/", "/wp-login.php", "/wp-json/oembed/1.0/embed"],
)  # fmt: skip
def test_addresses_of_other_things(path: str) -> None:
    assert guess(SITE + path) == "other"


@pytest.mark.parametrize(
    ("form", "ids"),
    [
        ("/news/{}", range(19000, 21000)),
        ("/n/{}.html", range(190_000, 210_000, 7)),
        ("/index.php/{}", range(1_900_000, 2_100_000, 61)),
        ("/news/{}", range(19_000_000, 21_000_000, 613)),
    ],
)
def test_article_ids_that_begin_like_a_year_are_no_archives(form: str, ids: range) -> None:
    kinds = [guess(SITE + form.format(id)) for id in ids]
    assert set(kinds) <= {"article", "unknown"}
    assert kinds.count("article") > 0.95 * len(ids), "the rest are months and days, or ids"


@pytest.mark.parametrize(
    "path",
    ["/?story=3", "/index.php?artikel=7", "/default.aspx?a=42", "/read?n=318", "/?q=node/20",
     "/?item=18&page=news", "/index.php?id=3:harbour-bridge&view=article", "/news/?id=7"],
)  # fmt: skip
def test_a_short_number_in_a_query_may_be_a_storys(path: str) -> None:
    assert guess(SITE + path) == "unknown"


@pytest.mark.parametrize(
    "path",
    ["/?page=3", "/news/?offset=20", "/?cat=7", "/?lang=2", "/index.php?year=24&month=5",
     "/?q=harbour", "/search?s=12", "/tag/x?n=3"],
)  # fmt: skip
def test_numbers_of_pages_sections_and_dates_in_a_query_are_no_storys(path: str) -> None:
    assert guess(SITE + path) == "listing"


def test_repeating_deep_and_overfull_addresses_are_traps() -> None:
    assert is_trap(SITE + "/a/b/a/b/a/b")
    assert is_trap(SITE + "/x" * 20)
    assert is_trap(SITE + "/?" + "&".join(f"f{n}=1" for n in range(12)))
    assert not is_trap(SITE + "/news/2024/05/17/news/bridge-opens?id=1&lang=en")


@pytest.mark.parametrize(
    ("path", "date"),
    [
        ("/2024/05/17/a", (2024, 5, 17)),
        ("/2024-05-17-a", (2024, 5, 17)),
        ("/a-20240517.html", (2024, 5, 17)),
        ("/2024/0517/a", (2024, 5, 17)),
        ("/2024/5/7/a", (2024, 5, 7)),
        ("/2024/05/a", (2024, 5, 1)),
        ("/2024/a", None),
        ("/123202405179", None),
        ("/2024/13/45/a", None),
        ("/a", None),
    ],
)
def test_a_date_is_read_from_the_path_of_an_address(
    path: str, date: tuple[int, int, int] | None
) -> None:
    expected = datetime(*date, tzinfo=UTC) if date else None
    assert date_in_url(SITE + path) == expected


@pytest.mark.parametrize(
    ("text", "date"),
    [
        ("2024-05-17T10:00:00+08:00", "2024-05-17T02:00:00+00:00"),
        ("2024-05-17T10:00:00.123Z", "2024-05-17T10:00:00+00:00"),
        ("2024-05-17 10:00", "2024-05-17T10:00:00+00:00"),
        ("2024-05-17", "2024-05-17T00:00:00+00:00"),
        ("2024-05", "2024-05-01T00:00:00+00:00"),
        ("Fri, 17 May 2024 10:00:00 EST", "2024-05-17T15:00:00+00:00"),
        ("17 May 2024 10:00:00", "2024-05-17T10:00:00+00:00"),
        ("2024-05-17T23:59:60Z", "2024-05-17T23:59:59+00:00"),
        ("", None),
        (None, None),
        ("yesterday", None),
        ("2024-99-99", None),
        ("0000-00-00T00:00:00", None),
        ("Fri, 99 May 2024 99:00:00 GMT", None),
    ],
)
def test_the_date_formats_of_feeds_and_sitemaps_are_read(
    text: str | None, date: str | None
) -> None:
    found = parse_date(text)
    assert (found.astimezone(UTC).isoformat() if found else None) == date
