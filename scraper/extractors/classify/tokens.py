"""Tokens of blocks and elements: words of texts, class names and addresses.

They are looked up in fitted tables of log-odds (`token_table.py`), so there are no manual word
lists.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from functools import lru_cache

from scraper.extractors.classify.text_shape import WORD

_CAMEL = re.compile(r"[A-Z]?[a-z]+|[A-Z]+(?![a-z])")
_markup_cache: dict[str, tuple[str, ...]] = {}


def markup_words(value: str) -> tuple[str, ...]:
    """Lower-case tokens of a class or id: its words, and each whole name under 40 characters.

    ``articleBody--main`` -> article, articlebody--main, body, main.
    """
    words = _markup_cache.get(value)
    if words is None:
        found = {word.lower() for word in _CAMEL.findall(value) if len(word) > 1}
        for part in value.split():
            if len(part) < 40:
                found.add(part.lower())
        words = tuple(sorted(found))
        if len(_markup_cache) > 50_000:
            _markup_cache.clear()
        _markup_cache[value] = words
    return words


def node_words(tag: str, attrs: Mapping[str, str]) -> tuple[str, ...]:
    """The tokens of an element that are looked up in the markup table."""
    if not attrs:
        return ("<" + tag,)
    words: list[str] = ["<" + tag]
    for name in ("class", "id"):
        value = attrs.get(name)
        if value:
            words.extend(markup_words(value[:300]))
    for name in ("role", "itemprop", "itemtype", "data-component", "data-testid", "aria-label"):
        value = attrs.get(name)
        if value:
            words.extend([name + "=" + word for word in markup_words(value[:100])])
    if "hidden" in attrs or attrs.get("aria-hidden") == "true":
        words.append("hidden")
    style = attrs.get("style")
    if style and "none" in style and "display" in style:
        words.append("display:none")
    return tuple(words)


def text_words(text: str) -> list[str]:
    """The tokens of a block that are looked up in the text table.

    The first 14 words of a block of up to 120 characters; the first three words, marked "^", of a
    longer one. With either, n-grams at the start and the last two words, marked "$".
    """
    words = WORD.findall(text[:120].lower())
    if len(text) <= 120:
        found = words[:14]
        if len(words) > 1:
            found.append(words[0] + " " + words[1])
        if len(words) > 2:
            found.append(words[0] + " " + words[1] + " " + words[2])
            found.append("$" + words[-2] + " " + words[-1])
        return found
    found = ["^" + word for word in words[:3]]
    if len(words) > 2:
        found.append("^" + words[0] + " " + words[1])
        found.append("^" + words[0] + " " + words[1] + " " + words[2])
    tail = WORD.findall(text[-60:].lower())
    if len(tail) > 2:
        found.append("$" + tail[-2] + " " + tail[-1])
    return found


def href_words(attrs: Mapping[str, str]) -> list[str]:
    """The tokens of a link that are looked up in the href table."""
    return _href_words(attrs.get("href", ""), attrs.get("rel", ""))


@lru_cache(maxsize=4_000)
def _href_words(href: str, rel: str) -> list[str]:
    # Cached: each link of a page is looked up two or three times, and a site's pages share many.
    words = ["rel=" + word for word in rel.lower().split()]
    if href.startswith("#"):
        return [*words, "#"]
    if not href or (":" in href[:11] and not href.startswith("http")):
        return [*words, href[:8].partition(":")[0] + ":"]
    path = href.partition("://")[2].partition("/")[2] if "://" in href[:9] else href
    path = path.partition("?")[0].partition("#")[0]
    parts = [part for part in path.lower().split("/") if part]
    words.extend(["/" + part for part in parts[:2] if len(part) < 20])
    words.append("slug" if parts and (parts[-1].count("-") > 2 or len(parts[-1]) > 30) else "short")
    words.append("depth" + str(min(len(parts), 6)))
    return words
