"""The site's name, and the agency that is credited."""

from __future__ import annotations

import pytest

from scraper.extractors.metadata.agency import credited_agency
from scraper.extractors.metadata.dateline import read_dateline
from scraper.extractors.metadata.reader import read_metadata
from scraper.extractors.metadata.story_text import without_closing_credits
from scraper.extractors.parsing.html import parse_html
from tests.extractors.metadata.pages import STORY, record


@pytest.mark.parametrize(
    ("line", "agency"),
    [
        ("Source: Reuters", "Reuters"),
        ("(dpa)", "dpa"),
        ("Reuters/Jane Doe", "Reuters"),
        ("Источник: ТАСС", "TASS"),
        ("By Jane Doe (Reuters)", "Reuters"),
        ("Von Jane Doe, dpa", "dpa"),
        ("Avots: LETA", "LETA"),
        ("ที่มา: AFP", "AFP"),
        ("Fontana AP", None),
        ("AR/Lusa", "Agência Lusa"),
        ("JK//ANGOP", "Angop"),
        ("AR/The Gauge", None),
        ("By Jane Doe, Lund", None),
        ("Jane Doe told the paper", None),
    ],
)
def test_the_agency_of_a_credit_line(line: str, agency: str | None) -> None:
    assert credited_agency(line) == agency


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


def test_who_took_a_picture_is_not_the_publisher() -> None:
    figures = "".join(
        f"<figure><img src='/{n}.jpg'><figcaption>{text} © Jean Roux</figcaption></figure>"
        for n, text in enumerate(["Les géants passent.", "Une fanfare joue.", "La mer."])
    )
    assert record(figures).publisher is None


@pytest.mark.parametrize(
    ("alt", "name"),
    [
        ("The Lund Gauge logo on a dark background", "The Lund Gauge"),
        ("Logo The Lund Gauge", "The Lund Gauge"),
        ("The Lund Gauge home page", "The Lund Gauge"),
        ("Return to the home page (header)", None),
    ],
)
def test_a_logo_is_named_without_its_description(alt: str, name: str | None) -> None:
    logo = f"<a href='/'><img src='/logo.png' alt='{alt}'></a>"
    assert record(f"{logo}<h1>Rain in Lund at last</h1>{STORY}").publisher == name


def test_agency_and_date_are_searched_after_the_story_where_items_were_taken_for_it() -> None:
    closing = "<p>Reuters</p><p>Mon Mar 24 2025</p>"
    caption = "<p>A man holds an umbrella in Lund, March 22, 2025.</p>"
    items = "".join(f"<p>{text}</p>" for text in ("Barley is lost", "The beets may recover yet."))
    page = f"<h1>Rain in Lund at last</h1><div>{STORY}{closing}{caption}{items}</div>"
    tree = parse_html(page.encode())
    story = [i for i, tag in enumerate(tree.tags) if tag == "p"]
    found = read_metadata(tree, "https://news.example/rain", story)
    assert (found.agency, found.published_at) == ("Reuters", "2025-03-24")


def test_dates_between_the_paragraphs_are_not_the_storys_end() -> None:
    days = "".join(f"<p>{day} March 2025</p><p>It rained in Lund.</p>" for day in range(3, 9))
    tree = parse_html(f"<h1>Rain in Lund at last</h1><div>{STORY}{days}</div>".encode())
    story = [i for i, tag in enumerate(tree.tags) if tag == "p"]
    assert list(without_closing_credits(tree, story)) == story


def test_the_persian_formula_that_opens_a_story_credits_the_agency() -> None:
    for opening in ("به گزارش ایسنا، باران آمد.", "به گزارش خبرگزاری مهر، باران آمد."):
        assert read_dateline(opening).agency in ("ISNA", "Mehr News Agency")
    assert read_dateline("به گزارش روزنامه شهر، باران آمد.").agency is None


def test_a_place_in_bold_type_before_the_first_paragraph_is_the_dateline() -> None:
    page = f"<h1>Rain at last</h1><div><strong>Lund</strong> - {STORY}</div>"
    assert record(page).dateline == "Lund"


def test_a_quote_that_opens_the_paragraph_below_it_is_a_pull_quote() -> None:
    said = "It is wetter than anybody had dared to hope."
    after = f"<p>{said} The clouds gave way at noon, and the gauge stood at eleven.</p>"
    page = f"<h1>Rain in Lund at last</h1>{STORY}<blockquote>{said}</blockquote>{after}{STORY}"
    assert [block.text for block in record(page).blocks].count(said) == 0
