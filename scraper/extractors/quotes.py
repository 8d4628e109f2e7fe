"""Quotes: the source of a quote, and quotes marked up as figures between the paragraphs."""

from __future__ import annotations

from collections.abc import Sequence

from scraper.extractors.embeds import EMBED_TAGS, quote_provider
from scraper.extractors.parsing.blocks import RawBlock
from scraper.extractors.parsing.tree import Tree
from scraper.urls import absolute

_MEDIA_TAGS = EMBED_TAGS | {"img", "amp-img", "picture", "svg"}
"""Elements that make a figure something else than a quote."""
MATCH_CHARS = 40
"""Letters at the start of a quote that are searched for in the story, to find pull quotes."""
PULLED_LEVELS = 3
"""Elements around a quote's text that may have the class of a pull quote, its own included."""
DASHES = "—–- "
"""Characters stripped before the name of the quote's source."""


def quoted_source(tree: Tree, quote: int, base: str) -> str | None:
    """The source of a quote: the text of its ``cite`` or ``footer`` element, else its cite address;
    None for none."""
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


def pull_quotes(tree: Tree, blocks: Sequence[RawBlock], chosen: Sequence[int]) -> set[int]:
    """Indices of chosen blocks that are pull quotes: a sentence of the story, set large as well.

    The class must say so (``wp-block-pullquote``), since other quotes may repeat words as well.
    """
    pulled = {number for number in chosen if _is_pulled(tree, blocks[number].node)}
    if not pulled:
        return pulled
    story = letters_only(" ".join(blocks[n].text for n in chosen if n not in pulled))
    return {number for number in pulled if letters_only(blocks[number].text)[:MATCH_CHARS] in story}


def _is_pulled(tree: Tree, node: int) -> bool:
    for _ in range(PULLED_LEVELS):
        if node < 0:
            return False
        name = tree.attrs[node].get("class", "").lower()
        if "pull" in name and "pullquote" in name.replace("-", "").replace("_", ""):
            return True
        node = tree.parents[node]
    return False


def is_citation(tree: Tree, raw: RawBlock, quote: int) -> bool:
    """Whether a block only names the source of a quote: text directly in the ``blockquote`` that
    equals its ``cite`` element, or the caption of the quote's figure.

    Args:
        quote: index of the ``blockquote`` around the block, -1 for none.
    """
    if quote < 0 and raw.tag == "figcaption":
        return is_quote_figure(tree, tree.parents[raw.node])
    if raw.node != quote or "cite" not in tree.tags[quote : tree.ends[quote]]:
        return False
    source = raw.text.lstrip(DASHES)
    return source != tree.text_content(quote).lstrip(DASHES) and any(
        tree.tags[i] == "cite" and tree.text_content(i).lstrip(DASHES) == source
        for i in range(quote + 1, tree.ends[quote])
    )


def figure_quotes(tree: Tree, blocks: Sequence[RawBlock], chosen: Sequence[int]) -> list[int]:
    """Indices of blocks with quotes in figures between the chosen blocks, not chosen themselves.

    The model takes a quote in a figure for a picture's caption. Pull quotes, which repeat words of
    the story, are left out.
    """
    if len(chosen) < 2 or "blockquote" not in tree.tags:
        return []
    story_parents = {tree.parents[blocks[number].node] for number in chosen}
    story = ""
    found: list[int] = []
    for number in range(chosen[0] + 1, chosen[-1]):
        quote = blocks[number].node
        if tree.tags[quote] == "p":
            quote = tree.parents[quote]
        if tree.tags[quote] != "blockquote" or number in chosen:
            continue
        figure = tree.parents[quote]
        if not is_quote_figure(tree, figure) or tree.parents[figure] not in story_parents:
            continue
        if quote_provider(tree.attrs[quote]) or is_citation(tree, blocks[number], quote):
            continue
        story = story or letters_only("".join(blocks[k].text for k in chosen))
        if letters_only(blocks[number].text)[:MATCH_CHARS] not in story:
            found.append(number)
    return found


def is_quote_figure(tree: Tree, figure: int) -> bool:
    """Whether a figure shows a quote and no picture or player."""
    if figure < 0 or tree.tags[figure] != "figure":
        return False
    inside = tree.tags[figure : tree.ends[figure]]
    return "blockquote" in inside and _MEDIA_TAGS.isdisjoint(inside)


def letters_only(text: str) -> str:
    """The letters and digits of a text, case-folded."""
    return "".join(char for char in text.casefold() if char.isalnum())
