"""Readers' comments: who, when and what, replies in reading order. Read only when asked for.

Two places tell them: the page's linked data, and its markup. In the markup a comment is one of
several elements of a kind that each open with somebody's name and a time and go on with text;
words such as "comment" in classes are one sign among others. Which blocks are the story was decided
before; a forum's posts are its story and are no comments.
"""

from __future__ import annotations

from bisect import bisect_left
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Any

from scraper.extractors.classify.features import TERMINAL, markup_words
from scraper.extractors.metadata.collect import AUTHOR, roles_of
from scraper.extractors.metadata.jsonld import parse_scripts
from scraper.extractors.metadata.printed_dates import find_dates, order_of
from scraper.extractors.metadata.stamp import parse_machine
from scraper.extractors.parsing.blocks import RawBlock
from scraper.extractors.parsing.tree import Tree
from scraper.record import Comment

COMMENT_STEMS = (
    "comment", "komment", "koment", "coment", "disqus", "diskus", "discuss", "replie", "reply",
    "respuest", "respost", "reactie", "reaktion", "reaction", "yorum", "opinie", "leserbrief",
    "guestbook",
)  # fmt: skip
"""How the words in class and id that speak of comments begin."""
CONTROL_STEMS = (
    "like", "vote", "rating", "share", "report", "flag", "abuse", "action", "button", "btn",
    "toolbar", "permalink", "control", "votar", "badge", "count", "avatar", "rank",
)  # fmt: skip
"""The same for the buttons and counters below a comment."""
AUTHOR_WORDS = frozenset({"fn", "nick", "nickname", "user", "name", "usuario", "benutzer", "nom"})
DATE_STEMS = ("date", "time", "datum", "fecha", "ago", "posted", "data", "publish", "created")

MAX_HEADER = 90
"""Characters of a line that can hold a comment's author and time."""
MAX_BESIDE = 45
"""Characters beside a marked name in a line that holds no text of the comment: "says", a time."""
MAX_HEADER_BLOCKS = 3
"""Blocks of an element that can be no more than a comment's author or time."""
MAX_NAME = 60
MAX_NAME_WORDS = 6
COMMON = 0.7
"""Share of the names from which a word that all begin or end with is no part of a name."""
MAX_CONTROL = 30
"""Characters up to which a line that several comments share, or that is all link, is a button."""
MAX_OWN_BLOCKS = 80
"""Blocks of one comment without its replies; a larger element is the list, or the page."""
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


@dataclass(frozen=True, slots=True)
class Unit:
    """One comment in the markup.

    Attributes:
        node: its element.
        blocks: numbers of its own blocks, replies left out; the text's among them in ``said``.
        marked: the markup says which words are the author's.
        dated: it tells a time, be it one that cannot be read as a date ("3 hours ago").
        spoken: its class, id or an ancestor's speaks of comments.
        typed: schema.org markup says that it is a comment.
        cards: it holds a line of several words that is all link.
    """

    node: int
    blocks: tuple[int, ...]
    said: tuple[int, ...]
    author: str
    published_at: str
    text: str
    marked: bool
    dated: bool
    spoken: bool
    typed: bool
    cards: bool

    def evidence(self) -> float:
        """How much speaks for its being a comment; 0 for what has no text or no header."""
        if not self.text or not (self.marked or self.dated):
            return 0.0
        if self.typed:
            return 6.0
        if self.cards and not (self.spoken and self.dated):
            return 0.0
        named = bool(self.author) and (self.marked or self.dated)
        if self.spoken:
            return 2.5 + named + self.dated
        # Without a word that says so, only a whole header tells a comment from any other list.
        return 3.0 if named and self.dated else 0.0


def read_comments(
    tree: Tree, raw: Sequence[RawBlock], chosen: Sequence[int], url: str | None
) -> list[Comment]:
    """The readers' comments of a page in reading order.

    Args:
        raw: all blocks of the page.
        chosen: numbers of the story's blocks.
        url: the page's address; its top-level domain helps to read numeric dates.

    Returns:
        The comments of the linked data or of the markup, whichever tells more of them. Empty
        where the page has none in its file: many sites load them later by a script.
    """
    told = _from_linked_data(tree, raw, chosen)
    units = find_units(tree, raw, chosen, url)
    if len(told) >= len(units):
        return told
    return [
        Comment(author=u.author or None, published_at=u.published_at or None, text=u.text)
        for u in units
    ]


# --- linked data --------------------------------------------------------------------------------


def _from_linked_data(tree: Tree, raw: Sequence[RawBlock], chosen: Sequence[int]) -> list[Comment]:
    scripts = [
        tree.texts[i]
        for i, tag in enumerate(tree.tags)
        if tag == "script"
        and "ld+json" in tree.attrs[i].get("type", "")
        # A script that never says the word holds none, and parsing it again costs.
        and "omment" in tree.texts[i]
    ]
    if not scripts:
        return []
    story = {raw[number].text for number in chosen}
    found: list[Comment] = []
    seen: set[tuple[str | None, str]] = set()
    for value in parse_scripts(scripts):
        for node in _comment_nodes(value):
            text = _flat(node.get("text") or node.get("commentText") or node.get("description"))
            author = _name(node.get("author") or node.get("creator"))
            if not text or text in story or (author, text) in seen:
                continue
            seen.add((author, text))
            stamp = parse_machine(
                str(node.get("dateCreated") or node.get("datePublished") or node.get("commentTime"))
            )
            found.append(
                Comment(
                    author=author or None,
                    published_at=stamp.text() if stamp else None,
                    text=text,
                )
            )
    return found


def _comment_nodes(value: Any) -> Iterator[dict[str, Any]]:
    """Objects of a comment's type in document order, each before its replies."""
    waiting = [value]
    while waiting:
        node = waiting.pop()
        if isinstance(node, list):
            waiting.extend(reversed(node))
            continue
        if not isinstance(node, dict):
            continue
        kinds = node.get("@type")
        kinds = kinds if isinstance(kinds, list) else [kinds]
        if any(str(k).rpartition("/")[2] in ("Comment", "UserComments") for k in kinds):
            yield node
        waiting.extend(reversed([v for v in node.values() if isinstance(v, dict | list)]))


def _name(value: Any) -> str:
    if isinstance(value, list):
        value = value[0] if value else None
    if isinstance(value, dict):
        value = value.get("name") or value.get("alternateName")
    return _flat(value)


def _flat(value: Any) -> str:
    if isinstance(value, list):
        value = value[0] if value else None
    if not isinstance(value, str):
        return ""
    return "\n".join(line for part in value.splitlines() if (line := " ".join(part.split())))


# --- markup -------------------------------------------------------------------------------------


def find_units(
    tree: Tree, raw: Sequence[RawBlock], chosen: Sequence[int], url: str | None
) -> list[Unit]:
    """The comments in the page's markup, in reading order."""
    if not raw:
        return []
    page = _Page(tree, raw, chosen, url)
    best: list[Unit] = []
    accepted: list[tuple[float, int, list[int]]] = []
    for members in page.groups():
        if page.work > MAX_WORK:
            break
        units = page.units(members)
        good = [unit for unit in units if unit.evidence()]
        if len(good) < SHARE_OF_GROUP * len(units) or not good:
            continue
        # A lone element is a comment only where the page says so.
        if len(good) == 1 and not (good[0].typed or (good[0].spoken and good[0].dated)):
            continue
        if not any(u.spoken or u.typed or len(u.text) >= MIN_LONGEST for u in good):
            continue
        # Of elements in one another the inmost is taken: the heading above stays out.
        size = sum(len(unit.blocks) for unit in good)
        accepted.append((-sum(unit.evidence() for unit in good), size, members))
    accepted.sort()
    taken: list[int] = []
    for _, _, members in accepted[:MAX_JOINED]:
        if set(members) <= set(taken):
            continue
        # Replies may be elements of another kind than what they answer: a further group is taken
        # in when it adds comments and leaves those that were found as they are.
        joined = sorted({*taken, *members})
        units = [unit for unit in page.units(joined) if unit.evidence()]
        heads = {(unit.node, unit.author, unit.published_at) for unit in units}
        kept = all((unit.node, unit.author, unit.published_at) in heads for unit in best)
        if kept and len(units) >= len(best) + SHARE_OF_GROUP * len(set(members) - set(taken)):
            best, taken = units, joined
    if page.is_story(best):
        return []
    return [unit for unit in best if unit.evidence()]


class _Page:
    """The page with what is asked of it again and again."""

    def __init__(
        self, tree: Tree, raw: Sequence[RawBlock], chosen: Sequence[int], url: str | None
    ) -> None:
        self.tree, self.raw = tree, raw
        self.chosen = set(chosen)
        self.starts = [block.first for block in raw]
        self.begin = raw[chosen[0]].first if chosen else 0
        self.work = 0
        host = (url or "").partition("://")[2].partition("/")[0].rpartition(".")[2]
        lang = next((a["lang"] for a in tree.attrs[:3] if a.get("lang")), "")
        self.language, self.order = lang, order_of(lang, host if len(host) == 2 else "")
        self.spoken = self._spread(COMMENT_STEMS)
        self.controls = self._spread(CONTROL_STEMS)
        self.times = [0, *_running(tag == "time" for tag in tree.tags)]
        self.small = self._small_elements()
        self.headers = [0, *_running(self._header_like(block) for block in raw)]

    def _spread(self, stems: tuple[str, ...]) -> list[int]:
        """For each element the nearest one at or above it whose words begin so, or -1."""
        parents, known = self.tree.parents, dict[str, bool]()
        nearest = [-1] * len(parents)
        # Around the story such a word tells that comments are open, not that these are some.
        around = set()
        at = self.begin
        while at > 0:
            around.add(at)
            at = parents[at]
        for i, attrs in enumerate(self.tree.attrs):
            named = attrs.get("class", "") + " " + attrs.get("id", "") if attrs else ""
            if len(named) > 1 and i > 1 and i not in around:
                hit = known.get(named)
                if hit is None:
                    hit = any(word.startswith(stems) for word in markup_words(named[:300]))
                    known[named] = hit
                if hit:
                    nearest[i] = i
                    continue
            if parents[i] >= 0:
                nearest[i] = nearest[parents[i]]
        return nearest

    def _header_like(self, block: RawBlock) -> bool:
        text = block.text
        return len(text) <= MAX_HEADER and any(c.isdigit() for c in text)

    def blocks_in(self, node: int) -> tuple[int, int]:
        """(first, end) of the numbers of the blocks inside an element."""
        return bisect_left(self.starts, node), bisect_left(self.starts, self.tree.ends[node])

    def groups(self) -> list[list[int]]:
        """Elements that share a parent and tag, or a word of their class, or a schema.org type."""
        tree = self.tree
        found: dict[tuple[object, ...], list[int]] = {}
        for i in range(self.begin, len(tree)):
            attrs, tag = tree.attrs[i], tree.tags[i]
            if tag in ("html", "body", "head", "script", "a", "span", "form"):
                continue
            low, high = self.blocks_in(i)
            if low == high:
                continue
            if _is_typed(attrs):
                found.setdefault(("type",), []).append(i)
                continue
            if high - low < 2 and not self._inner_header(i):
                continue
            if self.spoken[i] < 0 and not self._has_time(i, low, high):
                continue
            for word in attrs.get("class", "").split()[:8]:
                found.setdefault((tag, word), []).append(i)
            found.setdefault((tag, tree.parents[i]), []).append(i)
        groups: dict[tuple[int, ...], list[int]] = {}
        for members in found.values():
            if (
                len(members) > 1
                or self.spoken[members[0]] >= 0
                or _is_typed(tree.attrs[members[0]])
            ):
                groups[tuple(members)] = members
        ranked = sorted(groups.values(), key=lambda m: (-(self.spoken[m[0]] >= 0), -len(m)))
        return ranked[:MAX_GROUPS]

    def _has_time(self, node: int, low: int, high: int) -> bool:
        return (
            self.times[self.tree.ends[node]] > self.times[node]
            or self.headers[high] > self.headers[low]
        )

    def _inner_header(self, node: int) -> bool:
        """Whether an element of one block opens it with a marked name: <p><b>Name</b> text."""
        return self.spoken[node] >= 0 and self.times[self.tree.ends[node]] > self.times[node]

    def is_story(self, units: Sequence[Unit]) -> bool:
        """Whether the units are what the page is for: a forum's posts."""
        total = sum(len(self.raw[n].text) for n in self.chosen)
        inside = sum(len(self.raw[n].text) for u in units for n in u.said if n in self.chosen)
        return bool(total) and inside >= STORY_SHARE * total

    def units(self, members: Sequence[int]) -> list[Unit]:
        """The members read as comments; what stands in a nested member is not its parent's."""
        ends = self.tree.ends
        owned: dict[int, list[int]] = {}
        for place, node in enumerate(members):
            low, high = self.blocks_in(node)
            own: list[int] = []
            inner = place + 1
            while low < high and len(own) <= MAX_OWN_BLOCKS:
                while inner < len(members) and ends[members[inner]] <= self.starts[low]:
                    inner += 1
                if inner < len(members) and members[inner] <= self.starts[low] < ends[node]:
                    low = bisect_left(self.starts, ends[members[inner]])
                    continue
                own.append(low)
                low += 1
            owned[node] = own
            self.work += len(own) + 1
        shared = Counter(
            text for own in owned.values() for text in {self._label(n) for n in own} if text
        )
        found = [
            self._unit(node, own, shared, len(owned))
            for node, own in owned.items()
            if own and len(own) <= MAX_OWN_BLOCKS
        ]
        return _with_bare_names(found)

    def _label(self, number: int) -> str:
        """A short line without its numbers, to be compared between comments."""
        text = self.raw[number].text
        if len(text) > MAX_CONTROL:
            return ""
        return " ".join("".join(c for c in text if not c.isdigit()).split()).lower()

    def _unit(self, node: int, own: Sequence[int], shared: Counter[str], count: int) -> Unit:
        author, named = self._marked_author(node, own)
        published, dated, timed = self._date(node, own)
        header = {n for n in (named, timed) if n >= 0}
        marked = bool(author)
        if not author and timed >= 0:
            author = self._name_beside(timed)
        guessed = -1
        said: list[int] = []
        doubtful: list[int] = []
        last = max((n for n in (named, timed) if n >= 0), default=-1)
        if last == own[-1] or not any(not self._is_button(n, node) for n in own if n > last):
            # The time stands below the text.
            last = named
        for n in own:
            if n in header or n < last:
                continue
            if not author and not said and self._is_name(n):
                author, guessed = _bare_name(self.raw[n].text), n
            elif self._is_button(n, node):
                continue
            elif self._is_label(n, node, shared):
                doubtful.append(n)
            else:
                said.append(n)
        if guessed >= 0 and not said:
            author, said = "", [guessed]
        if not said:
            # Two readers may say "Well done!"; what nearly all comments say is a label.
            said = [n for n in doubtful if shared[self._label(n)] * 2 <= count]
        texts = [self._own_words(n) for n in said]
        if not said:
            # Name, time and text in one paragraph.
            texts = [text for n in sorted(header) if (text := self._behind_header(n, author))]
            said = sorted(header) if texts else []
        return Unit(
            node=node,
            blocks=tuple(own),
            said=tuple(said),
            author=author,
            published_at=published,
            text="\n".join(texts),
            marked=marked,
            dated=dated,
            spoken=self.spoken[node] >= 0,
            typed=_is_typed(self.tree.attrs[node]),
            cards=any(self._is_card_line(self.raw[n]) for n in own),
        )

    @staticmethod
    def _is_card_line(block: RawBlock) -> bool:
        # A name is a link too, but of few words.
        return block.link_chars >= 0.85 * len(block.text) and block.text.count(" ") >= 4

    def _small_elements(self) -> list[list[int]]:
        """For each block the elements that hold it first, or stand in it, and hold little more."""
        ends, starts = self.tree.ends, self.starts
        found: list[list[int]] = [[] for _ in starts]
        low = 0
        for i in range(self.begin, len(self.tree)):
            while low < len(starts) and starts[low] < i:
                low += 1
            if low < len(starts) and starts[low] < ends[i]:
                over = low + MAX_HEADER_BLOCKS
                if over >= len(starts) or starts[over] >= ends[i]:
                    found[low].append(i)
            elif low:
                found[low - 1].append(i)
        return found

    def _elements(self, node: int, own: Sequence[int]) -> Iterator[tuple[int, int]]:
        """Small elements of a unit, each with the number of its block."""
        for n in own:
            for i in self.small[n]:
                if i > node:
                    yield i, n

    def _marked_author(self, node: int, own: Sequence[int]) -> tuple[str, int]:
        """The name that the markup marks as the author's, and the block that holds nothing more."""
        tree = self.tree
        name, number, holder = "", -1, -1
        for i, n in self._elements(node, own):
            attrs = tree.attrs[i]
            if not attrs or (holder >= 0 and i >= tree.ends[holder]):
                continue
            said = f"{attrs.get('class', '')} {attrs.get('itemprop', '')} {attrs.get('rel', '')}"
            if not (roles_of(said) & AUTHOR or AUTHOR_WORDS.intersection(markup_words(said))):
                continue
            text = _bare_name(tree.text_content(i))
            if not _reads_as_name(text) or self._dates(text) or self._in_form(i, node):
                continue
            # Of marked elements in one another ("<div class=author><b class=name>Ann</b> says")
            # the inmost holds the name alone.
            alone = len(self.raw[n].text) <= MAX_HEADER
            alone = alone and len(self.raw[n].text) - len(text) <= MAX_BESIDE
            name, number, holder = text, n if alone else -1, i
        return name, number

    def _date(self, node: int, own: Sequence[int]) -> tuple[str, bool, int]:
        """(timestamp or "", whether any time is told, number of the block that tells it)."""
        tree = self.tree
        for i, n in self._elements(node, own):
            attrs = tree.attrs[i]
            if tree.tags[i] != "time" and not attrs:
                continue
            words = markup_words(attrs.get("class", "") + " " + attrs.get("itemprop", ""))
            marked = tree.tags[i] == "time" or any(w.startswith(DATE_STEMS) for w in words)
            if not marked:
                continue
            text = tree.text_content(i)
            if len(text) > MAX_HEADER:
                continue
            for told in (attrs.get("datetime"), attrs.get("content"), attrs.get("title"), text):
                if told and (stamp := self._stamp(told)):
                    return stamp, True, self._header_number(n, text)
            if tree.tags[i] == "time" or (text and any(c.isdigit() for c in text)):
                return "", True, self._header_number(n, text)
        for n in own[:4]:
            text = self.raw[n].text
            if len(text) <= MAX_HEADER and (stamp := self._stamp(text)):
                return stamp, True, n
        return "", False, -1

    def _header_number(self, n: int, text: str) -> int:
        """The block of a time, where it holds little else than a name beside it."""
        return n if text and len(self.raw[n].text) - len(text) <= MAX_NAME else -1

    def _stamp(self, text: str) -> str:
        stamp = parse_machine(text) if text[:4].isdigit() else None
        if stamp is None:
            printed = self._dates(text)
            stamp = printed[0].stamp if printed else None
        return stamp.text() if stamp else ""

    def _dates(self, text: str) -> list[Any]:
        if not any(c.isdigit() for c in text):
            return []
        return list(find_dates(text, self.order, self.language))

    def _is_name(self, n: int) -> bool:
        """Whether a line before the text can be its author's name, with a time beside it."""
        text = self.raw[n].text
        printed = self._dates(text)
        if printed:
            text = text[: printed[0].start]
        return _reads_as_name(_bare_name(text))

    def _is_button(self, n: int, node: int) -> bool:
        """Whether a block is something to click or to fill in, or a mere number."""
        block = self.raw[n]
        if block.tag in ("button", "label", "legend", "summary") or self._in_form(
            block.first, node
        ):
            return True
        if len(block.text) > MAX_CONTROL:
            return False
        letters = sum(c.isalpha() for c in block.text)
        # Without letters: a count of votes. With two: what is left of "at 10:12".
        if letters == 0 or (letters <= 2 and ":" in block.text):
            return True
        return block.link_chars >= 0.6 * len(block.text)

    def _in_form(self, at: int, node: int) -> bool:
        while at > node:
            if self.tree.tags[at] in ("button", "form"):
                return True
            at = self.tree.parents[at]
        return False

    def _is_label(self, n: int, node: int, shared: Counter[str]) -> bool:
        """Whether a short line is one of those that stand in every comment."""
        block = self.raw[n]
        if len(block.text) > MAX_CONTROL:
            return False
        if self.controls[block.first] > node:
            return True
        return shared[self._label(n)] > 1 and block.text.count(" ") < 4

    def _own_words(self, n: int) -> str:
        """The block's text without buttons that stand as links at its end."""
        block = self.raw[n]
        pieces = list(block.pieces)
        while pieces and len(pieces) > 1:
            text, anchor = pieces[-1]
            if not text.strip() or (anchor >= 0 and self._is_button_link(text, anchor)):
                pieces.pop()
                continue
            break
        if len(pieces) == len(block.pieces) or not pieces:
            return block.text
        return " ".join("".join(piece for piece, _ in pieces).split())

    def _is_button_link(self, text: str, anchor: int) -> bool:
        attrs = self.tree.attrs[anchor]
        href = attrs.get("href", "#")
        return len(text) <= MAX_CONTROL and (
            href.startswith(("#", "javascript:"))
            or attrs.get("role") == "button"
            or self.controls[anchor] == anchor
        )

    def _name_beside(self, n: int) -> str:
        """The name in a line that tells the time too: its first element's words, or all before."""
        block, tree = self.raw[n], self.tree
        first = block.first if block.first != block.node else -1
        name = _bare_name(tree.text_content(first)) if first > 0 else ""
        if _reads_as_name(name) and not self._dates(name):
            return name
        printed = self._dates(block.text)
        name = _bare_name(block.text[: printed[0].start]) if printed else ""
        return name if _reads_as_name(name) else ""

    def _behind_header(self, n: int, author: str) -> str:
        """What a line says after its author's name and its time."""
        text = self.raw[n].text
        printed = self._dates(text[:MAX_HEADER])
        if printed:
            text = text[printed[0].end :]
        elif author and text.startswith(author):
            text = text[len(author) :]
        else:
            return ""
        text = text.lstrip(" :–—-)|·.,")
        # What is left of "Ann says: … at 6:26 pm" is no comment.
        spoken = sum(word.isalpha() for word in text.split())
        return text if spoken >= 4 or text[-1:] in TERMINAL else ""


def _with_bare_names(units: list[Unit]) -> list[Unit]:
    """Names without the words that stand before or after most of them: "by", "says", "am"."""
    names = [unit.author for unit in units]
    guessed = Counter(unit.author for unit in units if not unit.marked)
    for k, unit in enumerate(units):
        if len(units) > 1 and not unit.marked and guessed[unit.author] >= COMMON * len(units):
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
                    names[k] = _bare_name(" ".join(parts[1:] if end == 0 else parts[:-1]))
    return [
        unit if unit.author == name else replace(unit, author=name)
        for unit, name in zip(units, names, strict=True)
    ]


def _running(flags: Iterator[bool]) -> Iterator[int]:
    total = 0
    for flag in flags:
        total += flag
        yield total


def _is_typed(attrs: dict[str, str]) -> bool:
    kind = attrs.get("itemtype", "").rstrip("/").rpartition("/")[2]
    return kind in ("Comment", "UserComments") or attrs.get("itemprop") == "comment"


def _bare_name(text: str) -> str:
    """A printed name without the marks around it."""
    return " ".join(text.split()).strip(" :,·|•–—-()[]@")


def _reads_as_name(text: str) -> bool:
    if not 1 < len(text) <= MAX_NAME or text.count(" ") >= MAX_NAME_WORDS:
        return False
    if text[-1] in "!?…。！？*" or not any(c.isalpha() for c in text):
        return False
    # "3 hours ago" is a time.
    return not any(word.isdecimal() for word in text.split()[:-1])
