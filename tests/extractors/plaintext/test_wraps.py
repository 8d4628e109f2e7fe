"""Hard wraps and running heads: how printed lines become paragraphs again."""

from __future__ import annotations

import textwrap

import pytest

from scraper.extractors.plaintext import read_plain_text
from scraper.extractors.plaintext.dumps import without_dump
from scraper.extractors.plaintext.wraps import unwrap
from tests.extractors.plaintext.material import PAGES, material

PARAGRAPHS = [
    "The parish council of Wick has bought a second-hand ferry, the first in its history, after "
    "the bridge over the Ouse was closed to everything that weighs more than a bicycle.",
    "It will carry nine people or one cow. The ferryman, a retired postman, learned the trade from "
    "a book and from his aunt, who rowed the same stretch of water until the year 1961.",
    "Tickets cost forty pence. Children under six and the vicar go free, as they always have.",
    "The council hopes that the bridge will open again before the harvest, when the carts come.",
]


def texts(page: str) -> list[str]:
    return [text for _, text in unwrap(page.split("\n"))]


@pytest.mark.parametrize("indent", ["    ", "\t", "\u3000"])
def test_an_indent_is_a_part_of_the_width_of_a_line(indent: str) -> None:
    # The wrapped lines are as wide as the page; without their indents the first ones were not full.
    columns = " " * {"    ": 4, "\t": 8, "\u3000": 2}[indent]
    wrapped = [textwrap.fill(paragraph, 60, initial_indent=columns) for paragraph in PARAGRAPHS]
    assert texts("\n".join(wrapped).replace(columns, indent)) == PARAGRAPHS


def test_words_divided_at_the_end_of_a_line_are_whole_again() -> None:
    column = (
        "The parish council of Wick has\nbought a second-hand ferry, the first\nin its his-\n"
        "tory, after the bridge over the river\nwas closed to everyone but cyc-\nlists and walkers."
    )
    whole = (
        "The parish council of Wick has bought a second-hand ferry, the first in its history, "
        "after the bridge over the river was closed to everyone but cyclists and walkers."
    )
    assert texts(f"{column}\n\nThe ferry is sec-\nond-hand and green.") == [
        whole,
        "The ferry is second-hand and green.",
    ]


def test_a_divided_word_that_has_its_hyphen_elsewhere_keeps_it() -> None:
    column = (
        "A well-known ferry car-\nries a cow and a well-\nknown goat over the ri-\nver each day."
    )
    assert texts(column) == [
        "A well-known ferry carries a cow and a well-known goat over the river each day."
    ]


def test_hyphens_of_compounds_stay_where_words_are_not_divided() -> None:
    wrapped = textwrap.fill(" ".join(PARAGRAPHS * 4).replace("in its", "in well-known its"), 60)
    assert "well-known" in " ".join(texts(wrapped))


LINES = textwrap.wrap(" ".join(PARAGRAPHS), 60)


@pytest.mark.parametrize("head", ["The Wick Courier\nPage {}", "{}\nThe Wick Courier", "- {} -\f"])
def test_running_heads_are_no_text_and_break_no_paragraph(head: str) -> None:
    pages = [LINES[:4], LINES[4:7], LINES[7:]]
    page = "\n\n".join(
        f"{head.format(k)}\n\n" + "\n".join([*PARAGRAPHS[k - 3 :], *PARAGRAPHS[: k - 3], *lines])
        for k, lines in enumerate(pages, 4)
    )
    found = without_dump(page.split("\n"))
    assert not any(line.strip(" -\f") in ("5", "6", "Page 5", "Page 6") for line in found)
    below = found.index(LINES[3]) + 1
    assert found[below] == PARAGRAPHS[2]  # without a blank line: the sentence goes on


def test_numbered_days_and_lists_are_no_running_heads() -> None:
    days = [line for k in (1, 2, 3) for line in (f"Day {k}", LINES[k], *PARAGRAPHS, *LINES)]
    ranks = [line for k in (1, 2, 3) for line in ("Sport", f"{k}", PARAGRAPHS[k])]
    assert without_dump(days) == days
    assert without_dump(ranks) == ranks


def test_a_text_browsers_menu_is_no_headline() -> None:
    menu = "[1]Front [2]News [3]Sport [4]Culture"
    links = "\n".join(f"   {k}. https://example.org/{k}" for k in range(1, 6))
    body = "\n\n".join(PARAGRAPHS)
    head = f"{menu}\n\nA ferry for Wick\n\nBy [5]Ada Quist\n12 May 2024"
    story = read_plain_text(f"{head}\n\n{body}\n\nReferences\n\n{links}")
    assert story.title == "A ferry for Wick"
    assert [block.text for block in story.blocks] == PARAGRAPHS


def test_wrapped_story_above_a_list_without_blank_lines() -> None:
    story = [
        "SALT COVE: The last net maker of the cove has taken on two apprentices, the first in "
        "thirty years, the guild said.",
        "Both are daughters of fishermen and will learn for four years in the old rope walk by "
        "the harbour.",
        "The guild pays their wages.",
    ]
    pairs = [(f"Item {k} of the list", f"It has a teaser, number {k}.") for k in range(12)]
    lines = [*story, *(line for pair in pairs for line in pair)]
    wrapped = "\n".join(textwrap.fill(line, 48) for line in lines)
    assert [words for _, words in unwrap(wrapped.split("\n"))] == lines


@pytest.mark.parametrize("columns", [60, 72, 80, 100])
@pytest.mark.parametrize("name", ["harbour", "river", "de", "fr", "ar"])
def test_hard_wrapped_paragraphs_are_joined(name: str, columns: int) -> None:
    paragraphs = material(name)[0]
    wrapped = "\n\n".join(textwrap.fill(p, columns, break_long_words=False) for p in paragraphs)
    assert [words for _, words in unwrap(wrapped.split("\n"))] == paragraphs


def test_short_wrapped_paragraphs_among_single_lines_are_joined() -> None:
    single = ["Quay News", "Start", "Sport", "25 June 2025", "Cod is back", "Mill sold", "Owls"]
    paragraphs = [
        "The council said on Monday that the harbour wall would be mended at last.",
        "Nobody had objected to the plan when it was shown to the public in May.",
        "Work will stop for the herring season, as it has every year since 1911.",
    ]
    wrapped = [textwrap.fill(paragraph, 60) for paragraph in paragraphs]
    lines = "\n\n".join([*single[:4], *wrapped, *single[4:]])
    assert [words for _, words in unwrap(lines.split("\n"))] == [
        *single[:4], *paragraphs, *single[4:]
    ]  # fmt: skip
    verse = ["The wall is old\nand so is the sea", "The boats are new\nthey are made of tin"] * 3
    assert len(unwrap("\n\n".join([*verse, "A line that is as wide as a page"]).split("\n"))) > 6


def test_wrapped_chinese_is_joined_without_spaces() -> None:
    paragraphs = material("zh")[0]
    wrapped = "\n\n".join("\n".join(textwrap.wrap(p, 36)) for p in paragraphs)
    assert [words for _, words in unwrap(wrapped.split("\n"))] == paragraphs


def test_unwrapped_lines_stay_as_they_are() -> None:
    for page in PAGES:
        if page.stem != "text-hard-wrapped":
            lines = [ln for ln in page.read_text(encoding="utf-8").split("\n") if ln.strip()]
            assert [words for _, words in unwrap(lines)] == lines, page.stem
