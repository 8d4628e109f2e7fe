"""Patterns for lines that shape alone does not identify: "More news", "Share", "Photo".

Bylines, agencies and dates are detected by `metadata/`. A match is one of a line's cues
(``cues.py``); lines in a language missing here are labelled by shape alone. The phrases are in the
folder ``phrases``, a file for each list: case is ignored, and a star stands for any ending of the
word.
"""

from __future__ import annotations

import re
from functools import lru_cache

from scraper.extractors.phrase_lists import phrases_in

_UNSPACED = re.compile("[\u0e00-\u0eff\u1780-\u17ff\u3040-\u9fff]")


def phrases_of(name: str) -> list[str]:
    """The phrases of a list, longest first."""
    phrases = {
        " ".join(phrase.split()) for phrase in phrases_in(__package__, f"phrases/{name}.txt")
    }
    return sorted(phrases, key=lambda phrase: (-len(phrase), phrase))


def _stem(phrase: str) -> tuple[str, bool]:
    """A phrase without its star, and whether it must end with a word: where it has no star, in
    scripts with spaces."""
    stem = phrase.rstrip("*")
    return stem, stem == phrase and stem[-1].isalnum() and not _UNSPACED.match(stem[-1])


def _any_of(name: str) -> str:
    """A pattern of all phrases of a list."""
    patterns = []
    for phrase in phrases_of(name):
        stem, whole = _stem(phrase)
        pattern = re.escape(stem).replace(r"\ ", r"\s+").replace("'", "['’]")
        patterns.append(pattern + (r"\w*" if stem != phrase else r"(?!\w)" if whole else ""))
    return "(?:" + "|".join(patterns) + ")"


SECTION = re.compile(r"(?i)^[\W_]*" + _any_of("section"))
"""What heads a block of other stories, or opens a line that points to one ("Baca juga: …")."""

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

_BUTTONS = _any_of("buttons")
_APPEALS = _any_of("appeals")
_RIGHTS = _any_of("rights")
_BESIDE = _any_of("beside_buttons")
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


OPENING_LISTS = ("section", "buttons", "appeals", "rights", "beside_buttons")
"""The lists of ``SECTION``, then those of ``PROMPT``."""


def _openings() -> dict[str, tuple[tuple[str, bool, bool], ...]]:
    """Index of the phrases of ``SECTION`` and ``PROMPT``: first three letters -> (phrase in lower
    case, whether it must end at a word boundary, whether it belongs to ``SECTION``)."""
    listed = [
        (*_stem(phrase), name == "section") for name in OPENING_LISTS for phrase in phrases_of(name)
    ]
    listed.append(("copyright", False, False))
    by_start: dict[str, list[tuple[str, bool, bool]]] = {}
    for stem, whole, of_section in listed:
        phrase = stem.lower().replace("ı", "i")
        by_start.setdefault(phrase[:3], []).append((phrase, whole, of_section))
    index = {}
    for start in {stem[:3].lower() for stem, _, _ in listed}:
        letters = start.replace("ı", "i")
        # Some phrases have only one or two letters.
        starts = [letters[:size] for size in range(1, len(letters) + 1)]
        index[start] = tuple(entry for some in starts for entry in by_start.get(some, ()))
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


UPDATED = re.compile("(?i)" + _any_of("updated"))
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

_PICTURE = _any_of("picture")
_SERVICES = _any_of("services")
CREDIT = re.compile(
    rf"(?i)(?:"
    # in brackets: (Photo: A. Name), (AP/B. Name)
    rf"[\(（\[]\s*(?:{_PICTURE}[^()（）]{{0,60}}|"
    rf"[^()（）\[\]]{{0,40}}\b{_SERVICES}[^()（）\[\]]{{0,30}})[\)）\]]\.?|"
    # after a dash, a bar or the last full stop: - REUTERS
    rf"[-–—|•/.]\s*(?P<plain>{_SERVICES}(?:\s?(?:photo|pic|pix|/.{{1,30}}))?|"
    r"[\w.]+ (?:pic|photo))|"
    # after its own word: Photo: A. Name
    rf"(?:{_PICTURE}|credit|crédit)\.?(?:\s+(?:by|courtesy of|credit))?\s*[:：፦፡/|=＝]\s*"
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
_SHOWS = _any_of("shows")
CAPTION = re.compile(
    rf"(?i)^(?:(?:{_PICTURE}|caption)(?:\s*\(?file\)?)?\s*[:：፦|]|[(（]?{_SHOWS}|"
    r"[^。＝]{6,90}＝[^。＝]{0,14}\d{1,2}日[^。＝]{0,30}$)"
)
"""The beginning of a caption, or a Japanese caption, which ends with day, place and photographer:
＝8日午前、東京都港区、山田花子撮影."""
JOB = re.compile(r"(?i)(?:^|(?<=\W))" + _any_of("job"))
"""The author's job, beside the name in a byline or in the line below it."""
JOB_OR_CHAIR = re.compile(JOB.pattern + r"|(?:^|(?<=\W))" + _any_of("chair"))
"""An author's job, or the place of a professor, below the name."""
ABOUT_AUTHOR = re.compile(r"(?i)\W*" + _any_of("about_author") + r"\W*$")
"""The heading of a note about the author."""
FIELD = re.compile(
    r"(?i)(?:(?P<title>"
    + _any_of("title_field")
    + ")|(?P<section>"
    + _any_of("section_field")
    + r"))\s?[:：]\s*(?=\S)"
)
"""A field's name before the headline or the section, as databases of articles print them."""
FOOTER = re.compile(r"(?i)\W*" + _any_of("footer") + r"\W*$")
"""A link at the foot of a page: the imprint, the terms, who runs the site."""
MAILING = re.compile(r"(?i)[\W\d]*" + _any_of("mailing"))
"""The beginning of a line about the letter itself: why it was sent, how to unsubscribe."""
TOPICS = re.compile(r"(?i)\W*" + _any_of("topics") + r"\W*$")
"""The heading of the story's topics, each on a line of its own."""
LIVE = re.compile(r"(?i)(?<!\w)" + _any_of("live"))
"""A word for a live blog in its headline."""
