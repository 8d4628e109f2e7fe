"""What converters, mail programs and press databases add to a text is removed."""

from __future__ import annotations

import pytest

from scraper.extractors.plaintext import read_plain_text
from tests.extractors.plaintext.material import HEADLINE, LIST, STORY


@pytest.mark.parametrize("mark", [" | ", " • "])
def test_a_page_in_one_line_is_parted_at_its_separators(mark: str) -> None:
    page = ["Home", "News", HEADLINE, "By Ada Quist", "25 June 2025", *STORY.splitlines()]
    story = read_plain_text(mark.join(page))
    assert (story.title, story.authors) == (HEADLINE, ["Ada Quist"])
    assert [block.text for block in story.blocks] == STORY.splitlines()


def test_numbers_and_addresses_of_links_are_removed() -> None:
    titles = "\n".join(f"[{k}]{title}" for k, (title, _) in enumerate(LIST, 2))
    addresses = "\n".join(f"   {k}. https://paper.example/{k}" for k in range(1, 6))
    body = STORY.replace("harbour wall", "[1]harbour wall")
    story = read_plain_text(
        f"{HEADLINE}\nBy Ada Quist\n{body}\nRelated\n{titles}\n\nReferences\n\n{addresses}\n"
    )
    assert [block.text for block in story.blocks] == STORY.splitlines()
    assert [item.title for item in story.related] == [title for title, _ in LIST]


def test_numbers_in_brackets_without_a_list_of_addresses_stay() -> None:
    body = STORY.replace("wall", "[1]wall").replace("plans", "[2]plans")
    story = read_plain_text(f"{HEADLINE}\nBy Ada Quist\n{body}1. Plans of 2011\n2. The wall\n")
    assert story.blocks[0].text == body.splitlines()[0]


def test_a_letters_header_is_no_item_and_no_title() -> None:
    header = [
        "---------- Weitergeleitete Nachricht ----------",
        "Von: Quay News <news@quay.example>",
        "Datum: Do., 26. Juni 2025 um 06:30 Uhr",
        f"Betreff: {HEADLINE}",
        "An: <reader@mail.example>",
    ]
    story = read_plain_text(
        "\n".join([*header, "", HEADLINE, "By Ada Quist", "25 June 2025", STORY])
    )
    assert (story.title, story.published_at) == (HEADLINE, "2025-06-25")
    assert story.related == []


def test_an_address_in_angle_brackets_is_not_part_of_a_title() -> None:
    items = "\n".join(f"{title} <https://paper.example/{title[:3]}>" for title, _ in LIST)
    story = read_plain_text(f"{HEADLINE}\nBy Ada Quist\n{STORY}Related\n{items}\n")
    assert [item.title for item in story.related] == [title for title, _ in LIST]


def test_codes_of_a_press_database_are_no_words() -> None:
    first, *others = STORY.splitlines()
    coded = [
        "SE World", f"HD {HEADLINE}", "BY By Ada Quist", "WC 78 words", "PD 25 June 2025",
        "SN Quay News", "LA English", "", "LP", first, "", "TD", *others, "", "AN Document QUAY1",
    ]  # fmt: skip
    story = read_plain_text("\n".join(coded))
    assert (story.title, story.section, story.authors) == (HEADLINE, "World", ["Ada Quist"])
    assert story.published_at == "2025-06-25"
    assert [block.text for block in story.blocks] == STORY.splitlines()
    assert story.related == []
