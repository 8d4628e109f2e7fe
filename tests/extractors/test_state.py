"""Stories that stand only in a page's scripts, in the shapes that content systems store them."""

from __future__ import annotations

import json
import time
from itertools import pairwise
from typing import Any
from urllib.parse import quote

import pytest

from scraper import extract
from scraper.extractors.metadata.embedded import read_embedded
from scraper.extractors.parsing.blocks import cut
from scraper.extractors.parsing.html import parse_html
from scraper.extractors.related.empty_lists import empty_list_heading
from scraper.extractors.state import EmbeddedStory, find_embedded_story
from scraper.extractors.state.javascript import LiteralReader, NotALiteral
from scraper.extractors.state.richtext import to_html

URL = "https://paper.example/2024/03/otter-returns-to-the-canal-88121"
TITLE = "Otter returns to the canal after forty years"
PARAGRAPHS = [
    "An otter has been seen in the canal at Dunmere for the first time in forty years, the water "
    "board said on Tuesday. It was filmed at dawn by a man who was waiting for his dog.",
    "“We had stopped looking, to be honest,” said ranger Pia Holm. “You do not put up cameras for "
    "an animal that has been gone since your own school days.”",
    "The otter is thought to have come down from the hills along a stream that was freed of its "
    "concrete bed three years ago. Its tracks were found below the lock as well.",
    "Anglers have asked the board for a meeting. The board replied that an otter eats about a "
    "kilogram of fish a day, and that most of it would be carp.",
]
HEADING = "Fish enough for one"
OTHER = (
    "A bridge over the northern arm of the river will be closed for the whole of May, the council "
    "said. Drivers are asked to go round by the old ferry road, which has been widened. "
)
HTML = f"<p>{PARAGRAPHS[0]}</p><p>{PARAGRAPHS[1]}</p><h2>{HEADING}</h2>" + "".join(
    f"<p>{p}</p>" for p in PARAGRAPHS[2:]
)


def script(value: Any, **attrs: str) -> tuple[dict[str, str], str]:
    return {"type": "application/json", **attrs}, json.dumps(value)


def code(text: str) -> tuple[dict[str, str], str]:
    return {}, text


def read(*scripts: tuple[dict[str, str], str], title: str | None = TITLE) -> EmbeddedStory:
    story = find_embedded_story(scripts, URL, title)
    assert story is not None
    return story


def texts(story: EmbeddedStory) -> list[tuple[str, str]]:
    return [(block.type, block.text) for block in story.blocks]


STORY = [("paragraph", p) for p in PARAGRAPHS]
WITH_HEADING = [*STORY[:2], ("heading", HEADING), *STORY[2:]]


# --- how the body is stored -------------------------------------------------------------------


def spans(text: str) -> list[dict[str, Any]]:
    """A paragraph's text in two runs, as editors store words in bold."""
    at = text.index(" ", 20)
    return [{"type": "text", "text": text[:at]}, {"type": "text", "text": text[at:], "marks": []}]


BODIES: dict[str, Any] = {
    "html": HTML,
    "escaped html": HTML.replace("<", "&lt;").replace(">", "&gt;"),
    "rendered": {"rendered": HTML, "protected": False},
    "strings of html": [f"<p>{p}</p>" for p in PARAGRAPHS[:2]]
    + [f"<h2>{HEADING}</h2>"]
    + [f"<p>{p}</p>" for p in PARAGRAPHS[2:]],
    "content elements": [
        {"type": "text", "content": PARAGRAPHS[0], "_id": "A1"},
        {"type": "image", "url": "https://paper.example/o.jpg", "caption": "The otter at dawn."},
        {"type": "text", "content": PARAGRAPHS[1]},
        {"type": "interstitial_link", "content": "Read more: bridge to close in May"},
        {"type": "header", "level": 2, "content": HEADING},
        {"type": "text", "content": PARAGRAPHS[2]},
        {"type": "text", "content": PARAGRAPHS[3]},
    ],
    "editor blocks": {
        "time": 1710000000000,
        "blocks": [
            {"type": "paragraph", "data": {"text": PARAGRAPHS[0]}},
            {"type": "paragraph", "data": {"text": PARAGRAPHS[1]}},
            {"type": "header", "data": {"text": HEADING, "level": 2}},
            {"type": "paragraph", "data": {"text": PARAGRAPHS[2]}},
            {"type": "paragraph", "data": {"text": PARAGRAPHS[3]}},
        ],
    },
    "block grammar": [
        {"blockName": "core/paragraph", "innerHTML": f"<p>{PARAGRAPHS[0]}</p>", "innerBlocks": []},
        {"blockName": "core/group", "innerBlocks": [
            {"blockName": "core/paragraph", "innerHTML": f"<p>{PARAGRAPHS[1]}</p>"},
            {"blockName": "core/heading", "innerHTML": f"<h2>{HEADING}</h2>"},
        ]},
        {"blockName": "core/paragraph", "attributes": {"content": PARAGRAPHS[2]}},
        {"blockName": "core/paragraph", "attributes": {"content": PARAGRAPHS[3]}},
    ],
    "document tree": {
        "nodeType": "document",
        "content": [
            {"nodeType": "paragraph", "data": {}, "content": [
                {"nodeType": "text", "value": PARAGRAPHS[0], "marks": [], "data": {}}]},
            {"nodeType": "paragraph", "content": [
                {"nodeType": "text", "value": PARAGRAPHS[1], "marks": []}]},
            {"nodeType": "heading-2", "content": [{"nodeType": "text", "value": HEADING}]},
            {"nodeType": "paragraph", "content": [{"nodeType": "text", "value": PARAGRAPHS[2]}]},
            {"nodeType": "embedded-asset-block", "data": {"target": {"sys": {"id": "x"}}}},
            {"nodeType": "paragraph", "content": [{"nodeType": "text", "value": PARAGRAPHS[3]}]},
        ],
    },
    "prose tree": {
        "type": "doc",
        "content": [
            {"type": "paragraph", "content": spans(PARAGRAPHS[0])},
            {"type": "paragraph", "content": spans(PARAGRAPHS[1])},
            {"type": "heading", "attrs": {"level": 2}, "content": [{"type": "text",
                "text": HEADING}]},
            {"type": "paragraph", "content": spans(PARAGRAPHS[2])},
            {"type": "paragraph", "content": spans(PARAGRAPHS[3])},
        ],
    },
    "slate": [
        {"type": "paragraph", "children": [{"text": PARAGRAPHS[0]}]},
        {"type": "paragraph", "children": [
            {"text": PARAGRAPHS[1][:30]}, {"text": PARAGRAPHS[1][30:], "bold": True}]},
        {"type": "heading-two", "children": [{"text": HEADING}]},
        {"type": "paragraph", "children": [{"text": PARAGRAPHS[2]}]},
        {"type": "paragraph", "children": [{"text": PARAGRAPHS[3]}]},
    ],
    "lexical": {"root": {"type": "root", "children": [
        {"type": "paragraph", "children": [{"type": "text", "text": PARAGRAPHS[0], "format": 0}]},
        {"type": "paragraph", "children": [{"type": "text", "text": PARAGRAPHS[1]}]},
        {"type": "heading", "tag": "h2", "children": [{"type": "text", "text": HEADING}]},
        {"type": "paragraph", "children": [{"type": "text", "text": PARAGRAPHS[2]}]},
        {"type": "paragraph", "children": [{"type": "text", "text": PARAGRAPHS[3]}]},
    ]}},
    "portable text": [
        {"_type": "block", "style": "normal", "markDefs": [], "children": [
            {"_type": "span", "text": PARAGRAPHS[0], "marks": []}]},
        {"_type": "block", "style": "normal", "children": [{"_type": "span", "text": PARAGRAPHS[
            1]}]},
        {"_type": "image", "asset": {"_ref": "image-1"}, "caption": "The otter at dawn."},
        {"_type": "block", "style": "h2", "children": [{"_type": "span", "text": HEADING}]},
        {"_type": "block", "style": "normal", "children": [{"_type": "span", "text": PARAGRAPHS[
            2]}]},
        {"_type": "block", "style": "normal", "children": [{"_type": "span", "text": PARAGRAPHS[
            3]}]},
    ],
    "draft": {"entityMap": {}, "blocks": [
        {"key": "a", "text": PARAGRAPHS[0], "type": "unstyled", "depth": 0},
        {"key": "b", "text": PARAGRAPHS[1], "type": "unstyled"},
        {"key": "c", "text": HEADING, "type": "header-two"},
        {"key": "i", "text": " ", "type": "atomic"},
        {"key": "d", "text": PARAGRAPHS[2], "type": "unstyled"},
        {"key": "e", "text": PARAGRAPHS[3], "type": "unstyled"},
    ]},
    "html as json": [
        {"type": "tag", "name": "p", "attribs": {}, "children": [{"type": "text",
            "data": PARAGRAPHS[0]}]},
        {"type": "element", "tagName": "p", "children": [{"type": "text", "value": PARAGRAPHS[1]}]},
        {"type": "html", "tag": "h2", "content": [{"type": "text", "content": HEADING}]},
        {"type": "tag", "name": "p", "children": [{"type": "text", "data": PARAGRAPHS[2]}]},
        {"type": "tag", "name": "p", "children": [{"type": "text", "data": PARAGRAPHS[3]}]},
    ],
    "models": [
        {"type": "text", "model": {"blocks": [
            {"type": "paragraph", "model": {"text": p, "blocks": [
                {"type": "fragment", "model": {"text": p}}]}} for p in PARAGRAPHS[:2]]}},
        {"type": "subheadline", "model": {"blocks": [{"type": "heading", "model": {
            "text": HEADING}}]}},
        {"type": "text", "model": {"blocks": [
            {"type": "paragraph", "model": {"text": p}} for p in PARAGRAPHS[2:]]}},
    ],
    "names of the site's own": {"abschnitte": [
        {"absatz": PARAGRAPHS[0]}, {"absatz": PARAGRAPHS[1]}, {"art": "heading", "text": HEADING,
        "type": "heading"}, {"absatz": PARAGRAPHS[2]}, {"absatz": PARAGRAPHS[3]}]},
}  # fmt: skip


@pytest.mark.parametrize("body", BODIES.values(), ids=BODIES)
def test_body_in_any_shape_gives_the_same_blocks(body: Any) -> None:
    article = {"headline": TITLE, "datePublished": "2024-03-12T08:00:00Z", "body": body}
    assert texts(read(script({"props": {"pageProps": {"article": article}}}))) == WITH_HEADING


@pytest.mark.parametrize("separator", ["\n", "\n\n"])
def test_plain_text_is_parted_at_its_line_breaks(separator: str) -> None:
    article = {"headline": TITLE, "url": URL, "articleBody": separator.join(PARAGRAPHS)}
    assert texts(read(script(article, type="application/ld+json"))) == STORY


def test_lists_quotes_tables_and_links_keep_their_kind() -> None:
    body = [
        {"type": "paragraph", "children": [
            {"text": PARAGRAPHS[0] + " "},
            {"type": "link", "url": "https://board.example/film", "children": [{
                "text": "The film"}]},
            {"text": " is two minutes long."}]},
        {"type": "bulleted-list", "children": [
            {"type": "list-item", "children": [{"text": "Look for tracks."}]},
            {"type": "list-item", "children": [{"text": "Keep your dog on a lead."}]}]},
        {"type": "blockquote", "children": [{"text": PARAGRAPHS[1]}]},
        {"type": "list", "style": "ordered", "items": ["First, wait.", "Then wait again."]},
        {"type": "table", "rows": [["Year", "Otters"], ["1984", "1"], ["2024", "1"]]},
    ]  # fmt: skip
    story = read(script({"title": TITLE, "slug": URL.rsplit("/", 1)[1], "content": body}))
    assert [block.type for block in story.blocks] == [
        "paragraph", "list_item", "list_item", "quote", "list_item", "list_item", "table",
    ]  # fmt: skip
    assert [b.ordered for b in story.blocks if b.type == "list_item"] == [False, False, True, True]
    assert [link.url for link in story.blocks[0].links] == ["https://board.example/film"]
    assert story.blocks[-1].rows == [["Year", "Otters"], ["1984", "1"], ["2024", "1"]]


# --- where the state stands -------------------------------------------------------------------

ARTICLE = {"title": TITLE, "published": "2024-03-12", "path": URL, "body": HTML}
AS_TEXT = json.dumps({"article": ARTICLE})


def flattened(article: dict[str, Any]) -> str:
    """As devalue writes it: every part in one list, referring to the others by place."""
    flat: list[Any] = [["Reactive", 1], {"data": 2}, {"article": 3}, {}]
    for key, value in article.items():
        flat.append(value)
        flat[3][key] = len(flat) - 1
    return json.dumps(flat)


STATES = {
    "json script": ({"type": "application/json", "id": "__NEXT_DATA__"}, AS_TEXT),
    "window": code(f"window.__STATE__ = {AS_TEXT};window.after = 1;"),
    "bracketed name": code(f'window["__DATA__"]={AS_TEXT}'),
    "second of three": code(f"var a={{}};Fusion.globalContent={AS_TEXT};Fusion.contentCache={{}}"),
    "parsed string": code(f"window.__DATA__ = JSON.parse({json.dumps(AS_TEXT)});"),
    "single quotes": code(
        "window.__D__ = JSON.parse('" + AS_TEXT.replace("\\", "\\\\").replace("'", "\\'") + "')"
    ),
    "percent-encoded": code(f'window.__D__ = JSON.parse(decodeURIComponent("{quote(AS_TEXT)}"))'),
    "bare names": code(
        f"window.__D__ = {{article:{{title:{json.dumps(TITLE)},published:new Date(1710201600000),"
        f"path:{json.dumps(URL)},live:!1,gone:void 0,body:{json.dumps(HTML)},}}}};"
    ),
    "function with arguments": code(
        "window.__NUXT__=(function(a,b,c){c.title=a;c.path=\"" + URL + "\";"
        "return {data:[{article:c,ok:b}],body:a}}(" + json.dumps(TITLE) + ",true,"
        + json.dumps({"published": "2024-03-12", "body": HTML}) + "));"
    ),
    "function called outside": code(f"window.__D__=(function(){{return {AS_TEXT}}})();"),
    "arrow": code(f"window.data = () => ({AS_TEXT})"),
    "pushed": code(f"(window.queue=window.queue||[]).push({AS_TEXT})"),
    "started": code(f"kit.start(app, element, {{node_ids: [0, 2], data: [null, {AS_TEXT}]}});"),
    "flattened": ({"type": "application/json", "id": "__NUXT_DATA__"}, flattened(ARTICLE)),
    "json in json": ({"type": "application/json"}, json.dumps({"raw": AS_TEXT * 1, "n": 1})),
}  # fmt: skip


@pytest.mark.parametrize("state", STATES.values(), ids=STATES)
def test_state_in_any_place_is_read(state: tuple[dict[str, str], str]) -> None:
    assert texts(read(state)) == WITH_HEADING


def test_stream_of_server_components() -> None:
    html = HTML.encode()
    rows = (
        '1:"$Sreact.fragment"\n'
        f"7:T{len(html):x},{HTML}"
        f'8:["$","$L2",null,{{"article":{{"title":{json.dumps(TITLE)},"slug":"x",'
        '"date":"2024-03-12","content":"$7"}}]\n'
        '0:{"P":null,"c":["$","main",null,{"children":"$L8"}]}\n'
    )
    cuts = [0, 30, 31, len(rows) // 2, len(rows)]
    pieces = [rows[a:b] for a, b in pairwise(cuts)]
    scripts = [code(f"self.__next_f.push([1,{json.dumps(piece)}])") for piece in pieces]
    assert (
        texts(read(code("(self.__next_f=self.__next_f||[]).push([0])"), *scripts)) == WITH_HEADING
    )


def test_cache_of_entities_is_followed_by_reference() -> None:
    state: dict[str, Any] = {
        "ROOT_QUERY": {"__typename": "Query", 'article({"id":88121})': {"__ref": "Article:88121"}},
        "Article:88121": {
            "__typename": "Article", "headline": TITLE, "publishedAt": "2024-03-12",
            "body": [{"__ref": f"Block:{i}"} for i in range(4)],
        },
        "Article:9": {"__typename": "Article", "headline": "Bridge to close for the whole of May",
                      "publishedAt": "2024-03-11", "body": [{"__ref": "Block:9"}]},
        "Block:9": {"__typename": "Paragraph", "text": OTHER * 6},
    }  # fmt: skip
    for i, text in enumerate(PARAGRAPHS):
        state[f"Block:{i}"] = {"__typename": "Paragraph", "text": text}
    assert texts(read(code(f"window.__APOLLO_STATE__ = {json.dumps(state)};"))) == STORY


# --- the right story, or none -----------------------------------------------------------------

OTHERS = [
    {"title": f"Bridge number {i} to close for the whole of May", "url": f"/2024/03/bridge-{i}",
     "summary": "Drivers are asked to go round by the old ferry road.",
         "body": f"<p>{OTHER * 9}</p>"}
    for i in range(5)
]  # fmt: skip


@pytest.mark.parametrize("first", [True, False])
def test_longer_stories_of_the_same_state_are_related_items(first: bool) -> None:
    related = {"heading": "More news", "items": OTHERS}
    page = (
        {"related": related, "article": ARTICLE} if first else {"article": ARTICLE, "more": related}
    )
    story = read(script(page))
    assert texts(story) == WITH_HEADING
    assert [(item.title, item.url, item.section) for item in story.related] == [
        (other["title"], f"https://paper.example{other['url']}", "More news") for other in OTHERS
    ]
    assert story.related[0].teaser == OTHERS[0]["summary"]


def test_story_between_the_paragraphs_is_left_out() -> None:
    body: list[Any] = [{"type": "p", "text": p} for p in PARAGRAPHS]
    body.insert(2, OTHERS[0])
    assert texts(read(script({"headline": TITLE, "date": "2024-03-12", "body": body}))) == STORY


def test_address_tells_the_story_where_the_title_was_changed() -> None:
    changed = {**ARTICLE, "title": "Back again: the swimmer of Dunmere"}
    assert texts(read(script({"articles": [*OTHERS, changed]}))) == WITH_HEADING


def test_without_a_title_the_address_decides() -> None:
    assert texts(read(script({"articles": [*OTHERS, ARTICLE]}), title=None)) == WITH_HEADING


def test_site_name_in_the_title_does_no_harm() -> None:
    story = read(script({"articles": [*OTHERS, {**ARTICLE, "path": "/x"}]}),
                 title=f"{TITLE} | The Dunmere Paper")  # fmt: skip
    assert texts(story) == WITH_HEADING


@pytest.mark.parametrize(
    "state",
    [
        {"articles": OTHERS},
        {"messages": {"privacy": OTHER * 10, "terms": OTHER * 10}},
        {"consent": {"text": f"<p>{OTHER}</p>" * 10, "title": "We value your privacy here"}},
        {"config": {"urls": ["https://paper.example/a"] * 200}},
        {"title": TITLE, "description": PARAGRAPHS[0], "url": URL},
        {"comments": [{"author": "A reader", "body": OTHER * 3}] * 20},
    ],
    ids=["others", "messages", "consent", "config", "summary", "comments"],
)
def test_no_story_is_made_of_what_is_none(state: Any) -> None:
    assert find_embedded_story([script(state)], URL, TITLE) is None


def test_what_the_object_tells_is_given_too() -> None:
    article = {
        "headline": TITLE, "datePublished": "2024-03-12T08:00:00+01:00",
        "dateModified": "2024-03-13T09:30:00+01:00", "description": "The first in forty years.",
        "author": [{"@type": "Person", "name": "Jo Brand"}, {"name": "Ana Lopes"}],
        "articleBody": HTML, "@type": "NewsArticle",
    }  # fmt: skip
    story = read(script(article, type="application/ld+json"))
    assert (story.title, story.authors) == (TITLE, ["Jo Brand", "Ana Lopes"])
    assert story.published_at == "2024-03-12T08:00:00+01:00"
    assert story.modified_at == "2024-03-13T09:30:00+01:00"
    assert story.description == "The first in forty years."
    assert story.matches


def test_a_body_that_is_a_list_of_paragraphs() -> None:
    title = "运河四十年后再现水獭"
    body = [
        f"当地水务部门周二表示，一只水獭日前出现在运河第{i}号船闸附近，这是四十年来的首次记录。"
        for i in range(9)
    ]
    state = {"title": title, "publishTime": "2024-03-12 08:00:00", "content": body}
    assert texts(read(script(state), title=title)) == [("paragraph", p) for p in body]


# --- hostile and broken input -----------------------------------------------------------------


@pytest.mark.parametrize(
    "scripts",
    [
        [({"type": "application/json"}, "{" * 100_000)],
        [({"type": "application/json"}, "[" * 500_000 + "]" * 500_000)],
        [code("window.a = " + "[" * 200_000)],
        [code("x=" + "{a:" * 100_000)],
        [code("a={};" * 300_000)],
        [code("var s = '" + "\\" * 999_999)],
        [code("f(" * 300_000)],
        [code("self.__next_f.push([1,\"" + "1:T" * 200_000 + '"])')],
        [({"type": "application/json"}, json.dumps([{"a": 0, "b": 0}, 0, 0] * 50_000))],
        [({"type": "application/json"}, json.dumps({"__ref": "a", "a:1": {
            "__ref": "a:1"}}) * 3_000)],
        [({"type": "application/ld+json"}, "not json at all " * 50_000)],
        [({"type": "application/json"}, '"' + "\\ud83c" * 100_000 + '"')],
    ],
    ids=["open", "deep", "deep code", "keys", "assignments", "backslashes", "calls", "rows",
         "flattened", "references", "text", "surrogates"],
)  # fmt: skip
def test_hostile_scripts_give_nothing(scripts: list[tuple[dict[str, str], str]]) -> None:
    assert find_embedded_story(scripts, URL, TITLE) is None


def test_entities_that_refer_to_each_other_end() -> None:
    state = {
        "Article:1": {
            "headline": TITLE,
            "date": "2024-03-12",
            "body": [{"__ref": "B:1"}, *PARAGRAPHS],
        },
        "B:1": {"type": "p", "children": [{"__ref": "B:2"}]},
        "B:2": {"type": "p", "children": [{"__ref": "B:1"}, {"text": HEADING}]},
    }
    assert PARAGRAPHS[3] in read(script(state)).blocks[-1].text


def test_truncated_json_gives_what_is_there() -> None:
    text = json.dumps({"headline": TITLE, "url": URL, "body": [*PARAGRAPHS, "and then the file"]})
    story = read(({"type": "application/json"}, text[:-12]))
    assert texts(story)[:4] == STORY


# --- JavaScript literals ----------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("{a:1,'b':\"x\",`c`:[1,,2,],}", {"a": 1, "b": "x", "c": [1, 2]}),
        (r"'\u00e9\x41\u{1F31E}\ud83c\udf1e\n\'\/'", "éA🌞🌞\n'/"),
        ("[!0,!1,null,undefined,void 0,NaN]", [True, False, None, None, None, None]),
        ("/* c */ {a: 1 // one\n}", {"a": 1}),
        ('new Date("2024-03-12")', "2024-03-12"),
        ("(function(a,b){return {x:a,y:b}}(7,'z'))", {"x": 7, "y": "z"}),
        ("(function(a){a.k=1;a['l']=[2];return [a]})({})", [{"k": 1, "l": [2]}]),
    ],
)
def test_a_javascript_literal_is_read(text: str, value: Any) -> None:
    assert LiteralReader(text).value() == value


@pytest.mark.parametrize(
    "text", ["", "{", "{a:b}", "'x", "{a:1+b}", "function(){}", "[1,2", "{:1}"]
)
def test_what_is_no_literal_is_refused(text: str) -> None:
    with pytest.raises(NotALiteral):
        LiteralReader(text).value()


def test_marked_links_of_portable_text() -> None:
    block = {
        "_type": "block", "style": "normal",
        "markDefs": [{"_key": "k1", "_type": "link", "href": "https://board.example/"}],
        "children": [{"_type": "span", "text": "See "},
                     {"_type": "span", "text": "the board", "marks": ["strong", "k1"]}],
    }  # fmt: skip
    assert to_html([block]) == '<p>See <a href="https://board.example/">the board</a></p>'


def test_entries_of_a_related_list_need_no_more_than_a_title() -> None:
    other = [{"title": "Bridge over the northern arm closed", "href": "/town/bridge"}]
    article = {"headline": TITLE, "datePublished": "2024-03-12", "body": HTML}
    story = read(script({"article": {**article, "relatedArticles": other}}))
    assert [item.title for item in story.related] == ["Bridge over the northern arm closed"]
    assert read(script({"article": article, "menu": other})).related == []


def test_standfirst_and_lead_picture_of_the_storys_own_object() -> None:
    picture = {"url": "/p/otter.jpg", "caption": "An otter at dawn.", "photographer": "Pia Holm"}
    article = {"headline": TITLE, "ingress": "First in forty years.", "mainPicture": picture}
    extras = read_embedded([script({"articles": [article]})], TITLE, "https://x.example/lead.jpg")
    assert (extras.standfirst, extras.caption) == ("First in forty years.", "An otter at dawn.")
    assert extras.credit == "Pia Holm"


# --- lists that a script fills ----------------------------------------------------------------

FILLED = [
    {"title": "Bridge over the northern arm closed", "href": "/town/bridge", "excerpt": OTHER},
    {"title": "Owls have moved into the tower", "href": "/town/owls"},
    {
        "title": "流氷の下で育つウニの出荷始まる",
        "href": "/town/uni",
        "excerpt": "身入りは例年より良い",
    },
]
EMPTY_LIST = "<section><h2>More news</h2><div class=list></div></section>"


def items_of(below: str, data: dict[str, Any]) -> list[tuple[str, str | None, str | None]]:
    paragraphs = "".join(f"<p>{text}</p>" for text in PARAGRAPHS)
    shown = f"<main><h1>{TITLE}</h1><article>{paragraphs}</article>{below}</main>"
    state = f"<script type=application/json>{json.dumps(data)}</script>"
    page = f"<html lang=en><head><title>{TITLE}</title></head><body>{shown}{state}</body></html>"
    record = extract(page.encode(), url=URL)
    assert record.text.startswith(PARAGRAPHS[0])
    return [(item.title, item.teaser, item.section) for item in record.related]


def test_items_of_an_empty_list_are_read_from_the_scripts() -> None:
    found = items_of(EMPTY_LIST, {"article": {"id": 7}, "relatedArticles": FILLED})
    assert found == [
        (other["title"], other.get("excerpt", "").strip() or None, "More news") for other in FILLED
    ]


@pytest.mark.parametrize(
    ("below", "key"),
    [
        pytest.param("", "relatedArticles", id="no heading"),
        pytest.param(EMPTY_LIST, "menu", id="other data"),
        pytest.param(EMPTY_LIST.replace("More news", "Opening hours"), "related", id="another"),
        pytest.param(f"<footer>{EMPTY_LIST}</footer>", "related", id="in the footer"),
        pytest.param(EMPTY_LIST.replace("></div>", ">Nothing yet</div>"), "related", id="text"),
    ],
)
def test_items_are_read_from_no_other_scripts(below: str, key: str) -> None:
    assert items_of(below, {key: FILLED}) == []


def test_a_hundred_thousand_empty_lists_take_no_time() -> None:
    tree = parse_html(f"<body>{EMPTY_LIST.replace('More news', 'Hours') * 40_000}".encode())
    raw = cut(tree)
    start = time.process_time()
    assert empty_list_heading(tree, raw, []) is None
    assert time.process_time() - start < 1
