"""Labels before an author's name, in sixty languages: "Nga: ", "Piše: ", "Egilea: ", "ዘጋቢ፡ ".

They count only with a colon, since without one most are common words. By-words that need no colon
("By", "von", "مאת") are in ``by_words.py``. Not here: editors, translators, photographers, sources.
"""

from __future__ import annotations

import re
from importlib import resources

WORDS = "metadata/phrases/byline_labels.txt"
COLONS = ":：՝፡፥"
"""Colons of all scripts, and the Armenian mark that is used like one."""


def _words() -> list[str]:
    """The labels, the longest first."""
    listed = resources.files("scraper.extractors").joinpath(WORDS).read_text("utf-8")
    words: set[str] = set()
    for line in listed.splitlines():
        if not line.startswith("#"):
            words.update(word.strip() for word in line.partition(": ")[2].split(";"))
    return sorted(words - {""}, key=lambda word: (-len(word), word))


ANY_LABEL = "|".join(map(re.escape, _words()))
LABEL = re.compile(
    rf"\W{{0,3}}(?P<word>{ANY_LABEL})"
    rf"(?:\s?\([^\W\d_]{{1,4}}\))?\s?[{COLONS}]\s*",
    re.IGNORECASE,
)
"""A label with its colon, at the beginning of a line; ``Autor(i): `` too."""
MAX_LABEL = 30
"""Characters in which the colon of a label stands."""


def has_label(text: str) -> bool:
    """Whether a line begins with a label of a byline and its colon."""
    start = text[:MAX_LABEL]
    if ":" not in start and (start.isascii() or not any(map(start.__contains__, COLONS))):
        return False  # most lines
    return LABEL.match(text) is not None
