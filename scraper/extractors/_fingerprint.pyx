# cython: language_level=3, boundscheck=False, wraparound=False
"""`fingerprint.simhash_of` compiled, without a string for each token and a row of 64 bits for each
shingle; and `fingerprint.is_folded`."""
from libc.stdint cimport uint32_t, uint64_t
from libc.stdlib cimport free, malloc

import numpy as np

cdef uint32_t TABLE[256]


cdef void fill_table() noexcept:
    """CRC-32 as in zlib and ISO 3309: polynomial 0xEDB88320, bits reflected."""
    cdef uint32_t value
    cdef int byte, _
    for byte in range(256):
        value = byte
        for _ in range(8):
            value = (value >> 1) ^ (0xEDB88320U if value & 1 else 0)
        TABLE[byte] = value


fill_table()

cdef unsigned char WORD[128]


cdef void fill_words() noexcept:
    """Whether a character is an ASCII letter or digit, like most characters of most texts."""
    cdef int code
    for code in range(128):
        WORD[code] = code == 95 or 48 <= code <= 57 or 65 <= code <= 90 or 97 <= code <= 122


fill_words()


cdef inline bint of_word(Py_UCS4 ch) noexcept:
    return WORD[ch] if ch < 128 else ch.isalnum()


cdef inline uint32_t fed(uint32_t crc, uint32_t byte) noexcept nogil:
    return TABLE[(crc ^ byte) & 0xFF] ^ (crc >> 8)


cdef inline uint32_t with_char(uint32_t crc, uint32_t ch) noexcept nogil:
    """The checksum updated by one character in UTF-8; a lone surrogate counts as "?"."""
    if ch < 0x80:
        return fed(crc, ch)
    if 0xD800 <= ch < 0xE000:
        return fed(crc, 63)
    if ch < 0x800:
        return fed(fed(crc, 0xC0 | ch >> 6), 0x80 | ch & 0x3F)
    if ch < 0x10000:
        crc = fed(crc, 0xE0 | ch >> 12)
    else:
        crc = fed(fed(crc, 0xF0 | ch >> 18), 0x80 | ch >> 12 & 0x3F)
    return fed(fed(crc, 0x80 | ch >> 6 & 0x3F), 0x80 | ch & 0x3F)


cdef inline bint stands_alone(Py_UCS4 ch) noexcept nogil:
    """Whether a character is a token by itself, as in scripts without spaces."""
    return ch >= 0xE00 and (
        ch <= 0xEFF or 0x3040 <= ch <= 0x30FF or 0x3400 <= ch <= 0x9FFF or 0xAC00 <= ch <= 0xD7AF
    )


cdef Py_ssize_t fill_checksums(str text, uint64_t* values):
    """Write the checksums of the text's tokens to ``values``; returns their number."""
    cdef Py_ssize_t count = 0
    cdef uint32_t crc = 0
    cdef bint inside = False
    cdef Py_UCS4 ch
    for ch in text:
        if inside and of_word(ch):
            # As in the pattern, such a character inside a word belongs to the word.
            crc = with_char(crc, ch)
            continue
        if inside:
            values[count] = crc ^ 0xFFFFFFFFU
            count += 1
            inside = False
        if stands_alone(ch):
            values[count] = with_char(0xFFFFFFFFU, ch) ^ 0xFFFFFFFFU
            count += 1
        elif of_word(ch):
            crc = with_char(0xFFFFFFFFU, ch)
            inside = True
    if inside:
        values[count] = crc ^ 0xFFFFFFFFU
        count += 1
    return count


def checksums(str text not None):
    """``fingerprint.checksums``."""
    # Each token has at least one character, which limits their number.
    found = np.empty(len(text), dtype=np.uint64)
    cdef uint64_t[::1] values = found
    return found[:fill_checksums(text, &values[0]) if len(text) else 0]


cdef inline uint64_t mix(uint64_t value) noexcept nogil:
    """``fingerprint._mix``."""
    value += 0x9E3779B97F4A7C15ULL
    value = (value ^ value >> 30) * 0xBF58476D1CE4E5B9ULL
    value = (value ^ value >> 27) * 0x94D049BB133111EBULL
    return value ^ value >> 31


DEF LEVELS = 40


cdef uint64_t majority(const uint64_t* values, Py_ssize_t count) noexcept nogil:
    """The bits that are set in more than half of the values.

    All 64 positions are counted at once: ``levels[k]`` has bit k of each position's count, and a
    value is added to them as to 64 binary counters side by side.
    """
    cdef uint64_t levels[LEVELS]
    cdef uint64_t carry, before, found = 0
    cdef Py_ssize_t i, votes
    cdef int k, bit
    for k in range(LEVELS):
        levels[k] = 0
    for i in range(count):
        carry = values[i]
        k = 0
        while carry:
            before = levels[k]
            levels[k] = before ^ carry
            carry &= before
            k += 1
    for bit in range(64):
        votes = 0
        for k in range(LEVELS):
            votes |= <Py_ssize_t>(levels[k] >> bit & 1) << k
        if 2 * votes > count:
            found |= 1ULL << bit
    return found


def simhash_of(str text not None):
    """``fingerprint.simhash_of``."""
    cdef Py_ssize_t size = len(text), count, i
    cdef uint64_t found
    cdef uint64_t* values = <uint64_t*>malloc((size + 1) * sizeof(uint64_t))
    if values is NULL:
        raise MemoryError
    try:
        count = fill_checksums(text, values)
        for i in range(count):
            values[i] = mix(values[i])
        if count >= 3:
            count -= 2
            for i in range(count):
                values[i] = mix(values[i] * 3 + values[i + 1] * 5 + values[i + 2])
        found = majority(values, count)
    finally:
        free(values)
    return f"{found:016x}"


def is_folded(str text not None):
    """``fingerprint.is_folded``."""
    cdef Py_UCS4 ch
    cdef bint blank = True
    for ch in text:
        if ch == 32:
            if blank:
                return False
            blank = True
        elif (ch < 32 or ch > 126) and ch.isspace():
            return False
        else:
            blank = False
    return not blank or not text
