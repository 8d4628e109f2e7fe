"""Words of headings over lists of other stories: "Latest news", "Most read", "You may also like".

``plaintext/words.py`` has the words that also open a line with a single headline ("Read also: …").
The classifier's features use those; the words here only decide about headings. In the lists
phrases are separated by semicolons, case is ignored, and a star stands for any ending of the word.
"""

from __future__ import annotations

import re
from functools import lru_cache

from scraper.extractors.plaintext.words import mentions_related

_LATEST = """
latest articles; latest updates; latest from; latest in; latest on; latest obituar*; latest blog*;
latest videos; recent stories; recent headlines; recent obituar*; recent updates; recent blog*;
recent entries; recently published; newest articles; newest posts; new articles; breaking news;
just in; news feed; newsfeed; newswire; previous articles; previous stories; past articles;
earlier stories; older posts; today's news; today's headlines; top headlines; headlines today;
this week's news; neueste; die neuesten; neuste; neues aus; aktuelles aus; aktuelle artikel;
aktuelle beiträge; aktuelle themen; letzte meldungen; letzte beiträge; letzte artikel; jüngste;
frühere artikel; eilmeldungen; newsticker; nachrichtenticker; schlagzeilen; top-themen; topthemen;
top-meldungen; derniers articles; dernières infos; dernières news; dernières publications;
dernières brèves; les dernières; les derniers articles; articles récents; actualités récentes;
l'actualité en; l'actu en; le fil info; fil info; fil d'actu*; en continu; nos derniers; à la une;
últimos artículos; últimas entradas; últimas novedades; últimas publicaciones; lo último;
lo más reciente; entradas recientes; noticias recientes; artículos recientes;
noticias de última hora; noticias del día; titulares del día; noticias anteriores;
noticias destacadas; últimos artigos; últimas postagens; últimas publicações; últimas do;
últimas de; posts recentes; artigos recentes; notícias recentes; notícias de última hora;
notícias anteriores; notícias em destaque; destaques do dia; ultimi articoli; ultime news;
ultime da; ultime dal; ultimi post; ultime pubblicazioni; ultim'ora; ultimissime; articoli recenti;
notizie recenti; notizie del giorno; le ultime; gli ultimi articoli; in primo piano;
laatste nieuws; laatste berichten; laatste artikelen; het laatste; recente artikelen;
recente berichten; recent nieuws; nieuwste artikelen; net binnen; nieuwsoverzicht; jongste nuus;
nuutste; onlangse; siste nyheter; siste saker; siste artikler; siste fra; siste innlegg; siste om;
nyeste; seneste artikler; seneste indlæg; seneste fra; seneste om; senaste; det senaste;
de senaste; nyligen; nytt från; just nu; dagens nyheter; nýjustu; nýjast*; nýlegar; uusimmat;
viimeisimmät; viimeksi; tuoreet; uutisvirta; juuri nyt; päivän uutiset; viimased; värsked; uusimad;
uudisvoog; värske; jaunākie; jaunākās; jaunākais; pēdējās ziņas; ziņu lente; šobrīd aktuāli;
naujausi*; naujienų srautas; naujienų juosta; paskutinės; šios dienos; dienos naujienos;
kitos naujienos; najnowsze; ostatnie; ostatnio dodane; nowe artykuły; z ostatniej chwili;
aktualności z; nejnovější; poslední zprávy; poslední články; aktuální zprávy; nové články;
starší články; zprávy dne; najnovší*; najnovšie; posledné správy; posledné články; aktuálne správy;
správy dňa; legutóbbi; legújabb; hírfolyam; friss cikkek; friss bejegyzések; korábbi cikkek;
a nap hírei; ultimele; cele mai noi; cele mai recente; articole recente; postări recente;
știrile zilei; ştirile zilei; stiri recente; ultima oră; най-нови; най-ново; последно; последни;
актуално; още от деня; новините днес; новини от деня; последни вести; најнови; последно објавено;
вести од денот; најновије; последње вести; последње; најновије из; вести дана; ostale novosti;
najnovij*; posljednje; poslednje; zadnje vijesti; zadnje novice; zadnje objav*; vesti dana;
vijesti dana; najnovejše; najnovejši; aktualno iz; novice dneva; sveže novice; lajmet e fundit;
lajme të fundit; lajmi i fundit; të fundit; postimet e fundit; më të rejat; artikujt e fundit;
τελευταία νέα; τελευταίες ειδήσεις; τελευταία άρθρα; τα τελευταία; πρόσφατα άρθρα; πρόσφατα νέα;
πρόσφατες; ροή ειδήσεων; ροή; νεότερα; σήμερα στο; son dakika; son eklenen*; son yazılar;
son gelişme*; son makaleler; güncel haberler; günün haberleri; geçmiş haberler; önceki haberler;
en yeni; yeni haberler; haber akışı; gündemden; son xəbərlər; ən son; xəbər lenti; günün xəbərləri;
yeni xəbərlər; xəbərlər lenti; соңғы жаңалықтар; соңғы; жаңа материалдар; жаңалықтар таспасы;
басты жаңалықтар; акыркы; соңку кабарлар; кабарлар тасмасы; so'nggi; soʻnggi; so‘nggi;
oxirgi yangiliklar; yangiliklar tasmasi; kun yangiliklari; сўнгги; охирги; soňky habarlar; охирин;
навтарин; хабарҳои охирин; хабарҳои тоза; последние; свежие новости; свежие материалы; новости дня;
новости сегодня; новости за день; новости часа; новости к этому часу; главное за; главное сегодня;
главное к; главные события; главные темы; лента новостей; лента; новое на сайте; недавние;
новые материалы; новые статьи; новости партнёров; предыдущие новости; останні; свіжі новини;
найсвіжіші; новини дня; новини за день; головне за; головні новини; стрічка новин; стрічка;
нові матеріали; попередні новини; апошнія; стужка навін; свежыя навіны; навіны дня; галоўнае за;
галоўныя навіны; ბოლო სიახლეები; ბოლო ამბები; უახლესი; ახალი ამბები; სიახლეები; დღის ამბები; ბოლო;
სხვა სიახლეები; լրահոս; վերջին լուրեր*; վերջին նորություններ*; վերջին; նորություններ; օրվա լուրեր*;
կարևոր լուրեր; հետաքրքիր; թարմ լուրեր; חדשות אחרונות; כתבות אחרונות; מבזקים; עדכונים אחרונים;
הכי חדש; אחרונים; חדשות היום; פוסטים אחרונים; הכתבות האחרונות; מאמרים אחרונים; أحدث; آخر الأنباء;
آخر المقالات; آخر المستجدات; آخر التحديثات; آخر المواضيع; أخبار اليوم; أهم الأخبار; أخبار عاجلة;
عاجل; أبرز الأخبار; الأخبار العاجلة; المقالات الأخيرة; أخبار سابقة; أحدث المقالات; أخر الأخبار;
اخر الاخبار; احدث الاخبار; تازه ترین; جدیدترین*; آخرین; اخبار روز; مهم‌ترین*; مهمترین*; اخبار مهم;
خبرهای تازه; خبرهای امروز; تازه‌ها; سرخط خبرها; تازہ ترین; تازہ خبر*; حالیہ خبر*; آج کی خبر*;
اہم خبر*; وروستي خبرونه; تازه خبرونه; نوې لیکنې; نووترین; دوایین هەواڵ*; نوێترین; نوێترین هەواڵ*;
nûçeyên dawî; nûçeyên nû; xeberên dawî; ताज़ा; ताजा; हाल की; लेटेस्ट; नवीनतम; मुख्य समाचार;
बड़ी खबर*; आज की; टॉप न्यूज़; टॉप न्यूज; ब्रेकिंग; ताज्या बातम्या; ताज्या; नवीन बातम्या;
मुख्य बातम्या; भर्खरै; भर्खर; पछिल्लो; पछिल्ला; नयाँ समाचार; भखरै प्रकाशित; सर्वशेष; সর্বশেষ;
সদ্যপ্রাপ্ত; সাম্প্রতিক; এই মুহূর্তে; নতুন খবর; শেহতীয়া; તાજા સમાચાર; તાજેતરના; નવીનતમ; લેટેસ્ટ;
મુખ્ય સમાચાર; ਤਾਜ਼ਾ; ਤਾਜਾ; ਤਾਜ਼ੀਆਂ; ਮੁੱਖ ਖ਼ਬਰਾਂ; அண்மைச் செய்திகள்; அண்மை; சமீபத்திய;
புதிய செய்திகள்; தற்போதைய செய்திகள்; லேட்டஸ்ட்; முக்கிய செய்திகள்; తాజా; లేటెస్ట్; ముఖ్య వార్తలు;
ಇತ್ತೀಚಿನ; ತಾಜಾ; ಪ್ರಮುಖ ಸುದ್ದಿ*; പുതിയ വാർത്തകൾ; ഏറ്റവും പുതിയ; ലേറ്റസ്റ്റ്; പ്രധാന വാർത്തകൾ;
നവീന വാർത്ത*; නවතම; අලුත්ම; අලුත් පුවත්; ନୂଆ ଖବର; ସଦ୍ୟତମ; ข่าวใหม่; ล่าสุด; ข่าวเด่น; ข่าววันนี้;
บทความล่าสุด; ข่าวสารล่าสุด; เรื่องล่าสุด; ข่าวเด่นประเด็นร้อน; ข่าวฮิต; ຂ່າວລ່າສຸດ; ຂ່າວຫຼ້າສຸດ;
ຂ່າວໃໝ່; ព័ត៌មានថ្មី*; ព័ត៌មាន​ថ្មី; អត្ថបទថ្មី*; ព័ត៌មានចុងក្រោយ; နောက်ဆုံးရ*; နောက်ဆုံး သတင်း*;
နောက်ဆုံးရသတင်း*; သတင်းသစ်*; tin mới nhất; tin tức mới; bài mới; bài viết mới; mới nhất; tin nóng;
tin nổi bật; tin cùng ngày; tin đã đưa; các tin khác; tin cũ hơn; tin trước đó; berita baru;
kabar terbaru; terkini; terbaru; artikel terbaru; pos terbaru; tulisan terbaru; berita utama;
topik terkini; berita hari ini; berita sebelumnya; berita terdahulu; artikel terkini; pinakabago*;
pinakahuling balita; pinakahuling; bagong balita; mga bagong; mga balita; habari za hivi punde;
habari mpya; habari kuu; za hivi karibuni; makala mpya; habari za karibuni; taarifa mpya;
zilizotangulia; sababbin labarai; labarai na baya; labaran yanzu; labarai masu zuwa; ìròyìn tuntun;
akụkọ ọhụrụ; wararka ugu; warar cusub; wararkii ugu; war kale; የቅርብ ጊዜ; አዳዲስ ዜና*; ትኩስ ዜና*; አዲስ ዜና*;
የቅርብ ዜና*; ዋና ዜና*; izindaba zakamuva; izindaba ezintsha; iindaba zamva; сүүлийн мэдээ;
сүүлд нэмэгдсэн; шинэ мэдээ; шинэ нийтлэл; сүүлийн; онцлох мэдээ; 最新文章; 最新资讯; 最新資訊;
最新动态; 最新動態; 最新报道; 最新報導; 最新发布; 最新發布; 最新更新; 最新上架; 即时新闻; 即時新聞;
今日要闻; 今日頭條; 今日头条; 要闻; 要聞; 头条新闻; 滚动新闻; 滾動新聞; 近期文章; 近期新聞;
焦点新闻; 焦點新聞; 往期; 上一篇; 新着記事; 新着ニュース; 新着; 最新記事; 最新ニュース; 最新の記事;
最近の記事; 最近の投稿; 速報; ニュース一覧; 主要ニュース; 直近の記事; 注目の記事; 注目ニュース;
ピックアップ; 過去の記事; 최신 기사; 최신기사; 최신 뉴스; 최신뉴스; 최근 기사; 최근기사; 최근 글;
최근글; 주요 기사; 주요기사; 주요 뉴스; 주요뉴스; 실시간 뉴스; 오늘의 뉴스; 속보; 헤드라인;
이 시각; 다른 기사; darreres notícies; últimes notícies; últims articles; entrades recents;
el més recent; darreres entrades; últimas novas; novas recentes; azken albisteak; azkenak;
azken berriak; azken ordukoak; azken artikuluak; y diweddaraf; newyddion diweddaraf;
straeon diweddaraf; erthyglau diweddar; is déanaí; nuacht is déanaí; na scéalta is déanaí; is nua;
l-aħħar aħbarijiet; l-aħħar; aħħar aħbarijiet; lescht artikelen; lescht noriichten
"""
_MOST_READ = """
most-read; most commented; most discussed; most watched; most emailed; most clicked; most recent;
most important; most interesting; popular articles; popular stories; popular posts; popular news;
popular in; popular on; popular this; popular right now; popular now; best read; trending now;
trending in; hot topics; hot news; hot stories; top articles; top posts; top 5; top 10;
stories of the week; what others are reading; what people are reading; others are reading;
people are reading; readers also; also popular; must read; must-read; most liked; meist gelesen*;
am meisten gelesen*; meistgeklickt*; meistkommentiert*; meistgesehen*; beliebte artikel;
beliebteste; beliebte beiträge; beliebt; top-artikel; top artikel; das lesen andere;
das wird gelesen; viel gelesen; les plus lu*; les plus populaires; les plus consult*;
les plus partag*; les plus comment*; les plus vus; articles populaires; les articles les plus;
le plus lu; articles les plus lus; populaires; vu sur; lo más visto; lo más leido; lo más popular;
lo más comentado; lo más compartido; más leídas; más leídos; más vistas; más vistos; más populares;
las más leídas; los más leídos; artículos más leídos; noticias más leídas; populares;
artículos populares; tendencias; mais lidos; as mais lidas; mais vistas; mais populares;
mais comentadas; mais acessadas; mais recentes; os mais lidos; em alta; notícias mais lidas;
più letti; più lette; le più lette; i più visti; più popolari; più commentati; articoli più letti;
notizie più lette; i più popolari; di tendenza; populair; populaire artikelen; meest bekeken;
meest populair; best gelezen; meest besproken; mees gelees*; mees gewild*; gewildste; mest sett;
mest sedd*; mest set; mest lästa; mest delt; mest delade; mest kommenter*; mest populær*;
mest populära; populært; populära; populære; mest klikk*; mest besökta; topplista; mest læste;
mest lesne; mest leste; mest lesið; mest lesnar; vinsæl*; mest skoðað; luetuim*; katsotuim*;
suosituim*; suosittua; suositut; kommentoiduim*; enimloetud; loetumad; loetuim*; populaarsed;
populaarsem*; vaadatuim*; kommenteeritud; lasītāk*; populārāk*; skatītāk*; komentētāk*;
visvairāk lasī*; skaitomiaus*; populiariaus*; populiaru; komentuojamiaus*; žiūrimiaus*;
labiausiai skaitom*; dažniausiai skaitom*; najczęściej; najpopularniejsze; najchętniej czytane;
popularne; popularne artykuły; najczęściej komentowane; na topie; nejčtenější; nejčtenějších;
nejsledovanější; nejnavštěvovanější; nejkomentovanější; nejoblíbenější; populární; čtenáři čtou;
najčítan*; najsledovanejšie; najobľúbenejšie; najpopulárnejšie; populárne; najdiskutovanejšie;
legnépszerűbb*; népszerű; legtöbbet olvas*; legnézettebb*; legtöbbet; cele mai citite;
cele mai populare; cele mai vizualizate; cele mai comentate; cele mai accesate; cele mai văzute;
populare; cele mai vazute; най-четен*; най-популярн*; най-коментиран*; най-гледан*; популярни;
горещи теми; најчитан*; најпопуларн*; најгледан*; популарно; најкоментиран*; popularno; najčitan*;
najgledan*; najpopularn*; najkomentiran*; najbolj bran*; najbolj gledan*; najbolj komentiran*;
priljubljen*; najbolj prebiran*; më të lexuarat; më të lexuara; më të lexuar*; më të klikuar*;
më të ndjekur*; më të shikuar*; më të komentuar*; të preferuarat; popullore; δημοφιλή;
δημοφιλέστερα; τα δημοφιλή; τα πιο διαβασμένα; πιο διαβασμένα; τα πιο δημοφιλή; πιο δημοφιλή;
δημοφιλείς; τα πιο πολυδιαβασμένα; en çok; popüler; trend haberler; çok izlenen*; öne çıkan*;
günün öne çıkan*; çok konuşulan*; ən çox oxunan*; çox oxunan*; ən çox; populyar; ең көп оқылған*;
көп оқылған*; танымал; ең танымал; эң көп окулган*; көп окулган*; популярдуу; eng ko'p o'qilgan*;
eng koʻp oʻqilgan*; ko'p o'qilgan*; ko‘p o‘qilgan*; eng ko‘p o‘qilgan*; mashhur; ommabop;
кўп ўқилган*; энг кўп; аз ҳама бештар; маъмул; самое читаемое; самые читаемые; самое популярное;
самое обсуждаемое; самое интересное; самые популярные; популярные; популярная; читаемое;
обсуждаемое; топ новостей; топ-5; топ-10; топ недели; топ дня; сейчас читают; сейчас обсуждают;
читают сейчас; выбор читателей; интересное; актуальное; горячие темы; найпопулярніш*; найчитаніш*;
популярні; популярне; найбільш читан*; зараз читають; топ новин; топ тижня; цікаве; актуальне;
самае чытанае; самае папулярнае; папулярнае; папулярныя; ყველაზე კითხვადი; პოპულარული;
ყველაზე პოპულარული; მკითხველის რჩეული; ყველაზე წაკითხვადი; ამ კატეგორიაში; ամենաընթերցված*;
ամենադիտված*; ամենաշատ*; շատ ընթերցված*; հանրաճանաչ; ընթերցված*; հայտնի; הנקראות ביותר; הכי נקרא*;
הנקראים ביותר; הכי נצפות; הנצפות ביותר; הנצפים ביותר; הכי פופולרי*; פופולרי; נצפות; הכי מדובר*;
חם ברשת; الأكثر; الاكثر; الأعلى قراءة; الأعلى مشاهدة; مقالات شائعة; شائع; رائج; الأكثر شيوعا;
پربازدید*; پربیننده*; پر بازدید*; پرخواننده*; پربحث*; محبوب‌ترین*; محبوبترین; پرمخاطب*; داغ‌ترین*;
پرطرفدار*; پربازدیدترین; سب سے زیادہ; مقبول ترین; مقبول; زیادہ پڑھی; ډېر لوستل شوي;
زۆرترین خوێندراوە*; herî zêde; सबसे ज्यादा पढ़*; सबसे अधिक पढ़*; सर्वाधिक पढ़*; लोकप्रिय;
ट्रेंडिंग; सबसे लोकप्रिय; सर्वाधिक वाच*; सर्वाधिक; सबसे ज़्यादा; धेरै पढिए*; धेरै पढि*; धेरैले;
ट्रेन्डिङ; चर्चित; জনপ্রিয়; সর্বাধিক পঠিত; সর্বাধিক; পাঠকপ্রিয়; বেশি পঠিত; আলোচিত; সবচেয়ে পঠিত;
সর্বাধিকপঠিত; সবচেয়ে জনপ্রিয়; સૌથી વધુ વંચાયેલ*; લોકપ્રિય; ટ્રેન્ડિંગ; સૌથી વધુ; ਸਭ ਤੋਂ ਵੱਧ;
ਪ੍ਰਸਿੱਧ; ਹਰਮਨ ਪਿਆਰੀਆਂ; அதிகம் படி*; அதிகம் வாசிக்க*; பிரபலமான; டிரெண்டிங்; அதிகம் பார்க்க*;
ఎక్కువ మంది చదివిన; ఎక్కువగా చదివిన; ట్రెండింగ్; పాపులర్; హెచ్చు మంది; ಹೆಚ್ಚು ಓದಿದ*; ಜನಪ್ರಿಯ;
ಟ್ರೆಂಡಿಂಗ್; ಹೆಚ್ಚು ಓದಲ್ಪಟ್ಟ*; കൂടുതൽ വായിച്ച*; കൂടുതൽ പേർ; ട്രെൻഡിങ്; ജനപ്രിയ; ഏറ്റവുമധികം;
වැඩිපුරම; ජනප්‍රිය; වැඩියෙන්ම; ଲୋକପ୍ରିୟ; ଅଧିକ ପଢ଼*; ยอดนิยม; ข่าวยอดนิยม; ข่าวฮอต; อ่านมากที่สุด;
เรื่องยอดนิยม; ข่าวที่มีคนอ่าน; มาแรง; ຍອດນິຍົມ; ອ່ານຫຼາຍ; ພາກນິຍົມ; ពេញនិយម; អានច្រើន;
ព័ត៌មានពេញនិយម; လူဖတ်အများ*; လူကြိုက်များ*; အဖတ်အများ*; xem nhiều; đọc nhiều; tin đọc nhiều;
tin xem nhiều; nhiều người đọc; được quan tâm; đáng chú ý; nổi bật; được xem nhiều; bài đọc nhiều;
terbanyak dibaca; paling banyak; paling popular; paling dibaca; paling populer; paling dicari;
populer; popular minggu; trending hari; sedang tren; banyak dibaca; banyak dibicarakan;
sedang hangat; topik popular; hangat; viral; pinakabasa*; pinaka-basa*; pinakapopular; patok;
pinakanabasa; zinazosomwa; zilizosomwa; zinazovuma; zinazopendwa; maarufu; habari maarufu;
wanda aka fi karantawa; mafi shahara; wanda aka fi; an fi karantawa; ugu badan ee;
ugu akhriska badan; ugu badan; በብዛት የተነበቡ; ብዙ የተነበቡ; ታዋቂ; okufundwe kakhulu; ezifundwa kakhulu;
их уншсан; их уншигдсан; хамгийн их; эрэлттэй; трэнд; 阅读排行; 閱讀排行; 热门; 熱門; 点击排名;
排行榜; 热点新闻; 热点; 熱點; 热文; 一周热门; 人气; 人氣; 最受欢迎; 最受歡迎; 熱搜; 热搜; 最多人看;
阅读榜; 热榜; 本周热点; 本周排行; 新闻排行; 新聞排行; 点击榜; ランキング; よく読まれている;
人気の記事; 人気ニュース; 人気の; 注目記事; アクセス数; 話題の; 注目の; 많이 읽은*; 인기기사;
인기뉴스; 인기 글; 인기글; 가장 많이*; 댓글 많은*; 핫이슈; 실시간 인기*; 조회수; 인기; més llegi*;
el més llegit; més vistes; més vist; més populars; el més vist; o máis lido; máis lidas;
o máis visto; máis vistas; irakurriena*; ikusiena*; gehien irakurri*; darllenwyd fwyaf;
mwyaf poblogaidd; y mwyaf; poblogaidd; is mó léamh; is coitianta; an chuid is mó léite;
l-aktar moqrija; l-aktar; meescht gelies*
"""
_MAY_LIKE = """
you might like; you may be interested; you might be interested; you may have missed;
you might have missed; you'll also like; you will also like; you'd also like; people also;
if you liked this; liked this; like this; if you enjoyed; recommended for you; suggested for you;
suggested articles; suggested reading; suggestions; our picks; our recommendations; top picks;
picked for you; selected for you; handpicked; read these next; read this next; read on;
what's next; next articles; next stories; next up; keep reading; continue reading; further reading;
see more; similar articles; similar stories; similar posts; similar news; similar recipes;
linked stories; what to read; have you read; did you read; did you miss; don't miss;
editor's choice; editors' choice; editorial picks; staff picks; featured articles;
featured stories; in focus; in other news; in this section; in this series; also in; also on;
also of interest; also by; further articles; further stories; further news; other articles;
other posts; other topics; others also read; explore more; discover more; discover also;
around the web; on this topic; on this subject; on the same topic; on the same subject; same topic;
same author; same category; by the same author; by this author; more like this; more by;
more about; more posts; more topics; more coverage; more local; more recipes; more reviews;
more interviews; more videos; more reading; more great; more obituar*; stories like this;
stories for you; next in; previous in; also interesting; also interested; das könnte dich*;
das könnte auch; das könnte ihnen; könnte sie auch; auch lesenswert; lesenswert; lesetipp*;
unsere empfehlung*; empfohlen*; empfehlung*; passend zum thema; passend dazu; ähnliche; verwandte;
mehr zu; mehr über; mehr von; mehr lesen; mehr dazu; mehr beiträge; mehr themen; mehr meldungen;
mehr lokales; weitere beiträge; weitere news; weitere infos zum thema; weiterlesen; weiterführende;
weitere storys; weitere videos; nicht verpassen; nichts verpassen; schon gelesen; schon gewusst;
haben sie schon; auch spannend; auch das noch; aus dem ressort; aus dieser rubrik; andere leser*;
leser interessier*; für sie empfohlen; für dich empfohlen; für sie ausgewählt;
redaktionsempfehlung*; im fokus; aus der region; vom selben autor; vom gleichen autor; alle folgen;
alle teile; die serie; vous aimerez*; vous pourriez*; ceci pourrait*; cela pourrait*; ça pourrait*;
ces articles*; à découvrir*; à voir aussi; à ne pas manquer; à ne pas rater; ne manquez pas;
ne ratez pas; nos recommandations; recommandé*; recommandations; notre sélection; sélectionné*;
suggestion*; dans la même*; dans le même*; du même auteur; du même sujet; de la même rubrique;
sur ce sujet; sur ce thème; autour du même; plus d'articles; plus d'infos; plus de; et aussi;
lire également; lisez aussi; lisez également; lire la suite; lire plus; pour aller plus loin;
pour approfondir; articles connexes; contenus similaires; articles associés; articles suggérés;
d'autres articles; nos autres; autres actualités; autres infos; autres news; notre dossier;
le dossier; à lire; à consulter; voir plus; te podría*; te pueden*; te recomendamos; le puede*;
le podría*; puede interesar*; puede que te*; quizá te*; quizás te*; podría interesar*;
no te pierdas; no se pierda; recomendado*; recomendada*; recomendamos; recomendacion*; sugerencias;
selección; destacado*; destacada*; más artículos; más de; más en; más historias; más información;
más contenido; más entradas; artículos relacionados; entradas relacionadas; contenido relacionado;
artículos similares; sobre este tema; del mismo autor; de este autor; en esta sección;
sigue leyendo; seguir leyendo; otros artículos; otros temas; otras noticias; otras entradas;
tal vez te*; le recomendamos; você pode*; você também*; talvez você*; pode gostar*;
pode interessar*; poderá também*; poderá gostar*; poderá interessar*; também pode*; também poderá*;
pode ser que*; não perca; não deixe de*; recomendados; recomendadas; recomendações; sugestões;
sugeridos; sugeridas; destaques; artigos relacionados; conteúdo relacionado; matérias relacionadas;
posts relacionados; mais artigos; mais de; mais em; mais conteúdo; mais do; mais da; mais matérias;
outros artigos; outras matérias; outros posts; outras publicações; sobre o tema; do mesmo autor;
continue lendo; continue a ler; continuar a ler; leia mais; ler mais; ler também; veja a seguir;
a não perder; saiba mais; relacionad*; ti potrebbe*; ti potrebbero*; potrebbero interessarti*;
potrebbe interessare*; potrebbe anche*; potrebbero anche*; forse ti*; può interessarti*;
ti consigliamo; consigliat*; raccomandat*; da non perdere; non perdere; non perderti; per te;
scelti per te; suggerit*; articoli simili; articoli collegati; notizie correlate; altre news;
altri post; altri contenuti; altro da; altro su; altre storie; sullo stesso*; sull'argomento;
dello stesso autore; dello stesso argomento; nella stessa categoria; leggi pure; leggi altro;
continua a leggere; approfondiment*; vedi anche; guarda anche; scopri anche; in evidenza;
dit vind je*; ook interessant; misschien vind*; misschien ook*; wellicht interessant*; aanbevolen;
aanrader*; tips van de redactie; gerelateerde*; verwant*; soortgelijk*; vergelijkbaar*;
andere artikelen; andere berichten; andere nieuws; ander nieuws; overig nieuws; meer artikelen;
meer berichten; meer van; meer uit; meer in; meer verhalen; lees ook deze; lees hierna;
lees verder; mis niet; niet te missen; uitgelicht; in dit dossier; uit de regio;
van dezelfde auteur; net gemist; jy mag ook*; dalk stel jy*; jy sal ook*; verwante*; meer nuus;
ander nuus; lees ook; aanbeveel*; moenie misloop*; kanskje du*; kanskje liker*; anbefalt*;
anbefal*; relaterte; relatert*; lignende; flere saker; flere artikler; flere nyheder; mer fra;
mer om; mer i; mer på; andre saker; andre artikler; andre leser; andre leste; ikke gå glipp;
les mer om; les også om; utvalgt*; andre nyheder; du kan også*; du vil måske*; måske er du*;
måske du*; måske kan du*; mere fra; mere om; mere i; relaterede; relateret*; flere historier;
andre læser; andre læste; gå ikke glip; udvalgt*; redaktionen anbefaler; vi anbefaler; læs videre;
du kanske*; kanske du*; relaterade; relaterat*; liknande; fler artiklar; fler inlägg; fler från;
fler nyheter; mer från; mer inom; missa inte; rekommenderas; rekommenderade; rekommenderat;
vi rekommenderar; andra läser; andra läste; andra artiklar; läs vidare; utvalt; utvalda; i fokus;
på samma tema; samma ämne; aðrar fréttir; fleiri fréttir; fleira; tengt efni; tengdar*; tengt;
svipað*; svipaðar*; þú gætir*; meira frá; meira um; meira úr; lestu einnig; sjá einnig; ekki missa;
mælt með; luitko; oletko jo lukenut*; oletko lukenut; lue seuraavaksi; lue nämä; sinua voisi*;
sinua saattaisi*; saatat pitää*; voisit pitää*; voit myös pitää*; suosittele*; suositukset;
muut uutiset; muita uutisia; muut artikkelit; muita artikkeleita; muita juttuja; lisää samasta*;
lisää aiheesta; lisää tältä*; lisää kirjoittajalta*; samasta aiheesta; samankaltais*; liittyvät*;
aiheesta lisää; älä missaa; poimintoja; poiminnat; toimitus suosittelee; nosto*; katso myös;
loe lisaks; loe veel; sind võib*; sind võivad*; teid võib*; teised uudised; muud uudised; muu;
teised artiklid; samal teemal; sarnased; soovitame; soovitatud; soovitus*; veel samal teemal;
veel uudiseid; ära maga maha; toimetus soovitab; vaata ka; vēl par*; par šo tēmu; citas ziņas;
citi raksti; vairāk rakstu; vairāk par*; līdzīgi raksti; līdzīg*; iesakām; iesakam; ieteicam*;
jums varētu*; tevi varētu*; tev varētu*; jūs varētu*; nepalaid garām; redakcija iesaka; vēl šajā*;
skaitykite taip pat; kiti straipsniai; kitos temos; daugiau straipsnių; daugiau iš; daugiau apie;
panašūs*; panašios*; rekomenduoja*; siūlome*; jums gali*; jus gali*; tau gali*; gali sudominti;
jums taip pat*; taip pat skaityk*; nepraleiskite; šia tema; susiję; redakcija rekomenduoja;
zainteresuje*; może cię*; może ci*; może cię zainteresować; mogą cię*; mogą ci*;
może zainteresować*; to może*; te artykuły*; warto przeczytać; warto zobaczyć; polecamy także;
polecamy również; polecam; polecane artykuły; rekomendowane; rekomendacj*; podobne; powiązane;
pozostałe; inne artykuły; inne wiadomości; inne z tej*; więcej z*; więcej na temat; więcej o*;
więcej artykułów; więcej wiadomości; na ten temat; w tym temacie; nie przegap; nie przegapcie;
czytaj dalej; przeczytaj; zobacz więcej; z tej samej kategorii; tego samego autora; wybór redakcji;
wybrane dla*; wyróżnione; sprawdź też; mohlo by*; mohlo by se*; mohlo by vás*; doporučujeme;
doporučené; doporučeno; podobné; další články; další z*; další zprávy*; více z*; více k*; více o*;
k tématu; na toto téma; z rubriky; přečtěte si; čtěte dále; nepřehlédněte; nenechte si ujít;
mohlo vám*; ostatní čtou; výběr redakce; tip redakce; související články; v tomto seriálu;
ze stejné rubriky; odporúčame; odporúčané; podobné články; ďalšie články; ďalšie z*; viac z*;
viac o*; viac k*; na tému; k téme; súvisiace*; nenechajte si*; neprehliadnite; môže vás*;
mohlo by ťa*; prečítajte si*; čítajte ďalej; výber redakcie; érdekelheti*; ez is érdekel*;
ezek is érdekel*; ezt is*; ezeket is*; önt is*; olvasson tovább; olvasd el*; olvassa el*;
olvasd tovább; ajánljuk; ajánlott; ajánló; hasonló*; további cikkek; további hírek; további*;
több hír*; még több*; a témában; ugyanebben*; ne maradj le*; ne hagyja ki*; szerkesztőség ajánl*;
kapcsolódó*; a rovat*; ți-ar putea*; ți-ar plăcea*; te-ar putea*; v-ar putea*; te-ar interesa*;
v-ar interesa*; ar putea să te*; ar putea să vă*; recomandat*; recomandări*; recomandăm;
articole recomandate; articole asemănătoare; articole din*; articole conexe; alte articole;
alte noutăți; mai multe*; mai mult din*; citește și*; citeşte şi*; citește mai*;
citește continuarea; vezi și*; vezi şi*; vezi mai*; nu rata*; nu ratați*; pe aceeași temă;
pe același*; de același autor; din aceeași*; știri din*; similare; може да ви*; може да те*;
може би ще*; може да харесате*; може да се*; препоръч*; подобни*; други новини; други статии;
други; още от*; още за*; още по*; още статии; повече от*; повече по*; по темата; от категорията;
от същия автор; от рубриката; вижте също; виж още; виж също; прочети още; прочетете*; прочети и*;
не пропускайте; не пропускай; избрано*; избор на редактора; сродни; слични*; можеби ќе*;
можеби ве*; ве препорачуваме; препорач*; препорачано; други вести; останати вести; останато;
повеќе од*; повеќе за*; повеќе вести; прочитај*; прочитајте*; погледнете*; не пропуштајте;
од истата категорија; можда ће вас*; можда вас*; можда ти*; препоручујемо; препоручено; препорука;
слично; слични текстови; остале вести; друге вести; још из*; још вести; више из*; више о*;
више вести; повезано; повезан*; погледајте и*; не пропустите; из рубрике; из исте рубрике;
од истог аутора; možda će vas*; možda vas*; možda ti*; moglo bi vas*; mogli bi vas*; vas zanima;
preporuč*; izdvajamo; izdvojeno; slično; slični*; slične*; ostalo; druge vijesti; druge vesti;
još iz*; još vijesti; još vesti; više iz*; više o*; više vijesti; više vesti; pogledajte i*;
pogledajte još; pročitajte još; ne propustite; nemojte propustiti; iz rubrike; iz iste*;
od istog autora; na istu temu; vezano; vezane*; povezane*; povezano; iz kategorije; morda vas*;
morda te*; morda bo*; morda vam*; priporoč*; podobn*; druge novice; druge objave; ostale novice;
drugi članki; več iz*; več o*; več novic; še več*; preberite tudi*; preberite še*; poglejte še*;
ne spreglejte; ne zamudite; na isto temo; povezan*; mund t'ju*; mund të ju*; ju mund*; mund të të*;
mund t'ju pëlqejë; ju rekomandojmë; të rekomanduara; rekomand*; lajme të tjera; lajme të ngjashme;
artikuj të tjerë; artikuj të ngjashëm; më shumë nga*; më shumë për*; më shumë lajme; të tjera nga*;
lexo më shumë*; lexoni më*; shiko edhe*; shikoni edhe*; mos humbisni; mos e humb*; të lidhura;
lajme të lidhura; artikuj të lidhur; nga e njëjta*; ίσως σας*; ίσως σε*; μπορεί να σας*;
μπορεί να σε*; μπορεί επίσης*; σας προτείνουμε; προτείνουμε; προτεινόμεν*; συνιστ*; παρόμοια;
σχετικές*; άλλα άρθρα; άλλες ειδήσεις; άλλα νέα; κι άλλα*; περισσότερα*; του ίδιου*; της ίδιας*;
του ίδιου συγγραφέα; του ίδιου αρθρογράφου; από την ίδια*; στην ίδια*; στο ίδιο θέμα; διαβάστε*;
διαβάζονται τώρα; δείτε*; μη χάσετε; μην χάσετε; επιλογές; η επιλογή*; προσεχώς; ilginizi*;
ilginizi çekebilir; bunları da*; bunlara da*; bunlar ilginizi*; beğenebilirsiniz; bu haberler*;
bu haberlere*; bunu da*; önerilen*; öneri*; sizin için*; sizin için seçt*; benzer*; ilişkili*;
bağlantılı*; daha fazla haber*; daha fazla*; diğer*; aynı kategori*; aynı konu*; aynı yazar*;
konuyla ilgili*; bakmadan geçme*; kaçırmayın; kaçırma; editörün seç*; ayrıca bak*; okumaya devam*;
oxşar*; maraqlı*; sizin üçün*; tövsiyə*; digər*; əlaqəli*; mövzu ilə*; daha çox*; həmçinin*; eyni*;
ұқсас*; ұсынамыз; ұсынылған*; сізге ұнау*; сізді қызықтыр*; басқа жаңалықтар; басқа материалдар;
осы айдарда*; тағы да*; сондай-ақ оқы*; тақырып бойынша; қызықты*; окшош*; сунуштайбыз; сизге*;
башка кабарлар; дагы окуңуз; дагы*; тема боюнча; o'xshash*; o‘xshash*; oʻxshash*; tavsiya*;
boshqa yangiliklar; boshqa maqolalar; sizni qiziqtir*; sizga yoqishi*; mavzuga doir; shu mavzuda;
yana o'qi*; yana oʻqi*; бошқа янгиликлар; мавзуга оид; тавсия*; ўхшаш*; дигар хабарҳо;
маводи монанд; монанд; вам может*; вам может быть*; вам будет*; вам также*; вам понравится;
возможно, вам*; возможно вас*; вас может*; вас также*; вас заинтересует*; рекоменд*; советуем*;
выбор редакции; редакция рекомендует; похожие*; похожая; другие*; ещё новости; еще новости;
ещё статьи; еще статьи; ещё в*; еще в*; ещё на*; еще на*; ещё из*; больше новостей; больше по*;
ещё по*; еще по*; другие материалы; материалы по теме; статьи по теме; сюжет; читать также;
читать далее; читать ещё; читать еще; читайте еще; читайте*; смотри также; смотрите*;
того же автора; этого автора; от этого автора; связанные*; из этого раздела; из рубрики;
в этом разделе; из серии; что почитать; что ещё*; интересно*; к теме; вам буде*; вам може*;
вас заціка*; можливо, вас*; рекоменду*; радимо*; вибір редакції; схожі*; подібні*; інші*;
ще новини; ще по*; ще за*; більше новин; більше по*; матеріали по*; за темою*; статті за темою;
читати також; дивіться*; не пропустіть; цього автора; того ж автора; пов'язані*; з цього розділу;
у цьому розділі; вам можа*; вас можа*; раім*; рэкаменд*; падобныя*; іншыя*; яшчэ навіны; яшчэ па*;
больш навін; па тэме; чытаць*; чытайце*; глядзіце*; не прапусціце; ასევე*; სხვა*; მსგავს*;
დაკავშირებ*; რეკომენდ*; გირჩევთ; თემაზე; შეიძლება*; ამავე*; ამავე თემაზე; წაიკითხეთ*; იხილეთ*;
არ გამოტოვოთ; მეტი*; վերաբերող*; նման*; այլ*; այլ լուրեր; կարող է*; ձեզ կարող*; ձեզ կհետաքրքր*;
առաջարկ*; խորհուրդ*; թեմայի*; նույն*; կարդացեք*; ընթերցեք*; դիտեք*; բաց մի*; ավելին*; խմբագրի*;
אולי גם*; אולי תאהב*; אולי יענ*; אולי תרצ*; עוד*; כתבות נוספות*; כתבות שאולי*; כתבות מומלצות;
מומלצ*; המלצ*; תוכן דומה; כתבות דומות; דומות; באותו נושא; בנושא זה; לאותו*; של אותו*; אל תפספסו;
לא לפספס; המשיכו לקרוא; קשורות; מאמרים נוספים; מאמרים קשורים; ידיעות נוספות; חדשות נוספות;
קד يعجبك*; قد يعجبك*; قد تعجبك*; قد يعجبكم*; قد يهم*; قد تهم*; ربما*; ربما يعجبك*; مقترح*;
اقتراحات*; نقترح*; نوصي*; موصى*; ننصح*; اخترنا*; مختارات; مقالات مشابهة; مواضيع مشابهة; مشابهة;
مواضيع اخرى; مواضيع أخرى; مقالات أخرى; أخبار متعلقة; مقالات ذات*; مقالات متعلقة; موضوعات*; في نفس*;
من نفس*; لنفس*; لنفس الكاتب; لا تفوت*; لا يفوت*; إقرأ*; اقرا*; شاهد*; طالع*; المزيد*; ذات صلة;
اخبار ذات*; أخبار قد*; تابع أيضا*; للمزيد; شاید*; شاید بپسندید; پیشنهاد*; توصیه*; مطالب مشابه;
مطالب پیشنهادی; مشابه; سایر*; دیگر*; دیگر خبرها; بیشتر*; بیشتر بخوانید*; همچنین بخوانید; از همین*;
در همین*; در این زمینه; از دست ندهید; برگزیده*; منتخب*; گزیده*; بخوانید; اخبار بیشتر; اخبار دیگر;
خبرهای دیگر; شما بھی*; آپ کے لیے*; آپ کو*; آپ کی*; تجویز*; سفارش*; متعلقہ*; مزید*; دیگر خبریں;
اس صفح*; اسی موضوع*; اسی*; نور خبرونه; نورې*; اړوند*; تړلي*; لەوانەیە*; بابەتی*; بابەتە*; هەواڵی*;
پەیوەندیدار*; زیاتر*; nûçeyên din; têkildar; आपको*; आपके लिए*; आप यह भी*; शायद*; सुझाव*; अनुशंसित*;
सिफारिश*; मिलती-जुलती*; इससे जुड़ी*; अन्य*; और खबरें; और भी*; अधिक*; यह पढ़ें; इसे भी*;
संपादक की पसंद; छूटे नहीं; न चूकें; जरूर पढ़*; ज़रूर पढ़*; आणखी*; इतर*; तुम्हाला*; तुमच्यासाठी*;
शिफारस*; अवश्य वाचा; थप*; थप समाचार; अन्य समाचार; तपाईंलाई*; तपाईंका लागि*; यो पनि*; यी पनि*;
सम्बन्धित*; सिफारिस*; छुटाउनुभयो*; नछुटाउनुहोस्; আপনার*; আপনি*; আরও*; আরো*; অন্যান্য*; একই*;
এই বিভাগের*; এ বিভাগের*; এ সম্পর্কিত*; এ সংক্রান্ত*; সংশ্লিষ্ট*; প্রস্তাবিত*; নির্বাচিত*;
মিস করবেন*; বিভাগের আরও*; অধিক*; તમને*; તમારા માટે*; સંબંધિત*; વધુ*; અન્ય*; આ પણ*; ભલામણ*;
ਤੁਹਾਨੂੰ*; ਤੁਹਾਡੇ*; ਸਬੰਧਤ*; ਸੰਬੰਧਿਤ*; ਹੋਰ*; ਇਹ ਵੀ*; உங்களுக்கு*; நீங்கள்*; தொடர்புடைய*; பரிந்துரை*;
மேலும்*; பிற*; இதர*; இதையும்*; தவறவிடா*; మీకు*; మీ కోసం*; సంబంధిత*; మరిన్ని*; ఇతర*; ఇంకా*;
సిఫార్సు*; ఇవి కూడా*; ఇది కూడా*; మిస్ అవ్వ*; ನಿಮಗೆ*; ನಿಮಗಾಗಿ*; ಸಂಬಂಧಿತ*; ಇನ್ನಷ್ಟು*; ಮತ್ತಷ್ಟು*;
ಇತರ*; ಶಿಫಾರಸು*; ಇದನ್ನೂ*; നിങ്ങൾക്ക്*; ബന്ധപ്പെട്ട*; കൂടുതൽ*; മറ്റ്*; ശുപാർശ*; ഇതും*; അനുബന്ധ*;
ഇതേ*; ඔබ*; ඔබට*; අදාළ*; තවත්*; වෙනත්*; සම්බන්ධ*; නිර්දේශ*; ଆହୁରି*; ଅନ୍ୟ*; ସମ୍ବନ୍ଧିତ*; আৰু*;
คุณอาจ*; คุณน่าจะ*; บทความที่*; บทความอื่น*; บทความแนะนำ; แนะนำ*; ข่าวแนะนำ; เรื่องแนะนำ;
ข่าวอื่น*; เรื่องอื่น*; เนื้อหาที่เกี่ยว*; ข่าวที่น่าสนใจ; ที่น่าสนใจ; น่าสนใจ; อย่าพลาด;
ไม่ควรพลาด; อ่านข่าวอื่น*; อ่านต่อ*; ເລື່ອງທີ່*; ບົດທີ່*; ຂ່າວອື່ນ*; ແນະນຳ*; ອ່ານຕື່ມ*; ຂ່າວທີ່*;
អ្នកអាច*; អត្ថបទ​ទាក់ទង; អត្ថបទផ្សេង*; ព័ត៌មានទាក់ទង; ព័ត៌មានផ្សេង*; ទាក់ទង; សូមអាន*;
អត្ថបទពាក់ព័ន្ធ; ណែនាំ; သင်*; ဆက်နွယ်*; ဆက်စပ်*; အခြား*; ဆက်ဖတ်*; ဖတ်ရှု*; အလားတူ*; có thể bạn*;
bạn có thể*; bạn sẽ thích; dành cho bạn; gợi ý*; đề xuất*; bài viết liên quan; bài viết cùng*;
bài cùng*; tin cùng*; cùng chuyên mục; cùng chủ đề; cùng tác giả; liên quan; tin liên quan*;
các bài khác; các bài viết khác; bài khác; tin khác*; đừng bỏ lỡ; không thể bỏ lỡ; mời bạn đọc*;
xem tiếp; xem thêm*; đọc tiếp; nội dung liên quan; mungkin anda*; anda mungkin*; kamu mungkin*;
mungkin kamu*; rekomendasi*; direkomendasikan; disyorkan; cadangan*; disarankan; untuk anda;
untukmu; pilihan redaksi; pilihan editor; pilihan pembaca; artikel lain*; artikel menarik*;
artikel serupa; artikel sejenis; berita serupa; berita menarik*; kabar lain*; lainnya;
selengkapnya; lebih banyak*; lagi dari*; lagi daripada*; dari penulis*; jangan lewatkan;
jangan ketinggalan; wajib baca; wajib dibaca; topik terkait; topik menarik; sorotan; fokus;
baca berikutnya; bacaan*; maaaring*; baka gusto*; baka interesado*; magustuhan*; inirerekomenda*;
rekomendado*; kaugnay*; iba pang*; higit pa*; marami pang*; huwag palampasin; unaweza*; huenda*;
huenda ukapenda*; zinazohusiana*; inayohusiana*; zinazofanana*; habari zinazo*; habari nyengine*;
makala zaidi; makala nyingine*; mapendekezo*; tunapendekeza*; usikose*; zaidi kutoka*;
zaidi kuhusu*; soma hizi*; pia soma*; ƙarin*; karin labarai*; karin bayani*; ƙarin bayani*;
ƙarin labarai*; wasu labarai*; wasu labaran*; kana iya*; za ku iya*; mai alaƙa*; masu alaƙa*;
masu alaka*; makamantan*; labarai masu*; karanta*; kar a manta; kar ku*; àwọn ìròyìn*;
ìròyìn mìíràn; o le fẹ́*; akụkọ ndị*; i nwere ike*; wararka kale*; warar kale*; la xiriira*;
maqaallo*; sidoo kale*; waxaad*; akhri*; sheekooyin*; ሊወዱት*; ሌሎች*; ተመሳሳይ*; ተጨማሪ*; ይህንንም*; ተዛማች*;
ezinye izindaba; ezinye*; okuhlobene*; ezihlobene*; ungase*; ungathanda*; funda futhi;
ezinye iindaba; танд*; танд таалагд*; төстэй*; холбоотой*; бусад*; санал болгох*; санал болгож*;
дараагийн*; уншсан уу; дэлгэрэнгүй*; онцлох*; 您可能*; 你可能*; 您也许*; 你也许*; 也许您*; 推荐*;
推薦*; 为您推荐; 為您推薦; 为你推荐; 為你推薦; 编辑推荐; 編輯推薦; 精选推荐; 精選*; 相关*; 相關*;
延伸*; 同类*; 同類*; 同主题*; 其他*; 其它*; 更多*; 大家都在看; 大家在看; 看更多*; 繼續閱讀;
继续阅读; 猜你*; 不要錯過; 不容错过; 别错过; 你可能也*; 也許你*; 讀者推薦; 接着看; 下一篇;
热点推荐; 本类推荐; 作者其他*; 作者更多*; 關聯*; こちらの記事も; こちらもおすすめ*;
この記事を読んだ*; この記事に関連*; この記事の関連*; この著者*; この筆者*; この連載*; あなたに*;
あなたへの*; あわせて*; 合わせて読みたい*; 併せて読みたい*; 次に読む*; 次の記事; 前の記事; 関連*;
類似*; 他の記事*; その他の*; 同じカテゴリ*; 編集部の*; もっと見る; もっと読む; 続けて読む;
おすすめ*; オススメ*; 見逃せない*; 이 기사와*; 이런 기사*; 이 기자의*; 기자의 다른*;
기자의 다른 기사; 함께 보면*; 함께 본*; 함께 읽*; 함께 볼*; 같이 본*; 당신이 좋아할*; 추천*; 관련*;
더 보기; 더보기; 다른 뉴스; 다른*; 놓치지 마세요; 편집자*; 에디터*; 연관*; 비슷한*; 이어서*;
다음 기사; 이전 기사; també et*; també us*; també t'*; et pot*; us pot*; potser t'*;
et pot interessar; et podria*; us podria*; no et perdis; no us perdeu; recomanat*; recomanem;
recomanacions; et recomanem; us recomanem; més notícies; més informació; més sobre*; més de*;
més articles; altres notícies; altres articles; articles relacionats; similars; del mateix autor;
continua llegint; llegeix també; llegir més; vegeu també; mira també; destacat*; tamén che*;
pode interesar*; quizais che*; recomendámosche; máis sobre*; máis de*; máis novas; outras novas;
le máis*; le tamén*; non perdas; gustatuko*; interesgarria*; interesatuko*; baita ere*; gomendat*;
gomendio*; aholkat*; gehiago*; beste albiste*; beste*; lotutako*; antzeko*; irakurri gehiago;
hauek ere*; efallai*; hefyd*; mwy o*; mwy am*; mwy gan*; straeon eraill; erthyglau eraill;
erthyglau tebyg; cysylltiedig*; perthnasol; argymhell*; peidiwch â*; darllenwch*; b'fhéidir*;
níos mó*; tuilleadh*; scéalta eile; scéalta gaolmhara; gaolmhar*; molta; léigh*; aktar*; jista'*;
stejjer oħra; aħbarijiet oħra; relatati; dir kéint*; méi zum*; méi iwwer*; liest och*; ähnlech*;
aner artikelen; habari zaidi
"""
_WHOLE = """
latest; recent; popular; trending; news; headlines; stories; articles; top; hot; more; other; also;
aktuell; aktuelles; nachrichten; neuigkeiten; meldungen; news-ticker; populaires; récents;
tendances; actualités; actualité; l'actualité; l'actu; último; noticias; actualidad; recientes;
más; tendencia; notícias; novidades; recentes; mais; atualidade; notizie; attualità; recenti;
altro; nieuws; recent; populair; meer; nuus; nyheter; nyheder; siste; seneste; mest lest; mer;
mere; fréttir; nýtt; nýjast; uutiset; uusimmat; lisää; uudised; populaarne; ziņas; aktuāli;
jaunumi; naujienos; populiaru; wiadomości; aktualności; nowości; aktuality; zprávy; novinky;
správy; hírek; friss; aktuális; știri; stiri; noutăți; recente; новини; актуално; вести; актуелно;
vijesti; vesti; aktualno; novice; novosti; lajme; të reja; ειδήσεις; νέα; επικαιρότητα; haberler;
gündem; xəbərlər; жаңалықтар; кабарлар; yangiliklar; хабарҳо; новости; новинки; лента; сюжеты;
главное; важное; навіны; სიახლეები; ამბები; լուրեր; նորություններ; חדשות; כתבות; أخبار; الأخبار;
اخبار; خبرها; خبریں; خبرونه; समाचार; खबरें; ख़बरें; बातम्या; খবর; সংবাদ; સમાચાર; ਖ਼ਬਰਾਂ; செய்திகள்;
వార్తలు; ಸುದ್ದಿ; വാർത്തകൾ; පුවත්; ข่าว; ຂ່າວ; ព័ត៌មាន; သတင်းများ; tin tức; tin mới; berita; kabar;
balita; habari; labarai; wararka; ዜና; ዜናዎች; izindaba; мэдээ; 新闻; 新聞; 资讯; 資訊; ニュース;
뉴스; 기사; notícies; actualitat; novas; albisteak; newyddion; nuacht; aħbarijiet; noriichten
"""
"""Headings of one such word; longer ones that begin with it may be the name of a section."""

_OTHER_KINDS = re.compile(
    r"(?i)\b(?:comments?\b|commentaires?\b|comentarios?\b|comentários?\b|commenti\b|kommentare?\b|"
    r"kommentarer|kommentit|kommentaarid|komentarze|komentar[ij]|komentáře|comentarii|hozzászólás|"
    r"yorumlar|şərhlər|σχόλια|комментари|коментар|каментар|reacties|photos?\b|fotos?\b|фото|courses?\b|"
    r"kurse\b|cours\b|cursos?\b|corsi\b|products?\b|produ[ckz]te?\b|produits?\b|productos?\b|"
    r"produtos?\b|prodotti\b|jobs?\b|stellen|emplois?\b|empleos?\b|vagas\b|вакансии|deals?\b|"
    r"offers?\b|angebote?\b|ofertas?\b|offerte\b|offres?\b|threads?\b|forums?\b|форум|reviews?\b|"
    r"downloads?\b|coupons?\b|gutschein|members?\b|mitglieder|users?\b|newsletters?\b|podcasts?\b|"
    r"services?\b|servicios|serviços|servizi|hotels?\b|shops?\b)"
    r"|تعليقات|نظرات|تبصر|תגובות|टिप्पणी|মন্তব্য|评论|評論|留言|コメント|댓글|ความคิดเห็น|bình luận"
)
"""Words for what else is listed under "Latest …" and "Most popular …": comments, courses, jobs."""
_UNMARKED_ENDS = "\u0900"
"""Scripts from Devanagari on have vowel signs, which are no letters, or do not separate words: the
end of a phrase is not compared with the word's."""


def _phrases(lists: str) -> list[str]:
    return [phrase for phrase in map(_plain, lists.split(";")) if phrase]


def _plain(text: str) -> str:
    """Lower case, single spaces, and one apostrophe of the many."""
    return " ".join(_APOSTROPHES.sub("'", text).replace("İ", "I").lower().split())


_APOSTROPHES = re.compile("[’‘ʼʻ`´]")
_NOT_LETTERS = re.compile(r"^[\W\d_]+")
_BEGINNINGS = _phrases(f"{_LATEST};{_MOST_READ};{_MAY_LIKE}")
_STEMS = frozenset(
    phrase.removesuffix("*")
    for phrase in _BEGINNINGS
    if phrase.endswith("*") or phrase > _UNMARKED_ENDS
)
_WORDS = frozenset(phrase for phrase in _BEGINNINGS if not phrase.endswith("*")) - _STEMS
_ALONE = frozenset(_phrases(_WHOLE))
_LONGEST = max(map(len, _BEGINNINGS))
_SHORTEST = min(map(len, _STEMS | _WORDS))
_STARTS = frozenset(phrase[:_SHORTEST] for phrase in _STEMS | _WORDS)
"""What each phrase begins with; a heading that does not is not compared further."""


@lru_cache(maxsize=4096)  # all items of a list have one heading
def announces_related(heading: str) -> bool:
    """Whether a heading announces related stories in one of the usual phrases."""
    if mentions_related(heading):
        return True
    return announces_list(heading) and not names_other_kind(heading)


@lru_cache(maxsize=4096)
def announces_list(heading: str) -> bool:
    """Whether a heading is one of the words of this file, or begins with one of the phrases."""
    text = _NOT_LETTERS.sub("", _plain(heading))
    if text.rstrip(" :.…!?»>0123456789") in _ALONE:
        return True
    if text[:_SHORTEST] not in _STARTS:
        return False
    # 2,000 phrases: sets are built in a thousandth of the time that a pattern is compiled in.
    return any(
        text[:n] in _STEMS or (text[:n] in _WORDS and not text[n : n + 1].isalnum())
        for n in range(_SHORTEST, min(len(text), _LONGEST) + 1)
    )


@lru_cache(maxsize=4096)
def names_other_kind(heading: str) -> bool:
    """Whether a heading names things that are no stories."""
    return _OTHER_KINDS.search(heading) is not None
