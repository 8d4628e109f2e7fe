cdef class Numbers:
    cdef long* whole
    cdef double* real
    cdef Py_ssize_t n
    cdef long* parents
    cdef long* ends
    cdef long* depth
    cdef long* chars
    cdef long* link_chars
    cdef long* good
    cdef long* count
    cdef long* goods
    cdef long* paragraphs
    cdef long* headings
    cdef long* siblings
    cdef long* around
    cdef double* markup
    cdef double* lowest
    cdef double* words

    cdef long lca_depth(self, long a, long b) noexcept
    cdef long common_depth(self, long a, long b) noexcept
