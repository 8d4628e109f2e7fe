cdef class ItemCandidate:
    cdef public str url, key, title, image
    cdef public list anchors, blocks
    cdef public Py_ssize_t card, title_block, heading, words


cdef bint is_decimal(Py_UCS4 ch)
cdef Py_ssize_t word_count(str text)
