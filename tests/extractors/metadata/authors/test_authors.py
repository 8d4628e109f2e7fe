"""Who is credited: where bylines stand, and whose they are."""

from __future__ import annotations

import pytest

from scraper import extract
from scraper.extractors.metadata.names.split import split_names
from tests.extractors.metadata.pages import SITE_MENU, STORY, record


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


@pytest.mark.parametrize(
    ("byline", "authors", "agency"),
    [
        ("<p class='autor'>Ana Reis com Lusa</p>", ["Ana Reis"], "Agência Lusa"),
        ("<div><span class=autor>Ana Reis</span> com Lusa</div>", ["Ana Reis"], "Agência Lusa"),
        ("<p class='byline'>By Maria Holm with AFP</p>", ["Maria Holm"], "AFP"),
        ("<p class='byline'>Oleh Siti Holm dengan Bernama</p>", ["Siti Holm"], "Bernama"),
        ("<p>Redacció / ACN</p>", [], "ACN"),
        ("<p class='byline'>By AFP</p>", ["AFP"], "AFP"),
        ("<p class='byline'>By Maria Holm, The Associated Press</p>", ["Maria Holm"], "AP"),
        ("<p class='byline'>Maria Holm, Agence France-Presse</p>", ["Maria Holm"], "AFP"),
    ],
)
def test_an_agency_beside_a_person_or_a_desk(byline: str, authors: list[str], agency: str) -> None:
    found = record(f"<h1>Rain in Lund at last</h1>{byline}{STORY}")
    assert (found.authors, found.agency) == (authors, agency)


def test_a_byline_between_standfirst_and_story_names_the_agency() -> None:
    lead = "<p class=lead>Nobody had brought an umbrella along to the station on Monday noon.</p>"
    line = "<div><span>Redacció / ACN</span> <span>Lleida</span></div>"
    assert record(f"<h1>Rain in Lund at last</h1>{lead}{line}{STORY}").agency == "ACN"


@pytest.mark.parametrize(
    "line",
    [
        "<ul><li><a href='/member/login.html'>로그인</a></li></ul>",
        "<div><a href='/user/login'>Bejelentkezés</a></div>",
        "<div><span>کد خبر:</span> <b>1404092215873</b></div>",
        "<div>News Number: <span>1404092215873</span></div>",
    ],
)
def test_a_login_and_a_label_before_its_value_are_nobody(line: str) -> None:
    assert record(f"<h3>Rain in Lund at last</h3>{line}{STORY}").authors == []


def test_a_title_behind_the_name_makes_a_byline() -> None:
    lines = "<ul><li><i></i> 오세린 기자</li><li><a href='/member/login.html'>로그인</a></li></ul>"
    assert record(f"<h1>Rain in Lund at last</h1>{lines}{STORY}").authors == ["오세린"]


@pytest.mark.parametrize(
    "line",
    ["Photographs by Tom Hill", "Φωτογραφίες: Tom Hill", "Snímky Tom Hill", "Valokuvat: Tom Hill"],
)
def test_a_line_of_who_took_the_pictures_is_no_byline(line: str) -> None:
    byline = f"<p class=byline>Words by <strong>Ann Reeve</strong><br>{line}</p>"
    assert record(f"<h1>Rain in Lund at last</h1>{byline}{STORY}").authors == ["Ann Reeve"]


def test_a_class_for_the_author_in_other_languages() -> None:
    byline = "<div class='hofundur'>Guðrún Ásta Bjarnadóttir</div>"
    found = record(f"<h1>Rain in Lund at last</h1>{byline}{STORY}")
    assert found.authors == ["Guðrún Ásta Bjarnadóttir"]


def test_the_line_that_names_the_author_is_no_standfirst() -> None:
    line = "<div><span>रिपोर्ट: प्रकाश चौहान</span> <span>Updated: 05 Nov 2025, 07:05 PM</span></div>"
    head = "<meta name='author' content='प्रकाश चौहान'>"
    found = record(f"<h1>Rain in Lund at last</h1>{line}{STORY}", head)
    assert (found.authors, found.subtitle) == (["प्रकाश चौहान"], None)


def test_links_to_authors_in_one_line_are_one_attribution() -> None:
    links = (
        "<a rel='author' href='/p/holm'>Maria Holm</a> (now) and "
        "<a rel='author' href='/p/doe'>Jane Doe</a> (earlier)"
    )
    body = f"<h1>Rain in Lund at last</h1><address>{links}</address><div>{STORY}</div>"
    assert record(body).authors == ["Maria Holm", "Jane Doe"]


def test_who_took_the_picture_is_no_author() -> None:
    picture = "<div class='img'><img src='/r.jpg'><div>{}</div></div>"
    for credit in (
        "Foto: <span>Maria Holm</span>",
        "<span class='author'>Autor/allikas: <span>Maria Holm</span></span>",
    ):
        body = f"<h1>Rain in Lund at last</h1>{picture.format(credit)}<div>{STORY}</div>"
        assert record(body).authors == []


@pytest.mark.parametrize(
    ("line", "authors"),
    [
        ("<ol class='c-bread'><li><a href='/'>トップ</a></li><li>記事</li></ol>", []),
        ("<div><span class='c-icon'>会員限定</span><time>2026年4月21日</time></div>", []),
        ("<div><span>松沢 久美子</span><time>2026年4月21日</time></div>", ["松沢 久美子"]),
    ],
)
def test_words_without_capitals_around_the_headline(line: str, authors: list[str]) -> None:
    assert (
        record(f"{line}<h1>ルンドにようやく雨が降った</h1>{line}<div>{STORY}</div>").authors
        == authors
    )


def test_a_japanese_name_in_brackets_at_the_end() -> None:
    body = f"<h1>ルンドにようやく雨が降った</h1><div>{STORY}</div><p>（松沢久美子）</p>"
    assert record(body).authors == ["松沢久美子"]


def test_an_author_page_in_catalan() -> None:
    line = "<div><a href='/firmes/maria-holm/'>Maria Holm</a> <span>Lund</span> 08/02/2026</div>"
    assert record(f"<h1>Rain in Lund at last</h1>{line}<div>{STORY}</div>").authors == [
        "Maria Holm"
    ]


@pytest.mark.parametrize(
    "line",
    [
        "<span>Nga: Jane Doe</span><span>2 Gusht 2023, 20:44</span>",
        "Piše: Jane Doe &nbsp; | &nbsp; Nedjelja, 23.10.2022. u 22:18",
        "Egilea: <span>Jane Doe</span> <span>2018-07-10 09:45</span>",
        "<b>Зохиогч:</b> <span>Jane Doe</span>",
        "ዘጋቢ፡ Jane Doe",
        "Oprac.: Jane Doe",
        "Jane Doe, 17 February 2022, 10:20",
        "<img src='jd.jpg'><div><b>Jane Doe</b><div>Published: 07.02.23, 08:15</div></div>",
        "<span class='credits reader-credits'>Jane Doe</span>",
    ],
)
def test_labels_and_rows_of_an_author(line: str) -> None:
    assert record(f"<h1>Rain in Lund at last</h1><div>{line}</div>{STORY}").authors == ["Jane Doe"]


@pytest.mark.parametrize(
    "line",
    [
        "गौरव दिवस: आज मैंने पहली बार बारिश को देखा",
        "லேபிள்: மழை",
    ],
)
def test_a_topic_before_a_headline_is_nobody(line: str) -> None:
    assert record(f"<h1>Rain in Lund at last</h1><div>{line}</div>{STORY}").authors == []


@pytest.mark.parametrize(
    ("line", "name"),
    [
        ("<br><b>Jane Doe</b>", "Jane Doe"),
        ("<br>Автор:&nbsp;Jane Doe<br>Views:&nbsp;203", "Jane Doe"),
        ("<br>（三宅恵子）", "三宅恵子"),
    ],
)
def test_the_signature_of_a_story_with_line_breaks(line: str, name: str) -> None:
    text = STORY.replace("<p>", "").replace("</p>", "<br><br>")
    assert record(f"<h1>Rain in Lund at last</h1><div>{text}{line}</div>").authors == [name]


@pytest.mark.parametrize("day", ["Thứ Tư", "Dydd Llun", "Chủ Nhật", "יום ד'"])
def test_a_weekday_of_two_words_is_no_author(day: str) -> None:
    page = record(
        f"<article><h1>Rain in Lund at last</h1><p>{day}, 12/07/2023, 08:15</p>{STORY}</article>"
    )
    assert (page.authors, (page.published_at or "")[:4]) == ([], "2023")


def test_a_vietnamese_name_that_is_a_weekday_elsewhere() -> None:
    assert split_names("Hoài Thu") == ["Hoài Thu"]
    assert split_names("Jane Doe, Thu") == ["Jane Doe"]


def test_a_person_in_the_text_wins_over_the_site_in_the_byline() -> None:
    head = "<meta property='og:site_name' content='Gauge Times'>"
    by = "<div class='meta'>by <a href='/author/admin'>Gauge Times</a></div>"
    story = f"<p><strong>By Jane Doe</strong></p>{STORY}"
    found = record(f"<h1>Rain in Lund at last</h1>{by}<div>{story}</div>", head)
    assert found.authors == ["Jane Doe"]


def test_a_menu_with_opinion_before_letters_names_nobody() -> None:
    menu = "<nav><a href='/n'>News</a> <a href='/o'>Opinion</a> <a href='/l'>Letters</a></nav>"
    assert record(f"{menu}<h1>Rain in Lund at last</h1>{STORY}").authors == []


@pytest.mark.parametrize("closing", ["– Yours, etc,", "Mit freundlichen Grüßen", "С уважением,"])
def test_the_signature_of_a_letter_to_the_editor(closing: str) -> None:
    letter = f"{STORY}<p>{closing}</p><p>JANE DOE,<br>Harbour Road,<br>Lund.</p>"
    assert record(f"<h1>Rain in Lund at last</h1><div>{letter}</div>").authors == ["Jane Doe"]


def test_a_middle_name_in_the_linked_data_completes_the_byline() -> None:
    data = '{"@type":"NewsArticle","author":{"@type":"Person","name":"Jane Maria Doe"}}'
    head = f"<script type='application/ld+json'>{data}</script>"
    heading = "<h2>The barley is lost, but the beets may recover before the weekend</h2>"
    by = f"{heading}<p>By Jane Doe</p>"
    found = record(f"<h1>Rain in Lund at last</h1>{by}{STORY}", head)
    assert found.authors == ["Jane Maria Doe"]


def test_a_byline_without_the_name_names_nobody() -> None:
    byline = "<span class='author-name'>Written By </span>"
    assert record(f"<h1>Rain in Lund at last</h1>{byline}{STORY}").authors == []


def test_a_person_in_the_linked_data_as_a_quoted_object() -> None:
    author = '"{ \\"@type\\": \\"Person\\", \\"name\\": \\"Maria Holm\\" }"'
    linked = f'{{"@type":"NewsArticle","headline":"Rain in Lund at last","author":{author}}}'
    head = f"<script type='application/ld+json'>{linked}</script>"
    assert record(f"<h1>Rain in Lund at last</h1>{STORY}", head).authors == ["Maria Holm"]


def test_a_linked_topic_below_the_headline_is_not_believed_against_the_metadata() -> None:
    authors = '[{"@type":"Person","name":"Maria Holm"},{"@type":"Person","name":"TT"}]'
    linked = f'{{"@type":"NewsArticle","headline":"Rain in Lund at last","author":{authors}}}'
    head = f"<script type='application/ld+json'>{linked}</script>"
    topic = "<p><a href='/topic/karl-wind'>Karl Wind</a></p>"
    found = record(f"<h1>Rain in Lund at last</h1>{topic}{STORY}", head)
    assert found.authors[0] == "Maria Holm"


@pytest.mark.parametrize(
    "line",
    [
        "di Maria Holm • 12 giugno 2025",
        "Di Maria Holm | 12 giugno 2025, ore 9.30",
        "Maria Holm • 12 giugno 2025",
    ],
)
def test_an_italian_byline_and_the_date_in_one_line(line: str) -> None:
    body = f"<h1>Rain in Lund at last</h1><div class='x'>{line}</div><div>{STORY}</div>"
    assert record(body).authors == ["Maria Holm"]


def test_a_name_and_an_agency_beside_the_date_are_the_byline() -> None:
    rows = "<div class='x'>Maria Holm / Reuters</div><div class='y'>4 March 2025, 10:20</div>"
    found = record(f"<h1>Rain in Lund at last</h1>{rows}<div>{STORY}</div>")
    assert found.authors == ["Maria Holm"]
    assert found.agency == "Reuters"
    pictured = f"<h1>Rain in Lund at last</h1><img src='/p/rain.jpg'>{rows}<div>{STORY}</div>"
    assert record(pictured).authors == []  # the photographer


def test_links_to_the_stories_before_and_after_are_no_signature() -> None:
    links = "<p align='right'><a href='/a1'>上一篇</a> <a href='/a2'>下一篇</a></p>"
    assert record(f"<h1>Rain in Lund at last</h1>{STORY}{links}").authors == []


MENU = "<ul>{}</ul>".format(
    "".join(
        f"<li><a href='/s{n}/'>{name}</a></li>"
        for n, name in enumerate(
            "Weather TV,Opinion Hour,Harbour Life,Town Hall,Sea News".split(",")
        )
    )
)
DATED = "<p class='date'>4 March 2025</p>"


def test_the_entries_of_a_menu_and_the_words_of_the_headline_are_no_authors() -> None:
    assert record(f"<header>{MENU}</header><h1>Rain at last</h1>{DATED}{STORY}").authors == []
    figure = "<figure><img src='/h.jpg'><figcaption><p>Maria Ann Holm</p></figcaption></figure>"
    page = f"<h1><span>Maria Ann Holm</span></h1>{DATED}{figure}<div>{STORY}</div>"
    assert record(page).authors == []


@pytest.mark.parametrize(
    ("byline", "names"),
    [
        ("Article rédigé par Maria Holm", ["Maria Holm"]),
        ("Texte écrit par Maria Holm", ["Maria Holm"]),
        ("Article by Maria Holm", ["Maria Holm"]),
    ],
)
def test_a_kind_of_text_before_the_by_word(byline: str, names: list[str]) -> None:
    assert split_names(byline) == names


def test_a_job_title_below_another_one_is_no_author() -> None:
    line = "<div><h6>Maria Holm</h6><ol><li>Penulis</li><li>Editor</li></ol></div>"
    assert record(f"<h1>Rain in Lund at last</h1>{DATED}{line}<div>{STORY}</div>").authors == [
        "Maria Holm"
    ]


@pytest.mark.parametrize("word", ["gan", "nork", "scríofa ag"])
def test_a_by_word_that_is_not_known(word: str) -> None:
    byline = f"<p class='awdur'>{word} <a href='/w/mh'>Maria Holm</a></p>"
    found = record(f"{MENU}<h1>Rain in Lund at last</h1>{byline}{DATED}<div>{STORY}</div>")
    assert found.authors == ["Maria Holm"]


@pytest.mark.parametrize(
    ("author", "role", "name"),
    [("Author, ", "Role, ", "Maria Holm"), ("مصنف, ", "عہدہ, ", "عارفہ گل")],
)
def test_a_byline_that_is_a_list_of_labels_and_values(author: str, role: str, name: str) -> None:
    items = f"<li><span>{author}</span><span>{name}</span></li>"
    items += f"<li><span>{role}</span><span>Lund Radio, Ny Lund</span></li>"
    byline = f"<section class='byline'><strong>Details</strong><ul>{items}</ul></section>"
    found = record(f"<h1>Rain in Lund at last</h1>{byline}<div>{STORY}</div>")
    assert found.authors == [name]


def test_the_agency_above_a_prompt_at_the_storys_end() -> None:
    end = "<p><em>(MTI)</em></p><p>Find out more about the rain in our daily letter to readers.</p>"
    assert record(f"<h1>Rain in Lund at last</h1>{DATED}<div>{STORY}{end}</div>").agency == "MTI"


def test_columnists_in_the_sites_menu_are_no_authors() -> None:
    links = "".join(f"<li><a href='/authors/{n}'>Columnist N{n}</a></li>" for n in "abc")
    menu = f"<div><ul><li><a href='/columns'>Columns</a><ul>{links}</ul></li></ul></div>"
    data = '{"@type": "NewsArticle", "author": {"@type": "Person", "name": "Maria Holm"}}'
    head = f"<script type='application/ld+json'>{data}</script>"
    for box in (menu, f"<nav>{links}</nav>"):
        found = record(f"{head}{box}<h1>Rain in Lund at last</h1>{DATED}<div>{STORY}</div>")
        assert found.authors == ["Maria Holm"]


def test_a_short_caption_in_a_script_without_capitals_is_no_author() -> None:
    caption = "நீரில் மூழ்கிய நெற்பயிர்"
    figure = f"<figure><img src=/rain.jpg><figcaption>{caption}</figcaption></figure>"
    made = record(
        f"""<nav class="menu"><ul>{SITE_MENU}</ul></nav><main class="page"><h1>Rain in Lund</h1>
        <div class="row"><span>Reporter of the Gauge</span><span>14 January 2026</span></div>
        {figure}<div class="text">{STORY}</div></main>"""
    )
    assert (made.authors, [image.caption for image in made.images]) == ([], [caption])


def test_a_signature_by_its_class() -> None:
    signed = '<p class="podpis">Agnieszka Rudzka</p>'
    assert record(f"<h1>Rain in Lund</h1><div>{STORY}</div>{signed}").authors == [
        "Agnieszka Rudzka"
    ]
    assert record(f"<h1>Rain in Lund</h1><div>{STORY}</div><p>Agnieszka Rudzka</p>").authors == []


def test_the_last_link_of_a_trail_of_sections_is_no_author() -> None:
    menu = "".join(f'<li><a href="/s/{w}">{w}</a></li>' for w in ("سیاسی", "اقتصادی", "استان‌ها"))
    trail = '<a href="/service/ostan">استان‌ها</a> &raquo; <a href="/service/kordestan">کردستان</a>'
    meta = f"<ul class=news-meta><li>۱۷ فروردین ۱۴۰۵ - ۱۱:۱۰</li><li>{trail}</li></ul>"
    headline = "<h1 class=title>باران در لوند پس از چهار ماه بارید</h1>"
    kicker = "<div class=rutitr>گزارش آبان از کردستان؛</div>"
    story = (
        "<p>در کوچه‌های روستای لوند به جای صدای گله، صدای باران می‌آید و همه خانه‌ها خیس شده‌اند.</p>"
    )
    made = record(
        f"<nav><ul class=menu>{menu}</ul></nav><div class=head>{meta}{kicker}{headline}</div>"
        f"<div class=text>{story * 5}</div>",
        "<title>باران در لوند پس از چهار ماه بارید - خبرگزاری آبان</title>",
    )
    assert (made.section, made.authors) == ("کردستان", [])


def test_an_author_that_the_metadata_state_is_no_section() -> None:
    crumbs = "<div class=breadcrumbs><a href='/'>Home</a> / <a href='/news'>News</a></div>"
    line = "<span class=by>by <a href='/about-ada-quist'>Ada Quist</a></span>"
    head = "<meta name=author content='Ada Quist'><meta property='article:section' {}>"
    for section, told in (("content='Ada Quist'", None), ("content='Weather'", "Weather")):
        made = record(f"{crumbs}<h1>Rain in Lund</h1>{line}{STORY}", head.format(section))
        assert (made.authors, made.section) == (["Ada Quist"], told)


@pytest.mark.parametrize(
    ("person", "name"),
    [
        ('"givenName":"Maria","familyName":"Holm"', "Maria Holm"),
        ('"name":null,"givenName":"Maria","additionalName":"B.","familyName":"Holm"',
         "Maria B. Holm"),
        ('"givenName":["太郎"],"familyName":"山田"', "山田太郎"),
        ('"givenName":"민준","familyName":"김"', "김민준"),
    ],
)  # fmt: skip
def test_a_person_in_the_linked_data_whose_name_is_in_parts(person: str, name: str) -> None:
    linked = (
        '{"@type":"NewsArticle","headline":"Rain in Lund at last",'
        f'"author":{{"@type":"Person",{person}}}}}'
    )
    head = f"<script type='application/ld+json'>{linked}</script>"
    assert record(f"<h1>Rain in Lund at last</h1>{STORY}", head).authors == [name]


@pytest.mark.parametrize("between", [" | ", " · ", "<br>", " — "])
@pytest.mark.parametrize("day", ["May 14, 2024", "May 14, 2024 9:30 a.m.", "14 May 2024"])
def test_a_month_behind_a_name_is_no_author(between: str, day: str) -> None:
    found = record(f"<h1>Rain in Lund at last</h1><p>By Maria Holm{between}{day}</p>{STORY}")
    assert found.authors == ["Maria Holm"]


@pytest.mark.parametrize(
    "head",
    [
        "<meta name='twitter:misc:Written by' content='Maria Holm'>",
        "<meta name='twitter:misc:Verfasst von' content='Maria Holm'>",
        "<meta name='twitter:label1' content='Reading time'>"
        "<meta name='twitter:data1' content='3 min'>"
        "<meta name='twitter:label2' content='Written by'>"
        "<meta name='twitter:data2' content='Maria Holm'>",
        "<meta name='articleAuthor' content='Maria Holm'>",
    ],
)
def test_the_author_in_a_labelled_meta_element(head: str) -> None:
    assert record(f"<h1>Rain in Lund at last</h1>{STORY}", head).authors == ["Maria Holm"]


def test_the_photographer_in_the_linked_data_is_no_author() -> None:
    linked = (
        '{"@type":"NewsArticle","headline":"Rain in Lund at last","image":{"@type":"ImageObject",'
        '"url":"https://news.example/1.jpg","author":"Maria Holm","creator":"Maria Holm"}}'
    )
    head = f"<script type='application/ld+json'>{linked}</script>"
    assert record(f"<h1>Rain in Lund at last</h1>{STORY}", head).authors == []


def test_a_button_that_leads_to_the_authors_page_is_no_name() -> None:
    about = (
        "<div class='author-grid'><h3>Maria Holm</h3>"
        "<div class='buttons'><a href='/author/maria-holm/'>{}</a></div></div>"
    )
    for button in ("Learn more", "Alle Artikel"):
        found = record(f"<h1>Rain in Lund at last</h1>{STORY}{about.format(button)}")
        assert button not in found.authors


def test_an_author_below_the_story_beside_a_site_as_author() -> None:
    head = (
        "<meta property='og:site_name' content='The Lund Gauge'>"
        "<meta name='author' content='The Lund Gauge'>"
    )
    facts = "<ul><li><strong>{}</strong> Maria Holm</li></ul>"
    for label in ("Autorin/Autor", "Author"):
        found = record(f"<h1>Rain in Lund at last</h1>{STORY}{facts.format(label)}", head)
        assert found.authors == ["Maria Holm"]
