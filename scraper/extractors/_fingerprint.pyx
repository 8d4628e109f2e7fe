# cython: language_level=3, boundscheck=False, wraparound=False
"""The checksums of `fingerprint.checksums`, without a string for each token."""
from libc.stdint cimport uint32_t, uint64_t

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


cdef inline uint32_t fed(uint32_t crc, uint32_t byte) noexcept nogil:
    return TABLE[(crc ^ byte) & 0xFF] ^ (crc >> 8)


cdef inline uint32_t with_char(uint32_t crc, uint32_t ch) noexcept nogil:
    """The checksum after the UTF-8 of one more character; a lone surrogate counts as "?"."""
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
    """Whether a character is a token by itself: those of scripts without spaces."""
    return ch >= 0xE00 and (
        ch <= 0xEFF or 0x3040 <= ch <= 0x30FF or 0x3400 <= ch <= 0x9FFF or 0xAC00 <= ch <= 0xD7AF
    )


def checksums(str text not None):
    """``fingerprint.checksums``."""
    cdef Py_ssize_t count = 0, n = len(text)
    cdef uint32_t crc = 0
    cdef bint inside = False
    cdef Py_UCS4 ch
    # A token takes a character at least, so there are never more.
    found = np.empty(n, dtype=np.uint64)
    cdef uint64_t[::1] values = found
    for ch in text:
        if inside and (ch.isalnum() or ch == u"_"):
            # As in the pattern, such a character inside a word is part of it.
            crc = with_char(crc, ch)
            continue
        if inside:
            values[count] = crc ^ 0xFFFFFFFFU
            count += 1
            inside = False
        if stands_alone(ch):
            values[count] = with_char(0xFFFFFFFFU, ch) ^ 0xFFFFFFFFU
            count += 1
        elif ch.isalnum() or ch == u"_":
            crc = with_char(0xFFFFFFFFU, ch)
            inside = True
    if inside:
        values[count] = crc ^ 0xFFFFFFFFU
        count += 1
    return found[:count]
