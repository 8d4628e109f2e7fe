"""Parse untrusted, possibly malformed XML safely.

Entities are never expanded (so a document cannot grow while it is parsed), and no DTD or other file
is loaded.
"""

from __future__ import annotations

import codecs
import re
from typing import Any

from lxml import etree

_REFERENCE = re.compile(
    rb"<!\[CDATA\[.*?(?:\]\]>|\Z)|&(?:#\d{1,7};|#[xX][0-9A-Fa-f]{1,6};|(amp|lt|gt|quot|apos);)?",
    re.DOTALL,
)
_NUMERIC_REFERENCES = {
    b"amp": b"&#38;",
    b"lt": b"&#60;",
    b"gt": b"&#62;",
    b"quot": b"&#34;",
    b"apos": b"&#39;",
}


def as_utf8(body: bytes) -> bytes:
    """A UTF-16 document converted to UTF-8, so that byte patterns match; others unchanged."""
    if not body.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        return body
    return re.sub(r"^\s*<\?xml[^>]*\?>", "", body.decode("utf-16", "replace")).encode()


def clean_xml(body: bytes) -> bytes:
    """Escape every bare ``&`` and every entity reference except XML's five predefined ones.

    ``?a=1&b=2`` in a link is the most common error in hand-written feeds. References to entities
    defined in the document become text as well, which disables entity bombs. The predefined
    entities are replaced by numeric references, since libxml2 drops named ones after a parse error.
    """
    return _REFERENCE.sub(_escape_reference, body)


def _escape_reference(match: re.Match[bytes]) -> bytes:
    if match[1] is not None:
        return _NUMERIC_REFERENCES[match[1]]
    return b"&#38;" if match[0] == b"&" else match[0]


def xml_parser(target: Any = None) -> etree.XMLParser:
    """A recovering parser that resolves nothing, with libxml2's limits on depth and size."""
    return etree.XMLParser(
        target=target,
        recover=True,
        resolve_entities=False,
        no_network=True,
        load_dtd=False,
        huge_tree=False,
    )


def local_name(tag: object) -> str:
    """A tag in lower case without namespace or undeclared prefix; "" for a comment."""
    if not isinstance(tag, str):
        return ""
    return tag.rpartition("}")[2].rpartition(":")[2].lower()
