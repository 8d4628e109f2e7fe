"""The "more news" items: titles, teasers, headings and places."""

import pytest

from scraper.extractors.blocks import cut
from scraper.extractors.parse import parse_html
from scraper.extractors.related import (
    Candidate,
    anchor_parts,
    find_candidates,
    position_of,
    section_of,
    slug_overlap,
)

URL = "https://news.example/town/own-story-of-the-day"
STORY = "<p>The story itself says a good deal about the rain, and then it says some more.</p>"


def read(markup: str) -> tuple[list[Candidate], list[str | None], list[str]]:
    """Candidates of a page whose story is the blocks that hold "the story itself"."""
    tree = parse_html(f"<html><body>{markup}</body></html>".encode())
    raw = cut(tree)
    story = ["story itself" in block.text for block in raw]
    candidates = find_candidates(tree, raw, story, URL)
    taken = {number for c in candidates for number in c.blocks}
    chosen = [number for number, part in enumerate(story) if part]
    return (
        candidates,
        [section_of(tree, raw, c, taken, story) for c in candidates],
        [position_of(tree, raw, c, chosen) for c in candidates],
    )


CARD = (
    '<div class="card"><a href="/a/{0}"><img src="/i/{0}.jpg"></a>'
    '<h3><a href="/a/{0}">Headline of the story number {0}</a></h3>'
    "<p>What happened in story number {0} is told here.</p></div>"
)


def test_title_teaser_image_and_address_of_a_card() -> None:
    cards = "".join(CARD.format(n) for n in (1, 2, 3))
    [first, *_], sections, positions = read(f"{STORY}<section><h2>More News</h2>{cards}</section>")
    assert first.title == "Headline of the story number 1"
    assert first.teaser == "What happened in story number 1 is told here."
    assert first.image == "https://news.example/i/1.jpg"
    assert first.url == "https://news.example/a/1"
    assert set(sections) == {"More News"}
    assert set(positions) == {"below"}


def test_every_address_is_one_candidate() -> None:
    candidates, _, _ = read(STORY + CARD.format(1) + '<a href="/a/1#top">again and again</a>')
    assert len(candidates) == 1


def test_links_in_sentences_and_to_the_page_itself_are_none() -> None:
    story = f'<p>The story itself <a href="/x">links</a> somewhere.</p><a href="{URL}">Self</a>'
    assert read(story)[0] == []


def test_a_label_before_the_link_is_its_section() -> None:
    line = '<p>Read also: <a href="/a/9">The bridge that never closes any more</a></p>'
    [item], [section], [position] = read(STORY + line + STORY)
    assert item.title == "The bridge that never closes any more"
    assert section == "Read also"
    assert position == "inline"


def test_label_and_title_run_together_in_one_link_are_parted() -> None:
    link = (
        '<a href="/a/1"><span>Business</span><span>Salt prices fall to a new low</span></a>'
        '<a href="/a/2"><span>Sport</span><span>Final in the snow goes to extra time</span></a>'
    )
    candidates, _, _ = read(STORY + link)
    assert [c.title for c in candidates] == [
        "Salt prices fall to a new low",
        "Final in the snow goes to extra time",
    ]


def test_words_marked_inside_a_title_do_not_part_it() -> None:
    tree = parse_html(b'<a href="/x"><b>Salt</b> prices <i>fall</i></a>')
    assert anchor_parts(tree, tree.tags.index("a")) == []


def test_read_more_links_take_the_title_beside_them() -> None:
    cards = "".join(
        f'<div><h4>Title of the tale number {n}</h4><a href="/a/{n}">Read on</a></div>'
        for n in (1, 2, 3)
    )
    candidates, _, _ = read(STORY + cards)
    assert [c.title for c in candidates] == [f"Title of the tale number {n}" for n in (1, 2, 3)]


@pytest.mark.parametrize(
    ("markup", "place"),
    [
        (f"{CARD.format(1)}<main>{STORY}</main>", "sidebar"),
        (f'<div><div>{STORY}</div><div class="sidebar">{CARD.format(1)}</div></div>', "sidebar"),
        (f"<table><tr><td>{STORY}</td><td>{CARD.format(1)}</td></tr></table>", "sidebar"),
        (f"<main>{STORY}<aside>{CARD.format(1)}</aside></main>", "below"),
    ],
)
def test_the_place_is_told_by_order_and_column(markup: str, place: str) -> None:
    assert read(markup)[2][0] == place


def test_a_link_inside_the_element_that_holds_the_story_itself() -> None:
    # The story's words and the card stand in one element: no column can be beside it.
    markup = f"<div>The story itself.<br><br>{CARD.format(1)}The story itself goes on.</div>"
    assert read(markup)[2] == ["inline"]


def test_a_slug_that_repeats_the_title_is_a_storys() -> None:
    title = "Brücke über den Fluss öffnet wieder"
    assert slug_overlap(["n", "brucke-uber-den-fluss-offnet-wieder"], title) == 1.0
    assert slug_overlap(["contact"], title) == 0.0
