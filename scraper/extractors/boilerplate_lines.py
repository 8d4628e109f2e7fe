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

from scraper.extractors.phrase_lists import phrases_in, words_in

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
    """The words of a file in ``phrases`` and, from entries with a star, prefixes of words; supports
    ``in``."""

    def __init__(self, name: str) -> None:
        words = phrases_in("scraper.extractors", f"phrases/{name}.txt")
        self.whole = frozenset(word for word in words if word[-1] != "*")
        self.stems = tuple(word[:-1] for word in words if word[-1] == "*")

    def __contains__(self, word: str) -> bool:
        return word in self.whole or word.startswith(self.stems)


_AD_WORDS = _WordList("advertisement")
_AD_CONTEXT_WORDS = _WordList("around_advertisement")
_FOLLOW_VERBS = _WordList("follow")
_PLATFORM_NAMES = _WordList("platforms")
_OWN_WORDS = _WordList("ours")
_PAGE_WORDS = _WordList("pages")
_WHOLE_LINES = words_in("phrases/whole_lines.txt")


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
    if " ".join(words) in _WHOLE_LINES:
        return True
    if any(word in _AD_WORDS for word in words):
        return all(word in _AD_WORDS or word in _AD_CONTEXT_WORDS for word in words)
    if words[0] in _FOLLOW_VERBS:
        # "Follow us on WhatsApp"; "Follow the Courier on Instagram"
        named = [k for k, word in enumerate(words) if word in _PLATFORM_NAMES]
        # "Follow the Courier's Facebook page too"
        ours = any(word in _OWN_WORDS or word in _PAGE_WORDS for word in words)
        return bool(named) and (ours or named[-1] == len(words) - 1)
    return False


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
