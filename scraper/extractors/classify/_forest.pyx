# cython: language_level=3, boundscheck=False, wraparound=False, cdivision=True
"""`forest.score` compiled: the same sums, to the last bit.

Sixteen rows are scored in parallel, without traversing trees. Each inner node whose test a row
fails rules out the leaves of its left subtree; the row's leaf is the first that is not ruled out.
So nodes can be tested in any order: by feature and ascending threshold, up to the first that all
sixteen rows pass. (QuickScorer: Lucchese et al., SIGIR 2015; rows in parallel: SIGIR 2016.)
"""
from cpython.mem cimport PyMem_Free, PyMem_Malloc
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
    __attribute__((target_clones("avx2", "default")))
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

    /* Sixteen rows from the first node to the sum, where a register holds sixteen numbers. ``places``
       are those of the rows in ``rows``; ``left`` begins where a line of the cache does. */
    #if defined(__GNUC__) && defined(__x86_64__)
    #include <immintrin.h>
    #define WIDE __builtin_cpu_supports("avx512f")

    __attribute__((target("avx512f")))
    static void score_wide(
        const float *rows, const int32_t *places, const int32_t *columns, const int32_t *starts,
        int features, const float *thresholds, const int32_t *kept, const int32_t *tree_of,
        const float *leaves, int trees, int32_t *left, double *scores)
    {
        const __m512i at = _mm512_loadu_si512(places), none = _mm512_setzero_si512();
        __m512d low = _mm512_setzero_pd(), high = _mm512_setzero_pd();
        for (int t = 0; t < trees; t++)
            _mm512_store_si512(left + ABREAST * t, _mm512_set1_epi32(-1));
        for (int f = 0; f < features; f++) {
            const __m512 row = _mm512_i32gather_ps(at, rows + columns[f], 4);
            for (int32_t i = starts[f], end = starts[f + 1]; i < end; i++) {
                __mmask16 fails = _mm512_cmp_ps_mask(row, _mm512_set1_ps(thresholds[i]), _CMP_NLE_UQ);
                if (!fails)
                    break;
                int32_t *bits = left + ABREAST * tree_of[i];
                __m512i held = _mm512_load_si512(bits);
                held = _mm512_mask_and_epi32(held, fails, held, _mm512_set1_epi32(kept[i]));
                _mm512_store_si512(bits, held);
            }
        }
        for (int t = 0; t < trees; t++, leaves += 2 * ABREAST, left += ABREAST) {
            /* The first bit's number is its exponent as a float. */
            __m512i bits = _mm512_load_si512(left);
            bits = _mm512_and_si512(bits, _mm512_sub_epi32(none, bits));
            bits = _mm512_srli_epi32(_mm512_castps_si512(_mm512_cvtepi32_ps(bits)), 23);
            bits = _mm512_sub_epi32(bits, _mm512_set1_epi32(127));
            __m512 leaf = _mm512_permutex2var_ps(
                _mm512_loadu_ps(leaves), bits, _mm512_loadu_ps(leaves + ABREAST));
            low = _mm512_add_pd(low, _mm512_cvtps_pd(_mm512_castps512_ps256(leaf)));
            high = _mm512_add_pd(high, _mm512_cvtps_pd(_mm256_castpd_ps(
                _mm512_extractf64x4_pd(_mm512_castps_pd(leaf), 1))));
        }
        _mm512_storeu_pd(scores, low);
        _mm512_storeu_pd(scores + 8, high);
    }
    #else
    #define WIDE 0
    #define score_wide(a, b, c, d, e, f, g, h, i, j, k, l)
    #endif

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
    bint WIDE
    void score_wide(
        const float* rows, const int32_t* places, const int32_t* columns, const int32_t* starts,
        int features, const float* thresholds, const int32_t* kept, const int32_t* tree_of,
        const float* leaves, int trees, int32_t* left, double* scores) noexcept nogil
    int first_of(int32_t bits) noexcept nogil

cdef int MOST = 32
cdef bint wide_registers = WIDE


def rank(forest):
    """The forest's nodes sorted by feature and threshold, for ``score``.

    Returns:
        features: int32, the columns that are tested, ascending.
        starts: int32, offset in the next three arrays of each feature's nodes, and their end.
        thresholds: float32; kept: int32, bits of the leaves not ruled out by failing; trees: int32.
        leaves: float32, (trees, 32), the scores of the leaves from left to right.

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
        # A node is visited twice: before its left subtree, and (negative) between its subtrees.
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
    """Sum of the leaf scores for each row, float64."""
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
    cdef Py_ssize_t stride = rows.strides[0] // <Py_ssize_t>sizeof(float)
    cdef bint at_once = (
        wide_registers and rows.strides[1] == sizeof(float) and 0 <= stride < 1 << 24
    )
    cdef float[:, ::1] values
    cdef double scores[16]
    cdef int32_t places[16]
    cdef char* held = <char*>PyMem_Malloc(trees * ABREAST * sizeof(int32_t) + 64)
    if held is NULL:
        raise MemoryError
    # Aligned to a cache line, so that sixteen numbers do not span two lines.
    cdef int32_t* left = <int32_t*>(held + 64 - <size_t>held % 64)
    if not at_once:
        values = np.empty((wide, ABREAST), dtype=np.float32)
    try:
        i = 0
        while i < n:
            some = n - i if n - i < ABREAST else ABREAST
            # Missing rows of the last batch are filled with its first row.
            if at_once:
                for k in range(ABREAST):
                    places[k] = <int32_t>(k * stride) if k < some else 0
                score_wide(
                    &rows[i, 0], places, &features[0], &starts[0], <int>wide, &thresholds[0],
                    &kept[0], &tree_of[0], &leaves[0, 0], <int>trees, left, scores,
                )
                for k in range(some):
                    out[i + k] = scores[k]
                i += ABREAST
                continue
            for f in range(wide):
                for k in range(ABREAST):
                    values[f, k] = rows[i + k if k < some else i, features[f]]
            for t in range(trees * ABREAST):
                left[t] = -1
            rule_out(
                &values[0, 0], &starts[0], <int>wide, &thresholds[0], &kept[0], &tree_of[0], left,
            )
            for t in range(trees):
                for k in range(some):
                    out[i + k] += leaves[t, first_of(left[t * ABREAST + k])]
            i += ABREAST
    finally:
        PyMem_Free(held)
    return total
