"""Makes the tree's texts what a browser shows, where the markup alone says something else."""

from __future__ import annotations

import re

from scraper.extractors.parsing.tree import Tree


def as_shown(tree: Tree, utf8: bytes) -> None:
    """Change texts of a tree in place.

    Args:
        utf8: the page, to see quickly what it does not have.
    """
    if _ESCAPED_NOSCRIPT.search(utf8):
        _forget_escaped_noscripts(tree)
    if b"<ruby" in utf8 or b"<RUBY" in utf8:
        _forget_ruby_annotations(tree)
    if b"emoji" in utf8:
        _read_emoji(tree)
    _read_buttons_in_sentences(tree)


_ESCAPED_NOSCRIPT = re.compile(rb"<noscript[^>]*>\s*&lt;", re.I)
_LOOKS_LIKE_MARKUP = re.compile(r"\s*<[a-z!/]", re.I)


def _forget_escaped_noscripts(tree: Tree) -> None:
    """Empty ``noscript`` elements whose markup is text.

    A browser that runs scripts reads their content as text, and some write it escaped when they
    save the page.
    """
    for i, tag in enumerate(tree.tags):
        if tag == "noscript" and _LOOKS_LIKE_MARKUP.match(tree.texts[i]):
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
    for i, tag in enumerate(tree.tags):
        if tag == "img" and "emoji" in tree.attrs[i].get("class", ""):
            emoji = tree.attrs[i].get("alt", "")
            if not emoji.isascii() and not any(character.isalnum() for character in emoji):
                tree.tails[i] = emoji + tree.tails[i]


_SENTENCES = frozenset(("p", "li", "td", "dd", "blockquote", "h2", "h3", "span", "em", "strong"))


def _read_buttons_in_sentences(tree: Tree) -> None:
    """Turn buttons between two words of a text into ``span``: they hold terms that are explained,
    names with a note, codes to copy. Any other button ends the text before it."""
    tags, texts, tails, ends = tree.tags, tree.texts, tree.tails, tree.ends
    i = -1
    reached: dict[int, tuple[int, str]] = {}  # of each parent: a child, and the text before it
    for _ in range(tags.count("button")):
        i = tags.index("button", i + 1)
        parent = tree.parents[i]
        if parent < 0 or tags[parent] not in _SENTENCES or not tails[i].strip():
            continue
        at, before = reached.get(parent, (parent + 1, texts[parent]))
        while at < i:
            before, at = tails[at], ends[at]
        reached[parent] = at, before
        if before.strip():
            tags[i] = "span"
