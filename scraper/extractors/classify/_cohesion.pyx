# cython: language_level=3, boundscheck=False, wraparound=False, cdivision=True
"""Lexical cohesion compiled. `cohesion.py` is the reference and has the documentation."""
from cpython.mem cimport PyMem_Calloc, PyMem_Free, PyMem_Malloc, PyMem_Realloc
from cpython.unicode cimport PyUnicode_DATA, PyUnicode_KIND, PyUnicode_READ, PyUnicode_Substring
from libc.stdint cimport uint64_t

import numpy as np

from scraper.extractors.classify._tokens cimport lowered, mixed, sort_of

cdef extern from "Python.h":
    bint PyUnicode_IS_ASCII(str text)


cdef struct Seen:
    uint64_t seed  # hash of the word; 0 for an empty place
    int number
    int last


cdef inline bint is_spaced_script(Py_UCS4 ch) noexcept:
    """Whether a letter belongs to a script with spaces between words."""
    if sort_of(ch) != 1:
        return False
    if ch < 0xE00:
        return True
    return not (
        ch <= 0xEFF or 0x1000 <= ch <= 0x109F or 0x1780 <= ch <= 0x17FF
        or 0x2E80 <= ch <= 0x9FFF or 0xF900 <= ch <= 0xFAFF or 0x20000 <= ch <= 0x3FFFF
    )


cdef class Vocabulary:
    """Hash table of words, each with its number and the index of the last text that had it."""

    cdef Seen* places
    cdef uint64_t mask
    cdef Py_ssize_t count

    def __cinit__(self):
        self.mask = 1023
        self.count = 0
        self.places = <Seen*>PyMem_Calloc(self.mask + 1, sizeof(Seen))
        if not self.places:
            raise MemoryError

    def __dealloc__(self):
        PyMem_Free(self.places)

    cdef Seen* find(self, uint64_t seed) noexcept:
        cdef uint64_t slot = (seed ^ (seed >> 32)) & self.mask
        while self.places[slot].seed and self.places[slot].seed != seed:
            slot = (slot + 1) & self.mask
        return &self.places[slot]

    cdef int grow(self) except -1:
        cdef Seen* old = self.places
        cdef uint64_t size = self.mask + 1, i
        self.places = <Seen*>PyMem_Calloc(4 * size, sizeof(Seen))
        if not self.places:
            self.places = old
            raise MemoryError
        self.mask = 4 * size - 1
        for i in range(size):
            if old[i].seed:
                self.find(old[i].seed)[0] = old[i]
        PyMem_Free(old)
        return 0


cdef class Integers:
    """A growable array of C integers."""

    cdef int* data
    cdef Py_ssize_t size, room

    def __cinit__(self):
        self.size, self.room = 0, 1024
        self.data = <int*>PyMem_Malloc(self.room * sizeof(int))
        if not self.data:
            raise MemoryError

    def __dealloc__(self):
        PyMem_Free(self.data)

    cdef int add(self, int value) except -1:
        cdef int* more
        if self.size == self.room:
            more = <int*>PyMem_Realloc(self.data, 2 * self.room * sizeof(int))
            if not more:
                raise MemoryError
            self.data, self.room = more, 2 * self.room
        self.data[self.size] = value
        self.size += 1
        return 0

    cdef object array(self):
        if not self.size:
            return np.zeros(0, dtype=np.int32)
        return np.array(<int[:self.size]>self.data)


def long_words(list texts, Py_ssize_t most, Py_ssize_t least):
    """``cohesion.long_words``; words are identified by 64 bits of hash."""
    cdef Vocabulary known = Vocabulary()
    cdef Seen* place
    cdef Integers ids = Integers(), before = Integers(), counts = Integers()
    cdef str text
    cdef int kind, number = -1
    cdef void* data
    cdef Py_ssize_t i, end, size, had
    cdef uint64_t seed
    cdef Py_UCS4 ch
    for text in texts:
        number += 1
        had = ids.size
        end = len(text)
        if end > most:
            end = most
        if not PyUnicode_IS_ASCII(text):
            text = PyUnicode_Substring(text, 0, end).lower()
            end = len(text)
        kind = PyUnicode_KIND(text)
        data = PyUnicode_DATA(text)
        i = 0
        while i < end:
            seed = 0
            size = 0
            while i < end:
                ch = PyUnicode_READ(kind, data, i)
                if not is_spaced_script(ch):
                    break
                seed = mixed(seed, lowered(ch))
                size += 2 if 0xAC00 <= ch <= 0xD7A3 else 1
                i += 1
            i += 1
            if size < least:
                continue
            seed |= 1
            place = known.find(seed)
            if not place.seed:
                if 2 * known.count > <Py_ssize_t>known.mask:
                    known.grow()
                    place = known.find(seed)
                place.seed = seed
                place.number = <int>known.count
                place.last = -1
                known.count += 1
            elif place.last == number:
                continue
            ids.add(place.number)
            before.add(place.last)
            place.last = number
        counts.add(<int>(ids.size - had))
    return ids.array(), before.array(), counts.array()


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
