"""Every saved page of fixtures/pages/ still gives the record that stands beside it."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from scraper import fixtures
from scraper.errors import EmptyInput, InputError
from scraper.page import Page
from scraper.record import Block, Image, RelatedItem
from tests.exporters.records import item, paragraph, record

PAGES = fixtures.pages_in(Path(__file__).parent.parent / "fixtures" / "pages")


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
def test_a_saved_page_gives_the_expected_record(page: Path) -> None:
    expected = json.loads(fixtures.expected_path(page).read_text("utf-8"))
    found = list(fixtures.differences(expected, fixtures.record_of(page)))
    assert not found, "\n".join([f"{page} (- expected, + found)", *found])


def test_every_expected_record_has_its_page() -> None:
    folder = PAGES[0].parent
    assert sorted(folder.glob("*.json")) == sorted({fixtures.expected_path(p) for p in PAGES})


def differences(expected: dict[str, object], **fields: object) -> list[str]:
    return list(fixtures.differences(expected, record(**fields)))


def test_the_same_record_has_no_difference() -> None:
    blocks = [paragraph("One.", ("One", "https://example.org/1")), item("two")]
    made = record(title="T", blocks=blocks, images=[Image(caption="c")])
    expected = fixtures.to_expected(made)
    assert json.loads(fixtures.to_json(expected)) == expected
    assert set(expected) == {"page_type", "title", "blocks", "images"}
    assert list(fixtures.differences(expected, made)) == []
    assert list(fixtures.differences({**expected, "authors": []}, made)) == []


def test_fields_are_compared_one_by_one() -> None:
    expected = {"page_type": "article", "title": "Old", "agency": "Wire"}
    assert differences(expected, title="New", section="Town") == [
        "title:",
        '  - "Old"',
        '  + "New"',
        "agency:",
        '  - "Wire"',
        "section:",
        '  + "Town"',
    ]


def test_blocks_are_compared_as_lines() -> None:
    blocks = [{"type": "paragraph", "text": text} for text in ("One.", "Two.", "Three.")]
    found = [paragraph("One."), paragraph("Sign up!"), paragraph("Two."), paragraph("Three.")]
    assert differences({"page_type": "article", "blocks": blocks}, blocks=found) == [
        "blocks: 3 expected, 4 found",
        "  @@ -1,2 +1,3 @@",
        "   paragraph: One.",
        "  +paragraph: Sign up!",
        "   paragraph: Two.",
    ]


def test_what_a_line_does_not_show_is_compared_too() -> None:
    expected = {
        "page_type": "article",
        "blocks": [{"type": "heading", "text": "What now", "level": 2}],
        "related": [{"title": "T", "position": "below", "section": "More"}],
    }
    found = differences(
        expected,
        blocks=[Block(type="heading", text="What now", level=3)],
        related=[RelatedItem(title="T", position="below")],
    )
    assert found == [
        "blocks[0].level: (heading: What now)",
        "  - 2",
        "  + 3",
        "related[0].section: (below | T)",
        '  - "More"',
        "  + null",
    ]


def test_text_must_be_the_blocks_text() -> None:
    expected = {"page_type": "article", "blocks": [{"type": "paragraph", "text": "One."}]}
    found = differences(expected, blocks=[paragraph("One.")], text="Two.")
    assert found == ["text: is not the blocks' texts (but for embeds) joined by line breaks"]


def test_derived_fields_do_not_belong_in_an_expected_record() -> None:
    found = differences({"page_type": "article", "id": "1"})
    assert found == ["id: does not belong in an expected record"]


STORY = b"""<html lang="en"><title>Rain in Lund</title><h1>Rain in Lund</h1><article>
<p>It rained in Lund on Monday for the first time since the end of April, and nobody went out.</p>
<p>The gauge at the station stood at eleven millimetres when the clouds gave way at noon.</p>
</article></html>"""


def test_adding_saves_the_page_and_its_present_record(tmp_path: Path) -> None:
    expected = fixtures.add(tmp_path / "pages", "rain", Page(STORY), ".html")
    assert expected == tmp_path / "pages" / "rain.json"
    page = tmp_path / "pages" / "rain.html"
    assert page.read_bytes() == STORY
    assert fixtures.pages_in(tmp_path / "pages") == [page]
    assert (
        list(fixtures.differences(json.loads(expected.read_text()), fixtures.record_of(page))) == []
    )
    with pytest.raises(InputError, match=r"rain\.json: there is a fixture of this name"):
        fixtures.add(tmp_path / "pages", "rain", Page(STORY), ".html")
    fixtures.add(tmp_path / "pages", "rain", Page(STORY), ".html", replace=True)


def test_a_fetched_page_keeps_its_address(tmp_path: Path) -> None:
    url = "https://example.org/rain"
    expected = fixtures.add(tmp_path, "rain", Page(STORY, url=url), ".html")
    assert json.loads(expected.read_text())["url"] == url


def test_a_page_that_cannot_be_extracted_is_not_saved(tmp_path: Path) -> None:
    with pytest.raises(EmptyInput):
        fixtures.add(tmp_path, "empty", Page(b" \n"), ".html")
    assert list(tmp_path.iterdir()) == []
