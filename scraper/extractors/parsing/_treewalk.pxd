cpdef str text_content(list tags, list texts, list tails, list ends, Py_ssize_t index)
