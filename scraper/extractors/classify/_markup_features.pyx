# cython: language_level=3, boundscheck=False, wraparound=False, cdivision=True
"""Features of an element and its ancestors compiled.

`markup_features.py` is the reference and has the documentation.
"""
cimport cython
from cpython.mem cimport PyMem_Calloc, PyMem_Free, PyMem_Malloc
from libc.string cimport memcpy

from scraper.extractors.classify._layout cimport (
    KNOWN_TAGS, NOSCRIPT, TAGS, Numbers, Pairs, is_media, over,
)
from scraper.extractors.classify._text_shape cimport is_good, log
from scraper.extractors.parsing._blocks cimport RawBlock

from scraper.extractors.classify import columns as _columns
from scraper.extractors.classify import markup_features as _plain

cdef long TIME = TAGS["time"]
cdef int SIBLING_LEVELS = _plain.SIBLING_LEVELS
cdef int MIN_CARD_SIBLINGS = _plain.MIN_CARD_SIBLINGS, MIN_CARD_BLOCKS = _plain.MIN_CARD_BLOCKS
cdef int NO_LEVEL = _plain.NO_LEVEL, FAR_LEVEL = _plain.FAR_LEVEL
# First columns and widths of the three groups of columns.
cdef int INSIDE_WIDTH = len(_columns.INSIDE), NEAR_WIDTH = len(_columns.ANCESTORS)
cdef int LATER_WIDTH = len(_columns.LATER_ANCESTORS)
cdef int INSIDE_AT = _columns.BASE.index(_columns.INSIDE[0])
cdef int NEAR_AT = _columns.BASE.index(_columns.ANCESTORS[0])
cdef int LATER_AT = _columns.BASE.index(_columns.LATER_ANCESTORS[0])


@cython.final
cdef class Shares:
    """``markup_features.Shares``."""

    def __cinit__(self, Numbers at, blocks, long main, long stretch):
        cdef long node, parent, size, n = at.n, end = at.ends[main]
        cdef Pairs paths = Pairs()
        cdef RawBlock block
        self.main, self.total, self.nodes = main, 1, n
        self.insets = <int*>PyMem_Malloc(n * 2 * sizeof(int))
        # By tag, by kind and by path.
        self.sizes = <long*>PyMem_Calloc(3 * (n + KNOWN_TAGS), sizeof(long))
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
            if not is_good(size, stretch * block.link_chars) or not main <= node < end:
                continue
            self.total += size
            self.sizes[at.tags[self.insets[node]]] += size
            self.sizes[n + KNOWN_TAGS + at.kinds[self.insets[node]]] += size
            self.sizes[2 * (n + KNOWN_TAGS) + self.paths[node]] += size

    def __dealloc__(self):
        PyMem_Free(self.insets)
        PyMem_Free(self.sizes)

    cdef void write(self, Numbers at, long node, float* to) noexcept:
        """The columns ``inset_tag_share``, ``inset_kind_share`` and ``path_share``."""
        cdef long inset
        if not self.main <= node < at.ends[self.main]:
            to[0] = to[1] = to[2] = -1
            return
        inset = self.insets[node]
        to[0] = <float>(<double>self.sizes[at.tags[inset]] / self.total)
        to[1] = <float>(<double>self.sizes[self.nodes + KNOWN_TAGS + at.kinds[inset]] / self.total)
        to[2] = <float>(<double>self.sizes[2 * (self.nodes + KNOWN_TAGS) + self.paths[node]] / self.total)


@cython.final
cdef class AncestorFeatures:
    """``markup_features.AncestorFeatures``, written to the rows of the blocks."""

    def __cinit__(self, Numbers at, blocks, long main50, long main80, long stretch):
        cdef long i, k
        self.at, self.main50, self.main80 = at, main50, main80
        self.total_good = at.good[0] if at.good[0] else 1
        self.shares = Shares(at, blocks, main50, stretch)
        self.flags = bytearray(2 * at.n + 1)
        self.has_media = self.flags
        self.has_time = self.has_media + at.n
        # For each element, a row that already has its features.
        self.row_of = <float**>PyMem_Calloc(at.n + 1, sizeof(float*))
        if self.row_of is NULL:
            raise MemoryError
        for i in range(at.n):
            k = i
            if is_media(at.tags[i]):
                while k >= 0 and not self.has_media[k]:
                    self.has_media[k] = 1
                    k = at.parents[k]
            elif at.tags[i] == TIME:
                while k >= 0 and not self.has_time[k]:
                    self.has_time[k] = 1
                    k = at.parents[k]

    def __dealloc__(self):
        PyMem_Free(self.row_of)

    cdef void write(self, long node, float* row) noexcept:
        """Fill the columns ``INSIDE``, ``ANCESTORS`` and ``LATER_ANCESTORS`` of a whole row."""
        cdef float* known = self.row_of[node]
        cdef Path path
        cdef int i
        if known is not NULL:
            memcpy(row + INSIDE_AT, known + INSIDE_AT, INSIDE_WIDTH * sizeof(float))
            memcpy(row + NEAR_AT, known + NEAR_AT, NEAR_WIDTH * sizeof(float))
            memcpy(row + LATER_AT, known + LATER_AT, LATER_WIDTH * sizeof(float))
            return
        self.row_of[node] = row
        for i in range(INSIDE_WIDTH):
            row[INSIDE_AT + i] = (self.at.around[node] >> i) & 1
        path = self.walk_up(node)
        self.write_near(node, &path, row + NEAR_AT)
        self.write_later(node, &path, row + LATER_AT)

    cdef Path walk_up(self, long node) noexcept:
        cdef Numbers at = self.at
        cdef Path path
        cdef long up = 0, here = node, above, i
        cdef double value, share
        path.minimum = path.maximum = path.total = path.word_low = 0.0
        path.low_up = path.up25 = path.up50 = path.up80 = NO_LEVEL
        path.media_up = path.time_up = FAR_LEVEL
        path.siblings_max = 1
        path.card = path.media = path.inset = -1
        while here >= 0:
            if up < 5:
                for i in range(up, 5):
                    path.up[i] = here
            value = at.markup[here]
            path.total += value
            if value < path.minimum:
                path.minimum, path.low_up = value, up
            if value > path.maximum:
                path.maximum = value
            if at.lowest[here] < path.word_low:
                path.word_low = at.lowest[here]
            share = <double>at.good[here] / self.total_good
            if path.up25 == NO_LEVEL and share >= 0.25:
                path.up25 = up
            if path.up50 == NO_LEVEL and share >= 0.5:
                path.up50 = up
            if path.up80 == NO_LEVEL and share >= 0.8:
                path.up80 = up
            if up < SIBLING_LEVELS:
                if at.siblings[here] > path.siblings_max:
                    path.siblings_max = at.siblings[here]
                if (
                    path.card < 0 and at.siblings[here] >= MIN_CARD_SIBLINGS
                    and at.count[here] >= MIN_CARD_BLOCKS
                ):
                    path.card = here
            if self.has_media[here] and path.media < 0:
                path.media = here
                path.media_up = up if up < FAR_LEVEL else FAR_LEVEL
            if self.has_time[here] and path.time_up == FAR_LEVEL and up < FAR_LEVEL:
                path.time_up = up
            above = at.parents[here]
            if path.inset < 0 and above >= 0 and above <= self.main50 < at.ends[above]:
                path.inset = here
            here = above
            up += 1
        if path.inset < 0:
            path.inset = node  # directly in the main container
        return path

    cdef void write_near(self, long node, Path* path, float* to) noexcept:
        """The columns ``ANCESTORS``."""
        cdef Numbers at = self.at
        cdef long main50 = self.main50, main80 = self.main80, card = path.card, up, i
        cdef long* a = &path.up[0]
        for i in range(4):
            to[i] = <float>at.markup[a[i]]
        to[4] = <float>path.minimum
        to[5] = <float>path.maximum
        to[6] = <float>path.total
        to[7] = path.low_up
        to[8] = <float>path.word_low
        to[9] = path.up25
        to[10] = path.up50
        to[11] = path.up80
        to[12] = at.depth[main50] - at.common_depth(node, main50)
        to[13] = main50 <= node < at.ends[main50]
        to[14] = main80 <= node < at.ends[main80]
        for i in range(4):
            up = a[i + 1]
            to[15 + i] = <float>(<double>at.good[up] / self.total_good)
            to[19 + i] = <float>over(at.link_chars[up], at.chars[up])
            to[30 + i] = at.siblings[a[i]]
        for i in range(3):
            to[23 + i] = at.count[a[i + 1]]
        for i in range(2):
            up = a[i + 1]
            to[26 + i] = <float>over(at.paragraphs[up], at.chars[up])
            to[28 + i] = <float>over(at.goods[up], at.count[up])
        to[34] = path.siblings_max
        if card >= 0:
            to[35] = <float>log(at.chars[card])
            to[36] = <float>over(at.link_chars[card], at.chars[card])
            to[37] = at.count[card]
            to[38] = at.depth[node] - at.depth[card]
        else:
            to[35] = to[36] = to[37] = to[38] = -1

    cdef void write_later(self, long node, Path* path, float* to) noexcept:
        """The columns ``LATER_ANCESTORS``."""
        cdef Numbers at = self.at
        cdef long media = path.media, inset = path.inset
        to[0] = (at.around[node] & NOSCRIPT) != 0
        to[1] = path.media_up
        to[2] = <float>over(at.chars[node], at.chars[media]) if media >= 0 else 0.0
        to[3] = <float>log(at.chars[media]) if media >= 0 else -1.0
        to[4] = <float>at.markup[inset]
        to[5] = <float>log(at.chars[inset])
        to[6] = at.count[inset]
        to[7] = <float>over(at.link_chars[inset], at.chars[inset])
        to[8] = at.siblings[inset]
        to[9] = <float>over(at.goods[inset], at.count[inset])
        to[10] = at.depth[node] - at.depth[inset]
        to[11] = at.count[inset] == 1
        to[12] = <float>(<double>at.good[inset] / self.total_good)
        to[13] = path.time_up
        to[14] = <float>at.lowest[node]
        to[15] = <float>at.lowest[path.up[1]]
        to[16] = <float>at.lowest[path.up[2]]
        to[17] = at.headings[inset]
        to[18] = <float>at.lowest[inset]
        self.shares.write(at, node, to + 19)
        to[22] = <float>at.words[node]
        to[23] = <float>at.words[path.up[1]]
