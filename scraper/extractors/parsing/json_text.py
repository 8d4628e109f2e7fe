"""JSON in a page, without the characters that a page is freed of when it is decoded (decode.py).

JSON can write a NUL, another control character or half of a surrogate pair as an escape, which
decoding the page does not see. Databases refuse a NUL in a record, and half of a pair cannot be
written as UTF-8.
"""

from __future__ import annotations

import json
import re
from typing import Any

_DECODER = json.JSONDecoder(strict=False)
_ESCAPED = re.compile(r"\\u(?:00[01]|007[fF]|[dD][89a-fA-F])")
"""May be the escape of such a character; also that of white space, or of a whole surrogate pair."""
CONTROLS = frozenset([*range(9), *range(0x0E, 0x20), 0x7F])
"""Code points of the control characters that are no white space."""
_UNWANTED = re.compile("[\x00-\x08\x0e-\x1f\x7f\ud800-\udfff]")


def load_json(text: str) -> Any:
    """The value of a JSON text, in which raw line breaks and tabs in strings are allowed.

    Control characters other than white space are left out of strings, and half of a surrogate pair
    becomes U+FFFD.

    Raises:
        ValueError: the text is not JSON.
        RecursionError: it is nested too deep.

    Example:
        >>> load_json(r'["Rain\\u0000 in \\ud83d\\ude00", "\\ud83d"]')
        ['Rain in 😀', '\ufffd']
    """
    value = _DECODER.decode(text)
    return _clean_value(value) if _may_be_unclean(text) else value


def decode_json(text: str, start: int) -> tuple[Any, int]:
    """The value of the JSON that begins at ``start``, as that of ``load_json``, and the offset of
    its end; other text may follow.

    Raises:
        ValueError, RecursionError: see ``load_json``.
    """
    value, end = _DECODER.raw_decode(text, start)
    return (_clean_value(value) if _may_be_unclean(text[start:end]) else value), end


def _may_be_unclean(text: str) -> bool:
    return "\\u" in text and _ESCAPED.search(text) is not None


def _clean_value(value: Any) -> Any:
    if isinstance(value, str):
        return clean(value)
    if isinstance(value, list):
        return [_clean_value(part) for part in value]
    if isinstance(value, dict):
        return {key: _clean_value(part) for key, part in value.items()}
    return value


def clean(text: str) -> str:
    """A string without control characters and halves of surrogate pairs; see ``load_json``."""
    return _UNWANTED.sub(lambda found: "" if found[0] < "\x80" else "\ufffd", text)
