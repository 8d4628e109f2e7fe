# cython: language_level=3, boundscheck=False, wraparound=False, cdivision=True
"""Features of the second pass compiled. `context.py` is the reference and documents them."""
cimport cython
from cpython.mem cimport PyMem_Free, PyMem_Malloc
from libc.math cimport log1p
from libc.string cimport memset

import numpy as np

from scraper.extractors.classify._layout cimport Numbers, Pairs, level_of
from scraper.extractors.parsing._blocks cimport RawBlock

from scraper.extractors.classify import context as _plain

cdef int RUN_GAP = _plain.RUN_GAP


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


def sequence(tree, blocks, layout, const double[::1] first, const double[::1] size,
             float[:, :] out):
    """``context.sequence``."""
    cdef Sequence page = Sequence(layout.numbers, blocks, first, size)
    page.write_since(out)
    page.write_until(out[:, 5:])
    page.write_runs(out[:, 8:])
    page.write_groups(out[:, 12:])


cdef struct Run:
    long first
    long last
    double mass


@cython.final
cdef class Sequence:
    """The blocks of a page in their order; each method writes columns of ``sequence``."""

    cdef Numbers at
    cdef Py_ssize_t n, run_count
    cdef const double* first
    cdef const double* size
    cdef Run* runs
    cdef double* groups  # for each signature its weighted probability, weight, number of blocks
    # For each block its element, heading level, run and signature.
    cdef int* nodes
    cdef int* level
    cdef int* run_of
    cdef int* group_of

    def __cinit__(self, Numbers at, blocks, const double[::1] first, const double[::1] size):
        cdef Py_ssize_t n = len(blocks), i
        cdef RawBlock block
        cdef Pairs signatures = Pairs()
        cdef double root
        cdef double* group
        self.at, self.n = at, n
        self.first, self.size = &first[0], &size[0]
        self.runs = <Run*>PyMem_Malloc(
            (n + 1) * (sizeof(Run) + 3 * sizeof(double) + 4 * sizeof(int))
        )
        if self.runs is NULL:
            raise MemoryError
        self.groups = <double*>(self.runs + n + 1)
        self.nodes = <int*>(self.groups + 3 * (n + 1))
        self.level = self.nodes + n + 1
        self.run_of = self.level + n + 1
        self.group_of = self.run_of + n + 1
        memset(self.groups, 0, 3 * (n + 1) * sizeof(double))
        for i in range(n):
            block = blocks[i]
            self.nodes[i] = <int>block.node
            self.level[i] = level_of(at.tags[block.node])
            self.run_of[i] = -1
            self.group_of[i] = <int>at.signature(signatures, block.node)
            group = self.groups + 3 * self.group_of[i]
            root = root_of(size[i])
            group[0] += root * first[i]
            group[1] += root
            group[2] += 1

    def __dealloc__(self):
        PyMem_Free(self.runs)

    cdef long up_to(self, Py_ssize_t i, Py_ssize_t other) noexcept:
        """Levels from a block up to the common ancestor with another."""
        cdef long node = self.nodes[i]
        return self.at.depth[node] - self.at.common_depth(self.nodes[other], node)

    cdef void write_since(self, float[:, :] out) noexcept:
        """The columns ``since_``: what is between a block and the last hot one; finds the runs."""
        cdef Py_ssize_t i, last = -1, runs = 0
        cdef long headings = 0, big = 0
        cdef double chars = 0.0
        for i in range(self.n):
            if last >= 0:
                out[i, 0] = i - last if i - last < 99 else 99
                out[i, 1] = <float>log1p(chars)
                out[i, 2] = headings
                out[i, 3] = big
                out[i, 4] = self.up_to(i, last)
            else:
                out[i, 0] = 99.0
                out[i, 1] = 11.0
                out[i, 2] = out[i, 3] = 0.0
                out[i, 4] = 20.0
            if self.first[i] > 0.5:
                if last < 0 or i - last > RUN_GAP:
                    self.runs[runs].first = i
                    self.runs[runs].mass = 0.0
                    runs += 1
                self.runs[runs - 1].last = i
                self.runs[runs - 1].mass += self.first[i] * self.size[i]
                last, chars, headings, big = i, 0.0, 0, 0
            else:
                chars += self.size[i]
            if self.level[i]:
                headings += 1
                big += self.level[i] <= 2
        self.run_count = runs

    cdef void write_until(self, float[:, :] out) noexcept:
        """The columns ``until_``: what is between a block and the next hot one."""
        cdef Py_ssize_t i, last = -1
        cdef double chars = 0.0
        for i in range(self.n - 1, -1, -1):
            if last >= 0:
                out[i, 0] = last - i if last - i < 99 else 99
                out[i, 1] = <float>log1p(chars)
                out[i, 2] = self.up_to(i, last)
            else:
                out[i, 0] = 99.0
                out[i, 1] = 11.0
                out[i, 2] = 20.0
            if self.first[i] > 0.5:
                last, chars = i, 0.0
            else:
                chars += self.size[i]

    cdef void write_runs(self, float[:, :] out) noexcept:
        """The columns of the runs, and ``heading_p``."""
        cdef Py_ssize_t i, k
        cdef Run best
        cdef long away
        cdef double heading = -1.0
        best.first = best.last = 0
        best.mass = 0.0
        for k in range(self.run_count):
            if k == 0 or self.runs[k].mass > best.mass:
                best = self.runs[k]
            for i in range(self.runs[k].first, self.runs[k].last + 1):
                self.run_of[i] = <int>k
        for i in range(self.n):
            away = i - best.first if i < best.first else i - best.last if i > best.last else 0
            out[i, 0] = <float>away
            k = self.run_of[i]
            out[i, 1] = <float>(self.runs[k].mass / (best.mass + 1e-9)) if k >= 0 else 0.0
            out[i, 2] = self.run_count
            out[i, 3] = <float>heading
            if self.level[i]:
                heading = self.first[i]

    cdef void write_groups(self, float[:, :] out) noexcept:
        """The columns ``below_p`` and ``signature_p``."""
        cdef Py_ssize_t i
        cdef double below = -1.0, root
        cdef double* group
        for i in range(self.n - 1, -1, -1):
            group = self.groups + 3 * self.group_of[i]
            root = root_of(self.size[i])
            out[i, 0] = <float>below
            if group[2] > 1:
                out[i, 1] = <float>(
                    (group[0] - root * self.first[i]) / (group[1] - root + 1e-9)
                )
            else:
                out[i, 1] = -1.0
            below = -1.0 if self.level[i] else (below if below > self.first[i] else self.first[i])


cdef inline double root_of(double size) noexcept:
    """The weight of a block of that many characters."""
    return (size if size < 1000.0 else 1000.0) ** 0.5


cdef long container(Numbers at, double* mass, double wanted) noexcept:
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
        mains[k] = container(at, mass, total * <double>shares[k])
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
