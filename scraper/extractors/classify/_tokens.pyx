# cython: language_level=3, boundscheck=False, wraparound=False, cdivision=True
"""Token tables compiled: tokens are looked up within the text, without making a string for each.

`tokens.text_words`, `href_words`, `node_words` and `markup_words` are the reference; `ready` makes
the tables of a `token_table.TokenTable`.
"""
from cpython.dict cimport PyDict_GetItem, PyDict_Next
from cpython.mem cimport PyMem_Free, PyMem_Malloc
from cpython.object cimport PyObject
from cpython.unicode cimport (
    PyUnicode_DATA, PyUnicode_InternFromString, PyUnicode_KIND, PyUnicode_READ,
    PyUnicode_Substring,
)
from libc.stdint cimport uint32_t, uint64_t
from libc.string cimport memset

from scraper.extractors.classify import text_shape, tokens

cdef extern from "Python.h":
    bint PyUnicode_CHECK_INTERNED(object text)
    bint PyUnicode_IS_ASCII(str text)

cdef object href_words = tokens.href_words
cdef object markup_words = tokens.markup_words


cdef class Lexicon:
    """A hash table of words and their scores; words are numbered in alphabetical order."""

    def __cinit__(self, words):
        cdef Py_ssize_t i, k, letters = 0, size
        cdef str word
        cdef uint64_t slot, seed
        cdef list keys = sorted(words)
        self.words = dict(words)
        self.count = len(keys)
        for word in keys:
            letters += len(word)
        self.mask = 15
        while self.mask < 3 * <uint64_t>self.count:
            self.mask = 2 * self.mask + 1
        self.slots = <uint64_t*>PyMem_Malloc((self.mask + 1) * sizeof(uint64_t))
        self.scores = <double*>PyMem_Malloc((self.count + 1) * sizeof(double))
        self.starts = <uint32_t*>PyMem_Malloc((self.count + 1) * sizeof(uint32_t))
        self.letters = <Py_UCS4*>PyMem_Malloc((letters + 1) * sizeof(Py_UCS4))
        if not (self.slots and self.scores and self.starts and self.letters):
            raise MemoryError
        memset(self.slots, 0, (self.mask + 1) * sizeof(uint64_t))
        letters = 0
        for i in range(self.count):
            word = keys[i]
            size = len(word)
            self.scores[i] = words[word]
            self.starts[i] = <uint32_t>letters
            seed = 0
            for k in range(size):
                self.letters[letters + k] = word[k]
                seed = mixed(seed, word[k])
            letters += size
            slot = (seed ^ (seed >> 32)) & self.mask
            while self.slots[slot]:
                slot = (slot + 1) & self.mask
            # The hash's upper half, and the word's number.
            self.slots[slot] = (seed & <uint64_t>0xFFFFFFFF00000000ULL) | <uint64_t>(i + 1)
        self.starts[self.count] = <uint32_t>letters

    def __dealloc__(self):
        PyMem_Free(self.slots)
        PyMem_Free(self.scores)
        PyMem_Free(self.starts)
        PyMem_Free(self.letters)

    def __reduce__(self):
        return Lexicon, (self.words,)

    cdef Py_ssize_t find(
        self, Py_UCS4 before, const Py_UCS4* word, Py_ssize_t size
    ) noexcept nogil:
        """Number of a word, with ``before`` as first character if that is not 0; -1 for none."""
        cdef uint64_t seed = mixed(0, before) if before else 0
        cdef Py_ssize_t i
        for i in range(size):
            seed = mixed(seed, word[i])
        return self.held(seed, before, word, size)

    cdef Py_ssize_t held(
        self, uint64_t seed, Py_UCS4 before, const Py_UCS4* word, Py_ssize_t size
    ) noexcept nogil:
        """``find`` of a word whose hash is known."""
        cdef uint64_t slot, held
        cdef Py_ssize_t i, number, start, extra = 1 if before else 0
        cdef const Py_UCS4* known
        slot = (seed ^ (seed >> 32)) & self.mask
        while True:
            held = self.slots[slot]
            if not held:
                return -1
            if (held ^ seed) >> 32 == 0:
                number = <Py_ssize_t>(held & <uint64_t>0xFFFFFFFFULL) - 1
                start = self.starts[number]
                if <Py_ssize_t>self.starts[number + 1] - start == size + extra:
                    known = self.letters + start
                    if not before or known[0] == before:
                        known += extra
                        for i in range(size):
                            if known[i] != word[i]:
                                break
                        else:
                            return number
            slot = (slot + 1) & self.mask


def ready(table):
    """``TokenTable.ready``: its three tables as ``Lexicon`` objects."""
    return Lexicon(table.markup), Lexicon(table.text), Lexicon(table.href)


memset(MARK, 0, sizeof(MARK))
for _mark in text_shape.MARKS:
    MARK[<Py_UCS4>_mark] = 1


cdef void read_line(Line* line, str text, Py_ssize_t start, Py_ssize_t end, Py_ssize_t most):
    """Fill ``line`` with the first ``most`` words of ``text[start:end].lower()``."""
    cdef int kind, sort, at_sort
    cdef void* data
    cdef Py_ssize_t i, size = 0, count = 0
    cdef uint64_t seed
    cdef Py_UCS4 ch
    if not PyUnicode_IS_ASCII(text):
        if start or end < len(text):
            text = PyUnicode_Substring(text, start, end)
        text = text.lower()
        start, end = 0, len(text)
    kind = PyUnicode_KIND(text)
    data = PyUnicode_DATA(text)
    i = start
    while i < end and count < most:
        ch = PyUnicode_READ(kind, data, i)
        i += 1
        sort = sort_of(ch)
        if not sort:
            continue
        if size:
            line.letters[size] = 32
            size += 1
        line.starts[count] = <short>size
        ch = lowered(ch)
        line.letters[size] = ch
        seed = mixed(0, ch)
        size += 1
        while i < end:
            ch = PyUnicode_READ(kind, data, i)
            at_sort = sort_of(ch)
            if at_sort != sort:
                break
            ch = lowered(ch)
            line.letters[size] = ch
            seed = mixed(seed, ch)
            size += 1
            i += 1
        line.ends[count] = <short>size
        line.seeds[count] = seed
        count += 1
    line.count = count


cdef inline void add_score(TokenScores* result, double score) noexcept nogil:
    result.mean += score
    if not result.known or score < result.least:
        result.least = score
    if not result.known or score > result.most:
        result.most = score
    result.known += 1


cdef inline void look_up(
    Lexicon table, TokenScores* result, Line* line, Py_UCS4 before, Py_ssize_t first,
    Py_ssize_t last
) noexcept:
    """Add the score of the n-gram of the words from ``first`` to ``last``, if the table has it."""
    cdef const Py_UCS4* word = line.letters + line.starts[first]
    cdef Py_ssize_t size = line.ends[last] - line.starts[first], i, number
    cdef uint64_t seed
    if before:
        number = table.find(before, word, size)
    else:
        seed = line.seeds[first]
        for i in range(line.ends[first] - line.starts[first], size):
            seed = mixed(seed, word[i])
        number = table.held(seed, 0, word, size)
    if number >= 0:
        add_score(result, table.scores[number])


cdef TokenScores score_text(Lexicon table, str text, Line* line, bint* whole):
    """The scores of ``tokens.text_words(text)``; ``whole`` is set to whether ``line`` then has
    all words of the text."""
    cdef TokenScores result
    cdef Py_ssize_t n = len(text), i
    result.mean = result.least = result.most = 0.0
    result.known = 0
    whole[0] = n <= 120
    if n <= 120:
        read_line(line, text, 0, n, WORDS)
        for i in range(line.count if line.count < 14 else 14):
            look_up(table, &result, line, 0, i, i)
        if line.count > 1:
            look_up(table, &result, line, 0, 0, 1)
        if line.count > 2:
            look_up(table, &result, line, 0, 0, 2)
            look_up(table, &result, line, 36, line.count - 2, line.count - 1)
    else:
        read_line(line, text, 0, 120, 3)
        for i in range(line.count):
            look_up(table, &result, line, 94, i, i)
        if line.count > 2:
            look_up(table, &result, line, 94, 0, 1)
            look_up(table, &result, line, 94, 0, 2)
        read_line(line, text, n - 60, n, WORDS)
        if line.count > 2:
            look_up(table, &result, line, 36, line.count - 2, line.count - 1)
    if result.known:
        result.mean /= result.known
    return result


cdef void known_word_shares(
    Lexicon one, Lexicon other, str text, Line* line, bint whole, double* shares
):
    """Shares of the words in a text's first 200 characters that are in each of two tables.

    ``whole``: whether ``line`` already has all words of the text.
    """
    cdef Py_ssize_t i, first = 0, second = 0, size
    cdef const Py_UCS4* word
    shares[0] = shares[1] = 0.0
    if not whole:
        read_line(line, text, 0, len(text) if len(text) < 200 else 200, WORDS)
    if not line.count:
        return
    for i in range(line.count):
        word = line.letters + line.starts[i]
        size = line.ends[i] - line.starts[i]
        first += one.held(line.seeds[i], 0, word, size) >= 0
        second += other.held(line.seeds[i], 0, word, size) >= 0
    shares[0] = <double>first / line.count
    shares[1] = <double>second / line.count


cdef inline bint ends_word(Py_UCS4 ch) noexcept nogil:
    """Whether a character is ASCII white space."""
    return ch == 32 or 9 <= ch <= 13 or 28 <= ch <= 31


cdef bint opens(str text, str with_this):
    """``text.startswith(with_this)``."""
    cdef Py_ssize_t i, n = len(with_this)
    cdef int kind = PyUnicode_KIND(text)
    cdef void* data = PyUnicode_DATA(text)
    if len(text) < n:
        return False
    for i in range(n):
        if PyUnicode_READ(kind, data, i) != with_this[i]:
            return False
    return True


cdef Py_ssize_t found_in(str text, Py_UCS4 sought, Py_ssize_t start, Py_ssize_t end):
    """``text.find(sought, start, end)`` of one character."""
    cdef Py_ssize_t i, n = len(text)
    cdef int kind = PyUnicode_KIND(text)
    cdef void* data = PyUnicode_DATA(text)
    for i in range(start, end if end < n else n):
        if PyUnicode_READ(kind, data, i) == sought:
            return i
    return -1


cdef TokenScores score_href(Lexicon table, dict attrs):
    """The scores of ``tokens.href_words(attrs)``; ``most`` is not set."""
    cdef TokenScores result
    cdef Py_UCS4 word[64]
    cdef str href = attrs.get("href", ""), rel = attrs.get("rel", "")
    cdef Py_ssize_t i, n = len(href), number, size, start, end, parts = 0, hyphens = 0, last = 0
    cdef int kind
    cdef void* data
    cdef Py_UCS4 ch
    result.mean = result.least = result.most = 0.0
    result.known = 0
    if rel or not PyUnicode_IS_ASCII(href):
        for key in href_words(attrs):
            score = table.words.get(key)
            if score is not None:
                add_score(&result, score)
        if result.known:
            result.mean /= result.known
        return result
    kind = PyUnicode_KIND(href)
    data = PyUnicode_DATA(href)
    size = 0
    if n and PyUnicode_READ(kind, data, 0) == 35:
        word[0] = 35
        size = 1
    elif not n or (not opens(href, "http") and 0 <= found_in(href, 58, 0, 11)):
        for i in range(n if n < 8 else 8):
            ch = PyUnicode_READ(kind, data, i)
            if ch == 58:
                break
            word[size] = ch
            size += 1
        word[size] = 58
        size += 1
    if size:
        number = table.find(0, word, size)
        if number >= 0:
            add_score(&result, table.scores[number])
            result.mean /= result.known
        return result
    start = 0
    for i in range(n - 2 if n < 9 else 7):
        if (
            PyUnicode_READ(kind, data, i) == 58 and PyUnicode_READ(kind, data, i + 1) == 47
            and PyUnicode_READ(kind, data, i + 2) == 47
        ):
            start = found_in(href, 47, i + 3, n)
            start = n if start < 0 else start + 1
            break
    end = start
    while end < n:
        ch = PyUnicode_READ(kind, data, end)
        if ch == 63 or ch == 35:
            break
        end += 1
    i = start
    while i < end:
        if PyUnicode_READ(kind, data, i) == 47:
            i += 1
            continue
        size = hyphens = 0
        while i < end:
            ch = PyUnicode_READ(kind, data, i)
            if ch == 47:
                break
            if size < 20:
                word[size] = lowered(ch)
            hyphens += ch == 45
            size += 1
            i += 1
        last = size
        parts += 1
        if parts <= 2 and size < 20:
            number = table.find(47, word, size)
            if number >= 0:
                add_score(&result, table.scores[number])
    number = SLUG if parts and (hyphens > 2 or last > 30) else SHORT
    for key in (KINDS[number], DEPTHS[parts if parts < 6 else 6]):
        score = table.words.get(key)
        if score is not None:
            add_score(&result, score)
    if result.known:
        result.mean /= result.known
    return result


cdef enum:
    SLUG = 0
    SHORT = 1

cdef tuple KINDS = ("slug", "short")
cdef tuple DEPTHS = tuple(["depth" + str(depth) for depth in range(7)])


cdef struct Found:
    # Numbers of the words that are in the table, ascending, without duplicates.
    int numbers[ROOM]
    Py_ssize_t count


cdef inline void keep(Found* found, Py_ssize_t number) noexcept nogil:
    cdef Py_ssize_t i = found.count
    if number < 0:
        return
    while i > 0 and found.numbers[i - 1] >= number:
        i -= 1
    if i < found.count and found.numbers[i] == number:
        return
    cdef Py_ssize_t k = found.count
    while k > i:
        found.numbers[k] = found.numbers[k - 1]
        k -= 1
    found.numbers[i] = <int>number
    found.count += 1


cdef void score_value(
    Lexicon table, str value, Py_ssize_t most, str name, double* total, double* low
):
    """Add the scores of ``markup_words(value[:most])``, each with ``name`` before it."""
    cdef Py_UCS4 letters[ROOM]
    cdef Py_UCS4* word = letters + 32
    cdef Found found
    cdef Py_ssize_t i, k, n = len(value), size, start, stop, opened = len(name)
    cdef int kind
    cdef void* data
    cdef Py_UCS4 ch
    if n > most:
        n = most
    if not PyUnicode_IS_ASCII(value):
        for key in markup_words(value[:n]):
            score = table.words.get(name + key)
            if score is not None:
                total[0] += score
                if score < low[0]:
                    low[0] = score
        return
    kind = PyUnicode_KIND(value)
    data = PyUnicode_DATA(value)
    for i in range(opened):
        letters[32 - opened + i] = name[i]
    for i in range(n):
        word[i] = lowered(PyUnicode_READ(kind, data, i))
    found.count = 0
    # The parts between spaces.
    i = 0
    while i < n:
        if ends_word(word[i]):
            i += 1
            continue
        start = i
        while i < n and not ends_word(word[i]):
            i += 1
        if i - start < 40:
            keep(&found, sought(table, word, start, i, letters + 32 - opened, opened))
    # The words inside them: a capital and lower-case letters, or capitals.
    i = 0
    while i < n:
        ch = PyUnicode_READ(kind, data, i)
        start = i
        if 65 <= ch <= 90:
            while i < n and 65 <= PyUnicode_READ(kind, data, i) <= 90:
                i += 1
            stop = i
            if i < n and 97 <= PyUnicode_READ(kind, data, i) <= 122:
                # The last capital begins the next word.
                stop = i - 1
                if stop - start > 1:
                    keep(&found, sought(table, word, start, stop, letters + 32 - opened, opened))
                start = stop
                while i < n and 97 <= PyUnicode_READ(kind, data, i) <= 122:
                    i += 1
                stop = i
        elif 97 <= ch <= 122:
            while i < n and 97 <= PyUnicode_READ(kind, data, i) <= 122:
                i += 1
            stop = i
        else:
            i += 1
            continue
        if stop - start > 1:
            keep(&found, sought(table, word, start, stop, letters + 32 - opened, opened))
    for k in range(found.count):
        total[0] += table.scores[found.numbers[k]]
        if table.scores[found.numbers[k]] < low[0]:
            low[0] = table.scores[found.numbers[k]]


cdef Py_ssize_t sought(
    Lexicon table, Py_UCS4* word, Py_ssize_t start, Py_ssize_t stop, const Py_UCS4* name,
    Py_ssize_t opened
) noexcept nogil:
    """Number of a part of ``word``, with the attribute's name before it."""
    cdef Py_UCS4 joined[ROOM]
    cdef Py_ssize_t i
    if not opened:
        return table.find(0, word + start, stop - start)
    for i in range(opened):
        joined[i] = name[i]
    for i in range(stop - start):
        joined[opened + i] = word[start + i]
    return table.find(0, joined, opened + stop - start)


# The attributes that are read besides the class, in the order of their bits.
cdef list NAMES = [
    PyUnicode_InternFromString(name) for name in (
        b"id", b"role", b"itemprop", b"itemtype", b"data-component", b"data-testid", b"aria-label",
        b"hidden", b"aria-hidden", b"style",
    )
]
cdef list BEFORE = ["", *(name + "=" for name in NAMES[1:7])]
cdef enum:
    HIDDEN = 7
    ARIA_HIDDEN = 8
    STYLE = 9
    COUNT = 10
cdef PyObject* PLACES[COUNT]
cdef Py_ssize_t _number
for _number in range(COUNT):
    PLACES[_number] = <PyObject*>NAMES[_number]
cdef str CLASS = PyUnicode_InternFromString("class")


cdef int attribute_flags(dict attrs, PyObject** class_name):
    """Bit flags of an element's attributes, and its class. Names are interned by the tree walk, so
    they are compared by address."""
    cdef PyObject* key
    cdef PyObject* value
    cdef Py_ssize_t at = 0
    cdef int found = 0, k
    class_name[0] = NULL
    while PyDict_Next(attrs, &at, &key, &value):
        if key == <PyObject*>CLASS:
            class_name[0] = value
        elif not PyUnicode_CHECK_INTERNED(<object>key):
            class_name[0] = PyDict_GetItem(attrs, CLASS)
            hides = "hidden" in attrs or "none" in <str>attrs.get("style", "")
            return SCORED_ATTRIBUTES | HIDES_ELEMENT if hides else SCORED_ATTRIBUTES
        else:
            for k in range(COUNT):
                if key == PLACES[k]:
                    if k == HIDDEN:
                        found |= HIDES_ELEMENT
                    elif k == STYLE:
                        if "none" not in <str><object>value:
                            break
                        found |= HIDES_ELEMENT
                    found |= 1 << k
                    break
    return found


cdef inline void add_word(Lexicon table, str word, double* scores):
    value = table.words.get(word)
    if value is not None:
        scores[0] += <double>value
        if <double>value < scores[1]:
            scores[1] = value


cdef void score_node(Lexicon table, str tag, dict attrs, int flags, double* scores):
    """Scores of ``tokens.node_words(tag, attrs)``: sum, lowest, sum without the tag name.

    ``flags`` is the result of ``attribute_flags(attrs)``.
    """
    cdef double own
    cdef object value
    cdef int k
    scores[0] = scores[1] = 0.0
    add_word(table, "<" + tag, scores)
    own = scores[0]
    if attrs:
        value = attrs.get(CLASS)
        if value:
            score_value(table, value, 300, "", scores, scores + 1)
    if flags & SCORED_ATTRIBUTES:
        for k in range(HIDDEN):
            if flags >> k & 1:
                value = attrs.get(NAMES[k])
                if value:
                    score_value(
                        table, value, 100 if k else 300, <str>BEFORE[k], scores, scores + 1
                    )
        if flags >> HIDDEN & 3 and ("hidden" in attrs or attrs.get("aria-hidden") == "true"):
            add_word(table, "hidden", scores)
        if flags >> STYLE & 1:
            value = attrs.get("style")
            if value and "none" in <str>value and "display" in <str>value:
                add_word(table, "display:none", scores)
    scores[2] = scores[0] - own
