"""Lines that are no part of any story by their words alone: labels of advertisements, with or
without "story continues below"; prompts to follow a paper elsewhere; a publishing system's own
marks; who owns the text; lines without a letter or digit.

The model judges a block by its place and a little by its words: such a line between two paragraphs
looks like a third. Here only a line counts that says this and nothing else, so that a story on
advertising keeps its sentences. A language that is missing in the lists is left to the model. A
star stands for any ending of a word.
"""

from __future__ import annotations

import re

LONGEST = 100
"""Characters of such a line."""
LONGEST_CLAIM = 300
"""Characters of a line that says who owns the text."""
MOST_WORDS = 14
"""Words of a prompt to follow."""

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
_SYSTEM_MARK = re.compile(
    r"\[[^\W\d_]+:[^\s\]][^\]]*\]|\[\w+(?:\s+\w+=[^\]]+)+\]|\[\[[^\]]+\]\]", re.ASCII
)
"""[Gambas:Video 20detik], [convertkit form=1630175], [[(image.v1) FLOOD]]."""
_MARKS = " \xa0\t.,:;!?…-–—_|*#()[]【】（）<>«»‹›“”\"'‘’•·▼▽↓⬇👇0123456789"


_CLAIM = re.compile(
    r"[^\w©ⓒ]{0,3}(?:[©ⓒ]|\(c\)\s?\d{4}|copyright\s?(?:©|\(c\)|\d{4}))", re.IGNORECASE
)


class _Words:
    """A list of words, asked whether a word is in it."""

    def __init__(self, listed: str) -> None:
        words = listed.split()
        self.whole = frozenset(word for word in words if word[-1] != "*")
        self.stems = tuple(word[:-1] for word in words if word[-1] == "*")

    def __contains__(self, word: str) -> bool:
        return word in self.whole or word.startswith(self.stems)


_AD, _BESIDE_AD, _VERB = _Words(_ADVERTISEMENT), _Words(_AROUND), _Words(_FOLLOW)
_PLACE, _OWN = _Words(_PLATFORMS), _Words(_OURS)
_SCROLLS = frozenset(" ".join(phrase.split()) for phrase in _SCROLL.split(";"))


def is_blank(text: str) -> bool:
    """Whether a text says nothing, as a rule of stars does; or only what a publishing system puts
    something else in place of. "[…]" tells that words were left out."""
    if any(map(str.isalnum, text)):
        return _SYSTEM_MARK.fullmatch(text) is not None
    return "[" not in text


def is_aside(text: str) -> bool:
    """Whether a line of its own is none of a story's, whatever stands around it.

    Example:
        >>> is_aside("Story continues below advertisement"), is_aside("Advertising pays.")
        (True, False)
    """
    if len(text) > LONGEST:
        return len(text) <= LONGEST_CLAIM and _CLAIM.match(text) is not None
    if is_blank(text) or _CLAIM.match(text):
        return True
    spaced = text.lower().replace("-", " ")
    words = [bare for word in spaced.split() if (bare := word.strip(_MARKS))]
    if not words or len(words) > MOST_WORDS:
        return False
    if any(word in _AD for word in words):
        return all(word in _AD or word in _BESIDE_AD for word in words)
    if words[0] in _VERB:
        # "Follow us on WhatsApp"; "Follow the Courier on Instagram"
        named = [k for k, word in enumerate(words) if word in _PLACE]
        ours = any(word in _OWN for word in words)
        return bool(named) and (ours or named[-1] == len(words) - 1)
    return " ".join(words) in _SCROLLS
