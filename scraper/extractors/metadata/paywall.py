"""Whether a page says that only a part of its story is free to read."""

from __future__ import annotations

import re

from scraper.extractors.metadata.sources.collect import PAYWALL, Clues
from scraper.extractors.metadata.sources.jsonld import LinkedData
from scraper.extractors.metadata.sources.layout import near_headline
from scraper.extractors.parsing.tree import Tree

MIN_STATUS, MAX_STATUS = 4, 60
"""Limits of a status line, in characters."""
MAX_OFFER = 600
"""Maximum characters of the box below the beginning of a story."""
AFTER = 12
"""Elements after the story's end in which that box begins."""

_STATUS = re.compile(
    r"réservée? aux abonné|(?:nur|exklusiv) für abonnent|subscribers? only|subscriber-only|"
    r"(?:for|to) subscribers(?! and)|(?:solo|sólo|exclusiv[oa]) (?:para )?suscriptor|"
    r"(?:solo per|riservat[oa] agli) abbonati|(?:exclusiv[oa]|só) para assinantes|"
    r"(?:només|exclusiu) per a subscriptors|(?:alleen|exclusief) voor abonnees|"
    r"(?:kun |endast |bara )?(?:for|för) (?:abonnenter|prenumeranter)|vain tilaajille|"
    r"tylko dla (?:prenumeratorów|subskrybentów|abonentów)|(?:pouze|jen|len) pr[oe] předplatitel|"
    r"(?:pouze|jen|len) pre predplatiteľ|csak előfizetők|doar pentru abonați|"
    r"samo za (?:pretplatnike|naročnike)|только (?:для|по) подпис|тільки для передплат|"
    r"лише для передплат|само за абонат|μόνο για συνδρομητές|(?:sadece|yalnızca) abone|"
    r"khusus pelanggan|dành (?:riêng )?cho (?:thuê bao|hội viên)|للمشتركين فقط|ویژه مشترکان|"
    r"למנויים בלבד|केवल सदस्यों|会員限定|有料記事|會員專屬|订阅专享|訂閱專屬|구독자 전용|유료 회원"
)
"""Words that say who may read the whole story; searched in lower case."""
_REST = re.compile(
    r"\d\s?%|残り\s*\d+|剩[余餘]\s*\d+|続きを?(?:お?読|見)|"
    r"(?:continue|keep) reading|read the (?:full|rest|whole)|weiterlesen|weiterzulesen|"
    r"(?:lire|poursuivre) la (?:suite|lecture)|reste .{0,20}à lire|(?:seguir|continuar) leyendo|"
    r"continu(?:a|are) a leggere|continu(?:e|ar) (?:a )?l(?:endo|er)|verder ?lezen|"
    r"läsa? vidare|les(?:e)? videre|læs videre|czytaj dalej|czytać dalej|číst dál|"
    r"читать (?:дальше|далее)|читати далі|devamını oku|lanjutkan membaca|继续阅读|繼續閱讀|계속 읽",
    re.IGNORECASE,
)
_SUBSCRIBE = re.compile(
    r"subscri|abonn|abonent|abbonat|suscri|subscrip|assin|prenumer|předplat|predplat|előfizet|"
    r"tilaa|pretplat|naročni|abone|langganan|подпис|передплат|абонам|συνδρομ|اشترا|مشترک|מנוי|"
    r"会員|會員|登録|订阅|訂閱|구독",
    re.IGNORECASE,
)


def is_status_line(text: str) -> bool:
    """Whether a line says that the story is for subscribers: "Article réservé aux abonnés"."""
    return MIN_STATUS <= len(text) <= MAX_STATUS and _STATUS.search(text.lower()) is not None


def is_paywalled(tree: Tree, clues: Clues, data: LinkedData) -> bool:
    """Whether the page says, to machines or readers, that its story is not free to read."""
    stated = _stated_in_metadata(clues, data)
    return _is_printed(tree, clues) if stated is None else stated


def _stated_in_metadata(clues: Clues, data: LinkedData) -> bool | None:
    """What the page's metadata say; None if they say nothing."""
    free = data.main.get("isAccessibleForFree", data.page.get("isAccessibleForFree"))
    if free is not None:
        return _is_false(free)
    tier = clues.meta("article:content_tier", "og:article:content_tier").lower()
    if tier:
        return tier in ("locked", "premium", "paid")
    parts = data.main.get("hasPart")
    for part in parts if isinstance(parts, list) else [parts]:
        part = data.resolve(part)
        if isinstance(part, dict) and _is_false(part.get("isAccessibleForFree")):
            return True
    return None


def _is_false(value: object) -> bool:
    return value is not None and str(value).rpartition("/")[2].lower() in ("false", "0", "no")


def _is_printed(tree: Tree, clues: Clues) -> bool:
    """Whether readers are told so: by a status line at the headline or a box below the story."""
    first, end = near_headline(tree, clues)
    for i in range(max(first, clues.headline + 1), min(end, len(tree))):
        if tree.tags[i] != "a" and is_status_line(tree.texts[i]):
            return True
    start, end = clues.body
    for i, mask in clues.marked:
        if mask & PAYWALL and start < i < end + AFTER and end:
            text = tree.text_content(i)
            if 0 < len(text) <= MAX_OFFER and _SUBSCRIBE.search(text):
                return bool(_REST.search(text) or _STATUS.search(text.lower()))
    return False
