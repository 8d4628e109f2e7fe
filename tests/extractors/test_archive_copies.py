"""Copies of archives, caches and extensions give the record of the page that they are copies of."""

from datetime import UTC, datetime

import pytest

from scraper import Page, extract, extract_page

ADDRESS = "https://www.gauge.example/news/rain-in-lund"
CAPTURE = "https://web.archive.org/web/20240515093012"
STORY = "".join(
    f"<p>It rained in Lund on the {day} of May, and the streets by the station stood under water"
    " until the evening, the fire brigade said.</p>"
    for day in ("first", "second", "third", "fourth")
)
ITEMS = ("bus", "fair", "owls")
NAMES = ("The night bus stays for another year", "Fair on the square is put off until May",
         "Owl census finds more nests than ever before")  # fmt: skip


def page(address: str = "{}", head: str = "", above: str = "") -> bytes:
    """A page whose links have the form ``address``; the path of each takes the place of ``{}``."""
    items = "".join(
        f"<li><a href='{address.format(f'/news/{path}')}'>{name}</a></li>"
        for path, name in zip(ITEMS, NAMES, strict=True)
    )
    return (
        f"<html><head><title>Rain in Lund</title>{head}</head><body>{above}<article>"
        f"<h1>Rain in Lund</h1>{STORY}</article><aside><h2>More news</h2><ul>{items}</ul></aside>"
        f"<footer><a href='{address.format('/')}'>Front page</a></footer></body></html>"
    ).encode()


TOOLBAR = (
    f"<div id='wm-ipp-base' style='display:block'><form><input value='{ADDRESS}'></form>"
    f"<a href='{CAPTURE}*/{ADDRESS}'>3 captures</a><p>These crawls are part of an effort to archive"
    " pages as they are created, and to keep the pages that they refer to as well.</p></div>"
)
WOMBAT = f'<script>__wm.wombat("{ADDRESS}","20240515093012","https://web.archive.org/");</script>'
ORIGINALS = [f"https://www.gauge.example/news/{path}" for path in ITEMS]


@pytest.mark.parametrize(
    ("body", "url"),
    [
        (page("/web/20240515093012/https://www.gauge.example{}"), f"{CAPTURE}/{ADDRESS}"),
        (page(CAPTURE + "/https://www.gauge.example{}", WOMBAT), None),
        (page("/web/20240515093012/https://www.gauge.example{}", WOMBAT), ADDRESS),
        (
            page(
                CAPTURE + "/https://www.gauge.example{}",
                f"<link rel='canonical' href='{CAPTURE}/{ADDRESS}'>",
            ),
            None,
        ),
        (page(), f"{CAPTURE}id_/{ADDRESS}"),
    ],
    ids=["address", "script", "the original's address is given", "canonical", "not rewritten"],
)
def test_a_capture_of_the_wayback_machine(body: bytes, url: str | None) -> None:
    body = body.replace(b"<body>", b"<body>" + TOOLBAR.encode())
    record = extract_page(Page(body, url=url))
    assert record.url == ADDRESS
    assert [item.url for item in record.related] == ORIGINALS
    assert record.text.count("\n") == 3
    assert "effort to archive" not in record.text
    assert record.fetched_at == "2024-05-15T09:30:12Z"


def test_the_copy_and_the_original_are_one_story() -> None:
    assert extract(page(), url=ADDRESS).id == extract(page(), url=f"{CAPTURE}/{ADDRESS}").id


def test_a_copy_that_is_fetched_has_the_time_of_that() -> None:
    now = datetime(2024, 6, 1, 10, tzinfo=UTC)
    fetched = Page(page(), url=f"{CAPTURE}/{ADDRESS}", status=200, fetched_at=now)
    assert extract_page(fetched).fetched_at == "2024-06-01T10:00:00Z"


def test_a_comment_of_the_browser_that_saved_a_capture() -> None:
    body = f"<!-- saved from url=(0077){CAPTURE}/{ADDRESS} -->\n".encode()
    record = extract(body + page(CAPTURE + "/https://www.gauge.example{}"))
    assert (record.url, record.related[0].url) == (ADDRESS, ORIGINALS[0])


def test_pictures_of_a_capture() -> None:
    picture = (
        "<article><figure><img src='/web/20240515093012im_/https://gauge.example/a.jpg' width=900"
        " height=600><figcaption>Water in the streets of Lund.</figcaption></figure>"
    )
    body = page().replace(b"<article>", picture.encode())
    (image,) = extract(body, url=f"{CAPTURE}/{ADDRESS}").images
    assert image.url == "https://gauge.example/a.jpg"


def test_a_link_to_an_archive_on_a_page_that_is_no_copy_is_kept() -> None:
    body = page().replace(b"the fire brigade", f"<a href='{CAPTURE}/{ADDRESS}'>said</a>".encode())
    record = extract(body, url=ADDRESS)
    assert record.blocks[0].links[0].url == f"{CAPTURE}/{ADDRESS}"
    assert record.fetched_at is None


def test_a_copy_of_archive_today() -> None:
    body = page(
        "https://archive.ph/o/AbCdE/https://www.gauge.example{}",
        f"<link rel='canonical' href='https://archive.ph/2024.05.15-093012/{ADDRESS}'>"
        "<meta property='og:url' content='https://archive.ph/AbCdE'>",
    )
    for url in (None, "https://archive.ph/AbCdE"):
        record = extract(body, url=url)
        assert (record.url, record.canonical_url) == (ADDRESS, ADDRESS)
        assert [item.url for item in record.related] == ORIGINALS


def test_an_amp_page_in_google_s_cache_is_that_of_its_site() -> None:
    head = f"<link rel='canonical' href='{ADDRESS}'>"
    url = "https://www-gauge-example.cdn.ampproject.org/c/s/www.gauge.example/amp/rain"
    record = extract(page("https://www.gauge.example{}", head), url=url)
    assert record.url == "https://www.gauge.example/amp/rain"
    assert record.canonical_url == ADDRESS


def test_a_translated_page() -> None:
    url = "https://www-gauge-example.translate.goog/news/rain-in-lund?_x_tr_sl=sv&_x_tr_tl=en"
    links = "https://www-gauge-example.translate.goog{}?_x_tr_sl=sv"
    record = extract(page(links), url=url)
    assert record.url == ADDRESS
    assert [item.url for item in record.related] == ORIGINALS


def test_a_text_saved_from_a_capture() -> None:
    text = "Rain in Lund\n\n" + "It rained in Lund on Monday, and the streets were wet.\n\n" * 3
    assert extract(text, url=f"{CAPTURE}/{ADDRESS}").url == ADDRESS


@pytest.mark.parametrize(
    "mark",
    [
        f"<!--\n Page saved with SingleFile \n url: {ADDRESS} \n saved date: Tue May 14 2024\n-->",
        f"<meta name='savepage-url' content='{ADDRESS}'>",
    ],
)
def test_a_page_saved_by_an_extension(mark: str) -> None:
    record = extract(page().replace(b"<head>", b"<head>" + mark.encode()))
    assert (record.url, record.related[0].url) == (ADDRESS, ORIGINALS[0])


def test_a_page_saved_from_a_reader_view() -> None:
    link = f"<a class='domain reader-domain' href='{ADDRESS}'>gauge.example</a>"
    record = extract(page(above=f"<div class='header reader-header'>{link}</div>"))
    assert (record.url, "url_unknown" in record.warnings) == (ADDRESS, False)
