"""Section pages: their items are in ``related``, whatever else the page says of each."""

from __future__ import annotations

import scraper

ITEMS = [
    ("Ferry to the Isle of Marrow runs again after nine weeks",
     "The ramp was bent by a storm in January, and the part had to be cast in another country.",
     "On the first morning forty people waited in the rain, some of them with bicycles."),
    ("Harbour master retires after thirty-one years on the quay",
     "Piet Longley counted the ships by hand until the very last day.",
     "His successor has never sailed, and says that this is an advantage in such a harbour."),
    ("Divers find a bell that no one has missed",
     "It weighs ninety kilos and carries the name of a ship that was never registered.",
     "The museum has asked every parish along the coast, and so far two of them claim it."),
    ("New crane lifts its first container into the fog",
     "The machine can work in winds in which the old one stood still.",
     "For the drivers it means night shifts, which the union wants to talk about in the spring."),
    ("Seals sleep on the pontoons, and the yacht club gives in",
     "Members now moor their boats at the other end of the basin.",
     "A biologist counts the animals every Sunday and puts the figure on a board by the gate."),
    ("Fuel spill closes the fish market for two days",
     "Booms were laid within the hour, but the wind pushed the film under the halls.",
     "Traders sold their catch from vans on Rope Street, at prices that fell by the hour."),
    ("Lighthouse keeper's house becomes a school for radio",
     "The transmitter in the cellar still works, and so does the kettle beside it.",
     "Sixteen pupils learn how to speak so that a tired helmsman understands them."),
    ("Council sells the old customs shed for one crown",
     "The buyer must repair the roof before the next winter or give it back.",
     "Three choirs, a brewery and a circus have asked whether they may use the hall."),
    ("Ice on the inner basin for the first time since 1987",
     "Children skated between the tugs until the harbour police put up a rope.",
     "A tug broke the ice at noon, to whistles from the shore."),
    ("Dockers' choir sings in the dry dock",
     "The echo lasts for eleven seconds, so the conductor chose slow songs.",
     "Tickets were gone within a morning; a second evening is planned."),
]  # fmt: skip


def section_page() -> bytes:
    """A section with a recording and two paragraphs for each story: titles and teasers are the
    smaller part of its text."""
    cards = "".join(
        f'<article class="item"><h2 class="title"><a href="/2026/03/story-{n}-of-the-harbour">'
        f'{title}</a></h2><p class="teaser"><time>March {n + 1}, 2026</time> • {first}</p>'
        f'<div class="audio"><b>Listen</b> · {n + 2}:15 <a href="/download/{n}">Download</a> '
        f'<a href="/transcript/{n}">Transcript</a></div><p class="more">{second}</p></article>'
        for n, (title, first, second) in enumerate(ITEMS)
    )
    return (
        '<!doctype html><html><head><title>Harbour news : The Sable Post</title><meta property='
        '"og:type" content="website"></head><body><nav><a href="/">Home</a> <a href="/town">Town'
        '</a> <a href="/harbour">Harbour</a> <a href="/sport">Sport</a></nav><main><h1>Harbour</h1>'
        '<p class="intro">The latest news from the harbour, the ferries and the people who work on '
        f'the quay. Subscribe to the harbour podcast.</p>{cards}<a class="next" '
        'href="/harbour?page=2">Older</a></main><footer>© The Sable Post</footer></body></html>'
    ).encode()  # fmt: skip


def test_items_of_a_section_page_with_other_text() -> None:
    record = scraper.extract(section_page(), url="https://post.example/harbour")
    assert record.page_type == "listing"
    assert [item.title for item in record.related] == [title for title, _, _ in ITEMS]
    assert record.related[3].url == "https://post.example/2026/03/story-3-of-the-harbour"
    assert record.text
