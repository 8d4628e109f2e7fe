# cython: language_level=3, boundscheck=False, wraparound=False, cdivision=True
"""`pictures.py` compiled: the same pictures, in the same order.

The plain functions there are the reference, and say what everything means.
"""
from cpython.dict cimport PyDict_GetItem
from cpython.object cimport PyObject

from scraper.extractors.related import pictures as _plain

cdef tuple LAZY = _plain.LAZY
cdef int SMALL = _plain.SMALL
cdef object is_blank = _plain.BLANK.search
cdef object background = _plain.BACKGROUND.search
cdef object lazy_background = _plain.lazy_background


cdef bint is_image(str tag):
    cdef Py_ssize_t size = len(tag)
    return (size == 3 and tag == "img") or (size == 7 and tag == "amp-img")


cpdef str source_of(dict attrs):
    """``pictures.source_of``."""
    cdef PyObject* value
    cdef str source
    for name in LAZY:
        value = PyDict_GetItem(attrs, name)
        if value is not NULL:
            source = (<str><object>value).strip()
            if source and not source.startswith("data:"):
                return source.split()[0].rstrip(",") if "srcset" in name else source
    return ""


cdef bint is_small(dict attrs, str side):
    cdef PyObject* found = PyDict_GetItem(attrs, side)
    cdef str value
    if found is NULL:
        return False
    value = <str>found
    return len(value) < 9 and value.isdecimal() and int(value) <= SMALL


def sources_in(tree, Py_ssize_t card):
    """``pictures.sources_in``."""
    cdef list tags = tree.tags, attrs = tree.attrs, images = [], others = []
    cdef Py_ssize_t i, stop = tree.ends[card]
    cdef str tag, source
    cdef dict own
    cdef PyObject* style
    for i in range(card, stop):
        own = attrs[i]
        if not own:
            continue
        tag = tags[i]
        if is_image(tag):
            if not (is_small(own, "width") or is_small(own, "height")):
                source = source_of(own)
                if source:
                    (others if is_blank(source.lower()) else images).append(source)
        elif tag == "source":
            source = source_of(own)
            if source:
                others.insert(0, source)
        else:
            style = PyDict_GetItem(own, "style")
            if style is not NULL and "url(" in <str>style:
                match = background(<str>style)
                if match is not None and not (<str>match[1]).startswith("data:"):
                    others.insert(0, match[1])
            else:
                lazy = lazy_background(own)
                if lazy is not None:
                    others.insert(0, lazy)
    return images + others
