"""Pages that a browser saved with their files: the pictures have no address any more."""

from __future__ import annotations

import pytest

from scraper import extract

STORY = "".join(
    f"<p>It rained in Lund on the {day} of May, and the streets by the station stood under water"
    " until the evening, the fire brigade said.</p>"
    for day in ("first", "second", "third", "fourth")
)
MARK = "<!-- saved from url=(0026)https://gauge.example/rain -->\n"
CAPTION = "Water in the streets around the station on Monday."
PICTURE = (
    "<figure><img src='{}' width=900 height=600{}>"
    f"<figcaption>{CAPTION} <span>Photo: Anna Berg</span></figcaption></figure>"
)
BOX = (
    "<div class='pic'><img src='{}' width=900 height=600{}>"
    f"<div class='cap'>{CAPTION} Photo: Anna Berg</div></div>"
)


def page(source: str, head: str = "", more: str = "", picture: str = PICTURE) -> str:
    return (
        f"{MARK}<html><head><title>Rain in Lund</title>{head}</head><body><article>"
        f"<h1>Rain in Lund</h1>{picture.format(source, more)}<div>{STORY}</div></article></body>"
    )


@pytest.mark.parametrize("picture", [PICTURE, BOX])
@pytest.mark.parametrize(
    "source",
    [
        "./Rain in Lund_files/lund.jpg",
        "Rain%20in%20Lund-Dateien/lund.jpg",
        "./rain.files/lund.jpg",
        "file:///home/anna/rain_files/lund.jpg",
        "data:image/png;base64,iVBORw0KGgo=",
    ],
)
def test_a_picture_among_the_saved_files_has_its_caption_alone(source: str, picture: str) -> None:
    (image,) = extract(page(source, picture=picture)).images
    assert (image.url, image.caption) == (None, CAPTION)


def test_its_address_is_taken_from_the_page_s_head() -> None:
    head = "<meta property='og:image' content='https://img.gauge.example/2024/lund-monday.jpg'>"
    (image,) = extract(page("./Rain_files/lund-monday.jpg", head)).images
    assert image.url == "https://img.gauge.example/2024/lund-monday.jpg"
    assert image.caption == CAPTION


def test_its_address_is_taken_from_another_attribute() -> None:
    kept = " data-src='/pictures/lund.jpg'"
    (image,) = extract(page("./Rain_files/lund.jpg", more=kept)).images
    assert image.url == "https://gauge.example/pictures/lund.jpg"


def test_a_frame_among_the_saved_files_has_no_address() -> None:
    frame = "<iframe src='./Rain_files/saved_resource.html' width=600 height=400></iframe>"
    body = page("./Rain_files/lund.jpg").replace("</p><p>", f"</p>{frame}<p>", 1)
    assert "saved_resource" not in extract(body).to_json()


def test_a_folder_of_that_name_on_the_site_is_one() -> None:
    body = page("rain_files/lund.jpg").removeprefix(MARK)
    (image,) = extract(body, url="https://gauge.example/rain").images
    assert image.url == "https://gauge.example/rain_files/lund.jpg"
