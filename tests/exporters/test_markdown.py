"""Markdown that a CommonMark parser reads back as the story it was made from."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from lxml import html
from markdown_it import MarkdownIt

from scraper.exporters.html import to_html
from scraper.exporters.markdown import to_markdown
from scraper.record import Block, Image, Link
from tests.exporters.records import item, paragraph, record

PARSER = MarkdownIt("commonmark").enable(["table", "strikethrough"])

# Everything that could be markup, with letters and digits between.
TROUBLE = st.text(
    st.sampled_from(list("ab1 \\`*_{}[]()#+-.!|<>&;~=:/\"'$^@%?,é中ا")), min_size=1, max_size=40
).map(lambda text: " ".join(text.split()))
TROUBLE = TROUBLE.filter(bool)


def story(blocks: list[Block]) -> str:
    """The Markdown of a record that has nothing but its story."""
    return to_markdown(record(blocks=blocks))


def shown(markdown: str) -> html.HtmlElement:
    return html.fragment_fromstring(PARSER.render(markdown), create_parent="div")


@given(TROUBLE)
def test_text_is_never_markup_in_a_paragraph(text: str) -> None:
    root = shown(story([paragraph(text)]))
    assert [child.tag for child in root] == ["p"]
    assert len(root[0]) == 0
    assert root[0].text == text


@given(TROUBLE)
def test_text_is_never_markup_in_headings_items_and_quotes(text: str) -> None:
    blocks = [
        Block(type="heading", text=text, level=3),
        item(text),
        Block(type="quote", text=text),
        item(text, ordered=True),
    ]
    root = shown(story(blocks))
    assert [child.tag for child in root] == ["h3", "ul", "blockquote", "ol"]
    assert [child.text_content().strip() for child in root] == [text] * 4
    assert all(not len(leaf) for leaf in (root[0], root[1][0], root[2][0], root[3][0]))


@given(st.lists(st.lists(TROUBLE, min_size=2, max_size=2), min_size=1, max_size=3))
def test_cells_keep_their_text(rows: list[list[str]]) -> None:
    text = "\n".join("\t".join(row) for row in rows)
    root = shown(story([Block(type="table", text=text, rows=rows, header_rows=1)]))
    found = [[cell.text or "" for cell in row] for row in root.iter("tr")]
    assert found == rows


@given(TROUBLE, TROUBLE)
def test_links_keep_their_words_and_address(before: str, words: str) -> None:
    url = "https://example.org/a_(b)?q=[1]&r=*x*#<y>"
    text = f"{before} {words}"
    link = Link(start=len(before) + 1, end=len(text), url=url)
    root = shown(story([Block(type="paragraph", text=text, links=[link])]))
    (anchor,) = root.iter("a")
    assert anchor.text_content() == words
    assert root.text_content().strip() == text
    assert (
        anchor.get("href")
        .replace("%28", "(")
        .replace("%29", ")")
        .startswith("https://example.org/a_(b)?q=")
    )


@given(st.text(st.sampled_from(list("`~ \tab\n#*")), min_size=1))
def test_code_is_kept_to_the_character(text: str) -> None:
    if not text.strip():
        return
    root = shown(story([Block(type="code", text=text)]))
    assert [child.tag for child in root] == ["pre"]
    kept = root[0].text_content()
    assert kept == (text if text.endswith("\n") else text + "\n")


@pytest.mark.parametrize(
    ("caption", "credit", "line"),
    [
        ("The ferry leaves. - REUTERS", "REUTERS", "*The ferry leaves. - REUTERS*"),
        ("The ferry (Ann Lee).", "Ann Lee", "*The ferry (Ann Lee).*"),
        ("The ferry of Joann", "ann", "*The ferry of Joann* (ann)"),
        (None, "Ann Lee", "(Ann Lee)"),
    ],
)
def test_a_credit_that_the_caption_ends_with_is_shown_once(
    caption: str | None, credit: str, line: str
) -> None:
    pictured = record(title="", images=[Image(caption=caption, credit=credit)])
    assert to_markdown(pictured) == f"{line}\n"
    shown = html.document_fromstring(to_html(pictured)).findtext(".//figcaption")
    assert shown is None or shown.strip() == (caption or "")


def test_a_whole_record() -> None:
    made = to_markdown(
        record(
            title="Ferry * returns",
            subtitle="After nine weeks",
            authors=["Ann Lee", "Bo Chan"],
            agency="Wire",
            published_at="2024-05-01",
            images=[
                Image(
                    url="https://example.org/1.jpg",
                    alt="A ferry",
                    caption="The ferry",
                    credit="Ann",
                ),
                Image(caption="Only words"),
            ],
            blocks=[
                paragraph(
                    "The ferry is back, the harbour office said.",
                    ("harbour office", "https://example.org/h"),
                ),
                Block(type="heading", text="What now", level=1),
                item("One"),
                item("Inner", level=2, ordered=True),
                item("Two"),
                Block(type="quote", text="At last.", cite="Bo Chan"),
                Block(type="quote", text="Truly.", cite="Bo Chan"),
                Block(type="table", text="a\tb\nc", rows=[["a", "b"], ["c"]]),
                Block(type="code", text="x = 1\n  y"),
                Block(type="embed", text="", url="https://example.org/v", provider="video"),
            ],
        )
    )
    assert made == (
        "# Ferry \\* returns\n\n**After nine weeks**\n\nAnn Lee, Bo Chan · Wire · 2024-05-01\n\n"
        "![A ferry](https://example.org/1.jpg)\\\n*The ferry* (Ann)\n\n"
        "The ferry is back, the [harbour office](https://example.org/h) said.\n\n"
        "## What now\n\n- One\n  1. Inner\n- Two\n\n"
        "> At last.\n>\n> Truly.\n>\n> — Bo Chan\n\n"
        "|  |  |\n| --- | --- |\n| a | b |\n| c |  |\n\n"
        "```\nx = 1\n  y\n```\n\n[video](https://example.org/v)\n\n*Only words*\n"
    )


def test_nested_lists_are_nested_for_the_parser() -> None:
    numbers = [item(str(n), ordered=True) for n in range(1, 11)]
    root = shown(story([*numbers, item("deep", level=2), item("deeper", level=3)]))
    assert len(root.findall("./ol/li")) == 10
    assert root.find("./ol/li[10]/ul/li/ul/li").text == "deeper"


def test_two_kinds_of_list_beside_each_other_stay_two() -> None:
    root = shown(story([item("a"), item("b", ordered=True), item("c", ordered=True)]))
    assert [child.tag for child in root] == ["ul", "ol"]


def test_a_line_break_inside_a_paragraph_stays() -> None:
    root = shown(story([paragraph("roses\n- red\n# blue")]))
    assert [child.tag for child in root] == ["p"]
    assert [br.tail.strip() for br in root.iter("br")] == ["- red", "# blue"]


@pytest.mark.parametrize("url", ["javascript:alert(1)", "data:text/html,x", " javascript:x", "//x"])
def test_an_unsafe_address_leaves_only_the_words(url: str) -> None:
    made = story([paragraph("see here now", ("here", url))])
    assert made == "see here now\n"


def test_broken_links_leave_the_text_whole() -> None:
    links = [
        Link(start=0, end=5, url="https://example.org/1"),
        Link(start=3, end=7, url="https://example.org/2"),
        Link(start=8, end=99, url="https://example.org/3"),
        Link(start=7, end=7, url="https://example.org/4"),
    ]
    made = story([Block(type="paragraph", text="abcdefghij", links=links)])
    assert made == "[abcde](https://example.org/1)fghij\n"


def test_a_record_without_a_story_is_nothing() -> None:
    assert to_markdown(record(page_type="listing")) == ""


@given(TROUBLE, st.text(max_size=30))
def test_front_matter_is_yaml_whatever_the_words_are(title: str, name: str) -> None:
    yaml = pytest.importorskip("yaml")
    story = record(blocks=[paragraph("Words.")], title=title, authors=[name, "Ann"]).model_copy(
        update={"published_at": "2025-03-14T08:30:00+08:00", "url": "https://example.org/a"}
    )
    shown = to_markdown(story, front_matter=True)
    head, dashes, rest = shown.removeprefix("---\n").partition("\n---\n\n")
    assert dashes
    assert rest == to_markdown(story)
    read = yaml.safe_load(head)
    assert (read["title"], read["authors"]) == (title, [name, "Ann"])
    assert read["date"].isoformat() == "2025-03-14T08:30:00+08:00"
    assert read["url"] == "https://example.org/a"


def test_front_matter_leaves_out_what_is_unknown_and_stands_before_no_empty_story() -> None:
    head = to_markdown(record(blocks=[paragraph("Words.")], title=None), front_matter=True)
    assert "date:" not in head
    assert "title:" not in head
    assert to_markdown(record(title=None), front_matter=True) == ""
