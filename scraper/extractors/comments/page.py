"""A page with lookups that the search for comments uses many times, each computed once."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterator, Sequence
from itertools import repeat, takewhile

from scraper.extractors.classify.tokens import markup_words
from scraper.extractors.metadata.dates.printed_dates import Printed, find_dates, order_of
from scraper.extractors.metadata.dates.stamp import parse_machine
from scraper.extractors.parsing.blocks import RawBlock
from scraper.extractors.parsing.tree import Tree

COMMENT_STEMS = (
    "comment", "komment", "koment", "coment", "disqus", "diskus", "discuss", "replie", "reply",
    "respuest", "respost", "reactie", "reaktion", "reaction", "yorum", "opinie", "leserbrief",
    "guestbook",
)  # fmt: skip
"""Beginnings of words in a class or id that name comments."""
CONTROL_STEMS = (
    "like", "vote", "rating", "share", "report", "flag", "abuse", "action", "button", "btn",
    "toolbar", "permalink", "control", "votar", "badge", "count", "avatar", "rank",
)  # fmt: skip
"""The same for the buttons and counters below a comment."""
MAX_HEADER = 90
"""Maximum characters of a line with a comment's author and time."""
MAX_HEADER_BLOCKS = 3
"""Maximum blocks of an element with only a comment's author or time."""


class SearchedPage:
    """A page whose comments are searched.

    Attributes:
        starts: for each block, the element at which its text begins.
        begin: the element at which the story begins; the search starts there.
        language: the declared language, or ""; ``order`` is that of its numeric dates.
        comment_marks: for each element, the closest one (itself or an ancestor) whose class or id
            names comments, or -1; ``controls`` the same for buttons and counters.
        times: running count of ``time`` elements; ``headers`` of blocks like a comment's header.
        small: for each block, the elements small enough for only an author or a time, and marked as
            one by their tag or perhaps by an attribute.
        labels: of the blocks read so far, what ``markup.label_of`` gives.
        headers_read: authors and dates read so far: an element is in several groups.
    """

    def __init__(
        self, tree: Tree, raw: Sequence[RawBlock], chosen: Sequence[int], url: str | None
    ) -> None:
        self.tree, self.raw = tree, raw
        self.starts = [block.first for block in raw]
        self.begin = raw[chosen[0]].first if chosen else 0
        host = (url or "").partition("://")[2].partition("/")[0].rpartition(".")[2]
        lang = next((a["lang"] for a in tree.attrs[:3] if a.get("lang")), "")
        self.language, self.order = lang, order_of(lang, host if len(host) == 2 else "")
        self.comment_marks, self.controls = self._spread(COMMENT_STEMS, CONTROL_STEMS)
        self.times = [0, *_running(tag == "time" for tag in tree.tags)]
        self.small = self._small_elements()
        self.headers = [0, *_running(self._header_like(block) for block in raw)]
        self.labels: dict[int, str] = {}
        self.headers_read: dict[
            tuple[int, int, int], tuple[tuple[str, int], tuple[str, bool, int]]
        ] = {}

    def _spread(self, *stems: tuple[str, ...]) -> list[list[int]]:
        """For each tuple of stems and each element, the closest element at or above it with a word
        that begins with one of the stems, or -1."""
        parents = self.tree.parents
        known: dict[tuple[str, str], list[bool]] = {}
        none = [False] * len(stems)
        nearest = [[-1] * len(parents) for _ in stems]
        # On elements around the story such a word only says that comments are open.
        around = set(self.tree.outwards(self.begin))
        for i, attrs in enumerate(self.tree.attrs):
            hits = none
            if ("class" in attrs or "id" in attrs) and i > 1 and i not in around:
                names = attrs.get("class", ""), attrs.get("id", "")
                if names not in known:
                    words = markup_words(" ".join(names)[:300])
                    known[names] = [any(map(str.startswith, words, repeat(some))) for some in stems]
                hits = known[names]
            for closest, hit in zip(nearest, hits, strict=True):
                closest[i] = i if hit else closest[parents[i]] if i else -1
        return nearest

    def _header_like(self, block: RawBlock) -> bool:
        """Whether a block may be a line with a comment's author and time."""
        text = block.text
        return len(text) <= MAX_HEADER and any(map(str.isdigit, text))

    def _small_elements(self) -> list[list[int]]:
        """For each block, the elements that begin with it or are inside it, and contain little
        more, without those that have neither an attribute nor a tag of their own."""
        ends, starts, tags, attrs = self.tree.ends, self.starts, self.tree.tags, self.tree.attrs
        found: list[list[int]] = [[] for _ in starts]
        low = 0
        for i in range(self.begin, len(self.tree)):
            if not attrs[i] and tags[i] not in ("time", "cite"):
                continue
            while low < len(starts) and starts[low] < i:
                low += 1
            if low < len(starts) and starts[low] < ends[i]:
                over = low + MAX_HEADER_BLOCKS
                if over >= len(starts) or starts[over] >= ends[i]:
                    found[low].append(i)
            elif low:
                found[low - 1].append(i)
        return found

    def blocks_in(self, node: int) -> tuple[int, int]:
        """(first, end) of the indices of the blocks inside an element."""
        return bisect_left(self.starts, node), bisect_left(self.starts, self.tree.ends[node])

    def has_time(self, node: int, low: int, high: int) -> bool:
        """Whether an element with the blocks ``low`` to ``high`` contains anything like a time."""
        return (
            self.times[self.tree.ends[node]] > self.times[node]
            or self.headers[high] > self.headers[low]
        )

    def opens_with_header(self, node: int) -> bool:
        """Whether an element with one block may begin with a header: <p><b>Name</b> text."""
        return self.comment_marks[node] >= 0 and self.times[self.tree.ends[node]] > self.times[node]

    def in_form(self, at: int, node: int) -> bool:
        """Whether element ``at`` is in a button or a form inside ``node``."""
        around = takewhile(lambda i: i > node, self.tree.outwards(at))
        return any(self.tree.tags[i] in ("button", "form") for i in around)

    def dates(self, text: str) -> list[Printed]:
        """The dates in a text."""
        if not any(map(str.isdigit, text)):
            return []
        return list(find_dates(text, self.order, self.language))

    def stamp(self, text: str) -> str:
        """The first date in a text, in the record's format; "" for none."""
        stamp = parse_machine(text) if text[:4].isdigit() else None
        if stamp is None:
            printed = self.dates(text)
            stamp = printed[0].stamp if printed else None
        return stamp.text() if stamp else ""


def _running(flags: Iterator[bool]) -> Iterator[int]:
    """Running count of the flags that are set."""
    total = 0
    for flag in flags:
        total += flag
        yield total
