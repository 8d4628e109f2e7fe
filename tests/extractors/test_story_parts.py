"""Parts of a story that stand apart from its paragraphs: questions of an accordion, ingredients,
days of a timeline, weak posts of a live blog."""

from __future__ import annotations

import json
from collections.abc import Callable

import numpy as np
import pytest

from scraper.extractors.metadata.sources.jsonld import read_jsonld
from scraper.extractors.parsing.blocks import cut
from scraper.extractors.parsing.html import parse_html
from scraper.extractors.story_parts import (
    accordion_headings,
    enclosed_lists,
    headings_like_others,
    is_live_blog,
    part_labels,
    posts_like_others,
    stated_lines,
)

TOLD = "It is told in the town."


def headings(markup: str) -> list[str]:
    """The buttons that are added to a story of the paragraphs ``TOLD``."""
    tree = parse_html(f"<body><p>{TOLD}</p>{markup}</body>".encode())
    raw = cut(tree)
    chosen = [number for number, block in enumerate(raw) if block.text == TOLD]
    return [raw[number].text for number in accordion_headings(tree, raw, chosen)]


def part(question: str, button: str, panel: str = "", told: str = TOLD) -> str:
    return f"<div>{button.format(question)}<div {panel}><p>{told}</p></div></div>"


IN_HEADING = "<h3><button aria-expanded=false><span>{}</span></button></h3>"
AROUND_HEADING = "<button aria-expanded=false><h3>{}</h3></button>"
NAMED = "<button aria-expanded=false aria-controls={0}>{0}</button>"


@pytest.mark.parametrize(
    ("markup", "expected"),
    [
        pytest.param(part("Who pays?", IN_HEADING), ["Who pays?"], id="in a heading"),
        pytest.param(
            part("One", NAMED, "id=One") + part("Two", NAMED, "id=Two hidden"),
            ["One", "Two"],
            id="names its panel",
        ),
        pytest.param(part("More", NAMED, "id=More"), [], id="shows the rest of the text"),
        pytest.param(
            part("One", NAMED, "id=x") + part("Two", NAMED, "id=y"), [], id="names another element"
        ),
        pytest.param(part("Menu", IN_HEADING, told="Sport"), [], id="what it unfolds is no story"),
        pytest.param(part("Who pays?", "<h3><button>{}</button></h3>"), [], id="unfolds nothing"),
        pytest.param(
            part("Shops", "<h3><button aria-expanded=false><a href=/s>{}</a></button></h3>"),
            [],
            id="a link",
        ),
    ],
)
def test_a_button_that_unfolds_a_part_of_the_story_is_its_heading(
    markup: str, expected: list[str]
) -> None:
    assert headings(markup) == expected


def stated(markup: str, node: dict[str, object], chosen_tag: str = "p") -> list[str]:
    raw = cut(parse_html(f"<body>{markup}</body>".encode()))
    chosen = [number for number, block in enumerate(raw) if block.tag == chosen_tag]
    linked = read_jsonld([json.dumps(node)])
    return [raw[number].text for number in stated_lines(raw, chosen, linked)]


LIST = "<ul><li>200 g <b>salt</b><li>2&nbsp;eggs</ul>"
RECIPE = {"@type": "Recipe", "recipeIngredient": ["200 g salt", "2 eggs", "1 lemon"]}
FAR = "<div>4</div>" * 6


@pytest.mark.parametrize(
    ("markup", "expected"),
    [
        pytest.param(f"<p>Stir.</p>{LIST}<p>Eat.</p>", ["200 g salt", "2 eggs"], id="between"),
        pytest.param(f"<p>Stir.</p><i>-</i>{LIST}", ["200 g salt", "2 eggs"], id="below"),
        pytest.param(f"<p>Stir.</p>{FAR}{LIST}", [], id="far below"),
        pytest.param(f"{LIST}<p>Stir.</p>", [], id="above"),
        pytest.param("<p>Stir.</p><div>2 eggs</div><p>Eat.</p>", [], id="one by chance"),
    ],
)
def test_ingredients_that_the_json_ld_names_are_part_of_the_recipe(
    markup: str, expected: list[str]
) -> None:
    assert stated(markup, RECIPE) == expected
    assert stated(markup, {"@type": "Recipe", "name": "Salt"}) == []


def test_questions_that_the_json_ld_names_are_part_of_the_story() -> None:
    answered = [{"@type": "Question", "name": name} for name in ("Who pays?", "Since when?")]
    page = "<p>It rains.</p><div>Who pays?</div><p>Nobody.</p><div>Since when?</div><p>May.</p>"
    node = {"@type": "FAQPage", "mainEntity": answered}
    assert stated(page, node) == ["Who pays?", "Since when?"]


POST = (
    "<article><h2 class=head>{0}</h2><p class=text>It is {0}.</p><div>By the desk</div></article>"
)


def posts(markup: str, weak: set[str], probability: float = 0.1) -> list[str]:
    """What is added to a live blog of which all of the kinds ``head`` and ``text`` is chosen but
    that with the words ``weak``."""
    tree = parse_html(f"<body><main>{markup}</main></body>".encode())
    raw = cut(tree)
    chosen = [
        number
        for number, block in enumerate(raw)
        if tree.attrs[block.node].get("class") and weak.isdisjoint(block.text.strip(".").split())
    ]
    found = posts_like_others(tree, raw, chosen, np.full(len(raw), probability))
    return [raw[number].text for number in found]


POSTS = "".join(map(POST.format, ("noon", "nine", "eight", "seven")))


@pytest.mark.parametrize(
    ("markup", "weak", "expected"),
    [
        pytest.param(POSTS, {"nine"}, ["nine", "It is nine."], id="a whole post"),
        pytest.param(POSTS, {"It"}, [], id="a kind that is never story"),
        pytest.param(POSTS, {"noon", "nine", "eight"}, [], id="most are none"),
        pytest.param(
            POSTS + "<section><p class=text>It is late.</p></section>",
            {"late"},
            [],
            id="an element of another kind",
        ),
        pytest.param(
            POSTS.replace("<p class=text>It is nine.</p>", "<aside><p class=text>gone</p></aside>"),
            {"nine", "gone"},
            ["nine"],
            id="an insert in a post",
        ),
    ],
)
def test_posts_of_a_live_blog_are_read_like_its_others(
    markup: str, weak: set[str], expected: list[str]
) -> None:
    assert posts(markup, weak) == expected
    assert posts(markup, weak, probability=0.01) == []


@pytest.mark.parametrize(("kind", "told"), [("LiveBlogPosting", True), ("NewsArticle", False)])
def test_a_live_blog_is_told_by_its_json_ld(kind: str, told: bool) -> None:
    assert is_live_blog(read_jsonld([json.dumps({"@type": kind, "headline": "Ice"})])) is told


DAY = "<div class=day>{0} May</div><p>{0} ships came.</p>"


def labels(markup: str, probability: float = 0.38, threshold: float = 0.4) -> list[str]:
    """The lines that are added to a story of its paragraphs."""
    tree = parse_html(f"<body><p>It began in May.</p>{markup}<p>It is over.</p></body>".encode())
    raw = cut(tree)
    of = np.array([0.9 if block.tag == "p" else probability for block in raw])
    chosen = [number for number, block in enumerate(raw) if block.tag == "p"]
    return [raw[number].text for number in part_labels(tree, raw, chosen, of, threshold)]


DAYS = "".join(map(DAY.format, (2, 5, 7, 9)))


@pytest.mark.parametrize(
    ("markup", "added"),
    [
        pytest.param(DAYS, True, id="above each part"),
        pytest.param(DAYS.replace("<p>7 ships came.</p>", "<i>-</i>"), False, id="above another"),
        pytest.param("".join(map(DAY.format, (2, 5, 7))), False, id="too few"),
        pytest.param(DAY.format(2) * 4, False, id="all the same"),
        pytest.param(
            DAYS.replace("<p>", "<table><tr><th>At</th></tr><tr><td><p>").replace(
                "</p>", "</p></td></tr></table>"
            ),
            False,
            id="above tables",
        ),
        pytest.param(DAYS.replace("9 May", "<a href=/9>9 May</a>"), False, id="links"),
        pytest.param(
            DAYS.replace("<div class=day>", "<figcaption>").replace("</div>", "</figcaption>"),
            False,
            id="captions",
        ),
    ],
)
def test_lines_above_each_part_of_a_story_belong_to_it(markup: str, added: bool) -> None:
    assert labels(markup) == ([f"{day} May" for day in (2, 5, 7, 9)] if added else [])
    assert labels(markup, probability=0.3) == []
    assert labels(markup, threshold=0.36) == [], "left out on purpose"


WEAK = 0.25


def with_weak(
    markup: str, find: Callable[..., list[int]], *more: float, weak: float = WEAK
) -> list[str]:
    """What is added to a story of the blocks that say "told"; all others have a low probability."""
    tree = parse_html(f"<body><div>{markup}</div></body>".encode())
    raw = cut(tree)
    of = np.array([0.9 if "told" in block.text else weak for block in raw])
    chosen = [number for number, block in enumerate(raw) if "told" in block.text]
    return [raw[number].text for number in find(tree, raw, chosen, of, *more)]


PLACE = "<h3 class=place>{}</h3><p>It is told here.</p>"
KNOWN = PLACE.format("As told in Lund")


@pytest.mark.parametrize(
    ("markup", "expected"),
    [
        pytest.param(PLACE.format("Lund") + KNOWN + PLACE.format("Ystad"), ["Lund", "Ystad"],
                     id="above and below"),
        pytest.param(PLACE.format("Lund"), [], id="no other one"),
        pytest.param("<h3>Lund</h3><p>It is told.</p>" + KNOWN, [], id="of another kind"),
        pytest.param(KNOWN + PLACE.format("<a href=/lund>Lund</a>"), [], id="a link"),
        pytest.param(KNOWN + "<h3 class=place>Lund</h3><p>Rain.</p>", [], id="above no story"),
        pytest.param(KNOWN + PLACE.format("Read also"), [], id="over other stories"),
        pytest.param(
            KNOWN + "<h3 class=place>Lund</h3><h4>As told</h4>", [], id="over another heading"
        ),
        pytest.param(
            KNOWN + "<h3 class=place>Lund</h3><p><a href=/t>As told</a></p>", [], id="over a link"
        ),
    ],
)  # fmt: skip
def test_headings_like_another_one_of_the_story_belong_to_it(
    markup: str, expected: list[str]
) -> None:
    assert with_weak(markup, headings_like_others, 0.4) == expected
    assert with_weak(markup, headings_like_others, 0.4, weak=0.1) == []
    assert with_weak(markup, headings_like_others, 0.2) == [], "left out on purpose"


DAYS_LISTED = "<dl><dt>2024</dt><dd>It began.</dd><dt>2025</dt><dd>It went on.</dd></dl>"
ALL_DAYS = ["2024", "It began.", "2025", "It went on."]


@pytest.mark.parametrize(
    ("markup", "expected"),
    [
        pytest.param(f"<p>It is told.</p>{DAYS_LISTED}<p>As told.</p>", ALL_DAYS, id="terms"),
        pytest.param(
            "<p>It is told.</p><ul><li><label>Salt</label><li>Two eggs</ul><ol><li>As told</ol>",
            ["Salt", "Two eggs"],
            id="above another list",
        ),
        pytest.param(f"<p>It is told.</p>{DAYS_LISTED}", [], id="below the story"),
        pytest.param(f"{DAYS_LISTED}<p>It is told.</p>", [], id="above the story"),
        pytest.param(
            f"<p>It is told.</p>{FAR}{DAYS_LISTED}<p>As told.</p>", [], id="far from the story"
        ),
        pytest.param(
            "<p>It is told.</p><ul><li>Salt<li><a href=/e>Eggs</a></ul><p>As told.</p>",
            [],
            id="with links",
        ),
        pytest.param(
            "<p>It is told.</p><ul><li>1,204<li>12</ul><p>As told.</p>", [], id="of counts"
        ),
        pytest.param("<p>It is told.</p><ul><li>Salt</ul><p>As told.</p>", [], id="of one item"),
    ],
)
def test_a_list_within_the_story_belongs_to_it_as_a_whole(markup: str, expected: list[str]) -> None:
    assert with_weak(markup, enclosed_lists) == expected
    assert with_weak(markup, enclosed_lists, weak=0.15) == []


def test_no_story_has_no_parts() -> None:
    tree = parse_html(f"<body>{DAYS_LISTED}{DAYS}{POSTS}</body>".encode())
    raw = cut(tree)
    none = np.zeros(len(raw))
    assert enclosed_lists(tree, raw, [], none) == []
    assert headings_like_others(tree, raw, [], none, 0.4) == []
    assert part_labels(tree, raw, [], none, 0.4) == []
    assert posts_like_others(tree, raw, [], none) == []
    assert accordion_headings(tree, raw, []) == []
    assert stated_lines(raw, [], read_jsonld([json.dumps(RECIPE)])) == []
