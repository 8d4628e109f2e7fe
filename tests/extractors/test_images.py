"""Which pictures are the story's, and which words are their captions."""

from __future__ import annotations

import pytest

from scraper import extract
from scraper.record import Record

URL = "https://courier.example/town/night-bus-stays"
ADDRESS = "https://courier.example/p/bus-at-night.jpg"
PICTURE = '<img src="/p/bus-at-night.jpg">'
HEADLINE = "<h1>Council votes to keep the night bus</h1>"
BYLINE = '<div class="byline">By <a href="/author/jo">Jo Bloggs</a> | 3 May 2025</div>'
STORY = """<p>The night bus between the harbour and the hospital stays, the council decided on
Monday after four hours of debate.</p><p>"It carries two hundred people a night," said councillor
Ann Perrin, who had counted them herself in March.</p><p>The fare rises by half a crown, and the
last round leaves at half past two, an hour earlier than now.</p><p>Without the bus, nurses on the
early shift would have had to walk for three quarters of an hour, the hospital had warned.</p><p>A
second vote is not planned before the elections in the autumn of next year.</p>"""


def record(body: str, head: str = "") -> Record:
    page = f"""<html lang=en><head><title>Council votes to keep the night bus | Courier</title>
    {head}</head><body><header><a href=/><img src=/logo.png></a></header>{body}</body></html>"""
    return extract(page, url=URL)


def told(made: Record) -> list[tuple[str | None, str | None, str | None]]:
    return [(image.url, image.caption, image.credit) for image in made.images]


@pytest.mark.parametrize(
    "lead",
    [
        PICTURE,
        f'<div class="post-thumbnail">{PICTURE}</div>',
        f"<p>{PICTURE}</p>",
        f"<picture><source srcset='/p/bus-at-night.jpg 800w'>{PICTURE}</picture>",
        '<div class="pic"><img src="data:image/gif;base64," data-src="/p/bus-at-night.jpg"></div>',
        '<a href="/p/bus-at-night.jpg"><img src="/p/bus-at-night.jpg"></a>',
    ],
)
@pytest.mark.parametrize("headline", [HEADLINE, HEADLINE.replace("h1", "div")])
def test_a_single_picture_between_headline_and_story_is_the_lead(lead: str, headline: str) -> None:
    made = record(f"<main>{headline}{BYLINE}{lead}<div class=text>{STORY}</div></main>")
    assert told(made) == [(ADDRESS, None, None)]


@pytest.mark.parametrize(
    "other",
    [
        '<a href="/offers">' + PICTURE + "</a>",
        '<img src="/p/bus-at-night.jpg" width="40" height="40">',
        '<div class="who"><img src="/p/bus-at-night.jpg"> <b>Jo Bloggs</b> 3 May 2025</div>',
        PICTURE + '<img src="/p/another-bus.jpg">',
    ],
)
def test_a_link_an_icon_a_portrait_or_one_of_several_is_no_lead(other: str) -> None:
    assert told(record(f"<main>{HEADLINE}{other}<div class=text>{STORY}</div></main>")) == []


CAPTION = "The last bus leaves the harbour on Friday."


@pytest.mark.parametrize(
    "picture",
    [
        f'{PICTURE}<p class="cap">{CAPTION}</p>',
        f"{PICTURE}<p>{CAPTION} - REUTERS</p>",
        f"<div>{PICTURE}</div><div>{CAPTION} - REUTERS</div>",
        f"<p>{PICTURE}</p><p>▲ {CAPTION}</p>",
        f"<p>▼{CAPTION}</p><p>{PICTURE}</p>",
        f"<table><tr><td>{PICTURE}</td></tr><tr><td>{CAPTION}</td></tr></table>",
    ],
)
@pytest.mark.parametrize("place", ["above", "inside"])
def test_words_beside_a_picture_are_its_caption_and_no_paragraph(picture: str, place: str) -> None:
    story = picture + STORY if place == "above" else STORY.replace("</p>", "</p>" + picture, 1)
    made = record(f"<main>{HEADLINE}{BYLINE}<div class=text>{story}</div></main>")
    credit = "REUTERS" if "REUTERS" in picture else None
    assert told(made) == [(ADDRESS, CAPTION, credit)]
    assert CAPTION not in made.text


def test_a_picture_below_the_story_with_its_caption() -> None:
    made = record(
        f"<main>{HEADLINE}<div class=text>{STORY}<p>Reuters</p><p>Mon May 05 2025</p>{PICTURE}"
        f"<p>{CAPTION} - REUTERS</p></div></main>"
    )
    assert told(made) == [(ADDRESS, CAPTION, "REUTERS")]


def test_a_table_with_the_story_in_it_is_no_caption() -> None:
    made = record(f"{HEADLINE}<table><tr><td>{PICTURE}</td></tr><tr><td>{STORY}</td></tr></table>")
    assert "The fare rises" in made.text
    assert told(made) == [(ADDRESS, None, None)]


def test_the_picture_of_the_first_card_below_is_none_of_the_storys() -> None:
    card = (
        '<div class="card"><img src="/p/bakery-on-rope-street.jpg"><div class="card-body">'
        '<h5><a href="/town/bakery-on-rope-street-closes">Bakery closes</a></h5>'
        "<p>Three generations of one family baked here, and no one takes over.</p></div></div>"
    )
    made = record(f"<main>{HEADLINE}<div class=text>{STORY}</div>{card}{card}</main>")
    assert told(made) == []


@pytest.mark.parametrize(
    ("player", "head"),
    [
        ('<div><video poster="/p/bus-at-night.jpg"></video></div>', ""),
        (
            "",
            '<script type="application/ld+json">{"@context":"https://schema.org","@type":'
            '"VideoObject","name":"Council votes to keep the night bus","thumbnailUrl":'
            f'["{ADDRESS}"]}}</script>',
        ),
    ],
)
def test_the_still_of_a_video_above_the_story_is_its_picture(player: str, head: str) -> None:
    made = record(f"<main>{player}{HEADLINE}<div class=text>{STORY}</div></main>", head)
    assert told(made) == [(ADDRESS, None, None)]


@pytest.mark.parametrize(
    ("caption", "credit"),
    [
        ("The last bus of the night <small>JANE DOE</small>", "JANE DOE"),
        ("The last bus of the night <em>Jane Doe</em>", None),
    ],
)
def test_a_name_in_small_print_behind_a_caption_is_its_credit(
    caption: str, credit: str | None
) -> None:
    figure = f"<figure>{PICTURE}<figcaption>{caption}</figcaption></figure>"
    [found] = record(f"<article>{HEADLINE}{BYLINE}{figure}{STORY}</article>").images
    assert found.credit == credit


@pytest.mark.parametrize(
    "lead",
    [
        PICTURE,
        f'<div class="featured">{PICTURE}</div>',
        f'<div class="post-thumb">{PICTURE}</div><div><span>Town</span></div>',
        f'<div class="builder-widget-featured-image">{PICTURE}</div>',
    ],
)
def test_a_picture_above_the_headline_in_its_article_is_the_lead(lead: str) -> None:
    made = record(f"<article>{lead}{HEADLINE}{BYLINE}<div class=text>{STORY}</div></article>")
    assert told(made) == [(ADDRESS, None, None)]


def test_a_banner_above_the_article_is_none_of_the_story() -> None:
    banner = f"<div class=top>{PICTURE}</div>"
    made = record(f"<main>{banner}<article>{HEADLINE}{BYLINE}<div>{STORY}</div></article></main>")
    assert told(made) == []


def test_a_caption_below_a_picture_is_no_paragraph() -> None:
    picture = f"<p>{PICTURE}</p><p>{CAPTION} Photo: Jane Doe</p>"
    made = record(f"{HEADLINE}<div>{STORY}{picture}{STORY}</div>")
    assert told(made) == [(ADDRESS, CAPTION, "Jane Doe")]
    assert "Photo" not in made.text


def test_a_card_with_its_link_beside_the_picture_is_no_picture_of_the_story() -> None:
    card = f"<div>{PICTURE}<a href='/snow'>Snow falls on the hills of the town</a></div>"
    assert told(record(f"{HEADLINE}<div>{STORY}</div>{card}")) == []


@pytest.mark.parametrize(
    "lead",
    [
        f'<figure>{PICTURE}<div class="Figure-caption"><p><span>{CAPTION}</span> ()</p></div>'
        "</figure>",
        f'<div class="player" data-id="7"></div><p class="video-caption">{CAPTION}</p>',
        f"<div class=a>{PICTURE}</div><div class='legend'><p>{CAPTION}</p></div>",
    ],
)
def test_what_is_called_a_caption_is_no_part_of_the_story(lead: str) -> None:
    story = STORY.replace("<p>The night", "<p>HARBOUR, May 3 (AP) - The night", 1)
    made = record(f"<main>{HEADLINE}<div class=text>{lead}{story}</div></main>")
    assert CAPTION not in (made.text or "")
    assert made.dateline == "HARBOUR"


def test_a_first_paragraph_with_a_drop_cap_is_no_caption() -> None:
    story = STORY.replace("<p>", '<p class="has-drop-cap">', 1)
    made = record(f"<main>{HEADLINE}<div class=text>{story}</div></main>")
    assert (made.text or "").startswith("The night bus")


def test_a_paragraph_behind_a_figure_that_closes_with_its_credit_is_the_caption() -> None:
    lead = f"<div><figure>{PICTURE}</figure><p>{CAPTION} Foto: Ana Reis/TV Porto</p></div>"
    made = record(f"<main><article>{HEADLINE}{lead}<div>{STORY}</div></article></main>")
    assert told(made) == [(ADDRESS, CAPTION, "Ana Reis/TV Porto")]
    assert CAPTION not in (made.text or "")


def test_the_pages_own_picture_is_captioned_where_it_links_to_a_page_of_its_own() -> None:
    head = f'<meta property="og:image" content="{ADDRESS}">'
    lead = f'<div><a href="/photo/17">{PICTURE}</a><p class="cap">{CAPTION}</p></div>'
    made = record(f"<main>{HEADLINE}{lead}<div class=text>{STORY}</div></main>", head)
    assert told(made) == [(ADDRESS, CAPTION, None)]
    card = f'<div><a href="/town/other">{PICTURE}</a><a href="/town/other">{CAPTION}</a></div>'
    made = record(f"<main>{HEADLINE}{card}<div class=text>{STORY}</div></main>", head)
    assert told(made) == [(ADDRESS, None, None)]


@pytest.mark.parametrize(
    ("figcaption", "credit"),
    [
        (f"{CAPTION} Fot. <span class=credit>Jan Wrona</span>", "Jan Wrona"),
        (f"{CAPTION} Foto: <span class=photographer>Eva Lind</span>", "Eva Lind"),
        (f"{CAPTION} (Courier of the Harbour 24)", "Courier of the Harbour 24"),
    ],
)
def test_a_label_whose_name_stands_apart_and_the_houses_own_name(
    figcaption: str, credit: str
) -> None:
    head = '<meta property="og:site_name" content="Courier of the Harbour 24">'
    lead = f"<figure>{PICTURE}<figcaption>{figcaption}</figcaption></figure>"
    made = record(f"<main>{HEADLINE}{lead}<div class=text>{STORY}</div></main>", head)
    assert told(made) == [(ADDRESS, CAPTION, credit)]


def test_a_sign_without_a_name_is_no_caption() -> None:
    lead = f"<figure>{PICTURE}<figcaption>© <span class=credit>Jo Lund</span></figcaption></figure>"
    made = record(f"<main>{HEADLINE}{lead}<div class=text>{STORY}</div></main>")
    assert told(made) == [(ADDRESS, None, "Jo Lund")]


def test_a_round_picture_is_a_portrait() -> None:
    face = '<div><img src="/p/face-of-jo.jpg" class="h-8 w-8 rounded-full"></div>'
    lead = f"<figure>{PICTURE}</figure>"
    story = STORY.replace("</p>", f"</p>{face}", 1)
    made = record(f"<main><article>{HEADLINE}{lead}<div>{story}</div></article></main>")
    assert told(made) == [(ADDRESS, None, None)]


def test_the_picture_of_a_card_between_paragraphs_is_not_the_storys() -> None:
    card = """<div class=more><h2>Read more</h2><article><figure><a href="/town/ferry-in-the-ice">
    <img src="/p/ferry.jpg"></a></figure><h3><a href="/town/ferry-in-the-ice">Ferry stuck in the ice
    for a whole day</a></h3></article></div>"""
    before, _, after = STORY.partition("<p>The fare")
    made = record(f"<main>{HEADLINE}{before}{card}<p>The fare{after}</main>")
    assert [item.image for item in made.related] == ["https://courier.example/p/ferry.jpg"]
    assert told(made) == []


def test_a_picture_stored_in_the_page_gives_its_caption_to_the_lead_picture() -> None:
    figure = """<figure><img src="data:image/webp;base64,UklGRiQAAABXRUJQ"><figcaption>The bus at
    night. Photo: Jo Bloggs</figcaption></figure>"""
    made = record(
        f"<main>{HEADLINE}{figure}{STORY}</main>",
        f'<meta property="og:image" content="{ADDRESS}">',
    )
    assert told(made) == [(ADDRESS, "The bus at night.", "Jo Bloggs")]


def test_a_picture_beside_an_authors_name_is_a_portrait() -> None:
    before, _, after = STORY.partition("<p>The fare")
    portrait = '<div><img src="/p/jo.png">Jo Bloggs</div>'
    assert (
        told(record(f"<main>{HEADLINE}{BYLINE}{before}{portrait}<p>The fare{after}</main>")) == []
    )


@pytest.mark.parametrize(
    ("line", "caption", "credit"),
    [
        ("Foto: Pool / Jo Bloggs", None, "Pool / Jo Bloggs"),
        ("Foto: Lund Picture Pool / Jo Bloggs", None, "Lund Picture Pool / Jo Bloggs"),
        ("Photo: Pool", None, "Pool"),
        ("Photo: The bus at the harbour", "The bus at the harbour", None),
        ("Photo: The bus / the harbour", "The bus / the harbour", None),
    ],
)
def test_what_follows_the_word_photo_is_a_credit_if_it_names_somebody(
    line: str, caption: str | None, credit: str | None
) -> None:
    figure = f"<figure>{PICTURE}<figcaption>{line}</figcaption></figure>"
    made = record(f"<main>{HEADLINE}{BYLINE}{figure}{STORY}</main>")
    assert told(made) == [(ADDRESS, caption, credit)]


@pytest.mark.parametrize(
    "credit", ['<span class="sr-only">Image source, </span>Rope FM', "Foto: Jo B"]
)
def test_a_credit_in_the_box_of_the_picture_and_a_caption_beside_the_box(credit: str) -> None:
    box = f"<div>{PICTURE}<p>{credit}</p></div>"
    label = '<span class="visually-hidden">Image caption, </span>'
    caption = f"<figcaption>{label}<p>The last bus of the night.</p></figcaption>"
    figure = f"<figure>{box}{caption}</figure>"
    made = record(f"<main>{HEADLINE}{BYLINE}{figure}<div class=text>{STORY}</div></main>")
    name = "Rope FM" if "FM" in credit else "Jo B"
    assert told(made) == [(ADDRESS, "The last bus of the night.", name)]


def test_a_caption_in_an_element_that_the_site_named() -> None:
    inside = "The last bus of the night. <x-credit>Photo: Jo Bloggs</x-credit>"
    figure = f"<x-image>{PICTURE}<x-caption>{inside}</x-caption></x-image>"
    made = record(f"<main>{HEADLINE}{BYLINE}{figure}<div class=text>{STORY}</div></main>")
    assert told(made) == [(ADDRESS, "The last bus of the night.", "Jo Bloggs")]
    assert "last bus of the night" not in made.text


def test_a_caption_below_a_picture_in_a_centred_box() -> None:
    box = f"<center>{PICTURE}<br><font>3月5日拍摄的夜间公交车。</font></center>"
    made = record(f"<main>{HEADLINE}{BYLINE}<div class=text>{box}{STORY}</div></main>")
    assert told(made) == [(ADDRESS, "3月5日拍摄的夜间公交车。", None)]


def test_a_caption_in_a_box_whose_picture_opens_a_gallery() -> None:
    box = (
        f'<div class="img-in"><a href="/gallery/7">{PICTURE}</a><p class="img-desc">{CAPTION}'
        ' <span class="author">Jo Bloggs</span></p></div>'
    )
    made = record(f"<main>{HEADLINE}{BYLINE}<div class=text>{STORY}{box}{STORY}</div></main>")
    assert told(made) == [(ADDRESS, CAPTION, "Jo Bloggs")]


def test_the_number_of_pictures_is_no_caption() -> None:
    box = f'<div class="main">{PICTURE}<span class="n">8 fotografií</span></div>'
    made = record(f"<main>{HEADLINE}{BYLINE}{box}<div class=text>{STORY}</div></main>")
    assert not any(caption for _, caption, _ in told(made))


def test_a_caption_below_a_picture_between_line_breaks() -> None:
    lines = STORY.replace("<p>", "").replace("</p>", "<br><br>")
    run = f"{lines}{PICTURE}<br>\n<i>{CAPTION} Photo: Jane Doe</i><br><br>{lines}"
    made = record(f"<main>{HEADLINE}{BYLINE}<div class=text>{run}</div></main>")
    assert told(made) == [(ADDRESS, CAPTION, "Jane Doe")]
    assert CAPTION not in made.text


def test_a_caption_in_the_row_below_a_picture_that_a_script_enlarges() -> None:
    link = f"<a href=\"javascript:show('bus.asp')\">{PICTURE}</a>"
    table = f"<table><tr><td>{link}</td></tr><tr><td><i>{CAPTION}</i></td></tr></table>"
    made = record(f"<main>{HEADLINE}{BYLINE}<div class=text>{table}{STORY}</div></main>")
    assert told(made) == [(ADDRESS, CAPTION, None)]


def test_small_print_below_a_picture_is_its_caption_without_a_credit() -> None:
    lines = STORY.replace("<p>", "").replace("</p>", "<br><br>")
    run = f"{lines}{PICTURE}<br>\n<small>{CAPTION}</small><br><br>{lines}"
    made = record(f"<main>{HEADLINE}{BYLINE}<div class=text>{run}</div></main>")
    assert told(made) == [(ADDRESS, CAPTION, None)]
    assert CAPTION not in made.text


def test_small_print_between_paragraphs_is_no_caption() -> None:
    run = f"{PICTURE} The bus at night.<br><small>{CAPTION}</small><br><br>"
    made = record(f"<main>{HEADLINE}{BYLINE}<div class=text>{STORY}{run}</div></main>")
    assert not any(caption for _, caption, _ in told(made))


@pytest.mark.parametrize(
    ("closing", "caption"),
    [
        ("<div>Reuters</div><div>Fri May 2 2025</div>", True),
        ("<div>Reuters</div>", True),
        ("<div>The harbour in the evening</div>", False),
        ("", False),
    ],
)
def test_the_caption_behind_agency_and_date_is_that_of_the_lead(
    closing: str, caption: bool
) -> None:
    line = f"{closing}<div>{CAPTION} - REUTERS/Jane Doe</div>"
    made = record(f"<main>{HEADLINE}{BYLINE}{PICTURE}<div class=text>{STORY}</div>{line}</main>")
    assert told(made) == [
        (ADDRESS, CAPTION, "REUTERS/Jane Doe") if caption else (ADDRESS, None, None)
    ]


def test_the_sizes_of_a_responsive_picture_are_its_ratio() -> None:
    picture = '<amp-img src="/p/bus-at-night.jpg" width="16" height="9" layout="{}"></amp-img>'
    figure = f"<figure>{picture}<figcaption>The bus at night</figcaption></figure>"
    body = f"<article>{HEADLINE}{figure}{STORY}</article>"
    assert told(record(body.replace("{}", "responsive"))) == [(ADDRESS, "The bus at night", None)]
    assert told(record(body.replace("{}", "fixed"))) == []


@pytest.mark.parametrize("above", ["", "<p>jd/ab/mn</p>"])
def test_the_caption_behind_an_agencys_credits_of_a_page_without_its_picture(above: str) -> None:
    behind = f"{above}<div>AFP</div><div>3 May 2025</div><div>The bus at night (AFP / Jo Doe)</div>"
    made = record(f"{HEADLINE}<article>{STORY}</article>{behind}")
    assert told(made) == [(None, "The bus at night", "AFP / Jo Doe")]
