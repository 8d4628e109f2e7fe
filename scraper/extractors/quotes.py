"""Quotes: who is quoted, and quotes that stand as figures between the paragraphs."""

from __future__ import annotations

from collections.abc import Sequence

from scraper.extractors.embeds import EMBED_TAGS, quote_provider
from scraper.extractors.parsing.blocks import RawBlock
from scraper.extractors.parsing.tree import Tree
from scraper.urls import absolute

_SHOWN = EMBED_TAGS | {"img", "amp-img", "picture", "svg"}
"""What a figure shows that is no quote."""
REPEATED = 40
"""Letters of a quote by which it is found in the story."""
DASHES = "—–- "
"""What stands before the name of who is quoted."""


def cite_of(tree: Tree, quote: int, base: str) -> str | None:
    """Who is quoted: the quote's own ``cite`` or ``footer`` element, else its cite address."""
    for i in range(quote + 1, tree.ends[quote]):
        if tree.tags[i] in ("cite", "footer", "figcaption"):
            text = tree.text_content(i).lstrip(DASHES)
            if text:
                return text
    figure = tree.parents[quote]
    if figure >= 0 and tree.tags[figure] == "figure":
        for i in range(tree.ends[quote], tree.ends[figure]):
            if tree.tags[i] in ("cite", "figcaption"):
                return tree.text_content(i).lstrip(DASHES) or None
    return absolute(base, tree.attrs[quote].get("cite", ""))


def is_cite(tree: Tree, raw: RawBlock, quote: int) -> bool:
    """Whether the words that stand below a quote's paragraphs, in no element of their own but
    ``cite``, or in the caption of the quote's figure, only name who is quoted."""
    if quote < 0 and raw.tag == "figcaption":
        return is_quote_figure(tree, tree.parents[raw.node])
    if raw.node != quote or "cite" not in tree.tags[quote : tree.ends[quote]]:
        return False
    said = raw.text.lstrip(DASHES)
    return said != tree.text_content(quote).lstrip(DASHES) and any(
        tree.tags[i] == "cite" and tree.text_content(i).lstrip(DASHES) == said
        for i in range(quote + 1, tree.ends[quote])
    )


def figure_quotes(tree: Tree, blocks: Sequence[RawBlock], chosen: Sequence[int]) -> list[int]:
    """Quotes that stand as figures between the story's paragraphs, and are no part of it yet.

    In a figure they look like a picture's caption. A quote that repeats what the story says is set
    apart to catch the eye, and is left out.
    """
    if len(chosen) < 2 or "blockquote" not in tree.tags:
        return []
    homes = {tree.parents[blocks[number].node] for number in chosen}
    story = ""
    found: list[int] = []
    for number in range(chosen[0] + 1, chosen[-1]):
        quote = blocks[number].node
        if tree.tags[quote] == "p":
            quote = tree.parents[quote]
        if tree.tags[quote] != "blockquote" or number in chosen:
            continue
        figure = tree.parents[quote]
        if not is_quote_figure(tree, figure) or tree.parents[figure] not in homes:
            continue
        if quote_provider(tree.attrs[quote]) or is_cite(tree, blocks[number], quote):
            continue
        story = story or letters_only("".join(blocks[k].text for k in chosen))
        if letters_only(blocks[number].text)[:REPEATED] not in story:
            found.append(number)
    return found


def is_quote_figure(tree: Tree, figure: int) -> bool:
    """Whether a figure shows a quote and no picture or player."""
    if figure < 0 or tree.tags[figure] != "figure":
        return False
    inside = tree.tags[figure : tree.ends[figure]]
    return "blockquote" in inside and _SHOWN.isdisjoint(inside)


def letters_only(text: str) -> str:
    """A text without anything but its letters_only and digits, in small letters_only."""
    return "".join(char for char in text.casefold() if char.isalnum())
