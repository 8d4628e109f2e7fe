"""Parts of a story that stand apart from its paragraphs and that the model misses: the questions of
an accordion, the ingredients of a recipe, the days of a timeline, some posts of a live blog.

``with_parts`` adds all of an article, ``posts_like_others`` those of a live blog. They go by what
the page says about itself, ARIA attributes and JSON-LD, and by what the other parts of the same
story look like. On lists of products, filters and specifications have the same forms.
"""

from __future__ import annotations

from bisect import bisect_left
from collections import Counter
from collections.abc import Sequence
from itertools import takewhile

import numpy as np
from numpy.typing import NDArray

from scraper.extractors.metadata.sources.jsonld import LinkedData
from scraper.extractors.parsing.blocks import HEADINGS, RawBlock
from scraper.extractors.parsing.tree import Tree
from scraper.extractors.related.lines import is_count, kind_of
from scraper.extractors.related.section_headings import is_related_heading
from scraper.extractors.text_keys import letters_only

MIN_PARTS = 2
"""Buttons that unfold parts of the text from which they are an accordion; also the items of a list.
A single button that is in no heading shows the rest of a text: "Read more"."""
CONTROL_LEVELS = 3
"""Elements from a block upwards of which one may be the button, heading or list around it."""
MAX_BUTTON = 20
"""Elements of a button with its icon. The text of a whole page is not read for each block in it."""
NEAR_STATED = 3
"""Blocks between the story and a list, or a line that the JSON-LD names: buttons, the number of
portions and the like stand there."""
MIN_STATED = 2
"""Lines of the page that must be ingredients by its JSON-LD."""
_INSERTS = frozenset({"blockquote", "figure", "aside"})
POST_LEVELS = 6
"""Elements above a block of which one may be the post."""
MIN_POSTS = 3
"""Posts with chosen blocks from which the other ones are looked at; they must be half of all."""
MIN_POST_PROBABILITY = 0.05
"""Story probability from which a line of another post is story. What is none of the story in a
post, its time, author and buttons, is in elements of other kinds. Out-of-fold on eleven live blogs,
eleven blocks are added to two of them, all story."""
MIN_HEADING_PROBABILITY = 0.2
"""Story probability from which a heading of the same kind as another one of the story is story.
Out-of-fold on the labelled articles, 64 such headings are story and 17 are not."""
MIN_LIST_PROBABILITY = 0.2
"""Mean story probability, by length, of a list between two blocks of the story. Out-of-fold on the
labelled articles, all 16 items of such lists are story."""
PICTURE_DISTANCE = 40
"""Elements above a line among which a picture is looked for."""
MIN_LABELS = 4
"""Lines of one kind from which they are the labels of a story's parts."""
MIN_MISSED = 0.6
"""Share of them that were not chosen: of lines that are mostly chosen, the others are left out for
a reason."""
MIN_LABEL_PROBABILITY = 0.35
"""Mean story probability of such lines. Out-of-fold on the labelled articles, those of four pages
are story and those of one are not; from 0.3 on, more are not."""


def with_parts(
    tree: Tree,
    raw: Sequence[RawBlock],
    chosen: Sequence[int],
    probabilities: NDArray[np.float64],
    threshold: float,
    linked: LinkedData,
) -> list[int]:
    """The chosen blocks of an article, indices in ascending order, and those that stand apart.

    Args:
        threshold: probability from which blocks were chosen.
        linked: the page's JSON-LD.
    """
    parts = sorted(
        {
            *chosen,
            *accordion_headings(tree, raw, chosen),
            *stated_lines(raw, chosen, linked),
            *part_labels(tree, raw, chosen, probabilities, threshold),
            *enclosed_lists(tree, raw, chosen, probabilities),
        }
    )
    return sorted({*parts, *headings_like_others(tree, raw, parts, probabilities, threshold)})


def accordion_headings(tree: Tree, raw: Sequence[RawBlock], chosen: Sequence[int]) -> list[int]:
    """Buttons directly above chosen blocks that unfold these, as the questions of an accordion do.

    By the ARIA pattern the button has ``aria-expanded``, and is in a heading or names the element
    that it unfolds in ``aria-controls``. Only for articles: on lists of products the filters are
    such buttons too. Out-of-fold on the labelled articles, all ten buttons above an answer
    that is story by the labels are story too.
    """
    kept = set(chosen)
    parts: list[int] = []
    in_heading = False
    panels: dict[str, int] | None = None
    for number in chosen:
        above = number - 1
        if above < 0 or above in kept or raw[above].link_chars:
            continue
        button = _unfolding_button(tree, raw[above])
        if button < 0:
            continue
        if panels is None:
            panels = {attrs["id"]: i for i, attrs in enumerate(tree.attrs) if attrs.get("id")}
        panel = panels.get(tree.attrs[button].get("aria-controls", ""), -1)
        headed = _is_in_heading(tree, button)
        if headed or (0 <= panel <= raw[number].first < tree.ends[panel]):
            parts.append(above)
            in_heading = in_heading or headed
    return parts if in_heading or len({raw[part].text for part in parts}) >= MIN_PARTS else []


def _unfolding_button(tree: Tree, block: RawBlock) -> int:
    """The element of or close around a block that says whether something is unfolded; -1 for none.

    It holds the block's text and nothing else."""
    for node in tree.outwards(block.first, CONTROL_LEVELS):
        if "aria-expanded" in tree.attrs[node]:
            is_small = tree.ends[node] - node <= MAX_BUTTON
            return node if is_small and tree.text_content(node) == block.text else -1
    return -1


def _is_in_heading(tree: Tree, node: int) -> bool:
    """Whether an element is a heading, or in one."""
    return any(
        tree.tags[i] in HEADINGS or tree.attrs[i].get("role") == "heading"
        for i in tree.outwards(node, CONTROL_LEVELS)
    )


def stated_lines(raw: Sequence[RawBlock], chosen: Sequence[int], linked: LinkedData) -> list[int]:
    """Blocks that the page's JSON-LD gives as ingredients of a recipe, among and directly below the
    chosen ones, or as questions that it answers, directly above them."""
    ingredients, questions = _stated(linked)
    if not chosen or not (ingredients or questions):
        return []
    kept = set(chosen)
    named = {number: letters_only(block.text) for number, block in enumerate(raw)}
    asked = [
        number
        for number, text in named.items()
        if text in questions and number + 1 in kept and number not in kept
    ]
    listed = [number for number, text in named.items() if text in ingredients]
    if len(listed) < MIN_STATED:
        return asked
    found = []
    last = chosen[-1]
    for number in listed:
        if chosen[0] < number <= last + 1 + NEAR_STATED:
            found.append(number)
            last = max(last, number)
    return [*asked, *found]


def _stated(linked: LinkedData) -> tuple[set[str], set[str]]:
    """The letters of ingredients and of questions in a page's JSON-LD."""
    ingredients: list[str] = []
    questions: list[str] = []
    for node, types, _ in linked.nodes:
        if "recipe" in types:
            ingredients += linked.strings(node.get("recipeIngredient") or node.get("ingredients"))
        elif "question" in types:
            questions += linked.strings(node.get("name"))
    return {*map(letters_only, ingredients)} - {""}, {*map(letters_only, questions)} - {""}


def is_live_blog(linked: LinkedData) -> bool:
    """Whether the JSON-LD says that the page is a live blog."""
    return any("liveblog" in kind for kind in linked.types)


def posts_like_others(
    tree: Tree, raw: Sequence[RawBlock], chosen: Sequence[int], probabilities: NDArray[np.float64]
) -> list[int]:
    """Blocks of a live blog's posts that are in elements of the same kind as the chosen blocks of
    its other posts. The model scores some posts of a long live blog as low as a list of teasers."""
    holders: Counter[tuple[int, str]] = Counter()
    posts: dict[tuple[int, str], set[int]] = {}
    for number in chosen:
        node = raw[number].node
        for _ in range(POST_LEVELS):
            parent = tree.parents[node]
            if parent < 0:
                break
            key = parent, tree.tags[node]
            if node not in posts.setdefault(key, set()):
                posts[key].add(node)
                holders[key] += 1
            node = parent
    # Of several, the innermost: an element of its own around each post says no more.
    most = max(holders.values(), default=0)
    around = max((key for key, count in holders.items() if count == most), default=None)
    if around is None or most < MIN_POSTS:
        return []
    parent, tag = around
    told = posts[around]
    others = [i for i in _children(tree, parent) if tree.tags[i] == tag and i not in told]
    if len(told) < len(others):
        return []
    starts = sorted([*told, *others])
    kept = set(chosen)
    kinds = {
        _kind(tree, raw[number])
        for number in chosen
        if parent < raw[number].node < tree.ends[parent]
    }
    return [
        number
        for number, block in enumerate(raw)
        if number not in kept
        and parent < block.node < tree.ends[parent]
        and probabilities[number] >= MIN_POST_PROBABILITY
        and not block.link_chars
        and not is_count(block.text)
        and _kind(tree, block) in kinds
        and _is_inside(tree, block.node, starts)
        and not _is_insert(tree, block.node, parent)
    ]


def _is_inside(tree: Tree, node: int, starts: Sequence[int]) -> bool:
    """Whether an element is inside one of several that stand side by side, in ascending order."""
    place = bisect_left(starts, node)
    return place > 0 and node < tree.ends[starts[place - 1]]


def _is_insert(tree: Tree, node: int, around: int) -> bool:
    """Whether an element is part of an insert inside ``around``: an embedded post, a picture."""
    inside = takewhile(lambda i: i > around, tree.outwards(node))
    return any(tree.tags[i] in _INSERTS for i in inside)


def _kind(tree: Tree, block: RawBlock) -> tuple[str, str]:
    """What blocks of one kind have in common: tag and class of their elements."""
    return block.tag, kind_of(tree, block.node)


def _children(tree: Tree, node: int) -> list[int]:
    """The elements directly in an element."""
    found, i = [], node + 1
    while i < tree.ends[node]:
        found.append(i)
        i = tree.ends[i]
    return found


def part_labels(
    tree: Tree,
    raw: Sequence[RawBlock],
    chosen: Sequence[int],
    probabilities: NDArray[np.float64],
    threshold: float,
) -> list[int]:
    """Lines of one kind that stand directly above chosen blocks and are a little below the
    threshold: the days of a timeline, the verdicts of a comparison.

    Args:
        threshold: probability from which blocks were chosen. Those above it that are not among the
            chosen were left out on purpose.
    """
    if not chosen:
        return []
    kept = set(chosen)
    kinds: dict[tuple[str, str], list[int]] = {}
    for number in range(chosen[0] + 1, chosen[-1]):
        block = raw[number]
        # Below a picture it is a caption.
        above = max(raw[number - 1].first, block.first - PICTURE_DISTANCE)
        pictured = block.tag not in HEADINGS and "img" in tree.tags[above : block.first]
        if not (block.link_chars or block.row or pictured or block.tag in _NO_LABELS):
            kinds.setdefault(_kind(tree, block), []).append(number)
    found: list[int] = []
    for numbers in kinds.values():
        missed = [
            number for number in numbers if number not in kept and probabilities[number] < threshold
        ]
        if (
            len(missed) >= max(MIN_LABELS, MIN_MISSED * len(numbers))
            and len({raw[number].text for number in missed}) > 1
            and all(number + 1 in kept and raw[number + 1].row is None for number in missed)
            and np.mean(probabilities[numbers]) >= MIN_LABEL_PROBABILITY
        ):
            found += missed
    return found


def headings_like_others(
    tree: Tree,
    raw: Sequence[RawBlock],
    chosen: Sequence[int],
    probabilities: NDArray[np.float64],
    threshold: float,
) -> list[int]:
    """Headings above chosen blocks that are of the same kind as a chosen one, and a little below
    the threshold: the places over the stories of a brief, the questions of an accordion."""
    kept = set(chosen)
    kinds = {_kind(tree, raw[number]) for number in chosen if raw[number].tag in _PART_HEADINGS}
    return [
        below - 1
        for below in chosen
        if below
        and below - 1 not in kept
        and raw[below].tag not in HEADINGS
        and MIN_HEADING_PROBABILITY <= probabilities[below - 1] < threshold
        and not raw[below - 1].link_chars
        and 2 * raw[below].link_chars < len(raw[below].text)
        and _kind(tree, raw[below - 1]) in kinds
        and not is_related_heading(raw[below - 1])
    ]


_PART_HEADINGS = frozenset(HEADINGS) - {"h1"} | {"summary"}


def enclosed_lists(
    tree: Tree,
    raw: Sequence[RawBlock],
    chosen: Sequence[int],
    probabilities: NDArray[np.float64],
) -> list[int]:
    """Whole lists without links that stand between chosen blocks, with a mean story probability of
    at least ``MIN_LIST_PROBABILITY``: the days of a timeline in a ``dl``, what a recipe takes."""
    kept = set(chosen)
    lists: dict[int, list[int]] = {}
    for number in range(chosen[0] + 1, chosen[-1]) if chosen else ():
        if raw[number].tag in _ITEMS:
            lists.setdefault(_list_around(tree, raw[number].node), []).append(number)
    found: list[int] = []
    for node, numbers in lists.items():
        place = bisect_left(chosen, numbers[0])
        enclosed = (
            node >= 0
            and len(numbers) >= MIN_PARTS
            and kept.isdisjoint(numbers)
            and 0 < place < len(chosen)
            and numbers[0] - chosen[place - 1] <= NEAR_STATED
            and 0 < chosen[place] - numbers[-1] <= NEAR_STATED
        )
        if enclosed and not any(
            raw[number].link_chars or (raw[number].tag == "li" and is_count(raw[number].text))
            for number in numbers
        ):
            lengths = [len(raw[number].text) for number in numbers]
            mean = np.average(probabilities[numbers], weights=lengths)
            found += numbers if mean >= MIN_LIST_PROBABILITY else []
    return found


_ITEMS = frozenset({"li", "dt", "dd"})
_LISTS = frozenset({"ul", "ol", "dl"})


def _list_around(tree: Tree, node: int) -> int:
    """The list that an item is in; -1 for none close around it."""
    around = tree.outwards(tree.parents[node], CONTROL_LEVELS)
    return next((i for i in around if tree.tags[i] in _LISTS), -1)


_NO_LABELS = frozenset({"figcaption", "caption", "button", "pre"})
