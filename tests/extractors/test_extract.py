"""The whole way from bytes to a record."""

import json
import re
from pathlib import Path

import numpy as np
import pytest

from scraper import EmptyInput, NotText, Page, extract, extract_page
from scraper.extractors.boilerplate_lines import is_boilerplate_line
from scraper.extractors.closing import without_credits
from scraper.extractors.parsing.blocks import cut
from scraper.extractors.parsing.html import parse_html
from scraper.extractors.story_blocks import (
    with_list_items,
    without_card_teasers,
    without_trailing_links,
)
from scraper.record import Record

PAGES = Path(__file__).parents[2] / "fixtures" / "pages"


def page(name: str) -> bytes:
    return (PAGES / name).read_bytes()


def test_the_same_bytes_give_the_same_record() -> None:
    body = page("german.html")
    assert extract(body) == extract(body)


def test_text_and_bytes_of_one_page_give_the_same_record() -> None:
    body = page("german.html")
    assert extract(body.decode()).text == extract(body).text


def test_a_record_is_one_line_of_json_without_nulls() -> None:
    record = extract(page("german.html"))
    line = record.to_json()
    assert "\n" not in line
    assert None not in values_of(json.loads(line))
    assert Record.model_validate_json(line) == record


def values_of(part: object) -> list[object]:
    """Every value of a JSON document, at whatever depth."""
    inner = part.values() if isinstance(part, dict) else part if isinstance(part, list) else ()
    return [part, *(value for each in inner for value in values_of(each))]


@pytest.mark.parametrize(
    ("given", "words"),
    [
        ("https://news.example/rain", "the address of a page, not a page: fetch it"),
        (b" https://news.example/rain\r\n", "the address of a page, not a page: fetch it"),
        (b"https://a.example/1\n\nhttp://a.example/2\r\n", "a list of 2 addresses, not a page"),
        ("saved/my page.html", "the path of a file, 'saved/my page.html', not a page"),
    ],
)
def test_where_a_page_is_is_not_taken_for_the_page(given: str | bytes, words: str) -> None:
    with pytest.raises(NotText, match=re.escape(words)):
        extract(given)


def test_a_story_may_begin_with_an_address() -> None:
    story = (
        "https://harbour.example/plan\n\nThe harbour office put its plan on the web on Monday.\n\n"
        "It names the two piers that are to be repaired, and says what that will cost the town.\n"
    )
    assert "the two piers that are to be repaired" in extract(story).text


@pytest.mark.parametrize("url", [
        "news.example/rain", "file:///home/me/rain.html", "rain::1", "https://", "http://[::1",
        "https://news example/rain", "https://news.example:99999/rain",
    ],
)  # fmt: skip
def test_what_is_no_address_is_ignored_with_a_warning(
    url: str, caplog: pytest.LogCaptureFixture
) -> None:
    assert extract(page("german.html"), url=url) == extract(page("german.html"))
    assert f"{url!r} is no address" in caplog.text


def test_blanks_around_an_address_are_ignored(caplog: pytest.LogCaptureFixture) -> None:
    address = "https://news.example/rain"
    for body in (b"<p>It rained in Lund.", b"It rained in Lund."):
        assert extract(body, url=f" {address}\n") == extract(body, url=address)
        assert extract(body, url="") == extract(body)
    assert not caplog.records


def test_an_address_in_a_page_object_is_checked_too() -> None:
    record = extract_page(Page(b"<p>It rained in Lund.", url="urn:uuid:1"))
    assert record.url is None
    assert "url_unknown" in record.warnings


@pytest.mark.parametrize(
    "address",
    ["https://user:secret@news.example/rain", " HTTPS://user%40:s@cret@news.example/rain "],
)
def test_a_login_in_the_address_is_not_in_the_record(address: str) -> None:
    record = extract("<h1>Rain</h1><p>It rained in Lund.", url=address)
    assert record.url is not None
    assert record.url.lower() == "https://news.example/rain"
    assert (
        record.id
        == extract("<h1>Rain</h1><p>It rained in Lund.", url="https://news.example/rain").id
    )
    query = "https://news.example/rain?from=https://user:secret@other.example/"
    assert extract("<h1>Rain</h1><p>It rained in Lund.", url=query).url == query


def test_surrogates_in_text_are_joined_or_replaced() -> None:
    record = extract("<h1>Rain \ud83d\ude00 in \ud83d Lund</h1><p>It rained in Lund on Monday.")
    assert record.title == "Rain 😀 in \ufffd Lund"


def test_a_page_is_bytes_or_text() -> None:
    body = page("german.html")
    assert extract(bytearray(body)) == extract(body)
    for other in (None, PAGES / "german.html", ["<p>Rain"]):
        with pytest.raises(TypeError, match="expected the page as bytes or str, got"):
            extract(other)  # type: ignore[arg-type]


def test_a_page_object_has_bytes() -> None:
    with pytest.raises(TypeError, match="body as bytes, got str: extract takes text"):
        extract_page(Page("<p>Rain"))  # type: ignore[arg-type]
    with pytest.raises(TypeError, match="expected a Page, got str: extract takes"):
        extract_page("<p>Rain")  # type: ignore[arg-type]


def test_the_identity_is_the_address_and_not_the_bytes() -> None:
    one = extract(page("german.html"), url="https://a.example/story?utm_source=x")
    two = extract(page("german.html") + b"<!-- later -->", url="https://a.example/story")
    assert one.id == two.id
    assert one.content_hash == two.content_hash


def test_the_identity_is_the_declared_address_if_it_can_be_the_pages_own() -> None:
    def id_of(url: str, declared: str = "") -> str:
        link = f'<link rel="canonical" href="{declared}">' if declared else ""
        return extract(f"<html><head>{link}</head><p>It rained.</p></html>", url=url).id

    here = "https://m.example.org/rain?from=home"
    assert id_of(here, "https://www.example.org/rain") == id_of("https://example.org/rain")
    for wrong in ("https://www.example.org/", "https://example.com/rain"):
        assert id_of(here, wrong) == id_of(here)


def test_a_page_that_tells_no_address_is_known_by_its_bytes() -> None:
    record = extract(b"<html><body><p>Rain in Lund.</p></body></html>")
    assert record.url is None
    assert "url_unknown" in record.warnings
    assert record.id != extract(b"<html><body><p>Snow in Lund.</p></body></html>").id


def test_a_saved_page_names_the_address_it_was_saved_from() -> None:
    body = b"<!-- saved from url=(0027)https://a.example/rain/2024 -->\n<html><p>Rain.</p></html>"
    record = extract(body)
    assert record.url == "https://a.example/rain/2024"
    assert "url_unknown" not in record.warnings


def test_a_page_cut_off_in_a_tag_is_told() -> None:
    body = page("german.html")
    assert "truncated" in extract(body[: body.index(b"</article") - 200]).warnings
    assert "truncated" not in extract(body).warnings


def test_a_shell_without_text_is_client_rendered_and_has_no_story() -> None:
    record = extract(
        b'<html><head><title>App</title></head><body><div id="root"></div>'
        b'<script src="a.js"></script><script src="b.js"></script></body></html>',
        url="https://app.example/x",
    )
    assert {"client_rendered", "no_story"} <= set(record.warnings)
    assert record.text == ""
    assert record.blocks == []
    assert record.confidence is None


def test_a_plea_to_enable_scripts_is_no_story() -> None:
    record = extract(
        b"<html><head><title>App</title><script src='a.js' defer></script></head><body>"
        b"<noscript>You need to enable JavaScript to run this app.</noscript>"
        b'<div id="root"></div></body></html>',
        url="https://app.example/x",
    )
    assert {"client_rendered", "no_story"} <= set(record.warnings)
    assert record.text == ""


@pytest.mark.parametrize("body", [b"", b"  \n ", b"\xef\xbb\xbf"])
def test_an_empty_page_is_refused(body: bytes) -> None:
    with pytest.raises(EmptyInput):
        extract(body)


def test_a_picture_is_refused() -> None:
    with pytest.raises(NotText):
        extract(b"\x89PNG\r\n\x1a\n" + bytes(range(256)) * 8)


def test_a_deeply_nested_page_gives_a_record() -> None:
    record = extract(b"<div>" * 20_000 + b"<p>Deep down it rained." + b"</div>" * 20_000)
    assert record.schema_version == 1


def test_lone_surrogates_and_control_characters_do_not_break_the_line() -> None:
    record = extract("<p>Rain\ud800 in\u2028Lund\x00 today, all day, again.</p>")
    line = record.to_json()
    assert line.encode("utf-8")
    assert "\u2028" not in record.text


def test_related_items_of_the_seed_shape_are_records_of_their_own() -> None:
    record = extract(page("story-then-teasers.html"))
    assert len(record.related) == 20
    assert all(item.teaser and item.url for item in record.related)
    assert not any(item.title in record.text for item in record.related)


def test_comments_are_given_when_asked_for_and_only_then() -> None:
    body = page("comments-below.html")
    assert extract(body).comments is None
    comments = extract(body, comments=True).comments
    assert comments is not None
    assert [comment.author for comment in comments][:2] == ["NightNurse71", "Piers Abbot"]
    assert extract(page("german.html"), comments=True).comments == []


def test_a_caption_is_kept_where_the_page_tells_no_address_for_its_picture() -> None:
    page = (
        "<article><h1>The ferry is back</h1><figure><img src='/p/1.jpg'>"
        "<figcaption>The ferry leaves the quay of Port Sable. - REUTERS</figcaption></figure>"
        + "<p>The ferry to the Isle of Marrow is running again, the harbour office said.</p>" * 3
        + "</article>"
    )
    (image,) = extract(page).images
    assert (image.url, image.credit) == (None, "REUTERS")
    assert image.caption == "The ferry leaves the quay of Port Sable."
    (image,) = extract(page, url="https://courier.example/a").images
    assert image.url == "https://courier.example/p/1.jpg"


RELATED = """<aside class="related"><h3>Related stories</h3><ul>
<li><a href="/a/1"><img src="/i/1.jpg">Council votes to keep the night bus</a></li>
<li><a href="/a/2"><img src="/i/2.jpg">Bakery on Rope Street closes after 84 years</a></li>
<li><a href="/a/3"><img src="/i/3.jpg">Library lends tools as well as books</a></li></ul></aside>"""
RELATIVE = (
    """<title>Plan read aloud in Lund | Post</title><main class="page">
<article class="story"><h1 class="head">Plan read aloud in Lund</h1>
<p>It rained in <a href="/lund">Lund</a> on Monday, and the <a href="plan.pdf">plan</a> was read
aloud, said <a href="https://x.example/who">a listener</a> who had come early.</p>
<iframe src="/embed/video/3"></iframe>
<p>The council of the town met for four hours and decided nothing, as in every year.</p>
<p>"We will meet again in March," said the mayor, who had brought a kettle and two blankets.</p>
<p>Nobody from the railway came, although the plan is about the station more than the square.</p>
</article></main>"""
    + RELATED
)


def test_relative_addresses_are_left_out_where_nothing_tells_to_what() -> None:
    record = extract(RELATIVE)
    assert "localhost" not in record.to_json()
    assert [link.url for b in record.blocks for link in b.links] == ["https://x.example/who"]
    assert len(record.related) == 3
    assert "https://z.example/i/1.jpg" in extract(RELATIVE, url="https://z.example/q").to_json()


def test_relative_addresses_of_a_bare_page_are_left_out_too() -> None:
    lines = [
        "The ferry to the Isle of Marrow is running again, the harbour office said on Friday.",
        "The line had been closed since a winter storm bent the loading ramp in January.",
        "Reuters",
        "Fri Mar 14 2025",
    ]
    items = [
        ("Council votes to keep the night bus", "Fares rise by half a crown at half past two."),
        ("Bakery on Rope Street closes after 84 years", "Three generations baked here."),
        ("Library lends tools as well as books", "A drill is used for thirteen minutes."),
    ]
    page = "".join(f"<p>{line}</p>" for line in lines) + "".join(
        f'<p><a href="/a/{n}">{title}</a></p><p>{teaser}</p>'
        for n, (title, teaser) in enumerate(items)
    )
    record = extract(page)
    assert [item.title for item in record.related] == [title for title, _ in items]
    assert "localhost" not in record.to_json()


def test_a_list_that_names_the_page_itself_gives_no_item_of_it() -> None:
    own = "Plan read aloud in Lund"
    page = RELATIVE.replace("Bakery on Rope Street closes after 84 years", own)
    titles = [item.title for item in extract(page).related]
    assert titles == ["Council votes to keep the night bus", "Library lends tools as well as books"]


def test_linked_data_tell_where_a_saved_page_came_from() -> None:
    said = '{"@type":"NewsArticle","headline":"Rain\\u001b in Lund","url":"%s"}'
    page = "<script type='application/ld+json'>%s</script><h1>Rain in Lund</h1><p>It rained.</p>"
    record = extract(page % (said % "https://courier.example/2025/rain-in-lund"))
    assert record.url == "https://courier.example/2025/rain-in-lund"
    assert "url_unknown" not in record.warnings
    assert record.title == "Rain in Lund"
    assert extract(page % (said % "https://courier.example/")).url is None


@pytest.mark.parametrize(
    ("lines", "left"),
    [
        (["Reuters"], 0),
        (["(dpa)", "Fri Mar 14 2025"], 0),
        (["Updated: 14 March 2025", "Bernama"], 0),
        (["In March 2025 the harbour office will decide."], 1),
        (["She has worked for Reuters since 2011."], 1),
    ],
)
def test_what_signs_a_story_is_no_part_of_it(lines: list[str], left: int) -> None:
    story = ["The ferry is running again after nine weeks, said the harbour office."] * 4
    body = "".join(f"<p>{line}</p>" for line in [*story, *lines])
    blocks = cut(parse_html(f"<body>{body}".encode()))
    assert len(without_credits(blocks, range(len(blocks)))) == len(story) + left


def test_a_first_block_that_repeats_the_title_is_no_part_of_the_story() -> None:
    said = [f"The harbour of Wendle stays shut for day {n}, the council said." for n in range(6)]
    body = "".join(f"<p>{line}</p>" for line in said)
    head = "<title>Harbour stays shut</title>"
    record = extract(
        f"<html><head>{head}</head><body><p>Harbour stays shut</p>{body}</body></html>"
    )
    assert record.title == "Harbour stays shut"
    assert record.text.split("\n") == said


@pytest.mark.parametrize(
    ("line", "is_one"),
    [
        ("Advertisement", True),
        ("- ADVERTISEMENT -", True),
        ("Story continues below advertisement", True),
        ("Der Artikel wird nach der Anzeige fortgesetzt", True),
        ("Juttu jatkuu mainoksen jälkeen", True),
        ("La suite après cette publicité", True),
        ("Continua após a publicidade", True),
        ("Продолжение после рекламы", True),
        ("广告", True),
        ("Follow us on WhatsApp", True),
        ("Follow the Marsund Courier on Instagram.", True),
        ("Suivez-nous sur Telegram", True),
        ("Kövesse a Marsund Courier Facebook-oldalát is!", True),
        ("Click here to subscribe", True),
        ("سبسکرائب کرنے کے لیے کلک کریں۔", True),
        ("Takip edin: Google News", True),
        ("تابعونا على واتساب", True),
        ("[Video:Lighthouse at night]", True),
        ("[slider id=12 size=big]", True),
        ("* * *", True),
        ("© 2025 Marsund Courier. The paper does not answer for what other sites say.", True),
        ("Copyright 2025 Marsund Courier", True),
        ("저작권자 ⓒ 마르순드", False),
        ("Copyright is what the court has to decide on.", False),
        ("[…]", False),
        ("[Update: the road is open again]", False),
        ("Advertising pays for the lighthouse.", False),
        ("The advertisement ran after the article.", False),
        ("Follow these four steps, which a keeper shared on Twitter in May.", False),
        ("Subscribe now!", True),
        ("Подпишитесь на нашу рассылку", True),
        ("Subscribe numbers fell.", False),
        ("Follow the keeper who left Facebook, and you end at the lighthouse.", False),
    ],
)
def test_a_line_that_only_says_so_is_no_part_of_a_story(line: str, is_one: bool) -> None:
    assert is_boilerplate_line(line) is is_one


@pytest.mark.parametrize("line", ["Advertisement", "\u200d", "Story continues below advertisement"])
def test_a_label_between_paragraphs_is_left_out(line: str) -> None:
    story = [
        "The council of Lund met on Monday night and kept the bridge toll as it was.",
        "Nine members had asked for free passage of ambulances, school buses and the post.",
        "The harbour office counts 4,000 cars a day, of which every sixth has no sticker yet.",
        '"We pay for the bridge or we swim," said the mayor, who had crossed it on foot.',
        "A new vote may be held in spring, when the painters have finished the northern pier.",
        "Until then a sticker costs 80 crowns a month and is sold at the post office.",
    ]
    lines = [*story[:3], line, *story[3:]]
    body = "".join(f"<p>{text}</p>" for text in lines)
    page = f"<html><title>Toll stays</title><article><h1>Toll stays</h1>{body}</article></html>"
    assert extract(page, url="https://a.example/news/toll-stays").text.split("\n") == story
    text = "\n\n".join(["Bridge toll stays", "By Jo Brand", *lines])
    assert extract(text).text.split("\n") == story


def test_a_quote_that_stands_as_a_figure_is_part_of_the_story() -> None:
    paragraphs = [
        "The lighthouse of Marsund is to be sold, the harbour board said on Friday evening.",
        "Three families have lived in it since 1911, and the last of them moved out in April.",
        "A buyer has to keep the lamp burning, which costs about 900 crowns in a winter.",
        "The board opens the offers in May and decides before the summer holidays begin.",
    ]
    said = "You sleep badly in the first week, and badly anywhere else ever after."
    figure = (
        f"<figure><blockquote><p>{said}</p></blockquote><figcaption>Ada Horn</figcaption></figure>"
    )
    body = [f"<p>{text}</p>" for text in paragraphs]
    body[2:2] = [figure]
    record = extract(
        f"<html><head><title>Lighthouse for sale</title></head><body><main><article>"
        f"<h1>Lighthouse for sale</h1><p class=byline>By Jo Brand</p><div>{''.join(body)}</div>"
        f"</article></main></body></html>",
        url="https://a.example/news/lighthouse-for-sale",
    )
    assert record.text.split("\n") == [*paragraphs[:2], said, *paragraphs[2:]]
    assert [(b.text, b.cite) for b in record.blocks if b.type == "quote"] == [(said, "Ada Horn")]


LINKS = "<p><a href='/a/1'>Ferry sold for a song</a></p><p><a href='/a/2'>Pier shut again</a></p>"


@pytest.mark.parametrize(
    ("below", "left"),
    [
        (f"<h3>Read more on the ferry</h3>{LINKS}", 2),
        (f"<p><b>Lue myös:</b></p>{LINKS}", 2),
        (f"<p>Mer att läsa</p>{LINKS}", 2),
        (f"<h3>What the law says</h3>{LINKS}", 5),
        (f"<p>More on the ferry is told by its crew</p>{LINKS}", 5),
        (f"<h3>Read more</h3>{LINKS}<p>Both are shut.</p>", 6),
        (LINKS.replace("/a/", "https://elsewhere.example/"), 4),
    ],
)
def test_links_to_other_stories_at_its_end_are_no_part_of_a_story(below: str, left: int) -> None:
    story = "<p>The ferry was sold in May.</p><p>Nobody knows <a href='/b'>who</a> paid.</p>"
    tree = parse_html(f"<html><body>{story}{below}</body></html>".encode())
    raw = cut(tree)
    chosen = list(range(len(raw)))
    assert without_trailing_links(tree, raw, chosen, "news.example") == chosen[:left]


def test_a_list_of_links_is_not_taken_from_a_page_that_has_little_else() -> None:
    page = f"<html><body><p>The ferry was sold.</p><h3>Read more</h3>{LINKS}</body></html>"
    tree = parse_html(page.encode())
    assert without_trailing_links(tree, cut(tree), [0, 1, 2, 3], "") == [0, 1, 2, 3]


def test_links_below_a_news_flash_of_one_paragraph_are_not_in_its_text() -> None:
    flash = "<h1>The ferry is sold</h1><p>The ferry was sold on Monday, said the harbour.</p>"
    page = f"<html><body>{flash}<h2>Luitko jo nämä?</h2>{LINKS}</body></html>"
    tree = parse_html(page.encode())
    assert without_trailing_links(tree, cut(tree), [1, 3, 4], "news.example") == [1]


TEASER_CARD = """<div class="card"><a href="/n/{0}"><img src="/{0}.jpg"></a>
<a href="/n/{0}">Headline of the story number {0}</a><p>What happened in number {0}.</p></div>"""


def test_teasers_of_cards_below_a_very_short_story_are_not_in_its_text() -> None:
    paragraphs = [
        "The night bus between the harbour and the hospital stays, the council decided on Monday.",
        "It carries two hundred people a night, said a councillor who had counted them in March.",
    ]
    story = "".join(f"<p>{text}</p>" for text in paragraphs)
    cards = "".join(TEASER_CARD.format(n) for n in range(1, 6))
    tree = parse_html(f"<body><div>{story}</div><div>{cards}</div></body>".encode())
    raw = cut(tree)
    chosen = [n for n, block in enumerate(raw) if not block.link_chars]
    kept = without_card_teasers(tree, raw, chosen)
    assert [raw[n].text for n in kept] == paragraphs
    assert without_card_teasers(tree, raw, chosen[2:]) == chosen[2:]


@pytest.mark.parametrize(
    ("probability", "text", "kept"),
    [(0.3, "that it rains", True), (0.1, "that it rains", False), (0.3, "06.12.2022", False)],
)
def test_a_list_item_between_two_items_of_the_story_is_part_of_it(
    probability: float, text: str, kept: bool
) -> None:
    lines = f"<li>They said</li><li>{text}</li><li>and went.</li>"
    tree = parse_html(f"<body><ul>{lines}</ul></body>".encode())
    found = with_list_items(tree, cut(tree), [0, 2], np.array([0.9, probability, 0.9]))
    assert found == ([0, 1, 2] if kept else [0, 2])
