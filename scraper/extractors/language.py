"""The language of a story, by its text first and the page's own claim second.

Scripts that serve one language answer at once. Else a naive Bayes model over byte n-grams
(py3langid) weighs about a hundred languages, and the page's claim tips the scale between close
ones: Malay and Indonesian, Danish and Norwegian, Czech and Slovak.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from functools import cache, lru_cache
from math import log, sqrt
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

if TYPE_CHECKING:
    from py3langid.langid import LanguageIdentifier

SAMPLE = 400
"""Characters that are looked at. Of 625 labelled pages, none gets another language with 600 or with
300, and one does with 200. Each takes a step in a table of 40 MB, which is slow to read."""
OPENING = 160
SURE = 8.0
"""Characters that are looked at first, and by how much the language that the page claims must lead
there for the rest to be passed over. On 7,500 samples of the labelled pages' texts, with their own
claim, "en" and none, the rest never spoke for another language where the lead was above 6.3; seven
texts in eight are done with their opening."""
LIKELIEST = 12
"""Languages that the claim may choose among."""
FEW_LETTERS = 24
"""Letters under which the page's claim is believed unless the script speaks against it."""
CLAIM_WEIGHT = log(50)
"""How much the page's claim adds to its language's log probability. Close languages differ by less
(Malay against Indonesian mostly by 3), unrelated ones by 15 and more, so a template that claims
"en" for everything does not win."""

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
"""First and last code point, and the script, or the one language that the script serves."""
_WRITTEN_IN = {
    "Cyrl": frozenset(
        ["ru", "uk", "be", "bg", "mk", "sr", "kk", "ky", "mn", "tg", "tt", "uz", "ba", "bs"]
    ),
    "Arab": frozenset(["ar", "fa", "ur", "ps", "ug", "ku", "sd", "ckb", "arz", "ary", "sdh"]),
    "Deva": frozenset(["hi", "mr", "ne", "sa", "gom", "mai", "bho"]),
    "Beng": frozenset(["bn", "as"]),
    "Ethi": frozenset(["am", "ti", "om"]),
    "Hani": frozenset(["zh", "ja", "yue", "wuu"]),
}
_FOLDED = {
    "nb": "no", "arz": "ar", "ary": "ar", "yue": "zh", "wuu": "zh", "uzs": "uz", "sdh": "ku",
    "fil": "tl", "gug": "gn", "iw": "he", "in": "id", "cn": "zh", "jp": "ja", "ua": "uk",
    "gr": "el", "cz": "cs", "dk": "da", "se": "sv", "kr": "ko", "vn": "vi", "cmn": "zh",
}  # fmt: skip
"""Codes that mean a language known by another: older codes, varieties, and the country codes that
pages put in their place. "se" is Northern Sami; pages that say it mean Swedish."""
_VARIETIES = frozenset({"nb", "no", "fil", "tl"})
"""Claims that are given back as they are when their language is found."""


def detect_language(text: str, claimed: str | None = None) -> str | None:
    """The language of a text as a BCP 47 primary subtag.

    Args:
        text: the story, or what there is of it.
        claimed: the page's claim (``lang``, ``og:locale``, ``inLanguage``), any spelling.

    Returns:
        "en", "zh", …; None where neither the text nor the page tells.

    Example:
        >>> detect_language("서울에서 비가 내렸다", "en")
        'ko'
    """
    claim = primary_subtag(claimed)
    known = _FOLDED.get(claim, claim)
    sample = text[:SAMPLE]
    letters, script = _script_of(sample)
    if script and len(script) == 2:
        return script
    if script in _WRITTEN_IN:
        if known not in _WRITTEN_IN[script]:
            known = ""
        if script == "Hani" and known != "ja":
            return "zh"
    elif script and known and _wrong_script(known, script):
        known = ""
    if letters < FEW_LETTERS:
        return (claim if claim in _VARIETIES else known) or (
            _by_model(sample, "") if letters >= FEW_LETTERS // 2 else None
        )
    found = _by_model(sample, known)
    return claim if claim in _VARIETIES and found == known else found


def primary_subtag(claimed: str | None) -> str:
    """The language of a claim such as ``en-GB``, ``en_US`` or ``EN``; "" for none."""
    if not claimed:
        return ""
    tag = claimed.strip().lower().replace("_", "-").partition("-")[0].partition(",")[0]
    return tag if tag.isascii() and tag.isalpha() and 2 <= len(tag) <= 3 else ""


def _script_of(sample: str) -> tuple[int, str]:
    """How many letters there are, and the script (or language) of most of them."""
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
    """The script of a letter, or the one language that it serves; "" for anything else."""
    code = ord(char)
    if code < _SCRIPTS[0][0]:
        return "Latn" if char.isalpha() else ""
    return next((script for first, last, script in _SCRIPTS if first <= code <= last), "")


def _wrong_script(language: str, script: str) -> bool:
    """Whether a language is never written in Latin letters (the only other script that comes)."""
    if script != "Latn":
        return False
    single = {name for _, _, name in _SCRIPTS if len(name) == 2}
    return language in single or language in ("ja", "zh", "ru", "bg", "uk", "ar", "fa", "hi", "bn")


@cache
def _model() -> LanguageIdentifier | _Walked:
    # Loaded at the first text that needs it: 0.6 s.
    from py3langid.langid import MODEL_FILE, LanguageIdentifier

    identifier = LanguageIdentifier.from_model_file(MODEL_FILE, norm_probs=True)
    if _visited is None:
        return identifier
    try:
        return _Walked(identifier)
    except (AttributeError, TypeError, ValueError):  # another version, with another layout
        return identifier


class _Walked:
    """py3langid's model with its walk through the text in compiled code, and what the walk reads
    close together: the model has 40 MB, so that its time goes into waiting for memory."""

    def __init__(self, identifier: LanguageIdentifier) -> None:
        self.identifier = identifier
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
        """The likeliest languages and their probabilities, as the identifier's own begins."""
        text = self.encode(sample)
        features, counts = _visited(text, self.moves, self.states)
        if not len(features):
            return list(self.identifier.rank(sample))
        scores = np.log1p(counts) @ _weights_of(self.weights, features) + self.prior
        scores *= 1.0 / sqrt(len(text))
        np.exp(scores - scores.max(), out=scores)
        scores /= scores.sum()
        for first, other in self.aliases:
            scores[first] += scores[other]
            scores[other] = 0.0
        names = self.identifier.nb_classes
        best = np.argsort(-scores, kind="stable")[:LIKELIEST].tolist()
        return [(names[i], float(scores[i])) for i in best]


def _by_model(sample: str, known: str) -> str | None:
    if known and len(sample) > OPENING:
        best, lead = _weighed(sample[:OPENING], known)
        if best == known and lead >= SURE:
            return best
    best, _ = _weighed(sample, known)
    return (known or None) if best == "zxx" else best


def _weighed(sample: str, known: str) -> tuple[str | None, float]:
    """The language with the best score, and by how much its log probability, with what the claim
    adds, is above that of any other."""
    best, best_score, second = None, float("-inf"), float("-inf")
    for language, probability in _model().rank(sample)[:LIKELIEST]:
        language = _FOLDED.get(language, language)
        score = log(probability + 1e-12) + (CLAIM_WEIGHT if language == known else 0.0)
        if score > best_score:
            if language != best:
                second = best_score
            best, best_score = language, score
        elif language != best:
            second = max(second, score)
    return best, best_score - second


try:
    from scraper.extractors._language import visited as _visited
    from scraper.extractors._language import weights_of as _weights_of
except ImportError:  # not compiled: the library's own walk
    _visited = _weights_of = None
