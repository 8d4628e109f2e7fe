"""Fitted log-odds of tokens for their block being story (`training/tokens.py`)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from scraper.extractors.classify.tokens import href_words, text_words
from scraper.extractors.compiled import compiled
from scraper.extractors.parsing.blocks import RawBlock
from scraper.extractors.parsing.tree import Tree


@dataclass(frozen=True, slots=True)
class TokenTable:
    """Log-odds of tokens for their block being story.

    Attributes:
        markup: tokens of tag names, class, id, role, itemprop and so on (``node_words``).
        text: tokens at the start and the end of a block, all of a short one (``text_words``).
        href: tokens of the path and rel of a block's first link (``href_words``).
    """

    markup: Mapping[str, float]
    text: Mapping[str, float]
    href: Mapping[str, float]
    ready: tuple[Any, ...] | None = field(init=False, repr=False, compare=False)
    """The three tables in the form that the compiled modules read; None without these."""

    def __post_init__(self) -> None:
        object.__setattr__(self, "ready", _ready(self))


def added(values: Sequence[float]) -> float:
    """The sum, rounded at each step as in C; from Python 3.12 on ``sum`` compensates rounding."""
    total = 0.0
    for value in values:
        total += value
    return total


def mean(values: Sequence[float]) -> float:
    """The mean, with the same rounding."""
    return added(values) / len(values)


def token_columns(tree: Tree, block: RawBlock, table: TokenTable) -> list[float]:
    """The values of the columns ``TOKENS``; 0 if no token is known."""
    texts = [table.text[w] for w in text_words(block.text) if w in table.text]
    columns = [mean(texts), min(texts), max(texts)] if texts else [0.0, 0.0, 0.0]
    hrefs: list[float] = []
    if block.anchor >= 0:
        words = href_words(tree.attrs[block.anchor])
        hrefs = [table.href[w] for w in words if w in table.href]
    return [*columns, float(len(texts)), *((mean(hrefs), min(hrefs)) if hrefs else (0.0, 0.0))]


def not_ready(table: TokenTable) -> None:
    return None


_ready = compiled(not_ready)
