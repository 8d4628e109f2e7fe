"""Cards whose links to sections, authors and comments are their own, in whole pages."""

from __future__ import annotations

import pytest

from scraper import extract
from scraper.extractors.parsing.html import parse_html
from scraper.extractors.related.pointers import EMBEDDED, in_embedded_card
from scraper.record import Record, RelatedItem
from tests.extractors.metadata.pages import STORY

URL = "https://news.example/lund/2026/03/rain-in-lund-at-last"
MENU = "".join(
    f"""<li class="item"><a href="/{top}/">{top}</a><ul class="sub"><li>
    <a href="/{top}/weather/">Weather</a></li></ul></li>"""
    for top in ("Town", "Country", "World")
)
STORIES = [
    ("Ferry runs again after nine weeks", "The island had waited long enough, they said."),
    ("Council keeps the night bus", "Fares rise by half a crown."),
    ("Bakery on Rope Street closes", "Three generations of one family baked here."),
]


def page(below: str, between: str = "", url: str = URL) -> Record:
    head = "<title>Rain in Lund at last - The Gauge</title>"
    first, *rest = STORY.split("</p>")
    story = f"{first}</p>{between}{'</p>'.join(rest)}"
    body = f"""<nav><ul class=menu>{MENU}</ul></nav>
    <main class=page><h1>Rain in Lund at last</h1>{story}</main>{below}"""
    return extract(f"<html lang=en><head>{head}</head><body>{body}</body></html>", url=url)


def card(title: str, teaser: str, label: str = "Weather") -> str:
    slug = title.lower().replace(" ", "-")
    return f"""<div class="card"><div class="kicker"><a href="/topic/{label.lower()}/">{label}</a>
    </div><h3 class="t"><a href="/lund/2026/03/{slug}">{title}</a></h3><div class="d">{teaser}</div>
    <span class="by"><a href="/author/jo-bloggs">Jo Bloggs</a></span></div>"""


def items(record: Record) -> list[tuple[str, str | None, str | None]]:
    return [(item.title, item.teaser, item.section) for item in record.related]


def test_a_label_that_the_menu_has_too_does_not_end_its_card() -> None:
    cards = "".join(card(*story) for story in STORIES)
    made = page(f"<section><h2>More news</h2>{cards}</section>")
    assert items(made) == [(title, teaser, "More news") for title, teaser in STORIES]


def test_the_only_card_of_a_box_has_its_label_too() -> None:
    made = page("", f"<aside>{card(*STORIES[0])}</aside>")
    assert items(made) == [(*STORIES[0], None)]


def test_a_list_heading_between_cards_stays_outside_of_them() -> None:
    first, second = (card(*story) for story in STORIES[:2])
    made = page(f"<div><h2>More news</h2>{first}<h2>Most read</h2>{second}</div>")
    assert [item.section for item in made.related] == ["More news", "Most read"]


def test_the_heading_of_a_link_is_its_title_and_no_longer_line_above() -> None:
    cards = "".join(
        f"""<li><a href="/science/5{n}/{word}"><div><span>Science · {7 + n} March</span>
        <h3>What {word} may tell</h3></div></a></li>"""
        for n, word in enumerate(("ice", "moss", "salt"))
    )
    made = page(f"<section><h2>More news</h2><ul>{cards}</ul></section>")
    assert [item.title for item in made.related] == [
        "What ice may tell", "What moss may tell", "What salt may tell",
    ]  # fmt: skip


def test_two_cards_have_their_teasers_in_the_same_element() -> None:
    grid = "".join(
        f"""<a class="c" href="/lund/2026/03/{n}-{title.lower().replace(" ", "-")}">
        <img src="/{n}"><span class="k">Town</span><span class="t">{title}</span>
        <span class="d">{teaser}</span></a>"""
        for n, (title, teaser) in enumerate(STORIES[:2])
    ).replace("Fares rise by half a crown.", "Fares rise again.")
    made = page(f'<h2>More news</h2><div class="grid">{grid}</div>')
    assert [item.teaser for item in made.related] == [STORIES[0][1], "Fares rise again."]


@pytest.mark.parametrize("folder", ["print", "drucken", "pechat"])
def test_the_story_for_printing_is_no_other_story(folder: str) -> None:
    cards = "".join(
        f'<tr><td><a href="/lund/2026/02/8810{n}.html">{title}</a></td></tr>'
        for n, (title, _) in enumerate(STORIES)
    )
    own = f'<tr><td><a href="/{folder}/88213.html">Version for printers</a></td></tr>'
    below = f"<h2>More news</h2><table>{own}{cards}</table>"
    made = page(below, url="https://news.example/lund/2026/02/88213.html")
    assert [item.title for item in made.related] == [title for title, _ in STORIES]


BOOKMARK = """<figure class="kg-card kg-bookmark-card"><a class="kg-bookmark-container"
href="https://{}/lamp-room/"><div class="kg-bookmark-content"><div class="kg-bookmark-title">Inside
the lamp room</div><div class="kg-bookmark-description">What a lighthouse keeper does when the light
keeps itself.</div></div></a></figure>"""
QUOTE = """<figure class="wp-block-embed is-type-wp-embed"><blockquote class="wp-embedded-content">
<a href="https://{}/lamp-room/">Inside the lamp room</a></blockquote></figure>"""


@pytest.mark.parametrize("embed", [BOOKMARK, QUOTE])
def test_a_story_of_the_site_that_a_story_embeds_is_an_item(embed: str) -> None:
    [item] = page("", embed.format("news.example")).related
    assert isinstance(item, RelatedItem)
    assert (item.title, item.position) == ("Inside the lamp room", "inline")
    assert page("", embed.format("lamps.example.org")).related == []


@pytest.mark.parametrize("name", sorted(EMBEDDED))
def test_an_element_inside_an_embedded_card_is_known_by_each_of_its_classes(name: str) -> None:
    tree = parse_html(f'<div class="wide {name}"><p><a>Inside</a></p></div><p>Below</p>'.encode())
    inside, below = tree.tags.index("a"), len(tree.tags) - 1
    assert in_embedded_card(tree, inside)
    assert not in_embedded_card(tree, below)
    other = parse_html(f'<p class="{name}-not">Other</p>'.encode())
    assert not in_embedded_card(other, other.tags.index("p"))
