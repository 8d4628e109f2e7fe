# cython: language_level=3, boundscheck=False, wraparound=False, cdivision=True
"""The loops of `signs.py` compiled. The plain functions there are the reference and documented."""
from cpython.dict cimport PyDict_GetItem
from cpython.object cimport PyObject
from cpython.unicode cimport PyUnicode_DATA, PyUnicode_READ_CHAR, PyUnicode_Substring

from scraper.extractors.classify._tokens cimport lowered
from scraper.extractors.parsing._blocks cimport RawBlock

from scraper.extractors.classify import signs as _plain
from scraper.extractors.plaintext.words import BEGINNINGS as _beginnings

cdef extern from "Python.h":
    bint PyUnicode_IS_ASCII(str text)

cdef Py_ssize_t AUTHOR_CHARS = _plain.AUTHOR_CHARS
cdef Py_ssize_t SHARED_OPENING_CHARS = _plain.SHARED_OPENING_CHARS
cdef Py_ssize_t MAX_CUE_CHARS = _plain.MAX_CUE_CHARS
cdef str LEADING_MARKS = _plain.LEADING_MARKS
cdef frozenset BEGINNINGS = _beginnings
cdef object opening = _plain.opening
cdef object is_internal_link = _plain.is_internal_link


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
    if n > AUTHOR_CHARS:
        n = AUTHOR_CHARS
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
                    head = PyUnicode_Substring(text, 0, AUTHOR_CHARS).lower()
                at = head.find(name)
            if at >= 0:
                out[number, 0] = 1.0 if at <= 3 else 0.5
                out[number, 1] = <float>(<double>len(name) / n)
                break
        if begun and (n >= least or not PyUnicode_IS_ASCII(text)):
            if head is None:
                # In ASCII, lower-casing does not depend on context.
                n = 50 if PyUnicode_IS_ASCII(text) else AUTHOR_CHARS
                head = PyUnicode_Substring(text, 0, n).lower()
            if len(head) >= least and PyUnicode_Substring(head, 0, least) in begun:
                start = PyUnicode_Substring(head, 0, 50)
                for alt in alts:
                    if alt.startswith(start) or start.startswith(alt):
                        out[number, 2] = 1.0
                        break


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
