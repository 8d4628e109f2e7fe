"""Words of headings over lists of other stories: "Latest news", "Most read", "You may also like".

``heading_phrases.txt`` lists the beginnings of such headings, ``heading_words.txt`` whole ones.
``plaintext/phrases/section.txt`` has the words that also open a line with a single headline ("Read
also: …"). The classifier's features use those; the words of the two lists only decide about
headings.
"""

from __future__ import annotations

import re
from functools import lru_cache

from scraper.extractors.phrase_lists import phrases_in
from scraper.extractors.plaintext.words import mentions_related

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


def _plain(text: str) -> str:
    """Lower case, single spaces, and one apostrophe of the many."""
    return " ".join(_APOSTROPHES.sub("'", text).replace("İ", "I").lower().split())


_APOSTROPHES = re.compile("[’‘ʼʻ`´]")
_NOT_LETTERS = re.compile(r"^[\W\d_]+")
_BEGINNINGS = [_plain(phrase) for phrase in phrases_in(__package__, "heading_phrases.txt")]
_STEMS = frozenset(
    phrase.removesuffix("*")
    for phrase in _BEGINNINGS
    if phrase.endswith("*") or phrase > _UNMARKED_ENDS
)
_WORDS = frozenset(phrase for phrase in _BEGINNINGS if not phrase.endswith("*")) - _STEMS
_ALONE = frozenset(map(_plain, phrases_in(__package__, "heading_words.txt")))
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
    """Whether a heading is one of the listed words, or begins with one of the phrases."""
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
