# cython: language_level=3, boundscheck=False, wraparound=False, cdivision=True
"""The loop of `describe.py` compiled: the same numbers, to the last bit.

The plain functions there are the reference, and say what everything means.
"""
import unicodedata

from cpython.mem cimport PyMem_Calloc, PyMem_Free, PyMem_Malloc
from cpython.object cimport PyObject
from cpython.unicode cimport (
    PyUnicode_DATA, PyUnicode_KIND, PyUnicode_READ, PyUnicode_READ_CHAR, PyUnicode_Substring,
)
from libc.stdint cimport uint64_t
from scraper.extractors.classify._layout cimport Numbers
from scraper.extractors.classify._tokens cimport (
    SCORED_ATTRIBUTES, Lexicon, Line, TokenScores, attribute_flags, score_href, score_node,
    score_text,
)
from scraper.extractors.parsing._blocks cimport RawBlock, folded
from scraper.extractors.related._candidates cimport ItemCandidate, is_decimal, word_count

import numpy as np

from scraper.extractors.related import describe as _plain
from scraper.extractors.related.titles import query_form
from scraper.urls import site_of

cdef extern from "Python.h":
    bint Py_UNICODE_ISDECIMAL(Py_UCS4 ch)
    bint Py_UNICODE_ISDIGIT(Py_UCS4 ch)
    bint PyUnicode_IS_ASCII(str text)

cdef int WIDTH = len(_plain.CANDIDATE_FEATURES)


cdef enum:
    SHAPE = 12  # letters of a shape that are compared
    SLUG_WORDS = 1024  # an address is shorter than 2,000 letters


cdef struct Place:
    # A part of an address: where it begins and ends.
    Py_ssize_t start
    Py_ssize_t end


cdef struct Parts:
    # The parts of an address's path: how many, the first, the last and the longest.
    Py_ssize_t count
    Place first
    Place last
    Place longest


cdef Parts parts_of(str url):
    """What is asked of ``titles.path_parts``."""
    cdef Parts found
    cdef Place part
    cdef Py_ssize_t n = len(url), i = url.find("://")
    cdef int kind = PyUnicode_KIND(url)
    cdef void* data = PyUnicode_DATA(url)
    cdef Py_UCS4 ch
    found.count = 0
    found.first.start = found.first.end = 0
    found.last = found.longest = found.first
    if i < 0:
        return found
    i += 3
    while i < n and PyUnicode_READ(kind, data, i) != 47:
        i += 1
    while i < n:
        ch = PyUnicode_READ(kind, data, i)
        if ch == 63:
            break
        if ch == 47:
            i += 1
            continue
        part.start = i
        while i < n:
            ch = PyUnicode_READ(kind, data, i)
            if ch == 47 or ch == 63:
                break
            i += 1
        part.end = i
        if not found.count:
            found.first = part
        found.last = part
        if part.end - part.start > found.longest.end - found.longest.start:
            found.longest = part
        found.count += 1
    return found


cdef bint same(str url, Place part, str other):
    """Whether a part of an address is a given text."""
    cdef Py_ssize_t i, n = len(other)
    if part.end - part.start != n:
        return False
    cdef int kind = PyUnicode_KIND(url), other_kind = PyUnicode_KIND(other)
    cdef void* data = PyUnicode_DATA(url)
    cdef void* other_data = PyUnicode_DATA(other)
    for i in range(n):
        if PyUnicode_READ(kind, data, part.start + i) != PyUnicode_READ(other_kind, other_data, i):
            return False
    return True


cdef inline bint is_letter(Py_UCS4 ch) noexcept nogil:
    return 97 <= ch <= 122 or 65 <= ch <= 90


cdef bint has_shape(str url, Place part, str shape):
    """Whether ``describe._shape`` of a part of an address is ``shape``."""
    cdef Py_ssize_t i = part.start, n = part.end, size = 0, at = 0, out = 0
    cdef int kind = PyUnicode_KIND(url)
    cdef void* data = PyUnicode_DATA(url)
    cdef Py_UCS4 ch
    cdef Py_UCS4 made[SHAPE + 2]
    cdef Py_UCS4* folds
    folds = <Py_UCS4*>PyMem_Malloc((n - i + 1) * sizeof(Py_UCS4))
    if folds is NULL:
        raise MemoryError
    while i < n:
        ch = PyUnicode_READ(kind, data, i)
        i += 1
        if is_letter(ch):
            while i < n and is_letter(PyUnicode_READ(kind, data, i)):
                i += 1
            ch = 97
        elif Py_UNICODE_ISDECIMAL(ch):
            while i < n and Py_UNICODE_ISDECIMAL(PyUnicode_READ(kind, data, i)):
                i += 1
            ch = 57
        folds[size] = ch
        size += 1
    while at < size and out < SHAPE:
        ch = folds[at]
        made[out] = ch
        out += 1
        if ch == 97 and at + 1 < size and (folds[at + 1] == 45 or folds[at + 1] == 95):
            while at + 1 < size and folds[at] == 97 and (folds[at + 1] == 45 or folds[at + 1] == 95):
                at += 2
            if at < size and folds[at] == 97:
                at += 1
            made[out] = 45
            out += 1
        else:
            at += 1
    PyMem_Free(folds)
    if out > SHAPE:
        out = SHAPE
    if out != len(shape):
        return False
    for i in range(out):
        if made[i] != <Py_UCS4>shape[i]:
            return False
    return True


cdef inline bint is_digit(Py_UCS4 ch):
    return 48 <= ch <= 57 if ch < 128 else Py_UNICODE_ISDIGIT(ch)


cdef inline bint in_slug(Py_UCS4 ch) noexcept nogil:
    return 97 <= ch <= 122 or 48 <= ch <= 57 or 0x80 <= ch <= 0xFFFF


cdef Py_ssize_t hashes(
    str text, Py_ssize_t start, Py_ssize_t end, bint fold, uint64_t* found, Py_ssize_t room
):
    """Hashes of what ``titles._SLUG`` finds in a text, each once; ASCII capitals may be folded."""
    cdef int kind = PyUnicode_KIND(text)
    cdef void* data = PyUnicode_DATA(text)
    cdef Py_ssize_t i = start, k, count = 0, size
    cdef Py_UCS4 ch
    cdef uint64_t seed
    while i < end and count < room:
        ch = PyUnicode_READ(kind, data, i)
        if fold and 65 <= ch <= 90:
            ch = <Py_UCS4>(<long>ch + 32)
        if not in_slug(ch):
            i += 1
            continue
        seed = 14695981039346656037ULL
        size = 0
        while i < end:
            ch = PyUnicode_READ(kind, data, i)
            if fold and 65 <= ch <= 90:
                ch = <Py_UCS4>(<long>ch + 32)
            if not in_slug(ch):
                break
            seed = (seed ^ <uint64_t>ch) * 1099511628211ULL
            size += 1
            i += 1
        # The lowest bit tells words of one letter.
        seed = (seed << 1) | (size == 1)
        for k in range(count):
            if found[k] == seed:
                break
        else:
            found[count] = seed
            count += 1
    return count


cdef double overlap_of(str url, Place longest, str title):
    """``titles.slug_overlap``."""
    cdef uint64_t slug[SLUG_WORDS]
    cdef uint64_t* said
    cdef Py_ssize_t count, words, i, k, both = 0, known = 0, room
    cdef bint plain_url = PyUnicode_IS_ASCII(url), plain_title = PyUnicode_IS_ASCII(title)
    if longest.end - longest.start < 2:
        return 0.0
    if not plain_url:
        url = PyUnicode_Substring(url, longest.start, longest.end).lower()
        longest.start, longest.end = 0, len(url)
    count = hashes(url, longest.start, longest.end, plain_url, slug, SLUG_WORDS)
    for i in range(count):
        known += not slug[i] & 1
    if known < 2:
        return 0.0
    if not plain_title:
        title = unicodedata.normalize("NFKD", title.lower())
        # What combines begins at U+0300.
        title = "".join([c for c in title if c < "\u0300" or not unicodedata.combining(c)])
    room = len(title) // 2 + 1
    said = <uint64_t*>PyMem_Malloc(room * sizeof(uint64_t))
    if said is NULL:
        raise MemoryError
    words = hashes(title, 0, len(title), plain_title, said, room)
    for i in range(count):
        if not slug[i] & 1:
            for k in range(words):
                if said[k] == slug[i]:
                    both += 1
                    break
    PyMem_Free(said)
    return <double>both / known


cdef struct Around:
    # What the elements from the page's root down to one say, as far as it was asked for.
    double low
    double high
    double total
    double item
    double item_low
    double item_high
    long lists
    bint nav
    bint footer
    bint header
    bint known


cdef class _Paths:
    """What is said of each element's path, worked out once."""

    cdef list tags, attrs
    cdef Lexicon markup
    cdef Numbers at
    cdef Around* around
    cdef long* path
    # What the words of a kind of element say, where they are all in its tag and class.
    cdef double* told
    cdef unsigned char* is_told

    def __cinit__(self, tree, Numbers at, Lexicon markup):
        cdef Py_ssize_t n = len(tree.tags)
        self.tags, self.attrs, self.at, self.markup = tree.tags, tree.attrs, at, markup
        self.around = <Around*>PyMem_Calloc(n + 1, sizeof(Around))
        self.path = <long*>PyMem_Malloc((n + 1) * sizeof(long))
        self.told = <double*>PyMem_Malloc((n + 1) * sizeof(double))
        self.is_told = <unsigned char*>PyMem_Calloc(n + 1, 1)
        if not (self.around and self.path and self.told and self.is_told):
            raise MemoryError

    def __dealloc__(self):
        PyMem_Free(self.around)
        PyMem_Free(self.path)
        PyMem_Free(self.told)
        PyMem_Free(self.is_told)

    cdef double item(self, long node):
        """What the element's words say."""
        cdef double scores[3]
        cdef dict attrs = self.attrs[node]
        cdef PyObject* class_name
        cdef int flags = attribute_flags(attrs, &class_name)
        cdef long kind = self.at.kinds[node]
        # An element without text has no kind.
        cdef bint shared = self.at.count[node] and not flags & SCORED_ATTRIBUTES
        if shared and self.is_told[kind]:
            return self.told[kind]
        score_node(self.markup, self.tags[node], attrs, flags, scores)
        if shared:
            self.told[kind], self.is_told[kind] = scores[0], 1
        return scores[0]

    cdef Around* of(self, long node):
        cdef long asked = node, steps = 0, up = node
        cdef Around* here
        cdef Around* above
        cdef double markup, item
        cdef str tag
        while up >= 0 and not self.around[up].known:
            self.path[steps] = up
            steps += 1
            up = self.at.parents[up]
        while steps:
            steps -= 1
            node = self.path[steps]
            here = self.around + node
            up = self.at.parents[node]
            markup = self.at.markup[node]
            tag = self.tags[node]
            item = self.item(node)
            if up >= 0:
                above = self.around + up
                here[0] = above[0]
                here.total = above.total + markup
                if markup < here.low:
                    here.low = markup
                if markup > here.high:
                    here.high = markup
                if item < here.item_low:
                    here.item_low = item
                if item > here.item_high:
                    here.item_high = item
            else:
                here.low = here.high = here.total = markup
                here.item_low = here.item_high = item
                here.lists = 0
                here.nav = here.footer = here.header = False
            here.item = item
            here.known = True
            if tag == "ul" or tag == "ol":
                here.lists = self.at.count[node]
            elif tag == "nav":
                here.nav = True
            elif tag == "footer":
                here.footer = True
            elif tag == "header":
                here.header = True
        return self.around + asked


cdef struct Shared:
    # What one candidate gives to the figures of its group.
    double site
    double shape
    double overlap
    double href


def describe_rows(tree, blocks, layout, table, candidates, facts, probabilities):
    """``describe.describe_rows``."""
    cdef Numbers at = layout.numbers
    cdef _Paths paths = _Paths(tree, at, table.ready[0])
    cdef Lexicon text_table = table.ready[1], href_table = table.ready[2]
    cdef list tags = tree.tags, attrs = tree.attrs, own_parts = facts.own_parts, key, members
    cdef Py_ssize_t n = len(candidates), i, k, c, size, page = len(blocks), own = len(own_parts)
    cdef long first = facts.first, last = facts.last, story_node = facts.story_node
    cdef long anchor, number, up, chars, digits, a, b, link_chars, run
    cdef long images, headings, words, fewest
    cdef bint has_story = first >= 0, colon, query, long_number, year
    cdef str own_shape = facts.own_shape, site = facts.site, title, url, origin, body
    cdef str own_form = facts.own_form
    cdef str own_first = own_parts[0] if own else ""
    cdef dict groups = {}, sites = {}
    cdef int kind
    cdef void* data
    cdef Py_UCS4 ch
    cdef Parts parts
    cdef TokenScores said, href
    cdef Line line
    cdef bint whole
    cdef Around* around
    cdef Shared total
    cdef object value
    cdef tuple signature
    cdef ItemCandidate candidate
    cdef RawBlock block
    cdef double slugs = 0
    out_array = np.empty((n, WIDTH), dtype=np.float32)
    cdef float[:, ::1] out = out_array
    cdef float* row
    cdef Shared* shared = <Shared*>PyMem_Malloc((n + 1) * sizeof(Shared))
    if shared is NULL:
        raise MemoryError
    for i in range(n):
        candidate = candidates[i]
        anchor = candidate.anchors[0]
        number = candidate.title_block
        block = blocks[number]
        url = candidate.url
        title = candidate.title
        row = &out[i, 0]
        key = []
        up = anchor
        for k in range(4):
            key.append(tags[up])
            key.append((<dict>attrs[up]).get("class", ""))
            up = at.parents[up]
            if up < 0:
                break
        signature = tuple(key)
        value = groups.get(signature)
        if value is None:
            groups[signature] = [i]
        else:
            (<list>value).append(i)
        # The title.
        size = len(title)
        kind = PyUnicode_KIND(title)
        data = PyUnicode_DATA(title)
        digits = 0
        colon = False
        for c in range(size):
            ch = PyUnicode_READ(kind, data, c)
            if is_digit(ch):
                digits += 1
            elif ch == 58:
                colon = True
        row[0] = word_count(title)
        row[1] = size
        row[2] = <float>(<double>digits / size)
        row[3] = candidate.heading
        row[4] = colon
        # The address.
        parts = parts_of(url)
        kind = PyUnicode_KIND(url)
        data = PyUnicode_DATA(url)
        row[5] = row[7] = 0
        for c in range(parts.last.start, parts.last.end):
            ch = PyUnicode_READ(kind, data, c)
            if ch == 45 or ch == 95:
                row[5] += 1
            elif is_digit(ch):
                row[7] += 1
        row[6] = parts.last.end - parts.last.start
        row[8] = parts.count
        query = long_number = year = False
        run = 0
        size = len(url)
        for c in range(size):
            ch = PyUnicode_READ(kind, data, c)
            if is_decimal(ch):
                run += 1
                if run == 5:
                    long_number = True
                continue
            run = 0
            if ch == 63:
                query = True
            elif (
                ch == 47 and not year and c + 5 < size
                and PyUnicode_READ(kind, data, c + 1) == 50
                and PyUnicode_READ(kind, data, c + 2) == 48
                and 48 <= PyUnicode_READ(kind, data, c + 3) <= 52
                and is_decimal(PyUnicode_READ(kind, data, c + 4))
            ):
                ch = PyUnicode_READ(kind, data, c + 5)
                year = ch == 47 or ch == 45
        row[9] = query
        row[10] = own > 0 and parts.count > 0 and same(url, parts.first, own_first)
        row[11] = parts.count - own if own else -9
        shared[i].overlap = overlap_of(url, parts.longest, title)
        slugs += shared[i].overlap >= 0.5
        row[12] = <float>shared[i].overlap
        row[13] = long_number
        row[14] = year
        k = url.find("/", url.find("://") + 3)
        origin = url if k < 0 else PyUnicode_Substring(url, 0, k)
        value = sites.get(origin)
        if value is None:
            value = sites[origin] = float(site_of(origin) == site)
        shared[i].site = value
        shared[i].shape = has_shape(url, parts.last, own_shape) if own_shape else 0.0
        row[15] = <float>shared[i].site
        # The elements around, and the words.
        around = paths.of(anchor)
        up = at.parents[anchor]
        row[16] = row[17] = row[22] = row[23] = row[24] = 0
        row[18] = <float>around.low
        row[19] = <float>around.high
        row[20] = <float>around.total
        row[21] = <float>around.item
        row[25] = <float>around.item_low
        row[26] = <float>around.item_high
        for k in range(3):
            if up < 0:
                break
            if k < 2:
                row[16 + k] = <float>at.markup[up]
            row[22 + k] = <float>paths.around[up].item
            up = at.parents[up]
        said = score_text(text_table, title, &line, &whole)
        href = score_href(href_table, attrs[anchor])
        shared[i].href = href.mean
        row[27] = <float>said.mean
        row[28] = <float>said.least
        row[29] = <float>href.mean
        row[30] = <float>href.least
        # The card and where it stands.
        chars = 0
        for value in candidate.blocks:
            chars += len((<RawBlock>blocks[<Py_ssize_t>value]).text)
        row[31] = chars
        row[32] = len(candidate.image) > 0
        row[33] = chars - <long>len(title)
        row[34] = around.nav
        row[35] = around.footer
        row[36] = around.header
        row[37] = around.lists
        row[38] = number > last >= 0
        row[39] = 0 <= number < first
        row[40] = <float>(<double>number / page)
        row[41] = max(number - last, first - number, 0) if has_story else -1
        a, b = (anchor, story_node) if anchor < story_node else (story_node, anchor)
        while not (a <= b < at.ends[a]):
            a = at.parents[a]
        row[42] = at.depth[story_node] - at.depth[a]
        row[43] = <float>(<double>probabilities[number])
        body = block.text
        link_chars = block.link_chars
        row[44] = <float>(<double>link_chars / (len(body) if body else 1))
        row[45] = <long>len(body) - link_chars
        row[46] = block.link_count
        up = at.parents[block.node]
        row[47] = at.siblings[up] if up >= 0 else 0
        row[59] = query and bool(own_form) and query_form(url) == own_form
    for value in groups.values():
        members = value
        size = len(members)
        images = headings = words = 0
        fewest = -1
        total.site = total.shape = total.overlap = total.href = 0.0
        for value in members:
            i = value
            candidate = candidates[i]
            words += candidate.words
            images += len(candidate.image) > 0
            headings += candidate.heading > 0
            if fewest < 0 or candidate.words < fewest:
                fewest = candidate.words
            total.site += shared[i].site
            total.shape += shared[i].shape
            total.overlap += shared[i].overlap
            total.href += shared[i].href
        for value in members:
            row = &out[<Py_ssize_t>value, 0]
            row[48] = size
            row[49] = <float>(<double>words / size)
            row[50] = fewest
            row[51] = <float>(<double>images / size)
            row[52] = <float>(<double>headings / size)
            row[53] = <float>(total.site / size)
            row[54] = <float>(total.shape / size)
            row[55] = <float>(total.overlap / size)
            row[56] = <float>(total.href / size)
            row[57] = n
            row[58] = <float>(slugs / n)
    PyMem_Free(shared)
    return out_array
