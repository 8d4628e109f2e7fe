"""A picture's caption and its credit, told apart: "Rain in Lund. Photo: Jane Doe/AFP"."""

from __future__ import annotations

import re

from scraper.extractors.metadata.agency import credited_agency

MAX_CREDIT = 110
"""Characters. The longest credit of the labelled pages has 96."""

_LABEL = re.compile(
    r"(?:^|[\s.(\[（【|–—/-])"
    r"(?P<label>(?:photographs?|photos?|fotos?|foto(?:grafie|credit|graf)?|bild(?:er|quelle|rechte)?|"
    r"images?|picture|pictured?|credits?|crédits?(?: photos?)?|crédito|créditos|copyright|quelle|"
    r"source|fuente|fonte|sursa|kuva(?:aja)?|zdjęcie|fot|grafik|graphics?|illustration|ilustrasi|"
    r"gambar|dok|isithombe|mynd|fotografija|slika|photo d'illustration|illustrazione|billede|bilde|ảnh|hình|фото|снимка|صورة|تصویر|عکس|फोटो|写真|提供|"
    r"图|圖|图片|圖片|图片来源|圖片來源|사진|screenshot|video|file photo)"
    r"(?:\s*(?:by|von|par|de|credit|courtesy(?: of)?|d'archives|:|：|／|/|©|via)\s*)+)"
    r"(?P<credit>\S.{1,109})$",
    re.IGNORECASE,
)
_SIGN = re.compile(r"\s*(?:©|Ⓒ|\(c\)|\(C\))\s*(?P<credit>\S.{1,109})$")
_BRACKET = re.compile(r"\s*[(\[（【](?P<credit>[^()\[\]（）【】]{2,110})[)\]）】]\s*\.?$")
_LAST = re.compile(
    r"(?:(?<=[.!?。»”\"'’)])\s+|\s+[–—|/-]\s*|\s*[|]\s*|\s+/\s+)(?P<credit>[^.!?。|]{2,80})\.?$"
)
_HOUSES = re.compile(
    r"getty|shutterstock|istock|alamy|imago|picture[- ]alliance|picture[- ]desk|adobe\s?stock|"
    r"unsplash|pexels|pixabay|depositphotos|dreamstime|flickr|wikimedia|wikipedia|creative commons|"
    r"\bcc[- ]by|zuma|sipa|rex features|nurphoto|anadolu|keystone|scanpix|tt nyhetsbyrån|"
    r"lehtikuva|handout|courtesy|file photo|archiv|supplied|submitted|screengrab|screenshot|"
    r"video grab|via (?:reuters|ap|afp|x|twitter|facebook)|photo/|images?$|press(?:e|bild)?$|"
    r"visual china|视觉中国|视频截图|資料照|资料图|資料圖|提供|攝|摄|撮影|뉴스1|뉴시스|"
    r"ap photo|afp photo|reuters photo|bernama photo|epa-?efe|\bepa\b",
    re.IGNORECASE,
)


def split_credit(text: str) -> tuple[str, str]:
    """(caption, credit); the credit is "" where the text names none.

    Example:
        >>> split_credit("Rain falls on Lund. (Photo: Jane Doe/AFP)")
        ('Rain falls on Lund.', 'Jane Doe/AFP')
    """
    text = text.strip()
    for pattern in (_BRACKET, _LABEL, _SIGN, _LAST):
        found = pattern.search(text)
        if found is None:
            continue
        credit = found.group("credit").strip(" .:：()[]（）|–—-/")
        caption = text[: found.start()].rstrip(" ([（【|–—-/,:")
        if pattern is _BRACKET:
            labelled = _LABEL.search(" " + credit) or _SIGN.search(" " + credit)
            if labelled is not None:
                credit = labelled.group("credit").strip(" .")
            elif not is_credit(credit):
                continue
        elif (pattern is _LAST and not is_credit(credit)) or (
            pattern is _LABEL and not _is_short(credit)
        ):
            continue
        if len(credit) >= 2:
            return caption, credit
    if is_credit(text) and len(text.split()) <= 6:
        return "", text
    return text, ""


def is_credit(text: str) -> bool:
    """Whether a text that nothing labels is a credit: an agency, a picture house, "Doe/AP"."""
    if len(text) > MAX_CREDIT or len(text.split()) > 10:
        return False
    if _HOUSES.search(text):
        return True
    if credited_agency(text):
        return True
    parts = re.split(r"\s*/\s*|\s*,\s*", text)
    return len(parts) in (2, 3) and any(credited_agency(part) for part in parts)


def _is_short(credit: str) -> bool:
    """Whether what follows a label is a name and not the rest of a sentence."""
    return len(credit.split()) <= 9 and credit.count(". ") == 0
