from scraper.extractors.classify._layout cimport Numbers


cdef class Shares:
    cdef int* insets
    cdef int* paths
    cdef long* sizes
    cdef long main, total, nodes
    cdef void write(self, Numbers at, long node, float* to) noexcept


cdef struct Path:
    # What the elements from a block's own upwards give; levels are counted from it.
    long up[5]  # the element and four above; the root again where there are fewer
    double minimum, maximum, total, word_low  # of their markup scores
    long low_up, up25, up50, up80, siblings_max, card, media, media_up, time_up, inset


cdef class AncestorFeatures:
    cdef Numbers at
    cdef Shares shares
    cdef long main50, main80, total_good
    cdef bytearray flags
    cdef unsigned char* has_media
    cdef unsigned char* has_time
    cdef float** row_of
    cdef void write(self, long node, float* row) noexcept
    cdef Path walk_up(self, long node) noexcept
    cdef void write_near(self, long node, Path* path, float* to) noexcept
    cdef void write_later(self, long node, Path* path, float* to) noexcept
