"""Which blocks the story is given beside those that the model selects."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import pytest

from scraper.extractors.parsing.blocks import cut
from scraper.extractors.parsing.html import parse_html
from scraper.extractors.story_blocks import (
    with_last_paragraph,
    with_whole_tables,
    without_cards,
    without_item_links,
)
from scraper.record import RelatedItem

TABLE = "<table><tr><th>Town<th>Rain</tr>{}</table>".format(
    "".join(f"<tr><td>Lund {n}<td>{n} mm</tr>" for n in range(9))
)


ROWS = range(1, 11)


@pytest.mark.parametrize(
    ("chosen", "probability", "expected"),
    [
        pytest.param([0, *ROWS, 11], 0.9, range(12), id="all rows chosen"),
        pytest.param([0, *range(2, 11), 11], 0.9, range(12), id="all but the header row"),
        pytest.param([0, 2, 11], 0.4, range(12), id="nearly"),
        pytest.param([0, 2], 0.2, [0], id="one by chance"),
        pytest.param([0, 11], 0.0, range(12), id="within the text"),
        pytest.param([11], 0.4, ROWS, id="the story begins with it"),
        pytest.param([2], 0.4, [2], id="no story beside it"),
        pytest.param([], 0.9, [], id="no story"),
    ],
)
def test_a_table_is_part_of_the_story_as_a_whole(
    chosen: list[int], probability: float, expected: Sequence[int]
) -> None:
    page = f"<body><p>It rained.</p>{TABLE}<p>The end.</p></body>".encode()
    tree = parse_html(page)
    raw = cut(tree)
    found = with_whole_tables(tree, raw, chosen, np.full(len(raw), probability))
    assert found == sorted({*chosen, *expected} - ({*ROWS} - {*expected}))


@pytest.mark.parametrize(
    ("page", "taken"),
    [
        pytest.param("<p>It rained.</p>{0}<p>The end.</p>", True, id="between paragraphs"),
        pytest.param("<p>It rained.</p><div>{0}</div><p>The end.</p>", True, id="in a frame"),
        pytest.param("<div><p>It rained.</p></div>{0}<p>The end.</p>", False, id="between parts"),
        pytest.param("<p>It rained.</p><p>The end.</p>{0}", False, id="below"),
    ],
)
def test_a_table_within_the_text_is_story_whatever_the_model_says(page: str, taken: bool) -> None:
    linked = TABLE.replace("<td>Lund", "<td><a href=/lund>Lund")
    for table, is_text in ((TABLE, True), (linked, False)):
        tree = parse_html(f"<body>{page.format(table)}</body>".encode())
        raw = cut(tree)
        chosen = [number for number, block in enumerate(raw) if block.tag == "p"]
        found = with_whole_tables(tree, raw, chosen, np.zeros(len(raw)))
        assert found == (list(range(len(raw))) if taken and is_text else chosen)


@pytest.mark.parametrize(
    ("above", "probability", "taken"),
    [
        pytest.param("<h2>Rain</h2>", 0.25, True, id="below a heading"),
        pytest.param("<h2>Rain</h2>", 0.1, False, id="surely none"),
        pytest.param("<p>It rained.</p>", 0.25, False, id="below a paragraph"),
    ],
)
def test_a_table_below_a_heading_of_the_story_is_part_of_it(
    above: str, probability: float, taken: bool
) -> None:
    tree = parse_html(f"<body><p>The end.</p>{above}{TABLE}</body>".encode())
    raw = cut(tree)
    found = with_whole_tables(tree, raw, [0, 1], np.full(len(raw), probability))
    assert found == (list(range(len(raw))) if taken else [0, 1])


def test_the_linked_title_of_a_related_item_is_no_story() -> None:
    link = "<a href='https://news.example/wind'>{}</a>"
    title = "Wind over Malmo breaks three trees"
    page = (
        f"<p>It rained.</p><h3>{link.format(title)}</h3><p>See {link.format('the wind')}.</p>"
        f"<ul><li>{link.format(title)}</ul><h3>{title}</h3><p>The end.</p>"
    )
    raw = cut(parse_html(page.encode()))
    items = [RelatedItem(title=title, url="https://news.example/wind", position="below")]
    kept = without_item_links(raw, [*range(len(raw))], items)
    assert [raw[number].text for number in kept] == [
        "It rained.", "See the wind.", title, title, "The end.",
    ]  # fmt: skip
    assert {raw[number].tag for number in kept} == {"p", "li", "h3"}


CARDS = "".join(
    f"""<div class=card><h3><a href=/{n}>Bakery on Rope Street closes {n}</a></h3><i>3 May</i>
    <p>Three generations of one family baked here for {n} years.</p></div>"""
    for n in range(5)
)


@pytest.mark.parametrize(
    ("told", "kept"), [(1, 1), (2, 1), (3, 4)], ids=["one", "two", "most: a live blog"]
)
def test_paragraphs_in_cards_most_of_which_are_no_story(told: int, kept: int) -> None:
    tree = parse_html(f"<p>It rained in Lund.</p><div>{CARDS}</div>".encode())
    raw = cut(tree)
    paragraphs = [number for number, block in enumerate(raw) if block.tag == "p"]
    assert len(without_cards(tree, raw, paragraphs[: told + 1])) == kept


@pytest.mark.parametrize(
    ("last", "probability", "is_story"),
    [
        ("<p class=t>The end came soon after.</p>", 0.4, True),
        ("<p class=t>The end came soon after.</p>", 0.1, False),
        ("<p class=x>The end came soon after.</p>", 0.4, False),
        ("<div><p class=t>The end came soon after.</p></div>", 0.4, False),
        ("<p class=t>Read also: <a href=/x>The end.</a></p>", 0.4, False),
        ("<p class=t>Share</p>", 0.4, False),
    ],
)
def test_a_last_paragraph_behind_an_insert(last: str, probability: float, is_story: bool) -> None:
    text = "<p class=t>It rained.</p><p class=t>Then it stopped.</p>"
    page = f"<body><article>{text}<p><a href=/y>Read also</a></p>{last}</article></body>"
    tree = parse_html(page.encode())
    raw = cut(tree)
    found = with_last_paragraph(tree, raw, [0, 1], np.full(len(raw), probability))
    assert found == ([0, 1, 3] if is_story else [0, 1])
