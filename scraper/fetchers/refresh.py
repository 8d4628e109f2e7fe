"""Redirects in markup: ``<meta http-equiv="refresh" content="0; url=…">``.

Papers that moved leave such pages at the old addresses, where a browser shows them for a moment.
"""

from __future__ import annotations

import html
import re
from urllib.parse import urldefrag, urljoin

from scraper.page import Page

MAX_SIZE = 16 * 1024
"""Bytes of a page that is nothing but a redirect."""
MAX_DELAY = 5.0
"""Seconds after which a browser leaves such a page; pages that are read reload themselves later."""
MAX_TEXT = 400
"""Characters of text that it may show: "This page has moved", in several languages."""

_META = re.compile(rb"<meta\s([^<>]{0,2000})>", re.IGNORECASE)
_REFRESH = re.compile(rb"""http-equiv\s*=\s*["']?\s*refresh\b""", re.IGNORECASE)
_CONTENT = re.compile(rb"""\bcontent\s*=\s*(?:"([^"]*)"|'([^']*)'|([^\s"'>]+))""", re.IGNORECASE)
_VALUE = re.compile(r"\s*(\d{1,9}(?:\.\d*)?|\.\d+)\s*[;,\s]\s*(?:url\s*=\s*)?(.+)", re.I | re.S)
_UNREAD = re.compile(
    rb"<!--.*?(?:-->|$)|<(noscript|script|style|template|title)\b.*?(?:</\1\s*>|$)",
    re.IGNORECASE | re.DOTALL,
)
"""Parts that a browser with scripts does not show, or not in the page."""
_TAG = re.compile(rb"<[^<>]*>")


def refresh_target(page: Page) -> str | None:
    """The address that a page without text of its own sends a browser to, or None.

    A page that reloads itself has none, nor one that does so only without scripts (``noscript``).

    Source: HTML Standard, "shared declarative refresh steps".
    """
    if page.status != 200 or len(page.body) > MAX_SIZE or b"efresh" not in page.body.lower():
        return None
    kind = page.headers.get("content-type", "text/html").lower()
    if "html" not in kind:
        return None
    shown = _UNREAD.sub(b" ", page.body)
    for meta in _META.finditer(shown):
        content = _CONTENT.search(meta.group(1)) if _REFRESH.search(meta.group(1)) else None
        if content is None:
            continue
        value = b"".join(part or b"" for part in content.groups())
        told = _VALUE.fullmatch(html.unescape(value.decode("utf-8", "replace")))
        if told is None or float(told.group(1)) > MAX_DELAY:
            return None
        if len(b" ".join(_TAG.sub(b" ", shown).split())) > MAX_TEXT:
            return None
        return _resolved(str(page.url), told.group(2))
    return None


def _resolved(url: str, address: str) -> str | None:
    """An address of a refresh as an absolute URL, or None where it is the page's own or no URL."""
    address = address.strip()
    if address[:1] in "\"'":
        address = address[1:].partition(address[0])[0]
    try:
        target = urljoin(url, address.strip())
    except ValueError:
        return None
    is_other = urldefrag(target).url != urldefrag(url).url
    return target if target.startswith(("http://", "https://")) and is_other else None
