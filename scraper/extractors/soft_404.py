"""Detects soft 404s and similar pages, served with status 200 in place of the requested one: "page
not found", errors, robot checks, logins, consent walls.

Such a page has one of the phrases below as its title or heading (or a part of it) and little other
text. A story about error pages has more text and usually a date. The test is the same in all
languages; a phrase missing from the lists only means that such a page goes undetected.
"""

from __future__ import annotations

import re
from collections.abc import Iterable

from scraper.extractors.parsing.tree import Tree

MAX_STORY_CHARS = 1_000
"""Characters of story from which a page is never a soft 404. Error pages repeat their heading in a
sentence or two; some list other stories."""
MAX_PHRASE_WORDS = 12
"""Words of a title part beyond which it is not compared: the longest phrase with prefix words."""

_NOT_FOUND = """
page not found; page cannot be found; page can't be found; page could not be found; page was not
found; page does not exist; page doesn't exist; page no longer exists; page no longer available;
page not available; page isn't available; page is not available; page unavailable; not found;
file not found; content not found; content not available; content unavailable; article not
found; story not found; post not found; document not found; url not found; nothing found; we
can't find that page; we can't find this page; we couldn't find that page; we couldn't find this
page; that page can't be found; page you requested could not be found; page you requested was
not found; page you requested cannot be found; page you are looking for does not exist; page you
are looking for could not be found; page you're looking for can't be found; page you were
looking for doesn't exist; page you were looking for could not be found; seite nicht gefunden;
seite wurde nicht gefunden; seite nicht verfügbar; seite existiert nicht; seite konnte nicht
gefunden werden; artikel nicht gefunden; inhalt nicht gefunden; nicht gefunden; page non
trouvée; page introuvable; page inexistante; page n'existe pas; article introuvable; contenu
introuvable; página no encontrada; pagina no encontrada; no se encontró la página; página no
existe; no encontrado; contenido no encontrado; artículo no encontrado; página não encontrada;
página inexistente; página não existe; não encontrado; não encontrada; conteúdo não encontrado;
pagina non trovata; pagina non disponibile; pagina non esiste; non trovato; contenuto non
trovato; pagina niet gevonden; pagina bestaat niet; niet gevonden; artikel niet gevonden; sidan
hittades inte; sidan kunde inte hittas; sidan finns inte; sidan kan inte hittas; siden ble ikke
funnet; side ikke funnet; fant ikke siden; siden finnes ikke; finner ikke siden; siden blev ikke
fundet; siden findes ikke; side ikke fundet; sivua ei löytynyt; sivua ei löydy; síða fannst
ekki; síðan fannst ekki; nie znaleziono strony; nie znaleziono; strony nie znaleziono; strona
nie istnieje; strona nie została znaleziona; stránka nenalezena; stránka nebyla nalezena;
stránka neexistuje; stránka nenájdená; stránka sa nenašla; stránka nebola nájdená; az oldal nem
található; oldal nem található; a keresett oldal nem található; pagina nu a fost găsită; pagina
nu există; pagină negăsită; страницата не е намерена; страницата не съществува; stranica nije
pronađena; stranica ne postoji; страница није пронађена; stran ni bila najdena; strani ni mogoče
najti; stran ne obstaja; η σελίδα δεν βρέθηκε; σελίδα δεν βρέθηκε; sayfa bulunamadı; aradığınız
sayfa bulunamadı; səhifə tapılmadı; страница не найдена; страница не существует; такой страницы
не существует; такой страницы нет; запрашиваемая страница не найдена; не найдено; сторінку не
знайдено; сторінка не знайдена; бет табылмады; puslapis nerastas; lapa nav atrasta; lehekülge ei
leitud; lehte ei leitud; pàgina no trobada; no s'ha trobat la pàgina; páxina non atopada; orria
ez da aurkitu; faqja nuk u gjet; الصفحة غير موجودة; الصفحة غير متوفرة; الصفحة المطلوبة غير
موجودة; لم يتم العثور على الصفحة; صفحه یافت نشد; صفحه پیدا نشد; صفحه مورد نظر یافت نشد; صفحہ
نہیں ملا; הדף לא נמצא; העמוד לא נמצא; דף לא נמצא; पृष्ठ नहीं मिला; पेज नहीं मिला; পৃষ্ঠা পাওয়া
যায়নি; পেজটি পাওয়া যায়নি; பக்கம் கிடைக்கவில்லை; పేజీ కనుగొనబడలేదు; ไม่พบหน้า; ไม่พบหน้าเว็บ;
ไม่พบหน้านี้; ไม่พบหน้าที่คุณต้องการ; ไม่พบหน้าที่ค้นหา; không tìm thấy trang; trang không tồn
tại; không tìm thấy; halaman tidak ditemukan; halaman tidak dijumpai; halaman tidak tersedia;
ukurasa haujapatikana; 页面不存在; 页面未找到; 页面没有找到; 找不到页面; 网页不存在; 頁面不存在;
找不到頁面; 找不到網頁; 您访问的页面不存在; 抱歉 您访问的页面不存在; 您要访问的页面不存在;
ページが見つかりません; ページが見つかりませんでした; お探しのページは見つかりません;
お探しのページは見つかりませんでした; お探しのページが見つかりません;
お探しのページが見つかりませんでした; 페이지를 찾을 수 없습니다; 요청하신 페이지를 찾을 수
없습니다; 존재하지 않는 페이지입니다
"""
_REFUSED = """
just a moment; attention required; checking your browser; checking your browser before
accessing; verifying you are human; verify you are human; are you a robot; are you human; human
verification; robot check; bot verification; security check; security verification; access
denied; access to this page has been denied; pardon our interruption; request blocked; 403
forbidden; too many requests; service unavailable; service temporarily unavailable; bad gateway;
gateway timeout; internal server error; ddos guard; one moment please; please wait; einen moment
bitte; nur einen moment; zugriff verweigert; un instant; accès refusé; un momento; acceso
denegado; um momento; acesso negado; accesso negato; een ogenblik geduld; toegang geweigerd;
proszę czekać; odmowa dostępu; přístup odepřen; bir dakika lütfen; erişim engellendi; один
момент; доступ запрещен; доступ запрещён; доступ заборонено; 稍等片刻; 请稍候; 請稍候;
访问被拒绝; 安全验证; 人机验证; しばらくお待ちください; 잠시만 기다리십시오; 접근이
거부되었습니다; لحظة; akses ditolak; before you continue; before you continue to google search;
before you continue to youtube; we value your privacy; your privacy; we care about your privacy;
your privacy choices; cookie consent; privacy gate; privacy settings; privacy wall; dpg media
privacy gate; wir schätzen ihre privatsphäre; ihre privatsphäre; datenschutzeinstellungen;
cookie einstellungen; votre vie privée; gestion des cookies; vos choix en matière de cookies; su
privacidad; valoramos su privacidad; valoramos tu privacidad; tu privacidad; a sua privacidade;
valorizamos a sua privacidade; la tua privacy; privacy instellingen; jouw privacy; uw privacy;
cookie instellingen; din integritet; vi värnar om din integritet; vi bryr oss om personvernet
ditt; yksityisyytesi; szanujemy twoją prywatność; twoja prywatność; vaše soukromí; az ön
adatvédelme fontos számunkra; gizliliğinize değer veriyoruz
"""
_LOGIN = """
log in; login; sign in; log in to continue; sign in to continue; sign in to your account; log in
to your account; anmelden; anmeldung; einloggen; se connecter; connexion; identifiez vous;
connectez vous; iniciar sesión; inicia sesión; acceder; ingresar; iniciar sessão; entrar; fazer
login; faça login; accedi; accesso; inloggen; aanmelden; logga in; logg inn; log ind; kirjaudu;
kirjaudu sisään; innskráning; zaloguj się; logowanie; přihlášení; přihlásit se; prihlásenie;
prihlásiť sa; bejelentkezés; belépés; autentificare; conectare; вход; войти; авторизация; вход
на сайт; увійти; вхід; авторизація; prijava; prijavite se; giriş; giriş yap; üye girişi; oturum
aç; σύνδεση; είσοδος; تسجيل الدخول; ورود; ورود به سایت; כניסה; התחברות; लॉग इन; लॉग इन करें;
লগইন; เข้าสู่ระบบ; đăng nhập; masuk; log masuk; ingia; 登录; 登入; 用户登录; 会员登录; 會員登入;
ログイン; 会員ログイン; 로그인
"""
_PREFIX_WORDS = """
the this that sorry oops ooops ups whoops uups hoppla error errors http fehler erreur errore
erro fout fel feil fejl virhe błąd chyba hiba eroare грешка greška hata ошибка помилка kesalahan
ralat lỗi خطأ خطا שגיאה σφάλμα 错误 錯誤 エラー 오류 404 410 403 429 500 502 503 die diese la
cette esta a questa deze denna code status
"""
"""Words that may precede a "not found" phrase. Without a phrase they only count with one of
``_ERROR_CODES``."""
_ERROR_CODES = frozenset({"404", "410"})
_SEPARATORS = re.compile(r"\s+[-–—·•»/«]+\s+|\s*[|｜_]\s*")
_NON_WORD = re.compile(r"[^\w'’\u0300-\u036f\u0900-\u0e7f]+")


def _phrases(listed: str) -> frozenset[str]:
    return frozenset(_folded(phrase) for phrase in listed.split(";"))


def _folded(text: str) -> str:
    return " ".join(_NON_WORD.sub(" ", text.casefold().replace("’", "'")).split())


_NOT_FOUND_PHRASES, _REFUSED_PHRASES, _LOGIN_PHRASES = (
    _phrases(_NOT_FOUND),
    _phrases(_REFUSED),
    _phrases(_LOGIN),
)
_PREFIXES = frozenset(_PREFIX_WORDS.split())


def is_soft_404(tree: Tree, titles: Iterable[str], *, story: int, dated: bool) -> bool:
    """Whether an HTML page is an error, login or consent page in place of the requested one.

    Args:
        titles: titles from the page's head.
        story: characters of the chosen blocks.
        dated: the page declares a publication date, or that it is an article.
    """
    if dated or story >= MAX_STORY_CHARS:
        return False
    parts = {part for title in titles for part in _parts(title)}
    heading = next((i for i, tag in enumerate(tree.tags) if tag in ("h1", "h2")), -1)
    printed = _parts(tree.text_content(heading)) if heading >= 0 else set()
    if any(map(_says_not_found, parts | printed)) or not parts.isdisjoint(_REFUSED_PHRASES):
        return True
    # Only titles are tested: a heading with these words may belong to an overlay over a story.
    return not parts.isdisjoint(_LOGIN_PHRASES) and any(
        tag == "input" and tree.attrs[i].get("type", "").lower() in ("password", "email")
        for i, tag in enumerate(tree.tags)
    )


def says_not_found(text: str) -> bool:
    """Whether the first line of a plain text says "page not found"."""
    if len(text) >= 2 * MAX_STORY_CHARS:  # twice, since menus are saved with the text
        return False
    lines = text.strip().splitlines()
    return bool(lines) and any(map(_says_not_found, _parts(lines[0])))


def _parts(title: str) -> set[str]:
    """The whole title and the parts between its separators, normalised by ``_folded``."""
    return (
        {_folded(part) for part in (title, *_SEPARATORS.split(title))}
        if len(title) < 200
        else set()
    )


def _says_not_found(part: str) -> bool:
    words = part.split()
    if not words or len(words) > MAX_PHRASE_WORDS:
        return False
    first = next((k for k, word in enumerate(words) if word not in _PREFIXES), len(words))
    if first == len(words):
        return not _ERROR_CODES.isdisjoint(words)
    return any(" ".join(words[k:]) in _NOT_FOUND_PHRASES for k in range(first + 1))
