"""Pages that a browser saved with their files: the pictures have no address any more."""

from __future__ import annotations

from urllib.parse import quote

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
        "data:image/png;base64," + "iVBORw0KGgo=" * 400,
    ],
)
def test_a_picture_among_the_saved_files_has_its_caption_alone(source: str, picture: str) -> None:
    (image,) = extract(page(source, picture=picture)).images
    assert (image.url, image.caption) == (None, CAPTION)


def test_text_beside_a_preview_is_no_caption() -> None:
    preview = "data:image/png;base64," + "iVBORw0KGgo=" * 100
    box = "<div><img src='{}' width=900 height=600{}><div>By <b>Anna Berg, editor</b></div></div>"
    assert all(image.caption is None for image in extract(page(preview, picture=box)).images)


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


LINKS = (
    "https://gauge.example/bus",
    "https://gauge.example/fair?day=2",
    "https://gauge.example/owls",
)
AROUND = {
    "editor": "https://www.google.com/url?q={}&amp;sa=D&amp;source=editors&amp;ust=17&amp;usg=AO",
    "mail": "https://eur01.safelinks.protection.outlook.com/?url={}&amp;data=05%7C01&amp;reserved=0",
}


@pytest.mark.parametrize("around", AROUND.values(), ids=AROUND)
def test_links_of_an_export_lead_to_their_targets(around: str) -> None:
    names = (
        "The night bus stays for another year",
        "Fair is put off until May",
        "More owls than ever",
    )
    items = "".join(
        f"<li><a href='{around.format(quote(link, safe=':/'))}'>{name}</a></li>"
        for link, name in zip(LINKS, names, strict=True)
    )
    body = f"<html><body><h1>Rain in Lund</h1>{STORY}<h2>More news</h2><ul>{items}</ul></body>"
    assert [item.url for item in extract(body).related] == list(LINKS)


def test_a_single_link_of_this_kind_on_a_page_stays() -> None:
    link = AROUND["editor"].format(LINKS[0])
    others = "".join(f"<a href='https://gauge.example/{n}'>Page {n}</a>" for n in range(5))
    body = f"<html><body><h1>Rain</h1>{STORY}<p>It was <a href='{link}'>the wettest day</a> of the"
    body += f" whole year, said the fire brigade of Lund.</p>{others}</body>"
    record = extract(body, url="https://gauge.example/rain")
    (found,) = [link.url for block in record.blocks for link in block.links]
    assert found.startswith("https://www.google.com/url?")
