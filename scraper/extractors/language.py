"""Detects the language of a story, from its text first and the page's declared language second.

A script used by one language decides at once. Otherwise a naive Bayes model over byte n-grams
(py3langid) scores about a hundred languages, and the declared language decides between close ones:
Malay and Indonesian, Danish and Norwegian, Czech and Slovak.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from functools import cache, lru_cache
from math import log, sqrt
from types import ModuleType
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from scraper.extractors.compiled import compiled_module

if TYPE_CHECKING:
    from py3langid.langid import LanguageIdentifier

SAMPLE_CHARS = 400
"""Characters of the text that are used. Of 625 labelled pages, none gets another language with 600
or with 300, and one does with 200. Each takes a step in a table of 40 MB, which is slow to read."""
OPENING_CHARS = 160
MIN_LEAD = 8.0
"""Characters scored first, and the lead in log probability that the declared language needs there
for the rest of the sample to be skipped. On 7,500 samples of the labelled pages' texts, with their
own declared language, "en" and none, the rest never changed the result where the lead was above
6.3; for seven texts in eight the opening is enough."""
TOP_LANGUAGES = 12
"""Best-scored languages among which the declared one gets its bonus."""
MIN_LETTERS = 24
"""Letters below which the declared language is accepted unless the script rules it out."""
CLAIM_WEIGHT = log(50)
"""Bonus on the log probability of the declared language. Close languages differ by less (Malay and
Indonesian mostly by 3), unrelated ones by 15 and more, so a template that declares "en" everywhere
does not win."""

_SCRIPTS: tuple[tuple[int, int, str], ...] = (
    (0x0370, 0x03FF, "el"), (0x0400, 0x052F, "Cyrl"), (0x0530, 0x058F, "hy"),
    (0x0590, 0x05FF, "he"), (0x0600, 0x06FF, "Arab"), (0x0750, 0x077F, "Arab"),
    (0x0780, 0x07BF, "dv"), (0x0900, 0x097F, "Deva"), (0x0980, 0x09FF, "Beng"),
    (0x0A00, 0x0A7F, "pa"), (0x0A80, 0x0AFF, "gu"), (0x0B00, 0x0B7F, "or"),
    (0x0B80, 0x0BFF, "ta"), (0x0C00, 0x0C7F, "te"), (0x0C80, 0x0CFF, "kn"),
    (0x0D00, 0x0D7F, "ml"), (0x0D80, 0x0DFF, "si"), (0x0E00, 0x0E7F, "th"),
    (0x0E80, 0x0EFF, "lo"), (0x0F00, 0x0FFF, "bo"), (0x1000, 0x109F, "my"),
    (0x10A0, 0x10FF, "ka"), (0x1100, 0x11FF, "ko"), (0x1200, 0x137F, "Ethi"),
    (0x1780, 0x17FF, "km"), (0x1800, 0x18AF, "mn"), (0x1E00, 0x1FFF, "Latn"),
    (0x3040, 0x30FF, "Kana"), (0x3400, 0x9FFF, "Hani"), (0xAC00, 0xD7AF, "ko"),
    (0xFB50, 0xFDFF, "Arab"), (0xFE70, 0xFEFF, "Arab"), (0x20000, 0x2FA1F, "Hani"),
)  # fmt: skip
"""(first code point, last code point, script or the one language written in it)."""
_SCRIPT_LANGUAGES = {
    "Cyrl": frozenset(
        ["ru", "uk", "be", "bg", "mk", "sr", "kk", "ky", "mn", "tg", "tt", "uz", "ba", "bs"]
    ),
    "Arab": frozenset(["ar", "fa", "ur", "ps", "ug", "ku", "sd", "ckb", "arz", "ary", "sdh"]),
    "Deva": frozenset(["hi", "mr", "ne", "sa", "gom", "mai", "bho"]),
    "Beng": frozenset(["bn", "as"]),
    "Ethi": frozenset(["am", "ti", "om"]),
    "Hani": frozenset(["zh", "ja", "yue", "wuu"]),
}
_CODE_ALIASES = {
    "nb": "no", "arz": "ar", "ary": "ar", "yue": "zh", "wuu": "zh", "uzs": "uz", "sdh": "ku",
    "fil": "tl", "gug": "gn", "iw": "he", "in": "id", "cn": "zh", "jp": "ja", "ua": "uk",
    "gr": "el", "cz": "cs", "dk": "da", "se": "sv", "kr": "ko", "vn": "vi", "cmn": "zh",
}  # fmt: skip
"""Code -> the code used here: older codes, varieties, and country codes that pages declare instead.
"se" is Northern Sami; pages that declare it mean Swedish."""
_KEPT_CODES = frozenset({"nb", "no", "fil", "tl"})
"""Declared codes that are returned unchanged when the text confirms their language."""


def detect_language(text: str, claimed: str | None = None) -> str | None:
    """Detect the language of a text.

    Args:
        text: the story, or the text available.
        claimed: the declared language (``lang``, ``og:locale``, ``inLanguage``), any spelling.

    Returns:
        A BCP 47 primary subtag ("en", "zh", …); None where text and declaration leave it open.

    Example:
        >>> detect_language("서울에서 비가 내렸다", "en")
        'ko'
    """
    claim = primary_subtag(claimed)
    known = _CODE_ALIASES.get(claim, claim)
    sample = text[:SAMPLE_CHARS]
    letters, script = _script_of(sample)
    if script and len(script) == 2:
        return script
    if script in _SCRIPT_LANGUAGES:
        if known not in _SCRIPT_LANGUAGES[script]:
            known = ""
        if script == "Hani" and known != "ja":
            return "zh"
    elif script and known and _wrong_script(known, script):
        known = ""
    if letters < MIN_LETTERS:
        return (claim if claim in _KEPT_CODES else known) or (
            _by_model(sample, "") if letters >= MIN_LETTERS // 2 else None
        )
    found = _by_model(sample, known)
    return claim if claim in _KEPT_CODES and found == known else found


def primary_subtag(claimed: str | None) -> str:
    """The primary subtag of a declaration such as ``en-GB``, ``en_US`` or ``EN``; "" for none."""
    if not claimed:
        return ""
    tag = claimed.strip().lower().replace("_", "-").partition("-")[0].partition(",")[0]
    return tag if tag.isascii() and tag.isalpha() and 2 <= len(tag) <= 3 else ""


def _script_of(sample: str) -> tuple[int, str]:
    """(number of letters, script or single language of most of them)."""
    if sample.isascii():
        return sum(map(str.isalpha, sample)), "Latn"
    counts: dict[str, int] = {}
    for char, times in Counter(sample).items():
        script = _script_of_char(char)
        if script:
            counts[script] = counts.get(script, 0) + times
    if not counts:
        return 0, ""
    letters = sum(counts.values())
    # A tenth in kana or Hangul is enough: the rest are Chinese characters, which both also use.
    if counts.get("Kana", 0) * 10 > letters:
        return letters, "ja"
    if counts.get("ko", 0) * 10 > letters:
        return letters, "ko"
    return letters, max(counts, key=counts.__getitem__)


@lru_cache(maxsize=4096)
def _script_of_char(char: str) -> str:
    """The script of a letter, or the one language written in it; "" for other characters."""
    code = ord(char)
    if code < _SCRIPTS[0][0]:
        return "Latn" if char.isalpha() else ""
    return next((script for first, last, script in _SCRIPTS if first <= code <= last), "")


def _wrong_script(language: str, script: str) -> bool:
    """Whether the text is in Latin letters and the language is never written in them."""
    if script != "Latn":
        return False
    single = {name for _, _, name in _SCRIPTS if len(name) == 2}
    return language in single or language in ("ja", "zh", "ru", "bg", "uk", "ar", "fa", "hi", "bn")


@cache
def _model() -> LanguageIdentifier | _CompiledIdentifier:
    # Loaded at the first text that needs it: 0.6 s.
    from py3langid.langid import MODEL_FILE, LanguageIdentifier

    identifier = LanguageIdentifier.from_model_file(MODEL_FILE, norm_probs=True)
    walk = compiled_module("_language")
    if walk is None:
        return identifier
    try:
        return _CompiledIdentifier(identifier, walk)
    except (AttributeError, TypeError, ValueError):  # another version, with another layout
        return identifier


class _CompiledIdentifier:
    """py3langid's model with the n-gram automaton run in compiled code, on arrays laid out so that
    values read together are adjacent: at 40 MB the model is bound by memory access."""

    def __init__(self, identifier: LanguageIdentifier, walk: ModuleType) -> None:
        self.identifier = identifier
        self.walk = walk
        self.moves = np.frombuffer(identifier.tk_nextmove, dtype=np.uint32)
        rows = np.asarray(identifier.tk_row, dtype=np.int32) << 8
        features = np.asarray(identifier.tk_output, dtype=np.int32)
        self.states = np.ascontiguousarray(np.stack([rows, features], axis=1))
        if identifier.nb_ptc.dtype != np.float16:
            raise TypeError(identifier.nb_ptc.dtype)
        self.weights: NDArray[np.uint16] = np.ascontiguousarray(identifier.nb_ptc).view(np.uint16)
        self.prior: NDArray[np.float32] = identifier.nb_pc
        self.aliases: list[tuple[int, int]] = identifier._alias_pairs
        self.encode: Callable[[str], bytes] = identifier._encode

    def rank(self, sample: str) -> list[tuple[str, float]]:
        """The first ``TOP_LANGUAGES`` entries of the identifier's own ``rank``."""
        text = self.encode(sample)
        features, counts = self.walk.visited(text, self.moves, self.states)
        if not len(features):
            return list(self.identifier.rank(sample))
        scores = np.log1p(counts) @ self.walk.weights_of(self.weights, features) + self.prior
        scores *= 1.0 / sqrt(len(text))
        np.exp(scores - scores.max(), out=scores)
        scores /= scores.sum()
        for first, other in self.aliases:
            scores[first] += scores[other]
            scores[other] = 0.0
        names = self.identifier.nb_classes
        best = (-scores).argsort(kind="stable")[:TOP_LANGUAGES].tolist()
        return [(names[i], float(scores[i])) for i in best]


def _by_model(sample: str, known: str) -> str | None:
    if known and len(sample) > OPENING_CHARS:
        best, lead = _best_language(sample[:OPENING_CHARS], known)
        if best == known and lead >= MIN_LEAD:
            return best
    best, _ = _best_language(sample, known)
    return (known or None) if best == "zxx" else best


def _best_language(sample: str, known: str) -> tuple[str | None, float]:
    """(best language, its lead over the second best in log probability, bonus included)."""
    best, best_score, second = None, float("-inf"), float("-inf")
    for language, probability in _model().rank(sample)[:TOP_LANGUAGES]:
        language = _CODE_ALIASES.get(language, language)
        score = log(probability + 1e-12) + (CLAIM_WEIGHT if language == known else 0.0)
        if score > best_score:
            if language != best:
                second = best_score
            best, best_score = language, score
        elif language != best:
            second = max(second, score)
    return best, best_score - second
