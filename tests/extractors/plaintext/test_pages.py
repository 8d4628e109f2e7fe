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
from scraper.extractors.plaintext.lines import MAX_LINES
from tests.extractors.plaintext.material import PAGES, STORIES, TAILS, fixture, material


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


def test_text_over_the_line_limit_gives_a_warning() -> None:
    text = "One line, and then another.\n" * (MAX_LINES + 1)
    assert "markup_limit" in read_plain_text(text).warnings
