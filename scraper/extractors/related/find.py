"""The "more news" items: other stories that the page points to, each as a record of its own.

Of the addresses that the page points to (``candidates.py``), described in numbers
(``describe.py``), a fitted forest says which are stories. What a card says is then taken apart into
title, teaser and picture (``items.py``), and told where it stands (``places.py``). Finding the
story itself is not done here.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from scraper.extractors.assemble import base_address
from scraper.extractors.classify.features import Layout
from scraper.extractors.classify.model import Model
from scraper.extractors.classify.signs import bare_host
from scraper.extractors.parsing.blocks import RawBlock
from scraper.extractors.parsing.tree import Tree
from scraper.extractors.related.candidates import Candidate, find_candidates
from scraper.extractors.related.columns import LETTERS, LISTED
from scraper.extractors.related.describe import describe_candidates
from scraper.extractors.related.items import lists_of, read_items
from scraper.extractors.related.places import Places, Sections, says_related
from scraper.extractors.related.pointers import points
from scraper.extractors.related.titles import MINOR, path_parts, query_form
from scraper.record import RelatedItem

try:
    from scraper.extractors.related._lines import ends_sentence, letters, own_card
except ImportError:  # not compiled: the same, slower
    from scraper.extractors.related.lines import ends_sentence, letters, own_card

NAMED = 0.3
"""Score from which a candidate is an item where the heading above it announces related stories."""
POSSIBLE = 0.1
"""Score from which a candidate is one where, besides, its list's cards have a sentence each: the
comments below a story have that too, and the forest gives them next to nothing."""
SURE = 0.6
"""Score from which a candidate is given as an item. Items weigh double in fitting, so it is no
probability. In five folds by site over the 1,809 labelled pages that are not judged (pages with
many items capped at thirty, the story out-of-fold, lists judged as one), precision and recall among
the candidates at 0.5, 0.6 and 0.7 are: news sites 94.2, 96.2; 94.9, 95.6; 95.7, 94.5; articles of
other sites 92.4, 95.6; 94.3, 94.6; 96.3, 92.2; shops, forums, services 83.3, 87.7; 87.3, 86.5;
89.2, 83.8: at 0.6 F1 is the same on news sites and higher on all others."""
TOGETHER = 0.5
"""How far a score below its list's mean is raised to it. In the same folds, at each one's best
threshold, F1 for no mean, scores drawn from both sides, and raised only: news sites 95.2, 95.3,
95.3; articles of other sites 94.3, 94.0, 94.5; others 86.5, 87.0, 86.9."""

_SITE_PART = re.compile(r"\s*[|｜»]\s*[^|｜»]+$|\s+[-–—·•]\s+[^-–—·•]+$")


def find_related(
    tree: Tree,
    blocks: Sequence[RawBlock],
    layout: Layout,
    model: Model,
    chosen: Sequence[int],
    probabilities: Sequence[float],
    url: str | None,
    titles: Sequence[str] = (),
) -> list[RelatedItem]:
    """The page's "more news" items in document order.

    Args:
        chosen: numbers of the story's blocks.
        probabilities: of each block being story.
        titles: the page's own titles.
    """
    story = [False] * len(blocks)
    for number in chosen:
        story[number] = True
    candidates = find_candidates(tree, blocks, story, url)
    if not candidates:
        return []
    rows = describe_candidates(
        tree, blocks, layout, model.items, candidates, story, probabilities, url
    )
    lists = lists_of(tree, candidates)
    scores = together(tree, candidates, model.related.probabilities(rows), lists)
    pointed = _pointed(tree, blocks, candidates, chosen, bare_host(url or ""))
    taught = with_teasers(tree, blocks, candidates, lists)
    # On a site whose pages are all ``news.php?id=`` the address tells what is a page like this.
    own_form = query_form(url or "")
    likely = [
        c
        for c, score in zip(candidates, scores, strict=True)
        if score >= NAMED
        or id(c) in pointed
        or (score >= POSSIBLE and id(c) in taught)
        or (own_form and c.words >= MINOR and query_form(c.url) == own_form)
    ]
    sure = pointed | {id(c) for c, score in zip(candidates, scores, strict=True) if score >= SURE}
    sections = Sections(tree, blocks, likely, story, titles)
    kept: dict[str, tuple[Candidate, str | None]] = {}
    for item in likely:
        section = sections.of(item)
        if id(item) in sure or says_related(section or ""):
            kept.setdefault(item.key, (item, section))
    items = [item for item, _ in kept.values()]
    teasers = read_items(
        tree, blocks, items, candidates, base_address(tree, url, unknown=""), story
    )
    places = Places(tree, blocks, chosen)
    own_titles = {words for title in titles for words in _without_site(title)}
    return [
        RelatedItem(
            title=item.title,
            # What follows a line within the story is the story.
            teaser=None if id(item) in pointed else teaser,
            url=item.url if url or "://localhost" not in item.url else None,
            image=item.image or None,
            section=section,
            position=places.of(item),
        )
        for (item, section), teaser in zip(kept.values(), teasers, strict=True)
        # Without the page's address, only its title tells a list's link to the page itself.
        if (url or item.title.casefold() not in own_titles) and not (url and _holds(item.url, url))
    ]


def _pointed(
    tree: Tree,
    blocks: Sequence[RawBlock],
    candidates: Sequence[Candidate],
    chosen: Sequence[int],
    host: str,
) -> set[int]:
    """The candidates (by ``id()``) whose lines between the story's blocks point to other stories:
    "Read also: …"."""
    if not chosen:
        return set()
    return {
        id(c)
        for c in candidates
        if chosen[0] < c.title_block < chosen[-1] and points(tree, blocks[c.title_block], host)
    }


def with_teasers(
    tree: Tree,
    blocks: Sequence[RawBlock],
    candidates: Sequence[Candidate],
    lists: Sequence[Sequence[int]],
) -> set[int]:
    """The candidates (by ``id()``) of lists whose cards have a sentence each beside the link."""
    found: set[int] = set()
    for numbers in lists:
        members = [candidates[n] for n in numbers]
        if len(members) < LISTED or any(len(item.blocks) < 2 for item in members):
            continue
        if members[0].card == members[1].card:
            # Short titles do not part the cards of a page; among themselves they do.
            links = sorted(anchor for item in members for anchor in item.anchors)
            for item in members:
                item.card = own_card(tree, item, links)
                item.blocks = [
                    n for n in item.blocks if item.card <= blocks[n].first < tree.ends[item.card]
                ]
        if all(_has_sentence(blocks, item) for item in members):
            found.update(map(id, members))
    return found


def _has_sentence(blocks: Sequence[RawBlock], item: Candidate) -> bool:
    """Whether a sentence longer than its title stands below it, and is no link."""
    for number in item.blocks:
        block = blocks[number]
        if number > item.title_block and not block.link_chars and ends_sentence(block.text):
            return bool(letters(block.text) > max(LETTERS, letters(item.title)))
    return False


def together(
    tree: Tree,
    candidates: Sequence[Candidate],
    scores: NDArray[np.float64],
    lists: Sequence[Sequence[int]] | None = None,
) -> NDArray[np.float64]:
    """The scores, those below the mean of their list raised towards it.

    Cards of one look are of one kind; but a menu and the news may share a cell: none is lowered.

    Args:
        lists: what ``lists_of`` gives, where that is known.
    """
    drawn = scores.copy()
    for numbers in lists_of(tree, candidates) if lists is None else lists:
        if len(numbers) >= LISTED:
            members = np.array(numbers)
            own = scores[members]
            mean = np.add.reduce(own) / len(own)
            drawn[members] = own + TOGETHER * np.maximum(mean - own, 0.0)
    return drawn


def _holds(address: str, url: str) -> bool:
    """Whether an address is a folder that a page's address lies in: its series or section."""
    if bare_host(address) != bare_host(url) or "?" in address:
        return False
    parts = path_parts(address)
    own = path_parts(url)
    return len(parts) < len(own) and own[: len(parts)] == parts


def _without_site(title: str) -> tuple[str, str]:
    """A page's title in lower case, as it is and without what its last separator parts."""
    whole = " ".join(title.split()).casefold()
    return whole, _SITE_PART.sub("", whole)
