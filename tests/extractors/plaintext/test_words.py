"""The phrases by which lines of buttons and headings of lists are known."""

from __future__ import annotations

import pytest

from scraper.extractors.plaintext.words import PROMPT, SECTION, opening


@pytest.mark.parametrize(
    "button",
    ["Share this article", "Share on Facebook", "12 Comments", "Comments (4)", "Leave a comment",
     "Share | Print | Email", "Next page", "Auf Facebook teilen", "Kommentar schreiben",
     "Partager sur WhatsApp", "Bagikan artikel ini", "Dela på Facebook", "分享到微信", "댓글 3"],
)  # fmt: skip
def test_label_of_a_button_is_known(button: str) -> None:
    assert PROMPT.search(button)


@pytest.mark.parametrize("heading", ["Dernières nouvelles", "Flere nyheter", "Habari zaidi"])
def test_phrases_that_the_list_breaks_over_two_lines(heading: str) -> None:
    assert SECTION.match(heading)
    assert opening(heading)[0]
