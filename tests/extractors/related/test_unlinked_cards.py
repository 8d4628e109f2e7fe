"""Cards of other stories without links, below a heading that announces other stories."""

from __future__ import annotations

import time

import numpy as np
import pytest

import scraper
from scraper.extractors.classify.layout import Layout
from scraper.extractors.classify.model import shipped_model
from scraper.extractors.parsing.blocks import cut
from scraper.extractors.parsing.html import parse_html
from scraper.extractors.related.story_page import StoryPage
from scraper.extractors.related.unlinked_cards import UnlinkedCard, unlinked_cards

URL = "https://news.example/town/own-story-of-the-day"
STORY = "<p>The story itself says a good deal about the rain, and then it says some more.</p>"
HEADING = "<h3>Другие новости</h3>"
ITEMS = [
    ("The bridge is built at last", "Nobody had counted on the otters"),
    ("Rain all week in the north", "Boots are sold out in three towns"),
    ("Owls move into the tower", "The bells will be silent until June"),
    ("A ferry for one passenger", "She travels to school every morning"),
]
FORMS = {
    "divs": '<div class="a"><div class="b">{t}</div><div class="c">{d}</div></div>',
    "spans": '<li><strong class="b">{t}</strong><span class="c">{d}</span></li>',
    "bold paragraph, paragraph": "<p><b>{t}</b></p><p>{d}</p>",
    "line break": "<p><b>{t}</b><br>{d}</p>",
    "terms": "<dt>{t}</dt><dd>{d}</dd>",
    "headings": "<h4>{t}</h4><div>{d}</div>",
    "cells": "<tr><td><img src=/i.jpg></td><td><b>{t}</b><br>{d}</td></tr>",
    "kicker and date": (
        "<li><span class=cat>Sport</span><div>{t}</div><div>{d}</div><time>12.03.2026</time></li>"
    ),
}
AROUND = {"<li>": "<ul>{}</ul>", "<dt>": "<dl>{}</dl>", "<tr>": "<table>{}</table>"}


def listed(form: str, items: list[tuple[str, str]] = ITEMS) -> str:
    cards = "".join(form.format(t=title, d=teaser) for title, teaser in items)
    return AROUND.get(form[:4], "<div>{}</div>").format(cards)


def page_of(markup: str) -> StoryPage:
    tree = parse_html(f"<html><body>{STORY}{markup}</body></html>".encode())
    raw = cut(tree)
    layout = Layout(tree, raw, shipped_model().tokens)
    return StoryPage(tree, raw, layout, [0], probabilities=np.zeros(len(raw)), url=URL)


def cards_of(markup: str) -> list[UnlinkedCard]:
    return unlinked_cards(page_of(markup), URL)


@pytest.mark.parametrize("form", FORMS.values(), ids=FORMS)
def test_titles_and_teasers_without_links_or_full_stops(form: str) -> None:
    found = cards_of(f"<section>{HEADING}{listed(form)}</section>")
    assert [(item.title, teaser) for item, _, teaser in found] == ITEMS
    assert {heading for _, heading, _ in found} == {"Другие новости"}


def test_a_line_before_the_list_is_its_heading_whatever_its_tag() -> None:
    heading = '<div class="x">Другие новости</div>'
    assert len(cards_of(f"<section>{heading}{listed(FORMS['divs'])}</section>")) == len(ITEMS)


def test_paragraphs_of_one_kind_are_told_apart_by_their_full_stops() -> None:
    items = [(title, f"{teaser}, as the paper found out.") for title, teaser in ITEMS]
    found = cards_of(f"<section>{HEADING}{listed('<p>{t}</p><p>{d}</p>', items)}</section>")
    assert [(item.title, teaser) for item, _, teaser in found] == items


def test_the_picture_of_a_card_is_taken() -> None:
    form = '<div class="a"><img src="/i/{t}.jpg"><div class="b">{t}</div><p>{d}</p></div>'
    found = cards_of(f"<section>{HEADING}{listed(form, [(t[:3] + t, d) for t, d in ITEMS])}")
    assert found[0][0].image.startswith("https://news.example/i/The")


@pytest.mark.parametrize(
    ("attributes", "address"),
    [
        ('data-href="/town/7"', "https://news.example/town/7"),
        ('data-url="?id=7"', "https://news.example/town/own-story-of-the-day?id=7"),
        ("onclick=\"window.location.href='/town/7.html'\"", "https://news.example/town/7.html"),
        ("onclick=\"location='7.html'; return false\"", "https://news.example/town/7.html"),
        ("onclick=\"window.open('//news.example/7')\"", "https://news.example/7"),
        ('data-url="card"', ""),
        ("onclick=\"go('/town/7')\"", ""),
        ("onclick=\"window.open('https://sharing.example/?u=7')\"", ""),
        ('data-href="javascript:go(7)/"', ""),
    ],
)
def test_the_address_that_a_script_opens(attributes: str, address: str) -> None:
    form = f'<div class="a" {attributes}><div class="b">{{t}}</div><div class="c">{{d}}</div></div>'
    found = cards_of(f"<section>{HEADING}{listed(form)}</section>")
    assert [item.url for item, _, _ in found] == [address] * len(ITEMS)


def test_the_address_of_a_cards_picture_is_not_the_cards() -> None:
    form = '<div class="a"><img data-url="/i/7.jpg"><div class="b">{t}</div><p>{d}</p></div>'
    assert {item.url for item, _, _ in cards_of(f"<section>{HEADING}{listed(form)}")} == {""}


def test_the_first_cards_of_a_list_may_have_another_form() -> None:
    large = '<div class="a"><h4 class="b">{t}</h4><p>{d}</p></div>'
    cards = "".join(
        form.format(t=f"{title}, {n}", d=f"{teaser}, {n}")
        for n, form in enumerate((large, FORMS["divs"]))
        for title, teaser in ITEMS
    )
    found = cards_of(f"<section>{HEADING}<div>{cards}</div></section>")
    assert [(item.title, teaser) for item, _, teaser in found] == [
        (f"{title}, {n}", f"{teaser}, {n}") for n in range(2) for title, teaser in ITEMS
    ]


@pytest.mark.parametrize(
    "markup",
    [
        # no heading that announces stories
        f"<section><h3>Opening hours</h3>{listed(FORMS['divs'])}</section>",
        # titles only: the names of sections, or the paper's desks
        f"<section>{HEADING}{listed('<li>{t}</li>')}</section>",
        # two cards are no list
        f"<section>{HEADING}{listed(FORMS['divs'], ITEMS[:2])}</section>",
        # readers' names and what they wrote
        f"<section><h3>Latest comments</h3>{listed(FORMS['divs'])}</section>",
        # in the page's menu
        f"<nav>{HEADING}{listed(FORMS['divs'])}</nav>",
        # with links, which the forest judges
        f"<section>{HEADING}"
        + listed('<div class="a"><a class="b" href="/town/{t}">{t}</a><p>{d}</p></div>'),
    ],
)
def test_other_lines_are_no_cards(markup: str) -> None:
    assert cards_of(markup) == []


PARAGRAPHS = "".join(
    f"<p>{words}, said the keeper of the lighthouse on Friday, and went back to his soup.</p>"
    for words in ("The lamp is old", "The sea is older", "Nobody counts the steps", "It may rain")
)


def test_long_teasers_below_the_story_are_items_and_not_its_end() -> None:
    long = [
        (title, f"{teaser}, and the council will talk about it. {title}, said the mayor, at last.")
        for title, teaser in ITEMS
    ]
    body = f"<h1>The lamp is lit again</h1><article>{PARAGRAPHS}</article><div>{HEADING}"
    cards = listed(FORMS["divs"], long)
    page = f"<html><title>The lamp is lit again</title><body>{body}{cards}</div></body></html>"
    record = scraper.extract(page.encode(), url=URL)
    assert [(item.title, item.teaser) for item in record.related] == long
    assert all(teaser not in record.text for _, teaser in long)
    assert record.text.endswith("It may rain, said the keeper of the lighthouse on Friday, and"
                                " went back to his soup.")  # fmt: skip


@pytest.mark.parametrize(
    "card",
    [
        FORMS["divs"],
        "<p>{t}</p>",
        "<h3>Другие новости</h3><p>{d}</p>",
        f'<div onclick="{"location=" * 500}"><b>{{t}}</b><p>{{d}}</p></div>',
    ],
)
def test_thousands_of_cards_take_no_time(card: str) -> None:
    many = [(f"{title} {n}", f"{teaser} {n}") for n in range(2_000) for title, teaser in ITEMS]
    page = page_of(f"<section>{HEADING}{listed(card, many)}</section>")
    start = time.process_time()
    unlinked_cards(page, URL)
    assert time.process_time() - start < 2
