"""The place that opens a story, with the agency and the reporters beside it."""

from __future__ import annotations

import pytest

from scraper.extractors.metadata.dateline import Dateline, read_dateline
from scraper.extractors.metadata.east_asian_dateline import read_reporters
from scraper.extractors.metadata.sources.collect import Clues
from scraper.extractors.metadata.story_text import first_block
from scraper.extractors.parsing.html import parse_html
from tests.extractors.metadata.pages import STORY, record


@pytest.mark.parametrize(
    ("text", "bold", "expected"),
    [
        ("LUND, April 3, 2025 /Wire/ -- Rain fell on Lund.", "", Dateline("LUND", None)),
        ("Lund – Am Montag hat es geregnet.", "Lund", Dateline("Lund", None)),
        ("लुंड: सोमवार को बारिश हुई।", "लुंड:", Dateline("लुंड", None)),
        ("Rain: it fell on Lund.", "", Dateline(None, None)),
        ("LUND, Northern Scania — Rain fell.", "", Dateline("LUND, Northern Scania", None)),
        ("LUND CITY, Sweden (LG) — Rain fell.", "", Dateline("LUND CITY, Sweden", None)),
        ("ЛУНД, 9 апреля. /Ведро/. Прошел дождь.", "", Dateline("ЛУНД", None)),
        ("लुंड। सोमवार को बारिश हुई।", "", Dateline("लुंड", None)),
        ("काठमाडौं, १२ असार । सोमबार पानी पर्‍यो ।", "", Dateline("काठमाडौं", None)),
        ("नमस्ते। सोमवार को बारिश हुई।", "", Dateline(None, None)),
        ("(서울=연합뉴스) 김철수 기자 = 비가 내렸다.", "", Dateline("서울", "Yonhap")),
        ("【ロンドン＝山田太郎】雨が降った。", "", Dateline("ロンドン", None)),
        ("【松山共同】雨が降った。", "", Dateline("松山", "Kyodo")),
        ("【松山時事】雨が降った。", "", Dateline("松山", "Jiji Press")),
        ("ЛУНД, 21 мая. /ТАСС/. Прошел дождь.", "", Dateline("ЛУНД", "TASS")),
        ("ЛУНД, 5 мар - РИА Новости. Прошел дождь.", "", Dateline("ЛУНД", "RIA Novosti")),
        ("ЛУНД. 3 марта. УНН. Пройшов дощ.", "", Dateline("ЛУНД", "UNN")),
        ("تل الزهور - (أ ف ب): هطل المطر", "", Dateline("تل الزهور", "AFP")),
        ("本报鲁恩德5月20日电 下了一整天雨。", "", Dateline("鲁恩德", None)),
        ("לונד (רויטרס) - גשם ירד ביום שני.", "", Dateline("לונד", "Reuters")),
        ("ลุนด์ (รอยเตอร์) - ฝนตกเมื่อวันจันทร์", "", Dateline("ลุนด์", "Reuters")),
        ("லுண்ட் (பிடிஐ) - திங்களன்று மழை பெய்தது.", "", Dateline("லுண்ட்", "PTI")),
        ("（中央社記者王小明台北5日電）下雨了。", "", Dateline("台北", "Central News Agency")),
        ("JAKARTA, Gauge.com - Hujan turun.", "", Dateline("JAKARTA", None)),
        ("लुंड, 4 जनवरी (भाषा) सोमवार को बारिश हुई।", "", Dateline("लुंड", "PTI")),
        ("نور نگر: پیر کو بارش ہوئی۔", "", Dateline("نور نگر", None)),
        ("सवाल: बारिश कब हुई?", "", Dateline(None, None)),
        ("LUND — Reuters reports that it rained. Rain fell.", "", Dateline("LUND", None)),
        ("LUND (Seawire) — Rain fell on Lund.", "", Dateline("LUND", None)),
        ("LUND (and all of Skane) — Rain fell.", "", Dateline(None, None)),
        ("LUND, Mont. (AP) — Rain fell on Lund.", "", Dateline("LUND, Mont.", "AP")),
        ("LUND, N.Y. — Rain fell on Lund.", "", Dateline("LUND, N.Y.", None)),
        ("LUND, N.Y., June 3 (Reuters) - Rain fell.", "", Dateline("LUND, N.Y.", "Reuters")),
        ("LUND, Mont., June 3, 2025 /Wire/ -- Rain.", "", Dateline("LUND, Mont.", None)),
        ("Lund, June 3 2025 (Gauge). It rained.", "", Dateline("Lund", None)),
        ("Lund, 3. juni 2025 (NTB). Det regnet.", "", Dateline("Lund", "NTB")),
        ("Rain, by June 3, 2025 (at last). It fell.", "", Dateline(None, None)),
        ("Lund, where it rained on 3 March 2025 (Tuesday). Rain.", "", Dateline(None, None)),
        ("LUND. (AP) — Rain fell on Lund.", "", Dateline("LUND", "AP")),
        ("(ANSA) - LUND, 30 MAG - Piove.", "", Dateline("LUND", "ANSA")),
        ("(AGI) - Lund, 30 mag. - Piove.", "", Dateline("Lund", "AGI")),
        ("(SECCHIO) - LUND, 30 MAG - Piove.", "", Dateline("LUND", None)),
        ("(ANSA) - Piove da ieri sulla città.", "", Dateline(None, "ANSA")),
        ("३० चैत, लुन्ड । सोमबार पानी पर्‍यो ।", "", Dateline("लुन्ड", None)),
        ("ЛУНД, 9 апреля. В городе весь день шёл дождь.", "", Dateline("ЛУНД", None)),
        ("LUND. Am Montag hat es wieder geregnet.", "", Dateline("LUND", None)),
        ("NEW LUND, April 9. Rain fell on the city all day.", "", Dateline("NEW LUND", None)),
        ("ലുന്ദ് ∙ തിങ്കളാഴ്ച മഴ പെയ്തു, കാറ്റും വീശി.", "ലുന്ദ്", Dateline("ലുന്ദ്", None)),
        ("BAD LUND. Wolken.", "", Dateline(None, None)),
        ("ACHTUNG. Am Montag hat es wieder geregnet.", "", Dateline(None, None)),
        ("LUND, GRAU. Am Montag hat es wieder geregnet.", "", Dateline(None, None)),
        ("সোমবারের সকাল। বৃষ্টি হলো।", "", Dateline(None, None)),
        ("លុន៖ ភ្លៀងធ្លាក់នៅថ្ងៃច័ន្ទ។", "", Dateline("លុន", None)),
        ("ԼՈՒՆԴ, 3 ՄԱՐՏԻ, ԱՐՄԵՆՊՐԵՍ։ Անձրև եկավ։", "", Dateline("ԼՈՒՆԴ", "Armenpress")),
        ("Երկուշաբթի։ Անձրև եկավ։", "", Dateline(None, None)),
        ("ሉንድ፣ መጋቢት 3/2017 (ኢዜአ)፦ ዝናብ ጣለ።", "", Dateline("ሉንድ", "ENA")),
        ("لُنڈ (اے پی پی) پیر کو بارش ہوئی۔", "", Dateline("لُنڈ", "APP")),
        ("ЛУНД. ҚазАқпарат – Жаңбыр жауды.", "", Dateline("ЛУНД", "Kazinform")),
    ],
)
def test_place_and_agency_of_a_dateline(text: str, bold: str, expected: Dateline) -> None:
    assert read_dateline(text, bold) == expected


def test_a_place_in_capitals_before_the_standfirst_is_the_dateline() -> None:
    def told(intro: str) -> str | None:
        lead = f"<p class='intro'>{intro}</p>"
        return record(f"<h1>Rain in Lund at last</h1>{lead}<div>{STORY}</div>").dateline

    assert told("LUND - On Tuesday the bridge was opened again after the rain.") == "LUND"
    assert told("Lund - On Tuesday the bridge was opened again after the rain.") is None
    assert told("LUND, SKANE (Seawire) — On Tuesday the bridge was opened again.") == "LUND, SKANE"
    assert told("LUND: On Tuesday the bridge was opened again after the rain.") == "LUND"
    assert told("MALMO: On Tuesday the bridge was opened again after the rain.") is None
    assert told("TLDR: On Tuesday the bridge was opened again after the rain.") is None
    assert told("SELECT, TABLE, WITH - the words that open a query of the data.") is None
    assert told("SELECT, TABLE, WITH: the words that open a query - of the data.") is None


def test_a_box_around_the_headline_has_no_dateline() -> None:
    box = "<div>01.02.2022 | Rain-Meeting <h1>Lund: Jane Doe surprises at last</h1><p>{}</p></div>"
    tree = parse_html(box.format("The gauge stood at eleven millimetres.").encode())
    headline = tree.tags.index("h1")
    story = [tree.tags.index("div"), tree.tags.index("p")]
    assert (
        first_block(tree, Clues(headline=headline), story, None).text
        == "The gauge stood at eleven millimetres."
    )


def test_reporters_of_a_dateline() -> None:
    assert read_reporters("新华社临江3月18日电（记者陈渡、林见秋）清晨六点半") == ["陈渡", "林见秋"]
    assert read_reporters("(서울=연합뉴스) 김철수 기자 = 비가 내렸다.") == ["김철수"]
    assert read_reporters("记者昨天到了那里。") == []
    assert read_reporters("（中央社記者王小明、李大同台北5日電）下雨了。") == ["王小明", "李大同"]


@pytest.mark.parametrize(
    ("bold", "place"), [("Lund.", "Lund"), ("Endlich.", None), ("Lund und Malmö.", None)]
)
def test_a_place_in_bold_closed_by_a_full_stop_is_named_in_the_text_again(
    bold: str, place: str | None
) -> None:
    text = STORY.replace("<p>", f"<p><strong>{bold}</strong> ", 1)
    assert record(f"<h1>Rain at last</h1>{text}").dateline == place


@pytest.mark.parametrize(
    ("text", "rest", "place"),
    [
        ("Lyon – Trois personnes sont là.", "Il pleut à Lyon.", "Lyon"),
        ("Lund/Ystad – Am Montag hat es geregnet.", "Der Regen in Lund.", "Lund, Ystad"),
        ("Lund. – Am Montag hat es geregnet.", "", "Lund"),
        ("Autokauf – wie finanzieren?", "Das Auto ist bar zu bezahlen.", None),
        ("Paris – Lyon en deux heures.", "Le train de Paris arrive à Lyon.", None),
        ("Zagreb – Split: vlak stoji.", "Vlak Zagreb – Split stoji, kažu u Zagrebu.", None),
        ("Hamburg – Polizisten haben Regen.", "Die Polizisten in Hamburg.", "Hamburg"),
        ("লুন্ড শহর। বৃষ্টি হলো।", "লুন্ড শহরে", "লুন্ড শহর"),
    ],
)
def test_a_place_without_capitals_is_named_again_and_no_route(
    text: str, rest: str, place: str | None
) -> None:
    assert read_dateline(text, "", lambda _: rest).place == place


@pytest.mark.parametrize("tag", ["span class='text-gray'", "b", "em", "i"])
@pytest.mark.parametrize(("words", "place"), [("Lund.", "Lund"), ("Endlich.", None)])
def test_a_place_in_an_element_of_its_own(tag: str, words: str, place: str | None) -> None:
    text = STORY.replace("<p>", f"<p><{tag}>{words}</{tag.split()[0]}> ", 1)
    assert record(f"<h1>Rain at last</h1>{text}").dateline == place


def test_a_place_beside_the_story() -> None:
    place = "<dl><dt class='c-signature__location'>Lund</dt></dl>"
    assert record(f"<h1>Rain at last</h1><div>{place}{STORY}</div>").dateline == "Lund"
    events = "<div class='location'>Lund</div><div class='location'>Ystad</div>"
    assert record(f"<h1>Rain at last</h1><div>{events}{STORY}</div>").dateline is None


def test_the_dateline_after_a_byline_that_is_the_first_paragraph() -> None:
    story = STORY.replace("It rained", "LUND, March 3 (Reuters) - It rained", 1)
    byline = "<p>By Ann Catherine Reeve</p>"
    found = record(f"<h1>Rain at last</h1><div>{byline}{story}</div>")
    assert (found.authors, found.dateline, found.agency) == (
        ["Ann Catherine Reeve"],
        "LUND",
        "Reuters",
    )
    assert found.text.startswith("LUND, March 3")


def test_a_place_that_only_a_style_separates_from_the_standfirst() -> None:
    lead = (
        "<p class='description'><span class='location-stamp'>Lund</span>"
        "It rained on the town for the first time since April.</p>"
    )
    found = record(f"<h1>Rain at last</h1>{lead}<div>{STORY}</div>")
    assert found.dateline == "Lund"
    assert found.subtitle == "It rained on the town for the first time since April."


def test_a_name_and_a_title_are_no_dateline() -> None:
    assert read_dateline("Jane Doe - Senior Partner", "Jane Doe", lambda _: "").place is None


def test_a_label_in_an_element_of_its_own() -> None:
    text = STORY.replace("<p>", "<p><span>Lund:</span> ", 1)
    assert record(f"<h1>Rain at last</h1>{text}").dateline is None


@pytest.mark.parametrize(
    ("publisher", "opening", "place"),
    [
        ("Lund Harbour Herald", "LUND HARBOUR — ", "LUND HARBOUR"),
        ("Gauge Daily", "LUND, Gauge Daily — ", "LUND"),
        ("Gauge Daily", "GAUGE DAILY — ", None),
    ],
)
def test_a_paper_that_is_named_after_its_town(
    publisher: str, opening: str, place: str | None
) -> None:
    head = f"<meta property='og:site_name' content='{publisher}'>"
    text = STORY.replace("It rained", f"{opening}It rained", 1)
    assert record(f"<h1>Rain at last</h1>{text}", head).dateline == place


@pytest.mark.parametrize(
    ("text", "rest", "language", "place"),
    [
        ("लुंड. सोमवार को बारिश हुई और सब खुश हुए।", "", "hi", "लुंड"),
        ("डॉ. शर्मा ने सोमवार को बारिश की बात कही।", "", "hi", None),
        ("Lund. Mvua ilinyesha jana katika mji huu wote.", "", "sw", "Lund"),
        ("Lund. It rained on the town all of Monday.", "the streets in Lund", "en", "Lund"),
        ("Silence. It rained on the town all of Monday.", "Silence fell", "en", None),
        ("Лунденград. В понеделник валя цял ден.", "хора във Лунденград", "bg", "Лунденград"),
        ("Лундовац. Киша је падала целог понедељка.", "улице у Лундовцу", "sr", "Лундовац"),
        ("Лундовар. Киша је падала целог понедељка.", "улице у Лундовару", "sr", "Лундовар"),
        ("Λουνδία. Έβρεχε όλη τη Δευτέρα στην πόλη.", "έβρεξε στη Λουνδία", "el", "Λουνδία"),
        ("Joanna. Padało przez cały poniedziałek w mieście.", "mieszka u Joanny", "pl", None),
        ("Stille. Es regnete am Montag in der ganzen Stadt.", "in Stille", "de", None),
        ("لوند (نمائندہ خصوصی) پیر کو شہر میں بارش ہوئی۔", "", "ur", "لوند"),
        ("Lund (Staff Reporter) It rained on Monday.", "", "en", "Lund"),
        ("Lund (the town) It rained on Monday.", "", "en", None),
        ("ሉንድ፡ ኅዳር 12/2015 ዓ.ም ዝናብ ዘነበ።", "", "am", "ሉንድ"),
        ("لوند - هطل المطر يوم الاثنين على المدينة كلها لأول مرة.", "", "ar", "لوند"),
        ("تحليل - هطل المطر يوم الاثنين على المدينة كلها لأول مرة.", "", "ar", None),
        ("لوند - مدينة", "", "ar", None),
    ],
)
def test_forms_without_a_dash_or_capitals(
    text: str, rest: str, language: str, place: str | None
) -> None:
    assert read_dateline(text, "", lambda _: rest, language=language).place == place


def test_a_place_before_a_full_stop_opens_the_story_of_an_agency() -> None:
    text = STORY.replace("It rained", "Sundby. It rained", 1)
    weather = "<div>Sundby 21°</div>"
    assert record(f"{weather}<h1>Rain at last</h1>{text}<p>BTA</p>").dateline == "Sundby"
    assert record(f"<h1>Rain at last</h1>{text}<p>BTA</p>").dateline is None
    assert record(f"{weather}<h1>Rain at last</h1>{text}").dateline is None


def test_the_main_points_above_the_story_have_no_dateline() -> None:
    points = "<ul><li>The barley is lost but the beets may recover</li><li>More rain soon</li></ul>"
    text = STORY.replace("It rained", "LUND, March 3 - It rained", 1)
    assert record(f"<h1>Rain at last</h1>{points}{text}").dateline == "LUND"


def test_the_dateline_of_a_story_in_one_cell_with_its_headline() -> None:
    text = STORY.replace("<p>", "<br>").replace("</p>", "<br>")
    text = text.replace("<br>It rained", "LUND, March 3 - It rained", 1)
    cell = f"<td><font size=5><b>Rain in Lund at last</b></font><br>By Jane Doe<br><br>{text}</td>"
    page = f"<table><tr><td><a href='/'>Home</a></td>{cell}</tr></table>"
    assert record(page, "<title>Rain in Lund at last</title>").dateline == "LUND"


@pytest.mark.parametrize(
    ("subtitle", "shown"),
    [
        ("Lundensians danced in the streets until late.", None),
        ("LundThe fountain stays switched off.", "The fountain stays switched off."),
    ],
)
def test_the_place_is_cut_from_a_standfirst_but_not_from_a_longer_word(
    subtitle: str, shown: str | None
) -> None:
    story = STORY.replace("It rained", "Lund, March 3 (Reuters) - It rained", 1)
    lead = f"<p class='subtitle'>{subtitle}</p>"
    made = record(f"<main><h1>Rain at last</h1>{lead}<div>{story}</div></main>")
    assert (made.dateline, made.subtitle) == ("Lund", shown or subtitle)
