"""Plain text: parts of the story that look like lists of other stories, and the items of lists."""

from __future__ import annotations

import pytest

from scraper.extractors.plaintext import PlainStory, read_plain_text

HEAD = "A ferry for the parish of Wick\nBy Ada Quist\n12 May 2024\n"
STORY = [
    "The parish council of Wick has bought a ferry, the first in its history, after the bridge "
    "over the Ouse was closed to everything that weighs more than a bicycle.",
    "It will carry nine people or one cow. The ferryman, a retired postman, learned the trade from "
    "a book and from his aunt, who rowed the same stretch of water until 1961.",
    "Tickets cost forty pence, and children under six and the vicar go free, as they always have.",
]
PAIRS = [
    ("Council tax goes up in every village", "The rise pays for two nurses and a night bus."),
    ("Who painted the lighthouse pink?", "The coastguard is not amused, but many would keep it."),
    ("Woman of 91 wins the crossword cup", "She has entered every year since the war."),
    ("Rovers lose at home again", "The goalkeeper was substituted before the break."),
]


def read(*lines: str) -> PlainStory:
    return read_plain_text("\n".join([HEAD, *lines]))


def text_of(story: PlainStory) -> list[str]:
    return [block.text for block in story.blocks]


def pairs_of(story: PlainStory) -> list[tuple[str, str | None]]:
    return [(item.title, item.teaser) for item in story.related]


# --- interviews ---------------------------------------------------------------------------------

QUESTIONS = [
    ("Do you still row every day?", "Every day but Good Friday. My knees would rust otherwise."),
    ("And when the river freezes?", "Then I walk, like everybody else, and charge nothing."),
    ("Were you ever afraid?", "Once, of a swan. It sat down in the boat and would not pay."),
    ("What comes next?", "A bell for the far bank. They have been shouting for sixty years."),
]


@pytest.mark.parametrize(
    "speakers", [("Q.", "A."), ("Q:", "A:"), ("Frage:", "Antwort:"), ("Courier:", "Ida Brand:")]
)
def test_questions_and_answers_of_two_speakers_stay_in_the_story(speakers: tuple[str, str]) -> None:
    said = [
        f"{speaker} {words}"
        for pair in QUESTIONS
        for speaker, words in zip(speakers, pair, strict=True)
    ]
    story = read(STORY[0], *said)
    assert text_of(story) == [STORY[0], *said]
    assert not story.related


def test_titles_that_begin_with_the_same_words_are_still_items() -> None:
    titles = [f"{'Sport' if k % 2 else 'Culture'}: {title}" for k, (title, _) in enumerate(PAIRS)]
    story = read(*STORY, "Reuters", "12 May 2024", "Read also", *titles)
    assert text_of(story) == STORY
    assert len(story.related) == len(titles)


# --- live blogs ---------------------------------------------------------------------------------

ENTRIES = [
    ("16.05", "Ferries cancelled until Wednesday", STORY[1]),
    ("15.31", "", STORY[2]),
    (
        "15.02",
        "Schools to close early",
        "Pupils are being sent home at noon, the council has said.",
    ),
    ("14.20", "", "Welcome to our coverage. The red warning for wind lasts until midnight."),
]


@pytest.mark.parametrize(
    "title",
    [
        "Storm Edwina live: rail lines closed",
        "Liveticker: Sturm legt Bahn lahm",
        "Η κακοκαιρία ζωντανά: κλειστά σχολεία και δρόμοι",
    ],
)
@pytest.mark.parametrize("form", ["{}", "{} Uhr", "• {}"])
def test_entries_below_their_times_are_a_live_blog(title: str, form: str) -> None:
    lines = [line for time, *entry in ENTRIES for line in (form.format(time), *filter(None, entry))]
    story = read_plain_text("\n".join([title, "Ada Quist", "12 May 2024", *lines]))
    assert story.page_type == "liveblog"
    assert text_of(story) == [line for _, *entry in ENTRIES for line in entry if line]
    assert [block.text for block in story.blocks if block.type == "heading"] == [
        heading for _, heading, _ in ENTRIES if heading
    ]


def test_titles_below_their_times_are_no_live_blog() -> None:
    listed = [line for k, (title, _) in enumerate(PAIRS) for line in (f"1{k}.05", title)]
    story = read(*STORY, "Reuters", "12 May 2024", "Latest news", *listed)
    assert story.page_type == "article"
    assert text_of(story) == STORY


# --- lists --------------------------------------------------------------------------------------


PLACES = ["• Electricians: 24 places", "• Fitters: 16 places", "• Clerks: 8 places"]
STEPS = ["1. Peel the swedes and boil them.", "2. Stir in the cream.", "3. Bake for two hours."]
INGREDIENTS = ["1 kg of swedes", "2 dl of cream", "3 tbsp of syrup"]


@pytest.mark.parametrize("joint", ["\n", "\n\n"])
@pytest.mark.parametrize("listed", [PLACES, STEPS, ["- Rope", "- Two oars", "- A bell"]])
@pytest.mark.parametrize("above", [[], INGREDIENTS])
@pytest.mark.parametrize(
    "note", [[], ["About the parish", "It has 214 people, a church and a pub."]]
)
def test_a_list_with_a_paragraph_below_stays_in_the_story(
    joint: str, listed: list[str], above: list[str], note: list[str]
) -> None:
    below = "Whoever wants to help may come to the quay on Saturday at nine, said the council."
    page = [*STORY, "What is needed", *above, *listed, below, *note]
    story = read_plain_text(joint.join([*HEAD.splitlines(), *page]))
    items = [line.partition(" ")[2] for line in listed]
    whole = [*STORY, "What is needed", *above, *items, below]
    assert [text for text in text_of(story) if text not in note] == whole
    assert {item.title for item in story.related} <= set(note)


def test_titles_with_marks_and_a_sentence_below_are_no_list_of_the_story() -> None:
    listed = [f"• {title}" for title, _ in PAIRS]
    below = "The editors are not responsible for what is said on the pages of other houses."
    story = read(*STORY, "More from the parish", *listed, below)
    assert text_of(story) == STORY


# --- the story's end ----------------------------------------------------------------------------


def test_an_agency_in_brackets_makes_no_caption_of_the_last_paragraph() -> None:
    last = "A second ferry of the same kind will be delivered next week. (dpa)"
    caption = "The ferry «Nordlicht» at the quay. Foto: Hauke Brandes/dpa"
    listed = [line for pair in PAIRS for line in pair]
    note = "Correction: An earlier version said that the ferry was green. It is in fact blue."
    for end in ([], [note]):
        page = [*STORY, last, *end, "dpa", "12.05.2024", caption, "Read also", *listed]
        story = read_plain_text("\n".join(page))
        assert text_of(story) == [*STORY, last, *end]
        assert [image.caption for image in story.images] == [caption]


@pytest.mark.parametrize("initials", ["abc/de", "lbr/gt/abc", "iso/ mark/", "вап/кор"])
def test_the_editors_initials_are_no_paragraph(initials: str) -> None:
    listed = [line for pair in PAIRS for line in pair]
    story = read(*STORY, initials, "AFP", "12 May 2024", "Read also", *listed)
    assert text_of(story) == STORY
    assert pairs_of(story) == PAIRS


@pytest.mark.parametrize("joint", ["\n", "\n\n"])
def test_names_below_a_letter_are_no_items_and_its_date_is_the_storys(joint: str) -> None:
    page = ["In memory of Ida Brand", *STORY, "Friends and colleagues at the school"]
    story = read_plain_text(joint.join([*page, "Published 12 May 2024"]))
    assert text_of(story) == STORY
    assert not story.related
    assert story.published_at == "2024-05-12"


# --- items --------------------------------------------------------------------------------------


@pytest.mark.parametrize("mark", ["{} ", "#{} ", "{}) "])
def test_ranks_before_the_titles_are_cut(mark: str) -> None:
    ranked = [mark.format(k) + title for k, (title, _) in enumerate(PAIRS, 1)]
    story = read(*STORY, "Most read", *ranked)
    assert [item.title for item in story.related] == [title for title, _ in PAIRS]


def test_numbers_that_are_no_ranks_stay() -> None:
    titles = ["2 men rescued from the river", "3 reasons to row", "4 cows lost in the flood"]
    story = read(*STORY, "Most read", *titles)
    assert [item.title for item in story.related] == titles


@pytest.mark.parametrize("unit", ["min read", "Min. Lesezeit", "хв читання", "분 읽기"])
@pytest.mark.parametrize("bar", [" · ", " | "])
def test_section_and_reading_time_are_no_title(unit: str, bar: str) -> None:
    listed = [
        line
        for k, (title, teaser) in enumerate(PAIRS, 2)
        for line in (title, f"{('Sport', 'Culture')[k % 2]}{bar}{k} {unit}", teaser)
    ]
    assert pairs_of(read(*STORY, "Read also", *listed)) == PAIRS


@pytest.mark.parametrize(
    "names",
    [
        ["Ada Quist", "Ida Brand", "Olof Lund", "Ada Quist"],
        ["Олег Савчук", "Наталя Козак", "Ірина Мельник", "Марко Дячук"],
    ],
)
@pytest.mark.parametrize("last", [".", ""])
def test_names_between_titles_and_teasers_are_no_titles(names: list[str], last: str) -> None:
    pairs = [*PAIRS[:-1], (PAIRS[-1][0], PAIRS[-1][1].rstrip(".") + last)]
    listed = [
        line
        for (title, teaser), name in zip(pairs, names, strict=True)
        for line in (title, name, teaser)
    ]
    assert pairs_of(read(*STORY, "Read also", *listed)) == pairs


def test_a_short_korean_title_with_a_number_is_one() -> None:
    story = [
        "목포시는 새 여객선이 다음 달부터 섬 열두 곳을 하루 세 번씩 오갈 것이라고 밝혔다.",
        "배에는 승객 이백 명과 자동차 서른 대를 실을 수 있고 요금은 지금과 같다.",
        "주민들은 오래 기다린 일이라며 반겼지만 선착장이 좁다는 걱정도 나온다.",
    ]
    pairs = [
        ("추석 연휴 여객선 이용객 크게 늘어", "날씨가 맑아 결항이 한 건도 없었다."),
        ("홍어 축제 다음 달 초에 열린다", "삭힌 정도에 따라 다섯 단계로 맛볼 수 있다."),
        ("김값 5년 만에 내려", "수출이 지난달부터 크게 줄어든 탓이다"),
        ("무안공항 국제선 늘린다", "타이베이 노선이 주 네 번으로 늘어난다."),
    ]
    page = [
        *story,
        "뉴스1",
        "2024년 9월 26일",
        "관련 기사",
        *(line for pair in pairs for line in pair),
    ]
    assert pairs_of(read_plain_text("\n".join(page))) == pairs


def test_the_address_after_a_button_is_the_items() -> None:
    listed = [
        line
        for k, (title, teaser) in enumerate(PAIRS)
        for line in ("", title, teaser, f"Read more: https://example.org/{k}")
    ]
    story = read(*STORY, "", "Also in the news", *listed)
    assert pairs_of(story) == PAIRS
    assert [item.url for item in story.related] == [f"https://example.org/{k}" for k in range(4)]


@pytest.mark.parametrize(
    "caption",
    ["کشتی کے مسافر۔ فوٹو: فائل", "ጀልባዋ በወንዙ ላይ። ፎቶ፦ ኢዜአ", "Кеме порттан шықты. Сурет: Ержан"],
)
def test_captions_with_the_word_for_a_picture(caption: str) -> None:
    page = "\n".join([*STORY, "Reuters", "12 May 2024", caption])
    assert [image.caption for image in read_plain_text(page).images] == [caption]
