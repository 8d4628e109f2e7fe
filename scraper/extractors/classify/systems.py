"""The type of a page according to the publishing system that made it, or to its address.

Forum software, shop systems and generators of documentation mark their pages. On wcxb-dev the marks
correct the model, which takes such a page for an article or a service, on eleven pages, and are
wrong on one. All 56 pages there with an address of documentation have that label, and all 82
with an address of a forum.
"""

from __future__ import annotations

import re

from scraper.extractors.metadata.sources.collect import Clues
from scraper.extractors.metadata.sources.jsonld import LinkedData
from scraper.extractors.parsing.tree import Tree
from scraper.urls import host_and_path

_GENERATORS = (
    (
        re.compile(
            r"mkdocs|mdbook|gitbook|vitepress|antora|sphinx|rustdoc|javadoc|doxygen|exdoc|docfx|pdoc"
            r"|docutils|docbook|asciidoctor|texinfo|makeinfo|latex2html|starlight",
            re.I,
        ),
        "documentation",
    ),
    (re.compile(r"discourse|xenforo|vbulletin|phpbb|flarum|mybb|nodebb", re.I), "forum"),
)
_DOCS = frozenset({"docs-wrapper", "plugin-docs", "wy-body-for-nav"})
"""Classes of Docusaurus pages of a manual, not of its blog; of Sphinx in its most used theme."""
_MDBOOK = "sidebar-toggle-anchor"
"""The end of the id of an input by which mdBook's pages are told: they name their generator in a
comment."""
_PRODUCT = frozenset({"single-product", "template-product", "catalog-product-view"})
"""Classes of a product's page in WooCommerce, Shopify and Magento."""
_TOPIC = frozenset({"section-viewtopic"})
"""Class of a topic's page in phpBB."""
_DISCUSSIONS = frozenset({"discussionforumposting", "qapage"})


def type_of_system(tree: Tree, clues: Clues, data: LinkedData) -> str | None:
    """The page type that the marks of the publishing system speak of; None without such marks."""
    roots = [i for i, tag in enumerate(tree.tags[:ROOTS]) if tag in ("html", "body")]
    classes = {name for i in roots for name in tree.attrs[i].get("class", "").split()}
    ids = {tree.attrs[i].get("id", "") for i in roots}
    inputs = [i for i, tag in enumerate(tree.tags[:ROOTS]) if tag == "input"]
    if any(tree.attrs[i].get("id", "").endswith(_MDBOOK) for i in inputs):
        return "documentation"
    generator = clues.meta("generator")
    if {"phpbb", "XF"} & ids or _TOPIC & classes or not _DISCUSSIONS.isdisjoint(data.types):
        return "forum"
    if "jobposting" in data.types:
        return "other"
    if not _DOCS.isdisjoint(classes) or any("data-content_root" in tree.attrs[i] for i in roots):
        return "documentation"
    if not _PRODUCT.isdisjoint(classes) or clues.meta("og:type") in ("product", "og:product"):
        return "product"
    return next((kind for names, kind in _GENERATORS if names.search(generator)), None)


_DOCS_NAMES = frozenset({"docs", "doc", "documentation", "manual", "apidocs", "javadoc"})
_DOCS_DEPTH = 3
"""Segments of the path among which one of these names says that the page is documentation: in
``/en/docs/install``, but not in ``/2026/11/26/doc/``."""
_FORUM_HOSTS = frozenset({"forum", "forums", "foro", "foros"})
_FORUM_PATH = re.compile(
    r"/threads?/[^/]|/(?:viewtopic|showthread)\.php|/questions/\d|/t/[^/]+/\d|/r/[^/]+/comments/",
    re.I,
)


def type_of_address(url: str | None) -> str | None:
    """The page type that the words of an address speak of; None without such words.

    A home page is none: that of a manual or forum is a list of its parts.
    """
    host, path = host_and_path(url or "")
    segments = [segment for segment in path.lower().split("/") if segment]
    if not segments:
        return None
    name = host.partition(".")[0]
    if name in _DOCS_NAMES or not _DOCS_NAMES.isdisjoint(segments[:-1][:_DOCS_DEPTH]):
        return "documentation"
    if name in _FORUM_HOSTS or _FORUM_PATH.search(path):
        return "forum"
    return None


ROOTS = 400
"""Elements at a page's beginning among which its body begins."""
