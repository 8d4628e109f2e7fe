from libc.stdint cimport uint64_t

# Tags used by the compiled modules have fixed numbers on every page, in TAGS; other tags get the
# next free ones, so that a number below KNOWN_TAGS may be looked up in these arrays.
cdef enum:
    KNOWN_TAGS = 64
cdef dict TAGS
cdef int LEVEL_OF[KNOWN_TAGS]  # 1 to 6 for headings, else 0
cdef bint IS_MEDIA[KNOWN_TAGS]
# Bit of `Numbers.around` for noscript; the bits below it are the columns INSIDE.
cdef enum:
    NOSCRIPT = 1 << 14


cdef inline int level_of(long tag) noexcept:
    """The level of a heading's tag; 0 for other tags."""
    return LEVEL_OF[tag] if tag < KNOWN_TAGS else 0


cdef inline bint is_media(long tag) noexcept:
    return tag < KNOWN_TAGS and IS_MEDIA[tag]


cdef inline double over(long part, long whole) noexcept:
    """A share; 0 of nothing."""
    return <double>part / <double>(whole if whole else 1)


cdef class Pairs:
    cdef uint64_t* keys
    cdef int* numbers
    cdef uint64_t mask
    cdef Py_ssize_t count
    cdef long number(self, long one, long other) except -1
    cdef int grow(self) except -1


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
    cdef long* tags
    cdef long* classes
    cdef long* kinds
    cdef double* markup
    cdef double* lowest
    cdef double* words

    cdef long lca_depth(self, long a, long b) noexcept
    cdef long common_depth(self, long a, long b) noexcept
    cdef long signature(self, Pairs signatures, long node) except -1
