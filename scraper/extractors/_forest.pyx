# cython: language_level=3, boundscheck=False, wraparound=False, cdivision=True
"""`forest.score` compiled: each row down each tree."""
import numpy as np


def score(forest, const float[:, ::1] rows not None):
    """Sum of the trees for each row: float64, one a row."""
    cdef const int[::1] roots = forest.roots
    cdef const short[::1] feature = forest.feature
    cdef const float[::1] threshold = forest.threshold
    cdef const int[::1] left = forest.left
    cdef const int[::1] right = forest.right
    cdef Py_ssize_t n = rows.shape[0], trees = roots.shape[0], i, t
    cdef int at
    cdef short column
    total = np.zeros(n)
    cdef double[::1] out = total
    with nogil:
        # Trees outside, rows inside: one tree stays in the cache while all rows pass through it.
        for t in range(trees):
            for i in range(n):
                at = roots[t]
                column = feature[at]
                while column >= 0:
                    at = left[at] if rows[i, column] <= threshold[at] else right[at]
                    column = feature[at]
                out[i] += threshold[at]
    return total
