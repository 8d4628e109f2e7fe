# cython: language_level=3, boundscheck=False, wraparound=False, cdivision=True
"""`related.describe_rows` compiled: the same numbers, to the last bit. See there what they mean."""
from cpython.unicode cimport PyUnicode_DATA, PyUnicode_KIND, PyUnicode_READ

import numpy as np

from scraper.extractors import related as _plain
from scraper.extractors.features import CLOSING, TERMINAL

cdef extern from "Python.h":
    bint Py_UNICODE_ISDIGIT(Py_UCS4 ch)
    bint Py_UNICODE_ISUPPER(Py_UCS4 ch)
    bint Py_UNICODE_ISLOWER(Py_UCS4 ch)

cdef int WIDTH = len(_plain.CANDIDATE_FEATURES)
cdef object text_words = _plain.text_words
cdef object word_count = _plain.word_count
cdef object long_number = _plain.LONG_NUMBER.search
cdef object year = _plain.YEAR.search
cdef str CLOSERS = "".join(CLOSING)
cdef frozenset STOPS = TERMINAL


def describe_rows(tree, blocks, layout, table, candidates, facts, probabilities):
    """``related.describe_rows``."""
    cdef list tags = tree.tags, parents = tree.parents, ends = tree.ends
    cdef list markup = layout.markup, depth = layout.depth, counts = layout.count
    cdef list siblings = layout.siblings
    cdef dict text_table = table.text
    cdef Py_ssize_t n = len(candidates), i, k, c, size, page = len(blocks)
    cdef long first = facts.first, last = facts.last, story_node = facts.story_node
    cdef bint has_story = first >= 0
    cdef list own_parts = facts.own_parts, parts, words, text
    cdef set title_words = facts.title_words
    cdef double slugs = facts.slugs, lowest, highest, total, score, mean, least
    cdef bytearray times = facts.times
    cdef list extras = facts.extras
    cdef str title, slug, url, tag, teaser, stripped, body, word
    cdef long anchor, number, up, steps, lists, chars, known, digits, upper, a, b, lca, level
    cdef long link_chars, node, nav, footer, header, aside, listed, tabled, figure, in_title, lower
    cdef long commas, colon, hyphens, slug_digits
    cdef int kind
    cdef void* data
    cdef Py_UCS4 ch
    cdef object value
    cdef tuple extra, group, more
    out_array = np.empty((n, WIDTH), dtype=np.float32)
    cdef float[:, ::1] out = out_array
    cdef float* row
    for i in range(n):
        candidate = candidates[i]
        extra = extras[i]
        anchor = (<list>candidate.anchors)[0]
        number = candidate.title_block
        block = blocks[number]
        url = candidate.url
        parts = extra[0]
        slug = <str>parts[len(parts) - 1] if parts else ""
        title = candidate.title
        teaser = candidate.teaser
        known = 0
        mean = least = 0.0
        for word in text_words(title):
            value = text_table.get(word)
            if value is not None:
                score = value
                mean += score
                if not known or score < least:
                    least = score
                known += 1
        if known:
            mean /= known
        nav = footer = header = aside = listed = tabled = figure = 0
        lists = -1
        total = 0.0
        lowest = highest = markup[anchor]
        row = &out[i, 0]
        row[21] = row[22] = 0.0
        up = anchor
        steps = 0
        while up >= 0:
            tag = tags[up]
            score = markup[up]
            total += score
            if score < lowest:
                lowest = score
            if score > highest:
                highest = score
            if steps == 1:
                row[21] = <float>score
            elif steps == 2:
                row[22] = <float>score
            if tag == "ul" or tag == "ol":
                listed = 1
                if lists < 0:
                    lists = counts[up]
            elif tag == "nav":
                nav = 1
            elif tag == "footer":
                footer = 1
            elif tag == "header":
                header = 1
            elif tag == "aside":
                aside = 1
            elif tag == "table":
                tabled = 1
            elif tag == "figure":
                figure = 1
            up = parents[up]
            steps += 1
        stripped = title.rstrip(CLOSERS) or title
        size = len(title)
        kind = PyUnicode_KIND(title)
        data = PyUnicode_DATA(title)
        digits = upper = commas = colon = 0
        for c in range(size):
            ch = PyUnicode_READ(kind, data, c)
            if Py_UNICODE_ISDIGIT(ch):
                digits += 1
            elif Py_UNICODE_ISUPPER(ch):
                upper += 1
            elif ch == 44 or ch == 0xFF0C:
                commas += 1
            elif ch == 58:
                colon = 1
        kind = PyUnicode_KIND(slug)
        data = PyUnicode_DATA(slug)
        hyphens = slug_digits = 0
        for c in range(len(slug)):
            ch = PyUnicode_READ(kind, data, c)
            if ch == 45 or ch == 95:
                hyphens += 1
            elif Py_UNICODE_ISDIGIT(ch):
                slug_digits += 1
        words = title.split()
        lower = 0
        for word in words:
            ch = word[0]
            lower += Py_UNICODE_ISLOWER(ch)
        words = title.lower().split()
        in_title = 0
        for word in words:
            in_title += word in title_words
        chars = 0
        for value in candidate.blocks:
            chars += len(<str>blocks[<Py_ssize_t>value].text)
        body = block.text
        link_chars = block.link_chars
        node = block.node
        group = extra[5]
        more = extra[6]
        row[0] = <float>(<double>word_count(title))
        row[1] = size
        row[2] = stripped[len(stripped) - 1] in STOPS
        row[3] = <float>(<double>digits / size)
        row[4] = <float>(<double>upper / size)
        row[5] = candidate.heading
        row[6] = <float>(<double>extra[1])
        row[7] = hyphens
        row[8] = len(slug)
        row[9] = slug_digits
        row[10] = len(parts)
        row[11] = "?" in url
        row[12] = "." in slug
        row[13] = <float>(<double>extra[3])
        row[14] = bool(own_parts) and bool(parts) and parts[0] == own_parts[0]
        row[15] = <long>len(parts) - <long>len(own_parts) if own_parts else -9
        row[16] = <float>(<double>(<tuple>extra[4])[0])
        row[17] = <float>(<double>(<tuple>extra[4])[1])
        row[18] = <float>mean
        row[19] = <float>least
        row[20] = <float>(<double>markup[anchor])
        row[23] = <float>lowest
        row[24] = <float>highest
        row[25] = <float>total
        row[26] = len(candidate.blocks)
        row[27] = chars
        row[28] = bool(candidate.image)
        row[29] = <float>(<double>word_count(teaser)) if teaser else 0.0
        row[30] = times[<long>candidate.card]
        row[31] = len(candidate.anchors)
        row[32] = nav
        row[33] = footer
        row[34] = header
        row[35] = aside
        row[36] = listed
        row[37] = tabled
        row[38] = figure
        for k in range(5):
            row[39 + k] = <float>(<double>group[k])
        row[44] = number > last >= 0
        row[45] = first <= number <= last and first >= 0
        row[46] = 0 <= number < first
        row[47] = <float>(<double>number / page)
        if has_story:
            row[48] = max(number - last, first - number, 0)
        else:
            row[48] = -1
        a, b = (anchor, story_node) if anchor < story_node else (story_node, anchor)
        while not (a <= b < <long>ends[a]):
            a = parents[a]
        row[49] = <long>depth[story_node] - <long>depth[a]
        row[50] = <float>(<double>link_chars / (len(body) if body else 1))
        row[51] = <long>len(body) - link_chars
        row[52] = block.link_count
        row[53] = siblings[node]
        up = parents[node]
        row[54] = <long>siblings[up] if up >= 0 else 0
        row[55] = <float>(<double>in_title / (len(words) if words else 1))
        row[56] = <float>(<double>probabilities[number])
        row[57] = lists if lists >= 0 else 0
        row[58] = bool(teaser)
        row[59] = chars - <long>len(title) - <long>len(teaser)
        row[60] = <float>(<double>extra[2])
        row[61] = long_number(url) is not None
        row[62] = <float>(<double>lower / (len(words) if words else 1))
        row[63] = year(url) is not None
        row[64] = commas
        row[65] = colon
        for k in range(6):
            row[66 + k] = <float>(<double>more[k])
        row[72] = <long>extra[7]
        row[73] = n
        row[74] = <float>slugs
    return out_array
