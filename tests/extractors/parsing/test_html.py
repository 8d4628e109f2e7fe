"""Parsing: pages too deep for the parser, and the compiled walk beside its twin."""

from __future__ import annotations

import time
from pathlib import Path

import pytest
from lxml import etree

from scraper.extractors.parsing import tree as flat
from scraper.extractors.parsing.blocks import cut
from scraper.extractors.parsing.html import MAX_ATTRIBUTES, MAX_TAGS, parse_html

PAGES = sorted((Path(__file__).parents[3] / "fixtures" / "pages").glob("*.html"))


@pytest.mark.parametrize("name", ["div", "span", "font", "b", "section", "blockquote"])
def test_what_stands_inside_and_behind_a_page_nested_too_deep_is_kept(name: str) -> None:
    page = f"<p>Before.</p>{f'<{name}>' * 5_000}<p>Inside.</p>{f'</{name}>' * 5_000}<p>Behind.</p>"
    tree = parse_html(page.encode())
    assert tree.text_content(0) == "Before. Inside. Behind."
    assert len(tree) < 2_000


def test_containers_that_are_never_closed_lose_nothing() -> None:
    page = "".join(f"<div><p>Paragraph {n}.</p>" for n in range(3_000))
    words = parse_html(page.encode()).text_content(0)
    assert words == " ".join(f"Paragraph {n}." for n in range(3_000))


def test_words_of_a_list_nested_too_deep_stay_apart() -> None:
    page = "<ul><li>step" * 3_000 + "</ul>" * 3_000
    assert parse_html(page.encode()).text_content(0) == " ".join(["step"] * 3_000)


def test_tags_inside_scripts_and_comments_are_not_counted_as_depth() -> None:
    quoted = "<script>var a = '" + "</div>" * 50 + "';</script><!-- </div></div> -->"
    page = "<div>" * 2_500 + quoted + "<p>Inside.</p>" + "</div>" * 2_500 + "<p>Behind.</p>"
    tree = parse_html(page.encode())
    assert tree.text_content(0) == "Inside. Behind."
    assert tree.tags.count("script") == 1


SHADOW = "<template shadowrootmode=open>{}</template>"
CARD = "<p><a href=/7>A card.</a></p>"


@pytest.mark.parametrize(
    ("markup", "shown"),
    [
        pytest.param(SHADOW.format(CARD), True, id="a card"),
        pytest.param(f"<template>{CARD}</template>", False, id="a template for scripts"),
        pytest.param(SHADOW.format("<p>Close</p>"), False, id="a control"),
        pytest.param(SHADOW.format(f"{CARD}<slot></slot>"), False, id="a frame around a slot"),
        pytest.param(f"<nav><ul>{SHADOW.format(CARD)}</ul></nav>", False, id="in the menu"),
    ],
)
def test_a_declarative_shadow_root_with_links_is_shown(markup: str, shown: bool) -> None:
    blocks = cut(parse_html(f"<p>Story.</p><x-card>{markup}</x-card>".encode()))
    assert [block.text for block in blocks] == ["Story.", "A card."][: 1 + shown]


@pytest.mark.parametrize("depth", [1, 400])
def test_many_shadow_roots_take_no_time(depth: int) -> None:
    opened, closed = "<x-a><template shadowrootmode=open>" * depth, "</template></x-a>" * depth
    page = f"{opened}{CARD}{closed}" * (30_000 // depth)
    start = time.process_time()
    parse_html(page.encode())
    assert time.process_time() - start < 4


def test_escaped_markup_in_noscript_is_no_text() -> None:
    """As a browser saves it, for which the content of the element is text."""
    saved = "<noscript>\n&lt;p&gt;Please turn on &lt;em&gt;scripts&lt;/em&gt;.&lt;/p&gt;</noscript>"
    served = "<noscript><p>3 &lt; 4 without scripts.</p></noscript>"
    assert parse_html(f"<p>Story.</p>{saved}".encode()).texts[-1] == ""
    tree = parse_html(f"<p>Story.</p>{saved}{served}".encode())
    assert [text for text in tree.texts if text] == ["Story.", "3 < 4 without scripts."]


@pytest.mark.parametrize(
    "ruby",
    [
        "<ruby>\u6f22\u5b57<rt>\u304b\u3093\u3058</rt></ruby>",
        "<ruby>\u6f22<rt>\u304b\u3093</rt>\u5b57<rt>\u3058</rt></ruby>",
        "<ruby>\u6f22<rp>(</rp><rt>kan</rt><rp>)</rp>\u5b57<rp>(</rp><rt>ji</rt><rp>)</rp></ruby>",
        "<ruby>\u6f22\u5b57<rp>(<rt>kanji<rp>)</ruby>",
        "<ruby><rb>\u6f22<rb>\u5b57<rt>kan<rt>ji</ruby>",
        "<ruby><rb>\u6f22<rt>kan<rb>\u5b57<rt>ji</ruby>",
        "<ruby><rbc><rb>\u6f22\u5b57</rb></rbc><rtc><rt>kan</rt><rt>ji</rt></rtc></ruby>",
        '<a href="/k"><ruby><span>\u6f22\u5b57</span><rt><b>kan</b>ji</rt></ruby></a>',
        "<ruby><ruby>\u6f22<rt>kan</rt></ruby>\u5b57<rt>ji</rt></ruby>",
        "<RUBY>\u6f22\u5b57<RT>kanji</RT></RUBY>",
    ],
)
def test_readings_of_ruby_are_no_text(ruby: str) -> None:
    tree = parse_html(f"<p>A {ruby} B</p><p>C</p>".encode())
    assert tree.text_content(0) == "A \u6f22\u5b57 B C"


def test_markup_without_any_element_gives_a_lone_root() -> None:
    assert parse_html(b"").tags == ["html"]
    assert parse_html(b"<!-- nothing -->").tags[0] == "html"


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
def test_the_compiled_walk_gives_the_arrays_of_its_twin(page: Path) -> None:
    compiled = pytest.importorskip("scraper.extractors.parsing._treewalk")
    parser = etree.HTMLParser(remove_comments=True, remove_pis=True, huge_tree=True)
    root = etree.fromstring(page.read_bytes(), parser)
    assert compiled.walk(root) == flat.walk(root)


@pytest.mark.parametrize("name", ["{}", "{", "}", "{a}b", "a:b", ":", "<", "\u00e9"])
def test_attribute_names_that_html_does_not_know(name: str) -> None:
    compiled = pytest.importorskip("scraper.extractors.parsing._treewalk")
    root = etree.fromstring(f'<p {name}="1" class="x">One.</p>', etree.HTMLParser())
    found = flat.walk(root)
    assert compiled.walk(root) == found
    assert found[5][-1]["class"] == "x"


def test_the_compiled_walk_and_its_twin_stop_at_the_same_element(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    compiled = pytest.importorskip("scraper.extractors.parsing._treewalk")
    monkeypatch.setattr(flat, "MAX_NODES", 40)
    monkeypatch.setattr(flat, "MAX_DEPTH", 6)
    page = "<div>" * 10 + "<p>x<br>y</p>" * 30 + "</div>" * 10
    root = etree.fromstring(page.encode(), etree.HTMLParser())
    found = flat.walk(root)
    assert compiled.walk(root) == found
    assert len(found[0]) == 40
    assert found[-1] is True


def test_attributes_beyond_any_sense_are_left_out() -> None:
    many = " ".join(f"a{i}='<{i}>'" for i in range(MAX_ATTRIBUTES + 50))
    tree = parse_html(f"<p {many} class=x>One.</p><p class=y>Two.</p>".encode())
    assert len(tree.attrs[tree.tags.index("p")]) == MAX_ATTRIBUTES
    assert [text for text in tree.texts if text] == ["One.", "Two."]
    assert tree.attrs[-1] == {"class": "y"}
    assert not tree.limited


def test_a_page_of_more_tags_than_are_looked_at_says_so() -> None:
    tree = parse_html(b"<i>x</i>" * (MAX_TAGS + 1))
    assert tree.limited


HEAD = "<!doctype html><meta charset=utf-8><title>T</title><script>if (a<b) '<main>'</script>"


@pytest.mark.parametrize(
    ("page", "first"),
    [
        (f"{HEAD}<!-- x --><main><p>Rain</p></main>", "main"),
        (f"{HEAD}\n<header>Rain</header><section>Snow</section>", "header"),
        (f"<html><head>{HEAD}<x-story>Rain</x-story>", "x-story"),
        (f"<html><head>{HEAD}</head><main>Rain</main>", "main"),
        (f"<html><head>{HEAD}</head><body><main>Rain</main></body>", "main"),
        ("<main>Rain</main>", "main"),
    ],
)
def test_the_head_ends_at_the_first_tag_that_is_none_of_its_own(page: str, first: str) -> None:
    tree = parse_html(page.encode())
    assert tree.tags.count("body") == 1
    assert tree.tags[tree.tags.index("body") + 1] == first


@pytest.mark.parametrize("end", ["</body></html>", "</BODY ></HTML >", "</html>"])
def test_what_follows_a_document_pasted_into_the_page_is_kept(end: str) -> None:
    page = f"<html><body><p>menu{end}<html><body><div><p>story</div></body></html>".encode()
    tree = parse_html(page)
    assert [text for text in tree.texts if text] == ["menu", "story"]
