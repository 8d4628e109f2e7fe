from cpython.object cimport PyObject
from libc.stdint cimport uint32_t, uint64_t


cdef struct TokenScores:
    # Scores of a text's tokens in a table: number of known tokens, mean, lowest and highest score.
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
    cdef Py_ssize_t held(
        self, uint64_t seed, Py_UCS4 before, const Py_UCS4* word, Py_ssize_t size
    ) noexcept nogil


cdef enum:
    ROOM = 2048  # letters of the longest text that is looked at, whatever lower case makes of it
    WORDS = 1024


cdef struct Line:
    # The words of a text with one blank between them, where each begins and ends, and its hash.
    Py_UCS4 letters[ROOM]
    uint64_t seeds[WORDS]
    short starts[WORDS]
    short ends[WORDS]
    Py_ssize_t count


cdef TokenScores score_text(Lexicon table, str text, Line* line, bint* whole)
cdef TokenScores score_href(Lexicon table, dict attrs)
# Bit flags of an element's attributes: those beside the class that ``score_node`` reads
# (SCORED_ATTRIBUTES), and whether they hide the element.
cdef enum:
    HIDES_ELEMENT = 1 << 10
    SCORED_ATTRIBUTES = HIDES_ELEMENT - 1


cdef int attribute_flags(dict attrs, PyObject** class_name)
cdef void score_node(Lexicon table, str tag, dict attrs, int flags, double* scores)
cdef void known_word_shares(
    Lexicon one, Lexicon other, str text, Line* line, bint whole, double* shares
)


cdef inline uint64_t mixed(uint64_t seed, Py_UCS4 ch) noexcept nogil:
    return (seed ^ <uint64_t>ch) * <uint64_t>0x9E3779B97F4A7C15ULL + (seed >> 29)


cdef inline Py_UCS4 lowered(Py_UCS4 ch) noexcept nogil:
    return <Py_UCS4>(<uint32_t>ch + 32) if 65 <= ch <= 90 else ch
