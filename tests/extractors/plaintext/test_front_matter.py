"""The metadata at the head of a Markdown file."""

from __future__ import annotations

from time import process_time

import pytest

from scraper import extract, to_markdown
from scraper.extractors.plaintext.front_matter import read_front_matter

STORY = "\n\n".join(
    f"It rained in Lund on the {day} of May, and the streets by the station stood under water"
    " until the evening, the fire brigade said."
    for day in ("first", "second", "third", "fourth")
)


def test_a_page_kept_by_a_web_clipper() -> None:
    head = (
        '---\ntitle: "Rain in Lund: no end"\nsource: "https://gauge.example/rain?utm_source=x"\n'
        'author:\n  - "[[Anna Berg]]"\n  - "[[people/tor|Tor Lind]]"\npublished: 2024-05-06\n'
        "created: 2024-06-01\ndescription: 'It''s wet'\ntags:\n  - clippings\n---\n"
    )
    record = extract(f"{head}\n{STORY}\n")
    assert record.title == "Rain in Lund: no end"
    assert record.authors == ["Anna Berg", "Tor Lind"]
    assert record.published_at == "2024-05-06"
    assert record.url == "https://gauge.example/rain"
    assert record.description == "It's wet"
    assert record.text.split("\n") == STORY.split("\n\n")
    assert (record.related, record.warnings) == ([], [])


def test_the_package_s_own_markdown_is_read_back() -> None:
    page = (
        "<html><head><title>Rain in Lund</title><meta name=author content='Anna Berg'>"
        "<meta name=description content='Water: in the &quot;streets&quot;'></head><body><article>"
        "<h1>Rain in Lund</h1><time datetime='2024-05-06T10:30:00+02:00'>6 May 2024</time><p>"
        + "<p>".join(STORY.split("\n\n"))
        + "</article></body></html>"
    )
    first = extract(page, url="https://gauge.example/rain")
    again = extract(to_markdown(first, front_matter=True))
    for name in ("url", "id", "title", "authors", "published_at", "description", "text"):
        assert getattr(again, name) == getattr(first, name)


def test_the_printed_time_is_kept_beside_the_day() -> None:
    head = "---\ntitle: Rain\ndate: 2024-05-06\n---\n"
    text = f"{head}# Rain\n\nBy Anna Berg\n\nMay 6, 2024 9:30 a.m.\n\n{STORY}\n"
    assert extract(text).published_at == "2024-05-06T09:30:00"


@pytest.mark.parametrize(
    "text",
    [
        f"---\n{STORY}\n---\n",
        f"---\n\n---\n{STORY}",
        f"---\ntitle: Rain\n{STORY}",
        f"Rain in Lund\n---\ntitle: Rain\n---\n{STORY}",
        "---\ntitle: Rain",
        "",
    ],
)
def test_other_texts_are_left_whole(text: str) -> None:
    assert read_front_matter(text).body == text
    assert read_front_matter(text).title is None


@pytest.mark.parametrize(
    ("value", "authors"),
    [
        ("Anna Berg", ["Anna Berg"]),
        ("[Anna Berg, Tor Lind]", ["Anna Berg", "Tor Lind"]),
        ('["Anna Berg", "Tor Lind"]', ["Anna Berg", "Tor Lind"]),
        ("[Anna Berg](https://gauge.example/berg)", ["Anna Berg"]),
        ("https://gauge.example/berg", []),
        ("null", []),
        ("", []),
    ],
)
def test_forms_of_authors(value: str, authors: list[str]) -> None:
    assert read_front_matter(f"---\nauthor: {value}\n---\n{STORY}").authors == authors


def test_a_value_over_several_lines() -> None:
    text = f"---\ndescription: >-\n  Water in\n  the streets\ntitle: Rain\n---\n{STORY}"
    assert read_front_matter(text).description == "Water in the streets"


def test_a_long_head_takes_no_time() -> None:
    start = process_time()
    read_front_matter("---\n" + "a: [[[[\n" * 200_000)
    read_front_matter("---\ntitle: " + "[[" * 200_000 + "\n---\nRain")
    assert process_time() - start < 2
