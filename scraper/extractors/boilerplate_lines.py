"""Detects lines that belong to no story, by their words alone.

These are advertisement labels (with or without "story continues below"), prompts to follow the
paper elsewhere, shortcodes of a publishing system, copyright notices, and lines without a letter
or digit.

The model weighs a block's position more than its words, so it takes such a line between two
paragraphs for a third. A line matches only if it consists of these words and no others, so that a
story about advertising keeps its sentences. Languages missing from the lists are left to the model.
In the lists a star stands for any ending of a word.
"""

from __future__ import annotations

import re

MAX_CHARS = 100
"""Maximum length of such a line, in characters."""
MAX_COPYRIGHT_CHARS = 300
"""Maximum length of a copyright notice, in characters."""
MAX_FOLLOW_WORDS = 14
"""Maximum length of a prompt to follow, in words."""

_ADVERTISEMENT = """
ad ads advert* sponsored anzeige werbung werbeanzeige publicité publicidad anuncio anúncio
publicidade pubblicità advertentie reclame iklan advertensi реклам* reklam* annons annonse
annonsen annonce annoncen mainos mainoksen hirdetés oglas διαφήμιση διαφήμισης publicitate إعلان
الإعلان اعلان آگهی פרסומת विज्ञापन বিজ্ঞাপন โฆษณา 广告 廣告 広告 광고
"""
_AROUND = """
the this our a is story article post text content below after under with for to continue
continues continued reading read resume scroll down keep on below der die das dieser artikel
text beitrag wird geht weiter nach unter unten fortgesetzt la le les cette de suite l'article
article après sous el artículo noticia continúa sigue leyendo después tras debajo del o da do
matéria texto continua depois após abaixo lendo articolo l'articolo prosegue dopo sotto leggere
het gaat verder onder na lees artikeln artikkelen artiklen saken teksten fortsätter fortsetter
fortsætter efter etter under juttu artikkeli jatkuu jälkeen alla dalsza część artykułu tekstu
pod czytaj dalej článek text pokračuje pokračování za pod a cikk folytatódik után alatt haberin
haber devamı devam ediyor sonra altında статья текст материал продолжение продолжается после под
ниже стаття продовження після під нижче berita berlanjut lanjutkan membaca di bawah setelah
gulir untuk melanjutkan konten articolul continuă după sub το άρθρο συνεχίζεται μετά την بعد
المقال يتبع يستمر
"""
_SCROLL = """
scroll to continue with content; scroll to continue; scroll to resume content; story continues
below; article continues below; continue reading below; gulir untuk melanjutkan; end of article
"""
_FOLLOW = """
follow join subscribe folgen folge suivez rejoignez abonnez sigue síganos síguenos seguinos
suscríbete únete siga acompanhe inscreva segui seguici iscriviti unisciti volg ikuti gabung
bergabunglah подписывайтесь подпишитесь подписаться читайте следите підписуйтесь підпишіться
стежте obserwuj śledź dołącz sledujte följ følg seuraa takip kövess kövessen kövesse urmărește
urmăriți ακολουθήστε تابعونا تابعنا تابعوا اشترك اشتركوا עקבו
"""
_PLATFORMS = """
whatsapp telegram facebook instagram twitter x tiktok youtube threads bluesky linkedin viber
flipboard mastodon pinterest snapchat zalo news телеграм* вотсап* вайбер* дзен* вконтакте واتساب
الواتساب تليجرام تلغرام تيليجرام تيليغرام فيسبوك تويتر إنستغرام انستغرام تلگرام اینستاگرام
"""
_OURS = """
us our uns unser* nous notre nuestro nuestra nos nosso nossa nostro nostra ons onze kami наш*
нас nás nas nasz* náš oss vår vores vårt meitä bizi minket ne canal channel kanal* canale
saluran channel каналы канал* قناتنا صفحتنا حسابنا
"""
_SHORTCODE = re.compile(
    r"\[[^\W\d_]+:[^\s\]][^\]]*\]|\[\w+(?:\s+\w+=[^\]]+)+\]|\[\[[^\]]+\]\]", re.ASCII
)
"""[Gambas:Video 20detik], [convertkit form=1630175], [[(image.v1) FLOOD]]."""
_MARKS = " \xa0\t.,:;!?…-–—_|*#()[]【】（）<>«»‹›“”\"'‘’•·▼▽↓⬇👇0123456789"


_COPYRIGHT = re.compile(
    r"[^\w©ⓒ]{0,3}(?:[©ⓒ]|\(c\)\s?\d{4}|copyright\s?(?:©|\(c\)|\d{4}))", re.IGNORECASE
)


class _WordList:
    """A set of words and, from entries with a star, prefixes of words; supports ``in``."""

    def __init__(self, listed: str) -> None:
        words = listed.split()
        self.whole = frozenset(word for word in words if word[-1] != "*")
        self.stems = tuple(word[:-1] for word in words if word[-1] == "*")

    def __contains__(self, word: str) -> bool:
        return word in self.whole or word.startswith(self.stems)


_AD_WORDS, _AD_CONTEXT_WORDS, _FOLLOW_VERBS = (
    _WordList(_ADVERTISEMENT),
    _WordList(_AROUND),
    _WordList(_FOLLOW),
)
_PLATFORM_NAMES, _OWN_WORDS = _WordList(_PLATFORMS), _WordList(_OURS)
_SCROLL_PHRASES = frozenset(" ".join(phrase.split()) for phrase in _SCROLL.split(";"))


def is_blank(text: str) -> bool:
    """Whether a text has no letter or digit (a line of stars), or is a shortcode of a publishing
    system. "[…]" is not blank: it marks an omission."""
    if any(map(str.isalnum, text)):
        return _SHORTCODE.fullmatch(text) is not None
    return "[" not in text


def is_boilerplate_line(text: str) -> bool:
    """Whether a line belongs to no story, whatever its context.

    Example:
        >>> is_boilerplate_line("Story continues below advertisement")
        True
        >>> is_boilerplate_line("Advertising pays.")
        False
    """
    if len(text) > MAX_CHARS:
        return len(text) <= MAX_COPYRIGHT_CHARS and _COPYRIGHT.match(text) is not None
    if is_blank(text) or _COPYRIGHT.match(text):
        return True
    spaced = text.lower().replace("-", " ")
    words = [bare for word in spaced.split() if (bare := word.strip(_MARKS))]
    if not words or len(words) > MAX_FOLLOW_WORDS:
        return False
    if any(word in _AD_WORDS for word in words):
        return all(word in _AD_WORDS or word in _AD_CONTEXT_WORDS for word in words)
    if words[0] in _FOLLOW_VERBS:
        # "Follow us on WhatsApp"; "Follow the Courier on Instagram"
        named = [k for k, word in enumerate(words) if word in _PLATFORM_NAMES]
        ours = any(word in _OWN_WORDS for word in words)
        return bool(named) and (ours or named[-1] == len(words) - 1)
    return " ".join(words) in _SCROLL_PHRASES
