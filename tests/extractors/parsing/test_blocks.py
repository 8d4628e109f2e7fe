"""Cutting the tree into blocks: what a reader sees as one paragraph, heading, item or row."""

import pytest

from scraper.extractors.parsing.blocks import RawBlock, cut, runs
from scraper.extractors.parsing.hidden import shown_text
from scraper.extractors.parsing.html import parse_html


def blocks_of(markup: str) -> list[RawBlock]:
    return cut(parse_html(markup.encode()))


def texts(markup: str) -> list[str]:
    return [block.text for block in blocks_of(markup)]


def test_each_paragraph_is_a_block() -> None:
    assert texts("<body><p>One.</p><p>Two.</p>") == ["One.", "Two."]


def test_text_beside_paragraphs_is_a_block_of_its_own() -> None:
    assert texts("<div>Before <p>inside</p> after</div>") == ["Before", "inside", "after"]


def test_two_line_breaks_part_paragraphs_and_one_does_not() -> None:
    assert texts("<td>One<br>line.<br><br>Two.</td>") == ["One line.", "Two."]


@pytest.mark.parametrize("indent", ["\u3000", "\n \u3000\u3000", "&nbsp;&nbsp;", "\n&nbsp; &nbsp;"])
def test_a_line_break_parts_paragraphs_where_the_next_line_is_indented(indent: str) -> None:
    markup = f"<td>{indent}One<br>line.<br>{indent}Two.<br>&nbsp;Three.</td>"
    parted = indent != "\n&nbsp; &nbsp;"
    expected = ["One line.", "Two. Three."] if parted else ["One line. Two. Three."]
    tree = parse_html(markup.encode())
    for blocks in (cut(tree), runs(tree)):
        assert [block.text for block in blocks] == expected


def test_white_space_and_comments_inside_a_sentence_leave_no_trace() -> None:
    assert texts("<p>A <b>bold</b>\n\t word<!-- x -->s</p>") == ["A bold words"]


def test_scripts_styles_and_templates_are_not_text() -> None:
    assert texts("<p>A<script>var x</script><style>p{}</style><template>t</template></p>") == ["A"]


def test_text_that_only_noscript_holds_is_read() -> None:
    assert texts("<body><noscript><p>The post.</p></noscript>") == ["The post."]


def test_link_characters_and_anchors_are_counted() -> None:
    [block] = blocks_of('<p>See <a href="/a">this story</a> and <a href="/b">that</a>.</p>')
    assert (block.link_chars, block.link_count) == (14, 2)


def test_bold_and_italic_characters_are_counted() -> None:
    [block] = blocks_of("<p><b>Bold</b> and <em>slanted</em></p>")
    assert (block.bold_chars, block.italic_chars) == (4, 7)


def test_a_data_table_gives_a_block_a_row() -> None:
    rows = blocks_of("<table><tr><th>Year<th>Goals<tr><td>2024<td>31</table>")
    assert [row.row for row in rows] == [["Year", "Goals"], ["2024", "31"]]
    assert len({row.table for row in rows}) == 1


def test_a_layout_table_is_no_data() -> None:
    story = "It rained all day. " * 40
    found = blocks_of(f"<table><tr><td>Home<td>{story}<tr><td>Sport<td>x</table>")
    assert all(block.row is None for block in found)


def test_preformatted_text_is_kept_to_the_character() -> None:
    [block] = blocks_of("<pre>\ndef f():\n    return <b>1</b>\n</pre>")
    assert block.text == "def f():\n    return 1"


def test_a_custom_element_inside_a_paragraph_flows_and_elsewhere_parts() -> None:
    assert texts("<p>A <x-term>word</x-term> more</p>") == ["A word more"]
    assert texts("<div>A <x-card>card</x-card> more</div>") == ["A", "card", "more"]


def test_a_page_without_a_body_has_no_blocks() -> None:
    assert blocks_of(" ") == []


@pytest.mark.parametrize(
    "hidden",
    [
        '<span class="sr-only">(opens in a new window)</span>',
        '<span class="link__visuallyHidden">(opens in a new window)</span>',
        '<i class="icon screen-reader-text">(\u00f6ffnet in neuem Fenster)</i>',
        '<span class="go-vh">, external link</span>',
        "<span hidden>, external link</span>",
        '<span style="display: none">, external link</span>',
        '<a href="#n1" class="u-visually-hidden"><span>Go to the note</span></a>',
    ],
)
@pytest.mark.parametrize(
    "text",
    ["See the report{} of May.", "{}See the report of May.", "<b>See the report of May.{}</b>"],
)
def test_words_for_screen_readers_are_no_part_of_a_sentence(hidden: str, text: str) -> None:
    tree = parse_html(f"<div><h2>Head</h2><p>{text.format(hidden)}</p></div>".encode())
    for blocks in (cut(tree), runs(tree)):
        assert [block.text for block in blocks] == ["Head", "See the report of May."]


@pytest.mark.parametrize("hidden", [": ", "<b>: </b>", "<b>x</b> ", "<b>x <i>: </i></b>"])
def test_hidden_words_leave_the_space_they_end_with(hidden: str) -> None:
    markup = f'<h2><b>Harbour</b><span class="sr-only">{hidden}</span>Bridge falls</h2>'
    tree = parse_html(markup.encode())
    for blocks in (cut(tree), runs(tree)):
        assert [block.text for block in blocks] == ["Harbour Bridge falls"]
    assert shown_text(tree, 0) == "Harbour Bridge falls"
    assert shown_text(tree, tree.tags.index("span")) != ""


@pytest.mark.parametrize(
    "markup",
    [
        "<p>The <dfn>yield</dfn>{} of the bond fell.</p>",
        "<p>The <span class='term'>yield{}</span> of the bond fell.</p>",
        "<p>The <span class='tooltip'>yield{}</span> of the bond fell.</p>",
        "<div>The <b>yield</b>{} of the bond fell.</div>",
    ],
)
@pytest.mark.parametrize(
    "tooltip",
    [
        '<span class="Term_tooltip__8x"><span class="Term_tooltipBubble__2"><b>Yield</b><br>What a '
        "bond pays in a year.</span></span>",
        '<span role="tooltip"> What a bond pays in a year.</span>',
        '<em class="tooltip-text"> (what a bond pays in a year)</em>',
        '<span class="tooltip">Yield: what a bond pays.</span>',
    ],
)
def test_what_a_tooltip_says_is_no_part_of_the_sentence(markup: str, tooltip: str) -> None:
    tree = parse_html(markup.format(tooltip).encode())
    for blocks in (cut(tree), runs(tree)):
        assert [block.text for block in blocks] == ["The yield of the bond fell."]


@pytest.mark.parametrize(
    "markup",
    [
        'The <span class="tooltip">yield of the bond</span> fell.',
        'The <span class="has-tooltip" title="What it pays.">yield of the bond</span> fell.',
        'The "<span class="tooltip" data-tip="What it pays.">yield of the bond</span>" fell.',
        'The <a class="tooltip-text" href="/y">yield of the bond</a> fell.',
        '(<span class="tooltip">yield of the bond</span>)',
        '<span class="tooltip-text">The yield of the bond fell.</span>',
        '\u503a\u5238<span class="tooltip">\u6536\u76ca\u7387</span>\u4e0b\u8dcc',
        f'The yield<span class="tooltip">{"Yield is what it pays. " * 50}</span>',
    ],
)
def test_a_term_with_a_tooltip_stays(markup: str) -> None:
    tree = parse_html(f"<p>{markup}</p>".encode())
    for blocks in (cut(tree), runs(tree)):
        assert [block.text for block in blocks] == [tree.text_content(0)]


UNFOLDED = "and the rest of it " * 10


@pytest.mark.parametrize(
    ("markup", "shown"),
    [
        (
            '<p><a href="/a"><span class="sr-only">Title of a card</span></a></p>',
            ["Title of a card"],
        ),
        (
            '<div>One<p>Two</p><i class="sr-only">Three</i><p>Four</p></div>',
            "One Two Three Four".split(),
        ),
        (f'<p>Short <i style="display:none">{UNFOLDED}</i></p>', [f"Short {UNFOLDED}".strip()]),
        (
            '<p>Those <i class="hidden md:inline">who came</i> saw it.</p>',
            ["Those who came saw it."],
        ),
        ('<p>Those <i class="vhs-tape">who came</i> saw it.</p>', ["Those who came saw it."]),
        ('<p>Those <i style="color:red">who came</i> saw it.</p>', ["Those who came saw it."]),
    ],
)
def test_hidden_words_stay_where_they_stand_alone_or_go_on(markup: str, shown: list[str]) -> None:
    tree = parse_html(markup.encode())
    for blocks in (cut(tree), runs(tree)):
        assert [block.text for block in blocks] == shown


def test_a_button_in_a_sentence_is_one_of_its_words() -> None:
    page = (
        "<p>The <button>gross domestic product</button> grew.</p><p><button>Share</button> it</p>"
    )
    assert [block.text for block in cut(parse_html(page.encode()))] == [
        "The gross domestic product grew.", "Share", "it",
    ]  # fmt: skip


def test_emoji_that_a_script_has_made_pictures_are_text_again() -> None:
    page = (
        '<p>Sun <img class="emoji" alt="\u2600\ufe0f" src="a.svg"> and '
        '<img class="emoji" alt="rain"> and <img class="photo" alt="\u2600\ufe0f"> end.</p>'
    )
    assert [block.text for block in cut(parse_html(page.encode()))] == [
        "Sun \u2600\ufe0f and and end."
    ]
