"""Labelled pages in disguise: without the names, elements or metadata that their site uses.

A page's words and their order stay, and with them its truth. What changes is what differs most
between sites: class names (as a build tool writes them, or none), the elements of HTML5 and
paragraphs (``div`` for all), what the head says, and the words of the address. The story's forests
are fitted on such copies as well, so that they do not lean on any of these alone.
"""

from __future__ import annotations

import hashlib
import random
from collections import Counter
from collections.abc import Sequence
from pathlib import Path

from lxml import etree, html

from training.dataset import LabelledPage, changed_copy, editable, numbered_url

SET = "disguised"
SEED = 20261125
EVERY = {"news-dev": 1, "wcxb-dev": 3, "segments-dev": 3, "readability-dev": 3}
"""Of each set every n-th page is copied."""
TIMES = {"news-dev": 2}
NUMBERED_SHARE = 0.25
"""Share of the copies whose address has no words."""
SECTIONING = frozenset("article section main aside nav header footer figure figcaption".split())
NAMES = ("class", "id", "itemprop", "itemtype", "role")


def load_disguised(data: Path, pages: Sequence[LabelledPage]) -> list[LabelledPage]:
    """Disguised copies of some of the pages, always the same ones."""
    made = []
    counts: Counter[str] = Counter()
    for page in pages:
        if page.set not in EVERY or not page.labels:
            continue
        counts[page.set] += 1
        if counts[page.set] % EVERY[page.set]:
            continue
        for time in range(TIMES.get(page.set, 1)):
            disguised = _disguised(data, page, random.Random(f"{SEED} {page.set} {page.id} {time}"))
            if disguised is not None:
                made.append(disguised)
    return made


def _disguised(data: Path, page: LabelledPage, draw: random.Random) -> LabelledPage | None:
    document = editable(data, page)
    _disguise(document, draw)
    url = numbered_url(page.url, draw) if draw.random() < NUMBERED_SHARE else page.url
    made = changed_copy(page, SET, document, url)
    if made is not None:
        made.truth["copied from"] = page.set
    return made


def _disguise(document: html.HtmlElement, draw: random.Random) -> None:
    names = draw.choice(("kept", "renamed", "removed", "removed"))
    elements = draw.choice(("kept", "kept", "plain", "plain", "no paragraphs"))
    bare_head = draw.random() < 0.4 or (names, elements) == ("kept", "kept")
    salt = draw.random()
    for element in list(document.iter(etree.Element)):
        _rename(element, names, salt)
        sectioning = elements != "kept" and element.tag in SECTIONING
        if sectioning or (elements == "no paragraphs" and element.tag == "p"):
            element.tag = "div"
        elif bare_head and _tells(element) and element.getparent() is not None:
            element.drop_tree()


def _tells(element: html.HtmlElement) -> bool:
    """Whether an element is metadata."""
    if element.tag == "meta":
        return not element.get("charset")
    return bool(element.tag == "script" and "json" in element.get("type", ""))


def _rename(element: html.HtmlElement, how: str, salt: float) -> None:
    if how == "kept":
        return
    for name in NAMES:
        value = element.attrib.pop(name, None)
        if value and how == "renamed" and name == "class":
            words = (
                hashlib.sha256(f"{salt} {word}".encode()).hexdigest() for word in value.split()
            )
            element.set("class", " ".join(f"c{digest[:6]}" for digest in words))
