"""Whether a page says that its story is for subscribers."""

from __future__ import annotations

import pytest

from scraper.extractors.metadata.paywall import is_status_line
from tests.extractors.metadata.pages import STORY, record

PAGE = "<h1>Rain in Lund at last</h1>{}<div>" + STORY + "{}</div>"


def test_a_part_of_the_story_that_is_not_free() -> None:
    part = '{"@type": "WebPageElement", "isAccessibleForFree": %s, "cssSelector": ".paywall"}'
    head = (
        '<script type="application/ld+json">{"@type": "NewsArticle", "headline": '
        '"Rain in Lund at last", "hasPart": %s}</script>'
    )
    body = PAGE.format("", "")
    assert "paywalled" in record(body, head % part % "false").warnings
    assert "paywalled" not in record(body, head % part % "true").warnings


@pytest.mark.parametrize(
    ("above", "below", "paywalled"),
    [
        ("<p class='status'>Article réservé aux abonnés</p>", "", True),
        ("", "<div class='paywall'><p>Il vous reste 70 % à lire. Abonnez-vous.</p></div>", True),
        ("", "<div class='paywall'><p>残り412文字</p><p>会員登録</p></div>", True),
        ("", "<div class='paywall'><p>Thank you for your visit.</p></div>", False),
        ("", "<p>Half of our subscribers read 70 % of it.</p>", False),
    ],
)
def test_a_paywall_is_known_from_lines_at_the_headline_and_below_the_story(
    above: str, below: str, *, paywalled: bool
) -> None:
    assert ("paywalled" in record(PAGE.format(above, below)).warnings) is paywalled


def test_the_status_line_is_no_part_of_the_story() -> None:
    body = PAGE.format("", "").replace("<div>", "<div><p>Article réservé aux abonnés</p>")
    assert record(body).text.startswith("It rained in Lund")


@pytest.mark.parametrize(
    ("text", "status"),
    [
        ("Nur für Abonnenten", True),
        ("この記事は会員限定です", True),
        ("Wat een abonnee ervan vindt", False),
        ("The subscribers of the gas network pay more, says the mayor of the old town.", False),
    ],
)
def test_lines_about_who_may_read_are_status_lines(text: str, *, status: bool) -> None:
    assert is_status_line(text) is status
