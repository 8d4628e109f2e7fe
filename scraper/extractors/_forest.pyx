# cython: language_level=3, boundscheck=False, wraparound=False, cdivision=True
"""`forest.score` compiled: each row down each tree, eight rows side by side.

Which way a row goes is hard to foresee, so nothing branches on it: all rows take as many steps as
the tree is deep, and one that came to its leaf stays there.
"""
import numpy as np

DEF ABREAST = 8


def score(forest, const float[:, ::1] rows not None):
    """Sum of the trees for each row: float64, one a row."""
    cdef const int[::1] roots = forest.roots, depths = forest.depth
    cdef const short[::1] columns = forest.column
    cdef const float[::1] thresholds = forest.threshold
    cdef const int[:, ::1] children = forest.child
    cdef Py_ssize_t n = rows.shape[0], trees = roots.shape[0], wide = rows.shape[1], i, t, k
    cdef int at[ABREAST]
    cdef int step, depth, root, here
    total = np.zeros(n)
    if not n or not trees:
        return total
    cdef double[::1] out = total
    cdef const short* column = &columns[0]
    cdef const float* threshold = &thresholds[0]
    cdef const int* child = &children[0, 0]
    cdef const float* row
    with nogil:
        # Trees outside, rows inside: one tree stays in the cache while all rows pass through it.
        for t in range(trees):
            root, depth = roots[t], depths[t]
            i = 0
            while i + ABREAST <= n:
                for k in range(ABREAST):
                    at[k] = root
                row = &rows[i, 0]
                for step in range(depth):
                    for k in range(ABREAST):
                        here = at[k]
                        at[k] = child[2 * here + (row[k * wide + column[here]] <= threshold[here])]
                for k in range(ABREAST):
                    out[i + k] += threshold[at[k]]
                i += ABREAST
            while i < n:
                here = root
                for step in range(depth):
                    here = child[2 * here + (rows[i, column[here]] <= threshold[here])]
                out[i] += threshold[here]
                i += 1
    return total
