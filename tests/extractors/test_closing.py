"""What closes a story and is none of it."""

from __future__ import annotations

import pytest

from scraper import extract
from scraper.extractors.closing import without_end_mark, without_files
from scraper.extractors.parsing.blocks import cut
from scraper.extractors.parsing.html import parse_html

STORY = """<p>The night bus between the harbour and the hospital stays, the council decided on
Monday after four hours of debate.</p><p>"It carries two hundred people a night," said councillor
Ann Perrin, who had counted them herself in March.</p><p>The fare rises by half a crown, and the
last round leaves at half past two, an hour earlier than now.</p>"""
LAST = "an hour earlier than now."


def text_of(end: str, byline: str = "", *, free: bool = True) -> str:
    tier = "free" if free else "locked"
    page = f"""<html lang=en><head><title>Council votes to keep the night bus</title>
    <meta property="article:content_tier" content="{tier}"></head><body><main><article>
    <h1>Council votes to keep the night bus</h1>{byline}<div class=text>{STORY}{end}</div>
    </article></main></body></html>"""
    return extract(page, url="https://courier.example/town/night-bus-stays").text or ""


OFFER = """<div class="paywall"><h2>Read on with a subscription</h2><p>Get access to everything that
we write for £1 the first month, and then for £9 a month. You can cancel at any time.</p></div>"""


def test_an_offer_to_subscribe_below_a_story_that_is_not_free() -> None:
    assert text_of(OFFER, free=False).endswith(LAST)


def test_an_offer_that_only_its_words_show() -> None:
    offer = "<p>Get access to all of courier.example for £1 the first month. Then £9 a month.</p>"
    assert text_of(offer, free=False).endswith(LAST)


@pytest.mark.parametrize("free", [True, False])
def test_the_story_behind_a_paywall_is_no_offer(free: bool) -> None:
    paid = "<p>Nobody in the hall had asked for the old timetable, and nobody got it back.</p>"
    assert text_of(f'<div class="paywall">{paid}</div>', free=free).endswith("got it back.")


def test_prices_at_the_end_of_a_paid_story_are_no_offer() -> None:
    end = "<p>A single ticket for the night bus will cost £2 instead of £1 from the summer on.</p>"
    assert text_of(end, free=False).endswith("from the summer on.")


@pytest.mark.parametrize(
    ("end", "byline"),
    [
        ("<p>오세린 기자 serin@courier.example</p>", "<p class=byline>오세린 기자</p>"),
        ("<p>Jo Bloggs jo@courier.example</p>", "<p class=byline>By Jo Bloggs</p>"),
        ("<p>（闽江晚报记者 林晓棠）</p>", "<p class=author>林晓棠</p>"),
    ],
)
def test_a_last_line_with_the_authors_name_and_address(end: str, byline: str) -> None:
    assert text_of(end, byline).endswith(LAST)


def test_a_last_line_that_tells_of_the_author_stays() -> None:
    end = "<p>(Jo Bloggs has driven the night bus for eleven years.)</p>"
    assert text_of(end, "<p class=byline>By Jo Bloggs</p>").endswith("eleven years.)")


def test_files_attached_to_a_story() -> None:
    files = "<li><a href='/d/plan.pdf'>Plan of the stops</a></li><li><a href='/town'>Town</a></li>"
    tree = parse_html(f"<div>{STORY}<ul>{files}</ul></div>".encode())
    blocks = cut(tree)
    assert without_files(tree, blocks, range(4)) == [0, 1, 2]
    assert without_files(tree, blocks, range(5)) == [0, 1, 2, 3, 4]  # another page is no file


@pytest.mark.parametrize(
    "notice",
    [
        "<p><i>Naujienų agentūros BNS informaciją cituoti ar kitaip atgaminti be UAB „BNS“ "
        "sutikimo neleidžiama.</i></p>",
        "<p><small>Przedruk bez zgody agencji BNS jest bez wyjątku zabroniony.</small></p>",
    ],
)
def test_a_notice_of_the_agency_on_its_rights(notice: str) -> None:
    assert text_of(notice, "<p class=byline>Jonas Petraitis, BNS</p>").endswith(LAST)


def test_a_last_line_in_italics_on_reprints_stays_where_it_names_no_house() -> None:
    end = (
        "<p><i>The council will have the timetable reproduced on every stop by Michaelmas.</i></p>"
    )
    assert text_of(end, "<p class=byline>Jonas Petraitis, BNS</p>").endswith("Michaelmas.")


@pytest.mark.parametrize(
    "notice",
    [
        "This release contains forward-looking statements that are subject to risks.",
        "Diese Mitteilung enthält zukunftsgerichtete Aussagen, die Risiken unterliegen.",
        "本新闻稿包含前瞻性陈述，实际结果可能有所不同。",
    ],
)
def test_statements_about_the_future_below_a_press_release(notice: str) -> None:
    assert text_of(f"<p>{notice}</p>").endswith(LAST)


@pytest.mark.parametrize(
    "mark", ["(ENDS)", "- Ends -", "انتهای پیام/", "（完）", "(끝)", "Конец", "#fim#", "ENDE 0412"]
)
def test_a_last_line_that_says_that_the_story_ends(mark: str) -> None:
    assert text_of(f"<p>{mark}</p>").endswith(LAST)


@pytest.mark.parametrize("line", ["The end came at four.", "Ends meet", "Finland"])
def test_a_last_line_with_more_than_an_end_mark_stays(line: str) -> None:
    blocks = cut(parse_html(f"{STORY}<p>{line}</p>".encode()))
    chosen = list(range(len(blocks)))
    assert blocks[-1].text == line
    assert without_end_mark(blocks, chosen) == chosen


BYLINE = "<p class=byline>By Jo Bloggs</p>"


@pytest.mark.parametrize("style", ["style='text-align:right'", ""])
def test_a_last_line_that_is_the_author(style: str) -> None:
    assert text_of(f"<p {style}><strong>Jo Bloggs</strong></p>", BYLINE).endswith(LAST)


@pytest.mark.parametrize(
    "line",
    [
        "Source: https://courier.example/town/night-bus-stays",
        "Print this page: www.courier.example/town/1<br>© The Courier. Alle Rechte vorbehalten.",
    ],
)
def test_the_address_that_a_print_version_ends_with(line: str) -> None:
    assert text_of(f"<p>{line}</p>").endswith(LAST)


def test_an_address_in_the_last_sentence_stays() -> None:
    line = (
        "<p>The timetable is at https://courier.example/town/timetable from the first of May.</p>"
    )
    assert text_of(line).endswith("first of May.")


PROMPT = """<div class="{name}"><p>{rest}</p><a href="{address}">{link}</a></div>"""
LD = """<script type="application/ld+json">{"@type": "NewsArticle", "isAccessibleForFree": false,
"hasPart": {"@type": "WebPageElement", "isAccessibleForFree": false, "cssSelector": ".rest"}}
</script>"""


@pytest.mark.parametrize(
    ("rest", "address", "link"),
    [
        ("This story is for members. 612 words are left to read.", "/register", "Become one"),
        ("この記事は会員限定です。残り612文字。", "/a/b", "会員登録はこちら"),
        ("Dieser Artikel ist Teil unseres Angebots für Leser.", "/mein/abonnement", "Weiter"),
    ],
)
def test_a_box_with_a_link_to_register_below_a_paid_story(
    rest: str, address: str, link: str
) -> None:
    box = PROMPT.format(name="paywall", rest=rest, address=address, link=link)
    assert text_of(box, free=False).endswith(LAST)
    named = PROMPT.format(name="rest", rest=rest, address=address, link=link)
    assert text_of(LD + named, free=False).endswith(LAST)


def test_the_paid_part_without_such_a_link_is_the_story() -> None:
    paid = "<p>Nobody in the hall had asked for the old timetable, and nobody got it back.</p>"
    assert text_of(f'{LD}<div class="rest">{paid}</div>', free=False).endswith("got it back.")


SITE = '<meta property="og:site_name" content="Harbour Courier">'


@pytest.mark.parametrize(
    "prompt",
    [
        "Follow the Harbour Courier and all of its reporters, who are out every day, on Instagram!",
        "News of the day straight to your phone. Join our WhatsApp channel and miss nothing of it.",
        "Simak berita pilihan kami langsung di ponselmu. Pilih saluran kami di WhatsApp Channel.",
        "Kövesse a Harbour Courier Facebook-oldalát is!",
        "ハーバー新聞のインスタグラムをフォローしてください。",
        "ताज़ा खबरों के लिए हमें फेसबुक पर फॉलो करें",
    ],
)
def test_a_last_paragraph_that_asks_to_follow_the_site(prompt: str) -> None:
    assert text_of(f"{SITE}<p>{prompt}</p>").endswith(LAST)


@pytest.mark.parametrize(
    "end",
    [
        "The debate can be followed live on the Instagram channel of the Harbour Courier.",
        "Follow the new timetable, the council asked on Facebook, and nobody will be late.",
        "Ann Perrin writes about buses. Follow her on Twitter @perrin or at ann@courier.example.",
        "“Join us on Facebook,” the councillor asked her readers, and went home to Rope Street.",
    ],
)
def test_a_network_in_the_story_is_no_request(end: str) -> None:
    assert text_of(f"{SITE}<p>{end}</p>").endswith(end)


ITEMS = """<ul><li><a href="/town/bakery-closes">Bakery on Rope Street closes</a></li>
<li><a href="/town/library-lends-tools">Library lends tools as well as books</a></li></ul>"""


@pytest.mark.parametrize("label", ["Read more", "อ่านเพิ่มเติม", "Lesen Sie auch:", "Читайте також"])
def test_a_label_goes_with_its_list(label: str) -> None:
    assert text_of(f"<p><strong>{label}</strong></p>{ITEMS}").endswith(LAST)


@pytest.mark.parametrize("end", ["<br>BTA", "<br/>\n<i>BTA</i><br>", "<br>BTA<br>3 May 2025"])
def test_an_agency_below_a_line_break_in_the_last_paragraph(end: str) -> None:
    page = f"""<html lang=en><head><title>Council votes to keep the night bus</title></head><body>
    <main><article><h1>Council votes to keep the night bus</h1>{STORY.removesuffix("</p>")}{end}</p>
    </article></main></body></html>"""
    record = extract(page, url="https://courier.example/town/night-bus-stays")
    assert record.agency == "BTA"
    assert (record.text or "").endswith(LAST)


def test_a_name_below_a_line_break_stays() -> None:
    poem = STORY.removesuffix("</p>") + "<br>The bus is late.</p>"
    assert text_of("").endswith(LAST)
    page = f"<html lang=en><body><h1>Council votes</h1><article>{poem}</article></body></html>"
    assert (extract(page).text or "").endswith("than now. The bus is late.")
