"""The story's first lines beside its standfirst, date and pictures."""

from __future__ import annotations

import pytest

from scraper.extractors.parsing.html import parse_html
from scraper.extractors.parsing.rendering import unwrap_page_form
from tests.extractors.metadata.pages import STORY, record

LEAD = (
    "LUND (Reuters) - It rained in Lund on Monday for the first time since the end of April, and "
    "nobody who was asked had brought an umbrella along."
)


def test_a_lead_that_the_description_repeats_is_no_standfirst() -> None:
    head = f"<meta name='description' content='{LEAD}'>"
    page = record(f"<h1>Rain in Lund at last</h1><p>{LEAD}</p>{STORY}", head)
    assert (page.subtitle, page.dateline, page.agency) == (None, "LUND", "Reuters")


def test_a_standfirst_set_otherwise_than_the_story_is_one() -> None:
    standfirst = "The gauge at the station stood at eleven millimetres at noon on Monday."
    head = f"<meta name='description' content='{standfirst}'>"
    page = record(f"<h1>Rain in Lund at last</h1><p class=d>{standfirst}</p>{STORY}", head)
    assert page.subtitle == standfirst


def test_a_date_above_the_first_paragraph_is_no_line_of_the_story() -> None:
    page = record(f"<article><h1>Rain in Lund at last</h1><p>3 June 2025</p>{STORY}</article>")
    assert page.text.startswith("It rained in Lund")
    assert page.published_at == "2025-06-03"


def test_a_mail_address_below_the_story_is_no_line_of_it() -> None:
    page = record(
        f"<article><h1>Rain in Lund at last</h1>{STORY}<p>desk@gauge.example</p></article>"
    )
    assert page.text.endswith("remains switched off.")


@pytest.mark.parametrize(("state", "form"), [("__VIEWSTATE", False), ("q", True)])
def test_the_form_that_web_forms_put_around_the_page_is_none(state: str, form: bool) -> None:
    page = f"<body><form><input type=hidden name={state}><article>{STORY}</article></form></body>"
    tree = parse_html(page.encode())
    unwrap_page_form(tree)
    assert ("form" in tree.tags) is form


def test_the_only_line_of_a_figure_is_its_caption() -> None:
    figure = "<figure><img src='/rain.jpg' width=900 height=600><p>Rain in Lund.</p></figure>"
    page = record(f"<article><h1>Rain in Lund at last</h1>{figure}{STORY}</article>")
    assert [image.caption for image in page.images] == ["Rain in Lund."]
