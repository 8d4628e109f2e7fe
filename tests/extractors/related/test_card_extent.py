"""How far a card extends: names and sections linked beside a headline are part of its card."""

import pytest

from scraper.extractors.parsing.blocks import cut
from scraper.extractors.parsing.html import parse_html
from scraper.extractors.related.candidates import find_candidates, find_candidates_plain

STORIES = [
    ("Ferry company orders three electric boats", "They are to cross the strait from the spring."),
    ("Museum finds a lost map under its floor", "It shows a harbour that no longer exists."),
    ("Bakers of the old town go on strike", "They want to begin at four instead of two."),
]
TEASERS = [teaser for _, teaser in STORIES]


def cards(page: str) -> dict[str, str]:
    """Headline -> text of its card, the same for both twins."""
    tree = parse_html(f"<html><body>{page}</body></html>".encode())
    raw = cut(tree)
    found = find_candidates(tree, raw, [False] * len(raw), "https://news.example/own")
    plain = find_candidates_plain(tree, raw, [False] * len(raw), "https://news.example/own")
    assert [(c.url, c.card, c.blocks) for c in found] == [(c.url, c.card, c.blocks) for c in plain]
    return {c.title: " / ".join(raw[k].text for k in c.blocks) for c in found}


def page_of(beside: str, headline: str = "<h3><a href='/s/{n}'>{title}</a></h3>") -> str:
    """Three cards, with other links beside each headline."""
    listed = "".join(
        f"<div class=card>{beside.format(n=n)}{headline.format(n=n, title=title)}"
        f"<p>{teaser}</p></div>"
        for n, (title, teaser) in enumerate(STORIES)
    )
    return f"<div>{listed}</div>"


MENU = "<nav><a href='/culture'>Culture</a> <a href='/culture?all=1'>Culture</a></nav>"


@pytest.mark.parametrize(
    "beside",
    [
        "<span class=kicker><a href='/culture'>Culture</a></span>",
        "<p class=by><a href='/a/1'>Maria Jose de la Cruz</a></p>",
        "<p class=by><a href='/a/1'>Ada Quist-Berg of Little Wick</a>"
        " <a href='/a/2'>Bo van den Berg junior</a></p><a class=n href='/s/{n}#c'>12 comments</a>",
    ],
)
def test_sections_and_names_are_in_the_card(beside: str) -> None:
    found = cards(MENU + page_of(beside))
    for title, teaser in STORIES:
        assert found[title].endswith(teaser)
        assert sum(other in found[title] for other in TEASERS) == 1


def test_a_link_to_the_whole_card_and_its_author() -> None:
    headline = "<a class=all href='/s/{n}'><h3>{title}</h3></a>"
    found = cards(page_of("<a class=by href='/a/1'>Maria Jose de la Cruz</a>", headline))
    assert [found[title].endswith(teaser) for title, teaser in STORIES] == [True] * 3


def test_a_short_headline_set_like_the_others_begins_a_card() -> None:
    """Whatever its length, a link with the class and the place of the headline is another one."""
    lines = "".join(
        f"<div class=line><a class=t href='/s/{n}'>{title}</a></div>"
        for n, title in enumerate(
            ["Boats", "Lost map found", STORIES[0][0], "Strike of the bakers"]
        )
    )
    found = cards(f"<div class=list>{lines}</div>")
    assert found[STORIES[0][0]] == STORIES[0][0]


def test_a_headline_in_a_heading_begins_a_card_however_short() -> None:
    short = "<div class=top><h4><a href='/s/9'>Lost map is found</a></h4><p>It was below.</p></div>"
    found = cards(f"<div>{short}{page_of('')}</div>")
    assert "It was below" not in found[STORIES[0][0]]
    assert found["Lost map is found"].endswith("It was below.")


def test_many_links_beside_a_headline_are_a_list() -> None:
    tags = "".join(f"<a href='/t/{n}'>Topic number {n} of town</a> " for n in range(5))
    found = cards(f"<div><p>{tags}</p><div><h3><a href='/s/0'>{STORIES[0][0]}</a></h3></div></div>")
    assert found[STORIES[0][0]] == STORIES[0][0]


def test_read_more_below_each_teaser_ends_its_card() -> None:
    """Cards that have no other link than a label, which is the same in all."""
    plain = "".join(
        f"<h3>{title}</h3><p>{teaser}</p><p><a href='/s/{n}'>Read the story</a></p>"
        for n, (title, teaser) in enumerate(STORIES)
    )
    found = cards(f"<div>{plain}</div>")
    assert all(sum(other in text for other in TEASERS) <= 1 for text in found.values())
