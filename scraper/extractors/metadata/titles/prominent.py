"""The headline in large type, on pages without an h1 whose ``title`` says nothing of the story:
"print version", "e-paper", the ministry's name."""

from __future__ import annotations

import re

from scraper.extractors.metadata.dates.printed_dates import find_dates
from scraper.extractors.metadata.sources.collect import HEADLINE, SUBTITLE, Clues
from scraper.extractors.metadata.sources.menu import is_language
from scraper.extractors.metadata.sources.sitename import SiteName
from scraper.extractors.metadata.titles.candidates import MAX_TITLE, TitleCandidate, clean, key_of
from scraper.extractors.parsing.hidden import shown_text
from scraper.extractors.parsing.tree import Tree

MIN_HEADLINE = 15
"""Minimum characters of a headline without marks; shorter lines are labels."""
MIN_WIDE = 6
"""The same in Chinese, Japanese and Korean."""
MAX_HEAD = 60
"""Elements before the story in which an unmarked headline is searched."""
MAX_INTO = 12
"""Elements at the start of the story in which it is searched too."""
LINES = frozenset("span div font b strong big p td th center h3 h4 h5 h6".split())
LARGE = 18.0
"""Pixels from which type is large; that of texts has 12 to 17."""
FEW_WORDS = 4
"""Maximum words of a ``title`` that may name the site or a page of it, and no story."""
MIN_SHARED = 5
"""Minimum letters of a word that headline and ``title`` are compared by."""

_USELESS = re.compile(
    r"(?:^|\W)(?:"
    r"print(?:able|er.friendly)?[\s-]version|version for print|druck(?:version|ansicht)|"
    r"version (?:imprimable|pour impression)|versi[oó]n? (?:para imprimir|imprimible|per imprimir)|"
    r"versão para impressão|versione (?:stampabile|per la stampa)|wersja do druku|verze pro tisk|"
    r"verzia pre tlač|verzija za (?:tisk|štampu|ispis|tiskanje)|верси[яи] для печати|"
    r"версія для друку|версия за печат|верзија за (?:печатење|штампу)|nyomtat(?:ható|ási)\s?\w*|"
    r"versiune (?:pentru tipărire|de printat|printabilă)|yazdır\w*|tulost(?:us|ettava)\s?versio|"
    r"utskrift\w*|udskrift\w*|printvenlig\w*|(?:print|afdruk)versie|(?:prindi|trüki)versioon|"
    r"drukas versija|spausdinimo versija|versija spausdin\w+|εκτυπώσιμη μορφή|εκτύπωση|"
    r"نسخة للطباعة|نسخه چاپی|پرنٹ ورژن|প্রিন্ট সংস্করণ|प्रिंट संस्करण|"
    r"打印(?:版|本页|页面)|友善列印|印刷用ページ|"
    r"인쇄(?:하기|용)|bản in|phiên bản in|versi cetak|גרסה להדפסה|տպելու տարբերակ|საბეჭდი ვერსია|"
    r"prentvæn útgáfa|inprimatzeko bertsioa|басып шығару|чоп этиш|хэвлэх хувилбар|"
    r"e-?paper|ای[\s-]?پیپر|ई[\s-]?पेपर|ই[\s-]?পেপার|e-?gazete|e-?lehti|"
    r"untitled(?: document)?|new page \d+|unbenannt\w*|ohne titel|sans titre|sin título|sem título|"
    r"senza (?:titolo|nome)|bez (?:tytułu|názvu|naslova)|без (?:названия|назви|име)|无标题|無標題"
    r")(?:\W|$)",
    re.IGNORECASE,
)
"""Titles of pages that say nothing of the story, in forty languages."""


def prominent_line(
    best: TitleCandidate, tree: Tree, clues: Clues, site: SiteName
) -> TitleCandidate | None:
    """The line in the largest type above the story, if ``best``, a part of the page's ``title``, is
    no headline; else None.

    The line counts if it is another part of the title, or if ``best`` names a print version, an
    issue or, with few words that the line does not share, the site or a page of it.
    """
    start = clues.body[0]
    if not start:
        return None
    whole = key_of(clean(clues.title))
    headings = {i for i, mask in clues.marked if mask & HEADLINE and not mask & SUBTITLE}
    found, largest, seen = None, LARGE - 1, 0
    for i in range(max(0, start - MAX_HEAD), min(start + MAX_INTO, len(tree))):
        tag = tree.tags[i]
        if i < seen or (tag not in LINES and tag != "h2") or tree.ends[i] - i > 3:
            continue
        text = clean(shown_text(tree, i))
        if not is_long(text) or sum(map(_is_text, tree.texts[i : tree.ends[i]])) > 1:
            continue
        seen = tree.ends[i]
        key = key_of(text)
        size = max(_size(tree, j, j in headings) for j in range(i, tree.ends[i]))
        if key == best.key:
            if size >= LARGE:
                return None  # the title is shown
            continue
        if "a" in tree.tags[i : tree.ends[i]] or site.is_name(text) or is_language(text):
            continue
        if key == whole or text.endswith((":", "：")) or len(find_dates(text)) > 0:
            continue
        titled = whole.startswith((f"{key} ", f"{key}_")) or whole.endswith((f" {key}", f"_{key}"))
        if titled and not _BOLD.isdisjoint(tree.tags[i : tree.ends[i]]):
            return TitleCandidate(key, text, i, {"prominent"})
        if size > largest:
            found, largest = TitleCandidate(key, text, i, {"prominent"}), size
    if found is None:
        return None
    return found if _says_nothing(best, found, clues) else None


_BOLD = LINES - {"span", "div", "p", "td"}


def is_long(text: str) -> bool:
    """Whether a text is long enough for a headline without marks."""
    wide = "\u3040" <= text[:1] <= "\ud7a3"
    return (MIN_WIDE if wide else MIN_HEADLINE) <= len(text) <= MAX_TITLE


def _is_text(text: str) -> bool:
    return bool(text.strip())


def _says_nothing(best: TitleCandidate, line: TitleCandidate, clues: Clues) -> bool:
    """Whether a part of the page's title is no headline, compared with a line in large type."""
    if _USELESS.search(clues.title) or find_dates(best.text):
        return True
    words = [word for word in best.key.split() if len(word) >= MIN_SHARED]
    wide = "\u3040" <= best.text[:1] <= "\ud7a3"
    if len(best.key.split()) > FEW_WORDS or (wide and len(best.text) > 2 * MIN_WIDE):
        return False
    if len(line.key.split()) < FEW_WORDS and not wide:
        return False  # a label
    return bool(words or wide) and not any(word[:MIN_SHARED] in line.key for word in words)


_FONT_SIZES = (10.0, 13.0, 16.0, 18.0, 24.0, 32.0, 48.0)
"""Pixels of ``font size`` 1 to 7."""
_HEADINGS = {"h2": 24.0, "h3": 19.0, "h4": 18.0, "big": 18.0}
_STYLE_SIZE = re.compile(r"font-size\s*:\s*(\d+(?:\.\d+)?)\s*(px|pt|em|rem|%)")
_UNITS = {"px": 1.0, "pt": 4 / 3, "em": 16.0, "rem": 16.0, "%": 0.16}


def _size(tree: Tree, i: int, marked: bool) -> float:
    """The size of an element's type in pixels, as far as the page itself says it; 0 for unknown.

    Args:
        marked: its class names a headline.
    """
    attrs = tree.attrs[i]
    size = max(_HEADINGS.get(tree.tags[i], 0.0), 24.0 if marked else 0.0)
    if tree.tags[i] == "font" and (stated := attrs.get("size", "").strip()):
        number = int(stated.lstrip("+-")) if stated.lstrip("+-").isdecimal() else 0
        number = 3 + number if stated[0] == "+" else 3 - number if stated[0] == "-" else number
        size = max(size, _FONT_SIZES[min(max(number, 1), 7) - 1])
    if styled := _STYLE_SIZE.search(attrs.get("style", "").lower()):
        size = max(size, float(styled.group(1)) * _UNITS[styled.group(2)])
    return size
