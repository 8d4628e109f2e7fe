"""The teaser of a selected card: the line about the story beside the title."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Mapping, Sequence, Set

from scraper.extractors.classify.text_shape import CLOSING, TERMINAL
from scraper.extractors.metadata.names.forms import begins_small
from scraper.extractors.parsing.blocks import RawBlock
from scraper.extractors.plaintext.words import AGO, SECTION, opening
from scraper.extractors.related.candidates import ItemCandidate
from scraper.extractors.related.class_names import has_teaser_class
from scraper.extractors.related.columns import MIN_LIST_CARDS
from scraper.extractors.related.fast_lines import ends_sentence, is_count, is_name, letters
from scraper.extractors.related.lines import Line
from scraper.extractors.related.titles import LABEL_WORDS, word_count

LONG_TEASER = 100
"""Characters from which a line is long. A card with several long lines contains a whole story."""
TEASER_WORDS = 8
"""Words from which a line without a full stop is a teaser; bylines and dates have fewer."""
NAMED_LETTERS = 20
"""Letters above which a line whose class marks it as a teaser is one."""
CLAUSE_WORDS = 4
CLAUSE_LETTERS = 30
"""Words and letters above which the second of a link's two lines is a teaser. On 504 pages this
adds three teasers and takes no byline, place or button for one."""
MIN_WORDS = 5
MIN_CHARS = 60
DIGIT_SHARE = 6
"""A line of fewer than ``MIN_WORDS`` words is no teaser, nor one of up to ``MIN_CHARS`` characters
of which at least one in ``DIGIT_SHARE`` is a digit: a date or a count."""
SENTENCE_WORDS = 3
SENTENCE_LETTERS = 10
"""Words and letters from which a paragraph of a card that is a sentence is a teaser."""
BUTTON_CHARS = 32
"""Characters at a teaser's end in which a button's label is searched."""
_STOPS = ".…!?。！？।"
_BUTTON = re.compile(rf"(?:\.\.\.|[{_STOPS}])[\])]?\s*[\[(]?([^{_STOPS}]{{2,25}})$")
"""The words after a teaser's last sentence."""
_ENDS = TERMINAL | CLOSING | {"…"}


def teaser_of(
    blocks: Sequence[RawBlock], item: ItemCandidate, lines: Sequence[str], rest: Sequence[str] = ()
) -> str | None:
    """A card's teaser. If the card contains a whole story, as on endlessly scrolling pages, the
    first paragraph below the title.

    Args:
        lines: lines of the card's link, the result of ``refine_title``.
        rest: other texts after the title, the result of ``texts_after_title``.
    """
    title, at = item.title, item.title_block
    below = [_without_own_link(blocks[k], item) for k in item.blocks if k > at]
    texts = [*lines, *below, *rest]
    after = [text for text in texts if is_teaser_of(text, title)]
    if len(after) > 1 and sum([len(text) > LONG_TEASER for text in after]) > 1:
        return after[0]
    if after:
        return max(after, key=len)
    before = [blocks[number].text for number in item.blocks if number < at]
    return max([text for text in before if is_teaser_of(text, title)], key=len, default=None)


def is_teaser_of(text: str, title: str) -> bool:
    """Whether a line is a teaser by its length or its end, and does not only repeat the title."""
    words = word_count(text)
    if text == title or words < MIN_WORDS:
        return False
    if len(text) <= MIN_CHARS and sum(map(str.isdigit, text)) * DIGIT_SHARE >= len(text):
        return False
    if repeats_title(text, title):
        return False
    return words >= TEASER_WORDS or ends_sentence(text)


def repeats_title(text: str, title: str) -> bool:
    """Whether a line is the headline with a kicker or date, or a truncated headline."""
    return (title in text and len(text) - len(title) < len(title)) or text.rstrip(" .…") in title


def texts_after_title(block: RawBlock, lines: Sequence[Line], title: str = "") -> list[str]:
    """Texts after the title that belong to it: those after its card in the list, those of later
    links to the story, and those beside the link in the title's own line.

    Args:
        block: the block with the title.
        lines: lines of the card.
    """
    after: list[str] = []
    later: list[str] = []
    beside: list[str] = []
    # If the line begins with text, or goes on in lower case after the link, the link is part of a
    # sentence.
    begins_with_link = block.pieces and block.pieces[0][1] >= 0
    below = False
    for line in lines:
        text = line.text
        if line.linked:
            # A picture may have a caption.
            if below and "figcaption" not in line.path:
                later.append(text)
        else:
            if line.path[0] == "+":
                after.append(text)
            if begins_with_link and text in block.text and not begins_small(text):
                beside.append(text)
        below = below or text == title
    return after + later + beside


def _may_end_with_link(block: RawBlock) -> bool:
    """Whether some of a block's words are a link. Rows of tables have links, but no pieces."""
    return bool(block.pieces) and 0 < block.link_chars < len(block.text)


def _without_own_link(block: RawBlock, item: ItemCandidate) -> str:
    """A block's text without a link to the item's own story after its last sentence."""
    text = block.text
    if not _may_end_with_link(block) or block.pieces[-1][1] not in item.anchors:
        return text
    own = " ".join(
        "".join(piece for piece, anchor in block.pieces if anchor == block.pieces[-1][1]).split()
    )
    begun = text.removesuffix(own).rstrip(" [(»→")
    return begun if own and begun[-1:] in _ENDS else text


def named_teaser(
    item: ItemCandidate, lines: Sequence[Line], labels: Set[str], line_counts: Mapping[str, int]
) -> str | None:
    """The first line below the title whose class marks it as the teaser.

    Args:
        lines: lines of the card.
        labels: titles that several candidates have.
        line_counts: how often each line occurs in all cards.
    """
    below = False
    for line in lines:
        if item.title in line.text:
            below = True
        elif (
            below
            and has_teaser_class(line.path)
            and letters(line.text) > NAMED_LETTERS
            and word_count(line.text) > LABEL_WORDS
            and line_counts[line.text] == 1
            and line.text not in labels
            and not is_count(line.text)
            and not repeats_title(line.text, item.title)
        ):
            return line.text
    return None


def second_line(
    item: ItemCandidate, lines: Sequence[Line], labels: Set[str], line_counts: Mapping[str, int]
) -> str | None:
    """The only line below the title in the same link, if it is as long as a clause."""
    linked = [line for line in lines if line.linked]
    if len(linked) != 2 or linked[0].text != item.title:
        return None
    text = linked[1].text
    clause = (
        word_count(text) > CLAUSE_WORDS
        and letters(text) > CLAUSE_LETTERS
        and line_counts[text] == 1
        and text not in labels
        and not is_count(text)
        and not any(map(str.isdigit, text))
        and not is_name(text)
        and not repeats_title(text, item.title)
    )
    return text if clause else None


def short_sentence(
    blocks: Sequence[RawBlock],
    item: ItemCandidate,
    labels: Set[str],
    line_counts: Mapping[str, int],
) -> str | None:
    """The first paragraph below the title, if it is a short sentence with a full stop.

    Bylines, dates and buttons have their own elements, but hardly ever a full stop.
    """
    for number in item.blocks:
        block = blocks[number]
        text = block.text
        if number <= item.title_block or block.tag != "p" or block.link_count > 1:
            continue
        sentence = (
            word_count(text) >= SENTENCE_WORDS
            and text.rstrip("".join(CLOSING))[-1:] in TERMINAL - {"…"}
            and not text.endswith("..")
            and letters(text) >= SENTENCE_LETTERS
            and not is_count(text)
            and not is_name(text)
            and not AGO.fullmatch(text)
            and not opening(text)[0]
            and line_counts[text] <= 1
            and text not in labels
            and not repeats_title(text, item.title)
        )
        return text if sentence else None
    return None


def adds_to_title(teaser: str, title: str, lines: Sequence[Line]) -> bool:
    """Whether a column's line is more than a part of the title or a kicker above it."""
    begun = teaser.rstrip(".\u2026 ")
    if begun in title or (title in teaser and len(teaser) - len(title) < len(title) / 2):
        return False
    if ends_sentence(teaser):
        return True
    for line in lines:
        if line.text == title or (len(line.text) > len(title) / 2 and line.text in title):
            return True
        if line.text == teaser:
            return False
    return True


def cut_buttons(teasers: list[str | None], numbers: Sequence[int]) -> None:
    """Cut "Read more" and the like from the ends of a list's teasers, in place: words after the
    last sentence that several of them share, or that are among the known lead-in words.

    Args:
        teasers: teasers of all items.
        numbers: indices of the list's items.
    """
    ends = {
        n: end
        for n in numbers
        if (teaser := teasers[n])
        and teaser[-1] not in _STOPS  # as most end
        and (end := _BUTTON.search(teaser[-BUTTON_CHARS:]))
    }
    times = Counter(end[1] for end in ends.values())
    for number, end in ends.items():
        words = SECTION.match(end[1]) if opening(end[1])[0] else None
        # The full stop of "12. September 2023" ends no sentence.
        dated = end.string[: end.start()][-1:].isdigit() or any(map(str.isdigit, end[1]))
        alike = times[end[1]] >= MIN_LIST_CARDS and not dated
        if alike or (words and words.end() >= len(end[1].rstrip("]) »›→"))):
            cut = (teasers[number] or "").removesuffix(end[1]).rstrip(" [(»→")
            teasers[number] = cut or None


def cut_own_links(
    blocks: Sequence[RawBlock],
    items: Sequence[ItemCandidate],
    numbers: Sequence[int],
    teasers: list[str | None],
) -> None:
    """Cut links with the same words to each card's own story from the ends of a list's teasers, in
    place: "Rain in Lund more", where the teasers have no full stop before the button.

    Args:
        numbers: indices of the list's items.
        teasers: teasers of all items.
    """
    ends: dict[int, str] = {}
    for n in numbers:
        item = items[n]
        for k in item.blocks:
            block = blocks[k]
            if k > item.title_block and _may_end_with_link(block):
                words, anchor = block.pieces[-1]
                if anchor in item.anchors and (own := " ".join(words.split())):
                    ends[n] = own
    times = Counter(ends.values())
    for n, own in ends.items():
        if times[own] >= MIN_LIST_CARDS and (teasers[n] or "").endswith(" " + own):
            teasers[n] = (teasers[n] or "").removesuffix(own).rstrip(" [(»→") or None
