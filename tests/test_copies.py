"""Addresses of copies: what the address of an archive, a cache or a translator says of the page."""

from datetime import UTC, datetime
from time import process_time

import pytest

from scraper.copies import Copy, is_archive_today, original_of, without_prefixes

STORY = "https://www.lund-gauge.example/news/rain?page=2"


@pytest.mark.parametrize(
    "copy",
    [
        f"https://web.archive.org/web/20240515093012/{STORY}",
        f"http://web.archive.org/web/20240515093012id_/{STORY}",
        f"https://arquivo.example/wayback/20240515093012mp_/{STORY}",
        f"https://archive.ph/20240515093012/{STORY}",
        f"https://archive.today/2024.05.15-093012/{STORY}",
    ],
)
def test_an_archive_s_address_has_the_original_s_and_the_time(copy: str) -> None:
    assert original_of(copy) == Copy(STORY, datetime(2024, 5, 15, 9, 30, 12, tzinfo=UTC))


@pytest.mark.parametrize(
    ("copy", "original"),
    [
        (f"https://web.archive.org/web/2024/{STORY}", STORY),
        (f"https://web.archive.org/web/{STORY}", STORY),
        (f"https://archive.is/o/AbCdE/{STORY}", STORY),
        (f"https://archive.ph/newest/{STORY}", STORY),
        (
            "https://lund--gauge-example.cdn.ampproject.org/c/s/lund-gauge.example/amp/rain",
            "https://lund-gauge.example/amp/rain",
        ),
        ("https://www.google.co.uk/amp/s/lund.example/rain.amp", "https://lund.example/rain.amp"),
        ("https://www.google.com/amp/lund.example/rain", "http://lund.example/rain"),
        (
            "https://www-lund--gauge-example.translate.goog/rain?id=7&_x_tr_sl=sv&_x_tr_tl=en",
            "https://www.lund-gauge.example/rain?id=7",
        ),
        (
            "https://webcache.googleusercontent.com/search?q=cache:x1-Y:https://lund.example/r+&hl=de",
            "https://lund.example/r",
        ),
        (
            "http://webcache.googleusercontent.com/search?hl=de&q=cache%3Ahttps%3A%2F%2Flund.example%2Fr",
            "https://lund.example/r",
        ),
        ("http://webcache.googleusercontent.com/search?q=cache:lund.example/r", "http://lund.example/r"),
        (f"https://web.archive.org/web/20249999999999/{STORY}", STORY),
    ],
)  # fmt: skip
def test_an_address_of_a_copy_without_a_time(copy: str, original: str) -> None:
    assert original_of(copy) == Copy(original)


@pytest.mark.parametrize(
    "address",
    [
        STORY,
        "https://web.archive.org/web/20240515093012*/lund",
        "https://archive.ph/AbCdE",
        "https://news.example/2024/05/15/https-for-all",
        "https://news.example/share?u=https://lund.example/rain",
        "https://img.example/resize/w=600/https://lund.example/rain.jpg",
        "https://www.google.com/amp/",
        "https://web.archive.org/web/20240515093012/https://",
        "https://web.archive.org/web/20240515093012/javascript:void(0)",
        "no address",
        "",
    ],
)
def test_other_addresses_are_those_of_no_copy(address: str) -> None:
    assert original_of(address) is None


def test_a_login_in_the_original_s_address_is_not_kept() -> None:
    copy = original_of("https://web.archive.org/web/20240515093012/https://me:pw@lund.example/")
    assert copy is not None
    assert copy.url == "https://lund.example/"


def test_attributes_of_a_copy() -> None:
    assert without_prefixes(f"/web/20240515093012/{STORY}") == STORY
    assert without_prefixes(f"//web.archive.org/web/20240515093012im_/{STORY}") == STORY
    sizes = (
        "/web/20240515093012im_/https://l.example/a.jpg 1x, "
        "https://web.archive.org/web/20240515093012im_/https://l.example/b.jpg 2x"
    )
    assert without_prefixes(sizes) == "https://l.example/a.jpg 1x, https://l.example/b.jpg 2x"
    assert without_prefixes("/news/rain") == "/news/rain"
    assert without_prefixes("https://archive.org/about/") == "https://archive.org/about/"


def test_the_hosts_of_archive_today() -> None:
    assert is_archive_today("https://archive.ph/AbCdE")
    assert is_archive_today("https://archive.ph:443/AbCdE")
    assert not is_archive_today("https://archive.org/")
    assert not is_archive_today("https://archive.phones.example/")


@pytest.mark.parametrize("part", ["/web/", "//", "https://", "/20240515093012/", "a" * 50 + "/"])
def test_a_long_attribute_takes_no_time(part: str) -> None:
    start = process_time()
    without_prefixes(part * (200_000 // len(part)) + " http")
    assert process_time() - start < 1
