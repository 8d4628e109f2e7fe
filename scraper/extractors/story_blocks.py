"""Rules that correct which blocks of a page are its story, where the model errs.

Each takes the indices of the chosen blocks, ascending, and gives them without some, or with others.
``reading.py`` calls them in the order in which they stand here. Which lines below a story are a
list of other stories is decided in ``listed_teasers.py``.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Sequence
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray

from scraper.extractors.classify.judge import Judgement
from scraper.extractors.classify.signs import is_internal_link
from scraper.extractors.metadata.sources.jsonld import LinkedData
from scraper.extractors.parsing.blocks import HEADINGS, RawBlock
from scraper.extractors.parsing.tree import Tree
from scraper.extractors.related.card_extent import CARD_BLOCKS
from scraper.extractors.related.lines import ends_sentence, is_count, kind_of
from scraper.extractors.related.section_headings import is_related_heading
from scraper.extractors.related.titles import LABEL_WORDS, word_count
from scraper.extractors.text_keys import folded
from scraper.record import RelatedItem

MAX_STANDFIRST_DISTANCE = 20
"""Blocks above the story that are searched for its standfirst: byline, date and buttons may stand
between the two."""
MIN_STANDFIRST_PROBABILITY = 0.15
"""Story probability below which a line under the headline is not taken for a standfirst, whatever
its markup says: second headlines on the labelled pages have 0.1 or less."""
MIN_PARAGRAPHS = 2
"""Paragraphs that must remain when links at the end of a story are removed; a page with fewer is
itself a list of links."""
MIN_TABLE_PROBABILITY = 0.35
"""Mean probability, by length, from which a data table beside the story is part of it, as a whole.
Out-of-fold on the 110 labelled articles with data tables: word F1 93.3, with its rows chosen one by
one 93.2. From 0.3 to 0.4, three of four such tables are story by the labels."""
MIN_HEADED_PROBABILITY = 0.2
"""The same directly below a heading of the story: the league table at the end of a match report."""
MAX_TABLE_LINKS = 0.2
"""Share of links up to which a data table within the text is story, whatever the model says. Of the
175 such tables between story blocks of the labelled articles, 157 are story by the labels, and most
others on pages whose labels lack some of their tables."""
NEAR_TABLE = 3
"""Blocks above or below a data table of which one must be story."""
MIN_TITLE_SHARE = 0.4
"""Share of a title that a headline makes up at least; the rest is the site's name."""
MAX_SHORT_STORY = 4
"""Paragraphs up to which a story is so short that teasers of cards below it look like its own."""
MIN_ENCLOSED_PROBABILITY = 0.2
"""Story probability from which a list item between two blocks of the story is part of it. On 772
labelled pages this adds 18 items, of which 17 are story; of the paragraphs, headings and table rows
there, at most half are."""
MIN_LAST_PROBABILITY = 0.3
"""The same for the paragraph behind an insert below the story's last block."""
MAX_CARD_LEVELS = 6
"""Elements above a block that are tried as its card."""
MIN_CARDS = 3
"""Cards from which they are a list."""


def without_trailing_links(
    tree: Tree, raw: Sequence[RawBlock], chosen: list[int], host: str
) -> list[int]:
    """The chosen blocks without links to other stories at the end and the heading over them.

    Args:
        host: host of the page, without ``www.``.
    """
    end = len(chosen)
    while end and _is_internal_link(tree, raw[chosen[end - 1]], host):
        end -= 1
    if end in (0, len(chosen)):
        return chosen
    # The heading itself may not have been chosen.
    head = chosen[end] - 1
    if not is_related_heading(raw[head]):
        return chosen
    kept = [number for number in chosen[:end] if number != head]
    paragraphs = sum(
        raw[number].tag not in HEADINGS and 2 * raw[number].link_chars < len(raw[number].text)
        for number in kept
    )
    # A news flash is one paragraph below its headline.
    flash = paragraphs and any(block.tag == "h1" for block in raw[: kept[0]])
    return kept if flash or paragraphs >= MIN_PARAGRAPHS else chosen


def _is_internal_link(tree: Tree, block: RawBlock, host: str) -> bool:
    """Whether a block consists of one link to another page of the site."""
    return (
        block.link_count == 1
        and block.link_chars >= len(block.text)
        and is_internal_link(tree.attrs[block.anchor].get("href", ""), host)
    )


def with_whole_tables(
    tree: Tree, raw: Sequence[RawBlock], chosen: list[int], probabilities: NDArray[np.float64]
) -> list[int]:
    """The chosen blocks, with all rows of a data table beside the story or none of them: all if the
    model takes most of it for story, or if it stands within the text."""
    rows: dict[int, list[int]] = {}
    for number, block in enumerate(raw):
        if block.table >= 0:
            rows.setdefault(block.table, []).append(number)
    kept = set(chosen)
    for numbers in rows.values():
        first, last = numbers[0], numbers[-1]
        around = (*range(first - NEAR_TABLE, first), *range(last + 1, last + 1 + NEAR_TABLE))
        if kept.isdisjoint(around):
            continue
        lengths = [len(raw[number].text) for number in numbers]
        headed = first - 1 in kept and raw[first - 1].tag in HEADINGS
        lowest = MIN_HEADED_PROBABILITY if headed else MIN_TABLE_PROBABILITY
        likely = np.average(probabilities[numbers], weights=lengths) >= lowest
        if likely or _is_within_text(tree, raw, numbers, chosen):
            kept.update(numbers)
        else:
            kept.difference_update(numbers)
    return sorted(kept)


def _is_within_text(
    tree: Tree, raw: Sequence[RawBlock], numbers: Sequence[int], chosen: Sequence[int]
) -> bool:
    """Whether a table of few links stands between two of the story's blocks, in the element that
    both are in.

    Args:
        numbers: the blocks that are its rows.
    """
    place, after = bisect_left(chosen, numbers[0]), bisect_left(chosen, numbers[-1] + 1)
    if not place or after == len(chosen):
        return False
    above, below = chosen[place - 1], chosen[after]
    if numbers[0] - above > NEAR_TABLE or below - numbers[-1] > NEAR_TABLE:
        return False
    container = tree.parents[raw[above].node]
    return (
        raw[above].table < 0
        and raw[below].table < 0
        and container == tree.parents[raw[below].node]
        and container < raw[numbers[0]].node < tree.ends[container]
        and sum(raw[number].link_chars for number in numbers)
        <= MAX_TABLE_LINKS * sum(len(raw[number].text) for number in numbers)
    )


def without_card_teasers(tree: Tree, raw: Sequence[RawBlock], chosen: list[int]) -> list[int]:
    """The chosen blocks without the teasers of a list of cards below a short story.

    A card is an element with a picture, a link and the teaser; the list has several. On a page that
    is itself such a list, no paragraphs are above it.
    """
    teasers = [number for number in chosen if _is_card_teaser(tree, raw, number)]
    if len(teasers) < MIN_CARDS:
        return chosen
    lists = {tree.parents[tree.parents[raw[number].node]] for number in teasers}
    before = [number for number in chosen if number < teasers[0]]
    paragraphs = [number for number in before if raw[number].tag not in HEADINGS]
    after = set(chosen).difference(before, teasers)
    if len(lists) > 1 or after or not MIN_PARAGRAPHS <= len(paragraphs) <= MAX_SHORT_STORY:
        return chosen
    # Teasers are sentences; the paragraphs of a story are longer.
    typical = sum(len(raw[number].text) for number in paragraphs) / len(paragraphs)
    longest = max(len(raw[number].text) for number in teasers)
    return before if typical > longest else chosen


def _is_card_teaser(tree: Tree, raw: Sequence[RawBlock], number: int) -> bool:
    """Whether a block without links ends an element that begins with a picture and a link."""
    block = raw[number]
    card = tree.parents[block.node]
    above = raw[number - 1] if number else block
    return (
        card >= 0
        and not block.link_chars
        and above.link_chars >= len(above.text) > 0
        and card < above.first
        and tree.ends[block.node] == tree.ends[card]
        and "img" in tree.tags[card : block.node]
        and (number < 2 or raw[number - 2].first < card)
    )


def with_list_items(
    tree: Tree,
    raw: Sequence[RawBlock],
    chosen: list[int],
    probabilities: Sequence[float] | NDArray[np.float64],
) -> list[int]:
    """The chosen blocks, and list items without links that are slightly below the threshold between
    two of them, at least one of which is in the same list."""
    missing = [
        before + 1
        for before, after in pairwise(chosen)
        if after - before == 2
        and probabilities[before + 1] >= MIN_ENCLOSED_PROBABILITY
        and raw[before + 1].tag == "li"
        and not raw[before + 1].link_chars
        and not is_count(raw[before + 1].text)
        and any(
            raw[k].tag == "li" and tree.parents[raw[k].node] == tree.parents[raw[before + 1].node]
            for k in (before, after)
        )
    ]
    return sorted([*chosen, *missing]) if missing else chosen


def with_last_paragraph(
    tree: Tree,
    raw: Sequence[RawBlock],
    chosen: list[int],
    probabilities: Sequence[float] | NDArray[np.float64],
) -> list[int]:
    """The chosen blocks, and a paragraph without links that is slightly below the threshold, behind
    the last of them and an insert, if the two are of the same kind and in the same element."""
    if len(chosen) < MIN_PARAGRAPHS:
        return chosen
    last, behind = chosen[-1], chosen[-1] + 2
    if behind >= len(raw) or probabilities[behind] < MIN_LAST_PROBABILITY:
        return chosen
    block = raw[behind]
    alike = (
        block.tag == "p"
        and not block.link_chars
        and tree.parents[block.node] == tree.parents[raw[last].node]
        and kind_of(tree, block.node) == kind_of(tree, raw[last].node)
        and ends_sentence(block.text)
        and not is_count(block.text)
    )
    return [*chosen, behind] if alike else chosen


def post_headlines(raw: Sequence[RawBlock], chosen: Sequence[int], linked: LinkedData) -> list[int]:
    """Headings directly above chosen blocks that the JSON-LD of a live blog gives as headlines of
    its posts. The model misses them: "Summary" and the like also stand above lists of all kinds."""
    posts = linked.main.get("liveBlogUpdate")
    resolved = [linked.resolve(post) for post in (posts if isinstance(posts, list) else [posts])]
    headlines = {
        folded(post["headline"])
        for post in resolved
        if isinstance(post, dict) and isinstance(post.get("headline"), str)
    }
    if not headlines:
        return []
    below = {number - 1 for number in chosen}
    return [
        number
        for number in sorted(below - set(chosen))
        if number >= 0 and raw[number].tag in HEADINGS and folded(raw[number].text) in headlines
    ]


def without_cards(tree: Tree, raw: Sequence[RawBlock], chosen: list[int]) -> list[int]:
    """The chosen blocks without those in cards of a list most of whose cards are no story.

    A card is one of several elements of the same kind, each with a linked headline. The posts of a
    live blog are such elements too, but most of them are story.
    """
    kept = set(chosen)
    starts = [block.first for block in raw]
    seen: set[tuple[int, str]] = set()
    for number in chosen:
        node = raw[number].node
        for _ in range(MAX_CARD_LEVELS):
            parent, kind = tree.parents[node], kind_of(tree, node)
            if parent < 0 or tree.tags[node] == "main":
                break
            if (parent, kind) not in seen and node > parent:
                seen.add((parent, kind))
                cards = _linked_cards(tree, raw, starts, parent, kind)
                told = [card for card in cards if not kept.isdisjoint(card)]
                if len(cards) >= MIN_CARDS and 2 * len(told) < len(cards):
                    kept.difference_update(*told)
            node = parent
    return sorted(kept) if any(raw[n].tag not in HEADINGS for n in kept) else chosen


def _linked_cards(
    tree: Tree, raw: Sequence[RawBlock], starts: Sequence[int], parent: int, kind: str
) -> list[range]:
    """The blocks of each child of an element that is of a kind and has a linked headline."""
    cards = []
    i = parent + 1
    while i < tree.ends[parent]:
        end = tree.ends[i]
        blocks = range(bisect_left(starts, i), bisect_left(starts, end))
        is_card = 1 < len(blocks) <= CARD_BLOCKS and kind_of(tree, i) == kind
        if is_card and any(_is_linked_headline(raw[number]) for number in blocks):
            cards.append(blocks)
        i = end
    return cards


def _is_linked_headline(block: RawBlock) -> bool:
    """Whether a block is a link with more words than a label and nothing else."""
    return (
        block.link_count == 1
        and block.link_chars >= len(block.text)
        and word_count(block.text) > LABEL_WORDS
    )


def opening_headline(
    raw: Sequence[RawBlock], chosen: Sequence[int], titles: Sequence[str]
) -> set[int]:
    """The page's headline where the chosen blocks begin with it: the only h1, or a heading that
    makes up most of a title from the page's head. On small pages nothing else tells it from a
    subheading."""
    if len(chosen) < 2 or raw[chosen[0]].tag not in HEADINGS:
        return set()
    first = raw[chosen[0]]
    is_only = first.tag == "h1" and sum(block.tag == "h1" for block in raw) == 1
    text = folded(first.text)
    is_titled = any(
        text in title and MIN_TITLE_SHARE * len(title) <= len(text) for title in map(folded, titles)
    )
    return {chosen[0]} if is_only or is_titled else set()


def with_standfirst(
    raw: Sequence[RawBlock], chosen: list[int], subtitle: str | None, judgement: Judgement
) -> list[int]:
    """The chosen blocks, preceded by the standfirst's block where one is found above them."""
    if not chosen or not subtitle:
        return chosen
    for number in range(chosen[0] - 1, max(-1, chosen[0] - MAX_STANDFIRST_DISTANCE - 1), -1):
        if raw[number].text == subtitle and judgement.second[number] >= MIN_STANDFIRST_PROBABILITY:
            return [number, *chosen]
    return chosen


def without_item_links(
    raw: Sequence[RawBlock], chosen: list[int], related: Sequence[RelatedItem]
) -> list[int]:
    """The chosen blocks without those that are nothing but the linked title of a related item: the
    same story is often offered twice, between paragraphs and below. Lists stay, which the story's
    author may have made."""
    titles = {item.title for item in related}
    return [
        number
        for number in chosen
        if raw[number].text not in titles
        or raw[number].link_chars < len(raw[number].text)
        or raw[number].tag == "li"
    ] or chosen
