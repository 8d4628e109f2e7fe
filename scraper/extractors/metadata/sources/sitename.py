"""The site's name: for ``publisher``, and to recognise it in headlines and author fields."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache

from scraper.extractors.metadata.sources.collect import Clues
from scraper.extractors.metadata.sources.jsonld import LinkedData
from scraper.extractors.parsing.tree import Tree
from scraper.extractors.text_keys import letters_only
from scraper.urls import site_of

_GENERIC = frozenset({"home", "homepage", "website", "news", "blog", "default", "site"})


key_of = lru_cache(maxsize=4096)(letters_only)
"""``letters_only``, cached: the same name occurs in many sources."""


@dataclass(frozen=True, slots=True)
class SiteName:
    """The site's name in all forms that the page uses.

    Attributes:
        name: the form for the record; "" for none.
        keys: ``key_of`` all forms.
        domain: the registrable domain's own label, as ``example`` in ``www.example.co.uk``.
    """

    name: str
    keys: frozenset[str]
    domain: str

    def is_name(self, text: str) -> bool:
        """Whether ``text`` is the site's name, or a form of it: "The Example", "Example.org"."""
        key = key_of(text)
        if not key:
            return False
        if key in self.keys:
            return True
        if len(self.domain) >= 3:
            if key == self.domain or key.removesuffix("com") == self.domain:
                return True
            # "Example Online" for example.org; "Ex-Am" for the-ex-am.org. At least four letters,
            # because headlines contain shorter ones by chance.
            if len(key) >= 4 and (key in self.domain or self.domain in key):
                return min(len(key), len(self.domain)) * 2 > max(len(key), len(self.domain))
        return any(
            len(known) >= 4
            and (key.startswith(known) or known.startswith(key))
            and 2 * min(len(key), len(known)) > max(len(key), len(known))
            for known in self.keys
        )


def read_sitename(clues: Clues, data: LinkedData, url: str | None, tree: Tree) -> SiteName:
    """Collect the forms of the site's name that the page uses."""
    names: list[str] = []
    names += clues.metas.get("og:site_name", [])
    for key in ("publisher", "sourceOrganization"):
        names += data.strings(data.main.get(key)) or data.strings(data.page.get(key))
    for node, types, _ in data.nodes:
        if "website" in types or "newsmediaorganization" in types:
            names += data.strings(node.get("name")) + data.strings(node.get("alternateName"))
    declared = list(names)
    for meta in (
        "application-name", "apple-mobile-web-app-title", "dc.publisher", "dcterms.publisher",
        "publisher", "article:publisher", "cre", "og:site", "sitename", "site_name", "copyright",
        "citation_journal_title", "dc.source", "parsely-network-canonical",
    ):  # fmt: skip
        names += clues.metas.get(meta, [])
    names = [" ".join(name.split()).rstrip(" -–—|·:") for name in names]
    names = [name for name in names if name and "/" not in name and len(name) <= 80]
    declared = [" ".join(name.split()).rstrip(" -–—|·:") for name in declared]
    declared = [name for name in declared if name]
    domain = ""
    if url:
        site = site_of(url)
        domain = key_of(site.removeprefix("www.").partition(".")[0]) if site else ""
    keys = frozenset(key_of(name) for name in names) - {""} - _GENERIC
    by_domain = SiteName("", frozenset(), domain)
    named = [name for name in declared if not _is_host(name)]
    if named and any(_is_host(name) for name in declared):
        # "The Example" is preferred to "www.example.org", but the name of a company that owns the
        # site is not; legal forms are removed.
        declared = [_LEGAL.sub("", name) for name in declared]
        declared.sort(key=lambda name: _is_host(name) or not by_domain.is_name(name))
    best = next((name for name in declared if _is_printable(name)), "")
    if not best:
        best = next((name for name in names if _is_printable(name)), "")
    if not best:
        best = _printed_name(tree, clues, SiteName("", keys, domain))
        keys |= frozenset({key_of(best)} - {""} - _GENERIC)
    return SiteName(best, keys, domain)


_HEAD = 150
"""Elements at the page's beginning that are searched for its logo."""
_FOOT = 60
"""Elements at the page's end that are searched for its copyright line."""
_COPYRIGHT = re.compile(r"(?:(?:©|\(c\)|copyright)[\s\d,–-]*)+", re.IGNORECASE)
_FORMS = r"b\.?v|n\.?v|ag|ug|s\.?a|oy|ab|as|a/s|aps|kft|zrt|s\.?r\.?[lo]|s\.?p\.?a|plc|pty"
_RIGHTS = re.compile(
    r"\s*(?:[.|,;]|\s[-–—](?:\s|$)|all rights|版权|版權|ltd|inc\b|llc|gmbh|(?<=\D)(?:19|20)\d\d)"
    rf"|\s(?:{_FORMS})\.?(?=\s*(?:$|[-–—|,;]))",
    re.IGNORECASE,
)
_LEGAL = re.compile(
    rf",?\s(?:{_FORMS}|ltd|inc|llc|gmbh)\.?(?:\s\(haftungsbeschränkt\)|\s&\sco\.?(?:\skg)?)?$",
    re.IGNORECASE,
)
"""A company's legal form after its name: "Gauge Daily GmbH"."""
_TITLE_PART = re.compile(r"\s*[|｜_＿»«]\s*|\s+::\s+|\s+[-–—:·•]\s+|:\s+|(?<=[^\x00-\u2fff])[-–—]")


def _printed_name(tree: Tree, clues: Clues, known: SiteName) -> str:
    """The site's name in the text of a page whose metadata have none: the words of its logo, the
    first or last part of the title, the copyright line. A name that two of these have, or that
    matches the address, takes precedence; then the text of such a link to the front page."""
    logos = []
    homes = []
    for i, tag in enumerate(tree.tags[:_HEAD]):
        attrs = tree.attrs[i]
        if tag == "a" and is_home(attrs.get("href", "")):
            homes.append(tree.text_content(i).strip(" ()[]"))
        elif tag == "img" and attrs.get("alt", "").strip():
            around = tree.parents[i]
            home = tree.tags[around] == "a" and is_home(tree.attrs[around].get("href", ""))
            if home or "logo" in f"{attrs.get('src', '')} {attrs.get('class', '')}".lower():
                logos.append(_name_of_logo(" ".join(attrs["alt"].split())))
    parts = _TITLE_PART.split(clues.title)
    ends = [parts[-1], parts[0]] if len(parts) > 1 else []
    rights = []
    foot = range(max(0, len(tree) - _FOOT), len(tree))
    lines = [text for text in (*tree.texts[-_FOOT:], *tree.tails[-_FOOT:]) if len(text) <= 300]
    for i in foot if _COPYRIGHT.search("\n".join(lines)) else ():  # one look: few have it
        if "figcaption" in (tree.tags[i], tree.tags[tree.parents[i]]):
            continue  # "© Jean Roux" is who took the picture
        for text in (tree.texts[i], tree.tails[i]):
            found = _COPYRIGHT.search(text) if len(text) <= 300 else None
            if found:
                rest = " ".join(text[found.end() :].split())
                cut = _RIGHTS.search(rest)
                rights.append(rest[: cut.start()] if cut else rest)
    names = [name for name in (*logos, *rights, *ends) if _is_printable(name) and len(name) <= 40]
    for name in names:
        key = key_of(name)
        others = sum(key == key_of(other) for other in names)
        if others > 1 or known.is_name(name):
            return name
    titled = SiteName("", frozenset(map(key_of, ends)) - {""} - _GENERIC, "")
    for name in homes:
        if (
            len(name) <= 40
            and _is_printable(name)
            and (known.is_name(name) or titled.is_name(name))
        ):
            return name
    return next((name for name in logos if _is_printable(name) and len(name) <= 40), "")


_LOGO = re.compile(r"\blogo\b", re.IGNORECASE)
_HOME = re.compile(r"^home$|\s?\bhome ?page$", re.IGNORECASE)
_HOME_PAGE = re.compile(r"\bhome ?page\b", re.IGNORECASE)


def _name_of_logo(alt: str) -> str:
    """The name in the alternative text of a logo: "The Ledger logo on white", "Logo The Ledger"."""
    before, _, after = _LOGO.sub("\n", alt, count=1).partition("\n")
    name = _HOME.sub("", before.strip() or after.strip())
    return "" if _HOME_PAGE.search(name) else name  # "Return to the home page (header)"


_HOST = re.compile(r"(?:[a-z0-9][a-z0-9-]*\.)+[a-z]{2,}", re.IGNORECASE)


def _is_host(name: str) -> bool:
    """Whether a name is an address: "www.example.org"."""
    return "." in name and _HOST.fullmatch(name) is not None


def is_home(href: str) -> bool:
    """Whether a link leads to a site's front page."""
    if "://" not in href:  # most of a page's own links
        return href == "/"
    host, _, path = href.partition("://")[2].partition("/")
    return "." in host and not path


def _is_printable(name: str) -> bool:
    return 1 < len(name) <= 80 and "/" not in name and key_of(name) not in _GENERIC
