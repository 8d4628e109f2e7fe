"""The entries of a page's menus, which tell a section's name from other words near the headline."""

from __future__ import annotations

from dataclasses import dataclass

from scraper.extractors.metadata.sources.collect import Clues
from scraper.extractors.metadata.sources.sitename import key_of
from scraper.extractors.parsing.tree import Tree
from scraper.extractors.phrase_lists import words_in

_HOME_WORDS = words_in("metadata/phrases/menu_home.txt")
HOME = _HOME_WORDS.union(map(key_of, _HOME_WORDS))
"""Front pages, and names that are not a section: their words, and by ``key_of``, which leaves out
the vowel signs of होम and หน้าแรก."""
NEWS = frozenset({"news", "general"})
"""Those of them that count as a section if there is no other."""

MENU = 3
"""Minimum links of a menu."""
MAX_ENTRY = 30
"""Maximum characters of a menu's entry; links with more are headlines."""
MAX_LINKS = 400
"""Maximum links before the headline that are searched for menus."""


@dataclass(frozen=True, slots=True)
class Menu:
    """The entries of all menus before the headline.

    Attributes:
        links: their elements, with those inside.
        addresses: their addresses.
        names: ``key_of`` their texts.
    """

    links: frozenset[int] = frozenset()
    addresses: frozenset[str] = frozenset()
    names: frozenset[str] = frozenset()

    def has(self, tree: Tree, i: int, text: str) -> bool:
        """Whether an element with this text is named like an entry, or leads where one leads."""
        key = key_of(text)
        if key in self.names:
            return True
        if key in _SERVICES:
            return False
        href = tree.attrs[i].get("href", "").rstrip("/") if tree.tags[i] == "a" else ""
        return bool(href.strip("/#")) and href in self.addresses


def read_menu(tree: Tree, clues: Clues) -> Menu:
    """The menus before the headline: boxes with several short links."""
    end = clues.headline if clues.headline >= 0 else clues.body[0]
    groups: dict[int, list[int]] = {}
    for i in tree.places_before("a", end)[:MAX_LINKS]:
        box = tree.parents[i]
        while box > 0 and tree.ends[box] - box <= ENTRY:
            box = tree.parents[box]
        groups.setdefault(box, []).append(i)
    entries: list[tuple[int, str]] = []
    for group in groups.values():
        named = [(i, tree.text_content(i)) for i in group]
        short = [(i, text) for i, text in named if 0 < len(text) <= MAX_ENTRY]
        if len(short) >= MENU and 3 * len(short) > 2 * len(named):
            entries += short
    hrefs = (tree.attrs[i].get("href", "").rstrip("/") for i, _ in entries)
    names = frozenset(key_of(text) for _, text in entries)
    return Menu(
        frozenset(j for i, _ in entries for j in range(i, tree.ends[i])),
        frozenset(href for href in hrefs if href.strip("/#") and "javascript" not in href),
        names - {""} - (HOME - NEWS) - _SERVICES,
    )


ENTRY = 4
"""Maximum elements of a menu's entry."""


def is_language(text: str) -> bool:
    """Whether a link's text is a language: "EN", "Latinica", "Русский"."""
    return " ".join(text.split()).lower() in _LANGUAGES


_LANGUAGES = words_in("metadata/phrases/menu_languages.txt")
_SERVICES = frozenset(map(key_of, words_in("metadata/phrases/menu_services.txt")))
"""Other entries of menus that are no sections, by ``key_of``."""
