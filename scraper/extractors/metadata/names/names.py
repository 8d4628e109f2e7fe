"""Byline text -> names: by-words, places, job titles and handles removed, lists split.

A "by-word" is a word that introduces an author: "by", "von", "Text:", "記者". A "house" is an
author that is no person: a newsroom, a desk, a team, a company. An "agency" is a news agency
(``agency.py``).

Not here: where bylines are found (``bylines.py``) and which of them is believed (``authors.py``).
"""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache

from scraper.extractors.metadata.agency import WITH, agency_named, is_agency
from scraper.extractors.metadata.dates.month_words import month_of, weekday_phrases
from scraper.extractors.metadata.names.byline_labels import COLONS, LABEL, has_label
from scraper.extractors.metadata.names.east_asian_names import separate_names
from scraper.extractors.phrase_lists import words_in

MAX_NAME = 60
"""Maximum characters of a name. The longest name of a person on the labelled pages has 47."""
MAX_WORDS = 6
"""Maximum words of a name."""

_BY = re.compile(
    r"^\s*(?:(?:written|reported|posted|published|created|submitted|reviewed|edited|compiled|story|"
    r"words|article|photos?|last updated|text|skrevet|escrito|geschrieben|verfasst|publicado|"
    r"publié|rédigé|écrit|scritto|pubblicato|opublikowane|started|updated|ein artikel|artikel|"
    r"beitrag|gepostet|"
    r"veröffentlicht|eingestellt|interview|analysis|opinion|report|texte|texto|testo)\s+){0,2}"
    r"(?:(?:by|von|par|por|door|oleh|av|af|di|bởi|przez|autor(?:in|en|es|i|ka|ři)?|authors?|"
    r"auteurs?|autor[ei]|penulis|yazar|yazan|автор[ыи]?|текст|szerző|írta|tekst|text[eo]?|testo|"
    r"byline|kirjoittaja|skribent|forfatter|författare|συντάκτης|reporter|writers?|redacción|"
    r"verfasser|contributors?|penulis|wartawan|pewarta|reportase|nhà báo|tác giả|γράφει (?:ο|η)|"
    r"του|της|medium|հեղինակ(?:ներ)?|ავტორ(?:ი|ები)|müəllif|muallif|аўтар|höfundur|autorius)"
    r"(?!\w)\s*[:：.՝\-–/]*\s*)?"
    r"(?:(?:by|von|par|por|oleh)(?!\w)\s*:?\s*)?",
    re.IGNORECASE,
)
FIRST_WORDS = frozenset(
    """by von par por door oleh av af di bởi przez autor autorin autoren autores autora autorka
    autoři autori author authors auteur auteurs autore autrice penulis yazar yazan автор авторы
    автори текст szerző írta tekst text texto texte testo byline kirjoittaja skribent forfatter
    författare συντάκτης reporter writer writers redacción verfasser contributor contributors
    wartawan pewarta reportase nhà tác γράφει του της written reported posted published created
    submitted reviewed edited compiled story words article skrevet escrito geschrieben verfasst
    publicado publié rédigé écrit scritto pubblicato opublikowane started last updated ein eine
    artikel beitrag gepostet veröffentlicht eingestellt interview analysis opinion report
    kommentar commentary analyse análisis opinión una un une بقلم كتب كتبت الكاتب نویسنده מאת
    द्वारा लेखक โดย 文 作者 記者 记者 撰文 采写 글 글쓴이 執筆 取材 ライター
    著者 հեղինակ հեղինակներ ავტორი ავტორები müəllif muallif аўтар höfundur autorius""".split()
)
"""Words that a byline may begin with, without those of pictures. Looking them up is faster than
``_BY``."""
_BY_OTHER = re.compile(
    r"^\s*(?:بقلم|كتب(?:ت)?|الكاتب|نویسنده|מאת|द्वारा|लेखक|โดย|作者|記者|记者|撰文|采写|글쓴이|執筆|取材|ライター|著者)\s*[:：/／|・]?\s*"
    r"|^\s*(?:文|글)(?:\s*[:：/／|・]\s*|\s+)"
)
"""By-words of other scripts. One of a single character begins many words, so a mark or a blank
must follow it: 글자크기 is the size of letters."""
_BY_PHRASE = re.compile(
    r"^(?:\w+\s+){1,3}(?:by|von|par|por|oleh|door|przez|af|av)\s+(?=[^\W\d_a-zà-ÿ])"
    r"|^[^\W\d_]{3,20}\s?[:：]\s+"
)
"""A kind of text before its author: "Ein Kommentar von", "Analysis by", "Interview: "."""
_NOT_BY = re.compile(
    r"^\W*(?:[^\W\d_]{3,12}\s?/\s?)?"
    r"(?:source|quelle|fuente|fonte|kilde|källa|bron|zdroj|źródło|allikas|avots|izvor|forrás|"
    r"источник|джерело|来源|來源|출처|editors?|责任编辑|責任編輯|"
    r"编辑|編輯|編集|校对|校對|审核|審核)\s*[:：]",
    re.IGNORECASE,
)
"""Labels before names of others than the author: "Source:", "Author/source:"."""
_PICTURE = re.compile(
    r"^\W*(?:photos?|photograph(?:s|y|e|ie|ies|er)?|pictured|fotos?|bild(?:er)?|image|images|picture"
    r"|pictures|grafik|graphics?|illustrations?|illustrated|illustriert|ilustra\w*|video|gambar"
    r"|zdjęci[ea]|kuvat?|valokuv\w*|foto[a-zà-ž]*|snímk[ay]?|snímek|slik[ae]|nuotrauk\w*|nuotr|fotók?|"
    r"fénykép\w*|felvétel\w*|фото\w*|снимк[аи]?|світлин[аи]?|слик[ае]|φωτογραφ\w*|ảnh|ภาพ\w*|larawan"
    r"|صورة|صور|تصوير|عدسة|تصویر|عکس|فوٹو|צילום|צילומים|תמונות|फोटो|तस्वीर|छायाचित्र|ছবি|ফটো|புகைப்படம்"
    r"|写真|撮影|摄影|攝影|图片|圖片|圖|사진|촬영|©|\(c\))(?!\w)",
    re.IGNORECASE,
)
"""The beginning of a line that credits a picture."""
_AMBIGUOUS_BY = frozenset(
    """di av af text texto texte tekst author medium article artikel beitrag story words report
    interview analysis opinion""".split()
)
"""By-words with other meanings. They count only before a capital letter or with a colon."""
_STRONG = re.compile(r"\s*[;|•·\n\t、，]\s*|\s+[–—]\s+|\s+-\s+")
"""Separators that always end a name."""
_WEAK = re.compile(
    r"\s*[,/]\s*(?:(?:and|und|et|y|e|og|och|en|dan|and|&)\s+)?"
    r"|\s+(?:and|und|et|y|e|og|och|en|ja|dan|i|и|та|és|ve|và|și|a|kai|και|&|with|mit|avec|con|plus)"
    r"\s+|\s*[＆&]\s*|\s+و\s*|和|與|与",
    re.IGNORECASE,
)
"""Separators between names that also occur inside a name or an organisation's name."""
_CREDENTIAL = re.compile(
    r",\s*((?:[A-Z][A-Za-z]{0,3}\.?-?){0,2}[A-Z®]\.?[A-Z]{0,4}\.?®?|Ph\.?\s?D\.?|[JS]r\.?|I{2,3}|"
    r"Psy\.?D\.?|EdD|Ed\.D\.|MEd|M\.Ed\.|Esq\.?)(?=\s*(?:,|$))"
)
"""A degree or suffix after a name and a comma: "Jane Doe, Ph.D."."""
_PROTECTED = "\ue000"
"""Stands for the comma of a credential while a byline is split at commas (private use area)."""
_PARTICLES = frozenset(
    """de del della di da do dos das du des la le lo van von vom zu zum zur der den ter ten te bin
    binti bint ibn al el af av y e i ben abu san santa st mac mc dello degli delle d' l' o' 't a/l
    a/p bt b. bte binte""".split()
)
_HOUSE = words_in("metadata/phrases/house.txt")
"""Words of bylines that name a house and not a person."""
_DESK = words_in("metadata/phrases/desk.txt")
"""Words of ``_HOUSE`` that name a desk without a by-word. "News" and "Media" are also in menus."""
_COMPANY = frozenset(
    """inc ltd llc plc corp corporation company gmbh ag kg bv nv oy ab as sa s.a s.p.a spa srl
    s.r.l bhd pty limited co""".split()
)
"""Last words of company names."""
_INTERFACE = words_in("metadata/phrases/beside_bylines.txt")
"""Words of buttons, labels and dates that are next to bylines; never part of a name."""
_ROLES = words_in("metadata/phrases/job_titles.txt")
"""Words of job titles. A part of a byline with one of them is dropped after a name."""
TITLES_AFTER = ("기자", "특파원", "記者", "记者", "撰文", "報道", "報導", "报道")
"""Job titles that are written after a name, without a comma."""
_CONNECTORS = frozenset(
    "and und et y e og och en dan i и та és ve và și και & with mit avec con plus".split()
)
_ADDRESS = re.compile(r"\S+@\S+\.\S+|https?://\S+|www\.\S+|(?<!\w)@\w+")
_BRACKETS = re.compile(r"\s*[\(\[（【][^()\[\]（）【】]*[\)\]）】]")
_PLACE = re.compile(
    r"\s+(?:in|aus|à|en|a|w|i|из|в|at|from|reporting from|depuis|on|am|le)\s+"
    r"(?:[A-Z\u00c0-\u00de\u0410-\u042f]|\d)[\w\-.,:' ]*$"
)
_TAIL = re.compile(
    r"\s+(?:for|für|pour|para|per|on behalf of|updated|published|posted|aktualisiert|last updated|"
    r"is an?|ist|est|es un|è)\s.*$|\s+(?:[–—|•·]|-\s).*$",
    re.IGNORECASE,
)
_DIGIT = re.compile(r"\d")
_NOT_IN_NAMES = re.compile(r"[\d?!:;：；؛؟，。=<>{}\[\]#%+*\"“”„…|@_/\\\\]")
_NO_NAME = _INTERFACE | _HOUSE
_SMALL = frozenset(
    """on at in to for the a an of by from and or no yes new feb mar apr jul aug sep sept oct nov
    dec""".split()
)
"""Words near bylines that are not a name if they stand alone."""
_BEFORE_NAMES = frozenset("by from with von mit avec".split())
"""Words before a name that are never its first word: sign-in buttons say "With Example"."""
_JOINED = re.compile(
    r"[,/&(]|\s(?:and|und|et|y|e|og|och|en|ja|dan|i|и|та|és|ve|va|và|și|a|kai|και|with|mit|avec|con"
    r"|in|at|from|aus|à|w|из|в|for|für|pour|para)\s|[和與与、]",
    re.IGNORECASE,
)
"""Words and characters between names. A text without them is one name and need not be split."""
_WITH_AGENCY = re.compile(
    rf"(?P<names>\S.+?)\s+(?:{WITH})\s+(?P<agency>[^\W\d_][^,;|/\n]{{1,40}})", re.IGNORECASE
)
"""An author and the agency whose material was used: "Ana Reis com Lusa"."""
_READING = re.compile(
    r"^(?P<before>[^\d]*?)\W*\d{1,3}\s*[’'′]?\s*(?:min|мин|мін|хв|dak|dk|perc|phút|menit|minit|dəq|daq"
    r"|λεπτ|นาที|分|분|דק|دقي|دقا|دقیق|منٹ|मिनट|मिनिट|মিনিট|நிமிட|నిమిష|ನಿಮಿಷ|മിനിറ്റ|မိနစ်|នាទី|ደቂቃ|წთ)",
    re.IGNORECASE,
)
"""A number of minutes, and the text before it: a reading time."""
_TO_READ = re.compile(
    r"(?<!\w)(?:read(?:ing)?|lese(?:zeit|dauer|tid)|leestijd|lecture|lectura|lettura|leitura|lästid|"
    r"læsetid|czytani[ae]|čtení|čítani[ae]|чтени[ея]|читання|четене|okuma|baca|membaca|đọc|olvas\w*|"
    r"lukuaika|citire|lectură|branja|čitanja|skaitymo|lugemisaeg|lexim\w*|ανάγνωσης?)(?!\w)"
    r"|阅读|閱讀|読|읽|قراءة|مطالعه|קריאה|पढ़|পড়|อ่าน",
    re.IGNORECASE,
)
_REPORT_FROM = re.compile(r"(?:\s*[／/]\s*|\s+)[\u4e00-\u9fff]{0,8}(?:報導|报道|報道)$")
"""／台北報導: the place of the reporter, at the end of a Chinese byline."""
_PICTURES_BY = re.compile(r"\s*(?:攝影|摄影|圖片?|图片?|写真|撮影)\s?[／/:：].*$")
"""攝影／…: the photographer, at the end of a byline."""
_FULL_SLASH = re.compile(r"(?<=[\u4e00-\u9fff])\s?[／/]\s?(?=[\u4e00-\u9fff])")
"""A slash between Chinese names."""
_PAPER = re.compile(r"[\u4e00-\u9fff]{2,8}\s*[／/｜|]\s*(?=記者|记者)")
"""聯合報／記者王小明／台北報導: the newspaper at the beginning of a Chinese byline."""
_HANDLE = re.compile(r"[^\W\d_][\w.\-]{1,29}")
_SLUG = re.compile(r"[^\W\d_]{2,}(?:-[^\W\d_]{2,}){1,2}|[^\W\d_]{2,}(?:_[^\W\d_]{2,}){1,2}")
"""A name as it is in addresses: "jane-doe", "Jane_Doe"."""
MIN_DESCRIPTION = 3
"""Words of a text after a name and a comma from which it describes the person."""


@lru_cache(maxsize=2048)
def strip_by(text: str) -> tuple[str, bool]:
    """Remove by-words from the beginning of a byline.

    Args:
        text: one byline; may have line breaks.

    Returns:
        (rest, whether there were by-words). The rest is stripped; without by-words, or if nothing
        follows them, it is the whole text.

    Example:
        >>> strip_by("Ein Kommentar von Jane Doe")
        ('Jane Doe', True)
    """
    if _NOT_BY.match(text):
        return text.strip(), False
    paper = _PAPER.match(text)
    if paper:
        text = text[paper.end() :]
    found = _BY.match(text)
    end = found.end() if found else 0
    if not end:
        found = _BY_OTHER.match(text)
        end = found.end() if found else 0
    if not end and has_label(text):
        found = LABEL.match(text)
        end = found.end() if found and _may_be_names(text[found.end() :]) else 0
    rest = text[end:].strip(f" {COLONS},-–—|•·/\n")
    if not end:
        found = _BY_PHRASE.match(text)
        if found:
            rest = text[found.end() :].strip()
            if len(rest.split()) > 1 and is_name(rest):
                return rest, True
    if not end or not rest:
        return text.strip(), False
    opening = text[:end].strip(" :：՝.-–/\n").lower()
    if opening in _AMBIGUOUS_BY and ":" not in text[:end] and not rest[:1].isupper():
        return text.strip(), False
    return rest, True


MAX_UNCASED = 4
"""Words of a name after a label in a script without capitals; more are a headline."""


def _may_be_names(text: str) -> bool:
    """Whether the text after a label may begin with a name."""
    first = _STRONG.split(text.strip())[0].partition(",")[0]
    return is_cased(first[:1]) or is_ideographic(first) or len(first.split()) <= MAX_UNCASED


def split_names(text: str, *, listed: bool = False) -> list[str]:
    """The names in a byline, without duplicates, in their order; [] for none.

    Names are people, and also news agencies and houses. Job titles, places, dates, e-mail addresses
    and reading times are removed.

    Args:
        text: a byline, or the value of an author field. Line breaks separate texts that are
            separate on the page.
        listed: ``text`` is the value of a machine-readable field. It contains only names, so a name
            may have any form ("mh", "fri.juli").

    Example:
        >>> split_names("By Jane Doe and John Roe in Cairo")
        ['Jane Doe', 'John Roe']
    """
    return list(_split_names(text, listed))


@lru_cache(maxsize=1024)  # a page has the same byline in many places
def _split_names(text: str, listed: bool) -> tuple[str, ...]:
    text = unicodedata.normalize("NFC", text.strip())
    if listed:
        if all(word in FIRST_WORDS for word in text.lower().rstrip(":").split()):
            return ()  # "Written by" with the name left out
        if _SLUG.fullmatch(text):
            text = _from_slug(text)
    else:
        if _PICTURE.match(text):
            return ()
        helped = _names_with_agency(text)
        if helped is not None:
            return helped
    whole = text
    text, opened = strip_by(text)
    if listed and opened and _begins_with_particle(whole, text):
        return (whole,)
    if _is_one_name(text, listed):
        name = clean_name(text)
        return (name,) if name else ()
    if listed and not opened and is_ideographic(text) and (separate := separate_names(text)):
        return tuple(separate)
    names: list[str] = []
    for number, part in enumerate(_STRONG.split(_without_additions(text, opened))):
        if not part.strip() or (not listed and _is_beside_names(part, opened, bool(names))):
            continue
        found = _split_weak(part, listed, opened and not listed)
        if not found and opened and not names:
            found = _house_or_handle(part)
        if names and not listed:
            found = [name for name in found if not is_role(name)]
        if not (found or number or listed or opened or _DIGIT.search(part)):
            break
        names += found
    return tuple(dict.fromkeys(name.replace(_PROTECTED, ",") for name in names))


def _names_with_agency(text: str) -> tuple[str, ...] | None:
    """The names in a byline that ends with an agency which helped: "Jane Doe with Reuters". None
    for another byline."""
    found = _WITH_AGENCY.fullmatch(text)
    if found is None or not agency_named(found.group("agency"), expected=True):
        return None
    names = _split_names(found.group("names"), False)
    unnamed = found.group("agency").lower() in _HOUSE  # "with agencies"
    return (*names, found.group("agency")) if names and not unnamed else names


def _is_one_name(text: str, listed: bool) -> bool:
    """Whether a byline without its by-word is one name, as most are."""
    return (
        is_name(text)
        and " " in text
        and "\n" not in text
        and not _JOINED.search(text)
        and not (listed and is_ideographic(text))
    )


def _without_additions(text: str, opened: bool) -> str:
    """A byline without what is in brackets, e-mail addresses and, after a by-word in Chinese or
    Japanese, where the report is from and who took the pictures. The commas before credentials are
    protected."""
    if opened and is_ideographic(text):
        text = _PICTURES_BY.sub("", _REPORT_FROM.sub("", text))
        text = _FULL_SLASH.sub("、", text)
    text = _BRACKETS.sub("", text) or text
    if "(" in text:
        text = _BRACKETS.sub("", text) or text  # brackets within brackets: "(Poligny [Jura])"
    return _CREDENTIAL.sub(_protect, _ADDRESS.sub(" ", text))


def _is_beside_names(part: str, opened: bool, has_names: bool) -> bool:
    """Whether a part of a byline is no name but a reading time, a date, or who took the pictures:
    "Text: Jane Doe | Photos: John Roe"."""
    return _is_reading_time(part) or (
        has_names and (_is_dated(part) or (opened and _PICTURE.match(part) is not None))
    )


def _house_or_handle(part: str) -> list[str]:
    """The house or the user name that follows a by-word: "By Example Staff", "by ibby"."""
    name = clean_name(part)
    large = name.removeprefix("the ")[:1].isupper()
    is_handle = _HANDLE.fullmatch(name) and name.lower() not in _INTERFACE | _SMALL
    return [name] if is_handle or (is_house(name) and len(name) <= 40 and large) else []


def _from_slug(slug: str) -> str:
    """The name in an author field that has it as it is in the address of the author's page.

    Example:
        >>> _from_slug("jane-doe"), _from_slug("Jane_Doe"), _from_slug("Anne-Marie")
        ('Jane Doe', 'Jane Doe', 'Anne-Marie')
    """
    if "-" in slug and not slug.islower():
        return slug
    words = re.split("[-_]", slug)
    return " ".join(word.title() if word.islower() else word for word in words)


def _is_dated(part: str) -> bool:
    """Whether a part of a byline is a date with a weekday before it: "Nedjelja, 23.10.2022."."""
    day, comma, rest = part.strip().partition(",")
    return bool(comma) and day.isalpha() and rest.strip()[:1].isdecimal() and not is_agency(day)


def _begins_with_particle(whole: str, rest: str) -> bool:
    """Whether a name in an author field begins with what is elsewhere a by-word: "Von Miller"."""
    first = whole.split()[0]
    alone = is_name(rest) and " " not in rest and not is_house(rest) and not is_agency(rest)
    return alone and first.istitle() and first.lower() in _PARTICLES and len(whole.split()) == 2


def _is_reading_time(part: str) -> bool:
    """Whether a part of a byline is the story's reading time: "Lesezeit 3 Min."."""
    found = _READING.match(part) if _DIGIT.search(part) else None
    if found is None:
        return False
    before = found.group("before").split()
    return len(before) < 2 or bool(_TO_READ.search(found.group("before")))


def _protect(found: re.Match[str]) -> str:
    """A credential with ``_PROTECTED`` instead of its comma; agencies (", AP") stay as they are."""
    word = found.group(1)
    return found.group() if is_agency(word) else f"{_PROTECTED} {word}"


def _split_weak(part: str, listed: bool, opened: bool) -> list[str]:
    """The names in one part of a byline, split at commas and "and" where that gives names.

    Args:
        part: the text between two separators of ``_STRONG``.
        opened: the byline began with a by-word, so a label in it ("Photos:") is another person's.
    """
    whole = clean_name(part)
    raw = _WEAK.split(part)
    first = clean_name(raw[0])
    if opened and is_name(first) and " " in first:
        raw = [raw[0], *(piece for piece in raw[1:] if not _PICTURE.match(piece))]
        whole = whole if len(raw) > 1 else first
    pieces = [clean_name(piece) for piece in raw]
    pieces = [piece for piece in pieces if piece]
    if len(pieces) > 1:
        if _is_list(pieces, part):
            return [piece for piece in pieces if not is_role(piece)]
        if is_role(" ".join(pieces[1:])) and _acceptable(pieces[0], listed):
            return [pieces[0]]
        if listed and is_full_name(pieces[0]) and _describes(part[len(raw[0]) :]):
            return [pieces[0]]
        if (
            len(pieces) > 2
            and "," in part
            and _is_list(pieces[:-1], part)
            and " " not in pieces[-1]
        ):
            # "A and B, Cairo": the place after the names.
            return [piece for piece in pieces[:-1] if not is_role(piece)]
        if not listed and is_name(pieces[0]) and " " in pieces[0]:
            kept = [pieces[0]]
            kept += [p for p in pieces[1:] if is_name(p) and " " in p and not is_role(p)]
            return kept
    if whole.lower() in _CONNECTORS:
        return []
    return [whole] if _acceptable(whole, listed) else []


def _describes(text: str) -> bool:
    """Whether a text after a name says who that is: ", lecturer at a university"."""
    description = text.removeprefix(",").strip()
    words = description.split()
    small = sum(word[0].islower() for word in words)
    described = description != text.strip() and not is_name(description)
    return described and len(words) >= MIN_DESCRIPTION and 2 * small >= len(words)


def _is_list(pieces: list[str], part: str) -> bool:
    """Whether each piece is a name: all full names or agencies, or all abbreviations."""
    people = [piece for piece in pieces if not is_role(piece)]
    if not people or not (is_name(people[0]) or is_agency(people[0])):
        # "ssi, dan": initials of editors, separated by commas.
        return "," in part and all(len(piece) <= 5 and " " not in piece for piece in pieces)
    if "," in part and len(pieces) == 2 and all(" " not in piece for piece in pieces):
        return bool(is_agency(pieces[0]) or is_agency(pieces[1]))
    return all(
        (is_name(piece) and (" " in piece or is_ideographic(piece[0]))) or is_agency(piece)
        for piece in people
    )


def _acceptable(name: str, listed: bool) -> bool:
    """Whether a piece counts as a name; in an author field also a user name ("fri.juli")."""
    if not 2 <= len(name) <= (MAX_NAME if not listed else 2 * MAX_NAME):
        return False
    if is_name(name) or is_agency(name):
        return True
    if not listed:
        return False
    if name.lower() in _INTERFACE:
        return False
    return bool(_HANDLE.fullmatch(name)) or not _DIGIT.search(name)


def clean_name(text: str) -> str:
    """One name without place, date, job title, outer punctuation and repeated spaces.

    A text that is not a name is only stripped.

    Example:
        >>> clean_name("By Jane Doe in Cairo")
        'Jane Doe'
    """
    text = " ".join(text.split()).strip(' ,.:;-–—|•·*"“”„»«/')
    text, _ = strip_by(text)
    for pattern in (_TAIL, _PLACE):
        found = pattern.search(text)
        if found and found.start() > 3 and is_name(text[: found.start()].strip()):
            text = text[: found.start()]
    words = text.split()
    for k in range(1, len(words)):
        # A date or title without separator: "Jane Doe June 5", "Jane Doe Reporter", "이상현 기자".
        run_on = words[k].lower().strip(",.") in _ROLES if k > 1 else words[k] in TITLES_AFTER
        if (run_on or _is_date_word(words, k)) and is_name(" ".join(words[:k]).strip(",")):
            text = " ".join(words[:k])
            break
    return text.strip(" ,")


def _is_date_word(words: list[str], k: int) -> bool:
    """Whether a date begins at ``words[k]``: a number, or a month before a number."""
    if words[k][0].isdecimal():
        return True
    return k + 1 < len(words) and words[k + 1][0].isdecimal() and month_of(words[k].strip(",")) > 0


def is_role(text: str) -> bool:
    """Whether a part of a byline contains a word of a job title: "Senior Reporter"."""
    words = [word.lower().strip(".,()") for word in text.split()]
    return any(word in _ROLES for word in words)


def is_only_roles(text: str) -> bool:
    """Whether a text consists of by-words and job titles only: "Editor", "Autor:"."""
    words = [word.lower().strip(".,:()") for word in text.split()]
    return bool(words) and all(word in _ROLES or word in FIRST_WORDS for word in words)


def is_picture_label(text: str) -> bool:
    """Whether a text begins with the label of a picture credit: "Photo:"."""
    return _PICTURE.match(text) is not None


def opens_byline(text: str) -> bool:
    """Whether a text may begin with by-words. Faster than ``strip_by``; false only without any."""
    first = text.split(None, 1)[:1]
    if not first:
        return False
    word = first[0].lower().rstrip(":：՝")
    if word[:2] in ("記者", "记者") and ("／" in word or "/" in word):
        return True  # 記者王小明／台北報導
    if _PAPER.match(text):
        return True
    return word in FIRST_WORDS or "：" in text[:5] or has_label(text)


def is_desk(text: str) -> bool:
    """Whether a line of at most four words names a desk, even without a by-word: "Redaktion"."""
    words = text.split()
    if not 1 <= len(words) <= 4 or _NOT_IN_NAMES.search(text):
        return False
    return words[-1].lower() in _DESK or words[0].lower() in _DESK


def is_house(text: str) -> bool:
    """Whether a byline names a newsroom, desk, team or company: "Example Staff", "Doe GmbH"."""
    words = [word.strip(".,") for word in text.split()]
    if any(word.lower() in _HOUSE for word in words):
        return True
    # Two letters count only in capitals: "Emily Co" and "Jens Ag" are people.
    last = words[-1] if len(words) > 1 else ""
    return last.lower() in _COMPANY and (len(last) > 2 or last.isupper())


def _is_weekday(text: str) -> bool:
    """Whether a text is a weekday's name of several words; its geresh may be an apostrophe."""
    return (
        re.sub("['’]", "׳", text.lower()) in weekday_phrases() or text.lower() in weekday_phrases()
    )


@lru_cache(maxsize=4096)
def is_name(text: str) -> bool:
    """Whether a text has the form of a person's name, in any script.

    In scripts with capitals each word but particles ("de", "van") needs one. Chinese, Japanese and
    Korean names have two to eight characters. Other scripts: at most five words.
    """
    if not 2 <= len(text) <= MAX_NAME or not text[0].isalpha() or _NOT_IN_NAMES.search(text):
        return False
    words = text.replace(_PROTECTED, " ").split()
    if len(words) > MAX_WORDS or (len(words) > 1 and _is_weekday(text)):
        return False
    cased = is_cased(text[0])
    capitals = 0
    for word in words:
        low = word.lower()
        if low.strip(".,") in _NO_NAME and not _is_vietnamese(word, words):
            return False
        if word in TITLES_AFTER:
            return False
        if cased and low not in _PARTICLES:
            if not _begins_with_capital(word):
                return False
            capitals += 1
    if len(words) == 1 and words[0].lower().rstrip(".") in _SMALL:
        return False
    if words[0].lower() in _BEFORE_NAMES or all(w.lower() in FIRST_WORDS for w in words):
        return False
    if cased:
        return capitals > 0
    if is_ideographic(text[0]):
        return 2 <= len(text.replace(" ", "").replace("・", "")) <= 8
    return len(words) <= 5


def _is_vietnamese(word: str, words: list[str]) -> bool:
    """Whether a short weekday is a name, beside one with Vietnamese letters: "Hoài Thu"."""
    return word == "Thu" and any(not other.isascii() for other in words)


def is_full_name(text: str) -> bool:
    """Whether a text is a name of at least two words, or in a script without spaces in names."""
    return is_name(text) and (
        " " in text or is_ideographic(text) or _INITIAL_JOINED.match(text) is not None
    )


_INITIAL_JOINED = re.compile(r"[^\W\d_]{1,2}\.[^\W\d_]{3}")
"""An initial and a name without a space, as in Mongolian: "Б.Номин"."""


def _begins_with_capital(word: str) -> bool:
    """Whether a word begins with a capital, after a prefix such as "d'" or "al-" if it has one."""
    if word[0].isupper():
        return True
    word = word.lstrip("'’‘(-")
    for prefix in ("d'", "d’", "l'", "l’", "al-", "el-", "o'", "o’", "ad-", "as-", "ash-", "at-"):
        word = word.removeprefix(prefix)
    return bool(word) and (word[0].isupper() or not is_cased(word[0]))


def is_cased(text: str) -> bool:
    """Whether a text has letters of a script in which names begin with a capital.

    Georgian has capitals too, but only for words written entirely in them.
    """
    return text.lower() != text.title()


def is_ideographic(text: str) -> bool:
    """Whether a text begins in Chinese, Japanese or Korean, where full names have no space."""
    return "\u3040" <= text[:1] <= "\u9fff" or "\uac00" <= text[:1] <= "\ud7a3"
