"""Section, tags and description."""

from __future__ import annotations

import pytest

from tests.extractors.metadata.pages import STORY, record


def test_meta_keywords_are_no_tags_and_lists_of_tags_are() -> None:
    head = "<meta name='keywords' content='news, weather, sport'>"
    body = f"<h1>Rain in Lund at last</h1>{STORY}"
    assert record(body, head).tags == []
    tags = "Tags: <a href='/tag/rain'>Rain</a> <a href='/tag/lund'>Lund</a>"
    assert record(f"{body}<div class='post-tags'>{tags}</div>", head).tags == ["Rain", "Lund"]


def test_a_path_without_marks_names_the_section() -> None:
    path = "<div><a href='/'>Front page</a> &gt; <a href='/weather/'>Weather</a></div>"
    assert record(f"{path}<h1>Rain in Lund at last</h1>{STORY}").section == "Weather"


@pytest.mark.parametrize(
    ("written", "read"),
    [
        ("&lt;p&gt;A &lt;b&gt;bridge&lt;/b&gt; opened.&lt;/p&gt;&lt;p&gt;At last.&lt;/p&gt;",
         "A bridge opened. At last."),
        ("What &lt;main&gt; is for, and 3 &lt; 4", "What <main> is for, and 3 < 4"),
    ],
)  # fmt: skip
def test_a_description_has_no_markup_of_its_publishing_system(written: str, read: str) -> None:
    assert record("", f'<meta name="description" content="{written}">').description == read


def test_a_section_given_as_a_path() -> None:
    head = "<meta property='article:section' content='weather/local-rain'>"
    body = f"<h1>Rain in Lund at last</h1>{STORY}"
    assert record(body, head).section == "Local rain"
    crumbs = "<nav class='breadcrumb'><a href='/'>Home</a> <a href='/w/l'>Local Rain</a></nav>"
    assert record(crumbs + body, head).section == "Local Rain"
    issue = "<meta property='article:section' content='06/2019'>"
    assert record(body, issue).section == "06/2019"


MENU = "<a href='/n'>Local</a> <a href='/w'>Weather</a> <a href='/s'>Sport</a> <a href='/en'>EN</a>"
HEADLINE = "<h1>Rain in Lund at last</h1>"


@pytest.mark.parametrize(
    ("above", "below", "section"),
    [
        ("<span class='x'><a href='/w'>Weather</a></span>", "", "Weather"),
        ("<ul class='c'><li><a href='/w'>Weather</a></li></ul>", "", "Weather"),
        ("<div class='red'>Weather</div>", "", "Weather"),
        ("<div>Weather</div><div>3 May 2024</div>", "", "Weather"),
        ("<div>Weather</div><p>One</p><p>Two</p><p>Three</p>", "", None),
        ("<div>Umbrellas</div>", "", None),
        ("<div>EN</div>", "", None),
        ("", "<div>3 May, <a href='/w'>Weather</a></div>", "Weather"),
        ("", "<div>Konu: <a href='/x'>Rain</a></div>", "Rain"),
        ("", "<div><a href='/x'>Rain</a></div>", None),
        ("", "<p>in <a href='/x' rel='category tag'>Rain</a></p>", "Rain"),
        ("", "<p>in <a href='/category/x/' rel='tag'>Rain</a></p>", "Rain"),
        ("", "<dl><dd><span itemprop='genre'>Rain</span></dd></dl>", "Rain"),
        ("<ul class='breadcrumb'><li><a href='/'>Home</a></li><li><b>Sport</b></li></ul>", "",
         "Sport"),
        ("<p><a href='/'>Home</a> &gt; <a href='/r'>Rain</a> &gt; Story</p>", "", "Rain"),
    ],
)  # fmt: skip
def test_labels_around_the_headline(above: str, below: str, section: str | None) -> None:
    assert record(f"<div>{MENU}</div>{above}{HEADLINE}{below}{STORY}").section == section


@pytest.mark.parametrize("front", ["होम", "মূলপাতা", "หน้าแรก", "Trang chủ", "홈"])
def test_the_front_page_is_no_section_in_any_script(front: str) -> None:
    path = f"<nav class='breadcrumb'><a href='/'>{front}</a></nav>"
    assert record(f"{path}{HEADLINE}{STORY}").section is None
    menu = f"<ul>{MENU}<a href='/'>{front}</a></ul><div>{front}</div>"
    assert record(f"{menu}{HEADLINE}{STORY}").section is None


def test_a_part_of_the_title_that_the_menu_has_too() -> None:
    head = "<title>The Gauge: Weather: Rain in Lund at last</title>"
    assert record(f"<div>{MENU}</div>{HEADLINE}{STORY}", head).section == "Weather"
    assert record(f"{HEADLINE}{STORY}", head).section is None


def test_the_entries_of_a_menu_right_above_the_headline_are_no_labels() -> None:
    menu = MENU.replace("</a>", "</font></a>").replace("'>", "'><font>")
    assert record(f"<div>{menu}</div>{HEADLINE}{STORY}").section is None


def test_a_path_that_only_its_addresses_show() -> None:
    path = "<div><a href='/'>Start</a> <a href='/n'>Town</a> <a href='/n/rain'>Rain</a></div>"
    assert record(f"{path}<h1>Rain in Lund at last</h1>{STORY}").section == "Rain"
    other = "<div><a href='/'>Start</a> <a href='/n'>Town</a> <a href='/rain'>Rain</a></div>"
    assert record(f"{other}<h1>Rain in Lund at last</h1>{STORY}").section is None


def test_a_link_in_a_box_of_categories_above_the_headline() -> None:
    box = "<div class='{}'><a href='/weather'>Weather</a></div><h1>Rain in Lund at last</h1>"
    assert record(box.format("cat") + STORY).section == "Weather"
    assert record(box.format("catalogue") + STORY).section is None


def test_the_class_of_the_box_around_a_link_above_the_headline() -> None:
    box = "<div class='{}'><a href='/w'>Weather</a></div><h1>Rain in Lund at last</h1>"
    assert record(box.format("kategori") + STORY).section == "Weather"
    assert record(box.format("banner") + STORY).section is None
