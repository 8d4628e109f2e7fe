# cython: language_level=3, boundscheck=False, wraparound=False, cdivision=True
"""The loops of the feature modules, compiled: equal numbers to the last bit.

Twins of functions in `layout.py`, `page_features.py`, `features.py` (with `markup_features.py` and
`text_shape.py`), `context.py`, `cards.py`, `signs.py`, `cohesion.py`, `judge.py`.

The plain functions there are the reference and have the documentation; a test compares the two on
every fixture page. The order of the columns must be the same in both.
"""
from cpython.dict cimport PyDict_GetItem
from cpython.mem cimport PyMem_Calloc, PyMem_Free, PyMem_Malloc
from cpython.object cimport PyObject
from cpython.unicode cimport PyUnicode_DATA, PyUnicode_KIND, PyUnicode_READ, PyUnicode_Substring
from libc.math cimport log1p, pow
from libc.stdint cimport uint32_t, uint64_t
from libc.string cimport memcpy, memset

import numpy as np

from scraper.extractors.parsing._blocks cimport RawBlock
from scraper.extractors.classify._words cimport (
    HIDES_ELEMENT, SCORED_ATTRIBUTES, Lexicon, Line, TokenScores, attribute_flags,
    known_word_shares, lowered, mixed, score_href, score_node, score_text,
)

from scraper.extractors.parsing.blocks import HEADINGS as _HEADINGS
# None of these may import this module: it would not be complete yet.
from scraper.extractors.classify import columns as _columns
from scraper.extractors.classify import limits as _limits
from scraper.extractors.classify import text_shape as _text_shape

cdef extern from "Python.h":
    bint PyUnicode_IS_ASCII(str text)
    bint Py_UNICODE_ISALNUM(Py_UCS4 ch)
    bint Py_UNICODE_ISDECIMAL(Py_UCS4 ch)
    bint Py_UNICODE_ISDIGIT(Py_UCS4 ch)
    bint Py_UNICODE_ISUPPER(Py_UCS4 ch)
    bint Py_UNICODE_ISLOWER(Py_UCS4 ch)
    bint Py_UNICODE_ISSPACE(Py_UCS4 ch)

cdef dict HEADINGS = dict(_HEADINGS)
cdef frozenset MEDIA = _columns.MEDIA
cdef str ENDS = "".join(sorted(_text_shape.TERMINAL))
cdef str CLOSERS = "".join(sorted(_text_shape.CLOSING))
cdef str OPENERS = "".join(sorted(_text_shape.OPENING))
cdef int GOOD = _text_shape.GOOD_CHARS
cdef int STRETCH = _text_shape.STRETCH
cdef int WIDE_WORD = _text_shape.WIDE_WORD
# Bit flags of a block's ancestor elements: LANDMARKS, and one for noscript.
cdef enum:
    HIDDEN = 1 << 12
    NOSCRIPT = 1 << 14
cdef dict BITS = {tag: 1 << flag for tag, flag in _columns.LANDMARKS.items()}
BITS["noscript"] = NOSCRIPT
# Tags used below have fixed numbers on every page; other tags get the next free ones.
cdef dict TAGS = {
    tag: number for number, tag in enumerate(
        dict.fromkeys((*BITS, *HEADINGS, *MEDIA, *"time p li tr div figcaption pre dt dd button td input".split()))
    )
}
cdef enum:
    KNOWN = 64
cdef long BITS_OF[KNOWN]
cdef int LEVEL_OF[KNOWN]
cdef bint IS_MEDIA[KNOWN]
assert len(TAGS) <= KNOWN
for _tag, _number in TAGS.items():
    BITS_OF[_number] = BITS.get(_tag, 0)
    LEVEL_OF[_number] = HEADINGS.get(_tag, 0)
    IS_MEDIA[_number] = _tag in MEDIA
cdef long TIME = TAGS["time"], P = TAGS["p"], LI = TAGS["li"], TR = TAGS["tr"]
cdef long INPUT = TAGS["input"], IMG = TAGS["img"]
cdef long ARTICLE = TAGS["article"], H1 = TAGS["h1"], H2 = TAGS["h2"]
# The column of each tag's indicator feature; headings have two columns of their own.
cdef int COLUMN_OF[KNOWN]
memset(COLUMN_OF, 0, KNOWN * sizeof(int))
for _tag, _column in {
    "p": 21, "li": 24, "tr": 25, "div": 26, "blockquote": 27, "figcaption": 28, "pre": 29,
    "dt": 30, "dd": 30, "button": 31, "section": 32, "article": 32, "td": 32,
}.items():
    COLUMN_OF[TAGS[_tag]] = _column
cdef str COMMA = _text_shape.COMMA
cdef str STOPS = ".!?…"
cdef str FULL_STOPS = "。！？؟।॥။።"
cdef str BEHIND = "\"'”’»)"
cdef int WIDTH = len(_columns.BASE)
cdef enum:
    MOST_SHIFTED = 32
cdef int SHIFTS = len(_columns.SHIFTED_COLUMNS), OFFSET_COUNT = len(_columns.OFFSETS)
cdef int SHIFTED_OF[MOST_SHIFTED]
cdef int OFFSET_OF[MOST_SHIFTED]
for _number in range(SHIFTS):
    SHIFTED_OF[_number] = _columns.SHIFTED_COLUMNS[_number]
for _number in range(OFFSET_COUNT):
    OFFSET_OF[_number] = _columns.OFFSETS[_number]


cdef inline double logged(double value) noexcept nogil:
    return log1p(value) if value > 0 else 0.0


cdef inline bint holds(str some, Py_UCS4 ch):
    cdef Py_ssize_t i, n = len(some)
    cdef int kind = PyUnicode_KIND(some)
    cdef void* data = PyUnicode_DATA(some)
    for i in range(n):
        if PyUnicode_READ(kind, data, i) == ch:
            return True
    return False


def ready(table):
    """The three tables of a ``TokenTable`` as ``Lexicon`` objects."""
    return Lexicon(table.markup), Lexicon(table.text), Lexicon(table.href)


cdef list whole_list(long* values, Py_ssize_t n):
    return [values[i] for i in range(n)]


cdef list real_list(double* values, Py_ssize_t n):
    return [values[i] for i in range(n)]


cdef class Pairs:
    """Numbers for pairs of numbers: 0, 1, 2, … in the order in which they come.

    Stands for a dict of tuples, whose tuples and numbers would be objects.
    """

    def __cinit__(self):
        self.mask = 255
        self.keys = <uint64_t*>PyMem_Calloc(self.mask + 1, sizeof(uint64_t))
        self.numbers = <int*>PyMem_Malloc((self.mask + 1) * sizeof(int))
        if not self.keys or not self.numbers:
            raise MemoryError

    def __dealloc__(self):
        PyMem_Free(self.keys)
        PyMem_Free(self.numbers)

    cdef long number(self, long one, long other) except -1:
        """The number of a pair of integers, both at least -1."""
        cdef uint64_t key = (<uint64_t>(one + 2) << 32) | <uint64_t>(other + 2)
        cdef uint64_t slot = (key * <uint64_t>0x9E3779B97F4A7C15ULL >> 32) & self.mask
        while self.keys[slot]:
            if self.keys[slot] == key:
                return self.numbers[slot]
            slot = (slot + 1) & self.mask
        self.keys[slot] = key
        self.numbers[slot] = <int>self.count
        self.count += 1
        if 2 * <uint64_t>self.count > self.mask:
            self.grow()
        return self.count - 1

    cdef int grow(self) except -1:
        cdef uint64_t* keys = self.keys
        cdef int* numbers = self.numbers
        cdef uint64_t size = self.mask + 1, i, slot, mask = 4 * size - 1
        self.keys = <uint64_t*>PyMem_Calloc(mask + 1, sizeof(uint64_t))
        self.numbers = <int*>PyMem_Malloc((mask + 1) * sizeof(int))
        if not self.keys or not self.numbers:
            PyMem_Free(keys)
            PyMem_Free(numbers)
            raise MemoryError
        self.mask = mask
        for i in range(size):
            if keys[i]:
                slot = (keys[i] * <uint64_t>0x9E3779B97F4A7C15ULL >> 32) & mask
                while self.keys[slot]:
                    slot = (slot + 1) & mask
                self.keys[slot] = keys[i]
                self.numbers[slot] = numbers[i]
        PyMem_Free(keys)
        PyMem_Free(numbers)
        return 0


cdef enum:
    WHOLE = 15


cdef class Numbers:
    """The lists of a tree and its layout as C arrays."""

    def __cinit__(self, Py_ssize_t n):
        self.n = n
        self.whole = <long*>PyMem_Malloc(WHOLE * n * sizeof(long))
        self.real = <double*>PyMem_Malloc(3 * n * sizeof(double))
        if not self.whole or not self.real:
            raise MemoryError
        memset(self.whole, 0, WHOLE * n * sizeof(long))
        memset(self.real, 0, 3 * n * sizeof(double))
        self.parents, self.ends = self.whole, self.whole + n
        self.depth, self.chars = self.whole + 2 * n, self.whole + 3 * n
        self.link_chars, self.good = self.whole + 4 * n, self.whole + 5 * n
        self.count, self.goods = self.whole + 6 * n, self.whole + 7 * n
        self.paragraphs, self.headings = self.whole + 8 * n, self.whole + 9 * n
        self.siblings, self.around = self.whole + 10 * n, self.whole + 11 * n
        # Tag, class and the combination of both, each as a number; equal values, equal numbers.
        self.tags, self.classes = self.whole + 12 * n, self.whole + 13 * n
        self.kinds = self.whole + 14 * n
        self.markup, self.lowest, self.words = self.real, self.real + n, self.real + 2 * n

    def __dealloc__(self):
        PyMem_Free(self.whole)
        PyMem_Free(self.real)

    def __reduce__(self):
        # Fitting passes layouts between processes.
        whole = (<char*>self.whole)[: WHOLE * self.n * sizeof(long)]
        real = (<char*>self.real)[: 3 * self.n * sizeof(double)]
        return restored, (self.n, whole, real)

    def at(self, Py_ssize_t node):
        """``layout.Layout.at``."""
        return self.chars[node], self.link_chars[node], self.good[node], self.goods[node]

    def lists(self):
        """The lists of ``layout.Layout``."""
        cdef Py_ssize_t n = self.n, k
        return (
            *[whole_list(self.whole + k * n, n) for k in range(2, 10)],
            *[real_list(self.real + k * n, n) for k in range(3)],
            whole_list(self.siblings, n),
        )

    cdef long lca_depth(self, long a, long b) noexcept:
        """Depth of the lowest common ancestor of ``a`` and ``b``; requires ``a <= b``."""
        while not (a <= b < self.ends[a]):
            a = self.parents[a]
        return self.depth[a]

    cdef long common_depth(self, long a, long b) noexcept:
        return self.lca_depth(a, b) if a <= b else self.lca_depth(b, a)


def restored(Py_ssize_t n, bytes whole, bytes real):
    """Restore pickled ``Numbers``."""
    cdef Numbers at = Numbers(n)
    memcpy(at.whole, <char*>whole, WHOLE * n * sizeof(long))
    memcpy(at.real, <char*>real, 3 * n * sizeof(double))
    return at


def stretch_of(blocks):
    """``layout.stretch_of``."""
    cdef RawBlock block
    cdef str text
    cdef int kind
    cdef void* data
    cdef Py_UCS4 ch
    cdef Py_ssize_t wide = 0, total = 0, i, n
    for block in blocks:
        text = block.text
        n = len(text)
        total += n
        kind = PyUnicode_KIND(text)
        if kind < 2:
            continue
        data = PyUnicode_DATA(text)
        for i in range(n):
            ch = PyUnicode_READ(kind, data, i)
            wide += ch >= 0x1100 and (
                ch <= 0x11FF or 0x3040 <= ch <= 0x30FF or 0x3130 <= ch <= 0x318F
                or 0x3400 <= ch <= 0x9FFF or 0xAC00 <= ch <= 0xD7A3
            )
    return STRETCH if 3 * wide > total else 1


def sums(tree, blocks, table, long stretch):
    """``layout.sums``, as ``Numbers``, whose lists are made on access."""
    cdef list tags = tree.tags, parents = tree.parents, ends = tree.ends, attrs = tree.attrs
    cdef Py_ssize_t n = len(tags), i, parent, node, size
    cdef Numbers at = Numbers(n)
    cdef Lexicon known = table.ready[0]
    cdef long* up = at.parents
    cdef long* depth = at.depth
    cdef long* count = at.count
    cdef long links, bits, number, kind
    cdef str tag
    cdef dict names = TAGS.copy(), classes = {"": 0}, attr
    cdef Pairs kinds = Pairs(), groups = Pairs()
    cdef PyObject* class_name
    cdef PyObject* value
    cdef int flags
    cdef RawBlock block
    cdef double own[3]
    cdef double* scores
    # kind_scores: three scores of each kind (tag and class), valid for elements without other
    # scored attributes. sizes: elements in each group of siblings. group_of: group of an element.
    cdef double* kind_scores = <double*>PyMem_Malloc(
        n * (3 * sizeof(double) + 2 * sizeof(long) + 1)
    )
    if kind_scores is NULL:
        raise MemoryError
    cdef long* sizes = <long*>(kind_scores + 3 * n)
    cdef long* group_of = sizes + n
    cdef unsigned char* is_scored = <unsigned char*>(group_of + n)
    memset(sizes, 0, n * (2 * sizeof(long) + 1))
    for i in range(n):
        up[i] = parents[i]
        at.ends[i] = ends[i]
        if i:
            depth[i] = depth[up[i]] + 1
        tag = tags[i]
        value = PyDict_GetItem(names, tag)
        if value is NULL:
            at.tags[i] = len(names)
            names[tag] = at.tags[i]
        else:
            at.tags[i] = <object>value
    for block in blocks:
        node = block.node
        size = stretch * len(block.text)
        links = stretch * block.link_chars
        at.chars[node] += size
        at.link_chars[node] += links
        count[node] += 1
        if size >= GOOD and links * 3 < size:
            at.good[node] += size
            at.goods[node] += 1
        number = at.tags[node]
        if number == P:
            at.paragraphs[node] += size
        elif number < KNOWN and LEVEL_OF[number]:
            at.headings[node] += 1
    for i in range(n - 1, 0, -1):
        if count[i]:
            parent = up[i]
            at.chars[parent] += at.chars[i]
            at.link_chars[parent] += at.link_chars[i]
            count[parent] += count[i]
            at.good[parent] += at.good[i]
            at.goods[parent] += at.goods[i]
            at.paragraphs[parent] += at.paragraphs[i]
            at.headings[parent] += at.headings[i]
    try:
        for i in range(n):
            if not count[i]:
                continue
            attr = attrs[i]
            number = at.tags[i]
            flags = attribute_flags(attr, &class_name)
            if class_name is not NULL:
                value = PyDict_GetItem(classes, <str>class_name)
                if value is NULL:
                    at.classes[i] = len(classes)
                    classes[<str>class_name] = at.classes[i]
                else:
                    at.classes[i] = <object>value
            kind = at.kinds[i] = kinds.number(number, at.classes[i])
            group_of[i] = groups.number(up[i], kind)
            sizes[group_of[i]] += 1
            scores = &own[0] if flags & SCORED_ATTRIBUTES else kind_scores + 3 * kind
            if flags & SCORED_ATTRIBUTES or not is_scored[kind]:
                score_node(known, tags[i], attr, flags, scores)
                is_scored[kind] |= not flags & SCORED_ATTRIBUTES
            at.markup[i], at.lowest[i], at.words[i] = scores[0], scores[1], scores[2]
            bits = BITS_OF[number] if number < KNOWN else 0
            if flags & HIDES_ELEMENT:
                bits |= HIDDEN
            at.around[i] = bits | (at.around[up[i]] if i else 0)
        for i in range(n):
            if count[i]:
                at.siblings[i] = sizes[group_of[i]]
    finally:
        PyMem_Free(kind_scores)
    return None, at


cdef inline double over(long part, long whole) noexcept:
    return <double>part / <double>(whole if whole else 1)


def main_container(tree, layout, double share):
    """``layout.main_container``."""
    cdef Numbers at = layout.numbers
    cdef double wanted = at.good[0] * share
    cdef long node = 0, i = 1, end = at.ends[0]
    if not wanted:
        return 0
    while i < end:
        if at.good[i] and at.good[i] >= wanted:
            node, end = i, at.ends[i]
            i += 1
        else:
            i = at.ends[i]
    return node


cdef uint64_t opening_of(str text):
    """Hash of the first two words among a text's first 60 characters, in lower case."""
    cdef Py_ssize_t i, n = len(text), blanks = 0
    cdef int kind = PyUnicode_KIND(text)
    cdef void* data = PyUnicode_DATA(text)
    cdef uint64_t seed = 0
    cdef Py_UCS4 ch
    if n > 60:
        n = 60
    for i in range(n):
        ch = PyUnicode_READ(kind, data, i)
        if ch == 32:
            blanks += 1
            if blanks == 2:
                return seed
        elif ch >= 128:
            break
        seed = mixed(seed, lowered(ch))
    else:
        return seed
    seed = blanks = 0
    for ch in PyUnicode_Substring(text, 0, 60).lower():
        if ch == 32:
            blanks += 1
            if blanks == 2:
                break
        seed = mixed(seed, ch)
    return seed


cdef class Triples:
    """The set of a text's trigrams: a string with other trigrams is not a substring of it."""

    cdef unsigned char* bits
    cdef str text

    def __cinit__(self, str text):
        cdef Py_ssize_t i, n = len(text)
        cdef int kind = PyUnicode_KIND(text)
        cdef void* data = PyUnicode_DATA(text)
        cdef uint32_t at
        self.text = text
        self.bits = <unsigned char*>PyMem_Calloc(8192, 1)
        if self.bits is NULL:
            raise MemoryError
        for i in range(n - 2):
            at = self.place(kind, data, i)
            self.bits[at >> 3] |= 1 << (at & 7)

    def __dealloc__(self):
        PyMem_Free(self.bits)

    cdef inline uint32_t place(self, int kind, void* data, Py_ssize_t i) noexcept:
        return (
            <uint32_t>PyUnicode_READ(kind, data, i) * <uint32_t>0x9E3779B1
            ^ <uint32_t>PyUnicode_READ(kind, data, i + 1) * <uint32_t>0x85EBCA77
            ^ <uint32_t>PyUnicode_READ(kind, data, i + 2) * <uint32_t>0xC2B2AE3D
        ) >> 16

    cdef bint holds_opening(self, str text):
        """Whether the first 60 characters of ``text`` are a substring."""
        cdef Py_ssize_t i, n = len(text)
        cdef int kind = PyUnicode_KIND(text)
        cdef void* data = PyUnicode_DATA(text)
        cdef uint32_t at
        if n > 60:
            n = 60
        for i in range(n - 2):
            at = self.place(kind, data, i)
            if not self.bits[at >> 3] >> (at & 7) & 1:
                return False
        return PyUnicode_Substring(text, 0, n) in self.text


def write_rows(tree, blocks, layout, table, about, list page_row, out_rows):
    """``features.write_rows``."""
    cdef Numbers at = layout.numbers
    cdef list attrs = tree.attrs
    cdef Lexicon text_table = table.ready[1], href_table = table.ready[2]
    cdef Py_ssize_t n = len(blocks), number, i, k, length, size, words
    cdef long stretch = layout.stretch
    cdef long total_good = at.good[0] if at.good[0] else 1
    cdef long total_chars = at.chars[0] if at.chars[0] else 1
    cdef long h1 = about.h1, main50 = about.main50, main80 = about.main80
    cdef set titles = about.titles
    cdef Lexicon title_words = Lexicon(dict.fromkeys(about.title_words, 0.0))
    cdef Lexicon description_words = Lexicon(dict.fromkeys(about.description_words, 0.0))
    cdef str body = about.body
    cdef Triples triples = Triples(body) if body else None
    cdef TokenScores text_scores, href_scores
    cdef Line line
    cdef bint whole
    cdef RawBlock block
    cdef double[2] shared
    cdef Shares shares = Shares(at, blocks, main50, stretch)
    cdef long h1_node = blocks[h1].node if h1 >= 0 else -1
    cdef dict texts = {}, openings = {}
    cdef str text, folded
    cdef object key
    cdef PyObject* value
    cdef long node, parent, links, tag, next_node, prev_node = -1, prev_tag = -1, nodes = at.n
    cdef list sizes = []
    cdef float[:, :] out = out_rows
    if n and out.strides[1] != sizeof(float):
        raise ValueError("the columns of a row are not beside each other")
    cdef float* row
    cdef float* page_at
    cdef bint good, has_title = title_words.count > 0 or description_words.count > 0
    cdef bint blank_title = "" in titles
    # For each block, the numbers of its text, opening and signature; for each of those, its count.
    cdef int* of_text = <int*>PyMem_Calloc(9 * n + nodes + 1, sizeof(int))
    if of_text is NULL:
        raise MemoryError
    cdef int* of_opening = of_text + n
    cdef int* of_signature = of_text + 2 * n
    cdef int* printed = of_text + 3 * n
    cdef int* begun = of_text + 4 * n
    cdef int* signed_blocks = of_text + 5 * n
    cdef int* signed_chars = of_text + 6 * n
    cdef int* signed_links = of_text + 7 * n
    cdef int* signed_good = of_text + 8 * n
    # For each element, the block (from 1) whose row already has its ancestor features; 0 for none.
    cdef int* row_of = of_text + 9 * n
    cdef Pairs signatures = Pairs()
    cdef bytearray flags = bytearray(2 * nodes + n + 1)
    cdef unsigned char* has_media = flags
    cdef unsigned char* has_time = has_media + nodes
    cdef unsigned char* seen = has_time + nodes
    cdef double median
    cdef Py_ssize_t media_at = 0
    cdef long chars_before = 0, good_before = 0, heading = -1, h1_chars = 0, heading_node = -1
    cdef long heading_level = 0, heading_links = 0, heading_size = 1
    cdef double heading_text = 0.0
    cdef long level, digits, upper, commas, sentences, bars, inside, has_at_sign
    cdef long media_before, expanded
    cdef Py_ssize_t head_size, c, source
    cdef int kind
    cdef void* data
    cdef Py_UCS4 ch, last, first, following
    try:
        for number in range(n):
            block = blocks[number]
            text = block.text
            node = block.node
            parent = at.parents[node]
            links = stretch * block.link_chars
            size = stretch * len(text)
            k = numbered(texts, text)
            of_text[number] = <int>k
            printed[k] += 1
            k = numbered(openings, opening_of(text))
            of_opening[number] = <int>k
            begun[k] += 1
            k = signatures.number(at.kinds[node], at.classes[parent] if parent >= 0 else 0)
            of_signature[number] = <int>k
            signed_blocks[k] += 1
            signed_chars[k] += <int>size
            signed_links[k] += <int>links
            if size >= GOOD:
                sizes.append(size)
                signed_good[k] += links * 3 < size
        sizes.sort()
        median = sizes[len(sizes) // 2] if sizes else GOOD
        for i in range(nodes):
            tag = at.tags[i]
            if tag < KNOWN:
                k = i
                if IS_MEDIA[tag]:
                    while k >= 0 and not has_media[k]:
                        has_media[k] = 1
                        k = at.parents[k]
                elif tag == TIME:
                    while k >= 0 and not has_time[k]:
                        has_time[k] = 1
                        k = at.parents[k]
        for number in range(n):
            block = blocks[number]
            text = block.text
            node = block.node
            tag = at.tags[node]
            length = len(text)
            links = stretch * block.link_chars
            size = stretch * length
            kind = PyUnicode_KIND(text)
            data = PyUnicode_DATA(text)
            good = size >= GOOD and links * 3 < size
            # One pass over the characters.
            words = 1
            commas = sentences = 0
            for c in range(length):
                ch = PyUnicode_READ(kind, data, c)
                if ch == 32:
                    words += 1
                elif ch < 128:
                    if ch == 44 or ch == 59:
                        commas += 1
                    elif ch == 46 or ch == 33 or ch == 63:
                        if c + 1 < length:
                            following = PyUnicode_READ(kind, data, c + 1)
                            if following == 32 or Py_UNICODE_ISSPACE(following) or holds(BEHIND, following):
                                sentences += 1
                elif ch == 0x2026:
                    if c + 1 < length:
                        following = PyUnicode_READ(kind, data, c + 1)
                        if Py_UNICODE_ISSPACE(following) or holds(BEHIND, following):
                            sentences += 1
                elif ch > 0x580:
                    if holds(COMMA, ch):
                        commas += 1
                    elif holds(FULL_STOPS, ch):
                        sentences += 1
            # One pass over the opening. Lower-casing keeps digits and bars, and adds a character
            # for each capital I with a dot.
            upper = digits = bars = inside = has_at_sign = expanded = 0
            head_size = length if length < 200 else 200
            for c in range(head_size):
                ch = PyUnicode_READ(kind, data, c)
                if ch < 128:
                    if 65 <= ch <= 90:
                        upper += 1
                    elif 48 <= ch <= 57:
                        digits += 1
                    elif ch == 0x7C:
                        bars += 1
                    elif ch == 64:
                        has_at_sign = 1
                elif ch == 0xBB or ch == 0x203A or ch == 0x2022:
                    bars += 1
                elif ch == 0xA9:
                    inside = 1
                else:
                    if Py_UNICODE_ISUPPER(ch):
                        upper += 1
                    elif Py_UNICODE_ISDIGIT(ch):
                        digits += 1
                    expanded += ch == 0x130
            head_size += expanded
            first = PyUnicode_READ(kind, data, 0)
            last = PyUnicode_READ(kind, data, length - 1)
            if length > 1 and holds(CLOSERS, last):
                last = PyUnicode_READ(kind, data, length - 2)
            text_scores = score_text(text_table, text, &line, &whole)
            href_scores.mean = href_scores.least = 0.0
            if block.anchor >= 0:
                href_scores = score_href(href_table, attrs[block.anchor])
            level = LEVEL_OF[tag] if tag < KNOWN else 0
            row = &out[number, 0]
            if stretch > 1 and words < length // WIDE_WORD:
                words = length // WIDE_WORD
            row[0] = <float>logged(size)
            row[1] = <float>logged(words)
            row[2] = <float>(<double>links / size if links < size else 1.0)
            row[3] = <float>block.link_count
            row[4] = <float>(<double>size / words)
            row[5] = <float>(<double>commas / words)
            row[6] = <float>logged(sentences)
            row[7] = holds(ENDS, last)
            row[8] = Py_UNICODE_ISLOWER(first)
            row[9] = holds(OPENERS, first)
            row[10] = <float>(<double>digits / head_size)
            row[11] = <float>(<double>upper / head_size)
            row[12] = <float>(<double>block.bold_chars / length)
            row[13] = <float>(<double>block.italic_chars / length)
            row[14] = last == 0x3A or last == 0xFF1A
            last = PyUnicode_READ(kind, data, length - 1)
            row[15] = last == 0x2026
            if length >= 3:
                ch = PyUnicode_READ(kind, data, length - 2)
                following = PyUnicode_READ(kind, data, length - 3)
                if last == 46:
                    row[15] = ch == 46 and following == 46
                elif last == 93:
                    row[15] = ch == 0x2026 and following == 91
                row[16] = last == 63 or ch == 63 or following == 63
            else:
                row[16] = "?" in text
            row[17] = inside
            row[18] = bars
            row[19] = has_at_sign
            row[20] = good
            memset(row + 21, 0, 12 * sizeof(float))
            if level:
                row[22] = 1
                row[23] = level
            elif tag < KNOWN and COLUMN_OF[tag]:
                row[COLUMN_OF[tag]] = 1
            row[33] = <float>(<double>number / n)
            row[34] = <float>logged(n - number)
            row[35] = <float>logged(chars_before)
            row[36] = <float>(<double>good_before / total_good)
            row[37] = <float>(<double>(total_good - good_before) / total_good)
            row[38] = at.depth[node]
            if not row_of[node]:
                _around(at, node, main50, main80, total_good, has_media, has_time,
                        row + INSIDE_AT, row + ANCESTORS_AT, row + LATER_AT)
                shares.write(at, node, row + WIDTH - 5)
                row_of[node] = <int>number + 1
            else:
                source = row_of[node] - 1
                memcpy(row + INSIDE_AT, &out[source, INSIDE_AT], INSIDE_WIDTH * sizeof(float))
                memcpy(
                    row + ANCESTORS_AT, &out[source, ANCESTORS_AT], ANCESTORS_WIDTH * sizeof(float)
                )
                memcpy(row + LATER_AT, &out[source, LATER_AT], (WIDTH - LATER_AT) * sizeof(float))
            row[53] = <float>text_scores.mean
            row[54] = <float>text_scores.least
            row[55] = <float>text_scores.most
            row[56] = text_scores.known
            row[57] = <float>href_scores.mean
            row[58] = <float>href_scores.least
            row = row + ANCESTORS_AT + ANCESTORS_WIDTH
            if has_title:
                known_word_shares(title_words, description_words, text, &line, whole, shared)
            else:
                shared[0] = shared[1] = 0.0
            k = of_signature[number]
            row[0] = signed_blocks[k]
            row[1] = <float>(<double>signed_good[k] / signed_blocks[k])
            row[2] = <float>over(signed_links[k], signed_chars[k])
            row[32] = <float>(<double>signed_chars[k] / total_chars)
            row[3] = number - h1 if h1 >= 0 else -99
            row[4] = h1 >= 0 and number > h1
            row[5] = at.depth[node] - at.common_depth(h1_node, node) if h1 >= 0 else -1
            row[6] = <float>logged(chars_before - h1_chars) if h1 >= 0 and number > h1 else -1.0
            row[7] = <float>shared[0]
            if length > 200:
                row[8] = blank_title
            elif has_title and line.count and shared[0] < 1.0:
                # One of its words is in no title.
                row[8] = 0
            else:
                folded = " ".join(text.lower().split())
                row[8] = folded in titles
            row[9] = <float>shared[1]
            row[10] = triples.holds_opening(text) if body else -1.0
            k = of_text[number]
            row[11] = seen[k]
            row[12] = printed[k] > 1 and not seen[k]
            seen[k] = 1
            row[13] = (number - heading if number - heading < 60 else 60) if heading >= 0 else 99
            row[14] = heading_level if heading >= 0 else 0
            row[15] = <float>heading_text
            row[16] = <float>(<double>heading_links / heading_size) if heading >= 0 else 0.0
            row[17] = <float>at.markup[heading_node] if heading >= 0 else 0.0
            parent = at.parents[node]
            row[18] = heading >= 0 and at.parents[heading_node] == parent
            if number:
                row[19] = at.depth[node] - at.lca_depth(prev_node, node)
                row[21] = at.parents[prev_node] == parent
                row[23] = prev_tag == tag
            else:
                row[19] = 20
                row[21] = row[23] = 0
            prev_node, prev_tag = node, tag
            if number + 1 < n:
                next_node = (<RawBlock>blocks[number + 1]).node
                row[20] = at.depth[node] - at.lca_depth(node, next_node)
                row[22] = at.parents[next_node] == parent
                row[24] = at.tags[next_node] == tag
            else:
                row[20] = 20
                row[22] = row[24] = 0
            media_before = 0
            while media_at < node:
                media_before += at.tags[media_at] < KNOWN and IS_MEDIA[at.tags[media_at]]
                media_at += 1
            row[25] = media_before
            row[26] = number == 0
            row[27] = number + 1 == n
            row[28] = at.count[parent] if tag == LI and parent >= 0 else 0
            row[29] = <float>over(at.link_chars[parent], at.chars[parent]) if tag == LI else 0.0
            row[30] = <float>logged(size - links)
            row[31] = <float>logged(begun[of_opening[number]])
            row[33] = <float>(size / median)
            chars_before += size
            if good:
                good_before += size
            if number == h1:
                h1_chars = chars_before
            if level:
                heading = number
                heading_node = node
                heading_level = level
                heading_links = links
                heading_size = size
                heading_text = text_scores.mean
        # The page's columns, and those of the neighbouring blocks.
        k = len(page_row)
        for number in range(n):
            row = &out[number, WIDTH]
            if number:
                memcpy(row, page_at, k * sizeof(float))
            else:
                page_at = row
                for i in range(k):
                    row[i] = <float><double>page_row[i]
            row += k
            for c in range(SHIFTS):
                for i in range(OFFSET_COUNT):
                    source = number + OFFSET_OF[i]
                    row[0] = out[source, SHIFTED_OF[c]] if 0 <= source < n else -9.0
                    row += 1
    finally:
        PyMem_Free(of_text)


cdef inline Py_ssize_t numbered(dict known, object key):
    """The number of a key: 0, 1, 2, … in the order in which they come."""
    cdef PyObject* value = PyDict_GetItem(known, key)
    cdef Py_ssize_t number
    if value is not NULL:
        return <object>value
    number = len(known)
    known[key] = number
    return number


def tally(tree, blocks, layout):
    """``page_features.tally``."""
    cdef Numbers at = layout.numbers
    cdef Py_ssize_t i
    cdef long number, articles = 0, tops = 0, listed = 0, rows = 0, level
    cdef RawBlock block
    cdef list heads = []
    for i in range(at.n):
        articles += at.tags[i] == ARTICLE
        tops += at.tags[i] == H1
    i = 0
    for block in blocks:
        number = at.tags[block.node]
        if number == LI:
            listed += 1
        elif number == TR:
            rows += 1
        elif number == H1 or number == H2:
            heads.append(i)
        i += 1
    return articles, tops, at.headings[0], listed, rows, heads


# First columns and widths of the three groups of columns that depend on a block's ancestors.
cdef int INSIDE_WIDTH = len(_columns.INSIDE), ANCESTORS_WIDTH = len(_columns.ANCESTORS)
cdef int INSIDE_AT = _columns.BASE.index(_columns.INSIDE[0])
cdef int ANCESTORS_AT = _columns.BASE.index(_columns.ANCESTORS[0])
cdef int LATER_AT = _columns.BASE.index(_columns.LATER_ANCESTORS[0])


cdef class Shares:
    """``markup_features.Shares``."""

    cdef int* insets
    cdef int* paths
    cdef long* sizes
    cdef long main, total, nodes

    def __cinit__(self, Numbers at, blocks, long main, long stretch):
        cdef long node, parent, size, n = at.n, end = at.ends[main]
        cdef Pairs paths = Pairs()
        cdef RawBlock block
        self.main, self.total, self.nodes = main, 1, n
        self.insets = <int*>PyMem_Malloc(n * 2 * sizeof(int))
        # By tag, by kind and by path.
        self.sizes = <long*>PyMem_Calloc(3 * (n + KNOWN), sizeof(long))
        if not self.insets or not self.sizes:
            raise MemoryError
        # For each element, the child of the main container that contains it, and its tag path.
        self.paths = self.insets + n
        for node in range(main, end):
            parent = at.parents[node]
            if node == main or parent == main:
                self.insets[node] = <int>node
                self.paths[node] = <int>paths.number(-1, at.tags[node])
            elif at.count[node]:
                self.insets[node] = self.insets[parent]
                self.paths[node] = <int>paths.number(self.paths[parent], at.tags[node])
        for block in blocks:
            size = stretch * len(block.text)
            node = block.node
            if size < GOOD or stretch * block.link_chars * 3 >= size or not main <= node < end:
                continue
            self.total += size
            self.sizes[at.tags[self.insets[node]]] += size
            self.sizes[n + KNOWN + at.kinds[self.insets[node]]] += size
            self.sizes[2 * (n + KNOWN) + self.paths[node]] += size

    def __dealloc__(self):
        PyMem_Free(self.insets)
        PyMem_Free(self.sizes)

    cdef void write(self, Numbers at, long node, float* to):
        cdef long inset
        if not self.main <= node < at.ends[self.main]:
            to[0] = to[1] = to[2] = -1
            return
        inset = self.insets[node]
        to[0] = <float>(<double>self.sizes[at.tags[inset]] / self.total)
        to[1] = <float>(<double>self.sizes[self.nodes + KNOWN + at.kinds[inset]] / self.total)
        to[2] = <float>(<double>self.sizes[2 * (self.nodes + KNOWN) + self.paths[node]] / self.total)


cdef void _around(Numbers at, long node, long main50, long main80,
                  long total_good, unsigned char* has_media, unsigned char* has_time,
                  float* flags, float* middle, float* end):
    """``markup_features.AncestorFeatures.of``, written to the three places of the row that hold it."""
    cdef long up = 0, here = node, above, up25 = 20, up50 = 20, up80 = 20, low_up = 20
    cdef long siblings_max = 1, card = -1, media_up = 10, time_up = 10, media_node = -1
    cdef long inset = -1, a1, a2, a3, a4, lca, i
    cdef double minimum = 0.0, maximum = 0.0, total = 0.0, word_low = 0.0, value, share
    for i in range(INSIDE_WIDTH):
        flags[i] = (at.around[node] >> i) & 1
    a1 = a2 = a3 = a4 = node
    while here >= 0:
        value = at.markup[here]
        total += value
        if value < minimum:
            minimum = value
            low_up = up
        if value > maximum:
            maximum = value
        if at.lowest[here] < word_low:
            word_low = at.lowest[here]
        share = <double>at.good[here] / total_good
        if up25 == 20 and share >= 0.25:
            up25 = up
        if up50 == 20 and share >= 0.5:
            up50 = up
        if up80 == 20 and share >= 0.8:
            up80 = up
        if up < 6 and at.siblings[here] > siblings_max:
            siblings_max = at.siblings[here]
        if card < 0 and up < 6 and at.siblings[here] >= 3 and at.count[here] >= 2:
            card = here
        if has_media[here] and media_node < 0:
            media_up = up if up < 10 else 10
            media_node = here
        if has_time[here] and time_up == 10 and up < 10:
            time_up = up
        above = at.parents[here]
        if inset < 0 and above >= 0 and above <= main50 < at.ends[above]:
            inset = here
        if up == 1:
            a1 = a2 = a3 = a4 = here
        elif up == 2:
            a2 = a3 = a4 = here
        elif up == 3:
            a3 = a4 = here
        elif up == 4:
            a4 = here
        here = above
        up += 1
    if inset < 0:
        inset = node
    lca = at.common_depth(node, main50)
    middle[0] = <float>at.markup[node]
    middle[1] = <float>at.markup[a1]
    middle[2] = <float>at.markup[a2]
    middle[3] = <float>at.markup[a3]
    middle[4] = <float>minimum
    middle[5] = <float>maximum
    middle[6] = <float>total
    middle[7] = low_up
    middle[8] = <float>word_low
    middle[9] = up25
    middle[10] = up50
    middle[11] = up80
    middle[12] = at.depth[main50] - lca
    middle[13] = main50 <= node < at.ends[main50]
    middle[14] = main80 <= node < at.ends[main80]
    middle[15] = <float>(<double>at.good[a1] / total_good)
    middle[16] = <float>(<double>at.good[a2] / total_good)
    middle[17] = <float>(<double>at.good[a3] / total_good)
    middle[18] = <float>(<double>at.good[a4] / total_good)
    middle[19] = <float>over(at.link_chars[a1], at.chars[a1])
    middle[20] = <float>over(at.link_chars[a2], at.chars[a2])
    middle[21] = <float>over(at.link_chars[a3], at.chars[a3])
    middle[22] = <float>over(at.link_chars[a4], at.chars[a4])
    middle[23] = at.count[a1]
    middle[24] = at.count[a2]
    middle[25] = at.count[a3]
    middle[26] = <float>over(at.paragraphs[a1], at.chars[a1])
    middle[27] = <float>over(at.paragraphs[a2], at.chars[a2])
    middle[28] = <float>over(at.goods[a1], at.count[a1])
    middle[29] = <float>over(at.goods[a2], at.count[a2])
    middle[30] = at.siblings[node]
    middle[31] = at.siblings[a1]
    middle[32] = at.siblings[a2]
    middle[33] = at.siblings[a3]
    middle[34] = siblings_max
    if card >= 0:
        middle[35] = <float>logged(at.chars[card])
        middle[36] = <float>over(at.link_chars[card], at.chars[card])
        middle[37] = at.count[card]
        middle[38] = at.depth[node] - at.depth[card]
    else:
        middle[35] = middle[36] = middle[37] = middle[38] = -1
    end[0] = (at.around[node] & NOSCRIPT) != 0
    end[1] = media_up
    end[2] = <float>over(at.chars[node], at.chars[media_node]) if media_node >= 0 else 0.0
    end[3] = <float>logged(at.chars[media_node]) if media_node >= 0 else -1.0
    end[4] = <float>at.markup[inset]
    end[5] = <float>logged(at.chars[inset])
    end[6] = at.count[inset]
    end[7] = <float>over(at.link_chars[inset], at.chars[inset])
    end[8] = at.siblings[inset]
    end[9] = <float>over(at.goods[inset], at.count[inset])
    end[10] = at.depth[node] - at.depth[inset]
    end[11] = at.count[inset] == 1
    end[12] = <float>(<double>at.good[inset] / total_good)
    end[13] = time_up
    end[14] = <float>at.lowest[node]
    end[15] = <float>at.lowest[a1]
    end[16] = <float>at.lowest[a2]
    end[17] = at.headings[inset]
    end[18] = <float>at.lowest[inset]
    end[22] = <float>at.words[node]
    end[23] = <float>at.words[a1]


# --- context.py -----------------------------------------------------------------------------------

cdef Py_ssize_t OPENING = _limits.AUTHOR_CHARS
cdef int RUN_GAP = _limits.RUN_GAP


def around(const double[::1] first, const double[::1] mass_to, const double[::1] size_to,
           tuple offsets, tuple windows, float[:, :] out):
    """``context.around``."""
    cdef Py_ssize_t n = first.shape[0], i, k, low, high, shift, wide = len(offsets)
    for k in range(wide):
        shift = offsets[k]
        for i in range(n):
            out[i, k] = <float>first[i + shift] if 0 <= i + shift < n else -1.0
    for k in range(len(windows)):
        shift = windows[k]
        for i in range(n):
            low = i - shift if i > shift else 0
            high = i + shift + 1 if i + shift + 1 < n else n
            out[i, wide + k] = <float>(
                (mass_to[high] - mass_to[low]) / (size_to[high] - size_to[low])
            )


cdef struct Run:
    long first
    long last
    double mass


def sequence(tree, blocks, layout, const double[::1] first, const double[::1] size,
             float[:, :] out):
    """``context.sequence``."""
    cdef Numbers at = layout.numbers
    cdef Py_ssize_t n = len(blocks), i, number, runs = 0
    cdef RawBlock block
    cdef Pairs signatures = Pairs()
    cdef long last = -1, headings = 0, big = 0, parent, node, best_first = 0, best_last = 0
    cdef double chars = 0.0, away, root, best_mass = 0.0, heading = -1.0, below = -1.0
    cdef double* group
    # The runs; for each signature its weighted probability, its weight and its number of blocks.
    cdef Run* run = <Run*>PyMem_Malloc((n + 1) * (sizeof(Run) + 3 * sizeof(double) + 4 * sizeof(int)))
    if run is NULL:
        raise MemoryError
    cdef double* groups = <double*>(run + n + 1)
    cdef int* nodes = <int*>(groups + 3 * (n + 1))
    cdef int* level = nodes + n + 1
    cdef int* run_of = level + n + 1
    cdef int* group_of = run_of + n + 1
    memset(groups, 0, 3 * (n + 1) * sizeof(double))
    try:
        for i in range(n):
            block = blocks[i]
            node = block.node
            parent = at.parents[node]
            nodes[i] = <int>node
            level[i] = LEVEL_OF[at.tags[node]] if at.tags[node] < KNOWN else 0
            run_of[i] = -1
            group_of[i] = <int>signatures.number(
                at.kinds[node], at.classes[parent] if parent >= 0 else 0
            )
            group = groups + 3 * group_of[i]
            root = (size[i] if size[i] < 1000.0 else 1000.0) ** 0.5
            group[0] += root * first[i]
            group[1] += root
            group[2] += 1
        for i in range(n):
            if last >= 0:
                out[i, 0] = i - last if i - last < 99 else 99
                out[i, 1] = <float>log1p(chars)
                out[i, 2] = headings
                out[i, 3] = big
                out[i, 4] = at.depth[nodes[i]] - at.common_depth(nodes[last], nodes[i])
            else:
                out[i, 0] = 99.0
                out[i, 1] = 11.0
                out[i, 2] = out[i, 3] = 0.0
                out[i, 4] = 20.0
            if first[i] > 0.5:
                if last < 0 or i - last > RUN_GAP:
                    run[runs].first = i
                    run[runs].mass = 0.0
                    runs += 1
                run[runs - 1].last = i
                run[runs - 1].mass += first[i] * size[i]
                last, chars, headings, big = i, 0.0, 0, 0
            else:
                chars += size[i]
            if level[i]:
                headings += 1
                big += level[i] <= 2
        last, chars = -1, 0.0
        for i in range(n - 1, -1, -1):
            if last >= 0:
                out[i, 5] = last - i if last - i < 99 else 99
                out[i, 6] = <float>log1p(chars)
                out[i, 7] = at.depth[nodes[i]] - at.common_depth(nodes[last], nodes[i])
            else:
                out[i, 5] = 99.0
                out[i, 6] = 11.0
                out[i, 7] = 20.0
            if first[i] > 0.5:
                last, chars = i, 0.0
            else:
                chars += size[i]
        for number in range(runs):
            if number == 0 or run[number].mass > best_mass:
                best_first, best_last = run[number].first, run[number].last
                best_mass = run[number].mass
            for i in range(run[number].first, run[number].last + 1):
                run_of[i] = <int>number
        for i in range(n):
            away = i - best_first if i < best_first else i - best_last if i > best_last else 0
            out[i, 8] = <float>away
            if run_of[i] >= 0:
                out[i, 9] = <float>(run[run_of[i]].mass / (best_mass + 1e-9))
            else:
                out[i, 9] = 0.0
            out[i, 10] = runs
            out[i, 11] = <float>heading
            if level[i]:
                heading = first[i]
        for i in range(n - 1, -1, -1):
            group = groups + 3 * group_of[i]
            root = (size[i] if size[i] < 1000.0 else 1000.0) ** 0.5
            out[i, 12] = <float>below
            if group[2] > 1:
                out[i, 13] = <float>((group[0] - root * first[i]) / (group[1] - root + 1e-9))
            else:
                out[i, 13] = -1.0
            below = -1.0 if level[i] else (below if below > first[i] else first[i])
    finally:
        PyMem_Free(run)


cdef long _deepest(Numbers at, double* mass, double wanted) noexcept:
    """``context.container``."""
    cdef long node = 0, end = at.ends[0], i = 1
    while i < end:
        if mass[i] >= wanted:
            node, end = i, at.ends[i]
            i += 1
        else:
            i = at.ends[i]
    return node


def levels(tree, blocks, layout, const double[::1] first, const double[::1] size, tuple shares,
           int count, float[:, :] out):
    """``context.levels``."""
    cdef Numbers at = layout.numbers
    cdef Py_ssize_t n = len(blocks), i, k, wide = len(shares)
    cdef double[::1] mass_view = np.zeros(at.n, dtype=np.float64)
    cdef double* mass = &mass_view[0]
    cdef RawBlock block
    cdef long up, a, node
    cdef double total, own, own_mass, rest
    cdef long[::1] mains = np.zeros(wide, dtype=np.int64)
    for i in range(n):
        block = blocks[i]
        mass[block.node] += first[i] * size[i]
    for i in range(at.n - 1, 0, -1):
        if at.count[i]:
            mass[at.parents[i]] += mass[i]
    total = mass[0] + 1e-9
    for k in range(wide):
        mains[k] = _deepest(at, mass, total * <double>shares[k])
    for i in range(n):
        block = blocks[i]
        node = up = block.node
        own, own_mass = size[i], size[i] * first[i]
        for k in range(count):
            out[i, k] = <float>(mass[up] / (at.chars[up] + 1e-9))
            rest = at.chars[up] - own
            out[i, count + k] = <float>((mass[up] - own_mass) / rest) if rest > 0.5 else -1.0
            if k:
                out[i, 2 * count + k - 1] = <float>(mass[up] / total)
            if at.parents[up] >= 0:
                up = at.parents[up]
        for k in range(wide):
            a = node
            while not (a <= mains[k] < at.ends[a]):
                a = at.parents[a]
            out[i, 3 * count - 1 + k] = at.depth[node] - at.depth[a]
            out[i, 3 * count - 1 + wide + k] = at.depth[mains[k]] - at.depth[a]


# --- cards.py -------------------------------------------------------------------------------------

cdef int CARD_LEVELS = _limits.CARD_LEVELS
cdef int LINK_LINE_BLOCKS = _limits.LINK_LINE_BLOCKS
cdef double FULLY_LINKED = _limits.FULLY_LINKED


def cards(tree, blocks, layout):
    """``cards.cards_of`` as a float32 array."""
    cdef Numbers at = layout.numbers
    cdef list tags = tree.tags, attrs = tree.attrs, members
    cdef Py_ssize_t n = len(blocks), number, node, k
    out_array = np.zeros((n, 11), dtype=np.float32)
    cdef float[:, ::1] out = out_array
    cdef float* row
    cdef Py_ssize_t[:, ::1] of = np.empty((3, n + 1), dtype=np.intp)
    cdef unsigned char[:, ::1] mark = np.zeros((2, n + 1), dtype=np.uint8)
    cdef Py_ssize_t[::1] first_of = np.full(at.n, -1, dtype=np.intp)
    cdef float[:, ::1] facts
    cdef Py_ssize_t card, up, heads = 0, linked_heads = 0, heading = -1, begins, holds, total, low, high
    cdef dict groups = {}, group_of = {}
    cdef list firsts = []
    cdef RawBlock block
    cdef object key, value
    cdef double mean, spread, size, head_share
    cdef long stretch = layout.stretch
    of[2, 0] = 0
    for number in range(n):
        block = blocks[number]
        size = len(block.text)
        mark[0, number] = block.link_chars >= FULLY_LINKED * size and stretch * size > 15
        mark[1, number] = block.tag in HEADINGS
        heads += mark[1, number]
        linked_heads += mark[0, number] and mark[1, number]
        of[2, number + 1] = of[2, number] + mark[0, number]
        node = block.node
        card = -1
        up = 0
        for k in range(CARD_LEVELS):
            if at.siblings[node] >= 3 and at.count[node] >= 2:
                card, up = node, k
                break
            node = at.parents[node]
            if node < 0:
                break
        of[0, number] = card
        of[1, number] = up
        if card >= 0 and first_of[card] < 0:
            first_of[card] = number
            firsts.append(card)
    for value in firsts:
        card = value
        key = (at.parents[card], tags[card], (<dict>attrs[card]).get("class", ""))
        value = groups.get(key)
        if value is None:
            groups[key] = [card]
        else:
            (<list>value).append(card)
    facts = np.zeros((len(groups) + 1, 5), dtype=np.float32)
    up = 0
    for value in groups.values():
        members = value
        total = begins = holds = 0
        for key in members:
            card = key
            group_of[card] = up
            total += at.chars[card]
            begins += mark[0, first_of[card]]
            holds += at.link_chars[card] > 0
        mean = <double>total / len(members)
        spread = 0.0
        for key in members:
            spread += pow(<double>at.chars[<Py_ssize_t>key] - mean, 2.0)
        spread = pow(spread / len(members), 0.5) / (mean if mean else 1.0)
        facts[up, 0] = len(members)
        facts[up, 1] = <float>(<double>begins / len(members))
        facts[up, 2] = <float>(<double>holds / len(members))
        facts[up, 3] = <float>spread
        facts[up, 4] = <float>mean
        up += 1
    head_share = <double>linked_heads / (heads if heads else 1)
    for number in range(n):
        card = of[0, number]
        row = &out[number, 0]
        if card >= 0:
            up = group_of[card]
            for k in range(5):
                row[k] = facts[up, k]
            row[5] = of[1, number]
            row[6] = heading >= 0 and first_of[card] <= heading and mark[0, heading]
        else:
            row[5] = -1
        row[7] = number > 0 and mark[0, number - 1]
        low = number - LINK_LINE_BLOCKS if number > LINK_LINE_BLOCKS else 0
        high = number + 1 + LINK_LINE_BLOCKS if number + 1 + LINK_LINE_BLOCKS < n else n
        row[8] = of[2, number] - of[2, low]
        row[9] = of[2, high] - of[2, number + 1]
        row[10] = <float>head_share
        if mark[1, number]:
            heading = number
    return out_array


# --- signs.py -------------------------------------------------------------------------------------

def short_leads(blocks, Py_ssize_t most):
    """``signs.short_leads``."""
    cdef RawBlock block
    cdef Py_ssize_t number = 0
    cdef list found = []
    for block in blocks:
        if block.link_count == 1 and 2 <= len(block.text) - block.link_chars <= most:
            found.append(number)
        number += 1
    return found


cdef Py_ssize_t place_of(str text, str name):
    """Offset of a lower-case ASCII name in an ASCII text, ignoring case; -1 for none."""
    cdef Py_ssize_t i, k, n = len(text), size = len(name)
    cdef const unsigned char* data = <const unsigned char*>PyUnicode_DATA(text)
    cdef const unsigned char* sought = <const unsigned char*>PyUnicode_DATA(name)
    if n > OPENING:
        n = OPENING
    for i in range(n - size + 1):
        if lowered(data[i]) == sought[0]:
            for k in range(1, size):
                if lowered(data[i + k]) != sought[k]:
                    break
            else:
                return i
    return -1


def mentions(blocks, list names, set alts, Py_ssize_t least, float[:, :] out):
    """``signs.mentions``."""
    cdef RawBlock block
    cdef Py_ssize_t number = -1, at, n
    cdef str text, head, start, name, alt
    cdef set begun = {alt[:least] for alt in alts}
    for block in blocks:
        number += 1
        text = block.text
        n = len(text)
        head = None
        for name in names:
            if PyUnicode_IS_ASCII(text):
                # A name with non-ASCII letters cannot be in it.
                at = place_of(text, name) if PyUnicode_IS_ASCII(name) else -1
            else:
                if head is None:
                    head = PyUnicode_Substring(text, 0, OPENING).lower()
                at = head.find(name)
            if at >= 0:
                out[number, 0] = 1.0 if at <= 3 else 0.5
                out[number, 1] = <float>(<double>len(name) / n)
                break
        if begun and (n >= least or not PyUnicode_IS_ASCII(text)):
            if head is None:
                # In ASCII, lower-casing does not depend on context.
                n = 50 if PyUnicode_IS_ASCII(text) else OPENING
                head = PyUnicode_Substring(text, 0, n).lower()
            if len(head) >= least and PyUnicode_Substring(head, 0, least) in begun:
                start = PyUnicode_Substring(head, 0, 50)
                for alt in alts:
                    if alt.startswith(start) or start.startswith(alt):
                        out[number, 2] = 1.0
                        break


# --- judge.py -------------------------------------------------------------------------------------

def word_counts(blocks):
    """``judge.word_counts``."""
    cdef RawBlock block
    cdef Py_ssize_t number = 0, i, n, words
    cdef int kind
    cdef void* data
    counts = np.empty(len(blocks), dtype=np.float64)
    cdef double[::1] out = counts
    for block in blocks:
        n = len(block.text)
        kind = PyUnicode_KIND(block.text)
        data = PyUnicode_DATA(block.text)
        words = 1
        for i in range(n):
            words += PyUnicode_READ(kind, data, i) == 32
        out[number] = words
        number += 1
    return counts


def census(tree, blocks, layout, str price_signs, Py_ssize_t most):
    """``judge.census``."""
    cdef Numbers at = layout.numbers
    cdef RawBlock block
    cdef Py_ssize_t i, n, times = 0, inputs = 0, images = 0, prices = 0
    cdef int kind
    cdef void* data
    cdef Py_UCS4 ch
    for i in range(at.n):
        times += at.tags[i] == TIME
        inputs += at.tags[i] == INPUT
        images += at.tags[i] == IMG
    for block in blocks:
        n = len(block.text)
        if n >= most:
            continue
        kind = PyUnicode_KIND(block.text)
        data = PyUnicode_DATA(block.text)
        for i in range(n):
            ch = PyUnicode_READ(kind, data, i)
            if (ch == 36 or ch > 127) and holds(price_signs, ch):
                prices += 1
                break
    return times, inputs, images, prices


# --- cohesion.py ----------------------------------------------------------------------------------

def shared_words(
    const int[::1] ids, const int[::1] before, const int[::1] counts, const double[::1] first,
    double likely, Py_ssize_t near, double enough, float[:, :] out
):
    """``cohesion.shared_words``."""
    cdef Py_ssize_t n = first.shape[0], words = ids.shape[0], number, k, start, stop = 0, most = 0
    cdef double own, others, shared, weight
    cdef long close, titled
    for k in range(words):
        if ids[k] >= most:
            most = ids[k] + 1
    # For each word, the sum of probabilities of the likely blocks with it; whether a title has it.
    cdef double* held = <double*>PyMem_Calloc(most + 1, sizeof(double) + 1)
    if held is NULL:
        raise MemoryError
    cdef unsigned char* in_titles = <unsigned char*>(held + most + 1)
    for k in range(words - counts[n], words):
        in_titles[ids[k]] = 1
    for number in range(n):
        start, stop = stop, stop + counts[number]
        if first[number] > likely:
            for k in range(start, stop):
                held[ids[k]] += first[number]
    stop = 0
    for number in range(n):
        start, stop = stop, stop + counts[number]
        if start == stop:
            continue
        own = first[number] if first[number] > likely else 0.0
        shared = weight = 0.0
        close = titled = 0
        for k in range(start, stop):
            others = held[ids[k]] - own
            shared += others > 0.5
            weight += others if others < enough else enough
            close += before[k] >= 0 and number - before[k] <= near
            titled += in_titles[ids[k]]
        out[number, 0] = stop - start
        out[number, 1] = <float>(shared / (stop - start))
        out[number, 2] = <float>(weight / (stop - start))
        out[number, 3] = <float>(<double>close / (stop - start))
        out[number, 4] = <float>(<double>titled / (stop - start))
    PyMem_Free(held)
