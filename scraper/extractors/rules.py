"""Site rules: CSS selectors of a source's configuration, which win over the model.

The rules are applied with BeautifulSoup before the page is cut into blocks: dropped elements are
taken out, and the story's elements are marked, so that everything after knows them. Only sources
that have rules pay for the second parse.
"""

from __future__ import annotations

from dataclasses import dataclass, field

from bs4 import BeautifulSoup
from bs4.element import Tag

MARK = "data-scraper-story"
"""Attribute that marks an element which a rule named as the story."""


@dataclass(frozen=True, slots=True)
class SiteRules:
    """CSS selectors of one site; an empty one leaves its field to the extractor.

    Attributes:
        story: elements whose text is the story, and nothing else is.
        title, author, date: elements whose text (or ``content``, ``datetime``) is the field.
        drop: elements that are taken out before anything is looked at.
    """

    story: str | None = None
    title: str | None = None
    author: str | None = None
    date: str | None = None
    drop: tuple[str, ...] = ()

    def __bool__(self) -> bool:
        return bool(self.story or self.title or self.author or self.date or self.drop)


@dataclass(slots=True)
class Ruled:
    """A page after its site's rules.

    Attributes:
        utf8: the page's markup with the story marked and the dropped elements gone.
        story: whether the story rule matched.
        title, authors, date: what the rules found; "" and [] for nothing.
        unmatched: names of the rules that matched nothing.
    """

    utf8: bytes
    story: bool = False
    title: str = ""
    authors: list[str] = field(default_factory=list)
    date: str = ""
    unmatched: list[str] = field(default_factory=list)


def apply_rules(text: str, rules: SiteRules) -> Ruled:
    """Apply a site's rules to a page's decoded markup."""
    soup = BeautifulSoup(text, "lxml")
    ruled = Ruled(b"")
    for name in ("title", "author", "date"):
        selector = getattr(rules, name)
        if not selector:
            continue
        values = [value for value in map(_value, soup.select(selector)) if value]
        if not values:
            ruled.unmatched.append(name)
        elif name == "author":
            ruled.authors = list(dict.fromkeys(values))
        else:
            setattr(ruled, name, values[0])
    # After the fields: a site may print its date inside a box that the story does without.
    for selector in rules.drop:
        for element in soup.select(selector):
            element.decompose()
    if rules.story:
        for element in soup.select(rules.story):
            element[MARK] = "1"
            ruled.story = True
        if not ruled.story:
            ruled.unmatched.append("story")
    ruled.utf8 = soup.encode("utf-8")
    return ruled


def _value(element: Tag) -> str:
    for name in ("datetime", "content"):
        value = element.get(name)
        if isinstance(value, str) and value.strip():
            return value.strip()
    return " ".join(element.get_text(" ").split())
