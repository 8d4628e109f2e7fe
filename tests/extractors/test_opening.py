"""Lines at the beginning of a story that are not part of it."""

from __future__ import annotations

import pytest

from scraper.extractors.opening import without_opening_lines
from scraper.extractors.parsing.blocks import cut
from scraper.extractors.parsing.html import parse_html
from tests.extractors.metadata.pages import STORY


@pytest.mark.parametrize(
    ("line", "kept"),
    [
        ("By Maria Holm", False),
        ("Oleh Maria Holm", False),
        ("Maria Holm, Lund", False),
        ("Maria Holm | 2025-09-11 | Weather", False),
        ("Article réservé aux abonnés", False),
        ("03/04/2025 10:15", False),
        ("24 hours", True),
        ("Dear Maria Holm,", True),
        ("Maria Holm:", True),
        ("Maria Holm went out into the rain on Monday.", True),
    ],
)
def test_a_first_paragraph_with_the_author(line: str, *, kept: bool) -> None:
    blocks = cut(parse_html(f"<div><p>{line}</p>{STORY}</div>".encode()))
    chosen = list(range(len(blocks)))
    left = without_opening_lines(blocks, chosen, ["Maria Holm"])
    assert left == (chosen if kept else chosen[1:])


def test_the_names_above_the_posts_of_a_forum_stay_with_their_dates() -> None:
    blocks = cut(parse_html(f"<div><p>rain_in_lund 4 March 2025, 10:15</p>{STORY}</div>".encode()))
    chosen = list(range(len(blocks)))
    assert without_opening_lines(blocks, chosen, ["rain_in_lund"]) == chosen[1:]
    assert without_opening_lines(blocks, chosen, ["rain_in_lund"], "forum") == chosen
