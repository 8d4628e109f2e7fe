# cython: language_level=3, boundscheck=False, wraparound=False, cdivision=True
"""The loop of `signs.py` over all blocks compiled: the same numbers.

The plain function there is the reference and has the documentation.
"""
from cpython.dict cimport PyDict_GetItem
from cpython.object cimport PyObject
from cpython.unicode cimport PyUnicode_READ_CHAR, PyUnicode_Substring
from scraper.extractors.parsing._blocks cimport RawBlock

from scraper.extractors.classify import signs as _plain
from scraper.extractors.plaintext.words import BEGINNINGS as _beginnings

cdef Py_ssize_t SHARED_OPENING_CHARS = _plain.SHARED_OPENING_CHARS
cdef Py_ssize_t MAX_CUE_CHARS = _plain.MAX_CUE_CHARS
cdef str LEADING_MARKS = _plain.LEADING_MARKS
cdef frozenset BEGINNINGS = _beginnings
cdef object opening = _plain.opening
cdef object is_internal_link = _plain.is_internal_link


cdef inline bint stands_before(Py_UCS4 ch):
    cdef Py_ssize_t i
    if 97 <= ch <= 122 or 65 <= ch <= 90 or 48 <= ch <= 57:
        return False
    for i in range(len(LEADING_MARKS)):
        if LEADING_MARKS[i] == ch:
            return True
    return False


def cues(tree, blocks, str host, out):
    """``signs.cues``."""
    cdef float[:, :] rows = out
    cdef list attrs = tree.attrs, starts = []
    cdef dict times = {}, own = {}
    cdef Py_ssize_t number = 0, size, end, i
    cdef RawBlock block
    cdef str text, start, href, origin
    cdef PyObject* found
    for block in blocks:
        text = block.text
        start = text if len(text) <= SHARED_OPENING_CHARS else PyUnicode_Substring(text, 0, SHARED_OPENING_CHARS)
        starts.append(start)
        found = PyDict_GetItem(times, start)
        times[start] = 1 if found is NULL else <Py_ssize_t><object>found + 1
    for number in range(len(starts)):
        block = blocks[number]
        text = block.text
        size = len(text)
        if size > SHARED_OPENING_CHARS:
            rows[number, 3] = <Py_ssize_t>times[starts[number]] - 1
        if size > MAX_CUE_CHARS:
            continue
        if block.anchor >= 0 and block.link_count == 1 and block.link_chars * 10 >= size * 9:
            found = PyDict_GetItem(attrs[block.anchor], "href")
            href = "" if found is NULL else <str>found
            end = href.find("/", 8) if href.find("://", 0, 9) >= 0 else -1
            origin = PyUnicode_Substring(href, 0, end) if end > 0 else href
            found = PyDict_GetItem(own, origin)
            if found is NULL:
                own[origin] = is_internal_link(href, host)
                found = PyDict_GetItem(own, origin)
            rows[number, 2] = <bint><object>found
        i = 0
        while i < size and stands_before(PyUnicode_READ_CHAR(text, i)):
            i += 1
        if PyUnicode_Substring(text, i, i + 3).lower() in BEGINNINGS:
            rows[number, 0], rows[number, 1] = opening(PyUnicode_Substring(text, i, size))
