# cython: language_level=3, boundscheck=False, wraparound=False, cdivision=True
"""What `lines.py` reads of every card, compiled: the same lines, to the last letter.

The plain functions there are the reference, and say what everything means.
"""
import copyreg

from cpython.dict cimport PyDict_GetItem
from cpython.object cimport PyObject
from cpython.unicode cimport PyUnicode_DATA, PyUnicode_KIND, PyUnicode_READ, PyUnicode_READ_CHAR
from scraper.extractors.parsing._blocks cimport folded, may_hide, said
from scraper.extractors.parsing._treewalk cimport text_content
from scraper.extractors.related._candidates cimport ItemCandidate

from scraper.extractors.related import lines as _plain

cdef extern from "Python.h":
    bint Py_UNICODE_ISALPHA(Py_UCS4 ch)
    bint Py_UNICODE_ISDIGIT(Py_UCS4 ch)
    bint Py_UNICODE_ISSPACE(Py_UCS4 ch)
    bint PyUnicode_IS_ASCII(str text)

cdef object is_hidden_beside_text = _plain.is_hidden_beside_text
cdef object space_left = _plain.space_left
cdef object kind_named = _plain.kind_named
cdef frozenset UNSEEN = _plain.UNSEEN
cdef frozenset INLINE = _plain.INLINE
cdef str LEADING = _plain.LEADING
cdef str ENDS = "".join(sorted(_plain.TERMINAL))
cdef str CLOSERS = "".join(sorted(_plain.CLOSING))


cdef class Line:
    """``lines.Line``."""

    cdef public str path, text, lead
    cdef public bint linked

    def __init__(self, str path, str text, bint linked, str lead=""):
        self.path = path
        self.text = text
        self.linked = linked
        self.lead = lead

    def __reduce__(self):
        fields = {name: getattr(self, name) for name in _plain.LINE_FIELDS}
        return copyreg.__newobj__, (Line,), (None, fields)

    def __setstate__(self, tuple state):
        for name, value in state[1].items():
            setattr(self, name, value)


def parts_within(tree, list nodes not None, Py_ssize_t whole, str text, frozenset apart, Py_ssize_t most):
    """``item_dates.parts_within``."""
    cdef list tags = tree.tags, texts = tree.texts, tails = tree.tails, ends = tree.ends
    cdef list attrs = tree.attrs, found = []
    cdef set seen = set()
    cdef bint several = len(nodes) > 1
    cdef Py_ssize_t node, i, end
    cdef str words
    for node in nodes:
        for i in range(node, <Py_ssize_t>ends[node]):
            if several:
                if i in seen:
                    continue
                seen.add(i)
            end = ends[i]
            if i <= whole < end or (tags[i] not in apart and "class" not in <dict>attrs[i]):
                continue
            words = folded(<str>texts[i])
            if len(words) > most or (words and words not in text):
                continue  # most elements
            if end > i + 1:
                words = text_content(tags, texts, tails, ends, i)
            if words and len(words) <= most and words in text:
                found.append((i, words))
    return found


cdef class _Reader:
    """One card being read.

    Attributes:
        own: its own links.
        lines: what was read so far.
        parts: the texts of the line that is being read; of each, whether its element is inline.
    """

    cdef list tags, ends, texts, tails, attrs, lines, parts, inlines
    cdef set own
    cdef object tree

    def __cinit__(self, tree, set own):
        self.tree = tree
        self.tags, self.ends, self.attrs = tree.tags, tree.ends, tree.attrs
        self.texts, self.tails = tree.texts, tree.tails
        self.own, self.lines, self.parts, self.inlines = own, [], [], []

    cdef inline void add(self, str text, bint inline):
        if text:
            self.parts.append(text)
            self.inlines.append(inline)

    cdef inline str class_of(self, Py_ssize_t node):
        cdef PyObject* found = PyDict_GetItem(self.attrs[node], "class")
        return "" if found is NULL else <str>found

    cdef inline str inside(self, Py_ssize_t node):
        return text_content(self.tags, self.texts, self.tails, self.ends, node)

    cdef bint speaks(self, Py_ssize_t node):
        """Whether ``text_content`` of an element is not empty."""
        cdef Py_ssize_t i = node + 1, end = self.ends[node]
        if said(<str>self.texts[node]):
            return True
        while i < end:
            if said(<str>self.tails[i]):
                return True
            if self.tags[i] in UNSEEN:
                i = self.ends[i]
                continue
            if said(<str>self.texts[i]):
                return True
            i += 1
        return False

    cdef bint has_separate_parts(self, Py_ssize_t node):
        """``lines._has_separate_parts``."""
        cdef Py_ssize_t i = node + 1, end = self.ends[node]
        cdef int speaking = 0
        cdef str tail
        if <str>self.texts[node]:
            return False
        while i < end:
            tail = self.tails[i]
            if tail and (said(tail) or "\n" not in tail):
                return False
            speaking += self.speaks(i)
            i = self.ends[i]
        return speaking > 1

    cdef void close(self, str path, bint linked):
        """End the line that is being read."""
        cdef list parts = self.parts
        cdef Py_ssize_t k, first = -1, count = 0
        cdef str text
        cdef Line line
        if not parts:
            return
        text = folded(<str>parts[0] if len(parts) == 1 else "".join(parts))
        if not linked:
            text = text.lstrip(LEADING)
        if text:
            line = Line.__new__(Line)
            line.path, line.text, line.linked, line.lead = path, text, linked, ""
            if len(parts) > 1:
                for k in range(len(parts)):
                    if said(<str>parts[k]):
                        count += 1
                        if count == 1:
                            first = k
                        elif count > 2 or not self.inlines[first] or self.inlines[k]:
                            count = 3
                            break
                if count == 2:
                    line.lead = folded(<str>parts[first])
            self.lines.append(line)
        self.parts = []
        self.inlines = []

    cdef void element(self, Py_ssize_t node, str path):
        """``lines._lines``."""
        # Of the elements around the one that is open: what is kept of it, for when it ends.
        cdef list around = []
        cdef Py_ssize_t i = node + 1, end = self.ends[node], left
        cdef bint linked = node in self.own, inline = False, anchor, own
        cdef object parted = None
        cdef str tag, classes
        self.add(<str>self.texts[node], False)
        while True:
            while i >= end:
                if not inline:
                    self.close(path, linked)
                if not around:
                    return
                left = node
                node, end, path, linked, inline, parted = around.pop()
                self.add(<str>self.tails[left], inline)
            tag = self.tags[i]
            anchor = len(tag) == 1 and PyUnicode_READ_CHAR(tag, 0) == 97
            own = anchor and i in self.own
            if (anchor and not own) or tag in UNSEEN:
                if anchor:
                    if begins_small(<str>self.tails[i]):
                        self.add(self.inside(i) + " ", False)
                    else:
                        self.close(path, linked)
                self.add(<str>self.tails[i], inline)
                i = self.ends[i]
                continue
            if tag in INLINE and may_hide(self.attrs[i]) and is_hidden_beside_text(self.tree, i):
                self.add(<str>space_left(self.tree, i) + <str>self.tails[i], inline)
                i = self.ends[i]
                continue
            classes = self.class_of(i)
            if tag in INLINE and (not classes or tag == "img"):
                if parted is None:
                    parted = self.has_separate_parts(node)
                if not parted:
                    around.append((node, end, path, linked, inline, parted))
                    node, end, inline, parted = i, self.ends[i], True, None
                    self.add(<str>self.texts[i], True)
                    i += 1
                    continue
            self.close(path, linked)
            around.append((node, end, path, linked, inline, parted))
            if tag != "br":
                path, linked = path + ">" + <str>kind_named(tag, classes), linked or own
            self.add(<str>self.texts[i], inline)
            node, end, inline, parted = i, self.ends[i], False, None
            i += 1


cdef bint begins_small(str text):
    """``forms.begins_small`` of a text without white space at its beginning."""
    cdef Py_ssize_t i
    cdef Py_UCS4 ch
    for i in range(len(text)):
        ch = text[i]
        if not Py_UNICODE_ISSPACE(ch):
            return ch.islower() and not 0x10d0 <= ch <= 0x10ff  # Georgian
    return False


def card_lines(tree, ItemCandidate item, Py_ssize_t card, list run):
    """``lines.card_lines``."""
    cdef _Reader reader = _Reader(tree, set(item.anchors))
    cdef dict told = {}
    cdef Line line
    cdef str text
    cdef object number
    reader.element(card, "")
    if run:
        for i in (card, *run):
            if i != card:
                reader.element(
                    i, "+" + <str>kind_named(<str>reader.tags[i], reader.class_of(i))
                )
            text = folded(<str>reader.tails[i])
            if text:
                reader.lines.append(Line("+", text, False))
    for line in reader.lines:
        number = told.get(line.path, 0)
        told[line.path] = number + 1
        line.path = f"{line.path}#{number}"
    return reader.lines


cdef Py_ssize_t before(list values, Py_ssize_t value):
    """``bisect_left``."""
    cdef Py_ssize_t low = 0, high = len(values), middle
    while low < high:
        middle = (low + high) // 2
        if <Py_ssize_t>values[middle] < value:
            low = middle + 1
        else:
            high = middle
    return low


def own_card(tree, ItemCandidate item, list links):
    """``lines.own_card``."""
    cdef list ends = tree.ends, parents = tree.parents, own = sorted(item.anchors)
    cdef Py_ssize_t node = item.anchors[0], card = node, end, inside
    while True:
        end = ends[node]
        inside = before(links, end) - before(links, node)
        if inside > before(own, end) - before(own, node):
            return card
        card = node
        if node == item.card or <Py_ssize_t>parents[node] < 0:
            return card
        node = parents[node]


cdef inline bint one_of(str marks, Py_UCS4 ch):
    cdef Py_ssize_t i
    for i in range(len(marks)):
        if marks[i] == ch:
            return True
    return False


def ends_sentence(str text):
    """``lines.ends_sentence``."""
    cdef Py_ssize_t i = len(text)
    cdef int kind = PyUnicode_KIND(text)
    cdef void* data = PyUnicode_DATA(text)
    cdef Py_UCS4 ch
    while i > 0:
        i -= 1
        ch = PyUnicode_READ(kind, data, i)
        if not one_of(CLOSERS, ch):
            return one_of(ENDS, ch)
    return False


cdef Py_ssize_t letters_of(str text):
    cdef Py_ssize_t i, n = len(text), found = 0
    cdef int kind = PyUnicode_KIND(text)
    cdef void* data = PyUnicode_DATA(text)
    cdef Py_UCS4 ch
    for i in range(n):
        ch = PyUnicode_READ(kind, data, i)
        if ch < 128:
            found += 97 <= ch <= 122 or 65 <= ch <= 90
            continue
        found += Py_UNICODE_ISALPHA(ch)
        if (
            0xE00 <= ch <= 0xEFF or 0x1000 <= ch <= 0x109F or 0x1780 <= ch <= 0x17FF
            or 0x3040 <= ch <= 0x30FF or 0x3400 <= ch <= 0x9FFF or 0xAC00 <= ch <= 0xD7AF
        ):
            found += 2
    return found


def letters(str text):
    """``lines.letters``."""
    return letters_of(text)


def is_count(str text):
    """``lines.is_count``."""
    cdef Py_ssize_t i, n = len(text), digits = 0
    cdef int kind = PyUnicode_KIND(text)
    cdef void* data = PyUnicode_DATA(text)
    cdef Py_UCS4 ch
    for i in range(n):
        ch = PyUnicode_READ(kind, data, i)
        digits += 48 <= ch <= 57 if ch < 128 else Py_UNICODE_ISDIGIT(ch)
    return digits * 6 >= n or letters_of(text) < 3


def is_name(str text):
    """``lines.is_name``."""
    cdef Py_ssize_t i
    cdef int kind = PyUnicode_KIND(text)
    cdef void* data = PyUnicode_DATA(text)
    cdef Py_UCS4 ch
    cdef bint begun = False, capital = False
    for i in range(len(text)):
        ch = PyUnicode_READ(kind, data, i)
        if Py_UNICODE_ISSPACE(ch):
            begun = False
            continue
        if not begun and ch.islower() and Py_UNICODE_ISALPHA(ch):
            return False
        begun = True
        capital = capital or ch.isupper()
    return capital
