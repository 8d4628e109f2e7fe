"""The story's section and tags."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from itertools import pairwise

from scraper.extractors.metadata.sources.collect import BREADCRUMB, SECTION, TAG, Clues, roles_of
from scraper.extractors.metadata.sources.jsonld import LinkedData
from scraper.extractors.metadata.sources.layout import FOOT, head_range
from scraper.extractors.metadata.sources.menu import HOME, NEWS, Menu, is_language, read_menu
from scraper.extractors.metadata.sources.sitename import SiteName, key_of
from scraper.extractors.parsing.tree import Tree

MAX_TAGS = 30
"""Maximum tags of a record."""
MAX_TAG = 60
"""Maximum characters of one tag. Longer ones are sentences in a keywords field by mistake."""

_PATH = re.compile(r"[a-z][a-z0-9-]*(?:/[a-z][a-z0-9-]*)+")
"""A section after those around it, as in an address: "obituaries/local". The page may print its
name elsewhere."""


def read_section(
    tree: Tree, clues: Clues, data: LinkedData, site: SiteName, title: str | None
) -> str | None:
    """The story's section: the most specific one that the page declares."""
    own = key_of(title or "")
    last_resort = None
    steps: list[str] = []
    for text in _sections(tree, clues, data, own):
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
        if _PATH.fullmatch(text):
            steps = steps or text.split("/")
            continue
        if steps and key != key_of(steps[-1]):
            continue
        if key in HOME:
            last_resort = last_resort or (text if key in NEWS else None)
            continue
        if site.is_name(text):
            continue
        return text
    return steps[-1].replace("-", " ").capitalize() if steps else last_resort


def _sections(tree: Tree, clues: Clues, data: LinkedData, own: str) -> Iterator[str]:
    """Names that may be the section, the most reliable first.

    Args:
        own: ``key_of`` the headline.
    """
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
    yield from _path_above(tree, clues)
    menu = read_menu(tree, clues)
    yield from _in_crumbs(tree, clues, menu)
    yield from _labels_above(tree, clues, menu)
    yield from _links_above(tree, clues, menu)
    yield from _below_headline(tree, clues, menu)
    yield from _in_title(clues, menu, own)


ABOVE = 60
"""Elements before the headline that are searched for a path of sections or a kicker."""
MAX_KICKER = 40
"""Maximum characters of a kicker with a section."""
_STEP = re.compile(r"^\s*(?:>|›|»|/|→|\\|▸)")


def _near_links(tree: Tree, clues: Clues) -> list[int]:
    """The links right before the headline."""
    place = clues.headline if clues.headline >= 0 else clues.body[0]
    return [i for i in range(max(0, place - ABOVE), place) if tree.tags[i] == "a"]


def _path_above(tree: Tree, clues: Clues) -> Iterator[str]:
    """The last steps of an unmarked breadcrumb path above the headline."""
    tags, texts, tails = tree.tags, tree.texts, tree.tails
    links = _near_links(tree, clues)
    paths: dict[int, list[int]] = {}
    for i in links:
        node = tree.parents[i]
        paths.setdefault(tree.parents[node] if tags[node] in ("li", "span") else node, []).append(i)
    for parent, steps in reversed(paths.items()):
        home = tree.attrs[steps[0]].get("href", "").rstrip("/").count("/") in (0, 2)
        separated = sum(bool(_STEP.match(tails[i])) for i in steps)
        labelled = texts[parent].strip()[-1:] in ":：" and bool(texts[parent].strip())
        whole = separated >= len(steps) - 1  # the page itself may follow without a link
        if (
            len(steps) > 1
            and home
            and (whole or (separated and labelled) or _are_nested(tree, steps))
        ):
            yield from (tree.text_content(i) for i in reversed(steps))
            return


def _are_nested(tree: Tree, steps: Sequence[int]) -> bool:
    """Whether each link after the first leads to a page below that of the link before it, as only
    those of a path do: /, /news/, /news/local/."""
    hrefs = [tree.attrs[i].get("href", "").rstrip("/") + "/" for i in steps]
    return len(steps) >= MIN_NESTED and all(
        after.startswith(before) and after != before for before, after in pairwise(hrefs)
    )


MIN_NESTED = 3
"""Links of a path that only their addresses show: the front page, a section, one below it."""


def _links_above(tree: Tree, clues: Clues, menu: Menu) -> Iterator[str]:
    """Links above the headline to a section that the page links to before too."""
    links = _near_links(tree, clues)
    before = tree.places_before("a", (links or [0])[0])
    known = {tree.attrs[i].get("href", "") for i in before}
    known |= {tree.attrs[i].get("href", "") for i in links if _in_list(tree, i)}
    for i in reversed(links):
        href = tree.attrs[i].get("href", "")
        path = href.partition("://")[2].partition("/")[2] if "://" in href else href
        text = tree.text_content(i)
        if _in_list(tree, i) or not 0 < len(text) <= MAX_KICKER or not path.strip("/#"):
            continue
        if i in menu.links or is_language(text):
            continue
        tokens = tree.attrs[tree.parents[i]].get("class", "")
        named = roles_of(tokens) & (SECTION | TAG) or not _CATEGORIES.isdisjoint(tokens.split())
        if href in known or named:
            yield text


_CATEGORIES = frozenset(
    """
    cat cats kategori kategoria kategorie kategorija kategoriya rubrik rubrika rubrica rubrique
    seccion secao sezione ressort sekcia sekce rovat osasto
    """.split()
)
"""Whole classes of a box with the section; as parts of others they have many meanings."""


def _in_list(tree: Tree, i: int) -> bool:
    """Whether a link is an entry of a list or a menu."""
    around = tree.outwards(tree.parents[i], 3)
    return any(tree.tags[j] in ("ul", "ol", "nav", "li") for j in around)


def _in_crumbs(tree: Tree, clues: Clues, menu: Menu) -> Iterator[str]:
    """The last step of breadcrumbs without a link, if the menu has it too."""
    for i, mask in clues.marked:
        if mask & BREADCRUMB and tree.ends[i] - i < 80:
            for j in range(tree.ends[i] - 1, i, -1):
                text = tree.texts[j].strip()
                if text and key_of(text) in menu.names:
                    yield text
                    return
            return


def _labels_above(tree: Tree, clues: Clues, menu: Menu) -> Iterator[str]:
    """A link or a line right above the headline that is also an entry of the menu."""
    headline = clues.headline
    before = _SEPARATE
    for i in range(headline - 1, max(-1, headline - ABOVE), -1):
        if tree.ends[i] > headline or not tree.texts[i].strip():
            # a box around the headline, or an element without text of its own
            before -= bool(tree.tails[i].strip()) and tree.ends[i] <= headline
        else:
            text = tree.text_content(i)
            known = i in menu.links or len(text) > MAX_KICKER or is_language(text)
            if not known and menu.has(tree, i, text):
                yield text
            before -= 1
        if before < 0:
            return


_SEPARATE = 2
"""Texts between the section and the headline at most: a date, a second label."""
_FILED = re.compile(
    r"(?:^|\W)(?:"
    r"categor\w+|kategor\w+|catégor\w+|sections?|secci[oó]n\w*|se[cç][cç]?[aã]o|"
    r"sezione|sección|rubri\w+|topics?|filed under|posted in|published in|temat?|tema|"
    r"thema|ressort|konu\w*|dział|oddíl|rovat|secțiune\w*|kanal|osasto|avdelning|"
    r"seksjon|flokkur|rúbrica|saila|atala|chuyên mục|danh mục|mục|рубрик\w*|раздел\w*|"
    r"категор\w*|розділ\w*|секци\w*|санат\w*|бөлім\w*|бөлім|айдар|ангилал|κατηγορ\w*|"
    r"ενότητα|բաժին|կատեգորիա|კატეგორი\w*|רוברי\w*|מדור|קטגורי\w*|القسم|قسم|التصنيف|"
    r"تصنيف|الفئة|دسته\w*|بخش|سرویس|گروه|زمرہ|شعبہ|श्रेणी|वर्ग|विभाग|বিভাগ|শ্রেণি|"
    r"ক্যাটাগরি|பிரிவு|வகை|వర్గం|విభాగం|ವಿಭಾಗ|വിഭാഗം|หมวด\w*|หมวดหมู่|ប្រភេទ|ໝວດ|"
    r"အမျိုးအစား|栏目|欄目|分类|分類|频道|頻道|カテゴリー?|ジャンル|카테고리|분류|섹션|kategorie|ክፍል|jamii|kitengo|"
    r"kundi"
    r")\s*[:：]\s*$",
    re.IGNORECASE,
)
"""Labels before a link to the section: "Category: ", "Konu: ", "栏目："."""
_CATEGORY_PATH = re.compile(
    r"/(?:category|categories|categoria|categorias|categorie|kategorie|kategoria|kategori|kategorija"
    r"|kategoriya|rubrik|rubrika|rubrica|rubrique|rubric|section|seccion|secao|sezione|ressort)/[^/?]"
)


def _below_headline(tree: Tree, clues: Clues, menu: Menu) -> Iterator[str]:
    """The section in the lines between headline and story, or of a blog's post around it: marked
    (``rel="category"``, ``itemprop="articleSection"``), after a label, or in the menu too."""
    first, end = head_range(tree, clues)
    start = tree.ends[clues.headline] if clues.headline >= 0 else first
    stop = clues.body[0] if clues.body[0] > start else min(end, start + ABOVE)
    for i in range(first, max(end, clues.body[1] + 1)):
        if i >= len(tree):
            break
        attrs = tree.attrs[i]
        prop = attrs.get("itemprop", "").lower()
        if prop in ("articlesection", "genre") and tree.tags[i] != "meta":
            yield tree.text_content(i)
        if tree.tags[i] != "a" or i in menu.links:
            continue
        rel = attrs.get("rel", "").lower().split()
        if "category" in rel or ("tag" in rel and _CATEGORY_PATH.search(attrs.get("href", ""))):
            yield tree.text_content(i)
        elif start <= i < stop:
            text = tree.text_content(i)
            parent = tree.parents[i]
            before = tree.texts[parent] if i == parent + 1 else tree.tails[i - 1]
            labelled = _FILED.search(" ".join(before.split())[-MAX_KICKER:]) is not None
            if 0 < len(text) <= MAX_KICKER and (labelled or menu.has(tree, i, text)):
                yield text
    foot = min(clues.body[1] + FOOT, len(tree)) if clues.body[1] else 0
    for i in range(clues.body[1], foot):
        if tree.tags[i] == "a" and "category" in tree.attrs[i].get("rel", "").lower().split():
            yield tree.text_content(i)


_TITLE_PARTS = re.compile(r"\s+[|\-–—:·•»«›/]+\s+|\s*[|｜»›_]\s*|:\s+")


def _in_title(clues: Clues, menu: Menu, own: str) -> Iterator[str]:
    """A part of the page's title that is an entry of the menu: "Gauge: Sport: Rain at last"."""
    parts = _TITLE_PARTS.split(clues.title)
    if len(parts) > 1:
        for part in parts:
            key = key_of(part)
            if key in menu.names and key != own and not is_language(part):
                yield part


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
