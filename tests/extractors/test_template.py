"""What the pages of one site teach of each other."""

from __future__ import annotations

from scraper.extractors import extract_page, learn_sites, template_for
from scraper.extractors.template import SiteTemplate
from scraper.page import Page

SUBJECTS = ("ferry", "bakery", "library", "bridge", "school", "harbour")
PLEDGE = (
    "Our reporters answer to nobody but the readers of this town, and have done so since the year "
    "in which the old lighthouse was put out for good by the council."
)


def page(subject: str, number: int) -> Page:
    story = "".join(
        f"<p>The {subject} was the talk of the town on day {day}, said neighbour {day + number}, "
        f"who had been there since the {subject} opened.</p>"
        for day in range(1, 7)
    )
    body = (
        f"<html><head><title>The {subject}</title></head><body><div class=text>"
        f"<h1>The {subject}</h1>{story}<p>{PLEDGE}</p></div></body></html>"
    )
    return Page(body.encode(), url=f"https://www.courier.example/town/{subject}-{number}")


def test_a_line_of_every_page_is_left_out_once_the_site_is_known() -> None:
    pages = [page(subject, number) for number, subject in enumerate(SUBJECTS)]
    assert PLEDGE in extract_page(pages[0]).text
    templates = learn_sites(pages)
    assert list(templates) == ["courier.example"]
    for one in pages:
        record = extract_page(one, template=template_for(one, templates))
        assert PLEDGE not in record.text
        assert record.text.count("\n") == 5


def test_two_pages_teach_nothing() -> None:
    pages = [page(subject, number) for number, subject in enumerate(SUBJECTS[:2])]
    templates = learn_sites(pages)
    assert extract_page(pages[0], template=templates["courier.example"]) == extract_page(pages[0])


def test_pages_without_address_or_story_are_passed_over() -> None:
    nameless = Page(b"<html><body><p>Rain in Lund.</p></body></html>")
    assert learn_sites([nameless, Page(b""), Page(b"Plain text, and one line of it.")]) == {}
    assert template_for(nameless, {"www.courier.example": SiteTemplate()}) is None
    assert template_for(Page(b"\x89PNG\r\n"), {"www.courier.example": SiteTemplate()}) is None


def test_a_story_saved_three_times_is_not_taken_for_boilerplate() -> None:
    pages = [page("ferry", 1), page("ferry", 1), page("ferry", 1)]
    templates = learn_sites(pages)
    record = extract_page(pages[0], template=template_for(pages[0], templates))
    assert record.text == extract_page(pages[0]).text
