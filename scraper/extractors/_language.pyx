# cython: language_level=3, boundscheck=False, wraparound=False
"""The walk of py3langid's `visit_counts`: which n-grams of the language model a text holds."""
from libc.stdint cimport int32_t, uint32_t

import numpy as np


def visited(
    bytes text not None, const uint32_t[::1] moves not None, const int32_t[:, ::1] states not None
):
    """The features that a text shows, in the order in which they come first, and how often.

    Args:
        moves: the automaton's next state for each row of states and each byte.
        states: of each state, where its row of ``moves`` begins, and its feature, or -1 for none.

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
