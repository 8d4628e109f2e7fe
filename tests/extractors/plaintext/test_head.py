"""Title, byline, date, section and dateline of a plain-text page."""

from __future__ import annotations

import pytest

from scraper.extractors.plaintext import read_plain_text
from scraper.extractors.plaintext.credits import byline_names, lone_names
from tests.extractors.plaintext.material import HEADLINE, STORY


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
