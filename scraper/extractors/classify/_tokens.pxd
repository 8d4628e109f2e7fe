from cpython.object cimport PyObject
from libc.stdint cimport uint32_t, uint64_t

cdef extern from "Python.h":
    bint Py_UNICODE_ISALNUM(Py_UCS4 ch)
    bint Py_UNICODE_ISDECIMAL(Py_UCS4 ch)


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


cdef unsigned char MARK[0x1D00]  # 1 for the characters of text_shape.MARKS


cdef inline int sort_of(Py_UCS4 ch) noexcept:
    """1 for letters and their marks, 2 for decimal digits, 0 for all else."""
    if ch < 128:
        if 97 <= ch <= 122 or 65 <= ch <= 90:
            return 1
        return 2 if 48 <= ch <= 57 else 0
    if not Py_UNICODE_ISALNUM(ch):
        return 1 if ch < 0x1D00 and MARK[ch] else 0
    return 2 if Py_UNICODE_ISDECIMAL(ch) else 1
