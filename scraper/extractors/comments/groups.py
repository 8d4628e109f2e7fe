"""Groups of elements of one kind, and which of them are the page's comments."""

from __future__ import annotations

from bisect import bisect_left
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import replace

from scraper.extractors.comments.markup import MarkupComment, is_typed, label_of, read_comment
from scraper.extractors.comments.names import bare_name
from scraper.extractors.comments.page import SearchedPage
from scraper.extractors.parsing.blocks import RawBlock
from scraper.extractors.parsing.tree import Tree

MAX_GROUPS = 400
"""Groups of alike elements that are looked into, those with the most words of comments first."""
MIN_LONGEST = 60
"""Characters that one comment of a list must have where no word says what the list is."""
MAX_JOINED = 12
"""Groups that are tried as further kinds of comments (replies, pinned ones) beside the best."""
MAX_WORK = 150_000
"""Blocks looked at in all groups together, about a second: a page of a million links ends here."""
SHARE_OF_GROUP = 0.6
"""Members of a group that must read like comments: "deleted" notices and forms are the others."""
STORY_SHARE = 0.5
"""Share of the chosen story from which what looks like comments is what the page is for."""
MAX_OWN_BLOCKS = 80
"""Blocks of one comment without its replies; a larger element is the list, or the page."""
COMMON = 0.7
"""Share of the names from which a word that all begin or end with is no part of a name."""


def comments_in_markup(
    tree: Tree, raw: Sequence[RawBlock], chosen: Sequence[int], url: str | None
) -> list[MarkupComment]:
    """The comments in the page's markup, in reading order.

    Args:
        raw: all blocks of the page.
        chosen: numbers of the story's blocks.
        url: the page's address; its top-level domain helps to read numeric dates.
    """
    if not raw:
        return []
    page = SearchedPage(tree, raw, chosen, url)
    best: list[MarkupComment] = []
    taken: list[int] = []
    for members in _accepted_groups(page)[:MAX_JOINED]:
        if set(members) <= set(taken):
            continue
        # Replies may be elements of another kind than what they answer: a further group is taken
        # in when it adds comments and leaves those that were found as they are.
        joined = sorted({*taken, *members})
        comments = _read_members(page, own_blocks(page, joined))
        comments = [comment for comment in comments if comment.evidence()]
        heads = {comment.head for comment in comments}
        kept = all(comment.head in heads for comment in best)
        if kept and len(comments) >= len(best) + SHARE_OF_GROUP * len(set(members) - set(taken)):
            best, taken = comments, joined
    return [] if _is_story(page, best) else best


def _accepted_groups(page: SearchedPage) -> list[list[int]]:
    """The groups of which most members read like comments, those with the most evidence first."""
    accepted: list[tuple[float, int, list[int]]] = []
    work = 0
    for members in groups_of(page):
        if work > MAX_WORK:
            break
        owned = own_blocks(page, members)
        work += sum(len(own) + 1 for own in owned.values())
        comments = _read_members(page, owned)
        good = [comment for comment in comments if comment.evidence()]
        if len(good) < SHARE_OF_GROUP * len(comments) or not good:
            continue
        # A lone element is a comment only where the page says so.
        if len(good) == 1 and not (good[0].typed or (good[0].spoken and good[0].dated)):
            continue
        if not any(c.spoken or c.typed or len(c.text) >= MIN_LONGEST for c in good):
            continue
        # Of elements in one another the inmost is taken: the heading above stays out.
        size = sum(len(comment.blocks) for comment in good)
        accepted.append((-sum(comment.evidence() for comment in good), size, members))
    accepted.sort()
    return [members for _, _, members in accepted]


def groups_of(page: SearchedPage) -> list[list[int]]:
    """Elements that share a parent and tag, a word of their class, a schema.org type or such an
    id."""
    tree = page.tree
    found: dict[tuple[object, ...], list[int]] = {}
    for i in range(page.begin, len(tree)):
        attrs, tag = tree.attrs[i], tree.tags[i]
        if tag in ("html", "body", "head", "script", "a", "span", "form"):
            continue
        low, high = page.blocks_in(i)
        if low == high:
            continue
        if is_typed(attrs):
            found.setdefault(("type",), []).append(i)
            continue
        if high - low < 2 and not page.opens_with_header(i):
            continue
        if page.spoken[i] < 0 and not page.has_time(i, low, high):
            continue
        for word in attrs.get("class", "").split()[:8]:
            found.setdefault((tag, word), []).append(i)
        found.setdefault((tag, tree.parents[i]), []).append(i)
    groups: dict[tuple[int, ...], list[int]] = {}
    for members in found.values():
        if len(members) > 1 or page.spoken[members[0]] >= 0 or is_typed(tree.attrs[members[0]]):
            groups[tuple(members)] = members
    ranked = sorted(groups.values(), key=lambda m: (-(page.spoken[m[0]] >= 0), -len(m)))
    return ranked[:MAX_GROUPS]


def own_blocks(page: SearchedPage, members: Sequence[int]) -> dict[int, list[int]]:
    """For each member the numbers of its blocks; those of a nested member are not its parent's.

    Of a member with more than MAX_OWN_BLOCKS, the first ones and one more.
    """
    ends, starts = page.tree.ends, page.starts
    owned: dict[int, list[int]] = {}
    for place, node in enumerate(members):
        low, high = page.blocks_in(node)
        own: list[int] = []
        inner = place + 1
        while low < high and len(own) <= MAX_OWN_BLOCKS:
            while inner < len(members) and ends[members[inner]] <= starts[low]:
                inner += 1
            if inner < len(members) and members[inner] <= starts[low] < ends[node]:
                low = bisect_left(starts, ends[members[inner]])
                continue
            own.append(low)
            low += 1
        owned[node] = own
    return owned


def _read_members(page: SearchedPage, owned: Mapping[int, Sequence[int]]) -> list[MarkupComment]:
    """The members of a group read as comments.

    Args:
        owned: for each member its blocks, from ``own_blocks``.
    """
    shared = Counter(
        text for own in owned.values() for text in {label_of(page, n) for n in own} if text
    )
    found = [
        read_comment(page, node, own, shared, len(owned))
        for node, own in owned.items()
        if own and len(own) <= MAX_OWN_BLOCKS
    ]
    return _with_bare_names(found)


def _is_story(page: SearchedPage, comments: Sequence[MarkupComment]) -> bool:
    """Whether the comments are what the page is for: a forum's posts."""
    total = sum(len(page.raw[n].text) for n in page.chosen)
    inside = sum(len(page.raw[n].text) for c in comments for n in c.said if n in page.chosen)
    return bool(total) and inside >= STORY_SHARE * total


def _with_bare_names(comments: list[MarkupComment]) -> list[MarkupComment]:
    """Names without the words that stand before or after most of them: "by", "says", "am"."""
    names = [comment.author for comment in comments]
    guessed = Counter(comment.author for comment in comments if not comment.marked)
    for k, comment in enumerate(comments):
        if (
            len(comments) > 1
            and not comment.marked
            and guessed[comment.author] >= COMMON * len(comments)
        ):
            names[k] = ""
    for end in (0, -1):
        for _ in range(3):
            told = {name for name in names if name.count(" ")}
            if len(told) < 2 or len(told) < COMMON * len({name for name in names if name}):
                break
            word, times = Counter(name.split()[end] for name in told).most_common(1)[0]
            if times < COMMON * len(told):
                break
            for k, name in enumerate(names):
                parts = name.split()
                if len(parts) > 1 and parts[end] == word:
                    names[k] = bare_name(" ".join(parts[1:] if end == 0 else parts[:-1]))
    return [
        comment if comment.author == name else replace(comment, author=name)
        for comment, name in zip(comments, names, strict=True)
    ]
