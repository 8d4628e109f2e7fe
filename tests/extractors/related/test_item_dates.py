"""Dates and times beside an item's headline or teaser."""

import pytest

from scraper.extractors.parsing.blocks import cut
from scraper.extractors.parsing.html import parse_html
from scraper.extractors.parsing.tree import Tree
from scraper.extractors.related import item_dates
from scraper.extractors.related.candidates import find_candidates
from scraper.extractors.related.item_dates import without_dates
from scraper.extractors.related.items import read_items

URL = "https://news.example/town/own-story-of-the-day"


def items(markup: str) -> list[tuple[str, str | None]]:
    """Titles and teasers of all links of a page without a story."""
    tree = parse_html(f"<html><body>{markup}</body></html>".encode())
    raw = cut(tree)
    candidates = find_candidates(tree, raw, [False] * len(raw), URL)
    teasers = read_items(tree, raw, candidates, candidates, URL)
    return [(item.title, teaser) for item, teaser in zip(candidates, teasers, strict=True)]


TITLE = "Ferry fares to rise at last"


@pytest.mark.parametrize(
    "line",
    [
        f"<small>Jun 03, 2025, 01:00 ET</small> {TITLE}",
        f"<time>০৮ জুন ২০২৫</time> {TITLE}",
        f'<span class="d">03.06.2025</span> | {TITLE}',
        f'<span>{TITLE}</span> <span class="ago">2 hours ago</span>',
        f"<small>Jun 3, 2025</small> <b>{TITLE}</b> <time>9:40</time>",
    ],
)
def test_a_date_in_an_element_of_its_own_is_no_title(line: str) -> None:
    assert items(f'<div><a href="/a/1"><h3>{line}</h3></a></div>') == [(TITLE, None)]


def card(teaser: str) -> str:
    return f'<div class="row"><h3><a href="/a/1">{TITLE}</a></h3>{teaser}</div>'


def test_a_date_in_the_line_of_the_teaser() -> None:
    teaser = "The line had been closed since the winter storm."
    link = f'<a class="excerpt" href="/a/1">{teaser}</a>'
    assert items(card(f"<div>{link}<time>8 June 2025</time></div>")) == [(TITLE, teaser)]


@pytest.mark.parametrize(
    ("line", "teaser"),
    [
        (
            "<time>3 June</time> is the day on which the fares of all the ferries rise",
            "3 June is the day on which the fares of all the ferries rise",
        ),
        (
            "The fares of all the ferries to the island rise on <time>3 June</time>",
            "The fares of all the ferries to the island rise on 3 June",
        ),
        (
            "<time>8月6日</time>に島の渡し船の運賃がすべて値上げされることになった。",
            "8月6日に島の渡し船の運賃がすべて値上げされることになった。",
        ),
        (
            'The harbour office has <span class="n">2030</span> in mind for the new line',
            "The harbour office has 2030 in mind for the new line",
        ),
    ],
)
def test_a_date_in_a_sentence_stays(line: str, teaser: str) -> None:
    assert items(card(f"<p>{line}</p>")) == [(TITLE, teaser)]


def test_a_name_with_its_date_is_no_teaser() -> None:
    byline = "<p><b>Ann Example, Piet Longley, Eve Sand</b> <time>October 8, 2025</time></p>"
    assert items(card(byline)) == [(TITLE, None)]


@pytest.mark.parametrize(
    ("line", "kept"),
    [
        ("Veröffentlicht am 25. Oktober 2023 16:01", False),
        ("Published on 3 May 2024, 11:36", False),
        ("公開日 2024年6月12日 09:05", False),
        ("Die neue Linie fährt ab dem 12. Juni 2024", True),
        ("Open until 3 May 2024.", True),
    ],
)
def test_a_date_with_its_label_is_no_teaser(line: str, kept: bool) -> None:
    tree = parse_html(f"<body>{card(f'<p>{line}</p>')}</body>".encode())
    raw = cut(tree)
    (item,) = find_candidates(tree, raw, [False] * len(raw), URL)
    assert without_dates(tree, raw, item, line) == (TITLE, line if kept else None)


def test_a_line_of_very_many_elements_is_not_searched(monkeypatch: pytest.MonkeyPatch) -> None:
    """Hundreds of links in one line would each be compared with all of its elements."""
    looked_at: list[int] = []

    def parts_within(tree: Tree, nodes: list[int], *_: object) -> list[tuple[int, str]]:
        looked_at.extend(i for node in nodes for i in range(node, tree.ends[node]))
        return []

    monkeypatch.setattr(item_dates, "_fast_parts", parts_within)
    links = [f'<a class="l" href="/a/{n}">{TITLE} for the {n}th time</a> ' for n in range(600)]
    assert len(items(f"<p>{''.join(links[:100])}</p>")) == 100
    assert len(looked_at) > 100 * 90
    looked_at.clear()
    assert len(items(f"<p>{''.join(links)}</p>")) == 600
    assert len(looked_at) <= 600
