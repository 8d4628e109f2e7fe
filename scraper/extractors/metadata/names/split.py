"""Byline text -> names: by-words, places, job titles and handles removed, lists split.

Not here: where bylines are found (``authors/bylines.py``) and which of them is believed
(``authors/selection.py``).
"""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache

from scraper.extractors.metadata.agency import WITH, agency_named, is_agency
from scraper.extractors.metadata.dates.month_words import month_of
from scraper.extractors.metadata.names.by_words import (
    AMBIGUOUS_BY,
    BY,
    BY_ATTACHED,
    BY_PHRASE,
    BY_SENTENCE,
    FIRST_WORDS,
    NOT_BY,
    PAPER,
    PICTURE,
    TEXT_AND_PICTURES,
)
from scraper.extractors.metadata.names.byline_labels import COLONS, LABEL, has_label
from scraper.extractors.metadata.names.east_asian_names import separate_names
from scraper.extractors.metadata.names.forms import (
    HOUSE,
    INTERFACE,
    MAX_NAME,
    PARTICLES,
    PROTECTED,
    ROLES,
    SMALL,
    TITLES_AFTER,
    is_cased,
    is_full_name,
    is_house,
    is_ideographic,
    is_name,
    is_place,
    is_role,
)

MAX_BOTH = 40
"""Characters in which the colon of a label of text and pictures stands: "Tekst og foto: "."""
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
    if NOT_BY.match(text):
        return text.strip(), False
    paper = PAPER.match(text)
    if paper:
        text = text[paper.end() :]
    both = TEXT_AND_PICTURES.match(text) if any(map(text[:MAX_BOTH].count, COLONS)) else None
    if both and both.end() < len(text):
        return text[both.end() :].strip(), True
    found = BY.match(text)
    end = found.end() if found else 0
    if not end:
        found = BY_ATTACHED.match(text)
        end = found.end() if found else 0
    if not end and has_label(text):
        found = LABEL.match(text)
        end = found.end() if found and _may_be_names(text[found.end() :]) else 0
    rest = text[end:].strip(f" {COLONS},-–—|•·/\n")
    if not end:
        found = BY_PHRASE.match(text)
        if found:
            rest = text[found.end() :].strip()
            if len(rest.split()) > 1 and is_name(rest):
                return rest, True
        found = BY_SENTENCE.match(text)
        if found:
            rest = text[found.end() :].strip()
            if is_full_name(_UNDESCRIBED.split(rest)[0]):
                return rest, True
    if not end or not rest:
        return text.strip(), False
    opening = text[:end].strip(" :：՝.-–/\n").lower()
    if opening in AMBIGUOUS_BY and ":" not in text[:end] and not rest[:1].isupper():
        return text.strip(), False
    return rest, True


_UNDESCRIBED = re.compile(r"[,\n.]")
"""Ends of a name in a sentence: "This post was written by Jane Doe, editor"."""
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
        if PICTURE.match(text):
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
    return tuple(dict.fromkeys(name.replace(PROTECTED, ",") for name in names))


def _names_with_agency(text: str) -> tuple[str, ...] | None:
    """The names in a byline that ends with an agency which helped: "Jane Doe with Reuters". None
    for another byline."""
    found = _WITH_AGENCY.fullmatch(text)
    if found is None or not agency_named(found.group("agency"), expected=True):
        return None
    names = _split_names(found.group("names"), False)
    unnamed = found.group("agency").lower() in HOUSE  # "with agencies"
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
    text = _ADDRESS.sub(" ", text)
    if is_agency(text.partition(",")[0].strip()):
        return text  # a place is behind it: "AFP, MANILA"
    return _CREDENTIAL.sub(_protect, text)


def _is_beside_names(part: str, opened: bool, has_names: bool) -> bool:
    """Whether a part of a byline is no name but a reading time, a date, or who took the pictures:
    "Text: Jane Doe | Photos: John Roe"."""
    return _is_reading_time(part) or (
        has_names and (_is_dated(part) or (opened and PICTURE.match(part) is not None))
    )


def _house_or_handle(part: str) -> list[str]:
    """The house or the user name that follows a by-word: "By Example Staff", "by ibby"."""
    name = clean_name(part)
    large = name.removeprefix("the ")[:1].isupper()
    is_handle = _HANDLE.fullmatch(name) and name.lower() not in INTERFACE | SMALL
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
    return alone and first.istitle() and first.lower() in PARTICLES and len(whole.split()) == 2


def _is_reading_time(part: str) -> bool:
    """Whether a part of a byline is the story's reading time: "Lesezeit 3 Min."."""
    found = _READING.match(part) if _DIGIT.search(part) else None
    if found is None:
        return False
    before = found.group("before").split()
    return len(before) < 2 or bool(_TO_READ.search(found.group("before")))


def _protect(found: re.Match[str]) -> str:
    """A credential with ``PROTECTED`` instead of its comma; agencies (", AP") stay as they are."""
    word = found.group(1)
    return found.group() if is_agency(word) else f"{PROTECTED} {word}"


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
        raw = [raw[0], *(piece for piece in raw[1:] if not PICTURE.match(piece))]
        whole = whole if len(raw) > 1 else first
    pieces = [clean_name(piece) for piece in raw]
    pieces = [piece for piece in pieces if piece]
    if len(pieces) == 2 and is_agency(pieces[0]) and is_place(pieces[1]) and pieces[1].isupper():
        return [pieces[0]] if not is_agency(pieces[1]) else pieces  # "AFP, MANILA"
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
    if name.lower() in INTERFACE:
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
    if words and _is_date_word(words, 0):
        return text  # "May 14, 2024" is no May
    for k in range(1, len(words)):
        # A date or title without separator: "Jane Doe June 5", "Jane Doe Reporter", "이상현 기자".
        run_on = words[k].lower().strip(",.") in ROLES if k > 1 else words[k] in TITLES_AFTER
        if (run_on or _is_date_word(words, k)) and is_name(" ".join(words[:k]).strip(",")):
            text = " ".join(words[:k])
            break
    return text.strip(" ,")


def _is_date_word(words: list[str], k: int) -> bool:
    """Whether a date begins at ``words[k]``: a number, or a month before a number."""
    if words[k][0].isdecimal():
        return True
    return k + 1 < len(words) and words[k + 1][0].isdecimal() and month_of(words[k].strip(",")) > 0
