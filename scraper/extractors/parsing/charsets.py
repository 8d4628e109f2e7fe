"""Determines a page's charset: labels, declarations, and a guess where none is declared.

Charset names are those of the WHATWG Encoding Standard (https://encoding.spec.whatwg.org): as in
browsers, a page that declares ISO-8859-1 is windows-1252, and gb2312 is gb18030. ``decode.py``
decodes the bytes.
"""

from __future__ import annotations

import codecs
import re
from functools import lru_cache

import w3lib.encoding

# Labels of the standard that Python's codec registry does not know under that name.
_LABELS = {
    "unicode-1-1-utf-8": "utf-8", "unicode11utf8": "utf-8", "unicode20utf8": "utf-8",
    "csiso88596e": "iso-8859-6", "csiso88596i": "iso-8859-6", "iso-8859-6-e": "iso-8859-6",
    "iso-8859-6-i": "iso-8859-6", "sun_eu_greek": "iso-8859-7", "csiso88598e": "iso-8859-8",
    "csiso88598i": "iso-8859-8", "iso-8859-8-e": "iso-8859-8", "iso-8859-8-i": "iso-8859-8",
    "visual": "iso-8859-8", "logical": "iso-8859-8", "csisolatin9": "iso-8859-15",
    "koi": "koi8-r", "koi8": "koi8-r", "koi8-ru": "koi8-u", "csmacintosh": "mac-roman",
    "mac": "mac-roman", "mac-ukrainian": "mac-cyrillic", "dos-874": "cp874",
    "csgb2312": "gb18030", "gb_2312": "gb18030", "cn-big5": "big5",
    "cseucpkdfmtjapanese": "euc-jp", "cseuckr": "euc-kr", "csksc56011987": "euc-kr",
    "iso-ir-149": "euc-kr", "ks_c_5601-1989": "euc-kr", "ksc_5601": "euc-kr",
    "windows-949": "euc-kr", "unicode": "utf-16-le", "ucs-2": "utf-16-le", "utf-16": "utf-16-le",
    "iso-10646-ucs-2": "utf-16-le", "csunicode": "utf-16-le", "unicodefeff": "utf-16-le",
    "unicodefffe": "utf-16-be",
}  # fmt: skip

# Python's codec name to the standard's name, where they differ.
_STANDARD_NAMES = {
    "ascii": "windows-1252", "cp866": "ibm866", "cp874": "windows-874", "cp932": "shift_jis",
    "cp949": "euc-kr", "big5hkscs": "big5", "euc_jp": "euc-jp", "iso2022_jp": "iso-2022-jp",
    "mac-roman": "macintosh", "mac-cyrillic": "x-mac-cyrillic", "utf-16-le": "utf-16le",
    "utf-16-be": "utf-16be", "utf-32-le": "utf-32le", "utf-32-be": "utf-32be",
}  # fmt: skip
_CODECS = {standard: codec for codec, standard in _STANDARD_NAMES.items() if codec != "ascii"}

# The most frequent charsets of undeclared pages by language: the table of
# https://html.spec.whatwg.org/#determining-the-character-encoding, with the other charsets that
# were common for the language beside it.
_BY_LANGUAGE = {
    "ar": ("windows-1256", "iso-8859-6"), "fa": ("windows-1256",), "ur": ("windows-1256",),
    "be": ("windows-1251", "koi8-r"), "bg": ("windows-1251",), "mk": ("windows-1251",),
    "ru": ("windows-1251", "koi8-r", "ibm866", "iso-8859-5"), "uk": ("windows-1251", "koi8-u"),
    "cs": ("windows-1250", "iso-8859-2"), "hu": ("windows-1250", "iso-8859-2"),
    "pl": ("windows-1250", "iso-8859-2"), "sk": ("windows-1250", "iso-8859-2"),
    "sl": ("windows-1250", "iso-8859-2"), "hr": ("windows-1250", "iso-8859-2"),
    "ro": ("windows-1250", "iso-8859-2"), "el": ("windows-1253", "iso-8859-7"),
    "et": ("windows-1257",), "lt": ("windows-1257",), "lv": ("windows-1257",),
    "he": ("windows-1255", "iso-8859-8"), "ja": ("shift_jis", "euc-jp"), "ko": ("euc-kr",),
    "th": ("windows-874",), "tr": ("windows-1254",), "vi": ("windows-1258",),
    "zh": ("gb18030", "big5"),
}  # fmt: skip

# The charsets that pages use, to which charset-normalizer is restricted: others such as EBCDIC fit
# many bytes and are never right.
_GUESSED = [
    "cp1252", "cp1250", "cp1251", "cp1253", "cp1254", "cp1255", "cp1256", "cp1257", "cp874",
    "koi8_r", "koi8_u", "cp866", "iso8859_2", "iso8859_7", "big5", "gb18030", "euc_jp", "cp932",
    "cp949",
]  # fmt: skip
SAMPLE = 6_000
"""Bytes used for the guess: some 60 sentences, which charset-normalizer reads in 1 ms."""

_META_UTF8 = re.compile(rb"""charset\s*=\s*["']?utf-8["'\s/;>]""", re.IGNORECASE)
_DECLARED = re.compile(
    r"""<(?:meta[^>]{0,200}?charset|\?xml[^>]{0,200}?encoding)\s*=\s*["']?([^"'\s/;>]+)""", re.I
)
_LANGUAGE = re.compile(rb"""<html[^>]{0,500}?\blang\s*=\s*["']?([a-zA-Z]{2,3})\b""", re.IGNORECASE)
_RUNS = re.compile(rb"[\x80-\xff]+")
_ASCII = bytes(range(128))


@lru_cache(maxsize=256)
def charset_of_label(label: str) -> str | None:
    """The standard's name of the charset that ``label`` means; None for an unknown label.

    Example:
        >>> charset_of_label("ISO-8859-1"), charset_of_label("GB2312")
        ('windows-1252', 'gb18030')
    """
    name = label.strip(" \t\r\n\f\"'").lower()
    name = re.sub(r"^(x-)+(?!user)", "", name)
    name = re.sub(r"^(iso|windows|cp)_?(8859|125\d)-?(\d{0,2})$", _with_hyphens, name)
    codec = w3lib.encoding.resolve_encoding(_LABELS.get(name, name))
    if codec is None:
        return None
    try:  # the registry also holds transforms (rot13, base64, zip), which are no charsets
        if not codecs.lookup(codec)._is_text_encoding or codec in ("unicode_escape", "idna"):
            return None
    except LookupError:
        return None
    return standard_name(codec)


def _with_hyphens(match: re.Match[str]) -> str:
    family, number, part = match.groups()
    return "-".join(filter(None, ("windows" if family != "iso" else family, number, part)))


def standard_name(codec: str) -> str:
    """The standard's name of a Python codec."""
    name = codecs.lookup(codec).name
    if name.startswith("cp125"):
        return "windows-" + name[2:]
    if name.startswith("iso8859-"):
        return "iso-" + name[3:]
    return _STANDARD_NAMES.get(name, name)


def codec_name(charset: str) -> str:
    """The Python codec for a standard's name."""
    return _CODECS.get(charset, charset)


def declared_in_header(content_type: str) -> str | None:
    """The charset of a Content-Type header; None where it has none or an unknown one."""
    _, found, value = content_type.lower().partition("charset=")
    return charset_of_label(re.split(r"[;,\s]", value.lstrip(" \"'"))[0]) if found else None


def declared_in_markup(head: bytes) -> str | None:
    """The charset declared by a meta tag or XML declaration in the first 4 KB; None for none.

    A meta tag that declares UTF-16 is wrong, since it was read as ASCII; it means UTF-8
    (https://html.spec.whatwg.org/#prescan-a-byte-stream-to-determine-its-encoding).
    """
    head = head[:4096]
    if b"<!--" not in head and _META_UTF8.search(head):
        return "utf-8"
    if b"charset" not in head.lower() and b"<?xml" not in head[:100]:
        return None
    text = head.decode("latin-1")
    found = w3lib.encoding.html_body_declared_encoding(text)
    if found is None:  # labels that w3lib does not know
        match = _DECLARED.search(re.sub(r"(?s)<!--.*?-->", "", text))
        charset = charset_of_label(match[1]) if match else None
    else:
        charset = charset_of_label(found)
    return "utf-8" if charset and charset.startswith(("utf-16", "utf-32")) else charset


def fits(body: bytes, charset: str) -> bool:
    """Whether ``body``, which is not ASCII, can be text in ``charset``.

    For a multibyte charset: at most one sequence in fifty does not decode. In a single-byte charset
    every byte decodes; for a Latin one, runs of more than five non-ASCII bytes must be rare, since
    accented letters stand alone or in twos, unlike Cyrillic or Chinese.
    """
    sample = text_sample(body, 40_000)
    if not sample:
        return True
    codec = codec_name(charset)
    if charset in _LATIN:
        runs = _RUNS.findall(sample)
        return sum(len(run) for run in runs if len(run) > 5) * 4 < sum(map(len, runs))
    text = sample.decode(codec, "replace")
    high = len(sample.translate(None, _ASCII))
    return text.count("\ufffd") * 50 <= high


_LATIN = frozenset(
    ["windows-1252", "windows-1250", "windows-1254", "windows-1257", "windows-1258", "macintosh"]
    + [f"iso-8859-{part}" for part in (2, 3, 4, 9, 10, 13, 14, 15, 16)]
)


_WINDOWS = {
    "iso-8859-2": "windows-1250", "iso-8859-16": "windows-1250", "iso-8859-5": "windows-1251",
    "iso-8859-7": "windows-1253", "iso-8859-8": "windows-1255", "iso-8859-6": "windows-1256",
    "iso-8859-4": "windows-1257", "iso-8859-13": "windows-1257",
}  # fmt: skip
"""The Windows charset for the same script; the labels ISO-8859-1, -9 and -11 mean the Windows
charset by the standard already."""


def windows_of(charset: str) -> str | None:
    """The Windows charset that may be meant by an ISO-8859 one; None for other charsets.

    0x80 to 0x9F are control characters in all of ISO-8859, which pages do not contain; in
    windows-125x they are quotes, dashes and some letters.
    """
    if not charset.startswith("iso-8859-"):
        return None
    return _WINDOWS.get(charset, "windows-1252")


def guess(body: bytes) -> str:
    """The most likely charset of bytes that are not UTF-8 and have no valid declaration.

    charset-normalizer decides from a sample, among the charsets of the language in the page's
    ``lang``, else among all. The fallback is windows-1252, as in the standard.
    """
    from charset_normalizer import from_bytes  # 60 ms to import, for one page in a thousand

    match = _LANGUAGE.search(body[:4096])
    likely = _BY_LANGUAGE.get(match[1].decode("ascii").lower(), ()) if match else ()
    sample = text_sample(body, SAMPLE)
    if (known := _by_common_letters(body, sample)) and (not likely or known in likely):
        return known
    best = from_bytes(
        sample,
        cp_isolation=[codec_name(charset) for charset in likely] or _GUESSED,
        preemptive_behaviour=False,
        enable_fallback=False,
    ).best()
    if best:
        guessed = standard_name(best.encoding)
        if not likely and guessed in _OF_LATIN:
            guessed = _by_language(sample) or guessed
        return _resolve_similar(sample, guessed)
    fitting = [charset for charset in likely if fits(body, charset)]
    return _resolve_similar(sample, fitting[0]) if fitting else "windows-1252"


_COMMON_HAN = frozenset(
    "的一是不了在有人我他这這个個们們中来來上大为為和国國到说說时時要就会會也对對下后後年以于"
)
"""Frequent characters: one in six of Chinese text in either script; one in fifty of other bytes
decoded as Chinese."""


def _by_common_letters(body: bytes, sample: bytes) -> str | None:
    """The charset of Japanese, Korean or Chinese text by its most frequent characters, else None;
    charset-normalizer misses some.

    A third of Japanese text is Hiragana, which other text does not have; nine in ten letters of
    Korean are Hangul, and six in ten of Chinese decoded as Korean.
    """
    shares: dict[str, float] = {}
    for charset, least in (
        ("euc-jp", 1 / 6), ("shift_jis", 1 / 6), ("euc-kr", 0.8), ("gb18030", 0.08), ("big5", 0.08),
    ):  # fmt: skip
        if not fits(body, charset):
            continue
        text = sample.decode(codec_name(charset), "replace")
        letters = [char for char in text if char > "\x7f" and char.isalpha()]
        if "jp" not in charset and "jis" not in charset and len(letters) * 8 < len(text):
            continue  # a Latin text with some accents
        if charset in ("euc-jp", "shift_jis"):
            hits = sum("\u3041" <= char <= "\u3096" for char in letters)
        elif charset == "euc-kr":
            hits = sum("\uac00" <= char <= "\ud7a3" for char in letters)
        else:
            hits = sum(char in _COMMON_HAN for char in letters)
        share = hits / max(1, len(letters))
        if share > least and len(letters) > 5:
            shares[charset] = share / least
    return max(shares, key=lambda charset: shares[charset], default=None)


_OF_LATIN = ("windows-1252", "windows-1250", "windows-1254", "windows-1257", "iso-8859-2")
_CHARSETS = {
    **dict.fromkeys(("pl", "cs", "sk", "hu", "sl", "hr", "bs", "ro", "sq"), "windows-1250"),
    **dict.fromkeys(("tr", "az"), "windows-1254"),
    **dict.fromkeys(("lt", "lv"), "windows-1257"),
}


def _by_language(sample: bytes) -> str | None:
    """The charset for text in Latin letters by its language, detected from words without accents.

    charset-normalizer takes five in eight invented Spanish stories for windows-1250.
    """
    from scraper.extractors.language import detect_language

    language = detect_language(sample.decode("cp1252", "replace"))
    return _CHARSETS.get(language, "windows-1252") if language else None


def _resolve_similar(sample: bytes, guessed: str) -> str:
    """Decide between charsets that differ in only a few characters.

    If the text is equal in windows-1252, that is the charset. 0x80 to 0x9F are letters and quotes
    in windows-1250 and never occur in ISO-8859-2; Polish, Czech or Slovak text without any is
    ISO-8859-2.
    """
    text = sample.decode(codec_name(guessed), "replace")
    if text == sample.decode("cp1252", "replace"):
        return "windows-1252"
    if guessed == "windows-1250" and not _C1.search(sample) and _ISO_8859_2.search(sample):
        return "iso-8859-2"
    if guessed == "iso-8859-2" and _C1.search(sample):
        return "windows-1250"
    return guessed


_C1 = re.compile(rb"[\x80-\x9f]")
_ISO_8859_2 = re.compile(rb"[\xa1\xa5\xa6\xa9\xab\xac\xae\xb1\xb6\xb9\xbb\xbc\xbe]")


def text_sample(body: bytes, size: int) -> bytes:
    """About ``size`` bytes from text with non-ASCII characters, outside tags."""
    parts: list[bytes] = []
    total = 0
    for match in re.finditer(rb"[^\n<>]*[\x80-\xff][^\n<>]*", body[: 64 * size]):
        part = match[0][: size - total]
        parts.append(part)
        total += len(part)
        if total >= size:
            break
    return b"\n".join(parts)
