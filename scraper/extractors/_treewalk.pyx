# cython: language_level=3, boundscheck=False, wraparound=False
"""The walk of `tree.py` over libxml2's own nodes, without an lxml proxy for each.

Reads the structs only: no function of libxml2 is called, so nothing is linked.
"""
from cpython.unicode cimport PyUnicode_DecodeUTF8, PyUnicode_InternFromString
from libc.string cimport strcmp, strlen
from lxml.includes.etreepublic cimport _Element, import_lxml__etree
from lxml.includes.tree cimport xmlAttr, xmlNode
from lxml.includes.tree cimport XML_CDATA_SECTION_NODE, XML_ELEMENT_NODE, XML_TEXT_NODE

from scraper.extractors import tree as _limits

import_lxml__etree()


cdef str _decode(const char* text):
    return PyUnicode_DecodeUTF8(text, strlen(text), "replace")


cdef str _joined(xmlNode* node):
    """The text of the run of text nodes that starts at ``node``."""
    cdef str text = ""
    while node is not NULL:
        if node.type == XML_TEXT_NODE or node.type == XML_CDATA_SECTION_NODE:
            if node.content is not NULL:
                text = text + _decode(<const char*> node.content) if text else _decode(<const char*> node.content)
        elif node.type == XML_ELEMENT_NODE:
            break
        node = node.next
    return text


cdef dict _attributes(xmlNode* node, dict empty):
    cdef xmlAttr* attr = node.properties
    cdef dict found
    cdef object name
    if attr is NULL:
        return empty
    found = {}
    while attr is not NULL:
        name = PyUnicode_InternFromString(<const char*> attr.name)
        found[name] = _joined(attr.children) if attr.children is not NULL else ""
        attr = attr.next
    return found


def walk(_Element root not None):
    """Flatten an lxml element and all below it: the arrays of ``tree.walk``."""
    cdef list tags = [], parents = [], ends = [], texts = [], tails = [], attrs = []
    cdef dict empty = _limits.NO_ATTRS
    cdef Py_ssize_t max_nodes = _limits.MAX_NODES, max_depth = _limits.MAX_DEPTH
    cdef Py_ssize_t index = 0, depth = 0, closing
    cdef bint limited = False
    cdef list path = []
    cdef xmlNode* top = root._c_node
    cdef xmlNode* node = top
    cdef xmlNode* child
    while True:
        # node is an element that is not yet noted
        if index >= max_nodes:
            limited = True
            break
        tags.append(PyUnicode_InternFromString(<const char*> node.name))
        parents.append(path[min(depth - 1, max_depth)] if depth else -1)
        ends.append(index + 1)
        if node.children is not NULL and strcmp(<const char*> node.name, "style") != 0:
            texts.append(_joined(node.children))
        else:
            texts.append("")
        tails.append("")
        attrs.append(_attributes(node, empty))
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
            tails[closing] = _joined(node.next) if node.next is not NULL else ""
            child = node.next
            while child is not NULL and child.type != XML_ELEMENT_NODE:
                child = child.next
            if child is not NULL:
                node = child
                break
            node = node.parent
    while path:
        ends[path.pop()] = index
    # The elements that were open when the limit was reached keep their tails, as in the twin.
    closing = index - 1
    return tags, parents, ends, texts, tails, attrs, limited
