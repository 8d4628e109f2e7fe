"""Splits a plain text into lines and measures them, as input for the segmentation.

Hard-wrapped paragraphs are joined first (``wraps``), so that a line is a paragraph, a title or an
item. Lines are not classified here.
"""

from __future__ import annotations

import re
import unicodedata
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Literal

from scraper.extractors.metadata.names.forms import is_cased
from scraper.extractors.plaintext.dumps import without_dump
from scraper.extractors.plaintext.marks import (
    BULLET,
    CLOSERS,
    COLONS,
    QUESTIONS,
    STOPS,
    fold,
)
from scraper.extractors.plaintext.tables import Rows, set_aside, table_of
from scraper.extractors.plaintext.wraps import unwrap

End = Literal["stop", "ask", "colon", "none"]
Case = Literal["upper", "title", "sentence", "none"]

QUOTE_ENDS = frozenset("」』")
"""Quotation marks that close a sentence of direct speech without a full stop, and titles too."""
MAX_QUOTED_TITLE_WIDTH, MAX_TITLE_WIDTH = 45, 130
"""Widths up to which a line that ends with such a mark is a title: if the quote is the whole line,
and any other."""
_SENTENCE = re.compile(
    r"(?:[^\W\d_]{3}|[\d%)\]\"”’»])[.!?…][\"'”’»)\]]*\s+(?=[\"'“‘«„(\[]*[^\W_])|[。！？｡](?!$)|[।॥۔؟።](?=\s)"
)
_SIGNED = re.compile(
    r"(?<=[.!?…。！？｡।۔»”」』\"])\s*[(（\[【〔][^()（）\[\]【】〔〕]{1,24}[)）\]】〕]$"
)
"""A signature in brackets after the last sentence of a story: ``(dpa)``, （共同）."""
_WORD = re.compile(r"[^\W\d_]+")


@dataclass(frozen=True, slots=True)
class Line:
    """One line and its measurements.

    Attributes:
        text: the text, white space collapsed.
        gap: a blank line precedes it.
        width: length in Latin letters; a Chinese character counts as three.
        end: kind of mark at its end, ignoring closing quotes and brackets.
        sentences: number of sentences, at least 1.
        case: capitalisation; "none" for scripts without case and lines without letters.
        bullet: length of a leading list mark, 0 for none.
        cohesion: share of its words that occur in the page's long paragraphs, relative to the
            median of that share among these paragraphs; None if it cannot be measured.
        level: level of a Markdown heading, 0 for none.
        quoted: the line is a Markdown quote.
        links: (start, end, address) of links, as offsets in ``text``.
        rows: the cells of a table below it.
    """

    text: str
    gap: bool
    width: int
    end: End
    sentences: int
    case: Case
    bullet: int
    cohesion: float | None = None
    level: int = 0
    quoted: bool = False
    links: tuple[tuple[int, int, str], ...] = ()
    rows: Rows = ()


MAX_LINES = 5_000
"""Maximum lines of a text. A newspaper page has a few hundred; 5,000 take one to two seconds."""
MAX_MEASURED_CHARS = 2_000
"""Characters of a line that are measured; no title, teaser or caption is as long."""


def read_lines(text: str) -> tuple[list[Line], bool]:
    """(lines of a text, unwrapped and measured; whether lines beyond ``MAX_LINES`` were
    dropped)."""
    raw = text.split("\n") if "\n" in text else re.split(r"\r|\u2028|\u2029", text)
    limited = len(raw) > MAX_LINES
    raw = without_dump(raw[:MAX_LINES])
    limited = limited or len(raw) > MAX_LINES
    raw = raw[:MAX_LINES]
    lines: list[Line] = []
    tables: list[Rows] = []
    if "\t" in text:
        raw, tables = set_aside(raw)
    marked = is_markdown(raw)
    pending = False
    for gap, words in unwrap(raw):
        if tables and (rows := table_of(words, tables)):
            if lines:
                lines[-1] = replace(lines[-1], rows=lines[-1].rows + rows)
            continue
        line = _from_markdown(words, gap or pending) if marked else _measure(words, gap)
        # A Markdown line may hold nothing but a picture.
        pending = marked and not any(map(str.isalnum, line.text))
        if not pending:
            lines.append(line)
    return _with_cohesion(_with_dialogue(lines)), limited


def measure_lines(texts: Sequence[str], links: Sequence[str] = ()) -> tuple[list[Line], bool]:
    """(measured lines, whether lines beyond ``MAX_LINES`` were dropped), for unwrapped lines.

    Args:
        links: for each line, its address if the whole line is a link, else "".
    """
    lines: list[Line] = []
    for k, text in enumerate(texts[:MAX_LINES]):
        words = fold(text)
        if any(map(str.isalnum, words)):
            line = _measure(words, False)
            address = links[k] if links else ""
            if address.startswith(("http://", "https://")):
                line = replace(line, links=((0, len(words), address),))
            lines.append(line)
    return _with_cohesion(_with_dialogue(lines)), len(texts) > MAX_LINES


# --- shape --------------------------------------------------------------------------------------


def _measure(text: str, gap: bool) -> Line:
    head = text[:MAX_MEASURED_CHARS]
    bullet = BULLET.match(head)
    body = head[bullet.end() :] if bullet else head
    ending = _SIGNED.sub("", text[-60:]).rstrip(CLOSERS)[-1:] if text else ""
    size = width(head) + max(0, len(text) - len(head))
    end: End = "none"
    if ending in QUOTE_ENDS and not _ends_speech(text, size):
        end = "none"
    elif ending in STOPS:
        end = "stop"
    elif ending in QUESTIONS:
        end = "ask"
    elif ending in COLONS:
        end = "colon"
    return Line(
        text=text,
        gap=gap,
        width=size,
        end=end,
        sentences=1 + len(_SENTENCE.findall(body)),
        case=_case(body),
        bullet=bullet.end() if bullet else 0,
    )


def _ends_speech(text: str, size: int) -> bool:
    """Whether a line that ends with a quotation mark is a sentence, and not a title whose last
    words are quoted."""
    if size > MAX_TITLE_WIDTH or text[-2:-1] in STOPS:
        return True
    whole = text[:1] in ("「", "『") and text.count(text[0]) == 1
    return whole and size > MAX_QUOTED_TITLE_WIDTH


def _with_dialogue(lines: list[Line]) -> list[Line]:
    """Reset the bullet of lines that begin with a long dash, unless three or more are consecutive:
    Swedish, French and Spanish papers print direct speech this way."""
    found = list(lines)
    at = 0
    while at < len(found):
        end = at
        while end < len(found) and found[end].bullet and found[end].text[0] in "–—":
            end += 1
        if 0 < end - at < 3:
            found[at:end] = [replace(line, bullet=0) for line in found[at:end]]
        at = max(end, at + 1)
    return found


def width(text: str) -> int:
    """Length in Latin letters: a Chinese character counts as three, kana and Hangul as two.

    The factors are from the lengths of one story in each language: 600 English letters are about
    200 Chinese or 300 Japanese characters.
    """
    if text.isascii():
        return len(text)
    total = 0
    for char in text:
        if char < "\u0300":
            total += 1
        elif "\u4e00" <= char <= "\u9fff":
            total += 3
        elif unicodedata.east_asian_width(char) in "WF":
            total += 2
        elif unicodedata.category(char) not in ("Mn", "Cf"):
            total += 1
    return total


def _case(text: str) -> Case:
    words = _WORD.findall(text[:400])
    cased = [word for word in words if is_cased(word)]
    letters = sum(map(len, cased))
    if letters < 3:
        return "none"
    if all(word.isupper() for word in cased) and letters >= 4:
        return "upper"
    long = [word for word in cased if len(word) > 3]
    if len(long) > 1 and sum(word[0].isupper() for word in long) >= 0.8 * len(long):
        return "title"
    return "sentence"


# --- Markdown -----------------------------------------------------------------------------------

_ATX = re.compile(r"^(#{1,6})\s+(?=\S)")
_LINK = re.compile(r"!?\[([^\]\[]*)\]\((\S*?)(?:\s+\"[^\"]*\")?\)")
_EMPHASIS = re.compile(r"(\*\*|__|\*|_)(?=\S)(.+?)(?<=\S)\1(?!\w)")


def is_markdown(raw: Sequence[str]) -> bool:
    """Whether the text is Markdown: it has a heading with number signs, or two links."""
    links = 0
    for text in raw[:500]:
        if _ATX.match(text):
            return True
        links += len(_LINK.findall(text)) if "](" in text else 0
    return links > 1


def _from_markdown(text: str, gap: bool) -> Line:
    item = BULLET.match(text)
    if item and _ATX.match(text[item.end() :]):
        text = text[item.end() :]  # a heading in a list
    heading = _ATX.match(text)
    body = text[heading.end() :].rstrip("# ") if heading else text
    quoted = body.startswith(">")
    body = body.lstrip("> ") if quoted else body
    while (bare := _EMPHASIS.sub(r"\2", body)) != body:
        body = bare
    parts: list[str] = []
    links: list[tuple[int, int, str]] = []
    at = length = 0
    for match in _LINK.finditer(body):
        words = "" if match[0].startswith("!") else match[1]
        parts += [body[at : match.start()], words]
        length += match.start() - at + len(words)
        if words and match[2].startswith(("http://", "https://")):
            links.append((length - len(words), length, match[2]))
        at = match.end()
    plain = "".join([*parts, body[at:]])
    measured = _measure(plain, gap) if plain.strip() == plain else _measure(fold(plain), gap)
    return replace(
        measured,
        level=len(heading[1]) if heading else 0,
        quoted=quoted,
        links=tuple(links) if measured.text == plain else (),
    )


# --- cohesion -----------------------------------------------------------------------------------


def words_of(text: str) -> set[str]:
    """The terms of a text for cohesion: the first six letters of words of at least four, or, in
    scripts without spaces, character bigrams."""
    found: set[str] = set()
    for word in _WORD.findall(text[:MAX_MEASURED_CHARS].casefold()):
        if word[0] >= "\u0e00" and not (
            "\uac00" <= word[0] <= "\ud7a3" or "\u10a0" <= word[0] <= "\u10ff"
        ):
            found.update(word[i : i + 2] for i in range(len(word) - 1))
        elif len(word) > 3 or word[0] > "\u1100":
            # A crude stem, so that inflected forms are equal.
            found.add(word[:6])
    return found


def _with_cohesion(lines: list[Line]) -> list[Line]:
    """Set ``cohesion`` of each line: the share of its terms that occur in the long paragraphs.

    The share is divided by its median among the long paragraphs, which depends on the language and
    the length of the story. Where that median is low, ``cohesion`` stays None.
    """
    words = [words_of(line.text) for line in lines]
    anchors = [i for i, line in enumerate(lines) if line.width >= 140 and line.end == "stop"]
    if not anchors:
        anchors = [i for i, line in enumerate(lines) if line.width >= 140]
    counts = Counter(word for i in anchors for word in words[i])
    # Words in more than a third of the paragraphs are function words.
    common = {w for w, n in counts.items() if n * 3 > len(anchors) and n > 4}
    among = set(anchors)
    shares: list[float | None] = []
    for i in range(len(lines)):
        own = 1 if i in among else 0
        telling = words[i] - common
        if len(anchors) - own < 2 or len(telling) < 2:
            shares.append(None)
        else:
            shares.append(sum(counts[word] > own for word in telling) / len(telling))
    usual = sorted(shares[i] or 0.0 for i in anchors)
    level = usual[len(usual) // 2] if usual else 0.0
    # Below one term in eight, a single coincidental term would decide.
    if level < 0.125:
        return lines
    return [
        line if share is None else replace(line, cohesion=share / level)
        for line, share in zip(lines, shares, strict=True)
    ]
