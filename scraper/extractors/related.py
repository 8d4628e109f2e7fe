"""The "more news" items: other stories that the page points to, each as a record of its own.

Candidates are the addresses that links outside the story's sentences point to. Each is described by
its card (the largest element that holds no other candidate), by its address and by the group of
candidates that look like it; a fitted forest says which are stories. What a card says is then taken
apart into title, teaser and image. Finding the story itself is not done here.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

import numpy as np

from scraper.extractors.assemble import base_address
from scraper.extractors.blocks import HEADINGS, RawBlock
from scraper.extractors.features import (
    Layout,
    Matrix,
    TokenTable,
    added,
    href_words,
    lca_depth,
    mean,
    node_words,
    path_of,
    text_words,
)
from scraper.extractors.items import (
    MINOR,
    Places,
    Sections,
    image_source,
    path_parts,
    read_items,
    says_related,
    slug_overlap,
    word_count,
)
from scraper.extractors.model import Model
from scraper.extractors.tree import Tree
from scraper.record import RelatedItem
from scraper.urls import absolute, identity, origin_of, site_of

MAX_CANDIDATES = 2_000
"""Addresses looked at in one page, in document order; archive pages have some hundreds."""
CARD_BLOCKS = 12
"""Blocks that a card may hold; a larger element is a list or a page part, not a card."""


@dataclass(slots=True)
class Candidate:
    """One address that the page points to, with everything that stands for it.

    Attributes:
        url: absolute, canonical.
        key: what the address is known by, however it is spelled (``urls.identity``).
        anchors: tree indices of its links.
        card: tree index of the element around it that holds no other candidate.
        blocks: numbers of the blocks inside the card.
        title: what a reader sees of it first.
        image: the first picture of the card, as the markup names it.
        title_block: number of the block that holds the title, or -1.
        heading: level of the heading that the title is, 0 for none.
        words: of the title; before it is chosen, of the longest text of the links.
    """

    url: str
    key: str
    anchors: list[int] = field(default_factory=list)
    card: int = -1
    blocks: list[int] = field(default_factory=list)
    title: str = ""
    image: str = ""
    title_block: int = -1
    heading: int = 0
    words: int = 0


CANDIDATE_FIELDS = Candidate.__slots__


def find_candidates(
    tree: Tree, blocks: Sequence[RawBlock], story: Sequence[bool], url: str | None
) -> list[Candidate]:
    """All addresses that the page points to outside the story's sentences, in document order.

    Args:
        story: for each block, whether it is part of the story.
        url: the page's own address; links to itself are no candidates.
    """
    return list(_fast_candidates(tree, blocks, story, url))


def candidates_of(
    tree: Tree, blocks: Sequence[RawBlock], story: Sequence[bool], url: str | None
) -> list[Candidate]:
    """The plain twin of ``_related.find_candidates``."""
    base = base_address(tree, url)
    own = identity(url) if url else ""
    attrs, tags = tree.attrs, tree.tags
    in_story: set[int] = set()
    spoken: dict[int, list[tuple[int, str]]] = {}
    starts = [block.first for block in blocks]
    for number, block in enumerate(blocks):
        if not block.link_chars:
            continue
        if story[number]:
            in_story.update(anchor for _, anchor in block.pieces if anchor >= 0)
            continue
        if block.row is not None:
            for i in range(block.node, tree.ends[block.node]):
                if tags[i] == "a":
                    spoken.setdefault(i, []).append((number, tree.text_content(i)))
            continue
        texts: dict[int, list[str]] = {}
        for piece, anchor in block.pieces:
            if anchor >= 0:
                texts.setdefault(anchor, []).append(piece)
        for anchor, parts in texts.items():
            text = " ".join("".join(parts).split())
            if text:
                spoken.setdefault(anchor, []).append((number, text))
    found: dict[str, Candidate] = {}
    by_anchor: dict[int, Candidate] = {}
    for i, tag in enumerate(tags):
        if tag != "a" or i in in_story:
            continue
        href = attrs[i].get("href")
        if not href or href[0] == "#":
            continue
        target = absolute(base, href)
        if target is None:
            continue
        candidate = found.get(target)
        if candidate is None:
            key = identity(target)
            if key == own:
                continue
            if len(found) >= MAX_CANDIDATES:
                break
            candidate = found[target] = Candidate(target, key)
        candidate.anchors.append(i)
        by_anchor[i] = candidate
        words = sum(word_count(text) for _, text in spoken.get(i, ()))
        candidate.words = max(candidate.words, words)
    candidates = list(found.values())
    # The links that mark where another candidate's card begins: those with more than a label, and
    # labels that stand for several addresses ("Read the story" below each). Links without words
    # mark it for each other only; their number is given as -1, -2, …
    shared = Counter(
        text
        for c in candidates
        for text in {text for a in c.anchors for _, text in spoken.get(a, ())}
    )
    marks = sorted(
        (anchor, number if c.words else -number - 1)
        for number, c in enumerate(candidates)
        for anchor in (c.anchors if c.words else c.anchors[:1])
        if not c.words
        or c.words > MINOR
        or any(shared[text] > 1 for _, text in spoken.get(anchor, ()))
    )
    mark_at = [mark[0] for mark in marks]
    story_starts = [blocks[n].first for n in range(len(blocks)) if story[n]]
    for number, candidate in enumerate(candidates):
        _find_card(tree, candidate, number, marks, mark_at, story_starts)
    # No word or one, without a headline beside it, is navigation: 4 in 10 links, 6 in 1,000 items.
    candidates = [c for c in candidates if c.words > 1 or _has_headline(tree, blocks, starts, c)]
    for candidate in candidates:
        _read_card(tree, blocks, starts, candidate, spoken, frozenset())
    # What several cards say is a label ("Read the story", "Recent posts"), nobody's title.
    said = Counter(candidate.title for candidate in candidates)
    labels = frozenset(title for title, times in said.items() if times > 1)
    for candidate in candidates:
        if candidate.title in labels:
            _read_card(tree, blocks, starts, candidate, spoken, labels)
    return [c for c in candidates if c.title]


def _find_card(
    tree: Tree,
    candidate: Candidate,
    number: int,
    marks: Sequence[tuple[int, int]],
    mark_at: Sequence[int],
    story_starts: Sequence[int],
) -> None:
    """Climb from the candidate's main link while the element holds no other candidate's link."""
    ends, parents, tags = tree.ends, tree.parents, tree.tags
    # Printed twice (slider and list): the first printing gives the card.
    node = card = candidate.anchors[0]
    for _ in range(8):
        node = parents[node]
        if node < 0 or tags[node] in ("body", "html", "main"):
            break
        low = bisect_left(mark_at, node)
        high = bisect_left(mark_at, ends[node])
        if any(
            marks[k][1] not in (number, -number - 1) and (marks[k][1] >= 0 or not candidate.words)
            for k in range(low, high)
        ):
            break
        at = bisect_left(story_starts, node)
        if at < len(story_starts) and story_starts[at] < ends[node]:
            break
        card = node
    candidate.card = card


def _has_headline(
    tree: Tree, blocks: Sequence[RawBlock], starts: Sequence[int], candidate: Candidate
) -> bool:
    """Whether a candidate's card holds a heading or a line of more than a label's words."""
    low = bisect_left(starts, candidate.card)
    high = bisect_left(starts, tree.ends[candidate.card])
    return high - low <= CARD_BLOCKS and any(
        _heading_of(tree, block.node) or word_count(block.text) > MINOR
        for block in blocks[low:high]
    )


def _read_card(
    tree: Tree,
    blocks: Sequence[RawBlock],
    starts: Sequence[int],
    candidate: Candidate,
    spoken: dict[int, list[tuple[int, str]]],
    labels: frozenset[str],
) -> None:
    ends = tree.ends
    card = candidate.card
    low = bisect_left(starts, card)
    high = bisect_left(starts, ends[card])
    if high - low > CARD_BLOCKS:
        # Too much for one card: only the link's own element speaks for it.
        card = candidate.card = candidate.anchors[0]
        low = bisect_left(starts, card)
        high = bisect_left(starts, ends[card])
    candidate.blocks = list(range(low, high))
    own: list[tuple[int, str]] = []
    for anchor in candidate.anchors:
        own.extend(spoken.get(anchor, ()))
    if not own:
        # A link without words laid over a card presents what the card's heading says.
        for k in range(low, high):
            text = blocks[k].text
            if word_count(text) > 1 and text not in labels and _heading_of(tree, blocks[k].node):
                candidate.title, candidate.title_block = text, k
                candidate.heading = _heading_of(tree, blocks[k].node)
                candidate.words = word_count(text)
                break
        candidate.image = first_image(tree, card)
        return
    # The title is the heading among the link's blocks, or a heading beside the link in its card.
    best = max(
        own,
        key=lambda item: (
            item[1] not in labels,
            _heading_of(tree, blocks[item[0]].node) > 0,
            _title_rank(item[1]),
        ),
    )
    number, title = best
    level = _heading_of(tree, blocks[number].node)
    if not level:
        for k in range(low, high):
            other = _heading_of(tree, blocks[k].node)
            text = blocks[k].text
            if (
                other
                and word_count(text) > 1
                and text not in labels
                and (title in labels or word_count(title) <= MINOR)
            ):
                number, title, level = k, text, other
                break
        if title in labels:
            # A card whose link says only "Read the story": its first longer line is the title.
            for k in range(low, high):
                if word_count(blocks[k].text) > MINOR and blocks[k].text not in labels:
                    number, title = k, blocks[k].text
                    break
    if not level or word_count(title) > MINOR:
        # Within one line: the label before the title and the counter after it are apart in markup.
        for anchor in candidate.anchors:
            parts = anchor_parts(tree, anchor)
            if len(parts) > 1 and any(text == title for _, text in spoken.get(anchor, ())):
                title = next(
                    (part for part in parts if word_count(part) > MINOR and part not in labels), ""
                ) or max(parts, key=_title_rank)
                break
    candidate.title = title
    candidate.title_block = number
    candidate.heading = level
    candidate.image = first_image(tree, card)


def first_image(tree: Tree, card: int) -> str:
    """The first picture inside an element, as the markup names it; "" for none."""
    for i in range(card, tree.ends[card]):
        if tree.tags[i] in ("img", "amp-img"):
            source = image_source(tree.attrs[i])
            if source:
                return source
    return ""


def anchor_parts(tree: Tree, anchor: int) -> list[str]:
    """The texts of a link's elements, where it is made of several and has no words of its own.

    A link around a whole card runs its label, title and counter together; only the elements inside
    it tell them apart. Words marked inside a sentence have the sentence's blanks between them.
    """
    node = anchor
    while True:
        children = []
        i = node + 1
        while i < tree.ends[node]:
            children.append(i)
            i = tree.ends[i]
        if tree.texts[node].strip() or any(tree.tails[i].strip() for i in children):
            return []
        spoken = [(i, tree.text_content(i)) for i in children]
        spoken = [(i, text) for i, text in spoken if text]
        if len(spoken) != 1:
            return [text for _, text in spoken]
        node = spoken[0][0]


def _title_rank(text: str) -> float:
    """How well a text's length suits a headline: best near ten words."""
    words = word_count(text)
    return min(words, 10) - max(0, words - 22) * 0.5


def _heading_of(tree: Tree, node: int) -> int:
    """Heading level of the element or of one of the two around it; 0 for none."""
    for _ in range(3):
        if node < 0:
            return 0
        level = HEADINGS.get(tree.tags[node], 0)
        if level:
            return level
        node = tree.parents[node]
    return 0


CANDIDATE_FEATURES: tuple[str, ...] = (
    "title_words", "title_chars", "title_digits", "heading", "colon",
    "slug_hyphens", "slug_length", "slug_digits", "path_depth", "has_query", "first_part_of_own",
    "depth_like_own", "slug_overlap", "long_number", "year_in_path", "same_site",
    "up1_markup", "up2_markup", "min_markup", "max_markup", "sum_markup",
    "item_own", "item_up1", "item_up2", "item_up3", "item_min", "item_max",
    "title_mean", "title_min", "href_mean", "href_min",
    "card_chars", "has_image", "rest_chars", "in_nav", "in_footer", "in_header", "list_links",
    "after_story", "before_story", "index", "distance", "story_lca", "probability",
    "block_links", "block_unlinked", "block_link_count", "siblings1",
    "group_size", "group_words", "group_words_min", "group_images", "group_heads",
    "group_same_site", "group_shape", "group_slug_overlap", "group_href",
    "page_candidates", "page_slugs",
)  # fmt: skip
"""``markup`` is what words of the elements say of the story; ``item``, ``title`` and ``href`` what
words say of items. A group is the candidates in elements of the same tags and classes. Thirty more
that were tried are in training/README.md."""

LONG_NUMBER = re.compile(r"\d{5,}")
YEAR = re.compile(r"/20[0-4]\d[/-]")
_SHAPE = re.compile(r"[a-zA-Z]+|\d+")


def _shape(part: str) -> str:
    """A path part without its words and numbers: ``rain-in-june-4711.html`` -> a-9.a."""
    shape = _SHAPE.sub(lambda m: "9" if m[0][0].isdigit() else "a", part)
    return re.sub(r"(a[-_])+a?", "a-", shape)[:12]


def describe_candidates(
    tree: Tree,
    blocks: Sequence[RawBlock],
    layout: Layout,
    table: TokenTable,
    candidates: Sequence[Candidate],
    story: Sequence[bool],
    probabilities: Sequence[float],
    url: str | None,
) -> Matrix:
    """One row a candidate; the columns are ``CANDIDATE_FEATURES``.

    Args:
        table: log-odds of words for the candidate they belong to being an item.
        probabilities: of each block being story.
    """
    if not candidates:
        return np.zeros((0, len(CANDIDATE_FEATURES)), dtype=np.float32)
    base = url or "http://localhost/"
    own_parts = path_parts(base)
    numbers = [n for n, part in enumerate(story) if part]
    facts = Facts(
        own_parts=own_parts,
        own_shape=_shape(own_parts[-1]) if own_parts else "",
        site=site_of(base),
        first=numbers[0] if numbers else -1,
        last=numbers[-1] if numbers else -1,
        story_node=blocks[numbers[len(numbers) // 2]].node if numbers else 0,
    )
    return np.asarray(_fast_rows(tree, blocks, layout, table, candidates, facts, probabilities))


@dataclass(frozen=True, slots=True)
class Facts:
    """What candidates are described by beside themselves.

    Attributes:
        own_parts: path parts of the page's address; ``own_shape`` the shape of the last.
        site: the page's site.
        first, last: numbers of the story's first and last block, -1 for none.
        story_node: element of its middle block.
    """

    own_parts: list[str]
    own_shape: str
    site: str
    first: int
    last: int
    story_node: int


def describe_rows(
    tree: Tree,
    blocks: Sequence[RawBlock],
    layout: Layout,
    table: TokenTable,
    candidates: Sequence[Candidate],
    facts: Facts,
    probabilities: Sequence[float],
) -> Matrix:
    """The plain twin of ``_related.describe_rows``."""
    tags, attrs, parents = tree.tags, tree.attrs, tree.parents
    markup, depth = layout.markup, layout.depth
    own_parts, first, last, story_node = (
        facts.own_parts, facts.first, facts.last, facts.story_node,
    )  # fmt: skip
    words_of: dict[int, float] = {}
    groups: dict[tuple[str, ...], list[int]] = {}
    sites: list[float] = []
    shapes: list[float] = []
    overlaps: list[float] = []
    hrefs: list[float] = []
    rows: list[list[float]] = []
    for candidate in candidates:
        anchor = candidate.anchors[0]
        number = candidate.title_block
        block = blocks[number]
        title, url = candidate.title, candidate.url
        parts = path_parts(url)
        slug = parts[-1] if parts else ""
        path = path_of(tree, anchor)
        key = [part for i in path[:4] for part in (tags[i], attrs[i].get("class", ""))]
        groups.setdefault(tuple(key), []).append(len(rows))
        said = [table.text[w] for w in text_words(title) if w in table.text]
        href = [table.href[w] for w in href_words(attrs[anchor]) if w in table.href]
        for i in path:
            if i not in words_of:
                found = [table.markup.get(w, 0.0) for w in node_words(tags[i], attrs[i])]
                words_of[i] = added(found)
        story_scores = [markup[i] for i in path]
        item_scores = [words_of[i] for i in path]
        names = {tags[i] for i in path}
        lists = next((layout.count[i] for i in path if tags[i] in ("ul", "ol")), 0)
        card_chars = sum(len(blocks[k].text) for k in candidate.blocks)
        sites.append(float(site_of(origin_of(url)) == facts.site))
        shapes.append(float(bool(facts.own_shape) and _shape(slug) == facts.own_shape))
        overlaps.append(slug_overlap(parts, title))
        hrefs.append(mean(href) if href else 0.0)
        rows.append([
            float(word_count(title)), float(len(title)),
            sum(c.isdigit() for c in title) / len(title), float(candidate.heading),
            float(":" in title),
            float(slug.count("-") + slug.count("_")), float(len(slug)),
            float(sum(c.isdigit() for c in slug)), float(len(parts)), float("?" in url),
            float(bool(own_parts) and bool(parts) and parts[0] == own_parts[0]),
            float(len(parts) - len(own_parts)) if own_parts else -9.0,
            overlaps[-1], float(LONG_NUMBER.search(url) is not None),
            float(YEAR.search(url) is not None), sites[-1],
            _at(story_scores, 1), _at(story_scores, 2),
            min(story_scores), max(story_scores), added(story_scores[::-1]),
            *(_at(item_scores, up) for up in range(4)), min(item_scores), max(item_scores),
            mean(said) if said else 0.0, min(said, default=0.0),
            hrefs[-1], min(href, default=0.0),
            float(card_chars), float(bool(candidate.image)),
            float(card_chars - len(title)),
            float("nav" in names), float("footer" in names), float("header" in names),
            float(lists),
            float(number > last >= 0), float(0 <= number < first), number / len(blocks),
            float(max(number - last, first - number, 0)) if first >= 0 else -1.0,
            float(depth[story_node] - lca_depth(tree, depth, *sorted((anchor, story_node)))),
            float(probabilities[number]),
            block.link_chars / (len(block.text) or 1), float(len(block.text) - block.link_chars),
            float(block.link_count),
            float(layout.siblings[parents[block.node]]) if parents[block.node] >= 0 else 0.0,
        ])  # fmt: skip
    slugs = sum(overlap >= 0.5 for overlap in overlaps) / len(candidates)
    for group in groups.values():
        n = len(group)
        members = [candidates[k] for k in group]
        shared = (
            float(n), sum(c.words for c in members) / n, float(min(c.words for c in members)),
            sum(bool(c.image) for c in members) / n, sum(c.heading > 0 for c in members) / n,
            *(added([values[k] for k in group]) / n for values in (sites, shapes, overlaps, hrefs)),
            float(len(candidates)), slugs,
        )  # fmt: skip
        for k in group:
            rows[k].extend(shared)
    return np.array(rows, dtype=np.float32)


def _at(scores: Sequence[float], up: int) -> float:
    return scores[up] if up < len(scores) else 0.0


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
    own_titles = {words for title in titles for words in _without_site(title)}
    story = [False] * len(blocks)
    for number in chosen:
        story[number] = True
    candidates = find_candidates(tree, blocks, story, url)
    if not candidates:
        return []
    rows = describe_candidates(
        tree, blocks, layout, model.items, candidates, story, probabilities, url
    )
    scores = model.related.probabilities(rows)
    likely = [c for c, score in zip(candidates, scores, strict=True) if score >= NAMED]
    sure = {id(c) for c, score in zip(candidates, scores, strict=True) if score >= SURE}
    sections = Sections(tree, blocks, likely, story, titles)
    headed = [(item, sections.of(item)) for item in likely]
    kept: dict[str, tuple[Candidate, str | None]] = {}
    for item, section in headed:
        if id(item) in sure or says_related(section or ""):
            kept.setdefault(item.key, (item, section))
    items = [item for item, _ in kept.values()]
    teasers = read_items(tree, blocks, items, candidates, base_address(tree, url, unknown=""))
    places = Places(tree, blocks, chosen)
    return [
        RelatedItem(
            title=item.title,
            teaser=teaser,
            url=item.url if url or "://localhost" not in item.url else None,
            image=item.image or None,
            section=section,
            position=places.of(item),
        )
        for (item, section), teaser in zip(kept.values(), teasers, strict=True)
        # Without the page's address, only its title tells a list's link to the page itself.
        if url or item.title.casefold() not in own_titles
    ]


def _without_site(title: str) -> tuple[str, str]:
    """A page's title in lower case, as it is and without what its last separator parts."""
    whole = " ".join(title.split()).casefold()
    return whole, _SITE_PART.sub("", whole)


_SITE_PART = re.compile(r"\s*[|｜»]\s*[^|｜»]+$|\s+[-–—·•]\s+[^-–—·•]+$")

NAMED = 0.3
"""Score from which a candidate is an item where the heading above it announces related stories."""
SURE = 0.5
"""Score from which a candidate is given as an item. Items weigh double in fitting, so it is no
probability; in five folds by site over the pages that are not judged, with the story out-of-fold,
0.45 gives precision 89.9 and recall 91.7, 0.5 gives 90.6 and 91.2, 0.6 gives 91.7 and 89.8, 0.8
gives 93.7 and 85.7 of the items among the candidates."""


_fast_candidates, _fast_rows = candidates_of, describe_rows
if not TYPE_CHECKING:
    try:
        from scraper.extractors._related import Candidate
        from scraper.extractors._related import describe_rows as _fast_rows
        from scraper.extractors._related import find_candidates as _fast_candidates
    except ImportError:  # not compiled: the same numbers, slower
        pass
