"""The story's section and tags."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from scraper.extractors.metadata.collect import BREADCRUMB, TAG, Clues
from scraper.extractors.metadata.jsonld import LinkedData
from scraper.extractors.metadata.layout import FOOT, head_range
from scraper.extractors.metadata.sitename import SiteName, key_of
from scraper.extractors.tree import Tree

MAX_TAGS = 30
MAX_TAG = 60
"""Characters of one tag. Longer ones are sentences that stand in a keywords field by mistake."""

_HOME = frozenset(
    """home homepage startseite start accueil inicio início portada principal inizio hem hjem
    forside etusivu strona główna hlavní stránka kezdőlap acasă главная головна начало anasayfa ana
    sayfa beranda laman utama trangchủ trang chủ الرئيسية خانه होम মূলপাতা หน้าแรก 首页 首頁 ホーム
    トップ 홈 uncategorized uncategorised allgemein sincategoría all general none article articles
    news""".split()  # noqa: SIM905
)
"""Names of front pages, and of no section at all, as ``key_of`` gives them."""


def read_section(
    tree: Tree, clues: Clues, data: LinkedData, site: SiteName, title: str | None
) -> str | None:
    """The section that the page files the story under; the most specific that it declares."""
    own = key_of(title or "")
    last_resort = None
    for text in _sections(tree, clues, data):
        text = " ".join(text.split()).strip(" /›»>|")
        key = key_of(text)
        if (
            not key
            or len(text) > MAX_TAG
            or key == own
            or "//" in text
            or "_" in text
            or text.isdecimal()
        ):
            continue
        if key in _HOME:
            last_resort = last_resort or (text if key in ("news", "general") else None)
            continue
        if site.is_name(text):
            continue
        return text
    return last_resort


def _sections(tree: Tree, clues: Clues, data: LinkedData) -> Iterator[str]:
    for name in (
        "article:section", "og:article:section", "parsely-section", "cxenseparse:section",
        "og:section", "section", "articlesection", "dc.subject.section", "category",
        "prism.section", "sailthru.section", "article_section",
    ):  # fmt: skip
        yield from clues.metas.get(name, ())[:1]
    yield from data.strings(data.main.get("articleSection"))[:1]
    for node, types, _ in data.nodes:
        if "breadcrumblist" in types:
            items = node.get("itemListElement")
            named = [_crumb(data, item) for item in items if isinstance(item, dict)] if (
                isinstance(items, list)
            ) else []  # fmt: skip
            # The last crumb is mostly the story itself.
            yield from reversed([name for name in named if name])
    for i, mask in clues.marked:
        if mask & BREADCRUMB and tree.ends[i] - i < 80:
            links = [tree.text_content(j) for j in range(i, tree.ends[i]) if tree.tags[j] == "a"]
            yield from reversed(links)
            break


def _crumb(data: LinkedData, item: dict[str, object]) -> str:
    for value in (item.get("name"), item.get("item")):
        for text in data.strings(value):
            if not text.startswith("http"):
                return text
    return ""


def read_tags(tree: Tree, clues: Clues, data: LinkedData, site: SiteName) -> list[str]:
    """The story's tags, of the place that is most surely about this story; each once."""
    for found in _tag_lists(tree, clues, data):
        tags: dict[str, str] = {}
        for text in found:
            text = " ".join(text.split()).strip(" #,;")
            key = key_of(text)
            if key and len(text) <= MAX_TAG and not site.is_name(text):
                tags.setdefault(key, text)
        if tags:
            return list(tags.values())[:MAX_TAGS]
    return []


def _tag_lists(tree: Tree, clues: Clues, data: LinkedData) -> Iterator[list[str]]:
    yield clues.metas.get("article:tag", []) or clues.metas.get("og:article:tag", [])
    yield _split(clues.metas.get("news_keywords", ()))
    yield _split(data.strings(data.main.get("keywords")))
    yield _split(clues.metas.get("parsely-tags", ()))
    yield _split(clues.metas.get("sailthru.tags", ()))
    yield _linked_tags(tree, clues)
    yield _split(clues.metas.get("keywords", ()))


def _split(texts: Iterable[str]) -> list[str]:
    parts: list[str] = []
    for text in texts:
        separator = ";" if ";" in text and "," not in text else ","
        for mark in ("、", "，", "؛", "،"):
            text = text.replace(mark, separator)
        parts += text.split(separator)
    return parts


def _linked_tags(tree: Tree, clues: Clues) -> list[str]:
    """Links marked as tags between the headline and the story's foot."""
    first, _ = head_range(tree, clues)
    end = (clues.body[1] or first) + FOOT
    found = []
    for i, mask in clues.marked:
        if not first <= i < end or not mask & TAG:
            continue
        if tree.tags[i] == "a" and "tag" in tree.attrs[i].get("rel", "").split():
            found.append(tree.text_content(i))
    return found
