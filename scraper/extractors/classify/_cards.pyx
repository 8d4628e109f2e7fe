# cython: language_level=3, boundscheck=False, wraparound=False, cdivision=True
"""Features of cards compiled. `cards.py` is the reference and has the documentation."""
cimport cython
from cpython.mem cimport PyMem_Calloc, PyMem_Free
from libc.math cimport pow

import numpy as np

from scraper.extractors.classify._layout cimport Numbers, level_of
from scraper.extractors.parsing._blocks cimport RawBlock

from scraper.extractors.classify import cards as _plain

cdef int CARD_LEVELS = _plain.CARD_LEVELS, LINK_LINE_BLOCKS = _plain.LINK_LINE_BLOCKS
cdef int MIN_LINE_CHARS = _plain.MIN_LINE_CHARS
cdef double FULLY_LINKED = _plain.FULLY_LINKED
cdef int WIDTH = len(_plain.CARDS)
cdef enum:
    FACTS = 5  # columns that are equal for all cards of a group


def cards(tree, blocks, layout):
    """``cards.cards_of`` as a float32 array."""
    cdef Page page = Page(layout.numbers, blocks, layout.stretch)
    out = np.zeros((page.n, WIDTH), dtype=np.float32)
    facts = np.zeros((page.n + 1, FACTS), dtype=np.float32)
    page.describe_groups(tree, facts)
    page.write(facts, out)
    return out


@cython.final
cdef class Page:
    """The blocks of a page and the cards around them."""

    cdef Numbers at
    cdef Py_ssize_t n
    # For each block: its card (-1 for none), levels up to it, fully linked lines before it.
    cdef Py_ssize_t* card_of
    cdef Py_ssize_t* up_of
    cdef Py_ssize_t* linked_before
    # For each element: its first block as a card (-1 for none), and its group.
    cdef Py_ssize_t* first_of
    cdef Py_ssize_t* group_of
    cdef unsigned char* linked
    cdef unsigned char* heads
    cdef list firsts
    cdef double head_share

    def __cinit__(self, Numbers at, blocks, long stretch):
        cdef Py_ssize_t n = len(blocks), number, node, size, head_count = 0, linked_heads = 0
        cdef RawBlock block
        self.at, self.n, self.firsts = at, n, []
        self.card_of = <Py_ssize_t*>PyMem_Calloc(
            (3 * n + 1 + 2 * at.n) * sizeof(Py_ssize_t) + 2 * n + 1, 1
        )
        if self.card_of is NULL:
            raise MemoryError
        self.up_of = self.card_of + n
        self.linked_before = self.card_of + 2 * n
        self.first_of = self.linked_before + n + 1
        self.group_of = self.first_of + at.n
        self.linked = <unsigned char*>(self.group_of + at.n)
        self.heads = self.linked + n
        for node in range(at.n):
            self.first_of[node] = -1
        for number in range(n):
            block = blocks[number]
            size = len(block.text)
            self.linked[number] = (
                block.link_chars >= FULLY_LINKED * size and stretch * size > MIN_LINE_CHARS
            )
            self.heads[number] = level_of(at.tags[block.node]) > 0
            head_count += self.heads[number]
            linked_heads += self.linked[number] and self.heads[number]
            self.linked_before[number + 1] = self.linked_before[number] + self.linked[number]
            self.find_card(number, block.node)
        self.head_share = <double>linked_heads / (head_count if head_count else 1)

    def __dealloc__(self):
        PyMem_Free(self.card_of)

    cdef int find_card(self, Py_ssize_t number, long node) except -1:
        """Set the card of a block of this element."""
        cdef Numbers at = self.at
        cdef Py_ssize_t up
        self.card_of[number] = -1
        for up in range(CARD_LEVELS):
            if at.siblings[node] >= 3 and at.count[node] >= 2:
                self.card_of[number], self.up_of[number] = node, up
                if self.first_of[node] < 0:
                    self.first_of[node] = number
                    self.firsts.append(node)
                break
            node = at.parents[node]
            if node < 0:
                break
        return 0

    cdef int describe_groups(self, tree, float[:, ::1] facts) except -1:
        """Group the cards, and write a row of facts for each group."""
        cdef list tags = tree.tags, attrs = tree.attrs, members
        cdef dict groups = {}
        cdef Py_ssize_t card, number = 0
        for card in self.firsts:
            key = (self.at.parents[card], tags[card], (<dict>attrs[card]).get("class", ""))
            members = groups.get(key)
            if members is None:
                groups[key] = [card]
            else:
                members.append(card)
        for members in groups.values():
            for card in members:
                self.group_of[card] = number
            self.describe_group(members, &facts[number, 0])
            number += 1
        return 0

    cdef int describe_group(self, list members, float* row) except -1:
        cdef Numbers at = self.at
        cdef Py_ssize_t card, total = 0, begins = 0, holds = 0, count = len(members)
        cdef double mean, spread = 0.0
        for card in members:
            total += at.chars[card]
            begins += self.linked[self.first_of[card]]
            holds += at.link_chars[card] > 0
        mean = <double>total / count
        for card in members:
            spread += pow(<double>at.chars[card] - mean, 2.0)
        row[0] = count
        row[1] = <float>(<double>begins / count)
        row[2] = <float>(<double>holds / count)
        row[3] = <float>(pow(spread / count, 0.5) / (mean if mean else 1.0))
        row[4] = <float>mean
        return 0

    cdef void write(self, const float[:, ::1] facts, float[:, ::1] out) noexcept:
        cdef Py_ssize_t n = self.n, number, card, k, low, high, heading = -1
        cdef float* row
        for number in range(n):
            card = self.card_of[number]
            row = &out[number, 0]
            row[5] = -1
            if card >= 0:
                for k in range(FACTS):
                    row[k] = facts[self.group_of[card], k]
                row[5] = self.up_of[number]
                row[6] = heading >= 0 and self.first_of[card] <= heading and self.linked[heading]
            row[7] = number > 0 and self.linked[number - 1]
            low = number - LINK_LINE_BLOCKS if number > LINK_LINE_BLOCKS else 0
            high = number + 1 + LINK_LINE_BLOCKS if number + 1 + LINK_LINE_BLOCKS < n else n
            row[8] = self.linked_before[number] - self.linked_before[low]
            row[9] = self.linked_before[high] - self.linked_before[number + 1]
            row[10] = <float>self.head_share
            if self.heads[number]:
                heading = number
