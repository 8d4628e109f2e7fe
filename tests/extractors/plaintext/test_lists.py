"""The items of lists on plain-text pages: which lines are titles, teasers, or neither."""

from __future__ import annotations

import pytest

from scraper.extractors.plaintext import read_plain_text
from scraper.extractors.plaintext.lines import measure_lines
from tests.extractors.plaintext.material import HEADLINE, LIST, PAIRS, STORY, TAILS, material


def unclosed(name: str) -> tuple[list[str], list[tuple[str, str]]]:
    """Story and pairs, teasers without the mark at their end."""
    paragraphs, pairs = material(name)
    return paragraphs, [(title, teaser.rstrip(".。")) for title, teaser in pairs]


def assert_apart(text: str, story: list[str], pairs: list[tuple[str, str | None]]) -> None:
    read = read_plain_text(text)
    assert [block.text for block in read.blocks] == story
    assert [(item.title, item.teaser) for item in read.related] == pairs


@pytest.mark.parametrize("name", ["harbour", "mill", "de", "fr", "id", "zh"])
@pytest.mark.parametrize("tail", ["agency and date", "section"])
def test_teasers_without_full_stops_take_turns_with_titles(name: str, tail: str) -> None:
    story, pairs = unclosed(name)
    lines = [*story, *TAILS[tail], *(line for pair in pairs for line in pair)]
    assert_apart("\n".join(lines), story, [*pairs])


@pytest.mark.parametrize("name", ["harbour", "mill", "de", "fr", "id", "ar", "zh"])
def test_titles_alone_are_no_pairs(name: str) -> None:
    story, pairs = material(name)
    titles = [title for title, _ in pairs]
    assert_apart("\n".join([*story, *TAILS["section"], *titles]), story,
                 [(title, None) for title in titles])  # fmt: skip


@pytest.mark.parametrize("mark", ["•", "*", "▪"])
@pytest.mark.parametrize("name", ["harbour", "de", "ar"])
def test_titles_with_bullets_and_teasers_without(name: str, mark: str) -> None:
    story, pairs = material(name)
    listed = [line for title, teaser in pairs for line in (f"{mark} {title}", f"  {teaser}")]
    assert_apart("\n".join([*story, *TAILS["agency and date"], *listed]), story, [*pairs])


@pytest.mark.parametrize("name", ["harbour"])
def test_title_and_teaser_in_one_line_are_no_paragraph(name: str) -> None:
    story, pairs = material(name)
    joined = [f"{title} {teaser}" for title, teaser in pairs]
    lines = [*story, *TAILS["agency and date"], *joined]
    assert_apart("\n".join(lines), story, [(line, None) for line in joined])


def test_pairs_without_marks_in_thai() -> None:
    story = [
        "เมืองท่าเรือ - ชาวประมงเมืองท่าเรือซ่อมประภาคารเก่าเสร็จแล้วหลังจาก"
        "ใช้เวลานานถึงสามปีเต็มและใช้งบประมาณของเทศบาล",
        "นายกเทศมนตรีกล่าวว่า ประภาคารจะเปิดให้นักท่องเที่ยวเข้าชมในเดือนหน้าโดยไม่เสียค่าใช้จ่าย",
        "ชาวบ้านหวังว่าร้านค้าริมท่าเรือจะกลับมาคึกคักอีกครั้งหลังจากซบเซามานาน",
    ]
    pairs = [
        ("โรงเรียนได้หลังคาใหม่", "นักเรียนกลับเข้าห้องเรียนได้ในวันจันทร์หน้า"),
        ("ตลาดปลาย้ายที่", "แม่ค้าขอเวลาเตรียมตัวอีกหนึ่งเดือนเต็ม"),
        ("น้ำประปาแพงขึ้น", "เทศบาลบอกว่าท่อเก่าต้องเปลี่ยนใหม่ทั้งหมด"),
        ("แข่งเรือวันเสาร์", "มีเรือเข้าร่วมจากเจ็ดหมู่บ้านริมแม่น้ำ"),
    ]
    lines = [*story, "12 มีนาคม 2567", *(line for pair in pairs for line in pair)]
    assert_apart("\n".join(lines), story, [*pairs])


def test_titles_as_short_as_buttons_take_turns_with_teasers() -> None:
    story = [
        "नदीपुर में पुराने डाकघर की इमारत अब पुस्तकालय बनेगी, नगर परिषद ने सोमवार को यह फ़ैसला किया।",
        "परिषद के अनुसार काम अगले महीने शुरू होगा और एक साल में पूरा हो जाएगा।",
        "पाठकों के लिए साठ कुर्सियाँ और एक छोटा बग़ीचा भी होगा।",
    ]
    pairs = [
        ("नया बस अड्डा खुला", "रोज़ चालीस बसें चलेंगी।"),
        ("मेला आज से", "प्रवेश निःशुल्क रहेगा।"),
        ("बिजली दर घटी", "नई दरें जून से लागू।"),
        ("झील में पानी", "तीन साल बाद भरी झील।"),
        ("कुएँ की सफ़ाई", "गाँव वालों ने मिलकर की।"),
    ]
    lines = [*story, "5 जून 2024", *(line for pair in pairs for line in pair)]
    assert_apart("\n".join(lines), story, [*pairs])


def test_who_owns_the_text_is_no_teaser() -> None:
    story = "\n".join(
        f"The ferry lay still for the {n}th day, its captain said." for n in range(4, 9)
    )
    items = "Storm shuts the coast line\nRates held for the fifth time\n"
    read = read_plain_text(f"Ferry lies still\n\n{story}\n\nTop stories\n{items}© 2025 The Courier")
    assert [(item.title, item.teaser) for item in read.related] == [
        ("Storm shuts the coast line", None),
        ("Rates held for the fifth time", None),
    ]


def test_a_teaser_without_full_stop_is_no_item() -> None:
    for unclosed in range(len(LIST)):
        pairs = [
            (title, teaser.rstrip(".") if k == unclosed else teaser)
            for k, (title, teaser) in enumerate(LIST)
        ]
        items = "\n".join(f"{title}\n{teaser}" for title, teaser in pairs)
        story = read_plain_text(f"{HEADLINE}\nBy Ada Quist\n{STORY}Related\n{items}\n")
        assert [(item.title, item.teaser) for item in story.related] == pairs


@pytest.mark.parametrize("heading", ["Najpopularniejsze", "Самое читаемое", "Xem nhiều"])
def test_a_usual_heading_of_any_language_opens_a_list(heading: str) -> None:
    items = "\n".join(f"{title}\n{teaser}" for title, teaser in LIST)
    below = "House prices fall in every town\nMan walks backwards to Rome\nOwls return to the mill"
    story = read_plain_text(
        f"{HEADLINE}\nBy Ada Quist\n{STORY}Related\n{items}\n{heading}\n{below}"
    )
    assert [item.section for item in story.related] == ["Related"] * 4 + [heading] * 3


def test_a_japanese_title_may_end_with_a_quote() -> None:
    lines = measure_lines(["駅ピアノ、雪で一時休止「指が動かない」", "「もう帰りたい。」"])[0]
    assert [line.end for line in lines] == ["none", "stop"]
    speech = "「終電を逃した人が来ると思ったら、終電で帰ってきた人ばかりでした」"
    assert measure_lines([speech])[0][0].end == "stop"


def test_an_address_below_an_item_is_its_url() -> None:
    items = "\n\n".join(
        f"{title}\n{teaser}\nhttps://paper.example/{k}" for k, (title, teaser) in enumerate(LIST)
    )
    story = read_plain_text(f"{HEADLINE}\nBy Ada Quist\n{STORY}Related\n{items}\n")
    assert [item.url for item in story.related] == [f"https://paper.example/{k}" for k in range(4)]
    assert [item.teaser for item in story.related] == [teaser for _, teaser in LIST]


def test_links_at_the_foot_are_no_items() -> None:
    items = "\n".join(f"{title}\n{teaser}" for title, teaser in LIST)
    foot = "Privacy\nCookie policy\nUnsubscribe | Preferences | Legal notice"
    story = read_plain_text(f"{HEADLINE}\nBy Ada Quist\n{STORY}Related\n{items}\n{foot}\n")
    assert [item.title for item in story.related] == [title for title, _ in LIST]


@pytest.mark.parametrize("heading", ["Related topics", "Archivado en", "Темы", "标签"])
def test_topics_are_no_items(heading: str) -> None:
    topics = f"{heading}\nHarbour walls\nCity council"
    listed = "\n".join(title for title, _ in LIST)
    story = read_plain_text(f"{HEADLINE}\nBy Ada Quist\n{STORY}{topics}\nMost read\n{listed}\n")
    assert [item.title for item in story.related] == [title for title, _ in LIST]


@pytest.mark.parametrize(
    "marks",
    [("Politics", "Culture", "Sport"), ("Kinh tế", "Kinh tế", "Văn hóa")],
)
def test_kickers_above_the_titles_are_no_items(marks: tuple[str, ...]) -> None:
    listed = "\n".join(
        f"{mark}\n{title}\n{teaser}" for mark, (title, teaser) in zip(marks, PAIRS, strict=True)
    )
    story = read_plain_text(f"{HEADLINE}\n{STORY}Reuters\n25 June 2025\nLatest Stories\n{listed}")
    assert [(item.title, item.teaser) for item in story.related] == PAIRS
    assert [item.section for item in story.related] == list(marks)


@pytest.mark.parametrize(
    "marks",
    [
        ("3 min leestijd", "14 min leestijd", "7 min leestijd"),
        ("24 June 2025", "saa 15 zilizopita", "23 June 2025"),
    ],
)
def test_what_stands_where_other_items_have_their_date_is_no_item(marks: tuple[str, ...]) -> None:
    listed = "\n".join(
        f"{title}\n{teaser}\n{mark}" for mark, (title, teaser) in zip(marks, PAIRS, strict=True)
    )
    story = read_plain_text(f"{HEADLINE}\n{STORY}Reuters\n25 June 2025\nLatest Stories\n{listed}")
    assert [(item.title, item.teaser) for item in story.related] == PAIRS


HAND_WRITTEN = [
    ("Ferry captain retires after 41 years", "He says the secret is coffee and fear"),
    ("Is the old mill haunted?", "An electrician and a medium inspected it together..."),
    ("Girls win state relay!", "The team shaved two seconds off a record"),
    ("Library ends late fees", "More than 900 books came back."),
    ("Town hall clock stops at noon", "The clockmaker is on holiday until the spring."),
    ("Bakers fight over the last oven", "A judge tasted both loaves and chose neither."),
]


@pytest.mark.parametrize("joint", ["\n", "\n\n"])
def test_teasers_of_which_some_lack_the_full_stop(joint: str) -> None:
    listed = joint.join(line for pair in HAND_WRITTEN for line in pair)
    story = read_plain_text(f"{HEADLINE}\n{STORY}Reuters\n25 June 2025\nMore News\n{listed}\n")
    assert [(item.title, item.teaser) for item in story.related] == HAND_WRITTEN


def test_blank_lines_between_items_tell_titles_from_teasers() -> None:
    pairs = [(title.rstrip("!?"), teaser.rstrip(".")) for title, teaser in HAND_WRITTEN]
    listed = "\n\n".join("\n".join(pair) for pair in pairs)
    story = read_plain_text(f"{HEADLINE}\n{STORY}Reuters\n25 June 2025\nMore News\n\n{listed}\n")
    assert [(item.title, item.teaser) for item in story.related] == pairs


def test_exclamation_marks_make_no_teasers_of_titles() -> None:
    titles = [title for title, _ in HAND_WRITTEN]
    story = read_plain_text("\n".join([HEADLINE, f"{STORY}Reuters", "Most read", *titles]))
    assert [(item.title, item.teaser) for item in story.related] == [(t, None) for t in titles]


def test_names_below_the_heading_of_a_list_are_its_items() -> None:
    names = ["Alma Berg", "Tor Lind", "Ida Falk", "Nils Ek"]
    story = read_plain_text("\n".join([HEADLINE, f"{STORY}Reuters", "Latest obituaries", *names]))
    assert [item.title for item in story.related] == names


@pytest.mark.parametrize("joint", [" ", " | ", " – "])
@pytest.mark.parametrize(
    ("lead_ins", "sections"),
    [
        (["12:40", "12:15", "11:52", "9:30"], ["Related"] * 4),
        (["SEA", "POLICE", "ARTS & LIFE", "SPORT"], ["SEA", "POLICE", "ARTS & LIFE", "SPORT"]),
        (["МОРЕ", "УЛИЦА", "НАРОД", "ХЛЕБ"], ["МОРЕ", "УЛИЦА", "НАРОД", "ХЛЕБ"]),
    ],
)
def test_a_time_or_a_kicker_before_each_title_is_cut(
    lead_ins: list[str], sections: list[str], joint: str
) -> None:
    items = "\n".join(
        f"{lead_in}{joint}{title}\n{teaser}"
        for lead_in, (title, teaser) in zip(lead_ins, LIST, strict=True)
    )
    story = read_plain_text(f"{HEADLINE}\nBy Ada Quist\n{STORY}Related\n{items}\n")
    assert [(item.title, item.teaser) for item in story.related] == LIST
    assert [item.section for item in story.related] == sections


@pytest.mark.parametrize(
    "titles",
    [
        ["NATO looks for a harbour", "UNESCO lists the mill", "FIFA bans the whistle"],
        ["NASA Rover finds a spoon", "NASA Launch is put off", "NASA Chief resigns in May"],
        ["STORM NEARS THE COAST", "MILL FOR SALE AGAIN", "OWLS IN THE CHURCH"],
    ],
)
def test_a_title_may_begin_with_a_word_in_capitals(titles: list[str]) -> None:
    teased = zip(titles, [teaser for _, teaser in LIST], strict=False)
    items = "\n".join(f"{title}\n{teaser}" for title, teaser in teased)
    story = read_plain_text(f"{HEADLINE}\nBy Ada Quist\n{STORY}Related\n{items}\n")
    assert [item.title for item in story.related] == titles


@pytest.mark.parametrize("button", ["Read more »", "Weiterlesen", "Подробнее →"])
def test_a_button_at_the_end_of_each_teaser_is_cut(button: str) -> None:
    items = "\n".join(f"{title}\n{teaser} {button}" for title, teaser in LIST)
    story = read_plain_text(f"{HEADLINE}\nBy Ada Quist\n{STORY}Related\n{items}\n")
    assert [(item.title, item.teaser) for item in story.related] == LIST


@pytest.mark.parametrize("agency", ["Reuters\n25 June 2025\n", ""])
def test_numbered_items_below_a_wire_story_are_no_listicle(agency: str) -> None:
    items = "\n\n".join(f"{k}. {title}\n{teaser}" for k, (title, teaser) in enumerate(LIST, 1))
    paragraphs = "\n\n".join(STORY.splitlines())
    story = read_plain_text(f"{agency}\n{paragraphs}\n\n{items}\n")
    listed = [(item.title, item.teaser) for item in story.related]
    assert listed == (LIST if agency else [])
    assert len(story.blocks) == (4 if agency else 12)


def test_a_list_before_the_story_ends_where_the_dateline_is() -> None:
    items = "\n".join(f"{title}\n{teaser}" for title, teaser in LIST)
    story = read_plain_text(f"LATEST\n{items}\nQUAY (AP) — {STORY}AP\nWed Jun 25 2025\n")
    assert (story.title, story.dateline) == (None, "QUAY")
    assert [(item.title, item.teaser) for item in story.related] == LIST


def test_two_titles_are_no_title_with_its_teaser() -> None:
    listed = ["How to grow a lemon tree", "The town where nobody ever locks the door at night"]
    below = "\n".join(["Elsewhere", *listed])
    story = read_plain_text(f"{HEADLINE}\nBy Ada Quist\n{STORY}\n{below}\n")
    assert [(item.title, item.teaser) for item in story.related] == [(t, None) for t in listed]


@pytest.mark.parametrize("mark", ["• ", "- "])
def test_a_list_in_thai_begins_at_its_heading(mark: str) -> None:
    paragraphs = [
        "ชาวประมงเมืองท่าเรือซ่อมประภาคารเก่าเสร็จแล้วหลังจากใช้เวลานานถึงสามปีเต็มและใช้งบประมาณของเทศบาล",
        "นายกเทศมนตรีกล่าวว่า ประภาคารจะเปิดให้นักท่องเที่ยวเข้าชมในเดือนหน้าโดยไม่เสียค่าใช้จ่าย",
        "ชาวบ้านหวังว่าร้านค้าริมท่าเรือจะกลับมาคึกคักอีกครั้งหลังจากซบเซามานาน",
    ]
    titles = ["โรงเรียนได้หลังคาใหม่หลังพายุ", "ตลาดปลาย้ายไปริมแม่น้ำ", "น้ำประปาแพงขึ้นอีกในปีหน้า"]
    listed = [f"{mark}{title}" for title in titles]
    page = ["ซ่อมประภาคารเก่าเสร็จแล้ว", "12 มีนาคม 2567", *paragraphs, "ข่าวที่เกี่ยวข้อง", *listed]
    story = read_plain_text("\n".join(page))
    assert [block.text for block in story.blocks] == paragraphs
    assert [item.title for item in story.related] == titles


UNCLOSED = [
    ("Bus strike off after late deal", "Crews get two days more and a free lunch"),
    ("Is this the oldest pear tree?", "Six stools, one well and a queue on Sundays"),
    ("15:30 Power back in villages", "Some 400 homes were dark for seven hours"),
    ("15:10 Ring road talks go on", "Ministers disagree over noise and over oaks"),
    ("14:45 Rovers 1-0 North Pier", "A header by Kit Barrow was enough for once"),
]


def test_wider_lines_by_turns_are_teasers_without_full_stops() -> None:
    pairs = [f"{title}\n{teaser}" for title, teaser in UNCLOSED]
    listed = "\n".join(["Most read", *pairs[:2], "Latest", *pairs[2:]])
    story = read_plain_text(f"{STORY}Reuters\n{listed}\n")
    assert [item.teaser for item in story.related] == [teaser for _, teaser in UNCLOSED]
    titles = [title for title, _ in UNCLOSED[:2]] + ["Market hall opens", "No snow until March"]
    story = read_plain_text("\n".join([STORY + "Reuters", "Most read", *titles]))
    assert [item.teaser for item in story.related] == [None] * 4


def test_items_below_their_ranks_are_items_and_days_are_not() -> None:
    titles = ["Council tax goes up in every village", "Woman of 91 wins the crossword cup"]
    foot = ["Topics", "Rivers", "Walls", "Most viewed", "1", titles[0], "2", titles[1], "30 May"]
    page = [HEADLINE, "By Ada Quist", "18 June 2024", STORY, *foot, "About us", "Privacy policy"]
    story = read_plain_text("\n".join(page))
    assert [item.title for item in story.related] == titles


def test_short_titles_and_teasers_in_amharic_are_pairs() -> None:
    paragraphs = [
        "አዲስ አበባ፡ የከተማው ምክር ቤት ሰኞ ዕለት አዲስ የአውቶቡስ መስመር እንዲከፈት ወሰነ።",
        "የትራንስፖርት ቢሮ ኃላፊ እንዳሉት አዲሱ መስመር በቀን ከ20 ሺህ በላይ መንገደኞችን ያጓጉዛል።",
        "ነዋሪዎች በበኩላቸው የትራንስፖርት ችግር ለዓመታት ሲያሰቃያቸው መቆየቱን ተናግረዋል።",
    ]
    pairs = [
        ("የቡና ዋጋ ጨመረ", "ገበሬዎች ደስተኛ ናቸው።"),
        ("ትምህርት ቤቶች ሰኞ ይከፈታሉ", "ተማሪዎች ዝግጁ ናቸው።"),
        ("አዲስ ሆስፒታል ተመረቀ", "ሐኪሞች ሥራ ጀምረዋል።"),
        ("ዝናብ ይጠበቃል", "ጎርፍ ሊኖር ይችላል።"),
    ]
    listed = [line for pair in pairs for line in pair]
    story = read_plain_text("\n".join([*paragraphs, "ሌሎች ዜናዎች", *listed]))
    assert [block.text for block in story.blocks] == paragraphs
    assert [(item.title, item.teaser) for item in story.related] == pairs
