"""Read the page in a MIME message: MHTML (RFC 2557), saved by browsers, or an e-mail (.eml).

Pictures and attachments are ignored.
"""

from __future__ import annotations

import email.header
import email.parser
import email.policy
import email.utils
import re
from datetime import UTC, datetime
from email.errors import CloseBoundaryNotFoundDefect
from email.message import Message
from html import escape

from scraper.errors import InputError, NotText
from scraper.page import Page

PAGE_TYPES = ("text/html", "application/xhtml+xml", "text/plain")
_NEXT_MAIL = re.compile(rb"\n\r?\nFrom [^\r\n]+ \d\d:\d\d[^\r\n]*\r?\n[!-9;-~]+:")
"""The separator line between the e-mails of a mailbox (RFC 4155)."""


def read_mime(body: bytes, name: str) -> Page:
    """The page of a message: the root of an MHTML file, with the URL it was saved from; or the HTML
    of an e-mail, or its text if it has no HTML.

    Raises InputError if the message has no page, or if the file is a mailbox of several messages.
    """
    body = body.lstrip()
    if body.startswith(b"From ") and _NEXT_MAIL.search(body):
        raise NotText(
            f"{name}: this is a mailbox of several e-mails, not a page: save each as a file (.eml)"
        )
    try:
        message = email.parser.BytesParser(policy=email.policy.compat32).parsebytes(body)
        root = root_part(message)
    except (RecursionError, ValueError, LookupError) as error:
        raise InputError(f"{name}: not a readable MHTML file or e-mail: {error}") from error
    if root is None:
        raise NotText(f"{name}: no HTML or text in this MHTML file or e-mail")
    content = root.get_payload(decode=True)
    if not isinstance(content, bytes) or not content.strip():
        raise NotText(f"{name}: the page in this MHTML file or e-mail is empty")
    url = first_url(
        message["Snapshot-Content-Location"], root["Content-Location"], message["Content-Location"]
    )
    kind = root.get_content_type()
    charset = root.get_content_charset()
    if url is None and kind != "text/plain":
        content = with_title(content, message["Subject"])
    # A multipart message without its closing boundary is truncated.
    truncated = any(
        isinstance(defect, CloseBoundaryNotFoundDefect)
        for part in message.walk()
        for defect in part.defects
    )
    return Page(
        body=content,
        url=url,
        headers={"content-type": f"{kind}; charset={charset}" if charset else kind},
        fetched_at=saved_at(message["Date"]),
        truncated=truncated,
    )


def root_part(message: Message) -> Message | None:
    """The part given by the ``start`` parameter (RFC 2387), otherwise the first page among the
    parts that are not attachments."""
    start = message.get_param("start")
    pages = [part for part in message.walk() if part.get_content_type() in PAGE_TYPES]
    for part in pages:
        if start and str(part["Content-ID"]).strip() == str(start).strip():
            return part
    shown = [part for part in pages if part.get_content_disposition() != "attachment"]
    html = [part for part in shown if part.get_content_type() != "text/plain"]
    return next(iter(html or shown), None)


def first_url(*candidates: object) -> str | None:
    for candidate in candidates:
        text = re.sub(r"\s+", "", str(candidate or ""))  # long headers are folded
        if text.lower().startswith(("http://", "https://")):
            return text
    return None


def with_title(html: bytes, subject: object) -> bytes:
    """An e-mail's HTML, with the subject as title if it has none."""
    if not subject or re.search(rb"<title[^>]*>\s*[^\s<]", html, re.I):
        return html
    try:
        decoded = str(email.header.make_header(email.header.decode_header(str(subject))))
    except (ValueError, LookupError):  # an unknown or wrong charset
        return html
    title = escape(" ".join(decoded.split())).encode("ascii", "xmlcharrefreplace")
    byte_order_mark = html[:3] if html.startswith(b"\xef\xbb\xbf") else b""
    return byte_order_mark + b"<title>%s</title>\n" % title + html.removeprefix(byte_order_mark)


def saved_at(date: object) -> datetime | None:
    try:
        parsed = email.utils.parsedate_to_datetime(str(date))
    except (ValueError, TypeError, IndexError, OverflowError):
        return None
    return parsed.astimezone(UTC) if parsed.tzinfo else parsed.replace(tzinfo=UTC)
