"""Searches a page's bytes for strings that say what it is, before it is parsed."""

from __future__ import annotations

from collections.abc import Sequence

from scraper.extractors.compiled import compiled


def plain_holds_any(page: bytes, signs: Sequence[bytes], end: int) -> bool:
    """Whether one of several strings is in a page.

    The plain twin of ``_treewalk.holds_any``, which takes a quarter of the time: 10 microseconds
    for a string in 100 KB.

    Args:
        signs: the strings.
        end: number of bytes searched.
    """
    return any(page.find(sign, 0, end) >= 0 for sign in signs)


holds_any = compiled(plain_holds_any)
