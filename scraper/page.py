"""Page: what a fetcher gives and an extractor takes."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime


@dataclass(frozen=True, slots=True)
class Page:
    """One page as it came, undecoded.

    Attributes:
        body: the page's bytes, after any Content-Encoding was undone.
        url: the address after redirects; None for a saved page that came without one.
        status: HTTP status; None where no HTTP was spoken.
        headers: response headers; names are lower case.
        fetched_at: when the bytes were received, an aware datetime in UTC.
        truncated: the body was cut short, by the connection or by a size limit.
    """

    body: bytes
    url: str | None = None
    status: int | None = None
    headers: Mapping[str, str] = field(default_factory=dict)
    fetched_at: datetime | None = None
    truncated: bool = False
