"""Which lines of a plain-text page are the story, and which only stand in it or below it."""

from __future__ import annotations

import pytest

from scraper.extractors.plaintext import read_plain_text
from tests.extractors.plaintext.material import HEADLINE, LIST, PAIRS, STORY, material


@pytest.mark.parametrize(
    "heading",
    ["NEXT VILLAGES", "HOME ADVANTAGE", "SEARCH CONTINUES", "SHARE OF THE CATCH", "PRINT RUN",
     "PHOTO FINISH", "Save what is left", "TEILEN STATT KAUFEN", "GUARDAR SILENCIO",
     "ÉCOUTER LA MER", "ПЕЧАТЬ ВРЕМЕНИ"],
)  # fmt: skip
def test_heading_may_open_with_the_word_of_a_button(heading: str) -> None:
    paragraphs, pairs = material("harbour")
    story = [*paragraphs[:4], heading, *paragraphs[4:7]]
    read = read_plain_text("\n".join([*story, *(line for pair in pairs for line in pair)]))
    assert [block.text for block in read.blocks] == story
    assert read.blocks[4].type == "heading"


@pytest.mark.parametrize(
    "caption",
    ["图为市民在新开放的河边公园散步。新华社发", "Pictured: the quay at low tide",
     "在河边散步的市民。人民图片提供"],
)  # fmt: skip
def test_caption_that_says_what_it_shows(caption: str) -> None:
    story, pairs = material("zh")
    lines = [*story, "新华社", "2024年3月2日", caption, *(line for pair in pairs for line in pair)]
    read = read_plain_text("\n".join(lines))
    assert [image.caption for image in read.images] == [caption]
    assert [item.title for item in read.related] == [title for title, _ in pairs]


BOAT = """島の港に新しい船、朝一番で沖へ
2025年2月8日 9時05分
瀬戸の小さな島で8日、三十年ぶりに新しい定期船が走り始めた。朝の霧の中、およそ200人の住民が桟橋で見送った。
船は定員40人で、本土までを25分で結ぶ。これまでの船より10分早く、車いすのままでも乗ることができる。
「病院に通うのが楽になる」と、桟橋で見ていた高橋ふみさん（81）は話した。
冬の間は一日四往復し、春からは六往復に増やす予定という。（共同）
霧の中を出る新しい定期船＝8日午前、青島市
関連ニュース
灯台の明かり、半世紀ぶりに白へ
島の学校に転校生、全校で三人に
"""


def test_an_agency_in_brackets_ends_the_story_and_not_its_sentence() -> None:
    read = read_plain_text(BOAT)
    assert [block.text for block in read.blocks] == BOAT.split("\n")[2:6]
    assert [item.title for item in read.related] == BOAT.split("\n")[8:10]


def test_a_japanese_caption_ends_with_the_day_and_the_place() -> None:
    read = read_plain_text(BOAT)
    assert [image.caption for image in read.images] == ["霧の中を出る新しい定期船＝8日午前、青島市"]


@pytest.mark.parametrize(
    "foot",
    [
        "You are receiving this email because you signed up.",
        "Manage your subscription",
        "Vous recevez ce message parce que vous êtes inscrit.",
        "Отписаться от рассылки",
        "Jiondoe kwenye orodha hii",
    ],
)
def test_lines_about_the_newsletter_are_no_items_and_no_story(foot: str) -> None:
    items = "\n".join(f"{title}\n{teaser}" for title, teaser in LIST)
    story = read_plain_text(f"{HEADLINE}\nBy Ada Quist\n{STORY}Related\n{items}\n{foot}\n")
    assert [(item.title, item.teaser) for item in story.related] == LIST
    paragraphs = "\n\n".join([HEADLINE, "By Ada Quist", *STORY.splitlines(), foot])
    assert len(read_plain_text(paragraphs).blocks) == 4


@pytest.mark.parametrize(
    "note",
    [
        "ADA QUIST\nQuist covers the harbour for the paper.",
        "Ada Quist covers the harbour for the Quay News.",
        "About the author\nAda Quist is a reporter who covers the harbour.",
    ],
)
def test_a_note_about_the_author_is_no_story(note: str) -> None:
    below = "Most read\nTornado lifts a piano, sets it down\nJudge throws out parking tickets"
    story = read_plain_text(f"{HEADLINE}\nBy Ada Quist\n25 June 2025\n{STORY}{note}\n{below}\n")
    assert [block.text for block in story.blocks] == STORY.splitlines()
    assert len(story.related) == 2


@pytest.mark.parametrize("line", ["![Ferry](/a.jpg)", "[](/x)", "![](/a.jpg)", "****"])
def test_a_markdown_line_that_holds_no_words_is_none(line: str) -> None:
    paragraphs = "\n\n".join(STORY.splitlines())
    item = "* ### [Rain in the north again](https://a.example/r)"
    story = read_plain_text(f"# {HEADLINE}\n\n{line}\n\n{paragraphs}\n\n## More News\n\n{item}\n")
    assert (story.title, [block.text for block in story.blocks]) == (HEADLINE, STORY.splitlines())
    assert [item.title for item in story.related] == ["Rain in the north again"]


def test_a_table_between_paragraphs_stays_in_the_story() -> None:
    first, second, *rest = STORY.splitlines()
    table = [
        ["Team", "P", "Pts"],
        ["Rovers", "22", "46"],
        ["Athletic", "22", "45"],
        ["Vale", "21", "38"],
    ]
    rows = "\n".join(map("\t".join, table))
    text = "\n".join([HEADLINE, first, second, rows, *rest, "Reuters", "25 June 2025"])
    blocks = read_plain_text(text).blocks
    assert [block.text for block in blocks if block.type != "table"] == STORY.splitlines()
    assert [(b.rows, b.header_rows) for b in blocks if b.type == "table"] == [(table, 1)]
    assert blocks[2].type == "table"


def test_list_marks_that_end_with_a_tab_make_no_table() -> None:
    items = [f"{n}.\t{title}" for n, (title, _) in enumerate(PAIRS, 1)]
    story = read_plain_text("\n".join([HEADLINE, f"{STORY}Reuters", "Latest Stories", *items]))
    assert [item.title for item in story.related] == [title for title, _ in PAIRS]


@pytest.mark.parametrize(
    "pointer", ["Read also: Owls return", "Read also\nOwls return to the mill"]
)
def test_the_paragraph_below_a_pointer_is_story(pointer: str) -> None:
    paragraphs = STORY.splitlines()
    listed = "\n".join(title for title, _ in LIST)
    for at in range(2, 4):
        body = "\n".join([*paragraphs[:at], pointer, *paragraphs[at:]])
        story = read_plain_text(f"{HEADLINE}\nBy Ada Quist\n{body}\nMore news\n{listed}\n")
        assert [block.text for block in story.blocks] == paragraphs
        assert all(item.teaser is None for item in story.related)


@pytest.mark.parametrize(
    "caption",
    [
        "The harbour wall and the old crane in Port Quay, 9 May 2023.",
        "The harbour wall seen from the mayor's office in Port Quay",
        "கோட்டை நகரின் துறைமுகத்தில் பழைய சுவர் மற்றும் பாரந்தூக்கி. படம்: எஸ். குமார்",
    ],
)
def test_a_line_below_the_closing_date_is_a_caption(caption: str) -> None:
    pairs = "\n".join(f"{title}\n{teaser}" for title, teaser in LIST)
    story = read_plain_text(f"{STORY}Reuters\n9 May 2023\n{caption}\n{pairs}\n")
    assert [image.caption for image in story.images] == [caption]
    assert [(item.title, item.teaser) for item in story.related] == LIST


def test_a_newsletters_first_and_last_lines_are_no_title_and_no_teaser() -> None:
    items = "\n".join(f"{title}\n{teaser}\nRead more »\n" for title, teaser in LIST)
    head = "View this email in your browser\n\nTHE MORNING QUAY\nThursday, May 9, 2024\n"
    foot = "You are receiving this email because you signed up.\nUnsubscribe | Manage preferences"
    story = read_plain_text(
        f"{head}\n{HEADLINE}\nBy Ada Quist\n\n{STORY}\nALSO IN THE NEWS\n\n{items}\n{foot}\n"
    )
    assert story.title == HEADLINE
    assert [(item.title, item.teaser) for item in story.related] == LIST
