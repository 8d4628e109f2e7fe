"""Addresses of copies: of pages that an archive, a cache or a translator serves from its own host,
and of the files that a browser saves beside a page.

The address of a copy has the original's in it, which is the story's: a copy and the original are
one page. All functions are pure functions of strings.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import UTC, datetime
from urllib.parse import parse_qsl, unquote, urlencode, urlsplit, urlunsplit

from scraper.urls import MAX_URL, canonical_url

SAVED_FILES = (
    "_files", ".files", "_file", "-Dateien", "_fichiers", "_bestanden", "_archivos", "_arquivos",
    "_ficheiros", "-filer", "_filer", "_tiedostot", "_pliki", "_soubory", "_elemei", "_dosyalar",
    "_datoteke", "_fitxers", "_fitxategiak", "_failid", "_fails", "_bylos", "_fajlovi",
)  # fmt: skip
"""What is behind a page's name in that of the folder with its pictures, scripts and frames, by the
language of the browser."""


@dataclass(frozen=True, slots=True)
class Copy:
    """What the address of a copy says.

    Attributes:
        url: the original's address, in its canonical form.
        captured_at: when an archive captured it, in UTC; None if that is not known.
    """

    url: str
    captured_at: datetime | None = None


_HOST = r"(?:https?:)?//[^/?#\s\"'<>,]+"
_REPLAY = (
    rf"(?:{_HOST}(?:/[\w.-]+){{0,4}}?|(?:/[\w.-]+){{1,4}}?)"
    r"/(?P<stamp>\d{14}|\d{4}\.\d\d\.\d\d-\d{6})(?:[a-z]{2}_)?/"
    r"|(?:https?:)?//web\.archive\.org/web/(?:\d{1,13}(?:[a-z]{2}_)?/)?"
    r"|(?:https?:)?//archive\.[a-z]{2,5}/(?:o/\w+|newest|oldest)/"
)
"""What an archive puts before the original's address: the time of the capture, as 14 digits that
letters for the kind of file may follow (``20240515093012im_``; the Wayback Machine, and all that
run pywb or OpenWayback) or as archive.today writes it. Short forms are ``/web/2024/``, the newest
capture of that year, and ``/o/AbCdE/``, a link on archive.today's copy ``AbCdE``."""
_PREFIX = re.compile(rf"(?:{_REPLAY})(?=https?:/)")
_ARCHIVED = re.compile(rf"(?:{_REPLAY})(https?:)/{{1,2}}([^/\s]\S*)", re.I)
_AMP = re.compile(
    r"https?://(?:(?:[\w-]+\.)?cdn\.ampproject\.org/[a-z]{1,2}|[\w-]+\.bing-amp\.com/c"
    r"|(?:www\.)?google\.[a-z.]{2,6}/amp)/(s/)?([^/\s?#]+\.[^/\s?#]+(?:[/?#]\S*)?)",
    re.I,
)
"""``s/`` stands for https."""
_CACHE = re.compile(
    r"https?://webcache\.googleusercontent\.com/search\?(?:\S*&)?q=cache(?::|%3A)"
    r"(?:(?!https?(?::|%3A))[\w-]+(?::|%3A))?([^\s&+]+)",
    re.I,
)
_TRANSLATED = ".translate.goog"
_REDIRECT = re.compile(
    r"https?://(?:(?:www\.)?google\.[a-z.]{2,6}/url|[\w.-]+\.safelinks\.protection\.outlook\.com/"
    r"|lm?\.facebook\.com/l\.php|slack-redir\.net/link)\?(?:[^\s#]*&)??(?:q|u|url)=(http[^\s&#]+)",
    re.I,
)
_ARCHIVE_TODAY = re.compile(r"https?://archive\.(?:today|ph|is|li|vn|fo|md|ec)(?::\d+)?(?:/|\Z)")


def original_of(url: str) -> Copy | None:
    """The original of the copy at an address; None if the address is that of no copy.

    Example:
        >>> original_of("https://web.archive.org/web/20240515093012/https://example.org/rain").url
        'https://example.org/rain'
        >>> original_of("https://www.google.com/amp/s/example.org/rain.amp").url
        'https://example.org/rain.amp'
    """
    address = captured_at = None
    if len(url) > MAX_URL:
        return None
    if found := _ARCHIVED.fullmatch(url):
        address, captured_at = f"{found[2].lower()}//{found[3]}", _time_of(found["stamp"])
    elif found := _AMP.fullmatch(url):
        address = f"{'https' if found[1] else 'http'}://{found[2]}"
    elif found := _CACHE.match(url):
        address = unquote(found[1])
        address = address if "://" in address else f"http://{address}"
    elif _TRANSLATED in url:
        address = _untranslated(url)
    canonical = canonical_url(address) if address else None
    return Copy(canonical, captured_at) if canonical else None


def target_of(url: str) -> str | None:
    """Where a link leads that a program has put its own address around, to count or to check the
    clicks: an editor (Google Docs), a mail program (Outlook). None for other addresses.

    Example:
        >>> target_of("https://www.google.com/url?q=https://example.org/rain%3Fa%3D1&sa=D&ust=17")
        'https://example.org/rain?a=1'
    """
    found = _REDIRECT.match(url[:MAX_URL])
    return canonical_url(unquote(found[1])) if found else None


def is_archive_today(url: str) -> bool:
    """Whether an address is one of archive.today's, which has many hosts. Its short addresses, such
    as ``https://archive.ph/AbCdE``, do not have the original's."""
    return _ARCHIVE_TODAY.match(url.lower()) is not None


def without_prefixes(value: str) -> str:
    """An attribute of an archive's copy, such as ``href`` or ``srcset``, with the addresses of the
    originals in place of those of copies."""
    return _PREFIX.sub("", value) if "http" in value else value


def _time_of(stamp: str | None) -> datetime | None:
    digits = re.sub(r"\D", "", stamp or "")
    try:
        return datetime.strptime(digits, "%Y%m%d%H%M%S").replace(tzinfo=UTC)
    except ValueError:
        return None


def _untranslated(url: str) -> str | None:
    """The original of a page that Google translated: its host has the dots as hyphens, and hyphens
    doubled; the languages are parameters."""
    try:
        parts = urlsplit(url)
        host = parts.hostname or ""
    except ValueError:
        return None
    if not host.endswith(_TRANSLATED):
        return None
    name = host.removesuffix(_TRANSLATED).replace("--", "\0").replace("-", ".").replace("\0", "-")
    query = [pair for pair in parse_qsl(parts.query, True) if not pair[0].startswith("_x_tr_")]
    return urlunsplit(("https", name, parts.path, urlencode(query), ""))
