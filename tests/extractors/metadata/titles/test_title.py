"""The headline, without kicker and site."""

from __future__ import annotations

import pytest

from scraper.extractors.metadata.titles.candidates import separators
from tests.extractors.metadata.pages import STORY, record


def test_a_headline_that_all_places_agree_on() -> None:
    head = (
        "<title>Rain in Lund at last - Gauge</title><meta property='og:site_name' content='Gauge'>"
        "<meta property='og:title' content='Rain in Lund at last'>"
    )
    page = record(f"<h1>Gauge</h1><h2>Rain in Lund at last</h2>{STORY}", head)
    assert page.title == "Rain in Lund at last"
    page = record(f"<h1>Rain in Lund, at last</h1>{STORY}", head)
    assert page.title == "Rain in Lund, at last"


def test_a_kicker_in_an_element_of_its_own_goes_where_another_source_has_none() -> None:
    heading = "<h1><span>Weather</span> <span>Rain in Lund at last</span></h1>"
    head = "<meta property='og:title' content='Rain in Lund at last'>"
    assert record(heading + STORY, head).title == "Rain in Lund at last"
    head = "<meta property='og:title' content='It rains'>"
    assert record(heading + STORY, head).title == "Weather Rain in Lund at last"


@pytest.mark.parametrize(
    ("title", "line", "headline"),
    [
        ("Lund Gauge :: Rain in Lund at last", "<span>Rain in Lund at last</span>",
         "Rain in Lund at last"),
        ("北浜新聞：北浜市で四月以来の雨が降った",
         "<font size=5><b>北浜市で四月以来の雨が降った 傘なく</b></font>",
         "北浜市で四月以来の雨が降った 傘なく"),
    ],
)  # fmt: skip
def test_a_headline_in_bold_type(title: str, line: str, headline: str) -> None:
    logo = "<a href='/'><img src='/l.png' alt='北浜新聞'></a>"
    page = record(f"{logo}{line}<br><small>3 June 2025</small>{STORY}", f"<title>{title}</title>")
    assert page.title == headline


def test_the_heading_below_that_of_the_site() -> None:
    head = "<title>Rain in Lund at last &laquo; The Lund Gauge</title>"
    site = "<h1><a href='https://news.example/'>The Lund Gauge</a></h1>"
    assert record(f"{site}<h2>Rain in Lund at last</h2>{STORY}", head).title == (
        "Rain in Lund at last"
    )


def test_a_teaser_for_machines_is_not_the_headline() -> None:
    head = (
        "<title>Rain falls on Lund for the first time since April - Gauge</title>"
        "<meta property='og:site_name' content='Gauge'>"
        "<meta property='og:title' content='Nobody had brought an umbrella along'>"
        '<script type="application/ld+json">{"@type": "NewsArticle", "headline":'
        ' "Rain falls on Lund for the first time since April"}</script>'
    )
    page = record(f"<h1>Rain falls on Lund for the first time since April</h1>{STORY}", head)
    assert page.title == "Rain falls on Lund for the first time since April"


@pytest.mark.parametrize(
    ("text", "parts"),
    [
        ("Rain in Lund - Gauge", ["Rain in Lund"]),
        ("News | Rain in Lund | Gauge", ["News", "Rain in Lund"]),
        ("Rain in the mid-west", []),
        ("Rain falls at 10:30", []),
    ],
)
def test_where_a_title_may_be_cut(text: str, parts: list[str]) -> None:
    ends = [0, *(mark.end() for mark in separators(text))]
    cuts = [mark.start() for mark in separators(text)]
    assert [text[a:b] for a, b in zip(ends, cuts, strict=False)] == parts


def test_the_printed_headline_has_no_kicker() -> None:
    head = "<meta property='og:title' content='Weather: Rain in Lund at last'>"
    assert record(f"<h1>Rain in Lund at last</h1>{STORY}", head).title == "Rain in Lund at last"


def test_cards_that_are_marked_alike_are_no_headlines() -> None:
    cards = "".join(
        f"<div><h3 class='card-title'><a href='/{n}'>Snow falls on hill {n}</a></h3></div>"
        for n in range(3)
    )
    assert record(f"<div class='text'>{STORY}</div><section>{cards}</section>").title is None


def test_a_kicker_that_only_a_style_separates() -> None:
    head = "<meta property='og:title' content='Rain in Lund: the town is wet at last'>"
    h1 = "<h1><span>Rain in Lund:</span>the town is wet at last</h1>"
    assert record(f"{h1}{STORY}", head).title == "Rain in Lund: the town is wet at last"


@pytest.mark.parametrize(
    ("title", "line"),
    [
        ("The Gauge - print version", "<b style='font-size:22px'>Rain in Lund at last</b><br>"),
        ("Głos Lund - wersja do druku", "<p align=center><font size=6>Rain in Lund at last</font>"),
        ("Parish news", "<p align=center><font size=6><b>Rain in Lund at last</b></font></p>"),
        ("Ministry of Waters", "<span class='naslov'>Rain in Lund at last</span><br>"),
        ("Web pages of Old Harbour - Rain in Lund at last", "<b>Rain in Lund at last</b><br>"),
        ("The Gauge - e-paper - 14 February 2023", "<div><h2>Rain in Lund at last</h2></div>"),
    ],
)  # fmt: skip
def test_a_title_that_says_nothing_of_the_story(title: str, line: str) -> None:
    body = f"<table><tr><td>{line}<small>3 May 2024</small><br>{STORY}</td></tr></table>"
    assert record(body, f"<title>{title}</title>").title == "Rain in Lund at last"


def test_a_title_that_is_a_headline_wins_over_a_line_in_large_type() -> None:
    banner = "<p align=center><font size=6>News from all over Scania</font></p>"
    head = "<title>The first rain since April ends the drought</title>"
    assert record(banner + STORY, head).title == "The first rain since April ends the drought"


def test_the_printed_headline_without_the_name_that_an_underscore_separates() -> None:
    line = "<td style='font-size:24px'>我县安排部署防汛抗旱工作</td>"
    body = f"<table><tr>{line}</tr><tr><td>{STORY}</td></tr></table>"
    head = "<title>我县安排部署防汛抗旱工作_云溪新闻网</title>"
    assert record(body, head).title == "我县安排部署防汛抗旱工作"


@pytest.mark.parametrize(
    "line",
    [
        "<h2>The barley is lost, but the beets may recover before the weekend</h2>"
        "<div><img src='a.jpg'><div><div>Jane Doe</div><div>3 May 2024, 10:20</div></div></div>",
        "<p class='teaser-text'>The barley is lost, but the beets may recover.</p>",
        "<div><i>★</i><i>★</i></div><p>The barley is lost, but the beets may recover.</p>"
        "<div><span>Jane Doe</span><span>3 May 2024, 10:20</span></div>",
        "<div class='lead'><img src='a.jpg'><p class='summary'>The barley is lost now.</p></div>",
    ],
)
def test_a_standfirst_below_the_headline(line: str) -> None:
    kicker = "<h4 class='subtitle kicker'>Said the growers of Scania today:</h4>"
    found = record(f"<div>{kicker}<h1>Rain in Lund at last</h1>{line}</div><div>{STORY}</div>")
    assert (found.subtitle or "").startswith("The barley is lost")


def test_a_kicker_and_the_heading_of_the_first_section_are_no_standfirst() -> None:
    kicker = "<h4 class='subtitle kicker'>Said the growers of Scania today:</h4>"
    heading = "<h2>What comes next</h2>"
    found = record(f"<div>{kicker}<h1>Rain in Lund at last</h1>{heading}{STORY}</div>")
    assert found.subtitle is None


def test_the_heading_beside_a_headline_that_is_only_the_sites_name() -> None:
    made = record(
        f"<div><h1>Lund Gauge Board beta</h1></div><h2>How to read the gauge</h2>{STORY}",
        "<title>How to read the gauge - Instruments [Lund Gauge Board]</title>",
        url="https://www.lundgaugeboard.com/viewtopic.php?t=7",
    )
    assert made.title == "How to read the gauge"


@pytest.mark.parametrize(
    ("page_title", "heading", "headline"),
    [
        ("Rain in Lund - The Book of Weather", "<h2>Rain in Lund</h2>", "Rain in Lund"),
        ("rain - The Book of Weather", "<h1>What to do in rain</h1>", "What to do in rain"),
        ("Home | The Book of Weather", "", "The Book of Weather"),
        ("The Book: Rain in Lund", "", "The Book of Weather"),
    ],
)
def test_the_heading_below_that_of_a_book_whose_name_stands_nowhere_else(
    page_title: str, heading: str, headline: str
) -> None:
    bar = "<div><h1>The Book of Weather</h1></div>"
    page = record(f"{bar}<main>{heading}{STORY}</main>", f"<title>{page_title}</title>")
    assert page.title == headline


def test_the_words_of_a_button_are_not_in_the_headline() -> None:
    head = "<title>Trait Rain in lund::weather</title>"
    button = "<button title='Copy to clipboard'>Copy path</button>"
    page = record(f"<h1>Trait <span>Rain</span> {button}</h1>{STORY}", head)
    assert page.title == "Trait Rain"
    unfolds = record(f"<h1><button>Rain in Lund</button></h1>{STORY}")
    assert unfolds.title == "Rain in Lund"
