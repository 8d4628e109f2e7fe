"""Whether a page came without its story: filled in by scripts, or with its end missing."""

from __future__ import annotations

from collections.abc import Sequence

from scraper.extractors.parsing.blocks import RawBlock
from scraper.extractors.parsing.tree import Tree

APP_ROOTS = frozenset(
    {"root", "app", "__next", "__nuxt", "___gatsby", "svelte", "q-app", "main-app"}
)
"""Ids of the empty element that a script fills, by the habit of the frameworks that do so."""
PLEA = 300
"""Characters of story from which it is no plea for scripts. Of 59 labelled pages with text in
``noscript``, 42 have 213 characters there or less; the others, notices and stories, 391 or more."""
SHELL = 2_000
"""Characters of all blocks beyond which no page is a shell, whatever roots stand empty; the
labelled pages that have their text beside an empty root have 10,000 and more."""
BARE_SHELL = 300
"""Characters of all blocks under which a page with scripts is one, without a root that we know. Of
634 labelled pages none has less than 870."""


def is_plea_for_scripts(tree: Tree, story: Sequence[RawBlock]) -> bool:
    """Whether all that was taken for the story is a line for readers whose browser runs no scripts:
    "You need to enable JavaScript to run this app."."""
    if not story or sum(len(block.text) for block in story) >= PLEA:
        return False
    return all(_is_in_noscript(tree, block.node) for block in story)


def _is_in_noscript(tree: Tree, node: int) -> bool:
    while node >= 0:
        if tree.tags[node] == "noscript":
            return True
        node = tree.parents[node]
    return False


def is_filled_by_scripts(tree: Tree, raw: Sequence[RawBlock]) -> bool:
    """Whether the page is a shell: an empty root element, or next to no text beside scripts."""
    shown = sum(len(block.text) for block in raw)
    if shown > SHELL:
        return False
    for i, attrs in enumerate(tree.attrs):
        if attrs and attrs.get("id") in APP_ROOTS and tree.ends[i] == i + 1:
            return True
    return shown < BARE_SHELL and sum(tag == "script" for tag in tree.tags) >= 2


def ends_early(text: str) -> bool:
    """Whether the markup breaks off: inside a tag, or inside the body's text."""
    tail = text[-2_000:].rstrip()
    lower = tail.lower()
    if "</html" in lower or "</body" in lower:
        return False
    if tail.rfind("<") > tail.rfind(">"):
        return True
    # HTML lets </body> be left out, but then the page still ends with a closing tag.
    return "<body" in text[:200_000].lower() and not tail.endswith(">")
