"""Chinese, Japanese and Korean datelines: 【北京】, （中央社台北5日電）, 新华社北京6月19日电, and
the reporters that they name."""

from __future__ import annotations

import re

from scraper.extractors.metadata.agency import agency_named, credited_agency
from scraper.extractors.metadata.names.forms import is_place

MAX_OPENING = 100
"""Characters of a text in which its reporters are looked for."""
_EASTERN_PARTS = re.compile(
    r"^(?P<agency>[\u4e00-\u9fff]{2,5}?(?:社|网|網|通信|新聞|新闻|日报|日報))?"
    r"(?P<by>(?:记者|記者)(?P<names>(?:[\u4e00-\u9fff]{2,4}、)*(?:[\u4e00-\u9fff]{3}|[\u4e00-\u9fff]{2}"
    r"|[\u4e00-\u9fff]{4}))(?=[\u4e00-\u9fff]{2,4}(?:\d|$)))?"
    r"(?P<place>[\u4e00-\u9fff]{2,8}?)?(?P<date>(?:\d{4}年)?(?:\d{1,2}月)?\d{1,2}日)?"
    r"(?:[专專]?[电電]|讯|訊|综合|綜合|综合电|綜合外電報導|外电)?$"
)
_OWN_HOUSE = re.compile(r"^本[报報社刊网網](?=[\u4e00-\u9fff]{2})")
"""本报: "this paper", before the place."""
_PLACE_AND_HOUSE = re.compile(r"([^\W\d_][^=＝]{1,19})\s*[=＝]\s*([^=＝]{2,24})")
"""서울=연합뉴스, ソウル＝共同: a place and the agency, in brackets."""


def east_asian_dateline(head: str) -> tuple[str | None, str | None] | None:
    """(place, agency) of a dateline at the beginning of a text; either may be None.

    Example:
        >>> east_asian_dateline("新华社北京6月19日电 一场大雨")
        ('北京', 'Xinhua')
    """
    bracket = head[0] in "【〔（(［["
    if bracket:
        found = re.match(r"[【〔（(［\[]\s*([^】〕）)］\]]{2,40})[】〕）)］\]]", head)
        if not found:
            return None
        inner = found.group(1).strip()
    else:
        found = re.match(
            r"[据據]?([\u4e00-\u9fff\d]{4,30}?[电電讯訊])(?![\u4e00-\u9fff]{0,1}[话視视影])", head
        )
        if not found:
            return None
        inner = found.group(1)
    inner = _OWN_HOUSE.sub("", inner)
    apart = _PLACE_AND_HOUSE.fullmatch(inner) if bracket else None
    if apart is not None and is_place(apart.group(1).strip()):
        return apart.group(1).strip(), credited_agency(apart.group(2))
    agency = next((name for size in range(6, 1, -1)
                   if (name := agency_named(inner[:size], expected=True))), None)  # fmt: skip
    parts = _EASTERN_PARTS.match(inner)
    place = parts.group("place") if parts else None
    if bracket and inner.endswith(("讯", "訊")) and not agency:
        place = None
    if place and not agency:
        place, agency = _without_house(place)
    if place and (len(place) > 5 or agency_named(place)):
        place = None
    if not bracket and not (agency or (parts and parts.group("date"))):
        return None
    if agency is None and place is None:
        return None
    return place, agency


def _without_house(place: str) -> tuple[str, str | None]:
    """(place, agency) of a dateline that has both as one word: 松山共同."""
    for size in range(len(place) - 2, 1, -1):
        if agency := agency_named(place[-size:], expected=True):
            return place[:-size], agency
    return place, None


_REPORTERS = re.compile(
    r"[（(【〔].{0,20}?(?:记者|記者|通讯员|通訊員)\s*(?P<names>[\u4e00-\u9fff、，,·\s]{2,30}?)\s*[）)】〕／/]"
    r"|^[【〔\[(（][^】〕\])）]{1,20}[＝=](?P<author>[\u3040-\u30ff\u4e00-\u9fff\s]{2,10})[】〕\])）]"
    r"|^(?:[\[(【（][^\])】）]{2,24}[\])】）]\s*)?(?P<korean>[\uac00-\ud7a3]{2,4})\s?(?:기자|특파원)\s?="
)


def read_reporters(text: str) -> list[str]:
    """The reporters named in an East Asian dateline.

    Example:
        >>> read_reporters("新华社临江3月18日电（记者陈渡、林见秋）清晨六点半，")
        ['陈渡', '林见秋']
    """
    found = _REPORTERS.search(text[:MAX_OPENING])
    if found is None:
        opening = re.match(r"[（(【〔]([^）)】〕]{4,40})[）)】〕]", text)
        parts = _EASTERN_PARTS.match(opening.group(1)) if opening else None
        return parts.group("names").split("、") if parts and parts.group("names") else []
    listed = found.group("names") or found.group("author") or found.group("korean")
    names = ["".join(name.split()) for name in re.split(r"[、，,]|\s{1,}(?=\S{2})", listed)]
    return [name for name in names if 2 <= len(name) <= 4]
