"""Polls among the story's blocks: a question to the reader, and the share of each answer."""

from __future__ import annotations

import re
from collections.abc import Sequence

from scraper.extractors.parsing.blocks import HEADINGS, RawBlock

MIN_ANSWERS = 2
"""Minimum answers of a poll."""
WHOLE = range(97, 104)
"""Sum of the rounded shares of all answers, in per cent."""
MAX_LABEL = 40
"""Maximum characters of the heading over a poll."""
_SHARE = re.compile(r"\S.*?[\s:(–—-](?P<share>\d{1,3})(?:[.,]\d{1,2})?\s?%\)?$")
_QUESTION_MARKS = tuple("?？؟;")


def polls(blocks: Sequence[RawBlock], chosen: Sequence[int]) -> set[int]:
    """Indices of the chosen blocks that are the answers of a poll, and its heading.

    The answers are list items below a question that is not in the story, and their shares make up
    the whole. A survey that the story reports has its question in the story.
    """
    kept = set(chosen)
    found: set[int] = set()
    for number in chosen:
        question = number - 1
        if question < 0 or question in kept or not _is_question(blocks[question]):
            continue
        answers = _answers_from(blocks, number)
        if len(answers) >= MIN_ANSWERS and sum(answers) in WHOLE:
            found.update(range(number, number + len(answers)))
            above = blocks[question - 1] if question else blocks[question]
            if above.tag in HEADINGS and len(above.text) <= MAX_LABEL:
                found.add(question - 1)
    return found & kept


def _is_question(block: RawBlock) -> bool:
    return block.text.endswith(_QUESTION_MARKS)


def _answers_from(blocks: Sequence[RawBlock], number: int) -> list[int]:
    """The shares of the list items from a block on, in per cent."""
    shares: list[int] = []
    for block in blocks[number:]:
        found = _SHARE.fullmatch(block.text) if block.tag == "li" else None
        if found is None:
            break
        shares.append(int(found.group("share")))
    return shares
