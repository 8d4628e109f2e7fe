"""By-words: words that introduce an author, such as "by", "von", "Text:" and "記者".

With them are the words that may be before them, and the labels that introduce somebody else.
Labels that count only with a colon are in ``byline_labels.py``; ``split.py`` removes by-words.
"""

from __future__ import annotations

import re
from collections.abc import Iterable

from scraper.extractors.metadata.names.byline_labels import ANY_LABEL, COLONS, has_label

_BY_WORDS = [
    *"""by von par por door oleh av af di bởi przez autor autorin autoren autores autora autorka
    autori autoři autore autrice author authors auteur auteurs penulis yazar yazan автор авторы
    автори текст szerző írta tekst text texte texto testo byline kirjoittaja skribent forfatter
    författare συντάκτης reporter writer writers redacción verfasser contributor contributors
    wartawan pewarta reportase του της medium հեղինակ հեղինակներ ავტორი ავტორები müəllif muallif
    аўтар höfundur autorius autorin/autor autor/autorin autor/in autor:in autor/a autor/ka
    auteur/autrice auteur·e auteur·rice autore/autrice""".split(),
    "nhà báo", "tác giả", "γράφει ο", "γράφει η",
]  # fmt: skip
"""By-words that end with a word: a mark or a blank follows."""
_BEFORE_BY_WORDS = [
    *"""written reported posted published created submitted reviewed edited compiled story words
    article photo photos text skrevet escrito geschrieben verfasst publicado publié rédigé écrit
    scritto pubblicato opublikowane started updated artikel beitrag gepostet veröffentlicht
    eingestellt interview analysis opinion report texte texto testo""".split(),
    "last updated", "ein artikel",
]  # fmt: skip
"""Words before a by-word, or in its place: "Written by", "Text"."""
_ATTACHED = """بقلم كتب كتبت الكاتب نویسنده מאת द्वारा लेखक โดย 作者 記者 记者 撰文 采写 글쓴이
    執筆 取材 ライター 著者""".split()
"""By-words that a name may follow without a blank."""
_ONE_CHARACTER = ["文", "글"]
"""By-words of a single character. It begins many words, so a mark or a blank must follow:
글자크기 is the size of letters."""
_KINDS = "kommentar commentary analyse análisis opinión un una une ein eine".split()
"""Words of the kinds of text that are before a by-word in ``BY_PHRASE``."""


def _any(words: Iterable[str]) -> str:
    """A pattern for one of the words, the longest first."""
    return "(?:" + "|".join(sorted(words, key=lambda word: (-len(word), word))) + ")"


BY = re.compile(
    rf"^\s*(?:{_any(_BEFORE_BY_WORDS)}\s+){{0,2}}"
    rf"(?:{_any(_BY_WORDS)}(?!\w)\s*[:：.՝\-–/]*\s*)?"
    r"(?:(?:by|von|par|por|oleh)(?!\w)\s*:?\s*)?",
    re.IGNORECASE,
)
"""The by-words at the beginning of a byline; matches every text, most with nothing."""
BY_ATTACHED = re.compile(
    rf"^\s*{_any(_ATTACHED)}\s*[:：/／|・]?\s*"
    rf"|^\s*{_any(_ONE_CHARACTER)}(?:\s*[:：/／|・]\s*|\s+)"
)
BY_PHRASE = re.compile(
    r"^(?:\w+\s+){1,3}(?:by|von|par|por|oleh|door|przez|af|av)\s+(?=[^\W\d_a-zà-ÿ])"
    r"|^[^\W\d_]{3,20}\s?[:：]\s+"
)
"""A kind of text before its author: "Ein Kommentar von", "Analysis by", "Interview: "."""
BY_SENTENCE = re.compile(
    r"^(?:\w+\s+){2,4}(?:written|reported|geschrieben|verfasst|escrito|redactado|écrit|rédigé|scritto"
    r"|skrevet|skrivits|geschreven|ditulis|napisany)\s+(?:by|von|par|por|oleh|door|przez|da|af|av)\s+"
    r"(?=[^\W\d_a-zà-ÿ])"
)
"""A sentence before the author: "This post was written by Jane Doe, editor"."""
NOT_BY = re.compile(
    r"^\W*(?:[^\W\d_]{3,12}\s?/\s?)?"
    r"(?:source|quelle|fuente|fonte|kilde|källa|bron|zdroj|źródło|allikas|avots|izvor|forrás|"
    r"источник|джерело|来源|來源|출처|editors?|责任编辑|責任編輯|"
    r"编辑|編輯|編集|校对|校對|审核|審核)\s*[:：]",
    re.IGNORECASE,
)
"""Labels before names of others than the author: "Source:", "Author/source:"."""
_PICTURES = (
    r"(?:photos?|photograph(?:s|y|e|ie|ies|er)?|pictured|fotos?|bild(?:er)?|image|images|picture"
    r"|pictures|grafik|graphics?|illustrations?|illustrated|illustriert|ilustra\w*|video|gambar"
    r"|zdjęci[ea]|kuvat?|valokuv\w*|foto[a-zà-ž]*|snímk[ay]?|snímek|slik[ae]|nuotrauk\w*|nuotr|fotók?|"
    r"fénykép\w*|felvétel\w*|фото\w*|снимк[аи]?|світлин[аи]?|слик[ае]|φωτογραφ\w*|ảnh|ภาพ\w*|larawan"
    r"|صورة|صور|تصوير|عدسة|تصویر|عکس|فوٹو|צילום|צילומים|תמונות|फोटो|तस्वीर|छायाचित्र|ছবি|ফটো|புகைப்படம்"
    r"|写真|撮影|摄影|攝影|图片|圖片|圖|사진|촬영|©|\(c\))(?!\w)"
)
PICTURE = re.compile(rf"^\W*{_PICTURES}", re.IGNORECASE)
"""The beginning of a line that credits a picture."""
TEXT_AND_PICTURES = re.compile(
    rf"\W{{0,3}}(?:{ANY_LABEL})(?:\s?[/,&+·・–-]\s?|\s\w{{1,3}}\s){_PICTURES}\s?[{COLONS}]\s*",
    re.IGNORECASE,
)
"""A label of somebody who made both: "Texto y fotos: ", "Text/Foto: "."""
PAPER = re.compile(r"[\u4e00-\u9fff]{2,8}\s*[／/｜|]\s*(?=記者|记者)")
"""聯合報／記者王小明／台北報導: the newspaper at the beginning of a Chinese byline."""
AMBIGUOUS_BY = frozenset(
    """di av af text texto texte tekst author medium article artikel beitrag story words report
    interview analysis opinion""".split()
)
"""By-words with other meanings. They count only before a capital letter or with a colon."""
FIRST_WORDS = frozenset(
    phrase.partition(" ")[0]
    for phrases in (_BY_WORDS, _BEFORE_BY_WORDS, _ATTACHED, _ONE_CHARACTER, _KINDS)
    for phrase in phrases
) - {"photo", "photos", "medium"}
"""Words that a byline may begin with, without those of pictures and the common word "medium".
Looking them up is faster than ``BY``."""


def is_picture_label(text: str) -> bool:
    """Whether a text begins with the label of a picture credit: "Photo:"."""
    return PICTURE.match(text) is not None


def opens_byline(text: str) -> bool:
    """Whether a text may begin with by-words. Faster than ``strip_by``; false only without any."""
    first = text.split(None, 1)[:1]
    if not first:
        return False
    word = first[0].lower().rstrip(":：՝")
    if word[:2] in ("記者", "记者") and ("／" in word or "/" in word):
        return True  # 記者王小明／台北報導
    if PAPER.match(text):
        return True
    return word in FIRST_WORDS or "：" in text[:5] or has_label(text)
