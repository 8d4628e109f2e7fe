"""XML from strangers: made readable, and kept harmless.

No entity is ever expanded (so no document grows while it is read), no DTD or other file is loaded.
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
_NUMBERS = {
    b"amp": b"&#38;",
    b"lt": b"&#60;",
    b"gt": b"&#62;",
    b"quot": b"&#34;",
    b"apos": b"&#39;",
}


def as_utf8(body: bytes) -> bytes:
    """The document in UTF-8 where it is UTF-16, which byte patterns cannot see into."""
    if not body.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        return body
    return re.sub(r"^\s*<\?xml[^>]*\?>", "", body.decode("utf-16", "replace")).encode()


def clean_xml(body: bytes) -> bytes:
    """The document with every bare ``&`` and every reference but XML's own five made plain text.

    ``?a=1&b=2`` in a link is the commonest fault of hand-made feeds. References to entities that
    the document defines become text as well, which takes the entity bombs their fuse. XML's own
    are written as numbers, since libxml2 drops the names once it has met an error.
    """
    return _REFERENCE.sub(_as_number, body)


def _as_number(match: re.Match[bytes]) -> bytes:
    if match[1] is not None:
        return _NUMBERS[match[1]]
    return b"&#38;" if match[0] == b"&" else match[0]


def xml_parser(target: Any = None) -> etree.XMLParser:
    """A recovering parser that resolves nothing, with libxml2's own limits on depth and size."""
    return etree.XMLParser(
        target=target,
        recover=True,
        resolve_entities=False,
        no_network=True,
        load_dtd=False,
        huge_tree=False,
    )


def local_name(tag: object) -> str:
    """A tag in lower case without namespace or undeclared prefix; "" of a comment."""
    if not isinstance(tag, str):
        return ""
    return tag.rpartition("}")[2].rpartition(":")[2].lower()
