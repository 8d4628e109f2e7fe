"""Page: the output of fetchers and the input of extractors."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime


@dataclass(frozen=True, slots=True)
class Page:
    """One page as it was received, with its body not yet decoded to text.

    Attributes:
        body: the page's bytes, after decoding of any Content-Encoding.
        url: the URL after redirects; None for a saved page whose URL is unknown.
        status: HTTP status; None if the page was not fetched by HTTP.
        headers: response headers, with names in lower case.
        fetched_at: when the bytes were received, an aware datetime in UTC.
        truncated: whether the body is incomplete, because of the connection or a size limit.
    """

    body: bytes
    url: str | None = None
    status: int | None = None
    headers: Mapping[str, str] = field(default_factory=dict)
    fetched_at: datetime | None = None
    truncated: bool = False
