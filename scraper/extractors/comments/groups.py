"""Groups of similar elements, and which of them are the page's comments."""

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
"""Maximum number of groups read, those whose class or id names comments first."""
PROBED = 12
"""Members of a large group that are read first; if none of them looks like a comment, the group is
skipped."""
MIN_LONGEST = 60
"""Characters that at least one member must have in a group that no class or id names comments."""
MAX_JOINED = 12
"""Maximum number of groups that are tried together: replies or pinned comments may be a separate
group."""
MAX_WORK = 40_000
"""Maximum number of blocks read in all groups, about a second. Groups that the markup names come
first, so only pages with many other lists reach it."""
SHARE_OF_GROUP = 0.6
"""Share of a group's members that must look like comments; the others are forms and notices of
deleted comments."""
STORY_SHARE = 0.5
"""Share of the story in apparent comments from which they are the page's content: a forum's
posts."""
MAX_OWN_BLOCKS = 80
"""Maximum blocks of one comment without its replies; a larger element is the list or the page."""
COMMON = 0.7
"""Share of the names that begin or end with the same word from which it is not part of the
names."""


def comments_in_markup(
    tree: Tree, raw: Sequence[RawBlock], chosen: Sequence[int], url: str | None
) -> list[MarkupComment]:
    """The comments in the page's markup, in reading order.

    Args:
        raw: all blocks of the page.
        chosen: indices of the story's blocks.
        url: the page's address; its top-level domain helps to read numeric dates.
    """
    if not raw:
        return []
    comments = search_comments(SearchedPage(tree, raw, chosen, url))
    return [] if are_story(raw, chosen, comments) else comments


def search_comments(page: SearchedPage) -> list[MarkupComment]:
    """What looks like comments, in reading order, even if it is what the page is for."""
    best: list[MarkupComment] = []
    taken: list[int] = []
    for members in _accepted_groups(page)[:MAX_JOINED]:
        if set(members) <= set(taken):
            continue
        # Replies may be another kind of element than what they answer: a further group is added if
        # this adds comments and does not change those found so far.
        joined = sorted({*taken, *members})
        comments = _read_members(page, own_blocks(page, joined))
        comments = [comment for comment in comments if comment.evidence()]
        headers = {comment.header for comment in comments}
        kept = all(comment.header in headers for comment in best)
        if kept and len(comments) >= len(best) + SHARE_OF_GROUP * len(set(members) - set(taken)):
            best, taken = comments, joined
    return best


def _accepted_groups(page: SearchedPage) -> list[list[int]]:
    """The groups most of whose members look like comments, those with the most evidence first."""
    accepted: list[tuple[float, int, list[int]]] = []
    work = 0
    for members in groups_of(page):
        if work > MAX_WORK:
            break
        owned = own_blocks(page, members)
        if len(members) > 2 * PROBED:
            probed = {node: owned[node] for node in members[:: len(members) // PROBED]}
            work += sum(len(own) + 1 for own in probed.values())
            if not any(comment.evidence() for comment in _read_members(page, probed)):
                continue
        work += sum(len(own) + 1 for own in owned.values())
        comments = _read_members(page, owned)
        good = [comment for comment in comments if comment.evidence()]
        if len(good) < SHARE_OF_GROUP * len(comments) or not good:
            continue
        # A single element is a comment only if the markup says so.
        if len(good) == 1 and not (good[0].typed or (good[0].in_comments and good[0].dated)):
            continue
        if not any(c.in_comments or c.typed or len(c.text) >= MIN_LONGEST for c in good):
            continue
        # Of nested elements the innermost is preferred, which excludes the heading above.
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
        if page.comment_marks[i] < 0 and not page.has_time(i, low, high):
            continue
        for word in attrs.get("class", "").split()[:8]:
            found.setdefault((tag, word), []).append(i)
        found.setdefault((tag, tree.parents[i]), []).append(i)
    groups: dict[tuple[int, ...], list[int]] = {}
    for members in found.values():
        if (
            len(members) > 1
            or page.comment_marks[members[0]] >= 0
            or is_typed(tree.attrs[members[0]])
        ):
            groups[tuple(members)] = members
    ranked = sorted(groups.values(), key=lambda m: (-(page.comment_marks[m[0]] >= 0), -len(m)))
    return ranked[:MAX_GROUPS]


def own_blocks(page: SearchedPage, members: Sequence[int]) -> dict[int, list[int]]:
    """For each member, the indices of its blocks, without those of members nested in it.

    The list ends after ``MAX_OWN_BLOCKS`` + 1 blocks.
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
    """Read the members of a group as comments.

    Args:
        owned: the result of ``own_blocks``.
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


def are_story(
    raw: Sequence[RawBlock], chosen: Sequence[int], comments: Sequence[MarkupComment]
) -> bool:
    """Whether the comments are the page's content, as a forum's posts are."""
    story = set(chosen)
    total = sum(len(raw[n].text) for n in story)
    inside = sum(len(raw[n].text) for c in comments for n in c.text_blocks if n in story)
    return bool(total) and inside >= STORY_SHARE * total


def _with_bare_names(comments: list[MarkupComment]) -> list[MarkupComment]:
    """The comments, with words that come before or after most names removed: "by", "says"."""
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
            long = {name for name in names if name.count(" ")}
            if len(long) < 2 or len(long) < COMMON * len({name for name in names if name}):
                break
            word, times = Counter(name.split()[end] for name in long).most_common(1)[0]
            if times < COMMON * len(long):
                break
            for k, name in enumerate(names):
                parts = name.split()
                if len(parts) > 1 and parts[end] == word:
                    names[k] = bare_name(" ".join(parts[1:] if end == 0 else parts[:-1]))
    return [
        comment if comment.author == name else replace(comment, author=name)
        for comment, name in zip(comments, names, strict=True)
    ]
