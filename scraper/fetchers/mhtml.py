"""MHTML (RFC 2557): the page inside a web archive as browsers save it. Its pictures are left."""

from __future__ import annotations

import email.parser
import email.policy
import email.utils
import re
from datetime import UTC, datetime
from email.errors import CloseBoundaryNotFoundDefect
from email.message import Message

from scraper.errors import InputError, NotText
from scraper.page import Page

PAGE_TYPES = ("text/html", "application/xhtml+xml", "text/plain")


def read_mhtml(body: bytes, name: str) -> Page:
    """The archive's root page with the address it was saved from.

    Raises InputError where the archive holds no page.
    """
    try:
        message = email.parser.BytesParser(policy=email.policy.compat32).parsebytes(body)
        root = root_part(message)
    except (RecursionError, ValueError, LookupError) as error:
        raise InputError(f"{name}: not a readable MHTML file: {error}") from error
    if root is None:
        raise NotText(f"{name}: no HTML page in this MHTML file")
    content = root.get_payload(decode=True)
    if not isinstance(content, bytes):
        raise NotText(f"{name}: the page in this MHTML file is empty")
    kind = root.get_content_type()
    charset = root.get_content_charset()
    # A multipart that lacks its last boundary was cut short while it was saved.
    truncated = any(isinstance(defect, CloseBoundaryNotFoundDefect) for defect in message.defects)
    return Page(
        body=content,
        url=address(
            message["Snapshot-Content-Location"],
            root["Content-Location"],
            message["Content-Location"],
        ),
        headers={"content-type": f"{kind}; charset={charset}" if charset else kind},
        fetched_at=saved_at(message["Date"]),
        truncated=truncated,
    )


def root_part(message: Message) -> Message | None:
    """The part that ``start`` names (RFC 2387), else the first page among the parts."""
    start = message.get_param("start")
    pages = [part for part in message.walk() if part.get_content_type() in PAGE_TYPES]
    for part in pages:
        if start and str(part["Content-ID"]).strip() == str(start).strip():
            return part
    html = [part for part in pages if part.get_content_type() != "text/plain"]
    return next(iter(html or pages), None)


def address(*candidates: object) -> str | None:
    for candidate in candidates:
        text = re.sub(r"\s+", "", str(candidate or ""))  # long headers are folded
        if text.lower().startswith(("http://", "https://")):
            return text
    return None


def saved_at(date: object) -> datetime | None:
    try:
        parsed = email.utils.parsedate_to_datetime(str(date))
    except (ValueError, TypeError, IndexError, OverflowError):
        return None
    return parsed.astimezone(UTC) if parsed.tzinfo else parsed.replace(tzinfo=UTC)
