"""Removes blocks at the beginning of a story that are not part of it: its byline, its date, and the
line that says that it is for subscribers."""

from __future__ import annotations

from collections.abc import Sequence

from scraper.extractors.metadata.authors.selection import is_byline
from scraper.extractors.metadata.paywall import is_status_line
from scraper.extractors.metadata.story_text import credit_kind
from scraper.extractors.parsing.blocks import HEADINGS, LINES, RawBlock

FIRST = 3
"""Blocks at the beginning that may be such a line: a standfirst may come before it."""
MAX_BYLINE = 120
"""Maximum characters of a byline."""
ADDRESSED = tuple(",:!?，：！？")
"""Ends of lines that address somebody or announce a speaker."""
MIN_LEFT = 2
"""Blocks that must remain."""


def without_opening_lines(
    blocks: Sequence[RawBlock],
    chosen: Sequence[int],
    authors: Sequence[str],
    page_type: str = "article",
) -> list[int]:
    """The story's blocks without a byline, a date in figures or a status line among the first ones.

    Args:
        authors: the credited names.
        page_type: in a forum, the names with a date above the posts stay.
    """
    if len(chosen) <= MIN_LEFT:
        return list(chosen)
    return [
        number
        for rank, number in enumerate(chosen)
        if rank >= FIRST or not _is_aside(blocks[number], authors, page_type == "forum")
    ]


def without_date_line(blocks: Sequence[RawBlock], chosen: Sequence[int]) -> list[int]:
    """The story's blocks without a date alone in a line above the first paragraphs."""
    if len(chosen) <= MIN_LEFT_BELOW_DATE:
        return list(chosen)
    return [
        number
        for rank, number in enumerate(chosen)
        if rank >= OPENING_BLOCKS
        or blocks[number].tag not in LINES
        or credit_kind(blocks[number].text) != "date"
    ]


OPENING_BLOCKS = 2
"""First blocks of a story among which a line with its date may be."""
MIN_LEFT_BELOW_DATE = 3
"""Blocks that must remain below a line with the date."""


def _is_aside(block: RawBlock, authors: Sequence[str], forum: bool) -> bool:
    if block.tag in HEADINGS or block.tag in ("li", "tr", "pre") or len(block.text) > MAX_BYLINE:
        return False
    addressed = block.text.endswith(ADDRESSED)  # "Dear Jane,", "Jane Doe:"
    return (
        (not addressed and is_byline(block.text, authors, dated=not forum))
        or _is_date_in_figures(block.text)
        or is_status_line(block.text)
    )


def _is_date_in_figures(text: str) -> bool:
    """Whether a line is nothing but figures, as in "03/04/2025 10:15"; four at least."""
    return not any(map(str.isalpha, text)) and sum(map(str.isdigit, text)) >= 4
