"""HTML pages with hardly any markup: their lines are read as a plain text's are."""

from __future__ import annotations

from html import escape

import pytest

from scraper import Record, extract

STORY = [
    "KELDER BAY: Divers have brought up the bell of the mail steamer Aurelia, ninety-six years "
    "after she went down off the northern cape, the maritime museum said on Thursday.",
    "The bell lay under two metres of sand and was found by a fisherman whose net had caught on "
    "the wreck twice in one week.",
    "The museum will clean the bell in a bath of weak acid, which takes about half a year.",
    "WHO OWNS A WRECK",
    "Under the law of the bay a wreck belongs to the state after fifty years, but the steamer's "
    "former line, now a bank, has asked for a say.",
]
CAPTION = "The bell of the Aurelia is lifted from the sea, October 12, 2023. - REUTERS"
PAIRS = [
    ("Ferry fares to fall for islanders only", "Visitors will pay the same as before."),
    ("Orchard thieves leave a note of thanks", "The owner would have given them the pears."),
    ("Court lets the tower clock strike at night", "A neighbour had sued, and moved away."),
    ("Survey: one in five pupils skips breakfast", "Two districts want to hand out porridge."),
]
HEAD = ["Reuters", "Thu Oct 12 2023", CAPTION]
LINES = [*STORY, *HEAD, *(words for pair in PAIRS for words in pair)]


def page(body: str) -> bytes:
    return f"<!DOCTYPE html><html><head><title>T</title></head><body>{body}</body></html>".encode()


def assert_separated(record: Record) -> None:
    assert [block.text for block in record.blocks] == STORY
    assert [(item.title, item.teaser) for item in record.related] == PAIRS
    assert [image.caption for image in record.images] == [CAPTION]
    assert (record.agency, record.dateline) == ("Reuters", "KELDER BAY")
    assert record.published_at == "2023-10-12"
    assert record.confidence is None


FORMS = {
    "paragraphs": "\n".join(f"<p>{escape(line)}</p>" for line in LINES),
    "divisions": "\n".join(f"<div>{escape(line)}</div>" for line in LINES),
    "line breaks": "<br>".join(map(escape, LINES)),
    "double line breaks": "<br><br>\n".join(map(escape, LINES)),
    "preformatted": f"<pre>{escape(chr(10).join(LINES))}</pre>",
    "a table for the layout": "<table>"
    + "".join(f"<tr><td>{escape(line)}</td></tr>" for line in LINES)
    + "</table>",
    "a list of items": "".join(f"<p>{escape(line)}</p>" for line in [*STORY, *HEAD])
    + "<ul>"
    + "".join(f"<li>{escape(title)}<br>{escape(teaser)}</li>" for title, teaser in PAIRS)
    + "</ul>",
    "headings above teasers": "".join(f"<p>{escape(line)}</p>" for line in [*STORY, *HEAD])
    + "".join(f"<h3>{escape(title)}</h3><p>{escape(teaser)}</p>" for title, teaser in PAIRS),
}


@pytest.mark.parametrize("form", FORMS)
def test_story_and_items_without_markup_are_separated(form: str) -> None:
    assert_separated(extract(page(FORMS[form])))


def test_linked_titles_keep_their_addresses() -> None:
    body = "".join(f"<p>{escape(line)}</p>" for line in [*STORY, *HEAD])
    for number, (title, teaser) in enumerate(PAIRS):
        body += f'<h3><a href="/story/{number}">{escape(title)}</a></h3><p>{escape(teaser)}</p>'
    record = extract(page(body), url="https://news.example/bell")
    assert_separated(record)
    assert [item.url for item in record.related] == [
        f"https://news.example/story/{number}" for number in range(len(PAIRS))
    ]


@pytest.mark.parametrize("form", ["<dt>{}</dt><dd>{}</dd>", "<p>{}</p><p>{}</p>", "{}<br>{}<br>"])
def test_linked_titles_above_teasers_without_full_stops(form: str) -> None:
    pairs = [(title, teaser.rstrip(".")) for title, teaser in PAIRS]
    rows = [
        form.format(f'<a href="/news/{k}">{escape(title)}</a>', escape(teaser))
        for k, (title, teaser) in enumerate(pairs)
    ]
    head = "".join(f"<p>{escape(line)}</p>" for line in [*STORY, *HEAD])
    record = extract(page(head + "".join(rows)), url="https://news.example/a")
    assert [block.text for block in record.blocks] == STORY
    assert [(item.title, item.teaser) for item in record.related] == pairs
    assert record.related[2].url == "https://news.example/news/2"


def test_links_inside_the_story_stay_in_it() -> None:
    linked = '<p>The bell was found by a <a href="/fisherman">fisherman</a> off the cape.</p>'
    record = extract(page(linked + FORMS["paragraphs"]), url="https://news.example/bell")
    assert record.blocks[0].text == "The bell was found by a fisherman off the cape."
    assert [link.url for link in record.blocks[0].links] == ["https://news.example/fisherman"]


def test_hidden_lines_are_not_read() -> None:
    hidden = "<p hidden>Not to be seen, however long this sentence of the page may be.</p>"
    hidden += "<div style='display: none'>Neither is this one, which is as long as that.</div>"
    assert_separated(extract(page(hidden + FORMS["paragraphs"])))


def test_headings_of_a_guide_are_no_items() -> None:
    """What stands below them is more than a teaser."""
    parts = [f"<h2>{title}</h2><p>{STORY[1]} {teaser}</p>" for title, teaser in PAIRS]
    record = extract(page(f"<p>{STORY[0]}</p><p>{STORY[2]}</p>" + "".join(parts)))
    headings = [block.text for block in record.blocks if block.type == "heading"]
    assert headings == [title for title, _ in PAIRS]
    assert record.related == []


def test_a_page_with_containers_is_left_to_the_block_model() -> None:
    body = "".join(f"<p class='text'>{escape(line)}</p>" for line in STORY)
    links = "".join(f"<a href='/{n}'>{escape(title)}</a>" for n, (title, _) in enumerate(PAIRS))
    record = extract(page(f"<article>{body}</article><aside>{links}</aside>"))
    assert record.confidence is not None


PARTS = [
    ("The bell is the property of the state", STORY[0]),
    ("It was the nets that found it", STORY[1]),
    ("Half a year in weak acid", STORY[2]),
    ("The bank would like a say in it", STORY[4]),
]


@pytest.mark.parametrize("links", [0, 3])
@pytest.mark.parametrize("part", ["<h3>{}</h3><p>{}</p>", "<div><h4>{}</h4><p>{}</p></div>"])
def test_parts_of_a_story_in_containers_are_no_items(part: str, links: int) -> None:
    """However few links the page has, and though each part is a single sentence."""
    menu = "".join(f"<a href='/part/{n}'>Section {n}</a>" for n in range(links))
    body = "".join(part.format(*map(escape, pair)) for pair in PARTS)
    record = extract(
        page(
            f"<header><nav>{menu}</nav></header><main><article><h1>The bell of the Aurelia</h1>"
            f"<p class='byline'>By Edda Rohn</p>{body}</article></main><footer>2023</footer>"
        )
    )
    assert record.related == []
    assert [block.text for block in record.blocks] == [words for pair in PARTS for words in pair]


@pytest.mark.parametrize("intro", [[], [STORY[3]], [STORY[1], STORY[2]]])
def test_parts_of_a_bare_story_are_no_items(intro: list[str]) -> None:
    """Reader modes and print views leave nothing but headings and paragraphs."""
    body = "".join(f"<p>{escape(words)}</p>" for words in intro)
    body += "".join(f"<h3>{escape(title)}</h3><p>{escape(words)}</p>" for title, words in PARTS)
    record = extract(page(f"<h1>The bell of the Aurelia</h1>{body}"))
    assert record.related == []
    assert {words for pair in PARTS for words in pair} <= {block.text for block in record.blocks}


@pytest.mark.parametrize("site", ["", "The Cape - "])
def test_the_pages_own_headline_is_no_item_of_the_list_before_it(site: str) -> None:
    title = "Divers bring up the bell of a lost steamer"
    lines = [
        "The bell of a mail steamer was lifted from the sea on Thursday off the northern cape, "
        "ninety-six years after she went down.",
        STORY[1],
        STORY[4],
    ]
    rows = "".join(
        f'<li><a href="/a/{k}">{escape(name)}</a></li>' for k, (name, _) in enumerate(PAIRS[:3])
    )
    body = "".join(f"<p>{escape(line)}</p>" for line in lines)
    head = f"<html><head><title>{site}{title}</title></head><body>"
    markup = f"{head}<ul>{rows}</ul><h1>{title}</h1>{body}</body></html>"
    record = extract(markup, url="https://news.example/bell")
    assert [block.text for block in record.blocks] == lines
    assert [item.title for item in record.related] == [name for name, _ in PAIRS[:3]]


def test_a_menu_of_custom_elements_is_no_item() -> None:
    names = ("News", "Politics", "Sport", "Culture", "Weather")
    menu = "".join(f'<a href="/s{n}/{name}">{name}</a>' for n in range(6) for name in names)
    paragraphs = "".join(f"<p>{escape(line)}</p>" for line in STORY)
    items = "".join(
        f'<my-item><a href="/x{n}"><my-title>{title}</my-title></a><p>{teaser}</p></my-item>'
        for n, (title, teaser) in enumerate(PAIRS)
    )
    record = extract(page(f"{paragraphs}<h2>More news</h2>{items}<my-footer>{menu}</my-footer>"))
    assert [(item.title, item.teaser) for item in record.related] == PAIRS
