"""Detects soft 404s and similar pages, served with status 200 in place of the requested one: "page
not found", errors, robot checks, logins, consent walls.

Such a page has one of the phrases in ``soft_404_*.txt`` as its title or heading (or a part of it)
and little other text; consent walls are also detected by their text (``consent_wall.py``). A story
about error pages has more text and usually a date. The test is the same in all languages; a phrase
missing from the lists only means that such a page goes undetected.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence

from scraper.extractors.consent_wall import is_consent_wall
from scraper.extractors.parsing.blocks import RawBlock
from scraper.extractors.parsing.tree import Tree
from scraper.extractors.phrase_lists import phrases_in

MAX_STORY_CHARS = 1_000
"""Characters of story from which a page is never a soft 404. Error pages repeat their heading in a
sentence or two; some list other stories."""
MAX_PHRASE_WORDS = 12
"""Words of a title part beyond which it is not compared: the longest phrase with prefix words."""
MAX_NOTICE_BLOCKS, MIN_NOTICE_WORDS = 3, 5
"""A page of up to so many blocks, one of which is a phrase of at least so many words, is no more
than this notice. A shorter phrase may be a line of a story."""

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


def _phrases(name: str) -> frozenset[str]:
    return frozenset(map(_folded, phrases_in(__package__, name)))


def _folded(text: str) -> str:
    return " ".join(_NON_WORD.sub(" ", text.casefold().replace("’", "'")).split())


_NOT_FOUND_PHRASES = _phrases("soft_404_not_found.txt")
_REFUSED_PHRASES = _phrases("soft_404_refused.txt")
_LOGIN_PHRASES = _phrases("soft_404_login.txt")
_PREFIXES = frozenset(_PREFIX_WORDS.split())


def is_soft_404(
    tree: Tree,
    titles: Iterable[str],
    story: Sequence[str],
    blocks: Sequence[RawBlock],
    *,
    dated: bool,
) -> bool:
    """Whether an HTML page is an error, login or consent page in place of the requested one.

    Args:
        titles: titles from the page's head.
        story: texts of the chosen blocks.
        blocks: all blocks of the page.
        dated: the page declares a publication date, or that it is an article.
    """
    if dated or sum(map(len, story)) >= MAX_STORY_CHARS:
        return False
    parts = {part for title in titles for part in _parts(title)}
    heading = next(iter(tree.named(("h1", "h2"))), -1)
    printed = _parts(tree.text_content(heading)) if heading >= 0 else set()
    if any(map(_says_not_found, parts | printed)) or not parts.isdisjoint(_REFUSED_PHRASES):
        return True
    if len(story) <= MAX_NOTICE_BLOCKS and any(map(_is_notice, story)):
        return True
    if is_consent_wall(tree, story, blocks):
        return True
    # Only titles are tested: a heading with these words may belong to an overlay over a story.
    return not parts.isdisjoint(_LOGIN_PHRASES) and any(
        tree.attrs[i].get("type", "").lower() in ("password", "email") for i in tree.places("input")
    )


def _is_notice(text: str) -> bool:
    folded = _folded(text)
    return folded in _REFUSED_PHRASES and folded.count(" ") >= MIN_NOTICE_WORDS - 1


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
