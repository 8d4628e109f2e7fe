"""What `scraper inspect` shows of a page."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from lxml import html

from scraper.errors import EmptyInput
from scraper.extractors.inspection import ROLES, inspect_page, to_page
from scraper.page import Page

PAGES = Path(__file__).parents[2] / "fixtures" / "pages"


def body(name: str) -> bytes:
    return (PAGES / name).read_bytes()


@pytest.mark.parametrize("name", ["story-then-teasers.html", "text-seed-shape.txt"])
def test_each_part_of_the_record_has_its_role(name: str) -> None:
    found = inspect_page(Page(body(name)))
    roles = {" ".join(block.text.split()): block.role for block in found.blocks}
    story = {"paragraph", "heading", "list", "quote", "table"}
    assert all(roles[block.text] in story for block in found.record.blocks)
    for item in found.record.related:
        assert roles[item.title] == "related"
        assert not item.teaser or roles[item.teaser] == "related"
    assert set(roles.values()) <= set(ROLES)


def test_a_block_tells_what_speaks_for_and_against_it() -> None:
    found = inspect_page(Page(body("story-then-teasers.html")))
    assert found.threshold is not None
    for block in found.blocks:
        assert block.first is not None
        assert block.second is not None
        if block.role == "paragraph":
            assert block.second >= found.threshold
        if block.role == "related":
            assert block.second < found.threshold
    menu = next(block for block in found.blocks if block.text == "Lifestyle")
    assert menu.role == "boilerplate"
    assert any("nav" in word for word, score in menu.words_against if score < 0)
    assert "nav" in menu.path


def test_links_that_were_refused_as_related_items_have_score_and_place() -> None:
    found = inspect_page(Page(body("story-then-teasers.html")))
    titles = [one.title for one in found.rejected]
    assert "Privacy Policy" in titles
    assert not set(titles) & {item.title for item in found.record.related}
    assert [one.score for one in found.rejected] == sorted(
        (one.score for one in found.rejected), reverse=True
    )
    menu = found.rejected[titles.index("Privacy Policy")]
    assert menu.score < 0.5
    assert (menu.position, "footer" in menu.path) == ("below", True)
    shown = html.fromstring(to_page(found, "page")).xpath("//table[@class='refused']//tr")
    assert len(shown) == len(found.rejected) + 1
    assert inspect_page(Page(body("text-seed-shape.txt"))).rejected == []


def test_comments_are_told_from_boilerplate() -> None:
    found = inspect_page(Page(body("comments-below.html")))
    assert sum(block.role == "comment" for block in found.blocks) >= len(
        found.record.comments or ()
    )


def test_the_file_is_a_page_that_runs_and_loads_nothing_of_the_inspected_one() -> None:
    hostile = (
        b"<html><head><title>Q &amp; A</title></head><body><article><h1>Q &amp; A</h1>"
        b"<p>He wrote &lt;script&gt;alert(1)&lt;/script&gt; on the wall, and nobody knew why.</p>"
        b"<p class='\"><script>alert(2)</script>'>The wall was painted over on Monday, at last.</p>"
        b"<img src=https://tracker.example/x.gif></article></body></html>"
    )
    shown = to_page(inspect_page(Page(hostile)), "<b>page</b>.html")
    tree = html.fromstring(shown)
    assert not tree.xpath("//script | //img | //link | //iframe | //b | //@src | //@href")
    assert "<script>alert(1)</script> on the wall" in tree.text_content()
    assert not re.search(r"url\(", shown)


def test_an_empty_page_is_refused() -> None:
    with pytest.raises(EmptyInput):
        inspect_page(Page(b"  "))
