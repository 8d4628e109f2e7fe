"""Lists of headlines and teasers in the story's own element."""

from __future__ import annotations

import pytest

from scraper import extract
from scraper.extractors.listed_teasers import listed_teasers
from scraper.extractors.parsing.blocks import cut
from scraper.extractors.parsing.html import parse_html

STORY = (
    "<p>It rained in Lund on Monday for the first time since the end of April.</p>"
    "<p>Nobody who was asked had brought an umbrella along, whatever the forecast had said.</p>"
    "<p>The next rain is expected on Thursday evening.</p>"
)
ITEMS = [
    (f"Council of ward {n} votes to keep the night bus", f"Fares rise by {n} crowns in May.")
    for n in range(2, 7)
]
MARKUP = {
    "subheadings": "<h3><a href='/a/{n}'>{title}</a></h3><p>{teaser}</p>",
    "paragraphs": "<p><b><a href='/a/{n}'>{title}</a></b></p><p>{teaser}</p>",
    "line breaks": "<p><a href='/a/{n}'>{title}</a><br>{teaser}</p>",
}


def listed(markup: str, items: list[tuple[str, str]] = ITEMS) -> str:
    return "".join(markup.format(n=n, title=t, teaser=d) for n, (t, d) in enumerate(items))


def left(page: str, chosen: range | list[int] | None = None, host: str = "news.example") -> int:
    """How many of the blocks below the story's three paragraphs are left in it."""
    tree = parse_html(page.encode())
    raw = cut(tree)
    numbers = list(range(len(raw)) if chosen is None else chosen)
    found = listed_teasers(tree, raw, numbers, host)
    assert all(number > 2 for number in found.blocks)
    return sum(number > 2 for number in numbers) - len(found.blocks)


@pytest.mark.parametrize("markup", MARKUP.values(), ids=MARKUP)
@pytest.mark.parametrize("host", ["news.example", ""])
def test_the_list_that_a_story_ends_with(markup: str, host: str) -> None:
    assert left(STORY + listed(markup), host=host) == 0


def test_what_is_left_of_a_list_that_the_model_left_out() -> None:
    outside = listed("<h3><a href='https://other.example/{n}'>{title}</a></h3><p>{teaser}</p>")
    assert left(STORY + outside, [0, 1, 2, 8, 12]) == 0
    assert left(STORY + outside) == 10, "links to another site are the story's own, if all are kept"


def test_what_looks_like_a_list_and_is_the_story() -> None:
    markup = MARKUP["subheadings"]
    assert left(STORY + listed(markup) + STORY) == 13, "the story goes on below"
    assert left(STORY + listed(markup, ITEMS[:2])) == 4, "two are no list"
    questions = [(title + "?", teaser) for title, teaser in ITEMS]
    assert left(STORY + listed(markup, questions)) == 10, "the questions of a guide"
    offers = [("Marathon plans", teaser) for _, teaser in ITEMS]
    assert left(STORY + listed(markup, offers)) == 10, "names of offers"


@pytest.mark.parametrize("markup", MARKUP.values(), ids=MARKUP)
@pytest.mark.parametrize("path", ["/world/rain-in-lund-at-last", "/news.php?id=219044", None])
def test_the_items_of_such_a_list(markup: str, path: str | None) -> None:
    menu = "".join(f"<li><a href='/{name}'>{name}</a></li>" for name in ("World", "Sports", "Arts"))
    page = (
        f"<html><head><title>Rain in Lund at last</title></head><body><ul>{menu}</ul><div class=c>"
        f"<h1>Rain in Lund at last</h1>{STORY}<p>Reuters</p><p>Mon Mar 24 2025</p>"
        "<p>Puddles on the square of Lund on Monday, March 24, 2025. - REUTERS</p>"
        f"{listed(markup)}</div></body></html>"
    )
    record = extract(page, url=f"https://news.example{path}" if path else None)
    assert record.text.count("\n") == 2
    assert [(item.title, item.teaser) for item in record.related] == ITEMS


MENU = (
    "<header><nav><ul class=menu>"
    + "".join(f"<li><a href='/{name}'>{name}</a></li>" for name in ("World", "Sports", "Arts"))
    + "</ul></nav></header>"
)
UNLINKED = {
    "bold": "<p><b>{title}</b></p><p>{teaser}</p>",
    "subheadings": "<h3>{title}</h3><p>{teaser}</p>",
}


@pytest.mark.parametrize("markup", UNLINKED.values(), ids=UNLINKED)
@pytest.mark.parametrize("credits", ["<p>Reuters</p><p>Mon Mar 24 2025</p>", ""])
def test_items_without_links_behind_agency_and_date(markup: str, credits: str) -> None:
    """Without the two lines they may as well be the parts of a guide."""
    page = (
        f"<html><head><title>Rain in Lund at last</title></head><body class=news>{MENU}"
        "<main><article class=story>"
        f"<h1>Rain in Lund at last</h1>{STORY}{STORY}{credits}{listed(markup)}</article></main>"
        "<footer><a href='/about'>About</a> <a href='/terms'>Terms</a></footer></body></html>"
    )
    record = extract(page, url="https://news.example/world/rain-in-lund-at-last")
    assert [(item.title, item.teaser) for item in record.related] == (ITEMS if credits else [])
    assert record.text.count("\n") == (5 if credits else 15)
    assert record.agency == ("Reuters" if credits else None)


@pytest.mark.parametrize("markup", UNLINKED.values(), ids=UNLINKED)
@pytest.mark.parametrize(
    "heading",
    ["<h4>BERITA LAIN</h4>", "<p>More news</p>", "<p>The square was dry by noon. — Bernama</p>"],
)
def test_items_without_links_below_a_heading_or_an_agency(markup: str, heading: str) -> None:
    page = (
        f"<html><head><title>Rain in Lund at last</title></head><body class=news>{MENU}"
        f"<main><article class=story><h1>Rain in Lund at last</h1>{STORY}{STORY}{heading}"
        f"{listed(markup)}</article></main>"
        "<footer><a href='/about'>About</a> <a href='/terms'>Terms</a></footer></body></html>"
    )
    record = extract(page, url="https://news.example/world/rain-in-lund-at-last")
    assert [(item.title, item.teaser) for item in record.related] == ITEMS
    assert record.text.count("\n") == (6 if "Bernama" in heading else 5)


SHORT = [
    ("የቡና ዋጋ ጨመረ", "ገበሬዎች ደስተኛ ናቸው።"),
    ("አዲስ ቤተ መጻሕፍት ተከፈተ", "አምስት መቶ መጻሕፍት አሉት።"),
    ("የመንገድ ሥራ ተጀመረ", "ሦስት ወር ይወስዳል።"),
    ("ድልድዩ ተጠናቀቀ", "ትናንት ተመረቀ።"),
]


def test_short_headlines_are_a_list_below_a_heading_that_announces_them() -> None:
    rows = "".join(
        f"<dt><a href='/x{n}'>{title}</a></dt><dd>{teaser}</dd>"
        for n, (title, teaser) in enumerate(SHORT)
    )
    assert left(f"{STORY}<h3>ሌሎች ዜናዎች</h3><dl>{rows}</dl>") == 0
    offers = listed(MARKUP["subheadings"], [("Marathon plans", teaser) for _, teaser in ITEMS])
    assert left(f"{STORY}<h3>More news</h3>{offers}") == 0


def test_a_list_in_the_middle_and_the_next_story_below_it() -> None:
    below = "<h1>Storm over the sound</h1><p>Trains stood still for nine hours on Sunday.</p>"
    announced = f"<h4>Διαβάστε επίσης</h4>{listed(MARKUP['subheadings'])}"
    assert left(f"<h1>Rain in Lund</h1>{STORY}{announced}{below}", range(1, 17)) == 1
    going_on = "<p>It goes on raining in the evening, and nobody in Lund minds.</p>"
    assert left(f"{STORY}{announced}{going_on}") == 1


def test_a_list_longer_than_the_story_above_it_does_not_make_the_page_a_list() -> None:
    page = (
        f"<html><head><title>Rain in Lund</title></head><body><div><h2>Rain in Lund</h2>{STORY}"
        f"<h3>More news</h3>{listed(MARKUP['paragraphs'], ITEMS * 2)}</div></body></html>"
    )
    record = extract(page, url="https://news.example/local/rain-in-lund-at-last-4711")
    assert (record.page_type, record.text.count("\n")) == ("article", 2)


def test_what_leaves_the_story_as_a_list_is_among_the_items() -> None:
    """Addresses without words and headlines of two words are no items by themselves."""
    rows = "".join(
        f"<dt><a href='/x{n}'>{title}</a></dt><dd>{teaser}</dd>"
        for n, (title, teaser) in enumerate(SHORT)
    )
    page = (
        f"<html><head><title>Rain in Lund</title></head><body class=page>{MENU}<div class=body>"
        f"<h2 class=top>Rain in Lund</h2>{STORY}<h3>ሌሎች ዜናዎች</h3><dl>{rows}</dl></div></body>"
    )
    record = extract(page, url="https://news.example/x4711")
    assert [(item.title, item.teaser) for item in record.related] == SHORT
    assert record.text.count("\n") == 2
