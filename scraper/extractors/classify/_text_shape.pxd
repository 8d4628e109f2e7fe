from cpython.unicode cimport PyUnicode_DATA, PyUnicode_KIND, PyUnicode_READ
from libc.math cimport log1p

from scraper.extractors.parsing._blocks cimport RawBlock

cdef int GOOD_CHARS


cdef inline double log(double value) noexcept nogil:
    """``text_shape.log``."""
    return log1p(value) if value > 0 else 0.0


cdef inline bint is_good(long size, long links) noexcept:
    """``text_shape.is_good``, by a block's stretched characters and linked characters."""
    return size >= GOOD_CHARS and links * 3 < size


cdef inline bint holds(str some, Py_UCS4 ch):
    cdef Py_ssize_t i, n = len(some)
    cdef int kind = PyUnicode_KIND(some)
    cdef void* data = PyUnicode_DATA(some)
    for i in range(n):
        if PyUnicode_READ(kind, data, i) == ch:
            return True
    return False


cdef void shape_columns(RawBlock block, long stretch, float* row)
