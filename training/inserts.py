"""Labelled pages once more, with what they could have had between and below their paragraphs.

Sites set lines into a story that are none of it: "Advertisement", "Read also: …", an appeal to
subscribe; and after it, in the same element, lists of links or the next whole story. The labelled
pages have each of these on few sites and in few languages. Here they are put into pages whose story
is known, in the page's own markup, so that their labels are known too. A page goes with its site
into the same fold as the page it was made from.
"""

from __future__ import annotations

import random
import re
import tomllib
from collections import Counter
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

from lxml import html

from training.dataset import (
    NUMBERED,
    LabelledPage,
    changed_copy,
    editable,
    fold_of,
    numbered_url,
)
from training.shapes import lexicon

WORDS = Path(__file__).with_name("insert_words.toml")
SEED = 20261125
SET = "inserted"
HELD_LANGUAGES = frozenset({"it", "ko", "fa", "hu", "tr", "uk", "th"})
"""Their words are put in nowhere, so that `inserts_eval.py` can ask how far the rest carries."""
EVERY = {"news-dev": 1, "wcxb-dev": 3}
"""Every which page of a set is used."""
TIMES = {"news-dev": 2, "wcxb-dev": 1}
"""How often each of them is."""
MIN_PARAGRAPHS = 4
_SENTENCES = re.compile(r"(?<=[.!?。！？।])\s*")
Insert = Callable[["Draft", random.Random], None]


class Draft:
    """A page that lines are being put into.

    Attributes:
        paragraphs: elements of the story's paragraphs that share a parent, in order.
        words: of `insert_words.toml`, and of `shape_words.toml` where the language is there.
        links: headlines that the page links to, with their addresses.
        other: paragraphs of another page's story, its headline first.
        whole: whether the story ends with these paragraphs.
        inserted: every text that was put in, and by which of ``KINDS``.
        url: the page's address, which ``_teasers`` may change.
    """

    def __init__(
        self,
        paragraphs: list[Any],
        words: dict[str, list[str]],
        links: list[tuple[str, str]],
        other: list[str],
        whole: bool,
        url: str | None,
    ) -> None:
        self.paragraphs = paragraphs
        self.words = words
        self.links = links
        self.other = other
        self.whole = whole
        self.url = url
        self.inserted: dict[str, str] = {}
        self.kind = ""

    def sentence(self, draw: random.Random) -> str:
        """A sentence of another page's story; "" where there is none."""
        said = draw.choice(self.other[1:] or [""])
        parts = [part for part in _SENTENCES.split(said) if 20 <= len(part) <= 200]
        return draw.choice(parts) if parts else ""

    def paragraph(self, draw: random.Random) -> Any:
        """An empty paragraph like the story's; now and then without its class."""
        model = self.paragraphs[0]
        made = html.Element(model.tag)
        if draw.random() < 0.6 and model.get("class"):
            made.set("class", model.get("class"))
        return made

    def add(self, after: Any, made: Any, draw: random.Random) -> Any:
        """Put an element behind another, now and then in an element of its own."""
        for element in (made, *made.iterdescendants()):
            self.inserted[_text(element)] = self.kind
        if draw.random() < 0.25:
            around = html.Element("div")
            around.append(made)
            made = around
        tail, after.tail = after.tail, "\n"
        after.addnext(made)
        made.tail = tail
        return made


def _text(element: Any) -> str:
    return " ".join(element.text_content().split())


def _link(draft: Draft, draw: random.Random) -> Any:
    title, address = draw.choice(draft.links)
    link = html.Element("a", href=address)
    link.text = title
    return link


def _line(draft: Draft, draw: random.Random) -> None:
    """One line between two paragraphs, or below the last."""
    kind = draft.kind = draw.choice(("ad", "appeal", "pointer", "pointer", "link", "rights"))
    made = draft.paragraph(draw)
    holder = made
    if draw.random() < 0.25:
        holder = html.Element(draw.choice(("strong", "em", "span")))
        made.append(holder)
    if kind in ("pointer", "link"):
        if not draft.links:
            return
        link = _link(draft, draw)
        if kind == "pointer":
            holder.text = draw.choice(draft.words["pointer"]) + " "
            if draw.random() < 0.2:  # the lead-in is part of the link
                link.text, holder.text = holder.text + link.text, None
        holder.append(link)
    else:
        holder.text = draw.choice(draft.words[kind])
    at = len(draft.paragraphs) - 1 if kind == "rights" else draw.randrange(len(draft.paragraphs))
    draft.add(draft.paragraphs[at], made, draw)


def _list(draft: Draft, draw: random.Random) -> None:
    """Headlines in the story's own element, below its last paragraph."""
    if len(draft.links) < 3 or not draft.whole:
        return
    last = draft.paragraphs[-1]
    picked = draw.sample(draft.links, min(len(draft.links), draw.randint(3, 9)))
    way = draw.choice(("ul", "p", "div", "h3"))
    after = last
    if draw.random() < 0.6:
        head = html.Element(draw.choice(("h2", "h3", "p", "div")))
        head.text = draw.choice(draft.words["pointer"])
        after = draft.add(after, head, draw)
    outer = html.Element("ul") if way == "ul" else None
    for title, address in picked:
        made = html.Element("li" if way == "ul" else way)
        link = html.Element("a", href=address)
        link.text = title
        made.append(link)
        if outer is None:
            after = draft.add(after, made, draw)
        else:
            outer.append(made)
    if outer is not None:
        draft.add(after, outer, draw)


AGENCIES = ("Reuters", "AFP", "AP", "dpa", "EFE", "ANSA", "Bernama", "Xinhua", "TASS", "Antara")
DATES = ("Mon Mar 24 2025", "24.03.2025", "24/03/2025 10:15", "2025-03-24", "March 24, 2025")


def _teasers(draft: Draft, draw: random.Random) -> None:
    """Other stories in the story's own element, below its last paragraph: headline and teaser, one
    behind the other, in the markup of paragraphs and subheadings."""
    if len(draft.links) < 3 or not draft.whole:
        return
    after = draft.paragraphs[-1]
    for words in (AGENCIES, DATES):  # what wire stories end with
        if draw.random() < 0.3:
            line = draft.paragraph(draw)
            line.text = draw.choice(words)
            after = draft.add(after, line, draw)
    if draw.random() < 0.5:
        head = html.Element(draw.choice(("h2", "h3", "h4", "p", "div")))
        head.text = draw.choice(draft.words["pointer"]).rstrip(":： ")
        after = draft.add(after, head, draw)
    way = draw.choice(("h2", "h3", "h4", "p", "p", "bold", "bold", "break", "li", "div"))
    linked = draw.random() < 0.9
    form = draw.choice(NUMBERED) if draw.random() < 0.4 else None
    if form and draft.url:
        draft.url = numbered_url(draft.url, draw, form)
    outer = html.Element("ul") if way == "li" else None
    for title, address in draw.sample(draft.links, min(len(draft.links), draw.randint(3, 14))):
        link = html.Element("a") if linked else html.Element("span")
        if linked:
            link.set("href", (form and numbered_url(draft.url, draw, form)) or address)
        link.text = title
        teaser = draft.paragraph(draw)
        teaser.text = draft.sentence(draw) or None
        if way in ("h2", "h3", "h4"):
            headline = html.Element(way)
        else:
            headline = html.Element(way) if way in ("li", "div") else draft.paragraph(draw)
        headline.append(_around("strong", link) if way == "bold" else link)
        if way == "break" and teaser.text:
            headline.append(html.Element("br"))
            headline[-1].tail = teaser.text
        if way in ("li", "div") and teaser.text:
            headline.append(teaser)
        if outer is not None:
            outer.append(headline)
            continue
        after = draft.add(after, headline, draw)
        if way not in ("break", "div") and teaser.text:
            after = draft.add(after, teaser, draw)
    if outer is not None:
        draft.add(after, outer, draw)


def _around(tag: str, element: Any) -> Any:
    made = html.Element(tag)
    made.append(element)
    return made


def _story(draft: Draft, draw: random.Random) -> None:
    """Another whole story below, in copies of the first one's elements: endless scroll."""
    title, *paragraphs = draft.other
    if len(paragraphs) < 3 or not draft.whole:
        return
    parent = draft.paragraphs[0].getparent()
    around = parent
    for _ in range(draw.randrange(3)):
        above = around.getparent()
        if above is None or above.tag in ("body", "html", "main"):
            break
        around = above
    made = html.Element(around.tag)
    if around.get("class"):
        made.set("class", around.get("class"))
    heading = html.Element(draw.choice(("h1", "h1", "h2")))
    heading.text = title
    made.append(heading)
    if draw.random() < 0.6:
        time = html.Element("time", datetime="2024-05-03T10:00:00Z")
        time.text = "3.5.2024"
        made.append(time)
    inner = made
    if around is not parent:
        inner = html.Element(parent.tag)
        if parent.get("class"):
            inner.set("class", parent.get("class"))
        made.append(inner)
    for words in paragraphs[:12]:
        paragraph = draft.paragraph(draw)
        paragraph.text = words
        inner.append(paragraph)
    if around.getparent() is not None:
        draft.add(around, made, random.Random(0))


def _caption(draft: Draft, draw: random.Random) -> None:
    """A picture between two paragraphs, whose caption is a paragraph like any other."""
    said = draft.sentence(draw)
    if not said or "names" not in draft.words:
        return
    photo = draw.choice(draft.words["photo"]).format(n=draw.choice(draft.words["names"]))
    made = html.Element("div")
    made.append(html.Element("img", src="/pictures/4711.jpg"))
    caption = draft.paragraph(draw) if draw.random() < 0.5 else html.Element("div")
    caption.text = f"{said} {photo}" if draw.random() < 0.7 else said
    made.append(caption)
    draft.add(draw.choice(draft.paragraphs), made, draw)


def _cards(draft: Draft, draw: random.Random) -> None:
    """Cards of other stories between two paragraphs, or below the last: headline and teaser."""
    if not draft.links:
        return
    at = draw.randrange(len(draft.paragraphs))
    for title, address in draw.sample(draft.links, min(len(draft.links), draw.choice((1, 1, 3)))):
        made = html.Element("div")
        if draw.random() < 0.4:
            made.append(html.Element("img", src="/pictures/4712.jpg"))
        head = html.Element(draw.choice(("h3", "h4", "p", "strong")))
        link = html.Element("a", href=address)
        link.text = title
        head.append(link)
        made.append(head)
        if said := draft.sentence(draw):
            teaser = draft.paragraph(draw) if draw.random() < 0.4 else html.Element("p")
            teaser.text = said
            made.append(teaser)
        draft.add(draft.paragraphs[at], made, draw)


def _comments(draft: Draft, draw: random.Random) -> None:
    """What readers say, below the story."""
    if not draft.whole or "names" not in draft.words or len(draft.other) < 4:
        return
    outer = html.Element(draw.choice(("div", "ol", "section")))
    name = draw.choice(("comment", "reply", "c-item", "x7f2", ""))
    for _ in range(draw.randint(2, 6)):
        made = html.Element("li" if outer.tag == "ol" else "div")
        if name:
            made.set("class", name)
        who = html.Element(draw.choice(("b", "cite", "div", "h4")))
        who.text = draw.choice(draft.words["names"])
        when = html.Element(draw.choice(("time", "span", "div")))
        when.text = draw.choice(draft.words["ages"]).format(draw.randint(1, 20))
        said = html.Element("p")
        said.text = " ".join(draft.sentence(draw) for _ in range(draw.randint(1, 3)))
        made.extend((who, when, said))
        outer.append(made)
    draft.add(draft.paragraphs[-1].getparent(), outer, random.Random(0))


KINDS: tuple[tuple[Insert, float, int], ...] = (
    (_line, 1.0, 3), (_list, 0.35, 1), (_story, 0.2, 1), (_caption, 0.3, 2), (_cards, 0.3, 2),
    (_comments, 0.2, 1), (_teasers, 0.4, 1),
)  # fmt: skip
"""What is put in, how likely, and how often at most."""


def load_inserts(
    data: Path, pages: Sequence[LabelledPage], *, held: bool = False
) -> list[LabelledPage]:
    """Pages with inserts, made from labelled articles.

    Args:
        pages: the labelled pages.
        held: whether to put in the words of the languages that are held back, and only into pages
            of theirs, or of English.
    """
    invented = lexicon()
    told = {
        language: {kind: said.split("|") for kind, said in words.items()}
        | invented.get(language, {})
        for language, words in tomllib.loads(WORDS.read_text(encoding="utf-8")).items()
        if (language in HELD_LANGUAGES) == held
    }
    articles = [page for page in pages if _is_article(page)]
    made = []
    counts: Counter[str] = Counter()
    for page in articles:
        counts[page.set] += 1
        if counts[page.set] % EVERY[page.set]:
            continue
        language = _language(page)
        # Of the same fold, so that no forest is asked about a text that it was told of here.
        others = [
            p
            for p in articles
            if fold_of(p.site) == fold_of(page.site)
            and p.site != page.site
            and _language(p) == language
        ]
        for time in range(TIMES[page.set]):
            draw = random.Random(f"{SEED} {page.id} {time} {held}")
            words = told.get(language)
            if words is None or draw.random() < 0.1:
                words = told[draw.choice(sorted(told))]
            other = _lines(draw.choice(others)) if others else [""]
            drafted = _inserted(data, page, words, other, draw)
            if drafted is not None:
                made.append(drafted)
    return made


def _is_article(page: LabelledPage) -> bool:
    return page.set in EVERY and page.truth.get("page_type", "article") == "article"


def _language(page: LabelledPage) -> str:
    for i in range(min(len(page.tree), 3)):
        if page.tree.tags[i] == "html":
            return page.tree.attrs[i].get("lang", "en")[:2].lower()
    return "en"


def _lines(page: LabelledPage) -> list[str]:
    title = page.truth.get("title") or "A headline"
    return [title, *(b.text for b, label in zip(page.blocks, page.labels, strict=True)
                     if label > 0.8 and b.tag == "p" and len(b.text) > 60)]  # fmt: skip


def _inserted(
    data: Path,
    page: LabelledPage,
    words: dict[str, list[str]],
    other: list[str],
    draw: random.Random,
) -> LabelledPage | None:
    document = editable(data, page)
    story = set(_lines(page)[1:])
    own = [e for e in document.iter("p", "div") if len(e) < 20 and _text(e) in story]
    root = document.getroottree()
    places = [root.getpath(e.getparent()) for e in own]
    if not places:
        return None
    place, most = Counter(places).most_common(1)[0]
    if most < MIN_PARAGRAPHS:
        return None
    paragraphs = [e for e, at in zip(own, places, strict=True) if at == place]
    whole = paragraphs[-1] is own[-1]
    draft = Draft(paragraphs, words, _headlines(page), other, whole, page.url)
    for insert, chance, most in KINDS:
        for _ in range(draw.randint(1, most)):
            if draw.random() < chance:
                draft.kind = insert.__name__.strip("_")
                insert(draft, draw)
    made = changed_copy(page, SET, document, draft.url)
    if made is None:
        return None
    made.truth["inserted"] = draft.inserted
    for number, block in enumerate(made.blocks):
        if block.text in draft.inserted:
            made.labels[number] = 0.0
    return made


def _headlines(page: LabelledPage) -> list[tuple[str, str]]:
    """What the page links to beside its story, by texts that are as long as headlines."""
    found = {}
    for block, label in zip(page.blocks, page.labels, strict=True):
        if label < 0.2 and 25 <= len(block.text) <= 140 and block.link_count == 1:
            address = page.tree.attrs[block.anchor].get("href", "") if block.anchor >= 0 else ""
            if block.link_chars >= 0.9 * len(block.text) and len(address) > 3:
                found[block.text] = address
    return list(found.items())
