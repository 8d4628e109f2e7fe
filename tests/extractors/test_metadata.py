"""What the page says of its story: small pages, one rule each. Whole pages are in fixtures/."""

from __future__ import annotations

from datetime import date

import pytest

from scraper import extract
from scraper.extractors.metadata.agency import credited_agency
from scraper.extractors.metadata.collect import Clues
from scraper.extractors.metadata.credits import split_credit
from scraper.extractors.metadata.dateline import Dateline, read_dateline, read_reporters
from scraper.extractors.metadata.headlines import separators
from scraper.extractors.metadata.names import is_house, is_name, split_names
from scraper.extractors.metadata.printed_dates import find_dates
from scraper.extractors.metadata.story_text import first_block
from scraper.extractors.parsing.html import parse_html
from scraper.record import Record

STORY = """<p>It rained in Lund on Monday for the first time since the end of April, and nobody who
was asked had brought an umbrella along, whatever the forecast had said.</p>
<p>The gauge at the station stood at eleven millimetres when the clouds gave way at noon, a little
more than in the whole of the last three months together.</p>"""


def record(body: str, head: str = "", url: str = "https://news.example/rain") -> Record:
    page = f"<html lang='en'><head>{head}</head><body>{body}</body></html>"
    return extract(page, url=url)


@pytest.mark.parametrize(
    ("text", "parts"),
    [
        ("Rain in Lund on Monday. Jane Doe", ("Rain in Lund on Monday.", "Jane Doe")),
        ("Rain in Lund on Monday. (Jane Doe)", ("Rain in Lund on Monday.", "Jane Doe")),
        ("Rain in Lund on Monday. | Jane Doe", ("Rain in Lund on Monday.", "Jane Doe")),
        ("Hujan di Lund hari ini. - Gambar BERNAMA", ("Hujan di Lund hari ini.", "BERNAMA")),
        ("الخباز أمام الفرن صباح الأحد (الميناء)", ("الخباز أمام الفرن صباح الأحد", "الميناء")),
        ("读者在书店内阅读。林见秋 摄", ("读者在书店内阅读。", "林见秋")),
        ("Photo: Denise Holm", ("", "Denise Holm")),
        ("Rain in Lund. Foto: Dewi Lundari", ("Rain in Lund.", "Dewi Lundari")),
        ("Rain in Lund (Foto: Byron Holm)", ("Rain in Lund", "Byron Holm")),
        ("Rain in Lund. Photo by Viola Parker", ("Rain in Lund.", "Viola Parker")),
        (
            "Regen in Lund. Foto: Deutsche Presse-Agentur",
            ("Regen in Lund.", "Deutsche Presse-Agentur"),
        ),
        ("Il pleut à Lund. Photo J. D. / Jean Roux", ("Il pleut à Lund.", "J. D. / Jean Roux")),
        ("Il pleut à Lund ce jeudi. Photo Jean Roux", ("Il pleut à Lund ce jeudi.", "Jean Roux")),
        ("Photo of the old harbour", ("Photo of the old harbour", "")),
        ("Photo Jean Roux", ("", "Jean Roux")),
        ("窑址。新华社记者 林见秋 摄", ("窑址。", "新华社记者 林见秋")),
        (
            "雨の商店街＝2025年10月、北浜市本町、林麻衣撮影",
            ("雨の商店街＝2025年10月、北浜市本町", "林麻衣"),
        ),
        ("লুন্ডে বৃষ্টি। ছবি: রহিমা খাতুন", ("লুন্ডে বৃষ্টি।", "রহিমা খাতুন")),
        ("ฝนตกที่ลุนด์ (ภาพ: มานี ใจดี)", ("ฝนตกที่ลุนด์", "มานี ใจดี")),
        ("लुंड में बारिश। तस्वीर: मीरा जोशी", ("लुंड में बारिश।", "मीरा जोशी")),
        ("바닷가 도서관 [강변시 제공. 재판매 및 DB 금지]", ("바닷가 도서관", "강변시 제공")),
        ("Regen in Lund (Archivbild)", ("Regen in Lund (Archivbild)", "")),
        ("مطر في ساحة المدينة (أرشيفية)", ("مطر في ساحة المدينة (أرشيفية)", "")),
        ("Rain in Lund on Monday. Jane Doe 2/14", ("Rain in Lund on Monday.", "Jane Doe")),
        ("The doctor at work, Dr. Siti Aminah", ("The doctor at work, Dr. Siti Aminah", "")),
        ("The mayor with Jane Doe", ("The mayor with Jane Doe", "")),
        ("Rain in Lund (LNA Photo)", ("Rain in Lund", "LNA Photo")),
        ("Rain in Lund. (Seawire Photo/Jane Doe)", ("Rain in Lund.", "Seawire Photo/Jane Doe")),
        ("Rain in Lund. (LBC News: Jane Doe)", ("Rain in Lund.", "LBC News: Jane Doe")),
        ("Rain in Lund. (Photo Credit: Jane Doe)", ("Rain in Lund.", "Jane Doe")),
        ("Rain (from left: Jane Doe)", ("Rain (from left: Jane Doe)", "")),
        ("Rain in Lund. Photo provided by Lund County", ("Rain in Lund.", "Lund County")),
        (
            "Photo provided by the police shows the bridge.",
            ("Photo provided by the police shows the bridge.", ""),
        ),
        (
            "Rain in Lund. Credit...Jane Doe for the Courier",
            ("Rain in Lund.", "Jane Doe for the Courier"),
        ),
        ("Rain over the harbour / Jane Doe", ("Rain over the harbour", "Jane Doe")),
        (
            "The mayor in Lund. Jane Doe / The Lund Gauge",
            ("The mayor in Lund.", "Jane Doe / The Lund Gauge"),
        ),
        ("Rain over St. Jane Doe / Jo Brand", ("Rain over St. Jane Doe", "Jo Brand")),
        ("Jane Doe / Jo Brand", ("Jane Doe / Jo Brand", "")),
        (
            "2. The old tree (Silver Birch / Lady Birch)",
            ("2. The old tree (Silver Birch / Lady Birch)", ""),
        ),
        ("Βροχή στη Λουντ (φωτ.: Μαρία Λύρα)", ("Βροχή στη Λουντ", "Μαρία Λύρα")),
        (
            "도서관에 비가 내리고 있다. 강변일보 자료사진",
            ("도서관에 비가 내리고 있다.", "강변일보 자료사진"),
        ),
        ("도서관에 비가 내리고 있다. 이서연 기자", ("도서관에 비가 내리고 있다.", "이서연 기자")),
        ("雨中的圖書館重新開門。記者林見秋／攝影", ("雨中的圖書館重新開門。", "記者林見秋")),
    ],
)
def test_caption_and_credit_are_told_apart(text: str, parts: tuple[str, str]) -> None:
    assert split_credit(text) == parts


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


def test_a_label_and_a_name_alone_are_a_credit() -> None:
    figure = "<figure><img src='/r.jpg'><figcaption>Foto: Denise Holm</figcaption></figure>"
    found = record(f"<h1>Rain in Lund at last</h1>{figure}<div>{STORY}</div>")
    assert [(image.caption, image.credit) for image in found.images] == [(None, "Denise Holm")]


@pytest.mark.parametrize(
    ("text", "bold", "expected"),
    [
        ("LUND, April 3, 2025 /Wire/ -- Rain fell on Lund.", "", Dateline("LUND", None)),
        ("Lund – Am Montag hat es geregnet.", "Lund", Dateline("Lund", None)),
        ("लुंड: सोमवार को बारिश हुई।", "लुंड:", Dateline("लुंड", None)),
        ("Rain: it fell on Lund.", "", Dateline(None, None)),
        ("(서울=연합뉴스) 김철수 기자 = 비가 내렸다.", "", Dateline("서울", "Yonhap")),
        ("【ロンドン＝山田太郎】雨が降った。", "", Dateline("ロンドン", None)),
        ("ЛУНД, 21 мая. /ТАСС/. Прошел дождь.", "", Dateline("ЛУНД", "TASS")),
        ("ЛУНД, 5 мар - РИА Новости. Прошел дождь.", "", Dateline("ЛУНД", "RIA Novosti")),
        ("ЛУНД. 3 марта. УНН. Пройшов дощ.", "", Dateline("ЛУНД", "UNN")),
        ("تل الزهور - (أ ف ب): هطل المطر", "", Dateline("تل الزهور", "AFP")),
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
        ("LUND. (AP) — Rain fell on Lund.", "", Dateline("LUND", "AP")),
    ],
)
def test_dateline(text: str, bold: str, expected: Dateline) -> None:
    assert read_dateline(text, bold) == expected


def test_a_box_around_the_headline_has_no_dateline() -> None:
    box = "<div>01.02.2022 | Rain-Meeting <h1>Lund: Jane Doe surprises at last</h1><p>{}</p></div>"
    tree = parse_html(box.format("The gauge stood at eleven millimetres.").encode())
    headline = tree.tags.index("h1")
    story = [tree.tags.index("div"), tree.tags.index("p")]
    text, _ = first_block(tree, Clues(headline=headline), story, None)
    assert text == "The gauge stood at eleven millimetres."


def test_reporters_of_a_dateline() -> None:
    assert read_reporters("新华社临江3月18日电（记者陈渡、林见秋）清晨六点半") == ["陈渡", "林见秋"]
    assert read_reporters("(서울=연합뉴스) 김철수 기자 = 비가 내렸다.") == ["김철수"]
    assert read_reporters("记者昨天到了那里。") == []
    assert read_reporters("（中央社記者王小明、李大同台北5日電）下雨了。") == ["王小明", "李大同"]


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("김철수 기자", ["김철수"]),
        ("责任编辑：周亦然", []),
        ("By Jane Doe\nExpert Reviewer", ["Jane Doe"]),
        ("on", []),
        ("Von Maria Holm · Lesezeit 3 Min.", ["Maria Holm"]),
        ("By Maria Holm | Reading Time 12 min", ["Maria Holm"]),
        ("Maria Holm 5 min read", ["Maria Holm"]),
        ("記者陳小雨／台北報導", ["陳小雨"]),
        ("海岸報／ 記者陳小雨／花蓮即時報導", ["陳小雨"]),
    ],
)
def test_names(text: str, names: list[str]) -> None:
    assert split_names(text) == names


def test_a_company_is_no_person() -> None:
    assert is_house("Kelder Hydraulics Inc.")
    assert is_house("Kelder AG")
    assert not is_house("Emily Co")


def test_a_byline_among_date_and_buttons() -> None:
    line = "<div class='post-info'>4 March 2025 · Jane Doe · <a href='#c'>6 comments</a></div>"
    found = record(f"<h1>Rain in Lund at last</h1>{line}<div class='text'>{STORY}</div>")
    assert found.authors == ["Jane Doe"]


def test_the_site_is_an_author_only_where_nobody_else_is_credited() -> None:
    head = "<meta property='og:site_name' content='{0}'><meta name='author' content='{0}'>"
    body = f"<h1>Rain in Lund at last</h1>{{}}{STORY}"
    own = record(body.format(""), head.format("Jane Doe"), "https://janedoe.com/rain")
    assert own.authors == ["Jane Doe"]
    house = record(body.format(""), head.format("The Lund Gauge"), "https://lundgauge.com/rain")
    assert house.authors == ["The Lund Gauge"]
    byline = "<p class='byline'>By Maria Holm, The Lund Gauge</p>"
    signed = record(body.format(byline), head.format("The Lund Gauge"), "https://lundgauge.com/r")
    assert signed.authors == ["Maria Holm"]


@pytest.mark.parametrize(
    ("byline", "authors"),
    [
        ("<div><b>Written by:</b> Maria Holm</div>", ["Maria Holm"]),
        ("<div><span>By</span> <span>Maria Holm</span></div>", ["Maria Holm"]),
        ("<div><i></i>By the Gauge Team</div>", ["the Gauge Team"]),
        ("<p class='byline'>By Maria Holm, Weather Desk</p>", ["Maria Holm"]),
    ],
)
def test_a_byline_in_pieces(byline: str, authors: list[str]) -> None:
    assert record(f"<h1>Rain in Lund at last</h1>{byline}{STORY}").authors == authors


@pytest.mark.parametrize(
    ("byline", "authors"),
    [
        ("<p>Por Maria Holm, Ny Lund</p>", ["Maria Holm"]),
        ("<p>By Maria Holm, Jane Doe</p>", ["Maria Holm", "Jane Doe"]),
        ("<p>By Maria Holm with agencies</p>", ["Maria Holm"]),
    ],
)
def test_a_byline_names_people_only(byline: str, authors: list[str]) -> None:
    story = f"{STORY}<p>Snow is expected in Ny Lund tomorrow, Jane Doe of the station said.</p>"
    assert record(f"<h1>Rain in Lund at last</h1>{byline}{story}").authors == authors


def test_a_field_for_names_may_open_with_a_particle() -> None:
    assert split_names("Von Miller", listed=True) == ["Von Miller"]
    assert split_names("Von Redaktion", listed=True) == ["Redaktion"]


def test_the_columnist_above_the_headline_wins_over_those_of_other_columns() -> None:
    own = "<div class='columnist'><a href='/author/holm' rel='author'>Maria Holm</a></div>"
    others = "".join(
        f"<article><a href='/{n}'>Snow falls on the hills again</a><div class='author'>{name}</div>"
        "</article>"
        for n, name in enumerate(("Ann Perrin", "Jane Doe", "Karl Lund"))
    )
    body = f"{own}<h1>Rain in Lund at last</h1><div>{STORY}</div><section>{others}</section>"
    assert record(body).authors == ["Maria Holm"]


@pytest.mark.parametrize(
    "comment",
    [
        "<li class='comment'><cite class='comment-author'>Karl Lund</cite><p>{}</p></li>",
        "<div id='comments'><div><span class='author'>Karl Lund</span><p>{}</p></div></div>",
        "<div class='kommentare'><a href='/user/karl' rel='author'>Karl Lund</a><p>{}</p></div>",
    ],
)
def test_who_comments_is_no_author(comment: str) -> None:
    below = comment.format("At last, I had given up on it.")
    body = f"<h1>Rain in Lund at last</h1><div class='text'>{STORY}</div>{below}"
    assert record(body).authors == []


def test_a_menu_names_no_author() -> None:
    menu = "<div><a href='/'>北浜新聞</a><a href='/life'>生活</a><a href='/local'>地方</a></div>"
    body = (
        f"{menu}<h1>北浜市で四月以来の雨</h1><div>2025年3月15日</div><p>{'雨が降った。' * 30}</p>"
    )
    assert record(body).authors == []


@pytest.mark.parametrize(
    ("line", "name"),
    [
        ("<p style='text-align:right'><strong>Maria Holm</strong></p>", "Maria Holm"),
        ("<p>（社会部・林麻衣）</p>", "林麻衣"),
    ],
)
def test_who_signs_below_the_story(line: str, name: str) -> None:
    found = record(f"<h1>Rain in Lund at last</h1><div>{STORY}{STORY}{line}</div>")
    assert found.authors == [name]


@pytest.mark.parametrize("text", ["With Example", "Written By", "From Lund"])
def test_words_before_a_name_are_no_name(text: str) -> None:
    assert not is_name(text)


def test_a_headline_that_all_places_agree_on() -> None:
    head = (
        "<title>Rain in Lund at last - Gauge</title><meta property='og:site_name' content='Gauge'>"
        "<meta property='og:title' content='Rain in Lund at last'>"
    )
    page = record(f"<h1>Gauge</h1><h2>Rain in Lund at last</h2>{STORY}", head)
    assert page.title == "Rain in Lund at last"
    page = record(f"<h1>Rain in Lund, at last</h1>{STORY}", head)
    assert page.title == "Rain in Lund, at last"


@pytest.mark.parametrize(
    ("title", "line", "headline"),
    [
        ("Lund Gauge :: Rain in Lund at last", "<span>Rain in Lund at last</span>",
         "Rain in Lund at last"),
        ("北浜新聞：北浜市で四月以来の雨が降った",
         "<font size=5><b>北浜市で四月以来の雨が降った 傘なく</b></font>",
         "北浜市で四月以来の雨が降った 傘なく"),
    ],
)  # fmt: skip
def test_a_headline_in_bold_type(title: str, line: str, headline: str) -> None:
    logo = "<a href='/'><img src='/l.png' alt='北浜新聞'></a>"
    page = record(f"{logo}{line}<br><small>3 June 2025</small>{STORY}", f"<title>{title}</title>")
    assert page.title == headline


def test_the_heading_below_that_of_the_site() -> None:
    head = "<title>Rain in Lund at last &laquo; The Lund Gauge</title>"
    site = "<h1><a href='https://news.example/'>The Lund Gauge</a></h1>"
    assert record(f"{site}<h2>Rain in Lund at last</h2>{STORY}", head).title == (
        "Rain in Lund at last"
    )


def test_a_teaser_for_machines_is_not_the_headline() -> None:
    head = (
        "<title>Rain falls on Lund for the first time since April - Gauge</title>"
        "<meta property='og:site_name' content='Gauge'>"
        "<meta property='og:title' content='Nobody had brought an umbrella along'>"
        '<script type="application/ld+json">{"@type": "NewsArticle", "headline":'
        ' "Rain falls on Lund for the first time since April"}</script>'
    )
    page = record(f"<h1>Rain falls on Lund for the first time since April</h1>{STORY}", head)
    assert page.title == "Rain falls on Lund for the first time since April"


@pytest.mark.parametrize(
    ("text", "parts"),
    [
        ("Rain in Lund - Gauge", ["Rain in Lund"]),
        ("News | Rain in Lund | Gauge", ["News", "Rain in Lund"]),
        ("Rain in the mid-west", []),
        ("Rain falls at 10:30", []),
    ],
)
def test_where_a_title_may_be_cut(text: str, parts: list[str]) -> None:
    ends = [0, *(mark.end() for mark in separators(text))]
    cuts = [mark.start() for mark in separators(text)]
    assert [text[a:b] for a, b in zip(ends, cuts, strict=False)] == parts


@pytest.mark.parametrize(
    ("line", "agency"),
    [
        ("Source: Reuters", "Reuters"),
        ("(dpa)", "dpa"),
        ("Reuters/Jane Doe", "Reuters"),
        ("Источник: ТАСС", "TASS"),
        ("By Jane Doe (Reuters)", "Reuters"),
        ("Von Jane Doe, dpa", "dpa"),
        ("By Jane Doe, Lund", None),
        ("Jane Doe told the paper", None),
    ],
)
def test_the_agency_of_a_credit_line(line: str, agency: str | None) -> None:
    assert credited_agency(line) == agency


def test_the_printed_headline_has_no_kicker() -> None:
    head = "<meta property='og:title' content='Weather: Rain in Lund at last'>"
    assert record(f"<h1>Rain in Lund at last</h1>{STORY}", head).title == "Rain in Lund at last"


def test_the_site_is_named_by_its_logo_and_title() -> None:
    head = "<title>Rain in Lund at last - The Lund Gauge</title>"
    logo = "<a href='/'><img src='/l.png' alt='The Lund Gauge'></a>"
    found = record(f"{logo}<h1>Rain in Lund at last</h1>{STORY}", head)
    assert (found.publisher, found.title) == ("The Lund Gauge", "Rain in Lund at last")


@pytest.mark.parametrize(
    ("link", "title", "name"),
    [
        ("The Lund Gauge", "Rain in Lund at last - The Lund Gauge", "The Lund Gauge"),
        ("The Lund Gauge", "Rain in Lund at last &laquo; The Lund Gauge", "The Lund Gauge"),
        ("The Lund Gauge", "The Lund Gauge :: Rain in Lund at last", "The Lund Gauge"),
        ("Lund Gauge Online", "Rain in Lund at last | Lund Gauge", "Lund Gauge Online"),
        ("Front page", "Rain in Lund at last - The Lund Gauge", None),
    ],
)
def test_the_site_is_named_by_a_link_to_its_front_page(
    link: str, title: str, name: str | None
) -> None:
    body = f"<a href='/'>{link}</a><h1>Rain in Lund at last</h1>{STORY}"
    assert record(body, f"<title>{title}</title>").publisher == name


def test_meta_keywords_are_no_tags_and_lists_of_tags_are() -> None:
    head = "<meta name='keywords' content='news, weather, sport'>"
    body = f"<h1>Rain in Lund at last</h1>{STORY}"
    assert record(body, head).tags == []
    tags = "Tags: <a href='/tag/rain'>Rain</a> <a href='/tag/lund'>Lund</a>"
    assert record(f"{body}<div class='post-tags'>{tags}</div>", head).tags == ["Rain", "Lund"]


def test_a_path_without_marks_names_the_section() -> None:
    path = "<div><a href='/'>Front page</a> &gt; <a href='/weather/'>Weather</a></div>"
    assert record(f"{path}<h1>Rain in Lund at last</h1>{STORY}").section == "Weather"


def test_a_caption_below_a_picture_is_no_paragraph() -> None:
    picture = "<p><img src='/rain.jpg'></p><p>Rain in Lund on Monday. Photo: Jane Doe</p>"
    found = record(f"<h1>Rain in Lund at last</h1><div>{STORY}{picture}{STORY}</div>")
    assert [(image.caption, image.credit) for image in found.images] == [
        ("Rain in Lund on Monday.", "Jane Doe")
    ]
    assert "Photo" not in (found.text or "")


def test_cards_that_are_marked_alike_are_no_headlines() -> None:
    cards = "".join(
        f"<div><h3 class='card-title'><a href='/{n}'>Snow falls on hill {n}</a></h3></div>"
        for n in range(3)
    )
    assert record(f"<div class='text'>{STORY}</div><section>{cards}</section>").title is None


def test_a_card_with_its_link_beside_the_picture_is_no_picture_of_the_story() -> None:
    card = "<div><img src='/c.jpg'><a href='/snow'>Snow falls on the hills of Lund</a></div>"
    found = record(f"<h1>Rain in Lund at last</h1><div>{STORY}</div>{card}")
    assert found.images == []


def test_the_hour_in_persian_digits() -> None:
    assert find_dates("۲۲ اسفند ۱۴۰۳ - ۱۴:۳۰")[0].stamp.text() == "2025-03-12T14:30:00"


WEEKDAYS = {
    "en": ("May", "Mar", "Mon Tue Wed Thu Fri Sat Sun"),
    "es": ("may", "mar", "lun mar mié jue vie sáb dom"),
    "fr": ("mai", "mars", "lun. mar. mer. jeu. ven. sam. dim."),
    "hr": ("svi", "ožujka", "pon uto sri čet pet sub ned"),
    "id": ("Mei", "Mar", "Sen Sel Rab Kam Jum Sab Min"),
    "it": ("mag", "mar", "lun mar mer gio ven sab dom"),
    "lb": ("Mee", "Mäerz", "Méi Dën Mët Don Fre Sam Son"),
    "ro": ("mai", "mar.", "lun. mar. mie. joi vin. sâm. dum."),
    "sq": ("maj", "mars", "hën mar mër enj pre sht die"),
    "tr": ("May", "Mar", "Pzt Sal Çar Per Cum Cmt Paz"),
}
"""How May, March and the days from Monday on are shortened: several of these are months too."""


@pytest.mark.parametrize("shape", [
    "{w} {m} {d:02} {y}", "{w}, {m} {d}, {y}", "{w} {d} {m} {y}", "{w}, {d:02} {m} {y} 10:15",
    "{w}., {d}. {m} {y}", "{m} {d}, {w} {y}", "{d} {m} {y}, {w}", "10:30 {w} {d} {m} {y}",
    "{w}, {d:02}/{n:02}/{y}", "{w} {d}.{n}.{y}",
])  # fmt: skip
@pytest.mark.parametrize("language", WEEKDAYS)
def test_a_weekday_is_no_month(language: str, shape: str) -> None:
    may, march, days = WEEKDAYS[language]
    for month, name in ((5, may), (3, march)):
        for number in range(3, 17):
            day = date(2025, month, number)
            word = days.split()[day.weekday()]
            text = shape.format(w=word, m=name, d=number, n=month, y=2025)
            assert {hit.stamp.day for hit in find_dates(text, "dmy", language)} == {day}, text


def test_the_months_of_a_span_keep_their_own_days() -> None:
    assert [hit.stamp.text() for hit in find_dates("6 Mar - 8 May 2025")] == ["2025-05-08"]
    assert [hit.stamp.text() for hit in find_dates("Mar 8 2025, Sat")] == ["2025-03-08"]


@pytest.mark.parametrize("text", [
    "31.1. 12:05", "17. 3. 14:30", "17.3. 20 Uhr", "17/03 / 14:30", "Tue 17.3. 20:15", "31.1.12:05",
    "17.3. 08:15 | päivitetty 17.3. 10:20", "17 mars 20 h", "17. März 14 Uhr", "17 марта 14 часов",
    "Mar 17 · 10 min read", "17 Mar 12 min read", "March 17, 20 comments", "March 17, 20 and 24",
    "17 March 2015 GMT", "2015 GMT on March 17", "March 17 | 2015 views", "Mar 17, 14 at 20:15",
    "17 March 14:30 · 2015 views", "17 March, 14:30, 2015 views",
])  # fmt: skip
@pytest.mark.parametrize("order", ["dmy", "mdy", "ymd"])
def test_no_year_is_made_of_an_hour_or_a_number_of_something(text: str, order: str) -> None:
    assert find_dates(text, order) == []


@pytest.mark.parametrize("text", [
    "17.3.25", "17.03.25 14:30", "17 / 03 / 25", "17-Mar-25", "17 Mar 25", "17 Mar 25 | Lund",
    "Mar 17, '25", "17 Mar 25, 14:30", "17. 3. 2025 14:30", "17 mars 2025 20 h",
    "Mon Mar 17 10:22:33 UTC 2025",
])  # fmt: skip
def test_a_year_of_two_digits_before_nothing_else_or_the_time(text: str) -> None:
    assert [str(hit.stamp.day) for hit in find_dates(text)] == ["2025-03-17"]


def test_a_page_that_prints_no_year_is_given_no_date() -> None:
    story = "<h1>Rain in Lund at last</h1><div class='date'>31.1. 12:05</div>" + STORY
    assert record(story).published_at is None


@pytest.mark.parametrize(("language", "text"), [
    ("he", "4 במרץ 2025"), ("he", "ה-4 במרס 2025, 12:30"), ("ar", "4 مارس، 2025"),
    ("fa", "۱۴ اسفندماه ۱۴۰۳"), ("ps", "د ۱۴۰۳ کب ۱۴"), ("el", "4 ΜΑΡΤΙΟΥ 2025"),
    ("ka", "4 მარტს 2025"), ("ka", "2025 წლის 4 მარტი"), ("et", "4. märtsil 2025"),
    ("lv", "2025. gada 4. marts"), ("lv", "2025. gada 4. martā"), ("tr", "4 Mart’ta 2025"),
    ("kk", "2025 жылғы 4 наурыз"), ("ky", "2025-жылдын 4-марты"), ("uz", "2025-yil 4-mart"),
    ("mn", "2025 оны 3-р сарын 4"), ("mn", "2025 оны 03 сарын 04"), ("tg", "4 марти 2025"),
    ("hy", "2025 թվականի մարտի 4"), ("km", "ថ្ងៃទី៤ ខែមីនា ឆ្នាំ២០២៥"),
    ("my", "၂၀၂၅ ခုနှစ် မတ်လ ၄ ရက်"), ("eu", "2025eko martxoaren 4a"), ("th", "4 มี.ค. 68"),
    ("hu", "2025. március 4-én"), ("fi", "4. maaliskuuta 2025"), ("lt", "2025 m. kovo 4 d."),
])  # fmt: skip
def test_what_languages_attach_to_month_and_year(language: str, text: str) -> None:
    assert [str(hit.stamp.day) for hit in find_dates(text, "dmy", language)] == ["2025-03-04"]


@pytest.mark.parametrize(("text", "expected"), [
    ("04 MAYIS 2025", "2025-05-04"), ("4 KASIM 2025", "2025-11-04"), ("4 İyul 2025", "2025-07-04"),
    ("4 d’abril de 2025", "2025-04-04"), ("4 फरवरी 2025", "2025-02-04"),
    ("৪ জানুয়ারি ২০২৫", "2025-01-04"), ("૪ માર્ચ ૨૦૨૫ ૧૨:૩૦", "2025-03-04T12:30:00"),
    ("Wed Mar 4 10:22:33 UTC 2026", "2026-03-04T10:22:33Z"),
])  # fmt: skip
def test_months_in_capitals_and_digits_of_other_scripts(text: str, expected: str) -> None:
    assert [hit.stamp.text() for hit in find_dates(text)] == [expected]


@pytest.mark.parametrize("line", [
    "Text: Ines Marlow | Fotos: Tom Reed", "Texto Ines Marlow | Fotos Tom Reed",
    "Words by Ines Marlow, pictures by Tom Reed", "Text Ines Marlow och foto Tom Reed",
])  # fmt: skip
def test_who_took_the_pictures_is_no_author(line: str) -> None:
    assert split_names(line) == ["Ines Marlow"]


def test_a_link_that_sends_the_article_is_no_byline() -> None:
    mail = "<div class='author'><a href='mailto:?x'>Artikel versenden</a></div>"
    assert record(f"<h1>Rain in Lund at last</h1>{mail}{STORY}").authors == []


def test_breadcrumbs_are_no_names() -> None:
    links = "<a href='/'>首頁</a>/<a href='/c/1'>地方</a>/<a href='/c/2'>中部</a>"
    head = f"<nav class='breadcrumb'>{links}</nav><h1>山村最後一間柑仔店</h1>"
    assert record(f"{head}<time>2025-03-04</time>{STORY}").authors == []


@pytest.mark.parametrize(("language", "word"), [("sw", "Na"), ("cy", "Gan"), ("sq", "Nga")])
def test_a_by_word_that_other_languages_have_in_names(language: str, word: str) -> None:
    byline = f"<p class='author'>{word} Asha Komba</p>"
    page = (
        f"<html lang='{language}'><body><h1>Rain in Lund at last</h1>{byline}{STORY}</body></html>"
    )
    assert extract(page, url="https://news.example/rain").authors == ["Asha Komba"]


@pytest.mark.parametrize(("stated", "told", "expected"), [
    ("www.gauge-daily.example", "Gauge Daily", "Gauge Daily"),
    ("gauge-daily.example", "Rain Holding", "gauge-daily.example"),
    ("Gauge-Daily.example", "Gauge Daily GmbH", "Gauge Daily"),
    ("gauge-daily.example", "Gauge Daily UG (haftungsbeschränkt)", "Gauge Daily"),
    ("gauge-daily.example", "Gauge Daily, Inc.", "Gauge Daily"),
    ("Gauge Daily GmbH", "Rain Holding", "Gauge Daily GmbH"),
    ("Gauge Daily –", "Gauge Daily", "Gauge Daily"),
])  # fmt: skip
def test_the_publisher_by_name(stated: str, told: str, expected: str) -> None:
    head = f"""<meta property="og:site_name" content="{stated}"><script type="application/ld+json">
        {{"@type": "NewsArticle", "publisher": {{"name": "{told}"}}}}</script>"""
    url = "https://www.gauge-daily.example/rain"
    assert record(f"<h1>Rain in Lund</h1>{STORY}", head, url).publisher == expected


def test_the_publisher_of_a_copyright_line_without_its_legal_form() -> None:
    foot = "<footer>© 2011 Gauge Daily BV - alle rechten voorbehouden</footer>"
    url = "https://www.gaugedaily.example/rain"
    assert record(f"<h1>Rain in Lund</h1>{STORY}{foot}", "", url).publisher == "Gauge Daily"


@pytest.mark.parametrize(("text", "expected"), [
    ("2025-03-04T09:00:00Z", "2025-03-04T09:00:00Z"), ("2025-03-04 09:00Z", "2025-03-04T09:00:00Z"),
    ("4.3.2025 9:00 z Lublina", "2025-03-04T09:00:00"),
])  # fmt: skip
def test_the_letter_of_utc_right_behind_the_time(text: str, expected: str) -> None:
    assert find_dates(text)[0].stamp.text() == expected


def test_a_stamp_keeps_the_offset_that_the_page_states() -> None:
    head = "<meta property='article:published_time' content='2025-06-03T05:00:00Z'>"
    body = f"<h1>Rain in Lund at last</h1><div>3 June 2025 06.00</div>{STORY}"
    assert record(body, head).published_at == "2025-06-03T05:00:00Z"


@pytest.mark.parametrize(
    ("written", "read"),
    [
        ("&lt;p&gt;A &lt;b&gt;bridge&lt;/b&gt; opened.&lt;/p&gt;&lt;p&gt;At last.&lt;/p&gt;",
         "A bridge opened. At last."),
        ("What &lt;main&gt; is for, and 3 &lt; 4", "What <main> is for, and 3 < 4"),
    ],
)  # fmt: skip
def test_a_description_has_no_markup_of_its_publishing_system(written: str, read: str) -> None:
    assert record("", f'<meta name="description" content="{written}">').description == read


def test_who_took_a_picture_is_not_the_publisher() -> None:
    figures = "".join(
        f"<figure><img src='/{n}.jpg'><figcaption>{text} © Jean Roux</figcaption></figure>"
        for n, text in enumerate(["Les géants passent.", "Une fanfare joue.", "La mer."])
    )
    assert record(figures).publisher is None


@pytest.mark.parametrize(
    ("text", "days"),
    [
        ("March 16-19, 2026", ["2026-03-16"]),
        ("June 17–20, 2026", ["2026-06-17"]),
        ("January 14 & 21, 2026", ["2026-01-14"]),
        ("17-Mar-23", ["2023-03-17"]),
        ("Sept 12/14", []),
        ("Uno 25/40", []),
        ("Ende der Ära 12.03.2024", ["2024-03-12"]),
        ("20 más 2024", []),
        ("Dès 12 ans 2024", []),
        ("Lokal 3 2024", []),
        ("Julien 20 2024", []),
        ("5 MAYIS 2025", ["2025-05-05"]),
        ("31. 1. 23", ["2023-01-31"]),
        ("20. 11. 23", ["2023-11-20"]),
        ("17. 3. 25 12:10", ["2025-03-17"]),
        ("17. 3. 20 Uhr", []),
        ("February 1, 2016: 12:41 PM", ["2016-02-01"]),
    ],
)
def test_words_and_numbers_that_are_near_a_date(text: str, days: list[str]) -> None:
    assert [found.stamp.text()[:10] for found in find_dates(text)] == days
