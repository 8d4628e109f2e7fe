"""Which line below the headline is the standfirst, and where it is told."""

from __future__ import annotations

import pytest

from scraper import extract
from scraper.record import Record

LINE = "A visitor with horns held up the vote for an hour."
BYLINE = '<div class="byline">By <a href="/author/jo">Jo Bloggs</a> | 3 May 2025</div>'
STORY = """<p>A goat walked into the council chamber on Monday morning, interrupting a debate about
the new drains, officials said.</p><p>"It seemed to have views," said councillor Ann Perrin, who
chaired the meeting and offered the goat a chair.</p><p>The drains were approved by eleven votes to
two, and the goat left before the tea was served to members.</p>"""


def record(head: str) -> Record:
    page = f"""<html lang=en><head><title>Goat walks into the council chamber - The Vale</title>
    </head><body><nav><a href=/>The Vale</a></nav><main>{head}{STORY}</main></body></html>"""
    return extract(page, url="https://news.example/goat")


@pytest.mark.parametrize(
    "line",
    ["<p>{}</p>", "<div>{}</div>", "<h3>{}</h3>"],
)
@pytest.mark.parametrize("headline", ["<h1>{}</h1>", '<div class="h">{}</div>'])
def test_an_unmarked_sentence_between_headline_and_byline(line: str, headline: str) -> None:
    title = headline.format("Goat walks into the council chamber")
    made = record(title + line.format(LINE) + BYLINE)
    assert (made.title, made.subtitle) == ("Goat walks into the council chamber", LINE)


@pytest.mark.parametrize(
    "between",
    [
        "",
        "<p>By Jo Bloggs, who was there on Monday.</p>",
        "<p>Monday, 3 May 2025, 10:12 am, in Lund.</p>",
        "<p>Council <a href=/c>chamber</a> news.</p>",
    ],
)
def test_the_storys_beginning_and_the_byline_are_none(between: str) -> None:
    assert record(f"<h1>Goat walks into the council chamber</h1>{between}").subtitle is None


PHRASE = "The animal came in through the kitchen and left by the front door"


@pytest.mark.parametrize("line", ["<p>{}</p>", "<h2>{}</h2>", "<div class='x1'>{}</div>"])
def test_a_line_without_a_full_stop_between_headline_and_byline(line: str) -> None:
    made = record("<h1>Goat walks into the council chamber</h1>" + line.format(PHRASE) + BYLINE)
    assert made.subtitle == PHRASE


@pytest.mark.parametrize("line", [
    "<p>Jo Bloggs, our correspondent in the north</p>", "<p>News from the north</p>",
    "<p>The animal came <a href=/in>in through the kitchen</a> and left</p>",
])  # fmt: skip
def test_a_label_and_a_name_with_a_title_are_none(line: str) -> None:
    made = record("<h1>Goat walks into the council chamber</h1>" + line + BYLINE)
    assert made.subtitle is None


@pytest.mark.parametrize("attributes", [
    "class='td-post-sub-title'", "class='sub_heading'", "class='sous-titre'", "class='linha-fina'",
    "class='entradilla'", "class='sottotitolo'", "class='c-olho'", "class='news-spot'",
    "role='doc-subtitle'", "data-testid='standfirst'", "slot='dek'", "class='entrada'",
])  # fmt: skip
def test_words_of_a_standfirst_across_hyphens_and_languages(attributes: str) -> None:
    line = f"<p {attributes}>{PHRASE}</p><p>Share</p>"
    made = record("<h1>Goat walks into the council chamber</h1>" + line + BYLINE)
    assert made.subtitle == PHRASE


def test_a_standfirst_opens_the_text_where_the_page_prints_it_with_the_story() -> None:
    made = record(
        f'<h1>Goat walks into the council chamber</h1><p class="standfirst">{LINE}</p>{BYLINE}'
    )
    assert made.subtitle == LINE
    assert made.text.startswith(LINE + "\nA goat walked")


@pytest.mark.parametrize("head", [
    "<header><p class='sub_title'>{}</p></header>",
    "<div class='site-logo'><div><p class='sub_title'>{}</p></div></div>",
    "<div><h1><a href='https://news.example/'>The Vale</a></h1><p class='sub_title'>{}</p></div>",
])  # fmt: skip
def test_the_sites_slogan_is_none(head: str) -> None:
    title = "<div><h2 class='title'>Goat walks into the council chamber</h2></div>"
    assert record(head.format("News of the valley since 1890") + title + BYLINE).subtitle is None


def test_a_standfirst_in_the_header_of_the_headline() -> None:
    title = "<header><h1>Goat walks into the council chamber</h1>{}</header>"
    assert record(title.format(f"<p class='sub_title'>{PHRASE}</p>") + BYLINE).subtitle == PHRASE


@pytest.mark.parametrize(
    "box",
    [
        "<div class='head hasCaption'>{}</div>",
        "<div class='post image-full'>{}</div>",
        "<div class='has-photo'>{}</div>",
        "<div class='gallery'>{}</div>",
    ],
)
def test_a_standfirst_in_a_box_whose_class_speaks_of_pictures(box: str) -> None:
    head = f"<h1>Goat walks into the council chamber</h1><p class='subtitle'>{LINE}</p>"
    assert record(box.format(head)).subtitle == LINE


def test_a_caption_is_no_standfirst() -> None:
    figure = f"<div class='has-caption'><p class='lead image-caption'>{LINE}</p></div>"
    assert record(f"<h1>Goat walks into the council chamber</h1>{figure}").subtitle is None


def page_of_lines(opening: str) -> Record:
    """A story whose paragraphs are only separated by line breaks, after an element."""
    lines = STORY.replace("<p>", "").replace("</p>", "<br><br>")
    page = f"""<html lang=en><head><title>Goat walks into the council chamber</title></head><body>
    <h1>Goat walks into the council chamber</h1>{BYLINE}<article>{opening}{lines}</article>
    </body></html>"""
    return extract(page, url="https://news.example/town/goat")


def test_a_marked_standfirst_at_the_beginning_of_a_story_with_line_breaks() -> None:
    strong = f"<strong class='media_end_summary'>{PHRASE}</strong><br><br>"
    assert page_of_lines(strong).subtitle == PHRASE
    unmarked = f"<strong class='x'>{PHRASE}</strong><br><br>"
    assert page_of_lines(unmarked).subtitle is None


def test_a_caption_in_an_inline_element_of_a_story_with_line_breaks() -> None:
    figure = f"<span class='x'><img src='/p/g.jpg'><em class='img_desc'>{LINE}</em></span><br><br>"
    made = page_of_lines(figure)
    assert [image.caption for image in made.images] == [LINE]
    assert LINE not in made.text
    assert made.text.startswith("A goat walked")


def test_the_body_of_a_publishing_system_is_no_standfirst() -> None:
    body = f"<div class='field field--name-body field--type-text-with-summary'>{STORY}</div>"
    page = f"<h1>Goat walks into the council chamber</h1>{BYLINE}<article>{body}</article>"
    made = extract(f"<html lang=en><body><main>{page}</main></body></html>")
    assert made.subtitle is None


def test_the_main_points_below_their_label_are_no_standfirst() -> None:
    points = "<ul><li>A goat held up the vote.</li><li>The drains were approved.</li></ul>"
    box = f"<section class='summary'><p>In short:</p>{points}</section>"
    made = record(f"<h1>Goat walks into the council chamber</h1>{BYLINE}{box}")
    assert made.subtitle is None


def test_a_standfirst_that_only_its_id_marks() -> None:
    lead = f"<div id='news_article_lead'>{LINE}</div>"
    made = record(f"<h1>Goat walks into the council chamber</h1>{BYLINE}{lead}")
    assert made.subtitle == LINE


def test_the_first_of_two_paragraphs_is_no_standfirst_though_the_description_repeats_it() -> None:
    first = "The council said on Tuesday that it would mend the lamps on Marina Road."
    second = "The work will take five weeks and cost ninety crowns a lamp, said its chairman."
    made = extract(
        f"""<html lang=en><head><title>Lamps on Marina Road - The Vale</title>
        <meta name=description content="{first[:60]}"></head><body><main>
        <h1>Lamps on Marina Road</h1><div class=byline>By Jo Bloggs</div>
        <div><p>{first}</p><p>{second}</p></div></main></body>""",
        url="https://news.example/lamps",
    )
    assert made.subtitle is None
