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
from collections.abc import Sequence

MAX_CHARS = 100
"""Maximum length of such a line, in characters."""
MAX_COPYRIGHT_CHARS = 300
"""Maximum length of a copyright notice, in characters."""
MAX_FOLLOW_WORDS = 14
"""Maximum length of a prompt to follow, in words."""
MAX_PROMPT_CHARS = 200
"""Maximum length of such a prompt that is a story's last paragraph, in characters."""
MIN_NAME_CHARS = 3
"""Minimum length of a site's name in such a prompt."""

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
follow join subscribe folgen folge suivez rejoignez abonnez sigue síganos síguenos seguinos simak
pilih dapatkan suscríbete únete siga acompanhe inscreva segui seguici iscriviti unisciti volg
ikuti gabung bergabunglah подписывайтесь подпишитесь подписаться читайте следите підписуйтесь
підпишіться стежте obserwuj śledź dołącz sledujte följ følg seuraa takip kövess kövessen kövesse
urmărește urmăriți ακολουθήστε تابعونا تابعنا تابعوا اشترك اشتركوا עקבו
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
_PAGES = """
page site account profile group konto compte cuenta conta tili* sivu* seite gruppe página pagina
perfil profil* grupo groupe gruppo groep pagina* sida side siden hesab* sayfa* strona stronę stronie
profilu grup* stran* skupin* oldal* csoport* csatorn* страниц* групп* сторінк* груп* σελίδα κανάλι
ομάδα صفحة صفحات مجموعة کانال صفحه عمود קבוצת ערוץ halaman akun trang kênh nhóm
"""
"""What a site has on a network: "the Courier's Facebook page"."""
_SUBSCRIBE = """
subscribe now; click here to subscribe; click to subscribe; subscribe to our newsletter; subscribe
to our newsletters; sign up for our newsletter; sign up for our newsletters; sign up to our
newsletter; sign up here; jetzt abonnieren; hier abonnieren; newsletter abonnieren; jetzt newsletter
abonnieren; hier klicken um zu abonnieren; abonnez vous; abonnez vous à notre newsletter; inscrivez
vous à notre newsletter; cliquez ici pour vous abonner; suscríbete; suscríbase; suscríbete a nuestra
newsletter; suscríbete a nuestro boletín; haz clic aquí para suscribirte; assine nossa newsletter;
assine já; inscreva se na nossa newsletter; clique aqui para assinar; iscriviti alla newsletter;
iscriviti alla nostra newsletter; clicca qui per iscriverti; abbonati ora; schrijf je in voor onze
nieuwsbrief; abonneer je nu; klik hier om je te abonneren; prenumerera på vårt nyhetsbrev; meld deg
på nyhetsbrevet; tilmeld dig nyhedsbrevet; tilaa uutiskirje; zapisz się na newsletter; zapisz się do
newslettera; přihlaste se k odběru newsletteru; iratkozz fel hírlevelünkre; iratkozzon fel
hírlevelünkre; abonați vă la newsletter; εγγραφείτε στο newsletter; подпишитесь на рассылку;
подпишитесь на нашу рассылку; підпишіться на розсилку; підпишіться на нашу розсилку; bültenimize
abone olun; abone olmak için tıklayın; langganan sekarang; klik di sini untuk berlangganan; đăng ký
nhận bản tin; اشترك في نشرتنا البريدية; اشترك الآن; اضغط هنا للاشتراك; הירשמו לניוזלטר;
سبسکرائب کرنے کے لیے کلک کریں; सब्सक्राइब करने के लिए क्लिक करें;
सब्सक्राइब करने के लिए यहां क्लिक करें; সাবস্ক্রাইব করতে ক্লিক করুন; 点击订阅; 點擊訂閱; 구독하기;
구독하려면 클릭하세요; 購読はこちら; メルマガ登録はこちら
"""
_SHORTCODE = re.compile(
    r"\[[^\W\d_]+:[^\s\]][^\]]*\]|\[\w+(?:\s+\w+=[^\]]+)+\]|\[\[[^\]]+\]\]", re.ASCII
)
"""[Gambas:Video 20detik], [convertkit form=1630175], [[(image.v1) FLOOD]]."""
_FOLLOW_FINAL = re.compile(
    r"フォローして(?:ください|ね)|フォローをお願い|友[だ達]ち?追加|(?:[请請]|扫码|敬請|歡迎)(?:关注|關注|追蹤)|"
    r"(?:关注|關注|追蹤|加入)我[们們]|(?:팔로우|구독)\s?(?:하세요|해\s?주세요)|채널 추가|"
    r"ติดตามเรา|กดติดตาม|(?:फॉलो|सब्सक्राइब|ज[ॉो]इन) (?:करें(?!ग)|करिए|कीजिए)|"
    r"(?:ফলো|সাবস্ক্রাইব) করুন|(?:فالو|سبسکرائب|جوائن) کری|(?:دنبال کنید|عضو شوید)|takip edi?n|"
    r"theo dõi (?:chúng tôi|kênh)"
)
"""Requests in languages without spaces, or in which the verb comes last."""
_PLATFORM = re.compile(
    r"facebook|instagram|whatsapp|telegram|twitter|youtube|tiktok|google|\bline\b|zalo|"
    r"フェイスブック|インスタ|ツイッター|微信|微博|抖音|公[众眾][号號]|페이스북|인스타|유튜브|카카오|네이버|"
    r"เฟซบุ๊ก|ไลน์|फेसबुक|व्हाट्सए|व्हॉट्सए|वॉट्स|यूट्यूब|टेलीग्राम|ফেসবুক|হোয়াটস|ইউটিউব|টেলিগ্রাম|"
    r"واٹس ایپ|فیس بک|یوٹیوب|تلگرام|اینستاگرام"
)
_QUOTE = re.compile(r"[\"“”„«»「」『』]")
_SENTENCE_END = re.compile(r"(?<=[.!?。！？।؟])\s+")
_MARKS = " \xa0\t.,:;!?…۔।。！？؟،-–—_|*#()[]【】（）<>«»‹›“”\"'‘’•·▼▽↓⬇👇0123456789"


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
_PAGE_WORDS = _WordList(_PAGES)
_PHRASES = frozenset(
    " ".join(phrase.split()) for phrase in (*_SCROLL.split(";"), *_SUBSCRIBE.split(";"))
)


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
        # "Follow the Courier's Facebook page too"
        ours = any(word in _OWN_WORDS or word in _PAGE_WORDS for word in words)
        return bool(named) and (ours or named[-1] == len(words) - 1)
    return " ".join(words) in _PHRASES


def is_follow_prompt(text: str, house: Sequence[str]) -> bool:
    """Whether a short paragraph asks to follow the site on a network. Unlike
    ``is_boilerplate_line``, it may have other words and several sentences, so this is only for a
    story's last paragraph.

    Args:
        house: names of the publisher: the site's name and its host.
    """
    if len(text) > MAX_PROMPT_CHARS or _QUOTE.search(text):
        return False
    lower = text.lower()
    if _FOLLOW_FINAL.search(lower) and _PLATFORM.search(lower):
        return True
    parts = _SENTENCE_END.split(lower)
    sentences = [
        [bare for word in part.replace("-", " ").split() if (bare := word.strip(_MARKS))]
        for part in parts
    ]
    names = [bare for name in house if len(bare := _bare_name(name)) >= MIN_NAME_CHARS]
    for words, sentence in zip(sentences, parts, strict=True):
        joined = "".join(sentence.split())
        if (
            words
            and words[0] in _FOLLOW_VERBS
            and "@" not in sentence  # an author's account
            and any(word in _PLATFORM_NAMES and word != "news" for word in words)
            and (any(word in _OWN_WORDS for word in words) or any(n in joined for n in names))
        ):
            return True
    return False


def _bare_name(name: str) -> str:
    """A site's name or host in lower case, without spaces and the domain's ending."""
    return "".join(name.lower().split()).removeprefix("www.").partition(".")[0]
