"""A PDF that a program made HTML of: lines with a place each, and no paragraphs."""

from __future__ import annotations

import textwrap
from time import process_time

import pytest

from scraper import extract
from scraper.extractors.parsing.pdf_lines import pdf_text

TITLE = "Rain in Lund puts the streets around the station under water for a whole day"
PARAGRAPHS = [
    f"It rained in Lund on the {day} of May, and the streets by the station stood under water until"
    f" the evening, the fire brigade said. Nobody was hurt, but {count} cellars had to be emptied,"
    " and the night trains to the coast left from the old goods yard."
    for day, count in (("first", 20), ("second", 33), ("third", 41), ("fourth", 52), ("fifth", 64))
]


def lines() -> list[tuple[str, list[str]]]:
    """Fonts and lines of the title, the byline and the paragraphs."""
    return [
        ("ft0", textwrap.wrap(TITLE, 40)),
        ("ft1", ["By Anna Berg", "May 6, 2024"]),
        *(("ft2", textwrap.wrap(text, 80)) for text in PARAGRAPHS),
    ]


def placed() -> str:
    """As ``pdftohtml -c`` writes it, with the third paragraph on two pages."""
    body, top = "", 60
    for number, (font, texts) in enumerate(lines()):
        for k, text in enumerate(texts):
            if number == 4 and k == 2:
                body += '</div>\n<div id="page2-div" style="position:relative;width:892px">'
                top = 60
            place = f"position:absolute;top:{top}px;left:108px;white-space:nowrap"
            spaced = text.replace(" ", "&#160;")
            body += f'<p style="{place}" class="{font}">{spaced}</p>\n'
            top += {"ft0": 40, "ft1": 24, "ft2": 20}[font]
        top += 16
    head = (
        '<head><title>rain-html.html</title></head><div id="page1-div" style="position:relative">'
    )
    return f"<html>{head}{body}</div></body></html>"


def broken() -> str:
    """As ``pdftohtml`` writes it without positions."""
    texts = [text.replace(" ", "&#160;") for _, texts in lines()[1:] for text in texts]
    rows = "".join(f"{text}<br/>\n" for text in ["Rain in Lund", *texts])
    outline = "<h1>Document Outline</h1>"
    return f"<html><head><title></title></head><body><a name=1></a>{rows}<hr/>{outline}"


def by_class() -> str:
    """As pdf2htmlEX writes it."""
    texts = ["Rain in Lund", *(text for _, texts in lines()[1:] for text in texts)]
    rows = "".join(f'<div class="t m0 x1 y{n}a ff1">{text}</div>' for n, text in enumerate(texts))
    page = f'<div class="pf"><div class="pc">{rows}</div></div>'
    return f'<html><body><div id="page-container">{page}</div></body></html>'


@pytest.mark.parametrize("page", [placed(), broken(), by_class()], ids=["placed", "br", "class"])
def test_the_lines_of_a_pdf_are_joined_to_paragraphs(page: str) -> None:
    record = extract(page)
    assert record.text.split("\n") == PARAGRAPHS
    assert record.authors == ["Anna Berg"]
    assert record.published_at == "2024-05-06"
    assert record.related == []


def test_a_title_over_two_lines_is_one() -> None:
    assert extract(placed()).title == TITLE


def test_pieces_of_one_line() -> None:
    piece = '<p style="position:absolute;top:{}px;left:9px" class="ft1">{}</p>'
    pieces = [(100, "Water"), (98, "2"), (100, "stood"), (120, "in"), (140, "the"), (160, "street")]
    page = '<div id="page1-div">' + "".join(piece.format(*each) for each in pieces) + "</div>"
    assert pdf_text(page.encode()) is None  # too few lines
    page += "".join(piece.format(180 + 20 * n, "here") for n in range(3))
    assert (pdf_text(page.encode()) or "").startswith("Water 2 stood\nin\nthe\nstreet")


def test_other_pages_are_none() -> None:
    assert pdf_text(b"<p>Rain<br>Snow") is None
    assert pdf_text(b"<body><a name=1></a>" + b"<div>Rain</div><br>" * 9) is None


def test_many_lines_take_linear_time() -> None:
    start = process_time()
    pdf_text(b'<div id="page1-div">' + b'<p style="position:absolute;top:9px">a' * 20_000)
    pdf_text(b"<body><a name=1></a>" + b"a<br>" * 20_000)
    assert process_time() - start < 5
