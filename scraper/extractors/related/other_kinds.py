"""Addresses that name a kind of page that is no story: job adverts, events, shops.

They stand in lists that look like lists of stories. The classifier knows the words for them that
the labelled sites use, which are mostly English and German ones.
"""

from __future__ import annotations

from functools import lru_cache
from urllib.parse import unquote, urlsplit

OTHER_KINDS = frozenset(
    """
    job jobs jobboerse jobbörse jobmarkt jobsuche stellenmarkt stellenangebote stellenanzeigen
    vacancies vacature vacatures emplois empleos vagas vakansii vakancii tyopaikat ledigajobb
    stillinger praca-oferty ofertas-empleo offres-emploi annunci-lavoro is-ilanlari lowongan

    event events veranstaltung veranstaltungen veranstaltungskalender evenement evenements
    événements evenementen eventos eventi evenimente evenementer arrangementer tapahtumat
    rendezvenyek meropriyatiya etkinlik etkinlikler webinar webinars webinare

    shop shops webshop onlineshop store boutique tienda loja negozio sklep obchod verkkokauppa
    kauppa magazin-online toko produkt produkte produkter product products produit produits producto
    productos produto produtos prodotto prodotti produkty urun urunler coupons gutschein gutscheine
    """.split()
)
"""Directories and host names, in the languages in which the same word names no section of news:
not, for instance, German "karriere" or Polish "wydarzenia"."""



@lru_cache(8_192)
def names_other_kind(address: str) -> str | None:
    """The directory or host name by which an address says that its page is no story.

    The last part of the path, a story's slug, is not looked at.
    """
    try:
        parts = urlsplit(address)
    except ValueError:
        return None
    folders = [unquote(part).lower() for part in parts.path.split("/") if part][:-1]
    hosts = (parts.hostname or "").split(".")[:-2]
    return next((name for name in (*hosts, *folders) if name in OTHER_KINDS), None)
