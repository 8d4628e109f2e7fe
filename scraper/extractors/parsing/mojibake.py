"""Repairs text that was encoded twice: UTF-8 read as Latin-1 or windows-1252, and written as UTF-8
again ("youâ€™re").

Pages that scripts have saved are often so: HTTP libraries read a page without a charset in its
headers as Latin-1. What gives it away are the C1 control characters, which no page has on purpose;
where windows-1252 has printed them, the sequence "â€". The repair itself is ftfy's.
"""

from __future__ import annotations

import re

MAX_SIZE = 2_000_000
"""Characters of the largest page of which anything is repaired."""
MAX_REPAIRED = 600_000
"""Characters of a page that are repaired at most, which takes up to a second. Only pieces of text
with a character outside ASCII count."""
PIECE_COST = 20
"""What each piece counts besides its characters."""
MIN_PRINTED = 3
"""Minimum of "â€" on a page that is repaired for these alone."""

_C1_BYTES = re.compile(rb"\xc2[\x80-\x9f]")
_PRINTED = "â€"
_PRINTED_BYTES = _PRINTED.encode()
_UNDEFINED = re.compile("&#(129|141|143|144|157);")
"""References that stand for C1 characters: windows-1252 does not define them. Other references
from 128 to 159 mean its characters."""
_SUSPECT = re.compile(r"[^\0-\x7f][^<>\n]*")
_PUNCTUATION = re.compile("(?<!€)[‘’“”–—…]")
_C1 = re.compile("[\x80-\x9f]")


def may_be_encoded_twice(utf8: bytes) -> bool:
    """Whether a page has C1 control characters or "â€".

    The plain twin of ``_treewalk.may_be_encoded_twice``.
    """
    return _C1_BYTES.search(utf8) is not None or _PRINTED_BYTES in utf8


def repair(text: str) -> tuple[str, bool]:
    """Read once what was encoded twice, and remove C1 control characters: those that windows-1252
    prints are printed.

    A page that writes about such text is left as it is: it has less of it than quotes and dashes
    that are encoded well.

    Returns:
        The text, and whether any of it was encoded twice.
    """
    if len(text) > MAX_SIZE:
        return _C1.sub("", text), False
    if not _C1.search(text):
        printed = text.count(_PRINTED)
        if printed < MIN_PRINTED or printed < len(_PUNCTUATION.findall(text)):
            return text, False
    from ftfy import fix_encoding

    text = _UNDEFINED.sub(lambda reference: chr(int(reference[1])), text)
    left = MAX_REPAIRED

    def fixed(piece: re.Match[str]) -> str:
        nonlocal left
        left -= len(piece.group()) + PIECE_COST
        return fix_encoding(piece.group()) if left > 0 else piece.group()

    repaired = _SUSPECT.sub(fixed, text)
    return _C1.sub("", repaired), len(repaired) < len(text)
