"""The story's section and tags."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from scraper.extractors.metadata.collect import BREADCRUMB, SECTION, TAG, Clues, roles_of
from scraper.extractors.metadata.jsonld import LinkedData
from scraper.extractors.metadata.layout import FOOT, head_range
from scraper.extractors.metadata.sitename import SiteName, key_of
from scraper.extractors.parsing.tree import Tree

MAX_TAGS = 30
MAX_TAG = 60
"""Maximum characters of one tag. Longer ones are sentences in a keywords field by mistake."""

_HOME = frozenset(
    """home homepage startseite start accueil inicio início portada principal inizio hem hjem
    forside etusivu strona główna hlavní stránka kezdőlap acasă главная головна начало anasayfa ana
    sayfa beranda laman utama trangchủ trang chủ الرئيسية خانه होम মূলপাতা หน้าแรก 首页 首頁 ホーム
    トップ 홈 uncategorized uncategorised allgemein sincategoría all general none article articles
    news""".split()
)
"""``key_of`` names of front pages, and of names that are not a section."""


def read_section(
    tree: Tree, clues: Clues, data: LinkedData, site: SiteName, title: str | None
) -> str | None:
    """The story's section: the most specific one that the page declares."""
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
    """Names that may be the section, the most reliable first."""
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
            # The last crumb is usually the story itself.
            yield from reversed([name for name in named if name])
    for i, mask in clues.marked:
        if mask & BREADCRUMB and tree.ends[i] - i < 80:
            links = [tree.text_content(j) for j in range(i, tree.ends[i]) if tree.tags[j] == "a"]
            yield from reversed(links)
            break
    yield from _above_headline(tree, clues)


ABOVE = 60
"""Elements before the headline that are searched for a path of sections or a kicker."""
MAX_KICKER = 40
"""Maximum characters of a kicker with a section."""
_STEP = re.compile(r"^\s*(?:>|›|»|/|→|\\|▸)")


def _above_headline(tree: Tree, clues: Clues) -> Iterator[str]:
    """Sections above the headline: the last steps of an unmarked breadcrumb path, and links to a
    section that the page's menu links to too."""
    tags, texts, tails = tree.tags, tree.texts, tree.tails
    place = clues.headline if clues.headline >= 0 else clues.body[0]
    links = [i for i in range(max(0, place - ABOVE), place) if tags[i] == "a"]
    paths: dict[int, list[int]] = {}
    for i in links:
        node = tree.parents[i]
        paths.setdefault(tree.parents[node] if tags[node] in ("li", "span") else node, []).append(i)
    for parent, steps in reversed(paths.items()):
        home = tree.attrs[steps[0]].get("href", "").rstrip("/").count("/") in (0, 2)
        separated = sum(bool(_STEP.match(tails[i])) for i in steps)
        labelled = texts[parent].strip()[-1:] in ":：" and bool(texts[parent].strip())
        if len(steps) > 1 and home and (separated == len(steps) - 1 or (separated and labelled)):
            yield from (tree.text_content(i) for i in reversed(steps))
            return
    menu = {
        tree.attrs[i].get("href", "") for i in range(max(0, (links or [0])[0])) if tags[i] == "a"
    }
    menu |= {tree.attrs[i].get("href", "") for i in links if _in_list(tree, i)}
    for i in reversed(links):
        href = tree.attrs[i].get("href", "")
        path = href.partition("://")[2].partition("/")[2] if "://" in href else href
        text = tree.text_content(i)
        if _in_list(tree, i) or not 0 < len(text) <= MAX_KICKER or not path.strip("/#"):
            continue
        if href in menu or roles_of(tree.attrs[tree.parents[i]].get("class", "")) & (SECTION | TAG):
            yield text


def _in_list(tree: Tree, i: int) -> bool:
    """Whether a link is an entry of a list or a menu."""
    for _ in range(3):
        i = tree.parents[i]
        if i < 0:
            return False
        if tree.tags[i] in ("ul", "ol", "nav", "li"):
            return True
    return False


def _crumb(data: LinkedData, item: dict[str, object]) -> str:
    for value in (item.get("name"), item.get("item")):
        for text in data.strings(value):
            if not text.startswith("http"):
                return text
    return ""


def read_tags(tree: Tree, clues: Clues, data: LinkedData, site: SiteName) -> list[str]:
    """The story's tags, from the most reliable source that has any; each once."""
    for found in _tag_lists(tree, clues, data):
        tags: dict[str, str] = {}
        for text in found:
            text = " ".join(text.split()).strip(" #,;")
            key = key_of(text)
            if key and len(text) <= MAX_TAG and key not in site.keys:
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
    # Meta keywords are not used: they are for search engines and often those of the whole site.


def _split(texts: Iterable[str]) -> list[str]:
    parts: list[str] = []
    for text in texts:
        separator = ";" if ";" in text and "," not in text else ","
        for mark in ("、", "，", "؛", "،"):
            text = text.replace(mark, separator)
        parts += text.split(separator)
    return parts


_TAG_WORD = re.compile(r"(?:^|[\s_-])(?:tags?|topics?|keywords?)(?=$|[\s_-])", re.IGNORECASE)
_TAG_PATH = re.compile(r"/(?:tags?|topics?|keywords?|themen?|tema|t)/[^/]", re.IGNORECASE)


def _linked_tags(tree: Tree, clues: Clues) -> list[str]:
    """Links that are marked as tags, each or as a list, between headline and story's foot."""
    first, _ = head_range(tree, clues)
    end = (clues.body[1] or first) + FOOT
    found: list[str] = []
    for i, mask in clues.marked:
        if not first <= i < end or not mask & TAG:
            continue
        attrs = tree.attrs[i]
        if tree.tags[i] == "a":
            if "tag" in attrs.get("rel", "").split() and "category" not in attrs.get("rel", ""):
                found.append(tree.text_content(i))
        elif (
            i >= clues.body[1] > 0
            and not found
            and tree.ends[i] - i <= MAX_TAG_LIST
            and _TAG_WORD.search(attrs.get("class", ""))
        ):
            found = _listed_tags(tree, i)
            if found:
                break
    return found


MAX_TAG_LIST = 80
"""Maximum elements of a list of tags; an element with more is a part of the page."""


def _listed_tags(tree: Tree, i: int) -> list[str]:
    """The texts of an element's links to tags, if it has hardly any other text."""
    links = [j for j in range(i + 1, tree.ends[i]) if tree.tags[j] == "a"]
    texts = [tree.text_content(j) for j in links]
    if not texts or any(len(text) > MAX_TAG for text in texts):
        return []
    to_tags = sum(bool(_TAG_PATH.search(tree.attrs[j].get("href", ""))) for j in links)
    if 2 * to_tags < len(links) or 2 * sum(map(len, texts)) < len(tree.text_content(i)):
        return []
    return texts
