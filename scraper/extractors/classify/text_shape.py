"""Shape of a block's text: lengths, characters, sentences; what is a word, what ends a sentence."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence
from math import log1p

import numpy as np
from numpy.typing import NDArray

from scraper.extractors.compiled import compiled
from scraper.extractors.parsing.blocks import RawBlock

TERMINAL = frozenset(".!?。！？؟।॥…።၊။៕։")
CLOSING = frozenset("\"'”’»)]}」』›）】“")
OPENING = CLOSING | frozenset("«„“‘「『")
FULL_STOPS = "。！？؟।॥។።။"
"""Sentence-ending marks that count whatever follows them."""
BEHIND = "\"'”’»)"
"""Characters other than white space that may follow a sentence-ending mark."""
SENTENCE = re.compile(rf"[.!?…](?=[\s{BEHIND}])|[{FULL_STOPS}]")
MARKS = "".join(
    char for char in map(chr, range(0x300, 0x1D00)) if unicodedata.category(char) in ("Mn", "Mc")
)
"""Combining accents and vowel signs. They belong to words, although ``\\w`` does not match them:
without them a word of Hindi, Bengali, Tamil or Thai is split into single letters."""
WORD = re.compile(rf"(?:[^\W\d_]+|[{MARKS}]+)+|\d+")
COMMA = ",，、،;；"
STRETCH = 2
"""Weight of a character in lengths on pages mainly in Han, Kana or Hangul: a sentence has half as
many of them as of Latin letters, and lengths were fitted on Latin text. Chinese would need 2 to 3,
Korean 2."""
WIDE = re.compile(r"[\u1100-\u11ff\u3040-\u30ff\u3130-\u318f\u3400-\u9fff\uac00-\ud7a3]")
WIDE_WORD = 3
"""Characters counted as one word in scripts without spaces."""
GOOD_CHARS = 80
"""Characters from which a block with few links is running text. Of the labelled blocks of this
length with a link density under a third, four in five are story."""
HEAD_CHARS = 200
"""Characters at the start of a block in which digits, capitals and signs are counted."""


def log(value: float) -> float:
    """log(1 + value); 0 for negative values."""
    return log1p(value) if value > 0 else 0.0


def is_good(block: RawBlock, stretch: int) -> bool:
    """Whether a block is running text.

    Args:
        stretch: weight of a character, ``Layout.stretch``; here and below.
    """
    length = len(block.text)
    return stretch * length >= GOOD_CHARS and block.link_chars * 3 < length


def shape_columns(block: RawBlock, stretch: int) -> list[float]:
    """The values of the columns ``TEXT_SHAPE``."""
    text = block.text
    length = len(text)
    size = stretch * length
    words = text.count(" ") + 1
    if stretch > 1:
        words = max(words, length // WIDE_WORD)
    links = block.link_chars / length if block.link_chars < length else 1.0
    last = text[-1]
    if last in CLOSING and length > 1:
        last = text[-2]
    head = text[:HEAD_CHARS].lower()
    digits = sum(c.isdigit() for c in head) / len(head)
    upper = sum(c.isupper() for c in text[:HEAD_CHARS]) / len(head)
    return [
        log(size), log(words), links, float(block.link_count), size / words,
        sum(text.count(c) for c in COMMA) / words, log(len(SENTENCE.findall(text))),
        float(last in TERMINAL), float(text[0].islower()), float(text[0] in OPENING),
        digits, upper, block.bold_chars / length, block.italic_chars / length,
        float(last in ":："), float(text.endswith(("…", "...", "[…]"))), float("?" in text[-3:]),
        float("©" in head),
        float(head.count("|") + head.count("»") + head.count("›") + head.count("•")),
        float("@" in head), float(is_good(block, stretch)),
    ]  # fmt: skip


def word_counts(blocks: Sequence[RawBlock]) -> NDArray[np.float64]:
    """Space-separated words of each block. The plain twin of ``_text_shape.word_counts``."""
    return np.array([block.text.count(" ") + 1 for block in blocks], dtype=np.float64)


count_words = compiled(word_counts)
