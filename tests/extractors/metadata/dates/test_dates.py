"""Dates, as pages print them and as they tell them to machines."""

from __future__ import annotations

from datetime import date

import pytest

from scraper.extractors.metadata.dates.candidates import url_date
from scraper.extractors.metadata.dates.printed_dates import find_dates
from tests.extractors.metadata.pages import SITE_MENU, STORY, record


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


def test_a_time_above_the_headline_is_the_current_one() -> None:
    clock = "<div class='date'>Tuesday, March 3, 2026 5:02 PM</div>"
    line = "<div class='date'>Tuesday, March 3, 2026 3:40 PM</div>"
    body = f"<header>{clock}</header><h1>Rain in Lund at last</h1>{line}<div>{STORY}</div>"
    assert record(body).published_at == "2026-03-03T15:40:00"


def test_a_modification_at_the_instant_of_publication() -> None:
    head = "<meta property='article:published_time' content='2026-03-30T18:30:00Z'>"
    head += "<meta property='article:modified_time' content='{}'>"
    body = f"<h1>Rain in Lund at last</h1><div>{STORY}</div>"
    assert record(body, head.format("2026-03-31T05:30:00+11:00")).modified_at is None
    later = record(body, head.format("2026-03-31T05:31:00+11:00"))
    assert later.modified_at == "2026-03-31T05:31:00+11:00"


def test_a_copy_in_archive_today_has_the_page_s_own_date_and_site() -> None:
    head = (
        "<meta property='og:site_name' content='archive.ph'>"
        "<meta property='og:url' content='https://archive.ph/abcde'>"
        "<meta property='article:published_time' content='2024-06-09T08:11:03Z'>"
        "<link rel='canonical' href='https://archive.ph/abcde'>"
        "<link rel='bookmark' href='https://archive.today/20240609081103/https://news.example/a'>"
    )
    header = "<div id='HEADER'><b>archive.today</b> <span>9 Jun 2024 08:11:03 UTC</span></div>"
    story = f"<h1>Rain in Lund at last</h1><div>3 May 2024, 10:20</div>{STORY}"
    body = f"{header}<div id='CONTENT'>{story}</div>"
    found = record(body, head, url="https://archive.ph/abcde")
    assert (found.published_at, found.publisher) == ("2024-05-03T10:20:00", None)


def test_the_time_in_an_element_of_its_own() -> None:
    line = "<div><span>14:05</span> <span>13/05/2024</span></div>"
    found = record(f"{line}<h1>Rain in Lund at last</h1>{STORY}")
    assert found.published_at == "2024-05-13T14:05:00"


def test_the_time_of_a_date_that_only_its_class_calls_updated() -> None:
    line = "<span class='post-date'><time class='entry-date updated' datetime='{}'>{}</time></span>"
    line = line.format("2024-05-03T16:20:33+00:00", "May 3, 2024")
    found = record(f"<h1>Rain in Lund at last</h1><div>{line}</div>{STORY}")
    assert found.published_at == "2024-05-03T16:20:33+00:00"


@pytest.mark.parametrize(
    ("path", "expected"),
    [
        ("/2089096-rain-in-lund", None),  # a story's number
        ("/20240506-rain-in-lund", "2024-05-06"),
        ("/rain-in-lund?d=20240506", "2024-05-06"),
        ("/2024/5/6/rain-in-lund", "2024-05-06"),
    ],
)
def test_the_date_in_an_address(path: str, expected: str | None) -> None:
    assert str(url_date(f"https://news.example{path}")) == str(expected)


def test_the_date_below_the_headline_stays_on_a_page_with_more_list_than_story() -> None:
    items = "".join(
        f"<div><h3><a href='/n{n}'>Snow falls on the hills again {n}</a></h3><p>It did.</p></div>"
        for n in range(40)
    )
    line = "<p class='meta'><time datetime='2025-03-04'>4 March 2025</time></p>"
    found = record(f"<h1>Rain in Lund</h1>{line}<p>It rained.</p>{items}", url="https://n.example/")
    assert (found.page_type, found.published_at) == ("listing", "2025-03-04")
    among = items.replace("<p>It did.", f"{line}<p>It did.")
    assert record(f"<h1>News of Lund</h1>{among}", url="https://n.example/").published_at is None


EVENT = """<script type="application/ld+json">{{"@type": "{}", "name": "Fair of Lund",
"startDate": "2026-05-21", "endDate": "2026-05-24"}}</script>"""


@pytest.mark.parametrize("kind", ["Event", "MusicEvent"])
def test_the_day_of_an_event_is_no_date_of_its_page(kind: str) -> None:
    menu = f"<nav class=menu><ul>{SITE_MENU}</ul></nav>"
    body = f"{menu}<h1>Fair of Lund</h1><ul><li><b>When</b> 21 to 24 May 2026</li></ul>{STORY}"
    assert record(body, EVENT.format(kind)).published_at is None
    told = record(f"<h1>Fair of Lund</h1><p>Posted 3 May 2026</p>{STORY}", EVENT.format(kind))
    assert told.published_at == "2026-05-03"


@pytest.mark.parametrize("label", ["Joined", "Registriert", "Inscrit le", "Зарегистрирован"])
def test_the_day_on_which_a_member_joined_is_no_date_of_the_page(label: str) -> None:
    member = f"<dl><dt>gunnar</dt><dd><strong>{label}:</strong> 3 March 2015</dd></dl>"
    body = f"<h1>Rain in Lund</h1>{member}<div>by gunnar</div><time>4 January 2026</time>{STORY}"
    assert record(body).published_at == "2026-01-04"


@pytest.mark.parametrize(
    ("stated", "expected"),
    [
        ("Sat Nov 18 2017 15:21:41 GMT+0000", "2017-11-18T15:21:41+00:00"),
        ("Mon Jun 19 2023 08:30:00 GMT+0200 (Central European Summer Time)",
         "2023-06-19T08:30:00+02:00"),
        ("Mon Jun 19 08:30:00 GMT 2023", "2023-06-19T08:30:00Z"),
        ("Mon, 19 Jun 2023 08:30:00 +0200", "2023-06-19T08:30:00+02:00"),
    ],
)  # fmt: skip
def test_a_date_as_javascript_prints_it_keeps_its_time(stated: str, expected: str) -> None:
    time = f"<time datetime='{stated}'>lately</time>"
    assert record(f"<h1>Rain in Lund at last</h1>{time}{STORY}").published_at == expected


def test_a_named_time_zone_is_still_read() -> None:
    head = (
        "<script type='application/ld+json'>"
        '{"@type":"NewsArticle","datePublished":"Mon, Jun 19 2023 08:30:00 EDT"}</script>'
    )
    told = record(f"<h1>Rain in Lund at last</h1>{STORY}", head)
    assert told.published_at == "2023-06-19T08:30:00-04:00"


@pytest.mark.parametrize(
    "when",
    [
        "<time datetime='2026-05-09T21:14:00+02:00'>9 May 2026, 21:14</time>",
        "<span class='comment-date'>9 May 2026, 21:14</span>",
        "<p>gunnar wrote on 9 May 2026</p>",
    ],
)
def test_the_date_of_a_comment_is_none_of_the_story(when: str) -> None:
    comment = (
        f"<div class='comment'><b>gunnar</b> {when}<p>It did not rain where I live, and I "
        "have been looking out of the window the whole day.</p></div>"
    )
    below = f"<section id='comments'><h2>1 comment</h2>{comment}</section>"
    menu = f"<nav class=menu><ul>{SITE_MENU}</ul></nav>"
    assert record(f"{menu}<h1>Rain in Lund at last</h1>{STORY}{below}").published_at is None
    printed = "<div class='date'>9 May 2026</div>"
    told = record(f"{menu}<h1>Rain in Lund at last</h1>{printed}{STORY}{below}")
    assert told.published_at == "2026-05-09"  # without the time of the comment


@pytest.mark.parametrize("utc", ["Z", "+00:00"])
@pytest.mark.parametrize(
    ("near", "published"),
    [
        ("2025-03-04T21:25:07-05:00", "2025-03-04T21:25:07-05:00"),
        ("2025-03-04T18:25:07-05:00", "2025-03-05T02:25:07"),
    ],
)
def test_a_moment_in_utc_that_the_page_also_has_in_local_time(
    near: str, published: str, utc: str
) -> None:
    linked = (
        '{"@type":"NewsArticle","headline":"Rain in Lund at last",'
        f'"datePublished":"2025-03-05T02:25:07{utc}"}}'
    )
    head = (
        f"<script type='application/ld+json'>{linked}</script>"
        f"<meta property='article:published_time' content='2025-03-05T02:25:07{utc}'>"
    )
    time = f"<time datetime='{near}'>March 4, 2025</time>"
    found = record(f"<h1>Rain in Lund at last</h1><p>{time}</p>{STORY}", head)
    assert found.published_at in (published, published + utc)


def test_the_date_of_a_post_that_the_story_quotes() -> None:
    post = (
        "<blockquote class='post'><p><a href='https://social.example/p/1'>Shared by Tor</a> on "
        "<time datetime='2024-11-21T23:47:18+00:00'>Nov 21, 2024</time></p></blockquote>"
    )
    head = "<meta property='article:published_time' content='2025-03-04T16:06:50+0100'>"
    body = f"<h1>Rain in Lund at last</h1>{STORY.replace('</p>', '</p>' + post, 1)}"
    assert record(body, head).published_at == "2025-03-04T16:06:50+01:00"


@pytest.mark.parametrize("between", ["\n      //\n      ", " | ", " · ", " – "])
def test_a_date_in_a_line_with_other_texts(between: str) -> None:
    line = f"<p>21 January 2025{between}Dominik Rasmussen-Holmgren, woodworker in Lund</p>"
    card = (
        "<div class='card'><p class='date'>6 August 2023</p><p>Planes and how to set them</p></div>"
    )
    found = record(f"{line}<h1>Rain in Lund at last</h1>{3 * STORY}{card}")
    assert found.published_at == "2025-01-21"
