# cython: language_level=3, boundscheck=False, wraparound=False, cdivision=True
"""The rows of first-pass features compiled. `features.py` is the reference and documents them.

As there, `_text_shape` and `_markup_features` write their own columns, `Repetition` and
`ReadingOrder` the rest. The columns of a group are written by number, in the order of `columns.py`.
"""
cimport cython
from cpython.dict cimport PyDict_GetItem
from cpython.mem cimport PyMem_Calloc, PyMem_Free
from cpython.object cimport PyObject
from cpython.unicode cimport PyUnicode_DATA, PyUnicode_KIND, PyUnicode_READ, PyUnicode_Substring
from libc.stdint cimport uint32_t, uint64_t
from libc.string cimport memcpy, memset

from scraper.extractors.classify._layout cimport (
    KNOWN_TAGS, TAGS, Numbers, Pairs, is_media, level_of, over,
)
from scraper.extractors.classify._markup_features cimport AncestorFeatures
from scraper.extractors.classify._text_shape cimport GOOD_CHARS, is_good, log, shape_columns
from scraper.extractors.classify._tokens cimport (
    Lexicon, Line, TokenScores, known_word_shares, lowered, mixed, score_href, score_text,
)
from scraper.extractors.parsing._blocks cimport RawBlock

from scraper.extractors.classify import columns as _columns
from scraper.extractors.classify import features as _plain

cdef int PREFIX_CHARS = _plain.PREFIX_CHARS, HEAD_CHARS = _plain.HEAD_CHARS
cdef int MAX_HEADING_DISTANCE = _plain.MAX_HEADING_DISTANCE
cdef double NO_LCA = _plain.NO_LCA, NO_BLOCK = _plain.NO_BLOCK
cdef long LI = TAGS["li"]

# The first column of each group.
cdef int TAG_AT = _columns.BASE.index(_columns.TAG[0])
cdef int POSITION_AT = _columns.BASE.index(_columns.POSITION[0])
cdef int TOKENS_AT = _columns.BASE.index(_columns.TOKENS[0])
cdef int SIGNATURE_AT = _columns.BASE.index(_columns.SIGNATURE[0])
cdef int HEADLINE_AT = _columns.BASE.index(_columns.HEADLINE[0])
cdef int HEADING_ABOVE_AT = _columns.BASE.index(_columns.HEADING_ABOVE[0])
cdef int NEIGHBOURS_AT = _columns.BASE.index(_columns.NEIGHBOURS[0])
cdef int SIZES_AT = _columns.BASE.index(_columns.SIZES[0])
cdef int WIDTH = len(_columns.BASE), TAG_WIDTH = len(_columns.TAG)
# Each tag's column in TAG, -1 for none; headings have two columns of their own.
cdef int COLUMN_OF[KNOWN_TAGS]
memset(COLUMN_OF, -1, KNOWN_TAGS * sizeof(int))
for _tag, _name in {
    "p": "p", "li": "li", "tr": "tr", "div": "div", "blockquote": "quote",
    "figcaption": "caption", "pre": "pre", "dt": "dt", "dd": "dt", "button": "button",
    "section": "a_section", "article": "a_section", "td": "a_section",
}.items():
    COLUMN_OF[TAGS[_tag]] = _columns.TAG.index("tag_" + _name)
cdef enum:
    MOST_SHIFTED = 32
cdef int SHIFTS = len(_columns.SHIFTED_COLUMNS), OFFSET_COUNT = len(_columns.OFFSETS)
cdef int SHIFTED_OF[MOST_SHIFTED]
cdef int OFFSET_OF[MOST_SHIFTED]
for _number in range(SHIFTS):
    SHIFTED_OF[_number] = _columns.SHIFTED_COLUMNS[_number]
for _number in range(OFFSET_COUNT):
    OFFSET_OF[_number] = _columns.OFFSETS[_number]


def write_rows(tree, blocks, layout, table, about, list page_row, out_rows):
    """``features.write_rows``."""
    cdef Numbers at = layout.numbers
    cdef Py_ssize_t number, n = len(blocks)
    cdef long stretch = layout.stretch
    cdef float[:, :] out = out_rows
    cdef AncestorFeatures ancestors = AncestorFeatures(
        at, blocks, about.main50, about.main80, stretch
    )
    cdef Repetition repetition = Repetition(at, blocks, stretch)
    cdef ReadingOrder reading = ReadingOrder(at, blocks, about, stretch)
    cdef Lexicon texts = table.ready[1], hrefs = table.ready[2]
    cdef list attrs = tree.attrs
    cdef RawBlock block
    cdef TokenScores scores
    cdef Line line
    cdef bint whole
    cdef float* row
    if n and out.strides[1] != sizeof(float):
        raise ValueError("the columns of a row are not beside each other")
    for number in range(n):
        block = blocks[number]
        row = &out[number, 0]
        shape_columns(block, stretch, row)
        tag_columns(at.tags[block.node], row + TAG_AT)
        reading.position(number, block, row + POSITION_AT)
        scores = score_text(texts, block.text, &line, &whole)
        token_columns(&scores, block, hrefs, attrs, row + TOKENS_AT)
        ancestors.write(block.node, row)
        repetition.signature(number, row + SIGNATURE_AT)
        reading.headline(number, block, &line, whole, row + HEADLINE_AT)
        reading.heading_above(number, block, row + HEADING_ABOVE_AT)
        reading.neighbours(number, block, row + NEIGHBOURS_AT)
        repetition.sizes(number, block, row + SIZES_AT)
        reading.advance(number, block, scores.mean)
    write_page(out, n, page_row)
    write_shifted(out, n, WIDTH + len(page_row))


cdef void tag_columns(long tag, float* row) noexcept:
    """The columns ``TAG``."""
    cdef int level = level_of(tag)
    memset(row, 0, TAG_WIDTH * sizeof(float))
    if level:
        row[1] = 1
        row[2] = level
    elif tag < KNOWN_TAGS and COLUMN_OF[tag] >= 0:
        row[COLUMN_OF[tag]] = 1


cdef int token_columns(
    TokenScores* text, RawBlock block, Lexicon hrefs, list attrs, float* row
) except -1:
    """The columns ``TOKENS``."""
    cdef TokenScores href
    href.mean = href.least = 0.0
    if block.anchor >= 0:
        href = score_href(hrefs, attrs[block.anchor])
    row[0] = <float>text.mean
    row[1] = <float>text.least
    row[2] = <float>text.most
    row[3] = text.known
    row[4] = <float>href.mean
    row[5] = <float>href.least
    return 0


cdef int write_page(float[:, :] out, Py_ssize_t n, list page_row) except -1:
    """The columns ``PAGE``, equal in all rows."""
    cdef Py_ssize_t number, i, width = len(page_row)
    if not n:
        return 0
    for i in range(width):
        out[0, WIDTH + i] = <float><double>page_row[i]
    for number in range(1, n):
        memcpy(&out[number, WIDTH], &out[0, WIDTH], width * sizeof(float))
    return 0


cdef void write_shifted(float[:, :] out, Py_ssize_t n, Py_ssize_t column) noexcept:
    """The columns ``SHIFTED``, from ``column`` on: values of the blocks around."""
    cdef Py_ssize_t number, source, shifted, i
    cdef float* row
    for number in range(n):
        row = &out[number, column]
        for shifted in range(SHIFTS):
            for i in range(OFFSET_COUNT):
                source = number + OFFSET_OF[i]
                row[0] = out[source, SHIFTED_OF[shifted]] if 0 <= source < n else <float>NO_BLOCK
                row += 1


@cython.final
cdef class Repetition:
    """``features._Repetition``."""

    cdef Numbers at
    cdef long stretch, total_chars
    cdef double median
    # For each block the number of its signature, and of its opening.
    cdef int* signature_of
    cdef int* opening_of
    # For each signature its blocks, characters, linked characters and good blocks.
    cdef int* signed_blocks
    cdef int* signed_chars
    cdef int* signed_links
    cdef int* signed_good
    cdef int* begun  # for each opening its blocks

    def __cinit__(self, Numbers at, blocks, long stretch):
        cdef Py_ssize_t n = len(blocks), number
        cdef long k, size, links
        cdef RawBlock block
        cdef Pairs signatures = Pairs()
        cdef dict openings = {}
        cdef list sizes = []
        self.at, self.stretch = at, stretch
        self.total_chars = at.chars[0] if at.chars[0] else 1
        self.signature_of = <int*>PyMem_Calloc(7 * n + 1, sizeof(int))
        if self.signature_of is NULL:
            raise MemoryError
        self.opening_of = self.signature_of + n
        self.signed_blocks = self.signature_of + 2 * n
        self.signed_chars = self.signature_of + 3 * n
        self.signed_links = self.signature_of + 4 * n
        self.signed_good = self.signature_of + 5 * n
        self.begun = self.signature_of + 6 * n
        for number in range(n):
            block = blocks[number]
            size = stretch * len(block.text)
            links = stretch * block.link_chars
            k = numbered(openings, opening_of(block.text))
            self.opening_of[number] = <int>k
            self.begun[k] += 1
            k = at.signature(signatures, block.node)
            self.signature_of[number] = <int>k
            self.signed_blocks[k] += 1
            self.signed_chars[k] += <int>size
            self.signed_links[k] += <int>links
            self.signed_good[k] += is_good(size, links)
            if size >= GOOD_CHARS:
                sizes.append(size)
        sizes.sort()
        self.median = sizes[len(sizes) // 2] if sizes else GOOD_CHARS

    def __dealloc__(self):
        PyMem_Free(self.signature_of)

    cdef void signature(self, Py_ssize_t number, float* row) noexcept:
        """The columns ``SIGNATURE``."""
        cdef int k = self.signature_of[number]
        row[0] = self.signed_blocks[k]
        row[1] = <float>(<double>self.signed_good[k] / self.signed_blocks[k])
        row[2] = <float>over(self.signed_links[k], self.signed_chars[k])

    cdef void sizes(self, Py_ssize_t number, RawBlock block, float* row) noexcept:
        """The columns ``SIZES``."""
        cdef Numbers at = self.at
        cdef long parent = at.parents[block.node], size = self.stretch * len(block.text)
        cdef bint is_item = at.tags[block.node] == LI
        row[0] = at.count[parent] if is_item and parent >= 0 else 0
        row[1] = <float>over(at.link_chars[parent], at.chars[parent]) if is_item else 0.0
        row[2] = <float>log(size - self.stretch * block.link_chars)
        row[3] = <float>log(self.begun[self.opening_of[number]])
        row[4] = <float>(<double>self.signed_chars[self.signature_of[number]] / self.total_chars)
        row[5] = <float>(size / self.median)


@cython.final
cdef class ReadingOrder:
    """``features._ReadingOrder``; call ``advance`` after each block."""

    cdef Numbers at
    cdef list blocks
    cdef long stretch, total_good, h1, h1_node
    # The head's titles, and what the rows need of them and of the description and body.
    cdef set titles
    cdef Lexicon title_words, description_words
    cdef str body
    cdef Triples triples
    cdef bint has_words, has_blank_title
    # For each block the number of its text; for each text its blocks, and whether one was seen.
    cdef int* text_of
    cdef int* printed
    cdef int* seen
    cdef long chars_before, good_before, h1_chars, media_at
    cdef Py_ssize_t heading
    cdef RawBlock heading_block
    cdef double heading_text

    def __cinit__(self, Numbers at, blocks, about, long stretch):
        cdef Py_ssize_t n = len(blocks), number
        cdef RawBlock block
        cdef dict texts = {}
        self.at, self.blocks, self.stretch = at, list(blocks), stretch
        self.total_good = at.good[0] if at.good[0] else 1
        self.h1 = about.h1
        self.h1_node = (<RawBlock>self.blocks[self.h1]).node if self.h1 >= 0 else -1
        self.titles, self.body = about.titles, about.body
        self.title_words = Lexicon(dict.fromkeys(about.title_words, 0.0))
        self.description_words = Lexicon(dict.fromkeys(about.description_words, 0.0))
        self.has_words = self.title_words.count > 0 or self.description_words.count > 0
        self.has_blank_title = "" in self.titles
        self.triples = Triples(self.body) if self.body else None
        self.heading = -1
        self.text_of = <int*>PyMem_Calloc(3 * n + 1, sizeof(int))
        if self.text_of is NULL:
            raise MemoryError
        self.printed, self.seen = self.text_of + n, self.text_of + 2 * n
        for number in range(n):
            block = blocks[number]
            self.text_of[number] = <int>numbered(texts, block.text)
            self.printed[self.text_of[number]] += 1

    def __dealloc__(self):
        PyMem_Free(self.text_of)

    cdef void advance(self, Py_ssize_t number, RawBlock block, double text_mean) noexcept:
        cdef long size = self.stretch * len(block.text)
        self.seen[self.text_of[number]] = 1
        self.chars_before += size
        if is_good(size, self.stretch * block.link_chars):
            self.good_before += size
        if number == self.h1:
            self.h1_chars = self.chars_before
        if level_of(self.at.tags[block.node]):
            self.heading, self.heading_block, self.heading_text = number, block, text_mean

    cdef void position(self, Py_ssize_t number, RawBlock block, float* row) noexcept:
        """The columns ``POSITION``."""
        cdef Py_ssize_t n = len(self.blocks)
        row[0] = <float>(<double>number / n)
        row[1] = <float>log(n - number)
        row[2] = <float>log(self.chars_before)
        row[3] = <float>(<double>self.good_before / self.total_good)
        row[4] = <float>(<double>(self.total_good - self.good_before) / self.total_good)
        row[5] = self.at.depth[block.node]

    cdef int headline(
        self, Py_ssize_t number, RawBlock block, Line* line, bint whole, float* row
    ) except -1:
        """The columns ``HEADLINE``; ``line`` and ``whole`` are the results of ``score_text``."""
        cdef Numbers at = self.at
        cdef double[2] shared
        cdef bint has_h1 = self.h1 >= 0, below = has_h1 and number > self.h1
        cdef int k = self.text_of[number]
        shared[0] = shared[1] = 0.0
        if self.has_words:
            known_word_shares(
                self.title_words, self.description_words, block.text, line, whole, shared
            )
        row[0] = number - self.h1 if has_h1 else -99
        row[1] = below
        row[2] = at.depth[block.node] - at.common_depth(self.h1_node, block.node) if has_h1 else -1
        row[3] = <float>log(self.chars_before - self.h1_chars) if below else -1.0
        row[4] = <float>shared[0]
        if len(block.text) > HEAD_CHARS:
            row[5] = self.has_blank_title
        elif self.has_words and line.count and shared[0] < 1.0:
            row[5] = 0  # one of its words is in no title
        else:
            row[5] = " ".join(block.text.lower().split()) in self.titles
        row[6] = <float>shared[1]
        row[7] = self.triples.holds_opening(block.text) if self.body else -1.0
        row[8] = self.seen[k]
        row[9] = self.printed[k] > 1 and not self.seen[k]
        return 0

    cdef void heading_above(self, Py_ssize_t number, RawBlock block, float* row) noexcept:
        """The columns ``HEADING_ABOVE``."""
        cdef Numbers at = self.at
        cdef RawBlock heading = self.heading_block
        cdef Py_ssize_t away = number - self.heading
        if self.heading < 0:
            row[0] = 99
            row[1] = row[2] = row[3] = row[4] = row[5] = 0
            return
        row[0] = away if away < MAX_HEADING_DISTANCE else MAX_HEADING_DISTANCE
        row[1] = level_of(at.tags[heading.node])
        row[2] = <float>self.heading_text
        row[3] = <float>(<double>heading.link_chars / len(heading.text))
        row[4] = <float>at.markup[heading.node]
        row[5] = at.parents[heading.node] == at.parents[block.node]

    cdef void neighbours(self, Py_ssize_t number, RawBlock block, float* row) noexcept:
        """The columns ``NEIGHBOURS``."""
        cdef Numbers at = self.at
        cdef long node = block.node, parent = at.parents[node], other, media = 0
        cdef bint is_last = number + 1 == len(self.blocks)
        row[0] = row[1] = <float>NO_LCA
        row[2] = row[3] = row[4] = row[5] = 0
        if number:
            other = (<RawBlock>self.blocks[number - 1]).node
            row[0] = at.depth[node] - at.lca_depth(other, node)
            row[2] = at.parents[other] == parent
            row[4] = at.tags[other] == at.tags[node]
        if not is_last:
            other = (<RawBlock>self.blocks[number + 1]).node
            row[1] = at.depth[node] - at.lca_depth(node, other)
            row[3] = at.parents[other] == parent
            row[5] = at.tags[other] == at.tags[node]
        while self.media_at < node:
            media += is_media(at.tags[self.media_at])
            self.media_at += 1
        row[6] = media
        row[7] = number == 0
        row[8] = is_last


cdef uint64_t opening_of(str text):
    """Hash of the first two words of a text's opening, in lower case."""
    cdef Py_ssize_t i, n = len(text), blanks = 0
    cdef int kind = PyUnicode_KIND(text)
    cdef void* data = PyUnicode_DATA(text)
    cdef uint64_t seed = 0
    cdef Py_UCS4 ch
    if n > PREFIX_CHARS:
        n = PREFIX_CHARS
    for i in range(n):
        ch = PyUnicode_READ(kind, data, i)
        if ch == 32:
            blanks += 1
            if blanks == 2:
                return seed
        elif ch >= 128:
            break
        seed = mixed(seed, lowered(ch))
    else:
        return seed
    seed = blanks = 0
    for ch in PyUnicode_Substring(text, 0, PREFIX_CHARS).lower():
        if ch == 32:
            blanks += 1
            if blanks == 2:
                break
        seed = mixed(seed, ch)
    return seed


@cython.final
cdef class Triples:
    """The set of a text's trigrams: a string with other trigrams is not a substring of it."""

    cdef unsigned char* bits
    cdef str text

    def __cinit__(self, str text):
        cdef Py_ssize_t i, n = len(text)
        cdef int kind = PyUnicode_KIND(text)
        cdef void* data = PyUnicode_DATA(text)
        cdef uint32_t at
        self.text = text
        self.bits = <unsigned char*>PyMem_Calloc(8192, 1)
        if self.bits is NULL:
            raise MemoryError
        for i in range(n - 2):
            at = self.place(kind, data, i)
            self.bits[at >> 3] |= 1 << (at & 7)

    def __dealloc__(self):
        PyMem_Free(self.bits)

    cdef inline uint32_t place(self, int kind, void* data, Py_ssize_t i) noexcept:
        return (
            <uint32_t>PyUnicode_READ(kind, data, i) * <uint32_t>0x9E3779B1
            ^ <uint32_t>PyUnicode_READ(kind, data, i + 1) * <uint32_t>0x85EBCA77
            ^ <uint32_t>PyUnicode_READ(kind, data, i + 2) * <uint32_t>0xC2B2AE3D
        ) >> 16

    cdef bint holds_opening(self, str text):
        """Whether the opening of ``text`` is a substring."""
        cdef Py_ssize_t i, n = len(text)
        cdef int kind = PyUnicode_KIND(text)
        cdef void* data = PyUnicode_DATA(text)
        cdef uint32_t at
        if n > PREFIX_CHARS:
            n = PREFIX_CHARS
        for i in range(n - 2):
            at = self.place(kind, data, i)
            if not self.bits[at >> 3] >> (at & 7) & 1:
                return False
        return PyUnicode_Substring(text, 0, n) in self.text


cdef inline Py_ssize_t numbered(dict known, object key) except -1:
    """The number of a key: 0, 1, 2, … in the order in which they come."""
    cdef PyObject* value = PyDict_GetItem(known, key)
    cdef Py_ssize_t number
    if value is not NULL:
        return <object>value
    number = len(known)
    known[key] = number
    return number
