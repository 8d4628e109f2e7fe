"""Canonical URLs, identity of pages, and which hosts are one site."""

from __future__ import annotations

import subprocess
import sys

import pytest
from hypothesis import given
from hypothesis import strategies as st

from scraper.urls import (
    absolute,
    canonical_url,
    host_of,
    identity,
    origin_of,
    record_id,
    same_site,
    site_of,
    url_key,
)


@pytest.mark.parametrize(
    ("url", "canonical"),
    [
        ("HTTP://Example.ORG", "http://example.org/"),
        ("https://example.org:443/a", "https://example.org/a"),
        ("http://example.org:443/a", "http://example.org:443/a"),
        ("https://example.org./a", "https://example.org/a"),
        ("https://example.org/a#part", "https://example.org/a"),
        ("https://example.org/a/./b/../c", "https://example.org/a/c"),
        ("https://example.org/../../a", "https://example.org/a"),
        ("https://example.org/%7ejo/%c3%bc", "https://example.org/~jo/%C3%BC"),
        ("https://example.org/ü?ü=ß", "https://example.org/%C3%BC?%C3%BC=%C3%9F"),
        ("https://example.org/a%2Fb", "https://example.org/a%2Fb"),
        ("https://example.org/100%", "https://example.org/100%25"),
        ("https://example.org/a b", "https://example.org/a%20b"),
        ("https://example.org/?b=2&a=1", "https://example.org/?a=1&b=2"),
        ("https://example.org/?a=2&a=1", "https://example.org/?a=1&a=2"),
        ("https://example.org/?utm_source=x&fbclid=y", "https://example.org/"),
        ("https://example.org/?id=7&PHPSESSID=ab12", "https://example.org/?id=7"),
        ("https://example.org/a;jsessionid=0A?id=7", "https://example.org/a?id=7"),
        ("https://user:word@example.org/a", "https://example.org/a"),
        ("https://münchen.example/", "https://xn--mnchen-3ya.example/"),
        ("https://例え.jp/", "https://xn--r8jz45g.jp/"),
        ("http://[2001:DB8::1]:80/a", "http://[2001:db8::1]/a"),
        (" https://example.org/a\n", "https://example.org/a"),
        ("https://example.org/a\n\tb", "https://example.org/ab"),
        ("https://example.org/a..b", "https://example.org/a..b"),
    ],
)
def test_the_canonical_form_of_an_address(url: str, canonical: str) -> None:
    assert canonical_url(url) == canonical


@pytest.mark.parametrize(
    "url",
    ["", "/a", "example.org", "ftp://example.org/", "http://", "http:///a", "javascript:void(0)",
     "http://[::1", "http://example.org:99999/", "http://a..b/", "http://-/", "http://exa mple/",
     "mailto:a@example.org", "data:text/html,<p>", "http://" + "a" * 5000,
     "http://x/" + "a" * 5000],
)  # fmt: skip
def test_what_is_no_web_address(url: str) -> None:
    assert canonical_url(url) is None


@given(st.text(max_size=80))
def test_garbage_never_raises_and_canonical_form_is_stable(text: str) -> None:
    for url in (text, "http://" + text, "https://example.org/" + text):
        canonical = canonical_url(url)
        if canonical is not None:
            assert canonical_url(canonical) == canonical
            assert canonical.isascii()
        absolute("https://example.org/a/", url)
        record_id(url)


@pytest.mark.parametrize(
    "other",
    [
        "http://example.org/story",
        "https://www.example.org/story",
        "https://example.org/story/",
        "https://example.org/story/amp",
        "https://example.org/story/amp/",
        "https://example.org/story.amp",
        "https://example.org/amp/story",
        "https://example.org/story?amp=1",
        "https://example.org/story?outputType=amp",
        "https://example.org/story?utm_campaign=x#comments",
    ],
)
def test_copies_of_one_page_have_one_identity(other: str) -> None:
    story = "https://example.org/story"
    assert identity(other) == identity(story)
    assert record_id(other) == record_id(story)
    assert url_key(other) == url_key(story)


@pytest.mark.parametrize(
    "other",
    ["https://example.org/story2", "https://example.org/story?id=1", "https://example.org/amplify",
     "https://m.example.org/story", "https://example.org:8443/story", "https://example.org/Story"],
)  # fmt: skip
def test_other_pages_have_another_identity(other: str) -> None:
    assert identity(other) != identity("https://example.org/story")


def test_record_id_is_the_same_for_ever() -> None:
    assert record_id("https://example.org/2024/story") == "8f8a18827a7b3150847fa2439055fe17"


@pytest.mark.parametrize(
    ("link", "address"),
    [
        ("story", "https://example.org/news/story"),
        ("/story", "https://example.org/story"),
        ("../story", "https://example.org/story"),
        ("?page=2", "https://example.org/news/?page=2"),
        ("//cdn.example.org/a", "https://cdn.example.org/a"),
        ("  https://Example.org/a \n", "https://example.org/a"),
        ("#top", None),
        ("", None),
        ("javascript:alert(1)", None),
        ("mailto:a@example.org", None),
        ("tel:+4912345", None),
        ("http:story", None),
        ("news:12:30", None),
        ("12:30-in-the-news", "https://example.org/news/12:30-in-the-news"),
    ],
)
def test_links_become_absolute(link: str, address: str | None) -> None:
    assert absolute("https://example.org/news/", link) == address


def test_same_site_is_the_registrable_domain() -> None:
    assert same_site("https://www.example.co.uk/a", "http://sport.example.co.uk:8080/b")
    assert not same_site("https://one.co.uk/", "https://two.co.uk/")
    assert not same_site("https://one.blogspot.com/", "https://two.blogspot.com/")
    assert same_site("http://127.0.0.1:80/", "http://127.0.0.1:8080/")
    assert not same_site("http://127.0.0.1/", "http://127.0.0.2/")
    assert same_site("http://www.paper.internal/", "http://paper.internal/")
    assert not same_site("http://one.internal/", "http://two.internal/")
    assert not same_site("http://[::1]/", "http://[::2]/")
    assert not same_site("nonsense", "nonsense")
    assert (site_of("http://localhost:8000/"), site_of("")) == ("localhost", "")


def test_origin_and_host_keep_the_port() -> None:
    assert origin_of("https://example.org:8443/a/b?c") == "https://example.org:8443"
    assert host_of("https://example.org:8443/a/b?c") == "example.org:8443"


def test_the_suffix_list_is_never_fetched() -> None:
    code = (
        "import socket\n"
        "def refuse(*a, **k): raise AssertionError('asked the network')\n"
        "socket.socket.connect = refuse; socket.getaddrinfo = refuse\n"
        "from scraper.urls import same_site\n"
        "assert same_site('https://a.example.com/', 'https://b.example.com/')\n"
    )
    subprocess.run([sys.executable, "-c", code], check=True)
