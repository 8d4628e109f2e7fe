"""Features of lexical cohesion: how many of a block's words occur in the likely story.

A story repeats its own vocabulary; text beside it uses other words (Hearst, "TextTiling",
Computational Linguistics 23(1), 1997). This separates a second story, a box on another subject or a
publisher's text about itself from the story around it, where the markup does not.

Blocks in scripts without spaces between words get -1 in all columns.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from scraper.extractors.classify.columns import Matrix
from scraper.extractors.classify.text_shape import MARKS
from scraper.extractors.compiled import compiled
from scraper.extractors.parsing.blocks import RawBlock

COHESION: tuple[str, ...] = (
    "story_words", "story_shared", "story_weight", "near_shared", "title_shared",
)  # fmt: skip
MIN_CHARS = 25
"""Characters from which a block gets these features: shorter ones have only a word or two."""
MAX_CHARS = 600
"""Characters read of a block."""
MIN_LETTERS = 5
"""Letters from which a word counts: in most languages shorter words occur in every text. A Hangul
syllable counts as two letters."""
MIN_STORY_PROBABILITY = 0.05
"""First-pass probability above which a block's words count as words of the story, weighted by that
probability."""
NEARBY_BLOCKS = 6
"""Distance in blocks up to which an earlier block counts as near."""
MAX_WORD_MASS = 3.0
"""Upper limit of a word's sum of probabilities over other blocks."""

_UNSPACED = (
    r"\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff\u2e80-\u9fff\uf900-\ufaff\U00020000-\U0003ffff"
)
_SPACED_MARKS = re.sub(f"[{_UNSPACED}]", "", MARKS)
_LETTERS = re.compile(rf"(?:[^\W\d_{_UNSPACED}]+|[{_SPACED_MARKS}]+)+")

Words = tuple[NDArray[np.int32], NDArray[np.int32], NDArray[np.int32]]


def cohesion_features(
    blocks: Sequence[RawBlock], titles: Sequence[str], first: NDArray[np.float64], out: Matrix
) -> None:
    """Write one row a block to ``out``; the columns are ``COHESION``.

    Args:
        titles: titles from the page's head.
        first: story probability of each block after the first pass.
    """
    out.fill(-1.0)
    texts = [block.text if len(block.text) >= MIN_CHARS else "" for block in blocks]
    ids, before, counts = _fast_words([*texts, " ".join(titles)], MAX_CHARS, MIN_LETTERS)
    if not len(ids):
        return
    _fast_shared(
        ids, before, counts, first, MIN_STORY_PROBABILITY, NEARBY_BLOCKS, MAX_WORD_MASS, out
    )


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
    """Fill the rows of the blocks that have words. The plain twin of ``_cohesion.shared_words``.

    Args:
        ids, before, counts: from ``long_words``, of the blocks followed by the titles.
        likely, near, enough: see ``MIN_STORY_PROBABILITY``, ``NEARBY_BLOCKS``, ``MAX_WORD_MASS``.
    """
    n = len(first)
    in_titles = np.zeros(int(ids.max()) + 1, dtype=bool)
    in_titles[ids[len(ids) - int(counts[n]) :]] = True
    counts = counts[:n]
    owner = np.repeat(np.arange(n), counts)
    ids, before = ids[: len(owner)], before[: len(owner)]
    own = np.where(first > likely, first, 0.0)[owner]
    # Sum of probabilities of the other likely blocks that have the word.
    others = np.bincount(ids, weights=own)[ids] - own if len(ids) else own
    total = np.maximum(counts, 1)

    def share(values: NDArray[np.float64] | NDArray[np.bool_]) -> NDArray[np.float64]:
        return np.asarray(np.bincount(owner, weights=values, minlength=n) / total)

    has_words = counts > 0
    close = (before >= 0) & (owner - before <= near)
    columns = (
        counts.astype(np.float64), share(others > 0.5), share(np.minimum(others, enough)),
        share(close), share(in_titles[ids]),
    )  # fmt: skip
    for number, column in enumerate(columns):
        out[has_words, number] = column[has_words]


def long_words(texts: list[str], most: int, least: int) -> Words:
    """The distinct long words of each text. The plain twin of ``_cohesion.long_words``.

    Args:
        most: characters read of a text.
        least: letters from which a word counts.

    Returns:
        Three arrays. For the words of all texts, concatenated: the id of the word, and the index of
        the last earlier text with it, -1 for none. For each text: its number of words.
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


_fast_shared = compiled(shared_words)
_fast_words = compiled(long_words)
