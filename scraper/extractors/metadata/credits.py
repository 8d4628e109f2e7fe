"""Splits a picture's caption from its credit: "Rain in Lund. Photo: Jane Doe/AFP"."""

from __future__ import annotations

import re

from scraper.extractors.metadata.agency import credited_agency
from scraper.extractors.metadata.names.forms import MAX_NAME, is_cased, is_name

MAX_CREDIT = 110
"""Maximum characters of a credit. The longest on the labelled pages has 96."""

_LABELS = (
    r"photographs?|photos?|fotos?|foto(?:grafie|credit|graf)?|"
    r"bild(?:er|quelle|rechte)?|images?|picture|pictured?|credits?|crédits?(?: photos?)?|crédito|"
    r"créditos|copyright|quelle|source|fuente|fonte|sursa|kuva(?:aja)?|zdjęcie|fot|grafik|"
    r"graphics?|illustration|ilustrasi|gambar|dok|isithombe|mynd|fotografija|slika|"
    r"photo d'illustration|illustrazione|billede|bilde|ảnh|hình|фото|снимка|صورة|تصویر|عکس|फोटो|"
    r"写真|提供|图|圖|图片|圖片|图片来源|圖片來源|사진(?:\s?제공)?|screenshot|video|file photo|"
    r"fotoğraf|fotó|kép|snímek|snímka|nuotr|nuotrauka|picha|larawan|llun|φωτ(?:ο(?:γραφία)?)?|світлина|"
    r"фотографија|слика|ფოტო|լուսանկար(?:ը)?|צילום|תמונה|تصوير|فوٹو|तस्वीर|चित्र|छायाचित्र|ছবি|ফটো|"
    r"ਤਸਵੀਰ|તસવીર|ફોટો|படம்|ఫోటో|చిత్రం|ಚಿತ್ರ|ಫೋಟೋ|ചിത്രം|ഫോട്ടോ|तस्बिर|ඡායාරූපය|ภาพ|ภาพถ่าย|ຮູບ|ຮູບພາບ|"
    r"រូបភាព|រូបថត|ဓာတ်ပုံ|ፎቶ|画像|撮影"
)
_SOURCES = (
    r"zdroj|źródło|forrás|kaynak|sumber|nguồn|kilde|källa|lähde|bron|allikas|avots|šaltinis|izvor|"
    r"burimi|font|heimild|iturria|manba|дереккөз|источник|джерело|крыніца|източник|извор|"
    r"πηγή|المصدر|منبع|ماخذ|מקור|स्रोत|সূত্র|உதவி|ที่มา|ប្រភព|წყარო|աղբյուր(?:ը)?|ምንጭ|"
    r"出典|来源|來源|출처|autor(?:ka)?|valokuva(?:aja)?|argazkia|grianghraf|сурет|сүрөт|surat|"
    r"здымак|kredit|fotografía|fotografia|ljósmynd"
)
"""Words for a source or an author that only count before a colon."""
_OF_PICTURE = r"(?:\s(?:zdjęcia|zdjęć|fot\w*|slik[ae]|gambar|imagin\w*|ảnh|снимк\w*|сурет\w*))?"
"""The picture's name after such a word: "Źródło zdjęć:"."""
_LABEL = re.compile(
    r"(?:^|[\s.(\[（【|–—/-])"
    rf"(?P<label>(?:{_LABELS})"
    r"(?:\s*(?:(?:by|von|par|de|di|door|credit|courtesy(?: of)?|d'archives|via)(?!\w)"
    r"|\.?:|：|／|/|[|]|©|՝|=)\s*)+"
    rf"|(?:{_SOURCES}){_OF_PICTURE}\s*[:：՝]\s*(?:©\s*)?)"
    r"(?P<credit>\S.{1,109})$",
)
"""Searched in the result of ``_lower``: re.IGNORECASE takes five times as long."""
_LABEL_LEFT = re.compile(
    r"(?:^|(?<=[.!?…»”\"'’)。])\s*|\s+[|–—/-]\s*|\s*[(\[（【]\s*"
    r"|\s+(?=\S+\s?[:：／՝]$|(?:fot|nuotr|dok)\.$))"
    rf"(?:{_LABELS}|(?:{_SOURCES}){_OF_PICTURE})\s*[.:：／/՝=]*$"
)
"""A label at the end of a caption whose credit was removed: "Rain in Lund. Photo:"."""
_NAMED_BEHIND = re.compile(
    r"(?:^|(?<=[.!?…»”\"'’)])\s+|\s+[/|–—-]\s+|\s*\()(?P<credit>(?:[^\W\d_]\.[\s-]?)*"
    r"[^\W\d_][^.!?()|–—:]{2,50}?\s(?:nuotr\.?|nuotrauk(?:a|os)|fotomontažas|felvétele[i]?|fotója|"
    r"fotói|fényképe[i]?|fotoğraf(?:ı|ları)|argazkia[k]?|valokuva|fotosi|surati|фотосы|сурет[іи]|"
    r"сүрөтү|фотоhы|зураг))\)?\.?$"
)
"""A label after the name, in some languages: "V. Petrausko / BNS nuotr.", "Éva felvétele"."""
_EASTERN = re.compile(
    r"(?:^|[。！？；\s(（【])(?P<credit>"
    r"(?:[\u4e00-\u9fff]{2,8}(?:记者|記者|通讯员|通訊員|摄影师|攝影師)\s*)?"
    r"[\u3040-\u30ff\u3400-\u9fff\uac00-\ud7a3·・/、]{2,20})"
    r"\s*[／/]?\s*(?:摄影?|攝影?|撮影|供图|供圖|提供)\s*[)）】]?。?"
    r"(?:\s*\d{2,4}年\d{1,2}月\d{1,2}日)?$"
)
"""林见秋 摄: the photographer, after the caption's last sentence."""
_EASTERN_LAST = re.compile(
    r"[、，,＝=]\s*(?P<credit>[\u3040-\u30ff\u3400-\u9fff・]{2,12})\s*(?:撮影|提供|摄|攝)$"
)
"""＝place、戸田麻衣撮影: the same after a sign that separates it from the caption."""
_KOREAN = re.compile(
    r"(?:^|[.!?…]\s+)(?P<credit>[가-힣A-Za-z·/]+(?:\s[가-힣A-Za-z·/]+){0,2}"
    r"\s(?:자료\s?사진|제공|기자|특파원|촬영|사진))\s*$"
)
"""한빛일보 자료사진, 김민수 기자: the same in Korean, after the last sentence."""
_WITH_NAME = re.compile(
    r"(?:^|(?<=[.!?…»”\"'’)])\s+|\s+[/|–—-]\s+|\s*[(\[])"
    r"(?i:picha (?:na|kwa hisani ya)|larawan mula (?:sa|kay)|llun gan|(?:foto|gambar) oleh"
    r"|foto(?:grafía|grafia)? por|foto dening|hoto daga)\s+"
    r"(?P<credit>[^\W\d_a-zß-ÿ][^.!?|()\[\]]{2,60})[)\]]?\.?$"
)
"""A picture's name and a word for "by" that has other meanings too, so that a capital must follow:
"Picha na Asha Komba"."""
_DOTTED = re.compile(r"(?<!\w)(credits?)\s*(?:\.{3}|…)\s*(?=\S)", re.IGNORECASE)
"""A label with dots before the name: "Credit...Jane Doe"."""
_PROVIDED = re.compile(
    r"(?<=[.!?…”\"'’)])\s+(?:photos?|photographs?|images?|pictures?|fotos?|video)\s+"
    r"(?:(?:provided|supplied|submitted|contributed|released|shared|made available) by|"
    r"(?:bereitgestellt|zur verfügung gestellt) von|fournies? par|facilitada por|cedida por|"
    r"fornecida por|fornita da)\s+(?P<credit>[^.,;:!?]{2,60})\.?$",
    re.IGNORECASE,
)
"""A separate sentence about the picture's source: "Photo provided by Lund County"."""
_HOUSE_PHOTO = re.compile(
    r"[A-ZÀ-ÞА-Я][\w&.-]*(?:\s[A-ZÀ-ÞА-Я][\w&.-]*){0,2}\s(?:(?i:file )?(?i:photo|foto|pic|image))"
    r"(?:\s?/\s?\S.{1,50})?"
)
"""A picture of an agency or paper, in brackets: "PTI Photo", "AP Photo/Jane Doe"."""
_HOUSE_NAME = re.compile(
    r"(?:[A-ZÀ-ÞА-Я]{2,}|[A-ZÀ-ÞА-Я][\w&.-]*(?:\s[A-ZÀ-ÞА-Я][\w&.-]*){1,2}):\s(?P<name>\S.+)"
)
"""An agency or paper and its photographer, in brackets: "ABC News: Jane Doe"; not "Photo Credit:
Jane Doe"."""
_SLASHED = re.compile(r"\s//?\s(?P<credit>[^/|,;:.!?()\[\]]{4,40})$")
SHORT_CAPTION = 4
"""Words of a caption from which a name after a slash is the photographer's, not a second person in
the picture."""
_SENTENCE = re.compile(r"[。！？](?=.)")
_PICTURE_WORD = re.compile(
    r"^[-–—\s]*(?:photo(?:graph)?s?|fotos?|fot\.|bild(?:er)?|images?|gambar|фото|صورة|عکس|तस्वीर|फोटो)\s+"
    r"(?=\S)",
    re.IGNORECASE,
)
"""A label without a colon: "- Gambar BERNAMA"."""
_PICTURED = re.compile(
    r"(?:^|(?<=[.!?…»”\"'’)])\s+|\s[–—|/-]\s+)"
    r"(?P<credit>(?:photos?|fotos?|fot\.|bild|images?|фото)\s+[^:：.]{1,60}(?:\.\s?[^:：.]{1,60}){0,3})$",
    re.IGNORECASE,
)
"""The same before names with full stops: "Photo J. D. / Jean Roux"."""
_RIGHTS = re.compile(
    r"(?:\s*[.,;|]\s*|\s+[-–—]\s+)(?:all rights reserved|alle rechte vorbehalten|"
    r"tous droits réservés|riproduzione riservata|"
    r"todos los derechos reservados|todos os direitos reservados|tutti i diritti riservati|"
    r"все права защищены|재판매[^.]*금지|무단[^.]*금지|禁止[转轉]载|无断転載[^.]*|無断転載[^.]*)"
    r"[.\s]*(?=[)\]）】]?$)",
    re.IGNORECASE,
)
"""A rights notice after the agency's name."""
_COUNTER = re.compile(r"(?<=\D)\s+\(?(\d{1,3})\s?/\s?(\d{1,3})\)?$")
"""The picture's number in a gallery, at the end: "1/5"."""
_ARCHIVE = re.compile(
    r"(?:archiv(?:e|es|o|io|aufnahme|bild|foto)?|(?:file|archive|stock) (?:photo|picture|image)|"
    r"symbol(?:bild|foto)|(?:photo|foto|imagen|image) (?:d.archives?|d.illustration|d.archivio|"
    r"de archivo|de arquivo|arsip)|foto arsip|arkiv(?:bild|foto)?|arkistokuva|archiefbeeld|"
    r"архив(?:ное фото)?|архівне фото|أرشيفية|أرشيف|ارشيفية|صورة أرشيفية|آرشیو|"
    r"تصویر آرشیوی|عکس آرشیوی|फाइल फोटो|फ़ाइल फोटो|ফাইল ছবি|แฟ้มภาพ|资料图|資料圖|資料写真|자료사진|"
    r"αρχείου|arşiv(?: fotoğrafı)?)",
    re.IGNORECASE,
)
"""A note in brackets that the picture is an archive picture; not a name."""
_SIGN = re.compile(r"\s*(?:©|Ⓒ|\(c\)|\(C\))\s*(?P<credit>\S.{1,109})$")
_BRACKET = re.compile(r"\s*[(\[（【](?P<credit>[^()\[\]（）【】]{2,110})[)\]）】]\s*\.?$")
_LAST = re.compile(
    r"(?:(?<=[.!?。»”\"'’)])\s+|\s+[–—|/-]\s*|\s*[|]\s*|\s+/\s+)(?P<credit>[^.!?。|]{2,80})\.?$"
)
_HOUSES = re.compile(
    r"getty|shutterstock|istock|alamy|imago|picture[- ]alliance|picture[- ]desk|adobe\s?stock|"
    r"eurokinissi|"
    r"unsplash|pexels|pixabay|depositphotos|dreamstime|flickr|wikimedia|wikipedia|creative commons|"
    r"cc(?<!\wcc)[- ]by|zuma|sipa|rex features|nurphoto|anadolu|keystone|scanpix|tt nyhetsbyrån|"
    r"lehtikuva|handout|courtesy|file photo|archiv|supplied|submitted|screengrab|screenshot|"
    r"video grab|via (?:reuters|ap|afp|x|twitter|facebook)|photo/|images?$|press(?:e|bild)?$|"
    r"visual china|视觉中国|视频截图|資料照|资料图|資料圖|뉴스1|뉴시스|"
    r"(?:提供|攝影?|摄影?|撮影|제공|촬영)(?=\W*$|\s?[:：／/])|"
    r"ap photo|afp photo|reuters photo|bernama photo|epa-?efe|epa(?<!\wepa)\b|"
    r"(?:bernama|ap|afp|reuters|epa|ani|pti|file) pi[cx]s?$"
)
"""Names and words of picture agencies. Searched in the result of ``_lower``. All alternatives begin
with a letter, so the regular expression engine skips most positions of a text."""
_ALIKE = str.maketrans({"İ": "i", "ı": "i", "ſ": "s"})
_OPENING = re.compile(r"[(\[（【]")


def _lower(text: str) -> str:
    """The text in lower case with the same length, matching what re.IGNORECASE would match."""
    return text.lower() if text.isascii() else text.translate(_ALIKE).lower()


def split_credit(text: str) -> tuple[str, str]:
    """(caption, credit) of a text; the credit is "" if there is none.

    The forms of credits are tried one after the other, the most specific first.

    Example:
        >>> split_credit("Rain falls on Lund. (Photo: Jane Doe/AFP)")
        ('Rain falls on Lund.', 'Jane Doe/AFP')
    """
    text = text.strip()
    if not text:
        return "", ""
    text = _RIGHTS.sub("", _without_counter(text))
    if "..." in text or "…" in text:
        text = _DOTTED.sub(r"\1: ", text)
    for split in (
        _split_east_asian, _split_first, _split_named, _split_marked, _split_slashed, _only_credit,
    ):  # fmt: skip
        found = split(text)
        if found is not None:
            return found
    return text, ""


def _split_east_asian(text: str) -> tuple[str, str] | None:
    """Chinese, Japanese and Korean forms, with the label after the name: "林见秋 摄"."""
    found = None if text.isascii() else _EASTERN.search(text) or _KOREAN.search(text)
    if found is None and ("＝" in text or "=" in text):
        found = _EASTERN_LAST.search(text)
    if found is None:
        return None
    issued = _ISSUED.search(text[: found.start("credit")])
    if issued is not None:
        return text[: issued.start("house")].rstrip(), text[issued.start("house") :].rstrip("。 ")
    caption = text[: found.start("credit")].rstrip(" (（【、，,＝=")
    return caption, found.group("credit").rstrip("/")


_ISSUED = re.compile(r"(?:^|[。！？；\s])(?P<house>[\u4e00-\u9fff]{2,6}[发發])\s*[（(]$")
"""新华社发（…）: the agency that issued a picture, before its photographer."""
_FIRST = re.compile(
    rf"(?:{_LABELS})\s*[:：]\s*(?P<credit>[^.:!?。]{{2,60}}?[^\W\d_]{{2}})\s*[.。]\s+(?P<caption>\S.{{15,}})$"
)


def _split_first(text: str) -> tuple[str, str] | None:
    """A credit before its caption: "Photo: Jane Doe. Rain falls on Lund."."""
    found = _FIRST.match(_lower(text)) if ":" in text[:MAX_LABEL] or "：" in text[:20] else None
    if found is None:
        return None
    credit = text[found.start("credit") : found.end("credit")]
    caption = text[found.start("caption") :]
    return (caption, credit) if _names_only(credit) and not _LABEL.search(_lower(caption)) else None


def _split_named(text: str) -> tuple[str, str] | None:
    """Forms with a label that is not followed by a colon: "Photo provided by Lund County"."""
    if "/" in text and _HOUSE_PHOTO.fullmatch(text):
        return "", text
    provided = _PROVIDED.search(text)
    if provided is not None:
        return text[: provided.start()].rstrip(), provided.group("credit").strip()
    pictured = _PICTURED.search(text)
    if pictured is not None:
        credit = _PICTURE_WORD.sub("", pictured.group("credit"))
        if _names_only(credit):
            return text[: pictured.start()].rstrip(" –—|/-"), credit
    labelled = _WITH_NAME.search(text)
    if labelled is not None:
        return text[: labelled.start()].rstrip(" –—|/-"), labelled.group("credit")
    behind = _NAMED_BEHIND.search(text)
    if behind is not None and behind.group("credit")[0].isupper():
        return text[: behind.start()].rstrip(" (/|–—-"), behind.group("credit")
    return None


def _split_marked(text: str) -> tuple[str, str] | None:
    """A credit that is marked by brackets, a label, ©, or its place after the last sentence."""
    for pattern in (_BRACKET, _LABEL, _SIGN, _LAST):
        if pattern is _BRACKET and not _OPENING.search(text):
            continue
        found = pattern.search(_lower(text) if pattern is _LABEL else text)
        if found is None:
            continue
        credit = text[found.start("credit") : found.end("credit")].strip(" .:：()[]（）|–—-/")
        caption = text[: found.start()].rstrip(" ([（【|–—-/,:©")
        if pattern is _BRACKET:
            if _ARCHIVE.fullmatch(credit):
                continue
            if caption and (_names_house(credit) or _is_person_and_house(caption, credit)):
                return caption, credit
            credit = _bracketed_credit(caption, credit)
        elif pattern is _LAST:
            credit = _PICTURE_WORD.sub("", credit)
            if not is_credit(credit) and not _names_author(caption, credit, bracketed=False):
                continue
        elif pattern is _LABEL and not _is_short(credit):
            continue
        elif pattern is _LABEL and "/" in text and _HOUSES.match(_lower(text)):
            return "", text  # "Getty Images / Jane Doe"
        if len(credit) >= 2:
            return caption, "" if is_rights_notice(credit) else credit
    return None


def _bracketed_credit(caption: str, words: str) -> str:
    """The credit in the words in brackets after a caption; "" for none."""
    words = " " + words
    labelled = _LABEL.search(_lower(words)) or _SIGN.search(words)
    if labelled is not None:
        return words[labelled.start("credit") : labelled.end("credit")].strip(" .")
    words = words[1:]
    named = _PICTURE_WORD.sub("", words)
    if named != words and is_cased(named) and is_name(named):
        return named
    return words if is_credit(words) or _names_author(caption, words, bracketed=True) else ""


def _only_credit(text: str) -> tuple[str, str] | None:
    """A text that is a credit as a whole: "Doe/AP". An archive note in brackets is no credit."""
    bracket = _BRACKET.search(text)
    if bracket is not None and _ARCHIVE.fullmatch(bracket.group("credit")):
        return None
    few = len(text.split()) <= 6 and len(text) <= MAX_NAME
    return ("", text) if few and not _SENTENCE.search(text) and is_credit(text) else None


MAX_LABEL = 80
"""Characters of a caption's end in which such a label is searched."""


def without_label(caption: str) -> str:
    """A caption without a label at its end whose credit was a separate element: "Rain in Lund.
    Photo:"."""
    found = _LABEL_LEFT.search(_lower(caption), max(0, len(caption) - MAX_LABEL))
    return caption[: found.start()].rstrip(" (/|–—-©") if found and found.start() else caption


def _split_slashed(text: str) -> tuple[str, str] | None:
    """(caption, credit) of a text that ends with a full name after a slash, or with a photographer
    and a paper: "Rain in Lund. Jane Doe / The Lund Gauge"."""
    found = _SLASHED.search(text) if "/ " in text else None
    if found is None or len(text[: found.start()].split()) < SHORT_CAPTION:
        return None
    credit = found.group("credit").strip()
    if " " not in credit or not is_name(credit):
        return None
    caption, _, name = text[: found.start()].rpartition(". ")
    if _names_author(caption + ".", name.strip(), bracketed=False):
        return caption + ".", text[len(caption) + 1 :].strip()
    return text[: found.start()].rstrip(), credit


def _names_house(credit: str) -> bool:
    """Whether words in brackets after a caption name an agency or paper, even an unknown one."""
    if _HOUSE_PHOTO.fullmatch(credit):
        return True
    named = None if _LABEL.search(_lower(" " + credit)) else _HOUSE_NAME.fullmatch(credit)
    return named is not None and " " in named.group("name") and is_name(named.group("name"))


_HOST = re.compile(r"[\w-]{2,}(?:\.[\w-]{2,})+", re.ASCII)


def _is_person_and_house(caption: str, credit: str) -> bool:
    """Whether words in brackets after a sentence are names between slashes, a full name among them:
    "JANE DOE / LUND RADIO", "lundgauge.com/Jane Doe". In capitals, also after a caption without a
    full stop."""
    parts = [part.strip() for part in credit.split("/")]
    if not 2 <= len(parts) <= MAX_NAMES or not all(parts) or not is_cased(credit):
        return False
    named = [" " in part and is_name(part) for part in parts]
    capitals = all(part.isupper() or _HOST.fullmatch(part) for part in parts)
    return (
        any(named)
        and (capitals or _ENDED.search(caption) is not None)
        and all(
            name or _HOST.fullmatch(part) or (part[0].isupper() and is_name(part))
            for name, part in zip(named, parts, strict=True)
        )
    )


MAX_NAMES = 3
"""Maximum names between slashes in a credit."""


def _without_counter(text: str) -> str:
    found = _COUNTER.search(text)
    if found is None or not 1 <= int(found.group(1)) <= int(found.group(2)):
        return text
    return text[: found.start()]


_NAMES = re.compile(r"\s*[/,&+;]\s*|\s[–—-]\s|\s(?:et|und|and|y|e|og|och|и|та)\s")
_INITIALS = re.compile(r"(?:[^\W\d_]\.[\s-]?){1,3}")


def _names_only(credit: str) -> bool:
    """Whether a text is a list of full names, initials and agencies, not only of initials: "J. D. /
    Jean Roux"."""
    parts = [part.strip() for part in _NAMES.split(credit.strip())]
    if not parts or not all(parts) or not is_cased(credit):
        return False
    unknown = [part for part in parts if not _is_known(part)]
    return len(unknown) < len(parts) and all(map(_INITIALS.fullmatch, unknown))


def _is_known(part: str) -> bool:
    return (" " in part and is_name(part)) or bool(credited_agency(part))


def is_credit(text: str) -> bool:
    """Whether a text without a label is a credit: an agency, a picture agency, "Doe/AP"."""
    if len(text) > MAX_CREDIT or len(text.split()) > 10:
        return False
    if _HOUSES.search(_lower(text)):
        return True
    if credited_agency(text):
        return True
    parts = re.split(r"\s*/\s*|\s*,\s*", text)
    return len(parts) in (2, 3) and any(credited_agency(part) for part in parts)


_ENDED = re.compile(r"(?:\w{4,}|[\"”’»)\]%])[.!?。！？।۔]$")
"""The end of a sentence. A full stop after fewer than four letters may mark an abbreviation."""


def _names_author(caption: str, credit: str, *, bracketed: bool) -> bool:
    """Whether words after a caption are a person's name: "Rain in Lund. Jane Doe".

    In scripts without capitals any words may be a name, so only words in brackets count.
    """
    if any(char.isdecimal() for char in credit) or len(credit) > MAX_NAME:
        return False
    credit = _FOR_HOUSE.sub("", credit)
    words = credit.split()
    if not is_cased(credit):
        return bracketed and len(words) <= 3 and len(caption.split()) > len(words)
    return len(words) > 1 and is_name(credit) and bool(_ENDED.search(caption))


_FOR_HOUSE = re.compile(
    r"\s+(?i:for|für|pour|para|per|voor|för|til|dla|pro|za|для|за|για|untuk|pentru)\s+"
    r"(?:[\"“„«‹»]\s?\S|[^\W\d_a-zß-ÿа-яα-ω]).*$"
)
"""The client of a photographer: "Jane Doe for The Gauge", "JANE DOE POUR « LA JAUGE »"."""


def _is_short(credit: str) -> bool:
    """Whether the text after a label is short enough for a name, not the rest of a sentence."""
    if len(credit.split()) > 9:
        return False
    return ". " not in credit or ". " not in _INITIAL.sub(_without_stop, credit)


_INITIAL = re.compile(r"(?<![^\s./&(-])[^\s./]{1,3}\.(?=\s)")
"""A short word before a full stop: "J. Smith", "Th. Roux", "പി. രതീഷ്"."""


def _without_stop(found: re.Match[str]) -> str:
    """An initial without its full stop; other short words as they are."""
    word = found.group()
    return word if word[0].islower() else word[:-1]


_NOTICE = re.compile(
    r"all rights|rights reserved|rechte vorbehalten|nachdruck (?:verb|nur)|vervielfältigung|"
    r"droits réserv|derechos reserv|direitos reserv|drets reserv|diritti riserv|"
    r"riproduzione (?:riserv|viet)|reproducción (?:total|prohib)|reprodução (?:proib|total)|"
    r"reproduction (?:interd|prohib)|prohibida (?:su|la) reprod|proibida a reprod|"
    r"drepturi\w* rezerv|prawa zastrz|práva vyhra|jog fenntart|hakları? saklıdır|"
    r"hak cipta dilindungi|dilarang (?:meng|memp|me)|"
    r"rechten voorbeh|rättigheter\w* förbeh|rettigheder forbeh|"
    r"rettigheter (?:reserv|forbeh)|oikeudet pidät|sva prava|vse pravice|visas tiesības|"
    r"visos teisės|kõik õigused|(?:все|всі|сва|всички) права|перепечат|передрук|δικαιώματ|"
    r"الحقوق محفوظة|حقوق محفوظ|הזכויות שמורות|सर्वाधिकार|সর্বস্বত্ব|转载|轉載|転載|무단|สงวนลิขสิทธิ์|"
    r"bản quyền"
)


def is_rights_notice(credit: str) -> bool:
    """Whether a credit names nobody and only reserves the rights: "Riproduzione riservata".

    Example:
        >>> is_rights_notice("Alle Rechte vorbehalten")
        True
    """
    found = _NOTICE.search(_lower(credit))
    if found is None or len(credit.split()) > MAX_NOTICE_WORDS:
        return False
    before = credit[: found.start()].strip(" ©")
    if "©" in credit[found.end() :] or before.endswith(tuple("-–—|,;./")):
        return False
    words = before.split()
    # "Tutti i diritti riservati" opens like a name with a particle.
    named = len(words) > 1 and not credit.isupper() and is_name(before) and words[-1][0].isupper()
    return not named and credited_agency(before) is None


MAX_NOTICE_WORDS = 8
"""Maximum words of a rights notice in place of a credit; a longer one may name somebody."""
