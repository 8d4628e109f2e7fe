# cython: language_level=3, boundscheck=False, wraparound=False
"""The tree walk of `tree.py` on libxml2's nodes, without an lxml proxy for each; and the scans of a
page's bytes before the parse.

Only reads libxml2's structs: none of its functions is called, so nothing is linked.
"""
from cpython.dict cimport PyDict_GetItem
from cpython.object cimport PyObject
from cpython.unicode cimport PyUnicode_DecodeUTF8, PyUnicode_InternFromString
from libc.string cimport memchr, memcmp, memcpy, memset, strcmp, strlen, strncmp
from lxml.includes.etreepublic cimport _Element, import_lxml__etree
from lxml.includes.tree cimport xmlAttr, xmlChar, xmlNode
from lxml.includes.tree cimport XML_CDATA_SECTION_NODE, XML_ELEMENT_NODE, XML_TEXT_NODE

from scraper.extractors.parsing import tree as _limits

import_lxml__etree()


cdef inline bint is_blank(char ch) noexcept nogil:
    return ch == 32 or ch == 9 or ch == 10 or ch == 13 or ch == 12


DEF SLOTS = 512
DEF INDENT = 64


cdef class _Strings:
    """Caches of the strings of a page.

    Attributes:
        places, strings: names. libxml2 stores each name of a page once, so equal names have equal
            addresses.
        indents, indent_strings: the last white space of each length between two tags, which most
            pages repeat.
    """

    cdef const xmlChar* places[SLOTS]
    cdef list strings
    cdef char indents[INDENT][INDENT]
    cdef list indent_strings

    def __cinit__(self):
        memset(self.places, 0, sizeof(self.places))
        memset(self.indents, 0, sizeof(self.indents))
        self.strings = [None] * SLOTS
        self.indent_strings = [""] * INDENT

    cdef str decode(self, const char* text):
        cdef size_t size = strlen(text)
        if 1 < size < INDENT and is_blank(text[0]):
            if memcmp(self.indents[size], text, size) != 0:
                self.indent_strings[size] = PyUnicode_DecodeUTF8(text, size, "replace")
                memcpy(self.indents[size], text, size)
            return self.indent_strings[size]
        return PyUnicode_DecodeUTF8(text, size, "replace")

    cdef str joined(self, xmlNode* node):
        """The text of the run of text nodes that starts at ``node``."""
        cdef str more, text = ""
        while node is not NULL:
            if node.type == XML_TEXT_NODE or node.type == XML_CDATA_SECTION_NODE:
                if node.content is not NULL:
                    more = self.decode(<const char*> node.content)
                    text = text + more if text else more
            elif node.type == XML_ELEMENT_NODE:
                break
            node = node.next
        return text

    cdef inline object name(self, const xmlChar* name):
        cdef Py_ssize_t slot = (<size_t>name >> 2) % SLOTS
        if self.places[slot] != name:
            self.strings[slot] = PyUnicode_InternFromString(<const char*> name)
            self.places[slot] = name
        return self.strings[slot]


cdef dict _attributes(xmlNode* node, dict empty, _Strings strings):
    cdef xmlAttr* attr = node.properties
    cdef dict found
    cdef object name
    if attr is NULL:
        return empty
    found = {}
    while attr is not NULL:
        name = strings.name(attr.name)
        found[name] = strings.joined(attr.children) if attr.children is not NULL else ""
        attr = attr.next
    return found


def walk(_Element root not None):
    """``tree.walk``."""
    cdef list tags = [], parents = [], ends = [], texts = [], tails = [], attrs = []
    cdef dict empty = _limits.NO_ATTRS
    cdef Py_ssize_t max_nodes = _limits.MAX_NODES, max_depth = _limits.MAX_DEPTH
    cdef Py_ssize_t index = 0, depth = 0, closing
    cdef bint limited = False
    cdef list path = []
    cdef _Strings strings = _Strings()
    cdef xmlNode* top = root._c_node
    cdef xmlNode* node = top
    cdef xmlNode* child
    while True:
        # node is an element that is not yet recorded
        if index >= max_nodes:
            limited = True
            break
        tags.append(strings.name(node.name))
        parents.append(path[min(depth - 1, max_depth)] if depth else -1)
        ends.append(index + 1)
        if node.children is not NULL and strcmp(<const char*> node.name, "style") != 0:
            texts.append(strings.joined(node.children))
        else:
            texts.append("")
        tails.append("")
        attrs.append(_attributes(node, empty, strings))
        path.append(index)
        depth += 1
        index += 1
        child = node.children
        while child is not NULL and child.type != XML_ELEMENT_NODE:
            child = child.next
        if child is not NULL:
            node = child
            continue
        while True:
            closing = path.pop()
            depth -= 1
            ends[closing] = index
            if node is top:
                return tags, parents, ends, texts, tails, attrs, limited
            tails[closing] = strings.joined(node.next) if node.next is not NULL else ""
            child = node.next
            while child is not NULL and child.type != XML_ELEMENT_NODE:
                child = child.next
            if child is not NULL:
                node = child
                break
            node = node.parent
    while path:
        ends[path.pop()] = index
    # Elements that were open when the limit was reached keep their tails, as in the plain twin.
    closing = index - 1
    return tags, parents, ends, texts, tails, attrs, limited


cdef frozenset RAW = _limits.RAW
cdef frozenset UNSEEN = _limits.UNSEEN
cdef frozenset BREAKS = _limits.BREAKS


cpdef str text_content(list tags, list texts, list tails, list ends, Py_ssize_t index):
    """``tree.text_inside``."""
    cdef Py_ssize_t i = index + 1, end = ends[index], left, deep = 0
    cdef list parts, waiting
    cdef str text
    if i == end:
        return " ".join((<str>texts[index]).split())
    parts = [texts[index]]
    waiting = []
    while i < end:
        while deep and <Py_ssize_t>ends[<Py_ssize_t>waiting[deep - 1]] <= i:
            deep -= 1
            left = waiting.pop()
            text = tails[left]
            if text:
                parts.append(" " + text if tags[left] in BREAKS else text)
            elif tags[left] in BREAKS:
                parts.append(" ")
        waiting.append(i)
        deep += 1
        if tags[i] in UNSEEN:
            i = ends[i]
            continue
        if tags[i] in BREAKS:
            parts.append(" ")
        text = texts[i]
        if text:
            parts.append(text)
        i += 1
    while deep:
        deep -= 1
        left = waiting.pop()
        text = tails[left]
        parts.append(" " + text if tags[left] in BREAKS else text)
    return " ".join("".join(parts).split())


cdef inline bint holds_digit(str text, Py_ssize_t least, Py_ssize_t most):
    cdef Py_UCS4 letter
    if not least <= len(text) <= most:
        return False
    for letter in text:
        if letter.isdecimal():
            return True
    return False


def numbered(
    list texts not None, list tails not None, Py_ssize_t first, Py_ssize_t end, Py_ssize_t least,
    Py_ssize_t most
):
    """``metadata.dates.places.numbered``."""
    cdef Py_ssize_t i
    cdef list found = []
    for i in range(first, min(end, len(texts))):
        if holds_digit(<str>texts[i], least, most) or holds_digit(<str>tails[i], least, most):
            found.append(i)
    return found


def by_tag(list tags not None):
    """``tree.by_tag``."""
    cdef Py_ssize_t i
    cdef dict places = {}
    cdef PyObject* known
    for i in range(len(tags)):
        known = PyDict_GetItem(places, tags[i])
        if known is NULL:
            places[tags[i]] = [i]
        else:
            (<list>known).append(i)
    return places


cdef inline bint is_letter(char ch) noexcept nogil:
    return 97 <= ch <= 122 or 65 <= ch <= 90


cdef Py_ssize_t place_of(const char* s, Py_ssize_t n, Py_ssize_t start, char ch) noexcept nogil:
    """Offset of the next ``ch``; ``n`` for none."""
    cdef const void* found
    if start >= n:
        return n
    found = memchr(s + start, ch, n - start)
    return n if found is NULL else <const char*> found - s


cdef Py_ssize_t end_of_comment(const char* s, Py_ssize_t n, Py_ssize_t i) noexcept nogil:
    """Offset after the comment whose text begins at ``i``."""
    if s[i] == 62:
        return i + 1
    if s[i] == 45 and s[i + 1] == 62:
        return i + 2
    while True:
        i = place_of(s, n, i, 45)
        if i >= n:
            return n
        if s[i + 1] == 45:
            if s[i + 2] == 62:
                return i + 3
            if s[i + 2] == 33 and s[i + 3] == 62:
                return i + 4
        i += 1


cdef Py_ssize_t end_of_raw(
    const char* s, Py_ssize_t n, Py_ssize_t i, const char* name, Py_ssize_t size
) noexcept nogil:
    """Offset of the end tag that closes a raw-text element."""
    cdef Py_ssize_t k
    cdef char after
    while True:
        i = place_of(s, n, i, 60)
        if i >= n:
            return n
        if s[i + 1] == 47 and i + 2 + size <= n:
            for k in range(size):
                if (s[i + 2 + k] | 32) != (name[k] | 32):
                    break
            else:
                after = s[i + 2 + size]
                if is_blank(after) or after == 47 or after == 62:
                    return i
        i += 1


cdef inline bint may_be_raw(char first, Py_ssize_t size) noexcept nogil:
    """Whether a name with this first letter and length may be in ``RAW``: most tags are not."""
    if size == 5 or size == 6:  # style, title; script, iframe
        return (first | 32) == 115 or (first | 32) == 116 or (first | 32) == 105
    # xmp; noembed, noframes; textarea
    return 3 <= size <= 8 and ((first | 32) == 120 or (first | 32) == 110 or (first | 32) == 116)


def thinned(bytes page not None, Py_ssize_t most, Py_ssize_t tags):
    """``html.thinned``."""
    cdef const char* s = page
    cdef Py_ssize_t n = len(page), i = 0, j, k, name, size, count, cut, copied = 0
    cdef list kept = None
    cdef bint closing
    cdef Py_ssize_t stop = n
    while True:
        i = place_of(s, n, i, 60)
        if i >= n:
            break
        closing = s[i + 1] == 47
        name = i + 1 + closing
        if not is_letter(s[name]):
            if s[i + 1] == 33 and s[i + 2] == 45 and s[i + 3] == 45:
                i = end_of_comment(s, n, i + 4)
            elif closing or s[i + 1] == 33 or s[i + 1] == 63:
                i = place_of(s, n, i, 62) + 1
            else:
                i += 1
            continue
        if not closing:
            if not tags:
                stop = i
                break
            tags -= 1
        j = name
        while j < n and not (is_blank(s[j]) or s[j] == 47 or s[j] == 62):
            j += 1
        size = j - name
        count = 0
        cut = -1
        while True:
            while j < n and (is_blank(s[j]) or s[j] == 47):
                j += 1
            if j >= n or s[j] == 62:
                break
            count += 1
            if count == most + 1:
                cut = j
            j += 1
            while j < n and not (is_blank(s[j]) or s[j] == 47 or s[j] == 62 or s[j] == 61):
                j += 1
            k = j
            while k < n and is_blank(s[k]):
                k += 1
            if k < n and s[k] == 61:
                k += 1
                while k < n and is_blank(s[k]):
                    k += 1
                if k < n and (s[k] == 34 or s[k] == 39):
                    k = place_of(s, n, k + 1, s[k]) + 1
                else:
                    while k < n and not (is_blank(s[k]) or s[k] == 62):
                        k += 1
                j = k if k < n else n
        if cut >= 0:
            if kept is None:
                kept = []
            kept.append(page[copied:cut])
            copied = j
        i = j
        if not closing and may_be_raw(s[name], size) and page[name:name + size].lower() in RAW:
            i = end_of_raw(s, n, i, s + name, size)
    if kept is None:
        return (page if stop == n else page[:stop]), stop == n
    kept.append(page[copied:stop])
    return b"".join(kept), stop == n


cdef extern from *:
    """
    #include <string.h>

    /* memmem of the C library is several times as fast as bytes.find; Windows has none. */
    #ifndef _WIN32
    void* memmem(const void* s, size_t n, const void* sign, size_t size);
    #endif
    static int holds(const char* s, Py_ssize_t n, const char* sign, Py_ssize_t size) {
    #ifndef _WIN32
        return memmem(s, (size_t)n, sign, (size_t)size) != NULL;
    #else
        for (const char* at = s; n - (at - s) >= size; at++) {
            at = (const char*)memchr(at, sign[0], (size_t)(n - (at - s) - size + 1));
            if (!at)
                return 0;
            if (!memcmp(at, sign, (size_t)size))
                return 1;
        }
        return 0;
    #endif
    }

    /* Without a way out of the loop, so that compilers take many bytes at a time. */
    static int any_control(const char* s, Py_ssize_t n) {
        unsigned char found = 0;
        for (Py_ssize_t i = 0; i < n; i++) {
            unsigned char c = (unsigned char)s[i];
            found |= (unsigned char)(c < 9) | ((unsigned char)(c - 14) < 18) | (c == 127);
        }
        return found;
    }

    /* The bytes c2 ad, e2 80 8b, e2 81 a0 or ef bb bf. The page ends in a NUL. */
    static int any_break(const char* s, Py_ssize_t n) {
        const unsigned char* b = (const unsigned char*)s;
        unsigned char found = 0;
        for (Py_ssize_t i = 0; i + 1 < n; i++) {
            unsigned char c = b[i], d = b[i + 1], e = b[i + 2];
            found |= (unsigned char)((c == 0xc2) & (d == 0xad))
                | (unsigned char)((c == 0xe2) & (d == 0x80) & (e == 0x8b))
                | (unsigned char)((c == 0xe2) & (d == 0x81) & (e == 0xa0))
                | (unsigned char)((c == 0xef) & (d == 0xbb) & (e == 0xbf));
        }
        return found;
    }

    /* The bytes c2 80 to c2 9f, or c3 a2 e2 82 ac. The page ends in a NUL. */
    static int any_twice(const char* s, Py_ssize_t n) {
        const char* end = s + n;
        const char* at = s;
        while ((at = (const char*)memchr(at, 0xc2, end - at)))
            if ((unsigned char)(*++at - 0x80) < 0x20)
                return 1;
        at = s;
        while ((at = (const char*)memchr(at, 0xc3, end - at)))
            if (!strncmp(++at, "\\xa2\\xe2\\x82\\xac", 4))
                return 1;
        return 0;
    }
    """
    bint any_control(const char* s, Py_ssize_t n) noexcept nogil
    bint holds(const char* s, Py_ssize_t n, const char* sign, Py_ssize_t size) noexcept nogil
    bint any_break(const char* s, Py_ssize_t n) noexcept nogil
    bint any_twice(const char* s, Py_ssize_t n) noexcept nogil


cdef inline int digit(char ch, int base) noexcept nogil:
    if 48 <= ch <= 57:
        return ch - 48
    if base == 16 and 97 <= (ch | 32) <= 102:
        return (ch | 32) - 87
    return -1


cdef inline bint is_break(const char* name) noexcept nogil:
    """Whether a named reference stands for a soft hyphen or a zero-width space."""
    if name[0] == 115:
        return not strncmp(name, b"shy;", 4)
    if name[0] == 90:
        return not strncmp(name, b"ZeroWidthSpace;", 15)
    return name[0] == 78 and not strncmp(name, b"NoBreak;", 8)


def controls(bytes page not None):
    """``decode.controls``."""
    cdef const char* s = page
    cdef Py_ssize_t n = len(page), i = 0, first
    cdef int base, value, next
    while True:
        i = place_of(s, n, i, 38) + 1
        if i >= n:
            return any_control(s, n), False
        if s[i] != 35:
            if is_break(s + i):
                return any_control(s, n), True
            continue
        base = 16 if (s[i + 1] | 32) == 120 else 10
        i += 1 + (base == 16)
        first = i
        value = 0
        while (next := digit(s[i], base)) >= 0:
            value = min(base * value + next, 0x10ffff)
            i += 1
        if i > first and (
            value < 9 or 14 <= value < 32 or value == 127
            or value == 0xad or value == 0x200b or value == 0x2060 or value == 0xfeff
        ):
            return any_control(s, n), True


def holds_any(bytes page not None, signs, Py_ssize_t end):
    """``search.plain_holds_any``."""
    cdef Py_ssize_t n = min(end, len(page))
    cdef bytes sign
    for sign in signs:
        if holds(page, n, sign, len(sign)):
            return True
    return False


def has_break_marks(bytes page not None):
    """``decode.has_break_marks``."""
    return any_break(page, len(page))


def may_be_encoded_twice(bytes page not None):
    """``mojibake.may_be_encoded_twice``."""
    return any_twice(page, len(page))
