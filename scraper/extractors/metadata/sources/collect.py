"""Collects the data for all metadata fields in one pass over the tree.

Each field (title, authors, dates, …) selects among the clues collected here. None of them walks the
whole page again, only the elements around the headline. Nothing is selected in this file.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from functools import lru_cache

from scraper.copies import is_archive_today
from scraper.extractors.compiled import compiled
from scraper.extractors.metadata.sources.archive_copy import forget_archive
from scraper.extractors.parsing.tree import Tree

AUTHOR = 1
DATE = 2
CREDIT = 4
SECTION = 8
TAG = 16
SUBTITLE = 32
HEADLINE = 64
BREADCRUMB = 128
SITE = 256
PAYWALL = 512
"""Roles that the class, itemprop and rel tokens of an element may name; bits of one mask."""

LONG_PARAGRAPH = 80
"""Characters of its own text from which a ``p`` counts as a paragraph of the story while the story
is not known. Most teasers and captions of the labelled pages are shorter."""

_ROLE_WORDS = {
    AUTHOR: """author byline byliner autor auteur writer written postedby contributor reporter
        journalist correspond verfasser redakteur skribent forfatter yazar penulis creator columnist
        kolumnist vcard signature firma redattore tekij szerz journo people person poster
        username hofund kirjoittaj toimittaj pewarta wartawan muhabir awdur tacgia
        readercredit""",
    DATE: """date time publi fecha datum tarih tanggal posted created modified dato giorno waktu
        zeit data meta info""",
    CREDIT: "credit source agenc agentur copyright quelle fuente fonte kilde photographer",
    SECTION: "section categor kicker rubri topic channel ressort eyebrow overline catlink",
    TAG: "tag keyword topic schlagw tema label",
    SUBTITLE: """subtitle subhead standfirst lead lede dek deck intro summary excerpt abstract
        chapo ingress sommario bajada subtit untertitel vorspann strapline description synopsis
        catenaccio sapo manchet soustitre sottotitolo entradilla linhafina perex
        underrubrik undertitel ondertitel alaotsikko podtytul podtitul podnaslov altbaslik copete
        zajawka olho opener spot""",
    HEADLINE: """headline title titel titre titulo titolo judul baslik heading otsikko naslov zaglav
        zagolov tytul nadpis overskrift tieude pealkiri antraste virsrakst titlu titular fyrirsogn
        izenburu""",
    BREADCRUMB: "crumb ariane migas pathway",
    SITE: "logo sitetitle sitename brand masthead",
    PAYWALL: "paywall piano metered regwall",
}
_NEEDLES: dict[str, list[tuple[str, int]]] = {}
for _role, _text in _ROLE_WORDS.items():
    for _word in _text.split():
        _NEEDLES.setdefault(_word[:3], []).append((_word, _role))

_NAMED = frozenset({"meta", "link", "script", "title", "html", "base", "time", "h1", "h2"})
_NAMING = ("property", "name", "itemprop", "http-equiv")


@dataclass(slots=True)
class Clues:
    """A page's data for the metadata fields, by source.

    Attributes:
        metas: ``meta`` contents by lower-case name (of property, name, itemprop or http-equiv).
        links: hrefs of ``link`` elements by rel token, for the tokens in ``_LINKS``.
        title: text of the first ``title``.
        jsonld: texts of the JSON-LD scripts.
        lang: the root's ``lang``.
        base: ``base href``.
        h1, h2, times: indices of the h1, h2 and ``time`` elements.
        marked: elements whose tokens name a role: (index, mask of roles).
        body: (first, end) tree range of the story's text (``body_of``); (0, 0) for none. Set by
            ``reader.py``.
        headline: index of the element with the headline, or -1. Set by ``titles/``.
        original: address of the page that this one is an archive's copy of, or "".
        header: end of the archive's own header, before the copy; 0 for none.
    """

    metas: dict[str, list[str]] = field(default_factory=dict)
    links: dict[str, list[str]] = field(default_factory=dict)
    title: str = ""
    jsonld: list[str] = field(default_factory=list)
    lang: str = ""
    base: str = ""
    h1: list[int] = field(default_factory=list)
    h2: list[int] = field(default_factory=list)
    times: list[int] = field(default_factory=list)
    marked: list[tuple[int, int]] = field(default_factory=list)
    body: tuple[int, int] = (0, 0)
    headline: int = -1
    original: str = ""
    header: int = 0

    def meta(self, *names: str) -> str:
        """The first non-empty content of the first of ``names`` that has one, else ""."""
        for name in names:
            for content in self.metas.get(name, ()):
                if content:
                    return content
        return ""


def roles_of(tokens: str) -> int:
    """The roles that a class, itemprop or rel value names, as a bit mask."""
    return _fast_roles_of(tokens, token_roles)


def plain_roles_of(tokens: str, roles_of_tokens: Callable[[str], int]) -> int:
    """The plain twin of ``_roles.roles_of``, which keeps the answers by address of the tokens."""
    return roles_of_tokens(tokens)


def learn_nothing(words: Sequence[tuple[str, int]]) -> None:
    """The plain twin of ``_roles.learn``, which makes an automaton of the words."""


@lru_cache(maxsize=50_000)
def token_roles(tokens: str) -> int:
    """The roles of a value's tokens. Cached: a site uses the same few hundred values."""
    mask = 0
    for token in tokens.split():
        mask |= _roles_in(token.lower().replace("-", "").replace("_", ""))
    return mask


@lru_cache(maxsize=50_000)
def _roles_in(word: str) -> int:
    """The roles whose words are part of ``word``. They are looked up by their first three letters,
    which is faster than searching for each of a hundred words."""
    mask = 0
    for k in range(len(word) - 2):
        for needle, role in _NEEDLES.get(word[k : k + 3], ()):
            if word.startswith(needle, k):
                mask |= role
    return mask


def collect(tree: Tree) -> Clues:
    """Collect the clues of one page, except ``body`` and ``headline``."""
    clues = Clues()
    tags = tree.tags
    for i in tree.named(_NAMED):
        _add_element(clues, tree, i, tags[i])
    clues.marked = _fast_marked(tags, tree.attrs, ROLE_ATTRIBUTES, token_roles)
    if any(map(is_archive_today, (*clues.links.get("canonical", ()), clues.meta("og:url")))):
        clues.original, clues.header = forget_archive(tree, clues.metas)
        clues.marked = [(i, mask) for i, mask in clues.marked if i >= clues.header]
    return clues


def _add_element(clues: Clues, tree: Tree, i: int, tag: str) -> None:
    """Add the data of an element whose tag is one of ``_NAMED``."""
    attrs = tree.attrs[i]
    if tag == "meta":
        _note_meta(clues, attrs)
    elif tag == "script":
        kind = attrs.get("type", "")
        if "json" in kind and "ld" in kind:
            clues.jsonld.append(tree.texts[i])
    elif tag == "link":
        _note_link(clues, attrs)
    elif tag == "time":
        clues.times.append(i)
    elif tag == "h1":
        clues.h1.append(i)
    elif tag == "h2":
        clues.h2.append(i)
    elif tag == "title":
        # The title of an svg describes a picture.
        if not clues.title and tree.tags[tree.parents[i]] in ("head", "html", "body"):
            clues.title = " ".join(tree.texts[i].split())
    elif tag == "html":
        clues.lang = clues.lang or attrs.get("lang", "") or attrs.get("xml:lang", "")
    elif tag == "base":
        clues.base = clues.base or attrs.get("href", "")


def marked(
    tags: list[str],
    attributes: list[dict[str, str]],
    role_attributes: frozenset[str],
    roles_of_tokens: Callable[[str], int],
) -> list[tuple[int, int]]:
    """Elements whose tokens name a role, with their masks; the plain twin of ``_roles.marked``.

    Args:
        role_attributes: attributes that are read besides the class.
        roles_of_tokens: ``token_roles``.
    """
    found: list[tuple[int, int]] = []
    for i, attrs in enumerate(attributes):
        tokens = attrs.get("class")
        mask = roles_of_tokens(tokens) if tokens else 0
        if not role_attributes.isdisjoint(attrs) and tags[i] != "meta" and tags[i] != "link":
            for name in role_attributes.intersection(attrs):
                mask |= roles_of_tokens(attrs[name])
        if mask:
            found.append((i, mask))
    return found


ROLE_ATTRIBUTES = frozenset({"itemprop", "rel", "property", "data-testid"})
"""Attributes that may name an element's role besides its class. Ids are mostly numbered."""


def _note_meta(clues: Clues, attrs: dict[str, str]) -> None:
    content = attrs.get("content")
    if content is None:
        content = attrs.get("value") or ""
    content = content.strip()
    for name in _NAMING:
        key = attrs.get(name)
        if key:
            clues.metas.setdefault(key.strip().lower(), []).append(content)


def _note_link(clues: Clues, attrs: dict[str, str]) -> None:
    href = attrs.get("href", "").strip()
    if not href:
        return
    for rel in attrs.get("rel", "").lower().split():
        if rel in _LINKS:
            clues.links.setdefault(rel, []).append(href)


_LINKS = frozenset({"canonical", "amphtml", "author", "shortlink", "image_src", "publisher"})


_PARAGRAPHS = frozenset({"p"})


def body_of(tree: Tree, story: Sequence[int]) -> tuple[int, int]:
    """(first, end) of the story, or of the long paragraphs of the container with the most of them.

    A container's weight is the text of its own paragraphs plus half of that of its children's, so
    that a story in sections is not reduced to its longest section.

    Args:
        story: indices of the story's block elements in order; may be empty.
    """
    if story:
        return story[0], max(tree.ends[i] for i in story)
    parents = tree.parents
    printed = tree.named(_PARAGRAPHS)
    paragraphs = [i for i in printed if len(tree.texts[i]) >= LONG_PARAGRAPH]
    weights: dict[int, float] = {}
    for i in paragraphs:
        size = len(tree.texts[i])
        parent = parents[i]
        weights[parent] = weights.get(parent, 0.0) + size
        if parent > 0:
            grand = parents[parent]
            weights[grand] = weights.get(grand, 0.0) + size / 2
    if not weights:
        return 0, 0
    most = max(weights.values())
    best = min(parent for parent, weight in weights.items() if weight == most)
    inside = [i for i in paragraphs if best < i < tree.ends[best]]
    return inside[0], tree.ends[inside[-1]]


_fast_marked = compiled(marked)
_fast_roles_of = compiled(plain_roles_of)
compiled(learn_nothing)([pair for pairs in _NEEDLES.values() for pair in pairs])
