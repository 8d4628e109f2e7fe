"""Teasers of items."""

from scraper.extractors.parsing.blocks import cut
from scraper.extractors.parsing.html import parse_html
from scraper.extractors.related.candidates import ItemCandidate
from scraper.extractors.related.teasers import cut_own_links, teaser_of

TABLE = (
    "<table><tr><th>Team</th><th>Runs</th></tr><tr><td>Lund <a href='/s'>card</a></td><td>302</td>"
    "</tr><tr><td>Malmo</td><td>55</td></tr></table>"
)


def test_a_cards_table_with_links_is_no_teaser_that_ends_with_one() -> None:
    tree = parse_html(f"<div><h3><a href='/s'>Lund wins by far</a></h3>{TABLE}</div>".encode())
    blocks = cut(tree)
    linked = [number for number, block in enumerate(blocks) if 0 < block.link_chars < 10]
    assert linked
    assert not blocks[linked[0]].pieces
    item = ItemCandidate("https://news.example/s", "s")
    item.title, item.title_block = "Lund wins by far", 0
    item.blocks, item.anchors = list(range(len(blocks))), [tree.tags.index("a")]
    assert teaser_of(blocks, item, []) is None
    teasers: list[str | None] = [None]
    cut_own_links(blocks, [item], [0], teasers)
    assert teasers == [None]
