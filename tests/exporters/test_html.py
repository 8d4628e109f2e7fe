"""HTML that shows the story, and nothing that a hostile page smuggled into it."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from lxml import html

from scraper.exporters.html import to_html
from scraper.record import Block, Image
from tests.exporters.records import item, paragraph, record

ALLOWED = {
    *("html", "head", "meta", "title", "link", "style", "body", "article", "header"),
    *("h1", "h2", "h3", "h4", "h5", "h6", "p", "a", "time", "figure", "figcaption", "small", "br"),
    *("img", "ul", "ol", "li", "blockquote", "cite", "table", "thead", "tbody", "tr", "th", "td"),
    *("pre", "code"),
}
HOSTILE = "\"><script>alert(1)</script><img src=x onerror=alert(1)>'</p></pre></title>"


def page(made: str) -> html.HtmlElement:
    return html.document_fromstring(made)


def test_a_whole_record() -> None:
    made = to_html(
        record(
            title="Ferry & more",
            subtitle="After nine weeks",
            authors=["Ann Lee"],
            publisher="The Post",
            published_at="2024-05-01T08:00:00+02:00",
            canonical_url="https://example.org/ferry",
            language="en",
            images=[
                Image(url="https://example.org/1.jpg", alt="A ferry", caption="Back", credit="Ann"),
                Image(caption="Only words"),
            ],
            blocks=[
                paragraph(
                    "The harbour office said so.", ("harbour office", "https://example.org/h")
                ),
                Block(type="heading", text="What now", level=1),
                item("One"),
                item("Inner", level=2, ordered=True),
                Block(type="quote", text="At last.", cite="Bo Chan"),
                Block(type="table", text="a\tb\n1", rows=[["a", "b"], ["1"]], header_rows=1),
                Block(type="code", text="x = 1\n  y < 2"),
                Block(type="embed", text="", url="https://example.org/v", provider="video"),
            ],
        )
    )
    root = page(made)
    assert root.get("lang") == "en"
    assert root.get("dir") == "ltr"
    assert [h.text for h in root.iter("h1", "h2")] == ["Ferry & more", "What now"]
    assert root.find(".//title").text == "Ferry & more"
    assert root.find(".//time").get("datetime") == "2024-05-01T08:00:00+02:00"
    assert "Ann Lee · The Post · " in root.find_class("byline")[0].text_content()
    assert root.find(".//article/p/a").get("href") == "https://example.org/h"
    assert root.find(".//ul/li/ol/li").text == "Inner"
    assert root.find(".//blockquote").text_content() == "At last.— Bo Chan"
    assert [[c.tag for c in row] for row in root.iter("tr")] == [["th", "th"], ["td", "td"]]
    assert root.find(".//pre").text_content() == "x = 1\n  y < 2"
    assert [f.text_content() for f in root.iter("figcaption")] == [
        "Back (Ann)",
        "video: https://example.org/v",
        "Only words",
    ]
    assert root.find(".//img").get("alt") == "A ferry"


@pytest.mark.parametrize(
    ("language", "expected"),
    [
        ("ar", "rtl"),
        ("he-IL", "rtl"),
        ("ckb", "rtl"),
        ("fa_IR", "rtl"),
        ("az-Arab", "rtl"),
        ("ur-Latn", "ltr"),
        ("zh-Hans", "ltr"),
        ("are", "ltr"),
        (None, "auto"),
    ],
)
def test_direction_follows_language_and_script(language: str | None, expected: str) -> None:
    root = page(to_html(record(language=language, title="x")))
    assert root.get("dir") == expected
    assert root.get("lang") == language


def test_everything_hostile_stays_text() -> None:
    made = to_html(
        record(
            title=HOSTILE,
            subtitle=HOSTILE,
            authors=[HOSTILE],
            agency=HOSTILE,
            publisher=HOSTILE,
            language=HOSTILE,
            canonical_url="https://example.org/" + HOSTILE,
            images=[
                Image(url="https://example.org/" + HOSTILE, alt=HOSTILE, caption=HOSTILE),
                Image(url="javascript:alert(1)", credit=HOSTILE),
            ],
            blocks=[
                paragraph(
                    HOSTILE, ("script", "https://example.org/" + HOSTILE), ("alert", "JavaScript:x")
                ),
                Block(type="heading", text=HOSTILE, level=99),
                item(HOSTILE, level=-5),
                Block(type="quote", text=HOSTILE, cite="https://example.org/" + HOSTILE),
                Block(type="quote", text=HOSTILE, cite=HOSTILE),
                Block(type="table", text=HOSTILE, rows=[[HOSTILE]], header_rows=-1),
                Block(type="code", text=HOSTILE),
                Block(type="embed", text=HOSTILE, url="javascript:alert(1)", provider=HOSTILE),
            ],
        )
    )
    root = page(made)
    assert {element.tag for element in root.iter()} <= ALLOWED
    attributes = {name for element in root.iter() for name in element.attrib}
    assert not [name for name in attributes if name.startswith("on")]
    addresses = [e.get("href") or e.get("src") for e in root.iter("a", "img", "link")]
    assert all(address.startswith("https://example.org/") for address in addresses)
    assert root.find(".//h1").text == HOSTILE


@given(st.text(st.characters(exclude_categories=["Cs", "Cc"]), min_size=1))
def test_text_is_kept(text: str) -> None:
    if text.strip():
        root = html.document_fromstring(to_html(record(blocks=[paragraph(text)])))
        assert [each.text_content() for each in root.findall(".//article/p")] == [text]


def test_control_characters_are_dropped() -> None:
    made = to_html(record(blocks=[paragraph("a\x00b\x1bc\ud800d\ne")]))
    assert "\n<p>abcd<br>e</p>\n" in made


def test_a_list_a_thousand_deep_is_shown() -> None:
    made = to_html(record(blocks=[item(str(n), level=n) for n in range(1, 1001)]))
    assert made.count("<li>") == 1000
    assert made.count("<ul>") == 12
