# cython: language_level=3, boundscheck=False, wraparound=False, cdivision=True
"""`blocks.runs` compiled: the same blocks, as an extension type with direct field access."""
import copyreg
from functools import lru_cache

from cpython.mem cimport PyMem_Free, PyMem_Malloc
from cpython.unicode cimport (
    PyUnicode_DATA, PyUnicode_FromKindAndData, PyUnicode_KIND, PyUnicode_READ, PyUnicode_WRITE,
)

from scraper.extractors.parsing import blocks as _plain
from scraper.extractors.parsing import hidden as _hidden

cdef extern from "Python.h":
    bint Py_UNICODE_ISSPACE(Py_UCS4 ch)

cdef Py_ssize_t MAX_BLOCKS = _plain.MAX_BLOCKS
cdef object data_tables = _plain.data_tables
cdef object cut_row = _plain.cut_row
cdef object cut_pre = _plain.cut_pre

cdef enum:
    ANCHOR = 1
    BOLD = 2
    EMPHASIS = 4
    INLINE = 8
    SKIPPED = 16
    BREAK = 32
    PRE = 64

cdef dict KINDS = {tag: INLINE for tag in _plain.INLINE}
KINDS.update({tag: BOLD | INLINE for tag in _plain.BOLD})
KINDS.update({tag: EMPHASIS | INLINE for tag in _plain.EMPHASIS})
KINDS.update({tag: SKIPPED for tag in _plain.SKIPPED})
KINDS.update({"a": ANCHOR | INLINE, "br": BREAK, "pre": PRE})
cdef object is_inline = _plain.is_inline
cdef object hides = lru_cache(4096)(_hidden.hides)
cdef Py_ssize_t MAX_CLASS = 200  # characters; a hostile page must not fill the cache
cdef object space_left = _hidden.space_left
cdef object is_hidden_beside_text = _hidden.is_hidden_beside_text


cdef class RawBlock:
    """``blocks.RawBlock``."""

    def __init__(self, node, first, tag, text):
        self.node = node
        self.first = first
        self.tag = tag
        self.text = text
        self.pieces = []
        self.link_chars = self.bold_chars = self.italic_chars = self.link_count = 0
        self.anchor = self.table = -1
        self.row = None

    def __reduce__(self):
        fields = {name: getattr(self, name) for name in _plain.FIELDS}
        return copyreg.__newobj__, (RawBlock,), (None, fields)

    def __setstate__(self, tuple state):
        for name, value in state[1].items():
            setattr(self, name, value)


cdef bint said(str text):
    """Whether a text has anything but white space."""
    cdef Py_ssize_t i, n = len(text)
    cdef int kind
    cdef void* data
    if not n:
        return False
    kind = PyUnicode_KIND(text)
    data = PyUnicode_DATA(text)
    for i in range(n):
        if not Py_UNICODE_ISSPACE(PyUnicode_READ(kind, data, i)):
            return True
    return False


cdef str folded(str text):
    """``" ".join(text.split())``."""
    cdef Py_ssize_t i, n = len(text), size = 0
    cdef int kind
    cdef void* data
    cdef void* to
    cdef Py_UCS4 ch
    # Whether a space precedes the next character; none before the first.
    cdef bint blank = True
    if not n:
        return text
    kind = PyUnicode_KIND(text)
    data = PyUnicode_DATA(text)
    for i in range(n):
        ch = PyUnicode_READ(kind, data, i)
        if Py_UNICODE_ISSPACE(ch):
            if blank or ch != 32:
                break
            blank = True
        else:
            blank = False
    else:
        if not blank:
            return text
        i = n - 1
    to = PyMem_Malloc(n * kind)
    if to is NULL:
        raise MemoryError
    blank = False
    for i in range(n):
        ch = PyUnicode_READ(kind, data, i)
        if Py_UNICODE_ISSPACE(ch):
            blank = size > 0
        else:
            if blank:
                PyUnicode_WRITE(kind, to, size, 32)
                size += 1
                blank = False
            PyUnicode_WRITE(kind, to, size, ch)
            size += 1
    try:
        return <str>PyUnicode_FromKindAndData(kind, to, size)
    finally:
        PyMem_Free(to)


cdef Py_ssize_t folded_size(str text):
    """``len(folded(text))``."""
    cdef Py_ssize_t i, n = len(text), size = 0
    cdef int kind
    cdef void* data
    cdef bint blank = False
    if not n:
        return 0
    kind = PyUnicode_KIND(text)
    data = PyUnicode_DATA(text)
    for i in range(n):
        if Py_UNICODE_ISSPACE(PyUnicode_READ(kind, data, i)):
            blank = size > 0
        else:
            size += 1 + blank
            blank = False
    return size


cdef class _Cutter:
    cdef list blocks, tags, pieces, marks
    cdef Py_ssize_t first, breaks, anchor, bold, italic

    cdef inline void put(self, str text, Py_ssize_t at, Py_ssize_t anchor, int mark):
        """Add text to the current block; white space only if the block has begun."""
        if not text:
            return
        if said(text):
            if not self.pieces:
                self.first = at
            self.pieces.append((text, anchor))
            self.marks.append(mark)
            self.breaks = 0
        elif self.pieces:
            self.pieces.append((" ", -1))
            self.marks.append(0)

    cdef inline int mark(self):
        return (1 if self.bold else 0) + (2 if self.italic else 0)

    cdef void flush(self, Py_ssize_t node):
        """End the current block."""
        cdef list pieces = self.pieces, marks = self.marks
        cdef str text, piece
        cdef RawBlock block
        cdef tuple entry
        cdef Py_ssize_t k, size, link, anchor = -1
        cdef int mark
        if not pieces:
            return
        self.pieces = []
        self.marks = []
        if len(pieces) == 1:
            text = folded((<tuple>pieces[0])[0])
        else:
            text = folded("".join([(<tuple>entry)[0] for entry in pieces]))
        if not text:
            return
        block = RawBlock.__new__(RawBlock)
        block.node = node
        block.first = self.first
        block.tag = self.tags[node]
        block.text = text
        block.pieces = pieces
        block.anchor = block.table = -1
        for k in range(len(pieces)):
            entry = pieces[k]
            link = entry[1]
            mark = marks[k]
            if link >= 0 or mark:
                size = folded_size(<str>entry[0])
                if link >= 0:
                    block.link_chars += size
                    if link != anchor and size:
                        block.link_count += 1
                        if block.anchor < 0:
                            block.anchor = link
                        anchor = link
                if mark & 1:
                    block.bold_chars += size
                if mark & 2:
                    block.italic_chars += size
        self.blocks.append(block)


cdef bint is_indented(str text):
    """``blocks.is_indented``."""
    cdef Py_ssize_t i, n = len(text)
    cdef Py_UCS4 ch
    for i in range(n):
        ch = text[i]
        if ch == 0x3000:
            return True
        if ch == 0xa0:
            return i + 1 < n and text[i + 1] == u"\xa0"
        if ch not in u" \t\r\n":
            return False
    return False


cdef bint may_hide(dict attrs):
    """Whether the attributes of an element may hide its words."""
    cdef object name
    if not attrs:
        return False
    if "hidden" in attrs or "style" in attrs or attrs.get("role") == "tooltip":
        return True
    name = attrs.get("class")
    return name is not None and (len(name) > MAX_CLASS or "ooltip" in <str>name or hides(name))


def cut(tree):
    """``blocks.runs``."""
    cdef list tags = tree.tags, parents = tree.parents, ends = tree.ends
    cdef list texts = tree.texts, tails = tree.tails, attrs = tree.attrs
    cdef dict rows = data_tables(tree)
    cdef Py_ssize_t n = len(tags), i = 0, j, node, parent, deep = 0, held = 0
    cdef _Cutter at = _Cutter.__new__(_Cutter)
    cdef Py_ssize_t* stack
    cdef Py_ssize_t* containers
    cdef unsigned char* kinds
    cdef str tag, tail
    cdef object known
    cdef int kind
    cdef bint hidden
    at.blocks, at.tags, at.pieces, at.marks = [], tags, [], []
    at.first = at.breaks = at.bold = at.italic = 0
    at.anchor = -1
    # The open elements, the kinds of their tags, and the containers among them.
    stack = <Py_ssize_t*>PyMem_Malloc((n + 1) * (2 * sizeof(Py_ssize_t) + 1))
    if stack is NULL:
        raise MemoryError
    containers = stack + n + 1
    kinds = <unsigned char*>(containers + n + 1)
    try:
        while True:
            while deep and (i >= n or <Py_ssize_t>ends[stack[deep - 1]] <= i):
                deep -= 1
                j = stack[deep]
                kind = kinds[deep]
                if held and containers[held - 1] == j:
                    at.flush(j)
                    held -= 1
                    at.breaks = 0
                elif kind & ANCHOR:
                    if at.anchor == j:
                        at.anchor = -1
                elif kind & BOLD:
                    at.bold -= 1
                elif kind & EMPHASIS:
                    at.italic -= 1
                at.put(tails[j], parents[j], at.anchor, at.mark())
            if i >= n:
                break
            if len(at.blocks) >= MAX_BLOCKS:
                tree.limited = True
                return at.blocks
            tag = tags[i]
            known = KINDS.get(tag)
            kind = <int>known if known is not None else 0
            hidden = (
                kind & INLINE
                and may_hide(attrs[i])
                and is_hidden_beside_text(tree, i)
            )
            if hidden or kind & SKIPPED:
                if hidden and at.pieces and space_left(tree, i):
                    at.pieces.append((" ", -1))
                    at.marks.append(0)
                at.put(tails[i], parents[i], at.anchor, at.mark())
                i = ends[i]
                continue
            node = containers[held - 1] if held else 0
            if kind & BREAK:
                at.breaks += 1
                if at.breaks >= 2 or is_indented(tails[i]):
                    at.flush(node)
                if at.pieces:
                    at.pieces.append(("\n", -1))
                    at.marks.append(0)
                tail = tails[i]
                if said(tail):
                    at.put(tail, parents[i], at.anchor, at.mark())
                i = ends[i]
                continue
            if kind & PRE or (rows and i in rows):
                at.flush(node)
                if kind & PRE:
                    cut_pre(tree, at.blocks, i)
                else:
                    cut_row(tree, at.blocks, i, rows[i])
                tail = tails[i]
                if said(tail):
                    at.put(tail, parents[i], at.anchor, 0)
                i = ends[i]
                at.breaks = 0
                continue
            if kind & ANCHOR:
                at.anchor = i
            elif kind & BOLD:
                at.bold += 1
            elif kind & EMPHASIS:
                at.italic += 1
            elif not kind & INLINE:
                parent = parents[i]
                if not ("-" in tag or ":" in tag) or not is_inline(
                    tag, tags[parent] if parent >= 0 else ""
                ):
                    at.flush(node)
                    containers[held] = i
                    held += 1
                    at.breaks = 0
            stack[deep] = i
            kinds[deep] = kind
            deep += 1
            at.put(texts[i], i, at.anchor, at.mark())
            i += 1
    finally:
        PyMem_Free(stack)
    at.flush(0)
    return at.blocks
