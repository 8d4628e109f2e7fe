"""Decodes a page: bytes and headers -> text, its charset, and whether it is markup or plain text.

``charsets.py`` maps labels to charsets and guesses undeclared ones; the fetchers decompress gzip
and brotli. Nearly all pages are UTF-8, so UTF-8 is tried before any declaration; only other pages
take the slow path.
"""

from __future__ import annotations

import codecs
import re
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal

from scraper.errors import EmptyInput, NotText
from scraper.extractors.compiled import compiled
from scraper.extractors.parsing import charsets, mojibake
from scraper.extractors.parsing.enclosed import enclosed_page
from scraper.extractors.parsing.pdf_lines import pdf_text
from scraper.extractors.parsing.search import holds_any
from scraper.record import Warning

Kind = Literal["html", "text"]


@dataclass(frozen=True, slots=True)
class Decoded:
    """A page as text.

    Attributes:
        text: the page without byte order mark, NUL, other control characters, lone surrogates, and
            places where words may be broken (soft hyphens, zero-width spaces). Text that was
            encoded twice is repaired.
        utf8: the same as UTF-8 bytes, for the parser.
        encoding: the charset used, by its name in the WHATWG Encoding Standard.
        kind: "html" for markup, "text" for a page saved as plain text.
        warnings: ``charset_guessed``, ``charset_mismatch``, or none.
    """

    text: str
    utf8: bytes
    encoding: str
    kind: Kind
    warnings: list[Warning] = field(default_factory=list)


_BLANK = b" \t\r\n\f\v\0"


def decode(body: bytes, headers: Mapping[str, str] | None = None) -> Decoded:
    """Decode a page.

    Tried in order: byte order mark; UTF-8, if the bytes are valid or nearly so; the charset
    declared in the Content-Type header, then in the markup, if the bytes fit it; a guess.

    Args:
        body: the page's bytes, decompressed.
        headers: response headers, names in lower case.

    Raises:
        EmptyInput: there are no bytes, or only white space.
        NotText: the bytes are an image, a PDF, an archive or other binary data.
    """
    # The first bytes decide for most pages; stripping the whole body copies it.
    if not body[:64].strip(_BLANK) and not body.strip(_BLANK):
        raise EmptyInput("the input is empty: there is nothing to extract")
    _reject_binary(body)
    content_type = (headers or {}).get("content-type", "")
    text, encoding, warnings = _to_text(body, content_type)
    # Searched in the bytes, which is ten times as fast as in a str.
    clean = text.replace("\0", "") if b"\0" in body else text
    has_controls, is_named = _fast_controls(body)
    if encoding != "utf-8":  # UTF-16 hides them
        is_named = True
    if has_controls or (is_named and _CONTROL_REFERENCE.search(clean)):
        clean = _CONTROL_REFERENCE.sub("", clean.translate(_CONTROLS))
    has_marks = encoding != "utf-8" or _fast_marks(body)
    is_twice = encoding == "utf-8" and _fast_twice(body)
    intact = encoding == "utf-8" and clean is text and not warnings
    if has_marks and intact and not is_twice and (unbroken := _without_break_bytes(body)):
        body, text = unbroken
        clean, has_marks = text, False
    if is_twice:
        clean, was_encoded_twice = mojibake.repair(clean)
        if was_encoded_twice:
            warnings = ["charset_mismatch"]
            has_marks = True
    if has_marks or is_named:
        clean = without_breaks(clean, has_references=is_named)
    if not clean or clean.isspace():
        raise EmptyInput("the input holds white space alone: there is nothing to extract")
    _reject_data(clean)
    intact = encoding == "utf-8" and clean is text and not warnings
    utf8 = body if intact and body[:3] != codecs.BOM_UTF8 else clean.encode("utf-8", "replace")
    kind = _kind(clean, content_type)
    if kind == "html" and (inner := enclosed_page(utf8)):
        clean, utf8 = inner.decode(), inner
    if kind == "html" and (lines := pdf_text(utf8)):
        return Decoded(lines, lines.encode("utf-8", "replace"), encoding, "text", warnings)
    return Decoded(clean, utf8, encoding, kind, warnings)


def without_breaks(text: str, *, has_references: bool = True) -> str:
    """Remove the characters that say where a word may be broken and where not.

    They would hide a word from a search. Zero-width spaces stay between letters of scripts that may
    have them instead of spaces (Khmer, Thai, Burmese).

    Args:
        text: markup, or plain text.
        has_references: whether it may hold character references.
    """
    for mark in _BREAK_MARKS:
        if mark in text:
            text = text.replace(mark, "")
    text = _without_zero_width_spaces(text)
    if has_references:
        text = _BREAK_REFERENCE.sub("", text)
        text = _ZERO_WIDTH_REFERENCE.sub(_unless_between_letters, text)
    return text


def _without_break_bytes(utf8: bytes) -> tuple[bytes, str] | None:
    """What ``without_breaks`` leaves of a page, as bytes, in which the search takes a third of the
    time, and as text; None if the bytes are not valid."""
    for mark in _BREAK_BYTES:
        if holds_any(utf8, (mark,), len(utf8)):
            utf8 = utf8.replace(mark, b"")
    kept, begun = [], 0
    at = utf8.find(_ZERO_WIDTH_BYTES) if holds_any(utf8, (_ZERO_WIDTH_BYTES,), len(utf8)) else -1
    while at >= 0:
        end = at + len(_ZERO_WIDTH_BYTES)
        around = utf8[max(at - 4, 0) : end + 4].decode("utf-8", "ignore")
        space = len(utf8[max(at - 4, 0) : at].decode("utf-8", "ignore"))
        if not _is_between_letters(around, space, space + 1):
            kept.append(utf8[begun:at])
            begun = end
        at = utf8.find(_ZERO_WIDTH_BYTES, end)
    utf8 = b"".join((*kept, utf8[begun:])) if kept else utf8
    try:
        return utf8, utf8.decode()
    except UnicodeDecodeError:
        return None


def _without_zero_width_spaces(text: str) -> str:
    at = text.find("\u200b")
    if at < 0:
        return text
    kept, begun = [], 0
    while at >= 0:
        if not _is_between_letters(text, at, at + 1):
            kept.append(text[begun:at])
            begun = at + 1
        at = text.find("\u200b", at + 1)
    return "".join((*kept, text[begun:]))


def _unless_between_letters(space: re.Match[str]) -> str:
    return space.group() if _is_between_letters(space.string, *space.span()) else ""


def _is_between_letters(text: str, start: int, end: int) -> bool:
    """Whether a space is between letters of scripts in which it may part words."""
    before, after = text[max(start - 1, 0) : start], text[end : end + 1]
    return min(before or " ", after or " ") >= "\u0590"


# --- charset ------------------------------------------------------------------------------------


def _to_text(body: bytes, content_type: str) -> tuple[str, str, list[Warning]]:
    """Text, charset and warnings; the text may still hold NULs."""
    marked, mark = _byte_order_mark(body)
    if marked and mark:
        return _decode_utf16(body[len(mark) :], marked)
    if b"\0" in body[:65536] and (wide := _guess_utf16(body)):
        return _decode_utf16(body, wide)
    declared = charsets.declared_in_header(content_type) if content_type else None
    try:
        text = body.decode("utf-8")
    except UnicodeDecodeError as error:
        return _not_utf8(body, declared, error)
    if b"\x1b" in body and b"\x1b$" in body and (japanese := _iso_2022_jp(body)):
        return japanese, "iso-2022-jp", []
    if text.isascii() or declared == "utf-8":
        return text, "utf-8", []
    declared = declared or charsets.declared_in_markup(body)
    if declared is None or declared == "utf-8" or declared.startswith(("utf-16", "utf-32")):
        return text, "utf-8", []
    if _could_be_multibyte(body, declared):
        return body.decode(charsets.codec_name(declared)), declared, []
    return text, "utf-8", ["charset_mismatch"]


def _byte_order_mark(body: bytes) -> tuple[str | None, bytes | None]:
    """(charset, the mark) of a byte order mark; (None, None) for none."""
    if body[:2] not in (b"\xef\xbb", b"\xff\xfe", b"\xfe\xff", b"\0\0"):
        return None, None
    from w3lib.encoding import read_bom

    return read_bom(body)


def _decode_utf16(body: bytes, codec: str) -> tuple[str, str, list[Warning]]:
    """Decode UTF-16 or UTF-32, known from a byte order mark or from zero bytes."""
    text = body.decode(codec, "replace")
    sample = text[:4096]
    # In random bytes one character in eight is unassigned or private; in text, none.
    if sum(unicodedata.category(char) in ("Cn", "Co") for char in sample) * 30 > len(sample):
        raise NotText(_not_text_message("binary data"))
    return text, charsets.standard_name(codec), []


def _guess_utf16(body: bytes) -> str | None:
    """The codec of UTF-16 without a byte order mark, else None: every other byte of ASCII is
    zero."""
    sample = body[:8192]
    even, odd = sample[::2].count(0), sample[1::2].count(0)
    # Chinese with some tags still has a zero in one byte of ten, all at even or all at odd offsets.
    if max(even, odd) * 20 < len(sample) or min(even, odd) * 10 > max(even, odd):
        return None
    return "utf-16-be" if even > odd else "utf-16-le"


def _iso_2022_jp(body: bytes) -> str | None:
    try:
        return body.decode("iso2022_jp")
    except UnicodeDecodeError:
        return None


def _could_be_multibyte(body: bytes, declared: str) -> bool:
    """Whether valid UTF-8 may be so by chance, because it has few non-ASCII bytes.

    Two Chinese characters in GBK can be valid UTF-8; twelve bytes hardly ever are.
    """
    if declared not in ("gb18030", "big5", "euc-kr", "shift_jis", "euc-jp"):
        return False
    if len(body.translate(None, bytes(range(128)))) > 12:
        return False
    try:
        body.decode(charsets.codec_name(declared))
    except UnicodeDecodeError:
        return False
    return True


def _not_utf8(
    body: bytes, in_header: str | None, error: UnicodeDecodeError
) -> tuple[str, str, list[Warning]]:
    if len(body) - error.start < 4 and error.reason == "unexpected end of data":
        return body[: error.start].decode("utf-8"), "utf-8", []  # cut inside the last character
    if b"\xed" in body and (paired := _decode_cesu8(body)):
        return paired, "utf-8", []
    high = len(body.translate(None, bytes(range(128))))
    text = body.decode("utf-8", "replace")
    broken = text.count("\ufffd") - body.count(b"\xef\xbf\xbd")
    # In text of another charset at least 45 % of non-ASCII bytes are invalid UTF-8 (measured on
    # invented news in 16 languages: EUC-JP 0.47, IBM866 0.57, GBK 0.61, single-byte 0.67 to 1);
    # in a damaged UTF-8 page it is a few per cent.
    if broken * 3 < high:
        return _repair(body, text), "utf-8", []
    in_markup = charsets.declared_in_markup(body)
    for declared in (in_header, in_markup):
        if declared and not declared.startswith("utf-") and charsets.fits(body, declared):
            text, used = _decode_declared(body, declared)
            return text, used, _mismatch(used, in_header, in_markup)
    guessed = charsets.guess(body)
    claimed = in_header or in_markup
    warning: Warning = "charset_mismatch" if claimed else "charset_guessed"
    return _decode_as(body, guessed), guessed, [warning]


_C1 = re.compile("[\x80-\x9f]")
_INNER_SYMBOL = re.compile(r"(?<=[^\W\d_])[^\w\s\0-\x7f’](?=[^\W\d_])")
"""A symbol between letters, typical of a wrong charset: "pr±d", "сто№она"."""


def _decode_declared(body: bytes, declared: str) -> tuple[str, str]:
    """(text, charset) of bytes that fit the declared charset.

    A page in windows-125x that declares ISO-8859 decodes to C1 control characters. If some of them
    are letters in the Windows charset, the whole page is in that charset. If they are only quotes
    and dashes, they may have been pasted into a page in the declared charset: the decoding with
    fewer symbols inside words is chosen.
    """
    text = _decode_as(body, declared)
    windows = charsets.windows_of(declared)
    if windows is None or not _C1.search(text):
        return text, declared
    whole = body.decode(charsets.codec_name(windows), "replace")
    if any(whole[found.start()].isalpha() for found in _C1.finditer(text)):
        return whole, windows
    mixed = _C1.sub(lambda found: whole[found.start()], text)
    symbols = len(_INNER_SYMBOL.findall(whole)) - len(_INNER_SYMBOL.findall(mixed))
    is_mixed = symbols > 0 or (symbols == 0 and _differ_in_letters(mixed, whole))
    return mixed if is_mixed else whole, windows


def _differ_in_letters(mixed: str, whole: str) -> bool:
    """Whether two decodings of the same bytes differ in letters, not only in quotes around
    words."""
    return any(
        one != other and one.isalpha() and (other.isalpha() or mixed[at - 1 : at + 2].isalpha())
        for at, (one, other) in enumerate(zip(mixed, whole, strict=True))
    )


def _mismatch(used: str, in_header: str | None, in_markup: str | None) -> list[Warning]:
    return ["charset_mismatch"] if used != (in_header or in_markup) else []


def _decode_as(body: bytes, charset: str) -> str:
    if charset == "gb18030":
        from w3lib.encoding import to_unicode  # knows the euro sign of GBK

        return to_unicode(body, "gb18030")
    return body.decode(charsets.codec_name(charset), "replace")


def _decode_cesu8(body: bytes) -> str | None:
    """Decode CESU-8 (UTF-8 with surrogate pairs, or lone surrogates); None if it is not that."""
    try:
        text = body.decode("utf-8", "surrogatepass")
    except UnicodeDecodeError:
        return None
    return without_surrogates(text)


def without_surrogates(text: str) -> str:
    """A text in which two surrogates that make a pair are one character, and others are U+FFFD."""
    try:
        text.encode()
    except UnicodeEncodeError:
        return text.encode("utf-16-le", "surrogatepass").decode("utf-16-le", "replace")
    return text


def _repair(body: bytes, replaced: str) -> str:
    """Decode a UTF-8 page with some invalid bytes, such as pasted windows-1252.

    Each invalid sequence costs a function call, so beyond ten thousand they become U+FFFD.

    Args:
        replaced: the page decoded with U+FFFD for invalid bytes.
    """
    return replaced if replaced.count("\ufffd") > 10_000 else body.decode("utf-8", "scraper_mend")


def _repair_byte(error: UnicodeError) -> tuple[str, int]:
    """Error handler: one stray windows-1252 byte in the middle of ASCII, else U+FFFD.

    A stray accented letter is followed by an ASCII letter ("caf\xe9s"), a curly quote or dash by
    any ASCII character or the end. Other sequences are truncated UTF-8 characters.
    """
    assert isinstance(error, UnicodeDecodeError)
    data, start, end = error.object, error.start, error.end
    byte, after = data[start], data[start + 1 : start + 2]
    alone = end - start == 1 and (start == 0 or data[start - 1] < 0x80)
    if alone and (0x91 <= byte <= 0x97 or byte == 0x85) and after < b"\x80":
        return data[start:end].decode("cp1252"), end
    if alone and byte >= 0xC0 and after.isalpha():
        return data[start:end].decode("cp1252"), end
    return "\ufffd", end


codecs.register_error("scraper_mend", _repair_byte)


# --- input that is not a page -------------------------------------------------------------------

# First bytes of binary formats that are served or saved as pages, after file(1)'s "magic" database.
_SIGNATURES = (
    (b"\x89PNG\r\n", "a PNG image"), (b"\xff\xd8\xff", "a JPEG image"), (b"GIF8", "a GIF image"),
    (b"BM", "a BMP image"), (b"II*\0", "a TIFF image"), (b"MM\0*", "a TIFF image"),
    (b"\0\0\x01\0", "an icon"), (b"%PDF-", "a PDF"),
    (b"PK\x03\x04", "a ZIP archive or an Office document"), (b"PK\x05\x06", "a ZIP archive"),
    (b"\x1f\x8b", "gzip-compressed data"),
    (b"BZh", "bzip2-compressed data"), (b"\xfd7zXZ\0", "xz-compressed data"),
    (b"(\xb5/\xfd", "Zstandard-compressed data"), (b"7z\xbc\xaf'\x1c", "a 7z archive"),
    (b"Rar!\x1a\x07", "a RAR archive"), (b"\x7fELF", "a program"), (b"MZ", "a program"),
    (b"\xca\xfe\xba\xbe", "a program"), (b"ID3", "an MP3 recording"), (b"OggS", "an Ogg recording"),
    (b"fLaC", "a FLAC recording"), (b"\x1aE\xdf\xa3", "a Matroska video"),
    (b"wOFF", "a font"), (b"wOF2", "a font"), (b"\0asm", "WebAssembly"),
    (b"SQLite format 3\0", "an SQLite database"), (b"PAR1", "a Parquet file"),
    (b"\xd0\xcf\x11\xe0", "an old Office document"), (b"{\\rtf", "an RTF document"),
    (b"%!PS", "a PostScript document"),
)  # fmt: skip
_CONTROL_BYTES = bytes([*range(9), *range(0x0E, 0x1B), *range(0x1C, 0x20), 0x7F])
_CONTROLS = dict.fromkeys(_CONTROL_BYTES) | {0x1B: None}
"""Control characters, removed from every text: no page shows them, and a terminal would interpret
them. White space is kept."""
_CONTROL_REFERENCE = re.compile(
    r"&#(?:0*(?:[0-8]|1[4-9]|2\d|3[01]|127)(?!\d)|[xX]0*(?:[0-8eE]|1[0-9a-fA-F]|7[fF])(?![0-9a-fA-F]));?"
)
_CONTROL_REFERENCE_BYTES = re.compile(
    rb"&(?:#(?:0*(?:[0-8]|1[4-9]|2\d|3[01]|127|173|8203|8288|65279)(?!\d)"
    rb"|[xX]0*(?:[0-8efEF]|1[0-9a-fA-F]|7[fF]|[aA][dD]|200[bB]|2060|[fF][eE][fF]{2})(?![0-9a-fA-F]))"
    rb"|(?:shy|ZeroWidthSpace|NoBreak);)"
)
# Each begins with a character that is quickly searched for.
_BREAK_MARKS = "\u00ad\u2060\ufeff"
_BREAK_BYTES = [mark.encode() for mark in _BREAK_MARKS]
_ZERO_WIDTH_BYTES = "\u200b".encode()
_BREAK_REFERENCE = re.compile(
    "&(?:shy|NoBreak|#0*(?:173|8288|65279)|#[xX]0*(?:[aA][dD]|2060|[fF][eE][fF]{2}));"
)
_ZERO_WIDTH_REFERENCE = re.compile("&(?:#0*8203|#[xX]0*200[bB]|ZeroWidthSpace);")
_TEXTUAL_SIGNATURES = (b"BM", b"MZ", b"ID3", b"GIF8", b"PAR1", b"BZh", b"fLaC")


def _reject_binary(body: bytes) -> None:
    """Raise NotText for binary data.

    A signature of ASCII letters ("BM") only counts if the bytes after it are binary too.
    """
    sample = body[:4096]
    for signature, name in _SIGNATURES:
        if body.startswith(signature):
            if signature in _TEXTUAL_SIGNATURES and not _binary_share(sample):
                continue
            raise NotText(_not_text_message(name))
    if body[:4] == b"RIFF" and body[8:12] in (b"WEBP", b"WAVE", b"AVI "):
        raise NotText(_not_text_message("a WebP image" if body[8:12] == b"WEBP" else "a recording"))
    if body[257:262] == b"ustar":
        raise NotText(_not_text_message("a TAR archive"))
    if body[4:8] == b"ftyp":
        raise NotText(_not_text_message("an MP4 video or AVIF image"))
    if _binary_share(sample) and not _guess_utf16(body) and not _byte_order_mark(body)[0]:
        raise NotText(_not_text_message("binary data"))


def controls(body: bytes) -> tuple[bool, bool]:
    """(whether there are control characters besides white space, whether there are character
    references that may mean one, or a place where a word may be broken).

    The plain twin of ``_treewalk.controls``, which takes 20 microseconds for a page of 200 KB.
    """
    has = len(body.translate(None, _CONTROL_BYTES)) < len(body) or b"\x1b" in body
    return has, _CONTROL_REFERENCE_BYTES.search(body) is not None


def has_break_marks(body: bytes) -> bool:
    """Whether a page in UTF-8 has a character that says where a word may be broken.

    The plain twin of ``_treewalk.has_break_marks``.
    """
    return any(mark in body for mark in (*_BREAK_BYTES, _ZERO_WIDTH_BYTES))


def _binary_share(sample: bytes) -> bool:
    """Whether more than one byte in fifty is a control character; of random bytes one in nine is.

    NULs at the end, as a disk error leaves them, are ignored.
    """
    kept = sample.rstrip(b"\0")
    controls = len(kept) - len(kept.translate(None, _CONTROL_BYTES))
    return controls * 50 > len(kept)


def _not_text_message(name: str) -> str:
    advice = "give HTML or plain text"
    if "ZIP" in name or "TAR" in name:
        advice += "; if pages are in it, unpack it and give the folder"
    elif name.endswith("-compressed data"):
        advice = "decompress it first (of compressed files, .gz, .zst and .br are read)"
    elif name in ("a 7z archive", "a RAR archive"):
        advice = "unpack it and give the folder"
    elif name == "a PDF":
        advice += ", such as what pdftotext prints"
    return f"the input is {name}, not a page: {advice}"


_FEEDS = {
    "rss": "an RSS feed", "rdf:rdf": "an RSS feed", "feed": "an Atom feed",
    "urlset": "a sitemap", "sitemapindex": "a sitemap",
}  # fmt: skip
_ROOT = re.compile(
    r"\s*(?:(?:<\?[^>]*\?>|<!--(?:(?!-->).)*-->|<!DOCTYPE[^>]*>)\s*)*"
    r"<(rss|rdf:rdf|feed|urlset|sitemapindex)\b",
    re.I | re.S,
)
_JSON_SCANNED = 4096
_JSON = re.compile(
    r"\s*(?:\{\s*\"[^\"\\]*\"\s*:\s*[\"\[{\dtfn-]|\[\s*(?:\{\s*\"[^\"\\]*\"\s*:|\{\s*\}|\[))"
)
"""The beginning of JSON: an object's first key, or a list of objects. A story that begins with a
bracket does not continue this way."""


_SHORTCUT = re.compile(
    r"\s*(?:\[InternetShortcut\]|\[Desktop Entry\]|<\?xml[^>]*>\s*<!DOCTYPE plist[^>]*>)", re.I
)
_SHORTCUT_TO = re.compile(
    r"^URL(?:\[[\w$]+\])?=(\S+)|<key>URL</key>\s*<string>([^<\s]+)", re.I | re.M
)
"""A link that was dragged from a browser to the desktop: of Windows, Linux, macOS."""
_ADDRESS = re.compile(r"\s*(?:https?://\S+)?\s*", re.I)


def _addresses_message(count: int) -> str:
    if count == 1:
        return "the input is the address of a page, not a page: fetch it first, or give its HTML"
    return (
        f"the input is a list of {count} addresses, not a page: fetch each of them "
        "(xargs scraper extract < FILE), or name them as urls of a source of config.toml and run "
        "scraper crawl, which waits between two requests to one host"
    )


def _reject_data(text: str) -> None:
    """Raise NotText for textual data formats: feeds, sitemaps, JSON, lists of addresses."""
    head = text[:_JSON_SCANNED]
    first_line = head.lstrip().partition("\n")[0]
    if _ADDRESS.fullmatch(first_line) and all(map(_ADDRESS.fullmatch, lines := text.split("\n"))):
        count = sum(not line.isspace() for line in lines if line)
        raise NotText(_addresses_message(count))
    if head.lstrip()[:1] in "{[" and _JSON.match(head) and text.rstrip()[-1:] in "}]":
        raise NotText("the input is JSON, not a page: give the HTML page that it belongs to")
    if _SHORTCUT.match(head) and (target := _SHORTCUT_TO.search(head)):
        address = (target[1] or target[2]).replace("&amp;", "&")
        raise NotText(
            f"the input is a shortcut to a page, not the page itself: scraper extract '{address}'"
        )
    lowered = head.lower()
    if any(name in lowered for name in _FEEDS) and (found := _ROOT.match(head)):
        raise NotText(
            f"the input is {_FEEDS[found[1].lower()]}, not a page: name it in a source of "
            "config.toml and run scraper crawl, or give the pages that it names"
        )


# --- markup or plain text -----------------------------------------------------------------------

_DOCUMENT = re.compile(
    r"\s*(?:<\?xml|<!doctype|<!--|<(?:html|head|body|frameset|title|meta|link|script)\b)", re.I
)
_BLOCK_TAG = re.compile(
    r"</?(?:p|div|section|article|main|header|footer|nav|aside|h[1-6]|ul|ol|li|dl|table|tr|td|"
    r"blockquote|figure|br|hr|pre|form|center|html|body|head)(?:\s[^<>]*)?/?>",
    re.I,
)
_ANY_TAG = re.compile(r"</?[a-z][a-z0-9-]*(?:\s[^<>]*)?/?>", re.I)
_SCANNED = 200_000
"""Characters searched for tags."""


def _kind(text: str, content_type: str) -> Kind:
    """Markup or plain text, by the tags: a text that mentions <b> or contains "a < b" is text."""
    if _DOCUMENT.match(text):
        return "html"
    sample = text[:_SCANNED]
    if "<" not in sample:
        return "text"
    tags = _BLOCK_TAG.findall(sample)
    if not tags:
        # With inline tags only, it is a fragment if one tag encloses all of it.
        whole = sample.strip()
        first = _ANY_TAG.match(whole)
        if first and whole.endswith(">") and "</" in whole:
            return "html"
        return "html" if len(_ANY_TAG.sub("", whole)) * 2 < len(whole) else "text"
    if "text/plain" in content_type and len(tags) < 5:
        return "text"
    starts = _BLOCK_TAG.match(sample.lstrip()) is not None
    closes = any(tag.startswith("</") for tag in tags)
    if starts and (closes or len(tags) > 1 or "html" in content_type):
        return "html"
    # A fragment has a block tag every few hundred characters; a text about HTML only a few.
    words = len(_ANY_TAG.sub("", sample))
    return "html" if len(tags) > 2 and len(tags) * 1000 >= words else "text"


_fast_controls = compiled(controls)
_fast_marks = compiled(has_break_marks)
_fast_twice = compiled(mojibake.may_be_encoded_twice)
