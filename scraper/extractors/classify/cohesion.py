"""Lexical cohesion: how far a block speaks the words of the likely story.

A story keeps to its names and things; what stands beside it brings its own (Hearst, "TextTiling",
Computational Linguistics 23(1), 1997). This tells a second story, a box on something else or a
house's words about itself from the story around it, where markup tells nothing.

Scripts that set no blanks between words have no words here: their blocks get -1 throughout.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from scraper.extractors.classify.features import MARKS, Matrix
from scraper.extractors.parsing.blocks import RawBlock

COHESION: tuple[str, ...] = (
    "story_words", "story_shared", "story_weight", "near_shared", "title_shared",
)  # fmt: skip
MIN_CHARS = 25
"""Characters from which a block is asked: a shorter one has a word or two."""
MAX_CHARS = 600
"""Characters of a block that are read."""
LONG = 5
"""Letters of a word that counts. Shorter ones are every text's words, in most languages; a Hangul
syllable counts as two."""
LIKELY = 0.05
"""Probability from which a block's words count as the story's, so far as it is likely."""
NEAR = 6
"""Blocks before that are near."""
ENOUGH = 3.0
"""Likely blocks with a word beyond which more of them say no more."""

_UNSPACED = (
    r"\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff\u2e80-\u9fff\uf900-\ufaff\U00020000-\U0003ffff"
)
_SPACED_MARKS = re.sub(f"[{_UNSPACED}]", "", MARKS)
_LETTERS = re.compile(rf"(?:[^\W\d_{_UNSPACED}]+|[{_SPACED_MARKS}]+)+")

Words = tuple[NDArray[np.int32], NDArray[np.int32], NDArray[np.int32]]


def describe_cohesion(
    blocks: Sequence[RawBlock], titles: Sequence[str], first: NDArray[np.float64], out: Matrix
) -> None:
    """Write one row a block to ``out``; the columns are ``COHESION``.

    Args:
        titles: what the page's head gives as titles.
        first: the first look's probability of each block being story.
    """
    out.fill(-1.0)
    texts = [block.text if len(block.text) >= MIN_CHARS else "" for block in blocks]
    ids, before, counts = _fast_words([*texts, " ".join(titles)], MAX_CHARS, LONG)
    if not len(ids):
        return
    _fast_shared(ids, before, counts, first, LIKELY, NEAR, ENOUGH, out)


def shared_words(
    ids: NDArray[np.int32],
    before: NDArray[np.int32],
    counts: NDArray[np.int32],
    first: NDArray[np.float64],
    likely: float,
    near: int,
    enough: float,
    out: Matrix,
) -> None:
    """Fill the rows of the blocks that have words. The plain twin of ``_features.shared_words``.

    Args:
        ids, before, counts: from ``long_words``, of the blocks and then of the titles.
    """
    n = len(first)
    in_titles = np.zeros(int(ids.max()) + 1, dtype=bool)
    in_titles[ids[len(ids) - int(counts[n]) :]] = True
    counts = counts[:n]
    owner = np.repeat(np.arange(n), counts)
    ids, before = ids[: len(owner)], before[: len(owner)]
    own = np.where(first > likely, first, 0.0)[owner]
    # What the other blocks hold of each word, in likely blocks.
    others = np.bincount(ids, weights=own)[ids] - own if len(ids) else own
    total = np.maximum(counts, 1)

    def share(values: NDArray[np.float64] | NDArray[np.bool_]) -> NDArray[np.float64]:
        return np.asarray(np.bincount(owner, weights=values, minlength=n) / total)

    told = counts > 0
    close = (before >= 0) & (owner - before <= near)
    columns = (
        counts.astype(np.float64), share(others > 0.5), share(np.minimum(others, enough)),
        share(close), share(in_titles[ids]),
    )  # fmt: skip
    for number, column in enumerate(columns):
        out[told, number] = column[told]


def long_words(texts: list[str], most: int, least: int) -> Words:
    """The long words of each text, each once a text. The plain twin of ``_words.long_words``.

    Args:
        most: characters of a text that are read.
        least: letters of a word that counts.

    Returns:
        For the words of all texts in turn: the number of the word, and the text before that had
        it, -1 for none. And how many words each text has.
    """
    known: dict[str, tuple[int, int]] = {}
    ids: list[int] = []
    before: list[int] = []
    counts: list[int] = []
    for number, text in enumerate(texts):
        count = len(ids)
        for word in _LETTERS.findall(text[:most].lower()):
            if len(word) + sum("가" <= c <= "힣" for c in word) < least:
                continue
            at, last = known.get(word, (len(known), -1))
            if last == number:
                continue
            known[word] = (at, number)
            ids.append(at)
            before.append(last)
        counts.append(len(ids) - count)
    return (
        np.array(ids, dtype=np.int32), np.array(before, dtype=np.int32),
        np.array(counts, dtype=np.int32),
    )  # fmt: skip


try:
    from scraper.extractors.classify._features import shared_words as _fast_shared
    from scraper.extractors.classify._words import long_words as _fast_words
except ImportError:  # not compiled: the same words, slower
    _fast_shared, _fast_words = shared_words, long_words
