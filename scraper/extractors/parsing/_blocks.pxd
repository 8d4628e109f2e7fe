cdef class RawBlock:
    cdef public Py_ssize_t node, first, table, anchor
    cdef public Py_ssize_t link_chars, bold_chars, italic_chars, link_count
    cdef public str tag, text
    cdef public list pieces
    cdef public object row


cdef bint said(str text)
cdef str folded(str text)
cdef Py_ssize_t folded_size(str text)
cdef bint may_hide(dict attrs)
