"""The numbers that the frontier stores for where a URL stands, and their names in SQL.

A statement names them by an f-string, ``state = {State.READY}``, and not by a parameter: the
indexes of ready and of due URLs are used only where the number stands in the statement itself.
"""

from __future__ import annotations

from enum import IntEnum

from scraper.discovery import Kind


class State(IntEnum):
    """Where a URL stands. The numbers are stored: never reuse one."""

    READY = 0
    """to be fetched in the next pass"""
    WAITING = 1
    """to be fetched again at its ``next_visit``, or only when a listing leads to it"""
    DONE = 2
    """fetched, and not to be fetched again"""
    FAILED = 3
    """given up after repeated failures, or gone"""
    SKIPPED = 4
    """fetched or refused, and not wanted"""


CHANGEABLE = f"({State.WAITING}, {State.DONE}, {State.FAILED})"
"""States from which a URL becomes ready where a listing says that its page has changed; in SQL,
behind IN."""
PAGE_KINDS = (Kind.ARTICLE, Kind.PAGE)
"""Kinds of URLs that are a story's, which all sources have in common; all others are listings."""
PAGES = f"({', '.join(str(int(kind)) for kind in PAGE_KINDS)})"
"""The same in SQL, behind IN."""
