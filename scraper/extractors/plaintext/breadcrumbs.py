"""Breadcrumbs on plain-text pages ("Home > News > Harbour"), and the section that they name."""

from __future__ import annotations

import re
from collections.abc import Collection

from scraper.extractors.metadata.sources.menu import HOME
from scraper.extractors.metadata.sources.sitename import key_of

MAX_PARTS = 5
"""Maximum parts of a breadcrumb."""
MAX_PART = 30
"""Maximum characters of a part; a longer one is a headline."""
MAX_UNLED_PART = 20
"""The same where the first part is not the front page, so that it may be a title with an arrow."""
_ARROWS = re.compile(r"\s*[>›→»]\s*")
_BARS = re.compile(r"\s+[/|:•·]\s+|\s*[/|]\s*")
"""These also separate what is no path, so the first part must be the front page."""
_BACKWARDS = "«‹←<"
"""Marks of quotations and of scripts written from right to left."""


def parts_of(line: str) -> list[str]:
    """The parts of a breadcrumb, from the front page on; [] for other lines.

    Example:
        >>> parts_of("Home / News / Harbour"), parts_of("Council says yes / no")
        (['Home', 'News', 'Harbour'], [])
    """
    if len(line) > MAX_PARTS * MAX_PART or any(mark in line for mark in _BACKWARDS):
        return []
    for separators in (_ARROWS, _BARS):
        parts = [part.strip() for part in separators.split(line.strip(" >›→»/|"))]
        if not 2 <= len(parts) <= MAX_PARTS or any(
            not part or len(part) > MAX_PART or part[-1] in ".!?:" for part in parts
        ):
            continue
        if _is_home(parts[0]):
            return parts
        if separators is _ARROWS and max(map(len, parts)) <= MAX_UNLED_PART:
            return parts
    return []


def _is_home(part: str) -> bool:
    words = part.casefold().split()
    return (len(words) <= 3 and all(word in HOME for word in words)) or key_of(part) in HOME


def section_of(parts: list[str], menu: Collection[str], title: str) -> str | None:
    """The section that a breadcrumb names: its last part that is also an entry of the menu, or
    else its last part.

    Args:
        menu: ``key_of`` the lines above the breadcrumb.
        title: the headline, which some breadcrumbs end with.
    """
    named = [part for part in parts if not _is_home(part) and key_of(part) != key_of(title)]
    listed = [part for part in named if key_of(part) in menu]
    return listed[-1] if listed else named[-1] if named else None
