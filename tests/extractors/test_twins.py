"""The compiled modules beside their plain twins: the same numbers, to the last bit."""

from __future__ import annotations

import importlib
import os
import pickle
import random
import re
import subprocess
import sys
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from scraper import extract
from scraper.extractors import language
from scraper.extractors.classify import (
    cards,
    cohesion,
    columns,
    context,
    features,
    forest,
    page_features,
    signs,
    text_shape,
    token_table,
    tokens,
)
from scraper.extractors.classify import layout as layouts
from scraper.extractors.classify.hints import read_hints
from scraper.extractors.classify.model import shipped_model
from scraper.extractors.compiled import compiled
from scraper.extractors.metadata.dates import places as date_places
from scraper.extractors.metadata.sources import collect as clues
from scraper.extractors.metadata.sources.collect import collect
from scraper.extractors.metadata.sources.jsonld import read_jsonld
from scraper.extractors.parsing import decode as decoding
from scraper.extractors.parsing import html as html_parser
from scraper.extractors.parsing import mojibake, search
from scraper.extractors.parsing import tree as tree_parser
from scraper.extractors.parsing.blocks import FIELDS, RawBlock, cut, runs
from scraper.extractors.parsing.decode import decode
from scraper.extractors.parsing.html import parse_html
from scraper.extractors.parsing.tree import Tree, text_inside
from scraper.extractors.related import (
    candidates,
    describe,
    item_dates,
    item_titles,
    items,
    lines,
    pictures,
)

if os.environ.get("SCRAPER_PURE"):
    pytest.skip("the modules are not compiled", allow_module_level=True)
roles = importlib.import_module("scraper.extractors.metadata.sources._roles")
walked = importlib.import_module("scraper.extractors.parsing._treewalk")
walked_language = importlib.import_module("scraper.extractors._language")
cards_read = importlib.import_module("scraper.extractors.related._candidates")
pictured = importlib.import_module("scraper.extractors.related._pictures")

PAGES = sorted((Path(__file__).parents[2] / "fixtures" / "pages").glob("*.html"))
ODD = [
    "<p>x</p>",
    "<ul><li>1<li>2<li>3</ul>",
    "<h1>İSTANBUL ᾿ΑΘΗΝΑΙ</h1><p>" + "Ǆ ŉ ﬁ ß ² ① ๓ 四 Ⅷ. " * 9 + "</p>",
    "<h2>1</h2>" * 30 + "<p hidden style='display:none'>“Why?” he said … then; 、、。</p>" * 40,
    "<noscript><div><time>now</time><a href=mailto:a@b.example rel='nofollow x'>m</a></div>",
    "<div><a href='#'>one</a><a href='/a/b-c-d-e-f'>two</a></div>" * 12,
    "text alone, without a single element",
    "<p> <b>bold <i>both</i></b>\u2003<em> </em>\x1c<a href=/x> <b>link </b> on</a> <a>empty</a>",
    "<div>a<br>b<br><br><a href=/>c<br><br>d</a><br> <br><x-y>f</x-y><p>g<x-y>h</x-y><svg>i</svg>j",
    "<pre>\n a\n<b>b</b></pre>tail<table><tr><td>1<td><a>2</a><tr><td>3<td>4</table>tail",
    "<a href=/x><div style='background: url( \"/a.jpg\" )'><picture>"
    "<source srcset='/b.jpg 2x, /c.jpg'><img src=/lazy.gif data-src=/d.jpg width=48 height=49>"
    "</picture><img src=/f.png width=٤٩><img src='data:x' width=4a>"
    "<img src=/e.jpg height=000000049><p style='c:url(data:y)'></div></a>",
    "<p><a href=//A.example/x>Read also: one</a><p>» (“Mehr zum Thema<p>•More on it<p>SHARE"
    "<p>© 2024<p><a href=https://www.a.example/x/y>İlgili haberler</a><p><a href=x>Don’t miss</a>",
    "<p>\U0001f600 \u3000 日本</p>",
    "<div class='articleBody--main X12 HTMLParser aB ABc ABC1d' id='Über-Größe a\x1cb' hidden>"
    "<p role='main NAV' aria-label='Related Articles' style='display: none'>x1y2Z3 A1 b</p>"
    "<p aria-hidden=true itemprop=articleBody class='" + "verylongword" * 40 + "'>٣٤ab½²c3</p>"
    "<p>" + "İi Σς ΑΣ " * 30 + "</p><p>" + "1a" * 120 + "</p></div>",
    "".join(
        f"<p><a href='{href}' rel='{rel}'>link to it</a></p>"
        for rel in ("", "nofollow UGC")
        for href in (
            "",
            "#",
            "#x",
            "/",
            "a:b",
            "mailto:x",
            "verylong:thing",
            "HTTP://A.example/B/c-D",
            "https://a.example",
            "https://a.example/b//c?d/e#f",
            "x/y#z?",
            "abcdefg://x/y/z",
            "/a-b-c-d-e",
            "/" + "x" * 31,
            "/" + "y" * 19 + "/" + "z" * 20,
            "/ü/é",
            "http:x",
        )
    ),
]


def parts(html: bytes) -> tuple[Tree, list[RawBlock], page_features.Hints]:
    tree = parse_html(decode(html, {"content-type": "text/html"}).utf8)
    found = collect(tree)
    linked = read_jsonld(found.jsonld, None, found.title)
    return tree, cut(tree), read_hints(found, linked, None)


def fields(block: RawBlock) -> dict[str, Any]:
    return {name: getattr(block, name) for name in FIELDS}


def own_words(tree: Tree, blocks: list[RawBlock]) -> token_table.TokenTable:
    """A table that knows every second word of the page, where the fitted one knows few."""
    attrs = tree.attrs
    found = (
        {w for i in range(len(tree)) for w in tokens.node_words(tree.tags[i], attrs[i])},
        {w for block in blocks for w in tokens.text_words(block.text)},
        {w for i in range(len(tree)) for w in tokens.href_words(attrs[i])},
    )
    draw = np.random.default_rng(5)
    tables = [{w: draw.normal() for w in sorted(words) if draw.random() < 0.5} for words in found]
    return token_table.TokenTable(*tables)


def fast(plain: Any) -> Any:
    """The compiled twin of a function."""
    twin = compiled(plain)
    assert twin is not plain
    return twin


def compare(html: bytes) -> None:
    for most, tags in ((250, 9_999), (2, 9_999), (0, 20)):
        assert walked.thinned(html, most, tags) == html_parser.thinned(html, most, tags)
    tree, blocks, hints = parts(html)
    compare_markup(tree, blocks)
    if not blocks:
        return
    for table in (shipped_model().tokens, own_words(tree, blocks)):
        layout = layouts.Layout(tree, blocks, table)
        compare_first_pass(tree, blocks, layout, hints, table)
    compare_counts(tree, blocks, layout)
    compare_signs(tree, blocks)
    compare_second_pass(tree, blocks, layout, hints)
    compare_lines(tree, [block.text for block in blocks])


def compare_markup(tree: Tree, blocks: list[RawBlock]) -> None:
    arrays = (tree.tags, tree.texts, tree.tails, tree.ends)
    for index in range(len(tree)):
        assert tree.text_content(index) == text_inside(*arrays, index)
    told = (tree.tags, tree.attrs, clues.ROLE_ATTRIBUTES, clues.token_roles)
    assert roles.marked(*told) == clues.marked(*told)
    for value in (value for attrs in tree.attrs for value in attrs.values()):
        assert roles.roles_of(value, clues.token_roles) == clues.token_roles(value)
    assert walked.by_tag(tree.tags) == tree_parser.by_tag(tree.tags)
    assert [fields(block) for block in blocks] == [fields(block) for block in runs(tree)]
    for index in range(len(tree)):
        for attributes in (tree.attrs[index], {"data-src": " ", **tree.attrs[index]}):
            assert pictured.source_of(attributes) == pictures.source_of(attributes)
        assert pictured.sources_in(tree, index) == pictures.sources_in(tree, index)
        assert cards_read.has_several_texts(tree, index) == item_titles.has_several_texts(
            tree, index
        )


def compare_first_pass(
    tree: Tree,
    blocks: list[RawBlock],
    layout: layouts.Layout,
    hints: page_features.Hints,
    table: token_table.TokenTable,
) -> None:
    assert layout.stretch == layouts.stretch_of(blocks)
    summed = fast(layouts.sums)(tree, blocks, table, layout.stretch)[1]
    assert summed.lists() == layouts.sums(tree, blocks, table, layout.stretch)[0]
    told = page_features.tally(tree, blocks, layout)
    assert fast(page_features.tally)(tree, blocks, layout) == told
    about = page_features.PageContext(tree, blocks, layout, hints, told[-1])
    page = page_features.page_columns(blocks, layout, hints, about.main50, told)
    plain, quick = np.zeros((2, len(blocks), len(columns.FEATURES)), dtype=np.float32)
    features.write_rows(tree, blocks, layout, table, about, page, plain)
    fast(features.write_rows)(tree, blocks, layout, table, about, page, quick)
    off = {columns.FEATURES[column] for column in np.argwhere(plain != quick)[:, 1]}
    assert not off
    assert np.array_equal(
        fast(cards.cards_of)(tree, blocks, layout), cards.cards_of(tree, blocks, layout)
    )


def compare_counts(tree: Tree, blocks: list[RawBlock], layout: layouts.Layout) -> None:
    for share in (0.3, 0.5, 0.8, 0.95):
        container = layouts.container_of(tree, layout, share)
        assert fast(layouts.container_of)(tree, layout, share) == container
    counts = text_shape.word_counts(blocks)
    assert np.array_equal(fast(text_shape.word_counts)(blocks), counts)
    for price_signs, most in (("$€", 40), ("$…–“", 2_000)):
        asked = (tree, blocks, layout, price_signs, most)
        assert fast(page_features.census)(*asked) == page_features.census(*asked)


def compare_signs(tree: Tree, blocks: list[RawBlock]) -> None:
    texts, n = [block.text for block in blocks], len(blocks)
    for most in (62, 500):
        leads = signs.short_leads(blocks, most)
        assert fast(signs.short_leads)(blocks, most) == leads
    names = [word.lower() for text in texts for word in text.split()[3:5] if len(word) > 1]
    said = {text[k : k + 50].lower() for k in (0, 2) for text in texts if len(text) > 4}
    for some in (set(), said):
        plain, quick = np.zeros((2, n, 3), np.float32)
        signs.mentions(blocks, names[::5], some, 4, plain)
        fast(signs.mentions)(blocks, names[::5], some, 4, quick)
        assert np.array_equal(plain, quick)
    for host in ("a.example", ""):
        plain, quick = np.zeros((2, n, 4), np.float32)
        signs.cues(tree, blocks, host, plain)
        fast(signs.cues)(tree, blocks, host, quick)
        assert np.array_equal(plain, quick)


def compare_second_pass(
    tree: Tree, blocks: list[RawBlock], layout: layouts.Layout, hints: page_features.Hints
) -> None:
    texts, n = [block.text for block in blocks], len(blocks)
    first = np.random.default_rng(n).random(n) ** 2
    sizes = np.array([len(text) for text in texts], dtype=np.float64)
    for most in (600, 40):
        asked = ([*texts, *hints.titles[:1], *texts[:1]][: n + 1], most, cohesion.MIN_LETTERS)
        words = cohesion.long_words(*asked)
        for plain, quick in zip(words, fast(cohesion.long_words)(*asked), strict=True):
            assert np.array_equal(plain, quick)
        if len(words[0]):
            plain, quick = np.zeros((2, n, len(cohesion.COHESION)), np.float32)
            cohesion.shared_words(*words, first, 0.05, 6, 3.0, plain)
            fast(cohesion.shared_words)(*words, first, 0.05, 6, 3.0, quick)
            assert np.array_equal(plain, quick)
    looked = (tree, blocks, layout, first, sizes)
    mass_to, size_to = (np.concatenate(([0.0], np.cumsum(x))) for x in (first * sizes, sizes))
    for part, args, width in (
        (context.around, (first, mass_to, size_to, context.NEIGHBOURS, context.WINDOWS), 11),
        (context.sequence, looked, context.SEQUENCE_COLUMNS),
        (context.levels, (*looked, context.SHARES, context.LEVELS), 23),
    ):
        plain, quick = np.zeros((2, n, width), np.float32)
        part(*args, plain)
        fast(part)(*args, quick)
        assert np.array_equal(plain, quick)


def compare_lines(tree: Tree, texts: list[str]) -> None:
    """Cards of every size, around each link of a page."""
    for text in (part for whole in texts for part in (whole, whole[:7], whole[-3:])):
        assert fast(lines.letters)(text) == lines.letters(text)
        assert fast(lines.is_name)(text) == lines.is_name(text)
        assert fast(lines.is_count)(text) == lines.is_count(text)
        assert fast(lines.ends_sentence)(text) == lines.ends_sentence(text)
    links = [i for i, tag in enumerate(tree.tags) if tag == "a"]
    linking = [candidates.ItemCandidate("", "") for _ in links]
    for item, anchor in zip(linking, links, strict=True):
        item.anchors = [anchor]
    for levels in (1, 4):
        paths = items.link_paths(tree, linking, levels)
        assert cards_read.link_paths(tree, linking, levels) == paths
    nodes = links[:20:3] + layouts.path_of(tree, links[0])[:3] if links else [0]
    for text in {part for whole in texts[:20] for part in (whole, whole[1:])}:
        for whole in (-1, nodes[0] + 1):
            asked = (tree, nodes, whole, text, frozenset({"time", "p", "b"}), 30)
            assert fast(item_dates.parts_within)(*asked) == item_dates.parts_within(*asked)
    for number, anchor in enumerate(links[:60]):
        item = candidates.ItemCandidate("", "")
        item.anchors = [anchor, *links[number + 2 : number + 3]]
        for card in layouts.path_of(tree, anchor)[:5]:
            item.card = card
            for some in (links, links[::3], item.anchors):
                assert fast(lines.own_card)(tree, item, some) == lines.own_card(tree, item, some)
            for run in ([], [i for i in (tree.ends[card], anchor) if i < len(tree)]):
                plain = lines.card_lines(tree, item, card, run)
                quick = fast(lines.card_lines)(tree, item, card, run)
                assert [line_fields(x) for x in quick] == [line_fields(x) for x in plain]


def line_fields(line: lines.Line) -> dict[str, Any]:
    return {name: getattr(line, name) for name in lines.LINE_FIELDS}


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
def test_features_of_a_fixture_page(page: Path) -> None:
    compare(page.read_bytes())


def test_a_layout_is_the_same_after_pickling() -> None:
    tree, blocks, _ = parts(PAGES[0].read_bytes())
    layout = layouts.Layout(tree, blocks, shipped_model().tokens)
    again = pickle.loads(pickle.dumps(layout))
    assert again.chars == layout.chars
    for share in (0.3, 0.5, 0.8):
        container = fast(layouts.container_of)(tree, again, share)
        assert container == layouts.container_of(tree, layout, share)


@pytest.mark.parametrize("html", ODD, ids=range(len(ODD)))
def test_features_of_odd_pages(html: str) -> None:
    compare(html.encode())


@pytest.mark.parametrize("levels", range(18, 23))
def test_features_of_a_block_many_levels_below_the_main_container(levels: int) -> None:
    story = "<p>" + "It rained in Lund on Monday, and the harbour was closed. " * 9 + "</p>"
    compare(f"<body>{story}{'<div>' * (levels - 1)}<p>A note below it.</p>".encode())


def test_tags_are_found_in_any_jumble_of_markup() -> None:
    pieces = [
        "<",
        "<a",
        "</",
        ">",
        "'",
        '"',
        "=",
        "/",
        "x",
        "<!--",
        "-->",
        "--!>",
        "-",
        "<script",
        "</script",
        "!",
        "?",
        "<TITLE>",
        "</title",
    ]
    pieces += [" ", "\n", "<b c d=e f='g' h>"]
    draw = np.random.default_rng(11)
    for _ in range(3_000):
        html = "".join(pieces[k] for k in draw.integers(0, len(pieces), 30)).encode()
        for most, tags in ((0, 9), (1, 2), (2, 9)):
            assert walked.thinned(html, most, tags) == html_parser.thinned(html, most, tags)


def test_elements_with_a_digit() -> None:
    draw = random.Random(7)
    texts = ["".join(draw.choices("a1٣²四 \U0001d7d8", k=draw.randint(0, 4))) for _ in range(400)]
    tails = texts[200:] + texts[:200]
    for first, end, least, most in ((0, 400, 0, 9), (5, 900, 2, 3), (9, 9, 0, 9), (0, 3, 4, 4)):
        given = (texts, tails, first, end, least, most)
        assert walked.numbered(*given) == date_places.numbered(*given)


def test_controls_are_found_in_any_jumble_of_bytes() -> None:
    """All that the two look at: each byte, and references of all shapes, at a page's end too."""
    pieces = [bytes([byte]) for byte in range(256)]
    pieces += [b"&", b"#", b"&#", b"&#x", b"&#X", b"0", b"00", b";", b"&#127", b"&#0127;", b"&#128"]
    pieces += [b"&#%d" % number for number in range(33)] + [b"&#x%x;" % n for n in range(33)]
    pieces += b"&shy; &shy shy; &ZeroWidthSpace; &NoBreak; &NoBreak 173 8203 xad xFEFF".split()
    pieces += b"&#173; &#xAD; &#0xad; &#8203 &#x200B &#8288; &#x2060 &#65279;".split()
    plain = [piece for piece in pieces if not re.search(rb"[\x00-\x08\x0e-\x1f\x7f]", piece)]
    chance = random.Random(5)
    for _ in range(3_000):
        chosen = chance.choice((pieces, plain, plain[-80:]))
        page = b"".join(chance.choices(chosen, k=chance.randint(0, 9)))
        assert walked.controls(page) == decoding.controls(page), page


TWICE = [bytes([byte]) for byte in (0, 0x41, 0x7F, 0x80, 0x9F, 0xA0, 0xC2, 0xC3, 0xA2, 0xE2)]
TWICE += [b"\xc3\xa2", b"\xe2\x82", b"\xac", b"\xc3\xa2\xe2\x82\xac", b"\xc2\x9f", b"\xc2\xa0"]
BREAKS = [bytes([byte]) for byte in b"A\xc2\xad\xe2\x80\x8b\x81\xa0\xef\xbb\xbf"]
BREAKS += ["\u00ad".encode(), "\u200b".encode(), "\u2060".encode(), "\ufeff".encode()]


@pytest.mark.parametrize(
    ("pieces", "fast", "plain"),
    [
        (TWICE, walked.may_be_encoded_twice, mojibake.may_be_encoded_twice),
        (BREAKS, walked.has_break_marks, decoding.has_break_marks),
    ],
    ids=["encoded twice", "break marks"],
)
def test_marks_are_found_in_any_jumble_of_bytes(pieces: list[bytes], fast: Any, plain: Any) -> None:
    chance = random.Random(5)
    found = []
    for _ in range(3_000):
        page = b"".join(chance.choices(pieces, k=chance.randint(0, 5)))
        found.append(fast(page))
        assert found[-1] == plain(page), page
    assert {True, False} == set(found)


def test_strings_are_found_in_any_part_of_a_page() -> None:
    chance = random.Random(5)
    found = []
    for _ in range(3_000):
        page = bytes(chance.choices(b"aab<\0", k=chance.randint(0, 12)))
        signs = [bytes(chance.choices(b"ab<", k=chance.randint(1, 4))) for _ in range(2)]
        given = (page, signs, chance.randint(0, 14))
        found.append(walked.holds_any(*given))
        assert found[-1] == search.plain_holds_any(*given), given
    assert {True, False} == set(found)


def test_blocks_are_the_same_after_pickling() -> None:
    blocks = cut(parse_html(b"<p>A <a href=/b>b</a>.</p><table><tr><td>1<td>2<tr><td>3<td>4"))
    again = pickle.loads(pickle.dumps(blocks))
    assert [fields(block) for block in again] == [fields(block) for block in blocks]


def test_forests_of_any_number_of_rows() -> None:
    model = shipped_model()
    for trees in (model.first, model.second, model.related, model.quality, *model.types):
        width = int(trees.feature.max()) + 1
        rows = np.random.default_rng(3).normal(size=(37, width)).astype(np.float32) * 3
        # Values that stand on a threshold go left; NaN is above all of them.
        inner = np.flatnonzero(trees.feature >= 0)[:200]
        rows[inner % 37, trees.feature[inner]] = trees.threshold[inner]
        rows[5, ::2], rows[6, ::3], rows[7, ::4] = np.nan, np.inf, -np.inf
        for count in (0, 1, 15, 16, 17, 37):
            some = np.ascontiguousarray(rows[:count])
            assert np.array_equal(fast(forest.score)(trees, some), forest.score(trees, some))


@pytest.mark.parametrize("leaves", [1, 2, 31, 32, 33])
def test_forests_of_trees_of_any_size(leaves: int) -> None:
    # A chain: each node has a leaf on its left, the next node on its right.
    inner = leaves - 1
    chain = forest.Forest(
        roots=np.array([0], dtype=np.int32),
        feature=np.array([0] * inner + [-1] * leaves, dtype=np.int16),
        threshold=np.array([*range(inner), *np.linspace(-1, 2, leaves)], dtype=np.float32),
        left=np.array([inner + i for i in range(inner)] + [0] * leaves, dtype=np.int32),
        right=np.array(
            [*range(1, leaves - 1), *[2 * inner] * (leaves > 1), *[0] * leaves], np.int32
        ),
    )
    assert (chain.ranked is None) == (leaves > 32)
    rows = np.arange(-1, 40, 0.5, dtype=np.float32)[:, None]
    assert np.array_equal(fast(forest.score)(chain, rows), forest.score(chain, rows))


def candidate_fields(candidate: candidates.ItemCandidate) -> dict[str, Any]:
    return {name: getattr(candidate, name) for name in candidates.CANDIDATE_FIELDS}


@pytest.fixture
def related_twins(monkeypatch: pytest.MonkeyPatch) -> list[int]:
    """Runs both twins wherever related items are looked for; counts the candidates seen."""
    finding = pytest.importorskip("scraper.extractors.related._candidates")
    describing = pytest.importorskip("scraper.extractors.related._describe")
    seen: list[int] = []

    def find(*args: Any) -> Any:
        plain, quick = candidates.find_candidates_plain(*args), finding.find_candidates(*args)
        assert list(map(candidate_fields, quick)) == list(map(candidate_fields, plain))
        return quick

    def rows_of(*args: Any) -> Any:
        plain, quick = describe.describe_rows(*args), describing.describe_rows(*args)
        off = {describe.CANDIDATE_FEATURES[column] for column in np.argwhere(plain != quick)[:, 1]}
        assert not off
        seen.append(len(plain))
        return quick

    monkeypatch.setattr(candidates, "_fast_candidates", find)
    monkeypatch.setattr(describe, "_fast_rows", rows_of)
    return seen


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
def test_related_candidates_of_a_fixture_page(page: Path, related_twins: list[int]) -> None:
    record = extract(page.read_bytes(), url="https://www.example.org/news/2026/05/some-page-4711")
    # Items of bare pages and of embedded state are found without candidates.
    elsewhere = page.name.startswith("bare-") or "embedded_state" in record.warnings
    assert related_twins or elsewhere or not record.related


def test_related_candidates_of_an_odd_page(related_twins: list[int]) -> None:
    hrefs = [
        "/a/rain-in-june-4711.html", "/a/rain-in-june-4711.html/", "//other.example/x", "", "#x",
        "https://www.example.org/b/Größe_im_Juni", "https://www.example.org/b/../c/./d?amp=1",
        "HTTPS://WWW.EXAMPLE.ORG:443/e//f", "mailto:a@b.example", " /g ", "/h;jsessionid=1", "h/.i",
        "https://www.example.organ/j", "https://www.example.org", "../k/amp/", "/٣٤/a1b2--c_d-e",
        "?page=2", "/news/2026/05/some-page-4711", "/l?q=ü&utm_source=x", "/m/..", "/n/..o/12345",
    ]  # fmt: skip
    cards = [
        f"<li class=c{i % 3}><a href='{href}'><span>Label {i}</span> <b>Ein Titel: größer, als "
        f"nötig {i}，日本語の見出し</b></a><a href='{href}'>Read more</a><h3>{i} heads</h3>"
        f"<p>A teaser that is long enough to be one, with 3 digits {i}.</p><time>1</time>"
        f"<img data-srcset='/{i}.jpg 2x'></li>"
        for i, href in enumerate(hrefs)
    ]
    rows = "<table><tr><td><a href=/r1>Row of links one</a><td>2<tr><td>3<td><a href=/r2></a>4"
    page = "<title>Rain</title><p>" + "The story, with its sentences. " * 20 + "<a href=/in>in</a>"
    record = extract(
        (page + "<ul>" + "".join(cards) + "</ul>" + rows).encode(),
        url="https://www.example.org/news/2026/05/some-page-4711",
    )
    assert sum(related_twins) > 10
    assert record.related


def test_the_language_model_walked_in_compiled_code_ranks_as_the_library_does() -> None:
    pytest.importorskip("scraper.extractors._language")
    model = language._model()
    assert isinstance(model, language._CompiledIdentifier)
    texts = [
        *ODD,
        "",
        "\u13a0\u13a1 \ud800",
        *(page.read_text("utf-8", "replace") for page in PAGES),
    ]
    for text in texts:
        for part in (text[:10], text[:160], text[:400], text[-400:], text[:90].upper()):
            most = language.TOP_LANGUAGES
            assert model.rank(part)[:most] == model.identifier.rank(part)[:most]


def test_every_half_is_widened_as_numpy_does() -> None:
    bits = np.arange(65_536, dtype=np.uint16).reshape(256, 256)
    features = np.array([255, 0, 1, 124, 252], dtype=np.intp)
    widened = walked_language.weights_of(bits, features)
    assert widened.tobytes() == bits.view(np.float16)[features].astype(np.float32).tobytes()
    with pytest.raises(IndexError):
        walked_language.weights_of(bits, features + 1)


@pytest.mark.parametrize(
    "first",
    [
        "scraper.extractors",
        "scraper.extractors.listed_teasers",
        "scraper.extractors.related.lines",
        "scraper.extractors.related.pointers",
    ],
)
def test_candidates_are_compiled_whichever_module_is_imported_first(first: str) -> None:
    code = (
        f"import {first}; from scraper.extractors.related import _candidates, candidates; "
        "assert candidates._fast_candidates is _candidates.find_candidates"
    )
    subprocess.run([sys.executable, "-c", code], check=True)
