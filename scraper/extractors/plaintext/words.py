"""Word lists for lines that shape alone does not identify: "More news", "Share", "Photo".

Bylines, agencies and dates are detected by `metadata/`. A match is one feature among others in
``segment.py``, never a rule; lines in a language missing here are labelled by shape alone. In the
lists phrases are separated by semicolons, case is ignored, and a star stands for any ending of the
word.
"""

from __future__ import annotations

import re
from functools import lru_cache

_UNSPACED = re.compile("[\u0e00-\u0eff\u1780-\u17ff\u3040-\u9fff]")


_PHRASES: list[tuple[str, bool]] = []
"""Each phrase of the lists read so far, without its star, and whether it must end with a word."""


def _any_of(phrases: str) -> str:
    """A pattern of all phrases, longest first, as whole words in scripts with spaces."""
    patterns = []
    for phrase in sorted({" ".join(p.split()) for p in phrases.split(";")}, key=len, reverse=True):
        if not phrase:
            continue
        stem = phrase.rstrip("*")
        pattern = re.escape(stem).replace(r"\ ", r"\s+").replace("'", "['’]")
        whole = stem == phrase and stem[-1].isalnum() and not _UNSPACED.match(stem[-1])
        if stem != phrase:
            pattern += r"\w*"
        elif whole:
            pattern += r"(?!\w)"
        _PHRASES.append((stem, whole))
        patterns.append(pattern)
    return "(?:" + "|".join(patterns) + ")"


SECTION = re.compile(
    r"(?i)^[\W_]*"
    + _any_of("""
more news; more stories; more from; more on; more in; more top; more headlines; more articles;
related; read more; read also; read next; also read; see also; most read; most popular;
most viewed; most shared; latest news; latest stories; latest headlines; top news; top stories;
other news; other stories; recent news; recent posts; recent articles; trending; popular;
recommended; you may also; you might also; you may like; editor's pick*; editors' pick*;
don't miss; up next; in case you missed; what to read next; mehr zum thema; mehr aus; mehr news;
mehr nachrichten; mehr artikel; lesen sie auch; lesen sie mehr; lesen sie dazu; auch interessant;
meistgelesen*; weitere meldungen; weitere artikel; zum thema; weitere nachrichten; weitere themen;
das könnte sie*; aktuelle nachrichten; aktuelle meldungen; à lire aussi; a lire aussi;
à lire également; lire aussi; sur le même sujet; sur le même thème; les plus lus; articles liés;
articles similaires; plus d'actualités; autres articles; voir aussi; lea también; lee también;
leer más; lea además; te puede interesar; también te*; más noticias; lo más leído; lo más visto;
más sobre; noticias relacionadas; ver también; vea también; mira también; otras noticias;
leia também; leia mais; veja também; veja mais; mais lidas; mais notícias; mais sobre;
notícias relacionadas; leggi anche; potrebbe interessarti; ti potrebbe interessare;
articoli correlati; i più letti; altre notizie; lees ook; lees meer; lees verder; meer nieuws;
meer over; meest gelezen; gerelateerd*; baca juga; baca lagi; baca pula; baca selengkapnya;
lihat juga; simak juga; berita terkait; berita lainnya; berita lain; berita terkini;
berita terbaru; berita popular; berita populer; berita berkaitan; berita pilihan; artikel terkait;
artikel lainnya; artikel berkaitan; terpopuler; lagi berita; pilihan untuk anda; pilihan editor;
rekomendasi; читайте также; читайте також; читайте ещё; читайте далее; по теме; за темою;
другие новости; последние новости; главные новости; інші новини; останні новини; новости по теме;
популярное; ещё по теме; вижте още; czytaj także; czytaj też; czytaj również; czytaj więcej;
zobacz także; zobacz też; zobacz również; przeczytaj także; przeczytaj też; najczęściej czytane;
polecamy; polecane; čtěte také; přečtěte si; související; nejčtenější; čítajte aj; ilgili haber*;
ayrıca okuyun; çok okunan*; diğer haberler; son haberler; bunlar da*; läs också; läs mer; läs även;
mest läst*; les også; les mer; læs også; læs mere; mest lest*; mest læst*; lue myös; lue lisää;
luetuimmat; kapcsolódó*; olvasta már; citește și; citiți și; pročitajte*; pročitaj*; najčitanije;
διαβάστε επίσης; διαβάστε ακόμα; δείτε επίσης; δείτε ακόμα; σχετικά; tin liên quan; tin khác;
tin mới; bài liên quan; đọc thêm; xem thêm; soma pia; soma zaidi; اقرأ أيض*; إقرأ أيض*; اقرا ايض*;
مواضيع ذات; مواضيع متعلقة; أخبار ذات; أخبار متعلقة; أخبار أخرى; الأكثر قراءة; الأكثر مشاهدة;
المزيد; قد يهمك*; شاهد أيض*; بیشتر بخوانید; مطالب مرتبط; مزید پڑھیں; مزید خبریں; یہ بھی پڑھیں;
קראו גם; קראו עוד; כתבות נוספות; כתבות קשורות; עוד כתבות; यह भी पढ़*; ये भी पढ़*; संबंधित*;
और पढ़*; ताज़ा खबर*; ताजा खबर*; আরও পড়*; সম্পর্কিত*; மேலும்*; இதையும் படி*; 相关新闻; 相关阅读;
相关报道; 相关文章; 相關新聞; 相關報導; 相關閱讀; 相關文章; 更多新闻; 更多新聞; 更多报道; 更多内容;
热门新闻; 熱門新聞; 热门文章; 熱門文章; 推荐阅读; 推薦閱讀; 延伸阅读; 延伸閱讀; 最新消息; 最新新闻;
最新新聞; 精选; 其他新闻; 其他新聞; 猜你喜欢; 猜你喜歡; 点击排行; 热点推荐; あわせて読みたい;
関連記事; 関連ニュース; おすすめ; 人気記事; 人気ランキング; アクセスランキング; こちらも; 관련기사;
관련 기사; 관련뉴스; 관련 뉴스; 많이 본*; 추천 기사; 추천 뉴스; 인기 기사; 인기 뉴스;
ข่าวที่เกี่ยวข้อง; ข่าวล่าสุด; ข่าวอื่น; อ่านเพิ่มเติม; อ่านต่อ; อ่านข่าว; เรื่องที่เกี่ยวข้อง;
آخرین خبر*; آخرین اخبار; تازه‌ترین*; اخبار مرتبط; آخر الأخبار; أحدث الأخبار; friss hírek;
legfrissebb*; további hírek; ez is érdekelheti; legolvasottabb*; mohlo by vás*; môže vás
zaujať*; další zprávy; ďalšie správy; najčítanejšie; остале вести; најновије вести; најчитаније;
повезане вести; прочитајте*; ostale vesti; ostale vijesti; najnovije v*; povezane v*; povezano;
свързани*; още новини; последни новини; најнови вести; похожие материалы; смотрите также; также
по теме; дивіться також; вас може зацікавити; вас також можуть зацікавити; lisää uutisia; lisää
aiheesta; tuoreimmat*; aiheeseen liitt*; fler nyheter; senaste nytt; flere nyheder; flere
nyheter; siste nytt; seneste nyt; rohkem uudiseid; loe ka; loe veel; seotud*; lasi arī; lasiet
arī; saistītie*; citas ziņas; taip pat skaitykite; skaitykite taip pat; susij*; daugiau
naujienų; știri similare; alte știri; ultimele știri; articole similare; otras historias; altri
articoli; ultime notizie; últimas noticias; últimas notícias; outras notícias; dernières
nouvelles; dernières actualités; notícies relacionades; llegiu també; gehiago irakurri; darllen
mwy; עוד באתר; עוד בנושא; עוד חדשות; אולי יעניין*; የተያያዙ*; ተዛማጅ*; ተጨማሪ ዜና*; ተጨማሪ ያንብ*; habari
zaidi; habari nyingine; taarifa zaidi; tin tức khác; bài viết khác; có thể bạn quan tâm; अन्य
खबरें; अन्य ख़बरें; आणखी वाचा; संबंधित बातम्या; અન્ય સમાચાર; વધુ વાંચો; ਹੋਰ ਪੜ੍ਹੋ; ਹੋਰ ਖ਼ਬਰਾਂ;
আরো পড়*; অন্যান্য খবর; সর্বশেষ খবর; தொடர்புடைய*; மேலும் செய்திகள்; சமீபத்திய செய்திகள்; ఇవి
కూడా చదవండి; సంబంధిత*; ಇದನ್ನೂ ಓದಿ; ಸಂಬಂಧಿತ*; ഇതും വായിക്കുക; ബന്ധപ്പെട്ട*; ဆက်စပ်*;
អត្ថបទទាក់ទង; ຂ່າວທີ່ກ່ຽວຂ້ອງ; მსგავსი*; წაიკითხეთ აგრეთვე; դիտեք նաև; կարդացեք նաև; чытайце
таксама; тағы оқыңыз; həmçinin oxuyun; digər xəbərlər; lexoni edhe; lajme të tjera; lesið líka
""")
)
"""What heads a block of other stories, or opens a line that points to one ("Baca juga: …")."""
_OF_SECTION = len(_PHRASES)

_RELATED_WITHIN_ASCII = (
    r"\brelated\b|\bread (?:also|more|next)|\bsee also|\balso read|"
    r"relacionad|correlat|terkait|berkaitan|souvisej|\bilgili|lesen sie|mavzuga oid|"
    r"shuningdek o.qing|lexo edhe|sorodn|vezane vijesti|erlazionatu|irakurri ere|relacionat|"
    r"basahin|kaugnay|zinazohusiana|akhriso"
)
_RELATED_WITHIN = (
    rf"{_RELATED_WITHIN_ASCII}|"
    r"súvisi|kapcsolódó|по теме|за темою|"
    r"\bmer att läsa|čtěte|\bà lire|διαβάστε|اقرأ|σχετικ|ذات صلة|مرتبط|"
    r"संबंधित|सम्बंधित|सम्बन्धित|เกี่ยวข้อง|liên quan|相关|相關|関連|관련|"
    r"още по темата|прочетете (?:още|също)|(?:यो|यी) पनि (?:पढ्|हेर्)|हे(?:ही| पण) वाचा|"
    r"متعلقہ|આ પણ વાંચો|ਇਹ ਵੀ ਪੜ੍ਹੋ|ଏହା ମଧ୍ୟ ପଢ଼|(?:ఇది|ఇవి) కూడా చదవండి|ഇതും? ?(?:കൂടി )?വായിക്ക|"
    r"මේවත් කියවන්න|අදාළ|ასევე წაიკითხეთ|დაკავშირებული|կարդա(?:լ|ցեք|) նաև|առնչվող|"
    r"холбоотой мэдээ|тақырыпқа сай|ушул темада|oxşar xəbər|"
    r"të ngjashme|preberite (?:še|tudi)|поврзан|прочитајте и|"
    r"tengdar fréttir|léigh freisin|le tamén|ҳамчунин"
)
RELATED = re.compile(f"{SECTION.pattern}|{_RELATED_WITHIN}")
"""What announces other stories, at a heading's beginning or as a word for "related" within it."""

_BUTTONS = _any_of("""
share; tweet; print; email; e-mail; copy link; facebook; whatsapp; telegram; twitter; linkedin;
pinterest; instagram; reddit; comment; comments; save; listen; advertisement; ad; ads; sponsored;
menu; search; login; log in; sign in; sign up; subscribe; home; next; previous; skip to;
back to top; loading; teilen; drucken; merken; kommentar; kommentare; anzeige; werbung; anmelden;
abonnieren; vorlesen; partager; imprimer; commentaire; commentaires; publicité; s'abonner; écouter;
réagir; compartir; imprimir; comentario*; publicidad; suscrí*; suscri*; guardar; compartilh*;
comentário*; publicidade; assine; condividi; stampa; commenti; pubblicità; abbonati; delen;
reacties; advertentie; bagikan; kongsi; komentar; iklan; advertensi; langganan; salin; ikuti;
поделиться; поширити; комментарии; реклама; подпис*; печать; udostępnij; reklama; komentarze;
drukuj; sdílet; diskuse; paylaş*; yorum*; reklam; dela; annons; del; kommentarer; jaa; mainos;
شارك; مشاركة; تعليقات; إعلان; طباعة; اشترك; اشتراک; שתפו; תגובות; פרסומת; शेयर*; विज्ञापन;
टिप्पणी*; 分享; 评论; 評論; 广告; 廣告; 打印; 收藏; 返回; 订阅; 訂閱; 微博; 微信; シェア; ツイート;
コメント; 広告; 印刷; 공유*; 댓글*; 광고; 인쇄; 구독*; แชร์; ความคิดเห็น; โฆษณา; chia sẻ;
bình luận; quảng cáo
""")
_APPEALS = _any_of("""
follow us; join us; join our; subscribe; sign up; download our; download the; click here; get our;
get the latest; stay up to date; stay informed; stay tuned; folgen sie; jetzt abonnieren;
melden sie sich; suivez; abonnez*; inscrivez*; síguenos; suscríbete; inscreva*; seguici; iscriviti;
volg ons; ikuti kami; dapatkan; подписывайтесь; підписуйтесь; obserwuj*; zapisz się; takip edin;
följ oss; følg oss; seuraa; press contact; media contact; media enquir*; media inquir*;
press office; for more information; further information; pressekontakt; ansprechpartner*;
rückfragen; kontakt für; contact presse; contacts presse; contact média*; contacto de prensa;
contacto para*; contato de imprensa; assessoria de imprensa; ufficio stampa; contatti stampa;
perscontact; kontakt prasowy; kontakt dla*; kontakt pro*; basın iletişim*; контакты для*;
пресс-служба; контакти для*; kontak media; narahubung; お問い合わせ; 媒体联系; 联系人; 문의;
تابعوا*; 关注我们; 關注我們; 扫码*; 掃碼*; 下载*; 下載*
""")
_RIGHTS = _any_of("""
all rights reserved; alle rechte vorbehalten; tous droits réservés; todos los derechos;
todos os direitos; tutti i diritti; hak cipta; все права защищены; wszelkie prawa; tüm hakları;
版权所有; 版權所有; 無断転載; 무단전재; 무단 전재; جميع الحقوق
""")
_BESIDE = _any_of("""
content; main content; main; navigation; menu; inhalt; contenu; contenido; conteúdo; register;
this; this article; this story; this page; this post; this news; this with a friend; article;
story; page; post; link; link to; by; on; via; with; to; for later; all; a; an; your; now; here;
up; us; more; first; below; no; add a; leave a; write a; post a; send; view; show; hide; open;
close; the app; app; x; messenger; viber; line; vk; threads; bluesky; mastodon; tumblr; flipboard;
google; google+; youtube; tiktok; pocket; xing; kakaotalk; diesen; diesen artikel; artikel;
diesen beitrag; beitrag; seite; auf; per; bei; über; jetzt; hier; lesen; schreiben; zum; zu den;
alle; keine; mit freunden; cet article; l'article; article sur; la page; sur; par; avec; un; une;
le; les; des; voir; ajouter; ajouter un; aucun; este artículo; esta noticia; esta nota; artículo;
noticia; nota; en; por; con; un; los; las; ver; sin; dejar un; añadir; este artigo; esta notícia;
esta matéria; artigo; notícia; no; na; pelo; ver os; deixe um; questo articolo; articolo; notizia;
su; via; dit artikel; deel; op; ini; artikel ini; berita ini; berita; halaman; di; ke; ke teman;
lewat; dengan; tulis; semua; статью; статьёй; новость; эту новость; страницу; в; во; на; с друзьями;
сторінку; новину; у; ten artykuł; artykuł; stronę; na facebooku; dodaj; článek; článku; bu haberi;
haberi; yazdır; yap; yaz; artikeln; artiklen; artikkelen; sidan; siden; på; med; til; till; en; et;
artikkeli; tämä; على; عبر; في; المقال; هذا المقال; الخبر; الصفحة; أضف; لا; اضف; مقاله; خبر; در;
כתבה; את הכתבה; ב; करें; पर; इस; ख़बर; खबर; लिखें; 到; 至; 本文; 本页; 文章; 给朋友; 朋友圈;
发表; 我要; 查看; 全部; する; を; で; に; 記事; この記事; この記事を; 하기; 기사; 쓰기; 보기;
บทความ; หน้านี้; bài viết; bài; qua; lên
""")
"""What stands beside a button's word on its label: which thing, by what way, and on which platform.
Without them a line such as NEXT VILLAGES or SHARE OF THE MARKET would be a button."""
PROMPT = re.compile(
    rf"(?i)^(?:[\W\d]*{_BESIDE})?[\W\d]*{_BUTTONS}(?:[\W\d]*(?:{_BUTTONS}|{_BESIDE})){{0,6}}[\W\d]*$"
    rf"|^{_APPEALS}"
    rf"|(?:©|\(c\)) ?(?:\d{{4}}|copyright)|copyright ©|{_RIGHTS}"
)
"""Share, print, subscribe, comment, follow and copyright lines."""
_OTHER_CASES = re.compile("[İıſΣςϐϵ\u0345\u1fbeϰµϖϱϕᲀ-ᲈ]")
"""Letters that ``re.IGNORECASE`` treats as equal to others that ``lower`` keeps different."""


def _openings() -> dict[str, tuple[tuple[str, bool, bool], ...]]:
    """Index of the phrases of ``SECTION`` and ``PROMPT``: first three letters -> (phrase in lower
    case, whether it must end at a word boundary, whether it belongs to ``SECTION``)."""
    listed = [
        (stem.lower().replace("ı", "i"), whole, number < _OF_SECTION)
        for number, (stem, whole) in enumerate(_PHRASES)
    ]
    listed.append(("copyright", False, False))
    by_start: dict[str, list[int]] = {}
    for number, (phrase, _, _) in enumerate(listed):
        by_start.setdefault(phrase[:3], []).append(number)
    index = {}
    for start in {stem[:3].lower() for stem, _ in _PHRASES} | {"cop"}:
        letters = start.replace("ı", "i")
        # Some phrases have only one or two letters.
        starts = [letters[:size] for size in range(1, len(letters) + 1)]
        numbers = sorted(number for some in starts for number in by_start.get(some, ()))
        index[start] = tuple(listed[number] for number in numbers)
    return index


_OPENINGS = _openings()
_MARKS = frozenset({"(c)", "© 1", "© 2", "©19", "©20", "© c", "©co"})
BEGINNINGS = _MARKS.union(_OPENINGS)
"""The first three characters, in lower case, of lines for which ``opening`` may be true."""


@lru_cache(maxsize=1024)  # a page repeats its labels
def opening(words: str) -> tuple[bool, bool]:
    """(whether ``SECTION`` matches a line, whether ``PROMPT`` does).

    Only one line in ten begins with one of the phrases. The index finds that out in a twentieth of
    the time that the two patterns take.
    """
    start = words[:3].lower()
    phrases = _OPENINGS.get(start)
    if phrases is None and start not in _MARKS:
        return False, False
    if phrases is None or (not words.isascii() and _OTHER_CASES.search(words)):
        return SECTION.match(words) is not None, PROMPT.match(words) is not None
    line = words.lower().replace("’", "'")
    section = prompt = False
    for phrase, whole, of_section in phrases:
        if line.startswith(phrase):
            after = line[len(phrase) : len(phrase) + 1]
            if not (whole and (after.isalnum() or after == "_")):
                section, prompt = section or of_section, prompt or not of_section
    return section, prompt and PROMPT.match(words) is not None


_LEAD = re.compile(r"[\W_]*")
_WITHIN = re.compile(_RELATED_WITHIN)
_WITHIN_ASCII = re.compile(_RELATED_WITHIN_ASCII)


def mentions_related(text: str) -> bool:
    """Whether ``RELATED`` is found in a text. It is compared in lower case, which takes a third of
    the time that ignoring case does."""
    if not text.isascii() and _OTHER_CASES.search(text):
        return RELATED.search(text) is not None
    if opening(_LEAD.sub("", text, count=1))[0]:
        return True
    within = _WITHIN_ASCII if text.isascii() else _WITHIN
    return within.search(text.lower()) is not None


UPDATED = re.compile(
    "(?i)"
    + _any_of("""
update; updated; modified; last edited; aktualisiert; stand; mis à jour; modifié; actualizad*;
atualizad*; aggiornat*; bijgewerkt; diperbarui; dikemas kini; dikemaskini; kemas kini; обновлен*;
оновлено; aktualizacja; zaktualizowano; aktualizováno; güncelle*; oppdatert; opdateret; uppdaterad;
päivitetty; cập nhật; تحديث; 更新; 修改; 수정; แก้ไข; अपडेट; अद्यतन
""")
)
"""Words beside a date of modification."""

_UNITS = (
    r"(?:s|sec(?:ond)?s?|m|min(?:ute)?s?|h|hrs?|hours?|d|days?|w|weeks?|months?|years?|sek(?:unden?)?|"
    r"minuten?|std|stunden?|tag(?:en?)?|wochen?|monate?n?|secondes?|heures?|jours?|semaines?|mois|"
    r"ans?|segundos?|minutos?|horas?|días?|dias?|semanas?|mes(?:es)?|años?|minut[oi]|or[ae]|giorn[oi]|"
    r"settiman[ae]|uur|uren|dag(?:en)?|weken|minuter|minutter|timm(?:e|ar)|timer?|dagar|dage|dager|"
    r"uker?|uger?|veckor?|detik|menit|jam|hari|minggu|bulan|minit|минут\w*|мин|час\w*|ч|дн\w*|день|"
    r"дня|недел\w*|годин\w*|хвилин\w*|хв|dakika|dk|saat|gün|hafta|minut[ya]?|godz(?:in[ay]?)?|dni|"
    r"dn(?:y|em|ů)|hodin(?:y|ou)?|óra|órája|perce?|napja|ώρ(?:α|ες)|λεπτά|ημέρες|phút|giờ|ngày|tuần)"
)
AGO = re.compile(
    r"(?i)[\W_]*(?:"
    rf"\d+\s?{_UNITS}\.?(?:\s(?:ago|fa|geleden|atrás|(?:yang )?lalu|sedan|siden|назад|тому|önce|"
    r"temu|ezelőtt|πριν|trước))?|"
    rf"(?:an?|one|una?|um|uma|en|ett|et)\s{_UNITS}\s(?:ago|fa|geleden|atrás|sedan|siden)|"
    rf"(?:vor|il y a|hace|há|for|för|przed|před|πριν(?: από)?)\s\w+\s{_UNITS}\.?(?:\ssiden)?|"
    r"just now|today|yesterday|heute|gestern|soeben|aujourd.hui|hier|hoy|ayer|hoje|ontem|oggi|ieri|"
    r"vandaag|gisteren|idag|i dag|igår|i går|tänään|eilen|hari ini|kemarin|semalam|baru saja|"
    r"сегодня|вчера|сьогодні|вчора|dziś|dzisiaj|wczoraj|dnes|včera|ma|tegnap|bugün|dün|σήμερα|χθες|"
    r"hôm nay|hôm qua|اليوم|أمس|امروز|دیروز|היום|אתמול|आज|कल|(?:منذ|قبل|לפני)\s[\w\s]{2,20}|"
    r"\d+\s?(?:秒|分|分钟|分鐘|小时|小時|時間|天|日|周|週間?|个?月)(?:之?前)|昨天|今天|昨日|今日|刚刚|"
    r"\d+\s?(?:초|분|시간|일|주|개월) ?전|어제|오늘|방금|"
    r"\d+ (?:मिनट|घंटे|दिन) (?:पहले|पूर्व)"
    r")[\W_]*"
)
"""A line that consists of the age of a story: "3 hours ago"."""

_PICTURE = _any_of("""
photo; photos; picture; pictures; pic; pix; image; file photo; photograph; foto; fotos; bild;
bilder; symbolbild; archivbild; photo d'illustration; imagen; fotografía; gambar; ilustrasi; фото;
світлина; снимка; zdjęcie; fot; fotoğraf; fotó; φωτογραφία; φωτο; صورة; تصوير; عکس; تصویر; תצלום;
צילום; फोटो; फ़ोटो; तस्वीर; ছবি; 图; 圖; 图为; 圖為; 资料图; 資料圖; 图片来源; 摄影; 攝影; 写真; 사진;
ภาพ; ảnh; picha; valokuva; kuva; nuotrauka; снимак; படம்; ఫొటో; ఫోటో; చిత్రం; ಚಿತ್ರ; ಫೋಟೋ; ചിത്രം;
ഫോട്ടോ; ਤਸਵੀਰ; ਫੋਟੋ; તસવીર; ફોટો; ඡායාරූපය; ຮູບ; រូបថត; ဓာတ်ပုံ; ფოტო; լուսանկար*; ፎቶ
""")
_SERVICES = _any_of(
    "reuters; afp; ap; epa; dpa; getty; getty images; bernama; antara; xinhua; afp photo"
)
CREDIT = re.compile(
    rf"(?i)(?:"
    # in brackets: (Photo: A. Name), (AP/B. Name)
    rf"[\(（\[]\s*(?:{_PICTURE}[^()（）]{{0,60}}|"
    rf"[^()（）\[\]]{{0,40}}\b{_SERVICES}[^()（）\[\]]{{0,30}})[\)）\]]\.?|"
    # after a dash, a bar or the last full stop: - REUTERS
    rf"[-–—|•/.]\s*(?P<plain>{_SERVICES}(?:\s?(?:photo|pic|pix|/.{{1,30}}))?|"
    r"[\w.]+ (?:pic|photo))|"
    # after its own word: Photo: A. Name
    rf"(?:{_PICTURE}|credit|crédit)\.?(?:\s+(?:by|courtesy of|credit))?\s*[:：/|=＝]\s*"
    r"(?P<after>\S.{1,60})|"
    # before a name and nothing else: Photo A. Name; after it, in Chinese and Japanese
    rf"(?<![\w-]){_PICTURE}\.?\s+(?P<bare>(?-i:(?:[^\W\d_a-zà-žа-яёіїєґά-ώ][\w.'’/-]*\s?){{1,4}}))|"
    r"(?<=[\s。！？）、])(?P<hand>[一-鿿·]{2,8})\s?(?:摄|攝|撮影|发|發|供图|供圖|提供)|"
    r"©\s*(?P<sign>\S.{1,50}))\s*$"
)
"""The credit at the end of a caption, searched in its last ``CREDIT_CHARS`` characters."""
CREDIT_CHARS = 100
CREDIT_WORD = re.compile(
    rf"(?i)^\W*(?:{_PICTURE}|credit|crédit)?(?:\s*(?:by|courtesy of|credit)(?!\w))?\W*"
)
"""Words before the name in a credit."""
_SHOWS = _any_of("""
pictured; photo shows; picture shows; file photo of; file picture of; das foto zeigt;
das bild zeigt; im bild; la photo montre; sur la photo; en la imagen; en la foto; na foto;
na imagem; nella foto; op de foto; foto menunjukkan; gambar menunjukkan; gambar hiasan; на фото;
на снимке; на світлині; na zdjęciu; na snímku; fotoğrafta; في الصورة; در تصویر; בתמונה; तस्वीर में;
ছবিতে; 图为; 圖為; 图中; 圖中; 资料照片; 資料照片; 写真は; 사진은; ในภาพ; trong ảnh
""")
CAPTION = re.compile(
    rf"(?i)^(?:(?:{_PICTURE}|caption)(?:\s*\(?file\)?)?\s*[:：|]|[(（]?{_SHOWS}|"
    r"[^。＝]{6,90}＝[^。＝]{0,14}\d{1,2}日[^。＝]{0,30}$)"
)
"""The beginning of a caption, or a Japanese caption, which ends with day, place and photographer:
＝8日午前、東京都港区、山田花子撮影."""
JOB = re.compile(
    r"(?i)(?:^|(?<=\W))"
    + _any_of("""
reporter*; correspondent*; journalist*; columnist; staff writer; redakteur*; korrespondent*;
reporterin; rédacteur; rédactrice; journaliste; correspondant*; periodista; corresponsal;
redactor*; jornalista; repórter; correspondente; giornalista; corrispondente; inviato; inviata;
redattore; redattrice; verslaggever; verslaggeefster; correspondente; redacteur; wartawan*;
pewarta; jurnalis; kontributor; корреспондент*; журналист*; обозреватель; кореспондент*;
оглядач*; репортёр; репортер*; dziennikar*; reporterka; korespondent*; novinář*; redaktor*;
reportér*; muhabir*; gazeteci*; toimittaja; journalisten; kommentator; újságíró; szerkesztő;
jurnalist*; reporteră; novinar*; dopisnik; δημοσιογράφος; ανταποκριτής; ανταποκρίτρια; مراسل*;
صحفي*; محرر; محررة; خبرنگار*; כתב; כתבת; संवाददाता; रिपोर्टर; পত্রিকা প্রতিনিধি;
নিজস্ব প্রতিবেদক; প্রতিবেদক; প্রতিনিধি; ผู้สื่อข่าว; phóng viên; mwandishi; 記者; 记者; 编辑;
기자; 특파원
""")
)
"""The author's job, beside the name in a byline or in the line below it."""
JOB_OR_CHAIR = re.compile(
    JOB.pattern
    + r"|(?:^|(?<=\W))"
    + _any_of("""
professor*; lecturer*; universit*; director of; fellow at; economist; historian; sociologist;
dozent*; historiker*; ökonom*; soziolog*; professeur*; maître*se de conférences; économiste;
historien*; sociologue; profesor*; catedrátic*; economista; historiador*; sociólog*; universidad*;
universidade; doutor*; docente; università; storico; storica; sociologo; hoogleraar; universiteit;
econoom; historicus; dosen; guru besar; universitas; pensyarah; профессор; историк; экономист;
социолог; университет*; професор*; економіст; університет*; ekonomist*; historyk; uniwersytet*;
univerzit*; profesör*; üniversite*; tarihçi; docent; universitetet; yliopisto*; egyetem*; καθηγητ*;
πανεπιστήμι*; أستاذ*; جامعة; استاد; دانشگاه; אוניברסיט*; פרופסור; प्रोफेसर; विश्वविद्यालय;
অধ্যাপক; বিশ্ববিদ্যালয়; ศาสตราจารย์; มหาวิทยาลัย; giáo sư; đại học; profesa; chuo kikuu; 教授; 大学;
大學; 교수; 대학교
""")
)
"""An author's job, or the place of a professor, below the name."""
ABOUT_AUTHOR = re.compile(
    r"(?i)\W*"
    + _any_of("""
about the author*; about the writer*; about the reporter; über den autor; über die autorin;
zum autor; zur autorin; zur person; zu den autoren; à propos de l'auteur*; l'auteur; l'autrice;
sobre el autor; sobre la autora; acerca del autor; sobre o autor; sobre a autora; l'autore;
l'autrice; sull'autore; sull'autrice; informazioni sull'autore; over de auteur; tentang penulis;
об авторе; об авторах; про автора; o autorze; o autorce; o autorovi; o autorce; yazar hakkında;
om författaren; om forfatteren; om skribenten; kirjoittajasta; a szerzőről; despre autor;
σχετικά με τον συγγραφέα; عن الكاتب; عن الكاتبة; درباره نویسنده; על המחבר; על הכותב;
लेखक के बारे में; 作者简介; 作者簡介; 关于作者; 關於作者; 筆者紹介; 著者紹介; 執筆者;
このライターについて; 저자 소개; 필자 소개; 기자 소개; về tác giả; kuhusu mwandishi
""")
    + r"\W*$"
)
"""The heading of a note about the author."""
FIELD = re.compile(
    r"(?i)(?:(?P<title>"
    + _any_of("""
headline; title; titel; schlagzeile; überschrift; titre; título; titolo; judul; tajuk; заголовок;
tytuł; titulek; başlık; otsikko; cím; titlu; τίτλος; العنوان; عنوان; כותרת; शीर्षक; 标题;
標題; タイトル; 見出し; 제목; หัวข้อ; tiêu đề
""")
    + ")|(?P<section>"
    + _any_of("""
section; category; ressort; kategorie; rubrique; catégorie; sección; categoría; seção; categoria;
sezione; categorie; kategori; kanal; rubrik; рубрика; раздел; категория; категорія; kategoria;
dział; osasto; rovat; secțiune; κατηγορία; القسم; التصنيف; دسته; מדור; श्रेणी; 栏目; 欄目; 分类; 分類;
カテゴリ; カテゴリー; 섹션; 분류; หมวดหมู่; chuyên mục
""")
    + r"))\s?[:：]\s*(?=\S)"
)
"""A field's name before the headline or the section, as databases of articles print them."""
FOOTER = re.compile(
    r"(?i)\W*"
    + _any_of("""
about us; about this site; about; contact; contact us; privacy; privacy policy; privacy notice;
cookie policy; cookies; cookie settings; terms; terms of use; terms of service;
terms and conditions; imprint; legal notice; accessibility; site map; sitemap; careers; unsubscribe;
end of document; fin du document; fin del documento; ende des dokuments; konec dokumentu;
manage preferences; view in browser; impressum; datenschutz; datenschutzerklärung; agb; kontakt;
über uns; barrierefreiheit; mediadaten; mentions légales; politique de confidentialité; cgu; cgv;
contactez-nous; qui sommes-nous; plan du site; se désabonner; se désinscrire; aviso legal;
política de privacidad; política de cookies; quiénes somos; contacto; darse de baja;
política de privacidade; termos de uso; quem somos; contato; contactos; note legali;
informativa sulla privacy; chi siamo; contatti; preferenze cookie; over ons; privacybeleid;
algemene voorwaarden; afmelden; colofon; tentang kami; redaksi; pedoman media siber; hubungi kami;
kebijakan privasi; dasar privasi; о нас; контакты; политика конфиденциальности; реклама на сайте;
о проекте; про нас; контакти; o nas; polityka prywatności; regulamin; o nás; kontakty;
ochrana osobních údajů; hakkımızda; iletişim; künye; gizlilik politikası; om oss; om os;
personvern; integritetspolicy; privatlivspolitik; tietosuoja; tietoa meistä; yhteystiedot; rólunk;
adatvédelem; despre noi; politica de confidențialitate; ποιοι είμαστε; επικοινωνία; όροι χρήσης;
من نحن; اتصل بنا; سياسة الخصوصية; شروط الاستخدام; درباره ما; تماس با ما; אודות; צור קשר;
תנאי שימוש; हमारे बारे में; संपर्क करें; गोपनीयता नीति; আমাদের সম্পর্কে; যোগাযোগ; เกี่ยวกับเรา;
ติดต่อเรา; giới thiệu; liên hệ; điều khoản sử dụng; kuhusu sisi; wasiliana nasi; 关于我们; 關於我們;
联系我们; 聯絡我們; 隐私政策; 隱私政策; 网站地图; 免责声明; このサイトについて; 運営会社; 会社概要;
プライバシーポリシー; 利用規約; お問い合わせ; サイトマップ; 회사소개; 개인정보처리방침; 이용약관;
고객센터
""")
    + r"\W*$"
)
"""A link at the foot of a page: the imprint, the terms, who runs the site."""
MAILING = re.compile(
    r"(?i)[\W\d]*"
    + _any_of("""
you can unsubscribe; you may unsubscribe; to unsubscribe; unsubscribe from; unsubscribe here;
you are receiving this; you're receiving this; you received this; you have received this;
this email was sent to; this message was sent to; manage your subscription*; manage subscription*;
manage your preferences; update your preferences; view this email; no longer want to receive;
sie erhalten diese*; sie bekommen diese*; newsletter abbestellen; vom newsletter abmelden;
newsletter verwalten; abonnement verwalten; vous recevez ce; vous recevez cet*;
pour vous désabonner; pour vous désinscrire; vous pouvez vous désabonner;
vous pouvez vous désinscrire; gérer mon abonnement; gérer vos abonnements; recibe este correo;
recibes este correo; usted recibe este; para darse de baja; puede darse de baja;
gestionar suscripci*; cancelar suscripción; você está recebendo; para cancelar a inscrição;
cancelar inscrição; ricevi questa; hai ricevuto questa; per annullare l'iscrizione;
annulla iscrizione; u ontvangt deze; je ontvangt deze; uitschrijven voor; afmelden voor;
вы получили это письмо; вы получаете это письмо; отписаться от; чтобы отписаться;
ви отримали цей лист; відписатися від; otrzymujesz tę wiadomość; otrzymujesz ten; wypisz się z;
zrezygnuj z subskrypcji; odhlásit se z; odhlásit odběr; odhlásiť odber; bu e-postayı;
abonelikten çık*; du får dette; du får det här; du modtager denne; avregistrera dig;
avsluta prenumeration*; meld deg av; afmeld nyhedsbrev; peruuta tilaus; leiratkozás a;
dezabonare; λαμβάνετε αυτό; διαγραφή από τη λίστα; hủy đăng ký; jiondoe; berhenti berlangganan;
anda menerima e*; تلقيت هذه الرسالة; لإلغاء الاشتراك; إلغاء الاشتراك; لغو اشتراک; להסרה מרשימת;
सदस्यता समाप्त; सदस्यता रद्द; ยกเลิกการรับ; 取消订阅; 退订; 取消訂閱; 配信停止; 購読を解除;
수신 거부; 수신거부; 구독 취소
""")
)
"""The beginning of a line about the letter itself: why it was sent, how to unsubscribe."""
TOPICS = re.compile(
    r"(?i)\W*"
    + _any_of("""
tags; tag; topics; related topics; more on these topics; topics in this article; filed under;
keywords; schlagworte; schlagwörter; stichworte; themen; themen in diesem artikel; mots-clés;
mots clés; thèmes; thématiques; étiquettes; archivado en; etiquetas; temas; temas relacionados;
palabras clave; tópicos; assuntos; tudo sobre; palavras-chave; argomenti; etichette;
parole chiave; onderwerpen; trefwoorden; topik; topik terkait; kata kunci; теги; темы; тэги;
ключевые слова; ключові слова; tagi; słowa kluczowe; štítky; témata; klíčová slova; etiketler;
konular; ämnen; emner; emneord; stikord; avainsanat; aiheet; címkék; etichete; ετικέτες;
тагови; oznake; الوسوم; وسوم; الكلمات المفتاحية; برچسب ها; برچسب‌ها; תגיות; टैग; ট্যাগ; แท็ก;
từ khóa; chủ đề; mada; 标签; 標籤; 关键词; 關鍵字; タグ; キーワード; 태그; 키워드
""")
    + r"\W*$"
)
"""The heading of the story's topics, each on a line of its own."""
