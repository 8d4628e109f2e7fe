"""Paragraphs and subheadings below the threshold, in the row of a story's paragraphs."""

from __future__ import annotations

import time

import numpy as np
import pytest

from scraper.extractors.parsing.blocks import cut
from scraper.extractors.parsing.html import parse_html
from scraper.extractors.weak_blocks import with_weak_blocks

THRESHOLD = 0.4
SAID = "The keeper counted {} steps, and began again."


def paragraphs(count: int) -> str:
    return "".join(f"<p>{SAID.format(n)}</p>" for n in range(count))


def added(markup: str, weak: dict[str, float], rest: float = 0.0) -> list[str]:
    """The texts that are added to a story of the paragraphs with ``SAID``.

    Args:
        weak: beginnings of texts, and the story probability of these.
        rest: that of all other blocks that are not chosen.
    """
    tree = parse_html(f"<body>{markup}</body>".encode())
    raw = cut(tree)
    begun = SAID.partition("{")[0]
    of = np.array(
        [
            next(
                (p for start, p in weak.items() if block.text.startswith(start)),
                0.9 if block.text.startswith(begun) else rest,
            )
            for block in raw
        ]
    )
    chosen = np.flatnonzero(of >= THRESHOLD).tolist()
    found = with_weak_blocks(tree, raw, chosen, of, THRESHOLD)
    assert set(chosen) <= set(found)
    return [raw[number].text for number in found if number not in chosen]


NIGHT = "<p>Nobody came that night.</p>"
NIGHTS = "Nobody came that night."
ROW = paragraphs(6)


@pytest.mark.parametrize(
    "markup",
    [
        pytest.param(f"<div>{ROW}{NIGHT}{ROW}</div>", id="between"),
        pytest.param(f"<div>{ROW}<aside>Owls</aside>{NIGHT}{ROW}</div>", id="behind an insert"),
        pytest.param(f"<div>{ROW}{NIGHT}</div><div>Friday</div>", id="last"),
        pytest.param(f"<div>{ROW}{NIGHT}</div>", id="last on the page"),
    ],
)
def test_a_weak_paragraph_in_the_row_is_story(markup: str) -> None:
    assert added(markup, {"Nobody": 0.3}) == [NIGHTS]
    assert added(markup, {"Nobody": 0.1}) == []


@pytest.mark.parametrize(
    "markup",
    [
        pytest.param(f"<div>{paragraphs(3)}{NIGHT}</div>", id="a row of three is none"),
        pytest.param(f"<div>{ROW}</div>{NIGHT}", id="outside the element"),
        pytest.param(f"<div>{ROW}<p class=note>{NIGHTS}</p></div>", id="of another kind"),
        pytest.param(f"<div>{ROW}<p>{NIGHTS[:-1]}</p></div>", id="no sentence"),
        pytest.param(f"<div>{ROW}<p><b>{NIGHTS}</b></p></div>", id="in bold, at the end"),
        pytest.param(f"<div>{ROW}<p><a href=/x>{NIGHTS}</a></p></div>", id="a link"),
        pytest.param(f"<div>{ROW}<p>* {NIGHTS}</p></div>", id="a note"),
        pytest.param(f"<div>{ROW}<p>Nobody © 2025. All rights.</p></div>", id="copyright"),
    ],
)
def test_other_weak_blocks_are_none(markup: str) -> None:
    assert added(markup, {"Nobody": 0.3, "* Nobody": 0.3}) == []


def test_the_end_is_unsure_where_what_follows_is_likely_too() -> None:
    markup = f"<div>{ROW}{NIGHT}<p>Read more</p></div>"
    assert added(markup, {"Nobody": 0.3, "Read": 0.05}) == [NIGHTS]
    assert added(markup, {"Nobody": 0.3, "Read": 0.2}) == []


@pytest.mark.parametrize("stop", [".", "।", "۔", "។", "։", "።"])
def test_sentences_end_in_every_script(stop: str) -> None:
    assert len(added(f"<div>{ROW}<p>Nobody came{stop}</p></div>", {"Nobody": 0.3})) == 1


@pytest.mark.parametrize(
    "heading",
    ["<h2>Nobody came</h2>", "<p><b>Nobody came</b></p>", "<p><strong>Nobody came</strong></p>"],
)
def test_a_weak_subheading_between_two_paragraphs_is_story(heading: str) -> None:
    weak = {"Nobody": 0.3}
    assert added(f"<div>{ROW}{heading}{ROW}</div>", weak) == ["Nobody came"]
    assert added(f"<div>{ROW}{heading}{paragraphs(1)}</div>", weak) == []
    assert added(f"<div>{ROW}</div>{heading}<div>{ROW}</div>", weak) == []
    assert added(f"<div>{ROW}{heading.replace('came', 'came:')}{ROW}</div>", weak) == []


def test_a_line_in_bold_between_paragraphs_that_line_breaks_part_is_a_subheading() -> None:
    row = "".join(f"<div>{SAID.format(n)}</div><br>" for n in range(6))
    markup = f"<table><tr><td>{row}<b>Nobody came</b><br><br>{row}</td></tr></table>"
    assert added(markup, {"Nobody": 0.3}) == ["Nobody came"]


def test_what_was_left_out_above_the_threshold_stays_out() -> None:
    tree = parse_html(f"<body><div>{ROW}{NIGHT}{ROW}</div></body>".encode())
    raw = cut(tree)
    chosen = [number for number in range(len(raw)) if raw[number].text != NIGHTS]
    of = np.full(len(raw), 0.9)
    assert with_weak_blocks(tree, raw, chosen, of, THRESHOLD) == chosen


def test_as_many_paragraphs_as_a_page_may_have_take_no_time() -> None:
    tree = parse_html(f"<body><div>{paragraphs(10_000)}</div></body>".encode())
    raw = cut(tree)
    of = np.where(np.arange(len(raw)) % 3 < 2, 0.9, 0.3)
    chosen = np.flatnonzero(of > THRESHOLD).tolist()
    start = time.process_time()
    assert len(with_weak_blocks(tree, raw, chosen, of, THRESHOLD)) == len(raw)
    assert time.process_time() - start < 2
