"""Section and front pages: their story links, without navigation links, and their next page.

A link is classified by its URL (articles.py), its anchor text and its position. A story link has a
headline as anchor text, is in the main part of the page, or has a URL like an article; a navigation
link has short anchor text and is in a header, a footer or a menu.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import islice

from lxml import etree, html

from scraper.discovery.articles import SPACELESS, guess, is_trap, names_listing
from scraper.discovery.dates import date_in_url, parse_date
from scraper.discovery.found import Found, Kind, Listing
from scraper.urls import absolute, same_site

MAX_LINKS = 5000
"""Maximum links read from a page; the longest front pages of the test sets have about 1,500."""

_NAVIGATION_TAGS = frozenset({"nav", "footer", "form", "select"})
_NAVIGATION_WORDS = re.compile(
    r"(?:^|[-_\s])(?:nav|navbar|navigation|menu|submenu|topbar|footer|breadcrumbs?|cookie|consent"
    r"|language|lang|social|share|login|legal)(?:$|[-_\s])",
    re.IGNORECASE,
)
_SKIPPED = frozenset({"script", "style", "template", "noscript", "svg"})
_HEADINGS = frozenset({"h1", "h2", "h3", "h4", "h5"})
HEADLINE_LENGTH = 24
"""Minimum length in characters of anchor text that is a headline rather than a label. A character
of a script without spaces counts three times (a Chinese headline has 8 characters or more, a
Chinese menu entry 2 to 4).
"""
_PAGE_NUMBER = re.compile(r"(?<=[/=_-])(\d{1,4})(?=\D*$)")
_PAGE_MARK = re.compile(
    r"(?:/(?:page|p|seite|pagina|strona|sayfa|trang|halaman)?[/_-]?|[?&_-](?:\w*page|p|pg|pn|start)=?)$",
    re.IGNORECASE,
)


@dataclass(slots=True)
class _Link:
    url: str
    text_length: int = 0
    in_heading: bool = False
    in_navigation: bool = True
    """Everywhere on the page."""
    in_menu: bool = False
    """Somewhere on the page."""
    date: str | None = None


def read_section(root: etree._Element, url: str) -> Listing:
    """The stories and sections that a page links to, in page order.

    Args:
        root: the page's root element.
        url: the page's URL.
    """
    base = url
    declared = root.find(".//base[@href]")
    if declared is not None:
        base = absolute(url, declared.get("href") or "") or url
    links: dict[str, _Link] = {}
    for link in _links(root, base):
        known = links.setdefault(link.url, link)
        known.text_length = max(known.text_length, link.text_length)
        known.in_heading = known.in_heading or link.in_heading
        known.in_navigation = known.in_navigation and link.in_navigation
        known.in_menu = known.in_menu or link.in_navigation
        known.date = known.date or link.date
        if len(links) >= MAX_LINKS:
            break
    links.pop(url, None)
    found = [item for link in links.values() if (item := _classify(link, url)) is not None]
    next_url = _next_page(root, base, url, links)
    if next_url is not None:
        found = [item for item in found if item.url != next_url]
        found.append(Found(next_url, Kind.SECTION, next_page=True))
    return Listing(Kind.SECTION, tuple(found), None if found else "has no links to follow")


def _links(root: etree._Element, base: str) -> Iterator[_Link]:
    navigation_depth = heading_depth = skipped_depth = 0
    open_navigation: list[etree._Element] = []
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
            if _is_navigation(element, tag):
                open_navigation.append(element)
                navigation_depth += 1
        elif open_navigation and open_navigation[-1] is element:
            open_navigation.pop()
            navigation_depth -= 1
        if event == "end" or tag != "a" or skipped_depth:
            continue
        address = absolute(base, element.get("href") or "")
        if address is None or "nofollow" in (element.get("rel") or "").lower():
            continue
        yield _Link(
            address,
            text_length=_text_length(element),
            in_heading=heading_depth > 0 or any(True for _ in element.iter(*_HEADINGS)),
            in_navigation=navigation_depth > 0,
            date=_card_time(element),
        )


def _is_navigation(element: etree._Element, tag: str) -> bool:
    if tag in _NAVIGATION_TAGS or element.get("role") in ("navigation", "contentinfo", "menu"):
        return True
    if tag in ("body", "html", "main", "article", "a"):
        return False
    names = f"{element.get('class') or ''} {element.get('id') or ''}"
    return len(names) > 1 and _NAVIGATION_WORDS.search(names) is not None


def _text_length(element: etree._Element) -> int:
    text = "".join(t for t in element.itertext() if isinstance(t, str))
    if not text.strip():
        image = element.find(".//img[@alt]")
        text = (image.get("alt") or "") if image is not None else ""
    return visible_length(text)


def visible_length(text: str) -> int:
    """Characters of an anchor text; those of a script without spaces count three times."""
    text = " ".join(text.split())
    return len(text) + 2 * len(SPACELESS.findall(text[:200]))


def _card_time(element: etree._Element) -> str | None:
    """The ``<time datetime>`` of the card that contains a link, searched up to four levels up."""
    card: etree._Element | None = element
    for _ in range(4):
        if (
            card is None
            or _is_card_list(card)
            or card.tag in ("body", "main", "section", "ul", "ol")
        ):
            return None
        times = card.findall(".//time[@datetime]")
        if len(times) == 1:
            return times[0].get("datetime")
        if times:
            return None
        card = card.getparent()
    return None


def _is_card_list(element: etree._Element) -> bool:
    """Whether the element is a list of cards: it has 13 children or more.

    A single card has a picture, a title, a teaser, hardly 13 children. ``islice`` stops after 13
    children, whereas ``len`` would count all of them for each link.
    """
    return next(islice(element, 12, None), None) is not None


def _classify(link: _Link, page: str) -> Found | None:
    if is_trap(link.url):
        return None
    kind_guess = guess(link.url)
    if kind_guess == "other":
        return None
    has_headline = link.in_heading or link.text_length >= HEADLINE_LENGTH
    has_date = date_in_url(link.url) is not None
    if kind_guess == "article":
        is_story = not link.in_navigation or has_headline or has_date
    elif kind_guess == "unknown":
        is_story = has_headline and not link.in_navigation
    else:
        is_story = _is_printed_as_headline(link) and not names_listing(link.url)
    if is_story:
        kind = Kind.ARTICLE
    elif kind_guess in ("listing", "unknown") and "?" not in link.url and same_site(link.url, page):
        if has_date:
            return None  # a day of an archive or calendar: unlimited in number, and never news
        kind = Kind.SECTION
    else:
        return None
    return Found(link.url, kind, date=parse_date(link.date) or date_in_url(link.url))


def _is_printed_as_headline(link: _Link) -> bool:
    """Whether a page prints a link as it prints stories, which outweighs a short path: ``/final``.

    On the labelled pages, 35 of 78 such links to short paths are stories (11 of 15 on pages of news
    and magazines); of the headlines that are no heading, 200 of 1,708 are.
    """
    return (
        link.in_heading
        and link.text_length >= HEADLINE_LENGTH
        and not link.in_menu
        and "?" not in link.url
    )


def _next_page(root: etree._Element, base: str, url: str, links: dict[str, _Link]) -> str | None:
    """The next page of a list. In an archive, a link that says the same may lead to the next day:
    one to a page with the same date comes first."""
    found = list(_next_pages(root, base, url, links))
    date = date_in_url(url)
    return next((each for each in found if date_in_url(each) == date), next(iter(found), None))


def _next_pages(
    root: etree._Element, base: str, url: str, links: dict[str, _Link]
) -> Iterator[str]:
    for element in root.iter("link", "a"):
        if "next" in (element.get("rel") or "").lower().split():
            next_url = absolute(base, element.get("href") or "")
            if next_url is not None and next_url != url and same_site(next_url, url):
                yield next_url
    stem, number = _split_page_number(url)
    for address in links:
        other_stem, other_number = _split_page_number(address)
        if other_number == number + 1 and other_stem.rstrip("/") == stem.rstrip("/"):
            yield address
    if date_in_url(url) is not None:  # its last number may be the day's
        for address in links:
            other_stem, other_number = _split_page_number(address)
            if other_number == 2 and other_stem.rstrip("/") == url.rstrip("/"):
                yield address


def _split_page_number(url: str) -> tuple[str, int]:
    """A URL without its page number, and the number; 1 if it has none."""
    match = _PAGE_NUMBER.search(url)
    if match is None:
        return url, 1
    stem = _PAGE_MARK.sub("", url[: match.start()])
    rest = url[match.end() :]
    return stem + rest, int(match[1])


def parse_html(body: bytes, encoding: str) -> etree._Element | None:
    """The root element of an HTML page; None if it has no markup."""
    parser = html.HTMLParser(encoding=encoding, recover=True, no_network=True)
    try:
        root = etree.fromstring(body, parser)
    except (etree.XMLSyntaxError, ValueError, LookupError):
        return None
    return root
