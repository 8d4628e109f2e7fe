"""What the site is called: for ``publisher``, and to tell its name from headlines and authors."""

from __future__ import annotations

from dataclasses import dataclass

from scraper.extractors.metadata.collect import Clues
from scraper.extractors.metadata.jsonld import LinkedData
from scraper.urls import site_of

_GENERIC = frozenset({"home", "homepage", "website", "news", "blog", "default", "site"})


def key_of(text: str) -> str:
    """Letters and digits in lower case: how names are compared."""
    return "".join(filter(str.isalnum, text.casefold()))


@dataclass(frozen=True, slots=True)
class SiteName:
    """The site's name and every other form that the page uses of it.

    Attributes:
        name: as it is printed; "" where the page tells none.
        keys: the forms, as ``key_of`` gives them.
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
            # "Example Online" for example.org; "Ex-Am" for the-ex-am.org. Four letters: shorter
            # ones begin words of any headline.
            if len(key) >= 4 and (key in self.domain or self.domain in key):
                return min(len(key), len(self.domain)) * 2 > max(len(key), len(self.domain))
        return any(
            len(known) >= 4
            and (key.startswith(known) or known.startswith(key))
            and 2 * min(len(key), len(known)) > max(len(key), len(known))
            for known in self.keys
        )


def read_sitename(clues: Clues, data: LinkedData, url: str | None) -> SiteName:
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
    names = [" ".join(name.split()) for name in names]
    names = [name for name in names if name and "/" not in name and len(name) <= 80]
    declared = [" ".join(name.split()) for name in declared if name.strip()]
    domain = ""
    if url:
        site = site_of(url)
        domain = key_of(site.partition(".")[0]) if site else ""
    keys = frozenset(key_of(name) for name in names) - {""} - _GENERIC
    best = next((name for name in declared if _is_printable(name)), "")
    if not best:
        best = next((name for name in names if _is_printable(name)), "")
    return SiteName(best, keys, domain)


def _is_printable(name: str) -> bool:
    return 1 < len(name) <= 80 and "/" not in name and key_of(name) not in _GENERIC
