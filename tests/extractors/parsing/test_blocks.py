"""Cutting the tree into blocks: what a reader sees as one paragraph, heading, item or row."""

from scraper.extractors.parsing.blocks import RawBlock, cut
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
