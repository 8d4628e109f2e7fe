"""The page's address: the canonical one that it declares, and that of a saved page."""

from __future__ import annotations

import re

from scraper.extractors.metadata.sources.collect import Clues
from scraper.extractors.metadata.sources.jsonld import LinkedData, addresses
from scraper.extractors.parsing.tree import Tree
from scraper.urls import absolute, canonical_url, same_site

_SAVED_FROM = re.compile(
    r"<!--\s{0,9}(?:saved from url=\(\d+\)|Page saved with SingleFile\w*\s{1,9}url:\s)"
    r"(?:view-source:)?(\S+?)\s",
    re.IGNORECASE,
)
"""The comment of browsers, and that of the extension SingleFile."""
_SAVED_HEAD = 2_000
"""Characters that are searched for the comment; it is right after the doctype or in the root."""
_READER = "reader-domain"
"""Class of the link to the page above the text in Firefox's reader view."""


def page_url(clues: Clues) -> str | None:
    """The address of a saved page according to its canonical link, og:url or base; or None."""
    for link in (
        *clues.links.get("canonical", ()),
        clues.meta("og:url"),
        clues.meta("twitter:url"),
        clues.meta("savepage-url"),  # the extension Save Page WE
        clues.base,
    ):
        if link.startswith(("http://", "https://", "//")):
            found = canonical_url("https:" + link if link.startswith("//") else link)
            if found:
                return found
    return None


def saved_from(text: str) -> str | None:
    """The address in the comment that a program put into a saved page (the tree has no comments).

    Args:
        text: the page's text; only its beginning is read.
    """
    found = _SAVED_FROM.search(text[:_SAVED_HEAD])
    return canonical_url(found.group(1).removesuffix("-->")) if found else None


def shown_by_reader(tree: Tree) -> str | None:
    """The address of the page that a browser's reader view shows, which was saved from there."""
    for i in tree.places("a"):
        if _READER in tree.attrs[i].get("class", ""):
            return canonical_url(tree.attrs[i].get("href", ""))
    return None


def linked_url(data: LinkedData) -> str | None:
    """The story's address in the linked data, unless it is a front page."""
    for link in addresses(data.main):
        if link.rstrip("/").count("/") > 2:
            return canonical_url(link)
    return None


def canonical_of(clues: Clues, url: str | None) -> str | None:
    """The canonical address that the page declares, when it is on the page's own site.

    A canonical link to the site's front page says nothing about a story and is not believed.
    """
    for link in (*clues.links.get("canonical", ()), clues.meta("og:url")):
        if not link:
            continue
        if url is None:
            return page_url(clues)
        found = absolute(url, link)
        if found is None or not same_site(found, url):
            continue
        if found.count("/") == 3 and found.endswith("/") and url.rstrip("/").count("/") > 2:
            continue
        return found
    return None
