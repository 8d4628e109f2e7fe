"""The type of a page according to the publishing system that made it.

Forum software, shop systems and generators of documentation mark their pages. On wcxb-dev the marks
correct the model, which takes such a page for an article or a service, on eleven pages, and are
wrong on one.
"""

from __future__ import annotations

import re

from scraper.extractors.metadata.collect import Clues
from scraper.extractors.metadata.jsonld import LinkedData
from scraper.extractors.parsing.tree import Tree

_GENERATORS = (
    (re.compile(r"mkdocs|mdbook|gitbook|vitepress|antora|sphinx|rustdoc", re.I), "documentation"),
    (re.compile(r"discourse|xenforo|vbulletin|phpbb|flarum|mybb|nodebb", re.I), "forum"),
)
_DOCS = frozenset({"docs-wrapper", "plugin-docs", "wy-body-for-nav"})
"""Classes of Docusaurus pages of a manual, not of its blog; of Sphinx in its most used theme."""
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


ROOTS = 400
"""Elements at a page's beginning among which its body begins."""
