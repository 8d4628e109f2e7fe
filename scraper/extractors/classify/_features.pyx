# cython: language_level=3, boundscheck=False, wraparound=False, cdivision=True
"""`features.py`'s and `context.py`'s loops compiled: the same numbers, to the last bit.

The plain functions there are the reference, and say what each number means; a test compares the
two on every fixture page. Keep the order of the columns as it is there.
"""
from cpython.mem cimport PyMem_Free, PyMem_Malloc
from cpython.unicode cimport (
    PyUnicode_DATA, PyUnicode_KIND, PyUnicode_READ, PyUnicode_Substring,
)
from libc.math cimport log1p, pow
from libc.string cimport memcpy, memset

import numpy as np

from scraper.extractors.parsing._blocks cimport RawBlock
from scraper.extractors.classify._words cimport (
    Lexicon, Told, href_told, node_told, share_told, text_told,
)

from scraper.extractors.parsing.blocks import HEADINGS as _HEADINGS
from scraper.extractors.classify import features as _plain

cdef extern from "Python.h":
    bint Py_UNICODE_ISALNUM(Py_UCS4 ch)
    bint Py_UNICODE_ISDECIMAL(Py_UCS4 ch)
    bint Py_UNICODE_ISDIGIT(Py_UCS4 ch)
    bint Py_UNICODE_ISUPPER(Py_UCS4 ch)
    bint Py_UNICODE_ISLOWER(Py_UCS4 ch)
    bint Py_UNICODE_ISSPACE(Py_UCS4 ch)

cdef dict HEADINGS = dict(_HEADINGS)
cdef frozenset MEDIA = _plain.MEDIA
cdef str ENDS = "".join(sorted(_plain.TERMINAL))
cdef str CLOSERS = "".join(sorted(_plain.CLOSING))
cdef str OPENERS = "".join(sorted(_plain.OPENING))
cdef int GOOD = _plain.GOOD_CHARS
# What the elements around a block are is noted as bits: FLAGS, and one for noscript.
cdef enum:
    HIDDEN = 1 << 12
    NOSCRIPT = 1 << 14
cdef dict BITS = {tag: 1 << flag for tag, flag in _plain.FLAGS.items()}
BITS["noscript"] = NOSCRIPT
cdef str COMMA = _plain.COMMA
cdef str STOPS = ".!?…"
cdef str FULL_STOPS = "。！？؟।॥။።"
cdef str BEHIND = "\"'”’»)"
cdef int WIDTH = len(_plain.BASE)


cdef inline double logged(double value) noexcept nogil:
    return log1p(value) if value > 0 else 0.0


cdef inline bint holds(str some, Py_UCS4 ch):
    cdef Py_ssize_t i, n = len(some)
    cdef int kind = PyUnicode_KIND(some)
    cdef void* data = PyUnicode_DATA(some)
    for i in range(n):
        if PyUnicode_READ(kind, data, i) == ch:
            return True
    return False


def ready(table):
    """A table's words as the compiled modules read them."""
    return Lexicon(table.markup), Lexicon(table.text), Lexicon(table.href)


cdef list whole_list(long* values, Py_ssize_t n):
    return [values[i] for i in range(n)]


cdef list real_list(double* values, Py_ssize_t n):
    return [values[i] for i in range(n)]


cdef class Numbers:
    """The lists of a tree and its layout as C arrays."""

    def __cinit__(self, Py_ssize_t n):
        self.n = n
        self.whole = <long*>PyMem_Malloc(12 * n * sizeof(long))
        self.real = <double*>PyMem_Malloc(3 * n * sizeof(double))
        if not self.whole or not self.real:
            raise MemoryError
        memset(self.whole, 0, 12 * n * sizeof(long))
        memset(self.real, 0, 3 * n * sizeof(double))
        self.parents, self.ends = self.whole, self.whole + n
        self.depth, self.chars = self.whole + 2 * n, self.whole + 3 * n
        self.link_chars, self.good = self.whole + 4 * n, self.whole + 5 * n
        self.count, self.goods = self.whole + 6 * n, self.whole + 7 * n
        self.paragraphs, self.headings = self.whole + 8 * n, self.whole + 9 * n
        self.siblings, self.around = self.whole + 10 * n, self.whole + 11 * n
        self.markup, self.lowest, self.words = self.real, self.real + n, self.real + 2 * n

    def __dealloc__(self):
        PyMem_Free(self.whole)
        PyMem_Free(self.real)

    def __reduce__(self):
        # Fitting hands layouts from process to process.
        whole = (<char*>self.whole)[: 12 * self.n * sizeof(long)]
        real = (<char*>self.real)[: 3 * self.n * sizeof(double)]
        return restored, (self.n, whole, real)

    def at(self, Py_ssize_t node):
        """``features.Layout.at``."""
        return self.chars[node], self.link_chars[node], self.good[node], self.goods[node]

    def lists(self):
        """The lists of ``features.Layout``."""
        cdef Py_ssize_t n = self.n, k
        return (
            *[whole_list(self.whole + k * n, n) for k in range(2, 10)],
            *[real_list(self.real + k * n, n) for k in range(3)],
            whole_list(self.siblings, n),
        )

    cdef long lca_depth(self, long a, long b) noexcept:
        """Depth of the lowest element that holds both; ``a`` is not behind ``b``."""
        while not (a <= b < self.ends[a]):
            a = self.parents[a]
        return self.depth[a]

    cdef long common_depth(self, long a, long b) noexcept:
        return self.lca_depth(a, b) if a <= b else self.lca_depth(b, a)


def restored(Py_ssize_t n, bytes whole, bytes real):
    """The ``Numbers`` that were pickled."""
    cdef Numbers at = Numbers(n)
    memcpy(at.whole, <char*>whole, 12 * n * sizeof(long))
    memcpy(at.real, <char*>real, 3 * n * sizeof(double))
    return at


def sums(tree, blocks, table):
    """``features.sums``, as ``Numbers``: the lists are made when one is asked for."""
    cdef list tags = tree.tags, parents = tree.parents, ends = tree.ends, attrs = tree.attrs
    cdef Py_ssize_t n = len(tags), i, parent, node, size
    cdef Numbers at = Numbers(n)
    cdef Lexicon known = table.ready[0]
    cdef long* up = at.parents
    cdef long* depth = at.depth
    cdef long* count = at.count
    cdef long links, bits
    cdef str tag
    cdef list keys = [None] * n
    cdef dict kinds = {}, attr
    cdef RawBlock block
    cdef object key, value
    cdef double[3] scores
    for i in range(n):
        up[i] = parents[i]
        at.ends[i] = ends[i]
    for block in blocks:
        node = block.node
        size = len(block.text)
        links = block.link_chars
        at.chars[node] += size
        at.link_chars[node] += links
        count[node] += 1
        if size >= GOOD and links * 3 < size:
            at.good[node] += size
            at.goods[node] += 1
        if block.tag == "p":
            at.paragraphs[node] += size
        elif block.tag in HEADINGS:
            at.headings[node] += 1
    for i in range(n - 1, 0, -1):
        if count[i]:
            parent = up[i]
            at.chars[parent] += at.chars[i]
            at.link_chars[parent] += at.link_chars[i]
            count[parent] += count[i]
            at.good[parent] += at.good[i]
            at.goods[parent] += at.goods[i]
            at.paragraphs[parent] += at.paragraphs[i]
            at.headings[parent] += at.headings[i]
    for i in range(n):
        if i:
            depth[i] = depth[up[i]] + 1
        if not count[i]:
            continue
        attr = attrs[i]
        tag = tags[i]
        key = (up[i], tag, attr.get("class", "") if attr else "")
        keys[i] = key
        value = kinds.get(key)
        kinds[key] = 1 if value is None else <long>value + 1
        node_told(known, tag, attr, scores)
        at.markup[i], at.lowest[i], at.words[i] = scores[0], scores[1], scores[2]
        value = BITS.get(tag)
        bits = value if value is not None else 0
        if attr and ("hidden" in attr or ("style" in attr and "none" in <str>attr["style"])):
            bits |= HIDDEN
        at.around[i] = bits | (at.around[up[i]] if i else 0)
    for i in range(n):
        if count[i]:
            at.siblings[i] = kinds[keys[i]]
    return None, at


cdef inline double over(long part, long whole) noexcept:
    return <double>part / <double>(whole if whole else 1)


def main_container(tree, layout, double share):
    """``features.main_container``."""
    cdef Numbers at = layout.numbers
    cdef double wanted = at.good[0] * share
    cdef long node = 0, i = 1, end = at.ends[0]
    if not wanted:
        return 0
    while i < end:
        if at.good[i] and at.good[i] >= wanted:
            node, end = i, at.ends[i]
            i += 1
        else:
            i = at.ends[i]
    return node


def base_rows(tree, blocks, layout, table, about):
    """``features.base_rows`` as a float32 array."""
    cdef Numbers at = layout.numbers
    cdef list tags = tree.tags, attrs = tree.attrs
    cdef Lexicon text_table = table.ready[1], href_table = table.ready[2]
    cdef Py_ssize_t n = len(blocks), number, i, k, size, words
    cdef long total_good = at.good[0] if at.good[0] else 1
    cdef long total_chars = at.chars[0] if at.chars[0] else 1
    cdef long h1 = about.h1, main50 = about.main50, main80 = about.main80
    cdef set titles = about.titles
    cdef Lexicon title_words = Lexicon(dict.fromkeys(about.title_words, 0.0))
    cdef Lexicon description_words = Lexicon(dict.fromkeys(about.description_words, 0.0))
    cdef str body = about.body
    cdef Told told_text, told_href
    cdef RawBlock block, prev, after
    cdef double[2] shared
    cdef Shares shares = Shares(at, tags, attrs, blocks, main50)
    cdef long h1_node = blocks[h1].node if h1 >= 0 else -1
    cdef dict printed = {}, prefixes = {}, signatures = {}
    cdef list prefix_keys = [], entries = [], entry
    cdef str text, tag, head, opening, folded, prev_tag, next_tag
    cdef object key, value
    cdef long node, parent, links, prev_node, next_node
    cdef list sizes = []
    cdef long nodes = at.n
    out_array = np.empty((n, WIDTH), dtype=np.float32)
    cdef float[:, ::1] out = out_array
    cdef float* row
    cdef bint good, has_title = title_words.count > 0 or description_words.count > 0
    for block in blocks:
        text = block.text
        printed[text] = printed.get(text, 0) + 1
        node = block.node
        parent = at.parents[node]
        links = block.link_chars
        size = len(text)
        key = (
            block.tag,
            (<dict>attrs[node]).get("class", ""),
            (<dict>attrs[parent]).get("class", "") if parent >= 0 else "",
        )
        value = signatures.get(key)
        if value is None:
            value = signatures[key] = [0, 0, 0, 0]
        entry = value
        entry[0] = <long>entry[0] + 1
        entry[1] = <long>entry[1] + size
        entry[2] = <long>entry[2] + links
        if size >= GOOD:
            sizes.append(size)
            if links * 3 < size:
                entry[3] = <long>entry[3] + 1
        entries.append(entry)
        opening = " ".join(text[:60].lower().split(" ", 2)[:2])
        prefix_keys.append(opening)
        prefixes[opening] = prefixes.get(opening, 0) + 1
    sizes.sort()
    cdef double median = sizes[len(sizes) // 2] if sizes else GOOD
    cdef list media = []
    cdef bytearray media_flags = bytearray(nodes), time_flags = bytearray(nodes)
    cdef unsigned char* has_media = media_flags
    cdef unsigned char* has_time = time_flags
    for i in range(nodes):
        tag = tags[i]
        if tag in MEDIA:
            media.append(i)
            k = i
            while k >= 0 and not has_media[k]:
                has_media[k] = 1
                k = at.parents[k]
        elif tag == "time":
            k = i
            while k >= 0 and not has_time[k]:
                has_time[k] = 1
                k = at.parents[k]
    cdef Py_ssize_t media_at = 0, media_count = len(media)
    cdef set seen = set()
    cdef dict row_of = {}
    cdef long chars_before = 0, good_before = 0, heading = -1, h1_chars = 0, heading_node = -1
    cdef long heading_level = 0, heading_links = 0, heading_size = 1
    cdef double heading_text = 0.0
    cdef long level, digits, upper, commas, sentences, bars, inside, told, media_before
    cdef long link_count, bold, italic, anchor
    cdef Py_ssize_t head_size, c, text_size
    cdef int kind
    cdef void* data
    cdef Py_UCS4 ch, last, first, following
    cdef Py_ssize_t column, source
    for number in range(n):
        block = blocks[number]
        text = block.text
        node = block.node
        tag = block.tag
        links = block.link_chars
        link_count = block.link_count
        bold = block.bold_chars
        italic = block.italic_chars
        anchor = block.anchor
        size = len(text)
        kind = PyUnicode_KIND(text)
        data = PyUnicode_DATA(text)
        good = size >= GOOD and links * 3 < size
        # One pass over the characters.
        words = 1
        commas = sentences = 0
        for c in range(size):
            ch = PyUnicode_READ(kind, data, c)
            if ch == 32:
                words += 1
            elif ch < 128:
                if ch == 44 or ch == 59:
                    commas += 1
                elif ch == 46 or ch == 33 or ch == 63:
                    if c + 1 < size:
                        following = PyUnicode_READ(kind, data, c + 1)
                        if following == 32 or Py_UNICODE_ISSPACE(following) or holds(BEHIND, following):
                            sentences += 1
            elif ch == 0x2026:
                if c + 1 < size:
                    following = PyUnicode_READ(kind, data, c + 1)
                    if Py_UNICODE_ISSPACE(following) or holds(BEHIND, following):
                        sentences += 1
            elif ch > 0x580:
                if holds(COMMA, ch):
                    commas += 1
                elif holds(FULL_STOPS, ch):
                    sentences += 1
        first = PyUnicode_READ(kind, data, 0)
        last = PyUnicode_READ(kind, data, size - 1)
        if size > 1 and holds(CLOSERS, last):
            last = PyUnicode_READ(kind, data, size - 2)
        told_text = text_told(text_table, text)
        told_href.mean = told_href.least = 0.0
        if anchor >= 0:
            told_href = href_told(href_table, attrs[anchor])
        value = HEADINGS.get(tag)
        level = value if value is not None else 0
        head = (text if size <= 200 else PyUnicode_Substring(text, 0, 200)).lower()
        head_size = len(head)
        upper = 0
        for c in range(size if size < 200 else 200):
            ch = PyUnicode_READ(kind, data, c)
            if Py_UNICODE_ISUPPER(ch):
                upper += 1
        kind = PyUnicode_KIND(head)
        data = PyUnicode_DATA(head)
        digits = bars = 0
        inside = told = 0
        for c in range(head_size):
            ch = PyUnicode_READ(kind, data, c)
            if Py_UNICODE_ISDIGIT(ch):
                digits += 1
            elif ch == 0x7C or ch == 0xBB or ch == 0x203A or ch == 0x2022:
                bars += 1
            elif ch == 0xA9:
                inside = 1
            elif ch == 64:
                told = 1
        row = &out[number, 0]
        column = 0
        row[0] = <float>logged(size)
        row[1] = <float>logged(words)
        row[2] = <float>(<double>links / size if links < size else 1.0)
        row[3] = <float>link_count
        row[4] = <float>(<double>size / words)
        row[5] = <float>(<double>commas / words)
        row[6] = <float>logged(sentences)
        row[7] = holds(ENDS, last)
        row[8] = Py_UNICODE_ISLOWER(first)
        row[9] = holds(OPENERS, first)
        row[10] = <float>(<double>digits / head_size)
        row[11] = <float>(<double>upper / head_size)
        row[12] = <float>(<double>bold / size)
        row[13] = <float>(<double>italic / size)
        row[14] = last == 0x3A or last == 0xFF1A
        row[15] = text.endswith(("…", "...", "[…]"))
        row[16] = "?" in text if size < 3 else (
            text[size - 1] == "?" or text[size - 2] == "?" or text[size - 3] == "?"
        )
        row[17] = inside
        row[18] = bars
        row[19] = told
        row[20] = good
        row[21] = tag == "p"
        row[22] = level > 0
        row[23] = level
        row[24] = tag == "li"
        row[25] = tag == "tr"
        row[26] = tag == "div"
        row[27] = tag == "blockquote"
        row[28] = tag == "figcaption"
        row[29] = tag == "pre"
        row[30] = tag == "dt" or tag == "dd"
        row[31] = tag == "button"
        row[32] = tag == "section" or tag == "article" or tag == "td"
        row[33] = <float>(<double>number / n)
        row[34] = <float>logged(n - number)
        row[35] = <float>logged(chars_before)
        row[36] = <float>(<double>good_before / total_good)
        row[37] = <float>(<double>(total_good - good_before) / total_good)
        row[38] = at.depth[node]
        value = row_of.get(node)
        if value is None:
            _around(at, node, main50, main80, total_good, has_media, has_time,
                    row + 39, row + 59, row + BASE_END)
            shares.write(at, node, row + WIDTH - 5)
            row_of[node] = number
        else:
            source = value
            for i in range(39, 53):
                row[i] = out[source, i]
            for i in range(59, 59 + UP_SPLIT - 14):
                row[i] = out[source, i]
            for i in range(BASE_END, WIDTH):
                row[i] = out[source, i]
        row[53] = <float>told_text.mean
        row[54] = <float>told_text.least
        row[55] = <float>told_text.most
        row[56] = told_text.known
        row[57] = <float>told_href.mean
        row[58] = <float>told_href.least
        row = row + 59 + UP_SPLIT - 14
        if has_title:
            share_told(title_words, description_words, text, shared)
        else:
            shared[0] = shared[1] = 0.0
        entry = entries[number]
        row[0] = <long>entry[0]
        row[1] = <float>(<double>(<long>entry[3]) / <long>entry[0])
        row[2] = <float>over(entry[2], entry[1])
        row[3] = number - h1 if h1 >= 0 else -99
        row[4] = h1 >= 0 and number > h1
        row[5] = at.depth[node] - at.common_depth(h1_node, node) if h1 >= 0 else -1
        row[6] = <float>logged(chars_before - h1_chars) if h1 >= 0 and number > h1 else -1.0
        row[7] = <float>shared[0]
        folded = " ".join(head.split()) if size <= 200 else ""
        row[8] = folded in titles
        row[9] = <float>shared[1]
        row[10] = (text[:60] in body) if body else -1.0
        row[11] = text in seen
        row[12] = <long>printed[text] > 1 and text not in seen
        row[13] = (number - heading if number - heading < 60 else 60) if heading >= 0 else 99
        row[14] = heading_level if heading >= 0 else 0
        row[15] = <float>heading_text
        row[16] = <float>(<double>heading_links / heading_size) if heading >= 0 else 0.0
        row[17] = <float>at.markup[heading_node] if heading >= 0 else 0.0
        parent = at.parents[node]
        row[18] = heading >= 0 and at.parents[heading_node] == parent
        if number:
            prev = blocks[number - 1]
            prev_node = prev.node
            row[19] = at.depth[node] - at.lca_depth(prev_node, node)
            row[21] = at.parents[prev_node] == parent
            prev_tag = prev.tag
            row[23] = prev_tag == tag
        else:
            row[19] = 20
            row[21] = row[23] = 0
        if number + 1 < n:
            after = blocks[number + 1]
            next_node = after.node
            row[20] = at.depth[node] - at.lca_depth(node, next_node)
            row[22] = at.parents[next_node] == parent
            next_tag = after.tag
            row[24] = next_tag == tag
        else:
            row[20] = 20
            row[22] = row[24] = 0
        media_before = 0
        while media_at < media_count and <long>media[media_at] < node:
            media_at += 1
            media_before += 1
        row[25] = media_before
        row[26] = number == 0
        row[27] = number + 1 == n
        row[28] = at.count[parent] if tag == "li" and parent >= 0 else 0
        row[29] = <float>over(at.link_chars[parent], at.chars[parent]) if tag == "li" else 0.0
        row[30] = <float>logged(size - links)
        row[31] = <float>logged(<long>prefixes[prefix_keys[number]])
        row[32] = <float>(<double>(<long>entry[1]) / total_chars)
        row[33] = <float>(size / median)
        seen.add(text)
        chars_before += size
        if good:
            good_before += size
        if number == h1:
            h1_chars = chars_before
        if level:
            heading = number
            heading_node = node
            heading_level = level
            heading_links = links
            heading_size = size
            heading_text = told_text.mean
    return out_array


cdef int UP_SPLIT = _plain.UP_SPLIT
cdef int BASE_END = 59 + _plain.UP_SPLIT - 14 + 34


cdef class Shares:
    """``features.Shares``."""

    cdef dict tag_sizes, kind_sizes, path_sizes
    cdef list tags, attrs
    cdef long main, total

    def __cinit__(self, Numbers at, list tags, list attrs, blocks, long main):
        cdef long node, size, links
        cdef tuple keys
        self.tag_sizes, self.kind_sizes, self.path_sizes = {}, {}, {}
        self.tags, self.attrs, self.main, self.total = tags, attrs, main, 1
        for block in blocks:
            size = len(<str>block.text)
            links = block.link_chars
            node = block.node
            if size < GOOD or links * 3 >= size or not main <= node < at.ends[main]:
                continue
            keys = self.keys(at, node)
            self.total += size
            self.tag_sizes[keys[0]] = <long>self.tag_sizes.get(keys[0], 0) + size
            self.kind_sizes[keys[1]] = <long>self.kind_sizes.get(keys[1], 0) + size
            self.path_sizes[keys[2]] = <long>self.path_sizes.get(keys[2], 0) + size

    cdef tuple keys(self, Numbers at, long node):
        cdef long here = node, above
        cdef list path = [self.tags[node]]
        while here != self.main:
            above = at.parents[here]
            if above < 0 or above == self.main:
                break
            here = above
            path.append(self.tags[here])
        tag = self.tags[here]
        return tag, (tag, (<dict>self.attrs[here]).get("class", "")), tuple(path)

    cdef void write(self, Numbers at, long node, float* to):
        cdef tuple keys
        if not self.main <= node < at.ends[self.main]:
            to[0] = to[1] = to[2] = -1
            return
        keys = self.keys(at, node)
        to[0] = <float>(<double>(<long>self.tag_sizes.get(keys[0], 0)) / self.total)
        to[1] = <float>(<double>(<long>self.kind_sizes.get(keys[1], 0)) / self.total)
        to[2] = <float>(<double>(<long>self.path_sizes.get(keys[2], 0)) / self.total)


cdef void _around(Numbers at, long node, long main50, long main80,
                  long total_good, unsigned char* has_media, unsigned char* has_time,
                  float* flags, float* middle, float* end):
    """``features._around``, written to the three places of the row that hold it."""
    cdef long up = 0, here = node, above, up25 = 20, up50 = 20, up80 = 20, low_up = 20
    cdef long siblings_max = 1, card = -1, media_up = 10, time_up = 10, media_node = -1
    cdef long inset = -1, a1, a2, a3, a4, lca, i
    cdef double minimum = 0.0, maximum = 0.0, total = 0.0, word_low = 0.0, value, share
    for i in range(14):
        flags[i] = (at.around[node] >> i) & 1
    a1 = a2 = a3 = a4 = node
    while here >= 0:
        value = at.markup[here]
        total += value
        if value < minimum:
            minimum = value
            low_up = up
        if value > maximum:
            maximum = value
        if at.lowest[here] < word_low:
            word_low = at.lowest[here]
        share = <double>at.good[here] / total_good
        if up25 == 20 and share >= 0.25:
            up25 = up
        if up50 == 20 and share >= 0.5:
            up50 = up
        if up80 == 20 and share >= 0.8:
            up80 = up
        if up < 6 and at.siblings[here] > siblings_max:
            siblings_max = at.siblings[here]
        if card < 0 and up < 6 and at.siblings[here] >= 3 and at.count[here] >= 2:
            card = here
        if has_media[here] and media_node < 0:
            media_up = up if up < 10 else 10
            media_node = here
        if has_time[here] and time_up == 10 and up < 10:
            time_up = up
        above = at.parents[here]
        if inset < 0 and above >= 0 and above <= main50 < at.ends[above]:
            inset = here
        if up == 1:
            a1 = a2 = a3 = a4 = here
        elif up == 2:
            a2 = a3 = a4 = here
        elif up == 3:
            a3 = a4 = here
        elif up == 4:
            a4 = here
        here = above
        up += 1
    if inset < 0:
        inset = node
    lca = at.common_depth(node, main50)
    middle[0] = <float>at.markup[node]
    middle[1] = <float>at.markup[a1]
    middle[2] = <float>at.markup[a2]
    middle[3] = <float>at.markup[a3]
    middle[4] = <float>minimum
    middle[5] = <float>maximum
    middle[6] = <float>total
    middle[7] = low_up
    middle[8] = <float>word_low
    middle[9] = up25
    middle[10] = up50
    middle[11] = up80
    middle[12] = at.depth[main50] - lca
    middle[13] = main50 <= node < at.ends[main50]
    middle[14] = main80 <= node < at.ends[main80]
    middle[15] = <float>(<double>at.good[a1] / total_good)
    middle[16] = <float>(<double>at.good[a2] / total_good)
    middle[17] = <float>(<double>at.good[a3] / total_good)
    middle[18] = <float>(<double>at.good[a4] / total_good)
    middle[19] = <float>over(at.link_chars[a1], at.chars[a1])
    middle[20] = <float>over(at.link_chars[a2], at.chars[a2])
    middle[21] = <float>over(at.link_chars[a3], at.chars[a3])
    middle[22] = <float>over(at.link_chars[a4], at.chars[a4])
    middle[23] = at.count[a1]
    middle[24] = at.count[a2]
    middle[25] = at.count[a3]
    middle[26] = <float>over(at.paragraphs[a1], at.chars[a1])
    middle[27] = <float>over(at.paragraphs[a2], at.chars[a2])
    middle[28] = <float>over(at.goods[a1], at.count[a1])
    middle[29] = <float>over(at.goods[a2], at.count[a2])
    middle[30] = at.siblings[node]
    middle[31] = at.siblings[a1]
    middle[32] = at.siblings[a2]
    middle[33] = at.siblings[a3]
    middle[34] = siblings_max
    if card >= 0:
        middle[35] = <float>logged(at.chars[card])
        middle[36] = <float>over(at.link_chars[card], at.chars[card])
        middle[37] = at.count[card]
        middle[38] = at.depth[node] - at.depth[card]
    else:
        middle[35] = middle[36] = middle[37] = middle[38] = -1
    end[0] = (at.around[node] & NOSCRIPT) != 0
    end[1] = media_up
    end[2] = <float>over(at.chars[node], at.chars[media_node]) if media_node >= 0 else 0.0
    end[3] = <float>logged(at.chars[media_node]) if media_node >= 0 else -1.0
    end[4] = <float>at.markup[inset]
    end[5] = <float>logged(at.chars[inset])
    end[6] = at.count[inset]
    end[7] = <float>over(at.link_chars[inset], at.chars[inset])
    end[8] = at.siblings[inset]
    end[9] = <float>over(at.goods[inset], at.count[inset])
    end[10] = at.depth[node] - at.depth[inset]
    end[11] = at.count[inset] == 1
    end[12] = <float>(<double>at.good[inset] / total_good)
    end[13] = time_up
    end[14] = <float>at.lowest[node]
    end[15] = <float>at.lowest[a1]
    end[16] = <float>at.lowest[a2]
    end[17] = at.headings[inset]
    end[18] = <float>at.lowest[inset]
    end[22] = <float>at.words[node]
    end[23] = <float>at.words[a1]


# --- context.py -----------------------------------------------------------------------------------

cdef int RUN_GAP = _plain.RUN_GAP


def sequence(tree, blocks, layout, const double[::1] first, const double[::1] size):
    """``context.sequence`` as a float32 array."""
    cdef Numbers at = layout.numbers
    cdef Py_ssize_t n = len(blocks), i, number
    out_array = np.empty((n, 14), dtype=np.float32)
    cdef float[:, ::1] out = out_array
    cdef long[::1] nodes = np.array([block.node for block in blocks], dtype=np.int64)
    cdef list tags = [block.tag for block in blocks]
    cdef unsigned char[::1] level = bytearray([HEADINGS.get(tag, 0) for tag in tags])
    cdef long last = -1, headings = 0, big = 0
    cdef double chars = 0.0, away, root, mass, best_mass = 0.0
    cdef long best_first = 0, best_last = 0
    cdef list runs = [], run
    cdef long[::1] run_of = np.full(n, -1, dtype=np.int64)
    for i in range(n):
        if last >= 0:
            out[i, 0] = i - last if i - last < 99 else 99
            out[i, 1] = <float>log1p(chars)
            out[i, 2] = headings
            out[i, 3] = big
            out[i, 4] = at.depth[nodes[i]] - at.common_depth(nodes[last], nodes[i])
        else:
            out[i, 0] = 99.0
            out[i, 1] = 11.0
            out[i, 2] = out[i, 3] = 0.0
            out[i, 4] = 20.0
        if first[i] > 0.5:
            if last < 0 or i - last > RUN_GAP:
                runs.append([i, i, 0.0])
            run = runs[len(runs) - 1]
            run[1] = i
            run[2] = <double>run[2] + first[i] * size[i]
            last, chars, headings, big = i, 0.0, 0, 0
        else:
            chars += size[i]
        if level[i]:
            headings += 1
            big += level[i] <= 2
    last, chars = -1, 0.0
    for i in range(n - 1, -1, -1):
        if last >= 0:
            out[i, 5] = last - i if last - i < 99 else 99
            out[i, 6] = <float>log1p(chars)
            out[i, 7] = at.depth[nodes[i]] - at.common_depth(nodes[last], nodes[i])
        else:
            out[i, 5] = 99.0
            out[i, 6] = 11.0
            out[i, 7] = 20.0
        if first[i] > 0.5:
            last, chars = i, 0.0
        else:
            chars += size[i]
    for number in range(len(runs)):
        run = runs[number]
        if number == 0 or <double>run[2] > best_mass:
            best_first, best_last, best_mass = run[0], run[1], run[2]
        for i in range(run[0], <long>run[1] + 1):
            run_of[i] = number
    cdef dict groups = {}
    cdef list attrs = tree.attrs, members = [], group
    cdef long parent
    cdef object key, value
    for i in range(n):
        parent = at.parents[nodes[i]]
        key = (
            tags[i],
            (<dict>attrs[nodes[i]]).get("class", ""),
            (<dict>attrs[parent]).get("class", "") if parent >= 0 else "",
        )
        value = groups.get(key)
        if value is None:
            value = groups[key] = [0.0, 0.0, 0.0]
        group = value
        members.append(group)
        root = (size[i] if size[i] < 1000.0 else 1000.0) ** 0.5
        group[0] = <double>group[0] + root * first[i]
        group[1] = <double>group[1] + root
        group[2] = <double>group[2] + 1
    cdef double heading = -1.0, below = -1.0
    for i in range(n):
        away = i - best_first if i < best_first else i - best_last if i > best_last else 0
        out[i, 8] = <float>away
        if run_of[i] >= 0:
            mass = runs[run_of[i]][2]
            out[i, 9] = <float>(mass / (best_mass + 1e-9))
        else:
            out[i, 9] = 0.0
        out[i, 10] = len(runs)
        out[i, 11] = <float>heading
        if level[i]:
            heading = first[i]
    for i in range(n - 1, -1, -1):
        group = members[i]
        root = (size[i] if size[i] < 1000.0 else 1000.0) ** 0.5
        out[i, 12] = <float>below
        if <double>group[2] > 1:
            out[i, 13] = <float>(
                (<double>group[0] - root * first[i]) / (<double>group[1] - root + 1e-9)
            )
        else:
            out[i, 13] = -1.0
        below = -1.0 if level[i] else (below if below > first[i] else first[i])
    return out_array


cdef long _deepest(Numbers at, double* mass, double wanted) noexcept:
    """``context.container``."""
    cdef long node = 0, end = at.ends[0], i = 1
    while i < end:
        if mass[i] >= wanted:
            node, end = i, at.ends[i]
            i += 1
        else:
            i = at.ends[i]
    return node


def levels(tree, blocks, layout, const double[::1] first, const double[::1] size, tuple shares,
           int count):
    """``context.levels`` as a float32 array."""
    cdef Numbers at = layout.numbers
    cdef Py_ssize_t n = len(blocks), i, k, wide = len(shares)
    out_array = np.empty((n, 3 * count - 1 + 2 * wide), dtype=np.float32)
    cdef float[:, ::1] out = out_array
    cdef long[::1] nodes = np.array([block.node for block in blocks], dtype=np.int64)
    mass_array = np.zeros(at.n, dtype=np.float64)
    cdef double[::1] mass_view = mass_array
    cdef double* mass = &mass_view[0]
    cdef long up, a
    cdef double total, own, own_mass, rest
    cdef long[::1] mains = np.zeros(wide, dtype=np.int64)
    for i in range(n):
        mass[nodes[i]] += first[i] * size[i]
    for i in range(at.n - 1, 0, -1):
        if at.count[i]:
            mass[at.parents[i]] += mass[i]
    total = mass[0] + 1e-9
    for k in range(wide):
        mains[k] = _deepest(at, mass, total * <double>shares[k])
    for i in range(n):
        own, own_mass = size[i], size[i] * first[i]
        up = nodes[i]
        for k in range(count):
            out[i, k] = <float>(mass[up] / (at.chars[up] + 1e-9))
            rest = at.chars[up] - own
            out[i, count + k] = <float>((mass[up] - own_mass) / rest) if rest > 0.5 else -1.0
            if k:
                out[i, 2 * count + k - 1] = <float>(mass[up] / total)
            if at.parents[up] >= 0:
                up = at.parents[up]
        for k in range(wide):
            a = nodes[i]
            while not (a <= mains[k] < at.ends[a]):
                a = at.parents[a]
            out[i, 3 * count - 1 + k] = at.depth[nodes[i]] - at.depth[a]
            out[i, 3 * count - 1 + wide + k] = at.depth[mains[k]] - at.depth[a]
    return out_array


# --- cards.py -------------------------------------------------------------------------------------

cdef int CLIMB = _plain.CLIMB
cdef int NEAR = _plain.NEAR
cdef double ALL_LINK = _plain.ALL_LINK


def cards(tree, blocks, layout):
    """``cards.cards_of`` as a float32 array."""
    cdef Numbers at = layout.numbers
    cdef list tags = tree.tags, attrs = tree.attrs, members
    cdef Py_ssize_t n = len(blocks), number, node, k
    out_array = np.zeros((n, 11), dtype=np.float32)
    cdef float[:, ::1] out = out_array
    cdef float* row
    cdef Py_ssize_t[:, ::1] of = np.empty((3, n + 1), dtype=np.intp)
    cdef unsigned char[:, ::1] mark = np.zeros((2, n + 1), dtype=np.uint8)
    cdef Py_ssize_t[::1] first_of = np.full(at.n, -1, dtype=np.intp)
    cdef float[:, ::1] facts
    cdef Py_ssize_t card, up, heads = 0, linked_heads = 0, heading = -1, begins, holds, total, low, high
    cdef dict groups = {}, group_of = {}
    cdef list firsts = []
    cdef RawBlock block
    cdef object key, value
    cdef double mean, spread, size, head_share
    of[2, 0] = 0
    for number in range(n):
        block = blocks[number]
        size = len(block.text)
        mark[0, number] = block.link_chars >= ALL_LINK * size and size > 15
        mark[1, number] = block.tag in HEADINGS
        heads += mark[1, number]
        linked_heads += mark[0, number] and mark[1, number]
        of[2, number + 1] = of[2, number] + mark[0, number]
        node = block.node
        card = -1
        up = 0
        for k in range(CLIMB):
            if at.siblings[node] >= 3 and at.count[node] >= 2:
                card, up = node, k
                break
            node = at.parents[node]
            if node < 0:
                break
        of[0, number] = card
        of[1, number] = up
        if card >= 0 and first_of[card] < 0:
            first_of[card] = number
            firsts.append(card)
    for value in firsts:
        card = value
        key = (at.parents[card], tags[card], (<dict>attrs[card]).get("class", ""))
        value = groups.get(key)
        if value is None:
            groups[key] = [card]
        else:
            (<list>value).append(card)
    facts = np.zeros((len(groups) + 1, 5), dtype=np.float32)
    up = 0
    for value in groups.values():
        members = value
        total = begins = holds = 0
        for key in members:
            card = key
            group_of[card] = up
            total += at.chars[card]
            begins += mark[0, first_of[card]]
            holds += at.link_chars[card] > 0
        mean = <double>total / len(members)
        spread = 0.0
        for key in members:
            spread += pow(<double>at.chars[<Py_ssize_t>key] - mean, 2.0)
        spread = pow(spread / len(members), 0.5) / (mean if mean else 1.0)
        facts[up, 0] = len(members)
        facts[up, 1] = <float>(<double>begins / len(members))
        facts[up, 2] = <float>(<double>holds / len(members))
        facts[up, 3] = <float>spread
        facts[up, 4] = <float>mean
        up += 1
    head_share = <double>linked_heads / (heads if heads else 1)
    for number in range(n):
        card = of[0, number]
        row = &out[number, 0]
        if card >= 0:
            up = group_of[card]
            for k in range(5):
                row[k] = facts[up, k]
            row[5] = of[1, number]
            row[6] = heading >= 0 and first_of[card] <= heading and mark[0, heading]
        else:
            row[5] = -1
        row[7] = number > 0 and mark[0, number - 1]
        low = number - NEAR if number > NEAR else 0
        high = number + 1 + NEAR if number + 1 + NEAR < n else n
        row[8] = of[2, number] - of[2, low]
        row[9] = of[2, high] - of[2, number + 1]
        row[10] = <float>head_share
        if mark[1, number]:
            heading = number
    return out_array
