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
PULLED_LEVELS = 3
"""Elements around a quote's words that may have the class of a pull quote."""
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


def pull_quotes(tree: Tree, blocks: Sequence[RawBlock], chosen: Sequence[int]) -> set[int]:
    """Of the story's blocks those that print a sentence of the story once more, set large.

    The markup must call them so (``wp-block-pullquote``): readers and speakers repeat themselves.
    """
    pulled = {number for number in chosen if _is_pulled(tree, blocks[number].node)}
    if not pulled:
        return pulled
    told = letters_only(" ".join(blocks[n].text for n in chosen if n not in pulled))
    return {number for number in pulled if letters_only(blocks[number].text)[:REPEATED] in told}


def _is_pulled(tree: Tree, node: int) -> bool:
    for _ in range(PULLED_LEVELS):
        if node < 0:
            return False
        name = tree.attrs[node].get("class", "").lower()
        if "pull" in name and "pullquote" in name.replace("-", "").replace("_", ""):
            return True
        node = tree.parents[node]
    return False


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
    """The letters and digits of a text, in small letters."""
    return "".join(char for char in text.casefold() if char.isalnum())
