"""The pages of `training/pages`: what is said of each is on the page."""

from __future__ import annotations

import html
import json
from pathlib import Path
from urllib.parse import unquote

import pytest

from scraper.extractors.parsing.decode import decode
from scraper.extractors.parsing.html import parse_html

PAGES = sorted((Path(__file__).parent.parent / "training" / "pages").glob("*.html"))
KEYS = {
    "agency", "authors", "dateline", "optional", "page_type", "published_at", "related", "section",
    "subtitle", "text", "title", "url", "warnings",
}  # fmt: skip


def squeezed(text: str) -> str:
    return "".join(text.split())


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.stem)
def test_the_truth_of_a_page_is_on_it(page: Path) -> None:
    truth = json.loads(page.with_suffix(".json").read_text("utf-8"))
    assert set(truth) <= KEYS
    decoded = decode(page.read_bytes())
    tree = parse_html(decoded.utf8)
    items = truth.get("related", ())
    markup = unquote(html.unescape(decoded.text))
    lines, titles = truth.get("text", []), [item["title"] for item in items]
    assert lines or titles or truth["page_type"] in ("listing", "product")
    shown = squeezed(tree.text_content(0))
    assert [line for line in lines if squeezed(line) not in shown] == []
    # A card that is only a picture has its title in ``alt``.
    assert [title for title in titles if squeezed(title) not in shown and title not in markup] == []
    names = [unquote(item["url"]).rstrip("/").rpartition("/")[2] for item in items]
    # A link may be only the query: "?id=7".
    parts = [(name, "?" + name.partition("?")[2]) for name in names]
    assert [name for name, query in parts if name not in markup and query not in markup] == []
