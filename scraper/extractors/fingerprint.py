"""Hashes of a story's text: one for exact duplicates, a simhash for near duplicates."""

from __future__ import annotations

import hashlib
import re
import unicodedata
import zlib

import numpy as np
from numpy.typing import NDArray

from scraper.extractors.compiled import compiled

_TOKEN = re.compile(r"[\u0e00-\u0eff\u3040-\u30ff\u3400-\u9fff\uac00-\ud7af]|\w+")
SHINGLE = 3
"""Tokens per shingle: words, or characters in scripts without spaces."""

MAX_SIMHASH_CHARS = 1_000_000
"""Characters of a text that enter its simhash; the longest labelled page has 133,000."""


def normalise(text: str) -> str:
    """NFKC, case-folded, white space collapsed: equal for two copies of one story."""
    folded = unicodedata.normalize("NFKC", text).casefold().replace("\n", " ")
    # Lines of a story are collapsed already, and checking that is cheaper than collapsing again.
    return folded if _fast_is_folded(folded) else " ".join(folded.split())


def is_folded(text: str) -> bool:
    """Whether the only white space of a text is single spaces between words."""
    return text == " ".join(text.split())


def content_hash(text: str) -> str:
    """SHA-256 of the normalised text, in hexadecimal."""
    return fingerprints(text)[0]


def simhash(text: str) -> str:
    """64-bit simhash of the text's three-word shingles, as 16 hexadecimal digits.

    Charikar, "Similarity estimation techniques from rounding algorithms", 2002; with the distance
    of three bits for near-duplicate pages of Manku et al., WWW 2007.
    """
    return fingerprints(text)[1]


def fingerprints(text: str) -> tuple[str, str]:
    """(``content_hash``, ``simhash``) of a text, normalised once for both."""
    normal = normalise(text)
    exact = hashlib.sha256(normal.encode("utf-8", "replace")).hexdigest()
    compared = normal if len(text) <= MAX_SIMHASH_CHARS else normalise(text[:MAX_SIMHASH_CHARS])
    return exact, _fast_simhash_of(compared)


def simhash_of(normal: str) -> str:
    """The simhash of a normalised text. The plain twin of ``_fingerprint.simhash_of``."""
    mixed = _mix(checksums(normal))
    if not len(mixed):
        return "0" * 16
    if len(mixed) >= SHINGLE:
        end = len(mixed) - SHINGLE + 1
        mixed = _mix(
            mixed[:end] * np.uint64(3) + mixed[1 : end + 1] * np.uint64(5) + mixed[2 : end + 2]
        )
    bits = np.unpackbits(mixed.astype(">u8").view(np.uint8)).reshape(len(mixed), 64)
    votes = np.add.reduce(bits, axis=0, dtype=np.uint32) * 2 > len(mixed)
    return np.packbits(votes).tobytes().hex()


def checksums(text: str) -> NDArray[np.uint64]:
    """The CRC-32 of each token of the text in UTF-8."""
    tokens = _TOKEN.findall(text)
    return np.array([zlib.crc32(t.encode("utf-8", "replace")) for t in tokens], dtype=np.uint64)


def _mix(values: NDArray[np.uint64]) -> NDArray[np.uint64]:
    """The finaliser of SplitMix64: spreads a 32-bit checksum over 64 bits."""
    values = values + np.uint64(0x9E3779B97F4A7C15)
    values = (values ^ (values >> np.uint64(30))) * np.uint64(0xBF58476D1CE4E5B9)
    values = (values ^ (values >> np.uint64(27))) * np.uint64(0x94D049BB133111EB)
    return np.asarray(values ^ (values >> np.uint64(31)))


def distance(one: str, other: str) -> int:
    """Bits in which two simhashes differ, 0 to 64."""
    return (int(one, 16) ^ int(other, 16)).bit_count()


_fast_is_folded = compiled(is_folded)
_fast_simhash_of = compiled(simhash_of)
