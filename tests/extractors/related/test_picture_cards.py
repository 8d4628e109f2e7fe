"""Cards of other stories that are a linked picture and nothing else."""

from __future__ import annotations

import numpy as np
import pytest

from scraper.extractors.classify.layout import Layout
from scraper.extractors.classify.model import shipped_model
from scraper.extractors.parsing.blocks import cut
from scraper.extractors.parsing.html import parse_html
from scraper.extractors.related.candidates import ItemCandidate
from scraper.extractors.related.find import find_related
from scraper.extractors.related.picture_cards import picture_cards
from scraper.extractors.related.story_page import StoryPage
from scraper.urls import identity

URL = "https://news.example/town/own-story-of-the-day"
STORY = "<p>The story itself says a good deal about the rain, and then it says some more.</p>"
TITLES = ["The bridge is built at last", "Rain all week in the north", "Owls move into the tower"]
HEADING = "<h3>Περισσότερα νέα</h3>"


def page_of(markup: str) -> StoryPage:
    tree = parse_html(f"<html><body>{STORY}{markup}</body></html>".encode())
    raw = cut(tree)
    layout = Layout(tree, raw, shipped_model().tokens)
    return StoryPage(tree, raw, layout, [0], probabilities=np.zeros(len(raw)), url=URL)


def cards_of(markup: str, known: frozenset[str] = frozenset()) -> list[tuple[ItemCandidate, str]]:
    return picture_cards(page_of(markup), known | {identity(URL)})


def card(number: int, title: str, named: str = "alt") -> str:
    picture = f'<img src="/i/{number}.jpg" {named}="{title}">'
    return f'<div class="card"><a href="/town/story-{number}">{picture}</a></div>'


CARDS = "".join(card(n, title) for n, title in enumerate(TITLES))


@pytest.mark.parametrize(
    "cards",
    [
        CARDS,
        CARDS.replace("alt=", "title="),
        CARDS.replace("<img", "<picture><source srcset='/x.webp'><img"),
    ],
)
def test_pictures_below_such_a_heading_are_items_with_the_headline_in_alt(cards: str) -> None:
    found = cards_of(f"<section>{HEADING}{cards}</section>")
    assert [item.title for item, _ in found] == TITLES
    assert [item.url for item, _ in found] == [
        f"https://news.example/town/story-{number}" for number in range(3)
    ]
    assert {heading for _, heading in found} == {"Περισσότερα νέα"}


def test_the_headline_in_the_title_of_the_link_and_the_picture_as_its_background() -> None:
    style = "background-image:url(/i/{0}.jpg)"
    cards = "".join(
        f'<a href="/town/{n}" title="{title}" style="{style.format(n)}"><img src="/blank.gif"></a>'
        for n, title in enumerate(TITLES)
    )
    found = cards_of(f"<section>{HEADING}{cards}</section>")
    assert [(item.title, item.image) for item, _ in found] == [
        (title, f"https://news.example/i/{n}.jpg") for n, title in enumerate(TITLES)
    ]


@pytest.mark.parametrize(
    "markup",
    [
        CARDS,  # below the story, without a heading
        f"<h3>Our partners</h3>{CARDS}",
        f"<nav>{HEADING}{CARDS}</nav>",
        HEADING + card(1, TITLES[0]) + card(2, TITLES[1]),
        HEADING + "".join(card(n, TITLES[0]) for n in range(3)),
        HEADING + "".join(card(n, "Logo") for n in range(3)),
        HEADING + CARDS.replace('href="/town/', 'href="https://shop.example/town/'),
        HEADING + CARDS.replace("/town/story-", "/author/person-"),
        HEADING
        + "".join(
            card(n, t).replace(f"/town/story-{n}", f"/{'abc'[n] * 5}") for n, t in enumerate(TITLES)
        ),
        HEADING
        + "".join(f'<a href="/i/{n}.jpg"><img alt="{t}"></a>' for n, t in enumerate(TITLES)),
    ],
)
def test_other_linked_pictures_are_no_items(markup: str) -> None:
    assert cards_of(f"<section>{markup}</section>") == []


def test_an_address_that_is_linked_with_a_text_is_left_to_the_forest() -> None:
    known = frozenset({identity("https://news.example/town/story-1")})
    cards = CARDS + card(3, "The ferry runs again today")
    found = cards_of(f"<section>{HEADING}{cards}</section>", known)
    assert [item.title for item, _ in found] == [TITLES[0], TITLES[2], "The ferry runs again today"]


def test_pictures_without_any_text_are_among_the_items_of_the_page() -> None:
    page = page_of(f'<p><a href="/imprint">Our imprint</a></p><section>{HEADING}{CARDS}</section>')
    found = find_related(page, shipped_model())
    assert [(item.title, item.teaser, item.section, item.position) for item in found] == [
        (title, None, "Περισσότερα νέα", "below") for title in TITLES
    ]


def test_the_number_of_a_story_may_be_in_any_part_of_its_address() -> None:
    names = {0: "bridge", 1: "rain", 2: "owls"}
    cards = CARDS
    for number, name in names.items():
        cards = cards.replace(f"/town/story-{number}", f"/town/55419{number}/{name}/")
    assert len(cards_of(f"<section>{HEADING}{cards}</section>")) == 3


def test_of_very_many_cards_the_first_ones_are_read(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("scraper.extractors.related.picture_cards.MAX_CANDIDATES", 4)
    cards = "".join(card(number, f"Rain all week in town {number}") for number in range(9))
    found = cards_of(f"<section>{HEADING}{cards}</section>")
    assert [item.title for item, _ in found] == [f"Rain all week in town {n}" for n in range(4)]
