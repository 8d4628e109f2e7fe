"""From chosen blocks to the story's structure."""

import pytest

import scraper.extractors.assemble as assembly
from scraper.extractors.assemble import assemble, story_text
from scraper.extractors.parsing.blocks import cut
from scraper.extractors.parsing.html import parse_html
from scraper.extractors.quotes import missed_quotes, pull_quotes
from scraper.record import Block

URL = "https://news.example/town/story"


def story_of(markup: str) -> list[Block]:
    """All blocks of the markup taken for the story."""
    tree = parse_html(markup.encode())
    raw = cut(tree)
    return assemble(tree, raw, range(len(raw)), URL)


def test_headings_keep_their_level() -> None:
    found = story_of("<h2>One</h2><p>Text.</p><h3><span>Two</span></h3><p>More.</p>")
    assert [(b.type, b.level) for b in found if b.type == "heading"] == [
        ("heading", 2),
        ("heading", 3),
    ]


def test_a_bold_line_above_running_text_is_a_heading() -> None:
    found = story_of(
        "<p>The first paragraph is plain.</p><p><strong>What comes next</strong></p>"
        "<p>Next comes a paragraph that is longer than its heading.</p>"
    )
    assert [b.type for b in found] == ["paragraph", "heading", "paragraph"]


def test_a_bold_sentence_is_no_heading() -> None:
    found = story_of(
        "<p>Plain.</p><p><b>Who are you?</b></p><p>I am the keeper of this small lighthouse.</p>"
    )
    assert found[1].type == "paragraph"


def test_a_line_in_capitals_is_a_heading() -> None:
    found = story_of(
        "<p>Rain fell on the old harbour.</p><p>TOLL DISPUTE</p><p>The toll stays as it is now.</p>"
    )
    assert found[1].type == "heading"


def test_nested_lists_have_depth_and_order() -> None:
    found = story_of("<ol><li>One</li><li>Two<ul><li>Inside</li></ul></li></ol>")
    assert [(b.text, b.level, b.ordered) for b in found] == [
        ("One", 1, True),
        ("Two", 1, True),
        ("Inside", 2, False),
    ]


def test_a_quote_names_its_source() -> None:
    [quote] = story_of(
        "<blockquote><p>It was late.</p><footer>— <cite>Ada Horn</cite></footer></blockquote>"
    )
    assert (quote.type, quote.text, quote.cite) == ("quote", "It was late.", "Ada Horn")


def test_a_cite_below_the_quotes_paragraph_is_no_second_quote() -> None:
    found = story_of(
        "<blockquote><p>It was late.</p><cite>— Ada Horn</cite></blockquote>"
        "<blockquote><cite>The sea gives nothing back.</cite></blockquote>"
    )
    assert [(b.type, b.text) for b in found] == [
        ("quote", "It was late."),
        ("quote", "The sea gives nothing back."),
    ]
    assert found[0].cite == "Ada Horn"


def test_a_figures_quote_is_the_storys_where_nothing_else_says_it() -> None:
    tree = parse_html(
        b"<div><p>The lamp burned all night.</p><figure><blockquote>It was late.</blockquote>"
        b"<figcaption>Ada Horn</figcaption></figure><figure><blockquote>the lamp burned"
        b"</blockquote></figure><figure><img><blockquote>Keepers.</blockquote></figure>"
        b"<aside><figure><blockquote>Buy.</blockquote></figure></aside><p>So it was.</p></div>"
    )
    raw = cut(tree)
    chosen = [0, len(raw) - 1]
    found = missed_quotes(tree, raw, chosen, [0.0] * len(raw))
    assert [raw[k].text for k in found] == ["It was late."]


@pytest.mark.parametrize(("probability", "found"), [(0.3, 1), (0.1, 0)])
def test_a_quote_beside_the_storys_paragraphs(probability: float, found: int) -> None:
    tree = parse_html(
        b"<div><p>The lamp burned all night.</p><blockquote><p>It was late.</p></blockquote>"
        b"<blockquote>The lamp burned</blockquote>"
        b"<div><blockquote>Buy two.</blockquote></div><p>So it was.</p></div>"
    )
    raw = cut(tree)
    quotes = missed_quotes(tree, raw, [0, len(raw) - 1], [probability] * len(raw))
    assert [raw[k].text for k in quotes] == ["It was late."][:found]


def test_table_rows_are_joined_with_their_cells() -> None:
    [table] = story_of("<table><tr><th>A<th>B<tr><td>1<td>2</table>")
    assert table.rows == [["A", "B"], ["1", "2"]]
    assert (table.text, table.header_rows) == ("A\tB\n1\t2", 1)


def test_a_cell_over_several_columns_or_rows_leaves_the_others_in_their_columns() -> None:
    [table] = story_of(
        "<table><tr><th>Day<th colspan=2>Open<th>Note"
        "<tr><td rowspan=2>Mon<td>10<td>12<td><a href='/tide'>tide</a>"
        "<tr><td>14<td>16<td><a href='/fair'>fair</a></table>"
    )
    assert table.rows == [
        ["Day", "Open", "", "Note"],
        ["Mon", "10", "12", "tide"],
        ["", "14", "16", "fair"],
    ]
    assert [table.text[link.start : link.end] for link in table.links] == ["tide", "fair"]


def test_a_cell_over_columns_that_no_row_has_adds_none() -> None:
    [table] = story_of(
        "<table><tr><th colspan=99>Hours<tr><td>Mon<td>10<tr><td>Tue<td colspan=0>11"
        "<tr><td rowspan=9999>Wed<td>12</table>"
    )
    assert table.rows == [["Hours"], ["Mon", "10"], ["Tue", "11"], ["Wed", "12"]]


def test_links_lie_where_their_words_are() -> None:
    [block] = story_of('<p>Read  the <a href="/report"> full report </a>, it says.</p>')
    [link] = block.links
    assert block.text[link.start : link.end] == "full report"
    assert link.url == "https://news.example/report"


def test_link_offsets_count_code_points() -> None:
    [block] = story_of('<p>🌧🌧 <a href="https://x.example/">雨が降る</a>。</p>')
    [link] = block.links
    assert block.text[link.start : link.end] == "雨が降る"


def test_a_video_between_paragraphs_is_an_embed() -> None:
    found = story_of(
        '<p>Before.</p><iframe src="//www.youtube.com/embed/abc"></iframe><p>After it.</p>'
    )
    assert [(b.type, b.provider) for b in found][1] == ("embed", "video")
    assert found[1].url == "https://www.youtube.com/embed/abc"


def test_a_post_that_a_script_puts_in_a_box_is_an_embed() -> None:
    box = '<div class="fb-post" data-href="https://www.facebook.com/gauge/posts/7"></div>'
    found = story_of(f'<p>Before.</p>{box}<div data-href="/x">Within.</div><p>After it.</p>')
    assert [(b.provider, b.url) for b in found if b.type == "embed"] == [
        ("facebook", "https://www.facebook.com/gauge/posts/7")
    ]


def test_an_embedded_post_is_no_text_of_the_story() -> None:
    found = story_of(
        '<p>She wrote:</p><blockquote class="twitter-tweet"><p>Rain again</p>— Ada'
        ' <a href="https://twitter.com/ada/status/1">May 3</a></blockquote><p>Then it stopped.</p>'
    )
    assert [b.type for b in found] == ["paragraph", "embed", "paragraph"]
    assert (found[1].provider, found[1].url) == ("tweet", "https://twitter.com/ada/status/1")
    assert story_text(found) == "She wrote:\nThen it stopped."


def test_amp_elements_name_their_video() -> None:
    found = story_of('<p>One.</p><amp-youtube data-videoid="xyz"></amp-youtube><p>Two.</p>')
    assert found[1].url == "https://www.youtube.com/watch?v=xyz"


def test_base_href_counts_for_links() -> None:
    [block] = story_of('<base href="https://cdn.example/sub/"><p>A <a href="x">link</a> here.</p>')
    assert block.links[0].url == "https://cdn.example/sub/x"


def test_a_pull_quote_that_repeats_the_story_is_no_part_of_it() -> None:
    pulled = "<blockquote class='wp-block-pullquote'><p>“{}”</p></blockquote>"
    tree = parse_html(
        f"""<p>It is more than in all of spring, said Maria Holm.</p>
        {pulled.format("It is more than in all of spring")}{pulled.format("Rain is a guest")}
        <blockquote><p>“It is more than in all of spring”</p></blockquote>""".encode()
    )
    blocks = cut(tree)
    found = pull_quotes(tree, blocks, range(len(blocks)))
    assert [blocks[number].text for number in found] == ["“It is more than in all of spring”"]
    assert min(found) == 1


def test_links_of_a_table_are_found_in_its_text() -> None:
    [table] = story_of(
        "<table><tr><th>Town<th>Rain</tr>"
        "<tr><td><a href=/a>Lund</a> and <a href=/b>Lund</a><td>3 <a>mm</a></tr>"
        "<tr><td>Malm<td><a href='javascript:x'>4</a> <a href=c>mm</a></tr></table>"
    )
    assert [(table.text[link.start : link.end], link.url) for link in table.links] == [
        ("Lund", "https://news.example/a"),
        ("Lund", "https://news.example/b"),
        ("mm", "https://news.example/town/c"),
    ]
    assert table.links[1].start == table.text.rindex("Lund")


def test_a_large_table_is_one_block_made_once(monkeypatch: pytest.MonkeyPatch) -> None:
    made = []
    monkeypatch.setattr(Block, "model_copy", lambda *_, **__: pytest.fail("grown row by row"))
    make = assembly._table
    monkeypatch.setattr(assembly, "_table", lambda *args: made.append(1) or make(*args))
    rows = "".join(f"<tr><td>Lund {n}<td>{n} mm</tr>" for n in range(500))
    [table] = story_of(f"<table>{rows}</table>")
    assert len(table.rows or []) == 500
    assert len(made) == 1


@pytest.mark.parametrize("sign", ["¶", "#", "\u200b"])
def test_a_headings_link_to_itself_is_no_part_of_it(sign: str) -> None:
    [heading, *_] = story_of(f'<h2 id=rain>Rain<a href="#rain">{sign}</a></h2><p>Text.</p>')
    assert (heading.text, heading.links) == ("Rain", [])


def test_other_links_at_a_headings_end_stay() -> None:
    [heading, *_] = story_of('<h2>Rain in <a href="/c#">C#</a></h2><p>Text.</p>')
    assert (heading.text, len(heading.links)) == ("Rain in C#", 1)
