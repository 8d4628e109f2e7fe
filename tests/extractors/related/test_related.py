"""The "more news" items: titles, teasers, headings and places."""

from dataclasses import replace

import numpy as np
import pytest

from scraper import extract
from scraper.extractors.classify.judge import judge
from scraper.extractors.classify.layout import Layout
from scraper.extractors.classify.model import shipped_model
from scraper.extractors.classify.page_features import Hints
from scraper.extractors.parsing.blocks import cut
from scraper.extractors.parsing.html import parse_html
from scraper.extractors.related.candidates import ItemCandidate, find_candidates
from scraper.extractors.related.find import (
    MIN_SCORE,
    _is_neighbour,
    _other_kinds,
    _parts_of_series,
    find_related,
    in_lists_of_items,
    raise_to_list_mean,
)
from scraper.extractors.related.heading_words import announces_related
from scraper.extractors.related.item_titles import link_lines
from scraper.extractors.related.items import read_items, separate_cards
from scraper.extractors.related.pictures import images_of
from scraper.extractors.related.pointers import is_pointer_line
from scraper.extractors.related.positions import Positions
from scraper.extractors.related.section_headings import SectionHeadings
from scraper.extractors.related.story_page import StoryPage
from scraper.extractors.related.titles import slug_overlap
from scraper.record import RelatedItem

URL = "https://news.example/town/own-story-of-the-day"
STORY = "<p>The story itself says a good deal about the rain, and then it says some more.</p>"


TITLES = ("Own story of the day: the rain goes on",)
AUTHORS = ("Ann Example",)


def read(markup: str) -> tuple[list[ItemCandidate], list[str | None], list[str]]:
    candidates, headed, places, _ = read_all(markup)
    return candidates, headed, places


def teasers(markup: str) -> list[str | None]:
    return read_all(markup)[3]


def read_all(
    markup: str,
) -> tuple[list[ItemCandidate], list[str | None], list[str], list[str | None]]:
    """All candidates as items, of a page whose story is the blocks that hold "the story itself"."""
    tree = parse_html(f"<html><body>{markup}</body></html>".encode())
    raw = cut(tree)
    story = ["story itself" in block.text for block in raw]
    candidates = find_candidates(tree, raw, story, URL)
    chosen = [number for number, part in enumerate(story) if part]
    separate_cards(tree, raw, candidates)
    sections = SectionHeadings(tree, raw, candidates, story, TITLES, AUTHORS)
    places = Positions(tree, raw, chosen)
    headed = [sections.of(c) for c in candidates]
    told = read_items(tree, raw, candidates, candidates, URL, story)
    return candidates, headed, [places.of(c) for c in candidates], told


CARD = (
    '<div class="card"><a href="/a/{0}"><img src="/i/{0}.jpg"></a>'
    '<h3><a href="/a/{0}">Headline of the story number {0}</a></h3>'
    "<p>What happened in story number {0} is told here.</p></div>"
)


def test_title_teaser_image_and_address_of_a_card() -> None:
    cards = "".join(CARD.format(n) for n in (1, 2, 3))
    [first, *_], sections, positions = read(f"{STORY}<section><h2>More News</h2>{cards}</section>")
    assert first.title == "Headline of the story number 1"
    assert teasers(STORY + cards)[0] == "What happened in story number 1 is told here."
    assert first.image == "https://news.example/i/1.jpg"
    assert first.url == "https://news.example/a/1"
    assert set(sections) == {"More News"}
    assert set(positions) == {"below"}


def test_every_address_is_one_candidate() -> None:
    candidates, _, _ = read(STORY + CARD.format(1) + '<a href="/a/1#top">again and again</a>')
    assert len(candidates) == 1


def test_links_in_sentences_and_to_the_page_itself_are_none() -> None:
    story = f'<p>The story itself <a href="/x">links</a> somewhere.</p><a href="{URL}">Self</a>'
    assert read(story)[0] == []


def test_a_label_before_the_link_is_its_section() -> None:
    line = '<p>Read also: <a href="/a/9">The bridge that never closes any more</a></p>'
    [item], [section], [position] = read(STORY + line + STORY)
    assert item.title == "The bridge that never closes any more"
    assert section == "Read also"
    assert position == "inline"


def test_label_and_title_run_together_in_one_link_are_parted() -> None:
    link = (
        '<a href="/a/1"><span>Business</span><span>Salt prices fall to a new low</span></a>'
        '<a href="/a/2"><span>Sport</span><span>Final in the snow goes to extra time</span></a>'
    )
    candidates, _, _ = read(STORY + link)
    assert [c.title for c in candidates] == [
        "Salt prices fall to a new low",
        "Final in the snow goes to extra time",
    ]


def test_words_marked_inside_a_title_do_not_part_it() -> None:
    tree = parse_html(b'<a href="/x"><b>Salt</b> prices fall to a <i>new low</i></a>')
    lines, bare = link_lines(tree, tree.tags.index("a"))
    assert lines == ["Salt prices fall to a new low"]
    assert bare == ""


@pytest.mark.parametrize(
    "inside",
    [
        '<span class="kicker">The price of salt</span> {0}',
        "{0} <time>24 May</time>",
        '<span class="type">Video</span>{0}<span class="count">112</span>',
        "<h3><span>Our opinion of the matter</span><span>{0}</span></h3><p>12.05.</p>",
    ],
)
def test_the_headline_is_told_from_what_else_the_link_says(inside: str) -> None:
    title = "Salt falls to a new low"
    link = f'<a href="/a/salt-falls-to-a-new-low">{inside.format(title)}</a>'
    [item], _, _ = read(f"{STORY}<div>{link}</div>")
    assert item.title == title


@pytest.mark.parametrize(
    ("whole", "title"),
    [
        ("Salt falls to a new low, and nobody knows why", None),
        ("Go to the article", "Salt falls to a new low, and …"),
    ],
)
def test_a_headline_cut_short_is_completed_from_the_link(whole: str, title: str | None) -> None:
    link = f'<p><a href="/a/1" title="{whole}">Salt falls to a new low, and …</a></p>'
    [item], _, _ = read(STORY + link)
    assert item.title == (title or whole)


def test_a_hint_for_screen_readers_in_every_link_is_no_title() -> None:
    links = "".join(
        f'<li><a href="/a/{n}"><span class="hidden">Go to the article about it</span>'
        f"<b>Tale of the number {n} and more</b></a></li>"
        for n in (1, 2, 3)
    )
    candidates, _, _ = read(f"{STORY}<ul>{links}</ul>")
    assert [c.title for c in candidates] == [f"Tale of the number {n} and more" for n in (1, 2, 3)]


def test_a_link_without_words_laid_over_a_card_presents_its_heading() -> None:
    cards = "".join(
        f'<div><a href="/a/{n}"></a><img src="/i/{n}.jpg"><h3>Title of the tale number {n}</h3>'
        f"<p>{n} May</p></div>"
        for n in (1, 2, 3)
    )
    candidates, _, _ = read(f'<a href="/"><img src="/logo.png"></a>{STORY}<div>{cards}</div>')
    assert [(c.title, c.url) for c in candidates] == [
        (f"Title of the tale number {n}", f"https://news.example/a/{n}") for n in (1, 2, 3)
    ]


def test_read_more_links_take_the_title_beside_them() -> None:
    cards = "".join(
        f'<div><h4>Title of the tale number {n}</h4><a href="/a/{n}">Read on</a></div>'
        for n in (1, 2, 3)
    )
    candidates, _, _ = read(STORY + cards)
    assert [c.title for c in candidates] == [f"Title of the tale number {n}" for n in (1, 2, 3)]


@pytest.mark.parametrize(
    ("markup", "place"),
    [
        (f"{CARD.format(1)}<main>{STORY}</main>", "sidebar"),
        (f'<div><div>{STORY}</div><div class="sidebar">{CARD.format(1)}</div></div>', "sidebar"),
        (f"<table><tr><td>{STORY}</td><td>{CARD.format(1)}</td></tr></table>", "sidebar"),
        (f"<main>{STORY}<aside>{CARD.format(1)}</aside></main>", "below"),
    ],
)
def test_the_place_is_told_by_order_and_column(markup: str, place: str) -> None:
    assert read(markup)[2][0] == place


def test_a_link_inside_the_element_that_holds_the_story_itself() -> None:
    # The story's words and the card stand in one element: no column can be beside it.
    markup = f"<div>The story itself.<br><br>{CARD.format(1)}The story itself goes on.</div>"
    assert read(markup)[2] == ["inline"]


def test_a_slug_that_repeats_the_title_is_a_storys() -> None:
    title = "Brücke über den Fluss öffnet wieder"
    assert slug_overlap(["n", "brucke-uber-den-fluss-offnet-wieder"], title) == 1.0
    assert slug_overlap(["contact"], title) == 0.0


@pytest.mark.parametrize("single", ["<ol><li>{}</li></ol>", "<div class='w'><h3>{}</h3></div>"])
@pytest.mark.parametrize(
    "before",
    [
        "<div><h3>Read also</h3><ul>"
        + "".join(
            f"<li><a href='/town/one-more-of-the-week-{k}'>One more headline of the week, "
            f"number {k}</a></li>"
            for k in range(3)
        )
        + "</ul></div>",
        "<div id='form'><h3>LEAVE A REPLY</h3></div>",
    ],
)
def test_a_list_of_one_has_its_own_heading(before: str, single: str) -> None:
    """Not that of the list before it, nor that of the comment form."""
    paragraphs = "".join(
        f"<p>In the {day} week of the month it rained again, said the harbour office, and the "
        "boats stayed where they were until the evening of that day.</p>"
        for day in ("first", "second", "third", "fourth")
    )
    link = "<a href='/town/choir-sings-in-a-lift-for-hours-12'>Choir sings in a lift for hours</a>"
    made = extract(
        f"<html lang=en><title>Rain</title><body><header><nav><a href=/a>Town</a><a href=/b>Sea</a>"
        f"</nav></header><main><article><h1>{TITLES[0]}</h1><p class=byline>By Edda Rohn</p>"
        f"<div class=body>{paragraphs}</div></article>{before}<div><h4 class='t'>"
        f"<span>Most read</span></h4>{single.format(link)}</div></main><footer>2023</footer>",
        url=URL,
    )
    sections = {item.title: item.section for item in made.related}
    assert sections["Choir sings in a lift for hours"] == "Most read"


LATEST = (
    "<aside><h3>Latest news</h3><ul>"
    "<li><a href='/a/fair'>Harvest fair moves to the glebe field</a></li>"
    "<li><a href='/a/swans'>Two swans block the lock for a day</a></li>"
    "<li><a href='/a/choir'>The choir needs basses by Michaelmas</a></li></ul></aside>"
)


def test_an_item_that_an_earlier_line_points_to_is_no_heading_of_its_list() -> None:
    before = "<p><a href='/a/fair'>Previous: Harvest fair moves to the glebe field</a></p>"
    _, sections, _ = read(STORY + before + LATEST)
    assert sections[1:] == ["Latest news"] * 2


@pytest.mark.parametrize("label", ["Read also", "Leia também", "İlgili haber", "Читайте также"])
def test_words_that_lead_on_need_no_colon_beside_the_link(label: str) -> None:
    line = f"<div><span>{label}</span><a href='/a/9'>The bridge that never closes now</a></div>"
    assert read(STORY + line)[1] == [label]


NEIGHBOURS = (
    "<div><div><span>Before</span><a href='/a/organ'>Organ concert on Sunday is free</a></div>"
    "<div><span>After</span><a href='/a/canoe'>Canoeists of the town win two medals</a></div></div>"
)


@pytest.mark.parametrize(
    "above",
    [
        "<ul><li><span>Topics</span></li><li><a href='/t/a'>rain</a></li>"
        "<li><a href='/t/b'>roads</a></li></ul>",
        "<div><h3>Related</h3><p><a href='/a/1'>The auction of fish goes digital</a></p>"
        "<p><a href='/a/2'>The auction of apples stays as it is</a></p></div>"
        "<div>Filed by the desk in town</div>",
    ],
)
def test_the_heading_of_an_element_ends_with_it(above: str) -> None:
    _, sections, _ = read(f"{STORY}<footer>{above}{NEIGHBOURS}</footer>")
    assert sections[-2:] == [None, None]


def test_of_the_tabs_of_a_switch_the_first_is_the_section() -> None:
    cards = "".join(
        f"<li><a href='/a/{k}'>Headline number {k} of the list of this week</a></li>"
        for k in range(3)
    )
    tabs = "<h4><a>Related articles</a><a>More from author</a></h4>"
    assert set(read(f"{STORY}<div>{tabs}<ul>{cards}</ul></div>")[1]) == {"Related articles"}


def test_a_link_without_words_in_a_heading_is_no_tab() -> None:
    cards = "".join(CARD.format(n) for n in (1, 2, 3))
    heading = "<h2><a><img src='/rss.png'></a> <a>Town Echo</a></h2>"
    assert set(read(f"{STORY}<div>{heading}{cards}</div>")[1]) == {"Town Echo"}


def test_a_kicker_before_each_link_is_no_section() -> None:
    lines = "".join(
        f'<li><b>{kicker}:</b> <a href="/a/{n}">What came of the matter {n} in the end</a></li>'
        for n, kicker in enumerate(("Salt", "Snow", "Sleep"))
    )
    assert read(f"{STORY}<ul>{lines}</ul>")[1] == [None, None, None]


def test_the_same_words_before_each_link_are_its_section() -> None:
    lines = "".join(
        f'<p>Baca juga: <a href="/a/{n}">What came of the matter {n} in the end</a></p>{STORY}'
        for n in (1, 2, 3)
    )
    assert read(STORY + lines)[1] == ["Baca juga"] * 3


def test_no_headline_rank_or_date_is_a_section() -> None:
    cards = "".join(
        f"<li><p>{n}</p><div>{CARD.format(n)}<p>12 May 2031</p></div></li>" for n in (1, 2, 3)
    )
    own = f'<li><a href="{URL}">{TITLES[0]}</a></li>'
    page = f"{STORY}<div><div>Most read</div><ul>{own}{cards}{CARD.format(1)}</ul></div>"
    assert set(read(page)[1]) == {"Most read"}


def test_a_heading_between_cards_is_the_section_of_those_after_it() -> None:
    page = (
        f"{STORY}<div><h2>Sport</h2>{CARD.format(1)}{CARD.format(2)}"
        f"<h2>Opinion</h2>{CARD.format(3)}{CARD.format(4)}</div>"
    )
    assert read(page)[1] == ["Sport", "Sport", "Opinion", "Opinion"]


@pytest.mark.parametrize(
    ("line", "teaser"),
    [
        (
            "What came of it is told here in some words",
            "What came of it is told here in some words",
        ),
        ("Nobody saw it coming.", "Nobody saw it coming."),
        ("Nobody saw it coming", ""),
        ("They did not see it coming.", "They did not see it coming."),
        ("By Ada Example and Bo Sample", ""),
        ("Salt: Headline of the story number 1", ""),
        ("12.05.2031, 14:31, 112 comments so far", ""),
    ],
)
def test_a_teaser_is_neither_byline_nor_date_nor_the_title_again(line: str, teaser: str) -> None:
    card = f'<div><h3><a href="/a/1">Headline of the story number 1</a></h3><p>{line}</p></div>'
    assert teasers(STORY + card) == [teaser or None]


@pytest.mark.parametrize(
    "picture",
    [
        '<img src="data:image/gif;base64,R0" data-src="/i/1.jpg">',
        '<img src="/lazy.gif" data-srcset="/i/1.jpg 300w, /i/1b.jpg 600w">',
        '<img src="/img/placeholder.png"><noscript><img src="/i/1.jpg"></noscript>',
        '<picture><source data-srcset="/i/1.jpg 1x"><img src="data:image/gif;base64,R0"></picture>',
        '<img width="16" height="16" src="/icon.png"><img src="/i/1.jpg">',
        '<span style="background-image: url(/i/1.jpg)"></span>',
    ],
)
def test_the_picture_of_a_card_however_it_is_loaded(picture: str) -> None:
    card = f'<div>{picture}<h3><a href="/a/1">Headline of the story number 1</a></h3></div>'
    assert read(STORY + card)[0][0].image == "https://news.example/i/1.jpg"


def test_a_picture_in_every_card_is_nobodys() -> None:
    cards = "".join(
        f'<div><img src="/badge.png"><img src="/i/{n}.jpg">'
        f'<h3><a href="/a/{n}">Headline of the story number {n}</a></h3></div>'
        for n in (1, 2, 3)
    )
    assert [c.image for c in read(STORY + cards)[0]] == [
        f"https://news.example/i/{n}.jpg" for n in (1, 2, 3)
    ]


TEASER = "It was long in coming, says the mayor of town {0}."
FLAT = {
    "headings and paragraphs by turns": ("<section>", "<h3>{}</h3><p>{}</p>", "</section>"),
    "a list of terms": ("<dl>", "<dt>{}</dt><dd>{}</dd>", "</dl>"),
    "paragraphs by turns": ("<div>", "<p>{}</p><p>{}</p>", "</div>"),
    "a line break behind the title": ("<div>", "<div>{}<br>{}</div>", "</div>"),
    "in one line": ("<ul>", "<li>{} {}</li>", "</ul>"),
    "cells": ("<table>", "<tr><td>{}<br><small>{}</small></td></tr>", "</table>"),
    "bare words between links": ("<div>", "{}<br>{}<br>", "</div>"),
}


@pytest.mark.parametrize("shape", FLAT)
def test_teasers_of_a_list_whose_cards_have_no_element_of_their_own(shape: str) -> None:
    begin, card, end = FLAT[shape]
    links = [f'<a href="/n/{n}">Bridge {n} is built at last</a>' for n in range(1, 5)]
    cards = "".join(card.format(link, TEASER.format(n)) for n, link in enumerate(links, 1))
    markup = f"{STORY}{begin}{cards}{end}<p>All of these stories are told on the next page too.</p>"
    assert teasers(markup) == [TEASER.format(n) for n in range(1, 5)]


def test_what_follows_links_within_the_story_is_no_teaser() -> None:
    line = '<p><a href="/n/{0}">Bridge {0} is built at last</a></p>'
    story = STORY + line.format(1) + STORY + line.format(2) + STORY + line.format(3) + STORY
    assert teasers(f"<article>{story}</article>") == [None, None, None]


SHORT = [
    ("Ferry runs", "Nine weeks it was shut."),
    ("Bakery closes", "Nobody wants the ovens."),
    ("Drills on loan at the town library", "They stand idle for years."),
    ("Night bus saved", "It was close."),
]


@pytest.mark.parametrize(
    "card",
    [
        '<a href="/n/{2}"><div class="t">{0}</div><div class="s">{1}</div></a>',
        '<div><a href="/n/{2}"><span class="t">{0}</span><span class="s">{1}</span></a></div>',
        '<div><a href="/n/{2}"><b>{0}</b><br>{1}</a></div>',
        '<div><a href="/n/{2}"><strong>{0}</strong> {1}</a></div>',
    ],
)
def test_short_titles_and_teasers_are_told_by_the_list(card: str) -> None:
    cards = "".join(card.format(*words, n) for n, words in enumerate(SHORT))
    items, _, _, told = read_all(f"{STORY}<section>{cards}</section>")
    assert list(zip([item.title for item in items], told, strict=True)) == SHORT


def of_list(words: list[tuple[str, str]], card: str) -> list[str | None]:
    """The teasers of a list of cards, each with a title and a teaser."""
    cards = "".join(card.format(title, teaser, n) for n, (title, teaser) in enumerate(words))
    return teasers(f"{STORY}<section>{cards}</section>")


def test_the_second_line_of_a_georgian_link_is_no_second_half_of_its_headline() -> None:
    """To Unicode all letters of Georgian texts are small."""
    words = [
        ("ბორანი ისევ დადის ტბაზე", "ცხრა კვირა იდგა ნაპირზე"),
        ("საცხობი მთის ძირას დაიხურა", "ღუმელები არავის უნდა"),
        ("ბუები ეკლესიის კოშკში ცხოვრობენ", "ზარები ივნისამდე გაჩუმდება"),
    ]
    card = '<a href="/n/{2}"><div>{0}</div><div>{1}</div></a>'
    assert of_list(words, card) == [teaser for _, teaser in words]
    small = [(title, teaser[0].lower() + teaser[1:]) for title, teaser in SHORT]
    assert of_list(small, card.replace("/n/", "/s/")) != [teaser for _, teaser in small]


def test_vowel_signs_count_as_letters_of_a_short_teaser() -> None:
    words = [
        ("పాత రేడియో మళ్లీ మొదలైంది", "రోజుకు నాలుగు గంటలు"),
        ("చెరువులో రాతి శాసనం దొరికింది", "చాలా పాతదని అంచనా"),
        ("కొత్త బస్సులు వచ్చేశాయి ఊరికి", "మొదట పది మార్గాల్లో"),
    ]
    card = '<div><h4><a href="/n/{2}">{0}</a></h4><span>{1}</span></div>'
    assert of_list(words, card) == [teaser for _, teaser in words]


def test_a_teaser_of_four_words_and_a_year_is_no_date() -> None:
    words = [*SHORT[:3], ("The clock of the old station runs", "It stood since May 1991.")]
    year = [*SHORT[:3], ("The clock of the old station runs", "It stood still since 1991.")]
    card = '<p><a href="/n/{2}">{0}</a> – {1}</p>'
    assert of_list(year, card)[3] == "It stood still since 1991."
    assert of_list(words, card)[:3] == [teaser for _, teaser in SHORT[:3]]


def test_titles_in_headings_are_not_taken_for_the_teasers_of_a_list() -> None:
    told = [
        ("Prices of dates go up before the feast", "Traders are calm."),
        ("Team of the oasis reaches the final match", "It won on penalties."),
        ("Travelling library visits all the hamlets", "Books come on wheels."),
        ("University of the palms takes a new class", "Until the month ends."),
    ]
    cards = "".join(
        f"<li><a href='/a/{n}'><h4>{title}</h4></a><p>{teaser}</p></li>"
        for n, (title, teaser) in enumerate(told)
    )
    assert teasers(f"{STORY}<ul>{cards}</ul>") == [teaser for _, teaser in told]


def test_kickers_bylines_and_dates_in_every_card_are_no_teasers() -> None:
    rows = zip(
        ("Sport", "Town", "Culture", "Sea"),
        ("Ada Lark", "Bo Rill", "Cy Mott", "Di Penn"),
        strict=True,
    )
    cards = "".join(
        f'<a href="/n/{n}"><span class="k">{kicker}</span><span class="t">Bridge {n} is built at'
        f' last by the sea</span><span class="b">{name} of the Echo</span>'
        f'<span class="d">{n} June 2026</span></a>'
        for n, (kicker, name) in enumerate(rows)
    )
    items, _, _, told = read_all(f"{STORY}<section>{cards}</section>")
    assert [item.title for item in items] == [
        f"Bridge {n} is built at last by the sea" for n in range(4)
    ]
    assert told == [None] * 4


def test_words_on_two_lines_of_a_link_are_parted() -> None:
    [item], _, _ = read(f'{STORY}<p><a href="/n/1">The ferry is repaired<br>at last</a></p>')
    assert item.title == "The ferry is repaired at last"


@pytest.mark.parametrize(
    "heading",
    ["آخرین خبرها", "Останні новини", "Friss hírek", "Mohlo by vás zajímat", "Остале вести",
     "Lisää uutisia", "עוד באתר", "ተዛማጅ ዜናዎች", "আরও পড়ুন", "LEIA TAMBÉM", "More on the ferry"],
)  # fmt: skip
def test_headings_that_announce_other_stories(heading: str) -> None:
    assert announces_related(heading)


def test_other_headings_announce_none() -> None:
    assert not any(map(announces_related, ["Sport", "Anzeige", "Newsletter", "Über uns", "संपर्क"]))


def test_a_list_is_judged_as_one() -> None:
    links = "".join(f'<li><a href="/n/{n}">Bridge {n} is built at last</a></li>' for n in range(6))
    alone = '<p class="x"><a href="/about">What the newspaper is about</a></p>'
    tree = parse_html(f"<html><body><ul>{links}</ul>{alone}</body></html>".encode())
    raw = cut(tree)
    candidates = find_candidates(tree, raw, [False] * len(raw), URL)
    scores = raise_to_list_mean(tree, candidates, np.array([0.9, 0.9, 0.55, 0.5, 0.9, 0.9, 0.45]))
    assert [score >= MIN_SCORE for score in scores] == [True] * 6 + [False]


@pytest.mark.parametrize(("score", "found"), [(0.0, 0), (0.2, 4)])
def test_teasers_make_no_items_of_what_is_surely_none(
    monkeypatch: pytest.MonkeyPatch, score: float, found: int
) -> None:
    """Comments have a link and a sentence each too; other stories are headed so."""
    monkeypatch.setattr(
        "scraper.extractors.related.find.raise_to_list_mean",
        lambda tree, items, *_: [score] * len(items),
    )
    cards = "".join(CARD.format(n).replace("told", "told at some length") for n in range(4))
    page = f"<html><body>{STORY}<section><h2>Read also</h2>{cards}</section></body></html>"
    tree = parse_html(page.encode())
    raw = cut(tree)
    model = shipped_model()
    judged = judge(tree, raw, Hints(), model)
    page = StoryPage(tree, raw, judged.layout, [0], judged.second.tolist(), URL)
    items = find_related(page, model)
    assert len(items) == found


def test_the_series_that_a_story_is_part_of_is_no_item(monkeypatch: pytest.MonkeyPatch) -> None:
    above = '<p><a href="/town">The trade that is about to vanish</a></p>'
    monkeypatch.setattr(
        "scraper.extractors.related.find.raise_to_list_mean",
        lambda tree, items, *_: [0.9] * len(items),
    )
    tree = parse_html(f"<html><body>{above}{STORY}{LATEST}</body></html>".encode())
    raw = cut(tree)
    story = [number for number, block in enumerate(raw) if "story itself" in block.text]
    model = shipped_model()
    judged = judge(tree, raw, Hints(), model)
    page = StoryPage(tree, raw, judged.layout, story, judged.second.tolist(), URL)
    items = find_related(page, model)
    assert [item.section for item in items] == ["Latest news"] * 3


MARKED = {
    "the class names it": '<a href="/a/{0}"><div class="card-title">{1}</div><div>{2}</div></a>',
    "BEM": '<a href="/a/{0}"><p class="item__headline">{1}</p><p class="item__text">{2}</p></a>',
    "CSS modules": '<a href="/a/{0}"><b class="B_title__x8Zk">{1}</b><i class="B_x__y">{2}</i></a>',
    "two elements": '<a href="/a/{0}"><div>{1}</div><div>{2}</div></a>',
    "two links": '<a href="/a/{0}">{1}</a><a href="/a/{0}">{2}</a>',
}


@pytest.mark.parametrize("card", MARKED.values(), ids=MARKED)
@pytest.mark.parametrize("number", [1, 2])
def test_a_title_of_few_words_keeps_its_place_before_the_teaser(card: str, number: int) -> None:
    told = [
        ("Quiet quarry", "The last blast was heard by three men and a heron on the rim."),
        ("Hauki katosi", "Kalastaja etsi sitä kolme viikkoa ja löysi lopulta vain vieheensä."),
    ][:number]
    cards = "".join(f"<li>{card.format(n, *words)}</li>" for n, words in enumerate(told))
    candidates, _, _, said = read_all(f"{STORY}<ul>{cards}</ul>")
    assert [c.title for c in candidates] == [title for title, _ in told]
    assert said == [teaser for _, teaser in told]


def test_of_two_headings_in_a_link_the_higher_is_the_title() -> None:
    card = (
        '<a href="/a/my-old-abacus-7"><h2>My Old Abacus</h2>'
        "<h3>She could beat the till, and the till knew it.</h3></a>"
    )
    [item], _, _, told = read_all(STORY + card)
    assert item.title == "My Old Abacus"
    assert told == ["She could beat the till, and the till knew it."]


def test_the_first_line_of_a_link_to_the_next_story_is_no_title() -> None:
    card = (
        '<nav><a href="/a/7"><span>The story before this</span>'
        "<p>Price of tea leaves goes up again</p></a></nav>"
    )
    [item], _, _, told = read_all(STORY + card)
    assert (item.title, told) == ("Price of tea leaves goes up again", [None])


def test_a_title_is_what_all_links_to_the_story_say() -> None:
    before = "<p><a href='/a/fair'>Foregoing article: Harvest fair moves to the glebe field</a></p>"
    items, _, _ = read(STORY + before + LATEST)
    assert items[0].title == "Harvest fair moves to the glebe field"


@pytest.mark.parametrize(
    ("line", "teaser"),
    [
        ("Councillors are unanimous, only bakers keep complaining", True),
        ("Quiet, all but the baker", False),
        ("Adelaide Larkspur, Bartholomew Rill, Cynthia Motteram", False),
        ("throughout 30 September until 12 November", False),
    ],
)
def test_the_line_below_a_title_in_its_link_is_a_teaser_if_it_is_a_clause(
    line: str, teaser: bool
) -> None:
    card = f"<a href='/a/9'><b>Stars above Lastow: the isle puts out its lamps</b><i>{line}</i></a>"
    assert teasers(STORY + card) == [line if teaser else None]


@pytest.mark.parametrize(
    ("button", "slug"),
    [("Next »", "why-the-cellars-are-damp"), ("Newer posts", "damp-cellars"), ("Next »", "7")],
)
def test_a_button_in_an_element_called_title_is_no_title(button: str, slug: str) -> None:
    link = (
        f'<nav><a href="/p/{slug}"><span class="title">{button}</span><br>'
        "<span>Why the cellars are damp again</span></a></nav>"
    )
    [item], _, _, [teaser] = read_all(STORY + link)
    assert (item.title, teaser) == ("Why the cellars are damp again", None)


def test_an_address_made_of_the_kicker_makes_no_title_of_it() -> None:
    link = (
        '<a href="/agreement-on-cellars-12"><p class="topline">Agreement on cellars</p>'
        '<p class="headline">Lane dries up</p></a>'
    )
    [item], _, _ = read(STORY + link)
    assert item.title == "Lane dries up"


def test_the_address_tells_title_from_teaser_without_full_stop() -> None:
    card = '<li><a href="/p/{0}">{1}</a><a href="/p/{0}">{2}</a></li>'
    cards = card.format(
        "a-praise-of-damp-cellars", "A praise of damp cellars",
        "Nothing that is kept above ground has ever tasted of anything",
    )  # fmt: skip
    [item], _, _, [teaser] = read_all(f"{STORY}<ul>{cards}</ul>")
    assert item.title == "A praise of damp cellars"
    assert teaser == "Nothing that is kept above ground has ever tasted of anything"


def test_a_kicker_above_a_title_with_a_full_stop_is_no_title() -> None:
    cards = "".join(
        f'<li><a href="/a/{n}"><span>Town council</span><span>{title}</span></a></li>'
        for n, title in enumerate(["Nobody wants the old swings.", "The mayor lost his hat again."])
    )
    candidates, _, _ = read(f"{STORY}<ul>{cards}</ul>")
    assert [c.title for c in candidates] == [
        "Nobody wants the old swings.", "The mayor lost his hat again.",
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("line", "section", "title"),
    [
        ("<b>Read also:</b> Ferry sold for a song", "Read also", "Ferry sold for a song"),
        ("<b>À LIRE AUSSI - </b>Le bac vendu", "À LIRE AUSSI", "Le bac vendu"),
        ("Baca juga: Feri tua dijual", "Baca juga", "Feri tua dijual"),
        ("<b>LEGGI ANCHE</b> Traghetto venduto", "LEGGI ANCHE", "Traghetto venduto"),
        ("İLGİLİ HABER: Eski vapur satıldı", "İLGİLİ HABER", "Eski vapur satıldı"),
        ("関連記事：古いフェリーが売却された", "関連記事", "古いフェリーが売却された"),
    ],
)
def test_words_that_lead_on_inside_the_link_are_its_section(
    line: str, section: str, title: str
) -> None:
    [item], [headed], _ = read(f'{STORY}<p><a href="/a/9">{line}</a></p>{STORY}')
    assert (headed, item.title) == (section, title)


@pytest.mark.parametrize(
    "title",
    ["Read more books, says the mayor", "Popular baker: I quit", "Read also the small print here"],
)
def test_a_title_that_begins_like_such_words_stays_whole(title: str) -> None:
    [item], _, _ = read(f'{STORY}<p><a href="/a/9">{title}</a></p>{STORY}')
    assert item.title == title


@pytest.mark.parametrize(
    ("text", "title"),
    [
        ("← Thirty stalls fewer", "Thirty stalls fewer"),
        ("« Thirty stalls fewer", "Thirty stalls fewer"),
        (">> Thirty stalls fewer", "Thirty stalls fewer"),
        ("« Thirty stalls », says she", "« Thirty stalls », says she"),
        ("The heart of the town ❤️", "The heart of the town ❤️"),
    ],
)
def test_arrows_are_no_part_of_a_title(text: str, title: str) -> None:
    [item], _, _ = read(f'{STORY}<p><a href="/a/9">{text}</a></p>')
    assert item.title == title


def test_numbers_that_count_a_list_are_no_part_of_its_titles() -> None:
    def titles(*texts: str) -> list[str]:
        links = "".join(f'<li><a href="/a/{n}">{text}</a></li>' for n, text in enumerate(texts))
        return [c.title for c in read(f"{STORY}<ol>{links}</ol>")[0]]

    plain = ["Lamp left burning", "버스 요금 다시 오른다"]
    assert titles("<i>1</i>Lamp left burning", "<i>2</i>버스 요금 다시 오른다") == plain
    assert titles("1. Lamp left on", "2. Bus fares up", "3. Pier shut")[2] == "Pier shut"
    counted = ["1 lamp left burning", "2 buses in one ditch"]
    assert titles(*counted) == counted
    counted = ["3 dead in the fog", "10 tips for damp cellars", "2 buses in one ditch"]
    assert titles(*counted) == counted


@pytest.mark.parametrize(
    "button", ["Lire la suite", "mehr", "続きを読む", "[Read more]", "Devamını oku →"]
)
def test_a_link_to_the_story_behind_its_teaser_is_no_part_of_it(button: str) -> None:
    card = (
        '<div><h3><a href="/a/{0}">The cellars of lane {0} again</a></h3>'
        "<p>They were dug for wine and kept for bombs, and now... "
        '<a href="/a/{0}">{1}</a></p></div>'
    )
    for number in (1, 3):
        cards = "".join(card.format(n, button) for n in range(number))
        told = teasers(f"{STORY}<section>{cards}</section>")
        assert told == ["They were dug for wine and kept for bombs, and now..."] * number


@pytest.mark.parametrize("day", ["12. September 2023", "12. September", "Sept. 12 at noon"])
def test_a_date_behind_a_teaser_is_not_taken_for_a_button(day: str) -> None:
    card = (
        '<div><h3><a href="/a/{0}">The cellars of lane {0} again</a></h3>'
        "<p>Not every barrel {0} fits into every cellar {1}</p></div>"
    )
    told = teasers(STORY + "".join(card.format(n, day) for n in range(3)))
    assert told == [f"Not every barrel {n} fits into every cellar {day}" for n in range(3)]


def test_a_button_behind_a_year_is_cut() -> None:
    card = (
        '<div><h3><a href="/a/{0}">The cellars of lane {0} again</a></h3>'
        "<p>They were dug for wine and closed for good in 2023. Read more</p></div>"
    )
    told = teasers(STORY + "".join(card.format(n) for n in range(3)))
    assert told == ["They were dug for wine and closed for good in 2023."] * 3


@pytest.mark.parametrize("mark", ["…", "...", " …"])
def test_a_title_cut_short_is_no_teaser(mark: str) -> None:
    card = (
        '<div><h3><a href="/a/1">Forty new cellars are dug this year in the MarketStreet</a></h3>'
        f'<p class="text">Forty new cellars are dug this year in the MarketStr{mark}</p></div>'
    )
    assert teasers(STORY + card) == [None]


def test_a_few_words_are_a_teaser_where_the_element_is_called_so() -> None:
    card = (
        '<div><h3><a href="/a/1">The cellars of the lane are dry again</a></h3>'
        '<p class="{}">Eleven barrels and one ghost</p><p>By Ann Ode</p></div>'
    )
    assert teasers(STORY + card.format("card-description")) == ["Eleven barrels and one ghost"]
    assert teasers(STORY + card.format("teaser__topline")) == [None]


MENU = ("voorpagina", "sport", "cultuur", "agenda", "archief", "contact", "colofon", "abonnees")


def test_pages_of_the_same_script_below_a_known_heading_are_items() -> None:
    # Addresses that differ in the query's value alone have no slug and no folder to be judged by.
    rows = "".join(
        f"<tr><td><a href='nieuws.asp?id={number}'>{title}</a></td></tr>"
        for number, title in enumerate(
            [
                "Molen krijgt nieuwe wieken",
                "Zwembad in de zomer dicht",
                "Fanfare zoekt nieuwe trombonisten",
            ],
            start=10431,
        )
    )
    menu = "".join(f"<td class='m'><a href='{name}.asp'>{name}</a></td>" for name in MENU)
    page = (
        f"<title>Markt verhuist naar de haven</title><table class='top'><tr>{menu}</tr></table>"
        "<table class='main'><tr><td class='left'><h1>Markt verhuist naar de haven</h1><p>De "
        "weekmarkt staat vanaf maandag op de kade, heeft de gemeenteraad besloten. Voor de kramen "
        "op het plein was na veertig jaar geen plaats meer.</p><p>De bakker is er niet blij mee, "
        "maar de visboer wel, want die woont er om de hoek.</p></td></tr></table>"
        f"<table class='more'><tr><td><b>MEER NIEUWS</b></td></tr>{rows}</table>"
    )
    record = extract(page, url="http://bode.example/nieuws.asp?id=77")
    assert [item.title for item in record.related] == [
        "Molen krijgt nieuwe wieken",
        "Zwembad in de zomer dicht",
        "Fanfare zoekt nieuwe trombonisten",
    ]


def test_titles_of_three_words_separate_the_cards_of_two_lists() -> None:
    markup = (
        "<div><h3>Latest news</h3><ul>"
        '<li><a href="/n/1">Harbour museum reopens on Sunday</a></li></ul></div>'
        "<div><h3>Most read</h3><ul>"
        '<li><a href="/n/2">Lighthouse keepers rejoice</a></li>'
        '<li><a href="/n/3">Parliament reconsiders fisheries</a></li></ul></div>'
    )
    _, sections, _ = read(STORY + markup)
    assert sections == ["Latest news", "Most read", "Most read"]


def test_the_name_over_an_author_box_is_no_section() -> None:
    neighbours = "".join(f'<a href="/n/{n}">A headline with number {n}</a>' for n in (1, 2))
    box = "<div><h2>{}</h2><p>Writes on harbours.</p></div><nav>{}</nav>"
    _, sections, _ = read(STORY + box.format("Ann Example", neighbours))
    assert sections == [None, None]


def test_a_date_before_bold_titles_is_no_section() -> None:
    line = '<p><span>24.02.2026</span> <a href="/n/{0}"><b>Headline of story number {0}</b></a></p>'
    lines = "".join(line.format(n) for n in (1, 2))
    _, sections, _ = read(f"{STORY}<div><h3>Read also</h3>{lines}</div>")
    assert sections == ["Read also", "Read also"]


def test_a_linked_category_in_each_card_is_no_section() -> None:
    card = (
        '<div><a href="/town/{0}"><img src="/{0}.jpg"></a><a href="/town">Town</a>'
        '<h3><a href="/town/{0}">Headline of the story number {0}</a></h3></div>'
    )
    cards = "".join(card.format(n) for n in (1, 2, 3))
    menu = '<nav><a href="/section/7">Town</a></nav>'
    candidates, sections, _ = read(f"{menu}{STORY}<section><h2>Newest</h2>{cards}</section>")
    items = [at for at, c in enumerate(candidates) if c.title.startswith("Headline")]
    assert [sections[at] for at in items] == ["Newest"] * 3


@pytest.mark.parametrize("label", ["यो पनि पढ्नुहोस्", "Pročitajte i ovo", "Още по темата"])
def test_a_phrase_in_an_element_before_the_link_is_the_section(label: str) -> None:
    line = f'<div><span>{label}</span><a href="/n/1"><b>Headline of another story</b></a></div>'
    assert read(STORY + line)[1] == [label]


def test_a_kicker_beside_the_heading_of_a_link_is_not_in_the_title() -> None:
    card = (
        '<article><a href="/n/1"><header><div>Money</div><h2>The meter that takes francs</h2>'
        "</header><div>A relic confuses drivers to this day.</div></a></article>"
    )
    candidates, _, _ = read(STORY + card)
    assert [c.title for c in candidates] == ["The meter that takes francs"]


def listed(*addresses: str) -> list[ItemCandidate]:
    found = [ItemCandidate(f"https://news.example{address}", address) for address in addresses]
    for candidate in found:
        candidate.words = 3
    return found


LISTED = ("/news/12-rain", "/news/13-new-bridge", "/news/14-ferry", "/news/15-goat", "/tags")


def test_a_list_follows_its_majority_where_addresses_have_one_form() -> None:
    candidates = listed(*LISTED)
    scores = np.array([0.9, 0.7, 0.8, 0.4, 0.4])
    found = in_lists_of_items(candidates, scores, [list(range(5))])
    assert id(candidates[3]) in found
    assert id(candidates[4]) not in found


@pytest.mark.parametrize("scores", [[0.9, 0.7, 0.5, 0.4, 0.1], [0.9, 0.7, 0.8, 0.1, 0.1]])
def test_candidates_in_other_lists_are_judged_by_themselves(scores: list[float]) -> None:
    candidates = listed(*LISTED)
    found = in_lists_of_items(candidates, np.array(scores), [list(range(5))])
    assert id(candidates[3]) not in found


@pytest.mark.parametrize(
    ("address", "is_neighbour"),
    [
        ("https://www.news.example/arch/99/1104/story1.htm", True),
        ("https://news.example/arch/99/1105/story1.htm", False),
        ("https://other.example/arch/99/1104/story1.htm", False),
        ("https://news.example/arch/99/1104/a/b.htm", False),
    ],
)
def test_a_neighbour_is_in_the_pages_own_folder(address: str, is_neighbour: bool) -> None:
    assert _is_neighbour(address, "https://news.example/arch/99/1104/story2.htm") is is_neighbour
    assert not _is_neighbour("https://news.example/news/a", "https://news.example/news/b")


def test_the_list_with_the_page_itself_as_an_entry_is_its_series() -> None:
    url = "https://news.example/series/village/2-library"
    markup = (
        '<ol><li><a href="/series/village/1-school">Part 1. Without a school</a></li>'
        "<li>Part 2. Without a library</li>"
        '<li><a href="/series/village/3-shop">Part 3. Without a shop</a></li>'
        '<li><a href="/about/how-we-count-villages">How we count the villages</a></li></ol>'
    )
    tree = parse_html(f"<html><body>{markup}{STORY}</body></html>".encode())
    raw = cut(tree)
    story = [number for number, block in enumerate(raw) if "story itself" in block.text]
    layout = Layout(tree, raw, shipped_model().tokens)
    titles = ["Part 2. Without a library - Village News"]
    page = StoryPage(tree, raw, layout, story, probabilities=(), url=url, titles=titles)
    candidates = find_candidates(tree, raw, page.story, url)
    found = _parts_of_series(page, candidates)
    assert [c.title for c in candidates if id(c) in found] == [
        "Part 1. Without a school",
        "Part 3. Without a shop",
    ]
    other = replace(page, titles=["Another title of a page"])
    assert not _parts_of_series(other, candidates)


def test_in_a_list_of_stories_events_are_a_section() -> None:
    def link(path: str) -> ItemCandidate:
        address = f"https://news.example/{path}"
        return ItemCandidate(address, address)

    found = [link("events/carnival"), link("town/roads-closed"), link("town/new-priest")]
    lists = [[0, 1, 2]]
    assert not _other_kinds(found, np.array([0.9, 0.8, 0.8]), lists, URL)
    assert _other_kinds(found, np.array([0.9, 0.8, 0.3]), lists, URL) == {id(found[0])}
    file = [link("files/carnival.pdf"), *found[1:]]
    assert _other_kinds(file, np.array([0.9, 0.8, 0.8]), lists, URL) == {id(file[0])}


def test_a_short_sentence_in_a_paragraph_of_its_own_is_a_teaser() -> None:
    def card(number: int, teaser: str) -> str:
        return f'<a href="/a/{number}"><h4>Headline of story {number}</h4><p>{teaser}</p></a>'

    told = teasers(STORY + card(1, "He held a tree.") + card(2, "An overview by the bank."))
    assert told == ["He held a tree.", "An overview by the bank."]
    others = ["By Ann Example", "Ann B. Example.", "3 hours ago", "Read more about it.", ""]
    told = teasers(STORY + "".join(card(n, text) for n, text in enumerate(others)))
    assert told == [None] * len(others)
    told = teasers(STORY + card(1, "For our readers only.") + card(2, "For our readers only."))
    assert told == [None, None]


def test_announcing_words_and_a_colon_make_a_line_between_paragraphs_a_pointer() -> None:
    def is_pointer(markup: str) -> bool:
        tree = parse_html(f"<html><body>{markup}</body></html>".encode())
        return is_pointer_line(tree, cut(tree)[0], "news.example")

    assert is_pointer('<p><b>Karin bayani:</b> <a href="/n/1">Yadda ake adana tumatir</a></p>')
    assert not is_pointer('<p><b>Magana:</b> <a href="/n/1">Yadda ake adana tumatir</a></p>')
    other = "https://shop.example/n/1"
    assert not is_pointer(f'<p>Karin bayani: <a href="{other}">Yadda ake adana tumatir</a></p>')


def test_neither_arrows_nor_the_page_itself_are_items(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(
        "scraper.extractors.related.find.raise_to_list_mean",
        lambda tree, items, *_: [0.9] * len(items),
    )
    arrows = '<p><a href="/a/before">←</a> <a href="/a/after">→</a></p>'
    own = '<p><a href="/town/own-story">Own story of the day: the rain goes on</a></p>'
    head = '<link rel="canonical" href="https://news.example/town/own-story">'
    page = f"<html><head>{head}</head><body>{STORY * 3}{LATEST}{arrows}{own}</body></html>"
    urls = [item.url for item in extract(page, url="https://news.example/?p=17").related]
    assert urls == [f"https://news.example/a/{name}" for name in ("fair", "swans", "choir")]


def short_cards(lines: list[str], attributes: str = "") -> str:
    """Cards with a short line below each headline."""
    heads = ("How to listen to an organ", "Five books about bells", "A choir without a leader")
    return (
        "<div>"
        + "".join(
            f'<article class="post"><h3 class="post__title"><a href="/a/{n}">{head}</a></h3>'
            f"<div{attributes}><p>{line}</p></div></article>"
            for n, (head, line) in enumerate(zip(heads, lines, strict=True))
        )
        + "</div>"
    )


@pytest.mark.parametrize(
    "lines",
    [
        ["Advice of a bell ringer", "A librarian’s choice", "What they sing at night"],
        ["Поради від дзвонаря", "Добірка бібліотекарки", "Репортаж із репетиції"],
    ],
)
def test_short_lines_in_the_same_element_of_all_cards_are_teasers(lines: list[str]) -> None:
    assert teasers(short_cards(lines, ' class="post__excerpt"')) == lines
    assert teasers(short_cards(lines)) == lines


@pytest.mark.parametrize(
    "lines",
    [
        ["Ann Example", "Piet Longley", "Eve Sand-Marrow"],
        ["by ann example", "by piet longley", "by eve sand"],
        ["3 June at the harbour", "4 June at the harbour", "5 June in the town hall"],
        ["Advice of a bell ringer", "Advice of a bell ringer", "What they sing at night"],
    ],
)
def test_names_dates_and_labels_are_no_short_teasers(lines: list[str]) -> None:
    assert teasers(short_cards(lines)) == [None, None, None]


def test_a_list_whose_heading_only_the_list_shows() -> None:
    lines = "".join(f"<p>{'The rain went on and nobody went out. ' * 4}{n}.</p>" for n in range(5))
    related = (
        '<div class="zone rel"><strong class="title">관련기사</strong><div class="tit-list"><ul>'
        '<li><a href="/x790102">송이버섯 작황 5년 만에 최고</a></li></ul></div></div>'
    )
    record = extract(
        f"<html><body><article><h1>{TITLES[0]}</h1>{lines}</article>{related}</body></html>",
        url=URL,
    )
    assert [(item.title, item.section) for item in record.related] == [
        ("송이버섯 작황 5년 만에 최고", "관련기사")
    ]


def test_a_background_that_a_script_loads_is_the_picture_of_a_card() -> None:
    tree = parse_html(b'<div><a href="/a/1"><span data-img-url="/p/rain.jpg"></span></a></div>')
    assert images_of(tree, tree.tags.index("div")) == ["/p/rain.jpg"]
    tree = parse_html(b"<div><i data-bg=\"url('/p/rain.jpg')\"></i></div>")
    assert images_of(tree, tree.tags.index("div")) == ["/p/rain.jpg"]


@pytest.mark.parametrize(
    ("size", "shown"),
    [
        ('width="64" height="48"', True),
        ('width="600" height="20"', False),
        ('width="48" height="48"', False),
        ('height="40"', False),
        ('height="90"', True),
    ],
)
def test_a_thumbnail_is_larger_than_an_icon_on_its_longer_side(size: str, shown: bool) -> None:
    tree = parse_html(f'<body><div><img src="/i/1.jpg" {size}></div></body>'.encode())
    assert images_of(tree, tree.tags.index("div")) == (["/i/1.jpg"] if shown else [])


def test_a_short_chinese_sentence_with_numbers_is_a_teaser() -> None:
    card = '<li><a href="/a/{0}"><h2>{1}</h2></a><p class="x">{2}</p></li>'
    texts = [
        ("一", "強風吹倒港口的老樹，沒有人受傷。"), ("二", "名額30人，三分鐘額滿。"),
        ("三", "農民說今年的收成比去年好一些。"), ("四", "最遠送到海拔很高的山上部落。"),
    ]  # fmt: skip
    cards = "".join(
        card.format(n, f"港口新聞的標題第{number}則", text)
        for n, (number, text) in enumerate(texts)
    )
    assert teasers(f"{STORY}<ul>{cards}</ul>") == [text for _, text in texts]


BARE = (
    '<div class="card"><div class="t"><a href="/a/{0}">Headline of the story number {0}</a></div>'
    '<div class="{2}">{1}</div></div>'
)
CLAUSES = ["Nobody counted on it", "Owls came back at night", "Rain fell until June 2028"]


def bare_cards(below: list[str], kind: str = "sub") -> str:
    return "".join(BARE.format(n, text, kind) for n, text in enumerate(below))


def test_short_teasers_without_a_full_stop_in_any_element() -> None:
    assert teasers(bare_cards(CLAUSES)) == CLAUSES
    assert teasers(bare_cards(CLAUSES, "author-name")) == [None, None, None]
    assert teasers(bare_cards(["Jane Doe Holm", "Ann Maria Lund", "Jo Brand Berg"])) == [None] * 3


def test_a_link_to_the_story_is_cut_from_teasers_without_a_full_stop() -> None:
    texts = [
        "Nobody had counted on the otters",
        "Boots are sold out in three towns",
        "The bells will be silent for weeks",
    ]
    linked = [f'{text} <a href="/a/{n}">more</a>' for n, text in enumerate(texts)]
    assert teasers(bare_cards(linked)) == texts


def test_the_heading_of_a_list_in_an_element_of_its_own() -> None:
    story = "<p>The story itself is long, and it says what there is to say about the rain.</p>"
    page = f"<div>{story}<div>More news</div><div>{bare_cards(CLAUSES)}</div></div>"
    assert {item.section for item in related_of(page)} == {"More news"}


def related_of(markup: str) -> list[RelatedItem]:
    body = "<p>The story itself goes on, and on, until the rain has stopped at last.</p>" * 3
    page = f"<html><body><h1>It rained</h1>{body}{markup}</body></html>"
    return extract(page.encode(), url=URL).related
