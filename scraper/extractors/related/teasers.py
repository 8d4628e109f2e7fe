"""The teaser of a chosen card: what its lines say of the story, besides the title."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Mapping, Sequence, Set

from scraper.extractors.classify.features import CLOSING, TERMINAL
from scraper.extractors.parsing.blocks import RawBlock
from scraper.extractors.plaintext.words import SECTION, opening
from scraper.extractors.related.candidates import Candidate
from scraper.extractors.related.columns import LISTED
from scraper.extractors.related.lines import Line
from scraper.extractors.related.names import names_teaser
from scraper.extractors.related.titles import MINOR, word_count

try:
    from scraper.extractors.related._lines import ends_sentence, is_count, is_name, letters
except ImportError:  # not compiled: the same, slower
    from scraper.extractors.related.lines import ends_sentence, is_count, is_name, letters


LONG_TEASER = 100
"""Characters of a line that a teaser has one of; a card with more of them holds the whole story."""
TEASER_WORDS = 8
"""Words from which a line without a full stop is a teaser: more than bylines and dates have."""
NAMED_LETTERS = 20
"""Letters from which a line is a teaser that its element's name says is one."""
CLAUSE_WORDS = 4
CLAUSE_LETTERS = 30
"""Words and letters that a link's second and last line has more of where it is a teaser: of 504
pages it adds three and takes no byline, place or button for one."""
BUTTON = 32
"""Characters at a teaser's end that may hold such words."""
_BUTTON = re.compile(r"(?:\.\.\.|[.…!?。！？।])[\])]?\s*[\[(]?([^.…!?。！？।]{2,25})$")
"""The words behind a teaser's last sentence."""
_ENDS = TERMINAL | CLOSING | {"…"}


def teaser_of(
    blocks: Sequence[RawBlock], item: Candidate, lines: Sequence[str], rest: Sequence[str] = ()
) -> str | None:
    """A card's teaser; where it holds a whole story, as pages that scroll on do, its standfirst.

    Args:
        lines: what ``refine_title`` gave.
        rest: what else is said behind the title, in its own line or outside the card.
    """
    title, at = item.title, item.title_block
    texts = [*lines, *[_said(blocks[k], item) for k in item.blocks if k > at], *rest]
    after = [text for text in texts if tells_of_story(text, title)]
    if len(after) > 1 and sum([len(text) > LONG_TEASER for text in after]) > 1:
        return after[0]
    if after:
        return max(after, key=len)
    before = [blocks[number].text for number in item.blocks if number < at]
    return max([text for text in before if tells_of_story(text, title)], key=len, default=None)


def is_teaser(text: str, title: str) -> bool:
    """Whether a line of a card says something of the story: not its title, date or byline."""
    if text == title or word_count(text) <= 4:
        return False
    return len(text) > 60 or sum(map(str.isdigit, text)) * 6 < len(text)


def tells_of_story(text: str, title: str) -> bool:
    """Whether a line is a teaser by its length or its end, and more than the title again."""
    if not is_teaser(text, title):
        return False
    if repeats_title(text, title):
        return False
    return word_count(text) >= TEASER_WORDS or ends_sentence(text)


def repeats_title(text: str, title: str) -> bool:
    """Whether a line is the headline once more, with its kicker or a date, or a part of it, cut
    short."""
    return (title in text and len(text) - len(title) < len(title)) or text.rstrip(" .…") in title


def rest_of(block: RawBlock, lines: Sequence[Line], title: str = "") -> list[str]:
    """What follows the title in its own line, and what follows its card in the list.

    Args:
        block: the title's.
        lines: of the card.
        title: the item's.
    """
    rest = [line.text for line in lines if line.path.startswith("+") and not line.linked]
    # A second link to the story below its title; pictures have theirs with a caption.
    at = next((n for n, line in enumerate(lines) if line.text == title), len(lines))
    rest.extend(
        line.text for line in lines[at + 1 :] if line.linked and "figcaption" not in line.path
    )
    # A link that a sentence leads to, or goes on from, is a part of it.
    if block.pieces and block.pieces[0][1] >= 0:
        rest.extend(
            line.text
            for line in lines
            if not line.linked and line.text in block.text and not line.text[0].islower()
        )
    return rest


def _said(block: RawBlock, item: Candidate) -> str:
    """What a block says, without a link to the item's own story behind its last sentence."""
    text = block.text
    if not 0 < block.link_chars < len(text) or block.pieces[-1][1] not in item.anchors:
        return text
    own = " ".join(
        "".join(said for said, anchor in block.pieces if anchor == block.pieces[-1][1]).split()
    )
    begun = text.removesuffix(own).rstrip(" [(»→")
    return begun if own and begun[-1:] in _ENDS else text


def named_teaser(
    item: Candidate, lines: Sequence[Line], labels: Set[str], said: Mapping[str, int]
) -> str | None:
    """The line of a card that its element's name says is the teaser."""
    below = False
    for line in lines:
        if item.title in line.text:
            below = True
        elif (
            below
            and names_teaser(line.path)
            and letters(line.text) > NAMED_LETTERS
            and word_count(line.text) > MINOR
            and said[line.text] == 1
            and line.text not in labels
            and not is_count(line.text)
            and not repeats_title(line.text, item.title)
        ):
            return line.text
    return None


def second_line(
    item: Candidate, lines: Sequence[Line], labels: Set[str], said: Mapping[str, int]
) -> str | None:
    """The one line below the title in the same link, where it has a clause's words."""
    linked = [line for line in lines if line.linked]
    if len(linked) != 2 or linked[0].text != item.title:
        return None
    text = linked[1].text
    clause = (
        word_count(text) > CLAUSE_WORDS
        and letters(text) > CLAUSE_LETTERS
        and said[text] == 1
        and text not in labels
        and not is_count(text)
        and not any(map(str.isdigit, text))
        and not is_name(text)
        and not repeats_title(text, item.title)
    )
    return text if clause else None


def adds_to_title(teaser: str, title: str, lines: Sequence[Line]) -> bool:
    """Whether a column's line says more than the title: not a part of it, nor a kicker above it."""
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
    """Cut "Read more" from the ends of a list's teasers, in place: what is behind the last sentence
    in all of them, or says so.

    Args:
        teasers: of all items.
        numbers: those of the list's items.
    """
    ends = {n: end for n in numbers if (end := _BUTTON.search((teasers[n] or "")[-BUTTON:]))}
    times = Counter(end[1] for end in ends.values())
    for number, end in ends.items():
        words = SECTION.match(end[1]) if opening(end[1])[0] else None
        # The full stop of "12. September 2023" ends no sentence.
        dated = end.string[: end.start()][-1:].isdigit() or any(map(str.isdigit, end[1]))
        alike = times[end[1]] >= LISTED and not dated
        if alike or (words and words.end() >= len(end[1].rstrip("]) »›→"))):
            teaser = (teasers[number] or "").removesuffix(end[1]).rstrip(" [(»→")
            teasers[number] = teaser or None
