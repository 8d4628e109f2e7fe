# cython: language_level=3, boundscheck=False, wraparound=False, cdivision=True
"""Per-element sums compiled, as C arrays that the other compiled modules read.

`layout.py` is the reference and has the documentation.
"""
from cpython.dict cimport PyDict_GetItem
from cpython.mem cimport PyMem_Calloc, PyMem_Free, PyMem_Malloc
from cpython.object cimport PyObject
from cpython.unicode cimport PyUnicode_DATA, PyUnicode_KIND, PyUnicode_READ
from libc.stdint cimport uint64_t
from libc.string cimport memcpy, memset

from scraper.extractors.classify._text_shape cimport is_good
from scraper.extractors.classify._tokens cimport (
    HIDES_ELEMENT, SCORED_ATTRIBUTES, Lexicon, attribute_flags, score_node,
)
from scraper.extractors.parsing._blocks cimport RawBlock

from scraper.extractors.classify import columns as _columns
from scraper.extractors.classify import text_shape as _text_shape
from scraper.extractors.parsing.blocks import HEADINGS as _HEADINGS

cdef int STRETCH = _text_shape.STRETCH
cdef enum:
    HIDDEN = 1 << 12
# Bit flags of a block's ancestor elements: LANDMARKS, and one for noscript.
cdef dict BITS = {tag: 1 << flag for tag, flag in _columns.LANDMARKS.items()}
BITS["noscript"] = NOSCRIPT
assert HIDDEN == 1 << _columns.HIDDEN
cdef str OTHERS = "time p li tr div figcaption pre dt dd button td input"
TAGS = {
    tag: number
    for number, tag in enumerate(dict.fromkeys((*BITS, *_HEADINGS, *_columns.MEDIA, *OTHERS.split())))
}
assert len(TAGS) <= KNOWN_TAGS
cdef long BITS_OF[KNOWN_TAGS]
for _tag, _number in TAGS.items():
    BITS_OF[_number] = BITS.get(_tag, 0)
    LEVEL_OF[_number] = _HEADINGS.get(_tag, 0)
    IS_MEDIA[_number] = _tag in _columns.MEDIA
cdef long P = TAGS["p"]


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
        """``lca_depth`` of two elements in any order."""
        return self.lca_depth(a, b) if a <= b else self.lca_depth(b, a)

    cdef long signature(self, Pairs signatures, long node) except -1:
        """The number of a block's signature: its tag and the classes of its element and parent."""
        cdef long parent = self.parents[node]
        return signatures.number(self.kinds[node], self.classes[parent] if parent >= 0 else 0)


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
    cdef Numbers at = Numbers(len(tree.tags))
    number_elements(at, tree)
    add_texts(at, blocks, stretch)
    score_elements(at, tree, table.ready[0])
    return None, at


cdef long number_in(dict known, str key) except -1:
    """The number of a tag or class: the next free one for a new one."""
    cdef PyObject* value = PyDict_GetItem(known, key)
    cdef long number
    if value is not NULL:
        return <object>value
    number = len(known)
    known[key] = number
    return number


cdef int number_elements(Numbers at, tree) except -1:
    """Fill parents, ends, depth and the numbers of the tags."""
    cdef list tags = tree.tags, parents = tree.parents, ends = tree.ends
    cdef dict names = TAGS.copy()
    cdef Py_ssize_t i
    for i in range(at.n):
        at.parents[i] = parents[i]
        at.ends[i] = ends[i]
        if i:
            at.depth[i] = at.depth[at.parents[i]] + 1
        at.tags[i] = number_in(names, tags[i])
    return 0


cdef int add_texts(Numbers at, blocks, long stretch) except -1:
    """Fill the sums over the blocks inside each element."""
    cdef RawBlock block
    cdef long node, size, links, i, parent
    for block in blocks:
        node = block.node
        size = stretch * len(block.text)
        links = stretch * block.link_chars
        at.chars[node] += size
        at.link_chars[node] += links
        at.count[node] += 1
        if is_good(size, links):
            at.good[node] += size
            at.goods[node] += 1
        if at.tags[node] == P:
            at.paragraphs[node] += size
        elif level_of(at.tags[node]):
            at.headings[node] += 1
    for i in range(at.n - 1, 0, -1):
        if at.count[i]:
            parent = at.parents[i]
            at.chars[parent] += at.chars[i]
            at.link_chars[parent] += at.link_chars[i]
            at.count[parent] += at.count[i]
            at.good[parent] += at.good[i]
            at.goods[parent] += at.goods[i]
            at.paragraphs[parent] += at.paragraphs[i]
            at.headings[parent] += at.headings[i]
    return 0


cdef int score_elements(Numbers at, tree, Lexicon known) except -1:
    """Fill the scores of the elements that hold blocks, their siblings, and the bits around them."""
    cdef list tags = tree.tags, attrs = tree.attrs
    cdef Py_ssize_t n = at.n, i
    cdef long bits, kind
    cdef dict classes = {"": 0}, attr
    cdef Pairs kinds = Pairs(), groups = Pairs()
    cdef PyObject* class_name
    cdef int flags
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
    try:
        for i in range(n):
            if not at.count[i]:
                continue
            attr = attrs[i]
            flags = attribute_flags(attr, &class_name)
            if class_name is not NULL:
                at.classes[i] = number_in(classes, <str>class_name)
            kind = at.kinds[i] = kinds.number(at.tags[i], at.classes[i])
            group_of[i] = groups.number(at.parents[i], kind)
            sizes[group_of[i]] += 1
            scores = &own[0] if flags & SCORED_ATTRIBUTES else kind_scores + 3 * kind
            if flags & SCORED_ATTRIBUTES or not is_scored[kind]:
                score_node(known, tags[i], attr, flags, scores)
                is_scored[kind] |= not flags & SCORED_ATTRIBUTES
            at.markup[i], at.lowest[i], at.words[i] = scores[0], scores[1], scores[2]
            bits = BITS_OF[at.tags[i]] if at.tags[i] < KNOWN_TAGS else 0
            if flags & HIDES_ELEMENT:
                bits |= HIDDEN
            at.around[i] = bits | (at.around[at.parents[i]] if i else 0)
        for i in range(n):
            if at.count[i]:
                at.siblings[i] = sizes[group_of[i]]
    finally:
        PyMem_Free(kind_scores)
    return 0


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
