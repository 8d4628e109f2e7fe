"""Page types that the marks of publishing systems tell."""

from __future__ import annotations

import pytest

from scraper.extractors.classify.systems import type_of_address, type_of_system
from scraper.extractors.metadata.sources.collect import collect
from scraper.extractors.metadata.sources.jsonld import read_jsonld
from scraper.extractors.parsing.html import parse_html
from tests.extractors.metadata.pages import SITE_MENU, STORY, record


@pytest.mark.parametrize(
    ("markup", "kind"),
    [
        ('<html><head><meta name=generator content="mkdocs-1.5"></head><body>', "documentation"),
        ('<html data-content_root="../"><body>', "documentation"),
        ('<html class="docs-wrapper plugin-docs"><body>', "documentation"),
        ('<html class="blog-wrapper plugin-blog"><body>', None),
        ('<html><body id="phpbb">', "forum"),
        ('<html><body class="nojs section-viewtopic ltr">', "forum"),
        (
            '<html><head><script type="application/ld+json">{"@type": "JobPosting"}</script></head>'
            "<body>",
            "other",
        ),
        ('<html><head><meta name=generator content="Discourse 3.2"></head><body>', "forum"),
        ('<html><body class="single single-product">', "product"),
        ('<html><head><meta property="og:type" content="product"></head><body>', "product"),
        ('<html><head><meta name=generator content="WordPress 6.7"></head><body>', None),
        ('<html><body><input type=checkbox id="mdbook-sidebar-toggle-anchor">', "documentation"),
    ],
)
def test_the_type_that_a_system_is_for(markup: str, kind: str | None) -> None:
    tree = parse_html(f"{markup}<p>Rain</p></body></html>".encode())
    clues = collect(tree)
    assert type_of_system(tree, clues, read_jsonld(clues.jsonld, None, "")) == kind


def test_a_manual_that_looks_like_an_article_is_documentation() -> None:
    body = f"<nav><ul class=menu>{SITE_MENU}</ul></nav><h1>Rain in Lund</h1>{STORY}"
    generator = '<meta name="generator" content="mdBook">'
    assert (record(body).page_type, record(body, generator).page_type) == (
        "article",
        "documentation",
    )


@pytest.mark.parametrize(
    ("url", "kind"),
    [
        ("https://docs.example.org/install.html", "documentation"),
        ("https://example.org/en/docs/install/", "documentation"),
        ("https://example.org/doc/manual/install", "documentation"),
        ("https://docs.example.org/", None),
        ("https://news.example.org/2026/11/26/doc/rain", None),
        ("https://news.example.org/town/doc", None),
        ("https://forum.example.org/rain.12/", "forum"),
        ("https://example.org/viewtopic.php?t=12", "forum"),
        ("https://example.org/threads/rain-in-lund.12/", "forum"),
        ("https://example.org/t/rain-in-lund/12", "forum"),
        ("https://example.org/questions/12/rain-in-lund", "forum"),
        ("https://news.example.org/forum/letters-on-rain", None),
        ("https://news.example.org/threads/", None),
        (None, None),
    ],
)
def test_the_type_that_an_address_tells(url: str | None, kind: str | None) -> None:
    assert type_of_address(url) == kind


def test_a_page_of_a_manual_is_documentation_by_its_address() -> None:
    body = f"<nav><ul class=menu>{SITE_MENU}</ul></nav><h1>Rain in Lund</h1>{STORY}"
    found = record(body, url="https://example.org/docs/rain/").page_type
    assert (record(body).page_type, found) == ("article", "documentation")
