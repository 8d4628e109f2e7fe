"""What counts of a text when it is compared with another: the same headline, name or sentence may
be printed with other capitals, punctuation or white space."""

from __future__ import annotations


def letters_only(text: str) -> str:
    """The letters and digits of a text, case-folded."""
    folded = text.casefold()
    if folded.isascii():  # most texts are, and this is four times as fast
        return folded.translate(_NO_LETTERS)
    return "".join(filter(str.isalnum, folded))


_NO_LETTERS = {code: None for code in range(128) if not chr(code).isalnum()}


def folded(text: str) -> str:
    """A text, case-folded and with single spaces."""
    return " ".join(text.split()).casefold()
