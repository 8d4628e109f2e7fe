"""Finds names of authors in all sources: linked data, meta elements, bylines, signatures.

Bylines in the markup are read by ``bylines.py``.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from typing import Any

from scraper.extractors.metadata.authors.bylines import (
    LINE_TAGS,
    MAX_BYLINE,
    Attribution,
    read_bylines,
)
from scraper.extractors.metadata.east_asian_dateline import read_reporters
from scraper.extractors.metadata.names.east_asian_names import has_surname
from scraper.extractors.metadata.names.forms import (
    MAX_NAME,
    is_cased,
    is_full_name,
    is_house,
)
from scraper.extractors.metadata.names.split import split_names, strip_by
from scraper.extractors.metadata.sources.collect import Clues
from scraper.extractors.metadata.sources.jsonld import ARTICLE_TYPES, LinkedData
from scraper.extractors.metadata.sources.sitename import SiteName
from scraper.extractors.parsing.tree import Tree

MAX_AUTHORS = 30
"""Maximum names that are read from one source, and meta elements of one name."""
_METAS = {
    "author": "author",
    "article:author": "article",
    "og:article:author": "article",
    "article:author_name": "article",
    "parsely-author": "analytics",
    "sailthru.author": "analytics",
    "cxenseparse:author": "analytics",
    "shareaholic:article_author_name": "analytics",
    "mrf:authors": "analytics",
    "dc.creator": "dc",
    "dcterms.creator": "dc",
    "dc:creator": "dc",
    "dc.contributor": "dc",
    "citation_author": "citation",
    "byl": "byl",
    "creator": "author",
    "og:author": "author",
    "authors": "author",
    "articleauthor": "author",
}
_LD_ORDER = ("author", "creator", "contributor", "editor")
_LD_NAMES = frozenset(_LD_ORDER)
_PICTURE = frozenset({"imageobject"})
"""Its creator is the photographer: 28 of 29 on the labelled pages did not write the story."""
LAST = 4
"""Elements at the story's end that may contain the author's signature, besides the line after
it."""
BELOW_OFFER = 12
"""Elements after the story's end, such as a subscription offer, above a signature in brackets."""
_OPENED = frozenset("（(【〔")
_SIGNED = re.compile(
    r"[（(【〔][\u4e00-\u9fff]{1,8}(?:部|局|班|室)[・：:／/\s]([\u4e00-\u9fff]{2,6})[）)】〕]"
)
"""（社会部・林麻衣）: the desk and the name, in brackets of their own."""
MAX_SIGNATURE = 20
"""Maximum characters of a signature in brackets, with the sentence's end and white space."""
_CLOSED = frozenset("）)")
_BRACKETED = re.compile(r"(?:^|[。」！？])\s*[（(]([\u3040-\u30ff\u4e00-\u9fff々\s]{3,9})[）)]$")
_RIGHT = re.compile(r"text-align\s*:\s*(?:right|end)", re.IGNORECASE)


def author_places(
    tree: Tree, clues: Clues, data: LinkedData, site: SiteName, date_lines: Sequence[int]
) -> Iterator[Attribution]:
    """The names in all sources, in the order of the sources.

    Args:
        date_lines: elements with the story's date.
    """
    yield from _in_jsonld(data)
    yield from _in_metas(clues)
    yield from read_bylines(tree, clues, site, date_lines)
    yield from _in_story(tree, clues)


def stated_authors(clues: Clues, data: LinkedData) -> set[str]:
    """The names that the page's metadata call authors."""
    return {name for at in (*_in_jsonld(data), *_in_metas(clues)) for name in at.names}


def _in_metas(clues: Clues) -> Iterator[Attribution]:
    """Names in meta elements, including the labels of Twitter cards."""
    for name, kind in _METAS.items():
        contents = clues.metas.get(name)
        if contents:
            names: list[str] = []
            for content in contents[:MAX_AUTHORS]:
                if "//" in content or "@" in content:
                    continue
                names += (_bibliographic if kind == "citation" else _listed)(content)
            yield Attribution(list(dict.fromkeys(names)), f"meta.{kind}")
    yield from _in_card(clues)


def _in_card(clues: Clues) -> Iterator[Attribution]:
    """The names in the labelled values of a Twitter card: "Written by" and the author."""
    labelled = [
        (clues.meta(f"twitter:label{number}"), clues.meta(f"twitter:data{number}"))
        for number in (1, 2)
    ]
    labelled += [
        (name.removeprefix(_CARD_VALUE), contents[0])
        for name, contents in clues.metas.items()
        if name.startswith(_CARD_VALUE)
    ]
    for number, (label, value) in enumerate(labelled):
        named = bool(label and value) and strip_by(f"{label} X")[1]
        names = _listed(value) if named or (label and not number) else []
        if names:
            yield Attribution(names, f"card.{'by' if named else 'other'}")
            return


_CARD_VALUE = "twitter:misc:"
"""Beginning of the name of a meta element with a labelled value: ``twitter:misc:Written by``."""


def _in_story(tree: Tree, clues: Clues) -> Iterator[Attribution]:
    """Names in a signature at the story's end, and in its dateline."""
    start, end = clues.body
    foot = min(end + 2, len(tree)) if end else 0
    for i in range(start, foot):
        for text in (tree.texts[i], tree.tails[i]):
            found = _SIGNED.fullmatch(text.strip()) if text[:1] in _OPENED else None
            if found:
                yield Attribution([found.group(1)], "line.by.foot", i)
    for i in range(max(start, end - LAST), foot):
        names = _signature(tree, i) or _last_line(tree, i, end)
        if names:
            yield Attribution(names, "line.by.foot", i)
    for i in range(max(start, end - LAST), min(foot + BELOW_OFFER, len(tree)) if end else 0):
        names = _bracketed_signature(tree.texts[i]) or _bracketed_signature(tree.tails[i])
        if names:
            yield Attribution(names, "line.by.foot", i)
            break
    yield from _under_closing(tree, max(start, end - LETTER_END), foot)
    if start:
        names = read_reporters(tree.text_content(start)[:MAX_BYLINE])
        if names:
            yield Attribution(names, "line.by.head", start)


def _in_jsonld(data: LinkedData) -> Iterator[Attribution]:
    """Names in the linked data, of every object that has an author."""
    for node, types, part in data.nodes:
        if _LD_NAMES.isdisjoint(node) or types == _PICTURE:
            continue
        for name in _LD_ORDER:
            value = node.get(name)
            if value is None:
                continue
            if node is data.main:
                which = "main" if types & ARTICLE_TYPES else "mainother"
            elif part:
                which = "part"
            else:
                which = "article" if types & ARTICLE_TYPES else "other"
            people, others = _named(data, value)
            if people:
                yield Attribution(people, f"ld.{name}.{which}")
            elif others:
                yield Attribution(others, f"ld.{name}.{which}.organisation")


def _named(data: LinkedData, value: Any) -> tuple[list[str], list[str]]:
    """Names of organisations, second, and all other names, first."""
    people: list[str] = []
    others: list[str] = []
    for item in value if isinstance(value, list) else [value]:
        item = data.resolve(item)
        texts = data.strings(item)
        kind = str(item.get("@type", "")).lower() if isinstance(item, dict) else ""
        for text in texts:
            if text.startswith(("http://", "https://")):
                continue
            if "organi" in kind:
                others.append(text)
            else:
                people.extend(_listed(text))
    return list(dict.fromkeys(people)), list(dict.fromkeys(others))


def _listed(text: str) -> list[str]:
    return split_names(text, listed=True)


def _bibliographic(text: str) -> list[str]:
    """A name in bibliographic order: "Doe, Jane" is Jane Doe."""
    last, comma, first = text.partition(",")
    return [f"{first.strip()} {last.strip()}"] if comma and first.strip() else _listed(text)


def _bracketed_signature(text: str) -> list[str]:
    """The East Asian name in brackets that a line consists of or ends with: （松沢久美子）."""
    end = text[-MAX_SIGNATURE:].rstrip()
    found = _BRACKETED.search(end) if end[-1:] in _CLOSED else None
    name = found.group(1).strip() if found else ""
    return [name] if len(name) > 2 and has_surname(name) else []


LETTER_END = 12
"""Elements at the end of a letter to the editor that may contain its closing and signature."""
_CLOSINGS = re.compile(
    r"\W*(?:yours,?\s(?:etc|faithfully|sincerely|truly)|is mise(?:,? le meas)?|hochachtungsvoll|"
    r"mit freundlichen grüßen|cordialement|veuillez agréer.*|atentamente|atenciosamente|"
    r"(?:cordiali|distinti) saluti|met vriendelijke groet(?:en)?|hoogachtend|die uwe|"
    r"med (?:vänlig|venlig|vennlig) (?:hälsning|hilsen)|ystävällisin terveisin|z poważaniem|"
    r"s (?:pozdravem|úctou|poštovanjem|spoštovanjem)|tisztelettel|cu (?:stimă|respect)|pagarbiai|"
    r"с (?:уважением|уважение|поштовањем|почитание)|з повагою|με εκτίμηση|saygılarımla|"
    r"hormat saya|salam hormat|trân trọng|yn gywir|agur bero bat|atentament)\W*",
    re.IGNORECASE,
)
"""The line before the signature of a letter."""


def _under_closing(tree: Tree, first: int, end: int) -> Iterator[Attribution]:
    """The name under the closing of a letter: "Yours, etc"."""
    closed = False
    for i in range(first, end):
        text = tree.texts[i].strip()
        if not text:
            continue
        if closed:
            name = text.partition(",")[0].strip()
            if is_cased(name[:1]) and is_full_name(name) and not is_house(name):
                yield Attribution([name.title() if name.isupper() else name], "line.by.foot", i)
            return
        closed = len(text) <= MAX_NAME and _CLOSINGS.fullmatch(text) is not None


_EMPHASIS = frozenset({"b", "strong", "i", "em"})
MAX_SIGNED = 3
"""Maximum words of a name that stands by itself at a story's end; more are a sentence."""


def _last_line(tree: Tree, i: int, end: int) -> list[str]:
    """The name in bold or italics that is the story's last line, after line breaks."""
    box = tree.parents[i]
    if tree.tags[i] not in _EMPHASIS or tree.ends[i] != tree.ends[box] or tree.ends[i] > end:
        return []
    previous = i - 1
    if tree.tags[previous] != "br" or tree.tails[previous].strip() or tree.tails[i].strip():
        return []
    text = tree.text_content(i)
    named = is_cased(text[:1]) and is_full_name(text) and len(text.split()) <= MAX_SIGNED
    return [text] if named and not is_house(text) else []


_SIGNATURES = frozenset("signature signatur podpis imza assinatura unterschrift firma".split())
"""Classes of a signature. Some also mark captions, so only a name counts."""


def _signature(tree: Tree, i: int) -> list[str]:
    """The names in a line at the end of a story that is right-aligned, or whose class says so."""
    attrs = tree.attrs[i]
    right = "right" in attrs.get("align", "").lower() or _RIGHT.search(attrs.get("style", ""))
    signed = right or not _SIGNATURES.isdisjoint(attrs.get("class", "").lower().split())
    if not signed or tree.tags[i] not in LINE_TAGS:
        return []
    text = tree.text_content(i)
    if len(text) > MAX_NAME or strip_by(text)[1] or tree.tags[i : tree.ends[i]].count("a") > 1:
        return []  # several links: "Previous Next"
    names = split_names(text)
    return names if all(map(is_full_name, names)) and len(" ".join(names)) + 4 >= len(text) else []
