"""Find the "more news" items of a page: other stories that it links to, each as a record.

`candidates.py` collects the addresses that the page links to, `describe.py` computes their feature
rows, and a fitted forest scores them. `items.py` reads title, teaser and picture of the selected
cards; `section_headings.py` and `positions.py` give the heading and the position of each. The story
itself is found elsewhere (`reading.py`).
"""

from __future__ import annotations

import re
from collections.abc import Sequence, Set

import numpy as np
from numpy.typing import NDArray

from scraper.extractors.assemble import base_address
from scraper.extractors.classify.model import Model
from scraper.extractors.classify.signs import bare_host
from scraper.extractors.parsing.blocks import RawBlock
from scraper.extractors.parsing.tree import Tree
from scraper.extractors.related.announced_lists import announced_lists
from scraper.extractors.related.candidates import ItemCandidate, find_candidates
from scraper.extractors.related.columns import MIN_LIST_CARDS, MIN_TEASER_LETTERS
from scraper.extractors.related.describe import describe_candidates
from scraper.extractors.related.fast_lines import ends_sentence, letters, own_card
from scraper.extractors.related.heading_words import announces_related
from scraper.extractors.related.items import (
    lists_of,
    read_items,
    separate_cards,
)
from scraper.extractors.related.other_kinds import is_other_kind, is_section_of_other_kind
from scraper.extractors.related.picture_cards import picture_cards
from scraper.extractors.related.pointers import in_embedded_card, is_pointer_line
from scraper.extractors.related.positions import Positions
from scraper.extractors.related.section_headings import SectionHeadings
from scraper.extractors.related.story_page import StoryPage
from scraper.extractors.related.titles import (
    LABEL_WORDS,
    address_form,
    path_parts,
    query_form,
    word_count,
)
from scraper.extractors.related.unlinked_cards import unlinked_cards
from scraper.record import RelatedItem
from scraper.urls import identity, site_of

MIN_ANNOUNCED_SCORE = 0.3
"""Score from which a candidate below a heading that announces related stories is an item."""
MIN_TEASED_SCORE = 0.1
"""The same for a candidate in a list whose cards have a sentence each. Comments below a story have
one too, but the forest scores them near zero."""
MIN_SCORE = 0.6
"""Score from which any candidate is an item. Items have double weight in fitting, so the score is
not a probability. Measured in five folds by site on the 1,809 labelled pages outside the judged
half (pages with many items capped at thirty, story probabilities out-of-fold, scores raised to the
list mean); precision and recall at 0.5, 0.6 and 0.7: news sites 94.2, 96.2; 94.9, 95.6; 95.7, 94.5;
articles of other sites 92.4, 95.6; 94.3, 94.6; 96.3, 92.2; shops, forums, services 83.3, 87.7;
87.3, 86.5; 89.2, 83.8. At 0.6, F1 is the same on news sites and higher on all others."""
STORY_TYPES = ("article", "liveblog")
"""Types of pages on which a heading is enough for a short list below it (``announced_lists``), and
a list with the page itself as an entry is a series and no menu."""
MIN_NEIGHBOUR_SCORE = 0.5
"""The same for a candidate in the page's own folder, as ``/1999/11/story2.htm`` and
``/1999/11/story1.htm`` are."""
MIN_NEIGHBOUR_FOLDERS = 2
"""Folders of such an address: ``/news/`` alone holds a whole site."""
MIN_PRODUCT_SCORE = 0.85
"""Score from which a candidate on a product page is an item, whatever its heading says: "related"
items there are other products. Out-of-fold 3 of 136 items found on such pages were stories."""
LIST_MEAN_WEIGHT = 0.5
"""Weight of the mean when a score below its list's mean is raised towards it. In the same folds, at
the best threshold of each, F1 without the mean, with scores moved to it from both sides, and with
scores only raised: news sites 95.2, 95.3, 95.3; articles of other sites 94.3, 94.0, 94.5; others
86.5, 87.0, 86.9."""

_SITE_PART = re.compile(r"\s*[|｜»]\s*[^|｜»]+$|\s+[-–—·•]\s+[^-–—·•]+$")
"""The site's name at the end of a page title, with the separator before it."""


def find_related(page: StoryPage, model: Model) -> list[RelatedItem]:
    """The page's "more news" items in document order."""
    tree, url = page.tree, page.url
    candidates = find_candidates(tree, page.blocks, page.story, url)
    inline_pointers = _inline_pointers(page, candidates)
    base = base_address(tree, url, unknown="")
    selected, told = _linked_items(page, model, candidates, inline_pointers, base)
    if page.page_type in STORY_TYPES:
        if candidates:
            with_text = {item.key for item in candidates} | ({identity(url)} if url else set())
            selected += picture_cards(page, with_text)
        titles = {item.title for item, _ in selected}
        for item, section, teaser in unlinked_cards(page, base):
            if item.title not in titles:
                selected.append((item, section))
                told[item.key] = teaser
        selected.sort(key=lambda pair: pair[0].anchors[0])
    positions = Positions(tree, page.blocks, page.chosen)
    back = _leading_back(page, [item for item, _ in selected])
    return [
        RelatedItem(
            title=item.title,
            # The text below a line within the story is the story.
            teaser=None if id(item) in inline_pointers else told.get(item.key),
            url=(item.url or None) if url or "://localhost" not in item.url else None,
            image=item.image or None,
            section=section,
            position=positions.of(item),
        )
        for item, section in selected
        if id(item) not in back and any(map(str.isalpha, item.title))  # no arrows or numbers
    ]


def _linked_items(
    page: StoryPage,
    model: Model,
    candidates: Sequence[ItemCandidate],
    inline_pointers: Set[int],
    base: str,
) -> tuple[list[tuple[ItemCandidate, str | None]], dict[str, str | None]]:
    """The candidates that are items, with the headings above them, and the teaser of each by its
    key."""
    if not candidates:
        return [], {}
    tree, blocks = page.tree, page.blocks
    rows = describe_candidates(page, model.items, candidates)
    lists = lists_of(tree, candidates)
    scores = raise_to_list_mean(tree, candidates, model.related.probabilities(rows), lists)
    selected = _selected(page, candidates, scores, lists, inline_pointers)
    items = [item for item, _ in selected]
    teasers = read_items(tree, blocks, items, candidates, base, page.story, lists)
    return selected, {item.key: teaser for item, teaser in zip(items, teasers, strict=True)}


def _selected(
    page: StoryPage,
    candidates: Sequence[ItemCandidate],
    scores: NDArray[np.float64],
    lists: Sequence[Sequence[int]],
    inline_pointers: Set[int],
) -> list[tuple[ItemCandidate, str | None]]:
    """The candidates that are items, one for each address, with the headings above them."""
    announced: dict[int, str] = {}
    series: set[int] = set()
    if page.page_type in STORY_TYPES:
        announced = announced_lists(page, candidates, scores, lists, MIN_SCORE)
        series = _parts_of_series(page, candidates)
    known = {id(c) for c in candidates if c.title_block in page.headlines}
    own, sources = _embedded_cards(page, candidates)
    wanted = inline_pointers | series | known | own
    likely = [
        c
        for c in _likely_candidates(page, candidates, scores, lists, wanted | announced.keys())
        if id(c) not in sources
    ]
    separate_cards(page.tree, page.blocks, likely)
    sure = _sure_candidates(page, candidates, scores, lists) | wanted
    headings = SectionHeadings(
        page.tree, page.blocks, likely, page.story, page.titles, page.authors
    )
    kept: dict[str, tuple[ItemCandidate, str | None]] = {}
    for item in likely:
        section = headings.of(item)
        headed = page.page_type != "product" and announces_related(section or "")
        if section is None and id(item) in announced:
            headed, section = True, announced[id(item)]
        line = headings.line_above(item)
        if id(item) in sure or headed:
            kept.setdefault(item.key, (item, section or line))
    return list(kept.values())


def _likely_candidates(
    page: StoryPage,
    candidates: Sequence[ItemCandidate],
    scores: NDArray[np.float64],
    lists: Sequence[Sequence[int]],
    wanted: Set[int],
) -> list[ItemCandidate]:
    """The candidates that are items if the heading above them says so.

    Args:
        wanted: those (by ``id()``) that are among them in any case.
    """
    with_teasers = candidates_with_teasers(page.tree, page.blocks, candidates, lists)
    other_kinds = _other_kinds(candidates, scores, lists, page.url)
    # On a site where all addresses are of the form ``news.php?id=``, one of that form is a story.
    own_form = query_form(page.url or "")
    return [
        c
        for c, score in zip(candidates, map(float, scores), strict=True)
        if (
            score >= MIN_ANNOUNCED_SCORE
            or id(c) in wanted
            or (score >= MIN_TEASED_SCORE and id(c) in with_teasers)
            or (own_form and c.words >= LABEL_WORDS and query_form(c.url) == own_form)
        )
        and id(c) not in other_kinds
    ]


def _sure_candidates(
    page: StoryPage,
    candidates: Sequence[ItemCandidate],
    scores: NDArray[np.float64],
    lists: Sequence[Sequence[int]],
) -> set[int]:
    """The candidates (by ``id()``) that are items whatever the heading above them says."""
    is_product = page.page_type == "product"
    least = MIN_PRODUCT_SCORE if is_product else MIN_SCORE
    neighbour = MIN_PRODUCT_SCORE if is_product else MIN_NEIGHBOUR_SCORE
    sure = {
        id(c)
        for c, score in zip(candidates, map(float, scores), strict=True)
        if score >= least or (score >= neighbour and _is_neighbour(c.url, page.url or ""))
    }
    return sure if is_product else sure | in_lists_of_items(candidates, scores, lists)


def _parts_of_series(page: StoryPage, candidates: Sequence[ItemCandidate]) -> set[int]:
    """The candidates (by ``id()``) in a list that has the page itself as an entry without a link,
    and in the page's own folder: the other parts of its series."""
    entries = [
        block
        for block, is_story in zip(page.blocks, page.story, strict=True)
        if block.tag == "li" and not block.link_chars and not is_story
    ]
    if not entries:
        return set()
    heads = [block.text for block in page.blocks if block.tag == "h1"]
    own = _variants_of([*page.titles, *heads])
    found: set[int] = set()
    for block in entries:
        around = page.tree.parents[block.node]
        if around >= 0 and block.text.casefold() in own:
            found |= {
                id(c)
                for c in candidates
                if around <= c.anchors[0] < page.tree.ends[around]
                and c.words > LABEL_WORDS
                and _is_neighbour(c.url, page.url or "")
            }
    return found


def _other_kinds(
    candidates: Sequence[ItemCandidate],
    scores: NDArray[np.float64],
    lists: Sequence[Sequence[int]],
    url: str | None,
) -> set[int]:
    """The candidates (by ``id()``) whose addresses name another kind of page.

    Those in a list of stories are not among them: there the name is that of a section.
    """
    found = {id(c) for c in candidates if is_other_kind(c.url, url)}
    if not found:
        return found
    for numbers in lists:
        named = [n for n in numbers if id(candidates[n]) in found]
        if (
            0 < MIN_LIST_CARDS * len(named) <= len(numbers)
            and min(scores[n] for n in numbers) >= MIN_SCORE
        ):
            host = bare_host(url or candidates[numbers[0]].url)
            found -= {
                id(candidates[n])
                for n in named
                if is_section_of_other_kind(candidates[n].url)
                and bare_host(candidates[n].url) == host
            }
    return found


def _inline_pointers(page: StoryPage, candidates: Sequence[ItemCandidate]) -> set[int]:
    """The candidates (by ``id()``) of lines between the story's blocks that only point to another
    story: "Read also: …"."""
    if not page.chosen:
        return set()
    host = bare_host(page.url or "")
    return {
        id(c)
        for c in candidates
        if page.chosen[0] < c.title_block < page.chosen[-1]
        and is_pointer_line(page.tree, page.blocks[c.title_block], host)
    }


def _embedded_cards(
    page: StoryPage, candidates: Sequence[ItemCandidate]
) -> tuple[set[int], set[int]]:
    """The candidates (by ``id()``) in cards that the story embeds: of the site's own stories, which
    are items, and of other sites' pages, which are sources."""
    url = page.url or ""
    host = bare_host(url)
    if not page.chosen or not host:
        return set(), set()
    embedded = [c for c in candidates if in_embedded_card(page.tree, c.anchors[0])]
    site = site_of(url)
    return (
        {id(c) for c in embedded if bare_host(c.url) == host},
        {id(c) for c in embedded if site_of(c.url) != site},
    )


def candidates_with_teasers(
    tree: Tree,
    blocks: Sequence[RawBlock],
    candidates: Sequence[ItemCandidate],
    lists: Sequence[Sequence[int]],
) -> set[int]:
    """The candidates (by ``id()``) of lists in which each card has a sentence beside the link.

    Where all links of a page had too few words to separate its cards, the cards of such a list are
    separated here, in place.
    """
    found: set[int] = set()
    for numbers in lists:
        members = [candidates[n] for n in numbers]
        if len(members) < MIN_LIST_CARDS or any(len(item.blocks) < 2 for item in members):
            continue
        if members[0].card == members[1].card:
            # Links with few words do not delimit the cards of a page, but those of one list do.
            links = sorted(anchor for item in members for anchor in item.anchors)
            for item in members:
                item.card = own_card(tree, item, links)
                item.blocks = [
                    n for n in item.blocks if item.card <= blocks[n].first < tree.ends[item.card]
                ]
        if all(_has_sentence(blocks, item) for item in members):
            found.update(map(id, members))
    return found


def _has_sentence(blocks: Sequence[RawBlock], item: ItemCandidate) -> bool:
    """Whether the first sentence below a candidate's title that is no link is longer than it."""
    for number in item.blocks:
        block = blocks[number]
        if number > item.title_block and not block.link_chars and ends_sentence(block.text):
            return bool(letters(block.text) > max(MIN_TEASER_LETTERS, letters(item.title)))
    return False


def raise_to_list_mean(
    tree: Tree,
    candidates: Sequence[ItemCandidate],
    scores: NDArray[np.float64],
    lists: Sequence[Sequence[int]] | None = None,
) -> NDArray[np.float64]:
    """The scores, with those below the mean of their list raised towards it.

    Cards with the same markup are of the same kind. No score is lowered, because a menu and news
    may have the same markup.

    Args:
        lists: the result of ``lists_of``, if it is already known.
    """
    raised = scores.copy()
    for numbers in lists_of(tree, candidates) if lists is None else lists:
        if len(numbers) >= MIN_LIST_CARDS:
            members = np.array(numbers)
            own = scores[members]
            mean = np.add.reduce(own) / len(own)
            raised[members] = own + LIST_MEAN_WEIGHT * np.maximum(mean - own, 0.0)
    return raised


def in_lists_of_items(
    candidates: Sequence[ItemCandidate], scores: NDArray[np.float64], lists: Sequence[Sequence[int]]
) -> set[int]:
    """The candidates (by ``id()``) with a score from ``MIN_ANNOUNCED_SCORE`` and at least two words
    in lists of which more than two thirds are items.

    Only candidates with addresses of the same form are compared: a menu and news may have the same
    markup. On 1,400 labelled pages this finds 85 items and 9 other links; with a majority of half
    of the list, 103 and 29.
    """
    found: set[int] = set()
    values = list(map(float, scores))
    for numbers in lists:
        if len(numbers) < MIN_LIST_CARDS:
            continue
        own = [values[n] for n in numbers]
        if min(own) >= MIN_SCORE or max(own) < MIN_SCORE:
            continue
        forms: dict[str, list[int]] = {}
        for n in numbers:
            forms.setdefault(address_form(candidates[n].url), []).append(n)
        for members in forms.values():
            items = sum([values[n] >= MIN_SCORE for n in members])
            if len(members) >= MIN_LIST_CARDS and 3 * items > 2 * len(members):
                found |= {
                    id(candidates[n])
                    for n in members
                    if values[n] >= MIN_ANNOUNCED_SCORE and candidates[n].words > 1
                }
    return found


def _is_neighbour(address: str, url: str) -> bool:
    """Whether an address is in the same folder as a page's, below the site's sections."""
    own = path_parts(url)
    return (
        len(own) > MIN_NEIGHBOUR_FOLDERS
        and path_parts(address)[:-1] == own[:-1]
        and bare_host(address) == bare_host(url)
    )


def _leading_back(page: StoryPage, items: Sequence[ItemCandidate]) -> set[int]:
    """The items (by ``id()``) that are the page itself, or the section or series that it is in."""
    if not page.url:
        # Without the page's address, a link to the page itself is only recognised by its title.
        titles = _variants_of(page.titles)
        return {id(item) for item in items if item.title.casefold() in titles}
    host, own = bare_host(page.url), path_parts(page.url)
    found = set()
    for item in items:
        parts = path_parts(item.url)
        is_parent = len(parts) < len(own) and own[: len(parts)] == parts and "?" not in item.url
        if (is_parent or _is_own_form(item, parts, own)) and bare_host(item.url) == host:
            found.add(id(item))
    return found


def _variants_of(titles: Sequence[str]) -> set[str]:
    """A page's titles, case-folded, with and without the part behind their last separator."""
    folded = {" ".join(title.split()).casefold() for title in titles}
    return folded | {_SITE_PART.sub("", title) for title in folded}


MIN_OWN_DIGITS = 4
"""Digits of an address's last segment that identify a story."""


def _is_own_form(item: ItemCandidate, parts: Sequence[str], own: Sequence[str]) -> bool:
    """Whether an item of the same site is the page's own story in another form, such as the one for
    printing: a label whose address has another folder, and the same number at its end.

    Args:
        parts, own: ``path_parts`` of the item's address and of the page's.
    """
    return (
        bool(parts and own)
        and parts[-1] == own[-1]
        and sum(map(str.isdigit, own[-1])) >= MIN_OWN_DIGITS
        and word_count(item.title) <= LABEL_WORDS
    )
