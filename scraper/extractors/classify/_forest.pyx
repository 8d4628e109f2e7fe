# cython: language_level=3, boundscheck=False, wraparound=False, cdivision=True
"""`forest.score` compiled: the same sums, to the last bit.

Sixteen rows pass side by side, and no tree is walked. Each inner node that a row fails rules out
the leaves on its left; the leaf that the row comes to is the first one left over. So the nodes can
be asked in any order: feature by feature, by rising thresholds, up to the largest value among the
sixteen rows. (QuickScorer: Lucchese et al., SIGIR 2015; the rows side by side: SIGIR 2016.)
"""
from libc.stdint cimport int32_t, uint32_t, uint64_t

import numpy as np

cdef extern from *:
    """
    #include <stdint.h>

    #define ABREAST 16

    #if defined(__GNUC__)
    typedef float Floats __attribute__((vector_size(4 * ABREAST), aligned(4), may_alias));
    typedef int32_t Bits __attribute__((vector_size(4 * ABREAST), aligned(4), may_alias));
    #endif

    #if defined(__GNUC__) && !defined(__clang__) && defined(__x86_64__) && defined(__GLIBC__)
    __attribute__((target_clones("avx512f", "avx2", "default")))
    #endif
    static void rule_out(
        const float *values, const int32_t *starts, int features,
        const float *thresholds, const int32_t *kept, const int32_t *trees, int32_t *left)
    {
        for (int f = 0; f < features; f++, values += ABREAST) {
            int32_t i = starts[f], end = starts[f + 1];
            float top = values[0];
            for (int k = 1; k < ABREAST; k++)
                top = values[k] <= top || top != top ? top : values[k];
    #if defined(__GNUC__)
            const Floats row = *(const Floats *)values;
            for (; i < end && !(top <= thresholds[i]); i++)
                *(Bits *)(left + ABREAST * trees[i]) &= kept[i] | (row <= thresholds[i]);
    #else
            for (; i < end && !(top <= thresholds[i]); i++)
                for (int k = 0; k < ABREAST; k++)
                    left[ABREAST * trees[i] + k] &= kept[i] | -(values[k] <= thresholds[i]);
    #endif
        }
    }

    static int first_of(int32_t bits)
    {
    #if defined(__GNUC__)
        return __builtin_ctz((unsigned)bits);
    #else
        int n = 0;
        while (!(bits >> n & 1))
            n++;
        return n;
    #endif
    }
    """
    int ABREAST
    void rule_out(
        const float* values, const int32_t* starts, int features, const float* thresholds,
        const int32_t* kept, const int32_t* trees, int32_t* left) noexcept nogil
    int first_of(int32_t bits) noexcept nogil

cdef int MOST = 32


def rank(forest):
    """The forest's nodes by feature and threshold, for ``score``.

    Returns:
        features: int32, the columns that are asked for, ascending.
        starts: int32, where in the next three the nodes of each begin, and their end.
        thresholds: float32, kept: int32 (bits of the leaves that failing leaves), trees: int32.
        leaves: float32, (trees, 32), the leaves' scores from left to right.

        None where a tree has more than 32 leaves.
    """
    cdef const int[::1] roots = forest.roots, left = forest.left, right = forest.right
    cdef const short[::1] feature = forest.feature
    cdef const float[::1] threshold = forest.threshold
    cdef Py_ssize_t trees = roots.shape[0], nodes = feature.shape[0], t
    leaves_array = np.zeros((trees, MOST), dtype=np.float32)
    kept_array = np.zeros(nodes, dtype=np.int32)
    tree_array = np.zeros(nodes, dtype=np.int32)
    cdef float[:, ::1] leaves = leaves_array
    cdef int32_t[::1] kept = kept_array
    cdef int[::1] tree_of = tree_array
    cdef list stack
    cdef int node, count, low
    for t in range(trees):
        count = 0
        # A node is met twice: before its left side, and (negative) between its two sides.
        stack = [(roots[t], 0)]
        while stack:
            node, low = stack.pop()
            if node < 0:
                kept[~node] = <int32_t>~(<uint32_t>((<uint64_t>1 << count) - (<uint64_t>1 << low)))
                tree_of[~node] = t
            elif feature[node] < 0:
                if count == MOST:
                    return None
                leaves[t, count] = threshold[node]
                count += 1
            else:
                stack.append((right[node], 0))
                stack.append((~node, count))
                stack.append((left[node], 0))
    inner = np.flatnonzero(forest.feature >= 0)
    order = inner[np.lexsort((forest.threshold[inner], forest.feature[inner]))]
    features, starts = np.unique(forest.feature[order], return_index=True)
    return (
        features.astype(np.int32), np.append(starts, len(order)).astype(np.int32),
        forest.threshold[order], kept_array[order], tree_array[order], leaves_array,
    )


def score(forest, const float[:, :] rows not None):
    """Sum of the trees for each row: float64, one a row."""
    cdef Py_ssize_t n = rows.shape[0], trees = len(forest.roots), i, f, k, t, some
    total = np.zeros(n)
    if not n or not trees:
        return total
    if forest.ranked is None:
        from scraper.extractors.classify.forest import score as plain

        return plain(forest, np.asarray(rows))
    cdef const int32_t[::1] features, starts, tree_of
    cdef const float[::1] thresholds
    cdef const int32_t[::1] kept
    cdef const float[:, ::1] leaves
    features, starts, thresholds, kept, tree_of, leaves = forest.ranked
    cdef Py_ssize_t wide = features.shape[0]
    if not wide:
        for t in range(trees):
            total += leaves[t, 0]
        return total
    cdef double[::1] out = total
    cdef float[:, ::1] values = np.empty((wide, ABREAST), dtype=np.float32)
    cdef int32_t[:, ::1] left = np.empty((trees, ABREAST), dtype=np.int32)
    with nogil:
        i = 0
        while i < n:
            some = n - i if n - i < ABREAST else ABREAST
            for f in range(wide):
                for k in range(ABREAST):
                    # Rows that are missing in the last round are filled up with its first.
                    values[f, k] = rows[i + k if k < some else i, features[f]]
            for t in range(trees):
                for k in range(ABREAST):
                    left[t, k] = -1
            rule_out(
                &values[0, 0], &starts[0], <int>wide, &thresholds[0], &kept[0], &tree_of[0],
                &left[0, 0],
            )
            for t in range(trees):
                for k in range(some):
                    out[i + k] += leaves[t, first_of(left[t, k])]
            i += ABREAST
    return total
