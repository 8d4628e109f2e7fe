"""Short lists of links below a heading that announces other stories."""

from __future__ import annotations

import numpy as np
import pytest

from scraper.extractors.classify.layout import Layout
from scraper.extractors.classify.model import shipped_model
from scraper.extractors.parsing.blocks import cut
from scraper.extractors.parsing.html import parse_html
from scraper.extractors.related.announced_lists import MIN_LISTED_SCORE, announced_lists
from scraper.extractors.related.candidates import find_candidates
from scraper.extractors.related.items import lists_of
from scraper.extractors.related.story_page import StoryPage

URL = "https://news.example/town/own-story-of-the-day"
STORY = "<p>The story itself says a good deal about the rain, and then it says some more.</p>"
LIST = (
    '<div class="x"><a href="/a/1">The bridge is built at last</a></div>'
    '<div class="x"><a href="/a/2">Rain all week</a></div>'
)


def listed(markup: str, score: float = 0.05, before: str = "") -> list[str]:
    """Titles of the links in announced lists; all links have the same score."""
    tree = parse_html(f"<html><body>{before}{STORY}{markup}</body></html>".encode())
    raw = cut(tree)
    chosen = [number for number, block in enumerate(raw) if "story itself" in block.text]
    layout = Layout(tree, raw, shipped_model().tokens)
    page = StoryPage(tree, raw, layout, chosen, probabilities=(), url=URL)
    candidates = find_candidates(tree, raw, page.story, URL)
    scores = np.full(len(candidates), score)
    found = announced_lists(page, candidates, scores, lists_of(tree, candidates))
    return [item.title for item in candidates if id(item) in found]


@pytest.mark.parametrize(
    "heading",
    [
        "<h4>Lajmet e fundit</h4>",
        "<p><b>Главное за день</b></p>",
        "<header><h2>پربازدیدترین</h2></header>",
        '<div class="t">Лента новостей</div>',
    ],
)
def test_two_headlines_below_such_a_heading_are_a_list(heading: str) -> None:
    titles = ["The bridge is built at last", "Rain all week"]
    assert listed(f"<section>{heading}{LIST}</section>") == titles


def test_another_heading_announces_nothing() -> None:
    assert listed(f"<section><h4>Our house</h4>{LIST}</section>") == []


def test_latest_comments_and_popular_courses_are_no_stories() -> None:
    assert listed(f"<section><h4>Neueste Kommentare</h4>{LIST}</section>") == []
    assert listed(f"<section><h4>Popular courses</h4>{LIST}</section>") == []


def test_a_menu_below_such_a_word_is_no_list_of_stories() -> None:
    menu = "".join(f'<a href="/s/{n}">{n} topic</a> ' for n in ("A", "B", "C", "D"))
    assert listed(f"<div><h4>Latest news</h4><div>{menu}</div></div>") == []
    assert listed(f"<nav><h4>Latest news</h4>{LIST}</nav>") == []


@pytest.mark.parametrize(
    "address",
    ["/tag/the-bridge-of-lund", "/authors/ann-example", "https://other.example/a/1", "/search"],
)
def test_tags_authors_searches_and_other_sites_are_no_stories(address: str) -> None:
    link = f'<div><a href="{address}">All about the bridge of Lund</a></div>'
    assert listed(f"<section><h4>Latest news</h4>{link}</section>") == []


def test_a_list_ends_at_the_next_heading() -> None:
    other = '<h4>Services</h4><div class="x"><a href="/b/1">All the numbers of our house</a></div>'
    titles = ["The bridge is built at last", "Rain all week"]
    assert listed(f"<section><h4>Latest news</h4>{LIST}{other}</section>") == titles


def test_links_after_line_breaks_and_their_heading_in_one_line() -> None:
    line = (
        "<td><font><b>TOP STORIES</b></font><br>"
        '<font>&#8226; <a href="/a/1">Ferry fares to rise at last</a></font><br>'
        '<font>&#8226; <a href="/a/2">Bears drop opener to Naselle</a></font></td>'
    )
    assert listed(f"<table><tr>{line}</tr></table>") == [
        "Ferry fares to rise at last",
        "Bears drop opener to Naselle",
    ]
    rows = (
        "<table><tr><td><b>相关文章</b></td></tr><tr><td>"
        '·<a href="/a/1">我县举行消防安全应急演练</a> 2018-08-05<br>'
        '·<a href="/a/2">青石镇中药材喜获丰收</a> 2018-08-05<br></td></tr></table>'
    )
    assert listed(rows) == ["我县举行消防安全应急演练", "青石镇中药材喜获丰收"]


def test_links_that_the_forest_is_sure_of_are_none() -> None:
    assert listed(f"<section><h4>Latest news</h4>{LIST}</section>", MIN_LISTED_SCORE / 2) == []


def test_short_titles_are_headlines_in_cards() -> None:
    cards = "".join(
        f'<article><h3><a href="/obituaries/{n}">{name}</a></h3></article>'
        for n, name in enumerate(("Ann Example", "Piet Longley", "Harold B. Sand"))
    )
    titles = ["Ann Example", "Piet Longley", "Harold B. Sand"]
    assert listed(f"<section><h3>Recent Obituaries</h3>{cards}</section>") == titles
    plain = cards.replace("h3>", "p>").replace("article", "div")
    assert listed(f"<section><h3>Recent Obituaries</h3>{plain}</section>") == []


def test_headlines_are_of_fewer_words_in_languages_with_long_ones() -> None:
    titles = ["თოვლმა გზა ჩაკეტა", "ჩაის ბაღი აღადგინეს", "ძველი წისქვილი მუზეუმად იქცა"]
    links = "".join(f'<div class="x"><a href="/a/{n}">{t}</a></div>' for n, t in enumerate(titles))
    assert listed(f"<section><h4>უახლესი ამბები</h4>{links}</section>") == titles
    topics = links.replace("წისქვილი ", "")
    assert listed(f"<section><h4>უახლესი ამბები</h4>{topics}</section>") == []


def test_stories_of_the_paper_that_a_portal_credits_are_a_list() -> None:
    links = "".join(
        f'<div class="x"><a href="https://gauge.example/{n}">The bridge of Lund, part {n}</a></div>'
        for n in range(3)
    )
    section = f"<section><h4>Related stories</h4>{links}</section>"
    source = "<a href='https://gauge.example/'>The Gauge of Lund</a>"
    assert len(listed(section, before=source)) == 3
    assert listed(section) == []
    assert listed(f"{source}{section}") == []  # "Powered by …"


def test_the_footer_of_an_article_may_have_a_list() -> None:
    section = f"<section><h4>Latest news</h4>{LIST}</section>"
    assert len(listed(f"<article><p>Rain</p><footer>{section}</footer></article>")) == 2
    assert listed(f"<footer>{section}</footer>") == []
