# cython: language_level=3, boundscheck=False, wraparound=False, cdivision=True
"""The shape of a block's text compiled: one pass over its characters, one over its opening.

`text_shape.py` is the reference and has the documentation.
"""
import numpy as np

from cpython.unicode cimport PyUnicode_DATA, PyUnicode_KIND, PyUnicode_READ

from scraper.extractors.parsing._blocks cimport RawBlock

from scraper.extractors.classify import text_shape as _plain

cdef extern from "Python.h":
    bint Py_UNICODE_ISDIGIT(Py_UCS4 ch)
    bint Py_UNICODE_ISUPPER(Py_UCS4 ch)
    bint Py_UNICODE_ISLOWER(Py_UCS4 ch)
    bint Py_UNICODE_ISSPACE(Py_UCS4 ch)

GOOD_CHARS = _plain.GOOD_CHARS
cdef int WIDE_WORD = _plain.WIDE_WORD, HEAD_CHARS = _plain.HEAD_CHARS
cdef str TERMINAL = "".join(sorted(_plain.TERMINAL))
cdef str CLOSING = "".join(sorted(_plain.CLOSING))
cdef str OPENING = "".join(sorted(_plain.OPENING))
cdef str COMMA = _plain.COMMA, FULL_STOPS = _plain.FULL_STOPS, BEHIND = _plain.BEHIND


cdef struct Punctuation:
    long words
    long commas
    long sentences


cdef inline bint ends_before(Py_UCS4 following):
    """Whether a mark before this character ends a sentence."""
    return following == 32 or Py_UNICODE_ISSPACE(following) or holds(BEHIND, following)


cdef Punctuation punctuation_of(str text):
    """Words, commas and sentences of a text."""
    cdef Punctuation found
    cdef Py_ssize_t i, n = len(text)
    cdef int kind = PyUnicode_KIND(text)
    cdef void* data = PyUnicode_DATA(text)
    cdef Py_UCS4 ch
    cdef long words = 1, commas = 0, sentences = 0
    for i in range(n):
        ch = PyUnicode_READ(kind, data, i)
        if ch == 32:
            words += 1
        elif ch < 128:
            if ch == 44 or ch == 59:
                commas += 1
            elif ch == 46 or ch == 33 or ch == 63:
                if i + 1 < n and ends_before(PyUnicode_READ(kind, data, i + 1)):
                    sentences += 1
        elif ch == 0x2026:
            if i + 1 < n and ends_before(PyUnicode_READ(kind, data, i + 1)):
                sentences += 1
        elif ch > 0x580:
            if holds(COMMA, ch):
                commas += 1
            elif holds(FULL_STOPS, ch):
                sentences += 1
    found.words, found.commas, found.sentences = words, commas, sentences
    return found


cdef void head_columns(str text, float* row):
    """The columns that depend on the first characters; ``row`` is the whole row.

    Lower-casing keeps digits and bars, and adds a character for each capital I with a dot.
    """
    cdef Py_ssize_t i, n = len(text), head = n if n < HEAD_CHARS else HEAD_CHARS
    cdef int kind = PyUnicode_KIND(text)
    cdef void* data = PyUnicode_DATA(text)
    cdef Py_UCS4 ch
    cdef long upper = 0, digits = 0, bars = 0, copyright = 0, at_sign = 0, expanded = 0
    for i in range(head):
        ch = PyUnicode_READ(kind, data, i)
        if ch < 128:
            if 65 <= ch <= 90:
                upper += 1
            elif 48 <= ch <= 57:
                digits += 1
            elif ch == 0x7C:
                bars += 1
            elif ch == 64:
                at_sign = 1
        elif ch == 0xBB or ch == 0x203A or ch == 0x2022:
            bars += 1
        elif ch == 0xA9:
            copyright = 1
        else:
            if Py_UNICODE_ISUPPER(ch):
                upper += 1
            elif Py_UNICODE_ISDIGIT(ch):
                digits += 1
            expanded += ch == 0x130
    head += expanded
    ch = PyUnicode_READ(kind, data, 0)
    row[8] = Py_UNICODE_ISLOWER(ch)
    row[9] = holds(OPENING, ch)
    row[10] = <float>(<double>digits / head)
    row[11] = <float>(<double>upper / head)
    row[17] = copyright
    row[18] = bars
    row[19] = at_sign


cdef void end_columns(str text, float* row):
    """The columns that depend on the last characters; ``row`` is the whole row."""
    cdef Py_ssize_t n = len(text)
    cdef int kind = PyUnicode_KIND(text)
    cdef void* data = PyUnicode_DATA(text)
    cdef Py_UCS4 last = PyUnicode_READ(kind, data, n - 1), stop = last, before, earlier
    if n > 1 and holds(CLOSING, last):
        stop = PyUnicode_READ(kind, data, n - 2)
    row[7] = holds(TERMINAL, stop)
    row[14] = stop == 0x3A or stop == 0xFF1A
    row[15] = last == 0x2026
    if n < 3:
        row[16] = "?" in text
        return
    before = PyUnicode_READ(kind, data, n - 2)
    earlier = PyUnicode_READ(kind, data, n - 3)
    if last == 46:
        row[15] = before == 46 and earlier == 46
    elif last == 93:
        row[15] = before == 0x2026 and earlier == 91
    row[16] = last == 63 or before == 63 or earlier == 63


cdef void shape_columns(RawBlock block, long stretch, float* row):
    """``text_shape.shape_columns``, written to ``row``."""
    cdef str text = block.text
    cdef Py_ssize_t length = len(text), size = stretch * length
    cdef long links = stretch * block.link_chars
    cdef Punctuation marks = punctuation_of(text)
    if stretch > 1 and marks.words < length // WIDE_WORD:
        marks.words = length // WIDE_WORD
    row[0] = <float>log(size)
    row[1] = <float>log(marks.words)
    row[2] = <float>(<double>links / size if links < size else 1.0)
    row[3] = <float>block.link_count
    row[4] = <float>(<double>size / marks.words)
    row[5] = <float>(<double>marks.commas / marks.words)
    row[6] = <float>log(marks.sentences)
    end_columns(text, row)
    head_columns(text, row)
    row[12] = <float>(<double>block.bold_chars / length)
    row[13] = <float>(<double>block.italic_chars / length)
    row[20] = is_good(size, links)


def word_counts(blocks):
    """``text_shape.word_counts``."""
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
