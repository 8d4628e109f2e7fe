"""Polls between a story's paragraphs."""

from __future__ import annotations

import pytest

from scraper.extractors.parsing.blocks import cut
from scraper.extractors.parsing.html import parse_html
from scraper.extractors.polls import polls


def left(poll: str, skipped: str) -> list[str]:
    """The texts that remain of a story with a poll, if all blocks but one were chosen."""
    raw = cut(
        parse_html(f"<div><p>It rained in Lund.</p>{poll}<p>It will again.</p></div>".encode())
    )
    chosen = [number for number, block in enumerate(raw) if block.text != skipped]
    found = polls(raw, chosen)
    return [raw[number].text for number in chosen if number not in found]


QUESTION = "Do you own an umbrella?"
ANSWERS = "<ul><li>Yes <b>41 %</b></li><li>Lent it: 38%</li><li>No (21 %)</li></ul>"


def test_the_answers_of_a_poll_and_its_heading_are_no_story() -> None:
    poll = f"<h3>Poll</h3><p>{QUESTION}</p>{ANSWERS}"
    assert left(poll, QUESTION) == ["It rained in Lund.", "It will again."]


@pytest.mark.parametrize(
    ("poll", "skipped"),
    [
        (f"<p>{QUESTION}</p>{ANSWERS}", "none"),  # the story asks it
        (f"<p>Umbrellas:</p>{ANSWERS}", "Umbrellas:"),
        (f"<p>{QUESTION}</p>{ANSWERS.replace('41', '14')}", QUESTION),
    ],
)
def test_a_survey_that_the_story_reports_stays(poll: str, skipped: str) -> None:
    assert len([line for line in left(poll, skipped) if "%" in line]) == 3
