"""URLs: canonical form, identity, same site.

All functions are pure functions of strings. They are called for every link of every page, so common
forms have a fast path. Nothing here uses the network: fetchers/ decides whether a URL may be
fetched, discovery/articles.py whether it looks like an article.

There are two normalised forms of a URL:

canonical form  used for fetching and in records: RFC 3986 normal form, without fragment, tracking
                parameters and session ids, with sorted query parameters.
identity        used for comparison: the canonical form without scheme, ``www.``, a trailing slash
                and markers of an AMP copy. Two URLs with the same identity are the same page.
"""

from __future__ import annotations

import hashlib
import re
from functools import lru_cache
from urllib.parse import unquote_to_bytes, urljoin, urlsplit

import idna
import tldextract

MAX_URL = 4096
"""Maximum length of a URL in characters; longer ones are ignored. Servers refuse URLs not much
longer (8 KB request lines are the usual limit), and longer ones in pages are data blobs or
traps."""

TRACKING = frozenset(
    """
    fbclid gclid gclsrc dclid gbraid wbraid msclkid yclid ysclid twclid ttclid igshid igsh epik
    mc_cid mc_eid _hsenc _hsmi hsctatracking __hssc __hstc __hsfp mkt_tok oly_anon_id oly_enc_id
    vero_id vero_conv wickedid _openstat s_kwcid ef_id ns_mchannel ns_campaign ns_source
    ns_linkname ns_fee at_medium at_campaign at_custom1 at_custom2 at_custom3 at_custom4 xtor
    ito cmpid ocid ncid sr_share srnd smid smtyp guccounter guce_referrer
    guce_referrer_sig spm scm share_source share_medium share_from share_token sharetype
    wt_mc wtmc wt_zmc trk trkcampaign trackingid tracking_id soc_src soc_trk _ga _gl _ke
    ref_src ref_url amp_js_v amp_gsa usqp rb_clickid dm_i mtm_source mtm_medium mtm_campaign
    mtm_keyword mtm_cid mtm_content pk_source pk_medium pk_campaign pk_kwd pk_cid pk_content
    hootpostid echobox feature_share action_ref_map fb_action_ids fb_action_types fb_ref fb_source
    """.split()
)
"""Query parameters that say where a reader came from and never identify the page."""

TRACKING_PREFIXES = ("utm_", "hsa_", "_branch_", "itm_", "iesrc", "fb_comment")

SESSION = frozenset(
    """
    phpsessid jsessionid aspsessionid asp.net_sessionid sessionid session_id sessid sid_session
    cfid cftoken zenid oscsid
    """.split()
)
"""Session ids: their value changes on every visit, so that one page has any number of URLs."""

AMP_PARAMETERS = frozenset(
    {"amp", "amp=", "amp=1", "amp=true", "outputtype=amp", "output=amp", "view=amp"}
)

FILE_EXTENSIONS = frozenset(
    """
    jpg jpeg png gif webp avif svg ico bmp tif tiff mp3 m4a aac ogg wav flac mp4 m4v webm mov avi
    mpg mpeg mkv ts m3u8 pdf doc docx xls xlsx ppt pptx odt ods epub zip gz tgz bz2 xz 7z rar tar
    exe dmg apk deb rpm iso css js mjs map json xml rss atom rdf txt csv ics woff woff2 ttf eot swf
    """.split()
)
"""Extensions of files that are no pages: pictures, documents, archives, programs, data."""

_PLAIN = re.compile(
    r"https?://[a-z0-9][a-z0-9.-]*[a-z0-9](?::(?!80/|443/)[1-9]\d{1,3})?/[A-Za-z0-9_~/.-]*"
)
_COMMON = re.compile(
    r"(https?://[a-z0-9][a-z0-9.-]*[a-z0-9](?::(?!(?:80|443)(?:[/?#]|\Z))[1-9]\d{1,3})?)"
    r"(/[^\x00-\x20\x7f?#]*)?(?:\?([^\x00-\x20\x7f#]*))?(?:#[^\x00-\x20\x7f]*)?"
)
"""Origin, path and query of a URL whose origin is already canonical, as in most URLs."""
_USUAL = re.compile(r"https?://([A-Za-z0-9.-]+)(?::[0-9]*)?((?:/[^?#\t\r\n]*)?)(?=[?#]|\Z)")
"""Host and path of a URL without user name, and without the line breaks that ``urlsplit``
removes."""
_SESSION_PATH = re.compile(r";(?:jsessionid|phpsessid|sid)=[^/?]*", re.IGNORECASE)
_CONTROL = re.compile(r"[\x00-\x20\x7f]+")
_NOT_UNRESERVED = re.compile(rb"[^A-Za-z0-9._~-]")
_ESCAPE = (
    r"%(?!2[0-9A-CF]|3[A-F]|40|5[B-E]|60|7[B-DF]|[0189A-F][0-9A-F])[0-9A-Fa-f]{2}"
    r"|%(?![0-9A-Fa-f]{2})|[^%A-Za-z0-9._~!$&'()*+,;=:@/"
)
"""Escapes that are not canonical (in lower case, or of characters that need none), and characters
that have to be escaped."""
_ESCAPE_PATH = re.compile(_ESCAPE + "-]+")
_ESCAPE_QUERY = re.compile(_ESCAPE + "?-]+")
_UNSAFE = re.compile(r"[^A-Za-z0-9._~!$&'()*+,;=:@/-]")
"""Fast check: a string without such characters needs no change of its escapes."""
_HOST = re.compile(r"[a-z0-9_]([a-z0-9_.-]*[a-z0-9_])?")
_AMP_PATH = re.compile(
    r"(?:/amp(?:/index\.html?)?|\.amp(?:\.html?)?)/?$|^/amp(?=/.)", re.IGNORECASE
)
_INDEX_FILE = re.compile(r"(?<=/)(?:index|default)\.\w{3,5}$", re.IGNORECASE)
_DEFAULT_PORTS = {"http": 80, "https": 443}

_suffixes = tldextract.TLDExtract(
    suffix_list_urls=(), fallback_to_snapshot=True, include_psl_private_domains=True, cache_dir=None
)


def absolute(base: str, link: str) -> str | None:
    """The canonical form of ``link`` on the page ``base``; None if it is not an http(s) URL.

    Args:
        base: absolute URL of the page (or of its ``<base href>``).
        link: the value of an ``href`` attribute; may have surrounding white space.

    Example:
        >>> absolute("https://example.org/news/", "../story?utm_source=x#top")
        'https://example.org/story'
        >>> absolute("https://example.org/", "mailto:desk@example.org") is None
        True
    """
    link = link.strip()
    if not link or link[0] == "#" or len(link) > MAX_URL:
        return None
    try:
        if link[0] == "/" and link[1:2] != "/":  # most links of most pages
            return canonical_url(_origin(base) + _without_controls(link))
    except ValueError:
        return None
    head = link[:8].lower()
    if head.startswith(("http://", "https://")):
        return canonical_url(link)
    colon = link.find(":")
    if colon > 0 and link[:colon].isalpha():  # mailto:, javascript:, tel:, data:, …
        return canonical_url(link) if head.startswith("http") else None
    try:
        return canonical_url(urljoin(base, _without_controls(link)))
    except ValueError:
        return None


@lru_cache(maxsize=64)
def _origin(base: str) -> str:
    return urljoin(base, "/").rstrip("/")


@lru_cache(maxsize=8192)
def canonical_url(url: str) -> str | None:
    """The canonical form of an absolute URL; None if it is not an http(s) URL.

    Normalised as in RFC 3986 section 6.2.2 (case, percent-encoding, dot segments) and 6.2.3
    (default port, empty path). User and password, fragment, tracking parameters and session ids are
    removed, query parameters are sorted, and host names are converted to ASCII (IDNA 2008).

    Example:
        >>> canonical_url("HTTP://Example.org:80/a/./b/../%7Ejo?b=2&utm_medium=feed&a=1#c")
        'http://example.org/a/~jo?a=1&b=2'
        >>> canonical_url("ftp://example.org/") is None
        True
    """
    if len(url) > MAX_URL:
        return None
    if _PLAIN.fullmatch(url) and ".." not in url and "/." not in url:
        return url
    url = url.strip()
    found = _COMMON.fullmatch(url)
    if found and ".." not in found.group(1) and len(found.group(1)) < MAX_HOST:
        origin, path, raw_query = found.groups("")
    else:
        split = _split(url)
        if split is None:
            return None
        origin, path, raw_query = split
    path = _normalize_escapes(_ESCAPE_PATH, path)
    if ";" in path:
        path = _SESSION_PATH.sub("", path)
    if "/." in path:
        path = _remove_dot_segments(path)
    query = _canonical_query(raw_query) if raw_query else ""
    return f"{origin}{path or '/'}{'?' + query if query else ''}"


MAX_HOST = 253
"""Maximum length of a host name in characters (RFC 1035)."""


def _split(url: str) -> tuple[str, str, str] | None:
    """Canonical origin, path and query of a URL; None if it is not an http(s) URL."""
    try:
        parts = urlsplit(_without_controls(url))
        port = parts.port
        host = parts.hostname
    except ValueError:
        return None
    scheme = parts.scheme.lower()
    if scheme not in _DEFAULT_PORTS or not host:
        return None
    host = _ascii_host(host)
    if host is None:
        return None
    if port is not None and port != _DEFAULT_PORTS[scheme]:
        host = f"{host}:{port}"
    return f"{scheme}://{host}", parts.path, parts.query


def host_and_path(url: str) -> tuple[str, str]:
    """Host name in lower case, without port, and path of a URL, each "" if it has none: as
    ``urlsplit`` has them, in a tenth of the time.

    Raises:
        ValueError: ``urlsplit`` cannot split the URL.

    Example:
        >>> host_and_path("https://Example.org:8080/a/b?c=1")
        ('example.org', '/a/b')
    """
    found = _USUAL.match(url)
    if found:
        return found.group(1).lower(), found.group(2)
    parts = urlsplit(url)
    return parts.hostname or "", parts.path


def identity(url: str) -> str:
    """The form of a URL that is equal for all URLs of one page; other strings are returned as is.

    Example:
        >>> identity("https://www.example.org/story/amp/") == identity("http://example.org/story")
        True
    """
    canonical = canonical_url(url)
    if canonical is None:
        return url
    rest = canonical.partition("://")[2]
    rest = rest.removeprefix("www.")
    head, _, query = rest.partition("?")
    host, slash, path = head.partition("/")
    path = slash + path
    if "amp" in path or "AMP" in path:
        path = _AMP_PATH.sub("", path)
    if query:
        kept = [p for p in query.split("&") if p.lower() not in AMP_PARAMETERS]
        query = "&".join(kept)
    path = path.rstrip("/")
    return f"{host}{path}?{query}" if query else host + path


def without_details(url: str) -> str:
    """The identity of a URL without its query and the name of an index file: what two addresses of
    one page have in common. Two pages may have it in common, too.

    Example:
        >>> without_details("https://www.example.org/story/index.html?print=1")
        'example.org/story'
    """
    return _INDEX_FILE.sub("", identity(url.partition("?")[0])).rstrip("/")


def record_id(url: str) -> str:
    """The record ``id`` for a page's URL: 32 hexadecimal digits, stable across versions.

    A BLAKE2b digest of 16 bytes over the identity: with a thousand million stories, the chance that
    two have the same id is about one in 10^21.
    """
    return _digest(url).hex()


def declared_address(declared: str | None, url: str) -> str | None:
    """The canonical URL that the page ``url`` declares, if it can be the URL of that page.

    Some templates declare the front page, or another site, on every page: all their stories would
    get one ``id``.
    """
    if declared is None or not same_site(declared, url):
        return None
    own, path = (address.partition("://")[2].partition("/")[2] for address in (url, declared))
    return None if own and not path else declared


def url_key(url: str, within: str = "") -> int:
    """The first 8 bytes of the ``record_id`` hash as a signed integer: the frontier's key of a URL.

    ``within`` is a namespace for URLs that are stored more than once, such as a listing of two
    sources.
    """
    return int.from_bytes(_digest(url, within)[:8], "big", signed=True)


def _digest(url: str, within: str = "") -> bytes:
    text = identity(url).encode("utf-8", "surrogatepass")
    return hashlib.blake2b(text, digest_size=16, key=within.encode()).digest()


_LOGIN = re.compile(r"([A-Za-z][A-Za-z0-9+.-]*://)[^/?#]*@")


def without_login(url: str) -> str:
    """The URL without the user and password in it, which are not to be written anywhere.

    Example:
        >>> without_login("https://user:secret@example.org/a?b=@")
        'https://example.org/a?b=@'
    """
    found = _LOGIN.match(url)
    return f"{found.group(1)}{url[found.end() :]}" if found else url


def host_of(url: str) -> str:
    """The host (and port, if it is not the default) of a canonical URL."""
    return url.partition("://")[2].partition("/")[0]


def origin_of(url: str) -> str:
    """Scheme and host of a canonical URL: ``https://example.org``."""
    end = url.find("/", url.find("://") + 3)
    return url if end < 0 else url[:end]


def same_site(one: str, other: str) -> bool:
    """Whether two URLs belong to the same site, that is, have the same registrable domain.

    Uses the Public Suffix List bundled with tldextract, which is never downloaded, including its
    private part, so that two blogs on one blog host are two sites. Hosts without a registrable
    domain (``localhost``, IP addresses) are the same site only if they are the same host.
    """
    return site_of(one) == site_of(other) != ""


def site_of(url: str) -> str:
    """The registrable domain of a URL; its host if there is none; "" if it has no host."""
    canonical = canonical_url(url)
    if canonical is None:
        return ""
    return _registrable(host_of(canonical))


@lru_cache(maxsize=8192)
def names_file(path: str) -> bool:
    """Whether a path, or its last segment, ends like a file that is no page: ``report.pdf``."""
    _, dot, extension = path.rpartition(".")
    return bool(dot) and extension.lower() in FILE_EXTENSIONS


@lru_cache(maxsize=2048)
def _registrable(host: str) -> str:
    name = host if host.startswith("[") else host.partition(":")[0]
    found = _suffixes.extract_str(name)
    if found.suffix or name[-1:].isdigit() or name[-1:] == "]":  # an IP address
        return f"{found.domain}.{found.suffix}" if found.domain and found.suffix else name
    # The default rule of the list: a last label that it does not have, as in a local network, is a
    # suffix.
    return ".".join(name.split(".")[-2:])


def _without_controls(url: str) -> str:
    if url.isprintable() and " " not in url:  # most
        return url
    return _CONTROL.sub(_encode_spaces, url)


def _encode_spaces(match: re.Match[str]) -> str:
    # Browsers remove line breaks and tabs in a URL (WHATWG URL 4.4) and keep spaces.
    return "%20" * match.group().count(" ")


@lru_cache(maxsize=8192)
def _ascii_host(host: str) -> str | None:
    """The host in lower case and ASCII; None if it is not a valid host name."""
    host = host.lower().rstrip(".")
    if ":" in host:  # urlsplit has checked the brackets of an IPv6 address
        return f"[{host}]"
    if "%" in host:
        host = unquote_to_bytes(host).decode("utf-8", "replace")
    if not host.isascii():
        try:
            host = idna.encode(host, uts46=True).decode("ascii")
        except (idna.IDNAError, UnicodeError):
            return None
    if len(host) > MAX_HOST or ".." in host or not _HOST.fullmatch(host):
        return None
    return host


def _normalize_escapes(pattern: re.Pattern[str], text: str) -> str:
    """Normalise percent-encoding: only necessary escapes, with upper-case digits."""
    return pattern.sub(_normalized_escape, text) if _UNSAFE.search(text) else text


def _normalized_escape(match: re.Match[str]) -> str:
    found = match.group()
    if found[0] == "%" and len(found) == 3:
        byte = bytes.fromhex(found[1:])
        return found.upper() if _NOT_UNRESERVED.match(byte) else byte.decode("ascii")
    return "".join(f"%{byte:02X}" for byte in found.encode("utf-8", "replace"))


def _remove_dot_segments(path: str) -> str:
    """Remove dot segments from an absolute path (RFC 3986 section 5.2.4)."""
    kept: list[str] = []
    segments = path.split("/")[1:]
    for position, segment in enumerate(segments):
        last = position == len(segments) - 1
        if segment in (".", ".."):
            if segment == ".." and kept:
                kept.pop()
            if last:
                kept.append("")
        else:
            kept.append(segment)
    return "/" + "/".join(kept)


def _canonical_query(query: str) -> str:
    kept = []
    for pair in _normalize_escapes(_ESCAPE_QUERY, query).split("&"):
        name = pair.partition("=")[0].lower()
        if not pair or name in TRACKING or name in SESSION or name.startswith(TRACKING_PREFIXES):
            continue
        kept.append(pair)
    kept.sort()
    return "&".join(kept)
