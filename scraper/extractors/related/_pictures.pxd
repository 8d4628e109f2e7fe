cdef bint is_image(str tag)
cpdef str source_of(dict attrs)
