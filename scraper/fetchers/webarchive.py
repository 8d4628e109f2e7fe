"""Read Safari web archives: a property list with the page and its pictures, which are ignored."""

from __future__ import annotations

import plistlib

from scraper.errors import InputError, NotText
from scraper.page import Page


def read_webarchive(body: bytes, name: str) -> Page:
    """The archive's main page, with the URL it was saved from.

    Raises InputError if the archive is damaged or has no page.
    """
    try:
        main = plistlib.loads(body)["WebMainResource"]
        content, kind = main["WebResourceData"], main["WebResourceMIMEType"]
        charset, url = main.get("WebResourceTextEncodingName"), main.get("WebResourceURL")
    except Exception as error:  # plistlib raises various exceptions for damaged files
        raise InputError(
            f"{name}: this Safari web archive is broken: save the page again"
        ) from error
    if not isinstance(content, bytes) or not content.strip():
        raise NotText(f"{name}: the page in this web archive is empty")
    address = str(url)
    return Page(
        body=content,
        url=address if address.lower().startswith(("http://", "https://")) else None,
        headers={"content-type": f"{kind}; charset={charset}" if charset else str(kind)},
    )
