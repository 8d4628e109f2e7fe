"""The entries of a page's menus, which tell a section's name from other words near the headline."""

from __future__ import annotations

from dataclasses import dataclass

from scraper.extractors.metadata.collect import Clues
from scraper.extractors.metadata.sitename import key_of
from scraper.extractors.parsing.tree import Tree

HOME = frozenset(
    """home homepage startseite start accueil inicio início portada principal inizio hem hjem
    forside etusivu strona główna hlavní stránka kezdőlap acasă главная головна начало anasayfa ana
    sayfa beranda laman utama trangchủ trang chủ الرئيسية خانه होम মূলপাতা หน้าแรก 首页 首頁 ホーム
    トップ 홈 uncategorized uncategorised allgemein sincategoría all general none article articles
    news""".split()
)
"""``key_of`` names of front pages, and of names that are not a section."""
NEWS = frozenset({"news", "general"})
"""Those of them that count as a section if there is no other."""

MENU = 3
"""Minimum links of a menu."""
MAX_ENTRY = 30
"""Maximum characters of a menu's entry; links with more are headlines."""
MAX_LINKS = 400
"""Maximum links before the headline that are searched for menus."""


@dataclass(frozen=True, slots=True)
class Menu:
    """The entries of all menus before the headline.

    Attributes:
        links: their elements, with those inside.
        addresses: their addresses.
        names: ``key_of`` their texts.
    """

    links: frozenset[int] = frozenset()
    addresses: frozenset[str] = frozenset()
    names: frozenset[str] = frozenset()

    def has(self, tree: Tree, i: int, text: str) -> bool:
        """Whether an element with this text is named like an entry, or leads where one leads."""
        key = key_of(text)
        if key in self.names:
            return True
        if key in _SERVICES:
            return False
        href = tree.attrs[i].get("href", "").rstrip("/") if tree.tags[i] == "a" else ""
        return bool(href.strip("/#")) and href in self.addresses


def read_menu(tree: Tree, clues: Clues) -> Menu:
    """The menus before the headline: boxes with several short links."""
    end = clues.headline if clues.headline >= 0 else clues.body[0]
    groups: dict[int, list[int]] = {}
    links = [i for i in range(end) if tree.tags[i] == "a"]
    for i in links[:MAX_LINKS]:
        box = tree.parents[i]
        while box > 0 and tree.ends[box] - box <= ENTRY:
            box = tree.parents[box]
        groups.setdefault(box, []).append(i)
    entries: list[tuple[int, str]] = []
    for group in groups.values():
        named = [(i, tree.text_content(i)) for i in group]
        short = [(i, text) for i, text in named if 0 < len(text) <= MAX_ENTRY]
        if len(short) >= MENU and 3 * len(short) > 2 * len(named):
            entries += short
    hrefs = (tree.attrs[i].get("href", "").rstrip("/") for i, _ in entries)
    names = frozenset(key_of(text) for _, text in entries)
    return Menu(
        frozenset(j for i, _ in entries for j in range(i, tree.ends[i])),
        frozenset(href for href in hrefs if href.strip("/#") and "javascript" not in href),
        names - {""} - (HOME - NEWS) - _SERVICES,
    )


ENTRY = 4
"""Maximum elements of a menu's entry."""


def is_language(text: str) -> bool:
    """Whether a link's text is a language: "EN", "Latinica", "Русский"."""
    return " ".join(text.split()).lower() in _LANGUAGES


_LANGUAGES = frozenset(
    """en de fr es pt nl sv da fi et lv lt pl cs sk sl hr sr bs mk bg ro hu el tr ru ua be kk kz
    kg uz az hy ka he ar fa ur hi bn ta te zh cn ja jp ko kr vi th id sw ca eu gl ga cy mt sq
    eng rus ukr est lat lit ger deu fra esp ita kaz qaz geo arm рус укр қаз каз анг англ eng.
    рус. ქართ հայ עב english deutsch français español italiano português polski nederlands
    svenska norsk dansk suomi íslenska eesti latviešu lietuvių čeština slovenčina slovenščina
    hrvatski srpski bosanski latinica cirilica ћирилица латиница македонски български română
    magyar ελληνικά türkçe русский українська беларуская қазақша кыргызча oʻzbekcha o'zbekcha
    ўзбекча azərbaycanca հայերեն ქართული עברית العربية عربي عربى فارسی اردو हिन्दी हिंदी मराठी
    বাংলা தமிழ் తెలుగు 中文 简体 繁體 繁体 日本語 한국어 ไทย indonesia kiswahili català euskara galego
    gaeilge cymraeg malti shqip afrikaans монгол кыргызский казахский""".split()
) | {"tiếng việt", "bahasa indonesia", "bahasa melayu"}
_SERVICES = frozenset(
    """contact contacts kontakt kontakte kontakti contacto contatti contato kapcsolat
    yhteystiedot iletişim επικοινωνία контакт контакты контакти about aboutus login signin
    register subscribe newsletter search suche buscar menu menü меню archive archiv archivio
    archivo архив rss epaper impressum abo shop jobs facebook twitter instagram youtube
    telegram contactus getstarted store welcome pinterest allposts ourblogs freetrial donate
    donations joinnow join booknow bookwithus schedule careers pricing services solutions
    backtooverview subscribetoournewsletter subscribenow ournewsletter live anzeige
    skiptocontent skiptonavigation termsofservice terms privacy privacypolicy shopnow
    learnmore readmore seemore viewall tiktok linkedin whatsapp rssfeed faq help support
    account myaccount profile advertise advertising überuns ueberuns aproposdenous àpropos
    quisommesnous quiénessomos sobrenosotros quemsomos chisiamo overons omoss omos оннас онас
    пронас занас реклама вход регистрация подписка рассылка поиск увійти пошук
    onama zanas despre desprenoi rólunk hakkımızda künye reklam giriş üyeol сайттуралы
    бізтуралы бидтухай холбоо холбообарих биздинтуурал bizhaqimizda aloqa haqqımızda əlaqə
    tentangkami hubungikami redaksi iklan masuk liênhệ giớithiệu đăngnhập ตดตอเรา เกยวกบเรา
    เขาสระบบ مننحن اتصلبنا إتصلبنا اعلنمعنا عنالموقع تسجيلالدخول تماسباما دربارهما
    ہمارےبارےمیں رابطہ हमरबरम सपरक सपरककर समपरक যগযগ আমদরসমপরক எஙகளபறற தடரபகக మగరచ അറയക
    ബനധപപടക ስለእኛ ያግኙን ჩვენშესახებ კონტაქტი მերմասին մերմասին
    կապ אודות צורקשר 关于我们 關於我們 联系我们 聯絡我們 登录 登入
    お問い合わせ 会社概要 会員登録 ログイン
    회사소개 로그인 회원가입 wasiliana
    mawasiliano hafan cysylltu cyswllt umokkur hafasamband meist meistästä otayhteyttä
    medieetika reklaam toimetus parmums apiemus kontaktai rrethnesh onas hier here back""".split()
)
"""``key_of`` entries of menus that are no sections."""
