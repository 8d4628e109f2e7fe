"""A page that shows another one: its source, or the page itself in a frame."""

from __future__ import annotations

import re
from html import escape
from time import process_time

import pytest

from scraper import extract
from scraper.extractors.parsing.enclosed import enclosed_page

PARAGRAPHS = "\n".join(
    f"<p>It rained in Lund on the {day} of May, and the streets by the station stood under water."
    for day in ("first", "second", "third", "fourth", "fifth")
)
PAGE = f"""<!DOCTYPE html>
<html lang="en">
<head><title>Rain in Lund &amp; Malmö</title></head>
<body><article><h1>Rain in Lund &amp; Malmö</h1>
{PARAGRAPHS}
</article></body>
</html>"""
ADDRESS = "https://gauge.example/rain"


def browser_table(source: str) -> str:
    """The source as Chrome shows it, with a table row for each line."""

    def coloured(line: str) -> str:
        parts = re.split(r"(<[^>]*>)", line)
        return "".join(
            f"<span class='html-tag'>{escape(part)}</span>" if n % 2 else escape(part)
            for n, part in enumerate(parts)
        )

    rows = "".join(
        f"<tr><td class='line-number' value='{n}'></td>"
        f"<td class='line-content'>{coloured(line) or '<br>'}</td></tr>"
        for n, line in enumerate(source.split("\n"), 1)
    )
    form = "<form><label>Line wrap<input type='checkbox'></label></form>"
    return f"<html><head></head><body>{form}<table><tbody>{rows}</tbody></table></body></html>"


def browser_text(source: str) -> str:
    """The source as Firefox shows it, in one preformatted text."""
    lines = "\n<span id='line2'></span>".join(escape(source).split("\n"))
    title = f"<title>view-source:{ADDRESS}</title>"
    return f"<html><head>{title}</head><body id='viewsource'><pre id='line1'>{lines}</pre></body>"


@pytest.mark.parametrize(
    "shown",
    [
        browser_table(PAGE),
        browser_text(PAGE),
        f"<html><body><h1>Source</h1><textarea rows=40>{PAGE}</textarea></body></html>",
        f"<html><body><textarea>{escape(PAGE)}</textarea><textarea>a note</textarea></body></html>",
        f"<html><body><pre>{escape(PAGE)}</pre></body></html>",
        f'<html><head><title>Viewer</title></head><body><iframe srcdoc="{escape(PAGE)}"></iframe>',
        f'<html><body><pre>{escape(browser_table(PAGE))}</pre></body></html>',
    ],
    ids=["table", "text", "field", "escaped field", "pre", "frame", "twice"],
)  # fmt: skip
def test_the_page_that_is_shown_is_read(shown: str) -> None:
    record = extract(shown)
    assert record.title == "Rain in Lund & Malmö"
    assert record.text == extract(PAGE).text
    assert record.text.count("\n") == 4


def test_the_address_is_that_of_the_page_shown() -> None:
    assert extract(browser_text(PAGE)).url == ADDRESS
    mark = f"<!-- saved from url=(0038)view-source:{ADDRESS} -->"
    assert extract(mark + browser_table(PAGE)).url == ADDRESS
    frame = f'<html><body><iframe srcdoc="{escape(PAGE)}"></iframe></body></html>'
    assert extract(f"<!-- saved from url=(0026){ADDRESS} -->{frame}").url == ADDRESS


@pytest.mark.parametrize(
    "page",
    [
        f"<html><body><article>{PARAGRAPHS}<pre>{escape(PAGE[:200])}</pre></article></body></html>",
        f'<html><body>{PARAGRAPHS}<iframe srcdoc="{escape(PAGE)}"></iframe></body></html>',
        "<html><body><pre>&lt;!doctype html></pre><p>is the first line of a page.</p></body>",
        '<html><body><iframe srcdoc="<p>Buy now</p>"></iframe></body></html>',
        f"<html><body>{PARAGRAPHS}<textarea>{escape('<p>Your words</p>')}</textarea></body>",
        PAGE,
    ],
)
def test_a_page_with_markup_as_its_text_is_itself_the_page(page: str) -> None:
    record = extract(page)
    inner = enclosed_page(page.encode())
    assert inner is None or b"Buy now" in inner
    assert record.text.count("\n") >= 4 or len(page) < 200


@pytest.mark.parametrize(
    "part",
    ["<pre>&lt;html", "<iframe srcdoc=''>", "<textarea><html>", "<td class=line-content>&lt;html"],
)
def test_a_hostile_page_takes_linear_time(part: str) -> None:
    start = process_time()
    enclosed_page(part.encode() * 20_000)
    assert process_time() - start < 5
