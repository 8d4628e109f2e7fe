"""A word of a date -> the month that it names.

The names are those of the Unicode CLDR in all its languages (``calendar_words.json``, made by
``training/make_calendar_words.py``), and those of the Persian and Islamic calendars. They are also
recognised without accents, in capitals (ΜΑΡΤΙΟΥ, MAYIS), and with prefixes and endings (Hebrew
ביולי "in July", Georgian მარტს, Persian اسفندماه). Case is ignored, and a full stop at the end.
"""

from __future__ import annotations

import json
import unicodedata
from functools import cache, lru_cache
from importlib import resources
from typing import Any

from scraper.extractors.metadata.dates import calendars

YEAR_WORDS = frozenset(
    """gada წლის წ жылғы жылдын жылы жыл йил yil yıl yılı թվականի թ оны он год года году року рік
    ខែ ឆ្នាំ ခုနှစ် ခု عام سنة سال năm an metų m metai leto leta rok roku""".split()
)
"""Words for "year" or "of the year" between the year and the day or month."""
_MORE = {
    # Latvian: "in March"
    "janvārī": 1, "februārī": 2, "martā": 3, "aprīlī": 4, "maijā": 5, "jūnijā": 6, "jūlijā": 7,
    "augustā": 8, "septembrī": 9, "oktobrī": 10, "novembrī": 11, "decembrī": 12,
    "می": 5, "फरवरी": 2, "জানুয়ারি": 1, "ফেব্রুয়ারি": 2, "מרס": 3,
}  # fmt: skip
"""Forms that are not in CLDR."""
_BEFORE = ("ב", "ל", "מ", "ה", "d'", "d’", "ខែ")
"""Prefixes: Hebrew "in", "to", "from" and the article, Catalan "of", Khmer "month"."""
_AFTER = (
    "ماه", "လ", "ს",
    "i", "ban", "ben", "ában", "ának", "il", "is", "l", "n", "ssa",  # only after ``_ENDED``
    "ы", "и", "да", "та",  # Kyrgyz, Tajik, Kazakh
)  # fmt: skip
"""Suffixes: case endings, and words for "month" that are written without a space."""
LONG = 6
"""Minimum letters of a Latin word that counts as a month although its accents differ."""
_ENDED = frozenset(
    """január február március április május június július augusztus szeptember október november
    december jaanuar veebruar märts aprill mai juuni juuli august september oktoober detsember
    tammikuu helmikuu maaliskuu huhtikuu toukokuu kesäkuu heinäkuu elokuu syyskuu lokakuu marraskuu
    joulukuu""".split()
)
"""The Latin names that take the endings (Hungarian, Estonian, Finnish). In other languages a name
with an additional letter may be another word."""
_SHORTEST = 4
"""Minimum letters of a name before an ending. Shorter names resemble other words (mar, set)."""


@cache
def table() -> dict[str, Any]:
    """The content of ``calendar_words.json``.

    Returns:
        months: name -> number (1 to 12), or, where languages differ, language -> number.
        weekdays: names that are also a month's in some language -> weekdays (0 is Monday).
        weekday_phrases: names of weekdays that have several words.
        orders: language or locale -> order of year, month and day ("dmy").
    """
    text = resources.files(__package__).joinpath("calendar_words.json").read_text("utf-8")
    data: dict[str, Any] = json.loads(text)
    return data


@cache
def weekday_phrases() -> frozenset[str]:
    """The names of weekdays that have several words, in lower case: "thứ tư", "dydd llun"."""
    return frozenset(table()["weekday_phrases"])


_ACCENTS = dict.fromkeys((*range(0x300, 0x370), *range(0x64B, 0x656), 0x93C, 0x9BC, 0x640))
_LETTERS = {ord("ı"): "i", ord("ς"): "σ", ord("ي"): "ی", ord("ى"): "ی", ord("ك"): "ک"}
_FOLDED: dict[int, str | None] = {**_ACCENTS, **_LETTERS}


def _folded(word: str) -> str:
    """A word without accents and Indic nuktas, and with one form of letters that have several."""
    return unicodedata.normalize("NFD", word).translate(_FOLDED)


@cache
def _months() -> dict[str, Any]:
    """Name -> month as in ``table``; also without accents, unless that is another month's name."""
    names: dict[str, Any] = _MORE | table()["months"]
    folded: dict[str, Any] = {_folded(name): month for name, month in names.items()}
    return folded | names


@cache
def _others() -> dict[str, tuple[int, str]]:
    """Name -> (month, calendar) of the Persian and Islamic months."""
    names = {name: (month, "hijri") for name, month in calendars.HIJRI_MONTHS.items()}
    names |= {name: (month, "persian") for name, month in calendars.PERSIAN_MONTHS.items()}
    return {_folded(name): month for name, month in names.items()} | names


@cache
def _last_words() -> frozenset[str]:
    """The last word of each month's name, in all languages and calendars."""
    names = [*_months(), *_others()]
    return frozenset(words[-1].rstrip(".") for name in names for words in [name.split()] if words)


@lru_cache(maxsize=8192)  # lines with numbers use the same words
def spelled(word: str) -> str:
    """The month's name that a word is a form of, in small letters; "" for none.

    For names of several words ("ربيع الأول") it is the last word.

    Example:
        >>> spelled("augusztusban")
        'augusztus'
    """
    known = _last_words()
    low = word.lower().replace("i\u0307", "i").rstrip(".")
    if low in known:
        return low
    plain = low if low.isascii() else _folded(low)
    if plain != low and plain in known and _may_lack_accents(word):
        return plain
    for start in _BEFORE:
        if plain.startswith(start) and plain[len(start) :] in known:
            return plain[len(start) :]
    stem = plain.partition("’")[0].partition("'")[0]
    if stem != plain and len(stem) >= _SHORTEST and stem in known:
        return stem
    for end in _AFTER:
        latin = "a" <= end[0] <= "\u024f"
        stem = low.removesuffix(end) if latin else plain.removesuffix(end)
        if latin and stem not in _ENDED:
            continue
        if stem != plain and len(stem) >= _SHORTEST - (not end.isascii()):
            for name in (stem, stem + "ი") if end == "ს" else (stem,):
                if name in known:
                    return name
    return ""


def _may_lack_accents(word: str) -> bool:
    """Whether a word may be a month's name with other accents: in capitals, in a script other than
    Latin, or too long to be another word (as Ära, dès and más are)."""
    return len(word) >= LONG or word.isupper() or word[0] > "\u024f"


def month_of(word: str, language: str = "") -> int:
    """The Gregorian month that a name stands for, 1 to 12; 0 for none.

    Args:
        word: the name, of one or more words.
        language: BCP 47 tag of the page. It decides where one name is several months
            (Croatian and Czech "listopad"); otherwise names of all languages are recognised.
    """
    found = _months().get(_name(word))
    if found is None:
        return 0
    if isinstance(found, int):
        return found
    return int(found.get(language.partition("-")[0].lower(), 0) or next(iter(found.values())))


def other_month(word: str) -> tuple[int, str]:
    """The month that a name stands for in another calendar.

    Returns:
        (1 to 12, "persian" or "hijri"); (0, "") for none.
    """
    return _others().get(_name(word), (0, ""))


def _name(words: str) -> str:
    """The key of ``_months`` or ``_others`` for a name as it is printed."""
    low = words.lower().rstrip(".")
    if " " not in low:
        return spelled(low) or low
    return low if low in _months() or low in _others() else _folded(low)
