"""Undoes what the program that saved a page did to its addresses.

A browser that saves a page "complete" gives its pictures and frames the addresses of files on the
reader's disk, in a folder beside the page. Google Docs and Outlook put their own address around
each link.
"""

from __future__ import annotations

import re

from scraper.copies import SAVED_FILES, target_of
from scraper.extractors.parsing.tree import Tree

_FOLDER = "|".join(map(re.escape, SAVED_FILES))
_ON_DISK = re.compile(rf"file:|\s*(?:\./)?[^/?#:\s][^/?#:]*(?:{_FOLDER})/[^/]+\Z", re.I)
_HOLDERS = ("img", "source", "video", "audio", "iframe", "embed", "amp-img")
SAVED_PICTURE = "data:image/gif,"
"""What stands for a picture that is in the saved page itself, as in one that an extension saved."""


def forget_files(tree: Tree) -> None:
    """Remove the addresses of saved files: they are not those of the originals, which are lost
    unless another attribute has them."""
    for i in tree.named(_HOLDERS):
        attrs = tree.attrs[i]
        if (source := attrs.get("src")) and _ON_DISK.match(source[:1000]):
            if tree.tags[i] in ("img", "amp-img"):
                attrs["src"] = SAVED_PICTURE
            else:
                del attrs["src"]
        if (files := attrs.get("srcset")) and _ON_DISK.match(files.partition(" ")[0][:1000]):
            del attrs["srcset"]


_REDIRECTS = (  # searched before the pattern is tried
    "google.",
    ".safelinks.protection.outlook.com/",
    ".facebook.com/l.php?",
    "slack-redir.",
)
MIN_REDIRECTS = 0.5
"""Share of a page's links to other pages that lead through a program's address. On a page of the
web, such a link is one that its author copied from elsewhere."""


def unwrap_links(tree: Tree) -> None:
    """Give the links of an exported document, or of an e-mail, the addresses that they lead to."""
    links = [
        (attrs, attrs["href"])
        for attrs in map(tree.attrs.__getitem__, tree.places("a"))
        if attrs.get("href", "").startswith("http")
    ]
    addresses = "\n".join([href for _, href in links])
    if not any(host in addresses for host in _REDIRECTS):
        return
    targets = [
        target_of(href) if any(map(href.__contains__, _REDIRECTS)) else None for _, href in links
    ]
    if sum(target is not None for target in targets) < MIN_REDIRECTS * len(links):
        return
    for (attrs, _), target in zip(links, targets, strict=True):
        if target is not None:
            attrs["href"] = target
