# cython: language_level=3, boundscheck=False, wraparound=False
"""py3langid's `visit_counts` compiled: the n-gram automaton of the language model run over a text;
and the features' weights, which the model stores in 16 bits."""
from libc.stdint cimport int32_t, uint16_t, uint32_t

import numpy as np


def visited(
    bytes text not None, const uint32_t[::1] moves not None, const int32_t[:, ::1] states not None
):
    """The features in a text, in order of first occurrence, and their counts.

    Args:
        moves: the automaton's transitions: next state by state's row and byte.
        states: for each state, the offset of its row in ``moves``, and its feature or -1.

    Returns:
        Two arrays, of features and of float counts.
    """
    cdef Py_ssize_t count = 0, seen = 0, k
    cdef uint32_t state = 0
    cdef int32_t feature
    cdef unsigned char letter
    cdef dict places = {}
    found = np.empty(len(text), dtype=np.intp)
    times = np.zeros(len(text), dtype=np.float32)
    cdef Py_ssize_t[::1] features = found
    cdef float[::1] counts = times
    for letter in text:
        state = moves[states[state, 0] + letter]
        feature = states[state, 1]
        if feature >= 0:
            place = places.get(feature)
            if place is None:
                places[feature] = count
                features[count] = feature
                counts[count] = 1
                count += 1
            else:
                counts[<Py_ssize_t>place] += 1
    return found[:count], times[:count]


cdef extern from *:
    """
    #include <stdint.h>
    #include <string.h>
    /* IEEE 754 half to single precision, exactly. Without branches, so that compilers take several
       at a time; numpy takes them one by one. */
    static void widen(const uint16_t* from, float* to, Py_ssize_t n) {
        for (Py_ssize_t i = 0; i < n; i++) {
            uint32_t half = from[i], bits = (half & 0x7fff) << 13;
            float value;
            memcpy(&value, &bits, 4);
            value *= 0x1p112f;
            memcpy(&bits, &value, 4);
            bits |= (half & 0x8000) << 16 | ((half & 0x7c00) == 0x7c00 ? 0x7f800000 : 0);
            memcpy(to + i, &bits, 4);
        }
    }
    """
    void widen(const uint16_t* given, float* to, Py_ssize_t n) noexcept nogil


def weights_of(const uint16_t[:, ::1] weights not None, const Py_ssize_t[::1] features not None):
    """``weights[features]``, converted from half to single precision."""
    cdef Py_ssize_t k, width = weights.shape[1]
    found = np.empty((features.shape[0], width), dtype=np.float32)
    cdef float[:, ::1] rows = found
    for k in range(features.shape[0]):
        if not 0 <= features[k] < weights.shape[0]:
            raise IndexError(features[k])
        widen(&weights[features[k], 0], &rows[k, 0], width)
    return found
