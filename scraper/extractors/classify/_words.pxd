from libc.stdint cimport uint32_t, uint64_t


cdef struct Told:
    # What a table says of a text's words: how many it knows, and their scores.
    double mean
    double least
    double most
    long known


cdef class Lexicon:
    cdef readonly dict words
    cdef Py_ssize_t count
    cdef uint64_t* slots
    cdef uint64_t mask
    cdef double* scores
    cdef uint32_t* starts
    cdef Py_UCS4* letters
    cdef Py_ssize_t find(
        self, Py_UCS4 before, const Py_UCS4* word, Py_ssize_t size
    ) noexcept nogil


cdef Told text_told(Lexicon table, str text)
cdef Told href_told(Lexicon table, dict attrs)
cdef void node_told(Lexicon table, str tag, dict attrs, double* scores)
cdef void share_told(Lexicon one, Lexicon other, str text, double* shares)
