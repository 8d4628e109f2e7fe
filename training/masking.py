"""The same page on a site of other habits: addresses without slugs, classes without meaning.

Most labelled pages write a story's headline into its address and name their cards in English. A
forest fitted on these alone leans on both, and finds nothing where a site numbers its stories or
its classes are made by a program. So it is fitted on masked copies as well.
"""

from __future__ import annotations

import hashlib
import random
from collections.abc import Callable
from dataclasses import replace

from scraper.extractors.parsing.tree import Tree
from scraper.extractors.related.candidates import ItemCandidate
from scraper.extractors.related.titles import path_parts, slug_words
from scraper.urls import absolute, origin_of, site_of

WORDS = 3
"""Words from which a path part is taken for a story's slug; ``privacy-policy`` is none."""


def _number(url: str, digits: int = 7) -> str:
    """A number that stands for an address, the same wherever it is linked."""
    return str(int(hashlib.sha256(url.encode()).hexdigest()[:12], 16) % 10**digits)


def _dirs_kept(url: str, parts: list[str]) -> str:
    return "/".join([*parts[:-1], _number(url)])


def _one_folder(url: str, parts: list[str]) -> str:
    return f"n/{_number(url, 5)}"


def _page_number(url: str, parts: list[str]) -> str:
    return f"{_number(url)}.html"


def _query(url: str, parts: list[str]) -> str:
    return f"?id={_number(url, 6)}"


Form = Callable[[str, list[str]], str]
FORMS: tuple[Form, ...] = (_dirs_kept, _one_folder, _page_number, _query)
"""How a site may write the addresses of its stories without their headlines."""


def masked_address(url: str, form: Form, *, every: bool) -> str:
    """An address as the site would write it that numbers its stories.

    Args:
        form: one of ``FORMS``.
        every: number all pages, as some sites do with sections and notices too, instead of those
            alone whose address has a slug.
    """
    parts = path_parts(url)
    if not parts or not (every or len(slug_words(parts)) >= WORDS):
        return url
    return f"{origin_of(url)}/{form(url, parts)}"


def mask_addresses(
    tree: Tree, candidates: list[ItemCandidate], address: str | None, rng: random.Random
) -> tuple[Tree, list[ItemCandidate], str | None]:
    """The tree, the candidates and the page's own address with the site's addresses numbered."""
    form, every = rng.choice(FORMS), rng.random() < 0.3
    base = address or "http://localhost/"
    site = site_of(base)
    # Of each origin whether it is the page's site.
    own: dict[str, bool] = {}

    def masked(url: str) -> str:
        origin = origin_of(url)
        if origin not in own:
            own[origin] = site_of(origin) == site
        return masked_address(url, form, every=every) if own[origin] else url

    attrs = list(tree.attrs)
    for i, tag in enumerate(tree.tags):
        if tag == "a" and (target := absolute(base, attrs[i].get("href", ""))):
            attrs[i] = {**attrs[i], "href": masked(target)}
    renamed = []
    for candidate in candidates:
        copy = ItemCandidate(masked(candidate.url), candidate.key)
        for name in ("anchors", "card", "blocks", "title", "image", "title_block", "heading",
                     "words"):  # fmt: skip
            setattr(copy, name, getattr(candidate, name))
        renamed.append(copy)
    return replace(tree, attrs=attrs), renamed, address and masked(address)


def mask_classes(tree: Tree, rng: random.Random) -> Tree:
    """The tree with each class and id replaced by letters that say nothing."""
    salt = str(rng.random())

    def masked(value: str) -> str:
        return " ".join(
            "c" + hashlib.sha256((salt + word).encode()).hexdigest()[:6] for word in value.split()
        )

    attrs = [
        {name: masked(value) if name in ("class", "id") else value for name, value in own.items()}
        if "class" in own or "id" in own
        else own
        for own in tree.attrs
    ]
    return replace(tree, attrs=attrs)
