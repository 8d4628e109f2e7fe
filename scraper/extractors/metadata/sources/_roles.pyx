# cython: language_level=3, boundscheck=False, wraparound=False
"""The roles that elements' tokens speak of, as `collect.roles_of` and `collect.marked` tell them.

All role words are looked for at once, in one walk through the letters (Aho and Corasick, "Efficient
string matching", 1975), so that a site's classes cost no more on its first page than on the next.
"""
from cpython.dict cimport PyDict_GetItem, PyDict_Next
from cpython.object cimport PyObject
from sys import intern

from libc.stdint cimport int16_t, uint32_t

DEF STATES = 2000
cdef extern from "Python.h":
    bint PyUnicode_CHECK_INTERNED(PyObject* text)

cdef int16_t STEPS[STATES][26]
cdef int16_t MASKS[STATES]


def learn(words):
    """Make the automaton of ``(word, role)`` pairs; words are of small letters of ASCII."""
    cdef list rows = [[0] * 26], masks = [0], fails, queue
    for word, role in words:
        state = 0
        for letter in word:
            place = ord(letter) - 97
            if not rows[state][place]:
                rows[state][place] = len(rows)
                rows.append([0] * 26)
                masks.append(0)
            state = rows[state][place]
        masks[state] |= role
    fails = [0] * len(rows)
    queue = [state for state in rows[0] if state]
    for state in queue:  # grows while it is walked: breadth first
        other = fails[state]
        masks[state] |= masks[other]
        for place in range(26):
            following = rows[state][place]
            if following:
                fails[following] = rows[other][place]
                queue.append(following)
            else:
                rows[state][place] = rows[other][place]
    if len(rows) > STATES:
        raise ValueError(f"learn: expected at most {STATES} states, got {len(rows)}")
    for state in range(len(rows)):
        MASKS[state] = masks[state]
        for place in range(26):
            STEPS[state][place] = rows[state][place]


cdef long roles_in(str tokens, plain):
    cdef Py_UCS4 letter
    cdef uint32_t ch
    cdef int state = 0
    cdef long mask = 0
    for letter in tokens:
        ch = <uint32_t>letter
        if 97 <= ch <= 122:
            state = STEPS[state][ch - 97]
            mask |= MASKS[state]
        elif 65 <= ch <= 90:
            state = STEPS[state][ch - 65]
            mask |= MASKS[state]
        elif ch >= 128:
            return plain(tokens)
        elif ch != 45 and ch != 95:  # role words are found across - and _
            state = 0
    return mask


def roles_of(str tokens not None, plain):
    """``collect.roles_of``; ``plain`` is asked about what is not of ASCII."""
    return roles_in(tokens, plain)


KNOWN_MOST = 20_000
"""Class strings remembered with their roles: a page repeats its own, and a site's pages share them,
and to look one up takes half the time of a walk through its letters."""
cdef dict KNOWN = {}


cdef inline bint is_one(PyObject* name, PyObject* known) noexcept:
    """Whether two names are equal, where ``known`` is interned as `_treewalk.walk` interns them."""
    if name == known:
        return True
    return not PyUnicode_CHECK_INTERNED(name) and <str>name == <str>known


def marked(list tags not None, list attributes not None, frozenset role_attributes not None, plain):
    """``collect.marked``."""
    cdef Py_ssize_t i, at
    cdef long mask
    cdef PyObject* name
    cdef PyObject* value
    cdef PyObject* before
    cdef tuple names = tuple([intern(word) for word in ("class", *role_attributes)])
    cdef PyObject* class_ = <PyObject*>names[0]
    cdef PyObject* first = <PyObject*>names[1]
    cdef PyObject* second = <PyObject*>names[2]
    cdef PyObject* third = <PyObject*>names[3]
    cdef PyObject* fourth = <PyObject*>names[4]
    cdef list found = []
    if len(names) != 5:
        raise ValueError(f"marked: expected four names besides the class, got {sorted(role_attributes)}")
    if len(KNOWN) > KNOWN_MOST:
        KNOWN.clear()
    for i in range(len(attributes)):
        attrs = attributes[i]
        mask = at = 0
        while PyDict_Next(attrs, &at, &name, &value):
            if is_one(name, class_):
                before = PyDict_GetItem(KNOWN, <str>value)
                if before is NULL:
                    KNOWN[<str>value] = roles_in(<str>value, plain)
                    before = PyDict_GetItem(KNOWN, <str>value)
                mask |= <long><object>before
            elif (
                (is_one(name, first) or is_one(name, second)
                 or is_one(name, third) or is_one(name, fourth))
                and tags[i] != "meta" and tags[i] != "link"
            ):
                mask |= roles_in(<str>value, plain)
        if mask:
            found.append((i, mask))
    return found
