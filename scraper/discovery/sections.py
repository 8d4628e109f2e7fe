"""Section pages and front pages: their story links, told from navigation, and their next page.

A link is judged by its address (articles.py), by the words it carries and by where it stands. A
story's link carries a headline, stands in the page's middle, or has an address like an article's;
navigation is short words in a header, a footer, a menu.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import islice

from lxml import etree, html

from scraper.discovery.articles import SPACELESS, guess, is_trap
from scraper.discovery.dates import date_in_url, parse_date
from scraper.discovery.found import Found, Kind, Listing
from scraper.urls import absolute, same_site

MAX_LINKS = 5000
"""Links looked at on one page; the longest front pages of the test sets have about 1,500."""

_CHROME_TAGS = frozenset({"nav", "footer", "form", "select"})
_CHROME_WORDS = re.compile(
    r"(?:^|[-_\s])(?:nav|navbar|navigation|menu|submenu|topbar|footer|breadcrumbs?|cookie|consent"
    r"|language|lang|social|share|login|legal)(?:$|[-_\s])",
    re.IGNORECASE,
)
_SKIPPED = frozenset({"script", "style", "template", "noscript", "svg"})
_HEADINGS = frozenset({"h1", "h2", "h3", "h4", "h5"})
_HEADLINE = 24
"""Letters that make a link's words a headline rather than a label; a letter of a script without
spaces counts three times (a Chinese headline has from 8 characters, a Chinese menu entry 2 to 4).
"""
_PAGE_NUMBER = re.compile(r"(?<=[/=_-])(\d{1,4})(?=\D*$)")
_PAGE_MARK = re.compile(
    r"(?:/(?:page|p|seite|pagina|strona|sayfa|trang|halaman)?[/_-]?|[?&_-](?:\w*page|p|pg|pn|start)=?)$",
    re.IGNORECASE,
)


@dataclass(slots=True)
class _Link:
    url: str
    letters: int = 0
    heading: bool = False
    chrome: bool = True
    date: str | None = None


def read_section(root: etree._Element, url: str) -> Listing:
    """The stories and sections that a page links to, in its order.

    Args:
        root: the page's root element.
        url: the page's address.
    """
    base = url
    declared = root.find(".//base[@href]")
    if declared is not None:
        base = absolute(url, declared.get("href") or "") or url
    links: dict[str, _Link] = {}
    for link in _links(root, base):
        known = links.setdefault(link.url, link)
        known.letters = max(known.letters, link.letters)
        known.heading = known.heading or link.heading
        known.chrome = known.chrome and link.chrome
        known.date = known.date or link.date
        if len(links) >= MAX_LINKS:
            break
    links.pop(url, None)
    found = [item for link in links.values() if (item := _judged(link, url)) is not None]
    following = _next_page(root, base, url, links)
    if following is not None:
        found = [item for item in found if item.url != following]
        found.append(Found(following, Kind.SECTION, next_page=True))
    return Listing(Kind.SECTION, tuple(found), None if found else "has no links to follow")


def _links(root: etree._Element, base: str) -> Iterator[_Link]:
    chrome_depth = heading_depth = skipped_depth = 0
    open_chrome: list[etree._Element] = []
    for event, element in etree.iterwalk(root, events=("start", "end")):
        tag = element.tag
        if not isinstance(tag, str):
            continue
        step = 1 if event == "start" else -1
        if tag in _SKIPPED:
            skipped_depth += step
        elif tag in _HEADINGS:
            heading_depth += step
        if event == "start":
            if _is_chrome(element, tag):
                open_chrome.append(element)
                chrome_depth += 1
        elif open_chrome and open_chrome[-1] is element:
            open_chrome.pop()
            chrome_depth -= 1
        if event == "end" or tag != "a" or skipped_depth:
            continue
        address = absolute(base, element.get("href") or "")
        if address is None or "nofollow" in (element.get("rel") or "").lower():
            continue
        yield _Link(
            address,
            letters=_letters(element),
            heading=heading_depth > 0 or any(True for _ in element.iter(*_HEADINGS)),
            chrome=chrome_depth > 0,
            date=_time_beside(element),
        )


def _is_chrome(element: etree._Element, tag: str) -> bool:
    if tag in _CHROME_TAGS or element.get("role") in ("navigation", "contentinfo", "menu"):
        return True
    if tag in ("body", "html", "main", "article", "a"):
        return False
    names = f"{element.get('class') or ''} {element.get('id') or ''}"
    return len(names) > 1 and _CHROME_WORDS.search(names) is not None


def _letters(element: etree._Element) -> int:
    text = "".join(t for t in element.itertext() if isinstance(t, str))
    if not text.strip():
        image = element.find(".//img[@alt]")
        text = (image.get("alt") or "") if image is not None else ""
    text = " ".join(text.split())
    return len(text) + 2 * len(SPACELESS.findall(text[:200]))


def _time_beside(element: etree._Element) -> str | None:
    """The ``<time datetime>`` of the card that a link stands in, a few levels up at most."""
    card: etree._Element | None = element
    for _ in range(4):
        if card is None or _is_list(card) or card.tag in ("body", "main", "section", "ul", "ol"):
            return None
        times = card.findall(".//time[@datetime]")
        if len(times) == 1:
            return times[0].get("datetime")
        if times:
            return None
        card = card.getparent()
    return None


def _is_list(element: etree._Element) -> bool:
    """Whether it is a list of cards: a card has a picture, a title, a teaser, hardly 13 children.

    Only 13 children are looked at, where ``len`` would count them all for each link.
    """
    return next(islice(element, 12, None), None) is not None


def _judged(link: _Link, page: str) -> Found | None:
    if is_trap(link.url):
        return None
    looks = guess(link.url)
    if looks == "other":
        return None
    headline = link.heading or link.letters >= _HEADLINE
    dated = date_in_url(link.url) is not None
    if looks == "article":
        is_story = not link.chrome or headline or dated
    else:
        is_story = looks == "unknown" and headline and not link.chrome
    if is_story:
        kind = Kind.ARTICLE
    elif looks in ("listing", "unknown") and "?" not in link.url and same_site(link.url, page):
        if dated:
            return None  # a day of an archive or a calendar: endless, and never news
        kind = Kind.SECTION
    else:
        return None
    return Found(link.url, kind, date=parse_date(link.date) or date_in_url(link.url))


def _next_page(root: etree._Element, base: str, url: str, links: dict[str, _Link]) -> str | None:
    for element in root.iter("link", "a"):
        if "next" in (element.get("rel") or "").lower().split():
            following = absolute(base, element.get("href") or "")
            if following is not None and following != url and same_site(following, url):
                return following
    stem, number = _numbered(url)
    for address in links:
        other_stem, other = _numbered(address)
        if other == number + 1 and other_stem.rstrip("/") == stem.rstrip("/"):
            return address
    return None


def _numbered(url: str) -> tuple[str, int]:
    """An address without its page number, and the number; 1 where it has none."""
    match = _PAGE_NUMBER.search(url)
    if match is None:
        return url, 1
    stem = _PAGE_MARK.sub("", url[: match.start()])
    rest = url[match.end() :]
    return stem + rest, int(match[1])


def parse_html(body: bytes, encoding: str) -> etree._Element | None:
    """The root of a page's markup; None where there is none."""
    parser = html.HTMLParser(encoding=encoding, recover=True, no_network=True)
    try:
        root = etree.fromstring(body, parser)
    except (etree.XMLSyntaxError, ValueError, LookupError):
        return None
    return root
