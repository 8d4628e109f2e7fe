"""Site rules: CSS selectors from a source's configuration, which take precedence over the model.

The rules are applied with BeautifulSoup before the page is cut into blocks: dropped elements are
removed, and story elements are marked with an attribute that later steps look for. Only sources
with rules pay for the second parse.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from scraper.selectors import check_selector

if TYPE_CHECKING:
    from bs4.element import Tag

STORY_ATTRIBUTE = "data-scraper-story"
"""Attribute set on elements that the story rule matches."""


@dataclass(frozen=True, slots=True)
class SiteRules:
    """CSS selectors of one site; without a selector, the extractor finds the field.

    Attributes:
        story: elements whose text is the whole story.
        title, author, date: elements whose text (or ``datetime``, ``content``) is the field.
        drop: elements removed before extraction.

    Raises:
        ValueError: a selector is no CSS selector.
        TypeError: a selector is no text, or ``drop`` is not a tuple of them.
    """

    story: str | None = None
    title: str | None = None
    author: str | None = None
    date: str | None = None
    drop: tuple[str, ...] = ()

    def __post_init__(self) -> None:
        if not isinstance(self.drop, tuple | list):
            raise TypeError(f"drop: expected a tuple of selectors, got {self.drop!r}")
        for name in ("story", "title", "author", "date", "drop"):
            given = getattr(self, name)
            for selector in given if name == "drop" else filter(None, (given,)):
                if not isinstance(selector, str):
                    raise TypeError(f"{name}: expected a selector as text, got {selector!r}")
                try:
                    check_selector(selector)
                except ValueError as error:
                    raise ValueError(f"{name}: {selector!r} is {error}") from None

    def __bool__(self) -> bool:
        return bool(self.story or self.title or self.author or self.date or self.drop)


@dataclass(slots=True)
class RuleResult:
    """Result of applying a site's rules to a page.

    Attributes:
        utf8: the page's markup with story elements marked and dropped elements removed.
        story: whether the story rule matched.
        title, authors, date: text that the rules matched; "" and [] for nothing.
        unmatched: names of the rules that matched nothing.
    """

    utf8: bytes
    story: bool = False
    title: str = ""
    authors: list[str] = field(default_factory=list)
    date: str = ""
    unmatched: list[str] = field(default_factory=list)


def apply_rules(text: str, rules: SiteRules) -> RuleResult:
    """Apply a site's rules to a page's decoded markup."""
    from bs4 import BeautifulSoup  # takes 0.1 s to import, and few sources have rules

    soup = BeautifulSoup(text, "lxml")
    ruled = RuleResult(b"")
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
    # After the fields: the date may be inside an element that is dropped.
    for selector in rules.drop:
        for element in soup.select(selector):
            element.decompose()
    if rules.story:
        for element in soup.select(rules.story):
            element[STORY_ATTRIBUTE] = "1"
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
