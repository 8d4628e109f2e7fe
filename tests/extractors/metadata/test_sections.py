"""Section, tags and description."""

from __future__ import annotations

import pytest

from tests.extractors.metadata.pages import STORY, record


def test_meta_keywords_are_no_tags_and_lists_of_tags_are() -> None:
    head = "<meta name='keywords' content='news, weather, sport'>"
    body = f"<h1>Rain in Lund at last</h1>{STORY}"
    assert record(body, head).tags == []
    tags = "Tags: <a href='/tag/rain'>Rain</a> <a href='/tag/lund'>Lund</a>"
    assert record(f"{body}<div class='post-tags'>{tags}</div>", head).tags == ["Rain", "Lund"]


def test_a_path_without_marks_names_the_section() -> None:
    path = "<div><a href='/'>Front page</a> &gt; <a href='/weather/'>Weather</a></div>"
    assert record(f"{path}<h1>Rain in Lund at last</h1>{STORY}").section == "Weather"


@pytest.mark.parametrize(
    ("written", "read"),
    [
        ("&lt;p&gt;A &lt;b&gt;bridge&lt;/b&gt; opened.&lt;/p&gt;&lt;p&gt;At last.&lt;/p&gt;",
         "A bridge opened. At last."),
        ("What &lt;main&gt; is for, and 3 &lt; 4", "What <main> is for, and 3 < 4"),
    ],
)  # fmt: skip
def test_a_description_has_no_markup_of_its_publishing_system(written: str, read: str) -> None:
    assert record("", f'<meta name="description" content="{written}">').description == read


def test_a_section_given_as_a_path() -> None:
    head = "<meta property='article:section' content='weather/local-rain'>"
    body = f"<h1>Rain in Lund at last</h1>{STORY}"
    assert record(body, head).section == "Local rain"
    crumbs = "<nav class='breadcrumb'><a href='/'>Home</a> <a href='/w/l'>Local Rain</a></nav>"
    assert record(crumbs + body, head).section == "Local Rain"
    issue = "<meta property='article:section' content='06/2019'>"
    assert record(body, issue).section == "06/2019"
