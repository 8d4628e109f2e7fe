"""Whether a text has the form of a name: that of a person, a house, a job title, a place.

A "house" is an author that is no person: a newsroom, a desk, a team, a company. News agencies are
in ``metadata/agency.py``.
"""

from __future__ import annotations

import re
from functools import lru_cache

from scraper.extractors.metadata.dates.month_words import weekday_phrases
from scraper.extractors.metadata.names.by_words import FIRST_WORDS
from scraper.extractors.phrase_lists import words_in

MAX_NAME = 60
"""Maximum characters of a name. The longest name of a person on the labelled pages has 47."""
MAX_WORDS = 6
"""Maximum words of a name."""
PROTECTED = "\ue000"
"""Stands for the comma of a credential while a byline is split at commas (private use area)."""
PARTICLES = frozenset(
    """de del della di da do dos das du des la le lo van von vom zu zum zur der den ter ten te bin
    binti bint ibn al el af av y e i ben abu san santa st mac mc dello degli delle d' l' o' 't a/l
    a/p bt b. bte binte""".split()
)
HOUSE = words_in("metadata/phrases/house.txt")
"""Words of bylines that name a house and not a person."""
_DESK = words_in("metadata/phrases/desk.txt")
"""Words of ``HOUSE`` that name a desk without a by-word. "News" and "Media" are also in menus."""
_COMPANY = frozenset(
    """inc ltd llc plc corp corporation company gmbh ag kg bv nv oy ab as sa s.a s.p.a spa srl
    s.r.l bhd pty limited co""".split()
)
"""Last words of company names."""
INTERFACE = words_in("metadata/phrases/beside_bylines.txt")
"""Words of buttons, labels and dates that are next to bylines; never part of a name."""
ROLES = words_in("metadata/phrases/job_titles.txt")
"""Words of job titles. A part of a byline with one of them is dropped after a name."""
TITLES_AFTER = ("기자", "특파원", "記者", "记者", "撰文", "報道", "報導", "报道")
"""Job titles that are written after a name, without a comma."""
_NOT_IN_NAMES = re.compile(r"[\d?!:;：；؛؟，。=<>{}\[\]#%+*\"“”„…|@_/\\\\]")
_NO_NAME = INTERFACE | HOUSE
SMALL = frozenset(
    """on at in to for the a an of by from and or no yes new feb mar apr jul aug sep sept oct nov
    dec""".split()
)
"""Words near bylines that are not a name if they stand alone."""
_BEFORE_NAMES = frozenset("by from with von mit avec".split())
"""Words before a name that are never its first word: sign-in buttons say "With Example"."""


def is_role(text: str) -> bool:
    """Whether a part of a byline contains a word of a job title: "Senior Reporter"."""
    words = [word.lower().strip(".,()") for word in text.split()]
    return any(word in ROLES for word in words)


def is_only_roles(text: str) -> bool:
    """Whether a text consists of by-words and job titles only: "Editor", "Autor:"."""
    words = [word.lower().strip(".,:()") for word in text.split()]
    return bool(words) and all(word in ROLES or word in FIRST_WORDS for word in words)


def is_desk(text: str) -> bool:
    """Whether a line of at most four words names a desk, even without a by-word: "Redaktion"."""
    words = text.split()
    if not 1 <= len(words) <= 4 or _NOT_IN_NAMES.search(text):
        return False
    return words[-1].lower() in _DESK or words[0].lower() in _DESK


def is_house(text: str) -> bool:
    """Whether a byline names a newsroom, desk, team or company: "Example Staff", "Doe GmbH"."""
    words = [word.strip(".,") for word in text.split()]
    if any(word.lower() in HOUSE for word in words):
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
    words = text.replace(PROTECTED, " ").split()
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
        if cased and low not in PARTICLES:
            if not _begins_with_capital(word):
                return False
            capitals += 1
    if len(words) == 1 and words[0].lower().rstrip(".") in SMALL:
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


def begins_small(text: str) -> bool:
    """Whether a text begins with a small letter where a sentence would begin with a capital.

    To Unicode, all letters of Georgian texts are small.
    """
    first = text[:1]
    return first.islower() and first.title() != first


def is_ideographic(text: str) -> bool:
    """Whether a text begins in Chinese, Japanese or Korean, where full names have no space."""
    return "\u3040" <= text[:1] <= "\u9fff" or "\uac00" <= text[:1] <= "\ud7a3"


MAX_PLACE = 40
"""Maximum characters of a place."""
_NOT_PLACES = words_in("metadata/phrases/no_places.txt")
"""Words before a colon or a dash that are labels, not places."""


def is_place(text: str) -> bool:
    """Whether a text has the shape of a place's name, in any script."""
    if not 2 <= len(text) <= MAX_PLACE or any(char.isdecimal() for char in text):
        return False
    if any(char in text for char in '?!;="“”„«»…@#%*_<>'):
        return False
    words = re.findall(r"[^\s,.\-/]+", text)
    if not words or len(words) > 6:
        return False
    if any(word.lower() in _NOT_PLACES for word in words):
        return False
    if not is_cased(text):
        return len(words) <= 3
    # Every longer word begins with a capital: "Frankfurt am Main", "São Paulo", "Washington DC".
    return words[0][:1].isupper() and all(
        word[0].isupper() or len(word) <= 3 or not word[0].isalpha() for word in words
    )
