"""Addresses that name a file, or a kind of page that is no story: job adverts, events, shops, the
front page of a site or of a section.

Such links stand in lists that look like lists of stories. The classifier knows only the words of
the labelled sites, which are mostly English and German. None of the 13,255 hand-labelled items has
an address with one of these names, or of a front page; of the items found out-of-fold 1 % had one.
"""

from __future__ import annotations

import re
from functools import lru_cache
from urllib.parse import unquote

from scraper.urls import host_and_path, names_file

OTHER_KINDS = frozenset(
    """
    job jobs jobboerse jobbörse jobmarkt jobsuche stellenmarkt stellenangebot stellenangebote
    stellenanzeige stellenanzeigen vacancies vacature vacatures emplois empleos vagas vakansii
    vakancii tyopaikat ledigajobb stillinger praca-oferty ofertas-empleo offres-emploi
    annunci-lavoro is-ilanlari lowongan

    event events veranstaltung veranstaltungen veranstaltungskalender evenement evenements
    événements evenementen eventos eventi evenimente evenementer arrangementer tapahtumat
    rendezvenyek meropriyatiya afisha etkinlik etkinlikler webinar webinars webinare

    shop shops webshop onlineshop store boutique tienda loja negozio sklep obchod verkkokauppa
    kauppa magazin-online toko produkt produkte produkter product products produit produits producto
    productos produto produtos prodotto prodotti produkty urun urunler coupons gutschein gutscheine

    ad ads adv kleinanzeige kleinanzeigen classified classifieds clasificados classificados annunci
    petites-annonces ogloszenia inzeraty zoekertjes
    """.split()
)
"""Directories and host names, in the languages in which the same word names no section of news:
not, for instance, German "karriere" or Polish "wydarzenia"."""
_FRONT_PAGE, _SECTION_FRONT = "front page", "section front"
_INDEX = re.compile(r"(?:index|default)\.\w{3,5}")
_NUMBERED = re.compile(r"//[^/?#]*[/?#].*[0-9]")
_WORD = re.compile(r"[^\W\d_]+")
SLUG_WORDS = 3
"""Words from which the folder of an index page, or a query, is a story's:
``/rain-in-lund/index.html``, ``/?story=rain-in-lund``."""


def is_other_kind(address: str, page: str | None) -> bool:
    """Whether an address names a file or a kind of page that is no story.

    Args:
        page: address of the page that links to it; on a shop's own news page, ``/shop/`` in both
            addresses says nothing, nor does ``index.html`` where each page has that name.
    """
    kind = _kind_named(address)
    if kind == _SECTION_FRONT and not page:
        return False
    return kind is not None and (not page or kind != _kind_named(page))


def is_section_of_other_kind(address: str) -> bool:
    """Whether an address is in a directory or on a host of another kind of page: not a file, and so
    perhaps a story of a section with that name (``/eventi/`` of a local newspaper)."""
    return _kind_named(address) in OTHER_KINDS


@lru_cache(8_192)
def _kind_named(address: str) -> str | None:
    """The directory, host name or file extension by which an address names another kind, or what
    front it is. The last part of a path, a story's slug, is only searched for an extension."""
    try:
        host, path = host_and_path(address)
    except ValueError:
        return None
    segments = [part for part in path.lower().split("/") if part]
    if "%" in path:
        segments = [unquote(part).lower() for part in segments]
    if segments and names_file(segments[-1]):
        return segments[-1].rpartition(".")[2]
    front = _front_named(segments)
    if front and not _NUMBERED.search(address) and not _is_slug(address.partition("?")[2]):
        return front
    names = (*host.split(".")[:-2], *segments[:-1])
    if OTHER_KINDS.isdisjoint(names):  # most addresses
        return None
    return next(name for name in names if name in OTHER_KINDS)


def _front_named(segments: list[str]) -> str | None:
    """The kind of front that a path, in parts, leads to, if it has no number."""
    if not segments:
        return _FRONT_PAGE
    if not _INDEX.fullmatch(segments[-1]):
        return None
    if len(segments) < 2:
        return _FRONT_PAGE
    return None if _is_slug(segments[-2]) else _SECTION_FRONT


def _is_slug(part: str) -> bool:
    return len(_WORD.findall(part)) >= SLUG_WORDS
