# cython: language_level=3, boundscheck=False, wraparound=False, cdivision=True
"""`pictures.py` compiled: the same pictures, in the same order.

The plain functions there are the reference, and say what everything means.
"""
from cpython.dict cimport PyDict_GetItem
from cpython.object cimport PyObject

from scraper.extractors.related import pictures as _plain

cdef tuple LAZY = _plain.LAZY, LAZY_BACKGROUNDS = _plain.LAZY_BACKGROUNDS
cdef int SMALL = _plain.SMALL
cdef int THIN = _plain.THIN
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


cdef int side_of(dict attrs, str side):
    """Pixels of a side, -1 where the markup does not say."""
    cdef PyObject* found = PyDict_GetItem(attrs, side)
    cdef str value
    if found is NULL:
        return -1
    value = <str>found
    return int(value) if len(value) < 9 and value.isdecimal() else -1


cdef bint is_small(dict attrs):
    cdef int width = side_of(attrs, "width"), height = side_of(attrs, "height")
    if width < 0 and height < 0:
        return False
    if width < 0 or height < 0:
        return max(width, height) <= SMALL
    return max(width, height) <= SMALL or min(width, height) <= THIN


cdef bint may_load_later(dict attrs):
    """Whether an element has one of the attributes that ``lazy_background`` reads."""
    for name in LAZY_BACKGROUNDS:
        if PyDict_GetItem(attrs, name) is not NULL:
            return True
    return False


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
            if not is_small(own):
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
            elif may_load_later(own):
                lazy = lazy_background(own)
                if lazy is not None:
                    others.insert(0, lazy)
    return images + others
