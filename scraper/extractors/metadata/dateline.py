"""The dateline, the place at the beginning of a story: "BEIJING: ", "WASHINGTON (AP) —",
"Berlin (dpa) - ", 【北京】.

Only the story's first block is read. A dateline has an agency, a date or a place in capitals before
its dash or colon; otherwise "Berlin: a city of contrasts" would be one.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from scraper.extractors.metadata.agency import agency_named, credited_agency
from scraper.extractors.metadata.month_words import month_of
from scraper.extractors.metadata.names import is_ideographic
from scraper.extractors.metadata.printed_dates import find_dates

MAX_DATELINE = 90
"""Maximum characters before the dash. The longest on the labelled pages has 61."""
MAX_PLACE = 40

_DASH = re.compile(r"\s*(?:[-–—―]{1,2}|:|：|،|\.\s*[-–—])(?=\s|$)\s*|\s*[—–―]{1,2}\s*|[)）】]\s*")
_BRACKETS = re.compile(r"[\(（\[]\s*([^()（）\[\]]{2,40}?)\s*[\)）\]]")
_EASTERN = re.compile(
    r"^[【〔\[（(]\s*([^】〕\]）)]{2,40})[】〕\]）)]\s*|^(?P<open>[\u4e00-\u9fff]{2,8})"
    r"(?P<date>(?:\d{4}年)?\d{1,2}月\d{1,2}日|(?:\d{1,2}日))?(?:电|電|讯|訊)"
)
_EASTERN_PARTS = re.compile(
    r"^(?P<agency>[\u4e00-\u9fff]{2,5}?(?:社|网|網|通信|新聞|新闻|日报|日報))?"
    r"(?P<by>(?:记者|記者)(?P<names>(?:[\u4e00-\u9fff]{2,4}、)*(?:[\u4e00-\u9fff]{3}|[\u4e00-\u9fff]{2}"
    r"|[\u4e00-\u9fff]{4}))(?=[\u4e00-\u9fff]{2,4}(?:\d|$)))?"
    r"(?P<place>[\u4e00-\u9fff]{2,8}?)?(?P<date>(?:\d{4}年)?(?:\d{1,2}月)?\d{1,2}日)?"
    r"(?:[专專]?[电電]|讯|訊|综合|綜合|综合电|綜合外電報導|外电)?$"
)
_NOT_PLACES = frozenset(
    """update updated breaking watch exclusive live video photo photos analysis opinion note editor
    kommentar kommentare analyse meinung glosse kolumne porträt reportage leitartikel fazit vorlesen
    opinión análisis entrevista crónica opinione commento intervista analisi chronique édito
    éditorial portrait analiza komentarz felieton wywiad opinia комментарий мнение интервью анализ
    колонка yorum analiz röportaj opini analisis wawancara kommentti ledare krönika leder kronik
    read more advertisement correction clarification summary background faq tl dr warning spoiler
    question answer q a news report review interview comment advertorial sponsored
    नमस्ते नमस्कार धन्यवाद
    सवाल प्रश्न जवाब उत्तर नोट वीडियो फोटो फ़ोटो लाइव अपडेट विशेष समीक्षा রিপোর্ট প্রশ্ন উত্তর ভিডিও ছবি নোট
    سوال جواب نوٹ ویڈیو تصویر رپورٹ خصوصی تازہ سؤال س ج ملاحظة فيديو صور تقرير خاص عاجل تحديث
    پرسش پاسخ یادداشت گزارش ویدئو ویدیو عکس فوری توضیح שאלה תשובה הערה וידאו עדכון""".split()
)
"""Words before a colon or a dash that are labels, not places."""


@dataclass(frozen=True, slots=True)
class Dateline:
    """The place as on the page, and the agency beside it; either may be None."""

    place: str | None
    agency: str | None


NONE = Dateline(None, None)


_WIRE = re.compile(r"\s*/\s?([^/]{2,40}?)\s?/\s*")
"""/PRNewswire/, /ТАСС/: the service that distributed the text, between date and dash."""
_PLACE_AND_HOUSE = re.compile(r"([^\W\d_][^=＝]{1,19})\s*[=＝]\s*([^=＝]{2,24})")
"""서울=연합뉴스, ソウル＝共同: a place and the agency, in brackets."""
_AFTER = re.compile(
    r"[(（\[]\s*(?P<bracket>[^()（）\[\]]{2,40}?)\s*[)）\]]"
    r"|(?P<plain>[^.:：–—()/]{2,30}?)(?:\.\s|\s?[:：]\s|\s[-–—]\s|\s?[–—])"
)
"""An agency after the dash: "- (Agency): ", "- Agency. "."""
_STOPS = re.compile(
    r"(?P<place>[^.,:()]{2,40})[.,]\s+(?P<date>[^.,:()]{3,20})[.,]\s+(?P<agency>[^.,:()]{2,30})[.:]\s"
)
"""KYIV. March 3. Agency. Text: a dateline whose parts are sentences."""
_SHORTENED = re.compile(r",\s*(?:[A-Z][a-z]{1,5}|(?:[A-Z]\.)+[A-Z])\.\s*(?:[(（\[]|$)")
"""An abbreviated state after the place: "COLDWATER, Mont. (AP)"."""
_ADDRESS = re.compile(r"[\w-]{3,}\.(?:[a-z]{2,4}|[A-Z]{2,4})(?:\.[a-z]{2})?")
"""A publisher's name that is an address: "Gauge.com"."""


def _wire(found: re.Match[str]) -> str:
    """The replacement of a service between slashes: brackets around a known agency."""
    if credited_agency(found.group(1)):
        return f" ({found.group(1)}) "
    # An unknown service separates the place from the text like a dash.
    return " — " if found.string[: found.start()].rstrip()[-1:] == "." else " "


def read_dateline(text: str, bold: str = "", rest: str = "") -> Dateline:
    """The dateline of a story's first block.

    Args:
        bold: its first words, if they are bold. A bold place before a colon is a dateline too.
        rest: other text of the page. A bold place before a full stop is a dateline only if this
            contains it too.

    Example:
        >>> read_dateline("KUALA LUMPUR, 5 Mei (Bernama) -- Hujan turun.")
        Dateline(place='KUALA LUMPUR', agency='Bernama')
    """
    head = text[: MAX_DATELINE + 10]
    if not head:
        return NONE
    if "\u4e00" <= head[0] <= "\u9fff" or head[0] in "【〔（(［[":
        found = _eastern(head)
        if found is not None:
            return found
    found = _western(_WIRE.sub(_wire, head, count=1))
    if found == NONE:
        stopped = _DANDA.match(head)
        if stopped is not None and _is_place(stopped.group("place")):
            return Dateline(stopped.group("place"), None)
    bold = bold.rstrip()
    if found == NONE and 2 < len(bold) <= MAX_PLACE and text.startswith(bold):
        place = bold.rstrip(" :：-–—―,،.")
        apart = bold != place or text[len(bold) :].lstrip()[:1] in _APART
        if bold.endswith("."):
            # "Lund. It rained"
            apart = " " not in place and re.search(rf"\b{re.escape(place)}", rest) is not None
        if apart and len(place.split()) <= 3 and _is_place(place):
            return Dateline(place, None)
    return found


_DANDA = re.compile(
    r"(?P<place>[\u0900-\u0dff]{3,}(?:\s[\u0900-\u0dff]{2,})?)"
    r"(?:\s*,\s*[^,।]{2,20})?\s*[।॥](?:\s|$)"
)
"""उज्जैन। …, काठमाडौं, १२ असार । …: one or two words before the full stop of Indian scripts."""
_APART = frozenset(":：-–—―")


def _western(head: str) -> Dateline:
    """The dateline before a dash, colon or closing bracket."""
    for dash in _DASH.finditer(head):
        if dash.start() > MAX_DATELINE:
            return NONE
        if dash.group().strip() in (")", "）", "】"):
            # A bracket ends a dateline only with an agency in it: "LONDON (Reuters) Rain …".
            opening = max(head.rfind("(", 0, dash.start()), head.rfind("（", 0, dash.start()))
            if opening < 0 or not credited_agency(head[opening + 1 : dash.start()]):
                continue
            after = head[dash.end() : dash.end() + 3].strip()
            if after[:1] in ("-", "–", "—", ":", "―"):
                continue
            before = head[: dash.end()].strip()
        else:
            before = head[: dash.start() + dash.group().startswith(".")].strip()
        found = _parse(before, dash.group().strip(" ."))
        if found is not None:
            return Dateline(found.place, found.agency or _agency_after(head[dash.end() :]))
        if len(before) > 12 and ". " in before:
            break
    stops = _STOPS.match(head)
    if stops is not None and _is_place(stops.group("place")) and _is_date(stops.group("date")):
        agency = agency_named(stops.group("agency"), expected=True)
        if agency:
            return Dateline(stops.group("place"), agency)
    return NONE


def _agency_after(rest: str) -> str | None:
    """The agency at the beginning of the text after a dateline's dash."""
    found = _AFTER.match(rest)
    if found is None:
        return None
    if found.group("bracket"):
        return credited_agency(found.group("bracket"))
    return agency_named(found.group("plain").strip(), expected=True)


def _parse(before: str, dash: str) -> Dateline | None:
    """Parse the text before a dash as a dateline; None if it is not one.

    Args:
        dash: the dash, colon or bracket after it.
    """
    agency = None
    for bracket in _BRACKETS.finditer(before):
        agency = agency or credited_agency(bracket.group(1))
    bracketed = bool(_BRACKETS.search(before))
    rest = _BRACKETS.sub(" ", before).strip(" ,.;:")
    dated = False
    for printed in reversed(find_dates(rest)):
        dated = True
        rest = rest[: printed.start] + " " + rest[printed.end :]
    parts = [part.strip(" ,.") for part in re.split(r"[,،/|]\s*", rest) if part.strip(" ,.")]
    if len(parts) > 1 and _SHORTENED.search(before):
        parts[-1] += "."
    kept: list[str] = []
    for part in parts:
        if _is_date(part):
            dated = True
        elif agency is None and agency_named(part, expected=True):
            agency = agency_named(part, expected=True)
        elif part and not _ADDRESS.fullmatch(part):
            kept.append(part)
    if kept:
        # In "PARIS, June 5" the date is a part of its own; in "NEW DELHI 5 June" it is not.
        trimmed = _without_date(kept[-1])
        dated = dated or trimmed != kept[-1]
        kept[-1] = trimmed
        kept = [part for part in kept if part]
    place = ", ".join(kept)
    if not place:
        return Dateline(None, agency) if agency else None
    if not _is_place(place):
        return None
    capitals = (
        len(place) >= 3
        and (
            place.isupper()
            or (place.endswith(".") and kept[0].isupper())  # "SACRAMENTO, Calif."
            # "CATARMAN, Northern Samar —"
            or (len(kept) == 2 and len(kept[0]) > 3 and kept[0].isupper() and dash[:1] in "-–—―")
        )
    )
    if bracketed and agency is None and not dated:
        # An unknown agency: "SKAGENHAVN (Nordwire) —".
        named = all(bracket.group(1)[:1].isupper() for bracket in _BRACKETS.finditer(before))
        if not (named and capitals and dash[:1] in "-–—―"):
            return None
    strong = bool(agency) or dated or capitals
    if not strong:
        # A place that is not in capitals and has nothing beside it counts before a dash, not before
        # a colon or comma, and only with one or two words: "Lyon – Trois personnes …". In scripts
        # without capitals, from Arabic to Thai, the colon is used like the dash elsewhere.
        uncased = place.lower() == place.upper()
        if dash[:1] == ":" and uncased and not is_ideographic(place):
            return Dateline(place, None) if len(place.split()) <= 2 else None
        if dash[:1] not in "-–—―" or len(place.split()) > (3 if uncased else 2):
            return None
    return Dateline(place, agency)


def _is_date(part: str) -> bool:
    if find_dates(part):
        return True
    words = part.replace(".", " ").split()
    has_month = any(month_of(word) for word in words)
    return len(words) <= 3 and has_month and any(word.strip("thsndr").isdecimal() for word in words)


def _without_date(part: str) -> str:
    """The part without a day and month at its end."""
    words = part.split()
    for take in (3, 2):
        if len(words) > take and _is_date(" ".join(words[-take:])):
            return " ".join(words[:-take]).rstrip(" ,")
    return part


def _is_place(text: str) -> bool:
    if not 2 <= len(text) <= MAX_PLACE or any(char.isdecimal() for char in text):
        return False
    if any(char in text for char in '?!;="“”„«»…@#%*_<>'):
        return False
    words = re.findall(r"[^\s,.\-/]+", text)
    if not words or len(words) > 6:
        return False
    if any(word.lower() in _NOT_PLACES for word in words):
        return False
    if text.lower() == text.upper():
        return len(words) <= 3
    # Every longer word begins with a capital: "Frankfurt am Main", "São Paulo", "Washington DC".
    return words[0][:1].isupper() and all(
        word[0].isupper() or len(word) <= 3 or not word[0].isalpha() for word in words
    )


def _eastern(head: str) -> Dateline | None:
    """Chinese and Japanese datelines: 【北京】, （中央社台北5日電）, 新华社北京6月19日电."""
    bracket = head[0] in "【〔（(［["
    if bracket:
        found = re.match(r"[【〔（(［\[]\s*([^】〕）)］\]]{2,40})[】〕）)］\]]", head)
        if not found:
            return None
        inner = found.group(1).strip()
    else:
        found = re.match(
            r"([\u4e00-\u9fff\d]{4,30}?[电電讯訊])(?![\u4e00-\u9fff]{0,1}[话視视影])", head
        )
        if not found:
            return None
        inner = found.group(1)
    apart = _PLACE_AND_HOUSE.fullmatch(inner) if bracket else None
    if apart is not None and _is_place(apart.group(1).strip()):
        return Dateline(apart.group(1).strip(), credited_agency(apart.group(2)))
    agency = next((name for size in range(6, 1, -1)
                   if (name := agency_named(inner[:size], expected=True))), None)  # fmt: skip
    parts = _EASTERN_PARTS.match(inner)
    place = parts.group("place") if parts else None
    if bracket and inner.endswith(("讯", "訊")) and not agency:
        place = None
    if place and (len(place) > 5 or agency_named(place)):
        place = None
    if not bracket and not (agency or (parts and parts.group("date"))):
        return None
    if agency is None and place is None:
        return None
    return Dateline(place, agency)


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
    found = _REPORTERS.search(text[: MAX_DATELINE + 10])
    if found is None:
        opening = re.match(r"[（(【〔]([^）)】〕]{4,40})[）)】〕]", text)
        parts = _EASTERN_PARTS.match(opening.group(1)) if opening else None
        return parts.group("names").split("、") if parts and parts.group("names") else []
    listed = found.group("names") or found.group("author") or found.group("korean")
    names = ["".join(name.split()) for name in re.split(r"[、，,]|\s{1,}(?=\S{2})", listed)]
    return [name for name in names if 2 <= len(name) <= 4]
