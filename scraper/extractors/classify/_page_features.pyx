# cython: language_level=3, boundscheck=False, wraparound=False, cdivision=True
"""Counts over a page compiled. `page_features.py` is the reference and has the documentation."""
from cpython.unicode cimport PyUnicode_DATA, PyUnicode_KIND, PyUnicode_READ

from scraper.extractors.classify._layout cimport TAGS, Numbers
from scraper.extractors.classify._text_shape cimport holds
from scraper.extractors.parsing._blocks cimport RawBlock

cdef long ARTICLE = TAGS["article"], H1 = TAGS["h1"], H2 = TAGS["h2"]
cdef long LI = TAGS["li"], TR = TAGS["tr"]
cdef long TIME = TAGS["time"], INPUT = TAGS["input"], IMG = TAGS["img"]


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


def census(tree, blocks, layout, str price_signs, Py_ssize_t most):
    """``page_features.census``."""
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
