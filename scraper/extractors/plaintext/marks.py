"""Marks of sentences and lists, in all scripts."""

from __future__ import annotations

import re

STOPS = frozenset(".!…。！｡।॥۔։።၊။។៕༎…‼⁉」』")
QUESTIONS = frozenset("?？؟;;፧⁇❓")
COLONS = frozenset(":：﹕፦")
CLOSERS = "\"'”’»«)]）】〉》›‹*_“\u200f\u200e\u200b "
OPENERS = "\"'“”‘«»„‚「『《‹›(（[【*_\u200f\u200e"
BULLET = re.compile(r"^(?:[•‣◦▪▫●○■□►▶➤✓✔·∙*–—-]|\(?\d{1,2}[.)、]|[a-z]\)|[①-⑳])\s+(?=\S)")
ADDRESS = re.compile(r"[<(]?(https?://[^\s<>()]+)[>)]?")
"""A line that is nothing but a web address."""
DASHES = ("- ", "– ", "— ")
_SPACES = re.compile(r"[\s\u200b\ufeff]+")


def fold(text: str) -> str:
    """Collapse white space to single spaces and strip it at the ends."""
    return _SPACES.sub(" ", text).strip()
