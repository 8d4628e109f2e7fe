"""Archives by date: the addresses of their listings."""

from __future__ import annotations

from datetime import date

import pytest

from scraper.discovery import Kind, read_listing
from scraper.discovery.archives import archive_pattern, archive_url, check_template, periods
from scraper.urls import canonical_url

SITE = "https://example.org"
DAYS = SITE + "/archive/{yyyy}/{mm}/{dd}/"


def urls(template: str, first: date, last: date) -> list[str]:
    return [period.url.removeprefix(SITE) for period in periods(template, first, last)]


def test_each_day_has_an_address_the_latest_first() -> None:
    assert urls(DAYS, date(2024, 2, 28), date(2024, 3, 1)) == [
        "/archive/2024/03/01/", "/archive/2024/02/29/", "/archive/2024/02/28/",
    ]  # fmt: skip
    assert urls(DAYS, date(2024, 3, 2), date(2024, 3, 1)) == []


def test_months_and_years_are_those_that_have_one_of_the_days() -> None:
    months = SITE + "/{yyyy}-{m}.html"
    assert urls(months, date(2023, 12, 31), date(2024, 2, 1)) == [
        "/2024-2.html", "/2024-1.html", "/2023-12.html",
    ]  # fmt: skip
    years = SITE + "/archive?year={yyyy}"
    assert urls(years, date(2022, 6, 1), date(2024, 1, 1)) == [
        "/archive?year=2024", "/archive?year=2023", "/archive?year=2022",
    ]  # fmt: skip
    (february,) = periods(months, date(2024, 2, 10), date(2024, 2, 11))
    assert (february.begin, february.end) == (date(2024, 2, 1), date(2024, 3, 1))
    (year,) = periods(years, date(2024, 2, 10), date(2024, 2, 11))
    assert (year.begin, year.end) == (date(2024, 1, 1), date(2025, 1, 1))


@pytest.mark.parametrize(
    ("template", "words"),
    [
        (SITE + "/archive/", "with a year"),
        (SITE + "/{mm}/{dd}/", "with a year"),
        (SITE + "/{yyyy}/{dd}/", "with a year"),
        (SITE + "/{yyyy}/{page}/", "got {page}"),
        (SITE + "/%Y/", "with a year"),
        (SITE + "/archive#{yyyy}", "follows #"),
    ],
)
def test_a_template_that_cannot_give_addresses_is_refused(template: str, words: str) -> None:
    with pytest.raises(ValueError, match=words):
        check_template(template)


def test_the_pattern_matches_days_and_not_the_stories_below_them() -> None:
    pattern = archive_pattern(DAYS)
    assert pattern.fullmatch(archive_url(DAYS, date(2024, 3, 1)))
    for path in ("/archive/2024/03/01/12345/", "/archive/2024/03/01/a-story", "/archive/2024/03/"):
        assert not pattern.fullmatch(SITE + path)


@pytest.mark.parametrize(
    "template",
    [
        "https://Example.org:443/Archive/{yyyy}/{mm}/{dd}",
        SITE + "/archivo-año/{yyyy}-{m}-{d}.html",
        SITE + "/list?year={yyyy}&month={mm}&day={dd}",
        SITE + "/list?utm_source=x&on={dd}.{mm}.{yyyy}",
        "https://{yyyy}.example.org/{m}/{d}",
    ],
)
def test_the_pattern_matches_addresses_as_links_are_read(template: str) -> None:
    pattern = archive_pattern(template)
    for day in (date(2024, 3, 1), date(1999, 12, 31)):
        url = canonical_url(archive_url(template, day))
        assert url is not None
        assert pattern.fullmatch(url)


@pytest.mark.parametrize(
    ("template", "story"),
    [
        ("/{yyyy}{mm}{dd}", "/12345678"),
        ("/{yyyy}{mm}{dd}", "/4711815"),
        ("/{yyyy}/{mm}/{dd}", "/2024/03/1815"),
        ("/{yyyy}/{m}/", "/2024/13/"),
    ],
)
def test_the_pattern_matches_no_other_numbers(template: str, story: str) -> None:
    assert not archive_pattern(SITE + template).fullmatch(SITE + story)


@pytest.mark.parametrize("page", ["?page={}", "page/{}/", "?start={}"])
def test_the_next_page_of_a_day_is_not_the_next_day(page: str) -> None:
    day = SITE + "/archive/2024/03/05/"
    links = "".join(
        f"<a href='{href}'>{href}</a>"
        for href in ("/archive/2024/03/06/", "/archive/2024/03/04/", day + page.format(2))
    )
    head = "<link rel=next href='/archive/2024/03/06/'>"
    html = f"<html><head>{head}</head><body>{links}</body></html>".encode()
    found = [item for item in read_listing(Kind.ARCHIVE, html, day).found if item.next_page]
    assert [item.url for item in found] == [day + page.format(2)]
