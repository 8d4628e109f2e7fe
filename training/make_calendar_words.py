"""Makes scraper/extractors/metadata/dates/calendar_words.json: month names and date orders by
language, and the names of weekdays that are a month's elsewhere or have several words.

    python -m training.make_calendar_words

The names come from CLDR by way of Babel, which is needed here and not at run time. Run it again
when Babel brings a newer CLDR.
"""

from __future__ import annotations

import json
import re
import unicodedata
from collections import defaultdict
from collections.abc import Iterable
from pathlib import Path

import babel
from babel import Locale

LANGUAGES = """
    af am ar as az be bg bn bs ca cs cy da de el en es et eu fa fi fil fo fr ga gl gu ha he hi hr hu
    hy id ig is it ja jv ka kk km kn ko ky lb lo lt lv mk ml mn mr ms mt my nb ne nl nn no or pa pl
    ps pt rm ro ru sd si sk sl so sq sr sr_Latn sv sw ta te tg th ti tk tr tt ug uk ur uz uz_Cyrl vi
    xh yo zh zu
""".split()

TERRITORIES = """
    en_US en_GB en_AU en_CA en_IN en_IE en_NZ en_ZA en_PH en_SG en_MY en_HK en_NG en_KE en_PK en_IL
    es_US es_MX es_AR pt_BR pt_PT fr_CA fr_CH fr_BE de_AT de_CH nl_BE zh_HK ar_EG
""".split()

# What newspapers print and CLDR lacks: older or shorter forms.
EXTRA = {
    "en": {"sept": 9, "june": 6, "july": 7, "febr": 2},
    "de": {"jänner": 1, "feber": 2, "maerz": 3, "märz": 3, "mrz": 3, "okt": 10, "dez": 12},
    "es": {"setiembre": 9, "ene": 1, "dic": 12, "set": 9},
    "fr": {"fevrier": 2, "aout": 8, "decembre": 12},
    "pt": {"marco": 3},
    "id": {"pebruari": 2, "nopember": 11, "agt": 8, "agu": 8, "des": 12},
    "ms": {"ogos": 8, "mac": 3, "dis": 12, "jun": 6, "julai": 7},
    "nl": {"mrt": 3, "mei": 5, "maart": 3},
    "sv": {"sept": 9},
    "ar": {
        "كانون الثاني": 1, "شباط": 2, "آذار": 3, "اذار": 3, "نيسان": 4, "أيار": 5, "ايار": 5,
        "حزيران": 6, "تموز": 7, "آب": 8, "أيلول": 9, "ايلول": 9, "تشرين الأول": 10,
        "تشرين الثاني": 11, "كانون الأول": 12, "جانفي": 1, "فيفري": 2, "أفريل": 4, "ماي": 5,
        "جوان": 6, "جويلية": 7, "أوت": 8, "يوليوز": 7, "غشت": 8, "شتنبر": 9, "نونبر": 11,
        "دجنبر": 12, "ابريل": 4, "اغسطس": 8, "اكتوبر": 10,
    },
    "hi": {"सितम्बर": 9, "अक्टूबर": 10, "नवम्बर": 11, "दिसम्बर": 12, "जनवरी": 1},
    "el": {"μαϊου": 5, "μαΐου": 5},
}  # fmt: skip

_TARGET = Path("scraper/extractors/metadata/dates/calendar_words.json")


def month_words() -> dict[str, dict[str, int]]:
    """word -> {language: month}; words in lower case, without the dots of abbreviations."""
    words: dict[str, dict[str, int]] = defaultdict(dict)
    for code in LANGUAGES:
        locale = Locale.parse(code)
        language = code.partition("_")[0]
        suffix = _suffix_of_month(locale.date_formats["long"].pattern)
        for context in ("format", "stand-alone"):
            for width in ("wide", "abbreviated"):
                for number, name in locale.months[context][width].items():
                    for word in _forms(name, suffix):
                        words[word].setdefault(language, number)
        for word, number in EXTRA.get(language, {}).items():
            words[word.split()[-1] if " " not in word else word][language] = number
    return words


def weekday_words(months: Iterable[str]) -> dict[str, list[int]]:
    """Those of the month words that name a weekday in any language -> which (0 is Monday)."""
    words: dict[str, set[int]] = defaultdict(set)
    for code in LANGUAGES:
        for widths in Locale.parse(code).days.values():
            for names in widths.values():
                for number, name in names.items():
                    for word in _forms(name, ""):
                        words[word.split()[-1]].add(number)
    return {word: sorted(words[word]) for word in sorted(words.keys() & set(months))}


def weekday_phrases() -> list[str]:
    """The names of weekdays that have several words, in lower case: "thứ tư", "dydd llun"."""
    found = set()
    for code in LANGUAGES:
        for widths in Locale.parse(code).days.values():
            for names in widths.values():
                for name in names.values():
                    found.add(unicodedata.normalize("NFC", name).lower().strip(" ."))
    return sorted(name for name in found if " " in name)


def _suffix_of_month(pattern: str) -> str:
    """What a language glues to the month's name: Basque ``MMMM'ren'``."""
    found = re.search(r"MMMM'(\w+)'", pattern)
    return found.group(1) if found else ""


def _forms(name: str, suffix: str) -> list[str]:
    word = unicodedata.normalize("NFC", name).lower().strip()
    word = re.split(r"^(?:d[’'e]|da)\s+|^d[’']", word)[-1].strip(" .")
    # Names with digits (6月, tháng 6) are read by pattern, not by table.
    if not word or any(char.isdecimal() for char in word) or len(word) < 2:
        return []
    forms = [word, word + suffix] if suffix else [word]
    plain = "".join(c for c in unicodedata.normalize("NFD", word) if not unicodedata.combining(c))
    if plain != word and plain.isascii():
        forms.append(plain)
    return forms


def date_order(code: str) -> str:
    """The order of day, month and year in numeric dates: dmy, mdy or ymd."""
    pattern = Locale.parse(code).date_formats["short"].pattern
    pattern = re.sub(r"'[^']*'", "", pattern)
    return "".join(sorted("dmy", key=lambda letter: pattern.lower().find(letter)))


def main() -> None:
    months: dict[str, int | dict[str, int]] = {}
    for word, meanings in sorted(month_words().items()):
        numbers = set(meanings.values())
        months[word] = numbers.pop() if len(numbers) == 1 else meanings
    orders = {code.replace("_", "-").lower(): date_order(code) for code in LANGUAGES + TERRITORIES}
    orders["no"] = orders["nb"]
    weekdays = weekday_words(months)
    data = {
        "source": f"CLDR, from Babel {babel.__version__}",
        "months": months,
        "weekdays": weekdays,
        "weekday_phrases": weekday_phrases(),
        "orders": orders,
    }
    _TARGET.write_text(
        json.dumps(data, ensure_ascii=False, indent=0, sort_keys=False) + "\n", encoding="utf-8"
    )
    both = f"{len(months)} month words, {len(weekdays)} of them weekdays too"
    print(f"{_TARGET}: {both}, {len(orders)} locales")


if __name__ == "__main__":
    main()
