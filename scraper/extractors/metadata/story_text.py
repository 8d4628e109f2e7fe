"""The story's first and last lines and the credits around it, for datelines and agencies."""

from __future__ import annotations

from collections.abc import Sequence

from scraper.extractors.metadata.collect import AUTHOR, CREDIT, Clues
from scraper.extractors.metadata.layout import head_range, in_picture
from scraper.extractors.parsing.tree import Tree

AFTER = 25
"""Elements after the story's end in which its credit line is searched."""
MAX_LINE = 120
"""Maximum characters of a credit line."""
_LINES = frozenset("p div span li em i small b strong footer cite address td h6 h5 br".split())


def first_block(
    tree: Tree, clues: Clues, story: Sequence[int], subtitle: str | None
) -> tuple[str, str]:
    """The text of the story's first block after its standfirst, and the bold words at its
    beginning; "" for none."""
    if not story:
        start, _ = clues.body
        return (tree.text_content(start), _bold_opening(tree, start)) if start else ("", "")
    for i in story[:4]:
        # Headings and one-word lines come before the block that begins with a dateline.
        if i <= clues.headline < tree.ends[i]:
            continue  # a box around the headline begins with its kicker and date
        if tree.tags[i] not in ("h1", "h2", "h3", "h4", "h5", "h6"):
            text = tree.text_content(i)
            if len(text) >= 20 and text != subtitle:
                return text, _bold_opening(tree, i)
    return "", ""


def _bold_opening(tree: Tree, i: int) -> str:
    """The bold words at the beginning of an element."""
    if tree.texts[i].strip() or tree.ends[i] <= i + 1 or tree.tags[i + 1] not in ("b", "strong"):
        return ""
    return tree.text_content(i + 1)


def first_lines(tree: Tree, story: Sequence[int]) -> list[str]:
    """The texts among the story's first blocks that are short enough for a credit line."""
    texts = _texts(tree, story[:3])
    return [text for text in texts if len(text) <= MAX_LINE]


def last_lines(tree: Tree, clues: Clues, story: Sequence[int]) -> list[str]:
    """The story's last blocks, the last one first, then the short lines after it."""
    lines: list[str] = []
    start, end = clues.body
    if story:
        lines += _texts(tree, story[:-4:-1])
    elif end:
        paragraphs = [i for i in range(max(start, end - 30), end) if tree.tags[i] == "p"]
        lines += [tree.text_content(i) for i in reversed(paragraphs[-2:])]
    if end:
        lines += _short_lines(tree, end, min(end + AFTER, len(tree)))
    return lines


def _texts(tree: Tree, nodes: Sequence[int]) -> list[str]:
    """The texts of the elements. Several blocks may have the same large element, whose text is only
    computed once."""
    texts = {i: tree.text_content(i) for i in dict.fromkeys(nodes)}
    return [texts[i] for i in nodes]


def head_lines(tree: Tree, clues: Clues, story: Sequence[int] = ()) -> list[str]:
    """Short lines between the headline and the story, and between a standfirst and the rest."""
    _, end = head_range(tree, clues)
    if clues.headline < 0:
        return []
    lines = _short_lines(tree, tree.ends[clues.headline], min(end, clues.body[0] or end))
    if len(story) > 1 and story[1] - tree.ends[story[0]] <= AFTER:
        lines += _short_lines(tree, tree.ends[story[0]], story[1])
    # A line above the story that begins with © is the credit of the lead picture.
    return [line for line in lines if line[0] != "©" and not line.startswith("(c)")]


def _short_lines(tree: Tree, first: int, end: int) -> list[str]:
    lines = []
    for i in range(first, end):
        if tree.tags[i] in _LINES:
            for text in (tree.texts[i], tree.tails[i]):
                text = text.strip()
                if 1 < len(text) <= MAX_LINE and not in_picture(tree, i):
                    lines.append(text)
    return lines


def credit_lines(tree: Tree, clues: Clues) -> list[str]:
    """Texts of elements near the story that are marked as a source, a credit or an author."""
    first, head_end = head_range(tree, clues)
    start, end = clues.body if clues.body[1] else (head_end, head_end)
    lines = []
    for i, mask in clues.marked:
        if start <= i < end or not first <= i < end + AFTER:
            continue  # credits inside the story are those of pictures
        if mask & (CREDIT | AUTHOR) and tree.ends[i] - i <= 8:
            text = tree.text_content(i)
            if 1 < len(text) <= MAX_LINE and not in_picture(tree, i):
                lines.append(text)
    return lines
