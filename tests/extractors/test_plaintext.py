"""Pages saved as plain text: our own with their expected records, and many made from them."""

from __future__ import annotations

import json
import random
import textwrap
from dataclasses import fields
from pathlib import Path
from typing import Any

import pytest

from scraper.extractors.plaintext import PlainStory, read_plain_text
from scraper.extractors.plaintext.credits import byline_names, credit_of, lone_names
from scraper.extractors.plaintext.lines import MAX_LINES, measure_lines
from scraper.extractors.plaintext.words import PROMPT, SECTION, opening
from scraper.extractors.plaintext.wraps import unwrap

PAGES = sorted((Path(__file__).parents[2] / "fixtures" / "pages").glob("text-*.txt"))


def as_json(story: PlainStory) -> dict[str, Any]:
    values = {f.name: getattr(story, f.name) for f in fields(story)}
    return {
        name: [
            v.model_dump(exclude_none=True, exclude_defaults=True)
            if hasattr(v, "model_dump")
            else v
            for v in value
        ]
        if isinstance(value, list)
        else value
        for name, value in values.items()
        if value
    }


@pytest.mark.parametrize("page", PAGES, ids=lambda path: path.stem)
def test_page_gives_its_record(page: Path) -> None:
    expected = json.loads(page.with_suffix(".json").read_text(encoding="utf-8"))
    expected.pop("language")  # decided from the text for all pages, plain or not
    expected["warnings"].remove("url_unknown")
    if not expected["warnings"]:
        del expected["warnings"]
    if "subtitle" in expected and expected["blocks"][0]["text"] == expected["subtitle"]:
        del expected["blocks"][0]  # the record's text opens with the standfirst
    assert as_json(read_plain_text(page.read_text(encoding="utf-8"))) == expected


# --- a story of N paragraphs and M pairs is always separated --------------------------------------


def fixture(name: str) -> dict[str, Any]:
    path = next(path for path in PAGES if path.stem == f"text-{name}")
    loaded: dict[str, Any] = json.loads(path.with_suffix(".json").read_text(encoding="utf-8"))
    return loaded


def paragraphs_of(*names: str) -> list[str]:
    return [
        block["text"]
        for name in names
        for block in fixture(name)["blocks"]
        if block["type"] == "paragraph" and block["text"] != fixture(name).get("subtitle")
    ]


def pairs_of(*names: str) -> list[tuple[str, str]]:
    items = [item for n in names for item in fixture(n)["related"] if "teaser" in item]
    return [(item["title"], item["teaser"]) for item in items]


Material = tuple[list[str], list[tuple[str, str]]]
STORIES = {
    "harbour": (["seed-shape"], ["headline-first", "related-before", "german"]),
    "schools": (["headline-first"], ["seed-shape"]),
    "atlas": (["no-related"], ["seed-shape", "related-before"]),
    "bank": (["related-before"], ["seed-shape", "headline-first"]),
    "river": (["feature"], ["seed-shape"]),
    "mill": (["list"], ["related-before", "headline-first"]),
    "de": (["german"], ["german"]),
    "fr": (["byline-block"], ["byline-block"]),
    "id": (["indonesian"], ["indonesian"]),
    "ar": (["arabic"], ["arabic"]),
    "zh": (["chinese"], ["chinese"]),
}


def material(name: str) -> Material:
    story, pairs = STORIES[name]
    return paragraphs_of(*story), pairs_of(*pairs)


HEADS = {
    "bare": [],
    "headline": ["A headline that names the matter at hand"],
    "full": [
        "A headline that names the matter at hand",
        "By Ana Lopes",
        "3 May 2023",
        "A quay in the rain. Photo: Jo Brand",
    ],
}
TAILS = {
    "none": [],
    "agency and date": ["Reuters", "Wed May 3 2023"],
    "section": ["More News"],
    "prompts": ["Share this article", "Facebook", "WhatsApp", "Related"],
}


@pytest.mark.parametrize("name", STORIES)
@pytest.mark.parametrize("head", HEADS)
@pytest.mark.parametrize("tail", TAILS)
def test_story_and_pairs_below_are_separated(name: str, head: str, tail: str) -> None:
    paragraphs, pairs = material(name)
    for seed in range(6):
        rng = random.Random(f"{head} {tail} {seed}")
        length = rng.randint(min(4, len(paragraphs)), len(paragraphs))
        story = paragraphs[:length]
        items = rng.sample(pairs, rng.randint(3, len(pairs)))
        lines = [*HEADS[head], *story, *TAILS[tail], *(line for pair in items for line in pair)]
        read = read_plain_text(rng.choice(["\n", "\n\n", "\r\n"]).join(lines))
        assert [b.text for b in read.blocks] == story
        assert [(i.title, i.teaser) for i in read.related] == items
        assert {i.position for i in read.related} == {"below"}
        assert read.title == (HEADS[head][0] if head != "bare" else None)


@pytest.mark.parametrize("name", ["harbour", "schools", "atlas", "bank", "river"])
def test_story_after_its_related_items(name: str) -> None:
    paragraphs, pairs = material(name)
    items = pairs[:5]
    lines = ["Latest News", *(line for pair in items for line in pair)]
    title = fixture(STORIES[name][0][0]).get(
        "title", "Harbour authority votes to reopen ferry route"
    )
    lines += [title, "By Ana Lopes", "3 May 2023", *paragraphs]
    read = read_plain_text("\n".join(lines))
    assert [b.text for b in read.blocks] == paragraphs
    assert [(i.title, i.teaser) for i in read.related] == items
    assert {i.position for i in read.related} == {"sidebar"}
    assert read.title == title


@pytest.mark.parametrize(
    "name", ["harbour", "schools", "atlas", "bank", "de", "fr", "id", "ar", "zh"]
)
@pytest.mark.parametrize("length", [2, 3])
def test_brief_and_pairs_below_are_separated(name: str, length: int) -> None:
    paragraphs, pairs = material(name)
    for start in range(len(paragraphs) - length + 1):
        story = paragraphs[start : start + length]
        for head in HEADS["bare"], HEADS["headline"]:
            lines = [*head, *story, *(line for pair in pairs[:5] for line in pair)]
            read = read_plain_text("\n".join(lines))
            assert [b.text for b in read.blocks] == story
            assert [(i.title, i.teaser) for i in read.related] == pairs[:5]


# --- shapes that no fixture has ------------------------------------------------------------------
# Each line is marked with what it is: = title, - byline, date, menu, button, > story, # heading,
# + related title, . teaser.

STORM = """
        = Storm cuts power to forty villages
        > Nearly forty villages in the northern hills were without power on Tuesday night after a \
storm brought down trees and pylons along the main line, the grid operator said.
        > Crews hope to restore most connections by noon on Wednesday, or by evening at the latest.
        > Two schools stay closed, and the ferry to the island waits until the wind has gone down.
        > "We had candles and a radio," said Ada Horn, whose farm is the last one on the line.
        - Reuters
        - 4 June 2024"""
SHAPES = {
    "menu above, prompts and imprint below": """
        - Home
        - World
        - Sport
        - Sign in
        = Dam keepers warn of low water in three valleys
        - By Miriam Olde
        - 4 June 2024
        > The reservoirs above the three valleys hold less water than ever, their keepers said.
        > Rain has been scarce since February, and snow melted early.
        > "We can manage until the end of August," said chief keeper Aron Vail.
        - Share
        - Copy link
        - More from World
        + Ferry crews vote to accept new rota
        . The deal gives every crew two free weekends a month.
        + Museum finds lost letters behind a panel
        . The letters were written by the house's first owner to her brother overseas.
        - About us
        - Privacy policy
        - © 2024 The Valley Record. All rights reserved.
        """,
    "age between title and teaser": """
        = Storm cuts power to forty villages
        > Nearly forty villages in the northern hills were without power on Tuesday night after a \
storm brought down trees and pylons along the main line, the grid operator said.
        > Crews hope to restore most connections by noon on Wednesday.
        > Schools in the area will stay closed.
        - More Headlines
        + Fish market to move indoors
        - 2 hours ago
        . Stallholders have waited for the move for more than ten years.
        + Chess club wins back its cellar
        - 5 hours ago
        . A judge said that the landlord had no right to change the locks.
        """,
    "ages in words, and what each item is about": STORM
    + """
        - You may also like
        - WORLD
        + Fish market to move indoors after ten years
        - 2 hours ago
        - SPORT
        + Chess club wins back its cellar in court
        - yesterday
        - WORLD
        + Museum finds lost letters behind a panel
        - yesterday
        """,
    "teasers above their titles": STORM
    + """
        - More news
        . Stallholders have waited for the move for more than ten years.
        + Fish market to move indoors
        . A judge said that the landlord had no right to change the locks.
        + Chess club wins back its cellar
        . They were written by the first owner of the house to her brother.
        + Museum finds lost letters behind a panel
        """,
    "titles that close with a mark": STORM
    + """
        + Will the fish market move indoors?
        + Who gets the cellar of the chess club?
        + What did the lost letters say?
        + Why is the bridge still closed?
        """,
    "pointer inside a short story": """
        = Warga Desa Sukamaju Bangun Jembatan Bambu Sepanjang 60 Meter
        - Oleh: Rina Hapsari
        - Selasa, 14 Mei 2024 10:20 WIB
        > SUKAMAJU - Warga Desa Sukamaju bergotong royong membangun jembatan bambu sepanjang 60 \
meter yang menghubungkan dua dusun yang selama ini terpisah oleh sungai.
        > Jembatan itu selesai dalam waktu tiga minggu.
        + Baca juga: Banjir Surut, Pasar Sukamaju Kembali Buka
        > "Dulu anak-anak harus memutar hampir satu jam," kata Kepala Desa Bambang Sutrisno.
        > Pemerintah kabupaten berjanji akan membangun jembatan permanen tahun depan.
        - Berita Terkait
        + Petani Kopi Lereng Utara Mulai Panen Raya
        . Harga kopi naik hampir dua kali lipat dibandingkan musim lalu.
        """,
    "numbered headings": """
        = Three walks that begin at a railway station
        > You need no car for these walks, and all of them end at an inn. Each takes between two \
and five hours at an easy pace, and all can be walked in ordinary shoes in dry weather.
        # 1. Marlow Halt to the weir
        > The path follows the river for most of the way and passes three locks. Bring bread.
        # 2. Tern Bridge to the old quarry
        > It is steep at first. From the top one sees as far as the sea on a clear day.
        # 3. Ashby to Ashby, the long way round
        > A circle through orchards, best in blossom time. The inn is at the very end.
        """,
    "speech that opens with a dash": """
        = Ny färjelinje mellan öarna invigd
        - Publicerad 3 juni 2024
        > Den nya färjelinjen mellan Norrö och Söderö invigdes på måndagen av landshövdingen, \
efter nästan tio års förhandlingar mellan kommunerna.
        > Färjan går fyra gånger om dagen och tar tjugo bilar.
        > – Det här förändrar vår vardag, säger lanthandlaren Sven Ek.
        > Linjen kostar nio miljoner kronor om året.
        - Läs också
        + Gammal kvarn blir vandrarhem
        + Rekordmånga tranor vid sjön
        """,
    "one-line quotes and a closing credit": """
        = "We will not sell the island," say heirs
        > The heirs of shipping magnate Otto Brandt said on Thursday that they would not sell his \
private island, ending months of rumours.
        > "My father is buried there."
        > A hotel group had offered 30 million crowns, according to two people familiar with it.
        > "Not one."
        > The island has no road, one well and about 400 sheep.
        - (Reporting by Nils Aker; editing by Ruth Dean)
        """,
    "titles above the story": """
        - Menu
        - Search
        - TRENDING
        + Rail strike called off at the last minute
        + Three jailed for selling fake olive oil
        + What the new tax means for you
        = SOUTHERN ISLAND VOLCANO FORCES 3,000 FROM THEIR HOMES
        - By Our Correspondent
        - 12 Feb 2024, 06:45 GMT
        > A volcano on Southern Island that had slept for four decades erupted on Sunday night, \
forcing some three thousand people to leave their homes.
        > Ash fell on fishing boats forty kilometres away, the coastguard said.
        > No deaths have been reported.
        """,
    "no mark at the end of a sentence": """
        = ชาวบ้านเปิดตลาดริมน้ำแห่งใหม่
        - 10 มกราคม 2567
        > ชาวบ้านตำบลบางไทรเปิดตลาดริมน้ำแห่งใหม่เมื่อวันเสาร์ที่ผ่านมา โดยมีร้านค้ากว่าแปดสิบร้าน\
จำหน่ายอาหารพื้นบ้านและงานหัตถกรรม
        > ผู้ใหญ่บ้านกล่าวว่า ตลาดจะเปิดทุกวันเสาร์และวันอาทิตย์ตั้งแต่เช้าจนถึงหัวค่ำ
        > นักท่องเที่ยวสามารถเดินทางมาโดยเรือหรือรถประจำทาง
        - ข่าวที่เกี่ยวข้อง
        + น้ำลดแล้ว โรงเรียนเปิดเรียนวันจันทร์
        + ราคาทุเรียนพุ่งสูงสุดในรอบสิบปี
        """,
    "devanagari": """
        = नदी किनारे बसे गाँव में नया पुल खुला
        - रामपुर, 5 जून 2024
        > रामपुर के पास नदी पर बना नया पुल मंगलवार को आम लोगों के लिए खोल दिया गया, जिससे दो दर्जन \
गाँवों का शहर से सीधा संपर्क हो गया है।
        > पुल बनने में चार साल लगे और इस पर लगभग साठ करोड़ रुपये खर्च हुए।
        > अधिकारियों ने बताया कि बरसात के मौसम में भी पुल पर आवाजाही जारी रहेगी।
        - संबंधित खबरें
        + मंडी में आलू के दाम गिरे
        . व्यापारियों का कहना है कि इस बार पैदावार उम्मीद से ज्यादा हुई है।
        + पुस्तक मेले में उमड़ी भीड़
        . पहले दिन दस हजार से ज्यादा लोग पहुँचे।
        """,
    "list without a story": """
        - Start
        - Politik
        - Sport
        + Kreistag stimmt für neue Buslinie in die Oberstadt
        . Die Linie soll ab Herbst im Halbstundentakt fahren und auch am Wochenende.
        + Zwei Verletzte nach Unfall auf der Landstraße
        . Ein Lastwagen war am frühen Morgen auf die Gegenfahrbahn geraten.
        + Freibad öffnet eine Woche früher als geplant
        . Das warme Wetter hat die Stadt zu dem Schritt bewogen.
        """,
}


def test_date_and_agency_above_the_headline_are_the_storys() -> None:
    story = material(next(iter(STORIES)))[0]
    read = read_plain_text(
        "\n".join(["4 June 2024", "Reuters", "Storm cuts power at last", *story])
    )
    assert (read.title, read.published_at) == ("Storm cuts power at last", "2024-06-04")
    assert read.agency == "Reuters"


@pytest.mark.parametrize("shape", SHAPES)
def test_page_of_another_shape_is_read(shape: str) -> None:
    marked = [line.split(" ", 1) for line in textwrap.dedent(SHAPES[shape]).strip().split("\n")]
    read = read_plain_text("\n".join(words for _, words in marked))
    found = [("#" if block.type == "heading" else ">", block.text) for block in read.blocks]
    assert found == [(mark, words) for mark, words in marked if mark in "#>"]
    assert read.title == next((words for mark, words in marked if mark == "="), None)
    titles = [words.removeprefix("Baca juga: ") for mark, words in marked if mark == "+"]
    assert [item.title for item in read.related] == titles
    teasers = [words for mark, words in marked if mark == "."]
    assert [item.teaser for item in read.related if item.teaser] == teasers


# --- headings that open with a button's word ------------------------------------------------------


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
    "button",
    ["Share this article", "Share on Facebook", "12 Comments", "Comments (4)", "Leave a comment",
     "Share | Print | Email", "Next page", "Auf Facebook teilen", "Kommentar schreiben",
     "Partager sur WhatsApp", "Bagikan artikel ini", "Dela på Facebook", "分享到微信", "댓글 3"],
)  # fmt: skip
def test_label_of_a_button_is_known(button: str) -> None:
    assert PROMPT.search(button)


# --- lists whose teasers no full stop closes ------------------------------------------------------


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


def test_word_for_a_picture_is_no_byline() -> None:
    assert byline_names("Foto: Ana Lopes") == []
    assert byline_names("Interview: Ana Lopes") == ["Ana Lopes"]


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


# --- parts ----------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("line", "names"),
    [
        ("By Ana Lopes and Jo Brand", ["Ana Lopes", "Jo Brand"]),
        ("By Ana Lopes, Political Correspondent", ["Ana Lopes"]),
        ("Von Jörg Oß und Lea Kühn", ["Jörg Oß", "Lea Kühn"]),
        ("Por María de la Vega y Juan Olmo", ["María de la Vega", "Juan Olmo"]),
        ("Oleh: Ratna Dewi", ["Ratna Dewi"]),
        ("Текст: Анна Белова, Иван Серов", ["Анна Белова", "Иван Серов"]),
        ("记者 李明", ["李明"]),
        ("记者 林书远 周晓禾", ["林书远", "周晓禾"]),
        ("Interview: Piet Vandermolen", ["Piet Vandermolen"]),
        ("By the consumer desk", []),
        ("By spring the river had risen", []),
        ("김철수 기자", ["김철수"]),
        ("بقلم: سامر الحلواني", ["سامر الحلواني"]),
        ("By Ana Lopes | May 3, 2023", ["Ana Lopes"]),
        ("By Ana Lopes (Reuters)", ["Ana Lopes"]),
    ],
)
def test_names_of_a_byline(line: str, names: list[str]) -> None:
    assert byline_names(line) == names


@pytest.mark.parametrize(
    ("caption", "credit"),
    [
        ("A quay in the rain. - REUTERS", "REUTERS"),
        ("A quay in the rain. Photo: Jo Brand", "Jo Brand"),
        ("Ein Kai im Regen. (Foto: Jo Brand)", "Jo Brand"),
        ("Un quai sous la pluie. © Jo Brand", "Jo Brand"),
        ("A quay in the rain", None),
        ("قوارب في ميناء المدينة القديمة صباح يوم الأحد، 12 مايو 2024. - أ ف ب", "أ ف ب"),
        ("قوارب في الميناء - أ ف ب", None),
        ("Boats in the old harbour of Quay last Monday. ANA LOPES BRAND", "ANA LOPES BRAND"),
        ("Boats in the old harbour of Quay last Monday. They left", None),
        ("BOATS IN THE OLD HARBOUR OF QUAY LAST MONDAY. ANA LOPES", None),
    ],
)
def test_credit_of_a_caption(caption: str, credit: str | None) -> None:
    assert credit_of(caption) == credit


# --- input that is no story, or too much of one -------------------------------------------------


@pytest.mark.parametrize("text", ["Home", "Home\nNews\nSport", "404", "Page not found", "a\n" * 50])
def test_scrap_of_a_page_holds_no_story(text: str) -> None:
    read = read_plain_text(text)
    assert read.blocks == []
    assert read.warnings == ["no_story"]


def test_one_long_line_is_a_story() -> None:
    text = " ".join(material("harbour")[0])
    assert [b.text for b in read_plain_text(text).blocks] == [text]


@pytest.mark.parametrize(
    ("text", "blocks", "warnings"),
    [
        ("word " * 4_000_000, 1, []),
        ("A line. Another.\n" * 600_000, 1, ["markup_limit"]),
        ("\n" * 20_000_000, 0, ["no_story", "markup_limit"]),
        ("(" * 5_000_000, 0, ["no_story"]),
        (("Photo " * 200 + "\n") * 4_999, 4_999, []),
        ("1 " * 5_000_000, 1, []),
    ],
    ids=["one line", "many lines", "blank", "brackets", "photo", "digits"],
)
def test_large_text_is_read_to_its_end(text: str, blocks: int, warnings: list[str]) -> None:
    # A step that looks at every pair of places would not come to it.
    read = read_plain_text(text)
    assert (len(read.blocks), list(read.warnings)) == (blocks, warnings)


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


def test_text_over_the_line_limit_gives_a_warning() -> None:
    text = "One line, and then another.\n" * (MAX_LINES + 1)
    assert "markup_limit" in read_plain_text(text).warnings


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
    ("opening", "dateline"),
    [
        ("Lyon – Trois personnes ont ouvert un parapluie lundi matin.", "Lyon"),
        ("Météo – comment les villes se préparent-elles à la pluie ?", None),
    ],
)
def test_a_place_without_capitals_is_named_again(opening: str, dateline: str | None) -> None:
    more = [
        "Il a plu lundi à Lyon pour la première fois depuis la fin du mois d’avril, et personne "
        "n’avait pris de parapluie malgré les annonces.",
        "Le pluviomètre de la gare indiquait onze millimètres à midi, un peu plus que pendant les "
        "trois derniers mois réunis, selon le service des eaux.",
        "La prochaine pluie est attendue jeudi soir, et la fontaine de la place restera fermée.",
    ]
    page = "\n\n".join(["Il pleut enfin sur la ville", opening, *more])
    assert read_plain_text(page).dateline == dateline


@pytest.mark.parametrize("heading", ["Dernières nouvelles", "Flere nyheter", "Habari zaidi"])
def test_phrases_that_the_list_breaks_over_two_lines(heading: str) -> None:
    assert SECTION.match(heading)
    assert opening(heading)[0]


# --- lists whose lines are not all alike ----------------------------------------------------------

STORY = """The council said on Monday that the repairs of the harbour wall would take nine weeks.
"It is what it is," said the engineer who had drawn the first plans in 2011 and had been waiting.
Nobody had objected to the plan when it was put before the public in the spring, and nobody is now.
Work will stop during the herring season, which begins on the first of May and lasts for weeks.
"""
HEADLINE = "Harbour wall repairs take nine weeks more"
LIST = [
    ("Ferry back in service after trouble", "Two of the four boats will run until parts arrive."),
    ("Police seize counterfeit shoes", "The haul was found in a disused cinema on the ring road."),
    ("Library lends tools as well", "A drill is used for thirteen minutes in its whole life."),
    ("Bakery closes after 84 years", "Three generations baked here, and no one takes over."),
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


# --- head, section, author's note -----------------------------------------------------------------


@pytest.mark.parametrize("byline", ["Ada Quist - Quay News", "Ada Quist, own correspondent"])
def test_a_byline_without_a_by_word(byline: str) -> None:
    story = read_plain_text(f"News\nSport\n{HEADLINE}\n{byline}\n25 June 2025\n{STORY}")
    assert (story.title, story.authors) == (HEADLINE, ["Ada Quist"])


@pytest.mark.parametrize(
    "head",
    [
        f"{HEADLINE}\nAda Quist",
        f"{HEADLINE}\n25 June 2025\nShare\nAda Quist\nHarbour correspondent",
        f"{HEADLINE}\nThe wall is older than the town behind it.\nAda Quist\n25 June 2025",
    ],
)
def test_a_name_alone_is_a_byline_where_bylines_stand(head: str) -> None:
    story = read_plain_text(f"News\nSport\n{head}\n{STORY}")
    assert (story.title, story.authors) == (HEADLINE, ["Ada Quist"])
    assert len(story.blocks) == 4


def test_a_chinese_or_japanese_name_may_be_as_short_as_a_button() -> None:
    body = [
        "港の防波堤の修理は九週間かかる見通しだと、市議会が月曜日の会見で明らかにした。費用は市が負担する。",
        "設計した技師は「仕方がない」と話した。計画は昨年の春に公開され、反対する人はいなかったという。",
        "ニシンの漁期が始まる五月には工事を止める。再開は漁が終わる七月の初めになる予定だ。",
    ]
    head = [
        "社会",
        "政治",
        "防波堤の修理、九週間かかる見通し",
        "2024年6月8日 10時00分",
        "山田真理子",
    ]
    story = read_plain_text("\n".join([*head, "シェア", "印刷", *body]))
    assert story.authors == ["山田真理子"]
    assert [block.text for block in story.blocks] == body


def test_a_title_of_two_words_is_no_byline() -> None:
    story = read_plain_text(f"Rain Returns\nBy Ada Quist\n25 June 2025\n{STORY}")
    assert (story.title, story.authors) == ("Rain Returns", ["Ada Quist"])
    story = read_plain_text(f"{STORY}Rain Returns\nIt has been dry since May.\n")
    assert story.authors == []


@pytest.mark.parametrize(
    ("masthead", "byline", "foot"),
    [
        ("The Quay News – Your daily paper", "By Ada Quist", ""),
        ("THE QUAY NEWS", "Ada Quist", ""),
        ("The Quay News", "", "© 2025 The Quay News. All rights reserved."),
    ],
)
def test_a_masthead_above_the_date_is_not_the_headline(
    masthead: str, byline: str, foot: str
) -> None:
    paragraphs = "\n\n".join(STORY.splitlines())
    story = read_plain_text(
        f"{masthead}\nWednesday, 25 June 2025\n\n{HEADLINE}\n\n{byline}\n\n{paragraphs}\n\n{foot}"
    )
    assert (story.title, story.published_at) == (HEADLINE, "2025-06-25")
    assert story.authors == (["Ada Quist"] if byline else [])
    assert (len(story.blocks), story.images) == (4, [])


def test_a_line_between_date_and_story_may_be_the_standfirst() -> None:
    standfirst = "Engineers expect the work to last until the herring season"
    story = read_plain_text(f"Harbour wall repaired\n25 June 2025\n{standfirst}\n{STORY}")
    assert story.title == "Harbour wall repaired"


@pytest.mark.parametrize(
    ("above", "section"),
    [
        ("News\nHarbour\nSport\nHome > News > Harbour", "Harbour"),
        ("Новости\nРегионы\nСпорт\nГлавная → Регионы", "Регионы"),
        ("Quay\nHarbour\nSport\nWeather\nHARBOUR", "Harbour"),
        ("Quay\nWiadomości\nSport\nWIADOMOŚCI", "Wiadomości"),
        ("Quay\nHarbour\nSport", None),
    ],
)
def test_section_from_breadcrumb_or_kicker(above: str, section: str | None) -> None:
    story = read_plain_text(f"{above}\n{HEADLINE}\nBy Ada Quist\n25 June 2025\n{STORY}")
    assert (story.title, story.section) == (HEADLINE, section)


def test_labelled_fields_of_a_database() -> None:
    fields_ = f"Headline: {HEADLINE}\nByline: Ada Quist\nDate: 2025-06-25\nSection: Asia"
    story = read_plain_text(f"{fields_}\n\n{STORY}")
    assert (story.title, story.section, story.authors) == (HEADLINE, "Asia", ["Ada Quist"])


def test_a_labelled_byline_wins_over_a_name_above() -> None:
    story = read_plain_text(
        f"{HEADLINE}\nAlder Quay Chronicle\nJune 25, 2025\nByline: Ada Quist\n"
        f"Section: CITY; Pg. B3\n\n{STORY}"
    )
    assert (story.authors, story.section) == (["Ada Quist"], "CITY")


def test_a_date_above_the_headline_below_a_menu() -> None:
    story = read_plain_text(
        f"News\nSport\nCulture\n25 June 2025\n{HEADLINE}\nBy Ada Quist\n{STORY}"
    )
    assert (story.title, story.published_at) == (HEADLINE, "2025-06-25")


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


@pytest.mark.parametrize(
    ("line", "names"),
    [
        ("Publié le 5 mai 2025 à 10h", []),
        ("Veröffentlicht am 5. Mai 2025", []),
        ("Publicado el 5 de mayo de 2025", []),
        ("Publicado em 05/11/2025 por Ana Lima", ["Ana Lima"]),
        ("by ibby", ["ibby"]),
    ],
)
def test_a_word_before_a_date_is_no_author(line: str, names: list[str]) -> None:
    assert byline_names(line) == names


def test_bylines_with_other_labels_and_scripts() -> None:
    assert byline_names("2025-06-03 16:20:41 来源：新华社 作者：陈牧野") == ["陈牧野"]
    assert byline_names("기자명 문서영 기자") == ["문서영"]
    assert byline_names("글자크기 조절") == []
    assert lone_names("Na Neema Lyimo") == ["Neema Lyimo"]
    assert lone_names("久保田澄香") == ["久保田澄香"]


PAIRS = [
    ("Volunteers sold the last wooden carriage", "Night bus drivers asked for it."),
    ("Archivists found a box of letters", "It lay behind a wall of the old mill for years."),
    ("The county court heard a ferry owner", "He had moored at the stone pier all winter."),
]


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


@pytest.mark.parametrize("line", ["![Ferry](/a.jpg)", "[](/x)", "![](/a.jpg)", "****"])
def test_a_markdown_line_that_holds_no_words_is_none(line: str) -> None:
    paragraphs = "\n\n".join(STORY.splitlines())
    item = "* ### [Rain in the north again](https://a.example/r)"
    story = read_plain_text(f"# {HEADLINE}\n\n{line}\n\n{paragraphs}\n\n## More News\n\n{item}\n")
    assert (story.title, [block.text for block in story.blocks]) == (HEADLINE, STORY.splitlines())
    assert [item.title for item in story.related] == ["Rain in the north again"]


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


# --- what a list puts around its titles and teasers -----------------------------------------------


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


def test_two_titles_are_no_title_with_its_teaser() -> None:
    listed = ["How to grow a lemon tree", "The town where nobody ever locks the door at night"]
    below = "\n".join(["Elsewhere", *listed])
    story = read_plain_text(f"{HEADLINE}\nBy Ada Quist\n{STORY}\n{below}\n")
    assert [(item.title, item.teaser) for item in story.related] == [(t, None) for t in listed]


# --- what converters, mail programs and databases add ---------------------------------------------


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


@pytest.mark.parametrize(
    ("opening", "place"),
    [
        ("כפר הגשם – גשם כבד ירד ביום שני לפנות בוקר על העיר ועל הכפרים שסביבה.", "כפר הגשם"),
        ("नया नगर - सोमवार को पूरे शहर में दिन भर बारिश होती रही और सड़कें डूब गईं।", "नया नगर"),
        ("ท่าเรือใหม่ - ฝนตกหนักทั่วเมืองเมื่อวันจันทร์และทำให้ถนนหลายสายถูกน้ำท่วมเป็นเวลานาน.", "ท่าเรือใหม่"),
        ("פרשנות – גשם כבד ירד ביום שני לפנות בוקר על העיר ועל הכפרים שסביבה.", None),
    ],
)
def test_a_place_before_a_dash_in_scripts_without_capitals(opening: str, place: str | None) -> None:
    assert read_plain_text(f"{HEADLINE}\n5 May 2024\n{opening}\n{STORY}").dateline == place


@pytest.mark.parametrize(
    ("opening", "authors"),
    [
        ("(해안=연합뉴스) 김도윤 기자 = 해안시의 작은 섬마을에 학교 배가 다니게 됐다.", ["김도윤"]),
        ("本报临江5月20日电（记者王建国）雨下了一整天，城里的街道都被水淹没了。", ["王建国"]),
    ],
)
def test_reporters_in_an_east_asian_dateline_are_authors(opening: str, authors: list[str]) -> None:
    assert read_plain_text(f"{opening}\n{STORY}").authors == authors


@pytest.mark.parametrize("wire", ["--", "(GLOBE NEWSWIRE) --", "/PRNewswire/ --"])
def test_the_full_date_of_a_dateline_is_the_storys(wire: str) -> None:
    story = read_plain_text(f"{HEADLINE}\nQUAY, Sweden, May 14, 2024 {wire} {STORY}")
    assert (story.dateline, story.published_at) == ("QUAY, Sweden", "2024-05-14")
    dated = read_plain_text(f"{HEADLINE}\n15 May 2024\nQUAY, May 14, 2024 {wire} {STORY}")
    assert dated.published_at == "2024-05-15"


def test_items_below_their_ranks_are_items_and_days_are_not() -> None:
    titles = ["Council tax goes up in every village", "Woman of 91 wins the crossword cup"]
    foot = ["Topics", "Rivers", "Walls", "Most viewed", "1", titles[0], "2", titles[1], "30 May"]
    page = [HEADLINE, "By Ada Quist", "18 June 2024", STORY, *foot, "About us", "Privacy policy"]
    story = read_plain_text("\n".join(page))
    assert [item.title for item in story.related] == titles


def test_a_headline_is_above_the_byline_not_the_authors_chair_below_it() -> None:
    head = ["OPINIÃO", "Em louvor da chuva", "Rita Falcão"]
    chair = "Professora de Geografia na Universidade de Porto Novo"
    story = read_plain_text("\n".join([*head, chair, "27 de abril de 2024", STORY]))
    assert (story.title, story.authors) == (head[1], [head[2]])
    assert story.published_at == "2024-04-27"


def test_a_newsletters_first_and_last_lines_are_no_title_and_no_teaser() -> None:
    items = "\n".join(f"{title}\n{teaser}\nRead more »\n" for title, teaser in LIST)
    head = "View this email in your browser\n\nTHE MORNING QUAY\nThursday, May 9, 2024\n"
    foot = "You are receiving this email because you signed up.\nUnsubscribe | Manage preferences"
    story = read_plain_text(
        f"{head}\n{HEADLINE}\nBy Ada Quist\n\n{STORY}\nALSO IN THE NEWS\n\n{items}\n{foot}\n"
    )
    assert story.title == HEADLINE
    assert [(item.title, item.teaser) for item in story.related] == LIST


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
