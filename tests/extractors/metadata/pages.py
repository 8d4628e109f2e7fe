"""A small page with a story, to which each test puts what it asks about."""

from __future__ import annotations

from scraper import extract
from scraper.record import Record

STORY = """<p>It rained in Lund on Monday for the first time since the end of April, and nobody who
was asked had brought an umbrella along, whatever the forecast had said.</p>
<p>The gauge at the station stood at eleven millimetres when the clouds gave way at noon, a little
more than in the whole of the last three months together.</p>
<p>Farmers around the town had been waiting for it since the beginning of May. The barley is lost,
but the beets may recover, the growers' association said, if more falls before the weekend.</p>
<p>The next rain is expected on Thursday evening. Until then the ban on watering gardens stays in
force, and the fountain on the square remains switched off.</p>"""


SITE_MENU = "".join(f'<li class="item"><a href="/{n}/">Part {n}</a></li>' for n in range(12))
"""With a menu and classes, a page is no longer one without markup."""


def record(body: str, head: str = "", url: str = "https://news.example/rain") -> Record:
    page = f"<html lang='en'><head>{head}</head><body>{body}</body></html>"
    return extract(page, url=url)
