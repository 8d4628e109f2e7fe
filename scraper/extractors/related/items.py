"""What a chosen candidate says as a related item: title, teaser and picture.

The cards of the few that were chosen are read with care: a kicker, a counter or a date is told from
the headline beside it, and a teaser from both.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Mapping, Sequence, Set

from scraper.extractors.classify.features import CLOSING, TERMINAL
from scraper.extractors.parsing.blocks import RawBlock
from scraper.extractors.parsing.tree import Tree
from scraper.extractors.plaintext.words import SECTION, opening
from scraper.extractors.related.candidates import Candidate
from scraper.extractors.related.columns import LISTED, Columns, names_kicker, part_leads
from scraper.extractors.related.lines import Line, kind_named, runs
from scraper.extractors.related.names import names_teaser, names_title
from scraper.extractors.related.pictures import images_of
from scraper.extractors.related.pointers import bare_title, pointer_in, without_ranks
from scraper.extractors.related.titles import (
    MINOR,
    path_parts,
    slug_words,
    title_words,
    word_count,
)
from scraper.urls import absolute

try:
    from scraper.extractors.related._lines import (
        card_lines,
        ends_sentence,
        is_count,
        letters,
        own_card,
    )
except ImportError:  # not compiled: the same, slower
    from scraper.extractors.related.lines import (
        card_lines,
        ends_sentence,
        is_count,
        letters,
        own_card,
    )

LONG_TEASER = 100
"""Characters of a line that a teaser has one of; a card with more of them holds the whole story."""
TEASER_WORDS = 8
"""Words from which a line without a full stop is a teaser: more than bylines and dates have."""
NAMED_LETTERS = 20
"""Letters from which a line is a teaser that its element's name says is one."""
CLEARLY = 0.5
"""How well another line of a card must fit the address to be taken for the title by that alone."""
SLUG_GAIN = 0.2
"""How much better than the present title another line of the card must fit the address."""


def link_lines(tree: Tree, anchor: int) -> tuple[list[str], str]:
    """The texts of a link's elements where they are lines apart, and its own words among them.

    A link around a whole card runs its kicker, title and counter together; only the elements inside
    it tell them apart. Words marked inside a sentence (``<b>Salt</b> prices``) are no lines of
    their own; but words beside elements that a class gives a look, or beside a ``time``, are.
    """
    lines: list[str] = []
    bare = _add_lines(tree, anchor, lines)
    return lines, bare


def _add_lines(tree: Tree, node: int, lines: list[str]) -> str:
    tags, ends, texts, tails, attrs = tree.tags, tree.ends, tree.texts, tree.tails, tree.attrs
    own = []
    speaking = []
    parts = []
    if text := " ".join(texts[node].split()):
        own.append(text)
        parts.append(text)
    i = node + 1
    while i < ends[node]:
        if text := tree.text_content(i):
            speaking.append(i)
            parts.append(text)
        if text := " ".join(tails[i].split()):
            own.append(text)
            parts.append(text)
        i = ends[i]
    if not own:
        bare = ""
        for i in speaking:
            bare = _add_lines(tree, i, lines) or bare
        return bare
    # The headline has more words than what is set beside it.
    others = [part for part in parts if part not in own]
    apart = (
        len(own) == 1
        and word_count(own[0]) > max(map(word_count, others), default=0)
        and all(
            tags[i] == "time" or (tags[i] in ("span", "div", "small") and "class" in attrs[i])
            for i in speaking
        )
    )
    if not speaking or not apart:
        lines.append(tree.text_content(node))
        return ""
    lines.extend(parts)
    return own[0]


def refine_title(tree: Tree, item: Candidate, labels: Set[str]) -> list[str]:
    """Put the headline alone where the card's link says more, and give the lines of the link.

    Which of several lines is the headline is told by the address, whose words are mostly those of
    the headline, in whatever language.

    Args:
        labels: what the links of several candidates say.
    """
    for anchor in item.anchors:
        if not _fast_twice(tree, anchor):
            continue
        lines, own = link_lines(tree, anchor)
        if len(lines) < 2 or not any(line in item.title for line in lines):
            continue
        if own:
            item.title = own
            return lines
        wanted = slug_words(path_parts(item.url))
        if wanted:
            best, most = item.title, _likeness(wanted, item.title) + SLUG_GAIN
            fewest = MINOR + 1
            if item.title in labels:
                most, fewest = 0.0, 2
            for line in lines:
                likeness = _likeness(wanted, line)
                if likeness > most and line not in labels and word_count(line) >= fewest:
                    best, most = line, likeness
            item.title = best
        return lines
    return []


def speaks_twice(tree: Tree, node: int) -> bool:
    """Whether an element holds two stretches of text. The plain twin of
    ``_candidates.speaks_twice``."""
    inside = range(node + 1, tree.ends[node])
    texts, tails = tree.texts, tree.tails
    voices = sum([bool(texts[i].strip()) + bool(tails[i].strip()) for i in inside])
    return voices + bool(texts[node].strip()) > 1


def _likeness(slug: Set[str], line: str) -> float:
    """How alike the words of an address and a line are (Dice), so that a long teaser is less so."""
    words = title_words(line)
    return 2 * len(slug & words) / (len(slug) + len(words))


def whole_title(tree: Tree, item: Candidate) -> str:
    """A headline that was cut short, as the link's own attributes have it whole."""
    title = item.title
    begun = title.rstrip(".… ")
    if title.endswith(("...", "…")) and len(begun) > 10:
        for anchor in item.anchors:
            for name in ("title", "aria-label"):
                value = " ".join(tree.attrs[anchor].get(name, "").split())
                if value.startswith(begun) and len(value) > len(title):
                    return value
    return title


FULL_STOPS = frozenset(".。।።။")
"""What ends a teaser; headlines end with the marks of questions and calls too."""


def retitle(
    blocks: Sequence[RawBlock],
    item: Candidate,
    lines: Sequence[Line],
    labels: Set[str],
    said: Mapping[str, int],
) -> None:
    """Take for the title another line of the card's links, where the card says that it is.

    Of a short headline and its longer teaser, words alone show the teaser as the likelier title.

    Args:
        lines: of the card.
        said: how often each line is said in all cards.
    """
    if item.heading or not lines:
        return
    linked = [line for line in lines if line.linked]
    at = next((n for n, line in enumerate(linked) if line.text == item.title), -1)
    dated = is_count(item.title)
    if at < 0 or len(linked) < 2 or (names_title(linked[at].path) and not dated):
        return
    free = [
        line
        for line in linked
        if line.text not in labels
        and not is_count(line.text)
        and word_count(bare_title(line.text)) > 1
    ]
    slug = slug_words(path_parts(item.url))
    # A few words may be a button, whatever its element is called, where the address fits them less.
    named = [
        line
        for line in free
        if names_title(line.path)
        and line.text[-1] not in ":："
        and (
            word_count(bare_title(line.text)) > MINOR
            or not slug
            or names_kicker(linked[at].path)
            or _likeness(slug, line.text) >= _likeness(slug, item.title)
        )
    ]
    chosen = named[0].text if len(named) == 1 else None
    if chosen is None and slug:
        best = max(free, key=lambda line: _likeness(slug, line.text), default=linked[at])
        alike = _likeness(slug, best.text)
        if alike >= CLEARLY and alike > _likeness(slug, item.title) + SLUG_GAIN:
            chosen = best.text
    if chosen is None and at and item.title.rstrip("".join(CLOSING))[-1:] in FULL_STOPS:
        above = linked[at - 1]
        if (
            above in free
            and not ends_sentence(above.text)
            and said[above.text] == 1
            and 2 * letters(item.title) > 3 * letters(above.text)
            and not names_kicker(above.path)
            and _likeness(slug, above.text) >= _likeness(slug, item.title)
        ):
            chosen = above.text
    if chosen is None and dated and free:
        chosen = max(free, key=lambda line: letters(line.text)).text
    if chosen is None or chosen == item.title:
        return
    item.title = chosen
    item.title_block = next((n for n in item.blocks if chosen in blocks[n].text), item.title_block)


def is_teaser(text: str, title: str) -> bool:
    """Whether a line of a card says something of the story: not its title, date or byline."""
    if text == title or word_count(text) <= 4:
        return False
    return len(text) > 60 or sum(map(str.isdigit, text)) * 6 < len(text)


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
    after = [text for text in texts if _tells(text, title)]
    if len(after) > 1 and sum([len(text) > LONG_TEASER for text in after]) > 1:
        return after[0]
    if after:
        return max(after, key=len)
    before = [blocks[number].text for number in item.blocks if number < at]
    return max([text for text in before if _tells(text, title)], key=len, default=None)


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


_ENDS = TERMINAL | CLOSING | {"…"}
BUTTON = 32
"""Characters at a teaser's end that may hold such words."""
_BUTTON = re.compile(r"(?:\.\.\.|[.…!?。！？।])[\])]?\s*[\[(]?([^.…!?。！？।]{2,25})$")
"""The words behind a teaser's last sentence."""


def _cut_buttons(teasers: list[str | None], numbers: Sequence[int]) -> None:
    """Cut "Read more" from the ends of a list's teasers: what is behind the last sentence in all of
    them, or says so."""
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


def _named_teaser(
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
            and not _repeats(line.text, item.title)
        ):
            return line.text
    return None


def _repeats(text: str, title: str) -> bool:
    """Whether a line is the headline once more, with its kicker or a date, or a part of it, cut
    short."""
    return (title in text and len(text) - len(title) < len(title)) or text.rstrip(" .…") in title


def _tells(text: str, title: str) -> bool:
    if not is_teaser(text, title):
        return False
    if _repeats(text, title):
        return False
    return word_count(text) >= TEASER_WORDS or ends_sentence(text)


def cards_of(
    tree: Tree,
    blocks: Sequence[RawBlock],
    items: Sequence[Candidate],
    candidates: Sequence[Candidate],
    story: Sequence[bool],
) -> list[list[Line]]:
    """The lines of each item's card; a card that holds other items too is made smaller."""
    links = sorted(anchor for item in items for anchor in item.anchors)
    for item in items:
        card = own_card(tree, item, links)
        if card != item.card:
            item.card = card
            item.blocks = [n for n in item.blocks if card <= blocks[n].first < tree.ends[card]]
    owners = {
        anchor: (-1, candidate.words > MINOR)
        for candidate in candidates
        for anchor in candidate.anchors
    }
    for number, item in enumerate(items):
        owners.update((anchor, (number, True)) for anchor in item.anchors)
    stops = {block.first for block, part in zip(blocks, story, strict=False) if part}
    following = runs(tree, {item.card: n for n, item in enumerate(items)}, owners, stops)
    cards = []
    for number, item in enumerate(items):
        lines = card_lines(tree, item, item.card, following.get(number, []))
        # An address that is printed twice may have another headline where its first link is.
        told = any(item.title in line.text for line in lines)
        if not told:
            inside = {line.text for line in lines if line.text in item.title}
            told = 2 * sum(map(len, inside)) >= len(item.title)
        cards.append(lines if told else [])
    return cards


def _adds(teaser: str, title: str, lines: Sequence[Line]) -> bool:
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


def lists_of(tree: Tree, items: Sequence[Candidate]) -> list[list[int]]:
    """The numbers of the items by lists: those whose links stand in elements of one look."""
    tags, attrs, parents = tree.tags, tree.attrs, tree.parents
    lists: dict[tuple[str, ...], list[int]] = {}
    # The same by tags and classes as they stand, numbers and all, which is seen at once.
    alike: dict[tuple[str, ...], list[int]] = {}
    for number, item in enumerate(items):
        node = item.anchors[0]
        around: list[str] = []
        while node >= 0 and len(around) < 8:
            around += tags[node], attrs[node].get("class", "")
            node = parents[node]
        look = tuple(around)
        known = alike.get(look)
        if known is None:
            kinds = tuple(map(kind_named, around[::2], around[1::2]))
            known = alike[look] = lists.setdefault(kinds, [])
        known.append(number)
    return list(lists.values())


def read_items(
    tree: Tree,
    blocks: Sequence[RawBlock],
    items: Sequence[Candidate],
    candidates: Sequence[Candidate],
    base: str,
    story: Sequence[bool] = (),
) -> list[str | None]:
    """Refine the titles and pictures of the chosen, and give their teasers.

    Args:
        candidates: all of the page.
        story: for each block, whether it is part of the story.
        base: what the addresses of pictures are relative to.
    """
    counts = Counter(candidate.title for candidate in candidates)
    labels = {title for title, n in counts.items() if n > 1}
    cards = cards_of(tree, blocks, items, candidates, story)
    said = Counter(line.text for lines in cards for line in lines)
    told: list[str | None] = []
    for item, lines in zip(items, cards, strict=True):
        parts = refine_title(tree, item, labels)
        retitle(blocks, item, lines, labels, said)
        item.title = bare_title(whole_title(tree, item))
        told.append(
            teaser_of(blocks, item, parts, rest_of(blocks[item.title_block], lines, item.title))
        )
    teasers = told[:]
    for numbers in lists_of(tree, items):
        members = [items[n] for n in numbers]
        columns = Columns(part_leads([cards[n] for n in numbers]), labels)
        titles = columns.title(members)
        column = columns.teaser(titles, [told[n] for n in numbers])
        for place, number in enumerate(numbers):
            item = items[number]
            title = columns.at(place, titles)
            if title is not None and title != item.title:
                item.title = bare_title(title)
                if teasers[number] == title:
                    teasers[number] = None
            teaser = columns.at(place, column)
            if teaser is None or not _adds(teaser, item.title, cards[number]):
                continue
            # Of a teaser with a link inside, the column has but a part.
            if teaser not in (teasers[number] or ""):
                teasers[number] = teaser
        ranked = without_ranks(tree, members)
        for item, title in zip(members, ranked, strict=True):
            parted = pointer_in(title)
            item.title = bare_title(parted[1] if parted else title)
        _cut_buttons(teasers, numbers)
    for number, (item, lines) in enumerate(zip(items, cards, strict=True)):
        teaser = teasers[number]
        if teaser and said[teaser] >= LISTED and not ends_sentence(teaser):
            teasers[number] = None  # what every card says: "2 hours ago", "Subscribers only"
        if teasers[number] is None:
            teasers[number] = _named_teaser(item, lines, labels, said)
    pictures = [images_of(tree, item.card) for item in items]
    # What stands in three cards and more is a placeholder or a badge, nobody's own.
    shared = Counter(source for sources in pictures for source in set(sources))
    for item, sources in zip(items, pictures, strict=True):
        item.image = ""
        for source in sources:
            if shared[source] < 3 and (address := absolute(base, source)):
                item.image = address
                break
    return teasers


try:
    from scraper.extractors.related._candidates import speaks_twice as _fast_twice
except ImportError:  # not compiled: the same, slower
    _fast_twice = speaks_twice
