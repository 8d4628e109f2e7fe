"""What may be a reader's name."""

from __future__ import annotations

MAX_NAME = 60
MAX_NAME_WORDS = 6
"""Maximum characters and words of a reader's name."""


def bare_name(text: str) -> str:
    """A name without punctuation around it."""
    return " ".join(text.split()).strip(" :,·|•–—-()[]@")


def reads_as_name(text: str) -> bool:
    """Whether a text may be a reader's name. Nicknames can be any few words."""
    if not 1 < len(text) <= MAX_NAME or text.count(" ") >= MAX_NAME_WORDS:
        return False
    if text[-1] in "!?…。！？*" or not any(c.isalpha() for c in text):
        return False
    # "3 hours ago" is a time.
    return not any(word.isdecimal() for word in text.split()[:-1])
