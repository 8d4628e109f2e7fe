"""Reads one comment in the markup: its author, time and text, and the evidence that it is one.

A comment's header is the line with its author and time; a control is a button or link below it.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache

from scraper.extractors.classify.text_shape import TERMINAL
from scraper.extractors.classify.tokens import markup_words
from scraper.extractors.comments.names import MAX_NAME, bare_name, reads_as_name
from scraper.extractors.comments.page import COMMENT_STEMS, MAX_HEADER, SearchedPage
from scraper.extractors.metadata.sources.collect import AUTHOR, roles_of
from scraper.extractors.parsing.blocks import RawBlock

AUTHOR_WORDS = frozenset({"fn", "nick", "nickname", "user", "name", "usuario", "benutzer", "nom"})
DATE_STEMS = ("date", "time", "datum", "fecha", "ago", "posted", "data", "publish", "created")
MAX_BESIDE = 45
"""Characters beside a marked name up to which its line is only a header: "says", a time."""
MAX_CONTROL = 30
"""Characters up to which a line that several comments share, or that is all link, is a control."""
_NUMBERED = re.compile(rf"(?:{'|'.join(COMMENT_STEMS)})[a-z]*(?<!s)[-_]?\d+", re.IGNORECASE)
"""The id of one comment, as in "#comment-12"; "comments-2" would be a box of them."""

CLOCK = re.compile(r"(?<![\d:.])[0-2]?\d[:.h]\d\d(?![\d.])")
"""A time of day."""


@dataclass(frozen=True, slots=True)
class MarkupComment:
    """One comment in the markup.

    Attributes:
        node: its element.
        blocks: indices of its own blocks, without replies.
        text_blocks: those of them with its text.
        marked: the markup marks the author's name.
        dated: it has a time, even one that is not a date ("3 hours ago").
        in_comments: its class or id, or an ancestor's, names comments.
        typed: schema.org markup or its own id marks it as a comment.
        cards: it has a line of several words that is all link.
    """

    node: int
    blocks: tuple[int, ...]
    text_blocks: tuple[int, ...]
    author: str
    published_at: str
    text: str
    marked: bool
    dated: bool
    in_comments: bool
    typed: bool
    cards: bool

    @property
    def header(self) -> tuple[int, str, str]:
        """Identifies the comment, whichever group it was found in."""
        return self.node, self.author, self.published_at

    def evidence(self) -> float:
        """Evidence that this is a comment; 0 without text or header."""
        if not self.text or not (self.marked or self.dated):
            return 0.0
        if self.typed:
            return 6.0
        if self.cards and not (self.in_comments and self.dated):
            return 0.0
        named = bool(self.author) and (self.marked or self.dated)
        if self.in_comments:
            return 2.5 + named + self.dated
        # If no class names comments, only a complete header distinguishes them from other lists.
        return 3.0 if named and self.dated else 0.0


def read_comment(
    page: SearchedPage, node: int, own: Sequence[int], shared: Counter[str], count: int
) -> MarkupComment:
    """Read an element as a comment.

    Args:
        own: indices of its blocks, without those of replies.
        shared: short line -> number of members of its group that have it.
        count: number of members of its group.
    """
    key = (node, own[-1], len(own))
    if key not in page.headers_read:
        page.headers_read[key] = (_marked_author(page, node, own), _date(page, node, own))
    (author, named), (published, dated, timed) = page.headers_read[key]
    header = {n for n in (named, timed) if n >= 0}
    marked = bool(author)
    if not author and timed >= 0:
        author = _name_beside(page, timed)
    guessed = -1
    text_blocks: list[int] = []
    doubtful: list[int] = []
    last = max((n for n in (named, timed) if n >= 0), default=-1)
    if last == own[-1] or not any(not _is_button(page, n, node) for n in own if n > last):
        # The time is below the text.
        last = named
    for n in own:
        if n in header or n < last:
            continue
        if not author and not text_blocks and _is_name(page, n):
            author, guessed = bare_name(page.raw[n].text), n
        elif _is_button(page, n, node):
            continue
        elif _is_label(page, n, node, shared):
            doubtful.append(n)
        else:
            text_blocks.append(n)
    if guessed >= 0 and not text_blocks:
        author, text_blocks = "", [guessed]
    if not text_blocks:
        # Two readers may write "Well done!", but a line of most comments is a label.
        text_blocks = [n for n in doubtful if shared[label_of(page, n)] * 2 <= count]
    texts = [_own_words(page, n) for n in text_blocks]
    if not text_blocks:
        # Name, time and text are in one paragraph.
        texts = [text for n in sorted(header) if (text := _behind_header(page, n, author))]
        text_blocks = sorted(header) if texts else []
    return MarkupComment(
        node=node,
        blocks=tuple(own),
        text_blocks=tuple(text_blocks),
        author=author,
        published_at=published,
        text="\n".join(texts),
        marked=marked,
        dated=dated,
        in_comments=page.comment_marks[node] >= 0,
        typed=is_typed(page.tree.attrs[node]),
        cards=any(_is_card_line(page.raw[n]) for n in own),
    )


def _marked_author(page: SearchedPage, node: int, own: Sequence[int]) -> tuple[str, int]:
    """The author's name as marked up, and the index of the block with nothing else, or -1."""
    tree = page.tree
    name, number, holder = "", -1, -1
    for i, n in _elements(page, node, own):
        attrs = tree.attrs[i]
        if holder >= 0 and i >= tree.ends[holder]:
            continue
        if not attrs and tree.tags[i] != "cite":
            continue
        names = f"{attrs.get('class', '')} {attrs.get('itemprop', '')} {attrs.get('rel', '')}"
        # A ``cite`` within the text is the title of a book or a film.
        is_cite = (
            tree.tags[i] == "cite" and n in (own[0], own[-1]) and page.comment_marks[node] >= 0
        )
        if not (is_cite or _name_author(names)):
            continue
        text = bare_name(tree.text_content(i))
        if not reads_as_name(text) or page.dates(text) or page.in_form(i, node):
            continue
        # Of nested marked elements ("<div class=author><b class=name>Ann</b> says") the innermost
        # has only the name.
        alone = len(page.raw[n].text) <= MAX_HEADER
        alone = alone and len(page.raw[n].text) - len(text) <= MAX_BESIDE
        name, number, holder = text, n if alone else -1, i
    return name, number


def _date(page: SearchedPage, node: int, own: Sequence[int]) -> tuple[str, bool, int]:
    """(timestamp or "", whether there is any time, index of its block or -1)."""
    tree = page.tree
    for i, n in _elements(page, node, own):
        attrs = tree.attrs[i]
        if tree.tags[i] != "time" and not attrs:
            continue
        names = attrs.get("class", "") + " " + attrs.get("itemprop", "")
        if tree.tags[i] != "time" and not _name_date(names):
            continue
        text = tree.text_content(i)
        if len(text) > MAX_HEADER:
            continue
        for value in (attrs.get("datetime"), attrs.get("content"), attrs.get("title"), text):
            if value and (stamp := page.stamp(value)):
                return stamp, True, _header_number(page, n, text)
        if tree.tags[i] == "time" or any(map(str.isdigit, text)):
            return "", True, _header_number(page, n, text)
    for n in own[:4]:
        text = page.raw[n].text
        if len(text) <= MAX_HEADER and (stamp := page.stamp(text)):
            return stamp, True, n
    for n in own[:2]:
        text = page.raw[n].text
        if len(text) <= MAX_HEADER and CLOCK.search(text):
            return "", True, n  # "Ann, 5. august 12:02": the year is not given
    return "", False, -1


@lru_cache(maxsize=2048)  # an element is in several groups, and the elements of a list are alike
def _name_author(names: str) -> bool:
    """Whether one of an element's class, ``itemprop`` and ``rel`` tokens names an author."""
    return bool(roles_of(names) & AUTHOR) or not AUTHOR_WORDS.isdisjoint(markup_words(names))


@lru_cache(maxsize=2048)
def _name_date(names: str) -> bool:
    """Whether one of an element's class and ``itemprop`` tokens names a time."""
    return any(word.startswith(DATE_STEMS) for word in markup_words(names))


def _header_number(page: SearchedPage, n: int, text: str) -> int:
    """The block of a time, if it has little else than a name beside it; else -1."""
    return n if text and len(page.raw[n].text) - len(text) <= MAX_NAME else -1


def _elements(page: SearchedPage, node: int, own: Sequence[int]) -> Iterator[tuple[int, int]]:
    """Small elements of a comment, each with the index of its block."""
    for n in own:
        for i in page.small[n]:
            if i > node:
                yield i, n


def _is_name(page: SearchedPage, n: int) -> bool:
    """Whether a line before the text may be the author's name, with or without a time."""
    text = page.raw[n].text
    printed = page.dates(text)
    if printed:
        text = text[: printed[0].start]
    return reads_as_name(bare_name(text))


def _name_beside(page: SearchedPage, n: int) -> str:
    """The name in a line with a time: the text of its first element, or all before the time."""
    block, tree = page.raw[n], page.tree
    first = block.first if block.first != block.node else -1
    name = bare_name(tree.text_content(first)) if first > 0 else ""
    if reads_as_name(name) and not page.dates(name):
        return name
    printed = page.dates(block.text)
    digit = next((at for at, char in enumerate(block.text) if char.isdigit()), 0)
    name = bare_name(block.text[: printed[0].start if printed else digit])
    return name if reads_as_name(name) else ""


def _is_button(page: SearchedPage, n: int, node: int) -> bool:
    """Whether a block is a control, part of a form, or a mere number."""
    block = page.raw[n]
    if block.tag in ("button", "label", "legend", "summary") or page.in_form(block.first, node):
        return True
    if len(block.text) > MAX_CONTROL:
        return False
    letters = sum(map(str.isalpha, block.text))
    # Without letters, a count of votes; with two, the rest of "at 10:12".
    if letters == 0 or (letters <= 2 and ":" in block.text):
        return True
    return block.link_chars >= 0.6 * len(block.text)


def _is_label(page: SearchedPage, n: int, node: int, shared: Counter[str]) -> bool:
    """Whether a short line is one that every comment has."""
    block = page.raw[n]
    if len(block.text) > MAX_CONTROL:
        return False
    if page.controls[block.first] > node:
        return True
    return shared[label_of(page, n)] > 1 and block.text.count(" ") < 4


def label_of(page: SearchedPage, number: int) -> str:
    """A short line without digits, for comparison between comments; "" for a longer line."""
    label = page.labels.get(number)
    if label is None:
        text = page.raw[number].text
        if len(text) > MAX_CONTROL:
            label = ""
        else:
            label = " ".join("".join([c for c in text if not c.isdigit()]).split()).lower()
        page.labels[number] = label
    return label


def _own_words(page: SearchedPage, n: int) -> str:
    """The block's text without links at its end that are buttons."""
    block = page.raw[n]
    pieces = list(block.pieces)
    while pieces and len(pieces) > 1:
        text, anchor = pieces[-1]
        if not text.strip() or (anchor >= 0 and _is_button_link(page, text, anchor)):
            pieces.pop()
            continue
        break
    if len(pieces) == len(block.pieces) or not pieces:
        return block.text
    return " ".join("".join(piece for piece, _ in pieces).split())


def _is_button_link(page: SearchedPage, text: str, anchor: int) -> bool:
    attrs = page.tree.attrs[anchor]
    href = attrs.get("href", "#")
    return len(text) <= MAX_CONTROL and (
        href.startswith(("#", "javascript:"))
        or attrs.get("role") == "button"
        or page.controls[anchor] == anchor
    )


def _behind_header(page: SearchedPage, n: int, author: str) -> str:
    """The text of a line after the author's name and the time."""
    text = page.raw[n].text
    printed = page.dates(text[:MAX_HEADER])
    if printed:
        text = text[printed[0].end :]
    elif author and text.startswith(author):
        text = text[len(author) :]
    else:
        return ""
    text = text.lstrip(" :–—-)|·.,")
    # The rest of "Ann says: … at 6:26 pm" is not a comment.
    words = sum(word.isalpha() for word in text.split())
    return text if words >= 4 or text[-1:] in TERMINAL else ""


def _is_card_line(block: RawBlock) -> bool:
    """Whether a line is a link of several words: another story's title, or a button."""
    # A name is a link too, but of few words.
    return block.link_chars >= 0.85 * len(block.text) and block.text.count(" ") >= 4


def is_typed(attrs: dict[str, str]) -> bool:
    """Whether an element's id or schema.org markup marks it as one comment."""
    if _NUMBERED.fullmatch(attrs.get("id", "")):
        return True
    kind = attrs.get("itemtype", "").rstrip("/").rpartition("/")[2]
    return kind in ("Comment", "UserComments") or attrs.get("itemprop") == "comment"
