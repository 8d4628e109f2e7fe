"""Items with two links to one address: the headline, and below it the teaser."""

from scraper.extractors.parsing.blocks import cut
from scraper.extractors.parsing.html import parse_html
from scraper.extractors.related.candidates import ItemCandidate, find_candidates
from scraper.extractors.related.items import read_items

URL = "https://news.example/p/own-story-of-the-day"
TOLD = [
    ("Copper and robbers", "Why thieves read the prices of metals"),
    ("The bank that lent to itself", "A short history of a long circle"),
    ("Sixteen tonnes of forecasts", "I weighed them"),
]


def items(told: list[tuple[str, str]], title_class: str = "") -> list[tuple[str, str | None]]:
    """Titles and teasers of a list in which the author's name is a link, too."""
    cards = "".join(
        f'<div class="card"><div><a class="{title_class}" href="/p/x{n}">{first}</a>'
        f'<div class="second"><a href="/p/x{n}">{second}</a></div>'
        f'<div><time>May 6</time> <a href="/@ann?{n % 2}">Ann Example</a></div></div></div>'
        for n, (first, second) in enumerate(told)
    )
    tree = parse_html(f"<html><body><div>{cards}</div></body></html>".encode())
    raw = cut(tree)
    candidates = find_candidates(tree, raw, [False] * len(raw), URL)
    found: list[ItemCandidate] = [item for item in candidates if "/p/" in item.url]
    teasers = read_items(tree, raw, found, candidates, URL)
    return [(item.title, teaser) for item, teaser in zip(found, teasers, strict=True)]


def test_the_second_link_is_the_teaser() -> None:
    assert items(TOLD) == TOLD
    assert items(TOLD, "title-link") == TOLD


def test_a_kicker_is_no_title() -> None:
    kickers = ["Middle East", "Town hall", "Ice hockey"]
    told = [(kicker, title) for kicker, (title, _) in zip(kickers, TOLD, strict=True)]
    assert [title for title, _ in items(told)] == [title for title, _ in TOLD]


def test_a_headline_in_two_links() -> None:
    halves = [(f"{first} of", f"{second[0].lower()}{second[1:]}") for first, second in TOLD]
    assert all(teaser is None for _, teaser in items(halves))
