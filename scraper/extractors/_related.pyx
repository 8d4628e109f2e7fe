# cython: language_level=3, boundscheck=False, wraparound=False, cdivision=True
"""`related.py`'s loops compiled: the same candidates and numbers, to the last bit.

The plain functions there are the reference, and say what everything means.
"""
import copyreg
import unicodedata

from cpython.mem cimport PyMem_Calloc, PyMem_Free, PyMem_Malloc
from cpython.unicode cimport (
    PyUnicode_DATA, PyUnicode_KIND, PyUnicode_READ, PyUnicode_READ_CHAR, PyUnicode_Substring,
)
from libc.stdint cimport uint64_t
from scraper.extractors._blocks cimport RawBlock, folded
from scraper.extractors._features cimport Numbers
from scraper.extractors._treewalk cimport text_content
from scraper.extractors._words cimport Lexicon, Told, href_told, node_told, text_told

import numpy as np

from scraper.extractors import related as _plain
from scraper.extractors.items import LAZY as LAZY_NAMES

cdef extern from "Python.h":
    bint Py_UNICODE_ISDECIMAL(Py_UCS4 ch)
    bint Py_UNICODE_ISDIGIT(Py_UCS4 ch)
    bint PyUnicode_IS_ASCII(str text)

cdef int WIDTH = len(_plain.CANDIDATE_FEATURES)
cdef object base_address = _plain.base_address
cdef object absolute = _plain.absolute
cdef object identity = _plain.identity
cdef object site_of = _plain.site_of
cdef tuple LAZY = LAZY_NAMES
cdef dict HEADINGS = dict(_plain.HEADINGS)
cdef Py_ssize_t MAX_CANDIDATES = _plain.MAX_CANDIDATES
cdef Py_ssize_t MINOR = _plain.MINOR
cdef Py_ssize_t CARD_BLOCKS = _plain.CARD_BLOCKS


cdef class Candidate:
    """``related.Candidate``."""

    cdef public str url, key, title, image
    cdef public list anchors, blocks
    cdef public Py_ssize_t card, title_block, heading, words

    def __init__(self, url, key):
        self.url = url
        self.key = key
        self.anchors = []
        self.blocks = []
        self.card = self.title_block = -1
        self.title = self.image = ""
        self.heading = self.words = 0

    def __reduce__(self):
        fields = {name: getattr(self, name) for name in _plain.CANDIDATE_FIELDS}
        return copyreg.__newobj__, (Candidate,), (None, fields)

    def __setstate__(self, tuple state):
        for name, value in state[1].items():
            setattr(self, name, value)


cdef inline bint is_decimal(Py_UCS4 ch):
    return 48 <= ch <= 57 if ch < 128 else Py_UNICODE_ISDECIMAL(ch)


cdef inline bint is_anchor(str tag):
    return len(tag) == 1 and PyUnicode_READ_CHAR(tag, 0) == 97


cdef inline bint is_image(str tag):
    cdef Py_ssize_t size = len(tag)
    return (size == 3 and tag == "img") or (size == 7 and tag == "amp-img")


cdef inline bint is_frame(str tag):
    return len(tag) == 4 and (tag == "body" or tag == "html" or tag == "main")


cdef inline int heading_level(str tag):
    """``blocks.HEADINGS``."""
    cdef object level
    if len(tag) != 2 or PyUnicode_READ_CHAR(tag, 0) != 104:
        return 0
    level = HEADINGS.get(tag)
    return 0 if level is None else level


cdef Py_ssize_t word_count(str text):
    """``related.word_count``."""
    cdef Py_ssize_t i, n = len(text), spaces = 1, unspaced = 0
    cdef int kind = PyUnicode_KIND(text)
    cdef void* data = PyUnicode_DATA(text)
    cdef Py_UCS4 ch
    for i in range(n):
        ch = PyUnicode_READ(kind, data, i)
        if ch == 32:
            spaces += 1
        elif ch >= 0xE00 and ch <= 0x9FFF:
            if (
                ch <= 0xEFF or 0x1000 <= ch <= 0x109F or 0x1780 <= ch <= 0x17FF
                or 0x3040 <= ch <= 0x30FF or ch >= 0x3400
            ):
                unspaced += 1
    return spaces if spaces > unspaced // 2 else unspaced // 2


cdef double title_rank(str text):
    """``related._title_rank``."""
    cdef Py_ssize_t words = word_count(text)
    return (words if words < 10 else 10) - (words - 22 if words > 22 else 0) * 0.5


cdef bint is_plain(str path, Py_ssize_t start):
    """Whether nothing in an address from ``start`` on is written otherwise in its canonical form.

    The short way of ``urls.canonical_url``.
    """
    cdef Py_ssize_t i, n = len(path)
    cdef int kind = PyUnicode_KIND(path)
    cdef void* data = PyUnicode_DATA(path)
    cdef Py_UCS4 ch, before = 0
    for i in range(start, n):
        ch = PyUnicode_READ(kind, data, i)
        if not (
            97 <= ch <= 122 or 65 <= ch <= 90 or 47 <= ch <= 57 or ch == 45 or ch == 95
            or ch == 126 or ch == 46
        ):
            return False
        if ch == 46 and (before == 46 or before == 47):
            return False
        before = ch
    return True


cdef str plain_identity(str url):
    """``identity`` of an address that ``is_plain``."""
    cdef Py_ssize_t start = url.find("://") + 3, end = len(url), slash
    slash = url.find("/", start)
    if slash >= 0 and (url.find("amp", slash) >= 0 or url.find("AMP", slash) >= 0):
        return identity(url)
    if url.startswith("www.", start):
        start += 4
    while end > start and url[end - 1] == "/":
        end -= 1
    return PyUnicode_Substring(url, start, end)


cdef class _Page:
    """What the candidates of one page are read from."""

    cdef list tags, parents, ends, texts, tails, attrs, blocks
    cdef dict spoken
    cdef str base, origin
    cdef bint plain_origin, plain_target
    cdef Py_ssize_t count
    cdef Py_ssize_t* starts
    cdef signed char* levels
    cdef Py_ssize_t* counts

    def __cinit__(self, tree, list blocks, str base):
        cdef Py_ssize_t n = len(blocks), number, node
        cdef RawBlock block
        cdef int up, level
        self.tags, self.parents, self.ends = tree.tags, tree.parents, tree.ends
        self.texts, self.tails, self.attrs = tree.texts, tree.tails, tree.attrs
        self.blocks, self.base, self.spoken, self.count = blocks, base, {}, n
        # An address below this origin needs no other look than the one at its path.
        self.origin = _plain.origin_of(base)
        self.plain_origin = absolute(base, "/") == self.origin + "/"
        self.starts = <Py_ssize_t*>PyMem_Malloc((n + 1) * (2 * sizeof(Py_ssize_t) + 1))
        if self.starts is NULL:
            raise MemoryError
        self.counts = self.starts + n + 1
        self.levels = <signed char*>(self.counts + n + 1)
        for number in range(n):
            block = blocks[number]
            self.starts[number] = block.first
            self.counts[number] = -1
            self.levels[number] = 0
            node = block.node
            for up in range(3):
                if node < 0:
                    break
                level = heading_level(<str>self.tags[node])
                if level:
                    self.levels[number] = level
                    break
                node = self.parents[node]

    def __dealloc__(self):
        PyMem_Free(self.starts)

    cdef inline Py_ssize_t words(self, Py_ssize_t number):
        """Words of a block."""
        if self.counts[number] < 0:
            self.counts[number] = word_count((<RawBlock>self.blocks[number]).text)
        return self.counts[number]

    cdef inline str inside(self, Py_ssize_t index):
        return text_content(self.tags, self.texts, self.tails, self.ends, index)

    cdef list said(self, Py_ssize_t anchor):
        return self.spoken.get(anchor)

    cdef object target(self, str href):
        """``absolute(base, href)``; ``plain_target`` says whether it came the short way."""
        self.plain_target = True
        if self.plain_origin and len(href) < 2000 and href:
            if href[0] == "/":
                if (len(href) == 1 or href[1] != "/") and is_plain(href, 0):
                    return self.origin + href
            elif (
                len(href) > len(self.origin) and href[len(self.origin)] == "/"
                and href.startswith(self.origin) and is_plain(href, len(self.origin))
            ):
                return href
        self.plain_target = False
        return absolute(self.base, href)

    cdef list parts_of(self, Py_ssize_t anchor):
        """``related.anchor_parts``."""
        cdef Py_ssize_t node = anchor, i, end, only
        cdef list found
        cdef str text
        while True:
            if folded(<str>self.texts[node]):
                return []
            end = self.ends[node]
            i = node + 1
            while i < end:
                if folded(<str>self.tails[i]):
                    return []
                i = self.ends[i]
            found = []
            only = -1
            i = node + 1
            while i < end:
                text = self.inside(i)
                if text:
                    found.append(text)
                    only = i
                i = self.ends[i]
            if len(found) != 1:
                return found
            node = only


cdef Py_ssize_t bisect_left(Py_ssize_t* values, Py_ssize_t n, Py_ssize_t value) noexcept:
    cdef Py_ssize_t low = 0, high = n, middle
    while low < high:
        middle = (low + high) // 2
        if values[middle] < value:
            low = middle + 1
        else:
            high = middle
    return low


def find_candidates(tree, blocks, story, url):
    """``related.candidates_of``."""
    cdef list entries = list(blocks), parts, links, candidates, pieces, said
    cdef str base = base_address(tree, url), own = identity(url) if url else "", text, href
    cdef _Page page = _Page(tree, entries, base)
    cdef list tags = page.tags, ends = page.ends, attrs = page.attrs, parents = page.parents
    cdef dict spoken = page.spoken, texts, found = {}, targets = {}, shared, attr
    cdef Py_ssize_t n = len(tags), count = len(entries), number, i, k, anchor, words, chosen = 0
    cdef bytearray in_story_bytes = bytearray(n)
    cdef unsigned char* in_story = in_story_bytes
    cdef RawBlock block
    cdef Candidate candidate
    cdef tuple piece
    cdef object target, key, known
    cdef bint marked
    cdef list flags = [bool(part) for part in story]
    for number in range(count):
        block = entries[number]
        if not block.link_chars:
            continue
        pieces = block.pieces
        if flags[number]:
            for piece in pieces:
                anchor = piece[1]
                if anchor >= 0:
                    in_story[anchor] = 1
            continue
        if block.row is not None:
            for i in range(block.node, <Py_ssize_t>ends[block.node]):
                if is_anchor(<str>tags[i]):
                    known = spoken.get(i)
                    if known is None:
                        known = spoken[i] = []
                    (<list>known).append((number, page.inside(i)))
            continue
        if len(pieces) == 1 and len(<str>(<tuple>pieces[0])[0]) == len(block.text):
            # The block is one link: its text is what the link says, folded already.
            key = (<tuple>pieces[0])[1]
            known = spoken.get(key)
            if known is None:
                spoken[key] = [(number, block.text)]
            else:
                (<list>known).append((number, block.text))
            continue
        texts = {}
        for piece in pieces:
            key = piece[1]
            if <Py_ssize_t>key >= 0:
                known = texts.get(key)
                if known is None:
                    texts[key] = [piece[0]]
                else:
                    (<list>known).append(piece[0])
        for key, known in texts.items():
            parts = known
            text = folded(<str>parts[0] if len(parts) == 1 else "".join(parts))
            if text:
                known = spoken.get(key)
                if known is None:
                    spoken[key] = [(number, text)]
                else:
                    (<list>known).append((number, text))
    for i in range(n):
        if not is_anchor(<str>tags[i]) or in_story[i]:
            continue
        attr = attrs[i]
        known = attr.get("href")
        if not known:
            continue
        href = known
        if href[0] == "#":
            continue
        known = targets.get(href)
        if known is None:
            target = page.target(href)
            if target is None:
                targets[href] = False
                continue
            targets[href] = target
        elif known is False:
            continue
        else:
            target = known
            page.plain_target = False
        known = found.get(target)
        if known is None:
            key = plain_identity(target) if page.plain_target else identity(target)
            if key == own:
                continue
            if len(found) >= MAX_CANDIDATES:
                break
            known = found[target] = Candidate(target, key)
        candidate = known
        candidate.anchors.append(i)
        said = spoken.get(i)
        words = 0
        if said is not None:
            for piece in said:
                words += word_count(<str>piece[1])
        if words > candidate.words:
            candidate.words = words
    candidates = list(found.values())
    # The links that mark where another candidate's card begins.
    shared = {}
    for candidate in candidates:
        seen = set()
        for key in candidate.anchors:
            said = spoken.get(key)
            if said is not None:
                for piece in said:
                    seen.add(piece[1])
        for key in seen:
            shared[key] = shared.get(key, 0) + 1
    links = []
    for number in range(len(candidates)):
        candidate = candidates[number]
        for key in candidate.anchors:
            marked = candidate.words > MINOR or not candidate.words
            if not marked:
                said = spoken.get(key)
                if said is not None:
                    for piece in said:
                        if <Py_ssize_t>shared[piece[1]] > 1:
                            marked = True
                            break
            if marked:
                links.append((key, number if candidate.words else -number - 1))
                if not candidate.words:
                    break
    links.sort()
    cdef Py_ssize_t marks = len(links), node, card, low, high, stop
    cdef Py_ssize_t* mark_at = <Py_ssize_t*>PyMem_Malloc(
        (2 * marks + count + 1) * sizeof(Py_ssize_t)
    )
    if mark_at is NULL:
        raise MemoryError
    cdef Py_ssize_t* mark_of = mark_at + marks
    cdef Py_ssize_t* story_starts = mark_of + marks
    for k in range(marks):
        piece = links[k]
        mark_at[k] = piece[0]
        mark_of[k] = piece[1]
    for number in range(count):
        if flags[number]:
            story_starts[chosen] = page.starts[number]
            chosen += 1
    for number in range(len(candidates)):
        candidate = candidates[number]
        node = card = candidate.anchors[0]
        for i in range(8):
            node = parents[node]
            if node < 0:
                break
            if is_frame(<str>tags[node]):
                break
            stop = ends[node]
            low = bisect_left(mark_at, marks, node)
            high = bisect_left(mark_at, marks, stop)
            marked = False
            for k in range(low, high):
                if mark_of[k] >= 0:
                    marked = mark_of[k] != number
                else:
                    marked = not candidate.words and mark_of[k] != -number - 1
                if marked:
                    break
            if marked:
                break
            low = bisect_left(story_starts, chosen, node)
            if low < chosen and story_starts[low] < stop:
                break
            card = node
        candidate.card = card
    PyMem_Free(mark_at)
    # No word or one, without a headline beside it, is navigation.
    candidates = [
        known for known in candidates
        if (<Candidate>known).words > 1 or _has_headline(page, known)
    ]
    for candidate in candidates:
        _read_card(page, candidate, set())
    # What several cards say is a label, nobody's title.
    cdef dict titles = {}
    for candidate in candidates:
        titles[candidate.title] = titles.get(candidate.title, 0) + 1
    cdef set labels = {key for key, known in titles.items() if known > 1}
    for candidate in candidates:
        if candidate.title in labels:
            _read_card(page, candidate, labels)
    return [known for known in candidates if (<Candidate>known).title]


cdef bint _has_headline(_Page page, Candidate candidate):
    """``related._has_headline``."""
    cdef Py_ssize_t card = candidate.card, stop = page.ends[card], low, high, k
    low = bisect_left(page.starts, page.count, card)
    high = bisect_left(page.starts, page.count, stop)
    if high - low > CARD_BLOCKS:
        return False
    for k in range(low, high):
        if page.levels[k] or page.words(k) > MINOR:
            return True
    return False


cdef object _read_card(_Page page, Candidate candidate, set labels):
    """``related._read_card``."""
    cdef list ends = page.ends, tags = page.tags, blocks = page.blocks, own = [], parts, said
    cdef Py_ssize_t card = candidate.card, low, high, number = -1, level, k, i, stop
    cdef tuple item
    cdef str title = "", text
    cdef bint free, best_free = False, headed, best_headed = False, single
    cdef double rank, best_rank = 0.0
    low = bisect_left(page.starts, page.count, card)
    high = bisect_left(page.starts, page.count, ends[card])
    if high - low > CARD_BLOCKS:
        card = candidate.card = candidate.anchors[0]
        low = bisect_left(page.starts, page.count, card)
        high = bisect_left(page.starts, page.count, ends[card])
    candidate.blocks = list(range(low, high))
    for key in candidate.anchors:
        said = page.spoken.get(key)
        if said is not None:
            own.extend(said)
    if not own:
        for k in range(low, high):
            if page.levels[k] and page.words(k) > 1:
                text = (<RawBlock>blocks[k]).text
                if text not in labels:
                    candidate.title = text
                    candidate.title_block = k
                    candidate.heading = page.levels[k]
                    candidate.words = page.words(k)
                    break
        candidate.image = first_image(page, card)
        return
    for item in own:
        text = item[1]
        k = item[0]
        free = text not in labels
        headed = page.levels[k] > 0
        rank = title_rank(text)
        if number < 0 or (free, headed, rank) > (best_free, best_headed, best_rank):
            number, title, best_free, best_headed, best_rank = k, text, free, headed, rank
    level = page.levels[number]
    if not level:
        single = title in labels or word_count(title) <= MINOR
        if single:
            for k in range(low, high):
                if page.levels[k] and page.words(k) > 1:
                    text = (<RawBlock>blocks[k]).text
                    if text not in labels:
                        number, title, level = k, text, page.levels[k]
                        break
        if title in labels:
            for k in range(low, high):
                if page.words(k) > MINOR and (<RawBlock>blocks[k]).text not in labels:
                    number, title = k, (<RawBlock>blocks[k]).text
                    break
    if not level or word_count(title) > MINOR:
        for key in candidate.anchors:
            said = page.spoken.get(key)
            if said is None:
                continue
            for item in said:
                if item[1] == title:
                    break
            else:
                continue
            parts = page.parts_of(key)
            if len(parts) > 1:
                title = ""
                for text in parts:
                    if word_count(text) > MINOR and text not in labels:
                        title = text
                        break
                if not title:
                    title = parts[0]
                    best_rank = title_rank(title)
                    for text in parts:
                        rank = title_rank(text)
                        if rank > best_rank:
                            title, best_rank = text, rank
                break
    candidate.title = title
    candidate.title_block = number
    candidate.heading = level
    candidate.image = first_image(page, card)


cdef str first_image(_Page page, Py_ssize_t card):
    """``related.first_image``."""
    cdef list tags = page.tags
    cdef Py_ssize_t i, stop = page.ends[card]
    cdef str source
    for i in range(card, stop):
        if is_image(<str>tags[i]):
            source = source_of(page.attrs[i])
            if source:
                return source
    return ""


cdef str source_of(dict attrs):
    """``items.image_source``."""
    cdef object value
    cdef str source
    for name in LAZY:
        value = attrs.get(name)
        if value is not None:
            source = (<str>value).strip()
            if source and not source.startswith("data:"):
                return source.split()[0].rstrip(",") if "srcset" in name else source
    return ""


cdef enum:
    SHAPE = 12  # letters of a shape that are compared
    SLUG_WORDS = 1024  # an address is shorter than 2,000 letters


cdef struct Place:
    # A part of an address: where it begins and ends.
    Py_ssize_t start
    Py_ssize_t end


cdef struct Parts:
    # The parts of an address's path: how many, the first, the last and the longest.
    Py_ssize_t count
    Place first
    Place last
    Place longest


cdef Parts parts_of(str url):
    """What is asked of ``items.path_parts``."""
    cdef Parts found
    cdef Place part
    cdef Py_ssize_t n = len(url), i = url.find("://")
    cdef int kind = PyUnicode_KIND(url)
    cdef void* data = PyUnicode_DATA(url)
    cdef Py_UCS4 ch
    found.count = 0
    found.first.start = found.first.end = 0
    found.last = found.longest = found.first
    if i < 0:
        return found
    i += 3
    while i < n and PyUnicode_READ(kind, data, i) != 47:
        i += 1
    while i < n:
        ch = PyUnicode_READ(kind, data, i)
        if ch == 63:
            break
        if ch == 47:
            i += 1
            continue
        part.start = i
        while i < n:
            ch = PyUnicode_READ(kind, data, i)
            if ch == 47 or ch == 63:
                break
            i += 1
        part.end = i
        if not found.count:
            found.first = part
        found.last = part
        if part.end - part.start > found.longest.end - found.longest.start:
            found.longest = part
        found.count += 1
    return found


cdef bint same(str url, Place part, str other):
    """Whether a part of an address is a given text."""
    cdef Py_ssize_t i, n = len(other)
    if part.end - part.start != n:
        return False
    cdef int kind = PyUnicode_KIND(url), other_kind = PyUnicode_KIND(other)
    cdef void* data = PyUnicode_DATA(url)
    cdef void* other_data = PyUnicode_DATA(other)
    for i in range(n):
        if PyUnicode_READ(kind, data, part.start + i) != PyUnicode_READ(other_kind, other_data, i):
            return False
    return True


cdef inline bint is_letter(Py_UCS4 ch) noexcept nogil:
    return 97 <= ch <= 122 or 65 <= ch <= 90


cdef bint has_shape(str url, Place part, str shape):
    """Whether ``related._shape`` of a part of an address is ``shape``."""
    cdef Py_ssize_t i = part.start, n = part.end, size = 0, at = 0, out = 0
    cdef int kind = PyUnicode_KIND(url)
    cdef void* data = PyUnicode_DATA(url)
    cdef Py_UCS4 ch
    cdef Py_UCS4 made[SHAPE + 2]
    cdef Py_UCS4* folds
    folds = <Py_UCS4*>PyMem_Malloc((n - i + 1) * sizeof(Py_UCS4))
    if folds is NULL:
        raise MemoryError
    while i < n:
        ch = PyUnicode_READ(kind, data, i)
        i += 1
        if is_letter(ch):
            while i < n and is_letter(PyUnicode_READ(kind, data, i)):
                i += 1
            ch = 97
        elif Py_UNICODE_ISDECIMAL(ch):
            while i < n and Py_UNICODE_ISDECIMAL(PyUnicode_READ(kind, data, i)):
                i += 1
            ch = 57
        folds[size] = ch
        size += 1
    while at < size and out < SHAPE:
        ch = folds[at]
        made[out] = ch
        out += 1
        if ch == 97 and at + 1 < size and (folds[at + 1] == 45 or folds[at + 1] == 95):
            while at + 1 < size and folds[at] == 97 and (folds[at + 1] == 45 or folds[at + 1] == 95):
                at += 2
            if at < size and folds[at] == 97:
                at += 1
            made[out] = 45
            out += 1
        else:
            at += 1
    PyMem_Free(folds)
    if out > SHAPE:
        out = SHAPE
    if out != len(shape):
        return False
    for i in range(out):
        if made[i] != <Py_UCS4>shape[i]:
            return False
    return True


cdef inline bint in_slug(Py_UCS4 ch) noexcept nogil:
    return 97 <= ch <= 122 or 48 <= ch <= 57 or 0x80 <= ch <= 0xFFFF


cdef Py_ssize_t hashes(
    str text, Py_ssize_t start, Py_ssize_t end, bint fold, uint64_t* found, Py_ssize_t room
):
    """Hashes of what ``items._SLUG`` finds in a text, each once; ASCII capitals may be folded."""
    cdef int kind = PyUnicode_KIND(text)
    cdef void* data = PyUnicode_DATA(text)
    cdef Py_ssize_t i = start, k, count = 0, size
    cdef Py_UCS4 ch
    cdef uint64_t seed
    while i < end and count < room:
        ch = PyUnicode_READ(kind, data, i)
        if fold and 65 <= ch <= 90:
            ch = <Py_UCS4>(<long>ch + 32)
        if not in_slug(ch):
            i += 1
            continue
        seed = 14695981039346656037ULL
        size = 0
        while i < end:
            ch = PyUnicode_READ(kind, data, i)
            if fold and 65 <= ch <= 90:
                ch = <Py_UCS4>(<long>ch + 32)
            if not in_slug(ch):
                break
            seed = (seed ^ <uint64_t>ch) * 1099511628211ULL
            size += 1
            i += 1
        # The lowest bit tells words of one letter.
        seed = (seed << 1) | (size == 1)
        for k in range(count):
            if found[k] == seed:
                break
        else:
            found[count] = seed
            count += 1
    return count


cdef double overlap_of(str url, Place longest, str title):
    """``items.slug_overlap``."""
    cdef uint64_t slug[SLUG_WORDS]
    cdef uint64_t* said
    cdef Py_ssize_t count, words, i, k, both = 0, known = 0, room
    cdef bint plain_url = PyUnicode_IS_ASCII(url), plain_title = PyUnicode_IS_ASCII(title)
    if longest.end - longest.start < 2:
        return 0.0
    if not plain_url:
        url = PyUnicode_Substring(url, longest.start, longest.end).lower()
        longest.start, longest.end = 0, len(url)
    count = hashes(url, longest.start, longest.end, plain_url, slug, SLUG_WORDS)
    for i in range(count):
        known += not slug[i] & 1
    if known < 2:
        return 0.0
    if not plain_title:
        title = unicodedata.normalize("NFKD", title.lower())
        # What combines begins at U+0300.
        title = "".join([c for c in title if c < "\u0300" or not unicodedata.combining(c)])
    room = len(title) // 2 + 1
    said = <uint64_t*>PyMem_Malloc(room * sizeof(uint64_t))
    if said is NULL:
        raise MemoryError
    words = hashes(title, 0, len(title), plain_title, said, room)
    for i in range(count):
        if not slug[i] & 1:
            for k in range(words):
                if said[k] == slug[i]:
                    both += 1
                    break
    PyMem_Free(said)
    return <double>both / known


cdef struct Around:
    # What the elements from the page's root down to one say, as far as it was asked for.
    double low
    double high
    double total
    double item
    double item_low
    double item_high
    long lists
    bint nav
    bint footer
    bint header
    bint known


cdef class _Paths:
    """What is said of each element's path, worked out once."""

    cdef list tags, attrs
    cdef Lexicon markup
    cdef Numbers at
    cdef Around* around
    cdef long* path

    def __cinit__(self, tree, Numbers at, Lexicon markup):
        cdef Py_ssize_t n = len(tree.tags)
        self.tags, self.attrs, self.at, self.markup = tree.tags, tree.attrs, at, markup
        self.around = <Around*>PyMem_Calloc(n + 1, sizeof(Around))
        self.path = <long*>PyMem_Malloc((n + 1) * sizeof(long))
        if self.around is NULL or self.path is NULL:
            raise MemoryError

    def __dealloc__(self):
        PyMem_Free(self.around)
        PyMem_Free(self.path)

    cdef Around* of(self, long node):
        cdef long asked = node, steps = 0, up = node
        cdef Around* here
        cdef Around* above
        cdef double scores[3]
        cdef double markup
        cdef str tag
        while up >= 0 and not self.around[up].known:
            self.path[steps] = up
            steps += 1
            up = self.at.parents[up]
        while steps:
            steps -= 1
            node = self.path[steps]
            here = self.around + node
            up = self.at.parents[node]
            markup = self.at.markup[node]
            tag = self.tags[node]
            node_told(self.markup, tag, self.attrs[node], scores)
            if up >= 0:
                above = self.around + up
                here[0] = above[0]
                here.total = above.total + markup
                if markup < here.low:
                    here.low = markup
                if markup > here.high:
                    here.high = markup
                if scores[0] < here.item_low:
                    here.item_low = scores[0]
                if scores[0] > here.item_high:
                    here.item_high = scores[0]
            else:
                here.low = here.high = here.total = markup
                here.item_low = here.item_high = scores[0]
                here.lists = 0
                here.nav = here.footer = here.header = False
            here.item = scores[0]
            here.known = True
            if tag == "ul" or tag == "ol":
                here.lists = self.at.count[node]
            elif tag == "nav":
                here.nav = True
            elif tag == "footer":
                here.footer = True
            elif tag == "header":
                here.header = True
        return self.around + asked


cdef struct Shared:
    # What one candidate gives to the figures of its group.
    double site
    double shape
    double overlap
    double href


def describe_rows(tree, blocks, layout, table, candidates, facts, probabilities):
    """``related.describe_rows``."""
    cdef Numbers at = layout.numbers
    cdef _Paths paths = _Paths(tree, at, table.ready[0])
    cdef Lexicon text_table = table.ready[1], href_table = table.ready[2]
    cdef list tags = tree.tags, attrs = tree.attrs, own_parts = facts.own_parts, key, members
    cdef Py_ssize_t n = len(candidates), i, k, c, size, page = len(blocks), own = len(own_parts)
    cdef long first = facts.first, last = facts.last, story_node = facts.story_node
    cdef long anchor, number, up, chars, digits, a, b, link_chars, run
    cdef long images, headings, words, fewest
    cdef bint has_story = first >= 0, colon, query, long_number, year
    cdef str own_shape = facts.own_shape, site = facts.site, title, url, origin, body
    cdef str own_first = own_parts[0] if own else ""
    cdef dict groups = {}, sites = {}
    cdef int kind
    cdef void* data
    cdef Py_UCS4 ch
    cdef Parts parts
    cdef Told said, href
    cdef Around* around
    cdef Shared total
    cdef object value
    cdef tuple signature
    cdef Candidate candidate
    cdef RawBlock block
    cdef double slugs = 0
    out_array = np.empty((n, WIDTH), dtype=np.float32)
    cdef float[:, ::1] out = out_array
    cdef float* row
    cdef Shared* shared = <Shared*>PyMem_Malloc((n + 1) * sizeof(Shared))
    if shared is NULL:
        raise MemoryError
    for i in range(n):
        candidate = candidates[i]
        anchor = candidate.anchors[0]
        number = candidate.title_block
        block = blocks[number]
        url = candidate.url
        title = candidate.title
        row = &out[i, 0]
        key = []
        up = anchor
        for k in range(4):
            key.append(tags[up])
            key.append((<dict>attrs[up]).get("class", ""))
            up = at.parents[up]
            if up < 0:
                break
        signature = tuple(key)
        value = groups.get(signature)
        if value is None:
            groups[signature] = [i]
        else:
            (<list>value).append(i)
        # The title.
        size = len(title)
        kind = PyUnicode_KIND(title)
        data = PyUnicode_DATA(title)
        digits = 0
        colon = False
        for c in range(size):
            ch = PyUnicode_READ(kind, data, c)
            if Py_UNICODE_ISDIGIT(ch):
                digits += 1
            elif ch == 58:
                colon = True
        row[0] = word_count(title)
        row[1] = size
        row[2] = <float>(<double>digits / size)
        row[3] = candidate.heading
        row[4] = colon
        # The address.
        parts = parts_of(url)
        kind = PyUnicode_KIND(url)
        data = PyUnicode_DATA(url)
        row[5] = row[7] = 0
        for c in range(parts.last.start, parts.last.end):
            ch = PyUnicode_READ(kind, data, c)
            if ch == 45 or ch == 95:
                row[5] += 1
            elif Py_UNICODE_ISDIGIT(ch):
                row[7] += 1
        row[6] = parts.last.end - parts.last.start
        row[8] = parts.count
        query = long_number = year = False
        run = 0
        size = len(url)
        for c in range(size):
            ch = PyUnicode_READ(kind, data, c)
            if is_decimal(ch):
                run += 1
                if run == 5:
                    long_number = True
                continue
            run = 0
            if ch == 63:
                query = True
            elif (
                ch == 47 and not year and c + 5 < size
                and PyUnicode_READ(kind, data, c + 1) == 50
                and PyUnicode_READ(kind, data, c + 2) == 48
                and 48 <= PyUnicode_READ(kind, data, c + 3) <= 52
                and Py_UNICODE_ISDECIMAL(PyUnicode_READ(kind, data, c + 4))
            ):
                ch = PyUnicode_READ(kind, data, c + 5)
                year = ch == 47 or ch == 45
        row[9] = query
        row[10] = own > 0 and parts.count > 0 and same(url, parts.first, own_first)
        row[11] = parts.count - own if own else -9
        shared[i].overlap = overlap_of(url, parts.longest, title)
        slugs += shared[i].overlap >= 0.5
        row[12] = <float>shared[i].overlap
        row[13] = long_number
        row[14] = year
        k = url.find("/", url.find("://") + 3)
        origin = url if k < 0 else PyUnicode_Substring(url, 0, k)
        value = sites.get(origin)
        if value is None:
            value = sites[origin] = float(site_of(origin) == site)
        shared[i].site = value
        shared[i].shape = has_shape(url, parts.last, own_shape) if own_shape else 0.0
        row[15] = <float>shared[i].site
        # The elements around, and the words.
        around = paths.of(anchor)
        up = at.parents[anchor]
        row[16] = row[17] = row[22] = row[23] = row[24] = 0
        row[18] = <float>around.low
        row[19] = <float>around.high
        row[20] = <float>around.total
        row[21] = <float>around.item
        row[25] = <float>around.item_low
        row[26] = <float>around.item_high
        for k in range(3):
            if up < 0:
                break
            if k < 2:
                row[16 + k] = <float>at.markup[up]
            row[22 + k] = <float>paths.around[up].item
            up = at.parents[up]
        said = text_told(text_table, title)
        href = href_told(href_table, attrs[anchor])
        shared[i].href = href.mean
        row[27] = <float>said.mean
        row[28] = <float>said.least
        row[29] = <float>href.mean
        row[30] = <float>href.least
        # The card and where it stands.
        chars = 0
        for value in candidate.blocks:
            chars += len((<RawBlock>blocks[<Py_ssize_t>value]).text)
        row[31] = chars
        row[32] = len(candidate.image) > 0
        row[33] = chars - <long>len(title)
        row[34] = around.nav
        row[35] = around.footer
        row[36] = around.header
        row[37] = around.lists
        row[38] = number > last >= 0
        row[39] = 0 <= number < first
        row[40] = <float>(<double>number / page)
        row[41] = max(number - last, first - number, 0) if has_story else -1
        a, b = (anchor, story_node) if anchor < story_node else (story_node, anchor)
        while not (a <= b < at.ends[a]):
            a = at.parents[a]
        row[42] = at.depth[story_node] - at.depth[a]
        row[43] = <float>(<double>probabilities[number])
        body = block.text
        link_chars = block.link_chars
        row[44] = <float>(<double>link_chars / (len(body) if body else 1))
        row[45] = <long>len(body) - link_chars
        row[46] = block.link_count
        up = at.parents[block.node]
        row[47] = at.siblings[up] if up >= 0 else 0
    for value in groups.values():
        members = value
        size = len(members)
        images = headings = words = 0
        fewest = -1
        total.site = total.shape = total.overlap = total.href = 0.0
        for value in members:
            i = value
            candidate = candidates[i]
            words += candidate.words
            images += len(candidate.image) > 0
            headings += candidate.heading > 0
            if fewest < 0 or candidate.words < fewest:
                fewest = candidate.words
            total.site += shared[i].site
            total.shape += shared[i].shape
            total.overlap += shared[i].overlap
            total.href += shared[i].href
        for value in members:
            row = &out[<Py_ssize_t>value, 0]
            row[48] = size
            row[49] = <float>(<double>words / size)
            row[50] = fewest
            row[51] = <float>(<double>images / size)
            row[52] = <float>(<double>headings / size)
            row[53] = <float>(total.site / size)
            row[54] = <float>(total.shape / size)
            row[55] = <float>(total.overlap / size)
            row[56] = <float>(total.href / size)
            row[57] = n
            row[58] = <float>(slugs / n)
    PyMem_Free(shared)
    return out_array
