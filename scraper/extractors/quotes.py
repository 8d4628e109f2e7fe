"""Quotes: the source of a quote, pull quotes, and quotes that the model misses."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray

from scraper.extractors.embeds import EMBED_TAGS, quote_provider
from scraper.extractors.parsing.blocks import RawBlock
from scraper.extractors.parsing.tree import Tree
from scraper.extractors.text_keys import letters_only
from scraper.urls import absolute

_MEDIA_TAGS = EMBED_TAGS | {"img", "amp-img", "picture", "svg"}
"""Elements that make a figure something else than a quote."""
MATCH_CHARS = 40
"""Letters at the start of a quote that are searched for in the story, to find pull quotes."""
PULL_QUOTE_LEVELS = 3
"""Elements above a block whose class may name a pull quote."""
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
    """Indices of the chosen blocks that repeat a sentence of the story as a pull quote.

    Where a class says so (``wp-block-pullquote``), the beginning counts. Of other quotes, all words
    must open the paragraph below, since people who are quoted repeat themselves.
    """
    pulled = {number for number in chosen if _in_pull_quote(tree, blocks[number].node)}
    repeated = {
        number
        for number, below in pairwise(chosen)
        if number not in pulled
        and _is_quote_alone(tree, blocks[number])
        and len(text := letters_only(blocks[number].text)) >= REPEATED
        and text != (paragraph := letters_only(blocks[below].text))
        and paragraph.startswith(text)
    }
    if not pulled:
        return repeated
    story = letters_only(" ".join(blocks[n].text for n in chosen if n not in pulled))
    return repeated | {n for n in pulled if letters_only(blocks[n].text)[:MATCH_CHARS] in story}


REPEATED = 25
"""Letters from which a quote whose words are all repeated below it is a pull quote."""


def _is_quote_alone(tree: Tree, block: RawBlock) -> bool:
    """Whether a block is the whole text of a ``blockquote`` that is no embedded post."""
    quote = block.node if tree.tags[block.node] == "blockquote" else tree.parents[block.node]
    return (
        quote >= 0
        and tree.tags[quote] == "blockquote"
        and not quote_provider(tree.attrs[quote])
        and tree.text_content(quote) == block.text
    )


def _in_pull_quote(tree: Tree, node: int) -> bool:
    for around in tree.outwards(node, PULL_QUOTE_LEVELS):
        name = tree.attrs[around].get("class", "").lower()
        if "pull" in name and "pullquote" in name.replace("-", "").replace("_", ""):
            return True
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


MIN_QUOTE_PROBABILITY = 0.2
"""Story probability from which a quote beside the story's paragraphs is part of it."""


def missed_quotes(
    tree: Tree,
    blocks: Sequence[RawBlock],
    chosen: Sequence[int],
    probabilities: Sequence[float] | NDArray[np.float64],
) -> list[int]:
    """Indices of blocks with quotes between the chosen blocks, not chosen themselves.

    The model takes a quote in a figure for a picture's caption, and scores other quotes low, since
    most repeat words of the story. These pull quotes are left out.
    """
    if len(chosen) < 2 or not tree.places("blockquote"):
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
        if blocks[number].link_chars >= len(blocks[number].text):
            continue  # the link to an embedded story
        around = tree.parents[quote]
        if is_quote_figure(tree, around):
            around = tree.parents[around]
        elif probabilities[number] < MIN_QUOTE_PROBABILITY or blocks[number].link_chars:
            continue
        if around not in story_parents:
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
