"""Makes the tree's texts what a browser shows, where the markup alone says something else."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Sequence

from scraper.extractors.parsing.tree import Tree


def as_shown(tree: Tree) -> None:
    """Change texts of a tree in place."""
    _open_shadow_roots(tree)
    _forget_escaped_noscripts(tree)
    if tree.places("ruby"):
        _forget_ruby_annotations(tree)
    _read_emoji(tree)
    _read_buttons_in_sentences(tree)


MIN_PAGE_FORM = 0.9
"""Share of the body's elements that are in a form around the whole page."""


def unwrap_page_form(tree: Tree) -> None:
    """Make a ``div`` of the form that ASP.NET Web Forms put around the whole page: nothing in it is
    a form's because of it."""
    body = next(iter(tree.places("body")), 0)
    whole = tree.ends[body] - body - 1
    for i in tree.places("form"):
        if tree.ends[i] - i > MIN_PAGE_FORM * whole and any(
            tree.attrs[j].get("name") == "__VIEWSTATE"
            for j in range(i + 1, tree.ends[i])
            if tree.tags[j] == "input"
        ):
            tree.rename(i, "div")
            return


FRAME_LEVELS = 20
"""Elements around a shadow root among which the page's menu is looked for."""


def _open_shadow_roots(tree: Tree) -> None:
    """Make a ``div`` of each template that is a declarative shadow root with links (WHATWG HTML
    4.12.3), which is shown, unlike other templates: the card of a custom element.

    Those without links are controls; those with a ``slot`` only frame what is outside of them.
    """
    links, slots = tree.places("a"), tree.places("slot")
    for i in tree.places("template"):
        if (
            "shadowrootmode" in tree.attrs[i]
            and _is_among(links, i, tree.ends[i])
            and not _is_among(slots, i, tree.ends[i])
            and not _in_page_frame(tree, i)
        ):
            tree.rename(i, "div")


def _is_among(places: Sequence[int], start: int, end: int) -> bool:
    """Whether one of several elements, in document order, is from one index up to another."""
    at = bisect_left(places, start)
    return at < len(places) and places[at] < end


def _in_page_frame(tree: Tree, node: int) -> bool:
    """Whether an element is in the page's menu, header or footer."""
    around = tree.outwards(tree.parents[node], FRAME_LEVELS)
    return any(tree.tags[i] in ("nav", "header", "footer") for i in around)


_LOOKS_LIKE_MARKUP = re.compile(r"\s*<[a-z!/]", re.I)


def _forget_escaped_noscripts(tree: Tree) -> None:
    """Empty ``noscript`` elements whose markup is text.

    A browser that runs scripts reads their content as text, and some write it escaped when they
    save the page.
    """
    for i in tree.places("noscript"):
        if _LOOKS_LIKE_MARKUP.match(tree.texts[i]):
            tree.texts[i] = ""


def _forget_ruby_annotations(tree: Tree) -> None:
    """Empty the readings printed above words, as for learners of Japanese (WHATWG HTML 4.5.10).

    End tags of ``rt``, ``rp`` and ``rb`` may be missing; libxml2 then puts one inside the other.
    """
    annotation: dict[int, bool] = {}
    for i, tag in enumerate(tree.tags):
        parent = tree.parents[i]
        inside = annotation.get(parent)
        if tag == "ruby":
            annotation[i] = False
        elif inside is not None:
            annotation[i] = tag in ("rt", "rp", "rtc") or (inside and tag != "rb")
        if annotation.get(i):
            tree.texts[i] = ""
        if inside:
            tree.tails[i] = ""


def _read_emoji(tree: Tree) -> None:
    """Put the emoji into the text where a script has made pictures of them."""
    for i in tree.places("img"):
        if "emoji" in tree.attrs[i].get("class", ""):
            emoji = tree.attrs[i].get("alt", "")
            if not emoji.isascii() and not any(character.isalnum() for character in emoji):
                tree.tails[i] = emoji + tree.tails[i]


_SENTENCES = frozenset(("p", "li", "td", "dd", "blockquote", "h2", "h3", "span", "em", "strong"))


def _read_buttons_in_sentences(tree: Tree) -> None:
    """Turn buttons between two words of a text into ``span``: they hold terms that are explained,
    names with a note, codes to copy. Any other button ends the text before it."""
    tags, texts, tails, ends = tree.tags, tree.texts, tree.tails, tree.ends
    reached: dict[int, tuple[int, str]] = {}  # of each parent: a child, and the text before it
    for i in tree.places("button"):
        parent = tree.parents[i]
        if parent < 0 or tags[parent] not in _SENTENCES or not tails[i].strip():
            continue
        at, before = reached.get(parent, (parent + 1, texts[parent]))
        while at < i:
            before, at = tails[at], ends[at]
        reached[parent] = at, before
        if before.strip():
            tree.rename(i, "span")
