"""Dates in feeds, sitemaps and URLs: fixed machine-readable formats only.

Dates written in the text of a page are read by extractors/metadata.
"""

from __future__ import annotations

import re
from datetime import UTC, datetime, timedelta, timezone
from email.utils import parsedate_to_datetime

_W3C = re.compile(
    r"(\d{4})-(\d{1,2})(?:-(\d{1,2}))?(?:[T ]+(\d{1,2}):(\d{2})(?::(\d{2})(?:[.,]\d+)?)?"
    r"\s*(Z|UTC|GMT|[+-]\d{2}:?\d{2})?)?",
    re.IGNORECASE,
)
_IN_URL = re.compile(
    r"(?<!\d)((?:19|20)\d{2})"
    r"(?:[/_-](\d{1,2})[/_-](\d{1,2})|[/_-]?(\d{2})[/_-]?(\d{2})|[/_-](\d{2}))(?!\d)"
)


def parse_date(text: str | None) -> datetime | None:
    """Parse an RFC 3339, W3C or RFC 822 date to an aware datetime; None for any other text.

    A date without a time zone is read as UTC, a date without a time as midnight. That is precise
    enough: the value only decides the order of fetching and is not written to records.
    """
    if not text:
        return None
    text = text.strip()
    match = _W3C.match(text)
    try:
        if match:
            year, month, day, hour, minute, second = (int(part or 0) for part in match.groups()[:6])
            return datetime(
                year, month, day or 1, hour, minute, min(second, 59), tzinfo=_zone(match[7])
            )
        found = parsedate_to_datetime(text)
    except (ValueError, TypeError, IndexError, OverflowError):
        return None
    return found if found.tzinfo else found.replace(tzinfo=UTC)


def _zone(text: str | None) -> timezone:
    if not text or text[0] not in "+-":
        return UTC
    offset = timedelta(hours=int(text[1:3]), minutes=int(text[-2:]))
    return timezone(-offset if text[0] == "-" else offset)


def date_in_url(url: str) -> datetime | None:
    """The date in a URL, or the first day of a month in it: ``/2024/05/17/``, ``/2024-05/``,
    ``-20240517.html``. None if there is no date."""
    match = _IN_URL.search(url.partition("://")[2])
    if not match:
        return None
    year, month, day, month2, day2, only_month = match.groups()
    try:
        return datetime(
            int(year), int(month or month2 or only_month), int(day or day2 or 1), tzinfo=UTC
        )
    except ValueError:
        return None
