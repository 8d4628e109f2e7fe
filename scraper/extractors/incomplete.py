"""Detects pages that arrive without their story: rendered by scripts, or cut off."""

from __future__ import annotations

from collections.abc import Sequence

from scraper.extractors.parsing.blocks import RawBlock
from scraper.extractors.parsing.tree import Tree

APP_ROOTS = frozenset(
    {"root", "app", "__next", "__nuxt", "___gatsby", "svelte", "q-app", "main-app"}
)
"""Ids of the empty element into which frameworks render the page."""
MAX_NOTICE_CHARS = 300
"""Characters from which text in ``noscript`` is not just a notice to enable scripts. Of 59 labelled
pages with text in ``noscript``, 42 have 213 characters there or less; the others, notices and
stories, 391 or more."""
MAX_SHELL_CHARS = 2_000
"""Characters of all blocks above which a page with an empty root element is not a shell; labelled
pages with their text beside an empty root have 10,000 and more."""
MAX_BARE_SHELL_CHARS = 300
"""Characters of all blocks below which a page with scripts is a shell even without a known root
element. Of 634 labelled pages none has less than 870."""


def is_noscript_notice(tree: Tree, story: Sequence[RawBlock]) -> bool:
    """Whether the chosen blocks are only a notice for browsers without scripts, such as "You need
    to enable JavaScript to run this app."."""
    if not story or sum(len(block.text) for block in story) >= MAX_NOTICE_CHARS:
        return False
    return all(
        any(tree.tags[node] == "noscript" for node in tree.outwards(block.node)) for block in story
    )


def is_client_rendered(tree: Tree, raw: Sequence[RawBlock]) -> bool:
    """Whether the page is a shell for scripts: an empty root element, or almost no text."""
    chars = sum(len(block.text) for block in raw)
    if chars > MAX_SHELL_CHARS:
        return False
    for i, attrs in enumerate(tree.attrs):
        if attrs and attrs.get("id") in APP_ROOTS and tree.ends[i] == i + 1:
            return True
    return chars < MAX_BARE_SHELL_CHARS and _script_count(tree) >= 2


def _script_count(tree: Tree) -> int:
    """Scripts that the page contains, or has preloaded: some saved pages have lost the former."""
    links = [tree.attrs[i] for i in tree.places("link")]
    return len(tree.places("script")) + sum(
        attrs.get("as") == "script" or attrs.get("rel") == "modulepreload" for attrs in links
    )


def is_cut_off(text: str) -> bool:
    """Whether the markup ends inside a tag or inside the body's text."""
    tail = text[-2_000:].rstrip()
    lower = tail.lower()
    if "</html" in lower or "</body" in lower:
        return False
    if tail.rfind("<") > tail.rfind(">"):
        return True
    # HTML allows omitting </body>, but then the page still ends with a tag.
    return "<body" in text[:200_000].lower() and not tail.endswith(">")
